/*
 * sums.h - the sums of a linear fit as a value: their check, and on the wire.
 */
#ifndef EH_SUMS_H
#define EH_SUMS_H

#include <stddef.h>
#include <stdint.h>

#include "core/linear_sums.h"
#include "core/status.h"

extern eh_status eh_sums_check(
	const eh_sums *s, size_t bytes, const char **why);
extern size_t eh_sums_wire_size(const eh_sums *s);
extern void eh_sums_to_wire(const eh_sums *s, uint8_t *wire);
extern eh_status eh_sums_wire_header(
	const uint8_t *wire, size_t bytes, eh_sums *header, const char **why);
extern eh_status eh_sums_from_wire(
	const uint8_t *wire, size_t bytes, eh_sums *s, const char **why);

#endif
