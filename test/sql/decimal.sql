-- The reader of numeric, held against the server's own sum() and output:
-- every length, scale, sign and storage form that a state takes.
SET search_path = earlyhelp, public;

CREATE TABLE decimals AS
SELECT d, e, s * (m::numeric * 10::numeric ^ e) AS v
FROM generate_series(1, 18) AS d, generate_series(-30, 17) AS e, (VALUES (1), (-1)) AS sign(s),
     LATERAL (SELECT (repeat('1234567890', 2))::text) AS t(digits),
     LATERAL (SELECT left(digits, d)::bigint) AS u(m)
WHERE d + e <= 18;

-- One at a time: the text of the state is the number itself.
SELECT count(*) AS numbers,
       count(*) FILTER (WHERE split_part(split_part(spend::text, ': ', 2), ' /', 1)::numeric <> v) AS different
FROM (SELECT v, ratio(v, 1) AS spend FROM decimals) AS t;

-- All together, by sum().
SELECT e, split_part(split_part(spend_per_child_state(v + d, 1)::text, ': ', 2), ' /', 1)::numeric = sum(v + d) AS same
FROM decimals WHERE e >= -12 AND e % 4 = 0 GROUP BY e ORDER BY e;

-- Trailing zeros, display scale, short and long headers, toasted values.
SELECT ratio(v, 1) FROM (VALUES (0::numeric), (0.0000), (10000), (1.50), (100000000), (0.00010000),
	(-0.5), (12345.6789), (99999999.99990000), (1e20)) AS t(v);
CREATE TABLE long_zero (v numeric);
ALTER TABLE long_zero ALTER v SET STORAGE external;
INSERT INTO long_zero VALUES (('1.' || repeat('0', 16000))::numeric), (1.5);
SELECT spend_per_child_state(v, 1) FROM long_zero;
SELECT ratio(v, 1) FROM (VALUES (100000000000000000000000000000000.01), (12345678901234567890123456789012345)) AS t(v);
SELECT spend_per_child(v, 1) FROM (VALUES (('0.' || repeat('1', 3000))::numeric)) AS t(v);
INSERT INTO long_zero VALUES (('0.' || repeat('1', 9000))::numeric);
SELECT spend_per_child(v, 1) FROM long_zero;
DROP TABLE decimals, long_zero;
