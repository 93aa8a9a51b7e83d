/*
 * missed.c - missed opportunities read from a log of events.
 *
 * Q4  The rule must state help_days: how soon help has to start has no
 *     default, and every figure depends on it.
 * Q5  Shares are of closures about which the answer is known; what is not
 *     known is counted beside them.
 * Q6  Limits are clustered by child.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "funcapi.h"
#include "utils/memutils.h"

#include "core/missed.h"
#include "error.h"
#include "log.h"
#include "row.h"
#include "tally.h"

/* A log that was read. */
typedef struct reading
{
	eh_log_plan plan;
	eh_missed_result result;
	double level;
	int64 excluded;
} reading;

/* Q4 */
static void
check_rule(const eh_rule *rule)
{
	if (rule->help_days == EH_HELP_UNSTATED)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("missed opportunities need a rule with help_days"),
				errdetail("Within how many days of a closure early help must "
						  "start to count has no default."),
				errhint("Write rereferral_rule(help_days => 60).")));
}

static void
sweep(const eh_log_plan *plan, const eh_event_source *source,
	eh_missed_result *result)
{
	eh_control control = eh_log_control();
	void *work = MemoryContextAllocHuge(
		CurrentMemoryContext, eh_missed_work(&plan->rule));
	eh_status status;

	result->year = palloc(sizeof(*result->year) * ((Size) plan->years.n + 1));
	status =
		eh_missed(&plan->rule, &plan->years, source, &control, work, result);
	pfree(work);
	if (status == EH_ERANGE)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						   errmsg("a child has too many closures"),
						   errdetail("A child may have " INT64_FORMAT ".",
							   (int64) EH_MOST_OF_A_CHILD),
						   errhint("Is the same key given to all children?")));
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of a sweep", (int) status);
}

/* Arguments: the log, the rule, the level. */
static reading *
read_log(FunctionCallInfo fcinfo)
{
	const eh_events_flat *flat = PG_GETARG_EH_EVENTS(0);
	reading *r = palloc0(sizeof(*r));
	eh_events_flat_reader reader;
	eh_event_source source;

	gsl_set_error_handler_off();
	r->level = PG_ARGISNULL(2) ? NAN : PG_GETARG_FLOAT8(2);
	eh_check_level(r->level);
	r->excluded = flat->excluded;
	eh_log_plan_flat(fcinfo, 1, flat, &r->plan);
	check_rule(&r->plan.rule);
	eh_events_read_flat(flat, VARSIZE(flat), &reader, &source);
	sweep(&r->plan, &source, &r->result);
	return r;
}

/* --- a row ------------------------------------------------------------------
 */

static const char *
status_of(const eh_log_plan *plan, const eh_missed_counts *c, bool part_of_year,
	const char **message)
{
	int64 unseen = c->help_unknown;

	for (int i = 0; i < EH_MISSED_CELLS; i++)
		unseen += c->censored[i];
	*message = NULL;
	if (c->closures == 0)
	{
		*message = plan->count_from > plan->count_to
					   ? "no day of the log is counted"
					   : "there are no closures with no action and no "
						 "step-downs";
		return "no_data";
	}
	if (unseen > 0)
	{
		*message = psprintf(INT64_FORMAT
			" of " INT64_FORMAT " closures could not be followed for all of "
			"the window, or of help_days, and are in no rate",
			unseen, c->closures);
		return "no_follow_up";
	}
	if (part_of_year)
	{
		*message = "not all of the year is observed and counted";
		return "part_of_year";
	}
	return "ok";
}

/* Closed without early help, of those of which that is known. */
static void
put_share(eh_row *row, const eh_missed_counts *c, double level)
{
	eh_share_limits l;

	eh_tally_limits(&c->no_help, level, &l);
	eh_row_int8(row, "closures", c->closures);
	eh_row_int8(row, "step_downs", c->step_downs);
	eh_row_int8(row, "help_unknown", c->help_unknown);
	eh_row_int8(row, "closures_known", c->no_help.n);
	eh_row_int8(row, "closed_without_help", c->no_help.x);
	eh_row_float8(row, "share_without_help", l.rate);
	eh_row_float8(row, "share_std_error", l.std_error);
	eh_row_float8(row, "share_conf_low", l.clustered.low);
	eh_row_float8(row, "share_conf_high", l.clustered.high);
	eh_row_int8(row, "children", c->no_help.children);
	eh_row_int8(row, "children_without_help", c->no_help.children_x);
}

/* Closed without help, and back. */
static void
put_missed(eh_row *row, const eh_missed_counts *c, double level)
{
	const eh_tally *t = &c->back[EH_NO_ACTION_NO_HELP];
	eh_share_limits l;

	eh_tally_limits(t, level, &l);
	eh_row_int8(row, "observed", t->n);
	eh_row_int8(row, "missed_opportunities", t->x);
	eh_row_float8(row, "rate", l.rate);
	eh_row_float8(row, "std_error", l.std_error);
	eh_row_float8(row, "conf_low", l.clustered.low);
	eh_row_float8(row, "conf_high", l.clustered.high);
	eh_row_float8(row, "conf_level", level);
	eh_row_int8(row, "children_observed", t->children);
	eh_row_int8(row, "children_missed", t->children_x);
	eh_row_int8(row, "censored", c->censored[EH_NO_ACTION_NO_HELP]);
}

/* The other closures, for comparison. */
static void
put_others(eh_row *row, const eh_missed_counts *c)
{
	static const struct
	{
		eh_missed_cell cell;
		const char *name;
	} others[] = {{EH_NO_ACTION_HELPED, "helped"},
		{EH_STEP_DOWN_NO_START, "not_started"},
		{EH_STEP_DOWN_HELPED, "started"}};

	for (size_t i = 0; i < lengthof(others); i++)
	{
		const eh_tally *t = &c->back[others[i].cell];
		const char *name = others[i].name;

		eh_row_int8(row, psprintf("%s_observed", name), t->n);
		eh_row_int8(row, psprintf("%s_rereferred", name), t->x);
		eh_row_float8(row, psprintf("%s_rate", name), eh_tally_rate(t));
		eh_row_int8(
			row, psprintf("%s_censored", name), c->censored[others[i].cell]);
	}
}

/* The i-th year, or all if i is -1; into a row that has been begun. */
static Datum
row_of(eh_row *row, const reading *r, int32 i)
{
	const eh_log_plan *plan = &r->plan;
	const eh_missed_counts *c = i < 0 ? &r->result.total : &r->result.year[i];
	const char *message;
	bool part = eh_log_period(plan, i, row);

	put_share(row, c, r->level);
	put_missed(row, c, r->level);
	put_others(row, c);
	eh_row_int4(row, "help_days", plan->rule.help_days);
	eh_row_text(row, "status", status_of(plan, c, part, &message));
	eh_row_text(row, "message", message);
	if (i < 0)
	{
		eh_row_int8(row, "same_day", r->result.same_day);
		eh_row_int8(row, "unopened", r->result.unopened);
		eh_row_int8(row, "uncounted", r->result.uncounted);
		eh_row_int8(row, "outside", r->result.outside);
		eh_row_int8(row, "excluded", r->excluded);
	}
	return eh_row_end(row);
}

/* missed_opportunities(state, rule, level) */
PG_FUNCTION_INFO_V1(eh_missed_opportunities);
Datum
eh_missed_opportunities(PG_FUNCTION_ARGS)
{
	const reading *r;
	eh_row row;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	r = read_log(fcinfo);
	eh_row_begin(fcinfo, &row);
	return row_of(&row, r, -1);
}

/* missed_opportunities_by_year(state, rule, level) */
PG_FUNCTION_INFO_V1(eh_missed_opportunities_by_year);
Datum
eh_missed_opportunities_by_year(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	Datum result;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;

		context = SRF_FIRSTCALL_INIT();
		if (PG_ARGISNULL(0))
			SRF_RETURN_DONE(context);
		before = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		context->user_fctx = read_log(fcinfo);
		context->max_calls =
			eh_log_years(&((reading *) context->user_fctx)->plan);
		eh_row_begin(fcinfo, &row);
		context->tuple_desc = row.desc;
		MemoryContextSwitchTo(before);
	}
	context = SRF_PERCALL_SETUP();
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	eh_row_over(context->tuple_desc, &row);
	/* the macro counts the call before it looks at its result */
	result = row_of(&row, context->user_fctx, (int32) context->call_cntr);
	SRF_RETURN_NEXT(context, result);
}

/* --- in one call ------------------------------------------------------------
 */

/* missed_opportunities(child, day, event, rule), at a level of 0.95 */
PG_FUNCTION_INFO_V1(eh_missed_opportunities_final);
Datum
eh_missed_opportunities_final(PG_FUNCTION_ARGS)
{
	reading *r;
	eh_log *log;
	eh_row row;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	gsl_set_error_handler_off();
	log = (eh_log *) PG_GETARG_POINTER(0);
	if (!log->finished)
	{
		MemoryContext before = MemoryContextSwitchTo(log->context);
		eh_event_source source;

		r = palloc0(sizeof(*r));
		r->level = 0.95;
		r->excluded = log->events.excluded;
		eh_log_plan_log(log, &r->plan);
		check_rule(&r->plan.rule);
		eh_log_read(log, &source);
		sweep(&r->plan, &source, &r->result);
		eh_log_read_end(log, &source);
		log->finished = true;
		log->result = r;
		MemoryContextSwitchTo(before);
	}
	r = log->result;
	eh_row_begin(fcinfo, &row);
	return row_of(&row, r, -1);
}
