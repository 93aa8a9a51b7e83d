/*
 * standardise.c - rates standardised to a standard population, directly and
 * indirectly.
 *
 * N1  Sums are carried in two doubles: bands in any order give one answer.
 * N2  A directly standardised rate of fewer than ten events exists, but has
 *     no limits: EH_ERANGE.  Whether it is shown is for the caller.
 */
#include "standardise.h"

#include <math.h>

#include "dd.h"

_Static_assert(sizeof(eh_rate_band) == EH_BAND_COLUMNS * sizeof(double) &&
				   sizeof(eh_ratio_band) == EH_BAND_COLUMNS * sizeof(double),
	"a band is a row of numbers");

/*
 * eh_standardised_rate - sum w x / n over sum w.
 *
 * Its variance is sum w^2 squares / n^2 over (sum w)^2: of independent events,
 * squares = x, Dobson et al. (1991); of repeated ones, calculate_dsr() of
 * PHEindicatormethods 2.1.0, which adds up f^2 times the variance of the
 * people with f events.
 *
 * EH_EDOMAIN: no bands, a population that is not above 0, or no weight.
 */
eh_status
eh_standardised_rate(const eh_rate_band *band, size_t n, eh_standardised *out)
{
	eh_dd events = {0.0, 0.0}, population = {0.0, 0.0}, weight = {0.0, 0.0};
	eh_dd rate = {0.0, 0.0}, variance = {0.0, 0.0};

	for (size_t i = 0; i < n; i++)
	{
		double share = band[i].standard / band[i].population;

		if (!(band[i].population > 0.0))
			return EH_EDOMAIN;
		events = eh_dd_add_double(events, band[i].events);
		population = eh_dd_add_double(population, band[i].population);
		weight = eh_dd_add_double(weight, band[i].standard);
		rate = eh_dd_add_double(rate, band[i].events * share);
		variance = eh_dd_add_double(variance, band[i].squares * share * share);
	}
	if (!(weight.hi > 0.0))
		return EH_EDOMAIN;
	*out = (eh_standardised){.estimate = eh_dd_div(rate, weight).hi,
		.std_error = sqrt(variance.hi) / weight.hi,
		.events = events.hi,
		.population = population.hi,
		.expected = NAN,
		.weight = weight.hi};
	return EH_OK;
}

/*
 * eh_standardised_rate_limits - Dobson's: the limits of the count of events,
 * moved and drawn out to the mean and variance of the rate.
 *
 *	rate + sqrt(var / x) (Byar(x) - x)
 *
 * The lower limit is not below 0, which repeated events can take it to.
 */
eh_status
eh_standardised_rate_limits(
	const eh_standardised *rate, double level, eh_limits *out)
{
	double x = rate->events;
	eh_status status = eh_byar(x, level, out);

	if (status != EH_OK)
		return status;
	if (x < EH_FEW_EVENTS)
		return EH_ERANGE;
	out->low =
		fmax(0.0, rate->estimate + rate->std_error / sqrt(x) * (out->low - x));
	out->high = rate->estimate + rate->std_error / sqrt(x) * (out->high - x);
	return EH_OK;
}

/*
 * eh_indirect_ratio - events over those that the reference population's rates
 * would have given: sum x over sum n x_ref / n_ref.
 *
 * calculate_ISRatio() of PHEindicatormethods 2.1.0; Breslow and Day (1987),
 * section 2.3.  EH_EDOMAIN: nothing is expected, or a reference population is
 * not above 0.
 */
eh_status
eh_indirect_ratio(const eh_ratio_band *band, size_t n, eh_standardised *out)
{
	eh_dd events = {0.0, 0.0}, population = {0.0, 0.0}, expected = {0.0, 0.0};

	for (size_t i = 0; i < n; i++)
	{
		if (!(band[i].reference > 0.0))
			return EH_EDOMAIN;
		events = eh_dd_add_double(events, band[i].events);
		population = eh_dd_add_double(population, band[i].population);
		expected = eh_dd_add_double(expected,
			band[i].population * (band[i].reference_cases / band[i].reference));
	}
	if (!(expected.hi > 0.0))
		return EH_EDOMAIN;
	*out = (eh_standardised){.estimate = eh_dd_div(events, expected).hi,
		.std_error = sqrt(events.hi) / expected.hi,
		.events = events.hi,
		.population = population.hi,
		.expected = expected.hi,
		.weight = NAN};
	return EH_OK;
}

eh_status
eh_indirect_ratio_limits(const eh_standardised *ratio, double level,
	eh_count_method method, eh_limits *out)
{
	eh_status status = eh_count_limits(ratio->events, level, method, out);

	if (status != EH_OK)
		return status;
	out->low /= ratio->expected;
	out->high /= ratio->expected;
	return EH_OK;
}
