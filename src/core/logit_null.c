/*
 * logit_null.c - the model of nothing but intercept and offset.
 */
#include "logit_internal.h"

#include <math.h>

#define NULL_STEPS 200

/* Sums at one intercept: the score, its slope and the log-likelihood. */
static eh_status
null_pass(eh_logit_fit *f, double intercept, double *score, double *slope,
	double *log_lik)
{
	double *one = eh_logit_room(f, EH_ROOM_ONE);
	eh_dd mu = {0.0, 0.0};
	eh_dd value = {0.0, 0.0};

	*slope = 0.0;
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		double part = 0.0;

		for (int i = 0; i < EH_BLOCK; i++)
			one[i] = 1.0;
		value =
			eh_dd_add_double(value, f->ops->logit_step(one, 1, f->n, &intercept,
										f->offset, f->size, slope, &part));
		mu = eh_dd_add_double(mu, part);
	}
	*score = f->totals.hits - mu.hi;
	*log_lik = f->totals.hits * intercept + f->totals.hits_offset - value.hi;
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/*
 * The intercept beside an offset: the root of a falling score.  The log odds
 * less the largest and the smallest offset bracket it, so that no offset,
 * however far out, can lead Newton astray.
 */
static eh_status
null_intercept(eh_logit_fit *f, double *intercept, double *log_lik)
{
	double odds = log(f->totals.hits) - log(f->totals.misses);
	double low = odds - f->totals.offset_high;
	double high = odds - f->totals.offset_low;
	double a = 0.5 * (low + high);

	for (int step = 0; step < NULL_STEPS; step++)
	{
		double score;
		double slope;
		double next;
		eh_status status = null_pass(f, a, &score, &slope, log_lik);

		if (status != EH_OK)
			return status;
		if (score > 0.0)
			low = a;
		else
			high = a;
		next = a + score / slope;
		if (!(next >= low && next <= high))
			next = 0.5 * (low + high);

		/* the error is the square of the step, so this was the last */
		if (fabs(next - a) <= 1e-9 * (1.0 + fabs(a)) || next == a)
		{
			*log_lik +=
				score * (next - a) - 0.5 * slope * (next - a) * (next - a);
			a = next;
			break;
		}
		a = next;
	}
	*intercept = a;
	return EH_OK;
}

/*
 * eh_logit_null_model - the model without predictors.
 *
 *	intercept	out: of the model, or 0 where the design has none
 *	log_lik		out: without binomial coefficients
 *
 * Both outcomes occur if there is an intercept.
 */
eh_status
eh_logit_null_model(eh_logit_fit *f, double *intercept, double *log_lik)
{
	const eh_logit_totals *t = &f->totals;
	double score;
	double slope;

	*intercept = 0.0;
	if (!f->d->intercept && !f->d->has_offset)
	{
		*log_lik = -t->size * log(2.0);
		return EH_OK;
	}
	if (!f->d->intercept)
		return null_pass(f, 0.0, &score, &slope, log_lik);
	if (f->d->has_offset && t->offset_low < t->offset_high)
		return null_intercept(f, intercept, log_lik);
	*intercept = log(t->hits) - log(t->misses);
	if (f->d->has_offset)
		*intercept -= t->offset_low;
	*log_lik =
		t->hits * log(t->hits / t->size) + t->misses * log(t->misses / t->size);
	return EH_OK;
}
