/*
 * log.h - a log of events on its way through an aggregate, and as a value.
 */
#ifndef EH_LOG_H
#define EH_LOG_H

#include "compat.h"

#include "storage/buffile.h"

#include "row.h"
#include "state/events.h"
#include "state/rule.h"

/* A run that was spilled: where in the file it begins, and its bytes. */
typedef struct eh_spilled_run
{
	int fileno;
	off_t offset;
	int64 bytes;
	bool kinds;
} eh_spilled_run;

typedef struct eh_log
{
	eh_events events;
	eh_arena arena;
	eh_control control;
	MemoryContext context;
	bool full; /* memory is used up: what is held is to be spilled */

	BufFile *file; /* NULL: nothing was spilled */
	eh_spilled_run *spilled;
	int nspilled;
	int spilled_room;
	int64 spilled_events;

	const eh_events_flat *received; /* a worker's: this, and no events */
	bool finished;                  /* the log is used up, and gave: */
	double rate;                    /* NaN: none */
	void *result;                   /* or anything else */
} eh_log;

extern eh_log *eh_log_new(MemoryContext context, const eh_rule *rule);
extern void eh_log_spill(FunctionCallInfo fcinfo, eh_log *log);
extern eh_events_flat *eh_log_flat(eh_log *log);
extern void eh_log_read(eh_log *log, eh_event_source *source);
extern void eh_log_read_end(eh_log *log, eh_event_source *source);
extern void eh_log_merge(
	FunctionCallInfo fcinfo, eh_log *log, const eh_events_flat *flat);
extern eh_control eh_log_control(void);

extern const eh_events_flat *eh_datum_events(Datum d);
extern const eh_rule_value *eh_datum_rule(Datum d);

#define PG_GETARG_EH_EVENTS(n) eh_datum_events(PG_GETARG_DATUM(n))

/* How a log is read: by a rule without anything left to it, year by year. */
typedef struct eh_log_plan
{
	eh_rule rule;
	eh_years years;
	int32 count_from; /* > count_to: no day is counted */
	int32 count_to;
	bool empty; /* there are no events, and so no days of their own */
} eh_log_plan;

extern void eh_log_plan_for(eh_log_plan *plan, const eh_rule *given,
	const eh_rule *own, bool events, int32 first_day, int32 last_day);
extern void eh_log_plan_flat(FunctionCallInfo fcinfo, int rule_argument,
	const eh_events_flat *flat, eh_log_plan *plan);
extern void eh_log_plan_log(const eh_log *log, eh_log_plan *plan);
extern uint64 eh_log_years(const eh_log_plan *plan);
extern bool eh_log_period(const eh_log_plan *plan, int32 i, eh_row *row);

#endif
