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

/* One row into the sums of a Taylor step: z, its weights, kappa. */
typedef struct taylor_row
{
	const double *z;
	int d;
	double size;
	double hits;
	double people;
	double mu;
	double v;
	double kappa;
} taylor_row;

/* sum += w z z ..., all products of so many columns, packed */
static double *
add_products(const taylor_row *r, int order, int most, double w, double *sum)
{
	if (order == 0)
	{
		*sum += w;
		return sum + 1;
	}
	for (int j = 0; j < most; j++)
		sum = add_products(r, order - 1, j + 1, w * r->z[j], sum);
	return sum;
}

static void
add_taylor_row(const taylor_row *r, eh_taylor_step *s)
{
	double tilt = 1.0 - 2.0 * r->mu;
	double residual = r->size * r->mu - r->hits;
	double slope = r->size * r->v;
	double typical = s->typical;

	s->hit_mean += r->hits * r->mu;
	s->widest = fmax(s->widest, r->kappa);
	add_products(r, 1, r->d, residual, s->score);
	add_products(r, 1, r->d, r->hits * r->v, s->hit_slope);
	add_products(r, 2, r->d, r->hits * r->v * tilt, s->hit_curve);
	add_products(r, 2, r->d, slope, s->info);
	add_products(r, 3, r->d, slope * tilt, s->third);
	add_products(r, 2, r->d, residual * residual / r->people, s->meat);
	add_products(r, 3, r->d, 2.0 * residual * slope / r->people, s->meat_slope);
	if (s->order == 4)
	{
		add_products(r, 4, r->d, slope * (1.0 - 6.0 * r->v), s->fourth);
		add_products(r, 4, r->d,
			2.0 * slope * (slope + residual * tilt) / r->people, s->meat_curve);
	}
	add_products(r, 2, r->d,
		r->size * r->kappa *
			(s->order == 4 ? (typical + r->kappa / typical) / 2.0 : 1.0),
		s->spread);
}

static void
taylor(eh_taylor_step *s)
{
	double *z = s->room;

	for (int i = 0; i < s->n; i++)
	{
		taylor_row r = {z, s->d, s->size ? s->size[i] : 1.0, s->hits[i],
			s->people ? s->people[i] : 1.0, 0.0, 0.0, 0.0};
		const double *whiten = s->whiten;
		double eta = s->centre[0] + (s->offset ? s->offset[i] : 0.0);

		if (r.size <= 0.0)
			continue;
		z[0] = 1.0;
		for (int j = 1; j < s->d; j++)
		{
			z[j] = (s->x[(size_t) (j - 1) * EH_BLOCK + (size_t) i] -
					   s->shift[j - 1]) *
				   s->scale[j - 1];
			eta += z[j] * s->centre[j];
		}
		for (int j = 0; j < s->d; j++)
		{
			double y = 0.0;

			for (int k = 0; k <= j; k++)
				y += *whiten++ * z[k];
			r.kappa += y * y;
		}
		logistic(eta, &r.mu, &r.v);
		s->loss += r.size * log_one_plus_exp(eta) - r.hits * eta;
		add_taylor_row(&r, s);
	}
}

static size_t
taylor_room(int d, int order)
{
	(void) order;
	return (size_t) d;
}

const eh_kernel_ops eh_kernel_plain = {
	.name = "plain",
	.logit_step = logit_step,
	.logit_rows = logit_rows,
	.cross = cross,
	.dot = dot,
	.wins = wins,
	.taylor = taylor,
	.taylor_room = taylor_room,
};
