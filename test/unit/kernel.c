/*
 * kernel.c - K1 to K4 of src/core/kernel.c: every build this machine can run
 * against the plain one, and its exp() and log1p() against libm in long
 * double.
 */
#include "unit.h"

#include <stdlib.h>

#include "core/kernel.h"

#define MOST_COLUMNS 60
#define MOST_SUMS (MOST_COLUMNS * (MOST_COLUMNS + 1) / 2)
#define COLUMN __attribute__((aligned(64)))

/* What is in h and g beforehand, and must still be part of it after. */
#define BEFORE 0.75

typedef enum size_kind
{
	SIZE_NONE,
	SIZE_ANY,
	SIZE_SOME_ZERO,
	SIZE_KINDS
} size_kind;

/* One problem, its plain answer, and what the errors are measured by. */
static int m;
static int n;
static double z[MOST_COLUMNS * EH_BLOCK] COLUMN;
static double magnitude[MOST_COLUMNS * EH_BLOCK] COLUMN;
static double beta[MOST_COLUMNS];
static double offset_column[EH_BLOCK] COLUMN;
static double size_column[EH_BLOCK] COLUMN;
static const double *offset;
static const double *size;
static double reach[EH_BLOCK] COLUMN;
static double h_want[MOST_SUMS];
static double h_scale[MOST_SUMS];
static double g_want[MOST_COLUMNS];
static double g_scale[MOST_COLUMNS];
static double log_want;
static double log_scale;

/* Worst error met so far, in DBL_EPSILON of the scale; NaN sticks. */
typedef struct worst
{
	double h;
	double g;
	double log;
	double rows;
	bool tail;
} worst;

static double
uniform(double low, double high)
{
	return low + (high - low) * rand() / RAND_MAX;
}

static void
note(double got, double want, double scale, double *most)
{
	double error = fabs(got - want) / (DBL_EPSILON * scale + 1e-300);

	if (!(error <= *most))
		*most = error;
}

/* One test of a worst error, which is shown either way. */
static void
within(double error, double limit, const eh_kernel_ops *ops, const char *what)
{
	ok(error <= limit, "%s: %s", ops->name, what);
	printf("# worst %.3g, limit %.3g\n", error, limit);
}

static void
fill(double *x, int count, double value)
{
	for (int i = 0; i < count; i++)
		x[i] = value;
}

/* The rows from n on: numbers that would be seen in any sum. */
static void
make_tail(double value)
{
	for (int j = 0; j < m; j++)
		fill(z + j * EH_BLOCK + n, EH_BLOCK - n, value);
	fill(offset_column + n, EH_BLOCK - n, value);
	fill(size_column + n, EH_BLOCK - n, fabs(value));
}

/* Intercept, indicators and numbers; eta to about +-slope, +-shift. */
static void
make_problem(double slope, double shift, size_kind kind)
{
	for (int j = 0; j < m; j++)
	{
		beta[j] = uniform(-slope, slope);
		for (int i = 0; i < n; i++)
			z[j * EH_BLOCK + i] = j == 0       ? 1.0
								  : j % 3 == 0 ? (double) (rand() % 4 == 0)
											   : uniform(-1.0, 1.0);
	}
	for (int i = 0; i < n; i++)
	{
		offset_column[i] = uniform(-shift, shift);
		size_column[i] = kind == SIZE_SOME_ZERO && i % 3 == 0
							 ? 0.0
							 : floor(uniform(1.0, 40.0));
	}
	offset = shift > 0.0 ? offset_column : NULL;
	size = kind == SIZE_NONE ? NULL : size_column;
	make_tail(1e6);
}

/*
 * An eta is a sum whose rounding is that of its largest terms, and mu, v and
 * the logarithm follow it: hence a row's part in a scale is 1 + reach times
 * its part in the sum.
 */
static void
make_scales(const eh_kernel_ops *plain)
{
	double eta[EH_BLOCK], mu[EH_BLOCK], v[EH_BLOCK];

	plain->logit_rows(z, m, n, beta, offset, eta, mu, v);
	log_scale = size ? 0.0 : n;
	for (int i = 0; i < n; i++)
	{
		double part = size ? size[i] : 1.0;

		reach[i] = 1.0 + (offset ? fabs(offset[i]) : 0.0);
		for (int j = 0; j < m; j++)
		{
			magnitude[j * EH_BLOCK + i] = fabs(z[j * EH_BLOCK + i]);
			reach[i] += fabs(beta[j] * z[j * EH_BLOCK + i]);
		}
		mu[i] *= part * reach[i];
		v[i] *= part * reach[i];
		log_scale += mu[i] + part * (fmax(eta[i], 0.0) + exp(-fabs(eta[i])));
	}
	fill(h_scale, MOST_SUMS, BEFORE);
	fill(g_scale, MOST_COLUMNS, BEFORE);
	plain->cross(magnitude, m, n, v, h_scale);
	plain->dot(magnitude, m, n, mu, g_scale);
}

static void
make_answer(const eh_kernel_ops *plain)
{
	fill(h_want, MOST_SUMS, BEFORE);
	fill(g_want, MOST_COLUMNS, BEFORE);
	log_want = plain->logit_step(z, m, n, beta, offset, size, h_want, g_want);
	make_scales(plain);
}

/* logit_step with and without h; and again with another tail. */
static void
try_step(const eh_kernel_ops *ops, worst *w)
{
	double h[MOST_SUMS], g[MOST_COLUMNS], h_again[MOST_SUMS],
		g_again[MOST_COLUMNS];
	double sum;
	double sum_again;

	fill(h, MOST_SUMS, BEFORE);
	fill(g, MOST_COLUMNS, BEFORE);
	sum = ops->logit_step(z, m, n, beta, offset, size, h, g);
	note(sum, log_want, log_scale, &w->log);
	for (int s = 0; s < MOST_SUMS; s++)
		note(h[s], h_want[s], h_scale[s], &w->h);
	for (int j = 0; j < MOST_COLUMNS; j++)
		note(g[j], g_want[j], g_scale[j], &w->g);

	fill(h_again, MOST_SUMS, BEFORE);
	make_tail(-3e5);
	fill(g_again, MOST_COLUMNS, BEFORE);
	sum_again = ops->logit_step(z, m, n, beta, offset, size, h_again, g_again);
	make_tail(1e6);
	w->tail = w->tail && sum == sum_again &&
			  memcmp(h, h_again, sizeof(h)) == 0 &&
			  memcmp(g, g_again, sizeof(g)) == 0;

	fill(g, MOST_COLUMNS, BEFORE);
	note(ops->logit_step(z, m, n, beta, offset, size, NULL, g), log_want,
		log_scale, &w->log);
	for (int j = 0; j < MOST_COLUMNS; j++)
		note(g[j], g_want[j], g_scale[j], &w->g);
}

static void
try_rows(const eh_kernel_ops *ops, const eh_kernel_ops *plain, worst *w)
{
	double eta[EH_BLOCK] COLUMN, mu[EH_BLOCK] COLUMN, v[EH_BLOCK] COLUMN;
	double eta_want[EH_BLOCK], mu_want[EH_BLOCK], v_want[EH_BLOCK];

	ops->logit_rows(z, m, n, beta, offset, eta, mu, v);
	plain->logit_rows(z, m, n, beta, offset, eta_want, mu_want, v_want);
	for (int i = 0; i < n; i++)
	{
		note(eta[i], eta_want[i], reach[i], &w->rows);
		note(mu[i], mu_want[i], mu_want[i] * reach[i], &w->rows);
		note(v[i], v_want[i], v_want[i] * reach[i], &w->rows);
	}
}

/* cross and dot, with weights of either sign. */
static void
try_sums(const eh_kernel_ops *ops, const eh_kernel_ops *plain, worst *w)
{
	double weight[EH_BLOCK] COLUMN, weight_size[EH_BLOCK] COLUMN;
	double h[MOST_SUMS], want[MOST_SUMS], scale[MOST_SUMS];

	for (int i = 0; i < EH_BLOCK; i++)
	{
		weight[i] = i < n ? uniform(-1.0, 1.0) : 1e6;
		weight_size[i] = fabs(weight[i]);
	}
	fill(h, MOST_SUMS, BEFORE);
	fill(want, MOST_SUMS, BEFORE);
	fill(scale, MOST_SUMS, BEFORE);
	ops->cross(z, m, n, weight, h);
	plain->cross(z, m, n, weight, want);
	plain->cross(magnitude, m, n, weight_size, scale);
	for (int s = 0; s < MOST_SUMS; s++)
		note(h[s], want[s], scale[s], &w->h);

	fill(h, MOST_SUMS, BEFORE);
	fill(want, MOST_SUMS, BEFORE);
	fill(scale, MOST_SUMS, BEFORE);
	ops->dot(z, m, n, weight, h);
	plain->dot(z, m, n, weight, want);
	plain->dot(magnitude, m, n, weight_size, scale);
	for (int s = 0; s < MOST_SUMS; s++)
		note(h[s], want[s], scale[s], &w->g);
}

/* Every shape of a problem: few and many columns, rows to the lane and not. */
static void
against_plain(const eh_kernel_ops *ops)
{
	static const int columns[] = {
		1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 33, 60};
	static const int rows[] = {1, 7, 8, 255, 256};
	static const double slopes[] = {0.0, 0.3, 800.0};
	static const double shifts[] = {0.0, 4.0, 900.0};
	const eh_kernel_ops *plain = eh_kernel_named("plain");
	worst w = {.tail = true};

	srand(6);
	for (int shape = 0; shape < 15 * 5; shape++)
	{
		m = columns[shape / 5];
		n = rows[shape % 5];
		for (int kind = 0; kind < 3 * 3 * SIZE_KINDS; kind++)
		{
			make_problem(slopes[kind % 3], shifts[kind / 3 % 3], kind / 9);
			make_answer(plain);
			try_step(ops, &w);
			try_rows(ops, plain, &w);
			try_sums(ops, plain, &w);
		}
	}

	/* n / 2 epsilon is the bound for a sum of n numbers in any one order */
	within(w.h, EH_BLOCK / 2, ops, "h is plain's");
	within(w.g, EH_BLOCK / 2, ops, "g is plain's");
	within(w.log, EH_BLOCK / 2, ops, "the sum of logarithms is plain's");
	within(w.rows, 8, ops, "eta, mu and v of rows are plain's");
	ok(w.tail, "%s: rows past n change no bit", ops->name);
}

/* eta of each row of a block is offset_column. */
static void
set_eta(double first, double step)
{
	m = 1;
	n = EH_BLOCK;
	beta[0] = 0.0;
	fill(z, EH_BLOCK, 1.0);
	for (int i = 0; i < EH_BLOCK; i++)
		offset_column[i] = first + step * i;
}

/*
 * From -40 down mu is exp(eta) itself; above it is a quotient, with two more
 * roundings.
 */
static void
exponential(const eh_kernel_ops *ops)
{
	double eta[EH_BLOCK] COLUMN, mu[EH_BLOCK] COLUMN, v[EH_BLOCK] COLUMN;
	double far = 0.0;
	double close = 0.0;

	for (double first = -708.0; first < 40.0; first += 0.25)
	{
		set_eta(first, 0.25 / EH_BLOCK + 1e-9);
		ops->logit_rows(z, m, n, beta, offset_column, eta, mu, v);
		for (int i = 0; i < EH_BLOCK; i++)
		{
			long double e = expl((long double) eta[i]);
			double mu_off = (double) fabsl(mu[i] * (1 + e) / e - 1);
			double v_off = (double) fabsl(v[i] * (1 + e) * (1 + e) / e - 1);

			if (eta[i] < -40.0)
				far = fmax(far, mu_off);
			close = fmax(close, fmax(mu_off, v_off));
		}
	}
	within(far, 2.5e-16, ops, "exp from -708 to -40");
	within(close, 4 * DBL_EPSILON, ops, "mu and v from -708 to 40");
}

/* K3 and K4, a row at a time. */
static void
logarithm(const eh_kernel_ops *ops)
{
	static const double one[EH_BLOCK] COLUMN = {1.0};
	double with = 0.0;
	double without = 0.0;

	for (double eta = -700.0; eta < 40.0; eta += eta < -4.0 ? 0.37 : 0.0011)
	{
		long double want = log1pl(expl(eta));
		double g = 0.0;

		set_eta(eta, 0.0);
		with = fmax(with, (double) fabsl(ops->logit_step(z, 1, 1, beta,
											 offset_column, one, NULL, &g) /
											 want -
										 1));
		without =
			fmax(without, (double) (fabsl(ops->logit_step(z, 1, 1, beta,
											  offset_column, NULL, NULL, &g) -
										  want) /
									(1 + want)));
	}
	within(with, 3 * DBL_EPSILON, ops, "log1p of a row with a size");
	within(without, DBL_EPSILON, ops, "logarithm of a row without");
}

/* K2 */
static void
extremes(const eh_kernel_ops *ops)
{
	static const double far[] = {710.0, 746.0, 1e4, 1e100, 1e300};
	double eta[EH_BLOCK] COLUMN, mu[EH_BLOCK] COLUMN, v[EH_BLOCK] COLUMN;
	bool fine = true;

	for (size_t i = 0; i < sizeof(far) / sizeof(*far); i++)
	{
		double h = 0.0;
		double g = 0.0;

		set_eta(far[i], 0.0);
		ops->logit_rows(z, m, n, beta, offset_column, eta, mu, v);
		fine = fine && eta[0] == far[i] && mu[0] == 1.0 && v[0] >= 0.0 &&
			   v[0] < 1e-300;
		fine = fine && ops->logit_step(z, m, 1, beta, offset_column, NULL, &h,
						   &g) == far[i];
		fine = fine && g == 1.0 && h >= 0.0 && h < 1e-300;
		set_eta(-far[i], 0.0);
		ops->logit_rows(z, m, n, beta, offset_column, eta, mu, v);
		fine = fine && eta[0] == -far[i] && mu[0] >= 0.0 && mu[0] < 1e-300 &&
			   v[0] >= 0.0 && v[0] < 1e-300;
		fine = fine && ops->logit_step(
						   z, m, 1, beta, offset_column, NULL, &h, &g) < 1e-300;
	}
	ok(fine, "%s: eta far out saturates", ops->name);
	set_eta(NAN, 0.0);
	ops->logit_rows(z, m, n, beta, offset_column, eta, mu, v);
	ok(isnan(eta[0]) && isnan(mu[0]) && isnan(v[0]), "%s: NaN stays NaN",
		ops->name);
	ok(ops->logit_step(z, m, 0, beta, offset_column, NULL, NULL, mu) == 0.0,
		"%s: no rows, no sum", ops->name);
}

/* The builds are there where the processor is, and eh_kernel() is the best. */
/* Pairs of failures and successes, with ties, of weights that are no powers. */
static void
pairs(const eh_kernel_ops *ops)
{
	static double low[EH_BLOCK] COLUMN;
	static double high[EH_BLOCK] COLUMN;
	static double weight[EH_BLOCK] COLUMN;
	static double at[EH_BLOCK] COLUMN;
	static double hits[EH_BLOCK] COLUMN;
	static const int counts[] = {0, 1, 3, 8, 31, 50, 255, EH_BLOCK};
	double most = 0.0;

	for (int i = 0; i < EH_BLOCK; i++)
	{
		high[i] = floor(uniform(-5, 5));
		low[i] = high[i] - 0.5;
		weight[i] = uniform(0.1, 3.0);
		at[i] = floor(uniform(-11, 11)) / 2;
		hits[i] = uniform(0.1, 3.0);
	}
	for (size_t a = 0; a < sizeof(counts) / sizeof(*counts); a++)
		for (size_t b = 0; b < sizeof(counts) / sizeof(*counts); b++)
		{
			const eh_kernel_ops *plain = eh_kernel_named("plain");
			double want =
				plain->wins(low, high, weight, counts[a], at, hits, counts[b]);

			note(ops->wins(low, high, weight, counts[a], at, hits, counts[b]),
				want, want, &most);
		}
	within(most, 300.0, ops, "pairs won");
}

static void
choice(void)
{
	const eh_kernel_ops *best = eh_kernel_named("base");

#if defined(__x86_64__)
	bool wide = __builtin_cpu_supports("avx512f") &&
				__builtin_cpu_supports("avx512dq") &&
				__builtin_cpu_supports("avx512vl");
	bool middle =
		__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");

	ok((eh_kernel_named("avx512") != NULL) == wide, "avx512 where it runs");
	ok((eh_kernel_named("avx2") != NULL) == middle, "avx2 where it runs");
	if (wide || middle)
		best = eh_kernel_named(wide ? "avx512" : "avx2");
#endif
	ok(best != NULL && eh_kernel() == best, "the best is taken");
	ok(eh_kernel_named("sse9") == NULL, "an unknown name is NULL");
}

int
main(void)
{
	static const char *const names[] = {"avx512", "avx2", "base"};

	choice();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
	{
		const eh_kernel_ops *ops = eh_kernel_named(names[i]);

		if (ops == NULL)
			continue;
		ok(strcmp(ops->name, names[i]) == 0, "%s is named so", names[i]);
		against_plain(ops);
		exponential(ops);
		logarithm(ops);
		extremes(ops);
		pairs(ops);
	}
	return done();
}
