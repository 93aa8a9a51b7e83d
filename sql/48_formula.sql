/*
 * 48_formula.sql - fits from a formula as R writes it.
 */
CREATE TYPE earlyhelp.formula_term AS (
	model text,
	effect text,
	group_name text,
	term text,
	estimate double precision,
	std_error double precision,
	statistic double precision,
	p_value double precision,
	conf_low double precision,
	conf_high double precision,
	conf_level double precision,
	errors text,
	status text,
	fit_status text
);
COMMENT ON TYPE earlyhelp.formula_term IS
'One row of a fit from a formula. model: the aggregate that fitted it, logit, logit_profile, firth_logit, mixed_logit, linear or ordinal_logit. effect fixed: a term, or a cut point of an ordinal fit; effect random, of mixed_logit: term sd or variance of the grouping group_name. The rest as in tidy() of that fit; fit_status is its status in glance().';

CREATE FUNCTION earlyhelp.fit_formula(formula text, data text,
		family text DEFAULT NULL,
		level double precision DEFAULT 0.95,
		exponentiate boolean DEFAULT false,
		errors text DEFAULT NULL,
		weight text DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		cluster text DEFAULT NULL,
		quadrature_points integer DEFAULT 1)
	RETURNS SETOF earlyhelp.formula_term
	AS 'MODULE_PATHNAME', 'eh_fit_formula'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 10 COST 10000;
COMMENT ON FUNCTION earlyhelp.fit_formula(text, text, text, double precision, boolean, text, text, text, text, integer) IS
'Fits a model from a formula as R writes it, ''good ~ spend + factor(region) + (1 | la_code)'', and gives its terms, a row each. data: a table''s name, or one query that reads. family: binomial, gaussian, ordinal or firth; by default by the response''s type (a boolean, whole number, proportion or successes / trials is binomial, an enum ordinal). weight and cluster name columns; weight_kind, errors, level and exponentiate as in outcome() and tidy(); errors => ''profile'' fits with profiles; quadrature_points as in mixed_options(). Runs formula_sql(...) with the caller''s rights. Errors point at their place in the formula.';

CREATE FUNCTION earlyhelp.formula_sql(formula text, data text,
		family text DEFAULT NULL,
		level double precision DEFAULT 0.95,
		exponentiate boolean DEFAULT false,
		errors text DEFAULT NULL,
		weight text DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		cluster text DEFAULT NULL,
		quadrature_points integer DEFAULT 1)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_formula_sql'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000;
COMMENT ON FUNCTION earlyhelp.formula_sql(text, text, text, double precision, boolean, text, text, text, text, integer) IS
'The query that fit_formula() with the same arguments runs, to be read, kept and changed. The data''s columns are looked up; nothing is run.';

CREATE FUNCTION earlyhelp.logit_formula(formula text, data text,
		family text DEFAULT 'binomial',
		profile boolean DEFAULT false,
		weight text DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		cluster text DEFAULT NULL)
	RETURNS earlyhelp.logit_fit
	AS 'MODULE_PATHNAME', 'eh_logit_formula'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;
COMMENT ON FUNCTION earlyhelp.logit_formula(text, text, text, boolean, text, text, text) IS
'The fit of a formula by logit, for glance(), predict(), margins(), compare() and the rest; family => ''firth'' by firth_logit, profile => true by logit_profile. formula, data, weight and cluster as in fit_formula(). Error: the formula has a grouping.';

CREATE FUNCTION earlyhelp.mixed_formula(formula text, data text,
		quadrature_points integer DEFAULT 1,
		profile_level double precision DEFAULT NULL,
		weight text DEFAULT NULL,
		weight_kind text DEFAULT NULL)
	RETURNS earlyhelp.mixed_fit
	AS 'MODULE_PATHNAME', 'eh_mixed_formula'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;
COMMENT ON FUNCTION earlyhelp.mixed_formula(text, text, integer, double precision, text, text) IS
'The fit of a formula by mixed_logit, for glance(), effects(), variance_components(), predict(), compare() and the rest. The formula has a grouping, (1 | group); quadrature_points and profile_level as in mixed_options(), the rest as in fit_formula(). Error: the formula has no grouping.';

CREATE FUNCTION earlyhelp.linear_formula(formula text, data text,
		weight text DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		cluster text DEFAULT NULL)
	RETURNS earlyhelp.linear_fit
	AS 'MODULE_PATHNAME', 'eh_linear_formula'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;
COMMENT ON FUNCTION earlyhelp.linear_formula(text, text, text, text, text) IS
'The fit of a formula by linear, for glance(), predict(), compare() and the rest; arguments as in fit_formula().';

CREATE FUNCTION earlyhelp.ordinal_formula(formula text, data text,
		weight text DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		cluster text DEFAULT NULL)
	RETURNS earlyhelp.ordinal_fit
	AS 'MODULE_PATHNAME', 'eh_ordinal_formula'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;
COMMENT ON FUNCTION earlyhelp.ordinal_formula(text, text, text, text, text) IS
'The fit of a formula by ordinal_logit, for glance(), brant(), predict(), compare() and the rest; arguments as in fit_formula().';

CREATE FUNCTION earlyhelp.log1p(x double precision) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_log1p'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.log1p(double precision) IS
'ln(1 + x), to the last digit where x is small. Error: x is -1 or less.';
