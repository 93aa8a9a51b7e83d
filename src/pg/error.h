/*
 * error.h - from a status to an SQLSTATE, in one place.
 */
#ifndef EH_ERROR_H
#define EH_ERROR_H

#include "compat.h"

#include "core/status.h"

pg_noreturn extern void eh_error_text(
	const char *type, const char *text, const char *why);
pg_noreturn extern void eh_error_wire(const char *type, const char *why);
pg_noreturn extern void eh_error_stored(const char *type, const char *why);
pg_noreturn extern void eh_error_sum(eh_status status);
pg_noreturn extern void eh_error_count(eh_status status);
pg_noreturn extern void eh_error_option(const char *function,
	const char *option, const char *given, const char *known);
pg_noreturn extern void eh_error_not_aggregate(void);
pg_noreturn extern void eh_error_beyond(const char *what);
extern void eh_check_level(double level);
pg_noreturn extern void eh_error_method(const char *method, const char *known);

#endif
