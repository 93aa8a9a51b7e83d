-- The engine's door of the logistic fit: logit_state, rollup, fit.  L1 to L5
-- are the promises of src/state/logit_state.c; its numbers are held against
-- logit(), which is held against R elsewhere.
SET search_path = earlyhelp, public;
SET extra_float_digits = 0;          -- must not matter
CREATE TABLE visit AS
SELECT i, i % 7 < 3 AS seen, (i * 37 % 101)::integer AS age, (i * 53 % 19)::numeric(6,2) AS score,
	(i * 11 % 23)::double precision AS spend, i % 12 AS month, i % 5 + 1 AS n, (i * 3 % (i % 5 + 1))::double precision AS hits,
	CASE WHEN i % 40 <> 0 THEN i % 5 END AS note
FROM generate_series(1, 400) AS i;
-- the largest difference of two fits, of estimates and of errors, in errors
CREATE FUNCTION apart(logit_fit, logit_fit) RETURNS double precision LANGUAGE sql
	RETURN (SELECT max(greatest(abs(a.estimate - b.estimate), abs(a.std_error - b.std_error)) / b.std_error)
		FROM earlyhelp.tidy($1, '{a,b,c,d}') AS a JOIN earlyhelp.tidy($2, '{a,b,c,d}') AS b USING (term));

-- L1: few rows are held, and their fit is logit's.
SELECT rows_used(s), missing(s), apart(fit(s), f) < 1e-12 AS the_same
FROM (SELECT logit_state(seen, age, score, spend) AS s, logit(seen, age, score, spend) AS f FROM visit) AS t;
SELECT apart(fit(s), f) < 1e-12 AS of_numbers
FROM (SELECT logit_state(seen::integer, age, score, spend) AS s, logit(seen, age, score, spend) AS f FROM visit) AS t;
SELECT apart(fit(s), f) < 1e-12 AS of_an_array
FROM (SELECT logit_state(seen, VARIADIC ARRAY[age, score, spend]) AS s, logit(seen, age, score, spend) AS f FROM visit) AS t;
SELECT apart(fit(s), f) < 1e-12 AS weighted
FROM (SELECT logit_state(outcome(seen, weight => n, weight_kind => 'frequency'), age, score, spend) AS s,
	logit(outcome(seen, weight => n, weight_kind => 'frequency'), age, score, spend) AS f FROM visit) AS t;
SELECT apart(fit(s), f) < 1e-12 AS sampled
FROM (SELECT logit_state(outcome(seen, weight => n / 3.0, weight_kind => 'probability'), age, score, spend) AS s,
	logit(outcome(seen, weight => n / 3.0, weight_kind => 'probability'), age, score, spend) AS f FROM visit) AS t;
SELECT apart(fit(s), f) < 1e-12 AS grouped, g.trials = h.trials AND g.log_lik = h.log_lik AS its_likelihood
FROM (SELECT logit_state(outcome_of(hits, n, exposure_offset => spend / 40), age, score, spend) AS s,
	logit(outcome_of(hits, n, exposure_offset => spend / 40), age, score, spend) AS f FROM visit) AS t,
	glance(fit(t.s)) AS g, glance(t.f) AS h;
SELECT t.term, abs(t.estimate - u.estimate) < 1e-12 AS no_intercept
FROM tidy((SELECT fit(logit_state(outcome(seen, intercept => false), age, spend)) FROM visit)) AS t
JOIN tidy((SELECT logit(outcome(seen, intercept => false), age, spend) FROM visit), terms => '{x1,x2}') AS u USING (term);

-- The null model, and a test against it.
SELECT t.term, abs(t.estimate - ln(p / (1 - p))) < 1e-12 AS log_odds
FROM (SELECT logit_state(seen) AS s, logit_state(seen::integer) AS i, logit_state(outcome(seen)) AS o,
	avg(seen::integer)::double precision AS p FROM visit) AS v, tidy(fit(v.s)) AS t;
SELECT s::text = i::text AND i::text = o::text AS one_value
FROM (SELECT logit_state(seen) AS s, logit_state(seen::integer) AS i, logit_state(outcome(seen)) AS o FROM visit) AS v;
SELECT c.df, c.status, c.p_value BETWEEN 0 AND 1 AS tested
FROM (SELECT logit_state(seen) AS smaller, logit_state(seen, age, spend) AS larger FROM visit) AS v,
	compare(fit(v.smaller), fit(v.larger)) AS c;

-- Names, and readers.
SELECT string_agg(term, ' | ') FROM (SELECT logit_state(seen, age, spend) AS s FROM visit) AS v, tidy(fit(v.s, ARRAY['age', 'spend']));
SELECT g.nobs, g.rows_used, g.missing, g.rows_streamed, g.max_error, g.auc IS NOT NULL AS auc, g.status
FROM (SELECT logit_state(seen, age, note) AS s FROM visit) AS v, glance(fit(v.s)) AS g;
SELECT count(m.*) AS margins, predict(fit(v.s), 40, 10) BETWEEN 0 AND 1 AS predicted
FROM (SELECT logit_state(seen, age, spend) AS s FROM visit) AS v, margins(fit(v.s)) AS m GROUP BY v.s::text, 2;
SELECT fit(s, ARRAY['age']) FROM (SELECT logit_state(seen, age, spend) AS s FROM visit) AS v;
SELECT fit(s, ARRAY['age', NULL]) FROM (SELECT logit_state(seen, age, spend) AS s FROM visit) AS v;

-- Trouble is a status.
SELECT g.status FROM (SELECT logit_state(i > 200, i) AS s FROM visit) AS v, glance(fit(v.s)) AS g;
SELECT g.status FROM (SELECT logit_state(seen, age, 2 * age) AS s FROM visit) AS v, glance(fit(v.s)) AS g;
SELECT g.status FROM (SELECT logit_state(true, age) AS s FROM visit) AS v, glance(fit(v.s)) AS g;

-- L3: months into a year, in any order and any split.
CREATE TABLE months AS SELECT month, logit_state(seen, age, score, spend) AS s FROM visit GROUP BY month;
SELECT rows_used(rollup(s)), apart(fit(rollup(s ORDER BY month DESC)), (SELECT logit(seen, age, score, spend) FROM visit)) < 1e-12 AS the_whole
FROM months;
SELECT k, rollup(part ORDER BY piece)::text = (SELECT logit_state(seen, age, spend ORDER BY i % k, i)::text FROM visit) AS the_whole
FROM (VALUES (1), (3), (50), (399)) AS split(k),
	LATERAL (SELECT i % k AS piece, logit_state(seen, age, spend ORDER BY i) AS part FROM visit GROUP BY i % k) AS p
GROUP BY k ORDER BY k;
SELECT rows_used(m), missing(m) FROM (SELECT logit_state_merge(a.s, b.s) AS m FROM months AS a, months AS b WHERE a.month = 1 AND b.month = 2) AS t;
SELECT rollup(s) IS NULL AS none, rows_used(rollup(s)) FROM months WHERE month > 12;
SELECT rows_used(rollup(s)) FROM (SELECT s FROM months UNION ALL SELECT NULL) AS t;
-- as a window's state: nothing that was shown changes later
SELECT array_agg(rows_used(s) ORDER BY i) FROM (SELECT i, logit_state(seen, age) OVER (ORDER BY i) AS s FROM visit WHERE i <= 8) AS t;
SELECT count(DISTINCT s::text) FROM (SELECT i, logit_state(seen, age) OVER (ORDER BY i) AS s FROM visit) AS t;

-- There and back by text and by the wire; at rest nothing is spare.
SELECT rows_used(s), octet_length(logit_state_send(s)) AS bytes, pg_column_size(s) AS in_memory,
	s::text::logit_state::text = s::text AS by_text, logit_state_send(s::text::logit_state) = logit_state_send(s) AS to_the_byte
FROM (SELECT logit_state(seen, age, spend) AS s FROM visit UNION ALL SELECT logit_state(seen, age, spend) FROM visit WHERE i < 5
	UNION ALL SELECT logit_state(NULL::boolean, age) FROM visit UNION ALL SELECT logit_state(outcome_of(hits, n)) FROM visit) AS t;

-- Rows that are missing: response, predictor, array, part of an outcome.
SELECT rows_used(s), missing(s) FROM (SELECT logit_state(CASE WHEN i % 3 > 0 THEN seen END, age, note) AS s FROM visit) AS t;
SELECT rows_used(s), missing(s) FROM (SELECT logit_state(seen, VARIADIC CASE WHEN i > 100 THEN ARRAY[age, spend] END) AS s FROM visit) AS t;
SELECT rows_used(s), missing(s) FROM (SELECT logit_state(outcome(seen, weight => note, weight_kind => 'frequency'), age) AS s FROM visit) AS t;
SELECT g.rows_used, g.missing, g.status, (SELECT count(*) FROM tidy(fit(t.s))) AS terms
FROM (SELECT logit_state(NULL::boolean, age, spend) AS s FROM visit) AS t, glance(fit(t.s)) AS g;
SELECT logit_state(seen, age) IS NULL AS no_rows, fit(logit_state(seen, age)) IS NULL AS no_fit FROM visit WHERE false;

-- What cannot be.
SELECT logit_state(2, 1);
SELECT logit_state(true, 'NaN'::double precision);
SELECT logit_state(true, 1, 'Infinity'::double precision);
SELECT logit_state(outcome('NaN'::double precision), 1);
SELECT logit_state(outcome(seen, cluster => month), age) FROM visit;
SELECT logit_state(seen, VARIADIC CASE WHEN i < 5 THEN ARRAY[1, 2] ELSE ARRAY[1] END) FROM visit;
SELECT logit_state(seen, VARIADIC ARRAY[[1, 2], [3, 4]]) FROM visit;
SELECT logit_state(CASE WHEN i < 5 THEN outcome(seen) ELSE outcome(seen, exposure_offset => 1) END, age) FROM visit;
SELECT rollup(s) FROM (SELECT logit_state(seen, age) AS s FROM visit UNION ALL SELECT logit_state(seen, age, spend) FROM visit) AS t;
SELECT rollup(s) FROM (SELECT logit_state(seen, age) AS s FROM visit UNION ALL SELECT logit_state(outcome(seen, exposure_offset => 1), age) FROM visit) AS t;
SELECT logit_state(true, VARIADIC array_fill(1, ARRAY[5000]));
SELECT ''::logit_state;
SELECT '2:01'::logit_state;
SELECT '1:01'::logit_state;
SELECT '1:01000000000000010000000000000000000000000000000000000000000000017ff800000000000000'::logit_state;
SELECT '1:010000000000000100000000000000000000000000000000000000000000000100000000000000000f'::logit_state;
DROP TABLE visit, months;
DROP FUNCTION apart;
