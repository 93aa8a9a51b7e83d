/*
 * mixed_summit.c - which maximum, and its last digits.
 *
 * The quasi-Newton climb is begun again where the likelihood may have another
 * maximum; then Newton's steps, by a Hessian of differences of the gradient,
 * which is also that of the standard errors.
 */
#include "mixed_internal.h"

/* Decrements, squared distances in standard errors: where the climb hands on,
 * where Newton stops, and how far he may come on one Hessian. */
#define NEAR 1e-13
#define THERE 1e-24
#define FAR 1e-12
#define NEWTON_STEPS 6
#define ROUNDS 10
#define POWERS 200

/* A phi so much of its standard error from 0 is 0. */
#define LEAST_PHI 1e-6

/* move = where the curve is least, of unit length, by powers of what the
 * curve lacks to its bound; what it is there */
static double
least_curved(eh_mixed_fit *f)
{
	int m = f->m;
	double bound = 0.0;
	double along = 0.0;

	for (int i = 0; i < m; i++)
	{
		double sum = 0.0;

		for (int j = 0; j < m; j++)
			sum += fabs(f->curve[(size_t) i * m + j]);
		bound = fmax(bound, sum);
		f->move[i] = f->still[i] ? 0.0 : 1.0 + 0.1 * i;
	}
	for (int turn = 0; turn < POWERS; turn++)
	{
		double length = 0.0;

		along = 0.0;
		for (int i = 0; i < m; i++)
		{
			double own = eh_mixed_dot(m, f->curve + (size_t) i * m, f->move);

			along += own * f->move[i];
			f->spare[i] = f->still[i] ? 0.0 : bound * f->move[i] - own;
			length += f->spare[i] * f->spare[i];
		}
		for (int i = 0; i < m; i++)
			f->move[i] = f->spare[i] / sqrt(length);
	}
	return along;
}

/*
 * Symmetric data can lead to a saddle.  Leave it where the likelihood curves
 * up, half a standard error to the better side.  EH_ENOCONV: it does not.
 */
static eh_status
leave_saddle(eh_mixed_fit *f)
{
	double before = f->value;
	double square = 0.0;

	if (!(least_curved(f) < 0.0))
		return EH_ENOCONV;
	eh_mixed_copy(f->metric, f->first_metric, (int64_t) f->m * f->m);
	for (int i = 0; i < f->m; i++)
		square += f->move[i] *
				  eh_mixed_dot(f->m, f->metric + (size_t) i * f->m, f->move);
	eh_mixed_copy(f->old, f->x, f->m);
	for (int side = 1; side >= -1; side -= 2)
	{
		eh_status status;

		eh_mixed_try_part(f, 0.5 * side / sqrt(square));
		status = eh_mixed_look(f, f->spare);
		if (status != EH_OK || f->value > before)
			return status;
	}
	return EH_ENOCONV;
}

/* Newton's steps on the Hessian at hand; done is false where it is a saddle's,
 * or where a step would leave the bounds. */
static eh_status
polish(eh_mixed_fit *f, double *moved, bool *done)
{
	double last = INFINITY;

	*moved = 0.0;
	*done = false;
	for (int step = 0; step < NEWTON_STEPS; step++)
	{
		eh_status status;

		if (!eh_mixed_plan(f, f->curve))
			return leave_saddle(f);
		if (f->decrement <= THERE || f->decrement > 0.25 * last)
			break;
		last = f->decrement;
		*moved = fmax(*moved, f->decrement);
		eh_mixed_copy(f->old, f->x, f->m);
		eh_mixed_try_part(f, 1.0);
		for (int k = 0; k < f->factors; k++)
			if (!f->still[f->p + k] && f->spare[f->p + k] <= 0.0)
				return EH_OK;
		status = eh_mixed_look(f, f->spare);
		if (status != EH_OK)
			return status;
	}
	*done = f->decrement <= 1e-12;
	return EH_OK;
}

/* An sd that is 0 but for rounding is 0. */
static bool
sink(eh_mixed_fit *f)
{
	bool sunk = false;

	for (int j = f->p; j < f->m; j++)
	{
		double error = 1.0 / sqrt(f->metric[(size_t) j * (f->m + 1)]);

		if (f->x[j] > 0.0 && !f->held[j] && f->x[j] < LEAST_PHI * error)
		{
			f->x[j] = 0.0;
			sunk = true;
		}
	}
	return sunk;
}

/* Climb from f->spare; best, and its value, become the end if it is higher */
static eh_status
try_from(eh_mixed_fit *f, double *value)
{
	eh_status status;

	eh_mixed_copy(f->metric, f->first_metric, (int64_t) f->m * f->m);
	eh_mixed_clear(f->u, f->levels);
	status = eh_mixed_look(f, f->spare);
	if (status == EH_OK)
		status = eh_mixed_climb(f, NEAR);
	if (status == EH_OK && f->value > *value + eh_mixed_noise(*value))
	{
		*value = f->value;
		eh_mixed_copy(f->best, f->x, f->m);
	}
	return status == EH_ECANCEL ? status : EH_OK;
}

/*
 * The likelihood can have several maxima: sds of 0 are tried at 1 instead, and
 * sds that do worse than none at 0.  The highest is where the fit is then.
 */
static eh_status
choose(eh_mixed_fit *f)
{
	double value = f->value;
	bool nought = false;
	eh_status status = EH_OK;

	eh_mixed_copy(f->best, f->x, f->m);
	eh_mixed_copy(f->spare, f->x, f->m);
	for (int k = 0; k < f->factors; k++)
		if (f->x[f->p + k] == 0.0)
		{
			nought = true;
			f->spare[f->p + k] = eh_mixed_phi(f, k, 1.0);
		}
	if (nought)
		status = try_from(f, &value);
	if (status == EH_OK && value < f->without - eh_mixed_noise(value))
	{
		eh_mixed_copy(f->spare, f->alone, f->p);
		eh_mixed_clear(f->spare + f->p, f->factors);
		status = try_from(f, &value);
		nought = true;
	}
	return status == EH_OK && nought ? eh_mixed_look(f, f->best) : status;
}

/*
 * eh_mixed_summit - to the maximum, with curve the Hessian there.
 *
 * EH_ERANGE, EH_ENOCONV: as eh_mixed_climb() has them.
 */
eh_status
eh_mixed_summit(eh_mixed_fit *f)
{
	eh_status status = eh_mixed_climb(f, NEAR);

	if (status == EH_OK)
		status = choose(f);
	if (status != EH_OK)
		return status;
	for (int round = 0; round < ROUNDS; round++)
	{
		double moved;
		bool done;

		status = eh_mixed_climb(f, NEAR);
		if (status == EH_OK && sink(f))
			status = eh_mixed_look(f, f->x);
		if (status != EH_OK)
			return status;
		eh_mixed_find_still(f);
		status = eh_mixed_curvature(f);
		if (status == EH_OK)
			status = polish(f, &moved, &done);
		if (status == EH_OK && done && moved > FAR)
		{
			status = eh_mixed_curvature(f);
			if (status == EH_OK)
				status = polish(f, &moved, &done);
		}
		if (status != EH_OK || done)
			return status;
	}
	return EH_ENOCONV;
}
