/*
 * chart_caterpillar.c - many estimates by size, a thin row each.
 *
 * K1  Every row is drawn; those whose limits leave the line out are named at
 *     the right, joined to their row, as many as have room: the outermost of
 *     both ends first.  How many are not is said.
 */
#include "chart_plot.h"

#include <math.h>
#include <stdio.h>

static double
row_y(const eh_plot *p, int32_t i)
{
	return p->y.to + (i + 0.5) * (p->y.from - p->y.to) / p->drawn;
}

/* The limits of all rows that are on the line's side, or are not: one path. */
static void
draw_limits(eh_plot *p, bool beside)
{
	eh_write(p->w, "<path d=\"");
	for (int32_t i = 0; i < p->drawn; i++)
	{
		int32_t row = p->order[i];
		double low = eh_rows_value(p, row, 1);
		double high = eh_rows_value(p, row, 2);

		if ((isnan(low) && isnan(high)) ||
			(eh_rows_side(p, row) != 0) != beside)
			continue;
		eh_write(p->w, "M");
		eh_write_fixed(
			p->w, isnan(low) ? p->x.from : eh_scale_at(&p->x, low), 1);
		eh_write(p->w, " ");
		eh_write_fixed(p->w, row_y(p, i), 1);
		eh_write(p->w, "H");
		eh_write_fixed(
			p->w, isnan(high) ? p->x.to : eh_scale_at(&p->x, high), 1);
	}
	eh_writef(p->w, "\" stroke=\"%s\" stroke-width=\"%g\"/>\n",
		beside ? EH_BLUE : EH_AXIS, beside ? 1.4 : 1.0);
}

static void
draw_marks(eh_plot *p)
{
	char words[EH_FIGURES];

	for (int32_t i = 0; i < p->drawn; i++)
	{
		int32_t row = p->order[i];
		double v = eh_rows_value(p, row, 0);
		bool beside = eh_rows_side(p, row) != 0;

		if (isfinite(v))
			eh_mark_said(p, beside ? EH_DOT : EH_RING, eh_scale_at(&p->x, v),
				row_y(p, i), beside ? 2.5 : 1.6, EH_BLUE, p->d->label[row],
				eh_rows_words(p, row, words));
	}
}

/* From the row's end to the name at its place. */
static void
draw_name(eh_plot *p, int32_t i, double y)
{
	int32_t row = p->order[i];
	double high = eh_rows_value(p, row, 2);
	double from = isnan(high) ? p->x.to : eh_scale_at(&p->x, high);
	char label[EH_LABEL_BYTES];

	eh_text_cut(p->d->label[row], p->small, p->right - p->x.to - 20.0, label);
	eh_write(p->w, "<path d=\"M");
	eh_write_fixed(p->w, from + 3.0, 1);
	eh_write(p->w, " ");
	eh_write_fixed(p->w, row_y(p, i), 1);
	eh_write(p->w, "H");
	eh_write_fixed(p->w, p->x.to + 2.0, 1);
	eh_write(p->w, "L");
	eh_write_fixed(p->w, p->x.to + 16.0, 1);
	eh_write(p->w, " ");
	eh_write_fixed(p->w, y, 1);
	eh_write(p->w, "\" stroke=\"#bbb\" stroke-width=\".6\" fill=\"none\"/>\n");
	eh_text_at(
		p, p->x.to + 19.0, y + p->small * 0.35, p->small, 's', EH_INK, label);
}

static void
draw_names(eh_plot *p)
{
	int room = (int) ((p->y.from - p->y.to) / (p->small + 1.5));
	int32_t top = 0, bottom = p->drawn;
	double *at = p->a;
	int named = 0;
	int wanted = 0;
	int n = 0;

	for (int32_t i = 0; i < p->drawn; i++)
		wanted += eh_rows_side(p, p->order[i]) != 0;

	/* from both ends inwards, as long as there is room */
	while (named < wanted && named < room)
	{
		while (top < bottom && eh_rows_side(p, p->order[top]) == 0)
			top++;
		if (top < bottom)
		{
			top++;
			named++;
		}
		while (bottom > top && eh_rows_side(p, p->order[bottom - 1]) == 0)
			bottom--;
		if (bottom > top && named < wanted && named < room)
		{
			bottom--;
			named++;
		}
	}
	for (int32_t i = 0; i < p->drawn; i++)
	{
		if ((i < top || i >= bottom) && eh_rows_side(p, p->order[i]) != 0)
			at[n++] = row_y(p, i);
	}
	eh_spread(at, n, p->small + 1.5, p->y.to + p->small * 0.5,
		p->y.from - p->small * 0.5);
	n = 0;
	for (int32_t i = 0; i < p->drawn; i++)
	{
		if ((i < top || i >= bottom) && eh_rows_side(p, p->order[i]) != 0)
			draw_name(p, i, at[n++]);
	}
	if (wanted > named)
	{
		char more[64];

		snprintf(more, sizeof(more), "and %d not named", wanted - named);
		eh_text_at(p, p->right, p->y.to - 4.0, p->small, 'e', EH_GREY, more);
	}
}

/* Ranks, from 1 at the top. */
static void
draw_ranks(eh_plot *p)
{
	const int32_t at[] = {0, p->drawn / 2, p->drawn - 1};
	char number[EH_NUMBER];

	for (size_t k = 0; k < sizeof(at) / sizeof(*at); k++)
		eh_text_at(p, p->x.from - 6.0, row_y(p, at[k]) + p->small * 0.35,
			p->small, 'e', EH_GREY, eh_tick_plain(at[k] + 1.0, 1.0, number));
}

void
eh_caterpillar(eh_plot *p)
{
	draw_ranks(p);
	draw_limits(p, false);
	draw_limits(p, true);
	draw_marks(p);
	draw_names(p);
}
