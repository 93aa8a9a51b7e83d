/*
 * query_text.c - a query that a caller gives as text.
 *
 * Q1  It is one statement that reads: SELECT, VALUES, TABLE, or WITH before
 *     one of them.  It makes no table, locks no rows, changes nothing, and
 *     has no parameter; what the functions it calls do is the caller's affair.
 * Q2  What passed can be put in parentheses, each on a line of its own, and
 *     is a sub-select there: the parser itself has said where it ends.
 */
#include "query_text.h"

#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"

static void
refuse(const char *argument, const char *why)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("%s must be one query that reads", argument),
					   errdetail("%s", why),
					   errhint("Give one SELECT, VALUES, TABLE or WITH ... "
							   "SELECT statement.")));
}

/* Every part of a statement, however deep. */
static bool
check_node(Node *node, void *argument)
{
	if (node == NULL)
		return false;
	if (IsA(node, SelectStmt))
	{
		const SelectStmt *select = (const SelectStmt *) node;

		if (select->intoClause != NULL)
			refuse(argument, "It has an INTO.");
		if (select->lockingClause != NIL)
			refuse(argument, "It has a FOR UPDATE or FOR SHARE.");
	}
	if (IsA(node, InsertStmt) || IsA(node, UpdateStmt) ||
		IsA(node, DeleteStmt) || EH_IS_MERGE(node))
		refuse(argument, "Its WITH changes data.");
	if (IsA(node, ParamRef))
		refuse(argument, "It has a parameter such as $1.");
	return raw_expression_tree_walker(node, check_node, argument);
}

/* A syntax error is at a place of this query, not of the one that runs. */
static void
own_place(void *arg)
{
	int place = geterrposition();

	if (place > 0)
	{
		errposition(0);
		internalerrposition(place);
		internalerrquery(arg);
	}
}

static List *
parsed(const char *query)
{
	ErrorContextCallback context = {.previous = error_context_stack,
		.callback = own_place,
		.arg = unconstify(char *, query)};
	List *statements;

	error_context_stack = &context;
	statements = raw_parser(query, RAW_PARSE_DEFAULT);
	error_context_stack = context.previous;
	return statements;
}

/*
 * eh_query_check - the query's statement alone, without what may follow it;
 * an error if it is not as Q1 says.  argument is what errors call it.
 */
char *
eh_query_check(const char *query, const char *argument)
{
	List *statements = parsed(query);
	const RawStmt *raw;

	if (list_length(statements) != 1)
		refuse(argument,
			psprintf("It has %d statements.", list_length(statements)));
	raw = linitial_node(RawStmt, statements);
	if (!IsA(raw->stmt, SelectStmt))
		refuse(argument, "It is another kind of statement.");
	check_node(raw->stmt, unconstify(char *, argument));
	query += Max(raw->stmt_location, 0);
	return raw->stmt_len > 0 ? pnstrdup(query, raw->stmt_len) : pstrdup(query);
}
