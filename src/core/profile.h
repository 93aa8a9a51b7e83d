/*
 * profile.h - the profile likelihood of each coefficient of a logistic fit.
 */
#ifndef EH_PROFILE_H
#define EH_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "interval.h"
#include "logit.h"

/*
 * Room for a coefficient's points: on average so many a side, and the
 * estimate.  A smooth profile takes 33 points in all, separated rows most of
 * them, and limits read at levels from 0.5 to 0.999 are then right to 1e-6 of
 * a standard error; measured in test/unit/profile.c.
 */
#ifndef EH_PROFILE_POINTS
#define EH_PROFILE_POINTS 40
#endif
#define EH_PROFILE_GRID (2 * EH_PROFILE_POINTS + 1)

/* The highest level limits can be read at, and |r| a little past it; where
 * the estimate is infinite, |r| a little before a level of 0.5. */
#define EH_PROFILE_LEVEL 0.999
#define EH_PROFILE_FAR 3.325
#define EH_PROFILE_NEAR 0.6

/*
 * A value of the coefficient, and the signed root of the deviance there:
 * sign(b - estimate) sqrt(2 (l(estimate) - l_profile(b))).
 *
 * A coefficient's grid is EH_PROFILE_GRID points, of which the first count,
 * both numbers rising; the others are NaN.
 *
 *	the estimate exists		one of the points is (estimate, 0)
 *	it is +infinity			the last point is (INFINITY, 0), the others
 *							below it; -infinity: the first, the others above
 *	any value is as likely	(-INFINITY, 0) and (INFINITY, 0), and no others
 *	no profile				no points
 */
typedef struct eh_profile_point
{
	double b;
	double r;
} eh_profile_point;

typedef enum eh_profile_word
{
	EH_PROFILE_FINITE,    /* both limits are numbers */
	EH_PROFILE_LOW_OPEN,  /* there is no lower limit: -INFINITY */
	EH_PROFILE_HIGH_OPEN, /* there is no upper limit: INFINITY */
	EH_PROFILE_OPEN,      /* neither */
	EH_PROFILE_NONE,      /* the coefficient has no profile: NaN */
	EH_PROFILE_BEYOND     /* the grid cannot be read at this level: NaN */
} eh_profile_word;

typedef struct eh_profile_result
{
	eh_fit_status status;   /* of the fit; EH_FIT_OK where coefficients are
	                         * merely infinite */
	double log_lik;         /* at the estimate, or the limit where that is
	                         * infinite; as eh_logit_result.log_lik, or
	                         * eh_firth_result.log_lik_penalized */
	eh_profile_point *grid; /* p x EH_PROFILE_GRID */
	double *chisq;          /* p: 2 (l(estimate) - l_profile(0)) */
	double *p_value;        /* p: of chi-square on one degree of freedom */
} eh_profile_result;

extern size_t eh_profile_work(const eh_design *d);
extern eh_status eh_profile(const eh_design *d, const eh_rows *rows,
	const eh_control *ctl, bool penalised, double *work,
	eh_profile_result *out);
extern eh_status eh_profile_limit(const eh_profile_point *grid, double level,
	eh_limits *limits, eh_profile_word *word);

/* Points about a place that a polynomial there is put through. */
#define EH_PROFILE_WINDOW 8

extern int eh_profile_weights(
	const double *x, int n, double at, int most, int *from, double *weight);

#endif
