/*
 * figures.h - the type figures: rows of numbers on their way through an
 * aggregate, and as a value.
 */
#ifndef EH_PG_FIGURES_H
#define EH_PG_FIGURES_H

#include "compat.h"

#include "state/figures.h"

typedef struct eh_figures_state
{
	eh_figures figures;
	eh_arena arena;
	const eh_figures_flat *received; /* a worker's: this, and no rows */
} eh_figures_state;

/* A value or a state, as those who read it see it. */
typedef struct eh_figures_view
{
	uint8_t kind;
	int64 missing;
	int64 assumed;
	int64 rows;
	const double *number;
} eh_figures_view;

extern eh_figures_state *eh_figures_state_of(
	FunctionCallInfo fcinfo, eh_figures_kind kind);
extern void eh_figures_must(eh_status status);
extern void eh_figures_miss_row(eh_figures_state *s);
extern eh_figures_view eh_figures_of_value(FunctionCallInfo fcinfo);
extern eh_figures_view eh_figures_of_state(FunctionCallInfo fcinfo);
extern void eh_figures_expect(const eh_figures_view *v, const char *reader,
	const char *maker, eh_figures_kind first, eh_figures_kind last);

#endif
