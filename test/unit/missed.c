/*
 * missed.c - M1 to M8 of src/core/missed.c, against a search of all pairs
 * over random logs, straight from the definitions.
 */
#include "unit.h"

#include "events_log.h"

#include "core/missed.h"

static const eh_control no_poll;

/* What is known of a closure by looking at all the other events. */
typedef struct fact
{
	int child;
	int32_t day;
	bool step_down;
	bool counted;
	bool helped;
	bool help_known;
	bool back;
	bool window_seen;
} fact;

static bool
is_closure(const row *r)
{
	return r->kind == EH_CLOSED_NO_ACTION || r->kind == EH_CLOSED_STEP_DOWN;
}

/* M1: the same child, day and kind, before row i? */
static bool
repeated(const log_rows *log, int i)
{
	for (int j = 0; j < i; j++)
	{
		if (compare_rows(&log->row[j], &log->row[i]) == 0)
			return true;
	}
	return false;
}

/* The first day on or after from that has this kind; past all if none. */
static int32_t
first_day(
	const log_rows *log, const eh_rule *rule, int child, int kind, int32_t from)
{
	int32_t found = INT32_MAX;

	for (int i = 0; i < log->n; i++)
	{
		const row *r = &log->row[i];

		if (r->child == child && r->kind == kind && r->day >= from &&
			observed(rule, r->day) && r->day < found)
			found = r->day;
	}
	return found;
}

static fact
fact_of(const log_rows *log, const eh_rule *rule, const row *r)
{
	int32_t again = first_day(log, rule, r->child, EH_REFERRAL, r->day + 1);
	int32_t help = first_day(log, rule, r->child, EH_HELP_STARTED, r->day);
	int32_t left = first_day(log, rule, r->child, EH_LEFT, r->day);
	int32_t seen = left < rule->observed_to ? left : rule->observed_to;
	fact f = {.child = r->child, .day = r->day};

	f.step_down = r->kind == EH_CLOSED_STEP_DOWN;
	f.counted = r->day >= rule->count_from && r->day <= rule->count_to;
	f.help_known = r->day + rule->help_days <= seen;
	f.helped = help <= r->day + rule->help_days && help <= again;
	f.window_seen = !within(rule, r->day, seen + 1);
	f.back = again != INT32_MAX && within(rule, r->day, again);
	return f;
}

static eh_missed_counts
count_facts(const fact *f, int n, int32_t from, int32_t to)
{
	one_case known[MOST_EVENTS], back[MOST_EVENTS];
	eh_missed_counts c = {0};

	for (int i = 0; i < n; i++)
	{
		bool in = f[i].counted && f[i].day >= from && f[i].day <= to;

		c.closures += in;
		c.step_downs += in && f[i].step_down;
		c.help_unknown += in && !f[i].help_known;
		known[i] = (one_case){
			f[i].child, in && f[i].help_known, !f[i].step_down && !f[i].helped};
	}
	c.no_help = tally_of(known, n);
	for (int cell = 0; cell < EH_MISSED_CELLS; cell++)
	{
		for (int i = 0; i < n; i++)
		{
			bool in = known[i].in && f[i].step_down == (cell >= 2) &&
					  f[i].helped == (cell % 2 == 1);

			c.censored[cell] += in && !f[i].window_seen;
			back[i] = (one_case){f[i].child, in && f[i].window_seen, f[i].back};
		}
		c.back[cell] = tally_of(back, n);
	}
	return c;
}

static bool
same_counts(const eh_missed_counts *a, const eh_missed_counts *b)
{
	bool same = a->closures == b->closures && a->step_downs == b->step_downs &&
				a->help_unknown == b->help_unknown &&
				same_tally(&a->no_help, &b->no_help);

	for (int cell = 0; cell < EH_MISSED_CELLS; cell++)
		same &= same_tally(&a->back[cell], &b->back[cell]) &&
				a->censored[cell] == b->censored[cell];
	return same;
}

static eh_status
run(const log_rows *log, const eh_rule *rule, int32_t *start,
	eh_missed_counts *year, eh_years *years, eh_missed_result *out)
{
	log_source rows = {log, 0, 1 + pick(7)};
	eh_event_source source = {next_rows, &rows};
	void *work = malloc(eh_missed_work(rule));
	eh_status status;

	years->n = eh_rule_years(rule, &years->first);
	years->start = start;
	eh_rule_year_starts(rule, start);
	out->year = year;
	status = eh_missed(rule, years, &source, &no_poll, work, out);
	free(work);
	return status;
}

/* The numbers of rows, beside what is counted of them. */
static bool
same_rows(const log_rows *log, const eh_rule *rule, const eh_missed_result *out)
{
	int closures = 0, outside = 0, unopened = 0, same_day = 0;

	for (int i = 0; i < log->n; i++)
	{
		const row *r = &log->row[i];

		outside += !observed(rule, r->day);
		if (!observed(rule, r->day) || !is_closure(r))
			continue;
		closures++;
		same_day += repeated(log, i);
		unopened +=
			first_day(log, rule, r->child, EH_REFERRAL, INT32_MIN) > r->day;
	}
	return out->closures == closures && out->outside == outside &&
		   out->unopened == unopened && out->same_day == same_day;
}

/* One log by one rule: what is wrong, or NULL. */
static const char *
compare_all(const log_rows *log, const eh_rule *rule)
{
	eh_missed_counts year[MOST_YEARS], want;
	int32_t start[MOST_YEARS + 1];
	fact facts[MOST_EVENTS];
	int n = 0, uncounted = 0;
	eh_missed_result out;
	eh_years years;

	for (int i = 0; i < log->n; i++)
	{
		const row *r = &log->row[i];

		if (!is_closure(r) || !observed(rule, r->day) ||
			(rule->same_day == EH_SAME_DAY_MERGED && repeated(log, i)))
			continue;
		facts[n] = fact_of(log, rule, r);
		uncounted += !facts[n++].counted;
	}
	if (run(log, rule, start, year, &years, &out) != EH_OK)
		return "it failed";
	want = count_facts(facts, n, INT32_MIN, INT32_MAX);
	if (!same_counts(&out.total, &want))
		return "the totals differ";
	for (int i = 0; i < years.n; i++)
	{
		want = count_facts(facts, n,
			eh_year_first_day(years.first + i, rule->year_month),
			eh_year_first_day(years.first + i + 1, rule->year_month) - 1);
		if (!same_counts(&out.year[i], &want))
			return "a year differs";
	}
	return same_rows(log, rule, &out) && out.uncounted == uncounted
			   ? NULL
			   : "the numbers of rows differ";
}

static void
random_logs(int logs)
{
	const char *wrong = NULL;
	int cases = 0;

	for (int i = 0; i < logs && wrong == NULL; i++)
	{
		log_rows log;

		make_log(&log, EH_EVENT_KINDS);
		for (int j = 0; j < 8 && wrong == NULL; j++, cases++)
		{
			eh_rule rule = make_rule(&log);

			wrong = compare_all(&log, &rule);
		}
	}
	ok(wrong == NULL, "%d random logs and rules as all pairs have them%s%s",
		cases, wrong == NULL ? "" : ": ", wrong == NULL ? "" : wrong);
}

/* One child's story, told as far as the counts of its one closure. */
static eh_missed_counts
story(const log_rows *log)
{
	eh_missed_counts year[MOST_YEARS];
	int32_t start[MOST_YEARS + 1];
	eh_missed_result out;
	eh_years years;
	eh_rule rule;

	eh_rule_default(&rule);
	rule.help_days = 30;
	rule.observed_from = 0;
	rule.observed_to = 1000;
	if (run(log, &rule, start, year, &years, &out) != EH_OK)
		memset(&out, 0, sizeof(out));
	return out.total;
}

/* M2 to M7, one by one. */
static void
stories(void)
{
	log_rows missed = {3, {{1, 10, EH_REFERRAL}, {1, 40, EH_CLOSED_NO_ACTION},
							  {1, 200, EH_REFERRAL}}};
	log_rows late = {3, {{1, 40, EH_CLOSED_NO_ACTION}, {1, 50, EH_REFERRAL},
							{1, 51, EH_HELP_STARTED}}};
	log_rows in_time = {3, {{1, 40, EH_CLOSED_NO_ACTION}, {1, 50, EH_REFERRAL},
							   {1, 50, EH_HELP_STARTED}}};
	log_rows no_start = {
		2, {{1, 40, EH_CLOSED_STEP_DOWN}, {1, 71, EH_HELP_STARTED}}};
	log_rows own_case = {
		2, {{1, 40, EH_REFERRAL}, {1, 40, EH_CLOSED_NO_ACTION}}};
	log_rows grown = {3, {{1, 40, EH_CLOSED_NO_ACTION}, {1, 100, EH_LEFT},
							 {1, 120, EH_REFERRAL}}};
	eh_missed_counts c = story(&missed);

	ok(c.no_help.x == 1 && c.back[EH_NO_ACTION_NO_HELP].x == 1,
		"closed, no help, back within the year: a missed opportunity");
	c = story(&late);
	ok(c.back[EH_NO_ACTION_NO_HELP].x == 1,
		"help after the return is too late");
	c = story(&in_time);
	ok(c.back[EH_NO_ACTION_HELPED].x == 1, "help on its day is not");
	c = story(&no_start);
	ok(c.step_downs == 1 && c.no_help.x == 0 &&
			c.back[EH_STEP_DOWN_NO_START].n == 1,
		"a step-down without a start in time stands alone");
	c = story(&own_case);
	ok(c.back[EH_NO_ACTION_NO_HELP].n == 1 &&
			c.back[EH_NO_ACTION_NO_HELP].x == 0,
		"the case closed on its own day is not its return");
	c = story(&grown);
	ok(c.no_help.x == 1 && c.censored[EH_NO_ACTION_NO_HELP] == 1 &&
			c.back[EH_NO_ACTION_NO_HELP].n == 0,
		"a child that left is censored");
}

/* M3: how many days has no default. */
static void
unstated(void)
{
	log_rows none = {0};
	eh_rule rule;
	eh_years years = {0};
	eh_missed_result out = {0};
	log_source rows = {&none, 0, 1};
	eh_event_source source = {next_rows, &rows};
	char work[64];

	eh_rule_default(&rule);
	ok(eh_missed(&rule, &years, &source, &no_poll, work, &out) == EH_EDOMAIN,
		"without days for help to start it is refused");
}

/* A child with a closure on every day keeps the ring full. */
static void
full_ring(void)
{
	const char *wrong = NULL;

	for (int i = 0; i < 200 && wrong == NULL; i++)
	{
		log_rows log = {.n = MOST_EVENTS};
		eh_rule rule = make_rule(&log);

		rule.months = 0;
		rule.days = 1 + pick(6);
		rule.help_days = pick(9);
		rule.observed_from = rule.count_from = 0;
		rule.observed_to = rule.count_to = MOST_EVENTS;
		for (int j = 0; j < MOST_EVENTS; j++)
			log.row[j] = (row){1, j,
				pick(12) == 0   ? EH_HELP_STARTED
				: pick(12) == 0 ? EH_REFERRAL
								: EH_CLOSED_NO_ACTION + pick(2)};
		wrong = compare_all(&log, &rule);
	}
	ok(wrong == NULL, "a closure every day: %s",
		wrong == NULL ? "right" : wrong);
}

int
main(void)
{
	stories();
	unstated();
	full_ring();
	random_logs(5000);
	return done();
}
