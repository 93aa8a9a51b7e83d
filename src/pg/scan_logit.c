/*
 * scan_logit.c - a logistic fit over any query, pass by pass.
 *
 * D1  A pass is one query, SELECT logit_step(...) over the caller's, which
 *     the planner may spread over workers, shards or foreign servers.
 * D2  It ends where a step is less than 1e-8 of a standard error: the fit is
 *     that of logit() to its own tolerance.
 * D3  Where passes lead nowhere, which is separation as a rule, the rows are
 *     read through a cursor by the very fit that logit() is, in the memory of
 *     one block: the status, and the words for it, are proved on every row.
 * D4  Rows may change from pass to pass; then the fit is of the last.
 */
#include "scan.h"

#include "catalog/pg_type.h"
#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

#include "fit_plan.h"
#include "fit_value.h"
#include "pass_value.h"

static Oid
pass_type(void)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
		CStringGetDatum("logit_pass"),
		ObjectIdGetDatum(get_namespace_oid("earlyhelp", false)));
}

/* A pass that no row came to. */
static eh_logit_pass *
empty_pass(const eh_scan *scan)
{
	eh_design d = eh_scan_design(scan);
	eh_logit_pass header = {
		.flags = d.intercept ? EH_PASS_INTERCEPT : 0, .ndense = d.ndense};
	eh_logit_pass *pass = eh_new_pass(&header);

	eh_logit_pass_begin(pass, &d, NULL, false);
	return pass;
}

/* One pass over the query, from the pass before or from none. */
static const eh_logit_pass *
run(eh_scan *scan, const char *sql, Oid type, const eh_logit_pass *from)
{
	bool null;
	Datum d =
		eh_scan_run(sql, type, PointerGetDatum(from), from == NULL, &null);

	scan->passes++;
	return null ? empty_pass(scan) : eh_datum_pass(d);
}

/* The whole fit through a cursor. */
static eh_fit *
read_rows(eh_scan *scan, const eh_logit_pass *pass, MemoryContext caller)
{
	eh_control control = eh_fit_control();
	eh_design d = eh_scan_design(scan);
	eh_fit_rows facts = {.weight_kind = (eh_weight_kind) pass->weight_kind,
		.grouped = (pass->flags & EH_PASS_GROUPED) != 0,
		.has_offset = (pass->flags & EH_PASS_OFFSET) != 0,
		.rows = pass->rows,
		.missing = pass->missing};
	eh_scan_rows source;
	eh_rows rows;
	eh_logit_result r;
	double *work;
	eh_fit *fit;

	d.weight_kind = facts.weight_kind;
	d.grouped = facts.grouped;
	d.has_offset = facts.has_offset;
	d.intercept = (pass->flags & EH_PASS_INTERCEPT) != 0;
	eh_scan_read(scan, &d, &source, &rows);
	eh_fit_logit_room(eh_design_parameters(&d), &r);
	work = eh_fit_large(eh_logit_work(&d));
	eh_fit_expect(eh_logit(&d, &rows, &control, work, &r), "logit_scan");
	pfree(work);
	caller = MemoryContextSwitchTo(caller);
	fit = eh_fit_of_logit(&scan->terms, &facts, &r);
	MemoryContextSwitchTo(caller);
	return fit;
}

static eh_fit *
fit_of(const eh_scan *scan, const eh_logit_pass *pass, MemoryContext caller)
{
	eh_fit *fit;

	caller = MemoryContextSwitchTo(caller);
	fit = eh_fit_of_pass(eh_closed_pass(pass), &scan->terms);
	MemoryContextSwitchTo(caller);
	return fit;
}

/* Passes to convergence; the fit lies in the caller's memory. */
static eh_fit *
drive(eh_scan *scan, MemoryContext caller)
{
	char *sql = psprintf("SELECT earlyhelp.logit_step(%s, $1, VARIADIC %s) %s",
		scan->response, scan->x, scan->from);
	Oid type = pass_type();
	const eh_logit_pass *from = NULL;

	for (int n = 1;; n++)
	{
		instr_time start;
		instr_time taken;
		const eh_logit_pass *pass;
		eh_logit_walk walk;

		INSTR_TIME_SET_CURRENT(start);
		pass = run(scan, sql, type, from);
		INSTR_TIME_SET_CURRENT(taken);
		INSTR_TIME_SUBTRACT(taken, start);
		scan->terms.intercept = (pass->flags & EH_PASS_INTERCEPT) != 0;
		if (!eh_pass_has_sums(pass))
			return fit_of(scan, pass, caller);
		from = eh_next_pass(pass, &walk);
		ereport(DEBUG1,
			(errmsg_internal("%s: pass %d, " INT64_FORMAT " rows, %.3f s, "
							 "log-likelihood %.15g, step of %g standard "
							 "errors%s%s%s",
				scan->call->function, n, (int64) pass->rows,
				INSTR_TIME_GET_DOUBLE(taken), walk.log_lik, walk.decrement,
				walk.halved ? ", halved" : "", walk.turned ? ", turned" : "",
				walk.lost ? ", lost" : "")));
		if (walk.converged || n >= scan->call->max_passes)
			return fit_of(scan, pass, caller);
		if (walk.lost)
			return read_rows(scan, pass, caller);
	}
}

/*
 * logit_scan(query, weight, weight_kind, exposure_offset, intercept,
 * reference, trials, max_passes)
 */
PG_FUNCTION_INFO_V1(eh_logit_scan);
Datum
eh_logit_scan(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	eh_scan_call call = {.function = "logit_scan"};
	eh_scan scan;
	eh_fit *fit;
	instr_time start;
	instr_time taken;

	INSTR_TIME_SET_CURRENT(start);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	eh_scan_options(fcinfo, &call);
	call.trials =
		PG_ARGISNULL(6) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(6));
	call.max_passes = PG_ARGISNULL(7) ? 40 : PG_GETARG_INT32(7);
	if (call.max_passes < 1)
		ereport(
			ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("max_passes must be 1 or more"),
					   errdetail("The number given is %d.", call.max_passes),
					   errhint("Leave max_passes out for 40.")));
	SPI_connect();
	eh_scan_open(&scan, &call);
	fit = drive(&scan, caller);
	eh_scan_close(&scan);
	SPI_finish();
	INSTR_TIME_SET_CURRENT(taken);
	INSTR_TIME_SUBTRACT(taken, start);
	return eh_scan_result(fcinfo, &scan, fit, INSTR_TIME_GET_DOUBLE(taken));
}
