/*
 * kernel.h - the inner loops of a fit over one block, in several builds.
 *
 * kernel.c is compiled once for each instruction set; eh_kernel() gives the
 * best the machine can run, eh_kernel_named() a certain one, for tests and
 * benchmarks.  All give the same sums but for the last digits.
 */
#ifndef EH_KERNEL_H
#define EH_KERNEL_H

#include "design.h"

/*
 * In all of them z holds m columns of EH_BLOCK, 64-byte aligned, as are the
 * other columns of EH_BLOCK; of each the first n entries count and the rest
 * are readable and finite.  h is packed by rows of the lower triangle: entry
 * (j, k), k <= j, at j (j + 1) / 2 + k.  Sums are added to what is there.
 */
typedef struct eh_kernel_ops
{
	const char *name;

	/*
	 * Logistic step: with eta = offset + z beta, mu = 1 / (1 + exp(-eta)) and
	 * v = mu (1 - mu), and size 1 where size is NULL:
	 *
	 *	h  += sum size v z z'      (NULL: not wanted)
	 *	g  += sum size mu z
	 *	return sum size log(1 + exp(eta))
	 */
	double (*logit_step)(const double *z, int m, int n, const double *beta,
		const double *offset, const double *size, double *h, double *g);

	/* eta, mu and v of each row, as above. */
	void (*logit_rows)(const double *z, int m, int n, const double *beta,
		const double *offset, double *eta, double *mu, double *v);

	/* h += sum v z z' */
	void (*cross)(const double *z, int m, int n, const double *v, double *h);

	/* g += sum r z */
	void (*dot)(const double *z, int m, int n, const double *r, double *g);

	/*
	 * Of n failures and k successes, every pair once: the weight of those
	 * where the success lies above the failure's high end, and half of those
	 * where between its low and high.
	 */
	double (*wins)(const double *low, const double *high, const double *weight,
		int n, const double *at, const double *hits, int k);
} eh_kernel_ops;

extern const eh_kernel_ops *eh_kernel(void);
extern const eh_kernel_ops *eh_kernel_named(const char *name);

#endif
