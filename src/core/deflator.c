/*
 * deflator.c - price levels by financial year.
 */
#include "deflator.h"

#include <math.h>
#include <stdbool.h>

static const int32_t gdp_years[] = {
	2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019};
static const double gdp_levels[] = {87.103375, 88.4328, 90.2542, 91.99555,
	93.2802, 94.08355, 96.31115, 97.975025, 100.0};

const eh_deflator eh_gdp_deflator = {
	sizeof(gdp_years) / sizeof(*gdp_years), gdp_years, gdp_levels};
const char eh_gdp_deflator_vintage[] =
	"GDP deflator, 2018-19 = 100, as used in Webb, Bennett and Bywaters "
	"(2022), Social Policy and Society; release not stated";

static bool
sound(double level)
{
	return isfinite(level) && level > 0.0;
}

eh_status
eh_deflator_level(const eh_deflator *series, int32_t year, double *level)
{
	int found = 0;

	for (int i = 0; i < series->n; i++)
	{
		if (series->years[i] != year)
			continue;
		*level = series->levels[i];
		found++;
	}
	if (found == 0)
		return EH_EDOMAIN;
	return found > 1 || !sound(*level) ? EH_EFORMAT : EH_OK;
}

eh_status
eh_deflator_check(const eh_deflator *series, int *at)
{
	for (int i = 0; i < series->n; i++)
	{
		*at = i;
		if (!sound(series->levels[i]))
			return EH_EDOMAIN;
		for (int j = 0; j < i; j++)
		{
			if (series->years[j] == series->years[i])
				return EH_EDOMAIN;
		}
	}
	return EH_OK;
}

void
eh_deflator_range(const eh_deflator *series, int32_t *first, int32_t *last)
{
	*first = INT32_MAX;
	*last = INT32_MIN;
	for (int i = 0; i < series->n; i++)
	{
		if (series->years[i] < *first)
			*first = series->years[i];
		if (series->years[i] > *last)
			*last = series->years[i];
	}
}
