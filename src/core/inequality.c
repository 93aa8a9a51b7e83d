/*
 * inequality.c - how unequal numbers are.
 *
 * Q1  Values may be weighted, by children, say; equal weights change neither
 *     Gini's nor Theil's index.
 * Q2  EH_EDOMAIN where there is no answer: no weight, a mean of 0, or, for
 *     Gini and Theil, a mean or value below 0.
 * Q3  Sums are carried in two doubles: any order of rows gives one answer.
 */
#include "inequality.h"

#include <math.h>
#include <stdbool.h>

#include "dd.h"
#include "order.h"

#define POLL_EVERY 1024

static bool
told_to_stop(const eh_control *ctl, size_t i)
{
	return i % POLL_EVERY == 0 && ctl->poll != NULL && ctl->poll(ctl->arg);
}

static double
value_of(const eh_weighted *v, size_t i)
{
	return v->row[i * (size_t) v->columns];
}

static double
weight_of(const eh_weighted *v, size_t i)
{
	return v->columns == 1 ? 1.0 : v->row[i * (size_t) v->columns + 1];
}

typedef struct totals
{
	eh_dd weight;
	eh_dd sum; /* weight times value */
	bool negative;
} totals;

static eh_status
add_up(const eh_weighted *v, const eh_control *ctl, totals *t)
{
	*t = (totals){{0.0, 0.0}, {0.0, 0.0}, false};
	for (size_t i = 0; i < v->n; i++)
	{
		double x = value_of(v, i), w = weight_of(v, i);

		if (told_to_stop(ctl, i))
			return EH_ECANCEL;
		t->weight = eh_dd_add_double(t->weight, w);
		t->sum = eh_dd_add(
			t->sum, eh_dd_two_prod(x, eh_dd_split(x), w, eh_dd_split(w)));
		t->negative = t->negative || x < 0.0;
	}
	return EH_OK;
}

size_t
eh_gini_work(size_t n)
{
	return 2 * n * sizeof(eh_wide_key);
}

/*
 * eh_gini - one less twice the area below Lorenz's curve: 0 where all are
 * equal, near 1 where one has all.
 *
 * With values rising, 1 - sum w_i (S_i + S_(i-1)) / (W S_n), S the running sum
 * of weight times value; unweighted the same as sum (2i - n - 1) x_i /
 * (n sum x), which ineq::Gini() of R has.  Lerman and Yitzhaki (1989), Journal
 * of Econometrics 42, 43-47.  No correction for a small number of areas.
 */
eh_status
eh_gini(const eh_weighted *v, const eh_control *ctl, void *work, double *out)
{
	eh_wide_key *key = work;
	eh_dd below = {0.0, 0.0}, area = {0.0, 0.0};
	totals t;
	eh_status status = add_up(v, ctl, &t);

	if (status != EH_OK)
		return status;
	if (!(t.weight.hi > 0.0) || !(t.sum.hi > 0.0) || t.negative)
		return EH_EDOMAIN;
	for (size_t i = 0; i < v->n; i++)
	{
		double w = weight_of(v, i);

		key[i] =
			(eh_wide_key){{eh_order_key(value_of(v, i)), eh_order_key(w), 0}};
	}
	status = eh_radix_sort_wide(key, key + v->n, v->n, ctl);
	if (status != EH_OK)
		return status;
	for (size_t i = 0; i < v->n; i++)
	{
		double x = eh_order_value(key[i].word[0]);
		double w = eh_order_value(key[i].word[1]);
		eh_dd above = eh_dd_add(
			below, eh_dd_two_prod(x, eh_dd_split(x), w, eh_dd_split(w)));

		if (told_to_stop(ctl, i))
			return EH_ECANCEL;
		area = eh_dd_add(
			area, eh_dd_mul(eh_dd_add(below, above), (eh_dd){w, 0.0}));
		below = above;
	}
	area = eh_dd_div(area, eh_dd_mul(t.weight, t.sum));
	*out = fmax(0.0, eh_dd_add_double(eh_dd_negate(area), 1.0).hi);
	return EH_OK;
}

/*
 * eh_theil - Theil's T, sum w (x / mean) log(x / mean) / sum w: 0 where all
 * are equal; a value of 0 adds nothing.
 *
 * Theil (1967), Economics and Information Theory, chapter 4.
 */
eh_status
eh_theil(const eh_weighted *v, const eh_control *ctl, double *out)
{
	eh_dd sum = {0.0, 0.0};
	double mean;
	totals t;
	eh_status status = add_up(v, ctl, &t);

	if (status != EH_OK)
		return status;
	if (!(t.weight.hi > 0.0) || !(t.sum.hi > 0.0) || t.negative)
		return EH_EDOMAIN;
	mean = eh_dd_div(t.sum, t.weight).hi;
	for (size_t i = 0; i < v->n; i++)
	{
		double d = value_of(v, i) / mean - 1.0;

		if (told_to_stop(ctl, i))
			return EH_ECANCEL;
		/* r log r - d has the same sum, and does not cancel where all are
		 * nearly equal */
		if (d > -1.0)
			sum = eh_dd_add_double(
				sum, weight_of(v, i) * ((1.0 + d) * log1p(d) - d));
		else
			sum = eh_dd_add_double(sum, weight_of(v, i));
	}
	*out = fmax(0.0, sum.hi / t.weight.hi);
	return EH_OK;
}

/*
 * eh_coefficient_of_variation - the standard deviation over the mean.
 *
 * Unweighted, areas are a sample: n - 1, as R's sd() has it; one has none.
 * Weighted, they are the population: sum w (x - mean)^2 / sum w; Williamson
 * (1965), Economic Development and Cultural Change 13(4), 1-84.
 */
eh_status
eh_coefficient_of_variation(
	const eh_weighted *v, const eh_control *ctl, double *out)
{
	eh_dd sum = {0.0, 0.0};
	eh_dd mean;
	double parts;
	totals t;
	eh_status status = add_up(v, ctl, &t);

	if (status != EH_OK)
		return status;
	parts = v->columns == 1 ? (double) v->n - 1.0 : t.weight.hi;
	if (!(parts > 0.0) || t.sum.hi == 0.0)
		return EH_EDOMAIN;
	mean = eh_dd_div(t.sum, t.weight);
	for (size_t i = 0; i < v->n; i++)
	{
		double d = eh_dd_add_double(eh_dd_negate(mean), value_of(v, i)).hi;

		if (told_to_stop(ctl, i))
			return EH_ECANCEL;
		sum = eh_dd_add_double(sum, weight_of(v, i) * d * d);
	}
	*out = sqrt(sum.hi / parts) / mean.hi;
	return EH_OK;
}
