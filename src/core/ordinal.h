/*
 * ordinal.h - proportional odds logistic regression over blocks of rows, and
 * Brant's test of it.
 */
#ifndef EH_ORDINAL_H
#define EH_ORDINAL_H

#include <stddef.h>

#include "logit.h"

/*
 * What a fit gives.  The caller sets the pointers to arrays of its own (p is
 * eh_design_parameters(), m = p + levels - 1); those marked (NULL) may be
 * left out.  Numbers that do not exist are NaN.
 *
 * logit P(level <= j) = cut_j - x'beta - offset: a larger x'beta makes higher
 * levels likelier, as in R's polr and clm and in Stata.
 */
typedef struct eh_ordinal_result
{
	eh_fit_status status;
	int culprit;      /* parameter that aliasing or separation is about; -1 */
	double *relation; /* m: aliased: culprit = sum relation x, but for a
	                   * constant; separated: the direction along which the
	                   * likelihood grows, parameters and then cut points */

	double *beta; /* p: log odds of more per unit; NaN if aliased */
	double *cut;  /* levels - 1, rising */
	double *cov;  /* m x m: inverse information, parameters and then cuts */
	double *hc0;  /* m x m: robust, no correction */
	double *cr0;  /* m x m (NULL): clustered, no correction */

	double sum_weights; /* of rows; rows where there are none */
	double log_lik;
	double log_lik_null; /* cut points and offset */
	double deviance;     /* -2 log_lik */
	double gradient;     /* largest |score| over its standard error */
	double condition;    /* as in logit.h; not where separated */
	int iterations;
} eh_ordinal_result;

extern size_t eh_ordinal_work(const eh_design *d, int levels);
extern eh_status eh_ordinal(const eh_design *d, int levels, const eh_rows *rows,
	const eh_control *ctl, double *work, eh_ordinal_result *out);

#endif
