/*
 * chart_spend.c - early and late spend by year, and the share that is early.
 *
 * D1  Rows of one year are added up; a year without rows breaks the lines.
 * D2  Money is on one axis from nought, and the share of early in early and
 *     late below it.  There is no share where a part is negative or all is
 *     nought: the line breaks.
 * D3  The axis says what the money is, or that nobody said whether it is
 *     cash or real.
 */
#include "chart_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum
{
	LEAST, /* facts: of money */
	MOST,
	FIRST, /* years */
	LAST,
	TOP_SHARE,
	BROKEN /* years without a share */
};

/* Years in rising order: p->order is a row of each, a and b its sums. */
static void
add_up(eh_plot *p)
{
	int32_t n = p->d->rows;

	eh_plot_sort(p, 0, false);
	for (int32_t i = 0; i < n;)
	{
		double year = eh_cell(p, p->order[i], 0);
		double sum[2] = {0.0, 0.0};
		double lost[2] = {0.0, 0.0};
		int32_t first = p->order[i];

		/* Neumaier's sums: a year is the same in any order of its rows */
		for (; i < n && eh_cell(p, p->order[i], 0) == year; i++)
		{
			for (int k = 0; k < 2; k++)
			{
				double v = eh_cell(p, p->order[i], 1 + k);
				double next = sum[k] + v;

				lost[k] += fabs(sum[k]) >= fabs(v) ? (sum[k] - next) + v
												   : (v - next) + sum[k];
				sum[k] = next;
			}
		}
		p->order[p->drawn] = first;
		p->a[p->drawn] = sum[0] + lost[0];
		p->b[p->drawn] = sum[1] + lost[1];
		p->drawn++;
	}
}

static double
year_of(const eh_plot *p, int32_t i)
{
	return eh_cell(p, p->order[i], 0);
}

static double
share(const eh_plot *p, int32_t i)
{
	double all = p->a[i] + p->b[i];

	if (p->a[i] < 0.0 || p->b[i] < 0.0 || !(all > 0.0))
		return NAN;
	return p->a[i] / all;
}

static void
prepare(eh_plot *p)
{
	p->title = "Early and late spend";
	snprintf(
		p->measured, sizeof(p->measured), "\xC2\xA3 (cash or real: not said)");
	add_up(p);
	p->fact[FIRST] = p->drawn > 0 ? year_of(p, 0) : 0.0;
	p->fact[LAST] = p->drawn > 0 ? year_of(p, p->drawn - 1) : 1.0;
	for (int32_t i = 0; i < p->drawn; i++)
	{
		p->fact[LEAST] = fmin(p->fact[LEAST], fmin(p->a[i], p->b[i]));
		p->fact[MOST] = fmax(p->fact[MOST], fmax(p->a[i], p->b[i]));
		if (isnan(share(p, i)))
			p->fact[BROKEN]++;
		else
			p->fact[TOP_SHARE] = fmax(p->fact[TOP_SHARE], share(p, i));
	}
	if (p->fact[BROKEN] > 0.0)
		eh_plot_note(p,
			"%d year%s without a share: nothing was spent, or a "
			"part is negative.",
			(int) p->fact[BROKEN], p->fact[BROKEN] > 1.0 ? "s" : "");
	if (p->drawn > 1 && p->drawn < (int) (p->fact[LAST] - p->fact[FIRST]) + 1)
		eh_plot_note(p, "A line breaks where a year has no rows.");
	if (p->drawn == 0)
		eh_plot_note(p, "There is nothing to draw.");
	p->body = p->narrow ? 360.0 : 400.0;
	p->least = 240.0;
}

static void
describe(eh_plot *p)
{
	char early[EH_NUMBER], late[EH_NUMBER], part[EH_NUMBER];

	if (p->drawn == 0)
	{
		eh_write(p->w, "Nothing to draw.");
		return;
	}
	eh_write_xml(p->w, eh_plot_units(p));
	eh_write(p->w, ".");
	for (int32_t k = 0; k < 2 && (k == 0 || p->drawn > 1); k++)
	{
		int32_t i = k == 0 ? 0 : p->drawn - 1;

		eh_number_short(p->a[i], early);
		eh_number_short(p->b[i], late);
		eh_writef(p->w, " %.0f: early %s, late %s", year_of(p, i), early, late);
		if (!isnan(share(p, i)))
		{
			eh_percent(share(p, i), 0.0, part);
			eh_writef(p->w, ", %s of both early", part);
		}
		eh_write(p->w, ".");
	}
}

/* v of year i: 0 early, 1 late, 2 the share */
static double
series(const eh_plot *p, int32_t i, int which)
{
	return which == 0 ? p->a[i] : which == 1 ? p->b[i] : share(p, i);
}

static void
draw_series(eh_plot *p, int which, const char *colour, const char *dash,
	eh_shape shape, const char *name)
{
	bool down = false;

	eh_write(p->w, "<path d=\"");
	for (int32_t i = 0; i < p->drawn; i++)
	{
		double v = series(p, i, which);

		if (i > 0 && year_of(p, i) - year_of(p, i - 1) > 1.0)
			down = false;
		if (isnan(v))
		{
			down = false;
			continue;
		}
		eh_write(p->w, down ? "L" : "M");
		eh_write_fixed(p->w, eh_scale_at(&p->x, year_of(p, i)), 1);
		eh_write(p->w, " ");
		eh_write_fixed(p->w, eh_scale_at(&p->y, v), 1);
		down = true;
	}
	eh_writef(p->w,
		"\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s%s%s/>\n", colour,
		dash != NULL ? " stroke-dasharray=\"" : "", dash != NULL ? dash : "",
		dash != NULL ? "\"" : "");
	for (int32_t i = 0; i < p->drawn; i++)
	{
		double v = series(p, i, which);
		char number[EH_NUMBER];
		char words[EH_NUMBER + 40];

		if (isnan(v))
			continue;
		if (which == 2)
			eh_percent(v, 0.0, number);
		else
			eh_number_short(v, number);
		snprintf(words, sizeof(words), "%.0f: %s", year_of(p, i), number);
		eh_mark_said(p, shape, eh_scale_at(&p->x, year_of(p, i)),
			eh_scale_at(&p->y, v), 3.2, colour, name, words);
	}
}

/* The names and last figures, right of the last year. */
static void
name_series(eh_plot *p, int from, int n)
{
	static const char *const names[] = {"Late", "Early", "Early share"};
	double at[2];
	int which[2] = {from, from + 1};

	for (int k = 0; k < n; k++)
	{
		double v = series(p, p->drawn - 1, which[k]);

		at[k] = eh_scale_at(&p->y, isnan(v) ? p->y.low : v);
	}
	/* from the top down */
	if (n == 2 && at[0] > at[1])
	{
		double swap = at[0];

		at[0] = at[1];
		at[1] = swap;
		which[0] = 1;
		which[1] = 0;
	}
	eh_spread(at, n, 2.0 * p->small + 4.0, p->y.to, p->y.from);
	for (int k = 0; k < n; k++)
	{
		double v = series(p, p->drawn - 1, which[k]);
		char number[EH_NUMBER] = "none";

		if (!isnan(v) && which[k] == 2)
			eh_percent(v, 0.0, number);
		else if (!isnan(v))
			eh_number_short(v, number);
		eh_text_at(p, p->x.to + 8.0, at[k], p->small, 's', EH_INK,
			which[k] == 2 ? names[2] : names[1 - which[k]]);
		eh_text_at(p, p->x.to + 8.0, at[k] + p->small + 1.0, p->small, 's',
			EH_GREY, number);
	}
}

static void
draw(eh_plot *p)
{
	double axis = 2.0 * p->small + 16.0;
	double room = p->bottom - p->top - axis - 24.0 - 36.0;

	p->x.low = p->fact[FIRST] - (p->drawn > 1 ? 0.0 : 1.0);
	p->x.high = p->fact[LAST] + (p->drawn > 1 ? 0.0 : 1.0);
	p->x.from = p->left + (p->narrow ? 44.0 : 52.0);
	p->x.to = p->right - 78.0;
	eh_ticks_whole(
		p->x.low, p->x.high, (int) ((p->x.to - p->x.from) / 40.0), &p->xt);

	/* money */
	p->y.low = p->fact[LEAST];
	p->y.high = fmax(p->fact[MOST], p->fact[LEAST] < 0.0 ? 0.0 : 1e-300);
	p->y.to = p->top + 24.0;
	p->y.from = p->y.to + 0.62 * room;
	if (p->drawn == 0 || !(p->y.high > 1e-300 || p->y.low < 0.0))
		p->y.high = 1.0;
	eh_scale_round(&p->y, (int) (0.62 * room / 42.0) + 2, &p->yt);
	eh_axis_y(p, eh_tick_number, eh_plot_units(p));
	eh_line_at(p, p->x.from, eh_scale_at(&p->y, 0.0), p->x.to,
		eh_scale_at(&p->y, 0.0), EH_AXIS, 1.0, NULL);
	draw_series(p, 1, EH_VERMILION, "7 3", EH_SQUARE, "Late");
	draw_series(p, 0, EH_BLUE, NULL, EH_DOT, "Early");
	if (p->drawn > 0)
		name_series(p, 0, 2);

	/* the share */
	p->y.low = 0.0;
	p->y.high = p->fact[TOP_SHARE] > 0.0 ? p->fact[TOP_SHARE] : 1.0;
	p->y.to = p->y.from + 36.0;
	p->y.from = p->y.to + 0.38 * room;
	eh_scale_round(&p->y, (int) (0.38 * room / 36.0) + 2, &p->yt);
	eh_axis_y(p, eh_tick_percent, "Early, as a share of early and late");
	eh_axis_x(p, eh_tick_plain, "Financial year ending");
	draw_series(p, 2, EH_GREEN, NULL, EH_DIAMOND, "Early share");
	if (p->drawn > 0)
		name_series(p, 2, 1);
}

const eh_chart_drawer eh_spend_drawer = {
	"spend", 3, 10000, prepare, describe, draw, eh_spend_vega};
