/*
 * taylor_finish.c - a fit from a state: what eh_logit() would have said of the
 * rows, but for what a polynomial cannot: their ranks, and clusters.
 */
#include "taylor_internal.h"

#include <math.h>
#include <string.h>

/* The null model's likelihood is said if it is good to this, relative. */
#define NULL_GOOD 1e-9

/* Largest fifth derivative of log(1 + exp(eta)) (taylor_bound.c). */
#define LARGEST_FIFTH 0.12769

/* Sums that stand where eh_logit_finish() looks for those of a last pass. */
static void
as_fit(const eh_taylor *t, const eh_taylor_parts *p, eh_logit_fit *f)
{
	int first = p->first;
	const double *score = p->loss.at[1];

	for (int j = 0; j < t->ndense; j++)
	{
		f->centre[j] = p->shift[j];
		f->scale[j] = p->scale[j];
	}
	for (int k = 0; k < f->p; k++)
	{
		int j = first + k;

		eh_logit_vector(f, EH_VECTOR_GOOD)[k] = p->centre[j];
		f->curve[k] = p->loss.at[3][eh_tensor_before(j, 3)];
		for (int l = 0; l <= k; l++)
		{
			f->info.block[eh_packed(k, l)] =
				p->loss.at[2][eh_packed(j, first + l)];
			f->meat.block[eh_packed(k, l)] =
				p->meat.at[2][eh_packed(j, first + l)];
		}
	}
	f->extras.slope = p->loss.at[2][0];
	f->extras.mu_hits = p->hit.at[0][0];
	f->extras.mu_misses =
		t->totals.hits + score[0] + p->loss.digits[1] - p->hit.at[0][0];
	f->totals = t->totals;
	f->log_lik = -(p->loss.at[0][0] + p->loss.digits[0]);
}

/* The length of the step that is left, and the largest score. */
static double
what_is_left(const eh_taylor_parts *p, eh_logit_fit *f)
{
	double *score = eh_logit_vector(f, EH_VECTOR_SCORE);
	double *step = eh_logit_vector(f, EH_VECTOR_STEP);
	double squared = 0.0;

	eh_arrow_factor(&f->info, &f->work, f->unit, EH_TAYLOR_FLOOR);
	for (int k = 0; k < f->p; k++)
	{
		int j = p->first + k;

		score[k] = -(p->loss.at[1][j] + p->loss.digits[1 + j]);
		f->gradient = fmax(f->gradient, fabs(score[k]) * f->unit[k]);
	}
	eh_arrow_solve(&f->work, f->unit, score, step);
	for (int k = 0; k < f->p; k++)
		squared += score[k] * step[k];
	return sqrt(fmax(squared, 0.0));
}

/* log-likelihood of intercept and offset; NaN where the rows' are too far */
static double
null_log_lik(const eh_taylor *t, const eh_taylor_parts *p)
{
	const eh_logit_totals *all = &t->totals;
	double value;

	if (!t->has_offset && !t->intercept)
		return -all->size * log(2.0);
	if (!t->has_offset)
		return all->hits * log(all->hits / all->size) +
			   all->misses * log(all->misses / all->size);
	value = -(p->null.at[0][0] + p->null.digits[0]);
	if (!(LARGEST_FIFTH / 120.0 * pow(t->null_far, 5.0) <=
			NULL_GOOD * (1.0 + fabs(value))))
		return NAN;
	return value;
}

/* The result of a state that stands at its maximum. */
static eh_status
result(const eh_taylor *t, const eh_control *ctl, eh_taylor_room room,
	eh_logit_result *out, double *max_error)
{
	eh_logit_fit f = {.ctl = ctl, .ops = eh_kernel()};
	eh_taylor_parts p = eh_taylor_parts_of(t);
	eh_design d = eh_taylor_design(t);
	double null = null_log_lik(t, &p);
	double left;

	eh_logit_open(&f, &d, room.fit);
	f.margin_gradient = out->margin_gradient;
	f.iterations = out->iterations;
	as_fit(t, &p, &f);
	left = what_is_left(&p, &f);
	out->status = EH_FIT_OK;
	eh_logit_finish(&f, &t->totals, f.unknown, out);
	out->log_lik_null = null + t->totals.binomial;
	out->null_deviance = 2.0 * (t->totals.saturated - null);
	*max_error = eh_taylor_bound(t, left, room.numbers);
	return f.cancelled ? EH_ECANCEL : EH_OK;
}

/*
 * eh_taylor_finish - the fit.
 *
 *	ctl			most steps; poll
 *	out			arrays as for eh_logit(); cr0, where it has one, and auc are
 *				NaN.  EH_FIT_NOT_CONVERGED: the polynomial has no maximum that
 *				could be trusted; no numbers then, nor with any other status
 *				but EH_FIT_OK
 *	max_error	out: no coefficient is further from what eh_logit() would have
 *				found, in its own standard errors; infinite if that is not known
 */
eh_status
eh_taylor_finish(const eh_taylor *t, const eh_control *ctl, double *work,
	eh_logit_result *out, double *max_error)
{
	eh_taylor_room room = eh_taylor_room_in(t->ndense, work);
	eh_design d = eh_taylor_design(t);
	const eh_logit_totals *all = &t->totals;
	double step[EH_TAYLOR_COLUMNS];
	double decrement;
	eh_status status;

	eh_logit_clear(&d, out);
	*max_error = INFINITY;
	out->sum_weights = all->weight;
	out->sum_trials = all->size;
	if (all->rows == 0 || all->rows < eh_design_parameters(&d))
		return EH_OK;
	out->status = EH_FIT_NO_VARIATION;
	if (t->intercept && !(all->hits > 0.0 && all->misses > 0.0))
		return EH_OK;

	status = eh_taylor_climb(
		t, ctl, room.numbers, step, &decrement, &out->iterations);
	if (status == EH_ENOCONV)
	{
		out->status = EH_FIT_NOT_CONVERGED;
		return EH_OK;
	}
	if (status != EH_OK)
		return status;
	memcpy(room.copy, t, eh_taylor_bytes(t->ndense));
	eh_taylor_move(room.copy, step, work);
	return result(room.copy, ctl, room, out, max_error);
}
