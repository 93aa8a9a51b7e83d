/*
 * fit_plan.c - the model of held rows, in the order the user wrote it.
 *
 * The core has its parameters in the order intercept, numbers, levels; the
 * value has them as the user wrote the predictors.  A factor's levels stand
 * in sorted order, but the reference.  Parameters that belong to no predictor
 * come after them in both.
 */
#include "fit_plan.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "miscadmin.h"

#include "outcome.h"

#define MOST_TERMS 5000

/* What may be larger than the 1 GB of a value. */
void *
eh_fit_large(Size bytes)
{
	return MemoryContextAllocHuge(CurrentMemoryContext, bytes);
}

/* A fit's trouble is in its result; anything else is a fault of ours. */
void
eh_fit_expect(eh_status status, const char *model)
{
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of a fit by %s", (int) status, model);
}

/* The reference's number: as asked for, else the first in sorted order. */
static int32_t
reference_of(const eh_factor *factor, const int32_t *sorted)
{
	int32_t number = -1;

	if (factor->reference != NULL)
		number = eh_levels_find(
			&factor->label, factor->reference, factor->reference_length);
	if (number < 0)
		number = factor->label.n > 0 ? sorted[0] : 0;
	return number;
}

static bool
not_met(const eh_factor *factor)
{
	return factor->reference != NULL &&
		   eh_levels_find(
			   &factor->label, factor->reference, factor->reference_length) < 0;
}

static void
plan_design(eh_fit_plan *plan)
{
	const eh_fit_state *state = plan->state;
	const eh_fit_call *call = state->call;
	Size n = (Size) call->nfactors + 1;
	int32_t *nlevels = palloc(sizeof(int32_t) * n);
	int32_t *reference = palloc(sizeof(int32_t) * n);

	plan->other_reference = false;
	plan->sorted = palloc(sizeof(int32_t *) * n);
	for (int f = 0; f < call->nfactors; f++)
	{
		const eh_levels *label = &state->factor[f].label;

		plan->sorted[f] = palloc(sizeof(int32_t) * (Size) label->n + 8);
		eh_levels_sorted(label, plan->sorted[f]);
		nlevels[f] = Max(label->n, 1);
		reference[f] = reference_of(&state->factor[f], plan->sorted[f]);
		plan->other_reference |= not_met(&state->factor[f]);
	}
	plan->design =
		(eh_design){.intercept = call->family != EH_FAMILY_ORDINAL &&
								 (state->flags & EH_OUTCOME_NO_INTERCEPT) == 0,
			.ndense = call->ndense,
			.nfactors = call->nfactors,
			.nlevels = nlevels,
			.reference = reference,
			.weight_kind = (eh_weight_kind) state->weight_kind,
			.grouped = (state->flags & EH_ROWS_TRIALS) != 0,
			.has_offset = (state->flags & EH_ROWS_OFFSET) != 0,
			.nclusters = state->clusters.n,
			.nrows = state->rows.nrows};
	plan->p = eh_design_parameters(&plan->design);
}

static void
check_terms(int terms)
{
	if (terms > MOST_TERMS)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a fit of %d terms is too large", terms),
				errdetail("The limit is %d terms.", MOST_TERMS),
				errhint("Is a key given in place of a factor?  Group its "
						"levels, or make it a number.")));
}

/* The levels of an ordinal response that a row of some weight has. */
static void
plan_grades(eh_fit_plan *plan)
{
	const eh_levels *grades = &plan->state->grades;
	bool *held = palloc0(sizeof(bool) * (Size) grades->n + 8);
	int32_t *sorted = palloc(sizeof(int32_t) * (Size) grades->n + 8);
	eh_block block;

	plan->rows.rewind(plan->rows.source);
	while (plan->design.weight_kind != EH_WEIGHT_NONE &&
		   plan->rows.next(plan->rows.source, &block))
	{
		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < block.n; i++)
			held[(int32_t) block.success[i]] |= block.weight[i] > 0.0;
	}
	eh_levels_sorted(grades, sorted);
	plan->sorted_grade = sorted;
	plan->ngrades = 0;
	for (int32_t k = 0; k < grades->n; k++)
	{
		if (plan->design.weight_kind == EH_WEIGHT_NONE || held[sorted[k]])
			sorted[plan->ngrades++] = sorted[k];
	}
}

/* Levels of groupings and of an ordinal response, and what follows of them.
 * The rows can be read. */
static void
plan_trailing(eh_fit_plan *plan)
{
	const eh_fit_state *state = plan->state;
	const eh_fit_call *call = state->call;
	int groupings = Max(call->ngroupings, 0);

	plan->trailing = groupings;
	plan->sorted_group = palloc(sizeof(int32_t *) * ((Size) groupings + 1));
	for (int g = 0; g < groupings; g++)
	{
		const eh_levels *label = &state->factor[call->nfactors + g].label;

		plan->sorted_group[g] = MemoryContextAllocHuge(
			CurrentMemoryContext, sizeof(int32_t) * ((Size) label->n + 2));
		eh_levels_sorted(label, plan->sorted_group[g]);
	}
	plan->ngrades = 0;
	if (call->family == EH_FAMILY_ORDINAL)
	{
		plan_grades(plan);
		plan->trailing = Max(plan->ngrades - 1, 0);
	}
	check_terms(plan->p + plan->trailing);
}

static void
add_name(eh_fit_plan *plan, const char *name, size_t length)
{
	appendBinaryStringInfo(&plan->names, name, (int) length);
	appendStringInfoChar(&plan->names, '\0');
}

/* "region=London": a NUL in a label would end the name early. */
static void
add_level_name(eh_fit_plan *plan, const char *argument, const eh_level *level)
{
	if (argument != NULL)
		appendStringInfo(&plan->names, "%s=", argument);
	add_name(plan, level->text, level->length);
}

/* The kth level of an ordinal response, from the lowest. */
static const eh_level *
grade(const eh_fit_plan *plan, int k)
{
	return plan->state->grades.level[plan->sorted_grade[k]];
}

/* Terms in the user's order: where each comes from, and its name. */
static void
plan_terms(eh_fit_plan *plan)
{
	const eh_fit_state *state = plan->state;
	const eh_fit_call *call = state->call;
	int at = 0;
	int dense = plan->design.intercept ? 1 : 0;
	int f = 0;

	plan->from = palloc(sizeof(int) * (Size) (plan->p + plan->trailing) + 8);
	plan->argument = palloc0(sizeof(eh_fit_argument) * (Size) call->nargs + 8);
	initStringInfo(&plan->names);
	if (plan->design.intercept)
	{
		plan->from[at++] = 0;
		add_name(plan, "(Intercept)", strlen("(Intercept)"));
	}
	for (int i = 0; i < call->nargs; i++)
	{
		eh_fit_argument *argument = &plan->argument[i];

		argument->first = at;
		if (!eh_argument_is_factor(call->kind[i]))
		{
			plan->from[at++] = dense++;
			add_name(plan, call->name[i], strlen(call->name[i]));
			continue;
		}
		argument->levels = plan->design.nlevels[f];
		for (int k = 0; k < state->factor[f].label.n; k++)
		{
			int32_t code = plan->sorted[f][k];
			int32_t reference = plan->design.reference[f];

			if (code == reference)
			{
				argument->reference = k;
				continue;
			}
			plan->from[at++] = eh_design_factor_start(&plan->design, f) + code -
							   (code > reference);
			add_level_name(
				plan, call->name[i], state->factor[f].label.level[code]);
		}
		f++;
	}
	for (int k = 0; k < plan->trailing; k++)
	{
		plan->from[at] = at;
		at++;
		if (call->family == EH_FAMILY_MIXED)
			add_name(plan, call->grouping[k], strlen(call->grouping[k]));
		else
		{
			const eh_level *low = grade(plan, k);
			const eh_level *high = grade(plan, k + 1);

			appendBinaryStringInfo(&plan->names, low->text, (int) low->length);
			appendStringInfoChar(&plan->names, '|');
			add_name(plan, high->text, high->length);
		}
	}
}

/* After the terms: arguments, the levels of each factor and each grouping. */
static void
plan_argument_names(eh_fit_plan *plan)
{
	const eh_fit_state *state = plan->state;
	const eh_fit_call *call = state->call;
	int f = 0;

	for (int i = 0; i < call->nargs; i++)
		add_name(plan, call->name[i], strlen(call->name[i]));
	for (int i = 0; i < call->nargs; i++)
	{
		if (!eh_argument_is_factor(call->kind[i]))
			continue;
		for (int k = 0; k < state->factor[f].label.n; k++)
			add_level_name(
				plan, NULL, state->factor[f].label.level[plan->sorted[f][k]]);
		if (state->factor[f].label.n == 0)
			add_name(plan, "", 0); /* no row, and yet one level */
		f++;
	}
	for (int g = 0; g < call->ngroupings; g++)
	{
		const eh_levels *label = &state->factor[call->nfactors + g].label;

		for (int k = 0; k < label->n; k++)
			add_level_name(plan, NULL, label->level[plan->sorted_group[g][k]]);
	}
	while (plan->names.len % 8 != 0)
		appendStringInfoChar(&plan->names, '\0');
}

/* Rows whose response is a level's number from the lowest up; as held, it is
 * the number in which levels were met.  A level that nobody has is the lowest:
 * its rows have no weight. */
typedef struct eh_graded_rows
{
	eh_rows held;
	double *rank;   /* of each level met */
	double *column; /* on a cache line, as kernels want it */
} eh_graded_rows;

static void
rewind_graded(void *source)
{
	eh_graded_rows *graded = source;

	graded->held.rewind(graded->held.source);
}

static bool
next_graded(void *source, eh_block *block)
{
	eh_graded_rows *graded = source;

	if (!graded->held.next(graded->held.source, block))
		return false;
	for (int i = 0; i < block->n; i++)
		graded->column[i] = graded->rank[(int32_t) block->success[i]];
	for (int i = block->n; i < EH_BLOCK; i++)
		graded->column[i] = 0.0;
	block->success = graded->column;
	return true;
}

static void
plan_graded(eh_fit_plan *plan)
{
	Size n = (Size) plan->state->grades.n;
	eh_graded_rows *graded = palloc(sizeof(eh_graded_rows));

	graded->held = plan->rows;
	graded->column = (double *) CACHELINEALIGN(
		palloc(sizeof(double) * EH_BLOCK + PG_CACHE_LINE_SIZE));
	graded->rank = palloc0(sizeof(double) * n + 8);
	for (int32_t k = 0; k < plan->ngrades; k++)
		graded->rank[plan->sorted_grade[k]] = k;
	plan->rows = (eh_rows){rewind_graded, next_graded, graded};
}

/* The plan of a state, and its rows, ready to be read. */
void
eh_fit_plan_make(const eh_fit_state *state, eh_fit_plan *plan)
{
	gsl_set_error_handler_off();
	plan->state = state;
	plan->held = state->rows;
	if (!state->begun)
	{
		/* no row came: nothing to read, in the shape it would have had */
		plan->held.shape.ndense = state->call->ndense;
		plan->held.shape.nfactors = eh_fit_call_codes(state->call);
	}
	eh_row_reader_init(&plan->reader, &plan->held,
		palloc(eh_held_rows_reader_bytes(&plan->held.shape)), &plan->rows);
	plan_design(plan);
	plan_trailing(plan);
	plan_terms(plan);
	plan_argument_names(plan);
	if (state->call->family == EH_FAMILY_ORDINAL)
		plan_graded(plan);
}

/* What a value says of the rows and terms of any model; its numbers are NaN
 * until the model sets them.  culprit: a parameter by the core's number. */
void
eh_fit_plan_header(const eh_fit_plan *plan, int culprit, eh_fit *h)
{
	const eh_fit_state *state = plan->state;

	memset(h, 0, sizeof(*h));
	h->format = EH_FIT_FORMAT;
	if (plan->design.intercept)
		h->flags |= EH_FIT_INTERCEPT;
	if (plan->design.grouped)
		h->flags |= EH_FIT_GROUPED;
	if (plan->design.has_offset)
		h->flags |= EH_FIT_OFFSET;
	if (plan->other_reference)
		h->flags |= EH_FIT_OTHER_REFERENCE;
	h->parameters = plan->p + plan->trailing;
	h->trailing = plan->trailing;
	h->arguments = state->call->nargs;
	h->name_bytes = plan->names.len;
	h->clusters = state->clusters.n;
	h->rows = state->rows.nrows + state->streamed;
	h->streamed = state->streamed;
	h->missing = state->missing;
	h->culprit = -1;
	h->weight_kind = plan->design.weight_kind;
	h->sum_weights = h->sum_trials = NAN;
	h->log_lik = h->log_lik_null = NAN;
	h->log_lik_kernel = h->log_lik_penalized = NAN;
	h->deviance = h->null_deviance = NAN;
	h->gradient = h->condition = NAN;
	h->auc = h->tjur = NAN;
	h->log_lik_fixed = h->mss = h->r2 = h->sigma = NAN;
	h->df_model = h->df_residual = NAN;
	h->profile_level = h->max_error = NAN;
	for (int j = 0; j < plan->p + plan->trailing; j++)
	{
		if (plan->from[j] == culprit)
			h->culprit = j;
	}
}

void
eh_fit_plan_names(const eh_fit_plan *plan, eh_fit_parts *parts)
{
	memcpy(parts->argument, plan->argument,
		sizeof(eh_fit_argument) * (Size) plan->state->call->nargs);
	memcpy(parts->names, plan->names.data, (size_t) plan->names.len);
}

void
eh_fit_plan_permute(const eh_fit_plan *plan, const double *core, double *user)
{
	for (int j = 0; j < plan->p; j++)
		user[j] = core[plan->from[j]];
}

/* The lower triangle, row by row, of a symmetric matrix of all parameters,
 * the trailing ones included. */
void
eh_fit_plan_pack(const eh_fit_plan *plan, const double *square, double *packed)
{
	int p = plan->p + plan->trailing;

	for (int j = 0; j < p; j++)
	{
		for (int k = 0; k <= j; k++)
			packed[EH_PACKED(j, k)] =
				square[(size_t) plan->from[j] * (size_t) p +
					   (size_t) plan->from[k]];
	}
}
