/*
 * formula_select.h - the columns that a fit reads, and where they come from.
 */
#ifndef EH_FORMULA_SELECT_H
#define EH_FORMULA_SELECT_H

#include "compat.h"

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"

#include "formula_data.h"

/* What is read from the data, in the order it was asked for. */
typedef struct eh_formula_select
{
	eh_formula_data data;
	eh_formula_source source; /* of the formula, for errors */
	const eh_formula *f;
	List *columns; /* of eh_formula_selected */
	bool worked;   /* one is no column as it lies there */
} eh_formula_select;

extern const char *eh_formula_select_column(
	eh_formula_select *s, const eh_formula_column *column);
extern const char *eh_formula_select_worked(
	eh_formula_select *s, const char *sql, const char *name, int at);
extern const char *eh_formula_operator(char sign);
extern char *eh_formula_value(eh_formula_select *s, int node);
extern char *eh_formula_group(
	eh_formula_select *s, const eh_formula_joined *group);
extern char *eh_formula_from(const eh_formula_select *s);

#endif
