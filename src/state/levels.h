/*
 * levels.h - the levels of a factor, numbered as they are met.
 */
#ifndef EH_LEVELS_H
#define EH_LEVELS_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"

typedef struct eh_level
{
	uint32_t length;
	uint32_t hash;
	double order; /* an enum's own order; 0 for text */
	char text[];  /* not terminated */
} eh_level;

typedef struct eh_levels
{
	int32_t n;
	int32_t room;
	eh_level **level; /* n, by number */
	int32_t *slot;    /* open addressing, a power of two; NULL while few */
	int32_t nslots;
} eh_levels;

extern int32_t eh_levels_number(eh_levels *levels, const eh_arena *arena,
	const char *text, uint32_t length, double order);
extern int32_t eh_levels_find(
	const eh_levels *levels, const char *text, uint32_t length);
extern void eh_levels_sorted(const eh_levels *levels, int32_t *number);

#endif
