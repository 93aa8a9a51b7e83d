/*
 * terms.c - what the arguments of an aggregate call are called.
 *
 * T1  A term is called what its argument is in the query: prevent_100,
 *     ln(spend + 1).  Qualifiers, casts, needless parentheses and factor(...)
 *     are taken off.
 * T2  What the planner leaves is what there is to see: an alias of a
 *     sub-select that was pulled up shows as what it stands for, a parameter
 *     of a generic plan as $1.
 * T3  Where there is nothing to see (a window call) terms are x1, x2, ...
 * T4  No two terms have one name: the second gets the suffix _2.
 */
#include "terms.h"

#include <ctype.h>

#include "executor/executor.h"
#include "nodes/execnodes.h"
#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"

/* Casts say nothing of what a column is; nor does factor(). */
static Node *
bare(Node *node)
{
	for (;;)
	{
		if (IsA(node, RelabelType))
			node = (Node *) ((RelabelType *) node)->arg;
		else if (IsA(node, CoerceViaIO))
			node = (Node *) ((CoerceViaIO *) node)->arg;
		else if (IsA(node, ArrayCoerceExpr))
			node = (Node *) ((ArrayCoerceExpr *) node)->arg;
		else if (IsA(node, FuncExpr) && ((FuncExpr *) node)->args != NIL)
		{
			FuncExpr *f = (FuncExpr *) node;
			char *name = get_func_name(f->funcid);

			if (f->funcformat == COERCE_EXPLICIT_CALL &&
				(name == NULL || strcmp(name, "factor") != 0))
				return node;
			node = linitial(f->args);
		}
		else
			return node;
	}
}

/* Does the first parenthesis close only at the end? */
static bool
wrapped(const char *s, size_t length)
{
	int depth = 0;

	if (length < 2 || s[0] != '(' || s[length - 1] != ')')
		return false;
	for (size_t i = 0; i + 1 < length; i++)
	{
		depth += (s[i] == '(') - (s[i] == ')');
		if (depth == 0)
			return false;
	}
	return true;
}

static char *
without_parentheses(char *s)
{
	size_t length = strlen(s);

	while (wrapped(s, length))
	{
		s++;
		length -= 2;
	}
	return pnstrdup(s, length);
}

/* A number in quotes, as the deparser writes a constant that it casts. */
static size_t
quoted_number(const char *s)
{
	size_t n = 1;

	if (*s != '\'')
		return 0;
	while (s[n] != '\0' && strchr("0123456789.-+eE", s[n]) != NULL)
		n++;
	return n > 1 && s[n] == '\'' ? n + 1 : 0;
}

/* The length of "::type" at s; a type may have a second word and (n). */
static size_t
cast_at(const char *s)
{
	static const char *const second[] = {" precision", " varying"};
	size_t n = 2;

	if (s[0] != ':' || s[1] != ':')
		return 0;
	while (isalnum((unsigned char) s[n]) || s[n] == '_' || s[n] == '.' ||
		   s[n] == '"' || s[n] == '[' || s[n] == ']')
		n++;
	for (size_t i = 0; i < lengthof(second); i++)
	{
		if (strncmp(s + n, second[i], strlen(second[i])) == 0)
			n += strlen(second[i]);
	}
	if (s[n] == '(')
		n += strcspn(s + n, ")") + 1;
	return n;
}

/* Drops casts and the quotes of numbers; strings are left as they are. */
static char *
without_casts(const char *s)
{
	char *out = palloc(strlen(s) + 1);
	char *at = out;

	while (*s != '\0')
	{
		size_t number = quoted_number(s);
		size_t cast = cast_at(s);

		if (number > 0)
		{
			memcpy(at, s + 1, number - 2);
			at += number - 2;
			s += number;
		}
		else if (cast > 0)
			s += cast;
		else if (*s == '\'')
		{
			/* to the closing quote; a doubled one opens again at once */
			do
				*at++ = *s++;
			while (*s != '\0' && *s != '\'');
			if (*s != '\0')
				*at++ = *s++;
		}
		else
			*at++ = *s++;
	}
	*at = '\0';
	return out;
}

/* Is what stands between two parentheses a name or number alone? */
static bool
plain_word(const char *s, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		if (!isalnum((unsigned char) s[i]) && s[i] != '_' && s[i] != '.')
			return false;
	}
	return length > 0;
}

static size_t
closing(const char *s)
{
	int depth = 0;

	for (size_t i = 0; s[i] != '\0'; i++)
	{
		depth += (s[i] == '(') - (s[i] == ')');
		if (depth == 0)
			return i;
	}
	return 0;
}

/* ln((spend + 1)) is ln(spend + 1), and (age) * 2 is age * 2. */
static char *
without_idle_parentheses(char *s)
{
	for (size_t i = 0; s[i] != '\0'; i++)
	{
		size_t end = s[i] == '(' ? closing(s + i) : 0;
		bool call = i > 0 && (isalnum((unsigned char) s[i - 1]) ||
								 s[i - 1] == '_' || s[i - 1] == '"');
		bool doubled = i > 0 && s[i - 1] == '(' && s[i + end + 1] == ')';

		if (end == 0 || !(doubled || (!call && plain_word(s + i + 1, end - 1))))
			continue;
		memmove(s + i + end, s + i + end + 1, strlen(s + i + end));
		memmove(s + i, s + i + 1, strlen(s + i));
		i = (size_t) -1; /* from the start: what is around may be idle now */
	}
	return s;
}

static bool
taken(char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static char *
distinct(char *const *names, int n, const char *name)
{
	const char *candidate = name;

	for (int suffix = 2; taken(names, n, candidate); suffix++)
		candidate = psprintf("%s_%d", name, suffix);
	return pstrdup(candidate);
}

/* The deparser's view of a plan node, as EXPLAIN has it. */
static List *
deparse_context(AggState *agg)
{
	PlannedStmt *stmt = agg->ss.ps.state->es_plannedstmt;
	Bitmapset *all = NULL;
	List *context;

	for (int i = 1; i <= list_length(stmt->rtable); i++)
		all = bms_add_member(all, i);
	context = deparse_context_for_plan_tree(
		stmt, select_rtable_names_for_explain(stmt->rtable, all));
	return set_deparse_context_plan(context, agg->ss.ps.plan, NIL);
}

/* A column by the name that the query has for it, if the plan still knows. */
static char *
column_name(const AggState *agg, const Node *node)
{
	const Var *var = (const Var *) node;
	List *tables = agg->ss.ps.state->es_range_table;

	if (!IsA(node, Var) || var->varnosyn == 0 || var->varattnosyn <= 0 ||
		(int) var->varnosyn > list_length(tables))
		return NULL;
	return get_rte_attribute_name(
		rt_fetch(var->varnosyn, tables), var->varattnosyn);
}

/* What an expression is called, by T1. */
static char *
name_of(const AggState *agg, List *context, Node *node)
{
	char *name;

	node = bare(node);
	name = column_name(agg, node);
	if (name == NULL)
		name = without_parentheses(without_idle_parentheses(
			without_casts(deparse_expression(node, context, false, false))));
	return name;
}

/*
 * n names, for the arguments from number first on, in memory of keep.  Only
 * where the call has as many: an aggregate combining states has but one.
 */
char **
eh_term_names(FunctionCallInfo fcinfo, int first, int n, MemoryContext keep)
{
	MemoryContext before = MemoryContextSwitchTo(keep);
	AggState *agg = (AggState *) fcinfo->context;
	char **names = palloc(sizeof(char *) * (Size) Max(n, 1));
	Aggref *call = AggGetAggref(fcinfo);
	List *context = NIL;

	if (call != NULL && list_length(call->args) < first + n)
		call = NULL;
	if (call != NULL && n > 0)
		context = deparse_context(agg);
	for (int i = 0; i < n; i++)
	{
		char *name = psprintf("x%d", i + 1);

		if (call != NULL)
			name = name_of(agg, context,
				(Node *) list_nth_node(TargetEntry, call->args, first + i)
					->expr);
		names[i] = distinct(names, i, name);
	}
	MemoryContextSwitchTo(before);
	return names;
}

/*
 * n names, for the elements of the array that is argument number argument:
 * what they are called where it is written as ARRAY[...], else group_1, ...
 */
char **
eh_element_names(
	FunctionCallInfo fcinfo, int argument, int n, MemoryContext keep)
{
	MemoryContext before = MemoryContextSwitchTo(keep);
	AggState *agg = (AggState *) fcinfo->context;
	char **names = palloc(sizeof(char *) * (Size) Max(n, 1));
	Aggref *call = AggGetAggref(fcinfo);
	const ArrayExpr *array = NULL;
	List *context = NIL;

	if (call != NULL && list_length(call->args) > argument)
		array = (const ArrayExpr *) bare(
			(Node *) list_nth_node(TargetEntry, call->args, argument)->expr);
	if (array != NULL &&
		(!IsA(array, ArrayExpr) || list_length(array->elements) != n))
		array = NULL;
	if (array != NULL)
		context = deparse_context(agg);
	for (int i = 0; i < n; i++)
	{
		char *name = psprintf("group_%d", i + 1);

		if (array != NULL)
			name = name_of(agg, context, list_nth(array->elements, i));
		names[i] = distinct(names, i, name);
	}
	MemoryContextSwitchTo(before);
	return names;
}
