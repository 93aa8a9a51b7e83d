/*
 * events_log.h - small random logs, given in order as sources of events.
 */
#ifndef EH_EVENTS_LOG_H
#define EH_EVENTS_LOG_H

#include <stdint.h>
#include <stdlib.h>

#include "core/calendar.h"
#include "core/event.h"

#define MOST_EVENTS 40
#define MOST_YEARS 12

typedef struct row
{
	int child;
	int32_t day;
	int kind;
} row;

typedef struct log_rows
{
	int n;
	row row[MOST_EVENTS];
} log_rows;

/* A source over the rows, a few at a time. */
typedef struct log_source
{
	const log_rows *log;
	int at;
	int step;
} log_source;

static uint64_t random_state = 88172645463325252u;

/* 0 .. below - 1 (Marsaglia's xorshift) */
static inline int
pick(int below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (int) (random_state % (uint64_t) below);
}

static inline int
compare_rows(const void *a, const void *b)
{
	const row *x = a;
	const row *y = b;

	if (x->child != y->child)
		return x->child < y->child ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->kind - y->kind;
}

/* Days that matter: ends of February, and a year or a month apart. */
static inline int32_t
pick_day(void)
{
	static const int32_t around[] = {0, 1, 28, 29, 30, 31, 59, 60, 90};
	int32_t day = eh_civil_day(2019 + pick(4), 1 + pick(3), 1);

	switch (pick(3))
	{
		case 0:
			return day + around[pick(9)];
		case 1:
			return day + pick(400);
		default:
			return eh_civil_day(2019 + pick(4), 3, pick(4) - 2);
	}
}

static inline void
make_log(log_rows *log, int kinds)
{
	int children = 1 + pick(5);

	log->n = pick(MOST_EVENTS + 1);
	for (int i = 0; i < log->n; i++)
		log->row[i] = (row){pick(children), pick_day(),
			pick(2) == 0 ? EH_REFERRAL : pick(kinds)};
	qsort(log->row, (size_t) log->n, sizeof(row), compare_rows);
}

static inline eh_status
next_rows(void *source, eh_event *events, int *n)
{
	log_source *s = source;
	const row *r = s->log->row;

	for (*n = 0; *n < s->step && s->at < s->log->n; (*n)++, s->at++)
		events[*n] = (eh_event){r[s->at].day, (uint8_t) r[s->at].kind,
			s->at == 0 || r[s->at].child != r[s->at - 1].child};
	return EH_OK;
}

/* Any rule, resolved for the log. */
static inline eh_rule
make_rule(const log_rows *log)
{
	static const int32_t windows[][2] = {
		{12, 0}, {0, 365}, {0, 364}, {1, 0}, {6, 0}, {0, 30}, {1, 15}, {24, 0}};
	const int32_t *window = windows[pick(8)];
	int32_t first = EH_LAST_DAY, last = EH_FIRST_DAY;
	eh_rule rule;

	eh_rule_default(&rule);
	rule.months = window[0];
	rule.days = window[1];
	rule.edge = (uint8_t) pick(2);
	rule.same_day = (uint8_t) pick(3);
	rule.anchor = (uint8_t) pick(2);
	rule.year_month = (uint8_t) (pick(3) == 0 ? 1 : 4);
	rule.help_days = pick(90);
	if (pick(2) == 0)
		rule.observed_from = eh_civil_day(2019, 1 + pick(12), 1);
	if (pick(2) == 0)
		rule.observed_to = eh_civil_day(2022, 1 + pick(12), 1);
	if (pick(2) == 0)
		rule.count_from = eh_civil_day(2019 + pick(2), 1 + pick(12), 1);
	if (pick(2) == 0)
		rule.count_to = eh_civil_day(2021 + pick(2), 1 + pick(12), 1);
	for (int i = 0; i < log->n; i++)
	{
		if (log->row[i].day < first)
			first = log->row[i].day;
		if (log->row[i].day > last)
			last = log->row[i].day;
	}
	if (log->n == 0)
		first = last = eh_civil_day(2020, 6, 1);
	eh_rule_resolve(&rule, first, last);
	return rule;
}

/* U1, as it is written: no short cuts. */
static inline bool
within(const eh_rule *rule, int32_t earlier, int32_t later)
{
	if (rule->anchor == EH_FROM_LATER)
		later = eh_day_add_months(later, -rule->months) - rule->days;
	else
		earlier = eh_day_add_months(earlier, rule->months) + rule->days;
	return earlier > later || (rule->edge == EH_EDGE_IN && earlier == later);
}

static inline bool
observed(const eh_rule *rule, int32_t day)
{
	return day >= rule->observed_from && day <= rule->observed_to;
}

/* One case of a child: it is in the tally, and has what is asked or not. */
typedef struct one_case
{
	int child;
	bool in;
	bool has;
} one_case;

/* A tally from its cases, child by child. */
static inline eh_tally
tally_of(const one_case *cases, int n)
{
	eh_tally t = {0};

	for (int child = 0; child < MOST_EVENTS; child++)
	{
		int64_t cn = 0, cx = 0;

		for (int i = 0; i < n; i++)
		{
			if (cases[i].child != child || !cases[i].in)
				continue;
			cn++;
			cx += cases[i].has;
		}
		t.n += cn;
		t.x += cx;
		t.children += cn > 0;
		t.children_x += cx > 0;
		t.nn += cn * cn;
		t.nx += cn * cx;
		t.xx += cx * cx;
	}
	return t;
}

static inline bool
same_tally(const eh_tally *a, const eh_tally *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

#endif
