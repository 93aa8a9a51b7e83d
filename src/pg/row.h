/*
 * row.h - filling a named composite type, column by column, by name.
 */
#ifndef EH_ROW_H
#define EH_ROW_H

#include "compat.h"

#include "access/tupdesc.h"

typedef struct eh_row
{
	TupleDesc desc;
	Datum *values;
	bool *nulls;
} eh_row;

extern void eh_row_begin(FunctionCallInfo fcinfo, eh_row *row);
extern void eh_row_over(TupleDesc desc, eh_row *row);
extern void eh_row_float8(eh_row *row, const char *column, double value);
extern void eh_row_int8(eh_row *row, const char *column, int64 value);
extern void eh_row_int4(eh_row *row, const char *column, int32 value);
extern void eh_row_date(eh_row *row, const char *column, int32 day);
extern void eh_row_text(eh_row *row, const char *column, const char *value);
extern Datum eh_row_end(const eh_row *row);

#endif
