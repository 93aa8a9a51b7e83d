/*
 * linear_sums.c - K1 to K3 of src/core/linear_sums.c: NIST's reference
 * problems and fits against R from sums alone, in several orders of the rows
 * and in parts; statuses, the wire, and what a check refuses.
 */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_errno.h>

#include "core/linear_sums.h"
#include "state/sums.h"

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
};

static struct fit found;

static eh_sums *
new_sums(const eh_design *d, bool open)
{
	eh_sums header = {.flags = (d->intercept ? EH_SUMS_INTERCEPT : 0) |
							   (d->has_offset ? EH_SUMS_OFFSET : 0) |
							   (open ? EH_SUMS_OPEN : 0),
		.weight_kind = (uint8_t) d->weight_kind,
		.ndense = d->ndense};
	eh_sums *s = calloc(1, eh_sums_bytes(&header));

	eh_linear_sums_begin(s, d, open);
	return s;
}

/* Rows from..to, in the order given. */
static eh_sums *
part(const eh_design *d, const struct logit_rows *r, int64_t from, int64_t to)
{
	eh_sums *open = new_sums(d, true);
	eh_sums *closed = new_sums(d, false);
	double *work = malloc(eh_sums_work(d->ndense));
	eh_sums_parts p;

	eh_sums_parts_of(open, &p);
	for (int64_t at = from; at < to; at++)
	{
		int64_t i = logit_rows_index(r, at);
		size_t row = (size_t) open->held;

		for (int j = 0; j < r->ndense; j++)
			p.x[(size_t) j * EH_BLOCK + row] = r->x[j * r->n + i];
		p.y[row] = r->success[i];
		if (p.weight)
			p.weight[row] = r->weight[i];
		if (p.offset)
			p.offset[row] = r->offset[i];
		if (++open->held == EH_BLOCK)
			eh_sums_flush(open, work);
	}
	eh_sums_close(open, closed, work);
	free(open);
	free(work);
	return closed;
}

/* There and back: the same bytes. */
static eh_sums *
through_wire(eh_sums *s, const eh_design *d)
{
	size_t bytes = eh_sums_wire_size(s);
	uint8_t *wire = malloc(bytes);
	eh_sums *back = new_sums(d, false);
	const char *why = "";

	eh_sums_to_wire(s, wire);
	if (eh_sums_from_wire(wire, bytes, back, &why) != EH_OK ||
		memcmp((char *) back + 4, (char *) s + 4, eh_sums_bytes(s) - 4) != 0)
		ok(false, "the wire: %s", why);
	free(wire);
	free(s);
	return back;
}

static eh_status
fit(const eh_design *d, const struct logit_rows *r, int parts)
{
	eh_control ctl = {50, NULL, NULL};
	double *work = malloc(eh_sums_work(d->ndense));
	eh_sums *all = NULL;
	eh_status status;

	for (int k = 0; k < parts; k++)
	{
		eh_sums *s = part(d, r, r->n * k / parts, r->n * (k + 1) / parts);

		if (all && eh_sums_merge(all, s, work) != EH_OK)
			ok(false, "parts are merged");
		if (all)
			free(s);
		else
			all = s;
	}
	all = through_wire(all, d);
	found.result = (eh_linear_result){.relation = found.relation,
		.beta = found.beta,
		.cov = found.cov,
		.hc0 = found.hc0};
	status = eh_linear_sums_fit(all, &ctl, work, &found.result);
	free(all);
	free(work);
	return status;
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

/* K1: digits of the worst coefficient, of the doubles' least squares. */
static void
nist(void)
{
	for (size_t i = 0; i < sizeof(nist_cases) / sizeof(*nist_cases); i++)
	{
		const struct nist_case *c = &nist_cases[i];
		struct logit_rows r = {
			.n = c->n, .ndense = c->k, .x = c->x, .success = c->y};
		eh_design d = {.intercept = c->intercept, .ndense = c->k};
		double least = 12.0;

		for (r.order = 0; r.order < 3; r.order++)
		{
			double given = 17.0;
			double error = 17.0;
			int p = eh_design_parameters(&d);
			eh_status status = fit(&d, &r, 1 + r.order);

			ok(status == EH_OK && found.result.status == EH_FIT_OK,
				"%s, %d parts: condition %.1e", c->name, 1 + r.order,
				found.result.condition);
			for (int k = 0; k < p; k++)
			{
				given = fmin(given, digits(found.beta[k], c->given[k]));
				error =
					fmin(error, digits(sqrt(found.cov[k * p + k]), c->se[k]));
			}
			ok(given >= least, "  %.1f digits of coefficients", given);
			ok(c->sigma < 1e-12 ? found.result.sigma == 0.0 : error >= least,
				"  %.1f digits of standard errors", error);
			if (c->sigma < 1e-12)
				continue;
			near(found.result.rss, c->rss, pow(10.0, -least), 0.0, "  rss");
			near(found.result.r2, c->r2, 1e-12, 0.0, "  R2");
		}
	}
}

/* Fits whose predictors are all numbers, against R. */
static void
against_r(void)
{
	for (size_t i = 0; i < sizeof(linear_cases) / sizeof(*linear_cases); i++)
	{
		const struct linear_case *c = &linear_cases[i];
		struct logit_rows r = {.n = c->nrows,
			.ndense = c->ndense,
			.x = c->x,
			.success = c->y,
			.weight = c->weight,
			.offset = c->offset};
		eh_design d = {.intercept = c->intercept,
			.ndense = c->ndense,
			.has_offset = c->offset != NULL,
			.weight_kind = (eh_weight_kind) c->kind};

		for (r.order = 0; c->nfactors == 0 && r.order < 3; r.order++)
		{
			const eh_linear_result *got = &found.result;
			double most = 0.0;
			int p = c->parameters;
			eh_status status = fit(&d, &r, 1 + r.order);

			ok(status == EH_OK && got->status == c->status,
				"%s, %d parts: status %d", c->name, 1 + r.order, got->status);
			for (int k = 0; k < p; k++)
			{
				double error = sqrt(got->cov[k * p + k]);
				double apart = fabs(got->beta[k] - c->beta[k]);

				if (isnan(got->beta[k]) != isnan(c->beta[k]))
					most = INFINITY;
				else if (!isnan(apart))
					most = fmax(most, error > 0.0 ? apart / error : apart);
			}
			ok(most <= 1e-9, "  estimates %.1e standard errors apart", most);
			near(got->rss, c->rss, 1e-10, 1e-20, "  rss");
			near(got->tss, c->tss, 1e-11, 1e-20, "  tss");
			if (!isnan(c->condition))
				near(got->condition, c->condition, 1e-7, 0.0, "  condition");
			near(got->sigma, c->sigma, 1e-10, 1e-12, "  sigma");
			near(got->log_lik, c->log_lik, 1e-11, 1e-9, "  log-likelihood");
			ok(isnan(got->hc0[0]), "  no robust errors");
		}
	}
}

/* Bytes that no rows could have made; states that do not go together. */
static void
refused(void)
{
	static const double x[] = {1, 2, 3, 5};
	static const double y[] = {2, 1, 4, 1};
	struct logit_rows r = {.n = 4, .ndense = 1, .x = x, .success = y};
	eh_design d = {.intercept = true, .ndense = 1};
	eh_sums *s = part(&d, &r, 0, 4);
	eh_sums *other;
	eh_sums kept = *s;
	eh_sums_parts p;
	double *work = malloc(eh_sums_work(1));
	const char *why;

	eh_sums_parts_of(s, &p);
	ok(eh_sums_check(s, eh_sums_bytes(s), &why) == EH_OK, "a state is one");
	ok(eh_sums_check(s, eh_sums_bytes(s) - 8, &why) != EH_OK, "cut: %s", why);
	s->format = 7;
	ok(eh_sums_check(s, eh_sums_bytes(s), &why) != EH_OK, "format: %s", why);
	*s = kept;
	s->weighed = 5;
	ok(eh_sums_check(s, eh_sums_bytes(s), &why) != EH_OK, "rows: %s", why);
	*s = kept;
	p.high_part[0] = -1.0;
	ok(eh_sums_check(s, eh_sums_bytes(s), &why) != EH_OK, "square: %s", why);
	p.high_part[0] = 4.0;
	d.intercept = false;
	other = part(&d, &r, 0, 4);
	ok(eh_sums_merge(s, other, work) == EH_EDOMAIN, "another model");
	free(other);
	free(s);
	free(work);
}

int
main(void)
{
	gsl_set_error_handler_off();
	nist();
	against_r();
	refused();
	return done();
}
