/*
 * row.c - filling a named composite type, column by column, by name.
 *
 * By name, so that a library of one version serves a type of another: a
 * column that the type has not is left out, one that was not set is NULL.
 */
#include "row.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"

void
eh_row_begin(FunctionCallInfo fcinfo, eh_row *row)
{
	TupleDesc desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "result type is not composite");
	eh_row_over(BlessTupleDesc(desc), row);
}

/* A row of a descriptor that is blessed already. */
void
eh_row_over(TupleDesc desc, eh_row *row)
{
	row->desc = desc;
	row->values = palloc0(sizeof(Datum) * row->desc->natts);
	row->nulls = palloc(sizeof(bool) * row->desc->natts);
	memset(row->nulls, true, sizeof(bool) * row->desc->natts);
}

static void
set(eh_row *row, const char *column, Oid type, Datum value)
{
	for (int i = 0; i < row->desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(row->desc, i);

		if (att->attisdropped || strcmp(NameStr(att->attname), column) != 0)
			continue;
		if (att->atttypid != type)
			elog(ERROR, "column %s is not of the type expected", column);
		row->values[i] = value;
		row->nulls[i] = false;
		return;
	}
}

/* A value that is not finite does not exist: NULL. */
void
eh_row_float8(eh_row *row, const char *column, double value)
{
	if (isfinite(value))
		set(row, column, FLOAT8OID, Float8GetDatum(value + 0.0)); /* no -0 */
}

void
eh_row_int8(eh_row *row, const char *column, int64 value)
{
	set(row, column, INT8OID, Int64GetDatum(value));
}

void
eh_row_int4(eh_row *row, const char *column, int32 value)
{
	set(row, column, INT4OID, Int32GetDatum(value));
}

/* Days since 2000-01-01, as the server counts them. */
void
eh_row_date(eh_row *row, const char *column, int32 day)
{
	set(row, column, DATEOID, Int32GetDatum(day));
}

void
eh_row_text(eh_row *row, const char *column, const char *value)
{
	if (value != NULL)
		set(row, column, TEXTOID, CStringGetTextDatum(value));
}

Datum
eh_row_end(const eh_row *row)
{
	return HeapTupleGetDatum(
		heap_form_tuple(row->desc, row->values, row->nulls));
}
