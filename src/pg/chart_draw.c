/*
 * chart_draw.c - a chart as text: svg() and vega_lite().
 */
#include "chart.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* What Power BI takes as a picture in a column, in characters. */
#define POWER_BI 32766
#define MOST_BYTES ((size_t) 64 << 20)

static void *
grow(void *owner, void *text, size_t bytes)
{
	(void) owner;
	return text == NULL ? palloc(bytes) : repalloc(text, bytes);
}

static const char *
words(FunctionCallInfo fcinfo, int n)
{
	text *t;
	char *s;
	char *utf8;

	if (PG_ARGISNULL(n))
		return NULL;
	t = PG_GETARG_TEXT_PP(n);
	s = text_to_cstring(t);
	utf8 = pg_server_to_any(s, (int) strlen(s), PG_UTF8);
	if (strlen(utf8) > 4000)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a chart's words are too long"),
				errdetail("Argument %d has %zu bytes; 4000 are the most.",
					n + 1, strlen(utf8)),
				errhint("What takes a page belongs under the chart, not in "
						"it.")));
	return utf8;
}

static int
side(FunctionCallInfo fcinfo, int n, const char *name)
{
	int32 v;

	if (PG_ARGISNULL(n))
		return 0;
	v = PG_GETARG_INT32(n);
	if (v < EH_CHART_LEAST_SIDE || v > EH_CHART_MOST_SIDE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						   errmsg("%s must lie between %d and %d", name,
							   EH_CHART_LEAST_SIDE, EH_CHART_MOST_SIDE),
						   errdetail("The value given is %d.", v),
						   errhint("It is in pixels: 640 for a page, 360 for a "
								   "phone.")));
	return v;
}

/* title, subtitle, units, source, width, height: arguments 1 to 6 */
static void
read_dress(FunctionCallInfo fcinfo, eh_dress *dress)
{
	memset(dress, 0, sizeof(*dress));
	dress->title = words(fcinfo, 1);
	dress->subtitle = words(fcinfo, 2);
	dress->units = words(fcinfo, 3);
	dress->source = words(fcinfo, 4);
	dress->width = side(fcinfo, 5, "width");
	dress->height = side(fcinfo, 6, "height");
}

typedef eh_status (*drawing)(
	const eh_chart_data *, const eh_dress *, void *, eh_writer *);

static void
draw_into(
	const eh_chart *flat, const eh_dress *dress, drawing draw, eh_writer *w)
{
	const char **labels = palloc(sizeof(char *) * ((Size) flat->rows + 1));
	void *work = palloc(eh_chart_work(flat->rows));
	eh_chart_data data;
	eh_status status;

	eh_chart_data_of(flat, labels, &data);
	w->used = 0;
	w->status = EH_OK;
	w->most = MOST_BYTES;
	w->grow = grow;
	status = draw(&data, dress, work, w);
	if (status == EH_ERANGE)
		ereport(
			ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("the chart is too large"),
					   errdetail("A chart's text has %zu MB at most.",
						   MOST_BYTES >> 20),
					   errhint("Draw fewer rows, or shorten their labels.")));
	if (status != EH_OK)
		elog(ERROR, "unexpected status %d of a chart", (int) status);
	pfree(work);
	pfree(labels);
}

/* svg(chart, title, subtitle, units, source, width, height, thin) */
PG_FUNCTION_INFO_V1(eh_chart_to_svg);
Datum
eh_chart_to_svg(PG_FUNCTION_ARGS)
{
	eh_writer w = {0};
	const eh_chart *flat;
	eh_dress dress;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	flat = PG_GETARG_EH_CHART(0);
	read_dress(fcinfo, &dress);
	dress.thin = !PG_ARGISNULL(7) && PG_GETARG_BOOL(7);
	draw_into(flat, &dress, eh_chart_svg, &w);
	if (PG_ARGISNULL(7) && w.used > POWER_BI)
	{
		dress.thin = true;
		draw_into(flat, &dress, eh_chart_svg, &w);
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(w.text, (int) w.used));
}

/* vega_lite(chart, title, subtitle, units, source, width, height) */
PG_FUNCTION_INFO_V1(eh_chart_to_vega_lite);
Datum
eh_chart_to_vega_lite(PG_FUNCTION_ARGS)
{
	eh_writer w = {0};
	eh_dress dress;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	read_dress(fcinfo, &dress);
	draw_into(PG_GETARG_EH_CHART(0), &dress, eh_chart_vega, &w);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(w.text, (int) w.used));
}
