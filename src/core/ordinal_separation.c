/*
 * ordinal_separation.c - is there a direction in which the likelihood grows
 * for ever?
 *
 * There is when some d of coefficients and e of cut points has e_y - z'd >= 0
 * and z'd - e_(y-1) >= 0 in every row, and is not 0 in all of these: the
 * condition of Albert and Anderson for the binary rows of
 * ordinal_internal.h; gaps between cut points then widen or stay.  It is found
 * and tested on every row as in logit_separation.c: nothing is called
 * separated without that certificate.
 */
#include "ordinal_internal.h"

#include <math.h>
#include <string.h>

/* A step moves a binary row by more than MOVES or by less than RESTS. */
#define MOVES 0.5
#define RESTS 0.1

/* The certificate: rows that move do so by this, others by no more than. */
#define CERTAIN_MOVE 0.2
#define CERTAIN_REST 1e-8

/* A share of the largest move that may be rounding. */
#define ROUNDING 1e-11

/* A ridge below what any row adds and above rounding; and rounds of it. */
#define RIDGE 1e-10
#define RIDGE_ROUNDS 3

/* Parts of the direction smaller than these may be nought: tried in turn. */
static const double noughts[] = {0.2, 0.02, 1e-3, 1e-8, 0.0};

#define NOUGHTS (sizeof(noughts) / sizeof(*noughts))

typedef struct verdict
{
	bool undecided; /* a binary row neither moves the right way nor rests */
	int64_t moving;
	int64_t resting;
	double margin; /* least move */
	double most;   /* largest */
} verdict;

/* What one binary row says; returns its size if it rests, else 0. */
static double
weigh(double size, double along, double moves, double rests, verdict *out)
{
	if (!(size > 0.0))
		return 0.0;
	out->most = fmax(out->most, fabs(along));
	out->margin = fmin(out->margin, along);
	if (fabs(along) <= rests)
	{
		out->resting++;
		return size;
	}
	if (along >= moves)
		out->moving++;
	else
		out->undecided = true;
	return 0.0;
}

/*
 * Every binary row along a direction: which move, by more than moves, and
 * which rest, within rests.
 *
 *	d, cut		coefficients and cut points
 *	by_column	d is of the scaled columns, by parameter, else of the basis
 *	products	those of the rows that rest go into o->info
 */
static eh_status
judge(eh_ordinal_fit *o, const double *d, const double *cut, bool by_column,
	double moves, double rests, bool products, verdict *out)
{
	eh_logit_fit *f = &o->f;
	double *along = eh_logit_room(f, EH_ROOM_ETA);

	*out = (verdict){.margin = INFINITY};
	if (products)
		eh_ordinal_zero_products(o);
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		eh_ordinal_level_rows(o);
		if (by_column)
			eh_logit_off_plane(f, d, along);
		else
			eh_logit_linear(f, d, along);
		for (int i = 0; i < f->n; i++)
		{
			int y = o->level[i];

			o->v_a[i] = o->v_b[i] = 0.0;
			if (y < o->cuts)
				o->v_a[i] =
					weigh(o->above[i], cut[y] - along[i], moves, rests, out);
			if (y > 0)
				o->v_b[i] = weigh(
					o->below[i], along[i] - cut[y - 1], moves, rests, out);
		}
		if (products)
			eh_ordinal_add_products(o, o->v_a, o->v_b);
	}
	if (products)
		eh_ordinal_assemble(o);
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/*
 * d less all that rows at rest can see of it, as in logit_separation.c; their
 * products are in o->info.
 */
static void
clean(eh_ordinal_fit *o, double *d)
{
	eh_logit_fit *f = &o->f;
	double *ridge = o->other;
	eh_arrow *a = &o->info;
	double beyond = 0.0;

	for (int c = o->cuts - 1; c >= 0; c--)
	{
		beyond += o->count[c] + o->count[c + 1];
		ridge[c] = RIDGE * beyond;
	}
	for (int k = 1; k < f->p; k++)
		ridge[o->cuts + k - 1] = RIDGE * eh_arrow_diagonal(&f->gram, k);
	for (int k = 0; k < o->m; k++)
		if (o->dead[k])
			ridge[k] = 0.0;
	for (int k = 0; k < a->core; k++)
		a->block[eh_packed(k, k)] += ridge[k];
	for (int l = 0; l < a->head; l++)
		a->diag[l] += ridge[a->core + l];
	eh_arrow_factor(a, &o->work, o->unit, 0.0);
	for (int round = 0; round < RIDGE_ROUNDS; round++)
	{
		for (int k = 0; k < o->m; k++)
			d[k] *= ridge[k];
		eh_arrow_solve(&o->work, o->unit, d, d);
	}
}

/*
 * The direction by parameter and cut, p + 1 and cuts numbers, on the scale of
 * u, without small parts that the certificate can do without: so it names the
 * columns that separate and no others.
 */
static eh_status
keep(eh_ordinal_fit *o, const double *d, double factor, const verdict *had,
	double *direction)
{
	eh_logit_fit *f = &o->f;
	double *by_column = eh_logit_vector(f, EH_VECTOR_B);
	double *cut = direction + f->p;
	double most = 0.0;
	verdict v;

	eh_ordinal_spread(o, d, by_column, o->cut);
	eh_logit_unscale(f, by_column);
	for (int k = 1; k < f->p; k++)
		most = fmax(most, fabs(by_column[k]) * f->reach[k]);
	for (size_t t = 0; t < NOUGHTS; t++)
	{
		double nought = noughts[t] * most;
		eh_status status;

		direction[0] = 0.0;
		for (int k = 1; k < f->p; k++)
		{
			bool small = fabs(by_column[k]) * f->reach[k] <= nought;

			direction[f->place[k]] = small ? 0.0 : by_column[k] * factor;
		}
		for (int c = 0; c < o->cuts; c++)
		{
			double own = o->cut[c] - by_column[0];

			cut[c] =
				fabs(own) <= nought && had->resting > 0 ? 0.0 : own * factor;
		}
		status = judge(
			o, direction, cut, true, CERTAIN_MOVE, CERTAIN_REST, false, &v);
		if (status != EH_OK)
			return status;
		if (!v.undecided && v.resting == had->resting)
			break;
	}
	return EH_OK;
}

/*
 * eh_ordinal_separated - look for a direction of endless growth.
 *
 *	found		out: it is in direction, p + 1 and cuts numbers
 *	complete	out: no binary row rests, so that every level is certain
 *
 * Newton's last step stands in o->step and where it was taken from in
 * o->good; info, work and unit are lost.
 */
eh_status
eh_ordinal_separated(
	eh_ordinal_fit *o, bool *found, bool *complete, double *direction)
{
	eh_logit_fit *f = &o->f;
	double *beta = eh_logit_vector(f, EH_VECTOR_BETA);
	double *d = o->other + o->m;
	verdict v;
	eh_status status;

	*found = *complete = false;

	/* the coefficients themselves may part the levels already */
	eh_ordinal_spread(o, o->good, beta, o->cut);
	status = judge(o, beta, o->cut, false, 0.0, 0.0, false, &v);
	if (status != EH_OK)
		return status;
	if (v.margin > MOVES && v.margin > ROUNDING * v.most)
	{
		*found = *complete = true;
		v.resting = 0;
		return keep(o, o->good, 1.0 / v.margin, &v, direction);
	}

	memcpy(d, o->step, sizeof(double) * (size_t) o->m);
	eh_ordinal_spread(o, d, beta, o->cut);
	status = judge(o, beta, o->cut, false, MOVES, RESTS, true, &v);
	if (status != EH_OK || v.undecided || v.moving == 0)
		return status;
	if (v.resting > 0)
	{
		clean(o, d);
		eh_ordinal_spread(o, d, beta, o->cut);
		status = judge(
			o, beta, o->cut, false, CERTAIN_MOVE, CERTAIN_REST, false, &v);
		if (status != EH_OK || v.undecided || v.moving == 0)
			return status;
	}
	*found = true;
	*complete = v.resting == 0;
	return keep(o, d, 1.0, &v, direction);
}

/* How far a change of the parameters takes a binary row, at most. */
eh_status
eh_ordinal_farthest(
	eh_ordinal_fit *o, const double *beta, const double *cut, double *most)
{
	verdict v;
	eh_status status = judge(o, beta, cut, false, 0.0, 0.0, false, &v);

	*most = v.most;
	return status;
}

/* The direction in the user's units, its culprit's part 1 or -1. */
void
eh_ordinal_direction(
	const eh_ordinal_fit *o, const double *direction, eh_ordinal_result *out)
{
	const eh_logit_fit *f = &o->f;
	int p = f->p - 1;
	double most = 0.0;
	double far = 0.0;

	for (int k = 1; k < f->p; k++)
	{
		double moves = fabs(direction[f->place[k]]) * f->reach[k];

		if (moves > most)
		{
			most = moves;
			out->culprit = f->place[k] - 1;
		}
	}
	for (int k = 0; k < p; k++)
		out->relation[k] = direction[k + 1];
	for (int j = 0; j < f->d->ndense; j++)
	{
		out->relation[j] *= f->scale[j];
		far += out->relation[j] * f->centre[j];
	}
	for (int c = 0; c < o->cuts; c++)
		out->relation[p + c] = direction[f->p + c] + far;
	most = fabs(out->relation[out->culprit]);
	for (int k = 0; k < o->m; k++)
		out->relation[k] /= most;
}
