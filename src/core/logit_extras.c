/*
 * logit_extras.c - what the last pass over the rows takes beside the
 * information: robust and clustered scores, margins, fit.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

/* Two predictors this close are one: the same row in other arithmetic. */
#define TIE 1e-13

/* Below this many, sorting by insertion is fastest. */
#define FEW 16

/* Stands for the predictor of a row whose outcome is certain. */
#define MOST_ETA 1e300

void
eh_logit_extras_begin(eh_logit_fit *f)
{
	size_t p = (size_t) f->p;

	memset(&f->extras, 0, sizeof(f->extras));
	memset(f->curve, 0, 2 * sizeof(double) * p);
	memset(f->margin, 0, sizeof(double) * p);
	memset(f->margin_slope, 0, sizeof(double) * p);
	memset(f->margin_gradient, 0, sizeof(double) * p * p);
	eh_arrow_zero(&f->meat);
	if (f->cluster)
		memset(f->cluster, 0, sizeof(double) * p * (size_t) f->d->nclusters);
}

/* Scores of the rows, added up by cluster. */
void
eh_logit_add_clusters(eh_logit_fit *f, const double *r)
{
	for (int i = 0; i < f->n; i++)
	{
		double *sum = f->cluster + (size_t) f->block.cluster[i] * (size_t) f->p;

		if (r[i] == 0.0)
			continue;
		for (int k = 0; k < f->nz; k++)
			sum[k] += r[i] * f->z[(size_t) k * EH_BLOCK + (size_t) i];
		if (f->head_factor < 0)
			continue;
		for (int k = 0; k < f->d->nfactors; k++)
		{
			int s = f->slot[(size_t) k * EH_BLOCK + (size_t) i];

			if (s >= 0 && !f->dead[s])
				sum[s] += r[i];
		}
	}
}

/*
 * Every row as if at this level, less every row as if at the reference: the
 * predictor without the factor is the offset of a model of one column.
 */
static void
add_level_margin(eh_logit_fit *f, int column, double coef, const double *bare)
{
	double *one = eh_logit_room(f, EH_ROOM_ONE);
	double *eta = eh_logit_room(f, EH_ROOM_ETA);
	double *mu = eh_logit_room(f, EH_ROOM_MU);
	double *v = eh_logit_room(f, EH_ROOM_V);
	double *change = eh_logit_room(f, EH_ROOM_A);
	double none = 0.0;

	f->ops->logit_rows(one, 1, f->n, &coef, bare, eta, mu, v);
	for (int i = 0; i < f->n; i++)
	{
		double size = f->size ? f->size[i] : 1.0;

		f->margin[column] += size * mu[i];
		f->margin_slope[column] += size * v[i];
		change[i] = size * v[i];
	}
	f->ops->logit_rows(one, 1, f->n, &none, bare, eta, mu, v);
	for (int i = 0; i < f->n; i++)
	{
		double size = f->size ? f->size[i] : 1.0;

		f->margin[column] -= size * mu[i];
		change[i] -= size * v[i];
	}
	f->ops->dot(f->z, f->nz, f->n, change,
		f->margin_gradient + (size_t) column * (size_t) f->p);
}

/* Margins of all levels; only where every factor is expanded into z. */
static void
add_level_margins(eh_logit_fit *f, const double *beta)
{
	const eh_design *d = f->d;
	double *bare = eh_logit_room(f, EH_ROOM_B);
	double *kept = eh_logit_room(f, EH_ROOM_OFFSET);
	double *one = eh_logit_room(f, EH_ROOM_ONE);
	double *coef = eh_logit_vector(f, EH_VECTOR_B);

	memcpy(coef, beta, sizeof(double) * (size_t) f->p);
	eh_logit_unscale(f, coef);
	memcpy(kept, eh_logit_room(f, EH_ROOM_ETA),
		sizeof(double) * (size_t) f->padded);
	for (int i = 0; i < f->padded; i++)
		one[i] = 1.0;
	for (int k = 0; k < d->nfactors; k++)
	{
		const int32_t *slot = f->slot + (size_t) k * EH_BLOCK;
		int start = eh_design_factor_start(d, k);

		memcpy(bare, kept, sizeof(double) * (size_t) f->padded);
		for (int i = 0; i < f->n; i++)
			if (slot[i] >= 0)
				bare[i] -= coef[slot[i]];
		for (int l = 0; l < d->nlevels[k] - 1; l++)
			if (!f->dead[start + l])
				add_level_margin(f, start + l, coef[start + l], bare);
	}
}

/* Fitted values of successes and failures, and the scores to be ranked. */
static void
add_fit(eh_logit_fit *f, const double *eta, const double *mu)
{
	const eh_block *b = &f->block;
	eh_logit_extras *e = &f->extras;

	for (int i = 0; i < f->n; i++)
	{
		double size = f->size ? f->size[i] : 1.0;
		double hits = f->hits[i];
		double fitted = mu[i];
		double at = eta[i];

		if (f->nlimits > 0 && f->side[i] != 0.0)
		{
			double weight = b->weight ? b->weight[i] : 1.0;

			size = weight * (b->trials ? b->trials[i] : 1.0);
			hits = weight * b->success[i];
			fitted = f->side[i] > 0.0 ? 1.0 : 0.0;
			at = f->side[i] > 0.0 ? HUGE_VAL : -HUGE_VAL;
		}
		if (size <= 0.0)
			continue;
		e->mu_hits += hits * fitted;
		e->mu_misses += (size - hits) * fitted;
		if (f->score && e->scores < f->d->nrows)
			f->score[e->scores++] = (eh_logit_score){at, hits, size - hits};
	}
}

/*
 * eh_logit_extras_add - the block at hand.
 *
 *	log_sum		of the block: sum size log(1 + exp(eta))
 */
void
eh_logit_extras_add(eh_logit_fit *f, const double *beta, double log_sum)
{
	double *eta = eh_logit_room(f, EH_ROOM_ETA);
	double *mu = eh_logit_room(f, EH_ROOM_MU);
	double *v = eh_logit_room(f, EH_ROOM_V);
	double *r = eh_logit_room(f, EH_ROOM_A);
	double *a = eh_logit_room(f, EH_ROOM_B);
	eh_logit_extras *e = &f->extras;
	bool people = f->d->weight_kind == EH_WEIGHT_FREQUENCY && f->block.weight;

	f->ops->logit_rows(
		f->z, f->nz, f->n, beta, eh_logit_offset(f, beta), eta, mu, v);
	e->log_lik = eh_dd_add_double(
		e->log_lik, eh_logit_dot(f->n, f->hits, eta) - log_sum);
	add_fit(f, eta, mu);
	for (int i = 0; i < f->n; i++)
	{
		double size = f->size ? f->size[i] : 1.0;

		e->slope += size * v[i];
		a[i] = size * v[i] * (1.0 - 2.0 * mu[i]);
		r[i] = f->hits[i] - size * mu[i];
	}
	eh_logit_sum(f, a, f->curve);
	if (f->cluster)
		eh_logit_add_clusters(f, r);
	for (int i = 0; i < f->n; i++)
	{
		a[i] = r[i] * r[i];

		/* a row of w people: w scores, each 1/w of the row's */
		if (people && r[i] != 0.0)
			a[i] /= f->block.weight[i];
	}
	eh_logit_cross(f, a, &f->meat);
	if (f->head_factor < 0 && f->d->nfactors > 0)
		add_level_margins(f, beta);
}

static void
swap(eh_logit_score *a, eh_logit_score *b)
{
	eh_logit_score t = *a;

	*a = *b;
	*b = t;
}

static void
sift_down(eh_logit_score *s, int64_t at, int64_t n)
{
	for (;;)
	{
		int64_t child = 2 * at + 1;

		if (child >= n)
			return;
		if (child + 1 < n && s[child + 1].eta > s[child].eta)
			child++;
		if (s[child].eta <= s[at].eta)
			return;
		swap(&s[at], &s[child]);
		at = child;
	}
}

static void
heap_sort(eh_logit_score *s, int64_t n)
{
	for (int64_t i = n / 2 - 1; i >= 0; i--)
		sift_down(s, i, n);
	for (int64_t end = n - 1; end > 0; end--)
	{
		swap(&s[0], &s[end]);
		sift_down(s, 0, end);
	}
}

static void
insertion_sort(eh_logit_score *s, int64_t n)
{
	for (int64_t i = 1; i < n; i++)
	{
		eh_logit_score x = s[i];
		int64_t j = i;

		for (; j > 0 && s[j - 1].eta > x.eta; j--)
			s[j] = s[j - 1];
		s[j] = x;
	}
}

/*
 * By eta, in place.  Quicksort by the median of three in three parts, since
 * rows that are alike are many; a heap where it goes deep.  libc's qsort()
 * may call malloc().
 */
static void
sort_scores(eh_logit_score *s, int64_t n, int depth)
{
	while (n > FEW)
	{
		double a = s[0].eta;
		double b = s[n / 2].eta;
		double c = s[n - 1].eta;
		double middle = fmax(fmin(a, b), fmin(fmax(a, b), c));
		int64_t low = 0;
		int64_t high = n - 1;

		if (depth-- == 0)
		{
			heap_sort(s, n);
			return;
		}
		for (int64_t i = 0; i <= high;)
		{
			if (s[i].eta < middle)
				swap(&s[i++], &s[low++]);
			else if (s[i].eta > middle)
				swap(&s[i], &s[high--]);
			else
				i++;
		}
		sort_scores(s, low, depth);
		s += high + 1;
		n -= high + 1;
	}
	insertion_sort(s, n);
}

/*
 * The same of few rows by all pairs of a success and a failure; rows tie that
 * are within TIE.  A grouped row is both.
 */
static double
auc_of_few(
	const eh_kernel_ops *ops, const eh_logit_score *score, double *room, int n)
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
		double at = score[i].eta;

		at = at > MOST_ETA ? MOST_ETA : at < -MOST_ETA ? -MOST_ETA : at;

		if (score[i].misses > 0.0)
		{
			low[m] = at - TIE * (1.0 + fabs(at));
			high[m] = at + TIE * (1.0 + fabs(at));
			weight[m++] = score[i].misses;
			misses += score[i].misses;
		}
		if (score[i].hits > 0.0)
		{
			above[k] = at;
			wins[k++] = score[i].hits;
			hits += score[i].hits;
		}
	}
	if (!(hits > 0.0 && misses > 0.0))
		return NAN;
	return ops->wins(low, high, weight, m, above, wins, k) / (hits * misses);
}

/* By eta in order, a success beats all failures before it. */
static double
auc_in_order(eh_logit_score *score, int64_t n)
{
	double misses = 0.0;
	double hits = 0.0;
	double won = 0.0;
	int depth = 4;

	for (int64_t i = n; i > 1; i >>= 1)
		depth += 2;
	sort_scores(score, n, depth);
	for (int64_t i = 0; i < n;)
	{
		double from = score[i].eta;
		double tied_hits = 0.0;
		double tied_misses = 0.0;

		/* rows that separate are at minus and plus infinity */
		double to = isinf(from) ? from : from + TIE * (1.0 + fabs(from));

		for (; i < n && score[i].eta <= to; i++)
		{
			tied_hits += score[i].hits;
			tied_misses += score[i].misses;
		}
		won += tied_hits * (misses + 0.5 * tied_misses);
		misses += tied_misses;
		hits += tied_hits;
	}
	return hits > 0.0 && misses > 0.0 ? won / (hits * misses) : NAN;
}

/*
 * eh_logit_auc - the chance that a success has a larger predictor than a
 * failure, ties counting half; NaN where there are not both.  The scores are
 * lost, and what rows have in EH_ROOM_ETA to EH_ROOM_B.
 */
double
eh_logit_auc(eh_logit_fit *f)
{
	int64_t n = f->extras.scores;

	/* for these, comparing all pairs is faster than sorting */
	if (n <= EH_BLOCK)
		return auc_of_few(
			f->ops, f->score, eh_logit_room(f, EH_ROOM_ETA), (int) n);
	return auc_in_order(f->score, n);
}
