/*
 * logit_result.c - from the basis of the arithmetic to the user's columns.
 *
 * A linear map takes coefficients there, so it takes covariances by rows and
 * by columns.  What a fit cannot say is NaN.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

/* Squares of what is no thinner than this keep enough digits. */
#define SQUARES 1e-6

/* Above this many columns the condition is by iteration, to about a tenth. */
#define EXACT_CONDITION 64
#define CONDITION_STEPS 60

/* Matrices larger than this are worth asking in between. */
#define POLL_COLUMNS 64

/* Coefficients of basis columns into those of the scaled columns. */
void
eh_logit_unscale(const eh_logit_fit *f, double *beta)
{
	if (!f->any_turned)
		return;
	for (int i = 0; i < f->nz; i++)
	{
		double sum = 0.0;

		for (int k = i; k < f->nz; k++)
			if (k == i || f->turned[k])
				sum += f->basis[(size_t) k * (size_t) f->nz + (size_t) i] *
					   beta[k];
		beta[i] = sum;
	}
}

/*
 * What each basis column adds to the user's intercept: its own part less the
 * centres of the columns it is made of.  Where those nearly cancel only twice
 * the digits leave any.
 */
void
eh_logit_find_ahead(eh_logit_fit *f)
{
	int first = f->d->intercept ? 1 : 0;

	for (int k = 0; k < f->nz; k++)
	{
		const double *row = f->basis + (size_t) k * (size_t) f->nz;
		eh_dd sum = {row[0], 0.0};

		for (int j = 0; j < f->d->ndense && first + j <= k; j++)
			sum = eh_dd_add(
				sum, eh_dd_mul((eh_dd){row[first + j] * f->scale[j], 0.0},
						 (eh_dd){-f->centre[j], 0.0}));
		f->ahead[k] = sum.hi;
	}
}

/* ... and of the user's columns; levels are in their places already. */
void
eh_logit_to_user(const eh_logit_fit *f, double *beta)
{
	int first = f->d->intercept ? 1 : 0;
	double intercept = eh_logit_dot(f->nz, f->ahead, beta);

	eh_logit_unscale(f, beta);
	for (int j = 0; j < f->d->ndense; j++)
		beta[first + j] *= f->scale[j];
	if (f->d->intercept)
		beta[0] = intercept;
}

static void
transpose(int p, double *m)
{
	for (int i = 0; i < p; i++)
		for (int j = 0; j < i; j++)
		{
			double *a = m + (size_t) i * (size_t) p + (size_t) j;
			double *b = m + (size_t) j * (size_t) p + (size_t) i;
			double t = *a;

			*a = *b;
			*b = t;
		}
}

/* A covariance, rows and columns at their places, to the user's scale. */
void
eh_logit_matrix_to_user(const eh_logit_fit *f, const bool *unknown, double *m)
{
	int p = f->p;

	for (int side = 0; side < 2; side++)
	{
		for (int i = 0; i < p && !f->cancelled; i++)
			eh_logit_to_user(f, m + (size_t) i * (size_t) p);
		transpose(p, m);
	}
	for (int i = 0; i < p; i++)
		for (int j = 0; j <= i; j++)
		{
			double *a = m + (size_t) i * (size_t) p + (size_t) j;
			double *b = m + (size_t) j * (size_t) p + (size_t) i;
			bool known = !unknown[i] && !unknown[j];

			*a = *b = known ? 0.5 * (*a + *b) : NAN;
		}
}

/*
 * Sums over rows of a number times each basis column, in places, into sums
 * of the number times each of the user's columns.
 */
static void
sums_to_user(const eh_logit_fit *f, double *sum)
{
	int first = f->d->intercept ? 1 : 0;

	for (int k = 0; k < f->nz; k++)
	{
		const double *row = f->basis + (size_t) k * (size_t) f->nz;

		if (!f->turned[k])
			continue;
		for (int i = 0; i < k; i++)
			sum[k] -= row[i] * sum[i];
		sum[k] /= row[k];
	}
	for (int j = 0; j < f->d->ndense; j++)
	{
		sum[first + j] /= f->scale[j];
		if (f->d->intercept)
			sum[first + j] += f->centre[j] * sum[0];
	}
}

/* Clustered scores: each cluster's sum through the inverse, squared. */
void
eh_logit_clustered(eh_logit_fit *f, double *cr0)
{
	int p = f->p;
	double *moved = eh_logit_vector(f, EH_VECTOR_C);

	memset(cr0, 0, sizeof(double) * (size_t) p * (size_t) p);
	for (int c = 0; c < f->d->nclusters; c++)
	{
		double *sum = f->cluster + (size_t) c * (size_t) p;

		if (f->p > POLL_COLUMNS && eh_logit_poll(f))
			return;
		eh_arrow_solve(&f->work, f->unit, sum, sum);
		for (int k = 0; k < p; k++)
			moved[f->place[k]] = sum[k];
		for (int i = 0; i < p; i++)
			if (moved[i] != 0.0)
				for (int j = 0; j <= i; j++)
					cr0[(size_t) i * (size_t) p + (size_t) j] +=
						moved[i] * moved[j];
	}
	for (int i = 0; i < p; i++)
		for (int j = 0; j < i; j++)
			cr0[(size_t) j * (size_t) p + (size_t) i] =
				cr0[(size_t) i * (size_t) p + (size_t) j];
}

/*
 * Columns of the scaled design in an orthonormal frame, from the factor of
 * the information: row k of work's triangle is z_k, and becomes u_k.
 */
static void
columns_in_frame(eh_logit_fit *f)
{
	double *column = eh_logit_vector(f, EH_VECTOR_C);

	for (int k = 0; k < f->nz; k++)
	{
		const double *row = f->basis + (size_t) k * (size_t) f->nz;
		double *own = f->work.block + eh_packed(k, 0);

		if (f->dead[k])
			continue;
		for (int i = 0; i <= k; i++)
			column[i] = own[i] / f->unit[k];
		for (int l = 0; f->turned[k] && l < k; l++)
			for (int i = 0; !f->dead[l] && i <= l; i++)
				column[i] -= row[l] * f->work.block[eh_packed(l, i)];
		for (int i = 0; i <= k; i++)
			own[i] = column[i] / row[k];
	}
}

/*
 * Singular values of n unit columns of m entries, one after another in a, by
 * the eigenvalues of their products: false where squaring lost the small end.
 * room: n n + 2 n.
 */
static bool
squared_condition(const double *a, int n, int m, double *room, double *value)
{
	gsl_eigen_symm_workspace space = {.size = (size_t) n,
		.d = room + (size_t) n * (size_t) n,
		.sd = room + (size_t) n * ((size_t) n + 1)};
	gsl_matrix_view matrix =
		gsl_matrix_view_array(room, (size_t) n, (size_t) n);
	double found[EXACT_CONDITION];
	gsl_vector_view values = gsl_vector_view_array(found, (size_t) n);
	double low;
	double high;

	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++)
			room[(size_t) i * (size_t) n + (size_t) j] =
				room[(size_t) j * (size_t) n + (size_t) i] = eh_logit_dot(m,
					a + (size_t) i * (size_t) m, a + (size_t) j * (size_t) m);
	if (gsl_eigen_symm(&matrix.matrix, &values.vector, &space) != GSL_SUCCESS)
		return false;
	low = high = found[0];
	for (int i = 1; i < n; i++)
	{
		low = fmin(low, found[i]);
		high = fmax(high, found[i]);
	}
	*value = sqrt(high / low);
	return low > SQUARES * high;
}

/*
 * The condition by the singular values of the columns themselves, where
 * squaring would lose the small end.  The intercept is the frame's first
 * direction: beside it a column is what stands from the second on.
 */
static double
exact_condition(eh_logit_fit *f)
{
	int first = f->d->intercept ? 1 : 0;
	int most = f->nz - first;
	int live = 0;
	double *a = f->room;
	double *values = eh_logit_vector(f, EH_VECTOR_C);
	double condition;
	gsl_matrix_view matrix;
	gsl_matrix_view right;
	gsl_vector_view singular;

	columns_in_frame(f);
	for (int k = first; k < f->nz; k++)
		live += !f->dead[k];
	if (live == 0)
		return f->p > 0 ? 1.0 : NAN;
	memset(a, 0, sizeof(double) * (size_t) most * (size_t) live);
	live = 0;
	for (int k = first; k < f->nz; k++)
	{
		const double *own = f->work.block + eh_packed(k, first);
		double length = sqrt(eh_logit_dot(k + 1 - first, own, own));

		if (f->dead[k])
			continue;
		for (int i = 0; i <= k - first; i++)
			a[(size_t) live * (size_t) most + (size_t) i] = own[i] / length;
		live++;
	}
	if (live == 1)
		return 1.0;
	if (squared_condition(
			a, live, most, a + (size_t) most * (size_t) most, &condition))
		return condition;

	/* laid out by columns; GSL's matrices lie by rows */
	right = gsl_matrix_view_array(a, (size_t) live, (size_t) most);
	matrix = gsl_matrix_view_array(
		a + (size_t) most * (size_t) most, (size_t) most, (size_t) live);
	if (gsl_matrix_transpose_memcpy(&matrix.matrix, &right.matrix) !=
		GSL_SUCCESS)
		return NAN;
	right = gsl_matrix_view_array(a, (size_t) live, (size_t) live);
	singular = gsl_vector_view_array(values, (size_t) live);
	if (gsl_linalg_SV_decomp_jacobi(
			&matrix.matrix, &right.matrix, &singular.vector) != GSL_SUCCESS)
		return NAN;
	return values[0] / values[live - 1];
}

/* y = unit info unit x */
static void
scaled_product(const eh_logit_fit *f, const double *x, double *y)
{
	const eh_arrow *a = &f->info;
	int core = a->core;

	memset(y, 0, sizeof(double) * (size_t) f->p);
	for (int i = 0; i < core; i++)
		for (int j = 0; j <= i; j++)
		{
			double e = a->block[eh_packed(i, j)] * f->unit[i] * f->unit[j];

			y[i] += e * x[j];
			if (i != j)
				y[j] += e * x[i];
		}
	for (int l = 0; l < a->head; l++)
	{
		const double *s = a->side + (size_t) l * (size_t) core;

		for (int j = 0; j < core; j++)
		{
			double e = s[j] * f->unit[core + l] * f->unit[j];

			y[core + l] += e * x[j];
			y[j] += e * x[core + l];
		}
		y[core + l] += f->unit[core + l] > 0.0 ? x[core + l] : 0.0;
	}
}

static double
normalise(int n, double *x)
{
	double length = sqrt(eh_logit_dot(n, x, x));

	for (int i = 0; i < n; i++)
		x[i] /= length;
	return length;
}

/*
 * The same for many columns, by powers of the scaled information S and of its
 * inverse.  With s its intercept's row, what stands beside the intercept is
 * S - s s', of diagonal 1 - s_k^2 (in own), and the inverse of that is the
 * inverse of S without the intercept.
 */
static double
iterated_condition(eh_logit_fit *f)
{
	int first = f->d->intercept ? 1 : 0;
	double *x = eh_logit_vector(f, EH_VECTOR_A);
	double *y = eh_logit_vector(f, EH_VECTOR_B);
	double *own = eh_logit_vector(f, EH_VECTOR_C);
	double *s = eh_logit_vector(f, EH_VECTOR_D);
	double large = 0.0;
	double small = 0.0;

	memset(x, 0, sizeof(double) * (size_t) f->p);
	memset(s, 0, sizeof(double) * (size_t) f->p);
	if (first)
	{
		x[0] = 1.0;
		scaled_product(f, x, s);
	}
	for (int k = 0; k < f->p; k++)
		own[k] = f->unit[k] > 0.0 && k >= first
					 ? sqrt(fmax(1.0 - s[k] * s[k], 0.0))
					 : 0.0;
	for (int end = 0; end < 2; end++)
	{
		/* a start that no eigenvector is likely to be square to */
		for (int k = 0; k < f->p; k++)
			x[k] = own[k] > 0.0 ? sin(1.0 + 2.0 * k) : 0.0;
		if (!(normalise(f->p, x) > 0.0))
			return 1.0;
		for (int step = 0; step < CONDITION_STEPS; step++)
		{
			if (eh_logit_poll(f))
				return NAN;
			if (end == 0)
			{
				double along;

				for (int k = 0; k < f->p; k++)
					x[k] = own[k] > 0.0 ? x[k] / own[k] : 0.0;
				scaled_product(f, x, y);
				along = eh_logit_dot(f->p, s, x);
				for (int k = 0; k < f->p; k++)
					x[k] = own[k] > 0.0 ? (y[k] - s[k] * along) / own[k] : 0.0;
				large = normalise(f->p, x);
				continue;
			}
			for (int k = 0; k < f->p; k++)
				x[k] = own[k] > 0.0 ? x[k] * own[k] / f->unit[k] : 0.0;
			eh_arrow_solve(&f->work, f->unit, x, y);
			for (int k = 0; k < f->p; k++)
				x[k] = own[k] > 0.0 ? y[k] * own[k] / f->unit[k] : 0.0;
			small = 1.0 / normalise(f->p, x);
		}
	}
	return sqrt(large / small);
}

/*
 * eh_logit_condition - of the columns beside the intercept, each scaled to
 * unit length; f->work is the factor of f->info.  The factor is lost.
 */
double
eh_logit_condition(eh_logit_fit *f)
{
	return f->head_factor < 0 && f->p <= EXACT_CONDITION
			   ? exact_condition(f)
			   : iterated_condition(f);
}

/* Average marginal effects and their gradients. */
static void
margins(eh_logit_fit *f, double size, const bool *unknown, eh_logit_result *out)
{
	const eh_design *d = f->d;
	int p = f->p;
	int first = d->intercept ? 1 : 0;
	double slope = f->extras.slope / size;
	double *curve = f->curve;

	sums_to_user(f, curve);
	for (int j = 0; j < d->ndense; j++)
	{
		int k = first + j;
		double *gradient = out->margin_gradient + (size_t) k * (size_t) p;

		out->margin[k] = out->beta[k] * slope;
		for (int i = 0; i < p; i++)
			gradient[f->place[i]] = out->beta[k] * curve[i] / size;
		gradient[k] += slope;
	}
	for (int k = 0; k < d->nfactors; k++)
	{
		int start = eh_design_factor_start(d, k);
		int end = eh_design_factor_start(d, k + 1);
		bool whole = f->head_factor < 0;

		for (int l = start; l < end; l++)
			if (unknown[l] && f->nlimits > 0)
				whole = false;
		for (int l = start; l < end; l++)
		{
			double *gradient = out->margin_gradient + (size_t) l * (size_t) p;

			out->margin[l] = whole ? f->margin[l] / size : NAN;
			if (!whole)
				continue;
			sums_to_user(f, gradient);
			for (int i = 0; i < p; i++)
				gradient[i] = i >= start && i < end ? 0.0 : gradient[i] / size;
			gradient[l] = f->margin_slope[l] / size;
		}
	}
	for (int k = 0; k < p; k++)
	{
		bool none = unknown[k] || k < first || isnan(out->margin[k]);

		if (none)
			out->margin[k] = NAN;
		for (int i = 0; i < p; i++)
		{
			double *g = out->margin_gradient + (size_t) k * (size_t) p + i;

			*g = none ? NAN : unknown[i] ? 0.0 : *g;
		}
	}
}

/*
 * eh_logit_finish - what the last pass left, as the caller wants it.
 *
 *	all			totals of all rows, those that separate too
 *	unknown		p: parameters without an estimate; more may be found
 */
void
eh_logit_finish(eh_logit_fit *f, const eh_logit_totals *all, bool *unknown,
	eh_logit_result *out)
{
	const double *beta = eh_logit_vector(f, EH_VECTOR_GOOD);
	const eh_logit_extras *e = &f->extras;

	/* stopped short, a column may have no information to divide by */
	for (int k = 0; k < f->core; k++)
		if (f->work.block[eh_packed(k, k)] == 0.0)
			unknown[f->place[k]] = true;
	eh_logit_find_ahead(f);
	for (int k = 0; k < f->p; k++)
		out->beta[f->place[k]] = beta[k];
	eh_logit_to_user(f, out->beta);
	for (int k = 0; k < f->p; k++)
		if (unknown[k])
			out->beta[k] = NAN;

	eh_arrow_inverse(&f->work, f->unit, f->place, f->room, out->cov);
	eh_logit_matrix_to_user(f, unknown, out->cov);
	eh_arrow_sandwich(&f->work, f->unit, &f->meat, f->place, f->room, out->hc0);
	eh_logit_matrix_to_user(f, unknown, out->hc0);
	if (out->cr0 && f->cluster)
	{
		eh_logit_clustered(f, out->cr0);
		eh_logit_matrix_to_user(f, unknown, out->cr0);
	}
	margins(f, all->size, unknown, out);

	out->log_lik_kernel = f->log_lik;
	out->log_lik = f->log_lik + all->binomial;
	out->deviance = fmax(2.0 * (all->saturated - f->log_lik), 0.0);
	out->gradient = f->gradient;
	out->iterations = f->iterations;
	out->tjur = e->mu_hits / all->hits - e->mu_misses / all->misses;
	out->auc = f->score ? eh_logit_auc(f) : NAN;
	out->condition = eh_logit_condition(f);
}
