/*
 * returns.c - how long children stay away before they are referred again.
 *
 * R1  A duration starts at each closure, of any kind, or with the clock since
 *     referral at each referral, on a day that is observed and counted.
 *     Where the rule merges, those of a child and day are one.
 * R2  It ends with an event on the child's first referral on a later day: one
 *     on the day itself may be the case that was closed.
 * R3  Without one it is censored on the day the child leaves, if that is on
 *     or after its start, else on the last day observed.
 * R4  The window of the rule does not matter: a curve has all of them.
 */
#include "returns.h"

#include <string.h>

/* Durations of a child that run since a day. */
typedef struct running
{
	int32_t day;
	int64_t n;
} running;

typedef struct sweep
{
	const eh_rule *rule;
	const eh_return_taker *taker;
	eh_return_counts *out;
	int32_t count_from;
	int32_t count_to;
	eh_status status;
	int32_t last_start; /* of the child, counted or not */
	bool started;       /* there was one */
	running *run;       /* as many as days are observed; days rise */
	int32_t runs;
} sweep;

/* Bytes of work by a rule that is resolved, aligned as malloc() aligns. */
size_t
eh_returns_work(const eh_rule *rule)
{
	return sizeof(running) *
		   ((size_t) (rule->observed_to - rule->observed_from) + 1);
}

/* Those that started before a day end on another. */
static void
end_runs(sweep *s, int32_t before, int32_t day, bool event)
{
	int32_t left = 0;

	for (int32_t i = 0; i < s->runs; i++)
	{
		const running *r = &s->run[i];

		if (r->day >= before)
			s->run[left++] = *r;
		else if (s->status == EH_OK)
			s->status =
				s->taker->take(s->taker->taker, day - r->day, event, r->n);
	}
	s->runs = left;
}

static void
end_child(sweep *s)
{
	end_runs(s, INT32_MAX, s->rule->observed_to, false);
	s->started = false;
}

static void
start(sweep *s, int32_t day)
{
	bool again = s->started && s->last_start == day;

	s->started = true;
	s->last_start = day;
	s->out->same_day += again;
	if (again && s->rule->same_day == EH_SAME_DAY_MERGED)
		return;
	if (day < s->count_from || day > s->count_to)
	{
		s->out->uncounted++;
		return;
	}
	s->out->starts++;
	if (s->runs == 0 || s->run[s->runs - 1].day != day)
		s->run[s->runs++] = (running){.day = day};
	s->run[s->runs - 1].n++;
}

/* Events of a day come by kind: referrals, closures, help, leaving. */
static void
take(sweep *s, const eh_event *e)
{
	bool since_referral = s->rule->clock == EH_SINCE_REFERRAL;
	bool starts = since_referral ? e->kind == EH_REFERRAL
								 : e->kind >= EH_CLOSED_NO_ACTION &&
									   e->kind <= EH_CLOSED_OTHER;

	if (e->first)
		end_child(s);
	if (e->day < s->rule->observed_from || e->day > s->rule->observed_to)
	{
		s->out->outside += starts;
		return;
	}
	if (e->kind == EH_REFERRAL)
		end_runs(s, e->day, e->day, true);
	if (starts)
		start(s, e->day);
	if (e->kind == EH_LEFT)
		end_runs(s, INT32_MAX, e->day, false);
}

/*
 * rule	resolved: observed_from and observed_to are days
 * work	eh_returns_work(rule) bytes, contents lost
 *
 * What the taker says if not EH_OK.
 */
eh_status
eh_returns(const eh_rule *rule, const eh_event_source *source,
	const eh_control *ctl, const eh_return_taker *taker, void *work,
	eh_return_counts *out)
{
	eh_event events[EH_EVENT_BLOCK];
	sweep s = {.rule = rule, .taker = taker, .out = out, .run = work};
	int n;

	memset(out, 0, sizeof(*out));
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
		if (s.status != EH_OK)
			return s.status;
	} while (n > 0);
	end_child(&s);
	return s.status;
}
