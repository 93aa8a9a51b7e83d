/*
 * rational.h - the nearest fraction with a small denominator.
 */
#ifndef EH_RATIONAL_H
#define EH_RATIONAL_H

#include <stdint.h>

#include "status.h"

#define EH_RATIONAL_MAX_DENOMINATOR 1000000

extern eh_status eh_nearest_fraction(double value, int32_t max_denominator,
	int64_t *numerator, int32_t *denominator);

#endif
