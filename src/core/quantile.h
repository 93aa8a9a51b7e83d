/*
 * quantile.h - areas in bands of equal number.
 */
#ifndef EH_QUANTILE_H
#define EH_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

#include "design.h"
#include "radix.h"
#include "status.h"

extern size_t eh_quantile_bands_work(size_t n);
extern eh_status eh_quantile_bands(const double *value, size_t n, int32_t k,
	int highest_first, const eh_control *ctl, void *work, int32_t *band);

#endif
