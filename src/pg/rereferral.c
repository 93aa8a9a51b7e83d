/*
 * rereferral.c - re-referrals read from a log of events.
 *
 * Q1  The rule is the reader's, else the log's own, else 12 months back.
 * Q2  rate is of every referral counted, as the Department for Education
 *     has it.  Where some have too little log before them to look back over,
 *     status is no_lead_in, and rate_observed leaves those out.
 * Q3  Children of every rule variant are counted apart from referrals.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/rereferral.h"
#include "error.h"
#include "log.h"
#include "row.h"
#include "tally.h"

/* A log that was read. */
typedef struct reading
{
	eh_log_plan plan;
	eh_rereferral_result result;
	double level;
	int64 excluded;
} reading;

static void
sweep(const eh_log_plan *plan, const eh_event_source *source,
	eh_rereferral_result *result)
{
	eh_control control = eh_log_control();
	size_t bytes = eh_rereferral_work(&plan->rule, &plan->years);
	void *work = MemoryContextAllocHuge(CurrentMemoryContext, bytes);
	eh_status status;

	result->year = palloc(sizeof(*result->year) * ((Size) plan->years.n + 1));
	status = eh_rereferral(
		&plan->rule, &plan->years, source, &control, work, result);
	pfree(work);
	if (status == EH_ERANGE)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						   errmsg("a child has too many referrals"),
						   errdetail("A child may have " INT64_FORMAT ".",
							   (int64) EH_MOST_OF_A_CHILD),
						   errhint("Is the same key given to all children?")));
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of a sweep", (int) status);
}

/* Arguments: the log; then, at these numbers, the rule and the level. */
static reading *
read_log(FunctionCallInfo fcinfo, int rule_at, int level_at)
{
	const eh_events_flat *flat = PG_GETARG_EH_EVENTS(0);
	reading *r = palloc0(sizeof(*r));
	eh_events_flat_reader reader;
	eh_event_source source;

	gsl_set_error_handler_off();
	r->level = PG_ARGISNULL(level_at) ? NAN : PG_GETARG_FLOAT8(level_at);
	eh_check_level(r->level);
	r->excluded = flat->excluded;
	eh_log_plan_flat(fcinfo, rule_at, flat, &r->plan);
	eh_events_read_flat(flat, VARSIZE(flat), &reader, &source);
	sweep(&r->plan, &source, &r->result);
	return r;
}

/* --- a row ------------------------------------------------------------------
 */

/* What is to be said of the rate, in a word and in a sentence. */
static const char *
status_of(const eh_log_plan *plan, const eh_rereferral_counts *c,
	bool part_of_year, const char **message)
{
	*message = NULL;
	if (c->all.n == 0)
	{
		*message = plan->count_from > plan->count_to
					   ? "no day of the log is counted"
					   : "there are no referrals, so there is no rate";
		return "no_data";
	}
	if (c->back.n < c->all.n)
	{
		*message = psprintf(INT64_FORMAT
			" of " INT64_FORMAT " referrals have too little log "
			"before them to look back over, so rate is too low; "
			"rate_observed leaves them out",
			c->all.n - c->back.n, c->all.n);
		return "no_lead_in";
	}
	if (part_of_year)
	{
		*message = "not all of the year is observed and counted";
		return "part_of_year";
	}
	return "ok";
}

static void
put_rates(eh_row *row, const eh_rereferral_counts *c, double level)
{
	eh_share_limits l;

	eh_tally_limits(&c->all, level, &l);
	eh_row_int8(row, "referrals", c->all.n);
	eh_row_int8(row, "rereferrals", c->all.x);
	eh_row_float8(row, "rate", l.rate);
	eh_row_float8(row, "conf_low", l.wilson.low);
	eh_row_float8(row, "conf_high", l.wilson.high);
	eh_row_float8(row, "std_error", l.std_error);
	eh_row_float8(row, "cluster_low", l.clustered.low);
	eh_row_float8(row, "cluster_high", l.clustered.high);
	eh_row_float8(row, "conf_level", level);
	eh_row_int8(row, "children", c->all.children);
	eh_row_int8(row, "children_rereferred", c->all.children_x);
	eh_row_float8(row, "child_rate",
		c->all.children > 0
			? (double) c->all.children_x / (double) c->all.children
			: NAN);
}

static void
put_directions(
	eh_row *row, const eh_log_plan *plan, const eh_rereferral_counts *c)
{
	bool forward = plan->rule.clock == EH_SINCE_REFERRAL;

	eh_row_int8(row, "observed_before", c->back.n);
	eh_row_int8(row, "rereferrals_observed", c->back.x);
	eh_row_float8(row, "rate_observed", eh_tally_rate(&c->back));
	eh_row_int8(row, "unobservable_before", c->all.n - c->back.n);
	if (!forward)
	{
		eh_row_text(row, "status_after", "not_followed");
		return;
	}
	eh_row_int8(row, "initial_not_rereferred", c->alone);
	eh_row_int8(row, "initial_later_rereferred", c->first);
	eh_row_int8(row, "observed_after", c->forward.n);
	eh_row_int8(row, "followed", c->forward.x);
	eh_row_float8(row, "rate_followed", eh_tally_rate(&c->forward));
	eh_row_int8(row, "unobservable_after", c->all.n - c->forward.n);
	eh_row_text(row, "status_after",
		c->all.n == 0             ? "no_data"
		: c->forward.n < c->all.n ? "no_follow_up"
								  : "ok");
}

/* The i-th year, or all if i is -1; into a row that has been begun. */
static Datum
row_of(eh_row *row, const reading *r, int32 i)
{
	const eh_log_plan *plan = &r->plan;
	const eh_rereferral_counts *c =
		i < 0 ? &r->result.total : &r->result.year[i];
	const char *message;
	bool part = eh_log_period(plan, i, row);

	put_rates(row, c, r->level);
	put_directions(row, plan, c);
	eh_row_text(row, "status", status_of(plan, c, part, &message));
	eh_row_text(row, "message", message);
	if (i < 0)
	{
		eh_row_int8(row, "same_day", r->result.same_day);
		eh_row_int8(row, "uncounted", r->result.uncounted);
		eh_row_int8(row, "outside", r->result.outside);
		eh_row_int8(row, "excluded", r->excluded);
	}
	return eh_row_end(row);
}

/* rereferrals(state, rule, level) */
PG_FUNCTION_INFO_V1(eh_rereferrals);
Datum
eh_rereferrals(PG_FUNCTION_ARGS)
{
	const reading *r;
	eh_row row;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	r = read_log(fcinfo, 1, 2);
	eh_row_begin(fcinfo, &row);
	return row_of(&row, r, -1);
}

/* rereferrals_by_year(state, rule, level) */
PG_FUNCTION_INFO_V1(eh_rereferrals_by_year);
Datum
eh_rereferrals_by_year(PG_FUNCTION_ARGS)
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
		context->user_fctx = read_log(fcinfo, 1, 2);
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

/* limits(state, level, method, rule) */
PG_FUNCTION_INFO_V1(eh_events_limits);
Datum
eh_events_limits(PG_FUNCTION_ARGS)
{
	const reading *r;
	const eh_tally *t;
	const char *message;
	eh_share_limits l;
	char *method;
	bool clustered;
	eh_row row;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	method = text_to_cstring(PG_GETARG_TEXT_PP(2));
	clustered = strcmp(method, "clustered") == 0;
	if (!clustered && strcmp(method, "wilson") != 0)
		eh_error_method(method, "clustered and wilson");
	r = read_log(fcinfo, 3, 1);
	t = &r->result.total.all;
	eh_tally_limits(t, r->level, &l);
	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "estimate", l.rate);
	eh_row_float8(&row, "conf_low", clustered ? l.clustered.low : l.wilson.low);
	eh_row_float8(
		&row, "conf_high", clustered ? l.clustered.high : l.wilson.high);
	if (clustered)
		eh_row_float8(&row, "std_error", l.std_error);
	eh_row_float8(&row, "conf_level", r->level);
	eh_row_text(&row, "method", method);
	eh_row_text(&row, "what_varies",
		clustered
			? "which children are referred, the children being independent"
			: "whether each referral is one again, the referrals being "
			  "independent");
	eh_row_int8(&row, "n", t->n);
	eh_row_int8(&row, "missing", r->excluded);
	eh_row_text(
		&row, "status", status_of(&r->plan, &r->result.total, false, &message));
	eh_row_text(&row, "message", message);
	return eh_row_end(&row);
}

/* --- in one call ------------------------------------------------------------
 */

/* rereferral_rate(child, day, rule): the log is read as it lies. */
PG_FUNCTION_INFO_V1(eh_rereferral_rate_final);
Datum
eh_rereferral_rate_final(PG_FUNCTION_ARGS)
{
	eh_log *log;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	log = (eh_log *) PG_GETARG_POINTER(0);
	if (!log->finished)
	{
		eh_rereferral_result result;
		eh_event_source source;
		eh_log_plan plan;

		eh_log_plan_log(log, &plan);
		eh_log_read(log, &source);
		sweep(&plan, &source, &result);
		eh_log_read_end(log, &source);
		log->finished = true;
		log->rate = eh_tally_rate(&result.total.all);
	}
	if (isnan(log->rate))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(log->rate);
}
