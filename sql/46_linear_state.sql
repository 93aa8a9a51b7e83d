/*
 * 46_linear_state.sql - the sums of a linear fit: the state, the aggregate
 * that makes it, and its readers.
 */
CREATE TYPE earlyhelp.linear_state;

CREATE FUNCTION earlyhelp.linear_state_in(cstring) RETURNS earlyhelp.linear_state
	AS 'MODULE_PATHNAME', 'eh_linear_state_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_state_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.linear_state_out(earlyhelp.linear_state) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_linear_state_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_state_out(earlyhelp.linear_state) IS 'I/O';

CREATE FUNCTION earlyhelp.linear_state_recv(internal) RETURNS earlyhelp.linear_state
	AS 'MODULE_PATHNAME', 'eh_linear_state_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_state_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.linear_state_send(earlyhelp.linear_state) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_linear_state_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_state_send(earlyhelp.linear_state) IS 'I/O';

CREATE TYPE earlyhelp.linear_state (
	INPUT = earlyhelp.linear_state_in,
	OUTPUT = earlyhelp.linear_state_out,
	RECEIVE = earlyhelp.linear_state_recv,
	SEND = earlyhelp.linear_state_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.linear_state IS
'The sums of squares and products of a linear fit, about the first row and in twice the digits of a double: storable; rollup() merges; fit() and missing() read it.';

CREATE FUNCTION earlyhelp.linear_state_accum(earlyhelp.linear_state, double precision, VARIADIC double precision[]) RETURNS earlyhelp.linear_state
	AS 'MODULE_PATHNAME', 'eh_linear_state_number'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_state_accum(earlyhelp.linear_state, double precision, double precision[]) IS 'Transition function of linear_state.';

CREATE FUNCTION earlyhelp.linear_state_accum(earlyhelp.linear_state, earlyhelp.outcome, VARIADIC double precision[]) RETURNS earlyhelp.linear_state
	AS 'MODULE_PATHNAME', 'eh_linear_state_outcome'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_state_accum(earlyhelp.linear_state, earlyhelp.outcome, double precision[]) IS 'Transition function of linear_state.';

CREATE FUNCTION earlyhelp.linear_state_merge(earlyhelp.linear_state, earlyhelp.linear_state) RETURNS earlyhelp.linear_state
	AS 'MODULE_PATHNAME', 'eh_linear_state_merge'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_state_merge(earlyhelp.linear_state, earlyhelp.linear_state) IS 'The sums over both sets of rows. Transition and combine function. Error: they are of different models.';

CREATE FUNCTION earlyhelp.linear_state_final(earlyhelp.linear_state) RETURNS earlyhelp.linear_state
	AS 'MODULE_PATHNAME', 'eh_linear_state_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_state_final(earlyhelp.linear_state) IS 'Final function of linear_state.';

CREATE AGGREGATE earlyhelp.linear_state(y double precision, VARIADIC x double precision[]) (
	SFUNC = earlyhelp.linear_state_accum,
	STYPE = earlyhelp.linear_state,
	SSPACE = 16384,
	FINALFUNC = earlyhelp.linear_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.linear_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.linear_state(double precision, double precision[]) IS
'The sums of a linear fit. y is any number; x are up to 255 numbers. Rows with a NULL are counted as missing. Read by fit(). Memory: some 2 KB a predictor, whatever the number of rows.';

CREATE AGGREGATE earlyhelp.linear_state(y earlyhelp.outcome, VARIADIC x double precision[]) (
	SFUNC = earlyhelp.linear_state_accum,
	STYPE = earlyhelp.linear_state,
	SSPACE = 16384,
	FINALFUNC = earlyhelp.linear_state_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.linear_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.linear_state(earlyhelp.outcome, double precision[]) IS
'The sums of a linear fit. y is outcome(...): weights, offset, intercept => false; no clusters; x are up to 255 numbers. Rows with a NULL are counted as missing. Read by fit(). Memory: some 2 KB a predictor, whatever the number of rows.';

CREATE AGGREGATE earlyhelp.rollup(state earlyhelp.linear_state) (
	SFUNC = earlyhelp.linear_state_merge,
	STYPE = earlyhelp.linear_state,
	SSPACE = 4096,
	COMBINEFUNC = earlyhelp.linear_state_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rollup(earlyhelp.linear_state) IS
'Merges states over parts of the rows: the same as one state over all the rows.';

CREATE FUNCTION earlyhelp.missing(state earlyhelp.linear_state) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_linear_state_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.linear_state) IS 'Rows left out because a value was NULL.';

CREATE FUNCTION earlyhelp.fit(state earlyhelp.linear_state, terms text[] DEFAULT NULL) RETURNS earlyhelp.linear_fit
	AS 'MODULE_PATHNAME', 'eh_linear_state_fit'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.fit(earlyhelp.linear_state, text[]) IS 'Least squares from the sums, to be read by tidy(), glance() and the rest; terms names the predictors, x1, x2 and so on if not given. Robust errors are NULL: those need the rows'' residuals.';
