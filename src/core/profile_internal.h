/*
 * profile_internal.h - what profile.c and profile_points.c share.
 */
#ifndef EH_PROFILE_INTERNAL_H
#define EH_PROFILE_INTERNAL_H

#include <string.h>

#include "climb.h"
#include "profile.h"

#define EH_PROFILE_TRIES 30

/* A place, as climb.h has it, is p numbers. */
typedef struct eh_profile_state
{
	eh_climb *c;
	int k;         /* the coefficient */
	double top;    /* the objective at the estimate, or its limit */
	double *best;  /* p: the place of the estimate */
	double *drift; /* p: the step an endless fit ended with, as a place */
	double *row;   /* p: beta_k = row . place */
	double *trial; /* p: a place, and where the climb from it ended */
	double *along; /* p: d place / d beta_k there */
	double b;      /* beta_k there */
	double fall;   /* the deviance there */
	double rate;   /* and d fall / d beta_k */
	double own;    /* variance of beta_k there */
	double slope;  /* d x / d beta_k there */

	/* points so far, without one at infinity; r of each, or log|r|; the error
	 * found between each and the next; their places, EH_PROFILE_GRID x p */
	int n;
	eh_profile_point point[EH_PROFILE_GRID];
	double x[EH_PROFILE_GRID];
	double wrong[EH_PROFILE_GRID];
	double *places;
	double unit;  /* of b */
	double side;  /* the infinity that the estimate is, or 0 */
	bool endless; /* some coefficient is infinite */
} eh_profile_state;

extern eh_status eh_profile_climb(eh_profile_state *f);
extern eh_status eh_profile_points(eh_profile_state *f);

static inline double
eh_inner(const double *a, const double *b, int n)
{
	double sum = 0.0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static inline void
eh_add(double *to, double times, const double *from, int n)
{
	for (int i = 0; i < n; i++)
		to[i] += times * from[i];
}

static inline void
eh_copy(double *to, const double *from, int n)
{
	memcpy(to, from, sizeof(double) * n);
}

#endif
