/*
 * kernel_taylor.c - a block of rows into the derivative sums of a logistic
 * likelihood (taylor.h), in GCC's vector extension.
 *
 * Compiled as kernel.c is: the build is eh_kernel_taylor_<name>.
 *
 * A sum of order k is over products of k columns and a weight.  All have the
 * same right-hand factors: with fourth derivatives the products of two
 * columns, made once a block, else the columns.  What is left of the product
 * goes with the weight, on the left.  A packed tensor wants of right-hand
 * factors only those whose columns come no later than the last on its left:
 * a prefix of them all, so that rows with one last column make a rectangle
 * of sums, and nothing is summed twice or in vain.
 *
 * T1  Rows that do not count - from n on, or of no size - add nothing,
 *     whatever finite numbers they hold.
 * T2  What eta may be, and what the logarithms cost: kernel.c, K2 to K4.
 */
#include "kernel.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel_build.h"

/*
 * What the room holds of one vector of rows, a vector each: the weights, then
 * the right-hand factors.  Side by side, so that a sum walks through memory in
 * one direction; columns of a power of two would also meet in a cache.
 */
enum
{
	SCORE,
	HIT_SLOPE,
	HIT_CURVE,
	INFO,
	THIRD,
	FOURTH,
	MEAT,
	MEAT_SLOPE,
	MEAT_CURVE,
	SPREAD,
	LEFT, /* products of a weight and a column, for third derivatives */
	RIGHT = LEFT + 2
};

/* Sums held in registers at once: TALL rows by WIDE columns. */
#if EH_VECTOR == 64
#define TALL 4
#define WIDE 6
#else
#define TALL 3
#define WIDE 4
#endif

typedef struct vec_anywhere
{
	vec at __attribute__((aligned(8)));
} __attribute__((packed, aligned(8), may_alias)) vec_anywhere;

ALWAYS vec
load_anywhere(const double *p)
{
	return ((const vec_anywhere *) p)->at;
}

/* Columns that the products on the right are of. */
static int
degree_of(int order)
{
	return order == 4 ? 2 : 1;
}

/* Vectors of a record. */
static int
record(int d, int order)
{
	return RIGHT + eh_tensor_before(d, degree_of(order));
}

/* Where column j stands on the right, alone. */
static int
place(int j, int degree)
{
	return RIGHT + eh_tensor_before(j, degree);
}

/* One turn of rows: TURN records. */
typedef struct turn
{
	double *record[TURN];
	bits live[TURN];
	vec eta[TURN];
	vec kappa[TURN];
} turn;

/* z, 0 where a row does not count, and the predictor */
ALWAYS void
standardise(const eh_taylor_step *s, int i, turn *at)
{
	const int degree = degree_of(s->order);

	UNROLL
	for (int t = 0; t < TURN; t++)
	{
		store(at->record[t] + RIGHT * LANES, keep(at->live[t], splat(1.0)));
		at->eta[t] = splat(s->centre[0]);
		if (s->offset)
			at->eta[t] += load(s->offset + i + t * LANES);
	}
	for (int j = 1; j < s->d; j++)
	{
		const double *x = s->x + (size_t) (j - 1) * EH_BLOCK + i;
		const size_t to = (size_t) place(j, degree) * LANES;
		const vec shift = splat(s->shift[j - 1]);
		const vec scale = splat(s->scale[j - 1]);
		const vec b = splat(s->centre[j]);

		UNROLL
		for (int t = 0; t < TURN; t++)
		{
			const vec z = keep(
				at->live[t], (load_anywhere(x + t * LANES) - shift) * scale);

			store(at->record[t] + to, z);
			at->eta[t] = b * z + at->eta[t];
		}
	}
}

/* kappa = |whiten z|^2 */
ALWAYS void
lengths(const eh_taylor_step *s, turn *at)
{
	const int degree = degree_of(s->order);
	const double *w = s->whiten;

	UNROLL
	for (int t = 0; t < TURN; t++)
		at->kappa[t] = splat(0.0);
	for (int j = 0; j < s->d; j++)
	{
		size_t from = RIGHT * LANES;
		vec y[TURN];

		UNROLL
		for (int t = 0; t < TURN; t++)
			y[t] = splat(0.0);
		for (int k = 0; k <= j; k++)
		{
			const vec part = splat(*w++);

			UNROLL
			for (int t = 0; t < TURN; t++)
				y[t] = part * load(at->record[t] + from) + y[t];
			from += (degree == 2 ? k + 1 : 1) * LANES;
		}
		UNROLL
		for (int t = 0; t < TURN; t++)
			at->kappa[t] = y[t] * y[t] + at->kappa[t];
	}
}

/* Sums over a block that are no product with a column, lane by lane. */
typedef struct lanes
{
	vec product; /* of 1 + exp(-|eta|), where there are no sizes */
	vec loss;    /* the rest of the loss */
	vec hit_mean;
	vec widest;
} lanes;

/* The weights of a vector of rows, the first of them row i. */
ALWAYS void
weigh(const eh_taylor_step *s, double *to, int i, bits live, vec eta, vec kappa,
	lanes *sums)
{
	const vec none = splat(0.0);
	const vec one = splat(1.0);
	const vec two = splat(2.0);
	const vec size = keep(live, s->size ? load(s->size + i) : one);
	const vec hits = keep(live, load(s->hits + i));
	vec people = one;
	vec spread = one;
	vec mu;
	vec v;
	vec e;
	vec tilt;
	vec r;

	logistic(eta, &mu, &v, &e);
	if (s->size)
		sums->loss += size * (keep((bits) (eta > none), eta) + log1p_unit(e)) -
					  hits * keep(live, eta);
	else
	{
		sums->product *= one + keep(live, e);
		sums->loss +=
			keep(live & (bits) (eta > none), eta) - hits * keep(live, eta);
	}
	if (s->people)
		people = keep(live, one / load(s->people + i));
	if (s->order == 4)
		spread = splat(0.5 * s->typical) + splat(0.5 / s->typical) * kappa;
	sums->hit_mean += hits * mu;
	sums->widest = choose((bits) (kappa > sums->widest), kappa, sums->widest);

	tilt = one - two * mu;
	r = size * mu - hits;
	store(to + SCORE * LANES, r);
	store(to + HIT_SLOPE * LANES, hits * v);
	store(to + HIT_CURVE * LANES, hits * v * tilt);
	store(to + INFO * LANES, size * v);
	store(to + THIRD * LANES, size * v * tilt);
	store(to + FOURTH * LANES, size * v * (one - splat(6.0) * v));
	store(to + MEAT * LANES, people * r * r);
	store(to + MEAT_SLOPE * LANES, people * two * r * size * v);
	store(to + MEAT_CURVE * LANES,
		people * two * size * v * (size * v + r * tilt));
	store(to + SPREAD * LANES, size * kappa * spread);
}

/* Products of two columns, those with the first apart. */
ALWAYS void
pair(double *record, int d)
{
	double *to = record + RIGHT * LANES;

	for (int j = 0; j < d; j++)
	{
		const double *other = record + (RIGHT + 1) * LANES;
		const vec z = load(to);

		to += LANES;
		for (int k = 1; k <= j; k++, to += LANES)
		{
			store(to, z * load(other));
			other += (k + 1) * LANES;
		}
	}
}

/* All records, and the sums without columns. */
static void
fill(eh_taylor_step *s)
{
	const size_t length = (size_t) record(s->d, s->order) * LANES;
	lanes sums = {splat(1.0), splat(0.0), splat(0.0), splat(s->widest)};

	for (int i = 0; i < s->n; i += STRIDE)
	{
		turn at;

		UNROLL
		for (int t = 0; t < TURN; t++)
		{
			const int row = i + t * LANES;

			at.record[t] = s->room + (size_t) (row / LANES) * length;
			at.live[t] = rows_before(row, s->n);
			if (s->size)
				at.live[t] &= (bits) (load(s->size + row) > splat(0.0));
		}
		standardise(s, i, &at);
		lengths(s, &at);
		UNROLL
		for (int t = 0; t < TURN; t++)
		{
			weigh(s, at.record[t], i + t * LANES, at.live[t], at.eta[t],
				at.kappa[t], &sums);
			if (s->order == 4)
				pair(at.record[t], s->d);
		}
	}
	s->loss += lane_sum(sums.loss) + log(lane_product(sums.product));
	s->hit_mean += lane_sum(sums.hit_mean);
	for (int l = 0; l < LANES; l++)
		s->widest = fmax(s->widest, sums.widest[l]);
}

/* A row of sums: of weight times factor times each column on the right. */
typedef struct line
{
	ptrdiff_t weight; /* where these stand in a record */
	ptrdiff_t factor;
	double *out;
} line;

/* The records of a block. */
typedef struct rows
{
	const double *first;
	size_t length; /* of a record, numbers */
	int count;
} rows;

ALWAYS void
add(double *to, const double *sums, const int count)
{
	UNROLL
	for (int c = 0; c < count; c++)
		to[c] += sums[c];
}

/*
 * Some lines by some columns from right on.  In the innermost loop a load
 * serves several sums, and what is on the left is made from its two parts
 * anew: that costs less than to keep it.
 */
ALWAYS void
tile(const int tall, const int wide, const rows *r, const line *lines,
	ptrdiff_t right)
{
	vec sum[TALL * WIDE + 3];
	double sums[TALL * WIDE + 3] __attribute__((aligned(32)));
	const double *at = r->first + right;
	ptrdiff_t weight[TALL];
	ptrdiff_t factor[TALL];

	UNROLL
	for (int l = 0; l < tall; l++)
	{
		weight[l] = lines[l].weight - right;
		factor[l] = lines[l].factor - right;
	}
	UNROLL
	for (int k = 0; k < tall * wide + 3; k++)
		sum[k] = splat(0.0);
	for (int i = 0; i < r->count; i++, at += r->length)
	{
		vec left[TALL];

		UNROLL
		for (int l = 0; l < tall; l++)
			left[l] = load(at + weight[l]) * load(at + factor[l]);
		UNROLL
		for (int c = 0; c < wide; c++)
		{
			const vec x = load(at + c * LANES);

			UNROLL
			for (int l = 0; l < tall; l++)
				sum[l * wide + c] = left[l] * x + sum[l * wide + c];
		}
	}
	UNROLL
	for (int k = 0; k < tall * wide; k += 4)
		lane_sums(sum + k, sums + k);
	UNROLL
	for (int l = 0; l < tall; l++)
		add(lines[l].out, sums + l * wide, wide);
}

/*
 * Lines by the first column on the right alone, which is 1: many at once, or
 * each would wait for its own last sum.
 */
#define LONE 8

ALWAYS void
lone(const int tall, const rows *r, const line *lines)
{
	vec sum[LONE];
	double sums[LONE] __attribute__((aligned(32)));
	const double *at = r->first;
	ptrdiff_t weight[LONE];
	ptrdiff_t factor[LONE];

	UNROLL
	for (int l = 0; l < LONE; l++)
	{
		weight[l] = l < tall ? lines[l].weight : 0;
		factor[l] = l < tall ? lines[l].factor : 0;
		sum[l] = splat(0.0);
	}
	for (int i = 0; i < r->count; i++, at += r->length)
	{
		UNROLL
		for (int l = 0; l < tall; l++)
			sum[l] = load(at + weight[l]) * load(at + factor[l]) + sum[l];
	}
	lane_sums(sum, sums);
	lane_sums(sum + 4, sums + 4);
	UNROLL
	for (int l = 0; l < tall; l++)
		*lines[l].out += sums[l];
}

typedef void (*lone_of)(const rows *r, const line *lines);

#define LONE_TILE(l)                                                           \
	static void lone_##l(const rows *r, const line *lines)                     \
	{                                                                          \
		lone(l, r, lines);                                                     \
	}

LONE_TILE(1)
LONE_TILE(2)
LONE_TILE(3)
LONE_TILE(4)
LONE_TILE(5)
LONE_TILE(6)
LONE_TILE(7)
LONE_TILE(8)

static const lone_of lones[LONE] = {
	lone_1, lone_2, lone_3, lone_4, lone_5, lone_6, lone_7, lone_8};

typedef void (*tile_of)(const rows *r, const line *lines, ptrdiff_t right);

#define TILE(l, c)                                                             \
	static void tile_##l##_##c(                                                \
		const rows *r, const line *lines, ptrdiff_t right)                     \
	{                                                                          \
		tile(l, c, r, lines, right);                                           \
	}
#if WIDE == 6
#define TILES(l)                                                               \
	TILE(l, 1) TILE(l, 2) TILE(l, 3) TILE(l, 4) TILE(l, 5) TILE(l, 6)
#define TILE_NAMES(l)                                                          \
	{                                                                          \
		tile_##l##_1, tile_##l##_2, tile_##l##_3, tile_##l##_4, tile_##l##_5,  \
			tile_##l##_6                                                       \
	}
#else
#define TILES(l) TILE(l, 1) TILE(l, 2) TILE(l, 3) TILE(l, 4)
#define TILE_NAMES(l)                                                          \
	{                                                                          \
		tile_##l##_1, tile_##l##_2, tile_##l##_3, tile_##l##_4                 \
	}
#endif

TILES(1)
TILES(2)
TILES(3)
#if TALL == 4
TILES(4)
#endif

static const tile_of tiles[TALL][WIDE] = {
	TILE_NAMES(1),
	TILE_NAMES(2),
	TILE_NAMES(3),
#if TALL == 4
	TILE_NAMES(4),
#endif
};

/* The first so many of n things when they go into even parts of most. */
static int
share(int n, int most)
{
	const int parts = (n + most - 1) / most;

	return (n + parts - 1) / parts;
}

/* All of the lines by the first so many columns on the right. */
static void
rectangle(const rows *r, line *lines, int count, int columns)
{
	for (; columns == 1 && count > 0; lines += LONE, count -= LONE)
		lones[least(count, LONE) - 1](r, lines);
	while (count > 0)
	{
		const int tall = least(count, TALL);

		for (int k = 0; k < columns;)
		{
			const int wide = share(columns - k, WIDE);

			tiles[tall - 1][wide - 1](r, lines, (RIGHT + k) * LANES);
			for (int l = 0; l < tall; l++)
				lines[l].out += wide;
			k += wide;
		}
		lines += tall;
		count -= tall;
	}
}

/* A tensor of sums; out NULL: not wanted. */
typedef struct tensor
{
	int order;
	int weight;
	double *out;
} tensor;

/* weight times column j of every record, kept in one of LEFT. */
static void
keep_product(const rows *r, int weight, int column, int to)
{
	double *at = (double *) (uintptr_t) r->first;

	for (int i = 0; i < r->count; i++, at += r->length)
		store(at + to * LANES,
			load(at + weight * LANES) * load(at + column * LANES));
}

/*
 * The lines of a tensor whose last column on the left is j; *kept counts the
 * products kept.
 */
static int
tensor_lines(const tensor *t, const rows *r, int d, int degree, int j,
	line *lines, int *kept)
{
	const int one = RIGHT * LANES;
	int count = 0;

	if (t->order < degree)
	{
		/* too low for what is on the right: that is 1 */
		for (int i = 0; j == 0 && i < d; i++)
			lines[count++] =
				(line){t->weight * LANES, place(i, degree) * LANES, t->out + i};
	}
	else if (t->order == degree)
	{
		if (j == d - 1)
			lines[count++] = (line){t->weight * LANES, one, t->out};
	}
	else if (t->order == degree + 1)
		lines[count++] = (line){t->weight * LANES, place(j, degree) * LANES,
			t->out + eh_tensor_before(j, t->order)};
	else
	{
		int weight = t->weight;

		if (degree == 1)
		{
			weight = LEFT + (*kept)++;
			keep_product(r, t->weight, place(j, degree), weight);
		}
		for (int i = j; i < d; i++)
			lines[count++] = (line){weight * LANES,
				(degree == 1 ? place(i, 1)
							 : RIGHT + eh_tensor_before(i, 2) + j) *
					LANES,
				t->out + eh_tensor_before(i, t->order) +
					eh_tensor_before(j, t->order - 1)};
	}
	return count;
}

extern void JOIN(eh_kernel_taylor_, EH_KERNEL)(eh_taylor_step *s);
extern size_t JOIN(eh_kernel_taylor_room_, EH_KERNEL)(int d, int order);

/*
 * eh_kernel_taylor_<name> - the sums of a block, as kernel.h defines them.
 */
void
JOIN(eh_kernel_taylor_, EH_KERNEL)(eh_taylor_step *s)
{
	const tensor tensors[] = {{1, SCORE, s->score},
		{1, HIT_SLOPE, s->hit_slope}, {2, INFO, s->info}, {2, MEAT, s->meat},
		{2, HIT_CURVE, s->hit_curve}, {2, SPREAD, s->spread},
		{3, THIRD, s->third}, {3, MEAT_SLOPE, s->meat_slope},
		{4, FOURTH, s->fourth}, {4, MEAT_CURVE, s->meat_curve}};
	const int degree = degree_of(s->order);
	const rows r = {s->room, (size_t) record(s->d, s->order) * LANES,
		(s->n + LANES - 1) / LANES};
	line lines[5 * EH_TAYLOR_COLUMNS];

	fill(s);
	for (int j = s->d - 1; j >= 0; j--)
	{
		int count = 0;
		int kept = 0;

		for (size_t t = 0; t < sizeof(tensors) / sizeof(*tensors); t++)
			if (tensors[t].out)
				count += tensor_lines(
					&tensors[t], &r, s->d, degree, j, lines + count, &kept);
		rectangle(&r, lines, count, eh_tensor_before(j + 1, degree));
	}
}

/* Numbers of room that a block asks for. */
size_t
JOIN(eh_kernel_taylor_room_, EH_KERNEL)(int d, int order)
{
	return (size_t) record(d, order) * EH_BLOCK;
}
