/*
 * limits.c - limits(state, level, method): how far chance alone may have
 * carried a measure.
 *
 * L1  A proportion has a default, Wilson: its cases are what varies.  A
 *     ratio has none, because over all authorities nothing was sampled: the
 *     caller names what varies, and the result repeats it in words.
 * L2  Limits for counts are refused to amounts of money.
 * L3  Where no limits exist they are NULL, and status and message say why;
 *     a bad level or method is an error.
 * L4  Exact limits are worked out up to a million cases or events; above it
 *     Wilson's or Byar's stand in, and method and message say so.
 *
 * GSL's handler is turned off again at each door: it is one for the whole
 * process, and another library may have put the default back, which aborts.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"

#include <gsl/gsl_errno.h>

#include "core/interval.h"
#include "core/ratio_estimator.h"
#include "error.h"
#include "row.h"
#include "states.h"

typedef eh_status (*proportion_limits)(
	double x, double n, double level, eh_limits *out);
typedef eh_status (*count_limits)(double x, double level, eh_limits *out);

typedef struct answer
{
	double estimate;
	eh_limits limits;
	double std_error;
	const char *method;
	const char *what_varies;
	const char *status;
	const char *message;
} answer;

static answer
no_answer(const char *method)
{
	answer a = {.estimate = NAN,
		.limits = {NAN, NAN},
		.std_error = NAN,
		.method = method,
		.status = "ok"};

	return a;
}

static Datum
answer_row(FunctionCallInfo fcinfo, const answer *a, double level, int64 n,
	int64 missing)
{
	eh_row row;

	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "estimate", a->estimate);
	eh_row_float8(&row, "conf_low", a->limits.low);
	eh_row_float8(&row, "conf_high", a->limits.high);
	eh_row_float8(&row, "std_error", a->std_error);
	eh_row_float8(&row, "conf_level", level);
	eh_row_text(&row, "method", a->method);
	eh_row_text(&row, "what_varies", a->what_varies);
	eh_row_int8(&row, "n", n);
	eh_row_int8(&row, "missing", missing);
	eh_row_text(&row, "status", a->status);
	eh_row_text(&row, "message", a->message);
	return eh_row_end(&row);
}

static char *
method_argument(FunctionCallInfo fcinfo, int n)
{
	return text_to_cstring(PG_GETARG_TEXT_PP(n));
}

PG_FUNCTION_INFO_V1(eh_proportion_limits);
Datum
eh_proportion_limits(PG_FUNCTION_ARGS)
{
	static const struct
	{
		const char *name;
		proportion_limits f;
	} methods[] = {{"wilson", eh_wilson}, {"wilson_cc", eh_wilson_cc},
		{"exact", eh_clopper_pearson}};
	const eh_proportion *p = PG_GETARG_EH_PROPORTION(0);
	double level = PG_GETARG_FLOAT8(1);
	char *method = method_argument(fcinfo, 2);
	answer a = no_answer(method);
	proportion_limits f = NULL;
	eh_status status;

	gsl_set_error_handler_off();
	eh_check_level(level);
	for (size_t i = 0; i < lengthof(methods); i++)
	{
		if (strcmp(method, methods[i].name) == 0)
			f = methods[i].f;
	}
	if (f == NULL)
		eh_error_method(method, "wilson, wilson_cc and exact");

	a.what_varies = "the outcome of each case, the cases being independent";
	if (p->cases == 0)
	{
		a.status = "no_data";
		a.message = "there are no cases, so there is no share";
		return answer_row(fcinfo, &a, level, 0, p->missing);
	}
	a.estimate = (double) p->events / (double) p->cases;
	status = f((double) p->events, (double) p->cases, level, &a.limits);
	if (status == EH_ERANGE)
	{
		a.method = "wilson";
		a.message = "exact limits are worked out up to 1,000,000 cases; these "
					"are Wilson's";
		status =
			eh_wilson((double) p->events, (double) p->cases, level, &a.limits);
	}
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of limits", (int) status);
	return answer_row(fcinfo, &a, level, p->cases, p->missing);
}

/* Limits by the spread of the units about the common ratio, t with n - 1. */
static void
limits_of_units(
	const eh_ratio_sums *s, double population_size, double level, answer *a)
{
	double half;

	if (s->n < 2.0)
	{
		a->status = "single_unit";
		a->message = "one unit shows no spread between units, so no limits";
		return;
	}
	if (eh_ratio_std_error(s, population_size, &a->std_error) != EH_OK)
	{
		a->status = "out_of_range";
		a->message = "the standard error is too large for a number";
		return;
	}
	half = a->std_error > 0.0 ? eh_t_quantile(level, s->n - 1.0) * a->std_error
							  : 0.0;
	a->limits.low = a->estimate - half;
	a->limits.high = a->estimate + half;
	if (s->n == population_size)
		a->message = "every unit of the population is in the sample, so "
					 "nothing was left to chance";
	else if (a->std_error == 0.0)
		a->message = "every unit has the same ratio";
}

/* Limits of a Poisson count over a denominator that is taken as known. */
static void
limits_of_count(
	const eh_ratio *r, const eh_ratio_sums *s, double level, answer *a)
{
	count_limits f = eh_garwood;
	double x = s->x.hi;
	eh_int128 events, exposure;
	eh_status status;

	/* the denominator may be anything: person-years, say */
	if ((r->flags & EH_RATIO_AMOUNTS) != 0 ||
		(!eh_ratio_state_whole(r, &events, &exposure) && x != floor(x)))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("method \"%s\" is for counts, and this numerator is not "
					   "one",
					a->method),
				errdetail("The numerator is %s, in all %.15g.",
					(r->flags & EH_RATIO_AMOUNTS) != 0
						? "an amount, such as money"
						: "not a whole number",
					x),
				errhint("For money use 'sample' or 'between_units'; for counts "
						"held as a pair write ratio(events, exposure, counts "
						"=> true).")));

	if (strcmp(a->method, "byar") == 0)
		f = eh_byar;
	else if (strcmp(a->method, "phe") == 0)
		f = eh_phe;
	status = f(x, level, &a->limits);
	if (status == EH_ERANGE)
	{
		a->method = "byar";
		a->message = "exact limits are worked out up to 1,000,000 events; "
					 "these are Byar's";
		status = eh_byar(x, level, &a->limits);
	}
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of limits", (int) status);
	a->limits.low /= s->p.hi;
	a->limits.high /= s->p.hi;
}

static void
check_population(int64 n, int64 population_size)
{
	if (population_size < n || population_size < 1)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("population_size cannot be smaller than the sample"),
				errdetail("Rows of the state: " INT64_FORMAT
						  "; population size given: " INT64_FORMAT ".",
					n, population_size),
				errhint("It is the number of units that could have answered, "
						"each of which enters the state as one row.")));
}

/* The estimate; where there is none, status and message say why. */
static bool
has_value(const eh_ratio *r, answer *a)
{
	eh_status status = eh_ratio_state_value(r, &a->estimate);

	if (status == EH_OK)
		return true;
	a->estimate = NAN;
	if (r->rows == 0)
	{
		a->status = "no_data";
		a->message =
			"there are no rows with both a numerator and a denominator";
	}
	else if (status == EH_EDOMAIN)
	{
		a->status = "zero_denominator";
		a->message = "the denominator adds up to nothing, so there is no ratio";
	}
	else
	{
		a->status = "out_of_range";
		a->message = "the ratio is too large for a number";
	}
	return false;
}

static bool
one_of(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
	{
		if (strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

/* Not strict: the method has no default, and its absence has its own error. */
PG_FUNCTION_INFO_V1(eh_ratio_limits);
Datum
eh_ratio_limits(PG_FUNCTION_ARGS)
{
	static const char *const of_units[] = {"sample", "between_units"};
	static const char *const of_counts[] = {"poisson", "byar", "phe"};
	const eh_ratio *r;
	eh_ratio_sums s;
	double population = INFINITY;
	double level;
	answer a;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	gsl_set_error_handler_off();
	r = PG_GETARG_EH_RATIO(0);
	level = PG_GETARG_FLOAT8(1);
	eh_check_level(level);
	if (PG_ARGISNULL(2))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("limits of a ratio need a method"),
				errdetail("Over all authorities nothing was sampled, so the "
						  "caller has to say what varies."),
				errhint("Write method => 'sample' (these units out of more), "
						"'between_units' (each row an independent unit) or "
						"'poisson' (a count over a known denominator).")));
	a = no_answer(method_argument(fcinfo, 2));
	if (!one_of(a.method, of_units, lengthof(of_units)) &&
		!one_of(a.method, of_counts, lengthof(of_counts)))
		eh_error_method(
			a.method, "sample, between_units, poisson, byar and phe");
	if (!PG_ARGISNULL(3))
	{
		if (strcmp(a.method, "sample") != 0)
			ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("population_size goes with method \"sample\" only"),
					errdetail("The method given is \"%s\".", a.method),
					errhint("Leave population_size out, or write method => "
							"'sample'.")));
		check_population(r->rows, PG_GETARG_INT64(3));
		population = (double) PG_GETARG_INT64(3);
	}

	eh_ratio_state_sums_of(r, &s);
	if (strcmp(a.method, "between_units") == 0)
		a.what_varies = "the ratio of a unit, the units being independent";
	else if (one_of(a.method, of_counts, lengthof(of_counts)))
		a.what_varies = "the number of events, as a Poisson count over a "
						"denominator taken as known";
	else if (isfinite(population))
		a.what_varies = psprintf("which units are in the sample, out of a "
								 "population of %.0f",
			population);
	else
		a.what_varies = "which units are in the sample, out of very many more";

	if (!has_value(r, &a))
		return answer_row(fcinfo, &a, level, r->rows, r->missing);
	if (one_of(a.method, of_units, lengthof(of_units)))
		limits_of_units(&s, population, level, &a);
	else
		limits_of_count(r, &s, level, &a);
	return answer_row(fcinfo, &a, level, r->rows, r->missing);
}

/* All of the units, then, have all of the denominator. */
static void
check_census(const eh_ratio_sums *s, double total)
{
	if (fabs(s->p.hi - total) > 1e-9 * total)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("population_total and population_size contradict each "
					   "other"),
				errdetail("Every one of the %.0f units is in the sample, whose "
						  "denominators add up to %.15g; the population total "
						  "given is %.15g.",
					s->n, s->p.hi, total),
				errhint("population_size is the number of units that could "
						"have answered, not of those that did.")));
}

static void
check_population_total(const eh_ratio_sums *s, double total)
{
	if (!isfinite(total) || total <= 0.0)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("population_total must be a positive number"),
				errdetail("The value given is %g.", total),
				errhint("It is the denominator over every unit, whether or not "
						"it answered: all children in England, say.")));
	if (s->p.hi > total * (1.0 + 1e-12))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("population_total is smaller than the sample's own "
					   "denominator"),
				errdetail("The sample's denominators add up to %.15g; the "
						  "population total given is %.15g.",
					s->p.hi, total),
				errhint("It is the total over every unit, those of the sample "
						"among them.")));
}

/*
 * national_estimate - the ratio estimator of a total from the units that
 * answered: R P, with standard error P se(R).
 *
 * Cochran (1977), Sampling Techniques, chapter 6.  Checked against R 4.2.2,
 * survey 4.1-1: svyratio() and predict(..., total = P).
 */
PG_FUNCTION_INFO_V1(eh_national_estimate);
Datum
eh_national_estimate(PG_FUNCTION_ARGS)
{
	const eh_ratio *r = PG_GETARG_EH_RATIO(0);
	double total = PG_GETARG_FLOAT8(1);
	int64 size = PG_GETARG_INT64(2);
	double level = PG_GETARG_FLOAT8(3);
	answer a = no_answer("sample");
	eh_ratio_sums s;
	eh_row row;

	gsl_set_error_handler_off();
	eh_check_level(level);
	check_population(r->rows, size);
	eh_ratio_state_sums_of(r, &s);
	check_population_total(&s, total);
	if (r->rows == size)
		check_census(&s, total);

	if (has_value(r, &a))
		limits_of_units(&s, (double) size, level, &a);
	if (r->rows < size && isfinite(a.estimate))
		a.message = psprintf(
			"%s%sas if those that answered, " INT64_FORMAT " of " INT64_FORMAT
			" units, were a random sample; non-response bias is not included",
			a.message == NULL ? "" : a.message, a.message == NULL ? "" : "; ",
			r->rows, size);

	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "ratio", a.estimate);
	eh_row_float8(&row, "ratio_std_error", a.std_error);
	eh_row_float8(&row, "total", a.estimate * total);
	eh_row_float8(&row, "std_error", a.std_error * total);
	eh_row_float8(&row, "conf_low", a.limits.low * total);
	eh_row_float8(&row, "conf_high", a.limits.high * total);
	eh_row_float8(&row, "conf_level", level);
	eh_row_int8(&row, "n", r->rows);
	eh_row_int8(&row, "population_size", size);
	eh_row_float8(&row, "coverage", s.p.hi / total);
	eh_row_text(&row, "status", a.status);
	eh_row_text(&row, "message", a.message);
	return eh_row_end(&row);
}
