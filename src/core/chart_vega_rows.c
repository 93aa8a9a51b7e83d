/*
 * chart_vega_rows.c - estimates with limits as Vega-Lite.
 *
 * A limit that is open ends where the axis does.
 */
#include <math.h>
#include <stdio.h>

#include "chart_vega.h"

static double
within(double v, double low, double high)
{
	return fmin(fmax(v, low), high);
}

static void
rows(eh_plot *p)
{
	char words[EH_FIGURES];

	eh_write(p->w, ",\"data\":{\"values\":[");
	for (int32_t i = 0; i < p->drawn; i++)
	{
		int32_t row = p->order[i];
		double low = eh_rows_value(p, row, 1);
		double high = eh_rows_value(p, row, 2);
		bool none = isnan(low) && isnan(high);

		eh_write(p->w, i == 0 ? "\n{" : ",\n{");
		eh_vega_number(p, true, "row", i + 1.0);
		eh_vega_words(p, false, "label", p->d->label[row]);
		eh_vega_number(p, false, "estimate", eh_rows_value(p, row, 0));
		eh_vega_number(p, false, "low",
			none ? NAN
				 : within(isnan(low) ? -INFINITY : low, p->x.low, p->x.high));
		eh_vega_number(p, false, "high",
			none ? NAN
				 : within(isnan(high) ? INFINITY : high, p->x.low, p->x.high));
		eh_vega_words(p, false, "figures", eh_rows_words(p, row, words));
		eh_vega_words(p, false, "limits",
			eh_rows_side(p, row) != 0 ? "exclude the line"
									  : "include the line");
		eh_write(p->w, "}");
	}
	eh_write(p->w, "]}");
}

/* The axis of x, once; the layers after it share it. */
static void
axis(eh_plot *p)
{
	eh_write(p->w, "\"type\":\"quantitative\",\"scale\":{");
	if (p->x.log)
		eh_write(p->w, "\"type\":\"log\",\"base\":2,");
	else
		eh_write(p->w, "\"zero\":false,");
	eh_write(p->w, "\"nice\":false,\"domain\":[");
	eh_write_exact(p->w, p->x.low);
	eh_write(p->w, ",");
	eh_write_exact(p->w, p->x.high);
	eh_write(p->w, "]},\"axis\":{\"title\":");
	eh_write_json(p->w, eh_plot_units(p));
	eh_write(p->w, ",\"format\":\"~g\",\"values\":[");
	for (int i = 0; i < p->xt.n; i++)
	{
		eh_write(p->w, i > 0 ? "," : "");
		eh_write_exact(p->w, p->xt.at[i]);
	}
	eh_write(p->w, "]}");
}

void
eh_rows_vega(eh_plot *p)
{
	const char *y =
		"\"y\":{\"field\":\"label\",\"type\":\"nominal\",\"sort\":{"
		"\"field\":\"row\"},\"axis\":{\"title\":null,\"labelLimit\":"
		"240}}";

	if (p->x.log)
		eh_ticks_log(p->x.low, p->x.high, 9, &p->xt);
	else
		eh_ticks_linear(p->x.low, p->x.high, 8, &p->xt);
	eh_writef(p->w, ",\"width\":%.0f,\"height\":{\"step\":%d}",
		fmax(100.0, 0.6 * p->width), p->drawn > 40 ? 11 : 20);
	rows(p);
	eh_write(p->w, ",\"layer\":[\n{\"mark\":{\"type\":\"rule\",\"color\":"
				   "\"" EH_BLUE "\"},\"encoding\":{");
	eh_write(p->w, y);
	eh_write(p->w, ",\"x\":{\"field\":\"low\",");
	axis(p);
	eh_write(p->w, "},\"x2\":{\"field\":\"high\"}}},\n"
				   "{\"mark\":{\"type\":\"point\",\"filled\":true,\"size\":55,"
				   "\"opacity\":1,\"color\":\"" EH_BLUE "\"},\"encoding\":{");
	eh_write(p->w, y);
	eh_write(p->w,
		",\"x\":{\"field\":\"estimate\",\"type\":\"quantitative\"},"
		"\"shape\":{\"field\":\"limits\",\"type\":\"nominal\",\"scale\":{"
		"\"domain\":[\"exclude the line\",\"include the line\"],\"range\":["
		"\"circle\",\"diamond\"]},\"legend\":{\"title\":\"limits\",\"orient\":"
		"\"top\"}},\"tooltip\":[{\"field\":\"label\"},{\"field\":\"figures\"}]}"
		"},\n"
		"{\"data\":{\"values\":[{\"line\":");
	eh_write_exact(p->w, p->fact[0]);
	eh_write(p->w, "}]},\"mark\":{\"type\":\"rule\",\"strokeDash\":[4,3]},"
				   "\"encoding\":{\"x\":{\"field\":\"line\",\"type\":"
				   "\"quantitative\"}}}]");
}
