/*
 * conventions.c - limits by the conventions of official statistics, of
 * numbers that are at hand.
 *
 * C1  x is not negative and not more than n, n and populations are above 0,
 *     levels are 0.9 or more and below 1: anything else is an error that says
 *     what was found.  A NULL gives NULL.
 * C2  Exact limits are worked out up to a million cases or events; above it
 *     Wilson's or Byar's stand in, and method says so.
 * C3  Two levels in one call are 95 and 99.8 per cent, as funnels and control
 *     limits have them.
 */
#include "conventions.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "core/funnel.h"
#include "error.h"
#include "fixed_row.h"

static const char *const exact = "exact";
static const char *const byar = "byar";
static const char *const wilson = "wilson";
static const char *const exact_clustered = "exact, clustered";
static const char *const byar_clustered = "byar, clustered";

/* --- C1 ---------------------------------------------------------------------
 */

void
eh_check_published_level(double level)
{
	if (unlikely(!(level >= 0.9 && level < 1.0)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("level must be 0.9 or more and less than 1"),
						   errdetail("The level given is %.15g.", level),
						   errhint("Write 95 percent as 0.95.")));
}

void
eh_check_events(double events)
{
	if (unlikely(!(events >= 0.0 && isfinite(events))))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("a count must be a finite number, 0 or more"),
						   errdetail("The row has a count of %.15g.", events),
						   errhint("A suppressed or unknown count is NULL.")));
}

void
eh_check_positive(const char *name, double value, const char *hint)
{
	if (unlikely(!(value > 0.0 && isfinite(value))))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("%s must be a finite number above 0", name),
						   errdetail("The row has %s = %.15g.", name, value),
						   errhint("%s", hint)));
}

void
eh_check_part(double x, double n)
{
	eh_check_events(x);
	eh_check_positive(
		"n", n, "Leave areas with no cases out, or make their n NULL.");
	if (unlikely(x > n))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("x cannot be more than n"),
				errdetail("The row has x = %.15g and n = %.15g.", x, n),
				errhint("x is the part and n the whole; where a person can "
						"have several events use rate_limits().")));
}

void
eh_check_squares(double events, double squares)
{
	if (unlikely(!(squares >= events && squares <= events * events)))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("sum_of_squares must be between the events and their "
					   "square"),
				errdetail(
					"The row has %.15g events and sum_of_squares = %.15g.",
					events, squares),
				errhint("With k events of each person it is sum(k * k), and "
						"events is sum(k).")));
}

eh_count_method
eh_count_method_of(const text *word)
{
	const char *s = VARDATA_ANY(word);
	size_t n = VARSIZE_ANY_EXHDR(word);

	if (n == 3 && memcmp(s, "phe", 3) == 0)
		return EH_COUNT_PHE;
	if (n == 4 && memcmp(s, "byar", 4) == 0)
		return EH_COUNT_BYAR;
	if (n == 5 && memcmp(s, "exact", 5) == 0)
		return EH_COUNT_EXACT;
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown method \"%.*s\"", (int) Min(n, 40), s),
			errdetail("The methods of a count are phe, byar and exact."),
			errhint("phe is exact below 10 events and Byar's from there on.")));
}

static pg_noinline void
must(eh_status status)
{
	if (status != EH_OK)
		eh_error_beyond("limits");
}

/* Of checked numbers; what they are called.  C2. */
const char *
eh_published_count_limits(double x, double squares, double level,
	eh_count_method method, eh_limits *out)
{
	bool clustered = squares != x;
	bool by_exact = method == EH_COUNT_EXACT ||
					(method == EH_COUNT_PHE && x < EH_FEW_EVENTS);
	eh_status status;

	if (x > EH_EXACT_MAX)
		by_exact = false;
	if (method == EH_COUNT_EXACT && !by_exact)
		method = EH_COUNT_BYAR;
	status = clustered
				 ? eh_clustered_count_limits(x, squares, level, method, out)
				 : eh_count_limits(x, level, method, out);
	if (unlikely(status != EH_OK))
		must(status);
	if (clustered)
		return by_exact ? exact_clustered : byar_clustered;
	return by_exact ? exact : byar;
}

/* --- proportions ------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(eh_wilson_limits);
Datum
eh_wilson_limits(PG_FUNCTION_ARGS)
{
	double x = PG_GETARG_FLOAT8(0);
	double n = PG_GETARG_FLOAT8(1);
	double level = PG_GETARG_FLOAT8(2);
	eh_fixed_row *row = eh_fixed_row_begin(fcinfo, 4);
	eh_limits l;

	eh_check_published_level(level);
	eh_check_part(x, n);
	must(eh_wilson(x, n, level, &l));
	PG_RETURN_DATUM(eh_fixed_row_end(
		row, fcinfo, (double[]){x / n, l.low, l.high, level}, wilson));
}

PG_FUNCTION_INFO_V1(eh_wilson_95_998);
Datum
eh_wilson_95_998(PG_FUNCTION_ARGS)
{
	double x = PG_GETARG_FLOAT8(0);
	double n = PG_GETARG_FLOAT8(1);
	eh_fixed_row *row = eh_fixed_row_begin(fcinfo, 5);
	eh_limits inner, outer;

	eh_check_part(x, n);
	must(eh_wilson(x, n, EH_FUNNEL_INNER, &inner));
	must(eh_wilson(x, n, EH_FUNNEL_OUTER, &outer));
	PG_RETURN_DATUM(eh_fixed_row_end(row, fcinfo,
		(double[]){x / n, inner.low, inner.high, outer.low, outer.high},
		wilson));
}

PG_FUNCTION_INFO_V1(eh_exact_limits);
Datum
eh_exact_limits(PG_FUNCTION_ARGS)
{
	double x = PG_GETARG_FLOAT8(0);
	double n = PG_GETARG_FLOAT8(1);
	double level = PG_GETARG_FLOAT8(2);
	eh_fixed_row *row = eh_fixed_row_begin(fcinfo, 4);
	const char *method = exact;
	eh_status status;
	eh_limits l;

	gsl_set_error_handler_off();
	eh_check_published_level(level);
	eh_check_part(x, n);
	status = eh_clopper_pearson(x, n, level, &l);
	if (status == EH_ERANGE)
	{
		method = wilson;
		status = eh_wilson(x, n, level, &l);
	}
	must(status);
	PG_RETURN_DATUM(eh_fixed_row_end(
		row, fcinfo, (double[]){x / n, l.low, l.high, level}, method));
}

/* --- counts and rates -------------------------------------------------------
 */

static Datum
scaled(FunctionCallInfo fcinfo, double events, double squares, double scale,
	double level, eh_count_method method)
{
	eh_fixed_row *row = eh_fixed_row_begin(fcinfo, 4);
	const char *used;
	eh_limits l;

	gsl_set_error_handler_off();
	used = eh_published_count_limits(events, squares, level, method, &l);
	return eh_fixed_row_end(row, fcinfo,
		(double[]){events * scale, l.low * scale, l.high * scale, level}, used);
}

/* A count over a denominator: 1 leaves it a count. */
static Datum
count_over(FunctionCallInfo fcinfo, eh_count_method method)
{
	double events = PG_GETARG_FLOAT8(0);
	double level = PG_GETARG_FLOAT8(1);
	double denominator = PG_GETARG_FLOAT8(2);

	eh_check_published_level(level);
	eh_check_events(events);
	eh_check_positive("denominator", denominator,
		"It is what the count is divided by: 1, if left out.");
	return scaled(fcinfo, events, events, 1.0 / denominator, level, method);
}

PG_FUNCTION_INFO_V1(eh_byar_limits);
Datum
eh_byar_limits(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(count_over(fcinfo, EH_COUNT_BYAR));
}

PG_FUNCTION_INFO_V1(eh_garwood_limits);
Datum
eh_garwood_limits(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(count_over(fcinfo, EH_COUNT_EXACT));
}

static double
rate_scale(double population, double per)
{
	eh_check_positive("population", population,
		"Leave areas with nobody in them out, or make their population NULL.");
	eh_check_positive(
		"per", per, "It is what the rate is of: 1, 1000 or 100000, say.");
	return per / population;
}

/* rate_limits(events, population, per, level, method) */
PG_FUNCTION_INFO_V1(eh_rate_limits);
Datum
eh_rate_limits(PG_FUNCTION_ARGS)
{
	double events = PG_GETARG_FLOAT8(0);
	double level = PG_GETARG_FLOAT8(3);

	eh_check_published_level(level);
	eh_check_events(events);
	PG_RETURN_DATUM(scaled(fcinfo, events, events,
		rate_scale(PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2)), level,
		eh_count_method_of(PG_GETARG_TEXT_PP(4))));
}

/* clustered_rate_limits(events, sum_of_squares, population, per, level,
 * method) */
PG_FUNCTION_INFO_V1(eh_clustered_rate_limits);
Datum
eh_clustered_rate_limits(PG_FUNCTION_ARGS)
{
	double events = PG_GETARG_FLOAT8(0);
	double squares = PG_GETARG_FLOAT8(1);
	double level = PG_GETARG_FLOAT8(4);

	eh_check_published_level(level);
	eh_check_events(events);
	eh_check_squares(events, squares);
	PG_RETURN_DATUM(scaled(fcinfo, events, squares,
		rate_scale(PG_GETARG_FLOAT8(2), PG_GETARG_FLOAT8(3)), level,
		eh_count_method_of(PG_GETARG_TEXT_PP(5))));
}

/* rate_limits_95_998(events, population, per, method) */
PG_FUNCTION_INFO_V1(eh_rate_limits_95_998);
Datum
eh_rate_limits_95_998(PG_FUNCTION_ARGS)
{
	double x = PG_GETARG_FLOAT8(0);
	eh_fixed_row *row = eh_fixed_row_begin(fcinfo, 5);
	eh_count_method method = eh_count_method_of(PG_GETARG_TEXT_PP(3));
	eh_limits inner, outer;
	const char *used;
	double scale;

	gsl_set_error_handler_off();
	eh_check_events(x);
	scale = rate_scale(PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	used = eh_published_count_limits(x, x, EH_FUNNEL_INNER, method, &inner);
	(void) eh_published_count_limits(x, x, EH_FUNNEL_OUTER, method, &outer);
	PG_RETURN_DATUM(eh_fixed_row_end(row, fcinfo,
		(double[]){x * scale, inner.low * scale, inner.high * scale,
			outer.low * scale, outer.high * scale},
		used));
}
