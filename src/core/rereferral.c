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
 *
 * Most children have few referrals, and where the next child begins cannot be
 * foretold: branches on it would cost more than all the rest.  So what a
 * child has in a year, and in all, are six numbers in one word, and tables
 * count how many children have had which numbers; the tallies are made of
 * those at the end.  A child that has too many for the tables, or several on
 * a day, is added up at length.
 */
#include "rereferral.h"

#include <string.h>

/* Six numbers in three bytes, of each byte n in the upper half. */
#define BACK 0
#define FORWARD 8
#define ALL 16
#define CASE 0x10
#define TOO_MANY (0x80 << ALL) /* n of all is 8: no more will do */

/* How many children have n and x, at 16 n + x. */
#define CELLS 128

typedef struct tables
{
	uint64_t back[CELLS];
	uint64_t forward[CELLS];
	uint64_t all[CELLS];
	uint64_t first; /* referrals: followed, but no re-referrals */
} tables;

/*
 * What is to be known of a day, by days since observed_from: its year in the
 * upper half, or NOT_COUNTED; in the lower, as masks for words, whether it is
 * observable before and after.
 */
#define YEAR 16
#define NOT_COUNTED 0xffff
#define OBSERVED_BACK (0xffu << BACK)
#define OBSERVED_FORWARD (0xffu << FORWARD)

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
	bool first; /* of the child's */
	int64_t n;  /* 0: there is none */
	int64_t re;
} group;

/* What every event reads and most change: the loop keeps it in registers. */
typedef struct hot
{
	group last;         /* what is read but not yet counted */
	uint32_t day_facts; /* of its day */
	bool another;       /* a child began, and had no referral yet */
	bool at_length;     /* the child being counted is not in words */
	uint32_t word;      /* in all, but in this year */
	uint32_t year_word; /* in this year */
	uint32_t year;
} hot;

typedef struct sweep
{
	const eh_rule *rule;
	const eh_years *years;
	eh_rereferral_result *out;
	tables *year_tables; /* years->n */
	tables *total_tables;
	uint32_t *facts; /* of days */
	bool counts_same_day;
	bool too_many;
	hot hot;

	/* the child being counted, at length */
	child_sums sums;
	child_sums year_sums;

	/* the child being read, for the clock since closure */
	int64_t open;       /* referrals less closures */
	int64_t open_first; /* as the day of the last group began */
	int32_t closed_on;
	bool closed;
} sweep;

/* --- at length --------------------------------------------------------------
 */

static bool
add_child(eh_rereferral_counts *to, const child_sums *s)
{
	if (s->n > EH_MOST_OF_A_CHILD)
		return false;
	eh_tally_child(&to->all, s->n, s->x);
	eh_tally_child(&to->back, s->back_n, s->back_x);
	eh_tally_child(&to->forward, s->forward_n, s->forward_x);
	return true;
}

static void
add_word(child_sums *to, uint32_t word)
{
	to->x += word >> ALL & 15;
	to->n += word >> ALL >> 4 & 15;
	to->back_x += word >> BACK & 15;
	to->back_n += word >> BACK >> 4 & 15;
	to->forward_x += word >> FORWARD & 15;
	to->forward_n += word >> FORWARD >> 4 & 15;
}

/* The rest of the child is added up at length. */
static void
go_at_length(sweep *s)
{
	if (s->hot.at_length)
		return;
	s->hot.at_length = true;
	memset(&s->sums, 0, sizeof(s->sums));
	memset(&s->year_sums, 0, sizeof(s->year_sums));
	add_word(&s->sums, s->hot.word);
	add_word(&s->year_sums, s->hot.year_word);
	s->hot.word = s->hot.year_word = 0;
}

/* What the child has in the year goes to the year, and to its sums of all. */
static void
end_year(sweep *s)
{
	child_sums *y = &s->year_sums;

	if (y->n == 0)
		return;
	s->too_many |= !add_child(&s->out->year[s->hot.year], y);
	s->sums.n += y->n;
	s->sums.x += y->x;
	s->sums.back_n += y->back_n;
	s->sums.back_x += y->back_x;
	s->sums.forward_n += y->forward_n;
	s->sums.forward_x += y->forward_x;
	memset(y, 0, sizeof(*y));
}

static void
end_at_length(sweep *s)
{
	end_year(s);
	s->too_many |= !add_child(&s->out->total, &s->sums);
	s->hot.at_length = false;
}

/* The last group, followed by so many; its day is counted. */
static void
count_at_length(sweep *s, int64_t after)
{
	const group *g = &s->hot.last;
	uint32_t facts = s->hot.day_facts;
	child_sums *y = &s->year_sums;

	if (facts >> YEAR != s->hot.year)
		end_year(s);
	s->hot.year = facts >> YEAR;
	y->n += g->n;
	y->x += g->re;
	if ((facts & OBSERVED_BACK) != 0)
	{
		y->back_n += g->n;
		y->back_x += g->re;
	}
	if ((facts & OBSERVED_FORWARD) != 0)
	{
		y->forward_n += g->n;
		y->forward_x += after;
	}
	if (after > 0)
		s->year_tables[s->hot.year].first += (uint64_t) (g->n - g->re);
}

/* --- in words ---------------------------------------------------------------
 */

/* A child's word is entered in the tables, if one is 1; nothing if 0. */
static inline void
enter(tables *t, uint32_t word, uint64_t one)
{
	t->back[word >> BACK & (CELLS - 1)] += one;
	t->forward[word >> FORWARD & (CELLS - 1)] += one;
	t->all[word >> ALL] += one;
}

/*
 * The last group is a lone referral on a day that is counted.  No branch but
 * one foretold: false where the child has become too long for words.
 */
static inline bool
count_in_words(const sweep *s, hot *h, bool followed)
{
	const group *g = &h->last;
	uint32_t facts = h->day_facts;
	uint32_t year = facts >> YEAR;
	uint32_t first = g->first;
	uint32_t turn = first | (year != h->year);
	uint32_t re = (uint32_t) g->re;
	uint32_t one = CASE | re;
	uint32_t next = CASE | followed;

	enter(&s->year_tables[h->year], h->year_word, turn);
	h->word += h->year_word & -turn;
	h->year_word &= turn - 1;
	enter(s->total_tables, h->word, first);
	h->word &= first - 1;
	h->year = year;
	h->year_word += ((one << BACK | next << FORWARD) & facts) + (one << ALL);
	s->year_tables[year].first += followed & ~re;
	return ((h->word + h->year_word) & TOO_MANY) == 0;
}

/* The child whose first group this is not has no more. */
static void
end_in_words(sweep *s)
{
	hot *h = &s->hot;

	enter(&s->year_tables[h->year], h->year_word, 1);
	h->word += h->year_word;
	enter(s->total_tables, h->word, 1);
	h->word = h->year_word = 0;
}

/* --- reading ----------------------------------------------------------------
 */

/* The last group is counted, now that it is known what comes after. */
static void
count_last(sweep *s, bool followed)
{
	group *g = &s->hot.last;
	int64_t after = followed ? g->n : 0;

	if (g->n == 0)
		return;
	if (s->counts_same_day)
		after = g->n - 1 + followed;
	s->out->referrals += g->n;
	if (g->first && s->hot.at_length)
		end_at_length(s);
	else if (g->first)
		end_in_words(s);
	g->first = false;
	if (s->hot.day_facts >> YEAR == NOT_COUNTED)
		s->out->uncounted += g->n;
	else if (g->n > 1 || s->hot.at_length)
	{
		go_at_length(s);
		count_at_length(s, after);
	}
	else if (!count_in_words(s, &s->hot, followed))
		go_at_length(s);
}

/* Another referral of the last group's child and day. */
static void
take_same_day(sweep *s)
{
	group *g = &s->hot.last;

	s->out->same_day++;
	s->open++;
	if (s->rule->same_day == EH_SAME_DAY_MERGED)
		return;
	g->re += s->counts_same_day || g->re > 0;
	g->n++;
}

/* E8: closures come after the referrals of their day. */
static void
take_closure(sweep *s, int32_t day)
{
	group *g = &s->hot.last;

	if (!s->hot.another && g->day == day && s->open_first > 0)
		g->re = g->n;
	s->closed = true;
	s->closed_on = day;
	if (s->open > 0)
		s->open--;
}

static void
take_referral(sweep *s, int32_t day)
{
	hot *h = &s->hot;
	bool near;

	if (!h->another && day == h->last.day)
	{
		take_same_day(s);
		return;
	}
	if (s->rule->clock == EH_SINCE_CLOSURE)
	{
		near = s->closed && eh_rule_within(s->rule, s->closed_on, day);
		count_last(s, false);
	}
	else
	{
		near = !h->another && eh_rule_within(s->rule, h->last.day, day);
		count_last(s, near);
	}
	h->last = (group){.day = day, .first = h->another, .n = 1, .re = near};
	h->day_facts = s->facts[day - s->rule->observed_from];
	h->another = false;
	s->open_first = s->open++;
}

/* Any event, by any rule. */
static __attribute__((noinline)) void
take(sweep *s, const eh_event *e)
{
	if (e->first)
	{
		s->hot.another = true;
		s->closed = false;
		s->open = 0;
	}
	if (e->day < s->rule->observed_from || e->day > s->rule->observed_to)
		s->out->outside += e->kind == EH_REFERRAL;
	else if (e->kind == EH_REFERRAL)
		take_referral(s, e->day);
	else if (e->kind <= EH_CLOSED_OTHER && s->rule->clock == EH_SINCE_CLOSURE)
		take_closure(s, e->day);
}

/*
 * Events that take no more than a few steps: by the clock since referral,
 * and one after another referral that is alone on its day and in words.
 * Others are left to take().
 */
static void
take_block(sweep *s, const eh_event *events, int n)
{
	const eh_rule *rule = s->rule;
	uint32_t days = (uint32_t) (rule->observed_to - rule->observed_from);
	bool since_closure = rule->clock == EH_SINCE_CLOSURE;
	hot h = s->hot;
	int64_t referrals = 0;

	for (int i = 0; i < n; i++)
	{
		const eh_event e = events[i];
		uint32_t day = (uint32_t) (e.day - rule->observed_from);
		bool another = h.another | e.first;
		bool near;

		if (__builtin_expect(since_closure | h.at_length |
								 (e.kind != EH_REFERRAL) | (h.last.n != 1) |
								 (day > days) |
								 (h.day_facts >> YEAR == NOT_COUNTED) |
								 ((e.day == h.last.day) & !another),
				0))
		{
			s->hot = h;
			take(s, &e);
			h = s->hot;
			continue;
		}
		near = eh_rule_within(rule, h.last.day, e.day) & !another;
		referrals++;
		if (__builtin_expect(!count_in_words(s, &h, near), 0))
		{
			s->hot = h;
			go_at_length(s);
			h = s->hot;
		}
		h.last = (group){.day = e.day, .first = another, .n = 1, .re = near};
		h.day_facts = s->facts[day];
		h.another = false;
	}
	s->hot = h;
	s->out->referrals += referrals;
}

/* --- the whole --------------------------------------------------------------
 */

/* Bytes of work by a rule that is resolved, aligned as malloc() aligns. */
size_t
eh_rereferral_work(const eh_rule *rule, const eh_years *years)
{
	size_t days = (size_t) (rule->observed_to - rule->observed_from) + 1;

	return sizeof(tables) * ((size_t) years->n + 1) + sizeof(uint32_t) * days;
}

/* What sort of a day each is. */
static void
note_days(sweep *s)
{
	const eh_rule *rule = s->rule;
	const eh_years *years = s->years;
	int32_t count_from, count_to, back_from, forward_to;
	uint32_t year = 0;

	eh_rule_counted_days(rule, &count_from, &count_to);
	eh_rule_observable_days(rule, &back_from, &forward_to);
	for (int32_t day = rule->observed_from; day <= rule->observed_to; day++)
	{
		uint32_t *facts = &s->facts[day - rule->observed_from];

		*facts = (uint32_t) NOT_COUNTED << YEAR;
		if (day < count_from || day > count_to)
			continue;
		while (day >= years->start[year + 1])
			year++;
		*facts = year << YEAR;
		if (day >= back_from)
			*facts |= OBSERVED_BACK;
		if (day <= forward_to && rule->clock == EH_SINCE_REFERRAL)
			*facts |= OBSERVED_FORWARD;
	}
}

static void
begin(sweep *s, const eh_rule *rule, const eh_years *years, void *work,
	eh_rereferral_result *out)
{
	eh_rereferral_counts *year = out->year;

	memset(out, 0, sizeof(*out));
	out->year = year;
	if (years->n > 0)
		memset(year, 0, sizeof(*year) * (size_t) years->n);
	memset(s, 0, sizeof(*s));
	s->rule = rule;
	s->years = years;
	s->out = out;
	s->year_tables = work;
	s->total_tables = s->year_tables + years->n;
	memset(work, 0, sizeof(tables) * ((size_t) years->n + 1));
	s->facts = (uint32_t *) (s->total_tables + 1);
	s->counts_same_day = rule->same_day == EH_SAME_DAY_COUNTED &&
						 rule->clock == EH_SINCE_REFERRAL;
	note_days(s);
}

/* The children that a table has; those without a case do not matter. */
static void
add_table(eh_tally *t, const uint64_t *table)
{
	for (int i = CASE; i < CELLS; i++)
	{
		int64_t children = (int64_t) table[i];
		int64_t n = i / CASE;
		int64_t x = i % CASE;

		t->children += children;
		t->children_x += x > 0 ? children : 0;
		t->n += children * n;
		t->x += children * x;
		t->nn += children * n * n;
		t->nx += children * n * x;
		t->xx += children * x * x;
	}
}

static void
add_tables(eh_rereferral_counts *to, const tables *from)
{
	add_table(&to->all, from->all);
	add_table(&to->back, from->back);
	add_table(&to->forward, from->forward);
}

static void
end(sweep *s)
{
	eh_rereferral_result *out = s->out;
	bool follows = s->rule->clock == EH_SINCE_REFERRAL;

	count_last(s, false);
	if (s->hot.at_length)
		end_at_length(s);
	else
		end_in_words(s);
	add_tables(&out->total, s->total_tables);
	for (int32_t i = 0; i < s->years->n; i++)
	{
		eh_rereferral_counts *year = &out->year[i];

		add_tables(year, &s->year_tables[i]);
		year->first = (int64_t) s->year_tables[i].first;
		if (follows)
			year->alone = year->all.n - year->all.x - year->first;
		out->total.first += year->first;
		out->total.alone += year->alone;
	}
	if (s->rule->same_day == EH_SAME_DAY_MERGED)
		out->referrals += out->same_day;
}

/*
 * rule	resolved: observed_from and observed_to are days
 * years	eh_rule_years() of them, from eh_rule_year_starts()
 * work	eh_rereferral_work(rule, years) bytes, contents lost
 * out	out->year is the caller's: years->n of them
 *
 * EH_ERANGE: a child has more than EH_MOST_OF_A_CHILD referrals.
 */
eh_status
eh_rereferral(const eh_rule *rule, const eh_years *years,
	const eh_event_source *source, const eh_control *ctl, void *work,
	eh_rereferral_result *out)
{
	eh_event events[EH_EVENT_BLOCK];
	sweep s;
	int n;

	begin(&s, rule, years, work, out);
	do
	{
		eh_status status = source->next(source->source, events, &n);

		if (status != EH_OK)
			return status;
		if (ctl->poll != NULL && ctl->poll(ctl->arg))
			return EH_ECANCEL;
		take_block(&s, events, n);
	} while (n > 0);
	end(&s);
	return s.too_many ? EH_ERANGE : EH_OK;
}
