/*
 * 42_ordinal.sql - proportional odds: the aggregate and its readers.
 */
CREATE TYPE earlyhelp.ordinal_fit;

CREATE FUNCTION earlyhelp.ordinal_fit_in(cstring) RETURNS earlyhelp.ordinal_fit
	AS 'MODULE_PATHNAME', 'eh_ordinal_fit_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ordinal_fit_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.ordinal_fit_out(earlyhelp.ordinal_fit) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_fit_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ordinal_fit_out(earlyhelp.ordinal_fit) IS 'I/O';

CREATE FUNCTION earlyhelp.ordinal_fit_recv(internal) RETURNS earlyhelp.ordinal_fit
	AS 'MODULE_PATHNAME', 'eh_ordinal_fit_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ordinal_fit_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.ordinal_fit_send(earlyhelp.ordinal_fit) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_fit_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ordinal_fit_send(earlyhelp.ordinal_fit) IS 'I/O';

CREATE TYPE earlyhelp.ordinal_fit (
	INPUT = earlyhelp.ordinal_fit_in,
	OUTPUT = earlyhelp.ordinal_fit_out,
	RECEIVE = earlyhelp.ordinal_fit_recv,
	SEND = earlyhelp.ordinal_fit_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.ordinal_fit IS
'A fitted proportional odds model: estimates, cut points, covariances, likelihoods, Brant''s test, term names and status. Storable; tidy(), glance(), brant(), predict(), odds_ratio(), compare() and covariance() read it.';

CREATE TYPE earlyhelp.ordinal_summary AS (
	nobs double precision,
	rows_used bigint,
	missing bigint,
	clusters bigint,
	grades bigint,
	log_lik double precision,
	null_log_lik double precision,
	deviance double precision,
	df_residual double precision,
	aic double precision,
	bic double precision,
	mcfadden_r2 double precision,
	brant_chisq double precision,
	brant_df double precision,
	brant_p_value double precision,
	condition_number double precision,
	iterations bigint,
	converged bigint,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.ordinal_summary IS
'An ordinal fit as a whole: nobs is the sum of frequency weights, else the rows; the null model has cut points alone; brant_* is the test that one odds ratio does for every cut point; converged is 1 or 0; status is ok, separated, quasi_separated, aliased, no_variation, too_few_rows or not_converged, and message says it in words.';

CREATE TYPE earlyhelp.brant_test AS (
	term text,
	chisq double precision,
	df double precision,
	p_value double precision,
	status text
);
COMMENT ON TYPE earlyhelp.brant_test IS
'Brant''s test that a term''s odds ratio is the same at every cut point; status is ok, clusters_ignored (the test takes rows for independent), or why there is none: too_few_grades, sampling_weights, no_predictors, singular, not_worked_out (too large), or the status of the fit or of a cut point''s own logistic fit.';

CREATE FUNCTION earlyhelp.ordinal_accum(internal, "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_ordinal_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ordinal_accum(internal, "any") IS 'Transition function of the null model.';

CREATE FUNCTION earlyhelp.ordinal_accum(internal, "any", VARIADIC "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_ordinal_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ordinal_accum(internal, "any", "any") IS 'Transition function of ordinal_logit.';

CREATE FUNCTION earlyhelp.ordinal_logit_final(internal) RETURNS earlyhelp.ordinal_fit
	AS 'MODULE_PATHNAME', 'eh_ordinal_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ordinal_logit_final(internal) IS 'Final function of ordinal_logit.';

CREATE AGGREGATE earlyhelp.ordinal_logit(y "any") (
	SFUNC = earlyhelp.ordinal_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = earlyhelp.ordinal_logit_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.ordinal_logit("any") IS
'The null model of ordinal logistic regression: cut points alone, for compare().';

CREATE AGGREGATE earlyhelp.ordinal_logit(y "any", VARIADIC x "any") (
	SFUNC = earlyhelp.ordinal_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.ordinal_logit_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.ordinal_logit("any", "any") IS
'Ordinal logistic regression (proportional odds) by maximum likelihood: logit P(grade <= j) = cut_j - x''b, so that a positive b makes higher grades likelier. y: a whole number or an enum, up to 100 grades, or outcome(...) of one; x: numbers and booleans as they are, text and enums as factors. Rows with a NULL are missing. Trouble is a status of the fit, not an error.';

CREATE FUNCTION earlyhelp.tidy(fit earlyhelp.ordinal_fit,
		levels text[] DEFAULT NULL,
		terms text[] DEFAULT NULL,
		level double precision DEFAULT 0.95,
		exponentiate boolean DEFAULT false,
		errors text DEFAULT NULL)
	RETURNS SETOF earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_tidy_ordinal'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION earlyhelp.tidy(earlyhelp.ordinal_fit, text[], text[], double precision, boolean, text) IS
'One row a term, then one a cut point, called "low|high" after the grades on its two sides. levels names the grades, the lowest first; terms renames the terms. exponentiate => true gives odds ratios of the terms, never of cut points (std_error stays on the log scale). errors: model, hc0, hc1, hc1_ml, cr0, cr1 or cluster, cr1s; by default cr1 where there are clusters, hc1_ml under sampling weights, else model.';

CREATE FUNCTION earlyhelp.glance(fit earlyhelp.ordinal_fit)
	RETURNS earlyhelp.ordinal_summary
	AS 'MODULE_PATHNAME', 'eh_glance_ordinal'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.glance(earlyhelp.ordinal_fit) IS
'One row for the fit as a whole: numbers of rows and grades, likelihoods, AIC, BIC, McFadden''s R2, Brant''s test, status and message. No AIC or BIC under sampling weights.';

CREATE FUNCTION earlyhelp.brant(fit earlyhelp.ordinal_fit)
	RETURNS SETOF earlyhelp.brant_test
	AS 'MODULE_PATHNAME', 'eh_brant_rows'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION earlyhelp.brant(earlyhelp.ordinal_fit) IS
'Brant''s test of proportional odds: a row for all terms together, called all, then one for each. A small p_value says that the term works otherwise at one cut point than at another.';

CREATE FUNCTION earlyhelp.covariance(fit earlyhelp.ordinal_fit, errors text DEFAULT NULL)
	RETURNS SETOF earlyhelp.term_covariance
	AS 'MODULE_PATHNAME', 'eh_covariance'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION earlyhelp.covariance(earlyhelp.ordinal_fit, text) IS
'The covariance matrix of the estimates, cut points among them, one row for each pair; errors as in tidy().';

CREATE FUNCTION earlyhelp.odds_ratio(fit earlyhelp.ordinal_fit, term text,
		per double precision DEFAULT 1,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL)
	RETURNS earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_odds_ratio_by_name'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.odds_ratio(earlyhelp.ordinal_fit, text, double precision, double precision, text) IS
'The odds ratio of a term, of per units of it: of being above any one grade; level and errors as in tidy(). Error: no such term; a cut point has none.';

CREATE FUNCTION earlyhelp.odds_ratio(fit earlyhelp.ordinal_fit, "position" integer,
		per double precision DEFAULT 1,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL)
	RETURNS earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_odds_ratio_by_position'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.odds_ratio(earlyhelp.ordinal_fit, integer, double precision, double precision, text) IS
'The odds ratio of the term at a position, 1 being the first.';

CREATE FUNCTION earlyhelp.compare(smaller earlyhelp.ordinal_fit, larger earlyhelp.ordinal_fit)
	RETURNS earlyhelp.fit_comparison
	AS 'MODULE_PATHNAME', 'eh_compare'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.compare(earlyhelp.ordinal_fit, earlyhelp.ordinal_fit) IS
'Likelihood-ratio test of two ordinal fits of the same rows, one of which has all the terms of the other (that is for the caller to see to). Either order.';

CREATE FUNCTION earlyhelp.predict(fit earlyhelp.ordinal_fit) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'eh_predict_ordinal'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict(earlyhelp.ordinal_fit) IS
'The fitted probabilities of a null model, a grade each, the lowest first.';

CREATE FUNCTION earlyhelp.predict(fit earlyhelp.ordinal_fit, VARIADIC x "any")
	RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'eh_predict_ordinal'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict(earlyhelp.ordinal_fit, "any") IS
'The fitted probability of each grade for the predictors, the lowest first; NULL for a NULL or a term without an estimate. An offset counts as 0. Error: a level the fit never saw.';

CREATE FUNCTION earlyhelp.predict_link(fit earlyhelp.ordinal_fit, VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict_link'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict_link(earlyhelp.ordinal_fit, "any") IS
'The fitted x''b, to be set against the cut points: the larger, the likelier are higher grades.';
