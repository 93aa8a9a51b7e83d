/*
 * logit_totals.c - totals of the rows, the saturated model and the binomial
 * coefficients.
 */
#include "logit_totals.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define HALF_LOG_TWO_PI 0.91893853320467274178

/* Below this the series of Stirling's error is too short. */
#define STIRLING_FROM 16.0

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
count_plain(eh_logit_totals *t, const eh_block *b, const double *size,
	const double *hits, bool first)
{
	enum
	{
		LANES = 8
	};
	double lane[LANES] = {0};
	double between[LANES] = {0};
	double sum = 0.0;
	double rest = 0.0;
	int i = 0;

	if (size || b->offset)
		return false;
	for (; i + LANES <= b->n; i += LANES)
		for (int l = 0; l < LANES; l++)
		{
			lane[l] += hits[i + l];
			between[l] += hits[i + l] * (1.0 - hits[i + l]);
		}
	for (; i < b->n; i++)
	{
		lane[0] += hits[i];
		between[0] += hits[i] * (1.0 - hits[i]);
	}
	for (int l = 0; l < LANES; l++)
	{
		sum += lane[l];
		rest += between[l];
	}
	if (rest != 0.0)
		return false;
	t->rows += b->n;
	t->size += b->n;
	t->hits += sum;
	t->misses += b->n - sum;
	if (first)
		t->weight += b->n;
	return true;
}

/* Rows whose response is a number: how many, their sizes, sum and offsets. */
void
eh_logit_totals_add_numbers(eh_logit_totals *t, const eh_block *b,
	const double *size, const double *hits, bool first)
{
	double rows = b->n;
	double sizes = rows;
	double sum = 0.0;

	if (size)
	{
		rows = sizes = 0.0;
		for (int i = 0; i < b->n; i++)
		{
			rows += size[i] > 0.0;
			sizes += size[i];
		}
	}
	for (int i = 0; i < b->n; i++)
		sum += hits[i];
	for (int i = 0; i < b->n && b->offset; i++)
	{
		if (size && !(size[i] > 0.0))
			continue;
		t->offset_low = fmin(t->offset_low, b->offset[i]);
		t->offset_high = fmax(t->offset_high, b->offset[i]);
	}
	t->rows += (int64_t) rows;
	t->size += sizes;
	t->hits += sum;
	if (first)
		t->weight += sizes;
}

void
eh_logit_totals_clear(eh_logit_totals *t)
{
	memset(t, 0, sizeof(*t));
	t->offset_low = INFINITY;
	t->offset_high = -INFINITY;
}

/*
 * eh_logit_totals_add - a block of rows.
 *
 *	size, hits	of each row, as eh_logit_sizes() gives them or with rows left
 *				out
 *	first		what concerns the rows as given, whether or not some are left
 *				out, is wanted too
 */
void
eh_logit_totals_add(eh_logit_totals *t, const eh_block *b, const double *size,
	const double *hits, bool first)
{
	if (count_plain(t, b, size, hits, first))
		return;
	for (int i = 0; i < b->n; i++)
	{
		double part = size ? size[i] : 1.0;
		double weight = b->weight ? b->weight[i] : 1.0;
		double trials = b->trials ? b->trials[i] : 1.0;

		if (part <= 0.0)
			continue;
		t->rows++;
		t->size += part;
		t->hits += hits[i];
		t->misses += part - hits[i];
		if (b->offset)
		{
			t->hits_offset += hits[i] * b->offset[i];
			t->offset_low = fmin(t->offset_low, b->offset[i]);
			t->offset_high = fmax(t->offset_high, b->offset[i]);
		}
		if (!first)
			continue;
		t->weight += weight;
		if (hits[i] > 0.0 && hits[i] < part)
		{
			t->saturated += weight * saturated_row(b->success[i], trials);
			if (b->trials)
				t->binomial += weight * log_choose(b->success[i], trials);
		}
	}
}

void
eh_logit_totals_merge(eh_logit_totals *into, const eh_logit_totals *from)
{
	into->rows += from->rows;
	into->weight += from->weight;
	into->size += from->size;
	into->hits += from->hits;
	into->misses += from->misses;
	into->hits_offset += from->hits_offset;
	into->saturated += from->saturated;
	into->binomial += from->binomial;
	into->offset_low = fmin(into->offset_low, from->offset_low);
	into->offset_high = fmax(into->offset_high, from->offset_high);
}

/*
 * eh_logit_sizes - size and hits of a block's rows: weight times trials, NULL
 * where all are 1, and weight times successes.  Either may lie in its room,
 * a column of EH_BLOCK.
 */
void
eh_logit_sizes(const eh_block *b, double *size_room, double *hits_room,
	const double **size, const double **hits)
{
	*hits = b->success;
	*size = b->weight ? b->weight : b->trials;
	if (b->weight && b->trials)
	{
		for (int i = 0; i < EH_BLOCK; i++)
			size_room[i] = b->weight[i] * b->trials[i];
		*size = size_room;
	}
	if (b->weight)
	{
		for (int i = 0; i < EH_BLOCK; i++)
			hits_room[i] = b->weight[i] * b->success[i];
		*hits = hits_room;
	}
}
