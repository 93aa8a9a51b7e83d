/*
 * taylor_rows.h - rows made up for the tests of Taylor states, states of them,
 * and how far two fits are apart.
 */
#ifndef EH_TAYLOR_ROWS_H
#define EH_TAYLOR_ROWS_H

#include "core/taylor.h"

#include "logit_rows.h"

/* What the rows have. */
struct taylor_model
{
	int ndense;
	bool intercept;
	bool grouped;
	bool has_offset;
	eh_weight_kind kind;
	double away;   /* columns are about this far from 0 */
	double spread; /* and vary by this */
};

struct taylor_data
{
	struct taylor_model model;
	struct logit_rows rows;
	double *numbers;
};

static uint64_t taylor_seed = 1;

static inline double
taylor_uniform(void)
{
	taylor_seed ^= taylor_seed << 13;
	taylor_seed ^= taylor_seed >> 7;
	taylor_seed ^= taylor_seed << 17;
	return (double) (taylor_seed >> 11) * 0x1p-53;
}

/* Irwin and Hall: near enough to normal, and never far out */
static inline double
taylor_normal(void)
{
	double sum = -6.0;

	for (int i = 0; i < 12; i++)
		sum += taylor_uniform();
	return sum;
}

static inline eh_design
taylor_design(const struct taylor_model *m, int64_t n)
{
	return (eh_design){.intercept = m->intercept,
		.ndense = m->ndense,
		.weight_kind = m->kind,
		.grouped = m->grouped,
		.has_offset = m->has_offset,
		.nrows = n};
}

/* Arrays for n rows. */
static inline struct taylor_data
taylor_empty(const struct taylor_model *m, int64_t n)
{
	size_t columns = (size_t) m->ndense + 4;
	struct taylor_data t = {.model = *m,
		.numbers = calloc(columns * (size_t) n + 1, sizeof(double))};
	double *at = t.numbers + (size_t) m->ndense * (size_t) n;

	t.rows = (struct logit_rows){.n = n,
		.ndense = m->ndense,
		.x = t.numbers,
		.success = at,
		.trials = m->grouped ? at + n : NULL,
		.weight = m->kind != EH_WEIGHT_NONE ? at + 2 * n : NULL,
		.offset = m->has_offset ? at + 3 * n : NULL};
	return t;
}

static inline void
taylor_free(struct taylor_data *t)
{
	free(t->numbers);
}

/* The j-th number of row i; those of the response come after the predictors. */
static inline double *
taylor_number(const struct taylor_data *t, int j, int64_t i)
{
	return t->numbers + (int64_t) j * t->rows.n + i;
}

/* Row i: columns that have to do with one another, outcomes by a logit. */
static inline void
taylor_row(
	const struct taylor_data *t, int64_t i, double drift, double intercept)
{
	const struct taylor_model *m = &t->model;
	double common = taylor_normal();
	double eta = intercept;
	double trials = m->grouped ? floor(6.0 * taylor_uniform()) : 1.0;
	double success = 0.0;

	for (int j = 0; j < m->ndense; j++)
	{
		double u = 0.9 * taylor_normal() + 0.4 * common + drift;

		if (j % 4 == 2)
			u = u > 0.3;
		eta += (j % 2 ? -0.5 : 0.6) * u / sqrt(1.0 + m->ndense / 3);
		*taylor_number(t, j, i) = m->away * (1 + j) + m->spread * u;
	}
	if (m->has_offset)
		eta += *taylor_number(t, m->ndense + 3, i) = 0.7 * taylor_normal();
	for (int k = 0; k < trials; k++)
		success += taylor_uniform() < 1.0 / (1.0 + exp(-eta));
	*taylor_number(t, m->ndense, i) = success;
	*taylor_number(t, m->ndense + 1, i) = trials;
	*taylor_number(t, m->ndense + 2, i) = m->kind == EH_WEIGHT_FREQUENCY
											  ? floor(4.0 * taylor_uniform())
											  : 0.2 + 3.0 * taylor_uniform();
}

static inline struct taylor_data
taylor_make(const struct taylor_model *m, int64_t n, uint64_t seed)
{
	struct taylor_data t = taylor_empty(m, n);

	taylor_seed = 0x9e3779b97f4a7c15u * (seed + 1);
	for (int64_t i = 0; i < n; i++)
		taylor_row(&t, i, 0.0, -0.4);
	return t;
}

/* So many rows from one on, as data of their own. */
static inline struct taylor_data
taylor_slice(const struct taylor_data *t, int64_t from, int64_t n)
{
	struct taylor_data s = taylor_empty(&t->model, n);

	for (int j = 0; j < t->model.ndense + 4; j++)
		memcpy(taylor_number(&s, j, 0), taylor_number(t, j, from),
			sizeof(double) * (size_t) n);
	return s;
}

static inline eh_status
taylor_fit(struct taylor_data *t, struct logit_fit *f)
{
	eh_design d = taylor_design(&t->model, t->rows.n);

	return logit_fit(&d, &t->rows, 60, f);
}

/* work of exactly the size asked for, off a cache line */
static inline double *
taylor_work(int ndense)
{
	return malloc(eh_taylor_work(ndense));
}

/* A state of the rows, about their estimate; NULL where there is none. */
static inline eh_taylor *
taylor_state(struct taylor_data *t)
{
	eh_design d = taylor_design(&t->model, t->rows.n);
	eh_rows source = {logit_rows_rewind, logit_rows_next, &t->rows};
	eh_control ctl = {50, NULL, NULL};
	eh_taylor *state = malloc(eh_taylor_bytes(d.ndense));
	double *work = taylor_work(d.ndense);
	struct logit_fit f;
	eh_status status = taylor_fit(t, &f);

	if (status == EH_OK && f.result.status == EH_FIT_OK)
		status = eh_taylor_open(state, &d, &source, &ctl, f.result.beta, work);
	else
		status = EH_EDOMAIN;
	logit_fit_free(&f);
	free(work);
	if (status == EH_OK)
		return state;
	free(state);
	return NULL;
}

/* The rows in blocks, a new centre whenever they have doubled. */
static inline void
taylor_add_all(eh_taylor *state, struct taylor_data *t, bool move)
{
	eh_control ctl = {50, NULL, NULL};
	double *work = taylor_work(t->model.ndense);
	double step[LOGIT_ROWS_DENSE];
	double decrement;
	int64_t moved = state->totals.rows;
	eh_block block;

	logit_rows_rewind(&t->rows);
	while (logit_rows_next(&t->rows, &block))
	{
		eh_taylor_add(state, &block, work);
		if (!move || state->totals.rows < 2 * moved)
			continue;
		moved = state->totals.rows;
		if (eh_taylor_solve(state, &ctl, work, step, &decrement) == EH_OK)
			eh_taylor_move(state, step, work);
	}
	free(work);
}

/* The first rows fitted, the others streamed. */
static inline eh_taylor *
taylor_stream(const struct taylor_data *t, int64_t held)
{
	struct taylor_data first = taylor_slice(t, 0, held);
	struct taylor_data rest = taylor_slice(t, held, t->rows.n - held);
	eh_taylor *state = taylor_state(&first);

	if (state)
		taylor_add_all(state, &rest, true);
	taylor_free(&first);
	taylor_free(&rest);
	return state;
}

/* As logit_fit(), from a state. */
static inline eh_status
taylor_finish(const eh_taylor *state, struct logit_fit *f, double *max_error)
{
	size_t p = (size_t) (state->intercept + state->ndense);
	eh_control ctl = {50, NULL, NULL};
	double *work = taylor_work(state->ndense);
	double *at = calloc(3 * p + 3 * p * p + 1, sizeof(double));
	eh_status status;

	f->numbers = at;
	f->result = (eh_logit_result){.relation = at,
		.beta = at + p,
		.margin = at + 2 * p,
		.cov = at + 3 * p,
		.hc0 = at + 3 * p + p * p,
		.margin_gradient = at + 3 * p + 2 * p * p};
	status = eh_taylor_finish(state, &ctl, work, &f->result, max_error);
	free(work);
	return status;
}

/* Largest differences of two fits. */
struct taylor_apart
{
	double beta;   /* in standard errors */
	double errors; /* covariances, relative to the errors */
	double robust;
	double margin; /* and its gradient, relative to the largest of a row */
	double scalar; /* likelihoods, deviances, Tjur's, sums: relative */
	double condition;
};

/* The larger, a NaN larger than any. */
static inline double
taylor_worse(double a, double b)
{
	return !(b <= a) ? (isnan(b) ? INFINITY : b) : a;
}

static inline double
taylor_relative(double got, double want)
{
	if (isnan(want) && isnan(got))
		return 0.0;
	return fabs(got - want) / fmax(fabs(want), 1e-3);
}

static inline double
taylor_matrix_apart(const double *got, const double *want, int p)
{
	double most = 0.0;

	for (int i = 0; i < p; i++)
		for (int j = 0; j < p; j++)
		{
			double unit = sqrt(want[i * p + i]) * sqrt(want[j * p + j]);

			most = taylor_worse(
				most, fabs(got[i * p + j] - want[i * p + j]) / unit);
		}
	return most;
}

static inline struct taylor_apart
taylor_compare(const eh_logit_result *got, const eh_logit_result *want, int p,
	bool intercept)
{
	struct taylor_apart a = {0};
	const double scalars[][2] = {{got->log_lik, want->log_lik},
		{got->log_lik_kernel, want->log_lik_kernel},
		{got->log_lik_null, want->log_lik_null},
		{got->deviance, want->deviance},
		{got->null_deviance, want->null_deviance}, {got->tjur, want->tjur},
		{got->sum_weights, want->sum_weights},
		{got->sum_trials, want->sum_trials}};

	a.errors = taylor_matrix_apart(got->cov, want->cov, p);
	a.robust = taylor_matrix_apart(got->hc0, want->hc0, p);
	for (int k = 0; k < p; k++)
	{
		double unit = 1e-300;

		a.beta = taylor_worse(a.beta,
			fabs(got->beta[k] - want->beta[k]) / sqrt(want->cov[k * p + k]));
		if (k == 0 && intercept)
			continue;
		a.margin = taylor_worse(
			a.margin, taylor_relative(got->margin[k], want->margin[k]));
		for (int i = 0; i < p; i++)
			unit = fmax(unit, fabs(want->margin_gradient[k * p + i]));
		for (int i = 0; i < p; i++)
			a.margin =
				taylor_worse(a.margin, fabs(got->margin_gradient[k * p + i] -
											want->margin_gradient[k * p + i]) /
										   unit);
	}
	for (size_t i = 0; i < sizeof(scalars) / sizeof(*scalars); i++)
		a.scalar = taylor_worse(
			a.scalar, taylor_relative(scalars[i][0], scalars[i][1]));
	if (!isnan(want->condition))
		a.condition = taylor_relative(got->condition, want->condition);
	return a;
}

#endif
