/*
 * deflator.h - a series of price levels as an SQL value.
 */
#ifndef EH_PG_DEFLATOR_H
#define EH_PG_DEFLATOR_H

#include "compat.h"

#include "core/deflator.h"

/* Argument n, a value of type deflator, as a series; an error if NULL. */
extern void eh_deflator_argument(
	FunctionCallInfo fcinfo, int n, eh_deflator *series);

/* The level of a year; an error outside the series. */
extern double eh_deflator_at(const eh_deflator *series, int32 year);

extern Datum eh_deflator_numeric(FunctionCallInfo fcinfo, double level);

#endif
