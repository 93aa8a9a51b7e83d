/*
 * climb.c - up a logistic likelihood, or Firth's penalised one, with one
 * coefficient held or none.
 *
 * L1  The objective does not fall, beyond rounding, from step to step: a step
 *     is cut until it gains.
 * L2  Without a penalty the steps are Newton's.  With it they are Newton's
 *     for the rows the penalty makes up, h / 2 of each outcome, and are
 *     corrected by what former steps have shown of the curvature: the exact
 *     Hessian would take p^3 sums.
 * L3  A held coefficient keeps its value to rounding; the penalty is still
 *     that of the whole information.
 * L4  Likelihoods that grow without end are climbed until nothing is left to
 *     gain, and called endless.  A ridge keeps later climbs from wandering on
 *     there: where the information is well above it, it changes no answer.
 */
#include "climb.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_blas.h>

#define MOST_CUTS 40

/* An objective less certain than this is not that of any fit of use. */
#define MOST_NOISE 1e-7

/* Below this a decrement that shrinks no more is rounding. */
#define STALLED 1e-17

/* Towards infinity a decrement falls by e a step, and never faster. */
#define ENDLESS 1e-10
#define ENDLESS_STEPS 3

/* A held climb may stop here when no step gains: far out the score can be
 * less certain than the objective. */
#define IDLE 1e-7

static double
inner(const double *a, const double *b, int n)
{
	double sum = 0.0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void
add(double *to, double times, const double *from, int n)
{
	for (int i = 0; i < n; i++)
		to[i] += times * from[i];
}

static void
copy(double *to, const double *from, size_t n)
{
	memcpy(to, from, n * sizeof(double));
}

static void
clear(double *a, size_t n)
{
	memset(a, 0, n * sizeof(double));
}

/* The user's parameter k at gamma. */
double
eh_climb_beta(const eh_climb *c, int k)
{
	return inner(c->map + (size_t) k * c->p, c->gamma, c->p);
}

/* log_lik, information and objective at beta; without penalty the score. */
static eh_status
look(eh_climb *c, const double *beta)
{
	int p = c->p;
	int blocks = 0;
	double logs = 0.0;
	eh_block block;
	eh_status status;

	clear(c->packed, (size_t) p * (p + 1) / 2);
	clear(c->spare, p);
	c->rows->rewind(c->rows->source);
	while (eh_climb_next(c, &blocks, &block, &status))
	{
		eh_climb_columns(c, &block);
		logs += c->ops->logit_step(c->z, p, block.n, beta, block.offset,
			eh_climb_sizes(c, &block), c->packed, c->spare);
	}
	if (status != EH_OK)
		return status;

	c->log_lik = inner(c->success, beta, p) + c->success_offset - logs;
	eh_climb_unpack(c->packed, p, c->factor);
	for (int j = 0; j < p; j++)
		c->factor[(size_t) j * p + j] += c->ridge * c->square[j];
	c->pivot = eh_climb_factorise(c->factor, p, &c->log_det);
	c->noise = fabs(logs) + fabs(c->log_det) + 1.0;
	for (int j = 0; j < p; j++)
		c->noise += fabs(c->success[j] * beta[j]);
	c->noise = fmin(16.0 * DBL_EPSILON * c->noise, MOST_NOISE);
	for (int j = 0; j < p; j++)
		c->log_det -= 2.0 * log(fabs(c->map[(size_t) j * p + j]));
	c->objective = c->log_lik + (c->penalised ? 0.5 * c->log_det : 0.0);
	c->sound = isfinite(c->objective) && isfinite(c->pivot) &&
			   (!c->penalised || c->pivot > EH_SOUND_PIVOT);
	if (!c->penalised)
		for (int j = 0; j < p; j++)
			c->score[j] = c->success[j] - c->spare[j];
	return EH_OK;
}

/* w = z L^-T for a block: |w|^2 of a row is z' I^-1 z */
static void
whiten(eh_climb *c)
{
	int p = c->p;

	for (int j = 0; j < p; j++)
	{
		const double *l = c->factor + (size_t) j * p;
		double *wj = c->w + (size_t) j * EH_BLOCK;

		copy(wj, c->z + (size_t) j * EH_BLOCK, EH_BLOCK);
		for (int k = 0; k < j; k++)
		{
			const double *wk = c->w + (size_t) k * EH_BLOCK;

			for (int i = 0; l[k] != 0.0 && i < EH_BLOCK; i++)
				wj[i] -= l[k] * wk[i];
		}
		for (int i = 0; i < EH_BLOCK; i++)
			wj[i] /= l[j];
	}
}

/*
 * The penalised score and its metric at gamma, where look() has just been:
 *
 *	score	sum z (y - m mu + h (1/2 - mu))
 *	metric	sum (m + h) v z z', to which look() has laid sum m v z z'
 *
 * h = m v z' I^-1 z.  Near certainty y - m mu is taken from 1 - mu = v / mu,
 * which keeps its digits.
 */
static eh_status
bend(eh_climb *c)
{
	int p = c->p;
	int blocks = 0;
	double log_det;
	eh_block block;
	eh_status status;

	if (!c->penalised)
		return EH_OK;
	clear(c->score, p);
	c->rows->rewind(c->rows->source);
	while (eh_climb_next(c, &blocks, &block, &status))
	{
		const double *size = eh_climb_sizes(c, &block);
		double *h = c->eta;

		eh_climb_columns(c, &block);
		c->ops->logit_rows(
			c->z, p, block.n, c->gamma, block.offset, c->eta, c->mu, c->v);
		whiten(c);
		clear(h, EH_BLOCK);
		for (int j = 0; j < p; j++)
		{
			const double *w = c->w + (size_t) j * EH_BLOCK;

			for (int i = 0; i < block.n; i++)
				h[i] += w[i] * w[i];
		}
		for (int i = 0; i < block.n; i++)
		{
			double m = size == NULL ? 1.0 : size[i];
			double mu = c->mu[i];
			double y = block.success[i] *
					   (block.weight == NULL ? 1.0 : block.weight[i]);
			double rest = mu > 0.5 ? (y - m) + m * (c->v[i] / mu) : y - m * mu;

			h[i] *= m * c->v[i];
			c->r[i] = rest + h[i] * (0.5 - mu);
			c->v[i] *= h[i];
		}
		for (int i = block.n; i < EH_BLOCK; i++)
			c->r[i] = c->v[i] = 0.0;
		c->ops->dot(c->z, p, block.n, c->r, c->score);
		c->ops->cross(c->z, p, block.n, c->v, c->packed);
	}
	if (status != EH_OK)
		return status;
	eh_climb_unpack(c->packed, p, c->metric);
	return eh_climb_factorise(c->metric, p, &log_det) > 0.0 ? EH_OK
															: EH_ENOCONV;
}

/*
 * eh_climb_settle - make the climb ready to step from gamma, in columns fit
 * for it.  EH_ENOCONV: with a penalty, the information
 * there is as good as singular.
 */
eh_status
eh_climb_settle(eh_climb *c)
{
	eh_status status;

	for (int round = 0;; round++)
	{
		status = look(c, c->gamma);
		if (status != EH_OK)
			return status;
		if (!c->penalised || !isfinite(c->pivot) || c->pivot >= EH_GOOD_PIVOT ||
			round == EH_MOST_REBASES)
			break;
		eh_climb_rebase(c);
		status = eh_climb_successes(c);
		if (status != EH_OK)
			return status;
	}
	return c->sound ? bend(c) : EH_ENOCONV;
}

/*
 * out = H in, H near the inverse of the objective's -Hessian: the metric's,
 * corrected by the pairs (Nocedal and Wright 2006, algorithm 7.4).
 */
static void
uphill(eh_climb *c, const double *in, double *out)
{
	int p = c->p;
	double along[EH_CLIMB_PAIRS] = {0};
	double rate[EH_CLIMB_PAIRS] = {0};
	gsl_matrix_const_view l =
		gsl_matrix_const_view_array(c->penalised ? c->metric : c->factor, p, p);
	gsl_vector_view x = gsl_vector_view_array(out, p);

	copy(out, in, p);
	for (int i = c->npairs - 1; i >= 0; i--)
	{
		const double *s = c->pair_step + (size_t) i * p;
		const double *y = c->pair_score + (size_t) i * p;

		rate[i] = inner(s, y, p);
		along[i] = inner(s, out, p) / rate[i];
		add(out, -along[i], y, p);
	}
	gsl_blas_dtrsv(
		CblasLower, CblasNoTrans, CblasNonUnit, &l.matrix, &x.vector);
	gsl_blas_dtrsv(CblasLower, CblasTrans, CblasNonUnit, &l.matrix, &x.vector);
	for (int i = 0; i < c->npairs; i++)
	{
		const double *s = c->pair_step + (size_t) i * p;
		const double *y = c->pair_score + (size_t) i * p;

		add(out, along[i] - inner(y, out, p) / rate[i], s, p);
	}
}

static void
remember(eh_climb *c, const double *step, const double *score_before)
{
	size_t p = c->p;
	double *s = c->pair_step;
	double *y = c->pair_score;
	double rate = 0.0;

	if (c->npairs == EH_CLIMB_PAIRS)
	{
		memmove(s, s + p, sizeof(double) * p * (EH_CLIMB_PAIRS - 1));
		memmove(y, y + p, sizeof(double) * p * (EH_CLIMB_PAIRS - 1));
		c->npairs--;
	}
	s += c->npairs * p;
	y += c->npairs * p;
	for (size_t j = 0; j < p; j++)
	{
		s[j] = step[j];
		y[j] = score_before[j] - c->score[j];
		rate += s[j] * y[j];
	}

	/* a step along which the objective curves up, or rounding, says nothing */
	if (rate > 1e-8 * sqrt(inner(s, s, p) * inner(y, y, p)))
		c->npairs++;
}

/* The next step, and what it should gain; it leaves what is held as it is. */
static void
plan(eh_climb *c, int held)
{
	int p = c->p;

	uphill(c, c->score, c->step);
	copy(c->trial, c->score, p);
	c->multiplier = 0.0;
	if (held >= 0)
	{
		double own;

		copy(c->constraint, c->map + (size_t) held * p, p);
		uphill(c, c->constraint, c->held_step);
		own = inner(c->constraint, c->held_step, p);
		c->multiplier = inner(c->constraint, c->step, p) / own;
		add(c->step, -c->multiplier, c->held_step, p);
		add(c->trial, -c->multiplier, c->constraint, p);
	}
	c->decrement = inner(c->trial, c->step, p);
}

/* L1: take the step, or the part of it that gains, and settle there. */
static eh_status
advance(eh_climb *c, bool *moved)
{
	int p = c->p;
	double before = c->objective;
	double noise = c->noise;
	double part = 1.0;
	eh_status status;

	*moved = false;
	for (int cuts = 0; cuts < MOST_CUTS && !*moved; cuts++)
	{
		if (cuts > 0 && part * c->decrement < noise)
			break;
		copy(c->trial, c->gamma, p);
		add(c->trial, part, c->step, p);
		status = look(c, c->trial);
		if (status != EH_OK)
			return status;
		*moved = c->sound &&
				 c->objective >= before + 1e-4 * part * c->decrement - noise;

		/* from among rows as good as certain, and wrong, steps are vast */
		if (!*moved)
			part *= cuts < 4 ? 0.5 : cuts < 8 ? 0.1 : 1e-3;
	}
	if (!*moved)
	{
		c->npairs = 0;
		return eh_climb_settle(c);
	}
	copy(c->gamma, c->trial, p);
	if (!c->penalised)
		return EH_OK;
	if (c->pivot < EH_GOOD_PIVOT)
		return eh_climb_settle(c);
	for (int j = 0; j < p; j++)
		c->step[j] *= part;
	copy(c->trial, c->score, p);
	status = bend(c);
	if (status == EH_OK)
		remember(c, c->step, c->trial);
	return status;
}

/*
 * eh_climb_up - to the top from gamma, where the climb has settled.
 *
 *	held		the user's parameter that keeps its value; -1: none
 *	tolerance	of the decrement, the squared distance to the top in
 *				standard errors
 *
 * At the end the objective is short of the top by half the decrement, or by
 * all of it if the climb is endless.  EH_ENOCONV: most_steps passed, or no
 * step gains.
 */
eh_status
eh_climb_up(eh_climb *c, int held, double tolerance)
{
	double last = INFINITY;
	int endless = 0;
	bool moved = true;

	c->endless = false;
	for (int step = 0;; step++)
	{
		eh_status status;

		plan(c, held);
		if (!(c->decrement >= 0.0) && c->npairs > 0)
		{
			c->npairs = 0;
			plan(c, held);
		}
		if (!moved && c->decrement < (held >= 0 ? IDLE : ENDLESS))
			return EH_OK;
		if (!(c->decrement >= 0.0) || !moved)
			return fabs(c->decrement) <= tolerance ? EH_OK : EH_ENOCONV;
		endless = c->decrement > 0.05 * last && c->decrement < 0.8 * last
					  ? endless + 1
					  : 0;
		if (!c->penalised && c->decrement < fmax(ENDLESS, c->noise) &&
			endless >= ENDLESS_STEPS)
		{
			c->endless = true;
			return EH_OK;
		}
		if (c->decrement <= tolerance ||
			(c->decrement < fmax(STALLED, c->noise) &&
				c->decrement > 0.25 * last))
			return EH_OK;
		if (step == c->most_steps)
			return EH_ENOCONV;
		last = c->decrement;
		c->steps++;
		status = advance(c, &moved);
		if (status != EH_OK)
			return status;
	}
}
