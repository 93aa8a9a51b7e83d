/*
 * events.h - a log of what happened to children, in any order.
 */
#ifndef EH_EVENTS_H
#define EH_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "core/event.h"
#include "limit.h"
#include "run.h"

/* What children are known by; a log has one of them. */
typedef enum eh_child_kind
{
	EH_CHILD_NONE, /* no event yet */
	EH_CHILD_INTEGER,
	EH_CHILD_UUID,  /* 128 bits as they are */
	EH_CHILD_HASHED /* anything else, by eh_hash128() */
} eh_child_kind;

/* In order as its kind is; integers have a high word of 0. */
typedef struct eh_child
{
	uint64_t high;
	uint64_t low;
} eh_child;

/* --- the log while it grows ------------------------------------------------
 */

/* Events as they came, narrow (a word) or wide (three). */
typedef struct eh_event_pile
{
	struct eh_event_leaf *leaf; /* the last one first */
	int64_t n;
} eh_event_pile;

struct eh_event_leaf
{
	struct eh_event_leaf *next;
	uint32_t n; /* words in use */
	uint32_t room;
	uint64_t word[];
};

/* A run's bytes, in pieces that end where an event does. */
typedef struct eh_run_piece
{
	struct eh_run_piece *next;
	uint32_t n;
	uint32_t room;
	uint8_t byte[];
} eh_run_piece;

typedef struct eh_event_run
{
	eh_run_piece *first;
	eh_run_piece *last;
	int64_t n;
	size_t bytes;
	bool kinds;
} eh_event_run;

typedef struct eh_events
{
	uint64_t *at; /* where the next narrow event goes */
	uint64_t *end;

	uint8_t child; /* eh_child_kind */
	bool ruled;
	bool ordered;   /* narrow events, but as below, came in order */
	bool kinds;     /* some event, but as below, is not a referral */
	eh_rule rule;   /* where there is one */
	int64_t events; /* but those in the leaf being filled */
	int64_t excluded;
	int32_t first_day; /* of events as above; first > last if none */
	int32_t last_day;

	eh_event_pile narrow;
	eh_event_pile wide;
	uint64_t narrow_last; /* the last narrow event, while ordered */
	eh_event_run *run;    /* runs, of run_room */
	int runs;
	int run_room;

	struct eh_event_leaf *spare; /* whole leaves, for use again */
	int slab;                    /* leaves asked for last */
	size_t bytes;                /* asked of the arena and not released */
} eh_events;

/*
 * A narrow event: 45 bits of child, 16 of days since 1900 and 3 of kind.
 * Days go to 2079 and children some 17 million millions either way; others
 * are wide.
 */
#define EH_NARROW_DAY_BITS 16
#define EH_NARROW_CHILD_BITS 45
#define EH_NARROW_CHILD_SHIFT (EH_NARROW_DAY_BITS + EH_KIND_BITS)
#define EH_NARROW_CHILD_HALF (INT64_C(1) << (EH_NARROW_CHILD_BITS - 1))

extern void eh_events_init(eh_events *e, const eh_rule *rule);
extern eh_status eh_events_add(eh_events *e, const eh_arena *arena,
	eh_child_kind kind_of_child, eh_child child, int32_t day, int kind);
extern eh_status eh_events_exclude(eh_events *e, int64_t n);
extern int64_t eh_events_count(const eh_events *e);
extern void eh_events_days(const eh_events *e, int32_t *first, int32_t *last);
extern void eh_events_clear(eh_events *e, const eh_arena *arena);

/* Children as keys. */
static inline eh_child
eh_child_of_integer(int64_t v)
{
	return (eh_child){0, (uint64_t) v ^ UINT64_C(1) << 63};
}

extern eh_child eh_child_of_uuid(const uint8_t bytes[16]);
extern eh_child eh_child_of_bytes(const void *bytes, size_t n);

/*
 * One event of a child that is an integer.  In the header because it is all
 * that most rows cost.  EH_EDOMAIN: the day is none a log may have, or the
 * log's children are not integers.
 */
static inline eh_status
eh_events_add_integer(
	eh_events *e, const eh_arena *arena, int64_t child, int32_t day, int kind)
{
	uint64_t c = (uint64_t) child + (uint64_t) EH_NARROW_CHILD_HALF;
	uint32_t d = (uint32_t) day - (uint32_t) EH_FIRST_DAY;

	if (__builtin_expect(e->at < e->end && c >> EH_NARROW_CHILD_BITS == 0 &&
							 d >> EH_NARROW_DAY_BITS == 0,
			1))
	{
		*e->at++ = c << EH_NARROW_CHILD_SHIFT | (uint64_t) d << EH_KIND_BITS |
				   (uint64_t) kind;
		return EH_OK;
	}
	return eh_events_add(
		e, arena, EH_CHILD_INTEGER, eh_child_of_integer(child), day, kind);
}

/* --- reading it, in order ---------------------------------------------------
 */

/*
 * A run that was spilled, to be read once: read gives up to so many bytes,
 * and fewer only at the end.
 */
typedef struct eh_run_input
{
	size_t (*read)(void *owner, uint8_t *to, size_t bytes);
	void *owner;
	bool kinds;
} eh_run_input;

/* Where a run is spilled to. */
typedef struct eh_run_output
{
	void (*write)(void *owner, const uint8_t *from, size_t bytes);
	void *owner;
} eh_run_output;

extern eh_status eh_events_spill(eh_events *e, const eh_arena *arena,
	const eh_control *ctl, const eh_run_output *out, bool *kinds);
extern eh_status eh_events_read(eh_events *e, const eh_arena *arena,
	const eh_control *ctl, const eh_run_input *spilled, int nspilled,
	eh_event_source *source);
extern void eh_events_read_end(eh_event_source *source, const eh_arena *arena);

/* --- the log as a value -----------------------------------------------------
 */

#define EH_EVENTS_FORMAT 1

/* A larger state is refused: a value of the server's has 1 GB at most, and
 * its text takes two characters a byte. */
#define EH_EVENTS_MOST_BYTES ((size_t) 256 << 20)

/* Flat: this, and then the run. */
typedef struct eh_events_flat
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t child; /* eh_child_kind */
	uint8_t kinds; /* 1: some event is not a referral */
	uint8_t ruled; /* 1: there is a rule; else its bytes are 0 */
	int64_t events;
	int64_t excluded;
	int64_t children;
	int32_t first_day; /* of the events; 0 if none */
	int32_t last_day;
	eh_rule rule;
	int32_t pad; /* always 0 */
} eh_events_flat;

static inline const uint8_t *
eh_events_run_of(const eh_events_flat *flat)
{
	return (const uint8_t *) (flat + 1);
}

/* A log packed into one run, whose size is known. */
typedef struct eh_events_packed
{
	eh_events_flat header;
	const eh_run_piece *first;
	size_t bytes; /* of the flat value */
} eh_events_packed;

extern eh_status eh_events_pack(eh_events *e, const eh_arena *arena,
	const eh_control *ctl, const eh_run_input *spilled, int nspilled,
	size_t most_bytes, eh_events_packed *packed);
extern void eh_events_to_flat(
	const eh_events_packed *packed, eh_events_flat *flat);
extern eh_status eh_events_check(const eh_events_flat *flat, size_t bytes,
	const eh_control *ctl, const char **why);
extern eh_status eh_events_absorb(eh_events *e, const eh_arena *arena,
	const eh_events_flat *flat, size_t bytes);

/* A flat log being read; it has been checked. */
typedef struct eh_events_flat_reader
{
	eh_run_place place;
	const uint8_t *at;
	const uint8_t *end;
} eh_events_flat_reader;

extern void eh_events_read_flat(const eh_events_flat *flat, size_t bytes,
	eh_events_flat_reader *reader, eh_event_source *source);

extern size_t eh_events_wire_size(const eh_events_flat *flat, size_t bytes);
extern void eh_events_to_wire(
	const eh_events_flat *flat, size_t bytes, uint8_t *wire);
extern eh_status eh_events_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why);
extern eh_status eh_events_from_wire(const uint8_t *wire, size_t bytes,
	const eh_control *ctl, eh_events_flat *flat, const char **why);
extern size_t eh_events_text_size(const eh_events_flat *flat, size_t bytes);
extern void eh_events_to_text(
	const eh_events_flat *flat, size_t bytes, char *text);
extern eh_status eh_events_text_wire(
	char *text, const uint8_t **wire, size_t *bytes, const char **why);

#endif
