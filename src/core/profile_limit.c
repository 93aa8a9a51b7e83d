/*
 * profile_limit.c - limits read off the grid of a profile.
 *
 * R1  b is read as a polynomial in r through the nearest points, where the
 *     estimate is infinite in log|r|, as which b goes near it.
 * R2  What is read lies between the two points about it: where the
 *     polynomial does not, one through fewer points is taken.
 */
#include "profile.h"

#include <float.h>
#include <math.h>

/*
 * eh_profile_weights - the polynomial through the points about a place.
 *
 *	x		n places, rising or falling
 *	at		where it is wanted
 *	most	points at most, up to EH_PROFILE_WINDOW
 *	from	out: the first of them
 *	weight	out: what the value at each counts for at "at"
 *
 * Returns how many they are (Lagrange's form).
 */
int
eh_profile_weights(
	const double *x, int n, double at, int most, int *from, double *weight)
{
	double sign = x[n - 1] > x[0] ? 1.0 : -1.0;
	int size = most < n ? most : n;
	int below = 0;

	while (below < n - 2 && sign * x[below + 1] <= sign * at)
		below++;
	*from = below - (size / 2 - 1);
	if (*from < 0 || size == 1)
		*from = 0;
	if (*from > n - size)
		*from = n - size;
	for (int i = 0; i < size; i++)
	{
		weight[i] = 1.0;
		for (int j = 0; j < size; j++)
			if (j != i)
				weight[i] *=
					(at - x[*from + j]) / (x[*from + i] - x[*from + j]);
	}
	return size;
}

/* R2: b at a place within the points. */
static double
read_at(const double *x, const eh_profile_point *point, int n, double at)
{
	double weight[EH_PROFILE_WINDOW];
	double b = NAN;
	int below = 0;
	int from;

	while (below < n - 2 &&
		   (x[n - 1] > x[0] ? x[below + 1] <= at : x[below + 1] >= at))
		below++;
	for (int most = EH_PROFILE_WINDOW; most >= 2; most -= 2)
	{
		int size = eh_profile_weights(x, n, at, most, &from, weight);

		b = 0.0;
		for (int i = 0; i < size; i++)
			b += weight[i] * (point[from + i].b - point[below].b);
		b += point[below].b;
		if (b >= point[below].b && b <= point[below + 1].b)
			break;
	}
	return b;
}

/*
 * eh_profile_limit - the limits of one coefficient, at any level.
 *
 *	grid	EH_PROFILE_GRID points
 *	limits	out: INFINITY where open, NaN where there are none
 *	word	out: which of these
 *
 * Levels above EH_PROFILE_LEVEL are EH_PROFILE_BEYOND, and where the estimate
 * is infinite those below 0.5.  EH_EDOMAIN: the level is not strictly between
 * 0 and 1.
 */
eh_status
eh_profile_limit(const eh_profile_point *grid, double level, eh_limits *limits,
	eh_profile_word *word)
{
	double x[EH_PROFILE_GRID];
	double z;
	int n = 0;

	if (!eh_level_valid(level))
		return EH_EDOMAIN;
	z = eh_normal_quantile(level);
	limits->low = limits->high = NAN;
	*word = EH_PROFILE_NONE;
	while (n < EH_PROFILE_GRID && !isnan(grid[n].b))
		n++;
	if (n < 2)
		return EH_OK;
	if (isinf(grid[0].b) && isinf(grid[n - 1].b))
	{
		limits->low = -INFINITY;
		limits->high = INFINITY;
		*word = EH_PROFILE_OPEN;
		return EH_OK;
	}
	*word = EH_PROFILE_BEYOND;
	if (level > EH_PROFILE_LEVEL + 4.0 * DBL_EPSILON)
		return EH_OK;
	if (isfinite(grid[0].b) && isfinite(grid[n - 1].b))
	{
		for (int g = 0; g < n; g++)
			x[g] = grid[g].r;
		limits->low = read_at(x, grid, n, -z);
		limits->high = read_at(x, grid, n, z);
		*word = EH_PROFILE_FINITE;
	}
	else if (z > EH_PROFILE_NEAR)
	{
		bool high = isinf(grid[n - 1].b);
		const eh_profile_point *finite = high ? grid : grid + 1;
		double limit;

		for (int g = 0; g < n - 1; g++)
			x[g] = log(fabs(finite[g].r));
		limit = read_at(x, finite, n - 1, log(z));
		limits->low = high ? limit : -INFINITY;
		limits->high = high ? INFINITY : limit;
		*word = high ? EH_PROFILE_HIGH_OPEN : EH_PROFILE_LOW_OPEN;
	}
	return EH_OK;
}
