/*
 * areas.h - the groups of a period, kept from row to row.
 */
#ifndef EH_PG_AREAS_H
#define EH_PG_AREAS_H

#include "compat.h"

#include "core/areas.h"

typedef struct eh_area_period
{
	eh_areas areas;
	eh_code_index index;
	bool ready; /* false while there is no period */
	int32 from; /* as asked for */
	int32 to;
	text *together;
	MemoryContext names;
	text *identifier[EH_AUTHORITIES]; /* made when first asked for */
} eh_area_period;

extern eh_area_period *eh_area_period_of(
	FmgrInfo *flinfo, int32 from, int32 to, const text *together);
extern bool eh_same_text(const text *a, const text *b);
extern int eh_area_of(const eh_area_period *p, const text *code);

#endif
