/*
 * ordinal.c - O1 to O7 of src/core/ordinal.c and T1 to T3 of brant.c: fits
 * against R in several orders of the rows, and every status.
 */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "core/brant.h"
#include "core/ordinal.h"

#include "logit_rows.h"
#include "ordinal_expected.h"

#define MOST 60

struct fit
{
	eh_ordinal_result result;
	double relation[MOST];
	double beta[MOST];
	double cut[MOST];
	double cov[MOST * MOST];
	double hc0[MOST * MOST];
	double cr0[MOST * MOST];
};

static struct fit once;
static struct fit twice;

/* work is of exactly the size asked for and starts off a cache line */
static eh_status
fit(const eh_design *d, int levels, struct logit_rows *rows, int steps,
	struct fit *f)
{
	eh_rows source = {logit_rows_rewind, logit_rows_next, rows};
	eh_control ctl = {steps, logit_rows_poll, rows};
	size_t bytes = eh_ordinal_work(d, levels);
	char *memory = malloc(bytes + sizeof(double));
	eh_status status;

	f->result = (eh_ordinal_result){.relation = f->relation,
		.beta = f->beta,
		.cut = f->cut,
		.cov = f->cov,
		.hc0 = f->hc0,
		.cr0 = d->nclusters > 0 ? f->cr0 : NULL};
	memset(memory, 0xa5, bytes + sizeof(double));
	status = eh_ordinal(d, levels, &source, &ctl,
		(double *) (void *) (memory + sizeof(double)), &f->result);
	free(memory);
	return status;
}

static eh_status
brant(const eh_design *d, int levels, struct logit_rows *rows,
	eh_brant_result *out)
{
	static double chisq[MOST];
	static double p[MOST];
	eh_rows source = {logit_rows_rewind, logit_rows_next, rows};
	eh_control ctl = {50, logit_rows_poll, rows};
	size_t bytes = eh_brant_work(d, levels);
	char *memory = malloc(bytes + sizeof(double));
	eh_status status;

	*out = (eh_brant_result){.chisq_of = chisq, .p_of = p};
	memset(memory, 0xa5, bytes + sizeof(double));
	status = eh_brant(d, levels, &source, &ctl,
		(double *) (void *) (memory + sizeof(double)), out);
	free(memory);
	return status;
}

static eh_design
design(const struct logit_rows *r)
{
	return (eh_design){.ndense = r->ndense,
		.has_offset = r->offset != NULL,
		.weight_kind = r->weight ? EH_WEIGHT_FREQUENCY : EH_WEIGHT_NONE,
		.nrows = r->n};
}

static double
apart(double got, double want, double unit)
{
	if (isnan(want) || isnan(got))
		return isnan(want) && isnan(got) ? 0.0 : INFINITY;
	return fabs(got - want) / unit;
}

/* The largest difference of what is shown, in the errors it belongs to. */
static void
corner(const double *got, const double *want, const struct ordinal_case *c,
	const char *name)
{
	int m = c->parameters + c->levels - 1;
	int shown = c->shown;
	double most = 0.0;

	for (int i = 0; i < shown; i++)
		for (int j = 0; j < shown; j++)
		{
			double unit = sqrt(want[i * shown + i] * want[j * shown + j]);

			most =
				fmax(most, apart(got[c->place[i] * m + c->place[j]],
							   want[i * shown + j], isnan(unit) ? 1.0 : unit));
		}
	ok(most <= 1e-9, "  %s: %.1e", name, most);
}

static void
check(const struct ordinal_case *c)
{
	const eh_ordinal_result *r = &once.result;
	int p = c->parameters;
	int m = p + c->levels - 1;
	double most = 0.0;
	bool rising = true;

	for (int k = 0; k < m; k++)
	{
		double error = sqrt(r->cov[k * m + k]);
		double got = k < p ? r->beta[k] : r->cut[k - p];

		most = fmax(most, apart(got, c->par[k], isnan(error) ? 1.0 : error));
	}
	ok(most <= 1e-9, "  estimates, in standard errors: %.1e", most);
	for (int k = 1; k < c->levels - 1; k++)
		rising = rising && !(r->cut[k] <= r->cut[k - 1]);
	ok(rising, "  cut points rise");
	corner(r->cov, c->cov, c, "covariances");
	corner(r->hc0, c->hc0, c, "robust");
	if (c->cr0)
		corner(r->cr0, c->cr0, c, "clustered");
	near(r->sum_weights, c->sum_weights, 1e-12, 0.0, "  sum of weights");
	near(r->log_lik, c->log_lik, 1e-12, 1e-9, "  log-likelihood");
	near(r->log_lik_null, c->log_lik_null, 1e-12, 1e-9, "  null");
	near(r->deviance, -2.0 * c->log_lik, 1e-12, 1e-9, "  deviance");
	ok(r->gradient <= 1e-9, "  gradient %.1e", r->gradient);
}

/* T1, T2 */
static void
check_brant(
	const struct ordinal_case *c, const eh_design *d, struct logit_rows *r)
{
	eh_brant_result test;
	eh_status status = brant(d, c->levels, r, &test);
	int df = c->parameters * (c->levels - 2);

	ok(status == EH_OK && test.status == EH_FIT_OK && test.df == df &&
			test.df_of == c->levels - 2,
		"  Brant's test");
	near(test.chisq, c->brant[0], 1e-8, 0.0, "  T1: all");
	near(test.p, gsl_cdf_chisq_Q(c->brant[0], df), 1e-8, 0.0, "  its p");
	for (int k = 0; k < c->parameters; k++)
		near(test.chisq_of[k], c->brant[1 + k], 1e-8, 0.0, "  one");
}

/* O1 to O3, O5, in the order given, backwards, and in strides. */
static void
against_r(void)
{
	for (size_t i = 0; i < sizeof(ordinal_cases) / sizeof(*ordinal_cases); i++)
	{
		const struct ordinal_case *c = &ordinal_cases[i];
		struct logit_rows r = {.n = c->nrows,
			.ndense = c->ndense,
			.nfactors = c->nfactors,
			.x = c->x,
			.code = c->code,
			.success = c->y,
			.weight = c->weight,
			.offset = c->offset,
			.cluster = c->cluster};
		eh_design d = design(&r);

		d.nfactors = c->nfactors;
		d.nlevels = c->nlevels;
		d.reference = c->reference;
		d.weight_kind = (eh_weight_kind) c->kind;
		d.nclusters = c->nclusters;
		for (r.order = 0; r.order < 3; r.order++)
		{
			eh_status status = fit(&d, c->levels, &r, 50, &once);

			ok(status == EH_OK && once.result.status == c->status,
				"%s, order %d: status %d, %d steps", c->name, r.order,
				once.result.status, once.result.iterations);
			check(c);
		}
		r.order = 1;
		if (c->brant)
			check_brant(c, &d, &r);
	}
}

#define N 300

static double x[3 * N];
static double y[N];
static double w[N];

/* Numbers that look random and are the same everywhere. */
static double
noise(int i)
{
	return fmod(i * 0.6180339887498949, 1.0) - 0.5;
}

/* O6: two levels are the logit. */
static void
two_levels(void)
{
	struct logit_rows r = {.n = N, .ndense = 2, .x = x, .success = y};
	eh_design d = design(&r);
	eh_design binary = d;
	struct logit_fit f;
	const eh_logit_result *l = &f.result;

	binary.intercept = true;
	for (int i = 0; i < N; i++)
	{
		x[i] = 2.0 * noise(i);
		x[N + i] = 1e6 + noise(5 * i + 2);
		y[i] = x[i] + 2.0 * noise(7 * i + 1) > 0.2;
	}
	ok(fit(&d, 2, &r, 50, &once) == EH_OK && once.result.status == EH_FIT_OK &&
			logit_fit(&binary, &r, 50, &f) == EH_OK,
		"O6: two levels");
	near(once.beta[0], l->beta[1], 1e-10, 0.0, "  slope");
	near(once.beta[1], l->beta[2], 1e-10, 0.0, "  the other");
	near(once.cut[0], -l->beta[0], 1e-10, 0.0, "  cut point");
	near(once.cov[0], l->cov[4], 1e-10, 0.0, "  variance");
	near(once.cov[8], l->cov[0], 1e-10, 0.0, "  of the cut point");
	near(once.cov[2], -l->cov[1], 1e-10, 0.0, "  and covariance");
	near(once.hc0[4], l->hc0[8], 1e-10, 0.0, "  robust");
	near(once.hc0[5], -l->hc0[2], 1e-10, 0.0, "  robust covariance");
	near(once.result.log_lik, l->log_lik, 1e-12, 0.0, "  log-likelihood");
	near(once.result.condition, l->condition, 1e-10, 0.0, "  condition");
	logit_fit_free(&f);
	for (int i = 0; i < N; i++)
		y[i] = 0.0;
	ok(fit(&d, 1, &r, 50, &once) == EH_OK &&
			once.result.status == EH_FIT_NO_VARIATION && isnan(once.beta[0]),
		"O6: one level has no variation");
}

static bool
nothing(const struct fit *f, int p, int levels)
{
	int m = p + levels - 1;
	bool none = true;

	for (int k = 0; k < p; k++)
		none = none && isnan(f->beta[k]);
	for (int k = 0; k < levels - 1; k++)
		none = none && isnan(f->cut[k]);
	for (int k = 0; k < m * m; k++)
		none = none && isnan(f->cov[k]) && isnan(f->hc0[k]);
	return none;
}

/* O4: does the direction hold in every row? */
static bool
certificate(const struct fit *f, const struct logit_rows *r, int levels)
{
	const double *cut = f->relation + r->ndense;
	bool moves = false;

	for (int64_t i = 0; i < r->n; i++)
	{
		int level = (int) r->success[i];
		double along = 0.0;
		double large = 1.0;

		for (int j = 0; j < r->ndense; j++)
		{
			along += f->relation[j] * r->x[j * r->n + i];
			large = fmax(large, fabs(f->relation[j] * r->x[j * r->n + i]));
		}
		if ((level < levels - 1 && cut[level] - along < -1e-7 * large) ||
			(level > 0 && along - cut[level - 1] < -1e-7 * large))
			return false;
		if ((level < levels - 1 && cut[level] - along > 0.01) ||
			(level > 0 && along - cut[level - 1] > 0.01))
			moves = true;
	}
	return moves;
}

static void
separated(void)
{
	struct logit_rows r = {.n = N, .ndense = 2, .x = x, .success = y};
	eh_design d = design(&r);
	eh_brant_result test;

	/* the first column orders the levels; the second is noise, at 1e9 */
	for (int i = 0; i < N; i++)
	{
		x[i] = i % 40;
		x[N + i] = 1e9 + noise(i);
		y[i] = i % 40 / 10;
	}
	for (r.order = 0; r.order < 3; r.order++)
		ok(fit(&d, 4, &r, 50, &once) == EH_OK &&
				once.result.status == EH_FIT_SEPARATED &&
				nothing(&once, 2, 4) && once.result.culprit == 0 &&
				once.relation[0] == 1.0 && certificate(&once, &r, 4) &&
				once.result.log_lik == 0.0,
			"O4: a column that orders four levels, order %d", r.order);
	r.order = 0;
	ok(brant(&d, 4, &r, &test) == EH_OK && test.status == EH_FIT_SEPARATED &&
			test.cut == 0 && isnan(test.chisq),
		"T3: no test either");

	/*
	 * The top level parted from the rest: with a column that varies in the
	 * rest too there is a maximum, since it says nothing of their order.
	 */
	for (int i = 0; i < N; i++)
	{
		x[i] = noise(3 * i);
		y[i] = i % 10 == 9 ? 3 : (int) (3.0 * (noise(11 * i) + 0.5));
		x[N + i] = -(y[i] == 3.0 ? 5.0 + noise(i) : noise(i));
	}
	ok(fit(&d, 4, &r, 50, &once) == EH_OK && once.result.status == EH_FIT_OK &&
			isfinite(once.beta[1]),
		"O4: one level parted from the rest is no separation");
	for (int i = 0; i < N; i++)
		x[N + i] = y[i] == 3.0 ? -7.0 : 1e-3;
	for (r.order = 0; r.order < 3; r.order++)
		ok(fit(&d, 4, &r, 50, &once) == EH_OK &&
				once.result.status == EH_FIT_QUASI_SEPARATED &&
				once.result.culprit == 1 && once.relation[1] == -1.0 &&
				once.relation[0] == 0.0 && certificate(&once, &r, 4) &&
				isnan(once.beta[1]) && isnan(once.cut[2]) &&
				isfinite(once.beta[0]) && isfinite(once.cov[0]) &&
				isnan(once.cov[6]) && isnan(once.cut[0]),
			"O4: ... but where the rest have one value it is, order %d",
			r.order);
	r.order = 0;

	/* a group with nobody but in the lowest level */
	for (int i = 0; i < N; i++)
	{
		y[i] = (int) (3.0 * (noise(11 * i) + 0.5));
		x[N + i] = i % 50 == 0;
		if (i % 50 == 0)
			y[i] = 0.0;
	}
	ok(fit(&d, 3, &r, 50, &once) == EH_OK &&
			once.result.status == EH_FIT_QUASI_SEPARATED &&
			once.result.culprit == 1 && once.relation[1] == -1.0 &&
			certificate(&once, &r, 3),
		"O4: a group with nobody above the lowest level");

	/* ... or but in a middle level: that has a maximum */
	for (int i = 0; i < N; i += 50)
		y[i] = 1.0;
	ok(fit(&d, 3, &r, 50, &once) == EH_OK && once.result.status == EH_FIT_OK &&
			isfinite(once.beta[1]),
		"  in the middle level alone: a fit like any other");

	/* an edge in common: quasi */
	for (int i = 0; i < N; i++)
	{
		x[i] = i % 41;
		x[N + i] = noise(i);
		y[i] = i % 41 > 20 ? 2 : i % 41 < 20 ? 0 : 1 + (i % 2);
	}
	ok(fit(&d, 3, &r, 50, &once) == EH_OK &&
			once.result.status == EH_FIT_QUASI_SEPARATED &&
			once.result.culprit == 0 && certificate(&once, &r, 3),
		"O4: two levels that share a value");
	for (int i = 0; i < N; i++)
		w[i] = i % 41 == 20 && i % 2 == 0 ? 0.0 : 2.0;
	r.weight = w;
	d = design(&r);
	for (int i = 0; i < N; i++)
		if (w[i] == 0.0)
			y[i] = 0.0;
	y[20 + 41] = 1.0;
	ok(fit(&d, 3, &r, 50, &once) == EH_OK && once.result.status != EH_FIT_OK &&
			(once.result.status != EH_FIT_NOT_CONVERGED),
		"O5: rows of no weight do not spoil it");
}

/* Small samples, many of them separated: no estimate beyond what is sane. */
static void
sweep(void)
{
	int found = 0;
	int fitted = 0;
	int wrong = 0;

	for (int seed = 0; seed < 400; seed++)
	{
		struct logit_rows r = {
			.n = 12 + seed % 9, .ndense = 2, .x = x, .success = y};
		eh_design d = design(&r);
		int n = (int) r.n;
		int levels = 3 + seed % 2;

		for (int i = 0; i < n; i++)
		{
			double latent;

			x[i] = floor(6.0 * (noise(seed * 131 + i * 7) + 0.5));
			x[n + i] = noise(seed * 17 + 3 * i) > 0.2;
			latent = 0.4 * x[i] + x[n + i] + noise(seed * 37 + 13 * i);
			y[i] =
				i < levels ? i : fmin(fmax(floor(latent), 0.0), levels - 1.0);
		}
		if (fit(&d, levels, &r, 60, &once) != EH_OK)
			wrong++;
		else if (once.result.status == EH_FIT_SEPARATED ||
				 once.result.status == EH_FIT_QUASI_SEPARATED)
		{
			found++;
			wrong += !certificate(&once, &r, levels);
		}
		else if (once.result.status == EH_FIT_OK)
		{
			fitted++;
			for (int k = 0; k < 2; k++)
				wrong += !(sqrt(once.cov[k * (levels + 2)]) < 50.0) ||
						 once.result.gradient > 1e-8;
		}
		else
			wrong += once.result.status != EH_FIT_ALIASED;
	}
	ok(wrong == 0 && found > 20 && fitted > 100,
		"O4: 400 small samples: %d separated, %d fitted, %d wrong", found,
		fitted, wrong);
}

static void
relation(void)
{
	struct logit_rows r = {.n = N, .ndense = 3, .x = x, .success = y};
	eh_design d = design(&r);
	eh_brant_result test;

	for (int i = 0; i < N; i++)
	{
		x[i] = noise(i);
		x[N + i] = noise(7 * i + 3);
		x[2 * N + i] = 0.5 * x[i] - 3.0 * x[N + i] + 12.0;
		y[i] = (int) (3.0 * (noise(11 * i + 5) + 0.5));
	}
	ok(fit(&d, 3, &r, 50, &once) == EH_OK &&
			once.result.status == EH_FIT_ALIASED && once.result.culprit == 2,
		"O3: the third column is a combination");
	near(once.relation[0], 0.5, 1e-9, 0.0, "  of the first");
	near(once.relation[1], -3.0, 1e-9, 0.0, "  and the second");
	ok(once.relation[3] == 0.0 && isnan(once.beta[2]) && !isnan(once.beta[1]) &&
			!isnan(once.cut[0]) && isnan(once.cov[12]),
		"  it has no estimate, the others have");
	ok(brant(&d, 3, &r, &test) == EH_OK && test.status == EH_FIT_ALIASED &&
			isnan(test.chisq),
		"T3: and no test");

	/* O2: raw powers of a year are those of the year less 2010 */
	for (int i = 0; i < N; i++)
		for (int j = 0; j < 3; j++)
			x[j * N + i] = pow(i % 21 - 10.0, j + 1);
	ok(fit(&d, 3, &r, 50, &once) == EH_OK, "a cubic");
	for (int i = 0; i < N; i++)
		for (int j = 0; j < 3; j++)
			x[j * N + i] = pow(2000.0 + i % 21, j + 1);
	ok(fit(&d, 3, &r, 50, &twice) == EH_OK && twice.result.status == EH_FIT_OK,
		"O2: raw powers of a year");
	near(twice.beta[2], once.beta[2], 0.0, 1e-9 * sqrt(once.cov[2 * 6]),
		"  the cubic's coefficient");
	near(twice.result.log_lik, once.result.log_lik, 1e-13, 0.0,
		"  and the likelihood are the same");
}

static void
refusals(void)
{
	struct logit_rows r = {.n = N, .ndense = 1, .x = x, .success = y};
	eh_design d = design(&r);
	eh_brant_result test;

	for (int i = 0; i < N; i++)
	{
		x[i] = noise(i);
		y[i] = i % 3;
	}
	for (int polls = 1; polls < 7; polls++)
	{
		r.polls_left = polls;
		ok(fit(&d, 3, &r, 50, &once) == EH_ECANCEL, "O7: poll %d is obeyed",
			polls);
		r.polls_left = polls;
		ok(brant(&d, 3, &r, &test) == EH_ECANCEL, "  and in the test");
	}
	r.polls_left = 0;
	ok(fit(&d, 3, &r, 0, &once) == EH_OK &&
			once.result.status == EH_FIT_NOT_CONVERGED,
		"no step is not enough, and is not called a fit");
	ok(fit(&d, 4, &r, 50, &once) == EH_EDOMAIN, "a level that nobody has");
	ok(fit(&d, 2, &r, 50, &once) == EH_EDOMAIN, "a level beyond the last");
	y[7] = 0.5;
	ok(fit(&d, 3, &r, 50, &once) == EH_EDOMAIN, "half a level");
	y[7] = NAN;
	ok(fit(&d, 3, &r, 50, &once) == EH_EDOMAIN, "a level of NaN");
	y[7] = 1.0;
	r.n = 2;
	y[1] = 2.0;
	y[2] = 1.0;
	r.n = 3;
	ok(fit(&d, 3, &r, 50, &once) == EH_OK && once.result.status != EH_FIT_OK &&
			nothing(&once, 1, 3),
		"as many rows as parameters");
	r.n = 2;
	y[1] = 1.0;
	ok(fit(&d, 2, &r, 50, &once) == EH_OK && once.result.status != EH_FIT_OK,
		"two rows");
	r.n = 0;
	ok(fit(&d, 3, &r, 50, &once) == EH_OK &&
			once.result.status == EH_FIT_TOO_FEW,
		"no rows");
	r.n = N;
	r.weight = w;
	d = design(&r);
	d.weight_kind = EH_WEIGHT_PROBABILITY;
	ok(brant(&d, 3, &r, &test) == EH_EDOMAIN, "T2: sampling weights");
}

int
main(void)
{
	gsl_set_error_handler_off();
	against_r();
	two_levels();
	separated();
	sweep();
	relation();
	refusals();
	return done();
}
