/*
 * dd.h - double-double numbers: an unevaluated sum hi + lo, some 106 bits.
 *
 * Sums of squares of spending lose half their digits when the mean is taken
 * away; carried in two doubles they keep as many as they began with.  The
 * error of each operation is a few units of 2^-104 relative (Joldes, Muller
 * and Popescu 2017, algorithms 4, 5, 6, 12 and 17).  Compile with
 * -ffp-contract=off and without -ffast-math: either would fold the
 * compensation away.
 */
#ifndef EH_DD_H
#define EH_DD_H

#include <math.h>

typedef struct eh_dd
{
	double hi;
	double lo;
} eh_dd;

/* a + b exactly, for any two doubles */
static inline eh_dd
eh_dd_two_sum(double a, double b)
{
	double s = a + b;
	double bb = s - a;

	return (eh_dd){s, (a - (s - bb)) + (b - bb)};
}

/* a + b exactly, where |a| >= |b| or a is 0 */
static inline eh_dd
eh_dd_quick_two_sum(double a, double b)
{
	double s = a + b;

	return (eh_dd){s, b - (s - a)};
}

/* A double cut into two of 26 bits, so that products of halves are exact. */
static inline eh_dd
eh_dd_split(double a)
{
	double t = 134217729.0 * a; /* 2^27 + 1 */
	double hi = t - (t - a);

	return (eh_dd){hi, a - hi};
}

/*
 * a * b exactly, given both cuts (Dekker).  Not fma(): without a compiler
 * flag that not every machine can run, that is a call into libm.
 */
static inline eh_dd
eh_dd_two_prod(double a, eh_dd as, double b, eh_dd bs)
{
	double p = a * b;

	return (eh_dd){p,
		((as.hi * bs.hi - p) + as.hi * bs.lo + as.lo * bs.hi) + as.lo * bs.lo};
}

static inline eh_dd
eh_dd_add_double(eh_dd a, double b)
{
	eh_dd s = eh_dd_two_sum(a.hi, b);

	return eh_dd_quick_two_sum(s.hi, s.lo + a.lo);
}

static inline eh_dd
eh_dd_add(eh_dd a, eh_dd b)
{
	eh_dd s = eh_dd_two_sum(a.hi, b.hi);
	eh_dd t = eh_dd_two_sum(a.lo, b.lo);

	s = eh_dd_quick_two_sum(s.hi, s.lo + t.hi);
	return eh_dd_quick_two_sum(s.hi, s.lo + t.lo);
}

/* a + b for a and b of one sign: nothing cancels, so half the work will do. */
static inline eh_dd
eh_dd_add_alike(eh_dd a, eh_dd b)
{
	eh_dd s = eh_dd_two_sum(a.hi, b.hi);

	return eh_dd_quick_two_sum(s.hi, s.lo + (a.lo + b.lo));
}

static inline eh_dd
eh_dd_negate(eh_dd a)
{
	return (eh_dd){-a.hi, -a.lo};
}

static inline eh_dd
eh_dd_mul(eh_dd a, eh_dd b)
{
	eh_dd p = eh_dd_two_prod(a.hi, eh_dd_split(a.hi), b.hi, eh_dd_split(b.hi));

	return eh_dd_quick_two_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline eh_dd
eh_dd_div(eh_dd a, eh_dd b)
{
	eh_dd q = {a.hi / b.hi, 0.0};
	eh_dd r = eh_dd_add(a, eh_dd_negate(eh_dd_mul(q, b)));

	q = eh_dd_add_double(q, r.hi / b.hi);
	r = eh_dd_add(a, eh_dd_negate(eh_dd_mul(q, b)));
	return eh_dd_add_double(q, r.hi / b.hi);
}

#endif
