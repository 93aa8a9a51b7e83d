/*
 * missed.c - cases closed without early help, and how many came back.
 *
 * M1  A closure is an event closed_no_action or closed_step_down on an
 *     observed day.  Each is an occasion; where the rule merges, those of a
 *     child, day and kind are one.  Occasions and children are counted apart.
 * M2  The clock starts at the closure.  Its re-referral is the child's first
 *     referral on a later day: one on the day itself may be the case closed.
 * M3  It is helped where help starts on its day or within help_days after,
 *     and not after its re-referral; on the day of that still counts.
 *     help_days has no default.
 * M4  A child is seen until the log ends or the child leaves on or after the
 *     closure's day, whichever is first.
 * M5  Whether a closure was helped is known where the child is seen for all
 *     of help_days; else it is help_unknown, whatever happened until then:
 *     to keep the few that help had already reached would favour them.
 * M6  Of those known, whether it came back is observed where the child is
 *     seen for all of the window; else it is censored, for the same reason.
 * M7  The share closed without help is of closures known: no action and no
 *     help.  A missed opportunity is one of those that came back.  A step-down
 *     without a start is told apart, in a cell of its own.
 * M8  A closure is counted in the year of its day, if that day is counted.
 *     Events of every observed day are looked at.
 *
 * Closures that are not yet known wait in a ring, one entry a day and kind.
 * None waits for longer than the window and help_days, so the ring has an
 * end (eh_missed_work).
 */
#include "missed.h"

#include <string.h>

#define CLOSURE_KINDS 2

/* The closures of a day, both kinds. */
typedef struct waiting
{
	int32_t day;
	int32_t seen_to;
	int32_t back_on; /* the re-referral's day */
	bool back;
	bool helped;
	int64_t n[CLOSURE_KINDS]; /* no action, step-down */
} waiting;

/* A child's n and x of every tally. */
typedef struct child_sums
{
	int64_t known, no_help;
	int64_t n[EH_MISSED_CELLS];
	int64_t x[EH_MISSED_CELLS];
} child_sums;

typedef struct sweep
{
	const eh_rule *rule;
	const eh_years *years;
	eh_missed_result *out;
	int32_t count_from;
	int32_t count_to;
	bool too_many;

	/* the child */
	child_sums sums;
	child_sums year_sums;
	int32_t year;
	bool year_open;
	bool opened; /* there was a referral */

	/* its day */
	int32_t day;
	int64_t count[EH_EVENT_KINDS];

	waiting *ring;
	int32_t room;
	int32_t head; /* the first that waits */
	int32_t waits;
} sweep;

/* Days from a closure after which nothing is left to learn of it. */
static int32_t
longest_wait(const eh_rule *rule)
{
	int32_t window = 31 * rule->months + rule->days;

	return window > rule->help_days ? window : rule->help_days;
}

/* Bytes of work, aligned as malloc() aligns. */
size_t
eh_missed_work(const eh_rule *rule)
{
	return sizeof(waiting) * ((size_t) longest_wait(rule) + 2);
}

static bool
add_child(eh_missed_counts *to, const child_sums *s)
{
	if (s->known > EH_MOST_OF_A_CHILD)
		return false;
	eh_tally_child(&to->no_help, s->known, s->no_help);
	for (int i = 0; i < EH_MISSED_CELLS; i++)
		eh_tally_child(&to->back[i], s->n[i], s->x[i]);
	return true;
}

static void
end_year(sweep *s)
{
	child_sums *y = &s->year_sums;

	if (!s->year_open)
		return;
	s->too_many |= !add_child(&s->out->year[s->year], y);
	s->sums.known += y->known;
	s->sums.no_help += y->no_help;
	for (int i = 0; i < EH_MISSED_CELLS; i++)
	{
		s->sums.n[i] += y->n[i];
		s->sums.x[i] += y->x[i];
	}
	memset(y, 0, sizeof(*y));
	s->year_open = false;
}

/* M5 to M7, for closures of one kind that have waited. */
static void
count_closures(sweep *s, const waiting *w, int kind, eh_missed_counts *year)
{
	int cell = 2 * kind + w->helped;
	int64_t n = w->n[kind];

	year->closures += n;
	if (kind == 1)
		year->step_downs += n;
	if (w->seen_to - w->day < s->rule->help_days)
	{
		year->help_unknown += n;
		return;
	}
	s->year_sums.known += n;
	if (cell == EH_NO_ACTION_NO_HELP)
		s->year_sums.no_help += n;
	if (eh_rule_within(s->rule, w->day, w->seen_to + 1))
	{
		year->censored[cell] += n;
		return;
	}
	s->year_sums.n[cell] += n;
	if (w->back && eh_rule_within(s->rule, w->day, w->back_on))
		s->year_sums.x[cell] += n;
}

/* The first that waits has waited long enough. */
static void
release(sweep *s)
{
	const waiting *w = &s->ring[s->head];
	int32_t year;

	s->head = s->head + 1 < s->room ? s->head + 1 : 0;
	s->waits--;
	if (w->day < s->count_from || w->day > s->count_to)
	{
		s->out->uncounted += w->n[0] + w->n[1];
		return;
	}
	year = eh_years_find(s->years, w->day);
	if (year != s->year)
		end_year(s);
	s->year = year;
	s->year_open = true;
	for (int kind = 0; kind < CLOSURE_KINDS; kind++)
	{
		if (w->n[kind] > 0)
			count_closures(s, w, kind, &s->out->year[year]);
	}
}

/* The day's closures begin to wait. */
static void
enter(sweep *s)
{
	int64_t *n = &s->count[EH_CLOSED_NO_ACTION];
	waiting *w;

	if (n[0] + n[1] == 0)
		return;
	s->out->closures += n[0] + n[1];
	if (!s->opened)
		s->out->unopened += n[0] + n[1];
	for (int kind = 0; kind < CLOSURE_KINDS; kind++)
	{
		if (n[kind] > 1)
		{
			s->out->same_day += n[kind] - 1;
			if (s->rule->same_day == EH_SAME_DAY_MERGED)
				n[kind] = 1;
		}
	}
	w = &s->ring[(s->head + s->waits) % s->room];
	s->waits++;
	*w = (waiting){
		.day = s->day, .seen_to = s->rule->observed_to, .n = {n[0], n[1]}};
}

/* What the day means to those that wait; its own closures are the last. */
static void
tell_waiting(sweep *s)
{
	bool helps = s->count[EH_HELP_STARTED] > 0;
	bool refers = s->count[EH_REFERRAL] > 0;
	bool leaves = s->count[EH_LEFT] > 0;

	if (!helps && !refers && !leaves)
		return;
	for (int32_t i = 0; i < s->waits; i++)
	{
		waiting *w = &s->ring[(s->head + i) % s->room];

		if (helps && !w->back && s->day - w->day <= s->rule->help_days)
			w->helped = true;
		if (refers && !w->back && s->day > w->day)
		{
			w->back = true;
			w->back_on = s->day;
		}
		if (leaves && w->seen_to > s->day)
			w->seen_to = s->day;
	}
}

/* All the events of a child's day are known. */
static void
end_day(sweep *s)
{
	int32_t longest = longest_wait(s->rule);

	while (s->waits > 0 && s->day - s->ring[s->head].day > longest)
		release(s);
	s->opened |= s->count[EH_REFERRAL] > 0;
	enter(s);
	tell_waiting(s);
	memset(s->count, 0, sizeof(s->count));
}

static void
end_child(sweep *s)
{
	end_day(s);
	while (s->waits > 0)
		release(s);
	end_year(s);
	s->too_many |= !add_child(&s->out->total, &s->sums);
	memset(&s->sums, 0, sizeof(s->sums));
	s->opened = false;
}

static void
take(sweep *s, const eh_event *e)
{
	if (e->first)
		end_child(s);
	if (e->day < s->rule->observed_from || e->day > s->rule->observed_to)
	{
		s->out->outside++;
		return;
	}
	if (e->day != s->day)
	{
		end_day(s);
		s->day = e->day;
	}
	s->count[e->kind]++;
}

/* What years have is the total's; the tallies it has already, by children. */
static void
add_years(const eh_years *years, eh_missed_result *out)
{
	for (int32_t i = 0; i < years->n; i++)
	{
		const eh_missed_counts *y = &out->year[i];

		out->total.closures += y->closures;
		out->total.step_downs += y->step_downs;
		out->total.help_unknown += y->help_unknown;
		for (int cell = 0; cell < EH_MISSED_CELLS; cell++)
			out->total.censored[cell] += y->censored[cell];
	}
}

/*
 * rule	resolved: observed_from and observed_to are days; help_days stated
 * years	eh_rule_years() of them, from eh_rule_year_starts()
 * work	eh_missed_work(rule) bytes, contents lost
 * out	out->year is the caller's: years->n of them
 *
 * EH_EDOMAIN: help_days is not stated.  EH_ERANGE: a child has more than
 * EH_MOST_OF_A_CHILD closures.
 */
eh_status
eh_missed(const eh_rule *rule, const eh_years *years,
	const eh_event_source *source, const eh_control *ctl, void *work,
	eh_missed_result *out)
{
	eh_missed_counts *year = out->year;
	eh_event events[EH_EVENT_BLOCK];
	sweep s = {.rule = rule, .years = years, .out = out, .ring = work};
	int n;

	if (rule->help_days < 0)
		return EH_EDOMAIN;
	memset(out, 0, sizeof(*out));
	out->year = year;
	if (years->n > 0)
		memset(year, 0, sizeof(*year) * (size_t) years->n);
	s.room = longest_wait(rule) + 2;
	eh_rule_counted_days(rule, &s.count_from, &s.count_to);
	do
	{
		eh_status status = source->next(source->source, events, &n);

		if (status != EH_OK)
			return status;
		if (ctl->poll != NULL && ctl->poll(ctl->arg))
			return EH_ECANCEL;
		for (int i = 0; i < n; i++)
			take(&s, &events[i]);
	} while (n > 0);
	end_child(&s);
	add_years(years, out);
	return s.too_many ? EH_ERANGE : EH_OK;
}
