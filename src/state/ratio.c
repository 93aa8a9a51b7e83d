/*
 * ratio.c - sums of a numerator and a denominator over rows, with what the
 * error of their ratio needs.
 *
 * R1  Sums of whole numbers and of decimals are exact, squares included, in
 *     any order of the rows and any split of them; a sum that will not fit
 *     is EH_ERANGE and never wraps.
 * R2  Sums of doubles are kept in double-double: some 31 digits.
 * R3  Merging the parts is summing the whole; the empty state changes
 *     nothing.
 * R4  What was added to an exact state can be taken back; the sums of
 *     doubles cannot, and eh_ratio_state_removable() says so.  Nor can the
 *     row that made a scale finer than money's, because the scale would stay
 *     and leave less room for what comes: EH_EDOMAIN, begin again.
 * R5  A state knows whether its numerators were counts: limits for counts
 *     are refused to money.
 * R6  A state without rows has no sums, no scale and no kind.
 */
#include "ratio.h"

#include <float.h>
#include <math.h>
#include <string.h>

void
eh_ratio_state_init(eh_ratio *r)
{
	int32_t length = r->vl_len_;

	memset(r, 0, sizeof(*r));
	r->vl_len_ = length;
	r->format = EH_RATIO_FORMAT;
}

static bool
wide_impossible(const eh_ratio *r)
{
	return eh_wide256_negative(&r->sums.exact.nn) ||
		   eh_wide256_negative(&r->sums.exact.dd);
}

static bool
dd_impossible(eh_dd v)
{
	return !isfinite(v.hi) || v.hi + v.lo != v.hi;
}

static bool
real_impossible(const eh_ratio *r)
{
	const double *pad = r->sums.real.pad;

	for (int i = 0; i < 6; i++)
	{
		if (pad[i] != 0.0 || signbit(pad[i]))
			return true;
	}
	return dd_impossible(r->sums.real.num) || dd_impossible(r->sums.real.den) ||
		   dd_impossible(r->sums.real.nn) || dd_impossible(r->sums.real.nd) ||
		   dd_impossible(r->sums.real.dd) || r->sums.real.nn.hi < 0.0 ||
		   r->sums.real.dd.hi < 0.0;
}

/*
 * Cauchy and Schwarz: ab^2 <= aa * bb, to the digits a double has, and with
 * what n squares may have lost to underflow given back.
 */
static bool
breaks_schwarz(double ab, double aa, double bb, double n)
{
	double lost = n * DBL_MIN;

	return fabs(ab) > sqrt(aa + lost) * sqrt(bb + lost) * (1.0 + 1e-9);
}

static bool
squares_impossible(const eh_ratio *r)
{
	eh_ratio_sums s;

	eh_ratio_state_sums_of(r, &s);
	return breaks_schwarz(s.x.hi, s.n, s.xx.hi, s.n) ||
		   breaks_schwarz(s.p.hi, s.n, s.pp.hi, s.n) ||
		   breaks_schwarz(s.xp.hi, s.xx.hi, s.pp.hi, s.n);
}

static bool
below_zero(const eh_ratio *r)
{
	eh_ratio_sums s;

	eh_ratio_state_sums_of(r, &s);
	return s.x.hi < 0.0 || s.p.hi < 0.0 || s.xp.hi < 0.0;
}

static bool
sums_empty(const eh_ratio *r)
{
	static const eh_ratio zero;

	return memcmp(&r->sums, &zero.sums, sizeof(r->sums)) == 0;
}

/* The one gate for bytes from outside.  *why: a phrase that ends a sentence. */
eh_status
eh_ratio_state_check(const eh_ratio *r, size_t bytes, const char **why)
{
	int content;

	if (bytes != sizeof(*r))
	{
		*why = "its length is not that of a ratio";
		return EH_EFORMAT;
	}
	content = r->flags & (EH_RATIO_COUNTS | EH_RATIO_AMOUNTS);
	if (r->format != EH_RATIO_FORMAT)
		*why = "its format number is not known to this version";
	else if (r->rows < 0 || r->missing < 0 || r->rows > EH_MOST_ROWS ||
			 r->missing > EH_MOST_ROWS)
		*why = "it has an impossible number of rows";
	else if (r->rows == 0 && (r->flags != 0 || r->num_groups != 0 ||
								 r->den_groups != 0 || !sums_empty(r)))
		*why = "it has sums but no rows";
	else if (r->rows > 0 && content != EH_RATIO_COUNTS &&
			 content != EH_RATIO_AMOUNTS)
		*why = "it says neither counts nor amounts";
	else if ((r->flags & ~(content | EH_RATIO_DOUBLE)) != 0 ||
			 r->num_groups > EH_RATIO_MAX_GROUPS ||
			 r->den_groups > EH_RATIO_MAX_GROUPS ||
			 ((r->flags & EH_RATIO_DOUBLE) != 0 &&
				 (r->num_groups != 0 || r->den_groups != 0)))
		*why = "its kind or its scale is unknown";
	else if ((r->flags & EH_RATIO_DOUBLE) != 0 ? real_impossible(r)
											   : wide_impossible(r))
		*why = "it has a sum that no rows can give";
	else if (content == EH_RATIO_COUNTS && below_zero(r))
		*why = "it has counts below zero";
	else if (r->rows > 0 && squares_impossible(r))
		*why = "its sums of squares do not go with its sums";
	else
		return EH_OK;
	return EH_EFORMAT;
}

/* Brings an exact state to a scale at least as fine as the one asked for. */
static eh_status
rescale(eh_ratio *r, int num_groups, int den_groups)
{
	int n = num_groups > r->num_groups ? num_groups - r->num_groups : 0;
	int d = den_groups > r->den_groups ? den_groups - r->den_groups : 0;

	if (n == 0 && d == 0)
		return EH_OK;
	if (r->num_groups + n > EH_RATIO_MAX_GROUPS ||
		r->den_groups + d > EH_RATIO_MAX_GROUPS ||
		!eh_wide128_scale(&r->sums.exact.num, n) ||
		!eh_wide128_scale(&r->sums.exact.den, d) ||
		!eh_wide256_scale(&r->sums.exact.nn, 2 * n) ||
		!eh_wide256_scale(&r->sums.exact.nd, n + d) ||
		!eh_wide256_scale(&r->sums.exact.dd, 2 * d))
		return EH_ERANGE;
	r->num_groups = (uint8_t) (r->num_groups + n);
	r->den_groups = (uint8_t) (r->den_groups + d);
	return EH_OK;
}

/* The mantissa in the state's units; false when it does not fit. */
static bool
in_units(eh_decimal v, int groups, eh_int128 *out)
{
	eh_wide128 w;

	eh_wide128_set(&w, v.mantissa);
	if (!eh_wide128_scale(&w, groups - v.groups))
		return false;
	*out = eh_wide128_get(&w);
	return true;
}

static bool
fits_int64(eh_int128 v)
{
	return v == (int64_t) v;
}

/* a and b are in the state's units; sign is 1 to add, -1 to take back. */
static eh_status
exact_sums(eh_ratio *r, eh_int128 a, eh_int128 b, int sign)
{
	bool ok;

	if (fits_int64(a) && fits_int64(b))
	{
		ok = eh_wide128_add(&r->sums.exact.num, sign * a) &&
			 eh_wide128_add(&r->sums.exact.den, sign * b) &&
			 eh_wide256_add128(&r->sums.exact.nn, sign * (a * a)) &&
			 eh_wide256_add128(&r->sums.exact.nd, sign * (a * b)) &&
			 eh_wide256_add128(&r->sums.exact.dd, sign * (b * b));
	}
	else
	{
		eh_wide256 nn, nd, dd;

		eh_wide256_product(a, sign * a, &nn);
		eh_wide256_product(a, sign * b, &nd);
		eh_wide256_product(b, sign * b, &dd);
		ok = eh_wide128_add(&r->sums.exact.num, sign * a) &&
			 eh_wide128_add(&r->sums.exact.den, sign * b) &&
			 eh_wide256_add(&r->sums.exact.nn, &nn) &&
			 eh_wide256_add(&r->sums.exact.nd, &nd) &&
			 eh_wide256_add(&r->sums.exact.dd, &dd);
	}
	return ok ? EH_OK : EH_ERANGE;
}

/* From whole numbers to double-double, which holds some 31 digits of them. */
void
eh_ratio_state_make_real(eh_ratio *r)
{
	eh_ratio_sums s;

	eh_ratio_state_sums_of(r, &s);
	memset(&r->sums, 0, sizeof(r->sums));
	r->sums.real.num = s.x;
	r->sums.real.den = s.p;
	r->sums.real.nn = s.xx;
	r->sums.real.nd = s.xp;
	r->sums.real.dd = s.pp;
	r->num_groups = 0;
	r->den_groups = 0;
	r->flags |= EH_RATIO_DOUBLE;
}

eh_status
eh_ratio_state_add_decimal(
	eh_ratio *r, uint8_t content, eh_decimal num, eh_decimal den)
{
	eh_int128 a, b;
	eh_status status;

	if ((r->flags & EH_RATIO_DOUBLE) != 0)
	{
		eh_ratio row = {.format = EH_RATIO_FORMAT};

		status = eh_ratio_state_add_decimal(&row, content, num, den);
		return status == EH_OK ? eh_ratio_state_merge(r, &row) : status;
	}
	if (num.groups > r->num_groups || den.groups > r->den_groups)
	{
		status = rescale(r, num.groups, den.groups);
		if (status != EH_OK)
			return status;
	}
	if (!in_units(num, r->num_groups, &a) || !in_units(den, r->den_groups, &b))
		return EH_ERANGE;
	status = exact_sums(r, a, b, 1);
	if (status != EH_OK)
		return status;
	r->flags = eh_ratio_merged_flags(r->flags, content);
	r->rows++;
	return EH_OK;
}

/* Is what leaves as fine as the state, and finer than four decimals? */
static bool
sets_scale(const eh_ratio *r, int num_groups, int den_groups)
{
	return num_groups > r->num_groups || den_groups > r->den_groups ||
		   (num_groups > 1 && num_groups == r->num_groups) ||
		   (den_groups > 1 && den_groups == r->den_groups);
}

/* Emptied of rows, a state forgets scale and kind (R6). */
static eh_status
one_row_less(eh_ratio *r)
{
	if (--r->rows == 0)
	{
		int64_t missing = r->missing;

		eh_ratio_state_init(r);
		r->missing = missing;
	}
	return EH_OK;
}

eh_status
eh_ratio_state_remove_int(eh_ratio *r, int64_t num, int64_t den)
{
	return eh_ratio_state_remove_decimal(
		r, (eh_decimal){num, 0}, (eh_decimal){den, 0});
}

eh_status
eh_ratio_state_remove_decimal(eh_ratio *r, eh_decimal num, eh_decimal den)
{
	eh_int128 a, b;

	if (r->rows < 1 || !eh_ratio_state_removable(r) ||
		sets_scale(r, num.groups, den.groups))
		return EH_EDOMAIN;
	if (!in_units(num, r->num_groups, &a) ||
		!in_units(den, r->den_groups, &b) || exact_sums(r, a, b, -1) != EH_OK)
		return EH_ERANGE;
	return one_row_less(r);
}

bool
eh_ratio_state_removable(const eh_ratio *r)
{
	return (r->flags & EH_RATIO_DOUBLE) == 0;
}

/* Both states are exact, of one scale. */
static eh_status
merge_exact(eh_ratio *r, const eh_ratio *other)
{
	if (!eh_wide128_add(
			&r->sums.exact.num, eh_wide128_get(&other->sums.exact.num)) ||
		!eh_wide128_add(
			&r->sums.exact.den, eh_wide128_get(&other->sums.exact.den)) ||
		!eh_wide256_add(&r->sums.exact.nn, &other->sums.exact.nn) ||
		!eh_wide256_add(&r->sums.exact.nd, &other->sums.exact.nd) ||
		!eh_wide256_add(&r->sums.exact.dd, &other->sums.exact.dd))
		return EH_ERANGE;
	return EH_OK;
}

/* Both states hold double-double sums. */
static eh_status
merge_real(eh_ratio *r, const eh_ratio *other)
{
	r->sums.real.num = eh_dd_add(r->sums.real.num, other->sums.real.num);
	r->sums.real.den = eh_dd_add(r->sums.real.den, other->sums.real.den);
	r->sums.real.nn = eh_dd_add(r->sums.real.nn, other->sums.real.nn);
	r->sums.real.nd = eh_dd_add(r->sums.real.nd, other->sums.real.nd);
	r->sums.real.dd = eh_dd_add(r->sums.real.dd, other->sums.real.dd);
	return isfinite(r->sums.real.nn.hi + r->sums.real.dd.hi) ? EH_OK
															 : EH_ERANGE;
}

/* R3.  On any status but EH_OK the state is of no further use. */
eh_status
eh_ratio_state_merge(eh_ratio *r, const eh_ratio *other)
{
	eh_ratio same = *other;
	int64_t rows, missing;
	eh_status status;

	rows = r->rows + other->rows;
	missing = r->missing + other->missing;
	if (rows > EH_MOST_ROWS || missing > EH_MOST_ROWS)
		return EH_ERANGE;
	if (other->rows > 0)
	{
		if (((r->flags | other->flags) & EH_RATIO_DOUBLE) != 0)
		{
			if ((r->flags & EH_RATIO_DOUBLE) == 0)
				eh_ratio_state_make_real(r);
			if ((same.flags & EH_RATIO_DOUBLE) == 0)
				eh_ratio_state_make_real(&same);
			status = merge_real(r, &same);
		}
		else
		{
			status = rescale(r, other->num_groups, other->den_groups);
			if (status == EH_OK)
				status = rescale(&same, r->num_groups, r->den_groups);
			if (status == EH_OK)
				status = merge_exact(r, &same);
		}
		if (status != EH_OK)
			return status;
		r->flags = eh_ratio_merged_flags(r->flags, same.flags);
	}
	r->rows = rows;
	r->missing = missing;
	return EH_OK;
}

/* Takes back a state that was merged in; both must be removable. */
eh_status
eh_ratio_state_unmerge(eh_ratio *r, const eh_ratio *other)
{
	eh_ratio same = *other;

	if (!eh_ratio_state_removable(r) || !eh_ratio_state_removable(other) ||
		other->rows > r->rows || other->missing > r->missing ||
		sets_scale(r, other->num_groups, other->den_groups))
		return EH_EDOMAIN;
	r->missing -= other->missing;
	if (other->rows == 0)
		return EH_OK;
	if (rescale(&same, r->num_groups, r->den_groups) != EH_OK ||
		!eh_wide128_subtract(
			&r->sums.exact.num, eh_wide128_get(&same.sums.exact.num)) ||
		!eh_wide128_subtract(
			&r->sums.exact.den, eh_wide128_get(&same.sums.exact.den)) ||
		!eh_wide256_subtract(&r->sums.exact.nn, &same.sums.exact.nn) ||
		!eh_wide256_subtract(&r->sums.exact.nd, &same.sums.exact.nd) ||
		!eh_wide256_subtract(&r->sums.exact.dd, &same.sums.exact.dd))
		return EH_ERANGE;
	r->rows -= other->rows - 1;
	return one_row_less(r);
}

/* a + b exactly; false when it does not fit */
bool
eh_decimal_sum(eh_decimal a, eh_decimal b, eh_decimal *out)
{
	int groups = a.groups > b.groups ? a.groups : b.groups;
	eh_int128 x, y;

	if (!in_units(a, groups, &x) || !in_units(b, groups, &y) ||
		__builtin_add_overflow(x, y, &out->mantissa))
		return false;
	out->groups = groups;
	return true;
}

/* The sums in plain units, whatever the state keeps them in. */
void
eh_ratio_state_sums_of(const eh_ratio *r, eh_ratio_sums *out)
{
	int n = r->num_groups;
	int d = r->den_groups;

	out->n = (double) r->rows;
	if ((r->flags & EH_RATIO_DOUBLE) != 0)
	{
		out->x = r->sums.real.num;
		out->p = r->sums.real.den;
		out->xx = r->sums.real.nn;
		out->xp = r->sums.real.nd;
		out->pp = r->sums.real.dd;
		return;
	}
	out->x = eh_wide128_to_dd(&r->sums.exact.num, n);
	out->p = eh_wide128_to_dd(&r->sums.exact.den, d);
	out->xx = eh_wide256_to_dd(&r->sums.exact.nn, 2 * n);
	out->xp = eh_wide256_to_dd(&r->sums.exact.nd, n + d);
	out->pp = eh_wide256_to_dd(&r->sums.exact.dd, 2 * d);
}

/*
 * EH_EDOMAIN: there is nothing to divide by.  EH_ERANGE: the quotient is past
 * the range of a double.
 */
eh_status
eh_ratio_state_value(const eh_ratio *r, double *out)
{
	eh_ratio_sums s;

	eh_ratio_state_sums_of(r, &s);
	if (r->rows == 0 || s.p.hi == 0.0)
		return EH_EDOMAIN;
	*out = eh_dd_div(s.x, s.p).hi;
	if (!isfinite(*out))
		*out = s.x.hi / s.p.hi; /* the cut of a factor overflowed */
	return isfinite(*out) ? EH_OK : EH_ERANGE;
}

/* A double-double that is a whole number, to 128 bits. */
static bool
whole_dd(eh_dd v, eh_int128 *out)
{
	if (v.hi != floor(v.hi) || v.lo != floor(v.lo) || fabs(v.hi) > 1e38)
		return false;
	*out = (eh_int128) v.hi + (eh_int128) v.lo;
	return true;
}

static bool
whole_exact(const eh_wide128 *w, int groups, eh_int128 *out)
{
	*out = eh_wide128_get(w);
	for (; groups > 0; groups--)
	{
		if (*out % 10000 != 0)
			return false;
		*out /= 10000;
	}
	return true;
}

/* The two sums as whole numbers; false where one of them is none. */
bool
eh_ratio_state_whole(const eh_ratio *r, eh_int128 *num, eh_int128 *den)
{
	if ((r->flags & EH_RATIO_DOUBLE) != 0)
		return whole_dd(r->sums.real.num, num) &&
			   whole_dd(r->sums.real.den, den);
	return whole_exact(&r->sums.exact.num, r->num_groups, num) &&
		   whole_exact(&r->sums.exact.den, r->den_groups, den);
}
