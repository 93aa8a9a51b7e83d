/*
 * radix.c - X1 to X3 of src/core/radix.c, against qsort().
 */
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/radix.h"

#define MOST 70000

static const eh_control no_poll;
static uint64_t keys[MOST], scratch[MOST], want[MOST];
static eh_wide_key wide[MOST], wide_scratch[MOST], wide_want[MOST];
static uint64_t state = 1234567;

static uint64_t
number(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return state >> 32 ^ state << 31;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *) a;
	uint64_t y = *(const uint64_t *) b;

	return x < y ? -1 : x > y;
}

static int
compare_wide(const void *a, const void *b)
{
	const eh_wide_key *x = a;
	const eh_wide_key *y = b;

	for (int w = 0; w < EH_WIDE_WORDS; w++)
	{
		if (x->word[w] != y->word[w])
			return x->word[w] < y->word[w] ? -1 : 1;
	}
	return 0;
}

static bool
sorts(size_t n)
{
	uint64_t *sorted;

	memcpy(want, keys, sizeof(*want) * n);
	qsort(want, n, sizeof(*want), compare);
	return eh_radix_sort(keys, scratch, n, &no_poll, &sorted) == EH_OK &&
		   memcmp(sorted, want, sizeof(*want) * n) == 0;
}

static bool
sorts_wide(size_t n)
{
	memcpy(wide_want, wide, sizeof(*wide) * n);
	qsort(wide_want, n, sizeof(*wide), compare_wide);
	return eh_radix_sort_wide(wide, wide_scratch, n, &no_poll) == EH_OK &&
		   memcmp(wide, wide_want, sizeof(*wide) * n) == 0;
}

/* X1: keys that differ in the bits of a mask only. */
static void
masks(void)
{
	static const uint64_t some[] = {~UINT64_C(0), 0, 1, UINT64_C(1) << 63,
		0xFFF, 0x7FFFF00000, 0x8000000000000001, 0x00FF00FF00FF00FF,
		0xFFFFFFFF00000000};
	static const size_t sizes[] = {0, 1, 2, 24, 25, 300, 4095, 4096, MOST};

	for (size_t m = 0; m < sizeof(some) / sizeof(*some); m++)
	{
		bool fine = true;

		for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++)
		{
			uint64_t rest = number() & ~some[m];

			for (size_t i = 0; i < sizes[s]; i++)
				keys[i] = (number() & some[m]) | rest;
			fine &= sorts(sizes[s]);
		}
		ok(fine, "keys that differ in %016llx", (unsigned long long) some[m]);
	}
}

static void
wide_masks(void)
{
	static const uint64_t some[][EH_WIDE_WORDS] = {
		{~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0)}, {0, 0, 0}, {0, 0, 0xFFFF},
		{0, 0xFFF000, 0}, {1, 0, 1}, {3, 0xF0F0, 7},
		{UINT64_C(1) << 63, 0, UINT64_C(1) << 63}};
	static const size_t sizes[] = {0, 1, 24, 25, 1000, 20000};

	for (size_t m = 0; m < sizeof(some) / sizeof(*some); m++)
	{
		bool fine = true;

		for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++)
		{
			for (size_t i = 0; i < sizes[s]; i++)
			{
				for (int w = 0; w < EH_WIDE_WORDS; w++)
					wide[i].word[w] = (number() & some[m][w]) |
									  (0x5555555555555555 & ~some[m][w]);
			}
			fine &= sorts_wide(sizes[s]);
		}
		ok(fine, "keys of three words, mask %zu", m);
	}
}

/* X2 */
static void
in_order(void)
{
	uint64_t *sorted;

	for (size_t i = 0; i < MOST; i++)
		keys[i] = i / 3 * 1000;
	ok(eh_radix_sort(keys, NULL, MOST, &no_poll, &sorted) == EH_OK &&
			sorted == keys,
		"keys in order need no scratch");
	keys[MOST - 1] = 0;
	ok(sorts(MOST), "all but the last in order");
	for (size_t i = 0; i < MOST; i++)
		keys[i] = MOST - i;
	ok(sorts(MOST), "in reverse order");
	for (size_t i = 0; i < MOST; i++)
		wide[i] = (eh_wide_key){{i / 7, i / 5, i}};
	ok(eh_radix_sort_wide(wide, NULL, MOST, &no_poll) == EH_OK,
		"keys of three words in order need none either");
}

static bool
stop(void *arg)
{
	(void) arg;
	return true;
}

static void
cancelled(void)
{
	static const eh_control ctl = {0, stop, NULL};
	uint64_t *sorted;

	for (size_t i = 0; i < MOST; i++)
	{
		keys[i] = number();
		wide[i] = (eh_wide_key){{number(), 0, 0}};
	}
	ok(eh_radix_sort(keys, scratch, MOST, &ctl, &sorted) == EH_ECANCEL &&
			eh_radix_sort_wide(wide, wide_scratch, MOST, &ctl) == EH_ECANCEL,
		"it stops where it is asked to");
}

int
main(void)
{
	masks();
	wide_masks();
	in_order();
	cancelled();
	return done();
}
