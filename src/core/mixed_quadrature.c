/*
 * mixed_quadrature.c - the likelihood of one factor by adaptive Gauss-Hermite
 * quadrature, and its gradient.
 *
 * A level's integral is taken at u_k = u + t_k s, u its mode and s the
 * curvature's standard deviation there, 1 / root of D:
 *
 *	L = log s + log sum over k of W_k exp(h(u_k)),	h(u) joint of its rows
 *
 * With gamma and sd move both, mode and s, and h at the points is not level.
 * With pi_k the share of a point in the sum, and bars for means by pi,
 *
 *	A	mean of h'(u_k)			what L gains as the mode moves
 *	B	mean of t_k h'(u_k)		... and as s does, beside 1 / s
 *	C	-s^2 (1 + s B) / 2		... and as D does
 *	E	A + C sd^3 sum of w3	... and as the mode does, D with it
 *
 * so that the gradient is
 *
 *	by gamma	sum z (mean r + C sd^2 w3 - E s^2 sd w)
 *	by sd		sum mean(r u_k) + C (sd^2 u sum w3 + 2 sd sum w)
 *					+ E s^2 (sum r - sd u sum w)
 *
 * with r, w and w3 as in mixed_gradient.c, at the mode where there is no mean.
 * One point makes it Laplace's.  Pinheiro and Bates (1995), Journal of
 * Computational and Graphical Statistics 4, 12-35.
 */
#include "mixed_internal.h"

/* Of each level, in f->part. */
enum
{
	MEAN_R, /* sum of mean r, then C sd^2 */
	MEAN_TR,
	SUM_W3,
	TIMES_W, /* E s^2 sd */
	PARTS
};

typedef struct points
{
	double eta[EH_BLOCK] __attribute__((aligned(64)));
	double mu[EH_BLOCK] __attribute__((aligned(64)));
	double v[EH_BLOCK] __attribute__((aligned(64)));
	double rise[EH_BLOCK]; /* of eta as t rises by 1 */
} points;

static void
find_rise(const eh_mixed_fit *f, int64_t b, points *at)
{
	const int32_t *level = eh_mixed_levels(f, b, 0);

	for (int i = 0; i < EH_BLOCK; i++)
		at->rise[i] = f->sd[0] / sqrt(f->diagonal[level[i]]);
}

/* A block's rows at point k of their levels. */
static void
go_to(eh_mixed_fit *f, int64_t b, int k, points *at)
{
	const double *eta = eh_mixed_column(f->eta, b);

	for (int i = 0; i < EH_BLOCK; i++)
		at->eta[i] = eta[i] + f->node[k] * at->rise[i];
	f->ops->logit_rows(
		eh_mixed_z(f, b), 0, EH_BLOCK, NULL, at->eta, at->eta, at->mu, at->v);
}

/* post += log-likelihood of a block's rows at point k, by level */
static void
add_likelihood(eh_mixed_fit *f, int64_t b, int k, const points *at)
{
	const double *size = eh_mixed_column(f->size, b);
	const double *hits = eh_mixed_column(f->hits, b);
	const int32_t *level = eh_mixed_levels(f, b, 0);
	double linear = 0.0;
	double product = 1.0;

	for (int i = 0; i < EH_BLOCK; i++)
	{
		double eta = at->eta[i];
		double larger = eta < 0.0 ? at->v[i] / at->mu[i] : at->mu[i];

		linear += hits[i] * eta - size[i] * fmax(eta, 0.0);
		if (!f->single)
			linear += size[i] * log(larger);
		else if (size[i] > 0.0)
			product *= larger;
		if (i + 1 == EH_BLOCK || level[i + 1] != level[i])
		{
			f->post[(int64_t) level[i] * f->points + k] +=
				linear + (f->single ? log(product) : 0.0);
			linear = 0.0;
			product = 1.0;
		}
	}
}

/* What a level's integral is; its post becomes the points' shares. */
static double
integrate(eh_mixed_fit *f, int g)
{
	double *post = f->post + (int64_t) g * f->points;
	double s = 1.0 / sqrt(f->diagonal[g]);
	double most = -INFINITY;
	double sum;

	for (int k = 0; k < f->points; k++)
	{
		double u = f->u[g] + s * f->node[k];

		post[k] += f->node_log[k] - 0.5 * u * u;
		most = fmax(most, post[k]);
	}
	for (int k = 0; k < f->points; k++)
		post[k] = exp(post[k] - most);
	sum = post[0];
	for (int k = 1; k < f->points; k++)
		sum += post[k];
	for (int k = 0; k < f->points; k++)
		post[k] /= sum;
	return log(s) + most + log(sum);
}

static eh_status
evaluate(eh_mixed_fit *f)
{
	eh_dd value = {0.0, 0.0};
	points at;

	eh_mixed_clear(f->post, (int64_t) f->heads * f->points);
	for (int64_t b = 0; b < f->blocks; b++)
	{
		find_rise(f, b, &at);
		for (int k = 0; k < f->points; k++)
		{
			eh_status status = eh_mixed_spend(f, EH_BLOCK);

			if (status != EH_OK)
				return status;
			go_to(f, b, k, &at);
			add_likelihood(f, b, k, &at);
		}
	}
	for (int g = 0; g < f->heads; g++)
	{
		eh_status status = eh_mixed_spend(f, 1 + f->points / 4);

		if (status != EH_OK)
			return status;
		value = eh_dd_add_double(value, integrate(f, g));
	}
	f->value = value.hi + value.lo;
	return EH_OK;
}

/* share and tilt: mean r and mean t r by row, their sums by level in part */
static eh_status
average(eh_mixed_fit *f)
{
	points at;

	eh_mixed_clear(f->part, (int64_t) PARTS * f->heads);
	for (int64_t b = 0; b < f->blocks; b++)
	{
		const double *size = eh_mixed_column(f->size, b);
		const double *hits = eh_mixed_column(f->hits, b);
		const double *mu = eh_mixed_column(f->mu, b);
		const double *v = eh_mixed_column(f->v, b);
		const int32_t *level = eh_mixed_levels(f, b, 0);
		double *mean = eh_mixed_column(f->share, b);
		double tilt[EH_BLOCK] = {0};

		eh_mixed_clear(mean, EH_BLOCK);
		find_rise(f, b, &at);
		for (int k = 0; k < f->points; k++)
		{
			eh_status status = eh_mixed_spend(f, EH_BLOCK);

			if (status != EH_OK)
				return status;
			go_to(f, b, k, &at);
			for (int i = 0; i < EH_BLOCK; i++)
			{
				double r = f->post[(int64_t) level[i] * f->points + k] *
						   (hits[i] - size[i] * at.mu[i]);

				mean[i] += r;
				tilt[i] += f->node[k] * r;
			}
		}
		for (int i = 0; i < EH_BLOCK; i++)
		{
			double *part = f->part + (int64_t) PARTS * level[i];

			part[MEAN_R] += mean[i];
			part[MEAN_TR] += tilt[i];
			part[SUM_W3] += size[i] * v[i] * (1.0 - 2.0 * mu[i]);
		}
	}
	return EH_OK;
}

/* A level's part in the gradient by sd; what its rows need is left in part. */
static double
bend(eh_mixed_fit *f, int g)
{
	const double *post = f->post + (int64_t) g * f->points;
	double *part = f->part + (int64_t) PARTS * g;
	double sd = f->sd[0];
	double u = f->u[g];
	double w = f->sum_w[g];
	double s = 1.0 / sqrt(f->diagonal[g]);
	double mean_t = 0.0;
	double mean_tt = 0.0;
	double a;
	double c;
	double e;
	double by_sd;

	for (int k = 0; k < f->points; k++)
	{
		mean_t += post[k] * f->node[k];
		mean_tt += post[k] * f->node[k] * f->node[k];
	}
	a = sd * part[MEAN_R] - (u + s * mean_t);
	c = sd * part[MEAN_TR] - (u * mean_t + s * mean_tt);
	c = -0.5 * s * s * (1.0 + s * c);
	e = a + c * sd * sd * sd * part[SUM_W3];
	by_sd = u * part[MEAN_R] + s * part[MEAN_TR] +
			c * (sd * sd * u * part[SUM_W3] + 2.0 * sd * w) +
			e * s * s * (f->sum_r[g] - sd * u * w);
	part[MEAN_R] = c * sd * sd;
	part[TIMES_W] = e * s * s * sd;
	return by_sd;
}

/*
 * eh_mixed_quadrature - value and by_sd, at the modes.  O(rows points).
 */
eh_status
eh_mixed_quadrature(eh_mixed_fit *f)
{
	double *by_sd = f->by_sd + f->p;
	eh_status status = evaluate(f);

	if (status == EH_OK)
		status = average(f);
	if (status != EH_OK)
		return status;
	eh_mixed_clear(f->by_sd, f->m);
	for (int g = 0; g < f->heads; g++)
		*by_sd += bend(f, g);
	for (int64_t b = 0; f->p > 0 && b < f->blocks; b++)
	{
		const double *size = eh_mixed_column(f->size, b);
		const double *mu = eh_mixed_column(f->mu, b);
		const double *v = eh_mixed_column(f->v, b);
		const int32_t *level = eh_mixed_levels(f, b, 0);
		double *s = eh_mixed_column(f->share, b);

		for (int i = 0; i < EH_BLOCK; i++)
		{
			const double *part = f->part + (int64_t) PARTS * level[i];

			s[i] += size[i] * v[i] *
					(part[MEAN_R] * (1.0 - 2.0 * mu[i]) - part[TIMES_W]);
		}
		f->ops->dot(eh_mixed_z(f, b), f->p, EH_BLOCK, s, f->by_sd);
	}
	return EH_OK;
}
