/*
 * areas.c - authorities that stay comparable over a period.
 *
 * What the functions below need over and over, the groups of one period, is
 * kept with the call; a row with another period makes them anew.
 */
#include "compat.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "areas.h"
#include "core/calendar.h"
#include "row.h"

static const eh_code_index *
index_of(FmgrInfo *flinfo)
{
	if (flinfo->fn_extra == NULL)
	{
		eh_code_index *index =
			MemoryContextAlloc(flinfo->fn_mcxt, sizeof(*index));

		eh_code_index_make(index);
		flinfo->fn_extra = index;
	}
	return flinfo->fn_extra;
}

static pg_noinline void
error_period(int32 from, int32 to)
{
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				   errmsg("changes of authorities are known from %d to %d",
					   EH_AREA_FIRST, EH_AREA_LAST),
				   errdetail("The period given is %d to %d, in financial years "
							 "ending.",
					   from, to),
				   errhint("Write 2019 for 2018-19.  For later years update "
						   "earlyhelp.")));
}

static pg_noinline void
error_together(const text *together)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown authority in together"),
			errdetail("The argument is \"%.200s\".", text_to_cstring(together)),
			errhint("Write codes of authorities, and part what is reported "
					"together by slashes and one such from another by "
					"semicolons: '314 / 318; 201 / 204'.")));
}

/* A combined return over authorities that nothing has joined. */
static pg_noinline void
error_combined(const text *code)
{
	char *shown = text_to_cstring(code);

	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("a combined return of authorities that are apart in this "
				   "period: \"%.100s\"",
				shown),
			errdetail("Its figure belongs to no one authority."),
			errhint(
				"Say that they are reported together: together => '%.100s'.",
				shown)));
}

bool
eh_same_text(const text *a, const text *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		   memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* The groups over a period, made at the first row and at a change of period. */
eh_area_period *
eh_area_period_of(FmgrInfo *flinfo, int32 from, int32 to, const text *together)
{
	eh_area_period *p = flinfo->fn_extra;

	if (p != NULL && p->ready && p->from == from && p->to == to &&
		eh_same_text(p->together, together))
		return p;
	if (p == NULL)
	{
		p = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(*p));
		eh_code_index_make(&p->index);
		p->names = AllocSetContextCreate(
			flinfo->fn_mcxt, "names of areas", ALLOCSET_SMALL_SIZES);
		flinfo->fn_extra = p;
	}
	/* not to be taken for the period asked for, should an error leave it */
	p->ready = false;
	p->together = NULL;
	memset(p->identifier, 0, sizeof(p->identifier));
	MemoryContextReset(p->names);
	if (eh_areas_over(&p->index, from, to, &p->areas) != EH_OK)
		error_period(from, to);
	if (together != NULL)
	{
		Size bytes = VARSIZE_ANY(together);

		if (eh_areas_together(&p->areas, &p->index, VARDATA_ANY(together),
				VARSIZE_ANY_EXHDR(together)) != EH_OK)
			error_together(together);
		p->together = MemoryContextAlloc(p->names, bytes);
		memcpy(p->together, together, bytes);
	}
	p->from = from;
	p->to = to;
	p->ready = true;
	return p;
}

/* The group a code belongs to; -1: it is of no authority of the period. */
int
eh_area_of(const eh_area_period *p, const text *code)
{
	int16 found[EH_AUTHORITIES];
	int n = eh_authority_codes(&p->index, VARDATA_ANY(code),
		VARSIZE_ANY_EXHDR(code), found, EH_AUTHORITIES);
	int group = n == 0 ? -1 : p->areas.group[found[0]];

	for (int i = 1; i < n; i++)
	{
		if (p->areas.group[found[i]] != group)
			error_combined(code);
	}
	return group;
}

static text *
copy_text(const text *t)
{
	Size bytes = VARSIZE_ANY(t);

	return memcpy(palloc(bytes), t, bytes);
}

/* The period of arguments 1 and 2, and 3 if there is a fourth. */
static eh_area_period *
period_argument(FunctionCallInfo fcinfo)
{
	return eh_area_period_of(fcinfo->flinfo, PG_GETARG_INT32(1),
		PG_GETARG_INT32(2), PG_ARGISNULL(3) ? NULL : PG_GETARG_TEXT_PP(3));
}

static bool
lacks_argument(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2);
}

/* like_for_like(code, from_year, to_year, together) */
PG_FUNCTION_INFO_V1(eh_like_for_like);
Datum
eh_like_for_like(PG_FUNCTION_ARGS)
{
	eh_area_period *p;
	int group;

	if (lacks_argument(fcinfo))
		PG_RETURN_NULL();
	p = period_argument(fcinfo);
	group = eh_area_of(p, PG_GETARG_TEXT_PP(0));
	if (group < 0)
		PG_RETURN_NULL();
	if (p->identifier[group] == NULL)
	{
		char words[EH_AREA_TEXT];
		size_t n = eh_area_identifier(&p->areas, group, words);
		MemoryContext before = MemoryContextSwitchTo(p->names);

		p->identifier[group] = cstring_to_text_with_len(words, (int) n);
		MemoryContextSwitchTo(before);
	}
	PG_RETURN_TEXT_P(copy_text(p->identifier[group]));
}

/* like_for_like_name(code, from_year, to_year, together) */
PG_FUNCTION_INFO_V1(eh_like_for_like_name);
Datum
eh_like_for_like_name(PG_FUNCTION_ARGS)
{
	char words[EH_AREA_TEXT];
	eh_area_period *p;
	int group;

	if (lacks_argument(fcinfo))
		PG_RETURN_NULL();
	p = period_argument(fcinfo);
	group = eh_area_of(p, PG_GETARG_TEXT_PP(0));
	if (group < 0)
		PG_RETURN_NULL();
	(void) eh_area_name(&p->areas, group, words);
	PG_RETURN_TEXT_P(cstring_to_text(words));
}

/* is_authority(code) */
PG_FUNCTION_INFO_V1(eh_is_authority);
Datum
eh_is_authority(PG_FUNCTION_ARGS)
{
	const text *code = PG_GETARG_TEXT_PP(0);
	int16 found[EH_AUTHORITIES];

	PG_RETURN_BOOL(
		eh_authority_codes(index_of(fcinfo->flinfo), VARDATA_ANY(code),
			VARSIZE_ANY_EXHDR(code), found, EH_AUTHORITIES) > 0);
}

/* is_authority(code, year): of a combined return, all of them in that year */
PG_FUNCTION_INFO_V1(eh_is_authority_in);
Datum
eh_is_authority_in(PG_FUNCTION_ARGS)
{
	const text *code = PG_GETARG_TEXT_PP(0);
	int32 year = PG_GETARG_INT32(1);
	int16 found[EH_AUTHORITIES];
	int n = eh_authority_codes(index_of(fcinfo->flinfo), VARDATA_ANY(code),
		VARSIZE_ANY_EXHDR(code), found, EH_AUTHORITIES);

	if (year < EH_AREA_FIRST || year > EH_AREA_LAST)
		error_period(year, year);
	for (int i = 0; i < n; i++)
	{
		if (!eh_authority_in(found[i], year))
			PG_RETURN_BOOL(false);
	}
	PG_RETURN_BOOL(n > 0);
}

/* la_code(code): the department's three digits for any code */
PG_FUNCTION_INFO_V1(eh_la_code);
Datum
eh_la_code(PG_FUNCTION_ARGS)
{
	const text *code = PG_GETARG_TEXT_PP(0);
	int authority = eh_authority_find(
		index_of(fcinfo->flinfo), VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code));

	if (authority < 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(eh_authorities[authority].la_code));
}

/* ons_code(code, year): as it was in that year */
PG_FUNCTION_INFO_V1(eh_ons_code);
Datum
eh_ons_code(PG_FUNCTION_ARGS)
{
	const text *code = PG_GETARG_TEXT_PP(0);
	int32 year = PG_GETARG_INT32(1);
	int authority = eh_authority_find(
		index_of(fcinfo->flinfo), VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code));

	if (year < EH_AREA_FIRST || year > EH_AREA_LAST)
		error_period(year, year);
	if (authority < 0 || !eh_authority_in(authority, year))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(eh_authority_ons(authority, year)));
}

/* --- rows -------------------------------------------------------------------
 */

/* authority_changes() */
PG_FUNCTION_INFO_V1(eh_authority_changes);
Datum
eh_authority_changes(PG_FUNCTION_ARGS)
{
	static const char *const kinds[] = {[EH_AREA_RECODE] = "recode",
		[EH_AREA_MERGE] = "merge",
		[EH_AREA_SPLIT] = "split",
		[EH_AREA_TRANSFER] = "territory_transfer"};
	FuncCallContext *context;
	const eh_area_change *c;
	eh_code_index index;
	Datum result;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;

		context = SRF_FIRSTCALL_INIT();
		before = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		context->max_calls = (uint64) eh_area_changes_n;
		eh_row_begin(fcinfo, &row);
		context->tuple_desc = row.desc;
		MemoryContextSwitchTo(before);
	}
	context = SRF_PERCALL_SETUP();
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	eh_code_index_make(&index);
	c = &eh_area_changes[context->call_cntr];
	eh_row_over(context->tuple_desc, &row);
	eh_row_text(&row, "kind", kinds[c->kind]);
	eh_row_text(&row, "from_la_code", c->from);
	eh_row_text(&row, "from_ons_code", c->from_ons);
	eh_row_text(&row, "from_name",
		eh_authorities[eh_authority_find(&index, c->from, 3)].name);
	eh_row_text(&row, "to_la_code", c->to);
	eh_row_text(&row, "to_ons_code", c->to_ons);
	eh_row_text(&row, "to_name",
		eh_authorities[eh_authority_find(&index, c->to, 3)].name);
	eh_row_date(&row, "effective", eh_civil_day(c->year, 4, 1));
	eh_row_int4(&row, "first_year", c->year + 1);
	eh_row_int4(&row, "additive", c->additive);
	eh_row_text(&row, "note", c->note);
	result = eh_row_end(&row);
	SRF_RETURN_NEXT(context, result);
}

/* What like_for_like_members has still to give. */
typedef struct members
{
	eh_areas areas;
	int group;
	int32 year;
	int authority;
} members;

/* On to the next year and authority; false at the end. */
static bool
next_member(members *m)
{
	for (; m->year <= m->areas.to; m->year++, m->authority = -1)
	{
		while (++m->authority < EH_AUTHORITIES)
		{
			if (m->areas.group[m->authority] == m->group &&
				eh_authority_in(m->authority, m->year))
				return true;
		}
	}
	return false;
}

/* like_for_like_members(code, from_year, to_year, together) */
PG_FUNCTION_INFO_V1(eh_like_for_like_members);
Datum
eh_like_for_like_members(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	members *m;
	Datum result;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;
		FmgrInfo own = *fcinfo->flinfo;
		const eh_area_period *p;

		context = SRF_FIRSTCALL_INIT();
		if (lacks_argument(fcinfo))
			SRF_RETURN_DONE(context);
		before = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		/* fn_extra is the set's own here */
		own.fn_extra = NULL;
		own.fn_mcxt = context->multi_call_memory_ctx;
		p = eh_area_period_of(&own, PG_GETARG_INT32(1), PG_GETARG_INT32(2),
			PG_ARGISNULL(3) ? NULL : PG_GETARG_TEXT_PP(3));
		m = palloc(sizeof(*m));
		m->areas = p->areas;
		m->group = eh_area_of(p, PG_GETARG_TEXT_PP(0));
		m->year = p->areas.from;
		m->authority = -1;
		context->user_fctx = m;
		eh_row_begin(fcinfo, &row);
		context->tuple_desc = row.desc;
		MemoryContextSwitchTo(before);
	}
	context = SRF_PERCALL_SETUP();
	m = context->user_fctx;
	if (m->group < 0 || !next_member(m))
		SRF_RETURN_DONE(context);
	eh_row_over(context->tuple_desc, &row);
	eh_row_int4(&row, "year", m->year);
	eh_row_text(&row, "la_code", eh_authorities[m->authority].la_code);
	eh_row_text(&row, "ons_code", eh_authority_ons(m->authority, m->year));
	eh_row_text(&row, "name", eh_authorities[m->authority].name);
	result = eh_row_end(&row);
	SRF_RETURN_NEXT(context, result);
}
