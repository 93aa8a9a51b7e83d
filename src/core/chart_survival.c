/*
 * chart_survival.c - Kaplan-Meier curves with limits and numbers at risk.
 *
 * V1  A curve is a step line from 1 at day 0 to its last row; nothing is
 *     drawn past the last day observed.
 * V2  The axis of the share is whole, from 0 to 100%.
 * V3  Numbers at risk stand under the ticks of the time axis, which are few
 *     enough for the row of the curve with the largest number.
 */
#include "chart_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum
{
	LAST_DAY, /* facts */
	CURVES
};

#define BANDED 2 /* more curves than this have no bands: they would mix */

static const char *const colours[EH_CURVES_MOST] = {
	EH_BLUE, EH_VERMILION, EH_GREEN, EH_PURPLE, EH_INK, EH_AXIS};
static const char *const dashes[EH_CURVES_MOST] = {
	NULL, "7 3", "2 2", "9 3 2 3", "4 4", "12 3"};

static int
curve_of(const eh_plot *p, int32_t row)
{
	return (int) eh_cell(p, row, EH_CURVE);
}

/* The first row of a curve, or rows. */
static int32_t
begin_of(const eh_plot *p, int curve)
{
	int32_t row = 0;

	while (row < p->d->rows && curve_of(p, row) != curve)
		row++;
	return row;
}

static int
ticks_asked(const eh_plot *p)
{
	return p->narrow ? 4 : 8;
}

static void
prepare(eh_plot *p)
{
	p->title = "How long it takes";
	snprintf(
		p->measured, sizeof(p->measured), "Share to whom it has not happened");
	for (int32_t i = 0; i < p->d->rows; i++)
	{
		p->fact[LAST_DAY] = fmax(p->fact[LAST_DAY], eh_cell(p, i, EH_DAYS));
		p->fact[CURVES] = fmax(p->fact[CURVES], curve_of(p, i) + 1.0);
	}
	if (p->fact[CURVES] > 1.0)
	{
		for (int k = 0; k < (int) p->fact[CURVES]; k++)
		{
			int32_t row = begin_of(p, k);
			char label[EH_LABEL_BYTES];

			if (row == p->d->rows)
				continue;
			eh_text_cut(p->d->label[row], p->small, 0.7 * p->width, label);
			eh_plot_key(p, EH_DASHES, colours[k], label)->dash = dashes[k];
		}
	}
	if (p->d->rows == 0)
		eh_plot_note(p, "There is nothing to draw.");
	else if (p->fact[CURVES] <= BANDED)
	{
		char level[EH_NUMBER];

		eh_level_words(p->d->level, level);
		eh_plot_note(p, "Band: %slimits.", level);
	}
	p->least = 160.0 + 16.0 * p->fact[CURVES];
	p->body = (p->narrow ? 300.0 : 350.0) + 16.0 * p->fact[CURVES];
}

static void
describe(eh_plot *p)
{
	for (int k = 0; k < (int) p->fact[CURVES]; k++)
	{
		double left = 1.0;
		double day = 0.0;
		char share[EH_NUMBER];

		for (int32_t i = 0; i < p->d->rows; i++)
		{
			if (curve_of(p, i) != k)
				continue;
			day = eh_cell(p, i, EH_DAYS);
			left = eh_cell(p, i, EH_LEFT);
		}
		eh_percent(left, 0.0, share);
		if (begin_of(p, k) < p->d->rows)
			eh_write_xml(p->w, p->d->label[begin_of(p, k)]);
		eh_writef(p->w, " %s left by day %.0f. ", share, day);
	}
	if (p->d->rows == 0)
		eh_write(p->w, "Nothing to draw.");
}

static void
point(eh_plot *p, const char *verb, double x, double y)
{
	eh_write(p->w, verb);
	eh_write_fixed(p->w, x, 1);
	if (verb[0] == 'M' || verb[0] == 'L')
	{
		eh_write(p->w, " ");
		eh_write_fixed(p->w, y, 1);
	}
}

/* A step line through a column of a curve's rows, forwards. */
static void
steps(eh_plot *p, int curve, int column, double start)
{
	double last = eh_scale_at(&p->y, start);

	point(p, "M", p->x.from, last);
	for (int32_t i = 0; i < p->d->rows; i++)
	{
		double v = eh_cell(p, i, column);
		double y;

		if (curve_of(p, i) != curve)
			continue;
		y = isnan(v) ? last : eh_scale_at(&p->y, v);
		if (fabs(y - last) < 0.05 && i + 1 < p->d->rows &&
			curve_of(p, i + 1) == curve)
			continue;
		eh_write(p->w, "H");
		eh_write_fixed(p->w, eh_scale_at(&p->x, eh_cell(p, i, EH_DAYS)), 1);
		if (fabs(y - last) >= 0.05)
		{
			eh_write(p->w, "V");
			eh_write_fixed(p->w, y, 1);
		}
		last = y;
	}
}

/* Between the limits; where they do not exist the band ends. */
static void
draw_band(eh_plot *p, int curve)
{
	double x = p->x.from;
	double low = p->y.to; /* both 1 to begin with */
	double high = low;

	for (int32_t i = 0; i < p->d->rows; i++)
	{
		double next;
		double l = eh_cell(p, i, EH_LEFT_LOW);
		double h = eh_cell(p, i, EH_LEFT_HIGH);
		bool end = i + 1 == p->d->rows || curve_of(p, i + 1) != curve;
		double yl, yh;

		if (curve_of(p, i) != curve)
			continue;
		next = eh_scale_at(&p->x, eh_cell(p, i, EH_DAYS));
		yl = isnan(l) ? low : eh_scale_at(&p->y, l);
		yh = isnan(h) ? high : eh_scale_at(&p->y, h);
		if (!end && fabs(yl - low) < 0.05 && fabs(yh - high) < 0.05)
			continue;
		if (low - high >= 0.05 && next > x)
		{
			eh_write(p->w, "M");
			eh_write_fixed(p->w, x, 1);
			eh_write(p->w, " ");
			eh_write_fixed(p->w, high, 1);
			eh_write(p->w, "H");
			eh_write_fixed(p->w, next, 1);
			eh_write(p->w, "V");
			eh_write_fixed(p->w, low, 1);
			eh_write(p->w, "H");
			eh_write_fixed(p->w, x, 1);
		}
		x = next;
		low = yl;
		high = yh;
	}
}

static void
draw_curve(eh_plot *p, int curve)
{
	if (p->fact[CURVES] <= BANDED)
	{
		eh_write(p->w, "<path d=\"");
		draw_band(p, curve);
		eh_writef(
			p->w, "\" fill=\"%s\" fill-opacity=\".2\"/>\n", colours[curve]);
	}
	eh_write(p->w, "<path d=\"");
	steps(p, curve, EH_LEFT, 1.0);
	eh_writef(p->w,
		"\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s%s%s/>\n",
		colours[curve], dashes[curve] != NULL ? " stroke-dasharray=\"" : "",
		dashes[curve] != NULL ? dashes[curve] : "",
		dashes[curve] != NULL ? "\"" : "");
}

/* Those at risk on a day: the next row that has the day, or a later one. */
static double
at_risk(const eh_plot *p, int curve, double day)
{
	for (int32_t i = 0; i < p->d->rows; i++)
	{
		if (curve_of(p, i) == curve && eh_cell(p, i, EH_DAYS) >= day - 1e-9)
			return eh_cell(p, i, EH_AT_RISK);
	}
	return 0.0;
}

/* A row of numbers for each curve, under the axis. */
static void
draw_at_risk(eh_plot *p)
{
	double y = p->y.from + 3.0 * p->small + 20.0;
	char number[EH_NUMBER];

	eh_text_at(p, 12.0, y, p->small, 's', EH_INK, "Number at risk");
	for (int k = 0; k < (int) p->fact[CURVES]; k++)
	{
		double row = y + (k + 1) * (p->small + 4.0);

		if (p->fact[CURVES] > 1.0)
			eh_line_at(p, 12.0, row - p->small * 0.35, 30.0,
				row - p->small * 0.35, colours[k], 2.0, dashes[k]);
		for (int i = 0; i < p->xt.n; i++)
		{
			eh_number_short(at_risk(p, k, p->xt.at[i]), number);
			eh_text_at(p, eh_scale_at(&p->x, p->xt.at[i]), row, p->small, 'm',
				EH_GREY, number);
		}
	}
}

static void
draw(eh_plot *p)
{
	p->y.low = 0.0;
	p->y.high = 1.0;
	p->y.to = p->top + 24.0;
	p->y.from =
		p->bottom - 3.0 * p->small - 26.0 - p->fact[CURVES] * (p->small + 4.0);
	p->x.low = 0.0;
	p->x.high = p->fact[LAST_DAY] > 0.0 ? p->fact[LAST_DAY] : 1.0;
	p->x.from = p->left + (p->fact[CURVES] > 1.0 ? 56.0 : 44.0);
	p->x.to = p->right - 14.0;
	eh_ticks_linear(0.0, 1.0, (int) ((p->y.from - p->y.to) / 36.0) + 1, &p->yt);
	eh_ticks_days(p->x.high, ticks_asked(p), &p->xt);
	eh_axis_y(p, eh_tick_percent, eh_plot_units(p));
	eh_axis_x(p, eh_tick_number, "Days");
	for (int k = 0; k < (int) p->fact[CURVES]; k++)
		draw_curve(p, k);
	if (p->d->rows > 0)
		draw_at_risk(p);
}

const eh_chart_drawer eh_survival_drawer = {"survival", EH_SURVIVAL_COLUMNS,
	10000, prepare, describe, draw, eh_survival_vega};
