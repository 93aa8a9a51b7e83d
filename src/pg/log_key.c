/*
 * log_key.c - a row's arguments as child, day and kind of event.
 *
 * K1  A child is a smallint, integer, bigint, uuid, text, varchar or char(n),
 *     or a row of those; with an authority before it, it is both.  Whole
 *     numbers of any width are the same child; blanks that pad a char(n) are
 *     no part of it.
 * K2  (authority, child) as two arguments and as one row are the same key.
 * K3  A day is a date, or the day of a timestamp.  A timestamp with time zone
 *     is the day it was in England, whatever the session's time zone: the
 *     authorities are there, and no setting may alter a number.
 * K4  Infinite days, and days before 1900 or after 2999, are errors.
 */
#include "log_key.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"
#include "utils/uuid.h"

#include "predictor.h"

/* --- types ------------------------------------------------------------------
 */

pg_noreturn static void
error_type(const char *what, Oid type, const char *detail, const char *hint)
{
	ereport(ERROR,
		(errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("%s cannot be of type %s", what, format_type_be(type)),
			errdetail("%s", detail), errhint("%s", hint)));
}

static eh_key_type
key_type(Oid type)
{
	type = getBaseType(type);
	switch (type)
	{
		case INT2OID:
			return EH_KEY_INT2;
		case INT4OID:
			return EH_KEY_INT4;
		case INT8OID:
			return EH_KEY_INT8;
		case UUIDOID:
			return EH_KEY_UUID;
		case TEXTOID:
		case VARCHAROID:
			return EH_KEY_TEXT;
		case BPCHAROID:
			return EH_KEY_BLANK_PADDED;
		default:
			break;
	}
	if (type_is_rowtype(type))
		return EH_KEY_RECORD;
	error_type("a child's key", type,
		"It is a whole number, a uuid, a text, or a row of these.",
		"Cast it, for instance child_id::text; a number with decimals as "
		"child_id::bigint.");
}

eh_key_type
eh_key_type_of(FunctionCallInfo fcinfo, int n)
{
	return key_type(get_fn_expr_argtype(fcinfo->flinfo, n));
}

eh_day_type
eh_day_type_of(FunctionCallInfo fcinfo, int n)
{
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, n);

	switch (getBaseType(type))
	{
		case DATEOID:
			return EH_DAY_DATE;
		case TIMESTAMPOID:
			return EH_DAY_TIMESTAMP;
		case TIMESTAMPTZOID:
			return EH_DAY_TIMESTAMPTZ;
		default:
			error_type("the day of an event", type,
				"It is a date, a timestamp or a timestamp with time zone.",
				"Cast it: referral_date::date.");
	}
}

bool
eh_event_type_is_enum(FunctionCallInfo fcinfo, int n)
{
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, n);

	switch (eh_argument_kind_of(type))
	{
		case EH_ARG_TEXT:
			return false;
		case EH_ARG_ENUM:
			return true;
		default:
			error_type("an event", type, "It is a text or an enum.",
				"Make names of codes first: CASE reason WHEN 'RC8' THEN "
				"'closed_no_action' ... END.");
	}
}

/* --- children ---------------------------------------------------------------
 */

/* The bytes of a text, without what pads it. */
static const char *
text_bytes(eh_key_type type, Datum value, Size *n)
{
	struct varlena *v = PG_DETOAST_DATUM_PACKED(value);
	const char *bytes = VARDATA_ANY(v);

	*n = VARSIZE_ANY_EXHDR(v);
	while (type == EH_KEY_BLANK_PADDED && *n > 0 && bytes[*n - 1] == ' ')
		(*n)--;
	return bytes;
}

static int64
whole_number(eh_key_type type, Datum value)
{
	if (type == EH_KEY_INT8)
		return DatumGetInt64(value);
	return type == EH_KEY_INT4 ? DatumGetInt32(value) : DatumGetInt16(value);
}

static void
append_number(StringInfo key, char sort, uint64 number, int bytes)
{
	appendStringInfoChar(key, sort);
	for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
		appendStringInfoChar(key, (char) (number >> shift));
}

static bool append_record(StringInfo key, Datum value);

/*
 * A column of a key: its sort, its length where that varies, its bytes.  These
 * are hashed, so they are part of the format.  False where it is NULL.
 */
static bool
append_column(StringInfo key, eh_key_type type, Datum value)
{
	const char *bytes;
	Size n;

	switch (type)
	{
		case EH_KEY_UUID:
			appendStringInfoChar(key, 'u');
			appendBinaryStringInfo(
				key, (const char *) DatumGetUUIDP(value)->data, UUID_LEN);
			return true;
		case EH_KEY_TEXT:
		case EH_KEY_BLANK_PADDED:
			bytes = text_bytes(type, value, &n);
			append_number(key, 't', n, 4);
			appendBinaryStringInfo(key, bytes, (int) n);
			return true;
		case EH_KEY_RECORD:
			return append_record(key, value);
		default:
			append_number(key, 'i', (uint64) whole_number(type, value), 8);
			return true;
	}
}

static bool
append_record(StringInfo key, Datum value)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(value);
	TupleDesc desc = lookup_rowtype_tupdesc(
		HeapTupleHeaderGetTypeId(header), HeapTupleHeaderGetTypMod(header));
	HeapTupleData tuple = {
		.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};
	Datum *values = palloc(sizeof(Datum) * (Size) desc->natts + 1);
	bool *nulls = palloc(sizeof(bool) * (Size) desc->natts + 1);
	bool whole = true;

	heap_deform_tuple(&tuple, desc, values, nulls);
	for (int i = 0; i < desc->natts && whole; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (att->attisdropped)
			continue;
		whole =
			!nulls[i] && append_column(key, key_type(att->atttypid), values[i]);
	}
	ReleaseTupleDesc(desc);
	return whole;
}

/* K1, K2; false where a part of the key is NULL. */
bool
eh_key_child_of(eh_log_call *call, bool with_authority, Datum authority,
	Datum child, eh_child_kind *kind, eh_child *key)
{
	const char *bytes;
	Size n;

	*kind = EH_CHILD_HASHED;
	if (with_authority || call->child == EH_KEY_RECORD)
	{
		resetStringInfo(&call->key);
		if ((with_authority &&
				!append_column(&call->key, call->authority, authority)) ||
			!append_column(&call->key, call->child, child))
			return false;
		*key = eh_child_of_bytes(call->key.data, (size_t) call->key.len);
		return true;
	}
	switch (call->child)
	{
		case EH_KEY_UUID:
			*kind = EH_CHILD_UUID;
			*key = eh_child_of_uuid(DatumGetUUIDP(child)->data);
			break;
		case EH_KEY_TEXT:
		case EH_KEY_BLANK_PADDED:
			bytes = text_bytes(call->child, child, &n);
			*key = eh_child_of_bytes(bytes, n);
			break;
		default:
			*kind = EH_CHILD_INTEGER;
			*key = eh_child_of_integer(whole_number(call->child, child));
			break;
	}
	return true;
}

/* --- days -------------------------------------------------------------------
 */

pg_noreturn void
eh_error_day(eh_day_type type, Datum value)
{
	PGFunction out = type == EH_DAY_DATE        ? date_out
					 : type == EH_DAY_TIMESTAMP ? timestamp_out
												: timestamptz_out;

	ereport(
		ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				   errmsg("the day of an event must be one of 1900-01-01 to "
						  "2999-12-31"),
				   errdetail("The row has %s.",
					   DatumGetCString(DirectFunctionCall1(out, value))),
				   errhint("Leave a day that is not known NULL: such rows are "
						   "excluded, and counted.")));
}

/* The day it was in England. */
static int32
day_in_england(Datum value)
{
	static pg_tz *england = NULL;
	struct pg_tm tm;
	fsec_t fsec;
	int offset;

	if (england == NULL)
		england = pg_tzset("Europe/London");
	if (england == NULL)
		ereport(ERROR,
			(errcode(ERRCODE_CONFIG_FILE_ERROR),
				errmsg("the server does not know the time zone Europe/London"),
				errdetail("A timestamp with time zone is the day it was in "
						  "England."),
				errhint("Install the time zone data, or cast the column to "
						"date.")));
	if (timestamp2tm(DatumGetTimestampTz(value), &offset, &tm, &fsec, NULL,
			england) != 0)
		eh_error_day(EH_DAY_TIMESTAMPTZ, value);
	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

int32
eh_day_of_time(eh_day_type type, Datum value)
{
	Timestamp t = DatumGetTimestamp(value);
	int64 day;

	if (TIMESTAMP_NOT_FINITE(t))
		eh_error_day(type, value);
	if (type == EH_DAY_TIMESTAMPTZ)
		return day_in_england(value);
	day = t / USECS_PER_DAY;
	if (t < 0 && t % USECS_PER_DAY != 0)
		day--;
	return (int32) day;
}

/* --- events -----------------------------------------------------------------
 */

#define EVENT(name, kind)                                                      \
	{                                                                          \
		name, sizeof(name) - 1, kind                                           \
	}

static const struct
{
	const char *name;
	Size length;
	eh_event_kind kind;
} event_names[] = {EVENT("referral", EH_REFERRAL),
	EVENT("closed_no_action", EH_CLOSED_NO_ACTION),
	EVENT("closed_step_down", EH_CLOSED_STEP_DOWN),
	EVENT("closed_other", EH_CLOSED_OTHER),
	EVENT("early_help_start", EH_HELP_STARTED), EVENT("turned_18", EH_LEFT),
	EVENT("moved_away", EH_LEFT)};

pg_noreturn static void
error_event(const char *name, Size n)
{
	StringInfoData s;

	initStringInfo(&s);
	for (size_t i = 0; i < lengthof(event_names); i++)
		appendStringInfo(&s, "%s%s", i > 0 ? ", " : "", event_names[i].name);
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown event \"%.*s\"", (int) Min(n, 200), name),
			errdetail("The events are %s.", s.data),
			errhint("closed_no_action is RC8, closed_step_down RC9, "
					"closed_other RC1 to RC7.  Leave other rows out with "
					"FILTER (WHERE ...).")));
}

static int
kind_of_name(const char *name, Size n)
{
	for (size_t i = 0; i < lengthof(event_names); i++)
	{
		if (event_names[i].length == n &&
			memcmp(event_names[i].name, name, n) == 0)
			return event_names[i].kind;
	}
	error_event(name, n);
}

int
eh_event_kind_of(eh_log_call *call, Datum value)
{
	eh_label label;
	int kind;

	if (!call->event_is_enum)
	{
		eh_argument_label(EH_ARG_TEXT, value, &label);
		return kind_of_name(label.text, label.length);
	}
	for (int i = 0; i < call->nkinds; i++)
	{
		if (call->kind[i].value == DatumGetObjectId(value))
			return call->kind[i].kind;
	}
	eh_argument_label(EH_ARG_ENUM, value, &label);
	kind = kind_of_name(label.text, label.length);
	if (call->nkinds < (int) lengthof(call->kind))
		call->kind[call->nkinds++] =
			(eh_enum_kind){DatumGetObjectId(value), kind};
	return kind;
}
