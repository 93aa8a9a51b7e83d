/*
 * event_rule.c - the rule that a log of events is read by.
 *
 * U1  A window is so many months and so many days.  From the later day:
 *     within it is an earlier day that is not before later - months - days;
 *     from the earlier day: a later that is not after earlier + months +
 *     days.  Months first, as PostgreSQL adds an interval.  With the edge
 *     out, the first and last day themselves are no longer within.
 * U2  What is within stays within where the days are nearer.
 * U3  The log is complete from observed_from to observed_to, both included.
 *     Left to the log, they are its first and its last day.
 * U4  A day is unobservable before where something on the day before
 *     observed_from would be within its window; after, where something on
 *     the day after observed_to would be.
 * U5  Every day from count_from to count_to is counted, if it is observed.
 */
#include "event.h"

#include <string.h>

#include "calendar.h"

/* Twelve months back, its edge in; same-day pairs are not counted. */
void
eh_rule_default(eh_rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	rule->months = 12;
	rule->help_days = EH_HELP_UNSTATED;
	rule->observed_from = rule->count_from = EH_DAY_UNSTATED_FROM;
	rule->observed_to = rule->count_to = EH_DAY_UNSTATED_TO;
	rule->year_month = 4;
}

static bool
is_day(int32_t day, int32_t unstated)
{
	return day == unstated || (day >= EH_FIRST_DAY && day <= EH_LAST_DAY);
}

/* The one gate for rules from outside.  *why: a phrase that ends a sentence. */
eh_status
eh_rule_check(const eh_rule *rule, const char **why)
{
	static const eh_rule zero;

	if (rule->months < 0 || rule->months > EH_RULE_MOST_MONTHS ||
		rule->days < 0 || rule->days > EH_RULE_MOST_DAYS)
		*why = "its window is below nought or over a hundred years";
	else if (rule->months == 0 && rule->days == 0)
		*why = "its window is empty";
	else if (rule->help_days < EH_HELP_UNSTATED ||
			 rule->help_days > EH_RULE_MOST_DAYS)
		*why = "its days to the start of help are below nought or over a "
			   "hundred years";
	else if (!is_day(rule->observed_from, EH_DAY_UNSTATED_FROM) ||
			 !is_day(rule->observed_to, EH_DAY_UNSTATED_TO) ||
			 !is_day(rule->count_from, EH_DAY_UNSTATED_FROM) ||
			 !is_day(rule->count_to, EH_DAY_UNSTATED_TO))
		*why = "one of its days is before 1900 or after 2999";
	else if (rule->observed_from > rule->observed_to ||
			 rule->count_from > rule->count_to)
		*why = "it ends before it begins";
	else if (rule->edge > EH_EDGE_OUT || rule->same_day > EH_SAME_DAY_MERGED ||
			 rule->anchor > EH_FROM_EARLIER || rule->clock > EH_SINCE_CLOSURE ||
			 rule->year_month < 1 || rule->year_month > 12 ||
			 memcmp(rule->pad, zero.pad, sizeof(zero.pad)) != 0)
		*why = "one of its choices is unknown";
	else
		return EH_OK;
	return EH_EFORMAT;
}

/* U3: what was left to the log becomes its first and last day. */
void
eh_rule_resolve(eh_rule *rule, int32_t first, int32_t last)
{
	if (rule->observed_from == EH_DAY_UNSTATED_FROM)
		rule->observed_from =
			first < rule->observed_to ? first : rule->observed_to;
	if (rule->observed_to == EH_DAY_UNSTATED_TO)
		rule->observed_to =
			last > rule->observed_from ? last : rule->observed_from;
}

bool
eh_rule_within_exact(const eh_rule *rule, int32_t earlier, int32_t later)
{
	if (rule->anchor == EH_FROM_LATER)
		later = eh_day_add_months(later, -rule->months) - rule->days;
	else
		earlier = eh_day_add_months(earlier, rule->months) + rule->days;
	return rule->edge == EH_EDGE_IN ? earlier >= later : earlier > later;
}

/* The first and the last day counted; first > last where there is none. */
void
eh_rule_counted_days(const eh_rule *rule, int32_t *first, int32_t *last)
{
	*first = rule->count_from > rule->observed_from ? rule->count_from
													: rule->observed_from;
	*last =
		rule->count_to < rule->observed_to ? rule->count_to : rule->observed_to;
}

/* The least day of low .. high that is not within the window after p. */
static int32_t
first_beyond(const eh_rule *rule, int32_t p, int32_t low, int32_t high)
{
	while (low < high)
	{
		int32_t middle = low + (high - low) / 2;

		if (eh_rule_within(rule, p, middle))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The greatest day of low .. high that is not within the window before t. */
static int32_t
last_beyond(const eh_rule *rule, int32_t t, int32_t low, int32_t high)
{
	while (low < high)
	{
		int32_t middle = high - (high - low) / 2;

		if (eh_rule_within(rule, middle, t))
			high = middle - 1;
		else
			low = middle;
	}
	return high;
}

/* U4: the first day observable before, and the last observable after. */
void
eh_rule_observable_days(
	const eh_rule *rule, int32_t *back_from, int32_t *forward_to)
{
	int32_t window = 31 * rule->months + rule->days + 1;
	int32_t before = rule->observed_from - 1;
	int32_t after = rule->observed_to + 1;

	*back_from = first_beyond(rule, before, before + 1, before + window);
	*forward_to = last_beyond(rule, after, after - window, after - 1);
}

/* How many years have a day that is counted, by a rule that is resolved. */
int32_t
eh_rule_years(const eh_rule *rule, int32_t *first)
{
	int32_t from, to;

	eh_rule_counted_days(rule, &from, &to);
	*first = eh_year_of(from, rule->year_month);
	return from > to ? 0 : eh_year_of(to, rule->year_month) - *first + 1;
}

/* start holds as many days as there are years, and one more. */
void
eh_rule_year_starts(const eh_rule *rule, int32_t *start)
{
	int32_t first;
	int32_t n = eh_rule_years(rule, &first);

	for (int32_t i = 0; i <= n; i++)
		start[i] = eh_year_first_day(first + i, rule->year_month);
}

/* What is to be said of the days from .. to, by a rule that is resolved. */
int
eh_rule_period_status(const eh_rule *rule, int32_t from, int32_t to)
{
	int32_t first, last;
	int status = 0;

	eh_rule_counted_days(rule, &first, &last);
	if (first > from || last < to)
		status |= EH_YEAR_PART;
	if (first < from)
		first = from;
	if (last > to)
		last = to;
	if (eh_rule_within(rule, rule->observed_from - 1, first))
		status |= EH_YEAR_NO_LEAD_IN;
	if (eh_rule_within(rule, last, rule->observed_to + 1))
		status |= EH_YEAR_NO_FOLLOW_UP;
	return status;
}

/* Children are the units whose totals the ratio x / n is of. */
void
eh_tally_ratio(const eh_tally *t, eh_ratio_sums *out)
{
	*out = (eh_ratio_sums){.n = (double) t->children,
		.x = {(double) t->x, 0.0},
		.p = {(double) t->n, 0.0},
		.xx = {(double) t->xx, 0.0},
		.xp = {(double) t->nx, 0.0},
		.pp = {(double) t->nn, 0.0}};
}
