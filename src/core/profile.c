/*
 * profile.c - the profile likelihood of each coefficient of a logistic fit.
 *
 * P1  The profile of b is the greatest objective with the coefficient held at
 *     b: the log-likelihood, or Firth's with the penalty of the whole
 *     information, as logistf has it.
 * P2  Points lie where r, not b, has even values, and then where the
 *     polynomial through those about it (profile_limit.c) was found wrong:
 *     profile_points.c.
 * P3  The chi-square of "the coefficient is 0" is worked out at 0 itself.
 * P4  A logistic profile is concave, so that it is one of three: it has a top
 *     and falls without end on both sides; it rises towards a limit on one
 *     side and falls without end on the other; or it is flat.  Firth's has a
 *     top and falls on both sides.
 * P5  Where a coefficient's profile cannot be followed, that coefficient has
 *     none, and the others keep theirs.  Firth's likelihood need not be
 *     concave: followed is the top that the estimate's leads to, and there is
 *     no profile where another turns out higher than the estimate.
 *
 * Venables and Ripley (2002), section 8.4; Heinze and Schemper (2002).
 * Checked against R in test/unit/profile.c.
 */
#include "profile.h"

#include <math.h>
#include <string.h>

#include "profile_internal.h"

#define GRID EH_PROFILE_GRID

/* Squared distances to the top in standard errors: a profile is short of its
 * value by half of it. */
#define FIT_TOLERANCE 1e-20
#define POINT_TOLERANCE 1e-9

/* Steps of one climb, at least: towards infinity each gains a factor of e. */
#define LEAST_STEPS 60

/* What an endless fit's later climbs leave alone (climb.h), and when its own
 * last step, of a column as first scaled, shows an infinite coefficient. */
#define RIDGE 1e-12
#define UNSETTLED 1e-4

/* Bytes of work that eh_profile() needs. */
size_t
eh_profile_work(const eh_design *d)
{
	size_t p = eh_design_parameters(d);

	return eh_climb_work(d) + sizeof(double) * p * (GRID + 6);
}

/* P1: climb from the trial place with beta_k held. */
eh_status
eh_profile_climb(eh_profile_state *f)
{
	eh_climb *c = f->c;
	int p = c->p;
	double missing;
	eh_status status;

	eh_climb_go(c, f->trial);
	status = eh_climb_settle(c);
	if (status == EH_OK)
		status = eh_climb_up(c, f->k, POINT_TOLERANCE);
	if (status != EH_OK)
		return status;

	missing = c->endless ? c->decrement : 0.5 * c->decrement;
	f->fall = 2.0 * (f->top - c->objective - missing);
	f->rate = -2.0 * c->multiplier;
	f->own = eh_inner(c->constraint, c->held_step, p);
	eh_climb_place(c, c->held_step, f->along);
	for (int j = 0; j < p; j++)
	{
		f->along[j] /= f->own;
		c->trial[j] = c->gamma[j] + (f->endless ? 0.0 : c->step[j]);
	}
	eh_climb_place(c, c->trial, f->trial);
	f->b = eh_inner(f->row, f->trial, p);
	return EH_OK;
}

/*
 * P3: the deviance at 0.  Straight there if the climb from a line through the
 * two nearest points succeeds; else from the nearest, as fast as it goes.
 */
static eh_status
at_nought(eh_profile_state *f, double *chisq)
{
	int p = f->c->p;
	int g = 0;
	double *last = f->places; /* of no use any more, once it is written */
	double part = 0.0;
	double b = 0.0;
	double share;
	eh_status status;

	while (g < f->n - 2 && f->point[g + 1].b < 0.0)
		g++;
	share = -f->point[g].b / (f->point[g + 1].b - f->point[g].b);
	for (int j = 0; j < p; j++)
	{
		const double *at = f->places + (size_t) g * p + j;

		f->trial[j] = at[0] + share * (at[p] - at[0]);
		f->best[j] = share > 0.5 ? at[p] : at[0];
	}
	for (int try = 0; try < EH_PROFILE_TRIES; try++)
	{
		double target = (1.0 - part) * b;

		/* what is held is held exactly */
		f->trial[f->k] -=
			(eh_inner(f->row, f->trial, p) - target) / f->row[f->k];
		status = eh_profile_climb(f);
		if (status == EH_OK && target == 0.0)
		{
			*chisq = fmax(f->fall, 0.0);
			return EH_OK;
		}
		if (status != EH_OK && status != EH_ENOCONV)
			return status;
		if (status == EH_OK)
		{
			eh_copy(last, f->trial, p);
			b = f->b;
			part = part > 0.0 ? fmin(1.0, 2.0 * part) : 0.5;
		}
		else if (try == 0)
		{
			/* the line led nowhere: stand on the nearest point */
			eh_copy(f->trial, f->best, p);
			b = eh_inner(f->row, f->trial, p);
			part = 0.0;
			continue;
		}
		else
			part *= 0.5;
		eh_copy(f->trial, last, p);
		eh_add(f->trial, -part * b, f->along, p);
	}
	return EH_ENOCONV;
}

/* The infinity that the estimate of coefficient k is, or 0. */
static double
infinite_side(const eh_profile_state *f)
{
	double moved = 0.0;
	double terms = 0.0;

	for (int j = 0; f->endless && j < f->c->p; j++)
	{
		moved += f->row[j] * f->drift[j];
		terms += fabs(f->row[j] * f->drift[j]);
	}
	if (fabs(moved) <= fmax(UNSETTLED * fabs(f->row[f->k]), 1e-6 * terms))
		return 0.0;
	return copysign(1.0, moved);
}

/* The points rise, or they are none. */
static bool
rises(const eh_profile_state *f)
{
	for (int g = 1; g < f->n; g++)
		if (!(f->point[g].b > f->point[g - 1].b &&
				f->point[g].r >= f->point[g - 1].r))
			return false;
	return true;
}

static eh_status
profile_one(eh_profile_state *f, eh_profile_point *grid, double *chisq)
{
	int from = f->side < 0.0 ? 1 : 0;
	eh_status status;

	status = eh_profile_points(f);
	if (status == EH_OK && !rises(f))
		status = EH_ENOCONV;
	if (status != EH_OK)
		return status;
	if (isinf(f->point[0].b))
	{
		memcpy(grid, f->point, 2 * sizeof(*grid));
		*chisq = 0.0;
		return EH_OK;
	}
	memcpy(grid + from, f->point, f->n * sizeof(*grid));
	if (f->side != 0.0)
	{
		int end = from ? 0 : f->n;

		grid[end].b = f->side * INFINITY;
		grid[end].r = 0.0;
	}
	return at_nought(f, chisq);
}

static void
nothing(int p, eh_profile_result *out)
{
	for (int j = 0; j < p; j++)
		out->chisq[j] = out->p_value[j] = NAN;
	for (int j = 0; j < p * GRID; j++)
		out->grid[j].b = out->grid[j].r = NAN;
	out->log_lik = NAN;
}

/* row: beta_k of a place, undoing scale and centre */
static void
row_of(const eh_climb *c, int k, double *row)
{
	int first = c->d->intercept ? 1 : 0;

	memset(row, 0, sizeof(double) * c->p);
	row[k] = k >= first && k < first + c->d->ndense ? c->scale[k - first] : 1.0;
	for (int j = 0; first && k == 0 && j < c->d->ndense; j++)
		row[1 + j] = -c->centre[j] * c->scale[j];
}

/*
 * eh_profile - fit, and profile every coefficient.
 *
 *	penalised	Firth's likelihood
 *	work		eh_profile_work(d) bytes, contents lost
 *	out			see profile.h; without a fit, NaN
 *
 * EH_EDOMAIN, EH_ECANCEL as eh_firth().  O(n p^2) a pass; a coefficient takes
 * some 50 passes, and twice as many with the penalty.
 */
eh_status
eh_profile(const eh_design *d, const eh_rows *rows, const eh_control *ctl,
	bool penalised, double *work, eh_profile_result *out)
{
	size_t p = eh_design_parameters(d);
	double *own = work + eh_climb_work(d) / sizeof(double);
	double *top = own + 5 * p;
	eh_climb c;
	eh_profile_state f = {.c = &c};
	int culprit;
	eh_status status;

	nothing(p, out);
	status = eh_climb_open(
		&c, d, rows, ctl, penalised, work, &out->status, &culprit, NULL);
	if (status != EH_OK || out->status != EH_FIT_OK)
		return status;
	if (c.most_steps < LEAST_STEPS)
		c.most_steps = LEAST_STEPS;
	status = eh_climb_settle(&c);
	if (status == EH_OK)
		status = eh_climb_up(&c, -1, FIT_TOLERANCE);
	if (status == EH_ENOCONV)
		out->status = EH_FIT_NOT_CONVERGED;
	if (status != EH_OK)
		return status == EH_ENOCONV ? EH_OK : status;

	f.best = own;
	f.drift = own + p;
	f.row = own + 2 * p;
	f.trial = own + 3 * p;
	f.along = own + 4 * p;
	f.places = own + 6 * p;
	f.endless = c.endless;
	f.top = c.objective + (c.endless ? c.decrement : 0.0);
	out->log_lik = f.top + c.binomials;
	eh_climb_place(&c, c.gamma, top);
	eh_climb_place(&c, c.step, f.drift);
	c.ridge = f.endless ? RIDGE : 0.0;
	for (f.k = 0; f.k < (int) p; f.k++)
	{
		/* the last coefficient's far end may have left columns fit for it */
		if (penalised)
		{
			eh_climb_reset(&c);
			status = eh_climb_successes(&c);
			if (status != EH_OK)
				return status;
		}
		row_of(&c, f.k, f.row);
		eh_copy(f.best, top, p);
		f.side = infinite_side(&f);
		status =
			profile_one(&f, out->grid + (size_t) f.k * GRID, &out->chisq[f.k]);
		if (status == EH_OK)
			out->p_value[f.k] = erfc(sqrt(0.5 * out->chisq[f.k]));
		else if (status != EH_ENOCONV)
			return status;
	}
	return EH_OK;
}
