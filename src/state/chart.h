/*
 * chart.h - the rows of a chart: while they come, and as a value.
 */
#ifndef EH_CHART_STATE_H
#define EH_CHART_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "core/chart.h"
#include "limit.h"

#define EH_CHART_FORMAT 1
#define EH_CHART_MOST_COLUMNS EH_SURVIVAL_COLUMNS

/* A label is cut to this many bytes before it comes here. */
#define EH_CHART_LABEL 1000

/* While rows come: values and labels, in the order they came. */
typedef struct eh_chart_rows
{
	eh_chart_kind kind;
	int32_t rows;
	int32_t room;
	double *value;
	char *text; /* labels, each with its NUL */
	size_t text_used;
	size_t text_room;
	int64_t missing;
	double level; /* NaN: not known */
} eh_chart_rows;

/* Flat: this, the values, the labels, the note; every word with its NUL. */
typedef struct eh_chart
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t kind;
	uint8_t columns; /* of the kind */
	uint8_t pad;     /* always 0 */
	int32_t rows;
	int32_t text_bytes;
	int64_t missing;
	double level;
	double value[];
} eh_chart;

extern void eh_chart_rows_init(eh_chart_rows *c, eh_chart_kind kind);
extern eh_status eh_chart_rows_add(eh_chart_rows *c, const eh_arena *arena,
	const double *row, const char *label, const char **why);
extern eh_status eh_chart_rows_miss(eh_chart_rows *c, int64_t n);
extern eh_status eh_chart_rows_merge(
	eh_chart_rows *c, const eh_arena *arena, const eh_chart *flat);
extern size_t eh_chart_size(const eh_chart_rows *c, const char *note);
extern void eh_chart_to_flat(
	const eh_chart_rows *c, const char *note, eh_chart *flat);

extern eh_status eh_chart_check(
	const eh_chart *flat, size_t bytes, const char **why);
extern const char *eh_chart_words(const eh_chart *flat);
extern void eh_chart_data_of(
	const eh_chart *flat, const char **labels, eh_chart_data *data);

extern size_t eh_chart_wire_size(const eh_chart *flat);
extern void eh_chart_to_wire(const eh_chart *flat, uint8_t *wire);
extern eh_status eh_chart_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why);
extern eh_status eh_chart_from_wire(
	const uint8_t *wire, size_t bytes, eh_chart *flat, const char **why);

#endif
