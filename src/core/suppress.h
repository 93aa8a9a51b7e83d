/*
 * suppress.h - which counts of a table to hide so that no small one shows.
 */
#ifndef EH_SUPPRESS_H
#define EH_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "design.h"
#include "status.h"

typedef enum eh_hiding
{
	EH_SHOWN,
	EH_HIDDEN_SMALL,  /* the count itself is from 1 to the threshold */
	EH_HIDDEN_AS_WELL /* so that it does not give another away */
} eh_hiding;

/*
 * A count, or a total of counts.  Row and column are numbered from 0; the
 * totals have a row and a column of their own, so that the total of row i
 * stands in (i, last column) and that of all in (last row, last column).
 * Several counts may stand in one place: a list with one total is n counts in
 * (0, 0) and their total there too.
 */
typedef struct eh_count_cell
{
	int64_t count;
	int32_t row;
	int32_t column;
	bool total; /* of a row or a column, or of the list; not the grand one */
	bool grand; /* total of all rows and columns */
	bool safe;  /* out: shown, or proven to have a second value */
	uint8_t hiding; /* out: eh_hiding */
} eh_count_cell;

extern size_t eh_suppress_work(int32_t n, int32_t rows, int32_t columns);
extern eh_status eh_suppress(eh_count_cell *cell, int32_t n, int32_t rows,
	int32_t columns, int64_t threshold, const eh_control *ctl, void *work);

#endif
