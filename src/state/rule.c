/*
 * rule.c - a rule as a value: its text and wire.
 *
 *	1: within 12 months 0 days; edge in; same_day apart; anchor later;
 *	clock referral; observed - to -; counted 2015-04-01 to -; help - days;
 *	years from month 4
 *
 * on one line; a dash is what was left unstated.  The wire is the format and
 * eh_rule's seven numbers, four bytes each and most significant first, then
 * its five choices.
 */
#include "rule.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/calendar.h"
#include "scan.h"

_Static_assert(sizeof(eh_rule_value) == 40, "the layout in doc/format.md");

const char *const eh_rule_edges[] = {"in", "out", NULL};
const char *const eh_rule_same_days[] = {"apart", "counted", "merged", NULL};
const char *const eh_rule_anchors[] = {"later", "earlier", NULL};
const char *const eh_rule_clocks[] = {"referral", "closure", NULL};

/* The one gate for rules from outside. */
eh_status
eh_rule_value_check(const eh_rule_value *v, const char **why)
{
	if (v->format != EH_RULE_FORMAT)
		*why = "its format number is not known to this version";
	else if ((v->pad[0] | v->pad[1] | v->pad[2]) != 0)
		*why = "one of its choices is unknown";
	else
		return eh_rule_check(&v->rule, why);
	return EH_EFORMAT;
}

/* --- the wire ---------------------------------------------------------------
 */

/* Numbers and choices, in the order they go. */
static void
parts_of(eh_rule *rule, int32_t *numbers[7], uint8_t *choices[5])
{
	int32_t *const n[7] = {&rule->months, &rule->days, &rule->help_days,
		&rule->observed_from, &rule->observed_to, &rule->count_from,
		&rule->count_to};
	uint8_t *const c[5] = {&rule->edge, &rule->same_day, &rule->anchor,
		&rule->clock, &rule->year_month};

	memcpy(numbers, n, sizeof(n));
	memcpy(choices, c, sizeof(c));
}

void
eh_rule_put(const eh_rule *rule, uint8_t **wire)
{
	eh_rule copy = *rule;
	int32_t *numbers[7];
	uint8_t *choices[5];

	parts_of(&copy, numbers, choices);
	for (int i = 0; i < 7; i++)
		eh_put_u32(wire, (uint32_t) *numbers[i]);
	for (int i = 0; i < 5; i++)
		*(*wire)++ = *choices[i];
}

void
eh_rule_get(eh_rule *rule, const uint8_t **wire)
{
	int32_t *numbers[7];
	uint8_t *choices[5];

	memset(rule, 0, sizeof(*rule));
	parts_of(rule, numbers, choices);
	for (int i = 0; i < 7; i++)
		*numbers[i] = (int32_t) eh_get_u32(wire);
	for (int i = 0; i < 5; i++)
		*choices[i] = *(*wire)++;
}

/* wire holds EH_RULE_WIRE */
void
eh_rule_to_wire(const eh_rule_value *v, uint8_t *wire)
{
	*wire++ = v->format;
	eh_rule_put(&v->rule, &wire);
}

eh_status
eh_rule_from_wire(
	const uint8_t *wire, size_t bytes, eh_rule_value *v, const char **why)
{
	if (bytes != EH_RULE_WIRE)
	{
		*why = "it is not as long as a rule";
		return EH_EFORMAT;
	}
	memset(v, 0, sizeof(*v));
	v->format = *wire++;
	eh_rule_get(&v->rule, &wire);
	return eh_rule_value_check(v, why);
}

/* --- the text ---------------------------------------------------------------
 */

#define DAY_TEXT 12

static const char *
day_text(int32_t day, char text[static DAY_TEXT])
{
	if (day < EH_FIRST_DAY || day > EH_LAST_DAY)
		memcpy(text, "-", 2);
	else
	{
		eh_civil c = eh_day_civil(day);

		snprintf(text, DAY_TEXT, "%04u-%02u-%02u", (unsigned) c.year % 10000,
			(unsigned) c.month % 100, (unsigned) c.day % 100);
	}
	return text;
}

/* text holds EH_RULE_TEXT */
void
eh_rule_to_text(const eh_rule_value *v, char *text)
{
	const eh_rule *r = &v->rule;
	char day[4][DAY_TEXT];
	char help[16] = "-";

	if (r->help_days != EH_HELP_UNSTATED)
		snprintf(help, sizeof(help), "%" PRId32, r->help_days);
	snprintf(text, EH_RULE_TEXT,
		"1: within %" PRId32 " months %" PRId32
		" days; edge %s; same_day %s; anchor %s; clock %s; observed %s to %s; "
		"counted %s to %s; help %s days; years from month %d",
		r->months, r->days, eh_rule_edges[r->edge],
		eh_rule_same_days[r->same_day], eh_rule_anchors[r->anchor],
		eh_rule_clocks[r->clock], day_text(r->observed_from, day[0]),
		day_text(r->observed_to, day[1]), day_text(r->count_from, day[2]),
		day_text(r->count_to, day[3]), help, r->year_month);
}

static bool
scan_number(const char **text, int32_t *out)
{
	int64_t v;

	if (!eh_scan_int64(text, &v) || v < INT32_MIN || v > INT32_MAX)
		return false;
	*out = (int32_t) v;
	return true;
}

static bool
scan_choice(const char **text, const char *const *words, uint8_t *out)
{
	for (uint8_t i = 0; words[i] != NULL; i++)
	{
		if (eh_scan_word(text, words[i]))
		{
			*out = i;
			return true;
		}
	}
	return false;
}

/* A day as it is written; it must read back as itself. */
static bool
scan_day(const char **text, int32_t unstated, int32_t *day)
{
	char again[DAY_TEXT];
	int year, month, date;

	if (eh_scan_word(text, "-"))
	{
		*day = unstated;
		return true;
	}
	eh_scan_space(text);
	if (strspn(*text, "0123456789-") != 10 ||
		sscanf(*text, "%4d-%2d-%2d", &year, &month, &date) != 3 || month < 1 ||
		month > 12 || date < 1 || date > 31)
		return false;
	*day = eh_civil_day(year, month, date);
	if (strncmp(day_text(*day, again), *text, 10) != 0)
		return false;
	*text += 10;
	return true;
}

static bool
scan_words(const char **text, const char *first, const char *second)
{
	return eh_scan_word(text, first) &&
		   (second == NULL || eh_scan_word(text, second));
}

static bool
scan_rule(const char **text, eh_rule *r)
{
	int32_t month;
	bool stated;

	if (!scan_words(text, "1:", "within") || !scan_number(text, &r->months) ||
		!scan_words(text, "months", NULL) || !scan_number(text, &r->days) ||
		!scan_words(text, "days;", "edge") ||
		!scan_choice(text, eh_rule_edges, &r->edge) ||
		!scan_words(text, ";", "same_day") ||
		!scan_choice(text, eh_rule_same_days, &r->same_day) ||
		!scan_words(text, ";", "anchor") ||
		!scan_choice(text, eh_rule_anchors, &r->anchor) ||
		!scan_words(text, ";", "clock") ||
		!scan_choice(text, eh_rule_clocks, &r->clock) ||
		!scan_words(text, ";", "observed") ||
		!scan_day(text, EH_DAY_UNSTATED_FROM, &r->observed_from) ||
		!scan_words(text, "to", NULL) ||
		!scan_day(text, EH_DAY_UNSTATED_TO, &r->observed_to) ||
		!scan_words(text, ";", "counted") ||
		!scan_day(text, EH_DAY_UNSTATED_FROM, &r->count_from) ||
		!scan_words(text, "to", NULL) ||
		!scan_day(text, EH_DAY_UNSTATED_TO, &r->count_to) ||
		!scan_words(text, ";", "help"))
		return false;
	stated = !eh_scan_word(text, "-");
	if (stated && (!scan_number(text, &r->help_days) || r->help_days < 0))
		return false;
	if (!stated)
		r->help_days = EH_HELP_UNSTATED;
	if (!scan_words(text, "days;", "years") ||
		!scan_words(text, "from", "month"))
		return false;
	if (!scan_number(text, &month) || month < 1 || month > 12)
		return false;
	r->year_month = (uint8_t) month;
	eh_scan_space(text);
	return **text == '\0';
}

eh_status
eh_rule_from_text(const char *text, eh_rule_value *v, const char **why)
{
	memset(v, 0, sizeof(*v));
	v->format = EH_RULE_FORMAT;
	if (!scan_rule(&text, &v->rule))
	{
		*why = "it is not written as one";
		return EH_EFORMAT;
	}
	return eh_rule_value_check(v, why);
}
