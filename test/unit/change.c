/*
 * change.c - gaps over areas (G1 to G4 of change.h) and price levels (D1 to
 * D3 of deflator.h), against exact fractions.
 */
#include "unit.h"

#include "core/change.h"
#include "core/deflator.h"

#include "change_expected.h"

#define AREAS (sizeof(areas) / sizeof(*areas))

static void
holds(const double gaps[EH_GAPS_PLACES], const char *order)
{
	eh_change total = eh_gaps_totals(gaps);

	ok(gaps[EH_GAPS_AREAS] == AREAS, "%s: every area counted", order);
	ok(gaps[EH_GAPS_SHORT] == AREAS_SHORT, "%s: areas short", order);
	near(eh_change_gap(&total), GAP_OF_TOTALS, 1e-12, 0.0, "gap of totals");
	near(
		eh_gaps_sum(gaps, EH_GAPS_OWN), SUM_OF_GAPS, 1e-12, 0.0, "sum of gaps");
	near(eh_gaps_sum(gaps, EH_GAPS_SHORTFALLS), SUM_OF_SHORTFALLS, 1e-12, 0.0,
		"sum of shortfalls");
}

static void
gaps_over_areas(void)
{
	double forward[EH_GAPS_PLACES] = {0}, backward[EH_GAPS_PLACES] = {0};
	double even[EH_GAPS_PLACES] = {0}, odd[EH_GAPS_PLACES] = {0};

	for (size_t i = 0; i < AREAS; i++)
	{
		near(eh_change_gap(&areas[i]), own_gaps[i], 1e-14, 1e-6, "own gap");
		eh_gaps_add(forward, &areas[i]);
		eh_gaps_add(backward, &areas[AREAS - 1 - i]);
		eh_gaps_add(i % 2 == 0 ? even : odd, &areas[i]);
	}
	holds(forward, "forward");
	holds(backward, "backward");
	eh_gaps_merge(even, odd);
	holds(even, "merged");
}

static void
refused(void)
{
	eh_change sound = {1, 2, 3, 4};
	eh_change c = sound;

	ok(eh_change_check(&c) == EH_OK, "sound");
	c.children_now = 0;
	ok(eh_change_check(&c) == EH_EDOMAIN, "no children now");
	c = sound;
	c.children_base = -1;
	ok(eh_change_check(&c) == EH_EDOMAIN, "children below nought");
	c = sound;
	c.spend_base = INFINITY;
	ok(eh_change_check(&c) == EH_EDOMAIN, "infinite spend");
	c = sound;
	c.children_now = NAN;
	ok(eh_change_check(&c) == EH_EDOMAIN, "children not a number");
	c = sound;
	c.spend_now = -3;
	ok(eh_change_check(&c) == EH_OK, "negative spend is legal");
}

static double
hundred_of(int32_t year)
{
	double of = NAN, own = NAN;

	ok(eh_deflator_level(&eh_gdp_deflator, 2019, &of) == EH_OK, "2019");
	ok(eh_deflator_level(&eh_gdp_deflator, year, &own) == EH_OK, "%d", year);
	return 100.0 * of / own;
}

static void
price_levels(void)
{
	const int32_t years[] = {2018, 2016, 2016, 2020};
	const double levels[] = {1, 2, 2, -1};
	eh_deflator s = {4, years, levels};
	int32_t first, last;
	double level;
	int at;

	near(hundred_of(2011), HUNDRED_OF_2011, 1e-15, 0.0, "100 of 2011");
	near(hundred_of(2016), HUNDRED_OF_2016, 1e-15, 0.0, "100 of 2016");
	ok(eh_deflator_check(&eh_gdp_deflator, &at) == EH_OK, "built-in is sound");
	ok(eh_deflator_level(&eh_gdp_deflator, 2020, &level) == EH_EDOMAIN, "D2");
	ok(eh_deflator_check(&s, &at) == EH_EDOMAIN && at == 2, "D3: year twice");
	ok(eh_deflator_level(&s, 2016, &level) == EH_EFORMAT, "has no level");
	ok(eh_deflator_level(&s, 2020, &level) == EH_EFORMAT, "nor one below 0");
	ok(eh_deflator_level(&s, 2018, &level) == EH_OK && level == 1, "others do");
	s.years++, s.levels++, s.n = 1;
	ok(eh_deflator_check(&s, &at) == EH_OK, "one year is a series");
	s.years += 2, s.levels += 2;
	ok(eh_deflator_check(&s, &at) == EH_EDOMAIN && at == 0, "D3: level");
	s = (eh_deflator){4, years, levels};
	eh_deflator_range(&s, &first, &last);
	ok(first == 2016 && last == 2020, "range in any order");
}

int
main(void)
{
	gaps_over_areas();
	refused();
	price_levels();
	return done();
}
