/*
 * predict.c - a fit's answer for one row of predictors.
 *
 * Predictors stand as they stood in the fit, of the same kinds.  A NULL, or a
 * term without an estimate, gives NULL; a level that was never seen is an
 * error, because no answer for it would mean anything.
 */
#include "predict.h"

#include <math.h>

#include "utils/builtins.h"

#include "fit_errors.h"
#include "fit_value.h"
#include "predictor.h"

/* What has to be left of a sum for four of its digits to be right. */
#define LEFT_OF_VARIANCE 2e-12

static eh_argument_kind *
kinds(FunctionCallInfo fcinfo)
{
	eh_argument_kind *kind = fcinfo->flinfo->fn_extra;

	if (kind == NULL)
	{
		kind = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt,
			sizeof(eh_argument_kind) * (Size) PG_NARGS());
		for (int i = 1; i < PG_NARGS(); i++)
			kind[i] =
				eh_argument_kind_of(get_fn_expr_argtype(fcinfo->flinfo, i));
		fcinfo->flinfo->fn_extra = kind;
	}
	return kind;
}

static void
check_arguments(FunctionCallInfo fcinfo, const eh_fit *f, int first)
{
	if (PG_NARGS() - first != f->arguments)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("predict needs the predictors of the fit"),
						   errdetail("The fit has " INT64_FORMAT
									 " predictors; %d are given.",
							   f->arguments, PG_NARGS() - first),
						   errhint("They stand in the order of the fit.")));
}

static int
level_parameter(const eh_fit *f, int argument, const eh_fit_argument *a,
	eh_argument_kind kind, Datum value)
{
	eh_label label;

	eh_argument_label(kind, value, &label);
	for (int k = 0; k < a->levels; k++)
	{
		const char *level = eh_fit_level(f, argument, k);

		if (strlen(level) == label.length &&
			memcmp(level, label.text, label.length) == 0)
		{
			if (k == a->reference)
				return -1;
			return (int) (a->first + k - (k > a->reference));
		}
	}
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				   errmsg("the fit never saw the level \"%.*s\" of %s",
					   (int) label.length, label.text,
					   eh_fit_argument_name(f, argument)),
				   errdetail("It saw " INT64_FORMAT " levels.", a->levels),
				   errhint("Leave such rows out, or fit again with them.")));
	return -1;
}

/*
 * eh_predict_row - the predictors from argument number first on, as the fit's
 * parameters in x; false where a value is NULL.  Uses fn_extra.
 */
bool
eh_predict_row(FunctionCallInfo fcinfo, const eh_fit *f, int first, double *x)
{
	const eh_argument_kind *kind = kinds(fcinfo);
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	check_arguments(fcinfo, f, first);
	memset(x, 0, sizeof(double) * (Size) f->parameters);
	if ((f->flags & EH_FIT_INTERCEPT) != 0)
		x[0] = 1.0;
	for (int i = 0; i < f->arguments; i++)
	{
		const eh_fit_argument *a = &parts.argument[i];
		eh_argument_kind given = kind[i + first];
		bool is_factor = given != EH_ARG_OTHER && eh_argument_is_factor(given);

		if (PG_ARGISNULL(i + first))
			return false;
		if (is_factor != (a->levels > 0) || given == EH_ARG_OTHER ||
			given >= EH_ARG_PROPORTION)
			ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
					errmsg("predictor %s is not of the kind that it had in "
						   "the fit",
						eh_fit_argument_name(f, i)),
					errdetail("In the fit it was a %s.",
						a->levels > 0 ? "factor" : "number"),
					errhint("Give it as the fit had it: a text or factor(...) "
							"for a factor, a number for a number.")));
		if (is_factor)
		{
			int j = level_parameter(f, i, a, given, PG_GETARG_DATUM(i + first));

			if (j >= 0)
				x[j] = 1.0;
		}
		else
			x[a->first] = eh_argument_number(given, PG_GETARG_DATUM(i + first));
	}
	return true;
}

/* x'beta; NaN where a term that the row has, has no estimate */
double
eh_predict_eta(const eh_fit *f, const double *x)
{
	eh_fit_parts parts;
	double eta = 0.0;

	eh_fit_parts_of(f, &parts);
	for (int j = 0; j < f->parameters; j++)
	{
		/* an aliased term adds nothing: the others stand for it */
		if (x[j] != 0.0 &&
			!(f->status == EH_FIT_ALIASED && isnan(parts.beta[j])))
			eta += x[j] * parts.beta[j];
	}
	return eta;
}

typedef enum answer_kind
{
	RESPONSE,
	LINK,
	LINK_ERROR
} answer_kind;

/*
 * The standard error of x'beta, by the fit's own errors.  Far from nought, for
 * its spread, a column's part and the intercept's all but cancel; NaN where
 * less than four digits of the variance are left.
 */
double
eh_predict_eta_error(const eh_fit *f, const double *x)
{
	eh_fit_errors e = eh_fit_errors_named(f, NULL);
	double sum = 0.0;
	double size = 0.0;

	for (int j = 0; j < f->parameters; j++)
	{
		for (int k = 0; k < f->parameters; k++)
		{
			double v = eh_fit_covariance(&e, j, k);

			if (x[j] != 0.0 && x[k] != 0.0 &&
				!(f->status == EH_FIT_ALIASED && isnan(v)))
			{
				sum += x[j] * v * x[k];
				size += fabs(x[j] * v * x[k]);
			}
		}
	}
	return sum < LEFT_OF_VARIANCE * size ? NAN : sqrt(sum);
}

static Datum
answer(FunctionCallInfo fcinfo, answer_kind kind)
{
	const eh_fit *f;
	double *x;
	double value;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	f = PG_GETARG_EH_FIT(0);
	x = palloc(sizeof(double) * (Size) f->parameters + 8);
	if (!eh_predict_row(fcinfo, f, 1, x))
		PG_RETURN_NULL();
	if (kind == LINK_ERROR)
		value = eh_predict_eta_error(f, x);
	else
		value = eh_predict_eta(f, x);
	if (kind == RESPONSE)
		value = value >= 0.0 ? 1.0 / (1.0 + exp(-value))
							 : exp(value) / (1.0 + exp(value));
	if (!isfinite(value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

PG_FUNCTION_INFO_V1(eh_predict);
Datum
eh_predict(PG_FUNCTION_ARGS)
{
	return answer(fcinfo, RESPONSE);
}

PG_FUNCTION_INFO_V1(eh_predict_link);
Datum
eh_predict_link(PG_FUNCTION_ARGS)
{
	return answer(fcinfo, LINK);
}

/* The standard error of predict_link, by the fit's own errors. */
PG_FUNCTION_INFO_V1(eh_predict_error);
Datum
eh_predict_error(PG_FUNCTION_ARGS)
{
	return answer(fcinfo, LINK_ERROR);
}
