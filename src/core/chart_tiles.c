/*
 * chart_tiles.c - a square for each authority, shaded by its value.
 *
 * T1  All squares are alike, so an authority counts by being one, not by its
 *     acres; where they stand is in chart_tile_places.h.
 * T2  Five classes of equal number, bounds shown; equal values are of one
 *     class.  The value is written in the square where there is room.
 * T3  An authority without a figure is an empty square.  A code that has no
 *     square, or comes twice, is listed under the map with its value.
 */
#include "chart_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chart_tile_places.h"

#define CLASSES 5

enum
{
	CLASSES_USED, /* facts */
	BOUND         /* and the four bounds between classes */
};

/* Of one hue, from light to dark; INK reads on the first three, white on the
 * others: 4.5:1 or more. */
static const char *const shades[CLASSES] = {
	"#eff3ff", "#bdd7e7", "#85bcdb", "#2b6fae", "#08306b"};

static int
place_of(double code)
{
	for (int k = 0; k < EH_TILE_PLACES; k++)
	{
		if (eh_tile_places[k].code == code)
			return k;
	}
	return -1;
}

static bool
same_square(int a, int b)
{
	return eh_tile_places[a].column == eh_tile_places[b].column &&
		   eh_tile_places[a].row == eh_tile_places[b].row;
}

/* Has an earlier row of the order taken this square? */
static bool
is_taken(const eh_plot *p, int place)
{
	for (int32_t i = 0; i < p->drawn; i++)
	{
		if (same_square(place, place_of(eh_cell(p, p->order[i], 0))))
			return true;
	}
	return false;
}

static void
list_row(const eh_plot *p, int32_t row, char *list, size_t room)
{
	size_t n = strlen(list);
	char number[EH_NUMBER];
	char label[EH_LABEL_BYTES];

	eh_number_short(eh_cell(p, row, 1), number);
	eh_text_cut(p->d->label[row], 10.0, 120.0, label);
	if (n + strlen(label) + EH_NUMBER + 8 < room)
		snprintf(
			list + n, room - n, "%s%s (%s)", n > 0 ? ", " : "", label, number);
	else if (n + 4 < room && list[n - 1] != '.')
		snprintf(list + n, room - n, "...");
}

/* p->order: rows with a square of their own; the others into notes. */
static void
place_rows(eh_plot *p)
{
	char unknown[1000] = "";
	char twice[1000] = "";
	int lost = 0, hidden = 0;

	eh_plot_sort(p, 0, false);
	for (int32_t i = 0; i < p->d->rows; i++)
	{
		int32_t row = p->order[i];
		int place = place_of(eh_cell(p, row, 0));

		if (place < 0)
		{
			list_row(p, row, unknown, sizeof(unknown));
			lost++;
		}
		else if (is_taken(p, place))
		{
			list_row(p, row, twice, sizeof(twice));
			hidden++;
		}
		else
			p->order[p->drawn++] = row;
	}
	if (unknown[0] != '\0')
		eh_plot_note(
			p, "Not on the map (%d), code and value: %s.", lost, unknown);
	if (twice[0] != '\0')
		eh_plot_note(p,
			"Not drawn (%d), another has the square; code and value: %s.",
			hidden, twice);
}

static void
insert_sorted(double *values, int32_t n, double v)
{
	while (n > 0 && values[n - 1] > v)
	{
		values[n] = values[n - 1];
		n--;
	}
	values[n] = v;
}

static int
class_of(const eh_plot *p, double v)
{
	int k = 0;

	while (k < (int) p->fact[CLASSES_USED] - 1 && v >= p->fact[BOUND + k])
		k++;
	return k;
}

/* Bounds at the fifths; those that coincide are one. */
static void
choose_classes(eh_plot *p)
{
	int used = 1;

	for (int32_t i = 0; i < p->drawn; i++)
		insert_sorted(p->a, i, eh_cell(p, p->order[i], 1));
	for (int k = 1; k < CLASSES && p->drawn > 0; k++)
	{
		double bound = p->a[(int64_t) k * p->drawn / CLASSES];

		if (bound > p->a[0] && (used == 1 || bound > p->fact[BOUND + used - 2]))
			p->fact[BOUND + used++ - 1] = bound;
	}
	p->fact[CLASSES_USED] = used;
}

/* Fewer classes keep the ends of the ramp apart. */
static const char *
shade(const eh_plot *p, int class)
{
	int used = (int) p->fact[CLASSES_USED];

	return shades[used == 1 ? 2 : class * (CLASSES - 1) / (used - 1)];
}

static void
prepare(eh_plot *p)
{
	double tile;

	p->title = "Authorities of England";
	p->measured[0] = '\0';
	place_rows(p);
	choose_classes(p);
	if (p->drawn == 0)
		eh_plot_note(p, "There is nothing to draw.");
	tile = fmin(36.0, (p->width - 24.0) / EH_TILE_COLUMNS);
	p->body = tile * EH_TILE_ROWS + 4.0;
	p->least = 10.0 * EH_TILE_ROWS;
}

/* All values with the decimals that the largest needs for three digits. */
static void
figure(const eh_plot *p, double v, char out[EH_NUMBER])
{
	double size = fmax(fabs(p->a[0]), fabs(p->a[p->drawn - 1]));
	double step = size >= 100.0  ? 1.0
				  : size >= 10.0 ? 0.1
				  : size >= 1.0  ? 0.01
								 : 0.001;

	if (size >= 1e6 || (size < 0.01 && size > 0.0))
		eh_number_short(v, out);
	else
		eh_number(v == 0.0 ? 0.0 : v, step, out);
}

static void
describe(eh_plot *p)
{
	char low[EH_NUMBER], high[EH_NUMBER];

	if (p->drawn == 0)
	{
		eh_write(p->w, "Nothing to draw.");
		return;
	}
	figure(p, p->a[0], low);
	figure(p, p->a[p->drawn - 1], high);
	eh_writef(p->w,
		"A square for each authority, placed roughly as in "
		"England. %d with a figure, from %s to %s. ",
		p->drawn, low, high);
	eh_write_xml(p->w, eh_plot_units(p));
}

static void
draw_square(eh_plot *p, int place, int32_t row, double x, double y, double side)
{
	const eh_tile_place *t = &eh_tile_places[place];
	char number[EH_NUMBER] = "no figure";

	if (row >= 0)
		figure(p, eh_cell(p, row, 1), number);
	eh_write(p->w, "<path d=\"M");
	eh_write_fixed(p->w, x + 0.5, 1);
	eh_write(p->w, " ");
	eh_write_fixed(p->w, y + 0.5, 1);
	eh_writef(p->w, "h%.4gv%.4gh-%.4gz\"", side - 1.0, side - 1.0, side - 1.0);
	if (p->dress->thin)
		eh_write(p->w, "/>\n");
	else
	{
		eh_write(p->w, "><title>");
		eh_write_xml(p->w, t->name);
		eh_writef(p->w, " %d: %s</title></path>\n", t->code, number);
	}
}

static void
short_text(eh_plot *p, double x, double y, const char *words)
{
	eh_write(p->w, "<text x=\"");
	eh_write_fixed(p->w, x, 0);
	eh_write(p->w, "\" y=\"");
	eh_write_fixed(p->w, y, 0);
	eh_write(p->w, "\">");
	eh_write_xml(p->w, words);
	eh_write(p->w, "</text>\n");
}

static void
draw_words(eh_plot *p, int place, int32_t row, double x, double y, double side)
{
	double size = fmin(10.0, side * 0.36);
	bool value = row >= 0 && side >= 26.0;
	char number[EH_NUMBER];

	x += side / 2.0;
	y += side / 2.0;
	short_text(
		p, x, y + (value ? -0.1 : 0.36) * size, eh_tile_places[place].brief);
	if (value)
	{
		figure(p, eh_cell(p, row, 1), number);
		short_text(p, x, y + 1.05 * size, number);
	}
}

/* The row of a place, or -1. */
static int32_t
row_of(const eh_plot *p, int place)
{
	for (int32_t i = 0; i < p->drawn; i++)
	{
		if (eh_cell(p, p->order[i], 0) == eh_tile_places[place].code)
			return p->order[i];
	}
	return -1;
}

/* An empty square is there for those that still are, whom none stands for. */
static bool
is_empty(const eh_plot *p, int place)
{
	if (eh_tile_places[place].replaced_by[0] != 0 || is_taken(p, place))
		return false;
	for (int32_t i = 0; i < p->drawn; i++)
	{
		const eh_tile_place *t =
			&eh_tile_places[place_of(eh_cell(p, p->order[i], 0))];

		if (t->replaced_by[0] == eh_tile_places[place].code ||
			t->replaced_by[1] == eh_tile_places[place].code)
			return false;
	}
	return true;
}

/*
 * The squares of a class, then the words on them; -1: without a figure.
 * Is there any?
 */
static bool
draw_class(eh_plot *p, int class, double left, double side)
{
	const char *fill = class < 0 ? "#fff" : shade(p, class);
	bool dark = fill == shades[3] || fill == shades[4];
	bool any = false;

	for (int words = 0; words < 2; words++)
	{
		if (words)
			eh_writef(p->w,
				"<g text-anchor=\"middle\" font-size=\"%.1f\" fill=\"%s\">\n",
				fmin(10.0, side * 0.36),
				class < 0 ? EH_GREY
				: dark    ? "#fff"
						  : EH_INK);
		else
			eh_writef(p->w, "<g fill=\"%s\" stroke=\"%s\" %s>\n", fill,
				class < 0 ? EH_AXIS : EH_GREY,
				class < 0 ? "stroke-dasharray=\"2 2\"" : "stroke-width=\".5\"");
		for (int place = 0; place < EH_TILE_PLACES; place++)
		{
			int32_t row = row_of(p, place);
			double x = left + side * eh_tile_places[place].column;
			double y = p->top + side * eh_tile_places[place].row;

			if (row < 0 ? class >= 0 || !is_empty(p, place)
						: class_of(p, eh_cell(p, row, 1)) != class)
				continue;
			any = true;
			if (words)
				draw_words(p, place, row, x, y, side);
			else
				draw_square(p, place, row, x, y, side);
		}
		eh_write(p->w, "</g>\n");
	}
	return any && class < 0;
}

/* In the north west, where there is sea. */
static void
draw_classes(eh_plot *p, double x, double y)
{
	int used = (int) p->fact[CLASSES_USED];
	double size = p->small - 0.5;
	char cut[EH_LABEL_BYTES];

	eh_text_cut(eh_plot_units(p), size, 0.5 * p->width - x, cut);
	if (cut[0] != '\0')
		eh_text_at(p, x, y, size, 's', EH_INK, cut);
	for (int k = 0; k < used; k++)
	{
		double low = k == 0 ? p->a[0] : p->fact[BOUND + k - 1];
		double high = p->a[p->drawn - 1];
		char from[EH_NUMBER], to[EH_NUMBER];
		char words[3 * EH_NUMBER];

		/* the largest value of the class, which may be its only one */
		for (int32_t i = 0; k + 1 < used && i < p->drawn; i++)
		{
			if (p->a[i] < p->fact[BOUND + k])
				high = p->a[i];
		}
		figure(p, low, from);
		figure(p, high, to);
		if (strcmp(from, to) == 0)
			snprintf(words, sizeof(words), "%s", from);
		else
			snprintf(words, sizeof(words), "%s to %s", from, to);
		y += 17.0;
		eh_writef(p->w,
			"<path d=\"M%.1f %.1fh13v13h-13z\" fill=\"%s\" "
			"stroke=\"%s\" stroke-width=\".5\"/>\n",
			x, y - 11.0, shade(p, k), EH_GREY);
		eh_text_at(p, x + 19.0, y, size, 's', EH_INK, words);
	}
}

static void
draw(eh_plot *p)
{
	double side = floor(fmin((p->width - 24.0) / EH_TILE_COLUMNS,
							(p->bottom - p->top - 4.0) / EH_TILE_ROWS) *
						10.0) /
				  10.0;
	double left = floor((p->width - side * EH_TILE_COLUMNS) / 2.0);
	bool empty = false;

	for (int class = -1; class < (int) p->fact[CLASSES_USED]; class ++)
		empty = draw_class(p, class, left, side) || empty;
	if (p->drawn > 0)
		draw_classes(p, 12.0, p->top + 12.0);
	if (empty)
	{
		double y = p->top + 16.0 + 17.0 * (p->fact[CLASSES_USED] + 1.0);

		eh_writef(p->w,
			"<path d=\"M12 %.1fh13v13h-13z\" fill=\"#fff\" "
			"stroke=\"%s\" stroke-dasharray=\"2 2\"/>\n",
			y - 11.0, EH_AXIS);
		eh_text_at(p, 31.0, y, p->small - 0.5, 's', EH_INK, "no figure");
	}
}

const eh_chart_drawer eh_tiles_drawer = {
	"tiles", 2, 1000, prepare, describe, draw, eh_tiles_vega};
