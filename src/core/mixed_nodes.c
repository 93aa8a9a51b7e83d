/*
 * mixed_nodes.c - points and weights of Gauss and Hermite.
 *
 * The points are the eigenvalues of a tridiagonal matrix, of nought on the
 * diagonal and sqrt(j / 2) beside it (Golub and Welsch 1969); each is told
 * from the others by how many lie below a place, and made exact by Newton.
 */
#include "mixed_internal.h"

#define HALVINGS 20
#define NEWTON_STEPS 4

/* How many of the n points lie below x (Sturm). */
static int
points_below(int n, double x)
{
	double pivot = -x;
	int below = pivot < 0.0;

	for (int j = 1; j < n; j++)
	{
		if (pivot == 0.0)
			pivot = 1e-300;
		pivot = -x - 0.5 * j / pivot;
		below += pivot < 0.0;
	}
	return below;
}

/* The Hermite functions n and n - 1 at x, of unit norm. */
static double
hermite(int n, double x, double *before)
{
	double last = 0.0;
	double own = exp(-0.5 * x * x) / sqrt(sqrt(3.141592653589793));

	for (int j = 0; j < n; j++)
	{
		double next =
			sqrt(2.0 / (j + 1)) * x * own - sqrt((double) j / (j + 1)) * last;

		last = own;
		own = next;
	}
	*before = last;
	return own;
}

/* Point number i, from below, of which so many are smaller. */
static double
point(int n, int i)
{
	double low = 0.0;
	double high = sqrt(2.0 * n + 1.0);
	double x;

	for (int k = 0; k < HALVINGS; k++)
	{
		double middle = 0.5 * (low + high);

		if (points_below(n, middle) > i)
			high = middle;
		else
			low = middle;
	}
	x = 0.5 * (low + high);
	for (int k = 0; k < NEWTON_STEPS; k++)
	{
		double before;
		double own = hermite(n, x, &before);

		x -= own / (sqrt(2.0 * n) * before - x * own);
	}
	return x;
}

/*
 * eh_mixed_nodes - for the integral of exp(g(u)) phi(0) du over the line, as
 *
 *	sum over k of exp(node_log[k] + g(node[k]))
 *
 * exact where g is -u^2 / 2 and the logarithm of a polynomial of degree below
 * 2 n.
 */
void
eh_mixed_nodes(int n, double *node, double *node_log)
{
	for (int i = 0; i < (n + 1) / 2; i++)
	{
		int from_below = n - 1 - i;
		double x = 2 * from_below + 1 == n ? 0.0 : point(n, from_below);
		double before;

		hermite(n, x, &before);
		node[from_below] = sqrt(2.0) * x;
		node[i] = -node[from_below];
		node_log[from_below] = node_log[i] =
			-log(n * before * before * sqrt(3.141592653589793));
	}
}
