/*
 * rule.c - text and wire of src/state/rule.c, there and back.
 */
#include "unit.h"

#include "events_log.h"

#include "state/rule.h"

static int32_t
any_day(int32_t unstated)
{
	return pick(3) == 0 ? unstated : EH_FIRST_DAY + pick(400000);
}

static eh_rule_value
any_rule(void)
{
	eh_rule_value v = {.format = EH_RULE_FORMAT};
	eh_rule *r = &v.rule;

	eh_rule_default(r);
	r->months = pick(EH_RULE_MOST_MONTHS);
	r->days = 1 + pick(EH_RULE_MOST_DAYS);
	r->help_days = pick(3) == 0 ? EH_HELP_UNSTATED : pick(400);
	r->observed_from = any_day(EH_DAY_UNSTATED_FROM);
	r->observed_to = any_day(EH_DAY_UNSTATED_TO);
	r->count_from = any_day(EH_DAY_UNSTATED_FROM);
	r->count_to = any_day(EH_DAY_UNSTATED_TO);
	r->edge = (uint8_t) pick(2);
	r->same_day = (uint8_t) pick(3);
	r->anchor = (uint8_t) pick(2);
	r->clock = (uint8_t) pick(2);
	r->year_month = (uint8_t) (1 + pick(12));
	return v;
}

static void
there_and_back(void)
{
	int rules = 0, unlike = 0;

	for (int i = 0; i < 20000; i++)
	{
		eh_rule_value v = any_rule();
		eh_rule_value back;
		uint8_t wire[EH_RULE_WIRE];
		char text[EH_RULE_TEXT];
		const char *why;

		if (eh_rule_value_check(&v, &why) != EH_OK)
			continue; /* it ends before it begins */
		rules++;
		eh_rule_to_text(&v, text);
		unlike += eh_rule_from_text(text, &back, &why) != EH_OK ||
				  memcmp(&back, &v, sizeof(v)) != 0;
		eh_rule_to_wire(&v, wire);
		unlike += eh_rule_from_wire(wire, sizeof(wire), &back, &why) != EH_OK ||
				  memcmp(&back, &v, sizeof(v)) != 0;
	}
	ok(rules > 5000 && unlike == 0,
		"%d rules are the same again from text and wire", rules);
}

static void
refused(void)
{
	static const char *const texts[] = {"", "1:", "12 months",
		"2: within 12 months 0 days; edge in; same_day apart; anchor later; "
		"clock referral; observed - to -; counted - to -; help - days; years "
		"from month 4",
		"1: within 0 months 0 days; edge in; same_day apart; anchor later; "
		"clock referral; observed - to -; counted - to -; help - days; years "
		"from month 4",
		"1: within 12 months 0 days; edge in; same_day apart; anchor later; "
		"clock referral; observed 2021-02-29 to -; counted - to -; help - "
		"days; years from month 4",
		"1: within 12 months 0 days; edge in; same_day apart; anchor later; "
		"clock referral; observed - to -; counted 2021-01-01 to 2020-01-01; "
		"help - days; years from month 4",
		"1: within 12 months 0 days; edge in; same_day apart; anchor later; "
		"clock referral; observed - to -; counted - to -; help -1 days; years "
		"from month 4",
		"1: within 12 months 0 days; edge in; same_day apart; anchor later; "
		"clock referral; observed - to -; counted - to -; help - days; years "
		"from month 13",
		"1: within 12 months 0 days; edge in; same_day apart; anchor later; "
		"clock referral; observed - to -; counted - to -; help - days; years "
		"from month 4 x"};
	eh_rule_value v = {.format = EH_RULE_FORMAT}, back;
	uint8_t wire[EH_RULE_WIRE];
	const char *why;
	int taken = 0, silent = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
	{
		why = NULL;
		taken += eh_rule_from_text(texts[i], &v, &why) == EH_OK;
		silent += why == NULL;
	}
	ok(taken == 0 && silent == 0, "what is no rule is refused, with a reason");
	memset(&v, 0, sizeof(v));
	v.format = EH_RULE_FORMAT;
	eh_rule_default(&v.rule);
	eh_rule_to_wire(&v, wire);
	ok(eh_rule_from_wire(wire, sizeof(wire) - 1, &back, &why) == EH_EFORMAT,
		"so is a wire that is too short");
	wire[0] = 9;
	ok(eh_rule_from_wire(wire, sizeof(wire), &back, &why) == EH_EFORMAT,
		"and another format");
}

int
main(void)
{
	there_and_back();
	refused();
	return done();
}
