/*
 * band.h - quartile bands, A to D.
 */
#ifndef EH_BAND_H
#define EH_BAND_H

#include <stdbool.h>
#include <stddef.h>

extern double eh_quantile(const double *sorted, size_t n, double p);
extern void eh_quartiles(const double *sorted, size_t n, double q[3]);
extern char eh_quartile_band(
	const double q[3], double value, bool high_is_good);

#endif
