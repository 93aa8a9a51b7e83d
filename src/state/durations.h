/*
 * durations.h - how long things took, or had taken when last seen.
 */
#ifndef EH_DURATIONS_H
#define EH_DURATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "core/radix.h"
#include "core/survival.h"
#include "limit.h"

/* While they come: points in order, and what is not yet among them. */
typedef struct eh_durations
{
	int64_t missing;
	int64_t n; /* durations */

	eh_survival_point *point; /* times rising */
	size_t points;

	eh_wide_key *pile; /* key of the time, what happened, how often */
	size_t piled;
	size_t room;
} eh_durations;

extern void eh_durations_init(eh_durations *d);
extern eh_status eh_durations_add(eh_durations *d, const eh_arena *arena,
	const eh_control *ctl, double entry, double time, bool event, int64_t n);
extern eh_status eh_durations_miss(eh_durations *d, int64_t n);
extern eh_status eh_durations_settle(
	eh_durations *d, const eh_arena *arena, const eh_control *ctl);

#define EH_DURATIONS_FORMAT 1

/* A larger state is refused: some eight million different times. */
#define EH_DURATIONS_MOST_BYTES ((size_t) 256 << 20)

/* Flat: this, and then the points. */
typedef struct eh_durations_flat
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t pad[3]; /* always 0 */
	int64_t missing;
	int64_t points;
} eh_durations_flat;

static inline const eh_survival_point *
eh_durations_points(const eh_durations_flat *flat)
{
	return (const eh_survival_point *) (flat + 1);
}

extern size_t eh_durations_size(const eh_durations *d);
extern void eh_durations_to_flat(
	const eh_durations *d, eh_durations_flat *flat);
extern eh_status eh_durations_check(
	const eh_durations_flat *flat, size_t bytes, const char **why);
extern eh_status eh_durations_merge(
	eh_durations *d, const eh_arena *arena, const eh_durations_flat *flat);

#define EH_DURATIONS_WIRE_HEADER 17
#define EH_DURATIONS_WIRE_POINT 32

extern size_t eh_durations_wire_size(const eh_durations_flat *flat);
extern void eh_durations_to_wire(const eh_durations_flat *flat, uint8_t *wire);
extern eh_status eh_durations_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why);
extern eh_status eh_durations_from_wire(const uint8_t *wire, size_t bytes,
	eh_durations_flat *flat, const char **why);

#endif
