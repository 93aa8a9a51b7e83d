/*
 * slope_index.h - the slope and relative indices of inequality.
 */
#ifndef EH_SLOPE_INDEX_H
#define EH_SLOPE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "design.h"
#include "interval.h"
#include "status.h"

#define EH_SLOPE_LEAST 5
#define EH_SLOPE_MOST 100
#define EH_SLOPE_LEAST_REPETITIONS 1000
#define EH_SLOPE_MOST_REPETITIONS 10000000

/* What a value is, and so on which scale it errs evenly. */
typedef enum eh_slope_kind
{
	EH_SLOPE_PLAIN,     /* on its own */
	EH_SLOPE_RATE,      /* of its logarithm */
	EH_SLOPE_PROPORTION /* of its logit */
} eh_slope_kind;

typedef struct eh_slope_group
{
	double rank;       /* 1 is the most deprived group, say */
	double population; /* > 0 */
	double value;
	double std_error; /* on the scale of the kind; NaN: not known */
} eh_slope_group;

typedef struct eh_slope_rule
{
	eh_slope_kind kind;
	bool transform; /* the line is fitted on the scale of the kind */
	bool simulate;
	double level;
	double multiplier;
	int64_t repetitions;
	uint64_t seed;
} eh_slope_rule;

typedef struct eh_slope_index
{
	double sii;
	eh_limits sii_limits;
	double rii;
	eh_limits rii_limits;
	double intercept; /* the line at rank 0, times |multiplier| */
	double std_error; /* of the slope, on the scale it was fitted on */
	double population;
} eh_slope_index;

extern eh_status eh_slope_std_error(
	eh_slope_kind kind, double low, double high, double *std_error);
extern bool eh_slope_value_valid(eh_slope_kind kind, double value);
extern size_t eh_slope_index_work(const eh_slope_rule *rule);
extern eh_status eh_slope_index_of(eh_slope_group *group, size_t n,
	const eh_slope_rule *rule, const eh_control *ctl, void *work,
	eh_slope_index *out);

#endif
