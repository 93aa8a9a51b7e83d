/*
 * fuzz.h - what the fuzz targets share.
 */
#ifndef EH_FUZZ_H
#define EH_FUZZ_H

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
demand(int holds)
{
	if (!holds)
		abort();
}

#endif
