/*
 * rereferral.c - how many referrals come after another of the same child.
 *
 * E1  Referrals are events of that kind on observed days.  On other days
 *     they are outside: counted as that, and not looked at.
 * E2  A referral is a re-referral where one of the same child lies within
 *     the window and on an earlier day; the same day, where the rule counts
 *     those: then of n on one day all but one come after another.  Where it
 *     merges them, n on one day are one.
 * E3  It is followed where it is within the window of one on a later day
 *     (or of one that comes after it on its day, as above).
 * E4  Every counted referral is one of three: a re-referral, or the first of
 *     a chain (followed, but no re-referral), or alone.
 * E5  Days counted say which referrals are counted; all that are observed
 *     are looked at, before and after those days too.
 * E6  all has every counted referral.  back leaves out those unobservable
 *     before (U4), and forward those unobservable after, whatever is known
 *     of them: to keep those that are known to have come back would favour
 *     them.
 * E7  A year has the counts of the referrals on its days; children are
 *     counted in each year they have a referral in.
 * E8  With the clock since closure, a referral is a re-referral where a case
 *     of the child had closed within the window, and had been opened before
 *     the day: a closure on the day itself is an earlier referral's only if
 *     one is open when the day begins, that is if referrals outnumber
 *     closures (one that closes nothing was opened before the log).  Then
 *     nothing is followed: forward, first and alone stay 0; and referrals of
 *     one day do not come after one another.
 *
 * The classes of E4 are those of the Department for Education's census of
 * children in need.
 */
#include "rereferral.h"

#include <string.h>

/* One child's cases so far, of a year or of all. */
typedef struct child_sums
{
	int64_t n, x;
	int64_t back_n, back_x;
	int64_t forward_n, forward_x;
} child_sums;

/* A child's referrals on one day. */
typedef struct group
{
	int32_t day;
	int64_t n; /* 0: there is none */
	int64_t re;
} group;

typedef struct sweep
{
	const eh_rule *rule;
	const eh_years *years;
	eh_rereferral_result *out;
	int32_t count_from;
	int32_t count_to;
	int32_t back_from;  /* the first day observable before */
	int32_t forward_to; /* the last day observable after */
	bool too_many;

	/* the child */
	child_sums sums;
	child_sums year_sums;
	int32_t year;
	int32_t year_end;  /* the day after it */
	group last;        /* the last day but this with a referral */
	int64_t open;      /* referrals less closures, before this day */
	int32_t closed_on; /* the last day but this with a closure */
	bool closed;       /* there was one */

	/* its day */
	int32_t day;
	int64_t referrals;
	int64_t closures;
} sweep;

static bool
add_child(eh_rereferral_counts *to, const child_sums *s)
{
	if (s->n > EH_MOST_OF_A_CHILD)
		return false;
	eh_tally_child(&to->all, s->n, s->x);
	if (s->back_n > 0)
		eh_tally_child(&to->back, s->back_n, s->back_x);
	if (s->forward_n > 0)
		eh_tally_child(&to->forward, s->forward_n, s->forward_x);
	return true;
}

/* What the child has in the year goes to the year, and to its sums of all. */
static void
end_year(sweep *s)
{
	child_sums *y = &s->year_sums;

	if (y->n == 0)
		return;
	s->too_many |= !add_child(&s->out->year[s->year], y);
	s->sums.n += y->n;
	s->sums.x += y->x;
	s->sums.back_n += y->back_n;
	s->sums.back_x += y->back_x;
	s->sums.forward_n += y->forward_n;
	s->sums.forward_x += y->forward_x;
	memset(y, 0, sizeof(*y));
}

/* The referrals of a day are counted, once it is known what follows them. */
static void
count_group(sweep *s, const group *g, bool followed)
{
	bool counted = s->rule->same_day == EH_SAME_DAY_COUNTED &&
				   s->rule->clock == EH_SINCE_REFERRAL;
	int64_t after = counted ? g->n - 1 + followed : followed ? g->n : 0;
	int64_t initial = g->n - g->re;
	int64_t first = after > 0 ? initial : 0;
	eh_rereferral_counts *year;

	if (g->day < s->count_from || g->day > s->count_to)
	{
		s->out->uncounted += g->n;
		return;
	}
	if (g->day >= s->year_end || s->year_sums.n == 0)
	{
		end_year(s);
		s->year = eh_years_find(s->years, g->day);
		s->year_end = s->years->start[s->year + 1];
	}
	s->year_sums.n += g->n;
	s->year_sums.x += g->re;
	if (g->day >= s->back_from)
	{
		s->year_sums.back_n += g->n;
		s->year_sums.back_x += g->re;
	}
	if (s->rule->clock == EH_SINCE_CLOSURE)
		return;
	if (g->day <= s->forward_to)
	{
		s->year_sums.forward_n += g->n;
		s->year_sums.forward_x += after;
	}
	year = &s->out->year[s->year];
	year->first += first;
	year->alone += initial - first;
}

/* E8: has a case closed within the window of this day? */
static bool
closed_before(const sweep *s)
{
	if (s->closures > 0 && s->open > 0)
		return true;
	return s->closed && eh_rule_within(s->rule, s->closed_on, s->day);
}

/* How many of n referrals on this day are re-referrals. */
static int64_t
rereferrals(const sweep *s, int64_t n, bool near)
{
	if (s->rule->clock == EH_SINCE_CLOSURE)
		return closed_before(s) ? n : 0;
	if (s->rule->same_day == EH_SAME_DAY_COUNTED)
		return n - 1 + near;
	return near ? n : 0;
}

/* All the events of a child's day are known. */
static void
end_day(sweep *s)
{
	int64_t n = s->referrals;

	if (n > 0)
	{
		bool near =
			s->last.n > 0 && eh_rule_within(s->rule, s->last.day, s->day);

		s->out->referrals += n;
		s->out->same_day += n - 1;
		if (s->rule->same_day == EH_SAME_DAY_MERGED)
			n = 1;
		if (s->last.n > 0)
			count_group(s, &s->last, near);
		s->last = (group){s->day, n, rereferrals(s, n, near)};
	}
	if (s->closures > 0)
	{
		s->closed = true;
		s->closed_on = s->day;
	}
	s->open += s->referrals - s->closures;
	if (s->open < 0)
		s->open = 0;
	s->referrals = 0;
	s->closures = 0;
}

static void
end_child(sweep *s)
{
	end_day(s);
	if (s->last.n > 0)
		count_group(s, &s->last, false);
	end_year(s);
	if (s->sums.n > 0)
		s->too_many |= !add_child(&s->out->total, &s->sums);
	memset(&s->sums, 0, sizeof(s->sums));
	s->last.n = 0;
	s->open = 0;
	s->closed = false;
}

static void
take(sweep *s, const eh_event *e)
{
	if (e->first)
		end_child(s);
	if (e->day < s->rule->observed_from || e->day > s->rule->observed_to)
	{
		s->out->outside += e->kind == EH_REFERRAL;
		return;
	}
	if (e->day != s->day)
	{
		end_day(s);
		s->day = e->day;
	}
	s->referrals += e->kind == EH_REFERRAL;
	s->closures += e->kind >= EH_CLOSED_NO_ACTION && e->kind <= EH_CLOSED_OTHER;
}

static void
begin(sweep *s, const eh_rule *rule, const eh_years *years,
	eh_rereferral_result *out)
{
	memset(s, 0, sizeof(*s));
	s->rule = rule;
	s->years = years;
	s->out = out;
	eh_rule_counted_days(rule, &s->count_from, &s->count_to);
	eh_rule_observable_days(rule, &s->back_from, &s->forward_to);
}

/*
 * rule	resolved: observed_from and observed_to are days
 * years	eh_rule_years() of them, from eh_rule_year_starts()
 * out	out->year is the caller's: years->n of them
 *
 * EH_ERANGE: a child has more than EH_MOST_OF_A_CHILD referrals.
 */
eh_status
eh_rereferral(const eh_rule *rule, const eh_years *years,
	const eh_event_source *source, const eh_control *ctl,
	eh_rereferral_result *out)
{
	eh_rereferral_counts *year = out->year;
	eh_event events[EH_EVENT_BLOCK];
	sweep s;
	int n;

	memset(out, 0, sizeof(*out));
	out->year = year;
	if (years->n > 0)
		memset(year, 0, sizeof(*year) * (size_t) years->n);
	begin(&s, rule, years, out);
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
	for (int32_t i = 0; i < years->n; i++)
	{
		out->total.first += year[i].first;
		out->total.alone += year[i].alone;
	}
	return s.too_many ? EH_ERANGE : EH_OK;
}
