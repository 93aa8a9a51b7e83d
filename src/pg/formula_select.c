/*
 * formula_select.c - the columns that a fit reads, and where they come from.
 *
 * S1  Terms are called what the formula calls them.  A table's own columns
 *     are; anything else is worked out in a sub-select that names it, and
 *     OFFSET keeps the planner from taking the names away.  It is '0', in
 *     quotes: 0 is a constant only once the sub-select is planned, too late
 *     for workers to be thought of.
 * S2  Every name goes through quote_identifier, every number through a
 *     literal; functions, operators and types are those of pg_catalog,
 *     whatever the search path.  An operator or a type is written plainly
 *     where the path leads to that of pg_catalog.
 * S3  Arithmetic is in double precision, a boolean being 0 or 1.
 */
#include "formula_select.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"

typedef struct eh_formula_selected
{
	const char *sql;  /* what is worked out */
	const char *name; /* what it is called */
} eh_formula_selected;

static bool
name_taken(const eh_formula_select *s, const char *name)
{
	ListCell *cell;

	foreach (cell, s->columns)
	{
		const eh_formula_selected *c = lfirst(cell);

		if (strcmp(c->name, name) == 0)
			return true;
	}
	return false;
}

/* Its name, quoted; the same thing is read once.  at: where it stands. */
static const char *
add(eh_formula_select *s, const char *sql, const char *name, int at)
{
	const char *distinct = name;
	eh_formula_selected *column;
	ListCell *cell;

	foreach (cell, s->columns)
	{
		const eh_formula_selected *c = lfirst(cell);

		if (strcmp(c->sql, sql) == 0)
			return quote_identifier(c->name);
	}
	for (int suffix = 2; name_taken(s, distinct); suffix++)
		distinct = psprintf("%s_%d", name, suffix);
	if (strlen(distinct) >= NAMEDATALEN)
		eh_formula_unfit(&s->source, at,
			psprintf("The term's name would have %zu bytes, and a column's has "
					 "at most %d.",
				strlen(distinct), NAMEDATALEN - 1),
			"Give it a name of its own in a query given as data: SELECT *, "
			"... AS name FROM ...");
	column = palloc(sizeof(*column));
	column->sql = sql;
	column->name = distinct;
	s->columns = lappend(s->columns, column);
	return quote_identifier(distinct);
}

/* A column as it lies in the data. */
const char *
eh_formula_select_column(eh_formula_select *s, const eh_formula_column *column)
{
	const char *name = add(s, column->sql, column->name, 0);

	s->worked |= strcmp(name, column->sql) != 0;
	return name;
}

/* A column that is worked out of others; at: where, for errors. */
const char *
eh_formula_select_worked(
	eh_formula_select *s, const char *sql, const char *name, int at)
{
	s->worked = true;
	return add(s, sql, name, at);
}

/* --- names on the search path -------------------------------------------------
 */

/* The operator of pg_catalog for two operands of the type, as it must be
 * written here; prefix: for one. */
static const char *
operator_of(const char *name, Oid type, bool prefix)
{
	Oid left = prefix ? InvalidOid : type;
	List *plain = list_make1(makeString(pstrdup(name)));
	List *own = list_make2(makeString("pg_catalog"), makeString(pstrdup(name)));

	if (OpernameGetOprid(plain, left, type) ==
		OpernameGetOprid(own, left, type))
		return pstrdup(name);
	return psprintf("OPERATOR(pg_catalog.%s)", name);
}

/* The same for two numbers: + - * or /. */
const char *
eh_formula_operator(char sign)
{
	return operator_of((char[]){sign, '\0'}, FLOAT8OID, false);
}

/* --- arithmetic -------------------------------------------------------------
 */

static char *
name_value(eh_formula_select *s, int node)
{
	eh_formula_column c =
		eh_formula_column_of(&s->data, &s->source, s->f, node);

	if (c.kind == EH_ARG_OTHER || c.kind >= EH_ARG_TEXT)
		eh_formula_mismatch(&s->source, s->f->node[node].at,
			psprintf("%s is of type %s, and arithmetic needs a number.", c.sql,
				format_type_be(c.type)),
			"Make a number of it in a query given as data.");
	if (c.type == FLOAT8OID)
		return pstrdup(c.sql);
	if (c.kind == EH_ARG_BOOL)
		return psprintf("%s::integer::double precision", c.sql);
	return psprintf("%s::double precision", c.sql);
}

static char *
binary_value(eh_formula_select *s, const eh_formula_node *n)
{
	char *left = eh_formula_value(s, n->left);
	char *right = eh_formula_value(s, n->right);

	if (n->sign == '^')
		return psprintf("pg_catalog.power(%s, %s)", left, right);
	return psprintf("(%s %s %s)", left, eh_formula_operator(n->sign), right);
}

static char *
call_value(eh_formula_select *s, const eh_formula_node *n)
{
	static const char *const function[] = {[EH_FORMULA_LOG] = "pg_catalog.ln",
		[EH_FORMULA_LOG10] = "pg_catalog.log",
		[EH_FORMULA_LOG1P] = "earlyhelp.log1p",
		[EH_FORMULA_EXP] = "pg_catalog.exp",
		[EH_FORMULA_SQRT] = "pg_catalog.sqrt",
		[EH_FORMULA_ABS] = "pg_catalog.abs"};
	char *value = eh_formula_value(s, n->left);

	if (n->call == EH_FORMULA_I)
		return value;
	if (n->call == EH_FORMULA_SCALE)
		return psprintf("((%s %s pg_catalog.avg(%s) OVER ()) %s "
						"pg_catalog.stddev_samp(%s) OVER ())",
			value, eh_formula_operator('-'), value, eh_formula_operator('/'),
			value);
	return psprintf("%s(%s)", function[n->call], value);
}

/* A node as SQL of type double precision. */
char *
eh_formula_value(eh_formula_select *s, int node)
{
	const eh_formula_node *n = &s->f->node[node];

	switch ((eh_formula_kind) n->kind)
	{
		case EH_FORMULA_NUMBER:
			return psprintf("%s::double precision",
				quote_literal_cstr(eh_formula_text(s->f, node)));
		case EH_FORMULA_NAME:
			return name_value(s, node);
		case EH_FORMULA_MINUS:
			return psprintf("(%s %s)", operator_of("-", FLOAT8OID, true),
				eh_formula_value(s, n->left));
		case EH_FORMULA_BINARY:
			return binary_value(s, n);
		case EH_FORMULA_CALL:
			return call_value(s, n);
		case EH_FORMULA_BRACKET:
			break;
	}
	return eh_formula_value(s, n->left);
}

/* --- groupings --------------------------------------------------------------
 */

static char *
as_text(const char *sql, const eh_formula_column *c)
{
	if (c->type == TEXTOID)
		return pstrdup(sql);
	return psprintf("%s::%s", sql,
		TypenameGetTypid("text") == TEXTOID ? "text" : "pg_catalog.text");
}

/* As text in which a colon cannot be taken for one between two columns. */
static char *
escaped(const eh_formula_column *c)
{
	char *text = as_text(c->sql, c);

	if (c->kind >= EH_ARG_BOOL && c->kind < EH_ARG_TEXT)
		return text;
	return psprintf("pg_catalog.replace(pg_catalog.replace(%s, %s, %s), ':', "
					"%s)",
		text, quote_literal_cstr("\\"), quote_literal_cstr("\\\\"),
		quote_literal_cstr("\\:"));
}

/* A grouping as an element of ARRAY[...]: a column, or several, joined. */
char *
eh_formula_group(eh_formula_select *s, const eh_formula_joined *group)
{
	const char *join = operator_of("||", TEXTOID, false);
	StringInfoData sql;
	StringInfoData name;

	initStringInfo(&sql);
	initStringInfo(&name);
	for (int i = 0; i < group->n; i++)
	{
		eh_formula_column c =
			eh_formula_column_of(&s->data, &s->source, s->f, group->part[i]);

		if (group->n == 1)
			return as_text(eh_formula_select_column(s, &c), &c);
		if (i > 0)
			appendStringInfo(&sql, " %s ':' %s ", join, join);
		appendStringInfoString(
			&sql, i + 1 < group->n ? escaped(&c) : as_text(c.sql, &c));
		appendStringInfo(&name, "%s%s", i > 0 ? ":" : "", c.name);
	}
	return pstrdup(eh_formula_select_worked(s, sql.data, name.data, group->at));
}

/* --- FROM -------------------------------------------------------------------
 */

/* What stands after FROM in the fit's query. */
char *
eh_formula_from(const eh_formula_select *s)
{
	StringInfoData sql;
	ListCell *cell;

	if (s->data.table && !s->worked)
		return s->data.from;
	initStringInfo(&sql);
	appendStringInfoString(&sql, "(SELECT ");
	foreach (cell, s->columns)
	{
		const eh_formula_selected *c = lfirst(cell);
		const char *name = quote_identifier(c->name);

		if (cell != list_head(s->columns))
			appendStringInfoString(&sql, ",\n             ");
		appendStringInfoString(&sql, c->sql);
		if (strcmp(c->sql, name) != 0)
			appendStringInfo(&sql, " AS %s", name);
	}
	appendStringInfo(
		&sql, "\n      FROM %s\n      OFFSET '0') AS data", s->data.from);
	return sql.data;
}
