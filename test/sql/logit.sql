-- Logistic fits through SQL: names, factors, options, readers, trouble.  The
-- numbers are held against R in test/t/007_logit_oracles.pl and
-- test/unit/logit.c; here it is what the call gives.
SET search_path = earlyhelp, public;
CREATE TYPE grade AS ENUM ('poor', 'fair', 'good');
CREATE TABLE visit AS
SELECT i, i % 7 < 3 AS seen, (i * 37 % 101)::integer AS age, (i * 53 % 19)::numeric(6,2) AS score,
	(i * 11 % 23)::double precision AS spend, (ARRAY['North', 'South', 'East'])[1 + i * 7 % 3] AS region,
	(ARRAY['poor', 'good', 'fair']::grade[])[1 + i * 5 % 3] AS grade, i % 12 AS team,
	CASE WHEN i % 40 <> 0 THEN i % 5 END AS note
FROM generate_series(1, 400) AS i;
CREATE FUNCTION terms(logit_fit) RETURNS text LANGUAGE sql
	RETURN (SELECT string_agg(term, ' | ') FROM earlyhelp.tidy($1));

-- T1: terms are called what the arguments are called.
SELECT terms(f) FROM (SELECT logit(seen, age, ln(spend + 1), score::double precision, (age * spend),
	visit.region, factor(team, reference => '3'), seen AND age > 50) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT logit(seen, v.age, w.spend) AS f FROM visit AS v JOIN visit AS w USING (i, seen)
	WHERE v.age > 5) AS t;
SELECT region, terms(f) FROM (SELECT region, logit(seen, age, spend) FILTER (WHERE age > 3) AS f
	FROM visit GROUP BY region) AS t ORDER BY region;
SELECT terms(f) FROM (SELECT logit(seen, age, age, age + 0) AS f FROM visit) AS t;
-- T2: an alias of a pulled-up sub-select shows as what it stands for.
SELECT terms(f) FROM (SELECT logit(seen, older) AS f FROM (SELECT seen, age + 1 AS older FROM visit) AS s) AS t;
SELECT terms(f) FROM (SELECT logit(seen, older) AS f FROM (SELECT seen, age + 1 AS older FROM visit OFFSET 0) AS s) AS t;
-- T3: a window call has no names.
SELECT DISTINCT terms(f) FROM (SELECT logit(seen, age, spend) OVER () AS f FROM visit) AS t;
SELECT term FROM (SELECT logit(seen, age) AS f FROM visit) AS t, tidy(t.f, terms => '{Constant,"Age, years"}');
SELECT * FROM (SELECT logit(seen, age) AS f FROM visit) AS t, tidy(t.f, terms => '{Age}');

-- Factors: levels by bytes, an enum's in declared order, numbers by size; the
-- reference is the first or the one asked for.
SELECT terms(f) FROM (SELECT logit(seen, region, grade, factor(team)) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT logit(seen, factor(region, reference => 'South'), factor(grade, 'good')) AS f FROM visit) AS t;
SELECT terms(f), g.message FROM (SELECT logit(seen, factor(region, reference => 'Elsewhere')) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT logit(seen, factor(region, reference => region)) FROM visit;
-- A thousand levels.
SELECT count(*) AS terms, count(estimate) AS estimated
FROM (SELECT logit(i / 1000 % 5 < 2, factor(i % 1000)) AS f FROM generate_series(0, 19999) AS i) AS t, tidy(t.f);

-- Every type of number, and one fit whatever the type.
SELECT count(DISTINCT round(o.estimate::numeric, 10)) AS answers
FROM (SELECT logit(seen, age::smallint) AS f FROM visit UNION ALL SELECT logit(seen, age) FROM visit
	UNION ALL SELECT logit(seen, age::bigint) FROM visit UNION ALL SELECT logit(seen, age::numeric) FROM visit
	UNION ALL SELECT logit(seen, age::real) FROM visit UNION ALL SELECT logit(seen, age::double precision) FROM visit
	UNION ALL SELECT logit(seen::integer, age) FROM visit UNION ALL SELECT logit(seen::integer::numeric, age) FROM visit
	UNION ALL SELECT logit(outcome(seen), age) FROM visit UNION ALL SELECT logit(outcome_of(seen::integer, 1), age) FROM visit
	UNION ALL SELECT logit(proportion(seen::integer, 1), age) FROM visit) AS t, odds_ratio(t.f, 'age') AS o;

-- NULL rows are missing, whatever is NULL.
SELECT g.rows_used, g.missing FROM (SELECT logit(outcome(seen, cluster => note), age) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT logit(outcome(seen, weight => note, weight_kind => 'frequency'), age) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT logit(outcome(seen, exposure_offset => note), age) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT logit(seen, age, note) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT logit(seen, age) IS NULL AS no_rows FROM visit WHERE false;
SELECT g.rows_used, g.missing, g.status, g.message FROM (SELECT logit(seen, age, region || NULL) AS f FROM visit) AS t, glance(t.f) AS g;

-- Frequency weights stand for rows, grouped rows for their trials.
SELECT g.nobs, g.rows_used, g.trials, round(g.log_lik::numeric, 6) AS log_lik, round(g.null_deviance::numeric, 6) AS null_deviance
FROM (SELECT 1 AS how, logit(seen, age) AS f FROM visit
	UNION ALL SELECT 2, logit(outcome(seen, weight => n, weight_kind => 'frequency'), age)
		FROM (SELECT seen, age, count(*) AS n FROM visit GROUP BY seen, age) AS g
	UNION ALL SELECT 3, logit(outcome_of(s, n), age)
		FROM (SELECT age, count(*) FILTER (WHERE seen) AS s, count(*) AS n FROM visit GROUP BY age) AS g
	) AS t, glance(t.f) AS g ORDER BY how;
-- Sampling weights: robust errors, and no AIC.
SELECT e.errors, g.aic, g.bic FROM (SELECT logit(outcome(seen, weight => 1 + i % 3, weight_kind => 'probability'), age) AS f FROM visit) AS t,
	odds_ratio(t.f, 1) AS e, glance(t.f) AS g;
-- Clusters: fewer than 30 is said; the intercept may be left out.
SELECT e.errors, g.clusters, g.message, terms(t.f)
FROM (SELECT logit(outcome(seen, cluster => team, intercept => false), age) AS f FROM visit) AS t, odds_ratio(t.f, 1) AS e, glance(t.f) AS g;

-- The readers.
SELECT o.term, round((exp(100 * t.estimate) - o.estimate)::numeric, 9) AS same, o.conf_low < o.estimate AND o.estimate < o.conf_high AS ordered
FROM (SELECT logit(seen, age) AS f FROM visit) AS s, odds_ratio(s.f, 'age', per => 100) AS o, tidy(s.f) AS t WHERE t.term = 'age';
SELECT c.statistic > 0 AS positive, c.df, round(c.statistic::numeric, 9) = round((2 * (c.log_lik_larger - c.log_lik_smaller))::numeric, 9) AS ratio, c.status
FROM (SELECT logit(seen) AS a, logit(seen, age, region) AS b FROM visit) AS t, compare(t.a, t.b) AS c;
SELECT c.statistic, c.status, c.message FROM (SELECT logit(seen, note) AS a, logit(seen, note, age) AS b, logit(seen, age) AS d FROM visit) AS t, compare(t.d, t.b) AS c;
SELECT abs(avg(predict(t.f, age, region)) - avg(seen::integer)) < 1e-12 AS mean_fitted_is_mean_seen,
	bool_and(abs(predict(t.f, age, region) - 1 / (1 + exp(-predict_link(t.f, age, region)))) < 1e-15) AS link,
	bool_and(predict_error(t.f, age, region) > 0) AS error
FROM (SELECT logit(seen, age, region) AS f FROM visit) AS t, visit;
SELECT predict(t.f, NULL::integer, 'North'::text) AS nothing, round(predict(t.n)::numeric, 6) AS null_model
FROM (SELECT logit(seen, age, region) AS f, logit(seen) AS n FROM visit) AS t;
SELECT predict(t.f, 5, 'West'::text) FROM (SELECT logit(seen, age, region) AS f FROM visit) AS t;
SELECT predict(t.f, 5) FROM (SELECT logit(seen, age, region) AS f FROM visit) AS t;
SELECT predict(t.f, 'North'::text, 5) FROM (SELECT logit(seen, age, region) AS f FROM visit) AS t;
SELECT odds_ratio(t.f, 'height') FROM (SELECT logit(seen, age) AS f FROM visit) AS t;
SELECT odds_ratio(t.f, 2) FROM (SELECT logit(seen, age) AS f FROM visit) AS t;
SELECT tidy(t.f, errors => 'hc9') FROM (SELECT logit(seen, age) AS f FROM visit) AS t;
SELECT tidy(t.f, errors => 'cluster') FROM (SELECT logit(seen, age) AS f FROM visit) AS t;
SELECT tidy(t.f, level => 95) FROM (SELECT logit(seen, age) AS f FROM visit) AS t;
SELECT count(*) AS covariances FROM (SELECT logit(seen, age, region) AS f FROM visit) AS t, covariance(t.f);
SELECT term, estimate IS NOT NULL AS given, std_error > 0 AS error FROM (SELECT logit(seen, age, region) AS f FROM visit) AS t, margins(t.f);

-- Trouble is a status and a sentence, not an error; estimates that do not
-- exist are NULL, and other groups are not lost.
SELECT t.what, g.status, g.message, (SELECT string_agg(term || ' ' || status, ', ') FROM tidy(t.f)) AS terms
FROM (SELECT 'split' AS what, logit(age > 50, age) AS f FROM visit
	UNION ALL SELECT 'almost', logit(seen OR region = 'East', region, age) FROM visit
	UNION ALL SELECT 'twice', logit(seen, age, age * 2 + 1, spend) FROM visit
	UNION ALL SELECT 'constant', logit(seen, age, 7) FROM visit
	UNION ALL SELECT 'one outcome', logit(true, age) FROM visit
	UNION ALL SELECT 'few', logit(seen, age, spend, score, team) FROM visit WHERE i < 4) AS t, glance(t.f) AS g;
SELECT region, g.status FROM (SELECT region, logit(seen OR region = 'East', age) AS f FROM visit GROUP BY region) AS t, glance(t.f) AS g ORDER BY region;

-- Firth's fit is finite where the outcomes are split.
SELECT g.method, g.status, g.penalized_log_lik < g.log_lik AS penalised, g.aic IS NULL AS no_aic, (SELECT bool_and(isfinite) FROM (SELECT estimate IS NOT NULL AND std_error > 0 AS isfinite FROM tidy(t.f)) AS x) AS finite
FROM (SELECT firth_logit(age > 50, age) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT firth_logit(outcome(seen, cluster => team), age) FROM visit;
SELECT tidy(t.f, errors => 'hc0') FROM (SELECT firth_logit(seen, age) AS f FROM visit) AS t;

-- What cannot be is an error that names the argument.
SELECT logit(age, spend) FROM visit;
SELECT logit(region, spend) FROM visit;
SELECT logit(seen, now()) FROM visit;
SELECT logit(seen, CASE WHEN i = 7 THEN 'NaN' ELSE spend END) FROM visit;
SELECT logit(outcome(seen, weight => 2), age) FROM visit;
SELECT logit(outcome(seen, weight => 2, weight_kind => 'analytic'), age) FROM visit;
SELECT logit(outcome(seen, weight => -2, weight_kind => 'frequency'), age) FROM visit;
SELECT logit(outcome_of(3, 2), age) FROM visit;
SELECT logit(outcome(seen, cluster => now()), age) FROM visit;
SELECT logit(outcome(seen, intercept => age > 50), age) FROM visit;
SELECT logit(seen, VARIADIC ARRAY[age, spend]) FROM visit;
SELECT 'x'::outcome;
SELECT outcome(true, weight => 2, weight_kind => 'frequency', cluster => 'a'::text), outcome_of(3, 5), factor('a'::text, 'b');

-- A fit is a value: text, wire, tables.
CREATE TABLE fits AS SELECT region, logit(outcome(seen, cluster => i), age, grade) AS f FROM visit GROUP BY region;
SELECT region, f::text::logit_fit::text = f::text AS by_text, logit_fit_send(f::text::logit_fit) = logit_fit_send(f) AS to_the_byte FROM fits ORDER BY region;
SELECT left(f::text, 2) FROM fits LIMIT 1;
SELECT ''::logit_fit;
SELECT '1:00'::logit_fit;
SELECT '1:zz'::logit_fit;
SELECT overlay(f::text PLACING 'ff' FROM 20)::logit_fit FROM fits LIMIT 1;

-- In a prepared statement, a view and a window.
PREPARE p(integer) AS SELECT g.rows_used FROM (SELECT logit(seen, age, spend) AS f FROM visit WHERE age > $1) AS t, glance(t.f) AS g;
EXECUTE p(10); EXECUTE p(90);
CREATE VIEW fitted AS SELECT region, logit(seen, age) AS f FROM visit GROUP BY region;
SELECT region, g.rows_used FROM fitted, glance(f) AS g ORDER BY region;
SELECT g.rows_used FROM (SELECT logit(seen, age) OVER (ORDER BY i ROWS 99 PRECEDING) AS f, i FROM visit) AS t, glance(t.f) AS g WHERE i IN (50, 100, 400) ORDER BY i;

-- Rows that do not fit the memory allowed: an error, not a dead server.
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT logit(i % 3 = 0, i, sqrt(i)) FROM generate_series(1, 1000000) AS i;
RESET work_mem;
RESET hash_mem_multiplier;

DROP VIEW fitted;
DROP TABLE fits, visit;
DROP FUNCTION terms;
DROP TYPE grade;
