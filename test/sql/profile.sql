-- Profile limits through SQL: who has them, how they are read, what an open
-- side looks like.  The numbers are held against R in test/t/009_profile.pl and
-- test/t/007_logit_oracles.pl; here it is what the call gives.
SET search_path = earlyhelp, public;
CREATE TABLE visit AS
SELECT i, i % 7 < 3 AS seen, (i * 37 % 101)::integer AS age, (i * 11 % 23)::double precision AS spend,
	(ARRAY['North', 'South', 'East'])[1 + i * 7 % 3] AS region, i % 12 AS team
FROM generate_series(1, 60) AS i;

-- Estimates, errors and the fit as a whole are logit's; test and limits are not.
SELECT l.term, p.estimate = l.estimate AS estimate, p.std_error = l.std_error AS std_error, l.errors, p.errors,
	p.conf_low < p.estimate AND p.estimate < p.conf_high AS inside, abs(p.statistic - l.statistic) BETWEEN 1e-9 AND 0.1 AS near
FROM (SELECT logit(seen, age, region, spend) AS a, logit_profile(seen, age, region, spend) AS b FROM visit) AS t,
	tidy(t.a) AS l JOIN tidy(t.b) AS p USING (term);
SELECT tidy(t.a) = tidy(t.b, errors => 'model') AS same FROM (SELECT logit(seen, age, region) AS a, logit_profile(seen, age, region) AS b FROM visit) AS t;
SELECT glance(t.a) = glance(t.b) AS glance, (SELECT bool_and(m = n) FROM margins(t.a) AS m JOIN margins(t.b) AS n USING (term)) AS margins,
	(SELECT bool_and(c = d) FROM covariance(t.a) AS c JOIN covariance(t.b) AS d USING (term, other_term)) AS covariance,
	predict(t.a, 30, 'East'::text) = predict(t.b, 30, 'East'::text) AS predict, predict_error(t.a, 30, 'East'::text) = predict_error(t.b, 30, 'East'::text) AS error
FROM (SELECT logit(seen, age, region) AS a, logit_profile(seen, age, region) AS b FROM visit) AS t;
-- The test of a term is compare()'s test of the fits with and without it.
SELECT round((o.statistic ^ 2 - c.statistic)::numeric, 6) AS chi_square, round((o.p_value - c.p_value)::numeric, 6) AS p, c.status
FROM (SELECT logit_profile(seen, spend) AS a, logit_profile(seen, age, spend) AS b FROM visit) AS t, compare(t.a, t.b) AS c, odds_ratio(t.b, 'age') AS o;
-- Limits widen with the level, and are those of the exponent and of the units.
SELECT count(*) AS levels, bool_and(low < before AND high > prior) AS widen
FROM (SELECT t.conf_low AS low, lag(t.conf_low) OVER w AS before, t.conf_high AS high, lag(t.conf_high) OVER w AS prior
	FROM (SELECT logit_profile(seen, age, spend) AS f FROM visit) AS m, generate_series(1, 999) AS i, tidy(m.f, level => i / 1000.0) AS t
	WHERE t.term = 'age' WINDOW w AS (ORDER BY i)) AS s WHERE before IS NOT NULL;
SELECT round((e.conf_high - exp(t.conf_high))::numeric, 12) AS exponent, round((o.conf_high - exp(-10 * t.conf_low))::numeric, 12) AS units,
	o.statistic = -t.statistic AS sign, o.p_value = t.p_value AS p
FROM (SELECT logit_profile(seen, age) AS f FROM visit) AS m, tidy(m.f) AS t, odds_ratio(m.f, 1) AS e, odds_ratio(m.f, 1, per => -10) AS o WHERE t.term = 'age';
-- The null model, and one without an intercept.
SELECT term, status, errors, conf_low < estimate AND estimate < conf_high AS inside
FROM (SELECT logit_profile(seen) AS f FROM visit UNION ALL SELECT firth_logit(seen) FROM visit
	UNION ALL SELECT logit_profile(outcome(seen, intercept => false), age) FROM visit) AS t, tidy(t.f);

-- An estimate that is infinite is NULL, and so is the limit on its side; the
-- other limit, the test and its p exist.
SELECT t.what, f.term, f.status, f.estimate IS NOT NULL AS estimate, round(f.statistic::numeric, 3) AS statistic, f.p_value < 0.05 AS p_small,
	round(f.conf_low::numeric, 3) AS low, round(f.conf_high::numeric, 3) AS high
FROM (SELECT 'split' AS what, logit_profile(age > 50, age) AS f FROM visit
	UNION ALL SELECT 'almost', logit_profile(seen OR region = 'East', region, age) FROM visit
	UNION ALL SELECT 'all seen', logit_profile(true) FROM visit
	UNION ALL SELECT 'none seen', logit_profile(false) FROM visit
	UNION ALL SELECT 'all seen, age', logit_profile(true, age) FROM visit) AS t, tidy(t.f) AS f;
SELECT g.status, g.message FROM (SELECT logit_profile(age > 50, age) AS f FROM visit) AS t, glance(t.f) AS g;
-- An open side has no odds either: not 0, which would be a limit.
SELECT o.estimate, o.conf_low, o.conf_high < 0.01 AS high, n.conf_low > 100 AS low, n.conf_high
FROM (SELECT logit_profile(age > 50, age) AS f FROM visit) AS t, odds_ratio(t.f, 'age', per => -10) AS o, odds_ratio(t.f, 'age', per => 10) AS n;
-- Limits of an infinite estimate are not kept at levels below a half.
SELECT term, status, conf_low, conf_high FROM (SELECT logit_profile(age > 50, age) AS f FROM visit) AS t, tidy(t.f, level => 0.4);
-- Firth's fit of the same has all of them.
SELECT term, status, errors, conf_low < estimate AND estimate < conf_high AS inside, p_value < 0.001 AS p_small
FROM (SELECT firth_logit(age > 50, age) AS f FROM visit) AS t, tidy(t.f);

-- A fit in trouble of another kind has no profiles, and no error loses the
-- other groups.
SELECT t.what, f.term, f.status, f.estimate IS NOT NULL AS estimate, f.statistic, f.conf_low, f.errors
FROM (SELECT 'twice' AS what, logit_profile(seen, age, age * 2) AS f FROM visit
	UNION ALL SELECT 'twice, Firth', firth_logit(seen, age, age * 2) FROM visit
	UNION ALL SELECT 'few', logit_profile(seen, age, spend) FROM visit WHERE i < 3
	UNION ALL SELECT 'no rows', logit_profile(seen, age, NULL::text) FROM visit) AS t, tidy(t.f) AS f;
SELECT region, count(f.conf_low) AS limits FROM (SELECT region, logit_profile(seen AND region <> 'East', age) AS f FROM visit GROUP BY region) AS t, tidy(t.f) AS f GROUP BY region ORDER BY region;

-- Who has none, and what cannot be.
SELECT tidy(t.f, errors => 'profile') FROM (SELECT logit(seen, age) AS f FROM visit) AS t;
SELECT odds_ratio(t.f, 1, errors => 'profile') FROM (SELECT logit(outcome(seen, cluster => team), age) AS f FROM visit) AS t;
SELECT count(*) AS terms, count(conf_low) AS limits, min(errors) AS errors FROM (SELECT firth_logit(i % 3 = 0, factor(i % 150)) AS f FROM generate_series(1, 301) AS i) AS t, tidy(t.f);
SELECT tidy(t.f, errors => 'profile') FROM (SELECT firth_logit(i % 3 = 0, factor(i % 150)) AS f FROM generate_series(1, 301) AS i) AS t;
SELECT margins(t.f, errors => 'profile') FROM (SELECT logit_profile(seen, age) AS f FROM visit) AS t;
SELECT tidy(t.f, level => 0.9995) FROM (SELECT logit_profile(seen, age) AS f FROM visit) AS t;
SELECT odds_ratio(t.f, 1, level => 95) FROM (SELECT logit_profile(seen, age) AS f FROM visit) AS t;
SELECT conf_level, conf_low < estimate AS inside FROM (SELECT logit_profile(seen, age) AS f FROM visit) AS t, odds_ratio(t.f, 1, level => 0.9995, errors => 'model');
SELECT logit_profile(outcome(seen, cluster => team), age) FROM visit;
SELECT logit_profile(outcome(seen, weight => 2, weight_kind => 'probability'), age) FROM visit;
SELECT logit_profile(seen, region || NULL, age > NULL) IS NULL AS no_rows FROM visit WHERE false;

-- A fit with profiles is a value: text, wire, tables.
CREATE TABLE fits AS SELECT region, logit_profile(seen, age, spend) AS f FROM visit GROUP BY region
	UNION ALL SELECT 'split', logit_profile(age > 50, age) FROM visit UNION ALL SELECT 'Firth', firth_logit(age > 50, age) FROM visit;
SELECT region, f::text::logit_fit::text = f::text AS by_text, logit_fit_send(f::text::logit_fit) = logit_fit_send(f) AS to_the_byte,
	(SELECT bool_and(a = b) FROM tidy(f) AS a JOIN tidy(f::text::logit_fit) AS b USING (term)) AS read_alike FROM fits ORDER BY region;

DROP TABLE fits, visit;
