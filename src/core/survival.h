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
#include "design.h"
#include "interval.h"

/* A curve being read; the arrays lie in the caller's work. */
typedef struct eh_survival
{
	const uint64_t *event; /* times in order, as keys */
	const uint64_t *exit;  /* of events and of censoring */
	const uint64_t *entry;
	size_t events;
	size_t n;
	size_t entries; /* 0: all from the beginning */

	size_t event_at; /* what has been read */
	size_t exit_at;
	size_t entry_at;
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

extern size_t eh_survival_work(size_t n, bool entries);
extern eh_status eh_survival_begin(const double *entry, const double *time,
	const bool *event, size_t n, const eh_control *ctl, void *work,
	eh_survival *curve);
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
