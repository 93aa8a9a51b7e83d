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

int
main(void)
{
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
	return EXIT_SUCCESS;
}
