/*
 * pile.h - memory of the caller's dealt out piece by piece, each on a cache
 * line, or only measured.
 */
#ifndef EH_PILE_H
#define EH_PILE_H

#include <stddef.h>
#include <stdint.h>

#define EH_CACHE_LINE 64

/* From no base, nothing but the sizes is known. */
typedef struct pile
{
	char *base; /* on a cache line */
	size_t used;
} pile;

static inline void *
carve(pile *from, size_t bytes)
{
	char *piece = from->base ? from->base + from->used : NULL;

	from->used += (bytes + EH_CACHE_LINE - 1) / EH_CACHE_LINE * EH_CACHE_LINE;
	return piece;
}

/* The first cache line in memory that has one to spare. */
static inline char *
eh_on_line(void *memory)
{
	uintptr_t address = (uintptr_t) memory;

	return (char *) memory +
		   (EH_CACHE_LINE - address % EH_CACHE_LINE) % EH_CACHE_LINE;
}

#endif
