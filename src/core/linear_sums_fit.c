/*
 * linear_sums_fit.c - least squares from sums in twice the digits.
 *
 * The normal equations square the condition of the columns, and with 31
 * digits to begin with, what they lose leaves those of a double: NIST's Filip,
 * of condition 4e9, keeps 13.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "linear_sums.h"
#include "logit_internal.h"
#include "pile.h"

#define LOG_TWO_PI 1.83787706640934548356

/* Below this share of itself left, a column is looked at more closely. */
#define SUSPICIOUS 1e-6

typedef struct solving
{
	const eh_sums *s;
	eh_sums_parts parts;
	const eh_control *ctl;
	int nd;
	int first; /* 1 beside an intercept */
	eh_dd weight;
	eh_dd *mean;    /* nd + 1: of predictors and response; 0 without one */
	eh_dd *root;    /* (nd + 1) squared: lower triangle */
	eh_dd *inverse; /* the same: of the predictors' part */
	eh_dd *share;   /* nd + 1 */
	double *length; /* nd + 1: root of the centred sum of squares */
	bool *dead;     /* nd */
	double *room;   /* 2 nd nd + nd */
	bool cancelled;
} solving;

static size_t
lay_out(const eh_sums *s, char *base, solving *w)
{
	eh_pile at = {base, 0};
	size_t n = (size_t) s->ndense + 1;

	w->mean = eh_carve(&at, sizeof(eh_dd) * n);
	w->root = eh_carve(&at, sizeof(eh_dd) * n * n);
	w->inverse = eh_carve(&at, sizeof(eh_dd) * n * n);
	w->share = eh_carve(&at, sizeof(eh_dd) * n);
	w->length = eh_carve(&at, sizeof(double) * n);
	w->dead = eh_carve(&at, sizeof(bool) * n);
	w->room = eh_carve(&at, sizeof(double) * (2 * n * n + n));
	return at.used;
}

/* Bytes of work that each of the functions needs, contents lost. */
size_t
eh_sums_work(int ndense)
{
	eh_sums like = {.ndense = ndense};
	solving w;
	size_t fit = lay_out(&like, NULL, &w) + EH_CACHE_LINE;
	size_t block = eh_sums_block_work(ndense);

	return fit > block ? fit : block;
}

static eh_dd
minus(eh_dd a, eh_dd b)
{
	return eh_dd_add(a, eh_dd_negate(b));
}

static eh_dd
root_of(eh_dd a)
{
	double guess = sqrt(a.hi);
	eh_dd g = {guess, 0.0};

	/* Newton's step doubles the digits of the guess */
	if (!(guess > 0.0))
		return (eh_dd){0.0, 0.0};
	return eh_dd_add_double(g, minus(a, eh_dd_mul(g, g)).hi / (2.0 * guess));
}

/* The sum of column k times column l; the constant is number 0. */
static eh_dd
sum(const solving *w, int k, int l)
{
	size_t at = k >= l ? eh_packed(k, l) : eh_packed(l, k);

	return (eh_dd){w->parts.high_part[at], w->parts.low_part[at]};
}

/* The same of predictors (or the response, nd), centred if there is an
 * intercept. */
static eh_dd
centred(const solving *w, int k, int l)
{
	eh_dd all = sum(w, k + 1, l + 1);

	if (w->first == 0)
		return all;
	return minus(all,
		eh_dd_div(eh_dd_mul(sum(w, k + 1, 0), sum(w, l + 1, 0)), w->weight));
}

static bool
poll(solving *w)
{
	if (!w->cancelled && w->ctl->poll)
		w->cancelled = w->ctl->poll(w->ctl->arg);
	return w->cancelled;
}

/* share: column k as a combination of those before it, from its row. */
static void
find_share(solving *w, int k)
{
	int n = w->nd + 1;

	for (int j = k - 1; j >= 0; j--)
	{
		eh_dd rest = w->root[k * n + j];

		w->share[j] = (eh_dd){0.0, 0.0};
		if (j < w->nd && w->dead[j])
			continue;
		for (int i = j + 1; i < k; i++)
			if (i >= w->nd || !w->dead[i])
				rest = minus(rest, eh_dd_mul(w->root[i * n + j], w->share[i]));
		w->share[j] = eh_dd_div(rest, w->root[j * n + j]);
	}
}

/* How much the rounding of the predictors can leave of column k, a row. */
static double
rounding(const solving *w, int k)
{
	const eh_sums_parts *p = &w->parts;
	double most = fmax(fabs(p->low[k + 1]), fabs(p->high[k + 1]));

	for (int j = 0; j < k; j++)
		most += fabs(w->share[j].hi) *
				fmax(fabs(p->low[j + 1]), fabs(p->high[j + 1]));
	return DBL_EPSILON * most;
}

/* Is there nothing in predictor k beside those before it? */
static bool
nothing_left(solving *w, int k, double pivot)
{
	const eh_sums_parts *p = &w->parts;
	double most = fmax(fabs(p->low[k + 1]), fabs(p->high[k + 1]));
	double whole = w->length[k] * w->length[k];

	if (!(pivot > EH_LOGIT_ALIAS * EH_LOGIT_ALIAS * whole))
		return true;
	if (w->first > 0 &&
		p->high[k + 1] - p->low[k + 1] <= 4 * DBL_EPSILON * most)
		return true;
	if (pivot > SUSPICIOUS * whole)
		return false;
	find_share(w, k);
	most = rounding(w, k);
	return pivot <= most * most * w->weight.hi;
}

/* column k = sum relation column, on the user's scale */
static void
note_relation(solving *w, int k, double *relation)
{
	eh_dd ahead = w->mean[k];
	double terms = fabs(w->mean[k].hi);
	double most = w->length[k];

	find_share(w, k);
	for (int j = 0; j < k; j++)
		most = fmax(most, fabs(w->share[j].hi) * w->length[j]);
	for (int j = 0; j < k; j++)
	{
		if (!(fabs(w->share[j].hi) * w->length[j] > 1e-9 * most))
			continue;
		relation[w->first + j] = w->share[j].hi;
		ahead = minus(ahead, eh_dd_mul(w->share[j], w->mean[j]));
		terms += fabs(w->share[j].hi * w->mean[j].hi);
	}
	if (w->first > 0 && fabs(ahead.hi) > 1e-9 * terms)
		relation[0] = ahead.hi;
}

/* The triangular root, the response last; aliased predictors are dead. */
static void
factor(solving *w, eh_linear_result *out)
{
	int n = w->nd + 1;

	for (int k = 0; k < n && !poll(w); k++)
	{
		eh_dd pivot;

		for (int j = 0; j < k; j++)
		{
			eh_dd rest = centred(w, k, j);

			for (int i = 0; i < j; i++)
				rest = minus(
					rest, eh_dd_mul(w->root[k * n + i], w->root[j * n + i]));
			w->root[k * n + j] = j < w->nd && w->dead[j]
									 ? (eh_dd){0.0, 0.0}
									 : eh_dd_div(rest, w->root[j * n + j]);
		}
		pivot = centred(w, k, k);
		w->length[k] = sqrt(fmax(pivot.hi, 0.0));
		for (int j = 0; j < k; j++)
			pivot =
				minus(pivot, eh_dd_mul(w->root[k * n + j], w->root[k * n + j]));
		w->root[k * n + k] = pivot;
		if (k == w->nd)
			return;
		w->dead[k] = nothing_left(w, k, pivot.hi);
		if (w->dead[k])
		{
			if (out->culprit < 0)
			{
				out->culprit = w->first + k;
				note_relation(w, k, out->relation);
			}
			for (int j = 0; j <= k; j++)
				w->root[k * n + j] = (eh_dd){0.0, 0.0};
			continue;
		}
		w->root[k * n + k] = root_of(pivot);
	}
}

/* The inverse of the predictors' part of the root. */
static void
invert(solving *w)
{
	int n = w->nd + 1;

	memset(w->inverse, 0, sizeof(eh_dd) * (size_t) n * (size_t) n);
	for (int k = 0; k < w->nd && !poll(w); k++)
	{
		if (w->dead[k])
			continue;
		w->inverse[k * n + k] =
			eh_dd_div((eh_dd){1.0, 0.0}, w->root[k * n + k]);
		for (int j = 0; j < k; j++)
		{
			eh_dd part = {0.0, 0.0};

			for (int i = j; i < k; i++)
				part = eh_dd_add(
					part, eh_dd_mul(w->root[k * n + i], w->inverse[i * n + j]));
			w->inverse[k * n + j] =
				eh_dd_negate(eh_dd_mul(part, w->inverse[k * n + k]));
		}
	}
}

/* beta, and the intercept in front of it */
static void
coefficients(solving *w, double *beta)
{
	eh_dd intercept = w->mean[w->nd];

	find_share(w, w->nd);
	for (int j = 0; j < w->nd; j++)
	{
		beta[w->first + j] = w->dead[j] ? NAN : w->share[j].hi;
		if (!w->dead[j])
			intercept = minus(intercept, eh_dd_mul(w->share[j], w->mean[j]));
	}
	if (w->first > 0)
		beta[0] = intercept.hi;
}

/* The covariance: inverse' inverse times the variance, and the intercept's,
 * whose part is the means'. */
static void
covariance(solving *w, double variance, double *cov)
{
	int n = w->nd + 1;
	int p = w->nd + w->first;
	eh_dd whole = eh_dd_div((eh_dd){1.0, 0.0}, w->weight);

	for (int k = 0; k < w->nd; k++)
	{
		eh_dd along = {0.0, 0.0};

		for (int j = 0; j <= k; j++)
			along =
				eh_dd_add(along, eh_dd_mul(w->inverse[k * n + j], w->mean[j]));
		w->share[k] = along;
		whole = eh_dd_add(whole, eh_dd_mul(along, along));
	}
	for (int i = 0; i < w->nd && !poll(w); i++)
	{
		eh_dd with = {0.0, 0.0};
		double *row = cov + (size_t) (w->first + i) * (size_t) p;

		for (int k = i; k < w->nd; k++)
			with =
				eh_dd_add(with, eh_dd_mul(w->inverse[k * n + i], w->share[k]));
		if (w->first > 0)
			cov[w->first + i] = row[0] = w->dead[i] ? NAN : -with.hi * variance;
		for (int j = 0; j <= i; j++)
		{
			eh_dd part = {0.0, 0.0};

			for (int k = i; k < w->nd; k++)
				part = eh_dd_add(part,
					eh_dd_mul(w->inverse[k * n + i], w->inverse[k * n + j]));
			row[w->first + j] = cov[(size_t) (w->first + j) * (size_t) p +
									(size_t) (w->first + i)] =
				w->dead[i] || w->dead[j] ? NAN : part.hi * variance;
		}
	}
	if (w->first > 0)
		cov[0] = whole.hi * variance;
}

/* Of the predictors, each scaled to unit length: largest by smallest singular
 * value of the root's rows. */
static double
condition(solving *w)
{
	int n = w->nd + 1;
	int live = 0;
	double *a = w->room;
	gsl_matrix_view rows;
	gsl_matrix_view right;
	gsl_vector_view values;

	for (int k = 0; k < w->nd; k++)
		live += !w->dead[k];
	if (live < 2)
		return w->nd + w->first > 0 ? 1.0 : NAN;
	memset(a, 0, sizeof(double) * (size_t) live * (size_t) live);
	for (int k = 0, i = 0; k < w->nd; k++)
	{
		if (w->dead[k])
			continue;
		for (int j = 0, l = 0; j <= k; j++)
			if (!w->dead[j])
				a[(size_t) (l++) * (size_t) live + (size_t) i] =
					w->root[k * n + j].hi / w->length[k];
		i++;
	}
	rows = gsl_matrix_view_array(a, (size_t) live, (size_t) live);
	right = gsl_matrix_view_array(
		a + (size_t) live * (size_t) live, (size_t) live, (size_t) live);
	values = gsl_vector_view_array(
		a + 2 * (size_t) live * (size_t) live, (size_t) live);
	if (gsl_linalg_SV_decomp_jacobi(
			&rows.matrix, &right.matrix, &values.vector) != GSL_SUCCESS)
		return NAN;
	return gsl_vector_get(&values.vector, 0) /
		   gsl_vector_get(&values.vector, (size_t) live - 1);
}

/* The largest normal log-likelihood for this sum of squares. */
static double
normal(double weight, double squares)
{
	if (!(squares > 0.0))
		return NAN;
	return -0.5 * weight * (LOG_TWO_PI + 1.0 + log(squares / weight));
}

/* Sums of squares, and what hangs on them; returns the variance of a row. */
static double
squares(solving *w, eh_linear_result *out)
{
	int n = w->nd + 1;
	double far = w->parts.shift[n];
	double whole = sum(w, n, n).hi + 2.0 * far * sum(w, n, 0).hi +
				   far * far * w->weight.hi;
	eh_dd tss = centred(w, w->nd, w->nd);
	eh_dd rss = w->root[w->nd * n + w->nd];
	int rank = w->first;
	double df;

	for (int j = 0; j < w->nd; j++)
		rank += !w->dead[j];
	out->perfect = rss.hi <= DBL_EPSILON * DBL_EPSILON * whole ||
				   (double) w->s->weighed <= rank;
	if (out->perfect)
		rss = (eh_dd){0.0, 0.0};
	out->rss = rss.hi;
	out->tss = fmax(tss.hi, 0.0);
	out->mss = fmax(minus(tss, rss).hi, 0.0);
	out->r2 = tss.hi > 0.0 ? out->mss / tss.hi : NAN;
	df = out->df_residual = out->cases - rank;
	out->df_model = rank - w->first;
	if (df > 0.0)
		out->sigma = sqrt(out->rss / df * out->cases / w->weight.hi);
	out->log_lik = normal(w->weight.hi, out->rss);
	out->log_lik_null = normal(w->weight.hi, out->tss);
	return df > 0.0 ? out->rss / df : NAN;
}

static void
fill(double *x, size_t n, double value)
{
	for (size_t i = 0; x && i < n; i++)
		x[i] = value;
}

/* A result of nothing: no number exists. */
static void
clear(size_t p, eh_linear_result *out)
{
	out->status = EH_FIT_TOO_FEW;
	out->culprit = -1;
	out->perfect = false;
	out->passes = 1;
	fill(out->relation, p, 0.0);
	fill(out->beta, p, NAN);
	fill(out->cov, p * p, NAN);
	fill(out->hc0, p * p, NAN);
	fill(out->cr0, p * p, NAN);
	out->rss = out->tss = out->mss = out->r2 = NAN;
	out->df_model = out->df_residual = out->sigma = NAN;
	out->log_lik = out->log_lik_null = out->condition = NAN;
}

static bool
all_finite(const eh_sums *s, const eh_sums_parts *p)
{
	size_t m = (size_t) s->ndense + 2;

	for (size_t i = 0; i < m * (m + 1) / 2; i++)
		if (!isfinite(p->high_part[i] + p->low_part[i]))
			return false;
	return true;
}

/* The response never varies: beside an intercept, or it is 0 throughout. */
static bool
constant(const solving *w)
{
	double low = w->parts.low[w->nd + 1];
	double high = w->parts.high[w->nd + 1];

	return low == high && (w->first > 0 || low == 0.0);
}

/*
 * eh_linear_sums_fit - least squares of the rows in the sums.
 *
 *	s		no rows are held
 *	ctl		poll
 *	out		as eh_linear() gives it, but hc0 and cr0, which are NaN
 *
 * EH_ERANGE: a sum has no finite value.  EH_ECANCEL: poll said so.
 */
eh_status
eh_linear_sums_fit(const eh_sums *s, const eh_control *ctl, double *work,
	eh_linear_result *out)
{
	solving w = {.s = s, .ctl = ctl, .nd = (int) s->ndense};
	int p = eh_sums_parameters(s);

	lay_out(s, eh_cache_aligned(work), &w);
	eh_sums_parts_of(s, &w.parts);
	w.first = p - w.nd;
	w.weight = sum(&w, 0, 0);
	clear((size_t) p, out);
	out->sum_weights = w.weight.hi;
	out->cases = s->weight_kind == EH_WEIGHT_PROBABILITY ? (double) s->weighed
														 : w.weight.hi;
	if (!all_finite(s, &w.parts))
		return EH_ERANGE;
	if (s->weighed == 0 || s->weighed < p)
		return EH_OK;
	for (int k = 0; k <= w.nd; k++)
		w.mean[k] = w.first > 0 ? eh_dd_add_double(
									  eh_dd_div(sum(&w, k + 1, 0), w.weight),
									  w.parts.shift[k + 1])
								: (eh_dd){0.0, 0.0};
	factor(&w, out);
	if (w.cancelled)
		return EH_ECANCEL;
	out->status = out->culprit >= 0 ? EH_FIT_ALIASED : EH_FIT_OK;
	if (constant(&w))
		out->status = EH_FIT_NO_VARIATION;
	coefficients(&w, out->beta);
	invert(&w);
	covariance(&w, squares(&w, out), out->cov);
	out->condition = condition(&w);
	return w.cancelled ? EH_ECANCEL : EH_OK;
}
