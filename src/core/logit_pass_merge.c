/*
 * logit_pass_merge.c - sums moved to another frame, and passes put together.
 *
 * Between two frames that have not been turned, a column is a multiple of
 * itself and a multiple of the constant: z' = ratio z + shift.  Without an
 * intercept there is no constant, and nothing is centred: every shift is 0.
 */
#include "logit_pass_internal.h"

#include <math.h>
#include <string.h>

/* How column k of one frame becomes that of another. */
typedef struct change
{
	double ratio; /* a power of two */
	eh_dd shift;
} change;

static change
change_of(const eh_logit_pass_parts *from, const eh_logit_pass_parts *to,
	int first, int k)
{
	int j = k - first;
	eh_dd apart;

	if (j < 0) /* the constant itself */
		return (change){1.0, {0.0, 0.0}};
	apart = eh_dd_two_sum(from->centre[j], -to->centre[j]);
	return (change){to->scale[j] / from->scale[j],
		{apart.hi * to->scale[j], apart.lo * to->scale[j]}};
}

/* A vector of p sums and p lower digits, times the columns. */
static void
move_vector(const eh_logit_pass_parts *from, const eh_logit_pass_parts *to,
	int first, int p, const double *in, double *out)
{
	eh_dd constant = {in[0], in[p]};

	for (int k = 0; k < p; k++)
	{
		change c = change_of(from, to, first, k);
		eh_dd own = {in[k] * c.ratio, in[p + k] * c.ratio};
		eh_dd sum = eh_dd_add(own, eh_dd_mul(constant, c.shift));

		out[k] = sum.hi;
		out[p + k] = sum.lo;
	}
}

static void
move_matrix(const eh_logit_pass_parts *from, const eh_logit_pass_parts *to,
	int first, int p, const double *in, double *out)
{
	for (int k = 0; k < p; k++)
	{
		change a = change_of(from, to, first, k);

		for (int l = 0; l <= k; l++)
		{
			change b = change_of(from, to, first, l);

			out[eh_packed(k, l)] = a.ratio * b.ratio * in[eh_packed(k, l)] +
								   a.ratio * b.shift.hi * in[eh_packed(k, 0)] +
								   a.shift.hi * b.ratio * in[eh_packed(l, 0)] +
								   a.shift.hi * b.shift.hi * in[0];
		}
	}
}

/*
 * eh_logit_pass_reframe - the sums of one pass as they would be in another's
 * frame; neither has been turned.  to's frame is set, its sums are not.
 */
void
eh_logit_pass_reframe(const eh_logit_pass_parts *from,
	const eh_logit_pass_parts *to, const eh_logit_pass *like)
{
	int first = (like->flags & EH_PASS_INTERCEPT) != 0;
	int p = eh_logit_pass_parameters(like);
	double size = first > 0 ? from->plain[0] : 0.0;

	move_vector(from, to, first, p, from->hit_sum, to->hit_sum);
	move_vector(from, to, first, p, from->mu_sum, to->mu_sum);
	move_vector(from, to, first, p, from->curve, to->curve);
	move_matrix(from, to, first, p, from->info, to->info);
	move_matrix(from, to, first, p, from->meat, to->meat);
	for (int k = 0; k < p; k++)
	{
		change c = change_of(from, to, first, k);
		double shift = c.shift.hi;

		to->square[k] = c.ratio * c.ratio * from->square[k] +
						2.0 * c.ratio * shift * from->plain[k] +
						shift * shift * size;
		to->plain[k] = c.ratio * from->plain[k] + shift * size;
		to->span[k] = c.ratio * from->span[k] + fabs(shift);
	}
}

static bool
same(const double *a, const double *b, size_t n)
{
	return memcmp(a, b, sizeof(double) * n) == 0;
}

/* Two sums with their lower digits, p of each. */
static void
add_pairs(double *into, const double *from, int p)
{
	for (int k = 0; k < p; k++)
	{
		eh_dd sum = eh_dd_add(
			(eh_dd){into[k], into[p + k]}, (eh_dd){from[k], from[p + k]});

		into[k] = sum.hi;
		into[p + k] = sum.lo;
	}
}

static void
add_all(double *into, const double *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		into[i] += from[i];
}

static void
add_parts(
	const eh_logit_pass_parts *into, const eh_logit_pass_parts *from, int p)
{
	size_t packed = eh_packed(p, 0);

	add_pairs(into->hit_sum, from->hit_sum, p);
	add_pairs(into->mu_sum, from->mu_sum, p);
	add_pairs(into->curve, from->curve, p);
	add_all(into->info, from->info, packed);
	add_all(into->meat, from->meat, packed);
}

/* What rows have measured, if they had to. */
static void
add_measures(
	const eh_logit_pass_parts *into, const eh_logit_pass_parts *from, int p)
{
	add_all(into->plain, from->plain, (size_t) p);
	add_all(into->square, from->square, (size_t) p);
	for (int k = 0; k < p; k++)
		into->span[k] = fmax(into->span[k], from->span[k]);
}

static void
add_header(eh_logit_pass *into, const eh_logit_pass *from)
{
	into->rows += from->rows;
	into->missing += from->missing;
	eh_logit_totals_merge(&into->totals, &from->totals);
	into->log_lik = eh_dd_add(into->log_lik, from->log_lik);
	into->size_offset += from->size_offset;
	into->slope += from->slope;
	into->mu_hits += from->mu_hits;
	into->mu_misses += from->mu_misses;
	into->null_mu = eh_dd_add(into->null_mu, from->null_mu);
	into->null_log = eh_dd_add(into->null_log, from->null_log);
	into->null_slope += from->null_slope;
}

/* Of the same model, at the same coefficients? */
static bool
alike(const eh_logit_pass *a, const eh_logit_pass *b)
{
	const int model = EH_PASS_INTERCEPT | EH_PASS_GROUPED | EH_PASS_OFFSET |
					  EH_PASS_SURVEY | EH_PASS_NEXT;
	eh_logit_pass_parts s;
	eh_logit_pass_parts t;
	size_t p = (size_t) eh_logit_pass_parameters(a);

	if (a->ndense != b->ndense || ((a->flags ^ b->flags) & model) != 0 ||
		a->weight_kind != b->weight_kind)
		return false;
	eh_logit_pass_parts_of(a, &s);
	eh_logit_pass_parts_of(b, &t);
	if ((a->flags & EH_PASS_NEXT) == 0)
		return same(s.beta, t.beta, p);
	return a->passes == b->passes && a->measured == b->measured &&
		   a->null_at == b->null_at && same(s.gamma, t.gamma, p) &&
		   same(s.centre, t.centre, (size_t) a->ndense) &&
		   same(s.scale, t.scale, (size_t) a->ndense) &&
		   same(s.basis, t.basis, p * (p + 1) / 2);
}

/*
 * eh_logit_pass_merge - into and from as one pass.
 *
 *	from	no rows are held
 *
 * EH_EDOMAIN: they are of different models, or at different coefficients.
 */
eh_status
eh_logit_pass_merge(
	eh_logit_pass *into, const eh_logit_pass *from, double *work)
{
	eh_logit_pass_parts s;
	eh_logit_pass_parts t;
	size_t nd = (size_t) into->ndense;
	int p = eh_logit_pass_parameters(into);

	if (!alike(into, from))
		return EH_EDOMAIN;
	eh_logit_pass_flush(into, work);
	eh_logit_pass_parts_of(into, &s);
	eh_logit_pass_parts_of(from, &t);
	for (size_t j = 0; j < nd && into->measured == 0; j++)
	{
		s.low[j] = fmin(s.low[j], t.low[j]);
		s.high[j] = fmax(s.high[j], t.high[j]);
	}
	add_header(into, from);
	if ((from->flags & EH_PASS_FRAMED) == 0)
		return EH_OK;
	if ((into->flags & EH_PASS_FRAMED) == 0)
	{
		memcpy(s.centre, t.centre, sizeof(double) * nd);
		memcpy(s.scale, t.scale, sizeof(double) * nd);
		memcpy(s.gamma, t.gamma, sizeof(double) * (size_t) p);
		into->flags |= EH_PASS_FRAMED;
	}
	if (!same(s.centre, t.centre, nd) || !same(s.scale, t.scale, nd))
	{
		eh_logit_pass_room room;
		eh_logit_pass_parts moved;
		eh_logit_pass *copy;

		eh_logit_pass_open_fit(from, work, NULL, &room);
		copy = (eh_logit_pass *) (void *) room.copy;
		eh_logit_pass_close(from, copy, NULL);
		eh_logit_pass_parts_of(copy, &moved);
		memcpy(moved.centre, s.centre, sizeof(double) * nd);
		memcpy(moved.scale, s.scale, sizeof(double) * nd);
		eh_logit_pass_reframe(&t, &moved, from);
		t = moved;
	}
	add_parts(&s, &t, p);
	if (into->measured == 0)
		add_measures(&s, &t, p);
	return EH_OK;
}
