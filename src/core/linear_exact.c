/*
 * linear_exact.c - residuals and scores in twice the digits.
 *
 * With coefficients of the scaled columns in two doubles and the columns
 * themselves exact, a residual is right to the last digit whatever cancels
 * in it; so the scores are, and refinement ends at the least squares of the
 * numbers as given (Bjoerck 1967, BIT 7, 257-278).
 */
#include "linear_internal.h"

#include <string.h>

#define LANES 8

static eh_dd
times(eh_dd a, double b)
{
	return eh_dd_mul(a, (eh_dd){b, 0.0});
}

/* dense predictor j of row i, centred and scaled, exactly */
static inline eh_dd
column(const eh_logit_fit *f, const double *x, int j, int i)
{
	eh_dd u = eh_dd_two_sum(x[i], -f->centre[j]);

	return (eh_dd){u.hi * f->scale[j], u.lo * f->scale[j]};
}

/* Coefficients of the basis into those of the scaled columns. */
void
eh_linear_columns(eh_linear_fit *l)
{
	const eh_logit_fit *f = &l->f;
	size_t p = (size_t) f->p;
	size_t nz = (size_t) f->nz;

	for (size_t k = 0; k < p; k++)
	{
		eh_dd sum = eh_pair(l->coef, p, k);

		if (k < nz)
			sum = times(sum, f->basis[k * nz + k]);
		for (size_t t = k + 1; t < nz; t++)
			if (f->turned[t] && f->basis[t * nz + k] != 0.0)
				sum = eh_dd_add(
					sum, times(eh_pair(l->coef, p, t), f->basis[t * nz + k]));
		eh_set_pair(l->by_column, p, k, sum);
	}
}

void
eh_linear_exact_begin(eh_linear_fit *l)
{
	eh_linear_columns(l);
	memset(l->raw_score, 0, 2 * sizeof(double) * (size_t) l->f.p);
}

/* rest = response - intercept - levels */
static void
take_levels(eh_linear_fit *l)
{
	const eh_logit_fit *f = &l->f;
	size_t p = (size_t) f->p;
	eh_dd intercept = {0.0, 0.0};

	if (f->d->intercept)
		intercept = eh_dd_negate(eh_pair(l->by_column, p, 0));
	for (int i = 0; i < f->n; i++)
	{
		eh_dd r = eh_dd_add(
			(eh_dd){l->response.high[i], l->response.low[i]}, intercept);

		for (int k = 0; k < f->d->nfactors; k++)
		{
			int s = f->slot[(size_t) k * EH_BLOCK + (size_t) i];

			if (s >= 0)
				r = eh_dd_add(
					r, eh_dd_negate(eh_pair(l->by_column, p, (size_t) s)));
		}
		eh_set_pair(l->rest, EH_BLOCK, (size_t) i, r);
	}
}

/* rest -= coefficient times predictor j */
static void
take_column(eh_linear_fit *l, int j)
{
	const eh_logit_fit *f = &l->f;
	const double *x = f->block.x + (size_t) j * EH_BLOCK;
	size_t k = (size_t) j + (f->d->intercept ? 1 : 0);
	eh_dd coef = eh_dd_negate(eh_pair(l->by_column, (size_t) f->p, k));
	double *high = l->rest;
	double *low = l->rest + EH_BLOCK;

	if (coef.hi == 0.0)
		return;
	for (int i = 0; i < f->n; i++)
	{
		eh_dd r = eh_dd_add(
			(eh_dd){high[i], low[i]}, eh_dd_mul(column(f, x, j, i), coef));

		high[i] = r.hi;
		low[i] = r.lo;
	}
}

/* raw_score[k] += the sum of LANES sums side by side */
static void
gather(eh_linear_fit *l, size_t k, const double *high, const double *low)
{
	size_t p = (size_t) l->f.p;
	eh_dd sum = eh_pair(l->raw_score, p, k);

	for (int t = 0; t < LANES; t++)
		sum = eh_dd_add(sum, (eh_dd){high[t], low[t]});
	eh_set_pair(l->raw_score, p, k, sum);
}

/* raw_score += weighed residuals times predictor j */
static void
score_column(eh_linear_fit *l, int j)
{
	const eh_logit_fit *f = &l->f;
	const double *x = f->block.x + (size_t) j * EH_BLOCK;
	const double *high = l->weighed;
	const double *low = high + EH_BLOCK;
	double sum[LANES] = {0};
	double rest[LANES] = {0};

	for (int i = 0; i < f->n; i++)
	{
		eh_dd s = eh_dd_add((eh_dd){sum[i % LANES], rest[i % LANES]},
			eh_dd_mul(column(f, x, j, i), (eh_dd){high[i], low[i]}));

		sum[i % LANES] = s.hi;
		rest[i % LANES] = s.lo;
	}
	gather(l, (size_t) j + (f->d->intercept ? 1 : 0), sum, rest);
}

static void
score_levels(eh_linear_fit *l)
{
	const eh_logit_fit *f = &l->f;
	size_t p = (size_t) f->p;
	const double *high = l->weighed;
	const double *low = high + EH_BLOCK;

	for (int i = 0; i < f->n; i++)
	{
		eh_dd w = {high[i], low[i]};

		if (f->d->intercept)
			eh_set_pair(
				l->raw_score, p, 0, eh_dd_add(eh_pair(l->raw_score, p, 0), w));
		for (int k = 0; k < f->d->nfactors; k++)
		{
			int s = f->slot[(size_t) k * EH_BLOCK + (size_t) i];

			if (s >= 0)
				eh_set_pair(l->raw_score, p, (size_t) s,
					eh_dd_add(eh_pair(l->raw_score, p, (size_t) s), w));
		}
	}
}

/* The block at hand: its residuals into rest, their scores into raw_score. */
void
eh_linear_exact_block(eh_linear_fit *l)
{
	const eh_logit_fit *f = &l->f;
	take_levels(l);
	for (int j = 0; j < f->d->ndense; j++)
		take_column(l, j);
	for (int i = 0; i < f->n; i++)
	{
		eh_dd r = eh_pair(l->rest, EH_BLOCK, (size_t) i);

		if (f->size)
			r = times(r, f->size[i]);
		eh_set_pair(l->weighed, EH_BLOCK, (size_t) i, r);
	}
	score_levels(l);
	for (int j = 0; j < f->d->ndense; j++)
		score_column(l, j);
}

/* The scores of the basis, from those of the scaled columns. */
void
eh_linear_exact_end(eh_linear_fit *l)
{
	const eh_logit_fit *f = &l->f;
	size_t p = (size_t) f->p;
	size_t nz = (size_t) f->nz;

	for (size_t k = 0; k < p; k++)
	{
		eh_dd sum = eh_pair(l->raw_score, p, k);

		if (f->dead[k])
			sum = (eh_dd){0.0, 0.0};
		else if (k < nz && f->turned[k])
		{
			sum = times(sum, f->basis[k * nz + k]);
			for (size_t t = 0; t < k; t++)
				sum = eh_dd_add(sum,
					times(eh_pair(l->raw_score, p, t), f->basis[k * nz + t]));
		}
		eh_set_pair(l->score, p, k, sum);
	}
}
