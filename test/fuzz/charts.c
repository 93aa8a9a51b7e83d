/*
 * charts.c - fuzz target: the decoder of charts, by wire.
 *
 * Whatever is taken must be written and read back the same, be drawn without a
 * number that is none, and be taken into another chart as what it is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "state/chart.h"

#include "fuzz.h"

static void *
get_memory(void *owner, size_t bytes)
{
	(void) owner;
	return calloc(1, bytes);
}

static void
free_memory(void *owner, void *given)
{
	(void) owner;
	free(given);
}

static const eh_arena arena = {get_memory, free_memory, NULL};

static void *
grow_text(void *owner, void *text, size_t bytes)
{
	(void) owner;
	return realloc(text, bytes);
}

/* Has each attribute of the name a value without NaN or infinity?  A label has
 * no quotes of its own in a picture, so it cannot look like one. */
static int
is_finite_in(const char *svg, const char *attribute)
{
	while ((svg = strstr(svg, attribute)) != NULL)
	{
		svg += strlen(attribute);
		for (; *svg != '"'; svg++)
		{
			if (strncmp(svg, "nan", 3) == 0 || strncmp(svg, "inf", 3) == 0)
				return 0;
		}
	}
	return 1;
}

/* Drawn, as a picture and as its recipe. */
static void
draw_chart(const eh_chart *flat)
{
	const char **labels = malloc(sizeof(char *) * ((size_t) flat->rows + 1));
	void *work = malloc(eh_chart_work(flat->rows));
	eh_writer svg = {.most = (size_t) 4 << 20, .grow = grow_text};
	eh_writer vega = svg;
	eh_dress dress = {.title = "Funnel", .width = 400, .thin = flat->rows % 2};
	eh_chart_data data;
	eh_status status;

	eh_chart_data_of(flat, labels, &data);
	status = eh_chart_svg(&data, &dress, work, &svg);
	demand(status == EH_OK || status == EH_ERANGE);
	if (status == EH_OK)
	{
		static const char *const number[] = {"x=\"", "y=\"", "width=\"",
			"height=\"", "r=\"", "d=\"", "points=\"", "transform=\""};

		demand(strncmp(svg.text, "<svg ", 5) == 0);
		for (size_t i = 0; i < sizeof(number) / sizeof(*number); i++)
			demand(is_finite_in(svg.text, number[i]));
	}
	status = eh_chart_vega(&data, &dress, work, &vega);
	demand(status == EH_OK || status == EH_ERANGE);
	demand(status != EH_OK || vega.text[0] == '{');
	free(svg.text);
	free(vega.text);
	free(labels);
	free(work);
}

static void
use_chart(const uint8_t *wire, size_t bytes)
{
	const char *why = NULL;
	eh_chart_rows rows;
	eh_chart *flat;
	uint8_t *again;
	size_t n;

	if (eh_chart_wire_length(wire, bytes, &n, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	flat = calloc(1, n);
	if (eh_chart_from_wire(wire, bytes, flat, &why) == EH_OK)
	{
		demand(eh_chart_wire_size(flat) == bytes);
		again = malloc(bytes);
		eh_chart_to_wire(flat, again);
		demand(memcmp(again, wire, bytes) == 0);
		free(again);
		draw_chart(flat);
		eh_chart_rows_init(&rows, (eh_chart_kind) flat->kind);
		demand(eh_chart_rows_merge(&rows, &arena, flat) == EH_OK);
		demand(rows.rows == flat->rows && rows.missing == flat->missing);
		free(rows.value);
		free(rows.text);
	}
	else
		demand(why != NULL);
	free(flat);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	use_chart(data, size);
	return 0;
}
