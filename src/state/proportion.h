/*
 * proportion.h - x cases out of n, and how many could not be told.
 */
#ifndef EH_PROPORTION_H
#define EH_PROPORTION_H

#include <stddef.h>
#include <stdint.h>

#include "core/status.h"
#include "limit.h"

#define EH_PROPORTION_FORMAT 1

typedef struct eh_proportion
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t pad[3]; /* always 0 */
	int64_t events;
	int64_t cases;
	int64_t missing;
} eh_proportion;

#define EH_PROPORTION_TEXT 96
#define EH_PROPORTION_WIRE 25

extern void eh_proportion_state_init(eh_proportion *p);
extern eh_status eh_proportion_state_check(
	const eh_proportion *p, size_t bytes, const char **why);
extern eh_status eh_proportion_state_add(
	eh_proportion *p, int64_t events, int64_t cases);
extern eh_status eh_proportion_state_remove(
	eh_proportion *p, int64_t events, int64_t cases);
extern eh_status eh_proportion_state_merge(
	eh_proportion *p, const eh_proportion *other);
extern eh_status eh_proportion_state_unmerge(
	eh_proportion *p, const eh_proportion *other);
extern void eh_proportion_state_to_text(const eh_proportion *p, char *text);
extern eh_status eh_proportion_state_from_text(
	const char *text, eh_proportion *p, const char **why);
extern void eh_proportion_state_to_wire(const eh_proportion *p, uint8_t *wire);
extern eh_status eh_proportion_state_from_wire(
	const uint8_t *wire, size_t bytes, eh_proportion *p, const char **why);

#endif
