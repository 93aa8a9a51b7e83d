/*
 * ratio.c - R1 to R6 of src/state/ratio.c.
 */
#include "unit.h"

#include <stdlib.h>

#include "state/ratio.h"

static bool
same(const eh_ratio *a, const eh_ratio *b)
{
	char x[EH_RATIO_TEXT], y[EH_RATIO_TEXT];

	if (memcmp(a, b, sizeof(*a)) == 0)
		return true;
	eh_ratio_state_to_text(a, x);
	eh_ratio_state_to_text(b, y);
	printf("# got  %s\n# want %s\n", x, y);
	return false;
}

static void
there_and_back(const eh_ratio *r)
{
	char text[EH_RATIO_TEXT];
	uint8_t wire[EH_RATIO_WIRE];
	eh_ratio back = {0};
	const char *why = "";

	eh_ratio_state_to_text(r, text);
	if (!ok(eh_ratio_state_from_text(text, &back, &why) == EH_OK &&
				same(&back, r),
			"\"%.60s\" is read back", text))
		printf("# %s\n", why);
	memset(&back, 0, sizeof(back));
	ok(eh_ratio_state_to_wire(r, wire) == EH_RATIO_WIRE &&
			eh_ratio_state_from_wire(wire, sizeof(wire), &back, &why) ==
				EH_OK &&
			same(&back, r),
		"and from the wire");
}

static eh_ratio
fresh(void)
{
	eh_ratio r = {0};

	eh_ratio_state_init(&r);
	return r;
}

/* The pair of row i: sizes and scales that differ from row to row. */
static void
row(int i, eh_decimal *num, eh_decimal *den)
{
	static const int64_t unit[] = {1, 10000, 100000000};
	int a = i % 3, b = i * 7 % 3;

	*num = (eh_decimal){(eh_int128) (i % 11 - 3) * unit[a] + i, a};
	*den = (eh_decimal){(eh_int128) (i * i + 1) * unit[b] * 1000003 - i, b};
}

/* R1, R3, R4, R6: any order, any split, and back again. */
static void
exact(void)
{
	eh_ratio whole = fresh(), backwards = fresh(), parts = fresh();
	eh_ratio part[4];
	eh_decimal num, den;
	bool fine = true;

	for (int k = 0; k < 4; k++)
		part[k] = fresh();
	for (int i = 0; i < 1000; i++)
	{
		row(i, &num, &den);
		fine &= eh_ratio_state_add_decimal(
					&whole, EH_RATIO_AMOUNTS, num, den) == EH_OK;
		fine &= eh_ratio_state_add_decimal(
					&part[i * 13 % 4], EH_RATIO_AMOUNTS, num, den) == EH_OK;
		row(999 - i, &num, &den);
		fine &= eh_ratio_state_add_decimal(
					&backwards, EH_RATIO_AMOUNTS, num, den) == EH_OK;
	}
	ok(fine, "a thousand decimals of three scales");
	ok(same(&backwards, &whole), "R1: the other way round is the same");
	for (int k = 3; k >= 0; k--)
		fine &= eh_ratio_state_merge(&parts, &part[k]) == EH_OK;
	ok(fine && same(&parts, &whole), "R3: the parts together are the whole");
	there_and_back(&whole);

	parts = whole;
	for (int k = 0; k < 3; k++)
		fine &= eh_ratio_state_unmerge(&parts, &part[k]) == EH_OK;
	ok(!fine, "R4: what set a scale finer than money's cannot leave");
}

/* R4, R6: pence go in and out again, down to nothing. */
static void
removal(void)
{
	eh_ratio whole = fresh(), part = fresh(), rest = fresh(), empty = fresh();
	bool fine = true;

	for (int i = 0; i < 1000; i++)
	{
		eh_decimal num = {i * 2500 - 7, 1}, den = {i + 1, 0};

		fine &= eh_ratio_state_add_decimal(
					&whole, EH_RATIO_AMOUNTS, num, den) == EH_OK;
		fine &= eh_ratio_state_add_decimal(i % 3 == 0 ? &part : &rest,
					EH_RATIO_AMOUNTS, num, den) == EH_OK;
	}
	ok(fine && eh_ratio_state_unmerge(&whole, &part) == EH_OK &&
			same(&whole, &rest),
		"R4: a part can be taken out again");
	for (int i = 0; i < 1000; i++)
	{
		if (i % 3 != 0)
			fine &= eh_ratio_state_remove_decimal(&whole,
						(eh_decimal){i * 2500 - 7, 1},
						(eh_decimal){i + 1, 0}) == EH_OK;
	}
	ok(fine && same(&whole, &empty), "R4, R6: and rows, down to nothing");
	ok(eh_ratio_state_remove_int(&whole, 1, 1) == EH_EDOMAIN,
		"nothing can be taken from nothing");
}

static void
integers(void)
{
	eh_ratio fast = fresh(), slow = fresh();
	bool fine = true;

	for (int i = 0; i < 1000; i++)
	{
		int64_t a = (int64_t) i * 922337203685477 - (i % 2) * INT64_MAX / 2;
		int64_t b = INT64_MAX - i;

		fine &= eh_ratio_state_add_int(&fast, EH_RATIO_AMOUNTS, a, b) == EH_OK;
		fine &= eh_ratio_state_add_decimal(&slow, EH_RATIO_AMOUNTS,
					(eh_decimal){a, 0}, (eh_decimal){b, 0}) == EH_OK;
	}
	ok(fine && same(&fast, &slow), "the short way for integers is exact");
	there_and_back(&fast);
}

/* R2: ten million tenths.  0.1 is 0x1.999999999999ap-4, whose multiple by 1e7
 * is 1000000.0000000000555111512312578270211815834045, by Python's Fraction. */
static void
doubles(void)
{
	eh_ratio r = fresh(), other = fresh(), copy;
	eh_decimal half = {5000, 1};
	double value;

	for (int i = 0; i < 10000000; i++)
		eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, 0.1, 3.0);
	near(r.sums.real.num.hi, 1000000.0, 0.0, 0.0, "R2: ten million tenths");
	near(r.sums.real.num.lo, 5.55111512312578270e-11, 1e-9, 0.0,
		"and what is beyond a double");
	near(r.sums.real.dd.hi, 9e7, 0.0, 0.0, "squares");
	there_and_back(&r);
	ok(!eh_ratio_state_removable(&r), "R4: sums of doubles cannot be undone");

	eh_ratio_state_add_decimal(&other, EH_RATIO_AMOUNTS, half, half);
	copy = other;
	ok(eh_ratio_state_merge(&other, &r) == EH_OK && other.rows == 10000001 &&
			other.sums.real.num.hi == 1000000.5,
		"decimals and doubles merge");
	ok(eh_ratio_state_merge(&r, &copy) == EH_OK && same(&r, &other),
		"either way round");
	ok(eh_ratio_state_add_decimal(&r, EH_RATIO_AMOUNTS, half, half) == EH_OK &&
			r.sums.real.num.hi == 1000001.0,
		"and a decimal row goes into sums of doubles");
	ok(eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, NAN, 1) == EH_EDOMAIN &&
			eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, 1, INFINITY) ==
				EH_EDOMAIN,
		"NaN and infinity are refused");
	ok(eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, 1e200, 1) == EH_ERANGE,
		"so are squares past the range of a double");
	r = fresh();
	eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, 1e-200, 1e-300);
	there_and_back(&r);
	eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, 1e-170, 1e100);
	there_and_back(&r);
	r = fresh();
	eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, 1e150, 1e-151);
	ok(eh_ratio_state_value(&r, &value) == EH_OK && value == 1e150 / 1e-151,
		"a quotient near the end of the range");
	r = fresh();
	eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, 1e150, 1e-160);
	ok(eh_ratio_state_value(&r, &value) == EH_ERANGE, "and one past it");
}

static eh_int128
power_of_ten(int exponent)
{
	eh_int128 v = 1;

	while (exponent-- > 0)
		v *= 10;
	return v;
}

/* R1: what does not fit is refused. */
static void
overflow(void)
{
	eh_ratio r = fresh();
	eh_decimal big = {power_of_ten(36), 0};
	eh_decimal fine = {1, 9};
	eh_decimal pence = {2500, 1};
	eh_decimal sum;
	eh_status status = EH_OK;
	int n = 0;

	while (status == EH_OK && n < 1000)
	{
		status = eh_ratio_state_add_decimal(&r, EH_RATIO_AMOUNTS, big, big);
		n++;
	}
	ok(status == EH_ERANGE && n > 100 && n < 200,
		"the sum of 10^36 is refused at 2^127, row %d", n);
	r = fresh();
	eh_ratio_state_add_decimal(&r, EH_RATIO_AMOUNTS, big, pence);
	ok(eh_ratio_state_add_decimal(&r, EH_RATIO_AMOUNTS, fine, pence) ==
			EH_ERANGE,
		"10^36 and 10^-36 do not go into one sum");
	ok(!eh_decimal_sum(big, fine, &sum), "nor into one number");
	ok(eh_decimal_sum(pence, pence, &sum) && sum.mantissa == 5000 &&
			sum.groups == 1,
		"pence do");
}

/* R5 */
static void
counts_and_amounts(void)
{
	eh_ratio counts = fresh(), amounts = fresh(), both;

	eh_ratio_state_add_int(&counts, EH_RATIO_COUNTS, 2, 3);
	eh_ratio_state_add_int(&amounts, EH_RATIO_AMOUNTS, 2, 3);
	both = counts;
	eh_ratio_state_merge(&both, &amounts);
	ok(both.flags == EH_RATIO_AMOUNTS, "R5: counts with amounts are amounts");
	both = fresh();
	both.missing = 4;
	there_and_back(&both);
	eh_ratio_state_merge(&both, &counts);
	ok(both.flags == EH_RATIO_COUNTS && both.missing == 4,
		"nothing with counts is counts");
	there_and_back(&both);
}

static void
refusals(void)
{
	static const char *const bad[] = {"", "1", "1 counts", "1 counts: 1",
		"1 counts: 1 / 2", "1 counts: 1 / 2; rows 1",
		"1 counts: 1 / 2; rows 1; missing 0",
		"1 counts: 1 / 2; rows 1; missing 0; squares 1 2",
		"1 counts: 1 / 2; rows 1; missing 0; squares 1 2 4 5",
		"2 counts: 1 / 2; rows 1; missing 0; squares 1 2 4",
		"1 money: 1 / 2; rows 1; missing 0; squares 1 2 4",
		"1 empty: 1 / 2; rows 1; missing 0; squares 1 2 4",
		"1 empty: 1 / 2; rows 0; missing 0; squares 1 2 4",
		"1 counts: 0 / 0; rows 0; missing 0; squares 0 0 0",
		"1 counts: 1 / 2; rows -1; missing 0; squares 1 2 4",
		"1 counts: 1 / 2; rows 1; missing -1; squares 1 2 4",
		"1 counts: 1 / 2; rows 1; missing 0; squares -1 2 4",
		"1 counts: 9 / 2; rows 1; missing 0; squares 1 2 4",
		"1 counts: -1 / 2; rows 1; missing 0; squares 1 -2 4",
		"1 counts: 1 / 2; rows 1; missing 0; squares 1 9 4",
		"1 counts: 1.5 / 2; rows 1; missing 0; squares 1 2 4",
		"1 counts: 1.5000 / 2; rows 1; missing 0; squares 1 2 4",
		"1 counts double: nan / 2; rows 1; missing 0; squares 1 2 4",
		"1 counts double: 0x1p3 / 2; rows 1; missing 0; squares 64 16 4",
		"1 counts double: 1+1 / 2; rows 1; missing 0; squares 4 4 4",
		"1 counts double: 1e999 / 2; rows 1; missing 0; squares 1 2 4",
		"1 counts: 340282366920938463463374607431768211456 / 2; rows 1; "
		"missing 0; squares 1 2 4"};
	eh_ratio r = fresh();
	uint8_t wire[EH_RATIO_WIRE];
	const char *why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
	{
		why = NULL;
		ok(eh_ratio_state_from_text(bad[i], &r, &why) == EH_EFORMAT &&
				why != NULL,
			"\"%s\" is refused, with a reason", bad[i]);
	}
	ok(eh_ratio_state_from_wire(wire, 7, &r, &why) == EH_EFORMAT,
		"a wire too short");
	for (int k = 0; k < 4; k++)
	{
		r = fresh();
		eh_ratio_state_add_int(&r, EH_RATIO_COUNTS, 2, 3);
		eh_ratio_state_to_wire(&r, wire);
		wire[k] = 77;
		ok(eh_ratio_state_from_wire(wire, sizeof(wire), &r, &why) == EH_EFORMAT,
			"a wire with 77 as byte %d", k);
	}
	r = fresh();
	eh_ratio_state_add_double(&r, EH_RATIO_COUNTS, 2, 3);
	eh_ratio_state_to_wire(&r, wire);
	wire[EH_RATIO_WIRE - 1] = 1;
	ok(eh_ratio_state_from_wire(wire, sizeof(wire), &r, &why) == EH_EFORMAT,
		"padding that is not zero");
}

int
main(void)
{
	eh_ratio empty = fresh();
	double value;

	there_and_back(&empty);
	ok(eh_ratio_state_value(&empty, &value) == EH_EDOMAIN,
		"nothing has no value");
	exact();
	removal();
	integers();
	doubles();
	overflow();
	counts_and_amounts();
	refusals();
	return done();
}
