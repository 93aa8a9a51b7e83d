/*
 * value.h - what all flat values of ours share as SQL types: text and wire in
 * and out, and the one door by which a stored value comes in.
 *
 * Text is "1:" and the wire in hexadecimal, independent of any setting.
 */
#ifndef EH_VALUE_H
#define EH_VALUE_H

#include "compat.h"

#include "core/status.h"
#include "state/scan.h"

typedef struct eh_value_kind
{
	const char *type;
	/* is it one?  if not, why */
	eh_status (*check)(const void *value, size_t bytes, const char **why);
	/* palloc'd, its length word set; NULL, with why, for bytes that are none */
	void *(*from_wire)(const uint8_t *wire, size_t bytes, const char **why);
	/* palloc'd */
	uint8_t *(*to_wire)(const void *value, size_t *bytes);
} eh_value_kind;

extern const void *eh_value_datum(const eh_value_kind *kind, Datum d);
extern Datum eh_value_in(const eh_value_kind *kind, FunctionCallInfo fcinfo);
extern Datum eh_value_out(const eh_value_kind *kind, FunctionCallInfo fcinfo);
extern Datum eh_value_recv(const eh_value_kind *kind, FunctionCallInfo fcinfo);
extern Datum eh_value_send(const eh_value_kind *kind, FunctionCallInfo fcinfo);

/* eh_<name>_in, _out, _recv and _send of a kind. */
#define EH_VALUE_IO(name, kind)                                                \
	PG_FUNCTION_INFO_V1(eh_##name##_in);                                       \
	Datum eh_##name##_in(PG_FUNCTION_ARGS)                                     \
	{                                                                          \
		return eh_value_in(&(kind), fcinfo);                                   \
	}                                                                          \
	PG_FUNCTION_INFO_V1(eh_##name##_out);                                      \
	Datum eh_##name##_out(PG_FUNCTION_ARGS)                                    \
	{                                                                          \
		return eh_value_out(&(kind), fcinfo);                                  \
	}                                                                          \
	PG_FUNCTION_INFO_V1(eh_##name##_recv);                                     \
	Datum eh_##name##_recv(PG_FUNCTION_ARGS)                                   \
	{                                                                          \
		return eh_value_recv(&(kind), fcinfo);                                 \
	}                                                                          \
	PG_FUNCTION_INFO_V1(eh_##name##_send);                                     \
	Datum eh_##name##_send(PG_FUNCTION_ARGS)                                   \
	{                                                                          \
		return eh_value_send(&(kind), fcinfo);                                 \
	}

/*
 * The kind of a value whose state has eh_<name>_check, _wire_length,
 * _from_wire, _wire_size and _to_wire; of at most so many bytes.
 */
#define EH_VALUE_KIND(name, struct_type, most)                                 \
	static eh_status name##_checked(                                           \
		const void *value, size_t bytes, const char **why)                     \
	{                                                                          \
		return eh_##name##_check((const struct_type *) value, bytes, why);     \
	}                                                                          \
	static void *name##_from_wire(                                             \
		const uint8_t *wire, size_t bytes, const char **why)                   \
	{                                                                          \
		struct_type *value;                                                    \
		size_t size;                                                           \
                                                                               \
		if (eh_##name##_wire_length(wire, bytes, &size, why) != EH_OK)         \
			return NULL;                                                       \
		if (size > (most))                                                     \
		{                                                                      \
			*why = "it is larger than one may be";                             \
			return NULL;                                                       \
		}                                                                      \
		value = palloc0(size);                                                 \
		SET_VARSIZE(value, size);                                              \
		return eh_##name##_from_wire(wire, bytes, value, why) == EH_OK ? value \
																	   : NULL; \
	}                                                                          \
	static uint8_t *name##_to_wire(const void *value, size_t *bytes)           \
	{                                                                          \
		uint8_t *wire;                                                         \
                                                                               \
		*bytes = eh_##name##_wire_size((const struct_type *) value);           \
		wire = palloc(*bytes);                                                 \
		eh_##name##_to_wire((const struct_type *) value, wire);                \
		return wire;                                                           \
	}                                                                          \
	static const eh_value_kind name##_kind = {                                 \
		#name, name##_checked, name##_from_wire, name##_to_wire};

#endif
