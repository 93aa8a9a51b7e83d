/*
 * logit_state_orders.c - L2 and L3 of src/state/logit_state.c: the same rows in
 * orders, splits and trees of merging that mislead.  A fit is right, or says how
 * far off it can be, or is none.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "logit_state_rows.h"

#define ROWS 30000

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

int
main(void)
{
	gsl_set_error_handler_off();
	orders();
	return done();
}
