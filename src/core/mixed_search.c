/*
 * mixed_search.c - up the likelihood of gamma and the sds.
 *
 * An sd is searched for as phi = log(1 + (sd / unit)^2), unit the sd at which
 * a level's rows say as much of its effect as its prior does.  Near 0 phi is
 * in proportion to the variance, of which the likelihood is a smooth function
 * with a slope that need not vanish, so that 0 is a bound like any other; far
 * out phi is the logarithm, in which the likelihood is least skewed.
 *
 * Quasi-Newton steps (BFGS; Nocedal and Wright 2006, chapter 6, damped as in
 * procedure 18.2) on what does not lie on its bound, from a metric that is
 * exact but for the determinant's part, until they are small; then Newton's,
 * by a Hessian of differences of the gradient, which is also that of the
 * standard errors.
 */
#include "mixed_internal.h"

#include <float.h>

#define MOST_CUTS 30

/* A step changes no phi by more. */
#define MOST_PHI 2.0

/* Decrements, squared distances in standard errors: where BFGS hands on, where
 * Newton stops, and how far he may come on one Hessian. */
#define NEAR 1e-13
#define THERE 1e-24
#define FAR 1e-12
#define NEWTON_STEPS 6
#define ROUNDS 4

/* A phi so much of its standard error from 0 is 0. */
#define LEAST_PHI 1e-6

double
eh_mixed_phi(const eh_mixed_fit *f, int place, double sd)
{
	double ratio = sd / f->unit[place];

	return log1p(ratio * ratio);
}

double
eh_mixed_sd(const eh_mixed_fit *f, int place, double phi)
{
	return f->unit[place] * fmax(sqrt(expm1(phi)), EH_MIXED_ZERO);
}

/* d sd / d phi */
double
eh_mixed_sd_slope(const eh_mixed_fit *f, int place, double sd)
{
	double unit = f->unit[place];

	return (unit * unit + sd * sd) / (2.0 * sd);
}

/* gamma and the sds of x, and what follows without looking at the rows */
static void
go(eh_mixed_fit *f, const double *x)
{
	memmove(f->x, x, sizeof(double) * (size_t) f->m);
	eh_mixed_copy(f->gamma, f->x, f->p);
	for (int k = 0; k < f->factors; k++)
	{
		f->sd[k] = eh_mixed_sd(f, k, f->x[f->p + k]);
		for (int l = 0; l < f->groups->nlevels[f->factor[k]]; l++)
			f->spread[f->first[k] + l] = f->sd[k];
	}
	eh_mixed_fix(f);
}

/*
 * eh_mixed_look - value and gradient at x, the modes found from where u is.
 *
 * EH_ENOCONV: there are none to be had; u is 0 then.
 */
eh_status
eh_mixed_look(eh_mixed_fit *f, const double *x)
{
	eh_status status;

	go(f, x);
	f->looks++;
	status = eh_mixed_modes(f);
	if (status == EH_OK)
		status = f->points > 1 ? eh_mixed_quadrature(f) : eh_mixed_laplace(f);
	if (status == EH_OK && !isfinite(f->value))
		status = EH_ENOCONV;
	if (status != EH_OK)
	{
		eh_mixed_clear(f->u, f->levels);
		return status;
	}
	eh_mixed_copy(f->gradient, f->by_sd, f->p);
	for (int k = 0; k < f->factors; k++)
		f->gradient[f->p + k] =
			f->by_sd[f->p + k] * eh_mixed_sd_slope(f, k, f->sd[k]);
	return EH_OK;
}

/* The unit of each sd, and a first step from nought by the variance's score */
static void
first_sds(eh_mixed_fit *f)
{
	for (int k = 0; k < f->factors; k++)
	{
		int levels = f->groups->nlevels[f->factor[k]];
		const double *r = f->sum_r + f->first[k];
		const double *w = f->sum_w + f->first[k];
		double weight = 0.0;
		double score = 0.0;
		double variance;

		for (int l = 0; l < levels; l++)
		{
			weight += w[l];
			score += r[l] * r[l] - w[l];
		}
		f->unit[k] = sqrt(levels / weight);
		variance = score / eh_mixed_dot(levels, w, w);
		variance = fmin(variance, 4.0);
		variance = fmax(variance, 0.1 * f->unit[k] * f->unit[k]);
		f->x[f->p + k] = eh_mixed_phi(f, k, sqrt(variance));
	}
}

/* first_metric: of gamma as if the sds were known, of a phi what a normal outcome
 * would have */
static eh_status
begin_metric(eh_mixed_fit *f)
{
	int m = f->m;
	double *to = f->first_metric;
	eh_status status = eh_mixed_tangents(f, f->factored);

	eh_mixed_clear(to, (int64_t) m * m);
	for (int j = 0; j < f->p; j++)
		eh_mixed_copy(
			to + (size_t) j * m, f->factored + (size_t) j * f->p, f->p);
	for (int k = 0; k < f->factors; k++)
		to[(size_t) (f->p + k) * (m + 1)] =
			fmax(0.5 * f->groups->nlevels[f->factor[k]], 1.0);
	eh_mixed_copy(f->metric, to, (int64_t) m * m);
	return status;
}

/* eh_mixed_start - look at a first place, from gamma. */
eh_status
eh_mixed_start(eh_mixed_fit *f)
{
	eh_status status;

	eh_mixed_copy(f->x, f->gamma, f->p);
	eh_mixed_copy(f->alone, f->gamma, f->p);
	memset(f->held, 0, sizeof(bool) * (size_t) f->m);
	eh_mixed_clear(f->u, f->levels);
	for (int k = 0; k < f->factors; k++)
	{
		f->unit[k] = 0.0;
		f->x[f->p + k] = 0.0;
	}
	go(f, f->x);
	status = eh_mixed_modes(f);
	if (status != EH_OK)
		return status;
	first_sds(f);
	status = eh_mixed_look(f, f->x);
	return status == EH_OK ? begin_metric(f) : status;
}

/* The largest phi, that of an sd without end. */
static double
most_phi(const eh_mixed_fit *f, int place)
{
	return eh_mixed_phi(f, place, EH_MIXED_MOST_SD);
}

/* What stays where it is: what is held, and sds on a bound that would leave
 * it for the other side. */
static void
find_still(eh_mixed_fit *f)
{
	for (int j = 0; j < f->m; j++)
		f->still[j] = f->held[j];
	for (int k = 0; k < f->factors; k++)
	{
		double slope = f->gradient[f->p + k];
		double phi = f->x[f->p + k];

		if ((phi == 0.0 && slope <= 0.0) ||
			(phi == most_phi(f, k) && slope >= 0.0))
			f->still[f->p + k] = true;
	}
}

/* factored = root of a with rows and columns of what is still left out, and
 * the step it takes; false where a is no metric */
static bool
plan(eh_mixed_fit *f, const double *a)
{
	int m = f->m;

	for (int i = 0; i < m; i++)
	{
		for (int j = 0; j < m; j++)
			f->factored[(size_t) i * m + j] = f->still[i] || f->still[j]
												  ? (i == j ? 1.0 : 0.0)
												  : a[(size_t) i * m + j];
		f->move[i] = f->still[i] ? 0.0 : f->gradient[i];
	}
	if (!eh_mixed_cholesky(m, f->factored))
		return false;
	eh_mixed_back(m, f->factored, f->move);
	f->decrement = 0.0;
	for (int j = 0; j < m; j++)
		if (!f->still[j])
			f->decrement += f->gradient[j] * f->move[j];
	return isfinite(f->decrement);
}

/* x = old + part move, no phi out of its bounds; what that should gain */
static double
try_part(eh_mixed_fit *f, double part)
{
	double gain = 0.0;

	for (int j = 0; j < f->m; j++)
	{
		f->spare[j] = f->old[j] + part * f->move[j];
		if (j >= f->p && !f->still[j])
		{
			f->spare[j] = fmax(f->spare[j], 0.0);
			f->spare[j] = fmin(f->spare[j], most_phi(f, j - f->p));
		}
		gain += (f->spare[j] - f->old[j]) * f->old_gradient[j];
	}
	return gain;
}

/* The most of a step that may be taken. */
static double
longest(const eh_mixed_fit *f)
{
	double most = MOST_PHI;

	for (int k = 0; k < f->factors; k++)
		most = fmax(most, fabs(f->move[f->p + k]));
	return MOST_PHI / most;
}

/* What rounding may make of the value. */
static double
noise(double value)
{
	return 64.0 * DBL_EPSILON * (1.0 + fabs(value));
}

/* Take the step, or the part of it that gains; false if none does. */
static eh_status
advance(eh_mixed_fit *f, bool *moved)
{
	double part = longest(f);
	double before = f->value;

	eh_mixed_copy(f->old, f->x, f->m);
	eh_mixed_copy(f->old_gradient, f->gradient, f->m);
	*moved = false;
	for (int cuts = 0; cuts < MOST_CUTS && !*moved; cuts++)
	{
		double gain = try_part(f, part);
		eh_status status = eh_mixed_look(f, f->spare);

		if (status == EH_ECANCEL)
			return status;
		*moved =
			status == EH_OK && f->value >= before + 1e-4 * gain - noise(before);
		part *= cuts < 4 ? 0.5 : 0.1;
	}
	return *moved ? EH_OK : eh_mixed_look(f, f->old);
}

/* What the last step has shown of the curvature, into the metric. */
static void
learn(eh_mixed_fit *f)
{
	int m = f->m;
	double *step = f->old;
	double *fall = f->old_gradient;
	double *flat = f->spare;
	double along = 0.0;
	double expected = 0.0;
	double share = 1.0;

	for (int j = 0; j < m; j++)
	{
		step[j] = f->x[j] - step[j];
		fall[j] = fall[j] - f->gradient[j];
	}
	for (int j = 0; j < m; j++)
	{
		flat[j] = eh_mixed_dot(m, f->metric + (size_t) j * m, step);
		expected += flat[j] * step[j];
		along += fall[j] * step[j];
	}
	if (!(expected > 0.0))
		return;
	if (along < 0.2 * expected)
		share = 0.8 * expected / (expected - along);
	for (int j = 0; j < m; j++)
		fall[j] = share * fall[j] + (1.0 - share) * flat[j];
	along = eh_mixed_dot(m, fall, step);
	for (int i = 0; i < m; i++)
		for (int j = 0; j < m; j++)
			f->metric[(size_t) i * m + j] +=
				fall[i] * fall[j] / along - flat[i] * flat[j] / expected;
}

/* Has an sd come to its end? */
static bool
endless(const eh_mixed_fit *f)
{
	for (int k = 0; k < f->factors; k++)
		if (f->x[f->p + k] == most_phi(f, k) && !f->held[f->p + k])
			return true;
	return false;
}

/*
 * eh_mixed_climb - from x, where the fit has looked, until what is left of
 * the way is below tolerance, or is rounding.
 *
 * EH_ERANGE: an sd grows without end.  EH_ENOCONV: most_steps passed.
 */
eh_status
eh_mixed_climb(eh_mixed_fit *f, double tolerance)
{
	double least = INFINITY;
	int idle = 0;

	for (int step = 0; step < f->most_steps; step++)
	{
		bool moved;
		eh_status status;

		find_still(f);
		if (!plan(f, f->metric))
			return EH_ENOCONV;
		idle = f->decrement < least ? 0 : idle + 1;
		least = fmin(least, f->decrement);
		if (f->decrement <= tolerance || (least < 1e-8 && idle > 3))
			return endless(f) ? EH_ERANGE : EH_OK;
		status = advance(f, &moved);
		if (status != EH_OK)
			return status;
		if (!moved)
			return f->decrement < 1e-6 ? EH_OK : EH_ENOCONV;
		learn(f);
	}
	return EH_ENOCONV;
}

/* Newton's steps on the Hessian at hand.  False: one would leave the bounds,
 * or does not lead up. */
static eh_status
polish(eh_mixed_fit *f, double *moved, bool *done)
{
	double last = INFINITY;

	*moved = 0.0;
	*done = false;
	for (int step = 0; step < NEWTON_STEPS; step++)
	{
		eh_status status;

		if (!plan(f, f->curve))
			return EH_OK;
		if (f->decrement <= THERE || f->decrement > 0.25 * last)
			break;
		last = f->decrement;
		*moved = fmax(*moved, f->decrement);
		eh_mixed_copy(f->old, f->x, f->m);
		try_part(f, 1.0);
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
	if (status == EH_OK && f->value > *value + noise(*value))
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
	if (status == EH_OK && value < f->without - noise(value))
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
		find_still(f);
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
