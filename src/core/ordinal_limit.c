/*
 * ordinal_limit.c - what is still determined where levels are separated.
 *
 * Along a direction of endless growth binary rows that move have their
 * outcome for sure, widths that grow are no matter any more, and neither has
 * anything to say about the rest: they are left out, and the rest is fitted.
 * What the rest says nothing of, alone or together with others, has no
 * estimate: a parameter that the products of the rows left do not determine,
 * and every one that a change of it could be made up by.
 */
#include "ordinal_internal.h"

#include <math.h>
#include <string.h>

/* A binary row that goes this far is one of those that move. */
#define OFF_PLANE 0.03

/* A pivot at most this, of the products of the rows left, is nought ... */
#define RANK 1e-10

/* ... if no row left shows more than this of it. */
#define SEEN 1e-6

/* A share smaller than this is none. */
#define NO_SHARE 1e-7

static const double *
limit(const eh_ordinal_fit *o, int k)
{
	return o->limit + (size_t) k * (size_t) (o->m + 1);
}

/* Binary rows of the block that move along a direction have no size. */
void
eh_ordinal_leave_out(eh_ordinal_fit *o)
{
	eh_logit_fit *f = &o->f;
	double *along = eh_logit_room(f, EH_ROOM_ETA);

	for (int k = 0; k < o->nlimits; k++)
	{
		const double *cut = limit(o, k) + f->p;

		eh_logit_off_plane(f, limit(o, k), along);
		for (int i = 0; i < f->n; i++)
		{
			int y = o->level[i];

			if (y < o->cuts && cut[y] - along[i] > OFF_PLANE)
				o->above[i] = 0.0;
			if (y > 0 && along[i] - cut[y - 1] > OFF_PLANE)
				o->below[i] = 0.0;
		}
	}
}

/* entry (i, k) of a matrix */
static double
entry(const eh_arrow *a, int i, int k)
{
	int high = i > k ? i : k;
	int low = i > k ? k : i;

	if (high < a->core)
		return a->block[eh_packed(high, low)];
	if (low < a->core)
		return a
			->side[(size_t) (high - a->core) * (size_t) a->core + (size_t) low];
	return high == low ? a->diag[high - a->core] : 0.0;
}

/* Products of the rows left, into o->info and its factor. */
static eh_status
factor_rest(eh_ordinal_fit *o)
{
	eh_logit_fit *f = &o->f;

	memset(o->dead, 0, sizeof(bool) * (size_t) o->m);
	eh_ordinal_zero_products(o);
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		eh_ordinal_level_rows(o);
		eh_ordinal_add_products(o, o->above, o->below);
	}
	eh_ordinal_assemble(o);
	eh_arrow_factor(&o->info, &o->work, o->unit, RANK);
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/* The change of all parameters, 1 of number k, that no row left can see. */
static void
unseen(eh_ordinal_fit *o, int k, double *change)
{
	for (int i = 0; i < o->m; i++)
		change[i] = o->dead[i] ? 0.0 : -entry(&o->info, i, k);
	eh_arrow_solve(&o->work, o->unit, change, change);
	change[k] = 1.0;
}

/*
 * Of the parameters that a change is made of there is no estimate.  Shares
 * are of the scaled columns; the user's cut points move with their centres.
 */
static void
lose(eh_ordinal_fit *o, double *beta, const double *cut)
{
	const eh_logit_fit *f = &o->f;
	double most = 0.0;
	double far = 0.0;
	double terms = 0.0;
	int p = f->p - 1;

	eh_logit_unscale(f, beta);
	for (int k = 1; k <= p; k++)
		most = fmax(most, fabs(beta[k]) * f->reach[k]);
	for (int c = 0; c < o->cuts; c++)
		most = fmax(most, fabs(cut[c] - beta[0]));
	for (int k = 1; k <= p; k++)
	{
		if (fabs(beta[k]) * f->reach[k] <= NO_SHARE * most)
			continue;
		o->lost[f->place[k] - 1] = true;
		if (k <= f->d->ndense)
		{
			double moved = beta[k] * f->scale[k - 1] * f->centre[k - 1];

			far += moved;
			terms += fabs(moved);
		}
	}
	for (int c = 0; c < o->cuts; c++)
		if (fabs(cut[c] - beta[0] + far) > NO_SHARE * (most + terms))
			o->lost[p + c] = true;
}

/*
 * eh_ordinal_limit - leave out what moves along a direction.
 *
 *	direction	as eh_ordinal_separated() gives it
 *	known		out: false where it is in doubt what is determined
 */
eh_status
eh_ordinal_limit(eh_ordinal_fit *o, const double *direction, bool *known)
{
	eh_logit_fit *f = &o->f;
	double *beta = eh_logit_vector(f, EH_VECTOR_BETA);
	double *change = o->other;
	const double *cut = direction + f->p;
	eh_status status;

	*known = o->nlimits < EH_LOGIT_LIMITS;
	if (!*known)
		return EH_OK;
	memcpy(o->limit + (size_t) o->nlimits * (size_t) (o->m + 1), direction,
		sizeof(double) * (size_t) (o->m + 1));
	o->nlimits++;
	for (int c = 1; c < o->cuts; c++)
		o->wide[c] = o->wide[c] || cut[c] - cut[c - 1] > OFF_PLANE;
	status = factor_rest(o);
	if (status != EH_OK)
		return status;
	for (int k = 0; k < o->m; k++)
		o->dead[k] =
			o->unit[k] == 0.0 ||
			(k < o->work.core && o->work.block[eh_packed(k, k)] == 0.0);
	for (int k = 0; k < o->m; k++)
	{
		double most;

		if (!o->dead[k] || (k >= o->cuts && f->dead[k - o->cuts + 1]))
			continue;
		unseen(o, k, change);
		eh_ordinal_spread(o, change, beta, o->cut);
		status = eh_ordinal_farthest(o, beta, o->cut, &most);
		if (status != EH_OK)
			return status;
		*known = *known && most <= SEEN;
		lose(o, beta, o->cut);
	}
	return EH_OK;
}
