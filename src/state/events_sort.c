/*
 * events_sort.c - a pile of events in order, batch by batch.
 *
 * A pile too large for a cache is dealt out by the first bits in which its
 * events differ, and the leaves they came from are used for where they
 * go: sorting takes a leaf more than holding for every half a batch.  What then fits
 * a batch is sorted in one piece.
 */
#include <string.h>

#include "events_internal.h"

#define MOST_DIGIT 10 /* bits */
#define MOST_FAN (1 << MOST_DIGIT)

/* Events of a batch: with their scratch they stay in a second cache. */
#define NARROW_BATCH 49152
#define WIDE_BATCH 16384

/* Piles that may wait: a dealing that settles all the bits it can leaves
 * MOST_FAN of them, and one that settles fewer leaves fewer for each. */
#define MOST_DEALINGS(words) (1 + (words) * (64 / MOST_DIGIT))

/* The last leaf of a pile comes first: the other way round. */
static void
turn_round(eh_event_pile *pile)
{
	struct eh_event_leaf *leaf = pile->leaf;

	pile->leaf = NULL;
	while (leaf != NULL)
	{
		struct eh_event_leaf *next = leaf->next;

		leaf->next = pile->leaf;
		pile->leaf = leaf;
		leaf = next;
	}
}

/* The pile is the sorter's from now on. */
void
eh_sorter_begin(eh_event_sorter *s, eh_events *e, const eh_arena *arena,
	const eh_control *ctl, eh_event_pile *pile, int words, bool ordered)
{
	int64_t most = words == 1 ? NARROW_BATCH : WIDE_BATCH;
	size_t piles = 1;

	memset(s, 0, sizeof(*s));
	s->e = e;
	s->arena = arena;
	s->ctl = ctl;
	s->words = words;
	s->most = most;
	s->ordered = ordered;
	if (ordered)
		turn_round(pile);
	else
	{
		if (pile->n > most)
			piles = (size_t) MOST_DEALINGS(words) * MOST_FAN;
		s->room_bytes = 2 * sizeof(uint64_t) * (size_t) words *
						(size_t) (pile->n < most ? pile->n : most);
		s->room = eh_events_get(e, arena, s->room_bytes);
	}
	s->stack_bytes = sizeof(*s->stack) * piles;
	s->stack = eh_events_get(e, arena, s->stack_bytes);
	s->stack[0] = *pile;
	s->depth = 1;
	*pile = (eh_event_pile){0};
}

void
eh_sorter_end(eh_event_sorter *s)
{
	if (s->stack == NULL)
		return;
	for (int i = 0; i < s->depth; i++)
		eh_events_give_pile(s->e, s->arena, &s->stack[i]);
	if (s->given != NULL)
		eh_events_give_leaf(s->e, s->arena, s->given);
	if (s->room != NULL)
		eh_events_release(s->e, s->arena, s->room, s->room_bytes);
	eh_events_release(s->e, s->arena, s->stack, s->stack_bytes);
	s->stack = NULL;
}

static bool
told_to_stop(const eh_control *ctl)
{
	return ctl->poll != NULL && ctl->poll(ctl->arg);
}

/* A digit of a key: its word, where in it, and how many bits. */
typedef struct digit
{
	int word;
	int shift;
	int bits;
} digit;

/*
 * The first digit in which a pile's events differ, of as many bits as make
 * piles of half a batch; false where they are all alike.
 */
static bool
first_digit(const eh_event_pile *pile, int words, int64_t batch, digit *d)
{
	uint64_t some[EH_WIDE_WORDS] = {0};
	uint64_t all[EH_WIDE_WORDS];

	memset(all, 255, sizeof(all));
	for (const struct eh_event_leaf *l = pile->leaf; l != NULL; l = l->next)
	{
		for (uint32_t i = 0; i < l->n; i += (uint32_t) words)
		{
			for (int w = 0; w < words; w++)
			{
				some[w] |= l->word[i + (uint32_t) w];
				all[w] &= l->word[i + (uint32_t) w];
			}
		}
	}
	for (int w = 0; w < words; w++)
	{
		uint64_t differ = some[w] & ~all[w];

		if (differ != 0)
		{
			int top = 64 - __builtin_clzll(differ);

			d->word = w;
			d->bits = 2;
			while (d->bits < MOST_DIGIT && pile->n >> d->bits > batch / 2)
				d->bits++;
			d->shift = top > d->bits ? top - d->bits : 0;
			return true;
		}
	}
	return false;
}

/* Where the events of a digit go. */
typedef struct heap
{
	uint64_t *at;
	uint64_t *end;
	struct eh_event_leaf *leaf; /* the last one first */
	int64_t n;
} heap;

static void
close_leaf(heap *h, int words)
{
	if (h->leaf == NULL)
		return;
	h->leaf->n = (uint32_t) (h->at - h->leaf->word);
	h->n += h->leaf->n / (uint32_t) words;
}

/* Off the path that every event takes. */
static __attribute__((noinline)) void
next_leaf(eh_event_sorter *s, heap *h, int words)
{
	struct eh_event_leaf *leaf = eh_events_leaf(s->e, s->arena);

	close_leaf(h, words);
	leaf->next = h->leaf;
	h->leaf = leaf;
	h->at = leaf->word;
	h->end = leaf->word + leaf->room / (uint32_t) words * (uint32_t) words;
}

/* One leaf dealt out; inlined for either number of words. */
static inline void
deal_leaf(eh_event_sorter *s, const struct eh_event_leaf *leaf, heap *heaps,
	const digit *d, int words)
{
	uint64_t mask = (UINT64_C(1) << d->bits) - 1;
	int word = words == 1 ? 0 : d->word;
	int shift = d->shift;
	const uint64_t *from = leaf->word;
	const uint64_t *end = from + leaf->n;

	for (; from < end; from += words)
	{
		heap *h = &heaps[from[word] >> shift & mask];

		if (__builtin_expect(h->at == h->end, 0))
			next_leaf(s, h, words);
		for (int w = 0; w < words; w++)
			*h->at++ = from[w];
	}
}

/* The pile becomes piles, on the stack, the first on top. */
static eh_status
deal(eh_event_sorter *s, eh_event_pile *pile, const digit *d)
{
	heap heaps[MOST_FAN] = {{0}};
	bool stopped = false;

	while (pile->leaf != NULL && !stopped)
	{
		struct eh_event_leaf *leaf = pile->leaf;

		if (s->words == 1)
			deal_leaf(s, leaf, heaps, d, 1);
		else
			deal_leaf(s, leaf, heaps, d, EH_WIDE_WORDS);
		pile->leaf = leaf->next;
		eh_events_give_leaf(s->e, s->arena, leaf);
		stopped = told_to_stop(s->ctl);
	}
	if (pile->leaf != NULL)
		s->stack[s->depth++] = *pile; /* to be given back */
	for (int i = MOST_FAN - 1; i >= 0; i--)
	{
		close_leaf(&heaps[i], s->words);
		if (heaps[i].leaf != NULL)
			s->stack[s->depth++] = (eh_event_pile){heaps[i].leaf, heaps[i].n};
	}
	return stopped ? EH_ECANCEL : EH_OK;
}

/* Up to a batch of a pile's events in one piece. */
static int64_t
gather(eh_event_sorter *s, eh_event_pile *pile)
{
	uint64_t *to = s->room;
	int64_t n = 0;

	while (pile->leaf != NULL)
	{
		struct eh_event_leaf *leaf = pile->leaf;
		int64_t here = leaf->n / s->words;

		if (n + here > s->most)
			break;
		memcpy(to, leaf->word, sizeof(*to) * leaf->n);
		to += leaf->n;
		n += here;
		pile->leaf = leaf->next;
		eh_events_give_leaf(s->e, s->arena, leaf);
	}
	pile->n -= n;
	return n;
}

static eh_status
sort_batch(eh_event_sorter *s, int64_t n, const uint64_t **batch)
{
	uint64_t *scratch = s->room + n * s->words;
	uint64_t *sorted = s->room;
	eh_status status;

	if (s->words == 1)
		status = eh_radix_sort(s->room, scratch, (size_t) n, s->ctl, &sorted);
	else
		status = eh_radix_sort_wide((eh_wide_key *) s->room,
			(eh_wide_key *) scratch, (size_t) n, s->ctl);
	*batch = sorted;
	return status;
}

/* The next leaf of a pile in order. */
static eh_status
next_of_ordered(eh_event_sorter *s, const uint64_t **batch, int64_t *n)
{
	eh_event_pile *pile = &s->stack[0];

	if (s->given != NULL)
		eh_events_give_leaf(s->e, s->arena, s->given);
	s->given = pile->leaf;
	*n = 0;
	if (s->given == NULL)
		return EH_OK;
	pile->leaf = s->given->next;
	*batch = s->given->word;
	*n = s->given->n / s->words;
	return EH_OK;
}

/* The next events in order, n of them; 0 after the last. */
eh_status
eh_sorter_next(eh_event_sorter *s, const uint64_t **batch, int64_t *n)
{
	if (s->ordered)
		return next_of_ordered(s, batch, n);
	*n = 0;
	while (s->depth > 0)
	{
		eh_event_pile *top = &s->stack[s->depth - 1];
		digit d;

		if (top->n > s->most && first_digit(top, s->words, s->most, &d))
		{
			eh_event_pile pile = *top;
			eh_status status;

			s->depth--;
			status = deal(s, &pile, &d);
			if (status != EH_OK)
				return status;
			continue;
		}
		/* a batch, or as much as fits one of events that are all alike */
		*n = gather(s, top);
		if (top->leaf == NULL)
			s->depth--;
		if (*n > 0)
			return sort_batch(s, *n, batch);
	}
	return EH_OK;
}
