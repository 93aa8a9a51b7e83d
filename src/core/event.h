/*
 * event.h - what happened to a child on a day, and the rule such a log is
 * read by.
 */
#ifndef EH_EVENT_H
#define EH_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "design.h"
#include "ratio_estimator.h"
#include "status.h"

/* Days a log may have: 1900-01-01 to 2999-12-31. */
#define EH_FIRST_DAY (-36524)
#define EH_LAST_DAY 365242

typedef enum eh_event_kind
{
	EH_REFERRAL,
	EH_CLOSED_NO_ACTION, /* RC8 */
	EH_CLOSED_STEP_DOWN, /* RC9: closed, referred to early help */
	EH_CLOSED_OTHER,
	EH_HELP_STARTED,
	EH_LEFT, /* an 18th birthday or a move: nothing is seen from here on */
	EH_EVENT_KINDS
} eh_event_kind;

/*
 * An event of a log in order of child, day and kind.  Who the child is does
 * not matter to arithmetic, only where the next one begins.
 */
typedef struct eh_event
{
	int32_t day;
	uint8_t kind;
	bool first; /* of its child */
} eh_event;

/* Events that a source gives at a time, at most. */
#define EH_EVENT_BLOCK 1024

/*
 * next puts up to EH_EVENT_BLOCK events of the log and sets n; 0 at its end.
 * From memory or from files, it is read once.
 */
typedef struct eh_event_source
{
	eh_status (*next)(void *source, eh_event *events, int *n);
	void *source;
} eh_event_source;

typedef enum eh_rule_edge
{
	EH_EDGE_IN, /* exactly the window apart counts */
	EH_EDGE_OUT
} eh_rule_edge;

typedef enum eh_rule_same_day
{
	EH_SAME_DAY_APART,   /* each is a referral; none comes before another */
	EH_SAME_DAY_COUNTED, /* all but one have another before them */
	EH_SAME_DAY_MERGED   /* they are one referral */
} eh_rule_same_day;

typedef enum eh_rule_anchor
{
	EH_FROM_LATER,  /* months are taken away from the later day */
	EH_FROM_EARLIER /* months are added to the earlier day */
} eh_rule_anchor;

typedef enum eh_rule_clock
{
	EH_SINCE_REFERRAL,
	EH_SINCE_CLOSURE
} eh_rule_clock;

/* Limits that the caller leaves to the log, or that are none. */
#define EH_DAY_UNSTATED_FROM INT32_MIN
#define EH_DAY_UNSTATED_TO INT32_MAX
#define EH_HELP_UNSTATED (-1)

/* Flat: it is part of what is stored.  eh_rule_default() fills it. */
typedef struct eh_rule
{
	int32_t months; /* the window: months and days together */
	int32_t days;
	int32_t help_days;     /* days after a closure by which help must start */
	int32_t observed_from; /* days that the log covers */
	int32_t observed_to;
	int32_t count_from; /* days whose referrals or closures are counted */
	int32_t count_to;
	uint8_t edge;
	uint8_t same_day;
	uint8_t anchor;
	uint8_t clock;
	uint8_t year_month; /* years begin in this month: 4 or 1, to 12 */
	uint8_t pad[3];     /* always 0 */
} eh_rule;

#define EH_RULE_MOST_MONTHS 1200
#define EH_RULE_MOST_DAYS 36525

extern void eh_rule_default(eh_rule *rule);
extern eh_status eh_rule_check(const eh_rule *rule, const char **why);
extern void eh_rule_resolve(eh_rule *rule, int32_t first, int32_t last);
extern bool eh_rule_within_exact(
	const eh_rule *rule, int32_t earlier, int32_t later);

/*
 * Does the later day lie within the window of the earlier?  A month has 28
 * days at least and 31 at most: only between do the calendar's own months
 * have to be counted.  One branch, and seldom taken.
 */
static inline bool
eh_rule_within(const eh_rule *rule, int32_t earlier, int32_t later)
{
	int32_t gap = later - earlier;
	int32_t sure = 28 * rule->months + rule->days;

	if (__builtin_expect(
			(uint32_t) (gap - sure) <= (uint32_t) (3 * rule->months), 0))
		return eh_rule_within_exact(rule, earlier, later);
	return gap < sure;
}

/*
 * n cases, of which x had what is asked, and what the children they belong
 * to add to the error of x / n: sums over children of squares.
 */
typedef struct eh_tally
{
	int64_t n;
	int64_t x;
	int64_t children;   /* with a case */
	int64_t children_x; /* with a case that had it */
	int64_t nn;
	int64_t nx;
	int64_t xx;
} eh_tally;

/* Most cases of one child: what its square may be. */
#define EH_MOST_OF_A_CHILD INT64_C(1000000000)

/* One child's n and x are added; they are no more than EH_MOST_OF_A_CHILD. */
static inline void
eh_tally_child(eh_tally *t, int64_t n, int64_t x)
{
	t->n += n;
	t->x += x;
	t->children += n > 0;
	t->children_x += x > 0;
	t->nn += n * n;
	t->nx += n * x;
	t->xx += x * x;
}

extern void eh_tally_ratio(const eh_tally *t, eh_ratio_sums *out);

/*
 * The years of a log: their first days, and one more after the last.
 * Counts of a year lie at year - first.
 */
typedef struct eh_years
{
	int32_t first;        /* what the first year is called */
	int32_t n;            /* how many */
	const int32_t *start; /* n + 1 days */
} eh_years;

extern void eh_rule_counted_days(
	const eh_rule *rule, int32_t *first, int32_t *last);
extern void eh_rule_observable_days(
	const eh_rule *rule, int32_t *back_from, int32_t *forward_to);
extern int32_t eh_rule_years(const eh_rule *rule, int32_t *first);
extern void eh_rule_year_starts(const eh_rule *rule, int32_t *start);

/*
 * Which of the years a day is in; it is in one of them.  Years of 365.2425
 * days are never more than three days away from the calendar's.
 */
static inline int32_t
eh_years_find(const eh_years *years, int32_t day)
{
	int32_t since = day - years->start[0] - 3;
	int32_t at = (int32_t) ((uint32_t) (since > 0 ? since : 0) * 400 / 146097);

	return at + (day >= years->start[at + 1]);
}

/* What can be said of a year's figures, as bits. */
#define EH_YEAR_NO_LEAD_IN 0x01   /* the log begins too late to look back */
#define EH_YEAR_NO_FOLLOW_UP 0x02 /* it ends too early to look forward */
#define EH_YEAR_PART 0x04 /* not all of the year is observed and counted */

extern int eh_rule_period_status(const eh_rule *rule, int32_t from, int32_t to);

#endif
