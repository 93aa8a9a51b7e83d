-- presentation: cells, rounding and suppression of published tables.
\pset null '(null)'
SET search_path = earlyhelp;

-- D1 to D3 of src/core/dfe.c: a number, or the meaning of a symbol
SELECT cell, dfe_number(cell), dfe_symbol(cell)
FROM unnest(ARRAY['1234', '1,234', '£1,234.50', '12.3%', ' 5 ', '-3', '−3', '1e+05', '0',
	'c', 'x', 'z', 'low', 'k', 'u', ':', '..', '~', 'N/A', '[c]', 'LOW', NULL]) AS cell;

-- D4: what cannot be read is an error, never a NULL
SELECT dfe_number('1,23');
SELECT dfe_number('*');
SELECT dfe_symbol('see note 3');
SELECT dfe_number(' ');
-- a cell longer than any number ought to be
SELECT dfe_number(repeat(' ', 500) || '7') AS seven, dfe_number(repeat('9', 300)) = repeat('9', 300)::numeric AS long;

-- the dashboard's recodes (c, low, u, x, z), and a number that is one
SELECT value, dfe_dashboard_number(value), dfe_dashboard_symbol(value)
FROM unnest(ARRAY[12.5, -100, -200, -250, -300, -400, -100.5]) AS value;

-- H1, H2 of src/core/rounding.c.  Reference: the examples of dfeR 1.0.1,
-- round_five_up(2485.85) at dp = none, 1, 0, -1, -2, worked by its formula in
-- test/oracle/rounding.R
SELECT round_half_up(2485.85::double precision) AS whole, round_half_up(2485.85::double precision, 0.1) AS tenth,
	round_half_up(2485.85::double precision, 10) AS ten, round_half_up(2485.85::double precision, 100) AS hundred;
SELECT round_half_up(2.675::double precision, 0.01) AS noise, round_half_up(2.5::double precision) AS half,
	round_half_up(-2.5::double precision) AS negative, round(2.5::double precision) AS half_to_even;
-- exact
SELECT round_half_up(x, nearest) FROM (VALUES (2.675, 0.01), (2.5, 1), (-2.5, 1), (2.4999999999999999999, 1),
	(642985, 10), (-642985, 10), (7.3, 1.1), (0, 0.1), (1e30, 7)) AS v(x, nearest);
-- steps that are powers of ten go another way than others: the same by both
SELECT x, step, round_half_up(x, step), round_half_up(x, step) = round_half_up(x * 3, step * 3) / 3 AS same
FROM unnest(ARRAY[1234.565, -1234.565, 1235, 0.05]) AS x, unnest(ARRAY[0.01, 0.1, 1, 10, 1000]) AS step ORDER BY 1, 2;
SELECT round_half_up(1234.5, 10.0) AS tens, round_half_up(1234.5, 1.0) AS one, round_half_up(1234.5, 11) AS eleven, round_half_up(1234.5, 101) AS "101";
SELECT round_half_up(0.5) AS up, round_half_up(0.5::double precision) AS up, round_half_up(394999, 1000) AS thousand;
-- the same number either way, over every tenth of a per cent in hundredths
SELECT count(*) FILTER (WHERE round_half_up(i / 100.0::double precision, 0.1)::numeric <> round_half_up(i / 100.0, 0.1)) AS differ
FROM generate_series(-10000, 10000) AS i;
SELECT round_half_up('NaN'::double precision);
SELECT round_half_up(1::double precision, 0);
SELECT round_half_up('Infinity'::numeric);
SELECT round_half_up(1.5, -1);
SELECT round_half_up(1.7e308::double precision, 1.5e308);

-- U1, U4 of src/core/suppress.c.  test/unit/suppress.c tries every other
-- table; here are the doors.  The first of two 12s goes with the 3; a lone 4
-- takes its total; 2 and 3 of a known 5 may still be 1 and 4; an unknown count
-- is in no total.
CREATE TEMPORARY TABLE list (region text, la text, n integer);
INSERT INTO list VALUES ('N', 'a', 3), ('N', 'b', 40), ('N', 'c', 12), ('N', 'd', 12), ('N', 'e', NULL),
	('S', 'a', 4), ('S', 'b', 0), ('T', 'x', 2), ('T', 'y', 3), ('T', 'z', 100), ('U', 'a', NULL), ('V', 'a', 6), ('V', 'b', 0);
SELECT region, la, n, suppress(n) OVER w, suppressed(n) OVER w, suppress_total(n) OVER w
FROM list WINDOW w AS (PARTITION BY region ORDER BY la) ORDER BY 1, 2;
-- the frame does not matter, and the threshold does
SELECT la, suppress(n) OVER (PARTITION BY region ORDER BY la ROWS 1 PRECEDING), suppress(n, 2) OVER (PARTITION BY region ORDER BY la),
	suppress_total(n, 45) OVER (PARTITION BY region ORDER BY la)
FROM list WHERE region = 'N' ORDER BY la;
-- rates and changes of hidden counts are hidden
SELECT region, la, suppress_with(100.0 * n / 200, suppressed(n) OVER (PARTITION BY region ORDER BY la)) AS rate FROM list WHERE region IN ('N', 'T') ORDER BY 1, 2;
SELECT suppress_with(1, false, true), suppress_with(1, false, NULL), suppress_with(1, false, false);

-- a two-way table: one small count takes three others with it
SELECT c.* FROM (SELECT suppress_table(r, c, n) AS cells
	FROM (VALUES ('N', 'a', 3), ('N', 'b', 40), ('N', 'c', 12), ('S', 'a', 30), ('S', 'b', 20), ('S', 'c', 9),
		('T', 'a', 33), ('T', 'b', 0), ('T', 'c', 70), ('T', 'd', NULL)) AS v(r, c, n)) AS s, unnest(s.cells) AS c;
-- nothing else to hide: the totals go
SELECT c.row_key, c.column_key, c.cell, c.reason FROM (SELECT suppress_table('N', 'a', 3) AS cells) AS s, unnest(s.cells) AS c;
SELECT suppress_table(r, 'a', n, 3) IS NULL AS nothing FROM (VALUES ('N', NULL::bigint)) AS v(r, n);
-- in any order of rows the same
SELECT count(DISTINCT cells) AS one FROM (
	SELECT suppress_table(r::text, c::text, (r * 7 + c * c * 5) % 23 ORDER BY r * c % 5, c) AS cells FROM generate_series(1, 20) AS r, generate_series(1, 6) AS c
	UNION ALL
	SELECT suppress_table(r::text, c::text, (r * 7 + c * c * 5) % 23 ORDER BY c DESC, r) FROM generate_series(1, 20) AS r, generate_series(1, 6) AS c) AS t;

SELECT suppress(n, 1) OVER () FROM list;
SELECT suppress(n, n) OVER () FROM list;
SELECT suppress(n, NULL) OVER () FROM list;
SELECT suppress(-n) OVER () FROM list;
SELECT suppress(9223372036854775807) OVER () FROM list;
SELECT suppress(n) FROM list;
SELECT suppress_table(region, la, n, 1) FROM list;
SELECT suppress_table(region, la, n, coalesce(n, 2)) FROM list;
SELECT suppress_table(region, 'a', 7) FROM list;
SELECT suppress_table(region, NULL, 7) FROM list;
SELECT suppress_table(region, la, -1) FROM list;
