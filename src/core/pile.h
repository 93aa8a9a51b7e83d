/*
 * pile.h - memory that a caller gave, dealt out by the cache line.
 */
#ifndef EH_PILE_H
#define EH_PILE_H

#include <stddef.h>
#include <stdint.h>

#define EH_CACHE_LINE 64

/* Memory to be dealt out, or, from no base, only measured. */
typedef struct eh_pile
{
	char *base;
	size_t used;
} eh_pile;

static inline void *
eh_carve(eh_pile *from, size_t bytes)
{
	char *piece = from->base ? from->base + from->used : NULL;

	from->used += (bytes + EH_CACHE_LINE - 1) / EH_CACHE_LINE * EH_CACHE_LINE;
	return piece;
}

/* The first cache line that begins at p or after. */
static inline char *
eh_cache_aligned(void *p)
{
	return (char *) p +
		   (EH_CACHE_LINE - (uintptr_t) p % EH_CACHE_LINE) % EH_CACHE_LINE;
}

#endif
