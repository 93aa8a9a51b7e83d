/*
 * 44_logit_state.sql - the type logit_state: the rows of a logistic fit as one
 * value that is small, merges and is stored.
 */
CREATE TYPE earlyhelp.logit_state;

CREATE FUNCTION earlyhelp.logit_state_in(cstring) RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_state_out(earlyhelp.logit_state) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_logit_state_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_out(earlyhelp.logit_state) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_state_recv(internal) RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_state_send(earlyhelp.logit_state) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_logit_state_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_send(earlyhelp.logit_state) IS 'I/O';

CREATE TYPE earlyhelp.logit_state (
	INPUT = earlyhelp.logit_state_in,
	OUTPUT = earlyhelp.logit_state_out,
	RECEIVE = earlyhelp.logit_state_recv,
	SEND = earlyhelp.logit_state_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.logit_state IS
'State of a logistic fit: the rows themselves up to 524,288 of them or 16 MB, then sums of a few KB, with which the fit comes with a bound of its error; rows missing. Storable; rollup() merges; fit() fits it.';

CREATE FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, double precision)
	RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_accum_float8'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, double precision) IS
'Transition function of logit_state, of the null model: y is 0 or 1.';

CREATE FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, double precision, double precision[])
	RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_accum_float8'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, double precision, double precision[]) IS
'Transition function of logit_state: y is 0 or 1.';

CREATE FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, boolean)
	RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_accum_bool'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, boolean) IS
'Transition function of logit_state, of the null model: y is boolean.';

CREATE FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, boolean, double precision[])
	RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_accum_bool'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, boolean, double precision[]) IS
'Transition function of logit_state: y is boolean.';

CREATE FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, earlyhelp.outcome)
	RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_accum_outcome'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, earlyhelp.outcome) IS
'Transition function of logit_state, of the null model: y is outcome(...) or outcome_of(...).';

CREATE FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, earlyhelp.outcome, double precision[])
	RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_accum_outcome'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_accum(earlyhelp.logit_state, earlyhelp.outcome, double precision[]) IS
'Transition function of logit_state: y is outcome(...) or outcome_of(...).';

CREATE FUNCTION earlyhelp.logit_state_merge(earlyhelp.logit_state, earlyhelp.logit_state)
	RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_combine'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_merge(earlyhelp.logit_state, earlyhelp.logit_state) IS
'The state of both sets of rows together. Transition and combine function.';

CREATE FUNCTION earlyhelp.logit_state_final(earlyhelp.logit_state)
	RETURNS earlyhelp.logit_state
	AS 'MODULE_PATHNAME', 'eh_logit_state_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_state_final(earlyhelp.logit_state) IS
'Final function: the state without room to spare.';

CREATE AGGREGATE earlyhelp.logit_state(y double precision) (
	SFUNC = earlyhelp.logit_state_accum,
	STYPE = earlyhelp.logit_state,
	SSPACE = 512,
	FINALFUNC = earlyhelp.logit_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_state(double precision) IS
'The rows of the null model, an intercept alone: y is 0 or 1. The rest is as with predictors.';

CREATE AGGREGATE earlyhelp.logit_state(y double precision, VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_state_accum,
	STYPE = earlyhelp.logit_state,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.logit_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_state(double precision, double precision[]) IS
'The rows of a logistic fit as a state: y is 0 or 1; x are numbers (an indicator for each level of a factor). Rows with a NULL are missing. Where the rows can be neither held (64 MB) nor summed, and for clusters: error.';

CREATE AGGREGATE earlyhelp.logit_state(y boolean) (
	SFUNC = earlyhelp.logit_state_accum,
	STYPE = earlyhelp.logit_state,
	SSPACE = 512,
	FINALFUNC = earlyhelp.logit_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_state(boolean) IS
'The rows of the null model, an intercept alone: y is boolean. The rest is as with predictors.';

CREATE AGGREGATE earlyhelp.logit_state(y boolean, VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_state_accum,
	STYPE = earlyhelp.logit_state,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.logit_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_state(boolean, double precision[]) IS
'The rows of a logistic fit as a state: y is boolean; x are numbers (an indicator for each level of a factor). Rows with a NULL are missing. Where the rows can be neither held (64 MB) nor summed, and for clusters: error.';

CREATE AGGREGATE earlyhelp.logit_state(y earlyhelp.outcome) (
	SFUNC = earlyhelp.logit_state_accum,
	STYPE = earlyhelp.logit_state,
	SSPACE = 512,
	FINALFUNC = earlyhelp.logit_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_state(earlyhelp.outcome) IS
'The rows of the null model, an intercept alone: y is outcome(...) or outcome_of(...). The rest is as with predictors.';

CREATE AGGREGATE earlyhelp.logit_state(y earlyhelp.outcome, VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_state_accum,
	STYPE = earlyhelp.logit_state,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.logit_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_state(earlyhelp.outcome, double precision[]) IS
'The rows of a logistic fit as a state: y is outcome(...) or outcome_of(...); x are numbers (an indicator for each level of a factor). Rows with a NULL are missing. Where the rows can be neither held (64 MB) nor summed, and for clusters: error.';

CREATE AGGREGATE earlyhelp.rollup(state earlyhelp.logit_state) (
	SFUNC = earlyhelp.logit_state_merge,
	STYPE = earlyhelp.logit_state,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.logit_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rollup(earlyhelp.logit_state) IS
'Merges states: months into years, authorities into regions. The same rows as one state over all of them. Error: states of different models.';

CREATE FUNCTION earlyhelp.fit(state earlyhelp.logit_state, terms text[] DEFAULT NULL)
	RETURNS earlyhelp.logit_fit
	AS 'MODULE_PATHNAME', 'eh_logit_state_fit'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION earlyhelp.fit(earlyhelp.logit_state, text[]) IS
'The logistic fit of a state''s rows: that of logit() while the state holds them; of sums within max_error of it (glance()), and status approximate where that is more than 1e-8. terms names the predictors, without the intercept; x1, x2, ... if not given.';

CREATE FUNCTION earlyhelp.rows_used(state earlyhelp.logit_state) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_logit_state_rows'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rows_used(earlyhelp.logit_state) IS
'Rows with a response and every predictor.';

CREATE FUNCTION earlyhelp.missing(state earlyhelp.logit_state) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_logit_state_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.logit_state) IS
'Rows left out because the response, a part of it or a predictor was NULL.';
