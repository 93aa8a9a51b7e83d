/*
 * suppress.c - suppress() OVER (PARTITION BY ...): which counts of a list to
 * hide, given that their total is published.
 *
 * The decision needs the whole partition, whatever the frame: it is taken at
 * the partition's first row and kept for the others.
 */
#include "suppress.h"

#include "common/int.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "windowapi.h"

#define NO_COUNT 0xff

/* What was decided of a partition. */
typedef struct decision
{
	bool taken;
	uint8 of_total; /* NO_COUNT if there are no counts */
	int64 total;
	uint8 hiding[FLEXIBLE_ARRAY_MEMBER]; /* eh_hiding or NO_COUNT */
} decision;

void
eh_check_small_count(int64 count, int32 threshold)
{
	if (threshold < 2)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the threshold of suppress must be 2 or more"),
				errdetail("The threshold given is %d.", threshold),
				errhint("Counts from 1 to the threshold are hidden.  Were it "
						"1, a hidden count would be known to be 1.")));
	if (count < 0)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("suppress needs counts, which are not negative"),
				errdetail("The value given is " INT64_FORMAT ".", count),
				errhint("For changes and rates hide what was made of hidden "
						"counts: suppress_with().")));
}

int64
eh_add_counts(int64 a, int64 b)
{
	int64 sum;

	if (pg_add_s64_overflow(a, b, &sum))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						   errmsg("the total of the counts is out of range"),
						   errdetail("It is more than a bigint holds."),
						   errhint("Is a key given in place of a count?")));
	return sum;
}

static bool
poll_interrupts(void *arg)
{
	(void) arg;
	CHECK_FOR_INTERRUPTS();
	return false;
}

void
eh_hide_counts(
	eh_count_cell *cell, int64 n, int32 rows, int32 columns, int32 threshold)
{
	eh_control control = {0, poll_interrupts, NULL};
	eh_status status;
	void *work;

	if (n > EH_MOST_CELLS)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a table has too many cells to suppress"),
				errdetail("It may have %d; this one has " INT64_FORMAT ".",
					EH_MOST_CELLS, n),
				errhint("Are children counted by authority first?")));
	work = MemoryContextAllocHuge(
		CurrentMemoryContext, eh_suppress_work((int32) n, rows, columns));
	status =
		eh_suppress(cell, (int32) n, rows, columns, threshold, &control, work);
	pfree(work);
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of a suppression", (int) status);
}

/* The threshold, if it is an argument. */
static int32
threshold_of(FunctionCallInfo fcinfo, WindowObject window)
{
	bool is_null;
	Datum value;

	if (PG_NARGS() < 2)
		return EH_SMALL_COUNT;
	value = WinGetFuncArgCurrent(window, 1, &is_null);
	if (is_null || !get_fn_expr_arg_stable(fcinfo->flinfo, 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("the threshold of suppress is one number"),
						   errdetail("It is NULL, or it depends on the row."),
						   errhint("Write suppress(count, 5) OVER (...).")));
	return DatumGetInt32(value);
}

static void
decide(decision *d, WindowObject window, int64 rows, int32 threshold)
{
	eh_count_cell *cell = MemoryContextAllocHuge(
		CurrentMemoryContext, sizeof(*cell) * ((Size) rows + 1));
	int64 n = 0;

	eh_check_small_count(0, threshold);
	d->total = 0;
	for (int64 i = 0; i < rows; i++)
	{
		bool is_null;
		bool is_out;
		int64 count = DatumGetInt64(WinGetFuncArgInPartition(
			window, 0, (int) i, WINDOW_SEEK_HEAD, false, &is_null, &is_out));

		CHECK_FOR_INTERRUPTS();
		d->hiding[i] = is_null ? NO_COUNT : EH_SHOWN;
		if (is_null)
			continue;
		eh_check_small_count(count, threshold);
		d->total = eh_add_counts(d->total, count);
		cell[n++] = (eh_count_cell){.count = count};
	}
	cell[n] = (eh_count_cell){.count = d->total, .total = true};
	eh_hide_counts(cell, n + 1, 1, 1, threshold);
	d->of_total = n == 0 ? NO_COUNT : cell[n].hiding;
	n = 0;
	for (int64 i = 0; i < rows; i++)
	{
		if (d->hiding[i] != NO_COUNT)
			d->hiding[i] = cell[n++].hiding;
	}
	pfree(cell);
	d->taken = true;
}

static const decision *
decision_of(FunctionCallInfo fcinfo, WindowObject window)
{
	int64 rows = WinGetPartitionRowCount(window);
	decision *d;

	if (rows >= EH_MOST_CELLS)
		eh_hide_counts(NULL, rows + 1, 1, 1, 0);
	d = WinGetPartitionLocalMemory(
		window, offsetof(decision, hiding) + (Size) rows);
	if (!d->taken)
		decide(d, window, rows, threshold_of(fcinfo, window));
	return d;
}

static text *
cell_text(uint8 hiding, int64 count)
{
	return hiding == EH_SHOWN ? cstring_to_text(psprintf(INT64_FORMAT, count))
							  : cstring_to_text(EH_CONFIDENTIAL);
}

/* suppress(count [, threshold]) OVER (...) */
PG_FUNCTION_INFO_V1(eh_suppress_window);
Datum
eh_suppress_window(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	const decision *d = decision_of(fcinfo, window);
	bool is_null;
	Datum count = WinGetFuncArgCurrent(window, 0, &is_null);

	if (is_null)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cell_text(
		d->hiding[WinGetCurrentPosition(window)], DatumGetInt64(count)));
}

/* suppressed(count [, threshold]) OVER (...) */
PG_FUNCTION_INFO_V1(eh_suppressed_window);
Datum
eh_suppressed_window(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	const decision *d = decision_of(fcinfo, window);
	uint8 hiding = d->hiding[WinGetCurrentPosition(window)];

	if (hiding == NO_COUNT)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(hiding != EH_SHOWN);
}

/* suppress_total(count [, threshold]) OVER (...) */
PG_FUNCTION_INFO_V1(eh_suppress_total_window);
Datum
eh_suppress_total_window(PG_FUNCTION_ARGS)
{
	const decision *d = decision_of(fcinfo, PG_WINDOW_OBJECT());

	if (d->of_total == NO_COUNT)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cell_text(d->of_total, d->total));
}
