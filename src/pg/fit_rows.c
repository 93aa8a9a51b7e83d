/*
 * fit_rows.c - the aggregate's side of a fit: rows in, states merged and sent
 * between workers.
 *
 * A1  Types are looked up once for a call, names once for a call, never for a
 *     row.
 * A2  A row with a NULL anywhere is missing: counted, outside the fit.
 * A3  A response, weight or predictor that cannot be is an error that names
 *     the argument.
 * A4  Everything lies in the aggregate's own context, in small pieces while
 *     groups are small.
 * A5  Held rows have a limit tied to work_mem; past it an error says what to
 *     do, before memory runs out.
 */
#include "fit_state.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "outcome.h"
#include "states.h"
#include "terms.h"

/* Held rows may take so many times work_mem * hash_mem_multiplier. */
#define HOLD_FACTOR 64.0

static void *
arena_alloc(void *owner, size_t bytes)
{
	return MemoryContextAllocHuge((MemoryContext) owner, bytes);
}

static void
arena_release(void *owner, void *chunk)
{
	(void) owner;
	pfree(chunk);
}

eh_fit_state *
eh_fit_state_new(const eh_fit_call *call, MemoryContext context)
{
	eh_fit_state *state = MemoryContextAllocZero(context, sizeof(eh_fit_state));

	state->call = call;
	state->arena = (eh_arena){arena_alloc, arena_release, context};
	if (call->nfactors > 0)
		state->factor = MemoryContextAllocZero(
			context, sizeof(eh_factor) * (Size) call->nfactors);
	state->dense =
		MemoryContextAlloc(context, sizeof(double) * (Size) call->ndense + 8);
	state->code = MemoryContextAlloc(
		context, sizeof(int32_t) * (Size) call->nfactors + 8);
	return state;
}

/* The first row says what all rows have. */
void
eh_fit_state_begin(eh_fit_state *state, uint8 flags, uint8 weight_kind)
{
	eh_row_shape shape = {state->call->ndense, state->call->nfactors,
		flags & ~EH_OUTCOME_NO_INTERCEPT};

	state->begun = true;
	state->flags = flags;
	state->weight_kind = weight_kind;
	eh_held_rows_init(&state->rows, &shape);
}

void
eh_fit_state_check_room(const eh_fit_state *state)
{
	double most = HOLD_FACTOR * 1024.0 * work_mem * hash_mem_multiplier;

	if ((double) state->rows.bytes > most)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the rows of a fit do not fit the memory allowed"),
				errdetail(INT64_FORMAT " rows take %.0f MB; the limit is %.0f "
									   "MB, %.0f times work_mem times "
									   "hash_mem_multiplier.",
					state->rows.nrows, (double) state->rows.bytes / 1048576.0,
					most / 1048576.0, HOLD_FACTOR),
				errhint("Raise work_mem for this session, or count equal rows "
						"and fit outcome_of(successes, trials).")));
}

static eh_fit_call *
new_call(FunctionCallInfo fcinfo)
{
	MemoryContext keep = fcinfo->flinfo->fn_mcxt;
	eh_fit_call *call = MemoryContextAllocZero(keep, sizeof(eh_fit_call));

	call->nargs = PG_NARGS() - 2;
	call->kind = MemoryContextAlloc(
		keep, sizeof(eh_argument_kind) * (Size) call->nargs + 8);
	call->response =
		eh_argument_kind_of(get_fn_expr_argtype(fcinfo->flinfo, 1));
	call->all_double = true;
	call->name = eh_term_names(fcinfo, 1, call->nargs, keep);
	if (call->response == EH_ARG_OTHER || call->response == EH_ARG_LEVEL ||
		eh_argument_is_factor(call->response))
		ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("the response of a fit cannot be of type %s",
					format_type_be(get_fn_expr_argtype(fcinfo->flinfo, 1))),
				errdetail("It is a boolean, 0 or 1, a proportion or an "
						  "outcome(...)."),
				errhint("Compare it: logit(overall = 'good', ...).")));
	for (int i = 0; i < call->nargs; i++)
	{
		Oid type = get_fn_expr_argtype(fcinfo->flinfo, i + 2);

		call->kind[i] = eh_argument_kind_of(type);
		if (call->kind[i] == EH_ARG_OTHER || call->kind[i] >= EH_ARG_PROPORTION)
			ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
					errmsg("predictor %s cannot be of type %s", call->name[i],
						format_type_be(type)),
					errdetail("A predictor is a number, a boolean, a text or "
							  "an enum."),
					errhint("To take any value as a factor write "
							"factor(%s); to take a time as a number write "
							"extract(epoch FROM ...).",
						call->name[i])));
		if (eh_argument_is_factor(call->kind[i]))
			call->nfactors++;
		else
			call->ndense++;
		call->all_double &= call->kind[i] == EH_ARG_FLOAT8;
	}
	call->plain = call->all_double && call->response == EH_ARG_BOOL;
	return call;
}

static void
error_response(double value)
{
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				   errmsg("the response of a logistic fit is 0 or 1"),
				   errdetail("The value given is %.15g.", value),
				   errhint("Compare it (y > 2), or give successes and trials: "
						   "outcome_of(successes, trials).")));
}

static pg_noinline void
error_not_finite(const eh_fit_call *call, int argument, double value)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("predictor %s is not a finite number", call->name[argument]),
			errdetail("The value given is %g.", value),
			errhint("Leave an unknown value NULL, or leave the row out with "
					"FILTER (WHERE ...).")));
}

static pg_noinline void
check_finite(const eh_fit_call *call, const double *dense)
{
	for (int i = 0; i < call->nargs; i++)
	{
		if (!isfinite(dense[i]))
			error_not_finite(call, i, dense[i]);
	}
}

static void
check_same_options(const eh_fit_state *state, uint8 flags, uint8 weight_kind)
{
	if (state->flags != flags || state->weight_kind != weight_kind)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the options of outcome(...) change from row to row"),
				errdetail("Weight, weight_kind, offset, cluster and intercept "
						  "are given for every row or for none."),
				errhint("Write one call of outcome(...) for all the rows.")));
}

/* The response of a row; false where it is missing. */
static bool
read_response(FunctionCallInfo fcinfo, eh_fit_state *state, eh_row_in *row)
{
	eh_argument_kind kind = state->call->response;
	uint8 flags = 0;
	uint8 weight_kind = EH_WEIGHT_NONE;

	row->trials = 1.0;
	row->weight = 1.0;
	if (kind == EH_ARG_OUTCOME)
	{
		const eh_outcome *o =
			(const eh_outcome *) PG_DETOAST_DATUM(PG_GETARG_DATUM(1));

		if ((o->flags & EH_OUTCOME_MISSING) != 0)
			return false;
		flags = o->flags;
		weight_kind = o->weight_kind;
		row->success = o->success;
		row->trials = o->trials;
		row->weight = o->weight;
		row->offset = o->offset;
		if ((flags & EH_ROWS_CLUSTER) != 0)
			row->cluster = eh_levels_number(&state->clusters, &state->arena,
				o->cluster, sizeof(o->cluster), 0.0);
	}
	else if (kind == EH_ARG_PROPORTION)
	{
		const eh_proportion *p = PG_GETARG_EH_PROPORTION(1);

		flags = EH_ROWS_TRIALS | EH_ROWS_COUNTED;
		row->success = (double) p->events;
		row->trials = (double) p->cases;
	}
	else
		row->success = eh_argument_number(kind, PG_GETARG_DATUM(1));
	if ((flags & EH_ROWS_COUNTED) == 0 && row->success != 0.0 &&
		row->success != 1.0)
		error_response(row->success);
	if (unlikely(!state->begun))
		eh_fit_state_begin(state, flags, weight_kind);
	else if (unlikely(
				 state->flags != flags || state->weight_kind != weight_kind))
		check_same_options(state, flags, weight_kind);
	return true;
}

static void
set_reference(const eh_fit_state *state, eh_factor *factor, int argument,
	const eh_label *label)
{
	if (factor->reference != NULL &&
		(factor->reference_length != label->reference_length ||
			memcmp(factor->reference, label->reference,
				label->reference_length) != 0))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the reference level of %s changes from row to row",
					state->call->name[argument]),
				errdetail("It is \"%.*s\" and \"%.*s\".",
					(int) factor->reference_length, factor->reference,
					(int) label->reference_length, label->reference),
				errhint("Give factor(...) one reference for all rows.")));
	if (factor->reference == NULL)
	{
		factor->reference = arena_alloc(
			state->arena.owner, (size_t) label->reference_length + 1);
		memcpy(factor->reference, label->reference, label->reference_length);
		factor->reference_length = label->reference_length;
	}
}

static int32_t
read_level(eh_fit_state *state, int argument, int f, Datum value)
{
	eh_argument_kind kind = state->call->kind[argument];
	eh_factor *factor = &state->factor[f];
	eh_label label;
	int32_t number;

	if (kind == EH_ARG_ENUM)
	{
		Oid oid = DatumGetObjectId(value);

		/* an enum's label is looked up the first time it is met */
		number = eh_levels_find(&factor->oid, (const char *) &oid, sizeof(oid));
		if (number >= 0)
			return number;
		(void) eh_levels_number(
			&factor->oid, &state->arena, (const char *) &oid, sizeof(oid), 0.0);
	}
	eh_argument_label(kind, value, &label);
	number = eh_levels_number(
		&factor->label, &state->arena, label.text, label.length, label.order);
	if (label.reference != NULL)
		set_reference(state, factor, argument, &label);
	return number;
}

/* Predictors of any kind, into the state's row. */
static void
read_mixed(FunctionCallInfo fcinfo, eh_fit_state *state)
{
	const eh_fit_call *call = state->call;
	double *dense = state->dense;
	int f = 0;

	for (int i = 0; i < call->nargs; i++)
	{
		eh_argument_kind kind = call->kind[i];
		Datum value = PG_GETARG_DATUM(i + 2);

		if (eh_argument_is_factor(kind))
		{
			state->code[f] = read_level(state, i, f, value);
			f++;
		}
		else
		{
			double x = eh_argument_number(kind, value);

			if (unlikely(!isfinite(x)))
				error_not_finite(call, i, x);
			*dense++ = x;
		}
	}
}

/* A first row's state.  Later ones bring theirs: SQL has no such value. */
static eh_fit_state *
state_of(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!PG_ARGISNULL(0))
		return (eh_fit_state *) PG_GETARG_POINTER(0);
	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "called outside an aggregate");
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = new_call(fcinfo);
	return eh_fit_state_new(fcinfo->flinfo->fn_extra, context);
}

/*
 * A row of a boolean and double precision numbers straight into the block
 * that is being filled: what most rows of a large fit are.  False, and nothing
 * has changed, where there is more to it: a NULL, a number that is not finite,
 * a block to be begun.
 */
static inline bool
accum_plain(FunctionCallInfo fcinfo, eh_fit_state *state)
{
	eh_held_rows *rows = &state->rows;
	int n = state->call->nargs;
	size_t i = (size_t) rows->nrows % EH_BLOCK;
	double *x = rows->last.x + i;
	bool null = PG_ARGISNULL(1);
	double test = 0.0;

	if (!rows->in_blocks || i == 0)
		return false;
	for (int j = 0; j < n; j++)
	{
		double value = PG_GETARG_FLOAT8(j + 2);

		null |= PG_ARGISNULL(j + 2);
		test += value - value;
		x[(size_t) j * EH_BLOCK] = value;
	}
	if (unlikely(null || test != 0.0))
		return false;
	rows->last.binary[i] = PG_GETARG_BOOL(1);
	rows->nrows++;
	if (unlikely(i == EH_BLOCK - 1))
		eh_fit_state_check_room(state);
	return true;
}

/* One row: response, then predictors.  Transition function of every fit. */
PG_FUNCTION_INFO_V1(eh_fit_accum);
Datum
eh_fit_accum(PG_FUNCTION_ARGS)
{
	eh_fit_state *state = state_of(fcinfo);
	const eh_fit_call *call = state->call;
	double *dense = state->dense;
	eh_row_in row = {.dense = dense, .code = state->code};

	if (call->plain && accum_plain(fcinfo, state))
		PG_RETURN_POINTER(state);
	for (int i = 1; i < PG_NARGS(); i++)
	{
		if (unlikely(PG_ARGISNULL(i)))
		{
			state->missing++;
			PG_RETURN_POINTER(state);
		}
	}
	if (!read_response(fcinfo, state, &row))
	{
		state->missing++;
		PG_RETURN_POINTER(state);
	}
	if (call->all_double)
	{
		/* nought if every one is finite, else NaN */
		double test = 0.0;

		for (int i = 0; i < call->nargs; i++)
		{
			dense[i] = PG_GETARG_FLOAT8(i + 2);
			test += dense[i] - dense[i];
		}
		if (unlikely(test != 0.0))
			check_finite(call, dense);
	}
	else
		read_mixed(fcinfo, state);
	eh_fit_state_add(state, &row);
	PG_RETURN_POINTER(state);
}
