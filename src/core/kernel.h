/*
 * kernel.h - the inner loops of a fit over one block, in several builds.
 *
 * Its files are compiled once for each instruction set; eh_kernel() gives the
 * best the machine can run, eh_kernel_named() a certain one, for tests and
 * benchmarks.  All give the same sums but for the last digits.
 */
#ifndef EH_KERNEL_H
#define EH_KERNEL_H

#include <stddef.h>

#include "design.h"

/*
 * In all of them z holds m columns of EH_BLOCK, 64-byte aligned, as are the
 * other columns of EH_BLOCK; of each the first n entries count and the rest
 * are readable and finite.  h is packed by rows of the lower triangle: entry
 * (j, k), k <= j, at j (j + 1) / 2 + k.  Sums are added to what is there.
 */
/*
 * Entries of a packed symmetric tensor whose first index is before j: entry
 * (i, j, ...), i >= j >= ..., of order r stands at before(i, r) + before(j,
 * r - 1) + ...
 */
static inline int
eh_tensor_before(int j, int order)
{
	switch (order)
	{
		case 1:
			return j;
		case 2:
			return j * (j + 1) / 2;
		case 3:
			return j * (j + 1) / 2 * (j + 2) / 3;
		default:
			return j * (j + 1) / 2 * (j + 2) / 3 * (j + 3) / 4;
	}
}

/*
 * The derivative sums of taylor.h over one block.  Of the d columns of z the
 * first is 1 and column j is (x - shift) scale of number j - 1; eta is offset +
 * z centre.  Rows of no size do not count, whatever finite numbers they hold.
 */
#define EH_TAYLOR_COLUMNS 21

typedef struct eh_taylor_step
{
	int d;
	int order; /* 4, or 3: without fourth and meat_curve */
	int n;
	const double *x; /* d - 1 columns, of any alignment */
	const double *shift;
	const double *scale;
	const double *centre;
	const double *whiten; /* packed triangle: kappa = |whiten z|^2 */
	double typical;       /* where the root of kappa lies, about */
	const double *offset; /* NULL: 0 */
	const double *size;   /* NULL: 1 */
	const double *hits;
	const double *people; /* squared residuals are over this; NULL: 1 */
	double *room;         /* taylor_room(d, order), aligned as columns are */

	/*
	 * Added to, and widest raised; z z ... packed tensors.  With r = size mu -
	 * hits, v' = v (1 - 2 mu) and v'' = v (1 - 6 v):
	 */
	double loss;        /* size log(1 + exp(eta)) - hits eta */
	double hit_mean;    /* hits mu */
	double widest;      /* largest kappa */
	double *score;      /* r z */
	double *hit_slope;  /* hits v z */
	double *hit_curve;  /* hits v' z z */
	double *info;       /* size v z z */
	double *third;      /* size v' z z z */
	double *fourth;     /* size v'' z z z z */
	double *meat;       /* r^2 z z */
	double *meat_slope; /* its derivatives by eta: 2 r size v z z z */
	double *meat_curve; /* 2 size v (size v + r (1 - 2 mu)) z z z z */
	double *spread;     /* size kappa z z; of order 4 size kappa times
	                     * (typical + kappa / typical) / 2, which is at least
	                     * kappa^(3/2) */
} eh_taylor_step;

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

	/* The sums of a block, and how many numbers of room they ask for. */
	void (*taylor)(eh_taylor_step *s);
	size_t (*taylor_room)(int d, int order);
} eh_kernel_ops;

extern const eh_kernel_ops *eh_kernel(void);
extern const eh_kernel_ops *eh_kernel_named(const char *name);

#endif
