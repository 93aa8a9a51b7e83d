/*
 * profile_points.c - where the points of a profile's grid lie (P2, P4 of
 * profile.c).
 */
#include "profile_internal.h"

#include <float.h>
#include <math.h>

/* Even points of a side; the error found at a point between, over the unit of
 * b, from which on more are put there, dividing it by some hundred; and how
 * near points may come. */
#define EVEN 8
#ifndef WRONG
#define WRONG 1e-6
#endif
#define LEAST_GAP 2e-3

/* How near to its r an even point must lie, and points that the next one out
 * is foretold from. */
#define OFF_PLACE 0.009
#define FORETOLD 5

/* Of a column as first scaled, the variance that shows a flat profile; and a
 * deviance that is no rounding. */
#define FLAT 1e5
#define TELLING 1e-4

/* Where the point just climbed to lies among the others. */
static double
measure(eh_profile_state *f)
{
	double fall = fmax(f->fall, DBL_MIN);
	double r = sqrt(fall);

	f->slope = fabs(0.5 * f->rate / r);
	if (f->side == 0.0)
		return f->rate < 0.0 ? -r : r;
	f->slope = 0.5 * f->rate / fall;
	return 0.5 * log(fall);
}

/* The point just climbed to as the g-th. */
static void
insert(eh_profile_state *f, int g, double x)
{
	size_t p = f->c->p;
	size_t after = f->n - g;

	memmove(f->point + g + 1, f->point + g, after * sizeof(*f->point));
	memmove(f->x + g + 1, f->x + g, after * sizeof(double));
	memmove(f->wrong + g + 1, f->wrong + g, after * sizeof(double));
	memmove(
		f->places + (g + 1) * p, f->places + g * p, after * p * sizeof(double));
	f->point[g].b = f->b;
	f->point[g].r = f->side == 0.0 ? x : -f->side * exp(x);
	f->x[g] = x;
	f->wrong[g] = INFINITY;
	eh_copy(f->places + g * p, f->trial, p);
	f->n++;
}

/* trial = the place at x, by a polynomial through the most nearest points. */
static void
foretell(eh_profile_state *f, double x, int most)
{
	double weight[EH_PROFILE_WINDOW];
	int from;
	int p = f->c->p;
	int size = eh_profile_weights(f->x, f->n, x, most, &from, weight);

	memset(f->trial, 0, sizeof(double) * p);
	for (int i = 0; i < size; i++)
		eh_add(f->trial, weight[i], f->places + (size_t) (from + i) * p, p);
}

/*
 * From the trial place to the one at x, beyond point g: Newton's steps in b,
 * or the middle of what is known to hold it.
 */
static eh_status
reach(eh_profile_state *f, double wanted, int g, double *x)
{
	int p = f->c->p;
	double inside = f->point[g].b;
	double outside = NAN;

	for (int try = 0; try < EH_PROFILE_TRIES; try++)
	{
		eh_status status = eh_profile_climb(f);
		double b;

		if (status == EH_ENOCONV)
		{
			/* too far at once */
			for (int j = 0; j < p; j++)
				f->trial[j] = 0.5 * (f->trial[j] + f->places[g * p + j]);
			continue;
		}
		if (status != EH_OK)
			return status;
		*x = measure(f);
		if (fabs(*x - wanted) <= OFF_PLACE)
			return EH_OK;
		if ((*x - wanted) * (wanted - f->x[g]) > 0.0)
			outside = f->b;
		else
			inside = f->b;
		b = f->b + (wanted - *x) / f->slope;
		if (!isnan(outside) && !((b - inside) * (outside - b) > 0.0))
			b = 0.5 * (inside + outside);
		if (!isfinite(b) || f->fall < -TELLING)
			return EH_ENOCONV;
		eh_add(f->trial, b - f->b, f->along, p);
	}
	return EH_ENOCONV;
}

/*
 * Even points out to x = last, after the first (low: before it), each
 * foretold from those before.  In an endless fit a polynomial would take the
 * idle wandering of what is infinite for a trend; the tangent does not.
 */
static eh_status
march(eh_profile_state *f, double last, int points, bool low)
{
	int p = f->c->p;
	double first = f->x[low ? 0 : f->n - 1];

	for (int i = 1; i <= points; i++)
	{
		int g = low ? 0 : f->n - 1;
		double wanted = first + (last - first) * i / points;
		double x;
		eh_status status;

		if (f->endless || f->n == 1)
		{
			eh_copy(f->trial, f->places + (size_t) g * p, p);
			eh_add(f->trial, (wanted - f->x[g]) / f->slope, f->along, p);
		}
		else
			foretell(f, wanted, FORETOLD);
		status = reach(f, wanted, g, &x);
		if (status != EH_OK)
			return status;
		insert(f, low ? 0 : f->n, x);
	}
	return EH_OK;
}

/*
 * P2: a point in the middle of the worst gap, until none is wrong or there is
 * no more room.  A gap that cannot be halved is left as it is.
 */
static eh_status
refine(eh_profile_state *f, int room)
{
	while (f->n < room)
	{
		double weight[EH_PROFILE_WINDOW];
		double error = 0.0;
		double x = NAN;
		int worst = 0;
		int from;
		int size;
		eh_status status = EH_ENOCONV;

		for (int g = 1; g < f->n - 1; g++)
			if (f->wrong[g] > f->wrong[worst])
				worst = g;
		if (f->wrong[worst] <= WRONG)
			break;
		if (fabs(f->x[worst + 1] - f->x[worst]) < LEAST_GAP)
		{
			f->wrong[worst] = 0.0;
			continue;
		}
		for (int most = f->endless ? 2 : EH_PROFILE_WINDOW; most >= 2;
			 most -= EH_PROFILE_WINDOW - 2)
		{
			foretell(f, 0.5 * (f->x[worst] + f->x[worst + 1]), most);
			status = eh_profile_climb(f);
			if (status != EH_OK && status != EH_ENOCONV)
				return status;
			x = measure(f);
			if (status == EH_OK && f->b > f->point[worst].b &&
				f->b < f->point[worst + 1].b &&
				(x - f->x[worst]) * (f->x[worst + 1] - x) > 0.0)
				break;
			status = EH_ENOCONV;
		}
		if (status == EH_ENOCONV)
		{
			f->wrong[worst] = 0.0;
			continue;
		}
		size =
			eh_profile_weights(f->x, f->n, x, EH_PROFILE_WINDOW, &from, weight);
		for (int i = 0; i < size; i++)
			error += weight[i] * (f->point[from + i].b - f->b);
		error = fabs(error) / f->unit;
		insert(f, worst + 1, x);
		f->wrong[worst] = f->wrong[worst + 1] = error;
	}
	return EH_OK;
}

static void
flat_grid(eh_profile_state *f)
{
	f->n = 2;
	f->point[0].b = -INFINITY;
	f->point[1].b = INFINITY;
	f->point[0].r = f->point[1].r = 0.0;
}

/* P4: the points of a coefficient whose estimate exists. */
static eh_status
both_sides(eh_profile_state *f)
{
	eh_status status = EH_OK;
	double b = eh_inner(f->row, f->best, f->c->p);

	for (int low = 0; low <= 1 && status == EH_OK; low++)
	{
		eh_copy(f->trial, f->best, f->c->p);
		status = eh_profile_climb(f);
		if (status != EH_OK)
			return status;
		if (f->endless && f->own > FLAT * f->row[f->k] * f->row[f->k])
		{
			flat_grid(f);
			return EH_OK;
		}
		f->unit = sqrt(f->own);
		f->slope = 1.0 / f->unit;
		if (!low)
		{
			eh_copy(f->trial, f->best, f->c->p);
			f->b = b;
			insert(f, 0, 0.0);
		}
		status =
			march(f, low ? -EH_PROFILE_FAR : EH_PROFILE_FAR, EVEN, low == 1);
	}
	return status == EH_OK ? refine(f, EH_PROFILE_GRID) : status;
}

/*
 * From the end of an endless fit, against its last step, to where the
 * deviance can be told from nothing.  *flat: it cannot, ten times as far as
 * the fit had gone (the profile is concave: it would have fallen by then).
 */
static eh_status
leave_top(eh_profile_state *f, bool *flat)
{
	int p = f->c->p;
	double drift = fabs(eh_inner(f->row, f->drift, p));
	double b = eh_inner(f->row, f->best, p);
	double gone = fmax(fabs(b), 16.0 * drift);
	double stride = gone / 8.0;
	double moved = 0.0;
	double *last = f->places; /* free as yet */
	eh_status status;

	*flat = false;
	eh_copy(f->trial, f->best, p);
	status = eh_profile_climb(f);
	if (status != EH_OK)
		return status;
	while (f->fall < TELLING && moved < 10.0 * gone)
	{
		eh_copy(last, f->trial, p);
		eh_add(f->trial, -f->side * stride, f->along, p);
		status = eh_profile_climb(f);
		if (status == EH_OK)
		{
			moved += stride;
			if (moved > 2.0 * gone)
				stride = gone;
			continue;
		}
		eh_copy(f->trial, last, p);
		stride *= 0.5;
		if (status != EH_ENOCONV)
			return status;
		if (stride < 1e-3 * gone)
		{
			*flat = moved > 1.5 * gone;
			return *flat ? EH_OK : status;
		}
	}
	*flat = f->fall < TELLING;
	return EH_OK;
}

/* P4: the points of a coefficient whose estimate is infinite. */
static eh_status
one_side(eh_profile_state *f)
{
	double near = log(EH_PROFILE_NEAR);
	double x;
	bool flat;
	bool low = f->side > 0.0;
	eh_status status;

	status = leave_top(f, &flat);
	if (status == EH_OK && flat)
		flat_grid(f);
	if (status != EH_OK || flat)
		return status;

	/* to the first point: what is asked of log|r| is at most 1 at a time */
	for (int try = 0; try < EH_PROFILE_TRIES; try++)
	{
		x = near - OFF_PLACE - measure(f);
		if (fabs(x) <= OFF_PLACE)
			break;
		eh_add(
			f->trial, fmax(-1.0, fmin(1.0, x)) / f->slope, f->along, f->c->p);
		status = eh_profile_climb(f);
		if (status != EH_OK)
			return status;
	}
	x = measure(f);
	if (!(x <= near))
		return EH_ENOCONV;
	insert(f, 0, x);
	f->unit = fabs(1.0 / f->slope);
	status = march(f, log(EH_PROFILE_FAR), EVEN, low);
	if (status == EH_OK)
		status = refine(f, EH_PROFILE_GRID - 1);
	return status;
}

/* All points of a coefficient but an infinite one. */
eh_status
eh_profile_points(eh_profile_state *f)
{
	f->n = 0;
	return f->side == 0.0 ? both_sides(f) : one_side(f);
}
