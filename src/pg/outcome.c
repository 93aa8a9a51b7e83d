/*
 * outcome.c - outcome(...), outcome_of(...) and factor(...): a row's response
 * or level with what else it carries, on its way into a fit.
 *
 * O1  A weight needs its kind: 'frequency' (the row stands for so many
 *     people) or 'probability' (a sampling weight), because they give
 *     different errors.
 * O2  A part that is given and NULL makes the row missing; a part that is
 *     left out is left out.
 * O3  Values of these types live within a query: they have no input.
 */
#include "outcome.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/uuid.h"

#include "predictor.h"
#include "state/rows.h"
#include "states.h"

static Datum
no_input(const char *type, const char *maker)
{
	ereport(ERROR,
		(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("cannot accept a value of type %s", type),
			errdetail("Values of this type live within a query and are not "
					  "read back."),
			errhint("Make one with %s(...).", maker)));
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(eh_outcome_in);
Datum
eh_outcome_in(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	return no_input("outcome", "outcome");
}

PG_FUNCTION_INFO_V1(eh_factor_level_in);
Datum
eh_factor_level_in(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	return no_input("factor_level", "factor");
}

static const char *
weight_kind_word(int kind)
{
	return kind == EH_WEIGHT_PROBABILITY ? "probability" : "frequency";
}

PG_FUNCTION_INFO_V1(eh_outcome_out);
Datum
eh_outcome_out(PG_FUNCTION_ARGS)
{
	const eh_outcome *o =
		(const eh_outcome *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	StringInfoData s;

	initStringInfo(&s);
	if ((o->flags & EH_OUTCOME_MISSING) != 0)
		appendStringInfoString(&s, "missing");
	else if ((o->flags & EH_OUTCOME_ENUM) != 0)
	{
		eh_label label;

		eh_argument_label(
			EH_ARG_ENUM, ObjectIdGetDatum((Oid) o->success), &label);
		appendStringInfoString(&s, label.text);
	}
	else if ((o->flags & EH_ROWS_TRIALS) != 0)
		appendStringInfo(&s, "%.15g of %.15g", o->success, o->trials);
	else
		appendStringInfo(&s, "%.15g", o->success);
	if ((o->flags & EH_ROWS_WEIGHT) != 0)
		appendStringInfo(&s, "; %s weight %.15g",
			weight_kind_word(o->weight_kind), o->weight);
	if ((o->flags & EH_ROWS_OFFSET) != 0)
		appendStringInfo(&s, "; offset %.15g", o->offset);
	if ((o->flags & EH_ROWS_CLUSTER) != 0)
		appendStringInfoString(&s, "; in a cluster");
	if ((o->flags & EH_OUTCOME_NO_INTERCEPT) != 0)
		appendStringInfoString(&s, "; no intercept");
	PG_RETURN_CSTRING(s.data);
}

PG_FUNCTION_INFO_V1(eh_factor_level_out);
Datum
eh_factor_level_out(PG_FUNCTION_ARGS)
{
	const eh_factor_level *l =
		(const eh_factor_level *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));

	PG_RETURN_CSTRING(pnstrdup(l->text, (Size) l->label_bytes));
}

/* Was an argument written in the call, or is it a default of NULL? */
static bool
given(FunctionCallInfo fcinfo, int n)
{
	Node *call = fcinfo->flinfo->fn_expr;
	Node *arg;

	if (!PG_ARGISNULL(n))
		return true;
	if (call == NULL || !IsA(call, FuncExpr))
		return false;
	arg = list_nth(((FuncExpr *) call)->args, n);
	return !(IsA(arg, Const) && ((Const *) arg)->constisnull);
}

static void
bad_value(const char *what, double value, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("%s of an outcome is out of bounds", what),
					   errdetail("The value given is %.15g.", value),
					   errhint("%s", hint)));
}

static void
read_weight(FunctionCallInfo fcinfo, eh_outcome *o, int n)
{
	char *kind;

	if (!given(fcinfo, n) && PG_ARGISNULL(n + 1))
		return;
	if (PG_ARGISNULL(n + 1) || !given(fcinfo, n))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("weight and weight_kind go together"),
				errdetail("One of them is given without the other."),
				errhint("Write weight_kind => 'frequency' where a row stands "
						"for so many people, 'probability' for a sampling "
						"weight.")));
	kind = text_to_cstring(PG_GETARG_TEXT_PP(n + 1));
	if (strcmp(kind, "frequency") == 0)
		o->weight_kind = EH_WEIGHT_FREQUENCY;
	else if (strcmp(kind, "probability") == 0)
		o->weight_kind = EH_WEIGHT_PROBABILITY;
	else
		ereport(
			ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("unknown weight_kind \"%s\"", kind),
					   errdetail("The kinds are frequency and probability."),
					   errhint("frequency: the row stands for so many people; "
							   "probability: a sampling weight.")));
	o->flags |= EH_ROWS_WEIGHT;
	if (PG_ARGISNULL(n))
		o->flags |= EH_OUTCOME_MISSING;
	else
	{
		o->weight = PG_GETARG_FLOAT8(n);
		if (!isfinite(o->weight) || o->weight < 0.0)
			bad_value("weight", o->weight,
				"A weight is 0 or more; an unknown "
				"one is NULL.");
	}
}

static void
read_offset(FunctionCallInfo fcinfo, eh_outcome *o, int n)
{
	if (!given(fcinfo, n))
		return;
	o->flags |= EH_ROWS_OFFSET;
	if (PG_ARGISNULL(n))
		o->flags |= EH_OUTCOME_MISSING;
	else
	{
		o->offset = PG_GETARG_FLOAT8(n);
		if (!isfinite(o->offset))
			bad_value("exposure_offset", o->offset,
				"It is added to the log odds, so it is a finite number.");
	}
}

/* A cluster is known by 16 bytes: the number itself, or the text's hash. */
static void
read_cluster(FunctionCallInfo fcinfo, eh_outcome *o, int n)
{
	Oid type = getBaseType(get_fn_expr_argtype(fcinfo->flinfo, n));
	eh_argument_kind kind = eh_argument_kind_of(type);
	uint64 h[2] = {0, 0};

	if (!given(fcinfo, n))
		return;
	o->flags |= EH_ROWS_CLUSTER;
	if (PG_ARGISNULL(n))
	{
		o->flags |= EH_OUTCOME_MISSING;
		return;
	}
	if (kind == EH_ARG_INT2 || kind == EH_ARG_INT4 || kind == EH_ARG_INT8)
	{
		h[0] = kind == EH_ARG_INT8   ? (uint64) PG_GETARG_INT64(n)
			   : kind == EH_ARG_INT4 ? (uint64) PG_GETARG_INT32(n)
									 : (uint64) PG_GETARG_INT16(n);
		memcpy(o->cluster, h, sizeof(h));
	}
	else if (type == UUIDOID)
		memcpy(o->cluster, PG_GETARG_UUID_P(n)->data, UUID_LEN);
	else if (kind == EH_ARG_TEXT)
	{
		struct varlena *v = PG_GETARG_VARLENA_PP(n);

		for (int i = 0; i < 2; i++)
			h[i] = hash_bytes_extended((const unsigned char *) VARDATA_ANY(v),
				(int) VARSIZE_ANY_EXHDR(v), (uint64) i + 1);
		memcpy(o->cluster, h, sizeof(h));
	}
	else
		ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("a cluster cannot be of type %s", format_type_be(type)),
				errdetail("It is an integer, a bigint, a text or a uuid."),
				errhint("Cast it: cluster => %s::text.", "la_code")));
}

static eh_outcome *
new_outcome(void)
{
	eh_outcome *o = palloc0(sizeof(eh_outcome));

	SET_VARSIZE(o, sizeof(eh_outcome));
	o->trials = 1.0;
	o->weight = 1.0;
	return o;
}

/* weight, weight_kind, exposure_offset, cluster, intercept: from argument n */
static void
read_options(FunctionCallInfo fcinfo, eh_outcome *o, int n)
{
	read_weight(fcinfo, o, n);
	read_offset(fcinfo, o, n + 2);
	read_cluster(fcinfo, o, n + 3);
	if (!PG_ARGISNULL(n + 4) && !PG_GETARG_BOOL(n + 4))
		o->flags |= EH_OUTCOME_NO_INTERCEPT;
}

PG_FUNCTION_INFO_V1(eh_outcome_make);
Datum
eh_outcome_make(PG_FUNCTION_ARGS)
{
	eh_outcome *o = new_outcome();
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, 0);
	eh_argument_kind kind = eh_argument_kind_of(type);

	if (PG_ARGISNULL(0))
		o->flags |= EH_OUTCOME_MISSING;
	else if (kind == EH_ARG_PROPORTION)
	{
		const eh_proportion *p = PG_GETARG_EH_PROPORTION(0);

		o->flags |= EH_ROWS_TRIALS | EH_ROWS_COUNTED;
		o->success = (double) p->events;
		o->trials = (double) p->cases;
	}
	else if (kind == EH_ARG_ENUM)
	{
		o->flags |= EH_OUTCOME_ENUM;
		o->success = (double) PG_GETARG_OID(0);
	}
	else if (kind == EH_ARG_OTHER || kind >= EH_ARG_TEXT)
		ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("an outcome cannot be of type %s", format_type_be(type)),
				errdetail(
					"It is a boolean, a number, an enum or a proportion."),
				errhint("Compare it: outcome(answer = 'agree').")));
	else
		o->success = eh_argument_number(kind, PG_GETARG_DATUM(0));
	read_options(fcinfo, o, 1);
	PG_RETURN_POINTER(o);
}

PG_FUNCTION_INFO_V1(eh_outcome_of);
Datum
eh_outcome_of(PG_FUNCTION_ARGS)
{
	eh_outcome *o = new_outcome();

	o->flags = EH_ROWS_TRIALS | EH_ROWS_COUNTED;
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		o->flags |= EH_OUTCOME_MISSING;
	else
	{
		o->success = PG_GETARG_FLOAT8(0);
		o->trials = PG_GETARG_FLOAT8(1);
		if (!isfinite(o->trials) || o->trials < 0.0)
			bad_value("trials", o->trials,
				"Trials are 0 or more; an unknown "
				"number is NULL.");
		if (!(o->success >= 0.0 && o->success <= o->trials))
			bad_value("successes", o->success,
				"Successes lie between 0 and the trials: "
				"outcome_of(successes, trials).");
	}
	read_options(fcinfo, o, 2);
	PG_RETURN_POINTER(o);
}

/* factor(value, reference): the value's text as a level. */
PG_FUNCTION_INFO_V1(eh_factor);
Datum
eh_factor(PG_FUNCTION_ARGS)
{
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, 0);
	eh_argument_kind kind = eh_argument_kind_of(type);
	eh_factor_level *l;
	eh_label label = {0};
	Size reference_bytes = 0;
	text *reference = NULL;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (kind >= EH_ARG_TEXT && kind <= EH_ARG_ENUM)
		eh_argument_label(kind, PG_GETARG_DATUM(0), &label);
	else
	{
		Oid out;
		bool varlena;

		getTypeOutputInfo(type, &out, &varlena);
		label.text = OidOutputFunctionCall(out, PG_GETARG_DATUM(0));
		label.length = (uint32) strlen(label.text);
		if (kind != EH_ARG_OTHER && kind < EH_ARG_TEXT)
			label.order = eh_argument_number(kind, PG_GETARG_DATUM(0));
	}
	if (!PG_ARGISNULL(1))
	{
		reference = PG_GETARG_TEXT_PP(1);
		reference_bytes = VARSIZE_ANY_EXHDR(reference);
	}
	l = palloc0(
		offsetof(eh_factor_level, text) + label.length + reference_bytes);
	SET_VARSIZE(
		l, offsetof(eh_factor_level, text) + label.length + reference_bytes);
	l->label_bytes = (int32) label.length;
	l->order = label.order;
	memcpy(l->text, label.text, label.length);
	if (reference_bytes > 0)
		memcpy(l->text + label.length, VARDATA_ANY(reference), reference_bytes);
	PG_RETURN_POINTER(l);
}
