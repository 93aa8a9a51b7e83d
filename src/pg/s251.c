/*
 * s251.c - schemes of spend over the lines of Section 251.
 *
 * A line that is not in the year's table is NULL; a scheme or a year that is
 * not known is an error, since every row would be NULL and every sum lost.
 */
#include "compat.h"

#include "funcapi.h"
#include "utils/builtins.h"

#include "core/s251.h"
#include "row.h"

pg_noreturn static void
error_scheme(const char *name, int length)
{
	StringInfoData known;

	initStringInfo(&known);
	for (int i = 0; i < EH_S251_SCHEMES; i++)
		appendStringInfo(&known, "%s%s", i == 0 ? "" : ", ",
			eh_s251_scheme_name((eh_s251_scheme) i));
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown scheme of spend \"%.*s\"", length, name),
			errdetail("The schemes are %s.", known.data),
			errhint("SELECT * FROM earlyhelp.s251_schemes() says what each "
					"counts as early and late.")));
}

static eh_s251_scheme
scheme_argument(FunctionCallInfo fcinfo, int n)
{
	text *name = PG_GETARG_TEXT_PP(n);
	eh_s251_scheme scheme =
		eh_s251_scheme_named(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (unlikely(scheme == EH_S251_SCHEMES))
		error_scheme(VARDATA_ANY(name), (int) VARSIZE_ANY_EXHDR(name));
	return scheme;
}

static void
check_year(int32 year)
{
	if (unlikely(year < EH_S251_FIRST || year > EH_S251_LAST))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("no lines of Section 251 are known for %d", year),
				errdetail("They are known for financial years ending in %d "
						  "to %d.",
					EH_S251_FIRST, EH_S251_LAST),
				errhint("A financial year goes by the year it ends in: "
						"2018-19 is 2019.")));
}

/* s251_group(line, financial_year, scheme) */
PG_FUNCTION_INFO_V1(eh_s251_group_of);
Datum
eh_s251_group_of(PG_FUNCTION_ARGS)
{
	text *number = PG_GETARG_TEXT_PP(0);
	int32 year = PG_GETARG_INT32(1);
	eh_s251_scheme scheme = scheme_argument(fcinfo, 2);
	const eh_s251_line *line;

	check_year(year);
	line = eh_s251_find(VARDATA_ANY(number), VARSIZE_ANY_EXHDR(number), year);
	if (line == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(
		cstring_to_text(eh_s251_group(scheme, line->category, year)));
}

/* --- the lines of a scheme and year ---------------------------------------- */

typedef struct listing
{
	eh_s251_scheme scheme;
	int32 year;
	int layout; /* the next line is of this layout */
	int line;
} listing;

/* The next line of the year, or NULL. */
static const eh_s251_line *
next_line(listing *l)
{
	for (; l->layout < eh_s251_layout_count; l->layout++, l->line = 0)
	{
		const eh_s251_layout *layout = &eh_s251_layouts[l->layout];

		if (l->year >= layout->first && l->year <= layout->last &&
			l->line < layout->n)
			return &layout->lines[l->line++];
	}
	return NULL;
}

static void
line_columns(const listing *l, const eh_s251_line *line, eh_row *row)
{
	eh_row_int4(row, "financial_year", l->year);
	eh_row_text(row, "line", line->number);
	eh_row_text(row, "description", line->description);
	eh_row_text(row, "category", eh_s251_category_name(line->category));
	eh_row_text(
		row, "line_group", eh_s251_group(l->scheme, line->category, l->year));
	eh_row_text(
		row, "summary_group", eh_s251_summary_group(l->scheme, line, l->year));
}

static FuncCallContext *
first_call(FunctionCallInfo fcinfo, Size cursor)
{
	FuncCallContext *context = SRF_FIRSTCALL_INIT();
	MemoryContext before =
		MemoryContextSwitchTo(context->multi_call_memory_ctx);
	eh_row row;

	eh_row_begin(fcinfo, &row);
	context->tuple_desc = row.desc;
	context->user_fctx = palloc0(cursor);
	MemoryContextSwitchTo(before);
	return context;
}

/* s251_lines(scheme, financial_year) */
PG_FUNCTION_INFO_V1(eh_s251_lines);
Datum
eh_s251_lines(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	const eh_s251_line *line;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
	{
		listing *l;

		context = first_call(fcinfo, sizeof(listing));
		l = context->user_fctx;
		l->scheme = scheme_argument(fcinfo, 0);
		l->year = PG_GETARG_INT32(1);
		check_year(l->year);
	}
	context = SRF_PERCALL_SETUP();
	line = next_line(context->user_fctx);
	if (line == NULL)
		SRF_RETURN_DONE(context);
	eh_row_over(context->tuple_desc, &row);
	line_columns(context->user_fctx, line, &row);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}

/* s251_schemes() */
PG_FUNCTION_INFO_V1(eh_s251_schemes);
Datum
eh_s251_schemes(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	eh_s251_scheme scheme;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
		first_call(fcinfo, 1);
	context = SRF_PERCALL_SETUP();
	if (context->call_cntr >= EH_S251_SCHEMES)
		SRF_RETURN_DONE(context);
	scheme = (eh_s251_scheme) context->call_cntr;
	eh_row_over(context->tuple_desc, &row);
	eh_row_text(&row, "scheme", eh_s251_scheme_name(scheme));
	eh_row_text(&row, "description", eh_s251_scheme_says(scheme));
	eh_row_int4(&row, "first_year", EH_S251_FIRST);
	eh_row_int4(&row, "last_year", EH_S251_LAST);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}
