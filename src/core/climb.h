/*
 * climb.h - up a logistic likelihood, or Firth's penalised one, with one
 * coefficient held or none: what firth.c and profile.c have in common.
 *
 * Parameters are gamma, of the columns worked with; the user's are beta =
 * map gamma.  Between calls they travel as a "place": p numbers, of the
 * columns as first scaled, that keep their meaning when the columns worked
 * with change.
 */
#ifndef EH_CLIMB_H
#define EH_CLIMB_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel.h"
#include "logit.h"

/* Steps remembered to learn the curvature of the penalty. */
#define EH_CLIMB_PAIRS 8

/* A pivot of the information over its diagonal: below the one the columns
 * are changed, below the other its logarithm is not to be trusted. */
#define EH_GOOD_PIVOT 1e-4
#define EH_SOUND_PIVOT 1e-10
#define EH_MOST_REBASES 4

typedef struct eh_climb
{
	const eh_design *d;
	const eh_rows *rows;
	const eh_control *ctl;
	const eh_kernel_ops *ops;
	bool penalised;
	int p;
	int most_steps; /* of one climb */

	double *centre; /* of dense column j, which becomes ... */
	double *scale;  /* ... (x - centre) * scale */
	double *basis;  /* p x p, upper: columns worked with = z basis */
	double *map;    /* p x p, upper */
	bool plain;     /* basis is the identity */

	double sum_weights;
	double sum_trials;
	double binomials;      /* logs of binomial coefficients */
	double success_offset; /* sum weight success offset */
	double *success;       /* p: sum weight success column */
	double *square;        /* p: mean square of a column worked with */
	double ridge;          /* of square, added to the information */

	double *gamma;
	double log_lik;   /* without binomial coefficients */
	double log_det;   /* of the information of the user's columns */
	double objective; /* log_lik; penalised, log_lik + log_det / 2 */
	double *score;    /* p: of the objective */
	double *factor;   /* p x p, lower: L L' is the information */
	double *metric;   /* p x p, lower: L L' is near the objective's -Hessian;
	                   * used where penalised, else factor is */
	double pivot;     /* least L[j][j]^2 over the information's diagonal */

	double noise; /* in the objective, of rounding */
	bool sound;   /* there is an objective, and a metric */

	double *step;      /* p: from gamma, not yet taken */
	double *held_step; /* p: metric^-1 constraint */
	double decrement;  /* step' score: twice what the step should gain */
	double multiplier; /* d objective / d beta_k where beta_k is held */
	bool endless;      /* steps do not shrink: some gamma is infinite */
	int steps;

	int npairs; /* steps and the score they took away, oldest first */
	double *pair_step;
	double *pair_score;

	double *trial;      /* p each, for the moment */
	double *constraint; /* the row of map that is held */
	double *spare;
	double *packed; /* p (p + 1) / 2 */
	double *z;      /* p columns of EH_BLOCK */
	double *w;
	double *size; /* columns of EH_BLOCK */
	double *eta;
	double *mu;
	double *v;
	double *r;
} eh_climb;

extern size_t eh_climb_work(const eh_design *d);
extern eh_status eh_climb_open(eh_climb *c, const eh_design *d,
	const eh_rows *rows, const eh_control *ctl, bool penalised, double *work,
	eh_fit_status *fit, int *culprit, double *relation);
extern void eh_climb_reset(eh_climb *c);
extern void eh_climb_rebase(eh_climb *c);
extern eh_status eh_climb_successes(eh_climb *c);

extern void eh_climb_go(eh_climb *c, const double *place);
extern void eh_climb_place(
	const eh_climb *c, const double *gamma, double *place);
extern double eh_climb_beta(const eh_climb *c, int k);
extern eh_status eh_climb_settle(eh_climb *c);
extern eh_status eh_climb_up(eh_climb *c, int held, double tolerance);

extern bool eh_climb_next(
	const eh_climb *c, int *blocks, eh_block *block, eh_status *status);
extern void eh_climb_columns(eh_climb *c, const eh_block *block);
extern const double *eh_climb_sizes(eh_climb *c, const eh_block *block);
extern void eh_climb_unpack(const double *packed, int p, double *lower);
extern double eh_climb_factorise(double *a, int p, double *log_det);

#endif
