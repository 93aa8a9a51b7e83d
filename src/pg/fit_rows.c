/*
 * fit_rows.c - the aggregate's side of a fit: rows in.
 *
 * A1  What a call is (types, names) is found once, never for a row.
 * A2  A row with a NULL anywhere is missing: counted, outside the fit.
 * A3  A response, weight or predictor that cannot be is an error that names
 *     the argument.
 */
#include "fit_state.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "outcome.h"
#include "states.h"

pg_noinline void
eh_fit_error_response(eh_fit_family family, double value)
{
	static const char *const must[] = {
		[EH_FAMILY_LOGIT] = "the response of a logistic fit is 0 or 1",
		[EH_FAMILY_LINEAR] = "the response of a linear fit is a finite number",
		[EH_FAMILY_ORDINAL] =
			"the response of an ordinal fit is a whole number",
		[EH_FAMILY_MIXED] = "the response of a mixed logistic fit is 0 or 1"};
	static const char *const remedy[] = {
		[EH_FAMILY_LOGIT] = "Compare it (y > 2), or give successes and trials: "
							"outcome_of(successes, trials).",
		[EH_FAMILY_LINEAR] = "Leave an unknown value NULL, or leave the row "
							 "out with FILTER (WHERE ...).",
		[EH_FAMILY_ORDINAL] = "Number the levels from the lowest up, or give "
							  "an enum.",
		[EH_FAMILY_MIXED] = "Compare it (y > 2), or give successes and trials: "
							"outcome_of(successes, trials)."};

	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", must[family]),
			errdetail("The value given is %.15g.", value),
			errhint("%s", remedy[family])));
}

pg_noinline void
eh_fit_error_not_finite(const char *name, double value)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("predictor %s is not a finite number", name),
			errdetail("The value given is %g.", value),
			errhint("Leave an unknown value NULL, or leave the row out with "
					"FILTER (WHERE ...).")));
}

static pg_noinline void
check_finite(const eh_fit_call *call, const double *dense)
{
	for (int i = 0; i < call->nargs; i++)
	{
		if (!isfinite(dense[i]))
			eh_fit_error_not_finite(call->name[i], dense[i]);
	}
}

pg_noinline void
eh_fit_error_options(void)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the options of outcome(...) change from row to row"),
			errdetail("Weight, weight_kind, offset, cluster and intercept "
					  "are given for every row or for none."),
			errhint("Write one call of outcome(...) for all the rows.")));
}

/* Successes and trials are what only a model of proportions can take. */
static pg_noinline void
error_trials(eh_fit_family family)
{
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				   errmsg("%s takes no successes out of trials",
					   family == EH_FAMILY_LINEAR ? "linear" : "ordinal_logit"),
				   errdetail("A row's response is one %s.",
					   family == EH_FAMILY_LINEAR ? "number" : "level"),
				   errhint("Write outcome(y, weight => n, weight_kind => "
						   "'frequency') for rows that stand for several.")));
}

/* An outcome(...): what it carries, and its response as a number. */
static bool
read_outcome(eh_fit_state *state, Datum value, eh_row_in *row, uint8 *flags,
	uint8 *weight_kind)
{
	const eh_outcome *o = (const eh_outcome *) PG_DETOAST_DATUM(value);

	if ((o->flags & EH_OUTCOME_MISSING) != 0)
		return false;
	*flags = o->flags;
	*weight_kind = o->weight_kind;
	row->success = o->success;
	row->trials = o->trials;
	row->weight = o->weight;
	row->offset = o->offset;
	if ((o->flags & EH_ROWS_CLUSTER) != 0)
		row->cluster = eh_levels_number(&state->clusters, &state->arena,
			o->cluster, sizeof(o->cluster), 0.0);
	return true;
}

pg_noinline void
eh_fit_error_enum(void)
{
	ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
					   errmsg("an enum is a response of ordinal_logit alone"),
					   errdetail("The response is given by outcome(...)."),
					   errhint("Compare it: outcome(overall = 'good', ...).")));
}

static pg_noinline void
error_intercept(void)
{
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				   errmsg("ordinal_logit has no intercept to leave out"),
				   errdetail("Its cut points stand in the intercept's place."),
				   errhint("Leave intercept => false out.")));
}

/* The number of an ordinal response's level among those met: a whole number,
 * or an enum's value, whose label is looked up the first time it is met. */
static double
read_grade(
	eh_fit_state *state, eh_argument_kind kind, Datum value, double whole)
{
	char digits[32];
	eh_label label = {.text = digits, .order = whole};
	Oid oid;
	int32_t number;

	if (kind == EH_ARG_ENUM)
	{
		oid = DatumGetObjectId(value);
		number =
			eh_levels_find(&state->grade_oid, (const char *) &oid, sizeof(oid));
		if (number >= 0)
			return number;
		(void) eh_levels_number(&state->grade_oid, &state->arena,
			(const char *) &oid, sizeof(oid), 0.0);
		eh_argument_label(EH_ARG_ENUM, value, &label);
	}
	else
	{
		if (whole != rint(whole) || fabs(whole) > 1e15)
			eh_fit_error_response(EH_FAMILY_ORDINAL, whole);
		whole += 0.0; /* no -0 */
		label.length = (uint32) snprintf(digits, sizeof(digits), "%.0f", whole);
	}
	number = eh_levels_number(
		&state->grades, &state->arena, label.text, label.length, label.order);
	eh_fit_state_check_grades(state);
	return number;
}

/* What a family other than the logits makes of a response. */
static void
take_response(eh_fit_state *state, eh_argument_kind kind, Datum value,
	uint8 flags, eh_row_in *row)
{
	eh_fit_family family = state->call->family;

	if ((flags & EH_ROWS_TRIALS) != 0)
		error_trials(family);
	if (kind != EH_ARG_ENUM && !isfinite(row->success))
		eh_fit_error_response(family, row->success);
	if (family != EH_FAMILY_ORDINAL)
		return;
	if ((flags & EH_OUTCOME_NO_INTERCEPT) != 0)
		error_intercept();
	row->success = read_grade(state, kind, value, row->success);
}

/* The response of a row; false where it is missing. */
static bool
read_response(FunctionCallInfo fcinfo, eh_fit_state *state, eh_row_in *row)
{
	eh_fit_family family = state->call->family;
	eh_argument_kind kind = state->call->response;
	Datum value = PG_GETARG_DATUM(1);
	uint8 flags = 0;
	uint8 weight_kind = EH_WEIGHT_NONE;

	row->trials = 1.0;
	row->weight = 1.0;
	if (kind == EH_ARG_OUTCOME)
	{
		if (!read_outcome(state, value, row, &flags, &weight_kind))
			return false;
		if ((flags & EH_OUTCOME_ENUM) != 0)
		{
			if (family != EH_FAMILY_ORDINAL)
				eh_fit_error_enum();
			kind = EH_ARG_ENUM;
			value = ObjectIdGetDatum((Oid) row->success);
			flags &= (uint8) ~EH_OUTCOME_ENUM;
		}
	}
	else if (kind == EH_ARG_PROPORTION)
	{
		const eh_proportion *p = PG_GETARG_EH_PROPORTION(1);

		flags = EH_ROWS_TRIALS | EH_ROWS_COUNTED;
		row->success = (double) p->events;
		row->trials = (double) p->cases;
	}
	else if (kind != EH_ARG_ENUM)
		row->success = eh_argument_number(kind, value);
	if (family == EH_FAMILY_LINEAR || family == EH_FAMILY_ORDINAL)
	{
		take_response(state, kind, value, flags, row);
		flags |= EH_ROWS_COUNTED;
	}
	else if ((flags & EH_ROWS_COUNTED) == 0 && row->success != 0.0 &&
			 row->success != 1.0)
		eh_fit_error_response(family, row->success);
	if (unlikely(!state->begun))
		eh_fit_state_begin(state, flags, weight_kind);
	else if (unlikely(
				 state->flags != flags || state->weight_kind != weight_kind))
		eh_fit_error_options();
	return true;
}

static void
set_reference(const eh_fit_state *state, eh_factor *factor, int argument,
	const eh_label *label)
{
	if (factor->reference != NULL &&
		(factor->reference_length != label->reference_length ||
			memcmp(factor->reference, label->reference,
				label->reference_length) != 0))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the reference level of %s changes from row to row",
					state->call->name[argument]),
				errdetail("It is \"%.*s\" and \"%.*s\".",
					(int) factor->reference_length, factor->reference,
					(int) label->reference_length, label->reference),
				errhint("Give factor(...) one reference for all rows.")));
	if (factor->reference == NULL)
	{
		factor->reference = state->arena.alloc(
			state->arena.owner, (size_t) label->reference_length + 1);
		memcpy(factor->reference, label->reference, label->reference_length);
		factor->reference_length = label->reference_length;
	}
}

static int32_t
read_level(eh_fit_state *state, int argument, int f, Datum value)
{
	eh_argument_kind kind = state->call->kind[argument];
	eh_factor *factor = &state->factor[f];
	eh_label label;
	int32_t number;

	if (kind == EH_ARG_ENUM)
	{
		Oid oid = DatumGetObjectId(value);

		/* an enum's label is looked up the first time it is met */
		number = eh_levels_find(&factor->oid, (const char *) &oid, sizeof(oid));
		if (number >= 0)
			return number;
		(void) eh_levels_number(
			&factor->oid, &state->arena, (const char *) &oid, sizeof(oid), 0.0);
	}
	eh_argument_label(kind, value, &label);
	number = eh_levels_number(
		&factor->label, &state->arena, label.text, label.length, label.order);
	if (label.reference != NULL)
		set_reference(state, factor, argument, &label);
	return number;
}

/* Predictors of any kind, into the state's row. */
static void
read_mixed(FunctionCallInfo fcinfo, eh_fit_state *state)
{
	const eh_fit_call *call = state->call;
	double *dense = state->dense;
	int f = 0;

	for (int i = 0; i < call->nargs; i++)
	{
		eh_argument_kind kind = call->kind[i];
		Datum value = PG_GETARG_DATUM(i + call->first);

		if (eh_argument_is_factor(kind))
		{
			state->code[f] = read_level(state, i, f, value);
			f++;
		}
		else
		{
			double x = eh_argument_number(kind, value);

			if (unlikely(!isfinite(x)))
				eh_fit_error_not_finite(call->name[i], x);
			*dense++ = x;
		}
	}
}

static void
check_same_settings(const eh_fit_call *call, const eh_mixed_settings *row)
{
	if (row->quadrature_points != call->settings.quadrature_points ||
		row->profile_level != call->settings.profile_level)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("mixed_options(...) changes from row to row"),
				errdetail("Its quadrature points are %d and %d, its profile "
						  "level %.15g and %.15g.",
					call->settings.quadrature_points, row->quadrature_points,
					call->settings.profile_level, row->profile_level),
				errhint("Write one call of mixed_options(...) for all rows "
						"and groups of a query.")));
}

/* The groups that a row belongs to, none of them NULL. */
static void
read_groupings(eh_fit_state *state, ArrayType *groups)
{
	int n = state->call->ngroupings;
	Datum *element;
	bool *null;
	int given;

	deconstruct_array(
		groups, TEXTOID, -1, false, TYPALIGN_INT, &element, &null, &given);
	if (given != n)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the number of groups changes from row to row"),
				errdetail("It is %d and %d.", n, given),
				errhint("Write one ARRAY[...] of columns for all the rows.")));
	for (int g = 0; g < n; g++)
	{
		int f = state->call->nfactors + g;
		struct varlena *v = PG_DETOAST_DATUM_PACKED(element[g]);

		state->code[f] = eh_levels_number(&state->factor[f].label,
			&state->arena, VARDATA_ANY(v), (uint32) VARSIZE_ANY_EXHDR(v), 0.0);
	}
}

/* The call, as this executor node knows it. */
static eh_fit_call *
call_of(FunctionCallInfo fcinfo, eh_fit_family family, bool streams)
{
	eh_fit_call *call = fcinfo->flinfo->fn_extra;

	if (call == NULL)
		call = fcinfo->flinfo->fn_extra =
			eh_fit_call_new(fcinfo, family, streams);
	if (unlikely(call->ngroupings < 0) && !PG_ARGISNULL(2))
	{
		ArrayType *groups = PG_GETARG_ARRAYTYPE_P(2);

		eh_fit_call_groupings(
			fcinfo, call, ArrayGetNItems(ARR_NDIM(groups), ARR_DIMS(groups)));
	}
	return call;
}

/* A first row's state.  Later ones bring theirs: SQL has no such value. */
static eh_fit_state *
state_of(FunctionCallInfo fcinfo, eh_fit_family family, bool streams)
{
	MemoryContext context;

	if (!PG_ARGISNULL(0))
		return (eh_fit_state *) PG_GETARG_POINTER(0);
	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "called outside an aggregate");
	return eh_fit_state_new(call_of(fcinfo, family, streams), context);
}

/*
 * A row of a response and double precision numbers straight into the block
 * that is being filled: what most rows of a large fit are.  The response is a
 * boolean, of a linear fit double precision.  False, and nothing has changed,
 * where there is more to it: a NULL, a number that is not finite, a block to
 * be begun.
 */
static inline bool
accum_plain(FunctionCallInfo fcinfo, eh_fit_state *state, bool number)
{
	eh_held_rows *rows = &state->rows;
	int n = state->call->nargs;
	size_t i = (size_t) rows->nrows % EH_BLOCK;
	double *x = rows->last.x + i;
	bool null = PG_ARGISNULL(1);
	double test = 0.0;

	if (!rows->in_blocks || i == 0)
		return false;
	for (int j = 0; j < n; j++)
	{
		double value = PG_GETARG_FLOAT8(j + 2);

		null |= PG_ARGISNULL(j + 2);
		test += value - value;
		x[(size_t) j * EH_BLOCK] = value;
	}
	if (number)
	{
		double y = PG_GETARG_FLOAT8(1);

		test += y - y;
		rows->last.counted[i] = y;
	}
	if (unlikely(null || test != 0.0))
		return false;
	if (!number)
		rows->last.binary[i] = PG_GETARG_BOOL(1);
	rows->nrows++;
	if (unlikely(i == EH_BLOCK - 1))
		eh_fit_state_full_block(state);
	return true;
}

/* One row: response, groups of a mixed model, predictors. */
static Datum
accum(FunctionCallInfo fcinfo, eh_fit_family family, bool streams)
{
	eh_fit_state *state = state_of(fcinfo, family, streams);
	const eh_fit_call *call = state->call;
	double *dense = state->dense;
	eh_row_in row = {.dense = dense, .code = state->code};

	if (unlikely(call->ngroupings < 0))
		(void) call_of(fcinfo, family, streams);
	if (call->plain && accum_plain(fcinfo, state, family == EH_FAMILY_LINEAR))
		PG_RETURN_POINTER(state);
	for (int i = 1; i < PG_NARGS(); i++)
	{
		if (unlikely(PG_ARGISNULL(i)))
		{
			state->missing++;
			PG_RETURN_POINTER(state);
		}
	}
	if ((call->ngroupings > 0 &&
			array_contains_nulls(PG_GETARG_ARRAYTYPE_P(2))) ||
		!read_response(fcinfo, state, &row))
	{
		state->missing++;
		PG_RETURN_POINTER(state);
	}
	if (call->ngroupings > 0)
		read_groupings(state, PG_GETARG_ARRAYTYPE_P(2));
	if (call->has_settings)
		check_same_settings(
			call, (const eh_mixed_settings *) PG_GETARG_POINTER(3));
	if (call->all_double)
	{
		/* nought if every one is finite, else NaN */
		double test = 0.0;

		for (int i = 0; i < call->nargs; i++)
		{
			dense[i] = PG_GETARG_FLOAT8(i + call->first);
			test += dense[i] - dense[i];
		}
		if (unlikely(test != 0.0))
			check_finite(call, dense);
	}
	else
		read_mixed(fcinfo, state);
	eh_fit_state_add(state, &row);
	PG_RETURN_POINTER(state);
}

/* Transition functions: of logit, whose rows may become sums, and of those
 * that need the rows themselves. */
PG_FUNCTION_INFO_V1(eh_logit_accum);
Datum
eh_logit_accum(PG_FUNCTION_ARGS)
{
	return accum(fcinfo, EH_FAMILY_LOGIT, true);
}

PG_FUNCTION_INFO_V1(eh_fit_accum);
Datum
eh_fit_accum(PG_FUNCTION_ARGS)
{
	return accum(fcinfo, EH_FAMILY_LOGIT, false);
}

PG_FUNCTION_INFO_V1(eh_linear_accum);
Datum
eh_linear_accum(PG_FUNCTION_ARGS)
{
	return accum(fcinfo, EH_FAMILY_LINEAR, false);
}

PG_FUNCTION_INFO_V1(eh_ordinal_accum);
Datum
eh_ordinal_accum(PG_FUNCTION_ARGS)
{
	return accum(fcinfo, EH_FAMILY_ORDINAL, false);
}

PG_FUNCTION_INFO_V1(eh_mixed_accum);
Datum
eh_mixed_accum(PG_FUNCTION_ARGS)
{
	return accum(fcinfo, EH_FAMILY_MIXED, false);
}
