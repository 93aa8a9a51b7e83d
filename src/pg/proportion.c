/*
 * proportion.c - the type proportion: input, output, merging, reading.
 */
#include "compat.h"

#include "libpq/pqformat.h"

#include "error.h"
#include "states.h"

PG_FUNCTION_INFO_V1(eh_proportion_in);
Datum
eh_proportion_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	eh_proportion *p = eh_new_proportion();
	const char *why;

	if (eh_proportion_state_from_text(text, p, &why) != EH_OK)
		eh_error_text("proportion", text, why);
	PG_RETURN_EH_PROPORTION(p);
}

PG_FUNCTION_INFO_V1(eh_proportion_out);
Datum
eh_proportion_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(EH_PROPORTION_TEXT);

	eh_proportion_state_to_text(PG_GETARG_EH_PROPORTION(0), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(eh_proportion_recv);
Datum
eh_proportion_recv(PG_FUNCTION_ARGS)
{
	StringInfo buf = (StringInfo) PG_GETARG_POINTER(0);
	int bytes = buf->len - buf->cursor;
	const char *wire = pq_getmsgbytes(buf, bytes);
	eh_proportion *p = eh_new_proportion();
	const char *why;

	if (eh_proportion_state_from_wire(
			(const uint8_t *) wire, (size_t) bytes, p, &why) != EH_OK)
		eh_error_wire("proportion", why);
	PG_RETURN_EH_PROPORTION(p);
}

PG_FUNCTION_INFO_V1(eh_proportion_send);
Datum
eh_proportion_send(PG_FUNCTION_ARGS)
{
	uint8_t wire[EH_PROPORTION_WIRE];
	StringInfoData buf;

	eh_proportion_state_to_wire(PG_GETARG_EH_PROPORTION(0), wire);
	pq_begintypsend(&buf);
	pq_sendbytes(&buf, (const char *) wire, EH_PROPORTION_WIRE);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

PG_FUNCTION_INFO_V1(eh_proportion_merge);
Datum
eh_proportion_merge(PG_FUNCTION_ARGS)
{
	eh_proportion *p = eh_own_proportion(fcinfo);
	eh_status status = eh_proportion_state_merge(p, PG_GETARG_EH_PROPORTION(1));

	if (status != EH_OK)
		eh_error_count(status);
	PG_RETURN_EH_PROPORTION(p);
}

PG_FUNCTION_INFO_V1(eh_proportion_unmerge);
Datum
eh_proportion_unmerge(PG_FUNCTION_ARGS)
{
	eh_proportion *p = eh_own_proportion(fcinfo);
	eh_status status =
		eh_proportion_state_unmerge(p, PG_GETARG_EH_PROPORTION(1));

	if (status == EH_EDOMAIN)
		PG_RETURN_NULL(); /* it was not merged in: the frame begins again */
	if (status != EH_OK)
		eh_error_count(status);
	PG_RETURN_EH_PROPORTION(p);
}

static void
one_missing(eh_proportion *p)
{
	if (p->missing == EH_MOST_ROWS)
		eh_error_count(EH_ERANGE);
	p->missing++;
}

/* One row of a share: a case, and whether it is an event. */
PG_FUNCTION_INFO_V1(eh_share_accum);
Datum
eh_share_accum(PG_FUNCTION_ARGS)
{
	eh_proportion *p = eh_own_proportion(fcinfo);

	if (PG_ARGISNULL(1))
		one_missing(p);
	else if (eh_proportion_state_add(p, PG_GETARG_BOOL(1), 1) != EH_OK)
		eh_error_count(EH_ERANGE);
	PG_RETURN_EH_PROPORTION(p);
}

PG_FUNCTION_INFO_V1(eh_share_accum_inv);
Datum
eh_share_accum_inv(PG_FUNCTION_ARGS)
{
	eh_proportion *p = eh_own_proportion(fcinfo);

	if (PG_ARGISNULL(1) && p->missing > 0)
		p->missing--;
	else if (PG_ARGISNULL(1) ||
			 eh_proportion_state_remove(p, PG_GETARG_BOOL(1), 1) != EH_OK)
		PG_RETURN_NULL();
	PG_RETURN_EH_PROPORTION(p);
}

static void
check_counts(int64 events, int64 cases)
{
	if (events < 0 || cases < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("events and cases must not be negative"),
						   errdetail("The row has " INT64_FORMAT
									 " events of " INT64_FORMAT " cases.",
							   events, cases),
						   errhint("A suppressed or unknown count is NULL.")));
	if (events > cases)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("there cannot be more events than cases"),
				errdetail("The row has " INT64_FORMAT " events of " INT64_FORMAT
						  " cases.",
					events, cases),
				errhint(
					"Events come first: share(rereferrals, referrals).  For "
					"two different counts use prevention_ratio().")));
}

/* One row of a share that was counted before: so many events of so many. */
PG_FUNCTION_INFO_V1(eh_share_counts_accum);
Datum
eh_share_counts_accum(PG_FUNCTION_ARGS)
{
	eh_proportion *p = eh_own_proportion(fcinfo);

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		one_missing(p);
	else
	{
		int64 events = PG_GETARG_INT64(1);
		int64 cases = PG_GETARG_INT64(2);

		check_counts(events, cases);
		if (eh_proportion_state_add(p, events, cases) != EH_OK)
			eh_error_count(EH_ERANGE);
	}
	PG_RETURN_EH_PROPORTION(p);
}

PG_FUNCTION_INFO_V1(eh_share_counts_accum_inv);
Datum
eh_share_counts_accum_inv(PG_FUNCTION_ARGS)
{
	eh_proportion *p = eh_own_proportion(fcinfo);

	if ((PG_ARGISNULL(1) || PG_ARGISNULL(2)) && p->missing > 0)
		p->missing--;
	else if (PG_ARGISNULL(1) || PG_ARGISNULL(2) ||
			 eh_proportion_state_remove(
				 p, PG_GETARG_INT64(1), PG_GETARG_INT64(2)) != EH_OK)
		PG_RETURN_NULL();
	PG_RETURN_EH_PROPORTION(p);
}

/* proportion(events, cases): a state from two counts */
PG_FUNCTION_INFO_V1(eh_proportion_make);
Datum
eh_proportion_make(PG_FUNCTION_ARGS)
{
	eh_proportion *p = eh_new_proportion();
	int64 events = PG_GETARG_INT64(0);
	int64 cases = PG_GETARG_INT64(1);

	check_counts(events, cases);
	if (eh_proportion_state_add(p, events, cases) != EH_OK)
		eh_error_count(EH_ERANGE);
	PG_RETURN_EH_PROPORTION(p);
}

/* proportion(ratio): where every numerator is part of its denominator */
PG_FUNCTION_INFO_V1(eh_proportion_of_ratio);
Datum
eh_proportion_of_ratio(PG_FUNCTION_ARGS)
{
	const eh_ratio *r = PG_GETARG_EH_RATIO(0);
	eh_proportion *p = eh_new_proportion();
	eh_int128 events, cases;

	if ((r->flags & EH_RATIO_AMOUNTS) != 0 ||
		!eh_ratio_state_whole(r, &events, &cases) || events < 0 ||
		cases > EH_MOST_ROWS ||
		eh_proportion_state_add(p, (int64) events, (int64) cases) != EH_OK)
	{
		eh_ratio_sums s;

		eh_ratio_state_sums_of(r, &s);
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("this ratio is not a proportion"),
				errdetail("A proportion needs a whole number of events out of "
						  "at least as many cases; the ratio is of %s, %.15g "
						  "to %.15g.",
					(r->flags & EH_RATIO_AMOUNTS) != 0 ? "amounts" : "counts",
					s.x.hi, s.p.hi),
				errhint("early_help_rate_state() gives a ratio that is one; "
						"for others use limits(ratio, method => ...).")));
	}
	p->missing = r->missing;
	PG_RETURN_EH_PROPORTION(p);
}

PG_FUNCTION_INFO_V1(eh_proportion_value);
Datum
eh_proportion_value(PG_FUNCTION_ARGS)
{
	const eh_proportion *p = PG_GETARG_EH_PROPORTION(0);

	if (p->cases == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) p->events / (double) p->cases);
}

PG_FUNCTION_INFO_V1(eh_proportion_events);
Datum
eh_proportion_events(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_PROPORTION(0)->events);
}

PG_FUNCTION_INFO_V1(eh_proportion_cases);
Datum
eh_proportion_cases(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_PROPORTION(0)->cases);
}

PG_FUNCTION_INFO_V1(eh_proportion_missing);
Datum
eh_proportion_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_PROPORTION(0)->missing);
}
