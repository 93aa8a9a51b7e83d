/*
 * logit_state_io.c - a state of a logistic fit on the wire, exactly.
 *
 * The wire is the four bytes of format, flags, kind of weight and sums; the
 * number of predictors in four bytes; missing, summed and held rows in eight
 * each; the sums, if there are any, a number in eight bytes; and the rows held,
 * block by block as they lie, a number in eight bytes and a bit in one.  All
 * most significant first.  As text it is 1: and the wire in hexadecimal.
 * Drawn in doc/format.md.
 */
#include <string.h>

#include "limit.h"
#include "logit_state.h"
#include "scan.h"

#define WIRE_HEADER (4 + 4 + 3 * 8)

/* Of the sums: what the header of the state does not say. */
#define SUMS_WORDS (1 + 10 + 3)

/* The rows follow at a multiple of 8. */
_Static_assert(sizeof(eh_logit_state) == 56, "the layout in doc/format.md");
_Static_assert(sizeof(eh_taylor) == 16 + 8 * SUMS_WORDS, "each is sent");

static size_t
sums_numbers(const eh_logit_state *s)
{
	return ((size_t) s->sums - sizeof(eh_taylor)) / sizeof(double);
}

size_t
eh_logit_state_wire_size(const eh_logit_state *s)
{
	size_t sums = s->sums ? 8 * (SUMS_WORDS + sums_numbers(s)) : 0;
	size_t rows =
		s->held > 0 ? (size_t) s->held * eh_logit_state_row_bytes(s) : 0;

	return WIRE_HEADER + sums + rows;
}

static void
put_double(uint8_t **at, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	eh_put_u64(at, bits);
}

static double
get_double(const uint8_t **at)
{
	uint64_t bits = eh_get_u64(at);
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

/* The totals in the order of the wire, behind the rows. */
static void
totals_of(eh_logit_totals *all, double *one[9])
{
	one[0] = &all->weight;
	one[1] = &all->size;
	one[2] = &all->hits;
	one[3] = &all->misses;
	one[4] = &all->hits_offset;
	one[5] = &all->saturated;
	one[6] = &all->binomial;
	one[7] = &all->offset_low;
	one[8] = &all->offset_high;
}

static void
put_sums(const eh_logit_state *s, uint8_t **at)
{
	const eh_taylor *t = (const eh_taylor *) (const void *) s->body;
	eh_logit_totals all = t->totals;
	double *one[9];

	totals_of(&all, one);
	eh_put_u64(at, (uint64_t) t->pieces);
	eh_put_u64(at, (uint64_t) all.rows);
	for (int i = 0; i < 9; i++)
		put_double(at, *one[i]);
	put_double(at, t->null_centre);
	put_double(at, t->null_far);
	put_double(at, t->widest);
	for (size_t i = 0; i < sums_numbers(s); i++)
		put_double(at, t->body[i]);
}

static void
get_sums(eh_logit_state *s, const uint8_t **at)
{
	eh_taylor *t = (eh_taylor *) (void *) s->body;
	eh_design d = eh_logit_state_design(s);
	double *one[9];

	memset(t, 0, sizeof(*t));
	t->ndense = s->ndense;
	t->weight_kind = s->weight_kind;
	t->intercept = d.intercept;
	t->grouped = d.grouped;
	t->has_offset = d.has_offset;
	totals_of(&t->totals, one);
	t->pieces = (int64_t) eh_get_u64(at);
	t->totals.rows = (int64_t) eh_get_u64(at);
	for (int i = 0; i < 9; i++)
		*one[i] = get_double(at);
	t->null_centre = get_double(at);
	t->null_far = get_double(at);
	t->widest = get_double(at);
	for (size_t i = 0; i < sums_numbers(s); i++)
		t->body[i] = get_double(at);
}

/* Rows of a block in it. */
static size_t
rows_of(const eh_logit_state *s, int64_t from)
{
	int64_t left = s->held - from;

	return (size_t) (left < EH_BLOCK ? left : EH_BLOCK);
}

static void
put_rows(const eh_logit_state *s, uint8_t *at)
{
	for (int64_t from = 0; from < s->held; from += EH_BLOCK)
	{
		eh_logit_state_block b = eh_logit_state_block_at(s, from / EH_BLOCK);
		size_t n = rows_of(s, from);

		for (int j = 0; j < eh_logit_state_doubles(s); j++)
			for (size_t i = 0; i < n; i++)
				put_double(&at, b.number[(size_t) j * b.stride + i]);
		if (b.binary == NULL)
			continue;
		memcpy(at, b.binary, n);
		at += n;
	}
}

static void
get_rows(eh_logit_state *s, const uint8_t *at)
{
	for (int64_t from = 0; from < s->held; from += EH_BLOCK)
	{
		eh_logit_state_block b = eh_logit_state_block_at(s, from / EH_BLOCK);
		size_t n = rows_of(s, from);

		for (int j = 0; j < eh_logit_state_doubles(s); j++)
			for (size_t i = 0; i < n; i++)
				b.number[(size_t) j * b.stride + i] = get_double(&at);
		if (b.binary == NULL)
			continue;
		memcpy(b.binary, at, n);
		at += n;
	}
}

/* wire holds eh_logit_state_wire_size() bytes */
void
eh_logit_state_to_wire(const eh_logit_state *s, uint8_t *wire)
{
	*wire++ = s->format;
	*wire++ = s->flags;
	*wire++ = s->weight_kind;
	*wire++ = s->sums != 0;
	eh_put_u32(&wire, (uint32_t) s->ndense);
	eh_put_u64(&wire, (uint64_t) s->missing);
	eh_put_u64(&wire, (uint64_t) s->summed);
	eh_put_u64(&wire, (uint64_t) s->held);
	if (s->sums)
		put_sums(s, &wire);
	put_rows(s, wire);
}

/* Its header, where the numbers in it can be worked with. */
static eh_status
get_head(
	const uint8_t **wire, size_t bytes, eh_logit_state *head, const char **why)
{
	uint8_t sums;

	if (bytes < WIRE_HEADER)
	{
		*why = "it is shorter than any";
		return EH_EFORMAT;
	}
	eh_logit_state_init(head);
	head->format = *(*wire)++;
	head->flags = *(*wire)++;
	head->weight_kind = *(*wire)++;
	sums = *(*wire)++;
	head->ndense = (int32_t) eh_get_u32(wire);
	head->missing = (int64_t) eh_get_u64(wire);
	head->summed = (int64_t) eh_get_u64(wire);
	head->held = (int64_t) eh_get_u64(wire);
	if (sums == 1 && head->ndense >= 0 && head->ndense <= EH_TAYLOR_MOST)
		head->sums = (int32_t) eh_taylor_bytes(head->ndense);
	if (head->format != EH_LOGIT_STATE_FORMAT)
		*why = "its format number is not known to this version";
	else if (sums > 1 || (sums == 1) != (head->sums > 0) || head->ndense < -1 ||
			 head->ndense > EH_LOGIT_STATE_MOST_DENSE ||

			 (head->ndense < 0 && head->held != 0) || head->held < 0 ||
			 head->held > (int64_t) bytes || head->summed < 0 ||
			 head->summed > EH_MOST_ROWS ||
			 eh_logit_state_wire_size(head) != bytes)
		*why = "its length is not that of its rows";
	else
	{
		head->room = head->held;
		head->act_at = eh_logit_state_first_act(head);
		return EH_OK;
	}
	return EH_EFORMAT;
}

/* Bytes of the state that a wire is. */
eh_status
eh_logit_state_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why)
{
	eh_logit_state head;
	eh_status status = get_head(&wire, bytes, &head, why);

	if (status == EH_OK)
		*flat_bytes = eh_logit_state_bytes(&head);
	return status;
}

/* s holds what eh_logit_state_wire_length() says. */
eh_status
eh_logit_state_from_wire(
	const uint8_t *wire, size_t bytes, eh_logit_state *s, const char **why)
{
	int32_t length = s->vl_len_;
	eh_status status = get_head(&wire, bytes, s, why);

	s->vl_len_ = length;
	if (status != EH_OK)
		return status;
	if (s->sums)
		get_sums(s, &wire);
	get_rows(s, wire);
	return eh_logit_state_check(s, eh_logit_state_bytes(s), why);
}
