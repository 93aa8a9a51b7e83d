/*
 * rereferral.c - E1 to E8 of src/core/rereferral.c, U1 to U5 of
 * src/core/event_rule.c: against a search of all pairs, straight from the
 * definitions, over random logs.
 */
#include "unit.h"

#include "events_log.h"

#include "core/rereferral.h"

static const eh_control no_poll;

/* What is known of a referral by looking at all the others. */
typedef struct fact
{
	int child;
	int32_t day;
	bool re;
	bool followed;
	bool counted;
	bool before; /* observable before */
	bool after;
} fact;

/* Is row i dropped, as one of several on a day? */
static bool
merged_away(const log_rows *log, const eh_rule *rule, int i)
{
	if (rule->same_day != EH_SAME_DAY_MERGED)
		return false;
	for (int j = 0; j < i; j++)
	{
		if (log->row[j].kind == EH_REFERRAL &&
			log->row[j].child == log->row[i].child &&
			log->row[j].day == log->row[i].day)
			return true;
	}
	return false;
}

/* E2, E3: does row i come before row j, and j within its window? */
static bool
comes_after(const log_rows *log, const eh_rule *rule, int i, int j)
{
	const row *p = &log->row[i];
	const row *t = &log->row[j];

	if (p->kind != EH_REFERRAL || t->kind != EH_REFERRAL ||
		p->child != t->child || !observed(rule, p->day) ||
		!observed(rule, t->day))
		return false;
	if (p->day == t->day)
		return rule->same_day == EH_SAME_DAY_COUNTED && i < j;
	return p->day < t->day && within(rule, p->day, t->day);
}

/* E8: was a referral open when the day of row j began? */
static bool
open_at(const log_rows *log, const eh_rule *rule, int j)
{
	int open = 0;

	for (int32_t day = rule->observed_from; day < log->row[j].day; day++)
	{
		for (int i = 0; i < log->n; i++)
		{
			const row *r = &log->row[i];

			if (r->child != log->row[j].child || r->day != day)
				continue;
			open += r->kind == EH_REFERRAL;
			open -=
				r->kind >= EH_CLOSED_NO_ACTION && r->kind <= EH_CLOSED_OTHER;
		}
		if (open < 0)
			open = 0;
	}
	return open > 0;
}

static bool
after_closure(const log_rows *log, const eh_rule *rule, int j)
{
	const row *t = &log->row[j];

	for (int i = 0; i < log->n; i++)
	{
		const row *c = &log->row[i];

		if (c->child != t->child || c->kind < EH_CLOSED_NO_ACTION ||
			c->kind > EH_CLOSED_OTHER || !observed(rule, c->day))
			continue;
		if (c->day < t->day && within(rule, c->day, t->day))
			return true;
		if (c->day == t->day && open_at(log, rule, j))
			return true;
	}
	return false;
}

static int
facts_of(const log_rows *log, const eh_rule *rule, fact *facts)
{
	int n = 0;

	for (int j = 0; j < log->n; j++)
	{
		const row *r = &log->row[j];
		fact *f = &facts[n];

		if (r->kind != EH_REFERRAL || !observed(rule, r->day) ||
			merged_away(log, rule, j))
			continue;
		*f = (fact){.child = r->child, .day = r->day};
		for (int i = 0; i < log->n; i++)
		{
			f->re |= comes_after(log, rule, i, j);
			f->followed |= comes_after(log, rule, j, i);
		}
		if (rule->clock == EH_SINCE_CLOSURE)
			f->re = after_closure(log, rule, j);
		f->counted = r->day >= rule->count_from && r->day <= rule->count_to;
		f->before = !within(rule, rule->observed_from - 1, r->day);
		f->after = !within(rule, r->day, rule->observed_to + 1);
		n++;
	}
	return n;
}

static eh_rereferral_counts
count_facts(const fact *f, int n, const eh_rule *rule, int32_t from, int32_t to)
{
	one_case all[MOST_EVENTS], back[MOST_EVENTS], forward[MOST_EVENTS];
	eh_rereferral_counts c = {0};
	bool follows = rule->clock == EH_SINCE_REFERRAL;

	for (int i = 0; i < n; i++)
	{
		bool in = f[i].counted && f[i].day >= from && f[i].day <= to;

		all[i] = (one_case){f[i].child, in, f[i].re};
		back[i] = (one_case){f[i].child, in && f[i].before, f[i].re};
		forward[i] =
			(one_case){f[i].child, in && f[i].after && follows, f[i].followed};
		c.first += in && follows && !f[i].re && f[i].followed;
		c.alone += in && follows && !f[i].re && !f[i].followed;
	}
	c.all = tally_of(all, n);
	c.back = tally_of(back, n);
	c.forward = tally_of(forward, n);
	return c;
}

static bool
same_counts(const eh_rereferral_counts *a, const eh_rereferral_counts *b)
{
	return same_tally(&a->all, &b->all) && same_tally(&a->back, &b->back) &&
		   same_tally(&a->forward, &b->forward) && a->first == b->first &&
		   a->alone == b->alone;
}

/* Runs the sweep; years and their counts are the caller's. */
static eh_status
run(const log_rows *log, const eh_rule *rule, const eh_control *ctl,
	int32_t *start, eh_rereferral_counts *year, eh_years *years,
	eh_rereferral_result *out)
{
	log_source rows = {log, 0, 1 + pick(7)};
	eh_event_source source = {next_rows, &rows};
	eh_status status;
	void *work;

	years->n = eh_rule_years(rule, &years->first);
	years->start = start;
	eh_rule_year_starts(rule, start);
	out->year = year;
	work = malloc(eh_rereferral_work(rule, years));
	status = eh_rereferral(rule, years, &source, ctl, work, out);
	free(work);
	return status;
}

/* One log by one rule: what is wrong, or NULL. */
static const char *
compare_all(const log_rows *log, const eh_rule *rule)
{
	eh_rereferral_counts year[MOST_YEARS], want;
	int32_t start[MOST_YEARS + 1];
	fact facts[MOST_EVENTS];
	int n = facts_of(log, rule, facts);
	int referrals = 0, outside = 0, uncounted = 0;
	eh_rereferral_result out;
	eh_years years;

	if (run(log, rule, &no_poll, start, year, &years, &out) != EH_OK)
		return "it failed";
	want = count_facts(facts, n, rule, INT32_MIN, INT32_MAX);
	if (!same_counts(&out.total, &want))
		return "the totals differ";
	if (rule->clock == EH_SINCE_REFERRAL &&
		out.total.all.n != out.total.all.x + out.total.first + out.total.alone)
		return "the classes are not all";
	for (int i = 0; i < years.n; i++)
	{
		want = count_facts(facts, n, rule,
			eh_year_first_day(years.first + i, rule->year_month),
			eh_year_first_day(years.first + i + 1, rule->year_month) - 1);
		if (!same_counts(&out.year[i], &want))
			return "a year differs";
	}
	for (int i = 0; i < log->n; i++)
	{
		if (log->row[i].kind != EH_REFERRAL)
			continue;
		referrals += observed(rule, log->row[i].day);
		outside += !observed(rule, log->row[i].day);
	}
	for (int i = 0; i < n; i++)
		uncounted += !facts[i].counted;
	if (out.referrals != referrals || out.outside != outside ||
		out.uncounted != uncounted)
		return "the numbers of rows differ";
	return NULL;
}

static void
random_logs(eh_rule_clock clock, int logs)
{
	const char *wrong = NULL;
	int cases = 0;

	for (int i = 0; i < logs && wrong == NULL; i++)
	{
		log_rows log;

		make_log(
			&log, clock == EH_SINCE_CLOSURE ? EH_EVENT_KINDS : 1 + pick(6));
		for (int j = 0; j < 8 && wrong == NULL; j++, cases++)
		{
			eh_rule rule = make_rule(&log);

			rule.clock = (uint8_t) clock;
			wrong = compare_all(&log, &rule);
		}
	}
	ok(wrong == NULL, "%d random logs and rules as all pairs have them%s%s",
		cases, wrong == NULL ? "" : ": ", wrong == NULL ? "" : wrong);
}

/* U1: every choice of the rule, at and about the edge. */
static void
edges(void)
{
	int32_t leap = eh_civil_day(2020, 2, 29);
	int32_t after = eh_civil_day(2021, 2, 28);
	eh_rule rule;

	eh_rule_default(&rule);
	ok(eh_rule_within(&rule, leap, after),
		"29 February is 12 months before 28");
	ok(!eh_rule_within(&rule, leap, after + 1),
		"and more than those before 1 March, counted back");
	ok(eh_rule_within(&rule, leap - 1, after),
		"28 February is 12 months before the next");
	rule.edge = EH_EDGE_OUT;
	ok(!eh_rule_within(&rule, leap - 1, after), "but not less than 12 months");
	rule.edge = EH_EDGE_IN;
	rule.anchor = EH_FROM_EARLIER;
	ok(eh_rule_within(&rule, leap, after) &&
			!eh_rule_within(&rule, leap, after + 1),
		"12 months after 29 February is 28 February");
	ok(!eh_rule_within(&rule, leap - 1, after + 1) &&
			eh_rule_within(&rule, leap - 1, after),
		"and after 28 February too");
	rule.months = 0;
	rule.days = 365;
	ok(eh_rule_within(&rule, leap, leap + 365) &&
			!eh_rule_within(&rule, leap, leap + 366),
		"365 days are 365 days");
}

/* U2 and the short cuts: every window, every day apart. */
static void
monotone(void)
{
	bool same = true, nearer = true;

	for (int i = 0; i < 400; i++)
	{
		log_rows none = {0};
		eh_rule rule = make_rule(&none);
		int32_t p = pick_day();
		bool before = true;

		for (int32_t t = p + 1; t < p + 800; t++)
		{
			bool now = eh_rule_within(&rule, p, t);

			same &= now == within(&rule, p, t);
			nearer &= before || !now;
			before = now;
		}
	}
	ok(same, "within is what months and days say");
	ok(nearer, "and what is within stays within where days are nearer");
}

/* U4, U5: years that cannot be looked at whole say so. */
static void
statuses(void)
{
	int32_t y2020 = eh_year_first_day(2020, 4);
	eh_rule rule;

	eh_rule_default(&rule);
	eh_rule_resolve(&rule, y2020, y2020 + 3 * 366);
	ok(eh_rule_period_status(&rule, y2020, y2020 + 365) == EH_YEAR_NO_LEAD_IN,
		"the first year of a log cannot look back");
	ok(eh_rule_period_status(&rule, y2020 + 366, y2020 + 730) == 0,
		"the second can look both ways");
	ok(eh_rule_period_status(&rule, y2020 + 731, y2020 + 1095) ==
			EH_YEAR_NO_FOLLOW_UP,
		"the last cannot look forward");
	rule.count_from = y2020 + 400;
	ok(eh_rule_period_status(&rule, y2020 + 366, y2020 + 730) == EH_YEAR_PART,
		"a year of which a part is counted says so");
}

static void
refused(void)
{
	const char *why = NULL;
	eh_rule rule;

	eh_rule_default(&rule);
	ok(eh_rule_check(&rule, &why) == EH_OK, "the default is a rule");
	rule.months = 0;
	ok(eh_rule_check(&rule, &why) == EH_EFORMAT, "no window: refused");
	rule.days = -3;
	ok(eh_rule_check(&rule, &why) == EH_EFORMAT, "a window below 0: refused");
	rule.days = 3;
	rule.edge = 2;
	ok(eh_rule_check(&rule, &why) == EH_EFORMAT, "an unknown edge: refused");
	rule.edge = 0;
	rule.count_to = EH_LAST_DAY + 1;
	ok(eh_rule_check(&rule, &why) == EH_EFORMAT, "a day past 2999: refused");
	rule.count_to = 5;
	rule.count_from = 6;
	ok(eh_rule_check(&rule, &why) == EH_EFORMAT, "no days: refused");
	rule.count_from = 5;
	rule.pad[1] = 1;
	ok(eh_rule_check(&rule, &why) == EH_EFORMAT, "padding: refused");
}

static bool
stop(void *arg)
{
	(void) arg;
	return true;
}

static void
cancelled(void)
{
	static const eh_control ctl = {0, stop, NULL};
	log_rows log = {1, {{0, 7500, EH_REFERRAL}}};
	eh_rule rule = make_rule(&log);
	eh_rereferral_counts year[MOST_YEARS];
	int32_t start[MOST_YEARS + 1];
	eh_rereferral_result out;
	eh_years years;

	ok(run(&log, &rule, &ctl, start, year, &years, &out) == EH_ECANCEL,
		"it stops where it is asked to");
}

/* Children with any number of referrals, more than the tables have too. */
static void
crowded(void)
{
	const char *wrong = NULL;

	for (int i = 0; i < 600 && wrong == NULL; i++)
	{
		log_rows log = {.n = MOST_EVENTS};
		int children = 1 + pick(12);
		int days = 20 + pick(1000);
		eh_rule rule;

		for (int j = 0; j < log.n; j++)
			log.row[j] = (row){pick(children), 7300 + pick(days), EH_REFERRAL};
		qsort(log.row, (size_t) log.n, sizeof(row), compare_rows);
		rule = make_rule(&log);
		wrong = compare_all(&log, &rule);
	}
	ok(wrong == NULL, "crowded children: %s", wrong == NULL ? "right" : wrong);
}

/* A day's year is found, whatever month years begin in. */
static void
years(void)
{
	bool fine = true;

	for (int month = 1; month <= 12; month++)
	{
		static int32_t start[1200];
		eh_years all = {.start = start};
		eh_rule rule;

		eh_rule_default(&rule);
		rule.year_month = (uint8_t) month;
		eh_rule_resolve(&rule, EH_FIRST_DAY, EH_LAST_DAY);
		all.n = eh_rule_years(&rule, &all.first);
		eh_rule_year_starts(&rule, start);
		for (int32_t day = EH_FIRST_DAY; day <= EH_LAST_DAY; day++)
			fine &=
				all.first + eh_years_find(&all, day) == eh_year_of(day, month);
	}
	ok(fine, "each day of eleven centuries is found in its year");
}

/*
 * The error of x / n clustered by child is the ratio estimator's, over the
 * children: sqrt(g / (g - 1) sum (x - r n)^2) / sum n.
 */
static void
clustered(void)
{
	static const int64_t n[] = {1, 3, 2, 5, 1, 1, 4};
	static const int64_t x[] = {0, 1, 1, 4, 0, 0, 2};
	eh_tally t = {0};
	eh_ratio_sums sums;
	double ss = 0.0, got, r;

	for (int i = 0; i < 7; i++)
		eh_tally_child(&t, n[i], x[i]);
	r = (double) t.x / (double) t.n;
	for (int i = 0; i < 7; i++)
	{
		double residual = (double) x[i] - r * (double) n[i];

		ss += residual * residual;
	}
	eh_tally_ratio(&t, &sums);
	ok(eh_ratio_std_error(&sums, INFINITY, &got) == EH_OK,
		"a tally has an error");
	near(got, sqrt(7.0 / 6.0 * ss) / (double) t.n, 1e-14, 0.0,
		"which is clustered by child");
	ok(t.children == 7 && t.children_x == 4, "children are told apart");
}

int
main(void)
{
	clustered();
	edges();
	monotone();
	statuses();
	refused();
	cancelled();
	crowded();
	years();
	random_logs(EH_SINCE_REFERRAL, 4000);
	random_logs(EH_SINCE_CLOSURE, 800);
	return done();
}
