/*
 * durations.h - durations as an SQL value, and on their way there.
 */
#ifndef EH_PG_DURATIONS_H
#define EH_PG_DURATIONS_H

#include "compat.h"

#include "state/durations.h"

typedef struct eh_durations_state
{
	eh_durations durations;
	eh_arena arena;
	const eh_durations_flat *received; /* a worker's: this, and no rows */
} eh_durations_state;

extern const eh_durations_flat *eh_datum_durations(Datum d);
extern eh_durations_state *eh_durations_state_new(MemoryContext context);
extern eh_durations_flat *eh_durations_state_flat(eh_durations_state *s);
extern void eh_durations_must(eh_status status);

#define PG_GETARG_EH_DURATIONS(n) eh_datum_durations(PG_GETARG_DATUM(n))

#endif
