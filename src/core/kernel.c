/*
 * kernel.c - the inner loops of a fit, in GCC's vector extension.
 *
 * Compiled once for each instruction set, as kernel_build.h says: the build
 * is eh_kernel_ops eh_kernel_<name>.
 *
 * K1  Rows from n on add nothing, whatever finite numbers they hold.
 * K2  Any finite eta gives finite numbers: exp(-|eta|) stops at exp(-708).
 *     A NaN gives NaN, never a number.
 * K3  Without sizes log(1 + exp(eta)) costs no log a row: the 1 + exp(-|eta|)
 *     of a block, each at most 2, are multiplied and one log taken, an
 *     absolute error within DBL_EPSILON a row.
 * K4  With sizes each row has a log1p() of its own, to a few DBL_EPSILON.
 */
#include "kernel.h"

#include <math.h>
#include <stddef.h>

#include "kernel_build.h"

/* Sums held in registers at once: TALL columns by WIDE columns. */
#if EH_VECTOR == 64
#define TALL 4
#else
#define TALL 3
#endif
#define WIDE 4

/*
 * Up to how many columns a step takes one pass over the rows for all sums.
 * With 512-bit vectors they just fit into the registers; where some do not,
 * this is still as fast as tiles.
 */
#define HELD_COLUMNS 6
#define TRIANGLE(m) ((m) * ((m) + 1) / 2)

typedef struct column
{
	double row[EH_BLOCK] __attribute__((aligned(64)));
} column;

/* eta of the STRIDE rows from i on */
ALWAYS void
predictor(const double *z, int m, const double *beta, const double *offset,
	int i, vec eta[TURN])
{
	UNROLL
	for (int t = 0; t < TURN; t++)
		eta[t] = offset ? load(offset + i + t * LANES) : splat(0.0);
	for (int j = 0; j < m; j++)
	{
		const vec b = splat(beta[j]);

		UNROLL
		for (int t = 0; t < TURN; t++)
			eta[t] = b * load(z + j * EH_BLOCK + i + t * LANES) + eta[t];
	}
}

/* Sums over a block of log(1 + exp(eta)), lane by lane. */
typedef struct log_sum
{
	vec product; /* of 1 + exp(-|eta|), where there are no sizes */
	vec sum;     /* the rest */
} log_sum;

/*
 * One vector of rows: size mu and size v into mu and v, and their part of
 * the logarithm.
 */
ALWAYS void
weigh(vec eta, bits live, const double *size, double *mu, double *v,
	log_sum *logs)
{
	vec mean;
	vec variance;
	vec e;
	vec above;

	logistic(eta, &mean, &variance, &e);
	mean = keep(live, mean);
	variance = keep(live, variance);
	e = keep(live, e);
	above = keep(live & (bits) (eta > splat(0.0)), eta);
	if (size)
	{
		const vec s = load(size);

		mean *= s;
		variance *= s;
		logs->sum += s * (above + log1p_unit(e));
	}
	else
	{
		logs->product *= splat(1.0) + e;
		logs->sum += above;
	}
	store(mu, mean);
	store(v, variance);
}

/*
 * size mu and size v of each row, 0 past n to the end of the turn; returns
 * sum size log(1 + exp(eta)).
 */
static double
weigh_rows(const double *z, int m, int n, const double *beta,
	const double *offset, const double *size, column *mu, column *v)
{
	log_sum logs = {splat(1.0), splat(0.0)};

	for (int i = 0; i < n; i += STRIDE)
	{
		vec eta[TURN];

		predictor(z, m, beta, offset, i, eta);
		UNROLL
		for (int t = 0; t < TURN; t++)
		{
			const int row = i + t * LANES;

			weigh(eta[t], rows_before(row, n), size ? size + row : NULL,
				mu->row + row, v->row + row, &logs);
		}
	}
	return lane_sum(logs.sum) + log(lane_product(logs.product));
}

/*
 * sums[r][c] = sum of t[r] times column c of z, rows by columns of them at
 * once, so that each number loaded serves several sums.
 */
ALWAYS void
tile(const int rows, const int columns, const double *const *t, const double *z,
	int n, double (*sums)[WIDE])
{
	vec sum[TALL][WIDE];

	UNROLL
	for (int r = 0; r < rows; r++)
	{
		UNROLL
		for (int c = 0; c < WIDE; c++)
			sum[r][c] = splat(0.0);
	}
	for (int i = 0; i < n; i += LANES)
	{
		vec left[TALL];

		UNROLL
		for (int r = 0; r < rows; r++)
			left[r] = load(t[r] + i);
		UNROLL
		for (int c = 0; c < columns; c++)
		{
			const vec right = load(z + c * EH_BLOCK + i);

			UNROLL
			for (int r = 0; r < rows; r++)
				sum[r][c] = left[r] * right + sum[r][c];
		}
	}
	UNROLL
	for (int r = 0; r < rows; r++)
		lane_sums(sum[r], sums[r]);
}

#define TILE(r, c)                                                             \
	static void tile_##r##_##c(                                                \
		const double *const *t, const double *z, int n, double(*sums)[WIDE])   \
	{                                                                          \
		tile(r, c, t, z, n, sums);                                             \
	}
#define TILES(r) TILE(r, 1) TILE(r, 2) TILE(r, 3) TILE(r, 4)
#define TILE_NAMES(r)                                                          \
	{                                                                          \
		tile_##r##_1, tile_##r##_2, tile_##r##_3, tile_##r##_4                 \
	}

TILES(1)
TILES(2)
TILES(3)
#if TALL == 4
TILES(4)
#endif

static void (*const tiles[TALL][WIDE])(
	const double *const *t, const double *z, int n, double (*sums)[WIDE]) = {
	TILE_NAMES(1),
	TILE_NAMES(2),
	TILE_NAMES(3),
#if TALL == 4
	TILE_NAMES(4),
#endif
};

/* v times a column of z; returns out's rows */
static const double *
scaled(const double *z, const double *v, int n, column *out)
{
	for (int i = 0; i < n; i += LANES)
		store(out->row + i, load(v + i) * load(z + i));
	return out->row;
}

/* Add count of a tile's sums. */
static void
add(double *to, const double *sums, int count)
{
	for (int c = 0; c < count; c++)
		to[c] += sums[c];
}

/*
 * h += sum v z z' and g += sum r z, either of them NULL with its weights; v
 * and r are 0 from row n to the end of its vector.
 *
 * One matrix of sums: row j < m is v z_j by z_0 to z_j, row m is r by every
 * column.  Its entries above the diagonal are computed where a tile has them
 * and dropped.
 */
static void
products(const double *z, int m, int n, const double *v, const double *r,
	double *h, double *g)
{
	column panel[TALL];
	const int last = g ? m + 1 : m;

	for (int j = h ? 0 : m; j < last; j += TALL)
	{
		const int rows = least(TALL, last - j);
		const int columns = least(m, j + rows);
		const double *t[TALL];

		for (int q = 0; q < rows; q++)
			t[q] = j + q == m ? r
							  : scaled(z + (size_t) (j + q) * EH_BLOCK, v, n,
									&panel[q]);
		for (int k = 0; k < columns; k += WIDE)
		{
			const int wide = least(WIDE, columns - k);
			double sums[TALL][WIDE] __attribute__((aligned(32)));

			tiles[rows - 1][wide - 1](t, z + (size_t) k * EH_BLOCK, n, sums);
			for (int q = 0; q < rows; q++)
			{
				const int row = j + q;

				if (row == m)
					add(g + k, sums[q], wide);
				else
					add(h + TRIANGLE(row) + k, sums[q],
						least(wide, row + 1 - k));
			}
		}
	}
}

/*
 * What products() does, for few columns: every sum stays in a register over
 * one pass through the rows.  h and g are wanted both.
 */
ALWAYS void
held_products(const int m, const double *z, int n, const double *v,
	const double *r, double *h, double *g)
{
	const int count = TRIANGLE(m) + m;
	vec held[TRIANGLE(HELD_COLUMNS) + HELD_COLUMNS + 3];
	double sums[TRIANGLE(HELD_COLUMNS) + HELD_COLUMNS + 3]
		__attribute__((aligned(32)));

	UNROLL
	for (int s = 0; s < count + 3; s++)
		held[s] = splat(0.0);
	for (int i = 0; i < n; i += LANES)
	{
		UNROLL
		for (int j = 0; j < m; j++)
		{
			const vec x = load(z + j * EH_BLOCK + i);
			const vec left = load(v + i) * x;
			const int at = TRIANGLE(m) + j;

			held[at] = load(r + i) * x + held[at];
			UNROLL
			for (int k = 0; k < m; k++)
				if (k <= j)
					held[TRIANGLE(j) + k] = left * load(z + k * EH_BLOCK + i) +
											held[TRIANGLE(j) + k];
		}
	}
	UNROLL
	for (int s = 0; s < count; s += 4)
		lane_sums(held + s, sums + s);
	add(h, sums, TRIANGLE(m));
	add(g, sums + TRIANGLE(m), m);
}

#define HELD(m)                                                                \
	static void held_##m(const double *z, int n, const double *v,              \
		const double *r, double *h, double *g)                                 \
	{                                                                          \
		held_products(m, z, n, v, r, h, g);                                    \
	}

HELD(1)
HELD(2)
HELD(3)
HELD(4)
HELD(5)
HELD(6)

static void (*const held_by_columns[HELD_COLUMNS + 1])(const double *z, int n,
	const double *v, const double *r, double *h, double *g) = {
	NULL,
	held_1,
	held_2,
	held_3,
	held_4,
	held_5,
	held_6,
};

/* The first n of a column, 0 to the end of the vector: in place if it can. */
static const double *
first_rows(const double *x, int n, column *copy)
{
	if (n % LANES == 0)
		return x;
	for (int i = 0; i < n; i += LANES)
		store(copy->row + i, keep(rows_before(i, n), load(x + i)));
	return copy->row;
}

static double
logit_step(const double *z, int m, int n, const double *beta,
	const double *offset, const double *size, double *h, double *g)
{
	column mu;
	column v;
	const double sum = weigh_rows(z, m, n, beta, offset, size, &mu, &v);

	if (h && m > 0 && m <= HELD_COLUMNS)
		held_by_columns[m](z, n, v.row, mu.row, h, g);
	else
		products(z, m, n, v.row, mu.row, h, g);
	return sum;
}

/* Entries from n to the end of the turn are written too. */
static void
logit_rows(const double *z, int m, int n, const double *beta,
	const double *offset, double *eta, double *mu, double *v)
{
	for (int i = 0; i < n; i += STRIDE)
	{
		vec sum[TURN];

		predictor(z, m, beta, offset, i, sum);
		UNROLL
		for (int t = 0; t < TURN; t++)
		{
			const int row = i + t * LANES;
			vec mean;
			vec variance;
			vec e;

			logistic(sum[t], &mean, &variance, &e);
			store(eta + row, sum[t]);
			store(mu + row, mean);
			store(v + row, variance);
		}
	}
}

static void
cross(const double *z, int m, int n, const double *v, double *h)
{
	column copy;

	products(z, m, n, first_rows(v, n, &copy), NULL, h, NULL);
}

static void
dot(const double *z, int m, int n, const double *r, double *g)
{
	column copy;

	products(z, m, n, NULL, first_rows(r, n, &copy), NULL, g);
}

static double
wins(const double *low, const double *high, const double *weight, int n,
	const double *at, const double *hits, int k)
{
	column copy;
	const double *w = first_rows(weight, n, &copy);
	vec won = splat(0.0);

	for (int i = 0; i < k; i++)
	{
		const vec x = splat(at[i]);
		vec twice = splat(0.0);

		for (int j = 0; j < n; j += LANES)
			twice += keep((bits) (x > load(high + j)), load(w + j)) +
					 keep((bits) (x >= load(low + j)), load(w + j));
		won += splat(0.5 * hits[i]) * twice;
	}
	return lane_sum(won);
}

/* kernel_taylor.c */
extern void JOIN(eh_kernel_taylor_, EH_KERNEL)(eh_taylor_step *s);
extern size_t JOIN(eh_kernel_taylor_room_, EH_KERNEL)(int d, int order);

extern const eh_kernel_ops JOIN(eh_kernel_, EH_KERNEL);

const eh_kernel_ops JOIN(eh_kernel_, EH_KERNEL) = {
	.name = QUOTE(EH_KERNEL),
	.logit_step = logit_step,
	.logit_rows = logit_rows,
	.cross = cross,
	.dot = dot,
	.wins = wins,
	.taylor = JOIN(eh_kernel_taylor_, EH_KERNEL),
	.taylor_room = JOIN(eh_kernel_taylor_room_, EH_KERNEL),
};
