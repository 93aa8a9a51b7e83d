/*
 * band.c - quartile bands, A to D.
 *
 * B1  Quartiles are R's quantile(type = 7): at p the value lies a fraction
 *     (n - 1) p of the way along the sorted numbers, straight lines between
 *     neighbours (Hyndman and Fan 1996, definition 7).
 * B2  A value on a quartile is in the band below it.
 * B3  A is the good quarter: the lowest where low is good, the highest where
 *     high is.
 *
 * After the Department for Education's Local Authority Interactive Tool,
 * calculate_quartile_band().
 */
#include "band.h"

#include <math.h>

/* Of n > 0 sorted numbers, weighted as R 4 does, to the last bit. */
double
eh_quantile(const double *sorted, size_t n, double p)
{
	double along = (double) (n - 1) * p;
	double below = floor(along);
	double h = along - below;
	size_t i = (size_t) below;

	if (h == 0.0 || sorted[i + 1] == sorted[i])
		return sorted[i];
	return (1.0 - h) * sorted[i] + h * sorted[i + 1];
}

void
eh_quartiles(const double *sorted, size_t n, double q[3])
{
	for (int i = 0; i < 3; i++)
		q[i] = eh_quantile(sorted, n, 0.25 * (i + 1));
}

char
eh_quartile_band(const double q[3], double value, bool high_is_good)
{
	int quarter = 0;

	while (quarter < 3 && value > q[quarter])
		quarter++;
	return (high_is_good ? "DCBA" : "ABCD")[quarter];
}
