/*
 * fixed_row.h - a small composite result, over and over.
 *
 * eh_row looks every column up by name at every row, which costs more than
 * the arithmetic of a scalar function.  Here the type is looked at once a
 * query, where the caller's fn_extra lasts.
 */
#ifndef EH_FIXED_ROW_H
#define EH_FIXED_ROW_H

#include "compat.h"

#include "access/tupdesc.h"

#define EH_FIXED_TEXTS 8
#define EH_FIXED_COLUMNS 8

typedef struct eh_fixed_row
{
	TupleDesc desc;
	int numbers; /* columns of double precision, before one of text */
	const char *word[EH_FIXED_TEXTS];
	Datum text[EH_FIXED_TEXTS];
} eh_fixed_row;

extern eh_fixed_row *eh_fixed_row_begin(FunctionCallInfo fcinfo, int numbers);
extern Datum eh_fixed_row_end(eh_fixed_row *row, FunctionCallInfo fcinfo,
	const double *number, const char *word);

#endif
