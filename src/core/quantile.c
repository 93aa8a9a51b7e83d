/*
 * quantile.c - areas in bands of equal number.
 */
#include "quantile.h"

#include <math.h>

#include "order.h"

size_t
eh_quantile_bands_work(size_t n)
{
	return 2 * n * sizeof(eh_wide_key);
}

/* (k + 1) - ceil((m + 1 - rank) k / m), in whole numbers; 0 becomes 1 */
static int32_t
band_of(int64_t rank, int64_t m, int32_t k)
{
	int64_t from_top = ((m + 1 - rank) * k + m - 1) / m;
	int64_t band = (int64_t) k + 1 - from_top;

	return band < 1 ? 1 : (int32_t) band;
}

/*
 * eh_quantile_bands - the band of each of n values, 1 to k.
 *
 *	value			n; NaN where there is none
 *	highest_first	the highest values are in band 1, else the lowest
 *	work			eh_quantile_bands_work(n) bytes
 *	band			n, out: 0 where there is no value, everywhere where there
 *					are fewer values than bands
 *
 * Ties have the lowest rank of them.  PHE Technical Guide, assigning
 * deprivation categories; phe_quantile() of PHEindicatormethods 2.1.0, whose
 * formula this is in whole numbers: R's division rounds (m + 1 - rank) /
 * (m / k) up to the next band at 32 places below 1,200 areas, all of 20 bands.
 *
 * EH_EDOMAIN: k < 1, or a value is infinite.
 */
eh_status
eh_quantile_bands(const double *value, size_t n, int32_t k, int highest_first,
	const eh_control *ctl, void *work, int32_t *band)
{
	eh_wide_key *key = work;
	eh_status status;
	size_t m = 0, first = 0;

	if (k < 1)
		return EH_EDOMAIN;
	for (size_t i = 0; i < n; i++)
	{
		band[i] = 0;
		if (isnan(value[i]))
			continue;
		if (!isfinite(value[i]))
			return EH_EDOMAIN;
		key[m++] = (eh_wide_key){
			{eh_order_key(highest_first ? -value[i] : value[i]), i, 0}};
	}
	if (m < (size_t) k)
		return EH_OK;
	status = eh_radix_sort_wide(key, key + n, m, ctl);
	if (status != EH_OK)
		return status;
	for (size_t i = 0; i < m; i++)
	{
		if (i > 0 && key[i].word[0] != key[i - 1].word[0])
			first = i;
		band[key[i].word[1]] = band_of((int64_t) first + 1, (int64_t) m, k);
	}
	return EH_OK;
}
