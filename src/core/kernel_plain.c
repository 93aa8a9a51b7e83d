/*
 * kernel_plain.c - the kernel's operations as they are defined, row by row
 * with libm: what the other builds are tested against.
 */
#include "kernel.h"

#include <math.h>
#include <stddef.h>

extern const eh_kernel_ops eh_kernel_plain;

static double
predictor(
	const double *z, int m, int i, const double *beta, const double *offset)
{
	double eta = offset ? offset[i] : 0.0;

	for (int j = 0; j < m; j++)
		eta += beta[j] * z[(size_t) j * EH_BLOCK + i];
	return eta;
}

/* Never exp() of a positive number: both ends stay finite and precise. */
static void
logistic(double eta, double *mu, double *v)
{
	double e = exp(-fabs(eta));
	double larger = 1.0 / (1.0 + e);

	*mu = eta < 0.0 ? e * larger : larger;
	*v = e * larger * larger;
}

static double
log_one_plus_exp(double eta)
{
	return fmax(eta, 0.0) + log1p(exp(-fabs(eta)));
}

static void
add_square(const double *z, int m, int i, double v, double *h)
{
	for (int j = 0; j < m; j++)
	{
		double left = v * z[(size_t) j * EH_BLOCK + i];

		for (int k = 0; k <= j; k++)
			*h++ += left * z[(size_t) k * EH_BLOCK + i];
	}
}

static void
add_row(const double *z, int m, int i, double r, double *g)
{
	for (int j = 0; j < m; j++)
		g[j] += r * z[(size_t) j * EH_BLOCK + i];
}

static double
logit_step(const double *z, int m, int n, const double *beta,
	const double *offset, const double *size, double *h, double *g)
{
	double sum = 0.0;

	for (int i = 0; i < n; i++)
	{
		double weight = size ? size[i] : 1.0;
		double eta = predictor(z, m, i, beta, offset);
		double mu;
		double v;

		logistic(eta, &mu, &v);
		if (h)
			add_square(z, m, i, weight * v, h);
		add_row(z, m, i, weight * mu, g);
		sum += weight * log_one_plus_exp(eta);
	}
	return sum;
}

static void
logit_rows(const double *z, int m, int n, const double *beta,
	const double *offset, double *eta, double *mu, double *v)
{
	for (int i = 0; i < n; i++)
	{
		eta[i] = predictor(z, m, i, beta, offset);
		logistic(eta[i], &mu[i], &v[i]);
	}
}

static void
cross(const double *z, int m, int n, const double *v, double *h)
{
	for (int i = 0; i < n; i++)
		add_square(z, m, i, v[i], h);
}

static void
dot(const double *z, int m, int n, const double *r, double *g)
{
	for (int i = 0; i < n; i++)
		add_row(z, m, i, r[i], g);
}

static double
wins(const double *low, const double *high, const double *weight, int n,
	const double *at, const double *hits, int k)
{
	double won = 0.0;

	for (int i = 0; i < k; i++)
		for (int j = 0; j < n; j++)
			won += 0.5 * hits[i] * weight[j] *
				   ((at[i] > high[j]) + (at[i] >= low[j]));
	return won;
}

const eh_kernel_ops eh_kernel_plain = {
	.name = "plain",
	.logit_step = logit_step,
	.logit_rows = logit_rows,
	.cross = cross,
	.dot = dot,
	.wins = wins,
};
