/*
 * standardise.c - standardised_rate and indirect_ratio.
 *
 * B1  A row is a band of an area's population: of an age and sex, say.  A
 *     band stands in one row.
 * B2  Of a rate, a band whose events are NULL had none, as calculate_dsr()
 *     takes it, and message says how many were taken so; a band without a
 *     population or standard is missing, and message says that too.
 * B3  Of a ratio, a row with a NULL is missing.
 * B4  A standardised rate of fewer than ten events is not shown: it is NULL,
 *     and status is too_few_events.
 */
#include "compat.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "core/funnel.h"
#include "core/standardise.h"
#include "conventions.h"
#include "error.h"
#include "figures.h"
#include "row.h"

/* --- rows -------------------------------------------------------------------
 */

pg_noreturn static void
error_rate_band(const double *r)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("a band needs events of 0 or more, a population above 0 "
				   "and a standard of 0 or more"),
			errdetail("The row has events = %.15g, population = %.15g, "
					  "standard = %.15g and sum_of_squares = %.15g.",
				r[0], r[1], r[2], r[3]),
			errhint("With k events of each person, sum_of_squares is "
					"sum(k * k) and events is sum(k); what is not known is "
					"NULL.")));
}

/* events, population, standard, and perhaps sum of squares */
PG_FUNCTION_INFO_V1(eh_standardised_rate_accum);
Datum
eh_standardised_rate_accum(PG_FUNCTION_ARGS)
{
	eh_figures_state *s = eh_figures_state_of(fcinfo, EH_FIGURES_RATE);
	bool repeated = PG_NARGS() > 4;
	bool no_events = PG_ARGISNULL(1) || (repeated && PG_ARGISNULL(4));
	double band[EH_BAND_COLUMNS] = {0};
	eh_status status;

	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
	{
		eh_figures_miss_row(s);
		PG_RETURN_POINTER(s);
	}
	band[1] = PG_GETARG_FLOAT8(2);
	band[2] = PG_GETARG_FLOAT8(3);
	if (!no_events)
	{
		band[0] = PG_GETARG_FLOAT8(1);
		band[3] = repeated ? PG_GETARG_FLOAT8(4) : band[0];
	}
	status = eh_figures_add(&s->figures, &s->arena, band);
	if (unlikely(status == EH_EDOMAIN))
		error_rate_band(band);
	eh_figures_must(status);
	s->figures.assumed += no_events;
	PG_RETURN_POINTER(s);
}

pg_noreturn static void
error_ratio_band(const double *r)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("a band needs counts of 0 or more and a reference "
				   "population above 0"),
			errdetail("The row has events = %.15g, population or expected = "
					  "%.15g, reference_events = %.15g and "
					  "reference_population = %.15g.",
				r[0], r[1], r[2], r[3]),
			errhint("What is not known is NULL.")));
}

/* events, expected; or events, population, reference events and population */
PG_FUNCTION_INFO_V1(eh_indirect_ratio_accum);
Datum
eh_indirect_ratio_accum(PG_FUNCTION_ARGS)
{
	eh_figures_state *s = eh_figures_state_of(fcinfo, EH_FIGURES_RATIO);
	double band[EH_BAND_COLUMNS] = {0.0, 0.0, 1.0, 1.0};
	eh_status status;

	for (int i = 1; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i))
		{
			eh_figures_miss_row(s);
			PG_RETURN_POINTER(s);
		}
		band[i - 1] = PG_GETARG_FLOAT8(i);
	}
	status = eh_figures_add(&s->figures, &s->arena, band);
	if (unlikely(status == EH_EDOMAIN))
		error_ratio_band(band);
	eh_figures_must(status);
	PG_RETURN_POINTER(s);
}

/* --- results ----------------------------------------------------------------
 */

typedef struct standardised_answer
{
	eh_standardised of;
	eh_limits at_level;
	eh_limits inner;
	eh_limits outer;
	const char *method;
	const char *status;
	const char *message;
} standardised_answer;

static standardised_answer
no_answer(const char *status, const char *message)
{
	standardised_answer a = {{NAN, NAN, NAN, NAN, NAN, NAN}, {NAN, NAN},
		{NAN, NAN}, {NAN, NAN}, NULL, status, message};

	return a;
}

static Datum
answer_row(FunctionCallInfo fcinfo, const eh_figures_view *v,
	const standardised_answer *a, double level, double per)
{
	eh_row row;

	eh_row_begin(fcinfo, &row);
	eh_row_float8(&row, "estimate", a->of.estimate * per);
	eh_row_float8(&row, "conf_low", a->at_level.low * per);
	eh_row_float8(&row, "conf_high", a->at_level.high * per);
	eh_row_float8(&row, "conf_level", level);
	eh_row_float8(&row, "conf_low_95", a->inner.low * per);
	eh_row_float8(&row, "conf_high_95", a->inner.high * per);
	eh_row_float8(&row, "conf_low_998", a->outer.low * per);
	eh_row_float8(&row, "conf_high_998", a->outer.high * per);
	eh_row_float8(&row, "std_error", a->of.std_error * per);
	eh_row_float8(&row, "per", per);
	eh_row_float8(&row, "events", a->of.events);
	eh_row_float8(&row, "population", a->of.population);
	eh_row_float8(&row, "expected", a->of.expected);
	eh_row_int8(&row, "bands", v->rows);
	eh_row_int8(&row, "missing", v->missing + v->assumed);
	eh_row_text(&row, "method", a->method);
	eh_row_text(&row, "status", a->status);
	eh_row_text(&row, "message", a->message);
	return eh_row_end(&row);
}

/* B2 */
static const char *
rate_message(const eh_figures_view *v)
{
	const char *left_out = "";
	const char *assumed = "";

	if (v->missing > 0)
		left_out = psprintf("bands left out for want of a population or a "
							"standard: " INT64_FORMAT
							", so the rate is not of the whole standard "
							"population",
			v->missing);
	if (v->assumed > 0)
		assumed = psprintf("bands without events given, taken to have had "
						   "none: " INT64_FORMAT,
			v->assumed);
	if (v->missing == 0 && v->assumed == 0)
		return NULL;
	return psprintf("%s%s%s", left_out,
		v->missing > 0 && v->assumed > 0 ? "; " : "", assumed);
}

static Datum
rate_row(
	FunctionCallInfo fcinfo, const eh_figures_view *v, double per, double level)
{
	const eh_rate_band *band = (const eh_rate_band *) v->number;
	standardised_answer a = no_answer("ok", rate_message(v));
	bool repeated = false;

	eh_figures_expect(v, "standardised_rate", "standardised_rate_state",
		EH_FIGURES_RATE, EH_FIGURES_RATE);
	for (int64 i = 0; i < v->rows; i++)
		repeated = repeated || band[i].squares != band[i].events;
	a.method = repeated ? "dobson, clustered" : "dobson";
	if (v->rows == 0)
		a = no_answer("no_data", "there are no bands with a population");
	else if (eh_standardised_rate(band, (size_t) v->rows, &a.of) != EH_OK)
		a = no_answer("no_standard", "the standard population is empty");
	else if (a.of.events < EH_FEW_EVENTS)
	{
		a.status = "too_few_events";
		a.message = "a rate of fewer than 10 events is not reliable, and is "
					"not shown";
		a.of.estimate = a.of.std_error = NAN;
	}
	else if (eh_standardised_rate_limits(&a.of, level, &a.at_level) != EH_OK ||
			 eh_standardised_rate_limits(&a.of, EH_FUNNEL_INNER, &a.inner) !=
				 EH_OK ||
			 eh_standardised_rate_limits(&a.of, EH_FUNNEL_OUTER, &a.outer) !=
				 EH_OK)
		eh_error_beyond("limits of a standardised rate");
	return answer_row(fcinfo, v, &a, level, per);
}

/* standardised_rate(figures, per, level) */
PG_FUNCTION_INFO_V1(eh_standardised_rate_read);
Datum
eh_standardised_rate_read(PG_FUNCTION_ARGS)
{
	eh_figures_view v = eh_figures_of_value(fcinfo);
	double per = PG_GETARG_FLOAT8(1);
	double level = PG_GETARG_FLOAT8(2);

	eh_check_published_level(level);
	eh_check_positive(
		"per", per, "It is what the rate is of: 1, 1000 or 100000, say.");
	PG_RETURN_DATUM(rate_row(fcinfo, &v, per, level));
}

PG_FUNCTION_INFO_V1(eh_standardised_rate_final);
Datum
eh_standardised_rate_final(PG_FUNCTION_ARGS)
{
	eh_figures_view v = eh_figures_of_state(fcinfo);

	PG_RETURN_DATUM(rate_row(fcinfo, &v, EH_PER_100000, EH_FUNNEL_INNER));
}

static Datum
ratio_row(FunctionCallInfo fcinfo, const eh_figures_view *v, double per,
	double level, eh_count_method method)
{
	standardised_answer a = no_answer("ok", NULL);

	gsl_set_error_handler_off();
	eh_figures_expect(v, "indirect_ratio", "indirect_ratio_state",
		EH_FIGURES_RATIO, EH_FIGURES_RATIO);
	if (v->missing > 0)
		a.message = psprintf(
			INT64_FORMAT " bands have a NULL and are left out", v->missing);
	if (v->rows == 0)
		a = no_answer("no_data", "there are no bands without a NULL");
	else if (eh_indirect_ratio((const eh_ratio_band *) v->number,
				 (size_t) v->rows, &a.of) != EH_OK)
		a = no_answer("nothing_expected",
			"the reference rates would have given no events here");
	else
	{
		double x = a.of.events, scale = 1.0 / a.of.expected;
		eh_limits *const to[] = {&a.at_level, &a.inner, &a.outer};
		const double at[] = {level, EH_FUNNEL_INNER, EH_FUNNEL_OUTER};

		for (int i = 0; i < 3; i++)
		{
			a.method = eh_published_count_limits(x, x, at[i], method, to[i]);
			to[i]->low *= scale;
			to[i]->high *= scale;
		}
	}
	return answer_row(fcinfo, v, &a, level, per);
}

/* indirect_ratio(figures, per, level, method) */
PG_FUNCTION_INFO_V1(eh_indirect_ratio_read);
Datum
eh_indirect_ratio_read(PG_FUNCTION_ARGS)
{
	eh_figures_view v = eh_figures_of_value(fcinfo);
	double per = PG_GETARG_FLOAT8(1);
	double level = PG_GETARG_FLOAT8(2);

	eh_check_published_level(level);
	eh_check_positive("per", per, "It is 1, or 100 for ratios shown so.");
	PG_RETURN_DATUM(ratio_row(
		fcinfo, &v, per, level, eh_count_method_of(PG_GETARG_TEXT_PP(3))));
}

PG_FUNCTION_INFO_V1(eh_indirect_ratio_final);
Datum
eh_indirect_ratio_final(PG_FUNCTION_ARGS)
{
	eh_figures_view v = eh_figures_of_state(fcinfo);

	PG_RETURN_DATUM(ratio_row(fcinfo, &v, 1.0, EH_FUNNEL_INNER, EH_COUNT_PHE));
}
