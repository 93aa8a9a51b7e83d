/*
 * durations.c - the type durations, and the aggregate survival that makes
 * one.
 *
 * S1  A row is a duration in days, whether it ended with the event, and, if
 *     it was not seen from the beginning, the day from which it was.
 * S2  A row with a NULL is missing: counted, outside the curve.
 * S3  A duration that is negative or not finite, or that was entered at its
 *     end or later, is an error.
 */
#include "durations.h"

#include <math.h>

#include "utils/memutils.h"

#include "error.h"
#include "log.h"
#include "value.h"

/* --- the type ---------------------------------------------------------------
 */

EH_VALUE_KIND(durations, eh_durations_flat, EH_DURATIONS_MOST_BYTES)
EH_VALUE_IO(durations, durations_kind)

const eh_durations_flat *
eh_datum_durations(Datum d)
{
	return eh_value_datum(&durations_kind, d);
}

PG_FUNCTION_INFO_V1(eh_durations_missing);
Datum
eh_durations_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_DURATIONS(0)->missing);
}

/* --- the aggregate ----------------------------------------------------------
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

eh_durations_state *
eh_durations_state_new(MemoryContext context)
{
	eh_durations_state *s = MemoryContextAllocZero(context, sizeof(*s));

	s->arena = (eh_arena){alloc, release, context};
	eh_durations_init(&s->durations);
	return s;
}

static eh_durations_state *
state_of(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!PG_ARGISNULL(0))
		return (eh_durations_state *) PG_GETARG_POINTER(0);
	if (!AggCheckCallContext(fcinfo, &context))
		eh_error_not_aggregate();
	return eh_durations_state_new(context);
}

/* What adding or merging may come to, but for a bad value. */
void
eh_durations_must(eh_status status)
{
	if (status == EH_ERANGE)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("these durations do not fit a state"),
				errdetail("A state has %d MB: some eight million different "
						  "times.",
					(int) (EH_DURATIONS_MOST_BYTES >> 20)),
				errhint("Round durations to whole days.")));
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of durations", (int) status);
}

pg_noreturn static void
error_duration(double duration, double entered)
{
	if (isnan(entered))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a duration must be a finite number, 0 or more"),
				errdetail("The row has duration_days = %.15g.", duration),
				errhint("It is the day of the end less the day of the "
						"beginning; one that is not known is NULL.")));
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("entered_days must be finite and before duration_days"),
			errdetail("The row has duration_days = %.15g and entered_days = "
					  "%.15g.",
				duration, entered),
			errhint("Both are counted from the beginning; leave rows that were "
					"never at risk out with FILTER (WHERE ...).")));
}

/* One row: duration, event, and perhaps the day entered. */
PG_FUNCTION_INFO_V1(eh_survival_accum);
Datum
eh_survival_accum(PG_FUNCTION_ARGS)
{
	eh_durations_state *s = state_of(fcinfo);
	bool late = PG_NARGS() > 3;
	eh_control control = eh_log_control();
	double duration, entered;
	eh_status status;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || (late && PG_ARGISNULL(3)))
	{
		eh_durations_must(eh_durations_miss(&s->durations, 1));
		PG_RETURN_POINTER(s);
	}
	duration = PG_GETARG_FLOAT8(1);
	entered = late ? PG_GETARG_FLOAT8(3) : NAN;
	if (!(duration >= 0.0))
		error_duration(duration, NAN);
	if (late && isnan(entered))
		error_duration(duration, INFINITY);
	status = eh_durations_add(&s->durations, &s->arena, &control, entered,
		duration, PG_GETARG_BOOL(2), 1);
	if (status == EH_EDOMAIN)
		error_duration(duration, entered);
	eh_durations_must(status);
	PG_RETURN_POINTER(s);
}

/* The state as a value in the current context; it may grow on. */
eh_durations_flat *
eh_durations_state_flat(eh_durations_state *s)
{
	eh_control control = eh_log_control();
	eh_durations_flat *flat;
	Size bytes;

	eh_durations_must(eh_durations_settle(&s->durations, &s->arena, &control));
	bytes = eh_durations_size(&s->durations);
	if (bytes > EH_DURATIONS_MOST_BYTES)
		eh_durations_must(EH_ERANGE);
	flat = palloc(bytes);
	SET_VARSIZE(flat, bytes);
	eh_durations_to_flat(&s->durations, flat);
	return flat;
}

PG_FUNCTION_INFO_V1(eh_durations_final);
Datum
eh_durations_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(eh_durations_state_flat(
			eh_durations_state_new(CurrentMemoryContext)));
	PG_RETURN_POINTER(
		eh_durations_state_flat((eh_durations_state *) PG_GETARG_POINTER(0)));
}

/* rollup's rows are values. */
PG_FUNCTION_INFO_V1(eh_durations_merge_accum);
Datum
eh_durations_merge_accum(PG_FUNCTION_ARGS)
{
	eh_durations_state *s;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	s = state_of(fcinfo);
	if (!PG_ARGISNULL(1))
		eh_durations_must(eh_durations_merge(
			&s->durations, &s->arena, PG_GETARG_EH_DURATIONS(1)));
	PG_RETURN_POINTER(s);
}

/* What a worker sends is the value; its length word will do. */
PG_FUNCTION_INFO_V1(eh_durations_serial);
Datum
eh_durations_serial(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P((bytea *) eh_durations_state_flat(
		(eh_durations_state *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(eh_durations_deserial);
Datum
eh_durations_deserial(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	Size n = VARSIZE_ANY_EXHDR(bytes);
	eh_durations_flat *flat = palloc(VARHDRSZ + n);
	eh_durations_state *s = palloc0(sizeof(*s));

	SET_VARSIZE(flat, VARHDRSZ + n);
	memcpy(VARDATA(flat), VARDATA_ANY(bytes), n);
	s->received = flat;
	PG_RETURN_POINTER(s);
}

PG_FUNCTION_INFO_V1(eh_durations_combine);
Datum
eh_durations_combine(PG_FUNCTION_ARGS)
{
	eh_durations_state *s;
	const eh_durations_state *other;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	s = state_of(fcinfo);
	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(s);
	other = (const eh_durations_state *) PG_GETARG_POINTER(1);
	if (other->received == NULL)
		elog(ERROR, "durations to be merged were not sent by a worker");
	eh_durations_must(
		eh_durations_merge(&s->durations, &s->arena, other->received));
	PG_RETURN_POINTER(s);
}
