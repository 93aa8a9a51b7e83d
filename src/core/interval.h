/*
 * interval.h - confidence limits of a proportion and of a count.
 */
#ifndef EH_INTERVAL_H
#define EH_INTERVAL_H

#include "status.h"

/* Above this many cases or events the exact limits are not attempted. */
#define EH_EXACT_MAX 1000000.0

typedef struct eh_limits
{
	double low;
	double high;
} eh_limits;

extern int eh_level_valid(double level);
extern double eh_normal_quantile(double level);
extern double eh_t_quantile(double level, double df);

extern eh_status eh_wilson(double x, double n, double level, eh_limits *out);
extern eh_status eh_wilson_cc(double x, double n, double level, eh_limits *out);
extern eh_status eh_clopper_pearson(
	double x, double n, double level, eh_limits *out);

extern eh_status eh_byar(double x, double level, eh_limits *out);
extern eh_status eh_garwood(double x, double level, eh_limits *out);
extern eh_status eh_phe(double x, double level, eh_limits *out);

#endif
