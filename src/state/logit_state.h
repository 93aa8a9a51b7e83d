/*
 * logit_state.h - the rows of a logistic fit as one flat value that grows,
 * merges and is stored: the rows themselves while they are few, then sums
 * (core/taylor.h).
 */
#ifndef EH_LOGIT_STATE_H
#define EH_LOGIT_STATE_H

#include "rows.h"
#include "stream.h"

#define EH_LOGIT_STATE_FORMAT 1

/* Beside EH_ROWS_*, and as outcome(...) has it: the model has none. */
#define EH_LOGIT_STATE_NO_INTERCEPT 0x80

/* Most predictors; of more than EH_TAYLOR_MOST the rows are held. */
#define EH_LOGIT_STATE_MOST_DENSE 4096

/* Held rows are tried as sums from so many on, or so many bytes of them ... */
#define EH_LOGIT_STATE_HOLD_ROWS 524288
#define EH_LOGIT_STATE_HOLD_BYTES ((size_t) 16 << 20)

/* ... and where sums are not sound, there may be no more than these. */
#define EH_LOGIT_STATE_MOST_BYTES ((size_t) 64 << 20)

/*
 * Behind the header: the sums, if there are any, and room for rows.  Rows lie
 * in blocks of EH_BLOCK, the last one shorter: of each block its columns one
 * after another, predictors, trials, weights, offsets, successes.  A success
 * that is but 0 or 1 is a byte.
 */
typedef struct eh_logit_state
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t flags; /* EH_ROWS_*, and the above */
	uint8_t weight_kind;
	uint8_t pad;    /* always 0 */
	int32_t ndense; /* predictors; -1: nothing has said yet */
	int32_t sums;   /* bytes of the sums; 0: there are none */
	int64_t missing;
	int64_t summed; /* rows in the sums */
	int64_t held;   /* rows behind them */
	int64_t room;   /* for rows */
	int64_t act_at; /* rows held, when sums are tried; or rows summed, when
	                 * their centre moves; next */
	char body[];
} eh_logit_state;

extern size_t eh_logit_state_bytes(const eh_logit_state *s);
extern void eh_logit_state_init(eh_logit_state *s);
extern eh_status eh_logit_state_check(
	const eh_logit_state *s, size_t bytes, const char **why);
extern int64_t eh_logit_state_first_act(const eh_logit_state *s);
extern int64_t eh_logit_state_most_rows(const eh_logit_state *s);

extern bool eh_logit_state_begin(
	eh_logit_state *s, int ndense, int flags, int weight_kind);
extern eh_status eh_logit_state_make_room(eh_logit_state **s, int64_t more,
	const eh_arena *arena, const eh_control *ctl);
extern size_t eh_logit_state_fold_room(const eh_logit_state *s);
extern eh_status eh_logit_state_fold(
	eh_logit_state *s, void *room, const eh_control *ctl);
extern eh_status eh_logit_state_merge(eh_logit_state **into,
	const eh_logit_state *from, const eh_arena *arena, const eh_control *ctl);
extern eh_logit_state *eh_logit_state_at_rest(
	const eh_logit_state *s, const eh_arena *arena);

extern eh_design eh_logit_state_design(const eh_logit_state *s);
extern eh_taylor *eh_logit_state_sums(
	const eh_logit_state *s, const eh_arena *arena);

/* Reads held rows as blocks; scratch: eh_logit_state_reader_bytes(). */
typedef struct eh_logit_state_reader
{
	const eh_logit_state *state;
	int64_t at;
	double *scratch;
} eh_logit_state_reader;

extern size_t eh_logit_state_reader_bytes(const eh_logit_state *s);
extern void eh_logit_state_reader_init(eh_logit_state_reader *reader,
	const eh_logit_state *s, void *scratch, eh_rows *source);

extern size_t eh_logit_state_wire_size(const eh_logit_state *s);
extern void eh_logit_state_to_wire(const eh_logit_state *s, uint8_t *wire);
extern eh_status eh_logit_state_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why);
extern eh_status eh_logit_state_from_wire(
	const uint8_t *wire, size_t bytes, eh_logit_state *s, const char **why);

/* Is what a row waits for but eh_logit_state_fold()? */
static inline bool
eh_logit_state_is_to_fold(const eh_logit_state *s)
{
	return s->sums != 0 && s->held == EH_BLOCK;
}

/* --- where rows lie ---------------------------------------------------------
 */

/* Columns of doubles. */
static inline int
eh_logit_state_doubles(const eh_logit_state *s)
{
	return s->ndense + ((s->flags & EH_ROWS_TRIALS) != 0) +
		   ((s->flags & EH_ROWS_WEIGHT) != 0) +
		   ((s->flags & EH_ROWS_OFFSET) != 0) +
		   ((s->flags & EH_ROWS_COUNTED) != 0);
}

static inline size_t
eh_logit_state_row_bytes(const eh_logit_state *s)
{
	return sizeof(double) * (size_t) eh_logit_state_doubles(s) +
		   ((s->flags & EH_ROWS_COUNTED) == 0);
}

/* A block of rows: so many columns of doubles, then the bytes if there are. */
typedef struct eh_logit_state_block
{
	double *number;
	uint8_t *binary; /* NULL: the last column of doubles is in its place */
	size_t stride;   /* from a column to the next */
} eh_logit_state_block;

static inline eh_logit_state_block
eh_logit_state_block_at(const eh_logit_state *s, int64_t block)
{
	int64_t left = s->room - block * EH_BLOCK;
	char *at = (char *) (uintptr_t) s->body + s->sums +
			   (size_t) block * EH_BLOCK * eh_logit_state_row_bytes(s);
	eh_logit_state_block b = {
		(void *) at, NULL, (size_t) (left < EH_BLOCK ? left : EH_BLOCK)};

	if ((s->flags & EH_ROWS_COUNTED) == 0)
		b.binary = (uint8_t *) (b.number +
								(size_t) eh_logit_state_doubles(s) * b.stride);
	return b;
}

/* A row where there is room for it.  In the header because it is what a row
 * costs. */
static inline void
eh_logit_state_put(eh_logit_state *s, const eh_row_in *row)
{
	eh_logit_state_block b = eh_logit_state_block_at(s, s->held / EH_BLOCK);
	size_t i = (size_t) s->held % EH_BLOCK;
	double *to = b.number + i;

	for (int j = 0; j < s->ndense; j++, to += b.stride)
		*to = row->dense[j];
	if (b.binary != NULL)
		b.binary[i] = row->success != 0.0;
	s->held++;
	if ((s->flags & ~EH_LOGIT_STATE_NO_INTERCEPT) == 0)
		return;
	if ((s->flags & EH_ROWS_TRIALS) != 0)
		*to = row->trials, to += b.stride;
	if ((s->flags & EH_ROWS_WEIGHT) != 0)
		*to = row->weight, to += b.stride;
	if ((s->flags & EH_ROWS_OFFSET) != 0)
		*to = row->offset, to += b.stride;
	if ((s->flags & EH_ROWS_COUNTED) != 0)
		*to = row->success;
}

#endif
