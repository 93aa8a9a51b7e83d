/*
 * linear_response.c - the response, less its offset and centre.
 *
 * A response near 1e12 that varies by 1 has its digits below the point: what
 * is left of it when the centre is gone is exact, in two doubles.
 */
#include "linear_internal.h"

#include <math.h>

/* response - offset, exactly */
static eh_dd
bare(const eh_block *b, int i)
{
	return b->offset ? eh_dd_two_sum(b->success[i], -b->offset[i])
					 : (eh_dd){b->success[i], 0.0};
}

/*
 * eh_linear_response_open - the centre, by a pass over the response alone.
 *
 * EH_EDOMAIN: one is not finite, or not without its offset.
 */
eh_status
eh_linear_response_open(eh_linear_fit *l)
{
	eh_linear_response *y = &l->response;
	eh_logit_fit *f = &l->f;
	bool intercept = l->design.intercept;
	double low = INFINITY;
	double high = -INFINITY;
	double size = 0.0;
	double mean = 0.0;
	double spread;
	double grain;
	eh_block b;

	y->rows->rewind(y->rows->source);
	for (int blocks = 0; y->rows->next(y->rows->source, &b); blocks++)
	{
		double part = 0.0;
		double weight = 0.0;

		if (blocks % 4 == 0 && eh_logit_poll(f))
			return EH_ECANCEL;
		for (int i = 0; i < b.n; i++)
		{
			double value = bare(&b, i).hi;
			double w = b.weight ? b.weight[i] : 1.0;

			if (!isfinite(value))
				return EH_EDOMAIN;
			if (!(w > 0.0))
				continue;
			low = value < low ? value : low;
			high = value > high ? value : high;
			weight += w;
			part += w * (0.5 * value - 0.5 * mean);
		}
		size += weight;
		if (weight > 0.0)
			mean += 2.0 * (part / size);
	}
	spread = intercept ? 0.5 * high - 0.5 * low : fmax(fabs(low), fabs(high));
	y->constant = !(spread > 0.0);
	y->scale = eh_power_scale(spread);
	y->centre = 0.0;
	if (intercept && size > 0.0)
	{
		/* few digits: whole numbers and hundredths keep theirs */
		grain = ldexp(1.0 / y->scale, -8);
		mean = rint(mean / grain) * grain;
		y->centre = y->constant || !isfinite(mean) ? low : mean;
	}
	return EH_OK;
}

void
eh_linear_response_rewind(void *source)
{
	const eh_linear_response *y = source;

	y->rows->rewind(y->rows->source);
}

/* The caller's next block, its response replaced and without an offset. */
bool
eh_linear_response_next(void *source, eh_block *block)
{
	const eh_linear_response *y = source;
	double scale = y->constant ? 0.0 : y->scale;
	int n;

	if (!y->rows->next(y->rows->source, block))
		return false;
	n = block->n;
	if (block->offset)
		for (int i = 0; i < n; i++)
		{
			eh_dd u = eh_dd_add_double(bare(block, i), -y->centre);

			y->high[i] = u.hi * scale;
			y->low[i] = u.lo * scale;
		}
	else
		for (int i = 0; i < n; i++)
		{
			eh_dd u = eh_dd_two_sum(block->success[i], -y->centre);

			y->high[i] = u.hi * scale;
			y->low[i] = u.lo * scale;
		}
	for (int i = n; i < EH_BLOCK; i++)
		y->high[i] = y->low[i] = 0.0;
	block->success = y->high;
	block->offset = NULL;
	block->trials = NULL;
	return true;
}
