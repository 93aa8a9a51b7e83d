/*
 * suppress.h - hiding small counts, what its two doors share.
 */
#ifndef EH_PG_SUPPRESS_H
#define EH_PG_SUPPRESS_H

#include "compat.h"

#include "core/suppress.h"

/* Cells of one table at most: some 5 GB of memory. */
#define EH_MOST_CELLS 50000000

/* What stands in place of a hidden count. */
#define EH_CONFIDENTIAL "c"

/* Where the department's tables begin to show counts, less one. */
#define EH_SMALL_COUNT 5

extern void eh_check_small_count(int64 count, int32 threshold);
extern int64 eh_add_counts(int64 a, int64 b);
extern void eh_hide_counts(
	eh_count_cell *cell, int64 n, int32 rows, int32 columns, int32 threshold);

#endif
