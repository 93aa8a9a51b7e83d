/*
 * levels.c - the levels of a factor, numbered as they are met.
 *
 * A few levels are searched one after another; more get a hash table.  Sorted
 * order, by an enum's own order and then by bytes, is asked for at the end.
 */
#include "levels.h"

#include <stdlib.h>
#include <string.h>

#define FEW 8

/* FNV-1a: labels are short. */
static uint32_t
hash_of(const char *text, uint32_t length)
{
	uint32_t h = 2166136261u;

	for (uint32_t i = 0; i < length; i++)
		h = (h ^ (uint8_t) text[i]) * 16777619u;
	return h;
}

static bool
is(const eh_level *level, const char *text, uint32_t length, uint32_t hash)
{
	return level->hash == hash && level->length == length &&
		   memcmp(level->text, text, length) == 0;
}

static void
put_slot(eh_levels *levels, int32_t number)
{
	uint32_t mask = (uint32_t) levels->nslots - 1;
	uint32_t at = levels->level[number]->hash & mask;

	while (levels->slot[at] >= 0)
		at = (at + 1) & mask;
	levels->slot[at] = number;
}

static void
grow(eh_levels *levels, const eh_arena *arena)
{
	int32_t room = levels->room == 0 ? FEW : 2 * levels->room;
	eh_level **level =
		arena->alloc(arena->owner, sizeof(*level) * (size_t) room);

	if (levels->n > 0)
		memcpy(level, levels->level, sizeof(*level) * (size_t) levels->n);
	if (levels->level != NULL)
		arena->release(arena->owner, levels->level);
	levels->level = level;
	levels->room = room;
	if (room <= FEW)
		return;
	if (levels->slot != NULL)
		arena->release(arena->owner, levels->slot);
	levels->nslots = 4 * room;
	levels->slot = arena->alloc(
		arena->owner, sizeof(*levels->slot) * (size_t) levels->nslots);
	for (int32_t i = 0; i < levels->nslots; i++)
		levels->slot[i] = -1;
	for (int32_t i = 0; i < levels->n; i++)
		put_slot(levels, i);
}

static int32_t
find_hashed(
	const eh_levels *levels, const char *text, uint32_t length, uint32_t hash)
{
	if (levels->slot == NULL)
	{
		for (int32_t i = 0; i < levels->n; i++)
		{
			if (is(levels->level[i], text, length, hash))
				return i;
		}
		return -1;
	}
	for (uint32_t at = hash;; at++)
	{
		int32_t number = levels->slot[at & ((uint32_t) levels->nslots - 1)];

		if (number < 0 || is(levels->level[number], text, length, hash))
			return number;
	}
}

/* The level's number, or -1 where it was never met. */
int32_t
eh_levels_find(const eh_levels *levels, const char *text, uint32_t length)
{
	return find_hashed(levels, text, length, hash_of(text, length));
}

/* The level's number; a new one where it was never met. */
int32_t
eh_levels_number(eh_levels *levels, const eh_arena *arena, const char *text,
	uint32_t length, double order)
{
	uint32_t hash = hash_of(text, length);
	int32_t number = find_hashed(levels, text, length, hash);
	eh_level *level;

	if (number >= 0)
		return number;
	if (levels->n == levels->room)
		grow(levels, arena);
	level = arena->alloc(arena->owner, sizeof(*level) + length);
	level->length = length;
	level->hash = hash;
	level->order = order;
	memcpy(level->text, text, length);
	number = levels->n++;
	levels->level[number] = level;
	if (levels->slot != NULL)
		put_slot(levels, number);
	return number;
}

static int
compare(const eh_level *a, const eh_level *b)
{
	uint32_t length = a->length < b->length ? a->length : b->length;
	int order;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	order = memcmp(a->text, b->text, length);
	if (order != 0)
		return order;
	return a->length < b->length ? -1 : a->length > b->length;
}

/* number[0 .. n-1]: the levels in sorted order, by shell sort (no malloc) */
void
eh_levels_sorted(const eh_levels *levels, int32_t *number)
{
	int32_t n = levels->n;

	for (int32_t i = 0; i < n; i++)
		number[i] = i;
	for (int32_t gap = n / 2; gap > 0; gap /= 2)
	{
		for (int32_t i = gap; i < n; i++)
		{
			int32_t moving = number[i];
			int32_t at = i;

			while (at >= gap && compare(levels->level[number[at - gap]],
									levels->level[moving]) > 0)
			{
				number[at] = number[at - gap];
				at -= gap;
			}
			number[at] = moving;
		}
	}
}
