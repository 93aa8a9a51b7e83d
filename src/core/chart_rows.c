/*
 * chart_rows.c - a row for each estimate, with its limits: terms of a fit,
 * ratios, effects.
 *
 * R1  Odds ratios lie on a log axis, coefficients and ratios on a linear one;
 *     where nothing changes (1, 0, 1:1) there is a line.
 * R2  The axis holds every estimate, and limits as far as they do not press
 *     those together; an arrow is a limit that is open or lies beyond.
 * R3  Terms stand as they came, ratios and effects by size.
 * R4  A filled mark: the limits leave the line out.  A ring: they hold it, or
 *     there are none.
 */
#include "chart_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LABELLED 40 /* more of them are drawn as a caterpillar */

enum
{
	LINE,    /* fact: where the line is */
	NAMES,   /* width of the labels; of a caterpillar: has it any? */
	NUMBERS, /* width of the figures at the right */
	PITCH    /* from row to row */
};

static bool
is_log(const eh_plot *p)
{
	return p->d->kind == EH_CHART_FOREST || p->d->kind == EH_CHART_EFFECTS;
}

static bool
is_sorted(const eh_plot *p)
{
	return p->d->kind == EH_CHART_RATIO || p->d->kind == EH_CHART_EFFECTS;
}

/* 0 estimate, 1 low, 2 high, on the scale that is shown */
double
eh_rows_value(const eh_plot *p, int32_t row, int column)
{
	double v = eh_cell(p, row, column);

	if (p->d->kind == EH_CHART_EFFECTS && isfinite(v))
		return exp(fmax(-700.0, fmin(v, 700.0)));
	if (p->d->kind == EH_CHART_EFFECTS)
		return v < 0.0 ? 0.0 : v;
	return v;
}

/* -1, 1: the limits lie below, above the line; 0: they do not say. */
int
eh_rows_side(const eh_plot *p, int32_t row)
{
	double low = eh_rows_value(p, row, 1);
	double high = eh_rows_value(p, row, 2);

	if (low > p->fact[LINE])
		return 1;
	return high < p->fact[LINE] ? -1 : 0;
}

static void
figure(const eh_plot *p, double v, char out[EH_NUMBER])
{
	if (p->d->kind != EH_CHART_COEFFICIENTS && v >= 0.095 && v < 99.5)
		snprintf(out, EH_NUMBER, "%.2f", v);
	else
		eh_number_short(v, out);
}

/* "1.23 (1.01 to 1.50)" */
const char *
eh_rows_words(const eh_plot *p, int32_t row, char out[EH_FIGURES])
{
	double estimate = eh_rows_value(p, row, 0);
	double low = eh_rows_value(p, row, 1);
	double high = eh_rows_value(p, row, 2);
	char a[EH_NUMBER] = "none";
	char b[EH_NUMBER];
	char c[EH_NUMBER];

	if (isfinite(estimate))
		figure(p, estimate, a);
	if (isfinite(low))
		figure(p, low, b);
	if (isfinite(high))
		figure(p, high, c);
	if (isnan(low) && isnan(high))
		snprintf(out, EH_FIGURES, "%s", a);
	else if (!isfinite(low) && !isfinite(high))
		snprintf(out, EH_FIGURES, "%s (no limits)", a);
	else if (!isfinite(low))
		snprintf(out, EH_FIGURES, "%s (up to %s)", a, c);
	else if (!isfinite(high))
		snprintf(out, EH_FIGURES, "%s (from %s)", a, b);
	else
		snprintf(out, EH_FIGURES, "%s (%s to %s)", a, b, c);
	return out;
}

/* Nothing of it can be drawn. */
static bool
is_blank(const eh_plot *p, int32_t row)
{
	return !isfinite(eh_cell(p, row, 0)) && !isfinite(eh_cell(p, row, 1)) &&
		   !isfinite(eh_cell(p, row, 2));
}

/* p->order: the rows that are drawn; the others are named in a note. */
static void
choose_rows(eh_plot *p)
{
	char names[900] = "";
	size_t n = 0;
	int blank = 0;

	if (is_sorted(p))
		eh_plot_sort(p, 0, true);
	else
		for (int32_t i = 0; i < p->d->rows; i++)
			p->order[i] = i;
	for (int32_t i = 0; i < p->d->rows; i++)
	{
		int32_t row = p->order[i];
		char label[EH_LABEL_BYTES];

		if (!is_blank(p, row))
		{
			p->order[p->drawn++] = row;
			continue;
		}
		blank++;
		eh_text_cut(p->d->label[row], 10.0, 250.0, label);
		if (n + strlen(label) + 8 < sizeof(names))
			n += (size_t) snprintf(
				names + n, sizeof(names) - n, "%s%s", n > 0 ? ", " : "", label);
	}
	if (blank > 0)
		eh_plot_note(
			p, "Without an estimate, and not drawn (%d): %s.", blank, names);
	if (p->drawn == 0)
		eh_plot_note(p, "There is nothing to draw.");
}

typedef struct hull
{
	double low, high;
} hull;

static void
widen(hull *h, double v)
{
	if (isfinite(v))
	{
		h->low = fmin(h->low, v);
		h->high = fmax(h->high, v);
	}
}

/* The axis: all estimates and the line; limits within reach of those. */
static void
choose_range(eh_plot *p)
{
	bool in_logs = is_log(p);
	hull near = {INFINITY, -INFINITY};
	hull all;
	double pad, least;

	widen(&near, in_logs ? log(p->fact[LINE]) : p->fact[LINE]);
	if (p->d->kind == EH_CHART_RATIO)
		widen(&near, 0.0);
	for (int32_t i = 0; i < p->drawn; i++)
	{
		double v = eh_rows_value(p, p->order[i], 0);

		widen(&near, in_logs ? log(v) : v);
	}
	all = near;
	for (int32_t i = 0; i < 2 * p->drawn; i++)
	{
		double v = eh_rows_value(p, p->order[i / 2], 1 + i % 2);

		widen(&all, in_logs ? log(v) : v);
	}
	least = in_logs ? log(4.0) : 0.0;
	pad = fmax(1.5 * (near.high - near.low), least);
	if (pad > 0.0)
	{
		all.low = fmax(all.low, near.low - pad);
		all.high = fmin(all.high, near.high + pad);
	}
	if (!(all.high > all.low))
	{
		double half = in_logs ? log(2.0) : fmax(1.0, 0.1 * fabs(all.low));

		all.low -= half;
		all.high += half;
	}
	pad = 0.03 * all.high - 0.03 * all.low;
	if (p->d->kind != EH_CHART_RATIO || all.low < 0.0)
		all.low -= pad;
	all.high += pad;
	p->x.log = in_logs;
	p->x.low = in_logs ? exp(fmax(all.low, -700.0)) : all.low;
	p->x.high = in_logs ? exp(fmin(all.high, 700.0)) : all.high;
}

/* What an arrow, a dot and a ring stand for, where there are any. */
static void
explain_marks(eh_plot *p)
{
	bool arrow = false, limits = false, filled = false, ring = false;
	bool bare = false;
	const char *line = p->d->kind == EH_CHART_COEFFICIENTS ? "0"
					   : p->d->kind == EH_CHART_RATIO      ? "1:1"
					   : p->d->kind == EH_CHART_EFFECTS    ? "the median"
														   : "1";
	char words[EH_LABEL_BYTES];

	for (int32_t i = 0; i < p->drawn; i++)
	{
		int32_t row = p->order[i];
		double low = eh_rows_value(p, row, 1);
		double high = eh_rows_value(p, row, 2);

		if (isnan(low) && isnan(high))
			ring = bare = true;
		else
		{
			limits = true;
			arrow = arrow || !(low >= p->x.low) || !(high <= p->x.high);
			if (eh_rows_side(p, row) != 0)
				filled = true;
			else
				ring = true;
		}
	}
	if (arrow)
		eh_plot_note(p, "An arrow: there is no limit on that side, or it lies "
						"beyond the axis.");
	p->fact[NAMES] = filled ? 1.0 : 0.0;
	if (!limits)
		return;
	if (filled)
	{
		snprintf(words, sizeof(words), "limits exclude %s", line);
		eh_plot_key(p, EH_DOT, EH_BLUE, words);
	}
	if (ring)
	{
		snprintf(words, sizeof(words), "limits include %s%s", line,
			bare ? ", or there are none" : "");
		eh_plot_key(p, EH_RING, EH_BLUE, words);
	}
}

static void
measure(eh_plot *p)
{
	char level[EH_NUMBER];
	bool limits = p->keys > 0;

	eh_level_words(p->d->level, level);
	snprintf(p->measured, sizeof(p->measured), "%s%s%s%s%s",
		p->d->kind == EH_CHART_FOREST         ? "Odds ratio"
		: p->d->kind == EH_CHART_COEFFICIENTS ? "Change per unit"
		: p->d->kind == EH_CHART_RATIO        ? "Ratio"
											  : "Odds against the median",
		limits ? ", with " : "", limits ? level : "", limits ? "limits" : "",
		is_log(p) ? " (log scale)" : "");
}

static void
prepare(eh_plot *p)
{
	char words[EH_FIGURES];
	double axis = 2.0 * p->small + 16.0;
	bool long_label;

	p->fact[LINE] = p->d->kind == EH_CHART_COEFFICIENTS ? 0.0 : 1.0;
	p->title = p->d->kind == EH_CHART_FOREST         ? "Odds ratios"
			   : p->d->kind == EH_CHART_COEFFICIENTS ? "Coefficients"
			   : p->d->kind == EH_CHART_RATIO        ? "Ratios"
													 : "Effects of the groups";
	choose_rows(p);
	choose_range(p);
	explain_marks(p);
	measure(p);
	if (is_sorted(p) && p->drawn > LABELLED)
	{
		p->body = p->narrow ? 420.0 : 520.0;
		p->least = fmax(120.0, p->drawn * 1.5 + axis);
		p->body = fmax(p->body, p->least);
		return;
	}
	p->fact[NAMES] = 0.0;
	for (int32_t i = 0; i < p->drawn; i++)
	{
		int32_t row = p->order[i];

		p->fact[NAMES] = fmax(
			p->fact[NAMES], eh_text_width(p->d->label[row], p->text) + 2.0);
		p->fact[NUMBERS] = fmax(p->fact[NUMBERS],
			eh_text_width(eh_rows_words(p, row, words), p->small));
	}
	long_label = p->fact[NAMES] > 0.36 * p->width;
	p->fact[NAMES] = fmin(p->fact[NAMES], 0.36 * p->width);
	if (p->narrow)
		p->fact[NUMBERS] = 0.0;
	p->fact[PITCH] = p->drawn <= 12 ? 26.0 : p->drawn <= 24 ? 20.0 : 16.0;
	if (long_label)
		p->fact[PITCH] = fmax(p->fact[PITCH], 2.2 * p->text);
	p->least = 14.0 * p->drawn + axis + 20.0;
	p->body = p->fact[PITCH] * fmax(1.0, p->drawn) + axis + 20.0;
}

static void
describe(eh_plot *p)
{
	char words[EH_FIGURES];

	eh_writef(p->w, "%d row%s. ", p->drawn, p->drawn == 1 ? "" : "s");
	eh_write_xml(p->w, eh_plot_units(p));
	eh_write(p->w, ". ");
	for (int32_t i = 0; i < p->drawn && i < 20; i++)
	{
		char label[EH_LABEL_BYTES];

		eh_text_cut(p->d->label[p->order[i]], 1.0, 1000.0, label);
		eh_write_xml(p->w, label);
		eh_writef(p->w, " %s; ", eh_rows_words(p, p->order[i], words));
	}
	if (p->drawn > 20)
		eh_writef(p->w, "and %d more.", p->drawn - 20);
}

/* On one line, or on two where it is too long and the rows are apart. */
static void
draw_label(eh_plot *p, const char *words, double y)
{
	char first[EH_LABEL_BYTES];
	char label[EH_LABEL_BYTES];
	const char *rest = words;
	double x = p->x.from - 10.0;
	size_t n = 0;

	if (eh_text_cut(words, p->text, p->fact[NAMES], label) &&
		p->fact[PITCH] >= 2.0 * p->text)
		n = eh_text_line(words, p->text, p->fact[NAMES], &rest);
	if (n == 0 || n >= sizeof(first) || *rest == '\0')
	{
		eh_text_at(p, x, y + p->text * 0.35, p->text, 'e', EH_INK, label);
		return;
	}
	memcpy(first, words, n);
	first[n] = '\0';
	eh_text_cut(rest, p->text, p->fact[NAMES], label);
	eh_text_at(p, x, y - p->text * 0.15, p->text, 'e', EH_INK, first);
	eh_text_at(p, x, y + p->text * 0.9, p->text, 'e', EH_INK, label);
}

static void
draw_row(eh_plot *p, int32_t row, double y)
{
	double estimate = eh_rows_value(p, row, 0);
	double low = eh_rows_value(p, row, 1);
	double high = eh_rows_value(p, row, 2);
	char words[EH_FIGURES];

	draw_label(p, p->d->label[row], y);
	if (!isnan(low) || !isnan(high))
		eh_limit_line(p, low, high, y, EH_BLUE, 1.5);
	eh_rows_words(p, row, words);
	if (isfinite(estimate))
		eh_mark_said(p, eh_rows_side(p, row) != 0 ? EH_DOT : EH_RING,
			eh_scale_at(&p->x, estimate), y, 4.0, EH_BLUE, p->d->label[row],
			words);
	if (p->fact[NUMBERS] > 0.0)
		eh_text_at(p, p->width - 12.0, y + p->small * 0.35, p->small, 'e',
			EH_INK, words);
}

/* The line where nothing changes, and its name over it. */
static void
draw_line(eh_plot *p)
{
	double x = eh_scale_at(&p->x, p->fact[LINE]);

	eh_line_at(p, x, p->y.to, x, p->y.from, EH_INK, 1.0, "4 3");
	if (is_sorted(p))
		eh_text_at(p, x, p->y.to - 4.0, p->small, 'm', EH_INK,
			p->d->kind == EH_CHART_RATIO ? "1:1" : "median");
}

static void
draw(eh_plot *p)
{
	double pitch;

	p->y.to = p->top + 14.0;
	p->y.from = p->bottom - 2.0 * p->small - 16.0;
	if (is_sorted(p) && p->drawn > LABELLED)
	{
		p->x.from = p->left + 30.0;
		p->x.to = p->right - (p->fact[NAMES] <= 0.0 ? 6.0
								 : p->narrow        ? 110.0
													: 160.0);
	}
	else
	{
		p->x.from = p->left + p->fact[NAMES] + 10.0;
		p->x.to =
			p->right - p->fact[NUMBERS] - (p->fact[NUMBERS] > 0.0 ? 14.0 : 4.0);
	}
	if (p->x.log)
		eh_ticks_log(p->x.low, p->x.high,
			(int) ((p->x.to - p->x.from) / 42.0) + 1, &p->xt);
	else
		eh_ticks_linear(p->x.low, p->x.high,
			(int) ((p->x.to - p->x.from) / 62.0) + 2, &p->xt);
	eh_axis_x(p, eh_tick_number, eh_plot_units(p));
	draw_line(p);
	if (is_sorted(p) && p->drawn > LABELLED)
	{
		eh_caterpillar(p);
		return;
	}
	pitch = (p->y.from - p->y.to - 6.0) / fmax(1.0, p->drawn);
	p->fact[PITCH] = pitch;
	for (int32_t i = 0; i < p->drawn; i++)
		draw_row(p, p->order[i], p->y.to + 3.0 + (i + 0.5) * pitch);
}

const eh_chart_drawer eh_rows_drawer[4] = {
	{"forest", 3, 200, prepare, describe, draw, eh_rows_vega},
	{"coefficients", 3, 200, prepare, describe, draw, eh_rows_vega},
	{"ratio", 3, 400, prepare, describe, draw, eh_rows_vega},
	{"effects", 3, 400, prepare, describe, draw, eh_rows_vega},
};
