/*
 * 40_logit.sql - logistic fits: the response, the aggregate, and the readers.
 */
CREATE TYPE earlyhelp.outcome;
CREATE TYPE earlyhelp.factor_level;
CREATE TYPE earlyhelp.logit_fit;

CREATE FUNCTION earlyhelp.outcome_in(cstring) RETURNS earlyhelp.outcome
	AS 'MODULE_PATHNAME', 'eh_outcome_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.outcome_in(cstring) IS 'I/O: refuses; make one with outcome(...)';

CREATE FUNCTION earlyhelp.outcome_out(earlyhelp.outcome) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_outcome_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.outcome_out(earlyhelp.outcome) IS 'I/O';

CREATE TYPE earlyhelp.outcome (
	INPUT = earlyhelp.outcome_in,
	OUTPUT = earlyhelp.outcome_out,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE earlyhelp.outcome IS
'A row''s response with its weight, offset and cluster, on its way into a fit. Made by outcome(...) and outcome_of(...); not for storing.';

CREATE FUNCTION earlyhelp.factor_level_in(cstring) RETURNS earlyhelp.factor_level
	AS 'MODULE_PATHNAME', 'eh_factor_level_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.factor_level_in(cstring) IS 'I/O: refuses; make one with factor(...)';

CREATE FUNCTION earlyhelp.factor_level_out(earlyhelp.factor_level) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_factor_level_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.factor_level_out(earlyhelp.factor_level) IS 'I/O';

CREATE TYPE earlyhelp.factor_level (
	INPUT = earlyhelp.factor_level_in,
	OUTPUT = earlyhelp.factor_level_out,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE earlyhelp.factor_level IS
'A level of a factor with the reference asked for, on its way into a fit. Made by factor(...); not for storing.';

CREATE FUNCTION earlyhelp.logit_fit_in(cstring) RETURNS earlyhelp.logit_fit
	AS 'MODULE_PATHNAME', 'eh_logit_fit_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_fit_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_fit_out(earlyhelp.logit_fit) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_fit_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_fit_out(earlyhelp.logit_fit) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_fit_recv(internal) RETURNS earlyhelp.logit_fit
	AS 'MODULE_PATHNAME', 'eh_logit_fit_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_fit_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.logit_fit_send(earlyhelp.logit_fit) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_fit_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_fit_send(earlyhelp.logit_fit) IS 'I/O';

CREATE TYPE earlyhelp.logit_fit (
	INPUT = earlyhelp.logit_fit_in,
	OUTPUT = earlyhelp.logit_fit_out,
	RECEIVE = earlyhelp.logit_fit_recv,
	SEND = earlyhelp.logit_fit_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.logit_fit IS
'A fitted logistic model: estimates, covariances, likelihoods, profiles, term names and status. Storable; tidy(), glance(), predict(), odds_ratio(), margins(), compare() and covariance() read it.';

CREATE TYPE earlyhelp.term_estimate AS (
	term text,
	estimate double precision,
	std_error double precision,
	statistic double precision,
	p_value double precision,
	conf_low double precision,
	conf_high double precision,
	conf_level double precision,
	errors text,
	status text
);
COMMENT ON TYPE earlyhelp.term_estimate IS
'One term of a fit: estimate (log odds per unit, or what was asked for), test and limits; errors says whose: the standard errors, or profile for profile likelihood; status is ok, aliased, infinite (a limit that is NULL is open), not_estimated or not_worked_out.';

CREATE TYPE earlyhelp.fit_summary AS (
	nobs double precision,
	rows_used bigint,
	missing bigint,
	trials double precision,
	clusters bigint,
	log_lik double precision,
	null_log_lik double precision,
	penalized_log_lik double precision,
	deviance double precision,
	null_deviance double precision,
	df_residual double precision,
	df_null double precision,
	aic double precision,
	bic double precision,
	mcfadden_r2 double precision,
	tjur_r2 double precision,
	auc double precision,
	condition_number double precision,
	iterations bigint,
	converged bigint,
	rows_held bigint,
	rows_streamed bigint,
	max_error double precision,
	method text,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.fit_summary IS
'A fit as a whole: nobs is the sum of frequency weights, else the rows; converged is 1 or 0; rows_held were kept until the fit, rows_streamed went by and were summed, and max_error bounds what that can change an estimate, in its standard errors (NULL: nothing was summed); method is logit, logit_streamed, logit_scan (passes over the rows) or firth_logit; status is ok, separated, quasi_separated, aliased, no_variation, too_few_rows, not_converged or approximate, and message says it in words.';

CREATE TYPE earlyhelp.fit_comparison AS (
	log_lik_smaller double precision,
	log_lik_larger double precision,
	statistic double precision,
	df double precision,
	p_value double precision,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.fit_comparison IS
'The likelihood-ratio test of a fit against a larger one; status is ok or not_comparable.';

CREATE TYPE earlyhelp.term_covariance AS (
	term text,
	other_term text,
	covariance double precision,
	errors text
);
COMMENT ON TYPE earlyhelp.term_covariance IS
'The covariance of two terms'' estimates.';

CREATE FUNCTION earlyhelp.outcome(y "any",
		weight double precision DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		exposure_offset double precision DEFAULT NULL,
		cluster anyelement DEFAULT NULL::text,
		intercept boolean DEFAULT true)
	RETURNS earlyhelp.outcome
	AS 'MODULE_PATHNAME', 'eh_outcome_make'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.outcome("any", double precision, text, double precision, anyelement, boolean) IS
'The response of a fit with what goes with it: y boolean, 0 or 1, or a proportion, for linear any number, for ordinal_logit a whole number or an enum; weight with weight_kind ''frequency'' (a row stands for so many people) or ''probability'' (sampling weight); exposure_offset is added to the log odds, or to a linear fit; cluster an integer, text or uuid; intercept => false leaves the intercept out. A NULL makes the row missing.';

CREATE FUNCTION earlyhelp.outcome_of(successes double precision, trials double precision,
		weight double precision DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		exposure_offset double precision DEFAULT NULL,
		cluster anyelement DEFAULT NULL::text,
		intercept boolean DEFAULT true)
	RETURNS earlyhelp.outcome
	AS 'MODULE_PATHNAME', 'eh_outcome_of'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.outcome_of(double precision, double precision, double precision, text, double precision, anyelement, boolean) IS
'The response of a row of grouped data: successes out of trials; the rest as outcome(). Error: successes above trials, negative numbers.';

CREATE FUNCTION earlyhelp.factor(value anyelement, reference text DEFAULT NULL)
	RETURNS earlyhelp.factor_level
	AS 'MODULE_PATHNAME', 'eh_factor'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.factor(anyelement, text) IS
'Any value as a level of a factor; reference names the level that the others are compared with (the first, if none: numbers by size, enums in declared order, text by bytes).';

CREATE FUNCTION earlyhelp.fit_accum(internal, "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_fit_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.fit_accum(internal, "any") IS 'Transition function of the null model.';

CREATE FUNCTION earlyhelp.fit_accum(internal, "any", VARIADIC "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_fit_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.fit_accum(internal, "any", "any") IS 'Transition function of the fits.';

CREATE FUNCTION earlyhelp.logit_accum(internal, "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_logit_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_accum(internal, "any") IS 'Transition function of logit''s null model: rows past work_mem become sums.';

CREATE FUNCTION earlyhelp.logit_accum(internal, "any", VARIADIC "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_logit_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_accum(internal, "any", "any") IS 'Transition function of logit: rows past work_mem become sums.';

CREATE FUNCTION earlyhelp.fit_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_fit_combine'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.fit_combine(internal, internal) IS 'Combine function of the fits.';

CREATE FUNCTION earlyhelp.fit_serial(internal) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_fit_serial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.fit_serial(internal) IS 'Serialisation function of the fits.';

CREATE FUNCTION earlyhelp.fit_deserial(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_fit_deserial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.fit_deserial(bytea, internal) IS 'Deserialisation function of the fits.';

CREATE FUNCTION earlyhelp.logit_final(internal) RETURNS earlyhelp.logit_fit
	AS 'MODULE_PATHNAME', 'eh_logit_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_final(internal) IS 'Final function of logit.';

CREATE AGGREGATE earlyhelp.logit(y "any") (
	SFUNC = earlyhelp.logit_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = earlyhelp.logit_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit("any") IS
'The null model of logistic regression: an intercept alone, for compare().';

CREATE AGGREGATE earlyhelp.logit(y "any", VARIADIC x "any") (
	SFUNC = earlyhelp.logit_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.logit_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit("any", "any") IS
'Logistic regression by maximum likelihood. y: boolean, 0 or 1, a proportion, or outcome(...); x: numbers and booleans as they are, text and enums as factors. Terms are named after the arguments. Rows with a NULL are missing. Trouble (separation, aliasing, no variation) is a status of the fit, not an error.';

CREATE FUNCTION earlyhelp.logit_profile_final(internal) RETURNS earlyhelp.logit_fit
	AS 'MODULE_PATHNAME', 'eh_logit_profile_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.logit_profile_final(internal) IS 'Final function of logit_profile.';

CREATE AGGREGATE earlyhelp.logit_profile(y "any") (
	SFUNC = earlyhelp.fit_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = earlyhelp.logit_profile_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_profile("any") IS
'The null model of logistic regression with the profile of its intercept.';

CREATE AGGREGATE earlyhelp.logit_profile(y "any", VARIADIC x "any") (
	SFUNC = earlyhelp.fit_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.logit_profile_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.logit_profile("any", "any") IS
'logit() with the profile likelihood of each term, from which tidy() and odds_ratio() take limits and tests: better than those from standard errors where rows or events are few. Some 50 times the passes over the rows for each term. The call is that of logit(), without clusters and sampling weights.';

CREATE FUNCTION earlyhelp.firth_logit_final(internal) RETURNS earlyhelp.logit_fit
	AS 'MODULE_PATHNAME', 'eh_firth_logit_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.firth_logit_final(internal) IS 'Final function of firth_logit.';

CREATE AGGREGATE earlyhelp.firth_logit(y "any") (
	SFUNC = earlyhelp.fit_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = earlyhelp.firth_logit_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.firth_logit("any") IS
'The null model of Firth''s logistic regression: an intercept alone.';

CREATE AGGREGATE earlyhelp.firth_logit(y "any", VARIADIC x "any") (
	SFUNC = earlyhelp.fit_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.firth_logit_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.firth_logit("any", "any") IS
'Logistic regression by Firth''s penalised likelihood (Firth 1993), finite where the outcomes are separated. The call is that of logit(), without clusters and sampling weights; limits and tests are by the penalised profile likelihood, up to 1e9 rows times terms cubed, a minute''s work.';

CREATE FUNCTION earlyhelp.tidy(fit earlyhelp.logit_fit,
		terms text[] DEFAULT NULL,
		level double precision DEFAULT 0.95,
		exponentiate boolean DEFAULT false,
		errors text DEFAULT NULL)
	RETURNS SETOF earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_tidy'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION earlyhelp.tidy(earlyhelp.logit_fit, text[], double precision, boolean, text) IS
'One row a term. exponentiate => true gives odds ratios (std_error stays on the log scale). errors: model, hc0, hc1, hc1_ml, cr0, cr1 or cluster, cr1s, or profile (limits and test by profile likelihood, levels up to 0.999, std_error the model''s); by default profile in fits that have them (logit_profile, firth_logit), cr1 where there are clusters, hc1_ml under sampling weights, else model. terms renames them all.';

CREATE FUNCTION earlyhelp.glance(fit earlyhelp.logit_fit)
	RETURNS earlyhelp.fit_summary
	AS 'MODULE_PATHNAME', 'eh_glance'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.glance(earlyhelp.logit_fit) IS
'One row for the fit as a whole: numbers of rows, likelihoods, AIC, BIC, pseudo R2, AUC (to 1,000,000 rows), status and message. No AIC or BIC under sampling weights.';

CREATE FUNCTION earlyhelp.covariance(fit earlyhelp.logit_fit, errors text DEFAULT NULL)
	RETURNS SETOF earlyhelp.term_covariance
	AS 'MODULE_PATHNAME', 'eh_covariance'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION earlyhelp.covariance(earlyhelp.logit_fit, text) IS
'The covariance matrix of the estimates, one row for each pair of terms; errors as in tidy(), but profile.';

CREATE FUNCTION earlyhelp.margins(fit earlyhelp.logit_fit,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL)
	RETURNS SETOF earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_margins'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION earlyhelp.margins(earlyhelp.logit_fit, double precision, text) IS
'Average marginal effects over the rows of the fit: the change in probability per unit, for a factor''s level the change from the reference; errors by the delta method, as in tidy() but profile.';

CREATE FUNCTION earlyhelp.odds_ratio(fit earlyhelp.logit_fit, term text,
		per double precision DEFAULT 1,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL)
	RETURNS earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_odds_ratio_by_name'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.odds_ratio(earlyhelp.logit_fit, text, double precision, double precision, text) IS
'The odds ratio of a term, of per units of it; level and errors as in tidy(), by default by profile likelihood where the fit has it. Error: no such term.';

CREATE FUNCTION earlyhelp.odds_ratio(fit earlyhelp.logit_fit, "position" integer,
		per double precision DEFAULT 1,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL)
	RETURNS earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_odds_ratio_by_position'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.odds_ratio(earlyhelp.logit_fit, integer, double precision, double precision, text) IS
'The odds ratio of the term at a position, 1 being the first after the intercept.';

CREATE FUNCTION earlyhelp.compare(smaller earlyhelp.logit_fit, larger earlyhelp.logit_fit)
	RETURNS earlyhelp.fit_comparison
	AS 'MODULE_PATHNAME', 'eh_compare'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.compare(earlyhelp.logit_fit, earlyhelp.logit_fit) IS
'Likelihood-ratio test of two fits of the same rows, one of which has all the terms of the other (that is for the caller to see to). Either order.';

CREATE FUNCTION earlyhelp.predict(fit earlyhelp.logit_fit) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict(earlyhelp.logit_fit) IS
'The fitted probability of a null model.';

CREATE FUNCTION earlyhelp.predict(fit earlyhelp.logit_fit, VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict(earlyhelp.logit_fit, "any") IS
'The fitted probability for the predictors, in the order of the fit; NULL for a NULL or a term without an estimate. An offset counts as 0. Error: a level the fit never saw.';

CREATE FUNCTION earlyhelp.predict_link(fit earlyhelp.logit_fit, VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict_link'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict_link(earlyhelp.logit_fit, "any") IS
'The fitted log odds for the predictors.';

CREATE FUNCTION earlyhelp.predict_error(fit earlyhelp.logit_fit, VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict_error'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict_error(earlyhelp.logit_fit, "any") IS
'The standard error of predict_link(), by the fit''s default errors; NULL where a column lies so far from nought, for its spread, that rounding leaves less than four digits.';
