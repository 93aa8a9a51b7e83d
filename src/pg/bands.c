/*
 * bands.c - quartile_band() OVER (...): which quarter of its peers a value
 * is in.
 *
 * The quartiles are of the whole partition, whatever the frame: they are
 * taken at the partition's first row and kept for the others.
 */
#include "compat.h"

#include <limits.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "windowapi.h"

#include "core/band.h"

typedef struct quartiles
{
	bool taken;
	bool any;
	double q[3];
} quartiles;

static pg_noinline void
error_polarity(const text *polarity)
{
	ereport(ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown polarity \"%.40s\"", text_to_cstring(polarity)),
			errdetail("It is 'high' where high values are good, 'low' where "
					  "low ones are."),
			errhint("Where neither is, leave polarity NULL: there is no "
					"band.")));
}

static bool
is_word(const text *t, const char *word)
{
	return VARSIZE_ANY_EXHDR(t) == strlen(word) &&
		   pg_strncasecmp(VARDATA_ANY(t), word, strlen(word)) == 0;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

static void
take_quartiles(quartiles *q, WindowObject window)
{
	int64 rows = WinGetPartitionRowCount(window);
	double *value = MemoryContextAllocHuge(
		CurrentMemoryContext, sizeof(*value) * (Size) rows);
	size_t n = 0;

	if (rows > INT_MAX)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a partition has too many rows for quartile_band"),
				errdetail("It has " INT64_FORMAT ".", rows),
				errhint("PARTITION BY year and indicator.")));
	for (int64 i = 0; i < rows; i++)
	{
		bool is_null;
		bool is_out;
		Datum x = WinGetFuncArgInPartition(
			window, 0, (int) i, WINDOW_SEEK_HEAD, false, &is_null, &is_out);

		CHECK_FOR_INTERRUPTS();
		if (is_null)
			continue;
		value[n] = DatumGetFloat8(x);
		if (!isfinite(value[n]))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							   errmsg("quartile_band needs finite numbers"),
							   errdetail("The value given is %g.", value[n]),
							   errhint("Leave an unknown figure NULL.")));
		n++;
	}
	qsort(value, n, sizeof(*value), by_size);
	q->any = n > 0;
	if (q->any)
		eh_quartiles(value, n, q->q);
	pfree(value);
	q->taken = true;
}

/* quartile_band(value, polarity) OVER (...) */
PG_FUNCTION_INFO_V1(eh_quartile_band_window);
Datum
eh_quartile_band_window(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	quartiles *q = WinGetPartitionLocalMemory(window, sizeof(*q));
	const text *polarity;
	bool no_value;
	bool no_polarity;
	bool high;
	char band;
	Datum x;
	Datum word;

	if (!q->taken)
		take_quartiles(q, window);
	x = WinGetFuncArgCurrent(window, 0, &no_value);
	word = WinGetFuncArgCurrent(window, 1, &no_polarity);
	if (no_polarity)
		PG_RETURN_NULL();
	polarity = DatumGetTextPP(word);
	/* the tool's own mark of indicators that are neither */
	if (is_word(polarity, "-"))
		PG_RETURN_NULL();
	high = is_word(polarity, "high");
	if (!high && !is_word(polarity, "low"))
		error_polarity(polarity);
	if (no_value)
		PG_RETURN_NULL();
	band = eh_quartile_band(q->q, DatumGetFloat8(x), high);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(&band, 1));
}
