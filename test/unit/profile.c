/*
 * profile.c - P1 to P5 of src/core/profile.c, and R1 and R2 of
 * profile_limit.c, against R.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "core/profile.h"

#include "firth_expected.h"
#include "logit_rows.h"

#define MOST 4

static eh_profile_point grid[MOST * EH_PROFILE_GRID];
static double chisq[MOST];
static double p_value[MOST];

/* work is of exactly the size asked for and starts off a cache line */
static eh_status
profile(const eh_design *d, struct logit_rows *rows, bool penalised,
	eh_profile_result *out)
{
	eh_rows source = {logit_rows_rewind, logit_rows_next, rows};
	eh_control ctl = {50, logit_rows_poll, rows};
	size_t bytes = eh_profile_work(d);
	char *memory = malloc(bytes + sizeof(double));
	eh_status status;

	memset(memory, 0xa5, bytes + sizeof(double));
	*out =
		(eh_profile_result){.grid = grid, .chisq = chisq, .p_value = p_value};
	status = eh_profile(d, &source, &ctl, penalised,
		(double *) (void *) (memory + sizeof(double)), out);
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

/* R1, P2: the limits of one coefficient, to 1e-6 of a standard error. */
static void
limits_of(const eh_profile_point *points, const double want[][2], double se)
{
	for (int l = 0; l < EXPECTED_LEVELS; l++)
	{
		eh_profile_word word;
		eh_limits got;
		bool open = isinf(want[l][1]);

		ok(eh_profile_limit(points, expected_levels[l], &got, &word) == EH_OK &&
				word == (open ? EH_PROFILE_HIGH_OPEN : EH_PROFILE_FINITE),
			"  level %g", expected_levels[l]);
		near(got.low, want[l][0], 0.0, 1e-6 * se, "  low");
		if (open)
			ok(got.high == INFINITY, "  no upper limit");
		else
			near(got.high, want[l][1], 0.0, 1e-6 * se, "  high");
	}
}

/* P1, P3, P4. */
static void
against_r(void)
{
	for (size_t i = 0; i < sizeof(firth_cases) / sizeof(*firth_cases); i++)
	{
		for (int penalised = 0; penalised <= 1; penalised++)
		{
			const struct firth_case *c = &firth_cases[i];
			const profile_expected *want = penalised ? &c->firth : &c->logit;
			struct logit_rows r = case_rows(c);
			eh_design d = design(&r, c->intercept);
			int p = eh_design_parameters(&d);
			eh_profile_result out;
			eh_status status;

			if (isnan(want->top))
				continue;
			status = profile(&d, &r, penalised, &out);
			ok(status == EH_OK && out.status == EH_FIT_OK, "%s, %s, %d passes",
				c->name, penalised ? "Firth" : "logit", r.passes);
			near(out.log_lik, want->top, 1e-12, 1e-9, "  log_lik");
			for (int j = 0; j < p; j++)
			{
				near(chisq[j], want->chisq[j], 1e-7, 1e-8, "  chi-square of 0");
				near(p_value[j], erfc(sqrt(0.5 * want->chisq[j])), 1e-6, 0.0,
					"  its p");
				limits_of(grid + j * EH_PROFILE_GRID, want->limits[j],
					sqrt(c->cov[j * p + j]));
			}
		}
	}
}

static bool
rises(const eh_profile_point *g, int *count)
{
	int n = 1;

	for (; n < EH_PROFILE_GRID && !isnan(g[n].b); n++)
		if (!(g[n].b > g[n - 1].b && g[n].r > g[n - 1].r))
			return false;
	*count = n;
	return true;
}

/* Every level, and what the points are. */
static void
reading(void)
{
	static const double bad[] = {0.0, 1.0, 95.0, -0.1, NAN};
	struct logit_rows r = case_rows(&firth_cases[1]);
	eh_design d = design(&r, true);
	eh_profile_result out;
	eh_limits last = {0.0, 0.0};
	eh_limits l;
	eh_profile_word word;
	bool widens = true;
	int count = 0;

	ok(profile(&d, &r, true, &out) == EH_OK, "separated, Firth");
	ok(rises(grid, &count) && grid[0].r < -3.2906 && grid[count - 1].r > 3.2906,
		"%d points rise, to past the level of 0.999", count);
	for (int i = 1; i <= 999; i++)
	{
		if (eh_profile_limit(grid, i / 1000.0, &l, &word) != EH_OK ||
			(i > 1 && !(l.low < last.low && l.high > last.high)))
			widens = false;
		last = l;
	}
	ok(widens, "R2: limits widen with the level, 0.001 to 0.999");
	ok(eh_profile_limit(grid, 0.9995, &l, &word) == EH_OK &&
			word == EH_PROFILE_BEYOND && isnan(l.low) && isnan(l.high),
		"a level above 0.999 is beyond the grid");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(eh_profile_limit(grid, bad[i], &l, &word) == EH_EDOMAIN, "level %g",
			bad[i]);
	for (int i = 0; i < EH_PROFILE_GRID; i++)
		grid[i].b = grid[i].r = NAN;
	ok(eh_profile_limit(grid, 0.95, &l, &word) == EH_OK &&
			word == EH_PROFILE_NONE && isnan(l.low),
		"no points, no limits");
}

/* P4: what separation leaves of an ordinary likelihood. */
static void
separated(void)
{
	struct logit_rows r = case_rows(&firth_cases[1]);
	eh_design d = design(&r, true);
	eh_profile_result out;
	eh_limits l;
	eh_profile_word word;
	double x[12];
	int count;

	ok(profile(&d, &r, false, &out) == EH_OK && out.status == EH_FIT_OK &&
			fabs(out.log_lik) < 1e-9,
		"separated: the likelihood rises to 1");
	ok(rises(grid, &count) && grid[0].b == -INFINITY && grid[0].r == 0.0 &&
			eh_profile_limit(grid, 0.95, &l, &word) == EH_OK &&
			word == EH_PROFILE_LOW_OPEN && l.low == -INFINITY &&
			isfinite(l.high),
		"the intercept has an upper limit, %g", l.high);
	ok(rises(grid + EH_PROFILE_GRID, &count) &&
			grid[EH_PROFILE_GRID + count - 1].b == INFINITY &&
			eh_profile_limit(grid + EH_PROFILE_GRID, 0.95, &l, &word) ==
				EH_OK &&
			word == EH_PROFILE_HIGH_OPEN && l.high == INFINITY,
		"the slope a lower one, %g", l.low);
	near(chisq[1], 24.0 * log(2.0), 1e-9, 0.0,
		"no slope: 12 rows at one half each");
	ok(eh_profile_limit(grid, 0.3, &l, &word) == EH_OK &&
			word == EH_PROFILE_BEYOND,
		"a level below 0.5 is not on the grid");

	/* with the split at 0 any intercept will do */
	for (int i = 0; i < 12; i++)
		x[i] = firth_cases[1].x[i] - 8.0;
	r.x = x;
	ok(profile(&d, &r, false, &out) == EH_OK &&
			eh_profile_limit(grid, 0.95, &l, &word) == EH_OK &&
			word == EH_PROFILE_OPEN && l.low == -INFINITY &&
			l.high == INFINITY && chisq[0] == 0.0 && p_value[0] == 1.0,
		"split at 0, any intercept is as likely");
}

static void
refusals(void)
{
	const struct firth_case *c = &firth_cases[0];
	struct logit_rows r = case_rows(c);
	eh_design d = design(&r, true);
	eh_profile_result out;
	double x[180];

	for (r.polls_left = 1; r.polls_left < 400; r.polls_left += 57)
	{
		int left = r.polls_left;

		ok(profile(&d, &r, true, &out) == EH_ECANCEL, "poll %d is obeyed",
			left);
		r.polls_left = left;
	}
	r.polls_left = 0;
	d.weight_kind = EH_WEIGHT_PROBABILITY;
	ok(profile(&d, &r, false, &out) == EH_EDOMAIN,
		"sampling weights have no likelihood");
	d.weight_kind = EH_WEIGHT_NONE;
	memcpy(x, c->x, sizeof(x));
	memcpy(x + 120, x, 60 * sizeof(double));
	r.x = x;
	ok(profile(&d, &r, false, &out) == EH_OK && out.status == EH_FIT_ALIASED &&
			isnan(grid[0].b) && isnan(chisq[0]) && isnan(out.log_lik),
		"no fit, no profile");
}

int
main(void)
{
	gsl_set_error_handler_off(); /* as the server's module does */
	against_r();
	reading();
	separated();
	refusals();
	return done();
}
