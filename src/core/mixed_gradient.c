/*
 * mixed_gradient.c - Laplace's approximation of the likelihood and its
 * gradient.
 *
 *	value = joint(u) - log det H / 2,	u the modes at gamma and sd
 *
 * The modes move with gamma and sd, and H with the modes; since joint is level
 * in u, that matters for the determinant alone.  Of a row, let
 *
 *	r	hits - size mu			w	size v			w3	size v (1 - 2 mu)
 *	a	the sd at each of its levels, 0 elsewhere
 *	q	a'H^-1 a				d = H^-1 sum over rows of w3 q a
 *
 *	s	r - w3 q / 2 + w a'd / 2
 *
 * Then the gradient is
 *
 *	by gamma		sum s z
 *	by a factor's sd	sum s u[level] - w (H^-1 a)[level] - r d[level] / 2
 *
 * Every term by sd is in proportion to that sd, so that the gradient by the
 * variance keeps its digits where the sd is as good as 0.
 */
#include "mixed_internal.h"

/* Where a row's levels stand in H^-1; e is the place of one, k of another. */
static double
entry(const eh_mixed_fit *f, int64_t b, int i, int k, int e)
{
	int low = k < e ? k : e;
	int high = k < e ? e : k;
	int rest = eh_mixed_levels(f, b, high)[i] - f->heads;

	if (low == high)
		return f->inverse[eh_mixed_levels(f, b, k)[i]];
	if (low == 0)
		return f->cell_inverse[eh_mixed_cells(f, b, high)[i]];
	return eh_mixed_row(
		f, f->solved, eh_mixed_levels(f, b, low)[i] - f->heads)[rest];
}

/*
 * share = q by row, lean = sum w3 q a, and by each sd, gradient = -sum w
 * (H^-1 a)[level]
 */
static eh_status
leverages(eh_mixed_fit *f, double *gradient)
{
	eh_mixed_clear(f->lean, f->levels);
	eh_mixed_clear(gradient, f->factors);
	for (int64_t b = 0; b < f->blocks; b++)
	{
		const double *size = eh_mixed_column(f->size, b);
		const double *mu = eh_mixed_column(f->mu, b);
		const double *v = eh_mixed_column(f->v, b);
		double *q = eh_mixed_column(f->share, b);
		double own[EH_BLOCK];
		eh_status status = eh_mixed_spend(f, EH_BLOCK);

		if (status != EH_OK)
			return status;
		eh_mixed_clear(q, EH_BLOCK);
		for (int k = 0; k < f->factors; k++)
		{
			double sum = 0.0;

			eh_mixed_clear(own, EH_BLOCK);
			for (int e = 0; e < f->factors; e++)
				for (int i = 0; i < EH_BLOCK; i++)
					own[i] += f->sd[e] * entry(f, b, i, k, e);
			for (int i = 0; i < EH_BLOCK; i++)
			{
				q[i] += f->sd[k] * own[i];
				sum += size[i] * v[i] * own[i];
			}
			gradient[k] -= sum;
		}
		for (int k = 0; k < f->factors; k++)
		{
			const int32_t *level = eh_mixed_levels(f, b, k);

			for (int i = 0; i < EH_BLOCK; i++)
				f->lean[level[i]] +=
					f->sd[k] * size[i] * v[i] * (1.0 - 2.0 * mu[i]) * q[i];
		}
	}
	return EH_OK;
}

/* by_sd += sum s z, and each factor's sum s u[level] */
static eh_status
add_rows(eh_mixed_fit *f, double *by_sd)
{
	for (int64_t b = 0; b < f->blocks; b++)
	{
		const double *size = eh_mixed_column(f->size, b);
		const double *hits = eh_mixed_column(f->hits, b);
		const double *mu = eh_mixed_column(f->mu, b);
		const double *v = eh_mixed_column(f->v, b);
		double *s = eh_mixed_column(f->share, b);
		double along[EH_BLOCK] = {0};
		eh_status status = eh_mixed_spend(f, EH_BLOCK);

		if (status != EH_OK)
			return status;
		for (int k = 0; k < f->factors; k++)
		{
			const int32_t *level = eh_mixed_levels(f, b, k);

			for (int i = 0; i < EH_BLOCK; i++)
				along[i] += f->sd[k] * f->lean[level[i]];
		}
		for (int i = 0; i < EH_BLOCK; i++)
		{
			double w = size[i] * v[i];

			s[i] = hits[i] - size[i] * mu[i] +
				   0.5 * w * (along[i] - (1.0 - 2.0 * mu[i]) * s[i]);
		}
		if (f->p > 0)
			f->ops->dot(eh_mixed_z(f, b), f->p, EH_BLOCK, s, f->by_sd);
		for (int k = 0; k < f->factors; k++)
		{
			const int32_t *level = eh_mixed_levels(f, b, k);
			double sum = 0.0;

			for (int i = 0; i < EH_BLOCK; i++)
				sum += s[i] * f->u[level[i]];
			by_sd[k] += sum;
		}
	}
	return EH_OK;
}

/*
 * eh_mixed_laplace - value and by_sd, at the modes.
 */
eh_status
eh_mixed_laplace(eh_mixed_fit *f)
{
	double *by_sd = f->by_sd + f->p;
	eh_status status = eh_mixed_invert(f);

	eh_mixed_clear(f->by_sd, f->p);
	if (status == EH_OK)
		status = eh_mixed_joint(f, &f->value);
	f->value -= 0.5 * f->log_det;
	if (status == EH_OK)
		status = leverages(f, by_sd);
	if (status == EH_OK)
		status = eh_mixed_solve(f, f->lean);
	if (status == EH_OK)
		status = add_rows(f, by_sd);
	for (int k = 0; status == EH_OK && k < f->factors; k++)
		by_sd[k] -= 0.5 * eh_mixed_dot(f->groups->nlevels[f->factor[k]],
							  f->lean + f->first[k], f->sum_r + f->first[k]);
	return status;
}

static double *
tangent(const eh_mixed_fit *f, int j)
{
	return f->tangent + (int64_t) j * f->levels;
}

/* tangent j = sum w z_j a, and packed += sum w z z' */
static eh_status
cross(eh_mixed_fit *f, double *packed)
{
	for (int64_t b = 0; b < f->blocks; b++)
	{
		const double *size = eh_mixed_column(f->size, b);
		const double *v = eh_mixed_column(f->v, b);
		double *w = eh_mixed_column(f->share, b);
		const double *z = eh_mixed_z(f, b);
		eh_status status =
			eh_mixed_spend(f, EH_BLOCK * (1 + f->p * (int64_t) f->factors / 4));

		if (status != EH_OK)
			return status;
		for (int i = 0; i < EH_BLOCK; i++)
			w[i] = size[i] * v[i];
		if (f->p > 0)
			f->ops->cross(z, f->p, EH_BLOCK, w, packed);
		for (int j = 0; j < f->p; j++)
			for (int k = 0; k < f->factors; k++)
			{
				const int32_t *level = eh_mixed_levels(f, b, k);
				double *to = tangent(f, j);

				for (int i = 0; i < EH_BLOCK; i++)
					to[level[i]] += f->sd[k] * w[i] * z[j * EH_BLOCK + i];
			}
	}
	return EH_OK;
}

/* tangent p + k = sum (r at factor k's levels) - w u[level of k] a */
static eh_status
cross_sd(eh_mixed_fit *f, int k)
{
	double *to = tangent(f, f->p + k);

	for (int64_t b = 0; b < f->blocks; b++)
	{
		const int32_t *own = eh_mixed_levels(f, b, k);
		const double *w = eh_mixed_column(f->share, b);
		eh_status status = eh_mixed_spend(f, EH_BLOCK);

		if (status != EH_OK)
			return status;
		for (int e = 0; e < f->factors; e++)
		{
			const int32_t *level = eh_mixed_levels(f, b, e);

			for (int i = 0; i < EH_BLOCK; i++)
				to[level[i]] -= f->sd[e] * w[i] * f->u[own[i]];
		}
	}
	eh_mixed_add(f->groups->nlevels[f->factor[k]], 1.0, f->sum_r + f->first[k],
		to + f->first[k]);
	return eh_mixed_solve(f, to);
}

/*
 * eh_mixed_tangents - how the modes move with gamma and each sd, where they
 * and H have just been found.
 *
 *	information		p x p, out: of gamma, the sds known; the determinant's
 *					part is left out
 */
eh_status
eh_mixed_tangents(eh_mixed_fit *f, double *information)
{
	int p = f->p;
	double *packed = f->curve;
	eh_status status;

	eh_mixed_clear(packed, (int64_t) p * (p + 1) / 2);
	eh_mixed_clear(f->tangent, (int64_t) f->m * f->levels);
	status = cross(f, packed);
	if (status != EH_OK)
		return status;
	for (int j = 0; j < p; j++)
	{
		double *own = tangent(f, j);

		eh_mixed_copy(f->step, own, f->levels);
		status = eh_mixed_solve(f, f->step);
		if (status != EH_OK)
			return status;
		for (int k = j; k < p; k++)
			information[(size_t) j * p + k] = information[(size_t) k * p + j] =
				packed[(size_t) k * (k + 1) / 2 + j] -
				eh_mixed_dot(f->levels, tangent(f, k), f->step);
		for (int l = 0; l < f->levels; l++)
			own[l] = -f->step[l];
	}
	for (int k = 0; status == EH_OK && k < f->factors; k++)
		status = cross_sd(f, k);
	return status;
}
