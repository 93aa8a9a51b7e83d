/*
 * scan_query.c - a query that a scan may go over: checked, described, run.
 *
 * Q1  It is one statement, and one that only reads: SELECT, VALUES, TABLE or
 *     WITH, nothing in it that writes, locks or makes a table.  What the
 *     parser took for one statement is put in parentheses, so that no text
 *     can end them early.
 * Q2  It runs as the caller, under the caller's rights and settings, by the
 *     snapshot of the caller's statement: on one server every pass sees the
 *     same rows, whatever others commit meanwhile.  Where rows come from
 *     other servers they may change from pass to pass, and nothing here
 *     counts on their number.
 * Q3  Of all that is put into SQL, names are positions (c1, c2, ...), levels
 *     are quoted, and the rest is ours.
 */
#include "scan.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/plancache.h"

#include "fit_value.h"
#include "row.h"

/* Errors anywhere in a scan say whose query it was; those of the text itself
 * point into it. */
static void
say_query(void *arg)
{
	const eh_scan *scan = arg;
	int position = geterrposition();

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position);
		internalerrquery(scan->call->query);
	}
	errcontext("query given to %s", scan->call->function);
}

static pg_noinline void
error_statement(const char *what)
{
	ereport(ERROR,
		(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("a scan takes one query that only reads"),
			errdetail("The text given %s.", what),
			errhint("Give one SELECT, whose first column is the response and "
					"whose others are the predictors.")));
}

/* Does anything in the tree do more than read? */
static bool
does_more(Node *node, void *unused)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_SelectStmt:
			if (((SelectStmt *) node)->intoClause != NULL)
				error_statement("makes a table by SELECT INTO");
			if (((SelectStmt *) node)->lockingClause != NIL)
				error_statement("locks rows by FOR UPDATE or FOR SHARE");
			break;
		case T_InsertStmt:
		case T_UpdateStmt:
		case T_DeleteStmt:
#if PG_VERSION_NUM >= 150000
		case T_MergeStmt:
#endif
			error_statement("writes to a table");
			break;
		case T_ParamRef:
			error_statement("has a parameter such as $1");
			break;
		default:
			break;
	}
	return raw_expression_tree_walker(node, does_more, unused);
}

/* The statement's own text: no semicolon, nothing after it. */
static char *
only_statement(const char *text)
{
	List *statements = raw_parser(text, RAW_PARSE_DEFAULT);
	RawStmt *statement;

	if (list_length(statements) != 1)
		error_statement(statements == NIL ? "has no statement"
										  : "has more than one statement");
	statement = linitial_node(RawStmt, statements);
	if (!IsA(statement->stmt, SelectStmt))
		error_statement("is no query");
	does_more(statement->stmt, NULL);
	return statement->stmt_len > 0 ? pnstrdup(text + statement->stmt_location,
										 (Size) statement->stmt_len)
								   : pstrdup(text + statement->stmt_location);
}

/* Names and types of the columns. */
static void
describe(eh_scan *scan)
{
	SPIPlanPtr plan = SPI_prepare(scan->query, 0, NULL);
	CachedPlanSource *source;
	TupleDesc desc;

	if (plan == NULL)
		elog(ERROR, "SPI_prepare: %s", SPI_result_code_string(SPI_result));
	source = linitial(SPI_plan_get_plan_sources(plan));
	desc = source->resultDesc;
	if (desc == NULL || desc->natts < 1)
		error_statement("has no columns");
	scan->ncolumns = desc->natts;
	scan->name = palloc(sizeof(char *) * (Size) desc->natts);
	scan->type = palloc(sizeof(Oid) * (Size) desc->natts);
	scan->kind = palloc(sizeof(eh_argument_kind) * (Size) desc->natts);
	for (int i = 0; i < desc->natts; i++)
	{
		scan->name[i] = pstrdup(NameStr(TupleDescAttr(desc, i)->attname));
		scan->type[i] = TupleDescAttr(desc, i)->atttypid;
		scan->kind[i] = eh_argument_kind_of(scan->type[i]);
	}
	SPI_freeplan(plan);
}

/* Check the query and look at its columns; SPI is connected. */
void
eh_scan_open(eh_scan *scan, const eh_scan_call *call)
{
	StringInfoData from;

	memset(scan, 0, sizeof(*scan));
	scan->call = call;
	scan->context = (ErrorContextCallback){
		.previous = error_context_stack, .callback = say_query, .arg = scan};
	error_context_stack = &scan->context;
	scan->query = only_statement(call->query);
	describe(scan);
	initStringInfo(&from);

	/* a line of its own, for a query that ends in a comment */
	appendStringInfo(&from, "FROM (\n%s\n) AS q(", scan->query);
	for (int i = 0; i < scan->ncolumns; i++)
		appendStringInfo(&from, "%sc%d", i > 0 ? ", " : "", i + 1);
	appendStringInfoChar(&from, ')');
	scan->from = from.data;
	eh_scan_columns(scan);
}

void
eh_scan_close(eh_scan *scan)
{
	error_context_stack = scan->context.previous;
}

/* A query of one row and column, in as many processes as the planner likes;
 * $1 is the value, where it has a type. */
Datum
eh_scan_run(const char *sql, Oid type, Datum value, bool null, bool *is_null)
{
	SPIPlanPtr plan = SPI_prepare_cursor(sql, 1, &type, CURSOR_OPT_PARALLEL_OK);
	char nulls[] = {null ? 'n' : ' ', '\0'};
	int code;

	if (plan == NULL)
		elog(ERROR, "SPI_prepare: %s", SPI_result_code_string(SPI_result));
	code = SPI_execute_plan(plan, &value, nulls, true, 0);
	if (code != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "a pass of a scan gave no row: %s",
			SPI_result_code_string(code));
	SPI_freeplan(plan);
	return SPI_getbinval(
		SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, is_null);
}

/* What all scans take: query, weight, weight_kind, exposure_offset, intercept
 * and reference. */
void
eh_scan_options(FunctionCallInfo fcinfo, eh_scan_call *call)
{
	char *words[4];

	for (int n = 0; n < 4; n++)
		words[n] =
			PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
	call->query = words[0];
	call->weight = words[1];
	call->weight_kind = words[2];
	call->offset = words[3];
	call->intercept = PG_ARGISNULL(4) || PG_GETARG_BOOL(4);
	call->reference = PG_ARGISNULL(5) ? NULL : PG_GETARG_ARRAYTYPE_P(5);
}

/* The row that a scan gives; SPI is finished, the fit is the caller's. */
Datum
eh_scan_result(
	FunctionCallInfo fcinfo, const eh_scan *scan, eh_fit *fit, double seconds)
{
	eh_row row;

	eh_row_begin(fcinfo, &row);
	row.values[0] = PointerGetDatum(fit); /* the type's first column */
	row.nulls[0] = false;
	eh_row_int4(&row, "passes", (int32) scan->passes);
	eh_row_int8(&row, "rows", fit->rows);
	eh_row_int8(&row, "missing", fit->missing);
	eh_row_float8(&row, "seconds", seconds);
	eh_row_text(&row, "status", eh_fit_status_word(fit));
	eh_row_text(&row, "message", eh_fit_message(fit));
	return eh_row_end(&row);
}
