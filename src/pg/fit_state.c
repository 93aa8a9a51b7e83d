/*
 * fit_state.c - the state of a fit: its memory, how much of it there may be,
 * and rows that become sums.
 *
 * S1  Everything lies in the aggregate's own context, in small pieces while
 *     groups are small.
 * S2  Held rows have a limit tied to work_mem; past it an error says what to
 *     do, before memory runs out.
 */
#include "fit_state.h"

#include <gsl/gsl_errno.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/mixed.h"

/* Held rows may take so many times work_mem * hash_mem_multiplier. */
#define HOLD_FACTOR 64.0

/* Fewer rows than this are never summed. */
#define STREAM_FROM 524288

#define MAX_ITERATIONS 200

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
	Size codes =
		(Size) (call->nfactors + (call->ngroupings < 0 ? EH_MIXED_MOST_GROUPS
													   : call->ngroupings));

	state->call = call;
	state->arena = (eh_arena){arena_alloc, arena_release, context};
	state->stream_from = STREAM_FROM;
	if (codes > 0)
		state->factor =
			MemoryContextAllocZero(context, sizeof(eh_factor) * codes);
	state->dense =
		MemoryContextAlloc(context, sizeof(double) * (Size) call->ndense + 8);
	state->code = MemoryContextAlloc(context, sizeof(int32_t) * codes + 8);
	return state;
}

/* The first row says what all rows have. */
void
eh_fit_state_begin(eh_fit_state *state, uint8 flags, uint8 weight_kind)
{
	eh_row_shape shape = {state->call->ndense, eh_fit_call_codes(state->call),
		flags & ~EH_OUTCOME_NO_INTERCEPT};

	state->begun = true;
	state->flags = flags;
	state->weight_kind = weight_kind;
	eh_held_rows_init(&state->rows, &shape);
}

static bool
poll_interrupts(void *arg)
{
	(void) arg;
	CHECK_FOR_INTERRUPTS();
	return false;
}

/* Of all fits: a cancel leaps out of them. */
eh_control
eh_fit_control(void)
{
	return (eh_control){MAX_ITERATIONS, poll_interrupts, NULL};
}

/* What work_mem allows, in bytes. */
static double
allowed(void)
{
	return 1024.0 * work_mem * hash_mem_multiplier;
}

/*
 * Rows become sums where this state is one of a worker's, so that the leader
 * is sent those; else where the rows held are as many as work_mem allows.
 * With many columns sums are less exact, and a last resort.
 */
static bool
ready_to_stream(const eh_fit_state *state)
{
	double from = state->call->partial ? 0.0 : 1024.0 * work_mem;

	if (state->call->ndense > EH_TAYLOR_FOURTH)
		from = 0.5 * HOLD_FACTOR * allowed();
	return state->call->streams && state->rows.nrows >= state->stream_from &&
		   (double) state->rows.bytes >= from;
}

static void
try_to_stream(eh_fit_state *state)
{
	eh_design design = {
		.intercept = (state->flags & EH_OUTCOME_NO_INTERCEPT) == 0,
		.ndense = state->call->ndense,
		.nfactors = state->call->nfactors,
		.weight_kind = (eh_weight_kind) state->weight_kind,
		.grouped = (state->flags & EH_ROWS_TRIALS) != 0,
		.has_offset = (state->flags & EH_ROWS_OFFSET) != 0,
		.nclusters = state->clusters.n,
		.nrows = state->rows.nrows};
	eh_control control = eh_fit_control();

	state->stream_from = 2 * state->rows.nrows;
	if (!eh_stream_can(&design))
		return;
	gsl_set_error_handler_off();
	(void) eh_stream_begin(
		&state->rows, &design, &state->arena, &control, &state->stream);
	if (state->stream == NULL)
		return;
	state->streamed = state->rows.nrows;
	eh_held_rows_clear(&state->rows, &state->arena);
}

/* What to do where rows do not fit. */
static const char *
other_way(const eh_fit_call *call)
{
	if (call->streams)
		return "Raise work_mem for this session, or fit by passes over the "
			   "rows, which needs no memory: logit_scan('SELECT y, x, ... "
			   "FROM ...').";
	if (call->family == EH_FAMILY_LINEAR)
		return "Raise work_mem for this session, or fit from sums, which need "
			   "no memory: linear_scan('SELECT y, x, ... FROM ...').";
	return "Raise work_mem for this session, or count equal rows and weigh "
		   "them: outcome(y, weight => n, weight_kind => 'frequency').";
}

void
eh_fit_state_check_room(const eh_fit_state *state)
{
	double most = HOLD_FACTOR * allowed();

	if ((double) state->rows.bytes > most)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the rows of a fit do not fit the memory allowed"),
				errdetail(INT64_FORMAT " rows take %.0f MB; the limit is %.0f "
									   "MB, %.0f times work_mem times "
									   "hash_mem_multiplier.",
					state->rows.nrows, (double) state->rows.bytes / 1048576.0,
					most / 1048576.0, HOLD_FACTOR),
				errhint("%s", other_way(state->call))));
}

void
eh_fit_state_check_grades(const eh_fit_state *state)
{
	if (state->grades.n > EH_MOST_GRADES)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("an ordinal response has at most %d levels",
					EH_MOST_GRADES),
				errdetail("The rows have more."),
				errhint("A measure is fitted with linear; or cut it into "
						"grades, as by width_bucket.")));
}

/* A block has filled: its rows are held, or go into the sums. */
void
eh_fit_state_full_block(eh_fit_state *state)
{
	eh_control control;

	if (state->stream == NULL)
	{
		if (ready_to_stream(state))
			try_to_stream(state);
		eh_fit_state_check_room(state);
		return;
	}
	control = eh_fit_control();
	if (eh_stream_last_block(state->stream, &state->rows, &control) != EH_OK)
		elog(ERROR, "unexpected status of streamed rows");
	state->streamed += EH_BLOCK;
}
