/*
 * radix.c - sorting keys by the bits in which they differ.
 *
 * X1  Keys come out in ascending order, as unsigned numbers.
 * X2  Bits that all keys have alike cost nothing; keys in order already are
 *     left where they are, after one reading.
 * X3  Memory is the caller's: as much scratch as there are keys.
 *
 * Keys of one word go from the lowest digit up, all of them a digit at a
 * time: good while they fit a cache.  Keys of several words go from the
 * highest digit down, since most are told apart by the first few bits.
 */
#include "radix.h"

#include <stdbool.h>
#include <string.h>

#define WIDE_DIGIT 11 /* bits, where there are many keys */
#define MANY 4096
#define NARROW_DIGIT 8
#define FIRST_DIGIT 9 /* at most, of a key of several words */
#define FEW 24        /* are sorted by insertion */
#define POLL_EVERY 65536

static bool
told_to_stop(const eh_control *ctl)
{
	return ctl->poll != NULL && ctl->poll(ctl->arg);
}

static void
insertion_sort(uint64_t *keys, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		uint64_t moving = keys[i];
		size_t at = i;

		for (; at > 0 && keys[at - 1] > moving; at--)
			keys[at] = keys[at - 1];
		keys[at] = moving;
	}
}

/* The bits in which some keys differ; 0 also where they are in order. */
static uint64_t
bits_to_sort(const uint64_t *keys, size_t n)
{
	uint64_t some = 0, all = ~UINT64_C(0);
	size_t i = 1;

	while (i < n && keys[i - 1] <= keys[i])
		i++;
	if (i >= n)
		return 0;
	for (i = 0; i < n; i++)
	{
		some |= keys[i];
		all &= keys[i];
	}
	return some & ~all;
}

/* From one array to the other, stably, by the digit at shift. */
static eh_status
scatter(const uint64_t *from, uint64_t *to, size_t n, int shift, int bits,
	const eh_control *ctl)
{
	size_t place[1 << WIDE_DIGIT];
	uint64_t mask = (UINT64_C(1) << bits) - 1;
	size_t sum = 0;

	memset(place, 0, sizeof(*place) << bits);
	for (size_t i = 0; i < n; i++)
		place[from[i] >> shift & mask]++;
	for (size_t d = 0; d <= mask; d++)
	{
		size_t count = place[d];

		place[d] = sum;
		sum += count;
	}
	for (size_t start = 0; start < n; start += POLL_EVERY)
	{
		size_t end = n - start > POLL_EVERY ? start + POLL_EVERY : n;

		if (told_to_stop(ctl))
			return EH_ECANCEL;
		for (size_t i = start; i < end; i++)
			to[place[from[i] >> shift & mask]++] = from[i];
	}
	return EH_OK;
}

/* *sorted is keys or scratch, whichever has them in order. */
eh_status
eh_radix_sort(uint64_t *keys, uint64_t *scratch, size_t n,
	const eh_control *ctl, uint64_t **sorted)
{
	int bits = n < MANY ? NARROW_DIGIT : WIDE_DIGIT;
	uint64_t differ;

	*sorted = keys;
	if (n <= FEW)
	{
		insertion_sort(keys, n);
		return EH_OK;
	}
	differ = bits_to_sort(keys, n);
	while (differ != 0)
	{
		int shift = __builtin_ctzll(differ);
		eh_status status = scatter(keys, scratch, n, shift, bits, ctl);
		uint64_t *from = keys;

		if (status != EH_OK)
			return status;
		keys = scratch;
		scratch = from;
		*sorted = keys;
		differ =
			shift + bits < 64 ? differ >> (shift + bits) << (shift + bits) : 0;
	}
	return EH_OK;
}

/* --- keys of several words --------------------------------------------------
 */

static bool
wide_less(const eh_wide_key *a, const eh_wide_key *b)
{
	for (int w = 0; w < EH_WIDE_WORDS - 1; w++)
	{
		if (a->word[w] != b->word[w])
			return a->word[w] < b->word[w];
	}
	return a->word[EH_WIDE_WORDS - 1] < b->word[EH_WIDE_WORDS - 1];
}

static void
insertion_sort_wide(eh_wide_key *keys, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		eh_wide_key moving = keys[i];
		size_t at = i;

		for (; at > 0 && wide_less(&moving, &keys[at - 1]); at--)
			keys[at] = keys[at - 1];
		keys[at] = moving;
	}
}

/* A digit of a wide key: its word, where in it, and how many bits. */
typedef struct digit
{
	int word;
	int shift;
	int bits;
} digit;

/*
 * The highest digit in which some keys differ, of as many bits as leave a few
 * keys to each; false where they are all alike.
 */
static bool
highest_digit(const eh_wide_key *keys, size_t n, digit *d)
{
	uint64_t differ[EH_WIDE_WORDS] = {0};

	for (size_t i = 1; i < n; i++)
	{
		for (int w = 0; w < EH_WIDE_WORDS; w++)
			differ[w] |= keys[i].word[w] ^ keys[0].word[w];
	}
	for (int w = 0; w < EH_WIDE_WORDS; w++)
	{
		if (differ[w] != 0)
		{
			int top = 64 - __builtin_clzll(differ[w]);

			d->word = w;
			d->bits = 2;
			while (d->bits < FIRST_DIGIT && n >> d->bits > FEW / 2)
				d->bits++;
			d->shift = top > d->bits ? top - d->bits : 0;
			return true;
		}
	}
	return false;
}

/* end[i]: where the keys of digit i end, once they are moved. */
static void
scatter_wide(eh_wide_key *keys, eh_wide_key *scratch, size_t n, const digit *d,
	size_t *end)
{
	uint64_t mask = (UINT64_C(1) << d->bits) - 1;
	int word = d->word;
	int shift = d->shift;
	size_t sum = 0;

	memset(end, 0, sizeof(*end) << d->bits);
	for (size_t i = 0; i < n; i++)
		end[keys[i].word[word] >> shift & mask]++;
	for (size_t i = 0; i <= mask; i++)
	{
		size_t count = end[i];

		end[i] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		scratch[end[keys[i].word[word] >> shift & mask]++] = keys[i];
	memcpy(keys, scratch, sizeof(*keys) * n);
}

static bool
in_order_wide(const eh_wide_key *keys, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		if (wide_less(&keys[i], &keys[i - 1]))
			return false;
	}
	return true;
}

/*
 * Sorts in place.  It goes no deeper than there are digits, since those of
 * one digit are alike in it.
 */
eh_status
eh_radix_sort_wide(
	eh_wide_key *keys, eh_wide_key *scratch, size_t n, const eh_control *ctl)
{
	size_t end[1 << FIRST_DIGIT];
	size_t start = 0;
	digit d;

	if (n <= FEW)
	{
		insertion_sort_wide(keys, n);
		return EH_OK;
	}
	if (n > MANY && told_to_stop(ctl))
		return EH_ECANCEL;
	if (in_order_wide(keys, n) || !highest_digit(keys, n, &d))
		return EH_OK;
	scatter_wide(keys, scratch, n, &d, end);
	for (int i = 0; i < 1 << d.bits; i++)
	{
		if (end[i] - start > 1)
		{
			eh_status status = eh_radix_sort_wide(
				keys + start, scratch + start, end[i] - start, ctl);

			if (status != EH_OK)
				return status;
		}
		start = end[i];
	}
	return EH_OK;
}
