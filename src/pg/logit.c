/*
 * logit.c - the final functions, from held rows to a stored fit.
 *
 * The core has its parameters in the order intercept, numbers, levels; the
 * value has them as the user wrote the predictors.  A factor's levels stand
 * in sorted order, but the reference.
 */
#include "logit.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/firth.h"
#include "core/logit.h"
#include "fit_value.h"
#include "outcome.h"

#define MAX_ITERATIONS 200
#define MOST_FOR_MARGINS 64
#define MOST_TERMS 5000

/* The model of a state, and how its parameters are to be told. */
typedef struct plan
{
	eh_design design;
	int p;
	bool other_reference; /* one that was asked for does not occur */
	int32_t **sorted;     /* of each factor: level numbers in sorted order */
	int *from;            /* core's number of the user's parameter */
	eh_fit_argument *argument;
	StringInfoData names;
} plan;

static bool
poll_interrupts(void *arg)
{
	(void) arg;
	CHECK_FOR_INTERRUPTS();
	return false;
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
plan_design(const eh_fit_state *state, plan *plan)
{
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
		(eh_design){.intercept = (state->flags & EH_OUTCOME_NO_INTERCEPT) == 0,
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
	if (plan->p > MOST_TERMS)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a fit of %d terms is too large", plan->p),
				errdetail("The limit is %d terms.", MOST_TERMS),
				errhint("Is a key given in place of a factor?  Group its "
						"levels, or make it a number.")));
}

static void
add_name(plan *plan, const char *name, size_t length)
{
	appendBinaryStringInfo(&plan->names, name, (int) length);
	appendStringInfoChar(&plan->names, '\0');
}

/* "region=London": a NUL in a label would end the name early. */
static void
add_level_name(plan *plan, const char *argument, const eh_level *level)
{
	if (argument != NULL)
		appendStringInfo(&plan->names, "%s=", argument);
	add_name(plan, level->text, level->length);
}

/* Terms in the user's order: where each comes from, and its name. */
static void
plan_terms(const eh_fit_state *state, plan *plan)
{
	const eh_fit_call *call = state->call;
	int at = 0;
	int dense = plan->design.intercept ? 1 : 0;
	int f = 0;

	plan->from = palloc(sizeof(int) * (Size) plan->p + 8);
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
}

/* After the terms: the arguments, then the levels of each factor. */
static void
plan_argument_names(const eh_fit_state *state, plan *plan)
{
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
	while (plan->names.len % 8 != 0)
		appendStringInfoChar(&plan->names, '\0');
}

static void
results(const plan *plan, bool clustered, eh_logit_result *r)
{
	Size p = (Size) plan->p + 1;

	memset(r, 0, sizeof(*r));
	r->beta = palloc(sizeof(double) * p);
	r->relation = palloc0(sizeof(double) * p);
	r->margin = palloc(sizeof(double) * p);
	r->cov =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(double) * p * p);
	r->hc0 =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(double) * p * p);
	r->margin_gradient =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(double) * p * p);
	if (clustered)
		r->cr0 = MemoryContextAllocHuge(
			CurrentMemoryContext, sizeof(double) * p * p);
	r->culprit = -1;
}

static void
pack(const plan *plan, const double *square, double *packed)
{
	int p = plan->p;

	for (int j = 0; j < p; j++)
	{
		for (int k = 0; k <= j; k++)
			packed[EH_PACKED(j, k)] =
				square[(size_t) plan->from[j] * (size_t) p +
					   (size_t) plan->from[k]];
	}
}

static void
permute(const plan *plan, const double *core, double *user)
{
	for (int j = 0; j < plan->p; j++)
		user[j] = core[plan->from[j]];
}

static void
fill_header(const eh_fit_state *state, const plan *plan,
	const eh_logit_result *r, eh_fit *h)
{
	memset(h, 0, sizeof(*h));
	h->format = EH_FIT_FORMAT;
	h->model = EH_MODEL_LOGIT;
	h->status = (uint8) r->status;
	h->flags = EH_FIT_ROBUST;
	if (plan->design.intercept)
		h->flags |= EH_FIT_INTERCEPT;
	if (plan->design.grouped)
		h->flags |= EH_FIT_GROUPED;
	if (plan->design.has_offset)
		h->flags |= EH_FIT_OFFSET;
	if (r->cr0 != NULL)
		h->flags |= EH_FIT_CLUSTERED;
	if (plan->other_reference)
		h->flags |= EH_FIT_OTHER_REFERENCE;
	if (plan->p <= MOST_FOR_MARGINS)
		h->flags |= EH_FIT_MARGINS;
	h->parameters = plan->p;
	h->arguments = state->call->nargs;
	h->name_bytes = plan->names.len;
	h->clusters = state->clusters.n;
	h->rows = state->rows.nrows;
	h->missing = state->missing;
	h->iterations = r->iterations;
	h->culprit = -1;
	h->weight_kind = plan->design.weight_kind;
	h->sum_weights = r->sum_weights;
	h->sum_trials = r->sum_trials;
	h->log_lik = r->log_lik;
	h->log_lik_null = r->log_lik_null;
	h->log_lik_kernel = r->log_lik_kernel;
	h->log_lik_penalized = NAN;
	h->deviance = r->deviance;
	h->null_deviance = r->null_deviance;
	h->gradient = r->gradient;
	h->condition = r->condition;
	h->auc = r->auc;
	h->tjur = r->tjur;
	for (int j = 0; j < plan->p; j++)
	{
		if (plan->from[j] == r->culprit)
			h->culprit = j;
	}
}

static void
put_names(const eh_fit_state *state, const plan *plan, eh_fit_parts *parts)
{
	memcpy(parts->argument, plan->argument,
		sizeof(eh_fit_argument) * (Size) state->call->nargs);
	memcpy(parts->names, plan->names.data, (size_t) plan->names.len);
}

static eh_fit *
make_value(
	const eh_fit_state *state, const plan *plan, const eh_logit_result *r)
{
	eh_fit header;
	eh_fit *f;
	eh_fit_parts parts;

	fill_header(state, plan, r, &header);
	f = eh_new_fit(&header);
	eh_fit_parts_of(f, &parts);
	permute(plan, r->beta, parts.beta);
	permute(plan, r->relation, parts.relation);
	pack(plan, r->cov, parts.cov);
	pack(plan, r->hc0, parts.hc0);
	if (parts.cr0 != NULL)
		pack(plan, r->cr0, parts.cr0);
	if (parts.margin != NULL)
	{
		permute(plan, r->margin, parts.margin);
		for (int j = 0; j < plan->p; j++)
			permute(plan,
				r->margin_gradient + (size_t) plan->from[j] * (size_t) plan->p,
				parts.margin_gradient + (size_t) j * (size_t) plan->p);
	}
	put_names(state, plan, &parts);
	return f;
}

/* What both final functions begin with: the plan, and rows to read. */
static void
prepare(const eh_fit_state *state, plan *plan, eh_held_rows *held,
	eh_row_reader *reader, eh_rows *rows)
{
	gsl_set_error_handler_off();
	*held = state->rows;
	if (!state->begun)
	{
		/* no row came: nothing to read, in the shape it would have had */
		held->shape.ndense = state->call->ndense;
		held->shape.nfactors = state->call->nfactors;
	}
	plan_design(state, plan);
	plan_terms(state, plan);
	plan_argument_names(state, plan);
	eh_row_reader_init(
		reader, held, palloc(eh_held_rows_reader_bytes(&held->shape)), rows);
}

static void
check_fit(eh_status status)
{
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of a logistic fit", (int) status);
}

PG_FUNCTION_INFO_V1(eh_logit_final);
Datum
eh_logit_final(PG_FUNCTION_ARGS)
{
	eh_control control = {MAX_ITERATIONS, poll_interrupts, NULL};
	const eh_fit_state *state;
	eh_held_rows held;
	eh_row_reader reader;
	eh_rows rows;
	eh_logit_result r;
	plan plan;
	double *work;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const eh_fit_state *) PG_GETARG_POINTER(0);
	prepare(state, &plan, &held, &reader, &rows);
	results(&plan, state->clusters.n > 0, &r);
	work = MemoryContextAllocHuge(
		CurrentMemoryContext, eh_logit_work(&plan.design));
	check_fit(eh_logit(&plan.design, &rows, &control, work, &r));
	PG_RETURN_POINTER(make_value(state, &plan, &r));
}

/* Firth's estimates, with what of a fit goes with them. */
static eh_fit *
make_firth_value(
	const eh_fit_state *state, const plan *plan, const eh_firth_result *r)
{
	eh_logit_result as_logit = {.status = r->status,
		.culprit = r->culprit,
		.sum_weights = r->sum_weights,
		.sum_trials = r->sum_trials,
		.log_lik = r->log_lik,
		.log_lik_kernel = NAN,
		.log_lik_null = NAN,
		.deviance = NAN,
		.null_deviance = NAN,
		.gradient = r->gradient,
		.condition = NAN,
		.auc = NAN,
		.tjur = NAN,
		.iterations = r->iterations};
	eh_fit header;
	eh_fit_parts parts;
	eh_fit *f;

	fill_header(state, plan, &as_logit, &header);
	header.model = EH_MODEL_FIRTH;
	header.flags &= (uint8) ~(EH_FIT_ROBUST | EH_FIT_MARGINS);
	header.log_lik_penalized = r->log_lik_penalized;
	f = eh_new_fit(&header);
	eh_fit_parts_of(f, &parts);
	permute(plan, r->beta, parts.beta);
	permute(plan, r->relation, parts.relation);
	pack(plan, r->cov, parts.cov);
	put_names(state, plan, &parts);
	return f;
}

PG_FUNCTION_INFO_V1(eh_firth_logit_final);
Datum
eh_firth_logit_final(PG_FUNCTION_ARGS)
{
	eh_control control = {MAX_ITERATIONS, poll_interrupts, NULL};
	const eh_fit_state *state;
	eh_held_rows held;
	eh_row_reader reader;
	eh_rows rows;
	eh_firth_result r = {.culprit = -1};
	plan plan;
	double *work;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const eh_fit_state *) PG_GETARG_POINTER(0);
	if (state->weight_kind == EH_WEIGHT_PROBABILITY || state->clusters.n > 0)
		ereport(
			ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					   errmsg("firth_logit takes neither sampling weights nor "
							  "clusters"),
					   errdetail("Its penalty is defined for a likelihood of "
								 "independent rows."),
					   errhint("Use frequency weights, or logit with merged "
							   "levels.")));
	prepare(state, &plan, &held, &reader, &rows);
	r.beta = palloc(sizeof(double) * ((Size) plan.p + 1));
	r.relation = palloc0(sizeof(double) * ((Size) plan.p + 1));
	r.cov = MemoryContextAllocHuge(CurrentMemoryContext,
		sizeof(double) * ((Size) plan.p * (Size) plan.p + 1));
	work = MemoryContextAllocHuge(
		CurrentMemoryContext, eh_firth_work(&plan.design));
	check_fit(eh_firth(&plan.design, &rows, &control, work, &r));
	PG_RETURN_POINTER(make_firth_value(state, &plan, &r));
}
