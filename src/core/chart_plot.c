/*
 * chart_plot.c - a chart as SVG: title, key, body, notes and source.
 *
 * C1  The picture stands alone: no script, no style sheet, nothing fetched.
 *     Its colours are on the elements, so several can share a page.
 * C2  It has a title and a description for those who hear it (role img,
 *     aria-labelledby), with ids made from what it shows.
 * C3  Every row of the data is drawn or counted in a note.
 * C4  Nothing rests on colour alone: shapes, dashes and words say it too.
 */
#include "chart_plot.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_WIDTH 640
#define NARROW 440
#define MARGIN 12.0

const eh_chart_drawer *
eh_chart_drawer_of(eh_chart_kind kind)
{
	switch (kind)
	{
		case EH_CHART_FOREST:
		case EH_CHART_COEFFICIENTS:
		case EH_CHART_RATIO:
		case EH_CHART_EFFECTS:
			return &eh_rows_drawer[kind - EH_CHART_FOREST];
		case EH_CHART_FUNNEL:
			return &eh_funnel_drawer;
		case EH_CHART_SPEND:
			return &eh_spend_drawer;
		case EH_CHART_SURVIVAL:
			return &eh_survival_drawer;
		case EH_CHART_TILES:
			return &eh_tiles_drawer;
	}
	return NULL;
}

int
eh_chart_columns(eh_chart_kind kind)
{
	return eh_chart_drawer_of(kind)->columns;
}

const char *
eh_chart_name(eh_chart_kind kind)
{
	return eh_chart_drawer_of(kind)->name;
}

int32_t
eh_chart_most_rows(eh_chart_kind kind)
{
	return eh_chart_drawer_of(kind)->most_rows;
}

/* Bytes; aligned as doubles are. */
size_t
eh_chart_work(int32_t rows)
{
	return ((size_t) rows + 1) * (2 * sizeof(double) + sizeof(int32_t)) + 16;
}

/* --- what is to be said ---------------------------------------------------- */

const char *
eh_plot_title(const eh_plot *p)
{
	return p->dress->title != NULL ? p->dress->title : p->title;
}

const char *
eh_plot_units(const eh_plot *p)
{
	return p->dress->units != NULL ? p->dress->units : p->measured;
}

/* One more paragraph under the chart, cut where the notes are full. */
void
eh_plot_note(eh_plot *p, const char *format, ...)
{
	size_t n = strlen(p->notes);
	size_t room = sizeof(p->notes) - n;
	va_list args;

	if (n > 0 && room > 1)
	{
		p->notes[n++] = '\n';
		p->notes[n] = '\0';
		room--;
	}
	va_start(args, format);
	vsnprintf(p->notes + n, room, format, args);
	va_end(args);
}

eh_key *
eh_plot_key(eh_plot *p, eh_shape shape, const char *colour, const char *words)
{
	eh_key *key = &p->key[p->keys < EH_KEYS_MOST ? p->keys++ : p->keys - 1];

	key->shape = shape;
	key->colour = colour;
	key->dash = NULL;
	snprintf(key->words, sizeof(key->words), "%s", words);
	return key;
}

/* "95%", and nothing where the level is not known */
void
eh_level_words(double level, char out[EH_NUMBER])
{
	if (isfinite(level))
		snprintf(out, EH_NUMBER, "%.10g%% ", 100.0 * level);
	else
		out[0] = '\0';
}

void
eh_percent(double share, double step, char out[EH_NUMBER])
{
	if (step > 0.0)
		eh_number(100.0 * share, 100.0 * step, out);
	else
		snprintf(out, EH_NUMBER, "%.1f", 100.0 * share);
	strncat(out, "%", EH_NUMBER - strlen(out) - 1);
}

/* --- order ------------------------------------------------------------------ */

typedef struct sorting
{
	const eh_chart_data *d;
	int column;
	bool falling;
} sorting;

/* By value, those without one last; then by label, then all of the row. */
static bool
before(const sorting *s, int32_t a, int32_t b)
{
	const double *x = s->d->value + (size_t) a * (size_t) s->d->columns;
	const double *y = s->d->value + (size_t) b * (size_t) s->d->columns;
	double u = x[s->column];
	double v = y[s->column];
	int words;

	if (isnan(u) != isnan(v))
		return isnan(v);
	if (u != v && !isnan(u))
		return (u > v) == s->falling;
	words = strcmp(s->d->label[a], s->d->label[b]);
	if (words != 0)
		return words < 0;
	for (int k = 0; k < s->d->columns; k++)
	{
		if (x[k] != y[k] && !(isnan(x[k]) && isnan(y[k])))
			return x[k] < y[k] || isnan(y[k]);
	}
	return false;
}

static void
sift(const sorting *s, int32_t *heap, int32_t at, int32_t n)
{
	for (;;)
	{
		int32_t child = 2 * at + 1;
		int32_t keep = heap[at];

		if (child >= n)
			return;
		if (child + 1 < n && before(s, heap[child], heap[child + 1]))
			child++;
		if (!before(s, keep, heap[child]))
			return;
		heap[at] = heap[child];
		heap[child] = keep;
		at = child;
	}
}

/* p->order: all rows by a column; the same for any order they came in. */
void
eh_plot_sort(eh_plot *p, int column, bool falling)
{
	const sorting s = {p->d, column, falling};
	int32_t n = p->d->rows;

	for (int32_t i = 0; i < n; i++)
		p->order[i] = i;
	for (int32_t i = n / 2; i-- > 0;)
		sift(&s, p->order, i, n);
	for (int32_t i = n; i-- > 1;)
	{
		int32_t last = p->order[i];

		p->order[i] = p->order[0];
		p->order[0] = last;
		sift(&s, p->order, 0, i);
	}
}

/* --- the frame -------------------------------------------------------------- */

void
eh_plot_begin(eh_plot *p, const eh_chart_data *data, const eh_dress *dress,
	void *work, eh_writer *w)
{
	size_t n = (size_t) data->rows + 1;
	void *rest;

	memset(p, 0, sizeof(*p));
	p->d = data;
	p->dress = dress;
	p->drawer = eh_chart_drawer_of(data->kind);
	p->w = w;
	p->a = work;
	p->b = p->a + n;
	rest = p->b + n;
	p->order = rest;
	p->width = dress->width > 0 ? dress->width : DEFAULT_WIDTH;
	p->narrow = p->width < NARROW;
	p->text = p->narrow ? 11.0 : 12.0;
	p->small = p->narrow ? 10.0 : 11.0;
	p->left = MARGIN;
	p->right = p->width - MARGIN;
	p->drawer->prepare(p);
	if (data->missing > 0)
		eh_plot_note(p, "%lld row%s left out: a value is missing.",
			(long long) data->missing, data->missing == 1 ? "" : "s");
	if (data->note[0] != '\0')
		eh_plot_note(p, "%s", data->note);
}

/* The next paragraph of the notes, without its end of line. */
static const char *
paragraph(const char **notes, char *out, size_t room)
{
	size_t n = strcspn(*notes, "\n");

	snprintf(out, room, "%.*s", (int) n, *notes);
	*notes += n;
	if (**notes == '\n')
		(*notes)++;
	return out;
}

/* Lines of words within the width, written if p is to; the height of them. */
static double
lines(eh_plot *p, const char *words, double size, double top, bool bold,
	const char *colour, bool write)
{
	double y = top;

	if (words == NULL || words[0] == '\0')
		return 0.0;
	while (*words != '\0')
	{
		const char *next;
		size_t n = eh_text_line(
			words, bold ? 1.06 * size : size, p->width - 2 * MARGIN, &next);

		y += size * 1.3;
		if (write && n > 0)
		{
			eh_write(p->w, "<text x=\"12\" y=\"");
			eh_write_fixed(p->w, y - size * 0.25, 1);
			eh_writef(p->w, "\" font-size=\"%g\" fill=\"%s\"%s>", size, colour,
				bold ? " font-weight=\"bold\"" : "");
			eh_write_xml_bytes(p->w, words, n);
			eh_write(p->w, "</text>\n");
		}
		if (next == words)
			break;
		words = next;
	}
	return y - top;
}

static void
write_key(eh_plot *p, const eh_key *key, double x, double y)
{
	double middle = y - p->small * 0.35;

	if (key->shape == EH_DASHES)
		eh_line_at(p, x, middle, x + 22.0, middle, key->colour, 2.0, key->dash);
	else if (key->shape == EH_SWATCH)
		eh_mark_at(p, EH_SQUARE, x + 6.0, middle, 5.5, key->colour);
	else
		eh_mark_at(p, key->shape, x + 6.0, middle, 4.0, key->colour);
	eh_text_at(p, x + (key->shape == EH_DASHES ? 27.0 : 15.0), y, p->small, 's',
		EH_INK, key->words);
}

/* The key, in as many rows as it takes; its height. */
static double
keys(eh_plot *p, double top, bool write)
{
	double x = MARGIN;
	double y = top + p->small * 1.5;

	if (p->keys == 0)
		return 0.0;
	for (int i = 0; i < p->keys; i++)
	{
		double wide = eh_text_width(p->key[i].words, p->small) +
					  (p->key[i].shape == EH_DASHES ? 40.0 : 28.0);

		if (x > MARGIN && x + wide - 10.0 > p->width - MARGIN)
		{
			x = MARGIN;
			y += p->small * 1.5;
		}
		if (write)
			write_key(p, &p->key[i], x, y);
		x += wide;
	}
	return y - top + 4.0;
}

static double
header(eh_plot *p, bool write)
{
	double y = 8.0;

	y += lines(
		p, eh_plot_title(p), p->narrow ? 14.0 : 16.0, y, true, EH_INK, write);
	y += lines(p, p->dress->subtitle, p->text, y, false, EH_GREY, write);
	y += keys(p, y, write);
	return y + 8.0;
}

static double
footer(eh_plot *p, double top, bool write)
{
	const char *notes = p->notes;
	char words[EH_NOTES];
	double y = top + 6.0;

	while (*notes != '\0')
		y += lines(p, paragraph(&notes, words, sizeof(words)), p->small, y,
			false, EH_GREY, write);
	if (p->dress->source != NULL && p->dress->source[0] != '\0')
	{
		snprintf(words, sizeof(words), "Source: %s", p->dress->source);
		y += lines(p, words, p->small, y, false, EH_GREY, write);
	}
	return y + 8.0 - top;
}

static uint32_t
hash_bytes(uint32_t h, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < n; i++)
		h = (h ^ at[i]) * 16777619u;
	return h;
}

/* Of what the chart shows, whatever order it came in: FNV-1a. */
static uint32_t
fingerprint(const eh_plot *p)
{
	size_t columns = (size_t) p->d->columns;
	const char *words[] = {
		eh_plot_title(p), p->dress->subtitle, p->dress->units};
	uint32_t h = 2166136261u ^ (uint32_t) p->d->kind;

	for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
	{
		if (words[k] != NULL)
			h = hash_bytes(h, words[k], strlen(words[k]));
	}
	for (size_t i = 0; i < (size_t) p->d->rows; i++)
		h += hash_bytes(
			2166136261u, p->d->value + i * columns, sizeof(double) * columns);
	return h;
}

static void
open_picture(eh_plot *p)
{
	unsigned id = fingerprint(p);
	int wide = (int) p->width;
	int high = (int) p->height;

	eh_writef(p->w,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		"width=\"%d\" height=\"%d\" role=\"img\" "
		"aria-labelledby=\"t%08x d%08x\" ",
		wide, high, wide, high, id, id);
	eh_write(p->w,
		"font-family=\"system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,"
		"Arial,sans-serif\">\n");
	eh_writef(p->w, "<title id=\"t%08x\">", id);
	eh_write_xml(p->w, eh_plot_title(p));
	eh_writef(p->w, "</title>\n<desc id=\"d%08x\">", id);
	p->drawer->describe(p);
	eh_write(p->w, "</desc>\n");
	eh_writef(
		p->w, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", wide, high);
}

/*
 * eh_chart_svg - the chart as SVG, into w.
 *
 *	work	eh_chart_work(rows) bytes, contents lost
 *
 * EH_ERANGE: longer than w may be.
 */
eh_status
eh_chart_svg(
	const eh_chart_data *data, const eh_dress *dress, void *work, eh_writer *w)
{
	eh_plot p;
	double above, below;

	eh_plot_begin(&p, data, dress, work, w);
	above = header(&p, false);
	below = footer(&p, 0.0, false);
	if (dress->height > 0)
		p.body = fmax(p.least, (double) dress->height - above - below);
	p.height = ceil(above + p.body + below);
	p.top = above;
	p.bottom = above + p.body;
	open_picture(&p);
	header(&p, true);
	p.drawer->draw(&p);
	footer(&p, p.bottom, true);
	eh_write(w, "</svg>\n");
	return w->status;
}
