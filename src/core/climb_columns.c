/*
 * climb_columns.c - the columns of a climb: scaled, tried for aliasing, and
 * changed for others when the information loses its digits.
 *
 * C1  No answer depends on the units or the origin of a column.
 * C2  A column is aliased when what no combination of earlier ones explains
 *     is lost in its rounding; no threshold is in the user's units.
 * C3  Where rows are so nearly certain that the information loses its digits,
 *     the columns are changed for combinations in which it is the identity:
 *     a factorisation that would lose sixteen digits loses eight.
 */
#include "climb.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_blas.h>

#define POLL_BLOCKS 4
#define ALIGNMENT 8 /* doubles */

#define LEAST_PIVOT (4.0 * DBL_EPSILON)

/* A column's part that is no combination of others, over its length. */
#define ALIASED 1e-11

static size_t
column_doubles(int p)
{
	return ((size_t) 2 * p + 5) * EH_BLOCK;
}

/* Bytes of work that a climb over this design needs. */
size_t
eh_climb_work(const eh_design *d)
{
	size_t p = eh_design_parameters(d);
	size_t n = column_doubles(p) + ALIGNMENT;

	n += 2 * (size_t) d->ndense + 4 * p * p + p * (p + 1) / 2;
	n += (9 + 2 * EH_CLIMB_PAIRS) * p;
	return n * sizeof(double);
}

static double *
carve(double **from, size_t n)
{
	double *part = *from;

	*from += n;
	return part;
}

static void
carve_work(eh_climb *c, double *work)
{
	size_t p = c->p;
	size_t off = (uintptr_t) work / sizeof(double) % ALIGNMENT;

	work += off ? ALIGNMENT - off : 0;
	c->z = carve(&work, p * EH_BLOCK);
	c->w = carve(&work, p * EH_BLOCK);
	c->size = carve(&work, EH_BLOCK);
	c->eta = carve(&work, EH_BLOCK);
	c->mu = carve(&work, EH_BLOCK);
	c->v = carve(&work, EH_BLOCK);
	c->r = carve(&work, EH_BLOCK);
	c->centre = carve(&work, c->d->ndense);
	c->scale = carve(&work, c->d->ndense);
	c->basis = carve(&work, p * p);
	c->map = carve(&work, p * p);
	c->factor = carve(&work, p * p);
	c->metric = carve(&work, p * p);
	c->packed = carve(&work, p * (p + 1) / 2);
	c->success = carve(&work, p);
	c->square = carve(&work, p);
	c->gamma = carve(&work, p);
	c->score = carve(&work, p);
	c->step = carve(&work, p);
	c->trial = carve(&work, p);
	c->spare = carve(&work, p);
	c->constraint = carve(&work, p);
	c->held_step = carve(&work, p);
	c->pair_step = carve(&work, EH_CLIMB_PAIRS * p);
	c->pair_score = carve(&work, EH_CLIMB_PAIRS * p);
}

static double
inner(const double *a, const double *b, int n)
{
	double sum = 0.0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void
clear(double *a, size_t n)
{
	memset(a, 0, n * sizeof(double));
}

/*
 * The next block, with a poll before every few.  False at the end and, with
 * *status set, when cancelled.
 */
bool
eh_climb_next(
	const eh_climb *c, int *blocks, eh_block *block, eh_status *status)
{
	*status = EH_OK;
	if ((*blocks)++ % POLL_BLOCKS == 0 && c->ctl->poll != NULL &&
		c->ctl->poll(c->ctl->arg))
	{
		*status = EH_ECANCEL;
		return false;
	}
	return c->rows->next(c->rows->source, block);
}

/* A block as the columns worked with, in z. */
void
eh_climb_columns(eh_climb *c, const eh_block *block)
{
	int p = c->p;

	eh_design_expand(c->d, block, c->centre, c->scale, c->z);
	if (c->plain)
		return;

	/* the basis is upper: from the last on, each column replaces itself */
	for (int j = p - 1; j >= 0; j--)
	{
		double *zj = c->z + (size_t) j * EH_BLOCK;

		for (int i = 0; i < EH_BLOCK; i++)
			zj[i] *= c->basis[(size_t) j * p + j];
		for (int k = 0; k < j; k++)
		{
			const double *zk = c->z + (size_t) k * EH_BLOCK;
			double b = c->basis[(size_t) k * p + j];

			for (int i = 0; b != 0.0 && i < EH_BLOCK; i++)
				zj[i] += b * zk[i];
		}
	}
}

/* How many people each row is; NULL: one. */
const double *
eh_climb_sizes(eh_climb *c, const eh_block *block)
{
	if (block->weight == NULL || block->trials == NULL)
		return block->weight == NULL ? block->trials : block->weight;
	for (int i = 0; i < EH_BLOCK; i++)
		c->size[i] = block->weight[i] * block->trials[i];
	return c->size;
}

/* One block of a column into its running mean and sum of squares about it
 * (Chan, Golub and LeVeque 1983). */
static void
add_moments(const double *x, int n, double before, double *mean, double *ss)
{
	double sum = 0.0;
	double about = 0.0;
	double apart;

	for (int i = 0; i < n; i++)
		sum += x[i];
	sum /= n;
	for (int i = 0; i < n; i++)
		about += (x[i] - sum) * (x[i] - sum);
	apart = sum - *mean;
	*mean += apart * n / (before + n);
	*ss += about + apart * apart * before * n / (before + n);
}

/* What the rows add up to before any fit; EH_EDOMAIN if one is impossible. */
static eh_status
add_rows(eh_climb *c, const eh_block *block)
{
	for (int i = 0; i < block->n; i++)
	{
		double s = block->success[i];
		double t = block->trials == NULL ? 1.0 : block->trials[i];
		double w = block->weight == NULL ? 1.0 : block->weight[i];
		double o = block->offset == NULL ? 0.0 : block->offset[i];

		if (!(s >= 0.0 && s <= t && w >= 0.0) || !isfinite(t * w) ||
			!isfinite(o))
			return EH_EDOMAIN;
		c->sum_weights += w;
		c->sum_trials += w * t;
		c->success_offset += w * s * o;
		if (c->d->grouped)
			c->binomials +=
				w * (lgamma(t + 1.0) - lgamma(s + 1.0) - lgamma(t - s + 1.0));
	}
	return EH_OK;
}

/* Centres, scales and totals, in one pass. */
static eh_status
describe(eh_climb *c, double *count)
{
	int nx = c->d->ndense;
	int blocks = 0;
	eh_block block;
	eh_status status;

	*count = 0.0;
	clear(c->centre, nx);
	clear(c->scale, nx);
	c->rows->rewind(c->rows->source);
	while (eh_climb_next(c, &blocks, &block, &status))
	{
		if (block.n == 0)
			continue;
		for (int j = 0; j < nx; j++)
			add_moments(block.x + (size_t) j * EH_BLOCK, block.n, *count,
				&c->centre[j], &c->scale[j]);
		status = add_rows(c, &block);
		if (status != EH_OK)
			return status;
		*count += block.n;
	}
	for (int j = 0; j < nx; j++)
	{
		double ss = c->scale[j];

		if (!isfinite(ss))
			return EH_EDOMAIN;

		/* without an intercept nothing would take the centre up */
		if (!c->d->intercept)
		{
			ss += *count * c->centre[j] * c->centre[j];
			c->centre[j] = 0.0;
		}
		c->scale[j] = ss > 0.0 ? sqrt(*count / ss) : 1.0;
	}
	return status;
}

/* success = sum weight success column, for the columns worked with */
eh_status
eh_climb_successes(eh_climb *c)
{
	int blocks = 0;
	eh_block block;
	eh_status status;

	clear(c->success, c->p);
	c->rows->rewind(c->rows->source);
	while (eh_climb_next(c, &blocks, &block, &status))
	{
		eh_climb_columns(c, &block);
		for (int i = 0; i < block.n; i++)
			c->r[i] = block.success[i] *
					  (block.weight == NULL ? 1.0 : block.weight[i]);
		for (int i = block.n; i < EH_BLOCK; i++)
			c->r[i] = 0.0;
		c->ops->dot(c->z, c->p, block.n, c->r, c->success);
	}
	return status;
}

/*
 * packed = sum size z z', and in gamma sum size z (working logit - offset):
 * what glm() starts from, half a success and half a failure added to a row.
 */
static eh_status
cross_columns(eh_climb *c)
{
	int blocks = 0;
	eh_block block;
	eh_status status;

	clear(c->packed, (size_t) c->p * (c->p + 1) / 2);
	clear(c->gamma, c->p);
	clear(c->v, EH_BLOCK);
	clear(c->r, EH_BLOCK);
	c->rows->rewind(c->rows->source);
	while (eh_climb_next(c, &blocks, &block, &status))
	{
		const double *size = eh_climb_sizes(c, &block);

		eh_climb_columns(c, &block);
		for (int i = 0; i < block.n; i++)
		{
			double t = block.trials == NULL ? 1.0 : block.trials[i];
			double o = block.offset == NULL ? 0.0 : block.offset[i];
			double s = block.success[i];

			c->v[i] = size == NULL ? 1.0 : size[i];
			c->r[i] = c->v[i] * (log((s + 0.5) / (t - s + 0.5)) - o);
		}
		c->ops->cross(c->z, c->p, block.n, c->v, c->packed);
		c->ops->dot(c->z, c->p, block.n, c->r, c->gamma);
	}
	return status;
}

void
eh_climb_unpack(const double *packed, int p, double *lower)
{
	for (int j = 0; j < p; j++)
		memcpy(lower + (size_t) j * p, packed + (size_t) j * (j + 1) / 2,
			sizeof(double) * (j + 1));
}

/*
 * a = L L' in place, in the lower triangle, p x p by rows.  Returns the least
 * pivot over its diagonal, which the scale of columns does not touch, or NaN;
 * GSL's would only say that there is one below 0.  Pivots are raised to
 * LEAST_PIVOT of the diagonal, so that L is always of use as a basis.
 */
double
eh_climb_factorise(double *a, int p, double *log_det)
{
	double least = 1.0;

	*log_det = 0.0;
	for (int i = 0; i < p; i++)
	{
		double *row = a + (size_t) i * p;
		double diagonal = row[i];
		double pivot;

		for (int j = 0; j < i; j++)
			row[j] = (row[j] - inner(row, a + (size_t) j * p, j)) /
					 a[(size_t) j * p + j];
		pivot = diagonal - inner(row, row, i);
		if (!isfinite(pivot))
			return NAN;
		if (diagonal <= 0.0)
		{
			clear(row, i);
			row[i] = 1.0;
			least = 0.0;
			continue;
		}
		least = fmin(least, pivot / diagonal);
		pivot = fmax(pivot, LEAST_PIVOT * diagonal);
		row[i] = sqrt(pivot);
		*log_det += log(pivot);
	}
	return least;
}

/* x = (L L')^-1 x */
static void
solve(const double *l, int p, double *x)
{
	gsl_matrix_const_view lv = gsl_matrix_const_view_array(l, p, p);
	gsl_vector_view xv = gsl_vector_view_array(x, p);

	gsl_blas_dtrsv(
		CblasLower, CblasNoTrans, CblasNonUnit, &lv.matrix, &xv.vector);
	gsl_blas_dtrsv(
		CblasLower, CblasTrans, CblasNonUnit, &lv.matrix, &xv.vector);
}

/* x = x L^-T, for a p x p x */
static void
divide_by_factor(const double *l, int p, double *x)
{
	gsl_matrix_const_view lv = gsl_matrix_const_view_array(l, p, p);
	gsl_matrix_view xv = gsl_matrix_view_array(x, p, p);

	gsl_blas_dtrsm(CblasRight, CblasLower, CblasTrans, CblasNonUnit, 1.0,
		&lv.matrix, &xv.matrix);
}

/* C3: the columns in which the information just factorised is the identity. */
void
eh_climb_rebase(eh_climb *c)
{
	gsl_matrix_const_view l =
		gsl_matrix_const_view_array(c->factor, c->p, c->p);
	gsl_vector_view gamma = gsl_vector_view_array(c->gamma, c->p);

	gsl_blas_dtrmv(
		CblasLower, CblasTrans, CblasNonUnit, &l.matrix, &gamma.vector);
	divide_by_factor(c->factor, c->p, c->basis);
	divide_by_factor(c->factor, c->p, c->map);
	c->plain = false;
	c->npairs = 0;
}

/* The columns as first scaled.  gamma has to be set anew. */
void
eh_climb_reset(eh_climb *c)
{
	int p = c->p;
	int first = c->d->intercept ? 1 : 0;

	clear(c->basis, (size_t) p * p);
	clear(c->map, (size_t) p * p);
	for (int j = 0; j < p; j++)
	{
		c->basis[(size_t) j * p + j] = 1.0;
		c->map[(size_t) j * p + j] = 1.0;
	}
	for (int j = 0; j < c->d->ndense; j++)
	{
		int k = first + j;

		c->map[(size_t) k * p + k] = c->scale[j];
		if (first)
			c->map[k] = -c->centre[j] * c->scale[j];
	}
	c->plain = true;
	c->npairs = 0;
}

/* gamma = the place, in the columns worked with. */
void
eh_climb_go(eh_climb *c, const double *place)
{
	gsl_matrix_const_view basis =
		gsl_matrix_const_view_array(c->basis, c->p, c->p);
	gsl_vector_view gamma = gsl_vector_view_array(c->gamma, c->p);

	memcpy(c->gamma, place, sizeof(double) * c->p);
	gsl_blas_dtrsv(
		CblasUpper, CblasNoTrans, CblasNonUnit, &basis.matrix, &gamma.vector);
}

/* place = gamma, or a step of gamma, in the columns as first scaled. */
void
eh_climb_place(const eh_climb *c, const double *gamma, double *place)
{
	gsl_matrix_const_view basis =
		gsl_matrix_const_view_array(c->basis, c->p, c->p);
	gsl_vector_view out = gsl_vector_view_array(place, c->p);

	memcpy(place, gamma, sizeof(double) * c->p);
	gsl_blas_dtrmv(
		CblasUpper, CblasNoTrans, CblasNonUnit, &basis.matrix, &out.vector);
}

/*
 * C2: the first column that earlier ones explain, or -1.  factor is of the
 * columns worked with; square, of those first scaled, sum size z^2.
 */
static int
first_aliased(const eh_climb *c, const double *square)
{
	int first = c->d->intercept ? 1 : 0;

	for (int j = 0; j < c->p; j++)
	{
		size_t at = (size_t) j * c->p + j;
		double left = fabs(c->factor[at] / c->basis[at]);
		double tolerance = ALIASED;

		/* far from the origin a column is rounded as coarsely as this */
		if (j >= first && j < first + c->d->ndense)
			tolerance += 4.0 * DBL_EPSILON * fabs(c->centre[j - first]) *
						 c->scale[j - first];
		if (!(c->square[j] > 0.0 && left > tolerance * sqrt(square[j])))
			return j;
	}
	return -1;
}

/*
 * relation = the combination of the user's columns that the culprit is, from
 * the factor: column j of those worked with is G^-1 G[.][j] of earlier ones.
 */
static void
explain(eh_climb *c, int culprit, double *relation)
{
	int p = c->p;
	int first = c->d->intercept ? 1 : 0;
	gsl_matrix_const_view l = gsl_matrix_const_view_array(c->factor, p, p);
	gsl_matrix_const_view map = gsl_matrix_const_view_array(c->map, p, p);
	gsl_vector_view v = gsl_vector_view_array(relation, p);
	double own;
	double constant = 0.0;

	clear(relation, p);
	relation[culprit] = 1.0;
	if (culprit > 0)
	{
		gsl_matrix_const_view before =
			gsl_matrix_const_submatrix(&l.matrix, 0, 0, culprit, culprit);
		gsl_vector_view part = gsl_vector_subvector(&v.vector, 0, culprit);

		for (int k = 0; k < culprit; k++)
			relation[k] = -c->factor[(size_t) culprit * p + k];
		gsl_blas_dtrsv(
			CblasLower, CblasTrans, CblasNonUnit, &before.matrix, &part.vector);
	}
	gsl_blas_dtrmv(
		CblasUpper, CblasNoTrans, CblasNonUnit, &map.matrix, &v.vector);

	/* what is left of rounding is no part of the relation */
	own = relation[culprit];
	for (int k = 0; k < p; k++)
	{
		bool dense = k >= first && k < first + c->d->ndense;
		double unit = dense ? c->scale[k - first] : 1.0;
		double mine = culprit >= first && culprit < first + c->d->ndense
						  ? c->scale[culprit - first]
						  : 1.0;

		relation[k] = k == culprit ? 0.0 : -relation[k] / own;
		if (fabs(relation[k]) * mine <= 1e-7 * unit && k >= first)
			relation[k] = 0.0;
		if (dense)
			constant += fabs(relation[k] * c->centre[k - first]) +
						(k == culprit ? fabs(c->centre[k - first]) : 0.0);
	}
	if (first && fabs(relation[0]) <= 1e-7 * constant)
		relation[0] = 0.0;
}

/*
 * eh_climb_open - read the rows once and again, and choose the columns.
 *
 *	work		eh_climb_work(d) bytes, the climb's as long as it lasts
 *	fit			out: EH_FIT_OK, _TOO_FEW or _ALIASED
 *	culprit		out: the aliased parameter, or -1
 *	relation	p, out: of the culprit; NULL where nobody asks
 *
 * gamma is left at a least-squares start.  EH_EDOMAIN: a value is impossible,
 * or the weights are sampling weights.
 */
eh_status
eh_climb_open(eh_climb *c, const eh_design *d, const eh_rows *rows,
	const eh_control *ctl, bool penalised, double *work, eh_fit_status *fit,
	int *culprit, double *relation)
{
	double count;
	double log_det;
	eh_status status;

	*fit = EH_FIT_TOO_FEW;
	*culprit = -1;
	memset(c, 0, sizeof(*c));
	c->d = d;
	c->rows = rows;
	c->ctl = ctl;
	c->ops = eh_kernel();
	c->penalised = penalised;
	c->p = eh_design_parameters(d);
	c->most_steps = ctl->max_iterations;
	if (d->weight_kind == EH_WEIGHT_PROBABILITY)
		return EH_EDOMAIN;
	if (c->p < 1)
		return EH_OK;
	carve_work(c, work);
	clear(c->z, column_doubles(c->p));
	status = describe(c, &count);
	if (status != EH_OK || count < c->p || !(c->sum_trials > 0.0))
		return status;

	eh_climb_reset(c);
	for (int round = 0;; round++)
	{
		double pivot;

		status = cross_columns(c);
		if (status != EH_OK)
			return status;
		eh_climb_unpack(c->packed, c->p, c->factor);
		for (int j = 0; round == 0 && j < c->p; j++)
			c->spare[j] = c->factor[(size_t) j * c->p + j];
		pivot = eh_climb_factorise(c->factor, c->p, &log_det);
		if (!isfinite(pivot))
			return EH_ERANGE;
		if (pivot >= EH_GOOD_PIVOT || round == EH_MOST_REBASES)
			break;
		eh_climb_rebase(c);
	}
	for (int j = 0; j < c->p; j++)
		c->square[j] = c->packed[(size_t) j * (j + 3) / 2] / c->sum_trials;
	*culprit = first_aliased(c, c->spare);
	*fit = *culprit < 0 ? EH_FIT_OK : EH_FIT_ALIASED;
	if (*culprit >= 0)
	{
		if (relation != NULL)
			explain(c, *culprit, relation);
		return EH_OK;
	}
	solve(c->factor, c->p, c->gamma);
	return eh_climb_successes(c);
}
