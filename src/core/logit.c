/*
 * logit.c - logistic regression: the fit as a whole.
 *
 * L1  Estimates are the maximum's to 1e-10 of a standard error, in any order
 *     of the rows; errors are of the information at that very estimate.
 * L2  Columns are centred and scaled inside: a column near 1e9, a raw cubic
 *     or microseconds since 1970 fit as their centred selves would.
 * L3  A column of which less than 1e-11 is left beside those before it is
 *     aliased (the tolerance of R's glm; 1e-8 for one of many levels): no
 *     estimate, and how it follows from the others; the rest is fitted as if
 *     it were not there.
 * L4  Where the outcomes are separated, wholly or in part, no infinite
 *     coefficient is given a number: a direction in which the likelihood
 *     grows for ever is found and tested on every row.  What is still
 *     determined is given in the limit.
 * L5  Weights that count people add as so many rows would; sampling weights
 *     enter the robust errors squared.  Rows of no weight or no trials add
 *     nothing, not even to the number of rows.
 * L6  An outcome that never varies beside an intercept, or fewer rows than
 *     parameters, is a status and no numbers.
 * L7  All memory is the caller's; poll is asked at least every 1,024 rows,
 *     and between the rows of a large matrix.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

#include "pile.h"

static void
carve_arrow(eh_logit_fit *f, eh_pile *from, eh_arrow *a)
{
	a->fit = f;
	a->core = f->core;
	a->head = f->p - f->core;
	a->block = eh_carve(from, sizeof(double) * eh_packed(a->core, 0));
	a->side =
		eh_carve(from, sizeof(double) * (size_t) a->head * (size_t) a->core);
	a->diag = eh_carve(from, sizeof(double) * (size_t) a->head);
}

/* Which factors stand in z, which is the head; sizes that follow. */
static void
shape(eh_logit_fit *f, const eh_design *d)
{
	int dense = (d->intercept ? 1 : 0) + d->ndense;

	f->d = d;
	f->p = eh_design_parameters(d);
	f->nz = f->core = f->p;
	f->head_factor = -1;
	if (f->p - dense <= EH_LOGIT_EXPAND)
		return;
	f->head_factor = 0;
	for (int k = 1; k < d->nfactors; k++)
		if (d->nlevels[k] > d->nlevels[f->head_factor])
			f->head_factor = k;
	f->nz = dense;
	f->core = f->p - (d->nlevels[f->head_factor] - 1);
}

static bool
has_scores(const eh_logit_fit *f)
{
	return !f->numbers && f->d->nrows <= EH_AUC_MOST_ROWS;
}

/*
 * All memory of a fit from base, which lies on a cache line or is NULL;
 * returns how much.  f->numbers is read.
 */
size_t
eh_logit_lay_out(eh_logit_fit *f, const eh_design *d, char *base)
{
	eh_pile at = {base, 0};
	size_t p;
	size_t nz;
	size_t nd = (size_t) d->ndense;
	size_t column = sizeof(double) * EH_BLOCK;

	shape(f, d);
	p = (size_t) f->p;
	nz = (size_t) f->nz;
	f->centre = eh_carve(&at, sizeof(double) * nd);
	f->scale = eh_carve(&at, sizeof(double) * nd);
	f->most = eh_carve(&at, sizeof(double) * nd);
	f->constant = eh_carve(&at, sizeof(bool) * nd);
	f->basis = eh_carve(&at, sizeof(double) * nz * nz);
	f->turned = eh_carve(&at, sizeof(bool) * nz);
	f->suspicious = eh_carve(&at, sizeof(bool) * nz);
	f->dead = eh_carve(&at, sizeof(bool) * p);
	f->unknown = eh_carve(&at, sizeof(bool) * p);
	f->lost = eh_carve(&at, sizeof(bool) * p);
	f->reach = eh_carve(&at, sizeof(double) * p);
	f->span = eh_carve(&at, sizeof(double) * p);
	f->length = eh_carve(&at, sizeof(double) * nz);
	f->ahead = eh_carve(&at, sizeof(double) * nz);
	f->place = eh_carve(&at, sizeof(int) * p);
	f->order = eh_carve(&at, sizeof(int) * p);
	f->made_of = eh_carve(&at, sizeof(double) * p);
	f->z = eh_carve(&at, column * (nz > 0 ? nz : 1));
	f->slot = eh_carve(&at, sizeof(int32_t) * EH_BLOCK * (size_t) d->nfactors);
	f->row = eh_carve(&at, column * EH_ROOMS);
	f->side = eh_carve(&at, column);
	f->limit = eh_carve(&at, sizeof(double) * EH_LOGIT_LIMITS * p);
	carve_arrow(f, &at, &f->gram);
	carve_arrow(f, &at, &f->info);
	carve_arrow(f, &at, &f->work);
	carve_arrow(f, &at, &f->meat);
	f->hit_sum = eh_carve(&at, 2 * sizeof(double) * p);
	f->mu_sum = eh_carve(&at, 2 * sizeof(double) * p);
	f->curve = eh_carve(&at, 2 * sizeof(double) * p);
	f->margin = eh_carve(&at, sizeof(double) * p);
	f->margin_slope = eh_carve(&at, sizeof(double) * p);
	f->unit = eh_carve(&at, sizeof(double) * p);
	f->vector = eh_carve(&at, sizeof(double) * EH_VECTORS * p);
	f->room =
		eh_carve(&at, sizeof(double) * eh_arrow_room(f->core, f->p - f->core));
	f->cluster = eh_carve(&at, sizeof(double) * (size_t) d->nclusters * p);
	f->score = eh_carve(&at, has_scores(f) ? eh_logit_auc_bytes(d) : 0);
	if (d->nclusters == 0)
		f->cluster = NULL;
	if (!has_scores(f))
		f->score = NULL;
	return at.used;
}

/* Bytes of work that eh_logit() needs. */
size_t
eh_logit_work(const eh_design *d)
{
	eh_logit_fit f = {.numbers = false};

	return eh_logit_lay_out(&f, d, NULL) + EH_CACHE_LINE;
}

/* The columns as they come: no turn, none dead, levels in their places. */
void
eh_logit_start(eh_logit_fit *f)
{
	const eh_design *d = f->d;
	int next = f->nz;
	size_t rows = (size_t) eh_logit_padded(d->nrows);

	f->made_column = -1;
	f->any_turned = false;
	f->only = f->laid_out = false;
	for (int k = 0; k < f->nz; k++)
	{
		for (int i = 0; i < f->nz; i++)
			f->basis[(size_t) k * (size_t) f->nz + (size_t) i] = i == k;
		f->turned[k] = false;
	}
	for (int k = 0; k < f->p; k++)
	{
		f->place[k] = k;
		f->dead[k] = f->unknown[k] = f->lost[k] = false;
	}
	memset(f->constant, 0, sizeof(bool) * (size_t) d->ndense);
	for (int k = 0; k < EH_ROOMS; k++)
		memset(eh_logit_room(f, k), 0, sizeof(double) * rows);
	memset(f->vector, 0, sizeof(double) * EH_VECTORS * (size_t) f->p);
	if (f->head_factor < 0)
		return;
	for (int k = 0; k < d->nfactors; k++)
	{
		int at = k == f->head_factor ? f->core : next;

		for (int l = 0; l < d->nlevels[k] - 1; l++)
			f->place[at + l] = eh_design_factor_start(d, k) + l;
		if (k != f->head_factor)
			next += d->nlevels[k] - 1;
	}
}

/* Memory, and the columns as they come. */
void
eh_logit_open(eh_logit_fit *f, const eh_design *d, double *work)
{
	eh_logit_lay_out(f, d, eh_cache_aligned(work));
	eh_logit_start(f);
}

static void
fill_nan(double *x, size_t n)
{
	for (size_t i = 0; x && i < n; i++)
		x[i] = NAN;
}

/* A result of nothing: no number exists. */
void
eh_logit_clear(const eh_design *d, eh_logit_result *out)
{
	size_t p = (size_t) eh_design_parameters(d);

	out->status = EH_FIT_TOO_FEW;
	out->culprit = -1;
	memset(out->relation, 0, sizeof(double) * p);
	fill_nan(out->beta, p);
	fill_nan(out->cov, p * p);
	fill_nan(out->hc0, p * p);
	fill_nan(out->cr0, p * p);
	fill_nan(out->margin, p);
	fill_nan(out->margin_gradient, p * p);
	out->sum_weights = out->sum_trials = 0.0;
	out->log_lik = out->log_lik_kernel = out->log_lik_null = NAN;
	out->deviance = out->null_deviance = NAN;
	out->gradient = out->condition = out->auc = out->tjur = NAN;
	out->iterations = 0;
}

/* The likelihood in the limit where every row's outcome is certain. */
static void
certain(const eh_logit_totals *all, eh_logit_result *out)
{
	out->log_lik_kernel = out->log_lik = out->deviance = 0.0;
	if (all->hits > 0.0 && all->misses > 0.0)
		out->auc = out->tjur = 1.0;
}

/*
 * Columns that died in the rank of the rows as given are aliased; the first,
 * by parameter, is the culprit, which is -1 before.
 */
void
eh_logit_note_aliased(eh_logit_fit *f, int *culprit, double *relation)
{
	for (int k = 0; k < f->p; k++)
	{
		if (!f->dead[k])
			continue;
		f->unknown[f->place[k]] = true;
		if (*culprit >= 0 && *culprit < f->place[k])
			continue;
		*culprit = f->place[k];
		eh_logit_relation(f, k, relation);
	}
}

/*
 * Columns that died when rows that separate were left out: they and all they
 * depend on go with the direction, and have no estimate.
 */
static void
note_lost(eh_logit_fit *f, double *relation)
{
	for (int k = 0; k < f->p; k++)
	{
		if (!f->dead[k] || f->unknown[f->place[k]])
			continue;
		eh_logit_relation(f, k, relation);
		f->lost[f->place[k]] = true;
		for (int i = 0; i < f->p; i++)
			if (relation[i] != 0.0)
				f->lost[i] = true;
	}
	for (int k = 0; k < f->p; k++)
		f->unknown[k] = f->unknown[k] || f->lost[k];
}

/* The direction, its culprit's part 1 or -1, and whose that is. */
static void
note_direction(eh_logit_fit *f, eh_logit_result *out)
{
	const eh_design *d = f->d;
	int first = d->intercept ? 1 : 0;
	double *relation = out->relation;
	double terms;
	double most = 0.0;

	/* the culprit by what it moves, whatever its unit */
	memcpy(relation, f->limit, sizeof(double) * (size_t) f->p);
	out->culprit = 0;
	for (int k = 0; k < f->p; k++)
	{
		double moves = fabs(relation[f->place[k]]) * f->reach[k];

		if (f->place[k] >= first && moves > most)
		{
			most = moves;
			out->culprit = f->place[k];
		}
	}
	terms = d->intercept ? fabs(relation[0]) : 0.0;
	for (int j = 0; j < d->ndense; j++)
	{
		relation[first + j] *= f->scale[j];
		if (d->intercept)
		{
			relation[0] -= relation[first + j] * f->centre[j];
			terms += fabs(relation[first + j] * f->centre[j]);
		}
	}
	if (d->intercept && fabs(relation[0]) <= 1e-9 * terms)
		relation[0] = 0.0;
	most = fabs(relation[out->culprit]);
	for (int k = 0; k < f->p; k++)
		relation[k] /= most;
}

/* The rows left all have one outcome: the intercept settles them. */
static void
certain_rest(eh_logit_fit *f)
{
	double *limit = f->limit + (size_t) f->nlimits * (size_t) f->p;

	if (f->nlimits == EH_LOGIT_LIMITS)
		return;
	memset(limit, 0, sizeof(double) * (size_t) f->p);
	limit[0] = f->totals.hits > 0.0 ? 1.0 : -1.0;
	f->nlimits++;
}

/*
 * The fit, and where outcomes are separated that of the other rows, until
 * nothing grows without end.
 */
static eh_status
fit_limits(eh_logit_fit *f, double intercept, eh_logit_result *out)
{
	eh_fit_status status;
	eh_status result = eh_logit_newton(f, intercept, &status);

	while (result == EH_OK && status == EH_FIT_QUASI_SEPARATED)
	{
		double log_lik;

		result = eh_logit_survey(f, false);
		if (result == EH_OK)
			result = eh_logit_rank(f, out->cov);
		if (result != EH_OK)
			return result;
		if (f->d->intercept &&
			!(f->totals.hits > 0.0 && f->totals.misses > 0.0))
		{
			certain_rest(f);
			status = EH_FIT_SEPARATED;
			break;
		}
		result = eh_logit_null_model(f, &intercept, &log_lik);
		if (result == EH_OK)
			result = eh_logit_newton(f, intercept, &status);
	}
	if (result != EH_OK)
		return result;
	if (f->nlimits > 0 && status != EH_FIT_SEPARATED)
		out->status = EH_FIT_QUASI_SEPARATED;
	else if (status != EH_FIT_OK || out->status != EH_FIT_ALIASED)
		out->status = status;
	return EH_OK;
}

/* The fit, once there is something to be fitted. */
static eh_status
fit(eh_logit_fit *f, const eh_logit_totals *all, eh_logit_result *out)
{
	double intercept;
	double log_lik_null;
	eh_status result = eh_logit_null_model(f, &intercept, &log_lik_null);

	if (result != EH_OK)
		return result;
	out->log_lik_null = log_lik_null + all->binomial;
	out->null_deviance = 2.0 * (all->saturated - log_lik_null);
	result = eh_logit_rank(f, out->cov);
	if (result != EH_OK)
		return result;
	out->status = EH_FIT_OK;
	eh_logit_note_aliased(f, &out->culprit, out->relation);
	if (out->culprit >= 0)
		out->status = EH_FIT_ALIASED;
	result = fit_limits(f, intercept, out);
	if (result != EH_OK)
		return result;
	out->iterations = f->iterations;
	if (f->nlimits > 0)
	{
		result = eh_logit_join_limits(f, out->status == EH_FIT_SEPARATED);
		if (result != EH_OK)
			return result;
	}
	if (out->status == EH_FIT_SEPARATED)
	{
		fill_nan(out->cov, (size_t) f->p * (size_t) f->p);
		fill_nan(out->margin_gradient, (size_t) f->p * (size_t) f->p);
		certain(all, out);
		note_direction(f, out);
		return EH_OK;
	}
	if (f->nlimits > 0)
	{
		note_lost(f, out->relation);
		note_direction(f, out);
	}
	eh_logit_finish(f, all, f->unknown, out);
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/*
 * eh_logit - logistic regression by maximum likelihood.
 *
 *	d		the design; every level of a factor occurs
 *	rows	its rows, as often as they are asked for
 *	ctl		most steps; poll
 *	work	eh_logit_work(d) bytes, contents lost
 *	out		its arrays are the caller's; status says which numbers exist
 *
 * EH_ECANCEL: poll said so; out is unfinished.  O(rows p^2) a step, and about
 * seven steps; O(rows p) where factors have more than EH_LOGIT_EXPAND levels.
 *
 * McCullagh and Nelder (1989), Generalized Linear Models, section 4.4.
 * Checked against R glm() in test/unit/logit.c.
 */
eh_status
eh_logit(const eh_design *d, const eh_rows *rows, const eh_control *ctl,
	double *work, eh_logit_result *out)
{
	eh_logit_fit f = {.rows = rows, .ctl = ctl, .ops = eh_kernel()};
	eh_logit_totals all;
	eh_status result;

	eh_logit_open(&f, d, work);
	f.margin_gradient = out->margin_gradient;
	eh_logit_clear(d, out);
	result = eh_logit_columns(&f);
	if (result == EH_OK)
		result = eh_logit_survey(&f, true);
	if (result != EH_OK)
		return result;

	all = f.totals;
	out->sum_weights = all.weight;
	out->sum_trials = all.size;
	if (all.rows == 0 || all.rows < f.p)
		return EH_OK;
	if (d->intercept && !(all.hits > 0.0 && all.misses > 0.0))
	{
		out->status = EH_FIT_NO_VARIATION;
		out->log_lik_null = out->null_deviance = 0.0;
		certain(&all, out);
		return EH_OK;
	}
	return fit(&f, &all, out);
}
