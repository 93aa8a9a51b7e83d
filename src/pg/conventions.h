/*
 * conventions.h - what the functions of official statistics refuse alike.
 */
#ifndef EH_CONVENTIONS_H
#define EH_CONVENTIONS_H

#include "compat.h"

#include "core/rate.h"

#define EH_PER_100000 100000.0

extern void eh_check_published_level(double level);
extern void eh_check_part(double x, double n);
extern void eh_check_events(double events);
extern void eh_check_positive(const char *name, double value, const char *hint);
extern void eh_check_squares(double events, double squares);
extern eh_count_method eh_count_method_of(const text *word);
extern const char *eh_published_count_limits(double x, double squares,
	double level, eh_count_method method, eh_limits *out);

#endif
