/*
 * scan.h - fits over any query, by going over it again and again.
 */
#ifndef EH_PG_SCAN_H
#define EH_PG_SCAN_H

#include "compat.h"

#include "executor/spi.h"
#include "portability/instr_time.h"
#include "utils/array.h"

#include "core/design.h"
#include "fit_build.h"
#include "predictor.h"

/* Levels a factor may have, and columns in all. */
#define EH_SCAN_LEVELS 100
#define EH_SCAN_COLUMNS 255

/* What the caller wrote. */
typedef struct eh_scan_call
{
	const char *function;
	const char *query;
	const char *weight; /* names of columns, or NULL */
	const char *weight_kind;
	const char *offset;
	const char *trials;
	bool intercept;
	bool linear;
	ArrayType *reference; /* 'column=level', or NULL */
	int max_passes;
} eh_scan_call;

/* A query and its columns, on the way to a fit. */
typedef struct eh_scan
{
	const eh_scan_call *call;
	char *query; /* the statement alone, without a semicolon */
	int ncolumns;
	char **name;
	Oid *type;
	eh_argument_kind *kind;
	int weight; /* numbers of columns; -1: none */
	int offset;
	int trials;
	eh_fit_terms terms;
	int *column;     /* of each predictor */
	int nx;          /* numbers a row: predictors, or levels but one */
	char *from;      /* FROM (query) AS q(c1, c2, ...) */
	char *response;  /* expressions */
	char *x;         /* an array of nx */
	bool of_outcome; /* the response is an outcome, */
	bool of_boolean; /* a boolean, or else a number */
	int64 passes;
	ErrorContextCallback context;
} eh_scan;

/* A row of a scan's cursor. */
typedef struct eh_scan_rows
{
	eh_scan *scan;
	SPIPlanPtr plan;
	Portal portal;
	char *room;
	eh_block block;
} eh_scan_rows;

/* scan_query.c */
extern void eh_scan_open(eh_scan *scan, const eh_scan_call *call);
extern void eh_scan_close(eh_scan *scan);
extern void eh_scan_options(FunctionCallInfo fcinfo, eh_scan_call *call);
extern Datum eh_scan_result(
	FunctionCallInfo fcinfo, const eh_scan *scan, eh_fit *fit, double seconds);
extern Datum eh_scan_run(
	const char *sql, Oid type, Datum value, bool null, bool *is_null);

/* scan_columns.c */
extern void eh_scan_columns(eh_scan *scan);

/* scan_rows.c */
extern void eh_scan_read(
	eh_scan *scan, const eh_design *d, eh_scan_rows *source, eh_rows *rows);
extern eh_design eh_scan_design(const eh_scan *scan);

#endif
