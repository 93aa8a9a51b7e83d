/*
 * fit.h - a fitted model of any kind as one flat value.
 *
 * A header of 8-byte words, then numbers, then names; eh_fit_size() says how
 * long from the header alone.  Parameters stand in the order the user wrote
 * the predictors, the intercept first; after them those that belong to no
 * predictor: an ordinal fit's cut points, a mixed fit's standard deviations.
 * The layout is drawn in doc/format.md.
 */
#ifndef EH_FIT_H
#define EH_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/logit.h"
#include "core/profile.h"
#include "core/status.h"

#define EH_FIT_FORMAT 1

typedef enum eh_fit_model
{
	EH_MODEL_LOGIT = 1,
	EH_MODEL_FIRTH = 2,
	EH_MODEL_LINEAR = 3,
	EH_MODEL_ORDINAL = 4,
	EH_MODEL_MIXED = 5
} eh_fit_model;

#define EH_FIT_INTERCEPT 0x01
#define EH_FIT_GROUPED 0x02
#define EH_FIT_OFFSET 0x04
#define EH_FIT_CLUSTERED 0x08
#define EH_FIT_MARGINS 0x10
#define EH_FIT_ROBUST 0x20          /* hc0 is there */
#define EH_FIT_OTHER_REFERENCE 0x40 /* the one asked for did not occur */
#define EH_FIT_SCANNED 0x80         /* of passes over the rows */

typedef struct eh_fit
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t model;
	uint8_t status; /* eh_fit_status */
	uint8_t flags;

	int64_t parameters;
	int64_t arguments;  /* predictors, as called */
	int64_t name_bytes; /* a multiple of 8 */
	int64_t clusters;
	int64_t rows;
	int64_t missing;
	int64_t iterations;
	int64_t culprit;      /* parameter a trouble is about; -1 */
	int64_t weight_kind;  /* eh_weight_kind */
	int64_t grid;         /* doubles of a parameter's profile; 0: none */
	int64_t trailing;     /* parameters that belong to no predictor */
	int64_t brant;        /* rows of Brant's table: all, then each term; 0 */
	int64_t brant_status; /* eh_fit_status of the binary logits behind it */
	int64_t groupings;    /* of a mixed fit */
	int64_t effects;      /* levels of all groupings */
	int64_t points;       /* of the quadrature */
	int64_t streamed;     /* rows that were summed and not held */

	double sum_weights;
	double sum_trials;
	double log_lik;
	double log_lik_kernel; /* without binomial coefficients */
	double log_lik_null;
	double log_lik_penalized;
	double log_lik_fixed; /* of a mixed fit's fixed part alone */
	double deviance;      /* of a linear fit its residual sum of squares */
	double null_deviance; /* ... and that of its response */
	double gradient;
	double condition;
	double auc;
	double tjur;
	double mss; /* of a linear fit: sum of squares of the fitted */
	double r2;
	double sigma;
	double df_model; /* parameters with an estimate but the intercept */
	double df_residual;
	double profile_level; /* of the limits in eh_fit_grouping; NaN: none */
	double max_error;     /* of a streamed fit's estimates, in standard
	                       * errors */

	double body[];
} eh_fit;

/* What a predictor was: levels is 0 for a number. */
typedef struct eh_fit_argument
{
	int64_t levels;
	int64_t reference; /* number of the reference level, in sorted order */
	int64_t first;     /* its first parameter */
} eh_fit_argument;

/* Of a grouping of a mixed fit; its sd is a trailing parameter. */
typedef struct eh_fit_grouping
{
	int64_t levels;
	int64_t both; /* of them with both outcomes */
	double low;   /* profile limits of the sd */
	double high;
} eh_fit_grouping;

/* A test of proportional odds. */
typedef struct eh_fit_brant
{
	double chisq;
	double df;
	double p_value;
} eh_fit_brant;

/* The profile of a parameter.  In the value lie chisq, p_value and as many
 * points as its longest profile has. */
typedef struct eh_fit_profile
{
	double chisq; /* of the parameter being 0, and its p */
	double p_value;
	eh_profile_point point[EH_PROFILE_GRID];
} eh_fit_profile;

#define EH_FIT_GRID(points) (2 + 2 * (int64_t) (points))

/* The numbers of a fit, in the order they lie. */
typedef struct eh_fit_parts
{
	double *beta;            /* p */
	double *relation;        /* p */
	double *cov;             /* packed lower triangle, p (p + 1) / 2 */
	double *hc0;             /* the same, or NULL */
	double *cr0;             /* the same, or NULL */
	double *margin;          /* p, or NULL */
	double *margin_gradient; /* p x p, or NULL */
	double *grid;            /* p x grid, or NULL */
	eh_fit_brant *brant;     /* brant, or NULL */
	double *mode;            /* effects */
	double *mode_error;      /* effects */
	eh_fit_argument *argument;
	eh_fit_grouping *grouping;
	char *names;
} eh_fit_parts;

#define EH_PACKED(j, k)                                                        \
	((j) >= (k) ? (size_t) (j) * ((size_t) (j) + 1) / 2 + (size_t) (k)         \
				: (size_t) (k) * ((size_t) (k) + 1) / 2 + (size_t) (j))

extern size_t eh_fit_size(const eh_fit *header);
extern void eh_fit_parts_of(const eh_fit *f, eh_fit_parts *parts);
extern eh_status eh_fit_check(const eh_fit *f, size_t bytes, const char **why);
extern eh_status eh_fit_check_profiles(const eh_fit *f, const char **why);
extern void eh_fit_put_profile(eh_fit *f, int j, const eh_fit_profile *from);
extern void eh_fit_get_profile(const eh_fit *f, int j, eh_fit_profile *to);
extern const char *eh_fit_term(const eh_fit *f, int parameter);
extern const char *eh_fit_argument_name(const eh_fit *f, int argument);
extern const char *eh_fit_level(const eh_fit *f, int argument, int level);
extern const char *eh_fit_effects(const eh_fit *f);
extern const char *eh_fit_word(eh_fit_status status);
extern const char *eh_fit_status_word(const eh_fit *f);

extern size_t eh_fit_wire_size(const eh_fit *f);
extern void eh_fit_to_wire(const eh_fit *f, uint8_t *wire);
extern eh_status eh_fit_wire_header(
	const uint8_t *wire, size_t bytes, eh_fit *header, const char **why);
extern eh_status eh_fit_from_wire(
	const uint8_t *wire, size_t bytes, eh_fit *f, const char **why);

#endif
