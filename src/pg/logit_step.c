/*
 * logit_step.c - one Newton pass as an aggregate.
 *
 * E1  The state is a logit_pass of fixed size with room for a block of rows:
 *     changed in place, and no memory of any other kind.
 * E2  Nothing is kept in the function's own memory between rows, and no type
 *     is asked for: engines that run parts of a query elsewhere call it with
 *     fresh bookkeeping at every row.
 * E3  What stands before the predictors, coefficients or a pass, is read with
 *     the first row of a group and taken to be the same in all of them.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "error.h"
#include "outcome.h"
#include "pass_value.h"
#include "state/rows.h"
#include "states.h"

/* A row on its way in. */
typedef struct row_in
{
	uint8 flags; /* EH_PASS_INTERCEPT, GROUPED, OFFSET */
	uint8 weight_kind;
	double success;
	double trials;
	double weight;
	double offset;
} row_in;

static pg_noinline void
error_y(double y)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("an outcome must be 0 or 1"), errdetail("It is %g.", y),
			errhint("For successes out of trials write outcome_of(successes, "
					"trials); a NULL is left out.")));
}

static pg_noinline void
error_x(int number, double x)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("predictor %d is not a finite number", number),
			errdetail("It is %g.", x),
			errhint("Give NULL for a value that is not known: its row is left "
					"out and counted.")));
}

static pg_noinline void
error_changes(const char *what)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s from row to row", what),
			errdetail("All rows of one pass are of one model."),
			errhint("Write the call of logit_step, and of outcome(...) in it, "
					"the same way for all rows.")));
}

static pg_noinline void
error_many(int n)
{
	ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("a pass of %d predictors is too large", n),
					   errdetail("The limit is %d.", EH_PASS_MOST),
					   errhint("Merge levels, or use logit().")));
}

/* The predictors of a row; NULL, and the row is missing, where one is. */
static const double *
predictors(FunctionCallInfo fcinfo, int *n, bool *missing)
{
	ArrayType *x;

	if (PG_ARGISNULL(3))
		ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("the predictors of logit_step are no array"),
				errdetail("VARIADIC was given a NULL."),
				errhint("Name the columns one by one; a NULL among them makes "
						"its row missing.")));
	x = PG_GETARG_ARRAYTYPE_P(3);
	if (ARR_NDIM(x) > 1 || ARR_ELEMTYPE(x) != FLOAT8OID)
		error_changes("the predictors change their form");
	*n = ARR_NDIM(x) == 0 ? 0 : ARR_DIMS(x)[0];
	*missing |= ARR_HASNULL(x) && array_contains_nulls(x);
	return (const double *) ARR_DATA_PTR(x);
}

/* --- the response ---------------------------------------------------------- */

typedef bool (*response_reader)(FunctionCallInfo fcinfo, row_in *row);

static inline bool
read_number(FunctionCallInfo fcinfo, row_in *row)
{
	row->success = PG_GETARG_FLOAT8(1);
	if (unlikely(row->success != 0.0 && row->success != 1.0))
		error_y(row->success);
	return true;
}

static inline bool
read_boolean(FunctionCallInfo fcinfo, row_in *row)
{
	row->success = PG_GETARG_BOOL(1);
	return true;
}

static bool
read_outcome(FunctionCallInfo fcinfo, row_in *row)
{
	const eh_outcome *o =
		(const eh_outcome *) PG_DETOAST_DATUM(PG_GETARG_DATUM(1));

	if ((o->flags & EH_OUTCOME_MISSING) != 0)
		return false;
	if ((o->flags & EH_ROWS_CLUSTER) != 0)
		ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("logit_step takes no clusters"),
				errdetail("Its sums are of rows; errors by cluster need the "
						  "sum of each cluster."),
				errhint("Use logit(), whose errors allow for clusters.")));
	if ((o->flags & EH_OUTCOME_ENUM) != 0)
		ereport(
			ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
					   errmsg("an enum is a response of ordinal_logit alone"),
					   errdetail("The response is given by outcome(...)."),
					   errhint("Compare it: outcome(overall = 'good', ...).")));
	if ((o->flags & EH_ROWS_COUNTED) == 0 && o->success != 0.0 &&
		o->success != 1.0)
		error_y(o->success);
	if ((o->flags & EH_OUTCOME_NO_INTERCEPT) != 0)
		row->flags &= (uint8) ~EH_PASS_INTERCEPT;
	if ((o->flags & EH_ROWS_TRIALS) != 0)
		row->flags |= EH_PASS_GROUPED;
	if ((o->flags & EH_ROWS_OFFSET) != 0)
		row->flags |= EH_PASS_OFFSET;
	row->weight_kind = o->weight_kind;
	row->success = o->success;
	row->trials = o->trials;
	row->weight = o->weight;
	row->offset = o->offset;
	return true;
}

/* --- the state ------------------------------------------------------------- */

#define MODEL_FLAGS (EH_PASS_INTERCEPT | EH_PASS_GROUPED | EH_PASS_OFFSET)

/* Coefficients as an array, one a parameter; NULL where there are none. */
static const double *
coefficients(Datum d, int p)
{
	ArrayType *a = DatumGetArrayTypeP(d);
	int n = ArrayGetNItems(ARR_NDIM(a), ARR_DIMS(a));
	const double *beta = (const double *) ARR_DATA_PTR(a);

	if (n == 0)
		return NULL;
	if (n != p || ARR_HASNULL(a))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("beta has %d coefficients for %d terms", n, p),
				errdetail("The intercept is the first, and none is NULL."),
				errhint("Give NULL for the first pass and next_beta(pass) from "
						"then on.")));
	for (int k = 0; k < p; k++)
		if (!isfinite(beta[k]))
			ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("coefficient %d of beta is not finite", k + 1),
					errdetail("It is %g.", beta[k]),
					errhint("Where no step leads uphill, there may be no "
							"estimate: see logit()'s status.")));
	return beta;
}

/* With room for a block, and as many rows missing as before. */
static eh_logit_pass *
opened(const eh_logit_pass *closed, const row_in *row, int64 missing)
{
	eh_logit_pass header = *closed;
	eh_logit_pass *pass;

	if ((closed->flags & MODEL_FLAGS) != row->flags ||
		closed->weight_kind != row->weight_kind)
		error_changes("the model is not that of the pass given, or changes");
	header.flags |= EH_PASS_OPEN;
	header.missing = missing;
	pass = eh_new_pass(&header);
	memcpy(pass->body, closed->body,
		eh_logit_pass_bytes(closed) - sizeof(*closed));
	return pass;
}

/* A pass without rows for what stands before the predictors. */
static eh_logit_pass *
first_state(FunctionCallInfo fcinfo, const row_in *row, int n, bool of_pass,
	int64 missing)
{
	eh_design d = {.intercept = (row->flags & EH_PASS_INTERCEPT) != 0,
		.ndense = n,
		.weight_kind = (eh_weight_kind) row->weight_kind,
		.grouped = (row->flags & EH_PASS_GROUPED) != 0,
		.has_offset = (row->flags & EH_PASS_OFFSET) != 0};
	eh_logit_pass header = {
		.flags = row->flags, .weight_kind = row->weight_kind, .ndense = n};
	eh_logit_pass *pass;

	if (of_pass && !PG_ARGISNULL(2))
	{
		const eh_logit_pass *given = PG_GETARG_EH_PASS(2);
		eh_logit_walk walk;

		if (given->ndense != n)
			error_changes("the number of predictors is not that of the pass "
						  "given, or changes");
		if (eh_pass_has_sums(given))
			given = eh_next_pass(given, &walk);
		else if ((given->flags & EH_PASS_NEXT) == 0 || given->totals.rows > 0)
			ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("the pass given leads no further"),
					errdetail("It has fewer rows than terms, or one outcome "
							  "alone."),
					errhint("Give NULL for a first pass.")));
		return opened(given, row, missing);
	}
	pass = eh_new_pass(&header);
	eh_logit_pass_begin(pass, &d,
		of_pass || PG_ARGISNULL(2)
			? NULL
			: coefficients(PG_GETARG_DATUM(2), n + d.intercept),
		false);
	return opened(pass, row, missing);
}

/* Rows so far, all of them missing: a survey of no rows, and no room. */
static eh_logit_pass *
missing_state(int n)
{
	eh_design d = {.intercept = true, .ndense = n};
	eh_logit_pass header = {.flags = EH_PASS_INTERCEPT, .ndense = n};
	eh_logit_pass *pass = eh_new_pass(&header);

	eh_logit_pass_begin(pass, &d, NULL, false);
	return pass;
}

/* The row into the room; the first column is success, the last are x. */
static inline void
put(eh_logit_pass *pass, const row_in *row, const double *x)
{
	size_t i = (size_t) pass->held;
	int n = (int) pass->ndense;
	double *column =
		(double *) ((char *) pass + VARSIZE(pass)) + i - (size_t) n * EH_BLOCK;
	double test = 0.0;

	for (int j = 0; j < n; j++)
	{
		test += x[j] - x[j];
		column[(size_t) j * EH_BLOCK] = x[j];
	}
	if (unlikely(test != 0.0 || isnan(test)))
		for (int j = 0; j < n; j++)
			if (!isfinite(x[j]))
				error_x(j + 1, x[j]);
	if ((pass->flags & EH_PASS_OFFSET) != 0)
		*(column -= EH_BLOCK) = row->offset;
	if (pass->weight_kind != EH_WEIGHT_NONE)
		*(column -= EH_BLOCK) = row->weight;
	if ((pass->flags & EH_PASS_GROUPED) != 0)
		*(column -= EH_BLOCK) = row->trials;
	column[-EH_BLOCK] = row->success;
	pass->held++;
}

static pg_noinline void
flush(eh_logit_pass *pass)
{
	double *work = eh_pass_work(pass);

	eh_logit_pass_flush(pass, work);
	pfree(work);
	eh_pass_expect(pass);
}

static inline Datum
accum(FunctionCallInfo fcinfo, response_reader read, bool of_pass)
{
	eh_logit_pass *pass =
		PG_ARGISNULL(0) ? NULL : (eh_logit_pass *) PG_GETARG_POINTER(0);
	row_in row = {.flags = EH_PASS_INTERCEPT, .trials = 1.0, .weight = 1.0};
	bool missing = PG_ARGISNULL(1);
	int n;
	const double *x = predictors(fcinfo, &n, &missing);

	if (unlikely(!eh_in_aggregate(fcinfo)))
		eh_error_not_aggregate();
	if (unlikely(n > EH_PASS_MOST))
		error_many(n);
	if (!missing)
		missing = !read(fcinfo, &row);
	if (unlikely(missing))
	{
		if (pass == NULL)
			pass = missing_state(n);
		pass->missing++;
		PG_RETURN_POINTER(pass);
	}
	if (unlikely(pass == NULL || (pass->flags & EH_PASS_OPEN) == 0))
		pass = first_state(
			fcinfo, &row, n, of_pass, pass == NULL ? 0 : pass->missing);
	if (unlikely(n != pass->ndense))
		error_changes("the number of predictors changes");
	if (unlikely((pass->flags & MODEL_FLAGS) != row.flags ||
				 pass->weight_kind != row.weight_kind))
		error_changes("the options of outcome(...) change");
	put(pass, &row, x);
	if (unlikely(pass->held == EH_BLOCK))
		flush(pass);
	PG_RETURN_POINTER(pass);
}

#define ACCUM(name, reader, of_pass)                                           \
	PG_FUNCTION_INFO_V1(eh_logit_step_##name);                                 \
	Datum eh_logit_step_##name(PG_FUNCTION_ARGS)                               \
	{                                                                          \
		return accum(fcinfo, reader, of_pass);                                 \
	}

ACCUM(number, read_number, false)
ACCUM(boolean, read_boolean, false)
ACCUM(outcome, read_outcome, false)
ACCUM(number_pass, read_number, true)
ACCUM(boolean_pass, read_boolean, true)
ACCUM(outcome_pass, read_outcome, true)

/* Has no row but missing ones come? */
static bool
no_rows(const eh_logit_pass *pass)
{
	return pass->held == 0 && pass->totals.rows == 0 &&
		   (pass->flags & EH_PASS_FRAMED) == 0;
}

/* Transition function of rollup, and combine function. */
PG_FUNCTION_INFO_V1(eh_logit_pass_merge_sql);
Datum
eh_logit_pass_merge_sql(PG_FUNCTION_ARGS)
{
	eh_logit_pass *into;
	const eh_logit_pass *from;
	double *work;
	eh_status status;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	from = eh_closed_pass(PG_GETARG_EH_PASS(1));
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(from);
	into = eh_in_aggregate(fcinfo) ? (eh_logit_pass *) PG_GETARG_POINTER(0)
								   : eh_closed_pass(PG_GETARG_EH_PASS(0));
	if (into->rows > EH_MOST_ROWS - from->rows ||
		into->missing > EH_MOST_ROWS - from->missing)
		eh_error_count(EH_ERANGE);
	if (no_rows(into) && into->ndense == from->ndense)
	{
		eh_logit_pass *all = eh_closed_pass(from);

		all->missing += into->missing;
		PG_RETURN_POINTER(all);
	}
	if (no_rows(from) && into->ndense == from->ndense)
	{
		into->missing += from->missing;
		PG_RETURN_POINTER(into);
	}
	work = eh_pass_work(into);
	status = eh_logit_pass_merge(into, from, work);
	if (status != EH_OK)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("passes of different fits cannot be merged"),
				errdetail("They differ in their terms, in the options of their "
						  "outcomes, or in the coefficients they were taken "
						  "at."),
				errhint("Give the same beta, or the same pass, to every "
						"part.")));
	pfree(work);
	eh_pass_expect(into);
	PG_RETURN_POINTER(into);
}

/* Final function: the pass without room for rows. */
PG_FUNCTION_INFO_V1(eh_logit_step_final);
Datum
eh_logit_step_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(
		eh_closed_pass((const eh_logit_pass *) PG_GETARG_POINTER(0)));
}
