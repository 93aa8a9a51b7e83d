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
 * exact but for the determinant's part.
 */
#include "mixed_internal.h"

#include <float.h>

#define MOST_CUTS 30

/* A step changes no phi by more. */
#define MOST_PHI 2.0

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
static eh_status
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
	return eh_mixed_fix(f);
}

/*
 * eh_mixed_look - value and gradient at x, the modes found from where u is.
 *
 * EH_ENOCONV: there are none to be had; u is 0 then.
 */
eh_status
eh_mixed_look(eh_mixed_fit *f, const double *x)
{
	eh_status status = go(f, x);

	f->looks++;
	if (status == EH_OK)
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
	status = go(f, f->x);
	if (status == EH_OK)
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
void
eh_mixed_find_still(eh_mixed_fit *f)
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
bool
eh_mixed_plan(eh_mixed_fit *f, const double *a)
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
double
eh_mixed_try_part(eh_mixed_fit *f, double part)
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
double
eh_mixed_noise(double value)
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
		double gain = eh_mixed_try_part(f, part);
		eh_status status = eh_mixed_look(f, f->spare);

		if (status == EH_ECANCEL)
			return status;
		*moved = status == EH_OK &&
				 f->value >= before + 1e-4 * gain - eh_mixed_noise(before);
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

		eh_mixed_find_still(f);
		if (!eh_mixed_plan(f, f->metric))
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
