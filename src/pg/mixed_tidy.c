/*
 * mixed_tidy.c - reading a mixed fit term by term: tidy and covariance.
 *
 * First come the terms of the fixed part, then of each grouping its standard
 * deviation and its variance.
 */
#include "mixed_fit.h"

#include "funcapi.h"
#include "utils/builtins.h"

#include "core/mixed.h"
#include "error.h"
#include "fit_labels.h"
#include "fit_term.h"
#include "fit_value.h"
#include "row.h"

typedef struct cursor
{
	const eh_fit *fit;
	eh_fit_errors errors;
	double level;
	bool exponentiate;
	bool profile;  /* a standard deviation's limits are its profile's */
	char **labels; /* NULL, or one for each term and then each grouping */
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
	c->errors = eh_fit_errors_named(copy, "model");
	if (get_call_result_type(fcinfo, NULL, &c->desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "result type is not composite");
	c->desc = BlessTupleDesc(c->desc);
	context->user_fctx = c;
	MemoryContextSwitchTo(before);
	*out = c;
	return context;
}

/* errors NULL: the profile's limits where the fit has them at this level */
static bool
by_profile(const eh_fit *f, const char *errors, double level)
{
	bool there = f->profile_level == level;

	if (errors == NULL)
		return there;
	if (strcmp(errors, "model") == 0)
		return false;
	if (strcmp(errors, "profile") != 0)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("unknown errors \"%s\"", errors),
				errdetail("Those of a mixed fit are model and profile."),
				errhint("profile is for the standard deviations; all else is "
						"by the model's errors.")));
	if (!there)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("this fit has no profile limits at a level of %.15g",
					level),
				isnan(f->profile_level)
					? errdetail("It was fitted without.")
					: errdetail("It has those at %.15g.", f->profile_level),
				errhint(
					"Fit with mixed_options(profile_level => %.15g).", level)));
	return true;
}

static void
read_arguments(FunctionCallInfo fcinfo, FuncCallContext *context, cursor *c)
{
	MemoryContext before =
		MemoryContextSwitchTo(context->multi_call_memory_ctx);

	c->level = PG_ARGISNULL(2) ? 0.95 : PG_GETARG_FLOAT8(2);
	eh_check_level(c->level);
	c->exponentiate = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	c->profile = by_profile(c->fit,
		PG_ARGISNULL(4) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(4)),
		c->level);
	if (!PG_ARGISNULL(1))
		c->labels = eh_fit_labels(c->fit, PG_GETARG_ARRAYTYPE_P(1));
	MemoryContextSwitchTo(before);
}

static const char *
label(const cursor *c, int j)
{
	return c->labels != NULL ? c->labels[j] : eh_fit_term(c->fit, j);
}

static void
fixed_columns(const cursor *c, int j, eh_row *row)
{
	eh_term t = eh_term_of(c->fit, j, &c->errors, c->level);

	if (c->exponentiate)
		eh_term_exponentiate(&t);
	eh_row_text(row, "effect", "fixed");
	eh_row_text(row, "term", label(c, j));
	eh_row_float8(row, "estimate", t.estimate);
	eh_row_float8(row, "std_error", t.std_error);
	eh_row_float8(row, "statistic", t.statistic);
	eh_row_float8(row, "p_value", t.p_value);
	eh_row_float8(row, "conf_low", t.limits.low);
	eh_row_float8(row, "conf_high", t.limits.high);
	eh_row_text(row, "errors", c->errors.name);
	eh_row_text(row, "status", t.status);
}

/* A standard deviation with its limits, which are infinite where open. */
static eh_term
sd_of(const cursor *c, int g)
{
	int j = eh_fit_fixed(c->fit) + g;
	eh_fit_parts parts;
	eh_term t = {.statistic = NAN, .p_value = NAN, .status = "ok"};

	eh_fit_parts_of(c->fit, &parts);
	t.estimate = parts.beta[j];
	t.std_error = sqrt(parts.cov[EH_PACKED(j, j)]);
	if (c->profile)
		t.limits = (eh_limits){parts.grouping[g].low, parts.grouping[g].high};
	else
		(void) eh_mixed_wald(
			t.estimate, t.std_error / t.estimate, c->level, &t.limits);
	if (isnan(t.estimate))
		t.status = "not_estimated";
	else if (t.estimate == 0.0)
	{
		t.status = "boundary";
		t.limits.low = 0.0;
	}
	else if (isnan(t.limits.low))
		t.status = "not_worked_out";
	else if (isinf(t.limits.high))
		t.status = "infinite";
	return t;
}

static void
random_columns(const cursor *c, int g, bool squared, eh_row *row)
{
	eh_term t = sd_of(c, g);

	if (squared)
	{
		t.std_error *= 2.0 * t.estimate;
		t.estimate *= t.estimate;
		t.limits.low *= t.limits.low;
		t.limits.high *= t.limits.high;
	}
	eh_row_text(row, "effect", "random");
	eh_row_text(row, "group_name", label(c, eh_fit_fixed(c->fit) + g));
	eh_row_text(row, "term", squared ? "variance" : "sd");
	eh_row_float8(row, "estimate", t.estimate);
	eh_row_float8(row, "std_error", t.std_error);
	eh_row_float8(row, "conf_low", t.limits.low);
	eh_row_float8(row, "conf_high", t.limits.high);
	eh_row_text(row, "errors", c->profile ? "profile" : "model");
	eh_row_text(row, "status", t.status);
}

/* tidy(fit, terms, level, exponentiate, errors) */
PG_FUNCTION_INFO_V1(eh_mixed_tidy);
Datum
eh_mixed_tidy(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	cursor *c;
	eh_row row;
	int at;

	if (SRF_IS_FIRSTCALL())
	{
		if (PG_ARGISNULL(0))
		{
			context = SRF_FIRSTCALL_INIT();
			SRF_RETURN_DONE(context);
		}
		context = first_call(fcinfo, &c);
		read_arguments(fcinfo, context, c);
		context->max_calls =
			(uint64) (eh_fit_fixed(c->fit) + 2 * c->fit->groupings);
	}
	context = SRF_PERCALL_SETUP();
	c = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	at = (int) context->call_cntr - eh_fit_fixed(c->fit);
	eh_row_over(c->desc, &row);
	eh_row_float8(&row, "conf_level", c->level);
	if (at < 0)
		fixed_columns(c, at + eh_fit_fixed(c->fit), &row);
	else
		random_columns(c, at / 2, at % 2 != 0, &row);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}

/* A term by its name, a standard deviation as sd(la_code). */
static const char *
full_name(const eh_fit *f, int j)
{
	const char *name = eh_fit_term(f, j);

	return j < eh_fit_fixed(f) ? name : psprintf("sd(%s)", name);
}

/* covariance(fit): one row for each pair of terms and standard deviations */
PG_FUNCTION_INFO_V1(eh_mixed_covariance);
Datum
eh_mixed_covariance(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	cursor *c;
	eh_row row;
	uint64 p;
	int j, k;

	if (SRF_IS_FIRSTCALL())
	{
		context = first_call(fcinfo, &c);
		context->max_calls =
			(uint64) c->fit->parameters * (uint64) c->fit->parameters;
	}
	context = SRF_PERCALL_SETUP();
	c = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	p = (uint64) c->fit->parameters;
	j = (int) (context->call_cntr / p);
	k = (int) (context->call_cntr % p);
	eh_row_over(c->desc, &row);
	eh_row_text(&row, "term", full_name(c->fit, j));
	eh_row_text(&row, "other_term", full_name(c->fit, k));
	eh_row_float8(&row, "covariance", eh_fit_covariance(&c->errors, j, k));
	eh_row_text(&row, "errors", c->errors.name);
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}
