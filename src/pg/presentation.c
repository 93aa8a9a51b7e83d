/*
 * presentation.c - cells of published tables, and rounding as they do.
 */
#include "compat.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "core/dfe.h"
#include "core/rounding.h"

/* Most cells; longer ones are read as well. */
#define SHORT_CELL 64

static pg_noinline void
error_cell(const text *cell)
{
	char *shown = text_to_cstring(cell);

	if (shown[strspn(shown, " \t\r\n")] == '\0')
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("a cell of a published table is empty"),
				errdetail("An empty cell says neither a number nor why there "
						  "is none."),
				errhint("If an empty cell means that there is no figure, "
						"write nullif(trim(cell), '').")));
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			errmsg("neither a number nor a symbol of a published table: "
				   "\"%.200s\"",
				shown),
			errdetail("The symbols are c, x, z, low, k and u, and the older "
					  ":, .., ~ and N/A."),
			errhint("Commas part thousands and the point decimals; replace "
					"other marks in the query, with nullif(cell, '*') or "
					"replace(...).")));
}

/* The cell's number is written to number, room for SHORT_CELL or palloc'd. */
static eh_dfe_kind
read_cell(const text *cell, char **number)
{
	const char *bytes = VARDATA_ANY(cell);
	size_t n = VARSIZE_ANY_EXHDR(cell);
	const char *utf8 = bytes;
	eh_dfe_kind kind;

	if (GetDatabaseEncoding() != PG_UTF8)
	{
		utf8 = pg_server_to_any(bytes, (int) n, PG_UTF8);
		if (utf8 != bytes)
			n = strlen(utf8);
	}
	if (n >= SHORT_CELL)
		*number = palloc(n + 1);
	if (eh_dfe_cell(utf8, n, &kind, *number) != EH_OK)
		error_cell(cell);
	return kind;
}

/* dfe_number(cell) */
PG_FUNCTION_INFO_V1(eh_dfe_number);
Datum
eh_dfe_number(PG_FUNCTION_ARGS)
{
	char small[SHORT_CELL];
	char *number = small;

	if (read_cell(PG_GETARG_TEXT_PP(0), &number) != EH_DFE_NUMBER)
		PG_RETURN_NULL();
	return DirectFunctionCall3(numeric_in, CStringGetDatum(number),
		ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/* dfe_symbol(cell) */
PG_FUNCTION_INFO_V1(eh_dfe_symbol);
Datum
eh_dfe_symbol(PG_FUNCTION_ARGS)
{
	char small[SHORT_CELL];
	char *number = small;
	const char *word = eh_dfe_word(read_cell(PG_GETARG_TEXT_PP(0), &number));

	if (word == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(word));
}

static pg_noinline void
error_rounding(const char *x, const char *nearest, bool bad_step)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg(bad_step ? "nearest must be a positive number"
							: "round_half_up needs a finite number"),
			errdetail("The number given is %s, to the nearest %s.", x, nearest),
			errhint(bad_step ? "Write nearest => 0.1 for one decimal, nearest "
							   "=> 10 for tens."
							 : "Leave an unknown figure NULL.")));
}

/* round_half_up(x double precision, nearest) */
PG_FUNCTION_INFO_V1(eh_double_round_half_up);
Datum
eh_double_round_half_up(PG_FUNCTION_ARGS)
{
	double x = PG_GETARG_FLOAT8(0);
	double nearest = PG_GETARG_FLOAT8(1);
	double rounded;
	eh_status status = eh_round_half_up(x, nearest, &rounded);

	if (status == EH_ERANGE)
		ereport(
			ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					   errmsg("the rounded number is out of range"),
					   errdetail("The number given is %g, to the nearest %g.",
						   x, nearest),
					   errhint("Give a smaller step.")));
	if (status != EH_OK)
		error_rounding(psprintf("%g", x), psprintf("%g", nearest),
			!(nearest > 0.0) || isinf(nearest));
	PG_RETURN_FLOAT8(rounded);
}

static Datum
call1(PGFunction f, Datum a)
{
	return DirectFunctionCall1(f, a);
}

static Datum
call2(PGFunction f, Datum a, Datum b)
{
	return DirectFunctionCall2(f, a, b);
}

static bool
is_finite(Datum x)
{
	return !numeric_is_nan(DatumGetNumeric(x)) &&
		   !numeric_is_inf(DatumGetNumeric(x));
}

static char *
shown(Datum x)
{
	return DatumGetCString(call1(numeric_out, x));
}

/* Decimals of a step that is a power of ten, as of the last row. */
typedef struct step
{
	bool decimal;
	int32 decimals; /* below 0 for tens, hundreds */
	Size bytes;
	char nearest[FLEXIBLE_ARRAY_MEMBER];
} step;

/* 0.01 is 2 and 100 is -2; false if it is not one and noughts. */
static bool
decimals_of(const char *nearest, int32 *decimals)
{
	const char *one = strchr(nearest, '1');
	const char *point = strchr(nearest, '.');

	if (one == NULL || nearest[strspn(nearest, "01.")] != '\0' ||
		strchr(one + 1, '1') != NULL)
		return false;
	*decimals = point == NULL ? (int32) (one + 1 - nearest - strlen(nearest))
							  : (int32) (one - point);
	/* 10.0 has decimals that round() would not give */
	return point == NULL || (point < one && one[1] == '\0');
}

static const step *
step_of(FmgrInfo *flinfo, Datum nearest)
{
	const char *bytes = DatumGetPointer(nearest);
	Size n = VARSIZE_ANY(bytes);
	step *s = flinfo->fn_extra;

	if (s != NULL && s->bytes == n && memcmp(s->nearest, bytes, n) == 0)
		return s;
	if (s != NULL)
		pfree(s);
	flinfo->fn_extra = NULL;
	s = MemoryContextAlloc(flinfo->fn_mcxt, offsetof(step, nearest) + n);
	s->decimal = decimals_of(shown(nearest), &s->decimals);
	s->bytes = n;
	memcpy(s->nearest, bytes, n);
	flinfo->fn_extra = s;
	return s;
}

/* round_half_up(x numeric, nearest): exact. */
PG_FUNCTION_INFO_V1(eh_numeric_round_half_up);
Datum
eh_numeric_round_half_up(PG_FUNCTION_ARGS)
{
	Datum x = NumericGetDatum(PG_GETARG_NUMERIC(0));
	Datum nearest = NumericGetDatum(PG_GETARG_NUMERIC(1));
	const step *s = step_of(fcinfo->flinfo, nearest);
	Datum zero;
	Datum steps;
	Datum rest;
	bool bad_step;

	/* the server's round() of a numeric takes halves away from zero */
	if (s->decimal && is_finite(x))
		return DirectFunctionCall2(
			numeric_round, x, Int32GetDatum(s->decimals));
	zero = NumericGetDatum(int64_to_numeric(0));
	bad_step =
		!is_finite(nearest) || DatumGetBool(call2(numeric_le, nearest, zero));
	if (bad_step || !is_finite(x))
		error_rounding(shown(x), shown(nearest), bad_step);
	steps = call2(numeric_div_trunc, x, nearest);
	rest = call2(numeric_sub, x, call2(numeric_mul, steps, nearest));
	rest = call1(numeric_abs, call2(numeric_add, rest, rest));
	if (DatumGetBool(call2(numeric_ge, rest, nearest)))
		steps = call2(numeric_add, steps, call1(numeric_sign, x));
	return call2(numeric_mul, steps, nearest);
}
