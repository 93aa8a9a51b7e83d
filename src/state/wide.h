/*
 * wide.h - whole numbers of 128 and 256 bits, for sums that stay exact.
 *
 * Two's complement, least significant limb first, in pairs and quartets of
 * 64-bit limbs, so that they lie in a state at any 8-byte boundary.
 */
#ifndef EH_WIDE_H
#define EH_WIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/dd.h"

__extension__ typedef __int128 eh_int128;
__extension__ typedef unsigned __int128 eh_uint128;

typedef struct eh_wide128
{
	uint64_t limb[2];
} eh_wide128;

typedef struct eh_wide256
{
	uint64_t limb[4];
} eh_wide256;

/* Longest decimal text of a wide256: sign, 77 digits, point, 0, NUL. */
#define EH_WIDE_TEXT 96

static inline eh_int128
eh_wide128_get(const eh_wide128 *w)
{
	return (eh_int128) (((eh_uint128) w->limb[1] << 64) | w->limb[0]);
}

static inline void
eh_wide128_set(eh_wide128 *w, eh_int128 v)
{
	w->limb[0] = (uint64_t) v;
	w->limb[1] = (uint64_t) ((eh_uint128) v >> 64);
}

/* w += v; false, and w as it was, when the sum does not fit */
static inline bool
eh_wide128_add(eh_wide128 *w, eh_int128 v)
{
	eh_int128 sum;

	if (__builtin_add_overflow(eh_wide128_get(w), v, &sum))
		return false;
	eh_wide128_set(w, sum);
	return true;
}

/* w -= v */
static inline bool
eh_wide128_subtract(eh_wide128 *w, eh_int128 v)
{
	eh_int128 rest;

	if (__builtin_sub_overflow(eh_wide128_get(w), v, &rest))
		return false;
	eh_wide128_set(w, rest);
	return true;
}

/* w += high:low, where high is the upper half of a two's complement number */
static inline bool
eh_wide256_add_halves(eh_wide256 *w, eh_int128 high, eh_uint128 low)
{
	eh_uint128 old = ((eh_uint128) w->limb[1] << 64) | w->limb[0];
	eh_int128 top = (eh_int128) (((eh_uint128) w->limb[3] << 64) | w->limb[2]);
	eh_uint128 sum = old + low;
	eh_int128 carried;
	eh_int128 next;
	bool first;

	/* high + carry may pass the top only to come back when top is added */
	first = __builtin_add_overflow(high, (eh_int128) (sum < old), &carried);
	if (__builtin_add_overflow(top, carried, &next) != first)
		return false;
	w->limb[0] = (uint64_t) sum;
	w->limb[1] = (uint64_t) (sum >> 64);
	w->limb[2] = (uint64_t) next;
	w->limb[3] = (uint64_t) ((eh_uint128) next >> 64);
	return true;
}

/*
 * w += v for 0 <= v: the sum of squares of a row, where a carry into the
 * upper half comes once in many rows
 */
static inline bool
eh_wide256_add_positive(eh_wide256 *w, eh_uint128 v)
{
	eh_uint128 old = ((eh_uint128) w->limb[1] << 64) | w->limb[0];
	eh_uint128 sum = old + v;

	if (__builtin_expect(sum < old, 0))
		return eh_wide256_add_halves(w, 0, v);
	w->limb[0] = (uint64_t) sum;
	w->limb[1] = (uint64_t) (sum >> 64);
	return true;
}

/* w += v */
static inline bool
eh_wide256_add128(eh_wide256 *w, eh_int128 v)
{
	return eh_wide256_add_halves(w, v < 0 ? -1 : 0, (eh_uint128) v);
}

extern bool eh_wide256_add(eh_wide256 *w, const eh_wide256 *v);
extern bool eh_wide256_subtract(eh_wide256 *w, const eh_wide256 *v);
extern void eh_wide256_product(eh_int128 a, eh_int128 b, eh_wide256 *out);
extern bool eh_wide128_scale(eh_wide128 *w, int groups);
extern bool eh_wide256_scale(eh_wide256 *w, int groups);
extern bool eh_wide256_negative(const eh_wide256 *w);
extern bool eh_wide256_zero(const eh_wide256 *w);
extern void eh_wide256_from128(eh_int128 v, eh_wide256 *out);
extern bool eh_wide256_to128(const eh_wide256 *w, eh_int128 *out);
extern eh_dd eh_wide128_to_dd(const eh_wide128 *w, int groups);
extern eh_dd eh_wide256_to_dd(const eh_wide256 *w, int groups);
extern void eh_wide256_to_text(const eh_wide256 *w, int groups, char *text);
extern bool eh_wide256_from_text(
	const char **text, int *groups, eh_wide256 *out);

#endif
