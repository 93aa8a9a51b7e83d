/*
 * survival.h - how long until it happens, where not all have been seen that
 * long.
 */
#ifndef EH_SURVIVAL_H
#define EH_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dd.h"
#include "interval.h"
#include "status.h"

/* What happened at a time, and how often. */
typedef struct eh_survival_point
{
	double time;
	int64_t events;
	int64_t censored;
	int64_t entered; /* seen from here on, and not from the beginning */
} eh_survival_point;

/* A curve being read. */
typedef struct eh_survival
{
	const eh_survival_point *point; /* the caller's, times rising */
	size_t points;
	int64_t from_start; /* those seen from the beginning */

	size_t at; /* what has been read */
	int64_t at_risk;
	eh_dd surv;
	eh_dd greenwood;
} eh_survival;

/* A step of the curve. */
typedef struct eh_survival_row
{
	double time;
	int64_t n_risk;
	int64_t n_event;
	int64_t n_censored; /* from here on, before the next row */
	double surv;        /* the share to whom it has not happened */
	double greenwood;   /* sum of d / (n (n - d)) */
	double std_error;   /* of surv; NaN where surv is 0 */
} eh_survival_row;

typedef enum eh_survival_limits_kind
{
	EH_SURVIVAL_LOG,
	EH_SURVIVAL_LOG_LOG
} eh_survival_limits_kind;

extern void eh_survival_begin(
	const eh_survival_point *point, size_t points, eh_survival *curve);
extern void eh_survival_rewind(eh_survival *curve);
extern bool eh_survival_next(eh_survival *curve, eh_survival_row *row);

extern eh_status eh_survival_limits(const eh_survival_row *row, double level,
	eh_survival_limits_kind kind, eh_limits *out);
extern eh_status eh_survival_at(
	eh_survival *curve, double time, eh_survival_row *row);
extern eh_status eh_survival_quantile(eh_survival *curve, double p,
	double level, eh_survival_limits_kind kind, double *time,
	eh_limits *limits);

#endif
