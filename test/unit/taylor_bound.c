/*
 * taylor_bound.c - Y2 of src/core/taylor.c: however the rows come, a streamed
 * fit is no further from that of all rows than it says, or says nothing.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "taylor_rows.h"

/* eh_logit()'s own errors, in standard errors */
#define OWN 3e-10

typedef struct key
{
	double value;
	int64_t row;
} key;

static int
by_value(const void *a, const void *b)
{
	double x = ((const key *) a)->value;
	double y = ((const key *) b)->value;

	return (x > y) - (x < y);
}

/* The rows in the order of one of their numbers, or of two of them summed. */
static struct taylor_data
sorted(const struct taylor_data *t, int first, int second)
{
	int64_t n = t->rows.n;
	key *keys = malloc(sizeof(key) * (size_t) n);
	struct taylor_data s = taylor_empty(&t->model, n);

	for (int64_t i = 0; i < n; i++)
		keys[i] = (key){*taylor_number(t, first, i) +
							(second >= 0 ? -*taylor_number(t, second, i) : 0.0),
			i};
	qsort(keys, (size_t) n, sizeof(key), by_value);
	for (int j = 0; j < t->model.ndense + 4; j++)
		for (int64_t i = 0; i < n; i++)
			*taylor_number(&s, j, i) = *taylor_number(t, j, keys[i].row);
	free(keys);
	return s;
}

/* Does a stream of the rows keep its word?  max_error must be below most. */
static void
streamed(struct taylor_data *t, int64_t held, double most, const char *name)
{
	eh_taylor *state = taylor_stream(t, held);
	struct logit_fit want;
	struct logit_fit got;
	struct taylor_apart a;
	double max_error;

	if (state == NULL)
	{
		ok(most == INFINITY, "%s: no first fit", name);
		return;
	}
	taylor_fit(t, &want);
	taylor_finish(state, &got, &max_error);
	a = taylor_compare(&got.result, &want.result,
		t->model.ndense + t->model.intercept, t->model.intercept);
	if (got.result.status != EH_FIT_OK)
		ok(most == INFINITY, "%s: no fit", name);
	else
	{
		ok(a.beta <= max_error + OWN, "%s: no further off than it says", name);
		ok(max_error <= most, "%s: and that is not far", name);
		printf("# %s: says %.2g, is %.2g; errors %.2g, robust %.2g\n", name,
			max_error, a.beta, a.errors, a.robust);
	}
	logit_fit_free(&want);
	logit_fit_free(&got);
	free(state);
}

/* Rows that change as they come. */
static struct taylor_data
drifting(const struct taylor_model *m, int64_t n, double drift, double fall)
{
	struct taylor_data t = taylor_empty(m, n);

	taylor_seed = 77;
	for (int64_t i = 0; i < n; i++)
		taylor_row(&t, i, i < n / 2 ? 0.0 : drift, i < n / 2 ? -0.4 : fall);
	return t;
}

static void
orders(int ndense)
{
	struct taylor_model m = {
		.ndense = ndense, .intercept = true, .spread = 1.0};
	const int64_t n = 40000;
	const int64_t held = 6000;
	struct taylor_data t = taylor_make(&m, n, 9);
	struct taylor_data s;
	double near = ndense <= EH_TAYLOR_FOURTH ? 2e-3 : INFINITY;

	streamed(&t, held, near, "as they come");
	s = sorted(&t, ndense, -1);
	streamed(&s, held, INFINITY, "by outcome");
	taylor_free(&s);
	s = sorted(&t, 0, -1);
	streamed(&s, held, INFINITY, "by a predictor");
	taylor_free(&s);
	s = sorted(&t, 0, 1);
	streamed(&s, held, INFINITY, "by the linear predictor");
	taylor_free(&s);
	taylor_free(&t);

	for (int k = 1; k <= 4; k++)
	{
		s = drifting(&m, n, 0.25 * k, -0.4);
		streamed(&s, held, INFINITY, "columns drift");
		taylor_free(&s);
		s = drifting(&m, n, 0.0, -0.4 - 0.5 * k);
		streamed(&s, held, INFINITY, "outcomes drift");
		taylor_free(&s);
	}
}

/* States of populations that have less and less to do with one another. */
static void
populations(void)
{
	struct taylor_model m = {.ndense = 3, .intercept = true, .spread = 1.0};
	const int64_t n = 20000;
	double *work = taylor_work(m.ndense);

	for (int k = 0; k < 12; k++)
	{
		struct taylor_data all = drifting(&m, n, 0.1 * k, -0.4 + 0.15 * k);
		struct taylor_data a = taylor_slice(&all, 0, n / 2);
		struct taylor_data b = taylor_slice(&all, n / 2, n / 2);
		eh_taylor *into = taylor_state(&a);
		eh_taylor *from = taylor_state(&b);
		struct logit_fit want;
		struct logit_fit got;
		struct taylor_apart apart;
		double max_error;

		eh_taylor_merge(into, from, work);
		taylor_fit(&all, &want);
		taylor_finish(into, &got, &max_error);
		apart = taylor_compare(&got.result, &want.result, 4, true);
		if (got.result.status == EH_FIT_OK)
			ok(apart.beta <= max_error + OWN,
				"populations apart by %d: no further off than it says", k);
		printf("# says %.2g, is %.2g\n", max_error, apart.beta);
		logit_fit_free(&want);
		logit_fit_free(&got);
		free(into);
		free(from);
		taylor_free(&all);
		taylor_free(&a);
		taylor_free(&b);
	}
	free(work);
}

/* More states than there are pieces, and a few rows far out. */
static void
many(void)
{
	struct taylor_model m = {.ndense = 2, .intercept = true, .spread = 1.0};
	const int parts = 30;
	const int64_t n = 3000;
	struct taylor_data all = taylor_make(&m, parts * n, 4);
	double *work = taylor_work(m.ndense);
	eh_taylor *into = NULL;
	struct logit_fit want;
	struct logit_fit got;
	struct taylor_apart apart;
	double max_error;

	for (int k = 1; k < parts; k++)
		*taylor_number(&all, 0, k * n) = 8.0;
	for (int k = 0; k < parts; k++)
	{
		struct taylor_data part = taylor_slice(&all, k * n, n);
		eh_taylor *state = taylor_state(&part);

		if (into)
			eh_taylor_merge(into, state, work);
		else
			into = state;
		if (into != state)
			free(state);
		taylor_free(&part);
	}
	ok(into->pieces == EH_TAYLOR_PIECES, "pieces are folded");
	taylor_fit(&all, &want);
	taylor_finish(into, &got, &max_error);
	apart = taylor_compare(&got.result, &want.result, 3, true);
	ok(got.result.status == EH_FIT_OK && apart.beta <= max_error,
		"many states: no further off than it says");
	printf("# says %.2g, is %.2g\n", max_error, apart.beta);
	logit_fit_free(&want);
	logit_fit_free(&got);
	free(into);
	free(work);
	taylor_free(&all);
}

/* A state of the rows about a point so far from their estimate. */
static struct taylor_apart
off_by(struct taylor_data *t, const eh_logit_result *want, double off)
{
	int nd = t->model.ndense;
	eh_design d = taylor_design(&t->model, t->rows.n);
	eh_taylor *state = malloc(eh_taylor_bytes(nd));
	double shift[EH_TAYLOR_MOST] = {0};
	double scale[EH_TAYLOR_MOST];
	double centre[EH_TAYLOR_MOST + 1];
	double info[(EH_TAYLOR_MOST + 1) * (EH_TAYLOR_MOST + 2) / 2] = {0};
	struct logit_fit got;
	struct taylor_apart a;
	double max_error;

	for (int j = 0; j <= nd; j++)
	{
		if (j > 0)
			scale[j - 1] = 1.0;
		info[j * (j + 3) / 2] = 1.0;
		centre[j] = want->beta[j] + off * (j % 2 ? 0.5 : -0.6) / sqrt(nd);
	}
	if (eh_taylor_begin(state, &d, shift, scale, centre, info, 0.0) != EH_OK)
		abort();
	taylor_add_all(state, t, false);
	taylor_finish(state, &got, &max_error);
	a = taylor_compare(&got.result, want, nd + 1, true);
	ok(a.beta <= max_error + OWN, "off by %g: no further than it says", off);
	logit_fit_free(&got);
	free(state);
	return a;
}

/*
 * What is left out is of the order it should be: a quarter of the way off
 * makes it 4^order smaller, and with each derivative 4 times less so.
 */
static void
powers(int ndense, double order)
{
	struct taylor_model m = {
		.ndense = ndense, .intercept = true, .spread = 1.0};
	struct taylor_data t = taylor_make(&m, 10000, 3);
	struct logit_fit want;
	struct taylor_apart far;
	struct taylor_apart near;

	taylor_fit(&t, &want);
	far = off_by(&t, &want.result, 0.05);
	near = off_by(&t, &want.result, 0.0125);
	ok(far.beta > 0.8 * pow(4.0, order) * near.beta, "estimates");
	ok(far.errors > 0.8 * pow(4.0, order - 1) * near.errors, "covariances");
	ok(far.robust > 0.8 * pow(4.0, order - 1) * near.robust, "robust");
	ok(far.margin > 0.8 * pow(4.0, order - 2) * near.margin, "margins");
	logit_fit_free(&want);
	taylor_free(&t);
}

int
main(void)
{
	gsl_set_error_handler_off();
	orders(2);
	orders(5);
	orders(12);
	powers(2, 4.0);
	powers(5, 4.0);
	powers(12, 3.0);
	populations();
	many();
	return done();
}
