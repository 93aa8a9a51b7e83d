/*
 * scan.h - reading the text of a state, piece by piece.
 */
#ifndef EH_SCAN_H
#define EH_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/dd.h"
#include "core/status.h"

extern void eh_scan_space(const char **text);
extern bool eh_scan_word(const char **text, const char *word);
extern bool eh_scan_int64(const char **text, int64_t *out);
extern bool eh_scan_dd(const char **text, eh_dd *out);

/* Longest text of a double-double: two shortest doubles. */
#define EH_DD_TEXT 64
extern void eh_dd_to_text(eh_dd v, char *text);

/* Fields on the wire: big-endian, and the pointer moves on. */
extern void eh_put_u32(uint8_t **at, uint32_t v);
extern uint32_t eh_get_u32(const uint8_t **at);
extern void eh_put_u64(uint8_t **at, uint64_t v);
extern uint64_t eh_get_u64(const uint8_t **at);

/* A wire as text: 1: and two digits a byte. */
#define EH_HEX_HEADER 2
extern void eh_hex_to_text(const uint8_t *wire, size_t n, char *text);
extern eh_status eh_hex_from_text(
	char *text, const uint8_t **wire, size_t *n, const char **why);

#endif
