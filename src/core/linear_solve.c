/*
 * linear_solve.c - the coefficients: normal equations of a well-conditioned
 * basis, refined by residuals.
 *
 * The error of a solution is the rounding of its residuals, carried through
 * the equations; beside the standard errors it is as the response's spread
 * to the residuals', times 1e-16.  Where columns had to be turned, or almost
 * nothing is left of the response, the residuals are exact instead
 * (linear_exact.c).
 */
#include "linear_internal.h"

#include <math.h>
#include <string.h>

/* Where residuals are this much less than the response, in squares. */
#define SMALL_REST 1e-8

/*
 * The sums of a pass will do when the step from it moves fitted values by no
 * more than this share of the residuals, squared; the step itself is good to
 * many digits and ends 1e-10 of that away.
 */
#define DONE 1e-20
#define EXACTLY_DONE 1e-24

/* ... or at this share of the response: two doubles carry no more. */
#define ROUNDED 0x1p-196

#define MOST_PASSES 10

/* Residuals of the block by the coefficients' upper digits alone. */
static void
plain_block(eh_linear_fit *l)
{
	eh_logit_fit *f = &l->f;
	double *fitted = eh_logit_room(f, EH_ROOM_ETA);

	eh_logit_linear(f, l->coef, fitted);
	for (int i = 0; i < f->n; i++)
		l->rest[i] = l->response.high[i] - fitted[i];
}

/* What a row adds beside its residual: squares, meat, clusters. */
static void
add_block(eh_linear_fit *l, bool exact)
{
	eh_logit_fit *f = &l->f;
	double *weighed = eh_logit_room(f, EH_ROOM_A);
	double *meat = eh_logit_room(f, EH_ROOM_B);
	bool people = f->d->weight_kind == EH_WEIGHT_FREQUENCY;
	double residual = 0.0;
	double square = 0.0;
	double sum = 0.0;

	memset(weighed, 0, sizeof(double) * EH_BLOCK);
	memset(meat, 0, sizeof(double) * EH_BLOCK);
	for (int i = 0; i < f->n; i++)
	{
		double w = f->size ? f->size[i] : 1.0;
		double r = l->rest[i];
		double y = l->response.high[i];

		weighed[i] = w * r;
		meat[i] = w * r * r;
		residual += w * r * r;
		square += w * y * y;
		sum += w * y;
		if (!people)
			meat[i] *= w;
	}
	l->sums.residual = eh_dd_add_double(l->sums.residual, residual);
	l->sums.square = eh_dd_add_double(l->sums.square, square);
	l->sums.sum = eh_dd_add_double(l->sums.sum, sum);
	if (!exact)
		eh_logit_sum(f, weighed, l->score);
	if (f->cluster)
		eh_logit_add_clusters(f, weighed);
	eh_logit_cross(f, meat, &f->meat);
}

/* All rows at the coefficients as they stand. */
static eh_status
pass(eh_linear_fit *l, bool exact)
{
	eh_logit_fit *f = &l->f;
	size_t p = (size_t) f->p;

	memset(&l->sums, 0, sizeof(l->sums));
	memset(l->score, 0, 2 * sizeof(double) * p);
	if (f->cluster)
		memset(f->cluster, 0, sizeof(double) * p * (size_t) f->d->nclusters);
	eh_arrow_zero(&f->meat);
	if (exact)
		eh_linear_exact_begin(l);
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		if (exact)
			eh_linear_exact_block(l);
		else
			plain_block(l);
		add_block(l, exact);
	}
	if (exact)
		eh_linear_exact_end(l);
	l->passes++;
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/* coef += the step that the score asks for; returns what rss loses by it */
static double
step(eh_linear_fit *l, const double *score)
{
	eh_logit_fit *f = &l->f;
	size_t p = (size_t) f->p;
	double *move = eh_logit_vector(f, EH_VECTOR_STEP);
	double gain = 0.0;

	for (size_t k = 0; k < p; k++)
		move[k] = score[k] + score[p + k];
	eh_arrow_solve(&f->work, f->unit, move, move);
	for (size_t k = 0; k < p; k++)
	{
		gain += (score[k] + score[p + k]) * move[k];
		eh_set_pair(
			l->coef, p, k, eh_dd_add_double(eh_pair(l->coef, p, k), move[k]));
	}
	return fmax(gain, 0.0);
}

static bool
any_turned(const eh_logit_fit *f)
{
	for (int k = 0; k < f->nz; k++)
		if (f->turned[k] && !f->dead[k])
			return true;
	return false;
}

/* A column that was found to be aliased may have left its rounding behind. */
static void
clear_dead(eh_logit_fit *f)
{
	for (int k = 0; k < f->p; k++)
	{
		if (!f->dead[k])
			continue;
		if (k < f->core)
			f->gram.block[eh_packed(k, k)] = 0.0;
		else
			f->gram.diag[k - f->core] = 0.0;
	}
}

/*
 * eh_linear_solve - coefficients, and the sums of the last pass over the
 * rows: squares, meat and clusters of residuals that are right to 1e-10 of
 * their size.
 *
 * The basis and its products stand in l->f.
 */
eh_status
eh_linear_solve(eh_linear_fit *l)
{
	eh_logit_fit *f = &l->f;
	bool exact = any_turned(f);
	double before = INFINITY;

	memset(l->coef, 0, 2 * sizeof(double) * (size_t) f->p);
	clear_dead(f);
	eh_arrow_factor(&f->gram, &f->work, f->unit, 0.0);
	if (f->cancelled)
		return EH_ECANCEL;
	step(l, f->hit_sum);
	for (;;)
	{
		eh_status status = pass(l, exact);
		double rss;
		double gain;

		if (status != EH_OK)
			return status;
		rss = l->sums.residual.hi;
		gain = step(l, l->score);
		l->sums.residual = eh_dd_add_double(l->sums.residual, -gain);
		if (!exact && l->sums.residual.hi < SMALL_REST * l->sums.square.hi)
		{
			exact = true;
			continue;
		}
		if (gain <= (exact ? EXACTLY_DONE : DONE) * rss ||
			gain <= ROUNDED * l->sums.square.hi || gain > 0.25 * before ||
			l->passes >= MOST_PASSES)
			return EH_OK;
		before = gain;
	}
}
