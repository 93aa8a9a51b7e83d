/*
 * proportion.c - x cases out of n, and how many could not be told.
 *
 * P1  0 <= events <= cases and missing >= 0, always.
 * P2  Merging the parts is counting the whole, in any order; the empty state
 *     changes nothing.
 * P3  Text and wire give back the very same value and carry the format.
 * P4  A count past EH_MOST_ROWS is EH_ERANGE, and the state is as it was.
 */
#include "proportion.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "scan.h"

void
eh_proportion_state_init(eh_proportion *p)
{
	int32_t length = p->vl_len_;

	memset(p, 0, sizeof(*p));
	p->vl_len_ = length;
	p->format = EH_PROPORTION_FORMAT;
}

/* The one gate for bytes from outside.  *why: a phrase that ends a sentence. */
eh_status
eh_proportion_state_check(
	const eh_proportion *p, size_t bytes, const char **why)
{
	if (bytes != sizeof(*p))
		*why = "its length is not that of a proportion";
	else if (p->format != EH_PROPORTION_FORMAT)
		*why = "its format number is not known to this version";
	else if (p->pad[0] != 0 || p->pad[1] != 0 || p->pad[2] != 0)
		*why = "its padding is not zero";
	else if (p->events < 0 || p->missing < 0 || p->cases > EH_MOST_ROWS ||
			 p->missing > EH_MOST_ROWS)
		*why = "it has an impossible count";
	else if (p->events > p->cases)
		*why = "it has more events than cases";
	else
		return EH_OK;
	return EH_EFORMAT;
}

eh_status
eh_proportion_state_add(eh_proportion *p, int64_t events, int64_t cases)
{
	if (events < 0 || events > cases)
		return EH_EDOMAIN;
	if (cases > EH_MOST_ROWS - p->cases)
		return EH_ERANGE;
	p->cases += cases;
	p->events += events; /* no more than the cases, so it fits */
	return EH_OK;
}

/* Takes back what was added. */
eh_status
eh_proportion_state_remove(eh_proportion *p, int64_t events, int64_t cases)
{
	if (events < 0 || events > cases || cases > p->cases ||
		p->events - events < 0 || p->events - events > p->cases - cases)
		return EH_EDOMAIN;
	p->cases -= cases;
	p->events -= events;
	return EH_OK;
}

eh_status
eh_proportion_state_merge(eh_proportion *p, const eh_proportion *other)
{
	eh_status status;

	if (other->missing > EH_MOST_ROWS - p->missing)
		return EH_ERANGE;
	status = eh_proportion_state_add(p, other->events, other->cases);
	if (status == EH_OK)
		p->missing += other->missing;
	return status;
}

eh_status
eh_proportion_state_unmerge(eh_proportion *p, const eh_proportion *other)
{
	eh_status status;

	if (other->missing > p->missing)
		return EH_EDOMAIN;
	status = eh_proportion_state_remove(p, other->events, other->cases);
	if (status == EH_OK)
		p->missing -= other->missing;
	return status;
}

/* text holds EH_PROPORTION_TEXT bytes */
void
eh_proportion_state_to_text(const eh_proportion *p, char *text)
{
	snprintf(text, EH_PROPORTION_TEXT,
		"%d: %" PRId64 " of %" PRId64 "; missing %" PRId64, p->format,
		p->events, p->cases, p->missing);
}

eh_status
eh_proportion_state_from_text(
	const char *text, eh_proportion *p, const char **why)
{
	int64_t format;

	eh_proportion_state_init(p);
	if (!eh_scan_int64(&text, &format) || !eh_scan_word(&text, ":"))
	{
		*why = "it does not begin with a format number and a colon";
		return EH_EFORMAT;
	}
	if (format != EH_PROPORTION_FORMAT)
	{
		*why = "its format number is not known to this version";
		return EH_EFORMAT;
	}
	if (!eh_scan_int64(&text, &p->events) || !eh_scan_word(&text, "of") ||
		!eh_scan_int64(&text, &p->cases) || !eh_scan_word(&text, ";") ||
		!eh_scan_word(&text, "missing") || !eh_scan_int64(&text, &p->missing))
	{
		*why = "what follows is not of the form \"x of n; missing m\"";
		return EH_EFORMAT;
	}
	eh_scan_space(&text);
	if (*text != '\0')
	{
		*why = "there is more text after the number missing";
		return EH_EFORMAT;
	}
	return eh_proportion_state_check(p, sizeof(*p), why);
}

/* wire holds EH_PROPORTION_WIRE bytes */
void
eh_proportion_state_to_wire(const eh_proportion *p, uint8_t *wire)
{
	*wire++ = p->format;
	eh_put_u64(&wire, (uint64_t) p->events);
	eh_put_u64(&wire, (uint64_t) p->cases);
	eh_put_u64(&wire, (uint64_t) p->missing);
}

eh_status
eh_proportion_state_from_wire(
	const uint8_t *wire, size_t bytes, eh_proportion *p, const char **why)
{
	eh_proportion_state_init(p);
	if (bytes != EH_PROPORTION_WIRE)
	{
		*why = "its length is not that of a proportion";
		return EH_EFORMAT;
	}
	p->format = *wire++;
	p->events = (int64_t) eh_get_u64(&wire);
	p->cases = (int64_t) eh_get_u64(&wire);
	p->missing = (int64_t) eh_get_u64(&wire);
	return eh_proportion_state_check(p, sizeof(*p), why);
}
