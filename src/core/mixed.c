/*
 * mixed.c - logistic regression with random intercepts: the fit as a whole.
 *
 * M1  Estimates are the maximum's of the approximated likelihood, to 1e-8 of
 *     a standard error: Laplace's, or for one factor the quadrature sum of so
 *     many points, each placed by the level's own mode and curvature.
 * M2  Rows, levels and factors may come in any order and number.
 * M3  Columns are centred, scaled and made orthogonal inside, as L2 and L3 of
 *     logit.c; aliased ones have no estimate, the rest is fitted without.
 * M4  An sd whose likelihood falls from 0 on is 0; errors of all else are as
 *     without that factor.
 * M5  Errors are of the observed information of coefficients and sds
 *     together.
 * M6  Where the fixed part has no maximum, neither has the whole, and a
 *     status says so; likewise of a factor without two outcomes in any level,
 *     and of an sd that grows without end.
 * M7  A row of weight w is w independent rows of the same levels.  Sampling
 *     weights have no likelihood: EH_EDOMAIN.
 * M8  All memory is the caller's; poll is asked at least every 1,024 rows, and
 *     within a matrix.  Cost is in proportion to rows, and to levels of the
 *     largest factor; the levels of the others cost their number's cube.
 * M9  Of several maxima the highest reached from a first guess of the sds; from
 *     1, for those that come to 0; and from 0, if no effects at all do better.
 */
#include "mixed_internal.h"
#include "pile.h"

/* The search may take so many times the steps that Newton's may. */
#define STEPS 10

/* What the fit without effects is asked for, beside what the caller gave. */
typedef struct start
{
	double *hc0;
	double *margin;
	double *margin_gradient;
	double *work;
} start;

static double *
numbers(eh_pile *from, size_t n)
{
	return eh_carve(from, sizeof(double) * n);
}

/* Places: factors by falling number of levels. */
static void
shape(eh_mixed_fit *f)
{
	const int32_t *nlevels = f->groups->nlevels;

	f->p0 = eh_design_parameters(f->d);
	f->factors = f->groups->n;
	for (int k = 0; k < f->factors; k++)
	{
		int at = k;

		for (; at > 0 && nlevels[f->factor[at - 1]] < nlevels[k]; at--)
			f->factor[at] = f->factor[at - 1];
		f->factor[at] = k;
	}
	f->levels = 0;
	for (int k = 0; k < f->factors; k++)
	{
		f->first[k] = f->levels;
		f->levels += nlevels[f->factor[k]];
	}
	f->heads = nlevels[f->factor[0]];
	f->rest = f->levels - f->heads;
}

static void
lay_out_rows(eh_mixed_fit *f, eh_pile *at)
{
	size_t blocks = ((size_t) f->d->nrows + EH_BLOCK - 1) / EH_BLOCK;
	size_t rows = blocks * EH_BLOCK;
	size_t cells = (size_t) f->d->nrows * (size_t) (f->factors - 1);

	f->z = numbers(at, rows * (size_t) f->p0);
	f->size = numbers(at, rows);
	f->hits = numbers(at, rows);
	f->offset = numbers(at, rows);
	f->fixed = numbers(at, rows);
	f->eta = numbers(at, rows);
	f->mu = numbers(at, rows);
	f->v = numbers(at, rows);
	f->share = numbers(at, rows);
	f->level = eh_carve(at, sizeof(int32_t) * rows * (size_t) f->factors);
	f->cell = eh_carve(at, sizeof(int32_t) * rows * (size_t) (f->factors - 1));
	f->cell_first = eh_carve(at, sizeof(int64_t) * ((size_t) f->heads + 1));
	f->cell_rest = eh_carve(at, sizeof(int32_t) * cells);
	f->cell_w = numbers(at, cells);
	f->cell_v = numbers(at, cells);
	f->cell_inverse = numbers(at, cells);
}

static void
lay_out_levels(eh_mixed_fit *f, eh_pile *at)
{
	size_t levels = (size_t) f->levels;
	size_t heads = (size_t) f->heads;
	size_t rest = (size_t) f->rest;
	size_t points = (size_t) f->points;

	f->u = numbers(at, levels);
	f->spread = numbers(at, levels);
	f->sum_r = numbers(at, levels);
	f->sum_w = numbers(at, levels);
	f->step = numbers(at, levels);
	f->lean = numbers(at, levels);
	f->kept = numbers(at, levels);
	f->inverse = numbers(at, levels);
	f->tangent = numbers(at, levels * (size_t) (f->p0 + f->factors));
	f->count = eh_carve(at, sizeof(int64_t) * heads);
	f->diagonal = numbers(at, heads);
	f->block = numbers(at, rest * rest);
	f->solved = numbers(at, rest * rest);
	f->reach = eh_carve(at, sizeof(int) * rest);
	f->until = eh_carve(at, sizeof(int) * rest);
	f->node = numbers(at, points);
	f->node_log = numbers(at, points);
	f->post = numbers(at, points > 1 ? heads * points : 0);
	f->part = numbers(at, points > 1 ? heads * 4 : 0);
}

static void
lay_out_search(eh_mixed_fit *f, eh_pile *at)
{
	size_t p = (size_t) f->p0;
	size_t m = p + (size_t) f->factors;

	f->live = eh_carve(at, sizeof(int) * p);
	f->centre = numbers(at, p);
	f->scale = numbers(at, p);
	f->map = numbers(at, p * p);
	f->root = numbers(at, p * p);
	f->gamma = numbers(at, p);
	f->x = numbers(at, m);
	f->gradient = numbers(at, m);
	f->by_sd = numbers(at, m);
	f->metric = numbers(at, m * m);
	f->curve = numbers(at, m * m);
	f->factored = numbers(at, m * m);
	f->wide = numbers(at, m * m);
	f->move = numbers(at, m);
	f->old = numbers(at, m);
	f->old_gradient = numbers(at, m);
	f->spare = numbers(at, m);
	f->best = numbers(at, m);
	f->alone = numbers(at, p);
	f->first_metric = numbers(at, m * m);
	f->still = eh_carve(at, sizeof(bool) * m);
	f->held = eh_carve(at, sizeof(bool) * m);
}

/* All memory from base, which lies on a cache line or is NULL: the start's
 * and the fit's own are the same. */
static size_t
lay_out(eh_mixed_fit *f, start *s, char *base)
{
	eh_pile begin = {base, 0};
	eh_pile at = {base, 0};
	size_t p = (size_t) f->p0;

	s->hc0 = numbers(&begin, p * p);
	s->margin = numbers(&begin, p);
	s->margin_gradient = numbers(&begin, p * p);
	s->work = eh_carve(&begin, eh_logit_work(f->d));
	lay_out_search(f, &at);
	lay_out_levels(f, &at);
	lay_out_rows(f, &at);
	return begin.used > at.used ? begin.used : at.used;
}

/* Does a fit of this status have estimates? */
bool
eh_mixed_has_numbers(eh_fit_status status)
{
	return status == EH_FIT_OK || status == EH_FIT_BOUNDARY ||
		   status == EH_FIT_ALIASED;
}

/*
 * eh_mixed_accepts - is this a model that eh_mixed() takes?  If not, there
 * are too many factors, or levels beside the largest, or points (of more than
 * one factor, any but 1).
 */
bool
eh_mixed_accepts(const eh_mixed_groups *groups, const eh_mixed_options *options)
{
	int points = options->quadrature_points;
	int64_t all = 0;
	int32_t most = 0;

	if (groups->n < 1 || groups->n > EH_MIXED_MOST_GROUPS)
		return false;
	for (int k = 0; k < groups->n; k++)
	{
		if (groups->nlevels[k] < 1)
			return false;
		all += groups->nlevels[k];
		most = groups->nlevels[k] > most ? groups->nlevels[k] : most;
	}
	return points >= 1 && points <= EH_MIXED_MOST_POINTS &&
		   (points == 1 || groups->n == 1) && all <= INT32_MAX &&
		   all - most <= EH_MIXED_MOST_REMAINDER;
}

/* Bytes of work that eh_mixed() needs; of a model not accepted, 0. */
size_t
eh_mixed_work(const eh_design *d, const eh_mixed_groups *groups,
	const eh_mixed_options *options)
{
	eh_mixed_fit f = {
		.d = d, .groups = groups, .points = options->quadrature_points};
	start s;

	if (!eh_mixed_accepts(groups, options))
		return 0;
	shape(&f);
	return lay_out(&f, &s, NULL) + EH_CACHE_LINE;
}

static void
fill_nan(double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = NAN;
}

/* A result of nothing but what the fit without effects has said. */
static void
clear(const eh_mixed_fit *f, eh_mixed_result *out)
{
	size_t p = (size_t) f->p0;
	size_t n = (size_t) f->factors;

	fill_nan(out->beta, p);
	fill_nan(out->cov, p * p);
	fill_nan(out->joint, (p + n) * (p + n));
	fill_nan(out->sd, n);
	fill_nan(out->variance, n);
	fill_nan(out->sd_error, n);
	fill_nan(out->log_sd_error, n);
	fill_nan(out->mode, (size_t) f->levels);
	fill_nan(out->mode_error, (size_t) f->levels);
	out->log_lik = out->log_lik_kernel = out->gradient = NAN;
	out->iterations = 0;
}

/* The fit without effects; its coefficients into beta. */
static eh_status
fit_fixed(eh_mixed_fit *f, const start *s, eh_mixed_result *out)
{
	eh_logit_result fixed = {.relation = out->relation,
		.beta = out->beta,
		.cov = out->cov,
		.hc0 = s->hc0,
		.margin = s->margin,
		.margin_gradient = s->margin_gradient};
	eh_status status = eh_logit(f->d, f->rows, f->ctl, s->work, &fixed);

	out->status = fixed.status;
	out->culprit = fixed.culprit;
	out->sum_weights = fixed.sum_weights;
	out->sum_trials = fixed.sum_trials;
	out->log_lik_fixed = fixed.log_lik;
	out->log_lik_null = fixed.log_lik_null;
	f->binomial = fixed.log_lik - fixed.log_lik_kernel;
	f->without = fixed.log_lik_kernel;
	return status;
}

/* From the rows at hand to the maximum; EH_ERANGE and EH_ENOCONV as
 * eh_mixed_climb() has them. */
static eh_status
maximise_effects(eh_mixed_fit *f, const double *beta)
{
	eh_status status = eh_mixed_columns(f, beta);

	if (f->points > 1)
		eh_mixed_nodes(f->points, f->node, f->node_log);
	if (status == EH_OK)
		status = eh_mixed_start(f);
	return status == EH_OK ? eh_mixed_summit(f) : status;
}

/* Which factor's sd has no end. */
static int
endless_factor(const eh_mixed_fit *f)
{
	int place = 0;

	for (int k = 1; k < f->factors; k++)
		if (f->sd[k] > f->sd[place])
			place = k;
	return f->factor[place];
}

/* M4, M6: what the search came to, in a status. */
static eh_status
conclude(const eh_mixed_fit *f, eh_status status, eh_mixed_result *out)
{
	if (status == EH_ERANGE)
	{
		out->status = EH_FIT_UNBOUNDED;
		out->culprit = endless_factor(f);
		return EH_OK;
	}
	if (status == EH_ENOCONV)
	{
		out->status = EH_FIT_NOT_CONVERGED;
		return EH_OK;
	}
	for (int k = 0; status == EH_OK && k < f->factors; k++)
		if (f->x[f->p + k] == 0.0 && out->status == EH_FIT_OK)
			out->status = EH_FIT_BOUNDARY;
	return status;
}

/*
 * eh_mixed_maximise - all of a fit but its numbers: f is at the maximum if
 * out's status says that there is one.
 */
eh_status
eh_mixed_maximise(eh_mixed_fit *f, const eh_design *d,
	const eh_mixed_groups *groups, const eh_mixed_options *options,
	const eh_rows *rows, const eh_control *ctl, double *work,
	eh_mixed_result *out)
{
	start s;
	eh_status status;
	int without;

	*f = (eh_mixed_fit){.d = d,
		.groups = groups,
		.rows = rows,
		.ctl = ctl,
		.ops = eh_kernel(),
		.points = options->quadrature_points,
		.most_steps = STEPS * ctl->max_iterations};
	if (!eh_mixed_accepts(groups, options) ||
		d->weight_kind == EH_WEIGHT_PROBABILITY)
		return EH_EDOMAIN;
	if (d->nrows > INT32_MAX / groups->n)
		return EH_ERANGE;
	shape(f);
	lay_out(f, &s, eh_cache_aligned(work));
	memset(out->both, 0, sizeof(int64_t) * (size_t) f->factors);
	status = fit_fixed(f, &s, out);
	if (status == EH_OK &&
		(out->status == EH_FIT_OK || out->status == EH_FIT_ALIASED))
		status = eh_mixed_gather(f, out->beta);
	else
	{
		clear(f, out);
		return status;
	}
	if (status != EH_OK)
		return status;
	status = eh_mixed_replicates(f, out->both, &without);
	if (status != EH_OK)
		return status;
	if (without >= 0)
	{
		out->status = EH_FIT_UNREPLICATED;
		out->culprit = without;
		clear(f, out);
		return EH_OK;
	}
	status = maximise_effects(f, out->beta);
	clear(f, out);
	out->iterations = f->looks;
	return conclude(f, status, out);
}

/*
 * eh_mixed - logistic regression with random intercepts, by maximum
 * likelihood.
 *
 *	d		the fixed part; every level of its factors occurs
 *	groups	the grouping factors.  Their columns of codes follow, in a block,
 *			the d->nfactors of the fixed part.  Levels without rows are
 *			legal: their effects are 0
 *	options	points of the quadrature
 *	rows	its rows, read some dozen times before they are held in work
 *	ctl		most Newton steps of the fixed part, a tenth of the search's; poll
 *	work	eh_mixed_work() bytes, contents lost: about p + 8 numbers a row,
 *			p + 8 a level and, with more points than one, so many a level
 *	out		its arrays are the caller's; status says which numbers exist
 *
 * EH_EDOMAIN: eh_mixed_accepts() says no, the weights are sampling weights, or
 * a level's number is out of bounds.  EH_ERANGE: rows times factors are over
 * 2^31.  EH_ECANCEL: poll said so; out is unfinished.
 *
 * O(rows (p + points)) a step, some forty steps, and p^2 rows in all; with
 * more than one factor also the sum over head levels of the square of the
 * rest's levels each meets.
 *
 * Laplace, through the modes: Skaug and Fournier (2006), Computational
 * Statistics and Data Analysis 51, 699-709.  Checked against R, glmmTMB and
 * lme4, in test/unit/mixed.c.
 */
eh_status
eh_mixed(const eh_design *d, const eh_mixed_groups *groups,
	const eh_mixed_options *options, const eh_rows *rows, const eh_control *ctl,
	double *work, eh_mixed_result *out)
{
	eh_mixed_fit f;
	eh_status status =
		eh_mixed_maximise(&f, d, groups, options, rows, ctl, work, out);

	if (status == EH_OK && eh_mixed_has_numbers(out->status))
		status = eh_mixed_report(&f, out);
	return status;
}
