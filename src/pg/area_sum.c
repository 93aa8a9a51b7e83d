/*
 * area_sum.c - a sum over authorities that says when it is not all of them.
 *
 * S1  Expected are, for each group of the period that has a row and each year
 *     that has one, all authorities of the group in that year.
 * S2  The sum is given only if each of them gave one number.  One that has no
 *     row, or a row without a number, is missing; the status names it.
 * S3  What cannot belong spoils the sum as well: two rows of an authority in
 *     a year, a year outside the period, an authority in a year in which it
 *     was not there (figures carried back to a later pattern), a code that is
 *     of no authority (a region, England).
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "areas.h"
#include "row.h"

#define FLAG_BYTES ((EH_AUTHORITIES + 7) / 8)

/* As many as a status names before it counts. */
#define NAMED 8

typedef struct flags
{
	uint8 bits[FLAG_BYTES];
} flags;

typedef struct area_sum
{
	int32 from;
	int32 to;
	text *together;
	double sum;
	double lost; /* what rounding took from sum (Neumaier 1974) */
	flags group; /* S1: those that have a row */
	bool year[EH_AREA_YEARS];
	flags found[EH_AREA_YEARS];
	flags twice[EH_AREA_YEARS];
	char *stranger; /* S3: the first */
} area_sum;

static bool
has(const flags *f, int i)
{
	return (f->bits[i / 8] >> (i % 8)) & 1;
}

static void
put(flags *f, int i)
{
	f->bits[i / 8] |= (uint8) (1u << (i % 8));
}

static area_sum *
new_sum(MemoryContext context, int32 from, int32 to, const text *together)
{
	area_sum *s = MemoryContextAllocZero(context, sizeof(*s));

	s->from = from;
	s->to = to;
	if (together != NULL)
	{
		s->together = MemoryContextAlloc(context, VARSIZE_ANY(together));
		memcpy(s->together, together, VARSIZE_ANY(together));
	}
	return s;
}

static pg_noinline void
error_periods(void)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the rows of a complete_sum differ in their period"),
			errdetail("from_year, to_year and together are the same for every "
					  "row of a sum, and not NULL."),
			errhint("Write them as constants, or group by them.")));
}

static void
add(area_sum *s, double value)
{
	double next = s->sum + value;

	if (!isfinite(value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("complete_sum needs finite numbers"),
						   errdetail("The value given is %g.", value),
						   errhint("Leave an unknown figure NULL.")));
	if (fabs(s->sum) >= fabs(value))
		s->lost += (s->sum - next) + value;
	else
		s->lost += (value - next) + s->sum;
	s->sum = next;
}

static void
stranger(area_sum *s, MemoryContext context, char *words)
{
	if (s->stranger == NULL)
		s->stranger = MemoryContextStrdup(context, words);
}

/* One row of a code of the period, in a year of it. */
static void
take(area_sum *s, MemoryContext context, const eh_area_period *p,
	const text *code, int32 year, bool is_null)
{
	int16 found[EH_AUTHORITIES];
	int n = eh_authority_codes(&p->index, VARDATA_ANY(code),
		VARSIZE_ANY_EXHDR(code), found, EH_AUTHORITIES);
	int y = year - EH_AREA_FIRST;

	s->year[y] = true;
	for (int i = 0; i < n; i++)
	{
		if (!eh_authority_in(found[i], year))
		{
			stranger(s, context,
				psprintf("not there in %d: %s", year,
					eh_authorities[found[i]].la_code));
			continue;
		}
		put(&s->group, p->areas.group[found[i]]);
		if (is_null)
			continue;
		if (has(&s->found[y], found[i]))
			put(&s->twice[y], found[i]);
		put(&s->found[y], found[i]);
	}
}

/* complete_sum(value, la_code, year, from_year, to_year, together) */
PG_FUNCTION_INFO_V1(eh_complete_sum_accum);
Datum
eh_complete_sum_accum(PG_FUNCTION_ARGS)
{
	area_sum *s = PG_ARGISNULL(0) ? NULL : (area_sum *) PG_GETARG_POINTER(0);
	bool more = PG_NARGS() > 6 && !PG_ARGISNULL(6);
	const text *together = more ? PG_GETARG_TEXT_PP(6) : NULL;
	const eh_area_period *p;
	MemoryContext context;
	const text *code;
	int32 year;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "complete_sum_accum is called by an aggregate only");
	if (PG_ARGISNULL(4) || PG_ARGISNULL(5))
		error_periods();
	p = eh_area_period_of(
		fcinfo->flinfo, PG_GETARG_INT32(4), PG_GETARG_INT32(5), together);
	if (s == NULL)
		s = new_sum(context, p->from, p->to, together);
	else if (s->from != p->from || s->to != p->to ||
			 !eh_same_text(s->together, together))
		error_periods();

	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
	{
		stranger(s, context, "a row without an authority or a year");
		PG_RETURN_POINTER(s);
	}
	code = PG_GETARG_TEXT_PP(2);
	year = PG_GETARG_INT32(3);
	if (year < p->areas.from || year > p->areas.to)
		stranger(s, context, psprintf("outside the period: %d", year));
	else if (eh_area_of(p, code) < 0)
		stranger(s, context,
			psprintf(
				"no authority of the period: %.40s", text_to_cstring(code)));
	else
	{
		take(s, context, p, code, year, PG_ARGISNULL(1));
		if (!PG_ARGISNULL(1))
			add(s, PG_GETARG_FLOAT8(1));
	}
	PG_RETURN_POINTER(s);
}

/* --- the answer -------------------------------------------------------------
 */

static void
name_one(StringInfo words, const char *heading, int authority, int y, int n)
{
	if (n > NAMED)
		return;
	appendStringInfo(words, "%s%s in %d", n == 1 ? heading : ", ",
		eh_authorities[authority].la_code, y + EH_AREA_FIRST);
}

static void
count_rest(StringInfo words, int n)
{
	if (n > NAMED)
		appendStringInfo(words, " and %d more", n - NAMED);
}

/* The status; "complete" and its counts, if it is. */
static char *
status_of(
	const area_sum *s, const eh_area_period *p, int64 *expected, int64 *found)
{
	StringInfoData missing;
	StringInfoData twice;
	int n_missing = 0;
	int n_twice = 0;

	initStringInfo(&missing);
	initStringInfo(&twice);
	for (int y = 0; y < EH_AREA_YEARS; y++)
	{
		for (int i = 0; s->year[y] && i < EH_AUTHORITIES; i++)
		{
			if (p->areas.group[i] < 0 || !has(&s->group, p->areas.group[i]) ||
				!eh_authority_in(i, y + EH_AREA_FIRST))
				continue;
			++*expected;
			*found += has(&s->found[y], i);
			if (!has(&s->found[y], i))
				name_one(&missing, "missing: ", i, y, ++n_missing);
			if (has(&s->twice[y], i))
				name_one(&twice, "counted twice: ", i, y, ++n_twice);
		}
	}
	count_rest(&missing, n_missing);
	count_rest(&twice, n_twice);
	if (s->stranger != NULL)
		return s->stranger;
	if (n_twice > 0)
		return twice.data;
	return n_missing > 0 ? missing.data : "complete";
}

PG_FUNCTION_INFO_V1(eh_complete_sum_final);
Datum
eh_complete_sum_final(PG_FUNCTION_ARGS)
{
	int64 expected = 0;
	int64 found = 0;
	char *status = "no_data";
	double value = NAN;
	eh_row row;

	if (!PG_ARGISNULL(0))
	{
		const area_sum *s = (const area_sum *) PG_GETARG_POINTER(0);

		status = status_of(s,
			eh_area_period_of(fcinfo->flinfo, s->from, s->to, s->together),
			&expected, &found);
		if (strcmp(status, "complete") == 0)
			value = s->sum + s->lost;
	}
	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "value", value);
	eh_row_text(&row, "status", status);
	eh_row_int8(&row, "expected", expected);
	eh_row_int8(&row, "found", found);
	return eh_row_end(&row);
}
