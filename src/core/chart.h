/*
 * chart.h - rows of figures as a picture (SVG) and as its recipe (Vega-Lite).
 */
#ifndef EH_CHART_H
#define EH_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chart_writer.h"
#include "status.h"

/* A kind of chart, and the columns of its rows; a label goes with each. */
typedef enum eh_chart_kind
{
	EH_CHART_FOREST = 1,   /* odds ratio, low, high */
	EH_CHART_COEFFICIENTS, /* estimate, low, high */
	EH_CHART_RATIO,        /* ratio, low, high */
	EH_CHART_EFFECTS,      /* log odds, low, high */
	EH_CHART_FUNNEL,       /* events, trials */
	EH_CHART_SPEND,        /* year, early, late */
	EH_CHART_SURVIVAL,     /* see eh_survival_column */
	EH_CHART_TILES         /* code of the authority, value */
} eh_chart_kind;

#define EH_CHART_KINDS EH_CHART_TILES

typedef enum eh_survival_column
{
	EH_CURVE,   /* 0, 1, ...; the first row of each has its name */
	EH_AT_TICK, /* 1: the row is there for n_risk at a tick of the axis */
	EH_DAYS,
	EH_LEFT, /* share to whom it has not happened */
	EH_LEFT_LOW,
	EH_LEFT_HIGH,
	EH_AT_RISK,
	EH_SURVIVAL_COLUMNS
} eh_survival_column;

#define EH_CURVES_MOST 6

typedef struct eh_chart_data
{
	eh_chart_kind kind;
	int32_t rows;
	int columns;
	const double *value;      /* rows x columns; NaN: none, infinite: open */
	const char *const *label; /* UTF-8 */
	int64_t missing;          /* rows that were left out for a NULL */
	double level;             /* of the limits; NaN: not known */
	const char *note;         /* what else to say; "" for nothing */
} eh_chart_data;

/* Words and measures; NULL, 0: as the chart has them. */
typedef struct eh_dress
{
	const char *title;
	const char *subtitle;
	const char *units;
	const char *source;
	int width;
	int height; /* at least; a chart of many rows is higher */
	bool thin;  /* leaves out what is said on pointing at a mark */
} eh_dress;

#define EH_CHART_LEAST_SIDE 160
#define EH_CHART_MOST_SIDE 4000

extern int eh_chart_columns(eh_chart_kind kind);
extern const char *eh_chart_name(eh_chart_kind kind);
extern int32_t eh_chart_most_rows(eh_chart_kind kind);
extern size_t eh_chart_work(int32_t rows);
extern eh_status eh_chart_svg(
	const eh_chart_data *data, const eh_dress *dress, void *work, eh_writer *w);
extern eh_status eh_chart_vega(
	const eh_chart_data *data, const eh_dress *dress, void *work, eh_writer *w);

#endif
