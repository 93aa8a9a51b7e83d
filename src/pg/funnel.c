/*
 * funnel.c - funnels, and on which side of them an area lies.
 */
#include "conventions.h"

#include <gsl/gsl_errno.h>

#include "error.h"
#include "utils/builtins.h"

#include "core/funnel.h"
#include "fixed_row.h"

static const char *const of_proportion = "funnel of a proportion";
static const char *const of_rate = "funnel of a rate";
static const char *const of_ratio = "funnel of a ratio";

/* PHEindicatormethods' own labels, which dashboards filter by. */
static const char *const labels[] = {[EH_FUNNEL_LOW_001] = "Low (0.001)",
	[EH_FUNNEL_LOW_025] = "Low (0.025)",
	[EH_FUNNEL_WITHIN] = "Not significant",
	[EH_FUNNEL_HIGH_025] = "High (0.025)",
	[EH_FUNNEL_HIGH_001] = "High (0.001)"};

static void
check_average(double average, bool proportion)
{
	if (unlikely(!(average >= 0.0 && average <= (proportion ? 1.0 : 1e300)) ||
				 (!proportion && average == 0.0)))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				proportion
					? errmsg("the average of a proportion must be from 0 to 1")
					: errmsg("the average of a rate must be above 0"),
				errdetail("The average given is %.15g.", average),
				errhint("It is over all areas, sum(x) over sum(n), and as a "
						"share or a rate a head: not a percentage, nor per "
						"100,000.")));
}

static void
check_tau2(double tau2)
{
	if (unlikely(!(tau2 >= 0.0 && tau2 < 1e300)))
		ereport(
			ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("tau2 must be a finite number, 0 or more"),
					   errdetail("The value given is %.15g.", tau2),
					   errhint("It is the column tau2 of overdispersion().")));
}

static void
must(eh_status status)
{
	if (unlikely(status != EH_OK))
		eh_error_beyond("a funnel");
}

static Datum
funnel_row(FunctionCallInfo fcinfo, double average, const eh_funnel *f,
	double per, const char *word)
{
	eh_fixed_row *row = eh_fixed_row_begin(fcinfo, 5);

	return eh_fixed_row_end(row, fcinfo,
		(double[]){average * per, f->inner.low * per, f->inner.high * per,
			f->outer.low * per, f->outer.high * per},
		word);
}

/* funnel_limits(average, n, tau2) */
PG_FUNCTION_INFO_V1(eh_funnel_limits);
Datum
eh_funnel_limits(PG_FUNCTION_ARGS)
{
	double average = PG_GETARG_FLOAT8(0);
	double n = PG_GETARG_FLOAT8(1);
	double tau2 = PG_GETARG_FLOAT8(2);
	eh_funnel f;

	check_average(average, true);
	eh_check_positive("n", n, "It is the number of cases of the area.");
	check_tau2(tau2);
	must(eh_funnel_proportion(average, n, tau2, &f));
	PG_RETURN_DATUM(funnel_row(fcinfo, average, &f, 1.0, of_proportion));
}

static Datum
rate_lines(FunctionCallInfo fcinfo, double average, double events, double per,
	const char *word)
{
	eh_funnel f;

	gsl_set_error_handler_off();
	check_average(average, false);
	eh_check_events(events);
	eh_check_positive(
		"per", per, "It is what the rate is of: 1, 1000 or 100000, say.");
	must(eh_funnel_rate(average, events, &f));
	return funnel_row(fcinfo, average, &f, per, word);
}

/* funnel_rate_limits(average, events, per) */
PG_FUNCTION_INFO_V1(eh_funnel_rate_limits);
Datum
eh_funnel_rate_limits(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(rate_lines(fcinfo, PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1),
		PG_GETARG_FLOAT8(2), of_rate));
}

/* funnel_ratio_limits(observed, per) */
PG_FUNCTION_INFO_V1(eh_funnel_ratio_limits);
Datum
eh_funnel_ratio_limits(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(rate_lines(
		fcinfo, 1.0, PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), of_ratio));
}

/* funnel_flag(x, n, average, tau2) */
PG_FUNCTION_INFO_V1(eh_funnel_flag_of_proportion);
Datum
eh_funnel_flag_of_proportion(PG_FUNCTION_ARGS)
{
	double x = PG_GETARG_FLOAT8(0);
	double n = PG_GETARG_FLOAT8(1);
	double average = PG_GETARG_FLOAT8(2);
	double tau2 = PG_GETARG_FLOAT8(3);
	eh_funnel_flag flag;

	eh_check_part(x, n);
	check_average(average, true);
	check_tau2(tau2);
	must(eh_funnel_flag_proportion(x, n, average, tau2, &flag));
	PG_RETURN_TEXT_P(cstring_to_text(labels[flag]));
}

static Datum
rate_flag(double events, double population, double average, double tau2,
	const char *population_name)
{
	eh_funnel_flag flag;

	gsl_set_error_handler_off();
	eh_check_events(events);
	eh_check_positive(population_name, population,
		"Leave areas where nothing can happen out, or make it NULL.");
	check_average(average, false);
	check_tau2(tau2);
	must(eh_funnel_flag_rate(events, population, average, tau2, &flag));
	return PointerGetDatum(cstring_to_text(labels[flag]));
}

/* funnel_rate_flag(events, population, average, tau2) */
PG_FUNCTION_INFO_V1(eh_funnel_flag_of_rate);
Datum
eh_funnel_flag_of_rate(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(rate_flag(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1),
		PG_GETARG_FLOAT8(2), PG_GETARG_FLOAT8(3), "population"));
}

/* funnel_ratio_flag(observed, expected, tau2) */
PG_FUNCTION_INFO_V1(eh_funnel_flag_of_ratio);
Datum
eh_funnel_flag_of_ratio(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(rate_flag(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), 1.0,
		PG_GETARG_FLOAT8(2), "expected"));
}
