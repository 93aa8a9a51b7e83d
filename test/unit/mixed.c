/*
 * mixed.c - M1 to M5 and M7 of src/core/mixed.c, and P1 and P2 of
 * mixed_profile.c, against R.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "mixed_rows.h"

#include "mixed_expected.h"

#define CASES (sizeof(mixed_cases) / sizeof(*mixed_cases))
#define FITS (sizeof(mixed_cases[0].fit) / sizeof(*mixed_cases[0].fit))

static struct logit_rows
case_rows(const struct mixed_case *c)
{
	return (struct logit_rows){.n = c->n,
		.ndense = c->k,
		.nfactors = c->q,
		.x = c->x,
		.code = c->g,
		.success = c->y,
		.trials = c->has_t ? c->t : NULL,
		.weight = c->has_w ? c->w : NULL,
		.offset = c->has_o ? c->o : NULL};
}

static eh_design
design(const struct logit_rows *r)
{
	return (eh_design){.intercept = true,
		.ndense = r->ndense,
		.weight_kind = r->weight ? EH_WEIGHT_FREQUENCY : EH_WEIGHT_NONE,
		.grouped = r->trials != NULL,
		.has_offset = r->offset != NULL,
		.nrows = r->n};
}

/* M1, M5: the numbers of a fit.  Errors are by differences, here and in R. */
static void
same_fit(const eh_mixed_result *got, const mixed_expected *want, int p, int q)
{
	int all = p + q;
	bool joint = true;

	near(got->log_lik, want->log_lik, 1e-12, 1e-9, "  log-likelihood");
	for (int j = 0; j < p; j++)
		near(got->beta[j], want->beta[j], 0.0,
			1e-6 * sqrt(want->joint[j * (all + 1)]), "  coefficient");
	for (int k = 0; k < q; k++)
	{
		double error = sqrt(want->joint[(p + k) * (all + 1)]);

		near(got->sd[k], want->sd[k], 0.0,
			want->sd[k] > 0.0 ? 1e-6 * error : 0.0, "  sd");
		near(got->variance[k], want->sd[k] * want->sd[k], 1e-6, 0.0,
			"  variance");
		if (want->sd[k] > 0.0)
		{
			near(got->sd_error[k], error, 1e-6, 0.0, "  its error");
			near(got->log_sd_error[k], error / want->sd[k], 1e-6, 0.0,
				"  and its logarithm's");
		}
		else
			ok(isnan(got->sd_error[k]) && isnan(got->log_sd_error[k]),
				"  no error at 0");
	}
	for (int i = 0; i < all; i++)
		for (int j = 0; j < all; j++)
		{
			double own = want->joint[i * all + j];
			double unit =
				sqrt(want->joint[i * (all + 1)] * want->joint[j * (all + 1)]);
			double mine = got->joint[i * all + j];

			joint = joint && (isnan(own) ? isnan(mine)
										 : fabs(mine - own) <= 1e-6 * unit);
			if (i < p && j < p)
				joint = joint && got->cov[i * p + j] == mine;
		}
	ok(joint, "  covariances");
	ok(got->gradient < 1e-8, "  at the maximum, %.1e errors from it",
		got->gradient);
}

static void
same_modes(const eh_mixed_result *got, const mixed_expected *want, int levels)
{
	double most = 0.0;

	for (int l = 0; want->has_modes && l < levels; l++)
	{
		most = fmax(most, fabs(got->mode[l] - want->mode[l]));
		most = fmax(most, fabs(got->mode_error[l] / want->mode_error[l] - 1.0));
	}
	ok(most < 1e-6, "  %d modes and their errors", levels);
}

/* P1, P2 */
static void
same_limits(const eh_design *d, const eh_mixed_groups *groups, int points,
	struct logit_rows *r, const mixed_expected *want, int p)
{
	eh_limits limits[3];
	eh_mixed_word words[3];
	int all = p + groups->n;
	eh_status status = mixed_limits(d, groups, points, r, 0.95, limits, words);

	ok(status == EH_OK, "  profiles");
	for (int k = 0; k < groups->n; k++)
	{
		const double *own = want->limits[k];
		double error = sqrt(want->joint[(p + k) * (all + 1)]);

		ok(words[k] == (own[0] > 0.0 ? EH_MIXED_FINITE : EH_MIXED_LOW_OPEN),
			"  in a word");
		near(limits[k].low, own[0], 0.0, own[0] > 0.0 ? 1e-6 * error : 0.0,
			"  lower limit");
		near(limits[k].high, own[1], 0.0, 1e-6 * error, "  upper limit");
	}
}

static void
against_r(void)
{
	for (size_t i = 0; i < CASES; i++)
		for (size_t j = 0; j < FITS && mixed_cases[i].fit[j].log_lik != 0.0;
			 j++)
		{
			const struct mixed_case *c = &mixed_cases[i];
			const mixed_expected *want = &c->fit[j];
			struct logit_rows r = case_rows(c);
			eh_design d = design(&r);
			eh_mixed_groups groups = {c->q, c->levels};
			int points = want->points == 0 ? 60 : want->points;
			bool nought = false;
			int levels = 0;
			struct mixed_fit f;
			eh_status status = mixed_fit(&d, &groups, points, &r, &f);

			for (int k = 0; k < c->q; k++)
			{
				nought = nought || want->sd[k] == 0.0;
				levels += c->levels[k];
			}
			ok(status == EH_OK &&
					f.result.status == (nought ? EH_FIT_BOUNDARY : EH_FIT_OK),
				"%s, %d points, %d gradients", c->name, want->points,
				f.result.iterations);
			same_fit(&f.result, want, c->k + 1, c->q);
			same_modes(&f.result, want, levels);
			if (want->limits[0][1] > 0.0)
				same_limits(&d, &groups, points, &r, want, c->k + 1);
			mixed_fit_free(&f);
		}
}

/* M2: the same numbers, to a small part of a standard error. */
static bool
alike(const eh_mixed_result *a, const eh_mixed_result *b, int p, int q,
	const int *place)
{
	bool same = a->status == b->status &&
				fabs(a->log_lik - b->log_lik) <= 1e-10 * fabs(a->log_lik);

	for (int j = 0; j < p; j++)
	{
		double error = sqrt(a->cov[j * (p + 1)]);

		same = same && fabs(a->beta[j] - b->beta[j]) <= 1e-8 * error &&
			   fabs(sqrt(b->cov[j * (p + 1)]) / error - 1.0) < 1e-7;
	}
	for (int k = 0; k < q; k++)
		same = same && fabs(a->sd[k] - b->sd[place[k]]) <=
						   1e-8 * (a->sd[k] + a->sd_error[k]);
	return same;
}

/* M2: rows in another order, levels by other numbers, factors the other way */
static void
orders(void)
{
	static const int straight[] = {0, 1, 2};
	static const int turned[] = {1, 2, 0};
	const struct mixed_case *c = &mixed_cases[2];
	static int32_t code[1000];
	int32_t levels[3];
	struct logit_rows r = case_rows(c);
	eh_design d = design(&r);
	eh_mixed_groups groups = {c->q, c->levels};
	struct mixed_fit first;
	struct mixed_fit f;

	ok(mixed_fit(&d, &groups, 1, &r, &first) == EH_OK, "%s", c->name);
	for (r.order = 1; r.order <= 2; r.order++)
	{
		ok(mixed_fit(&d, &groups, 1, &r, &f) == EH_OK &&
				alike(&first.result, &f.result, c->k + 1, c->q, straight),
			"  rows in order %d", r.order);
		mixed_fit_free(&f);
	}
	for (int k = 0; k < c->q; k++)
	{
		levels[turned[k]] = c->levels[k];
		for (int i = 0; i < c->n; i++)
			code[turned[k] * c->n + i] = c->levels[k] - 1 - c->g[k * c->n + i];
	}
	r.order = 0;
	r.code = code;
	groups.nlevels = levels;
	ok(mixed_fit(&d, &groups, 1, &r, &f) == EH_OK &&
			alike(&first.result, &f.result, c->k + 1, c->q, turned),
		"  factors and levels by other numbers");
	near(f.result.mode[c->levels[2] + c->levels[0] - 1], first.result.mode[0],
		1e-7, 0.0, "  a level's mode");
	mixed_fit_free(&f);
	mixed_fit_free(&first);
}

/* M7: a weight is so many rows; a row of none is not there. */
static void
weights(void)
{
	static const int straight[] = {0, 1};
	static double x[1000];
	static double y[500];
	static double o[500];
	static int32_t code[1000];
	const struct mixed_case *c = &mixed_cases[1];
	struct logit_rows r = case_rows(c);
	eh_design d = design(&r);
	eh_mixed_groups groups = {c->q, c->levels};
	struct mixed_fit first;
	struct mixed_fit f;
	int n = 0;

	ok(mixed_fit(&d, &groups, 1, &r, &first) == EH_OK, "%s", c->name);
	for (int i = 0; i < c->n; i++)
		n += (int) c->w[i];
	for (int i = 0, to = 0; i < c->n; i++)
		for (int turn = 0; turn < (int) c->w[i]; turn++, to++)
		{
			for (int j = 0; j < c->k; j++)
				x[j * n + to] = c->x[j * c->n + i];
			for (int k = 0; k < c->q; k++)
				code[k * n + to] = c->g[k * c->n + i];
			y[to] = c->y[i];
			o[to] = c->o[i];
		}
	r = (struct logit_rows){.n = n,
		.ndense = c->k,
		.nfactors = c->q,
		.x = x,
		.code = code,
		.success = y,
		.offset = o};
	d = design(&r);
	ok(n <= 500 && mixed_fit(&d, &groups, 1, &r, &f) == EH_OK &&
			alike(&first.result, &f.result, c->k + 1, c->q, straight),
		"  as %d rows", n);
	near(f.result.sum_weights, first.result.sum_weights, 0.0, 0.0,
		"  that weigh as much");
	mixed_fit_free(&f);
	mixed_fit_free(&first);
}

/* M3: a column far from 0 and its square, and one too many. */
static void
columns(void)
{
	static double x[2000];
	const struct mixed_case *c = &mixed_cases[3];
	struct logit_rows r = case_rows(c);
	eh_design d = design(&r);
	eh_mixed_groups groups = {c->q, c->levels};
	struct mixed_fit first;
	struct mixed_fit f;
	int n = c->n;

	for (int i = 0; i < n; i++)
	{
		x[i] = c->x[i];
		x[n + i] = c->x[i] * c->x[i];
	}
	r.x = x;
	r.ndense = d.ndense = 2;
	ok(mixed_fit(&d, &groups, 1, &r, &first) == EH_OK &&
			first.result.status == EH_FIT_OK,
		"%s, and a square", c->name);
	for (int i = 0; i < n; i++)
	{
		x[i] = c->x[i] + 1e5;
		x[n + i] = x[i] * x[i];
		x[2 * n + i] = 3.0 * x[i] - 7.0;
	}
	r.ndense = d.ndense = 3;
	ok(mixed_fit(&d, &groups, 1, &r, &f) == EH_OK &&
			f.result.status == EH_FIT_ALIASED && f.result.culprit == 3 &&
			isnan(f.result.beta[3]) && isnan(f.result.cov[15]),
		"  1e5 away, with one too many");
	near(f.result.log_lik, first.result.log_lik, 1e-9, 0.0, "  log-likelihood");
	near(f.result.beta[2], first.result.beta[2], 0.0,
		1e-7 * sqrt(first.result.cov[8]), "  the square's coefficient");
	near(sqrt(f.result.cov[10]), sqrt(first.result.cov[8]), 1e-6, 0.0,
		"  and error");
	near(f.result.beta[1] + 2e5 * f.result.beta[2], first.result.beta[1], 0.0,
		1e-6 * sqrt(first.result.cov[4]), "  the slope at 0");
	near(f.result.sd[0], first.result.sd[0], 0.0,
		1e-8 * first.result.sd_error[0], "  sd");
	mixed_fit_free(&f);
	mixed_fit_free(&first);
}

static void
wald(void)
{
	eh_limits l;

	ok(eh_mixed_wald(0.8, 0.35, 0.95, &l) == EH_OK, "limits by log sd");
	near(l.low, exp(log(0.8) - 1.9599639845400545 * 0.35), 1e-14, 0.0, "  low");
	near(l.high, exp(log(0.8) + 1.9599639845400545 * 0.35), 1e-14, 0.0,
		"  high");
	ok(eh_mixed_wald(0.0, NAN, 0.95, &l) == EH_OK && isnan(l.low) &&
			isnan(l.high),
		"  none at 0");
	ok(eh_mixed_wald(0.8, 0.35, 95.0, &l) == EH_EDOMAIN, "  not at 95");
}

int
main(void)
{
	gsl_set_error_handler_off();
	against_r();
	orders();
	weights();
	columns();
	wald();
	return done();
}
