/*
 * 62_spend.sql - budget lines of Section 251 in the groups of publications.
 */
CREATE TYPE earlyhelp.s251_line AS (
	financial_year integer,
	line text,
	description text,
	category text,
	line_group text,
	summary_group text
);
COMMENT ON TYPE earlyhelp.s251_line IS
'A line of Section 251 outturn, Table A1. category: the section it stands in; line_group: the scheme''s group of a leaf line, or capital, subtotal, memorandum, total, which repeat money or stand outside; summary_group: the group of the lines that a summary table prints (section totals and sections of one line), NULL for the others and for a section the scheme splits. Sum by one of the two, never by both.';

CREATE TYPE earlyhelp.s251_scheme AS (
	scheme text,
	description text,
	first_year integer,
	last_year integer
);
COMMENT ON TYPE earlyhelp.s251_scheme IS
'A way to group spend, in words, and the financial years (by the year they end in) it is known for.';

CREATE FUNCTION earlyhelp.s251_schemes() RETURNS SETOF earlyhelp.s251_scheme
	AS 'MODULE_PATHNAME', 'eh_s251_schemes'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 4;
COMMENT ON FUNCTION earlyhelp.s251_schemes() IS
'The schemes that s251_lines and s251_group know: early_late_net, late_with_adoption, late_without_adoption, preventative_safeguarding; what each counts, and whose it is.';

CREATE FUNCTION earlyhelp.s251_lines(scheme text, financial_year integer)
	RETURNS SETOF earlyhelp.s251_line
	AS 'MODULE_PATHNAME', 'eh_s251_lines'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 40;
COMMENT ON FUNCTION earlyhelp.s251_lines(text, integer) IS
'Every line of Table A1 in a financial year (2019 is April 2018 to March 2019; 2011 to 2022) with its group under a scheme. 2016 has both the numbers of its own release and those of later back series. Error: unknown scheme or year. Source: DfE, Section 251 outturn, Table A1; LA and school expenditure, 2021-22.';

CREATE FUNCTION earlyhelp.s251_group(line text, financial_year integer, scheme text)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_s251_group_of'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.s251_group(text, integer, text) IS
'The group of a line under a scheme, for GROUP BY over the department''s own file: line may be its number or the file''s text that begins with it ("3.1.1 Residential care"). The scheme''s own groups never count a pound twice; capital, subtotal, memorandum and total stand apart. NULL: a line the year''s table has not. Error: unknown scheme or year (2011 to 2022, by the year it ends in).';
