/*
 * chart_fit.c - charts of what a fit or a survival state holds.
 */
#include "chart.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/chart_scale.h"
#include "durations.h"
#include "error.h"
#include "fit_errors.h"
#include "fit_value.h"
#include "mixed_fit.h"

/* --- fits ------------------------------------------------------------------------
 */

/*
 * chart_terms(fit, intercept) - the first and the last row of tidy() that a
 * forest chart draws: the predictors', with the intercept if it is wanted.
 */
PG_FUNCTION_INFO_V1(eh_chart_terms);
Datum
eh_chart_terms(PG_FUNCTION_ARGS)
{
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	bool skip = (f->flags & EH_FIT_INTERCEPT) != 0 && !PG_GETARG_BOOL(1);
	Datum range[2] = {Int64GetDatum(skip ? 2 : 1),
		Int64GetDatum(f->parameters - f->trailing)};

	PG_RETURN_ARRAYTYPE_P(construct_array(
		range, 2, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

static int
grouping_named(const eh_fit *f, const char *name)
{
	StringInfoData known;

	initStringInfo(&known);
	for (int g = 0; g < f->groupings; g++)
	{
		if (strcmp(eh_fit_grouping_name(f, g), name) == 0)
			return g;
		appendStringInfo(
			&known, "%s%s", g > 0 ? ", " : "", eh_fit_grouping_name(f, g));
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("the fit has no grouping \"%.100s\"", name),
					   errdetail("It has %s.", known.data),
					   errhint("Leave group_name out for the first of them.")));
}

/* effects_chart(fit, group_name, level): the effects of one grouping's levels */
PG_FUNCTION_INFO_V1(eh_effects_chart);
Datum
eh_effects_chart(PG_FUNCTION_ARGS)
{
	eh_chart_state *s =
		eh_chart_state_new(CurrentMemoryContext, EH_CHART_EFFECTS);
	const eh_fit *f;
	eh_fit_parts parts;
	const char *name;
	double level, times;
	int64 at = 0;
	int grouping = 0;
	bool no_spread = false;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	f = PG_GETARG_EH_FIT(0);
	level = PG_GETARG_FLOAT8(2);
	eh_check_level(level);
	gsl_set_error_handler_off();
	times = eh_normal_quantile(level);
	if (!PG_ARGISNULL(1))
		grouping = grouping_named(f, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	eh_fit_parts_of(f, &parts);
	name = eh_fit_effects(f);
	for (int g = 0; g <= grouping && g < f->groupings; g++)
	{
		for (int64 k = 0; k < parts.grouping[g].levels; k++, at++)
		{
			double error =
				parts.mode_error[at] > 0.0 ? parts.mode_error[at] : NAN;
			const double row[3] = {parts.mode[at],
				parts.mode[at] - times * error, parts.mode[at] + times * error};

			if (g == grouping)
			{
				no_spread = no_spread || isnan(error);
				eh_chart_state_add(
					s, row, eh_chart_label(cstring_to_text(name)));
			}
			name += strlen(name) + 1;
		}
	}
	s->rows.level = level;
	PG_RETURN_POINTER(eh_chart_state_flat(s,
		no_spread ? "The groups do not differ by more than chance would have "
					"it: their standard deviation is estimated as 0, or not "
					"at all."
				  : ""));
}

/* --- survival ---------------------------------------------------------------------
 */

#define BINS 600    /* steps of a curve: more than it has pixels */
#define FEW_TICKS 4 /* of a phone's axis, and of a page's */
#define MORE_TICKS 8

typedef struct stepping
{
	eh_chart_state *s;
	eh_survival curve;
	double level;
	double number; /* of the curve */
	const char *name;
	bool named;
} stepping;

static void
add_step(stepping *t, double days, const eh_survival_row *step, bool tick)
{
	double row[EH_SURVIVAL_COLUMNS] = {t->number, tick ? 1.0 : 0.0, days,
		step->surv, NAN, NAN, (double) step->n_risk};
	eh_limits l = {NAN, NAN};

	eh_survival_limits(step, t->level, EH_SURVIVAL_LOG, &l);
	row[EH_LEFT_LOW] = l.low;
	row[EH_LEFT_HIGH] = l.high;
	eh_chart_state_add(t->s, row, t->named ? "" : t->name);
	t->named = true;
}

/* Days at which the number at risk will be asked for; how many. */
static int
days_asked(double last, double *days)
{
	static const int most[] = {FEW_TICKS, MORE_TICKS};
	int n = 0;

	for (size_t k = 0; k < lengthof(most); k++)
	{
		eh_ticks ticks;

		eh_ticks_days(last, most[k], &ticks);
		for (int i = 0; i < ticks.n; i++)
		{
			int at = n;

			while (at > 0 && days[at - 1] > ticks.at[i])
				at--;
			if (at > 0 && days[at - 1] == ticks.at[i])
				continue;
			memmove(
				days + at + 1, days + at, sizeof(double) * (size_t) (n - at));
			days[at] = ticks.at[i];
			n++;
		}
	}
	return n;
}

/*
 * A curve's rows up to its last day: its steps, the last of each bin, and
 * between them the days of the ticks, which span that of all curves.
 */
static void
add_curve(stepping *t, const eh_durations_flat *flat, double longest)
{
	const eh_survival_point *point = eh_durations_points(flat);
	double days[2 * EH_TICKS_MOST];
	double last = flat->points > 0 ? point[flat->points - 1].time : 0.0;
	int n = days_asked(longest, days);
	eh_survival_row step, held;
	eh_survival ticks;
	bool holding = false;
	int next = 0;

	eh_survival_begin(point, (size_t) flat->points, &t->curve);
	eh_survival_begin(point, (size_t) flat->points, &ticks);
	for (;;)
	{
		bool more = eh_survival_next(&t->curve, &step);
		double until = more ? step.time : last;

		CHECK_FOR_INTERRUPTS();
		/* no tick that is left lies before the step that is held */
		if (holding && (!more || (next < n && days[next] <= until) ||
						   floor(step.time / last * BINS) !=
							   floor(held.time / last * BINS)))
		{
			add_step(t, held.time, &held, false);
			holding = false;
		}
		for (; next < n && days[next] <= until; next++)
		{
			eh_survival_row at;

			CHECK_FOR_INTERRUPTS();
			if (eh_survival_at(&ticks, days[next], &at) == EH_OK &&
				isfinite(at.surv))
				add_step(t, days[next], &at, true);
		}
		if (!more)
			break;
		held = step;
		holding = true;
	}
	if (flat->points > 0 && eh_survival_at(&ticks, last, &step) == EH_OK &&
		isfinite(step.surv))
		add_step(t, last, &step, true);
}

static double
last_day(const eh_durations_flat *flat)
{
	return flat->points > 0 ? eh_durations_points(flat)[flat->points - 1].time
							: 0.0;
}

/* survival_chart(durations, level) */
PG_FUNCTION_INFO_V1(eh_survival_chart);
Datum
eh_survival_chart(PG_FUNCTION_ARGS)
{
	const eh_durations_flat *flat = PG_GETARG_EH_DURATIONS(0);
	stepping t = {0};

	t.level = PG_GETARG_FLOAT8(1);
	eh_check_level(t.level);
	gsl_set_error_handler_off();
	t.s = eh_chart_state_new(CurrentMemoryContext, EH_CHART_SURVIVAL);
	t.s->rows.level = t.level;
	t.s->rows.missing = flat->missing;
	t.name = "";
	add_curve(&t, flat, last_day(flat));
	PG_RETURN_POINTER(eh_chart_state_flat(t.s, ""));
}

/* What the aggregate holds: curves by name. */
typedef struct curves
{
	int n;
	struct
	{
		const char *name;
		const eh_durations_flat *flat;
	} curve[EH_CURVES_MOST];
} curves;

/* survival_chart(label, durations): its rows */
PG_FUNCTION_INFO_V1(eh_survival_chart_accum);
Datum
eh_survival_chart_accum(PG_FUNCTION_ARGS)
{
	MemoryContext context, before;
	const eh_durations_flat *flat;
	curves *c = NULL;
	void *copy;

	if (!AggCheckCallContext(fcinfo, &context))
		eh_error_not_aggregate();
	if (!PG_ARGISNULL(0))
		c = (curves *) PG_GETARG_POINTER(0);
	if (PG_ARGISNULL(2))
	{
		if (c == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(c);
	}
	flat = PG_GETARG_EH_DURATIONS(2);
	if (c == NULL)
		c = MemoryContextAllocZero(context, sizeof(*c));
	if (c->n == EH_CURVES_MOST)
		ereport(
			ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("a survival chart has too many curves"),
					   errdetail("It draws %d at most.", EH_CURVES_MOST),
					   errhint("Merge states with rollup(), or draw fewer.")));
	before = MemoryContextSwitchTo(context);
	copy = MemoryContextAllocHuge(context, VARSIZE(flat));
	memcpy(copy, flat, VARSIZE(flat));
	c->curve[c->n].name =
		PG_ARGISNULL(1) ? "(no label)" : eh_chart_label(PG_GETARG_TEXT_PP(1));
	c->curve[c->n++].flat = copy;
	MemoryContextSwitchTo(before);
	PG_RETURN_POINTER(c);
}

static int
compare_curves(const void *a, const void *b, void *arg)
{
	const curves *c = arg;
	const int i = *(const int *) a;
	const int j = *(const int *) b;

	return strcmp(c->curve[i].name, c->curve[j].name);
}

PG_FUNCTION_INFO_V1(eh_survival_chart_final);
Datum
eh_survival_chart_final(PG_FUNCTION_ARGS)
{
	eh_chart_state *s =
		eh_chart_state_new(CurrentMemoryContext, EH_CHART_SURVIVAL);
	curves *c = PG_ARGISNULL(0) ? NULL : (curves *) PG_GETARG_POINTER(0);
	int order[EH_CURVES_MOST] = {0, 1, 2, 3, 4, 5};
	double longest = 0.0;
	int number = 0;

	gsl_set_error_handler_off();
	s->rows.level = 0.95;
	if (c != NULL)
		qsort_arg(order, (size_t) c->n, sizeof(int), compare_curves, c);
	for (int k = 0; c != NULL && k < c->n; k++)
		longest = fmax(longest, last_day(c->curve[k].flat));
	for (int k = 0; c != NULL && k < c->n; k++)
	{
		stepping t = {0};

		t.s = s;
		t.level = s->rows.level;
		t.number = number;
		t.name = c->curve[order[k]].name;
		if (eh_chart_rows_miss(&s->rows, c->curve[order[k]].flat->missing) !=
			EH_OK)
			eh_error_count(EH_ERANGE);
		add_curve(&t, c->curve[order[k]].flat, longest);
		number += t.named;
	}
	PG_RETURN_POINTER(eh_chart_state_flat(s, ""));
}
