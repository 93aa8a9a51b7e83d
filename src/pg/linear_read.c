/*
 * linear_read.c - a linear fit as a whole: glance and compare.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "fit_errors.h"
#include "fit_summary.h"
#include "fit_value.h"
#include "row.h"

static bool
is_fitted(const eh_fit *f)
{
	return f->status == EH_FIT_OK || f->status == EH_FIT_ALIASED ||
		   f->status == EH_FIT_NO_VARIATION;
}

/* Sums of squares are of independent rows, and of people. */
static bool
has_f(const eh_fit *f)
{
	return is_fitted(f) && f->weight_kind != EH_WEIGHT_PROBABILITY &&
		   f->deviance > 0.0 && f->df_residual > 0.0;
}

/* Of the squares of df degrees of freedom against those of df_residual. */
static void
f_columns(eh_row *row, const char *statistic, const char *p_value, double f,
	double df, double df_residual)
{
	eh_row_float8(row, statistic, f);
	eh_row_float8(row, p_value, gsl_cdf_fdist_Q(fmax(f, 0.0), df, df_residual));
}

/* As R: sigma is a parameter too. */
static void
likelihood_columns(eh_row *row, const eh_fit *f)
{
	double k = eh_fit_estimated(f) + 1.0;

	eh_row_float8(row, "log_lik", f->log_lik);
	if (f->weight_kind == EH_WEIGHT_PROBABILITY)
		return;
	eh_row_float8(row, "aic", -2.0 * f->log_lik + 2.0 * k);
	eh_row_float8(row, "bic", -2.0 * f->log_lik + log(eh_fit_nobs(f)) * k);
}

/* glance(linear_fit): one row */
PG_FUNCTION_INFO_V1(eh_glance_linear);
Datum
eh_glance_linear(PG_FUNCTION_ARGS)
{
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	bool independent = (f->flags & EH_FIT_CLUSTERED) == 0;
	double df_total = f->df_model + f->df_residual;
	eh_row row;

	gsl_set_error_handler_off();
	eh_row_begin(fcinfo, &row);
	eh_summary_rows(&row, f);
	eh_row_float8(&row, "r2", f->r2);
	eh_row_float8(&row, "adjusted_r2",
		1.0 - f->deviance / f->df_residual / (f->null_deviance / df_total));
	eh_row_float8(&row, "sigma", f->sigma);
	if (has_f(f) && independent && f->df_model > 0.0)
		f_columns(&row, "f_statistic", "f_p_value",
			f->mss / f->df_model / (f->deviance / f->df_residual), f->df_model,
			f->df_residual);
	eh_row_float8(&row, "df_model", f->df_model);
	eh_row_float8(&row, "df_residual", f->df_residual);
	if (is_fitted(f))
		likelihood_columns(&row, f);
	eh_row_float8(&row, "residual_ss", f->deviance);
	eh_row_float8(&row, "total_ss", f->null_deviance);
	eh_summary_state(&row, f);
	return eh_row_end(&row);
}

static const char *
not_comparable(const eh_fit *a, const eh_fit *b)
{
	bool same_centre = ((a->flags ^ b->flags) & EH_FIT_INTERCEPT) == 0;

	if (!has_f(a) || !has_f(b))
		return "one of the fits has no sum of squares to compare: it has no "
			   "estimates, leaves no residuals, or has sampling weights";
	/* total squares are about the mean only beside an intercept */
	if (a->rows != b->rows || !eh_summary_same(a->sum_trials, b->sum_trials) ||
		(same_centre && !eh_summary_same(a->null_deviance, b->null_deviance)))
		return EH_NOT_SAME_ROWS;
	return a->df_residual == b->df_residual ? EH_NOT_NESTED : NULL;
}

/*
 * compare(linear_fit, linear_fit): the F test of the smaller fit against the
 * larger, which holds all of its terms.
 */
PG_FUNCTION_INFO_V1(eh_compare_linear);
Datum
eh_compare_linear(PG_FUNCTION_ARGS)
{
	const eh_fit *a = PG_GETARG_EH_FIT(0);
	const eh_fit *b = PG_GETARG_EH_FIT(1);
	const char *why = not_comparable(a, b);
	bool swap = a->df_residual < b->df_residual;
	const eh_fit *small = swap ? b : a;
	const eh_fit *large = swap ? a : b;
	double df = small->df_residual - large->df_residual;
	double fall = small->deviance - large->deviance;
	eh_row row;

	gsl_set_error_handler_off();
	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "residual_ss_smaller", small->deviance);
	eh_row_float8(&row, "residual_ss_larger", large->deviance);
	if (why == NULL)
	{
		f_columns(&row, "statistic", "p_value",
			fall / df / (large->deviance / large->df_residual), df,
			large->df_residual);
		eh_row_float8(&row, "df", df);
		eh_row_float8(&row, "df_residual", large->df_residual);
	}
	eh_row_text(&row, "status", why == NULL ? "ok" : "not_comparable");
	eh_row_text(&row, "message", why != NULL ? why : eh_summary_caution(a, b));
	return eh_row_end(&row);
}
