/*
 * taylor.c - the Taylor state: its parts, its beginning and its rows.
 *
 * Y1  A state is the same whatever way it came about, to rounding: rows in
 *     any order, states merged in any order, moved or not.  Only what it does
 *     not say, the terms of the next order, depends on that.
 * Y2  What it does not say is bounded, rigorously but for rounding
 *     (taylor_bound.c).  A state that is far from its rows' estimate says so.
 * Y3  Columns are centred and scaled inside, by what the first rows showed;
 *     x near 1e9 keeps its digits.
 * Y4  Rows of no weight or no trials add nothing.
 * Y5  Sums of values and of scores carry lower digits: a billion rows cost
 *     none.
 */
#include "taylor_internal.h"

#include <math.h>
#include <string.h>

/* Steps by which the centre is made better, and what will do. */
#define OPEN_STEPS 4
#define OPEN_DONE 1e-3

/* The order of a state of so many numbers a row; 0: there is none. */
int
eh_taylor_order(int ndense)
{
	if (ndense > EH_TAYLOR_MOST)
		return 0;
	return ndense <= EH_TAYLOR_FOURTH ? 4 : 3;
}

/* Numbers to be dealt out, or, from no base, only counted. */
static double *
deal(double *base, size_t *used, size_t count)
{
	double *piece = base ? base + *used : NULL;

	*used += count;
	return piece;
}

static eh_jet
deal_jet(double *base, size_t *used, int d, int low, int high, bool digits)
{
	eh_jet j = {.d = d, .low = low, .high = high};

	for (int order = low; order <= high; order++)
		j.at[order] = deal(base, used, eh_jet_count(d, order));
	if (digits)
		j.digits = deal(base, used, 1 + (size_t) d);
	return j;
}

/* The parts of a body, or, from none, its length alone. */
static eh_taylor_parts
lay_out(int ndense, bool intercept, double *body, size_t *used)
{
	size_t nd = (size_t) ndense;
	size_t d = nd + 1;
	eh_taylor_parts p = {.d = ndense + 1,
		.first = intercept ? 0 : 1,
		.order = eh_taylor_order(ndense)};

	p.typical = sqrt(2.0 + (p.d - p.first));
	*used = 0;
	p.shift = deal(body, used, nd);
	p.scale = deal(body, used, nd);
	p.centre = deal(body, used, d);
	p.whiten = deal(body, used, eh_jet_count(p.d, 2));
	p.spread = deal(body, used, eh_jet_count(p.d, 2));
	p.piece = deal(body, used, EH_TAYLOR_PIECES * (d + 2));
	p.loss = deal_jet(body, used, p.d, 0, p.order, true);
	p.hit = deal_jet(body, used, p.d, 0, 2, false);
	p.meat = deal_jet(body, used, p.d, 2, p.order, false);
	p.null = deal_jet(body, used, 1, 0, EH_NULL_ORDER, true);
	return p;
}

eh_taylor_parts
eh_taylor_parts_of(const eh_taylor *t)
{
	size_t used;

	return lay_out(
		t->ndense, t->intercept, (double *) (uintptr_t) t->body, &used);
}

/*
 * sum size mu (1 - mu) at the centre.  p over it is the mean square of the
 * standard error of a row's log odds, rows weighed by what they tell: an error
 * of so many standard errors is, on a typical row, that times the root.
 */
double
eh_taylor_information(const eh_taylor *t)
{
	return eh_taylor_parts_of(t).loss.at[2][0];
}

/* Bytes of a state of so many numbers a row. */
size_t
eh_taylor_bytes(int ndense)
{
	size_t used;

	lay_out(ndense, true, NULL, &used);
	return sizeof(eh_taylor) + sizeof(double) * used;
}

/* The design of a state's rows; too many of them to rank. */
eh_design
eh_taylor_design(const eh_taylor *t)
{
	return (eh_design){.intercept = t->intercept,
		.ndense = t->ndense,
		.weight_kind = (eh_weight_kind) t->weight_kind,
		.grouped = t->grouped,
		.has_offset = t->has_offset,
		.nrows = EH_AUC_MOST_ROWS + 1};
}

/* Numbers of room to add a block. */
static size_t
add_room(int ndense)
{
	int d = ndense + 1;

	return eh_kernel()->taylor_room(d, eh_taylor_order(ndense)) + 6 * EH_BLOCK +
		   2 * (size_t) d;
}

/*
 * The room of any of the functions: a copy of a state, a logistic fit without
 * rows, and numbers.
 */
static size_t
lay_out_room(int ndense, char *base, eh_taylor_room *room)
{
	eh_pile at = {base, 0};
	eh_design design = {
		.intercept = true, .ndense = ndense, .nrows = EH_AUC_MOST_ROWS + 1};
	size_t numbers = add_room(ndense);
	size_t solve = eh_taylor_solve_room(ndense);
	size_t bound = eh_taylor_bound_room(ndense + 1);

	numbers = solve > numbers ? solve : numbers;
	numbers = bound > numbers ? bound : numbers;
	room->copy = eh_carve(&at, eh_taylor_bytes(ndense));
	room->numbers = eh_carve(&at, sizeof(double) * numbers);
	room->fit = eh_carve(&at, eh_logit_work(&design));
	return at.used;
}

/* Bytes of work that each of the functions needs, contents lost. */
size_t
eh_taylor_work(int ndense)
{
	eh_taylor_room room;

	return lay_out_room(ndense, NULL, &room) + EH_CACHE_LINE;
}

eh_taylor_room
eh_taylor_room_in(int ndense, double *work)
{
	eh_taylor_room room;

	lay_out_room(ndense, eh_cache_aligned(work), &room);
	return room;
}

/*
 * eh_taylor_begin - a state without rows.
 *
 *	t			eh_taylor_bytes(d->ndense)
 *	d			intercept, ndense, weight_kind, grouped, has_offset
 *	shift		ndense; 0 without an intercept
 *	scale		ndense powers of two: z = (x - shift) scale
 *	centre		ndense + 1: intercept (else 0) and coefficients of z
 *	info		information of z (without an intercept that of the numbers
 *				alone) near the centre, packed by rows of the lower triangle,
 *				of whatever rows: it only says in what directions a step is
 *				long
 *	null_centre	intercept of the model without predictors, near enough
 *
 * EH_EDOMAIN: too many numbers, or info is not positive definite.
 */
eh_status
eh_taylor_begin(eh_taylor *t, const eh_design *d, const double *shift,
	const double *scale, const double *centre, const double *info,
	double null_centre)
{
	eh_taylor_parts p;
	size_t nd = (size_t) d->ndense;

	if (eh_taylor_order(d->ndense) == 0)
		return EH_EDOMAIN;
	memset(t, 0, eh_taylor_bytes(d->ndense));
	t->ndense = d->ndense;
	t->weight_kind = (int32_t) d->weight_kind;
	t->intercept = d->intercept;
	t->grouped = d->grouped;
	t->has_offset = d->has_offset;
	t->null_centre = null_centre;
	eh_logit_totals_clear(&t->totals);
	p = eh_taylor_parts_of(t);
	if (nd > 0)
	{
		memcpy(p.shift, shift, sizeof(double) * nd);
		memcpy(p.scale, scale, sizeof(double) * nd);
	}
	memcpy(p.centre, centre, sizeof(double) * (nd + 1));
	return eh_taylor_metric(&p, info) ? EH_OK : EH_EDOMAIN;
}

/* Is it a state? */
bool
eh_taylor_valid(const eh_taylor *t, size_t bytes)
{
	const eh_logit_totals *all = &t->totals;
	eh_taylor_parts p;
	size_t used;

	if (bytes < sizeof(*t) || t->ndense < 0 || t->ndense > EH_TAYLOR_MOST ||
		bytes != eh_taylor_bytes(t->ndense))
		return false;
	if (t->intercept > 1 || t->grouped > 1 || t->has_offset > 1 ||
		t->weight_kind < EH_WEIGHT_NONE ||
		t->weight_kind > EH_WEIGHT_PROBABILITY || t->pieces < 0 ||
		t->pieces > EH_TAYLOR_PIECES || all->rows < 0)
		return false;
	for (size_t i = 0; i < sizeof(t->zero); i++)
		if (t->zero[i] != 0)
			return false;
	if (!(all->weight >= 0.0 && all->size >= 0.0 && all->hits >= 0.0 &&
			all->misses >= 0.0 && isfinite(all->weight + all->size) &&
			isfinite(all->hits + all->misses) && !isnan(all->offset_low) &&
			!isnan(all->offset_high) &&
			isfinite(all->hits_offset + all->saturated + all->binomial) &&
			isfinite(t->null_centre) && t->null_far >= 0.0 &&
			isfinite(t->null_far) && t->widest >= 0.0 && isfinite(t->widest)))
		return false;
	lay_out(t->ndense, t->intercept, NULL, &used);
	for (size_t i = 0; i < used; i++)
		if (!isfinite(t->body[i]))
			return false;
	p = eh_taylor_parts_of(t);
	for (int j = 0; j < t->ndense; j++)
		if (!(p.scale[j] > 0.0) || (!t->intercept && p.shift[j] != 0.0))
			return false;
	for (int j = p.first; j < p.d; j++)
		if (!(p.whiten[eh_packed(j, j)] > 0.0))
			return false;
	for (int64_t i = 0; i < t->pieces; i++)
	{
		const double *piece = p.piece + (size_t) i * (size_t) (p.d + 2);

		if (piece[0] < 0.0 || piece[1] < 0.0) /* weight, radius */
			return false;
	}
	return true;
}

/* The block into the model of intercept and offset. */
static void
add_null(eh_taylor *t, const eh_jet *null, const eh_block *b,
	const double *size, const double *hits, double *room)
{
	const eh_kernel_ops *ops = eh_kernel();
	double *one = room;
	double *eta = room + EH_BLOCK;
	double *mu = room + (size_t) 2 * EH_BLOCK;
	double *v = room + (size_t) 3 * EH_BLOCK;
	double part[5] = {0};
	eh_jet block = {.d = 1, .high = EH_NULL_ORDER};

	for (int i = 0; i < EH_BLOCK; i++)
		one[i] = 1.0;
	part[0] = ops->logit_step(
		one, 1, b->n, &t->null_centre, b->offset, size, &part[2], &part[1]);
	ops->logit_rows(one, 1, b->n, &t->null_centre, b->offset, eta, mu, v);
	for (int i = 0; i < b->n; i++)
	{
		double slope = (size ? size[i] : 1.0) * v[i];

		part[0] -= hits[i] * eta[i];
		part[1] -= hits[i];
		part[3] += slope * (1.0 - 2.0 * mu[i]);
		part[4] += slope * (1.0 - 6.0 * v[i]);
	}
	for (int order = 0; order <= EH_NULL_ORDER; order++)
		block.at[order] = part + order;
	block.digits = eta;
	eta[0] = eta[1] = 0.0;
	eh_jet_add(null, &block);
}

/*
 * eh_taylor_add - a block of rows.
 *
 *	block	columns but x aligned as the kernel wants them; no NaN
 */
void
eh_taylor_add(eh_taylor *t, const eh_block *block, double *work)
{
	const eh_kernel_ops *ops = eh_kernel();
	eh_taylor_parts p = eh_taylor_parts_of(t);
	eh_taylor_room room = eh_taylor_room_in(t->ndense, work);
	double *size_room = room.numbers;
	double *hits_room = size_room + EH_BLOCK;
	double *null_room = hits_room + EH_BLOCK;
	double *kernel_room = null_room + (size_t) 4 * EH_BLOCK;
	double *score = kernel_room + ops->taylor_room(p.d, p.order);
	double zero[EH_TAYLOR_COLUMNS + 1] = {0};
	eh_jet linear = {.d = p.d, .high = 1, .digits = zero};
	eh_taylor_step s = {.d = p.d,
		.order = p.order,
		.n = block->n,
		.x = block->x,
		.shift = p.shift,
		.scale = p.scale,
		.centre = p.centre,
		.whiten = p.whiten,
		.typical = p.typical,
		.offset = block->offset,
		.people = t->weight_kind == EH_WEIGHT_FREQUENCY ? block->weight : NULL,
		.room = kernel_room,
		.widest = t->widest,
		.score = score,
		.hit_slope = p.hit.at[1],
		.hit_curve = p.hit.at[2],
		.info = p.loss.at[2],
		.third = p.loss.at[3],
		.fourth = p.loss.at[4],
		.meat = p.meat.at[2],
		.meat_slope = p.meat.at[3],
		.meat_curve = p.meat.at[4],
		.spread = p.spread};

	eh_logit_sizes(block, size_room, hits_room, &s.size, &s.hits);
	eh_logit_totals_add(&t->totals, block, s.size, s.hits, true);
	if (t->has_offset)
		add_null(t, &p.null, block, s.size, s.hits, null_room);
	memset(score, 0, sizeof(double) * (size_t) p.d);
	ops->taylor(&s);
	linear.at[0] = &s.loss;
	linear.at[1] = score;
	p.loss.high = 1;
	eh_jet_add(&p.loss, &linear);
	p.hit.at[0][0] += s.hit_mean;
	t->widest = s.widest;
}

/* The centre by Newton's steps over the rows, from near by; f->info there. */
static eh_status
settle(eh_logit_fit *f, double *centre)
{
	double *score = eh_logit_vector(f, EH_VECTOR_SCORE);
	double *step = eh_logit_vector(f, EH_VECTOR_STEP);

	for (int i = 0; i < OPEN_STEPS; i++)
	{
		double squared = 0.0;

		eh_arrow_zero(&f->info);
		memset(f->mu_sum, 0, 2 * sizeof(double) * (size_t) f->p);
		eh_logit_rewind(f, -1);
		while (eh_logit_next(f))
			eh_logit_sum_step(f, centre, &f->info, f->mu_sum);
		if (f->cancelled)
			return EH_ECANCEL;
		for (int k = 0; k < f->p; k++)
			score[k] = (f->hit_sum[k] - f->mu_sum[k]) +
					   (f->hit_sum[f->p + k] - f->mu_sum[f->p + k]);
		if (!(eh_arrow_factor(&f->info, &f->work, f->unit, EH_TAYLOR_FLOOR) >
				EH_TAYLOR_FLOOR))
			return EH_EDOMAIN;
		eh_arrow_solve(&f->work, f->unit, score, step);
		for (int k = 0; k < f->p; k++)
		{
			squared += score[k] * step[k];
			centre[k] += step[k];
		}
		if (squared <= OPEN_DONE * OPEN_DONE)
			return EH_OK;
	}
	return EH_EDOMAIN;
}

/*
 * eh_taylor_open - a state of the first rows.
 *
 *	d		their design: no factors
 *	rows	they, to be read several times
 *	ctl		poll
 *	beta	their estimate, as eh_logit() gives it
 *
 * EH_EDOMAIN: beta is no estimate of these rows, or is too poorly determined
 * for a polynomial.
 */
eh_status
eh_taylor_open(eh_taylor *t, const eh_design *d, const eh_rows *rows,
	const eh_control *ctl, const double *beta, double *work)
{
	eh_logit_fit f = {.rows = rows, .ctl = ctl, .ops = eh_kernel()};
	eh_taylor_room room = eh_taylor_room_in(d->ndense, work);
	eh_design design = *d;
	double centre[EH_TAYLOR_COLUMNS] = {0};
	int first = d->intercept ? 1 : 0;
	double null_centre;
	double log_lik;
	eh_dd ahead = {first ? beta[0] : 0.0, 0.0};
	eh_status status;

	design.nclusters = 0;
	design.nrows = EH_AUC_MOST_ROWS + 1;
	eh_logit_open(&f, &design, room.fit);
	status = eh_logit_columns(&f);
	if (status == EH_OK)
		status = eh_logit_survey(&f, true);
	if (status == EH_OK && !(f.totals.hits > 0.0 && f.totals.misses > 0.0))
		status = EH_EDOMAIN;
	if (status == EH_OK)
		status = eh_logit_null_model(&f, &null_centre, &log_lik);
	if (status != EH_OK)
		return status;

	for (int j = 0; j < d->ndense; j++)
	{
		centre[1 + j] = beta[first + j] / f.scale[j];
		ahead = eh_dd_add(ahead, eh_dd_mul((eh_dd){beta[first + j], 0.0},
									 (eh_dd){f.centre[j], 0.0}));
	}
	centre[0] = first ? ahead.hi : 0.0;
	status = settle(&f, centre + 1 - first);
	if (status == EH_OK)
		status = eh_taylor_begin(
			t, d, f.centre, f.scale, centre, f.info.block, null_centre);
	if (status != EH_OK)
		return status;
	eh_logit_rewind(&f, -1);
	while (eh_logit_next(&f))
		eh_taylor_add(t, &f.block, work);
	return f.cancelled ? EH_ECANCEL : EH_OK;
}
