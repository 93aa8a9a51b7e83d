/*
 * siphash.c - SipHash-2-4 with a result of 128 bits.
 *
 * The same on every machine.  Of n different texts under one key, some two
 * have the same hash with a probability near n^2 / 2^129: 1.5e-23 for a
 * hundred million.
 *
 * Aumasson and Bernstein (2012), Indocrypt, 489-508.  Checked against
 * OpenSSL's in test/unit/siphash.c.
 */
#include "siphash.h"

#include <string.h>

typedef struct sip
{
	uint64_t v0, v1, v2, v3;
} sip;

static uint64_t
rotate(uint64_t v, int bits)
{
	return v << bits | v >> (64 - bits);
}

static void
rounds(sip *s, int n)
{
	while (n-- > 0)
	{
		s->v0 += s->v1;
		s->v2 += s->v3;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 = rotate(s->v0, 32) + s->v3;
		s->v2 += s->v1;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v2 = rotate(s->v2, 32);
	}
}

/* Eight bytes, the lowest first, whatever the machine's own order. */
static uint64_t
read_word(const uint8_t *from)
{
	uint64_t v = 0;

	for (int i = 7; i >= 0; i--)
		v = v << 8 | from[i];
	return v;
}

static void
write_word(uint8_t *to, uint64_t v)
{
	for (int i = 0; i < 8; i++, v >>= 8)
		to[i] = (uint8_t) v;
}

static void
take(sip *s, uint64_t word)
{
	s->v3 ^= word;
	rounds(s, 2);
	s->v0 ^= word;
}

void
eh_siphash128(
	const uint8_t key[16], const void *bytes, size_t n, uint8_t out[16])
{
	const uint8_t *from = bytes;
	uint64_t k0 = read_word(key);
	uint64_t k1 = read_word(key + 8);
	sip s = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d ^ 0xee,
		k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573};
	uint8_t rest[8] = {0};
	size_t left = n;

	for (; left >= 8; left -= 8, from += 8)
		take(&s, read_word(from));
	if (left > 0)
		memcpy(rest, from, left);
	rest[7] = (uint8_t) n;
	take(&s, read_word(rest));
	s.v2 ^= 0xee;
	rounds(&s, 4);
	write_word(out, s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
	s.v1 ^= 0xdd;
	rounds(&s, 4);
	write_word(out + 8, s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
}
