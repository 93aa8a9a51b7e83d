/*
 * mixed_fit.h - what the readers of a mixed fit share.
 *
 * Of a mixed fit's parameters the first are those of the fixed part, the rest
 * the standard deviations of its groupings, one each.
 */
#ifndef EH_MIXED_FIT_H
#define EH_MIXED_FIT_H

#include "compat.h"

#include <math.h>

#include "core/interval.h"
#include "state/fit.h"

/* Variance of the logistic law, pi^2 / 3: a row's own, on the latent scale. */
#define EH_LOGISTIC_VARIANCE 3.2898681336964528729

static inline int
eh_fit_fixed(const eh_fit *f)
{
	return (int) (f->parameters - f->trailing);
}

static inline const char *
eh_fit_grouping_name(const eh_fit *f, int g)
{
	return eh_fit_term(f, eh_fit_fixed(f) + g);
}

/* The standard deviation of grouping g; NaN where there is none. */
static inline double
eh_fit_sd(const eh_fit *f, int g)
{
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	return parts.beta[eh_fit_fixed(f) + g];
}

/* The variance of all groupings together; 0 where there are none. */
static inline double
eh_fit_group_variance(const eh_fit *f)
{
	double sum = 0.0;

	for (int g = 0; g < f->groupings; g++)
		sum += eh_fit_sd(f, g) * eh_fit_sd(f, g);
	return sum;
}

/* The odds ratio, in the median over pairs drawn at random, of the one with
 * the higher odds against the other: their log odds differ by a normal law of
 * twice the variance.  Larsen and Merlo (2005). */
static inline double
eh_median_odds_ratio(double variance)
{
	return exp(sqrt(2.0 * variance) * eh_normal_quantile(0.5));
}

extern bool eh_fit_maximised(const eh_fit *f);

#endif
