/*
 * chart_tiles.c - the squares of tile_map() as rows: tile_places().
 */
#include "compat.h"

#include "funcapi.h"

#include "core/chart_tile_places.h"
#include "row.h"

PG_FUNCTION_INFO_V1(eh_tile_places_rows);
Datum
eh_tile_places_rows(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	const eh_tile_place *t;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;

		context = SRF_FIRSTCALL_INIT();
		before = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		eh_row_begin(fcinfo, &row);
		context->user_fctx = row.desc;
		context->max_calls = EH_TILE_PLACES;
		MemoryContextSwitchTo(before);
	}
	context = SRF_PERCALL_SETUP();
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	t = &eh_tile_places[context->call_cntr];
	eh_row_over(context->user_fctx, &row);
	eh_row_text(&row, "la_code", psprintf("%d", t->code));
	eh_row_text(&row, "name", t->name);
	eh_row_text(&row, "brief", t->brief);
	eh_row_int4(&row, "tile_column", t->column);
	eh_row_int4(&row, "tile_row", t->row);
	if (t->replaced_by[0] != 0)
		eh_row_text(&row, "replaced_by", psprintf("%d", t->replaced_by[0]));
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}
