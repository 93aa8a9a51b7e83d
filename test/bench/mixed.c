/*
 * mixed.c - milliseconds of a mixed logistic fit, by rows, levels and points:
 * five predictors, outcomes made with an sd of 1.  Each figure is the least
 * of a few turns.
 *
 *	make check-unit
 *	gcc -O2 -Isrc -Itest/unit test/bench/mixed.c build/unit/plain/libeh.a \
 *		-lgsl -lgslcblas -lm -o build/bench_mixed && build/bench_mixed
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mixed_rows.h"

#define PREDICTORS 5

static uint64_t seed;

static double
uniform(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return ((double) (seed >> 11) + 0.5) * 0x1p-53;
}

static double
normal(void)
{
	return sqrt(-2.0 * log(uniform())) * cos(6.283185307179586 * uniform());
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e3 * (double) t.tv_sec + 1e-6 * (double) t.tv_nsec;
}

static void *
room(size_t n, size_t size)
{
	void *memory = calloc(n, size);

	if (memory == NULL)
		exit(1);
	return memory;
}

/* A row's levels are drawn at large. */
static void
make(struct logit_rows *r, int n, const int32_t *nlevels, int factors)
{
	double *x = room((size_t) n * PREDICTORS, sizeof(double));
	double *y = room((size_t) n, sizeof(double));
	int32_t *code = room((size_t) n * (size_t) factors, sizeof(int32_t));
	double *effect[3];

	seed = 7;
	for (int k = 0; k < factors; k++)
	{
		effect[k] = room((size_t) nlevels[k], sizeof(double));
		for (int l = 0; l < nlevels[k]; l++)
			effect[k][l] = normal();
	}
	for (int i = 0; i < n; i++)
	{
		double eta = -0.5;

		for (int j = 0; j < PREDICTORS; j++)
		{
			x[(size_t) j * (size_t) n + (size_t) i] = normal();
			eta += 0.3 * x[(size_t) j * (size_t) n + (size_t) i];
		}
		for (int k = 0; k < factors; k++)
		{
			int32_t l = (int32_t) (uniform() * nlevels[k]);

			code[(size_t) k * (size_t) n + (size_t) i] = l;
			eta += effect[k][l];
		}
		y[i] = uniform() < 1.0 / (1.0 + exp(-eta)) ? 1.0 : 0.0;
	}
	for (int k = 0; k < factors; k++)
		free(effect[k]);
	*r = (struct logit_rows){.n = n,
		.ndense = PREDICTORS,
		.nfactors = factors,
		.x = x,
		.code = code,
		.success = y};
}

static void
measure(int n, const int32_t *nlevels, int factors, int points)
{
	struct logit_rows r;
	eh_mixed_groups groups = {factors, nlevels};
	struct mixed_fit f;
	double best = INFINITY;
	int turns = n > 50000 ? 1 : 5;

	make(&r, n, nlevels, factors);
	for (int turn = 0; turn < turns; turn++)
	{
		eh_design d = {.intercept = true, .ndense = PREDICTORS, .nrows = n};
		double start = now();

		if (mixed_fit(&d, &groups, points, &r, &f) != EH_OK)
			exit(1);
		best = fmin(best, now() - start);
		mixed_fit_free(&f);
	}
	printf("%8d rows, levels", n);
	for (int k = 0; k < factors; k++)
		printf(" %6d", nlevels[k]);
	printf(", %2d points: %10.2f ms, status %d, %d gradients, %.0f ns a row "
		   "and gradient\n",
		points, best, f.result.status, f.result.iterations,
		1e6 * best / n / f.result.iterations);
	free((void *) r.x);
	free((void *) r.success);
	free((void *) r.code);
}

int
main(void)
{
	static const int32_t one[] = {10, 100, 1000, 10000, 100000};

	for (int n = 1000; n <= 1000000; n *= 10)
		for (int k = 0; k < 5; k++)
			if (one[k] <= n / 2)
				measure(n, &one[k], 1, 1);
	for (int n = 1000; n <= 100000; n *= 10)
		measure(n, (const int32_t[]){n / 10}, 1, 25);
	measure(374, (const int32_t[]){149, 9}, 2, 1);
	measure(10000, (const int32_t[]){1000, 100}, 2, 1);
	measure(100000, (const int32_t[]){10000, 100}, 2, 1);
	measure(1000000, (const int32_t[]){100000, 100}, 2, 1);
	measure(10000, (const int32_t[]){500, 200, 50}, 3, 1);
	measure(20000, (const int32_t[]){1000, 1000}, 2, 1);
	return 0;
}
