/*
 * chart_vega_others.c - the other kinds as Vega-Lite.
 */
#include <math.h>
#include <stdio.h>

#include "chart_vega.h"
#include "chart_tile_places.h"

/* Vega's width is that of the area between the axes; this is about theirs. */
#define AXIS 110.0

static void
size(eh_plot *p, double height)
{
	eh_writef(p->w, ",\"width\":%.0f,\"height\":%.0f",
		fmax(100.0, p->width - AXIS), height);
}

static void
values_begin(eh_plot *p)
{
	eh_write(p->w, "\"data\":{\"values\":[");
}

/* --- funnel ------------------------------------------------------------------ */

static void
funnel_points(eh_plot *p)
{
	eh_write(p->w, "{");
	values_begin(p);
	for (int32_t i = 0; i < p->drawn; i++)
	{
		int32_t row = p->order[i];
		double n = eh_cell(p, row, 1);

		eh_write(p->w, i == 0 ? "\n{" : ",\n{");
		eh_vega_words(p, true, "label", p->d->label[row]);
		eh_vega_number(p, false, "cases", n);
		eh_vega_number(p, false, "events", eh_cell(p, row, 0));
		eh_vega_number(p, false, "share", eh_cell(p, row, 0) / n);
		eh_vega_words(p, false, "zone", eh_funnel_zone(p, row));
		eh_write(p->w, "}");
	}
	eh_write(p->w,
		"]},\"mark\":{\"type\":\"point\",\"filled\":true,\"opacity\":0.9},"
		"\"encoding\":{\"x\":{\"field\":\"cases\",\"type\":\"quantitative\","
		"\"axis\":{\"title\":\"Number of cases\"},\"scale\":{\"nice\":false,"
		"\"domain\":[");
	eh_write_exact(p->w, p->x.low);
	eh_write(p->w, ",");
	eh_write_exact(p->w, p->x.high);
	eh_writef(p->w, "],\"type\":\"%s\"", p->x.log ? "log" : "linear");
	eh_write(p->w, "}},\"y\":{\"field\":\"share\",\"type\":\"quantitative\","
				   "\"axis\":{\"format\":\"%\",\"title\":");
	eh_write_json(p->w, eh_plot_units(p));
	eh_write(p->w, "},\"scale\":{\"zero\":false,\"nice\":false,\"domain\":[");
	eh_write_exact(p->w, p->y.low);
	eh_write(p->w, ",");
	eh_write_exact(p->w, p->y.high);
	eh_write(p->w,
		"]}},\"color\":{\"field\":\"zone\",\"type\":\"nominal\",\"scale\":{"
		"\"domain\":[\"within\",\"outside 95%\",\"outside 99.8%\"],\"range\":["
		"\"" EH_BLUE "\",\"" EH_GREEN "\",\"" EH_VERMILION "\"]},\"legend\":{"
		"\"title\":null,\"orient\":\"top\"}},\"shape\":{\"field\":\"zone\","
		"\"type\":\"nominal\",\"scale\":{\"domain\":[\"within\","
		"\"outside 95%\",\"outside 99.8%\"],\"range\":[\"circle\",\"square\","
		"\"triangle-up\"]}},\"tooltip\":[{\"field\":\"label\"},{\"field\":"
		"\"events\"},{\"field\":\"cases\"},{\"field\":\"share\",\"format\":"
		"\".1%\"}]}}");
}

void
eh_funnel_vega(eh_plot *p)
{
	size(p, p->body);
	eh_write(p->w, ",\"layer\":[\n");
	funnel_points(p);
	if (p->drawn > 0)
	{
		eh_write(p->w, ",\n{");
		values_begin(p);
		for (int i = 0; i < 60; i++)
		{
			eh_write(p->w, i == 0 ? "\n{" : ",\n{");
			eh_funnel_limits_fields(p, i / 59.0);
			eh_write(p->w, "}");
		}
		eh_write(p->w,
			"]},\"transform\":[{\"fold\":[\"low_95\",\"high_95\","
			"\"low_998\",\"high_998\",\"average\"],\"as\":[\"which\","
			"\"limit\"]}],\"mark\":{\"type\":\"line\",\"clip\":true,\"color\":"
			"\"" EH_GREY "\",\"strokeWidth\":1},\"encoding\":{\"x\":{\"field\":"
			"\"cases\",\"type\":\"quantitative\"},\"y\":{\"field\":\"limit\","
			"\"type\":\"quantitative\"},\"detail\":{\"field\":\"which\","
			"\"type\":\"nominal\"}}}");
	}
	eh_write(p->w, "]");
}

/* --- spend ------------------------------------------------------------------- */

void
eh_spend_vega(eh_plot *p)
{
	eh_write(p->w, ",");
	values_begin(p);
	for (int32_t i = 0; i < p->drawn; i++)
	{
		double early = p->a[i], late = p->b[i];
		bool parts = early >= 0.0 && late >= 0.0 && early + late > 0.0;

		eh_write(p->w, i == 0 ? "\n{" : ",\n{");
		eh_vega_number(p, true, "year", eh_cell(p, p->order[i], 0));
		eh_vega_number(p, false, "Early", early);
		eh_vega_number(p, false, "Late", late);
		eh_vega_number(p, false, "share", parts ? early / (early + late) : NAN);
		eh_write(p->w, "}");
	}
	eh_write(p->w,
		"]},\"vconcat\":[\n{\"transform\":[{\"fold\":[\"Early\",\"Late\"],"
		"\"as\":[\"part\",\"amount\"]}],\"mark\":{\"type\":\"line\",\"point\":"
		"true},\"encoding\":{\"x\":{\"field\":\"year\",\"type\":"
		"\"quantitative\",\"axis\":{\"format\":\"d\",\"tickMinStep\":1,"
		"\"title\":null},\"scale\":{\"zero\":false,\"nice\":false}},\"y\":{"
		"\"field\":\"amount\",\"type\":\"quantitative\",\"axis\":{\"format\":"
		"\"~s\",\"title\":");
	eh_write_json(p->w, eh_plot_units(p));
	eh_write(p->w,
		"}},\"color\":{\"field\":\"part\",\"type\":\"nominal\",\"scale\":{"
		"\"domain\":[\"Early\",\"Late\"],\"range\":[\"" EH_BLUE
		"\",\"" EH_VERMILION "\"]},\"legend\":{\"title\":null,\"orient\":"
		"\"top\"}},\"strokeDash\":{\"field\":\"part\",\"type\":\"nominal\","
		"\"legend\":null}}");
	size(p, p->body * 0.5);
	eh_write(p->w,
		"},\n{\"mark\":{\"type\":\"line\",\"point\":true,\"color\":"
		"\"" EH_GREEN "\"},\"encoding\":{\"x\":{\"field\":\"year\",\"type\":"
		"\"quantitative\",\"axis\":{\"format\":\"d\",\"tickMinStep\":1,"
		"\"title\":\"Financial year ending\"},\"scale\":{\"zero\":false,"
		"\"nice\":false}},\"y\":{\"field\":\"share\",\"type\":"
		"\"quantitative\",\"axis\":{\"format\":\"%\",\"title\":\"Early, as a "
		"share of both\"},\"scale\":{\"zero\":true}}}");
	size(p, p->body * 0.25);
	eh_write(p->w, "}]");
}

/* --- survival ----------------------------------------------------------------- */

static void
survival_row(eh_plot *p, const char *name, const double *row, bool first)
{
	eh_write(p->w, first ? "\n{" : ",\n{");
	eh_vega_words(p, true, "curve", name);
	eh_vega_number(p, false, "days", row[EH_DAYS]);
	eh_vega_number(p, false, "left", row[EH_LEFT]);
	eh_vega_number(p, false, "low", row[EH_LEFT_LOW]);
	eh_vega_number(p, false, "high", row[EH_LEFT_HIGH]);
	eh_vega_number(p, false, "at risk", row[EH_AT_RISK]);
	eh_write(p->w, "}");
}

void
eh_survival_vega(eh_plot *p)
{
	const char *name = "";
	int curve = -1;
	bool first = true;

	size(p, p->body * 0.75);
	eh_write(p->w, ",");
	values_begin(p);
	for (int32_t i = 0; i < p->d->rows; i++)
	{
		const double *row = p->d->value + (size_t) i * EH_SURVIVAL_COLUMNS;

		if ((int) row[EH_CURVE] != curve)
		{
			const double start[EH_SURVIVAL_COLUMNS] = {
				row[EH_CURVE], 0, 0, 1, 1, 1, NAN};

			curve = (int) row[EH_CURVE];
			name = p->d->label[i];
			survival_row(p, name, start, first);
			first = false;
		}
		survival_row(p, name, row, false);
	}
	eh_write(p->w,
		"]},\"encoding\":{\"x\":{\"field\":\"days\",\"type\":"
		"\"quantitative\",\"axis\":{\"title\":\"Days\"}},\"color\":{\"field\":"
		"\"curve\",\"type\":\"nominal\",\"scale\":{\"range\":[\"" EH_BLUE
		"\",\"" EH_VERMILION "\",\"" EH_GREEN "\",\"" EH_PURPLE "\",\"" EH_INK
		"\",\"" EH_AXIS "\"]},\"legend\":{\"title\":null,\"orient\":\"top\"}}},"
		"\"layer\":[\n{\"mark\":{\"type\":\"area\",\"interpolate\":"
		"\"step-after\",\"opacity\":0.2},\"encoding\":{\"y\":{\"field\":"
		"\"low\",\"type\":\"quantitative\",\"axis\":{\"format\":\"%\","
		"\"title\":");
	eh_write_json(p->w, eh_plot_units(p));
	eh_write(p->w,
		"},\"scale\":{\"domain\":[0,1]}},\"y2\":{\"field\":\"high\"}}},\n"
		"{\"mark\":{\"type\":\"line\",\"interpolate\":\"step-after\"},"
		"\"encoding\":{\"y\":{\"field\":\"left\",\"type\":\"quantitative\"},"
		"\"strokeDash\":{\"field\":\"curve\",\"type\":\"nominal\",\"legend\":"
		"null},\"tooltip\":[{\"field\":\"curve\"},{\"field\":\"days\"},{"
		"\"field\":\"left\",\"format\":\".1%\"},{\"field\":\"at risk\"}]}}]");
}

/* --- tiles --------------------------------------------------------------------- */

void
eh_tiles_vega(eh_plot *p)
{
	const char *place = "\"x\":{\"field\":\"column\",\"type\":\"ordinal\","
						"\"axis\":null},\"y\":{\"field\":\"row\",\"type\":"
						"\"ordinal\",\"axis\":null}";
	bool first = true;

	eh_writef(p->w, ",\"width\":%.0f,\"height\":%.0f,", 32.0 * EH_TILE_COLUMNS,
		32.0 * EH_TILE_ROWS);
	values_begin(p);
	for (int k = 0; k < EH_TILE_PLACES; k++)
	{
		const eh_tile_place *t = &eh_tile_places[k];

		for (int32_t i = 0; i < p->drawn; i++)
		{
			int32_t row = p->order[i];

			if (eh_cell(p, row, 0) != t->code)
				continue;
			eh_write(p->w, first ? "\n{" : ",\n{");
			eh_vega_number(p, true, "la_code", t->code);
			eh_vega_words(p, false, "name", t->name);
			eh_vega_words(p, false, "brief", t->brief);
			eh_vega_number(p, false, "column", t->column);
			eh_vega_number(p, false, "row", t->row);
			eh_vega_number(p, false, "value", eh_cell(p, row, 1));
			eh_write(p->w, "}");
			first = false;
		}
	}
	eh_write(p->w, "]},\"encoding\":{");
	eh_write(p->w, place);
	eh_write(p->w, "},\"layer\":[\n{\"mark\":{\"type\":\"rect\",\"stroke\":"
				   "\"white\"},\"encoding\":{\"color\":{\"field\":\"value\","
				   "\"type\":\"quantitative\",\"scale\":{\"type\":"
				   "\"quantile\",\"range\":[\"#eff3ff\","
				   "\"#bdd7e7\",\"#85bcdb\",\"#6baed6\",\"#4292c6\"]},"
				   "\"legend\":{\"title\":");
	eh_write_json(p->w, eh_plot_units(p));
	eh_write(p->w, "}},\"tooltip\":[{\"field\":\"name\"},{\"field\":"
				   "\"la_code\"},{\"field\":\"value\"}]}},\n{\"mark\":{"
				   "\"type\":\"text\",\"fontSize\":9,\"color\":\"" EH_INK
				   "\"},\"encoding\":{\"text\":{\"field\":\"brief\"}}}]");
}
