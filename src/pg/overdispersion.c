/*
 * overdispersion.c - overdispersion: how much more areas differ than chance
 * explains.
 *
 * V1  A row is an area, x of n; one with a NULL is missing.
 * V2  Where chance has no variance, or there are fewer than two areas, the
 *     numbers are NULL and status says why.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/funnel.h"
#include "conventions.h"
#include "error.h"
#include "figures.h"
#include "log.h"
#include "row.h"

#define USUAL_WINSORISE 0.1

PG_FUNCTION_INFO_V1(eh_overdispersion_accum);
Datum
eh_overdispersion_accum(PG_FUNCTION_ARGS)
{
	eh_figures_state *s = eh_figures_state_of(fcinfo, EH_FIGURES_CASES);
	double row[EH_CASE_COLUMNS];

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		eh_figures_miss_row(s);
		PG_RETURN_POINTER(s);
	}
	row[0] = PG_GETARG_FLOAT8(1);
	row[1] = PG_GETARG_FLOAT8(2);
	eh_check_events(row[0]);
	eh_check_positive(
		"n", row[1], "Leave areas with no cases out, or make their n NULL.");
	eh_figures_must(eh_figures_add(&s->figures, &s->arena, row));
	PG_RETURN_POINTER(s);
}

static void
check_areas(const eh_figures_view *v, eh_funnel_kind kind, double average)
{
	const eh_case *area = (const eh_case *) v->number;

	for (int64 i = 0; kind == EH_FUNNEL_PROPORTION && i < v->rows; i++)
		eh_check_part(area[i].x, area[i].n);
	if (!isnan(average) &&
		(!(average > 0.0) || isinf(average) ||
			(kind == EH_FUNNEL_PROPORTION && average >= 1.0)))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the average must be above 0, and of a proportion below "
					   "1"),
				errdetail("The average given is %.15g.", average),
				errhint("Leave it out for that of the areas, sum(x) over "
						"sum(n).")));
}

static Datum
overdispersion_row(FunctionCallInfo fcinfo, const eh_figures_view *v,
	eh_funnel_kind kind, double winsorise, double average)
{
	eh_overdispersion o = {NAN, NAN, NAN, NAN, NAN, NAN};
	const char *status = "ok", *message = NULL;
	eh_row row;

	gsl_set_error_handler_off();
	eh_figures_expect(v, "overdispersion", "overdispersion_state",
		EH_FIGURES_CASES, EH_FIGURES_CASES);
	check_areas(v, kind, average);
	if (v->rows < 2)
	{
		status = v->rows == 0 ? "no_data" : "single_area";
		message = "areas are compared with each other, so there must be two";
	}
	else
	{
		eh_control control = eh_log_control();
		void *work = MemoryContextAllocHuge(
			CurrentMemoryContext, eh_overdispersion_work((size_t) v->rows));
		eh_status is = eh_overdispersion_of((const eh_case *) v->number,
			(size_t) v->rows, kind, average, winsorise, &control, work, &o);

		pfree(work);
		if (is == EH_ERANGE)
		{
			status = "no_variance";
			message = "the average is 0, or of a proportion 1, so chance "
					  "explains no difference";
		}
		else if (is != EH_OK)
			eh_error_beyond("overdispersion");
	}
	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "average", o.average);
	eh_row_float8(&row, "phi", o.phi);
	eh_row_float8(&row, "phi_raw", o.phi_raw);
	eh_row_float8(&row, "tau2", o.tau2);
	eh_row_float8(&row, "statistic", o.statistic);
	eh_row_float8(&row, "p_value", o.p_value);
	eh_row_float8(&row, "winsorise", winsorise);
	eh_row_int8(&row, "areas", v->rows);
	eh_row_int8(&row, "missing", v->missing);
	eh_row_text(&row, "status", status);
	eh_row_text(&row, "message", message);
	return eh_row_end(&row);
}

static eh_funnel_kind
kind_of(const char *word)
{
	static const char *const names[] = {[EH_FUNNEL_PROPORTION] = "proportion",
		[EH_FUNNEL_RATE] = "rate",
		[EH_FUNNEL_RATIO] = "ratio"};

	for (size_t i = 0; i < lengthof(names); i++)
	{
		if (strcmp(word, names[i]) == 0)
			return (eh_funnel_kind) i;
	}
	eh_error_option("overdispersion", "kind", word, "proportion, rate, ratio");
}

/* overdispersion(figures, kind, winsorise, average) */
PG_FUNCTION_INFO_V1(eh_overdispersion_read);
Datum
eh_overdispersion_read(PG_FUNCTION_ARGS)
{
	eh_figures_view v;
	double winsorise;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	v = eh_figures_of_value(fcinfo);
	winsorise = PG_GETARG_FLOAT8(2);
	if (!(winsorise >= 0.0 && winsorise < 0.5))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("winsorise must be 0 or more and below 0.5"),
				errdetail("The share given is %.15g.", winsorise),
				errhint("0.1 draws in a tenth of the areas at either end; 0 "
						"none.")));
	PG_RETURN_DATUM(overdispersion_row(fcinfo, &v,
		kind_of(text_to_cstring(PG_GETARG_TEXT_PP(1))), winsorise,
		PG_ARGISNULL(3) ? NAN : PG_GETARG_FLOAT8(3)));
}

PG_FUNCTION_INFO_V1(eh_overdispersion_final);
Datum
eh_overdispersion_final(PG_FUNCTION_ARGS)
{
	eh_figures_view v = eh_figures_of_state(fcinfo);

	PG_RETURN_DATUM(overdispersion_row(
		fcinfo, &v, EH_FUNNEL_PROPORTION, USUAL_WINSORISE, NAN));
}
