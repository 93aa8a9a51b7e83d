/*
 * ratio_estimator.h - the error of a ratio of two totals.
 */
#ifndef EH_RATIO_ESTIMATOR_H
#define EH_RATIO_ESTIMATOR_H

#include "dd.h"
#include "status.h"

/* What a ratio needs to know of its units. */
typedef struct eh_ratio_sums
{
	double n; /* units */
	eh_dd x;  /* sum of numerators */
	eh_dd p;  /* sum of denominators */
	eh_dd xx; /* sums of squares and cross products */
	eh_dd xp;
	eh_dd pp;
} eh_ratio_sums;

extern double eh_ratio_residual_ss(const eh_ratio_sums *s);
extern eh_status eh_ratio_std_error(
	const eh_ratio_sums *s, double population_size, double *std_error);

#endif
