/*
 * formula_sql.c - a formula as a call of one of the fits.
 *
 * C1  The family decides which: binomial is logit, or mixed_logit with a
 *     grouping, gaussian linear, ordinal ordinal_logit, firth firth_logit.
 *     Where none is said, the response's type says it: a boolean, a whole
 *     number (logit itself refuses any but 0 and 1), successes of trials or a
 *     proportion is binomial, an enum ordinal.  Any other number needs a word.
 * C2  What R would fit otherwise than the aggregates do is refused.
 */
#include "formula_sql.h"

#include "common/shortest_dec.h"
#include "utils/builtins.h"

#include "error.h"
#include "formula_select.h"

typedef struct builder
{
	const eh_formula_call *call;
	eh_formula_select select;
	const eh_formula *f;
	eh_formula_model model;
} builder;

static const char *const names[] = {[EH_FORMULA_LOGIT] = "logit",
	[EH_FORMULA_PROFILE] = "logit_profile",
	[EH_FORMULA_FIRTH] = "firth_logit",
	[EH_FORMULA_MIXED] = "mixed_logit",
	[EH_FORMULA_LINEAR] = "linear",
	[EH_FORMULA_ORDINAL] = "ordinal_logit"};

const char *
eh_formula_model_name(eh_formula_model model)
{
	return names[model];
}

/* --- the family -------------------------------------------------------------
 */

static bool
is_name(const eh_formula *f, int node)
{
	return f->node[node].kind == EH_FORMULA_NAME;
}

/* cbind(successes, failures), or successes / trials */
static bool
is_share(const eh_formula *f)
{
	const eh_formula_node *n = &f->node[f->response];

	return f->failures >= 0 ||
		   (n->kind == EH_FORMULA_BINARY && n->sign == '/' &&
			   is_name(f, n->left) && is_name(f, n->right));
}

static eh_formula_model
family_said(const char *family)
{
	static const struct
	{
		const char *name;
		eh_formula_model model;
	} known[] = {{"binomial", EH_FORMULA_LOGIT}, {"logit", EH_FORMULA_LOGIT},
		{"gaussian", EH_FORMULA_LINEAR}, {"linear", EH_FORMULA_LINEAR},
		{"ordinal", EH_FORMULA_ORDINAL}, {"ordinal_logit", EH_FORMULA_ORDINAL},
		{"firth", EH_FORMULA_FIRTH}, {"firth_logit", EH_FORMULA_FIRTH}};

	for (size_t i = 0; i < lengthof(known); i++)
	{
		if (strcmp(known[i].name, family) == 0)
			return known[i].model;
	}
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown family \"%s\"", family),
			errdetail("It is one of binomial (or logit), gaussian (or linear), "
					  "ordinal and firth."),
			errhint("A formula with a grouping is binomial: (1 | group) makes "
					"it mixed_logit.")));
}

static void
family_unclear(builder *b, const char *why)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("family must be given for this response"),
			errdetail("%s\n%s", why,
				eh_formula_place(
					&b->select.source, b->f->node[b->f->response].at)),
			errhint("Say family => 'gaussian', or 'binomial' of a 0, a 1 or a "
					"proportion.")));
}

/* A quotient of whole numbers is a share; of others it may be a rate. */
static bool
is_counted(builder *b, int node)
{
	eh_formula_column c =
		eh_formula_column_of(&b->select.data, &b->select.source, b->f, node);

	return c.kind == EH_ARG_INT2 || c.kind == EH_ARG_INT4 ||
		   c.kind == EH_ARG_INT8;
}

/* Without a word: from the type alone, never from the values. */
static eh_formula_model
family_of_response(builder *b)
{
	const eh_formula *f = b->f;
	eh_formula_column c;

	if (f->failures >= 0)
		return EH_FORMULA_LOGIT;
	if (is_share(f) && is_counted(b, f->node[f->response].left) &&
		is_counted(b, f->node[f->response].right))
		return EH_FORMULA_LOGIT;
	if (!is_name(f, f->response))
		family_unclear(b, "The response is worked out.");
	c = eh_formula_column_of(
		&b->select.data, &b->select.source, f, f->response);
	if (c.kind == EH_ARG_ENUM)
		return EH_FORMULA_ORDINAL;
	if (c.kind == EH_ARG_FLOAT4 || c.kind == EH_ARG_FLOAT8 ||
		c.kind == EH_ARG_NUMERIC)
		family_unclear(
			b, psprintf("%s is of type %s.", c.sql, format_type_be(c.type)));
	return EH_FORMULA_LOGIT;
}

static void
choose_model(builder *b)
{
	const eh_formula *f = b->f;

	b->model = b->call->family != NULL ? family_said(b->call->family)
									   : family_of_response(b);
	if (f->ngroupings > 0 && b->model != EH_FORMULA_LOGIT)
		eh_formula_unfit(&b->select.source, f->grouping[0].at,
			"Groupings go with the binomial family alone.",
			"Leave the grouping out and say cluster => 'column', or fit a "
			"binomial response.");
	if (!f->intercept && f->nterms == 0)
		eh_formula_unfit(&b->select.source, f->intercept_at,
			"Without an intercept and without terms there is nothing to "
			"estimate.",
			"Name a term, or keep the intercept.");
	if (f->ngroupings > 0)
		b->model = EH_FORMULA_MIXED;
	else if (b->model == EH_FORMULA_LOGIT && b->call->profile)
		b->model = EH_FORMULA_PROFILE;
	if (!f->intercept && b->model == EH_FORMULA_ORDINAL)
		eh_formula_unfit(&b->select.source, f->intercept_at,
			"An ordinal model has cut points in the intercept's place.",
			"Leave the 0 or - 1 out.");
	if (b->call->quadrature_points != 1 && b->model != EH_FORMULA_MIXED)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("quadrature_points are for a formula with a grouping"),
				errdetail("There is no (1 | group) in %s.", b->call->formula),
				errhint("Leave quadrature_points out.")));
}

/* --- the response -----------------------------------------------------------
 */

static void
check_response_type(builder *b, const eh_formula_column *c)
{
	bool number = c->kind >= EH_ARG_BOOL && c->kind < EH_ARG_TEXT;

	if (number || c->kind == EH_ARG_OUTCOME)
		return;
	if (c->kind == EH_ARG_ENUM && b->model == EH_FORMULA_ORDINAL)
		return;
	if (c->kind == EH_ARG_PROPORTION && b->model != EH_FORMULA_ORDINAL &&
		b->model != EH_FORMULA_LINEAR)
		return;
	eh_formula_mismatch(&b->select.source, b->f->node[b->f->response].at,
		psprintf("%s is of type %s, and %s needs a %s.", c->sql,
			format_type_be(c->type), names[b->model],
			b->model == EH_FORMULA_LINEAR    ? "number"
			: b->model == EH_FORMULA_ORDINAL ? "whole number or an enum"
											 : "boolean, a 0 or a 1"),
		"Compare or cast it in a query given as data: SELECT *, overall = "
		"'good' AS good FROM ...");
}

/* An expression of the response, as a column of its own. */
static const char *
response_value(builder *b, int node)
{
	if (is_name(b->f, node))
	{
		eh_formula_column c = eh_formula_column_of(
			&b->select.data, &b->select.source, b->f, node);

		check_response_type(b, &c);
		return eh_formula_select_column(&b->select, &c);
	}
	return eh_formula_select_worked(&b->select,
		eh_formula_value(&b->select, node), "response", b->f->node[node].at);
}

static void
add_share(builder *b, StringInfo sql)
{
	const eh_formula *f = b->f;
	const eh_formula_node *n = &f->node[f->response];
	eh_formula_select *s = &b->select;
	char *successes;
	char *trials;

	if (f->failures >= 0)
	{
		successes = eh_formula_value(s, f->response);
		trials = psprintf("%s %s %s", successes, eh_formula_operator('+'),
			eh_formula_value(s, f->failures));
	}
	else
	{
		successes = eh_formula_value(s, n->left);
		trials = eh_formula_value(s, n->right);
	}
	appendStringInfo(sql, "earlyhelp.outcome_of(%s",
		eh_formula_select_worked(s, successes, "successes", n->at));
	appendStringInfo(
		sql, ", %s", eh_formula_select_worked(s, trials, "trials", n->at));
}

/* A column that an argument names. */
static eh_formula_column
argument_column(builder *b, const char *argument, const char *text)
{
	eh_formula *f = palloc(sizeof(*f));
	eh_formula_source source = {argument, text};
	eh_formula_fault fault;
	eh_status status = eh_formula_read_name(text, strlen(text), f, &fault);

	if (status != EH_OK)
		eh_formula_error(&source, status, &fault);
	return eh_formula_column_of(&b->select.data, &source, f, f->response);
}

static void
add_weight(builder *b, StringInfo sql)
{
	const eh_formula_call *call = b->call;
	eh_formula_column c;

	if ((call->weight == NULL) != (call->weight_kind == NULL))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("weight and weight_kind go together"),
				errdetail("One of them is given without the other."),
				errhint("Say weight_kind => 'frequency' where a row stands for "
						"so many people, 'probability' for a sampling "
						"weight.")));
	if (call->weight == NULL)
		return;
	c = argument_column(b, "weight", call->weight);
	appendStringInfo(sql, ", weight => %s::double precision, weight_kind => %s",
		eh_formula_select_column(&b->select, &c),
		quote_literal_cstr(call->weight_kind));
}

static void
add_offset(builder *b, StringInfo sql)
{
	StringInfoData sum;

	if (b->f->noffsets == 0)
		return;
	initStringInfo(&sum);
	for (int i = 0; i < b->f->noffsets; i++)
	{
		if (i > 0)
			appendStringInfo(&sum, " %s ", eh_formula_operator('+'));
		appendStringInfoString(
			&sum, eh_formula_value(&b->select, b->f->offset[i]));
	}
	appendStringInfo(sql, ", exposure_offset => %s",
		eh_formula_select_worked(&b->select, sum.data, "exposure_offset",
			b->f->node[b->f->offset[0]].at));
}

static void
add_cluster(builder *b, StringInfo sql)
{
	eh_formula_column c;

	if (b->call->cluster == NULL)
		return;
	c = argument_column(b, "cluster", b->call->cluster);
	appendStringInfo(
		sql, ", cluster => %s", eh_formula_select_column(&b->select, &c));
}

/* The response with what goes with it. */
static char *
response_sql(builder *b)
{
	bool share = is_share(b->f) && b->model != EH_FORMULA_LINEAR &&
				 b->model != EH_FORMULA_ORDINAL;
	StringInfoData sql;
	int bare;

	if (b->f->failures >= 0 && !share)
		eh_formula_unfit(&b->select.source, b->f->node[b->f->response].at,
			"cbind(successes, failures) is a binomial response.",
			"Say family => 'binomial', or none.");
	initStringInfo(&sql);
	if (share)
		add_share(b, &sql);
	else
		appendStringInfo(
			&sql, "earlyhelp.outcome(%s", response_value(b, b->f->response));
	bare = sql.len;
	add_weight(b, &sql);
	add_offset(b, &sql);
	add_cluster(b, &sql);
	if (!b->f->intercept)
		appendStringInfoString(&sql, ", intercept => false");
	if (sql.len == bare && !share)
		return pstrdup(sql.data + strlen("earlyhelp.outcome("));
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

/* --- terms ------------------------------------------------------------------
 */

/* Is the term without one of its variables in the model too? */
static bool
has_margin(const eh_formula *f, const eh_formula_joined *term, int without)
{
	if (term->n == 1)
		return f->intercept;
	for (int t = 0; t < f->nterms; t++)
	{
		int met = 0;

		for (int i = 0; f->term[t].n == term->n - 1 && i < term->n; i++)
		{
			for (int j = 0; i != without && j < f->term[t].n; j++)
				met += f->term[t].part[j] == term->part[i];
		}
		if (met == term->n - 1)
			return true;
	}
	return false;
}

/* R gives a factor or a boolean a term for every level where its margin is
 * not in the model; here one of the levels is left out always. */
static void
check_margin(builder *b, const eh_formula_joined *term, int i, bool factor)
{
	const eh_formula_variable *v = &b->f->variable[term->part[i]];

	if (has_margin(b->f, term, i))
		return;
	if (term->n == 1)
		eh_formula_unfit(&b->select.source, v->at,
			"Without an intercept R gives each level a term of its own, and "
			"that is not offered.",
			factor ? "Keep the intercept: it is the same model, with levels "
					 "against a reference."
				   : "Keep the intercept, or write I(x + 0) for a boolean x "
					 "that is to be 0 or 1.");
	eh_formula_unfit(&b->select.source, v->at,
		"A boolean in an interaction has two terms in R where the rest of the "
		"interaction is no term itself, and that is not offered.",
		"Write x*flag, or I(flag + 0):x for a flag that is to be 0 or 1.");
}

static const char *
factor_sql(builder *b, const eh_formula_variable *v)
{
	eh_formula_column c =
		eh_formula_column_of(&b->select.data, &b->select.source, b->f, v->node);
	const char *name = eh_formula_select_column(&b->select, &c);

	if (v->reference < 0)
		return psprintf("earlyhelp.factor(%s)", name);
	return psprintf("earlyhelp.factor(%s, reference => %s)", name,
		quote_literal_cstr(b->f->text + v->reference));
}

/* A column as a term by itself. */
static const char *
column_term(builder *b, const eh_formula_joined *term, int node)
{
	eh_formula_column c =
		eh_formula_column_of(&b->select.data, &b->select.source, b->f, node);

	if (c.kind == EH_ARG_OTHER || c.kind >= EH_ARG_LEVEL)
		eh_formula_mismatch(&b->select.source, term->at,
			psprintf("%s is of type %s, and a term is a number, a boolean, "
					 "text or an enum.",
				c.sql, format_type_be(c.type)),
			psprintf("Write factor(%s), or make a number of it in a query "
					 "given as data.",
				c.sql));
	if (c.kind == EH_ARG_BOOL || c.kind >= EH_ARG_TEXT)
		check_margin(b, term, 0, c.kind >= EH_ARG_TEXT);
	return eh_formula_select_column(&b->select, &c);
}

/* The name inside I() and parentheses, if there is no more: R does not take
 * it for a number there either. */
static int
bare_name(const eh_formula *f, int node)
{
	const eh_formula_node *n = &f->node[node];

	while (n->kind == EH_FORMULA_BRACKET ||
		   (n->kind == EH_FORMULA_CALL && n->call == EH_FORMULA_I))
		n = &f->node[n->left];
	return n->kind == EH_FORMULA_NAME ? (int) (n - f->node) : -1;
}

/* A variable that is worked out, or joined with others, must be a number or a
 * boolean. */
static void
check_number(builder *b, const eh_formula_joined *term, int i)
{
	const eh_formula_variable *v = &b->f->variable[term->part[i]];
	int name = bare_name(b->f, v->node);
	eh_formula_column c;

	if (name < 0)
		return;
	c = eh_formula_column_of(&b->select.data, &b->select.source, b->f, name);
	if (c.kind >= EH_ARG_TEXT && term->n > 1)
		eh_formula_unfit(&b->select.source, v->at,
			psprintf("%s is a factor, being of type %s, and an interaction "
					 "with a factor is not offered.",
				c.sql, format_type_be(c.type)),
			"Make a column for each level in a query given as data: SELECT *, "
			"(region = 'London')::integer AS london FROM ...");
	if (c.kind == EH_ARG_BOOL)
		check_margin(b, term, i, false);
}

static const char *
term_sql(builder *b, const eh_formula_joined *term)
{
	const eh_formula_variable *v = &b->f->variable[term->part[0]];
	StringInfoData sql;
	Size room = eh_formula_write_term(b->f, term, NULL, 0) + 1;
	char *name = palloc(room);

	if (term->n == 1 && v->factor)
		check_margin(b, term, 0, true);
	if (term->n == 1 && v->factor)
		return factor_sql(b, v);
	if (term->n == 1 && is_name(b->f, v->node))
		return column_term(b, term, v->node);
	initStringInfo(&sql);
	for (int i = 0; i < term->n; i++)
	{
		v = &b->f->variable[term->part[i]];
		check_number(b, term, i);
		if (i > 0)
			appendStringInfo(&sql, " %s ", eh_formula_operator('*'));
		appendStringInfoString(&sql, eh_formula_value(&b->select, v->node));
	}
	eh_formula_write_term(b->f, term, name, room);
	return eh_formula_select_worked(&b->select, sql.data, name, term->at);
}

/* --- the call ---------------------------------------------------------------
 */

static void
add_mixed(builder *b, StringInfo sql)
{
	const eh_formula_call *call = b->call;

	appendStringInfoString(sql, ", ARRAY[");
	for (int g = 0; g < b->f->ngroupings; g++)
		appendStringInfo(sql, "%s%s", g > 0 ? ", " : "",
			eh_formula_group(&b->select, &b->f->grouping[g]));
	appendStringInfoChar(sql, ']');
	if (call->quadrature_points == 1 && !call->has_profile_level)
		return;
	appendStringInfoString(sql, ", earlyhelp.mixed_options(");
	if (call->quadrature_points != 1)
		appendStringInfo(
			sql, "quadrature_points => %d", call->quadrature_points);
	if (call->has_profile_level)
	{
		char level[DOUBLE_SHORTEST_DECIMAL_LEN];

		double_to_shortest_decimal_buf(call->profile_level, level);
		appendStringInfo(sql, "%sprofile_level => %s",
			call->quadrature_points != 1 ? ", " : "", level);
	}
	appendStringInfoChar(sql, ')');
}

/* SELECT logit(...) AS fit FROM ...: the fit that the call asks for.  SPI is
 * connected. */
char *
eh_formula_fit_sql(const eh_formula_call *call, eh_formula_model *model)
{
	eh_formula *f = palloc(sizeof(*f));
	builder b = {.call = call, .f = f};
	eh_formula_fault fault;
	eh_status status;
	StringInfoData sql;

	b.select.source = (eh_formula_source){"the formula", call->formula};
	b.select.f = f;
	status = eh_formula_read(call->formula, strlen(call->formula), f, &fault);
	if (status != EH_OK)
		eh_formula_error(&b.select.source, status, &fault);
	eh_formula_data_open(call->data, &b.select.data);
	choose_model(&b);
	*model = b.model;
	initStringInfo(&sql);
	appendStringInfo(
		&sql, "SELECT earlyhelp.%s(%s", names[b.model], response_sql(&b));
	if (b.model == EH_FORMULA_MIXED)
		add_mixed(&b, &sql);
	for (int t = 0; t < f->nterms; t++)
		appendStringInfo(&sql, ", %s", term_sql(&b, &f->term[t]));
	appendStringInfo(&sql, ") AS fit\nFROM %s", eh_formula_from(&b.select));
	return sql.data;
}
