/*
 * chart_vega.c - a chart as a Vega-Lite specification: what all kinds share.
 *
 * G1  The specification is JSON of Vega-Lite 5 and stands alone: its data are
 *     in it, and words in it are strings, never expressions.
 * G2  It shows the same rows, axes and reference lines as the picture.
 */
#include "chart_vega.h"

#include <string.h>

/* Field of a data row: first says whether a comma goes before it. */
void
eh_vega_words(eh_plot *p, bool first, const char *name, const char *words)
{
	eh_writef(p->w, "%s\"%s\":", first ? "" : ",", name);
	eh_write_json(p->w, words);
}

void
eh_vega_number(eh_plot *p, bool first, const char *name, double v)
{
	eh_writef(p->w, "%s\"%s\":", first ? "" : ",", name);
	eh_write_exact(p->w, v);
}

/* Words as strings of an array, a line each: Vega does not break them. */
static void
lines(eh_plot *p, const char *words, double size, bool *first)
{
	while (words != NULL && *words != '\0')
	{
		const char *next;
		size_t n = eh_text_line(words, size, p->width, &next);

		eh_write(p->w, *first ? "" : ",");
		*first = false;
		eh_write_json_bytes(p->w, words, n);
		if (next == words)
			return;
		words = next;
	}
}

/* $schema, description, title with notes and source under it, colours */
static void
head(eh_plot *p)
{
	char notes[EH_NOTES];
	bool first = true;

	eh_write(p->w, "{\"$schema\":\"https://vega.github.io/schema/vega-lite/"
				   "v5.json\",\"description\":");
	eh_write_json(p->w, eh_plot_title(p));
	eh_write(p->w, ",\"title\":{\"text\":[");
	lines(p, eh_plot_title(p), 14.0, &first);
	eh_write(p->w, "],\"anchor\":\"start\",\"subtitle\":[");
	first = true;
	lines(p, p->dress->subtitle, 12.0, &first);
	for (const char *at = p->notes; *at != '\0';)
	{
		size_t n = strcspn(at, "\n");

		memcpy(notes, at, n);
		notes[n] = '\0';
		lines(p, notes, 12.0, &first);
		at += n + (at[n] == '\n');
	}
	lines(p, p->dress->source, 12.0, &first);
	eh_write(p->w,
		"]},\"background\":\"white\",\"config\":{\"view\":{\"stroke\":"
		"null},\"axis\":{\"gridColor\":\"" EH_GRID
		"\",\"labelColor\":\"" EH_GREY "\"}}");
}

/*
 * eh_chart_vega - the chart as Vega-Lite 5, into w.  Arguments as of
 * eh_chart_svg().
 */
eh_status
eh_chart_vega(
	const eh_chart_data *data, const eh_dress *dress, void *work, eh_writer *w)
{
	eh_plot p;

	eh_plot_begin(&p, data, dress, work, w);
	if (dress->height > 0)
		p.body = dress->height;
	head(&p);
	p.drawer->vega(&p);
	eh_write(w, "}\n");
	return w->status;
}
