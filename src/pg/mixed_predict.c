/*
 * mixed_predict.c - a mixed fit's answer for one row, in its groups or in
 * none.
 *
 * A row without a group, or of a level that the fit never saw, stands where
 * effects are 0: at the median group.
 */
#include "mixed_fit.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "fit_value.h"
#include "predict.h"

static void
check_groups(const eh_fit *f, int n)
{
	if (n != f->groupings)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("predict needs the groups of the fit"),
				errdetail("The fit has " INT64_FORMAT
						  " groupings; %d groups are given.",
					f->groupings, n),
				errhint("They stand in the order of the fit; NULL in place of "
						"the array, or of a group, is the median group.")));
}

/* The sum of the effects of a row's groups. */
static double
effect_of(const eh_fit *f, ArrayType *groups)
{
	const char *name = eh_fit_effects(f);
	eh_fit_parts parts;
	Datum *group;
	bool *null;
	double sum = 0.0;
	int64 at = 0;
	int n;

	deconstruct_array(
		groups, TEXTOID, -1, false, TYPALIGN_INT, &group, &null, &n);
	check_groups(f, n);
	eh_fit_parts_of(f, &parts);
	for (int g = 0; g < n; g++)
	{
		char *wanted = null[g] ? NULL : TextDatumGetCString(group[g]);

		for (int64 k = 0; k < parts.grouping[g].levels; k++, at++)
		{
			if (wanted != NULL && strcmp(wanted, name) == 0)
				sum += parts.mode[at];
			name += strlen(name) + 1;
		}
	}
	return sum;
}

/* The log odds of fit, groups, predictors...; NaN where there are none. */
static double
log_odds(FunctionCallInfo fcinfo)
{
	const eh_fit *f;
	double *x;
	double eta;

	if (PG_ARGISNULL(0))
		return NAN;
	f = PG_GETARG_EH_FIT(0);
	x = palloc(sizeof(double) * (Size) f->parameters + 8);
	if (!eh_predict_row(fcinfo, f, 2, x))
		return NAN;
	eta = eh_predict_eta(f, x);
	if (!PG_ARGISNULL(1))
		eta += effect_of(f, PG_GETARG_ARRAYTYPE_P(1));
	return eta;
}

PG_FUNCTION_INFO_V1(eh_mixed_predict);
Datum
eh_mixed_predict(PG_FUNCTION_ARGS)
{
	double eta = log_odds(fcinfo);

	if (!isfinite(eta))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(
		eta >= 0.0 ? 1.0 / (1.0 + exp(-eta)) : exp(eta) / (1.0 + exp(eta)));
}

PG_FUNCTION_INFO_V1(eh_mixed_predict_link);
Datum
eh_mixed_predict_link(PG_FUNCTION_ARGS)
{
	double eta = log_odds(fcinfo);

	if (!isfinite(eta))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(eta);
}
