/*
 * kernel_choose.c - which build of the kernel this machine can run.
 *
 * Nothing is kept between calls: the processor's features are found once by
 * the compiler's own start-up code, and asking again costs a few loads.
 *
 * EH_HAVE_avx512 and EH_HAVE_avx2 say that those builds are linked in as well.
 */
#include "kernel.h"

#include <stddef.h>
#include <string.h>

extern const eh_kernel_ops eh_kernel_base;
extern const eh_kernel_ops eh_kernel_plain;

#ifdef EH_HAVE_avx512
extern const eh_kernel_ops eh_kernel_avx512;
#endif
#ifdef EH_HAVE_avx2
extern const eh_kernel_ops eh_kernel_avx2;
#endif

static const eh_kernel_ops *
avx512(void)
{
#ifdef EH_HAVE_avx512
	if (__builtin_cpu_supports("avx512f") &&
		__builtin_cpu_supports("avx512dq") &&
		__builtin_cpu_supports("avx512vl"))
		return &eh_kernel_avx512;
#endif
	return NULL;
}

static const eh_kernel_ops *
avx2(void)
{
#ifdef EH_HAVE_avx2
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return &eh_kernel_avx2;
#endif
	return NULL;
}

/* The fastest build this machine can run. */
const eh_kernel_ops *
eh_kernel(void)
{
	const eh_kernel_ops *best = avx512();

	if (best == NULL)
		best = avx2();
	return best ? best : &eh_kernel_base;
}

/* "avx512", "avx2", "base" or "plain"; NULL if this machine cannot run it. */
const eh_kernel_ops *
eh_kernel_named(const char *name)
{
	if (strcmp(name, "avx512") == 0)
		return avx512();
	if (strcmp(name, "avx2") == 0)
		return avx2();
	if (strcmp(name, "base") == 0)
		return &eh_kernel_base;
	if (strcmp(name, "plain") == 0)
		return &eh_kernel_plain;
	return NULL;
}
