/*
 * formula_fault.h - errors that point at their place in a formula.
 */
#ifndef EH_FORMULA_FAULT_H
#define EH_FORMULA_FAULT_H

#include "compat.h"

#include "core/formula.h"

/* What was read, as errors call it: the formula, or an argument. */
typedef struct eh_formula_source
{
	const char *what;
	const char *text;
} eh_formula_source;

extern char *eh_formula_place(const eh_formula_source *source, int at);
pg_noreturn extern void eh_formula_error(const eh_formula_source *source,
	eh_status status, const eh_formula_fault *fault);
pg_noreturn extern void eh_formula_mismatch(const eh_formula_source *source,
	int at, const char *why, const char *remedy);
pg_noreturn extern void eh_formula_unfit(const eh_formula_source *source,
	int at, const char *why, const char *remedy);

#endif
