/*
 * slope_index.c - slope_index: how a value falls or rises from the most to the
 * least deprived groups of an area.
 *
 * E1  A row is a group, of a rank, with its population and value, and either
 *     the value's standard error or its limits at 95 per cent or neither.
 * E2  A row with a NULL is missing, and an area that has one has no index:
 *     status is incomplete, as phe_sii() leaves such areas out.
 * E3  Fewer than 5 groups or more than 100 are a status.  A value that its
 *     kind cannot have, and two rows of one rank, are errors.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/slope_index.h"
#include "conventions.h"
#include "error.h"
#include "figures.h"
#include "log.h"
#include "row.h"

/* --- rows -------------------------------------------------------------------
 */

pg_noreturn static void
error_group(const double *r, int columns)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("a group needs finite numbers, a population above 0, and a "
				   "standard error of 0 or more or limits in order"),
			columns == 3
				? errdetail("The row has rank = %.15g, population = %.15g and "
							"value = %.15g.",
					  r[0], r[1], r[2])
			: columns == 4
				? errdetail("The row has rank = %.15g, population = %.15g, "
							"value = %.15g and std_error = %.15g.",
					  r[0], r[1], r[2], r[3])
				: errdetail("The row has rank = %.15g, population = %.15g, "
							"value = %.15g and limits %.15g and %.15g.",
					  r[0], r[1], r[2], r[3], r[4]),
			errhint("Rank 1 is the most deprived group; what is not known is "
					"NULL.")));
}

/* rank, population, value; and std_error, or conf_low and conf_high */
PG_FUNCTION_INFO_V1(eh_slope_index_accum);
Datum
eh_slope_index_accum(PG_FUNCTION_ARGS)
{
	int columns = PG_NARGS() - 1;
	eh_figures_kind kind = columns == 3   ? EH_FIGURES_SLOPE
						   : columns == 4 ? EH_FIGURES_SLOPE_ERROR
										  : EH_FIGURES_SLOPE_LIMITS;
	eh_figures_state *s = eh_figures_state_of(fcinfo, kind);
	double row[EH_FIGURES_WIDEST];
	eh_status status;

	for (int i = 0; i < columns; i++)
	{
		if (PG_ARGISNULL(i + 1))
		{
			eh_figures_miss_row(s);
			PG_RETURN_POINTER(s);
		}
		row[i] = PG_GETARG_FLOAT8(i + 1);
	}
	status = eh_figures_add(&s->figures, &s->arena, row);
	if (unlikely(status == EH_EDOMAIN))
		error_group(row, columns);
	eh_figures_must(status);
	PG_RETURN_POINTER(s);
}

/* --- results ----------------------------------------------------------------
 */

static const char *const kind_names[] = {[EH_SLOPE_PLAIN] = "plain",
	[EH_SLOPE_RATE] = "rate",
	[EH_SLOPE_PROPORTION] = "proportion"};

pg_noreturn static void
error_value(eh_slope_kind kind, double rank, double value)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			kind == EH_SLOPE_RATE
				? errmsg("a rate, and its limits, must be above 0")
				: errmsg("a proportion, and its limits, must be above 0 and "
						 "below 1"),
			errdetail("The group of rank %.15g has %.15g.", rank, value),
			errhint("kind => 'plain' takes values as they are; a percentage is "
					"divided by 100 first.")));
}

static void
check_value(eh_slope_kind kind, double rank, double value)
{
	if (!eh_slope_value_valid(kind, value))
		error_value(kind, rank, value);
}

/* Rows of figures as groups, with their standard errors. */
static void
groups_of(const eh_figures_view *v, eh_slope_kind kind, eh_slope_group *group)
{
	size_t width = eh_figures_width(v->kind);

	for (int64 i = 0; i < v->rows; i++)
	{
		const double *r = v->number + (size_t) i * width;
		eh_slope_group *g = &group[i];

		*g = (eh_slope_group){r[0], r[1], r[2], NAN};
		check_value(kind, r[0], r[2]);
		if (v->kind == EH_FIGURES_SLOPE_ERROR)
			g->std_error = r[3];
		else if (v->kind == EH_FIGURES_SLOPE_LIMITS)
		{
			check_value(kind, r[0], r[3]);
			check_value(kind, r[0], r[4]);
			(void) eh_slope_std_error(kind, r[3], r[4], &g->std_error);
		}
	}
}

typedef struct slope_answer
{
	eh_slope_index of;
	const char *status;
	const char *message;
} slope_answer;

static void
work_out(const eh_figures_view *v, const eh_slope_rule *rule, slope_answer *a)
{
	eh_slope_group group[EH_SLOPE_MOST];
	eh_control control = eh_log_control();
	void *work = NULL;
	eh_status status;

	groups_of(v, rule->kind, group);
	if (rule->simulate)
		work = MemoryContextAllocHuge(
			CurrentMemoryContext, eh_slope_index_work(rule));
	status = eh_slope_index_of(
		group, (size_t) v->rows, rule, &control, work, &a->of);
	if (status == EH_EDOMAIN)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("two groups have the same rank"),
				errdetail("The state has " INT64_FORMAT " groups.", v->rows),
				errhint("Add populations and events up by rank first.")));
	if (status != EH_OK)
		eh_error_beyond("a slope index");
	if (work != NULL)
		pfree(work);
	if (isnan(a->of.std_error))
		a->message = "no standard errors or limits of the values were given, "
					 "so there are no limits";
	else if (isnan(a->of.rii))
		a->message = "the fitted line is not on one side of 0, so there is no "
					 "relative index";
	else if (v->rows > 10)
		a->message = "with more than 10 groups small numbers make the index "
					 "unstable";
}

static Datum
slope_row(
	FunctionCallInfo fcinfo, const eh_figures_view *v, const eh_slope_rule *r)
{
	slope_answer a = {
		{NAN, {NAN, NAN}, NAN, {NAN, NAN}, NAN, NAN, NAN}, "ok", NULL};
	eh_row row;

	gsl_set_error_handler_off();
	eh_figures_expect(v, "slope_index", "slope_index_state", EH_FIGURES_SLOPE,
		EH_FIGURES_SLOPE_LIMITS);
	if (v->rows == 0 && v->missing == 0)
	{
		a.status = "no_data";
		a.message = "there are no groups";
	}
	else if (v->missing > 0)
	{
		a.status = "incomplete";
		a.message = psprintf(INT64_FORMAT
			" of " INT64_FORMAT " groups have a NULL; an index needs all",
			v->missing, v->missing + v->rows);
	}
	else if (v->rows < EH_SLOPE_LEAST)
	{
		a.status = "too_few_groups";
		a.message = "an index needs 5 groups or more";
	}
	else if (v->rows > EH_SLOPE_MOST)
	{
		a.status = "too_many_groups";
		a.message = "an index is of at most 100 groups";
	}
	else
		work_out(v, r, &a);

	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "sii", a.of.sii);
	eh_row_float8(&row, "sii_low", a.of.sii_limits.low);
	eh_row_float8(&row, "sii_high", a.of.sii_limits.high);
	eh_row_float8(&row, "rii", a.of.rii);
	eh_row_float8(&row, "rii_low", a.of.rii_limits.low);
	eh_row_float8(&row, "rii_high", a.of.rii_limits.high);
	eh_row_float8(&row, "intercept", a.of.intercept);
	eh_row_float8(&row, "conf_level", r->level);
	eh_row_text(&row, "kind", kind_names[r->kind]);
	eh_row_text(&row, "method", r->simulate ? "simulated" : "analytic");
	if (r->simulate)
		eh_row_int8(&row, "repetitions", r->repetitions);
	eh_row_float8(&row, "population", a.of.population);
	eh_row_int8(&row, "groups", v->rows);
	eh_row_int8(&row, "missing", v->missing);
	eh_row_text(&row, "status", a.status);
	eh_row_text(&row, "message", a.message);
	return eh_row_end(&row);
}

static eh_slope_kind
kind_of(const char *word)
{
	for (size_t i = 0; i < lengthof(kind_names); i++)
	{
		if (strcmp(word, kind_names[i]) == 0)
			return (eh_slope_kind) i;
	}
	eh_error_option("slope_index", "kind", word, "plain, rate, proportion");
}

static bool
simulates(const char *word)
{
	if (strcmp(word, "simulated") == 0)
		return true;
	if (strcmp(word, "analytic") != 0)
		eh_error_option("slope_index", "method", word, "simulated, analytic");
	return false;
}

static void
check_rule(const eh_slope_rule *r)
{
	eh_check_published_level(r->level);
	if (r->multiplier == 0.0 || !isfinite(r->multiplier))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("multiplier must be a finite number, and not 0"),
				errdetail("The value given is %.15g.", r->multiplier),
				errhint("A negative one turns the index round where high is "
						"bad.")));
	if (r->repetitions < EH_SLOPE_LEAST_REPETITIONS ||
		r->repetitions > EH_SLOPE_MOST_REPETITIONS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("repetitions must be from 1,000 to "
								  "10,000,000"),
						   errdetail("The number given is " INT64_FORMAT ".",
							   r->repetitions),
						   errhint("100,000 is usual.")));
}

/* slope_index(figures, kind, transform, level, multiplier, method,
 * repetitions, seed) */
PG_FUNCTION_INFO_V1(eh_slope_index_read);
Datum
eh_slope_index_read(PG_FUNCTION_ARGS)
{
	eh_figures_view v = eh_figures_of_value(fcinfo);
	eh_slope_rule rule = {
		.kind = kind_of(text_to_cstring(PG_GETARG_TEXT_PP(1))),
		.transform = PG_GETARG_BOOL(2),
		.level = PG_GETARG_FLOAT8(3),
		.multiplier = PG_GETARG_FLOAT8(4),
		.simulate = simulates(text_to_cstring(PG_GETARG_TEXT_PP(5))),
		.repetitions = PG_GETARG_INT64(6),
		.seed = (uint64_t) PG_GETARG_INT64(7)};

	check_rule(&rule);
	PG_RETURN_DATUM(slope_row(fcinfo, &v, &rule));
}

PG_FUNCTION_INFO_V1(eh_slope_index_final);
Datum
eh_slope_index_final(PG_FUNCTION_ARGS)
{
	eh_figures_view v = eh_figures_of_state(fcinfo);
	eh_slope_rule rule = {.kind = EH_SLOPE_PLAIN,
		.level = 0.95,
		.multiplier = 1.0,
		.simulate = true,
		.repetitions = 100000,
		.seed = 1};

	PG_RETURN_DATUM(slope_row(fcinfo, &v, &rule));
}
