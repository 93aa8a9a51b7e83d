/*
 * run.c - events in order, as bytes.
 *
 * N1  An event takes 1 to EH_RUN_EVENT bytes, and is the difference from the
 *     one before: days for the same child; for another the step from child
 *     to child, and days from where the last child's events began.
 * N2  The same events give the same bytes, and no other bytes give them.
 * N3  Bytes that are no run are refused: events out of order, days or kinds
 *     that are none, numbers too long, and an end within an event.
 *
 * A number is seven bits a byte, the lowest first, all but the last byte
 * with the top bit set.  The step to a child of 128 bits is a byte that says
 * how many follow, and those, the highest first.  Drawn in doc/format.md.
 */
#include "run.h"

#include <string.h>

/* Kinds are left out (kinds false) where every event is a referral. */
void
eh_run_begin(eh_run_place *place, bool wide, bool kinds)
{
	memset(place, 0, sizeof(*place));
	place->wide = wide;
	place->kinds = kinds ? EH_KIND_BITS : 0;
	place->last.word[0] = wide ? UINT64_MAX : 0;
	place->last.word[1] = UINT64_MAX; /* one step before the child 0 */
}

static uint8_t *
put_number(uint8_t *to, uint64_t v)
{
	while (v >= 128)
	{
		*to++ = (uint8_t) (v | 128);
		v >>= 7;
	}
	*to++ = (uint8_t) v;
	return to;
}

static inline bool
get_number(const uint8_t **at, const uint8_t *end, uint64_t *v)
{
	const uint8_t *p = *at;
	uint64_t number = 0;

	for (int shift = 0; shift < 64 && p < end; shift += 7)
	{
		uint64_t seven = *p & 127;

		number |= seven << shift;
		if (*p++ < 128)
		{
			*at = p;
			*v = number;
			return (seven != 0 || shift == 0) &&
				   (shift < 63 || seven == 1); /* 63 bits and one */
		}
	}
	return false;
}

/* Differences that go either way: 0, -1, 1, -2 ... are 0, 1, 2, 3 ... */
static uint64_t
fold(int32_t v)
{
	return v < 0 ? 2 * (uint64_t) - (int64_t) v - 1 : 2 * (uint64_t) v;
}

static int64_t
unfold(uint64_t v)
{
	return (v & 1) != 0 ? -(int64_t) (v >> 1) - 1 : (int64_t) (v >> 1);
}

/* high, low: how far from the child after the last */
static uint8_t *
put_step(uint8_t *to, uint64_t high, uint64_t low, bool wide)
{
	int bytes = 16;

	if (!wide)
		return put_number(to, low);
	while (bytes > 8 && high >> (8 * (bytes - 9)) == 0)
		bytes--;
	while (bytes > 0 && bytes <= 8 && low >> (8 * (bytes - 1)) == 0)
		bytes--;
	*to++ = (uint8_t) bytes;
	for (int i = bytes - 1; i >= 8; i--)
		*to++ = (uint8_t) (high >> (8 * (i - 8)));
	for (int i = bytes < 8 ? bytes - 1 : 7; i >= 0; i--)
		*to++ = (uint8_t) (low >> (8 * i));
	return to;
}

static bool
get_step(const uint8_t **at, const uint8_t *end, uint64_t *high, uint64_t *low,
	bool wide)
{
	const uint8_t *p = *at;
	int bytes;

	*high = *low = 0;
	if (!wide)
		return get_number(at, end, low);
	if (p == end || *p > 16)
		return false;
	bytes = *p++;
	if (end - p < bytes || (bytes > 0 && *p == 0))
		return false;
	for (int i = 0; i < bytes; i++)
	{
		*high = *high << 8 | *low >> 56;
		*low = *low << 8 | *p++;
	}
	*at = p;
	return true;
}

/*
 * Returns how many bytes; key is not before the last.  to holds EH_RUN_EVENT.
 */
size_t
eh_run_put(eh_run_place *place, const eh_wide_key *key, uint8_t *to)
{
	const uint8_t *from = to;
	bool another = !place->under_way || !eh_key_same_child(key, &place->last);
	int32_t day = eh_key_day(key);
	uint64_t days;

	if (another)
		days = fold(day - place->began);
	else
		days = (uint64_t) (day - eh_key_day(&place->last));
	days = days << place->kinds;
	if (place->kinds != 0)
		days |= (uint64_t) eh_key_kind(key);
	to = put_number(to, days << 1 | another);
	if (another)
	{
		uint64_t low = key->word[1] - place->last.word[1];
		uint64_t high = key->word[0] - place->last.word[0] -
						(key->word[1] < place->last.word[1]);

		high -= low == 0; /* less one */
		low--;
		to = put_step(to, high, low, place->wide);
		place->began = day;
	}
	place->last = *key;
	place->under_way = true;
	return (size_t) (to - from);
}

/* The child a step further; false where that is past the last there is. */
static bool
step_child(eh_run_place *place, uint64_t high, uint64_t low)
{
	const uint64_t *last = place->last.word;
	uint64_t to_low = last[1] + low + 1;
	uint64_t carry = low == UINT64_MAX || to_low <= last[1];
	uint64_t to_high = last[0] + high + carry;

	if (!place->wide)
	{
		if (place->under_way && (low == UINT64_MAX || to_low <= last[1]))
			return false;
		to_high = 0;
	}
	else if (place->under_way &&
			 (to_high < last[0] || (to_high == last[0] && to_low <= last[1]) ||
				 (carry && high == UINT64_MAX)))
		return false;
	place->last.word[0] = to_high;
	place->last.word[1] = to_low;
	return true;
}

/*
 * The next event is place->last; at moves past it.  False: the bytes are
 * damaged, or at their end.
 */
bool
eh_run_get(eh_run_place *place, const uint8_t **at, const uint8_t *end)
{
	int32_t before = eh_key_day(&place->last);
	int kind_before = eh_key_kind(&place->last);
	uint64_t head, high, low;
	int64_t day;
	int kind;
	bool another;

	if (!get_number(at, end, &head))
		return false;
	another = (head & 1) != 0;
	head >>= 1;
	kind = (int) (head & ((UINT64_C(1) << place->kinds) - 1));
	head >>= place->kinds;
	if (kind >= EH_EVENT_KINDS || head > UINT32_MAX)
		return false;
	if (another)
	{
		if (!get_step(at, end, &high, &low, place->wide) ||
			!step_child(place, high, low))
			return false;
		day = place->began + unfold(head);
	}
	else
	{
		day = before + (int64_t) head;
		if (!place->under_way || (head == 0 && kind < kind_before))
			return false;
	}
	if (day < EH_FIRST_DAY || day > EH_LAST_DAY)
		return false;
	if (another)
		place->began = (int32_t) day;
	place->last.word[2] = eh_key_when((int32_t) day, kind);
	place->under_way = true;
	return true;
}
