/*
 * 41_linear.sql - least squares: the aggregate and its readers.
 */
CREATE TYPE earlyhelp.linear_fit;

CREATE FUNCTION earlyhelp.linear_fit_in(cstring) RETURNS earlyhelp.linear_fit
	AS 'MODULE_PATHNAME', 'eh_linear_fit_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_fit_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.linear_fit_out(earlyhelp.linear_fit) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_fit_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_fit_out(earlyhelp.linear_fit) IS 'I/O';

CREATE FUNCTION earlyhelp.linear_fit_recv(internal) RETURNS earlyhelp.linear_fit
	AS 'MODULE_PATHNAME', 'eh_linear_fit_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_fit_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.linear_fit_send(earlyhelp.linear_fit) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_fit_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_fit_send(earlyhelp.linear_fit) IS 'I/O';

CREATE TYPE earlyhelp.linear_fit (
	INPUT = earlyhelp.linear_fit_in,
	OUTPUT = earlyhelp.linear_fit_out,
	RECEIVE = earlyhelp.linear_fit_recv,
	SEND = earlyhelp.linear_fit_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.linear_fit IS
'A linear model fitted by least squares: estimates, covariances, sums of squares, term names and status. Storable; tidy(), glance(), predict(), compare() and covariance() read it.';

CREATE TYPE earlyhelp.linear_summary AS (
	nobs double precision,
	rows_used bigint,
	missing bigint,
	clusters bigint,
	r2 double precision,
	adjusted_r2 double precision,
	sigma double precision,
	f_statistic double precision,
	f_p_value double precision,
	df_model double precision,
	df_residual double precision,
	log_lik double precision,
	aic double precision,
	bic double precision,
	residual_ss double precision,
	total_ss double precision,
	condition_number double precision,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.linear_summary IS
'A linear fit as a whole: nobs is the sum of frequency weights, else the rows; sigma is the standard deviation of the residuals; f_statistic tests all terms but the intercept; status is ok, aliased, no_variation or too_few_rows, and message says it in words.';

CREATE TYPE earlyhelp.linear_comparison AS (
	residual_ss_smaller double precision,
	residual_ss_larger double precision,
	statistic double precision,
	df double precision,
	df_residual double precision,
	p_value double precision,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.linear_comparison IS
'The F test of a linear fit against a larger one, with df and df_residual degrees of freedom; status is ok or not_comparable.';

CREATE FUNCTION earlyhelp.linear_accum(internal, "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_linear_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_accum(internal, "any") IS 'Transition function of the null model.';

CREATE FUNCTION earlyhelp.linear_accum(internal, "any", VARIADIC "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_linear_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_accum(internal, "any", "any") IS 'Transition function of linear.';

CREATE FUNCTION earlyhelp.linear_final(internal) RETURNS earlyhelp.linear_fit
	AS 'MODULE_PATHNAME', 'eh_linear_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.linear_final(internal) IS 'Final function of linear.';

CREATE AGGREGATE earlyhelp.linear(y "any") (
	SFUNC = earlyhelp.linear_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = earlyhelp.linear_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.linear("any") IS
'The null model of least squares: the mean alone, for compare().';

CREATE AGGREGATE earlyhelp.linear(y "any", VARIADIC x "any") (
	SFUNC = earlyhelp.linear_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.linear_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.linear("any", "any") IS
'Linear regression by least squares. y: any finite number, or outcome(...); x: numbers and booleans as they are, text and enums as factors. Terms are named after the arguments. Rows with a NULL are missing. Trouble (aliasing, no variation, too few rows) is a status of the fit, not an error.';

CREATE FUNCTION earlyhelp.tidy(fit earlyhelp.linear_fit,
		terms text[] DEFAULT NULL,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL)
	RETURNS SETOF earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_tidy_linear'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION earlyhelp.tidy(earlyhelp.linear_fit, text[], double precision, text) IS
'One row a term: the change of the response per unit. errors: model, hc0, hc1, hc1_ml, cr0, cr1, cr1s or cluster; by default cr1s where there are clusters, hc1 under sampling weights, else model. Tests and limits are Student''s t with df_residual degrees of freedom, with one less than the clusters where errors are clustered. terms renames them all.';

CREATE FUNCTION earlyhelp.glance(fit earlyhelp.linear_fit)
	RETURNS earlyhelp.linear_summary
	AS 'MODULE_PATHNAME', 'eh_glance_linear'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.glance(earlyhelp.linear_fit) IS
'One row for the fit as a whole: numbers of rows, R2, sigma, the F test of all terms, log-likelihood, AIC, BIC, sums of squares, status and message. No F test under sampling weights or clusters, no AIC or BIC under sampling weights.';

CREATE FUNCTION earlyhelp.covariance(fit earlyhelp.linear_fit, errors text DEFAULT NULL)
	RETURNS SETOF earlyhelp.term_covariance
	AS 'MODULE_PATHNAME', 'eh_covariance'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION earlyhelp.covariance(earlyhelp.linear_fit, text) IS
'The covariance matrix of the estimates, one row for each pair of terms; errors as in tidy().';

CREATE FUNCTION earlyhelp.compare(smaller earlyhelp.linear_fit, larger earlyhelp.linear_fit)
	RETURNS earlyhelp.linear_comparison
	AS 'MODULE_PATHNAME', 'eh_compare_linear'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.compare(earlyhelp.linear_fit, earlyhelp.linear_fit) IS
'F test of two linear fits of the same rows, one of which has all the terms of the other (that is for the caller to see to). Either order.';

CREATE FUNCTION earlyhelp.predict(fit earlyhelp.linear_fit) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict_link'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict(earlyhelp.linear_fit) IS
'The fitted mean of a null model.';

CREATE FUNCTION earlyhelp.predict(fit earlyhelp.linear_fit, VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict_link'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict(earlyhelp.linear_fit, "any") IS
'The fitted mean of the response for the predictors, in the order of the fit; NULL for a NULL or a term without an estimate. An offset counts as 0. Error: a level the fit never saw.';

CREATE FUNCTION earlyhelp.predict_error(fit earlyhelp.linear_fit, VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict_error'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict_error(earlyhelp.linear_fit, "any") IS
'The standard error of predict(), that is of the mean and not of a new row, by the fit''s default errors; NULL where a column lies so far from nought, for its spread, that rounding leaves less than four digits.';
