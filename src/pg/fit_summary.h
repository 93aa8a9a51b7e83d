/*
 * fit_summary.h - what fits of any model say of themselves as a whole.
 */
#ifndef EH_FIT_SUMMARY_H
#define EH_FIT_SUMMARY_H

#include "compat.h"

#include "row.h"
#include "state/fit.h"

#define EH_NOT_SAME_ROWS                                                       \
	"the fits are not of the same rows: leave out of both the rows that one "  \
	"has missing"
#define EH_NOT_NESTED                                                          \
	"the fits have equally many terms, so neither is part of the other"

extern void eh_summary_rows(eh_row *row, const eh_fit *f);
extern void eh_summary_state(eh_row *row, const eh_fit *f);
extern bool eh_summary_same(double a, double b);
extern const char *eh_summary_caution(const eh_fit *a, const eh_fit *b);

#endif
