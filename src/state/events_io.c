/*
 * events_io.c - a log as a value: its check, and its text and wire.
 *
 *	1:0101000000000000...	the format, and the wire in hexadecimal
 *
 * The wire is the four bytes of format, child, kinds and ruled; events,
 * excluded and children in eight bytes each; the two days, and the rule if
 * there is one, in four bytes a number and one a choice; all most significant
 * first; and the run as it is.  Drawn in doc/format.md.
 */
#include <string.h>

#include "events.h"
#include "rule.h"
#include "scan.h"

#define WIRE_HEADER (4 + 3 * 8 + 2 * 4)

/* The run follows the header at once. */
_Static_assert(sizeof(eh_events_flat) == 80, "the layout in doc/format.md");

/* --- the check --------------------------------------------------------------
 */

/* What reading the run tells of it. */
typedef struct findings
{
	int64_t events;
	int64_t children;
	int32_t first_day;
	int32_t last_day;
	bool kinds;
} findings;

#define POLL_EVERY 65536

/* All of a run, event by event; EH_EFORMAT where it is none. */
static eh_status
read_run(const eh_events_flat *flat, size_t bytes, const eh_control *ctl,
	findings *found)
{
	const uint8_t *at = eh_events_run_of(flat);
	const uint8_t *end = (const uint8_t *) flat + bytes;
	eh_run_place place;

	*found = (findings){.first_day = INT32_MAX, .last_day = INT32_MIN};
	eh_run_begin(&place, flat->child >= EH_CHILD_UUID, flat->kinds != 0);
	while (at < end)
	{
		eh_wide_key last = place.last;
		bool first = !place.under_way;
		int32_t day;

		if (!eh_run_get(&place, &at, end))
			return EH_EFORMAT;
		day = eh_key_day(&place.last);
		if (++found->events % POLL_EVERY == 0 && ctl->poll != NULL &&
			ctl->poll(ctl->arg))
			return EH_ECANCEL;
		found->children += first || !eh_key_same_child(&place.last, &last);
		found->first_day = day < found->first_day ? day : found->first_day;
		found->last_day = day > found->last_day ? day : found->last_day;
		found->kinds |= eh_key_kind(&place.last) != 0;
	}
	return EH_OK;
}

static bool
rule_is_empty(const eh_rule *rule)
{
	static const eh_rule zero;

	return memcmp(rule, &zero, sizeof(zero)) == 0;
}

/* Does the run bear out what the header says? */
static eh_status
check_run(const eh_events_flat *flat, size_t bytes, const eh_control *ctl,
	const char **why)
{
	findings found;
	eh_status status = read_run(flat, bytes, ctl, &found);

	if (status == EH_ECANCEL)
		return status;
	if (status != EH_OK)
		*why = "its events are damaged or not in order";
	else if (found.events != flat->events || found.children != flat->children)
		*why = "it has more or fewer events or children than it says";
	else if (found.kinds != (flat->kinds != 0))
		*why = "its kinds of events are not those it says";
	else if (flat->events > 0 && (found.first_day != flat->first_day ||
									 found.last_day != flat->last_day))
		*why = "its first or last day is not the one it says";
	else
		return EH_OK;
	return EH_EFORMAT;
}

/*
 * The one gate for bytes from outside.  *why: a phrase that ends a sentence.
 * All of the run is read, and ctl asked on the way.
 */
eh_status
eh_events_check(const eh_events_flat *flat, size_t bytes, const eh_control *ctl,
	const char **why)
{
	if (bytes < sizeof(*flat))
		*why = "it is shorter than a log of events";
	else if (flat->format != EH_EVENTS_FORMAT)
		*why = "its format number is not known to this version";
	else if (flat->child > EH_CHILD_HASHED || flat->kinds > 1 ||
			 flat->ruled > 1 || flat->pad != 0)
		*why = "its kind is unknown";
	else if (flat->events < 0 || flat->excluded < 0 ||
			 flat->excluded > EH_MOST_ROWS || flat->children < 0)
		*why = "it has an impossible count";
	else if ((flat->events == 0) != (flat->child == EH_CHILD_NONE) ||
			 (flat->events == 0 &&
				 (flat->first_day != 0 || flat->last_day != 0)))
		*why = "it has days or children but no events";
	else if (!flat->ruled && !rule_is_empty(&flat->rule))
		*why = "it has a rule and says it has none";
	else if (flat->ruled && eh_rule_check(&flat->rule, why) != EH_OK)
		return EH_EFORMAT;
	else
		return check_run(flat, bytes, ctl, why);
	return EH_EFORMAT;
}

/* --- the wire ---------------------------------------------------------------
 */

static size_t
wire_header(bool ruled)
{
	return WIRE_HEADER + (ruled ? EH_RULE_WIRE_PART : 0);
}

size_t
eh_events_wire_size(const eh_events_flat *flat, size_t bytes)
{
	return wire_header(flat->ruled) + bytes - sizeof(*flat);
}

/* wire holds eh_events_wire_size() */
void
eh_events_to_wire(const eh_events_flat *flat, size_t bytes, uint8_t *wire)
{
	*wire++ = flat->format;
	*wire++ = flat->child;
	*wire++ = flat->kinds;
	*wire++ = flat->ruled;
	eh_put_u64(&wire, (uint64_t) flat->events);
	eh_put_u64(&wire, (uint64_t) flat->excluded);
	eh_put_u64(&wire, (uint64_t) flat->children);
	eh_put_u32(&wire, (uint32_t) flat->first_day);
	eh_put_u32(&wire, (uint32_t) flat->last_day);
	if (flat->ruled)
		eh_rule_put(&flat->rule, &wire);
	memcpy(wire, eh_events_run_of(flat), bytes - sizeof(*flat));
}

/* Bytes of the value that a wire becomes; EH_EFORMAT: it is too short. */
eh_status
eh_events_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why)
{
	if (bytes < WIRE_HEADER || wire[3] > 1 || bytes < wire_header(wire[3]))
	{
		*why = "it is shorter than a log of events";
		return EH_EFORMAT;
	}
	*flat_bytes = sizeof(eh_events_flat) + bytes - wire_header(wire[3]);
	return EH_OK;
}

/* flat holds what eh_events_wire_length() said; its length word is kept. */
eh_status
eh_events_from_wire(const uint8_t *wire, size_t bytes, const eh_control *ctl,
	eh_events_flat *flat, const char **why)
{
	int32_t length = flat->vl_len_;
	const uint8_t *end = wire + bytes;
	size_t flat_bytes;
	eh_status status = eh_events_wire_length(wire, bytes, &flat_bytes, why);

	if (status != EH_OK)
		return status;
	memset(flat, 0, sizeof(*flat));
	flat->vl_len_ = length;
	flat->format = *wire++;
	flat->child = *wire++;
	flat->kinds = *wire++;
	flat->ruled = *wire++;
	flat->events = (int64_t) eh_get_u64(&wire);
	flat->excluded = (int64_t) eh_get_u64(&wire);
	flat->children = (int64_t) eh_get_u64(&wire);
	flat->first_day = (int32_t) eh_get_u32(&wire);
	flat->last_day = (int32_t) eh_get_u32(&wire);
	if (flat->ruled)
		eh_rule_get(&flat->rule, &wire);
	memcpy(flat + 1, wire, (size_t) (end - wire));
	return eh_events_check(flat, flat_bytes, ctl, why);
}

/* --- the text ---------------------------------------------------------------
 */

/* With the byte that ends it. */
size_t
eh_events_text_size(const eh_events_flat *flat, size_t bytes)
{
	return EH_HEX_HEADER + 2 * eh_events_wire_size(flat, bytes) + 1;
}

/*
 * text holds eh_events_text_size(); the wire is written into its upper half,
 * from which the digits are made.
 */
void
eh_events_to_text(const eh_events_flat *flat, size_t bytes, char *text)
{
	size_t n = eh_events_wire_size(flat, bytes);
	uint8_t *wire = (uint8_t *) text + EH_HEX_HEADER + n;

	eh_events_to_wire(flat, bytes, wire);
	eh_hex_to_text(wire, n, text);
}

/*
 * The wire that a text is, which is written over it; EH_EFORMAT: it is none.
 */
eh_status
eh_events_text_wire(
	char *text, const uint8_t **wire, size_t *bytes, const char **why)
{
	return eh_hex_from_text(text, wire, bytes, why);
}
