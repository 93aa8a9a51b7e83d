/*
 * mixed_compare.c - the likelihood-ratio test of a mixed fit against another,
 * or against a plain one.
 *
 * Under the smaller fit a standard deviation that only the larger has is 0,
 * at the edge of what it may be.  With one such, and r terms beside it, twice
 * the log-likelihood's rise is chi-square with r or r + 1 degrees of freedom,
 * half the time each (Self and Liang 1987; Stram and Lee 1994).  With several
 * the weights depend on the data; the largest of the chi-squares is then
 * conservative.
 */
#include "mixed_fit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "fit_errors.h"
#include "fit_summary.h"
#include "fit_value.h"
#include "row.h"

static bool
has_likelihood(const eh_fit *f)
{
	return (f->model == EH_MODEL_MIXED || f->model == EH_MODEL_LOGIT) &&
		   f->weight_kind != EH_WEIGHT_PROBABILITY && isfinite(f->log_lik) &&
		   eh_fit_maximised(f);
}

/* NULL where the smaller fit may be part of the larger. */
static const char *
not_comparable(const eh_fit *smaller, const eh_fit *larger)
{
	if (!has_likelihood(smaller) || !has_likelihood(larger))
		return "one of the fits has no likelihood to compare: it did not "
			   "converge, is penalised, or has sampling weights";
	if (smaller->rows != larger->rows ||
		!eh_summary_same(smaller->sum_trials, larger->sum_trials) ||
		!eh_summary_same(smaller->log_lik_null, larger->log_lik_null))
		return EH_NOT_SAME_ROWS;
	if (eh_fit_estimated(smaller) == eh_fit_estimated(larger))
		return EH_NOT_NESTED;
	if (smaller->groupings > larger->groupings ||
		eh_fit_estimated(smaller) - smaller->groupings >
			eh_fit_estimated(larger) - larger->groupings)
		return "one fit has more terms and the other more groupings, so "
			   "neither is part of the other";
	if (smaller->groupings > 0 && smaller->points != larger->points)
		return "the fits approximate their likelihoods by different numbers "
			   "of quadrature points";
	return NULL;
}

/* chi-square's upper tail; with no degrees of freedom all lies at 0 */
static double
upper_tail(double statistic, double df)
{
	if (df == 0.0)
		return statistic > 0.0 ? 0.0 : 1.0;
	return gsl_cdf_chisq_Q(statistic, df);
}

static const char *
degrees(int n)
{
	return psprintf("%d %s", n, n == 1 ? "degree" : "degrees");
}

/* The test of so many terms and sds more; its law in words where it is not
 * simply chi-square. */
static void
test_columns(eh_row *row, double statistic, int terms, int sds)
{
	double df = terms + sds;
	double p = upper_tail(fmax(statistic, 0.0), df);
	const char *law = NULL;

	if (sds == 1)
	{
		p = 0.5 * p + 0.5 * upper_tail(fmax(statistic, 0.0), terms);
		law = psprintf("p is by a mixture, half %s and half chi-square with "
					   "%s of freedom: a standard deviation cannot be below 0",
			terms > 0 ? psprintf("chi-square with %d", terms) : "0",
			degrees(terms + 1));
	}
	else if (sds > 1)
		law = psprintf("p is conservative, by chi-square with %s of freedom: "
					   "standard deviations cannot be below 0, so the true p "
					   "is less",
			degrees(terms + sds));
	eh_row_float8(row, "statistic", statistic);
	eh_row_float8(row, "df", df);
	eh_row_float8(row, "p_value", p);
	eh_row_text(row, "message", law);
}

/* compare(fit, fit): two mixed fits, or a plain one and a mixed, any order */
PG_FUNCTION_INFO_V1(eh_mixed_compare);
Datum
eh_mixed_compare(PG_FUNCTION_ARGS)
{
	const eh_fit *a = PG_GETARG_EH_FIT(0);
	const eh_fit *b = PG_GETARG_EH_FIT(1);
	bool swap = eh_fit_estimated(a) > eh_fit_estimated(b);
	const eh_fit *smaller = swap ? b : a;
	const eh_fit *larger = swap ? a : b;
	const char *why = not_comparable(smaller, larger);
	int sds = (int) (larger->groupings - smaller->groupings);
	eh_row row;

	gsl_set_error_handler_off();
	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "log_lik_smaller", smaller->log_lik);
	eh_row_float8(&row, "log_lik_larger", larger->log_lik);
	eh_row_text(&row, "status", why == NULL ? "ok" : "not_comparable");
	eh_row_text(&row, "message", why);
	if (why == NULL)
		test_columns(&row, 2.0 * (larger->log_lik - smaller->log_lik),
			eh_fit_estimated(larger) - eh_fit_estimated(smaller) - sds, sds);
	return eh_row_end(&row);
}
