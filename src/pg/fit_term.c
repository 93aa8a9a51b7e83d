/*
 * fit_term.c - what a fit says of one term: estimate, test and limits.
 *
 * By Wald, from a standard error, with the normal or Student's t; or by the term's profile: limits are where
 * the likelihood-ratio test of a value has p = 1 - level, the statistic is the
 * signed root of that test's chi-square at 0.
 */
#include "fit_term.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

const char *
eh_term_status(const eh_fit *f, int j, double estimate)
{
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	if (isfinite(estimate))
		return "ok";
	if (f->status == EH_FIT_ALIASED)
		return "aliased";
	if ((f->status == EH_FIT_SEPARATED ||
			f->status == EH_FIT_QUASI_SEPARATED) &&
		parts.relation[j] != 0.0)
		return "infinite";
	return "not_estimated";
}

eh_term
eh_term_wald(double estimate, double variance, double level, const char *status)
{
	eh_term t = {.estimate = estimate, .status = status};
	double half;

	t.std_error = variance >= 0.0 ? sqrt(variance) : NAN;
	t.statistic = estimate / t.std_error;
	t.p_value = 2.0 * gsl_cdf_ugaussian_Q(fabs(t.statistic));
	half = eh_normal_quantile(level) * t.std_error;
	t.limits.low = estimate - half;
	t.limits.high = estimate + half;
	return t;
}

/* The same with so many degrees of freedom, or infinitely many.  An estimate
 * that has no error at all is not tested: its fit is exact. */
eh_term
eh_term_student(double estimate, double variance, double df, double level,
	const char *status)
{
	eh_term t = eh_term_wald(estimate, variance, level, status);
	double half = NAN;

	if (isinf(df))
		return t;
	t.p_value = NAN;
	if (df > 0.0)
	{
		half = eh_t_quantile(level, df) * t.std_error;
		if (isfinite(t.statistic))
			t.p_value = 2.0 * gsl_cdf_tdist_Q(fabs(t.statistic), df);
	}
	t.limits.low = estimate - half;
	t.limits.high = estimate + half;
	return t;
}

/* Where the profile has its top, be it infinite; NaN without a profile. */
static double
top_of(const eh_fit_profile *profile)
{
	for (int g = 0; g < EH_PROFILE_GRID; g++)
	{
		if (profile->point[g].r == 0.0)
			return profile->point[g].b;
	}
	return NAN;
}

/* A fit that did not converge, or where the likelihood has no one top, may
 * have stopped elsewhere than where the profile has its own. */
static bool
same_top(double top, const eh_term *t)
{
	if (isfinite(top) && isfinite(t->estimate))
		return fabs(top - t->estimate) <= 0.01 * t->std_error;
	return isfinite(top) == isfinite(t->estimate);
}

/* Limits that are not on the grid of an infinite estimate, and those of a
 * profile that contradicts the fit, count as not worked out. */
static void
by_profile(const eh_fit_profile *profile, double level, eh_term *t)
{
	double top = top_of(profile);
	bool sound = same_top(top, t);
	eh_profile_word word;

	if (eh_profile_limit(profile->point, level, &t->limits, &word) != EH_OK)
		elog(ERROR, "unexpected level %g of a profile", level);
	if (!sound || isnan(t->limits.low))
	{
		t->limits.low = t->limits.high = NAN;
		if (strcmp(t->status, "aliased") != 0 &&
			strcmp(t->status, "not_estimated") != 0)
			t->status = "not_worked_out";
	}
	t->statistic = sound ? sqrt(profile->chisq) : NAN;
	if (top < 0.0)
		t->statistic = 0.0 - t->statistic; /* no -0 */
	t->p_value = sound ? profile->p_value : NAN;
}

/* Parameter j, its errors and limits as asked for. */
eh_term
eh_term_of(const eh_fit *f, int j, const eh_fit_errors *errors, double level)
{
	eh_fit_parts parts;
	eh_fit_profile profile;
	eh_term t;

	eh_fit_parts_of(f, &parts);
	t = eh_term_student(parts.beta[j], eh_fit_covariance(errors, j, j),
		errors->df, level, eh_term_status(f, j, parts.beta[j]));
	if (errors->profile)
	{
		eh_fit_get_profile(f, j, &profile);
		by_profile(&profile, level, &t);
	}
	return t;
}

/* From one unit to so many; below 0 the limits change sides. */
void
eh_term_scale(eh_term *t, double per)
{
	eh_limits was = t->limits;

	t->estimate *= per;
	t->std_error *= fabs(per);
	if (per < 0.0)
		t->statistic = 0.0 - t->statistic;
	t->limits.low = per * (per > 0.0 ? was.low : was.high);
	t->limits.high = per * (per > 0.0 ? was.high : was.low);
}

/* From log odds to odds, but for the standard error; what is open stays so:
 * odds of 0 are no limit. */
void
eh_term_exponentiate(eh_term *t)
{
	t->estimate = exp(t->estimate);
	t->limits.low = isinf(t->limits.low) ? NAN : exp(t->limits.low);
	t->limits.high = isinf(t->limits.high) ? NAN : exp(t->limits.high);
}
