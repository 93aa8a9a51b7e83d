/*
 * durations.c - D1 to D4 of src/state/durations.c: any order and any split
 * give the same bytes, and bytes that are none are refused.  That the curves
 * are right is survival.c's.
 */
#include "unit.h"

#include <stdlib.h>

#include "events_log.h"

#include "state/durations.h"

static const eh_control no_poll;

static void *
take(void *owner, size_t bytes)
{
	(void) owner;
	return malloc(bytes);
}

static void
give(void *owner, void *chunk)
{
	(void) owner;
	free(chunk);
}

static const eh_arena heap = {take, give, NULL};

typedef struct duration
{
	double entry;
	double time;
	bool event;
} duration;

#define MOST 5000

static duration rows[MOST];

static void
make_durations(int n, int times)
{
	for (int i = 0; i < n; i++)
	{
		double time = pick(times) - (times > 100 ? 0.25 * pick(4) : 0.0);

		rows[i] = (duration){
			pick(2) == 0 ? NAN : time - 1 - pick(times), time, pick(3) == 0};
	}
}

static eh_durations_flat *
flat_of(eh_durations *d)
{
	eh_durations_flat *flat;

	eh_durations_settle(d, &heap, &no_poll);
	flat = calloc(1, eh_durations_size(d));
	eh_durations_to_flat(d, flat);
	free(d->point);
	free(d->pile);
	return flat;
}

/* Rows from .. from + n by the stride, into a log. */
static void
add_rows(eh_durations *d, int from, int to, int total, int stride)
{
	for (int i = from; i < to; i++)
	{
		const duration *r = &rows[(int) ((int64_t) i * stride % total)];

		eh_durations_add(d, &heap, &no_poll, r->entry, r->time, r->event, 1);
	}
}

static bool
same_value(const eh_durations_flat *a, const eh_durations_flat *b)
{
	return a->points == b->points &&
		   memcmp(a, b,
			   sizeof(*a) + (size_t) a->points * sizeof(eh_survival_point)) ==
			   0;
}

static bool
wire_and_back(const eh_durations_flat *flat)
{
	size_t n = eh_durations_wire_size(flat), bytes;
	uint8_t *wire = malloc(n);
	eh_durations_flat *back = NULL;
	const char *why;
	bool fine;

	eh_durations_to_wire(flat, wire);
	fine = eh_durations_wire_length(wire, n, &bytes, &why) == EH_OK;
	if (fine)
	{
		back = calloc(1, bytes);
		fine = eh_durations_from_wire(wire, n, back, &why) == EH_OK &&
			   same_value(flat, back);
	}
	free(back);
	free(wire);
	return fine;
}

/* D1, D2 */
static void
splits(void)
{
	bool fine = true, wires = true;

	for (int round = 0; round < 200; round++)
	{
		int n = 1 + pick(round < 190 ? 300 : MOST);
		eh_durations whole, parts;
		eh_durations_flat *a, *b, *part[3];

		make_durations(n, 1 + pick(round % 2 == 0 ? 20 : 3000));
		eh_durations_init(&whole);
		add_rows(&whole, 0, n, n, 1);
		eh_durations_miss(&whole, 3);
		a = flat_of(&whole);
		eh_durations_init(&parts);
		for (int i = 0; i < 3; i++)
		{
			eh_durations some;

			eh_durations_init(&some);
			add_rows(&some, n * i / 3, n * (i + 1) / 3, n, n % 7 == 0 ? 1 : 7);
			eh_durations_miss(&some, 1);
			part[i] = flat_of(&some);
		}
		for (int i = 2; i >= 0; i--)
		{
			fine &= eh_durations_merge(&parts, &heap, part[i]) == EH_OK;
			free(part[i]);
		}
		b = flat_of(&parts);
		fine &= same_value(a, b);
		wires &= wire_and_back(a);
		free(a);
		free(b);
	}
	ok(fine, "any order and any split give the same bytes");
	ok(wires, "and so does the wire");
}

/* D3, D4 */
static void
refused(void)
{
	eh_durations d;
	eh_durations_flat *flat;
	uint8_t wire[200];
	const char *why;
	size_t n;
	int taken = 0;

	eh_durations_init(&d);
	ok(eh_durations_add(&d, &heap, &no_poll, NAN, NAN, true, 1) == EH_EDOMAIN &&
			eh_durations_add(&d, &heap, &no_poll, 3, 3, true, 1) ==
				EH_EDOMAIN &&
			eh_durations_add(&d, &heap, &no_poll, -INFINITY, 3, true, 1) ==
				EH_EDOMAIN,
		"a time that is none, or entered at its end, is refused");
	ok(eh_durations_add(&d, &heap, &no_poll, NAN, 3, true, INT64_MAX) ==
				EH_ERANGE &&
			eh_durations_miss(&d, INT64_MAX) == EH_ERANGE,
		"so are more than can be counted");
	eh_durations_add(&d, &heap, &no_poll, NAN, -0.0, true, 2);
	eh_durations_add(&d, &heap, &no_poll, 1, 3, false, 1);
	eh_durations_add(&d, &heap, &no_poll, NAN, 0.0, true, 0);
	flat = flat_of(&d);
	ok(flat->points == 3 && !signbit(eh_durations_points(flat)[0].time),
		"minus nought is nought");
	n = eh_durations_wire_size(flat);
	for (size_t at = 0; at < n; at++)
	{
		for (int bit = 0; bit < 8; bit++)
		{
			eh_durations_flat *back = malloc(sizeof(*flat) + 3 * 32);
			uint8_t again[200];
			size_t bytes;

			eh_durations_to_wire(flat, wire);
			wire[at] ^= (uint8_t) (1 << bit);
			if (eh_durations_wire_length(wire, n, &bytes, &why) == EH_OK &&
				eh_durations_from_wire(wire, n, back, &why) == EH_OK)
			{
				eh_durations_to_wire(back, again);
				taken += memcmp(wire, again, n) != 0;
			}
			free(back);
		}
	}
	ok(taken == 0, "a damaged wire is refused, or another state");
	ok(eh_durations_wire_length(wire, n - 1, &n, &why) == EH_EFORMAT,
		"one that is cut off is refused");
	free(flat);
}

int
main(void)
{
	splits();
	refused();
	return done();
}
