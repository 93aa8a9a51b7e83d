/*
 * fit_state.h - the rows of a fit on their way through an aggregate.
 */
#ifndef EH_FIT_STATE_H
#define EH_FIT_STATE_H

#include "compat.h"

#include "core/design.h"
#include "outcome.h"
#include "predictor.h"
#include "state/levels.h"
#include "state/rows.h"
#include "state/stream.h"

/* A response of more levels than these is a measure, and no grade. */
#define EH_MOST_GRADES 100

/* Which aggregate is called: what its response may be, and its arguments. */
typedef enum eh_fit_family
{
	EH_FAMILY_LOGIT,
	EH_FAMILY_LINEAR,
	EH_FAMILY_ORDINAL,
	EH_FAMILY_MIXED
} eh_fit_family;

/* What is the same for every row and group of a call. */
typedef struct eh_fit_call
{
	eh_fit_family family;
	int first; /* number of the first predictor among the arguments */
	int nargs;
	int ndense;
	int nfactors;
	int ngroupings;             /* of a mixed model; -1 until a row says */
	eh_mixed_settings settings; /* of a mixed model, */
	bool has_settings;          /* which stand in the call */
	char **grouping;            /* ngroupings names */
	eh_argument_kind response;
	bool all_double;        /* every predictor is double precision */
	bool plain;             /* ... and the response what it mostly is */
	bool streams;           /* rows may become sums */
	bool partial;           /* states are sent on, and not finished here */
	eh_argument_kind *kind; /* nargs */
	char **name;            /* nargs */
} eh_fit_call;

typedef struct eh_factor
{
	eh_levels label;
	eh_levels oid;   /* an enum's values, numbered as their labels */
	char *reference; /* as factor(...) gave it, or NULL */
	uint32 reference_length;
} eh_factor;

typedef struct eh_fit_state
{
	const eh_fit_call *call;
	eh_arena arena;
	int64 missing;
	bool begun;  /* a row has said what the rows have */
	uint8 flags; /* EH_ROWS_*, EH_OUTCOME_NO_INTERCEPT */
	uint8 weight_kind;
	eh_held_rows rows;
	eh_stream *stream; /* the sums of rows that went by; NULL: none did */
	int64 streamed;    /* rows in it */
	int64 stream_from; /* rows held before it is tried (again) */
	eh_factor *factor; /* nfactors, then groupings */
	eh_levels clusters;
	eh_levels grades;    /* of an ordinal response */
	eh_levels grade_oid; /* an enum's values, numbered as their labels */
	double *dense;       /* one row, on its way in */
	int32_t *code;
} eh_fit_state;

extern eh_fit_call *eh_fit_call_new(
	FunctionCallInfo fcinfo, eh_fit_family family, bool streams);
extern void eh_fit_call_groupings(
	FunctionCallInfo fcinfo, eh_fit_call *call, int n);
extern eh_fit_state *eh_fit_state_new(
	const eh_fit_call *call, MemoryContext context);
extern void eh_fit_state_begin(
	eh_fit_state *state, uint8 flags, uint8 weight_kind);
extern void eh_fit_state_full_block(eh_fit_state *state);
extern void eh_fit_state_check_room(const eh_fit_state *state);
extern void eh_fit_state_check_grades(const eh_fit_state *state);
extern eh_control eh_fit_control(void);

/* fit_rows.c: what a row cannot be */
pg_noreturn extern void eh_fit_error_response(
	eh_fit_family family, double value);
pg_noreturn extern void eh_fit_error_not_finite(const char *name, double value);
pg_noreturn extern void eh_fit_error_options(void);
pg_noreturn extern void eh_fit_error_enum(void);

/* Columns of codes: factors among the predictors, then groupings. */
static inline int
eh_fit_call_codes(const eh_fit_call *call)
{
	return call->nfactors + Max(call->ngroupings, 0);
}

static inline void
eh_fit_state_add(eh_fit_state *state, const eh_row_in *row)
{
	eh_held_rows_add(&state->rows, &state->arena, row);
	if (unlikely(state->rows.nrows % EH_BLOCK == 0))
		eh_fit_state_full_block(state);
}

#endif
