/*
 * states.c - states as SQL values: the one door in, for each type.
 */
#include "states.h"

#include "error.h"

const eh_ratio *
eh_datum_ratio(Datum d)
{
	struct varlena *v = PG_DETOAST_DATUM(d);
	const eh_ratio *r = (const eh_ratio *) v;
	const char *why;

	if (eh_ratio_state_check(r, VARSIZE(v), &why) != EH_OK)
		eh_error_stored("ratio", why);
	return r;
}

const eh_proportion *
eh_datum_proportion(Datum d)
{
	struct varlena *v = PG_DETOAST_DATUM(d);
	const eh_proportion *p = (const eh_proportion *) v;
	const char *why;

	if (eh_proportion_state_check(p, VARSIZE(v), &why) != EH_OK)
		eh_error_stored("proportion", why);
	return p;
}

eh_ratio *
eh_new_ratio(void)
{
	eh_ratio *r = palloc0(sizeof(eh_ratio));

	SET_VARSIZE(r, sizeof(eh_ratio));
	eh_ratio_state_init(r);
	return r;
}

eh_proportion *
eh_new_proportion(void)
{
	eh_proportion *p = palloc0(sizeof(eh_proportion));

	SET_VARSIZE(p, sizeof(eh_proportion));
	eh_proportion_state_init(p);
	return p;
}

/* Argument 0 in memory of our own; a fresh state where it is NULL. */
eh_ratio *
eh_copy_ratio(FunctionCallInfo fcinfo)
{
	eh_ratio *copy = eh_new_ratio();

	if (!PG_ARGISNULL(0))
		memcpy(copy, PG_GETARG_EH_RATIO(0), sizeof(*copy));
	return copy;
}

eh_proportion *
eh_copy_proportion(FunctionCallInfo fcinfo)
{
	eh_proportion *copy = eh_new_proportion();

	if (!PG_ARGISNULL(0))
		memcpy(copy, PG_GETARG_EH_PROPORTION(0), sizeof(*copy));
	return copy;
}
