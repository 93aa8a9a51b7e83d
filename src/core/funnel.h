/*
 * funnel.h - how far from the average chance alone may carry an area of a
 * given size.
 */
#ifndef EH_FUNNEL_H
#define EH_FUNNEL_H

#include <stddef.h>

#include "design.h"
#include "interval.h"
#include "radix.h"
#include "status.h"

/* Levels of the two funnels: 0.025 and 0.001 on either side. */
#define EH_FUNNEL_INNER 0.95
#define EH_FUNNEL_OUTER 0.998

/* One of these lines for each of the two. */
typedef struct eh_funnel
{
	eh_limits inner;
	eh_limits outer;
} eh_funnel;

typedef enum eh_funnel_flag
{
	EH_FUNNEL_LOW_001,
	EH_FUNNEL_LOW_025,
	EH_FUNNEL_WITHIN,
	EH_FUNNEL_HIGH_025,
	EH_FUNNEL_HIGH_001
} eh_funnel_flag;

extern eh_status eh_funnel_proportion(
	double average, double n, double tau2, eh_funnel *out);
extern eh_status eh_funnel_rate(double average, double events, eh_funnel *out);
extern eh_status eh_funnel_flag_proportion(
	double x, double n, double average, double tau2, eh_funnel_flag *out);
extern eh_status eh_funnel_flag_rate(double events, double population,
	double average, double tau2, eh_funnel_flag *out);

typedef enum eh_funnel_kind
{
	EH_FUNNEL_PROPORTION, /* x of n */
	EH_FUNNEL_RATE,       /* x events over a population n */
	EH_FUNNEL_RATIO       /* x observed, n expected: the average is 1 */
} eh_funnel_kind;

#define EH_CASE_COLUMNS 2

typedef struct eh_case
{
	double x;
	double n;
} eh_case;

typedef struct eh_overdispersion
{
	double average;
	double phi_raw; /* mean square of z */
	double phi;     /* the same, winsorised */
	double tau2;    /* variance between areas beyond chance; winsorised */
	double statistic;
	double p_value; /* of statistic = n phi as chi squared, n - 1 */
} eh_overdispersion;

extern size_t eh_overdispersion_work(size_t n);
extern eh_status eh_overdispersion_of(const eh_case *area, size_t n,
	eh_funnel_kind kind, double average, double winsorise,
	const eh_control *ctl, void *work, eh_overdispersion *out);

#endif
