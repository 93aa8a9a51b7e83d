/*
 * linear_result.c - from the basis to the user's columns and units.
 */
#include "linear_internal.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define LOG_TWO_PI 1.83787706640934548356

/* Coefficients in the user's units; where terms cancel, all digits stay. */
static void
coefficients(eh_linear_fit *l, const bool *unknown, double *beta)
{
	const eh_logit_fit *f = &l->f;
	size_t p = (size_t) f->p;
	int first = f->d->intercept ? 1 : 0;
	double unit = 1.0 / l->response.scale;
	eh_dd intercept = {l->response.centre, 0.0};

	eh_linear_columns(l);
	for (size_t k = 0; k < p; k++)
	{
		int j = (int) k - first;
		eh_dd b = eh_pair(l->by_column, p, k);

		b = (eh_dd){b.hi * unit, b.lo * unit};
		if (j >= 0 && j < f->d->ndense)
		{
			b = (eh_dd){b.hi * f->scale[j], b.lo * f->scale[j]};
			intercept =
				eh_dd_add(intercept, eh_dd_mul(b, (eh_dd){-f->centre[j], 0.0}));
		}
		if (j < 0)
			intercept = eh_dd_add(intercept, b);
		else
			beta[f->place[k]] = b.hi;
	}
	if (first)
		beta[0] = intercept.hi;
	for (size_t k = 0; k < p; k++)
		if (unknown[k])
			beta[k] = NAN;
}

/* m times a square of the response's unit */
static void
to_response(const eh_linear_fit *l, double factor, double *m)
{
	size_t p = (size_t) l->f.p;
	double unit = 1.0 / l->response.scale;

	for (size_t i = 0; i < p * p; i++)
		m[i] = m[i] * factor * unit * unit;
}

static void
covariances(eh_linear_fit *l, const bool *unknown, double variance,
	eh_linear_result *out)
{
	eh_logit_fit *f = &l->f;

	eh_logit_find_ahead(f);
	eh_arrow_inverse(&f->work, f->unit, f->place, f->room, out->cov);
	eh_logit_matrix_to_user(f, unknown, out->cov);
	to_response(l, variance, out->cov);
	eh_arrow_sandwich(&f->work, f->unit, &f->meat, f->place, f->room, out->hc0);
	eh_logit_matrix_to_user(f, unknown, out->hc0);
	to_response(l, out->perfect ? 0.0 : 1.0, out->hc0);
	if (out->cr0 && f->cluster)
	{
		eh_logit_clustered(f, out->cr0);
		eh_logit_matrix_to_user(f, unknown, out->cr0);
		to_response(l, out->perfect ? 0.0 : 1.0, out->cr0);
	}
}

/* The largest normal log-likelihood for this sum of squares. */
static double
normal(double weight, double squares)
{
	if (!(squares > 0.0))
		return NAN;
	return -0.5 * weight * (LOG_TWO_PI + 1.0 + log(squares / weight));
}

/*
 * Sums of squares.  The response is rounded by up to half its last digit:
 * residuals of no more than that are none.
 */
static double
squares(eh_linear_fit *l, int rank, eh_linear_result *out)
{
	const eh_logit_totals *t = &l->f.totals;
	const eh_linear_response *y = &l->response;
	bool intercept = l->design.intercept;
	double unit = 1.0 / y->scale;
	double rss = fmax(l->sums.residual.hi, 0.0);
	double mean = l->sums.sum.hi / t->size;
	double far = y->centre * y->scale;
	double whole = l->sums.square.hi + t->size * (far * far + 2.0 * far * mean);
	eh_dd tss = l->sums.square;
	double mss;

	if (intercept)
		tss =
			eh_dd_add(tss, eh_dd_negate(eh_dd_mul(l->sums.sum,
							   eh_dd_div(l->sums.sum, (eh_dd){t->size, 0.0}))));
	out->perfect =
		rss <= DBL_EPSILON * DBL_EPSILON * whole || (double) t->rows <= rank;
	if (out->perfect)
		rss = 0.0;
	out->rss = rss * unit * unit;
	out->tss = fmax(tss.hi, 0.0) * unit * unit;
	mss = fmax(eh_dd_add_double(tss, -rss).hi, 0.0);
	out->mss = mss * unit * unit;
	out->r2 = tss.hi > 0.0 ? mss / tss.hi : NAN;
	return rss;
}

/*
 * eh_linear_finish - what the last pass left, as the caller wants it.
 *
 *	unknown		p: parameters without an estimate
 */
void
eh_linear_finish(eh_linear_fit *l, bool *unknown, eh_linear_result *out)
{
	eh_logit_fit *f = &l->f;
	const eh_logit_totals *t = &f->totals;
	double unit = 1.0 / l->response.scale;
	double rss;
	double df;
	int rank = 0;

	for (int k = 0; k < f->p; k++)
		rank += !unknown[k];
	rss = squares(l, rank, out);
	df = out->cases - rank;
	out->df_residual = df;
	out->df_model = rank - (f->d->intercept ? 1 : 0);
	out->sigma = NAN;
	if (df > 0.0)
		out->sigma = sqrt(rss / df * out->cases / t->weight) * unit;
	out->log_lik = normal(t->weight, out->rss);
	out->log_lik_null = normal(t->weight, out->tss);
	coefficients(l, unknown, out->beta);
	covariances(l, unknown, df > 0.0 ? rss / df : NAN, out);
	f->info = f->gram;
	out->condition = eh_logit_condition(f);
	out->passes = l->passes;
}
