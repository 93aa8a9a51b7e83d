/*
 * error.c - from a status to an SQLSTATE, in one place.
 *
 * Every message says the fault, then the fact found, then the remedy.
 */
#include "error.h"

#include "core/interval.h"

/* A value of the type, with its article. */
static const char *
noun(const char *type)
{
	if (strcmp(type, "events") == 0)
		return "a log of events";
	if (strcmp(type, "durations") == 0)
		return "a state of durations";
	if (strcmp(type, "mixed_options") == 0)
		return "the options of a mixed fit";
	if (strcmp(type, "figures") == 0)
		return "a state of figures";
	return psprintf(
		"%s %s", strchr("aeiou", type[0]) != NULL ? "an" : "a", type);
}

/* Text that is not a value of the type. */
void
eh_error_text(const char *type, const char *text, const char *why)
{
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				   errmsg("invalid input for type %s: \"%.200s\"", type, text),
				   errdetail("As %s, %s.", noun(type), why),
				   errhint("Copy the text of %s as the server wrote it.",
					   noun(type))));
}

void
eh_error_wire(const char *type, const char *why)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid binary input for type %s", type),
			errdetail("As %s, %s.", noun(type), why),
			errhint("The sender may run another version of earlyhelp: send the "
					"value as text, or update the older side.")));
}

/* Bytes found in a table, or in an argument, that the type cannot have. */
void
eh_error_stored(const char *type, const char *why)
{
	ereport(
		ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
				   errmsg("a stored value of type %s cannot be read", type),
				   errdetail("As %s, %s.", noun(type), why),
				   errhint("A later version of earlyhelp may have written it; "
						   "otherwise the page it lies on is damaged.")));
}

/* A sum that could not take one more row. */
void
eh_error_sum(eh_status status)
{
	if (status == EH_ERANGE)
		ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("sum is out of range"),
				errdetail(
					"Sums of whole numbers and decimals are kept exactly, "
					"to 38 digits; sums of squares of doubles to 1e308."),
				errhint("Round the amounts, for instance to pence: "
						"round(amount, 2).")));
	elog(ERROR, "unexpected status %d of a sum", (int) status);
}

/* A count that could not take one more row. */
void
eh_error_count(eh_status status)
{
	if (status == EH_ERANGE)
		ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("count is out of range"),
				errdetail("Cases are counted up to half the range of a bigint, "
						  "4611686018427387903."),
				errhint("Is a key or an amount given in place of a count?")));
	elog(ERROR, "unexpected status %d of a count", (int) status);
}

/* A function that is one of an aggregate's parts, called by hand. */
void
eh_error_not_aggregate(void)
{
	ereport(ERROR,
		(errcode(ERRCODE_WRONG_OBJECT_TYPE),
			errmsg("this function is a part of an aggregate"),
			errdetail("It was called outside one, and has no memory to keep "
					  "rows in."),
			errhint("Call the aggregate it belongs to.")));
}

/* Numbers that are allowed, but that nothing can be worked out of. */
void
eh_error_beyond(const char *what)
{
	ereport(ERROR,
		(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("%s cannot be worked out of these numbers", what),
			errdetail("They, or sums and products of them, are too large or "
					  "too small for double precision."),
			errhint("Is another column given in place of a count or a "
					"population?")));
}

/* An option's word that is none of those it takes. */
void
eh_error_option(const char *function, const char *option, const char *given,
	const char *known)
{
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				   errmsg("unknown %s \"%s\" of %s", option, given, function),
				   errdetail("It is one of %s.", known),
				   errhint("Leave %s out for the first of them.", option)));
}

void
eh_check_level(double level)
{
	if (!eh_level_valid(level))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("confidence level must lie strictly between 0 and 1"),
				errdetail("The level given is %g.", level),
				errhint("Write 95 percent as 0.95.")));
}

void
eh_error_method(const char *method, const char *known)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown method \"%s\"", method),
			errdetail("The methods for this type of state are %s.", known),
			errhint("doc/limits.md says what each of them assumes.")));
}
