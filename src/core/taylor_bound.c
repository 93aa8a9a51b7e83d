/*
 * taylor_bound.c - how far the maximum of a Taylor state can be from that of
 * the rows it stands for.
 *
 * Let eta be a row's predictor and x = z'(beta - c) what it has moved since
 * the row was summed, about c.  The row's score from its derivatives is off by
 * at most B |x|^K / K! times size z, K being the order of the state and B the
 * largest derivative of log(1 + exp(eta)) of order K + 1:
 *
 *	order 5		0.12769, where (1 - 2 mu)^2 = (15 - sqrt(105)) / 30
 *	order 4		1/8, at mu = 1/2
 *
 * Steps are measured by a metric A, about the information of one unit of size:
 * |u|_A^2 = u'A u.  With kappa = z'A^-1 z, |z'u| <= sqrt(kappa) |u|_A, so that
 * for any u
 *
 *	sum size |z'u| |x|^K <= |u|_A |s|_A^(K-2) s' [sum size kappa^((K-1)/2)
 *		z z'] s,	s = beta - c
 *
 * The sum in brackets is kept as "spread" while the centre stays.  When it
 * moves the spread becomes a piece: its largest eigenvalue by the metric, k,
 * and c, so that the left side is at most k |u|_A |s|_A^K.  Where pieces are
 * more than there is room for, two are taken together: rows within a radius r
 * of a centre, |s|_A + r in place of |s|_A.
 *
 * Let I be the information of the polynomial at its maximum, q the largest
 * eigenvalue of A by I, and sums over pieces.  Then the true score there is
 * in the norm of I^-1 at most
 *
 *	gamma = B/K! sqrt(q) sum k (|s|_A + r)^K
 *
 * and the true information differs from I by at most theta times I,
 *
 *	theta = B/(K-1)! q sum k (|s|_A + r)^(K-1)
 *
 * From there to the true maximum is bounded because log(1 + exp) has a third
 * derivative no larger than its second (Bach 2010, Electronic Journal of
 * Statistics 4, 384-414, proposition 2): with w the longest z by the inverse
 * of the true information, and w gamma < 1, it is at most
 * -log(1 - w gamma) / w by that information.  A coefficient in its standard
 * errors moves no more than that.
 */
#include "taylor_internal.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

/*
 * Rounding of the score, in DBL_EPSILON of all hits and expected hits: that of
 * a row is of its own.
 */
#define ROUNDING 4.0

/* A row's largest derivative of the loss of order 4 and 5. */
#define LARGEST_FOURTH 0.125
#define LARGEST_FIFTH 0.12769

/* Rows summed about one centre, or about several near it. */
typedef struct piece
{
	double *weight; /* k above */
	double *radius;
	double *centre;
} piece;

static piece
piece_at(const eh_taylor_parts *p, int64_t i)
{
	double *at = p->piece + (size_t) i * (size_t) (p->d + 2);

	return (piece){at, at + 1, at + 2};
}

/* Numbers of room that the functions here ask for. */
size_t
eh_taylor_bound_room(int d)
{
	return 3 * (size_t) d * (size_t) d + (size_t) d;
}

/* The root of a packed matrix, in place; false if it has none. */
static bool
root(double *a, int n)
{
	for (int j = 0; j < n; j++)
	{
		double *row = a + eh_packed(j, 0);
		double pivot;

		for (int k = 0; k < j; k++)
		{
			const double *other = a + eh_packed(k, 0);

			row[k] = (row[k] - eh_logit_dot(k, row, other)) / other[k];
		}
		pivot = row[j] - eh_logit_dot(j, row, row);
		if (!(pivot > 0.0))
			return false;
		row[j] = sqrt(pivot);
	}
	return true;
}

/* The inverse of a packed lower triangle. */
static void
invert(const double *a, int n, double *out)
{
	for (int k = 0; k < n; k++)
		for (int j = k; j < n; j++)
		{
			double sum = j == k ? 1.0 : 0.0;

			for (int i = k; i < j; i++)
				sum -= a[eh_packed(j, i)] * out[eh_packed(i, k)];
			out[eh_packed(j, k)] = sum / a[eh_packed(j, j)];
		}
}

/* A packed lower triangle without the columns before first. */
static void
trim(const double *a, int d, int first, double *out)
{
	for (int j = first; j < d; j++)
		for (int k = first; k <= j; k++)
			*out++ = a[eh_packed(j, k)];
}

/*
 * The largest singular value of an n x n matrix by rows, which is lost, or
 * more: its Frobenius norm where the iteration fails.
 */
static double
largest(double *a, int n, double *room)
{
	gsl_matrix_view matrix = gsl_matrix_view_array(a, (size_t) n, (size_t) n);
	gsl_matrix_view right = gsl_matrix_view_array(room, (size_t) n, (size_t) n);
	gsl_vector_view values =
		gsl_vector_view_array(room + (size_t) n * (size_t) n, (size_t) n);
	double whole = sqrt(eh_logit_dot(n * n, a, a));

	if (!isfinite(whole) || gsl_linalg_SV_decomp_jacobi(&matrix.matrix,
								&right.matrix, &values.vector) != GSL_SUCCESS)
		return whole;
	return gsl_vector_get(&values.vector, 0);
}

/* The largest singular value of l m, both packed lower triangles. */
static double
largest_of_product(const double *l, const double *m, int n, double *room)
{
	double *product = room;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
		{
			double sum = 0.0;

			for (int k = j; k <= i; k++)
				sum += l[eh_packed(i, k)] * m[eh_packed(k, j)];
			product[(size_t) i * (size_t) n + (size_t) j] = sum;
		}
	return largest(product, n, room + (size_t) n * (size_t) n);
}

/*
 * eh_taylor_metric - the metric from an information of the parameters; false
 * if it is none.
 */
bool
eh_taylor_metric(const eh_taylor_parts *p, const double *info)
{
	double a[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	double inverse[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	int n = p->d - p->first;
	double unit = 0.0;
	const double *from = inverse;

	for (int j = 0; j < n; j++)
		unit = fmax(unit, info[eh_packed(j, j)]);
	for (size_t i = 0; i < eh_packed(n, 0); i++)
		a[i] = info[i] / unit;
	if (!root(a, n))
		return false;
	invert(a, n, inverse);
	memset(p->whiten, 0, sizeof(double) * eh_packed(p->d, 0));
	for (int j = p->first; j < p->d; j++)
		for (int k = p->first; k <= j; k++)
			p->whiten[eh_packed(j, k)] = *from++;
	return true;
}

/* |step|_A: of y with W'y = step */
static double
length(const eh_taylor_parts *p, const double *step)
{
	double y[EH_TAYLOR_COLUMNS];
	double squared = 0.0;

	for (int j = p->d - 1; j >= p->first; j--)
	{
		y[j] = step[j];
		for (int k = j + 1; k < p->d; k++)
			y[j] -= p->whiten[eh_packed(k, j)] * y[k];
		y[j] /= p->whiten[eh_packed(j, j)];
		squared += y[j] * y[j];
	}
	return sqrt(squared);
}

static double
distance(const eh_taylor_parts *p, const double *a, const double *b)
{
	double step[EH_TAYLOR_COLUMNS];

	for (int j = 0; j < p->d; j++)
		step[j] = a[j] - b[j];
	return length(p, step);
}

/* By how much a step moves the predictor of a row such as there are most. */
double
eh_taylor_reach(const eh_taylor *t, const double *step)
{
	eh_taylor_parts p = eh_taylor_parts_of(t);

	return p.typical * length(&p, step);
}

/* What a piece would add to the bound at the centre, with radius and weight. */
static double
cost(const eh_taylor_parts *p, piece at, double weight, double radius)
{
	double off = distance(p, p->centre, at.centre) + radius;

	return weight * pow(off, p->order);
}

/* Two pieces into one, those where it adds least to the bound now. */
static void
fold(eh_taylor *t, const eh_taylor_parts *p)
{
	double least = INFINITY;
	double best_radius = 0.0;
	int64_t to = 0;
	int64_t from = 1;
	piece into;
	piece gone;
	piece last;

	for (int64_t i = 0; i < t->pieces; i++)
		for (int64_t j = 0; j < t->pieces; j++)
		{
			piece a = piece_at(p, i);
			piece b = piece_at(p, j);
			double radius;
			double more;

			if (i == j)
				continue;
			radius =
				fmax(*a.radius, *b.radius + distance(p, a.centre, b.centre));
			more = cost(p, a, *a.weight + *b.weight, radius) -
				   cost(p, a, *a.weight, *a.radius) -
				   cost(p, b, *b.weight, *b.radius);
			if (more < least)
			{
				least = more;
				best_radius = radius;
				to = i;
				from = j;
			}
		}
	into = piece_at(p, to);
	gone = piece_at(p, from);
	last = piece_at(p, t->pieces - 1);
	*into.weight += *gone.weight;
	*into.radius = best_radius;
	if (from != t->pieces - 1)
		memcpy(gone.weight, last.weight, sizeof(double) * (size_t) (p->d + 2));
	t->pieces--;
}

static void
add_piece(eh_taylor *t, const eh_taylor_parts *p, double weight, double radius,
	const double *centre)
{
	piece new;

	if (t->pieces == EH_TAYLOR_PIECES)
		fold(t, p);
	new = piece_at(p, t->pieces++);
	*new.weight = weight;
	*new.radius = radius;
	memcpy(new.centre, centre, sizeof(double) * (size_t) p->d);
}

/* out = W spread W', by rows, without the columns before first */
static void
whitened_spread(const eh_taylor_parts *p, double *room, double *out)
{
	int n = p->d - p->first;

	for (int i = p->first; i < p->d; i++)
		for (int j = p->first; j < p->d; j++)
		{
			double sum = 0.0;

			for (int k = p->first; k <= i; k++)
				sum += p->whiten[eh_packed(i, k)] *
					   p->spread[k >= j ? eh_packed(k, j) : eh_packed(j, k)];
			room[(size_t) i * (size_t) p->d + (size_t) j] = sum;
		}
	for (int i = p->first; i < p->d; i++)
		for (int j = p->first; j < p->d; j++)
		{
			double sum = 0.0;

			for (int k = p->first; k <= j; k++)
				sum += room[(size_t) i * (size_t) p->d + (size_t) k] *
					   p->whiten[eh_packed(j, k)];
			out[(size_t) (i - p->first) * (size_t) n +
				(size_t) (j - p->first)] = sum;
		}
}

/* eh_taylor_close - the rows since the centre moved become a piece. */
void
eh_taylor_close(eh_taylor *t, double *room)
{
	eh_taylor_parts p = eh_taylor_parts_of(t);
	int n = p.d - p.first;
	double *matrix = room + (size_t) p.d * (size_t) p.d;
	double weight;

	if (n == 0)
		return;
	whitened_spread(&p, room, matrix);
	weight = largest(matrix, n, matrix + (size_t) n * (size_t) n);
	if (weight > 0.0)
		add_piece(t, &p, weight, 0.0, p.centre);
	memset(p.spread, 0, sizeof(double) * eh_packed(p.d, 0));
}

/*
 * eh_taylor_join - the pieces of another state of the same columns, its rows
 * since the last move among them, measured by this one's metric.
 */
void
eh_taylor_join(eh_taylor *into, const eh_taylor *from, double *room)
{
	eh_taylor_parts a = eh_taylor_parts_of(into);
	eh_taylor_parts b = eh_taylor_parts_of(from);
	double own[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	double other[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	double inverse[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	int n = a.d - a.first;
	double stretch;

	/* |u|_B <= stretch |u|_A */
	if (n == 0)
		return;
	trim(a.whiten, a.d, a.first, own);
	trim(b.whiten, b.d, b.first, other);
	invert(other, n, inverse);
	stretch = largest_of_product(own, inverse, n, room);
	for (int64_t i = 0; i < from->pieces; i++)
	{
		piece one = piece_at(&b, i);

		add_piece(into, &a, *one.weight * pow(stretch, a.order + 1),
			*one.radius / stretch, one.centre);
	}
	into->widest = fmax(into->widest, from->widest * stretch * stretch);
}

/*
 * eh_taylor_bound - the largest error of a coefficient, in its standard
 * errors, of a state that stands at its maximum and has no rows of late.
 *
 *	decrement	the length of the step to that maximum, by the information
 *
 * Infinite where there is no telling.
 */
double
eh_taylor_bound(const eh_taylor *t, double decrement, double *room)
{
	eh_taylor_parts p = eh_taylor_parts_of(t);
	double info[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	double whiten[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	double inverse[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	int n = p.d - p.first;
	double fourth = p.order == 4;
	double scale =
		fourth ? LARGEST_FIFTH / 6.0 : LARGEST_FOURTH / 2.0; /* B/(K-1)! */
	double gamma = 0.0;
	double theta = 0.0;
	double root_q;
	double longest;

	if (n == 0)
		return 0.0;
	trim(p.loss.at[2], p.d, p.first, info);
	trim(p.whiten, p.d, p.first, whiten);
	if (!root(info, n))
		return INFINITY;
	invert(info, n, inverse);
	invert(whiten, n, info);
	root_q = largest_of_product(inverse, info, n, room);
	for (int64_t i = 0; i < t->pieces; i++)
	{
		piece one = piece_at(&p, i);
		double off = distance(&p, p.centre, one.centre) + *one.radius;

		gamma += *one.weight * pow(off, p.order);
		theta += *one.weight * pow(off, p.order - 1);
	}
	gamma *= scale / p.order * root_q;
	theta *= scale * root_q * root_q;
	if (!(theta < 1.0))
		return INFINITY;

	longest = root_q * sqrt(t->widest / (1.0 - theta));
	gamma += decrement + ROUNDING * DBL_EPSILON * 2.0 * t->totals.hits *
							 root_q * sqrt(t->widest);
	gamma /= sqrt(1.0 - theta);
	if (!(longest * gamma < 1.0))
		return INFINITY;
	return -log1p(-longest * gamma) / longest / sqrt(1.0 - theta);
}
