/*
 * calendar.h - days, months and years, as PostgreSQL counts them.
 */
#ifndef EH_CALENDAR_H
#define EH_CALENDAR_H

#include <stdint.h>

typedef struct eh_civil
{
	int32_t year; /* astronomical: 0 is 1 BC */
	int32_t month;
	int32_t day;
} eh_civil;

extern eh_civil eh_day_civil(int32_t day);
extern int32_t eh_civil_day(int32_t year, int32_t month, int32_t day);
extern int32_t eh_day_add_months(int32_t day, int32_t months);

extern int32_t eh_year_of(int32_t day, int first_month);
extern int32_t eh_year_first_day(int32_t year, int first_month);

#endif
