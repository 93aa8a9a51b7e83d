/*
 * standardise.h - rates standardised to a standard population, directly and
 * indirectly.
 */
#ifndef EH_STANDARDISE_H
#define EH_STANDARDISE_H

#include <stddef.h>

#include "interval.h"
#include "rate.h"
#include "status.h"

#define EH_BAND_COLUMNS 4

/* A band of the population of an area, age and sex, say. */
typedef struct eh_rate_band
{
	double events;
	double population; /* > 0 */
	double standard;   /* of the standard population: >= 0 */
	double squares;    /* of a person's events, summed; events, if single */
} eh_rate_band;

typedef struct eh_ratio_band
{
	double events;
	double population;      /* >= 0 */
	double reference_cases; /* events in the reference population */
	double reference;       /* the reference population: > 0 */
} eh_ratio_band;

typedef struct eh_standardised
{
	double estimate; /* a rate a head, or observed over expected */
	double std_error;
	double events;
	double population;
	double expected; /* of a ratio */
	double weight;   /* of a rate: sum of the standard population */
} eh_standardised;

extern eh_status eh_standardised_rate(
	const eh_rate_band *band, size_t n, eh_standardised *out);
extern eh_status eh_standardised_rate_limits(
	const eh_standardised *rate, double level, eh_limits *out);
extern eh_status eh_indirect_ratio(
	const eh_ratio_band *band, size_t n, eh_standardised *out);
extern eh_status eh_indirect_ratio_limits(const eh_standardised *ratio,
	double level, eh_count_method method, eh_limits *out);

#endif
