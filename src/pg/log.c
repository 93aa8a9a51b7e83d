/*
 * log.c - a log of events on its way through an aggregate: memory and files.
 *
 * G1  A log that grows lies in the aggregate's own context.  Once that holds
 *     more than work_mem * hash_mem_multiplier, as the server allows states,
 *     a log of LEAST_SPILL bytes or more goes into a temporary file of the
 *     server's, sorted, and begins anew.
 * G2  What was spilled counts like what was not.
 * G3  A log that was read is used up; what it gave is kept, because a rescan
 *     may ask again.
 */
#include "log.h"

#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "error.h"

#define LEAST_SPILL (Size) 1048576

/* What a context of states may hold, in bytes. */
static double
allowed(void)
{
	return 1024.0 * work_mem * hash_mem_multiplier;
}

static void *
log_alloc(void *owner, size_t bytes)
{
	eh_log *log = owner;
	void *chunk = MemoryContextAllocHuge(log->context, bytes);

	if (log->events.bytes >= LEAST_SPILL &&
		(double) MemoryContextMemAllocated(log->context, false) > allowed())
		log->full = true;
	return chunk;
}

static void
log_release(void *owner, void *chunk)
{
	(void) owner;
	pfree(chunk);
}

eh_log *
eh_log_new(MemoryContext context, const eh_rule *rule)
{
	eh_log *log = MemoryContextAllocZero(context, sizeof(eh_log));

	log->context = context;
	log->control = eh_log_control();
	log->arena = (eh_arena){log_alloc, log_release, log};
	eh_events_init(&log->events, rule);
	return log;
}

static bool
poll_interrupts(void *arg)
{
	(void) arg;
	CHECK_FOR_INTERRUPTS();
	return false;
}

/* A cancel leaps out of whatever asks. */
eh_control
eh_log_control(void)
{
	return (eh_control){0, poll_interrupts, NULL};
}

/* What the state layer says of its own bytes is never bad luck. */
static void
must(eh_status status)
{
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of a log of events", (int) status);
}

/* --- files ------------------------------------------------------------------
 */

static void
close_file(Datum arg)
{
	eh_log *log = (eh_log *) DatumGetPointer(arg);

	if (log->file != NULL)
		BufFileClose(log->file);
	log->file = NULL;
	log->nspilled = 0;
	log->spilled_events = 0;
}

static void
write_run(void *owner, const uint8_t *from, size_t bytes)
{
	eh_log *log = owner;

	BufFileWrite(log->file, unconstify(uint8_t *, from), bytes);
	log->spilled[log->nspilled].bytes += (int64) bytes;
}

static void
open_file(FunctionCallInfo fcinfo, eh_log *log)
{
	MemoryContext before = MemoryContextSwitchTo(log->context);

	log->file = BufFileCreateTemp(false);
	MemoryContextSwitchTo(before);
	AggRegisterCallback(fcinfo, close_file, PointerGetDatum(log));
}

static void
room_for_run(eh_log *log)
{
	int room = log->spilled_room == 0 ? 8 : 2 * log->spilled_room;
	eh_spilled_run *run;

	if (log->nspilled < log->spilled_room)
		return;
	run = MemoryContextAlloc(log->context, sizeof(*run) * (Size) room);
	if (log->nspilled > 0)
	{
		memcpy(run, log->spilled, sizeof(*run) * (Size) log->nspilled);
		pfree(log->spilled);
	}
	log->spilled = run;
	log->spilled_room = room;
}

/* G1: all that the log holds, as a run at the end of its file. */
void
eh_log_spill(FunctionCallInfo fcinfo, eh_log *log)
{
	const eh_run_output out = {write_run, log};
	eh_spilled_run *run;

	if (log->file == NULL)
		open_file(fcinfo, log);
	room_for_run(log);
	run = &log->spilled[log->nspilled];
	run->bytes = 0;
	log->spilled_events += eh_events_count(&log->events);
	BufFileTell(log->file, &run->fileno, &run->offset);
	must(eh_events_spill(
		&log->events, &log->arena, &log->control, &out, &run->kinds));
	log->nspilled++;
	log->full = false;
}

/* A spilled run while it is read. */
typedef struct run_reader
{
	BufFile *file;
	int fileno;
	off_t offset;
	int64 left;
} run_reader;

static size_t
read_run(void *owner, uint8_t *to, size_t bytes)
{
	run_reader *r = owner;
	size_t n = (int64) bytes < r->left ? bytes : (size_t) r->left;

	if (n == 0)
		return 0;
	if (BufFileSeek(r->file, r->fileno, r->offset, SEEK_SET) != 0 ||
		BufFileRead(r->file, to, n) != n)
		ereport(ERROR, (errcode_for_file_access(),
						   errmsg("could not read a temporary file: %m")));
	BufFileTell(r->file, &r->fileno, &r->offset);
	r->left -= (int64) n;
	return n;
}

/* The runs there are, as the state layer reads them. */
static eh_run_input *
inputs_of(eh_log *log)
{
	Size n = (Size) log->nspilled;
	eh_run_input *input = palloc(sizeof(*input) * n + 1);
	run_reader *reader = palloc(sizeof(*reader) * n + 1);

	for (Size i = 0; i < n; i++)
	{
		const eh_spilled_run *run = &log->spilled[i];

		reader[i] =
			(run_reader){log->file, run->fileno, run->offset, run->bytes};
		input[i] = (eh_run_input){read_run, &reader[i], run->kinds};
	}
	return input;
}

/* --- reading, packing, merging ----------------------------------------------
 */

/* All of it in order; the log is used up.  Ends with eh_log_read_end(). */
void
eh_log_read(eh_log *log, eh_event_source *source)
{
	must(eh_events_read(&log->events, &log->arena, &log->control,
		inputs_of(log), log->nspilled, source));
}

void
eh_log_read_end(eh_log *log, eh_event_source *source)
{
	eh_events_read_end(source, &log->arena);
	eh_events_clear(&log->events, &log->arena);
	close_file(PointerGetDatum(log));
}

pg_noreturn static void
error_too_large(int64 events)
{
	ereport(ERROR,
		(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("a log of " INT64_FORMAT " events does not fit a state",
				events),
			errdetail("A state of events may have %d MB.",
				(int) (EH_EVENTS_MOST_BYTES >> 20)),
			errhint("Make one state for each authority, or use "
					"rereferral_rate() or missed_opportunities() in one call, "
					"which have no such limit.")));
}

/* The log as a value in the current context; it may grow on. */
eh_events_flat *
eh_log_flat(eh_log *log)
{
	int64 events = log->spilled_events + eh_events_count(&log->events);
	eh_events_packed packed;
	eh_events_flat *flat;
	eh_status status;

	status = eh_events_pack(&log->events, &log->arena, &log->control,
		inputs_of(log), log->nspilled, EH_EVENTS_MOST_BYTES, &packed);
	if (status == EH_ERANGE)
		error_too_large(events);
	must(status);
	close_file(PointerGetDatum(log));
	flat = palloc(packed.bytes);
	SET_VARSIZE(flat, packed.bytes);
	eh_events_to_flat(&packed, flat);
	return flat;
}

static const char *
child_word(int kind)
{
	switch ((eh_child_kind) kind)
	{
		case EH_CHILD_INTEGER:
			return "whole numbers";
		case EH_CHILD_UUID:
			return "uuids";
		case EH_CHILD_HASHED:
			return "text, or two columns";
		case EH_CHILD_NONE:
			break;
	}
	return "not known yet";
}

/* A log that has been checked is taken in. */
void
eh_log_merge(FunctionCallInfo fcinfo, eh_log *log, const eh_events_flat *flat)
{
	eh_status status =
		eh_events_absorb(&log->events, &log->arena, flat, VARSIZE(flat));

	if (status == EH_ERANGE)
		eh_error_count(status);
	if (status == EH_EDOMAIN && log->events.child != flat->child)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("these logs of events know children by different keys"),
				errdetail("Children are %s in one and %s in the other.",
					child_word(log->events.child), child_word(flat->child)),
				errhint("Make both from the same columns and types.")));
	if (status == EH_EDOMAIN)
		ereport(
			ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("these logs of events have different rules"),
					   errhint("Make the states without a rule, and give it to "
							   "whatever reads them.")));
	must(status);
	if (log->full)
		eh_log_spill(fcinfo, log);
}

/* --- the plan of a reading --------------------------------------------------
 */

/* given: by the reader; own: with the log; either may be NULL. */
void
eh_log_plan_for(eh_log_plan *plan, const eh_rule *given, const eh_rule *own,
	bool events, int32 first_day, int32 last_day)
{
	int32 *start;

	plan->empty = !events;
	if (given != NULL)
		plan->rule = *given;
	else if (own != NULL)
		plan->rule = *own;
	else
		eh_rule_default(&plan->rule);
	eh_rule_resolve(&plan->rule, events ? first_day : 0, events ? last_day : 0);
	eh_rule_counted_days(&plan->rule, &plan->count_from, &plan->count_to);
	plan->years.n = eh_rule_years(&plan->rule, &plan->years.first);
	start = palloc(sizeof(int32) * ((Size) plan->years.n + 1));
	eh_rule_year_starts(&plan->rule, start);
	plan->years.start = start;
}

/* rule_argument: which argument is a rule, perhaps NULL. */
void
eh_log_plan_flat(FunctionCallInfo fcinfo, int rule_argument,
	const eh_events_flat *flat, eh_log_plan *plan)
{
	const eh_rule *given =
		PG_ARGISNULL(rule_argument)
			? NULL
			: &eh_datum_rule(PG_GETARG_DATUM(rule_argument))->rule;

	eh_log_plan_for(plan, given, flat->ruled ? &flat->rule : NULL,
		flat->events > 0, flat->first_day, flat->last_day);
}

void
eh_log_plan_log(const eh_log *log, eh_log_plan *plan)
{
	int32 first, last;

	eh_events_days(&log->events, &first, &last);
	eh_log_plan_for(plan, NULL, log->events.ruled ? &log->events.rule : NULL,
		first <= last, first, last);
}

/* How many years there are to tell of. */
uint64
eh_log_years(const eh_log_plan *plan)
{
	return plan->empty ? 0 : (uint64) plan->years.n;
}

/*
 * Which days a row is about: the i-th year, or if i is -1 all that is
 * counted.  Is it a year of which only a part is?
 */
bool
eh_log_period(const eh_log_plan *plan, int32 i, eh_row *row)
{
	int32 from = plan->count_from;
	int32 to = plan->count_to;

	if (plan->empty)
		return false;
	if (i >= 0)
	{
		from = plan->years.start[i];
		to = plan->years.start[i + 1] - 1;
		eh_row_int4(row, "year", plan->years.first + i);
	}
	else
	{
		eh_row_date(row, "observed_from", plan->rule.observed_from);
		eh_row_date(row, "observed_to", plan->rule.observed_to);
	}
	if (from > to)
		return false;
	eh_row_date(row, "from_day", from);
	eh_row_date(row, "to_day", to);
	return i >= 0 &&
		   (eh_rule_period_status(&plan->rule, from, to) & EH_YEAR_PART) != 0;
}
