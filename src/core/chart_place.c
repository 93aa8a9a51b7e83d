/*
 * chart_place.c - where words go so that none lies on another.
 *
 * L1  A label is placed beside its point, clear of all that was there
 *     before and within its bounds, or not at all.
 * L2  Labels along a line keep their order and a least distance, and move as
 *     little as that allows (in sum of squares); where they do not all fit
 *     the caller has asked for too many.
 */
#include "chart_plot.h"

#include <math.h>

void
eh_boxes_take(eh_boxes *boxes, eh_box box)
{
	if (boxes->n < EH_BOXES_MOST)
		boxes->taken[boxes->n++] = box;
}

static bool
clear(const eh_boxes *boxes, const eh_box *b)
{
	if (b->x1 < boxes->within.x1 || b->x2 > boxes->within.x2 ||
		b->y1 < boxes->within.y1 || b->y2 > boxes->within.y2 ||
		boxes->n == EH_BOXES_MOST)
		return false;
	for (int i = 0; i < boxes->n; i++)
	{
		const eh_box *t = &boxes->taken[i];

		if (b->x1 < t->x2 && t->x1 < b->x2 && b->y1 < t->y2 && t->y1 < b->y2)
			return false;
	}
	return true;
}

/* Right, left, above, below, then the corners; away: from the point. */
bool
eh_place_beside(eh_boxes *boxes, double x, double y, double width,
	double height, double away, eh_box *out)
{
	static const double side[][2] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1},
		{0.8, -0.8}, {0.8, 0.8}, {-0.8, -0.8}, {-0.8, 0.8}};

	for (size_t i = 0; i < sizeof(side) / sizeof(*side); i++)
	{
		double cx = x + side[i][0] * (away + width / 2.0);
		double cy = y + side[i][1] * (away + height / 2.0);
		eh_box b = {cx - width / 2.0, cy - height / 2.0, cx + width / 2.0,
			cy + height / 2.0};

		if (clear(boxes, &b))
		{
			eh_boxes_take(boxes, b);
			*out = b;
			return true;
		}
	}
	return false;
}

/*
 * eh_spread - n places in rising order, moved to be gap apart, in low to
 * high.  Neighbours that are too near become a block about the mean of what
 * they want: pool adjacent violators, on at[i] - i gap.
 */
void
eh_spread(double *at, int n, double gap, double low, double high)
{
	for (int i = 0; i < n; i++)
		at[i] -= i * gap;
	for (int i = 1; i < n; i++)
	{
		double sum = at[i];
		int first = i;

		/* equal values are one block already */
		while (first > 0 && at[first - 1] > sum / (i - first + 1))
		{
			int begin = first - 1;

			while (begin > 0 && at[begin - 1] == at[first - 1])
				begin--;
			sum += at[first - 1] * (first - begin);
			first = begin;
		}
		for (int k = first; k <= i; k++)
			at[k] = sum / (i - first + 1);
	}
	for (int i = 0; i < n; i++)
	{
		double most = high - (n - 1) * gap;

		at[i] = fmax(low, fmin(at[i], most)) + i * gap;
	}
}
