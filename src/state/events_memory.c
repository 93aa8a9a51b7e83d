/*
 * events_memory.c - what a log of events lies in.
 *
 * Leaves of a page hold events as they come; whole ones are asked for in
 * slabs, and used again.  A run is a list of pieces, each twice the last.
 */
#include <string.h>

#include "events_internal.h"

#define MOST_SLAB 64 /* leaves at a time */
#define FIRST_PIECE 256
#define MOST_PIECE 65536

void *
eh_events_get(eh_events *e, const eh_arena *arena, size_t bytes)
{
	e->bytes += bytes;
	return arena->alloc(arena->owner, bytes);
}

void
eh_events_release(
	eh_events *e, const eh_arena *arena, void *memory, size_t bytes)
{
	e->bytes -= bytes;
	arena->release(arena->owner, memory);
}

struct eh_event_leaf *
eh_events_small_leaf(eh_events *e, const eh_arena *arena, size_t bytes)
{
	struct eh_event_leaf *leaf = eh_events_get(e, arena, bytes);

	leaf->room = (uint32_t) ((bytes - sizeof(*leaf)) / sizeof(uint64_t));
	leaf->n = 0;
	return leaf;
}

/* A whole leaf: a spare one, or from a slab of new ones. */
struct eh_event_leaf *
eh_events_leaf(eh_events *e, const eh_arena *arena)
{
	struct eh_event_leaf *leaf = e->spare;

	if (leaf == NULL)
	{
		char *slab;

		e->slab = e->slab == 0 ? 1 : 2 * e->slab;
		if (e->slab > MOST_SLAB)
			e->slab = MOST_SLAB;
		slab = eh_events_get(e, arena, EH_LEAF_BYTES * (size_t) e->slab);
		for (int i = e->slab - 1; i >= 0; i--)
		{
			leaf = (void *) (slab + EH_LEAF_BYTES * (size_t) i);
			leaf->room = EH_LEAF_WORDS;
			leaf->next = e->spare;
			e->spare = leaf;
		}
	}
	e->spare = leaf->next;
	leaf->n = 0;
	return leaf;
}

void
eh_events_give_leaf(
	eh_events *e, const eh_arena *arena, struct eh_event_leaf *leaf)
{
	if (leaf->room == EH_LEAF_WORDS)
	{
		leaf->next = e->spare;
		e->spare = leaf;
	}
	else
		eh_events_release(
			e, arena, leaf, leaf->room * sizeof(uint64_t) + sizeof(*leaf));
}

void
eh_events_give_pile(eh_events *e, const eh_arena *arena, eh_event_pile *pile)
{
	while (pile->leaf != NULL)
	{
		struct eh_event_leaf *next = pile->leaf->next;

		eh_events_give_leaf(e, arena, pile->leaf);
		pile->leaf = next;
	}
	pile->n = 0;
}

/* Room for an event's bytes at the end of a run. */
uint8_t *
eh_run_room(eh_events *e, const eh_arena *arena, eh_event_run *run)
{
	eh_run_piece *last = run->last;

	if (last == NULL || last->room - last->n < EH_RUN_EVENT)
	{
		size_t bytes =
			last == NULL ? FIRST_PIECE : 2 * (sizeof(*last) + last->room);
		eh_run_piece *piece;

		if (bytes > MOST_PIECE)
			bytes = MOST_PIECE;
		piece = eh_events_get(e, arena, bytes);
		piece->next = NULL;
		piece->n = 0;
		piece->room = (uint32_t) (bytes - sizeof(*piece));
		if (last == NULL)
			run->first = piece;
		else
			last->next = piece;
		run->last = piece;
	}
	return run->last->byte + run->last->n;
}

void
eh_events_free_run(eh_events *e, const eh_arena *arena, eh_event_run *run)
{
	eh_run_piece *piece = run->first;

	while (piece != NULL)
	{
		eh_run_piece *next = piece->next;

		eh_events_release(e, arena, piece, sizeof(*piece) + piece->room);
		piece = next;
	}
	memset(run, 0, sizeof(*run));
}

void
eh_events_free_runs(eh_events *e, const eh_arena *arena)
{
	for (int i = 0; i < e->runs; i++)
		eh_events_free_run(e, arena, &e->run[i]);
	e->runs = 0;
}

eh_event_run *
eh_events_new_run(eh_events *e, const eh_arena *arena, bool kinds)
{
	if (e->runs == e->run_room)
	{
		int room = e->run_room == 0 ? 1 : 2 * e->run_room;
		eh_event_run *run =
			eh_events_get(e, arena, sizeof(*run) * (size_t) room);

		if (e->runs > 0)
			memcpy(run, e->run, sizeof(*run) * (size_t) e->runs);
		if (e->run != NULL)
			eh_events_release(
				e, arena, e->run, sizeof(*run) * (size_t) e->run_room);
		e->run = run;
		e->run_room = room;
	}
	e->run[e->runs] = (eh_event_run){.kinds = kinds};
	return &e->run[e->runs++];
}
