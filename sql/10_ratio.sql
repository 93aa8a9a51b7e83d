/*
 * 10_ratio.sql - the type ratio: sums of a numerator and a denominator over
 * rows, their squares and cross product, rows and missing rows.
 */
CREATE FUNCTION earlyhelp.ratio_in(cstring) RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_ratio_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.ratio_out(earlyhelp.ratio) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_ratio_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_out(earlyhelp.ratio) IS 'I/O';

CREATE FUNCTION earlyhelp.ratio_recv(internal) RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_ratio_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.ratio_send(earlyhelp.ratio) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_ratio_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_send(earlyhelp.ratio) IS 'I/O';

CREATE TYPE earlyhelp.ratio (
	INPUT = earlyhelp.ratio_in,
	OUTPUT = earlyhelp.ratio_out,
	RECEIVE = earlyhelp.ratio_recv,
	SEND = earlyhelp.ratio_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE earlyhelp.ratio IS
'State of a ratio of two sums over rows: the sums (exact for integers and numeric), their squares and cross product, rows used and rows missing. Storable; rollup() merges; value(), limits(), in_words() and national_estimate() read it.';

CREATE FUNCTION earlyhelp.ratio_merge(earlyhelp.ratio, earlyhelp.ratio)
	RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_ratio_merge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_merge(earlyhelp.ratio, earlyhelp.ratio) IS
'The state of both sets of rows together. Transition and combine function.';

CREATE FUNCTION earlyhelp.ratio_merge_inv(earlyhelp.ratio, earlyhelp.ratio)
	RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_ratio_unmerge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_merge_inv(earlyhelp.ratio, earlyhelp.ratio) IS
'The first state without the second, which was merged into it; NULL where the sums are of doubles and cannot be taken back. Inverse transition function.';

CREATE AGGREGATE earlyhelp.rollup(state earlyhelp.ratio) (
	SFUNC = earlyhelp.ratio_merge,
	STYPE = earlyhelp.ratio,
	SSPACE = 152,
	INITCOND = '1 empty: 0 / 0; rows 0; missing 0; squares 0 0 0',
	COMBINEFUNC = earlyhelp.ratio_merge,
	MSFUNC = earlyhelp.ratio_merge,
	MINVFUNC = earlyhelp.ratio_merge_inv,
	MSTYPE = earlyhelp.ratio,
	MSSPACE = 152,
	MINITCOND = '1 empty: 0 / 0; rows 0; missing 0; squares 0 0 0',
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rollup(earlyhelp.ratio) IS
'Merges states: months into years, authorities into regions. The same as one state over all the rows.';

CREATE FUNCTION earlyhelp.ratio(numerator bigint, denominator bigint,
		counts boolean DEFAULT false)
	RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_int8_ratio'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio(bigint, bigint, boolean) IS
'A state from one pair of totals: one row. counts => true says that the numerator is a count (not negative), which Poisson limits ask for.';

CREATE FUNCTION earlyhelp.ratio(numerator smallint, denominator smallint,
		counts boolean DEFAULT false)
	RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_int2_ratio'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio(smallint, smallint, boolean) IS
'A state from one pair of totals: one row. counts => true says that the numerator is a count (not negative), which Poisson limits ask for.';

CREATE FUNCTION earlyhelp.ratio(numerator integer, denominator integer,
		counts boolean DEFAULT false)
	RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_int4_ratio'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio(integer, integer, boolean) IS
'A state from one pair of totals: one row. counts => true says that the numerator is a count (not negative), which Poisson limits ask for.';

CREATE FUNCTION earlyhelp.ratio(numerator numeric, denominator numeric,
		counts boolean DEFAULT false)
	RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_numeric_ratio'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio(numeric, numeric, boolean) IS
'A state from one pair of totals: one row. counts => true says that the numerator is a count (not negative), which Poisson limits ask for.';

CREATE FUNCTION earlyhelp.ratio(numerator double precision,
		denominator double precision, counts boolean DEFAULT false)
	RETURNS earlyhelp.ratio
	AS 'MODULE_PATHNAME', 'eh_float8_ratio'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio(double precision, double precision, boolean) IS
'A state from one pair of totals: one row. counts => true says that the numerator is a count (not negative), which Poisson limits ask for.';

CREATE FUNCTION earlyhelp.value(state earlyhelp.ratio) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_ratio_value'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.value(earlyhelp.ratio) IS
'Sum of numerators over sum of denominators; NULL where there are no rows or the denominator adds up to 0.';

CREATE FUNCTION earlyhelp.numerator(state earlyhelp.ratio) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_ratio_numerator'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.numerator(earlyhelp.ratio) IS
'Sum of the numerators, the exact sum rounded once to double precision.';

CREATE FUNCTION earlyhelp.denominator(state earlyhelp.ratio) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_ratio_denominator'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.denominator(earlyhelp.ratio) IS
'Sum of the denominators, the exact sum rounded once to double precision.';

CREATE FUNCTION earlyhelp.rows_used(state earlyhelp.ratio) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_ratio_rows'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rows_used(earlyhelp.ratio) IS
'Rows with both a numerator and a denominator.';

CREATE FUNCTION earlyhelp.missing(state earlyhelp.ratio) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_ratio_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.ratio) IS
'Rows left out because the numerator or the denominator was NULL.';

CREATE FUNCTION earlyhelp.in_words(state earlyhelp.ratio,
		max_denominator integer DEFAULT 3)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_ratio_in_words'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.in_words(earlyhelp.ratio, integer) IS
'The nearest ratio of whole numbers whose second is at most max_denominator, as text: 2:3. It rounds (0.731 is 2:3 as well): show value() beside it.';
