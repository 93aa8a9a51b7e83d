/*
 * deflator.h - a series of price levels by financial year, and amounts put
 * into the pounds of another year.
 *
 * D1  An amount of one year in the pounds of another is the amount times the
 *     level of the other over its own.
 * D2  A year outside the series has no answer, not even into itself.
 * D3  Levels are finite and positive, years differ: eh_deflator_check.
 *
 * Years are financial years by the year they end in.
 */
#ifndef EH_DEFLATOR_H
#define EH_DEFLATOR_H

#include <stdint.h>

#include "status.h"

typedef struct eh_deflator
{
	int n;
	const int32_t *years; /* in any order */
	const double *levels;
} eh_deflator;

/*
 * The GDP deflator as Webb, Bennett and Bywaters (2022), Social Policy and
 * Society, used it: 2018-19 = 100, years ending 2011 to 2019.  The release of
 * the Treasury's series it was taken from is not stated there; it has four
 * quarters averaged, so more digits than the Treasury prints.
 */
extern const eh_deflator eh_gdp_deflator;
extern const char eh_gdp_deflator_vintage[];

/* The level of a year; EH_EDOMAIN outside the series, EH_EFORMAT where D3 is
 * not so for the year. */
extern eh_status eh_deflator_level(
	const eh_deflator *series, int32_t year, double *level);

/* EH_EDOMAIN: a level that is not positive and finite, or a year given twice;
 * *at is the later place of the two, or of the level. */
extern eh_status eh_deflator_check(const eh_deflator *series, int *at);

/* The first and the last year. */
extern void eh_deflator_range(
	const eh_deflator *series, int32_t *first, int32_t *last);

#endif
