-- The measures over every numeric type.
-- M1 to M3 are the promises of src/pg/measures.c.
SET search_path = earlyhelp, public;

-- One call and state, for each type, uncast; mixed types as well.
CREATE TABLE activity (la text, year integer, early_help integer, in_need integer,
	early numeric(12,2), late numeric(12,2), children bigint);
INSERT INTO activity VALUES
	('X', 2016, 120, 240, 100.10, 300.20, 1000),
	('X', 2020, 150, 200, 50.05, 150.15, 1100),
	('Y', 2016, 90, 300, NULL, 500.00, 2000),
	('Y', 2020, NULL, 280, 200.00, 200.00, 2100),
	('Z', 2020, 0, 0, -10.00, 10.00, 0);
SELECT prevention_ratio(early_help, in_need) AS int4,
       prevention_ratio(early_help::bigint, in_need) AS int8,
       prevention_ratio(early_help::numeric, in_need) AS "numeric",
       prevention_ratio(early_help::double precision, in_need) AS float8,
       prevention_ratio(early_help::smallint, in_need::real) AS other
FROM activity;
SELECT early_help_rate(early_help, children), early_help_rate(early_help::bigint, children),
       early_help_rate(early_help::numeric, children), early_help_rate(early_help::double precision, children)
FROM activity;
SELECT early_share(early, late), early_share(early::double precision, late),
       early_share(early::integer, late::integer), early_share(early::bigint, late::bigint)
FROM activity;
SELECT spend_per_child(early, children), spend_per_child(early::double precision, children),
       spend_per_child(early::integer, children::integer), spend_per_child(early::bigint, children)
FROM activity;
SELECT pg_typeof(prevention_ratio_state(early_help, in_need)),
       prevention_ratio_state(early_help, in_need) FROM activity;

-- M1: NULL rows are missing; no value without rows or with nothing below.
SELECT la, missing(prevention_ratio_state(early_help, in_need)),
       rows_used(prevention_ratio_state(early_help, in_need)),
       prevention_ratio(early_help, in_need)
FROM activity GROUP BY la ORDER BY la;
SELECT early_share(early, late) FROM activity WHERE la = 'Z';
SELECT early_share(early, late), early_share_state(early, late) FROM activity WHERE false;

-- M3: pounds and pence are exact, in any order; a tenth is a tenth.
SELECT numerator(s) AS pounds, s::text ~ '^1 amounts: 1000000\.0000 / ' AS exact
FROM (SELECT spend_per_child_state(0.1, 1) AS s FROM generate_series(1, 10000000)) AS t;
CREATE TABLE purse AS
SELECT i, ((i * 7919) % 100003 - 50000 + (i % 100) / 100.0)::numeric(12,2) AS pence
FROM generate_series(1, 5000) AS i;
SELECT (SELECT spend_per_child_state(pence, 1 ORDER BY i)::text FROM purse)
       = (SELECT spend_per_child_state(pence, 1 ORDER BY pence)::text FROM purse) AS same,
       (SELECT spend_per_child_state(pence, 1 ORDER BY md5(i::text))::text FROM purse)
       = (SELECT spend_per_child_state(pence, 1 ORDER BY pence DESC)::text FROM purse) AS same_again,
       (SELECT numerator(spend_per_child_state(pence, 1))::numeric = sum(pence) FROM purse) AS as_the_server;
-- Doubles: the same pence in any order.
SELECT count(DISTINCT round(numerator(s)::numeric, 6)) AS answers
FROM (SELECT spend_per_child_state(pence::double precision, 1 ORDER BY i) AS s FROM purse
      UNION ALL SELECT spend_per_child_state(pence::double precision, 1 ORDER BY pence) FROM purse
      UNION ALL SELECT spend_per_child_state(pence::double precision, 1 ORDER BY md5(i::text)) FROM purse) AS t;

-- The squares are exact too: bigints near their bounds.
SELECT early_share_state(9223372036854775807, 9223372036854775807) AS two_bigints,
       prevention_ratio_state(9223372036854775807, 9223372036854775807);

-- GROUPING SETS, FILTER, DISTINCT, HAVING, ORDER BY, a join.
SELECT la, year, grouping(la, year) AS g, round(prevention_ratio(early_help, in_need)::numeric, 4) AS r
FROM activity GROUP BY CUBE (la, year) ORDER BY g, la, year;
SELECT prevention_ratio(early_help, in_need) FILTER (WHERE year = 2016) AS filtered,
       prevention_ratio_state(DISTINCT 1, 2) AS distinct FROM activity;
SELECT la FROM activity GROUP BY la HAVING prevention_ratio(early_help, in_need) > 0.4 ORDER BY la;
-- In sub-selects and as a scalar in FROM.
SELECT s.la, in_words(s.r, 3) FROM (SELECT la, prevention_ratio_state(early_help, in_need) AS r
	FROM activity GROUP BY la) AS s ORDER BY s.la;

-- Moving frames: rows taken back out give what each frame alone gives, for
-- each type whose sums are exact and, by starting again, for doubles.
CREATE TABLE months AS
SELECT i, CASE WHEN i % 17 <> 0 THEN i * 37 % 101 END AS a, 50 + i * 53 % 211 AS b
FROM generate_series(1, 300) AS i;
SELECT bool_and(i4 = p4) AS int4, bool_and(i8 = p8) AS int8, bool_and(n = pn) AS "numeric",
       bool_and(abs(f - pf) < 1e-14 OR f IS NULL AND pf IS NULL) AS float8,
       bool_and(r = pr) AS rollup
FROM (SELECT prevention_ratio_state(a, b) OVER w::text AS i4,
             early_share_state(a::bigint, b) OVER w::text AS i8,
             spend_per_child_state(a + 0.25, b) OVER w::text AS n,
             early_help_rate(a::double precision, b + 101) OVER w AS f,
             rollup(ratio(a, b, true)) OVER w::text AS r,
             p.*
      FROM months AS m,
           LATERAL (SELECT prevention_ratio_state(q.a, q.b)::text AS p4,
                           early_share_state(q.a::bigint, q.b)::text AS p8,
                           spend_per_child_state(q.a + 0.25, q.b)::text AS pn,
                           early_help_rate(q.a::double precision, q.b + 101) AS pf,
                           rollup(ratio(q.a, q.b, true))::text AS pr
                    FROM months AS q WHERE q.i BETWEEN m.i - 11 AND m.i) AS p
      WINDOW w AS (ORDER BY i ROWS 11 PRECEDING)) AS t;
-- A frame that empties forgets what went through it.
SELECT i, prevention_ratio_state(a, b) OVER (ORDER BY i ROWS BETWEEN 3 FOLLOWING AND 4 FOLLOWING) AS s
FROM months WHERE i > 297 ORDER BY i;
-- A running frame: earlier results stay as they were.
SELECT i, rows_used(s) FROM (SELECT i, prevention_ratio_state(b, b) OVER (ORDER BY i) AS s FROM months) AS t
WHERE i IN (1, 2, 3, 300) ORDER BY i;
SELECT count(DISTINCT s::text) AS different
FROM (SELECT prevention_ratio_state(b, b) OVER (ORDER BY i) AS s FROM months) AS t;

-- M2: what cannot be is an error that names the argument.
SELECT prevention_ratio(-1, 5);
SELECT prevention_ratio(1, -5::bigint);
SELECT prevention_ratio(-0.5, 5);
SELECT prevention_ratio(1, -5.5::double precision);
SELECT prevention_ratio('NaN'::double precision, 5);
SELECT prevention_ratio(1, 'infinity'::double precision);
SELECT prevention_ratio('NaN'::numeric, 5);
SELECT prevention_ratio(1, '-Infinity'::numeric);
SELECT early_help_rate(6, 5);
SELECT early_help_rate(6.1, 6.05);
SELECT early_help_rate(6.1::double precision, 6.05);
SELECT spend_per_child(100, -1);
SELECT spend_per_child(-100.5, 1) AS net_may_be_negative, early_share(-1, 5) AS here_too;
SELECT spend_per_child(1e40, 1);
SELECT spend_per_child(1e-40, 1);
SELECT spend_per_child(1e300::double precision, 1);
SELECT spend_per_child(x, 1) FROM (VALUES (1e35), (1e-35)) AS v(x);

-- Transition functions called by hand neither crash nor change their argument.
SELECT prevention_ratio_accum(NULL, 1, 2), prevention_ratio_accum(r, 1, 2) AS one_more, r
FROM (SELECT ratio(5, 7, true) AS r) AS t;
SELECT prevention_ratio_accum_inv('1 empty: 0 / 0; rows 0; missing 0; squares 0 0 0', 1, 2) IS NULL AS nothing_to_take;
SELECT share_accum(NULL, true), share_accum_inv(NULL, true) IS NULL AS nothing;

SELECT prevention_ratio_accum_inv(ratio(1, 2, true), NULL::integer, 2) IS NULL AS none_missing;
SELECT ratio_merge_inv(ratio(1, 2), ratio_merge(ratio(1, 2), ratio(1, 2))) IS NULL AS never_merged;

-- Whole numbers of 16 bits stay whole; a frame whose finest row has left is
-- summed anew, so that a large number fits again.
SELECT prevention_ratio_state(a, b), ratio(1::smallint, 2::smallint)
FROM (VALUES (2::smallint, 3::smallint)) AS v(a, b);
SELECT i, spend_per_child(v, 1) OVER (ORDER BY i ROWS 1 PRECEDING)
FROM (VALUES (1, 1e-30), (2, 1), (3, 1e20)) AS t(i, v);
SELECT prevention_ratio(1e-170::double precision, 1e100::double precision) AS underflow;

DROP TABLE activity, purse, months;
