/*
 * rational.c - the nearest fraction with a small denominator.
 */
#include "rational.h"

#include <math.h>

/*
 * eh_nearest_fraction - the p/q nearest to value with 1 <= q <= max.
 *
 * Of two equally near the one with the smaller denominator.  EH_EDOMAIN: max
 * outside 1 .. EH_RATIONAL_MAX_DENOMINATOR, value not finite, or so large
 * that the numerator passes 2^53.
 *
 * Continued fractions: the last convergent within the bound and the largest
 * semiconvergent are the only candidates (Hardy and Wright, chapter 10).
 */
eh_status
eh_nearest_fraction(double value, int32_t max_denominator, int64_t *numerator,
	int32_t *denominator)
{
	double whole;
	double rest;
	int64_t p0 = 1, q0 = 0; /* the convergent before */
	int64_t p1, q1 = 1;     /* the convergent at hand */

	if (max_denominator < 1 || max_denominator > EH_RATIONAL_MAX_DENOMINATOR ||
		!isfinite(value) || fabs(value) * max_denominator > 9007199254740992.0)
		return EH_EDOMAIN;

	whole = floor(value);
	p1 = (int64_t) whole;
	rest = value - whole;
	while (rest > 0.0)
	{
		double term = floor(1.0 / rest);
		int64_t most = (max_denominator - q0) / q1;
		int64_t a = term > (double) most ? most : (int64_t) term;
		int64_t p2 = a * p1 + p0;
		int64_t q2 = a * q1 + q0;

		if (a < term)
		{
			/* the bound is met: the semiconvergent, if it is nearer */
			if (a > 0 && fabs((double) p2 / (double) q2 - value) <
							 fabs((double) p1 / (double) q1 - value))
			{
				p1 = p2;
				q1 = q2;
			}
			break;
		}
		p0 = p1;
		q0 = q1;
		p1 = p2;
		q1 = q2;
		rest = 1.0 / rest - term;
	}
	*numerator = p1;
	*denominator = (int32_t) q1;
	return EH_OK;
}
