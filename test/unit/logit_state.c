/*
 * logit_state.c - L1, L2, L4 and L5 of src/state/logit_state.c: a state's fit
 * against R's numbers and against eh_logit() over the same rows; where it lies,
 * its bytes, and bytes that are none.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "logit_state_rows.h"

#include "logit_expected.h"
#include "logit_state_expected.h"

/* --- L1: against R and against logit() --------------------------------------
 */

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
	eh_logit_state *s = state_of(&t, NULL, t.rows.n, 0);
	struct taylor_apart a;
	struct logit_fit f;
	double max_error;

	ok(valid(s) && s->held == c->nrows && s->summed == 0, "R: %s", c->name);
	ok(fit_state(s, &f, &max_error) == EH_OK && f.result.status == EH_FIT_OK,
		"  a fit");
	a = taylor_compare(&f.result, &want, p, c->intercept);
	ok(a.beta < 1e-8 && a.errors < 1e-7 && a.robust < 1e-7 && a.scalar < 1e-8 &&
			a.margin < 1e-7,
		"  R's: estimates %.0e, errors %.0e, robust %.0e, sums %.0e, margins "
		"%.0e",
		a.beta, a.errors, a.robust, a.scalar, a.margin);
	logit_fit_free(&f);
	free_all();
}

/* As test/oracle/logit_state.R has it. */
static double
park_miller(double *seed)
{
	*seed = fmod(16807.0 * *seed, 2147483647.0);
	return *seed / 2147483647.0;
}

/* R's glm.fit over 20,000 rows against a state that summed them. */
static void
sums_against_r(int64_t hold)
{
	struct taylor_model m = {.ndense = 3, .intercept = true};
	struct taylor_data t = taylor_empty(&m, R_ROWS);
	double seed = 20240401.0;
	double ones = 0.0;
	double off = 0.0;
	double max_error;
	struct logit_fit f;
	eh_logit_state *s;

	for (int i = 0; i < R_ROWS; i++)
	{
		double x1 = 4.0 * park_miller(&seed) - 2.0;
		double x2 = 3.0 * park_miller(&seed);
		double x3 = park_miller(&seed) > 0.7;
		double eta = -0.4 + 0.7 * x1 - 0.5 * x2 + 0.8 * x3;

		*taylor_number(&t, 0, i) = x1;
		*taylor_number(&t, 1, i) = 1e6 + x2;
		*taylor_number(&t, 2, i) = x3;
		ones += *taylor_number(&t, 3, i) =
			park_miller(&seed) < 1.0 / (1.0 + exp(-eta));
	}
	s = state_of(&t, NULL, R_ROWS, hold);
	fit_state(s, &f, &max_error);
	for (int k = 0; k < 3; k++)
		off = fmax(off, fabs(f.result.beta[1 + k] - r_slope[k]) / r_error[k]);
	ok(ones == r_ones && (s->summed > 0) == (hold > 0),
		"R: 20,000 rows, %lld summed", (long long) s->summed);
	ok(off <= max_error + 1e-7 && max_error < 1e-3,
		"  %.1e standard errors from R's, %.1e said", off, max_error);
	near(sqrt(f.result.cov[5]), r_error[0], 1e-5, 0.0, "  error of x1");
	near(f.result.log_lik, r_log_lik, 1e-8, 0.0, "  log-likelihood");
	logit_fit_free(&f);
	taylor_free(&t);
	free_all();
}

/* Are successes 0 and 1, or out of trials?  R's may be shares. */
static bool
outcomes(const struct logit_case *c)
{
	bool whole = true;

	for (int64_t i = 0; i < c->nrows; i++)
		whole &= c->success[i] == 0.0 || c->success[i] == 1.0;
	return whole || c->trials != NULL;
}

/* Every kind of model through growth, rest, wire and merging, held. */
static void
held(const struct taylor_model *m)
{
	struct taylor_data t = taylor_make(m, 700, 5);
	eh_logit_state *s = state_of(&t, NULL, 700, 0);
	eh_logit_state *parts = empty_state();
	int order[700];
	struct logit_fit got, want;
	double max_error;
	int p = m->ndense + m->intercept;
	bool equal = true;

	for (int i = 0; i < 700; i++)
		order[i] = i;
	for (int at = 0, n = 1; at < 700; at += n, n = 1 + (7 * n) % 301)
	{
		n = n < 700 - at ? n : 700 - at;
		if (eh_logit_state_merge(&parts, state_of(&t, order + at, n, 0), &arena,
				&control) != EH_OK)
			abort();
	}
	parts = eh_logit_state_at_rest(parts, &arena);
	ok(valid(s) && same_bytes(parts, s),
		"%d numbers, flags %d: parts are the whole", m->ndense, s->flags);
	fit_state(s, &got, &max_error);
	taylor_fit(&t, &want);
	for (int k = 0; k < p; k++)
		equal &= got.result.beta[k] == want.result.beta[k];
	ok(equal && got.result.log_lik == want.result.log_lik &&
			got.result.auc == want.result.auc,
		"  and its fit is logit's");
	logit_fit_free(&got);
	logit_fit_free(&want);
	taylor_free(&t);
	free_all();
}

static void
held_all(void)
{
	for (int kind = 0; kind < 24; kind++)
	{
		struct taylor_model m = {.ndense = kind / 3,
			.intercept = kind % 2 == 0 || kind < 3,
			.spread = 1.0,
			.away = 3.0,
			.kind = (eh_weight_kind) (kind % 3),
			.grouped = kind / 6 % 2,
			.has_offset = kind / 12};

		held(&m);
	}
}

/* --- sums of every kind, and what never becomes sums ------------------------
 */

static void
sums_of_every_kind(void)
{
	for (int kind = 0; kind < 12; kind++)
	{
		struct taylor_model m = {.ndense = 2 + kind % 3,
			.intercept = kind % 4 != 3,
			.away = kind % 4 == 3 ? 0.0 : 1e6,
			.spread = 1.0,
			.kind = (eh_weight_kind) (kind % 3),
			.grouped = kind / 3 % 2,
			.has_offset = kind / 6};
		struct taylor_data t = taylor_make(&m, 9000, 50 + (uint64_t) kind);
		eh_logit_state *s = state_of(&t, NULL, 9000, HOLD);
		struct taylor_apart a;
		struct logit_fit got, want;
		double max_error;

		ok(valid(s) && s->summed == 9000 && s->held == 0 && s->room == 0,
			"sums of model %d", kind);
		fit_state(s, &got, &max_error);
		taylor_fit(&t, &want);
		a = taylor_compare(
			&got.result, &want.result, m.ndense + m.intercept, m.intercept);
		ok(a.beta <= max_error && max_error < 1e-2, "  %.1e off, %.1e said",
			a.beta, max_error);
		ok(a.errors < 2e-4 && a.robust < 5e-4 && a.margin < 5e-3,
			"  errors %.0e, robust %.0e, margins %.0e", a.errors, a.robust,
			a.margin);
		logit_fit_free(&got);
		logit_fit_free(&want);
		taylor_free(&t);
		free_all();
	}
}

/* An outcome that is rare is held on; one that comes later is summed then. */
static void
unsound(void)
{
	struct taylor_model m = {.ndense = 2, .intercept = true, .spread = 1.0};
	struct taylor_data t = taylor_empty(&m, 4 * HOLD);
	eh_logit_state *s;

	taylor_seed = 3;
	for (int i = 0; i < 4 * HOLD; i++)
		taylor_row(&t, i, 0.0, i < HOLD ? -20.0 : 0.0);
	s = state_of(&t, NULL, HOLD + 1, HOLD);
	ok(s->summed == 0 && s->held == HOLD + 1, "an outcome that never came");
	s = state_of(&t, NULL, 4 * HOLD, HOLD);
	ok(s->summed == 4 * HOLD, "summed once it has");
	free_all();
	taylor_free(&t);
}

static void
limits(void)
{
	eh_logit_state *s = empty_state();
	static double x[400];
	eh_row_in row = {.dense = x};
	eh_status status = EH_OK;

	eh_logit_state_begin(s, 400, 0, 0);
	while (status == EH_OK)
	{
		eh_logit_state *old = s;

		status = eh_logit_state_make_room(&s, 1, &arena, &control);
		if (status != EH_OK)
			break;
		if (s != old)
			free_memory(NULL, old);
		eh_logit_state_put(s, &row);
	}
	ok(status == EH_ENOCONV && valid(s), "too many to be held");
	ok(eh_logit_state_bytes(s) <= EH_LOGIT_STATE_MOST_BYTES + sizeof(*s) &&
			s->held == eh_logit_state_most_rows(s),
		"  at %lld rows", (long long) s->held);
	free_all();
}

/* --- L4 and L5 --------------------------------------------------------------
 */

static void
places(void)
{
	struct taylor_model m = {.ndense = 5, .intercept = true, .spread = 1.0};
	struct taylor_data t = taylor_make(&m, 12000, 8);
	eh_logit_state *s = add_all(empty_state(), &t, NULL, 100, HOLD);
	eh_logit_state *before = s;
	eh_logit_state *rest = eh_logit_state_at_rest(s, &arena);
	int after[1] = {100};

	ok(s->room > s->held && eh_logit_state_bytes(s) <= 8192, "room to spare");
	ok(rest->room == 100 &&
			eh_logit_state_bytes(rest) == sizeof(*rest) + 100 * 41,
		"none at rest");
	ok(same_bytes(rest, eh_logit_state_at_rest(s, &arena)) && valid(s),
		"and nothing changed by that");
	s = add_all(s, &t, after, 1, 0);
	ok(s == before && s->held == 101, "one row more in place");
	s = add_all(empty_state(), &t, NULL, 12000, HOLD);
	before = s;
	ok(s->sums > 0 && s->room == EH_BLOCK, "sums have room for a block");
	s = add_all(s, &t, NULL, 1000, 0);
	ok(s == before && s->summed + s->held == 13000, "and are changed in place");
	rest = eh_logit_state_at_rest(s, &arena);
	ok(eh_logit_state_bytes(rest) == sizeof(*s) + eh_taylor_bytes(5) &&
			rest->summed == 13000,
		"at rest they are all there is");
	ok(same_bytes(rest, eh_logit_state_at_rest(rest, &arena)),
		"and stay as they are");
	taylor_free(&t);
	free_all();
}

static void
shapes(void)
{
	struct taylor_model a = {.ndense = 2, .intercept = true, .spread = 1.0};
	struct taylor_data t = taylor_make(&a, 300, 1);
	struct taylor_model other[] = {a, a, a, a, a};
	eh_logit_state *s;
	eh_logit_state *none = empty_state();

	other[0].ndense = 3;
	other[1].intercept = false;
	other[2].grouped = true;
	other[3].has_offset = true;
	other[4].kind = EH_WEIGHT_FREQUENCY;
	for (int i = 0; i < 5; i++)
	{
		struct taylor_data u = taylor_make(&other[i], 300, 2);

		s = state_of(&t, NULL, 300, 0);
		ok(eh_logit_state_merge(
			   &s, state_of(&u, NULL, 300, 0), &arena, &control) == EH_EDOMAIN,
			"another shape is refused: %d", i);
		taylor_free(&u);
	}
	none->missing = 7;
	s = state_of(&t, NULL, 300, 0);
	ok(eh_logit_state_merge(&s, none, &arena, &control) == EH_OK &&
			s->held == 300 && s->missing == 7,
		"rows that are missing have none");
	ok(eh_logit_state_merge(&none, s, &arena, &control) == EH_OK &&
			none->held == 300 && none->missing == 14,
		"from either side");
	s->missing = INT64_MAX / 2;
	ok(eh_logit_state_merge(&s, none, &arena, &control) == EH_ERANGE,
		"more than can be counted");
	taylor_free(&t);
	free_all();
}

/* --- bytes ------------------------------------------------------------------
 */

static eh_logit_state *
from_wire(const uint8_t *wire, size_t bytes)
{
	const char *why = NULL;
	eh_logit_state *s;
	size_t size;

	if (eh_logit_state_wire_length(wire, bytes, &size, &why) != EH_OK)
		return NULL;
	s = get_memory(NULL, size);
	memset(s, 0, size);
	if (eh_logit_state_from_wire(wire, bytes, s, &why) == EH_OK)
		return s;
	return why == NULL ? abort(), NULL : NULL;
}

/* There and back; then each byte changed in turn: refused, or a state that can
 * be fitted, merged and written. */
static void
bytes_of(const eh_logit_state *s, const char *name)
{
	size_t n = eh_logit_state_wire_size(s);
	uint8_t *wire = malloc(n);
	uint8_t *again = malloc(n);
	int taken = 0;
	bool fine = true;
	eh_logit_state *back;

	eh_logit_state_to_wire(s, wire);
	back = from_wire(wire, n);
	ok(back != NULL && same_bytes(back, s), "%s: there and back", name);
	ok(from_wire(wire, n - 1) == NULL && from_wire(wire, 3) == NULL,
		"  cut short it is refused");
	for (size_t i = 0; i < n; i += i < 64 ? 1 : 1 + n / 900)
	{
		struct logit_fit f;
		double max_error;
		int first = nkept;

		wire[i] ^= (uint8_t) (1u << (i % 8));
		back = from_wire(wire, n);
		if (back != NULL)
		{
			taken++;
			eh_logit_state_to_wire(back, again);
			fine &= memcmp(wire, again, n) == 0 && valid(back);
			(void) fit_state(back, &f, &max_error);
			logit_fit_free(&f);
			(void) eh_logit_state_merge(&back, s, &arena, &control);
		}
		while (nkept > first)
			free(kept[--nkept]);
		wire[i] ^= (uint8_t) (1u << (i % 8));
	}
	ok(fine, "  %d changed bytes do no harm", taken);
	free(wire);
	free(again);
}

/* A state with one number, or one success, put in the place of another. */
static bool
refused(const eh_logit_state *from, int column, double number, int success)
{
	const char *why = NULL;
	eh_logit_state *s = eh_logit_state_at_rest(from, &arena);
	eh_logit_state_block b = eh_logit_state_block_at(s, 0);

	if (column >= 0)
		b.number[(size_t) column * b.stride + 3] = number;
	else
		b.binary[3] = (uint8_t) success;
	return eh_logit_state_check(s, eh_logit_state_bytes(s), &why) ==
			   EH_EFORMAT &&
		   why != NULL;
}

static void
impossible_rows(void)
{
	struct taylor_model m = {.ndense = 1, .spread = 1.0, .intercept = true};
	struct taylor_data t = taylor_make(&m, 20, 6);
	eh_logit_state *s = state_of(&t, NULL, 20, 0);

	ok(!refused(s, 0, 1.0, 0) && !refused(s, -1, 0.0, 1), "rows that can be");
	ok(refused(s, 0, NAN, 0) && refused(s, 0, INFINITY, 0) &&
			refused(s, -1, 0.0, 2),
		"no number, or neither success nor failure");
	taylor_free(&t);
	m.grouped = m.has_offset = true;
	m.kind = EH_WEIGHT_FREQUENCY;
	t = taylor_make(&m, 20, 6);
	s = state_of(&t, NULL, 20, 0);
	ok(refused(s, 1, -1.0, 0) && refused(s, 2, -1.0, 0) &&
			refused(s, 3, -INFINITY, 0) && refused(s, 4, -1.0, 0) &&
			refused(s, 4, 1e9, 0),
		"trials, weight, offset, successes");
	taylor_free(&t);
	free_all();
}

static void
bytes_all(void)
{
	struct taylor_model m = {.ndense = 2, .intercept = true, .spread = 1.0};
	struct taylor_data t = taylor_make(&m, 6000, 4);

	bytes_of(eh_logit_state_at_rest(empty_state(), &arena), "no rows");
	bytes_of(state_of(&t, NULL, 40, 0), "few rows");
	bytes_of(state_of(&t, NULL, 600, 0), "some blocks");
	bytes_of(state_of(&t, NULL, 6000, HOLD), "sums");
	taylor_free(&t);
	free_all();
	m = (struct taylor_model){.ndense = 1,
		.spread = 1.0,
		.grouped = true,
		.has_offset = true,
		.kind = EH_WEIGHT_PROBABILITY};
	t = taylor_make(&m, 6000, 4);
	bytes_of(state_of(&t, NULL, 300, 0), "with all there is");
	bytes_of(state_of(&t, NULL, 6000, HOLD), "sums of it");
	taylor_free(&t);
	free_all();
}

int
main(void)
{
	gsl_set_error_handler_off();
	for (size_t i = 0; i < sizeof(logit_cases) / sizeof(*logit_cases); i++)
	{
		const struct logit_case *c = &logit_cases[i];

		if (c->nfactors == 0 && c->status == EH_FIT_OK && outcomes(c))
			against_r(c);
	}
	sums_against_r(0);
	sums_against_r(HOLD);
	held_all();
	sums_of_every_kind();
	unsound();
	limits();
	places();
	shapes();
	impossible_rows();
	bytes_all();
	return done();
}
