/*
 * tally.c - a share of cases as columns, with limits.
 *
 * T1  Wilson's limits take each case as independent.  A child's cases are
 *     not: the clustered limits take children as the units whose totals the
 *     share is a ratio of, with t and one degree of freedom less than there
 *     are children, and stay within 0 and 1.
 * T2  Where no case is, or one child, what does not exist is NaN.
 */
#include "tally.h"

#include <math.h>

#include "core/ratio_estimator.h"

double
eh_tally_rate(const eh_tally *t)
{
	return t->n > 0 ? (double) t->x / (double) t->n : NAN;
}

void
eh_tally_limits(const eh_tally *t, double level, eh_share_limits *out)
{
	eh_ratio_sums sums;
	double half;

	*out = (eh_share_limits){eh_tally_rate(t), {NAN, NAN}, {NAN, NAN}, NAN};
	if (t->n == 0)
		return;
	(void) eh_wilson((double) t->x, (double) t->n, level, &out->wilson);
	eh_tally_ratio(t, &sums);
	if (t->children < 2 ||
		eh_ratio_std_error(&sums, INFINITY, &out->std_error) != EH_OK)
		return;
	half = out->std_error > 0.0
			   ? eh_t_quantile(level, sums.n - 1.0) * out->std_error
			   : 0.0;
	out->clustered.low = fmax(0.0, out->rate - half);
	out->clustered.high = fmin(1.0, out->rate + half);
}
