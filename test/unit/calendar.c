/*
 * calendar.c - C1 to C4 of src/core/calendar.c.
 */
#include "unit.h"

#include <stdint.h>

#include "core/calendar.h"

#include "calendar_expected.h"

#define LENGTH(a) (int) (sizeof(a) / sizeof((a)[0]))

/* C1: there and back. */
static void
dates(void)
{
	bool fine = true;

	for (int i = 0; i < LENGTH(civil_cases); i++)
	{
		const struct civil_case *want = &civil_cases[i];
		eh_civil got = eh_day_civil(want->day);

		ok(got.year == want->year && got.month == want->month &&
				got.day == want->mday &&
				eh_civil_day(got.year, got.month, got.day) == want->day,
			"day %d is PostgreSQL's", want->day);
	}
	for (int32_t day = -800000; day < 800000; day++)
	{
		eh_civil c = eh_day_civil(day);

		fine &= eh_civil_day(c.year, c.month, c.day) == day;
	}
	ok(fine, "each day of four thousand years is its own date's");
}

/* C2, C3 */
static void
months(void)
{
	int wrong = 0;
	bool monotone = true;

	for (int i = 0; i < LENGTH(months_cases); i++)
		wrong += eh_day_add_months(months_cases[i].day,
					 months_cases[i].months) != months_cases[i].to;
	ok(wrong == 0, "%d days at the ends of months go where PostgreSQL's do",
		LENGTH(months_cases));
	wrong = 0;
	for (int i = 0; i < LENGTH(all_days_cases); i++)
	{
		int64_t sum = 0;
		int32_t before = INT32_MIN;

		for (int32_t k = 0; k <= 73048; k++)
		{
			int32_t to = eh_day_add_months(k - 36524, all_days_cases[i].months);

			sum += (int64_t) to * (k % 1009 + 1);
			monotone &= to >= before;
			before = to;
		}
		wrong += sum != all_days_cases[i].sum;
	}
	ok(wrong == 0, "and every day from 1900 to 2099, by -36 to 36 months");
	ok(monotone, "a later day never goes to an earlier one");
}

/* C4 */
static void
years(void)
{
	bool fine = true;

	ok(eh_year_of(eh_civil_day(2020, 3, 31), 4) == 2020 &&
			eh_year_of(eh_civil_day(2020, 4, 1), 4) == 2021,
		"with April, March 2020 ends the year 2020");
	ok(eh_year_of(eh_civil_day(2020, 12, 31), 1) == 2020 &&
			eh_year_of(eh_civil_day(2021, 1, 1), 1) == 2021,
		"with January it is the calendar year");
	for (int first = 1; first <= 12; first++)
	{
		for (int32_t year = 1900; year < 2100; year++)
		{
			int32_t day = eh_year_first_day(year, first);

			fine &= eh_year_of(day, first) == year &&
					eh_year_of(day - 1, first) == year - 1;
		}
	}
	ok(fine, "each year begins on its first day");
}

int
main(void)
{
	dates();
	months();
	years();
	return done();
}
