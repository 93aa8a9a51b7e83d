/*
 * formula_data.c - where a formula's columns come from: a table by its name,
 * or a query.
 *
 * D1  A name is that of a table, view, materialised view or foreign table,
 *     schema.name, plain or quoted; it is looked up as in any query, and
 *     written with its schema from then on.
 * D2  Anything else is a query: query_text.c.
 * D3  Columns are looked up before anything runs, exactly.
 */
#include "formula_data.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "executor/spi.h"
#include "nodes/makefuncs.h"
#include "parser/scansup.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/plancache.h"
#include "utils/varlena.h"

#include "query_text.h"

/* Columns named in an error. */
#define MOST_NAMED 40

/* --- the data ---------------------------------------------------------------
 */

/* Past one word, plain or quoted; NULL if there is none. */
static const char *
past_word(const char *c)
{
	const char *begin = c;

	if (*c == '"')
	{
		for (c++; *c != '\0'; c++)
		{
			if (*c == '"' && c[1] != '"')
				return c + 1;
			if (*c == '"')
				c++;
		}
		return NULL;
	}
	while (*c == '_' || *c == '$' || (*c >= '0' && *c <= '9') ||
		   (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
		   IS_HIGHBIT_SET(*c))
		c++;
	return c > begin ? c : NULL;
}

/* Words with dots between them, and nothing else. */
static bool
is_name(const char *c)
{
	for (;;)
	{
		while (scanner_isspace(*c))
			c++;
		c = past_word(c);
		if (c == NULL)
			return false;
		while (scanner_isspace(*c))
			c++;
		if (*c == '\0')
			return true;
		if (*c++ != '.')
			return false;
	}
}

static void
open_relation(const char *name, eh_formula_data *d)
{
	RangeVar *range = makeRangeVarFromNameList(
		textToQualifiedNameList(cstring_to_text(name)));
	Oid relation = RangeVarGetRelid(range, NoLock, false);
	char kind = get_rel_relkind(relation);

	if (strchr("rpvmf", kind) == NULL)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						   errmsg("\"%s\" has no rows to fit", range->relname),
						   errdetail("It is no table, view or foreign table."),
						   errhint("Give a table's name, or a query.")));
	d->table = kind != RELKIND_VIEW;
	d->from = quote_qualified_identifier(
		get_namespace_name_or_temp(get_rel_namespace(relation)),
		get_rel_name(relation));
}

/* The columns, by the parser's analysis of a query over the data. */
static TupleDesc
columns_of(const char *from)
{
	char *query = psprintf("SELECT * FROM %s", from);
	SPIPlanPtr plan = SPI_prepare(query, 0, NULL);
	const CachedPlanSource *source;
	TupleDesc desc;

	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s",
			SPI_result_code_string(SPI_result));
	source = linitial(SPI_plan_get_plan_sources(plan));
	desc = CreateTupleDescCopy(source->resultDesc);
	SPI_freeplan(plan);
	return desc;
}

/* SPI is connected.  Whether the caller may read the data is asked when they
 * are read. */
void
eh_formula_data_open(const char *data, eh_formula_data *d)
{
	d->table = false;
	if (is_name(data))
		open_relation(data, d);
	else
		d->from = psprintf("(\n%s\n) AS data", eh_query_check(data, "data"));
	d->desc = columns_of(d->from);
}

/* --- a column ---------------------------------------------------------------
 */

static char *
all_columns(TupleDesc desc)
{
	StringInfoData s;
	int n = 0;

	initStringInfo(&s);
	for (int i = 0; i < desc->natts && n < MOST_NAMED; i++)
	{
		if (TupleDescAttr(desc, i)->attisdropped)
			continue;
		appendStringInfo(&s, "%s%s", n++ > 0 ? ", " : "",
			quote_identifier(NameStr(TupleDescAttr(desc, i)->attname)));
	}
	if (desc->natts > MOST_NAMED)
		appendStringInfo(&s, ", and %d more", desc->natts - MOST_NAMED);
	return s.data;
}

/* The column whose name differs least, or NULL if all differ much. */
static const char *
nearest(TupleDesc desc, const char *name)
{
	const char *best = NULL;
	int length = (int) strlen(name);
	int least = length / 3 + 1;

	for (int i = 0; i < desc->natts && length < NAMEDATALEN; i++)
	{
		const char *column = NameStr(TupleDescAttr(desc, i)->attname);
		int distance;

		if (TupleDescAttr(desc, i)->attisdropped)
			continue;
		if (pg_strcasecmp(column, name) == 0)
			return column;
		distance = varstr_levenshtein_less_equal(
			name, length, column, (int) strlen(column), 1, 1, 1, least, true);
		if (distance < least)
		{
			least = distance;
			best = column;
		}
	}
	return best;
}

static void
error_no_column(const eh_formula_data *d, const eh_formula_source *source,
	const char *name, int at)
{
	const char *best = nearest(d->desc, name);

	ereport(ERROR,
		(errcode(ERRCODE_UNDEFINED_COLUMN),
			errmsg("%s names a column that the data do not have", source->what),
			errdetail("There is no column %s.\n%s\nThe columns are %s.",
				quote_identifier(name), eh_formula_place(source, at),
				all_columns(d->desc)),
			best == NULL
				? errhint("A plain name is read in small letters; "
						  "\"Name\" in quotes is exact.")
				: errhint("Perhaps you mean %s.", quote_identifier(best))));
}

/* The column that a NAME stands for. */
eh_formula_column
eh_formula_column_of(const eh_formula_data *d, const eh_formula_source *source,
	const eh_formula *f, int node)
{
	const char *name = eh_formula_text(f, node);
	int at = f->node[node].at;
	int met = 0;
	eh_formula_column c = {.name = name, .sql = quote_identifier(name)};

	for (int i = 0; i < d->desc->natts; i++)
	{
		Form_pg_attribute a = TupleDescAttr(d->desc, i);

		if (a->attisdropped || strcmp(NameStr(a->attname), name) != 0)
			continue;
		c.type = a->atttypid;
		met++;
	}
	if (met == 0)
		error_no_column(d, source, name, at);
	if (met > 1)
		ereport(
			ERROR, (errcode(ERRCODE_AMBIGUOUS_COLUMN),
					   errmsg("%s names a column that the data have twice",
						   source->what),
					   errdetail("There are %d columns %s.\n%s", met, c.sql,
						   eh_formula_place(source, at)),
					   errhint("Name them apart in the query: ... AS other")));
	c.kind = eh_argument_kind_of(c.type);
	return c;
}
