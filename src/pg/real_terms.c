/*
 * real_terms.c - amounts in the pounds of another year, and what became of
 * spend between two years.
 *
 * R1  Without a deflator the built-in GDP series is meant; a deflator that is
 *     NULL is an error, never the built-in one.
 * R2  A year outside the series is an error that names its range.
 * R3  numeric in, numeric out: the product and the quotient are the server's
 *     own, levels taken to 15 digits.
 * R4  A basis names what is compared, and only what it needs may not be NULL.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "core/change.h"
#include "deflator.h"

/* Argument n as the series, or the built-in one where there is no such
 * argument. */
static const eh_deflator *
series_argument(FunctionCallInfo fcinfo, int n, eh_deflator *given)
{
	if (PG_NARGS() <= n)
		return &eh_gdp_deflator;
	eh_deflator_argument(fcinfo, n, given);
	return given;
}

pg_noreturn static void
error_amount(double amount)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("an amount must be a finite number"),
					   errdetail("The amount given is %g.", amount),
					   errhint("Leave an amount that is not known NULL.")));
}

static double
amount_argument(FunctionCallInfo fcinfo, int n)
{
	double amount = PG_GETARG_FLOAT8(n);

	if (unlikely(!isfinite(amount)))
		error_amount(amount);
	return amount;
}

static double
children_argument(FunctionCallInfo fcinfo, int n)
{
	double children = PG_GETARG_FLOAT8(n);

	if (unlikely(!isfinite(children) || children <= 0.0))
		ereport(
			ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("children must be a number above 0"),
					   errdetail("The number given is %g.", children),
					   errhint("Leave a number of children that is not known "
							   "NULL.")));
	return children;
}

static double
in_pounds_of(
	const eh_deflator *series, double amount, int32 year, int32 base_year)
{
	double of = eh_deflator_at(series, base_year);

	return amount * of / eh_deflator_at(series, year);
}

/* Amounts near the end of the range may leave it on the way. */
static Datum
answer(double x)
{
	if (unlikely(!isfinite(x)))
		ereport(
			ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					   errmsg("result is out of range"),
					   errdetail("A double precision number ends at 1.8e308."),
					   errhint("Are the amounts in pounds?")));
	return Float8GetDatum(x);
}

static bool
any_null(FunctionCallInfo fcinfo, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (PG_ARGISNULL(i))
			return true;
	}
	return false;
}

/* real_terms(amount, year, base_year [, deflator]) */
PG_FUNCTION_INFO_V1(eh_double_real_terms);
Datum
eh_double_real_terms(PG_FUNCTION_ARGS)
{
	eh_deflator given;
	const eh_deflator *series = series_argument(fcinfo, 3, &given);

	if (any_null(fcinfo, 3))
		PG_RETURN_NULL();
	return answer(in_pounds_of(series, amount_argument(fcinfo, 0),
		PG_GETARG_INT32(1), PG_GETARG_INT32(2)));
}

PG_FUNCTION_INFO_V1(eh_numeric_real_terms);
Datum
eh_numeric_real_terms(PG_FUNCTION_ARGS)
{
	eh_deflator given;
	const eh_deflator *series = series_argument(fcinfo, 3, &given);
	double own, of;
	Datum amount;

	if (any_null(fcinfo, 3))
		PG_RETURN_NULL();
	amount = PG_GETARG_DATUM(0);
	if (numeric_is_nan(DatumGetNumeric(amount)) ||
		numeric_is_inf(DatumGetNumeric(amount)))
		error_amount(
			DatumGetFloat8(DirectFunctionCall1(numeric_float8, amount)));
	own = eh_deflator_at(series, PG_GETARG_INT32(1));
	of = eh_deflator_at(series, PG_GETARG_INT32(2));
	amount = DirectFunctionCall2(
		numeric_mul, amount, eh_deflator_numeric(fcinfo, of));
	return DirectFunctionCall2(
		numeric_div, amount, eh_deflator_numeric(fcinfo, own));
}

/* real_growth(spend_base, spend_now, base_year, now_year [, deflator]) */
PG_FUNCTION_INFO_V1(eh_real_growth);
Datum
eh_real_growth(PG_FUNCTION_ARGS)
{
	eh_deflator given;
	const eh_deflator *series = series_argument(fcinfo, 4, &given);
	double base, now;

	if (any_null(fcinfo, 4))
		PG_RETURN_NULL();
	base = amount_argument(fcinfo, 0);
	now = amount_argument(fcinfo, 1);
	base = in_pounds_of(series, base, PG_GETARG_INT32(2), PG_GETARG_INT32(3));
	if (base <= 0.0)
		PG_RETURN_NULL(); /* nothing to grow from */
	return answer(now / base - 1.0);
}

/* --- change on a basis ------------------------------------------------------
 */

typedef struct basis
{
	const char *name;
	bool real;
	bool per_child;
} basis;

static const basis *
basis_argument(FunctionCallInfo fcinfo, int n)
{
	static const basis bases[] = {{"cash", false, false},
		{"cash_per_child", false, true}, {"real", true, false},
		{"real_per_child", true, true}};
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(n));

	for (size_t i = 0; i < lengthof(bases); i++)
	{
		if (strcmp(name, bases[i].name) == 0)
			return &bases[i];
	}
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				   errmsg("unknown basis \"%s\" of spend_change", name),
				   errdetail("It is one of cash, cash_per_child, real and "
							 "real_per_child."),
				   errhint("There is no default: the basis decides how many "
						   "authorities cut.")));
}

/* spend_change(basis, spend_base, children_base, spend_now, children_now,
 * base_year, now_year [, deflator]) */
PG_FUNCTION_INFO_V1(eh_spend_change);
Datum
eh_spend_change(PG_FUNCTION_ARGS)
{
	eh_deflator given;
	const eh_deflator *series = series_argument(fcinfo, 7, &given);
	const basis *b;
	double base, now;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	b = basis_argument(fcinfo, 0);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	if (b->per_child && (PG_ARGISNULL(2) || PG_ARGISNULL(4)))
		PG_RETURN_NULL();
	if (b->real && (PG_ARGISNULL(5) || PG_ARGISNULL(6)))
		PG_RETURN_NULL();
	base = amount_argument(fcinfo, 1);
	now = amount_argument(fcinfo, 3);
	if (b->real)
		base =
			in_pounds_of(series, base, PG_GETARG_INT32(5), PG_GETARG_INT32(6));
	if (b->per_child)
	{
		base /= children_argument(fcinfo, 2);
		now /= children_argument(fcinfo, 4);
	}
	return answer(now - base);
}

/* --- the gap ----------------------------------------------------------------
 */

/* Argument n as a year, or the year now where it is NULL. */
static int32
price_year(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? PG_GETARG_INT32(5) : PG_GETARG_INT32(n);
}

/* In the order of eh_change. */
static eh_change
change_arguments(FunctionCallInfo fcinfo, int first)
{
	eh_change c;

	c.spend_base = amount_argument(fcinfo, first);
	c.children_base = children_argument(fcinfo, first + 1);
	c.spend_now = amount_argument(fcinfo, first + 2);
	c.children_now = children_argument(fcinfo, first + 3);
	return c;
}

static Datum
gap_in(FunctionCallInfo fcinfo, const eh_deflator *series, int32 prices)
{
	eh_change c = change_arguments(fcinfo, 0);

	c.spend_base =
		in_pounds_of(series, c.spend_base, PG_GETARG_INT32(4), prices);
	c.spend_now = in_pounds_of(series, c.spend_now, PG_GETARG_INT32(5), prices);
	return answer(eh_change_gap(&c));
}

/* funding_gap(spend_base, children_base, spend_now, children_now, base_year,
 * now_year, price_year) */
PG_FUNCTION_INFO_V1(eh_funding_gap);
Datum
eh_funding_gap(PG_FUNCTION_ARGS)
{
	if (any_null(fcinfo, 6))
		PG_RETURN_NULL();
	return gap_in(fcinfo, &eh_gdp_deflator, price_year(fcinfo, 6));
}

/* funding_gap(..., now_year, deflator, price_year) */
PG_FUNCTION_INFO_V1(eh_funding_gap_deflator);
Datum
eh_funding_gap_deflator(PG_FUNCTION_ARGS)
{
	eh_deflator series;

	eh_deflator_argument(fcinfo, 6, &series);
	if (any_null(fcinfo, 6))
		PG_RETURN_NULL();
	return gap_in(fcinfo, &series, price_year(fcinfo, 7));
}
