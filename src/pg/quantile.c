/*
 * quantile.c - quantile_band(), a window function: the band of each row among
 * those of its partition.
 *
 * The first row of a partition reads all of it and works every band out; the
 * others look theirs up.
 */
#include "compat.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"
#include "windowapi.h"

#include "core/quantile.h"
#include "log.h"

typedef struct partition
{
	bool filled;
	int32 band[FLEXIBLE_ARRAY_MEMBER]; /* 0: none */
} partition;

static void
check_bands(bool null, int32 k)
{
	if (null || k < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("k must be 1 or more"),
						   null ? errdetail("The number of bands is NULL.")
								: errdetail("The number of bands is %d.", k),
						   errhint("Write 5 for fifths, 10 for tenths.")));
}

static double
value_at(WindowObject window, int64 i)
{
	bool null, outside;
	Datum d = WinGetFuncArgInPartition(
		window, 0, (int) i, WINDOW_SEEK_HEAD, false, &null, &outside);
	double value;

	if (null || outside)
		return NAN;
	value = DatumGetFloat8(d);
	if (!isfinite(value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("a value to be put in a band must be finite"),
						   errdetail("The row has value = %.15g.", value),
						   errhint("A value that is not known is NULL.")));
	return value;
}

static void
fill(WindowObject window, partition *p, int64 rows, int32 k, bool highest)
{
	double *value =
		MemoryContextAllocHuge(CurrentMemoryContext, rows * sizeof(double));
	void *work = MemoryContextAllocHuge(
		CurrentMemoryContext, eh_quantile_bands_work(rows));
	eh_control control = eh_log_control();

	for (int64 i = 0; i < rows; i++)
	{
		CHECK_FOR_INTERRUPTS();
		value[i] = value_at(window, i);
	}
	if (eh_quantile_bands(value, rows, k, highest, &control, work, p->band) !=
		EH_OK)
		elog(ERROR, "bands could not be worked out");
	pfree(work);
	pfree(value);
	p->filled = true;
}

/* quantile_band(value, k, highest_first) OVER (PARTITION BY ...) */
PG_FUNCTION_INFO_V1(eh_quantile_band);
Datum
eh_quantile_band(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	int64 rows = WinGetPartitionRowCount(window);
	partition *p = WinGetPartitionLocalMemory(
		window, offsetof(partition, band) + sizeof(int32) * rows);
	int32 band;

	if (!p->filled)
	{
		bool null, null_order;
		int32 k = DatumGetInt32(WinGetFuncArgCurrent(window, 1, &null));
		bool highest =
			DatumGetBool(WinGetFuncArgCurrent(window, 2, &null_order));

		check_bands(null, k);
		fill(window, p, rows, k, null_order || highest);
	}
	band = p->band[WinGetCurrentPosition(window)];
	if (band == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(band);
}
