/*
 * logit_internal.h - what the files of the logistic fit share.
 *
 * Three ways to number the parameters.  The user's, as design.h says.  The
 * scaled columns u: centred, scaled by a power of two.  The basis z of the
 * arithmetic: as u, but a column that nearly is a combination of those before
 * it is replaced by what is left of it, z = T u.  Basis columns are numbered
 * as the parameters are, but that with many levels those of the largest
 * factor, the head, go last: their part of the information is diagonal.
 */
#ifndef EH_LOGIT_INTERNAL_H
#define EH_LOGIT_INTERNAL_H

#include "dd.h"
#include "kernel.h"
#include "logit.h"
#include "logit_totals.h"

/* Factors with more columns than this in all are summed by level. */
#define EH_LOGIT_EXPAND 32

/* R's glm calls a column aliased when less than this of it is left. */
#define EH_LOGIT_ALIAS 1e-11

/* Rounds of finding separated rows and fitting the others. */
#define EH_LOGIT_LIMITS 8

/*
 * A symmetric matrix over core + head columns whose head part is diagonal.
 * block is packed by rows of the lower triangle, as the kernel does.
 */
typedef struct eh_arrow
{
	struct eh_logit_fit *fit; /* whose poll is asked between rows */
	int core;
	int head;
	double *block; /* core (core + 1) / 2 */
	double *side;  /* head x core */
	double *diag;  /* head */
} eh_arrow;

/* The row sums that only a final pass takes. */
typedef struct eh_logit_extras
{
	eh_dd log_lik;
	double mu_hits;   /* sum hits mu */
	double mu_misses; /* sum misses mu */
	double slope;     /* sum size v */
	int64_t scores;   /* filled entries of the scores */
} eh_logit_extras;

typedef struct eh_logit_fit
{
	const eh_design *d;
	const eh_rows *rows;
	const eh_control *ctl;
	const eh_kernel_ops *ops;
	int p;
	int nz;          /* basis columns that stand in z: all, or all dense */
	int core;        /* nz and the levels of factors but the head */
	int head_factor; /* -1: every factor is expanded into z */
	bool numbers;    /* the response is any number, not an outcome */

	/* columns */
	double *centre; /* of each dense predictor */
	double *scale;
	double *most;   /* largest |x| */
	bool *constant; /* never changes, and there is an intercept */
	double *basis;  /* nz x nz, lower triangular: row k is z_k in terms of u */
	bool *turned;   /* nz: row k is more than a 1 on its diagonal */
	bool any_turned;
	bool *dead;       /* p: zero in the arithmetic */
	bool *unknown;    /* p, by parameter: no estimate */
	bool *lost;       /* p, by parameter: goes with what separates */
	bool *suspicious; /* nz: just turned */
	double *reach;    /* p: largest |u_k| */
	double *span;     /* p: largest |z_k| */
	double *length;   /* nz: of u_k, root of the sum of squares */
	double *ahead;    /* nz: what 1 of z_k adds to the user's intercept */
	int *place;       /* basis column -> parameter */
	int *order;       /* parameter -> basis column */
	int made_column;  /* first level that is a combination; -1 */
	double *made_of;  /* ... of these, by parameter, scaled columns */

	/* the block at hand */
	eh_block block;
	int n;
	int padded;           /* n up to a whole turn of the kernels */
	bool only;            /* the only block there is, and read */
	bool laid_out;        /* z is as the basis stands */
	bool ended;           /* this pass has seen the only block */
	double *z;            /* nz columns */
	const double *size;   /* NULL: 1 */
	const double *hits;   /* weight times successes */
	const double *offset; /* NULL: 0 */
	int32_t *slot;        /* nfactors columns: basis column; -1 none */
	double *row;          /* room for EH_ROOMS columns */
	int64_t blocks_left;  /* of a pass; below 0 all */
	int since_poll;
	bool cancelled;

	/* rows to leave out: those off the plane limit'u = 0 of any of these */
	int nlimits;
	double *limit; /* EH_LOGIT_LIMITS x p, by parameter */
	double *side;  /* one column: limit'u of rows left out, 0 of others */

	/* sums */
	eh_logit_totals totals;
	eh_arrow gram;           /* sum size z z' */
	eh_arrow info;           /* sum size v z z' */
	eh_arrow work;           /* factors */
	eh_arrow meat;           /* squared scores */
	double *hit_sum;         /* p: sum hits z; and their lower digits */
	double *mu_sum;          /* p: sum size mu z; and their lower digits */
	double *curve;           /* p: sum size v (1 - 2 mu) z; and lower digits */
	double *margin;          /* p: sum size (mu at a level - mu at reference) */
	double *margin_slope;    /* p: sum size v at a level */
	double *margin_gradient; /* p x p: sum of the change in size v, times z */
	double *unit;            /* p: 1 / root of the diagonal */
	double *vector;          /* EH_VECTORS vectors of p */
	double *room;            /* eh_arrow_room() */
	double *cluster;         /* nclusters x p score sums; NULL */
	uint64_t *score;         /* of rows to be ranked; NULL: too many */
	eh_logit_extras extras;

	/* where Newton stands */
	double log_lik;
	double gradient;
	int iterations;
} eh_logit_fit;

/* Columns of f->row. */
enum
{
	EH_ROOM_SIZE,
	EH_ROOM_HITS,
	EH_ROOM_OFFSET,
	EH_ROOM_ETA,
	EH_ROOM_MU,
	EH_ROOM_V,
	EH_ROOM_A,
	EH_ROOM_B,
	EH_ROOM_ONE,
	EH_ROOMS
};

/* Vectors of f->vector. */
enum
{
	EH_VECTOR_BETA,
	EH_VECTOR_GOOD,
	EH_VECTOR_STEP,
	EH_VECTOR_SCORE,
	EH_VECTOR_A,
	EH_VECTOR_B,
	EH_VECTOR_C,
	EH_VECTOR_D,
	EH_VECTORS
};

static inline double *
eh_logit_room(const eh_logit_fit *f, int which)
{
	return f->row + (size_t) which * EH_BLOCK;
}

static inline double *
eh_logit_vector(const eh_logit_fit *f, int which)
{
	return f->vector + (size_t) which * (size_t) f->p;
}

/* Kernels take rows by so many at a time: EH_BLOCK is a multiple. */
#define EH_TURN 32

static inline int
eh_logit_padded(int64_t rows)
{
	return rows >= EH_BLOCK ? EH_BLOCK
							: (int) ((rows + EH_TURN - 1) / EH_TURN * EH_TURN);
}

/* The columns of z are no longer what centre, scale and basis say. */
static inline void
eh_logit_basis_changed(eh_logit_fit *f)
{
	f->laid_out = false;
}

static inline double
eh_logit_dot(int n, const double *a, const double *b)
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

/* 2^-k with the spread times it in [1, 2); 1 for what has none */
static inline double
eh_power_scale(double spread)
{
	int exponent;

	if (!(spread > 0.0) || !isfinite(spread))
		return 1.0;
	exponent = ilogb(spread);
	return ldexp(1.0, -(exponent > 1000      ? 1000
						  : exponent < -1000 ? -1000
											 : exponent));
}

/* entry (j, k) of a packed triangle, k <= j */
static inline size_t
eh_packed(int j, int k)
{
	return (size_t) j * ((size_t) j + 1) / 2 + (size_t) k;
}

/* logit.c */
extern size_t eh_logit_lay_out(eh_logit_fit *f, const eh_design *d, char *base);
extern void eh_logit_start(eh_logit_fit *f);
extern void eh_logit_note_aliased(
	eh_logit_fit *f, int *culprit, double *relation);

/* logit_arrow.c */
extern void eh_arrow_zero(eh_arrow *a);
extern void eh_arrow_copy(const eh_arrow *from, eh_arrow *to, double factor);
extern void eh_arrow_forget(eh_arrow *a, int k);
extern double eh_arrow_diagonal(const eh_arrow *a, int k);
extern double eh_arrow_factor(
	const eh_arrow *a, eh_arrow *root, double *unit, double floor);
extern void eh_arrow_solve(
	const eh_arrow *root, const double *unit, const double *b, double *x);
extern void eh_arrow_inverse(const eh_arrow *root, const double *unit,
	const int *place, double *room, double *inverse);
extern void eh_arrow_sandwich(const eh_arrow *root, const double *unit,
	eh_arrow *meat, const int *place, double *room, double *sandwich);
extern size_t eh_arrow_room(int core, int head);

/* logit_rows.c */
extern void eh_logit_rewind(eh_logit_fit *f, int64_t blocks);
extern bool eh_logit_read(eh_logit_fit *f);
extern bool eh_logit_next(eh_logit_fit *f);
extern bool eh_logit_poll(eh_logit_fit *f);
extern void eh_logit_off_plane(
	const eh_logit_fit *f, const double *limit, double *out);
extern void eh_logit_linear(eh_logit_fit *f, const double *coef, double *out);
extern const double *eh_logit_offset(eh_logit_fit *f, const double *beta);
extern void eh_logit_cross(eh_logit_fit *f, const double *v, eh_arrow *a);
extern void eh_logit_sum(eh_logit_fit *f, const double *r, double *sum);
extern double eh_logit_sum_step(
	eh_logit_fit *f, const double *beta, eh_arrow *info, double *sum);

/* logit_rank.c */
extern eh_status eh_logit_columns(eh_logit_fit *f);
extern eh_status eh_logit_survey(eh_logit_fit *f, bool first);
extern eh_status eh_logit_rank(eh_logit_fit *f, double *square);
extern eh_status eh_logit_turn(eh_logit_fit *f, double *beta, bool *turned);
extern void eh_logit_relation(
	const eh_logit_fit *f, int column, double *relation);

/* logit_alias.c */
extern eh_status eh_logit_alias_levels(
	eh_logit_fit *f, double *square, bool *found);

/* logit_newton.c */
extern eh_status eh_logit_newton(
	eh_logit_fit *f, double intercept, eh_fit_status *status);

/* logit_null.c */
extern eh_status eh_logit_null_model(
	eh_logit_fit *f, double *intercept, double *log_lik);

/* logit_separation.c */
extern eh_status eh_logit_separated(
	eh_logit_fit *f, bool *found, bool *complete);
extern eh_status eh_logit_join_limits(eh_logit_fit *f, bool complete);

/* logit_extras.c */
extern void eh_logit_extras_begin(eh_logit_fit *f);
extern void eh_logit_extras_add(
	eh_logit_fit *f, const double *beta, double log_sum);
extern void eh_logit_add_clusters(eh_logit_fit *f, const double *r);

/* logit_auc.c */
extern size_t eh_logit_auc_bytes(const eh_design *d);
extern void eh_logit_auc_add(
	eh_logit_fit *f, double eta, double hits, double misses);
extern double eh_logit_auc(eh_logit_fit *f);

/* logit.c */
extern void eh_logit_open(eh_logit_fit *f, const eh_design *d, double *work);
extern void eh_logit_clear(const eh_design *d, eh_logit_result *out);

/* logit.c */
extern void eh_logit_open(eh_logit_fit *f, const eh_design *d, double *work);
extern void eh_logit_clear(const eh_design *d, eh_logit_result *out);

/* logit_result.c */
extern void eh_logit_unscale(const eh_logit_fit *f, double *beta);
extern void eh_logit_find_ahead(eh_logit_fit *f);
extern void eh_logit_to_user(const eh_logit_fit *f, double *beta);
extern void eh_logit_matrix_to_user(
	const eh_logit_fit *f, const bool *unknown, double *m);
extern void eh_logit_clustered(eh_logit_fit *f, double *cr0);
extern double eh_logit_condition(eh_logit_fit *f);
extern void eh_logit_finish(eh_logit_fit *f, const eh_logit_totals *all,
	bool *unknown, eh_logit_result *out);

#endif
