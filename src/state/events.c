/*
 * events.c - a log of what happened to children, in any order.
 *
 * L1  Events may come in any order and any split: the log that results is
 *     the same, and so are its bytes.
 * L2  A child or a day that is NULL is counted as excluded, and is no event.
 * L3  All children of a log are of one kind, and all of it is under one rule
 *     or none; anything else is EH_EDOMAIN.
 * L4  Integers and uuids are children as they are.  Others are known by 128
 *     bits of hash: that some two of a hundred million are taken for one has
 *     a probability of 1.5e-23.
 * L5  An event takes 8 bytes while the log grows, or 24 where child or day
 *     does not fit those; 2 to 8 in a run.  Integers that come in order are
 *     not sorted.
 * L6  A few take little: 512 bytes for the first sixty.  Nothing is ever
 *     resized in place; memory comes from the owner.
 * L7  Days are 1900-01-01 to 2999-12-31; others are EH_EDOMAIN.
 */
#include "events.h"

#include <string.h>

#include "core/siphash.h"
#include "events_internal.h"

#define FIRST_LEAF 512
#define SECOND_LEAF 1024

void
eh_events_init(eh_events *e, const eh_rule *rule)
{
	memset(e, 0, sizeof(*e));
	e->ordered = true;
	e->first_day = INT32_MAX;
	e->last_day = INT32_MIN;
	if (rule != NULL)
	{
		e->ruled = true;
		e->rule = *rule;
	}
}

/* Eight bytes as a number, the first the most significant. */
static uint64_t
word_of(const uint8_t bytes[8])
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

eh_child
eh_child_of_uuid(const uint8_t bytes[16])
{
	return (eh_child){word_of(bytes), word_of(bytes + 8)};
}

/* The key is part of the format: hashes of all servers must agree. */
eh_child
eh_child_of_bytes(const void *bytes, size_t n)
{
	static const uint8_t key[16] = "earlyhelp child";
	uint8_t hash[16];

	eh_siphash128(key, bytes, n, hash);
	return eh_child_of_uuid(hash);
}

/* --- the piles --------------------------------------------------------------
 */

static void
note_day(eh_events *e, int32_t day)
{
	if (day < e->first_day)
		e->first_day = day;
	if (day > e->last_day)
		e->last_day = day;
}

/* Are these in order, and not before the last? */
static bool
in_order(const uint64_t *word, size_t n, uint64_t last)
{
	bool fine = true;

	for (size_t i = 0; i < n; i++)
	{
		fine &= last <= word[i];
		last = word[i];
	}
	return fine;
}

/* The days of narrow events in a leaf, and whether all are referrals. */
static void
scan_leaf(
	const uint64_t *word, size_t n, int32_t *first, int32_t *last, bool *kinds)
{
	const uint64_t days = (UINT64_C(1) << EH_NARROW_DAY_BITS) - 1;
	int64_t least = INT64_MAX, most = -1;
	uint64_t kind = 0;

	for (size_t i = 0; i < n; i++)
	{
		int64_t day = (int64_t) (word[i] >> EH_KIND_BITS & days);

		least = day < least ? day : least;
		most = day > most ? day : most;
		kind |= word[i];
	}
	if (n == 0)
		return;
	if (least + EH_FIRST_DAY < *first)
		*first = (int32_t) least + EH_FIRST_DAY;
	if (most + EH_FIRST_DAY > *last)
		*last = (int32_t) most + EH_FIRST_DAY;
	*kinds |= (kind & ((1 << EH_KIND_BITS) - 1)) != 0;
}

/* How many words the leaf being filled has. */
static size_t
being_filled(const eh_events *e)
{
	return e->at == NULL ? 0 : (size_t) (e->at - e->narrow.leaf->word);
}

/* The leaf being filled is done with, full or not. */
void
eh_events_retire(eh_events *e)
{
	size_t n = being_filled(e);

	if (e->at == NULL)
		return;
	scan_leaf(e->narrow.leaf->word, n, &e->first_day, &e->last_day, &e->kinds);
	if (e->ordered && n > 0)
	{
		e->ordered = in_order(e->narrow.leaf->word, n, e->narrow_last);
		e->narrow_last = e->narrow.leaf->word[n - 1];
	}
	e->narrow.leaf->n = (uint32_t) n;
	e->narrow.n += (int64_t) n;
	e->events += (int64_t) n;
	e->at = e->end = NULL;
}

int64_t
eh_events_count(const eh_events *e)
{
	return e->events + (int64_t) being_filled(e);
}

/* first > last where there are no events. */
void
eh_events_days(const eh_events *e, int32_t *first, int32_t *last)
{
	bool kinds;

	*first = e->first_day;
	*last = e->last_day;
	if (e->at != NULL)
		scan_leaf(e->narrow.leaf->word, being_filled(e), first, last, &kinds);
}

/* A leaf of its own for what comes next, on top of the pile. */
static struct eh_event_leaf *
another_leaf(eh_events *e, const eh_arena *arena, eh_event_pile *pile)
{
	struct eh_event_leaf *top = pile->leaf;

	if (e->spare != NULL || (top != NULL && top->next != NULL))
		pile->leaf = eh_events_leaf(e, arena);
	else
		pile->leaf = eh_events_small_leaf(
			e, arena, top == NULL ? FIRST_LEAF : SECOND_LEAF);
	pile->leaf->next = top;
	return pile->leaf;
}

/* The narrow event that a key is, if it is one. */
static bool
narrow_of(const eh_events *e, const eh_wide_key *key, uint64_t *word)
{
	uint64_t child =
		(key->word[1] ^ UINT64_C(1) << 63) + (uint64_t) EH_NARROW_CHILD_HALF;

	*word = child << EH_NARROW_CHILD_SHIFT | key->word[2];
	return e->child == EH_CHILD_INTEGER && child >> EH_NARROW_CHILD_BITS == 0 &&
		   key->word[2] >> EH_NARROW_CHILD_SHIFT == 0;
}

static void
add_narrow(eh_events *e, const eh_arena *arena, uint64_t word)
{
	if (e->at == e->end)
	{
		struct eh_event_leaf *leaf;

		eh_events_retire(e);
		leaf = another_leaf(e, arena, &e->narrow);
		e->at = leaf->word;
		e->end = leaf->word + leaf->room;
	}
	*e->at++ = word;
}

static void
add_wide(eh_events *e, const eh_arena *arena, const eh_wide_key *key)
{
	struct eh_event_leaf *leaf = e->wide.leaf;

	if (leaf == NULL || leaf->room - leaf->n < EH_WIDE_WORDS)
		leaf = another_leaf(e, arena, &e->wide);
	memcpy(leaf->word + leaf->n, key->word, sizeof(key->word));
	leaf->n += EH_WIDE_WORDS;
	e->wide.n++;
	e->events++;
	note_day(e, eh_key_day(key));
	e->kinds |= eh_key_kind(key) != 0;
}

/* L3, L7 */
eh_status
eh_events_add(eh_events *e, const eh_arena *arena, eh_child_kind kind_of_child,
	eh_child child, int32_t day, int kind)
{
	eh_wide_key key;
	uint64_t word;

	if (day < EH_FIRST_DAY || day > EH_LAST_DAY ||
		(e->child != EH_CHILD_NONE && e->child != kind_of_child))
		return EH_EDOMAIN;
	e->child = (uint8_t) kind_of_child;
	key = (eh_wide_key){{child.high, child.low, eh_key_when(day, kind)}};
	if (narrow_of(e, &key, &word))
		add_narrow(e, arena, word);
	else
		add_wide(e, arena, &key);
	return EH_OK;
}

/* L2 */
eh_status
eh_events_exclude(eh_events *e, int64_t n)
{
	if (n < 0 || n > EH_MOST_ROWS - e->excluded)
		return EH_ERANGE;
	e->excluded += n;
	return EH_OK;
}

/* --- the whole --------------------------------------------------------------
 */

/*
 * The events go; what was excluded, the rule and the days they had stay, and
 * so does memory for as many again.
 */
void
eh_events_clear(eh_events *e, const eh_arena *arena)
{
	eh_events_retire(e);
	eh_events_free_runs(e, arena);
	eh_events_give_pile(e, arena, &e->narrow);
	eh_events_give_pile(e, arena, &e->wide);
	e->events = 0;
	e->ordered = true;
	e->narrow_last = 0;
}

/* Has the log neither events nor anything excluded? */
static bool
untouched(const eh_events *e)
{
	return eh_events_count(e) == 0 && e->excluded == 0;
}

static eh_status
absorb_run(eh_events *e, const eh_arena *arena, const eh_events_flat *flat,
	size_t bytes)
{
	eh_event_run *run = eh_events_new_run(e, arena, flat->kinds != 0);
	eh_run_piece *piece;

	run->n = flat->events;
	run->bytes = bytes - sizeof(*flat);
	piece = eh_events_get(e, arena, sizeof(*piece) + run->bytes);
	piece->next = NULL;
	piece->n = piece->room = (uint32_t) run->bytes;
	memcpy(piece->byte, eh_events_run_of(flat), run->bytes);
	run->first = run->last = piece;
	e->events += run->n;
	e->kinds |= run->kinds;
	note_day(e, flat->first_day);
	note_day(e, flat->last_day);
	return EH_OK;
}

/* A few events are put one by one: as runs they would cost more. */
static eh_status
absorb_events(eh_events *e, const eh_arena *arena, const eh_events_flat *flat,
	size_t bytes)
{
	const uint8_t *at = eh_events_run_of(flat);
	const uint8_t *end = (const uint8_t *) flat + bytes;
	eh_run_place place;

	eh_run_begin(&place, eh_events_wide(e), flat->kinds != 0);
	while (at < end && eh_run_get(&place, &at, end))
	{
		eh_status status = eh_events_add(e, arena, flat->child,
			(eh_child){place.last.word[0], place.last.word[1]},
			eh_key_day(&place.last), eh_key_kind(&place.last));

		if (status != EH_OK)
			return status;
	}
	return EH_OK;
}

#define FEW_EVENTS 4096

/*
 * L1, L3: a log that has been checked is taken in.  EH_EDOMAIN: its children
 * are of another kind, or it is under another rule.
 */
eh_status
eh_events_absorb(eh_events *e, const eh_arena *arena,
	const eh_events_flat *flat, size_t bytes)
{
	if (untouched(e) && !e->ruled && flat->ruled)
	{
		e->ruled = true;
		e->rule = flat->rule;
	}
	if (e->ruled != (flat->ruled != 0) ||
		(e->ruled && memcmp(&e->rule, &flat->rule, sizeof(e->rule)) != 0))
		return EH_EDOMAIN;
	if (e->child != EH_CHILD_NONE && flat->child != EH_CHILD_NONE &&
		e->child != flat->child)
		return EH_EDOMAIN;
	if (flat->excluded > EH_MOST_ROWS - e->excluded)
		return EH_ERANGE;
	e->excluded += flat->excluded;
	if (flat->events == 0)
		return EH_OK;
	e->child = flat->child;
	return flat->events < FEW_EVENTS ? absorb_events(e, arena, flat, bytes)
									 : absorb_run(e, arena, flat, bytes);
}
