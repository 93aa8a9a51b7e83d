/*
 * fit_errors.h - which standard errors of a fit are meant, and their factor.
 */
#ifndef EH_FIT_ERRORS_H
#define EH_FIT_ERRORS_H

#include "compat.h"

#include "state/fit.h"

typedef struct eh_fit_errors
{
	const char *name;     /* as the caller wrote it, or the default's */
	const double *packed; /* covariances before the factor */
	double factor;
	double df;    /* of Student's t; infinite for the normal */
	bool profile; /* tests and limits are the profiles' */
} eh_fit_errors;

/* firth_logit works profiles out unasked, and so only up to this many rows
 * times terms cubed: a minute's work, at some 45 ns. */
#define EH_FIRTH_PROFILE_WORK 1e9

extern eh_fit_errors eh_fit_errors_named(const eh_fit *f, const char *name);
extern eh_fit_errors eh_fit_term_errors(const eh_fit *f, const char *name);
extern double eh_fit_nobs(const eh_fit *f);
extern int eh_fit_estimated(const eh_fit *f);
extern int eh_fit_predictor_terms(const eh_fit *f);

static inline double
eh_fit_covariance(const eh_fit_errors *e, int j, int k)
{
	return e->factor * e->packed[EH_PACKED(j, k)];
}

#endif
