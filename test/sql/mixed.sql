-- Mixed logistic fits through SQL: names, options, readers, trouble.  The
-- numbers are held against R in test/t/010_mixed_oracles.pl and
-- test/unit/mixed.c; here it is what the call gives.
SET search_path = earlyhelp, public;
CREATE TABLE visit AS
SELECT i, (i * 7919 + team * 40) % 101 < 30 + team * 4 + 3 * year AS seen, team, year,
	(i * 37 % 83)::integer AS age, (i * 53 % 19)::numeric(6,2) AS score,
	(ARRAY['North', 'South', 'East'])[1 + i * 7 % 3] AS region, CASE WHEN i % 40 <> 0 THEN i % 5 END AS note
FROM (SELECT i, i * 13 % 12 AS team, i / 12 % 6 AS year FROM generate_series(1, 600) AS i) AS s;
CREATE FUNCTION terms(mixed_fit) RETURNS text LANGUAGE sql
	RETURN (SELECT string_agg(concat_ws(' ', group_name, term), ' | ') FROM earlyhelp.tidy($1));

-- Terms and groupings are called what the arguments are called.
SELECT terms(f) FROM (SELECT mixed_logit(seen, ARRAY[team::text], age, ln(score + 1), region) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT mixed_logit(seen, ARRAY[team::text, 'Y' || year], age) AS f FROM visit AS v) AS t;
SELECT terms(f) FROM (SELECT mixed_logit(seen, ARRAY[team::text, year::text]) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT mixed_logit(seen, ARRAY[team::text], mixed_options(), age) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT mixed_logit(seen, ARRAY[team::text], mixed_options(quadrature_points => 9)) AS f FROM visit) AS t;
-- An array of varchar is as good; one that is not written out has no names.
SELECT terms(f) FROM (SELECT mixed_logit(seen, ARRAY[region::varchar(9)], age) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT mixed_logit(seen, g, age) AS f FROM (SELECT *, ARRAY[team::text, year::text] AS g FROM visit OFFSET 0) AS s) AS t;
SELECT DISTINCT terms(f) FROM (SELECT mixed_logit(seen, ARRAY[team::text], age) OVER () AS f FROM visit WHERE i < 100) AS t;
SELECT effect, group_name, term FROM (SELECT mixed_logit(seen, ARRAY[team::text], age) AS f FROM visit) AS t,
	tidy(t.f, terms => '{Constant,"Age, years",Team}');
SELECT * FROM (SELECT mixed_logit(seen, ARRAY[team::text], age) AS f FROM visit) AS t, tidy(t.f, terms => '{Constant,Age}');

-- One fit whatever the type of the response.
SELECT count(DISTINCT round(o.estimate::numeric, 9)) AS answers, count(DISTINCT round(v.sd::numeric, 9)) AS sds
FROM (SELECT mixed_logit(seen, ARRAY[team::text], age) AS f FROM visit
	UNION ALL SELECT mixed_logit(seen::integer, ARRAY[team::text], age::numeric) FROM visit
	UNION ALL SELECT mixed_logit(outcome(seen), ARRAY[team::text], age) FROM visit
	UNION ALL SELECT mixed_logit(outcome_of(seen::integer, 1), ARRAY[team::text], age) FROM visit
	UNION ALL SELECT mixed_logit(proportion(seen::integer, 1), ARRAY[team::text], age) FROM visit
	UNION ALL SELECT mixed_logit(outcome(seen, weight => 1, weight_kind => 'frequency'), ARRAY[team::text], age) FROM visit
	UNION ALL SELECT mixed_logit(seen, ARRAY[team::text], age ORDER BY -i) FROM visit
	UNION ALL SELECT mixed_logit(seen, ARRAY['team ' || team], age ORDER BY age, i) FROM visit) AS t,
	odds_ratio(t.f, 'age') AS o, variance_components(t.f) AS v;
-- A weight of so many is so many rows, and so are trials.
SELECT count(DISTINCT round(v.sd::numeric, 9)) AS sds, count(DISTINCT round(g.log_lik_fixed::numeric - g.log_lik::numeric, 8)) AS falls,
	array_agg(DISTINCT g.nobs) AS nobs, count(g.trials) AS with_trials
FROM (SELECT mixed_logit(seen, ARRAY[team::text], year) AS f FROM visit
	UNION ALL SELECT mixed_logit(outcome(seen, weight => n, weight_kind => 'frequency'), ARRAY[team::text], year)
		FROM (SELECT seen, team, year, count(*) AS n FROM visit GROUP BY 1, 2, 3) AS s
	UNION ALL SELECT mixed_logit(outcome_of(s, n), ARRAY[team::text], year)
		FROM (SELECT team, year, count(*) FILTER (WHERE seen) AS s, count(*) AS n FROM visit GROUP BY 1, 2) AS s) AS t,
	variance_components(t.f) AS v, glance(t.f) AS g;
-- An offset and no intercept.
SELECT terms(f), g.status FROM (SELECT mixed_logit(outcome(seen, exposure_offset => age / 100.0, intercept => false), ARRAY[team::text], age) AS f
	FROM visit) AS t, glance(t.f) AS g;

-- NULL rows are missing, whatever is NULL.
SELECT g.rows_used, g.missing, g.groupings FROM (SELECT mixed_logit(seen, ARRAY[team::text, note::text], age) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT mixed_logit(seen, CASE WHEN note > 0 THEN ARRAY[team::text] END, age) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT mixed_logit(seen, ARRAY[team::text], age, note) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT mixed_logit(CASE WHEN note > 0 THEN seen END, ARRAY[team::text], age) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT mixed_logit(seen, ARRAY[team::text], age) IS NULL AS no_rows FROM visit WHERE false;
SELECT terms(f), g.rows_used, g.missing, g.groupings, g.status, g.message
FROM (SELECT mixed_logit(seen, ARRAY[team::text, NULL], age) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT terms(f), g.rows_used, g.missing, g.groupings, g.status
FROM (SELECT mixed_logit(seen, NULL, age) AS f FROM visit) AS t, glance(t.f) AS g;

-- Options.
SELECT mixed_options(), mixed_options(25), mixed_options(profile_level => 0.9);
-- a constant travels to a foreign server as its text
SELECT mixed_options(25)::text::mixed_options, mixed_options(7, 0.95)::text::mixed_options;
SELECT '501 quadrature points'::mixed_options;
SELECT '7 quadrature points; profile limits at 95'::mixed_options;
SELECT mixed_options(0);
SELECT mixed_options(501);
SELECT mixed_options(profile_level => 95);
SELECT '1'::mixed_options;
SELECT mixed_logit(seen, ARRAY[team::text, year::text], mixed_options(quadrature_points => 2), age) FROM visit;
SELECT mixed_logit(seen, ARRAY[team::text], mixed_options(1 + i % 2), age) FROM visit;
SELECT mixed_logit(seen, ARRAY[team::text], age, mixed_options()) FROM visit;

-- What has no likelihood of its own, and what cannot be.
SELECT mixed_logit(outcome(seen, weight => 2, weight_kind => 'probability'), ARRAY[team::text], age) FROM visit;
SELECT mixed_logit(outcome(seen, cluster => team), ARRAY[team::text], age) FROM visit;
SELECT mixed_logit(age, ARRAY[team::text]) FROM visit;
SELECT mixed_logit(region, ARRAY[team::text]) FROM visit;
SELECT mixed_logit(seen, ARRAY[]::text[], age) FROM visit;
SELECT mixed_logit(seen, ARRAY['1', '2', '3', '4', '5', '6', '7', '8', team::text], age) FROM visit;
SELECT mixed_logit(seen, CASE WHEN i < 9 THEN ARRAY[team::text] ELSE ARRAY[team::text, year::text] END, age) FROM visit;
SELECT mixed_logit(i % 3 = 0, ARRAY[i::text, (i / 2)::text]) FROM generate_series(1, 8000) AS i;
SELECT mixed_logit(seen, ARRAY[team::text], 'infinity'::float8) FROM visit;

-- tidy: the fixed part, then standard deviations and variances.
CREATE TABLE fitted AS
SELECT mixed_logit(seen, ARRAY[team::text, year::text], age, region) AS f,
	mixed_logit(seen, ARRAY[team::text], mixed_options(quadrature_points => 7, profile_level => 0.9), age) AS one,
	mixed_logit(seen, ARRAY[team::text], age, region) AS team, mixed_logit(seen, ARRAY[team::text, year::text]) AS bare,
	logit(seen, age, region) AS fixed, logit(seen, age, region, score) AS more FROM visit;
SELECT t.effect, t.group_name, t.term, round(t.estimate::numeric, 4) AS estimate, round(t.std_error::numeric, 4) AS std_error,
	round(t.conf_low::numeric, 4) AS low, round(t.conf_high::numeric, 4) AS high, t.p_value IS NULL AS no_p, t.errors, t.status
FROM fitted, tidy(fitted.f) AS t;
SELECT count(*) FILTER (WHERE abs(x.estimate / exp(t.estimate) - 1) < 1e-12 AND x.std_error = t.std_error) AS exponentiated,
	count(*) FILTER (WHERE x.estimate = t.estimate AND t.effect = 'random') AS as_they_were
FROM fitted, tidy(fitted.f, exponentiate => true) AS x JOIN LATERAL tidy(fitted.f) AS t ON (x.effect, x.term, x.group_name) IS NOT DISTINCT FROM (t.effect, t.term, t.group_name);
-- The variance is the square of the sd, its limits too.
SELECT s.group_name, abs(v.estimate - s.estimate ^ 2) < 1e-12 AND abs(v.std_error - 2 * s.estimate * s.std_error) < 1e-12
	AND abs(v.conf_low - s.conf_low ^ 2) < 1e-12 AND abs(v.conf_high - s.conf_high ^ 2) < 1e-12 AS squared,
	abs(s.conf_low - s.estimate * exp(-1.959963984540054 * s.std_error / s.estimate)) < 1e-12 AS wald_of_logarithm
FROM fitted, tidy(fitted.f) AS s, tidy(fitted.f) AS v WHERE s.term = 'sd' AND v.term = 'variance' AND s.group_name = v.group_name;
-- Profile limits at the level of the fit, else Wald's.
SELECT l.level, t.term, t.errors, t.conf_level, t.conf_low < t.estimate AND t.estimate < t.conf_high AS ordered
FROM fitted, (VALUES (0.9), (0.95)) AS l(level), tidy(fitted.one, level => l.level) AS t ORDER BY l.level, t.effect, t.term;
SELECT t.errors FROM fitted, tidy(fitted.one, level => 0.9, errors => 'model') AS t WHERE term = 'sd';
SELECT t.errors FROM fitted, tidy(fitted.one, errors => 'profile') AS t;
SELECT t.errors FROM fitted, tidy(fitted.f, errors => 'profile') AS t;
SELECT t.errors FROM fitted, tidy(fitted.f, errors => 'hc0') AS t;
SELECT t.errors FROM fitted, tidy(fitted.f, level => 95) AS t;
SELECT count(*) AS none FROM tidy(NULL::mixed_fit);

-- glance and variance_components: their sums, shares and tests.
SELECT g.nobs, g.rows_used, g.missing, g.groupings, g.df, g.quadrature_points, g.method, g.converged, g.status, g.message, g.lr_law
FROM fitted, LATERAL (SELECT * FROM glance(fitted.f) UNION ALL SELECT * FROM glance(fitted.one)) AS g;
SELECT abs(g.aic - (2 * g.df - 2 * g.log_lik)) < 1e-9 AS aic, abs(g.bic - (ln(g.nobs) * g.df - 2 * g.log_lik)) < 1e-9 AS bic,
	abs(g.lr_statistic - 2 * (g.log_lik - g.log_lik_fixed)) < 1e-9 AS lr, abs(g.log_lik_fixed - p.log_lik) < 1e-9 AS fixed_part,
	abs(g.null_log_lik - p.null_log_lik) < 1e-9 AS null_model, abs(g.icc - c.variance / (c.variance + pi() ^ 2 / 3)) < 1e-12 AS icc,
	abs(g.icc - c.icc) < 1e-12 AS shares_add_up, abs(g.median_odds_ratio - exp(sqrt(2 * c.variance) * 0.674489750196082)) < 1e-9 AS mor
FROM fitted, glance(fitted.f) AS g, glance(fitted.fixed) AS p,
	LATERAL (SELECT sum(variance) AS variance, sum(icc) AS icc FROM variance_components(fitted.f)) AS c;
SELECT v.group_name, v.levels, v.levels_with_both, v.sd ^ 2 = v.variance OR abs(v.sd ^ 2 - v.variance) < 1e-15 AS squared,
	abs(v.median_odds_ratio - exp(sqrt(2) * v.sd * 0.674489750196082)) < 1e-9 AS mor
FROM fitted, variance_components(fitted.f) AS v;

-- effects: a row for each group, by bytes; ranks fall from the highest.
SELECT e.group_name, e.level, e.rank, e.rank = rank() OVER (PARTITION BY e.group_name ORDER BY e.estimate DESC) AS ranked,
	abs(e.conf_high - e.estimate - 1.6448536269514722 * e.std_error) < 1e-9 AS limits, e.conf_level
FROM fitted, effects(fitted.f, level => 0.9) WITH ORDINALITY AS e ORDER BY e.ordinality;
SELECT * FROM fitted, effects(fitted.f, level => 1) AS e;
SELECT count(*) AS none FROM effects(NULL);

-- predict: with groups, with some, without; a level never seen is the median.
SELECT count(*) AS rows, bool_and(abs(predict_link(f, ARRAY[team::text, year::text], age, region) - predict_link(f, NULL, age, region)
		- t.estimate - y.estimate) < 1e-12) AS link,
	bool_and(abs(predict(f, ARRAY[team::text, year::text], age, region) - 1 / (1 + exp(-predict_link(f, ARRAY[team::text, year::text], age, region)))) < 1e-15) AS probability
FROM visit JOIN (SELECT f, e.* FROM fitted, effects(f) AS e) AS t ON t.group_name = 'team' AND t.level = team::text
	JOIN (SELECT e.* FROM fitted, effects(f) AS e) AS y ON y.group_name = 'year' AND y.level = year::text;
SELECT predict(f, ARRAY['none', '3'], 30, 'East'::text) = predict(f, ARRAY[NULL, '3'], 30, 'East'::text) AS never_seen,
	predict(f, ARRAY[NULL, NULL], 30, 'East'::text) = predict(f, NULL, 30, 'East'::text) AS none, predict(f, NULL, NULL, 'East'::text) IS NULL AS unknown,
	predict(bare, ARRAY['1', '3']) = predict(bare, '{1,3}') AS null_model, predict_link(bare, NULL) IS NOT NULL AS null_link,
	predict(NULL::mixed_fit, ARRAY['1', '3'], 1) IS NULL AS no_fit
FROM fitted;
SELECT abs(p.error - sqrt(s.variance)) < 1e-12 AS delta_method FROM fitted,
	LATERAL (SELECT predict_error(f, 30, 'East'::text) AS error) AS p,
	LATERAL (SELECT sum(covariance * CASE term WHEN 'age' THEN 30 ELSE 1 END * CASE other_term WHEN 'age' THEN 30 ELSE 1 END) AS variance
		FROM covariance(f) WHERE term IN ('(Intercept)', 'age') AND other_term IN ('(Intercept)', 'age')) AS s;
SELECT predict(f, ARRAY['1'], 30, 'East'::text) FROM fitted;
SELECT predict(f, ARRAY['1', '2'], 30) FROM fitted;
SELECT predict(f, ARRAY['1', '2'], 30, 'West'::text) FROM fitted;

-- odds_ratio is of the fixed part alone; covariance has both.
SELECT o.term, round((o.estimate / exp(10 * t.estimate))::numeric, 9) AS same, o.conf_level
FROM fitted, odds_ratio(fitted.f, 'age', per => 10, level => 0.9) AS o, tidy(fitted.f) AS t WHERE t.term = 'age';
SELECT o.term FROM fitted, odds_ratio(fitted.f, 3) AS o;
SELECT o.term FROM fitted, odds_ratio(fitted.f, 'year') AS o;
SELECT o.term FROM fitted, odds_ratio(fitted.f, 4) AS o;
SELECT c.term, c.other_term, c.covariance IS NOT NULL AS known FROM fitted, covariance(fitted.team) AS c WHERE c.term = 'sd(team)';
SELECT bool_and(abs(t.std_error - sqrt(c.covariance)) < 1e-15) AS diagonal FROM fitted, tidy(fitted.f) AS t, covariance(fitted.f) AS c
WHERE c.term = c.other_term AND c.term = CASE WHEN t.term = 'sd' THEN format('sd(%s)', t.group_name) ELSE t.term END;

-- compare: one more sd, several, terms beside it, and what is no part.
SELECT c.df, round(c.statistic::numeric, 3) AS statistic, c.p_value < 0.05 AS matters, c.status, c.message
FROM fitted, LATERAL (SELECT 1 AS k, (compare(team, f)).* UNION ALL SELECT 2, (compare(f, bare)).* UNION ALL SELECT 3, (compare(fixed, team)).*
	UNION ALL SELECT 4, (compare(fixed, f)).* UNION ALL SELECT 5, (compare(more, f)).* UNION ALL SELECT 6, (compare(one, team)).*
	UNION ALL SELECT 7, (compare(f, f)).* UNION ALL SELECT 8, (compare(more, team)).*) AS c ORDER BY c.k;
SELECT c.status, c.message FROM (SELECT mixed_logit(seen, ARRAY[team::text], note) AS a, mixed_logit(seen, ARRAY[team::text, year::text], age) AS b FROM visit) AS t, compare(t.a, t.b) AS c;
-- p by the mixture is glance's of a single grouping, and half of the plain.
SELECT abs(c.p_value - g.lr_p_value) < 1e-9 AS as_in_glance, g.lr_law FROM fitted, compare(fitted.fixed, fitted.team) AS c, glance(fitted.team) AS g;

-- Trouble, one group of a query each: a status in words.
CREATE TABLE trouble AS
SELECT 'fine' AS what, seen, team::text AS g, age::float8 AS x FROM visit
UNION ALL SELECT 'one level', seen, 'all', age FROM visit
UNION ALL SELECT 'a row a level', seen, i::text, age FROM visit
UNION ALL SELECT 'a level of ones', seen OR team = 3, team::text, age FROM visit
UNION ALL SELECT 'no level of both', (team % 2 = 1), team::text, age FROM visit
UNION ALL SELECT 'nothing between levels', i % 2 = 0, (i / 2 % 20)::text, i % 7 FROM visit
UNION ALL SELECT 'every outcome the same', true, team::text, age FROM visit
UNION ALL SELECT 'separated by x', age > 40, team::text, age FROM visit
UNION ALL SELECT 'x a constant', seen, team::text, 5 FROM visit
UNION ALL SELECT 'two rows', seen, team::text, age FROM visit WHERE i IN (7, 8);
SELECT t.what, g.rows_used AS rows, g.status, g.message, g.converged, round(v.sd::numeric, 2) AS sd, round(v.icc::numeric, 2) AS icc,
	x.estimate IS NOT NULL AS x, x.status AS x_status
FROM (SELECT what, mixed_logit(seen, ARRAY[g], x) AS f FROM trouble GROUP BY what) AS t, glance(t.f) AS g, variance_components(t.f) AS v, tidy(t.f) AS x
WHERE x.term = 'x' ORDER BY t.what;
-- At a standard deviation of 0 all else is as in the plain fit.
SELECT t.group_name, t.term, t.estimate, t.std_error, t.conf_low, t.conf_high, t.errors, t.status
FROM (SELECT mixed_logit(seen, ARRAY[g], x) AS f FROM trouble WHERE what = 'nothing between levels') AS s, tidy(s.f) AS t WHERE t.effect = 'random';
SELECT t.term, t.estimate, t.conf_low, round(t.conf_high::numeric, 3) AS high, t.errors, t.status
FROM (SELECT mixed_logit(seen, ARRAY[g], mixed_options(profile_level => 0.95), x) AS f FROM trouble WHERE what = 'nothing between levels') AS s, tidy(s.f) AS t WHERE t.effect = 'random';
SELECT count(*) AS terms, bool_and(abs(a.estimate - b.estimate) < 1e-8 * b.std_error) AS estimates, bool_and(abs(a.std_error / b.std_error - 1) < 1e-8) AS errors
FROM (SELECT mixed_logit(seen, ARRAY[g], x) AS m, logit(seen, x) AS l FROM trouble WHERE what = 'nothing between levels') AS s, tidy(s.m) AS a JOIN LATERAL tidy(s.l) AS b USING (term);
SELECT g.lr_statistic, g.lr_p_value, g.icc, g.median_odds_ratio, round(c.statistic::numeric, 6) AS statistic, c.p_value, c.status
FROM (SELECT mixed_logit(seen, ARRAY[g], x) AS m, logit(seen, x) AS l FROM trouble WHERE what = 'nothing between levels') AS s, glance(s.m) AS g, compare(s.l, s.m) AS c;
SELECT DISTINCT e.estimate, e.std_error, e.conf_low, e.rank FROM (SELECT mixed_logit(seen, ARRAY[g], x) AS f FROM trouble WHERE what = 'nothing between levels') AS s, effects(s.f) AS e;
-- Without a maximum nothing is made up.
SELECT count(e.*) AS groups, count(e.estimate) AS estimates, count(e.rank) AS ranks, count(c.covariance) AS covariances, count(p) AS predictions
FROM (SELECT mixed_logit(seen, ARRAY[g], x) AS f FROM trouble WHERE what = 'separated by x') AS s, effects(s.f) AS e, covariance(s.f) AS c, predict(s.f, NULL, 1) AS p;

-- Stored, as text and on the wire.
SELECT f::text::mixed_fit::text = f::text AS text FROM fitted;
SELECT f::text::logit_fit FROM fitted;
SELECT '1:00'::mixed_fit;
DROP TABLE visit, fitted, trouble;
DROP FUNCTION terms;
