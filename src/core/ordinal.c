/*
 * ordinal.c - proportional odds logistic regression: the fit as a whole.
 *
 * O1  Estimates are the maximum's to 1e-10 of a standard error, in any order
 *     of the rows; errors are of the observed information at that very
 *     estimate.
 * O2  Columns are centred and scaled inside, though the design has no
 *     intercept: the cut points take its place.
 * O3  A column that follows from others and a constant is aliased, as in the
 *     logit.
 * O4  Where the likelihood grows for ever no infinite number is given: the
 *     status says so, with a direction that was tested on every row, and what
 *     is still determined is given in the limit.  If every level is certain
 *     there (separated) that is nothing, and the likelihood is 1.
 * O5  Weights that count people add as so many rows would; sampling weights
 *     enter the robust errors squared.  Rows of no weight add nothing.
 * O6  With two levels this is the logit, its intercept the cut point with the
 *     other sign.  With one there is no variation.
 * O7  All memory is the caller's; poll is asked at least every 1,024 rows,
 *     and between the rows of a large matrix.
 */
#include "ordinal_internal.h"

#include <math.h>
#include <string.h>

#include "pile.h"

static void
carve_arrow(eh_ordinal_fit *o, eh_pile *from, eh_arrow *a)
{
	a->fit = &o->f;
	a->core = o->cuts + o->f.core - 1;
	a->head = o->f.p - o->f.core;
	a->block = eh_carve(from, sizeof(double) * eh_packed(a->core, 0));
	a->side =
		eh_carve(from, sizeof(double) * (size_t) a->head * (size_t) a->core);
	a->diag = eh_carve(from, sizeof(double) * (size_t) a->head);
}

/* All memory of a fit from base, which lies on a cache line or is NULL. */
static size_t
lay_out(eh_ordinal_fit *o, const eh_design *d, int levels, char *base)
{
	eh_pile at = {base, 0};
	size_t column = sizeof(double) * EH_BLOCK;
	size_t m;
	size_t pairs;
	size_t cuts;

	o->design = *d;
	o->design.intercept = true;
	o->design.grouped = false;
	o->f.numbers = true;
	at.used = eh_logit_lay_out(&o->f, &o->design, base);
	o->levels = levels;
	o->cuts = levels - 1;
	o->m = o->cuts + o->f.p - 1;
	m = sizeof(double) * (size_t) o->m;
	pairs = 2 * sizeof(double) * (size_t) o->f.p;
	cuts = (size_t) o->cuts;
	o->count = eh_carve(&at, sizeof(double) * (size_t) levels);
	o->coef = eh_carve(&at, m);
	o->good = eh_carve(&at, m);
	o->step = eh_carve(&at, m);
	o->score = eh_carve(&at, m);
	o->spare = eh_carve(&at, m + sizeof(double));
	o->other = eh_carve(&at, 2 * m + sizeof(double));
	o->cut = eh_carve(&at, sizeof(double) * cuts);
	o->unit = eh_carve(&at, m);
	o->place = eh_carve(&at, sizeof(int) * (size_t) o->m);
	carve_arrow(o, &at, &o->info);
	carve_arrow(o, &at, &o->work);
	carve_arrow(o, &at, &o->meat);
	o->limit = eh_carve(&at, EH_LOGIT_LIMITS * (m + sizeof(double)));
	o->wide = eh_carve(&at, sizeof(bool) * (size_t) levels);
	o->dead = eh_carve(&at, sizeof(bool) * (size_t) o->m);
	o->lost = eh_carve(&at, sizeof(bool) * (size_t) o->m);
	o->room = eh_carve(
		&at, sizeof(double) * eh_arrow_room(o->info.core, o->info.head));
	o->by_cut = eh_carve(&at, cuts * pairs);
	o->cut_sum = eh_carve(&at, sizeof(eh_dd) * cuts);
	o->bound = eh_carve(&at, sizeof(double) * (cuts + 2));
	o->bound_sum = eh_carve(&at, sizeof(double) * (cuts + 2));
	o->at_bound = eh_carve(&at, column * (cuts + 2));
	o->widening = eh_carve(&at, sizeof(double) * (size_t) levels);
	o->slope_sum = eh_carve(&at, pairs);
	o->meat_side = eh_carve(&at, cuts * pairs);
	o->meat_cuts = eh_carve(&at, sizeof(double) * eh_packed(o->cuts, 0));
	o->cluster = eh_carve(&at, sizeof(double) * (size_t) d->nclusters * cuts);
	o->level = eh_carve(&at, sizeof(int) * EH_BLOCK);
	o->above = eh_carve(&at, column);
	o->below = eh_carve(&at, column);
	o->a = eh_carve(&at, column);
	o->b = eh_carve(&at, column);
	o->mu_a = eh_carve(&at, column);
	o->mu_b = eh_carve(&at, column);
	o->v_a = eh_carve(&at, column);
	o->v_b = eh_carve(&at, column);
	return at.used;
}

/* Bytes of work that eh_ordinal() needs. */
size_t
eh_ordinal_work(const eh_design *d, int levels)
{
	eh_ordinal_fit o = {.m = 0};

	return lay_out(&o, d, levels, NULL) + EH_CACHE_LINE;
}

static void
fill(double *x, size_t n, double value)
{
	for (size_t i = 0; x && i < n; i++)
		x[i] = value;
}

/* A result of nothing: no number exists. */
static void
clear(const eh_ordinal_fit *o, eh_ordinal_result *out)
{
	size_t m = (size_t) o->m;

	out->status = EH_FIT_TOO_FEW;
	out->culprit = -1;
	fill(out->relation, m, 0.0);
	fill(out->beta, (size_t) (o->f.p - 1), NAN);
	fill(out->cut, (size_t) o->cuts, NAN);
	fill(out->cov, m * m, NAN);
	fill(out->hc0, m * m, NAN);
	fill(out->cr0, m * m, NAN);
	out->sum_weights = 0.0;
	out->log_lik = out->log_lik_null = out->deviance = NAN;
	out->gradient = out->condition = NAN;
	out->iterations = 0;
}

/* Past a block's last row the kernel reads numbers, whatever they are. */
static void
clear_columns(eh_ordinal_fit *o)
{
	double *columns[] = {
		o->above, o->below, o->a, o->b, o->mu_a, o->mu_b, o->v_a, o->v_b};

	for (size_t k = 0; k < sizeof(columns) / sizeof(*columns); k++)
		memset(columns[k], 0, sizeof(double) * EH_BLOCK);
}

/* Columns that are aliased, numbered without the intercept. */
static void
note_aliased(eh_ordinal_fit *o, eh_ordinal_result *out)
{
	eh_logit_fit *f = &o->f;
	double *relation = eh_logit_vector(f, EH_VECTOR_A);
	int culprit = -1;

	eh_logit_note_aliased(f, &culprit, relation);
	if (culprit < 0)
		return;
	out->status = EH_FIT_ALIASED;
	out->culprit = culprit - 1;
	for (int k = 1; k < f->p; k++)
		out->relation[k - 1] = relation[k];
}

/*
 * The fit, and where levels are separated that of what is left, until nothing
 * grows without end.  The first direction is the one that is told.
 */
static eh_status
fit_limits(eh_ordinal_fit *o, eh_ordinal_result *out)
{
	eh_fit_status reached;
	bool known = true;
	eh_status status = eh_ordinal_newton(o, &reached);

	while (status == EH_OK && known &&
		   (reached == EH_FIT_QUASI_SEPARATED || reached == EH_FIT_SEPARATED))
	{
		if (o->nlimits == 0)
		{
			fill(out->relation, (size_t) o->m, 0.0);
			eh_ordinal_direction(o, o->spare, out);
		}
		out->status = reached;
		out->iterations = o->iterations;
		if (reached == EH_FIT_SEPARATED)
		{
			out->log_lik = out->deviance = 0.0;
			return EH_OK;
		}
		memcpy(o->other + o->m, o->spare, sizeof(double) * (size_t) (o->m + 1));
		status = eh_ordinal_limit(o, o->other + o->m, &known);
		if (status == EH_OK && known)
			status = eh_ordinal_newton(o, &reached);
	}
	if (status != EH_OK || !known)
		return status;
	if (o->nlimits == 0 && reached != EH_FIT_OK)
		out->status = reached;
	if (o->nlimits > 0 && reached != EH_FIT_OK)
		return EH_OK;
	eh_ordinal_finish(o, out);
	return o->f.cancelled ? EH_ECANCEL : EH_OK;
}

/* The fit, once there is something to be fitted. */
static eh_status
fit(eh_ordinal_fit *o, eh_ordinal_result *out)
{
	eh_status status = eh_logit_rank(&o->f, out->cov);

	if (status != EH_OK)
		return status;
	fill(out->cov, (size_t) o->m * (size_t) o->m, NAN);
	out->status = EH_FIT_OK;
	note_aliased(o, out);
	status = eh_ordinal_null(o, &out->log_lik_null);
	return status == EH_OK ? fit_limits(o, out) : status;
}

/*
 * eh_ordinal - proportional odds logistic regression by maximum likelihood.
 *
 *	d		the design, without an intercept and not grouped
 *	levels	of the response, 1 or more; each occurs in a row of positive
 *			weight: a level that nobody has is the caller's to leave out
 *	rows	its rows, as often as they are asked for; "success" is the level,
 *			0 to levels - 1
 *	ctl		most steps; poll
 *	work	eh_ordinal_work(d, levels) bytes, contents lost
 *	out		its arrays are the caller's; status says which numbers exist
 *
 * EH_EDOMAIN: a level does not occur, or is not one.  EH_ECANCEL: poll said
 * so; out is unfinished.  O(rows (p^2 + p levels)) a step, at about six steps.
 *
 * McCullagh (1980), Journal of the Royal Statistical Society B 42, 109-142.
 * Checked against R's ordinal::clm and MASS::polr in test/unit/ordinal.c.
 */
eh_status
eh_ordinal(const eh_design *d, int levels, const eh_rows *rows,
	const eh_control *ctl, double *work, eh_ordinal_result *out)
{
	eh_ordinal_fit o = {.f = {.rows = rows, .ctl = ctl, .ops = eh_kernel()}};
	eh_logit_fit *f = &o.f;
	eh_status status;

	if (levels < 1)
		return EH_EDOMAIN;
	lay_out(&o, d, levels, eh_cache_aligned(work));
	clear(&o, out);
	eh_logit_start(f);
	clear_columns(&o);
	memset(o.wide, 0, sizeof(bool) * (size_t) levels);
	memset(o.dead, 0, sizeof(bool) * (size_t) o.m);
	memset(o.lost, 0, sizeof(bool) * (size_t) o.m);
	status = eh_ordinal_count(&o);
	if (status == EH_OK)
		status = eh_logit_columns(f);
	if (status == EH_OK)
		status = eh_logit_survey(f, true);
	if (status != EH_OK)
		return status;

	out->sum_weights = f->totals.weight;
	if (f->totals.rows == 0)
		return EH_OK;
	for (int c = 0; c < levels; c++)
		if (!(o.count[c] > 0.0))
			return EH_EDOMAIN;
	if (levels == 1)
	{
		out->status = EH_FIT_NO_VARIATION;
		out->log_lik = out->log_lik_null = out->deviance = 0.0;
		return EH_OK;
	}
	if (f->totals.rows < o.m)
		return EH_OK;
	return fit(&o, out);
}
