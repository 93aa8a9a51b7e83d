/*
 * ordinal_result.c - scores by row, and from the arithmetic's parameters to
 * the user's coefficients and cut points.
 */
#include "ordinal_internal.h"

#include <math.h>
#include <string.h>

/* Matrices larger than this are worth asking in between. */
#define POLL_COLUMNS 64

void
eh_ordinal_extras_begin(eh_ordinal_fit *o)
{
	eh_logit_fit *f = &o->f;
	size_t p = (size_t) f->p;
	size_t cuts = (size_t) o->cuts;
	size_t clusters = (size_t) f->d->nclusters;

	eh_arrow_zero(&f->meat);
	memset(o->meat_side, 0, 2 * sizeof(double) * cuts * p);
	memset(o->meat_cuts, 0, sizeof(double) * eh_packed(o->cuts, 0));
	for (int y = 0; y < o->levels; y++)
		o->widening[y] =
			y > 0 && y < o->cuts && !o->wide[y] ? 1.0 / expm1(o->coef[y]) : 0.0;
	if (!f->cluster)
		return;
	memset(f->cluster, 0, sizeof(double) * clusters * p);
	memset(o->cluster, 0, sizeof(double) * clusters * cuts);
}

/*
 * A row's score by the first cut point and each gap: r, the score by eta,
 * taken away below its level, own at its level's upper cut, 0 beyond.
 */
static double
cut_score(int y, int c, double r, double own)
{
	if (c < y)
		return -r;
	return c == y ? own : 0.0;
}

/* The block at hand into squares and, by cluster, sums of the scores. */
void
eh_ordinal_extras_add(eh_ordinal_fit *o)
{
	eh_logit_fit *f = &o->f;
	const double *r = eh_logit_room(f, EH_ROOM_MU);
	double *share = eh_logit_room(f, EH_ROOM_V);
	double *own = eh_logit_room(f, EH_ROOM_ETA);
	double *v = eh_logit_room(f, EH_ROOM_A);
	bool people = f->d->weight_kind == EH_WEIGHT_FREQUENCY;

	memset(v, 0, sizeof(double) * EH_BLOCK);
	for (int i = 0; i < f->n; i++)
	{
		int y = o->level[i];
		double size = f->size ? f->size[i] : 1.0;

		/* a row of w people: w scores, each 1/w of the row's */
		share[i] = people && size > 0.0 ? 1.0 / size : 1.0;
		own[i] = o->above[i] * o->mu_a[i] + size * o->widening[y];
		v[i] = share[i] * r[i] * r[i];
	}
	eh_logit_cross(f, v, &f->meat);
	for (int c = 0; c < o->cuts; c++)
	{
		for (int i = 0; i < f->n; i++)
		{
			double s = cut_score(o->level[i], c, r[i], own[i]);

			v[i] = share[i] * s * r[i];
			for (int k = 0; k <= c && c <= o->level[i]; k++)
				o->meat_cuts[eh_packed(c, k)] +=
					share[i] * s * cut_score(o->level[i], k, r[i], own[i]);
			if (f->cluster)
				o->cluster[(size_t) f->block.cluster[i] * (size_t) o->cuts +
						   (size_t) c] += s;
		}
		eh_logit_sum(f, v, o->meat_side + 2 * (size_t) c * (size_t) f->p);
	}
	if (f->cluster)
		eh_logit_add_clusters(f, r);
}

/* Parameters in the result's places to the user's scale. */
static void
to_user(const eh_ordinal_fit *o, double *row)
{
	const eh_logit_fit *f = &o->f;
	double *tmp = eh_logit_vector(f, EH_VECTOR_A);
	double *cut = row + f->p - 1;

	tmp[0] = 0.0;
	memcpy(tmp + 1, row, sizeof(double) * (size_t) (f->p - 1));
	eh_logit_to_user(f, tmp);
	memcpy(row, tmp + 1, sizeof(double) * (size_t) (f->p - 1));
	for (int c = 1; c < o->cuts; c++)
		cut[c] += cut[c - 1];
	for (int c = 0; c < o->cuts; c++)
		cut[c] -= tmp[0];
}

static void
matrix_to_user(eh_ordinal_fit *o, double *a)
{
	size_t m = (size_t) o->m;

	for (int side = 0; side < 2; side++)
	{
		for (size_t i = 0; i < m; i++)
			to_user(o, a + i * m);
		for (size_t i = 0; i < m; i++)
			for (size_t j = 0; j < i; j++)
			{
				double t = a[i * m + j];

				a[i * m + j] = a[j * m + i];
				a[j * m + i] = t;
			}
	}
	for (int i = 0; i < o->m; i++)
		for (int j = 0; j <= i; j++)
		{
			double *x = a + (size_t) i * m + (size_t) j;
			double *y = a + (size_t) j * m + (size_t) i;
			bool known = !o->lost[i] && !o->lost[j];

			*x = *y = known ? 0.5 * (*x + *y) : NAN;
		}
}

/* Clustered scores: each cluster's sum through the inverse, squared. */
static void
clustered(eh_ordinal_fit *o, double *cr0)
{
	const eh_logit_fit *f = &o->f;
	size_t m = (size_t) o->m;
	size_t cuts = (size_t) o->cuts;
	double *sum = o->other;
	double *moved = o->spare;

	memset(cr0, 0, sizeof(double) * m * m);
	for (int c = 0; c < f->d->nclusters; c++)
	{
		if (o->m > POLL_COLUMNS && eh_logit_poll(&o->f))
			return;
		memcpy(sum, o->cluster + (size_t) c * cuts, sizeof(double) * cuts);
		memcpy(sum + cuts, f->cluster + (size_t) c * (size_t) f->p + 1,
			sizeof(double) * (m - cuts));
		eh_arrow_solve(&o->work, o->unit, sum, sum);
		for (size_t k = 0; k < m; k++)
			moved[o->place[k]] = sum[k];
		for (size_t i = 0; i < m; i++)
			for (size_t j = 0; j < m; j++)
				cr0[i * m + j] += moved[i] * moved[j];
	}
}

/* The squared scores as one matrix. */
static void
assemble_meat(eh_ordinal_fit *o)
{
	const eh_logit_fit *f = &o->f;
	size_t p = (size_t) f->p;
	double *side = eh_logit_vector(f, EH_VECTOR_D);

	memcpy(o->meat.block, o->meat_cuts, sizeof(double) * eh_packed(o->cuts, 0));
	for (int c = 0; c < o->cuts; c++)
	{
		const double *own = o->meat_side + 2 * (size_t) c * p;

		for (size_t k = 0; k < p; k++)
			side[k] = own[k] + own[p + k];
		eh_ordinal_put_side(o, c, side, 1.0, &o->meat);
	}
	eh_ordinal_copy_columns(o, &f->meat, &o->meat);
}

static void
covariances(eh_ordinal_fit *o, eh_ordinal_result *out)
{
	eh_arrow_inverse(&o->work, o->unit, o->place, o->room, out->cov);
	matrix_to_user(o, out->cov);
	assemble_meat(o);
	eh_arrow_sandwich(&o->work, o->unit, &o->meat, o->place, o->room, out->hc0);
	matrix_to_user(o, out->hc0);
	if (!out->cr0 || !o->f.cluster)
		return;
	clustered(o, out->cr0);
	matrix_to_user(o, out->cr0);
}

/* Where each parameter stands in the result: coefficients, then cuts. */
static void
find_places(eh_ordinal_fit *o)
{
	int p = o->f.p - 1;

	for (int c = 0; c < o->cuts; c++)
		o->place[c] = p + c;
	for (int k = 1; k <= p; k++)
		o->place[o->cuts + k - 1] = o->f.place[k] - 1;
}

/*
 * eh_ordinal_finish - what the final pass left, as the caller wants it.
 */
void
eh_ordinal_finish(eh_ordinal_fit *o, eh_ordinal_result *out)
{
	eh_logit_fit *f = &o->f;
	int p = f->p - 1;

	/* aliased, or stopped short with no information to divide by */
	for (int k = 1; k < f->p; k++)
	{
		int own = o->cuts + k - 1;
		bool none = k < f->core && !o->dead[own] &&
					o->work.block[eh_packed(own, own)] == 0.0;

		if (none || f->unknown[f->place[k]])
			o->lost[f->place[k] - 1] = true;
	}
	find_places(o);
	eh_logit_find_ahead(f);
	for (int k = 0; k < o->m; k++)
		o->spare[o->place[k]] = o->coef[k];
	to_user(o, o->spare);
	for (int k = 0; k < p; k++)
		out->beta[k] = o->lost[k] ? NAN : o->spare[k];
	for (int c = 0; c < o->cuts; c++)
		out->cut[c] = o->lost[p + c] ? NAN : o->spare[p + c];
	covariances(o, out);
	out->log_lik = o->log_lik;
	out->deviance = -2.0 * o->log_lik;
	out->gradient = o->gradient;
	out->iterations = o->iterations;
	if (o->nlimits > 0)
		return;
	eh_arrow_factor(&f->info, &f->work, f->unit, 0.0);
	out->condition = eh_logit_condition(f);
}
