/*
 * 63_real_terms.sql - price levels, amounts in the pounds of one year, and
 * what became of spend between two.
 */

-- --- deflators ---------------------------------------------------------------

CREATE TYPE earlyhelp.deflator AS (
	vintage text,
	years integer[],
	levels double precision[]
);
COMMENT ON TYPE earlyhelp.deflator IS
'A series of price levels by financial year (by the year it ends in), on any base, with the name of its vintage. Make one with deflator(...) or deflator_series(...); a value made by ROW() is checked where it is read.';

CREATE TYPE earlyhelp.deflator_level AS (
	year integer,
	level double precision,
	vintage text
);
COMMENT ON TYPE earlyhelp.deflator_level IS
'The price level of a financial year, by the year it ends in.';

CREATE FUNCTION earlyhelp.gdp_deflator() RETURNS SETOF earlyhelp.deflator_level
	AS 'MODULE_PATHNAME', 'eh_gdp_deflator_rows'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 9;
COMMENT ON FUNCTION earlyhelp.gdp_deflator() IS
'The built-in series: the GDP deflator as used in Webb, Bennett and Bywaters (2022), 2018-19 = 100, financial years ending 2011 to 2019. Its release is not stated there: for other years, or a named release, give your own.';

CREATE FUNCTION earlyhelp.deflator(years integer[], levels double precision[], vintage text DEFAULT NULL)
	RETURNS earlyhelp.deflator
	AS 'MODULE_PATHNAME', 'eh_deflator_make'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.deflator(integer[], double precision[], text) IS
'A series of price levels from two arrays of one length. Error: a year twice, a level not above 0.';

CREATE FUNCTION earlyhelp.deflator_accum(internal, integer, double precision)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_deflator_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.deflator_accum(internal, integer, double precision) IS
'Transition function of deflator_series.';

CREATE FUNCTION earlyhelp.deflator_accum(internal, integer, double precision, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_deflator_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.deflator_accum(internal, integer, double precision, text) IS
'Transition function of deflator_series with a vintage.';

CREATE FUNCTION earlyhelp.deflator_final(internal) RETURNS earlyhelp.deflator
	AS 'MODULE_PATHNAME', 'eh_deflator_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.deflator_final(internal) IS
'Final function of deflator_series.';

CREATE AGGREGATE earlyhelp.deflator_series(year integer, level double precision) (
	SFUNC = earlyhelp.deflator_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = earlyhelp.deflator_final,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.deflator_series(integer, double precision) IS
'A table''s price levels, a row a year, as one value for real_terms and its kin. A year without a level is left out. Error: a year twice, as when two series are mixed.';

CREATE AGGREGATE earlyhelp.deflator_series(year integer, level double precision, vintage text) (
	SFUNC = earlyhelp.deflator_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = earlyhelp.deflator_final,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.deflator_series(integer, double precision, text) IS
'The same, with the vintage that its rows name, readable as (series).vintage. Error: rows of two vintages.';

-- --- amounts -----------------------------------------------------------------

CREATE FUNCTION earlyhelp.real_terms(amount double precision, year integer, base_year integer)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_double_real_terms'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.real_terms(double precision, integer, integer) IS
'An amount of a year in the pounds of base_year: times the level of base_year over that of the year, by the built-in GDP deflator (2011 to 2019). Error: a year outside it.';

CREATE FUNCTION earlyhelp.real_terms(amount double precision, year integer, base_year integer,
		deflator earlyhelp.deflator)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_double_real_terms'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.real_terms(double precision, integer, integer, earlyhelp.deflator) IS
'The same by a series of your own. Error: a year outside it; a series that is NULL.';

CREATE FUNCTION earlyhelp.real_terms(amount numeric, year integer, base_year integer)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'eh_numeric_real_terms'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.real_terms(numeric, integer, integer) IS
'The same in numeric: the product exact, the quotient to at least 16 digits.';

CREATE FUNCTION earlyhelp.real_terms(amount numeric, year integer, base_year integer,
		deflator earlyhelp.deflator)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'eh_numeric_real_terms'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.real_terms(numeric, integer, integer, earlyhelp.deflator) IS
'The same in numeric by a series of your own.';

-- --- changes -----------------------------------------------------------------

CREATE FUNCTION earlyhelp.real_growth(spend_base double precision, spend_now double precision,
		base_year integer, now_year integer)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_real_growth'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.real_growth(double precision, double precision, integer, integer) IS
'Growth in real terms between two years, -0.1 for a fall by a tenth, by the built-in GDP deflator. NULL where there was nothing to grow from.';

CREATE FUNCTION earlyhelp.real_growth(spend_base double precision, spend_now double precision,
		base_year integer, now_year integer, deflator earlyhelp.deflator)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_real_growth'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.real_growth(double precision, double precision, integer, integer, earlyhelp.deflator) IS
'The same by a series of your own.';

CREATE FUNCTION earlyhelp.spend_change(basis text,
		spend_base double precision, children_base double precision,
		spend_now double precision, children_now double precision,
		base_year integer, now_year integer)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_spend_change'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.spend_change(text, double precision, double precision, double precision, double precision, integer, integer) IS
'Spend now less spend in the base year, in pounds of now_year, on a stated basis: cash, cash_per_child, real, real_per_child (by the built-in GDP deflator). Below 0 is a cut. NULL where what the basis needs is NULL; cash needs no children, no basis but the real ones a year.';

CREATE FUNCTION earlyhelp.spend_change(basis text,
		spend_base double precision, children_base double precision,
		spend_now double precision, children_now double precision,
		base_year integer, now_year integer, deflator earlyhelp.deflator)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_spend_change'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.spend_change(text, double precision, double precision, double precision, double precision, integer, integer, earlyhelp.deflator) IS
'The same by a series of your own.';

CREATE TYPE earlyhelp.cut_share AS (
	authorities_that_cut bigint,
	authorities bigint,
	missing bigint,
	share double precision,
	conf_low double precision,
	conf_high double precision,
	what_varies text
);
COMMENT ON TYPE earlyhelp.cut_share IS
'How many of how many cut, their share with Wilson limits at 0.95, and how many could not be told. The limits take each authority as one independent outcome; over all authorities nothing was sampled.';

CREATE FUNCTION earlyhelp.share_that_cut_final(earlyhelp.proportion)
	RETURNS earlyhelp.cut_share
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	BEGIN ATOMIC
		SELECT ROW(earlyhelp.events($1), l.n, l.missing, l.estimate,
			l.conf_low, l.conf_high, l.what_varies)::earlyhelp.cut_share
		FROM earlyhelp.limits($1, 0.95, 'wilson') AS l;
	END;
COMMENT ON FUNCTION earlyhelp.share_that_cut_final(earlyhelp.proportion) IS
'Final function of share_that_cut.';

CREATE AGGREGATE earlyhelp.share_that_cut(cut boolean) (
	SFUNC = earlyhelp.share_accum,
	STYPE = earlyhelp.proportion,
	SSPACE = 32,
	FINALFUNC = earlyhelp.share_that_cut_final,
	FINALFUNC_MODIFY = READ_ONLY,
	INITCOND = '1: 0 of 0; missing 0',
	COMBINEFUNC = earlyhelp.proportion_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.share_that_cut(boolean) IS
'Of how many authorities spend fell: share_that_cut(spend_change(''real'', ...) < 0). share_state() of the same is the storable state.';

-- --- the gap -----------------------------------------------------------------

CREATE FUNCTION earlyhelp.funding_gap(
		spend_base double precision, children_base double precision,
		spend_now double precision, children_now double precision,
		base_year integer, now_year integer, price_year integer DEFAULT NULL)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_funding_gap'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funding_gap(double precision, double precision, double precision, double precision, integer, integer, integer) IS
'(real spend per child in the base year - now) x children now: pounds a year to spend on each child what was spent then, in pounds of price_year (now_year where NULL), by the built-in GDP deflator. Above 0 where less is spent now. Over areas give sums, or see funding_gap_summary. Error: children not above 0.';

CREATE FUNCTION earlyhelp.funding_gap(
		spend_base double precision, children_base double precision,
		spend_now double precision, children_now double precision,
		base_year integer, now_year integer,
		deflator earlyhelp.deflator, price_year integer DEFAULT NULL)
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_funding_gap_deflator'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funding_gap(double precision, double precision, double precision, double precision, integer, integer, earlyhelp.deflator, integer) IS
'The same by a series of your own.';

CREATE TYPE earlyhelp.gap_summary AS (
	authorities bigint,
	missing bigint,
	base_per_child double precision,
	now_per_child double precision,
	children_now double precision,
	gap_of_totals double precision,
	sum_of_gaps double precision,
	authorities_short bigint,
	sum_of_shortfalls double precision,
	status text
);
COMMENT ON TYPE earlyhelp.gap_summary IS
'The gap over authorities in its three senses: of their totals as if they were one; the sum of their own; the sum of those above 0, of authorities_short of them. status is ok or no_data.';

CREATE FUNCTION earlyhelp.funding_gap_accum(double precision[],
		double precision, double precision, double precision, double precision)
	RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'eh_funding_gap_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funding_gap_accum(double precision[], double precision, double precision, double precision, double precision) IS
'Transition function of funding_gap_summary.';

CREATE FUNCTION earlyhelp.funding_gap_merge(double precision[], double precision[])
	RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'eh_funding_gap_merge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funding_gap_merge(double precision[], double precision[]) IS
'Combine function of funding_gap_summary.';

CREATE FUNCTION earlyhelp.funding_gap_final(double precision[])
	RETURNS earlyhelp.gap_summary
	AS 'MODULE_PATHNAME', 'eh_funding_gap_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funding_gap_final(double precision[]) IS
'Final function of funding_gap_summary.';

CREATE AGGREGATE earlyhelp.funding_gap_summary(
		spend_base double precision, children_base double precision,
		spend_now double precision, children_now double precision) (
	SFUNC = earlyhelp.funding_gap_accum,
	STYPE = double precision[],
	SSPACE = 192,
	FINALFUNC = earlyhelp.funding_gap_final,
	FINALFUNC_MODIFY = READ_ONLY,
	INITCOND = '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}',
	COMBINEFUNC = earlyhelp.funding_gap_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.funding_gap_summary(double precision, double precision, double precision, double precision) IS
'The gap over rows that are each one authority, both spends in the pounds of one year (real_terms puts them there). A row with a NULL is missing, in all sums. Error: spend not finite, children not above 0.';
