/*
 * survival.c - the Kaplan-Meier estimate.
 *
 * V1  At risk at t are those with entry < t <= time; without entries, all
 *     with t <= time.  At equal times events come before censoring.
 * V2  surv at t is the product over events' times up to t of 1 - d/n, in
 *     double-double; once all at risk have had the event it is 0, and stays.
 * V3  The standard error is surv sqrt(sum d / (n (n - d))) (Greenwood).
 *     Where surv is 0 it does not exist, nor do limits.
 * V4  Limits at a level are surv exp(-/+ z s), at most 1, with s the root of
 *     that sum (log); or surv^exp(+/- z s / log surv) (log-log), which where
 *     surv is 1 do not exist.
 * V5  The median is the first time at which surv is one half or less, and its
 *     limits the first at which the curve's limits are; those it never
 *     reaches do not exist.  (Where surv is exactly one half for a while, R
 *     takes the middle of that while.)
 * V6  The probability at a time past the last exit is that of the last row
 *     if it is 0, else it does not exist.
 *
 * Kaplan and Meier (1958), Journal of the American Statistical Association
 * 53, 457-481; with late entry, Tsai, Jewell and Wang (1987), Biometrika 74,
 * 883-886.  Checked against R's survival::survfit() in test/unit/survival.c.
 */
#include "survival.h"

#include <math.h>
#include <string.h>

void
eh_survival_rewind(eh_survival *curve)
{
	curve->at = 0;
	curve->at_risk = curve->from_start;
	curve->surv = (eh_dd){1.0, 0.0};
	curve->greenwood = (eh_dd){0.0, 0.0};
}

/*
 * point	in use as long as curve; times rise, and no more leave than are there
 */
void
eh_survival_begin(
	const eh_survival_point *point, size_t points, eh_survival *curve)
{
	*curve = (eh_survival){.point = point, .points = points};
	for (size_t i = 0; i < points; i++)
		curve->from_start +=
			point[i].events + point[i].censored - point[i].entered;
	eh_survival_rewind(curve);
}

/* V1, V2: the next point is behind, and those of it come or go. */
static void
pass(eh_survival *curve)
{
	const eh_survival_point *p = &curve->point[curve->at++];
	double n = (double) curve->at_risk;
	double d = (double) p->events;

	if (p->events > 0)
		curve->surv = eh_dd_mul(
			curve->surv, eh_dd_div((eh_dd){n - d, 0.0}, (eh_dd){n, 0.0}));
	if (p->events > 0 && n > d)
		curve->greenwood = eh_dd_add_double(curve->greenwood, d / n / (n - d));
	curve->at_risk += p->entered - p->events - p->censored;
}

static void
set_row(const eh_survival *curve, eh_survival_row *row)
{
	row->surv = curve->surv.hi;
	row->greenwood = curve->surv.hi > 0.0 ? curve->greenwood.hi : NAN;
	row->std_error = row->surv * sqrt(row->greenwood);
}

/* The next time with an event; false after the last. */
bool
eh_survival_next(eh_survival *curve, eh_survival_row *row)
{
	const eh_survival_point *p;

	while (curve->at < curve->points && curve->point[curve->at].events == 0)
		pass(curve);
	if (curve->at == curve->points)
		return false;
	p = &curve->point[curve->at];
	row->time = p->time;
	row->n_event = p->events;
	row->n_risk = curve->at_risk;
	pass(curve);
	set_row(curve, row);
	row->n_censored = p->censored;
	for (size_t i = curve->at; i < curve->points && curve->point[i].events == 0;
		 i++)
		row->n_censored += curve->point[i].censored;
	return true;
}

/* Limits of surv; NaN where they do not exist (V3, V4). */
eh_status
eh_survival_limits(const eh_survival_row *row, double level,
	eh_survival_limits_kind kind, eh_limits *out)
{
	double half;

	if (!eh_level_valid(level))
		return EH_EDOMAIN;
	half = eh_normal_quantile(level) * sqrt(row->greenwood);
	if (kind == EH_SURVIVAL_LOG)
	{
		out->low = row->surv * exp(-half);
		out->high = row->surv * exp(half);
		if (out->high > 1.0)
			out->high = 1.0;
	}
	else
	{
		double log_surv = log(row->surv);

		half = row->surv < 1.0 ? half / log_surv : NAN;
		out->low = exp(log_surv * exp(-half));
		out->high = exp(log_surv * exp(half));
	}
	return EH_OK;
}

/* Is a time past the last exit? */
static bool
past_all(const eh_survival *curve, double time)
{
	size_t last = curve->points;

	while (last > 0 && curve->point[last - 1].events == 0 &&
		   curve->point[last - 1].censored == 0)
		last--;
	return last == 0 || time > curve->point[last - 1].time;
}

/*
 * The curve at any time, from its beginning: the step before it, with those
 * at risk at the time itself.  The curve is rewound.
 */
eh_status
eh_survival_at(eh_survival *curve, double time, eh_survival_row *row)
{
	const eh_survival_point *p = curve->point;

	if (!isfinite(time))
		return EH_EDOMAIN;
	eh_survival_rewind(curve);
	memset(row, 0, sizeof(*row));
	while (curve->at < curve->points && p[curve->at].time < time)
		pass(curve);
	row->time = time;
	row->n_risk = curve->at_risk;
	if (curve->at < curve->points && p[curve->at].time == time)
	{
		row->n_event = p[curve->at].events;
		pass(curve);
	}
	set_row(curve, row);
	if (past_all(curve, time) && row->surv > 0.0)
		row->surv = row->greenwood = row->std_error = NAN;
	eh_survival_rewind(curve);
	return EH_OK;
}

/* The first time at which a share p or less is left; NaN where none. */
eh_status
eh_survival_quantile(eh_survival *curve, double p, double level,
	eh_survival_limits_kind kind, double *time, eh_limits *limits)
{
	eh_survival_row row;

	if (!(p > 0.0 && p < 1.0) || !eh_level_valid(level))
		return EH_EDOMAIN;
	*time = limits->low = limits->high = NAN;
	eh_survival_rewind(curve);
	while (isnan(*time) || isnan(limits->high))
	{
		eh_limits band;
		eh_status status;

		if (!eh_survival_next(curve, &row))
			break;
		status = eh_survival_limits(&row, level, kind, &band);
		if (status != EH_OK)
			return status;
		if (isnan(*time) && row.surv <= p)
			*time = row.time;
		if (isnan(limits->low) && band.low <= p)
			limits->low = row.time;
		if (isnan(limits->high) && band.high <= p)
			limits->high = row.time;
	}
	eh_survival_rewind(curve);
	return EH_OK;
}
