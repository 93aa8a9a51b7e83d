/*
 * mixed.h - logistic regression with random intercepts:
 *
 *	logit P(y = 1) = offset + x'beta + sum over grouping factors of b[level],
 *	b[level] ~ N(0, sd^2), one sd a factor, all independent.
 *
 * Factors may be nested in each other or cross.
 *
 * What a reader makes of the standard deviations, for factor f (not done
 * here):
 *
 *	intraclass correlation, latent scale	sd_f^2 / (sum of sd^2 + pi^2 / 3)
 *		Goldstein, Browne and Rasbash (2002), Understanding Statistics 1,
 *		223-231, section 3 (the latent variable)
 *	median odds ratio						exp(sqrt(2) sd_f q), q the normal
 *		quantile of 0.75; Larsen and Merlo (2005), American Journal of
 *		Epidemiology 161, 81-88
 *	likelihood-ratio test of all sd = 0		2 (log_lik - log_lik_fixed); for
 *		one factor its law is half a chi-square of 1 degree of freedom and
 *		half nought (Self and Liang 1987, JASA 82, 605-610, case 5)
 *
 * All three inherit the Laplace approximation's habit of an sd too small when
 * levels have few rows; more points cure it.
 */
#ifndef EH_MIXED_H
#define EH_MIXED_H

#include <stddef.h>

#include "interval.h"
#include "logit.h"

#define EH_MIXED_MOST_GROUPS 8

/* Points of the quadrature; of an odd number one is at the mode. */
#define EH_MIXED_MOST_POINTS 500

/*
 * Levels of all factors but the largest: their part of the information is a
 * dense matrix, two of them are held, and its factor takes a third of the
 * cube of operations each step.
 */
#define EH_MIXED_MOST_REMAINDER 3000

/* An sd, in log odds, past which it is taken to grow without end. */
#define EH_MIXED_MOST_SD 100.0

typedef struct eh_mixed_groups
{
	int n;                  /* grouping factors, 1 to EH_MIXED_MOST_GROUPS */
	const int32_t *nlevels; /* of each, at least 1 */
} eh_mixed_groups;

typedef struct eh_mixed_options
{
	int quadrature_points; /* 1 is Laplace's approximation; more for one
	                        * factor only */
} eh_mixed_options;

/*
 * What a fit gives.  The caller sets the pointers to arrays of its own: p is
 * eh_design_parameters(), n the number of grouping factors, of which any may
 * stand first.  Numbers that do not exist are NaN.
 *
 *	EH_FIT_OK
 *	EH_FIT_BOUNDARY		some sd is 0: the likelihood falls from there on.  The
 *						errors of all else are as if the factor were not there
 *	EH_FIT_ALIASED		as in logit.h; some sd may be 0 as well
 *	EH_FIT_SEPARATED, _QUASI_SEPARATED, _NO_VARIATION, _TOO_FEW
 *						of the fixed part, as in logit.h: there is no maximum
 *						and there are no estimates
 *	EH_FIT_UNREPLICATED	no level of a factor has two outcomes to compare, so
 *						the data do not tell its effects from chance; culprit
 *						is the factor's number
 *	EH_FIT_UNBOUNDED	an sd grows without end: levels all but decide the
 *						outcomes; culprit is the factor's number
 *	EH_FIT_NOT_CONVERGED
 */
typedef struct eh_mixed_result
{
	eh_fit_status status;
	int culprit;      /* parameter, or grouping factor; -1 */
	double *relation; /* p: as in logit.h */

	double *beta;  /* p: log odds per unit, given the effects; NaN aliased */
	double *cov;   /* p x p: of beta, the sds unknown as well */
	double *joint; /* (p + n) x (p + n): of beta and the sds; NaN of an sd
	                * that is 0 */

	double *sd;           /* n */
	double *variance;     /* n: sd^2 */
	double *sd_error;     /* n: standard error of sd */
	double *log_sd_error; /* n: of log sd, which is sd_error / sd */
	int64_t *both;        /* n: levels in which both outcomes occur; where it
	                       * is 0 the true likelihood seldom has a maximum,
	                       * whatever the approximation says */

	/*
	 * Of every level of every factor, the factors one after another: the mode
	 * of b given the outcomes, beta and sd, and its standard error given the
	 * same, as condVar in lme4.  (glmmTMB's ranef() adds what beta and sd
	 * themselves are uncertain by.)  With more points than one the error is
	 * still by the curvature at the mode.
	 */
	double *mode;
	double *mode_error;

	double sum_weights;    /* of rows; rows where there are none */
	double sum_trials;     /* weighted; as sum_weights where not grouped */
	double log_lik;        /* with all constants, whatever the points, also
	                      * where lme4 leaves some out (points over 1, trials
	                      * over 1) */
	double log_lik_kernel; /* without binomial coefficients */
	double log_lik_fixed;  /* of the fixed part alone, as eh_logit() has it */
	double log_lik_null;   /* of intercept and offset alone */
	double gradient;       /* distance to the maximum in standard errors */
	int iterations;        /* gradients taken */
} eh_mixed_result;

typedef enum eh_mixed_word
{
	EH_MIXED_FINITE,    /* both limits are numbers above 0 */
	EH_MIXED_LOW_OPEN,  /* 0 is not rejected: the lower limit is 0 */
	EH_MIXED_HIGH_OPEN, /* no sd is too high: the upper limit is INFINITY */
	EH_MIXED_OPEN,      /* neither is */
	EH_MIXED_NONE       /* there is no estimate: NaN */
} eh_mixed_word;

extern bool eh_mixed_has_numbers(eh_fit_status status);
extern bool eh_mixed_accepts(
	const eh_mixed_groups *groups, const eh_mixed_options *options);
extern size_t eh_mixed_work(const eh_design *d, const eh_mixed_groups *groups,
	const eh_mixed_options *options);
extern eh_status eh_mixed(const eh_design *d, const eh_mixed_groups *groups,
	const eh_mixed_options *options, const eh_rows *rows, const eh_control *ctl,
	double *work, eh_mixed_result *out);

extern eh_status eh_mixed_wald(
	double sd, double log_sd_error, double level, eh_limits *limits);
extern size_t eh_mixed_profile_work(const eh_design *d,
	const eh_mixed_groups *groups, const eh_mixed_options *options);
extern eh_status eh_mixed_profile(const eh_design *d,
	const eh_mixed_groups *groups, const eh_mixed_options *options,
	const eh_rows *rows, const eh_control *ctl, double level, double *work,
	eh_limits *limits, eh_mixed_word *words);

#endif
