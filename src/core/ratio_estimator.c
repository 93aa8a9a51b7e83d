/*
 * ratio_estimator.c - the error of a ratio of two totals.
 */
#include "ratio_estimator.h"

#include <math.h>

/*
 * eh_ratio_residual_ss - sum of (x - R p)^2 at R = sum x / sum p.
 *
 * Taken from the sums as xx - 2R xp + R^2 pp, which cancels where every unit
 * has much the same ratio; in double-double what is left after losing 24
 * digits is still right to seven.  Below the last digits it is nought.
 */
double
eh_ratio_residual_ss(const eh_ratio_sums *s)
{
	eh_dd r = eh_dd_div(s->x, s->p);
	eh_dd twice = {2.0 * r.hi, 2.0 * r.lo};
	eh_dd cross = eh_dd_mul(twice, s->xp);
	eh_dd square = eh_dd_mul(eh_dd_mul(r, r), s->pp);
	eh_dd rss = eh_dd_add(eh_dd_add(s->xx, eh_dd_negate(cross)), square);
	double noise = 1e-29 * (fabs(s->xx.hi) + fabs(cross.hi) + fabs(square.hi));

	return rss.hi > noise ? rss.hi : 0.0;
}

/*
 * eh_ratio_std_error - the linearised standard error of R = sum x / sum p.
 *
 *	s				sums over n units, each of which entered as one row
 *	population_size	units the sample was drawn from; INFINITY for no finite
 *					population correction
 *	std_error		out: sqrt((1 - n/N) n/(n-1) rss) / |sum p|
 *
 * EH_EDOMAIN: fewer than two units, sum p = 0, or fewer in the population
 * than in the sample.  Cochran (1977), Sampling Techniques, section 6.4.
 * Checked against R 4.2.2, survey 4.1-1, svyratio().
 */
eh_status
eh_ratio_std_error(
	const eh_ratio_sums *s, double population_size, double *std_error)
{
	double fraction = s->n / population_size;

	if (s->n < 2.0 || s->p.hi == 0.0 || !(fraction <= 1.0))
		return EH_EDOMAIN;
	*std_error =
		sqrt((1.0 - fraction) * s->n / (s->n - 1.0) * eh_ratio_residual_ss(s)) /
		fabs(s->p.hi);
	return isfinite(*std_error) ? EH_OK : EH_ERANGE;
}
