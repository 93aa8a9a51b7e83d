-- Fits by passes through SQL: what the calls give.  Numbers are held against
-- R and NIST in test/t/017_scan.pl, test/unit/logit_pass.c and linear_sums.c.
SET search_path = earlyhelp, public;
CREATE TYPE grade AS ENUM ('poor', 'fair', 'good');
CREATE TABLE inspection AS
SELECT i, i * 7919 % 1000 < 300 + 4 * (i % 60) AS good, (i % 60)::double precision AS prevent_100, 1e9 + i * 37 % 101 AS stamp,
	(ARRAY['North', 'South', 'East'])[1 + i * 7 % 3] AS region, (ARRAY['poor', 'good', 'fair']::grade[])[1 + i * 5 % 3] AS last,
	CASE WHEN i % 40 <> 0 THEN i % 5 END AS note, 1 + i % 3 AS children, i % 11 AS spend
FROM generate_series(1, 600) AS i;

-- A scan gives the fit that the aggregate gives: terms, estimates, errors.
CREATE FUNCTION same(a logit_fit, b logit_fit) RETURNS boolean LANGUAGE sql
	RETURN (SELECT bool_and(s.term = t.term AND s.status = t.status AND coalesce(abs(s.estimate - t.estimate) <= 1e-8 * s.std_error
			AND abs(s.std_error / t.std_error - 1) <= 1e-8, s.estimate IS NULL AND t.estimate IS NULL))
		FROM tidy(a) WITH ORDINALITY AS s FULL JOIN tidy(b) WITH ORDINALITY AS t USING (ordinality));
SELECT same((SELECT logit(good, prevent_100, region, stamp, last) FROM inspection),
	(SELECT fit FROM logit_scan('SELECT good, prevent_100, region, stamp, last FROM inspection'))) AS same;
SELECT same((SELECT logit(outcome(good, weight => children, weight_kind => 'frequency', exposure_offset => spend / 10.0), prevent_100, factor(region, 'South')) FROM inspection),
	(SELECT fit FROM logit_scan('SELECT good, prevent_100, region, children, spend / 10.0 AS off FROM inspection',
		weight => 'children', weight_kind => 'frequency', exposure_offset => 'off', reference => ARRAY['region=South']))) AS same;
SELECT same((SELECT logit(outcome_of(good::integer * children, children, intercept => false), prevent_100, spend) FROM inspection),
	(SELECT fit FROM logit_scan('SELECT good::integer * children, prevent_100, children, spend FROM inspection', trials => 'children', intercept => false))) AS same;
SELECT same((SELECT logit(good) FROM inspection), (SELECT fit FROM logit_scan('SELECT good FROM inspection'))) AS same;
SELECT same((SELECT logit(outcome(good, intercept => false), prevent_100) FROM inspection),
	(SELECT fit FROM logit_scan('SELECT earlyhelp.outcome(good, intercept => false), prevent_100 FROM inspection'))) AS same;
SELECT term, round(estimate::numeric, 6) AS estimate, status
FROM tidy((SELECT fit FROM logit_scan('SELECT good, prevent_100, last, prevent_100 AS again, note FROM inspection')));

-- Every kind of statement that reads, rows with a NULL, and what glance says.
SELECT rows, missing, passes BETWEEN 3 AND 8 AS some_passes, seconds >= 0 AS took, status, message FROM logit_scan('SELECT good, note FROM inspection; -- all');
SELECT rows, status FROM logit_scan('TABLE inspection LIMIT 0');
SELECT rows, status, message FROM logit_scan('VALUES (true, 1), (false, 2)');
SELECT rows, status FROM logit_scan('WITH i AS (SELECT * FROM inspection WHERE region = ''East'') SELECT good, spend FROM i ORDER BY random()');
SELECT g.rows_used, g.missing, g.converged, g.auc, round(g.tjur_r2::numeric, 6) = round(h.tjur_r2::numeric, 6) AS tjur,
	round(g.log_lik::numeric, 8) = round(h.log_lik::numeric, 8) AS log_lik, round(g.null_log_lik::numeric, 8) = round(h.null_log_lik::numeric, 8) AS null_log_lik
FROM glance((SELECT fit FROM logit_scan('SELECT good, spend, note FROM inspection'))) AS g, glance((SELECT logit(good, spend, note) FROM inspection)) AS h;
SELECT a.term, round(a.estimate::numeric, 8) = round(b.estimate::numeric, 8) AS margin
FROM margins((SELECT fit FROM logit_scan('SELECT good, spend, region FROM inspection'))) AS a, margins((SELECT logit(good, spend, region) FROM inspection)) AS b WHERE a.term = b.term;

-- Trouble, in words: the same as the aggregate's.
SELECT s.status, s.message = g.message AS same_words, s.message FROM logit_scan('SELECT spend > 5, spend FROM inspection') AS s, glance((SELECT logit(spend > 5, spend) FROM inspection)) AS g;
SELECT s.status, s.message = g.message AS same_words FROM logit_scan('SELECT good OR region = ''East'', region FROM inspection') AS s, glance((SELECT logit(good OR region = 'East', region) FROM inspection)) AS g;
SELECT s.status, s.message FROM logit_scan('SELECT good, spend, 2 * spend AS twice FROM inspection') AS s;
SELECT s.status, s.message FROM logit_scan('SELECT false, spend FROM inspection') AS s;
SELECT s.status, s.message FROM logit_scan('SELECT good, spend FROM inspection', max_passes => 2) AS s;
SELECT s.status, s.message FROM logit_scan('SELECT good, spend FROM inspection LIMIT 1') AS s;
SELECT logit_scan(NULL) IS NULL AS nothing;

-- Passes by hand: told coefficients, or the pass before; parts that merge.
SELECT missing(p), converged(p), next_beta(p) IS NULL AS no_step FROM (SELECT logit_step(good, NULL::double precision[], note, spend) AS p FROM inspection) AS t;
WITH RECURSIVE step(n, p) AS MATERIALIZED (
	SELECT 1, (SELECT logit_step(good, NULL::logit_pass, spend, stamp) FROM inspection)
	UNION ALL
	SELECT n + 1, (SELECT logit_step(good, step.p, spend, stamp) FROM inspection) FROM step WHERE NOT converged(p) AND n < 20)
SELECT max(n) < 8 AS soon, same((SELECT logit(good, spend, stamp) FROM inspection), fit((SELECT p FROM step WHERE converged(p)), ARRAY['spend', 'stamp'])) AS same FROM step;
SELECT round(decrement(p)::numeric, 8) = round(decrement(q)::numeric, 8) AS merged
FROM (SELECT logit_step(good, ARRAY[-0.5, 0.02, 0.1], prevent_100, spend) AS p FROM inspection) AS t,
	(SELECT rollup(q) AS q FROM (SELECT region, logit_step(good, ARRAY[-0.5, 0.02, 0.1], prevent_100, spend) AS q FROM inspection GROUP BY region) AS u) AS v;
SELECT p::text::logit_pass::text = p::text AS text_and_back FROM (SELECT logit_step(good, NULL::logit_pass, spend) AS p FROM inspection) AS t;
SELECT glance(fit(p)) IS NOT NULL AS fitted, (glance(fit(p))).status FROM (SELECT logit_step(good, NULL::logit_pass, spend) AS p FROM inspection) AS t;
SELECT missing(logit_step(good, NULL::logit_pass, NULL)) FROM inspection;
SELECT logit_step(good, NULL::logit_pass, spend) IS NULL AS no_rows FROM inspection WHERE false;

-- Least squares from sums: the fit of the rows.
CREATE FUNCTION same(a linear_fit, b linear_fit) RETURNS boolean LANGUAGE sql
	RETURN (SELECT bool_and(s.term = t.term AND s.status = t.status AND coalesce(abs(s.estimate - t.estimate) <= 1e-8 * s.std_error
			AND abs(s.std_error / t.std_error - 1) <= 1e-8, s.estimate IS NULL AND t.estimate IS NULL))
		FROM tidy(a) WITH ORDINALITY AS s FULL JOIN tidy(b) WITH ORDINALITY AS t USING (ordinality));
SELECT same((SELECT linear(spend, prevent_100, stamp) FROM inspection), fit(linear_state(spend, prevent_100, stamp), ARRAY['prevent_100', 'stamp'])) AS same FROM inspection;
SELECT same((SELECT linear(spend, prevent_100, stamp) FROM inspection), (SELECT fit(rollup(s), ARRAY['prevent_100', 'stamp'])
	FROM (SELECT linear_state(spend, prevent_100, stamp) AS s FROM inspection GROUP BY region) AS t)) AS same;
SELECT same((SELECT linear(outcome(spend, weight => children, weight_kind => 'probability'), region, note) FROM inspection),
	(SELECT fit FROM linear_scan('SELECT spend, region, note, children FROM inspection', weight => 'children', weight_kind => 'probability'))) AS same;
SELECT same((SELECT linear(outcome(spend, weight => children, weight_kind => 'frequency'), region, note) FROM inspection),
	(SELECT fit FROM linear_scan('SELECT spend, region, note, children FROM inspection', weight => 'children', weight_kind => 'frequency', robust => false))) AS same;
SELECT DISTINCT std_error IS NULL AS none, errors FROM tidy((SELECT fit(linear_state(spend, prevent_100)) FROM inspection), errors => 'hc0');
SELECT rows, missing, passes, status, message FROM linear_scan('SELECT spend, note, 2 * note AS twice FROM inspection', robust => false);
SELECT missing(linear_state(note, spend)) FROM inspection;
SELECT s::text::linear_state::text = s::text AS text_and_back FROM (SELECT linear_state(spend, i) AS s FROM inspection) AS t;
SELECT status FROM linear_scan('SELECT 3, spend FROM inspection', robust => false);

-- Bad values are errors, with what to do.
\set VERBOSITY default
SELECT logit_step(2.0, NULL::logit_pass, 1.0);
SELECT logit_step(true, NULL::logit_pass, 'NaN');
SELECT logit_step(true, ARRAY[0.0, 'Infinity'], 1.0);
SELECT logit_step(true, ARRAY[0.0], 1.0);
SELECT logit_step(outcome(good, cluster => region), NULL::logit_pass, spend) FROM inspection;
SELECT logit_step(good, (SELECT logit_step(true, NULL::logit_pass, 1.0)), spend) FROM inspection;
SELECT rollup(p) FROM (SELECT logit_step(good, ARRAY[0.0, spend], spend) AS p FROM inspection GROUP BY spend) AS t;
SELECT linear_state('Infinity', 1.0);
SELECT '1:00'::logit_pass;
SELECT '1:zz'::linear_state;
SELECT logit_scan('SELECT good FROM inspection', max_passes => 0);
SELECT logit_scan('SELECT good, spend FROM inspection', weight_kind => 'frequency');
SELECT logit_scan('SELECT good, region FROM inspection', reference => ARRAY['region=West']);
DROP TABLE inspection CASCADE;
DROP FUNCTION same(logit_fit, logit_fit), same(linear_fit, linear_fit);
DROP TYPE grade;
