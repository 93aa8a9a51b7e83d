/*
 * logit.c - L1 to L7 of src/core/logit.c: fits against R, in several orders
 * of the rows, and every status.
 */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_errno.h>

#include "core/logit.h"

#include "logit_expected.h"
#include "logit_rows.h"

/* Absolute or, where numbers are large, relative; NaN where NaN is wanted. */
static double
apart(double got, double want, double unit)
{
	if (isnan(want) || isnan(got))
		return isnan(want) && isnan(got) ? 0.0 : INFINITY;
	return fabs(got - want) / unit;
}

/* The largest difference of two corners, in the errors they belong to. */
static double
corner_apart(const double *got, int p, const double *want, int shown)
{
	double most = 0.0;

	for (int i = 0; i < shown; i++)
		for (int j = 0; j < shown; j++)
		{
			double unit = sqrt(want[i * shown + i]) * sqrt(want[j * shown + j]);

			most = fmax(most, apart(got[i * p + j], want[i * shown + j],
								  isnan(unit) ? 1.0 : unit));
		}
	return most;
}

static double
gradient_apart(const double *got, int p, const double *want, int shown)
{
	double most = 0.0;

	for (int i = 0; i < shown; i++)
	{
		double unit = 1e-300;

		for (int j = 0; j < shown; j++)
			if (!isnan(want[i * shown + j]))
				unit = fmax(unit, fabs(want[i * shown + j]));
		for (int j = 0; j < shown; j++)
			most = fmax(most, apart(got[i * p + j], want[i * shown + j], unit));
	}
	return most;
}

static bool
within(double difference, double bound, const char *what)
{
	bool passed = ok(difference <= bound, "  %s", what);

	if (!passed)
		printf("# %g apart, %g allowed\n", difference, bound);
	return passed;
}

static struct logit_rows
rows_of(const struct logit_case *c)
{
	return (struct logit_rows){.n = c->nrows,
		.ndense = c->ndense,
		.nfactors = c->nfactors,
		.x = c->x,
		.code = c->code,
		.success = c->success,
		.trials = c->trials,
		.weight = c->weight,
		.offset = c->offset,
		.cluster = c->cluster};
}

static eh_design
design_of(const struct logit_case *c)
{
	return (eh_design){.intercept = c->intercept,
		.ndense = c->ndense,
		.nfactors = c->nfactors,
		.nlevels = c->nlevels,
		.reference = c->reference,
		.weight_kind = (eh_weight_kind) c->kind,
		.grouped = c->trials != NULL,
		.has_offset = c->offset != NULL,
		.nclusters = c->nclusters,
		.nrows = c->nrows};
}

static void
check_case(const struct logit_case *c, const struct logit_fit *f)
{
	const eh_logit_result *r = &f->result;
	int p = c->parameters;
	double most = 0.0;

	for (int k = 0; k < p; k++)
	{
		double error = sqrt(r->cov[k * p + k]);

		most = fmax(
			most, apart(r->beta[k], c->beta[k], isnan(error) ? 1.0 : error));
	}
	within(most, 1e-9, "estimates, in standard errors");
	within(corner_apart(r->cov, p, c->cov, c->shown), 1e-9, "covariances");
	within(corner_apart(r->hc0, p, c->hc0, c->shown), 1e-9, "robust");
	if (c->cr0)
		within(corner_apart(r->cr0, p, c->cr0, c->shown), 1e-9, "clustered");
	near(r->sum_weights, c->sum_weights, 1e-12, 0.0, "  sum of weights");
	near(r->sum_trials, c->sum_trials, 1e-12, 0.0, "  sum of trials");
	near(r->log_lik, c->log_lik, 1e-12, 1e-9, "  log-likelihood");
	near(r->log_lik_kernel, c->log_lik_kernel, 1e-12, 1e-9, "  kernel");
	near(r->log_lik_null, c->log_lik_null, 1e-12, 1e-9, "  null");
	near(r->deviance, c->deviance, 1e-11, 1e-8, "  deviance");
	near(r->null_deviance, c->null_deviance, 1e-11, 1e-8, "  null deviance");
	near(r->auc, c->auc, 1e-11, 0.0, "  area under the curve");
	near(r->tjur, c->tjur, 1e-10, 1e-12, "  Tjur");
	ok(r->gradient <= 1e-9, "  gradient %.1e", r->gradient);
	if (!isnan(c->condition))
		near(r->condition, c->condition, p > 40 ? 0.02 : 1e-8, 0.0,
			"  condition");
	most = 0.0;
	for (int k = 0; k < p; k++)
		most = fmax(most,
			apart(r->margin[k], c->margin[k], fmax(fabs(c->margin[k]), 1e-6)));
	within(most, 1e-8, "margins");
	within(gradient_apart(r->margin_gradient, p, c->margin_gradient, c->shown),
		1e-8, "gradients of margins");
}

/* L1 to L5, in the order given, backwards, and in strides. */
static void
against_r(void)
{
	for (size_t i = 0; i < sizeof(logit_cases) / sizeof(*logit_cases); i++)
	{
		const struct logit_case *c = &logit_cases[i];
		eh_design d = design_of(c);

		for (int order = 0; order < 3; order++)
		{
			struct logit_rows rows = rows_of(c);
			struct logit_fit f;
			eh_status status;

			rows.order = order;
			status = logit_fit(&d, &rows, 50, &f);
			ok(status == EH_OK && f.result.status == c->status,
				"%s, order %d: status %d", c->name, order, f.result.status);
			check_case(c, &f);
			logit_fit_free(&f);
		}
	}
}

int
main(void)
{
	gsl_set_error_handler_off();
	against_r();
	return done();
}
