/*
 * log_rows.c - the aggregates' side of a log of events: rows in, and states
 * between workers and their leader.
 *
 * A1  What a call is (types) is found once, never for a row.
 * A2  A row whose authority, child, day or event is NULL is excluded: counted,
 *     and no event.
 * A3  A rule is the same in every row.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/fmgrprotos.h"

#include "error.h"
#include "log.h"
#include "log_key.h"
#include "states.h"

/* What the arguments of an aggregate are, after the state. */
typedef struct signature
{
	bool authority;
	bool event;  /* else every row is a referral */
	bool closed; /* the day a case was closed comes before its referral's */
	bool rule;
} signature;

static inline int
child_at(const signature *s)
{
	return 1 + s->authority;
}

static inline int
day_at(const signature *s)
{
	return 2 + s->authority + s->closed;
}

static inline int
rule_at(const signature *s)
{
	return day_at(s) + 1 + s->event;
}

static pg_noinline eh_log_call *
new_call(FunctionCallInfo fcinfo, const signature *s)
{
	MemoryContext before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	eh_log_call *call = palloc0(sizeof(*call));

	if (s->authority)
		call->authority = eh_key_type_of(fcinfo, 1);
	call->child = eh_key_type_of(fcinfo, child_at(s));
	call->day = eh_day_type_of(fcinfo, day_at(s));
	if (s->closed)
		call->other_day = eh_day_type_of(fcinfo, day_at(s) - 1);
	if (s->event)
		call->event_is_enum = eh_event_type_is_enum(fcinfo, day_at(s) + 1);
	initStringInfo(&call->key);
	MemoryContextSwitchTo(before);
	fcinfo->flinfo->fn_extra = call;
	return call;
}

static const eh_rule *
rule_of(FunctionCallInfo fcinfo, const signature *s)
{
	if (!s->rule || PG_ARGISNULL(rule_at(s)))
		return NULL;
	return &eh_datum_rule(PG_GETARG_DATUM(rule_at(s)))->rule;
}

static MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (AggCheckCallContext(fcinfo, &context) != AGG_CONTEXT_AGGREGATE)
		eh_error_not_aggregate();
	return context;
}

static pg_noinline eh_log *
first_row(FunctionCallInfo fcinfo, const signature *s)
{
	return eh_log_new(aggregate_context(fcinfo), rule_of(fcinfo, s));
}

pg_noreturn static void
error_rule_changes(void)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the rule changes from row to row"),
			errdetail("A log of events has one rule, or none."),
			errhint("Write one rereferral_rule(...) for all the rows, or "
					"give the rule to whatever reads the state.")));
}

/* A3; the first row's was checked, so one with the same bytes is sound. */
static inline void
check_rule(FunctionCallInfo fcinfo, const signature *s, const eh_log *log)
{
	const eh_events *e = &log->events;

	if (!s->rule)
		return;
	if (PG_ARGISNULL(rule_at(s)) == e->ruled)
		error_rule_changes();
	if (e->ruled)
	{
		const eh_rule_value *v =
			(const eh_rule_value *) PG_GETARG_POINTER(rule_at(s));

		if (memcmp(&v->rule, &e->rule, sizeof(e->rule)) != 0)
			error_rule_changes();
	}
}

static void
exclude(eh_log *log)
{
	if (eh_events_exclude(&log->events, 1) != EH_OK)
		eh_error_count(EH_ERANGE);
}

/* A row whose child is not a whole number of its own. */
static pg_noinline eh_status
add_keyed(FunctionCallInfo fcinfo, const signature *s, eh_log_call *call,
	eh_log *log, int32 day, int kind)
{
	eh_child_kind child_kind;
	eh_child child;

	if (!eh_key_child_of(call, s->authority,
			s->authority ? PG_GETARG_DATUM(1) : (Datum) 0,
			PG_GETARG_DATUM(child_at(s)), &child_kind, &child))
	{
		exclude(log);
		return EH_OK;
	}
	return eh_events_add(
		&log->events, &log->arena, child_kind, child, day, kind);
}

static inline eh_status
add(FunctionCallInfo fcinfo, const signature *s, eh_log_call *call, eh_log *log,
	int32 day, int kind)
{
	Datum child = PG_GETARG_DATUM(child_at(s));

	if (!s->authority && call->child == EH_KEY_INT8)
		return eh_events_add_integer(
			&log->events, &log->arena, DatumGetInt64(child), day, kind);
	if (!s->authority && call->child == EH_KEY_INT4)
		return eh_events_add_integer(
			&log->events, &log->arena, DatumGetInt32(child), day, kind);
	return add_keyed(fcinfo, s, call, log, day, kind);
}

/* One row: authority if the key has one, child, day, event, rule. */
static pg_attribute_always_inline Datum
accum(FunctionCallInfo fcinfo, const signature *s)
{
	eh_log *log = PG_ARGISNULL(0) ? first_row(fcinfo, s)
								  : (eh_log *) PG_GETARG_POINTER(0);
	eh_log_call *call = fcinfo->flinfo->fn_extra;
	int n = day_at(s);
	int kind = EH_REFERRAL;

	if (unlikely(call == NULL))
		call = new_call(fcinfo, s);
	check_rule(fcinfo, s, log);
	if (unlikely(log->full))
		eh_log_spill(fcinfo, log);
	if (unlikely(PG_ARGISNULL(n) || PG_ARGISNULL(child_at(s)) ||
				 (s->authority && PG_ARGISNULL(1)) ||
				 (s->event && PG_ARGISNULL(n + 1))))
	{
		exclude(log);
		PG_RETURN_POINTER(log);
	}
	if (s->event)
		kind = eh_event_kind_of(call, PG_GETARG_DATUM(n + 1));
	if (unlikely(add(fcinfo, s, call, log,
					 eh_day_of(call->day, PG_GETARG_DATUM(n)), kind) != EH_OK))
		eh_error_day(call->day, PG_GETARG_DATUM(n));
	PG_RETURN_POINTER(log);
}

#define ACCUM(name, ...)                                                       \
	PG_FUNCTION_INFO_V1(name);                                                 \
	Datum name(PG_FUNCTION_ARGS)                                               \
	{                                                                          \
		static const signature s = {__VA_ARGS__};                              \
                                                                               \
		return accum(fcinfo, &s);                                              \
	}

ACCUM(eh_referral_accum, .event = false)
ACCUM(eh_referral_rule_accum, .rule = true)
ACCUM(eh_authority_referral_accum, .authority = true)
ACCUM(eh_authority_referral_rule_accum, .authority = true, .rule = true)
ACCUM(eh_event_accum, .event = true)
ACCUM(eh_event_rule_accum, .event = true, .rule = true)
ACCUM(eh_authority_event_accum, .authority = true, .event = true)
ACCUM(eh_authority_event_rule_accum, .authority = true, .event = true,
	.rule = true)

/* --- a case a row -----------------------------------------------------------
 */

pg_noreturn static void
error_closed_before(const eh_log_call *call, Datum closed, Datum referred)
{
	PGFunction out[] = {date_out, timestamp_out, timestamptz_out};

	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("a case cannot be closed before it is referred"),
			errdetail("The row was referred on %s and closed on %s.",
				DatumGetCString(DirectFunctionCall1(out[call->day], referred)),
				DatumGetCString(
					DirectFunctionCall1(out[call->other_day], closed))),
			errhint("The arguments are time_to_rereferral(child, closed_on, "
					"referred_on).  Leave wrong rows out with FILTER (WHERE "
					"...).")));
}

/* One row: child, the day the case was closed if it was, the day it began. */
static pg_attribute_always_inline Datum
case_accum(FunctionCallInfo fcinfo, const signature *s)
{
	eh_log *log = PG_ARGISNULL(0) ? first_row(fcinfo, s)
								  : (eh_log *) PG_GETARG_POINTER(0);
	eh_log_call *call = fcinfo->flinfo->fn_extra;
	int n = day_at(s);
	int32 referred, closed;

	if (unlikely(call == NULL))
		call = new_call(fcinfo, s);
	check_rule(fcinfo, s, log);
	if (unlikely(log->full))
		eh_log_spill(fcinfo, log);
	if (unlikely(PG_ARGISNULL(child_at(s)) || PG_ARGISNULL(n) ||
				 (s->authority && PG_ARGISNULL(1))))
	{
		exclude(log);
		PG_RETURN_POINTER(log);
	}
	referred = eh_day_of(call->day, PG_GETARG_DATUM(n));
	if (unlikely(add(fcinfo, s, call, log, referred, EH_REFERRAL) != EH_OK))
		eh_error_day(call->day, PG_GETARG_DATUM(n));
	if (PG_ARGISNULL(n - 1))
		PG_RETURN_POINTER(log);
	closed = eh_day_of(call->other_day, PG_GETARG_DATUM(n - 1));
	if (unlikely(add(fcinfo, s, call, log, closed, EH_CLOSED_OTHER) != EH_OK))
		eh_error_day(call->other_day, PG_GETARG_DATUM(n - 1));
	if (unlikely(closed < referred))
		error_closed_before(call, PG_GETARG_DATUM(n - 1), PG_GETARG_DATUM(n));
	PG_RETURN_POINTER(log);
}

#define CASE_ACCUM(name, ...)                                                  \
	PG_FUNCTION_INFO_V1(name);                                                 \
	Datum name(PG_FUNCTION_ARGS)                                               \
	{                                                                          \
		static const signature s = {.closed = true, __VA_ARGS__};              \
                                                                               \
		return case_accum(fcinfo, &s);                                         \
	}

CASE_ACCUM(eh_case_accum, .rule = false)
CASE_ACCUM(eh_case_rule_accum, .rule = true)
CASE_ACCUM(eh_authority_case_accum, .authority = true)
CASE_ACCUM(eh_authority_case_rule_accum, .authority = true, .rule = true)

/* --- states -----------------------------------------------------------------
 */

/* rollup's rows are logs. */
PG_FUNCTION_INFO_V1(eh_events_merge_accum);
Datum
eh_events_merge_accum(PG_FUNCTION_ARGS)
{
	eh_log *log;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	log = PG_ARGISNULL(0) ? eh_log_new(aggregate_context(fcinfo), NULL)
						  : (eh_log *) PG_GETARG_POINTER(0);
	if (!PG_ARGISNULL(1))
	{
		const eh_events_flat *flat = PG_GETARG_EH_EVENTS(1);

		eh_log_merge(fcinfo, log, flat);
	}
	PG_RETURN_POINTER(log);
}

/* What a worker sends is the log as a value; its length word will do. */
PG_FUNCTION_INFO_V1(eh_events_serial);
Datum
eh_events_serial(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P((bytea *) eh_log_flat((eh_log *) PG_GETARG_POINTER(0)));
}

/* The bytes are our own worker's, so they are not read through. */
PG_FUNCTION_INFO_V1(eh_events_deserial);
Datum
eh_events_deserial(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	Size n = VARSIZE_ANY_EXHDR(bytes);
	eh_log *log = palloc0(sizeof(eh_log));
	eh_events_flat *flat = palloc(VARHDRSZ + n);

	SET_VARSIZE(flat, VARHDRSZ + n);
	memcpy(VARDATA(flat), VARDATA_ANY(bytes), n);
	log->received = flat;
	PG_RETURN_POINTER(log);
}

PG_FUNCTION_INFO_V1(eh_events_combine);
Datum
eh_events_combine(PG_FUNCTION_ARGS)
{
	eh_log *log = PG_ARGISNULL(0) ? NULL : (eh_log *) PG_GETARG_POINTER(0);
	const eh_log *other;

	if (PG_ARGISNULL(1))
	{
		if (log == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(log);
	}
	other = (const eh_log *) PG_GETARG_POINTER(1);
	if (other->received == NULL)
		elog(ERROR, "a log to be merged was not sent by a worker");
	if (log == NULL)
		log = eh_log_new(aggregate_context(fcinfo), NULL);
	eh_log_merge(fcinfo, log, other->received);
	PG_RETURN_POINTER(log);
}

/* Final function of the states; of no rows it is a log without events. */
PG_FUNCTION_INFO_V1(eh_events_final);
Datum
eh_events_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(eh_log_flat(eh_log_new(CurrentMemoryContext, NULL)));
	PG_RETURN_POINTER(eh_log_flat((eh_log *) PG_GETARG_POINTER(0)));
}
