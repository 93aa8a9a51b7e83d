/*
 * rows.c - H1 to H3 of src/state/rows.c, and the levels of src/state/levels.c.
 */
#include "unit.h"

#include <stdlib.h>

#include "state/levels.h"
#include "state/rows.h"

#define MOST_CHUNKS 20000

static size_t asked;
static void *chunk[MOST_CHUNKS]; /* all that was given out */
static int chunks;

static void *
get_memory(void *owner, size_t bytes)
{
	(void) owner;
	asked += bytes;
	if (chunks == MOST_CHUNKS)
		abort();
	return chunk[chunks++] = malloc(bytes);
}

/* As a memory context has it: what is not released goes with the owner. */
static void
keep_memory(void *owner, void *given)
{
	(void) owner;
	(void) given;
}

static const eh_arena arena = {get_memory, keep_memory, NULL};

/* Numbers of row i, all different. */
static eh_row_in
row(int64_t i, const eh_row_shape *shape, double *dense, int32_t *code)
{
	eh_row_in r = {.dense = dense,
		.code = code,
		.success = (double) (i % 3 == 0),
		.trials = 1,
		.weight = 1};

	for (int j = 0; j < shape->ndense; j++)
		dense[j] = (double) i + j / 16.0;
	for (int f = 0; f < shape->nfactors; f++)
		code[f] = (int32_t) (i * 7 + f);
	if ((shape->flags & EH_ROWS_COUNTED) != 0)
		r.success = (double) i / 4;
	if ((shape->flags & EH_ROWS_TRIALS) != 0)
		r.trials = (double) i + 5;
	if ((shape->flags & EH_ROWS_WEIGHT) != 0)
		r.weight = 1 / ((double) i + 1);
	if ((shape->flags & EH_ROWS_OFFSET) != 0)
		r.offset = -(double) i;
	if ((shape->flags & EH_ROWS_CLUSTER) != 0)
		r.cluster = (int32_t) (i % 11);
	return r;
}

static bool
same(const eh_row_in *a, const eh_row_in *b, const eh_row_shape *shape)
{
	return memcmp(a->dense, b->dense,
			   sizeof(double) * (size_t) shape->ndense) == 0 &&
		   memcmp(a->code, b->code,
			   sizeof(int32_t) * (size_t) shape->nfactors) == 0 &&
		   a->success == b->success && a->trials == b->trials &&
		   a->weight == b->weight && a->offset == b->offset &&
		   a->cluster == b->cluster;
}

/* Row k of a block, as it was put. */
static bool
block_has(
	const eh_block *b, int k, const eh_row_in *want, const eh_row_shape *shape)
{
	bool fine = b->success[k] == want->success;

	for (int j = 0; j < shape->ndense; j++)
		fine &= b->x[j * EH_BLOCK + k] == want->dense[j];
	for (int f = 0; f < shape->nfactors; f++)
		fine &= b->code[f * EH_BLOCK + k] == want->code[f];
	fine &= (b->trials == NULL ? 1 : b->trials[k]) == want->trials;
	fine &= (b->weight == NULL ? 1 : b->weight[k]) == want->weight;
	fine &= (b->offset == NULL ? 0 : b->offset[k]) == want->offset;
	return fine && (b->cluster == NULL ? 0 : b->cluster[k]) == want->cluster;
}

/* H2: what goes in comes out, one by one and in blocks, twice. */
static void
there_and_back(const eh_row_shape *shape, int64_t n)
{
	eh_held_rows rows;
	eh_row_reader reader;
	eh_rows source;
	double in_dense[64], out_dense[64];
	int32_t in_code[8], out_code[8];
	bool one_by_one = true, blocks = true;
	void *scratch = malloc(eh_held_rows_reader_bytes(shape));
	int64_t seen = 0;

	eh_held_rows_init(&rows, shape);
	for (int64_t i = 0; i < n; i++)
	{
		eh_row_in r = row(i, shape, in_dense, in_code);

		eh_held_rows_add(&rows, &arena, &r);
	}
	for (int64_t i = 0; i < n; i += 1 + n / 300)
	{
		eh_row_in want = row(i, shape, in_dense, in_code);
		eh_row_in got;

		eh_held_rows_get(&rows, i, out_dense, out_code, &got);
		one_by_one &= same(&got, &want, shape);
	}
	eh_row_reader_init(&reader, &rows, scratch, &source);
	for (int pass = 0; pass < 2; pass++)
	{
		eh_block b;

		source.rewind(source.source);
		for (seen = 0; source.next(source.source, &b); seen += b.n)
		{
			for (int k = 0; k < b.n; k++)
			{
				eh_row_in want = row(seen + k, shape, in_dense, in_code);

				blocks &= block_has(&b, k, &want, shape);
			}
			for (int k = b.n; k < EH_BLOCK; k++)
				blocks &= shape->ndense == 0 || isfinite(b.x[k]);
		}
		blocks &= seen == n;
	}
	ok(one_by_one && blocks && rows.nrows == n,
		"%lld rows of %d numbers, %d factors, flags %#x", (long long) n,
		shape->ndense, shape->nfactors, (unsigned) shape->flags);
	free(scratch);
}

/* Full blocks of one's rows go into another's, in any state of either. */
static void
appended(const eh_row_shape *shape, int64_t before, int64_t more)
{
	eh_held_rows a, b;
	double dense[64];
	int32_t code[8];
	double sum = 0.0, want = 0.0;

	eh_held_rows_init(&a, shape);
	eh_held_rows_init(&b, shape);
	for (int64_t i = 0; i < before + more; i++)
	{
		eh_row_in r = row(i, shape, dense, code);

		eh_held_rows_add(i < before ? &a : &b, &arena, &r);
		want += r.success * (double) (i + 1) + dense[0];
	}
	for (int64_t k = 0; k < eh_held_rows_full_blocks(&b); k++)
		eh_held_rows_append(&a, &arena, b.block[k]);
	for (int64_t i = eh_held_rows_full_blocks(&b) * EH_BLOCK; i < b.nrows; i++)
	{
		eh_row_in r;

		eh_held_rows_get(&b, i, dense, code, &r);
		eh_held_rows_add(&a, &arena, &r);
	}
	for (int64_t i = 0; i < a.nrows; i++)
	{
		eh_row_in r;

		/* dense[0] is the row's own number */
		eh_held_rows_get(&a, i, dense, code, &r);
		sum += r.success * (dense[0] + 1) + dense[0];
	}
	ok(a.nrows == before + more && sum == want, "%lld rows and %lld of another",
		(long long) before, (long long) more);
}

/* H4: each full block is let go, and at some point all that was held. */
static void
let_go(const eh_row_shape *shape, int64_t held, int64_t n)
{
	eh_held_rows rows;
	eh_row_in r;
	eh_block b;
	double dense[64];
	int32_t code[8];
	double *success = aligned_alloc(64, sizeof(double) * EH_BLOCK);
	bool fine = true;
	size_t before = 0;
	int64_t gone = 0;

	eh_held_rows_init(&rows, shape);
	for (int64_t i = 0; i < n; i++)
	{
		r = row(i, shape, dense, code);
		eh_held_rows_add(&rows, &arena, &r);
		if (i == held)
		{
			gone = i + 1;
			eh_held_rows_clear(&rows, &arena);
			fine &= rows.nrows == 0 && rows.bytes == 0;
			continue;
		}
		if (i < held || !eh_held_rows_last_block(&rows, success, &b))
			continue;
		for (int k = 0; k < EH_BLOCK; k++)
		{
			r = row(gone + k, shape, dense, code);
			fine &= block_has(&b, k, &r, shape);
		}
		gone += EH_BLOCK;
		eh_held_rows_give_back(&rows);
		fine &= before == 0 || asked == before;
		before = asked;
	}
	fine &= rows.nrows == n - gone;
	for (int64_t i = 0; i < rows.nrows; i++)
	{
		eh_row_in got;

		r = row(gone + i, shape, dense, code);
		eh_held_rows_get(&rows, i, dense + 32, code + 4, &got);
		fine &= got.success == r.success && got.cluster == r.cluster;
	}
	ok(fine, "%lld rows let go, then block by block to %lld", (long long) held,
		(long long) n);
	free(success);
}

static void
levels(void)
{
	static const char *const word[] = {"b", "a", "", "ab", "B", "a"};
	eh_levels few = {0}, many = {0};
	int32_t sorted[5000];
	bool fine = true;

	for (int i = 0; i < 6; i++)
		eh_levels_number(&few, &arena, word[i], (uint32_t) strlen(word[i]), 0);
	eh_levels_sorted(&few, sorted);
	ok(few.n == 5 && sorted[0] == 2 && sorted[1] == 4 && sorted[2] == 1 &&
			sorted[3] == 3 && sorted[4] == 0,
		"labels are numbered as they are met and sorted by bytes");
	ok(eh_levels_find(&few, "c", 1) == -1 && eh_levels_find(&few, "B", 1) == 4,
		"and found, or not");
	for (int round = 0; round < 2; round++)
	{
		for (int i = 0; i < 5000; i++)
		{
			char text[16];
			int n = snprintf(text, sizeof(text), "%d", i);

			fine &= eh_levels_number(
						&many, &arena, text, (uint32_t) n, -(double) i) == i;
		}
	}
	eh_levels_sorted(&many, sorted);
	ok(fine && many.n == 5000 && sorted[0] == 4999 && sorted[4999] == 0,
		"five thousand levels keep their numbers, and their own order");
}

int
main(void)
{
	static const int64_t sizes[] = {0, 1, 12, 100, 255, 256, 257, 512, 5000};
	static const eh_row_shape shapes[] = {{5, 0, 0}, {0, 1, 0}, {0, 0, 0},
		{3, 2, EH_ROWS_CLUSTER}, {60, 0, EH_ROWS_WEIGHT | EH_ROWS_OFFSET},
		{2, 1,
			EH_ROWS_TRIALS | EH_ROWS_COUNTED | EH_ROWS_WEIGHT | EH_ROWS_OFFSET |
				EH_ROWS_CLUSTER}};
	eh_held_rows small;

	for (size_t s = 0; s < sizeof(shapes) / sizeof(*shapes); s++)
	{
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
			there_and_back(&shapes[s], sizes[i]);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		for (size_t j = 0; j < sizeof(sizes) / sizeof(*sizes); j++)
			appended(&shapes[3], sizes[i], sizes[j]);
	}
	for (size_t i = 1; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		let_go(&shapes[0], sizes[i], 6000);
		let_go(&shapes[5], sizes[i], 6000);
	}
	asked = 0;
	eh_held_rows_init(&small, &shapes[0]);
	for (int64_t i = 0; i < 100; i++)
	{
		double dense[5];
		eh_row_in r = row(i, &shapes[0], dense, NULL);

		eh_held_rows_add(&small, &arena, &r);
	}
	ok(asked <= 4800 && small.bytes == asked,
		"H1: a hundred rows of five numbers take %zu bytes", asked);
	levels();
	while (chunks > 0)
		free(chunk[--chunks]);
	return done();
}
