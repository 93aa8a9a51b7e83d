/*
 * calendar.c - days, months and years, as PostgreSQL counts them.
 *
 * C1  A day is PostgreSQL's date: days since 2000-01-01, in the Gregorian
 *     calendar carried back before its time.
 * C2  Adding months (or taking them away) keeps the day of the month; where
 *     the month has no such day it is the month's last.  2024-03-31 less one
 *     month is 2024-02-29, and 2024-02-29 more twelve is 2025-02-28.
 * C3  What months give never goes back where the day goes on.
 * C4  A year begins on the first of a month of the caller's, and is called
 *     after the calendar year in which it ends: with April the year 2020 is
 *     2019-04-01 to 2020-03-31, as in the Department for Education's tables;
 *     with January it is the calendar year.
 *
 * Good for every date PostgreSQL has and up to a thousand years of months.
 */
#include "calendar.h"

#include <stdbool.h>

#define ERA 146097 /* days in 400 years */
#define ERA_YEARS 400
#define FROM_MARCH_0 730425 /* 0000-03-01 to 2000-01-01 */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * The year is taken to begin in March, so that a leap day is its last:
 * 153 m + 2 over 5 is then the days before month m.
 */
eh_civil
eh_day_civil(int32_t day)
{
	int64_t since = (int64_t) day + FROM_MARCH_0;
	int64_t era = floor_div(since, ERA);
	int32_t in_era = (int32_t) (since - era * ERA);
	int32_t year =
		(in_era - in_era / 1460 + in_era / 36524 - in_era / (ERA - 1)) / 365;
	int32_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int32_t month = (5 * in_year + 2) / 153;
	eh_civil c;

	c.day = in_year - (153 * month + 2) / 5 + 1;
	c.month = month < 10 ? month + 3 : month - 9;
	c.year = (int32_t) (era * ERA_YEARS) + year + (c.month <= 2);
	return c;
}

int32_t
eh_civil_day(int32_t year, int32_t month, int32_t day)
{
	int64_t y = (int64_t) year - (month <= 2);
	int64_t era = floor_div(y, ERA_YEARS);
	int32_t in_era = (int32_t) (y - era * ERA_YEARS);
	int32_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day;

	return (int32_t) (era * ERA + in_era * 365 + in_era / 4 - in_era / 100 +
					  in_year - 1 - FROM_MARCH_0);
}

static int32_t
month_length(int32_t year, int32_t month)
{
	static const int8_t length[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return length[month - 1] + (month == 2 && leap);
}

int32_t
eh_day_add_months(int32_t day, int32_t months)
{
	eh_civil c = eh_day_civil(day);
	int64_t month = (int64_t) c.year * 12 + c.month - 1 + months;
	int32_t last;

	c.year = (int32_t) floor_div(month, 12);
	c.month = (int32_t) (month - (int64_t) c.year * 12) + 1;
	last = month_length(c.year, c.month);
	return eh_civil_day(c.year, c.month, c.day < last ? c.day : last);
}

int32_t
eh_year_of(int32_t day, int first_month)
{
	eh_civil c = eh_day_civil(day);

	return c.year + (first_month > 1 && c.month >= first_month);
}

int32_t
eh_year_first_day(int32_t year, int first_month)
{
	return eh_civil_day(year - (first_month > 1), first_month, 1);
}
