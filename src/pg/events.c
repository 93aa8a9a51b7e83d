/*
 * events.c - the type events: input, output, and what it left out.
 */
#include "compat.h"

#include "libpq/pqformat.h"

#include "error.h"
#include "log.h"

/* All of it is read through; a cancel leaps out. */
const eh_events_flat *
eh_datum_events(Datum d)
{
	struct varlena *v = PG_DETOAST_DATUM(d);
	eh_control control = eh_log_control();
	const char *why;

	if (eh_events_check(
			(const eh_events_flat *) v, VARSIZE(v), &control, &why) != EH_OK)
		eh_error_stored("events", why);
	return (const eh_events_flat *) v;
}

/* A value from its wire; NULL and *why where it is none. */
static eh_events_flat *
from_wire(const uint8_t *wire, size_t bytes, const char **why)
{
	eh_control control = eh_log_control();
	eh_events_flat *flat;
	size_t size;

	if (eh_events_wire_length(wire, bytes, &size, why) != EH_OK)
		return NULL;
	if (size > EH_EVENTS_MOST_BYTES)
	{
		*why = "it is larger than a log of events may be";
		return NULL;
	}
	flat = palloc0(size);
	SET_VARSIZE(flat, size);
	return eh_events_from_wire(wire, bytes, &control, flat, why) == EH_OK
			   ? flat
			   : NULL;
}

PG_FUNCTION_INFO_V1(eh_events_in);
Datum
eh_events_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	eh_events_flat *flat = NULL;
	const uint8_t *wire;
	const char *why;
	size_t bytes;

	if (eh_events_text_wire(pstrdup(text), &wire, &bytes, &why) == EH_OK)
		flat = from_wire(wire, bytes, &why);
	if (flat == NULL)
		eh_error_text("events", text, why);
	PG_RETURN_POINTER(flat);
}

PG_FUNCTION_INFO_V1(eh_events_out);
Datum
eh_events_out(PG_FUNCTION_ARGS)
{
	const eh_events_flat *flat = PG_GETARG_EH_EVENTS(0);
	char *text = palloc(eh_events_text_size(flat, VARSIZE(flat)));

	eh_events_to_text(flat, VARSIZE(flat), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(eh_events_recv);
Datum
eh_events_recv(PG_FUNCTION_ARGS)
{
	StringInfo buf = (StringInfo) PG_GETARG_POINTER(0);
	int bytes = buf->len - buf->cursor;
	const char *wire = pq_getmsgbytes(buf, bytes);
	const char *why;
	eh_events_flat *flat =
		from_wire((const uint8_t *) wire, (size_t) bytes, &why);

	if (flat == NULL)
		eh_error_wire("events", why);
	PG_RETURN_POINTER(flat);
}

PG_FUNCTION_INFO_V1(eh_events_send);
Datum
eh_events_send(PG_FUNCTION_ARGS)
{
	const eh_events_flat *flat = PG_GETARG_EH_EVENTS(0);
	size_t n = eh_events_wire_size(flat, VARSIZE(flat));
	bytea *wire = palloc(VARHDRSZ + n);

	SET_VARSIZE(wire, VARHDRSZ + n);
	eh_events_to_wire(flat, VARSIZE(flat), (uint8_t *) VARDATA(wire));
	PG_RETURN_BYTEA_P(wire);
}

PG_FUNCTION_INFO_V1(eh_events_missing);
Datum
eh_events_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_EVENTS(0)->excluded);
}

PG_FUNCTION_INFO_V1(eh_events_rows);
Datum
eh_events_rows(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_EVENTS(0)->events);
}
