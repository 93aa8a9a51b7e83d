/*
 * dfe.h - a cell of a published table: a number, or a symbol in its place.
 */
#ifndef EH_DFE_H
#define EH_DFE_H

#include <stddef.h>

#include "status.h"

typedef enum eh_dfe_kind
{
	EH_DFE_NUMBER,
	EH_DFE_CONFIDENTIAL,
	EH_DFE_UNAVAILABLE,
	EH_DFE_NOT_APPLICABLE,
	EH_DFE_LOW,
	EH_DFE_UNRELIABLE
} eh_dfe_kind;

extern const char *eh_dfe_word(eh_dfe_kind kind);
extern eh_status eh_dfe_cell(
	const char *text, size_t bytes, eh_dfe_kind *kind, char *number);

#endif
