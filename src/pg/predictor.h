/*
 * predictor.h - reading arguments of any type as numbers or factor levels.
 */
#ifndef EH_PREDICTOR_H
#define EH_PREDICTOR_H

#include "compat.h"

typedef enum eh_argument_kind
{
	EH_ARG_OTHER, /* a type that is neither */
	EH_ARG_BOOL,
	EH_ARG_INT2,
	EH_ARG_INT4,
	EH_ARG_INT8,
	EH_ARG_FLOAT4,
	EH_ARG_FLOAT8,
	EH_ARG_NUMERIC,
	EH_ARG_TEXT, /* a factor from here on */
	EH_ARG_NAME,
	EH_ARG_ENUM,
	EH_ARG_LEVEL, /* factor(...) */
	EH_ARG_PROPORTION,
	EH_ARG_OUTCOME,
	EH_ARG_SETTINGS /* mixed_options(...) */
} eh_argument_kind;

extern eh_argument_kind eh_argument_kind_of(Oid type);
extern double eh_numeric_to_double(Datum value);

static inline bool
eh_argument_is_factor(eh_argument_kind kind)
{
	return kind >= EH_ARG_TEXT && kind <= EH_ARG_LEVEL;
}

/* A number of a kind before EH_ARG_TEXT. */
static inline double
eh_argument_number(eh_argument_kind kind, Datum value)
{
	switch (kind)
	{
		case EH_ARG_FLOAT8:
			return DatumGetFloat8(value);
		case EH_ARG_INT4:
			return DatumGetInt32(value);
		case EH_ARG_BOOL:
			return DatumGetBool(value);
		case EH_ARG_INT8:
			return (double) DatumGetInt64(value);
		case EH_ARG_INT2:
			return DatumGetInt16(value);
		case EH_ARG_FLOAT4:
			return DatumGetFloat4(value);
		default:
			return eh_numeric_to_double(value);
	}
}

/* The label of a factor's level; reference is NULL but for factor(...). */
typedef struct eh_label
{
	const char *text;
	uint32 length;
	double order;
	const char *reference;
	uint32 reference_length;
} eh_label;

extern void eh_argument_label(
	eh_argument_kind kind, Datum value, eh_label *label);

#endif
