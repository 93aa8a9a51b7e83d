/*
 * inequality.h - how unequal numbers are.
 */
#ifndef EH_INEQUALITY_H
#define EH_INEQUALITY_H

#include <stddef.h>

#include "design.h"
#include "radix.h"
#include "status.h"

/* Values with or without weights: row i is at row[i * columns]. */
typedef struct eh_weighted
{
	const double *row;
	size_t n;
	int columns; /* 1: value; 2: value, weight */
} eh_weighted;

extern size_t eh_gini_work(size_t n);
extern eh_status eh_gini(
	const eh_weighted *v, const eh_control *ctl, void *work, double *out);
extern eh_status eh_theil(
	const eh_weighted *v, const eh_control *ctl, double *out);
extern eh_status eh_coefficient_of_variation(
	const eh_weighted *v, const eh_control *ctl, double *out);

#endif
