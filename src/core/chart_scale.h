/*
 * chart_scale.h - from values to pixels, and where the ticks stand.
 */
#ifndef EH_CHART_SCALE_H
#define EH_CHART_SCALE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct eh_scale
{
	bool log;
	double low, high; /* values, low < high */
	double from, to;  /* their pixels */
} eh_scale;

#define EH_TICKS_MOST 24
#define EH_NUMBER 32

typedef struct eh_ticks
{
	int n;
	double at[EH_TICKS_MOST];
	double step; /* of linear ticks; 0 where each is written by itself */
} eh_ticks;

extern double eh_scale_at(const eh_scale *s, double v);
extern void eh_ticks_linear(double low, double high, int most, eh_ticks *out);
extern void eh_ticks_whole(double low, double high, int most, eh_ticks *out);
extern void eh_ticks_log(double low, double high, int most, eh_ticks *out);
extern void eh_ticks_counts(double low, double high, int most, eh_ticks *out);
extern void eh_ticks_days(double high, int most, eh_ticks *out);
extern void eh_scale_round(eh_scale *s, int most, eh_ticks *ticks);
extern void eh_number(double v, double step, char out[EH_NUMBER]);
extern void eh_number_short(double v, char out[EH_NUMBER]);

#endif
