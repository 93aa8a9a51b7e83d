/*
 * linear_state.c - the sums of a linear fit as a value: their check, and on the
 * wire.
 *
 * On the wire are only states without room: the header's four bytes, its
 * words and those of the body, each big-endian.  The layout is drawn in
 * doc/format.md.
 */
#include "linear_state.h"

#include <math.h>
#include <string.h>

#include "limit.h"
#include "scan.h"

#define HEAD_BYTES 4

#define KNOWN_FLAGS                                                            \
	(EH_LINEAR_SUMS_INTERCEPT | EH_LINEAR_SUMS_OFFSET |                        \
		EH_LINEAR_SUMS_SHIFTED | EH_LINEAR_SUMS_OPEN)

static bool
header_possible(const eh_linear_sums *h)
{
	return h->ndense >= 0 && h->ndense <= EH_LINEAR_SUMS_MOST &&
		   (h->flags & ~KNOWN_FLAGS) == 0 &&
		   h->weight_kind <= EH_WEIGHT_PROBABILITY && h->zero == 0 &&
		   h->held >= 0 && h->weighed >= 0 && h->rows >= h->weighed &&
		   h->rows <= EH_MOST_ROWS && h->missing >= 0 &&
		   h->missing <= EH_MOST_ROWS;
}

/*
 * Ranges are of no rows, low above high, or finite; what is squared is not
 * negative.  Sums that overflowed stay what they are: a fit of them says so.
 */
static bool
body_possible(const eh_linear_sums *h)
{
	eh_linear_sums_parts p;
	size_t m = (size_t) h->ndense + 2;

	eh_linear_sums_parts_of(h, &p);
	for (size_t k = 0; k < m; k++)
	{
		size_t own = k * (k + 1) / 2 + k;
		bool none = p.low[k] == INFINITY && p.high[k] == -INFINITY;

		if (!none && !(isfinite(p.low[k]) && isfinite(p.high[k]) &&
						 p.low[k] <= p.high[k]))
			return false;
		if (!isfinite(p.shift[k]) || p.high_part[own] < 0.0 ||
			(p.shift[k] != 0.0 &&
				(k == 0 || (h->flags & EH_LINEAR_SUMS_INTERCEPT) == 0)))
			return false;
	}
	return true;
}

/*
 * eh_linear_sums_check - could these bytes be the sums of any rows?
 *
 * EH_EFORMAT: no, and why.
 */
eh_status
eh_linear_sums_check(const eh_linear_sums *s, size_t bytes, const char **why)
{
	bool open;

	*why = "its length is not what its header says";
	if (bytes < sizeof(*s))
		return EH_EFORMAT;
	if (s->format != EH_LINEAR_SUMS_FORMAT)
	{
		*why = "its format number is not known to this version";
		return EH_EFORMAT;
	}
	open = (s->flags & EH_LINEAR_SUMS_OPEN) != 0;
	if (!header_possible(s) || s->held > (open ? EH_BLOCK - 1 : 0))
		*why = "a field of its header is out of bounds";
	else if (bytes != eh_linear_sums_bytes(s))
		return EH_EFORMAT;
	else if (body_possible(s))
		return EH_OK;
	else
		*why = "its sums are not those of any rows";
	return EH_EFORMAT;
}

static size_t
word_bytes(const eh_linear_sums *s)
{
	return eh_linear_sums_bytes(s) - offsetof(eh_linear_sums, ndense);
}

/* Of a state that is not open. */
size_t
eh_linear_sums_wire_size(const eh_linear_sums *s)
{
	return HEAD_BYTES + word_bytes(s);
}

void
eh_linear_sums_to_wire(const eh_linear_sums *s, uint8_t *wire)
{
	const char *words = (const char *) s + offsetof(eh_linear_sums, ndense);

	*wire++ = s->format;
	*wire++ = s->flags;
	*wire++ = s->weight_kind;
	*wire++ = s->zero;
	for (size_t i = 0; i < word_bytes(s); i += 8)
	{
		uint64_t word;

		memcpy(&word, words + i, 8);
		eh_put_u64(&wire, word);
	}
}

static void
get_words(const uint8_t **wire, void *to, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += 8)
	{
		uint64_t word = eh_get_u64(wire);

		memcpy((char *) to + i, &word, 8);
	}
}

/* The header alone, which says how much memory to get. */
eh_status
eh_linear_sums_wire_header(
	const uint8_t *wire, size_t bytes, eh_linear_sums *header, const char **why)
{
	size_t words = sizeof(*header) - offsetof(eh_linear_sums, ndense);

	memset(header, 0, sizeof(*header));
	*why = "its length is not what its header says";
	if (bytes < HEAD_BYTES + words)
		return EH_EFORMAT;
	header->format = *wire++;
	header->flags = *wire++;
	header->weight_kind = *wire++;
	header->zero = *wire++;
	get_words(&wire, &header->ndense, words);
	if (header->format != EH_LINEAR_SUMS_FORMAT)
	{
		*why = "its format number is not known to this version";
		return EH_EFORMAT;
	}
	if (!header_possible(header) || (header->flags & EH_LINEAR_SUMS_OPEN) != 0)
	{
		*why = "a field of its header is out of bounds";
		return EH_EFORMAT;
	}
	return eh_linear_sums_wire_size(header) == bytes ? EH_OK : EH_EFORMAT;
}

/* s: eh_linear_sums_bytes() by the header read before */
eh_status
eh_linear_sums_from_wire(
	const uint8_t *wire, size_t bytes, eh_linear_sums *s, const char **why)
{
	int32_t length = s->vl_len_;
	eh_status status = eh_linear_sums_wire_header(wire, bytes, s, why);

	if (status != EH_OK)
		return status;
	s->vl_len_ = length;
	wire += HEAD_BYTES + sizeof(*s) - offsetof(eh_linear_sums, ndense);
	get_words(&wire, s->body, eh_linear_sums_bytes(s) - sizeof(*s));
	return eh_linear_sums_check(s, eh_linear_sums_bytes(s), why);
}
