/*
 * rows.h - the rows of a regression, held in memory until the fit.
 */
#ifndef EH_HELD_ROWS_H
#define EH_HELD_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "core/design.h"
#include "core/status.h"

/* What the rows have besides numbers and factors. */
#define EH_ROWS_TRIALS 0x01
#define EH_ROWS_WEIGHT 0x02
#define EH_ROWS_OFFSET 0x04
#define EH_ROWS_CLUSTER 0x08
#define EH_ROWS_COUNTED 0x10 /* success may be other than 0 and 1 */

typedef struct eh_row_shape
{
	int ndense;
	int nfactors;
	int flags;
} eh_row_shape;

/* One row on its way in. */
typedef struct eh_row_in
{
	const double *dense;
	const int32_t *code;
	double success;
	double trials;
	double weight;
	double offset;
	int32_t cluster;
} eh_row_in;

struct eh_row_chunk;

/* Where the columns of a block lie; NULL for those it has not. */
typedef struct eh_block_columns
{
	double *x;
	double *trials;
	double *weight;
	double *offset;
	double *counted;
	int32_t *code;
	int32_t *cluster;
	uint8_t *binary;
} eh_block_columns;

typedef struct eh_held_rows
{
	eh_row_shape shape;
	int64_t nrows;
	size_t bytes;               /* asked of the arena */
	bool in_blocks;             /* else in chunks */
	struct eh_row_chunk *small; /* row by row, while they fit a block */
	char **block;               /* column by column, EH_BLOCK rows each */
	int nblocks;
	int block_room;
	void *slab;  /* the last of those that blocks lie in */
	char *spare; /* what is left of it */
	int spare_blocks;
	char *returned;        /* a block that was given back, or NULL */
	eh_block_columns last; /* of the block being filled, once there is one */
	eh_block_columns appended; /* of the block that came last from another */
} eh_held_rows;

extern void eh_held_rows_init(eh_held_rows *rows, const eh_row_shape *shape);
extern void eh_held_rows_make_room(
	eh_held_rows *rows, const eh_arena *arena, const eh_row_in *row);
extern void eh_held_rows_get(const eh_held_rows *rows, int64_t i, double *dense,
	int32_t *code, eh_row_in *row);
extern size_t eh_held_rows_block_bytes(const eh_row_shape *shape);
extern int64_t eh_held_rows_full_blocks(const eh_held_rows *rows);
extern const eh_block_columns *eh_held_rows_append(
	eh_held_rows *rows, const eh_arena *arena, const void *block);
extern bool eh_held_rows_last_block(
	const eh_held_rows *rows, double *success, eh_block *out);
extern void eh_held_rows_give_back(eh_held_rows *rows);
extern void eh_held_rows_clear(eh_held_rows *rows, const eh_arena *arena);
extern size_t eh_held_rows_reader_bytes(const eh_row_shape *shape);

static inline void
eh_block_put(const eh_block_columns *c, const eh_row_shape *shape, size_t i,
	const eh_row_in *row)
{
	for (int j = 0; j < shape->ndense; j++)
		c->x[(size_t) j * EH_BLOCK + i] = row->dense[j];
	if (c->binary != NULL)
		c->binary[i] = row->success != 0.0;
	else
		c->counted[i] = row->success;
	if (shape->nfactors == 0 && shape->flags == 0)
		return;
	for (int f = 0; f < shape->nfactors; f++)
		c->code[(size_t) f * EH_BLOCK + i] = row->code[f];
	if (c->trials != NULL)
		c->trials[i] = row->trials;
	if (c->weight != NULL)
		c->weight[i] = row->weight;
	if (c->offset != NULL)
		c->offset[i] = row->offset;
	if (c->cluster != NULL)
		c->cluster[i] = row->cluster;
}

/* One row more.  In the header because it is what a row costs. */
static inline void
eh_held_rows_add(
	eh_held_rows *rows, const eh_arena *arena, const eh_row_in *row)
{
	size_t i = (size_t) rows->nrows % EH_BLOCK;

	if (!rows->in_blocks || i == 0)
		eh_held_rows_make_room(rows, arena, row);
	if (rows->in_blocks)
		eh_block_put(&rows->last, &rows->shape, i, row);
	rows->nrows++;
}

/* Reads held rows as blocks; scratch: eh_held_rows_reader_bytes(). */
typedef struct eh_row_reader
{
	const eh_held_rows *rows;
	int64_t at;
	bool laid_out; /* few rows lie in scratch as a block already */
	char *scratch;
} eh_row_reader;

extern void eh_row_reader_init(eh_row_reader *reader, const eh_held_rows *rows,
	void *scratch, eh_rows *source);

#endif
