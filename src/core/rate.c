/*
 * rate.c - limits of events over a population, by the conventions of official
 * statistics.
 */
#include "rate.h"

#include <math.h>

/*
 * eh_count_limits - limits of a count, by a convention.
 *
 * EH_COUNT_PHE is the rule of the PHE Technical Guide (phe_rate() of
 * PHEindicatormethods 2.1.0).  EH_EDOMAIN and EH_ERANGE as eh_byar() and
 * eh_garwood() have them.
 */
eh_status
eh_count_limits(double x, double level, eh_count_method method, eh_limits *out)
{
	if (method == EH_COUNT_EXACT)
		return eh_garwood(x, level, out);
	return method == EH_COUNT_BYAR ? eh_byar(x, level, out)
								   : eh_phe(x, level, out);
}

/*
 * eh_clustered_count_limits - limits of a count of events of which a person
 * may have several.
 *
 *	x		events, over all people
 *	squares	sum over people of the square of a person's events; x, where
 *			nobody has two
 *
 * The people with f events are taken as a Poisson count each, so that the
 * variance of x is sum f^2 people(f) = squares; the limits of x are drawn out
 * by sqrt(squares / x), as Dobson et al. (1991), Statistics in Medicine 10,
 * 457-462, do for a weighted sum.  PHE Technical Guide, non-independent
 * events; calculate_dsr(independent_events = FALSE) of PHEindicatormethods
 * 2.1.0 with one age band.  The lower limit is not below 0.
 *
 * EH_EDOMAIN also: squares < x, or > x^2.
 */
eh_status
eh_clustered_count_limits(double x, double squares, double level,
	eh_count_method method, eh_limits *out)
{
	eh_status status;
	double stretch;

	if (!(squares >= x && squares <= x * x))
		return EH_EDOMAIN;
	status = eh_count_limits(x, level, method, out);
	if (status != EH_OK || x == 0.0)
		return status;
	stretch = sqrt(squares / x);
	out->low = fmax(0.0, x + stretch * (out->low - x));
	out->high = x + stretch * (out->high - x);
	return EH_OK;
}
