/*
 * scan_columns.c - what each column of a scan's query is for, and the
 * expressions that a pass asks for.
 *
 * Text and enum columns are factors: their levels are looked up by a pass of
 * its own over the rows that have no NULL, and each but the reference becomes
 * a column of 0 and 1.  A level that turns up later counts as the reference.
 */
#include "scan.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

static char *
list_of_columns(const eh_scan *scan)
{
	StringInfoData s;

	initStringInfo(&s);
	for (int i = 0; i < scan->ncolumns; i++)
		appendStringInfo(&s, "%s%s", i > 0 ? ", " : "", scan->name[i]);
	return s.data;
}

/* The number of a column by its name. */
static int
column_named(const eh_scan *scan, const char *option, const char *name)
{
	int found = -1;

	if (name == NULL)
		return -1;
	for (int i = 0; i < scan->ncolumns; i++)
	{
		if (strcmp(scan->name[i], name) != 0)
			continue;
		if (found >= 0)
			ereport(ERROR,
				(errcode(ERRCODE_AMBIGUOUS_COLUMN),
					errmsg("%s names two columns of the query, \"%s\"", option,
						name),
					errdetail("Its columns are %s.", list_of_columns(scan)),
					errhint("Give each column a name of its own by AS.")));
		found = i;
	}
	if (found < 0)
		ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("%s names no column of the query: \"%s\"", option, name),
				errdetail("Its columns are %s.", list_of_columns(scan)),
				errhint("Name a column as the query's result does.")));
	if (found == 0)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_COLUMN_REFERENCE),
				errmsg("%s names the first column, \"%s\"", option, name),
				errdetail("The first column of the query is the response."),
				errhint("Put the response first.")));
	return found;
}

static bool
numeric_kind(eh_argument_kind kind)
{
	return kind >= EH_ARG_BOOL && kind <= EH_ARG_NUMERIC;
}

static bool
factor_kind(eh_argument_kind kind)
{
	return kind >= EH_ARG_TEXT && kind <= EH_ARG_ENUM;
}

static void
check_kinds(const eh_scan *scan)
{
	bool options = scan->weight >= 0 || scan->offset >= 0 ||
				   scan->trials >= 0 || !scan->call->intercept;

	if (!numeric_kind(scan->kind[0]) &&
		!(scan->kind[0] == EH_ARG_OUTCOME && !options))
		ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("the response, \"%s\", cannot be of type %s",
					scan->name[0], format_type_be(scan->type[0])),
				errdetail("The first column of the query is a boolean or a "
						  "number, or outcome(...) without further options."),
				errhint("Compare it in the query: SELECT overall = 'good', "
						"...")));
	for (int i = 1; i < scan->ncolumns; i++)
	{
		bool role = i == scan->weight || i == scan->offset || i == scan->trials;

		if (numeric_kind(scan->kind[i]) ||
			(!role && factor_kind(scan->kind[i])))
			continue;
		ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("column \"%s\" cannot be of type %s", scan->name[i],
					format_type_be(scan->type[i])),
				role ? errdetail("Weights, trials and offsets are numbers.")
					 : errdetail("Predictors are numbers, booleans, text or "
								 "enums."),
				errhint("Cast it in the query, or leave it out.")));
	}
}

/* Column i as a number; a boolean is 0 or 1. */
static char *
number_of(const eh_scan *scan, int i)
{
	if (scan->type[i] == FLOAT8OID)
		return psprintf("q.c%d", i + 1);
	if (scan->kind[i] == EH_ARG_BOOL)
		return psprintf("(q.c%d)::pg_catalog.bool::pg_catalog.int4::pg_catalog"
						".float8",
			i + 1);
	return psprintf("(q.c%d)::pg_catalog.float8", i + 1);
}

/* The response, with what goes with it.  A factor of one level is no number
 * of a row, but a NULL in it makes the row missing all the same. */
static void
write_response(eh_scan *scan)
{
	const eh_scan_call *call = scan->call;
	bool boolean = scan->kind[0] == EH_ARG_BOOL && !call->linear;
	StringInfoData s;

	initStringInfo(&s);
	scan->of_outcome = true;
	if (scan->kind[0] == EH_ARG_OUTCOME)
		appendStringInfoString(&s, "q.c1");
	else if (scan->trials < 0 && scan->weight < 0 && scan->offset < 0 &&
			 call->intercept)
	{
		scan->of_outcome = false;
		scan->of_boolean = boolean;
		appendStringInfoString(
			&s, boolean ? "(q.c1)::pg_catalog.bool" : number_of(scan, 0));
	}
	else
	{
		if (scan->trials >= 0)
			appendStringInfo(&s, "earlyhelp.outcome_of(%s, %s",
				number_of(scan, 0), number_of(scan, scan->trials));
		else
			appendStringInfo(&s, "earlyhelp.outcome(%s", number_of(scan, 0));
		if (scan->weight >= 0)
			appendStringInfo(
				&s, ", weight => %s", number_of(scan, scan->weight));
		if (call->weight_kind != NULL)
			appendStringInfo(&s, ", weight_kind => %s",
				quote_literal_cstr(call->weight_kind));
		if (scan->offset >= 0)
			appendStringInfo(
				&s, ", exposure_offset => %s", number_of(scan, scan->offset));
		appendStringInfo(
			&s, ", intercept => %s)", call->intercept ? "true" : "false");
	}
	scan->response = s.data;
	for (int a = 0; a < scan->terms.nargs; a++)
		if (scan->terms.nlevels[a] == 1)
			scan->response = psprintf("CASE WHEN q.c%d IS NOT NULL THEN %s END",
				scan->column[a] + 1, scan->response);
}

/* Rows that have all that the model asks for. */
static char *
complete(const eh_scan *scan)
{
	StringInfoData s;

	initStringInfo(&s);
	for (int i = 0; i < scan->ncolumns; i++)
		appendStringInfo(
			&s, "%sq.c%d IS NOT NULL", i > 0 ? " AND " : "", i + 1);
	return s.data;
}

/* The levels of predictor a: enums in declared order, text by bytes. */
static void
find_levels(eh_scan *scan, int a)
{
	int i = scan->column[a];
	MemoryContext ours = CurrentMemoryContext;
	char *sql;
	SPIPlanPtr plan;

	if (scan->kind[i] == EH_ARG_ENUM)
		sql = psprintf("SELECT s.v::pg_catalog.text FROM (SELECT DISTINCT "
					   "q.c%d AS v %s WHERE %s) AS s ORDER BY s.v LIMIT %d",
			i + 1, scan->from, complete(scan), EH_SCAN_LEVELS + 1);
	else
		sql = psprintf("SELECT DISTINCT (q.c%d)::pg_catalog.text COLLATE "
					   "pg_catalog.\"C\" AS v %s WHERE %s ORDER BY v LIMIT %d",
			i + 1, scan->from, complete(scan), EH_SCAN_LEVELS + 1);
	plan = SPI_prepare_cursor(sql, 0, NULL, CURSOR_OPT_PARALLEL_OK);
	if (plan == NULL ||
		SPI_execute_plan(plan, NULL, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "levels of a scan: %s", SPI_result_code_string(SPI_result));
	scan->passes++;
	if (SPI_processed > EH_SCAN_LEVELS)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("column \"%s\" has more than %d levels", scan->name[i],
					EH_SCAN_LEVELS),
				errdetail("Each level but one is a term of the fit."),
				errhint("Is it a key?  Group its levels, make it a number, or "
						"use logit().")));
	MemoryContextSwitchTo(ours);
	scan->terms.nlevels[a] = Max((int) SPI_processed, 1);
	scan->terms.level[a] = palloc0(sizeof(char *) * (SPI_processed + 1));
	scan->terms.level[a][0] = "";
	for (uint64 l = 0; l < SPI_processed; l++)
		scan->terms.level[a][l] =
			SPI_getvalue(SPI_tuptable->vals[l], SPI_tuptable->tupdesc, 1);
	SPI_freeplan(plan);
}

/* reference => ARRAY['region=London']: the level a factor is compared with */
static void
set_references(eh_scan *scan)
{
	Datum *element;
	bool *null;
	int n;

	if (scan->call->reference == NULL)
		return;
	deconstruct_array(scan->call->reference, TEXTOID, -1, false, TYPALIGN_INT,
		&element, &null, &n);
	for (int e = 0; e < n; e++)
	{
		char *wanted = null[e] ? pstrdup("") : TextDatumGetCString(element[e]);
		bool found = false;

		for (int a = 0; a < scan->terms.nargs; a++)
		{
			const char *name = scan->terms.name[a];
			size_t length = strlen(name);

			if (strncmp(wanted, name, length) != 0 || wanted[length] != '=')
				continue;
			for (int l = 0; l < scan->terms.nlevels[a]; l++)
				if (strcmp(scan->terms.level[a][l], wanted + length + 1) == 0)
				{
					scan->terms.reference[a] = l;
					found = true;
				}
		}
		if (!found)
			ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("reference names no level of the query: \"%s\"",
						wanted),
					errdetail(
						"The query's columns are %s.", list_of_columns(scan)),
					errhint("Write reference => ARRAY['region=London'], for a "
							"column of text or of an enum and a level that "
							"occurs.")));
	}
}

/* A name of its own for each predictor. */
static char *
own_name(const eh_scan *scan, int a, const char *name)
{
	char *own = pstrdup(name);

	for (int suffix = 2, b = 0; b < a; b++)
		if (strcmp(scan->terms.name[b], own) == 0)
		{
			own = psprintf("%s_%d", name, suffix++);
			b = -1;
		}
	return own;
}

static void
find_predictors(eh_scan *scan)
{
	Size n = (Size) scan->ncolumns + 1;
	eh_fit_terms *t = &scan->terms;

	t->intercept = scan->call->intercept;
	t->name = palloc(sizeof(char *) * n);
	t->nlevels = palloc0(sizeof(int) * n);
	t->level = palloc0(sizeof(char **) * n);
	t->reference = palloc0(sizeof(int) * n);
	scan->column = palloc(sizeof(int) * n);
	for (int i = 1; i < scan->ncolumns; i++)
	{
		if (i == scan->weight || i == scan->offset || i == scan->trials)
			continue;
		scan->column[t->nargs] = i;
		t->name[t->nargs] = own_name(scan, t->nargs, scan->name[i]);
		t->nargs++;
	}
	for (int a = 0; a < t->nargs; a++)
		if (factor_kind(scan->kind[scan->column[a]]))
			find_levels(scan, a);
	set_references(scan);
}

/* The predictors as one array of numbers, in the core's order: numbers, then
 * levels. */
static void
write_predictors(eh_scan *scan)
{
	const eh_fit_terms *t = &scan->terms;
	StringInfoData s;

	initStringInfo(&s);
	appendStringInfoString(&s, "ARRAY[");
	for (int a = 0; a < t->nargs; a++)
		if (t->nlevels[a] == 0)
			appendStringInfo(&s, "%s%s", scan->nx++ > 0 ? ", " : "",
				number_of(scan, scan->column[a]));
	for (int a = 0; a < t->nargs; a++)
		for (int l = 0; l < t->nlevels[a]; l++)
			if (l != t->reference[a])
				appendStringInfo(&s,
					"%s((q.c%d)::pg_catalog.text OPERATOR(pg_catalog.=) %s)"
					"::pg_catalog.int4::pg_catalog.float8",
					scan->nx++ > 0 ? ", " : "", scan->column[a] + 1,
					quote_literal_cstr(t->level[a][l]));
	appendStringInfoString(&s, "]::pg_catalog.float8[]");
	scan->x = s.data;
	if (scan->nx > EH_SCAN_COLUMNS)
		ereport(
			ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("a scan of %d terms is too large", scan->nx),
					   errdetail("The limit is %d, levels of factors included.",
						   EH_SCAN_COLUMNS),
					   errhint("Group levels, or use logit().")));
}

/* What each column is for, and the expressions over them. */
void
eh_scan_columns(eh_scan *scan)
{
	const eh_scan_call *call = scan->call;

	scan->weight = column_named(scan, "weight", call->weight);
	scan->offset = column_named(scan, "exposure_offset", call->offset);
	scan->trials = column_named(scan, "trials", call->trials);
	if (call->weight_kind != NULL && call->weight == NULL)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("weight_kind is given, and weight is not"),
				errdetail("weight_kind says what kind of weights there are."),
				errhint("Name the column of weights: weight => 'n'.")));
	check_kinds(scan);
	find_predictors(scan);
	write_response(scan);
	write_predictors(scan);
}
