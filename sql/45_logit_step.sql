/*
 * 45_logit_step.sql - one Newton pass of a logistic fit: the pass, the
 * aggregates that make it, and its readers.
 */
CREATE TYPE earlyhelp.logit_pass;

CREATE FUNCTION earlyhelp.logit_pass_in(cstring) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_pass_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_pass_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_pass_out(earlyhelp.logit_pass) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_logit_pass_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_pass_out(earlyhelp.logit_pass) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_pass_recv(internal) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_pass_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_pass_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_pass_send(earlyhelp.logit_pass) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_logit_pass_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_pass_send(earlyhelp.logit_pass) IS 'I/O';

CREATE TYPE earlyhelp.logit_pass (
	INPUT = earlyhelp.logit_pass_in,
	OUTPUT = earlyhelp.logit_pass_out,
	RECEIVE = earlyhelp.logit_pass_recv,
	SEND = earlyhelp.logit_pass_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.logit_pass IS
'One Newton pass of a logistic fit: the coefficients it was taken at, log-likelihood, score, information and squared scores, with the centring and scaling they are in. Storable; rollup() merges; next_beta(), decrement(), converged() and fit() read it.';

CREATE FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, double precision, double precision[], VARIADIC double precision[]) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_step_number'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, double precision, double precision[], double precision[]) IS 'Transition function of logit_step.';

CREATE FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, double precision, earlyhelp.logit_pass, VARIADIC double precision[]) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_step_number_pass'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, double precision, earlyhelp.logit_pass, double precision[]) IS 'Transition function of logit_step.';

CREATE FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, boolean, double precision[], VARIADIC double precision[]) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_step_boolean'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, boolean, double precision[], double precision[]) IS 'Transition function of logit_step.';

CREATE FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, boolean, earlyhelp.logit_pass, VARIADIC double precision[]) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_step_boolean_pass'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, boolean, earlyhelp.logit_pass, double precision[]) IS 'Transition function of logit_step.';

CREATE FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, earlyhelp.outcome, double precision[], VARIADIC double precision[]) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_step_outcome'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, earlyhelp.outcome, double precision[], double precision[]) IS 'Transition function of logit_step.';

CREATE FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, earlyhelp.outcome, earlyhelp.logit_pass, VARIADIC double precision[]) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_step_outcome_pass'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_step_accum(earlyhelp.logit_pass, earlyhelp.outcome, earlyhelp.logit_pass, double precision[]) IS 'Transition function of logit_step.';

CREATE FUNCTION earlyhelp.logit_pass_merge(earlyhelp.logit_pass, earlyhelp.logit_pass) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_pass_merge_sql'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_pass_merge(earlyhelp.logit_pass, earlyhelp.logit_pass) IS 'The pass over both sets of rows. Transition and combine function. Error: they are of different models or at different coefficients.';

CREATE FUNCTION earlyhelp.logit_step_final(earlyhelp.logit_pass) RETURNS earlyhelp.logit_pass
	AS 'MODULE_PATHNAME', 'eh_logit_step_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_step_final(earlyhelp.logit_pass) IS 'Final function of logit_step.';

CREATE AGGREGATE earlyhelp.logit_step(y double precision, beta double precision[], VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_step_accum,
	STYPE = earlyhelp.logit_pass,
	SSPACE = 16384,
	FINALFUNC = earlyhelp.logit_step_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_pass_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_step(double precision, double precision[], double precision[]) IS
'One Newton pass of a logistic fit, at these coefficients (the intercept first, then one a predictor; NULL or empty for a first pass, which gathers means, spread and the model of the mean outcome). y is 0 or 1; x are up to 255 numbers. Rows with a NULL are counted as missing. The second argument is the same on all rows. Memory: some 3 KB a predictor, whatever the number of rows.';

CREATE AGGREGATE earlyhelp.logit_step(y double precision, pass earlyhelp.logit_pass, VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_step_accum,
	STYPE = earlyhelp.logit_pass,
	SSPACE = 16384,
	FINALFUNC = earlyhelp.logit_step_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_pass_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_step(double precision, earlyhelp.logit_pass, double precision[]) IS
'One Newton pass of a logistic fit, the one after the given pass, in whose means and spread it is centred and scaled (NULL for a first pass). y is 0 or 1; x are up to 255 numbers. Rows with a NULL are counted as missing. The second argument is the same on all rows. Memory: some 3 KB a predictor, whatever the number of rows.';

CREATE AGGREGATE earlyhelp.logit_step(y boolean, beta double precision[], VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_step_accum,
	STYPE = earlyhelp.logit_pass,
	SSPACE = 16384,
	FINALFUNC = earlyhelp.logit_step_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_pass_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_step(boolean, double precision[], double precision[]) IS
'One Newton pass of a logistic fit, at these coefficients (the intercept first, then one a predictor; NULL or empty for a first pass, which gathers means, spread and the model of the mean outcome). y is a boolean; x are up to 255 numbers. Rows with a NULL are counted as missing. The second argument is the same on all rows. Memory: some 3 KB a predictor, whatever the number of rows.';

CREATE AGGREGATE earlyhelp.logit_step(y boolean, pass earlyhelp.logit_pass, VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_step_accum,
	STYPE = earlyhelp.logit_pass,
	SSPACE = 16384,
	FINALFUNC = earlyhelp.logit_step_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_pass_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_step(boolean, earlyhelp.logit_pass, double precision[]) IS
'One Newton pass of a logistic fit, the one after the given pass, in whose means and spread it is centred and scaled (NULL for a first pass). y is a boolean; x are up to 255 numbers. Rows with a NULL are counted as missing. The second argument is the same on all rows. Memory: some 3 KB a predictor, whatever the number of rows.';

CREATE AGGREGATE earlyhelp.logit_step(y earlyhelp.outcome, beta double precision[], VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_step_accum,
	STYPE = earlyhelp.logit_pass,
	SSPACE = 16384,
	FINALFUNC = earlyhelp.logit_step_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_pass_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_step(earlyhelp.outcome, double precision[], double precision[]) IS
'One Newton pass of a logistic fit, at these coefficients (the intercept first, then one a predictor; NULL or empty for a first pass, which gathers means, spread and the model of the mean outcome). y is outcome(...) or outcome_of(...): weights, trials, offset; no clusters; x are up to 255 numbers. Rows with a NULL are counted as missing. The second argument is the same on all rows. Memory: some 3 KB a predictor, whatever the number of rows.';

CREATE AGGREGATE earlyhelp.logit_step(y earlyhelp.outcome, pass earlyhelp.logit_pass, VARIADIC x double precision[]) (
	SFUNC = earlyhelp.logit_step_accum,
	STYPE = earlyhelp.logit_pass,
	SSPACE = 16384,
	FINALFUNC = earlyhelp.logit_step_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.logit_pass_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_step(earlyhelp.outcome, earlyhelp.logit_pass, double precision[]) IS
'One Newton pass of a logistic fit, the one after the given pass, in whose means and spread it is centred and scaled (NULL for a first pass). y is outcome(...) or outcome_of(...): weights, trials, offset; no clusters; x are up to 255 numbers. Rows with a NULL are counted as missing. The second argument is the same on all rows. Memory: some 3 KB a predictor, whatever the number of rows.';

CREATE AGGREGATE earlyhelp.rollup(pass earlyhelp.logit_pass) (
	SFUNC = earlyhelp.logit_pass_merge,
	STYPE = earlyhelp.logit_pass,
	SSPACE = 4096,
	COMBINEFUNC = earlyhelp.logit_pass_merge,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rollup(earlyhelp.logit_pass) IS
'Merges passes over parts of the rows, taken at the same coefficients: the same as one pass over all the rows.';

CREATE FUNCTION earlyhelp.next_beta(pass earlyhelp.logit_pass) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'eh_logit_pass_next_beta'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.next_beta(earlyhelp.logit_pass) IS 'The coefficients for the next pass, on the scale of the predictors: Newton''s step, or half of the last one where the likelihood fell. NULL: the pass has fewer rows than terms, or one outcome alone.';

CREATE FUNCTION earlyhelp.decrement(pass earlyhelp.logit_pass) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_logit_pass_decrement'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.decrement(earlyhelp.logit_pass) IS 'The length of the step that next_beta() takes, in standard errors; NULL where there is none to take.';

CREATE FUNCTION earlyhelp.converged(pass earlyhelp.logit_pass) RETURNS boolean
	AS 'MODULE_PATHNAME', 'eh_logit_pass_converged'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.converged(earlyhelp.logit_pass) IS 'Does the pass stand at the largest likelihood: a step of less than 1e-8 of a standard error that moves no row''s log odds?';

CREATE FUNCTION earlyhelp.missing(pass earlyhelp.logit_pass) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_logit_pass_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.logit_pass) IS 'Rows left out because a value was NULL.';

CREATE FUNCTION earlyhelp.fit(pass earlyhelp.logit_pass, terms text[] DEFAULT NULL) RETURNS earlyhelp.logit_fit
	AS 'MODULE_PATHNAME', 'eh_logit_pass_fit'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.fit(earlyhelp.logit_pass, text[]) IS 'The fit at a pass, to be read by tidy(), glance() and the rest; terms names the predictors, x1, x2 and so on if not given. Status not_converged where the pass does not stand at the maximum. No AUC.';
