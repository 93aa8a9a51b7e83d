/*
 * fit_term.h - what a fit says of one term: estimate, test and limits.
 */
#ifndef EH_FIT_TERM_H
#define EH_FIT_TERM_H

#include "compat.h"

#include "core/interval.h"
#include "fit_errors.h"

typedef struct eh_term
{
	double estimate;
	double std_error;
	double statistic;
	double p_value;
	eh_limits limits; /* infinite where open */
	const char *status;
} eh_term;

extern const char *eh_term_status(const eh_fit *f, int j, double estimate);
extern eh_term eh_term_wald(
	double estimate, double variance, double level, const char *status);
extern eh_term eh_term_student(double estimate, double variance, double df,
	double level, const char *status);
extern eh_term eh_term_of(
	const eh_fit *f, int j, const eh_fit_errors *errors, double level);
extern void eh_term_scale(eh_term *t, double per);
extern void eh_term_exponentiate(eh_term *t);

#endif
