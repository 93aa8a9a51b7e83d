/*
 * returns.c - R1 to R3 of src/core/returns.c, against a search of all pairs
 * over random logs, straight from the definitions.
 */
#include "unit.h"

#include "events_log.h"

#include "core/returns.h"

static const eh_control no_poll;

/* How often each duration occurs, as events and without. */
typedef struct found
{
	int64_t n[2][3000];
} found;

static eh_status
take(void *taker, int32_t days, bool event, int64_t n)
{
	found *f = taker;

	f->n[event][days] += n;
	return EH_OK;
}

static bool
starts(const eh_rule *rule, const row *r)
{
	if (rule->clock == EH_SINCE_REFERRAL)
		return r->kind == EH_REFERRAL;
	return r->kind == EH_CLOSED_NO_ACTION || r->kind == EH_CLOSED_STEP_DOWN ||
		   r->kind == EH_CLOSED_OTHER;
}

/* The first day of a kind from a day on; past all if none. */
static int32_t
first_day(
	const log_rows *log, const eh_rule *rule, int child, int kind, int32_t from)
{
	int32_t day = INT32_MAX;

	for (int i = 0; i < log->n; i++)
	{
		const row *r = &log->row[i];

		if (r->child == child && r->kind == kind && r->day >= from &&
			observed(rule, r->day) && r->day < day)
			day = r->day;
	}
	return day;
}

/* Has one of the rows before i the child and day of row i? */
static bool
repeated(const log_rows *log, const eh_rule *rule, int i)
{
	for (int j = 0; j < i; j++)
	{
		if (log->row[j].child == log->row[i].child &&
			log->row[j].day == log->row[i].day && starts(rule, &log->row[j]))
			return true;
	}
	return false;
}

static void
search(const log_rows *log, const eh_rule *rule, found *f,
	eh_return_counts *counts)
{
	int32_t from, to;

	memset(f, 0, sizeof(*f));
	memset(counts, 0, sizeof(*counts));
	eh_rule_counted_days(rule, &from, &to);
	for (int i = 0; i < log->n; i++)
	{
		const row *r = &log->row[i];
		int32_t back, gone;

		if (!starts(rule, r))
			continue;
		if (!observed(rule, r->day))
		{
			counts->outside++;
			continue;
		}
		counts->same_day += repeated(log, rule, i);
		if (rule->same_day == EH_SAME_DAY_MERGED && repeated(log, rule, i))
			continue;
		if (r->day < from || r->day > to)
		{
			counts->uncounted++;
			continue;
		}
		counts->starts++;
		back = first_day(log, rule, r->child, EH_REFERRAL, r->day + 1);
		gone = first_day(log, rule, r->child, EH_LEFT, r->day);
		if (back <= gone && back != INT32_MAX)
			f->n[1][back - r->day]++;
		else
			f->n[0][(gone == INT32_MAX ? rule->observed_to : gone) - r->day]++;
	}
}

static bool
alike(const log_rows *log, const eh_rule *rule)
{
	static found got, want;
	eh_return_counts counts, wanted;
	eh_return_taker taker = {take, &got};
	log_source rows = {log, 0, 1 + pick(9)};
	eh_event_source source = {next_rows, &rows};
	void *work = malloc(eh_returns_work(rule));
	eh_status status;

	memset(&got, 0, sizeof(got));
	status = eh_returns(rule, &source, &no_poll, &taker, work, &counts);
	free(work);
	search(log, rule, &want, &wanted);
	return status == EH_OK && memcmp(&got, &want, sizeof(got)) == 0 &&
		   memcmp(&counts, &wanted, sizeof(counts)) == 0;
}

static void
random_logs(int logs)
{
	bool fine = true;
	int cases = 0;

	for (int i = 0; i < logs && fine; i++)
	{
		log_rows log;

		make_log(&log, EH_EVENT_KINDS);
		for (int j = 0; j < 4 && fine; j++, cases++)
		{
			eh_rule rule = make_rule(&log);

			rule.clock = (uint8_t) pick(2);
			fine = alike(&log, &rule);
		}
	}
	ok(fine, "%d random logs and rules as all pairs have them", cases);
}

static eh_status
refuse(void *taker, int32_t days, bool event, int64_t n)
{
	(void) taker;
	(void) days;
	(void) event;
	(void) n;
	return EH_ERANGE;
}

static bool
stop(void *arg)
{
	(void) arg;
	return true;
}

static void
ends(void)
{
	log_rows log = {2, {{1, 40, EH_REFERRAL}, {1, 90, EH_REFERRAL}}};
	log_source rows = {&log, 0, 9};
	eh_event_source source = {next_rows, &rows};
	eh_return_taker taker = {refuse, NULL};
	eh_control stops = {0, stop, NULL};
	eh_return_counts counts;
	char work[16 * 60];
	eh_rule rule;

	eh_rule_default(&rule);
	rule.observed_from = 40;
	rule.observed_to = 90;
	ok(eh_returns(&rule, &source, &no_poll, &taker, work, &counts) == EH_ERANGE,
		"what the taker says ends it");
	rows.at = 0;
	ok(eh_returns(&rule, &source, &stops, &taker, work, &counts) == EH_ECANCEL,
		"so does a cancel");
}

int
main(void)
{
	random_logs(20000);
	ends();
	return done();
}
