/*
 * rounding.c - rounding halves up, as the Department for Education does.
 *
 * H1  A half goes away from zero: 2.5 is 3, -2.5 is -3.  dfeR 1.0.1,
 *     round_five_up(): sign(x) * trunc(|x| * 10^dp + 0.5 + sqrt(eps)) / 10^dp.
 * H2  What lies within sqrt(eps), 1.5e-8 of a step, below a half counts as
 *     the half: 2.675 is stored as 2.67499999999999982 and is meant as 2.675.
 *     Where the steps are so many that x itself is less sure, four units of
 *     its last place take over, which dfeR has not.
 * H3  A step that is one over a whole number (0.1, 0.01, 0.25) is divided by,
 *     so that the result is the double nearest to the decimal: 0.3, not
 *     3 * 0.1.
 */
#include "rounding.h"

#include <float.h>
#include <math.h>

/* From here on every double is a whole number. */
#define ALL_WHOLE 4503599627370496.0

/* sqrt(DBL_EPSILON), as R's sqrt(.Machine$double.eps) */
#define A_LITTLE 1.490116119384765625e-8

/* EH_EDOMAIN: x is not finite, or nearest not a positive finite number. */
eh_status
eh_round_half_up(double x, double nearest, double *out)
{
	double parts = nearest < 1.0 ? round(1.0 / nearest) : 0.0;
	double steps;

	if (!isfinite(x) || !isfinite(nearest) || nearest <= 0.0)
		return EH_EDOMAIN;
	if (!isfinite(parts) || fabs(parts * nearest - 1.0) > 4.0 * DBL_EPSILON)
		parts = 0.0;
	steps = parts > 0.0 ? fabs(x) * parts : fabs(x) / nearest;
	if (steps >= ALL_WHOLE)
	{
		*out = x;
		return EH_OK;
	}
	steps = floor(steps + 0.5 + fmax(A_LITTLE, 4.0 * DBL_EPSILON * steps));
	steps = parts > 0.0 ? steps / parts : steps * nearest;
	*out = steps > 0.0 ? copysign(steps, x) : 0.0;
	return isfinite(*out) ? EH_OK : EH_ERANGE;
}
