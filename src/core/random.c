/*
 * random.c - random numbers that depend on a seed alone.
 *
 * GSL's generators ask malloc() for their state.  This is xoshiro256++ of
 * Blackman and Vigna (2021), ACM Transactions on Mathematical Software 47(4),
 * article 36, seeded by splitmix64 as they advise.
 */
#include "random.h"

#include <gsl/gsl_cdf.h>

static uint64_t
rotate(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

void
eh_random_seed(eh_random *r, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
	{
		uint64_t z = (seed += UINT64_C(0x9e3779b97f4a7c15));

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		r->s[i] = z ^ (z >> 31);
	}
}

uint64_t
eh_random_bits(eh_random *r)
{
	uint64_t *s = r->s;
	uint64_t result = rotate(s[0] + s[3], 23) + s[0];
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

/* By inversion: one number of 53 bits, never 0 or 1, for one normal. */
double
eh_random_normal(eh_random *r)
{
	double u = ((double) (eh_random_bits(r) >> 11) + 0.5) * 0x1p-53;

	return gsl_cdf_ugaussian_Pinv(u);
}
