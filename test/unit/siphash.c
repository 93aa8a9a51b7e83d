/*
 * siphash.c - src/core/siphash.c against OpenSSL's.
 */
#include "unit.h"

#include <stdint.h>

#include "core/siphash.h"

#include "siphash_expected.h"

int
main(void)
{
	uint8_t key[16], bytes[64], hash[16];
	char text[33];

	for (int i = 0; i < 64; i++)
		bytes[i] = (uint8_t) i;
	memcpy(key, bytes, sizeof(key));
	for (size_t n = 0; n < sizeof(hashes) / sizeof(*hashes); n++)
	{
		eh_siphash128(key, bytes, n, hash);
		for (int i = 0; i < 16; i++)
			snprintf(text + 2 * i, 3, "%02X", hash[i]);
		ok(strcmp(text, hashes[n]) == 0, "%zu bytes", n);
	}
	return done();
}
