/*
 * random.h - random numbers that depend on a seed alone.
 */
#ifndef EH_RANDOM_H
#define EH_RANDOM_H

#include <stdint.h>

typedef struct eh_random
{
	uint64_t s[4];
} eh_random;

extern void eh_random_seed(eh_random *r, uint64_t seed);
extern uint64_t eh_random_bits(eh_random *r);
extern double eh_random_normal(eh_random *r);

#endif
