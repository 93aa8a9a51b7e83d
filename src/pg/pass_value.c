/*
 * pass_value.c - the type logit_pass: input, output, and its readers.
 *
 * As text a pass is its format number, a colon, and the bytes of the wire in
 * hexadecimal.  Rows that are still held go into the sums on the way out.
 */
#include "pass_value.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "fit_build.h"
#include "fit_plan.h"
#include "value.h"

/* Rows can be such that their sums, or the step these lead to, are out of
 * range: such a pass is not handed on, for nobody could read it. */
void
eh_pass_expect(const eh_logit_pass *pass)
{
	const char *why;

	if (eh_pass_check(pass, VARSIZE(pass), &why) != EH_OK)
		ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("the sums of a pass are out of range"),
				errdetail("The predictors or the weights, or what differs "
						  "between them, lie near 1e308 or 1e-308."),
				errhint("Bring them to another scale: x / 1e6.")));
}

/* As large as the header says, which is filled in. */
eh_logit_pass *
eh_new_pass(const eh_logit_pass *header)
{
	Size bytes = eh_logit_pass_bytes(header);
	eh_logit_pass *pass = palloc0(bytes);

	*pass = *header;
	SET_VARSIZE(pass, bytes);
	return pass;
}

double *
eh_pass_work(const eh_logit_pass *pass)
{
	return eh_fit_large(eh_logit_pass_work((int) pass->ndense));
}

/* A copy without room, all rows in its sums. */
eh_logit_pass *
eh_closed_pass(const eh_logit_pass *pass)
{
	eh_logit_pass header = *pass;
	eh_logit_pass *copy;
	double *work = eh_pass_work(pass);

	header.flags &= (uint8) ~EH_PASS_OPEN;
	copy = eh_new_pass(&header);
	eh_logit_pass_close(pass, copy, work);
	pfree(work);
	eh_pass_expect(copy);
	return copy;
}

/* Are there sums that a next pass could start from? */
bool
eh_pass_has_sums(const eh_logit_pass *pass)
{
	const eh_logit_totals *t = &pass->totals;

	return t->rows > 0 && t->rows >= eh_logit_pass_parameters(pass) &&
		   ((pass->flags & EH_PASS_INTERCEPT) == 0 ||
			   (t->hits > 0.0 && t->misses > 0.0));
}

/* The pass after one that has sums; without room, as without rows. */
eh_logit_pass *
eh_next_pass(const eh_logit_pass *pass, eh_logit_walk *walk)
{
	eh_logit_pass *next = eh_closed_pass(pass);
	double *work = eh_pass_work(pass);

	eh_logit_pass_advance(next, work, walk);
	pfree(work);
	eh_pass_expect(next);
	return next;
}

/* NULL, with why, for bytes that are no pass. */
static void *
from_wire(const uint8_t *wire, size_t bytes, const char **why)
{
	eh_logit_pass header;
	eh_logit_pass *pass;

	if (eh_pass_wire_header(wire, bytes, &header, why) != EH_OK)
		return NULL;
	pass = eh_new_pass(&header);
	return eh_pass_from_wire(wire, bytes, pass, why) == EH_OK ? pass : NULL;
}

static eh_status
checked(const void *value, size_t bytes, const char **why)
{
	return eh_pass_check(value, bytes, why);
}

static uint8_t *
to_wire(const void *value, size_t *bytes)
{
	const eh_logit_pass *closed = eh_closed_pass(value);
	uint8_t *wire;

	*bytes = eh_pass_wire_size(closed);
	wire = palloc(*bytes);
	eh_pass_to_wire(closed, wire);
	return wire;
}

static const eh_value_kind logit_pass_kind = {
	"logit_pass", checked, from_wire, to_wire};

EH_VALUE_IO(logit_pass, logit_pass_kind)

const eh_logit_pass *
eh_datum_pass(Datum d)
{
	return eh_value_datum(&logit_pass_kind, d);
}

/* next_beta(pass): coefficients for the next pass, on the user's scale */
PG_FUNCTION_INFO_V1(eh_logit_pass_next_beta);
Datum
eh_logit_pass_next_beta(PG_FUNCTION_ARGS)
{
	const eh_logit_pass *pass = eh_closed_pass(PG_GETARG_EH_PASS(0));
	int p = eh_logit_pass_parameters(pass);
	eh_logit_pass_parts parts;
	eh_logit_walk walk;
	Datum *beta = palloc(sizeof(Datum) * ((Size) p + 1));

	if (!eh_pass_has_sums(pass))
		PG_RETURN_NULL();
	pass = eh_next_pass(pass, &walk);
	eh_logit_pass_parts_of(pass, &parts);
	for (int k = 0; k < p; k++)
		beta[k] = Float8GetDatum(parts.beta[k]);
	PG_RETURN_ARRAYTYPE_P(construct_array(
		beta, p, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* decrement(pass): the length of the next step, in standard errors */
PG_FUNCTION_INFO_V1(eh_logit_pass_decrement);
Datum
eh_logit_pass_decrement(PG_FUNCTION_ARGS)
{
	const eh_logit_pass *pass = eh_closed_pass(PG_GETARG_EH_PASS(0));
	eh_logit_walk walk;

	if (!eh_pass_has_sums(pass))
		PG_RETURN_NULL();
	eh_next_pass(pass, &walk);
	if (!isfinite(walk.decrement))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(walk.decrement);
}

/* converged(pass) */
PG_FUNCTION_INFO_V1(eh_logit_pass_converged);
Datum
eh_logit_pass_converged(PG_FUNCTION_ARGS)
{
	const eh_logit_pass *pass = eh_closed_pass(PG_GETARG_EH_PASS(0));
	eh_logit_walk walk = {.converged = false};

	if (eh_pass_has_sums(pass))
		eh_next_pass(pass, &walk);
	PG_RETURN_BOOL(walk.converged);
}

PG_FUNCTION_INFO_V1(eh_logit_pass_missing);
Datum
eh_logit_pass_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_EH_PASS(0)->missing);
}

/* fit(pass, terms): the fit at a pass; terms are x1, x2, ... if not given */
PG_FUNCTION_INFO_V1(eh_logit_pass_fit);
Datum
eh_logit_pass_fit(PG_FUNCTION_ARGS)
{
	const eh_logit_pass *pass;
	eh_fit_terms terms;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	pass = eh_closed_pass(PG_GETARG_EH_PASS(0));
	eh_fit_terms_plain(&terms, (pass->flags & EH_PASS_INTERCEPT) != 0,
		(int) pass->ndense, PG_ARGISNULL(1) ? NULL : PG_GETARG_ARRAYTYPE_P(1));
	PG_RETURN_POINTER(eh_fit_of_pass(pass, &terms));
}
