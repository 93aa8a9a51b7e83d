/*
 * wide.c - whole numbers of 128 and 256 bits, for sums that stay exact.
 *
 * A decimal number is kept as a whole number of 10000^-groups, because the
 * server's numeric comes in digits of base 10000 and four decimals at a time
 * cost no division.
 */
#include "wide.h"

#include <stdio.h>
#include <string.h>

#define GROUP 10000
#define GROUP_DIGITS 4
#define TEXT_DIGITS 80

static void
negate(eh_wide256 *w)
{
	uint64_t carry = 1;

	for (int i = 0; i < 4; i++)
	{
		uint64_t v = ~w->limb[i] + carry;

		carry = carry && v == 0;
		w->limb[i] = v;
	}
}

bool
eh_wide256_negative(const eh_wide256 *w)
{
	return (w->limb[3] >> 63) != 0;
}

bool
eh_wide256_zero(const eh_wide256 *w)
{
	return (w->limb[0] | w->limb[1] | w->limb[2] | w->limb[3]) == 0;
}

static eh_int128
high_half(const eh_wide256 *w)
{
	return (eh_int128) (((eh_uint128) w->limb[3] << 64) | w->limb[2]);
}

static eh_uint128
low_half(const eh_wide256 *w)
{
	return ((eh_uint128) w->limb[1] << 64) | w->limb[0];
}

/* w += v; false, and w as it was, when the sum does not fit */
bool
eh_wide256_add(eh_wide256 *w, const eh_wide256 *v)
{
	return eh_wide256_add_halves(w, high_half(v), low_half(v));
}

/* w -= v */
bool
eh_wide256_subtract(eh_wide256 *w, const eh_wide256 *v)
{
	eh_wide256 minus = *v;

	negate(&minus);
	if (eh_wide256_negative(v) && eh_wide256_negative(&minus))
		return false; /* the lowest number has no opposite */
	return eh_wide256_add(w, &minus);
}

/* The product of two 128-bit numbers, which always fits. */
void
eh_wide256_product(eh_int128 a, eh_int128 b, eh_wide256 *out)
{
	bool negative = (a < 0) != (b < 0);
	eh_uint128 ua = a < 0 ? -(eh_uint128) a : (eh_uint128) a;
	eh_uint128 ub = b < 0 ? -(eh_uint128) b : (eh_uint128) b;
	uint64_t x[2] = {(uint64_t) ua, (uint64_t) (ua >> 64)};
	uint64_t y[2] = {(uint64_t) ub, (uint64_t) (ub >> 64)};

	memset(out, 0, sizeof(*out));
	for (int i = 0; i < 2; i++)
	{
		uint64_t carry = 0;

		for (int j = 0; j < 2; j++)
		{
			eh_uint128 t = (eh_uint128) x[i] * y[j] + out->limb[i + j] + carry;

			out->limb[i + j] = (uint64_t) t;
			carry = (uint64_t) (t >> 64);
		}
		out->limb[i + 2] = carry;
	}
	if (negative)
		negate(out);
}

/* magnitude * factor + addend; false when it passes 2^255 - 1 */
static bool
multiply_small(eh_wide256 *w, uint64_t factor, uint64_t addend)
{
	uint64_t carry = addend;

	for (int i = 0; i < 4; i++)
	{
		eh_uint128 t = (eh_uint128) w->limb[i] * factor + carry;

		w->limb[i] = (uint64_t) t;
		carry = (uint64_t) (t >> 64);
	}
	return carry == 0 && !eh_wide256_negative(w);
}

/* The same number in units 10000^groups times as fine. */
bool
eh_wide256_scale(eh_wide256 *w, int groups)
{
	eh_wide256 v = *w;
	bool negative = eh_wide256_negative(w);

	if (negative)
		negate(&v);
	for (int i = 0; i < groups; i++)
	{
		if (!multiply_small(&v, GROUP, 0))
			return eh_wide256_zero(w);
	}
	if (negative)
		negate(&v);
	*w = v;
	return true;
}

bool
eh_wide128_scale(eh_wide128 *w, int groups)
{
	eh_int128 v = eh_wide128_get(w);

	for (int i = 0; i < groups; i++)
	{
		if (__builtin_mul_overflow(v, (eh_int128) GROUP, &v))
			return false;
	}
	eh_wide128_set(w, v);
	return true;
}

void
eh_wide256_from128(eh_int128 v, eh_wide256 *out)
{
	memset(out, 0, sizeof(*out));
	(void) eh_wide256_add128(out, v);
}

bool
eh_wide256_to128(const eh_wide256 *w, eh_int128 *out)
{
	*out = (eh_int128) low_half(w);
	return high_half(w) == (*out < 0 ? -1 : 0);
}

/* The number as a double-double: nearest to some 100 bits. */
eh_dd
eh_wide256_to_dd(const eh_wide256 *w, int groups)
{
	eh_wide256 v = *w;
	bool negative = eh_wide256_negative(w);
	eh_dd sum = {0.0, 0.0};

	if (negative)
		negate(&v);
	for (int i = 3; i >= 0; i--)
	{
		double weight = ldexp(1.0, 64 * i);

		/* halves of 32 bits, each an exact double */
		sum = eh_dd_add_double(
			sum, (double) (v.limb[i] >> 32) * 4294967296.0 * weight);
		sum = eh_dd_add_double(
			sum, (double) (v.limb[i] & UINT64_C(0xffffffff)) * weight);
	}
	for (int i = 0; i < groups; i++)
		sum = eh_dd_div(sum, (eh_dd){GROUP, 0.0});
	return negative ? eh_dd_negate(sum) : sum;
}

eh_dd
eh_wide128_to_dd(const eh_wide128 *w, int groups)
{
	eh_wide256 wide;

	eh_wide256_from128(eh_wide128_get(w), &wide);
	return eh_wide256_to_dd(&wide, groups);
}

/* Divides a magnitude by 10 and returns the digit that is left over. */
static int
last_digit(eh_wide256 *w)
{
	uint64_t rest = 0;

	for (int i = 3; i >= 0; i--)
	{
		eh_uint128 t = ((eh_uint128) rest << 64) | w->limb[i];

		w->limb[i] = (uint64_t) (t / 10);
		rest = (uint64_t) (t % 10);
	}
	return (int) rest;
}

/*
 * Decimal text with all 4 * groups decimals, so that reading it back gives
 * the same units.  text holds EH_WIDE_TEXT bytes; groups may be up to 18.
 */
void
eh_wide256_to_text(const eh_wide256 *w, int groups, char *text)
{
	eh_wide256 v = *w;
	bool negative = eh_wide256_negative(w);
	int decimals = groups * GROUP_DIGITS;
	char reversed[EH_WIDE_TEXT];
	int n = 0;

	if (negative)
		negate(&v);
	do
	{
		if (n == decimals && decimals > 0)
			reversed[n++] = '.';
		reversed[n++] = (char) ('0' + last_digit(&v));
	} while (!eh_wide256_zero(&v) || n <= decimals + (decimals > 0));
	if (negative)
		*text++ = '-';
	while (n > 0)
		*text++ = reversed[--n];
	*text = '\0';
}

/*
 * Reads what eh_wide256_to_text() wrote and moves *text past it.  Refuses a
 * number of decimals that is not a multiple of four, and what does not fit.
 */
bool
eh_wide256_from_text(const char **text, int *groups, eh_wide256 *out)
{
	const char *s = *text;
	bool negative = *s == '-';
	int digits = 0;
	int decimals = -1;

	memset(out, 0, sizeof(*out));
	if (negative)
		s++;
	for (;; s++)
	{
		if (*s == '.' && decimals < 0 && digits > 0)
			decimals = 0;
		else if (*s >= '0' && *s <= '9')
		{
			if (++digits > TEXT_DIGITS ||
				!multiply_small(out, 10, (uint64_t) (*s - '0')))
				return false;
			if (decimals >= 0)
				decimals++;
		}
		else
			break;
	}
	if (digits == 0 || decimals == 0 || (decimals > 0 && decimals % 4 != 0))
		return false;
	if (negative)
		negate(out);
	*groups = decimals < 0 ? 0 : decimals / GROUP_DIGITS;
	*text = s;
	return true;
}
