/*
 * mixed_rows.c - rows sorted by the level of the largest factor, and which
 * levels of the other factors each of its levels meets.
 */
#include "mixed_internal.h"

static double
size_of(const eh_block *b, int i)
{
	double size = b->weight ? b->weight[i] : 1.0;

	return b->trials ? size * b->trials[i] : size;
}

static eh_status
spend_block(eh_mixed_fit *f, const eh_block *b)
{
	return eh_mixed_spend(f, b->n);
}

/* One block of a column into the mean of those before it. */
static void
add_mean(const double *x, int n, double before, double *mean)
{
	double sum = 0.0;

	for (int i = 0; i < n; i++)
		sum += x[i] - *mean;
	*mean += sum / (before + n);
}

/*
 * First pass: how many rows each level of the head has, and the means that
 * are taken away from dense columns, of which nothing depends but rounding.
 */
static eh_status
count_rows(eh_mixed_fit *f)
{
	const eh_design *d = f->d;
	int first = d->intercept ? 1 : 0;
	double seen = 0.0;
	eh_block b;

	f->n = 0;
	memset(f->count, 0, sizeof(int64_t) * (size_t) f->heads);
	eh_mixed_clear(f->centre, f->p0);
	f->rows->rewind(f->rows->source);
	while (f->rows->next(f->rows->source, &b))
	{
		eh_status status = spend_block(f, &b);

		if (status != EH_OK)
			return status;
		for (int k = 0; k < f->factors; k++)
		{
			int number = f->factor[k];
			const int32_t *code =
				b.code + (size_t) (d->nfactors + number) * EH_BLOCK;

			for (int i = 0; i < b.n; i++)
			{
				if (code[i] < 0 || code[i] >= f->groups->nlevels[number])
					return EH_EDOMAIN;
				if (k == 0 && size_of(&b, i) > 0.0)
				{
					f->count[code[i]]++;
					f->n++;
				}
			}
		}
		for (int j = 0; d->intercept && j < d->ndense && b.n > 0; j++)
			add_mean(
				b.x + (size_t) j * EH_BLOCK, b.n, seen, &f->centre[first + j]);
		seen += b.n;
	}
	return EH_OK;
}

/* One row's columns of the fixed part. */
static void
place_columns(eh_mixed_fit *f, const eh_block *b, int i, double *z)
{
	const eh_design *d = f->d;
	int next = 0;

	if (d->intercept)
		z[f->live[next++] * EH_BLOCK] = 1.0;
	for (int j = 0; j < d->ndense; j++, next++)
		if (f->live[next] >= 0)
			z[f->live[next] * EH_BLOCK] =
				b->x[(size_t) j * EH_BLOCK + (size_t) i] - f->centre[next];
	for (int k = 0; k < d->nfactors; k++)
	{
		int32_t code = b->code[(size_t) k * EH_BLOCK + (size_t) i];
		int32_t reference = d->reference[k];
		int own = next + code - (code > reference);

		if (code != reference && f->live[own] >= 0)
			z[f->live[own] * EH_BLOCK] = 1.0;
		next += d->nlevels[k] - 1;
	}
}

static void
place_row(eh_mixed_fit *f, const eh_block *b, int i, int64_t to)
{
	int64_t block = to / EH_BLOCK;
	int lane = (int) (to % EH_BLOCK);
	double size = size_of(b, i);

	place_columns(f, b, i, eh_mixed_z(f, block) + lane);
	f->size[to] = size;
	f->hits[to] = (b->weight ? b->weight[i] : 1.0) * b->success[i];
	f->offset[to] = b->offset ? b->offset[i] : 0.0;
	f->single = f->single && size == 1.0;
	for (int k = 0; k < f->factors; k++)
	{
		size_t column = (size_t) (f->d->nfactors + f->factor[k]);

		f->level[(block * f->factors + k) * EH_BLOCK + lane] =
			f->first[k] + b->code[column * EH_BLOCK + (size_t) i];
	}
}

/* Rows of no size after the last, of the last level, so that blocks are full */
static void
pad(eh_mixed_fit *f)
{
	for (int64_t to = f->n; to < f->blocks * EH_BLOCK; to++)
		for (int k = 0; k < f->factors; k++)
			f->level[(to / EH_BLOCK * f->factors + k) * EH_BLOCK +
					 to % EH_BLOCK] = eh_mixed_levels(f, (f->n - 1) / EH_BLOCK,
				k)[(f->n - 1) % EH_BLOCK];
}

/* Second pass: each row to its place. */
static eh_status
place_rows(eh_mixed_fit *f)
{
	int64_t next = 0;
	eh_block b;

	for (int g = 0; g < f->heads; g++)
	{
		int64_t rows = f->count[g];

		f->count[g] = next;
		next += rows;
	}
	f->single = true;
	f->blocks = (f->n + EH_BLOCK - 1) / EH_BLOCK;
	eh_mixed_clear(f->z, f->blocks * EH_BLOCK * f->p);
	eh_mixed_clear(f->size, f->blocks * EH_BLOCK);
	eh_mixed_clear(f->hits, f->blocks * EH_BLOCK);
	eh_mixed_clear(f->offset, f->blocks * EH_BLOCK);
	f->rows->rewind(f->rows->source);
	while (f->rows->next(f->rows->source, &b))
	{
		const int32_t *code =
			b.code + (size_t) (f->d->nfactors + f->factor[0]) * EH_BLOCK;
		eh_status status = spend_block(f, &b);

		if (status != EH_OK)
			return status;
		for (int i = 0; i < b.n; i++)
			if (size_of(&b, i) > 0.0)
				place_row(f, &b, i, f->count[code[i]]++);
	}
	pad(f);
	return EH_OK;
}

/* The cell of each row at each place; count[g] is where level g's rows end. */
static eh_status
find_cells(eh_mixed_fit *f)
{
	int64_t cells = 0;
	int64_t at = 0;
	int *seen = f->reach;  /* by level of the rest: last head level it met, */
	int *where = f->until; /* and as which of its cells */

	for (int r = 0; r < f->rest; r++)
		seen[r] = -1;
	for (int g = 0; g < f->heads; g++)
	{
		eh_status status = eh_mixed_spend(f, f->count[g] - at + 1);

		if (status != EH_OK)
			return status;
		f->cell_first[g] = cells;
		for (; at < f->count[g]; at++)
			for (int k = 1; k < f->factors; k++)
			{
				int64_t block = at / EH_BLOCK;
				int64_t lane = at % EH_BLOCK;
				int r = eh_mixed_levels(f, block, k)[lane] - f->heads;

				if (seen[r] != g)
				{
					seen[r] = g;
					where[r] = (int) (cells - f->cell_first[g]);
					f->cell_rest[cells++] = r;
				}
				f->cell[(block * (f->factors - 1) + k - 1) * EH_BLOCK + lane] =
					(int32_t) (f->cell_first[g] + where[r]);
			}
	}
	f->cell_first[f->heads] = cells;
	for (; f->factors > 1 && at < f->blocks * EH_BLOCK; at++)
		for (int k = 1; k < f->factors; k++)
			f->cell[(at / EH_BLOCK * (f->factors - 1) + k - 1) * EH_BLOCK +
					at % EH_BLOCK] = eh_mixed_cells(f, (f->n - 1) / EH_BLOCK,
				k)[(f->n - 1) % EH_BLOCK];
	return EH_OK;
}

/*
 * eh_mixed_gather - take the rows that count into memory, sorted.
 *
 *	beta	p0: NaN for columns to leave out
 *
 * O(rows): a counting sort by the head's level.
 */
eh_status
eh_mixed_gather(eh_mixed_fit *f, const double *beta)
{
	eh_status status;

	f->p = 0;
	for (int j = 0; j < f->p0; j++)
		f->live[j] = isnan(beta[j]) ? -1 : f->p++;
	f->m = f->p + f->factors;
	status = count_rows(f);
	if (status == EH_OK)
		status = place_rows(f);
	return status == EH_OK ? find_cells(f) : status;
}

/* sum_w, sum_r = the sizes of each level, and its hits */
static eh_status
level_totals(eh_mixed_fit *f)
{
	eh_mixed_clear(f->sum_w, f->levels);
	eh_mixed_clear(f->sum_r, f->levels);
	for (int64_t b = 0; b < f->blocks; b++)
	{
		eh_status status = eh_mixed_spend(f, EH_BLOCK);

		if (status != EH_OK)
			return status;
		for (int k = 0; k < f->factors; k++)
		{
			const int32_t *level = eh_mixed_levels(f, b, k);

			for (int i = 0; i < EH_BLOCK; i++)
			{
				f->sum_w[level[i]] += eh_mixed_column(f->size, b)[i];
				f->sum_r[level[i]] += eh_mixed_column(f->hits, b)[i];
			}
		}
	}
	return EH_OK;
}

/*
 * eh_mixed_replicates - by factor, the levels in which both outcomes occur,
 * and a factor none of whose levels has two outcomes, or -1.
 */
eh_status
eh_mixed_replicates(eh_mixed_fit *f, int64_t *both, int *without)
{
	eh_status status = level_totals(f);

	*without = -1;
	for (int k = 0; status == EH_OK && k < f->factors; k++)
	{
		const double *size = f->sum_w + f->first[k];
		const double *hits = f->sum_r + f->first[k];
		int64_t count = 0;
		double most = 0.0;

		for (int l = 0; l < f->groups->nlevels[f->factor[k]]; l++)
		{
			most = fmax(most, size[l]);
			count += hits[l] > 0.0 && hits[l] < size[l];
		}
		both[f->factor[k]] = count;
		if (most <= 1.0)
			*without = f->factor[k];
	}
	return status;
}
