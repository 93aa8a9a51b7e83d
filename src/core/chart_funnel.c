/*
 * chart_funnel.c - shares against the number of cases, with the limits that
 * chance alone would keep them in.
 *
 * F1  The line is the share of all rows together, and the limits at n cases
 *     are those from which Wilson's interval of that level just reaches it.
 * F2  A row without cases has no share: it is counted, not drawn.
 * F3  Rows outside the outer limits are named, the furthest out first, as
 *     far as there is room; how many are not named is said.
 */
#include "chart_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chart_vega.h"
#include "funnel.h"

#define INNER EH_FUNNEL_INNER
#define OUTER EH_FUNNEL_OUTER
#define STEPS 48    /* of a curve */
#define TRIES 150   /* names that are tried, the furthest first */
#define TOGETHER 60 /* more points than this are one path in a thin chart */

enum
{
	AVERAGE, /* facts */
	INNER_Z,
	OUTER_Z,
	LEAST_N,
	MOST_N,
	BEYOND /* rows outside the outer limits */
};

/* Wilson's interval reaches the average where the score test just does. */
static double
reach(double average, double n, double z)
{
	return z * sqrt(average * (1.0 - average) / n);
}

static double
share(const eh_plot *p, int32_t row)
{
	return eh_cell(p, row, 0) / eh_cell(p, row, 1);
}

/* Standard errors from the average; 0 where there is no spread. */
static double
far(const eh_plot *p, int32_t row)
{
	double one = reach(p->fact[AVERAGE], eh_cell(p, row, 1), 1.0);

	return one > 0.0 ? (share(p, row) - p->fact[AVERAGE]) / one : 0.0;
}

static void
add_up(eh_plot *p)
{
	double events = 0.0, trials = 0.0;
	int empty = 0;

	eh_plot_sort(p, 1, true);
	p->fact[LEAST_N] = INFINITY;
	for (int32_t i = 0; i < p->d->rows; i++)
	{
		int32_t row = p->order[i];
		double n = eh_cell(p, row, 1);

		if (!(n > 0.0))
		{
			empty++;
			continue;
		}
		events += eh_cell(p, row, 0);
		trials += n;
		p->fact[LEAST_N] = fmin(p->fact[LEAST_N], n);
		p->fact[MOST_N] = fmax(p->fact[MOST_N], n);
		p->order[p->drawn++] = row;
	}
	p->fact[AVERAGE] = trials > 0.0 ? events / trials : NAN;
	if (empty > 0)
		eh_plot_note(p, "%d row%s without cases: no share, and not drawn.",
			empty, empty == 1 ? "" : "s");
}

/* The axes: all points, and the limits where most rows are. */
static void
choose_ranges(eh_plot *p)
{
	double low = INFINITY, high = -INFINITY;
	double half, mid;

	for (int32_t i = 0; i < p->drawn; i++)
	{
		low = fmin(low, share(p, p->order[i]));
		high = fmax(high, share(p, p->order[i]));
	}
	if (p->drawn == 0)
	{
		low = 0.0;
		high = 1.0;
		p->fact[LEAST_N] = 1.0;
		p->fact[MOST_N] = 10.0;
	}
	else
	{
		/* the limits of the row in the middle by cases */
		mid = eh_cell(p, p->order[p->drawn / 2], 1);
		half = reach(p->fact[AVERAGE], mid, p->fact[OUTER_Z]);
		low = fmax(0.0, fmin(low, p->fact[AVERAGE] - half));
		high = fmin(1.0, fmax(high, p->fact[AVERAGE] + half));
	}
	if (!(high > low))
	{
		low = fmax(0.0, low - 0.05);
		high = fmin(1.0, high + 0.05);
	}
	half = 0.04 * (high - low);
	p->y.low = fmax(0.0, low - half);
	p->y.high = fmin(1.0, high + half);
	p->x.log = p->fact[MOST_N] > 1000.0 * p->fact[LEAST_N];
	if (p->x.log)
	{
		p->x.low = 0.8 * p->fact[LEAST_N];
		p->x.high = 1.15 * p->fact[MOST_N];
	}
	else
	{
		p->x.low = 0.0;
		p->x.high = 1.04 * p->fact[MOST_N];
	}
}

/* 0 within both limits, 1 outside the inner, 2 outside the outer */
static int
zone(const eh_plot *p, int32_t row)
{
	double away = fabs(far(p, row));

	return away > p->fact[OUTER_Z] ? 2 : away > p->fact[INNER_Z] ? 1 : 0;
}

static eh_shape
shape_of(const eh_plot *p, int32_t row)
{
	static const eh_shape inside[] = {EH_RING, EH_SQUARE};
	int k = zone(p, row);

	return k < 2 ? inside[k] : far(p, row) > 0.0 ? EH_UP : EH_DOWN;
}

static const char *
colour_of(int zone)
{
	return zone == 0 ? EH_BLUE : zone == 1 ? EH_GREEN : EH_VERMILION;
}

static void
prepare(eh_plot *p)
{
	static const char *const words[] = {
		"within the limits", "outside 95%, within 99.8%", "outside 99.8%"};
	static const eh_shape shapes[] = {EH_RING, EH_SQUARE, EH_UP};
	int count[3] = {0, 0, 0};

	p->title = "Shares, with the limits of chance";
	snprintf(p->measured, sizeof(p->measured), "Share of cases");
	p->fact[INNER_Z] = eh_normal_quantile(INNER);
	p->fact[OUTER_Z] = eh_normal_quantile(OUTER);
	add_up(p);
	choose_ranges(p);
	for (int32_t i = 0; i < p->drawn; i++)
		count[zone(p, p->order[i])]++;
	p->fact[BEYOND] = count[2];
	for (int k = 0; k < 3; k++)
	{
		char entry[EH_LABEL_BYTES];

		snprintf(entry, sizeof(entry), "%s (%d)", words[k], count[k]);
		if (p->drawn > 0)
			eh_plot_key(p, shapes[k], colour_of(k), entry);
	}
	if (p->drawn == 0)
		eh_plot_note(p, "There is nothing to draw.");
	else if (count[2] > 5 && count[2] > 0.1 * p->drawn)
		eh_plot_note(p,
			"%d of %d lie outside the 99.8%% limits, where chance "
			"alone would leave %.1f: the differences are wider "
			"than chance, and the limits say little of any one.",
			count[2], p->drawn, p->drawn * (1.0 - OUTER));
	p->body = p->narrow ? 300.0 : 360.0;
	p->least = 140.0;
}

static void
describe(eh_plot *p)
{
	char average[EH_NUMBER];
	int named = 0;

	if (p->drawn == 0)
	{
		eh_write(p->w, "Nothing to draw.");
		return;
	}
	eh_percent(p->fact[AVERAGE], 0.0, average);
	eh_writef(p->w,
		"%d shares about their average, %s. %d outside the 99.8%% "
		"limits",
		p->drawn, average, (int) p->fact[BEYOND]);
	for (int32_t i = 0; i < p->drawn && named < 20; i++)
	{
		int32_t row = p->order[i];
		char label[EH_LABEL_BYTES];
		char number[EH_NUMBER];

		if (zone(p, row) < 2)
			continue;
		eh_text_cut(p->d->label[row], 1.0, 1000.0, label);
		eh_percent(share(p, row), 0.0, number);
		eh_write(p->w, named++ == 0 ? ": " : "; ");
		eh_write_xml(p->w, label);
		eh_writef(p->w, " %s", number);
	}
	eh_write(p->w, ".");
}

/* The n at a part of the axis. */
static double
cases_at(const eh_plot *p, double part)
{
	double low =
		p->x.log ? p->x.low : fmax(p->fact[LEAST_N] * 0.5, p->x.high / 400.0);

	/* closer where the curves bend */
	if (p->x.log)
		return low * pow(p->x.high / low, part);
	return low + (p->x.high - low) * part * part;
}

static void
draw_curve(eh_plot *p, double z, const char *dash)
{
	for (int side = -1; side <= 1; side += 2)
	{
		bool down = false;

		eh_write(p->w, "<path d=\"");
		for (int i = 0; i <= STEPS; i++)
		{
			double n = cases_at(p, (double) i / STEPS);
			double v = p->fact[AVERAGE] + side * reach(p->fact[AVERAGE], n, z);

			if (v < p->y.low || v > p->y.high)
			{
				down = false;
				continue;
			}
			eh_write(p->w, down ? "L" : "M");
			eh_write_fixed(p->w, eh_scale_at(&p->x, n), 1);
			eh_write(p->w, " ");
			eh_write_fixed(p->w, eh_scale_at(&p->y, v), 1);
			down = true;
		}
		eh_writef(p->w, "\" fill=\"none\" stroke=\"%s\"%s%s%s/>\n", EH_GREY,
			dash != NULL ? " stroke-dasharray=\"" : "",
			dash != NULL ? dash : "", dash != NULL ? "\"" : "");
	}
}

/* The names of the lines, at their right end. */
static void
name_lines(eh_plot *p)
{
	double size = p->small - 1.0;
	char words[3][EH_NUMBER + 16] = {"99.8% limits", "95% limits", ""};
	double at[3];
	char average[EH_NUMBER];

	eh_percent(p->fact[AVERAGE], 0.0, average);
	snprintf(words[2], sizeof(words[2]), "average %s", average);
	for (int k = 0; k < 3; k++)
	{
		double z = k == 0 ? p->fact[OUTER_Z] : k == 1 ? p->fact[INNER_Z] : 0.0;
		double v =
			p->fact[AVERAGE] + reach(p->fact[AVERAGE], p->fact[MOST_N], z);

		at[k] = eh_scale_at(&p->y, v);
	}
	eh_spread(at, 3, size + 2.0, p->y.to, p->y.from);
	for (int k = 0; k < 3; k++)
	{
		eh_text_at(p, p->x.to + 5.0, at[k] + size * 0.35, size, 's', EH_GREY,
			words[k]);
	}
}

/*
 * All points of a shape as one path, to whole pixels; neighbours by cases
 * that fall on one pixel are drawn once.
 */
static void
draw_together(eh_plot *p, int k, eh_shape shape)
{
	const char *each = shape == EH_RING     ? "h0"
					   : shape == EH_SQUARE ? "m-3 -3h6v6h-6z"
					   : shape == EH_UP     ? "m0 -5l5 8h-9z"
											: "m0 5l5 -8h-9z";
	double px = -1.0, py = -1.0;

	eh_write(p->w, "<path d=\"");
	for (int32_t i = 0; i < p->drawn; i++)
	{
		int32_t row = p->order[i];
		double x = round(eh_scale_at(&p->x, eh_cell(p, row, 1)));
		double y = round(eh_scale_at(&p->y, share(p, row)));

		if (shape_of(p, row) != shape || (x == px && y == py))
			continue;
		eh_writef(p->w, "M%.0f %.0f%s", x, y, each);
		px = x;
		py = y;
	}
	if (shape == EH_RING)
		eh_writef(p->w,
			"\" stroke=\"%s\" stroke-width=\"5\" "
			"stroke-linecap=\"round\" stroke-opacity=\".5\"/>\n",
			colour_of(k));
	else
		eh_writef(p->w, "\" fill=\"%s\"/>\n", colour_of(k));
}

static void
draw_point(eh_plot *p, int32_t row)
{
	int k = zone(p, row);
	char number[EH_NUMBER];
	char words[128];

	eh_percent(share(p, row), 0.0, number);
	snprintf(words, sizeof(words), "%s (%.15g of %.15g)", number,
		eh_cell(p, row, 0), eh_cell(p, row, 1));
	eh_mark_said(p, shape_of(p, row), eh_scale_at(&p->x, eh_cell(p, row, 1)),
		eh_scale_at(&p->y, share(p, row)), k == 0 ? 2.8 : 4.0, colour_of(k),
		p->d->label[row], words);
}

/* Each by itself, or in a thin chart all of a shape together. */
static void
draw_points(eh_plot *p, eh_boxes *boxes)
{
	bool thin = p->dress->thin && p->drawn > TOGETHER;

	for (int32_t i = 0; i < p->drawn; i++)
	{
		int32_t row = p->order[i];
		double x = eh_scale_at(&p->x, eh_cell(p, row, 1));
		double y = eh_scale_at(&p->y, share(p, row));

		if (zone(p, row) > 0)
			eh_boxes_take(boxes, (eh_box){x - 4, y - 4, x + 4, y + 4});
		if (!thin)
			draw_point(p, row);
	}
	if (thin)
	{
		draw_together(p, 0, EH_RING);
		draw_together(p, 1, EH_SQUARE);
		draw_together(p, 2, EH_UP);
		draw_together(p, 2, EH_DOWN);
	}
}

/* p->b: how far each row is out; the furthest that has no name yet. */
static int32_t
furthest(eh_plot *p)
{
	int32_t best = -1;

	for (int32_t i = 0; i < p->drawn; i++)
	{
		if (p->b[i] > 0.0 && (best < 0 || p->b[i] > p->b[best]))
			best = i;
	}
	return best;
}

/* In its box, against the point: the words may be shorter than was thought. */
static void
name_point(
	eh_plot *p, int32_t row, const eh_box *box, double size, const char *label)
{
	double x = eh_scale_at(&p->x, eh_cell(p, row, 1));
	bool right = box->x1 > x;
	bool left = box->x2 < x;

	eh_text_at(p,
		right  ? box->x1
		: left ? box->x2
			   : (box->x1 + box->x2) / 2.0,
		box->y2 - size * 0.3, size,
		right  ? 's'
		: left ? 'e'
			   : 'm',
		EH_INK, label);
}

static void
name_points(eh_plot *p, eh_boxes *boxes)
{
	double size = p->small - (p->narrow ? 1.0 : 0.5);
	int unnamed = 0;
	int32_t i;

	for (i = 0; i < p->drawn; i++)
		p->b[i] = zone(p, p->order[i]) == 2 ? fabs(far(p, p->order[i])) : 0.0;
	/* a white edge, where a name crosses a line */
	eh_write(p->w, "<g stroke=\"#fff\" stroke-width=\"2.5\" "
				   "stroke-linejoin=\"round\" paint-order=\"stroke\">\n");
	for (int tries = 0; tries < TRIES && (i = furthest(p)) >= 0; tries++)
	{
		int32_t row = p->order[i];
		char label[EH_LABEL_BYTES];
		eh_box box;

		p->b[i] = 0.0;
		eh_text_cut(p->d->label[row], size, p->narrow ? 110.0 : 170.0, label);
		if (label[0] != '\0' &&
			eh_place_beside(boxes, eh_scale_at(&p->x, eh_cell(p, row, 1)),
				eh_scale_at(&p->y, share(p, row)), eh_text_width(label, size),
				size + 2.0, 6.0, &box))
			name_point(p, row, &box, size, label);
		else
			unnamed++;
	}
	eh_write(p->w, "</g>\n");
	for (i = 0; i < p->drawn; i++)
		unnamed += p->b[i] > 0.0;
	if (unnamed > 0)
	{
		char words[80];

		snprintf(words, sizeof(words), "%d outside 99.8%% not named: no room",
			unnamed);
		eh_text_at(p, p->right, p->y.to - 13.0, p->small, 'e', EH_GREY, words);
	}
}

static void
draw(eh_plot *p)
{
	eh_boxes boxes;

	p->y.to = p->top + 24.0;
	p->y.from = p->bottom - 2.0 * p->small - 16.0;
	p->x.from = p->left + 34.0;
	p->x.to = p->right - (p->drawn > 0 ? 78.0 : 4.0);
	eh_ticks_linear(
		p->y.low, p->y.high, (int) ((p->y.from - p->y.to) / 40.0) + 1, &p->yt);
	if (p->x.log)
		eh_ticks_counts(p->x.low, p->x.high,
			(int) ((p->x.to - p->x.from) / 50.0) + 1, &p->xt);
	else
		eh_ticks_linear(p->x.low, p->x.high,
			(int) ((p->x.to - p->x.from) / 70.0) + 2, &p->xt);
	eh_axis_y(p, eh_tick_percent, eh_plot_units(p));
	eh_axis_x(p, eh_tick_number,
		p->x.log ? "Number of cases (log scale)" : "Number of cases");
	if (p->drawn == 0)
		return;
	boxes.n = 0;
	boxes.within = (eh_box){p->x.from, p->y.to - 2.0, p->x.to, p->y.from};
	eh_line_at(p, p->x.from, eh_scale_at(&p->y, p->fact[AVERAGE]), p->x.to,
		eh_scale_at(&p->y, p->fact[AVERAGE]), EH_INK, 1.0, NULL);
	draw_curve(p, p->fact[INNER_Z], "5 3");
	draw_curve(p, p->fact[OUTER_Z], NULL);
	name_lines(p);
	draw_points(p, &boxes);
	name_points(p, &boxes);
}

/* For the specification: the zone in words. */
const char *
eh_funnel_zone(const eh_plot *p, int32_t row)
{
	static const char *const words[] = {
		"within", "outside 95%", "outside 99.8%"};

	return words[zone(p, row)];
}

/* For the specification: the limits at a part of the axis. */
void
eh_funnel_limits_fields(eh_plot *p, double part)
{
	double average = p->fact[AVERAGE];
	double n = cases_at(p, part);
	double inner = reach(average, n, p->fact[INNER_Z]);
	double outer = reach(average, n, p->fact[OUTER_Z]);

	eh_vega_number(p, true, "cases", n);
	eh_vega_number(p, false, "low_95", fmax(0.0, average - inner));
	eh_vega_number(p, false, "high_95", fmin(1.0, average + inner));
	eh_vega_number(p, false, "low_998", fmax(0.0, average - outer));
	eh_vega_number(p, false, "high_998", fmin(1.0, average + outer));
	eh_vega_number(p, false, "average", average);
}

const eh_chart_drawer eh_funnel_drawer = {
	"funnel", 2, 10000, prepare, describe, draw, eh_funnel_vega};
