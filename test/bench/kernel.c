/*
 * kernel.c - nanoseconds a row of the kernel's operations, every build that
 * this machine can run: rows in the second cache, and 400 MB of them read
 * through.  Each figure is the least of several turns.
 *
 *	make check-unit
 *	gcc -O2 -Isrc test/bench/kernel.c build/unit/plain/libeh.a \
 *		-lgsl -lgslcblas -lm -o build/bench_kernel && build/bench_kernel
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/kernel.h"

#define MOST_COLUMNS 60
#define TURNS 9
#define MOST_SUMS 20000

static double beta[MOST_COLUMNS];
static double h[MOST_COLUMNS * (MOST_COLUMNS + 1) / 2];
static double g[MOST_COLUMNS];
static double size[EH_BLOCK] __attribute__((aligned(64)));
static volatile double sink;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e9 * (double) t.tv_sec + (double) t.tv_nsec;
}

/* Nanoseconds a row of logit_step, over blocks of z passes times. */
static double
time_step(const eh_kernel_ops *ops, const double *z, int m, size_t blocks,
	int passes, const double *sizes, double *hessian)
{
	double best = 1e300;

	for (int turn = 0; turn < TURNS; turn++)
	{
		double sum = 0.0;
		double start = now();
		double spent;

		for (int pass = 0; pass < passes; pass++)
			for (size_t b = 0; b < blocks; b++)
				sum += ops->logit_step(z + b * (size_t) m * EH_BLOCK, m,
					EH_BLOCK, beta, NULL, sizes, hessian, g);
		spent = (now() - start) / ((double) passes * blocks * EH_BLOCK);
		if (spent < best)
			best = spent;
		sink = sum;
	}
	return best;
}

/* Intercept and m - 1 columns in (-1, 1), filled block by block. */
static double *
make_rows(int m, size_t blocks)
{
	double *z =
		aligned_alloc(64, blocks * (size_t) m * sizeof(double[EH_BLOCK]));

	if (z == NULL)
		exit(EXIT_FAILURE);
	for (size_t b = 0; b < blocks; b++)
		for (int j = 0; j < m; j++)
			for (int i = 0; i < EH_BLOCK; i++)
				z[(b * (size_t) m + (size_t) j) * EH_BLOCK + (size_t) i] =
					j == 0 ? 1.0 : 2.0 * rand() / RAND_MAX - 1.0;
	return z;
}

/* One line: blocks of bytes in all, in a cache or not. */
static void
report(const eh_kernel_ops *ops, int m, size_t bytes, const char *where)
{
	size_t blocks = bytes / ((size_t) m * sizeof(double[EH_BLOCK]));
	int passes = (int) (((size_t) 64 << 20) / bytes) + 1;
	double *z;

	if (blocks == 0)
		blocks = 1;
	z = make_rows(m, blocks);
	printf("%-8s %4d %-9s %10.2f %10.2f %10.2f\n", ops->name, m, where,
		time_step(ops, z, m, blocks, passes, NULL, h),
		time_step(ops, z, m, blocks, passes, size, h),
		time_step(ops, z, m, blocks, passes, NULL, NULL));
	free(z);
}

/* Nanoseconds a row of taylor, one block again and again. */
static double
time_taylor(const eh_kernel_ops *ops, int d, int order, const double *z)
{
	static double sums[10][MOST_SUMS];
	static double shift[EH_TAYLOR_COLUMNS];
	static double scale[EH_TAYLOR_COLUMNS];
	static double whiten[EH_TAYLOR_COLUMNS * (EH_TAYLOR_COLUMNS + 1) / 2];
	static double hits[EH_BLOCK] __attribute__((aligned(64)));
	eh_taylor_step s = {.d = d,
		.order = order,
		.n = EH_BLOCK,
		.x = z + EH_BLOCK,
		.shift = shift,
		.scale = scale,
		.centre = beta,
		.whiten = whiten,
		.typical = 3.0,
		.hits = hits,
		.score = sums[0],
		.hit_slope = sums[1],
		.hit_curve = sums[2],
		.info = sums[3],
		.third = sums[4],
		.fourth = order == 4 ? sums[5] : NULL,
		.meat = sums[6],
		.meat_slope = sums[7],
		.meat_curve = order == 4 ? sums[8] : NULL,
		.spread = sums[9]};
	double best = 1e300;

	for (int j = 0; j < d; j++)
	{
		scale[j] = 1.0;
		whiten[j * (j + 3) / 2] = 1.5;
	}
	for (int i = 0; i < EH_BLOCK; i++)
		hits[i] = i % 3 == 0;
	s.room = aligned_alloc(
		64, (ops->taylor_room(d, order) + 7) / 8 * 8 * sizeof(double));
	if (s.room == NULL)
		exit(EXIT_FAILURE);
	for (int turn = 0; turn < 5 * TURNS; turn++)
	{
		const int passes = 100;
		double start = now();
		double spent;

		for (int pass = 0; pass < passes; pass++)
			ops->taylor(&s);
		spent = (now() - start) / ((double) passes * EH_BLOCK);
		if (spent < best)
			best = spent;
	}
	free(s.room);
	return best;
}

/* One line: columns, the intercept among them. */
static void
report_taylor(const eh_kernel_ops *ops, int m)
{
	int order = m <= 11 ? 4 : 3;
	double *z = make_rows(m, 1);

	printf("%-8s %4d %5d %10.2f\n", ops->name, m, order,
		time_taylor(ops, m, order, z));
	free(z);
}

int
main(void)
{
	static const int taylor_columns[] = {3, 6, 10, 20};
	static const char *const names[] = {"avx512", "avx2", "base", "plain"};
	static const int columns[] = {2, 6, 8, 12, 20, 60};

	for (int j = 0; j < MOST_COLUMNS; j++)
		beta[j] = 0.2 - 0.01 * j;
	for (int i = 0; i < EH_BLOCK; i++)
		size[i] = 1.0 + i % 3;
	printf("logit_step, ns a row\n%-8s %4s %-9s %10s %10s %10s\n", "build", "m",
		"rows", "h and g", "sizes", "g alone");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
	{
		const eh_kernel_ops *ops = eh_kernel_named(names[i]);

		if (ops == NULL)
			continue;
		for (size_t c = 0; c < sizeof(columns) / sizeof(*columns); c++)
			report(ops, columns[c], (size_t) 512 << 10, "cached");
		report(ops, 6, (size_t) 400 << 20, "streamed");
	}
	printf("\ntaylor, ns a row\n%-8s %4s %5s %10s\n", "build", "m", "order",
		"cached");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (size_t c = 0; c < sizeof(taylor_columns) / sizeof(*taylor_columns);
			 c++)
			if (eh_kernel_named(names[i]))
				report_taylor(eh_kernel_named(names[i]), taylor_columns[c]);
	return EXIT_SUCCESS;
}
