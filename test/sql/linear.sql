-- Linear fits through SQL: what the call gives.  Numbers are held against NIST
-- and R in test/t/010_linear.pl, 014_model_oracles.pl and test/unit/linear.c.
SET search_path = earlyhelp, public;
CREATE TYPE grade AS ENUM ('poor', 'fair', 'good');
CREATE TABLE area AS
SELECT i, (i * 37 % 101)::integer AS children, (i * 53 % 19)::numeric(6,2) AS deprivation,
	40 + 3.5 * (i * 53 % 19) + (i * 29 % 31) AS spend, (ARRAY['North', 'South', 'East'])[1 + i * 7 % 3] AS region,
	(ARRAY['poor', 'good', 'fair']::grade[])[1 + i * 5 % 3] AS grade, i % 12 AS team,
	CASE WHEN i % 40 <> 0 THEN i % 5 END AS note
FROM generate_series(1, 400) AS i;
CREATE FUNCTION terms(linear_fit) RETURNS text LANGUAGE sql
	RETURN (SELECT string_agg(term, ' | ') FROM earlyhelp.tidy($1));

-- "Not well explained by poverty" is one query.
SELECT term, round(estimate::numeric, 6) AS estimate, round(std_error::numeric, 6) AS std_error, round(p_value::numeric, 6) AS p_value,
	round(conf_low::numeric, 6) AS conf_low, round(conf_high::numeric, 6) AS conf_high, errors, status
FROM (SELECT linear(children, deprivation) AS f FROM area) AS t, tidy(t.f);
SELECT nobs, rows_used, missing, round(r2::numeric, 6) AS r2, round(adjusted_r2::numeric, 6) AS adjusted_r2, round(sigma::numeric, 6) AS sigma,
	round(f_statistic::numeric, 6) AS f, round(f_p_value::numeric, 6) AS p, df_model, df_residual, status, message
FROM (SELECT linear(children, deprivation) AS f FROM area) AS t, glance(t.f);

-- Names, factors, groups, filters.
SELECT terms(f) FROM (SELECT linear(spend, children, ln(deprivation + 1), area.region, factor(team, reference => '3'), grade, children > 50) AS f FROM area) AS t;
SELECT region, terms(f), g.rows_used FROM (SELECT region, linear(spend, children, deprivation) FILTER (WHERE children > 3) AS f
	FROM area GROUP BY region) AS t, glance(t.f) AS g ORDER BY region;
SELECT term FROM (SELECT linear(spend, children) AS f FROM area) AS t, tidy(t.f, terms => '{Constant,"Children, all"}');
SELECT * FROM (SELECT linear(spend, children) AS f FROM area) AS t, tidy(t.f, terms => '{Children}');
SELECT DISTINCT terms(f) FROM (SELECT linear(spend, children) OVER () AS f FROM area) AS t;

-- Every type of number, and one fit whatever the type.
SELECT count(DISTINCT round(o.estimate::numeric, 10)) AS answers
FROM (SELECT linear(team::numeric, children::smallint) AS f FROM area UNION ALL SELECT linear(team::smallint, children) FROM area
	UNION ALL SELECT linear(team::double precision, children::double precision) FROM area UNION ALL SELECT linear(team::real, children::bigint) FROM area
	UNION ALL SELECT linear(outcome(team), children::numeric) FROM area UNION ALL SELECT linear(outcome(team::double precision), children::real) FROM area) AS t,
	tidy(t.f) AS o WHERE o.term = 'children';
SELECT round(estimate::numeric, 9) AS share FROM (SELECT linear(children > 50) AS f FROM area) AS t, tidy(t.f);

-- NULL rows are missing, whatever is NULL.
SELECT g.rows_used, g.missing FROM (SELECT linear(note, children) AS f FROM area) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT linear(note::double precision, children::double precision) AS f FROM area) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT linear(spend::double precision, note::double precision) AS f FROM area) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT linear(outcome(spend, cluster => note), children) AS f FROM area) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT linear(outcome(note, weight => 2, weight_kind => 'frequency'), children) AS f FROM area) AS t, glance(t.f) AS g;
SELECT linear(spend, children) IS NULL AS no_rows FROM area WHERE false;
SELECT g.rows_used, g.missing, g.r2, g.status, g.message FROM (SELECT linear(spend, children, region || NULL) AS f FROM area) AS t, glance(t.f) AS g;

-- Frequency weights stand for rows, to the degrees of freedom.
SELECT g.nobs, g.rows_used, g.df_residual, round(g.log_lik::numeric, 6) AS log_lik, round(g.aic::numeric, 6) AS aic, round(g.r2::numeric, 9) AS r2
FROM (SELECT 1 AS how, linear(children % 5, deprivation) AS f FROM area
	UNION ALL SELECT 2, linear(outcome(y, weight => n, weight_kind => 'frequency'), deprivation)
		FROM (SELECT children % 5 AS y, deprivation, count(*) AS n FROM area GROUP BY 1, 2) AS g) AS t, glance(t.f) AS g ORDER BY how;
-- Sampling weights: robust errors, no AIC, no F; a weight of 0 is no row.
SELECT e.errors, g.nobs, g.rows_used, g.df_residual, g.aic, g.bic, g.f_statistic
FROM (SELECT linear(outcome(spend, weight => i % 3, weight_kind => 'probability'), children) AS f FROM area) AS t,
	tidy(t.f) AS e, glance(t.f) AS g WHERE e.term = 'children';
-- Clusters: Stata's factor, t with G - 1; fewer than 30 is said.
SELECT e.errors, g.clusters, g.f_statistic, g.message, round(((e.conf_high - e.estimate) / e.std_error)::numeric, 6) AS "t of 11"
FROM (SELECT linear(outcome(spend, cluster => team), children) AS f FROM area) AS t, tidy(t.f) AS e, glance(t.f) AS g WHERE e.term = 'children';
SELECT e.errors, round((e.std_error / m.std_error)::numeric, 9) AS factor
FROM (SELECT linear(outcome(spend, cluster => team), children) AS f FROM area) AS t,
	unnest('{hc0,hc1,hc1_ml,cr0,cr1,cr1s,cluster,model}'::text[]) AS kind, tidy(t.f, errors => kind) AS e,
	tidy(t.f, errors => CASE WHEN kind ~ '^hc' THEN 'hc0' WHEN kind ~ '^c' THEN 'cr0' ELSE 'model' END) AS m
WHERE e.term = 'children' AND m.term = 'children';
-- Without an intercept; with an offset.
SELECT terms(f), g.df_model, g.df_residual FROM (SELECT linear(outcome(spend, intercept => false), children, deprivation) AS f FROM area) AS t, glance(t.f) AS g;
SELECT bool_and(abs(a.estimate + (a.term = 'deprivation')::integer * 2 - b.estimate) < 1e-10) AS offset_is_taken_away
FROM (SELECT linear(outcome(spend, exposure_offset => 2 * deprivation::double precision), children, deprivation) AS f, linear(spend, children, deprivation) AS g FROM area) AS t,
	tidy(t.f) AS a JOIN tidy(t.g) AS b USING (term);

-- The readers.
SELECT c.statistic > 0 AS positive, c.df, c.df_residual, round(c.statistic::numeric, 6) = round((((c.residual_ss_smaller - c.residual_ss_larger) / c.df)
	/ (c.residual_ss_larger / c.df_residual))::numeric, 6) AS f, c.status
FROM (SELECT linear(spend) AS a, linear(spend, children, region) AS b FROM area) AS t, compare(t.a, t.b) AS c;
SELECT round(c.statistic::numeric, 9) = round(g.f_statistic::numeric, 9) AS same_as_glance, round(c.p_value::numeric, 12) = round(g.f_p_value::numeric, 12) AS p
FROM (SELECT linear(spend) AS a, linear(spend, children, region) AS b FROM area) AS t, compare(t.b, t.a) AS c, glance(t.b) AS g;
SELECT what, c.statistic, c.p_value, c.status, c.message
FROM (SELECT 'other rows' AS what, linear(spend, note) AS a, linear(spend, children) AS b FROM area
	UNION ALL SELECT 'other response', linear(spend) AS a, linear(children, deprivation) AS b FROM area
	UNION ALL SELECT 'equally many', linear(spend, deprivation) AS a, linear(spend, children) AS b FROM area
	UNION ALL SELECT 'exact', linear(spend) AS a, linear(spend, spend) AS b FROM area
	UNION ALL SELECT 'sampled', linear(outcome(spend, weight => 2, weight_kind => 'probability')) AS a,
		linear(outcome(spend, weight => 2, weight_kind => 'probability'), children) AS b FROM area) AS t, compare(t.a, t.b) AS c;
SELECT c.p_value IS NOT NULL AS tested, c.status, c.message
FROM (SELECT linear(outcome(spend, cluster => team)) AS a, linear(outcome(spend, cluster => team), children) AS b FROM area) AS t, compare(t.a, t.b) AS c;
SELECT abs(avg(predict(t.f, children, region)) - avg(spend)) < 1e-9 AS mean_fitted_is_mean,
	abs(sum((spend - predict(t.f, children, region)) ^ 2) / max(g.residual_ss) - 1) < 1e-12 AS residuals,
	bool_and(predict_error(t.f, children, region) > 0) AS error
FROM (SELECT linear(spend, children, region) AS f FROM area) AS t, glance(t.f) AS g, area;
SELECT predict(t.f, NULL::integer, 'North'::text) AS nothing, round(predict(t.n)::numeric, 6) AS null_model,
	(SELECT round(avg(spend), 6) FROM area) AS mean
FROM (SELECT linear(spend, children, region) AS f, linear(spend) AS n FROM area) AS t;
SELECT predict(t.f, 5, 'West'::text) FROM (SELECT linear(spend, children, region) AS f FROM area) AS t;
SELECT predict(t.f, 5) FROM (SELECT linear(spend, children, region) AS f FROM area) AS t;
SELECT predict(t.f, 'North'::text, 5) FROM (SELECT linear(spend, children, region) AS f FROM area) AS t;
SELECT count(*) AS covariances, count(DISTINCT covariance) AS different FROM (SELECT linear(spend, children, region) AS f FROM area) AS t, covariance(t.f, 'hc1');
SELECT tidy(t.f, errors => 'hc3') FROM (SELECT linear(spend, children) AS f FROM area) AS t;
SELECT tidy(t.f, errors => 'profile') FROM (SELECT linear(spend, children) AS f FROM area) AS t;
SELECT tidy(t.f, errors => 'cluster') FROM (SELECT linear(spend, children) AS f FROM area) AS t;
SELECT tidy(t.f, level => 95) FROM (SELECT linear(spend, children) AS f FROM area) AS t;
SELECT odds_ratio(t.f, 'children') FROM (SELECT linear(spend, children) AS f FROM area) AS t;

-- Trouble is a status and a sentence, not an error; other groups are not lost.
SELECT t.what, g.status, g.r2, g.message, (SELECT string_agg(term || ' ' || status || coalesce(' ' || std_error, ''), ', ') FROM tidy(t.f)) AS terms
FROM (SELECT 'constant' AS what, linear(7, children) AS f FROM area
	UNION ALL SELECT 'exact', linear(3 * children + 1, children) FROM area
	UNION ALL SELECT 'as many terms as rows', linear(spend, children) FROM area WHERE i < 3
	UNION ALL SELECT 'few', linear(spend, children, deprivation) FROM area WHERE i < 3
	UNION ALL SELECT 'no weight', linear(outcome(spend, weight => 0, weight_kind => 'frequency'), children) FROM area) AS t, glance(t.f) AS g;
SELECT g.status, g.message, (SELECT string_agg(term || ' ' || status, ', ') FROM tidy(t.f)) AS terms, predict(t.f, 5, 11, 20) IS NOT NULL AS predicted
FROM (SELECT linear(spend, children, children * 2 + 1, deprivation) AS f FROM area) AS t, glance(t.f) AS g;
SELECT i, g.status FROM (SELECT i % 200 AS i, linear(spend, children) AS f FROM area WHERE i % 200 < 2 OR i < 3 GROUP BY 1) AS t, glance(t.f) AS g ORDER BY i;

-- Columns far from nought, and a wide scale of them.
SELECT bool_and(abs(a.estimate / b.estimate - 1) < 1e-9 AND abs(a.std_error / b.std_error - 1) < 1e-9) AS same
FROM (SELECT linear(spend + 1e12::numeric, children + 1000000000) AS f, linear(spend, children) AS g FROM area) AS t,
	tidy(t.f) AS a, tidy(t.g) AS b WHERE a.term LIKE '%children%' AND b.term = 'children';
SELECT abs(a.estimate * 1e12 / b.estimate - 1) < 1e-12 AS same
FROM (SELECT linear(spend, children * 1e12::double precision) AS f, linear(spend, children) AS g FROM area) AS t,
	tidy(t.f) AS a, tidy(t.g) AS b WHERE a.term LIKE '%children%' AND b.term = 'children';

SELECT abs(predict(t.f, 1000000050, 7.0) / predict(t.g, 50, 7.0) - 1) < 1e-9 AS same_mean,
	predict_error(t.f, 1000000050, 7.0) IS NULL AS not_what_rounding_leaves, abs(predict_error(t.h, 1000050, 7.0) / predict_error(t.g, 50, 7.0) - 1) < 1e-4 AS same_error
FROM (SELECT linear(spend, children + 1000000000, deprivation) AS f, linear(spend, children, deprivation) AS g,
	linear(spend, children + 1000000, deprivation) AS h FROM area) AS t;

-- What cannot be is an error that names the argument.
SELECT linear(region, children) FROM area;
SELECT linear(grade, children) FROM area;
SELECT linear(outcome(grade), children) FROM area;
SELECT linear(proportion(1, 2), children) FROM area;
SELECT linear(outcome_of(1, 2), children) FROM area;
SELECT linear(outcome(proportion(1, 2)), children) FROM area;
SELECT linear(CASE WHEN i = 7 THEN 'NaN' ELSE spend::double precision END, children::double precision) FROM area;
SELECT linear(outcome('Infinity'::double precision), children) FROM area;
SELECT linear(spend, CASE WHEN i = 7 THEN '-Infinity' ELSE children::double precision END) FROM area;
SELECT linear(spend, now()) FROM area;
SELECT linear(outcome(spend, weight => -2, weight_kind => 'frequency'), children) FROM area;
SELECT linear(spend, VARIADIC ARRAY[children, 2]) FROM area;

-- A fit is a value: text, wire, tables; and of its own type.
CREATE TABLE fits AS SELECT region, linear(outcome(spend, cluster => i), children, grade) AS f FROM area GROUP BY region;
SELECT region, f::text::linear_fit::text = f::text AS by_text, linear_fit_send(f::text::linear_fit) = linear_fit_send(f) AS to_the_byte FROM fits ORDER BY region;
SELECT ''::linear_fit;
SELECT '1:00'::linear_fit;
SELECT logit(children > 50, deprivation)::text::linear_fit FROM area;

-- In a prepared statement, a view and a window.
PREPARE p(integer) AS SELECT g.rows_used FROM (SELECT linear(spend, children) AS f FROM area WHERE children > $1) AS t, glance(t.f) AS g;
EXECUTE p(10); EXECUTE p(90);
CREATE VIEW fitted AS SELECT region, linear(spend, children) AS f FROM area GROUP BY region;
SELECT region, g.rows_used FROM fitted, glance(f) AS g ORDER BY region;
SELECT g.rows_used FROM (SELECT linear(spend, children) OVER (ORDER BY i ROWS 99 PRECEDING) AS f, i FROM area) AS t, glance(t.f) AS g WHERE i IN (50, 100, 400) ORDER BY i;

-- Rows that do not fit the memory allowed: an error, not a dead server.
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT linear(i, sqrt(i)) FROM generate_series(1, 1000000) AS i;
SELECT linear(sqrt(i), sqrt(i)) FROM generate_series(1, 1000000) AS i;
RESET work_mem;
RESET hash_mem_multiplier;

DROP VIEW fitted;
DROP TABLE fits, area;
DROP FUNCTION terms;
DROP TYPE grade;
