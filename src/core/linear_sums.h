/*
 * linear_sums.h - least squares from sums of squares and products alone.
 *
 * One pass, a state of fixed size, and sums of parts that add up: what a
 * model of many rows needs but for its residuals, of which only the sum of
 * squares is known.  Sums carry twice the digits of a double, so that what is
 * left when means and neighbours are taken away has as many as the data.
 *
 * A state is one piece of memory without pointers.  Dense predictors only.
 */
#ifndef EH_LINEAR_SUMS_H
#define EH_LINEAR_SUMS_H

#include <stddef.h>

#include "dd.h"
#include "linear.h"

#define EH_SUMS_FORMAT 1

/* Predictors that a state can have. */
#define EH_SUMS_MOST 255

#define EH_SUMS_INTERCEPT 0x01
#define EH_SUMS_OFFSET 0x02
#define EH_SUMS_SHIFTED 0x04 /* a first row has set the shift */
#define EH_SUMS_OPEN 0x08    /* room for a block of rows behind the sums */

typedef struct eh_sums
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t flags;
	uint8_t weight_kind; /* eh_weight_kind */
	uint8_t zero;

	int64_t ndense;
	int64_t held;    /* rows in the room, not yet in the sums */
	int64_t rows;    /* in the sums, those of no weight too */
	int64_t weighed; /* rows of some weight */
	int64_t missing;
	double body[];
} eh_sums;

/*
 * The numbers of a state, in the order they lie.  Columns are the constant,
 * the predictors and the response without its offset, m in all; each but the
 * constant is less its shift, which is 0 without an intercept.
 */
typedef struct eh_sums_parts
{
	double *shift; /* m; that of the constant is 0 */
	double *low;   /* m: smallest and largest, as given */
	double *high;
	double *high_part; /* packed, m (m + 1) / 2: sum weight u u' */
	double *low_part;  /* the digits that do not fit */

	/* EH_SUMS_OPEN: columns of EH_BLOCK; those that rows have not are NULL */
	double *y;
	double *weight;
	double *offset;
	double *x; /* ndense columns */
} eh_sums_parts;

extern size_t eh_sums_bytes(const eh_sums *header);
extern void eh_sums_parts_of(const eh_sums *s, eh_sums_parts *parts);
extern int eh_sums_parameters(const eh_sums *s);
extern void eh_linear_sums_begin(eh_sums *s, const eh_design *d, bool open);
extern size_t eh_sums_block_work(int ndense);
extern size_t eh_sums_work(int ndense);
extern void eh_sums_flush(eh_sums *s, double *work);
extern void eh_sums_close(const eh_sums *s, eh_sums *out, double *work);
extern eh_status eh_sums_merge(
	eh_sums *into, const eh_sums *from, double *work);
extern eh_status eh_linear_sums_fit(const eh_sums *s, const eh_control *ctl,
	double *work, eh_linear_result *out);

#endif
