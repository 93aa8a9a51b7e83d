/*
 * ratio.h - sums of a numerator and a denominator over rows, with what the
 * error of their ratio needs.
 */
#ifndef EH_RATIO_H
#define EH_RATIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/dd.h"
#include "core/ratio_estimator.h"
#include "core/status.h"
#include "limit.h"
#include "wide.h"

#define EH_RATIO_FORMAT 1

/* Most groups of four decimals a numerator or denominator may have. */
#define EH_RATIO_MAX_GROUPS 9

/* flags; an empty state has none */
#define EH_RATIO_COUNTS 0x01  /* every numerator was a count */
#define EH_RATIO_AMOUNTS 0x02 /* some numerator was an amount */
#define EH_RATIO_DOUBLE 0x04  /* sums are double-double, not whole numbers */

typedef struct eh_ratio
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t flags;
	uint8_t num_groups; /* numerators are whole multiples of 10000^-this */
	uint8_t den_groups;
	int64_t rows;
	int64_t missing;
	union
	{
		struct
		{
			eh_wide128 num;
			eh_wide128 den;
			eh_wide256 nn; /* of squares, in units of 10000^-(2 num_groups) */
			eh_wide256 nd;
			eh_wide256 dd;
		} exact;
		struct
		{
			eh_dd num;
			eh_dd den;
			eh_dd nn;
			eh_dd nd;
			eh_dd dd;
			double pad[6]; /* always 0 */
		} real;
	} sums;
} eh_ratio;

/* A decimal number: mantissa * 10000^-groups. */
typedef struct eh_decimal
{
	eh_int128 mantissa;
	int groups;
} eh_decimal;

#define EH_RATIO_TEXT 640
#define EH_RATIO_WIRE (4 + 8 * 18)

extern void eh_ratio_state_init(eh_ratio *r);
extern eh_status eh_ratio_state_check(
	const eh_ratio *r, size_t bytes, const char **why);
extern eh_status eh_ratio_state_add_decimal(
	eh_ratio *r, uint8_t content, eh_decimal num, eh_decimal den);
extern void eh_ratio_state_make_real(eh_ratio *r);
extern eh_status eh_ratio_state_remove_int(
	eh_ratio *r, int64_t num, int64_t den);
extern eh_status eh_ratio_state_remove_decimal(
	eh_ratio *r, eh_decimal num, eh_decimal den);
extern eh_status eh_ratio_state_merge(eh_ratio *r, const eh_ratio *other);
extern bool eh_ratio_state_removable(const eh_ratio *r);
extern eh_status eh_ratio_state_unmerge(eh_ratio *r, const eh_ratio *other);
extern bool eh_decimal_sum(eh_decimal a, eh_decimal b, eh_decimal *out);

extern void eh_ratio_state_sums_of(const eh_ratio *r, eh_ratio_sums *out);
extern eh_status eh_ratio_state_value(const eh_ratio *r, double *out);
extern bool eh_ratio_state_whole(
	const eh_ratio *r, eh_int128 *num, eh_int128 *den);

extern void eh_ratio_state_to_text(const eh_ratio *r, char *text);
extern eh_status eh_ratio_state_from_text(
	const char *text, eh_ratio *r, const char **why);
extern size_t eh_ratio_state_to_wire(const eh_ratio *r, uint8_t *wire);
extern eh_status eh_ratio_state_from_wire(
	const uint8_t *wire, size_t bytes, eh_ratio *r, const char **why);

/*
 * One row of whole numbers.  In the header because it is all that an integer
 * row costs: what it cannot do at once it leaves to the general form.
 */
static inline eh_status
eh_ratio_state_add_int(eh_ratio *r, uint8_t content, int64_t num, int64_t den)
{
	eh_int128 a = num;
	eh_int128 b = den;

	if (__builtin_expect(r->flags != content || r->num_groups != 0 ||
							 r->den_groups != 0 || (num ^ den) < 0,
			0))
		return eh_ratio_state_add_decimal(
			r, content, (eh_decimal){num, 0}, (eh_decimal){den, 0});
	if (__builtin_expect(
			!eh_wide128_add(&r->sums.exact.num, a) ||
				!eh_wide128_add(&r->sums.exact.den, b) ||
				!eh_wide256_add_positive(&r->sums.exact.nn, a * a) ||
				!eh_wide256_add_positive(&r->sums.exact.nd, a * b) ||
				!eh_wide256_add_positive(&r->sums.exact.dd, b * b),
			0))
		return EH_ERANGE;
	r->rows++;
	return EH_OK;
}

/* Counts and amounts together are amounts. */
static inline uint8_t
eh_ratio_merged_flags(uint8_t a, uint8_t b)
{
	uint8_t flags = a | b;

	if ((flags & EH_RATIO_AMOUNTS) != 0)
		flags &= (uint8_t) ~EH_RATIO_COUNTS;
	return flags;
}

/* One row of doubles.  EH_EDOMAIN: one of them is not finite. */
static inline eh_status
eh_ratio_state_add_double(eh_ratio *r, uint8_t content, double num, double den)
{
	eh_dd a = eh_dd_split(num);
	eh_dd b = eh_dd_split(den);

	if (!isfinite(num) || !isfinite(den))
		return EH_EDOMAIN;
	if ((r->flags & EH_RATIO_DOUBLE) == 0)
		eh_ratio_state_make_real(r);
	r->sums.real.num = eh_dd_add_double(r->sums.real.num, num);
	r->sums.real.den = eh_dd_add_double(r->sums.real.den, den);
	r->sums.real.nn =
		eh_dd_add_alike(r->sums.real.nn, eh_dd_two_prod(num, a, num, a));
	r->sums.real.nd =
		eh_dd_add(r->sums.real.nd, eh_dd_two_prod(num, a, den, b));
	r->sums.real.dd =
		eh_dd_add_alike(r->sums.real.dd, eh_dd_two_prod(den, b, den, b));

	/* squares pass the range of a double long before the sums do */
	if (!isfinite(r->sums.real.nn.hi + r->sums.real.dd.hi))
		return EH_ERANGE;
	r->flags = eh_ratio_merged_flags(r->flags, content);
	r->rows++;
	return EH_OK;
}

#endif
