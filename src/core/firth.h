/*
 * firth.h - Firth's penalised-likelihood logistic regression.
 */
#ifndef EH_FIRTH_H
#define EH_FIRTH_H

#include <stddef.h>

#include "logit.h"

/*
 * What a fit gives, as eh_logit_result: the caller sets the pointers, and
 * numbers that do not exist are NaN.  Separation is no trouble here, so that
 * status is EH_FIT_OK, _ALIASED, _TOO_FEW or _NOT_CONVERGED.
 */
typedef struct eh_firth_result
{
	eh_fit_status status;
	int culprit;      /* parameter that aliasing is about; -1 */
	double *relation; /* p: culprit = sum relation x */

	double *beta; /* p: log odds per unit */
	double *cov;  /* p x p: inverse Fisher information at beta */

	double sum_weights;       /* of rows; rows where there are none */
	double sum_trials;        /* weighted; as sum_weights where not grouped */
	double log_lik;           /* with binomial coefficients where grouped */
	double log_lik_penalized; /* log_lik + log det(information) / 2 */
	double gradient; /* sqrt(score' cov score), of the modified score: none
	                  * is more than this over its standard error */
	int iterations;
} eh_firth_result;

extern size_t eh_firth_work(const eh_design *d);
extern eh_status eh_firth(const eh_design *d, const eh_rows *rows,
	const eh_control *ctl, double *work, eh_firth_result *out);

#endif
