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

#include "radix.h"

#define SIGN (UINT64_C(1) << 63)

/* Numbers as keys of the same order. */
static uint64_t
key_of(double v)
{
	uint64_t bits;

	v += 0.0; /* not minus nought */
	memcpy(&bits, &v, sizeof(bits));
	return (bits & SIGN) != 0 ? ~bits : bits | SIGN;
}

static double
number_of(uint64_t key)
{
	uint64_t bits = (key & SIGN) != 0 ? key & ~SIGN : ~key;
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

/* Bytes of work for n durations, aligned as malloc() aligns. */
size_t
eh_survival_work(size_t n, bool entries)
{
	return sizeof(uint64_t) * n * (entries ? 6 : 4);
}

static eh_status
sort(uint64_t *keys, uint64_t *scratch, size_t n, const eh_control *ctl,
	const uint64_t **sorted)
{
	uint64_t *where;
	eh_status status = eh_radix_sort(keys, scratch, n, ctl, &where);

	*sorted = where;
	return status;
}

void
eh_survival_rewind(eh_survival *curve)
{
	curve->event_at = curve->exit_at = curve->entry_at = 0;
	curve->surv = (eh_dd){1.0, 0.0};
	curve->greenwood = (eh_dd){0.0, 0.0};
}

/*
 * entry	n, or NULL where all are seen from the beginning
 * time	n, when the event or the censoring was
 * event	n
 * work	eh_survival_work(n, entry != NULL) bytes, in use as long as curve
 *
 * EH_EDOMAIN: a number is not finite, or an entry is not before its time.
 */
eh_status
eh_survival_begin(const double *entry, const double *time, const bool *event,
	size_t n, const eh_control *ctl, void *work, eh_survival *curve)
{
	uint64_t *events = work;
	uint64_t *exits = events + 2 * n;
	uint64_t *entries = exits + 2 * n;
	eh_status status;

	memset(curve, 0, sizeof(*curve));
	for (size_t i = 0; i < n; i++)
	{
		if (!isfinite(time[i]) ||
			(entry != NULL && !(isfinite(entry[i]) && entry[i] < time[i])))
			return EH_EDOMAIN;
		exits[i] = key_of(time[i]);
		if (event[i])
			events[curve->events++] = exits[i];
		if (entry != NULL)
			entries[i] = key_of(entry[i]);
	}
	curve->n = n;
	curve->entries = entry != NULL ? n : 0;
	eh_survival_rewind(curve);
	status =
		sort(events, events + curve->events, curve->events, ctl, &curve->event);
	if (status == EH_OK)
		status = sort(exits, exits + n, n, ctl, &curve->exit);
	if (status == EH_OK && entry != NULL)
		status = sort(entries, entries + n, n, ctl, &curve->entry);
	return status;
}

/* Those at risk at the time of a key that none before was greater than. */
static int64_t
at_risk(eh_survival *curve, uint64_t key)
{
	while (curve->exit_at < curve->n && curve->exit[curve->exit_at] < key)
		curve->exit_at++;
	while (
		curve->entry_at < curve->entries && curve->entry[curve->entry_at] < key)
		curve->entry_at++;
	return (int64_t) (curve->entries > 0 ? curve->entry_at : curve->n) -
		   (int64_t) curve->exit_at;
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
	size_t at = curve->event_at;
	uint64_t key;
	double n, d;

	if (at == curve->events)
		return false;
	key = curve->event[at];
	while (
		curve->event_at < curve->events && curve->event[curve->event_at] == key)
		curve->event_at++;
	row->time = number_of(key);
	row->n_event = (int64_t) (curve->event_at - at);
	row->n_risk = at_risk(curve, key);
	n = (double) row->n_risk;
	d = (double) row->n_event;
	curve->surv =
		eh_dd_mul(curve->surv, eh_dd_div((eh_dd){n - d, 0.0}, (eh_dd){n, 0.0}));
	if (row->n_risk > row->n_event)
		curve->greenwood = eh_dd_add_double(curve->greenwood, d / n / (n - d));
	set_row(curve, row);
	row->n_censored = -row->n_event;
	for (size_t i = curve->exit_at;
		 i < curve->n && (curve->event_at == curve->events ||
							 curve->exit[i] < curve->event[curve->event_at]);
		 i++)
		row->n_censored++;
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

/*
 * The curve at any time, from its beginning: the step before it, with those
 * at risk at the time itself.  The curve is rewound.
 */
eh_status
eh_survival_at(eh_survival *curve, double time, eh_survival_row *row)
{
	eh_survival_row step;
	uint64_t key;

	if (!isfinite(time))
		return EH_EDOMAIN;
	key = key_of(time);
	eh_survival_rewind(curve);
	memset(row, 0, sizeof(*row));
	while (
		curve->event_at < curve->events && curve->event[curve->event_at] <= key)
	{
		eh_survival_next(curve, &step);
		if (step.time == time)
			row->n_event = step.n_event;
	}
	row->time = time;
	row->n_risk = at_risk(curve, key);
	set_row(curve, row);
	if ((curve->n == 0 || key > curve->exit[curve->n - 1]) && row->surv > 0.0)
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

		if (!eh_survival_next(curve, &row))
			break;
		eh_survival_limits(&row, level, kind, &band);
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
