/*
 * logit_separation.c - is there a direction in which the likelihood grows
 * for ever?
 *
 * There is when some d has z'd >= 0 in every row of successes, <= 0 in every
 * row of failures, = 0 in rows of both, and is not 0 in all (Albert and
 * Anderson 1984, Biometrika 71, 1-10).  Newton's own steps lead there: where
 * only rows that separate are left to improve, a step moves their predictors
 * by 1 and more, and those of the other rows by nothing.  So the step is
 * taken apart by rows, cleaned of what it has in common with the others, and
 * the result tested on every row: nothing is called separated without that
 * certificate.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

/* A step moves a row's predictor by more than MOVES or by less than RESTS. */
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
static const double noughts[] = {0.2, 0.02, 1e-3, 1e-8};

/* Directions are joined with the earlier up to this much larger. */
#define MOST_FACTOR 1e6

typedef struct verdict
{
	bool undecided; /* a row neither moves the right way nor rests */
	int64_t moving;
	int64_t resting;
	double margin; /* least z'd with the outcome's sign, of pure rows */
	double most;   /* largest |z'd| */
} verdict;

/* +1 for a row of successes, -1 of failures, 0 of both or none */
static int
outcome(const eh_logit_fit *f, int i, double *size)
{
	*size = f->size ? f->size[i] : 1.0;
	if (f->hits[i] >= *size)
		return 1;
	return f->hits[i] <= 0.0 ? -1 : 0;
}

/*
 * Every row along d: which move, by more than moves, and which rest, within
 * rests.
 *
 *	by_column	d is of the scaled columns, by parameter, else of the basis
 *	products	those of the rows that rest go into f->meat
 */
static eh_status
judge(eh_logit_fit *f, const double *d, bool by_column, double moves,
	double rests, bool products, verdict *out)
{
	double *along = eh_logit_room(f, EH_ROOM_A);
	double *resting = eh_logit_room(f, EH_ROOM_B);

	*out = (verdict){.margin = INFINITY};
	if (products)
		eh_arrow_zero(&f->meat);
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		if (by_column)
			eh_logit_off_plane(f, d, along);
		else
			eh_logit_linear(f, d, along);
		memset(resting, 0, sizeof(double) * EH_BLOCK);
		for (int i = 0; i < f->n; i++)
		{
			double size;
			int sign = outcome(f, i, &size);

			if (size <= 0.0)
				continue;
			out->most = fmax(out->most, fabs(along[i]));
			out->margin =
				fmin(out->margin, sign != 0 ? sign * along[i] : -INFINITY);
			if (fabs(along[i]) <= rests)
			{
				out->resting++;
				resting[i] = size;
			}
			else if (sign * along[i] >= moves)
				out->moving++;
			else
				out->undecided = true;
		}
		if (products)
			eh_logit_cross(f, resting, &f->meat);
	}
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/*
 * d less all that rows at rest can see of it: d <- r (G + rI)^-1 d with their
 * products G and a ridge r, some times over.
 */
static void
clean(eh_logit_fit *f, double *d)
{
	eh_arrow *a = &f->meat;

	for (int k = 0; k < a->core; k++)
		a->block[eh_packed(k, k)] += RIDGE * eh_arrow_diagonal(&f->gram, k);
	for (int l = 0; l < a->head; l++)
		a->diag[l] += RIDGE * f->gram.diag[l];
	eh_arrow_factor(a, &f->work, f->unit, 0.0);
	for (int round = 0; round < RIDGE_ROUNDS; round++)
	{
		for (int k = 0; k < f->p; k++)
			d[k] *= RIDGE * eh_arrow_diagonal(&f->gram, k);
		eh_arrow_solve(&f->work, f->unit, d, d);
	}
}

/*
 * The direction into f->limit, by parameter and on the scale of u, without
 * small parts that the certificate can do without: so it names the columns
 * that separate and no others.
 */
static eh_status
keep(eh_logit_fit *f, const double *d, double factor, const verdict *had)
{
	double *limit = f->limit + (size_t) f->nlimits * (size_t) f->p;
	double *by_column = eh_logit_vector(f, EH_VECTOR_B);
	double most = 0.0;

	memcpy(by_column, d, sizeof(double) * (size_t) f->p);
	eh_logit_unscale(f, by_column);
	for (int k = 0; k < f->p; k++)
		most = fmax(most, fabs(by_column[k]) * f->reach[k]);
	for (size_t t = 0; t <= sizeof(noughts) / sizeof(*noughts); t++)
	{
		bool last = t == sizeof(noughts) / sizeof(*noughts);
		double nought = last ? 0.0 : noughts[t] * most;
		verdict v;
		eh_status status;

		for (int k = 0; k < f->p; k++)
		{
			bool small = fabs(by_column[k]) * f->reach[k] <= nought &&
						 !(k == 0 && f->d->intercept && had->resting == 0);

			limit[f->place[k]] = small ? 0.0 : by_column[k] * factor;
		}
		if (last)
			break;
		status = judge(f, limit, true, CERTAIN_MOVE, CERTAIN_REST, false, &v);
		if (status != EH_OK)
			return status;
		if (!v.undecided && v.resting == had->resting)
			break;
	}
	f->nlimits++;
	return EH_OK;
}

/*
 * eh_logit_separated - look for a direction of endless growth.
 *
 *	found		out: it is in f->limit now, and f->nlimits is one more
 *	complete	out: no row lies on the plane it is square to
 *
 * Newton's last step stands in EH_VECTOR_STEP and where it was taken from in
 * EH_VECTOR_GOOD; f->work, unit and meat are lost.
 */
eh_status
eh_logit_separated(eh_logit_fit *f, bool *found, bool *complete)
{
	const double *beta = eh_logit_vector(f, EH_VECTOR_GOOD);
	double *d = eh_logit_vector(f, EH_VECTOR_A);
	verdict v;
	eh_status status;

	*found = *complete = false;
	if (f->nlimits == EH_LOGIT_LIMITS)
		return EH_OK;

	/* the coefficients themselves may split the outcomes already */
	status = judge(f, beta, false, 0.0, 0.0, false, &v);
	if (status != EH_OK)
		return status;
	if (v.margin > MOVES && v.margin > ROUNDING * v.most)
	{
		*found = *complete = true;
		v.resting = 0;
		return keep(f, beta, 1.0 / v.margin, &v);
	}

	memcpy(
		d, eh_logit_vector(f, EH_VECTOR_STEP), sizeof(double) * (size_t) f->p);
	status = judge(f, d, false, MOVES, RESTS, true, &v);
	if (status != EH_OK || v.undecided || v.moving == 0)
		return status;
	if (v.resting > 0)
	{
		clean(f, d);
		status = judge(f, d, false, CERTAIN_MOVE, CERTAIN_REST, false, &v);
		if (status != EH_OK || v.undecided || v.moving == 0)
			return status;
	}
	*found = true;
	*complete = v.resting == 0;
	return keep(f, d, 1.0, &v);
}

/*
 * eh_logit_join_limits - one direction of several, found one after the other
 * on what rows the ones before had left: the earlier ones so large that the
 * later never overrule them.  It is f->limit's first.
 */
eh_status
eh_logit_join_limits(eh_logit_fit *f, bool complete)
{
	size_t p = (size_t) f->p;
	int nlimits = f->nlimits;
	double *sum = eh_logit_vector(f, EH_VECTOR_A);
	double *joint = f->limit + (size_t) (nlimits - 1) * p;

	for (int k = nlimits - 2; k >= 0; k--)
	{
		double *earlier = f->limit + (size_t) k * p;
		verdict v = {.undecided = true};

		/* on the rows that were left when the earlier one was found */
		f->nlimits = k;
		for (double factor = 1.0; v.undecided && factor <= MOST_FACTOR;
			 factor *= 10.0)
		{
			eh_status status;

			for (size_t i = 0; i < p; i++)
				sum[i] = factor * earlier[i] + joint[i];
			status = judge(
				f, sum, true, CERTAIN_MOVE, CERTAIN_REST * factor, false, &v);
			if (status != EH_OK)
				return status;
			v.undecided = v.undecided || (complete && v.resting > 0);
		}
		if (!v.undecided)
			memcpy(earlier, sum, sizeof(double) * p);
		joint = earlier;
	}
	f->nlimits = nlimits;
	return EH_OK;
}
