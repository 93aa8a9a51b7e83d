/*
 * logit_pass.c - N1 to N5 of src/core/logit_pass.c: fits by passes against R,
 * whole, in parts that are merged, and by coefficients alone; statuses, the
 * wire, and what a check refuses.
 */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_errno.h>

#include "core/logit_pass.h"
#include "state/pass.h"

#include "logit_expected.h"
#include "logit_rows.h"

#define MOST_PASSES 40

/* A case with its factors as columns of 0 and 1. */
struct dense
{
	struct logit_rows rows;
	eh_design d;
	double *x;
};

static struct dense
dense_of(const struct logit_case *c)
{
	struct dense out = {.d = {.intercept = c->intercept,
							.ndense = c->ndense,
							.weight_kind = (eh_weight_kind) c->kind,
							.grouped = c->trials != NULL,
							.has_offset = c->offset != NULL}};
	double *to;

	for (int k = 0; k < c->nfactors; k++)
		out.d.ndense += c->nlevels[k] - 1;
	out.x =
		calloc((size_t) (out.d.ndense + 1) * (size_t) c->nrows, sizeof(double));
	if (c->ndense > 0)
		memcpy(out.x, c->x,
			sizeof(double) * (size_t) c->ndense * (size_t) c->nrows);
	to = out.x + (size_t) c->ndense * (size_t) c->nrows;
	for (int k = 0; k < c->nfactors; k++)
		for (int l = 0; l < c->nlevels[k]; l++)
		{
			if (l == c->reference[k])
				continue;
			for (int i = 0; i < c->nrows; i++)
				to[i] = c->code[k * c->nrows + i] == l;
			to += c->nrows;
		}
	out.rows = (struct logit_rows){.n = c->nrows,
		.ndense = out.d.ndense,
		.x = out.x,
		.success = c->success,
		.trials = c->trials,
		.weight = c->weight,
		.offset = c->offset};
	return out;
}

static eh_logit_pass *
new_pass(const eh_logit_pass *like, bool open)
{
	eh_logit_pass header = *like;

	header.flags &= (uint8_t) ~EH_PASS_OPEN;
	if (open)
		header.flags |= EH_PASS_OPEN;
	return calloc(1, eh_logit_pass_bytes(&header));
}

static double *
new_work(int ndense)
{
	return malloc(eh_logit_pass_work(ndense));
}

/* Rows from..to of the source, in the order given, into an open pass. */
static void
feed(eh_logit_pass *pass, const struct logit_rows *r, int64_t from, int64_t to)
{
	eh_logit_pass_parts s;
	double *work = new_work((int) pass->ndense);

	eh_logit_pass_parts_of(pass, &s);
	for (int64_t at = from; at < to; at++)
	{
		int64_t i = logit_rows_index(r, at);
		size_t row = (size_t) pass->held;

		for (int j = 0; j < r->ndense; j++)
			s.x[(size_t) j * EH_BLOCK + row] = r->x[j * r->n + i];
		s.success[row] = r->success[i];
		if (s.trials)
			s.trials[row] = r->trials[i];
		if (s.weight)
			s.weight[row] = r->weight[i];
		if (s.offset)
			s.offset[row] = r->offset[i];
		if (++pass->held == EH_BLOCK)
			eh_logit_pass_flush(pass, work);
	}
	free(work);
}

/* There and back: the same bytes. */
static eh_logit_pass *
through_wire(eh_logit_pass *pass)
{
	size_t bytes = eh_pass_wire_size(pass);
	uint8_t *wire = malloc(bytes);
	eh_logit_pass *back = new_pass(pass, false);
	const char *why = "";

	eh_pass_to_wire(pass, wire);
	if (eh_pass_from_wire(wire, bytes, back, &why) != EH_OK ||
		memcmp((char *) back + 4, (char *) pass + 4,
			eh_logit_pass_bytes(pass) - 4) != 0)
		ok(false, "the wire: %s", why);
	free(wire);
	free(pass);
	return back;
}

/* One pass over all rows in so many parts, each from the same start. */
static eh_logit_pass *
one_pass(const struct dense *c, const eh_logit_pass *start, const double *beta,
	int parts)
{
	eh_logit_pass like = {.flags = (c->d.intercept ? EH_PASS_INTERCEPT : 0) |
								   (c->d.grouped ? EH_PASS_GROUPED : 0) |
								   (c->d.has_offset ? EH_PASS_OFFSET : 0),
		.weight_kind = (uint8_t) c->d.weight_kind,
		.ndense = c->d.ndense};
	eh_logit_pass *all = NULL;
	double *work = new_work(c->d.ndense);

	for (int k = 0; k < parts; k++)
	{
		eh_logit_pass *open = new_pass(&like, true);
		eh_logit_pass *closed = new_pass(&like, false);

		eh_logit_pass_begin(open, &c->d, beta, true);
		if (start)
		{
			memcpy(open, start, sizeof(*start));
			open->flags |= EH_PASS_OPEN;
			memcpy(open->body, start->body,
				eh_logit_pass_bytes(start) - sizeof(*start));
		}
		feed(
			open, &c->rows, c->rows.n * k / parts, c->rows.n * (k + 1) / parts);
		eh_logit_pass_close(open, closed, work);
		free(open);
		if (!all)
			all = closed;
		else
		{
			if (eh_logit_pass_merge(all, closed, work) != EH_OK)
				ok(false, "parts of one pass are merged");
			free(closed);
		}
	}
	free(work);
	return through_wire(all);
}

/*
 * Passes to convergence.  by_beta: each pass but the first is told only the
 * coefficients.  Returns the last that has its rows.
 */
static eh_logit_pass *
drive(const struct dense *c, int parts, bool by_beta, eh_logit_walk *walk)
{
	double *work = new_work(c->d.ndense);
	eh_logit_pass *pass = one_pass(c, NULL, NULL, parts);

	for (int n = 1; n < MOST_PASSES; n++)
	{
		eh_logit_pass *next = new_pass(pass, false);
		eh_logit_pass_parts s;
		eh_logit_pass *now;

		memcpy(next, pass, eh_logit_pass_bytes(pass));
		eh_logit_pass_advance(next, work, walk);
		if (walk->converged || walk->lost)
		{
			free(next);
			break;
		}
		eh_logit_pass_parts_of(next, &s);
		now =
			one_pass(c, by_beta ? NULL : next, by_beta ? s.beta : NULL, parts);
		free(next);
		free(pass);
		pass = now;
	}
	free(work);
	return pass;
}

static eh_status
finish(const eh_logit_pass *pass, struct logit_fit *f)
{
	eh_control ctl = {50, NULL, NULL};
	size_t p = (size_t) eh_logit_pass_parameters(pass);
	double *work = new_work((int) pass->ndense);
	double *at;

	at = f->numbers = calloc(3 * p * p + 3 * p + 1, sizeof(double));
	f->result = (eh_logit_result){.beta = at,
		.relation = at + p,
		.margin = at + 2 * p,
		.cov = at + 3 * p,
		.hc0 = at + 3 * p + p * p,
		.margin_gradient = at + 3 * p + 2 * p * p};
	eh_logit_pass_finish(pass, &ctl, work, &f->result);
	free(work);
	return EH_OK;
}

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

/* The gradients of the margins of the first rows, those of numbers. */
static double
gradient_apart(const double *got, int p, const double *want, int shown, int n)
{
	double most = 0.0;

	for (int i = 0; i < n; i++)
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

/* alone: from coefficients, which do not bring the null model's along */
static void
check_case(const struct logit_case *c, const eh_logit_result *r, bool alone)
{
	int p = c->parameters;
	double bound = alone ? 1e-7 : 1e-9;
	int numbers = c->intercept + c->ndense;
	bool unknown = alone && c->offset && c->intercept;
	double most = 0.0;

	for (int k = 0; k < p; k++)
	{
		double error = sqrt(r->cov[k * p + k]);

		most = fmax(
			most, apart(r->beta[k], c->beta[k], isnan(error) ? 1.0 : error));
	}
	ok(most <= bound, "  estimates %.1e standard errors apart", most);
	most = corner_apart(r->cov, p, c->cov, c->shown);
	ok(most <= 10.0 * bound, "  covariances %.1e apart", most);
	most = corner_apart(r->hc0, p, c->hc0, c->shown);
	ok(most <= 10.0 * bound, "  robust %.1e apart", most);
	near(r->sum_weights, c->sum_weights, 1e-12, 0.0, "  sum of weights");
	near(r->sum_trials, c->sum_trials, 1e-12, 0.0, "  sum of trials");
	near(r->log_lik, c->log_lik, 1e-12, 1e-9, "  log-likelihood");
	near(r->log_lik_kernel, c->log_lik_kernel, 1e-12, 1e-9, "  kernel");
	if (unknown)
		ok(isnan(r->log_lik_null), "  an offset's null model is not known");
	else
		near(r->log_lik_null, c->log_lik_null, 1e-12, 1e-9, "  null");
	near(r->deviance, c->deviance, 1e-11, 1e-8, "  deviance");
	if (!unknown)
		near(
			r->null_deviance, c->null_deviance, 1e-11, 1e-8, "  null deviance");
	near(r->tjur, c->tjur, 1e-8, 1e-10, "  Tjur");
	if (!isnan(c->condition) && p <= 40)
		near(r->condition, c->condition, 1e-6, 0.0, "  condition");
	most = 0.0;
	for (int k = 0; k < numbers; k++)
		most = fmax(most,
			apart(r->margin[k], c->margin[k], fmax(fabs(c->margin[k]), 1e-6)));
	ok(most <= 1e-7, "  margins of numbers %.1e apart", most);
	most = gradient_apart(r->margin_gradient, p, c->margin_gradient, c->shown,
		numbers < c->shown ? numbers : c->shown);
	ok(most <= 1e-6, "  their gradients %.1e apart", most);
}

/* N1 to N5 against R glm(); what separates cannot be told from sums, but is
 * never called a fit. */
static void
against_r(void)
{
	for (size_t i = 0; i < sizeof(logit_cases) / sizeof(*logit_cases); i++)
	{
		const struct logit_case *c = &logit_cases[i];
		struct dense dense = dense_of(c);

		for (int way = 0; way < 3 && dense.d.ndense <= EH_PASS_MOST; way++)
		{
			static const char *const how[] = {
				"whole", "in three parts", "by coefficients, in two parts"};
			eh_logit_walk walk;
			eh_logit_pass *pass;
			struct logit_fit f;

			dense.rows.order = way;
			pass = drive(&dense, way == 0 ? 1 : 4 - way, way == 2, &walk);
			finish(pass, &f);
			if (c->status != EH_FIT_OK && c->status != EH_FIT_ALIASED)
				ok(f.result.status == EH_FIT_NOT_CONVERGED && !walk.converged,
					"%s, %s: not converged", c->name, how[way]);
			else if (way == 2 && f.result.condition > 1e4)
				ok(true, "%s: coefficients alone say too little", c->name);
			else
			{
				ok(f.result.status == c->status, "%s, %s: status %d, %d passes",
					c->name, how[way], f.result.status, (int) pass->passes);
				check_case(c, &f.result, way == 2);
			}
			free(f.numbers);
			free(pass);
		}
		free(dense.x);
	}
}

/* No rows, one outcome, fewer rows than parameters. */
static void
statuses(void)
{
	static const double x[] = {1, 2, 3, 4};
	static const double none[] = {0, 0, 0, 0};
	struct dense c = {.d = {.intercept = true, .ndense = 1},
		.rows = {.n = 4, .ndense = 1, .x = x, .success = none}};
	struct logit_fit f;
	eh_logit_pass *pass = one_pass(&c, NULL, NULL, 1);

	finish(pass, &f);
	ok(f.result.status == EH_FIT_NO_VARIATION, "every outcome the same");
	free(f.numbers);
	free(pass);
	c.rows.n = 1;
	pass = one_pass(&c, NULL, NULL, 1);
	finish(pass, &f);
	ok(f.result.status == EH_FIT_TOO_FEW, "one row");
	free(f.numbers);
	free(pass);
}

/* Bytes that no rows could have made. */
static void
refused(void)
{
	static const double x[] = {1, 2, 3, 4};
	static const double y[] = {0, 1, 0, 1};
	struct dense c = {.d = {.intercept = true, .ndense = 1},
		.rows = {.n = 4, .ndense = 1, .x = x, .success = y}};
	eh_logit_pass *pass = one_pass(&c, NULL, NULL, 1);
	size_t bytes = eh_logit_pass_bytes(pass);
	eh_logit_pass_parts s;
	const char *why;
	eh_logit_pass kept = *pass;

	eh_logit_pass_parts_of(pass, &s);
	ok(eh_pass_check(pass, bytes, &why) == EH_OK, "a pass is one");
	ok(eh_pass_check(pass, bytes - 8, &why) != EH_OK, "cut short: %s", why);
	pass->format = 9;
	ok(eh_pass_check(pass, bytes, &why) != EH_OK, "another format: %s", why);
	*pass = kept;
	pass->ndense = -1;
	ok(eh_pass_check(pass, bytes, &why) != EH_OK, "no such size: %s", why);
	*pass = kept;
	pass->held = 1;
	ok(eh_pass_check(pass, bytes, &why) != EH_OK, "rows in no room: %s", why);
	*pass = kept;
	pass->totals.hits = NAN;
	ok(eh_pass_check(pass, bytes, &why) != EH_OK, "no number: %s", why);
	*pass = kept;
	s.info[0] = -1.0;
	ok(eh_pass_check(pass, bytes, &why) != EH_OK, "negative square: %s", why);
	free(pass);
}

/* N5: passes at other coefficients are not merged. */
static void
not_merged(void)
{
	static const double x[] = {1, 2, 3, 4, 3, 1};
	static const double y[] = {0, 1, 0, 1, 1, 0};
	double beta[] = {0.5, 0.25};
	struct dense c = {.d = {.intercept = true, .ndense = 1},
		.rows = {.n = 6, .ndense = 1, .x = x, .success = y}};
	eh_logit_pass *a = one_pass(&c, NULL, beta, 1);
	eh_logit_pass *b;
	double *work = new_work(1);

	beta[1] = 0.75;
	b = one_pass(&c, NULL, beta, 1);
	ok(eh_logit_pass_merge(a, b, work) == EH_EDOMAIN, "other coefficients");
	free(b);
	b = one_pass(&c, NULL, NULL, 1);
	ok(eh_logit_pass_merge(a, b, work) == EH_EDOMAIN, "a survey");
	free(a);
	free(b);
	free(work);
}

int
main(void)
{
	gsl_set_error_handler_off();
	against_r();
	statuses();
	refused();
	not_merged();
	return done();
}
