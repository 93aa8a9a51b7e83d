/*
 * taylor_solve.c - to the maximum of the polynomial that a state is.
 */
#include "taylor_internal.h"

#include <math.h>
#include <string.h>

/* A step of less than this, in standard errors, is the last. */
#define DONE 1e-9

/* Where rounding stops progress, this will do. */
#define ROUNDED 1e-7

/* Rounding of a likelihood, relative. */
#define SLACK 1e-12

#define MOST_HALVINGS 30

/* Where predictors move further than this the polynomial has nothing to say. */
#define MOST_REACH 1.0

#define NULL_STEPS 60
#define NULL_DONE 1e-13

/* What a climb works in. */
typedef struct climb
{
	const eh_taylor *t;
	eh_taylor_parts p;
	int n;
	eh_jet loss; /* at a point */
	double *shift_room;
	eh_arrow info;
	eh_arrow root;
	double *unit;
	double *step;
	double *good;
} climb;

/* Numbers of a jet from order 0 on, lower digits included. */
static size_t
jet_length(int d, int order)
{
	size_t sum = 1 + (size_t) d;

	for (int k = 0; k <= order; k++)
		sum += eh_jet_count(d, k);
	return sum;
}

/* Numbers of room that eh_taylor_climb() needs, and eh_taylor_move() too. */
size_t
eh_taylor_solve_room(int ndense)
{
	int d = ndense + 1;
	int order = eh_taylor_order(ndense);

	return jet_length(d, order) + eh_jet_room(d, order) +
		   2 * eh_jet_count(d, 2) + 3 * (size_t) d;
}

static climb
start(const eh_taylor *t, double *room)
{
	climb c = {.t = t, .p = eh_taylor_parts_of(t)};
	int d = c.p.d;

	c.n = d - c.p.first;
	c.loss = c.p.loss;
	for (int k = 0; k <= c.p.order; k++)
	{
		c.loss.at[k] = room;
		room += eh_jet_count(d, k);
	}
	c.loss.digits = room;
	c.shift_room = c.loss.digits + 1 + d;
	c.info.core = c.root.core = c.n;
	c.info.block = c.shift_room + eh_jet_room(d, c.p.order);
	c.root.block = c.info.block + eh_jet_count(d, 2);
	c.unit = c.root.block + eh_jet_count(d, 2);
	c.step = c.unit + d;
	c.good = c.step + d;
	return c;
}

/* The loss at the centre and a step. */
static void
look(climb *c, const double *step)
{
	int d = c->p.d;

	for (int k = 0; k <= c->p.order; k++)
		memcpy(c->loss.at[k], c->p.loss.at[k],
			sizeof(double) * eh_jet_count(d, k));
	memcpy(c->loss.digits, c->p.loss.digits, sizeof(double) * (1 + (size_t) d));
	eh_jet_shift(&c->loss, step, c->shift_room);
}

/* Newton's step from where the loss was looked at; NaN where there is none. */
static double
newton(climb *c)
{
	double score[EH_TAYLOR_COLUMNS];
	double squared = 0.0;
	int first = c->p.first;

	for (int j = 0; j < c->n; j++)
		for (int k = 0; k <= j; k++)
			c->info.block[eh_packed(j, k)] =
				c->loss.at[2][eh_packed(first + j, first + k)];
	for (int k = 0; k < c->n; k++)
		score[k] = -(c->loss.at[1][first + k] + c->loss.digits[1 + first + k]);
	if (!(eh_arrow_factor(&c->info, &c->root, c->unit, EH_TAYLOR_FLOOR) >
			EH_TAYLOR_FLOOR))
		return NAN;
	for (int k = 0; k < c->n; k++)
		if (c->unit[k] == 0.0)
			return NAN;
	eh_arrow_solve(&c->root, c->unit, score, c->step + first);
	c->step[0] = first ? 0.0 : c->step[0];
	for (int k = 0; k < c->n; k++)
		squared += score[k] * c->step[first + k];
	return sqrt(fmax(squared, 0.0));
}

/*
 * eh_taylor_climb - as eh_taylor_solve(), in solve_room() numbers of room;
 * *steps says how many it took.
 */
eh_status
eh_taylor_climb(const eh_taylor *t, const eh_control *ctl, double *room,
	double *step, double *decrement, int *steps)
{
	climb c = start(t, room);
	double best = INFINITY;
	double before = INFINITY;
	int halvings = 0;

	memset(step, 0, sizeof(double) * (size_t) c.p.d);
	memset(c.good, 0, sizeof(double) * (size_t) c.p.d);
	*decrement = NAN;
	*steps = 0;
	if (c.n == 0)
	{
		*decrement = 0.0;
		return EH_OK;
	}
	for (int i = 0; i < ctl->max_iterations + MOST_HALVINGS; i++)
	{
		double loss;

		if (ctl->poll && ctl->poll(ctl->arg))
			return EH_ECANCEL;
		look(&c, step);
		loss = c.loss.at[0][0] + c.loss.digits[0];
		if (!(loss <= best + SLACK * fabs(best)) && before > ROUNDED)
		{
			if (++halvings > MOST_HALVINGS)
				return EH_ENOCONV;
			for (int k = 0; k < c.p.d; k++)
				step[k] = 0.5 * (step[k] + c.good[k]);
			continue;
		}
		best = loss;
		memcpy(c.good, step, sizeof(double) * (size_t) c.p.d);
		*decrement = newton(&c);
		if (isnan(*decrement))
			return EH_ENOCONV;
		for (int k = 0; k < c.p.d; k++)
			step[k] += c.step[k];
		if (!(eh_taylor_reach(t, step) <= MOST_REACH))
			return EH_ENOCONV;
		if (*decrement <= DONE ||
			(*decrement <= ROUNDED && *decrement > 0.5 * before))
			return EH_OK;
		before = *decrement;
		if (++*steps >= ctl->max_iterations)
			break;
	}
	return EH_ENOCONV;
}

/*
 * eh_taylor_solve - from the centre to the estimate.
 *
 *	ctl			most steps; poll
 *	step		ndense + 1, out: of z, the first 0 without an intercept
 *	decrement	out: length of Newton's last step, in standard errors
 *
 * EH_ENOCONV: not to be trusted: the polynomial has no maximum near by, or a
 * column is too nearly a combination of others.
 */
eh_status
eh_taylor_solve(const eh_taylor *t, const eh_control *ctl, double *work,
	double *step, double *decrement)
{
	eh_taylor_room room = eh_taylor_room_in(t->ndense, work);
	int steps;

	return eh_taylor_climb(t, ctl, room.numbers, step, decrement, &steps);
}

/* From the null centre to where the null model's score is 0; else no step. */
static double
null_step(const eh_jet *null)
{
	double x = 0.0;

	for (int i = 0; i < NULL_STEPS; i++)
	{
		double score =
			null->digits[1] + null->at[1][0] +
			x * (null->at[2][0] +
					x / 2.0 * (null->at[3][0] + x / 3.0 * null->at[4][0]));
		double slope =
			null->at[2][0] + x * (null->at[3][0] + x / 2.0 * null->at[4][0]);
		double next = x - score / slope;

		if (!(slope > 0.0) || !(fabs(next) <= MOST_REACH))
			return 0.0;
		if (fabs(next - x) <= NULL_DONE)
			return next;
		x = next;
	}
	return 0.0;
}

/*
 * eh_taylor_move - the same polynomial about another centre.
 *
 *	step	as eh_taylor_solve() gives it
 */
void
eh_taylor_move(eh_taylor *t, const double *step, double *work)
{
	eh_taylor_parts p = eh_taylor_parts_of(t);
	double *room = eh_taylor_room_in(t->ndense, work).numbers;
	double null;

	eh_taylor_close(t, room);
	eh_jet_shift(&p.loss, step, room);
	eh_jet_shift(&p.hit, step, room);
	eh_jet_shift(&p.meat, step, room);
	for (int j = p.first; j < p.d; j++)
		p.centre[j] += step[j];
	if (!t->has_offset || !t->intercept)
		return;
	null = null_step(&p.null);
	eh_jet_shift(&p.null, &null, room);
	t->null_centre += null;
	t->null_far += pow(t->totals.size, 0.2) * fabs(null);
}
