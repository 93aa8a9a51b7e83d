/*
 * kernel_taylor.c - T1 and T2 of src/core/kernel_taylor.c: every build this
 * machine can run against the plain one, row by row with libm.
 */
#include "unit.h"

#include <stdlib.h>

#include "core/kernel.h"

#define COLUMN __attribute__((aligned(64)))
#define PACKED(d) ((d) * ((d) + 1) / 2)
#define MOST_SUMS 16000
#define TENSORS 10

/* What is in the sums beforehand, and must still be part of them after. */
#define BEFORE 0.75

/* One problem. */
static int d;
static int order;
static int n;
static double x[EH_TAYLOR_COLUMNS * EH_BLOCK + 1];
static double shift[EH_TAYLOR_COLUMNS];
static double scale[EH_TAYLOR_COLUMNS];
static double centre[EH_TAYLOR_COLUMNS];
static double whiten[PACKED(EH_TAYLOR_COLUMNS)];
static double offset[EH_BLOCK] COLUMN;
static double size[EH_BLOCK] COLUMN;
static double hits[EH_BLOCK] COLUMN;
static double people[EH_BLOCK] COLUMN;
static eh_taylor_step problem;

/* The sums of a step, one after another. */
typedef struct sums
{
	double at[MOST_SUMS];
	int length[TENSORS];
	double loss;
	double hit_mean;
	double widest;
} sums;

static double
uniform(double low, double high)
{
	return low + (high - low) * rand() / RAND_MAX;
}

/* Rows from n on and those of no size hold numbers that would be seen. */
static void
make_tail(double value)
{
	for (int i = 0; i < EH_BLOCK; i++)
	{
		if (i < n && (!problem.size || size[i] > 0.0))
			continue;
		for (int j = 0; j + 1 < d; j++)
			x[1 + j * EH_BLOCK + i] = value;
		offset[i] = i < n ? 0.5 : value;
		hits[i] = value;
		people[i] = i < n ? 0.0 : value;
		if (i >= n)
			size[i] = fabs(value);
	}
}

static void
make_problem(bool sizes, bool offsets, bool persons)
{
	srand(7 * d + n);
	for (int j = 0; j < d; j++)
	{
		shift[j] = uniform(-2.0, 2.0);
		scale[j] = ldexp(1.0, rand() % 3 - 1);
		centre[j] = uniform(-0.4, 0.4);
		for (int k = 0; k <= j; k++)
			whiten[PACKED(j) + k] = uniform(-1.0, 1.0);
		for (int i = 0; i < EH_BLOCK; i++)
			x[1 + j * EH_BLOCK + i] = shift[j] + uniform(-1.0, 1.0) / scale[j];
	}
	for (int i = 0; i < EH_BLOCK; i++)
	{
		offset[i] = uniform(-1.0, 1.0);
		size[i] = i % 5 == 2 ? 0.0 : floor(uniform(1.0, 9.0));
		hits[i] = sizes ? floor(uniform(0.0, size[i] + 0.99)) : rand() % 2;
		people[i] = floor(uniform(1.0, 4.0));
	}
	/* x of no alignment */
	problem = (eh_taylor_step){.d = d,
		.order = order,
		.n = n,
		.x = x + 1,
		.shift = shift,
		.scale = scale,
		.centre = centre,
		.whiten = whiten,
		.typical = 2.5,
		.offset = offsets ? offset : NULL,
		.size = sizes ? size : NULL,
		.hits = hits,
		.people = persons ? people : NULL};
	make_tail(1e6);
}

static int
count(int power)
{
	return eh_tensor_before(d, power);
}

static void
run(const eh_kernel_ops *ops, sums *s)
{
	static const int powers[TENSORS] = {1, 1, 2, 2, 2, 2, 3, 3, 4, 4};
	eh_taylor_step step = problem;
	double **const out[TENSORS] = {&step.score, &step.hit_slope,
		&step.hit_curve, &step.info, &step.meat, &step.spread, &step.third,
		&step.meat_slope, &step.fourth, &step.meat_curve};
	int used = 0;

	step.room = aligned_alloc(
		64, (ops->taylor_room(d, order) + 7) / 8 * 8 * sizeof(double));
	for (int t = 0; t < TENSORS; t++)
	{
		s->length[t] = powers[t] > order ? 0 : count(powers[t]);
		*out[t] = s->length[t] > 0 ? s->at + used : NULL;
		used += s->length[t];
	}
	for (int i = 0; i < MOST_SUMS; i++)
		s->at[i] = BEFORE;
	step.loss = step.hit_mean = step.widest = BEFORE;
	ops->taylor(&step);
	s->loss = step.loss;
	s->hit_mean = step.hit_mean;
	s->widest = step.widest;
	free(step.room);
}

/* The largest difference, relative to what a sum of so many rows may be off. */
static double
apart(const sums *got, const sums *want)
{
	double most = 0.0;
	int at = 0;

	for (int t = 0; t < TENSORS; t++)
	{
		double unit = 1.0;
		int end = at + got->length[t];

		for (int i = at; i < end; i++)
			unit = fmax(unit, fabs(want->at[i]));
		for (; at < end; at++)
			most = fmax(most, fabs(got->at[at] - want->at[at]) / unit);
	}
	for (; at < MOST_SUMS; at++)
		if (got->at[at] != BEFORE)
			return INFINITY;
	most = fmax(most, fabs(got->loss - want->loss) / fabs(want->loss));
	most =
		fmax(most, fabs(got->hit_mean - want->hit_mean) / fabs(want->hit_mean));
	return fmax(most, fabs(got->widest - want->widest) / want->widest);
}

static void
against_plain(const eh_kernel_ops *ops)
{
	static const int columns[] = {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 16, 21};
	static const int rows[] = {1, 7, 33, 255, 256};
	static sums got, again, want;
	double most = 0.0;
	bool tail = true;

	for (int shape = 0; shape < 13 * 5 * 2; shape++)
	{
		d = columns[shape / 10];
		n = rows[shape % 5];
		order = shape / 5 % 2 ? 3 : 4;
		if (order == 4 && d > 11)
			continue;
		for (int kind = 0; kind < 8; kind++)
		{
			make_problem(kind & 1, kind & 2, kind & 4);
			run(eh_kernel_named("plain"), &want);
			run(ops, &got);
			most = fmax(most, apart(&got, &want));
			make_tail(-3e5);
			run(ops, &again);
			tail = tail && memcmp(&got, &again, sizeof(got)) == 0;
		}
	}
	ok(most <= 1e-13, "%s: sums are plain's", ops->name);
	printf("# worst %.3g\n", most);
	ok(tail, "%s: rows that do not count change no bit", ops->name);
}

int
main(void)
{
	static const char *const names[] = {"avx512", "avx2", "base", "plain"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (eh_kernel_named(names[i]))
			against_plain(eh_kernel_named(names[i]));
	return done();
}
