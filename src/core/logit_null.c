/*
 * logit_null.c - what is known before a coefficient is: totals of the rows,
 * the saturated model, and the model of nothing but intercept and offset.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

#define HALF_LOG_TWO_PI 0.91893853320467274178

/* Below this the series of Stirling's error is too short. */
#define STIRLING_FROM 16.0

#define NULL_STEPS 200

/*
 * log n! less Stirling's approximation to it, Loader's delta(n): what a
 * binomial coefficient keeps when its large parts have been taken out by hand.
 *
 * Loader (2000), Fast and accurate computation of binomial probabilities.
 */
static double
stirling_error(double n)
{
	double square = n * n;

	if (n < STIRLING_FROM)
		return n > 0.0
				   ? lgamma(n + 1.0) - (n + 0.5) * log(n) + n - HALF_LOG_TWO_PI
				   : 0.0;
	return (1.0 / 12.0 -
			   (1.0 / 360.0 -
				   (1.0 / 1260.0 -
					   (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) /
					   square) /
				   square) /
		   n;
}

/* s log(s/t) + (t - s) log(1 - s/t): a row's best log-likelihood */
static double
saturated_row(double s, double t)
{
	double value = 0.0;

	if (s > 0.0 && s < t)
		value = s * log(s / t) + (t - s) * log1p(-s / t);
	return value;
}

/* log of t over s; no large terms cancel */
static double
log_choose(double s, double t)
{
	if (s <= 0.0 || s >= t)
		return 0.0;
	return stirling_error(t) - stirling_error(s) - stirling_error(t - s) +
		   0.5 * log(t / (s * (t - s))) - HALF_LOG_TWO_PI - saturated_row(s, t);
}

/*
 * Rows without size and offset whose outcomes are 0 and 1: they need but be
 * added up, several side by side.  False where one lies between.
 */
static bool
count_plain(eh_logit_fit *f, bool first)
{
	enum
	{
		LANES = 8
	};
	double hits[LANES] = {0};
	double between[LANES] = {0};
	double sum = 0.0;
	double rest = 0.0;
	int i = 0;

	if (f->size || f->block.offset)
		return false;
	for (; i + LANES <= f->n; i += LANES)
		for (int l = 0; l < LANES; l++)
		{
			hits[l] += f->hits[i + l];
			between[l] += f->hits[i + l] * (1.0 - f->hits[i + l]);
		}
	for (; i < f->n; i++)
	{
		hits[0] += f->hits[i];
		between[0] += f->hits[i] * (1.0 - f->hits[i]);
	}
	for (int l = 0; l < LANES; l++)
	{
		sum += hits[l];
		rest += between[l];
	}
	if (rest != 0.0)
		return false;
	f->totals.rows += f->n;
	f->totals.size += f->n;
	f->totals.hits += sum;
	f->totals.misses += f->n - sum;
	if (first)
		f->totals.weight += f->n;
	return true;
}

/* Rows whose response is a number: how many, their sizes, sum and offsets. */
static void
count_numbers(eh_logit_fit *f, bool first)
{
	eh_logit_totals *t = &f->totals;
	double rows = f->n;
	double size = rows;
	double hits = 0.0;

	if (f->size)
	{
		rows = size = 0.0;
		for (int i = 0; i < f->n; i++)
		{
			rows += f->size[i] > 0.0;
			size += f->size[i];
		}
	}
	for (int i = 0; i < f->n; i++)
		hits += f->hits[i];
	for (int i = 0; i < f->n && f->offset; i++)
	{
		if (f->size && !(f->size[i] > 0.0))
			continue;
		t->offset_low = fmin(t->offset_low, f->offset[i]);
		t->offset_high = fmax(t->offset_high, f->offset[i]);
	}
	t->rows += (int64_t) rows;
	t->size += size;
	t->hits += hits;
	if (first)
		t->weight += size;
}

/*
 * eh_logit_count - the block at hand into the totals; what concerns the rows
 * as given, whether or not they separate, only the first time.
 */
void
eh_logit_count(eh_logit_fit *f, bool first)
{
	const eh_block *b = &f->block;
	eh_logit_totals *t = &f->totals;

	if (f->numbers)
	{
		count_numbers(f, first);
		return;
	}
	if (count_plain(f, first))
		return;
	for (int i = 0; i < f->n; i++)
	{
		double size = f->size ? f->size[i] : 1.0;
		double hits = f->hits[i];

		if (size <= 0.0)
			continue;
		t->rows++;
		t->size += size;
		t->hits += hits;
		t->misses += size - hits;
		if (b->offset)
		{
			t->hits_offset += hits * b->offset[i];
			t->offset_low = fmin(t->offset_low, b->offset[i]);
			t->offset_high = fmax(t->offset_high, b->offset[i]);
		}
		if (!first)
			continue;
		t->weight += b->weight ? b->weight[i] : 1.0;
		if (hits > 0.0 && hits < size)
		{
			double weight = b->weight ? b->weight[i] : 1.0;
			double trials = b->trials ? b->trials[i] : 1.0;

			t->saturated += weight * saturated_row(b->success[i], trials);
			if (b->trials)
				t->binomial += weight * log_choose(b->success[i], trials);
		}
	}
}

/* Sums at one intercept: the score, its slope and the log-likelihood. */
static eh_status
null_pass(eh_logit_fit *f, double intercept, double *score, double *slope,
	double *log_lik)
{
	double *one = eh_logit_room(f, EH_ROOM_ONE);
	eh_dd mu = {0.0, 0.0};
	eh_dd value = {0.0, 0.0};

	*slope = 0.0;
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		double part = 0.0;

		for (int i = 0; i < EH_BLOCK; i++)
			one[i] = 1.0;
		value =
			eh_dd_add_double(value, f->ops->logit_step(one, 1, f->n, &intercept,
										f->offset, f->size, slope, &part));
		mu = eh_dd_add_double(mu, part);
	}
	*score = f->totals.hits - mu.hi;
	*log_lik = f->totals.hits * intercept + f->totals.hits_offset - value.hi;
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/*
 * The intercept beside an offset: the root of a falling score.  The log odds
 * less the largest and the smallest offset bracket it, so that no offset,
 * however far out, can lead Newton astray.
 */
static eh_status
null_intercept(eh_logit_fit *f, double *intercept, double *log_lik)
{
	double odds = log(f->totals.hits) - log(f->totals.misses);
	double low = odds - f->totals.offset_high;
	double high = odds - f->totals.offset_low;
	double a = 0.5 * (low + high);

	for (int step = 0; step < NULL_STEPS; step++)
	{
		double score;
		double slope;
		double next;
		eh_status status = null_pass(f, a, &score, &slope, log_lik);

		if (status != EH_OK)
			return status;
		if (score > 0.0)
			low = a;
		else
			high = a;
		next = a + score / slope;
		if (!(next >= low && next <= high))
			next = 0.5 * (low + high);

		/* the error is the square of the step, so this was the last */
		if (fabs(next - a) <= 1e-9 * (1.0 + fabs(a)) || next == a)
		{
			*log_lik +=
				score * (next - a) - 0.5 * slope * (next - a) * (next - a);
			a = next;
			break;
		}
		a = next;
	}
	*intercept = a;
	return EH_OK;
}

/*
 * eh_logit_null_model - the model without predictors.
 *
 *	intercept	out: of the model, or 0 where the design has none
 *	log_lik		out: without binomial coefficients
 *
 * Both outcomes occur if there is an intercept.
 */
eh_status
eh_logit_null_model(eh_logit_fit *f, double *intercept, double *log_lik)
{
	const eh_logit_totals *t = &f->totals;
	double score;
	double slope;

	*intercept = 0.0;
	if (!f->d->intercept && !f->d->has_offset)
	{
		*log_lik = -t->size * log(2.0);
		return EH_OK;
	}
	if (!f->d->intercept)
		return null_pass(f, 0.0, &score, &slope, log_lik);
	if (f->d->has_offset && t->offset_low < t->offset_high)
		return null_intercept(f, intercept, log_lik);
	*intercept = log(t->hits) - log(t->misses);
	if (f->d->has_offset)
		*intercept -= t->offset_low;
	*log_lik =
		t->hits * log(t->hits / t->size) + t->misses * log(t->misses / t->size);
	return EH_OK;
}
