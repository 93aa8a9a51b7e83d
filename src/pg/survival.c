/*
 * survival.c - curves read from durations, and durations from a log.
 *
 * S4  Limits are log or log_log, as R's survfit() has them; log by default.
 * S5  Where a share, a limit or a time does not exist it is NULL, and status
 *     and message say why.
 * S6  happened is what is not left, with its limits the other way round.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/returns.h"
#include "durations.h"
#include "error.h"
#include "log.h"
#include "row.h"

/* --- curves -----------------------------------------------------------------
 */

typedef struct reading
{
	eh_survival curve;
	double level;
	eh_survival_limits_kind kind;
	const char *method;
	TupleDesc desc;
} reading;

/* Arguments: the durations; then, at these numbers, level and method. */
static void
read_durations(FunctionCallInfo fcinfo, int level_at, reading *r)
{
	const eh_durations_flat *flat = PG_GETARG_EH_DURATIONS(0);
	char *method = text_to_cstring(PG_GETARG_TEXT_PP(level_at + 1));

	gsl_set_error_handler_off();
	r->level = PG_GETARG_FLOAT8(level_at);
	eh_check_level(r->level);
	r->method = method;
	if (strcmp(method, "log") == 0)
		r->kind = EH_SURVIVAL_LOG;
	else if (strcmp(method, "log_log") == 0)
		r->kind = EH_SURVIVAL_LOG_LOG;
	else
		eh_error_method(method, "log and log_log");
	eh_survival_begin(
		eh_durations_points(flat), (size_t) flat->points, &r->curve);
}

static Datum
step_row(eh_row *row, const reading *r, const eh_survival_row *step)
{
	eh_limits l;

	eh_survival_limits(step, r->level, r->kind, &l);
	eh_row_float8(row, "days", step->time);
	eh_row_int8(row, "n_risk", step->n_risk);
	eh_row_int8(row, "n_event", step->n_event);
	eh_row_int8(row, "n_censored", step->n_censored);
	eh_row_float8(row, "survival", step->surv);
	eh_row_float8(row, "std_error", step->std_error);
	eh_row_float8(row, "conf_low", l.low);
	eh_row_float8(row, "conf_high", l.high);
	eh_row_float8(row, "happened", 1.0 - step->surv);
	eh_row_float8(row, "happened_low", 1.0 - l.high);
	eh_row_float8(row, "happened_high", 1.0 - l.low);
	eh_row_float8(row, "conf_level", r->level);
	eh_row_text(row, "method", r->method);
	return eh_row_end(row);
}

/* survival_curve(durations, level, method): a row for each time with an event */
PG_FUNCTION_INFO_V1(eh_survival_curve);
Datum
eh_survival_curve(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	eh_survival_row step;
	reading *r;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;

		context = SRF_FIRSTCALL_INIT();
		before = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		r = context->user_fctx = palloc0(sizeof(*r));
		read_durations(fcinfo, 1, r);
		eh_row_begin(fcinfo, &row);
		r->desc = row.desc;
		MemoryContextSwitchTo(before);
	}
	context = SRF_PERCALL_SETUP();
	r = context->user_fctx;
	if (!eh_survival_next(&r->curve, &step))
		SRF_RETURN_DONE(context);
	eh_row_over(r->desc, &row);
	SRF_RETURN_NEXT(context, step_row(&row, r, &step));
}

/* survival_at(durations, days, level, method) */
PG_FUNCTION_INFO_V1(eh_survival_at_days);
Datum
eh_survival_at_days(PG_FUNCTION_ARGS)
{
	double days = PG_GETARG_FLOAT8(1);
	eh_survival_row step;
	reading r;
	eh_row row;

	read_durations(fcinfo, 2, &r);
	if (!(days >= 0.0) || eh_survival_at(&r.curve, days, &step) != EH_OK)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("days must be a finite number, 0 or more"),
				errdetail("The value given is %.15g.", days),
				errhint("Write 365 for the share of whom it has happened "
						"within a year.")));
	eh_row_begin(fcinfo, &row);
	if (r.curve.points == 0)
	{
		eh_row_text(&row, "status", "no_data");
		eh_row_text(&row, "message", "there are no durations");
	}
	else if (isnan(step.surv))
	{
		eh_row_text(&row, "status", "not_observed");
		eh_row_text(&row, "message", "nothing was observed for that long");
	}
	else
		eh_row_text(&row, "status", "ok");
	return step_row(&row, &r, &step);
}

/* survival_quantile(durations, p, level, method): the median, if p is 0.5 */
PG_FUNCTION_INFO_V1(eh_survival_quantile_days);
Datum
eh_survival_quantile_days(PG_FUNCTION_ARGS)
{
	const eh_durations_flat *flat = PG_GETARG_EH_DURATIONS(0);
	double p = PG_GETARG_FLOAT8(1);
	int64 n = 0, events = 0;
	eh_limits limits;
	double days;
	reading r;
	eh_row row;

	read_durations(fcinfo, 2, &r);
	if (eh_survival_quantile(
			&r.curve, 1.0 - p, r.level, r.kind, &days, &limits) != EH_OK)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("p must lie strictly between 0 and 1"),
						   errdetail("The value given is %.15g.", p),
						   errhint("Write 0.5 for the median.")));
	for (int64 i = 0; i < flat->points; i++)
	{
		const eh_survival_point *point = &eh_durations_points(flat)[i];

		n += point->events + point->censored;
		events += point->events;
	}
	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "p", p);
	eh_row_float8(&row, "days", days);
	eh_row_float8(&row, "conf_low", limits.low);
	eh_row_float8(&row, "conf_high", limits.high);
	eh_row_float8(&row, "conf_level", r.level);
	eh_row_text(&row, "method", r.method);
	eh_row_int8(&row, "n", n);
	eh_row_int8(&row, "events", events);
	eh_row_int8(&row, "missing", flat->missing);
	eh_row_text(&row, "status",
		n == 0        ? "no_data"
		: isnan(days) ? "not_reached"
					  : "ok");
	if (n == 0)
		eh_row_text(&row, "message", "there are no durations");
	else if (isnan(days))
		eh_row_text(&row, "message",
			"as far as was observed, it has happened to fewer than that");
	return eh_row_end(&row);
}

/* --- durations of a log -----------------------------------------------------
 */

static eh_status
take(void *taker, int32_t days, bool event, int64_t n)
{
	eh_durations_state *s = taker;
	eh_control control = eh_log_control();

	return eh_durations_add(
		&s->durations, &s->arena, &control, NAN, days, event, n);
}

static eh_durations_flat *
returns_of(
	const eh_log_plan *plan, const eh_event_source *source, int64 excluded)
{
	eh_control control = eh_log_control();
	eh_durations_state *s = eh_durations_state_new(CurrentMemoryContext);
	const eh_return_taker taker = {take, s};
	void *work = MemoryContextAllocHuge(
		CurrentMemoryContext, eh_returns_work(&plan->rule));
	eh_return_counts counts;

	eh_durations_must(
		eh_returns(&plan->rule, source, &control, &taker, work, &counts));
	pfree(work);
	eh_durations_must(eh_durations_miss(&s->durations, excluded));
	return eh_durations_state_flat(s);
}

/* time_to_rereferral(state, since, rule) */
PG_FUNCTION_INFO_V1(eh_events_time_to_rereferral);
Datum
eh_events_time_to_rereferral(PG_FUNCTION_ARGS)
{
	const eh_events_flat *flat;
	eh_events_flat_reader reader;
	eh_event_source source;
	eh_log_plan plan;
	char *since;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	flat = PG_GETARG_EH_EVENTS(0);
	since = text_to_cstring(PG_GETARG_TEXT_PP(1));
	eh_log_plan_flat(fcinfo, 2, flat, &plan);
	if (strcmp(since, "closure") == 0)
		plan.rule.clock = EH_SINCE_CLOSURE;
	else if (strcmp(since, "referral") == 0)
		plan.rule.clock = EH_SINCE_REFERRAL;
	else
		eh_error_option(
			"time_to_rereferral", "since", since, "closure, referral");
	eh_events_read_flat(flat, VARSIZE(flat), &reader, &source);
	PG_RETURN_POINTER(returns_of(&plan, &source, flat->excluded));
}

/* time_to_rereferral(child, closed_on, referred_on, rule): since closure */
PG_FUNCTION_INFO_V1(eh_time_to_rereferral_final);
Datum
eh_time_to_rereferral_final(PG_FUNCTION_ARGS)
{
	eh_log *log;

	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(eh_durations_state_flat(
			eh_durations_state_new(CurrentMemoryContext)));
	log = (eh_log *) PG_GETARG_POINTER(0);
	if (!log->finished)
	{
		MemoryContext before = MemoryContextSwitchTo(log->context);
		eh_event_source source;
		eh_log_plan plan;

		eh_log_plan_log(log, &plan);
		plan.rule.clock = EH_SINCE_CLOSURE;
		eh_log_read(log, &source);
		log->result = returns_of(&plan, &source, log->events.excluded);
		eh_log_read_end(log, &source);
		log->finished = true;
		MemoryContextSwitchTo(before);
	}
	PG_RETURN_POINTER(log->result);
}
