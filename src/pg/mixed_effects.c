/*
 * mixed_effects.c - the effect of each group of a mixed fit: effects(fit).
 *
 * A row costs the same however many levels there are: names are walked along
 * once, and the ranks are sorted before the first.
 */
#include "mixed_fit.h"

#include "funcapi.h"

#include "error.h"
#include "fit_value.h"
#include "row.h"

typedef struct cursor
{
	const eh_fit *fit;
	double level;
	double times;     /* standard errors to a limit */
	int64 *rank;      /* of each level in its grouping; 1 is the highest */
	const char *name; /* of the next level */
	int grouping;     /* its grouping, */
	int64 left;       /* and how many of that are still to come */
	const char *group_name;
	TupleDesc desc;
} cursor;

static int
compare_falling(const void *a, const void *b, void *arg)
{
	const double *mode = arg;
	double x = mode[*(const int64 *) a];
	double y = mode[*(const int64 *) b];

	return (x < y) - (x > y);
}

/* Ranks of n modes, equal ones the same. */
static void
rank_modes(const double *mode, int64 n, int64 *rank)
{
	int64 *order = MemoryContextAllocHuge(
		CurrentMemoryContext, sizeof(int64) * ((Size) n + 1));

	for (int64 i = 0; i < n; i++)
		order[i] = i;
	qsort_arg(order, (size_t) n, sizeof(int64), compare_falling,
		unconstify(double *, mode));
	for (int64 i = 0; i < n; i++)
		rank[order[i]] = i > 0 && mode[order[i]] == mode[order[i - 1]]
							 ? rank[order[i - 1]]
							 : i + 1;
	pfree(order);
}

static void
rank_all(cursor *c)
{
	eh_fit_parts parts;
	int64 at = 0;

	c->rank = MemoryContextAllocHuge(
		CurrentMemoryContext, sizeof(int64) * ((Size) c->fit->effects + 1));
	eh_fit_parts_of(c->fit, &parts);
	for (int g = 0; g < c->fit->groupings; g++)
	{
		int64 n = parts.grouping[g].levels;

		if (!isnan(eh_fit_sd(c->fit, g)))
			rank_modes(parts.mode + at, n, c->rank + at);
		at += n;
	}
}

static FuncCallContext *
first_call(FunctionCallInfo fcinfo)
{
	FuncCallContext *context = SRF_FIRSTCALL_INIT();
	MemoryContext before =
		MemoryContextSwitchTo(context->multi_call_memory_ctx);
	cursor *c = palloc0(sizeof(cursor));
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	eh_fit *copy = MemoryContextAllocHuge(CurrentMemoryContext, VARSIZE(f));

	memcpy(copy, f, VARSIZE(f));
	c->fit = copy;
	c->level = PG_GETARG_FLOAT8(1);
	eh_check_level(c->level);
	c->times = eh_normal_quantile(c->level);
	c->name = eh_fit_effects(copy);
	c->grouping = -1;
	rank_all(c);
	if (get_call_result_type(fcinfo, NULL, &c->desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "result type is not composite");
	c->desc = BlessTupleDesc(c->desc);
	context->user_fctx = c;
	context->max_calls = (uint64) f->effects;
	MemoryContextSwitchTo(before);
	return context;
}

/* To the grouping of the level that is next. */
static void
advance(cursor *c)
{
	eh_fit_parts parts;

	eh_fit_parts_of(c->fit, &parts);
	while (c->left == 0)
	{
		c->left = parts.grouping[++c->grouping].levels;
		c->group_name = eh_fit_grouping_name(c->fit, c->grouping);
	}
}

/* Where the standard deviation is 0 there is an effect, 0, but no error. */
static void
effect_columns(const cursor *c, int64 i, eh_row *row)
{
	eh_fit_parts parts;
	double error;

	eh_fit_parts_of(c->fit, &parts);
	error = parts.mode_error[i] > 0.0 ? parts.mode_error[i] : NAN;
	eh_row_text(row, "group_name", c->group_name);
	eh_row_text(row, "level", c->name);
	eh_row_float8(row, "estimate", parts.mode[i]);
	eh_row_float8(row, "std_error", error);
	eh_row_float8(row, "conf_low", parts.mode[i] - c->times * error);
	eh_row_float8(row, "conf_high", parts.mode[i] + c->times * error);
	eh_row_float8(row, "conf_level", c->level);
	if (!isnan(parts.mode[i]))
		eh_row_int8(row, "rank", c->rank[i]);
}

/* effects(fit, level): one row for each level of each grouping */
PG_FUNCTION_INFO_V1(eh_mixed_effects);
Datum
eh_mixed_effects(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	cursor *c;
	eh_row row;

	if (SRF_IS_FIRSTCALL())
		first_call(fcinfo);
	context = SRF_PERCALL_SETUP();
	c = context->user_fctx;
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	advance(c);
	eh_row_over(c->desc, &row);
	effect_columns(c, (int64) context->call_cntr, &row);
	c->name += strlen(c->name) + 1;
	c->left--;
	SRF_RETURN_NEXT(context, eh_row_end(&row));
}
