/*
 * pass.h - a pass of a logistic fit as a value: its check, and on the wire.
 */
#ifndef EH_PASS_H
#define EH_PASS_H

#include <stddef.h>
#include <stdint.h>

#include "core/logit_pass.h"
#include "core/status.h"

extern eh_status eh_pass_check(
	const eh_logit_pass *pass, size_t bytes, const char **why);
extern size_t eh_pass_wire_size(const eh_logit_pass *pass);
extern void eh_pass_to_wire(const eh_logit_pass *pass, uint8_t *wire);
extern eh_status eh_pass_wire_header(
	const uint8_t *wire, size_t bytes, eh_logit_pass *header, const char **why);
extern eh_status eh_pass_from_wire(
	const uint8_t *wire, size_t bytes, eh_logit_pass *pass, const char **why);

#endif
