/*
 * chart_parts.c - words, lines, marks and axes of a chart.
 */
#include "chart_plot.h"

#include <math.h>
#include <stdio.h>

/* anchor: 's'tart, 'm'iddle or 'e'nd of the words is at x */
void
eh_text_at(eh_plot *p, double x, double y, double size, char anchor,
	const char *colour, const char *words)
{
	eh_write(p->w, "<text x=\"");
	eh_write_fixed(p->w, x, 1);
	eh_write(p->w, "\" y=\"");
	eh_write_fixed(p->w, y, 1);
	eh_writef(p->w, "\" font-size=\"%g\" fill=\"%s\"%s>", size, colour,
		anchor == 'm'   ? " text-anchor=\"middle\""
		: anchor == 'e' ? " text-anchor=\"end\""
						: "");
	eh_write_xml(p->w, words);
	eh_write(p->w, "</text>\n");
}

void
eh_line_at(eh_plot *p, double x1, double y1, double x2, double y2,
	const char *colour, double width, const char *dash)
{
	eh_write(p->w, "<path d=\"M");
	eh_write_fixed(p->w, x1, 1);
	eh_write(p->w, " ");
	eh_write_fixed(p->w, y1, 1);
	eh_write(p->w, "L");
	eh_write_fixed(p->w, x2, 1);
	eh_write(p->w, " ");
	eh_write_fixed(p->w, y2, 1);
	eh_writef(p->w, "\" stroke=\"%s\" stroke-width=\"%g\"", colour, width);
	if (dash != NULL)
		eh_writef(p->w, " stroke-dasharray=\"%s\"", dash);
	eh_write(p->w, "/>\n");
}

static void
polygon(eh_plot *p, double x, double y, const double (*corner)[2], int n,
	double r, const char *colour)
{
	eh_write(p->w, "<path d=\"");
	for (int i = 0; i < n; i++)
	{
		eh_write(p->w, i == 0 ? "M" : "L");
		eh_write_fixed(p->w, x + r * corner[i][0], 1);
		eh_write(p->w, " ");
		eh_write_fixed(p->w, y + r * corner[i][1], 1);
	}
	eh_writef(p->w, "Z\" fill=\"%s\"", colour);
}

/* The start of its element, which is left open. */
static void
open_mark(eh_plot *p, eh_shape shape, double x, double y, double r,
	const char *colour)
{
	static const double up[][2] = {{0, -1.25}, {1.15, 0.85}, {-1.15, 0.85}};
	static const double down[][2] = {{0, 1.25}, {1.15, -0.85}, {-1.15, -0.85}};
	static const double square[][2] = {
		{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}};
	static const double diamond[][2] = {
		{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}};

	if (shape == EH_UP)
		polygon(p, x, y, up, 3, r, colour);
	else if (shape == EH_DOWN)
		polygon(p, x, y, down, 3, r, colour);
	else if (shape == EH_SQUARE)
		polygon(p, x, y, square, 4, r, colour);
	else if (shape == EH_DIAMOND)
		polygon(p, x, y, diamond, 4, r, colour);
	else
	{
		eh_write(p->w, "<circle cx=\"");
		eh_write_fixed(p->w, x, 1);
		eh_write(p->w, "\" cy=\"");
		eh_write_fixed(p->w, y, 1);
		eh_write(p->w, "\" r=\"");
		eh_write_fixed(p->w, r, 1);
		if (shape == EH_RING)
			eh_writef(p->w,
				"\" fill=\"#fff\" stroke=\"%s\" stroke-width=\"1.5\"", colour);
		else
			eh_writef(p->w, "\" fill=\"%s\"", colour);
	}
}

void
eh_mark_at(eh_plot *p, eh_shape shape, double x, double y, double r,
	const char *colour)
{
	open_mark(p, shape, x, y, r, colour);
	eh_write(p->w, "/>\n");
}

/* With what is said on pointing at it: the whole label and some words. */
void
eh_mark_said(eh_plot *p, eh_shape shape, double x, double y, double r,
	const char *colour, const char *label, const char *words)
{
	open_mark(p, shape, x, y, r, colour);
	if (p->dress->thin)
	{
		eh_write(p->w, "/>\n");
		return;
	}
	eh_write(p->w, "><title>");
	eh_write_xml(p->w, label);
	if (label[0] != '\0')
		eh_write(p->w, ": ");
	eh_write_xml(p->w, words);
	eh_write(p->w, shape == EH_DOT || shape == EH_RING ? "</title></circle>\n"
													   : "</title></path>\n");
}

/* --- axes -------------------------------------------------------------------- */

const char *
eh_tick_number(double v, double step, char *out)
{
	eh_number(v, step, out);
	return out;
}

const char *
eh_tick_percent(double v, double step, char *out)
{
	eh_percent(v, step, out);
	return out;
}

/* Years and such: no comma in them. */
const char *
eh_tick_plain(double v, double step, char *out)
{
	(void) step;
	snprintf(out, EH_NUMBER, "%.0f", v);
	return out;
}

/* Below the area: p->bottom is its lower end. */
void
eh_axis_x(
	eh_plot *p, const char *(*words)(double, double, char *), const char *title)
{
	char number[EH_NUMBER];
	double y = p->y.from;

	for (int i = 0; i < p->xt.n; i++)
	{
		double x = eh_scale_at(&p->x, p->xt.at[i]);

		eh_line_at(p, x, p->y.to, x, y + 4.0, EH_GRID, 1.0, NULL);
		eh_text_at(p, x, y + 5.0 + p->small, p->small, 'm', EH_GREY,
			words(p->xt.at[i], p->xt.step, number));
	}
	eh_line_at(p, p->x.from, y, p->x.to, y, EH_AXIS, 1.0, NULL);
	if (title != NULL && title[0] != '\0')
	{
		char cut[EH_LABEL_BYTES];

		eh_text_cut(title, p->small, p->width - 24.0, cut);
		eh_text_at(p,
			fmin((p->x.from + p->x.to) / 2.0,
				p->width - 12.0 - eh_text_width(cut, p->small) / 2.0),
			y + 9.0 + 2.0 * p->small, p->small, 'm', EH_INK, cut);
	}
}

/* Left of the area; its title lies over it, where it reads level. */
void
eh_axis_y(
	eh_plot *p, const char *(*words)(double, double, char *), const char *title)
{
	char number[EH_NUMBER];

	for (int i = 0; i < p->yt.n; i++)
	{
		double y = eh_scale_at(&p->y, p->yt.at[i]);

		eh_line_at(p, p->x.from - 4.0, y, p->x.to, y, EH_GRID, 1.0, NULL);
		eh_text_at(p, p->x.from - 7.0, y + p->small * 0.35, p->small, 'e',
			EH_GREY, words(p->yt.at[i], p->yt.step, number));
	}
	if (title != NULL && title[0] != '\0')
	{
		char cut[EH_LABEL_BYTES];

		eh_text_cut(title, p->small, p->width - 24.0, cut);
		eh_text_at(p, 12.0, p->y.to - 13.0, p->small, 's', EH_INK, cut);
	}
}

/* A row's limits; an arrow where one is open or past the axis. */
void
eh_limit_line(eh_plot *p, double low, double high, double y, const char *colour,
	double width)
{
	double x1 = isnan(low) ? p->x.from : eh_scale_at(&p->x, low);
	double x2 = isnan(high) ? p->x.to : eh_scale_at(&p->x, high);
	bool past_low = isnan(low) || low < p->x.low;
	bool past_high = isnan(high) || high > p->x.high;

	eh_line_at(p, x1, y, x2, y, colour, width, NULL);
	if (past_low)
	{
		eh_write(p->w, "<path d=\"M");
		eh_write_fixed(p->w, x1, 1);
		eh_writef(p->w, " %.1fl6 -3.5v7z\" fill=\"%s\"/>\n", y, colour);
	}
	if (past_high)
	{
		eh_write(p->w, "<path d=\"M");
		eh_write_fixed(p->w, x2, 1);
		eh_writef(p->w, " %.1fl-6 -3.5v7z\" fill=\"%s\"/>\n", y, colour);
	}
}
