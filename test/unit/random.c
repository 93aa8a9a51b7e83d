/*
 * random.c - src/core/random.c against another program's numbers, and its
 * normals by their moments.
 */
#include "unit.h"

#include <stdint.h>

#include "core/random.h"

#include "random_expected.h"

static void
known(void)
{
	for (size_t i = 0; i < sizeof(random_cases) / sizeof(*random_cases); i++)
	{
		const struct random_case *c = &random_cases[i];
		bool same = true;
		eh_random r;

		eh_random_seed(&r, c->seed);
		for (int k = 0; k < 6; k++)
			same = same && eh_random_bits(&r) == c->bits[k];
		ok(same, "seed %llu", (unsigned long long) c->seed);
		eh_random_seed(&r, c->seed);
		near(eh_random_normal(&r), c->normal, 1e-13, 0.0, "  first normal");
	}
}

static void
moments(void)
{
	double sum[5] = {0};
	eh_random r;

	eh_random_seed(&r, 42);
	for (int i = 0; i < 1000000; i++)
	{
		double v = eh_random_normal(&r), p = 1.0;

		for (int k = 1; k < 5; k++)
			sum[k] += p *= v;
	}
	near(sum[1] / 1e6, 0.0, 0.0, 5e-3, "mean 0");
	near(sum[2] / 1e6, 1.0, 0.0, 7e-3, "variance 1");
	near(sum[3] / 1e6, 0.0, 0.0, 2e-2, "no skew");
	near(sum[4] / 1e6, 3.0, 0.0, 5e-2, "kurtosis 3");
}

int
main(void)
{
	known();
	moments();
	return done();
}
