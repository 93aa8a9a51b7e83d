/*
 * rows.c - the rows of a regression, held in memory until the fit.
 *
 * H1  Few rows take little: up to EH_BLOCK of them lie row by row in chunks
 *     of 512 bytes and 1 KB, because a hundred thousand groups may each hold
 *     a hundred.  More are kept column by column in blocks, from slabs that
 *     double up to SLAB_MOST blocks.
 * H2  What goes in comes out unchanged, in the order it came.
 * H3  Nothing here is ever resized in place; memory comes from the owner.
 * H4  Rows may be let go: the last block, to be filled again, or all.
 */
#include "rows.h"

#include <string.h>

#define FIRST_CHUNK 512
#define NEXT_CHUNK 1024
#define SLAB_MOST 64
#define LINE 64 /* bytes: kernels read columns from the start of a line */

/*
 * A chunk holds rows one after another, each a row of doubles: dense, then
 * codes and what else the shape has.  A success that is but 0 or 1 is a bit.
 */
typedef struct eh_row_chunk
{
	struct eh_row_chunk *next; /* the chunks are a ring, in order */
	uint64_t ones;
	int n;
	int room; /* at most 64 */
	double row[];
} eh_row_chunk;

static char *
on_a_line(void *memory)
{
	return (char *) (((uintptr_t) memory + LINE - 1) & ~(uintptr_t) (LINE - 1));
}

void
eh_held_rows_init(eh_held_rows *rows, const eh_row_shape *shape)
{
	memset(rows, 0, sizeof(*rows));
	rows->shape = *shape;
}

static int
extras(const eh_row_shape *shape)
{
	return ((shape->flags & EH_ROWS_TRIALS) != 0) +
		   ((shape->flags & EH_ROWS_WEIGHT) != 0) +
		   ((shape->flags & EH_ROWS_OFFSET) != 0);
}

/* Doubles of a row in a chunk. */
static int
row_width(const eh_row_shape *shape)
{
	return shape->ndense + shape->nfactors + extras(shape) +
		   ((shape->flags & EH_ROWS_COUNTED) != 0) +
		   ((shape->flags & EH_ROWS_CLUSTER) != 0);
}

/*
 * A block: columns of doubles (dense, extras, success if counted), then of
 * int32 (codes, cluster), then success as bytes if it is but 0 or 1.
 */
size_t
eh_held_rows_block_bytes(const eh_row_shape *shape)
{
	size_t doubles = (size_t) (shape->ndense + extras(shape) +
							   ((shape->flags & EH_ROWS_COUNTED) != 0));
	size_t ints =
		(size_t) (shape->nfactors + ((shape->flags & EH_ROWS_CLUSTER) != 0));

	return EH_BLOCK *
		   (8 * doubles + 4 * ints + ((shape->flags & EH_ROWS_COUNTED) == 0));
}

static eh_block_columns
layout(const eh_row_shape *shape, char *block)
{
	eh_block_columns l = {0};
	double *d = (void *) block;
	int32_t *c;

	l.x = d;
	d += (size_t) shape->ndense * EH_BLOCK;
	if ((shape->flags & EH_ROWS_TRIALS) != 0)
		l.trials = d, d += EH_BLOCK;
	if ((shape->flags & EH_ROWS_WEIGHT) != 0)
		l.weight = d, d += EH_BLOCK;
	if ((shape->flags & EH_ROWS_OFFSET) != 0)
		l.offset = d, d += EH_BLOCK;
	if ((shape->flags & EH_ROWS_COUNTED) != 0)
		l.counted = d, d += EH_BLOCK;
	c = (void *) d;
	l.code = c;
	c += (size_t) shape->nfactors * EH_BLOCK;
	if ((shape->flags & EH_ROWS_CLUSTER) != 0)
		l.cluster = c, c += EH_BLOCK;
	if ((shape->flags & EH_ROWS_COUNTED) == 0)
		l.binary = (uint8_t *) c;
	return l;
}

/* The next row of a chunk that has room. */
static void
put_in_chunk(
	const eh_row_shape *shape, eh_row_chunk *chunk, const eh_row_in *row)
{
	double *to = chunk->row + (size_t) chunk->n * (size_t) row_width(shape);

	for (int j = 0; j < shape->ndense; j++)
		*to++ = row->dense[j];
	for (int f = 0; f < shape->nfactors; f++)
		*to++ = row->code[f];
	if ((shape->flags & EH_ROWS_COUNTED) != 0)
		*to++ = row->success;
	else if (row->success != 0.0)
		chunk->ones |= UINT64_C(1) << chunk->n;
	if ((shape->flags & EH_ROWS_TRIALS) != 0)
		*to++ = row->trials;
	if ((shape->flags & EH_ROWS_WEIGHT) != 0)
		*to++ = row->weight;
	if ((shape->flags & EH_ROWS_OFFSET) != 0)
		*to++ = row->offset;
	if ((shape->flags & EH_ROWS_CLUSTER) != 0)
		*to++ = row->cluster;
	chunk->n++;
}

/* The opposite for row k; dense and code are what row will point at. */
static void
take_from_chunk(const eh_row_shape *shape, const eh_row_chunk *chunk, int k,
	double *dense, int32_t *code, eh_row_in *row)
{
	const double *from = chunk->row + (size_t) k * (size_t) row_width(shape);

	*row = (eh_row_in){.dense = dense, .code = code, .trials = 1, .weight = 1};
	for (int j = 0; j < shape->ndense; j++)
		dense[j] = *from++;
	for (int f = 0; f < shape->nfactors; f++)
		code[f] = (int32_t) *from++;
	if ((shape->flags & EH_ROWS_COUNTED) != 0)
		row->success = *from++;
	else
		row->success = (double) (chunk->ones >> k & 1);
	if ((shape->flags & EH_ROWS_TRIALS) != 0)
		row->trials = *from++;
	if ((shape->flags & EH_ROWS_WEIGHT) != 0)
		row->weight = *from++;
	if ((shape->flags & EH_ROWS_OFFSET) != 0)
		row->offset = *from++;
	if ((shape->flags & EH_ROWS_CLUSTER) != 0)
		row->cluster = (int32_t) *from++;
}

/* Bytes of one row's dense and code, on their way. */
static size_t
row_scratch(const eh_row_shape *shape)
{
	return sizeof(double) * (size_t) (shape->ndense + 1) +
		   sizeof(int32_t) * (size_t) (shape->nfactors + 1);
}

static void *
get(eh_held_rows *rows, const eh_arena *arena, size_t bytes)
{
	rows->bytes += bytes;
	return arena->alloc(arena->owner, bytes);
}

static char *
new_block(eh_held_rows *rows, const eh_arena *arena)
{
	size_t bytes = eh_held_rows_block_bytes(&rows->shape);
	char *block;

	if (rows->nblocks == rows->block_room)
	{
		int room = rows->block_room == 0 ? 4 : 2 * rows->block_room;
		char **more = get(rows, arena, sizeof(char *) * (size_t) room);

		if (rows->nblocks > 0)
			memcpy(more, rows->block, sizeof(char *) * (size_t) rows->nblocks);
		if (rows->block != NULL)
			arena->release(arena->owner, rows->block);
		rows->block = more;
		rows->block_room = room;
	}
	if (rows->returned == NULL && rows->spare_blocks == 0)
	{
		int n = rows->nblocks < 1 ? 1 : rows->nblocks;
		void **slab;

		rows->spare_blocks = n > SLAB_MOST ? SLAB_MOST : n;
		slab = get(rows, arena,
			bytes * (size_t) rows->spare_blocks + sizeof(void *) + LINE);
		*slab = rows->slab;
		rows->slab = slab;
		rows->spare = on_a_line(slab + 1);
	}
	if (rows->returned != NULL)
	{
		block = rows->returned;
		rows->returned = NULL;
	}
	else
	{
		block = rows->spare;
		rows->spare += bytes;
		rows->spare_blocks--;
	}
	rows->block[rows->nblocks++] = block;
	return block;
}

/* The rows of a chunk that have but numbers and a bit, from row i on. */
static void
lay_out_plain(const eh_row_shape *shape, const eh_row_chunk *chunk,
	const eh_block_columns *l, size_t i)
{
	for (int k = 0; k < chunk->n; k++)
		l->binary[i + (size_t) k] = chunk->ones >> k & 1;
	for (int j = 0; j < shape->ndense; j++)
	{
		const double *from = chunk->row + j;
		double *to = l->x + (size_t) j * EH_BLOCK + i;

		for (int k = 0; k < chunk->n; k++, from += shape->ndense)
			to[k] = *from;
	}
}

/* Every row of the chunks, in order; the ring's last chunk is small. */
static void
lay_out_chunks(const eh_held_rows *rows, const eh_block_columns *l,
	double *dense, int32_t *code)
{
	const eh_row_chunk *chunk = rows->small;
	bool plain = rows->shape.nfactors == 0 && rows->shape.flags == 0;
	size_t i = 0;

	do
	{
		chunk = chunk->next;
		if (plain)
		{
			lay_out_plain(&rows->shape, chunk, l, i);
			i += (size_t) chunk->n;
			continue;
		}
		for (int k = 0; k < chunk->n; k++)
		{
			eh_row_in row;

			take_from_chunk(&rows->shape, chunk, k, dense, code, &row);
			eh_block_put(l, &rows->shape, i++, &row);
		}
	} while (chunk != rows->small);
}

static void
release_chunks(eh_held_rows *rows, const eh_arena *arena)
{
	eh_row_chunk *chunk = rows->small->next;

	while (chunk != rows->small)
	{
		eh_row_chunk *next = chunk->next;

		arena->release(arena->owner, chunk);
		chunk = next;
	}
	arena->release(arena->owner, chunk);
	rows->small = NULL;
}

/* The chunks' rows become the first block, and the chunks go. */
static void
chunks_to_block(eh_held_rows *rows, const eh_arena *arena)
{
	const eh_row_shape *shape = &rows->shape;
	eh_block_columns l = layout(shape, new_block(rows, arena));
	size_t bytes = row_scratch(shape);
	char *scratch = arena->alloc(arena->owner, bytes);

	lay_out_chunks(rows, &l, (void *) scratch,
		(int32_t *) (scratch + sizeof(double) * (size_t) shape->ndense));
	arena->release(arena->owner, scratch);
	release_chunks(rows, arena);
}

static void
add_to_chunk(eh_held_rows *rows, const eh_arena *arena, const eh_row_in *row)
{
	size_t width = sizeof(double) * (size_t) row_width(&rows->shape);
	eh_row_chunk *last = rows->small;

	if (last == NULL || last->n == last->room)
	{
		size_t bytes = last == NULL ? FIRST_CHUNK : NEXT_CHUNK;
		eh_row_chunk *chunk;
		size_t room;

		if (bytes < sizeof(*chunk) + width)
			bytes = sizeof(*chunk) + width;
		chunk = get(rows, arena, bytes);
		room = width == 0 ? 64 : (bytes - sizeof(*chunk)) / width;
		chunk->n = 0;
		chunk->ones = 0;
		chunk->room = room > 64 ? 64 : (int) room;
		chunk->next = last == NULL ? chunk : last->next;
		if (last != NULL)
			last->next = chunk;
		rows->small = last = chunk;
	}
	put_in_chunk(&rows->shape, last, row);
}

/*
 * Before a row is put: few rows take it at once, into a chunk; many need a new
 * block now and then.
 */
void
eh_held_rows_make_room(
	eh_held_rows *rows, const eh_arena *arena, const eh_row_in *row)
{
	if (!rows->in_blocks && rows->nrows < EH_BLOCK)
	{
		add_to_chunk(rows, arena, row);
		return;
	}
	if (rows->small != NULL)
		chunks_to_block(rows, arena);
	rows->in_blocks = true;
	rows->last = layout(&rows->shape, new_block(rows, arena));
}

/* How many blocks are full, and may be sent as they lie. */
int64_t
eh_held_rows_full_blocks(const eh_held_rows *rows)
{
	return rows->small != NULL ? 0 : rows->nrows / EH_BLOCK;
}

/*
 * A full block of another's, of the same shape, goes in before the last and
 * unfinished one.  Returns its columns: codes and clusters are the other's
 * numbers until the caller translates them.
 */
const eh_block_columns *
eh_held_rows_append(
	eh_held_rows *rows, const eh_arena *arena, const void *block)
{
	int unfinished = (int) (rows->nrows % EH_BLOCK);
	char *copy;

	if (rows->small != NULL)
		chunks_to_block(rows, arena);
	rows->in_blocks = true;
	copy = new_block(rows, arena);
	memcpy(copy, block, eh_held_rows_block_bytes(&rows->shape));
	if (unfinished > 0)
	{
		rows->block[rows->nblocks - 1] = rows->block[rows->nblocks - 2];
		rows->block[rows->nblocks - 2] = copy;
	}
	rows->last = layout(&rows->shape, rows->block[rows->nblocks - 1]);
	rows->nrows += EH_BLOCK;
	rows->appended = layout(&rows->shape, copy);
	return &rows->appended;
}

/* Row i, into dense and code, to which row points. */
void
eh_held_rows_get(const eh_held_rows *rows, int64_t i, double *dense,
	int32_t *code, eh_row_in *row)
{
	const eh_row_shape *shape = &rows->shape;
	eh_block_columns l;
	int k = (int) (i % EH_BLOCK);

	if (rows->small != NULL)
	{
		const eh_row_chunk *chunk = rows->small->next;

		for (; i >= chunk->n; chunk = chunk->next)
			i -= chunk->n;
		take_from_chunk(shape, chunk, (int) i, dense, code, row);
		return;
	}
	l = layout(shape, rows->block[i / EH_BLOCK]);
	*row = (eh_row_in){.dense = dense, .code = code, .trials = 1, .weight = 1};
	for (int j = 0; j < shape->ndense; j++)
		dense[j] = l.x[(size_t) j * EH_BLOCK + (size_t) k];
	for (int f = 0; f < shape->nfactors; f++)
		code[f] = l.code[(size_t) f * EH_BLOCK + (size_t) k];
	row->success = l.binary != NULL ? l.binary[k] : l.counted[k];
	if (l.trials != NULL)
		row->trials = l.trials[k];
	if (l.weight != NULL)
		row->weight = l.weight[k];
	if (l.offset != NULL)
		row->offset = l.offset[k];
	if (l.cluster != NULL)
		row->cluster = l.cluster[k];
}

/* A block of its own for few rows, and a column of doubles for success. */
size_t
eh_held_rows_reader_bytes(const eh_row_shape *shape)
{
	return eh_held_rows_block_bytes(shape) + row_scratch(shape) +
		   sizeof(double) * EH_BLOCK + LINE;
}

static void
rewind_reader(void *source)
{
	((eh_row_reader *) source)->at = 0;
}

/* The end of the last block was never written: finite numbers there. */
static void
clear_tail(const eh_row_shape *shape, char *block, int n)
{
	eh_block_columns l = layout(shape, block);
	size_t rest = (size_t) (EH_BLOCK - n);

	for (double *d = l.x; (void *) d < (void *) l.code; d += EH_BLOCK)
		memset(d + n, 0, sizeof(double) * rest);
	for (int f = 0; f < shape->nfactors; f++)
		memset(l.code + (size_t) f * EH_BLOCK + n, 0, sizeof(int32_t) * rest);
}

/* Few rows as a block, once for all the passes to come. */
static void
lay_out_few(eh_row_reader *reader, char *block)
{
	const eh_held_rows *rows = reader->rows;
	size_t bytes = eh_held_rows_block_bytes(&rows->shape);
	char *one = block + bytes;
	eh_block_columns l = layout(&rows->shape, block);

	memset(block, 0, bytes);
	lay_out_chunks(rows, &l, (void *) one,
		(void *) (one + sizeof(double) * (size_t) rows->shape.ndense));
	reader->laid_out = true;
}

/* The columns of a block as a fit reads them; success: room for one. */
static void
as_block(const eh_row_shape *shape, char *block, int n, double *success,
	eh_block *out)
{
	eh_block_columns l = layout(shape, block);

	*out = (eh_block){.n = n,
		.x = l.x,
		.code = l.code,
		.success = l.counted,
		.trials = l.trials,
		.weight = l.weight,
		.offset = l.offset,
		.cluster = l.cluster};
	if (l.binary != NULL)
	{
		for (int i = 0; i < EH_BLOCK; i++)
			success[i] = l.binary[i];
		for (int i = n; i < EH_BLOCK; i++)
			success[i] = 0.0;
		out->success = success;
	}
}

static bool
next_block(void *source, eh_block *out)
{
	eh_row_reader *reader = source;
	const eh_held_rows *rows = reader->rows;
	double *success = (void *) reader->scratch;
	char *own = reader->scratch + sizeof(double) * EH_BLOCK;
	char *block;
	int64_t left = rows->nrows - reader->at;

	if (left <= 0)
		return false;
	block = rows->small != NULL ? own : rows->block[reader->at / EH_BLOCK];
	if (rows->small != NULL)
	{
		if (!reader->laid_out)
			lay_out_few(reader, own);
	}
	else if (left < EH_BLOCK)
	{
		memcpy(own, block, eh_held_rows_block_bytes(&rows->shape));
		block = own;
		clear_tail(&rows->shape, block, (int) left);
	}
	as_block(&rows->shape, block, left < EH_BLOCK ? (int) left : EH_BLOCK,
		success, out);
	reader->at += out->n;
	return true;
}

/*
 * eh_held_rows_last_block - the block that the last row has filled, where it
 * lies; success: a column's room, on a line.  False if it is not full, or its
 * rows lie in chunks yet.
 */
bool
eh_held_rows_last_block(
	const eh_held_rows *rows, double *success, eh_block *out)
{
	if (rows->small != NULL || rows->nrows == 0 || rows->nrows % EH_BLOCK != 0)
		return false;
	as_block(
		&rows->shape, rows->block[rows->nblocks - 1], EH_BLOCK, success, out);
	return true;
}

/* That block's rows are done with: the next ones go where they lay. */
void
eh_held_rows_give_back(eh_held_rows *rows)
{
	rows->returned = rows->block[--rows->nblocks];
	rows->nrows -= EH_BLOCK;
}

/* All rows are done with, and their memory; later ones go into blocks. */
void
eh_held_rows_clear(eh_held_rows *rows, const eh_arena *arena)
{
	eh_row_shape shape = rows->shape;

	while (rows->slab != NULL)
	{
		void *next = *(void **) rows->slab;

		arena->release(arena->owner, rows->slab);
		rows->slab = next;
	}
	if (rows->block != NULL)
		arena->release(arena->owner, rows->block);
	if (rows->small != NULL)
		release_chunks(rows, arena);
	eh_held_rows_init(rows, &shape);
	rows->in_blocks = true;
}

void
eh_row_reader_init(eh_row_reader *reader, const eh_held_rows *rows,
	void *scratch, eh_rows *source)
{
	reader->rows = rows;
	reader->at = 0;
	reader->laid_out = false;
	reader->scratch = on_a_line(scratch);
	*source = (eh_rows){rewind_reader, next_block, reader};
}
