/*
 * 65_presentation.sql - tables as the Department for Education prints them:
 * symbols in place of numbers, halves rounded up, small counts hidden.
 */

-- --- cells --------------------------------------------------------------------

CREATE FUNCTION earlyhelp.dfe_number(cell text) RETURNS numeric
	AS 'MODULE_PATHNAME', 'eh_dfe_number'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.dfe_number(text) IS
'The number in a cell of a published table, NULL where a symbol stands (c, x, z, low, k, u; the older :, .., ~, N/A; in either case, in square brackets or not). Takes commas between thousands, a pound sign, a Unicode minus, blanks around; 12.3% is 12.3. Anything else, an empty cell too, is an error. Symbols: Explore Education Statistics, data guidance.';

CREATE FUNCTION earlyhelp.dfe_symbol(cell text) RETURNS text
	AS 'MODULE_PATHNAME', 'eh_dfe_symbol'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.dfe_symbol(text) IS
'What the symbol in a cell of a published table means: confidential (c), unavailable (x, :, ..), not_applicable (z, N/A), low (low, k, ~: rounds to 0 but is not), unreliable (u); NULL for a number. Anything else is an error, as in dfe_number.';

CREATE FUNCTION earlyhelp.dfe_dashboard_symbol(value double precision) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE value WHEN -100 THEN 'confidential' WHEN -200 THEN 'low'
		WHEN -250 THEN 'unreliable' WHEN -300 THEN 'unavailable'
		WHEN -400 THEN 'not_applicable' END;
COMMENT ON FUNCTION earlyhelp.dfe_dashboard_symbol(double precision) IS
'The symbol behind a number of the department''s children''s social care dashboard, which writes c, low or k, u, x, z as -100, -200, -250, -300, -400 so that a column stays numeric; NULL for every other number. Not for columns that may truly hold such numbers, such as changes in pounds.';

CREATE FUNCTION earlyhelp.dfe_dashboard_number(value double precision) RETURNS double precision
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE WHEN value NOT IN (-100, -200, -250, -300, -400) THEN value END;
COMMENT ON FUNCTION earlyhelp.dfe_dashboard_number(double precision) IS
'The number itself, NULL where the department''s dashboard wrote a symbol as -100, -200, -250, -300 or -400 (dfe_dashboard_symbol says which).';

-- --- rounding -----------------------------------------------------------------

CREATE FUNCTION earlyhelp.round_half_up(x double precision,
		nearest double precision DEFAULT 1)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_double_round_half_up'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.round_half_up(double precision, double precision) IS
'x to the nearest multiple of nearest, a half away from zero, as dfeR round_five_up (which takes decimal places: nearest => 0.1 is its 1, nearest => 10 its -1). Within 1.5e-8 of a step below a half counts as the half, so 2.675 to 0.01 is 2.68 although it is stored as a little less. The server''s round(double precision) takes halves to even. An error: x not finite, nearest not positive.';

CREATE FUNCTION earlyhelp.round_half_up(x numeric, nearest numeric DEFAULT 1)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'eh_numeric_round_half_up'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.round_half_up(numeric, numeric) IS
'x to the nearest multiple of nearest, a half away from zero; exact. An error: x not finite, nearest not positive.';

-- --- small counts -------------------------------------------------------------

CREATE TYPE earlyhelp.suppressed_cell AS (
	row_key text,
	column_key text,
	count bigint,
	cell text,
	hidden integer,
	reason text
);
COMMENT ON TYPE earlyhelp.suppressed_cell IS
'A cell of a two-way table as it may be published: count is NULL and cell is c if it is hidden (1); row_key is NULL in the totals of columns, column_key in those of rows. reason (small, protects_others) is for the publisher, not for publication.';

CREATE FUNCTION earlyhelp.suppress(count bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'eh_suppress_window'
	LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppress(bigint) IS
'Window function over one published list with its total (PARTITION BY the total, ORDER BY the rows of the list): the count, or c where it must be hidden: from 1 to 5, and whatever else would tell such a one by subtraction from the total. The total itself is suppress_total''s. NULL for a NULL count, which is in no total. What is guaranteed against whom: doc/publishing.md.';

CREATE FUNCTION earlyhelp.suppress(count bigint, threshold integer) RETURNS text
	AS 'MODULE_PATHNAME', 'eh_suppress_window'
	LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppress(bigint, integer) IS
'The same, counts from 1 to threshold being small. An error: threshold under 2 or differing by row, a negative count.';

CREATE FUNCTION earlyhelp.suppressed(count bigint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'eh_suppressed_window'
	LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppressed(bigint) IS
'Window function: whether suppress() over the same window hides the count; NULL for a NULL count. For suppress_with().';

CREATE FUNCTION earlyhelp.suppressed(count bigint, threshold integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'eh_suppressed_window'
	LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppressed(bigint, integer) IS
'The same, counts from 1 to threshold being small.';

CREATE FUNCTION earlyhelp.suppress_total(count bigint) RETURNS text
	AS 'MODULE_PATHNAME', 'eh_suppress_total_window'
	LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppress_total(bigint) IS
'Window function: the total of the counts of the partition as it may be published beside suppress(): c where it is small itself, or where no count could be hidden in its place.';

CREATE FUNCTION earlyhelp.suppress_total(count bigint, threshold integer) RETURNS text
	AS 'MODULE_PATHNAME', 'eh_suppress_total_window'
	LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppress_total(bigint, integer) IS
'The same, counts from 1 to threshold being small.';

CREATE FUNCTION earlyhelp.suppress_with(value double precision, VARIADIC hidden boolean[])
	RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN false = ALL (hidden) THEN value END;
COMMENT ON FUNCTION earlyhelp.suppress_with(double precision, boolean[]) IS
'A rate, a limit or a change between years, NULL if any of the counts it was made of is hidden, or if that is not known (NULL): 20% of a published 20 tells a hidden 4.';

CREATE FUNCTION earlyhelp.suppress_table_accum(internal, text, text, bigint) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_suppress_table_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppress_table_accum(internal, text, text, bigint) IS
'Transition function: row_key, column_key, count.';

CREATE FUNCTION earlyhelp.suppress_table_accum(internal, text, text, bigint, integer) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_suppress_table_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppress_table_accum(internal, text, text, bigint, integer) IS
'Transition function: row_key, column_key, count, threshold.';

CREATE FUNCTION earlyhelp.suppress_table_final(internal) RETURNS earlyhelp.suppressed_cell[]
	AS 'MODULE_PATHNAME', 'eh_suppress_table_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.suppress_table_final(internal) IS
'Final function.';

CREATE AGGREGATE earlyhelp.suppress_table(row_key text, column_key text, count bigint) (
	SFUNC = earlyhelp.suppress_table_accum,
	STYPE = internal,
	FINALFUNC = earlyhelp.suppress_table_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.suppress_table(text, text, bigint) IS
'A two-way table with its totals, for unnest(): counts from 1 to 5 hidden, and others with them until no hidden count can be worked out from the rest of the table; a total is hidden where no counts could be in its place. A combination without a row is a published nought; rows with a NULL count are left out. An error: a cell given twice, a NULL key, a negative count.';

CREATE AGGREGATE earlyhelp.suppress_table(row_key text, column_key text, count bigint, threshold integer) (
	SFUNC = earlyhelp.suppress_table_accum,
	STYPE = internal,
	FINALFUNC = earlyhelp.suppress_table_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.suppress_table(text, text, bigint, integer) IS
'The same, counts from 1 to threshold being small; threshold is at least 2 and the same in every row.';
