/*
 * fixed_row.c - a small composite result, over and over.
 */
#include "fixed_row.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"

/* The type must be that many double precision columns and one of text. */
static void
check_type(TupleDesc desc, int numbers)
{
	bool right = desc->natts == numbers + 1;

	for (int i = 0; right && i < desc->natts; i++)
		right = TupleDescAttr(desc, i)->atttypid ==
				(i < numbers ? FLOAT8OID : TEXTOID);
	if (!right || numbers > EH_FIXED_COLUMNS)
		elog(ERROR, "result type is not of the form expected");
}

eh_fixed_row *
eh_fixed_row_begin(FunctionCallInfo fcinfo, int numbers)
{
	eh_fixed_row *row = fcinfo->flinfo->fn_extra;
	MemoryContext before;
	TupleDesc desc;

	if (likely(row != NULL))
		return row;
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "result type is not composite");
	check_type(desc, numbers);
	before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	row = palloc0(sizeof(*row));
	row->desc = BlessTupleDesc(CreateTupleDescCopy(desc));
	row->numbers = numbers;
	MemoryContextSwitchTo(before);
	fcinfo->flinfo->fn_extra = row;
	return row;
}

/* Words are compared by address: they are constants of the library. */
static Datum
text_of(eh_fixed_row *row, FunctionCallInfo fcinfo, const char *word)
{
	MemoryContext before;
	int i = 0;

	for (; i < EH_FIXED_TEXTS && row->word[i] != NULL; i++)
	{
		if (row->word[i] == word)
			return row->text[i];
	}
	if (i == EH_FIXED_TEXTS)
		return CStringGetTextDatum(word);
	before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	row->text[i] = CStringGetTextDatum(word);
	row->word[i] = word;
	MemoryContextSwitchTo(before);
	return row->text[i];
}

/* A number that is not finite does not exist: NULL. */
Datum
eh_fixed_row_end(eh_fixed_row *row, FunctionCallInfo fcinfo,
	const double *number, const char *word)
{
	Datum values[EH_FIXED_COLUMNS + 1];
	bool nulls[EH_FIXED_COLUMNS + 1];

	for (int i = 0; i < row->numbers; i++)
	{
		nulls[i] = !isfinite(number[i]);
		values[i] = Float8GetDatum(number[i]);
	}
	values[row->numbers] = text_of(row, fcinfo, word);
	nulls[row->numbers] = false;
	return HeapTupleGetDatum(heap_form_tuple(row->desc, values, nulls));
}
