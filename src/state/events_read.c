/*
 * events_read.c - all of a log in order: piles, runs, and what was spilled.
 *
 * Everything there is in order, sorted piles and runs alike, is merged two by
 * two, and those two by two, batch after batch.  Which of two is less cannot
 * be foretold, so it is not branched on.  A log that is one pile of narrow
 * events, or one run, is read as it is.
 */
#include <string.h>

#include "events_internal.h"

#define BATCH 128
#define INPUT_BYTES 8192

/* One part in order: keys at .. n are the next. */
typedef struct part
{
	eh_wide_key key[BATCH];
	int at;
	int n;

	/* a pile */
	eh_event_sorter sorter; /* its stack is NULL where it is none */
	const uint64_t *batch;
	int64_t batch_at;
	int64_t batch_n;

	/* or a run, in pieces or from outside */
	eh_run_place place;
	const uint8_t *byte;
	const uint8_t *end;
	const eh_run_piece *piece; /* the one being read */
	const eh_run_input *input;
	uint8_t *buffer; /* INPUT_BYTES */
	bool ended;      /* the input gives no more */

	/* or two parts merged */
	struct part *left; /* NULL where it is none */
	struct part *right;
} part;

typedef struct eh_event_merger
{
	eh_events *e;
	part *parts; /* as many as there are in order, and as are made of two */
	int nparts;
	part *root; /* made of all the others */
	size_t bytes;
	uint8_t *buffers;
	size_t buffer_bytes;

	/* as a source of events */
	eh_wide_key last;
	bool begun;
} eh_event_merger;

/* --- parts ------------------------------------------------------------------
 */

static eh_status
fill_from_pile(part *p)
{
	int words = p->sorter.words;

	if (p->batch_at == p->batch_n)
	{
		eh_status status = eh_sorter_next(&p->sorter, &p->batch, &p->batch_n);

		if (status != EH_OK)
			return status;
		p->batch_at = 0;
	}
	while (p->n < BATCH && p->batch_at < p->batch_n)
	{
		const uint64_t *from = p->batch + p->batch_at++ * words;

		if (words == 1)
			eh_narrow_key(*from, &p->key[p->n++]);
		else
			memcpy(p->key[p->n++].word, from, sizeof(p->key[0].word));
	}
	return EH_OK;
}

/* More bytes of a run from outside, after those not yet read. */
static void
refill(part *p)
{
	size_t left = (size_t) (p->end - p->byte);
	size_t more;

	memmove(p->buffer, p->byte, left);
	more =
		p->input->read(p->input->owner, p->buffer + left, INPUT_BYTES - left);
	p->ended = more < INPUT_BYTES - left;
	p->byte = p->buffer;
	p->end = p->buffer + left + more;
}

/* Is there another byte of the run? */
static bool
more_of_run(part *p)
{
	if (p->input != NULL && !p->ended && p->end - p->byte < EH_RUN_EVENT)
		refill(p);
	while (p->byte == p->end && p->piece != NULL && p->piece->next != NULL)
	{
		p->piece = p->piece->next;
		p->byte = p->piece->byte;
		p->end = p->byte + p->piece->n;
	}
	return p->byte < p->end;
}

static eh_status
fill_from_run(part *p)
{
	while (p->n < BATCH && more_of_run(p))
	{
		if (!eh_run_get(&p->place, &p->byte, p->end))
			return EH_EFORMAT;
		p->key[p->n++] = p->place.last;
	}
	return EH_OK;
}

static eh_status fill(part *p);

/* Whichever is less, and which it was; in order of child, day and kind. */
static inline bool
take_less(const eh_wide_key *a, const eh_wide_key *b, eh_wide_key *to)
{
	const uint64_t *x = a->word;
	const uint64_t *y = b->word;
	bool second =
		(y[0] < x[0]) |
		((y[0] == x[0]) & ((y[1] < x[1]) | ((y[1] == x[1]) & (y[2] < x[2]))));
	uint64_t mask = -(uint64_t) second;

	for (int w = 0; w < EH_WIDE_WORDS; w++)
		to->word[w] = x[w] ^ ((x[w] ^ y[w]) & mask);
	return second;
}

/* As many as can be taken before one of the two, or the room, is at its end. */
static void
merge_some(part *p)
{
	part *a = p->left;
	part *b = p->right;
	int left = a->n - a->at;
	int right = b->n - b->at;
	int steps = BATCH - p->n;
	const eh_wide_key *x = a->key + a->at;
	const eh_wide_key *y = b->key + b->at;

	if (left == 0 || right == 0)
	{
		part *from = left == 0 ? b : a;
		int n = left + right < steps ? left + right : steps;

		memcpy(p->key + p->n, from->key + from->at, sizeof(*x) * (size_t) n);
		from->at += n;
		p->n += n;
		return;
	}
	steps = left < steps ? left : steps;
	steps = right < steps ? right : steps;
	for (int i = 0; i < steps; i++)
	{
		bool second = take_less(x, y, &p->key[p->n++]);

		x += !second;
		y += second;
	}
	a->at = (int) (x - a->key);
	b->at = (int) (y - b->key);
}

static eh_status
fill_from_two(part *p)
{
	while (p->n < BATCH)
	{
		eh_status status = EH_OK;

		if (p->left->at == p->left->n)
			status = fill(p->left);
		if (status == EH_OK && p->right->at == p->right->n)
			status = fill(p->right);
		if (status != EH_OK)
			return status;
		if (p->left->n == 0 && p->right->n == 0)
			break;
		merge_some(p);
	}
	return EH_OK;
}

/* The next keys of a part; none at its end, however often it is asked. */
static eh_status
fill(part *p)
{
	p->at = p->n = 0;
	if (p->left != NULL)
		return fill_from_two(p);
	return p->sorter.stack != NULL ? fill_from_pile(p) : fill_from_run(p);
}

/* --- the merger -------------------------------------------------------------
 */

static void
begin_piles(eh_event_merger *m, const eh_arena *arena, const eh_control *ctl)
{
	eh_events *e = m->e;

	if (e->narrow.n > 0)
		eh_sorter_begin(&m->parts[m->nparts++].sorter, e, arena, ctl,
			&e->narrow, 1, e->ordered);
	if (e->wide.n > 0)
		eh_sorter_begin(&m->parts[m->nparts++].sorter, e, arena, ctl, &e->wide,
			EH_WIDE_WORDS, false);
	e->ordered = true;
	e->narrow_last = 0;
}

static void
begin_runs(eh_event_merger *m, const eh_run_input *spilled, int nspilled)
{
	bool wide = eh_events_wide(m->e);

	for (int i = 0; i < m->e->runs; i++)
	{
		part *p = &m->parts[m->nparts++];
		const eh_event_run *run = &m->e->run[i];

		eh_run_begin(&p->place, wide, run->kinds);
		p->piece = run->first;
		if (p->piece != NULL)
		{
			p->byte = p->piece->byte;
			p->end = p->byte + p->piece->n;
		}
	}
	for (int i = 0; i < nspilled; i++)
	{
		part *p = &m->parts[m->nparts++];

		eh_run_begin(&p->place, wide, spilled[i].kinds);
		p->input = &spilled[i];
		p->buffer = m->buffers + (size_t) i * INPUT_BYTES;
		p->byte = p->end = p->buffer;
	}
}

/* Two by two, until there is one. */
static part *
pair_up(eh_event_merger *m)
{
	int from = 0;

	if (m->nparts == 0)
		m->nparts = 1; /* a run without bytes */
	while (m->nparts - from > 1)
	{
		part *pair = &m->parts[m->nparts++];

		pair->left = &m->parts[from++];
		pair->right = &m->parts[from++];
	}
	return &m->parts[from];
}

/*
 * The piles are used up, and the runs are the log's still: they must not
 * change until the end.
 */
eh_event_merger *
eh_merger_begin(eh_events *e, const eh_arena *arena, const eh_control *ctl,
	const eh_run_input *spilled, int nspilled)
{
	int parts = 2 * (2 + e->runs + nspilled);
	size_t bytes = sizeof(eh_event_merger) + sizeof(part) * (size_t) parts;
	eh_event_merger *m = eh_events_get(e, arena, bytes);

	eh_events_retire(e);
	memset(m, 0, bytes);
	m->e = e;
	m->bytes = bytes;
	m->parts = (part *) (m + 1);
	if (nspilled > 0)
	{
		m->buffer_bytes = (size_t) INPUT_BYTES * (size_t) nspilled;
		m->buffers = eh_events_get(e, arena, m->buffer_bytes);
	}
	begin_piles(m, arena, ctl);
	begin_runs(m, spilled, nspilled);
	m->root = pair_up(m);
	return m;
}

void
eh_merger_end(eh_event_merger *m, const eh_arena *arena)
{
	eh_events *e = m->e;

	for (int i = 0; i < m->nparts; i++)
		eh_sorter_end(&m->parts[i].sorter);
	if (m->buffers != NULL)
		eh_events_release(e, arena, m->buffers, m->buffer_bytes);
	eh_events_release(e, arena, m, m->bytes);
}

/* *key is the next, and stays until the next call; NULL after the last. */
eh_status
eh_merger_next(eh_event_merger *m, const eh_wide_key **key)
{
	part *root = m->root;

	*key = NULL;
	if (root->at == root->n)
	{
		eh_status status = fill(root);

		if (status != EH_OK || root->n == 0)
			return status;
	}
	*key = &root->key[root->at++];
	return EH_OK;
}

/* --- as a source of events --------------------------------------------------
 */

static eh_status
next_merged(void *source, eh_event *events, int *n)
{
	eh_event_merger *m = source;
	part *root = m->root;

	*n = 0;
	while (*n <= EH_EVENT_BLOCK - BATCH)
	{
		eh_status status = fill(root);

		if (status != EH_OK || root->n == 0)
			return status;
		for (int i = 0; i < root->n; i++)
		{
			const eh_wide_key *key = &root->key[i];

			events[(*n)++] =
				(eh_event){eh_key_day(key), (uint8_t) eh_key_kind(key),
					!m->begun | !eh_key_same_child(key, &m->last)};
			m->last = *key;
			m->begun = true;
		}
	}
	return EH_OK;
}

/* The only part is a pile of narrow events. */
static eh_status
next_narrow(void *source, eh_event *events, int *n)
{
	const uint64_t low = (UINT64_C(1) << EH_NARROW_CHILD_SHIFT) - 1;
	eh_event_merger *m = source;
	part *p = &m->parts[0];
	uint64_t last = m->last.word[0]; /* the last event, as a word */
	const uint64_t *from;
	int64_t left;

	*n = 0;
	if (p->batch_at == p->batch_n)
	{
		eh_status status = eh_sorter_next(&p->sorter, &p->batch, &p->batch_n);

		if (status != EH_OK)
			return status;
		p->batch_at = 0;
	}
	from = p->batch + p->batch_at;
	left = p->batch_n - p->batch_at;
	*n = left < EH_EVENT_BLOCK ? (int) left : EH_EVENT_BLOCK;
	for (int i = 0; i < *n; i++)
	{
		uint64_t word = from[i];

		events[i].day = (int32_t) ((word & low) >> EH_KIND_BITS) + EH_FIRST_DAY;
		events[i].kind = (uint8_t) (word & ((1 << EH_KIND_BITS) - 1));
		events[i].first = (word ^ last) >> EH_NARROW_CHILD_SHIFT != 0;
		last = word;
	}
	if (*n > 0 && !m->begun)
		events[0].first = true;
	m->begun |= *n > 0;
	m->last.word[0] = last;
	p->batch_at += *n;
	return EH_OK;
}

/*
 * The next events of a run; inlined for each place that has one.  Another
 * child shows in the key.
 */
static inline bool
run_events(eh_run_place *place, const uint8_t **at, const uint8_t *end,
	eh_event *events, int *n)
{
	while (*n < EH_EVENT_BLOCK && *at < end)
	{
		eh_wide_key last = place->last;
		bool first = !place->under_way;

		if (!eh_run_get(place, at, end))
			return false;
		events[(*n)++] = (eh_event){eh_key_day(&place->last),
			(uint8_t) eh_key_kind(&place->last),
			first || !eh_key_same_child(&place->last, &last)};
	}
	return true;
}

/* The only part is a run of the log's own. */
static eh_status
next_of_run(void *source, eh_event *events, int *n)
{
	part *p = &((eh_event_merger *) source)->parts[0];

	*n = 0;
	while (*n < EH_EVENT_BLOCK && more_of_run(p))
	{
		if (!run_events(&p->place, &p->byte, p->end, events, n))
			return EH_EFORMAT;
	}
	return EH_OK;
}

/*
 * spilled stays the caller's, and is read as the source is.  The log is used
 * up; eh_events_read_end() gives back what reading took.
 */
eh_status
eh_events_read(eh_events *e, const eh_arena *arena, const eh_control *ctl,
	const eh_run_input *spilled, int nspilled, eh_event_source *source)
{
	eh_event_merger *m = eh_merger_begin(e, arena, ctl, spilled, nspilled);
	const part *only = m->nparts == 1 ? &m->parts[0] : NULL;

	source->source = m;
	source->next = next_merged;
	if (only != NULL && only->sorter.stack != NULL && only->sorter.words == 1)
		source->next = next_narrow;
	else if (only != NULL && only->piece != NULL)
		source->next = next_of_run;
	return EH_OK;
}

void
eh_events_read_end(eh_event_source *source, const eh_arena *arena)
{
	eh_merger_end(source->source, arena);
}

static eh_status
next_flat(void *source, eh_event *events, int *n)
{
	eh_events_flat_reader *r = source;

	*n = 0;
	return run_events(&r->place, &r->at, r->end, events, n) ? EH_OK
															: EH_EFORMAT;
}

void
eh_events_read_flat(const eh_events_flat *flat, size_t bytes,
	eh_events_flat_reader *reader, eh_event_source *source)
{
	eh_run_begin(
		&reader->place, flat->child >= EH_CHILD_UUID, flat->kinds != 0);
	reader->at = eh_events_run_of(flat);
	reader->end = (const uint8_t *) flat + bytes;
	*source = (eh_event_source){next_flat, reader};
}
