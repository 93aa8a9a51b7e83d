/*
 * logit_state.c - a logistic fit's rows as one flat value.
 *
 * L1  Few rows are held as they came: their fit is that of logit().
 * L2  Many are sums about the fit of the first, if that is sound (stream.c);
 *     if it is not they are held on, it is tried again whenever they have
 *     doubled, and there is a limit.
 * L3  Merging is adding the rows of one to the other, in whatever order and
 *     however they were split; of two states with sums the larger stays where
 *     it is.
 * L4  A state is changed in place where it has room, and otherwise written
 *     anew, larger; the old one is never freed or resized here.  At rest it
 *     has no room to spare.
 * L5  Only rows of one shape go together: predictors, weights, trials,
 *     offsets, intercept.
 */
#include "logit_state.h"

#include <math.h>
#include <string.h>

#include "core/pile.h"
#include "limit.h"

/* Sizes that a small state has: what the server's allocator gives anyway. */
#define LEAST_BYTES 512
#define SMALL_BYTES 8192

/* Blocks between two polls. */
#define POLL_EVERY 64

void
eh_logit_state_init(eh_logit_state *s)
{
	int32_t length = s->vl_len_;

	memset(s, 0, sizeof(*s));
	s->vl_len_ = length;
	s->format = EH_LOGIT_STATE_FORMAT;
	s->ndense = -1;
}

size_t
eh_logit_state_bytes(const eh_logit_state *s)
{
	size_t rows =
		s->room > 0 ? (size_t) s->room * eh_logit_state_row_bytes(s) : 0;

	return sizeof(*s) + (size_t) s->sums + rows;
}

/* As many rows as these bytes hold, in whole blocks. */
static int64_t
rows_in(const eh_logit_state *s, size_t bytes)
{
	int64_t blocks =
		(int64_t) (bytes / (EH_BLOCK * eh_logit_state_row_bytes(s)));

	return EH_BLOCK * (blocks > 0 ? blocks : 1);
}

/* L2: the limit. */
int64_t
eh_logit_state_most_rows(const eh_logit_state *s)
{
	return rows_in(s, EH_LOGIT_STATE_MOST_BYTES);
}

/* L2: when something is next done to a state that has just come to be. */
int64_t
eh_logit_state_first_act(const eh_logit_state *s)
{
	int64_t most;
	int64_t at;

	if (s->sums)
		return 2 * s->summed;
	if (s->ndense < 0)
		return 0;
	most = eh_logit_state_most_rows(s);
	at = rows_in(s, EH_LOGIT_STATE_HOLD_BYTES);
	if (at > EH_LOGIT_STATE_HOLD_ROWS)
		at = EH_LOGIT_STATE_HOLD_ROWS;
	while (at < s->held)
		at *= 2;
	return at < most ? at : most;
}

/* --- reading ----------------------------------------------------------------
 */

eh_design
eh_logit_state_design(const eh_logit_state *s)
{
	return (eh_design){
		.intercept = (s->flags & EH_LOGIT_STATE_NO_INTERCEPT) == 0,
		.ndense = s->ndense < 0 ? 0 : s->ndense,
		.weight_kind = (eh_weight_kind) s->weight_kind,
		.grouped = (s->flags & EH_ROWS_TRIALS) != 0,
		.has_offset = (s->flags & EH_ROWS_OFFSET) != 0,
		.nrows = s->held};
}

/* Columns of doubles on cache lines, those of success among them. */
size_t
eh_logit_state_reader_bytes(const eh_logit_state *s)
{
	size_t columns = s->ndense < 0 ? 1 : (size_t) eh_logit_state_doubles(s) + 1;

	return sizeof(double) * EH_BLOCK * columns + EH_CACHE_LINE;
}

static void
rewind_reader(void *source)
{
	((eh_logit_state_reader *) source)->at = 0;
}

/* A block's first n rows, columns EH_BLOCK apart and filled up with 0. */
static bool
next_block(void *source, eh_block *out)
{
	eh_logit_state_reader *r = source;
	const eh_logit_state *s = r->state;
	int64_t left = s->held - r->at;
	int n = (int) (left < EH_BLOCK ? left : EH_BLOCK);
	eh_logit_state_block b;
	double *to = r->scratch;
	int doubles;

	if (left <= 0)
		return false;
	b = eh_logit_state_block_at(s, r->at / EH_BLOCK);
	doubles = eh_logit_state_doubles(s);
	for (int j = 0; j < doubles; j++, to += EH_BLOCK)
	{
		memcpy(
			to, b.number + (size_t) j * b.stride, sizeof(double) * (size_t) n);
		memset(to + n, 0, sizeof(double) * (size_t) (EH_BLOCK - n));
	}
	if (b.binary != NULL)
	{
		for (int i = 0; i < n; i++)
			to[i] = b.binary[i];
		memset(to + n, 0, sizeof(double) * (size_t) (EH_BLOCK - n));
	}

	*out = (eh_block){.n = n, .x = r->scratch};
	to = r->scratch + (size_t) s->ndense * EH_BLOCK;
	if ((s->flags & EH_ROWS_TRIALS) != 0)
		out->trials = to, to += EH_BLOCK;
	if ((s->flags & EH_ROWS_WEIGHT) != 0)
		out->weight = to, to += EH_BLOCK;
	if ((s->flags & EH_ROWS_OFFSET) != 0)
		out->offset = to, to += EH_BLOCK;
	out->success = to;
	r->at += n;
	return true;
}

void
eh_logit_state_reader_init(eh_logit_state_reader *reader,
	const eh_logit_state *s, void *scratch, eh_rows *source)
{
	reader->state = s;
	reader->at = 0;
	reader->scratch = (double *) (void *) eh_cache_aligned(scratch);
	*source = (eh_rows){rewind_reader, next_block, reader};
}

/* --- growing ----------------------------------------------------------------
 */

/*
 * The shape of the rows, which the first one gives; false if this one's is
 * another.
 */
bool
eh_logit_state_begin(eh_logit_state *s, int ndense, int flags, int weight_kind)
{
	if (s->summed > 0 || s->held > 0)
		return s->ndense == ndense && s->flags == flags &&
			   s->weight_kind == weight_kind;
	if (s->ndense >= 0 && s->ndense != ndense)
		return false;
	s->ndense = ndense;
	s->flags = (uint8_t) flags;
	s->weight_kind = (uint8_t) weight_kind;
	s->act_at = eh_logit_state_first_act(s);
	return true;
}

/* A new state with a header, which says how long it is. */
static eh_logit_state *
new_state(const eh_logit_state *head, const eh_arena *arena)
{
	size_t bytes = eh_logit_state_bytes(head);
	eh_logit_state *s = arena->alloc(arena->owner, bytes);

	memset(s, 0, bytes);
	memcpy(s, head, sizeof(*s));
	s->vl_len_ = 0;
	return s;
}

/* n rows of a state from row at on to the end of another, which has room in
 * its last block, all of them from one block. */
static void
copy_rows(eh_logit_state *to, const eh_logit_state *from, int64_t at, int n)
{
	eh_logit_state_block a = eh_logit_state_block_at(to, to->held / EH_BLOCK);
	eh_logit_state_block b = eh_logit_state_block_at(from, at / EH_BLOCK);
	size_t i = (size_t) to->held % EH_BLOCK;
	size_t k = (size_t) at % EH_BLOCK;

	for (int j = 0; j < eh_logit_state_doubles(to); j++)
		memcpy(a.number + (size_t) j * a.stride + i,
			b.number + (size_t) j * b.stride + k, sizeof(double) * (size_t) n);
	if (a.binary != NULL)
		memcpy(a.binary + i, b.binary + k, (size_t) n);
	to->held += n;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* As many rows from row at on as can be copied at once. */
static int
piece(const eh_logit_state *to, const eh_logit_state *from, int64_t at)
{
	int64_t n = least(to->room - to->held, from->held - at);

	n = least(n, EH_BLOCK - to->held % EH_BLOCK);
	return (int) least(n, EH_BLOCK - at % EH_BLOCK);
}

/* The state with another room for rows. */
static eh_logit_state *
with_room(const eh_logit_state *s, int64_t room, const eh_arena *arena)
{
	eh_logit_state head = *s;
	eh_logit_state *more;

	head.room = room;
	head.held = 0;
	more = new_state(&head, arena);
	if (s->sums)
		memcpy(more->body, s->body, (size_t) s->sums);
	for (int64_t at = 0; at < s->held;)
	{
		int n = piece(more, s, at);

		copy_rows(more, s, at, n);
		at += n;
	}
	return more;
}

/* L4: room for so many rows, and for others to come. */
static int64_t
better_room(const eh_logit_state *s, int64_t need)
{
	size_t row = eh_logit_state_row_bytes(s);
	int64_t blocks;

	if (s->sums)
		return EH_BLOCK;
	for (size_t bytes = LEAST_BYTES; bytes <= SMALL_BYTES; bytes *= 2)
	{
		int64_t room = (int64_t) ((bytes - sizeof(*s)) / row);

		if (room >= need && need <= EH_BLOCK)
			return least(room, EH_BLOCK);
	}
	blocks = (need + EH_BLOCK - 1) / EH_BLOCK;
	if (blocks < 2 * s->room / EH_BLOCK)
		blocks = 2 * s->room / EH_BLOCK;
	return least(blocks * EH_BLOCK, s->act_at);
}

static eh_taylor *
sums_of(eh_logit_state *s)
{
	return (eh_taylor *) (void *) s->body;
}

/* Bytes of room that folding a state's rows into its sums asks for. */
size_t
eh_logit_state_fold_room(const eh_logit_state *s)
{
	return eh_taylor_work(s->ndense) + EH_CACHE_LINE +
		   eh_logit_state_reader_bytes(s);
}

/* The rows behind the sums into them. */
static void
fold_rows(const eh_logit_state *s, eh_taylor *sums, void *room)
{
	eh_pile at = {room, 0};
	double *work = eh_carve(&at, eh_taylor_work(s->ndense));
	eh_logit_state_reader reader;
	eh_rows source;
	eh_block block;

	eh_logit_state_reader_init(
		&reader, s, eh_carve(&at, eh_logit_state_reader_bytes(s)), &source);
	while (source.next(source.source, &block))
		eh_taylor_add(sums, &block, work);
}

/* The centre moves where it is time to. */
static eh_status
move_if_due(eh_logit_state *s, const eh_control *ctl, double *work)
{
	if (s->summed < s->act_at)
		return EH_OK;
	s->act_at = 2 * s->summed;
	return eh_sums_move(sums_of(s), ctl, work);
}

/*
 * eh_logit_state_fold - the rows of a state that has sums into them; there is
 * room for others then.
 *
 *	room	eh_logit_state_fold_room() bytes
 */
eh_status
eh_logit_state_fold(eh_logit_state *s, void *room, const eh_control *ctl)
{
	fold_rows(s, sums_of(s), room);
	s->summed += s->held;
	s->held = 0;
	return move_if_due(s, ctl, room);
}

static eh_status
fold_block(eh_logit_state *s, const eh_arena *arena, const eh_control *ctl)
{
	void *room = arena->alloc(arena->owner, eh_logit_state_fold_room(s));
	eh_status status = eh_logit_state_fold(s, room, ctl);

	arena->release(arena->owner, room);
	return status;
}

/* L2: the rows held as sums, if they can be; else the same state, and when to
 * try again. */
static eh_status
try_sums(eh_logit_state **s, const eh_arena *arena, const eh_control *ctl)
{
	eh_logit_state *held = *s;
	eh_design d = eh_logit_state_design(held);
	eh_logit_state head = *held;
	eh_logit_state_reader reader;
	eh_rows source;
	eh_taylor *sums = NULL;
	eh_status status = EH_OK;

	if (eh_stream_can(&d))
	{
		void *scratch =
			arena->alloc(arena->owner, eh_logit_state_reader_bytes(held));

		eh_logit_state_reader_init(&reader, held, scratch, &source);
		status = eh_sums_begin(&source, &d, arena, ctl, &sums);
		arena->release(arena->owner, scratch);
	}
	if (status == EH_ECANCEL)
		return status;
	if (sums == NULL)
	{
		if (held->held >= eh_logit_state_most_rows(held))
			return EH_ENOCONV;
		held->act_at = least(2 * held->held, eh_logit_state_most_rows(held));
		return EH_OK;
	}
	head.sums = (int32_t) eh_taylor_bytes(head.ndense);
	head.summed = held->held;
	head.held = 0;
	head.room = EH_BLOCK;
	head.act_at = 2 * head.summed;
	*s = new_state(&head, arena);
	memcpy((*s)->body, sums, (size_t) head.sums);
	arena->release(arena->owner, sums);
	return EH_OK;
}

/*
 * eh_logit_state_make_room - for a row of a shape that has begun, and, where
 * that costs but memory, for so many more.
 *
 *	s	out: the same, changed in place, or another
 *
 * EH_ENOCONV: no more rows can be held, and they cannot be summed.
 */
eh_status
eh_logit_state_make_room(eh_logit_state **s, int64_t more,
	const eh_arena *arena, const eh_control *ctl)
{
	eh_logit_state *old = *s;

	if (old->held < old->room)
		return EH_OK;
	if (old->sums && old->room == EH_BLOCK)
		return fold_block(old, arena, ctl);
	if (!old->sums && old->held >= old->act_at)
	{
		eh_status status = try_sums(s, arena, ctl);

		if (status != EH_OK || (*s)->sums)
			return status;
	}
	*s = with_room(
		old, better_room(old, least(old->held + more, old->act_at)), arena);
	return EH_OK;
}

/* --- merging ----------------------------------------------------------------
 */

/* A copy that a row can be added to. */
static eh_logit_state *
copy_of(const eh_logit_state *s, const eh_arena *arena)
{
	return with_room(s, s->sums ? EH_BLOCK : s->room, arena);
}

/* The rows held by one state into another, which stays or is written anew. */
static eh_status
pour(eh_logit_state **into, const eh_logit_state *from, const eh_arena *arena,
	const eh_control *ctl)
{
	int64_t polls = 0;

	for (int64_t at = 0; at < from->held;)
	{
		eh_status status =
			eh_logit_state_make_room(into, from->held - at, arena, ctl);
		int n;

		if (status != EH_OK)
			return status;
		n = piece(*into, from, at);
		copy_rows(*into, from, at, n);
		at += n;
		if (++polls % POLL_EVERY == 0 && ctl->poll && ctl->poll(ctl->arg))
			return EH_ECANCEL;
	}
	return EH_OK;
}

static bool
has_rows(const eh_logit_state *s)
{
	return s->summed > 0 || s->held > 0;
}

/* L5 */
static bool
alike(const eh_logit_state *a, const eh_logit_state *b)
{
	if (a->ndense >= 0 && b->ndense >= 0 && a->ndense != b->ndense)
		return false;
	return !has_rows(a) || !has_rows(b) ||
		   (a->flags == b->flags && a->weight_kind == b->weight_kind);
}

/* L3: another's sums into this one's, which are the larger. */
static eh_status
merge_sums(eh_logit_state *s, const eh_logit_state *from, const eh_arena *arena,
	const eh_control *ctl)
{
	double *work = arena->alloc(arena->owner, eh_taylor_work(s->ndense));
	eh_status status = eh_taylor_merge(
		sums_of(s), (const eh_taylor *) (const void *) from->body, work);

	s->summed += from->summed;
	if (status == EH_OK)
		status = move_if_due(s, ctl, work);
	arena->release(arena->owner, work);
	return status;
}

/*
 * eh_logit_state_merge - the rows of another state into this one.
 *
 *	into	out: the same, changed in place, or another
 *
 * EH_EDOMAIN: their shapes differ.  EH_ERANGE: there are more rows than can be
 * counted.  EH_ENOCONV: as eh_logit_state_make_room().  On any status but EH_OK
 * into is of no further use.
 */
eh_status
eh_logit_state_merge(eh_logit_state **into, const eh_logit_state *from,
	const eh_arena *arena, const eh_control *ctl)
{
	eh_logit_state *a = *into;
	const eh_logit_state *b = from;
	int64_t missing = a->missing + b->missing;
	eh_status status = EH_OK;

	if (!alike(a, b))
		return EH_EDOMAIN;
	if (missing > EH_MOST_ROWS ||
		a->summed + a->held + b->summed + b->held > EH_MOST_ROWS)
		return EH_ERANGE;
	if (!has_rows(b))
	{
		if (a->ndense < 0)
			a->ndense = b->ndense;
		a->missing = missing;
		return EH_OK;
	}
	if (b->summed > a->summed || !has_rows(a))
	{
		*into = copy_of(b, arena);
		b = a;
	}
	(*into)->missing = missing;
	if (b->sums)
		status = merge_sums(*into, b, arena, ctl);
	if (status == EH_OK)
		status = pour(into, b, arena, ctl);
	return status;
}

/* --- at rest ----------------------------------------------------------------
 */

/* A copy of the sums, the rows behind them among them. */
eh_taylor *
eh_logit_state_sums(const eh_logit_state *s, const eh_arena *arena)
{
	size_t bytes = (size_t) s->sums;
	eh_taylor *sums = arena->alloc(arena->owner, bytes);
	void *room = arena->alloc(arena->owner, eh_logit_state_fold_room(s));

	memcpy(sums, s->body, bytes);
	fold_rows(s, sums, room);
	arena->release(arena->owner, room);
	return sums;
}

/* L4: a copy as it is stored. */
eh_logit_state *
eh_logit_state_at_rest(const eh_logit_state *s, const eh_arena *arena)
{
	eh_logit_state head = *s;
	eh_logit_state *rest;
	eh_taylor *sums;

	if (!s->sums)
	{
		rest = with_room(s, s->held, arena);
		rest->act_at = eh_logit_state_first_act(rest);
		return rest;
	}
	sums = eh_logit_state_sums(s, arena);
	head.summed += head.held;
	head.held = head.room = 0;
	head.act_at = eh_logit_state_first_act(&head);
	rest = new_state(&head, arena);
	memcpy(rest->body, sums, (size_t) head.sums);
	arena->release(arena->owner, sums);
	return rest;
}
