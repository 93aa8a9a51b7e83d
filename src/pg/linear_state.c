/*
 * linear_state.c - the sums of a linear fit: type, aggregate, fit.
 *
 * The aggregate's state is the type itself, of fixed size, with room for a
 * block of rows while it grows; nothing is kept between rows elsewhere.
 */
#include "linear_state.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "error.h"
#include "fit_plan.h"
#include "outcome.h"
#include "state/rows.h"
#include "states.h"
#include "value.h"

/* As large as the header says, which is filled in. */
eh_linear_sums *
eh_new_sums(const eh_linear_sums *header)
{
	Size bytes = eh_linear_sums_bytes(header);
	eh_linear_sums *s = palloc0(bytes);

	*s = *header;
	SET_VARSIZE(s, bytes);
	return s;
}

static double *
work_for(const eh_linear_sums *s)
{
	return eh_fit_large(eh_linear_sums_work((int) s->ndense));
}

/* A copy without room, all rows in its sums. */
static eh_linear_sums *
closed(const eh_linear_sums *s)
{
	eh_linear_sums header = *s;
	eh_linear_sums *copy;
	double *work = work_for(s);

	header.flags &= (uint8) ~EH_LINEAR_SUMS_OPEN;
	copy = eh_new_sums(&header);
	eh_linear_sums_close(s, copy, work);
	pfree(work);
	return copy;
}

/* NULL, with why, for bytes that are no state. */
static void *
from_wire(const uint8_t *wire, size_t bytes, const char **why)
{
	eh_linear_sums header;
	eh_linear_sums *s;

	if (eh_linear_sums_wire_header(wire, bytes, &header, why) != EH_OK)
		return NULL;
	s = eh_new_sums(&header);
	return eh_linear_sums_from_wire(wire, bytes, s, why) == EH_OK ? s : NULL;
}

static eh_status
checked(const void *value, size_t bytes, const char **why)
{
	return eh_linear_sums_check(value, bytes, why);
}

static uint8_t *
to_wire(const void *value, size_t *bytes)
{
	const eh_linear_sums *all = closed(value);
	uint8_t *wire;

	*bytes = eh_linear_sums_wire_size(all);
	wire = palloc(*bytes);
	eh_linear_sums_to_wire(all, wire);
	return wire;
}

static const eh_value_kind linear_state_kind = {
	"linear_state", checked, from_wire, to_wire};

EH_VALUE_IO(linear_state, linear_state_kind)

const eh_linear_sums *
eh_datum_sums(Datum d)
{
	return eh_value_datum(&linear_state_kind, d);
}

/* --- rows ------------------------------------------------------------------
 */

typedef struct row_in
{
	uint8 flags; /* EH_LINEAR_SUMS_INTERCEPT, OFFSET */
	uint8 weight_kind;
	double y;
	double weight;
	double offset;
} row_in;

#define MODEL_FLAGS (EH_LINEAR_SUMS_INTERCEPT | EH_LINEAR_SUMS_OFFSET)

static pg_noinline void
error_value(const char *what, double value)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s is not a finite number", what),
			errdetail("It is %g.", value),
			errhint("Give NULL for a value that is not known: its row is left "
					"out and counted.")));
}

static pg_noinline void
error_changes(const char *what)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s from row to row", what),
			errdetail("All rows of one state are of one model."),
			errhint("Write the call of linear_state, and of outcome(...) in "
					"it, the same way for all rows.")));
}

static const double *
predictors(FunctionCallInfo fcinfo, int *n, bool *missing)
{
	ArrayType *x;

	if (PG_ARGISNULL(2))
		ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("the predictors of linear_state are no array"),
				errdetail("VARIADIC was given a NULL."),
				errhint("Name the columns one by one; a NULL among them makes "
						"its row missing.")));
	x = PG_GETARG_ARRAYTYPE_P(2);
	if (ARR_NDIM(x) > 1)
		error_changes("the predictors change their form");
	*n = ARR_NDIM(x) == 0 ? 0 : ARR_DIMS(x)[0];
	if (*n > EH_LINEAR_SUMS_MOST)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						   errmsg("a state of %d predictors is too large", *n),
						   errdetail("The limit is %d.", EH_LINEAR_SUMS_MOST),
						   errhint("Merge levels, or use linear().")));
	*missing |= ARR_HASNULL(x) && array_contains_nulls(x);
	return (const double *) ARR_DATA_PTR(x);
}

static bool
read_outcome(FunctionCallInfo fcinfo, row_in *row)
{
	const eh_outcome *o =
		(const eh_outcome *) PG_DETOAST_DATUM(PG_GETARG_DATUM(1));

	if ((o->flags & EH_OUTCOME_MISSING) != 0)
		return false;
	if ((o->flags & (EH_ROWS_CLUSTER | EH_ROWS_TRIALS | EH_OUTCOME_ENUM)) != 0)
		ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("linear_state takes a number, without clusters or "
					   "trials"),
				errdetail("Its sums are of rows; errors by cluster need the "
						  "rows' residuals."),
				errhint("Use linear(), whose errors allow for clusters.")));
	if ((o->flags & EH_OUTCOME_NO_INTERCEPT) != 0)
		row->flags &= (uint8) ~EH_LINEAR_SUMS_INTERCEPT;
	if ((o->flags & EH_ROWS_OFFSET) != 0)
		row->flags |= EH_LINEAR_SUMS_OFFSET;
	row->weight_kind = o->weight_kind;
	row->y = o->success;
	row->weight = o->weight;
	row->offset = o->offset;
	return true;
}

static eh_linear_sums *
new_state(const row_in *row, int n, bool open, int64 missing)
{
	eh_design d = {.intercept = (row->flags & EH_LINEAR_SUMS_INTERCEPT) != 0,
		.ndense = n,
		.weight_kind = (eh_weight_kind) row->weight_kind,
		.has_offset = (row->flags & EH_LINEAR_SUMS_OFFSET) != 0};
	eh_linear_sums header = {
		.flags = row->flags | (open ? EH_LINEAR_SUMS_OPEN : 0),
		.weight_kind = row->weight_kind,
		.ndense = n};
	eh_linear_sums *s = eh_new_sums(&header);

	eh_linear_sums_begin(s, &d, open);
	s->missing = missing;
	return s;
}

/* The row into the room; the first column is the response, the last are x. */
static inline void
put(eh_linear_sums *s, const row_in *row, const double *x)
{
	size_t i = (size_t) s->held;
	int n = (int) s->ndense;
	double *column =
		(double *) ((char *) s + VARSIZE(s)) + i - (size_t) n * EH_BLOCK;

	for (int j = 0; j < n; j++)
	{
		if (unlikely(!isfinite(x[j])))
			error_value(psprintf("predictor %d", j + 1), x[j]);
		column[(size_t) j * EH_BLOCK] = x[j];
	}
	if (unlikely(!isfinite(row->y)))
		error_value("the response", row->y);
	if ((s->flags & EH_LINEAR_SUMS_OFFSET) != 0)
		*(column -= EH_BLOCK) = row->offset;
	if (s->weight_kind != EH_WEIGHT_NONE)
		*(column -= EH_BLOCK) = row->weight;
	column[-EH_BLOCK] = row->y;
	s->held++;
}

static pg_noinline void
flush(eh_linear_sums *s)
{
	double *work = work_for(s);

	eh_linear_sums_flush(s, work);
	pfree(work);
}

static inline Datum
accum(FunctionCallInfo fcinfo, bool of_outcome)
{
	eh_linear_sums *s =
		PG_ARGISNULL(0) ? NULL : (eh_linear_sums *) PG_GETARG_POINTER(0);
	row_in row = {.flags = EH_LINEAR_SUMS_INTERCEPT, .weight = 1.0};
	bool missing = PG_ARGISNULL(1);
	int n;
	const double *x = predictors(fcinfo, &n, &missing);

	if (unlikely(!eh_in_aggregate(fcinfo)))
		eh_error_not_aggregate();
	if (!missing && of_outcome)
		missing = !read_outcome(fcinfo, &row);
	else if (!missing)
		row.y = PG_GETARG_FLOAT8(1);
	if (unlikely(missing))
	{
		if (s == NULL)
			s = new_state(&row, n, false, 0);
		s->missing++;
		PG_RETURN_POINTER(s);
	}
	if (unlikely(s == NULL || (s->flags & EH_LINEAR_SUMS_OPEN) == 0))
		s = new_state(&row, n, true, s == NULL ? 0 : s->missing);
	if (unlikely(n != s->ndense))
		error_changes("the number of predictors changes");
	if (unlikely((s->flags & MODEL_FLAGS) != row.flags ||
				 s->weight_kind != row.weight_kind))
		error_changes("the options of outcome(...) change");
	put(s, &row, x);
	if (unlikely(s->held == EH_BLOCK))
		flush(s);
	PG_RETURN_POINTER(s);
}

PG_FUNCTION_INFO_V1(eh_linear_state_number);
Datum
eh_linear_state_number(PG_FUNCTION_ARGS)
{
	return accum(fcinfo, false);
}

PG_FUNCTION_INFO_V1(eh_linear_state_outcome);
Datum
eh_linear_state_outcome(PG_FUNCTION_ARGS)
{
	return accum(fcinfo, true);
}

/* Has no row but missing ones come? */
static bool
no_rows(const eh_linear_sums *s)
{
	return s->held == 0 && s->rows == 0;
}

/* Transition function of rollup, and combine function. */
PG_FUNCTION_INFO_V1(eh_linear_state_merge);
Datum
eh_linear_state_merge(PG_FUNCTION_ARGS)
{
	eh_linear_sums *into;
	const eh_linear_sums *from;
	double *work;
	eh_status status;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	from = closed(PG_GETARG_EH_SUMS(1));
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(from);
	into = eh_in_aggregate(fcinfo) ? (eh_linear_sums *) PG_GETARG_POINTER(0)
								   : closed(PG_GETARG_EH_SUMS(0));
	if (into->rows > EH_MOST_ROWS - from->rows ||
		into->missing > EH_MOST_ROWS - from->missing)
		eh_error_count(EH_ERANGE);
	if (no_rows(into) && into->ndense == from->ndense)
	{
		eh_linear_sums *all = closed(from);

		all->missing += into->missing;
		PG_RETURN_POINTER(all);
	}
	if (no_rows(from) && into->ndense == from->ndense)
	{
		into->missing += from->missing;
		PG_RETURN_POINTER(into);
	}
	work = work_for(into);
	status = eh_linear_sums_merge(into, from, work);
	if (status != EH_OK)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("states of different models cannot be merged"),
				errdetail("They differ in the number of predictors, or in the "
						  "options of their outcomes."),
				errhint("Roll up states that one call of linear_state made.")));
	pfree(work);
	PG_RETURN_POINTER(into);
}

/* Final function: the state without room for rows. */
PG_FUNCTION_INFO_V1(eh_linear_state_final);
Datum
eh_linear_state_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(closed((const eh_linear_sums *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(eh_linear_state_missing);
Datum
eh_linear_state_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_SUMS(0)->missing);
}

/* --- the fit ---------------------------------------------------------------
 */

eh_fit *
eh_fit_of_sums(const eh_linear_sums *s, const eh_fit_terms *terms)
{
	eh_control control = eh_fit_control();
	double *work = work_for(s);
	eh_linear_result r;
	eh_fit_rows rows = {.weight_kind = (eh_weight_kind) s->weight_kind,
		.has_offset = (s->flags & EH_LINEAR_SUMS_OFFSET) != 0,
		.rows = s->rows,
		.missing = s->missing};
	eh_status status;

	eh_fit_linear_room(eh_linear_sums_parameters(s), &r);
	status = eh_linear_sums_fit(s, &control, work, &r);
	if (status == EH_ERANGE)
		eh_error_sum(status);
	eh_fit_expect(status, "linear_state");
	pfree(work);
	return eh_fit_of_linear(terms, &rows, &r);
}

/* fit(state, terms): terms are x1, x2, ... if not given */
PG_FUNCTION_INFO_V1(eh_linear_state_fit);
Datum
eh_linear_state_fit(PG_FUNCTION_ARGS)
{
	const eh_linear_sums *s;
	eh_fit_terms terms;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	s = closed(PG_GETARG_EH_SUMS(0));
	eh_fit_terms_plain(&terms, (s->flags & EH_LINEAR_SUMS_INTERCEPT) != 0,
		(int) s->ndense, PG_ARGISNULL(1) ? NULL : PG_GETARG_ARRAYTYPE_P(1));
	PG_RETURN_POINTER(eh_fit_of_sums(s, &terms));
}
