/*
 * logit_state.c - L1 to L5 of src/state/logit_state.c: a state's fit against
 * R's numbers and against eh_logit() over the same rows, whatever order they
 * came in and however they were split; its bytes, and bytes that are none.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "state/logit_state.h"

#include "logit_expected.h"
#include "logit_state_expected.h"
#include "taylor_rows.h"

#define HOLD 4096 /* rows: so that sums come early */
#define ROWS 30000

/* What is allocated is kept to the end of a test, as in a server's context. */
static void *kept[1 << 16];
static int nkept;

static void *
get_memory(void *owner, size_t bytes)
{
	void *memory = malloc(bytes);

	(void) owner;
	memset(memory, 0xa5, bytes);
	if (nkept == (int) (sizeof(kept) / sizeof(*kept)))
		abort();
	return kept[nkept++] = memory;
}

static void
free_memory(void *owner, void *given)
{
	(void) owner;
	for (int i = nkept - 1; i >= 0; i--)
		if (kept[i] == given)
		{
			kept[i] = kept[--nkept];
			break;
		}
	free(given);
}

static void
free_all(void)
{
	while (nkept > 0)
		free(kept[--nkept]);
}

static const eh_arena arena = {get_memory, free_memory, NULL};
static const eh_control control = {200, NULL, NULL};

static eh_logit_state *
empty_state(void)
{
	eh_logit_state *s = get_memory(NULL, sizeof(*s));

	eh_logit_state_init(s);
	return s;
}

static int
flags_of(const struct taylor_model *m)
{
	return (m->grouped ? EH_ROWS_TRIALS | EH_ROWS_COUNTED : 0) |
		   (m->kind != EH_WEIGHT_NONE ? EH_ROWS_WEIGHT : 0) |
		   (m->has_offset ? EH_ROWS_OFFSET : 0) |
		   (m->intercept ? 0 : EH_LOGIT_STATE_NO_INTERCEPT);
}

/* Rows order[0 .. n - 1], or the first n, as a transition function takes them;
 * hold: when sums are first tried, 0 for when they are. */
static eh_logit_state *
add_all(eh_logit_state *s, const struct taylor_data *t, const int *order,
	int64_t n, int64_t hold)
{
	const struct logit_rows *r = &t->rows;

	for (int64_t k = 0; k < n; k++)
	{
		int64_t i = order ? order[k] : k;
		double x[LOGIT_ROWS_DENSE];
		eh_row_in row = {.dense = x,
			.success = r->success[i],
			.trials = r->trials ? r->trials[i] : 1.0,
			.weight = r->weight ? r->weight[i] : 1.0,
			.offset = r->offset ? r->offset[i] : 0.0};

		for (int j = 0; j < r->ndense; j++)
			x[j] = r->x[j * r->n + i];
		if (!eh_logit_state_begin(
				s, r->ndense, flags_of(&t->model), (int) t->model.kind))
			abort();
		if (hold > 0 && k == 0)
			s->act_at = hold;
		if (eh_logit_state_make_room(&s, 1, &arena, &control) != EH_OK)
			abort();
		eh_logit_state_put(s, &row);
	}
	return s;
}

static eh_logit_state *
state_of(const struct taylor_data *t, const int *order, int64_t n, int64_t hold)
{
	return eh_logit_state_at_rest(
		add_all(empty_state(), t, order, n, hold), &arena);
}

/* As fit() does. */
static eh_status
fit_state(const eh_logit_state *s, struct logit_fit *f, double *max_error)
{
	eh_design d = eh_logit_state_design(s);
	size_t p = (size_t) eh_design_parameters(&d);
	double *at = calloc(3 * p + 3 * p * p + 1, sizeof(double));
	eh_logit_state_reader reader;
	eh_rows source;
	double *work;
	eh_status status;

	f->numbers = at;
	f->result = (eh_logit_result){.relation = at,
		.beta = at + p,
		.margin = at + 2 * p,
		.cov = at + 3 * p,
		.hc0 = at + 3 * p + p * p,
		.margin_gradient = at + 3 * p + 2 * p * p};
	*max_error = 0.0;
	if (s->sums)
	{
		work = malloc(eh_taylor_work(s->ndense));
		status = eh_sums_fit(eh_logit_state_sums(s, &arena), &control, work,
			&f->result, max_error);
		free(work);
		return status;
	}
	work = malloc(eh_logit_work(&d));
	eh_logit_state_reader_init(
		&reader, s, get_memory(NULL, eh_logit_state_reader_bytes(s)), &source);
	status = eh_logit(&d, &source, &control, work, &f->result);
	free(work);
	return status;
}

static bool
same_bytes(const eh_logit_state *a, const eh_logit_state *b)
{
	return eh_logit_state_bytes(a) == eh_logit_state_bytes(b) &&
		   memcmp(a, b, eh_logit_state_bytes(a)) == 0;
}

static bool
valid(const eh_logit_state *s)
{
	const char *why = "";
	bool fine = eh_logit_state_check(s, eh_logit_state_bytes(s), &why) == EH_OK;

	if (!fine)
		printf("# %s\n", why);
	return fine;
}

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

/* --- L2 and L3: orders and splits that mislead ------------------------------
 */

static struct taylor_data data;
static int order[ROWS];
static double key[ROWS];
static struct logit_fit truth;

static int
by_key(const void *a, const void *b)
{
	double x = key[*(const int *) a];
	double y = key[*(const int *) b];

	return (x > y) - (x < y);
}

/* Z3: what is said holds, and ok is right to 1e-8. */
static void
judge(const eh_logit_state *s, const char *what, const char *how)
{
	struct logit_fit f;
	double max_error;
	double off = 0.0;
	double typical;
	int p = data.model.ndense + 1;
	bool fine = valid(s) && s->summed + s->held == ROWS &&
				fit_state(s, &f, &max_error) == EH_OK;

	if (!ok(fine, "%s, %s: a state of all rows", what, how))
		return;
	for (int k = 0; k < p; k++)
		off = taylor_worse(off, fabs(f.result.beta[k] - truth.result.beta[k]) /
									sqrt(truth.result.cov[k * p + k]));
	/* what an error of one standard error is in log odds */
	typical = sqrt(p / (0.2 * ROWS));
	switch (f.result.status)
	{
		case EH_FIT_OK:
			fine = off <= max_error + 1e-9 && off * typical <= 3e-8;
			break;
		case EH_FIT_APPROXIMATE:
			fine = off <= max_error + 1e-9;
			break;
		default:
			fine = f.result.status == EH_FIT_NOT_CONVERGED;
			break;
	}
	ok(fine, "  status %d, %lld summed: %.1e standard errors off, %.1e said",
		(int) f.result.status, (long long) s->summed, off, max_error);
	logit_fit_free(&f);
}

/* Slices of these lengths, in order, each a state at rest. */
static int
slices(eh_logit_state **part, int (*length)(int))
{
	int n = 0;

	for (int at = 0; at < ROWS; n++)
	{
		int rows = length(n);

		rows = rows < ROWS - at ? rows : ROWS - at;
		part[n] = state_of(&data, order + at, rows, HOLD);
		at += rows;
	}
	return n;
}

static int
tiny(int i)
{
	return 1 + i * 17 % 50;
}

static int
twelfths(int i)
{
	(void) i;
	return ROWS / 12;
}

static int
quarters(int i)
{
	(void) i;
	return ROWS / 4;
}

static int
huge_and_tiny(int i)
{
	return i == 0 ? ROWS * 2 / 3 : 1 + i * 13 % 40;
}

static void
merge_into(eh_logit_state **into, const eh_logit_state *from)
{
	if ((*into)->ndense >= 0 && !(*into)->sums && (*into)->held < HOLD)
		(*into)->act_at = HOLD;
	if (eh_logit_state_merge(into, from, &arena, &control) != EH_OK)
		abort();
	if ((*into)->held < HOLD && !(*into)->sums)
		(*into)->act_at = HOLD;
}

/* From the left, from the right, or by halves. */
static eh_logit_state *
tree(eh_logit_state **part, int n, int shape)
{
	eh_logit_state *s = empty_state();

	if (shape == 2)
	{
		if (n == 1)
			return part[0];
		merge_into(&s, tree(part, n / 2, 2));
		merge_into(&s, tree(part + n / 2, n - n / 2, 2));
	}
	else
		for (int i = 0; i < n; i++)
			merge_into(&s, part[shape == 1 ? n - 1 - i : i]);
	return eh_logit_state_at_rest(s, &arena);
}

static void
every_way(const char *what)
{
	static const struct
	{
		const char *name;
		int (*length)(int);
	} splits[] = {{"tiny states", tiny}, {"twelve months", twelfths},
		{"four shards", quarters}, {"one huge and many tiny", huge_and_tiny}};
	static eh_logit_state *part[ROWS];

	judge(state_of(&data, order, ROWS, HOLD), what, "one state");
	free_all();
	for (size_t k = 0; k < sizeof(splits) / sizeof(*splits); k++)
		for (int shape = 0; shape < 3; shape++)
		{
			char how[64];
			int n = slices(part, splits[k].length);

			snprintf(how, sizeof(how), "%s, tree %d", splits[k].name, shape);
			judge(tree(part, n, shape), what, how);
			free_all();
		}
}

/* away: that of the second half, or of the last quarter alone. */
static void
make_rows(double away, int from)
{
	struct taylor_model m = {
		.ndense = 3, .intercept = true, .away = 5.0, .spread = 1.0};

	data = taylor_empty(&m, ROWS);
	taylor_seed = 99;
	for (int i = 0; i < ROWS; i++)
	{
		taylor_row(&data, i, 0.0, i < from ? -0.4 : -0.4 + away);
		order[i] = i;
	}
	taylor_fit(&data, &truth);
}

static void
drop_rows(void)
{
	logit_fit_free(&truth);
	taylor_free(&data);
}

static void
orders(void)
{
	static const char *const name[] = {"sorted by x1", "sorted by x2",
		"sorted by x3", "sorted by y", "ones first",
		"sorted by the true predictor"};

	make_rows(0.0, ROWS);
	every_way("as they come");
	for (int k = 0; k < 6; k++)
	{
		for (int i = 0; i < ROWS; i++)
		{
			double y = data.rows.success[i];

			order[i] = i;
			key[i] = k < 3 ? *taylor_number(&data, k, i) : k == 3 ? y : -y;
			if (k < 5)
				continue;
			key[i] = 0.0;
			for (int j = 0; j < 3; j++)
				key[i] +=
					truth.result.beta[1 + j] * *taylor_number(&data, j, i);
		}
		qsort(order, ROWS, sizeof(*order), by_key);
		every_way(name[k]);
	}
	drop_rows();
	make_rows(1.5, ROWS / 2);
	every_way("a drift halfway");
	drop_rows();
	make_rows(6.0, ROWS * 3 / 4);
	every_way("one shard another population");
	drop_rows();
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
	orders();
	sums_of_every_kind();
	unsound();
	limits();
	places();
	shapes();
	bytes_all();
	return done();
}
