/*
 * predict.h - one row's predictors against a fit.
 */
#ifndef EH_PREDICT_H
#define EH_PREDICT_H

#include "compat.h"

#include "state/fit.h"

extern bool eh_predict_row(
	FunctionCallInfo fcinfo, const eh_fit *f, int first, double *x);
extern double eh_predict_eta(const eh_fit *f, const double *x);
extern double eh_predict_eta_error(const eh_fit *f, const double *x);

#endif
