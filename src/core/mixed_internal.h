/*
 * mixed_internal.h - what the files of the mixed logistic fit share.
 *
 * The effects are worked with as u = b / sd, so that an sd of 0 is nothing
 * special.  Factors stand in places: the one of most levels, the head, first,
 * and the others, the rest, after it by falling number of levels.  A vector
 * over the levels has the head's first and then those of the rest.
 *
 * At given beta and sd the modes of u maximise the joint log-likelihood, whose
 * negative Hessian there is
 *
 *	H = I + sum over rows w a a',	a the sd at each level of the row
 *
 *	    head  rest
 *	[    D     B   ]	D diagonal; B has an entry for each cell, a level of
 *	[    B'    R   ]	the head and a level of the rest that meet in a row
 *
 * Rows are held sorted by the head's level, in blocks as the kernel takes
 * them.  The fixed part's columns are made orthonormal under the weights of
 * the fit without effects, which makes their coefficients, gamma, about as
 * certain as a standard normal's.
 */
#ifndef EH_MIXED_INTERNAL_H
#define EH_MIXED_INTERNAL_H

#include <math.h>
#include <string.h>

#include "dd.h"
#include "kernel.h"
#include "mixed.h"

/* What an sd of 0 is worked with as, in units of f->unit. */
#define EH_MIXED_ZERO 1e-7

typedef struct eh_mixed_fit
{
	const eh_design *d;
	const eh_mixed_groups *groups;
	const eh_rows *rows;
	const eh_control *ctl;
	const eh_kernel_ops *ops;
	int since_poll;

	int p; /* columns with an estimate */
	int m; /* and the sds */
	int factors;
	int points;
	int factor[EH_MIXED_MOST_GROUPS]; /* by place: whose number */
	int first[EH_MIXED_MOST_GROUPS];  /* by place: its first level */
	int heads;                        /* levels of the head */
	int rest;                         /* levels of the others */
	int levels;                       /* all */

	/* columns of the user, p0 of them, those of the basis, p of them */
	int p0;
	int *live;      /* p0: column of the basis, -1 none */
	double *centre; /* p0: what is taken away from a column */
	double *scale;  /* p0: and what it is multiplied by then */
	double *map;    /* p0 x p: beta = map gamma */
	double *root;   /* p x p, upper: scaled columns = basis root */

	/* rows: columns of blocks x EH_BLOCK; after the last, rows of size 0 */
	int64_t n;
	int64_t blocks;
	double *z;    /* a block has p columns */
	double *size; /* weight times trials */
	double *hits; /* weight times successes */
	double *offset;
	double *fixed; /* offset + z gamma */
	double *eta;
	double *mu;
	double *v;
	double *share;  /* of each row in the gradient, or its leverage */
	int32_t *level; /* a block has a column for each place */
	int32_t *cell;  /* a block has a column for each place but the head's */
	bool single;    /* every size is 1 */
	double binomial;

	/* the cells of each head level, one after another */
	int64_t *cell_first; /* heads + 1 */
	int32_t *cell_rest;  /* number among the rest */
	double *cell_w;      /* sum of w */
	double *cell_v;      /* B over D */
	double *cell_inverse;

	/* over the levels */
	double *u;
	double *spread; /* the sd of its factor */
	double *sum_r;  /* sum hits - size mu */
	double *sum_w;  /* sum size v */
	double *step;
	double *lean;    /* d log det H / d u, and that through H^-1 */
	double *kept;    /* u where something began */
	double *tangent; /* m vectors: d u / d gamma, d u / d sd */
	double *inverse; /* diagonal of H^-1 */
	int64_t *count;

	/* the head's D, and the rest's triangular root and inverse */
	double *diagonal; /* heads */
	double *block;    /* rest x rest, lower */
	double *solved;   /* rest x rest, both halves; its shape while made */
	int *reach;       /* rest: first column of the root that is not 0 */
	int *until;       /* rest: last row of its inverse's column, likewise */
	double log_det;

	/* quadrature; over head levels and points */
	double *node;     /* points: where, in units of the curvature's sd */
	double *node_log; /* log of the weight, with what it has in excess */
	double *post;     /* heads x points: share of each point */
	double *part;     /* heads x 4 */

	/* where the fit stands */
	double unit[EH_MIXED_MOST_GROUPS]; /* sd at which a level's rows weigh
	                                    * as much as its prior */
	double sd[EH_MIXED_MOST_GROUPS];
	double *gamma;    /* p */
	double *x;        /* m: gamma, and phi of each place */
	double value;     /* log-likelihood, without binomial coefficients */
	double without;   /* ... of the fit without effects, ... */
	double *alone;    /* p: ... and its gamma */
	double *gradient; /* m: by x */
	double *by_sd;    /* m: by gamma and sd */
	int looks;

	/* the search */
	double *metric;   /* m x m: near the negative Hessian by x */
	double *curve;    /* m x m: the very Hessian, where it has been taken */
	double *factored; /* m x m */
	double *move;     /* m */
	double *old;      /* m: x before, and the gradient */
	double *old_gradient;
	double *spare;        /* m */
	double *wide;         /* (p0 + factors) x m */
	double *best;         /* m: x at the highest place so far */
	double *first_metric; /* m x m: what the search begins with */
	bool *still;          /* m: does not move */
	bool *held;           /* m: must not */
	int most_steps;
	double decrement; /* squared distance to the top in standard errors */
} eh_mixed_fit;

static inline double *
eh_mixed_column(double *all, int64_t block)
{
	return all + block * EH_BLOCK;
}

static inline double *
eh_mixed_z(const eh_mixed_fit *f, int64_t block)
{
	return f->z + block * f->p * EH_BLOCK;
}

/* the level numbers of a block's rows at a place */
static inline const int32_t *
eh_mixed_levels(const eh_mixed_fit *f, int64_t block, int place)
{
	return f->level + (block * f->factors + place) * EH_BLOCK;
}

static inline const int32_t *
eh_mixed_cells(const eh_mixed_fit *f, int64_t block, int place)
{
	return f->cell + (block * (f->factors - 1) + place - 1) * EH_BLOCK;
}

static inline double *
eh_mixed_row(const eh_mixed_fit *f, double *matrix, int i)
{
	return matrix + (size_t) i * (size_t) f->rest;
}

static inline double
eh_mixed_dot(int n, const double *a, const double *b)
{
	double s0 = 0.0;
	double s1 = 0.0;
	double s2 = 0.0;
	double s3 = 0.0;
	int i = 0;

	for (; i + 4 <= n; i += 4)
	{
		s0 += a[i] * b[i];
		s1 += a[i + 1] * b[i + 1];
		s2 += a[i + 2] * b[i + 2];
		s3 += a[i + 3] * b[i + 3];
	}
	for (; i < n; i++)
		s0 += a[i] * b[i];
	return (s0 + s1) + (s2 + s3);
}

static inline void
eh_mixed_add(int64_t n, double times, const double *from, double *to)
{
	for (int64_t i = 0; i < n; i++)
		to[i] += times * from[i];
}

static inline void
eh_mixed_copy(double *to, const double *from, int64_t n)
{
	memcpy(to, from, sizeof(double) * (size_t) n);
}

static inline void
eh_mixed_clear(double *x, int64_t n)
{
	memset(x, 0, sizeof(double) * (size_t) n);
}

/* So many rows, or as many dozens of multiplications, are done: is the fit to
 * stop? */
static inline eh_status
eh_mixed_spend(eh_mixed_fit *f, int64_t rows)
{
	f->since_poll += (int) (rows < 1024 ? rows : 1024);
	if (f->since_poll < 1024)
		return EH_OK;
	f->since_poll = 0;
	return f->ctl->poll && f->ctl->poll(f->ctl->arg) ? EH_ECANCEL : EH_OK;
}

/* mixed.c */
extern eh_status eh_mixed_maximise(eh_mixed_fit *f, const eh_design *d,
	const eh_mixed_groups *groups, const eh_mixed_options *options,
	const eh_rows *rows, const eh_control *ctl, double *work,
	eh_mixed_result *out);

/* mixed_rows.c */
extern eh_status eh_mixed_gather(eh_mixed_fit *f, const double *beta);
extern eh_status eh_mixed_replicates(
	eh_mixed_fit *f, int64_t *both, int *without);

/* mixed_columns.c */
extern eh_status eh_mixed_columns(eh_mixed_fit *f, const double *beta);
extern eh_status eh_mixed_fix(eh_mixed_fit *f);

/* mixed_block.c */
extern eh_status eh_mixed_factor(eh_mixed_fit *f);
extern eh_status eh_mixed_solve(eh_mixed_fit *f, double *x);
extern eh_status eh_mixed_invert(eh_mixed_fit *f);

/* mixed_modes.c */
extern eh_status eh_mixed_modes(eh_mixed_fit *f);
extern eh_status eh_mixed_joint(eh_mixed_fit *f, double *value);

/* mixed_gradient.c */
extern eh_status eh_mixed_laplace(eh_mixed_fit *f);
extern eh_status eh_mixed_tangents(eh_mixed_fit *f, double *information);

/* mixed_nodes.c */
extern void eh_mixed_nodes(int n, double *node, double *node_log);

/* mixed_quadrature.c */
extern eh_status eh_mixed_quadrature(eh_mixed_fit *f);

/* mixed_search.c */
extern double eh_mixed_phi(const eh_mixed_fit *f, int place, double sd);
extern double eh_mixed_sd(const eh_mixed_fit *f, int place, double phi);
extern double eh_mixed_sd_slope(const eh_mixed_fit *f, int place, double sd);
extern eh_status eh_mixed_look(eh_mixed_fit *f, const double *x);
extern eh_status eh_mixed_start(eh_mixed_fit *f);
extern eh_status eh_mixed_climb(eh_mixed_fit *f, double tolerance);
extern void eh_mixed_find_still(eh_mixed_fit *f);
extern bool eh_mixed_plan(eh_mixed_fit *f, const double *a);
extern double eh_mixed_try_part(eh_mixed_fit *f, double part);
extern double eh_mixed_noise(double value);

/* mixed_summit.c */
extern eh_status eh_mixed_summit(eh_mixed_fit *f);

/* mixed_errors.c */
extern eh_status eh_mixed_curvature(eh_mixed_fit *f);
extern bool eh_mixed_cholesky(int n, double *a);
extern void eh_mixed_back(int n, const double *root, double *x);
extern eh_status eh_mixed_report(eh_mixed_fit *f, eh_mixed_result *out);

#endif
