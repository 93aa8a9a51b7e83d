/*
 * logit_arrow.c - a symmetric matrix with a diagonal corner.
 *
 * A factor's levels exclude each other, so their block of the information is
 * diagonal; with the largest factor's levels last, a thousand of them cost no
 * more than their number (Schur complement).  With no head this is plain
 * Cholesky, by rows of a packed triangle.
 *
 * All work is on the matrix scaled to a unit diagonal, so that pivots are
 * shares of their column: scale and centring decide nothing here.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

/* Rows with fewer columns than this are done before anyone could ask. */
#define POLL_COLUMNS 64

/* Between two rows: is the fit to stop?  What has been done so far is lost. */
static bool
stop(const eh_arrow *a)
{
	return a->core + a->head > POLL_COLUMNS && eh_logit_poll(a->fit);
}

void
eh_arrow_zero(eh_arrow *a)
{
	memset(a->block, 0, sizeof(double) * eh_packed(a->core, 0));
	memset(a->side, 0, sizeof(double) * (size_t) a->head * (size_t) a->core);
	memset(a->diag, 0, sizeof(double) * (size_t) a->head);
}

/* to = factor from */
void
eh_arrow_copy(const eh_arrow *from, eh_arrow *to, double factor)
{
	size_t core = (size_t) from->core;
	size_t head = (size_t) from->head;

	for (size_t i = 0; i < eh_packed(from->core, 0); i++)
		to->block[i] = factor * from->block[i];
	for (size_t i = 0; i < head * core; i++)
		to->side[i] = factor * from->side[i];
	for (size_t i = 0; i < head; i++)
		to->diag[i] = factor * from->diag[i];
}

/* Column k is nought. */
void
eh_arrow_forget(eh_arrow *a, int k)
{
	if (k >= a->core)
	{
		double *s = a->side + (size_t) (k - a->core) * (size_t) a->core;

		memset(s, 0, sizeof(double) * (size_t) a->core);
		a->diag[k - a->core] = 0.0;
		return;
	}
	for (int j = 0; j < a->core; j++)
		a->block[j < k ? eh_packed(k, j) : eh_packed(j, k)] = 0.0;
	for (int l = 0; l < a->head; l++)
		a->side[(size_t) l * (size_t) a->core + (size_t) k] = 0.0;
}

double
eh_arrow_diagonal(const eh_arrow *a, int k)
{
	return k < a->core ? a->block[eh_packed(k, k)] : a->diag[k - a->core];
}

/* root = unit a unit, diagonal 1 or, of a column that is nought, 0 */
static void
scaled(const eh_arrow *a, eh_arrow *root, const double *unit)
{
	int core = a->core;

	for (int j = 0; j < core; j++)
		for (int k = 0; k <= j; k++)
			root->block[eh_packed(j, k)] =
				a->block[eh_packed(j, k)] * unit[j] * unit[k];
	for (int l = 0; l < a->head; l++)
	{
		const double *from = a->side + (size_t) l * (size_t) core;
		double *to = root->side + (size_t) l * (size_t) core;

		root->diag[l] = unit[core + l] > 0.0 ? 1.0 : 0.0;
		for (int k = 0; k < core; k++)
			to[k] = from[k] * unit[core + l] * unit[k];
	}
}

/* block -= side' side: what the head leaves of the core */
static void
eliminate_head(eh_arrow *root)
{
	int core = root->core;

	for (int l = 0; l < root->head; l++)
	{
		const double *s = root->side + (size_t) l * (size_t) core;

		if (stop(root))
			return;
		for (int j = 0; j < core; j++)
		{
			double *row = root->block + eh_packed(j, 0);

			if (s[j] == 0.0)
				continue;
			for (int k = 0; k <= j; k++)
				row[k] -= s[j] * s[k];
		}
	}
}

/*
 * eh_arrow_factor - the triangular root of a matrix that is not negative.
 *
 *	a		read only
 *	root	out: of the core without what the head explains; its side is the
 *			head's
 *	unit	out: 1 / root of a's diagonal, 0 where that is 0
 *	floor	a pivot at most this is taken for nought: that column's unknown
 *			stays 0 in a solution
 *
 * Returns the smallest pivot, columns that are nought left aside: the share
 * of a column that those before it do not explain.
 */
double
eh_arrow_factor(const eh_arrow *a, eh_arrow *root, double *unit, double floor)
{
	int core = a->core;
	double least = 1.0;

	for (int k = 0; k < core + a->head; k++)
	{
		double diagonal = eh_arrow_diagonal(a, k);

		unit[k] = diagonal > 0.0 ? 1.0 / sqrt(diagonal) : 0.0;
		if (!isfinite(unit[k]))
			unit[k] = 0.0;
	}
	scaled(a, root, unit);
	eliminate_head(root);
	for (int j = 0; j < core; j++)
	{
		double *row = root->block + eh_packed(j, 0);
		double pivot;

		if (stop(root))
			return NAN;
		for (int k = 0; k < j; k++)
		{
			const double *other = root->block + eh_packed(k, 0);

			row[k] = other[k] > 0.0
						 ? (row[k] - eh_logit_dot(k, row, other)) / other[k]
						 : 0.0;
		}
		pivot = row[j] - eh_logit_dot(j, row, row);
		if (unit[j] > 0.0)
			least = fmin(least, pivot);
		row[j] = unit[j] > 0.0 && pivot > floor ? sqrt(pivot) : 0.0;
	}
	return least;
}

/* x = (root root')^-1 x over the core */
static void
core_solve(const eh_arrow *root, double *x)
{
	for (int j = 0; j < root->core; j++)
	{
		const double *row = root->block + eh_packed(j, 0);

		x[j] = row[j] > 0.0 ? (x[j] - eh_logit_dot(j, row, x)) / row[j] : 0.0;
	}
	for (int j = root->core - 1; j >= 0; j--)
	{
		const double *row = root->block + eh_packed(j, 0);

		x[j] = row[j] > 0.0 ? x[j] / row[j] : 0.0;
		for (int k = 0; k < j; k++)
			x[k] -= row[k] * x[j];
	}
}

/* x = a^-1 b; x and b may be one. */
void
eh_arrow_solve(
	const eh_arrow *root, const double *unit, const double *b, double *x)
{
	int core = root->core;

	for (int k = 0; k < core + root->head; k++)
		x[k] = b[k] * unit[k];
	for (int l = 0; l < root->head; l++)
	{
		const double *s = root->side + (size_t) l * (size_t) core;

		for (int k = 0; k < core; k++)
			x[k] -= s[k] * x[core + l];
	}
	core_solve(root, x);
	for (int l = 0; l < root->head; l++)
		x[core + l] -=
			eh_logit_dot(core, root->side + (size_t) l * (size_t) core, x);
	for (int k = 0; k < core + root->head; k++)
		x[k] *= unit[k];
}

/* r = root^-1 of the core, its transpose: column j of the inverse is row j */
static void
root_inverse(const eh_arrow *root, double *r)
{
	int core = root->core;

	for (int j = 0; j < core && !stop(root); j++)
	{
		double *x = r + (size_t) j * (size_t) core;

		memset(x, 0, sizeof(double) * (size_t) core);
		for (int i = j; i < core; i++)
		{
			const double *row = root->block + eh_packed(i, 0);
			double rest = (i == j) - eh_logit_dot(i - j, row + j, x + j);

			x[i] = row[i] > 0.0 ? rest / row[i] : 0.0;
		}
	}
}

/* k = (root root')^-1 of the core, full; symmetric to the last bit */
static void
core_inverse(const eh_arrow *root, double *k)
{
	int core = root->core;

	/* entry (j, i) needs what stands at and right of it, and below */
	root_inverse(root, k);
	for (int j = 0; j < core && !stop(root); j++)
	{
		double *own = k + (size_t) j * (size_t) core;

		for (int i = j; i < core; i++)
			own[i] = eh_logit_dot(
				core - i, own + i, k + (size_t) i * (size_t) core + i);
	}
	for (int j = 0; j < core; j++)
		for (int i = 0; i < j; i++)
			k[(size_t) j * (size_t) core + (size_t) i] =
				k[(size_t) i * (size_t) core + (size_t) j];
}

/* out(i, j) and its mirror image, at the places of basis columns i and j */
static void
put(double *out, int p, const int *place, int i, int j, double value)
{
	out[(size_t) place[i] * (size_t) p + (size_t) place[j]] = value;
	out[(size_t) place[j] * (size_t) p + (size_t) place[i]] = value;
}

/*
 * eh_arrow_inverse - a^-1 in full, row i and column i at place[i].
 *
 * With a~ = [A B'; B I] scaled, K the inverse of A - B'B and W = [I; -B]:
 * a~^-1 = diag(0, I) + W K W'.
 */
void
eh_arrow_inverse(const eh_arrow *root, const double *unit, const int *place,
	double *room, double *inverse)
{
	int core = root->core;
	int p = core + root->head;
	double *k = room;
	double *row = room + (size_t) core * (size_t) core;

	core_inverse(root, k);
	for (int i = 0; i < core; i++)
		for (int j = 0; j <= i; j++)
			put(inverse, p, place, i, j,
				k[(size_t) i * (size_t) core + (size_t) j] * unit[i] * unit[j]);
	for (int l = 0; l < root->head; l++)
	{
		const double *s = root->side + (size_t) l * (size_t) core;

		if (stop(root))
			return;
		for (int j = 0; j < core; j++)
		{
			row[j] = -eh_logit_dot(core, s, k + (size_t) j * (size_t) core);
			put(inverse, p, place, core + l, j,
				row[j] * unit[core + l] * unit[j]);
		}
		for (int m = 0; m <= l; m++)
			put(inverse, p, place, core + l, core + m,
				((l == m ? root->diag[l] : 0.0) -
					eh_logit_dot(
						core, row, root->side + (size_t) m * (size_t) core)) *
					unit[core + l] * unit[core + m]);
	}
}

/* Doubles of room that eh_arrow_inverse and eh_arrow_sandwich need. */
size_t
eh_arrow_room(int core, int head)
{
	return 3 * (size_t) core * (size_t) core +
		   ((size_t) head + 1) * (size_t) core;
}

/* c = a b, all core x core and b symmetric */
static void
multiply(const eh_arrow *root, const double *a, const double *b, double *c)
{
	int n = root->core;

	for (int i = 0; i < n && !stop(root); i++)
		for (int j = 0; j < n; j++)
			c[(size_t) i * (size_t) n + (size_t) j] = eh_logit_dot(
				n, a + (size_t) i * (size_t) n, b + (size_t) j * (size_t) n);
}

/*
 * y = M W for the head's rows and n = W'M W, with M = [A B'; B D] the meat,
 * already scaled, and W = [I; -S].
 */
static void
meat_products(const eh_arrow *root, const eh_arrow *meat, double *y, double *n)
{
	int core = root->core;

	for (int i = 0; i < core; i++)
		for (int j = 0; j <= i; j++)
			n[(size_t) i * (size_t) core + (size_t) j] =
				n[(size_t) j * (size_t) core + (size_t) i] =
					meat->block[eh_packed(i, j)];
	for (int l = 0; l < root->head; l++)
	{
		const double *s = root->side + (size_t) l * (size_t) core;
		const double *b = meat->side + (size_t) l * (size_t) core;
		double *yl = y + (size_t) l * (size_t) core;

		if (stop(root))
			return;
		for (int j = 0; j < core; j++)
			yl[j] = b[j] - meat->diag[l] * s[j];

		/* W'MW = A - S'B - B'S + S'DS = A - S'Y - B'S */
		for (int i = 0; i < core; i++)
			if (s[i] != 0.0 || b[i] != 0.0)
				for (int j = 0; j < core; j++)
					n[(size_t) i * (size_t) core + (size_t) j] -=
						s[i] * yl[j] + b[i] * s[j];
	}
}

/*
 * eh_arrow_sandwich - a^-1 M a^-1 in full, row i and column i at place[i].
 *
 * In the letters of eh_arrow_inverse with E = diag(0, I), Y = M W, X = E Y K
 * and Q = K W'M W K, the product is E M E + X W' + W X' + W Q W'.  room is as
 * eh_arrow_inverse left it: K is there.  The meat is lost.
 */
void
eh_arrow_sandwich(const eh_arrow *root, const double *unit, eh_arrow *meat,
	const int *place, double *room, double *sandwich)
{
	int core = root->core;
	int p = core + root->head;
	size_t square = (size_t) core * (size_t) core;
	double *k = room;
	double *n = room + square;
	double *q = room + 2 * square;
	double *y = room + 3 * square;
	double *row = y + (size_t) root->head * (size_t) core;

	for (int i = 0; i < core; i++)
		for (int j = 0; j <= i; j++)
			meat->block[eh_packed(i, j)] *= unit[i] * unit[j];
	for (int l = 0; l < root->head; l++)
	{
		meat->diag[l] *= unit[core + l] * unit[core + l];
		for (int j = 0; j < core; j++)
			meat->side[(size_t) l * (size_t) core + (size_t) j] *=
				unit[core + l] * unit[j];
	}
	meat_products(root, meat, y, n);
	multiply(root, n, k, q); /* N K, whose mirror image is K N */
	for (int i = 0; i < core; i++)
		for (int j = 0; j < core; j++)
			n[(size_t) j * (size_t) core + (size_t) i] =
				q[(size_t) i * (size_t) core + (size_t) j];
	multiply(root, n, k, q);
	for (int i = 0; i < core; i++)
		for (int j = 0; j <= i; j++)
			put(sandwich, p, place, i, j,
				q[(size_t) i * (size_t) core + (size_t) j] * unit[i] * unit[j]);
	for (int l = 0; l < root->head; l++)
	{
		double *yl = y + (size_t) l * (size_t) core;

		for (int j = 0; j < core; j++)
			row[j] = eh_logit_dot(core, yl, k + (size_t) j * (size_t) core);
		memcpy(yl, row, sizeof(double) * (size_t) core); /* X now */
	}
	for (int l = 0; l < root->head; l++)
	{
		const double *s = root->side + (size_t) l * (size_t) core;
		const double *x = y + (size_t) l * (size_t) core;

		if (stop(root))
			return;
		for (int j = 0; j < core; j++)
		{
			row[j] =
				x[j] - eh_logit_dot(core, s, q + (size_t) j * (size_t) core);
			put(sandwich, p, place, core + l, j,
				row[j] * unit[core + l] * unit[j]);
		}
		for (int m = 0; m <= l; m++)
		{
			const double *sm = root->side + (size_t) m * (size_t) core;
			const double *xm = y + (size_t) m * (size_t) core;
			double value = (l == m ? meat->diag[l] : 0.0) -
						   eh_logit_dot(core, row, sm) -
						   eh_logit_dot(core, s, xm);

			put(sandwich, p, place, core + l, core + m,
				value * unit[core + l] * unit[core + m]);
		}
	}
}
