/*
 * ratio.c - the type ratio: input, output, merging, reading.
 */
#include "compat.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "core/rational.h"
#include "decimal.h"
#include "error.h"
#include "states.h"

PG_FUNCTION_INFO_V1(eh_ratio_in);
Datum
eh_ratio_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	eh_ratio *r = eh_new_ratio();
	const char *why;

	if (eh_ratio_state_from_text(text, r, &why) != EH_OK)
		eh_error_text("ratio", text, why);
	PG_RETURN_EH_RATIO(r);
}

PG_FUNCTION_INFO_V1(eh_ratio_out);
Datum
eh_ratio_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(EH_RATIO_TEXT);

	eh_ratio_state_to_text(PG_GETARG_EH_RATIO(0), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(eh_ratio_recv);
Datum
eh_ratio_recv(PG_FUNCTION_ARGS)
{
	StringInfo buf = (StringInfo) PG_GETARG_POINTER(0);
	int bytes = buf->len - buf->cursor;
	const char *wire = pq_getmsgbytes(buf, bytes);
	eh_ratio *r = eh_new_ratio();
	const char *why;

	if (eh_ratio_state_from_wire(
			(const uint8_t *) wire, (size_t) bytes, r, &why) != EH_OK)
		eh_error_wire("ratio", why);
	PG_RETURN_EH_RATIO(r);
}

PG_FUNCTION_INFO_V1(eh_ratio_send);
Datum
eh_ratio_send(PG_FUNCTION_ARGS)
{
	uint8_t wire[EH_RATIO_WIRE];
	StringInfoData buf;
	size_t bytes = eh_ratio_state_to_wire(PG_GETARG_EH_RATIO(0), wire);

	pq_begintypsend(&buf);
	pq_sendbytes(&buf, (const char *) wire, (int) bytes);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

PG_FUNCTION_INFO_V1(eh_ratio_merge);
Datum
eh_ratio_merge(PG_FUNCTION_ARGS)
{
	eh_ratio *r = eh_own_ratio(fcinfo);
	eh_status status = eh_ratio_state_merge(r, PG_GETARG_EH_RATIO(1));

	if (status != EH_OK)
		eh_error_sum(status);
	PG_RETURN_EH_RATIO(r);
}

/*
 * Takes a state back out of a window's frame; NULL tells the executor to
 * begin the frame again, which sums of doubles need.
 */
PG_FUNCTION_INFO_V1(eh_ratio_unmerge);
Datum
eh_ratio_unmerge(PG_FUNCTION_ARGS)
{
	eh_ratio *r = eh_own_ratio(fcinfo);
	const eh_ratio *other = PG_GETARG_EH_RATIO(1);
	eh_status status;

	if (!eh_ratio_state_removable(r) || !eh_ratio_state_removable(other))
		PG_RETURN_NULL();
	status = eh_ratio_state_unmerge(r, other);
	if (status == EH_EDOMAIN)
		PG_RETURN_NULL();
	if (status != EH_OK)
		eh_error_sum(status);
	PG_RETURN_EH_RATIO(r);
}

PG_FUNCTION_INFO_V1(eh_ratio_value);
Datum
eh_ratio_value(PG_FUNCTION_ARGS)
{
	double value;

	if (eh_ratio_state_value(PG_GETARG_EH_RATIO(0), &value) != EH_OK)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

PG_FUNCTION_INFO_V1(eh_ratio_numerator);
Datum
eh_ratio_numerator(PG_FUNCTION_ARGS)
{
	eh_ratio_sums s;

	eh_ratio_state_sums_of(PG_GETARG_EH_RATIO(0), &s);
	PG_RETURN_FLOAT8(s.x.hi);
}

PG_FUNCTION_INFO_V1(eh_ratio_denominator);
Datum
eh_ratio_denominator(PG_FUNCTION_ARGS)
{
	eh_ratio_sums s;

	eh_ratio_state_sums_of(PG_GETARG_EH_RATIO(0), &s);
	PG_RETURN_FLOAT8(s.p.hi);
}

PG_FUNCTION_INFO_V1(eh_ratio_rows);
Datum
eh_ratio_rows(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_RATIO(0)->rows);
}

PG_FUNCTION_INFO_V1(eh_ratio_missing);
Datum
eh_ratio_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_RATIO(0)->missing);
}

PG_FUNCTION_INFO_V1(eh_ratio_in_words);
Datum
eh_ratio_in_words(PG_FUNCTION_ARGS)
{
	int32 most = PG_GETARG_INT32(1);
	double value;
	int64_t numerator;
	int32_t denominator;

	if (most < 1 || most > EH_RATIONAL_MAX_DENOMINATOR)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("max_denominator must lie between 1 and %d",
					EH_RATIONAL_MAX_DENOMINATOR),
				errdetail("The value given is %d.", most),
				errhint("Write 3 for \"so many for every three\" or fewer.")));
	if (eh_ratio_state_value(PG_GETARG_EH_RATIO(0), &value) != EH_OK ||
		eh_nearest_fraction(value, most, &numerator, &denominator) != EH_OK)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(
		psprintf(INT64_FORMAT ":%d", (int64) numerator, (int) denominator)));
}
