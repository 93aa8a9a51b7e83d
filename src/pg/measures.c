/*
 * measures.c - the transition functions of the measures that are ratios.
 *
 * One row is a numerator and a denominator; the measure says what they may
 * be.  Each measure takes integer, bigint, numeric and double precision by a
 * function of its own, so that no row pays for a cast or for asking its type.
 *
 * M1  A row with a NULL is missing: counted, outside the sums.
 * M2  A value that cannot be (a negative count, NaN, more children helped
 *     than there are) is an error that names the argument and shows it.
 * M3  Integers and decimals are summed exactly; the inverse functions take
 *     rows out of a moving window's frame.
 */
#include "compat.h"

#include <math.h>

#include "utils/fmgroids.h"

#include "decimal.h"
#include "error.h"
#include "states.h"

typedef struct measure
{
	const char *name;
	const char *numerator;
	const char *denominator;
	uint8 content;     /* what the numerator is, for the state */
	bool negative_num; /* a numerator below 0 is legal */
	bool negative_den;
	bool part;            /* the numerator is part of the denominator */
	bool den_is_the_rest; /* the arguments are two parts of the denominator */
} measure;

static const measure prevention_ratio = {"prevention_ratio", "early_help",
	"social_care", EH_RATIO_COUNTS, false, false, false, false};
static const measure early_help_rate = {"early_help_rate", "helped", "children",
	EH_RATIO_COUNTS, false, false, true, false};
static const measure early_share = {
	"early_share", "early", "late", EH_RATIO_AMOUNTS, true, true, false, true};
static const measure spend_per_child = {"spend_per_child", "spend", "children",
	EH_RATIO_AMOUNTS, true, false, false, false};

/* Errors, out of the way of the rows that have none. */

static pg_noinline void
error_not_finite(const measure *m, Datum a, Datum b, Oid out)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s needs finite numbers", m->name),
			errdetail("The row has %s = %s and %s = %s.", m->numerator,
				OidOutputFunctionCall(out, a), m->denominator,
				OidOutputFunctionCall(out, b)),
			errhint("Leave an unknown figure NULL, or leave the row out with "
					"FILTER (WHERE ...).")));
}

static pg_noinline void
error_negative(const measure *m, bool is_numerator, Datum value, Oid out)
{
	const char *argument = is_numerator ? m->numerator : m->denominator;

	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s of %s must not be negative", argument, m->name),
			errdetail(
				"The value given is %s.", OidOutputFunctionCall(out, value)),
			errhint("It is a count; a suppressed or unknown count is NULL.")));
}

static pg_noinline void
error_not_part(const measure *m, Datum a, Datum b, Oid out)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s of %s cannot be more than %s", m->numerator, m->name,
				m->denominator),
			errdetail("The row has %s = %s and %s = %s.", m->numerator,
				OidOutputFunctionCall(out, a), m->denominator,
				OidOutputFunctionCall(out, b)),
			errhint("The arguments are %s(%s, %s), of the same area and year.",
				m->name, m->numerator, m->denominator)));
}

static pg_noinline void
error_too_long(const measure *m, Datum a, Datum b)
{
	ereport(
		ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				   errmsg("%s takes numbers of at most 35 digits", m->name),
				   errdetail("The row has %s = %.80s and %s = %.80s.",
					   m->numerator, OidOutputFunctionCall(F_NUMERIC_OUT, a),
					   m->denominator, OidOutputFunctionCall(F_NUMERIC_OUT, b)),
				   errhint("Round the amounts, for instance to pence: "
						   "round(amount, 2).")));
}

/*
 * One row, whatever its type.  These are inlined with the measure known, so
 * that only the checks it asks for are left.
 */

static pg_attribute_always_inline eh_status
whole_row(eh_ratio *r, const measure *m, int64 a, int64 b, bool remove)
{
	if (m->den_is_the_rest)
	{
		eh_decimal num = {a, 0};
		int64 all;

		/* two bigints may pass a bigint */
		if (unlikely(__builtin_add_overflow(a, b, &all)))
		{
			eh_decimal den = {(eh_int128) a + b, 0};

			return remove ? eh_ratio_state_remove_decimal(r, num, den)
						  : eh_ratio_state_add_decimal(r, m->content, num, den);
		}
		b = all;
	}
	return remove ? eh_ratio_state_remove_int(r, a, b)
				  : eh_ratio_state_add_int(r, m->content, a, b);
}

static pg_attribute_always_inline void
check_whole(const measure *m, Datum da, Datum db, int64 a, int64 b, Oid out)
{
	if (!m->negative_num && unlikely(a < 0))
		error_negative(m, true, da, out);
	if (!m->negative_den && unlikely(b < 0))
		error_negative(m, false, db, out);
	if (m->part && unlikely(a > b))
		error_not_part(m, da, db, out);
}

static pg_attribute_always_inline eh_status
numeric_row(eh_ratio *r, const measure *m, Datum da, Datum db, bool remove)
{
	eh_decimal a, b;
	eh_status status = eh_decimal_from_numeric(da, &a);

	if (likely(status == EH_OK))
		status = eh_decimal_from_numeric(db, &b);
	if (unlikely(status == EH_EDOMAIN))
		error_not_finite(m, da, db, F_NUMERIC_OUT);
	if (unlikely(status != EH_OK))
		error_too_long(m, da, db);

	if (!m->negative_num && unlikely(a.mantissa < 0))
		error_negative(m, true, da, F_NUMERIC_OUT);
	if (!m->negative_den && unlikely(b.mantissa < 0))
		error_negative(m, false, db, F_NUMERIC_OUT);
	if (m->part)
	{
		eh_decimal rest;

		if (!eh_decimal_sum(b, (eh_decimal){-a.mantissa, a.groups}, &rest))
			return EH_ERANGE;
		if (unlikely(rest.mantissa < 0))
			error_not_part(m, da, db, F_NUMERIC_OUT);
	}
	if (m->den_is_the_rest && !eh_decimal_sum(a, b, &b))
		return EH_ERANGE;
	return remove ? eh_ratio_state_remove_decimal(r, a, b)
				  : eh_ratio_state_add_decimal(r, m->content, a, b);
}

static pg_attribute_always_inline eh_status
double_row(eh_ratio *r, const measure *m, Datum da, Datum db)
{
	double a = DatumGetFloat8(da);
	double b = DatumGetFloat8(db);

	if (unlikely(!isfinite(a) || !isfinite(b)))
		error_not_finite(m, da, db, F_FLOAT8OUT);
	if (!m->negative_num && unlikely(a < 0.0))
		error_negative(m, true, da, F_FLOAT8OUT);
	if (!m->negative_den && unlikely(b < 0.0))
		error_negative(m, false, db, F_FLOAT8OUT);
	if (m->part && unlikely(a > b))
		error_not_part(m, da, db, F_FLOAT8OUT);
	if (m->den_is_the_rest)
		b += a;
	if (unlikely(!isfinite(b)))
		return EH_ERANGE;
	return eh_ratio_state_add_double(r, m->content, a, b);
}

/* Was the row in the sums it was taken out of?  Not where someone calls the
 * inverse function by hand. */
static bool
still_possible(const eh_ratio *r)
{
	const char *why;

	return eh_ratio_state_check(r, sizeof(*r), &why) == EH_OK;
}

typedef enum argument_type
{
	TYPE_INT2,
	TYPE_INT4,
	TYPE_INT8,
	TYPE_NUMERIC,
	TYPE_FLOAT8
} argument_type;

static pg_attribute_always_inline Datum
accumulate(
	FunctionCallInfo fcinfo, const measure *m, argument_type type, bool remove)
{
	eh_ratio *r = eh_own_ratio(fcinfo);
	Datum da = PG_GETARG_DATUM(1);
	Datum db = PG_GETARG_DATUM(2);
	eh_status status = EH_OK;

	if (unlikely(PG_ARGISNULL(1) || PG_ARGISNULL(2)))
	{
		if (remove ? r->missing == 0 : r->missing == EH_MOST_ROWS)
			status = remove ? EH_EDOMAIN : EH_ERANGE;
		else
			r->missing += remove ? -1 : 1;
	}
	else if (type == TYPE_INT2)
	{
		int64 a = DatumGetInt16(da);
		int64 b = DatumGetInt16(db);

		check_whole(m, da, db, a, b, F_INT2OUT);
		status = whole_row(r, m, a, b, remove);
	}
	else if (type == TYPE_INT4)
	{
		int64 a = DatumGetInt32(da);
		int64 b = DatumGetInt32(db);

		check_whole(m, da, db, a, b, F_INT4OUT);
		status = whole_row(r, m, a, b, remove);
	}
	else if (type == TYPE_INT8)
	{
		int64 a = DatumGetInt64(da);
		int64 b = DatumGetInt64(db);

		check_whole(m, da, db, a, b, F_INT8OUT);
		status = whole_row(r, m, a, b, remove);
	}
	else if (type == TYPE_NUMERIC)
		status = numeric_row(r, m, da, db, remove);
	else
		status = double_row(r, m, da, db);

	if (remove && (status == EH_EDOMAIN || !still_possible(r)))
		PG_RETURN_NULL(); /* the executor begins the frame again */
	if (unlikely(status != EH_OK))
		eh_error_sum(status);
	PG_RETURN_EH_RATIO(r);
}

#define TRANSITION(symbol, m, type, remove)                                    \
	PG_FUNCTION_INFO_V1(symbol);                                               \
	Datum symbol(PG_FUNCTION_ARGS)                                             \
	{                                                                          \
		return accumulate(fcinfo, &m, type, remove);                           \
	}

#define MEASURE(m)                                                             \
	TRANSITION(eh_int2_##m##_accum, m, TYPE_INT2, false)                       \
	TRANSITION(eh_int2_##m##_accum_inv, m, TYPE_INT2, true)                    \
	TRANSITION(eh_int4_##m##_accum, m, TYPE_INT4, false)                       \
	TRANSITION(eh_int4_##m##_accum_inv, m, TYPE_INT4, true)                    \
	TRANSITION(eh_int8_##m##_accum, m, TYPE_INT8, false)                       \
	TRANSITION(eh_int8_##m##_accum_inv, m, TYPE_INT8, true)                    \
	TRANSITION(eh_numeric_##m##_accum, m, TYPE_NUMERIC, false)                 \
	TRANSITION(eh_numeric_##m##_accum_inv, m, TYPE_NUMERIC, true)              \
	TRANSITION(eh_float8_##m##_accum, m, TYPE_FLOAT8, false)

MEASURE(prevention_ratio)
MEASURE(early_help_rate)
MEASURE(early_share)
MEASURE(spend_per_child)

/*
 * ratio(numerator, denominator, counts): a state from one pair of totals.
 */
static const measure of_counts = {"ratio", "numerator", "denominator",
	EH_RATIO_COUNTS, false, false, false, false};
static const measure of_amounts = {"ratio", "numerator", "denominator",
	EH_RATIO_AMOUNTS, true, true, false, false};

static Datum
made(eh_ratio *r, eh_status status)
{
	if (status != EH_OK)
		eh_error_sum(status);
	PG_RETURN_EH_RATIO(r);
}

static Datum
made_of_whole(FunctionCallInfo fcinfo, int64 a, int64 b, Oid out)
{
	eh_ratio *r = eh_new_ratio();
	const measure *m = PG_GETARG_BOOL(2) ? &of_counts : &of_amounts;

	check_whole(m, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), a, b, out);
	return made(r, whole_row(r, m, a, b, false));
}

PG_FUNCTION_INFO_V1(eh_int2_ratio);
Datum
eh_int2_ratio(PG_FUNCTION_ARGS)
{
	return made_of_whole(
		fcinfo, PG_GETARG_INT16(0), PG_GETARG_INT16(1), F_INT2OUT);
}

PG_FUNCTION_INFO_V1(eh_int4_ratio);
Datum
eh_int4_ratio(PG_FUNCTION_ARGS)
{
	return made_of_whole(
		fcinfo, PG_GETARG_INT32(0), PG_GETARG_INT32(1), F_INT4OUT);
}

PG_FUNCTION_INFO_V1(eh_int8_ratio);
Datum
eh_int8_ratio(PG_FUNCTION_ARGS)
{
	return made_of_whole(
		fcinfo, PG_GETARG_INT64(0), PG_GETARG_INT64(1), F_INT8OUT);
}

PG_FUNCTION_INFO_V1(eh_numeric_ratio);
Datum
eh_numeric_ratio(PG_FUNCTION_ARGS)
{
	eh_ratio *r = eh_new_ratio();
	const measure *m = PG_GETARG_BOOL(2) ? &of_counts : &of_amounts;

	return made(
		r, numeric_row(r, m, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), false));
}

PG_FUNCTION_INFO_V1(eh_float8_ratio);
Datum
eh_float8_ratio(PG_FUNCTION_ARGS)
{
	eh_ratio *r = eh_new_ratio();
	const measure *m = PG_GETARG_BOOL(2) ? &of_counts : &of_amounts;

	return made(r, double_row(r, m, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}
