/*
 * proportion.c - P1 to P4 of src/state/proportion.c.
 */
#include "unit.h"

#include "state/proportion.h"

static bool
same(const eh_proportion *a, const eh_proportion *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* P3: text and wire, there and back. */
static void
there_and_back(const eh_proportion *p)
{
	char text[EH_PROPORTION_TEXT];
	uint8_t wire[EH_PROPORTION_WIRE];
	eh_proportion back = {0};
	const char *why;

	eh_proportion_state_to_text(p, text);
	ok(eh_proportion_state_from_text(text, &back, &why) == EH_OK &&
			same(p, &back),
		"\"%s\" is read back", text);
	eh_proportion_state_to_wire(p, wire);
	memset(&back, 0, sizeof(back));
	ok(eh_proportion_state_from_wire(wire, sizeof(wire), &back, &why) ==
				EH_OK &&
			same(p, &back),
		"and from the wire");
}

static void
refusals(void)
{
	static const char *const bad[] = {"", "1", "1:", "1: 1 of", "1: 1 of 2",
		"1: 1 of 2;", "1: 1 of 2; missing", "1: 1 of 2; missing x",
		"1: 1 of 2; missing 3 4", "1: 3 of 2; missing 0",
		"1: -1 of 2; missing 0", "1: 1 of 2; missing -1",
		"2: 1 of 2; missing 0", "x: 1 of 2; missing 0",
		"1: 1.5 of 2; missing 0", "1: 0x1 of 2; missing 0",
		"1: 99999999999999999999 of 2; missing 0",
		"1: 1 of 9223372036854775807; missing 0"};
	uint8_t wire[EH_PROPORTION_WIRE] = {2};
	eh_proportion p = {0};
	const char *why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
	{
		why = NULL;
		ok(eh_proportion_state_from_text(bad[i], &p, &why) == EH_EFORMAT &&
				why != NULL,
			"\"%s\" is refused, with a reason", bad[i]);
	}
	ok(eh_proportion_state_from_wire(wire, sizeof(wire), &p, &why) ==
			EH_EFORMAT,
		"an unknown format on the wire");
	ok(eh_proportion_state_from_wire(wire, 24, &p, &why) == EH_EFORMAT,
		"a wire too short");
}

int
main(void)
{
	eh_proportion whole = {0}, a = {0}, b = {0};

	eh_proportion_state_init(&whole);
	eh_proportion_state_init(&a);
	eh_proportion_state_init(&b);
	there_and_back(&whole);
	for (int i = 0; i < 100; i++)
	{
		eh_proportion_state_add(&whole, i % 3 == 0, 1);
		eh_proportion_state_add(i < 41 ? &a : &b, i % 3 == 0, 1);
	}
	b.missing = whole.missing = 7;
	there_and_back(&whole);

	ok(eh_proportion_state_merge(&b, &a) == EH_OK && same(&b, &whole),
		"P2: merging the parts is counting the whole");
	ok(eh_proportion_state_unmerge(&b, &a) == EH_OK && b.cases == 59 &&
			b.events == 20,
		"and can be undone");
	ok(eh_proportion_state_unmerge(&a, &b) == EH_EDOMAIN, "but not overdone");
	ok(eh_proportion_state_remove(&a, 0, 41) == EH_EDOMAIN,
		"events are not left without their cases");
	ok(eh_proportion_state_add(&a, 2, 1) == EH_EDOMAIN, "P1: 2 of 1");
	ok(eh_proportion_state_add(&a, -1, 1) == EH_EDOMAIN, "P1: -1 of 1");
	b = a;
	ok(eh_proportion_state_add(&a, 0, INT64_MAX) == EH_ERANGE && same(&a, &b),
		"P4: too many cases, and nothing changed");
	refusals();
	return done();
}
