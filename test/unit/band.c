/*
 * band.c - B1 to B3 of src/core/band.c, against R's quantile(type = 7).
 */
#include "unit.h"

#include <stdlib.h>

#include "core/band.h"

#include "band_expected.h"

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

int
main(void)
{
	for (size_t s = 0; s < sizeof(samples) / sizeof(*samples); s++)
	{
		const struct banded *c = &samples[s];
		double sorted[160];
		double q[3];
		int same = 0;
		int opposite = 0;

		memcpy(sorted, c->x, sizeof(sorted));
		qsort(sorted, (size_t) c->n, sizeof(*sorted), by_size);
		eh_quartiles(sorted, (size_t) c->n, q);
		ok(q[0] == c->q[0] && q[1] == c->q[1] && q[2] == c->q[2],
			"quartiles of %d numbers", c->n);
		for (int i = 0; i < c->n; i++)
		{
			char low = eh_quartile_band(q, c->x[i], false);
			char high = eh_quartile_band(q, c->x[i], true);

			same += low == c->low_is_good[i];
			opposite += low - 'A' == 'D' - high;
		}
		ok(same == c->n, "and their bands");
		ok(opposite == c->n, "which turn round where high is good");
	}
	near(eh_quantile((const double[]){1, 2, 4}, 3, 1.0), 4, 0, 0, "the most");
	near(eh_quantile((const double[]){1, 2, 4}, 3, 0.0), 1, 0, 0, "the least");
	return done();
}
