/*
 * logit_pass.c - a pass: its parts, its rows, and passes put together.
 *
 * N1  A pass is the same whatever way it came about, to rounding: rows in any
 *     order, passes merged in any order.
 * N2  Columns are centred and scaled inside: by what a first block shows, and
 *     from the second pass on by what all rows of the first showed.  Columns
 *     that nearly depend on each other are replaced by what is left of them,
 *     as eh_logit() does.
 * N3  Rows of no weight or no trials add nothing.
 * N4  Sums of scores and of the likelihood carry lower digits: a billion rows
 *     cost none.
 * N5  Passes are merged only if they stand at the very same coefficients.
 */
#include "logit_pass_internal.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "pile.h"

int
eh_logit_pass_parameters(const eh_logit_pass *pass)
{
	return (int) pass->ndense + ((pass->flags & EH_PASS_INTERCEPT) != 0);
}

/* Numbers to be dealt out, or, from no base, only counted. */
static double *
deal(double *base, size_t *used, size_t count)
{
	double *piece = base ? base + *used : NULL;

	*used += count;
	return piece;
}

static size_t
lay_out(const eh_logit_pass *h, double *body, eh_logit_pass_parts *s)
{
	size_t used = 0;
	size_t nd = (size_t) h->ndense;
	size_t p = (size_t) eh_logit_pass_parameters(h);
	size_t packed = p * (p + 1) / 2;

	s->centre = deal(body, &used, nd);
	s->scale = deal(body, &used, nd);
	s->low = deal(body, &used, nd);
	s->high = deal(body, &used, nd);
	s->beta = deal(body, &used, p);
	s->gamma = deal(body, &used, p);
	s->good = deal(body, &used, p);
	s->basis = deal(body, &used, packed);
	s->dead = deal(body, &used, p);
	s->length = deal(body, &used, p);
	s->span = deal(body, &used, p);
	s->plain = deal(body, &used, p);
	s->square = deal(body, &used, p);
	s->hit_sum = deal(body, &used, 2 * p);
	s->mu_sum = deal(body, &used, 2 * p);
	s->curve = deal(body, &used, 2 * p);
	s->info = deal(body, &used, packed);
	s->meat = deal(body, &used, packed);
	s->success = s->trials = s->weight = s->offset = s->x = NULL;
	if ((h->flags & EH_PASS_OPEN) == 0)
		return used;
	s->success = deal(body, &used, EH_BLOCK);
	if ((h->flags & EH_PASS_GROUPED) != 0)
		s->trials = deal(body, &used, EH_BLOCK);
	if (h->weight_kind != EH_WEIGHT_NONE)
		s->weight = deal(body, &used, EH_BLOCK);
	if ((h->flags & EH_PASS_OFFSET) != 0)
		s->offset = deal(body, &used, EH_BLOCK);
	s->x = deal(body, &used, nd * EH_BLOCK);
	return used;
}

void
eh_logit_pass_parts_of(const eh_logit_pass *pass, eh_logit_pass_parts *parts)
{
	lay_out(pass, (double *) (uintptr_t) pass->body, parts);
}

/* Bytes of a pass of such a header. */
size_t
eh_logit_pass_bytes(const eh_logit_pass *header)
{
	eh_logit_pass_parts parts;

	return sizeof(*header) + sizeof(double) * lay_out(header, NULL, &parts);
}

/* The design of a pass's rows; too many of them to rank. */
static eh_design
design_of(const eh_logit_pass *pass)
{
	return (eh_design){.intercept = (pass->flags & EH_PASS_INTERCEPT) != 0,
		.ndense = (int) pass->ndense,
		.weight_kind = (eh_weight_kind) pass->weight_kind,
		.grouped = (pass->flags & EH_PASS_GROUPED) != 0,
		.has_offset = (pass->flags & EH_PASS_OFFSET) != 0,
		.nrows = EH_AUC_MOST_ROWS + 1};
}

static size_t
lay_out_room(const eh_logit_pass *like, char *base, eh_logit_pass_room *room)
{
	eh_pile at = {base, 0};
	eh_logit_pass closed = *like;

	closed.flags &= (uint8_t) ~EH_PASS_OPEN;
	room->design = design_of(like);
	room->zero = eh_carve(
		&at, sizeof(double) * (size_t) (eh_logit_pass_parameters(like) + 1));
	room->column = eh_carve(&at, 5 * sizeof(double) * EH_BLOCK);
	room->copy = eh_carve(&at, eh_logit_pass_bytes(&closed));
	room->fit = eh_carve(&at, eh_logit_work(&room->design));
	return at.used;
}

/* Bytes of work that each of the functions needs, contents lost. */
size_t
eh_logit_pass_work(int ndense)
{
	eh_logit_pass like = {.ndense = ndense, .flags = EH_PASS_INTERCEPT};
	eh_logit_pass_room room;

	return lay_out_room(&like, NULL, &room) + EH_CACHE_LINE;
}

static void
rewind_one(void *source)
{
	eh_logit_pass_room *room = source;

	room->given = false;
}

static bool
next_one(void *source, eh_block *block)
{
	eh_logit_pass_room *room = source;

	if (room->given || room->block.n == 0)
		return false;
	room->given = true;
	*block = room->block;
	return true;
}

static bool
never(void *arg)
{
	(void) arg;
	return false;
}

/*
 * A fit over the pass's frame in room->f, sums and all where eh_logit's
 * functions look for them.  Vectors and triangles of sums are the pass's own;
 * totals and extras are copies.
 */
void
eh_logit_pass_open_fit(const eh_logit_pass *pass, double *work,
	const eh_control *ctl, eh_logit_pass_room *room)
{
	static const eh_control patient = {0, never, NULL};
	eh_logit_fit *f = &room->f;
	eh_logit_pass_parts s;

	memset(room, 0, sizeof(*room));
	lay_out_room(pass, eh_cache_aligned(work), room);
	eh_logit_pass_parts_of(pass, &s);
	room->rows = (eh_rows){rewind_one, next_one, room};
	f->rows = &room->rows;
	f->ctl = ctl ? ctl : &patient;
	f->ops = eh_kernel();
	eh_logit_open(f, &room->design, room->fit);
	memset(room->zero, 0, sizeof(double) * (size_t) (f->p + 1));
	for (int j = 0; j < f->d->ndense; j++)
	{
		f->centre[j] = s.centre[j];
		f->scale[j] = s.scale[j];
		f->most[j] = fmax(fabs(s.low[j]), fabs(s.high[j]));
	}
	for (int k = 0; k < f->p; k++)
	{
		for (int l = 0; l <= k; l++)
		{
			double entry = s.basis[eh_packed(k, l)];

			f->basis[(size_t) k * (size_t) f->nz + (size_t) l] = entry;
			f->turned[k] = f->turned[k] || entry != (k == l);
		}
		f->any_turned = f->any_turned || f->turned[k];
		f->dead[k] = s.dead[k] != 0.0;
		f->length[k] = s.length[k];
		f->reach[k] = f->span[k] = s.span[k];
	}
	f->hit_sum = s.hit_sum;
	f->mu_sum = s.mu_sum;
	f->curve = s.curve;
	f->info.block = s.info;
	f->meat.block = s.meat;
	f->totals = pass->totals;
	f->extras.log_lik = pass->log_lik;
	f->extras.slope = pass->slope;
	f->extras.mu_hits = pass->mu_hits;
	f->extras.mu_misses = pass->mu_misses;
	f->log_lik = pass->log_lik.hi;
	f->iterations = (int) pass->passes;
}

/*
 * eh_logit_pass_begin - a pass without rows.
 *
 *	pass	eh_logit_pass_bytes() of what d and open say; pass->vl_len_ stays
 *	d		intercept, ndense, weight_kind, grouped, has_offset
 *	beta	the user's coefficients; NULL: a survey
 *	open	with room for a block
 */
void
eh_logit_pass_begin(
	eh_logit_pass *pass, const eh_design *d, const double *beta, bool open)
{
	int32_t length = pass->vl_len_;
	eh_logit_pass header = {.format = EH_PASS_FORMAT,
		.weight_kind = (uint8_t) d->weight_kind,
		.ndense = d->ndense,
		.passes = 1};
	eh_logit_pass_parts s;

	if (d->intercept)
		header.flags |= EH_PASS_INTERCEPT;
	if (d->grouped)
		header.flags |= EH_PASS_GROUPED;
	if (d->has_offset)
		header.flags |= EH_PASS_OFFSET;
	if (open)
		header.flags |= EH_PASS_OPEN;
	if (!beta)
		header.flags |= EH_PASS_SURVEY;
	memset(pass, 0, eh_logit_pass_bytes(&header));
	*pass = header;
	pass->vl_len_ = length;
	eh_logit_totals_clear(&pass->totals);
	eh_logit_pass_parts_of(pass, &s);
	for (int j = 0; j < d->ndense; j++)
	{
		s.scale[j] = 1.0;
		s.low[j] = INFINITY;
		s.high[j] = -INFINITY;
	}
	for (int k = 0; k < eh_logit_pass_parameters(pass); k++)
	{
		s.basis[eh_packed(k, k)] = 1.0;
		if (beta)
			s.beta[k] = beta[k];
	}
}

/*
 * The user's coefficients in a frame that has not been turned: the intercept
 * is the predictor at the centres, and only twice the digits keep any of it
 * where those are far away.
 */
static void
to_frame(const eh_logit_pass *pass, const eh_logit_pass_parts *s)
{
	int first = (pass->flags & EH_PASS_INTERCEPT) != 0;
	eh_dd ahead = {first ? s->beta[0] : 0.0, 0.0};

	for (int j = 0; j < pass->ndense; j++)
	{
		s->gamma[first + j] = s->beta[first + j] / s->scale[j];
		ahead = eh_dd_add(ahead, eh_dd_mul((eh_dd){s->beta[first + j], 0.0},
									 (eh_dd){s->centre[j], 0.0}));
	}
	if (first)
		s->gamma[0] = ahead.hi;
}

/* The frame as a first block suggests it. */
static void
guess_frame(eh_logit_pass *pass, const eh_block *b)
{
	bool intercept = (pass->flags & EH_PASS_INTERCEPT) != 0;
	eh_logit_pass_parts s;

	eh_logit_pass_parts_of(pass, &s);
	for (int j = 0; j < pass->ndense; j++)
	{
		const double *x = b->x + (size_t) j * EH_BLOCK;
		double low = x[0];
		double high = x[0];
		double sum = 0.0;

		for (int i = 0; i < b->n; i++)
		{
			low = fmin(low, x[i]);
			high = fmax(high, x[i]);
			sum += x[i] - x[0];
		}
		eh_logit_pass_frame_column(pass, &s, j, x[0] + sum / b->n,
			intercept ? 0.5 * high - 0.5 * low : fmax(fabs(low), fabs(high)));
	}
	to_frame(pass, &s);
	pass->flags |= EH_PASS_FRAMED;
}

/* Ranges, lengths and plain sums of the columns. */
static void
measure(const eh_logit_fit *f, const eh_logit_pass_parts *s)
{
	const double *size = f->size;

	for (int j = 0; j < f->d->ndense; j++)
	{
		const double *x = f->block.x + (size_t) j * EH_BLOCK;
		double low = s->low[j];
		double high = s->high[j];

		for (int i = 0; i < f->n; i++)
		{
			if (size && !(size[i] > 0.0))
				continue;
			low = x[i] < low ? x[i] : low;
			high = x[i] > high ? x[i] : high;
		}
		s->low[j] = low;
		s->high[j] = high;
	}
	for (int k = 0; k < f->p; k++)
	{
		const double *z = f->z + (size_t) k * EH_BLOCK;
		double plain = 0.0;
		double square = 0.0;
		double span = s->span[k];

		for (int i = 0; i < f->n; i++)
		{
			double part = size ? size[i] * z[i] : z[i];
			double far = part != 0.0 ? fabs(z[i]) : 0.0;

			plain += part;
			square += part * z[i];
			span = far > span ? far : span;
		}
		s->plain[k] += plain;
		s->square[k] += square;
		s->span[k] = span;
	}
}

/* The block into the model of intercept and offset. */
static void
add_null(eh_logit_pass *pass, const eh_logit_fit *f, double *one)
{
	double part = 0.0;
	double value;

	for (int i = 0; i < EH_BLOCK; i++)
		one[i] = 1.0;
	value = f->ops->logit_step(one, 1, f->n, &pass->null_at, f->offset, f->size,
		&pass->null_slope, &part);
	pass->null_mu = eh_dd_add_double(pass->null_mu, part);
	pass->null_log = eh_dd_add_double(pass->null_log, value);
}

/*
 * eh_logit_pass_add - a block of rows.
 *
 *	block	columns but x on a cache line; no NaN
 */
void
eh_logit_pass_add(eh_logit_pass *pass, const eh_block *block, double *work)
{
	bool survey = (pass->flags & EH_PASS_SURVEY) != 0;
	eh_logit_pass_room room;
	eh_logit_fit *f = &room.f;
	eh_logit_pass_parts s;
	double value;

	if ((pass->flags & EH_PASS_FRAMED) == 0)
		guess_frame(pass, block);
	eh_logit_pass_open_fit(pass, work, NULL, &room);
	eh_logit_pass_parts_of(pass, &s);
	room.block = *block;
	eh_logit_rewind(f, -1);
	if (!eh_logit_next(f))
		return;
	pass->rows += f->n;
	eh_logit_totals_add(&pass->totals, &f->block, f->size, f->hits, true);
	if (pass->measured == 0)
		measure(f, &s);
	for (int i = 0; i < f->n && f->offset; i++)
		pass->size_offset += (f->size ? f->size[i] : 1.0) * f->offset[i];
	eh_logit_sum(f, f->hits, f->hit_sum);
	if (survey)
	{
		f->offset = NULL;
		eh_logit_sum_step(f, room.zero, &f->info, f->mu_sum);
		return;
	}
	if (f->offset)
		add_null(pass, f, room.column + (size_t) 4 * EH_BLOCK);
	value = eh_logit_sum_step(f, s.gamma, &f->info, f->mu_sum);
	eh_logit_extras_add(f, s.gamma, value);
	pass->log_lik = f->extras.log_lik;
	pass->slope = f->extras.slope;
	pass->mu_hits = f->extras.mu_hits;
	pass->mu_misses = f->extras.mu_misses;
}

/* A column of the room on a cache line, finite to its end. */
static const double *
aligned(const double *from, int n, double *to)
{
	if (!from)
		return NULL;
	memcpy(to, from, sizeof(double) * (size_t) n);
	memset(to + n, 0, sizeof(double) * (size_t) (EH_BLOCK - n));
	return to;
}

/* The rows in the room of one pass into the sums of another, or its own. */
static void
add_room(const eh_logit_pass *from, eh_logit_pass *to, double *work)
{
	int n = (int) from->held;
	eh_block block = {.n = n};
	eh_logit_pass_room room;
	eh_logit_pass_parts s;

	if (n == 0)
		return;
	lay_out_room(from, eh_cache_aligned(work), &room);
	eh_logit_pass_parts_of(from, &s);
	block.x = s.x;
	block.success = aligned(s.success, n, room.column);
	block.trials = aligned(s.trials, n, room.column + EH_BLOCK);
	block.weight = aligned(s.weight, n, room.column + (size_t) 2 * EH_BLOCK);
	block.offset = aligned(s.offset, n, room.column + (size_t) 3 * EH_BLOCK);
	eh_logit_pass_add(to, &block, work);
}

/* Rows that were held go into the sums. */
void
eh_logit_pass_flush(eh_logit_pass *pass, double *work)
{
	add_room(pass, pass, work);
	pass->held = 0;
}

/*
 * eh_logit_pass_close - the same pass without room, all rows in its sums.
 *
 *	out		eh_logit_pass_bytes() of a header that is not open
 */
void
eh_logit_pass_close(const eh_logit_pass *pass, eh_logit_pass *out, double *work)
{
	int32_t length = out->vl_len_;
	eh_logit_pass header = *pass;

	header.flags &= (uint8_t) ~EH_PASS_OPEN;
	memcpy(out, pass, eh_logit_pass_bytes(&header));
	out->vl_len_ = length;
	out->flags = header.flags;
	out->held = 0;
	add_room(pass, out, work);
}
