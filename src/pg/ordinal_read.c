/*
 * ordinal_read.c - what only an ordinal fit has to say: Brant's test, and the
 * probability of each grade.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"

#include "fit_errors.h"
#include "fit_value.h"
#include "predict.h"
#include "row.h"

/* Why there is no test, or what is to be said of it. */
static const char *
brant_word(const eh_fit *f, const eh_fit_brant *test)
{
	if (f->status != EH_FIT_OK)
		return eh_fit_status_word(f);
	if (f->trailing < 2)
		return "too_few_grades";
	if (f->weight_kind == EH_WEIGHT_PROBABILITY)
		return "sampling_weights";
	if (eh_fit_predictor_terms(f) == 0)
		return "no_predictors";
	if (test == NULL)
		return "not_worked_out";
	if (f->brant_status != EH_FIT_OK)
		return eh_fit_word((eh_fit_status) f->brant_status);
	if (!isfinite(test->chisq))
		return "singular";
	return (f->flags & EH_FIT_CLUSTERED) != 0 ? "clusters_ignored" : "ok";
}

/* brant(fit): a row for all predictors' terms, then one for each */
PG_FUNCTION_INFO_V1(eh_brant_rows);
Datum
eh_brant_rows(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	const eh_fit *f;
	const eh_fit_brant *test = NULL;
	eh_fit_parts parts;
	eh_row row;
	int k;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;
		const eh_fit *given;
		eh_fit *copy;
		TupleDesc desc;

		context = SRF_FIRSTCALL_INIT();
		before = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		given = PG_GETARG_EH_FIT(0);
		copy = palloc(VARSIZE(given));
		memcpy(copy, given, VARSIZE(given));
		if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "result type is not composite");
		context->tuple_desc = BlessTupleDesc(desc);
		context->user_fctx = copy;
		context->max_calls = (uint64) eh_fit_predictor_terms(copy) + 1;
		MemoryContextSwitchTo(before);
	}
	context = SRF_PERCALL_SETUP();
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	f = context->user_fctx;
	k = (int) context->call_cntr;
	eh_fit_parts_of(f, &parts);
	eh_row_over(context->tuple_desc, &row);
	eh_row_text(&row, "term", k == 0 ? "all" : eh_fit_term(f, k - 1));
	if (f->brant > 0)
	{
		test = &parts.brant[k];
		eh_row_float8(&row, "chisq", test->chisq);
		eh_row_float8(&row, "df", test->df);
		eh_row_float8(&row, "p_value", test->p_value);
	}
	eh_row_text(&row, "status", brant_word(f, test));
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}

static double
logistic(double x)
{
	return x >= 0.0 ? 1.0 / (1.0 + exp(-x)) : exp(x) / (1.0 + exp(x));
}

/* P(low < latent <= high) where neither tail cancels; infinite at the ends. */
static double
between(double low, double high)
{
	if (isinf(low))
		return isinf(high) ? 1.0 : logistic(high);
	if (isinf(high))
		return logistic(-low);
	return -expm1(low - high) * logistic(high) * logistic(-low);
}

/* predict(fit, x...): the probability of each grade, from the lowest */
PG_FUNCTION_INFO_V1(eh_predict_ordinal);
Datum
eh_predict_ordinal(PG_FUNCTION_ARGS)
{
	const eh_fit *f;
	eh_fit_parts parts;
	const double *cut;
	double *x;
	double eta;
	Datum *element;
	bool *null;
	int grades;
	int bound = 1;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	f = PG_GETARG_EH_FIT(0);
	x = palloc(sizeof(double) * (Size) f->parameters + 8);
	if (!eh_predict_row(fcinfo, f, 1, x))
		PG_RETURN_NULL();
	eta = eh_predict_eta(f, x);
	if (!isfinite(eta) || f->rows == 0)
		PG_RETURN_NULL();
	eh_fit_parts_of(f, &parts);
	cut = parts.beta + eh_fit_predictor_terms(f);
	grades = (int) f->trailing + 1;
	element = palloc(sizeof(Datum) * (Size) grades);
	null = palloc(sizeof(bool) * (Size) grades);
	for (int k = 0; k < grades; k++)
	{
		double low = k == 0 ? -INFINITY : cut[k - 1] - eta;
		double high = k == grades - 1 ? INFINITY : cut[k] - eta;
		double p = between(low, high);

		null[k] = !isfinite(p);
		element[k] = Float8GetDatum(p);
	}
	PG_RETURN_ARRAYTYPE_P(construct_md_array(element, null, 1, &grades, &bound,
		FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
