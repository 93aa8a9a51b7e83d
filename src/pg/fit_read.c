/*
 * fit_read.c - reading a fit term by term: tidy, odds_ratio, margins and
 * covariance.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/interval.h"
#include "error.h"
#include "fit_errors.h"
#include "fit_value.h"
#include "row.h"

/* How a row of term_estimate is to be read. */
typedef struct reading
{
	eh_fit_errors errors;
	double level;
	bool exponentiate;
	double per; /* units of the term */
} reading;

static const char *
term_status(const eh_fit *f, int j, double estimate)
{
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	if (isfinite(estimate))
		return "ok";
	if (f->status == EH_FIT_ALIASED)
		return "aliased";
	if ((f->status == EH_FIT_SEPARATED ||
			f->status == EH_FIT_QUASI_SEPARATED) &&
		parts.relation[j] != 0.0)
		return "infinite";
	return "not_estimated";
}

static void
term_columns(eh_row *row, const char *term, double estimate, double variance,
	const char *status, const reading *r)
{
	double std_error = variance >= 0.0 ? sqrt(variance) : NAN;
	double half = eh_normal_quantile(r->level) * std_error;
	double z = estimate / std_error;

	eh_row_text(row, "term", term);
	eh_row_float8(row, "estimate", r->exponentiate ? exp(estimate) : estimate);
	eh_row_float8(row, "std_error", std_error);
	eh_row_float8(row, "statistic", z);
	eh_row_float8(row, "p_value", 2.0 * gsl_cdf_ugaussian_Q(fabs(z)));
	eh_row_float8(row, "conf_low",
		r->exponentiate ? exp(estimate - half) : estimate - half);
	eh_row_float8(row, "conf_high",
		r->exponentiate ? exp(estimate + half) : estimate + half);
	eh_row_float8(row, "conf_level", r->level);
	eh_row_text(row, "errors", r->errors.name);
	eh_row_text(row, "status", status);
}

static char *
text_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* What a set-returning reader keeps between its rows. */
typedef struct cursor
{
	const eh_fit *fit;
	reading reading;
	char **labels; /* NULL, or one for each parameter */
	TupleDesc desc;
} cursor;

/* Names for the terms, from the caller's array. */
static char **
labels_of(const eh_fit *f, ArrayType *array)
{
	Datum *element;
	bool *null;
	int n;
	char **labels;

	deconstruct_array(
		array, TEXTOID, -1, false, TYPALIGN_INT, &element, &null, &n);
	if (n != f->parameters)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("terms must name every term of the fit"),
				errdetail("The fit has " INT64_FORMAT
						  " terms; %d names are given.",
					f->parameters, n),
				errhint("The first is the intercept; tidy(fit) shows the "
						"order.")));
	labels = palloc(sizeof(char *) * (Size) n + 8);
	for (int i = 0; i < n; i++)
		labels[i] = null[i] ? pstrdup(eh_fit_term(f, i))
							: TextDatumGetCString(element[i]);
	return labels;
}

static FuncCallContext *
first_call(FunctionCallInfo fcinfo, cursor **out)
{
	FuncCallContext *context = SRF_FIRSTCALL_INIT();
	MemoryContext before =
		MemoryContextSwitchTo(context->multi_call_memory_ctx);
	cursor *c = palloc0(sizeof(cursor));
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	eh_fit *copy = palloc(VARSIZE(f));

	memcpy(copy, f, VARSIZE(f));
	c->fit = copy;
	c->reading.level = 0.95;
	c->reading.per = 1.0;
	if (get_call_result_type(fcinfo, NULL, &c->desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "result type is not composite");
	c->desc = BlessTupleDesc(c->desc);
	context->user_fctx = c;
	context->max_calls = (uint64) f->parameters;
	MemoryContextSwitchTo(before);
	*out = c;
	return context;
}

/* level, errors and labels, in the memory of the whole call */
static void
keep_reading(FuncCallContext *context, cursor *c, double level,
	const char *errors, ArrayType *labels)
{
	MemoryContext before =
		MemoryContextSwitchTo(context->multi_call_memory_ctx);

	eh_check_level(level);
	c->reading.level = level;
	c->reading.errors =
		eh_fit_errors_named(c->fit, errors == NULL ? NULL : pstrdup(errors));
	if (labels != NULL)
		c->labels = labels_of(c->fit, labels);
	MemoryContextSwitchTo(before);
}

PG_FUNCTION_INFO_V1(eh_tidy);
Datum
eh_tidy(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	cursor *c;
	eh_fit_parts parts;
	eh_row row;
	int j;

	if (SRF_IS_FIRSTCALL())
	{
		if (PG_ARGISNULL(0))
		{
			context = SRF_FIRSTCALL_INIT();
			SRF_RETURN_DONE(context);
		}
		context = first_call(fcinfo, &c);
		keep_reading(context, c, PG_ARGISNULL(2) ? 0.95 : PG_GETARG_FLOAT8(2),
			text_argument(fcinfo, 4),
			PG_ARGISNULL(1) ? NULL : PG_GETARG_ARRAYTYPE_P(1));
		c->reading.exponentiate = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	}
	context = SRF_PERCALL_SETUP();
	c = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	j = (int) context->call_cntr;
	eh_fit_parts_of(c->fit, &parts);
	eh_row_over(c->desc, &row);
	term_columns(&row,
		c->labels != NULL ? c->labels[j] : eh_fit_term(c->fit, j),
		parts.beta[j], eh_fit_covariance(&c->reading.errors, j, j),
		term_status(c->fit, j, parts.beta[j]), &c->reading);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}

/* The variance of a margin by the delta method: g' V g. */
static double
margin_variance(const cursor *c, const double *gradient)
{
	int p = (int) c->fit->parameters;
	double sum = 0.0;

	for (int j = 0; j < p; j++)
	{
		for (int k = 0; k < p; k++)
		{
			double v = eh_fit_covariance(&c->reading.errors, j, k);

			if (gradient[j] != 0.0 && gradient[k] != 0.0 && isfinite(v))
				sum += gradient[j] * v * gradient[k];
		}
	}
	return sum;
}

/* margins(fit, level, errors): average marginal effects, but the intercept */
PG_FUNCTION_INFO_V1(eh_margins);
Datum
eh_margins(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	cursor *c;
	eh_fit_parts parts;
	eh_row row;
	int j;

	if (SRF_IS_FIRSTCALL())
	{
		if (PG_ARGISNULL(0))
		{
			context = SRF_FIRSTCALL_INIT();
			SRF_RETURN_DONE(context);
		}
		context = first_call(fcinfo, &c);
		keep_reading(context, c, PG_ARGISNULL(1) ? 0.95 : PG_GETARG_FLOAT8(1),
			text_argument(fcinfo, 2), NULL);
		if ((c->fit->flags & EH_FIT_INTERCEPT) != 0)
			context->max_calls--;
	}
	context = SRF_PERCALL_SETUP();
	c = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	j = (int) context->call_cntr + ((c->fit->flags & EH_FIT_INTERCEPT) != 0);
	eh_fit_parts_of(c->fit, &parts);
	eh_row_over(c->desc, &row);
	if (parts.margin == NULL)
		term_columns(&row, eh_fit_term(c->fit, j), NAN, NAN, "not_worked_out",
			&c->reading);
	else
		term_columns(&row, eh_fit_term(c->fit, j), parts.margin[j],
			margin_variance(
				c, parts.margin_gradient + (size_t) j * c->fit->parameters),
			term_status(c->fit, j, parts.margin[j]), &c->reading);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}

/* covariance(fit, errors): one row for each pair of terms */
PG_FUNCTION_INFO_V1(eh_covariance);
Datum
eh_covariance(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	cursor *c;
	eh_row row;
	uint64 p;
	int j, k;

	if (SRF_IS_FIRSTCALL())
	{
		if (PG_ARGISNULL(0))
		{
			context = SRF_FIRSTCALL_INIT();
			SRF_RETURN_DONE(context);
		}
		context = first_call(fcinfo, &c);
		keep_reading(context, c, 0.95, text_argument(fcinfo, 1), NULL);
		context->max_calls *= context->max_calls;
	}
	context = SRF_PERCALL_SETUP();
	c = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	p = (uint64) c->fit->parameters;
	j = (int) (context->call_cntr / p);
	k = (int) (context->call_cntr % p);
	eh_row_over(c->desc, &row);
	eh_row_text(&row, "term", eh_fit_term(c->fit, j));
	eh_row_text(&row, "other_term", eh_fit_term(c->fit, k));
	eh_row_float8(
		&row, "covariance", eh_fit_covariance(&c->reading.errors, j, k));
	eh_row_text(&row, "errors", c->reading.errors.name);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}

static int
find_term(const eh_fit *f, const char *name)
{
	for (int j = 0; j < f->parameters; j++)
	{
		if (strcmp(eh_fit_term(f, j), name) == 0)
			return j;
	}
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the fit has no term \"%s\"", name),
			errdetail("It has " INT64_FORMAT " terms.", f->parameters),
			errhint("tidy(fit) shows their names; a level of a factor is "
					"\"factor=level\".")));
	return -1;
}

static Datum
odds_ratio(FunctionCallInfo fcinfo, const eh_fit *f, int j)
{
	double per = PG_GETARG_FLOAT8(2);
	reading r = {.level = PG_GETARG_FLOAT8(3), .exponentiate = true};
	eh_fit_parts parts;
	eh_row row;

	eh_check_level(r.level);
	if (!isfinite(per) || per == 0.0)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("per must be a finite number other than 0"),
				errdetail("The value given is %g.", per),
				errhint("per => 100 gives the odds ratio of 100 units.")));
	r.errors = eh_fit_errors_named(f, text_argument(fcinfo, 4));
	eh_fit_parts_of(f, &parts);
	eh_row_begin(fcinfo, &row);
	term_columns(&row, eh_fit_term(f, j), per * parts.beta[j],
		per * per * eh_fit_covariance(&r.errors, j, j),
		term_status(f, j, parts.beta[j]), &r);
	return eh_row_end(&row);
}

/* odds_ratio(fit, term, per, level, errors) */
PG_FUNCTION_INFO_V1(eh_odds_ratio_by_name);
Datum
eh_odds_ratio_by_name(PG_FUNCTION_ARGS)
{
	const eh_fit *f;

	for (int i = 0; i < 4; i++)
	{
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	}
	f = PG_GETARG_EH_FIT(0);
	return odds_ratio(
		fcinfo, f, find_term(f, text_to_cstring(PG_GETARG_TEXT_PP(1))));
}

/* odds_ratio(fit, position, ...): 1 is the first predictor's first term */
PG_FUNCTION_INFO_V1(eh_odds_ratio_by_position);
Datum
eh_odds_ratio_by_position(PG_FUNCTION_ARGS)
{
	const eh_fit *f;
	int position;
	int terms;

	for (int i = 0; i < 4; i++)
	{
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	}
	f = PG_GETARG_EH_FIT(0);
	position = PG_GETARG_INT32(1);
	terms = (int) f->parameters - ((f->flags & EH_FIT_INTERCEPT) != 0);
	if (position < 1 || position > terms)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the fit has no term number %d", position),
				errdetail(
					"Its terms but the intercept are numbered 1 to %d.", terms),
				errhint("tidy(fit) shows them in order.")));
	return odds_ratio(
		fcinfo, f, position - 1 + ((f->flags & EH_FIT_INTERCEPT) != 0));
}
