/*
 * chart_plot.h - what the kinds of charts share while one is drawn.
 */
#ifndef EH_CHART_PLOT_H
#define EH_CHART_PLOT_H

#include "chart.h"
#include "chart_scale.h"
#include "chart_text.h"

/*
 * Okabe and Ito's colours (2008), told apart in every common colour
 * blindness; the purple is darker than theirs, which is too pale for a line.
 * Each has a contrast of 3:1 on white, INK and GREY, for words, 4.5:1.
 */
#define EH_BLUE "#0072B2"
#define EH_VERMILION "#D55E00"
#define EH_GREEN "#009E73"
#define EH_PURPLE "#AA4499"
#define EH_INK "#1a1a1a"
#define EH_GREY "#595959"
#define EH_GRID "#e3e3e3"
#define EH_AXIS "#8a8a8a"

typedef enum eh_shape
{
	EH_DOT,
	EH_RING,
	EH_UP,
	EH_DOWN,
	EH_SQUARE,
	EH_DIAMOND,
	EH_DASHES, /* a line, with the key's dash */
	EH_SWATCH  /* a filled square, for the key alone */
} eh_shape;

/* An entry of the key under the title. */
typedef struct eh_key
{
	eh_shape shape;
	const char *colour;
	const char *dash; /* of EH_DASHES: NULL, or stroke-dasharray */
	char words[EH_LABEL_BYTES + 24];
} eh_key;

/* An estimate with its limits, in words. */
#define EH_FIGURES (4 * EH_NUMBER)

#define EH_KEYS_MOST 8
#define EH_NOTES 3000

typedef struct eh_plot
{
	const eh_chart_data *d;
	const eh_dress *dress;
	const struct eh_chart_drawer *drawer;
	eh_writer *w;

	/* rows each, the kind's own */
	int32_t *order;
	double *a;
	double *b;

	bool narrow; /* a phone */
	double width, height;
	double text, small; /* sizes of letters */

	/* what the kind's prepare() says */
	double body;        /* height that it would like, axes and all */
	double least;       /* and cannot do without */
	const char *title;  /* unless the caller has one */
	char measured[160]; /* the same of units */
	eh_key key[EH_KEYS_MOST];
	int keys;
	char notes[EH_NOTES]; /* a paragraph a line */

	double top, bottom; /* of the body */
	double left, right; /* of the area between the axes */
	eh_scale x, y;
	eh_ticks xt, yt;

	/* the kind's own figures */
	int32_t drawn; /* rows that have a place on the chart */
	double fact[8];
} eh_plot;

typedef struct eh_chart_drawer
{
	const char *name;
	int columns;
	int32_t most_rows;
	void (*prepare)(eh_plot *p);
	void (*describe)(eh_plot *p);
	void (*draw)(eh_plot *p);
	void (*vega)(eh_plot *p);
} eh_chart_drawer;

extern const eh_chart_drawer eh_rows_drawer[4];
/* each kind's specification, with commas before what it adds */
extern void eh_rows_vega(eh_plot *p);
extern void eh_funnel_vega(eh_plot *p);
extern void eh_spend_vega(eh_plot *p);
extern void eh_survival_vega(eh_plot *p);
extern void eh_tiles_vega(eh_plot *p);

extern void eh_caterpillar(eh_plot *p);
extern double eh_rows_value(const eh_plot *p, int32_t row, int column);
extern int eh_rows_side(const eh_plot *p, int32_t row);
extern const char *eh_rows_words(
	const eh_plot *p, int32_t row, char out[EH_FIGURES]);
extern const char *eh_funnel_zone(const eh_plot *p, int32_t row);
extern void eh_funnel_limits_fields(eh_plot *p, double part);
extern const eh_chart_drawer eh_funnel_drawer;
extern const eh_chart_drawer eh_spend_drawer;
extern const eh_chart_drawer eh_survival_drawer;
extern const eh_chart_drawer eh_tiles_drawer;

static inline double
eh_cell(const eh_plot *p, int32_t row, int column)
{
	return p->d->value[(size_t) row * (size_t) p->d->columns + (size_t) column];
}

extern const eh_chart_drawer *eh_chart_drawer_of(eh_chart_kind kind);
extern void eh_plot_begin(eh_plot *p, const eh_chart_data *data,
	const eh_dress *dress, void *work, eh_writer *w);
extern const char *eh_plot_title(const eh_plot *p);
extern const char *eh_plot_units(const eh_plot *p);
extern void eh_plot_note(eh_plot *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
extern eh_key *eh_plot_key(
	eh_plot *p, eh_shape shape, const char *colour, const char *words);
extern void eh_plot_sort(eh_plot *p, int column, bool falling);
extern void eh_percent(double share, double step, char out[EH_NUMBER]);
extern void eh_level_words(double level, char out[EH_NUMBER]);

/* chart_parts.c */
extern void eh_text_at(eh_plot *p, double x, double y, double size, char anchor,
	const char *colour, const char *words);
extern void eh_line_at(eh_plot *p, double x1, double y1, double x2, double y2,
	const char *colour, double width, const char *dash);
extern void eh_mark_at(eh_plot *p, eh_shape shape, double x, double y, double r,
	const char *colour);
extern void eh_mark_said(eh_plot *p, eh_shape shape, double x, double y,
	double r, const char *colour, const char *label, const char *words);
extern void eh_axis_x(eh_plot *p, const char *(*words)(double, double, char *),
	const char *title);
extern void eh_axis_y(eh_plot *p, const char *(*words)(double, double, char *),
	const char *title);
extern const char *eh_tick_number(double v, double step, char *out);
extern const char *eh_tick_percent(double v, double step, char *out);
extern const char *eh_tick_plain(double v, double step, char *out);
extern void eh_limit_line(eh_plot *p, double low, double high, double y,
	const char *colour, double width);

/* chart_place.c */
typedef struct eh_box
{
	double x1, y1, x2, y2;
} eh_box;

#define EH_BOXES_MOST 400

typedef struct eh_boxes
{
	eh_box taken[EH_BOXES_MOST];
	int n;
	eh_box within;
} eh_boxes;

extern bool eh_place_beside(eh_boxes *boxes, double x, double y, double width,
	double height, double away, eh_box *out);
extern void eh_boxes_take(eh_boxes *boxes, eh_box box);
extern void eh_spread(double *at, int n, double gap, double low, double high);

#endif
