/*
 * fit_summary.c - a fit as a whole: glance and compare.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "fit_errors.h"
#include "fit_summary.h"
#include "fit_value.h"
#include "row.h"

/* How many rows, of any fit. */
void
eh_summary_rows(eh_row *row, const eh_fit *f)
{
	eh_row_float8(row, "nobs", eh_fit_nobs(f));
	eh_row_int8(row, "rows_used", f->rows);
	eh_row_int8(row, "missing", f->missing);
	if ((f->flags & EH_FIT_CLUSTERED) != 0)
		eh_row_int8(row, "clusters", f->clusters);
}

/* How it went. */
void
eh_summary_state(eh_row *row, const eh_fit *f)
{
	eh_row_float8(row, "condition_number", f->condition);
	eh_row_text(row, "status", eh_fit_status_word(f));
	eh_row_text(row, "message", eh_fit_message(f));
}

/* A likelihood that may be compared: none under sampling weights, and a
 * penalised one is not at its maximum. */
static bool
has_likelihood(const eh_fit *f)
{
	return (f->model == EH_MODEL_LOGIT || f->model == EH_MODEL_ORDINAL) &&
		   f->weight_kind != EH_WEIGHT_PROBABILITY && isfinite(f->log_lik) &&
		   (f->status == EH_FIT_OK || f->status == EH_FIT_ALIASED);
}

static void
likelihood_columns(eh_row *row, const eh_fit *f)
{
	double k = eh_fit_estimated(f);
	double constant = f->log_lik - f->log_lik_kernel;

	eh_row_float8(row, "mcfadden_r2",
		1.0 - f->log_lik_kernel / (f->log_lik_null - constant));
	if (!has_likelihood(f))
		return;
	eh_row_float8(row, "aic", -2.0 * f->log_lik + 2.0 * k);
	eh_row_float8(row, "bic", -2.0 * f->log_lik + log(eh_fit_nobs(f)) * k);
}

static const char *
method(const eh_fit *f)
{
	if (f->model == EH_MODEL_FIRTH)
		return "firth_logit";
	if ((f->flags & EH_FIT_SCANNED) != 0)
		return "logit_scan";
	return f->streamed > 0 ? "logit_streamed" : "logit";
}

/* glance(fit): one row */
PG_FUNCTION_INFO_V1(eh_glance);
Datum
eh_glance(PG_FUNCTION_ARGS)
{
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	double nobs = eh_fit_nobs(f);
	eh_row row;

	eh_row_begin(fcinfo, &row);
	eh_summary_rows(&row, f);
	eh_row_int8(&row, "rows_held", f->rows - f->streamed);
	eh_row_int8(&row, "rows_streamed", f->streamed);
	eh_row_float8(&row, "max_error", f->max_error);
	if ((f->flags & EH_FIT_GROUPED) != 0)
		eh_row_float8(&row, "trials", f->sum_trials);
	eh_row_float8(&row, "log_lik", f->log_lik);
	eh_row_float8(&row, "null_log_lik", f->log_lik_null);
	eh_row_float8(&row, "penalized_log_lik", f->log_lik_penalized);
	eh_row_float8(&row, "deviance", f->deviance);
	eh_row_float8(&row, "null_deviance", f->null_deviance);
	eh_row_float8(&row, "df_residual", nobs - eh_fit_estimated(f));
	eh_row_float8(&row, "df_null", nobs - ((f->flags & EH_FIT_INTERCEPT) != 0));
	likelihood_columns(&row, f);
	eh_row_float8(&row, "tjur_r2", f->tjur);
	eh_row_float8(&row, "auc", f->auc);
	eh_row_int8(&row, "iterations", f->iterations);
	eh_row_int8(&row, "converged",
		f->status == EH_FIT_OK || f->status == EH_FIT_ALIASED ||
			f->status == EH_FIT_APPROXIMATE);
	eh_row_text(&row, "method", method(f));
	eh_summary_state(&row, f);
	return eh_row_end(&row);
}

/* glance(ordinal_fit): one row */
PG_FUNCTION_INFO_V1(eh_glance_ordinal);
Datum
eh_glance_ordinal(PG_FUNCTION_ARGS)
{
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	eh_fit_parts parts;
	eh_row row;

	eh_fit_parts_of(f, &parts);
	eh_row_begin(fcinfo, &row);
	eh_summary_rows(&row, f);
	if (f->rows > 0)
		eh_row_int8(&row, "grades", f->trailing + 1);
	eh_row_float8(&row, "log_lik", f->log_lik);
	eh_row_float8(&row, "null_log_lik", f->log_lik_null);
	eh_row_float8(&row, "deviance", f->deviance);
	eh_row_float8(&row, "df_residual", eh_fit_nobs(f) - eh_fit_estimated(f));
	likelihood_columns(&row, f);
	if (f->brant > 0)
	{
		eh_row_float8(&row, "brant_chisq", parts.brant[0].chisq);
		eh_row_float8(&row, "brant_df", parts.brant[0].df);
		eh_row_float8(&row, "brant_p_value", parts.brant[0].p_value);
	}
	eh_row_int8(&row, "iterations", f->iterations);
	eh_row_int8(&row, "converged",
		f->status == EH_FIT_OK || f->status == EH_FIT_ALIASED);
	eh_summary_state(&row, f);
	return eh_row_end(&row);
}

/* Fits of the same rows in another order differ in the last digits. */
bool
eh_summary_same(double a, double b)
{
	return a == b || fabs(a - b) <= 1e-9 * fabs(a);
}

/* What a test of independent rows has to say of rows in clusters, or NULL. */
const char *
eh_summary_caution(const eh_fit *a, const eh_fit *b)
{
	if (((a->flags | b->flags) & EH_FIT_CLUSTERED) != 0)
		return "the rows are in clusters, and the test takes them for "
			   "independent: p_value is too small";
	return NULL;
}

static const char *
not_comparable(const eh_fit *a, const eh_fit *b)
{
	if (!has_likelihood(a) || !has_likelihood(b))
		return "one of the fits has no likelihood to compare: it did not "
			   "converge, is penalised, or has sampling weights";
	if (a->rows != b->rows || !eh_summary_same(a->sum_trials, b->sum_trials) ||
		!eh_summary_same(a->log_lik_null, b->log_lik_null))
		return EH_NOT_SAME_ROWS;
	return eh_fit_estimated(a) == eh_fit_estimated(b) ? EH_NOT_NESTED : NULL;
}

/*
 * compare(fit, fit): the likelihood-ratio test of the smaller fit against the
 * larger, which holds all of its terms.
 */
PG_FUNCTION_INFO_V1(eh_compare);
Datum
eh_compare(PG_FUNCTION_ARGS)
{
	const eh_fit *a = PG_GETARG_EH_FIT(0);
	const eh_fit *b = PG_GETARG_EH_FIT(1);
	const char *why = not_comparable(a, b);
	bool swap = eh_fit_estimated(a) > eh_fit_estimated(b);
	const eh_fit *small = swap ? b : a;
	const eh_fit *large = swap ? a : b;
	double df = eh_fit_estimated(large) - eh_fit_estimated(small);
	double statistic = 2.0 * (large->log_lik - small->log_lik);
	eh_row row;

	gsl_set_error_handler_off();
	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "log_lik_smaller", small->log_lik);
	eh_row_float8(&row, "log_lik_larger", large->log_lik);
	if (why == NULL)
	{
		eh_row_float8(&row, "statistic", statistic);
		eh_row_float8(&row, "df", df);
		eh_row_float8(
			&row, "p_value", gsl_cdf_chisq_Q(fmax(statistic, 0.0), df));
	}
	eh_row_text(&row, "status", why == NULL ? "ok" : "not_comparable");
	eh_row_text(&row, "message", why != NULL ? why : eh_summary_caution(a, b));
	return eh_row_end(&row);
}
