/*
 * chart.c - the type chart: input, output, and the aggregates that make one.
 */
#include "chart.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "error.h"
#include "states.h"
#include "value.h"

/* --- the type ----------------------------------------------------------------
 */

EH_VALUE_KIND(chart, eh_chart, MaxAllocSize)
EH_VALUE_IO(chart, chart_kind)

const eh_chart *
eh_datum_chart(Datum d)
{
	return eh_value_datum(&chart_kind, d);
}

PG_FUNCTION_INFO_V1(eh_chart_missing);
Datum
eh_chart_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_CHART(0)->missing);
}

/*
 * chart_with(chart, level, note) - with what its rows do not say: the level
 * of their limits, and one more line under them.
 */
PG_FUNCTION_INFO_V1(eh_chart_with);
Datum
eh_chart_with(PG_FUNCTION_ARGS)
{
	eh_chart_state *s;
	const eh_chart *flat;
	char *note = "";

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	flat = PG_GETARG_EH_CHART(0);
	s = eh_chart_state_new(CurrentMemoryContext, (eh_chart_kind) flat->kind);
	if (eh_chart_rows_merge(&s->rows, &s->arena, flat) != EH_OK)
		elog(ERROR, "a chart cannot be copied");
	s->rows.level = flat->level;
	if (!PG_ARGISNULL(1))
	{
		s->rows.level = PG_GETARG_FLOAT8(1);
		eh_check_level(s->rows.level);
	}
	if (!PG_ARGISNULL(2))
		note = eh_chart_label(PG_GETARG_TEXT_PP(2));
	PG_RETURN_POINTER(eh_chart_state_flat(s, note));
}

/* --- aggregates ----------------------------------------------------------------
 */

static void *
alloc(void *owner, size_t bytes)
{
	return MemoryContextAllocHuge((MemoryContext) owner, bytes);
}

static void
release(void *owner, void *chunk)
{
	(void) owner;
	pfree(chunk);
}

eh_chart_state *
eh_chart_state_new(MemoryContext context, eh_chart_kind kind)
{
	eh_chart_state *s = MemoryContextAllocZero(context, sizeof(*s));

	s->arena = (eh_arena){alloc, release, context};
	eh_chart_rows_init(&s->rows, kind);
	return s;
}

/* As UTF-8, whatever the database's encoding, and of bounded length. */
char *
eh_chart_label(text *label)
{
	int n = VARSIZE_ANY_EXHDR(label);
	char *words;
	char *utf8;

	n = pg_mbcliplen(VARDATA_ANY(label), n, EH_CHART_LABEL);
	words = pnstrdup(VARDATA_ANY(label), n);
	utf8 = pg_server_to_any(words, n, PG_UTF8);
	return utf8 == words ? words : pstrdup(utf8);
}

pg_noreturn static void
error_rows(eh_chart_kind kind)
{
	ereport(ERROR,
		(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("a %s chart has too many rows", eh_chart_name(kind)),
			errdetail("It draws %d at most.", (int) eh_chart_most_rows(kind)),
			errhint("Give it fewer: the furthest from the average, say, or one "
					"region with FILTER (WHERE ...).")));
}

pg_noreturn static void
error_row(eh_chart_kind kind, const char *label, const char *why)
{
	const char *hint =
		kind == EH_CHART_FUNNEL ? "Its arguments are label, events, cases."
		: kind == EH_CHART_SPEND
			? "Its arguments are the year as a number, early, late."
		: kind == EH_CHART_TILES
			? "Its arguments are DfE's three-digit number and the value."
		: kind == EH_CHART_FOREST
			? "Its arguments are term, odds ratio, lower and upper limit; a "
			  "limit that there is not is NULL. For log odds use "
			  "tidy(..., exponentiate => true), for others "
			  "coefficient_chart()."
			: "Its arguments are label, estimate, lower and upper limit; a "
			  "limit that there is not is NULL.";

	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("a row cannot be drawn in a %s chart", eh_chart_name(kind)),
			errdetail("In the row \"%.100s\" %s.", label, why),
			errhint("%s", hint)));
}

void
eh_chart_state_add(eh_chart_state *s, const double *row, const char *label)
{
	const char *why;
	eh_status status = eh_chart_rows_add(&s->rows, &s->arena, row, label, &why);

	if (status == EH_ERANGE)
		error_rows(s->rows.kind);
	if (status != EH_OK)
		error_row(s->rows.kind, label, why);
}

eh_chart *
eh_chart_state_flat(const eh_chart_state *s, const char *note)
{
	Size bytes = eh_chart_size(&s->rows, note);
	eh_chart *flat = palloc0(bytes);

	SET_VARSIZE(flat, bytes);
	eh_chart_to_flat(&s->rows, note, flat);
	return flat;
}

static eh_chart_state *
state_of(FunctionCallInfo fcinfo, eh_chart_kind kind)
{
	MemoryContext context;

	if (!PG_ARGISNULL(0))
		return (eh_chart_state *) PG_GETARG_POINTER(0);
	if (!AggCheckCallContext(fcinfo, &context))
		eh_error_not_aggregate();
	return eh_chart_state_new(context, kind);
}

static void
miss(eh_chart_state *s)
{
	if (eh_chart_rows_miss(&s->rows, 1) != EH_OK)
		eh_error_count(EH_ERANGE);
}

static double
number_or_nan(FunctionCallInfo fcinfo, int n)
{
	double v;

	if (PG_ARGISNULL(n))
		return NAN;
	v = PG_GETARG_FLOAT8(n);
	if (isnan(v))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("a chart cannot show NaN"),
						   errdetail("Argument %d of the row is NaN.", n),
						   errhint("A value that is not known is NULL.")));
	return v;
}

static const char *
label_of(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? "(no label)"
						   : eh_chart_label(PG_GETARG_TEXT_PP(n));
}

/* label, estimate, low, high: a row without any of them is named in a note */
static Datum
accum_limits(FunctionCallInfo fcinfo, eh_chart_kind kind)
{
	eh_chart_state *s = state_of(fcinfo, kind);
	const double row[3] = {number_or_nan(fcinfo, 2), number_or_nan(fcinfo, 3),
		number_or_nan(fcinfo, 4)};

	eh_chart_state_add(s, row, label_of(fcinfo, 1));
	PG_RETURN_POINTER(s);
}

PG_FUNCTION_INFO_V1(eh_chart_forest_accum);
Datum
eh_chart_forest_accum(PG_FUNCTION_ARGS)
{
	return accum_limits(fcinfo, EH_CHART_FOREST);
}

PG_FUNCTION_INFO_V1(eh_chart_coefficient_accum);
Datum
eh_chart_coefficient_accum(PG_FUNCTION_ARGS)
{
	return accum_limits(fcinfo, EH_CHART_COEFFICIENTS);
}

PG_FUNCTION_INFO_V1(eh_chart_ratio_accum);
Datum
eh_chart_ratio_accum(PG_FUNCTION_ARGS)
{
	return accum_limits(fcinfo, EH_CHART_RATIO);
}

/* label, ratio: its value; limits need a method, which the caller has */
PG_FUNCTION_INFO_V1(eh_chart_ratio_state_accum);
Datum
eh_chart_ratio_state_accum(PG_FUNCTION_ARGS)
{
	eh_chart_state *s = state_of(fcinfo, EH_CHART_RATIO);
	double row[3] = {NAN, NAN, NAN};

	if (PG_ARGISNULL(2) ||
		eh_ratio_state_value(PG_GETARG_EH_RATIO(2), &row[0]) != EH_OK)
		row[0] = NAN;
	eh_chart_state_add(s, row, label_of(fcinfo, 1));
	PG_RETURN_POINTER(s);
}

/* label, events, cases */
PG_FUNCTION_INFO_V1(eh_chart_funnel_accum);
Datum
eh_chart_funnel_accum(PG_FUNCTION_ARGS)
{
	eh_chart_state *s = state_of(fcinfo, EH_CHART_FUNNEL);
	const double row[2] = {number_or_nan(fcinfo, 2), number_or_nan(fcinfo, 3)};

	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
		miss(s);
	else
		eh_chart_state_add(s, row, label_of(fcinfo, 1));
	PG_RETURN_POINTER(s);
}

/* year, early, late */
PG_FUNCTION_INFO_V1(eh_chart_spend_accum);
Datum
eh_chart_spend_accum(PG_FUNCTION_ARGS)
{
	eh_chart_state *s = state_of(fcinfo, EH_CHART_SPEND);
	const double early = number_or_nan(fcinfo, 2);
	const double late = number_or_nan(fcinfo, 3);

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		miss(s);
	else
	{
		int32 year = PG_GETARG_INT32(1);
		const double row[3] = {year, early, late};

		eh_chart_state_add(s, row, psprintf("%d", year));
	}
	PG_RETURN_POINTER(s);
}

static Datum
add_tile(FunctionCallInfo fcinfo, double code, const char *label)
{
	eh_chart_state *s = state_of(fcinfo, EH_CHART_TILES);
	const double row[2] = {code, number_or_nan(fcinfo, 2)};

	if (label == NULL || PG_ARGISNULL(2))
		miss(s);
	else
		eh_chart_state_add(s, row, label);
	PG_RETURN_POINTER(s);
}

/* la_code, value */
PG_FUNCTION_INFO_V1(eh_chart_tile_accum);
Datum
eh_chart_tile_accum(PG_FUNCTION_ARGS)
{
	int32 code = PG_ARGISNULL(1) ? 0 : PG_GETARG_INT32(1);

	return add_tile(
		fcinfo, code, PG_ARGISNULL(1) ? NULL : psprintf("%d", code));
}

/* la_code, value: what is not three digits is no authority's, and is listed */
PG_FUNCTION_INFO_V1(eh_chart_tile_text_accum);
Datum
eh_chart_tile_text_accum(PG_FUNCTION_ARGS)
{
	const char *label = NULL;
	double code = -1.0;

	if (!PG_ARGISNULL(1))
		label = eh_chart_label(PG_GETARG_TEXT_PP(1));
	if (label != NULL && strlen(label) == 3 && strspn(label, "0123456789") == 3)
		code = atoi(label);
	return add_tile(fcinfo, code, label);
}

/* Of no rows there is no state: each kind has a function of its own. */
static Datum
finish(FunctionCallInfo fcinfo, eh_chart_kind kind)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(eh_chart_state_flat(
			eh_chart_state_new(CurrentMemoryContext, kind), ""));
	PG_RETURN_POINTER(
		eh_chart_state_flat((const eh_chart_state *) PG_GETARG_POINTER(0), ""));
}

PG_FUNCTION_INFO_V1(eh_chart_forest_final);
Datum
eh_chart_forest_final(PG_FUNCTION_ARGS)
{
	return finish(fcinfo, EH_CHART_FOREST);
}

PG_FUNCTION_INFO_V1(eh_chart_coefficient_final);
Datum
eh_chart_coefficient_final(PG_FUNCTION_ARGS)
{
	return finish(fcinfo, EH_CHART_COEFFICIENTS);
}

PG_FUNCTION_INFO_V1(eh_chart_ratio_final);
Datum
eh_chart_ratio_final(PG_FUNCTION_ARGS)
{
	return finish(fcinfo, EH_CHART_RATIO);
}

PG_FUNCTION_INFO_V1(eh_chart_funnel_final);
Datum
eh_chart_funnel_final(PG_FUNCTION_ARGS)
{
	return finish(fcinfo, EH_CHART_FUNNEL);
}

PG_FUNCTION_INFO_V1(eh_chart_spend_final);
Datum
eh_chart_spend_final(PG_FUNCTION_ARGS)
{
	return finish(fcinfo, EH_CHART_SPEND);
}

PG_FUNCTION_INFO_V1(eh_chart_tile_final);
Datum
eh_chart_tile_final(PG_FUNCTION_ARGS)
{
	return finish(fcinfo, EH_CHART_TILES);
}

/* What a worker sends is the value; its length word will do. */
PG_FUNCTION_INFO_V1(eh_chart_serial);
Datum
eh_chart_serial(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P((bytea *) eh_chart_state_flat(
		(const eh_chart_state *) PG_GETARG_POINTER(0), ""));
}

PG_FUNCTION_INFO_V1(eh_chart_deserial);
Datum
eh_chart_deserial(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	Size n = VARSIZE_ANY_EXHDR(bytes);
	eh_chart *flat = palloc(VARHDRSZ + n);
	eh_chart_state *s = palloc0(sizeof(*s));
	const char *why;

	SET_VARSIZE(flat, VARHDRSZ + n);
	memcpy(VARDATA(flat), VARDATA_ANY(bytes), n);
	if (eh_chart_check(flat, VARHDRSZ + n, &why) != EH_OK)
		eh_error_stored("chart", why);
	s->received = flat;
	PG_RETURN_POINTER(s);
}

PG_FUNCTION_INFO_V1(eh_chart_combine);
Datum
eh_chart_combine(PG_FUNCTION_ARGS)
{
	const eh_chart *other;
	eh_chart_state *s;
	eh_status status;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_POINTER(PG_GETARG_POINTER(0));
	}
	other = ((const eh_chart_state *) PG_GETARG_POINTER(1))->received;
	if (other == NULL)
		elog(ERROR, "a chart to be merged was not sent by a worker");
	s = state_of(fcinfo, (eh_chart_kind) other->kind);
	status = eh_chart_rows_merge(&s->rows, &s->arena, other);
	if (status == EH_ERANGE)
		error_rows(s->rows.kind);
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of a chart", (int) status);
	PG_RETURN_POINTER(s);
}
