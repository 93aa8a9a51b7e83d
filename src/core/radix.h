/*
 * radix.h - sorting keys by the bits in which they differ.
 */
#ifndef EH_RADIX_H
#define EH_RADIX_H

#include <stddef.h>
#include <stdint.h>

#include "design.h"
#include "status.h"

/* Compared word by word, the first word first. */
#define EH_WIDE_WORDS 3

typedef struct eh_wide_key
{
	uint64_t word[EH_WIDE_WORDS];
} eh_wide_key;

extern eh_status eh_radix_sort(uint64_t *keys, uint64_t *scratch, size_t n,
	const eh_control *ctl, uint64_t **sorted);
extern eh_status eh_radix_sort_wide(
	eh_wide_key *keys, eh_wide_key *scratch, size_t n, const eh_control *ctl);

#endif
