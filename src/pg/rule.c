/*
 * rule.c - the type rereferral_rule, and what makes one.
 */
#include "compat.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "error.h"
#include "log.h"

const eh_rule_value *
eh_datum_rule(Datum d)
{
	const eh_rule_value *v = (const eh_rule_value *) DatumGetPointer(d);
	const char *why;

	if (eh_rule_value_check(v, &why) != EH_OK)
		eh_error_stored("rereferral_rule", why);
	return v;
}

PG_FUNCTION_INFO_V1(eh_rereferral_rule_in);
Datum
eh_rereferral_rule_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	eh_rule_value *v = palloc(sizeof(*v));
	const char *why;

	if (eh_rule_from_text(text, v, &why) != EH_OK)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg(
					"invalid input for type rereferral_rule: \"%.200s\"", text),
				errdetail("As a rule, %s.", why),
				errhint("Make one with its arguments named: "
						"rereferral_rule(within => interval '6 months').")));
	PG_RETURN_POINTER(v);
}

PG_FUNCTION_INFO_V1(eh_rereferral_rule_out);
Datum
eh_rereferral_rule_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(EH_RULE_TEXT);

	eh_rule_to_text(eh_datum_rule(PG_GETARG_DATUM(0)), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(eh_rereferral_rule_recv);
Datum
eh_rereferral_rule_recv(PG_FUNCTION_ARGS)
{
	StringInfo buf = (StringInfo) PG_GETARG_POINTER(0);
	int bytes = buf->len - buf->cursor;
	const char *wire = pq_getmsgbytes(buf, bytes);
	eh_rule_value *v = palloc(sizeof(*v));
	const char *why;

	if (eh_rule_from_wire((const uint8_t *) wire, (size_t) bytes, v, &why) !=
		EH_OK)
		eh_error_wire("rereferral_rule", why);
	PG_RETURN_POINTER(v);
}

PG_FUNCTION_INFO_V1(eh_rereferral_rule_send);
Datum
eh_rereferral_rule_send(PG_FUNCTION_ARGS)
{
	uint8_t wire[EH_RULE_WIRE];
	StringInfoData buf;

	eh_rule_to_wire(eh_datum_rule(PG_GETARG_DATUM(0)), wire);
	pq_begintypsend(&buf);
	pq_sendbytes(&buf, (const char *) wire, EH_RULE_WIRE);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* --- rereferral_rule(...) ---------------------------------------------------
 */

pg_noreturn static void
error_rule(const char *what, const char *detail, const char *hint)
{
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", what),
				   errdetail("%s", detail), errhint("%s", hint)));
}

/* "in, out" */
static char *
listed(const char *const *words)
{
	StringInfoData s;

	initStringInfo(&s);
	for (int i = 0; words[i] != NULL; i++)
		appendStringInfo(&s, "%s%s", i > 0 ? ", " : "", words[i]);
	return s.data;
}

/* The number of the word; the first where it is NULL. */
static uint8_t
choice(FunctionCallInfo fcinfo, int n, const char *option,
	const char *const *words)
{
	char *given;

	if (PG_ARGISNULL(n))
		return 0;
	given = text_to_cstring(PG_GETARG_TEXT_PP(n));
	for (uint8_t i = 0; words[i] != NULL; i++)
	{
		if (strcmp(given, words[i]) == 0)
			return i;
	}
	eh_error_option("rereferral_rule", option, given, listed(words));
}

/* Months and days of an interval, which must be whole days. */
static void
set_window(FunctionCallInfo fcinfo, eh_rule *rule)
{
	const Interval *i;

	if (PG_ARGISNULL(0))
		error_rule("a rule needs a window", "within is NULL.",
			"Leave it out for 12 months, or write within => interval '365 "
			"days'.");
	i = PG_GETARG_INTERVAL_P(0);
	if (i->time % USECS_PER_DAY != 0)
		error_rule("the window of a rule is whole days",
			psprintf("within is %s.", DatumGetCString(DirectFunctionCall1(
										  interval_out, PG_GETARG_DATUM(0)))),
			"Referrals have days, not hours: write interval '1 day'.");
	rule->months = i->month;
	if (__builtin_add_overflow(i->day, i->time / USECS_PER_DAY, &rule->days))
		rule->days = -1;
}

static int32
day_argument(FunctionCallInfo fcinfo, int n, int32 unstated)
{
	DateADT day;

	if (PG_ARGISNULL(n))
		return unstated;
	day = PG_GETARG_DATEADT(n);
	if (day < EH_FIRST_DAY || day > EH_LAST_DAY)
		error_rule("a day of a rule must be one of 1900-01-01 to 2999-12-31",
			psprintf("The day given is %s.",
				DatumGetCString(
					DirectFunctionCall1(date_out, PG_GETARG_DATUM(n)))),
			"Leave a day out where there is no limit.");
	return day;
}

PG_FUNCTION_INFO_V1(eh_rereferral_rule_make);
Datum
eh_rereferral_rule_make(PG_FUNCTION_ARGS)
{
	eh_rule_value *v = palloc0(sizeof(*v));
	eh_rule *rule = &v->rule;
	const char *why;

	v->format = EH_RULE_FORMAT;
	eh_rule_default(rule);
	set_window(fcinfo, rule);
	rule->edge = choice(fcinfo, 1, "edge", eh_rule_edges);
	rule->same_day = choice(fcinfo, 2, "same_day", eh_rule_same_days);
	rule->anchor = choice(fcinfo, 3, "anchor", eh_rule_anchors);
	rule->clock = choice(fcinfo, 4, "clock", eh_rule_clocks);
	rule->observed_from = day_argument(fcinfo, 5, EH_DAY_UNSTATED_FROM);
	rule->observed_to = day_argument(fcinfo, 6, EH_DAY_UNSTATED_TO);
	rule->count_from = day_argument(fcinfo, 7, EH_DAY_UNSTATED_FROM);
	rule->count_to = day_argument(fcinfo, 8, EH_DAY_UNSTATED_TO);
	if (!PG_ARGISNULL(9))
	{
		rule->help_days = PG_GETARG_INT32(9);
		if (rule->help_days < 0)
			error_rule("help_days must not be negative",
				psprintf("The number given is %d.", rule->help_days),
				"It is how many days after a closure help must have started.");
	}
	if (!PG_ARGISNULL(10))
	{
		int32 month = PG_GETARG_INT32(10);

		if (month < 1 || month > 12)
			error_rule("year_month must lie between 1 and 12",
				psprintf("The month given is %d.", month),
				"Financial years begin in month 4, calendar years in month "
				"1.");
		rule->year_month = (uint8_t) month;
	}
	if (eh_rule_check(rule, &why) != EH_OK)
		error_rule("no log can be read by this rule",
			psprintf("As a rule, %s.", why),
			"rereferral_rule() alone is 12 months back over all of the log.");
	PG_RETURN_POINTER(v);
}
