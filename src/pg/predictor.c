/*
 * predictor.c - reading arguments of any type as numbers or factor levels.
 */
#include "predictor.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "decimal.h"
#include "outcome.h"

/* One of our own types, by its name in our schema; InvalidOid if none. */
static Oid
own_type(const char *name)
{
	Oid schema = get_namespace_oid("earlyhelp", true);

	if (!OidIsValid(schema))
		return InvalidOid;
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
		ObjectIdGetDatum(schema));
}

eh_argument_kind
eh_argument_kind_of(Oid type)
{
	type = getBaseType(type);
	switch (type)
	{
		case BOOLOID:
			return EH_ARG_BOOL;
		case INT2OID:
			return EH_ARG_INT2;
		case INT4OID:
			return EH_ARG_INT4;
		case INT8OID:
			return EH_ARG_INT8;
		case FLOAT4OID:
			return EH_ARG_FLOAT4;
		case FLOAT8OID:
			return EH_ARG_FLOAT8;
		case NUMERICOID:
			return EH_ARG_NUMERIC;
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
			return EH_ARG_TEXT;
		case NAMEOID:
			return EH_ARG_NAME;
		default:
			break;
	}
	if (type_is_enum(type))
		return EH_ARG_ENUM;
	if (type == own_type("factor_level"))
		return EH_ARG_LEVEL;
	if (type == own_type("proportion"))
		return EH_ARG_PROPORTION;
	if (type == own_type("outcome"))
		return EH_ARG_OUTCOME;
	if (type == own_type("mixed_options"))
		return EH_ARG_SETTINGS;
	return EH_ARG_OTHER;
}

/* As the server's own cast, without its way through text where one rounding
 * will do: a whole number below 2^53 over an exact power of ten. */
double
eh_numeric_to_double(Datum value)
{
	static const double power[] = {1, 1e4, 1e8, 1e12, 1e16, 1e20};
	eh_decimal d;

	if (eh_decimal_from_numeric(value, &d) == EH_OK && d.groups < 6 &&
		d.mantissa < INT64CONST(9007199254740992) &&
		d.mantissa > -INT64CONST(9007199254740992))
		return (double) (int64) d.mantissa / power[d.groups];
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8, value));
}

static void
enum_label(Oid value, eh_label *label)
{
	HeapTuple tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(value));
	Form_pg_enum form;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for enum value %u", value);
	form = (Form_pg_enum) GETSTRUCT(tuple);
	label->text = pstrdup(NameStr(form->enumlabel));
	label->length = (uint32) strlen(label->text);
	label->order = form->enumsortorder;
	ReleaseSysCache(tuple);
}

/* text points into the value, or into memory of the current context */
void
eh_argument_label(eh_argument_kind kind, Datum value, eh_label *label)
{
	memset(label, 0, sizeof(*label));
	if (kind == EH_ARG_TEXT)
	{
		struct varlena *v = PG_DETOAST_DATUM_PACKED(value);

		label->text = VARDATA_ANY(v);
		label->length = (uint32) VARSIZE_ANY_EXHDR(v);
	}
	else if (kind == EH_ARG_NAME)
	{
		label->text = NameStr(*DatumGetName(value));
		label->length = (uint32) strlen(label->text);
	}
	else if (kind == EH_ARG_ENUM)
		enum_label(DatumGetObjectId(value), label);
	else
	{
		const eh_factor_level *l =
			(const eh_factor_level *) PG_DETOAST_DATUM(value);

		label->text = l->text;
		label->length = (uint32) l->label_bytes;
		label->order = l->order;
		label->reference_length =
			(uint32) (VARSIZE(l) - offsetof(eh_factor_level, text) -
					  (Size) l->label_bytes);
		if (label->reference_length > 0)
			label->reference = l->text + l->label_bytes;
	}
}
