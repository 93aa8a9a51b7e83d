/*
 * chart.h - charts as SQL values.
 */
#ifndef EH_PG_CHART_H
#define EH_PG_CHART_H

#include "compat.h"

#include "state/chart.h"

/* An aggregate's rows, with where they lie. */
typedef struct eh_chart_state
{
	eh_chart_rows rows;
	eh_arena arena;
	const eh_chart *received; /* a worker's: this, and no rows */
} eh_chart_state;

extern const eh_chart *eh_datum_chart(Datum d);
extern eh_chart_state *eh_chart_state_new(
	MemoryContext context, eh_chart_kind kind);
extern void eh_chart_state_add(
	eh_chart_state *s, const double *row, const char *label);
extern eh_chart *eh_chart_state_flat(const eh_chart_state *s, const char *note);
extern char *eh_chart_label(text *label);

#define PG_GETARG_EH_CHART(n) eh_datum_chart(PG_GETARG_DATUM(n))

#endif
