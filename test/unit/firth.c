/*
 * firth.c - F1 to F3 of src/core/firth.c, C1 to C3 of climb_columns.c and L1,
 * L2 of climb.c, against R.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "core/firth.h"

#include "firth_expected.h"
#include "logit_rows.h"

#define MOST 5
#define N 600

struct fit
{
	eh_firth_result result;
	double beta[MOST];
	double relation[MOST];
	double cov[MOST * MOST];
};

/* work is of exactly the size asked for and starts off a cache line */
static eh_status
fit(const eh_design *d, struct logit_rows *rows, int steps, struct fit *f)
{
	eh_rows source = {logit_rows_rewind, logit_rows_next, rows};
	eh_control ctl = {steps, logit_rows_poll, rows};
	size_t bytes = eh_firth_work(d);
	char *memory = malloc(bytes + sizeof(double));
	eh_status status;

	memset(memory, 0xa5, bytes + sizeof(double));
	f->result = (eh_firth_result){
		.relation = f->relation, .beta = f->beta, .cov = f->cov};
	status = eh_firth(d, &source, &ctl,
		(double *) (void *) (memory + sizeof(double)), &f->result);
	free(memory);
	return status;
}

static struct logit_rows
case_rows(const struct firth_case *c)
{
	return (struct logit_rows){.n = c->n,
		.ndense = c->k,
		.x = c->x,
		.success = c->y,
		.trials = c->grouped ? c->t : NULL,
		.weight = c->grouped ? c->w : NULL,
		.offset = c->grouped ? c->o : NULL};
}

static eh_design
design(const struct logit_rows *r, bool intercept)
{
	return (eh_design){.intercept = intercept,
		.ndense = r->ndense,
		.weight_kind = r->weight ? EH_WEIGHT_FREQUENCY : EH_WEIGHT_NONE,
		.grouped = r->trials != NULL,
		.has_offset = r->offset != NULL,
		.nrows = r->n};
}

/* F1, F2, F3: separated or not, in any order of the rows. */
static void
against_r(void)
{
	for (size_t i = 0; i < sizeof(firth_cases) / sizeof(*firth_cases); i++)
	{
		const struct firth_case *c = &firth_cases[i];
		struct logit_rows r = case_rows(c);
		eh_design d = design(&r, c->intercept);
		int p = eh_design_parameters(&d);
		struct fit f;

		for (r.order = 0; r.order < 3; r.order++)
		{
			ok(fit(&d, &r, 50, &f) == EH_OK && f.result.status == EH_FIT_OK,
				"%s, order %d", c->name, r.order);
			for (int j = 0; j < p; j++)
			{
				double se = sqrt(c->cov[j * p + j]);

				/* brglm2 stops at a score of 1e-13, times the covariance */
				near(f.beta[j], c->beta[j], 0.0, 1e-9 * se, "  beta");
				for (int k = 0; k < p; k++)
					near(f.cov[j * p + k], c->cov[j * p + k], 0.0,
						1e-9 * se * sqrt(c->cov[k * p + k]), "  covariance");
			}
			near(f.result.log_lik, c->log_lik, 1e-9, 0.0, "  log_lik");
			near(f.result.log_lik_penalized, c->firth.top, 1e-12, 0.0,
				"  log_lik_penalized");
			ok(f.result.gradient < 1e-8, "  gradient %g", f.result.gradient);
		}
	}
}

static double x[3 * N];
static double y[N];
static double one[N];

/* The first case, ten times over, far from the origin and in small units. */
static void
invariance(void)
{
	const struct firth_case *c = &firth_cases[0];
	const double shift[] = {1e9, -3e5, 2000.0};
	const double unit[] = {1.0, 1e-6, 1e7};
	struct logit_rows r = case_rows(c);
	eh_design d = design(&r, true);
	struct fit f;
	struct fit once;
	struct fit ten;
	double log_units = 0.0;
	double intercept;

	for (int j = 0; j < 3; j++)
	{
		/* a power of two and whole numbers, so that x is exact at 1e9 */
		for (int i = 0; i < c->n; i++)
			x[j * c->n + i] =
				(round(c->x[j * c->n + i] * 64.0) / 64.0 + shift[j]) * unit[j];
		log_units += log(unit[j]);
	}
	r.x = x;
	ok(fit(&d, &r, 50, &f) == EH_OK && f.result.status == EH_FIT_OK,
		"x near 1e9, and in units of 1e-6 and 1e7");
	for (int j = 0; j < 3; j++)
		for (int i = 0; i < c->n; i++)
			x[j * c->n + i] = round(c->x[j * c->n + i] * 64.0) / 64.0;
	ok(fit(&d, &r, 50, &once) == EH_OK, "  as at home");
	intercept = once.beta[0];
	for (int j = 0; j < 3; j++)
	{
		double se = sqrt(once.cov[(j + 1) * 5]);

		near(f.beta[j + 1] * unit[j], once.beta[j + 1], 0.0, 1e-8 * se,
			"  C1: slope");
		near(sqrt(f.cov[(j + 1) * 5]) * unit[j], se, 1e-8, 0.0,
			"  C1: standard error");
		intercept -= once.beta[j + 1] * shift[j];
	}
	near(f.beta[0], intercept, 0.0, 1e-8 * sqrt(f.cov[0]), "  C1: intercept");
	near(f.result.log_lik_penalized - once.result.log_lik_penalized, log_units,
		1e-7, 0.0, "  F1: the penalty is of the user's columns");

	/* F2: ten times the rows, more than a block, is a weight of ten */
	for (int i = 0; i < 10 * c->n; i++)
	{
		for (int j = 0; j < 3; j++)
			x[j * 10 * c->n + i] = c->x[j * c->n + i % c->n];
		y[i] = c->y[i % c->n];
		one[i] = 10.0;
	}
	r = (struct logit_rows){.n = 10 * c->n, .ndense = 3, .x = x, .success = y};
	d = design(&r, true);
	ok(fit(&d, &r, 50, &ten) == EH_OK && r.passes > 5, "600 rows");
	r = case_rows(c);
	r.weight = one;
	d = design(&r, true);
	ok(fit(&d, &r, 50, &once) == EH_OK, "60 rows of weight 10");
	for (int j = 0; j < 4; j++)
		near(once.beta[j], ten.beta[j], 0.0, 1e-9 * sqrt(ten.cov[j * 5]),
			"  F2: the same");
	near(once.result.sum_weights, 600.0, 0.0, 0.0, "  sum_weights");
	near(once.result.log_lik_penalized, ten.result.log_lik_penalized, 1e-12,
		0.0, "  log_lik_penalized");
}

/* A factor is its levels' indicators. */
static void
factors(void)
{
	static const int32_t levels[] = {3};
	static const int32_t reference[] = {1};
	static int32_t code[60];
	const struct firth_case *c = &firth_cases[0];
	struct logit_rows r = case_rows(c);
	struct logit_rows dummies = r;
	eh_design d = design(&r, true);
	eh_design plain = d;
	struct fit f;
	struct fit g;

	for (int i = 0; i < c->n; i++)
	{
		code[i] = i % 7 % 3;
		x[i] = c->x[i];
		x[c->n + i] = code[i] == 0;
		x[2 * c->n + i] = code[i] == 2;
	}
	dummies.x = x;
	r.ndense = d.ndense = r.nfactors = d.nfactors = 1;
	r.code = code;
	d.nlevels = levels;
	d.reference = reference;
	ok(fit(&d, &r, 50, &f) == EH_OK && fit(&plain, &dummies, 50, &g) == EH_OK &&
			f.result.status == EH_FIT_OK && g.result.status == EH_FIT_OK,
		"a factor of three levels");
	for (int j = 0; j < 4; j++)
		near(f.beta[j], g.beta[j], 0.0, 1e-9 * sqrt(g.cov[j * 5]),
			"  as its indicators");
	near(f.result.log_lik_penalized, g.result.log_lik_penalized, 1e-12, 0.0,
		"  log_lik_penalized");
}

/* C2: columns that are combinations of others, or nearly so. */
static void
aliasing(void)
{
	const struct firth_case *c = &firth_cases[0];
	struct logit_rows r = case_rows(c);
	eh_design d = design(&r, true);
	int n = c->n;
	struct fit f;

	r.x = x;
	for (int i = 0; i < n; i++)
	{
		x[i] = c->x[i];
		x[n + i] = c->x[2 * n + i];
		x[2 * n + i] = 0.5 * c->x[i] - 3.0 * c->x[2 * n + i] + 12.0;
	}
	ok(fit(&d, &r, 50, &f) == EH_OK && f.result.status == EH_FIT_ALIASED &&
			f.result.culprit == 3,
		"the third column is a combination");
	near(f.relation[0], 12.0, 1e-9, 0.0, "  of the constant");
	near(f.relation[1], 0.5, 1e-9, 0.0, "  of the first");
	near(f.relation[2], -3.0, 1e-9, 0.0, "  and the second");
	ok(isnan(f.beta[0]) && isnan(f.cov[5]), "  and there are no estimates");
	for (int i = 0; i < n; i++)
		x[n + i] = 0.1;
	ok(fit(&d, &r, 50, &f) == EH_OK && f.result.status == EH_FIT_ALIASED &&
			f.result.culprit == 2,
		"a constant column");
	near(f.relation[0], 0.1, 1e-12, 0.0, "  is so many times the intercept");
	ok(f.relation[1] == 0.0, "  and nothing of the first");

	/* raw powers of a year agree to twelve digits and are not aliased */
	for (int i = 0; i < n; i++)
		for (int j = 0; j < 3; j++)
			x[j * n + i] = pow(2000.0 + c->x[2 * n + i], j + 1);
	ok(fit(&d, &r, 50, &f) == EH_OK && f.result.status == EH_FIT_OK &&
			f.result.gradient < 1e-6,
		"a raw cubic of the year, gradient %g", f.result.gradient);
}

static void
refusals(void)
{
	const struct firth_case *c = &firth_cases[0];
	struct logit_rows r = case_rows(c);
	eh_design d = design(&r, true);
	struct fit f;

	r.polls_left = 3;
	ok(fit(&d, &r, 50, &f) == EH_ECANCEL, "poll is obeyed");
	r.polls_left = 0;
	ok(fit(&d, &r, 1, &f) == EH_OK && f.result.status == EH_FIT_NOT_CONVERGED &&
			isnan(f.beta[0]),
		"one step is not enough, and is not called a fit");
	d.weight_kind = EH_WEIGHT_PROBABILITY;
	ok(fit(&d, &r, 50, &f) == EH_EDOMAIN, "F2: sampling weights");
	d.weight_kind = EH_WEIGHT_NONE;
	r.n = 3;
	ok(fit(&d, &r, 50, &f) == EH_OK && f.result.status == EH_FIT_TOO_FEW,
		"three rows for four parameters");
	r.n = 0;
	ok(fit(&d, &r, 50, &f) == EH_OK && f.result.status == EH_FIT_TOO_FEW,
		"no rows");
	r.n = c->n;
	memcpy(x, c->x, sizeof(c->x));
	memcpy(y, c->y, sizeof(c->y));
	r.x = x;
	r.success = y;
	y[7] = 1.5;
	ok(fit(&d, &r, 50, &f) == EH_EDOMAIN, "more than one success a row");
	y[7] = NAN;
	ok(fit(&d, &r, 50, &f) == EH_EDOMAIN, "an outcome of NaN");
	y[7] = 1.0;
	x[9] = INFINITY;
	ok(fit(&d, &r, 50, &f) == EH_EDOMAIN, "an infinite predictor");
	x[9] = 0.0;
	memset(y, 0, sizeof(y));
	ok(fit(&d, &r, 50, &f) == EH_OK && f.result.status == EH_FIT_OK &&
			f.beta[0] < -2.0,
		"F1: every outcome the same still has a fit");
}

int
main(void)
{
	gsl_set_error_handler_off(); /* as the server's module does */
	against_r();
	invariance();
	factors();
	aliasing();
	refusals();
	return done();
}
