/*
 * vector.h - vectors of numbers in GCC's extension, EH_VECTOR bytes long (16
 * where it is not said), with the exp() and log1p() that a logistic model
 * asks for.
 *
 * For kernel.c alone: the names are short and the functions static.
 */
#ifndef EH_VECTOR_H
#define EH_VECTOR_H

#include <stdint.h>

#ifdef __FAST_MATH__
#error "-ffast-math folds the rounding constant of exp_negative() away"
#endif

#ifndef EH_VECTOR
#define EH_VECTOR 16
#endif

#define ALWAYS static inline __attribute__((always_inline))

/*
 * Unrolled whole, even at -O2, so that an array of vectors becomes registers.
 * Clang would take gcc's form for a hint to its last pass, after arrays are
 * laid out.
 */
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

typedef double vec __attribute__((vector_size(EH_VECTOR)));
typedef uint64_t bits __attribute__((vector_size(EH_VECTOR)));

#define LANES ((int) (EH_VECTOR / sizeof(double)))

/* x - 0 is x for every x, and so costs nothing; 0 + x would not be for -0 */
ALWAYS vec
splat(double x)
{
	return x - (vec){0};
}

ALWAYS vec
load(const double *p)
{
	return *(const vec *) p;
}

ALWAYS void
store(double *p, vec x)
{
	*(vec *) p = x;
}

/* x where the mask is set, else 0 */
ALWAYS vec
keep(bits mask, vec x)
{
	return (vec) (mask & (bits) x);
}

ALWAYS vec
choose(bits mask, vec yes, vec no)
{
	return (vec) ((mask & (bits) yes) | (~mask & (bits) no));
}

ALWAYS vec
negative_part(vec x)
{
	return (vec) ((bits) x | (bits) splat(-0.0));
}

/*
 * Lanes that stand for rows before n, the first lane being row i.  Compared
 * as doubles because SSE2 compares no 64-bit integers.
 */
ALWAYS bits
rows_before(int i, int n)
{
	vec row = splat(0.0);

	for (int l = 0; l < LANES; l++)
		row[l] = l;
	return (bits) (row < splat(n - i));
}

ALWAYS double
lane_sum(vec x)
{
	double sum = 0.0;

	for (int l = 0; l < LANES; l++)
		sum += x[l];
	return sum;
}

ALWAYS double
lane_product(vec x)
{
	double product = 1.0;

	for (int l = 0; l < LANES; l++)
		product *= x[l];
	return product;
}

/* The lanes of a and b that the list names, those of b numbered after a's. */
#ifdef __clang__
#define PICK(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define PICK(a, b, ...) __builtin_shuffle(a, b, (bits){__VA_ARGS__})
#endif

#if EH_VECTOR == 64
typedef double half __attribute__((vector_size(EH_VECTOR / 2)));
#endif

/*
 * The lane sums of four vectors at once: two shuffles and an addition halve
 * the number of vectors, where lane_sum() would take each apart.
 */
ALWAYS void
lane_sums(const vec x[4], double *sums)
{
#if EH_VECTOR == 16
	store(sums, PICK(x[0], x[1], 0, 2) + PICK(x[0], x[1], 1, 3));
	store(sums + 2, PICK(x[2], x[3], 0, 2) + PICK(x[2], x[3], 1, 3));
#elif EH_VECTOR == 32
	const vec a = PICK(x[0], x[1], 0, 4, 2, 6) + PICK(x[0], x[1], 1, 5, 3, 7);
	const vec b = PICK(x[2], x[3], 0, 4, 2, 6) + PICK(x[2], x[3], 1, 5, 3, 7);

	store(sums, PICK(a, b, 0, 1, 4, 5) + PICK(a, b, 2, 3, 6, 7));
#else
	const vec a = PICK(x[0], x[1], 0, 8, 2, 10, 4, 12, 6, 14) +
				  PICK(x[0], x[1], 1, 9, 3, 11, 5, 13, 7, 15);
	const vec b = PICK(x[2], x[3], 0, 8, 2, 10, 4, 12, 6, 14) +
				  PICK(x[2], x[3], 1, 9, 3, 11, 5, 13, 7, 15);
	const vec both = PICK(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
					 PICK(a, b, 2, 3, 10, 11, 6, 7, 14, 15);

	const union
	{
		vec whole;
		half part[2];
	} ends = {both};

	*(half *) sums = ends.part[0] + ends.part[1];
#endif
}

/*
 * exp(a) for a <= 0, relative error within 2e-16, and exp(-708) below -708.
 *
 * Cody and Waite (1980), chapter 6: a = k ln 2 + r with ln 2 in two parts,
 * and k found by adding 1.5 * 2^52, which leaves it in the low bits, ready to
 * be added to the exponent.  exp(r) is Taylor's series to r^13: |r| <= 0.35,
 * so that the rest is below 1e-17.
 */
ALWAYS vec
exp_negative(vec a)
{
	const vec round = splat(0x1.8p52);
	const vec least = splat(-708.0);
	vec shifted;
	vec k;
	vec r;
	vec q;

	a = choose((bits) (a < least), least, a);
	shifted = a * splat(0x1.71547652b82fep0) + round;
	k = shifted - round;
	r = a - k * splat(0x1.62e42feep-1);
	r = r - k * splat(0x1.a39ef35793c76p-33);
	q = splat(1.0 / 6227020800.0) * r + splat(1.0 / 479001600.0);
	q = q * r + splat(1.0 / 39916800.0);
	q = q * r + splat(1.0 / 3628800.0);
	q = q * r + splat(1.0 / 362880.0);
	q = q * r + splat(1.0 / 40320.0);
	q = q * r + splat(1.0 / 5040.0);
	q = q * r + splat(1.0 / 720.0);
	q = q * r + splat(1.0 / 120.0);
	q = q * r + splat(1.0 / 24.0);
	q = q * r + splat(1.0 / 6.0);
	q = q * r + splat(0.5);
	q = q * r + splat(1.0);
	q = q * r + splat(1.0);
	return (vec) ((bits) q + ((bits) shifted << 52));
}

/*
 * log(1 + e) for 0 <= e <= 1, to a few DBL_EPSILON relative.
 *
 * log(1 + f) = 2 atanh(s), s = f / (2 + f).  From 1 + e = sqrt(2) on ln 2 is
 * taken out, leaving 1 + f = (1 + e) / 2: |s| <= 0.172, and the series' rest
 * after s^20 is below 1e-18.
 */
ALWAYS vec
log1p_unit(vec e)
{
	const bits big = (bits) (e > splat(0x1.a827999fcef34p-2));
	const vec f = choose(big, splat(0.5) * (e - splat(1.0)), e);
	const vec s = f / (splat(2.0) + f);
	const vec z = s * s;
	vec q;

	q = splat(1.0 / 21.0) * z + splat(1.0 / 19.0);
	q = q * z + splat(1.0 / 17.0);
	q = q * z + splat(1.0 / 15.0);
	q = q * z + splat(1.0 / 13.0);
	q = q * z + splat(1.0 / 11.0);
	q = q * z + splat(1.0 / 9.0);
	q = q * z + splat(1.0 / 7.0);
	q = q * z + splat(1.0 / 5.0);
	q = q * z + splat(1.0 / 3.0);
	q = (s + s) * z * q + (s + s);
	return q + keep(big, splat(0x1.62e42fefa39efp-1));
}

#endif
