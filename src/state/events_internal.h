/*
 * events_internal.h - what the files of a log of events share.
 */
#ifndef EH_EVENTS_INTERNAL_H
#define EH_EVENTS_INTERNAL_H

#include "events.h"

/* A leaf, whole: a page of the machine's. */
#define EH_LEAF_BYTES 4096
#define EH_LEAF_WORDS                                                          \
	((EH_LEAF_BYTES - sizeof(struct eh_event_leaf)) / sizeof(uint64_t))

extern struct eh_event_leaf *eh_events_leaf(
	eh_events *e, const eh_arena *arena);
extern void eh_events_give_leaf(
	eh_events *e, const eh_arena *arena, struct eh_event_leaf *leaf);
extern void eh_events_give_pile(
	eh_events *e, const eh_arena *arena, eh_event_pile *pile);
extern void eh_events_retire(eh_events *e);
extern void *eh_events_get(eh_events *e, const eh_arena *arena, size_t bytes);
extern void eh_events_release(
	eh_events *e, const eh_arena *arena, void *memory, size_t bytes);
extern struct eh_event_leaf *eh_events_small_leaf(
	eh_events *e, const eh_arena *arena, size_t bytes);
extern eh_event_run *eh_events_new_run(
	eh_events *e, const eh_arena *arena, bool kinds);
extern void eh_events_free_run(
	eh_events *e, const eh_arena *arena, eh_event_run *run);
extern void eh_events_free_runs(eh_events *e, const eh_arena *arena);
extern uint8_t *eh_run_room(
	eh_events *e, const eh_arena *arena, eh_event_run *run);

static inline bool
eh_events_wide(const eh_events *e)
{
	return e->child >= EH_CHILD_UUID;
}

/* A narrow event as a key. */
static inline void
eh_narrow_key(uint64_t word, eh_wide_key *key)
{
	int64_t child =
		(int64_t) (word >> EH_NARROW_CHILD_SHIFT) - EH_NARROW_CHILD_HALF;

	key->word[0] = 0;
	key->word[1] = (uint64_t) child ^ UINT64_C(1) << 63;
	key->word[2] = word & ((UINT64_C(1) << EH_NARROW_CHILD_SHIFT) - 1);
}

/* Events of one pile, sorted batch by batch; the pile is used up. */
typedef struct eh_event_sorter
{
	eh_events *e;
	const eh_arena *arena;
	const eh_control *ctl;
	int words;                   /* of an event: 1 or EH_WIDE_WORDS */
	bool ordered;                /* the pile is: its leaves are the batches */
	struct eh_event_leaf *given; /* the one given last */
	eh_event_pile *stack;        /* piles to come, the first on top */
	int depth;
	size_t stack_bytes;
	uint64_t *room; /* for a batch and for its scratch */
	size_t room_bytes;
	int64_t most; /* events of a batch */
} eh_event_sorter;

extern void eh_sorter_begin(eh_event_sorter *s, eh_events *e,
	const eh_arena *arena, const eh_control *ctl, eh_event_pile *pile,
	int words, bool ordered);
extern eh_status eh_sorter_next(
	eh_event_sorter *s, const uint64_t **batch, int64_t *n);
extern void eh_sorter_end(eh_event_sorter *s);

/* Keys in order, from everything a log has. */
struct eh_event_merger;

extern struct eh_event_merger *eh_merger_begin(eh_events *e,
	const eh_arena *arena, const eh_control *ctl, const eh_run_input *spilled,
	int nspilled);
extern eh_status eh_merger_next(
	struct eh_event_merger *m, const eh_wide_key **key);
extern void eh_merger_end(struct eh_event_merger *m, const eh_arena *arena);

#endif
