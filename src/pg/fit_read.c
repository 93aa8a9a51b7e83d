/*
 * fit_read.c - reading a fit term by term: tidy, odds_ratio, margins and
 * covariance.
 */
#include "compat.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"

#include "core/profile.h"
#include "error.h"
#include "fit_errors.h"
#include "fit_labels.h"
#include "fit_term.h"
#include "fit_value.h"
#include "row.h"

/* How a row of term_estimate is to be read. */
typedef struct reading
{
	eh_fit_errors errors;
	double level;
	bool exponentiate; /* terms of predictors */
} reading;

static void
check_level(const reading *r)
{
	eh_check_level(r->level);
	if (r->errors.profile && r->level > EH_PROFILE_LEVEL)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("profile limits cannot be read above a level of %g",
					EH_PROFILE_LEVEL),
				errdetail("The level given is %.15g.", r->level),
				errhint("Write errors => 'model' for limits from the standard "
						"error, at any level.")));
}

static void
term_columns(eh_row *row, const char *term, eh_term t, const reading *r)
{
	eh_row_text(row, "term", term);
	eh_row_float8(row, "estimate", t.estimate);
	eh_row_float8(row, "std_error", t.std_error);
	eh_row_float8(row, "statistic", t.statistic);
	eh_row_float8(row, "p_value", t.p_value);
	eh_row_float8(row, "conf_low", t.limits.low);
	eh_row_float8(row, "conf_high", t.limits.high);
	eh_row_float8(row, "conf_level", r->level);
	eh_row_text(row, "errors", r->errors.name);
	eh_row_text(row, "status", t.status);
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
	char **labels; /* of tidy: one for each parameter */
	TupleDesc desc;
} cursor;

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
	if (get_call_result_type(fcinfo, NULL, &c->desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "result type is not composite");
	c->desc = BlessTupleDesc(c->desc);
	context->user_fctx = c;
	context->max_calls = (uint64) f->parameters;
	MemoryContextSwitchTo(before);
	*out = c;
	return context;
}

/* terms (and grades), in the memory of the whole call; NULL: as they are */
static void
keep_labels(
	FuncCallContext *context, cursor *c, ArrayType *terms, ArrayType *grades)
{
	MemoryContext before =
		MemoryContextSwitchTo(context->multi_call_memory_ctx);

	c->labels = eh_fit_labels(c->fit, terms);
	if (grades != NULL)
		eh_fit_label_cuts(c->fit, grades, c->labels);
	MemoryContextSwitchTo(before);
}

/* level and errors, in the memory of the whole call */
static void
keep_reading(FuncCallContext *context, cursor *c, double level,
	eh_fit_errors (*named)(const eh_fit *, const char *), const char *errors)
{
	MemoryContext before =
		MemoryContextSwitchTo(context->multi_call_memory_ctx);

	c->reading.level = level;
	c->reading.errors = named(c->fit, errors == NULL ? NULL : pstrdup(errors));
	check_level(&c->reading);
	MemoryContextSwitchTo(before);
}

/* Where tidy() of a kind of fit has its arguments; 0 where it has not. */
typedef struct tidy_arguments
{
	int levels; /* names of the grades */
	int terms;
	int level;
	int exponentiate;
	int errors;
} tidy_arguments;

static bool
is_given(FunctionCallInfo fcinfo, int n)
{
	return n > 0 && !PG_ARGISNULL(n);
}

static ArrayType *
array_argument(FunctionCallInfo fcinfo, int n)
{
	return is_given(fcinfo, n) ? PG_GETARG_ARRAYTYPE_P(n) : NULL;
}

static Datum
tidy(FunctionCallInfo fcinfo, const tidy_arguments *at)
{
	FuncCallContext *context;
	cursor *c;
	eh_term t;
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
		keep_reading(context, c,
			is_given(fcinfo, at->level) ? PG_GETARG_FLOAT8(at->level) : 0.95,
			eh_fit_term_errors, text_argument(fcinfo, at->errors));
		keep_labels(context, c, array_argument(fcinfo, at->terms),
			array_argument(fcinfo, at->levels));
		c->reading.exponentiate = is_given(fcinfo, at->exponentiate) &&
								  PG_GETARG_BOOL(at->exponentiate);
	}
	context = SRF_PERCALL_SETUP();
	c = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	j = (int) context->call_cntr;
	t = eh_term_of(c->fit, j, &c->reading.errors, c->reading.level);
	if (c->reading.exponentiate && j < eh_fit_predictor_terms(c->fit))
		eh_term_exponentiate(&t);
	eh_row_over(c->desc, &row);
	term_columns(&row, c->labels[j], t, &c->reading);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}

/* tidy(logit_fit, terms, level, exponentiate, errors) */
PG_FUNCTION_INFO_V1(eh_tidy);
Datum
eh_tidy(PG_FUNCTION_ARGS)
{
	static const tidy_arguments at = {
		.terms = 1, .level = 2, .exponentiate = 3, .errors = 4};

	return tidy(fcinfo, &at);
}

/* tidy(linear_fit, terms, level, errors) */
PG_FUNCTION_INFO_V1(eh_tidy_linear);
Datum
eh_tidy_linear(PG_FUNCTION_ARGS)
{
	static const tidy_arguments at = {.terms = 1, .level = 2, .errors = 3};

	return tidy(fcinfo, &at);
}

/* tidy(ordinal_fit, levels, terms, level, exponentiate, errors) */
PG_FUNCTION_INFO_V1(eh_tidy_ordinal);
Datum
eh_tidy_ordinal(PG_FUNCTION_ARGS)
{
	static const tidy_arguments at = {
		.levels = 1, .terms = 2, .level = 3, .exponentiate = 4, .errors = 5};

	return tidy(fcinfo, &at);
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
	eh_term margin;
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
			eh_fit_errors_named, text_argument(fcinfo, 2));
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
		margin = eh_term_wald(NAN, NAN, c->reading.level, "not_worked_out");
	else
		margin = eh_term_wald(parts.margin[j],
			margin_variance(
				c, parts.margin_gradient + (size_t) j * c->fit->parameters),
			c->reading.level, eh_term_status(c->fit, j, parts.margin[j]));
	term_columns(&row, eh_fit_term(c->fit, j), margin, &c->reading);
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
		keep_reading(
			context, c, 0.95, eh_fit_errors_named, text_argument(fcinfo, 1));
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

/* Terms of predictors: the trailing parameters have no odds ratio. */
static int
find_term(const eh_fit *f, const char *name)
{
	int terms = eh_fit_predictor_terms(f);

	for (int j = 0; j < terms; j++)
	{
		if (strcmp(eh_fit_term(f, j), name) == 0)
			return j;
	}
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the fit has no term \"%s\"", name),
			errdetail("It has %d terms.", terms),
			errhint("tidy(fit) shows their names; a level of a factor is "
					"\"factor=level\".")));
	return -1;
}

static Datum
odds_ratio(FunctionCallInfo fcinfo, const eh_fit *f, int j)
{
	double per = PG_GETARG_FLOAT8(2);
	reading r = {.level = PG_GETARG_FLOAT8(3)};
	eh_term t;
	eh_row row;

	if (!isfinite(per) || per == 0.0)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("per must be a finite number other than 0"),
				errdetail("The value given is %g.", per),
				errhint("per => 100 gives the odds ratio of 100 units.")));
	/* a fit of one kind of errors has no such argument */
	r.errors =
		eh_fit_term_errors(f, PG_NARGS() > 4 ? text_argument(fcinfo, 4) : NULL);
	check_level(&r);
	t = eh_term_of(f, j, &r.errors, r.level);
	eh_term_scale(&t, per);
	eh_term_exponentiate(&t);
	eh_row_begin(fcinfo, &row);
	term_columns(&row, eh_fit_term(f, j), t, &r);
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
	terms = eh_fit_predictor_terms(f) - ((f->flags & EH_FIT_INTERCEPT) != 0);
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
