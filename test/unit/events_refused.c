/*
 * events_refused.c - L2 to L7 of src/state/events.c, N3 of src/state/run.c:
 * what is refused, and what is taken of memory.
 */
#include "unit.h"

#include "events_rows.h"

/* Memory, all of it accounted for. */

static size_t held;

static void *
get_memory(void *owner, size_t bytes)
{
	size_t *memory = malloc(bytes + 16);

	(void) owner;
	memory[0] = bytes;
	held += bytes;
	memset(memory + 2, 0x5a, bytes);
	return memory + 2;
}

static void
give_memory(void *owner, void *memory)
{
	size_t *start = (size_t *) memory - 2;

	(void) owner;
	held -= start[0];
	free(start);
}

static const eh_arena arena = {get_memory, give_memory, NULL};

/* N3: no byte may be changed, added or taken away without being noticed. */
static void
damaged(sort_of_child sort, int kinds)
{
	const char *why = NULL;
	uint8_t *wire, *copy;
	eh_events_flat *flat;
	size_t bytes, n, flat_bytes;
	int taken = 0, unlike = 0, shorter = 0;

	make_rows(60, sort, 20, 1000, kinds);
	flat = flat_of_rows(0, 60, kind_of(sort), &bytes);
	n = eh_events_wire_size(flat, bytes);
	wire = malloc(n + 64);
	copy = malloc(n + 64);
	eh_events_to_wire(flat, bytes, wire);
	free(flat);
	flat = malloc(bytes + 64);
	for (size_t at = 0; at < n; at++)
	{
		for (int change = 1; change < 256; change++)
		{
			memcpy(copy, wire, n);
			copy[at] ^= (uint8_t) change;
			if (eh_events_wire_length(copy, n, &flat_bytes, &why) != EH_OK ||
				eh_events_from_wire(copy, n, &no_poll, flat, &why) != EH_OK)
				continue;
			taken++;
			eh_events_to_wire(flat, flat_bytes, copy + 0);
			copy[at] ^= (uint8_t) change;
			unlike += memcmp(copy, wire, n) != 0;
		}
	}
	ok(unlike == 0, "%d of %zu damages are other logs, and written as read",
		taken, n * 255);
	for (size_t less = 0; less < n; less++)
		shorter +=
			eh_events_wire_length(wire, less, &flat_bytes, &why) == EH_OK &&
			eh_events_from_wire(wire, less, &no_poll, flat, &why) == EH_OK;
	ok(shorter == 0, "an end that is cut off is noticed");
	free(flat);
	free(wire);
	free(copy);
	give_all();
}

/* L2, L3, L7 */
static void
refused(void)
{
	eh_child child = {0, 5};
	size_t bytes, other_bytes;
	eh_events_flat *flat, *other;
	const char *why = NULL;
	eh_rule rule;
	eh_events e;

	eh_events_init(&e, NULL);
	ok(eh_events_add_integer(&e, &owned, 1, EH_FIRST_DAY - 1, 0) ==
				EH_EDOMAIN &&
			eh_events_add_integer(&e, &owned, 1, EH_LAST_DAY + 1, 0) ==
				EH_EDOMAIN &&
			eh_events_add_integer(&e, &owned, 1, INT32_MIN, 0) == EH_EDOMAIN &&
			eh_events_add_integer(&e, &owned, 1, INT32_MAX, 0) == EH_EDOMAIN,
		"days before 1900, after 2999 and infinite are refused");
	eh_events_add_integer(&e, &owned, 1, 0, 0);
	ok(eh_events_add(&e, &owned, EH_CHILD_UUID, child, 0, 0) == EH_EDOMAIN,
		"a child of another kind is refused");
	eh_events_exclude(&e, 3);
	flat = flat_of(&e, &bytes);
	ok(flat->excluded == 3 && flat->events == 1, "excluded rows are counted");
	eh_events_init(&e, NULL);
	eh_events_add(&e, &owned, EH_CHILD_UUID, child, 0, 0);
	ok(eh_events_absorb(&e, &owned, flat, bytes) == EH_EDOMAIN,
		"so is a log of such");
	eh_rule_default(&rule);
	eh_events_init(&e, &rule);
	ok(eh_events_absorb(&e, &owned, flat, bytes) == EH_EDOMAIN,
		"and a log without the rule");
	other = flat_of(&e, &other_bytes);
	ok(eh_events_check(other, other_bytes, &no_poll, &why) == EH_OK &&
			there_and_back(other, other_bytes),
		"a log with a rule and no events is one");
	rule.days = 1;
	eh_events_init(&e, &rule);
	eh_events_exclude(&e, 1);
	ok(eh_events_absorb(&e, &owned, other, other_bytes) == EH_EDOMAIN,
		"and one with another");
	eh_events_init(&e, NULL);
	ok(eh_events_absorb(&e, &owned, other, other_bytes) == EH_OK && e.ruled,
		"a log that nothing is known of takes the other's");
	free(flat);
	free(other);
	give_all();
}

static void
too_large(void)
{
	eh_events_packed packed;
	eh_events e;

	eh_events_init(&e, NULL);
	for (int i = 0; i < 5000; i++)
		eh_events_add_integer(&e, &owned, i, i % 1000, 0);
	ok(eh_events_pack(&e, &owned, &no_poll, NULL, 0, 8000, &packed) ==
			EH_ERANGE,
		"a log larger than is allowed is refused");
	give_all();
}

/* L6: what a few take, and that all is given back that can be. */
static void
memory(void)
{
	eh_event_source source;
	eh_event events[EH_EVENT_BLOCK];
	eh_events e;
	int got;

	held = 0;
	eh_events_init(&e, NULL);
	for (int i = 0; i < 60; i++)
		eh_events_add_integer(&e, &arena, i * 7 % 13, i, 0);
	ok(held <= 512 && e.bytes == held, "sixty events take %zu bytes", held);
	eh_events_read(&e, &arena, &no_poll, NULL, 0, &source);
	while (source.next(source.source, events, &got) == EH_OK && got > 0)
		;
	eh_events_read_end(&source, &arena);
	ok(held == 0 && e.bytes == 0, "and all of it is given back");
}

static bool
stop(void *arg)
{
	(void) arg;
	return true;
}

static void
cancelled(void)
{
	static const eh_control ctl = {0, stop, NULL};
	eh_event_source source;
	eh_event events[EH_EVENT_BLOCK];
	eh_events e;
	int got;

	make_rows(100000, SMALL, 60000, 1826, 1);
	eh_events_init(&e, NULL);
	for (int i = 0; i < 100000; i++)
		put(&e, &owned, &rows[i], EH_CHILD_INTEGER);
	eh_events_read(&e, &owned, &ctl, NULL, 0, &source);
	ok(source.next(source.source, events, &got) == EH_ECANCEL,
		"sorting stops where it is asked to");
	eh_events_read_end(&source, &owned);
	give_all();
}

/* N3: numbers that are too long, or too large, are none. */
static void
numbers(void)
{
	static const struct
	{
		uint8_t byte[16];
		int n;
		bool wide;
		bool taken;
	} runs[] = {
		{{1, 0}, 2, false, true},
		{{1, 0x80, 0}, 3, false, false},
		{{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1}, 11, false, true},
		{{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2}, 11, false, false},
		{{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 129, 0}, 12, false,
			false},
		{{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 1, 0}, 13, false,
			false},
		{{1, 5, 1, 0}, 4, false, true},
		{{1, 5, 0}, 3, false, true},
		{{0}, 1, false, false},
		{{1}, 1, false, false},
		{{1, 0}, 2, true, true},
		{{1, 1, 0}, 3, true, false},
		{{1, 1, 7}, 3, true, true},
		{{1, 2, 7}, 3, true, false},
		{{1, 17}, 2, true, false},
		{{255, 255, 255, 255, 15, 0}, 6, false, false},
	};

	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++)
	{
		const uint8_t *at = runs[i].byte;
		const uint8_t *end = at + runs[i].n;
		eh_run_place place;
		bool taken = true;

		eh_run_begin(&place, runs[i].wide, false);
		while (at < end && taken)
			taken = eh_run_get(&place, &at, end);
		ok(taken == runs[i].taken, "run %zu is %s", i,
			runs[i].taken ? "one" : "none");
	}
}

int
main(void)
{
	damaged(SMALL, 1);
	damaged(SMALL, EH_EVENT_KINDS);
	damaged(RANDOM, 2);
	numbers();
	refused();
	too_large();
	memory();
	cancelled();
	return done();
}
