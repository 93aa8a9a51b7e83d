/*
 * formula_data.h - where a formula's columns come from.
 */
#ifndef EH_FORMULA_DATA_H
#define EH_FORMULA_DATA_H

#include "compat.h"

#include "access/tupdesc.h"

#include "formula_fault.h"
#include "predictor.h"

typedef struct eh_formula_data
{
	char *from;     /* what stands after FROM */
	bool table;     /* it is a table, whose columns keep their names */
	TupleDesc desc; /* its columns */
} eh_formula_data;

typedef struct eh_formula_column
{
	const char *name; /* as it is */
	const char *sql;  /* quoted where it must be */
	Oid type;
	eh_argument_kind kind;
} eh_formula_column;

extern void eh_formula_data_open(const char *data, eh_formula_data *d);
extern eh_formula_column eh_formula_column_of(const eh_formula_data *d,
	const eh_formula_source *source, const eh_formula *f, int node);

#endif
