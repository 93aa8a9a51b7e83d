/*
 * 43_mixed.sql - logistic fits with random intercepts, and their readers.
 */
CREATE TYPE earlyhelp.mixed_options;
CREATE TYPE earlyhelp.mixed_fit;

CREATE FUNCTION earlyhelp.mixed_options_in(cstring) RETURNS earlyhelp.mixed_options
	AS 'MODULE_PATHNAME', 'eh_mixed_options_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_options_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.mixed_options_out(earlyhelp.mixed_options) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_mixed_options_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_options_out(earlyhelp.mixed_options) IS 'I/O';

CREATE TYPE earlyhelp.mixed_options (
	INPUT = earlyhelp.mixed_options_in,
	OUTPUT = earlyhelp.mixed_options_out,
	INTERNALLENGTH = 16,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE earlyhelp.mixed_options IS
'How a mixed model is to be fitted. Made by mixed_options(...); not for storing.';

CREATE FUNCTION earlyhelp.mixed_options(
		quadrature_points integer DEFAULT 1,
		profile_level double precision DEFAULT NULL)
	RETURNS earlyhelp.mixed_options
	AS 'MODULE_PATHNAME', 'eh_mixed_options_make'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_options(integer, double precision) IS
'How mixed_logit fits: quadrature_points 1 is Laplace''s approximation, 2 to 500 adaptive Gauss-Hermite quadrature for one grouping; profile_level asks for profile limits of the standard deviations at that level, some ten times the cost of the fit. Error: points or level out of bounds.';

CREATE FUNCTION earlyhelp.mixed_fit_in(cstring) RETURNS earlyhelp.mixed_fit
	AS 'MODULE_PATHNAME', 'eh_mixed_fit_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_fit_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.mixed_fit_out(earlyhelp.mixed_fit) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_fit_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_fit_out(earlyhelp.mixed_fit) IS 'I/O';

CREATE FUNCTION earlyhelp.mixed_fit_recv(internal) RETURNS earlyhelp.mixed_fit
	AS 'MODULE_PATHNAME', 'eh_mixed_fit_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_fit_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.mixed_fit_send(earlyhelp.mixed_fit) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_fit_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_fit_send(earlyhelp.mixed_fit) IS 'I/O';

CREATE TYPE earlyhelp.mixed_fit (
	INPUT = earlyhelp.mixed_fit_in,
	OUTPUT = earlyhelp.mixed_fit_out,
	RECEIVE = earlyhelp.mixed_fit_recv,
	SEND = earlyhelp.mixed_fit_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.mixed_fit IS
'A fitted logistic model with random intercepts: estimates, covariances, standard deviations, the effect of every group, likelihoods and status. Storable; tidy(), glance(), variance_components(), effects(), predict(), odds_ratio(), compare() and covariance() read it.';

CREATE TYPE earlyhelp.mixed_term AS (
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
	status text
);
COMMENT ON TYPE earlyhelp.mixed_term IS
'One row of a mixed fit. effect fixed: a term, its log odds (or odds ratio) per unit, given the groups. effect random: term sd or variance of a grouping''s effects, in log odds. errors says whose the limits are: model (of sd and variance by the normal law of their logarithm) or profile. status: ok, aliased, infinite (of a profile: no upper limit), boundary (an sd of 0), not_estimated or not_worked_out.';

CREATE TYPE earlyhelp.mixed_summary AS (
	nobs double precision,
	rows_used bigint,
	missing bigint,
	trials double precision,
	groupings text,
	log_lik double precision,
	log_lik_fixed double precision,
	null_log_lik double precision,
	df double precision,
	aic double precision,
	bic double precision,
	lr_statistic double precision,
	lr_p_value double precision,
	lr_law text,
	icc double precision,
	median_odds_ratio double precision,
	quadrature_points bigint,
	method text,
	iterations bigint,
	converged bigint,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.mixed_summary IS
'A mixed fit as a whole: nobs is the sum of frequency weights, else the rows; groupings names them with their levels; log_lik_fixed is that of the fixed part alone, against which lr_statistic tests all standard deviations at once, its p by the law that lr_law names; df counts terms and standard deviations; icc and median_odds_ratio are of all groupings together, on the latent scale; converged is 1 or 0; status is ok, boundary, separated, quasi_separated, aliased, no_variation, too_few_rows, unreplicated, unbounded or not_converged, and message says it in words.';

CREATE TYPE earlyhelp.variance_component AS (
	group_name text,
	levels bigint,
	sd double precision,
	variance double precision,
	icc double precision,
	median_odds_ratio double precision,
	levels_with_both bigint
);
COMMENT ON TYPE earlyhelp.variance_component IS
'A grouping of a mixed fit: its levels, the standard deviation and variance of their effects in log odds, its share of the latent variance, its median odds ratio, and the levels in which both outcomes occur.';

CREATE TYPE earlyhelp.group_effect AS (
	group_name text,
	level text,
	estimate double precision,
	std_error double precision,
	conf_low double precision,
	conf_high double precision,
	conf_level double precision,
	rank bigint
);
COMMENT ON TYPE earlyhelp.group_effect IS
'The effect of one group, in log odds from the median group: the conditional mode, its standard error given the estimates, limits, and its rank in its grouping, 1 the highest.';

CREATE FUNCTION earlyhelp.mixed_accum(internal, "any", text[]) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_mixed_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_accum(internal, "any", text[]) IS 'Transition function of mixed_logit without predictors.';

CREATE FUNCTION earlyhelp.mixed_accum(internal, "any", text[], VARIADIC "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_mixed_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_accum(internal, "any", text[], "any") IS 'Transition function of mixed_logit.';

CREATE FUNCTION earlyhelp.mixed_logit_final(internal) RETURNS earlyhelp.mixed_fit
	AS 'MODULE_PATHNAME', 'eh_mixed_logit_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.mixed_logit_final(internal) IS 'Final function of mixed_logit.';

CREATE AGGREGATE earlyhelp.mixed_logit(y "any", groups text[]) (
	SFUNC = earlyhelp.mixed_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.mixed_logit_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.mixed_logit("any", text[]) IS
'The null model of mixed logistic regression: an intercept and the groups'' own, for compare().';

CREATE AGGREGATE earlyhelp.mixed_logit(y "any", groups text[], VARIADIC x "any") (
	SFUNC = earlyhelp.mixed_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.mixed_logit_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.fit_combine,
	SERIALFUNC = earlyhelp.fit_serial,
	DESERIALFUNC = earlyhelp.fit_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.mixed_logit("any", text[], "any") IS
'Logistic regression with a random intercept for each group, by maximum likelihood. y and x as in logit(); groups names the group of the row in each of 1 to 8 groupings, crossed or nested: ARRAY[la_code, year::text]. mixed_options(...) may stand before the predictors (and for them). Rows with a NULL, in groups too, are missing. Trouble is a status of the fit. Errors: sampling weights or clusters; quadrature points with several groupings; over 3,000 levels beside the largest grouping.';

CREATE FUNCTION earlyhelp.tidy(fit earlyhelp.mixed_fit,
		terms text[] DEFAULT NULL,
		level double precision DEFAULT 0.95,
		exponentiate boolean DEFAULT false,
		errors text DEFAULT NULL)
	RETURNS SETOF earlyhelp.mixed_term
	AS 'MODULE_PATHNAME', 'eh_mixed_tidy'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION earlyhelp.tidy(earlyhelp.mixed_fit, text[], double precision, boolean, text) IS
'One row for each term of the fixed part, then the standard deviation and the variance of each grouping. exponentiate => true gives odds ratios of the fixed part (std_error stays on the log scale). errors, of the standard deviations'' limits: profile, the default where the fit has them at this level (mixed_options), or model, by the normal law of the logarithm. terms renames terms, then groupings. An sd of 0 has a lower limit of 0 and no std_error.';

CREATE FUNCTION earlyhelp.glance(fit earlyhelp.mixed_fit)
	RETURNS earlyhelp.mixed_summary
	AS 'MODULE_PATHNAME', 'eh_mixed_glance'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.glance(earlyhelp.mixed_fit) IS
'One row for the fit as a whole: likelihoods with all constants, AIC, BIC, the test of all standard deviations being 0 (Self and Liang 1987), intraclass correlation and median odds ratio of all groupings, status and message.';

CREATE FUNCTION earlyhelp.variance_components(fit earlyhelp.mixed_fit)
	RETURNS SETOF earlyhelp.variance_component
	AS 'MODULE_PATHNAME', 'eh_variance_components'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 2;
COMMENT ON FUNCTION earlyhelp.variance_components(earlyhelp.mixed_fit) IS
'One row for each grouping: icc is its variance over all groupings'' and pi^2/3 (Goldstein, Browne and Rasbash 2002), median_odds_ratio exp(sqrt(2) sd q), q the normal quantile of 0.75 (Larsen and Merlo 2005). Laplace''s approximation makes all of them too small where groups are small.';

CREATE FUNCTION earlyhelp.effects(fit earlyhelp.mixed_fit, level double precision DEFAULT 0.95)
	RETURNS SETOF earlyhelp.group_effect
	AS 'MODULE_PATHNAME', 'eh_mixed_effects'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION earlyhelp.effects(earlyhelp.mixed_fit, double precision) IS
'One row for each group: the mode of its effect given the data and the estimates, shrunk towards 0 the more the fewer its rows; std_error takes the estimates as known (lme4''s condVar). Groups of a grouping by bytes. A grouping with an sd of 0 has effects of 0, without errors.';

CREATE FUNCTION earlyhelp.covariance(fit earlyhelp.mixed_fit)
	RETURNS SETOF earlyhelp.term_covariance
	AS 'MODULE_PATHNAME', 'eh_mixed_covariance'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION earlyhelp.covariance(earlyhelp.mixed_fit) IS
'The covariance matrix of the fixed part''s estimates and the standard deviations, sd(la_code), one row for each pair: the inverse of the full observed information. NULL of an sd of 0.';

CREATE FUNCTION earlyhelp.odds_ratio(fit earlyhelp.mixed_fit, term text,
		per double precision DEFAULT 1,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_odds_ratio_by_name'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.odds_ratio(earlyhelp.mixed_fit, text, double precision, double precision) IS
'The odds ratio of a term of the fixed part, of per units of it, between rows of the same groups. Error: no such term.';

CREATE FUNCTION earlyhelp.odds_ratio(fit earlyhelp.mixed_fit, "position" integer,
		per double precision DEFAULT 1,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.term_estimate
	AS 'MODULE_PATHNAME', 'eh_odds_ratio_by_position'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.odds_ratio(earlyhelp.mixed_fit, integer, double precision, double precision) IS
'The odds ratio of the term at a position, 1 being the first after the intercept.';

CREATE FUNCTION earlyhelp.compare(smaller earlyhelp.mixed_fit, larger earlyhelp.mixed_fit)
	RETURNS earlyhelp.fit_comparison
	AS 'MODULE_PATHNAME', 'eh_mixed_compare'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.compare(earlyhelp.mixed_fit, earlyhelp.mixed_fit) IS
'Likelihood-ratio test of two mixed fits of the same rows, one of which has all the terms and groupings of the other (that is for the caller to see to). Either order. message says by which law p is where the larger has more groupings: with one more, a mixture of chi-squares (Self and Liang 1987, Stram and Lee 1994); with several, conservative.';

CREATE FUNCTION earlyhelp.compare(smaller earlyhelp.logit_fit, larger earlyhelp.mixed_fit)
	RETURNS earlyhelp.fit_comparison
	AS 'MODULE_PATHNAME', 'eh_mixed_compare'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.compare(earlyhelp.logit_fit, earlyhelp.mixed_fit) IS
'Likelihood-ratio test of a plain logit against a mixed fit of the same rows with all of its terms: are the groups needed? p as in compare(mixed_fit, mixed_fit).';

CREATE FUNCTION earlyhelp.predict(fit earlyhelp.mixed_fit, groups text[])
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_mixed_predict'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict(earlyhelp.mixed_fit, text[]) IS
'The fitted probability of a null model in these groups.';

CREATE FUNCTION earlyhelp.predict(fit earlyhelp.mixed_fit, groups text[], VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_mixed_predict'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict(earlyhelp.mixed_fit, text[], "any") IS
'The fitted probability for the predictors, in the order of the fit, in the groups of the row. groups NULL, a NULL among them or a group that the fit never saw stand at the median group, where effects are 0; that is not the mean probability over groups. NULL for a NULL predictor or a term without an estimate. An offset counts as 0. Error: a factor''s level the fit never saw.';

CREATE FUNCTION earlyhelp.predict_link(fit earlyhelp.mixed_fit, groups text[])
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_mixed_predict_link'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict_link(earlyhelp.mixed_fit, text[]) IS
'The fitted log odds of a null model in these groups.';

CREATE FUNCTION earlyhelp.predict_link(fit earlyhelp.mixed_fit, groups text[], VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_mixed_predict_link'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict_link(earlyhelp.mixed_fit, text[], "any") IS
'The fitted log odds for the predictors in the groups of the row, as in predict().';

CREATE FUNCTION earlyhelp.predict_error(fit earlyhelp.mixed_fit, VARIADIC x "any")
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_predict_error'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.predict_error(earlyhelp.mixed_fit, "any") IS
'The standard error of the log odds at the median group: of the fixed part alone. That of a group''s effect is in effects().';
