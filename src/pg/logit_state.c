/*
 * logit_state.c - the type logit_state: rows in, merging, reading, I/O.
 *
 * The transition type is the type itself.  A state is changed in place while
 * it has room; a larger one is returned as a new value, which the executor
 * copies into the aggregate's memory as it frees the old one.  Nothing is kept
 * in the call's expression or in fn_extra: some callers have neither.
 */
#include "fit_state.h"

#include <math.h>

#include <gsl/gsl_errno.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "error.h"
#include "logit_value.h"
#include "outcome.h"
#include "state/logit_state.h"
#include "states.h"
#include "value.h"

#define TYPE "logit_state"

/* --- memory and the door in -------------------------------------------------
 */

static void *
alloc(void *owner, size_t bytes)
{
	return MemoryContextAllocHuge((MemoryContext) owner, bytes);
}

static void
release(void *owner, void *chunk)
{
	(void) owner;
	pfree(chunk);
}

static eh_arena
here(void)
{
	return (eh_arena){alloc, release, CurrentMemoryContext};
}

/* A state as a value. */
static eh_logit_state *
sized(eh_logit_state *s)
{
	SET_VARSIZE(s, eh_logit_state_bytes(s));
	return s;
}

EH_VALUE_KIND(logit_state, eh_logit_state, MaxAllocSize)
EH_VALUE_IO(logit_state, logit_state_kind)

static const eh_logit_state *
datum_state(Datum d)
{
	return eh_value_datum(&logit_state_kind, d);
}

#define PG_GETARG_EH_LOGIT_STATE(n) datum_state(PG_GETARG_DATUM(n))

/* Argument 0 as a state that may be changed: the executor's own, else a copy;
 * a new one where it is NULL. */
static inline eh_logit_state *
own_state(FunctionCallInfo fcinfo)
{
	struct varlena *v;
	eh_logit_state *s;

	if (PG_ARGISNULL(0))
	{
		s = palloc(sizeof(*s));
		eh_logit_state_init(s);
		return sized(s);
	}
	v = (struct varlena *) PG_GETARG_POINTER(0);
	if (likely(eh_in_aggregate(fcinfo) && !VARATT_IS_EXTENDED(v)))
		return (eh_logit_state *) v;
	v = PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	(void) datum_state(PointerGetDatum(v));
	return (eh_logit_state *) v;
}

/* --- what cannot be ---------------------------------------------------------
 */

static pg_noinline void
error_clusters(void)
{
	ereport(ERROR,
		(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("logit_state takes no clusters"),
			errdetail("Errors that allow for clusters need the rows; a state "
					  "keeps sums."),
			errhint("Fit the rows: logit(outcome(..., cluster => ...), ...), "
					"or logit_scan(query, ...).")));
}

static pg_noinline void
error_predictors(int before, int now)
{
	if (now > EH_LOGIT_STATE_MOST_DENSE)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a logit_state of %d predictors is too large", now),
				errdetail(
					"The limit is %d predictors.", EH_LOGIT_STATE_MOST_DENSE),
				errhint("Is a whole series given in place of a row?")));
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the number of predictors changes from row to row"),
			errdetail("It is %d and %d.", before, now),
			errhint("Write one list of columns for all the rows, NULL where a "
					"value is not known.")));
}

static pg_noinline void
error_dimensions(int dimensions)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the predictors of a row are a list"),
			errdetail("The array given has %d dimensions.", dimensions),
			errhint("Write logit_state(y, x1, x2) or logit_state(y, VARIADIC "
					"ARRAY[x1, x2]).")));
}

/* Anything but EH_OK, of which a cancel has leapt out already. */
static pg_noinline void
error_status(const eh_logit_state *s, eh_status status)
{
	if (status == EH_ERANGE)
		eh_error_count(status);
	if (status != EH_ENOCONV)
		elog(ERROR, "unexpected status %d of a logit_state", (int) status);
	ereport(ERROR,
		(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("the rows of a logit_state are too many to be held, and "
				   "cannot be summed"),
			s->ndense > EH_TAYLOR_MOST
				? errdetail(INT64_FORMAT " rows take %d MB, the limit; rows of "
										 "more than %d predictors are not "
										 "summed.",
					  s->held, (int) (EH_LOGIT_STATE_MOST_BYTES >> 20),
					  EH_TAYLOR_MOST)
				: errdetail(INT64_FORMAT " rows take %d MB, the limit; they "
										 "are not summed because their fit is "
										 "not sound: an outcome is rare, or "
										 "columns are nearly collinear.",
					  s->held, (int) (EH_LOGIT_STATE_MOST_BYTES >> 20)),
			errhint("Fit them in one scan after another, which needs no "
					"memory: logit_scan(query, ...).")));
}

static pg_noinline void
error_unlike(const eh_logit_state *a, const eh_logit_state *b)
{
	bool count = a->ndense != b->ndense;

	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("logit_states of different models cannot be merged"),
			count ? errdetail("One has %d predictors, the other %d.", a->ndense,
						b->ndense)
				  : errdetail("One has weights, trials, an offset or no "
							  "intercept that the other has not."),
			errhint("Make all of them by one call of logit_state(...).")));
}

/* --- rows in ----------------------------------------------------------------
 */

/* The predictors of a row, NULL where it is missing; n: how many, -1 if that
 * is not known either. */
static const double *
read_predictors(FunctionCallInfo fcinfo, int *n)
{
	static const double none[1];
	ArrayType *x;

	*n = 0;
	if (PG_NARGS() < 3)
		return none;
	*n = -1;
	if (PG_ARGISNULL(2))
		return NULL;
	x = PG_GETARG_ARRAYTYPE_P(2);
	if (ARR_NDIM(x) > 1)
		error_dimensions(ARR_NDIM(x));
	*n = ARR_NDIM(x) == 0 ? 0 : ARR_DIMS(x)[0];
	if (ARR_HASNULL(x) && array_contains_nulls(x))
		return NULL;
	return (const double *) ARR_DATA_PTR(x);
}

static pg_noinline void
check_finite(const double *x, int n)
{
	for (int i = 0; i < n; i++)
		if (!isfinite(x[i]))
			eh_fit_error_not_finite(psprintf("x%d", i + 1), x[i]);
}

/* A row that is left out may still say how many predictors there are. */
static Datum
missing_row(eh_logit_state *s, int n)
{
	if (n > EH_LOGIT_STATE_MOST_DENSE ||
		(n >= 0 && s->ndense >= 0 && n != s->ndense))
		error_predictors(s->ndense, n);
	if (s->ndense < 0)
		s->ndense = n;
	s->missing++;
	PG_RETURN_POINTER(s);
}

/* Memory that every fold of this session works in: asked for at each block it
 * would cost as much as the block. */
static void *
fold_room(Size bytes)
{
	static void *room;
	static Size size;

	if (size < bytes)
	{
		size = 0;
		if (room != NULL)
			pfree(room);
		room = NULL;
		room = MemoryContextAlloc(TopMemoryContext, bytes);
		size = bytes;
	}
	return room;
}

/* Room where there is none: in place, or in a new value. */
static pg_noinline eh_logit_state *
make_room(eh_logit_state *s)
{
	eh_arena arena = here();
	eh_control control = eh_fit_control();
	eh_logit_state *old = s;
	eh_status status;

	gsl_set_error_handler_off();
	if (eh_logit_state_is_to_fold(s))
		status = eh_logit_state_fold(
			s, fold_room(eh_logit_state_fold_room(s)), &control);
	else
		status = eh_logit_state_make_room(&s, 1, &arena, &control);
	if (status != EH_OK)
		error_status(old, status);
	return s != old ? sized(s) : s;
}

static Datum
add_row(
	eh_logit_state *s, const eh_row_in *row, int n, int flags, int weight_kind)
{
	/* nought if every one is finite, else NaN */
	double test = 0.0;

	for (int i = 0; i < n; i++)
		test += row->dense[i] - row->dense[i];
	if (unlikely(test != 0.0))
		check_finite(row->dense, n);
	if (unlikely(s->held == 0 || s->ndense != n || s->flags != flags ||
				 s->weight_kind != weight_kind))
	{
		if (n > EH_LOGIT_STATE_MOST_DENSE || (s->ndense >= 0 && s->ndense != n))
			error_predictors(s->ndense, n);
		if (!eh_logit_state_begin(s, n, flags, weight_kind))
			eh_fit_error_options();
	}
	if (unlikely(s->held == s->room))
		s = make_room(s);
	eh_logit_state_put(s, row);
	PG_RETURN_POINTER(s);
}

/* Transition functions, for each response, with predictors and without. */
PG_FUNCTION_INFO_V1(eh_logit_state_accum_float8);
Datum
eh_logit_state_accum_float8(PG_FUNCTION_ARGS)
{
	eh_logit_state *s = own_state(fcinfo);
	int n;
	eh_row_in row = {.dense = read_predictors(fcinfo, &n)};

	if (unlikely(PG_ARGISNULL(1) || row.dense == NULL))
		return missing_row(s, n);
	row.success = PG_GETARG_FLOAT8(1);
	if (unlikely(row.success != 0.0 && row.success != 1.0))
		eh_fit_error_response(EH_FAMILY_LOGIT, row.success);
	return add_row(s, &row, n, 0, EH_WEIGHT_NONE);
}

PG_FUNCTION_INFO_V1(eh_logit_state_accum_bool);
Datum
eh_logit_state_accum_bool(PG_FUNCTION_ARGS)
{
	eh_logit_state *s = own_state(fcinfo);
	int n;
	eh_row_in row = {.dense = read_predictors(fcinfo, &n)};

	if (unlikely(PG_ARGISNULL(1) || row.dense == NULL))
		return missing_row(s, n);
	row.success = PG_GETARG_BOOL(1);
	return add_row(s, &row, n, 0, EH_WEIGHT_NONE);
}

PG_FUNCTION_INFO_V1(eh_logit_state_accum_outcome);
Datum
eh_logit_state_accum_outcome(PG_FUNCTION_ARGS)
{
	eh_logit_state *s = own_state(fcinfo);
	int n;
	eh_row_in row = {.dense = read_predictors(fcinfo, &n)};
	const eh_outcome *o;

	if (PG_ARGISNULL(1))
		return missing_row(s, n);
	o = (const eh_outcome *) PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
	if ((o->flags & EH_ROWS_CLUSTER) != 0)
		error_clusters();
	if ((o->flags & EH_OUTCOME_ENUM) != 0)
		eh_fit_error_enum();
	if (row.dense == NULL || (o->flags & EH_OUTCOME_MISSING) != 0)
		return missing_row(s, n);
	row.success = o->success;
	row.trials = o->trials;
	row.weight = o->weight;
	row.offset = o->offset;
	if ((o->flags & EH_ROWS_COUNTED) == 0 && row.success != 0.0 &&
		row.success != 1.0)
		eh_fit_error_response(EH_FAMILY_LOGIT, row.success);
	return add_row(s, &row, n, o->flags, o->weight_kind);
}

/* --- states together --------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(eh_logit_state_combine);
Datum
eh_logit_state_combine(PG_FUNCTION_ARGS)
{
	eh_arena arena = here();
	eh_control control = eh_fit_control();
	const eh_logit_state *from;
	eh_logit_state *s;
	eh_logit_state *old;
	eh_status status;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_POINTER(own_state(fcinfo));
	}
	from = PG_GETARG_EH_LOGIT_STATE(1);
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(from);
	s = old = own_state(fcinfo);
	gsl_set_error_handler_off();
	status = eh_logit_state_merge(&s, from, &arena, &control);
	if (status == EH_EDOMAIN)
		error_unlike(old, from);
	if (status != EH_OK)
		error_status(s, status);
	PG_RETURN_POINTER(s != old ? sized(s) : s);
}

/* Final function: a copy without room to spare. */
PG_FUNCTION_INFO_V1(eh_logit_state_final);
Datum
eh_logit_state_final(PG_FUNCTION_ARGS)
{
	eh_arena arena = here();
	const eh_logit_state *s;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	gsl_set_error_handler_off();
	s = own_state(fcinfo);
	PG_RETURN_POINTER(sized(eh_logit_state_at_rest(s, &arena)));
}

/* --- reading ----------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(eh_logit_state_rows);
Datum
eh_logit_state_rows(PG_FUNCTION_ARGS)
{
	const eh_logit_state *s = PG_GETARG_EH_LOGIT_STATE(0);

	PG_RETURN_INT64(s->summed + s->held);
}

PG_FUNCTION_INFO_V1(eh_logit_state_missing);
Datum
eh_logit_state_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_LOGIT_STATE(0)->missing);
}

/* The names of n predictors: those given, else x1, x2 and so on; n is set to
 * those given where it is not known. */
static char **
predictor_names(ArrayType *terms, int *n)
{
	char **name;
	Datum *element = NULL;
	bool *null = NULL;
	int given = 0;

	if (terms != NULL)
		deconstruct_array(
			terms, TEXTOID, -1, false, TYPALIGN_INT, &element, &null, &given);
	if (*n < 0)
		*n = given;
	if (terms != NULL && given != *n)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("terms must name every predictor"),
				errdetail("The state has %d predictors, and %d names are "
						  "given.",
					*n, given),
				errhint("Leave the intercept out: terms => ARRAY['x1', "
						"'x2'].")));
	name = palloc(sizeof(char *) * (Size) *n + 8);
	for (int i = 0; i < *n; i++)
	{
		if (terms != NULL && null[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							   errmsg("a name in terms is NULL"),
							   errdetail("It is that of predictor %d.", i + 1),
							   errhint("Name it, or leave terms out.")));
		name[i] = terms != NULL ? TextDatumGetCString(element[i])
								: psprintf("x%d", i + 1);
	}
	return name;
}

/* fit(state, terms): as the final function of logit(). */
PG_FUNCTION_INFO_V1(eh_logit_state_fit);
Datum
eh_logit_state_fit(PG_FUNCTION_ARGS)
{
	eh_arena arena = here();
	const eh_logit_state *s;
	eh_fit_call call = {.family = EH_FAMILY_LOGIT};
	eh_fit_state state = {.call = &call};
	eh_fit_plan plan;
	eh_logit_state_reader reader;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	s = PG_GETARG_EH_LOGIT_STATE(0);
	call.nargs = s->ndense;
	call.name = predictor_names(
		PG_ARGISNULL(1) ? NULL : PG_GETARG_ARRAYTYPE_P(1), &call.nargs);
	call.ndense = call.nargs;
	call.kind = palloc(sizeof(eh_argument_kind) * (Size) call.nargs + 8);
	for (int i = 0; i < call.nargs; i++)
		call.kind[i] = EH_ARG_FLOAT8;
	state.missing = s->missing;
	state.flags = s->flags;
	state.weight_kind = s->weight_kind;
	state.rows.nrows = s->sums ? 0 : s->held;
	state.streamed = s->sums ? s->summed + s->held : 0;
	eh_fit_plan_make(&state, &plan);
	if (s->sums)
		PG_RETURN_POINTER(
			eh_logit_of_sums(&plan, eh_logit_state_sums(s, &arena),
				eh_fit_large(eh_taylor_work(s->ndense))));
	eh_logit_state_reader_init(
		&reader, s, palloc(eh_logit_state_reader_bytes(s)), &plan.rows);
	PG_RETURN_POINTER(eh_logit_of_rows(&plan));
}
