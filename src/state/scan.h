/*
 * scan.h - reading the text of a state, piece by piece.
 */
#ifndef EH_SCAN_H
#define EH_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/dd.h"

extern void eh_scan_space(const char **text);
extern bool eh_scan_word(const char **text, const char *word);
extern bool eh_scan_int64(const char **text, int64_t *out);
extern bool eh_scan_dd(const char **text, eh_dd *out);

/* Longest text of a double-double: two shortest doubles. */
#define EH_DD_TEXT 64
extern void eh_dd_to_text(eh_dd v, char *text);

/* Fields on the wire: big-endian, and the pointer moves on. */
extern void eh_put_u64(uint8_t **at, uint64_t v);
extern uint64_t eh_get_u64(const uint8_t **at);

#endif
