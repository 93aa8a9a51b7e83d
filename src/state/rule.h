/*
 * rule.h - a rule as a value.
 */
#ifndef EH_RULE_H
#define EH_RULE_H

#include "core/event.h"

#define EH_RULE_FORMAT 1

/* Of fixed length; what is added one day has the bytes that are 0. */
typedef struct eh_rule_value
{
	uint8_t format;
	uint8_t pad[3]; /* always 0 */
	eh_rule rule;
} eh_rule_value;

extern const char *const eh_rule_edges[];
extern const char *const eh_rule_same_days[];
extern const char *const eh_rule_anchors[];
extern const char *const eh_rule_clocks[];

extern eh_status eh_rule_value_check(const eh_rule_value *v, const char **why);

/* Longest text, with the byte that ends it. */
#define EH_RULE_TEXT 320
extern void eh_rule_to_text(const eh_rule_value *v, char *text);
extern eh_status eh_rule_from_text(
	const char *text, eh_rule_value *v, const char **why);

#define EH_RULE_WIRE 34
extern void eh_rule_to_wire(const eh_rule_value *v, uint8_t *wire);
extern eh_status eh_rule_from_wire(
	const uint8_t *wire, size_t bytes, eh_rule_value *v, const char **why);

/* The rule's part of a wire: seven numbers, five choices. */
#define EH_RULE_WIRE_PART (7 * 4 + 5)
extern void eh_rule_put(const eh_rule *rule, uint8_t **wire);
extern void eh_rule_get(eh_rule *rule, const uint8_t **wire);

#endif
