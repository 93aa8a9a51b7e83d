/*
 * deflator.c - the type deflator: a series of price levels with its vintage.
 *
 * A composite of a text and two arrays, so that it can be stored, sent and
 * read without us.  deflator() and deflator_series() check what they make; a
 * value made by ROW() is checked as far as it is read.
 */
#include "deflator.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/typcache.h"

#include "error.h"
#include "row.h"

/* columns of the type */
#define VINTAGE 0
#define YEARS 1
#define LEVELS 2
#define COLUMNS 3

pg_noreturn static void
error_series(const char *detail)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("this is not a series of price levels"),
			errdetail_internal("%s", detail),
			errhint("Make one with deflator(years, levels, vintage), or from "
					"the rows of a table with deflator_series(year, level, "
					"vintage).")));
}

/* --- reading ---------------------------------------------------------------
 */

/*
 * What a call site keeps: the descriptor of the type, and levels as numeric,
 * whose making from a double costs several times the product and quotient.
 */
#define KNOWN 32

typedef struct site
{
	TupleDesc desc;
	double level[KNOWN]; /* 0, which no level is, for none */
	Datum as_numeric[KNOWN];
} site;

static site *
call_site(FunctionCallInfo fcinfo)
{
	FmgrInfo *call = fcinfo->flinfo;

	if (unlikely(call->fn_extra == NULL))
		call->fn_extra = MemoryContextAllocZero(call->fn_mcxt, sizeof(site));
	return call->fn_extra;
}

static TupleDesc
descriptor(FunctionCallInfo fcinfo, HeapTupleHeader row)
{
	site *s = call_site(fcinfo);

	if (s->desc == NULL)
	{
		MemoryContext before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		s->desc = lookup_rowtype_tupdesc_copy(
			HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
		MemoryContextSwitchTo(before);
	}
	return s->desc;
}

/* A level to 15 digits; it may be used until the call site's next. */
Datum
eh_deflator_numeric(FunctionCallInfo fcinfo, double level)
{
	site *s = call_site(fcinfo);
	uint64 bits;
	int at;

	memcpy(&bits, &level, sizeof(bits));
	at = (int) ((bits * UINT64CONST(0x9E3779B97F4A7C15)) >> 59);
	if (s->level[at] != level)
	{
		MemoryContext before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (s->level[at] != 0.0)
			pfree(DatumGetPointer(s->as_numeric[at]));
		s->level[at] = 0.0;
		s->as_numeric[at] =
			DirectFunctionCall1(float8_numeric, Float8GetDatum(level));
		s->level[at] = level;
		MemoryContextSwitchTo(before);
	}
	return s->as_numeric[at];
}

static ArrayType *
plain_array(Datum value, Oid type)
{
	ArrayType *array = DatumGetArrayTypeP(value);

	if (ARR_NDIM(array) != 1 || ARR_ELEMTYPE(array) != type ||
		array_contains_nulls(array))
		error_series("Years and levels are arrays of one dimension without "
					 "NULLs, and not empty.");
	return array;
}

static void
series_of(Datum years, Datum levels, eh_deflator *series)
{
	ArrayType *y = plain_array(years, INT4OID);
	ArrayType *l = plain_array(levels, FLOAT8OID);

	if (ARR_DIMS(y)[0] != ARR_DIMS(l)[0])
		error_series(psprintf("There are %d years and %d levels.",
			ARR_DIMS(y)[0], ARR_DIMS(l)[0]));
	series->n = ARR_DIMS(y)[0];
	series->years = (const int32 *) ARR_DATA_PTR(y);
	series->levels = (const double *) ARR_DATA_PTR(l);
}

void
eh_deflator_argument(FunctionCallInfo fcinfo, int n, eh_deflator *series)
{
	HeapTupleHeader row;
	HeapTupleData tuple = {0};
	TupleDesc desc;
	Datum values[COLUMNS];
	bool nulls[COLUMNS];

	if (PG_ARGISNULL(n))
		ereport(
			ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					   errmsg("the deflator is NULL"),
					   errdetail("A sub-select that finds no rows gives none."),
					   errhint("Leave the argument out for the built-in GDP "
							   "deflator.")));
	row = PG_GETARG_HEAPTUPLEHEADER(n);
	desc = descriptor(fcinfo, row);
	if (desc->natts != COLUMNS)
		elog(ERROR, "type deflator has %d columns", desc->natts);
	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	tuple.t_data = row;
	heap_deform_tuple(&tuple, desc, values, nulls);
	if (nulls[YEARS] || nulls[LEVELS])
		error_series("Its years or its levels are NULL.");
	series_of(values[YEARS], values[LEVELS], series);
}

double
eh_deflator_at(const eh_deflator *series, int32 year)
{
	double level;
	int32 first, last;
	eh_status status = eh_deflator_level(series, year, &level);

	if (likely(status == EH_OK))
		return level;
	if (status == EH_EFORMAT)
		error_series(psprintf(
			"Year %d stands twice, or its level is not above 0.", year));
	eh_deflator_range(series, &first, &last);
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the deflator has no level for %d", year),
			errdetail("It has %d financial years ending in %d to %d.",
				series->n, first, last),
			errhint("Give a series that reaches the year: deflator => (SELECT "
					"deflator_series(year, level, vintage) FROM ...).")));
}

/* --- making ----------------------------------------------------------------
 */

static void
check_series(const eh_deflator *series)
{
	int at;

	if (eh_deflator_check(series, &at) == EH_OK)
		return;
	if (series->levels[at] > 0.0 && !isinf(series->levels[at]))
		error_series(psprintf("Year %d stands twice, as when two vintages or "
							  "two series are mixed.",
			series->years[at]));
	error_series(psprintf("The level of %d is %g, and not above 0.",
		series->years[at], series->levels[at]));
}

static Datum
series_row(
	FunctionCallInfo fcinfo, const char *vintage, const eh_deflator *series)
{
	TupleDesc desc;
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {vintage == NULL, false, false};
	Datum *elements = palloc(sizeof(Datum) * series->n);

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "result type is not composite");
	if (vintage != NULL)
		values[VINTAGE] = CStringGetTextDatum(vintage);
	for (int i = 0; i < series->n; i++)
		elements[i] = Int32GetDatum(series->years[i]);
	values[YEARS] = PointerGetDatum(construct_array(
		elements, series->n, INT4OID, sizeof(int32), true, TYPALIGN_INT));
	for (int i = 0; i < series->n; i++)
		elements[i] = Float8GetDatum(series->levels[i]);
	values[LEVELS] = PointerGetDatum(construct_array(elements, series->n,
		FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	return HeapTupleGetDatum(
		heap_form_tuple(BlessTupleDesc(desc), values, nulls));
}

/* deflator(years, levels, vintage) */
PG_FUNCTION_INFO_V1(eh_deflator_make);
Datum
eh_deflator_make(PG_FUNCTION_ARGS)
{
	eh_deflator series;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	series_of(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), &series);
	check_series(&series);
	return series_row(fcinfo,
		PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2)),
		&series);
}

typedef struct growing
{
	int n;
	int room;
	int32 *years;
	double *levels;
	char *vintage;
} growing;

static growing *
grown(FunctionCallInfo fcinfo, MemoryContext keep)
{
	growing *g;

	if (!PG_ARGISNULL(0))
		g = (growing *) PG_GETARG_POINTER(0);
	else
	{
		g = MemoryContextAllocZero(keep, sizeof(growing));
		g->room = 32;
		g->years = MemoryContextAlloc(keep, sizeof(int32) * g->room);
		g->levels = MemoryContextAlloc(keep, sizeof(double) * g->room);
	}
	if (g->n == g->room)
	{
		g->room *= 2;
		g->years = repalloc(g->years, sizeof(int32) * g->room);
		g->levels = repalloc(g->levels, sizeof(double) * g->room);
	}
	return g;
}

/* Every row says the same vintage, or none does. */
static void
keep_vintage(growing *g, const char *vintage, MemoryContext keep)
{
	if (g->n == 0 && vintage != NULL)
		g->vintage = MemoryContextStrdup(keep, vintage);
	else if (g->n > 0 && (vintage == NULL) != (g->vintage == NULL))
		error_series("Some rows have a vintage and some have none.");
	else if (vintage != NULL && strcmp(vintage, g->vintage) != 0)
		error_series(psprintf("Its rows are of two vintages, \"%s\" and "
							  "\"%s\".",
			g->vintage, vintage));
}

/* deflator_series(year, level [, vintage]); a year without a level is left
 * out of the series. */
PG_FUNCTION_INFO_V1(eh_deflator_accum);
Datum
eh_deflator_accum(PG_FUNCTION_ARGS)
{
	MemoryContext keep;
	growing *g;

	if (!AggCheckCallContext(fcinfo, &keep))
		eh_error_not_aggregate();
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	g = grown(fcinfo, keep);
	if (PG_NARGS() > 3)
		keep_vintage(g,
			PG_ARGISNULL(3) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(3)),
			keep);
	g->years[g->n] = PG_GETARG_INT32(1);
	g->levels[g->n] = PG_GETARG_FLOAT8(2);
	g->n++;
	PG_RETURN_POINTER(g);
}

typedef struct point
{
	int32 year;
	double level;
} point;

static int
by_year(const void *a, const void *b)
{
	int32 x = ((const point *) a)->year;
	int32 y = ((const point *) b)->year;

	return (x > y) - (x < y);
}

/* In the order of the years, so that equal series are equal values. */
PG_FUNCTION_INFO_V1(eh_deflator_final);
Datum
eh_deflator_final(PG_FUNCTION_ARGS)
{
	const growing *g;
	eh_deflator series;
	point *points;
	int32 *years;
	double *levels;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	g = (const growing *) PG_GETARG_POINTER(0);
	points = palloc(sizeof(point) * g->n);
	years = palloc(sizeof(int32) * g->n);
	levels = palloc(sizeof(double) * g->n);
	for (int i = 0; i < g->n; i++)
		points[i] = (point){g->years[i], g->levels[i]};
	qsort(points, g->n, sizeof(point), by_year);
	for (int i = 0; i < g->n; i++)
	{
		years[i] = points[i].year;
		levels[i] = points[i].level;
	}
	series = (eh_deflator){g->n, years, levels};
	check_series(&series);
	return series_row(fcinfo, g->vintage, &series);
}

/* gdp_deflator(): the built-in series, a row a year */
PG_FUNCTION_INFO_V1(eh_gdp_deflator_rows);
Datum
eh_gdp_deflator_rows(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;

		context = SRF_FIRSTCALL_INIT();
		before = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		eh_row_begin(fcinfo, &row);
		context->tuple_desc = row.desc;
		context->max_calls = eh_gdp_deflator.n;
		MemoryContextSwitchTo(before);
	}
	context = SRF_PERCALL_SETUP();
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	eh_row_over(context->tuple_desc, &row);
	eh_row_int4(&row, "year", eh_gdp_deflator.years[context->call_cntr]);
	eh_row_float8(&row, "level", eh_gdp_deflator.levels[context->call_cntr]);
	eh_row_text(&row, "vintage", eh_gdp_deflator_vintage);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}
