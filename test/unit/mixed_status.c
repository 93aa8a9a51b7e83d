/*
 * mixed_status.c - M4 and M6 to M9 of src/core/mixed.c: where numbers do not
 * exist, and where they do though it looks otherwise.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "mixed_rows.h"

#define N 200000

static double x[2 * N];
static double y[N];
static double w[N];
static int32_t code[3 * N];
static uint64_t seed;

/* Uniform on (0, 1): Knuth's MMIX generator. */
static double
uniform(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return ((double) (seed >> 11) + 0.5) * 0x1p-53;
}

static double
normal(void)
{
	return sqrt(-2.0 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* n rows, a predictor, levels in turn and their effects of such an sd */
static struct logit_rows
made(int n, int levels, double sd)
{
	static double effect[100000];

	seed = 20240229;
	for (int l = 0; l < levels; l++)
		effect[l] = sd * normal();
	for (int i = 0; i < n; i++)
	{
		code[i] = i % levels;
		x[i] = normal();
		w[i] = 1.0;
		y[i] =
			uniform() < 1.0 / (1.0 + exp(-0.5 * x[i] - effect[code[i]] + 0.3));
	}
	return (struct logit_rows){
		.n = n, .ndense = 1, .nfactors = 1, .x = x, .code = code, .success = y};
}

static eh_design
design(const struct logit_rows *r)
{
	return (eh_design){.intercept = true,
		.ndense = r->ndense,
		.weight_kind = r->weight ? EH_WEIGHT_FREQUENCY : EH_WEIGHT_NONE,
		.nrows = r->n};
}

static eh_fit_status
fit(const eh_design *d, int32_t levels, int points, struct logit_rows *r,
	struct mixed_fit *f)
{
	eh_mixed_groups groups = {1, &levels};

	return mixed_fit(d, &groups, points, r, f) == EH_OK ? f->result.status
														: (eh_fit_status) -1;
}

static bool
no_numbers(const eh_mixed_result *r)
{
	return isnan(r->beta[0]) && isnan(r->cov[0]) && isnan(r->joint[0]) &&
		   isnan(r->sd[0]) && isnan(r->mode[0]) && isnan(r->log_lik);
}

/* M4: the fit without effects, wherever there are none. */
static void
boundary(void)
{
	struct logit_rows r = made(300, 1, 0.0);
	eh_design d = design(&r);
	eh_mixed_groups groups = {1, (const int32_t[]){1}};
	struct mixed_fit f;
	struct logit_fit plain;
	eh_limits limits;
	eh_mixed_word word;

	ok(logit_fit(&d, &r, 50, &plain) == EH_OK, "without effects");
	for (int points = 1; points <= 9; points += 8)
	{
		ok(fit(&d, 1, points, &r, &f) == EH_FIT_BOUNDARY &&
				f.result.sd[0] == 0.0 && f.result.mode[0] == 0.0 &&
				f.result.mode_error[0] == 0.0,
			"one level, %d points: no effect", points);
		near(f.result.log_lik, plain.result.log_lik, 1e-12, 0.0,
			"  the likelihood without");
		near(f.result.log_lik_fixed, plain.result.log_lik, 0.0, 0.0,
			"  as it says itself");
		for (int j = 0; j < 2; j++)
		{
			double error = sqrt(plain.result.cov[3 * j]);

			near(f.result.beta[j], plain.result.beta[j], 0.0, 1e-8 * error,
				"  coefficient");
			near(sqrt(f.result.cov[3 * j]), error, 1e-7, 0.0, "  error");
		}
		mixed_fit_free(&f);
	}
	ok(mixed_limits(&d, &groups, 1, &r, 0.95, &limits, &word) == EH_OK,
		"  profile");
	ok(word == EH_MIXED_LOW_OPEN && limits.low == 0.0 && limits.high > 0.3,
		"  limits from 0 to %g", limits.high);
	logit_fit_free(&plain);
}

/* M6 */
static void
unreplicated(void)
{
	struct logit_rows r = made(400, 400, 1.0);
	eh_design d = design(&r);
	struct mixed_fit f;

	ok(fit(&d, 400, 1, &r, &f) == EH_FIT_UNREPLICATED &&
			no_numbers(&f.result) && f.result.culprit == 0,
		"a row a level");
	mixed_fit_free(&f);
	for (int i = 0; i < 400; i++)
		w[i] = 3.0;
	r.weight = w;
	d = design(&r);
	ok(fit(&d, 400, 9, &r, &f) != EH_FIT_UNREPLICATED && f.both[0] == 0,
		"  weighing 3 it is three, though alike");
	mixed_fit_free(&f);
}

static void
one_sided(void)
{
	struct logit_rows r = made(600, 60, 0.8);
	eh_design d = design(&r);
	struct mixed_fit f;

	for (int i = 0; i < 600; i++)
		if (code[i] == 17)
			y[i] = 1.0;
	ok(fit(&d, 61, 1, &r, &f) == EH_FIT_OK && f.both[0] <= 59,
		"a level of successes only, and one of no rows");
	ok(f.result.mode[17] > 0.0 && isfinite(f.result.mode[17]) &&
			f.result.mode_error[17] < f.result.sd[0],
		"  whose effect is finite, %g", f.result.mode[17]);
	ok(f.result.mode[60] == 0.0, "  nought of the empty one");
	near(f.result.mode_error[60], f.result.sd[0], 1e-15, 0.0,
		"  known as well as any");
	mixed_fit_free(&f);
}

static void
fixed_part(void)
{
	struct logit_rows r = made(300, 30, 0.5);
	eh_design d = design(&r);
	struct mixed_fit f;

	for (int i = 0; i < 300; i++)
		y[i] = x[i] > 0.2;
	ok(fit(&d, 30, 1, &r, &f) == EH_FIT_SEPARATED && no_numbers(&f.result) &&
			f.result.culprit == 1 && f.result.relation[1] == 1.0,
		"separated");
	mixed_fit_free(&f);
	for (int i = 0; i < 300; i++)
	{
		x[i] = i < 20;
		y[i] = i < 20 || i % 3 == 0;
	}
	ok(fit(&d, 30, 9, &r, &f) == EH_FIT_QUASI_SEPARATED &&
			no_numbers(&f.result) && f.result.culprit == 1,
		"quasi-separated");
	mixed_fit_free(&f);
	for (int i = 0; i < 300; i++)
		y[i] = 1.0;
	ok(fit(&d, 30, 1, &r, &f) == EH_FIT_NO_VARIATION && no_numbers(&f.result),
		"no variation");
	mixed_fit_free(&f);
	r.n = d.nrows = 1;
	ok(fit(&d, 30, 1, &r, &f) == EH_FIT_TOO_FEW && no_numbers(&f.result),
		"too few rows");
	mixed_fit_free(&f);
}

/* Outcomes that are the same all over each level. */
static void
endless(void)
{
	struct logit_rows r = made(120, 30, 0.0);
	eh_design d = design(&r);
	eh_mixed_groups groups = {1, (const int32_t[]){30}};
	struct mixed_fit f;
	eh_limits limits;
	eh_mixed_word word;

	r.ndense = d.ndense = 0;
	for (int i = 0; i < 120; i++)
		y[i] = code[i] % 2;
	ok(fit(&d, 30, 1, &r, &f) == EH_FIT_OK && f.both[0] == 0,
		"Laplace's approximation has a maximum");
	near(f.result.gradient, 0.0, 0.0, 1e-8, "  though by symmetry a saddle");
	mixed_fit_free(&f);
	ok(fit(&d, 30, 25, &r, &f) == EH_FIT_UNBOUNDED && no_numbers(&f.result) &&
			f.result.culprit == 0,
		"levels that decide the outcomes");
	ok(mixed_limits(&d, &groups, 25, &r, 0.95, &limits, &word) == EH_OK &&
			word == EH_MIXED_NONE && isnan(limits.low),
		"  no limits");
	mixed_fit_free(&f);
}

/* M9: a fit is never worse than that without effects, of either approximation. */
static void
never_worse(void)
{
	int worse = 0;
	int fits = 0;

	for (int turn = 0; turn < 40; turn++)
	{
		struct logit_rows r = made(60 + turn, 20 + turn, 0.2);
		eh_design d = design(&r);
		struct mixed_fit f;

		if (fit(&d, 20 + turn, 1, &r, &f) == EH_FIT_OK ||
			f.result.status == EH_FIT_BOUNDARY)
		{
			fits++;
			worse += f.result.log_lik < f.result.log_lik_fixed - 1e-9;
		}
		mixed_fit_free(&f);
	}
	ok(worse == 0 && fits > 20, "none of %d fits is worse than no effects",
		fits);
}

/* M8: levels in numbers. */
static void
many_levels(void)
{
	struct logit_rows r = made(N, 100000, 1.0);
	eh_design d = design(&r);
	struct mixed_fit f;

	ok(fit(&d, 100000, 9, &r, &f) == EH_FIT_OK, "100,000 levels of two rows");
	near(f.result.sd[0], 1.0, 0.0, 4.0 * f.result.sd_error[0], "  sd");
	near(f.result.beta[1], 0.5, 0.0, 4.0 * sqrt(f.result.cov[3]), "  slope");
	mixed_fit_free(&f);
}

/* Three crossed factors, the rest dense; stopped at every poll but the last */
static void
cancelled(void)
{
	struct logit_rows r = made(3000, 150, 0.7);
	eh_design d = design(&r);
	eh_mixed_groups groups = {3, (const int32_t[]){150, 90, 40}};
	struct mixed_fit f;
	eh_status status = EH_ECANCEL;
	int polls = 1;

	for (int i = 0; i < 3000; i++)
	{
		code[3000 + i] = (int32_t) (90.0 * uniform());
		code[6000 + i] = (int32_t) (40.0 * uniform());
	}
	r.nfactors = 3;
	for (; status == EH_ECANCEL; polls += 1 + polls / 4)
	{
		r.polls_left = polls;
		status = mixed_fit(&d, &groups, 1, &r, &f);
		mixed_fit_free(&f);
	}
	ok(status == EH_OK && polls > 1000, "stopped at any of %d polls", polls);
}

static void
refused(void)
{
	struct logit_rows r = made(100, 10, 0.5);
	eh_design d = design(&r);
	const int32_t levels[] = {10, 5000, 5000};
	eh_mixed_options laplace = {1};
	eh_mixed_options points = {25};
	eh_mixed_options many = {EH_MIXED_MOST_POINTS + 1};
	struct mixed_fit f;

	ok(!eh_mixed_accepts(&(eh_mixed_groups){2, levels}, &points),
		"points are for one factor");
	ok(!eh_mixed_accepts(&(eh_mixed_groups){1, levels}, &many), "so many");
	ok(eh_mixed_accepts(&(eh_mixed_groups){2, levels}, &laplace),
		"two factors");
	ok(!eh_mixed_accepts(&(eh_mixed_groups){3, levels}, &laplace),
		"too many levels beside the largest factor's");
	ok(!eh_mixed_accepts(&(eh_mixed_groups){0, levels}, &laplace), "no factor");
	ok(eh_mixed_work(&d, &(eh_mixed_groups){3, levels}, &laplace) == 0,
		"  nor any work");
	code[3] = 10;
	ok(fit(&d, 10, 1, &r, &f) == (eh_fit_status) -1, "a level out of bounds");
	mixed_fit_free(&f);
	code[3] = 3;
	r.weight = w;
	d.weight_kind = EH_WEIGHT_PROBABILITY;
	ok(fit(&d, 10, 1, &r, &f) == (eh_fit_status) -1, "sampling weights");
	mixed_fit_free(&f);
}

/* M7: rows of no weight are not there, nor are their levels. */
static void
weightless(void)
{
	struct logit_rows r = made(500, 25, 0.9);
	eh_design d = design(&r);
	struct mixed_fit all;
	struct mixed_fit f;

	ok(fit(&d, 25, 5, &r, &all) == EH_FIT_OK, "500 rows");
	for (int i = 500; i < 600; i++)
	{
		code[i] = 25 + i % 5;
		x[i] = 1e6;
		y[i] = 1.0;
		w[i] = 0.0;
	}
	r = (struct logit_rows){.n = 600,
		.ndense = 1,
		.nfactors = 1,
		.x = x,
		.code = code,
		.success = y,
		.weight = w,
		.order = 2};
	for (int i = 599; i > 0; i--)
		x[i] = i < 500 ? x[i] : 1e6;
	d = design(&r);
	ok(fit(&d, 30, 5, &r, &f) == EH_FIT_OK, "  and 100 that weigh nothing");
	near(f.result.log_lik, all.result.log_lik, 1e-12, 0.0, "  likelihood");
	near(f.result.beta[1], all.result.beta[1], 0.0,
		1e-7 * sqrt(all.result.cov[3]), "  slope");
	near(f.result.sd[0], all.result.sd[0], 0.0, 1e-8 * all.result.sd_error[0],
		"  sd");
	mixed_fit_free(&all);
	mixed_fit_free(&f);
}

/* Without an intercept, and without anything. */
static void
bare(void)
{
	struct logit_rows r = made(800, 40, 1.0);
	eh_design d = design(&r);
	struct mixed_fit f;

	d.intercept = false;
	ok(fit(&d, 40, 25, &r, &f) == EH_FIT_OK &&
			fabs(f.result.beta[0] - 0.5) < 4.0 * sqrt(f.result.cov[0]),
		"no intercept");
	mixed_fit_free(&f);
	r.ndense = d.ndense = 0;
	ok(fit(&d, 40, 25, &r, &f) == EH_FIT_OK &&
			fabs(f.result.sd[0] - 1.0) < 4.0 * f.result.sd_error[0],
		"effects alone");
	mixed_fit_free(&f);
	d.intercept = true;
	r.n = d.nrows = 0;
	ok(fit(&d, 40, 1, &r, &f) == EH_FIT_TOO_FEW, "no rows");
	mixed_fit_free(&f);
}

int
main(void)
{
	gsl_set_error_handler_off();
	boundary();
	unreplicated();
	one_sided();
	fixed_part();
	endless();
	never_worse();
	many_levels();
	cancelled();
	refused();
	weightless();
	bare();
	return done();
}
