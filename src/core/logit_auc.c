/*
 * logit_auc.c - the area under the ROC curve: the chance that a success has a
 * larger predictor than a failure, ties counting half.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

#include "radix.h"

/* Two predictors this close are one: the same row in other arithmetic. */
#define TIE 1e-13

/* Stands for the predictor of a row whose outcome is certain. */
#define MOST_ETA 1e300

#define SIGN (UINT64_C(1) << 63)

/*
 * A row is a key of three words: its predictor, as a number that sorts, and
 * the bits of its hits and misses.  Rows that are each one success or one
 * failure need but one: the predictor, but for its last bit, which is the
 * outcome.
 */
static bool
by_word(const eh_design *d)
{
	return d->nrows > EH_BLOCK && !d->grouped &&
		   d->weight_kind == EH_WEIGHT_NONE;
}

/* Bytes for the scores of a fit, and to sort them in. */
size_t
eh_logit_auc_bytes(const eh_design *d)
{
	size_t rows = (size_t) d->nrows;

	if (by_word(d))
		return 2 * sizeof(uint64_t) * rows;
	return (d->nrows > EH_BLOCK ? 2 : 1) * sizeof(eh_wide_key) * rows;
}

static uint64_t
bits_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

static double
number_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* As unsigned numbers these are in the order of what they stand for. */
static uint64_t
ordered(double x)
{
	uint64_t bits = bits_of(x);

	return (bits & SIGN) != 0 ? ~bits : bits | SIGN;
}

static double
back(uint64_t bits)
{
	return number_of((bits & SIGN) != 0 ? bits & ~SIGN : ~bits);
}

static eh_wide_key *
wide(eh_logit_fit *f)
{
	return (eh_wide_key *) (void *) f->score;
}

/* One row: its predictor, which may be infinite, and what it weighs. */
void
eh_logit_auc_add(eh_logit_fit *f, double eta, double hits, double misses)
{
	int64_t at = f->extras.scores++;

	eta = eta > MOST_ETA ? MOST_ETA : eta < -MOST_ETA ? -MOST_ETA : eta;
	if (by_word(f->d))
		f->score[at] = (ordered(eta) & ~UINT64_C(1)) | (hits > 0.0);
	else
		wide(f)[at] =
			(eh_wide_key){{ordered(eta), bits_of(hits), bits_of(misses)}};
}

/*
 * Of few rows, all pairs of a success and a failure: faster than sorting.
 * Rows tie that are within TIE.  A grouped row is both.
 */
static double
auc_of_few(
	const eh_kernel_ops *ops, const eh_wide_key *score, double *room, int n)
{
	double *low = room;
	double *high = room + EH_BLOCK;
	double *weight = room + 2 * EH_BLOCK;
	double *above = room + 3 * EH_BLOCK;
	double *wins = room + 4 * EH_BLOCK;
	double misses = 0.0;
	double hits = 0.0;
	int m = 0;
	int k = 0;

	for (int i = 0; i < n; i++)
	{
		double at = back(score[i].word[0]);
		double own_hits = number_of(score[i].word[1]);
		double own_misses = number_of(score[i].word[2]);

		if (own_misses > 0.0)
		{
			low[m] = at - TIE * (1.0 + fabs(at));
			high[m] = at + TIE * (1.0 + fabs(at));
			weight[m++] = own_misses;
			misses += own_misses;
		}
		if (own_hits > 0.0)
		{
			above[k] = at;
			wins[k++] = own_hits;
			hits += own_hits;
		}
	}
	if (!(hits > 0.0 && misses > 0.0))
		return NAN;
	return ops->wins(low, high, weight, m, above, wins, k) / (hits * misses);
}

/* Rows that come in the order of their predictors. */
typedef struct tally
{
	double end; /* of the rows that tie, and what they weigh */
	double tied_hits;
	double tied_misses;
	double hits;
	double misses;
	double won;
} tally;

static void
close_tie(tally *t)
{
	t->won += t->tied_hits * (t->misses + 0.5 * t->tied_misses);
	t->misses += t->tied_misses;
	t->hits += t->tied_hits;
	t->tied_hits = t->tied_misses = 0.0;
}

static void
next_row(tally *t, double eta, double hits, double misses)
{
	if (!(eta <= t->end))
	{
		close_tie(t);
		t->end = eta + TIE * (1.0 + fabs(eta));
	}
	t->tied_hits += hits;
	t->tied_misses += misses;
}

static double
area(tally *t)
{
	close_tie(t);
	return t->hits > 0.0 && t->misses > 0.0 ? t->won / (t->hits * t->misses)
											: NAN;
}

static double
auc_by_word(eh_logit_fit *f, size_t n)
{
	uint64_t *keys = f->score;
	tally t = {.end = -INFINITY};

	if (eh_radix_sort(keys, keys + n, n, f->ctl, &keys) != EH_OK)
	{
		f->cancelled = true;
		return NAN;
	}
	for (size_t i = 0; i < n; i++)
	{
		double hit = (double) (keys[i] & 1);

		next_row(&t, back(keys[i] & ~UINT64_C(1)), hit, 1.0 - hit);
	}
	return area(&t);
}

static double
auc_by_score(eh_logit_fit *f, size_t n)
{
	eh_wide_key *keys = wide(f);
	tally t = {.end = -INFINITY};

	if (eh_radix_sort_wide(keys, keys + n, n, f->ctl) != EH_OK)
	{
		f->cancelled = true;
		return NAN;
	}
	for (size_t i = 0; i < n; i++)
		next_row(&t, back(keys[i].word[0]), number_of(keys[i].word[1]),
			number_of(keys[i].word[2]));
	return area(&t);
}

/*
 * eh_logit_auc - of the rows that were added; NaN where there are not both
 * outcomes.  The scores are lost, and what rows have in EH_ROOM_ETA to
 * EH_ROOM_B.
 */
double
eh_logit_auc(eh_logit_fit *f)
{
	size_t n = (size_t) f->extras.scores;

	if (by_word(f->d))
		return auc_by_word(f, n);
	if (f->d->nrows <= EH_BLOCK)
		return auc_of_few(
			f->ops, wide(f), eh_logit_room(f, EH_ROOM_ETA), (int) n);
	return auc_by_score(f, n);
}
