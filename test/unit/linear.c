/*
 * linear.c - S1 to S8 of src/core/linear.c: NIST's reference problems, fits
 * against R in several orders of the rows, and every status.
 */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_errno.h>

#include "core/linear.h"

#include "linear_expected.h"
#include "linear_nist_expected.h"
#include "logit_rows.h"

#define MOST 60

struct fit
{
	eh_linear_result result;
	double relation[MOST];
	double beta[MOST];
	double cov[MOST * MOST];
	double hc0[MOST * MOST];
	double cr0[MOST * MOST];
};

static struct fit once;
static struct fit twice;

/* work is of exactly the size asked for and starts off a cache line */
static eh_status
fit(const eh_design *d, struct logit_rows *rows, struct fit *f)
{
	eh_rows source = {logit_rows_rewind, logit_rows_next, rows};
	eh_control ctl = {50, logit_rows_poll, rows};
	size_t bytes = eh_linear_work(d);
	char *memory = malloc(bytes + sizeof(double));
	eh_status status;

	f->result = (eh_linear_result){.relation = f->relation,
		.beta = f->beta,
		.cov = f->cov,
		.hc0 = f->hc0,
		.cr0 = d->nclusters > 0 ? f->cr0 : NULL};
	memset(memory, 0xa5, bytes + sizeof(double));
	status = eh_linear(d, &source, &ctl,
		(double *) (void *) (memory + sizeof(double)), &f->result);
	free(memory);
	return status;
}

static eh_design
design(const struct logit_rows *r, bool intercept)
{
	return (eh_design){.intercept = intercept,
		.ndense = r->ndense,
		.has_offset = r->offset != NULL,
		.weight_kind = r->weight ? EH_WEIGHT_FREQUENCY : EH_WEIGHT_NONE,
		.nrows = r->n};
}

/* The digits that two numbers share; of 0, those after the point. */
static double
digits(double got, double want)
{
	double apart = fabs(got - want);

	if (want != 0.0)
		apart /= fabs(want);
	return apart > 0.0 ? -log10(apart) : 17.0;
}

/*
 * S1: digits of the worst coefficient as certified, and as the doubles have
 * it.  Filip's powers, rounded, are another problem, 2e-8 away.
 */
static void
nist(void)
{
	for (size_t i = 0; i < sizeof(nist_cases) / sizeof(*nist_cases); i++)
	{
		const struct nist_case *c = &nist_cases[i];
		struct logit_rows r = {
			.n = c->n, .ndense = c->k, .x = c->x, .success = c->y};
		eh_design d = design(&r, c->intercept);
		bool filip = strcmp(c->name, "Filip") == 0;

		for (r.order = 0; r.order < 3; r.order++)
		{
			double certified = 17.0;
			double given = 17.0;
			double error = 17.0;
			int p = eh_design_parameters(&d);
			eh_status status;

			status = fit(&d, &r, &once);
			ok(status == EH_OK && once.result.status == EH_FIT_OK,
				"%s, order %d: condition %.1e, %d passes", c->name, r.order,
				once.result.condition, once.result.passes);
			for (int k = 0; k < p; k++)
			{
				certified =
					fmin(certified, digits(once.beta[k], c->certified[k]));
				given = fmin(given, digits(once.beta[k], c->given[k]));
				error =
					fmin(error, digits(sqrt(once.cov[k * p + k]), c->se[k]));
			}
			ok(certified >= (filip ? 7.5 : 13.0),
				"  %.1f certified digits of coefficients", certified);
			ok(given >= 13.0, "  %.1f of the doubles' least squares", given);
			ok(c->sigma < 1e-12 ? once.result.sigma == 0.0 : error >= 12.0,
				"  %.1f digits of standard errors", error);
			if (c->sigma < 1e-12)
			{
				ok(once.result.perfect && isnan(once.result.log_lik),
					"  S7: perfect");
				continue;
			}
			near(once.result.sigma, c->sigma, 1e-13, 0.0, "  sigma");
			near(once.result.rss, c->rss, 1e-13, 0.0, "  rss");
			near(once.result.r2, c->r2, 1e-13, 0.0, "  R2");
			near(once.result.mss / once.result.df_model /
					 (once.result.rss / once.result.df_residual),
				c->f, 1e-12, 0.0, "  F");
		}
	}
}

static double
apart(double got, double want, double unit)
{
	if (isnan(want) || isnan(got))
		return isnan(want) && isnan(got) ? 0.0 : INFINITY;
	return fabs(got - want) / unit;
}

/* The largest difference of two corners, in the errors they belong to. */
static void
corner(const double *got, int p, const double *want, int shown, double bound,
	const char *name)
{
	double most = 0.0;

	for (int i = 0; i < shown; i++)
		for (int j = 0; j < shown; j++)
		{
			double unit = sqrt(want[i * shown + i] * want[j * shown + j]);

			most = fmax(most, apart(got[i * p + j], want[i * shown + j],
								  isnan(unit) ? 1.0 : unit));
		}
	ok(most <= bound, "  %s: %.1e", name, most);
}

static void
check(const struct linear_case *c)
{
	const eh_linear_result *r = &once.result;
	int p = c->parameters;
	double most = 0.0;

	for (int k = 0; k < p; k++)
	{
		double error = sqrt(r->cov[k * p + k]);

		most = fmax(
			most, apart(r->beta[k], c->beta[k], isnan(error) ? 1.0 : error));
	}
	ok(most <= 1e-10, "  estimates, in standard errors: %.1e", most);
	corner(r->cov, p, c->cov, c->shown, 1e-10, "covariances");
	corner(r->hc0, p, c->hc0, c->shown, 1e-10, "robust");
	if (c->cr0)
		corner(r->cr0, p, c->cr0, c->shown, 1e-10, "clustered");
	near(r->sum_weights, c->sum_weights, 1e-13, 0.0, "  sum of weights");
	near(r->cases, c->cases, 1e-13, 0.0, "  cases");
	near(r->rss, c->rss, 1e-12, 0.0, "  rss");
	near(r->tss, c->tss, 1e-12, 0.0, "  tss");
	near(r->mss, c->tss - c->rss, 1e-10, 1e-11 * c->tss, "  mss");
	near(r->r2, 1.0 - c->rss / c->tss, 1e-10, 1e-11, "  R2");
	near(r->df_model, c->df_model, 0.0, 0.0, "  parameters");
	near(r->df_residual, c->df_residual, 1e-13, 0.0, "  degrees of freedom");
	near(r->sigma, c->sigma, 1e-12, 0.0, "  sigma");
	near(r->log_lik, c->log_lik, 1e-12, 0.0, "  log-likelihood");
	near(r->log_lik_null, c->log_lik_null, 1e-12, 0.0, "  null");
	if (!isnan(c->condition))
		near(r->condition, c->condition, p > 40 ? 0.05 : 1e-8, 0.0,
			"  condition");
	ok(!r->perfect, "  not perfect");
}

/* S1 to S5, in the order given, backwards, and in strides. */
static void
against_r(void)
{
	for (size_t i = 0; i < sizeof(linear_cases) / sizeof(*linear_cases); i++)
	{
		const struct linear_case *c = &linear_cases[i];
		struct logit_rows r = {.n = c->nrows,
			.ndense = c->ndense,
			.nfactors = c->nfactors,
			.x = c->x,
			.code = c->code,
			.success = c->y,
			.weight = c->weight,
			.offset = c->offset,
			.cluster = c->cluster};
		eh_design d = design(&r, c->intercept);

		d.nfactors = c->nfactors;
		d.nlevels = c->nlevels;
		d.reference = c->reference;
		d.weight_kind = (eh_weight_kind) c->kind;
		d.nclusters = c->nclusters;
		for (r.order = 0; r.order < 3; r.order++)
		{
			eh_status status = fit(&d, &r, &once);

			ok(status == EH_OK && once.result.status == c->status,
				"%s, order %d: status %d, %d passes", c->name, r.order,
				once.result.status, once.result.passes);
			check(c);
		}
	}
}

#define N 600

static double x[3 * N];
static double y[N];
static double o[N];
static double w[N];

/* Numbers that look random and are the same everywhere. */
static double
noise(int i)
{
	return fmod(i * 0.6180339887498949, 1.0) - 0.5;
}

static void
relation(void)
{
	struct logit_rows r = {.n = 50, .ndense = 3, .x = x, .success = y};
	eh_design d = design(&r, true);

	for (int i = 0; i < 50; i++)
	{
		x[i] = noise(i);
		x[50 + i] = noise(7 * i + 3);
		x[100 + i] = 0.5 * x[i] - 3.0 * x[50 + i] + 12.0;
		y[i] = noise(11 * i + 5);
	}
	ok(fit(&d, &r, &once) == EH_OK && once.result.status == EH_FIT_ALIASED &&
			once.result.culprit == 3,
		"S3: the third column is a combination");
	near(once.relation[0], 12.0, 1e-9, 0.0, "  of the constant");
	near(once.relation[1], 0.5, 1e-9, 0.0, "  of the first");
	near(once.relation[2], -3.0, 1e-9, 0.0, "  and the second");
	ok(isnan(once.beta[3]) && !isnan(once.beta[2]) && isnan(once.cov[15]) &&
			once.result.df_residual == 47.0,
		"  it has no estimate, the others have");
}

static void
constant(void)
{
	struct logit_rows r = {.n = 300, .ndense = 2, .x = x, .success = y};
	eh_design d = design(&r, true);

	for (int i = 0; i < 300; i++)
	{
		x[i] = noise(i);
		x[300 + i] = noise(3 * i + 1);
		y[i] = 0.1;
	}
	ok(fit(&d, &r, &once) == EH_OK && once.result.status == EH_FIT_NO_VARIATION,
		"S6: a response of 0.1 throughout");
	ok(once.beta[0] == 0.1 && once.beta[1] == 0.0 && once.beta[2] == 0.0,
		"  is its own mean");
	ok(once.result.rss == 0.0 && once.result.tss == 0.0 &&
			once.result.sigma == 0.0 && once.cov[0] == 0.0 &&
			once.hc0[4] == 0.0,
		"  without error");
	ok(isnan(once.result.r2) && isnan(once.result.log_lik) &&
			once.result.perfect,
		"  and has neither R2 nor likelihood");
	r.offset = o;
	d.has_offset = true;
	for (int i = 0; i < 300; i++)
		o[i] = y[i] - 2.0;
	ok(fit(&d, &r, &once) == EH_OK &&
			once.result.status == EH_FIT_NO_VARIATION && once.beta[0] == 2.0,
		"S5: nor is there variation beside an offset that has it all");
	d = design(&r, false);
	d.has_offset = false;
	ok(fit(&d, &r, &once) == EH_OK && once.result.status == EH_FIT_OK &&
			once.result.r2 > 0.0,
		"  without an intercept 0.1 is a response like any other");
}

/* S7: every residual is rounding. */
static void
perfect(void)
{
	struct logit_rows r = {.n = 300, .ndense = 2, .x = x, .success = y};
	eh_design d = design(&r, true);

	for (int i = 0; i < 300; i++)
	{
		x[i] = noise(i);
		x[300 + i] = noise(3 * i + 1);
		y[i] = 3.0 + 2.0 * x[i] - 0.25 * x[300 + i];
	}
	ok(fit(&d, &r, &once) == EH_OK && once.result.status == EH_FIT_OK &&
			once.result.perfect && once.result.rss == 0.0 &&
			once.result.sigma == 0.0 && once.hc0[0] == 0.0,
		"S7: a line without error");
	near(once.beta[0], 3.0, 1e-15, 0.0, "  intercept");
	near(once.beta[1], 2.0, 1e-15, 0.0, "  slope");
	near(once.beta[2], -0.25, 1e-14, 0.0, "  the other");
	near(once.result.r2, 1.0, 0.0, 0.0, "  R2");
	r.n = d.nrows = 3;
	for (int i = 0; i < 3; i++)
	{
		x[i] = i * i;
		x[3 + i] = noise(i);
		y[i] = noise(5 * i + 2);
	}
	ok(fit(&d, &r, &once) == EH_OK && once.result.status == EH_FIT_OK &&
			once.result.perfect && once.result.df_residual == 0.0 &&
			isnan(once.result.sigma) && isnan(once.cov[0]) &&
			!isnan(once.beta[0]),
		"  as many rows as parameters: estimates and no errors");
	r.n = d.nrows = 2;
	ok(fit(&d, &r, &once) == EH_OK && once.result.status == EH_FIT_TOO_FEW &&
			isnan(once.beta[0]) && isnan(once.result.rss),
		"S6: fewer rows than parameters");
	r.n = d.nrows = 0;
	ok(fit(&d, &r, &once) == EH_OK && once.result.status == EH_FIT_TOO_FEW,
		"  and none");
}

/* S1, S2: units and origins change nothing but the numbers' own units. */
static void
invariance(void)
{
	const double units[] = {1e-290, 1e-3, 1.0, 1e6, 1e280};
	struct logit_rows r = {.n = N, .ndense = 3, .x = x, .success = y};
	eh_design d = design(&r, true);

	for (int i = 0; i < N; i++)
	{
		for (int j = 0; j < 3; j++)
			x[j * N + i] = noise(i * (2 * j + 1) + j);
		y[i] = x[i] + noise(i * 13 + 4);
	}
	ok(fit(&d, &r, &once) == EH_OK, "600 rows");
	for (size_t u = 0; u < sizeof(units) / sizeof(*units); u++)
	{
		double most = 0.0;

		for (int i = 0; i < N; i++)
			y[i] = (x[i] + noise(i * 13 + 4)) * units[u];
		ok(fit(&d, &r, &twice) == EH_OK && twice.result.status == EH_FIT_OK,
			"S2: a response in units of %g", units[u]);
		for (int k = 0; k < 4; k++)
			most = fmax(most, fabs(twice.beta[k] / units[u] - once.beta[k]) /
								  sqrt(once.cov[5 * k]));
		ok(most < 1e-10, "  estimates, in standard errors: %.1e", most);
		near(twice.result.sigma / units[u], once.result.sigma, 1e-12, 0.0,
			"  sigma");
		near(twice.result.r2, once.result.r2, 1e-12, 0.0, "  R2");
	}

	/* S4: a weight of two is two rows */
	for (int i = 0; i < N; i++)
	{
		for (int j = 0; j < 3; j++)
			x[j * N + i] = noise(i / 2 * (2 * j + 1) + j);
		y[i] = noise(i / 2 * 13 + 4);
	}
	ok(fit(&d, &r, &once) == EH_OK, "300 rows twice");
	for (int i = 0; i < N / 2; i++)
	{
		for (int j = 0; j < 3; j++)
			x[j * (N / 2) + i] = noise(i * (2 * j + 1) + j);
		y[i] = noise(i * 13 + 4);
		w[i] = 2.0;
	}
	r.n = N / 2;
	r.weight = w;
	d = design(&r, true);
	ok(fit(&d, &r, &twice) == EH_OK, "S4: with a weight of two");
	for (int k = 0; k < 4; k++)
	{
		near(twice.cov[5 * k], once.cov[5 * k], 1e-12, 0.0, "  variance");
		near(twice.hc0[5 * k], once.hc0[5 * k], 1e-12, 0.0, "  robust");
	}
	near(twice.result.log_lik, once.result.log_lik, 1e-12, 0.0,
		"  log-likelihood");
}

static void
refusals(void)
{
	struct logit_rows r = {.n = N, .ndense = 1, .x = x, .success = y};
	eh_design d = design(&r, true);

	for (int i = 0; i < N; i++)
	{
		x[i] = i;
		y[i] = noise(i);
	}
	for (int polls = 1; polls < 3; polls++)
	{
		r.polls_left = polls;
		ok(fit(&d, &r, &once) == EH_ECANCEL, "S8: poll %d is obeyed", polls);
	}
	r.polls_left = 0;
	y[599] = NAN;
	ok(fit(&d, &r, &once) == EH_EDOMAIN, "a response of NaN");
	y[599] = -INFINITY;
	ok(fit(&d, &r, &once) == EH_EDOMAIN, "an infinite one");
	y[599] = 1.0;
	r.passes = 0;
	ok(fit(&d, &r, &once) == EH_OK && r.passes == 4,
		"S8: the response, a few rows to guess from, products, residuals");
}

int
main(void)
{
	gsl_set_error_handler_off();
	nist();
	against_r();
	relation();
	constant();
	perfect();
	invariance();
	refusals();
	return done();
}
