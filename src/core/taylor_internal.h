/*
 * taylor_internal.h - what the files of the Taylor state share.
 *
 * The body of a state, of d = ndense + 1 columns z, in this order:
 *
 *	shift, scale	ndense each: z = (x - shift) scale
 *	centre			d
 *	whiten			packed triangle W: kappa = |W z|^2 (taylor_bound.c)
 *	spread			packed: sums of rows since the centre moved
 *	piece			EH_TAYLOR_PIECES of d + 2
 *	loss			log(1 + exp(eta)) - hits eta, order 0 to the highest
 *	low				d + 1: lower digits of orders 0 and 1
 *	hit				mean of the hits, order 0 to 2
 *	meat			squared residuals z z', order 2 to the highest
 *	null			loss of the model without predictors, order 0 to 4, and
 *					lower digits of the first two
 *
 * Without an intercept the first row of W is 0, and no step has a first part.
 */
#ifndef EH_TAYLOR_INTERNAL_H
#define EH_TAYLOR_INTERNAL_H

#include "kernel.h"
#include "logit_internal.h"
#include "pile.h"
#include "taylor.h"

#define EH_JET_ORDERS 5
#define EH_NULL_ORDER 4

_Static_assert(
	EH_TAYLOR_MOST + 1 <= EH_TAYLOR_COLUMNS, "the kernel takes as many");

/*
 * A function of d variables as its derivatives of order low to high at a
 * point, packed symmetric tensors: entry (i, j, ...), i >= j >= ..., in the
 * order of nested loops.
 */
typedef struct eh_jet
{
	int d;
	int low;
	int high;
	double *at[EH_JET_ORDERS];
	double *digits; /* 1 + d: lower digits of orders 0 and 1; NULL */
} eh_jet;

typedef struct eh_taylor_parts
{
	int d;
	int first; /* column of the first parameter */
	int order;
	double typical; /* root of kappa, about */
	double *shift;
	double *scale;
	double *centre;
	double *whiten;
	double *spread;
	double *piece;
	eh_jet loss;
	eh_jet hit;
	eh_jet meat;
	eh_jet null;
} eh_taylor_parts;

/* Numbers in the order-th derivative. */
static inline size_t
eh_jet_count(int d, int order)
{
	size_t count = 1;

	for (int k = 0; k < order; k++)
		count = count * (size_t) (d + k) / (size_t) (k + 1);
	return count;
}

/* The room of any of the functions. */
typedef struct eh_taylor_room
{
	eh_taylor *copy;
	double *numbers;
	double *fit; /* eh_logit_work() of a design without rows */
} eh_taylor_room;

/* A column of which less is left beside those before it is not to be trusted. */
#define EH_TAYLOR_FLOOR 1e-7

/* taylor.c */
extern eh_taylor_parts eh_taylor_parts_of(const eh_taylor *t);
extern eh_design eh_taylor_design(const eh_taylor *t);
extern eh_taylor_room eh_taylor_room_in(int ndense, double *work);

/* taylor_jet.c */
extern size_t eh_jet_room(int d, int order);
extern void eh_jet_shift(const eh_jet *j, const double *step, double *room);
extern void eh_jet_map(const eh_jet *j, const double *turn, const double *grow);
extern void eh_jet_add(const eh_jet *into, const eh_jet *from);

/* taylor_bound.c */
extern size_t eh_taylor_bound_room(int d);
extern bool eh_taylor_metric(const eh_taylor_parts *p, const double *info);
extern double eh_taylor_reach(const eh_taylor *t, const double *step);
extern void eh_taylor_close(eh_taylor *t, double *room);
extern void eh_taylor_join(
	eh_taylor *into, const eh_taylor *from, double *room);
extern double eh_taylor_bound(
	const eh_taylor *t, double decrement, double *room);

/* taylor_solve.c */
extern size_t eh_taylor_solve_room(int ndense);
extern eh_status eh_taylor_climb(const eh_taylor *t, const eh_control *ctl,
	double *room, double *step, double *decrement, int *steps);

#endif
