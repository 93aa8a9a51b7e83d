/*
 * stream.c - a logistic fit whose rows go by.
 *
 * Z1  Rows are summed only about the fit of rows that were held, and only
 *     where that fit is sound: it converged, its columns are far from
 *     collinear, and both outcomes are frequent.  Else holding goes on.
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

/* The estimates of sums may be off by so much, in standard errors or in the log
 * odds of a typical row. */
#define MOST_ERROR 1e-8

/* Can rows of this design be sums? */
bool
eh_stream_can(const eh_design *d)
{
	return d->nfactors == 0 && d->nclusters == 0 &&
		   eh_taylor_order(d->ndense) > 0;
}

static eh_stream *
new_stream(eh_taylor *sums, const eh_arena *arena)
{
	eh_stream *s = arena->alloc(arena->owner, sizeof(*s));

	s->sums = sums;
	s->work = arena->alloc(arena->owner, eh_taylor_work(sums->ndense));
	s->room =
		arena->alloc(arena->owner, sizeof(double) * EH_BLOCK + EH_CACHE_LINE);
	s->success = (double *) (void *) eh_cache_aligned(s->room);
	s->move_at = 2 * sums->totals.rows;
	return s;
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

/*
 * eh_sums_begin - rows that are held as sums about their fit.
 *
 *	rows	to be read several times
 *	out		of the arena; NULL where the fit is not sound
 */
eh_status
eh_sums_begin(const eh_rows *rows, const eh_design *d, const eh_arena *arena,
	const eh_control *ctl, eh_taylor **out)
{
	size_t p = (size_t) eh_design_parameters(d);
	size_t bytes = sizeof(double) * (3 * p + 3 * p * p);
	eh_design many = unranked(d);
	double *number = arena->alloc(arena->owner, bytes);
	double *work = arena->alloc(arena->owner, eh_logit_work(&many));
	eh_logit_result r = {.beta = number,
		.relation = number + p,
		.margin = number + 2 * p,
		.cov = number + 3 * p,
		.hc0 = number + 3 * p + p * p,
		.margin_gradient = number + 3 * p + 2 * p * p};
	eh_status status;

	*out = NULL;
	status = eh_logit(&many, rows, ctl, work, &r);
	arena->release(arena->owner, work);
	if (status == EH_OK && sound(&r, (int) p, hits_of(rows)))
	{
		eh_taylor *sums =
			arena->alloc(arena->owner, eh_taylor_bytes(d->ndense));

		work = arena->alloc(arena->owner, eh_taylor_work(d->ndense));
		status = eh_taylor_open(sums, d, rows, ctl, r.beta, work);
		arena->release(arena->owner, work);
		if (status == EH_OK)
			*out = sums;
		else
			arena->release(arena->owner, sums);
	}
	arena->release(arena->owner, number);
	return status;
}

/*
 * eh_stream_begin - fit the rows held so far and sum them about that fit.
 *
 *	d		of those rows
 *	out		the stream; NULL where the fit is not sound, and rows are to be
 *			held on
 */
eh_status
eh_stream_begin(const eh_held_rows *rows, const eh_design *d,
	const eh_arena *arena, const eh_control *ctl, eh_stream **out)
{
	void *scratch =
		arena->alloc(arena->owner, eh_held_rows_reader_bytes(&rows->shape));
	eh_row_reader reader;
	eh_rows source;
	eh_taylor *sums;
	eh_status status;

	*out = NULL;
	eh_row_reader_init(&reader, rows, scratch, &source);
	status = eh_sums_begin(&source, d, arena, ctl, &sums);
	arena->release(arena->owner, scratch);
	if (sums != NULL)
	{
		*out = new_stream(sums, arena);
		(*out)->move_at = 2 * rows->nrows;
	}
	return status;
}

/* The stream of another's sums; NULL if they are none. */
eh_stream *
eh_stream_of(const void *sums, size_t bytes, const eh_arena *arena)
{
	eh_taylor *copy;

	if (bytes < sizeof(eh_taylor))
		return NULL;
	copy = arena->alloc(arena->owner, bytes);
	memcpy(copy, sums, bytes);
	if (eh_taylor_valid(copy, bytes))
		return new_stream(copy, arena);
	arena->release(arena->owner, copy);
	return NULL;
}

size_t
eh_stream_bytes(const eh_stream *s)
{
	return eh_taylor_bytes(s->sums->ndense);
}

/* Z2; a step that is not to be trusted is not taken, and asked for later. */
eh_status
eh_sums_move(eh_taylor *sums, const eh_control *ctl, double *work)
{
	double step[EH_TAYLOR_MOST + 1];
	double decrement;
	eh_status status = eh_taylor_solve(sums, ctl, work, step, &decrement);

	if (status == EH_ECANCEL)
		return status;
	if (status == EH_OK)
		eh_taylor_move(sums, step, work);
	return EH_OK;
}

/*
 * eh_sums_fit - Z3: eh_taylor_finish(), and EH_FIT_APPROXIMATE where the
 * estimate may be off by more than is let pass.
 */
eh_status
eh_sums_fit(const eh_taylor *sums, const eh_control *ctl, double *work,
	eh_logit_result *out, double *max_error)
{
	int p = sums->ndense + sums->intercept;
	eh_status status = eh_taylor_finish(sums, ctl, work, out, max_error);
	double off;

	if (status != EH_OK || out->status != EH_FIT_OK)
		return status;
	off = *max_error * fmin(1.0, sqrt(p / eh_taylor_information(sums)));
	if (!(off <= MOST_ERROR))
		out->status = EH_FIT_APPROXIMATE;
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
	if (s->sums->totals.rows < s->move_at)
		return EH_OK;
	s->move_at = 2 * s->sums->totals.rows;
	return eh_sums_move(s->sums, ctl, s->work);
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
