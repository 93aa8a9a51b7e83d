/*
 * stream.c - a logistic fit whose rows go by.
 *
 * Z1  Rows are summed only about the fit of rows that were held, and only
 *     where a fit is sound: it converged, its columns are far from collinear,
 *     and both outcomes are frequent.  That is asked of the first of them,
 *     from which the fit of all is a step or two away, and of all where the
 *     first are not sound.  Else holding goes on.
 * Z2  The centre moves to the estimate whenever the rows have doubled.
 * Z3  How far the estimate can be off is known at the end, whatever order the
 *     rows came in; what is not to be trusted says so.
 */
#include "stream.h"

#include <math.h>
#include <string.h>

#include "core/pile.h"

/* A first fit is sound with columns no nearer to collinear than this ... */
#define MOST_CONDITION 1e4

/* ... and so many of each outcome for each parameter. */
#define LEAST_OUTCOMES 20.0

/* Rows that are fitted first: a multiple of EH_BLOCK. */
#define FIRST_ROWS 131072

/* Can rows of this design be sums? */
bool
eh_stream_can(const eh_design *d)
{
	return d->nfactors == 0 && d->nclusters == 0 &&
		   eh_taylor_order(d->ndense) > 0;
}

static eh_stream *
new_stream(size_t bytes, int ndense, const eh_arena *arena)
{
	eh_stream *s = arena->alloc(arena->owner, sizeof(*s));

	s->sums = arena->alloc(arena->owner, bytes);
	s->work = arena->alloc(arena->owner, eh_taylor_work(ndense));
	s->room =
		arena->alloc(arena->owner, sizeof(double) * EH_BLOCK + EH_CACHE_LINE);
	s->success = (double *) (void *) eh_cache_aligned(s->room);
	s->move_at = 0;
	return s;
}

static void
release_stream(eh_stream *s, const eh_arena *arena)
{
	arena->release(arena->owner, s->sums);
	arena->release(arena->owner, s->work);
	arena->release(arena->owner, s->room);
	arena->release(arena->owner, s);
}

static bool
sound(const eh_logit_result *r, int p, double hits)
{
	return r->status == EH_FIT_OK && r->condition <= MOST_CONDITION &&
		   hits >= LEAST_OUTCOMES * p &&
		   r->sum_trials - hits >= LEAST_OUTCOMES * p;
}

/* Successes among the held rows. */
static double
hits_of(const eh_rows *source)
{
	eh_block b;
	double hits = 0.0;

	source->rewind(source->source);
	while (source->next(source->source, &b))
		for (int i = 0; i < b.n; i++)
			hits += (b.weight ? b.weight[i] : 1.0) * b.success[i];
	return hits;
}

/* The same rows, as too many to be sorted for an area under the curve. */
static eh_design
unranked(const eh_design *d)
{
	eh_design many = *d;

	if (many.nrows <= EH_AUC_MOST_ROWS)
		many.nrows = EH_AUC_MOST_ROWS + 1;
	return many;
}

/* A fit of the first rows, else of all: is there a sound one? */
static eh_status
first_fit(eh_row_reader *reader, const eh_rows *source, const eh_design *d,
	const eh_control *ctl, double *work, eh_logit_result *r, bool *found)
{
	int64_t all = reader->end;
	eh_status status;

	for (reader->end = all < FIRST_ROWS ? all : FIRST_ROWS;; reader->end = all)
	{
		status = eh_logit(d, source, ctl, work, r);
		*found = status == EH_OK &&
				 sound(r, eh_design_parameters(d), hits_of(source));
		if (status != EH_OK || *found || reader->end == all)
			break;
	}
	reader->end = all;
	return status;
}

/*
 * eh_stream_begin - fit the rows held so far and sum them about that fit.
 *
 *	d		of those rows
 *	out		the stream; NULL where there is no sound fit, and rows are to be
 *			held on
 */
eh_status
eh_stream_begin(const eh_held_rows *rows, const eh_design *d,
	const eh_arena *arena, const eh_control *ctl, eh_stream **out)
{
	size_t p = (size_t) eh_design_parameters(d);
	size_t bytes = sizeof(double) * (3 * p + 3 * p * p);
	eh_design many = unranked(d);
	double *number = arena->alloc(arena->owner, bytes);
	double *work = arena->alloc(arena->owner, eh_logit_work(&many));
	void *scratch =
		arena->alloc(arena->owner, eh_held_rows_reader_bytes(&rows->shape));
	eh_logit_result r = {.beta = number,
		.relation = number + p,
		.margin = number + 2 * p,
		.cov = number + 3 * p,
		.hc0 = number + 3 * p + p * p,
		.margin_gradient = number + 3 * p + 2 * p * p};
	eh_row_reader reader;
	eh_rows source;
	eh_status status;
	bool found;

	*out = NULL;
	eh_row_reader_init(&reader, rows, scratch, &source);
	status = first_fit(&reader, &source, &many, ctl, work, &r, &found);
	if (status == EH_OK && found)
	{
		eh_stream *s = new_stream(eh_taylor_bytes(d->ndense), d->ndense, arena);

		status = eh_taylor_open(s->sums, d, &source, ctl, r.beta, s->work);
		s->move_at = 2 * rows->nrows;
		if (status == EH_OK)
			*out = s;
		else
			release_stream(s, arena);
	}
	arena->release(arena->owner, scratch);
	arena->release(arena->owner, work);
	arena->release(arena->owner, number);
	return status;
}

/* The stream of another's sums; NULL if they are none. */
eh_stream *
eh_stream_of(const void *sums, size_t bytes, const eh_arena *arena)
{
	eh_stream *s;
	int32_t ndense;

	if (bytes < sizeof(eh_taylor))
		return NULL;
	memcpy(&ndense, sums, sizeof(ndense));
	if (eh_taylor_order(ndense) == 0 || eh_taylor_bytes(ndense) != bytes)
		return NULL;
	s = new_stream(bytes, ndense, arena);
	memcpy(s->sums, sums, bytes);
	s->move_at = 2 * s->sums->totals.rows;
	if (!eh_taylor_valid(s->sums, bytes))
	{
		release_stream(s, arena);
		return NULL;
	}
	return s;
}

size_t
eh_stream_bytes(const eh_stream *s)
{
	return eh_taylor_bytes(s->sums->ndense);
}

/* Z2; a step that is not to be trusted is not taken, and asked for later. */
static eh_status
move(eh_stream *s, const eh_control *ctl)
{
	double step[EH_TAYLOR_MOST + 1];
	double decrement;
	eh_status status;

	s->move_at = 2 * s->sums->totals.rows;
	status = eh_taylor_solve(s->sums, ctl, s->work, step, &decrement);
	if (status == EH_ECANCEL)
		return status;
	if (status == EH_OK)
		eh_taylor_move(s->sums, step, s->work);
	return EH_OK;
}

/* The block that the last row filled becomes sums, and is filled anew. */
eh_status
eh_stream_last_block(eh_stream *s, eh_held_rows *rows, const eh_control *ctl)
{
	eh_block block;

	if (!eh_held_rows_last_block(rows, s->success, &block))
		return EH_OK;
	eh_taylor_add(s->sums, &block, s->work);
	eh_held_rows_give_back(rows);
	return s->sums->totals.rows >= s->move_at ? move(s, ctl) : EH_OK;
}

/* All of some rows, which stay as they are. */
void
eh_stream_rows(eh_stream *s, const eh_held_rows *rows, const eh_arena *arena)
{
	void *scratch =
		arena->alloc(arena->owner, eh_held_rows_reader_bytes(&rows->shape));
	eh_row_reader reader;
	eh_rows source;
	eh_block block;

	eh_row_reader_init(&reader, rows, scratch, &source);
	source.rewind(source.source);
	while (source.next(source.source, &block))
		eh_taylor_add(s->sums, &block, s->work);
	arena->release(arena->owner, scratch);
}

eh_status
eh_stream_merge(eh_stream *into, const eh_stream *from)
{
	return eh_taylor_merge(into->sums, from->sums, into->work);
}
