/*
 * logit_status.c - L1 to L7 of src/core/logit.c where numbers do not exist,
 * and where they do though it looks otherwise.
 */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_errno.h>

#include "core/logit.h"

#include "logit_rows.h"

#define N 600

static double x[8 * N];
static double y[N];
static double t[N];
static double w[N];
static double o[N];
static int32_t code[2 * N];

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

static double
outcome(double eta)
{
	return uniform() < 1.0 / (1.0 + exp(-eta)) ? 1.0 : 0.0;
}

/* n rows of ndense columns, outcomes without much of a pattern */
static struct logit_rows
made(int n, int ndense)
{
	seed = 20221107;
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < ndense; j++)
			x[j * n + i] = normal();
		y[i] = outcome(0.4 * x[i] - 0.2);
		t[i] = w[i] = 1.0;
		o[i] = 0.0;
	}
	return (struct logit_rows){.n = n, .ndense = ndense, .x = x, .success = y};
}

static eh_design
design(const struct logit_rows *r)
{
	static const int32_t levels[] = {3, 3};
	static const int32_t reference[] = {0, 0};

	return (eh_design){.intercept = true,
		.ndense = r->ndense,
		.nfactors = r->nfactors,
		.nlevels = levels,
		.reference = reference,
		.weight_kind = r->weight ? EH_WEIGHT_FREQUENCY : EH_WEIGHT_NONE,
		.grouped = r->trials != NULL,
		.has_offset = r->offset != NULL,
		.nrows = r->n};
}

static eh_fit_status
fit(const eh_design *d, struct logit_rows *r, struct logit_fit *f)
{
	if (logit_fit(d, r, 50, f) != EH_OK)
		return (eh_fit_status) -1;
	return f->result.status;
}

static bool
all_nan(const double *v, int n)
{
	for (int i = 0; i < n; i++)
		if (!isnan(v[i]))
			return false;
	return true;
}

/* L6 */
static void
nothing_to_fit(void)
{
	struct logit_rows r = made(40, 2);
	eh_design d = design(&r);
	struct logit_fit f;

	for (int i = 0; i < 40; i++)
		y[i] = 0.0;
	ok(fit(&d, &r, &f) == EH_FIT_NO_VARIATION, "every outcome 0");
	ok(all_nan(f.result.beta, 3) && all_nan(f.result.cov, 9), "  no estimates");
	ok(f.result.log_lik == 0.0, "  the likelihood's limit is 1");
	logit_fit_free(&f);

	/* without an intercept a column of both signs still has its estimate */
	d.intercept = false;
	ok(fit(&d, &r, &f) == EH_FIT_OK, "every outcome 0, no intercept");
	logit_fit_free(&f);

	r = made(3, 3);
	d = design(&r);
	ok(fit(&d, &r, &f) == EH_FIT_TOO_FEW, "three rows, four parameters");
	ok(all_nan(f.result.beta, 4), "  no estimates");
	logit_fit_free(&f);

	r = made(10, 0);
	d = design(&r);
	d.nrows = r.n = 0;
	ok(fit(&d, &r, &f) == EH_FIT_TOO_FEW, "no rows");
	logit_fit_free(&f);

	/* L5: rows of no weight are none */
	r = made(10, 1);
	r.weight = w;
	d = design(&r);
	for (int i = 1; i < 10; i++)
		w[i] = 0.0;
	ok(fit(&d, &r, &f) == EH_FIT_TOO_FEW, "one row has a weight");
	ok(f.result.sum_weights == 1.0, "  and is counted");
	logit_fit_free(&f);

	r = made(50, 0);
	d = design(&r);
	d.intercept = false;
	ok(fit(&d, &r, &f) == EH_FIT_OK, "a model of nothing");
	near(f.result.log_lik, -50.0 * log(2.0), 1e-14, 0.0, "  is a coin");
	logit_fit_free(&f);
}

/* Is the relation's direction right in every row?  Those it leaves, by *on. */
static bool
certified(const struct logit_rows *r, const double *relation, int *on)
{
	*on = 0;
	for (int i = 0; i < r->n; i++)
	{
		double along = relation[0];
		double most = fabs(along);

		for (int j = 0; j < r->ndense; j++)
		{
			along += relation[1 + j] * x[j * r->n + i];
			most = fmax(most, fabs(relation[1 + j] * x[j * r->n + i]));
		}
		if (fabs(along) <= 1e-12 * most)
			++*on;
		else if ((along > 0.0) != (y[i] > 0.5))
			return false;
	}
	return true;
}

/* L4, at any scale of the columns and with an offset in the way */
static void
separated(void)
{
	static const double scales[] = {1.0, 1e-9, 1e9, 1e-100, 1e100};
	static const double shifts[] = {0.0, 1e6};

	for (int i = 0; i < 10; i++)
	{
		double scale = scales[i / 2];
		double shift = shifts[i % 2];
		struct logit_rows r = made(200, 3);
		eh_design d = design(&r);
		struct logit_fit f;
		int on;

		for (int k = 0; k < 200; k++)
		{
			y[k] = x[200 + k] + 0.5 * x[k] > 0.3;
			x[200 + k] = (x[200 + k] + shift) * scale;
		}
		ok(fit(&d, &r, &f) == EH_FIT_SEPARATED, "separated, scale %g shift %g",
			scale, shift);
		ok(all_nan(f.result.beta, 4) && all_nan(f.result.cov, 16) &&
				all_nan(f.result.hc0, 16) &&
				all_nan(f.result.margin_gradient, 16),
			"  nothing is estimated");
		ok(f.result.log_lik == 0.0, "  the likelihood's limit is 1");
		ok(f.result.culprit == 2, "  it is the second column's doing");
		ok(certified(&r, f.result.relation, &on) && on == 0,
			"  the direction splits every row");
		logit_fit_free(&f);

		/* half a row over the border: ordinary again, if steep */
		y[0] = 1.0 - y[0];
		ok(fit(&d, &r, &f) == EH_FIT_OK, "  one row wrong and it is not");
		ok(!all_nan(f.result.beta, 4), "  and has estimates");
		logit_fit_free(&f);
	}
	{
		struct logit_rows r = made(100, 1);
		eh_design d;
		struct logit_fit f;

		r.offset = o;
		d = design(&r);
		for (int i = 0; i < 100; i++)
		{
			y[i] = x[i] > 0.0;
			o[i] = -3.0 * x[i];
		}
		ok(fit(&d, &r, &f) == EH_FIT_SEPARATED, "separated past an offset");
		logit_fit_free(&f);
	}
}

static void
quasi_separated(void)
{
	struct logit_rows r = made(300, 2);
	eh_design d = design(&r);
	struct logit_fit f;
	int on;

	/* a column that is 0 or decides */
	for (int i = 0; i < 300; i++)
	{
		x[300 + i] = i % 10 == 0 ? (y[i] > 0.5 ? 2.0 : -1.0) : 0.0;
		x[300 + i] = x[300 + i] * 1e-7;
	}
	ok(fit(&d, &r, &f) == EH_FIT_QUASI_SEPARATED, "a column decides rows");
	ok(certified(&r, f.result.relation, &on) && on == 270,
		"  the direction leaves the others");
	ok(f.result.relation[0] == 0.0 && f.result.relation[1] == 0.0 &&
			f.result.relation[2] == 1.0 && f.result.culprit == 2,
		"  it is that column alone");
	ok(isnan(f.result.beta[2]) && !isnan(f.result.beta[1]) &&
			!isnan(f.result.beta[0]),
		"  the others are estimated");
	logit_fit_free(&f);

	/* one that decides beside a mean of its own: intercept and slope go */
	for (int i = 0; i < 300; i++)
		x[300 + i] = 5.0 + (i % 10 == 0 ? (y[i] > 0.5 ? 2.0 : -1.0) : 0.0);
	ok(fit(&d, &r, &f) == EH_FIT_QUASI_SEPARATED, "... about a mean");
	ok(isnan(f.result.beta[2]) && !isnan(f.result.beta[1]) &&
			isnan(f.result.beta[0]),
		"  and the intercept with it");
	near(f.result.relation[0], -5.0, 1e-9, 0.0, "  which it has to meet");
	logit_fit_free(&f);

	/* directions one behind the other: x decides, z what x leaves */
	for (int i = 0; i < 300; i++)
	{
		x[i] = i % 3 == 0 ? 2.0 * y[i] - 1.0 : 0.0;
		x[300 + i] = i % 3 == 0 ? 3.0 * normal() : 2.0 * y[i] - 1.0;
	}
	ok(fit(&d, &r, &f) == EH_FIT_SEPARATED, "one behind the other");
	ok(certified(&r, f.result.relation, &on) && on == 0,
		"  joined into one direction");
	logit_fit_free(&f);

	/* both outcomes in one grouped row hold it fast */
	r = made(100, 1);
	r.trials = t;
	d = design(&r);
	for (int i = 0; i < 100; i++)
	{
		t[i] = 4.0;
		y[i] = x[i] > 0.0 ? 4.0 : 0.0;
	}
	ok(fit(&d, &r, &f) == EH_FIT_SEPARATED, "groups of one outcome");
	logit_fit_free(&f);
	y[0] = 1.0;
	ok(fit(&d, &r, &f) != EH_FIT_SEPARATED, "but for one: not wholly");
	logit_fit_free(&f);
	y[1] = 3.0;
	ok(fit(&d, &r, &f) == EH_FIT_OK, "but for two: not at all");
	logit_fit_free(&f);

	/* a level of a factor where nothing succeeds, at a tiny weight */
	r = made(300, 1);
	r.nfactors = 1;
	r.code = code;
	r.weight = w;
	d = design(&r);
	d.weight_kind = EH_WEIGHT_PROBABILITY;
	for (int i = 0; i < 300; i++)
	{
		code[i] = i % 3;
		if (code[i] == 2)
		{
			w[i] = 1e-24;
			y[i] = 0.0;
		}
	}
	ok(fit(&d, &r, &f) == EH_FIT_QUASI_SEPARATED,
		"rows of no weight to speak of");
	ok(isnan(f.result.beta[3]) && !isnan(f.result.beta[2]), "  count");
	logit_fit_free(&f);
}

/* Strong but sound: predictors to 30 and more, events of one in a million. */
static void
sound(void)
{
	struct logit_rows r = made(N, 2);
	eh_design d = design(&r);
	struct logit_fit f;

	for (int i = 0; i < N; i++)
		y[i] = outcome(12.0 * x[i]);
	ok(fit(&d, &r, &f) == EH_FIT_OK, "predictors to 30");
	ok(fabs(f.result.beta[1] - 12.0) < 6.0, "  are what they were made with");
	logit_fit_free(&f);

	r.weight = w;
	d = design(&r);
	for (int i = 0; i < N; i++)
	{
		y[i] = i < 3;
		w[i] = i < 3 ? 1.0 : 5000.0;
	}
	ok(fit(&d, &r, &f) == EH_FIT_OK, "three events in three millions");
	ok(f.result.gradient < 1e-9, "  gradient %.1e", f.result.gradient);
	logit_fit_free(&f);

	/* columns so small and so large that their squares are not numbers */
	r = made(N, 2);
	d = design(&r);
	ok(fit(&d, &r, &f) == EH_FIT_OK, "as a measure");
	{
		double beta[3];
		struct logit_fit g;

		memcpy(beta, f.result.beta, sizeof(beta));
		for (int i = 0; i < N; i++)
		{
			x[i] *= 1e-190;
			x[N + i] *= 1e170;
		}
		ok(fit(&d, &r, &g) == EH_FIT_OK, "columns at 1e-190 and 1e170");
		near(g.result.beta[1], beta[1] * 1e190, 1e-10, 0.0, "  small");
		near(g.result.beta[2], beta[2] * 1e-170, 1e-10, 0.0, "  large");
		logit_fit_free(&g);
	}
	logit_fit_free(&f);
}

/* L3 */
static void
aliased(void)
{
	struct logit_rows r = made(N, 4);
	eh_design d = design(&r);
	struct logit_fit f;

	for (int i = 0; i < N; i++)
		x[2 * N + i] = 3.0 - 2.0 * x[i] + 0.5 * x[N + i];
	ok(fit(&d, &r, &f) == EH_FIT_ALIASED, "a column of two others");
	ok(f.result.culprit == 3, "  it is the last of them");
	near(f.result.relation[0], 3.0, 1e-10, 0.0, "  3");
	near(f.result.relation[1], -2.0, 1e-10, 0.0, "  less twice the first");
	near(f.result.relation[2], 0.5, 1e-10, 0.0, "  and half the second");
	ok(f.result.relation[3] == 0.0 && f.result.relation[4] == 0.0,
		"  and of no other");
	ok(isnan(f.result.beta[3]) && !isnan(f.result.beta[4]) &&
			isnan(f.result.cov[3 * 5 + 1]) && f.result.cov[4 * 5 + 4] > 0.0,
		"  which are fitted");
	ok(isnan(f.result.margin[3]) && f.result.margin_gradient[5 + 3] == 0.0,
		"  and have their margins");
	logit_fit_free(&f);

	/* a ten-millionth of its own is enough */
	for (int i = 0; i < N; i++)
		x[2 * N + i] += 1e-7 * x[3 * N + i] * x[i];
	ok(fit(&d, &r, &f) == EH_FIT_OK, "but for a ten-millionth");
	ok(f.result.condition > 1e6, "  condition %.1e", f.result.condition);
	logit_fit_free(&f);

	for (int i = 0; i < N; i++)
		x[N + i] = 0.1;
	ok(fit(&d, &r, &f) == EH_FIT_ALIASED, "a constant column");
	ok(f.result.culprit == 2 && f.result.relation[0] == 0.1, "  of 0.1");
	logit_fit_free(&f);
	d.intercept = false;
	ok(fit(&d, &r, &f) == EH_FIT_OK, "which serves as an intercept");
	logit_fit_free(&f);

	/* far from 0 only a turned basis tells what is left */
	r = made(N, 3);
	d = design(&r);
	for (int i = 0; i < N; i++)
	{
		x[i] += 1e5;
		x[N + i] = x[i] * x[i];
		x[2 * N + i] = 3.0 * x[i] - 7.0;
	}
	ok(fit(&d, &r, &f) == EH_FIT_ALIASED && fabs(f.result.beta[2]) < 1.0 &&
			fabs(f.result.beta[1]) < 1e6,
		"a square far off, and one too many");
	logit_fit_free(&f);
}

/* L1, L7 */
static void
stopping(void)
{
	struct logit_rows r = made(N, 3);
	eh_design d = design(&r);
	struct logit_fit f;

	logit_fit(&d, &r, 1, &f);
	ok(f.result.status == EH_FIT_NOT_CONVERGED, "one step is not enough");
	ok(!all_nan(f.result.beta, 4), "  what there is is given");
	ok(f.result.gradient > 1e-9, "  with its gradient");
	logit_fit_free(&f);
	ok(fit(&d, &r, &f) == EH_FIT_OK, "a few are");
	ok(f.result.iterations < 8, "  %d", f.result.iterations);
	logit_fit_free(&f);
	for (int polls = 1; polls < 6; polls++)
	{
		r.polls_left = polls;
		ok(logit_fit(&d, &r, 50, &f) == EH_ECANCEL, "stopped at poll %d",
			polls);
		logit_fit_free(&f);
	}
}

/*
 * L1 where a step in full is too long for some rows and too short for others:
 * levels of a few rows each, sampling weights, and an intercept far from 0.
 */
static void
small_levels(void)
{
	static const int32_t levels[] = {44};
	static const int32_t reference[] = {0};
	struct logit_rows r = made(208, 2);
	eh_design d;

	r.nfactors = 1;
	r.code = code;
	r.weight = w;
	r.offset = o;
	d = design(&r);
	d.nlevels = levels;
	d.reference = reference;
	d.weight_kind = EH_WEIGHT_PROBABILITY;
	for (int round = 0; round < 12; round++)
	{
		struct logit_fit f[2];
		eh_fit_status status[2];
		double most = 0.0;

		for (int i = 0; i < 208; i++)
		{
			code[i] = i < 44 ? i : (int32_t) (44.0 * uniform());
			y[i] = outcome(3.0 * x[i] + code[i] % 3 - 1);
			w[i] = -log(uniform());
			o[i] = normal() - 500.0;
		}
		for (r.order = 0; r.order < 2; r.order++)
			status[r.order] = fit(&d, &r, &f[r.order]);
		ok(status[0] == EH_FIT_OK || status[0] == EH_FIT_QUASI_SEPARATED,
			"small levels, round %d: status %d", round, status[0]);
		ok(status[1] == status[0], "  the same backwards");
		for (int k = 0; k < 46; k++)
			if (!isnan(f[0].result.beta[k]) || !isnan(f[1].result.beta[k]))
				most =
					fmax(most, fabs(f[0].result.beta[k] - f[1].result.beta[k]) /
								   sqrt(f[0].result.cov[47 * k]));
		ok(most < 1e-9, "  to %.1e of an error", most);
		logit_fit_free(&f[0]);
		logit_fit_free(&f[1]);
	}
}

/* L5: people as weights and as rows */
static void
people(void)
{
	static double many[4 * N];
	static double outcomes[N];
	struct logit_rows r = made(N / 6, 2);
	struct logit_rows s;
	eh_design d;
	struct logit_fit f;
	struct logit_fit g;
	int rows = 0;
	int n = N / 6;

	for (int i = 0; i < n; i++)
	{
		w[i] = i % 4;
		rows += i % 4;
	}
	s = (struct logit_rows){
		.n = rows, .ndense = 2, .x = many, .success = outcomes};
	for (int i = 0, to = 0; i < n; i++)
		for (int k = 0; k < i % 4; k++, to++)
		{
			many[to] = x[i];
			many[rows + to] = x[n + i];
			outcomes[to] = y[i];
		}
	r.weight = w;
	d = design(&r);
	ok(fit(&d, &r, &f) == EH_FIT_OK, "people as weights");
	d = design(&s);
	ok(fit(&d, &s, &g) == EH_FIT_OK, "people as rows");
	for (int k = 0; k < 3; k++)
	{
		near(f.result.beta[k], g.result.beta[k], 1e-12, 1e-13, "  estimate");
		near(f.result.hc0[4 * k], g.result.hc0[4 * k], 1e-12, 0.0, "  robust");
	}
	near(f.result.auc, g.result.auc, 1e-13, 0.0, "  area");
	near(f.result.log_lik, g.result.log_lik, 1e-13, 0.0, "  likelihood");
	logit_fit_free(&f);
	logit_fit_free(&g);
}

/* So many rows that a start is taken from the first, in the worst order. */
static void
large(void)
{
	int n = 260000;
	double *column = malloc(sizeof(double) * (size_t) n * 3);
	double *result = column + 2 * (size_t) n;
	struct logit_rows r = {.n = n, .ndense = 2, .x = column, .success = result};
	eh_design d = {.intercept = true, .ndense = 2, .nrows = n};
	double beta[3];
	double log_lik = 0.0;

	for (int sorted = 0; sorted < 3; sorted++)
	{
		struct logit_fit f;
		int low = 0;
		int high = n;

		/* the same rows: as they come, failures first, successes first */
		seed = 7;
		for (int i = 0; i < n; i++)
		{
			double a = normal();
			double b = normal();
			double c = outcome(0.5 * a - 2.0);
			int at = sorted == 0                  ? i
					 : (c > 0.5) == (sorted == 2) ? low++
												  : --high;

			column[at] = a;
			column[n + at] = 1e6 + b;
			result[at] = c;
		}
		r.passes = 0;
		ok(fit(&d, &r, &f) == EH_FIT_OK, "260,000 rows, order %d", sorted);
		ok(r.passes < 40, "  in %d passes", r.passes);
		for (int k = 0; k < 3; k++)
		{
			double error = sqrt(f.result.cov[4 * k]);

			if (sorted == 0)
				beta[k] = f.result.beta[k];
			ok(fabs(f.result.beta[k] - beta[k]) < 1e-9 * error,
				"  coefficient %d: %.1e errors apart", k,
				fabs(f.result.beta[k] - beta[k]) / error);
		}
		if (sorted == 0)
			log_lik = f.result.log_lik;
		near(f.result.log_lik, log_lik, 1e-13, 0.0, "  likelihood");
		logit_fit_free(&f);
	}
	free(column);
}

int
main(void)
{
	gsl_set_error_handler_off();
	nothing_to_fit();
	separated();
	quasi_separated();
	sound();
	aliased();
	stopping();
	small_levels();
	people();
	large();
	return done();
}
