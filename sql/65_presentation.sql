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
