/*
 * logit_extras.c - what the last pass over the rows takes beside the
 * information: robust and clustered scores, margins, fit.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

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
			eh_logit_auc_add(f, at, hits, size - hits);
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
