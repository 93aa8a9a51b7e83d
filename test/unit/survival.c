/*
 * survival.c - V1 to V6 of src/core/survival.c, against R's survfit().
 */
#include "unit.h"

#include <stdlib.h>

#include "state/durations.h"

#include "survival_expected.h"

#define LENGTH(a) (int) (sizeof(a) / sizeof((a)[0]))

static const eh_control no_poll;

static void *
take(void *owner, size_t bytes)
{
	(void) owner;
	return malloc(bytes);
}

static void
give(void *owner, void *chunk)
{
	(void) owner;
	free(chunk);
}

static const eh_arena heap = {take, give, NULL};

/* The curve of rows; what it lies in is d's. */
static eh_status
begin(const double *entry, const double *time, const bool *event, size_t n,
	eh_durations *d, eh_survival *curve)
{
	eh_durations_init(d);
	for (size_t i = 0; i < n; i++)
	{
		eh_status status = eh_durations_add(d, &heap, &no_poll,
			entry != NULL ? entry[i] : NAN, time[i], event[i], 1);

		if (status != EH_OK)
			return status;
	}
	eh_durations_settle(d, &heap, &no_poll);
	eh_survival_begin(d->point, d->points, curve);
	return EH_OK;
}

static void
end(eh_durations *d)
{
	free(d->point);
	free(d->pile);
}

/* To a few roundings; NaN where the other is. */
static bool
same(double got, double want)
{
	if (isnan(want))
		return isnan(got);
	return fabs(got - want) <= 1e-12 * fabs(want) + 1e-14;
}

static bool
same_step(const eh_survival_row *got, const survival_step *want)
{
	eh_limits log, log_log;

	eh_survival_limits(got, 0.95, EH_SURVIVAL_LOG, &log);
	eh_survival_limits(got, 0.95, EH_SURVIVAL_LOG_LOG, &log_log);
	return got->time == want->time && got->n_risk == (int64_t) want->n_risk &&
		   got->n_event == (int64_t) want->n_event &&
		   got->n_censored == (int64_t) want->n_censored &&
		   same(got->surv, want->surv) &&
		   same(got->std_error, want->std_error) &&
		   same(log.low, want->log_low) && same(log.high, want->log_high) &&
		   same(log_log.low, want->log_log_low) &&
		   same(log_log.high, want->log_log_high);
}

static void
compare_steps(const struct survival_case *c, eh_survival *curve)
{
	eh_survival_row row;
	bool fine = true;
	int n = 0;

	while (eh_survival_next(curve, &row) && n < c->steps)
	{
		bool alike = same_step(&row, &c->step[n++]);

		if (!alike)
			printf("# time %g: %.17g, want %.17g\n", row.time, row.surv,
				c->step[n - 1].surv);
		fine &= alike;
	}
	ok(fine && n == c->steps && !eh_survival_next(curve, &row),
		"%s: %d steps as survfit() has them", c->name, n);
}

/* V5, V6 */
static void
compare_reading(const struct survival_case *c, eh_survival *curve)
{
	double median;
	eh_limits log, log_log, at;
	eh_survival_row row;

	eh_survival_quantile(curve, 0.5, 0.9, EH_SURVIVAL_LOG, &median, &log);
	eh_survival_quantile(
		curve, 0.5, 0.9, EH_SURVIVAL_LOG_LOG, &median, &log_log);
	ok(same(median, c->median) && same(log.low, c->log_low) &&
			same(log.high, c->log_high) && same(log_log.low, c->log_log_low) &&
			same(log_log.high, c->log_log_high),
		"%s: the median and its limits", c->name);
	eh_survival_at(curve, c->day, &row);
	eh_survival_limits(&row, 0.99, EH_SURVIVAL_LOG, &at);
	ok(same(row.surv, c->surv_at) && same(at.low, c->low_at) &&
			same(at.high, c->high_at),
		"%s: the share left at %g", c->name, c->day);
}

/* The same rows in another order give the same curve. */
static bool
any_order(const struct survival_case *c)
{
	size_t n = (size_t) c->n;
	double *entry = malloc(sizeof(double) * n);
	double *time = malloc(sizeof(double) * n);
	bool *event = malloc(sizeof(bool) * n);
	eh_durations d;
	eh_survival curve;
	eh_survival_row row;
	bool fine = true;
	int k = 0;

	for (size_t i = 0; i < n; i++)
	{
		size_t j = n % 7 == 0 ? n - 1 - i : i * 7 % n;

		entry[i] = c->late ? c->entry[j] : 0.0;
		time[i] = c->time[j];
		event[i] = c->event[j];
	}
	fine &= begin(c->late ? entry : NULL, time, event, n, &d, &curve) == EH_OK;
	while (eh_survival_next(&curve, &row))
		fine &= same_step(&row, &c->step[k++]);
	free(entry);
	free(time);
	free(event);
	end(&d);
	return fine && k == c->steps;
}

static void
cases(void)
{
	for (int i = 0; i < LENGTH(survival_cases); i++)
	{
		const struct survival_case *c = &survival_cases[i];
		eh_durations d;
		eh_survival curve;

		ok(begin(c->late ? c->entry : NULL, c->time, c->event, (size_t) c->n,
			   &d, &curve) == EH_OK,
			"%s: begun", c->name);
		compare_steps(c, &curve);
		compare_reading(c, &curve);
		ok(any_order(c), "%s: the order of the rows is no matter", c->name);
		end(&d);
	}
}

static void
edges(void)
{
	static const double time[] = {3, 1, 4, 2};
	static const double bad[] = {3, NAN, 4, 2};
	static const double entry[] = {0, 1, 0, 0};
	static const bool event[] = {true, true, false, true};
	eh_durations d;
	eh_survival curve;
	eh_survival_row row;
	eh_limits limits;
	double median;

	ok(begin(NULL, bad, event, 4, &d, &curve) == EH_EDOMAIN,
		"a duration that is no number is refused");
	end(&d);
	ok(begin(entry, time, event, 4, &d, &curve) == EH_EDOMAIN,
		"an entry that is not before its time is refused");
	end(&d);
	begin(NULL, time, event, 4, &d, &curve);
	eh_survival_quantile(&curve, 0.5, 0.95, EH_SURVIVAL_LOG, &median, &limits);
	ok(median == 2, "where exactly one half is left, it is the median");
	eh_survival_at(&curve, 0.5, &row);
	ok(row.surv == 1.0 && row.std_error == 0.0 && row.n_risk == 4,
		"before the first event all are left");
	ok(eh_survival_limits(&row, 95, EH_SURVIVAL_LOG, &limits) == EH_EDOMAIN,
		"a level in percent is refused");
	eh_survival_at(&curve, 2, &row);
	ok(row.surv == 0.5 && row.n_risk == 3 && row.n_event == 1,
		"at a step it is that step");
	eh_survival_at(&curve, 4.0, &row);
	ok(row.surv == 0.25, "at the last exit it is the last row's");
	eh_survival_at(&curve, 4.5, &row);
	ok(isnan(row.surv), "past it nothing is known");
	end(&d);
	ok(begin(NULL, NULL, NULL, 0, &d, &curve) == EH_OK &&
			!eh_survival_next(&curve, &row),
		"no rows, no steps");
	eh_survival_at(&curve, 1, &row);
	ok(isnan(row.surv), "and nothing known");
}

/* V2: ten thousand steps lose nothing. */
static void
long_curve(void)
{
	enum
	{
		N = 10000
	};
	double *time = malloc(sizeof(double) * N);
	bool *event = malloc(sizeof(bool) * N);
	eh_durations d;
	eh_survival curve;
	eh_survival_row row;
	double worst = 0.0;
	int left = N;

	for (int i = 0; i < N; i++)
	{
		time[i] = i;
		event[i] = true;
	}
	begin(NULL, time, event, N, &d, &curve);
	while (eh_survival_next(&curve, &row))
	{
		double want = --left / (double) N;

		worst = fmax(worst, fabs(row.surv - want) / fmax(want, 1.0 / N));
	}
	ok(worst < 3e-16, "uncensored, the share left is what is left: %g", worst);
	free(time);
	free(event);
	end(&d);
}

int
main(void)
{
	cases();
	edges();
	long_curve();
	return done();
}
