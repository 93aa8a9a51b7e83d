/*
 * logit_pass_step.c - from a pass with all its rows to the next, or to the
 * fit.
 *
 * Progress is measured as in logit_newton.c, by the length of a step in
 * standard errors; but there is no going over the rows a second time, so what
 * that file does with another pass of its own is left to the next one, or
 * said: the walk is lost.
 */
#include "logit_pass_internal.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* The last step: the estimate is its square away, errors its length. */
#define DONE 1e-8

/* Where rounding stops progress, this will do. */
#define ROUNDED 1e-7

/* A step has also to move no row's predictor by more than this (separation
 * moves some by 1 at every step, however little they weigh). */
#define STILL 1e-3

#define MOST_HALVINGS 12

/* A step that promises this many times what there is to be had is cut. */
#define TOO_GOOD 20.0

/* Pivots of the scaled information: rounding; worth another frame. */
#define FLOOR 1e-14
#define THIN 1e-6
#define MOST_TURNS 6

/*
 * A step that keeps more than this of the one before has stalled: where rows
 * are separated e^(-1/2) is kept at every step.  So many in a row, and the
 * walk is lost.
 */
#define SHRINKS 0.5
#define MOST_STALLS 3

/* The null model's intercept has settled: the error is its square. */
#define NULL_DONE 1e-8

typedef struct at_work
{
	eh_logit_pass *pass;
	eh_logit_pass_parts s;
	eh_logit_pass_room room;
	eh_logit_fit *f;
	eh_logit_walk *walk;
	double *beta; /* the next coefficients, of the frame at hand */
} at_work;

/* --- the null model --------------------------------------------------------
 */

/* An offset that is the same in all rows adds to the intercept alone. */
static bool
varied_offset(const eh_logit_pass *pass)
{
	const eh_logit_totals *t = &pass->totals;

	if ((pass->flags & EH_PASS_OFFSET) == 0)
		return false;
	return (pass->flags & EH_PASS_INTERCEPT) == 0 ||
		   t->offset_low < t->offset_high;
}

/* How far the intercept of the null model has yet to go. */
static double
null_step(const eh_logit_pass *pass)
{
	if ((pass->flags & EH_PASS_INTERCEPT) == 0 || !(pass->null_slope > 0.0))
		return 0.0;
	return (pass->totals.hits - pass->null_mu.hi) / pass->null_slope;
}

static bool
null_settled(const eh_logit_pass *pass)
{
	return !varied_offset(pass) ||
		   fabs(null_step(pass)) <= NULL_DONE * (1.0 + fabs(pass->null_at));
}

/* Kernel log-likelihood of intercept and offset; NaN where not settled. */
static double
null_log_lik(const eh_logit_pass *pass)
{
	const eh_logit_totals *t = &pass->totals;
	double step = null_step(pass);
	double score = t->hits - pass->null_mu.hi;

	if (!varied_offset(pass))
		return (pass->flags & EH_PASS_INTERCEPT) == 0
				   ? -t->size * log(2.0)
				   : t->hits * log(t->hits / t->size) +
						 t->misses * log(t->misses / t->size);
	if (!null_settled(pass))
		return NAN;
	return t->hits * pass->null_at + t->hits_offset - pass->null_log.hi +
		   score * step - 0.5 * pass->null_slope * step * step;
}

/* The next intercept of the null model, in a bracket that only shrinks. */
static void
advance_null(eh_logit_pass *pass, bool survey)
{
	const eh_logit_totals *t = &pass->totals;
	double odds = log(t->hits) - log(t->misses);
	double next;

	if ((pass->flags & EH_PASS_INTERCEPT) == 0)
		return;
	if ((pass->flags & EH_PASS_OFFSET) == 0)
	{
		pass->null_at = odds;
		return;
	}
	if (survey || !(pass->null_low < pass->null_high))
	{
		pass->null_low = odds - t->offset_high;
		pass->null_high = odds - t->offset_low;
		pass->null_at = odds - pass->size_offset / t->size;
		return;
	}
	next = pass->null_at + null_step(pass);
	if (t->hits > pass->null_mu.hi)
		pass->null_low = pass->null_at;
	else
		pass->null_high = pass->null_at;
	if (!(next >= pass->null_low && next <= pass->null_high) ||
		!(pass->null_slope > 0.0))
		next = 0.5 * (pass->null_low + pass->null_high);
	pass->null_at = next;
}

/* --- the frame -------------------------------------------------------------
 */

/* How much the rounding of the predictors can leave of column k, a row. */
static double
rounding(const eh_logit_fit *f, int k)
{
	const double *row = f->basis + (size_t) k * (size_t) f->nz;
	int first = f->d->intercept ? 1 : 0;
	double most = 0.0;

	for (int j = 0; j < f->d->ndense && first + j <= k; j++)
		most += fabs(row[first + j]) * f->most[j] * f->scale[j];
	return DBL_EPSILON * most;
}

/* Columns of which nothing is left, or that never change; true if new. */
static bool
judge(const eh_logit_pass *pass, const eh_logit_pass_parts *s, eh_logit_fit *f)
{
	int first = f->d->intercept ? 1 : 0;
	bool found = false;

	for (int k = 0; k < f->p; k++)
	{
		double own = f->basis[(size_t) k * (size_t) f->nz + (size_t) k];
		double length = sqrt(fmax(s->square[k], 0.0));
		int j = k - first;
		bool nothing = !(length > 0.0);

		if (f->dead[k])
			continue;
		if (first > 0 && j >= 0)
			nothing |= s->high[j] - s->low[j] <= 4 * DBL_EPSILON * f->most[j];
		if (f->turned[k])
			nothing |= !(length > EH_LOGIT_ALIAS * own * f->length[k]) ||
					   length <= rounding(f, k) * sqrt(pass->totals.size);
		if (!nothing)
			continue;
		f->dead[k] = found = true;
		s->dead[k] = 1.0;
		eh_arrow_forget(&f->info, k);
		eh_arrow_forget(&f->meat, k);
	}
	return found;
}

/* A frame by the mean and spread of all rows, and the sums as seen in it. */
static void
settle_frame(at_work *w)
{
	eh_logit_pass *pass = w->pass;
	eh_logit_pass *copy = (eh_logit_pass *) (void *) w->room.copy;
	int first = (pass->flags & EH_PASS_INTERCEPT) != 0;
	eh_logit_pass_parts from;

	eh_logit_pass_close(pass, copy, NULL);
	eh_logit_pass_parts_of(copy, &from);
	for (int j = 0; j < pass->ndense; j++)
	{
		int k = first + j;
		double size = pass->totals.size;
		double mean = first > 0 ? from.plain[k] / size : 0.0;
		double spread = sqrt(fmax(from.square[k] / size - mean * mean, 0.0));

		/* far off, the spread is lost in the square; the range is not */
		if (!(spread > 1e-4 * fabs(mean)))
			spread = (0.5 * from.high[j] - 0.5 * from.low[j]) * from.scale[j];
		eh_logit_pass_frame_column(pass, &w->s, j,
			from.centre[j] + mean / from.scale[j], spread / from.scale[j]);
		w->f->centre[j] = w->s.centre[j];
		w->f->scale[j] = w->s.scale[j];
	}
	eh_logit_pass_reframe(&from, &w->s, pass);
}

/* The frame turned to suit the information; coefficients follow. */
static bool
turn_frame(at_work *w)
{
	eh_logit_fit *f = w->f;
	bool turned;

	if (w->pass->turns >= MOST_TURNS ||
		eh_logit_turn(f, w->beta, &turned) != EH_OK || !turned)
		return false;
	w->pass->turns++;
	w->pass->flags &= (uint8_t) ~EH_PASS_GOOD;
	for (int k = 0; k < f->p; k++)
		for (int l = 0; l <= k; l++)
			w->s.basis[eh_packed(k, l)] =
				f->basis[(size_t) k * (size_t) f->nz + (size_t) l];
	return true;
}

/* --- the step --------------------------------------------------------------
 */

/* Log-likelihood, score and information of the mean outcome in every row, by
 * the sums of a survey. */
static void
null_sums(
	const eh_logit_pass *pass, const eh_logit_pass_parts *s, eh_logit_fit *f)
{
	const eh_logit_totals *t = &pass->totals;
	double mean = f->d->intercept ? t->hits / t->size : 0.5;
	double *score = eh_logit_vector(f, EH_VECTOR_SCORE);

	for (size_t i = 0; i < eh_packed(f->p, 0); i++)
		s->info[i] *= 4.0 * mean * (1.0 - mean);
	for (int k = 0; k < f->p; k++)
		score[k] =
			f->dead[k]
				? 0.0
				: (s->hit_sum[k] - 2.0 * mean * s->mu_sum[k]) +
					  (s->hit_sum[f->p + k] - 2.0 * mean * s->mu_sum[f->p + k]);
}

static void
find_score(const eh_logit_pass_parts *s, eh_logit_fit *f)
{
	double *score = eh_logit_vector(f, EH_VECTOR_SCORE);

	for (int k = 0; k < f->p; k++)
		score[k] = f->dead[k]
					   ? 0.0
					   : (s->hit_sum[k] - s->mu_sum[k]) +
							 (s->hit_sum[f->p + k] - s->mu_sum[f->p + k]);
}

/* Newton's step; its decrement, and the smallest pivot. */
static double
find_step(eh_logit_fit *f, double *pivot)
{
	const double *score = eh_logit_vector(f, EH_VECTOR_SCORE);
	double *step = eh_logit_vector(f, EH_VECTOR_STEP);
	double squared = 0.0;

	*pivot = eh_arrow_factor(&f->info, &f->work, f->unit, FLOOR);
	eh_arrow_solve(&f->work, f->unit, score, step);
	f->gradient = 0.0;
	for (int k = 0; k < f->p; k++)
	{
		squared += score[k] * step[k];
		f->gradient = fmax(f->gradient, fabs(score[k]) * f->unit[k]);
	}
	return sqrt(fmax(squared, 0.0));
}

/* Does no row's predictor move any more? */
static bool
still(const eh_logit_fit *f)
{
	const double *step = eh_logit_vector(f, EH_VECTOR_STEP);
	double most = 0.0;

	for (int k = 0; k < f->p; k++)
		if (!f->dead[k])
			most += fabs(step[k]) * f->span[k];
	return most <= STILL;
}

/* Is there a column of which the information says nothing any more? */
static bool
flat(const eh_logit_fit *f)
{
	for (int k = 0; k < f->p; k++)
		if (!f->dead[k] && f->unit[k] == 0.0)
			return true;
	return false;
}

static double
slack(const eh_logit_pass *pass)
{
	const eh_logit_totals *t = &pass->totals;
	double most = (pass->flags & EH_PASS_OFFSET) != 0
					  ? fmax(fabs(t->offset_low), fabs(t->offset_high))
					  : 0.0;

	return 1e-10 * (1.0 + fabs(pass->good_log_lik)) + 1e-13 * most * t->size;
}

static bool
at_maximum(const eh_logit_pass *pass, const eh_logit_fit *f, double decrement)
{
	return !flat(f) && still(f) &&
		   (decrement <= DONE || (decrement <= ROUNDED && pass->before > 0.0 &&
									 decrement > 0.9 * pass->before));
}

/* After a survey: the model of the mean outcome, and a step from there. */
static void
leave_survey(at_work *w)
{
	eh_logit_pass *pass = w->pass;
	eh_logit_fit *f = w->f;
	double pivot;
	double decrement;

	settle_frame(w);
	for (int k = 0; k < f->p; k++)
		w->s.length[k] = f->length[k] = sqrt(w->s.square[k]);
	judge(pass, &w->s, f);
	advance_null(pass, true);
	if (f->d->intercept)
		w->beta[0] = pass->null_at;
	null_sums(pass, &w->s, f);
	decrement = find_step(f, &pivot);
	if (pivot < THIN && turn_frame(w))
	{
		w->walk->turned = true;
		return;
	}
	if ((pass->flags & EH_PASS_OFFSET) != 0)
		return;
	memcpy(w->s.good, w->beta, sizeof(double) * (size_t) f->p);
	pass->good_log_lik = w->walk->log_lik = null_log_lik(pass);
	pass->flags |= EH_PASS_GOOD;
	w->walk->decrement = pass->before = decrement;
	for (int k = 0; k < f->p; k++)
		w->beta[k] += eh_logit_vector(f, EH_VECTOR_STEP)[k];
}

/* Does a step that should have squared its length shrink at all? */
static void
note_stall(at_work *w, double decrement, double pivot)
{
	eh_logit_pass *pass = w->pass;

	if (pass->passes < 4 || pass->before == 0.0 ||
		(decrement <= SHRINKS * pass->before && pivot > 1e-9))
	{
		pass->stalls = 0;
		return;
	}
	pass->stalls++;
	w->walk->lost = pass->stalls >= MOST_STALLS;
}

/* After a pass at coefficients. */
static void
leave_pass(at_work *w)
{
	eh_logit_pass *pass = w->pass;
	eh_logit_fit *f = w->f;
	const double *step = eh_logit_vector(f, EH_VECTOR_STEP);
	double pivot;
	double decrement;
	double room;
	double cut = 1.0;

	w->walk->log_lik = pass->log_lik.hi;
	advance_null(pass, false);
	if (!(pass->log_lik.hi >= pass->good_log_lik - slack(pass)) &&
		(pass->flags & EH_PASS_GOOD) != 0)
	{
		w->walk->halved = true;
		w->walk->lost = ++pass->halvings > MOST_HALVINGS;
		for (int k = 0; k < f->p; k++)
			w->beta[k] = 0.5 * (w->beta[k] + w->s.good[k]);
		return;
	}
	for (int k = 0; k < f->p; k++)
		if (w->s.length[k] == 0.0)
			w->s.length[k] = f->length[k] = sqrt(w->s.square[k]);
	if (judge(pass, &w->s, f))
		for (int k = 0; k < f->p; k++)
			w->beta[k] = f->dead[k] ? 0.0 : w->beta[k];
	find_score(&w->s, f);
	decrement = w->walk->decrement = find_step(f, &pivot);
	if (pivot < THIN && turn_frame(w))
	{
		w->walk->turned = true;
		return;
	}
	w->walk->converged =
		at_maximum(pass, f, decrement) && pivot > FLOOR && null_settled(pass);
	w->walk->lost = pivot <= FLOOR || flat(f);
	note_stall(w, decrement, pivot);
	memcpy(w->s.good, w->beta, sizeof(double) * (size_t) f->p);
	pass->good_log_lik = pass->log_lik.hi;
	pass->flags |= EH_PASS_GOOD;
	pass->before = decrement;
	pass->halvings = 0;
	room = fmax(pass->totals.saturated - pass->log_lik.hi, 0.0) + 1e-6;
	if (decrement * decrement > TOO_GOOD * room)
		cut = sqrt(TOO_GOOD * room) / decrement;
	for (int k = 0; k < f->p; k++)
		w->beta[k] += cut * step[k];
}

/* In a new frame the columns are to be measured again. */
static void
clear_measures(eh_logit_pass *pass, const eh_logit_pass_parts *s)
{
	size_t p = (size_t) eh_logit_pass_parameters(pass);

	memset(s->span, 0, sizeof(double) * p);
	memset(s->plain, 0, sizeof(double) * p);
	memset(s->square, 0, sizeof(double) * p);
	for (int j = 0; j < pass->ndense; j++)
	{
		s->low[j] = INFINITY;
		s->high[j] = -INFINITY;
	}
}

/* Sums gone, frame and coefficients kept. */
static void
clear_sums(eh_logit_pass *pass, const eh_logit_pass_parts *s)
{
	size_t p = (size_t) eh_logit_pass_parameters(pass);

	memset(s->hit_sum, 0, sizeof(double) * 2 * p);
	memset(s->mu_sum, 0, sizeof(double) * 2 * p);
	memset(s->curve, 0, sizeof(double) * 2 * p);
	memset(s->info, 0, sizeof(double) * p * (p + 1) / 2);
	memset(s->meat, 0, sizeof(double) * p * (p + 1) / 2);
	eh_logit_totals_clear(&pass->totals);
	pass->rows = pass->missing = 0;
	pass->log_lik = pass->null_mu = pass->null_log = (eh_dd){0.0, 0.0};
	pass->size_offset = pass->slope = pass->null_slope = 0.0;
	pass->mu_hits = pass->mu_misses = 0.0;
}

/*
 * eh_logit_pass_advance - the next pass, without rows, in the place of one
 * that has them all.
 *
 *	pass	not open; rows, both outcomes and at least as many rows as
 *			parameters
 *	walk	out: where the fit stands at the pass as it came
 */
void
eh_logit_pass_advance(eh_logit_pass *pass, double *work, eh_logit_walk *walk)
{
	at_work w = {.pass = pass, .walk = walk};

	*walk = (eh_logit_walk){.log_lik = NAN, .decrement = NAN};
	eh_logit_pass_open_fit(pass, work, NULL, &w.room);
	eh_logit_pass_parts_of(pass, &w.s);
	w.f = &w.room.f;
	w.beta = eh_logit_vector(w.f, EH_VECTOR_BETA);
	memcpy(w.beta, w.s.gamma, sizeof(double) * (size_t) w.f->p);
	if ((pass->flags & EH_PASS_SURVEY) != 0)
		leave_survey(&w);
	else
		leave_pass(&w);
	memcpy(w.s.gamma, w.beta, sizeof(double) * (size_t) w.f->p);
	memcpy(w.s.beta, w.beta, sizeof(double) * (size_t) w.f->p);
	eh_logit_find_ahead(w.f);
	eh_logit_to_user(w.f, w.s.beta);
	clear_sums(pass, &w.s);
	pass->measured =
		(pass->flags & EH_PASS_SURVEY) == 0 && !walk->turned ? 1 : 0;
	if (pass->measured == 0)
		clear_measures(pass, &w.s);
	pass->flags &= (uint8_t) ~EH_PASS_SURVEY;
	pass->flags |= EH_PASS_NEXT | EH_PASS_FRAMED;
	pass->passes++;
}

/* --- the fit ---------------------------------------------------------------
 */

/* Outcomes that are all alike: the likelihood in the limit. */
static void
certain(eh_logit_result *out)
{
	out->status = EH_FIT_NO_VARIATION;
	out->log_lik_null = out->null_deviance = 0.0;
	out->log_lik_kernel = out->log_lik = out->deviance = 0.0;
}

/*
 * eh_logit_pass_finish - the fit at a pass, the last step taken.
 *
 *	pass	not open
 *	ctl		poll
 *	out		as eh_logit() gives it, but auc and cr0, which are NaN, and
 *			margins, which take every column for a number.  A pass that does
 *			not stand at the maximum gives EH_FIT_NOT_CONVERGED; of a survey
 *			there are no estimates
 */
void
eh_logit_pass_finish(const eh_logit_pass *pass, const eh_control *ctl,
	double *work, eh_logit_result *out)
{
	eh_logit_pass_room room;
	eh_logit_pass_parts s;
	eh_logit_fit *f = &room.f;
	const eh_logit_totals *all = &pass->totals;
	double *good;
	double decrement;
	double pivot;
	double null;
	bool done;

	eh_logit_pass_open_fit(pass, work, ctl, &room);
	eh_logit_clear(f->d, out);
	out->sum_weights = all->weight;
	out->sum_trials = all->size;
	if (all->rows == 0 || all->rows < f->p)
		return;
	if (f->d->intercept && !(all->hits > 0.0 && all->misses > 0.0))
	{
		certain(out);
		return;
	}
	out->status = EH_FIT_NOT_CONVERGED;
	out->iterations = (int) pass->passes;
	null = null_log_lik(pass);
	out->log_lik_null = null + all->binomial;
	out->null_deviance = 2.0 * (all->saturated - null);
	if ((pass->flags & EH_PASS_SURVEY) != 0)
		return;

	/* in a copy: judging takes columns out of the sums */
	eh_logit_pass_close(pass, (eh_logit_pass *) (void *) room.copy, NULL);
	eh_logit_pass_parts_of((eh_logit_pass *) (void *) room.copy, &s);
	f->info.block = s.info;
	f->meat.block = s.meat;
	f->hit_sum = s.hit_sum;
	f->mu_sum = s.mu_sum;
	f->curve = s.curve;
	f->margin_gradient = out->margin_gradient;
	judge(pass, &s, f);
	find_score(&s, f);
	decrement = find_step(f, &pivot);
	done = at_maximum(pass, f, decrement) && pivot > FLOOR;
	good = eh_logit_vector(f, EH_VECTOR_GOOD);
	for (int k = 0; k < f->p; k++)
		good[k] =
			s.gamma[k] + (done ? eh_logit_vector(f, EH_VECTOR_STEP)[k] : 0.0);
	eh_logit_note_aliased(f, &out->culprit, out->relation);
	if (done)
		out->status = out->culprit >= 0 ? EH_FIT_ALIASED : EH_FIT_OK;
	eh_logit_finish(f, all, f->unknown, out);
}
