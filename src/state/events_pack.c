/*
 * events_pack.c - a log as one run: to be a value, or to leave memory.
 */
#include <string.h>

#include "events_internal.h"

#define POLL_EVERY 65536

static bool
told_to_stop(const eh_control *ctl)
{
	return ctl->poll != NULL && ctl->poll(ctl->arg);
}

/* All there is, into one run of its own; children are counted. */
static eh_status
merge_into(eh_events *e, const eh_arena *arena, const eh_control *ctl,
	struct eh_event_merger *m, size_t most_bytes, eh_event_run *run,
	int64_t *children)
{
	const eh_wide_key *key;
	eh_run_place place;
	eh_status status;

	eh_run_begin(&place, eh_events_wide(e), run->kinds);
	*children = 0;
	for (;;)
	{
		size_t bytes;

		status = eh_merger_next(m, &key);
		if (status != EH_OK || key == NULL)
			break;
		*children += !place.under_way || !eh_key_same_child(key, &place.last);
		bytes = eh_run_put(&place, key, eh_run_room(e, arena, run));
		run->last->n += (uint32_t) bytes;
		run->bytes += bytes;
		if (run->bytes > most_bytes)
			status = EH_ERANGE;
		else if (++run->n % POLL_EVERY == 0 && told_to_stop(ctl))
			status = EH_ECANCEL;
		if (status != EH_OK)
			break;
	}
	return status;
}

/* The log has one run, and nothing beside it. */
static void
set_run(eh_events *e, const eh_arena *arena, const eh_event_run *run)
{
	eh_events_free_runs(e, arena);
	e->events = run->n;
	if (run->n > 0)
		*eh_events_new_run(e, arena, run->kinds) = *run;
}

/*
 * All that the log holds and all it has spilled becomes one run, of which
 * packed has the header and where its bytes are.  On EH_ERANGE, larger than
 * most_bytes, and on EH_ECANCEL the log is of no further use; else it may
 * grow on.
 */
eh_status
eh_events_pack(eh_events *e, const eh_arena *arena, const eh_control *ctl,
	const eh_run_input *spilled, int nspilled, size_t most_bytes,
	eh_events_packed *packed)
{
	eh_events_flat *header = &packed->header;
	struct eh_event_merger *m;
	eh_event_run run = {0};
	eh_status status;

	if (most_bytes < sizeof(*header))
		return EH_ERANGE;
	memset(packed, 0, sizeof(*packed));
	eh_events_retire(e);
	run.kinds = e->kinds;
	m = eh_merger_begin(e, arena, ctl, spilled, nspilled);
	status = merge_into(e, arena, ctl, m, most_bytes - sizeof(*header), &run,
		&header->children);
	eh_merger_end(m, arena);
	if (status != EH_OK)
		return status;
	set_run(e, arena, &run);
	header->format = EH_EVENTS_FORMAT;
	header->excluded = e->excluded;
	header->events = run.n;
	if (run.n > 0)
	{
		header->child = e->child;
		header->kinds = run.kinds;
		header->first_day = e->first_day;
		header->last_day = e->last_day;
	}
	if (e->ruled)
	{
		header->ruled = 1;
		header->rule = e->rule;
	}
	packed->first = run.first;
	packed->bytes = sizeof(*header) + run.bytes;
	return EH_OK;
}

/* flat holds packed->bytes; its length word is left alone. */
void
eh_events_to_flat(const eh_events_packed *packed, eh_events_flat *flat)
{
	uint8_t *to = (uint8_t *) (flat + 1);
	int32_t length = flat->vl_len_;

	memcpy(flat, &packed->header, sizeof(*flat));
	flat->vl_len_ = length;
	for (const eh_run_piece *p = packed->first; p != NULL; p = p->next)
	{
		memcpy(to, p->byte, p->n);
		to += p->n;
	}
}

#define OUTPUT_BYTES 8192

/*
 * Everything the log holds goes out as one run, and the log is empty, with
 * its memory for more.  kinds: how the run is to be read.
 */
eh_status
eh_events_spill(eh_events *e, const eh_arena *arena, const eh_control *ctl,
	const eh_run_output *out, bool *kinds)
{
	struct eh_event_merger *m = eh_merger_begin(e, arena, ctl, NULL, 0);
	uint8_t buffer[OUTPUT_BYTES];
	size_t filled = 0;
	const eh_wide_key *key;
	eh_run_place place;
	int64_t n = 0;
	eh_status status;

	*kinds = e->kinds;
	eh_run_begin(&place, eh_events_wide(e), *kinds);
	for (;;)
	{
		status = eh_merger_next(m, &key);
		if (status == EH_OK && ++n % POLL_EVERY == 0 && told_to_stop(ctl))
			status = EH_ECANCEL;
		if (status != EH_OK || key == NULL)
			break;
		if (OUTPUT_BYTES - filled < EH_RUN_EVENT)
		{
			out->write(out->owner, buffer, filled);
			filled = 0;
		}
		filled += eh_run_put(&place, key, buffer + filled);
	}
	if (status == EH_OK && filled > 0)
		out->write(out->owner, buffer, filled);
	eh_merger_end(m, arena);
	eh_events_clear(e, arena);
	return status;
}
