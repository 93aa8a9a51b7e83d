/*
 * inequality.c - gini, theil and coefficient_of_variation.
 *
 * A row is a value, or a value and its weight; one with a NULL is missing.
 * Where there is no answer it is NULL.
 */
#include "compat.h"

#include <math.h>

#include "error.h"
#include "utils/memutils.h"

#include "core/inequality.h"
#include "conventions.h"
#include "figures.h"
#include "log.h"

static void
check_finite(double value)
{
	if (unlikely(!isfinite(value)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("a value must be finite"),
						   errdetail("The row has value = %.15g.", value),
						   errhint("A value that is not known is NULL.")));
}

static void
check_weight(double weight)
{
	if (unlikely(!(weight >= 0.0 && isfinite(weight))))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a weight must be a finite number, 0 or more"),
				errdetail("The row has weight = %.15g.", weight),
				errhint("It is how many a row stands for: children, say.")));
}

/* value, and perhaps weight */
PG_FUNCTION_INFO_V1(eh_variation_accum);
Datum
eh_variation_accum(PG_FUNCTION_ARGS)
{
	bool weighted = PG_NARGS() > 2;
	eh_figures_state *s = eh_figures_state_of(
		fcinfo, weighted ? EH_FIGURES_WEIGHTED : EH_FIGURES_VALUES);
	double row[2] = {0};

	if (PG_ARGISNULL(1) || (weighted && PG_ARGISNULL(2)))
	{
		eh_figures_miss_row(s);
		PG_RETURN_POINTER(s);
	}
	row[0] = PG_GETARG_FLOAT8(1);
	check_finite(row[0]);
	if (weighted)
	{
		row[1] = PG_GETARG_FLOAT8(2);
		check_weight(row[1]);
	}
	eh_figures_must(eh_figures_add(&s->figures, &s->arena, row));
	PG_RETURN_POINTER(s);
}

typedef enum index_of
{
	GINI,
	THEIL,
	COEFFICIENT_OF_VARIATION
} index_of;

static void
check_not_negative(const eh_weighted *v, const char *reader)
{
	for (size_t i = 0; i < v->n; i++)
	{
		double value = v->row[i * (size_t) v->columns];

		if (value < 0.0)
			ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s is of values of 0 or more", reader),
					errdetail("One of them is %.15g.", value),
					errhint("coefficient_of_variation() takes negative values "
							"too.")));
	}
}

static Datum
index_value(FunctionCallInfo fcinfo, const eh_figures_view *v, index_of index)
{
	static const char *const names[] = {
		"gini", "theil", "coefficient_of_variation"};
	eh_weighted w = {
		v->number, (size_t) v->rows, v->kind == EH_FIGURES_WEIGHTED ? 2 : 1};
	eh_control control = eh_log_control();
	eh_status status;
	double answer;

	eh_figures_expect(v, names[index], "variation_state", EH_FIGURES_VALUES,
		EH_FIGURES_WEIGHTED);
	if (v->rows == 0)
		PG_RETURN_NULL();
	if (index != COEFFICIENT_OF_VARIATION)
		check_not_negative(&w, names[index]);
	if (index == GINI)
	{
		void *work =
			MemoryContextAllocHuge(CurrentMemoryContext, eh_gini_work(w.n));

		status = eh_gini(&w, &control, work, &answer);
		pfree(work);
	}
	else if (index == THEIL)
		status = eh_theil(&w, &control, &answer);
	else
		status = eh_coefficient_of_variation(&w, &control, &answer);
	if (status == EH_EDOMAIN || (status == EH_OK && !isfinite(answer)))
		PG_RETURN_NULL();
	if (status != EH_OK)
		eh_error_beyond("an index of inequality");
	PG_RETURN_FLOAT8(answer);
}

#define INDEX(name, index)                                                     \
	PG_FUNCTION_INFO_V1(eh_##name##_read);                                     \
	Datum eh_##name##_read(PG_FUNCTION_ARGS)                                   \
	{                                                                          \
		eh_figures_view v = eh_figures_of_value(fcinfo);                       \
		return index_value(fcinfo, &v, index);                                 \
	}                                                                          \
	PG_FUNCTION_INFO_V1(eh_##name##_final);                                    \
	Datum eh_##name##_final(PG_FUNCTION_ARGS)                                  \
	{                                                                          \
		eh_figures_view v = eh_figures_of_state(fcinfo);                       \
		return index_value(fcinfo, &v, index);                                 \
	}

INDEX(gini, GINI)
INDEX(theil, THEIL)
INDEX(coefficient_of_variation, COEFFICIENT_OF_VARIATION)
