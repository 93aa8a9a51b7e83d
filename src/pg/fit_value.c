/*
 * fit_value.c - the types of fits: input, output, and what a fit has to say.
 *
 * As text a fit is its format number, a colon, and the bytes of the wire in
 * hexadecimal: exact, and the same under any setting.
 */
#include "fit_value.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "error.h"
#include "fit_errors.h"

#define FEW_CLUSTERS 30
#define FEW_LEVELS 5
#define ILL_CONDITIONED 1e7

/* A value as large as the header says, with the header filled in. */
eh_fit *
eh_new_fit(const eh_fit *header)
{
	Size bytes = eh_fit_size(header);
	eh_fit *f;

	if (bytes == 0 || bytes > MaxAllocSize)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a fit of " INT64_FORMAT " terms does not fit a value",
					(int64) header->parameters),
				errdetail("A value may have 1 GB."),
				errhint("Group the levels of the largest factor.")));
	f = palloc0(bytes);
	*f = *header;
	SET_VARSIZE(f, bytes);
	return f;
}

/* The SQL types: each holds the values of certain models. */
typedef struct fit_type
{
	const char *name;
	eh_fit_model least;
	eh_fit_model most;
} fit_type;

static const fit_type logit_fit = {"logit_fit", EH_MODEL_LOGIT, EH_MODEL_FIRTH};
static const fit_type linear_fit = {
	"linear_fit", EH_MODEL_LINEAR, EH_MODEL_LINEAR};
static const fit_type ordinal_fit = {
	"ordinal_fit", EH_MODEL_ORDINAL, EH_MODEL_ORDINAL};
static const fit_type mixed_fit = {"mixed_fit", EH_MODEL_MIXED, EH_MODEL_MIXED};

static const fit_type *
type_of(const eh_fit *f)
{
	switch (f->model)
	{
		case EH_MODEL_LINEAR:
			return &linear_fit;
		case EH_MODEL_ORDINAL:
			return &ordinal_fit;
		case EH_MODEL_MIXED:
			return &mixed_fit;
		default:
			return &logit_fit;
	}
}

const eh_fit *
eh_datum_fit(Datum d)
{
	struct varlena *v = PG_DETOAST_DATUM(d);
	const char *why;

	if (eh_fit_check((const eh_fit *) v, VARSIZE(v), &why) != EH_OK)
		eh_error_stored("fit", why);
	return (const eh_fit *) v;
}

/* NULL, with why, for bytes that are no fit of this type. */
static eh_fit *
from_wire(
	const fit_type *type, const uint8_t *wire, size_t bytes, const char **why)
{
	eh_fit header = {0};
	eh_fit *f;

	if (eh_fit_wire_header(wire, bytes, &header, why) != EH_OK)
		return NULL;
	f = eh_new_fit(&header);
	if (eh_fit_from_wire(wire, bytes, f, why) != EH_OK)
		return NULL;
	*why = "it is a fit of another model";
	return type_of(f) == type ? f : NULL;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static Datum
fit_in(FunctionCallInfo fcinfo, const fit_type *type)
{
	const char *text = PG_GETARG_CSTRING(0);
	const char *hex = strncmp(text, "1:", 2) == 0 ? text + 2 : NULL;
	size_t bytes = hex != NULL ? strlen(hex) / 2 : 0;
	uint8_t *wire = palloc(bytes + 1);
	const char *why = "it is not a format number, a colon and hexadecimal";
	eh_fit *f = NULL;
	bool fine = hex != NULL && strlen(hex) % 2 == 0;

	for (size_t i = 0; fine && i < bytes; i++)
	{
		int high = hex_digit(hex[2 * i]);
		int low = hex_digit(hex[2 * i + 1]);

		fine = high >= 0 && low >= 0;
		wire[i] = (uint8_t) (high << 4 | (low & 15));
	}
	if (fine)
		f = from_wire(type, wire, bytes, &why);
	if (f == NULL)
		eh_error_text(type->name, text, why);
	PG_RETURN_POINTER(f);
}

static Datum
fit_recv(FunctionCallInfo fcinfo, const fit_type *type)
{
	StringInfo buf = (StringInfo) PG_GETARG_POINTER(0);
	int bytes = buf->len - buf->cursor;
	const char *wire = pq_getmsgbytes(buf, bytes);
	const char *why;
	eh_fit *f = from_wire(type, (const uint8_t *) wire, (size_t) bytes, &why);

	if (f == NULL)
		eh_error_wire(type->name, why);
	PG_RETURN_POINTER(f);
}

#define FIT_INPUT(type)                                                        \
	PG_FUNCTION_INFO_V1(eh_##type##_in);                                       \
	Datum eh_##type##_in(PG_FUNCTION_ARGS)                                     \
	{                                                                          \
		return fit_in(fcinfo, &type);                                          \
	}                                                                          \
	PG_FUNCTION_INFO_V1(eh_##type##_recv);                                     \
	Datum eh_##type##_recv(PG_FUNCTION_ARGS)                                   \
	{                                                                          \
		return fit_recv(fcinfo, &type);                                        \
	}

FIT_INPUT(logit_fit)
FIT_INPUT(linear_fit)
FIT_INPUT(ordinal_fit)
FIT_INPUT(mixed_fit)

/* Output is the same for all types. */
PG_FUNCTION_INFO_V1(eh_fit_out);
Datum
eh_fit_out(PG_FUNCTION_ARGS)
{
	static const char digits[] = "0123456789abcdef";
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	size_t bytes = eh_fit_wire_size(f);
	uint8_t *wire = palloc(bytes);
	char *text = palloc(2 * bytes + 3);
	char *at = text + 2;

	eh_fit_to_wire(f, wire);
	memcpy(text, "1:", 2);
	for (size_t i = 0; i < bytes; i++)
	{
		*at++ = digits[wire[i] >> 4];
		*at++ = digits[wire[i] & 15];
	}
	*at = '\0';
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(eh_fit_send);
Datum
eh_fit_send(PG_FUNCTION_ARGS)
{
	const eh_fit *f = PG_GETARG_EH_FIT(0);
	size_t bytes = eh_fit_wire_size(f);
	uint8_t *wire = palloc(bytes);
	StringInfoData buf;

	eh_fit_to_wire(f, wire);
	pq_begintypsend(&buf);
	pq_sendbytes(&buf, (const char *) wire, (int) bytes);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* "x1, x2": the terms that a relation is made of, but the culprit. */
static char *
involved(const eh_fit *f, bool with_culprit)
{
	StringInfoData s;
	eh_fit_parts parts;
	int named = 0, all = 0;

	eh_fit_parts_of(f, &parts);
	initStringInfo(&s);
	for (int j = 0; j < eh_fit_predictor_terms(f); j++)
	{
		if (parts.relation[j] == 0.0 || (j == f->culprit && !with_culprit))
			continue;
		if (all++ < 6)
			appendStringInfo(
				&s, "%s%s", named++ > 0 ? ", " : "", eh_fit_term(f, j));
	}
	if (all > named)
		appendStringInfo(&s, " and %d more", all - named);
	return s.data;
}

static const char *const streamed_too_far =
	"rows were summed, and they differ too much from those before them for "
	"sums to follow; raise work_mem, so that more rows are held, or order the "
	"table at random; of a logit_state, fit the rows with logit or logit_scan";

static const char *
culprit_name(const eh_fit *f)
{
	return f->culprit >= 0 ? eh_fit_term(f, (int) f->culprit) : "a term";
}

/* "la_code, year": the groupings whose standard deviation is so much. */
static char *
groupings_at(const eh_fit *f, double sd)
{
	int first = (int) (f->parameters - f->trailing);
	eh_fit_parts parts;
	StringInfoData s;

	eh_fit_parts_of(f, &parts);
	initStringInfo(&s);
	for (int j = first; j < f->parameters; j++)
	{
		if (parts.beta[j] == sd)
			appendStringInfo(
				&s, "%s%s", s.len > 0 ? ", " : "", eh_fit_term(f, j));
	}
	return s.data;
}

/* What is to be said of a grouping that has too little in it. */
static char *
grouping_message(const eh_fit *f)
{
	int first = (int) (f->parameters - f->trailing);
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	for (int g = 0; g < f->groupings; g++)
	{
		const char *name = eh_fit_term(f, first + g);

		if (parts.grouping[g].both == 0)
			return psprintf("no level of %s has both outcomes, so its standard "
							"deviation may have no end: group more coarsely",
				name);
		if (parts.grouping[g].levels < FEW_LEVELS)
			return psprintf("%s has only " INT64_FORMAT
							" levels: a standard deviation of fewer than %d is "
							"rough",
				name, parts.grouping[g].levels, FEW_LEVELS);
	}
	return NULL;
}

/* Of a mixed fit: why, if a grouping tells. */
static char *
unsettled_message(const eh_fit *f)
{
	const char *why = grouping_message(f);

	return psprintf("no convergence in " INT64_FORMAT
					" steps, so there are no estimates%s%s",
		f->iterations, why != NULL ? "; " : "", why != NULL ? why : "");
}

static char *
separated_message(const eh_fit *f, const char *how)
{
	if (f->model == EH_MODEL_ORDINAL)
		return psprintf("a combination of %s parts the grades %s, so its odds "
						"ratio is infinite; drop a term, or merge levels or "
						"grades",
			involved(f, true), how);
	return psprintf("a combination of %s predicts the outcome %s, so its odds "
					"ratio is infinite; drop a term, merge levels, or use "
					"firth_logit",
		involved(f, true), how);
}

/* A linear fit that leaves no residuals, be it for want of rows. */
static const char *
exact_message(const eh_fit *f)
{
	if (f->model != EH_MODEL_LINEAR || f->deviance != 0.0)
		return NULL;
	return f->df_residual > 0.0
			   ? "the fit is exact: nothing of the response is left over, so "
				 "errors are 0 and there are no tests"
			   : "there are as many terms as rows, so the fit is exact and "
				 "nothing is left to judge it by; leave terms out";
}

/* What a fit has to say of itself, in words; NULL where all is well. */
char *
eh_fit_message(const eh_fit *f)
{
	switch ((eh_fit_status) f->status)
	{
		case EH_FIT_SEPARATED:
			return separated_message(f, "in every row");
		case EH_FIT_QUASI_SEPARATED:
			return separated_message(f, "wherever it is not zero");
		case EH_FIT_ALIASED:
			if (f->model == EH_MODEL_ORDINAL && involved(f, false)[0] == '\0')
				return psprintf(
					"%s is the same in every row and was left out; drop it",
					culprit_name(f));
			return psprintf("%s is a combination of %s and was left out; drop "
							"one of them",
				culprit_name(f), involved(f, false));
		case EH_FIT_NO_VARIATION:
			return pstrdup("every outcome is the same, so there is nothing to "
						   "explain");
		case EH_FIT_TOO_FEW:
			if (f->rows > 0 && f->sum_weights == 0.0)
				return pstrdup("every row has a weight of 0");
			return psprintf(INT64_FORMAT " rows are too few for " INT64_FORMAT
										 " terms; leave terms out",
				f->rows, f->parameters - f->groupings);
		case EH_FIT_NOT_CONVERGED:
			if (f->model == EH_MODEL_MIXED)
				return unsettled_message(f);
			if (f->streamed > 0)
				return pstrdup(streamed_too_far);
			return psprintf("no convergence in " INT64_FORMAT
							" steps; the estimates are the last step's",
				f->iterations);
		case EH_FIT_BOUNDARY:
			return psprintf("the standard deviation of %s is 0: its levels "
							"differ by no more than chance; the rest is as if "
							"it were left out",
				groupings_at(f, 0.0));
		case EH_FIT_UNREPLICATED:
			return psprintf("every level of %s has one outcome alone, so its "
							"effects cannot be told from chance; group more "
							"coarsely",
				culprit_name(f));
		case EH_FIT_UNBOUNDED:
			return psprintf("the standard deviation of %s grows without end: "
							"its levels all but decide the outcome; group more "
							"coarsely",
				culprit_name(f));
		case EH_FIT_APPROXIMATE:
			if (!isfinite(f->max_error))
				return pstrdup(streamed_too_far);
			return psprintf(
				"rows were summed, and estimates may be off by %.1e "
				"of their standard errors; raise work_mem, so that "
				"more rows are held; of a logit_state, fit the "
				"rows with logit or logit_scan",
				f->max_error);
		case EH_FIT_OK:
			break;
	}
	if (exact_message(f) != NULL)
		return pstrdup(exact_message(f));
	if ((f->flags & EH_FIT_OTHER_REFERENCE) != 0)
		return pstrdup("the reference asked for does not occur, so the first "
					   "level that does stands in for it");
	if (f->groupings > 0)
		return grouping_message(f);
	if ((f->flags & EH_FIT_CLUSTERED) != 0 && f->clusters < FEW_CLUSTERS)
		return psprintf("only " INT64_FORMAT
						" clusters: errors clustered on fewer than %d are too "
						"small",
			f->clusters, FEW_CLUSTERS);
	if (f->condition > ILL_CONDITIONED)
		return psprintf("the columns are nearly collinear (condition number "
						"%.1e): estimates are sensitive to the last digits of "
						"the data",
			f->condition);
	return NULL;
}
