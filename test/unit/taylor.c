/*
 * taylor.c - Y1 and Y3 to Y5 of src/core/taylor.c: a state against R's
 * numbers and against eh_logit() over the same rows; parts against the whole.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "core/taylor.h"

#include "logit_expected.h"
#include "taylor_rows.h"

static bool
within(double difference, double bound, const char *what)
{
	bool passed = ok(difference <= bound, "  %s", what);

	if (!passed)
		printf("# %g apart, %g allowed\n", difference, bound);
	return passed;
}

/* All numbers of a fit, at the same tolerances of their kind. */
static void
same(const struct taylor_apart *a, double beta, double others)
{
	within(a->beta, beta, "estimates, in standard errors");
	within(a->errors, others, "covariances");
	within(a->robust, others, "robust");
	within(a->margin, others, "margins and their gradients");
	within(a->scalar, others, "likelihoods, deviances, Tjur's, sums");
	within(a->condition, others, "condition");
}

/* What R says of rows that a state can hold. */
static void
against_r(const struct logit_case *c)
{
	struct taylor_model m = {.ndense = c->ndense,
		.intercept = c->intercept,
		.grouped = c->trials != NULL,
		.has_offset = c->offset != NULL,
		.kind = (eh_weight_kind) c->kind};
	struct taylor_data t = {.model = m,
		.rows = {.n = c->nrows,
			.ndense = c->ndense,
			.x = c->x,
			.success = c->success,
			.trials = c->trials,
			.weight = c->weight,
			.offset = c->offset}};
	int p = c->parameters;
	eh_logit_result want = {.beta = (double *) c->beta,
		.cov = (double *) c->cov,
		.hc0 = (double *) c->hc0,
		.margin = (double *) c->margin,
		.margin_gradient = (double *) c->margin_gradient,
		.sum_weights = c->sum_weights,
		.sum_trials = c->sum_trials,
		.log_lik = c->log_lik,
		.log_lik_kernel = c->log_lik_kernel,
		.log_lik_null = c->log_lik_null,
		.deviance = c->deviance,
		.null_deviance = c->null_deviance,
		.tjur = c->tjur,
		.condition = c->condition};
	eh_taylor *state = taylor_state(&t);
	struct taylor_apart a;
	struct logit_fit f;
	double max_error;

	bool close = strcmp(c->name, "raw cubic") == 0 ||
				 strcmp(c->name, "nearly collinear") == 0;

	/* what only twice the digits tell apart is for the rows themselves */
	ok((state == NULL) == close, "R: %s", c->name);
	if (state == NULL)
		return;
	taylor_finish(state, &f, &max_error);
	ok(f.result.status == EH_FIT_OK, "  a fit");
	a = taylor_compare(&f.result, &want, p, c->intercept);
	same(&a, 1e-9, 1e-8);
	ok(max_error < 2e-9, "  and it says so");
	ok(isnan(f.result.auc), "  no area under a curve");
	logit_fit_free(&f);
	free(state);
}

/* A state about the estimate says of the rows what eh_logit() does. */
static void
exact(const struct taylor_model *m, const char *name)
{
	struct taylor_data t = taylor_make(m, 1500, 17 + (uint64_t) m->ndense);
	eh_taylor *state = taylor_state(&t);
	struct logit_fit want;
	struct logit_fit got;
	struct taylor_apart a;
	double max_error;

	ok(state != NULL, "%s, %d numbers, %s", name, m->ndense,
		m->intercept ? "intercept" : "none");
	taylor_fit(&t, &want);
	taylor_finish(state, &got, &max_error);
	ok(eh_taylor_valid(state, eh_taylor_bytes(m->ndense)), "  a valid state");
	a = taylor_compare(
		&got.result, &want.result, m->ndense + m->intercept, m->intercept);
	same(&a, 1e-9, 1e-8);
	ok(a.beta <= max_error + 1e-10 && max_error < 1e-8, "  and it says so");
	logit_fit_free(&want);
	logit_fit_free(&got);
	free(state);
	taylor_free(&t);
}

static void
exact_all(void)
{
	struct taylor_model m = {.spread = 1.0};

	for (int nd = 0; nd <= EH_TAYLOR_MOST; nd += nd < 4 ? 1 : 3)
		for (int intercept = nd > 0 ? 0 : 1; intercept < 2; intercept++)
		{
			m.ndense = nd;
			m.intercept = intercept;
			exact(&m, "plain");
		}
	m = (struct taylor_model){.ndense = 4, .intercept = true, .spread = 1.0};
	m.away = 1e9;
	exact(&m, "near 1e9");
	m.spread = 1e-5;
	m.away = 1e4;
	exact(&m, "small and off");
	m.away = 0.0;
	m.spread = 1e6;
	for (int kind = 0; kind < 12; kind++)
	{
		m.kind = (eh_weight_kind) (kind % 3);
		m.grouped = kind / 3 % 2;
		m.has_offset = kind / 6;
		m.intercept = kind % 2;
		exact(&m, "weights, trials, offset");
	}
	m.ndense = 12;
	m.intercept = true;
	exact(&m, "the same at order 3");
}

/* Parts of rows, each about its own estimate, come together as the whole. */
static void
merged(const struct taylor_model *m, int parts, int first, const char *name)
{
	const int64_t n = 24000;
	struct taylor_data t = taylor_make(m, n, 40 + (uint64_t) parts);
	double *work = taylor_work(m->ndense);
	eh_taylor *whole = NULL;
	struct logit_fit want;
	struct logit_fit got;
	struct taylor_apart a;
	double max_error;

	for (int k = 0; k < parts; k++)
	{
		int part = (first + k) % parts;
		int64_t from = n * part * (part + 1) / parts / (parts + 1);
		int64_t to = n * (part + 1) * (part + 2) / parts / (parts + 1);
		struct taylor_data rows = taylor_slice(&t, from, to - from);
		eh_taylor *state = taylor_state(&rows);

		if (whole && state)
		{
			ok(eh_taylor_merge(whole, state, work) == EH_OK, "merge");
			free(state);
		}
		else
			whole = state;
		taylor_free(&rows);
	}
	taylor_fit(&t, &want);
	taylor_finish(whole, &got, &max_error);
	a = taylor_compare(
		&got.result, &want.result, m->ndense + m->intercept, m->intercept);
	ok(whole->totals.rows == (m->grouped || m->kind == EH_WEIGHT_FREQUENCY
									 ? whole->totals.rows
									 : n),
		"%s: %d parts from %d on", name, parts, first);
	ok(a.beta <= max_error + 1e-10, "  no further off than it says");
	printf("# says %.2g, is %.2g\n", max_error, a.beta);
	within(a.beta, 2e-3, "estimates, in standard errors");
	within(taylor_worse(a.errors, a.robust), 5e-3, "covariances");
	within(a.scalar, 1e-4, "likelihoods, deviances, Tjur's, sums");
	logit_fit_free(&want);
	logit_fit_free(&got);
	free(work);
	free(whole);
	taylor_free(&t);
}

static void
merged_all(void)
{
	struct taylor_model m = {.ndense = 3, .intercept = true, .spread = 1.0};

	for (int parts = 2; parts <= 5; parts++)
		merged(&m, parts, parts / 2, "plain");
	m.away = 1e9;
	merged(&m, 3, 0, "near 1e9");
	m.away = 0.0;
	m.grouped = m.has_offset = true;
	m.kind = EH_WEIGHT_FREQUENCY;
	merged(&m, 3, 1, "people, trials, offset");
	m.intercept = false;
	m.kind = EH_WEIGHT_PROBABILITY;
	merged(&m, 2, 0, "no intercept, samples, trials, offset");
	m = (struct taylor_model){.ndense = 12, .intercept = true, .spread = 1.0};
	merged(&m, 2, 0, "order 3");
}

/* The rows about a centre, shift and scale of one's own choice. */
static eh_taylor *
placed(struct taylor_data *t, const double *beta, double shift, double scale)
{
	int nd = t->model.ndense;
	eh_design d = taylor_design(&t->model, t->rows.n);
	eh_taylor *state = malloc(eh_taylor_bytes(nd));
	double shifts[EH_TAYLOR_MOST], scales[EH_TAYLOR_MOST];
	double centre[EH_TAYLOR_MOST + 1] = {beta[0]};
	double info[(EH_TAYLOR_MOST + 1) * (EH_TAYLOR_MOST + 2) / 2] = {1.0};

	for (int j = 0; j < nd; j++)
	{
		shifts[j] = t->model.away * (1 + j) + shift;
		scales[j] = scale;
		centre[1 + j] = beta[1 + j] / scale;
		centre[0] += beta[1 + j] * shift;
		info[(j + 1) * (j + 4) / 2] = 1.0;
	}
	if (eh_taylor_begin(state, &d, shifts, scales, centre, info, -0.4) != EH_OK)
		abort();
	taylor_add_all(state, t, false);
	return state;
}

/*
 * The same rows about one point in two frames are one state: what is left of
 * one when the other is taken from it shows only rounding.  And as large a
 * shift as 1e9 makes no difference.
 */
static void
frames(double away)
{
	struct taylor_model m = {.ndense = 3,
		.intercept = true,
		.has_offset = true,
		.away = away,
		.spread = 1.0};
	static const double beta[] = {-0.38, 0.41, -0.33, 0.44};
	struct taylor_data t = taylor_make(&m, 3000, 5);
	struct taylor_data one = taylor_slice(&t, 0, 1000);
	struct taylor_data two = taylor_slice(&t, 1000, 2000);
	eh_taylor *whole = placed(&t, beta, 0.25, 0.5);
	eh_taylor *into = placed(&one, beta, 0.25, 0.5);
	eh_taylor *from = placed(&two, beta, -0.5, 2.0);
	double *work = taylor_work(m.ndense);
	struct logit_fit got;
	struct logit_fit want;
	struct taylor_apart a;
	double max_error;

	ok(eh_taylor_merge(into, from, work) == EH_OK, "another frame, at %g",
		away);
	taylor_finish(whole, &want, &max_error);
	taylor_finish(into, &got, &max_error);
	a = taylor_compare(&got.result, &want.result, 4, true);
	same(&a, 1e-10, 1e-10);
	logit_fit_free(&got);
	logit_fit_free(&want);
	free(work);
	free(whole);
	free(into);
	free(from);
	taylor_free(&t);
	taylor_free(&one);
	taylor_free(&two);
}

/* Moving there and back, and a copy by bytes, change nothing. */
static void
flat(void)
{
	struct taylor_model m = {.ndense = 4, .intercept = true, .spread = 1.0};
	struct taylor_data t = taylor_make(&m, 4000, 3);
	struct taylor_data half = taylor_slice(&t, 0, 2000);
	struct taylor_data rest = taylor_slice(&t, 2000, 2000);
	eh_taylor *state = taylor_state(&half);
	size_t bytes = eh_taylor_bytes(m.ndense);
	eh_taylor *copy = malloc(bytes);
	double *work = taylor_work(m.ndense);
	double there[] = {0.02, -0.01, 0.03, 0.01, -0.02};
	double back[] = {-0.02, 0.01, -0.03, -0.01, 0.02};
	struct logit_fit one;
	struct logit_fit two;
	struct taylor_apart a;
	double max_error;

	memcpy(copy, state, bytes);
	taylor_add_all(state, &rest, true);
	taylor_add_all(copy, &rest, true);
	ok(memcmp(state, copy, bytes) == 0, "a copy goes on as the original does");
	eh_taylor_move(copy, there, work);
	eh_taylor_move(copy, back, work);
	taylor_finish(state, &one, &max_error);
	taylor_finish(copy, &two, &max_error);
	a = taylor_compare(&two.result, &one.result, 5, true);
	same(&a, 1e-11, 1e-11);
	logit_fit_free(&one);
	logit_fit_free(&two);
	free(work);
	free(copy);
	free(state);
	taylor_free(&t);
	taylor_free(&half);
	taylor_free(&rest);
}

static bool
stop(void *arg)
{
	(void) arg;
	return true;
}

/* What is refused, and said. */
static void
refusals(void)
{
	struct taylor_model m = {.ndense = 2, .intercept = true, .spread = 1.0};
	struct taylor_data t = taylor_make(&m, 600, 8);
	eh_taylor *state = taylor_state(&t);
	size_t bytes = eh_taylor_bytes(m.ndense);
	eh_taylor *other = malloc(bytes);
	double *work = taylor_work(m.ndense);
	eh_control ctl = {50, stop, NULL};
	double zeros[6] = {0};
	double step[3];
	double decrement;
	eh_design d = taylor_design(&m, 600);

	memcpy(other, state, bytes);
	other->has_offset = true;
	ok(eh_taylor_merge(state, other, work) == EH_EDOMAIN,
		"states of other models do not merge");
	memcpy(other, state, bytes);
	other->body[0] = NAN;
	ok(!eh_taylor_valid(other, bytes), "NaN is no state");
	memcpy(other, state, bytes);
	other->pieces = EH_TAYLOR_PIECES + 1;
	ok(!eh_taylor_valid(other, bytes), "nor is one of too many pieces");
	ok(!eh_taylor_valid(state, bytes - 8), "nor half a one");
	ok(eh_taylor_begin(other, &d, zeros, zeros, zeros, zeros, 0.0) ==
			EH_EDOMAIN,
		"no metric of nothing");
	d.ndense = EH_TAYLOR_MOST + 1;
	ok(eh_taylor_order(d.ndense) == 0 &&
			eh_taylor_begin(other, &d, zeros, zeros, zeros, zeros, 0.0) ==
				EH_EDOMAIN,
		"too many numbers");
	ok(eh_taylor_solve(state, &ctl, work, step, &decrement) == EH_ECANCEL,
		"poll stops it");
	free(work);
	free(other);
	free(state);
	taylor_free(&t);
}

int
main(void)
{
	gsl_set_error_handler_off();
	for (size_t i = 0; i < sizeof(logit_cases) / sizeof(*logit_cases); i++)
	{
		const struct logit_case *c = &logit_cases[i];

		if (c->nfactors == 0 && c->status == EH_FIT_OK)
			against_r(c);
	}
	exact_all();
	merged_all();
	frames(0.0);
	frames(1e9);
	flat();
	refusals();
	return done();
}
