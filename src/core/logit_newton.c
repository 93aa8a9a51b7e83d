/*
 * logit_newton.c - the largest likelihood, by Newton's method.
 *
 * Progress is measured by the Newton decrement, the length of a step in
 * standard errors: scale, centring and the number of rows decide nothing.
 * Near the maximum it squares from step to step.  Where it keeps shrinking by
 * a constant factor instead, the likelihood may have no maximum: then
 * logit_separation.c looks for the direction in which it grows for ever.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

/* Steps smaller than this, in standard errors, are done. */
#define DONE 1e-10

/* Where rounding stops progress, this will do. */
#define ROUNDED 1e-7

/*
 * A step has also to move no row's predictor by more than this.  Where the
 * outcomes are separated the rows in question move by 1 at every step, however
 * little they weigh.
 */
#define STILL 1e-3

/* A start from the first rows alone, where there are more than twice those. */
#define LEAD_ROWS 100000
#define LEAD_BLOCKS ((LEAD_ROWS + EH_BLOCK - 1) / EH_BLOCK)
#define LEAD_DONE 0.01
#define LEAD_STEPS 12

#define MOST_HALVINGS 60

/* A step that promises this many times what there is to be had is wrong. */
#define TOO_GOOD 20.0

/* Newton's step cut this often did not lead uphill: another is taken. */
#define TRUSTED_HALVINGS 20

/* A pivot of the scaled information at or below this is rounding. */
#define FLOOR 1e-14

/* At or below this a better basis is worth two passes; but not for ever. */
#define THIN 1e-6
#define MOST_TURNS 6

typedef struct walk
{
	bool lead;      /* over the first rows only */
	bool null;      /* at the model of the intercept alone */
	bool final;     /* this pass takes the extras too */
	double log_lik; /* at good */
	double before;  /* decrement of the step before; infinite at first */
	double boost;   /* factor of a step by the bound */
	int halvings;   /* of the step that led here */
	int still;      /* steps since separation was last looked for */
	bool whole;     /* the last step was Newton's own */
	bool mistrust;  /* the next is not to be */
} walk;

/*
 * Log-likelihood, score and information where every row has the mean outcome:
 * the survey's sums are all it takes, and no pass over the rows.
 */
static void
null_sums(eh_logit_fit *f, double *log_lik)
{
	const eh_logit_totals *t = &f->totals;
	double *score = eh_logit_vector(f, EH_VECTOR_SCORE);
	double mean = t->hits / t->size;
	double variance = mean * (t->misses / t->size);

	eh_arrow_copy(&f->gram, &f->info, variance);
	for (int k = 0; k < f->p; k++)
	{
		double sum =
			k < f->core
				? f->gram.block[eh_packed(k, 0)]
				: f->gram.side[(size_t) (k - f->core) * (size_t) f->core];

		score[k] = f->hit_sum[k] - mean * sum + f->hit_sum[f->p + k];
	}
	score[0] = 0.0;

	/* the survey may have been before a column died */
	for (int k = 0; k < f->p; k++)
		if (f->dead[k])
		{
			score[k] = 0.0;
			eh_arrow_forget(&f->info, k);
		}
	*log_lik = t->hits * log(mean) + t->misses * log(t->misses / t->size);
}

/* Log-likelihood, score and information at beta; extras with a final pass. */
static eh_status
pass(eh_logit_fit *f, const walk *w, double *log_lik)
{
	const double *beta = eh_logit_vector(f, EH_VECTOR_BETA);
	double *score = eh_logit_vector(f, EH_VECTOR_SCORE);
	eh_dd log_sum = {0.0, 0.0};
	eh_dd hits_eta = {0.0, 0.0};

	if (w->null)
	{
		null_sums(f, log_lik);
		return EH_OK;
	}
	eh_arrow_zero(&f->info);
	memset(f->mu_sum, 0, 2 * sizeof(double) * (size_t) f->p);
	if (w->lead)
		memset(f->hit_sum, 0, 2 * sizeof(double) * (size_t) f->p);
	if (w->final)
		eh_logit_extras_begin(f);
	eh_logit_rewind(f, w->lead ? LEAD_BLOCKS : -1);
	while (eh_logit_next(f))
	{
		double value = eh_logit_sum_step(f, beta, &f->info, f->mu_sum);

		log_sum = eh_dd_add_double(log_sum, value);
		if (w->lead)
		{
			eh_logit_sum(f, f->hits, f->hit_sum);
			if (f->offset)
				hits_eta = eh_dd_add_double(
					hits_eta, eh_logit_dot(f->n, f->hits, f->offset));
		}
		if (w->final)
			eh_logit_extras_add(f, beta, value);
	}
	if (f->cancelled)
		return EH_ECANCEL;

	if (!w->lead)
		hits_eta.hi = f->totals.hits_offset;
	for (int k = 0; k < f->p; k++)
	{
		score[k] = (f->hit_sum[k] - f->mu_sum[k]) +
				   (f->hit_sum[f->p + k] - f->mu_sum[f->p + k]);
		hits_eta = eh_dd_add_double(hits_eta, beta[k] * f->hit_sum[k]);
	}
	*log_lik = w->final ? f->extras.log_lik.hi : hits_eta.hi - log_sum.hi;
	return EH_OK;
}

/* Rounding of a log-likelihood whose terms may be large beside their sum. */
static double
slack(const eh_logit_fit *f, double log_lik)
{
	double most = f->d->has_offset ? fmax(fabs(f->totals.offset_low),
										 fabs(f->totals.offset_high))
								   : 0.0;

	return 1e-10 * (1.0 + fabs(log_lik)) + 1e-13 * most * f->totals.size;
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

/*
 * The step where Newton's cannot be trusted: by a parabola that touches each
 * row's log-likelihood from below (Jaakkola and Jordan 2000, Statistics and
 * Computing 10, 25-37), which never overshoots; doubled as long as that goes
 * well.  Its curvature is (mu - 1/2) / eta, so a row far on the wrong side is
 * brought back in one step and not in e^eta.
 */
static eh_status
bounded_step(eh_logit_fit *f, walk *w)
{
	const double *beta = eh_logit_vector(f, EH_VECTOR_GOOD);
	const double *score = eh_logit_vector(f, EH_VECTOR_SCORE);
	double *step = eh_logit_vector(f, EH_VECTOR_STEP);
	double *eta = eh_logit_room(f, EH_ROOM_ETA);
	double *mu = eh_logit_room(f, EH_ROOM_MU);
	double *v = eh_logit_room(f, EH_ROOM_V);

	eh_arrow_zero(&f->meat);
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		f->ops->logit_rows(
			f->z, f->nz, f->n, beta, eh_logit_offset(f, beta), eta, mu, v);
		for (int i = 0; i < f->n; i++)
			v[i] = (f->size ? f->size[i] : 1.0) *
				   (fabs(eta[i]) > 1e-4 ? (mu[i] - 0.5) / eta[i] : 0.25);
		eh_logit_cross(f, v, &f->meat);
	}
	eh_arrow_factor(&f->meat, &f->work, f->unit, FLOOR);
	eh_arrow_solve(&f->work, f->unit, score, step);
	for (int k = 0; k < f->p; k++)
		step[k] *= w->boost;
	w->boost *= 2.0;
	w->whole = false;
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/* The next step from the sums of a pass; *decrement as said above. */
static void
find_step(eh_logit_fit *f, walk *w, double *decrement, double *pivot)
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
	*decrement = sqrt(fmax(squared, 0.0));
	w->whole = true;
}

/*
 * Newton's step promises half its decrement squared.  Is that within what the
 * likelihood can still rise, and does every column have a say in it?
 */
static bool
trusted(const eh_logit_fit *f, const walk *w, double decrement)
{
	double room = fmax(f->totals.saturated - w->log_lik, 0.0) + 1e-6;

	return !w->mistrust && !flat(f) && decrement * decrement <= TOO_GOOD * room;
}

/* Does no row's predictor move any more? */
static bool
still(const eh_logit_fit *f)
{
	const double *step = eh_logit_vector(f, EH_VECTOR_STEP);
	double most = 0.0;

	for (int k = 0; k < f->p; k++)
		most += fabs(step[k]) * f->span[k];
	return most <= STILL;
}

/* beta = good + step */
static void
advance(eh_logit_fit *f)
{
	double *beta = eh_logit_vector(f, EH_VECTOR_BETA);
	const double *good = eh_logit_vector(f, EH_VECTOR_GOOD);
	const double *step = eh_logit_vector(f, EH_VECTOR_STEP);

	for (int k = 0; k < f->p; k++)
		beta[k] = good[k] + step[k];
}

/*
 * The step was too long: half of it, or, if it was Newton's and still is,
 * back to where it began for one that cannot be.
 */
static void
halve(eh_logit_fit *f, walk *w)
{
	double *step = eh_logit_vector(f, EH_VECTOR_STEP);

	if (!w->whole)
		w->boost = 1.0;
	w->mistrust = w->whole && w->halvings == TRUSTED_HALVINGS;
	for (int k = 0; k < f->p; k++)
		step[k] *= w->mistrust ? 0.0 : 0.5;
	w->halvings++;
	advance(f);
}

/* Time to ask whether the outcomes are separated? */
static bool
suspect(walk *w, int step, double decrement, double pivot)
{
	if (w->halvings > 0 || !w->whole || step < 3 || ++w->still < 2)
		return false;
	if (decrement <= 0.2 * w->before && pivot > 1e-9)
		return false;
	w->still = 0;
	return true;
}

/* A few steps over the first rows, as a start for all; true if they settled. */
static eh_status
lead_walk(eh_logit_fit *f, bool *settled)
{
	walk w = {
		.lead = true, .log_lik = -INFINITY, .before = INFINITY, .boost = 1.0};
	double *beta = eh_logit_vector(f, EH_VECTOR_BETA);
	double *good = eh_logit_vector(f, EH_VECTOR_GOOD);
	double *hit_sum = eh_logit_vector(f, EH_VECTOR_A);

	*settled = false;
	memcpy(hit_sum, f->hit_sum, 2 * sizeof(double) * (size_t) f->p);
	for (int step = 0; step < LEAD_STEPS && !*settled; step++)
	{
		double log_lik;
		double decrement;
		double pivot;
		eh_status status = pass(f, &w, &log_lik);

		if (status != EH_OK)
			return status;
		if (!(log_lik >= w.log_lik))
			break;
		w.log_lik = log_lik;
		memcpy(good, beta, sizeof(double) * (size_t) f->p);
		find_step(f, &w, &decrement, &pivot);
		advance(f);

		/* a decrement that does not square is that of a separated sample */
		*settled = decrement <= LEAD_DONE && decrement <= 0.2 * w.before;
		w.before = decrement;
	}
	memcpy(f->hit_sum, hit_sum, 2 * sizeof(double) * (size_t) f->p);
	return EH_OK;
}

/*
 * The walk over all rows, from the model of the intercept alone if null.
 * *separated where a direction of endless growth was found; *converged else
 * where the last pass stands at the maximum.
 */
static eh_status
full_walk(eh_logit_fit *f, bool null, bool *converged, bool *separated,
	bool *complete)
{
	walk w = {
		.null = null, .log_lik = -INFINITY, .before = INFINITY, .boost = 1.0};
	double *beta = eh_logit_vector(f, EH_VECTOR_BETA);
	double *good = eh_logit_vector(f, EH_VECTOR_GOOD);
	double rate = INFINITY;
	int turns = 0;

	*converged = *separated = false;
	for (int step = 0;;)
	{
		double log_lik;
		double decrement;
		double pivot;
		bool sound;
		bool done;
		eh_status status = pass(f, &w, &log_lik);

		if (status != EH_OK)
			return status;
		w.null = false;
		if (!(log_lik >= w.log_lik - slack(f, w.log_lik)) &&
			w.halvings < MOST_HALVINGS)
		{
			halve(f, &w);
			continue;
		}
		memcpy(good, beta, sizeof(double) * (size_t) f->p);
		w.log_lik = f->log_lik = log_lik;
		find_step(f, &w, &decrement, &pivot);
		if (f->cancelled)
			return EH_ECANCEL;
		if (pivot < THIN && turns < MOST_TURNS)
		{
			bool turned;

			turns++;
			status = eh_logit_turn(f, good, &turned);
			if (status != EH_OK)
				return status;
			if (turned)
			{
				memcpy(beta, good, sizeof(double) * (size_t) f->p);
				continue;
			}
			find_step(f, &w, &decrement, &pivot);
		}
		sound = trusted(f, &w, decrement) && pivot > FLOOR;
		done = sound && still(f) &&
			   (decrement <= DONE ||
				   (decrement <= ROUNDED && decrement > 0.9 * w.before));
		if (done && w.final)
		{
			/* the last step costs nothing; all else is second order in it */
			advance(f);
			memcpy(good, beta, sizeof(double) * (size_t) f->p);
			*converged = true;
			return EH_OK;
		}
		if (w.final && step >= f->ctl->max_iterations)
			return EH_OK;
		w.mistrust = false;
		if (!sound)
		{
			status = bounded_step(f, &w);
			if (status != EH_OK)
				return status;
			decrement = INFINITY;
		}
		if (suspect(&w, step, decrement, pivot) ||
			step + 1 == f->ctl->max_iterations)
		{
			status = eh_logit_separated(f, separated, complete);
			if (status != EH_OK || *separated)
				return status;
		}
		if (isfinite(w.before) && isfinite(decrement) && w.halvings == 0)
			rate = decrement / (w.before * w.before);

		/* the step after next is too small to matter: take the extras now */
		w.final = done || step + 1 >= f->ctl->max_iterations ||
				  (decrement < 1e-2 && rate * decrement * decrement <= DONE);
		w.before = decrement;
		w.halvings = 0;
		if (!done)
		{
			f->iterations = ++step;
			advance(f);
		}
	}
}

/*
 * eh_logit_newton - the maximum over the rows that are not left out.
 *
 * f->beta, log_lik, info with its factor in work and unit, gradient and the
 * extras are of the last pass.  *status is EH_FIT_OK, EH_FIT_NOT_CONVERGED,
 * or, with a new plane in f->limit, EH_FIT_SEPARATED where no row lies on it
 * and EH_FIT_QUASI_SEPARATED where some do.
 */
eh_status
eh_logit_newton(eh_logit_fit *f, double intercept, eh_fit_status *status)
{
	double *beta = eh_logit_vector(f, EH_VECTOR_BETA);
	bool settled = false;
	bool converged;
	bool separated;
	bool complete;
	eh_status result;

	memset(beta, 0, sizeof(double) * (size_t) f->p);
	if (f->d->intercept)
		beta[0] = intercept;
	if (f->nlimits == 0 && f->d->nrows > 2 * LEAD_ROWS)
	{
		result = lead_walk(f, &settled);
		if (result != EH_OK)
			return result;
	}
	if (!settled)
	{
		memset(beta, 0, sizeof(double) * (size_t) f->p);
		if (f->d->intercept)
			beta[0] = intercept;
	}
	result = full_walk(f, !settled && f->d->intercept && !f->d->has_offset,
		&converged, &separated, &complete);
	if (separated)
		*status = complete ? EH_FIT_SEPARATED : EH_FIT_QUASI_SEPARATED;
	else
		*status = converged ? EH_FIT_OK : EH_FIT_NOT_CONVERGED;
	return result;
}
