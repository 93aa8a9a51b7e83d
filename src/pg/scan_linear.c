/*
 * scan_linear.c - least squares over any query.
 *
 * With robust errors the rows are read through a cursor, three or four times,
 * by the very fit that linear() is, in the memory of one block.  Without them
 * one query of linear_state() will do, which the planner may spread over
 * workers, shards or foreign servers.
 */
#include "scan.h"

#include "core/linear.h"
#include "fit_plan.h"
#include "fit_value.h"
#include "linear_state.h"

/* The sums over the query; of no row, empty ones. */
static const eh_sums *
run(eh_scan *scan)
{
	char *sql = psprintf("SELECT earlyhelp.linear_state(%s, VARIADIC %s) %s",
		scan->response, scan->x, scan->from);
	eh_design d = eh_scan_design(scan);
	eh_sums header = {
		.flags = d.intercept ? EH_SUMS_INTERCEPT : 0, .ndense = d.ndense};
	eh_sums *none;
	bool null;
	Datum found = eh_scan_run(sql, InvalidOid, (Datum) 0, true, &null);

	scan->passes++;
	if (!null)
		return eh_datum_sums(found);
	none = eh_new_sums(&header);
	eh_linear_sums_begin(none, &d, false);
	return none;
}

/* The whole fit through a cursor, robust errors and all. */
static eh_fit *
read_rows(eh_scan *scan, const eh_sums *s, MemoryContext caller)
{
	eh_control control = eh_fit_control();
	eh_design d = eh_scan_design(scan);
	eh_fit_rows facts = {.weight_kind = (eh_weight_kind) s->weight_kind,
		.has_offset = (s->flags & EH_SUMS_OFFSET) != 0,
		.rows = s->rows,
		.missing = s->missing};
	eh_scan_rows source;
	eh_rows rows;
	eh_linear_result r;
	double *work;
	eh_fit *fit;

	d.weight_kind = facts.weight_kind;
	d.has_offset = facts.has_offset;
	eh_scan_read(scan, &d, &source, &rows);
	eh_fit_linear_room(eh_design_parameters(&d), &r);
	work = eh_fit_large(eh_linear_work(&d));
	eh_fit_expect(eh_linear(&d, &rows, &control, work, &r), "linear_scan");
	pfree(work);
	caller = MemoryContextSwitchTo(caller);
	fit = eh_fit_of_linear(&scan->terms, &facts, &r);
	MemoryContextSwitchTo(caller);
	return fit;
}

static eh_fit *
fit_of(const eh_scan *scan, const eh_sums *s, MemoryContext caller)
{
	eh_fit *fit;

	caller = MemoryContextSwitchTo(caller);
	fit = eh_fit_of_sums(s, &scan->terms);
	MemoryContextSwitchTo(caller);
	return fit;
}

/*
 * linear_scan(query, weight, weight_kind, exposure_offset, intercept,
 * reference, robust)
 */
PG_FUNCTION_INFO_V1(eh_linear_scan);
Datum
eh_linear_scan(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	eh_scan_call call = {.function = "linear_scan", .linear = true};
	bool robust = PG_ARGISNULL(6) || PG_GETARG_BOOL(6);
	eh_scan scan;
	eh_fit *fit;
	const eh_sums *s;
	instr_time start;
	instr_time taken;

	INSTR_TIME_SET_CURRENT(start);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	eh_scan_options(fcinfo, &call);
	SPI_connect();
	eh_scan_open(&scan, &call);
	s = run(&scan);
	scan.terms.intercept = (s->flags & EH_SUMS_INTERCEPT) != 0;
	fit = robust ? read_rows(&scan, s, caller) : fit_of(&scan, s, caller);
	eh_scan_close(&scan);
	SPI_finish();
	INSTR_TIME_SET_CURRENT(taken);
	INSTR_TIME_SUBTRACT(taken, start);
	return eh_scan_result(fcinfo, &scan, fit, INSTR_TIME_GET_DOUBLE(taken));
}
