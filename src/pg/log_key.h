/*
 * log_key.h - a row's arguments as child, day and kind of event.
 */
#ifndef EH_LOG_KEY_H
#define EH_LOG_KEY_H

#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "state/events.h"

typedef enum eh_key_type
{
	EH_KEY_INT2,
	EH_KEY_INT4,
	EH_KEY_INT8,
	EH_KEY_UUID,
	EH_KEY_TEXT,
	EH_KEY_BLANK_PADDED, /* char(n): blanks at its end are none of it */
	EH_KEY_RECORD
} eh_key_type;

typedef enum eh_day_type
{
	EH_DAY_DATE,
	EH_DAY_TIMESTAMP,
	EH_DAY_TIMESTAMPTZ
} eh_day_type;

/* The kind that an enum's value stands for. */
typedef struct eh_enum_kind
{
	Oid value;
	int kind;
} eh_enum_kind;

/* What is the same for every row of a call, found at its first. */
typedef struct eh_log_call
{
	eh_key_type authority;
	eh_key_type child;
	eh_day_type day;
	eh_day_type other_day; /* of an aggregate that has two */
	bool event_is_enum;
	StringInfoData key; /* of more than one column, being made */
	int nkinds;
	eh_enum_kind kind[EH_EVENT_KINDS + 8];
} eh_log_call;

extern eh_key_type eh_key_type_of(FunctionCallInfo fcinfo, int n);
extern eh_day_type eh_day_type_of(FunctionCallInfo fcinfo, int n);
extern bool eh_event_type_is_enum(FunctionCallInfo fcinfo, int n);

extern bool eh_key_child_of(eh_log_call *call, bool with_authority,
	Datum authority, Datum child, eh_child_kind *kind, eh_child *key);
extern int32 eh_day_of_time(eh_day_type type, Datum value);
extern int eh_event_kind_of(eh_log_call *call, Datum value);
pg_noreturn extern void eh_error_day(eh_day_type type, Datum value);

/* The day, which eh_events_add() may still refuse. */
static inline int32
eh_day_of(eh_day_type type, Datum value)
{
	return likely(type == EH_DAY_DATE) ? DatumGetDateADT(value)
									   : eh_day_of_time(type, value);
}

#endif
