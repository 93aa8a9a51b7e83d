/*
 * logit.h - logistic regression over blocks of rows.
 */
#ifndef EH_LOGIT_H
#define EH_LOGIT_H

#include <stddef.h>

#include "design.h"

typedef enum eh_fit_status
{
	EH_FIT_OK,
	EH_FIT_SEPARATED,       /* a combination of columns splits the outcomes */
	EH_FIT_QUASI_SEPARATED, /* ... all but rows on the boundary */
	EH_FIT_ALIASED,         /* a column is a combination of others */
	EH_FIT_NO_VARIATION,    /* every outcome is the same */
	EH_FIT_TOO_FEW,         /* fewer rows than parameters, or none */
	EH_FIT_NOT_CONVERGED,
	EH_FIT_BOUNDARY,     /* a random effect's sd is 0 (mixed.h) */
	EH_FIT_UNREPLICATED, /* no level of its factor has two outcomes */
	EH_FIT_UNBOUNDED,    /* a random effect's sd grows without end */
	EH_FIT_APPROXIMATE   /* of sums that may be off (stream.h) */
} eh_fit_status;

/*
 * What a fit gives.  The caller sets the pointers to arrays of its own (p is
 * eh_design_parameters()); those marked (NULL) may be left out.  Numbers that
 * do not exist are NaN.
 */
typedef struct eh_logit_result
{
	eh_fit_status status;
	int culprit;      /* parameter that aliasing or separation is about; -1 */
	double *relation; /* p: aliased: culprit = sum relation x; separated: the
	                   * direction along which the likelihood grows */

	double *beta; /* p: log odds per unit; NaN if aliased or infinite */
	double *cov;  /* p x p: inverse information at beta */
	double *hc0;  /* p x p: robust, no correction */
	double *cr0;  /* p x p (NULL): clustered, no correction */

	double sum_weights;    /* of rows; rows where there are none */
	double sum_trials;     /* weighted; as sum_weights where not grouped */
	double log_lik;        /* with binomial coefficients where grouped */
	double log_lik_kernel; /* without them */
	double log_lik_null;   /* intercept and offset; without an intercept the
	                      * offset alone */
	double deviance;       /* against the saturated model of the rows */
	double null_deviance;
	double gradient;  /* largest |score| over its standard error, at beta */
	double condition; /* of the weighted columns beside the intercept, each
	                   * scaled to unit length: largest by smallest singular
	                   * value; to a few per cent with over 32 levels or 64
	                   * parameters */
	double auc;       /* area under the ROC curve; NaN above
	                      * EH_AUC_MOST_ROWS */
	double tjur;      /* mean fitted of successes less of failures */
	int iterations;

	/* average marginal effects: d mean(mu) / dx, for a level the mean change
	 * from the reference; and their gradient by beta, row k of p x p */
	double *margin;          /* p; NaN for the intercept */
	double *margin_gradient; /* p x p; 0 by a parameter without estimate */
} eh_logit_result;

#define EH_AUC_MOST_ROWS 1000000

extern size_t eh_logit_work(const eh_design *d);
extern eh_status eh_logit(const eh_design *d, const eh_rows *rows,
	const eh_control *ctl, double *work, eh_logit_result *out);

#endif
