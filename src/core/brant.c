/*
 * brant.c - Brant's test of proportional odds.
 *
 * T1  Proportional odds say that the logits of level > j, for j from the
 *     lowest, differ in their intercepts alone.  They are fitted one by one;
 *     the test is Wald's that all have the same coefficients, by their joint
 *     covariance.
 * T2  Weights that count people add as so many rows would; an offset counts.
 *     Sampling weights have no such covariance: EH_EDOMAIN.
 * T3  Where one of the logits has no answer, or a column is aliased, there is
 *     no test.  Nor is there one for two levels, or no columns.
 *
 * Brant (1990), Biometrics 46, 1171-1178.  Checked against its formulae in R
 * in test/unit/ordinal.c.
 */
#include "brant.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "kernel.h"
#include "logit_internal.h"
#include "pile.h"

/* The rows as one binary logit reads them. */
typedef struct binary
{
	const eh_rows *rows;
	const eh_design *d;
	double above;   /* an outcome of 1 is a level above this */
	double *centre; /* of each dense predictor, and its scale: the test is */
	double *scale;  /* the same, but not the rounding */
	double *x;
	double *success;
} binary;

typedef struct test
{
	eh_design design; /* the caller's with an intercept */
	const eh_control *ctl;
	binary rows;
	size_t cuts;
	size_t p;         /* columns */
	size_t q;         /* and the intercept */
	double *logit;    /* work of the binary fits */
	double *relation; /* q */
	double *margin;   /* q */
	double *square;   /* q x q each: room */
	double *other;
	double *beta;   /* cuts x q */
	double *cov;    /* cuts x q x q */
	double *cross;  /* for each pair of cuts, products packed */
	double *joint;  /* cuts p x cuts p: covariance of coefficients */
	double *spread; /* (cuts - 1) p squared: of their differences */
	double *apart;  /* (cuts - 1) p: the differences */
	double *part;   /* (cuts - 1) p squared, and one row: room */
	double *z;      /* q columns of EH_BLOCK */
	double *mu;     /* cuts columns */
	double *v;
	double *eta;
	double *zeros; /* ndense: columns are centred already */
	double *ones;
} test;

/* All memory of a test from base, which lies on a cache line or is NULL. */
static size_t
lay_out(test *t, const eh_design *d, int levels, char *base)
{
	eh_pile at = {base, 0};
	size_t column = sizeof(double) * EH_BLOCK;
	size_t number = sizeof(double);
	size_t cuts = (size_t) (levels - 1);
	size_t p = (size_t) eh_design_parameters(d);
	size_t q = p + 1;
	size_t rest = cuts > 0 ? (cuts - 1) * p : 0;
	size_t nd = (size_t) d->ndense;

	t->design = *d;
	t->design.intercept = true;
	t->design.grouped = false;
	t->design.nclusters = 0;
	t->cuts = cuts;
	t->p = p;
	t->q = q;
	t->logit = eh_carve(&at, eh_logit_work(&t->design));
	t->relation = eh_carve(&at, number * q);
	t->margin = eh_carve(&at, number * q);
	t->square = eh_carve(&at, number * q * q);
	t->other = eh_carve(&at, number * q * q);
	t->beta = eh_carve(&at, number * cuts * q);
	t->cov = eh_carve(&at, number * cuts * q * q);
	t->cross = eh_carve(
		&at, number * eh_packed((int) cuts, 0) * eh_packed((int) q, 0));
	t->joint = eh_carve(&at, number * cuts * cuts * p * p);
	t->spread = eh_carve(&at, number * rest * rest);
	t->apart = eh_carve(&at, number * rest);
	t->part = eh_carve(&at, number * (rest + 2) * rest);
	t->z = eh_carve(&at, column * q);
	t->mu = eh_carve(&at, column * cuts);
	t->v = eh_carve(&at, column);
	t->eta = eh_carve(&at, column);
	t->zeros = eh_carve(&at, number * nd);
	t->ones = eh_carve(&at, number * nd);
	t->rows.centre = eh_carve(&at, number * nd);
	t->rows.scale = eh_carve(&at, number * nd);
	t->rows.x = eh_carve(&at, column * nd);
	t->rows.success = eh_carve(&at, column);
	return at.used;
}

/* Bytes of work that eh_brant() needs: some (p levels)^2 numbers. */
size_t
eh_brant_work(const eh_design *d, int levels)
{
	test t = {.p = 0};

	return lay_out(&t, d, levels, NULL) + EH_CACHE_LINE;
}

static void
rewind_binary(void *source)
{
	const binary *b = source;

	b->rows->rewind(b->rows->source);
}

static bool
next_binary(void *source, eh_block *block)
{
	binary *b = source;

	if (!b->rows->next(b->rows->source, block))
		return false;
	for (int i = 0; i < EH_BLOCK; i++)
		b->success[i] =
			i < block->n && block->success[i] > b->above ? 1.0 : 0.0;
	for (int j = 0; j < b->d->ndense; j++)
	{
		const double *x = block->x + (size_t) j * EH_BLOCK;
		double *to = b->x + (size_t) j * EH_BLOCK;

		for (int i = 0; i < EH_BLOCK; i++)
			to[i] = (x[i] - b->centre[j]) * b->scale[j];
	}
	block->x = b->x;
	block->success = b->success;
	block->trials = NULL;
	block->cluster = NULL;
	return true;
}

/* A centre and a scale for each predictor, from the first block. */
static void
find_centre(binary *b)
{
	eh_block block;

	b->rows->rewind(b->rows->source);
	if (!b->rows->next(b->rows->source, &block))
		return;
	for (int j = 0; j < b->d->ndense; j++)
	{
		const double *x = block.x + (size_t) j * EH_BLOCK;
		double low = x[0];
		double high = x[0];

		for (int i = 1; i < block.n; i++)
		{
			low = fmin(low, x[i]);
			high = fmax(high, x[i]);
		}
		b->centre[j] = 0.5 * low + 0.5 * high;
		b->scale[j] = eh_power_scale(0.5 * high - 0.5 * low);
	}
}

/* T1: the logit of levels above cut. */
static eh_status
fit(test *t, int cut, eh_fit_status *status)
{
	eh_rows rows = {rewind_binary, next_binary, &t->rows};
	eh_logit_result out = {.relation = t->relation,
		.beta = t->beta + (size_t) cut * t->q,
		.cov = t->cov + (size_t) cut * t->q * t->q,
		.hc0 = t->square,
		.margin = t->margin,
		.margin_gradient = t->other};
	eh_status result;

	t->rows.above = cut;
	result = eh_logit(&t->design, &rows, t->ctl, t->logit, &out);
	*status = out.status;
	return result;
}

/* The products of cuts j <= l */
static double *
pair(const test *t, size_t j, size_t l)
{
	return t->cross + eh_packed((int) l, (int) j) * eh_packed((int) t->q, 0);
}

/* The block's chances of a level above each cut. */
static void
find_chances(test *t, const eh_kernel_ops *ops, const eh_block *b)
{
	for (size_t c = 0; c < t->cuts; c++)
		ops->logit_rows(t->z, (int) t->q, b->n, t->beta + c * t->q, b->offset,
			t->eta, t->mu + c * EH_BLOCK, t->v);
}

/*
 * Of each two cuts the sum of z z' times the covariance of a row's outcomes:
 * who is above the higher is above both.
 */
static eh_status
add_products(test *t)
{
	const eh_kernel_ops *ops = eh_kernel();
	eh_block b;

	memset(t->cross, 0,
		sizeof(double) * eh_packed((int) t->cuts, 0) *
			eh_packed((int) t->q, 0));
	memset(t->v, 0, sizeof(double) * EH_BLOCK);
	rewind_binary(&t->rows);
	while (next_binary(&t->rows, &b))
	{
		if (t->ctl->poll && t->ctl->poll(t->ctl->arg))
			return EH_ECANCEL;
		eh_design_expand(&t->design, &b, t->zeros, t->ones, t->z);
		find_chances(t, ops, &b);
		for (size_t l = 0; l < t->cuts; l++)
			for (size_t j = 0; j < l; j++)
			{
				const double *low = t->mu + j * EH_BLOCK;
				const double *high = t->mu + l * EH_BLOCK;

				for (int i = 0; i < b.n; i++)
					t->v[i] = (b.weight ? b.weight[i] : 1.0) * high[i] *
							  (1.0 - low[i]);
				ops->cross(t->z, (int) t->q, b.n, t->v, pair(t, j, l));
			}
	}
	return EH_OK;
}

/* block (j, l) of the joint covariance and its mirror image */
static void
put_block(test *t, size_t j, size_t l, const double *from)
{
	size_t width = t->cuts * t->p;

	for (size_t a = 0; a < t->p; a++)
		for (size_t b = 0; b < t->p; b++)
		{
			double value = from[(a + 1) * t->q + b + 1];

			t->joint[(j * t->p + a) * width + l * t->p + b] = value;
			t->joint[(l * t->p + b) * width + j * t->p + a] = value;
		}
}

/* T1: cov_j (sum of products) cov_l, without the intercepts */
static eh_status
join(test *t)
{
	size_t q = t->q;
	gsl_matrix_view room = gsl_matrix_view_array(t->square, q, q);
	gsl_matrix_view half = gsl_matrix_view_array(t->other, q, q);

	for (size_t l = 0; l < t->cuts; l++)
		for (size_t j = 0; j <= l; j++)
		{
			gsl_matrix_view first =
				gsl_matrix_view_array(t->cov + j * q * q, q, q);
			gsl_matrix_view second =
				gsl_matrix_view_array(t->cov + l * q * q, q, q);
			const double *products = pair(t, j, l);

			if (t->ctl->poll && t->ctl->poll(t->ctl->arg))
				return EH_ECANCEL;
			if (j == l)
			{
				put_block(t, j, l, t->cov + j * q * q);
				continue;
			}
			for (size_t a = 0; a < q; a++)
				for (size_t b = 0; b <= a; b++)
					t->square[a * q + b] = t->square[b * q + a] =
						products[eh_packed((int) a, (int) b)];
			gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, &first.matrix,
				&room.matrix, 0.0, &half.matrix);
			gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, &half.matrix,
				&second.matrix, 0.0, &room.matrix);
			put_block(t, j, l, t->square);
		}
	return EH_OK;
}

/* Of the first cut's coefficients less those of each other, the covariance. */
static void
take_differences(test *t)
{
	size_t p = t->p;
	size_t width = t->cuts * p;
	size_t rest = width - p;

	for (size_t i = 0; i < rest; i++)
	{
		const double *own = t->joint + (p + i) * width;
		const double *first = t->joint + i % p * width;
		size_t cut = 1 + i / p;

		t->apart[i] = t->beta[1 + i % p] - t->beta[cut * t->q + 1 + i % p];
		for (size_t k = 0; k < rest; k++)
			t->spread[i * rest + k] =
				(first[k % p] - first[p + k]) - (own[k % p] - own[p + k]);
	}
}

/*
 * Wald's statistic of n differences, number first and every step-th; NaN
 * where their covariance is singular.  All is scaled to unit variances.
 */
static double
wald(test *t, size_t first, size_t step, size_t n)
{
	size_t rest = (t->cuts - 1) * t->p;
	double *a = t->part;
	double *d = t->part + n * n;
	double *x = d + n;
	gsl_matrix_view matrix = gsl_matrix_view_array(a, n, n);
	gsl_vector_view right = gsl_vector_view_array(d, n);
	gsl_vector_view solution = gsl_vector_view_array(x, n);
	double sum = 0.0;

	for (size_t i = 0; i < n; i++)
	{
		size_t own = first + i * step;
		double unit = 1.0 / sqrt(t->spread[own * rest + own]);

		d[i] = t->apart[own] * unit;
		for (size_t k = 0; k < n; k++)
		{
			size_t other = first + k * step;

			a[i * n + k] = t->spread[own * rest + other] * unit /
						   sqrt(t->spread[other * rest + other]);
		}
	}
	if (gsl_linalg_cholesky_decomp1(&matrix.matrix) != GSL_SUCCESS ||
		gsl_linalg_cholesky_solve(
			&matrix.matrix, &right.vector, &solution.vector) != GSL_SUCCESS)
		return NAN;
	for (size_t i = 0; i < n; i++)
		sum += d[i] * x[i];
	return sum;
}

static double
tail(double chisq, double df)
{
	return isnan(chisq) ? NAN : gsl_cdf_chisq_Q(fmax(chisq, 0.0), df);
}

static void
clear(const test *t, eh_brant_result *out)
{
	out->status = EH_FIT_OK;
	out->cut = -1;
	out->chisq = out->p = NAN;
	out->df = out->df_of = NAN;
	for (size_t k = 0; k < t->p; k++)
		out->chisq_of[k] = out->p_of[k] = NAN;
}

/*
 * eh_brant - the test, of a model that eh_ordinal() fits.
 *
 *	d, levels, rows, ctl	as for eh_ordinal(); no clusters are read
 *	work	eh_brant_work(d, levels) bytes, contents lost
 *	out		see brant.h
 *
 * EH_EDOMAIN: T2.  EH_ECANCEL.  levels - 1 logits, and O(rows p^2 levels^2).
 */
eh_status
eh_brant(const eh_design *d, int levels, const eh_rows *rows,
	const eh_control *ctl, double *work, eh_brant_result *out)
{
	test t = {.ctl = ctl};
	size_t rest;
	eh_status status;

	if (levels < 1 || d->weight_kind == EH_WEIGHT_PROBABILITY)
		return EH_EDOMAIN;
	lay_out(&t, d, levels, eh_cache_aligned(work));
	clear(&t, out);
	if (levels < 3 || t.p == 0)
		return EH_OK;
	t.rows.rows = rows;
	t.rows.d = d;
	for (size_t j = 0; j < (size_t) d->ndense; j++)
	{
		t.zeros[j] = 0.0;
		t.ones[j] = 1.0;
	}
	find_centre(&t.rows);
	for (int c = 0; c < levels - 1; c++)
	{
		status = fit(&t, c, &out->status);
		if (status != EH_OK)
			return status;
		if (out->status != EH_FIT_OK)
		{
			out->cut = c;
			return EH_OK;
		}
	}
	status = add_products(&t);
	if (status == EH_OK)
		status = join(&t);
	if (status != EH_OK)
		return status;
	take_differences(&t);
	rest = (t.cuts - 1) * t.p;
	out->df = (double) rest;
	out->chisq = wald(&t, 0, 1, rest);
	out->p = tail(out->chisq, out->df);
	out->df_of = (double) (t.cuts - 1);
	for (size_t k = 0; k < t.p; k++)
	{
		out->chisq_of[k] = wald(&t, k, t.p, t.cuts - 1);
		out->p_of[k] = tail(out->chisq_of[k], out->df_of);
	}
	return EH_OK;
}
