/*
 * ordinal_newton.c - the largest likelihood, by Newton's method.
 *
 * As logit_newton.c, whose measures of progress these are.  The likelihood is
 * concave in cut points and coefficients; a step is cut so that no gap
 * between cut points loses more than nine tenths.
 */
#include "ordinal_internal.h"

#include <math.h>
#include <string.h>

/* Steps smaller than this, in standard errors, are done. */
#define DONE 1e-10

/* Where rounding stops progress, this will do. */
#define ROUNDED 1e-7

/* A step has also to move no row's predictor, and no cut, by more than this. */
#define STILL 1e-3

#define MOST_HALVINGS 60
#define TRUSTED_HALVINGS 20

/* A step that promises this many times what there is to be had is wrong. */
#define TOO_GOOD 20.0

/* A pivot of the scaled information at or below this is rounding. */
#define FLOOR 1e-14

/* At or below this a better basis is worth two passes; but not for ever. */
#define THIN 1e-6
#define MOST_TURNS 6

/* The share of a gap that a step may take. */
#define SHARE 0.9

typedef struct walk
{
	bool null;      /* cut points alone */
	double log_lik; /* at good */
	double before;  /* decrement of the step before; infinite at first */
	double boost;   /* factor of a step by the bound */
	int halvings;   /* of the step that led here */
	int still;      /* steps since separation was last looked for */
	bool whole;     /* the last step was Newton's own */
	bool mistrust;  /* the next is not to be */
} walk;

/* The information of what is fitted: the cuts stand first. */
static eh_arrow
fitted(const eh_arrow *whole, int cuts, bool null)
{
	eh_arrow a = *whole;

	if (null)
	{
		a.core = cuts;
		a.head = 0;
	}
	return a;
}

/* The step from the sums of a pass; returns the smallest pivot. */
static double
find_step(eh_ordinal_fit *o, const walk *w, double *decrement)
{
	eh_arrow info = fitted(&o->info, o->cuts, w->null);
	eh_arrow root = fitted(&o->work, o->cuts, w->null);
	int m = w->null ? o->cuts : o->m;
	double pivot;
	double squared = 0.0;

	memset(o->step, 0, sizeof(double) * (size_t) o->m);
	pivot = eh_arrow_factor(&info, &root, o->unit, FLOOR);
	eh_arrow_solve(&root, o->unit, o->score, o->step);
	o->gradient = 0.0;
	for (int k = 0; k < m; k++)
	{
		squared += o->score[k] * o->step[k];
		o->gradient = fmax(o->gradient, fabs(o->score[k]) * o->unit[k]);
	}
	*decrement = sqrt(fmax(squared, 0.0));
	return pivot;
}

/* Is there a parameter of which the information says nothing any more? */
static bool
flat(const eh_ordinal_fit *o, const walk *w)
{
	for (int k = 0; k < o->cuts; k++)
		if (!o->dead[k] && o->unit[k] == 0.0)
			return true;
	for (int k = 1; k < o->f.p && !w->null; k++)
		if (!o->f.dead[k] && !o->dead[o->cuts + k - 1] &&
			o->unit[o->cuts + k - 1] == 0.0)
			return true;
	return false;
}

static bool
still(const eh_ordinal_fit *o)
{
	double most = 0.0;

	for (int k = 0; k < o->cuts; k++)
		most += fabs(o->step[k]);
	for (int k = 1; k < o->f.p; k++)
		most += fabs(o->step[o->cuts + k - 1]) * o->f.span[k];
	return most <= STILL;
}

static void
advance(eh_ordinal_fit *o)
{
	for (int k = 0; k < o->m; k++)
		o->coef[k] = o->good[k] + o->step[k];
}

/* Keep the cut points in order: a step short enough, and from good. */
static void
keep_order(eh_ordinal_fit *o, walk *w)
{
	double factor = 1.0;

	for (int c = 1; c < o->cuts; c++)
		if (-o->step[c] * factor > SHARE * o->good[c])
			factor = SHARE * o->good[c] / -o->step[c];
	if (factor == 1.0)
		return;
	w->whole = false;
	for (int k = 0; k < o->m; k++)
		o->step[k] *= factor;
}

/* As in logit_newton.c: half the step, or another kind of step. */
static void
halve(eh_ordinal_fit *o, walk *w)
{
	if (!w->whole)
		w->boost = 1.0;
	w->mistrust = w->whole && w->halvings == TRUSTED_HALVINGS;
	for (int k = 0; k < o->m; k++)
		o->step[k] *= w->mistrust ? 0.0 : 0.5;
	w->halvings++;
	advance(o);
}

/* The step where Newton's cannot be trusted: by a bound on the curvature. */
static eh_status
bounded_step(eh_ordinal_fit *o, walk *w)
{
	double unused;
	double decrement;
	double gradient = o->gradient;
	eh_status status = eh_ordinal_pass_rows(o, EH_ORDINAL_BOUNDED, &unused);

	if (status != EH_OK)
		return status;
	find_step(o, w, &decrement);
	o->gradient = gradient;
	for (int k = 0; k < o->m; k++)
		o->step[k] *= w->boost;
	w->boost *= 2.0;
	w->whole = false;
	return o->f.cancelled ? EH_ECANCEL : EH_OK;
}

/*
 * A basis that suits the information where Newton stands, which is where he
 * stood before: the intercept's coefficient goes to the cut points.
 */
static eh_status
turn(eh_ordinal_fit *o, bool *turned)
{
	eh_logit_fit *f = &o->f;
	double *beta = eh_logit_vector(f, EH_VECTOR_GOOD);
	eh_status status;

	eh_ordinal_spread(o, o->good, beta, o->cut);
	status = eh_logit_turn(f, beta, turned);
	if (status != EH_OK || !*turned)
		return status;
	o->good[0] -= beta[0];
	memcpy(o->good + o->cuts, beta + 1, sizeof(double) * (size_t) (f->p - 1));
	memcpy(o->coef, o->good, sizeof(double) * (size_t) o->m);
	return EH_OK;
}

/* Rounding of a log-likelihood whose terms may be large beside their sum. */
static double
slack(const eh_ordinal_fit *o, double log_lik)
{
	return 1e-10 * (1.0 + fabs(log_lik)) + 1e-13 * o->f.totals.size;
}

/* Time to ask whether the levels are separated? */
static bool
suspect(walk *w, int step, double decrement, double pivot)
{
	if (w->null || w->halvings > 0 || !w->whole || step < 3 || ++w->still < 2)
		return false;
	if (decrement <= 0.2 * w->before && pivot > 1e-9)
		return false;
	w->still = 0;
	return true;
}

/*
 * The walk.  *separated where a direction of endless growth was found, which
 * then stands in spare; *converged where coef stands at the maximum.
 */
static eh_status
go(eh_ordinal_fit *o, walk *w, bool *converged, bool *separated, bool *complete)
{
	int turns = 0;

	*converged = *separated = *complete = false;
	for (int step = 0;;)
	{
		double log_lik;
		double decrement;
		double pivot;
		bool sound;
		eh_status status = eh_ordinal_pass_rows(o, EH_ORDINAL_NEWTON, &log_lik);

		if (status != EH_OK)
			return status;
		if (!(log_lik >= w->log_lik - slack(o, w->log_lik)) &&
			w->halvings < MOST_HALVINGS)
		{
			halve(o, w);
			continue;
		}
		memcpy(o->good, o->coef, sizeof(double) * (size_t) o->m);
		w->log_lik = o->log_lik = log_lik;
		pivot = find_step(o, w, &decrement);
		if (o->f.cancelled)
			return EH_ECANCEL;
		if (!w->null && o->nlimits == 0 && pivot < THIN && turns < MOST_TURNS)
		{
			bool turned;

			turns++;
			status = turn(o, &turned);
			if (status != EH_OK)
				return status;
			if (turned)
				continue;
		}
		w->whole = true;
		sound = !w->mistrust && !flat(o, w) && pivot > FLOOR &&
				decrement * decrement <= TOO_GOOD * (1e-6 - log_lik);
		if (sound && still(o) &&
			(decrement <= DONE ||
				(decrement <= ROUNDED && decrement > 0.9 * w->before)))
		{
			advance(o);
			*converged = true;
			return EH_OK;
		}
		w->mistrust = false;
		if (!sound)
		{
			status = bounded_step(o, w);
			if (status != EH_OK)
				return status;
			decrement = INFINITY;
		}
		keep_order(o, w);
		if (suspect(w, step, decrement, pivot) ||
			(!w->null && step + 1 >= o->f.ctl->max_iterations))
		{
			status = eh_ordinal_separated(o, separated, complete, o->spare);
			if (status != EH_OK || *separated)
				return status;
		}
		if (step >= o->f.ctl->max_iterations)
			return EH_OK;
		w->before = decrement;
		w->halvings = 0;
		if (!w->null)
			o->iterations = step + 1;
		step++;
		advance(o);
	}
}

/*
 * eh_ordinal_null - the model of cut points and offset, from which the walk
 * begins; its maximum always exists.
 */
eh_status
eh_ordinal_null(eh_ordinal_fit *o, double *log_lik)
{
	const eh_logit_totals *t = &o->f.totals;
	walk w = {
		.null = true, .log_lik = -INFINITY, .before = INFINITY, .boost = 1.0};
	double below = 0.0;
	bool unused;
	bool converged;
	eh_status status;

	memset(o->coef, 0, sizeof(double) * (size_t) o->m);
	*log_lik = 0.0;
	for (int c = 0; c <= o->cuts; c++)
	{
		double own = o->count[c];
		double above = 0.0;

		*log_lik += own * log(own / t->size);
		for (int k = c + 1; k <= o->cuts; k++)
			above += o->count[k];
		if (c == 0)
			o->coef[c] = log(own) - log(above);
		else if (c < o->cuts)
			o->coef[c] = log1p(own / below) + log1p(own / above);
		below += own;
	}
	if (o->design.has_offset)
		o->coef[0] += 0.5 * t->offset_low + 0.5 * t->offset_high;
	if (!o->design.has_offset || t->offset_low == t->offset_high)
		return EH_OK;
	status = go(o, &w, &converged, &unused, &unused);
	*log_lik = converged ? o->log_lik : NAN;
	return status;
}

/*
 * eh_ordinal_newton - the maximum, from coef: at first the null model's.
 *
 * log_lik, info with its factor in work and unit, gradient and what the final
 * pass adds are at coef.  *status is EH_FIT_OK, EH_FIT_NOT_CONVERGED or, with
 * the direction in spare, EH_FIT_SEPARATED or EH_FIT_QUASI_SEPARATED.
 */
eh_status
eh_ordinal_newton(eh_ordinal_fit *o, eh_fit_status *status)
{
	walk w = {.log_lik = -INFINITY, .before = INFINITY, .boost = 1.0};
	bool converged;
	bool separated;
	bool complete;
	double decrement;
	eh_status result = go(o, &w, &converged, &separated, &complete);

	*status = converged ? EH_FIT_OK : EH_FIT_NOT_CONVERGED;
	if (separated)
		*status = complete ? EH_FIT_SEPARATED : EH_FIT_QUASI_SEPARATED;
	if (result != EH_OK || separated)
		return result;
	result = eh_ordinal_pass_rows(o, EH_ORDINAL_FINAL, &o->log_lik);
	if (result != EH_OK)
		return result;
	find_step(o, &w, &decrement);
	return o->f.cancelled ? EH_ECANCEL : EH_OK;
}
