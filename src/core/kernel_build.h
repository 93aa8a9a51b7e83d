/*
 * kernel_build.h - what the kernel's files have in common.
 *
 * For kernel.c and kernel_taylor.c alone, each compiled once for each
 * instruction set with
 *
 *	EH_KERNEL	the build's name
 *	EH_VECTOR	bytes of a vector: 16, 32 or 64
 *
 * and the compiler's flags for that set; without them it is the base build,
 * for any machine.  Builds with fused multiply-add want -ffp-contract=fast:
 * nothing here relies on the rounding of a product.
 */
#ifndef EH_KERNEL_BUILD_H
#define EH_KERNEL_BUILD_H

#include "kernel.h"
#include "vector.h"

#ifndef EH_KERNEL
#define EH_KERNEL base
#endif

#define JOIN_AGAIN(a, b) a##b
#define JOIN(a, b) JOIN_AGAIN(a, b)
#define QUOTE_AGAIN(a) #a
#define QUOTE(a) QUOTE_AGAIN(a)

/* Rows a turn of the loops over eta: whole cache lines, for any vector. */
#define TURN 4
#define STRIDE (TURN * LANES)

_Static_assert(EH_BLOCK % STRIDE == 0, "a block is whole turns");
_Static_assert(EH_BLOCK < 1023, "a product of a block's 1 + e is finite");

/* mu, v = mu (1 - mu) and e = exp(-|eta|) */
ALWAYS void
logistic(vec eta, vec *mu, vec *v, vec *e)
{
	vec larger;
	vec smaller;

	*e = exp_negative(negative_part(eta));
	larger = splat(1.0) / (splat(1.0) + *e);
	smaller = *e * larger;
	*mu = choose((bits) (eta < splat(0.0)), smaller, larger);
	*v = larger * smaller;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

#endif
