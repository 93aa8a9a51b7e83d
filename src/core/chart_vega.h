/*
 * chart_vega.h - pieces of a Vega-Lite specification.
 */
#ifndef EH_CHART_VEGA_H
#define EH_CHART_VEGA_H

#include "chart_plot.h"

extern void eh_vega_words(
	eh_plot *p, bool first, const char *name, const char *words);
extern void eh_vega_number(eh_plot *p, bool first, const char *name, double v);

#endif
