/*
 * logit_rows.c - a block of rows as columns of the basis, and sums over it.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

/* Blocks between two calls of poll: about a thousand rows. */
#define POLL_BLOCKS 4

/* A row this far off the plane limit'u = 0 is one of those that separate. */
#define OFF_PLANE 0.03

/* Begin a pass over so many blocks; below 0, all. */
void
eh_logit_rewind(eh_logit_fit *f, int64_t blocks)
{
	f->blocks_left = blocks;
	f->ended = false;
	if (f->nlimits > 0)
		f->only = false;
	if (!f->only)
		f->rows->rewind(f->rows->source);
}

/* out = limit'u by row of the block at hand; limit is by parameter */
void
eh_logit_off_plane(const eh_logit_fit *f, const double *limit, double *out)
{
	const eh_design *d = f->d;
	int first = d->intercept ? 1 : 0;

	memset(out, 0, sizeof(double) * (size_t) f->padded);
	if (d->intercept)
		for (int i = 0; i < f->n; i++)
			out[i] += limit[0];
	for (int j = 0; j < d->ndense; j++)
	{
		const double *x = f->block.x + (size_t) j * EH_BLOCK;
		double slope = limit[first + j] * f->scale[j];

		if (slope != 0.0)
			for (int i = 0; i < f->n; i++)
				out[i] += (x[i] - f->centre[j]) * slope;
	}
	for (int k = 0; k < d->nfactors; k++)
	{
		const int32_t *code = f->block.code + (size_t) k * EH_BLOCK;
		const double *level = limit + eh_design_factor_start(d, k);

		for (int i = 0; i < f->n; i++)
			if (code[i] != d->reference[k])
				out[i] += level[code[i] - (code[i] > d->reference[k])];
	}
}

/*
 * The rows that separate have their outcome for sure and nothing to say about
 * the rest: their size becomes 0, and side tells which way they lie.
 */
static void
leave_out(eh_logit_fit *f)
{
	double *size = eh_logit_room(f, EH_ROOM_SIZE);
	double *hits = eh_logit_room(f, EH_ROOM_HITS);
	double *off = eh_logit_room(f, EH_ROOM_A);

	memset(f->side, 0, sizeof(double) * (size_t) f->padded);
	for (int k = 0; k < f->nlimits; k++)
	{
		eh_logit_off_plane(f, f->limit + (size_t) k * (size_t) f->p, off);
		for (int i = 0; i < f->n; i++)
			if (f->side[i] == 0.0 && fabs(off[i]) > OFF_PLANE)
				f->side[i] = off[i];
	}
	for (int i = 0; i < f->padded; i++)
	{
		size[i] = f->side[i] == 0.0 ? (f->size ? f->size[i] : 1.0) : 0.0;
		hits[i] = f->side[i] == 0.0 ? f->hits[i] : 0.0;
	}
	f->size = size;
	f->hits = hits;
}

/* u_k of row i as an unevaluated sum; the scale is a power of two */
static eh_dd
exact_column(const eh_logit_fit *f, int k, int i)
{
	const eh_design *d = f->d;
	int j = k - (d->intercept ? 1 : 0);
	eh_dd u;

	if (j < 0)
		return (eh_dd){1.0, 0.0};
	if (j >= d->ndense)
		return (eh_dd){0.0, 0.0}; /* levels: see turned_column */
	u = eh_dd_two_sum(
		f->block.x[(size_t) j * EH_BLOCK + (size_t) i], -f->centre[j]);
	return (eh_dd){u.hi * f->scale[j], u.lo * f->scale[j]};
}

/*
 * z_k = sum of basis(k, l) u_l in twice the digits: what is left of a column
 * that its neighbours nearly explain is right to the last place, and so are
 * the standard errors that hang on it.
 */
static void
turned_column(eh_logit_fit *f, int k, double *z)
{
	const eh_design *d = f->d;
	const double *row = f->basis + (size_t) k * (size_t) f->nz;
	int ncolumns = (d->intercept ? 1 : 0) + d->ndense;

	for (int i = 0; i < f->n; i++)
	{
		eh_dd sum = {0.0, 0.0};

		for (int l = 0; l <= k && l < ncolumns; l++)
			if (row[l] != 0.0)
				sum = eh_dd_add(sum,
					eh_dd_mul(exact_column(f, l, i), (eh_dd){row[l], 0.0}));
		for (int a = 0; a < d->nfactors; a++)
		{
			int l = f->slot[(size_t) a * EH_BLOCK + (size_t) i];

			if (l >= 0 && l <= k)
				sum = eh_dd_add_double(sum, row[l]);
		}
		z[i] = sum.hi;
	}
	memset(z + f->n, 0, sizeof(double) * (size_t) (f->padded - f->n));
}

/* The basis column of each row's level, -1 for a reference or a dead one. */
static void
find_slots(eh_logit_fit *f)
{
	const eh_design *d = f->d;
	int next = (d->intercept ? 1 : 0) + d->ndense;

	for (int k = 0; k < d->nfactors; k++)
	{
		const int32_t *code = f->block.code + (size_t) k * EH_BLOCK;
		int32_t *slot = f->slot + (size_t) k * EH_BLOCK;
		int start = k == f->head_factor ? f->core : next;

		for (int i = 0; i < f->n; i++)
		{
			int s = start + code[i] - (code[i] > d->reference[k]);

			slot[i] = code[i] == d->reference[k] ? -1 : s;
		}
		if (k != f->head_factor)
			next += d->nlevels[k] - 1;
	}
}

static void
expand(eh_logit_fit *f)
{
	const eh_design *d = f->d;
	int first = d->intercept ? 1 : 0;
	int padded = f->padded;

	if (d->nfactors > 0)
		find_slots(f);
	if (d->intercept)
		for (int i = 0; i < padded; i++)
			f->z[i] = 1.0;
	for (int j = 0; j < d->ndense; j++)
	{
		const double *x = f->block.x + (size_t) j * EH_BLOCK;
		double *z = f->z + (size_t) (first + j) * EH_BLOCK;
		double centre = f->centre[j];
		double scale = f->scale[j];

		if (!f->dead[first + j] && !f->turned[first + j])
			for (int i = 0; i < padded; i++)
				z[i] = (x[i] - centre) * scale;
	}
	if (f->head_factor < 0 && d->nfactors > 0)
	{
		memset(f->z + (size_t) (first + d->ndense) * EH_BLOCK, 0,
			sizeof(double) * EH_BLOCK * (size_t) (f->nz - first - d->ndense));
		for (int k = 0; k < d->nfactors; k++)
			for (int i = 0; i < f->n; i++)
			{
				int s = f->slot[(size_t) k * EH_BLOCK + (size_t) i];

				if (s >= 0)
					f->z[(size_t) s * EH_BLOCK + (size_t) i] = 1.0;
			}
	}
	for (int k = 0; k < f->nz; k++)
	{
		double *z = f->z + (size_t) k * EH_BLOCK;

		if (f->dead[k])
			memset(z, 0, sizeof(double) * (size_t) f->padded);
		else if (f->turned[k])
			turned_column(f, k, z);
	}
}

/* Ask whether to stop; once it was so, it stays so. */
bool
eh_logit_poll(eh_logit_fit *f)
{
	if (!f->cancelled && f->ctl->poll)
		f->cancelled = f->ctl->poll(f->ctl->arg);
	return f->cancelled;
}

/*
 * eh_logit_read - the next block of a pass, as it was given.
 *
 * False at the end, or with f->cancelled where poll says so.  Where one block
 * is all there is, it is read once.
 */
bool
eh_logit_read(eh_logit_fit *f)
{
	if (f->blocks_left == 0)
		return false;
	if (f->blocks_left > 0)
		f->blocks_left--;
	if (++f->since_poll >= POLL_BLOCKS)
	{
		f->since_poll = 0;
		eh_logit_poll(f);
	}
	if (f->cancelled || f->ended)
		return false;
	f->ended = f->only;
	if (f->only)
		return true;
	if (!f->rows->next(f->rows->source, &f->block))
		return false;
	f->n = f->block.n;
	f->padded = eh_logit_padded(f->n);
	f->only = f->ended = f->n == f->d->nrows && f->nlimits == 0;
	f->laid_out = false;
	f->offset = f->block.offset;
	eh_logit_sizes(&f->block, eh_logit_room(f, EH_ROOM_SIZE),
		eh_logit_room(f, EH_ROOM_HITS), &f->size, &f->hits);
	if (f->nlimits > 0)
		leave_out(f);
	return true;
}

/* The same, as columns of the basis. */
bool
eh_logit_next(eh_logit_fit *f)
{
	if (!eh_logit_read(f))
		return false;
	if (!f->laid_out)
		expand(f);
	f->laid_out = true;
	return true;
}

/* What levels add to row i's predictor where they do not stand in z. */
static void
add_levels(const eh_logit_fit *f, const double *coef, double *out)
{
	for (int k = 0; k < f->d->nfactors; k++)
	{
		const int32_t *slot = f->slot + (size_t) k * EH_BLOCK;

		for (int i = 0; i < f->n; i++)
			if (slot[i] >= 0)
				out[i] += coef[slot[i]];
	}
}

/* out = z coef, levels and all */
void
eh_logit_linear(eh_logit_fit *f, const double *coef, double *out)
{
	memset(out, 0, sizeof(double) * (size_t) f->padded);
	for (int k = 0; k < f->nz; k++)
	{
		const double *z = f->z + (size_t) k * EH_BLOCK;

		if (coef[k] != 0.0)
			for (int i = 0; i < f->padded; i++)
				out[i] += coef[k] * z[i];
	}
	if (f->head_factor >= 0)
		add_levels(f, coef, out);
}

/* The offset for a kernel that sees z alone: the block's and the levels'. */
const double *
eh_logit_offset(eh_logit_fit *f, const double *beta)
{
	double *out = eh_logit_room(f, EH_ROOM_OFFSET);

	if (f->head_factor < 0)
		return f->offset;
	if (f->offset)
		memcpy(out, f->offset, sizeof(double) * (size_t) f->padded);
	else
		memset(out, 0, sizeof(double) * (size_t) f->padded);
	add_levels(f, beta, out);
	return out;
}

/* Row i's levels into the sums of squares and products. */
static void
cross_levels(const eh_logit_fit *f, int i, double v, eh_arrow *a)
{
	int nfactors = f->d->nfactors;

	for (int k = 0; k < nfactors; k++)
	{
		int s = f->slot[(size_t) k * EH_BLOCK + (size_t) i];
		double *row;

		if (s < 0 || f->dead[s])
			continue;
		if (s >= a->core)
		{
			row = a->side + (size_t) (s - a->core) * (size_t) a->core;
			a->diag[s - a->core] += v;
		}
		else
		{
			row = a->block + eh_packed(s, 0);
			row[s] += v;
		}
		for (int j = 0; j < f->nz; j++)
			row[j] += v * f->z[(size_t) j * EH_BLOCK + (size_t) i];
		for (int l = 0; l < nfactors; l++)
		{
			int t = f->slot[(size_t) l * EH_BLOCK + (size_t) i];

			if (t >= 0 && t < s && t < a->core && !f->dead[t])
				row[t] += v;
		}
	}
}

/* a += sum v z z' */
void
eh_logit_cross(eh_logit_fit *f, const double *v, eh_arrow *a)
{
	f->ops->cross(f->z, f->nz, f->n, v, a->block);
	if (f->head_factor >= 0)
		for (int i = 0; i < f->n; i++)
			cross_levels(f, i, v[i], a);
}

/* sum += part, the digits that do not fit kept in the p entries behind */
static void
add_sum(const eh_logit_fit *f, const double *part, double *sum)
{
	double *low = sum + f->p;

	for (int k = 0; k < f->nz; k++)
	{
		eh_dd s = eh_dd_two_sum(sum[k], part[k]);

		sum[k] = s.hi;
		low[k] += s.lo;
	}
}

static void
sum_levels(const eh_logit_fit *f, const double *r, double *sum)
{
	for (int k = 0; k < f->d->nfactors; k++)
	{
		const int32_t *slot = f->slot + (size_t) k * EH_BLOCK;

		for (int i = 0; i < f->n; i++)
			if (slot[i] >= 0 && !f->dead[slot[i]])
				sum[slot[i]] += r[i];
	}
}

/* sum += sum r z; sum has 2 p entries, the second half their lower digits */
void
eh_logit_sum(eh_logit_fit *f, const double *r, double *sum)
{
	double *part = eh_logit_vector(f, EH_VECTOR_C);

	memset(part, 0, sizeof(double) * (size_t) f->nz);
	f->ops->dot(f->z, f->nz, f->n, r, part);
	add_sum(f, part, sum);
	if (f->head_factor >= 0)
		sum_levels(f, r, sum);
}

/*
 * info += sum size v z z', sum += sum size mu z as above; returns
 * sum size log(1 + exp(eta)).  Leaves no mu or v behind.
 */
double
eh_logit_sum_step(
	eh_logit_fit *f, const double *beta, eh_arrow *info, double *sum)
{
	const double *offset = eh_logit_offset(f, beta);
	double *part = eh_logit_vector(f, EH_VECTOR_C);
	double *mu = eh_logit_room(f, EH_ROOM_MU);
	double *v = eh_logit_room(f, EH_ROOM_V);
	double value;

	memset(part, 0, sizeof(double) * (size_t) f->nz);
	value = f->ops->logit_step(
		f->z, f->nz, f->n, beta, offset, f->size, info->block, part);
	add_sum(f, part, sum);
	if (f->head_factor < 0)
		return value;

	f->ops->logit_rows(
		f->z, f->nz, f->n, beta, offset, eh_logit_room(f, EH_ROOM_ETA), mu, v);
	for (int i = 0; i < f->n; i++)
	{
		double size = f->size ? f->size[i] : 1.0;

		mu[i] *= size;
		cross_levels(f, i, size * v[i], info);
	}
	sum_levels(f, mu, sum);
	return value;
}
