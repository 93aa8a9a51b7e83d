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
SELECT round_half_up(0.5) AS up, round_half_up(0.5::double precision) AS up, round_half_up(394999, 1000) AS thousand;
-- the same number either way, over every tenth of a per cent in hundredths
SELECT count(*) FILTER (WHERE round_half_up(i / 100.0::double precision, 0.1)::numeric <> round_half_up(i / 100.0, 0.1)) AS differ
FROM generate_series(-10000, 10000) AS i;
SELECT round_half_up('NaN'::double precision);
SELECT round_half_up(1::double precision, 0);
SELECT round_half_up('Infinity'::numeric);
SELECT round_half_up(1.5, -1);
SELECT round_half_up(1.7e308::double precision, 1.5e308);
