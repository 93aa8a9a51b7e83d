/*
 * logit_value.h - from rows or sums of a logistic fit to its SQL value.
 */
#ifndef EH_LOGIT_VALUE_H
#define EH_LOGIT_VALUE_H

#include "fit_plan.h"

extern eh_fit *eh_logit_of_rows(const eh_fit_plan *plan);
extern eh_fit *eh_logit_of_sums(
	const eh_fit_plan *plan, const eh_taylor *sums, double *work);

#endif
