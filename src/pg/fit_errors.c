/*
 * fit_errors.c - which standard errors of a fit are meant, and their factor.
 *
 * With n observations, k estimated parameters and G clusters:
 *
 *	model	inverse information
 *	hc0		sandwich, factor 1				(sandwich HC0, MADlib robust)
 *	hc1		n / (n - k)						(sandwich HC1, statsmodels)
 *	hc1_ml	n / (n - 1)						(Stata logit, vce(robust))
 *	cr0		clustered sandwich, factor 1	(gee, independence)
 *	cr1		G / (G - 1)						(Stata logit, vce(cluster))
 *	cr1s	G / (G - 1) (n - 1) / (n - k)	(statsmodels, Stata regress)
 *
 * n is the sum of frequency weights, and the rows in every other case, those
 * of grouped data too.
 *
 * Tests and limits are the normal's, but of a linear fit Student's: with n - k
 * degrees of freedom, with G - 1 where errors are clustered.
 *
 * Beside them a term, and only a term, may be read by its profile.
 */
#include "fit_errors.h"

#include <math.h>

#include "error.h"

/* Of a linear fit rows of no weight do not count, as in its sigma. */
double
eh_fit_nobs(const eh_fit *f)
{
	if (f->model == EH_MODEL_LINEAR && isfinite(f->df_residual))
		return f->df_residual + f->df_model +
			   ((f->flags & EH_FIT_INTERCEPT) != 0);
	return f->weight_kind == EH_WEIGHT_FREQUENCY ? f->sum_weights
												 : (double) f->rows;
}

/* Parameters that have an estimate. */
int
eh_fit_estimated(const eh_fit *f)
{
	eh_fit_parts parts;
	int k = 0;

	eh_fit_parts_of(f, &parts);
	for (int j = 0; j < f->parameters; j++)
		k += isfinite(parts.beta[j]);
	return k;
}

/* Terms of predictors and the intercept: all but cut points and the like. */
int
eh_fit_predictor_terms(const eh_fit *f)
{
	return (int) (f->parameters - f->trailing);
}

/* As Stata has them: of regress, and of what maximises a likelihood. */
static const char *
clustered_errors(const eh_fit *f)
{
	return f->model == EH_MODEL_LINEAR ? "cr1s" : "cr1";
}

static const char *
default_errors(const eh_fit *f)
{
	if ((f->flags & EH_FIT_CLUSTERED) != 0)
		return clustered_errors(f);
	if (f->weight_kind == EH_WEIGHT_PROBABILITY)
		return f->model == EH_MODEL_LINEAR ? "hc1" : "hc1_ml";
	return "model";
}

static void
error_unknown(const char *name)
{
	if (strcmp(name, "profile") == 0)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("errors \"profile\" are for tidy and odds_ratio"),
				errdetail("A profile gives a term limits, not a covariance."),
				errhint("Write errors => 'model'.")));
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown errors \"%s\"", name),
			errdetail("They are model, hc0, hc1, hc1_ml, cr0, cr1 (or "
					  "cluster), cr1s and, of a logistic fit's terms, "
					  "profile."),
			errhint("doc/logit.md says which program calls them what.")));
}

/* name NULL: clustered where there are clusters, robust under sampling
 * weights, else the model's own */
eh_fit_errors
eh_fit_errors_named(const eh_fit *f, const char *name)
{
	eh_fit_errors e = {.name = name, .factor = 1.0, .df = INFINITY};
	double n = eh_fit_nobs(f);
	double k = eh_fit_estimated(f);
	double g = (double) f->clusters;
	eh_fit_parts parts;
	bool clustered;

	eh_fit_parts_of(f, &parts);
	if (name == NULL)
		e.name = name = default_errors(f);
	if (strcmp(name, "cluster") == 0)
		e.name = name = clustered_errors(f);
	clustered = strncmp(name, "cr", 2) == 0;
	if (strcmp(name, "model") == 0)
		e.packed = parts.cov;
	else if (strncmp(name, "hc", 2) == 0)
		e.packed = parts.hc0;
	else if (clustered)
		e.packed = parts.cr0;

	if (strcmp(name, "hc1") == 0)
		e.factor = n / (n - k);
	else if (strcmp(name, "hc1_ml") == 0)
		e.factor = n / (n - 1.0);
	else if (strcmp(name, "cr1") == 0)
		e.factor = g / (g - 1.0);
	else if (strcmp(name, "cr1s") == 0)
		e.factor = g / (g - 1.0) * (n - 1.0) / (n - k);
	else if (strcmp(name, "model") != 0 && strcmp(name, "hc0") != 0 &&
			 strcmp(name, "cr0") != 0)
		error_unknown(name);
	if (f->model == EH_MODEL_LINEAR)
		e.df = clustered ? g - 1.0 : f->df_residual;
	if (e.packed == NULL)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("this fit has no errors \"%s\"", name),
				errdetail("%s",
					clustered ? "Clustered errors need a cluster for every row."
							  : "A penalised fit has profiles and the model's "
								"errors alone."),
				errhint("%s", clustered
								  ? "Fit with outcome(y, cluster => la_code)."
								  : "Write errors => 'model'.")));
	return e;
}

static void
error_no_profiles(const eh_fit *f)
{
	const char *detail = "logit works none out, since they cost many times "
						 "the fit.";
	const char *hint = "Fit with logit_profile in place of logit.";

	if (f->model == EH_MODEL_FIRTH)
	{
		detail = psprintf("firth_logit works them out up to %.0f rows times "
						  "terms cubed; this fit has " INT64_FORMAT
						  " rows and " INT64_FORMAT " terms.",
			EH_FIRTH_PROFILE_WORK, f->rows, f->parameters);
		hint = "Leave terms out, merge levels, or write errors => 'model'.";
	}
	else if (f->model != EH_MODEL_LOGIT)
	{
		detail = "Only logistic fits have them.";
		hint = "Leave errors out.";
	}
	else if ((f->flags & EH_FIT_CLUSTERED) != 0 ||
			 f->weight_kind == EH_WEIGHT_PROBABILITY)
	{
		detail = "They are of a likelihood of independent rows; this fit has "
				 "clusters or sampling weights.";
		hint = "Leave errors out: by default they allow for either.";
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("this fit has no profiles"),
					   errdetail("%s", detail), errhint("%s", hint)));
}

/* For a test and limits of single terms: profiles where the fit has them, if
 * not told otherwise.  The standard errors beside them are the model's. */
eh_fit_errors
eh_fit_term_errors(const eh_fit *f, const char *name)
{
	bool profile = name == NULL ? f->grid > 0 : strcmp(name, "profile") == 0;
	const char *why;
	eh_fit_errors e;

	if (!profile)
		return eh_fit_errors_named(f, name);
	if (f->grid == 0)
		error_no_profiles(f);
	if (eh_fit_check_profiles(f, &why) != EH_OK)
		eh_error_stored("logit_fit", why);
	e = eh_fit_errors_named(f, "model");
	e.name = "profile";
	e.profile = true;
	return e;
}
