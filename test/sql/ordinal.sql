-- Ordinal fits through SQL: what the call gives.  Numbers are held against R in
-- test/t/011_ordinal.pl, 014_model_oracles.pl and test/unit/ordinal.c.
SET search_path = earlyhelp, public;
CREATE TYPE judgement AS ENUM ('inadequate', 'requires improvement', 'good', 'outstanding', 'never given');
CREATE TABLE visit AS
SELECT *, (ARRAY['inadequate', 'requires improvement', 'good', 'outstanding']::judgement[])[grade] AS judgement
FROM (SELECT i, (i * 37 % 101)::integer AS spend, (i * 53 % 19)::numeric(6,2) AS deprivation,
		1 + (i * i % 97 + i * 37 % 101) / 50 AS grade, (ARRAY['North', 'South', 'East'])[1 + i * 7 % 3] AS region, i % 12 AS team,
		CASE WHEN i % 40 <> 0 THEN i % 5 END AS note
	FROM generate_series(1, 400) AS i) AS s;
CREATE FUNCTION terms(ordinal_fit) RETURNS text LANGUAGE sql
	RETURN (SELECT string_agg(term, ' / ') FROM earlyhelp.tidy($1));

-- Terms first, then cut points; odds ratios of terms, never of cut points.
SELECT term, round(estimate::numeric, 6) AS estimate, round(std_error::numeric, 6) AS std_error, round(p_value::numeric, 6) AS p_value,
	round(conf_low::numeric, 6) AS conf_low, round(conf_high::numeric, 6) AS conf_high, errors, status
FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS t,
	tidy(t.f, levels => '{inadequate,requires improvement,good,outstanding}');
SELECT l.term, round((ln(o.estimate) - l.estimate)::numeric, 9) AS of_terms, round((o.estimate - l.estimate)::numeric, 9) = 0 AS as_it_was, o.std_error = l.std_error AS log_scale
FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS t, tidy(t.f) AS l JOIN tidy(t.f, exponentiate => true) AS o USING (term)
WHERE o.estimate > 0;
SELECT nobs, rows_used, missing, grades, round(log_lik::numeric, 6) AS log_lik, round(null_log_lik::numeric, 6) AS null_log_lik,
	round((deviance + 2 * log_lik)::numeric, 9) AS of_deviance, df_residual, round((aic + 2 * log_lik)::numeric, 6) AS twice_terms,
	round((mcfadden_r2 - 1 + log_lik / null_log_lik)::numeric, 9) AS of_r2, brant_df, brant_p_value BETWEEN 0 AND 1 AS tested, iterations < 10 AS soon, converged, status, message
FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS t, glance(t.f);

-- Grades: numbers by size, enums in their order, whatever order they come in;
-- one that no row has is no grade.
SELECT terms(f) FROM (SELECT ordinal_logit(judgement, spend) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT ordinal_logit(10 - grade * 5, spend) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT ordinal_logit(grade > 2, spend) AS f FROM visit) AS t;
SELECT terms(f) FROM (SELECT ordinal_logit(outcome(judgement, weight => (judgement <> 'good')::integer, weight_kind => 'frequency'), spend) AS f FROM visit) AS t;
SELECT count(DISTINCT round(estimate::numeric, 9)) AS answers, count(*) AS fits
FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit UNION ALL SELECT ordinal_logit(grade::bigint, spend) FROM visit
	UNION ALL SELECT ordinal_logit(grade::numeric, spend) FROM visit UNION ALL SELECT ordinal_logit(grade::double precision, spend::double precision) FROM visit
	UNION ALL SELECT ordinal_logit(judgement, spend) FROM visit UNION ALL SELECT ordinal_logit(outcome(judgement), spend) FROM visit
	UNION ALL SELECT ordinal_logit(outcome(grade), spend) FROM visit UNION ALL SELECT ordinal_logit(7 * grade - 100, spend) FROM visit
	UNION ALL SELECT ordinal_logit(outcome(grade, weight => 1, weight_kind => 'frequency'), spend) FROM visit) AS t, odds_ratio(t.f, 1);
-- Turned round, every sign turns.
SELECT bool_and(abs(a.estimate + b.estimate) < 1e-9) AS turned FROM (SELECT ordinal_logit(grade, spend, region) AS f, ordinal_logit(-grade, spend, region) AS g FROM visit) AS t,
	tidy(t.f) AS a JOIN tidy(t.g) AS b ON b.term = regexp_replace(a.term, '(\d)\|(\d)', '-\2|-\1');
-- Names of the grades and the terms.
SELECT terms(f) FROM (SELECT ordinal_logit(grade, ln(spend + 1), visit.region, factor(team, reference => '3'), deprivation > 9) AS f FROM visit) AS t;
SELECT string_agg(term, ' / ') AS terms FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS t, tidy(t.f, levels => '{a,b,c,d}', terms => '{Spend,North,South}');
SELECT tidy(t.f, levels => '{a,b}') FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t;
SELECT tidy(t.f, levels => '{a,b,NULL,d}') FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t;
SELECT tidy(t.f, terms => '{a,b,c}') FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t;
-- Rows that lack a grade keep their own names: which is lacking they do not say.
SELECT string_agg(term, ' / ') AS terms FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit WHERE grade <> 3) AS t, tidy(t.f, levels => '{a,b,c,d}');
SELECT region, terms(f), g.rows_used FROM (SELECT region, ordinal_logit(judgement, spend) FILTER (WHERE spend > 3) AS f
	FROM visit GROUP BY region) AS t, glance(t.f) AS g ORDER BY region;

-- NULL rows are missing, whatever is NULL.
SELECT g.rows_used, g.missing FROM (SELECT ordinal_logit(note, spend) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT ordinal_logit(grade, note) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing, g.grades FROM (SELECT ordinal_logit(NULLIF(judgement, 'good'), spend) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT ordinal_logit(outcome(judgement, cluster => note), spend) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT g.rows_used, g.missing FROM (SELECT ordinal_logit(outcome(NULLIF(judgement, 'good'), cluster => team), spend) AS f FROM visit) AS t, glance(t.f) AS g;
SELECT ordinal_logit(grade, spend) IS NULL AS no_rows FROM visit WHERE false;
SELECT g.rows_used, g.missing, g.grades, g.status, g.message, terms(f) FROM (SELECT ordinal_logit(grade, spend, region || NULL) AS f FROM visit) AS t, glance(t.f) AS g;

-- Frequency weights stand for rows.
SELECT g.nobs, g.rows_used, round(g.log_lik::numeric, 6) AS log_lik, round(g.bic::numeric, 6) AS bic, round(g.brant_chisq::numeric, 6) AS brant
FROM (SELECT 1 AS how, ordinal_logit(grade, deprivation) AS f FROM visit
	UNION ALL SELECT 2, ordinal_logit(outcome(grade, weight => n, weight_kind => 'frequency'), deprivation)
		FROM (SELECT grade, deprivation, count(*) AS n FROM visit GROUP BY 1, 2) AS g) AS t, glance(t.f) AS g ORDER BY how;
-- Sampling weights: the same estimates, robust errors, no AIC, no test.
SELECT e.errors, g.aic, g.bic, b.status AS brant, abs(e.estimate / o.estimate - 1) < 1e-9 AS same_estimate, e.std_error = o.std_error AS same_error, c.status, c.message
FROM (SELECT ordinal_logit(outcome(grade, weight => 1 + i % 3, weight_kind => 'probability'), spend) AS f,
		ordinal_logit(outcome(grade, weight => 1 + i % 3, weight_kind => 'probability')) AS n,
		ordinal_logit(outcome(grade, weight => 1 + i % 3, weight_kind => 'frequency'), spend) AS h FROM visit) AS t,
	odds_ratio(t.f, 1) AS e, odds_ratio(t.h, 1) AS o, glance(t.f) AS g, brant(t.f) AS b, compare(t.n, t.f) AS c WHERE b.term = 'all';
-- Clusters: fewer than 30 is said, and that Brant's test knows nothing of them.
SELECT e.errors, g.clusters, g.message, b.term, b.chisq IS NOT NULL AS tested, b.status
FROM (SELECT ordinal_logit(outcome(judgement, cluster => team), spend) AS f FROM visit) AS t, odds_ratio(t.f, 1) AS e, glance(t.f) AS g, brant(t.f) AS b;
SELECT e.errors, round((e.std_error / m.std_error)::numeric, 9) AS factor
FROM (SELECT ordinal_logit(outcome(grade, cluster => team), spend) AS f FROM visit) AS t,
	unnest('{hc0,hc1,hc1_ml,cr0,cr1,cr1s,cluster,model}'::text[]) AS kind, odds_ratio(t.f, 'spend', errors => kind) AS e,
	odds_ratio(t.f, 'spend', errors => CASE WHEN kind ~ '^hc' THEN 'hc0' WHEN kind ~ '^c' THEN 'cr0' ELSE 'model' END) AS m;
SELECT bool_and(abs(a.estimate + (a.term = 'spend')::integer * 0.01 - b.estimate) < 1e-9) AS offset_is_added
FROM (SELECT ordinal_logit(outcome(grade, exposure_offset => 0.01 * spend), spend, region) AS f, ordinal_logit(grade, spend, region) AS g FROM visit) AS t,
	tidy(t.f) AS a JOIN tidy(t.g) AS b USING (term);

-- The readers.
SELECT o.term, round((exp(10 * t.estimate) - o.estimate)::numeric, 9) AS same, o.conf_low < o.estimate AND o.estimate < o.conf_high AS ordered, o = p AS by_position
FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS s, odds_ratio(s.f, 'spend', per => 10) AS o, odds_ratio(s.f, 1, per => 10) AS p, tidy(s.f) AS t WHERE t.term = 'spend';
SELECT odds_ratio(t.f, '1|2') FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t;
SELECT odds_ratio(t.f, 2) FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t;
SELECT term, df, chisq >= 0 AND p_value BETWEEN 0 AND 1 AS tested, status FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS t, brant(t.f);
SELECT c.statistic > 0 AS positive, c.df, round(c.statistic::numeric, 9) = round((2 * (c.log_lik_larger - c.log_lik_smaller))::numeric, 9) AS ratio, c.status
FROM (SELECT ordinal_logit(grade) AS a, ordinal_logit(grade, spend, region) AS b FROM visit) AS t, compare(t.a, t.b) AS c;
SELECT c.statistic, c.status, c.message FROM (SELECT ordinal_logit(grade, note) AS a, ordinal_logit(grade, note, spend) AS b, ordinal_logit(grade, spend) AS d FROM visit) AS t, compare(t.d, t.b) AS c;
SELECT bool_and((SELECT abs(sum(p) - 1) < 1e-12 AND count(*) = 4 AND min(p) > 0 FROM unnest(predict(t.f, spend, region)) AS p)) AS sum_to_one,
	max(abs((predict(t.f, spend, region))[1] - 1 / (1 + exp(predict_link(t.f, spend, region) - c.estimate)))) < 1e-14 AS by_cut_point
FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS t, tidy(t.f) AS c, visit WHERE c.term = '1|2';
-- Far out nothing cancels: the tails stay right, and nothing is below 0.
SELECT g, p > 0 AS positive, p < 1e-80 AS tiny FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t, unnest(predict(t.f, 10000)) WITH ORDINALITY AS x(p, g);
SELECT predict(t.n) = predict(t.n) AS there, predict(t.f, NULL::integer, 'North'::text) AS nothing,
	(SELECT bool_and(abs(p - s.share) < 1e-12) FROM unnest(predict(t.n)) WITH ORDINALITY AS x(p, k)
		JOIN (SELECT grade AS k, count(*) / 400.0 AS share FROM visit GROUP BY grade) AS s USING (k)) AS null_model_is_the_shares
FROM (SELECT ordinal_logit(grade, spend, region) AS f, ordinal_logit(grade) AS n FROM visit) AS t;
SELECT predict(t.f, 5, 'West'::text) FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS t;
SELECT predict(t.f, 5) FROM (SELECT ordinal_logit(grade, spend, region) AS f FROM visit) AS t;
SELECT count(*) AS covariances FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t, covariance(t.f);
SELECT tidy(t.f, errors => 'hc9') FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t;
SELECT tidy(t.f, errors => 'profile') FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t;
SELECT tidy(t.f, level => 95) FROM (SELECT ordinal_logit(grade, spend) AS f FROM visit) AS t;

-- Trouble is a status and a sentence, not an error; estimates that do not
-- exist are NULL, and other groups are not lost.
SELECT t.what, g.grades, g.status, g.message, (SELECT string_agg(term || ' ' || status, ', ') FROM tidy(t.f)) AS terms, (SELECT status FROM brant(t.f) LIMIT 1) AS brant
FROM (SELECT 'split' AS what, ordinal_logit(spend / 30, spend) AS f FROM visit
	UNION ALL SELECT 'top split', ordinal_logit(CASE WHEN region = 'East' THEN 4 ELSE least(grade, 3) END, region, spend) FROM visit
	UNION ALL SELECT 'twice', ordinal_logit(grade, spend, spend * 2 + 1, deprivation) FROM visit
	UNION ALL SELECT 'constant', ordinal_logit(grade, spend, 7) FROM visit
	UNION ALL SELECT 'one grade', ordinal_logit(3, spend) FROM visit
	UNION ALL SELECT 'two grades', ordinal_logit((grade > 2)::integer, spend) FROM visit
	UNION ALL SELECT 'a grade with one row', ordinal_logit(CASE WHEN i = 7 THEN 9 ELSE grade END, spend) FROM visit
	UNION ALL SELECT 'few', ordinal_logit(grade, spend, deprivation, team) FROM visit WHERE i < 5
	UNION ALL SELECT 'no weight', ordinal_logit(outcome(grade, weight => 0, weight_kind => 'frequency'), spend) FROM visit
	UNION ALL SELECT 'nothing to test', ordinal_logit(grade) FROM visit) AS t, glance(t.f) AS g;
SELECT region, g.status FROM (SELECT region, ordinal_logit(CASE WHEN region = 'East' THEN 2 ELSE grade END, spend) AS f FROM visit GROUP BY region) AS t, glance(t.f) AS g ORDER BY region;
-- Where part of a fit is infinite, the rest is given.
SELECT predict(f, 'East'::text, 50) IS NULL AS unknown, predict(f, 'North'::text, 50)
	IS NOT NULL AS given FROM (SELECT ordinal_logit(CASE WHEN region = 'East' THEN 4 ELSE least(grade, 3) END, factor(region, reference => 'North'), spend) AS f FROM visit) AS t;
-- A hundred grades, and one more.
SELECT g.grades, g.status, b.status AS brant FROM (SELECT ordinal_logit(i % 100, sqrt(i)) AS f FROM generate_series(1, 2000) AS i) AS t, glance(t.f) AS g, brant(t.f) AS b WHERE b.term = 'all';
SELECT ordinal_logit(i % 101, sqrt(i)) FROM generate_series(1, 2000) AS i;
-- A test that would cost more than a fit should is left out.
SELECT g.status, b.status AS brant, b.chisq FROM (SELECT ordinal_logit(i % 11, factor(i % 67)) AS f FROM generate_series(1, 3000) AS i) AS t, glance(t.f) AS g, brant(t.f) AS b WHERE b.term = 'all';

-- What cannot be is an error that names the argument.
SELECT ordinal_logit(region, spend) FROM visit;
SELECT ordinal_logit(grade + 0.5, spend) FROM visit;
SELECT ordinal_logit(outcome(grade + 0.5), spend) FROM visit;
SELECT ordinal_logit('NaN'::double precision, spend) FROM visit;
SELECT ordinal_logit(1e16::double precision, spend) FROM visit;
SELECT ordinal_logit(proportion(1, 2), spend) FROM visit;
SELECT ordinal_logit(outcome_of(1, 2), spend) FROM visit;
SELECT ordinal_logit(outcome(grade, intercept => false), spend) FROM visit;
SELECT ordinal_logit(outcome(region, cluster => team), spend) FROM visit;
SELECT ordinal_logit(grade, now()) FROM visit;
SELECT logit(outcome(judgement), spend) FROM visit;
SELECT outcome('good'::judgement, weight => 2, weight_kind => 'frequency');

-- A fit is a value: text, wire, tables; and of its own type.
CREATE TABLE fits AS SELECT region, ordinal_logit(outcome(judgement, cluster => i), spend, team > 5) AS f FROM visit GROUP BY region;
SELECT region, f::text::ordinal_fit::text = f::text AS by_text, ordinal_fit_send(f::text::ordinal_fit) = ordinal_fit_send(f) AS to_the_byte FROM fits ORDER BY region;
SELECT ''::ordinal_fit;
SELECT '1:00'::ordinal_fit;

-- In a prepared statement, a view and a window.
PREPARE p(integer) AS SELECT g.rows_used FROM (SELECT ordinal_logit(judgement, spend) AS f FROM visit WHERE spend > $1) AS t, glance(t.f) AS g;
EXECUTE p(10); EXECUTE p(70);
CREATE VIEW fitted AS SELECT region, ordinal_logit(judgement, spend) AS f FROM visit GROUP BY region;
SELECT region, g.rows_used FROM fitted, glance(f) AS g ORDER BY region;
SELECT g.rows_used FROM (SELECT ordinal_logit(judgement, spend) OVER (ORDER BY i ROWS 99 PRECEDING) AS f, i FROM visit) AS t, glance(t.f) AS g WHERE i IN (50, 100, 400) ORDER BY i;

DROP VIEW fitted;
DROP TABLE fits, visit;
DROP FUNCTION terms;
DROP TYPE judgement;
