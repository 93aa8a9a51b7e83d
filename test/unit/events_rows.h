/*
 * events_rows.h - rows for logs of events, and logs of rows.
 */
#ifndef EH_EVENTS_ROWS_H
#define EH_EVENTS_ROWS_H

#include <stdlib.h>

#include "state/events.h"

#define MOST 200000

static const eh_control no_poll __attribute__((unused));

/* --- memory -----------------------------------------------------------------
 */

/* What is not released goes with the owner, here at the end of a test. */
static void *kept[200000];
static int nkept;

static inline void *
get_owned(void *owner, size_t bytes)
{
	(void) owner;
	if (nkept == (int) (sizeof(kept) / sizeof(*kept)))
		abort();
	return kept[nkept++] = malloc(bytes);
}

static inline void
give_owned(void *owner, void *memory)
{
	(void) owner;
	(void) memory;
}

static const eh_arena owned = {get_owned, give_owned, NULL};

static inline void
give_all(void)
{
	while (nkept > 0)
		free(kept[--nkept]);
}

/* --- rows -------------------------------------------------------------------
 */

typedef struct row
{
	eh_child child;
	int32_t day;
	int kind;
} row;

static row rows[MOST];
static uint64_t random_state = 88172645463325252u;

static uint64_t
number(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static inline int
pick(int below)
{
	return (int) (number() % (uint64_t) below);
}

typedef enum sort_of_child
{
	SMALL,  /* integers that fit narrow events */
	MIXED,  /* and some that do not */
	RANDOM, /* 128 bits, as hashes are */
	CLOSE,  /* 128 bits, little apart */
	SORTS
} sort_of_child;

static inline eh_child
make_child(sort_of_child sort, int children)
{
	uint64_t i = number() % (uint64_t) children;
	uint8_t bytes[16] = {0};

	switch (sort)
	{
		case MIXED:
			if (i % 5 == 0)
				return eh_child_of_integer(
					(int64_t) (i * UINT64_C(0x9e3779b97f4a7c15)));
			/* fall through */
		case SMALL:
			return eh_child_of_integer((int64_t) i - children / 2);
		case RANDOM:
			return eh_child_of_bytes(&i, sizeof(i));
		default:
			for (int b = 0; b < 8; b++)
				bytes[15 - b] = (uint8_t) (i >> 8 * b);
			bytes[0] = (uint8_t) (i % 3);
			return eh_child_of_uuid(bytes);
	}
}

static inline eh_child_kind
kind_of(sort_of_child sort)
{
	return sort <= MIXED    ? EH_CHILD_INTEGER
		   : sort == RANDOM ? EH_CHILD_HASHED
							: EH_CHILD_UUID;
}

static inline void
make_rows(int n, sort_of_child sort, int children, int days, int kinds)
{
	for (int i = 0; i < n; i++)
	{
		rows[i] =
			(row){make_child(sort, children), 7000 + pick(days), pick(kinds)};
		if (days > 10000 && pick(50) == 0)
			rows[i].day = pick(2) == 0 ? EH_FIRST_DAY : EH_LAST_DAY;
	}
}

static inline int
compare(const void *a, const void *b)
{
	const row *x = a;
	const row *y = b;

	if (x->child.high != y->child.high)
		return x->child.high < y->child.high ? -1 : 1;
	if (x->child.low != y->child.low)
		return x->child.low < y->child.low ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->kind - y->kind;
}

static inline void
put(eh_events *e, const eh_arena *from, const row *r, eh_child_kind kind)
{
	eh_status status;

	if (kind == EH_CHILD_INTEGER)
		status = eh_events_add_integer(e, from,
			(int64_t) (r->child.low ^ UINT64_C(1) << 63), r->day, r->kind);
	else
		status = eh_events_add(e, from, kind, r->child, r->day, r->kind);
	if (status != EH_OK)
		abort();
}

static inline eh_events_flat *
flat_of(eh_events *e, size_t *bytes)
{
	eh_events_packed packed;
	eh_events_flat *flat;

	if (eh_events_pack(e, &owned, &no_poll, NULL, 0, EH_EVENTS_MOST_BYTES,
			&packed) != EH_OK)
		abort();
	*bytes = packed.bytes;
	flat = malloc(packed.bytes);
	flat->vl_len_ = 4711;
	eh_events_to_flat(&packed, flat);
	return flat;
}

/* The flat value of rows from .. to. */
static inline eh_events_flat *
flat_of_rows(int from, int to, eh_child_kind kind, size_t *bytes)
{
	eh_events e;

	eh_events_init(&e, NULL);
	for (int i = from; i < to; i++)
		put(&e, &owned, &rows[i], kind);
	return flat_of(&e, bytes);
}

/* The text and the wire give the same value back. */
static inline bool
there_and_back(const eh_events_flat *flat, size_t bytes)
{
	const char *why = NULL;
	char *text = malloc(eh_events_text_size(flat, bytes));
	const uint8_t *wire;
	size_t wire_bytes, back_bytes = 0;
	eh_events_flat *back;
	bool fine;

	eh_events_to_text(flat, bytes, text);
	fine =
		strlen(text) + 1 == eh_events_text_size(flat, bytes) &&
		eh_events_text_wire(text, &wire, &wire_bytes, &why) == EH_OK &&
		wire_bytes == eh_events_wire_size(flat, bytes) &&
		eh_events_wire_length(wire, wire_bytes, &back_bytes, &why) == EH_OK &&
		back_bytes == bytes;
	back = malloc(bytes);
	back->vl_len_ = flat->vl_len_;
	fine =
		fine &&
		eh_events_from_wire(wire, wire_bytes, &no_poll, back, &why) == EH_OK &&
		memcmp(back, flat, bytes) == 0;
	free(back);
	free(text);
	return fine;
}

#endif
