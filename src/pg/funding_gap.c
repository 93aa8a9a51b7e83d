/*
 * funding_gap.c - funding_gap_summary(...): the gap over authorities.
 *
 * The state is an array of doubles of one size for all rows, changed in place:
 * it is what postgres_fdw and Citus can ship, and no user ever sees it.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "core/change.h"
#include "row.h"
#include "states.h"

pg_noreturn static void
error_state(void)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("this is not a state of funding_gap_summary"),
					   errdetail("It is %d doubles.", EH_GAPS_PLACES),
					   errhint("Call the aggregate, not its parts.")));
}

static double *
places(ArrayType *state)
{
	if (ARR_NDIM(state) != 1 || ARR_DIMS(state)[0] != EH_GAPS_PLACES ||
		ARR_ELEMTYPE(state) != FLOAT8OID || ARR_HASNULL(state))
		error_state();
	return (double *) ARR_DATA_PTR(state);
}

/* Argument 0 that may be changed: the executor's own, or a copy. */
static ArrayType *
own_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		error_state();
	return eh_in_aggregate(fcinfo) ? PG_GETARG_ARRAYTYPE_P(0)
								   : PG_GETARG_ARRAYTYPE_P_COPY(0);
}

/* Spend is in the pounds of one year when it comes. */
PG_FUNCTION_INFO_V1(eh_funding_gap_accum);
Datum
eh_funding_gap_accum(PG_FUNCTION_ARGS)
{
	ArrayType *state = own_state(fcinfo);
	double *gaps = places(state);
	eh_change c;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) ||
		PG_ARGISNULL(4))
	{
		gaps[EH_GAPS_MISSING] += 1.0;
		PG_RETURN_ARRAYTYPE_P(state);
	}
	c = (eh_change){PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2),
		PG_GETARG_FLOAT8(3), PG_GETARG_FLOAT8(4)};
	if (eh_change_check(&c) != EH_OK)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("spend must be a finite number, and children above 0"),
				errdetail("The row has %g for %g children, then %g for %g.",
					c.spend_base, c.children_base, c.spend_now, c.children_now),
				errhint("Leave what is not known NULL: the row is counted as "
						"missing.")));
	eh_gaps_add(gaps, &c);
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(eh_funding_gap_merge);
Datum
eh_funding_gap_merge(PG_FUNCTION_ARGS)
{
	ArrayType *state = own_state(fcinfo);

	eh_gaps_merge(places(state), places(PG_GETARG_ARRAYTYPE_P(1)));
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(eh_funding_gap_final);
Datum
eh_funding_gap_final(PG_FUNCTION_ARGS)
{
	const double *gaps = places(PG_GETARG_ARRAYTYPE_P(0));
	bool any = gaps[EH_GAPS_AREAS] > 0.0;
	eh_change total = eh_gaps_totals(gaps);
	eh_row row;

	eh_row_begin(fcinfo, &row);
	eh_row_int8(&row, "authorities", (int64) gaps[EH_GAPS_AREAS]);
	eh_row_int8(&row, "missing", (int64) gaps[EH_GAPS_MISSING]);
	eh_row_text(&row, "status", any ? "ok" : "no_data");
	if (any)
	{
		eh_row_float8(
			&row, "base_per_child", total.spend_base / total.children_base);
		eh_row_float8(
			&row, "now_per_child", total.spend_now / total.children_now);
		eh_row_float8(&row, "children_now", total.children_now);
		eh_row_float8(&row, "gap_of_totals", eh_change_gap(&total));
		eh_row_float8(&row, "sum_of_gaps", eh_gaps_sum(gaps, EH_GAPS_OWN));
		eh_row_int8(&row, "authorities_short", (int64) gaps[EH_GAPS_SHORT]);
		eh_row_float8(
			&row, "sum_of_shortfalls", eh_gaps_sum(gaps, EH_GAPS_SHORTFALLS));
	}
	return eh_row_end(&row);
}
