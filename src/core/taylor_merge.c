/*
 * taylor_merge.c - two states into one.
 *
 * The other's columns become this one's by an affine map, its centre this
 * one's centre; then everything is a sum.
 */
#include "taylor_internal.h"

#include <math.h>
#include <string.h>

/* Column j of one frame: turn[j] and grow[j] times column j of another. */
typedef struct frame
{
	double turn[EH_TAYLOR_COLUMNS];
	double grow[EH_TAYLOR_COLUMNS];
} frame;

/*
 * z = (x - shift) scale is (z_other / scale_other + (shift_other - shift))
 * scale: shifts that are large and close must not be multiplied before they
 * are subtracted.
 */
static frame
between(const eh_taylor_parts *from, const eh_taylor_parts *to)
{
	frame f = {{0.0}, {1.0}};

	for (int j = 0; j < to->d - 1; j++)
	{
		f.turn[1 + j] = (from->shift[j] - to->shift[j]) * to->scale[j];
		f.grow[1 + j] = to->scale[j] / from->scale[j];
	}
	return f;
}

/* Coefficients that give every row the same predictor. */
static void
map_centre(const frame *f, int d, double *centre)
{
	eh_dd ahead = {centre[0], 0.0};

	for (int j = 1; j < d; j++)
	{
		centre[j] /= f->grow[j];
		ahead = eh_dd_add(ahead,
			eh_dd_mul((eh_dd){-f->turn[j], 0.0}, (eh_dd){centre[j], 0.0}));
	}
	centre[0] = ahead.hi;
}

/* W such that W z is as it was. */
static void
map_whiten(const frame *f, int d, double *whiten)
{
	for (int i = 0; i < d; i++)
		for (int j = 1; j <= i; j++)
		{
			double *w = whiten + eh_packed(i, j);

			*w /= f->grow[j];
			whiten[eh_packed(i, 0)] -= *w * f->turn[j];
		}
}

/* The other state in this one's columns. */
static void
map_state(eh_taylor *t, const eh_taylor_parts *to)
{
	eh_taylor_parts p = eh_taylor_parts_of(t);
	const frame f = between(&p, to);

	eh_jet_map(&p.loss, f.turn, f.grow);
	eh_jet_map(&p.hit, f.turn, f.grow);
	eh_jet_map(&p.meat, f.turn, f.grow);
	map_centre(&f, p.d, p.centre);
	map_whiten(&f, p.d, p.whiten);
	for (int64_t i = 0; i < t->pieces; i++)
		map_centre(&f, p.d, p.piece + (size_t) i * (size_t) (p.d + 2) + 2);
}

/* Are they states of the same model? */
static bool
alike(const eh_taylor *a, const eh_taylor *b)
{
	return a->ndense == b->ndense && a->intercept == b->intercept &&
		   a->weight_kind == b->weight_kind && a->grouped == b->grouped &&
		   a->has_offset == b->has_offset;
}

/*
 * eh_taylor_merge - the rows of another state into this one.
 *
 * EH_EDOMAIN: they are of other models; nothing has changed.
 */
eh_status
eh_taylor_merge(eh_taylor *into, const eh_taylor *from, double *work)
{
	eh_taylor_room room = eh_taylor_room_in(into->ndense, work);
	eh_taylor *other = room.copy;
	eh_taylor_parts a = eh_taylor_parts_of(into);
	eh_taylor_parts b;
	double step[EH_TAYLOR_COLUMNS];
	double null = into->null_centre - from->null_centre;

	if (!alike(into, from))
		return EH_EDOMAIN;
	memcpy(other, from, eh_taylor_bytes(from->ndense));
	b = eh_taylor_parts_of(other);
	eh_taylor_close(other, room.numbers);
	map_state(other, &a);
	for (int j = 0; j < a.d; j++)
		step[j] = a.centre[j] - b.centre[j];
	eh_jet_shift(&b.loss, step, room.numbers);
	eh_jet_shift(&b.hit, step, room.numbers);
	eh_jet_shift(&b.meat, step, room.numbers);
	eh_jet_shift(&b.null, &null, room.numbers);
	other->null_far += pow(other->totals.size, 0.2) * fabs(null);

	eh_taylor_join(into, other, room.numbers);
	eh_jet_add(&a.loss, &b.loss);
	eh_jet_add(&a.hit, &b.hit);
	eh_jet_add(&a.meat, &b.meat);
	eh_jet_add(&a.null, &b.null);
	into->null_far =
		pow(pow(into->null_far, 5.0) + pow(other->null_far, 5.0), 0.2);
	eh_logit_totals_merge(&into->totals, &other->totals);
	return EH_OK;
}
