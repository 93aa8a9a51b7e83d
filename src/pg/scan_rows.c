/*
 * scan_rows.c - the rows of a scan through a cursor, a block at a time: for
 * what sums cannot tell.  Memory is that of a block; each pass runs the query
 * again.
 */
#include "scan.h"

#include <math.h>

#include "miscadmin.h"

#include "core/pile.h"
#include "outcome.h"
#include "state/rows.h"

#define ROOM_COLUMNS 4

eh_design
eh_scan_design(const eh_scan *scan)
{
	return (eh_design){.intercept = scan->terms.intercept,
		.ndense = scan->nx,
		.weight_kind = EH_WEIGHT_NONE,
		.nrows = EH_AUC_MOST_ROWS + 1};
}

static double *
column(eh_scan_rows *source, int k)
{
	return (double *) (void *) eh_cache_aligned(source->room) +
		   (size_t) k * EH_BLOCK;
}

static pg_noinline void
error_value(const char *what, double value)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s is not a finite number", what),
			errdetail("It is %g.", value),
			errhint("Give NULL for a value that is not known: its row is left "
					"out and counted.")));
}

/* Row r of those fetched into row i of the block; false: something is NULL. */
static bool
take(eh_scan_rows *source, uint64 r, int i)
{
	HeapTuple tuple = SPI_tuptable->vals[r];
	TupleDesc desc = SPI_tuptable->tupdesc;
	bool null;
	Datum y = SPI_getbinval(tuple, desc, 1, &null);
	Datum array;
	ArrayType *x;

	if (null)
		return false;
	array = SPI_getbinval(tuple, desc, 2, &null);
	if (null)
		return false;
	x = DatumGetArrayTypeP(array);
	if (ARR_HASNULL(x) && array_contains_nulls(x))
		return false;
	if (source->scan->of_outcome)
	{
		const eh_outcome *o = (const eh_outcome *) PG_DETOAST_DATUM(y);

		if ((o->flags & EH_OUTCOME_MISSING) != 0)
			return false;
		column(source, 0)[i] = o->success;
		column(source, 1)[i] = o->trials;
		column(source, 2)[i] = o->weight;
		column(source, 3)[i] = o->offset;
	}
	else if (source->scan->of_boolean)
		column(source, 0)[i] = DatumGetBool(y);
	else
		column(source, 0)[i] = DatumGetFloat8(y);
	if (!isfinite(column(source, 0)[i]))
		error_value("the response", column(source, 0)[i]);
	for (int j = 0; j < source->scan->nx; j++)
	{
		double value = ((const double *) ARR_DATA_PTR(x))[j];

		if (!isfinite(value))
			error_value("a predictor", value);
		column(source, ROOM_COLUMNS + j)[i] = value;
	}
	return true;
}

static void
rewind_rows(void *arg)
{
	eh_scan_rows *source = arg;

	if (source->portal != NULL)
		SPI_cursor_close(source->portal);
	source->portal = SPI_cursor_open(NULL, source->plan, NULL, NULL, true);
	source->scan->passes++;
}

static bool
next_rows(void *arg, eh_block *block)
{
	eh_scan_rows *source = arg;

	source->block.n = 0;
	while (source->block.n == 0)
	{
		CHECK_FOR_INTERRUPTS();
		SPI_cursor_fetch(source->portal, true, EH_BLOCK);
		if (SPI_processed == 0)
			return false;
		for (uint64 r = 0; r < SPI_processed; r++)
			source->block.n += take(source, r, source->block.n);
		SPI_freetuptable(SPI_tuptable);
	}
	*block = source->block;
	return true;
}

/* The rows as a source of blocks of what the design has; each time through
 * runs the query. */
void
eh_scan_read(
	eh_scan *scan, const eh_design *d, eh_scan_rows *source, eh_rows *rows)
{
	char *sql =
		psprintf("SELECT %s, %s %s", scan->response, scan->x, scan->from);

	memset(source, 0, sizeof(*source));
	source->scan = scan;
	source->plan = SPI_prepare(sql, 0, NULL);
	if (source->plan == NULL)
		elog(ERROR, "SPI_prepare: %s", SPI_result_code_string(SPI_result));
	source->room = palloc0(
		sizeof(double) * EH_BLOCK * (Size) (ROOM_COLUMNS + scan->nx + 1) +
		EH_CACHE_LINE);
	source->block.success = column(source, 0);
	if (d->grouped)
		source->block.trials = column(source, 1);
	if (d->weight_kind != EH_WEIGHT_NONE)
		source->block.weight = column(source, 2);
	if (d->has_offset)
		source->block.offset = column(source, 3);
	source->block.x = column(source, ROOM_COLUMNS);
	*rows = (eh_rows){rewind_rows, next_rows, source};
}
