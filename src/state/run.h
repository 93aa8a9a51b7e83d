/*
 * run.h - events in order, as bytes.
 */
#ifndef EH_RUN_H
#define EH_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/event.h"
#include "core/radix.h"

/*
 * An event with its child: the child as two words, high and low, and the day
 * and kind as a third.
 */
#define EH_KIND_BITS 3

static inline uint64_t
eh_key_when(int32_t day, int kind)
{
	return (uint64_t) (day - EH_FIRST_DAY) << EH_KIND_BITS | (uint64_t) kind;
}

static inline int32_t
eh_key_day(const eh_wide_key *key)
{
	return (int32_t) (key->word[2] >> EH_KIND_BITS) + EH_FIRST_DAY;
}

static inline int
eh_key_kind(const eh_wide_key *key)
{
	return (int) (key->word[2] & ((1 << EH_KIND_BITS) - 1));
}

static inline bool
eh_key_same_child(const eh_wide_key *a, const eh_wide_key *b)
{
	return a->word[1] == b->word[1] && a->word[0] == b->word[0];
}

static inline bool
eh_key_less(const eh_wide_key *a, const eh_wide_key *b)
{
	if (a->word[0] != b->word[0])
		return a->word[0] < b->word[0];
	if (a->word[1] != b->word[1])
		return a->word[1] < b->word[1];
	return a->word[2] < b->word[2];
}

/* Where the writing or reading of a run stands. */
typedef struct eh_run_place
{
	eh_wide_key last;
	int32_t began;  /* the first day of the last child */
	uint8_t kinds;  /* EH_KIND_BITS, or 0: all are referrals */
	bool wide;      /* children are numbers of 128 bits, not of 64 */
	bool under_way; /* there was an event */
} eh_run_place;

/* The most bytes of one event. */
#define EH_RUN_EVENT 24

extern void eh_run_begin(eh_run_place *place, bool wide, bool kinds);
extern size_t eh_run_put(
	eh_run_place *place, const eh_wide_key *key, uint8_t *to);
extern bool eh_run_get(
	eh_run_place *place, const uint8_t **at, const uint8_t *end);

#endif
