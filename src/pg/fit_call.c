/*
 * fit_call.c - what a call of a fit's aggregate is: the kinds and names of its
 * arguments, the same for every row and group.
 */
#include "fit_state.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "nodes/execnodes.h"
#include "utils/builtins.h"

#include "core/mixed.h"
#include "terms.h"

/* May a response be of this kind? */
static bool
responds(eh_fit_family family, eh_argument_kind kind)
{
	bool number = kind > EH_ARG_OTHER && kind < EH_ARG_TEXT;

	if (family == EH_FAMILY_LINEAR)
		return number || kind == EH_ARG_OUTCOME;
	if (family == EH_FAMILY_ORDINAL)
		return number || kind == EH_ARG_ENUM || kind == EH_ARG_OUTCOME;
	return number || kind == EH_ARG_PROPORTION || kind == EH_ARG_OUTCOME;
}

static void
error_response_type(eh_fit_family family, Oid type)
{
	static const char *const detail[] = {
		[EH_FAMILY_LOGIT] =
			"It is a boolean, 0 or 1, a proportion or an outcome(...).",
		[EH_FAMILY_LINEAR] = "It is a number or an outcome(...).",
		[EH_FAMILY_ORDINAL] =
			"It is a whole number, an enum or an outcome(...).",
		[EH_FAMILY_MIXED] =
			"It is a boolean, 0 or 1, a proportion or an outcome(...)."};
	static const char *const hint[] = {
		[EH_FAMILY_LOGIT] = "Compare it: logit(overall = 'good', ...).",
		[EH_FAMILY_LINEAR] = "Cast it, or take a number from it.",
		[EH_FAMILY_ORDINAL] =
			"Number the levels from the lowest up, or cast it to an enum.",
		[EH_FAMILY_MIXED] = "Compare it: mixed_logit(overall = 'good', ...)."};

	ereport(ERROR,
		(errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("the response of a fit cannot be of type %s",
				format_type_be(type)),
			errdetail("%s", detail[family]), errhint("%s", hint[family])));
}

static void
error_misplaced_settings(void)
{
	ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
					   errmsg("mixed_options(...) is no predictor"),
					   errdetail("It says how a mixed model is fitted."),
					   errhint("Put it right after the groups: mixed_logit(y, "
							   "ARRAY[...], mixed_options(...), x).")));
}

static void
error_predictor_type(const char *name, Oid type)
{
	if (eh_argument_kind_of(type) == EH_ARG_SETTINGS)
		error_misplaced_settings();
	ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
					   errmsg("predictor %s cannot be of type %s", name,
						   format_type_be(type)),
					   errdetail("A predictor is a number, a boolean, a text "
								 "or an enum."),
					   errhint("To take any value as a factor write "
							   "factor(%s); to take a time as a number write "
							   "extract(epoch FROM ...).",
						   name)));
}

/* mixed_options(...) stands between the groups and the predictors. */
static void
read_settings(FunctionCallInfo fcinfo, eh_fit_call *call)
{
	call->settings = (eh_mixed_settings){.quadrature_points = 1};
	if (PG_NARGS() <= call->first ||
		eh_argument_kind_of(get_fn_expr_argtype(fcinfo->flinfo, call->first)) !=
			EH_ARG_SETTINGS)
		return;
	if (!PG_ARGISNULL(call->first))
		memcpy(&call->settings, PG_GETARG_POINTER(call->first),
			sizeof(call->settings));
	call->has_settings = true;
	call->first++;
}

/* Are states sent to a leader, and not finished by this node? */
static bool
is_partial(FunctionCallInfo fcinfo)
{
	const Node *context = (const Node *) fcinfo->context;

	return context != NULL && IsA(context, AggState) &&
		   DO_AGGSPLIT_SKIPFINAL(((const AggState *) context)->aggsplit);
}

/*
 * The call in full, in the memory of the executor's node.  streams: its rows
 * may become sums.
 */
eh_fit_call *
eh_fit_call_new(FunctionCallInfo fcinfo, eh_fit_family family, bool streams)
{
	MemoryContext keep = fcinfo->flinfo->fn_mcxt;
	eh_fit_call *call = MemoryContextAllocZero(keep, sizeof(eh_fit_call));
	Oid response = get_fn_expr_argtype(fcinfo->flinfo, 1);

	call->family = family;
	call->streams = streams;
	call->partial = is_partial(fcinfo);
	call->first = family == EH_FAMILY_MIXED ? 3 : 2;
	call->ngroupings = family == EH_FAMILY_MIXED ? -1 : 0;
	if (family == EH_FAMILY_MIXED)
		read_settings(fcinfo, call);
	call->nargs = PG_NARGS() - call->first;
	call->kind = MemoryContextAlloc(
		keep, sizeof(eh_argument_kind) * (Size) call->nargs + 8);
	call->response = eh_argument_kind_of(response);
	if (!responds(family, call->response))
		error_response_type(family, response);
	call->all_double = true;
	call->name = eh_term_names(fcinfo, call->first - 1, call->nargs, keep);
	for (int i = 0; i < call->nargs; i++)
	{
		Oid type = get_fn_expr_argtype(fcinfo->flinfo, i + call->first);

		call->kind[i] = eh_argument_kind_of(type);
		if (call->kind[i] == EH_ARG_OTHER || call->kind[i] >= EH_ARG_PROPORTION)
			error_predictor_type(call->name[i], type);
		if (eh_argument_is_factor(call->kind[i]))
			call->nfactors++;
		else
			call->ndense++;
		call->all_double &= call->kind[i] == EH_ARG_FLOAT8;
	}
	if (call->all_double && family == EH_FAMILY_LOGIT)
		call->plain = call->response == EH_ARG_BOOL;
	else if (call->all_double && family == EH_FAMILY_LINEAR)
		call->plain = call->response == EH_ARG_FLOAT8;
	return call;
}

/* How many groupings rows have, once one has said so, and their names. */
void
eh_fit_call_groupings(FunctionCallInfo fcinfo, eh_fit_call *call, int n)
{
	if (n < 1 || n > EH_MIXED_MOST_GROUPS)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a mixed model has 1 to %d groupings",
					EH_MIXED_MOST_GROUPS),
				errdetail("The array of groups has %d elements.", n),
				errhint("Write ARRAY[la_code, year::text]: one element for "
						"each way the rows are grouped.")));
	if (call->settings.quadrature_points > 1 && n > 1)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("quadrature_points above 1 are for one grouping"),
				errdetail("There are %d groupings and %d points.", n,
					call->settings.quadrature_points),
				errhint("Leave the points at 1, Laplace's approximation, or "
						"group one way.")));
	call->grouping = eh_element_names(fcinfo, 1, n, fcinfo->flinfo->fn_mcxt);
	call->ngroupings = n;
}
