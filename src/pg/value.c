/*
 * value.c - flat values of ours as SQL types.
 */
#include "value.h"

#include "libpq/pqformat.h"

#include "error.h"

/* The one door for a value that was stored, or is an argument. */
const void *
eh_value_datum(const eh_value_kind *kind, Datum d)
{
	const struct varlena *v = PG_DETOAST_DATUM(d);
	const char *why;

	if (kind->check(v, VARSIZE(v), &why) != EH_OK)
		eh_error_stored(kind->type, why);
	return v;
}

Datum
eh_value_in(const eh_value_kind *kind, FunctionCallInfo fcinfo)
{
	const char *text = PG_GETARG_CSTRING(0);
	void *value = NULL;
	const uint8_t *wire;
	const char *why;
	size_t bytes;

	if (eh_hex_from_text(pstrdup(text), &wire, &bytes, &why) == EH_OK)
		value = kind->from_wire(wire, bytes, &why);
	if (value == NULL)
		eh_error_text(kind->type, text, why);
	PG_RETURN_POINTER(value);
}

Datum
eh_value_out(const eh_value_kind *kind, FunctionCallInfo fcinfo)
{
	size_t bytes;
	const uint8_t *wire =
		kind->to_wire(eh_value_datum(kind, PG_GETARG_DATUM(0)), &bytes);
	char *text = palloc(EH_HEX_HEADER + 2 * bytes + 1);

	eh_hex_to_text(wire, bytes, text);
	PG_RETURN_CSTRING(text);
}

Datum
eh_value_recv(const eh_value_kind *kind, FunctionCallInfo fcinfo)
{
	StringInfo buf = (StringInfo) PG_GETARG_POINTER(0);
	int bytes = buf->len - buf->cursor;
	const char *wire = pq_getmsgbytes(buf, bytes);
	const char *why;
	void *value = kind->from_wire((const uint8_t *) wire, (size_t) bytes, &why);

	if (value == NULL)
		eh_error_wire(kind->type, why);
	PG_RETURN_POINTER(value);
}

Datum
eh_value_send(const eh_value_kind *kind, FunctionCallInfo fcinfo)
{
	size_t bytes;
	const uint8_t *wire =
		kind->to_wire(eh_value_datum(kind, PG_GETARG_DATUM(0)), &bytes);
	bytea *sent = palloc(VARHDRSZ + bytes);

	SET_VARSIZE(sent, VARHDRSZ + bytes);
	memcpy(VARDATA(sent), wire, bytes);
	PG_RETURN_BYTEA_P(sent);
}
