/*
 * quantile.c - bands of equal number, against R.
 */
#include "unit.h"

#include <stdlib.h>

#include "core/quantile.h"

#include "quantile_expected.h"

int
main(void)
{
	const eh_control none = {0};
	void *work = malloc(eh_quantile_bands_work(MOST));
	static const double bad[] = {1, INFINITY};
	int32_t band[MOST];

	for (size_t i = 0; i < sizeof(quantile_cases) / sizeof(*quantile_cases);
		 i++)
	{
		const struct quantile_case *c = &quantile_cases[i];

		for (int highest = 0; highest < 2; highest++)
		{
			const int *want = highest ? c->high : c->low;
			bool same = eh_quantile_bands(c->value, (size_t) c->n, c->k,
							highest, &none, work, band) == EH_OK;

			for (int j = 0; j < c->n; j++)
				same = same && band[j] == want[j];
			ok(same, "%d values in %d bands, %s first", c->n, c->k,
				highest ? "highest" : "lowest");
		}
	}
	ok(eh_quantile_bands(bad, 2, 0, 0, &none, work, band) == EH_EDOMAIN,
		"no bands");
	ok(eh_quantile_bands(bad, 2, 1, 0, &none, work, band) == EH_EDOMAIN,
		"an infinite value");
	ok(eh_quantile_bands(bad, 0, 3, 0, &none, work, band) == EH_OK,
		"no values at all");
	free(work);
	return done();
}
