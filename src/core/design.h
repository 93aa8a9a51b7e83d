/*
 * design.h - the rows of a regression, a block at a time, as every model
 * reads them.
 *
 * A row has dense predictors (numbers), factors (level numbers), a response
 * and, where they were given, trials, a weight, an offset and a cluster.
 * Rows come in blocks of EH_BLOCK, column after column, from a source that
 * can be read again from its start as often as a fit needs.
 *
 * Parameters stand in this order: the intercept if there is one, the dense
 * predictors, then of each factor the levels but the reference, in their own
 * order.
 */
#ifndef EH_DESIGN_H
#define EH_DESIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "status.h"

#define EH_BLOCK 256

typedef enum eh_weight_kind
{
	EH_WEIGHT_NONE,
	EH_WEIGHT_FREQUENCY,  /* a row stands for so many people */
	EH_WEIGHT_PROBABILITY /* sampling weight */
} eh_weight_kind;

typedef struct eh_design
{
	bool intercept;
	int ndense;
	int nfactors;
	const int32_t *nlevels;   /* of each factor, at least 1 */
	const int32_t *reference; /* of each factor, a level number */
	eh_weight_kind weight_kind;
	bool grouped;      /* blocks have trials */
	bool has_offset;   /* blocks have an offset */
	int32_t nclusters; /* 0: blocks have no clusters */
	int64_t nrows;
} eh_design;

/*
 * Each array is a column of EH_BLOCK entries, of which the first n count; x
 * and code hold ndense and nfactors such columns one after another.  The rest
 * of a column may be read and holds finite numbers.
 */
typedef struct eh_block
{
	int n;
	const double *x;
	const int32_t *code;    /* 0 .. nlevels - 1 */
	const double *success;  /* 0 or 1; successes out of trials if grouped */
	const double *trials;   /* NULL: 1 */
	const double *weight;   /* NULL: 1 */
	const double *offset;   /* NULL: 0 */
	const int32_t *cluster; /* NULL; else 0 .. nclusters - 1 */
} eh_block;

/*
 * A source of blocks.  next() fills *block and returns true, or false at the
 * end; rewind() goes back to the first.  What *block points at holds until
 * the next call.
 */
typedef struct eh_rows
{
	void (*rewind)(void *source);
	bool (*next)(void *source, eh_block *block);
	void *source;
} eh_rows;

/*
 * poll is called at every step and every few blocks; when it returns true
 * the fit stops with EH_ECANCEL.  (The server's own poll does not return.)
 */
typedef struct eh_control
{
	int max_iterations;
	bool (*poll)(void *arg);
	void *arg;
} eh_control;

extern int eh_design_parameters(const eh_design *d);
extern int eh_design_factor_start(const eh_design *d, int factor);
extern void eh_design_expand(const eh_design *d, const eh_block *block,
	const double *centre, const double *scale, double *z);

#endif
