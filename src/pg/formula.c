/*
 * formula.c - fits from a formula: fit_formula(), formula_sql(), and a
 * function for each kind of fit.
 *
 * The query that a formula stands for runs by SPI, in the caller's snapshot
 * and with the caller's rights, and may use workers.  formula_sql() shows it.
 */
#include "formula_sql.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "error.h"

/* --- arguments --------------------------------------------------------------
 */

static char *
text_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* The formula and the data, the first two of every function. */
static void
read_model(FunctionCallInfo fcinfo, eh_formula_call *call)
{
	memset(call, 0, sizeof(*call));
	call->quadrature_points = 1;
	call->formula = text_argument(fcinfo, 0);
	call->data = text_argument(fcinfo, 1);
	if (call->formula == NULL || call->data == NULL)
		ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("a fit needs a formula and data"),
				errdetail("One of them is NULL."),
				errhint("fit_formula('good ~ spend', 'inspections'): data is a "
						"table's name or a query.")));
}

/* weight, weight_kind and cluster, which stand in a row. */
static void
read_weights(FunctionCallInfo fcinfo, int first, eh_formula_call *call)
{
	call->weight = text_argument(fcinfo, first);
	call->weight_kind = text_argument(fcinfo, first + 1);
	call->cluster = text_argument(fcinfo, first + 2);
}

static int
read_points(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? 1 : PG_GETARG_INT32(n);
}

/* What is asked for of the rows of a tidy fit. */
typedef struct reading
{
	double level;
	bool exponentiate;
	char *errors;
} reading;

/* (formula, data, family, level, exponentiate, errors, weight, weight_kind,
 * cluster, quadrature_points) */
static void
read_arguments(FunctionCallInfo fcinfo, eh_formula_call *call, reading *r)
{
	read_model(fcinfo, call);
	call->family = text_argument(fcinfo, 2);
	r->level = PG_ARGISNULL(3) ? 0.95 : PG_GETARG_FLOAT8(3);
	r->exponentiate = !PG_ARGISNULL(4) && PG_GETARG_BOOL(4);
	r->errors = text_argument(fcinfo, 5);
	eh_check_level(r->level);
	read_weights(fcinfo, 6, call);
	call->quadrature_points = read_points(fcinfo, 9);
	call->profile = r->errors != NULL && strcmp(r->errors, "profile") == 0;
	call->has_profile_level = call->profile;
	call->profile_level = r->level;
}

/* --- running ----------------------------------------------------------------
 */

static void
connect_spi(void)
{
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
}

static void
finish_spi(void)
{
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "SPI_finish failed");
}

typedef struct running
{
	const char *formula;
	const char *model;
	bool said;
} running;

static void
say_what_runs(void *arg)
{
	const running *r = arg;

	errcontext("fit of %s by %s%s", r->formula, r->model,
		r->said ? ""
				: ", which the response's type chose, no family being said");
}

/* Runs the query of a fit. */
static void
run(const char *sql, const eh_formula_call *call, eh_formula_model model)
{
	running r = {
		call->formula, eh_formula_model_name(model), call->family != NULL};
	ErrorContextCallback context = {
		.previous = error_context_stack, .callback = say_what_runs, .arg = &r};
	int result;

	error_context_stack = &context;
	result = SPI_execute(sql, true, 0);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute failed: %s", SPI_result_code_string(result));
	error_context_stack = context.previous;
}

/* --- tidy rows --------------------------------------------------------------
 */

static void
refuse_exponentiate(void)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("exponentiate is not for the gaussian family"),
					   errdetail("Its estimates are no log odds."),
					   errhint("Leave exponentiate out.")));
}

/* The arguments of tidy() that are not what it has of itself. */
static char *
tidy_arguments(const reading *r)
{
	StringInfoData sql;
	char level[DOUBLE_SHORTEST_DECIMAL_LEN];

	initStringInfo(&sql);
	double_to_shortest_decimal_buf(r->level, level);
	if (r->level != 0.95)
		appendStringInfo(&sql, ", level => %s", level);
	if (r->exponentiate)
		appendStringInfoString(&sql, ", exponentiate => true");
	if (r->errors != NULL)
		appendStringInfo(&sql, ", errors => %s", quote_literal_cstr(r->errors));
	return sql.data;
}

/* The fit's query inside the one that reads it, in formula_term's columns. */
static char *
tidy_sql(const eh_formula_call *call, const reading *r, eh_formula_model *model)
{
	char *fit = eh_formula_fit_sql(call, model);

	if (*model == EH_FORMULA_LINEAR && r->exponentiate)
		refuse_exponentiate();
	return psprintf("SELECT '%s' AS model, %st.*, g.status AS fit_status\n"
					"FROM (\n%s\n) AS m, earlyhelp.tidy(m.fit%s) AS t, "
					"earlyhelp.glance(m.fit) AS g",
		eh_formula_model_name(*model),
		*model == EH_FORMULA_MIXED ? ""
								   : "'fixed' AS effect, NULL AS group_name, ",
		fit, tidy_arguments(r));
}

PG_FUNCTION_INFO_V1(eh_formula_sql);
Datum
eh_formula_sql(PG_FUNCTION_ARGS)
{
	MemoryContext outside = CurrentMemoryContext;
	eh_formula_call call;
	eh_formula_model model;
	reading r;
	text *sql;
	char *inside;

	read_arguments(fcinfo, &call, &r);
	connect_spi();
	inside = tidy_sql(&call, &r, &model);
	MemoryContextSwitchTo(outside);
	sql = cstring_to_text(inside);
	finish_spi();
	PG_RETURN_TEXT_P(sql);
}

/* The rows are laid out as their type is: the query names its columns. */
static void
check_layout(TupleDesc rows, TupleDesc type)
{
	bool same = rows->natts == type->natts;

	for (int i = 0; same && i < rows->natts; i++)
		same = TupleDescAttr(rows, i)->atttypid ==
			   TupleDescAttr(type, i)->atttypid;
	if (!same)
		ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("the rows of a fit are not those of formula_term"),
				errdetail("The library and the extension are of different "
						  "versions."),
				errhint("Run ALTER EXTENSION earlyhelp UPDATE.")));
}

/* All rows, as values of the result's type, in the context at hand. */
static Datum *
tidy_rows(FunctionCallInfo fcinfo, TupleDesc type, uint64 *n)
{
	eh_formula_call call;
	eh_formula_model model;
	reading r;
	char *sql;
	Datum *row;

	read_arguments(fcinfo, &call, &r);
	connect_spi();
	sql = tidy_sql(&call, &r, &model);
	run(sql, &call, model);
	check_layout(SPI_tuptable->tupdesc, type);
	*n = SPI_processed;
	row = SPI_palloc(sizeof(Datum) * (Size) *n + 8);
	for (uint64 i = 0; i < *n; i++)
		row[i] = PointerGetDatum(SPI_returntuple(SPI_tuptable->vals[i], type));
	finish_spi();
	return row;
}

PG_FUNCTION_INFO_V1(eh_fit_formula);
Datum
eh_fit_formula(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	Datum *row;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;
		TupleDesc type;

		context = SRF_FIRSTCALL_INIT();
		before = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "result type is not composite");
		context->user_fctx =
			tidy_rows(fcinfo, BlessTupleDesc(type), &context->max_calls);
		MemoryContextSwitchTo(before);
	}
	context = SRF_PERCALL_SETUP();
	row = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	row += context->call_cntr; /* which the macro moves on first */
	SRF_RETURN_NEXT(context, *row);
}

/* --- the fit itself ---------------------------------------------------------
 */

static void
error_other_fit(const char *function, eh_formula_model model)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s does not fit this formula", function),
			errdetail("It is a formula for %s.", eh_formula_model_name(model)),
			errhint("A formula with a grouping, (1 | group), is for "
					"mixed_formula(), one without for logit_formula().")));
}

/* The value of the fit, NULL of no rows. */
static Datum
fit(FunctionCallInfo fcinfo, const eh_formula_call *call, const char *function)
{
	bool mixed = strcmp(function, "mixed_formula") == 0;
	eh_formula_model model;
	char *sql;
	Datum value;
	bool isnull;

	connect_spi();
	sql = eh_formula_fit_sql(call, &model);
	if ((model == EH_FORMULA_MIXED) != mixed)
		error_other_fit(function, model);
	run(sql, call, model);
	value =
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	if (!isnull)
		value = SPI_datumTransfer(value, false, -1);
	finish_spi();
	fcinfo->isnull = isnull; /* there was no row */
	return value;
}

/* logit_formula(formula, data, family, profile, weight, weight_kind, cluster)
 */
PG_FUNCTION_INFO_V1(eh_logit_formula);
Datum
eh_logit_formula(PG_FUNCTION_ARGS)
{
	eh_formula_call call;

	read_model(fcinfo, &call);
	call.family = PG_ARGISNULL(2) ? "binomial" : text_argument(fcinfo, 2);
	call.profile = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	read_weights(fcinfo, 4, &call);
	if (strcmp(call.family, "binomial") != 0 &&
		strcmp(call.family, "firth") != 0)
		eh_error_option(
			"logit_formula", "family", call.family, "binomial, firth");
	return fit(fcinfo, &call, "logit_formula");
}

/* mixed_formula(formula, data, quadrature_points, profile_level, weight,
 * weight_kind) */
PG_FUNCTION_INFO_V1(eh_mixed_formula);
Datum
eh_mixed_formula(PG_FUNCTION_ARGS)
{
	eh_formula_call call;

	read_model(fcinfo, &call);
	call.family = "binomial";
	call.quadrature_points = read_points(fcinfo, 2);
	call.has_profile_level = !PG_ARGISNULL(3);
	if (call.has_profile_level)
		call.profile_level = PG_GETARG_FLOAT8(3);
	if (call.has_profile_level)
		eh_check_level(call.profile_level);
	call.weight = text_argument(fcinfo, 4);
	call.weight_kind = text_argument(fcinfo, 5);
	return fit(fcinfo, &call, "mixed_formula");
}

/* linear_formula and ordinal_formula(formula, data, weight, weight_kind,
 * cluster) */
PG_FUNCTION_INFO_V1(eh_linear_formula);
Datum
eh_linear_formula(PG_FUNCTION_ARGS)
{
	eh_formula_call call;

	read_model(fcinfo, &call);
	call.family = "gaussian";
	read_weights(fcinfo, 2, &call);
	return fit(fcinfo, &call, "linear_formula");
}

PG_FUNCTION_INFO_V1(eh_ordinal_formula);
Datum
eh_ordinal_formula(PG_FUNCTION_ARGS)
{
	eh_formula_call call;

	read_model(fcinfo, &call);
	call.family = "ordinal";
	read_weights(fcinfo, 2, &call);
	return fit(fcinfo, &call, "ordinal_formula");
}

/* ln(1 + x), exact where x is small, as R has it. */
PG_FUNCTION_INFO_V1(eh_log1p);
Datum
eh_log1p(PG_FUNCTION_ARGS)
{
	double x = PG_GETARG_FLOAT8(0);

	if (x <= -1.0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_ARGUMENT_FOR_LOG),
						   errmsg("log1p of -1 or less does not exist"),
						   errdetail("The value given is %g.", x),
						   errhint("Leave such rows out, or make them NULL.")));
	PG_RETURN_FLOAT8(log1p(x));
}
