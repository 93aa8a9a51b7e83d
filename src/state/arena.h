/*
 * arena.h - how a state that grows asks for memory: from whoever owns it.
 */
#ifndef EH_ARENA_H
#define EH_ARENA_H

#include <stddef.h>

/* Never returns NULL: the server's own allocator raises instead. */
typedef struct eh_arena
{
	void *(*alloc)(void *owner, size_t bytes);
	void (*release)(void *owner, void *chunk);
	void *owner;
} eh_arena;

#endif
