/*
 * linear.h - least squares over blocks of rows.
 */
#ifndef EH_LINEAR_H
#define EH_LINEAR_H

#include <stddef.h>

#include "logit.h"

/*
 * What a fit gives.  The caller sets the pointers to arrays of its own (p is
 * eh_design_parameters()); those marked (NULL) may be left out.  Numbers that
 * do not exist are NaN.
 *
 * Sums are of weight times square.  The offset is taken from the response
 * before anything else, as in R.  cases is what degrees of freedom are counted
 * in: people where weights count them, else rows.
 */
typedef struct eh_linear_result
{
	eh_fit_status status; /* OK, ALIASED, TOO_FEW or NO_VARIATION */
	int culprit;          /* parameter that aliasing is about; -1 */
	double *relation;     /* p: aliased: culprit = sum relation x */
	bool perfect;         /* residuals are no more than the response's own
	                       * rounding, and taken for 0 */

	double *beta; /* p: response per unit; NaN if aliased */
	double *cov;  /* p x p: rss / df_residual times (X'WX)^-1 */
	double *hc0;  /* p x p: robust, no correction */
	double *cr0;  /* p x p (NULL): clustered, no correction */

	double sum_weights; /* of rows; rows where there are none */
	double cases;
	double rss; /* residuals */
	double tss; /* response: about its mean beside an intercept, else 0 */
	double mss; /* fitted, likewise: tss - rss without its cancellation */
	double r2;
	double df_model; /* parameters with an estimate, the intercept aside */
	double df_residual;
	double sigma;        /* of one case: with sampling weights rss is brought to
	                 * a mean weight of 1 first, as Stata does */
	double log_lik;      /* normal, at its own variance rss / sum_weights */
	double log_lik_null; /* of the intercept alone; without one, of nothing */
	double condition;    /* as in logit.h, of the columns with their weights */
	int passes;          /* over the rows, for residuals */
} eh_linear_result;

extern size_t eh_linear_work(const eh_design *d);
extern eh_status eh_linear(const eh_design *d, const eh_rows *rows,
	const eh_control *ctl, double *work, eh_linear_result *out);

#endif
