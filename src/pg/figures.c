/*
 * figures.c - the type figures: input, output, merging.
 *
 * Standardised rates and ratios, slope indices, overdispersion and indices of
 * inequality are of tables of a few hundred rows, and most of them need every
 * row at the end.  So one state serves them all: the rows, and what they are.
 */
#include "figures.h"

#include "utils/memutils.h"

#include "error.h"
#include "value.h"

/* --- the type ---------------------------------------------------------------
 */

EH_VALUE_KIND(figures, eh_figures_flat, EH_FIGURES_MOST_BYTES)
EH_VALUE_IO(figures, figures_kind)

static const eh_figures_flat *
datum_figures(Datum d)
{
	return eh_value_datum(&figures_kind, d);
}

PG_FUNCTION_INFO_V1(eh_figures_missing);
Datum
eh_figures_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(datum_figures(PG_GETARG_DATUM(0))->missing);
}

/* --- what reads it ----------------------------------------------------------
 */

/* Argument 0, a value. */
eh_figures_view
eh_figures_of_value(FunctionCallInfo fcinfo)
{
	const eh_figures_flat *flat = datum_figures(PG_GETARG_DATUM(0));

	return (eh_figures_view){flat->kind, flat->missing, flat->assumed,
		flat->rows, eh_figures_numbers(flat)};
}

/* Argument 0 of a final function: a state, or NULL where no rows were. */
eh_figures_view
eh_figures_of_state(FunctionCallInfo fcinfo)
{
	const eh_figures *f;

	if (PG_ARGISNULL(0))
		return (eh_figures_view){.kind = EH_FIGURES_NONE};
	f = &((eh_figures_state *) PG_GETARG_POINTER(0))->figures;
	return (eh_figures_view){
		f->kind, f->missing, f->assumed, (int64) f->rows, f->number};
}

/* An error, unless they are of a kind from first to last, or of none. */
void
eh_figures_expect(const eh_figures_view *v, const char *reader,
	const char *maker, eh_figures_kind first, eh_figures_kind last)
{
	static const char *const made_by[EH_FIGURES_KINDS] = {"nothing",
		"standardised_rate_state()", "indirect_ratio_state()",
		"slope_index_state()", "slope_index_state()", "slope_index_state()",
		"overdispersion_state()", "variation_state()", "variation_state()"};

	if (v->kind != EH_FIGURES_NONE && (v->kind < first || v->kind > last))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("%s cannot read these figures", reader),
						   errdetail("They were made by %s.", made_by[v->kind]),
						   errhint("Make them by %s().", maker)));
}

/* --- the aggregates ---------------------------------------------------------
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

static eh_figures_state *
new_state(MemoryContext context, eh_figures_kind kind)
{
	eh_figures_state *s = MemoryContextAllocZero(context, sizeof(*s));

	s->arena = (eh_arena){alloc, release, context};
	eh_figures_init(&s->figures, kind);
	return s;
}

/* Argument 0, or a fresh state in the aggregate's memory. */
eh_figures_state *
eh_figures_state_of(FunctionCallInfo fcinfo, eh_figures_kind kind)
{
	MemoryContext context;

	if (!PG_ARGISNULL(0))
		return (eh_figures_state *) PG_GETARG_POINTER(0);
	if (!AggCheckCallContext(fcinfo, &context))
		eh_error_not_aggregate();
	return new_state(context, kind);
}

/* What adding or merging may come to, but for a bad value. */
void
eh_figures_must(eh_status status)
{
	if (likely(status == EH_OK))
		return;
	if (status == EH_ERANGE)
		ereport(
			ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("these figures do not fit a state"),
					   errdetail("A state has %d MB: some 33 million values.",
						   (int) (EH_FIGURES_MOST_BYTES >> 20)),
					   errhint("Add rows up first, by area and year, say.")));
	if (status == EH_EDOMAIN)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("figures of two kinds cannot be merged"),
				errdetail("They were made by different aggregates, or by one "
						  "with different arguments."),
				errhint("Make all of them alike.")));
	elog(ERROR, "unexpected status %d of figures", (int) status);
}

void
eh_figures_miss_row(eh_figures_state *s)
{
	if (eh_figures_miss(&s->figures) != EH_OK)
		eh_error_count(EH_ERANGE);
}

static eh_figures_flat *
flat_of(const eh_figures *f)
{
	size_t bytes = eh_figures_size(f);
	eh_figures_flat *flat;

	if (bytes > EH_FIGURES_MOST_BYTES)
		eh_figures_must(EH_ERANGE);
	flat = palloc(bytes);
	SET_VARSIZE(flat, bytes);
	eh_figures_to_flat(f, flat);
	return flat;
}

PG_FUNCTION_INFO_V1(eh_figures_final);
Datum
eh_figures_final(PG_FUNCTION_ARGS)
{
	eh_figures none;

	if (!PG_ARGISNULL(0))
		PG_RETURN_POINTER(
			flat_of(&((eh_figures_state *) PG_GETARG_POINTER(0))->figures));
	eh_figures_init(&none, EH_FIGURES_NONE);
	PG_RETURN_POINTER(flat_of(&none));
}

/* rollup's rows are values. */
PG_FUNCTION_INFO_V1(eh_figures_merge_accum);
Datum
eh_figures_merge_accum(PG_FUNCTION_ARGS)
{
	eh_figures_state *s;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	s = eh_figures_state_of(fcinfo, EH_FIGURES_NONE);
	if (!PG_ARGISNULL(1))
		eh_figures_must(eh_figures_merge(
			&s->figures, &s->arena, datum_figures(PG_GETARG_DATUM(1))));
	PG_RETURN_POINTER(s);
}

/* What a worker sends is the value; its length word will do. */
PG_FUNCTION_INFO_V1(eh_figures_serial);
Datum
eh_figures_serial(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P((bytea *) flat_of(
		&((eh_figures_state *) PG_GETARG_POINTER(0))->figures));
}

PG_FUNCTION_INFO_V1(eh_figures_deserial);
Datum
eh_figures_deserial(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	Size n = VARSIZE_ANY_EXHDR(bytes);
	eh_figures_flat *flat = palloc(VARHDRSZ + n);
	eh_figures_state *s = palloc0(sizeof(*s));

	SET_VARSIZE(flat, VARHDRSZ + n);
	memcpy(VARDATA(flat), VARDATA_ANY(bytes), n);
	s->received = flat;
	PG_RETURN_POINTER(s);
}

PG_FUNCTION_INFO_V1(eh_figures_combine);
Datum
eh_figures_combine(PG_FUNCTION_ARGS)
{
	eh_figures_state *s;
	const eh_figures_state *other;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	s = eh_figures_state_of(fcinfo, EH_FIGURES_NONE);
	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(s);
	other = (const eh_figures_state *) PG_GETARG_POINTER(1);
	if (other->received == NULL)
		elog(ERROR, "figures to be merged were not sent by a worker");
	eh_figures_must(eh_figures_merge(&s->figures, &s->arena, other->received));
	PG_RETURN_POINTER(s);
}
