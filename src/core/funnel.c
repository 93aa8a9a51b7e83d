/*
 * funnel.c - how far from the average chance alone may carry an area of a
 * given size.
 *
 * F1  The funnel of a proportion is where Wilson's limits just reach the
 *     average; solved for the proportion that is average -/+ z sqrt(average
 *     (1 - average) / n), within 0 and 1.
 * F2  The funnel of a rate or ratio, at a number of events, is that many
 *     events over what would put the average at an exact limit of them.
 * F3  An area is flagged where its limits leave the average out: a
 *     proportion's Wilson's, of a count exact ones below ten events and
 *     Byar's from there on.
 * F4  With tau2, a variance between areas beyond chance, both are normal, with
 *     the variance of chance at the average plus tau2.
 *
 * F1 to F3: PHE Technical Guide and PHEindicatormethods 2.1.0,
 * calculate_funnel_limits() and assign_funnel_significance().  F4:
 * Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351.
 */
#include "funnel.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "dd.h"
#include "order.h"
#include "rate.h"

static eh_limits
about(double centre, double half, double lowest, double highest)
{
	return (eh_limits){
		fmax(lowest, centre - half), fmin(highest, centre + half)};
}

static double
inner_z(void)
{
	return eh_normal_quantile(EH_FUNNEL_INNER);
}

static double
outer_z(void)
{
	return eh_normal_quantile(EH_FUNNEL_OUTER);
}

/* F1, F4.  EH_EDOMAIN: average outside 0 to 1, n not above 0, tau2 < 0. */
eh_status
eh_funnel_proportion(double average, double n, double tau2, eh_funnel *out)
{
	double sd;

	if (!(average >= 0.0 && average <= 1.0 && n > 0.0 && isfinite(n) &&
			tau2 >= 0.0 && isfinite(tau2)))
		return EH_EDOMAIN;
	sd = sqrt(average * (1.0 - average) / n + tau2);
	out->inner = about(average, inner_z() * sd, 0.0, 1.0);
	out->outer = about(average, outer_z() * sd, 0.0, 1.0);
	return EH_OK;
}

static eh_status
exact_or_byar(double events, double level, eh_limits *out)
{
	eh_status status = eh_garwood(events, level, out);

	return status == EH_ERANGE ? eh_byar(events, level, out) : status;
}

/*
 * F2.  At no events the lower line is 0 and there is no upper one: any
 * expectation is above its lower limit, 0.  EH_EDOMAIN: average not above 0,
 * events negative.
 */
eh_status
eh_funnel_rate(double average, double events, eh_funnel *out)
{
	eh_limits inner, outer;
	eh_status status;

	if (!(average > 0.0 && isfinite(average)))
		return EH_EDOMAIN;
	status = exact_or_byar(events, EH_FUNNEL_INNER, &inner);
	if (status == EH_OK)
		status = exact_or_byar(events, EH_FUNNEL_OUTER, &outer);
	if (status != EH_OK)
		return status;
	out->inner = (eh_limits){average * events / inner.high,
		events > 0.0 ? average * events / inner.low : NAN};
	out->outer = (eh_limits){average * events / outer.high,
		events > 0.0 ? average * events / outer.low : NAN};
	return EH_OK;
}

static eh_funnel_flag
flag(double value, const eh_funnel *f)
{
	if (value < f->outer.low)
		return EH_FUNNEL_LOW_001;
	if (value < f->inner.low)
		return EH_FUNNEL_LOW_025;
	if (value > f->outer.high)
		return EH_FUNNEL_HIGH_001;
	return value > f->inner.high ? EH_FUNNEL_HIGH_025 : EH_FUNNEL_WITHIN;
}

/* F3.  EH_EDOMAIN also: x negative or above n. */
eh_status
eh_funnel_flag_proportion(
	double x, double n, double average, double tau2, eh_funnel_flag *out)
{
	eh_funnel f;
	eh_status status;

	if (!(x >= 0.0 && x <= n))
		return EH_EDOMAIN;
	status = eh_funnel_proportion(average, n, tau2, &f);
	if (status == EH_OK)
		*out = flag(x / n, &f);
	return status;
}

/* F3, F4; population may be the events expected, and average 1. */
eh_status
eh_funnel_flag_rate(double events, double population, double average,
	double tau2, eh_funnel_flag *out)
{
	eh_limits inner, outer;
	double expected = population * average;
	eh_status status;

	if (!(population > 0.0 && isfinite(population) && average > 0.0 &&
			isfinite(average) && tau2 >= 0.0 && isfinite(tau2) &&
			events >= 0.0 && isfinite(events)))
		return EH_EDOMAIN;
	if (tau2 > 0.0)
	{
		double sd = sqrt(average / population + tau2);
		eh_funnel f = {about(average, inner_z() * sd, 0.0, INFINITY),
			about(average, outer_z() * sd, 0.0, INFINITY)};

		*out = flag(events / population, &f);
		return EH_OK;
	}
	status = eh_phe(events, EH_FUNNEL_INNER, &inner);
	if (status == EH_OK)
		status = eh_phe(events, EH_FUNNEL_OUTER, &outer);
	if (status != EH_OK)
		return status;
	*out = expected > outer.high   ? EH_FUNNEL_LOW_001
		   : expected > inner.high ? EH_FUNNEL_LOW_025
		   : expected < outer.low  ? EH_FUNNEL_HIGH_001
		   : expected < inner.low  ? EH_FUNNEL_HIGH_025
								   : EH_FUNNEL_WITHIN;
	return EH_OK;
}

/* --- overdispersion -------------------------------------------------------
 */

size_t
eh_overdispersion_work(size_t n)
{
	return n * (sizeof(double) + 2 * sizeof(uint64_t));
}

/* Of n numbers as sorted keys, as R's quantile(type = 7) has it. */
static double
quantile(const uint64_t *sorted, size_t n, double p)
{
	double at = (double) (n - 1) * p;
	size_t below = (size_t) floor(at);
	double low = eh_order_value(sorted[below]);

	if (below + 1 >= n)
		return low;
	return low + (at - floor(at)) * (eh_order_value(sorted[below + 1]) - low);
}

/* Variance of an area's measure by chance, at the average. */
static double
chance(const eh_case *area, eh_funnel_kind kind, double average)
{
	if (kind == EH_FUNNEL_PROPORTION)
		return average * (1.0 - average) / area->n;
	return average / area->n;
}

static double
mean_square(const double *z, size_t n, double low, double high)
{
	eh_dd sum = {0.0, 0.0};

	for (size_t i = 0; i < n; i++)
	{
		double kept = fmin(fmax(z[i], low), high);

		sum = eh_dd_add_double(sum, kept * kept);
	}
	return sum.hi / (double) n;
}

/*
 * eh_overdispersion_of - how much more areas differ than chance explains.
 *
 *	area		n of them, each with n > 0
 *	average		what they are compared with; NaN: sum x / sum n (of a ratio 1)
 *	winsorise	share, below a half, of the z at either end that is drawn in to
 *				the quantile (R's type 7) there; 0.1 is usual
 *	work		eh_overdispersion_work(n) bytes
 *
 * z = (x / n - average) / s, s^2 the variance of chance at the average;
 * phi = sum z^2 / n; tau2 = (n phi - (n - 1)) / (sum w - sum w^2 / sum w),
 * w = 1 / s^2, not below 0.  Spiegelhalter (2005); Spiegelhalter et al.
 * (2012), Journal of the Royal Statistical Society A 175, 1-47.
 *
 * EH_EDOMAIN: fewer than two areas.  EH_ERANGE: the average is 0 (or, of a
 * proportion, 1), so that chance has no variance.
 */
eh_status
eh_overdispersion_of(const eh_case *area, size_t n, eh_funnel_kind kind,
	double average, double winsorise, const eh_control *ctl, void *work,
	eh_overdispersion *out)
{
	uint64_t *key = work;
	double *z = (void *) (key + 2 * n);
	uint64_t *sorted;
	eh_dd x = {0.0, 0.0}, all = {0.0, 0.0}, w = {0.0, 0.0}, ww = {0.0, 0.0};
	double excess;
	eh_status status;

	if (n < 2)
		return EH_EDOMAIN;
	for (size_t i = 0; i < n; i++)
	{
		x = eh_dd_add_double(x, area[i].x);
		all = eh_dd_add_double(all, area[i].n);
	}
	if (isnan(average))
		average = kind == EH_FUNNEL_RATIO ? 1.0 : eh_dd_div(x, all).hi;
	if (!(average > 0.0) || (kind == EH_FUNNEL_PROPORTION && average >= 1.0))
		return EH_ERANGE;
	for (size_t i = 0; i < n; i++)
	{
		double variance = chance(&area[i], kind, average);

		z[i] = (area[i].x / area[i].n - average) / sqrt(variance);
		key[i] = eh_order_key(z[i]);
		w = eh_dd_add_double(w, 1.0 / variance);
		ww = eh_dd_add_double(ww, 1.0 / variance / variance);
	}
	status = eh_radix_sort(key, key + n, n, ctl, &sorted);
	if (status != EH_OK)
		return status;
	out->average = average;
	out->phi_raw = mean_square(z, n, -INFINITY, INFINITY);
	out->phi = mean_square(z, n, quantile(sorted, n, winsorise),
		quantile(sorted, n, 1.0 - winsorise));
	excess = (double) n * out->phi - (double) (n - 1);
	out->tau2 = fmax(0.0, excess / (w.hi - ww.hi / w.hi));
	out->statistic = (double) n * out->phi;
	out->p_value = gsl_cdf_chisq_Q(out->statistic, (double) (n - 1));
	return EH_OK;
}
