/*
 * rate.h - limits of events over a population, by the conventions of official
 * statistics.
 */
#ifndef EH_RATE_H
#define EH_RATE_H

#include "interval.h"
#include "status.h"

/* Below this many events Byar's limits give way to exact ones, and a
 * standardised rate is not published. */
#define EH_FEW_EVENTS 10.0

typedef enum eh_count_method
{
	EH_COUNT_PHE, /* exact below ten events, else Byar */
	EH_COUNT_BYAR,
	EH_COUNT_EXACT
} eh_count_method;

extern eh_status eh_count_limits(
	double x, double level, eh_count_method method, eh_limits *out);
extern eh_status eh_clustered_count_limits(double x, double squares,
	double level, eh_count_method method, eh_limits *out);

#endif
