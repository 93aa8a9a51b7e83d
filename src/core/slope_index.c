/*
 * slope_index.c - the slope and relative indices of inequality.
 *
 * G1  Groups are put in order of rank; a group's place is the middle of its
 *     part of the cumulative population.  The line is fitted with the groups'
 *     shares of the population as weights: least squares of value sqrt(a) on
 *     sqrt(a) and place sqrt(a).
 * G2  The slope index is the line at 1 less the line at 0, the relative index
 *     the one over the other.  Under a negative multiplier the relative index
 *     is turned round.
 * G3  With transform the line is one of logarithms or logits, and its ends
 *     are taken back; limits turn it about its middle, whose height is held.
 * G4  Analytic limits carry the errors of the values to the line, which is
 *     linear in them: exact for plain values, and of the first order (through
 *     the values' own scale, and log(rii)) elsewhere.
 * G5  Simulated limits are order statistics of the lines of so many draws of
 *     all values, normal on the scale of the kind: round(m (1 - q)) and
 *     round(m q), q = (1 + level) / 2.  A seed gives the same limits always.
 *
 * Low and Low (2004), Journal of Public Health 26, 388-395; PHE Technical
 * Guide; phe_sii() of PHEindicatormethods 2.1.0.
 */
#include "slope_index.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "dd.h"
#include "order.h"
#include "radix.h"
#include "random.h"

#define POLL_EVERY 256

/* A line through the groups: sums of coefficient times value. */
typedef struct line
{
	double place[EH_SLOPE_MOST];
	double slope[EH_SLOPE_MOST];
	double level[EH_SLOPE_MOST]; /* at rank 0 */
} line;

static double
to_scale(eh_slope_kind kind, double value)
{
	switch (kind)
	{
		case EH_SLOPE_RATE:
			return log(value);
		case EH_SLOPE_PROPORTION:
			return log(value) - log1p(-value);
		default:
			return value;
	}
}

static double
from_scale(eh_slope_kind kind, double value)
{
	switch (kind)
	{
		case EH_SLOPE_RATE:
			return exp(value);
		case EH_SLOPE_PROPORTION:
			return 1.0 / (1.0 + exp(-value));
		default:
			return value;
	}
}

/* Rates are above 0, and proportions below 1 as well. */
bool
eh_slope_value_valid(eh_slope_kind kind, double value)
{
	return isfinite(value) && (kind == EH_SLOPE_PLAIN || value > 0.0) &&
		   (kind != EH_SLOPE_PROPORTION || value < 1.0);
}

/* From limits at 95 per cent.  EH_EDOMAIN: they are not of the kind. */
eh_status
eh_slope_std_error(
	eh_slope_kind kind, double low, double high, double *std_error)
{
	if (!eh_slope_value_valid(kind, low) || !eh_slope_value_valid(kind, high) ||
		low > high)
		return EH_EDOMAIN;
	*std_error = (to_scale(kind, high) - to_scale(kind, low)) /
				 (2.0 * eh_normal_quantile(0.95));
	return EH_OK;
}

/* G1.  EH_EDOMAIN: two groups of one rank. */
static eh_status
sort_groups(eh_slope_group *group, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		eh_slope_group moving = group[i];
		size_t at = i;

		for (; at > 0 && group[at - 1].rank > moving.rank; at--)
			group[at] = group[at - 1];
		group[at] = moving;
	}
	for (size_t i = 1; i < n; i++)
	{
		if (group[i].rank == group[i - 1].rank)
			return EH_EDOMAIN;
	}
	return EH_OK;
}

static double
lay_line(const eh_slope_group *group, size_t n, line *l)
{
	eh_dd all = {0.0, 0.0}, below = {0.0, 0.0};
	double spread = 0.0;

	for (size_t i = 0; i < n; i++)
		all = eh_dd_add_double(all, group[i].population);
	for (size_t i = 0; i < n; i++)
	{
		double share = group[i].population / all.hi;

		/* less the weighted mean of places, which is always a half */
		l->place[i] =
			eh_dd_add_double(below, 0.5 * group[i].population).hi / all.hi -
			0.5;
		below = eh_dd_add_double(below, group[i].population);
		l->slope[i] = share * l->place[i];
		spread += l->slope[i] * l->place[i];
	}
	for (size_t i = 0; i < n; i++)
	{
		l->slope[i] /= spread;
		l->level[i] = group[i].population / all.hi - 0.5 * l->slope[i];
	}
	return all.hi;
}

static double
along(const double *coefficient, const double *value, size_t n)
{
	double sum = 0.0;

	for (size_t i = 0; i < n; i++)
		sum += coefficient[i] * value[i];
	return sum;
}

/* The ends of a line of a given slope, taken back to the values' scale. */
static double
low_end(const eh_slope_rule *rule, double middle, double slope)
{
	return from_scale(rule->kind, middle - 0.5 * slope);
}

static double
high_end(const eh_slope_rule *rule, double middle, double slope)
{
	return from_scale(rule->kind, middle + 0.5 * slope);
}

static eh_limits
in_order(double a, double b)
{
	return (eh_limits){fmin(a, b), fmax(a, b)};
}

static double
relative(const eh_slope_rule *rule, double at_0, double at_1)
{
	return rule->multiplier < 0.0 ? at_0 / at_1 : at_1 / at_0;
}

/* G3: from limits of the slope on the transformed scale. */
static void
turn_back(
	const eh_slope_rule *rule, double middle, eh_limits l, eh_slope_index *out)
{
	double at[4] = {low_end(rule, middle, l.low), high_end(rule, middle, l.low),
		low_end(rule, middle, l.high), high_end(rule, middle, l.high)};

	out->sii_limits = in_order(
		rule->multiplier * (at[1] - at[0]), rule->multiplier * (at[3] - at[2]));
	out->rii_limits =
		in_order(relative(rule, at[0], at[1]), relative(rule, at[2], at[3]));
}

/* G4: standard errors of the values on the scale the line is fitted on. */
static double
fitted_error(const eh_slope_rule *rule, const eh_slope_group *g)
{
	if (rule->transform || rule->kind == EH_SLOPE_PLAIN)
		return g->std_error;
	return rule->kind == EH_SLOPE_RATE
			   ? g->value * g->std_error
			   : g->value * (1.0 - g->value) * g->std_error;
}

static void
analytic(const eh_slope_rule *rule, const eh_slope_group *group, size_t n,
	const line *l, double at_0, double at_1, eh_slope_index *out)
{
	double z = eh_normal_quantile(rule->level);
	double of_slope = 0.0, of_ratio = 0.0, slope = at_1 - at_0;
	eh_limits limits;

	for (size_t i = 0; i < n; i++)
	{
		double se = fitted_error(rule, &group[i]);
		double ratio = (l->level[i] + l->slope[i]) / at_1 - l->level[i] / at_0;

		of_slope += l->slope[i] * l->slope[i] * se * se;
		of_ratio += ratio * ratio * se * se;
	}
	out->std_error = sqrt(of_slope);
	limits =
		(eh_limits){slope - z * out->std_error, slope + z * out->std_error};
	if (rule->transform)
	{
		turn_back(rule, 0.5 * (at_0 + at_1), limits, out);
		return;
	}
	out->sii_limits =
		in_order(rule->multiplier * limits.low, rule->multiplier * limits.high);
	if (at_0 * at_1 > 0.0)
	{
		double half = z * sqrt(of_ratio);

		out->rii_limits =
			(eh_limits){out->rii * exp(-half), out->rii * exp(half)};
	}
}

/* The order statistics of G5; keys come back sorted. */
static eh_status
percentiles(const eh_slope_rule *rule, uint64_t *key, uint64_t *scratch,
	const eh_control *ctl, eh_limits *out)
{
	size_t m = (size_t) rule->repetitions;
	double q = 0.5 + 0.5 * rule->level;
	double first = fmax(1.0, rint((double) m * (1.0 - q)));
	double last = fmin((double) m, rint((double) m * q));
	uint64_t *sorted;
	eh_status status = eh_radix_sort(key, scratch, m, ctl, &sorted);

	if (status != EH_OK)
		return status;
	out->low = eh_order_value(sorted[(size_t) first - 1]);
	out->high = eh_order_value(sorted[(size_t) last - 1]);
	return EH_OK;
}

static eh_status
simulated(const eh_slope_rule *rule, const eh_slope_group *group, size_t n,
	const line *l, double middle, const eh_control *ctl, uint64_t *work,
	eh_slope_index *out)
{
	size_t m = (size_t) rule->repetitions;
	double centre[EH_SLOPE_MOST], value[EH_SLOPE_MOST];
	uint64_t *slopes = work, *ratios = work + m;
	eh_random random;
	eh_limits limits;
	eh_status status;

	for (size_t i = 0; i < n; i++)
		centre[i] = to_scale(rule->kind, group[i].value);
	eh_random_seed(&random, rule->seed);
	for (size_t k = 0; k < m; k++)
	{
		double at_0, slope;

		if (k % POLL_EVERY == 0 && ctl->poll != NULL && ctl->poll(ctl->arg))
			return EH_ECANCEL;
		for (size_t i = 0; i < n; i++)
		{
			value[i] =
				centre[i] + group[i].std_error * eh_random_normal(&random);
			if (!rule->transform)
				value[i] = from_scale(rule->kind, value[i]);
		}
		slope = along(l->slope, value, n);
		at_0 = along(l->level, value, n);
		slopes[k] =
			eh_order_key(rule->transform ? slope : rule->multiplier * slope);
		ratios[k] = eh_order_key(relative(rule, at_0, at_0 + slope));
	}
	status = percentiles(rule, slopes, work + 2 * m, ctl, &limits);
	if (status != EH_OK)
		return status;
	if (rule->transform)
	{
		turn_back(rule, middle, limits, out);
		return EH_OK;
	}
	out->sii_limits = limits;
	return percentiles(rule, ratios, work + 2 * m, ctl, &out->rii_limits);
}

size_t
eh_slope_index_work(const eh_slope_rule *rule)
{
	return rule->simulate ? 3 * (size_t) rule->repetitions * sizeof(uint64_t)
						  : 0;
}

/*
 * eh_slope_index_of - G1 to G5.
 *
 *	group	n of them, EH_SLOPE_LEAST to EH_SLOPE_MOST; put in order
 *	rule	level, repetitions and multiplier have been checked
 *	work	eh_slope_index_work(rule) bytes
 *	out		limits are NaN where a standard error is; the relative index where
 *			the line is not on one side of 0
 *
 * EH_EDOMAIN: a value is not of the kind, or two groups have one rank.
 * EH_ERANGE: too few groups, or too many.
 */
eh_status
eh_slope_index_of(eh_slope_group *group, size_t n, const eh_slope_rule *rule,
	const eh_control *ctl, void *work, eh_slope_index *out)
{
	double value[EH_SLOPE_MOST];
	bool known = true;
	double at_0, at_1;
	eh_status status = EH_OK;
	line l;

	if (n < EH_SLOPE_LEAST || n > EH_SLOPE_MOST)
		return EH_ERANGE;
	for (size_t i = 0; i < n; i++)
	{
		if (!eh_slope_value_valid(rule->kind, group[i].value))
			return EH_EDOMAIN;
		known = known && group[i].std_error >= 0.0;
	}
	if (sort_groups(group, n) != EH_OK)
		return EH_EDOMAIN;
	*out = (eh_slope_index){.sii_limits = {NAN, NAN},
		.rii_limits = {NAN, NAN},
		.std_error = NAN,
		.population = lay_line(group, n, &l)};
	for (size_t i = 0; i < n; i++)
		value[i] = rule->transform ? to_scale(rule->kind, group[i].value)
								   : group[i].value;
	at_0 = along(l.level, value, n);
	at_1 = at_0 + along(l.slope, value, n);
	if (rule->transform)
	{
		double first = from_scale(rule->kind, at_0);
		double last = from_scale(rule->kind, at_1);

		out->sii = rule->multiplier * (last - first);
		out->rii = relative(rule, first, last);
		out->intercept = first * fabs(rule->multiplier);
	}
	else
	{
		out->sii = rule->multiplier * (at_1 - at_0);
		out->rii = relative(rule, at_0, at_1);
		out->intercept = at_0 * fabs(rule->multiplier);
	}
	if (known)
		analytic(rule, group, n, &l, at_0, at_1, out);
	if (known && rule->simulate)
		status =
			simulated(rule, group, n, &l, 0.5 * (at_0 + at_1), ctl, work, out);
	if (!rule->transform && !(at_0 * at_1 > 0.0))
	{
		out->rii = NAN;
		out->rii_limits = (eh_limits){NAN, NAN};
	}
	return status;
}
