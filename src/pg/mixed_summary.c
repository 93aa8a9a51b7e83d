/*
 * mixed_summary.c - a mixed fit as a whole: glance, variance_components.
 */
#include "mixed_fit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "funcapi.h"
#include "lib/stringinfo.h"

#include "fit_errors.h"
#include "fit_value.h"
#include "row.h"

/* Is the fit at a maximum, so that its likelihood and numbers are? */
bool
eh_fit_maximised(const eh_fit *f)
{
	return f->status == EH_FIT_OK || f->status == EH_FIT_ALIASED ||
		   f->status == EH_FIT_BOUNDARY;
}

/* "la_code (149), year (9)" */
static char *
groupings_in_words(const eh_fit *f)
{
	eh_fit_parts parts;
	StringInfoData s;

	eh_fit_parts_of(f, &parts);
	initStringInfo(&s);
	for (int g = 0; g < f->groupings; g++)
		appendStringInfo(&s, "%s%s (" INT64_FORMAT ")", g > 0 ? ", " : "",
			eh_fit_grouping_name(f, g), parts.grouping[g].levels);
	return s.data;
}

/*
 * Are all standard deviations 0?  Of one the statistic's law is half a
 * chi-square with one degree of freedom and half nought (Self and Liang 1987,
 * case 5); of several a mixture that no one with as many degrees of freedom
 * falls short of.
 */
static void
likelihood_ratio(eh_row *row, const eh_fit *f)
{
	double statistic = fmax(2.0 * (f->log_lik - f->log_lik_fixed), 0.0);
	double p = gsl_cdf_chisq_Q(statistic, (double) f->groupings);
	const char *law = "half chi-square with 1 degree of freedom, half 0";

	if (!isfinite(statistic))
		return;
	if (f->groupings > 1)
		law = psprintf("chi-square with " INT64_FORMAT
					   " degrees of freedom: conservative, the true p is less",
			f->groupings);
	else if (statistic > 0.0)
		p *= 0.5;
	eh_row_float8(row, "lr_statistic", statistic);
	eh_row_float8(row, "lr_p_value", p);
	eh_row_text(row, "lr_law", law);
}

static void
maximum_columns(eh_row *row, const eh_fit *f)
{
	double df = eh_fit_estimated(f);
	double variance = eh_fit_group_variance(f);

	eh_row_float8(row, "df", df);
	eh_row_float8(row, "aic", -2.0 * f->log_lik + 2.0 * df);
	eh_row_float8(row, "bic", -2.0 * f->log_lik + log(eh_fit_nobs(f)) * df);
	likelihood_ratio(row, f);
	eh_row_float8(row, "icc", variance / (variance + EH_LOGISTIC_VARIANCE));
	eh_row_float8(row, "median_odds_ratio", eh_median_odds_ratio(variance));
}

/* glance(fit): one row */
PG_FUNCTION_INFO_V1(eh_mixed_glance);
Datum
eh_mixed_glance(PG_FUNCTION_ARGS)
{
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	eh_row row;

	gsl_set_error_handler_off();
	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "nobs", eh_fit_nobs(f));
	eh_row_int8(&row, "rows_used", f->rows);
	eh_row_int8(&row, "missing", f->missing);
	if ((f->flags & EH_FIT_GROUPED) != 0)
		eh_row_float8(&row, "trials", f->sum_trials);
	eh_row_text(&row, "groupings", groupings_in_words(f));
	eh_row_float8(&row, "log_lik", f->log_lik);
	eh_row_float8(&row, "log_lik_fixed", f->log_lik_fixed);
	eh_row_float8(&row, "null_log_lik", f->log_lik_null);
	if (eh_fit_maximised(f))
		maximum_columns(&row, f);
	eh_row_int8(&row, "quadrature_points", f->points);
	eh_row_text(
		&row, "method", f->points > 1 ? "adaptive Gauss-Hermite" : "Laplace");
	eh_row_int8(&row, "iterations", f->iterations);
	eh_row_int8(&row, "converged", eh_fit_maximised(f));
	eh_row_text(&row, "status", eh_fit_status_word(f));
	eh_row_text(&row, "message", eh_fit_message(f));
	return eh_row_end(&row);
}

typedef struct cursor
{
	const eh_fit *fit;
	TupleDesc desc;
} cursor;

static FuncCallContext *
first_call(FunctionCallInfo fcinfo)
{
	FuncCallContext *context = SRF_FIRSTCALL_INIT();
	MemoryContext before =
		MemoryContextSwitchTo(context->multi_call_memory_ctx);
	cursor *c = palloc0(sizeof(cursor));
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	eh_fit *copy = palloc(VARSIZE(f));

	memcpy(copy, f, VARSIZE(f));
	c->fit = copy;
	if (get_call_result_type(fcinfo, NULL, &c->desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "result type is not composite");
	c->desc = BlessTupleDesc(c->desc);
	context->user_fctx = c;
	context->max_calls = (uint64) f->groupings;
	MemoryContextSwitchTo(before);
	return context;
}

/* variance_components(fit): one row for each grouping */
PG_FUNCTION_INFO_V1(eh_variance_components);
Datum
eh_variance_components(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	const cursor *c;
	eh_fit_parts parts;
	eh_row row;
	double variance;
	int g;

	if (SRF_IS_FIRSTCALL())
		first_call(fcinfo);
	context = SRF_PERCALL_SETUP();
	c = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	g = (int) context->call_cntr;
	eh_fit_parts_of(c->fit, &parts);
	variance = eh_fit_sd(c->fit, g) * eh_fit_sd(c->fit, g);
	eh_row_over(c->desc, &row);
	eh_row_text(&row, "group_name", eh_fit_grouping_name(c->fit, g));
	eh_row_int8(&row, "levels", parts.grouping[g].levels);
	eh_row_float8(&row, "sd", eh_fit_sd(c->fit, g));
	eh_row_float8(&row, "variance", variance);
	eh_row_float8(&row, "icc",
		variance / (eh_fit_group_variance(c->fit) + EH_LOGISTIC_VARIANCE));
	eh_row_float8(&row, "median_odds_ratio", eh_median_odds_ratio(variance));
	eh_row_int8(&row, "levels_with_both", parts.grouping[g].both);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}
