/*
 * siphash.h - 128 bits that stand for some bytes.
 */
#ifndef EH_SIPHASH_H
#define EH_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

extern void eh_siphash128(
	const uint8_t key[16], const void *bytes, size_t n, uint8_t out[16]);

#endif
