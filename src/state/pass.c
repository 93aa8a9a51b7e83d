/*
 * pass.c - a pass of a logistic fit as a value: its check, and on the wire.
 *
 * On the wire are only passes without room: the header's four bytes, its
 * words and those of the body, each big-endian.  The layout is drawn in
 * doc/format.md.
 */
#include "pass.h"

#include <math.h>
#include <string.h>

#include "limit.h"
#include "scan.h"

#define HEAD_BYTES 4

static bool
finite_all(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return false;
	return true;
}

static bool
is_count(int64_t n)
{
	return n >= 0 && n <= EH_MOST_ROWS;
}

static bool
header_possible(const eh_logit_pass *h)
{
	return h->ndense >= 0 && h->ndense <= EH_PASS_MOST &&
		   h->weight_kind <= EH_WEIGHT_PROBABILITY && h->zero == 0 &&
		   h->held >= 0 && h->rows >= h->totals.rows && is_count(h->rows) &&
		   is_count(h->missing) && h->passes >= 1 && is_count(h->passes) &&
		   is_count(h->halvings) && is_count(h->turns) && is_count(h->stalls) &&
		   (h->measured == 0 || h->measured == 1);
}

static bool
totals_possible(const eh_logit_pass *h)
{
	const eh_logit_totals *t = &h->totals;
	bool bounded = t->offset_low <= t->offset_high;

	if (t->rows < 0 || !(t->weight >= 0.0) || !(t->size >= 0.0) ||
		!(t->hits >= 0.0) || !(t->misses >= 0.0) ||
		!isfinite(t->weight + t->size + t->hits + t->misses) ||
		!isfinite(t->hits_offset + t->saturated + t->binomial))
		return false;
	if (bounded)
		return isfinite(t->offset_low) && isfinite(t->offset_high);
	return t->offset_low == INFINITY && t->offset_high == -INFINITY;
}

static bool
numbers_possible(const eh_logit_pass *h)
{
	return isfinite(h->log_lik.hi + h->log_lik.lo) &&
		   isfinite(h->size_offset + h->slope + h->mu_hits + h->mu_misses) &&
		   isfinite(h->null_at + h->null_low + h->null_high) &&
		   isfinite(h->null_mu.hi + h->null_mu.lo + h->null_slope) &&
		   isfinite(h->null_log.hi + h->null_log.lo) &&
		   isfinite(h->good_log_lik) && h->before >= 0.0 && isfinite(h->before);
}

/* Ranges are of no rows, low above high, or finite. */
static bool
ranges_possible(const eh_logit_pass *h, const eh_logit_pass_parts *s)
{
	for (int j = 0; j < h->ndense; j++)
	{
		bool none = s->low[j] == INFINITY && s->high[j] == -INFINITY;

		if (!none && !(isfinite(s->low[j]) && isfinite(s->high[j]) &&
						 s->low[j] <= s->high[j]))
			return false;
		if (!isfinite(s->centre[j]) || !(s->scale[j] > 0.0) ||
			!isfinite(s->scale[j]))
			return false;
	}
	return true;
}

static bool
body_possible(const eh_logit_pass *h)
{
	eh_logit_pass_parts s;
	size_t p = (size_t) eh_logit_pass_parameters(h);
	eh_logit_pass closed = *h;
	const double *end;

	closed.flags &= (uint8_t) ~EH_PASS_OPEN;
	eh_logit_pass_parts_of(h, &s);
	end = h->body + (eh_logit_pass_bytes(&closed) - sizeof(*h)) / 8;
	if (!ranges_possible(h, &s) || !finite_all(s.beta, (size_t) (end - s.beta)))
		return false;
	for (size_t k = 0; k < p; k++)
	{
		size_t own = k * (k + 1) / 2 + k;

		if (!(s.basis[own] != 0.0) || (s.dead[k] != 0.0 && s.dead[k] != 1.0) ||
			s.length[k] < 0.0 || s.span[k] < 0.0 || s.info[own] < 0.0 ||
			s.meat[own] < 0.0 || s.square[k] < 0.0)
			return false;
	}
	return true;
}

/*
 * eh_pass_check - could these bytes be a pass?
 *
 * EH_EFORMAT: no, and why.
 */
eh_status
eh_pass_check(const eh_logit_pass *pass, size_t bytes, const char **why)
{
	bool open;

	*why = "its length is not what its header says";
	if (bytes < sizeof(*pass))
		return EH_EFORMAT;
	if (pass->format != EH_PASS_FORMAT)
	{
		*why = "its format number is not known to this version";
		return EH_EFORMAT;
	}
	open = (pass->flags & EH_PASS_OPEN) != 0;
	if (!header_possible(pass) || pass->held > (open ? EH_BLOCK - 1 : 0))
		*why = "a field of its header is out of bounds";
	else if (bytes != eh_logit_pass_bytes(pass))
		return EH_EFORMAT;
	else if (totals_possible(pass) && numbers_possible(pass) &&
			 body_possible(pass))
		return EH_OK;
	else
		*why = "its sums are not those of any rows";
	return EH_EFORMAT;
}

static size_t
word_bytes(const eh_logit_pass *pass)
{
	return eh_logit_pass_bytes(pass) - offsetof(eh_logit_pass, ndense);
}

/* Of a pass that is not open. */
size_t
eh_pass_wire_size(const eh_logit_pass *pass)
{
	return HEAD_BYTES + word_bytes(pass);
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

void
eh_pass_to_wire(const eh_logit_pass *pass, uint8_t *wire)
{
	const char *words = (const char *) pass + offsetof(eh_logit_pass, ndense);

	*wire++ = pass->format;
	*wire++ = pass->flags;
	*wire++ = pass->weight_kind;
	*wire++ = pass->zero;
	for (size_t i = 0; i < word_bytes(pass); i += 8)
	{
		uint64_t word;

		memcpy(&word, words + i, 8);
		eh_put_u64(&wire, word);
	}
}

/* The header alone, which says how much memory to get. */
eh_status
eh_pass_wire_header(
	const uint8_t *wire, size_t bytes, eh_logit_pass *header, const char **why)
{
	size_t words = sizeof(*header) - offsetof(eh_logit_pass, ndense);

	memset(header, 0, sizeof(*header));
	*why = "its length is not what its header says";
	if (bytes < HEAD_BYTES + words)
		return EH_EFORMAT;
	header->format = *wire++;
	header->flags = *wire++;
	header->weight_kind = *wire++;
	header->zero = *wire++;
	get_words(&wire, &header->ndense, words);
	if (header->format != EH_PASS_FORMAT)
	{
		*why = "its format number is not known to this version";
		return EH_EFORMAT;
	}
	if (!header_possible(header) || (header->flags & EH_PASS_OPEN) != 0)
	{
		*why = "a field of its header is out of bounds";
		return EH_EFORMAT;
	}
	return eh_pass_wire_size(header) == bytes ? EH_OK : EH_EFORMAT;
}

/* pass: eh_logit_pass_bytes() by the header read before */
eh_status
eh_pass_from_wire(
	const uint8_t *wire, size_t bytes, eh_logit_pass *pass, const char **why)
{
	int32_t length = pass->vl_len_;
	eh_status status = eh_pass_wire_header(wire, bytes, pass, why);

	if (status != EH_OK)
		return status;
	pass->vl_len_ = length;
	wire += HEAD_BYTES + sizeof(*pass) - offsetof(eh_logit_pass, ndense);
	get_words(&wire, pass->body, eh_logit_pass_bytes(pass) - sizeof(*pass));
	return eh_pass_check(pass, eh_logit_pass_bytes(pass), why);
}
