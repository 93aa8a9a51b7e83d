/*
 * fit_labels.h - names of a caller's own for the terms of a fit.
 */
#ifndef EH_FIT_LABELS_H
#define EH_FIT_LABELS_H

#include "compat.h"

#include "utils/array.h"

#include "state/fit.h"

extern char **eh_fit_labels(const eh_fit *f, ArrayType *terms);
extern void eh_fit_label_cuts(
	const eh_fit *f, ArrayType *levels, char **labels);

#endif
