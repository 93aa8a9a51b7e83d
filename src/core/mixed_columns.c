/*
 * mixed_columns.c - columns of the fixed part, centred, scaled and made
 * orthonormal, and the way back to the user's.
 */
#include "mixed_internal.h"

/* A column's largest number, where times is 0; else it is multiplied by
 * times, and that is the sum of its squares. */
static eh_status
scan_column(eh_mixed_fit *f, int column, double times, double *result)
{
	*result = 0.0;
	for (int64_t b = 0; b < f->blocks; b++)
	{
		double *z = eh_mixed_z(f, b) + column * EH_BLOCK;
		eh_status status = eh_mixed_spend(f, EH_BLOCK);

		if (status != EH_OK)
			return status;
		for (int i = 0; times == 0.0 && i < EH_BLOCK; i++)
			*result = fmax(*result, fabs(z[i]));
		for (int i = 0; times != 0.0 && i < EH_BLOCK; i++)
			z[i] *= times;
		if (times != 0.0)
			*result += eh_mixed_dot(EH_BLOCK, z, z);
	}
	return EH_OK;
}

/* Scale each dense column to a root mean square of 1. */
static eh_status
scale_columns(eh_mixed_fit *f)
{
	const eh_design *d = f->d;
	int first = d->intercept ? 1 : 0;
	eh_status status = EH_OK;

	for (int j = 0; j < f->p0; j++)
		f->scale[j] = 1.0;
	for (int j = first; status == EH_OK && j < first + d->ndense; j++)
	{
		int column = f->live[j];
		double most = 0.0;
		double sum;

		if (column >= 0)
			status = scan_column(f, column, 0.0, &most);
		if (status != EH_OK || !(most > 0.0))
			continue;
		status = scan_column(f, column, 1.0 / most, &sum);
		if (status != EH_OK)
			continue;
		f->scale[j] = sqrt((double) f->n / sum);
		status = scan_column(f, column, f->scale[j], &sum);
		f->scale[j] /= most;
	}
	return status;
}

/* Coefficients of the user's columns into those of the scaled ones. */
static void
scaled_coefficients(const eh_mixed_fit *f, const double *beta, double *scaled)
{
	const eh_design *d = f->d;

	for (int j = 0; j < f->p0; j++)
		if (f->live[j] >= 0)
		{
			scaled[f->live[j]] = beta[j] / f->scale[j];
			if (d->intercept && j > 0)
				scaled[0] += beta[j] * f->centre[j];
		}
}

/* fixed = offset + z gamma */
eh_status
eh_mixed_fix(eh_mixed_fit *f)
{
	for (int64_t b = 0; b < f->blocks; b++)
	{
		double *fixed = eh_mixed_column(f->fixed, b);
		const double *z = eh_mixed_z(f, b);
		eh_status status = eh_mixed_spend(f, EH_BLOCK);

		if (status != EH_OK)
			return status;
		eh_mixed_copy(fixed, eh_mixed_column(f->offset, b), EH_BLOCK);
		for (int j = 0; j < f->p; j++)
			eh_mixed_add(EH_BLOCK, f->gamma[j], z + j * EH_BLOCK, fixed);
	}
	return EH_OK;
}

/* share = size v, of the fit without effects */
static eh_status
weigh(eh_mixed_fit *f)
{
	eh_status status = eh_mixed_fix(f);

	for (int64_t b = 0; status == EH_OK && b < f->blocks; b++)
	{
		double *share = eh_mixed_column(f->share, b);
		const double *size = eh_mixed_column(f->size, b);

		f->ops->logit_rows(eh_mixed_z(f, b), 0, EH_BLOCK, NULL,
			eh_mixed_column(f->fixed, b), eh_mixed_column(f->eta, b),
			eh_mixed_column(f->mu, b), share);
		for (int i = 0; i < EH_BLOCK; i++)
			share[i] *= size[i];
		status = eh_mixed_spend(f, EH_BLOCK);
	}
	return status;
}

/*
 * Take from column j what the basis before it explains, twice, which is
 * enough (Giraud, Langou and Rozloznik 2005), and make its length 1.
 */
static eh_status
orthogonalise(eh_mixed_fit *f, int j, double *sums, double *length)
{
	*length = 0.0;
	for (int turn = 0; turn < 3; turn++)
	{
		double sum = 0.0;

		eh_mixed_clear(sums, f->p);
		for (int64_t b = 0; b < f->blocks; b++)
		{
			double *z = eh_mixed_z(f, b);
			double *zj = z + j * EH_BLOCK;
			double *wz = eh_mixed_column(f->eta, 0);
			const double *w = eh_mixed_column(f->share, b);
			eh_status status = eh_mixed_spend(f, EH_BLOCK * (1 + j / 16));

			if (status != EH_OK)
				return status;
			for (int i = 0; i < EH_BLOCK; i++)
				wz[i] = w[i] * zj[i];
			if (turn < 2 && j > 0)
				f->ops->dot(z, j, EH_BLOCK, wz, sums);
			else
				sum += eh_mixed_dot(EH_BLOCK, wz, zj);
		}
		*length = sqrt(sum);
		for (int64_t b = 0; b < f->blocks; b++)
		{
			double *z = eh_mixed_z(f, b);
			double *zj = z + j * EH_BLOCK;

			for (int k = 0; turn < 2 && k < j; k++)
				eh_mixed_add(EH_BLOCK, -sums[k], z + k * EH_BLOCK, zj);
			for (int i = 0; turn == 2 && i < EH_BLOCK; i++)
				zj[i] /= *length;
		}
		for (int k = 0; turn < 2 && k < j; k++)
			f->root[(size_t) k * f->p + j] += sums[k];
	}
	return *length > 0.0 && isfinite(*length) ? EH_OK : EH_ENOCONV;
}

/*
 * map: the columns of root^-1, on the user's scale.  The intercept takes up
 * the centres, where only twice the digits leave any of nearly collinear
 * columns far from 0.
 */
static void
find_map(eh_mixed_fit *f, double *column)
{
	int p = f->p;

	eh_mixed_clear(f->map, (int64_t) f->p0 * p);
	for (int k = 0; k < p; k++)
	{
		eh_dd ahead = {0.0, 0.0};

		for (int i = k; i >= 0; i--)
		{
			const double *row = f->root + (size_t) i * p;
			double sum = i == k ? 1.0 : 0.0;

			for (int l = i + 1; l <= k; l++)
				sum -= row[l] * column[l];
			column[i] = sum / row[i];
		}
		for (int j = 0; j < f->p0; j++)
		{
			int own = f->live[j];
			double slope;

			if (own < 0 || own > k)
				continue;
			slope = column[own] * f->scale[j];
			f->map[(size_t) j * p + k] = slope;
			ahead = eh_dd_add(ahead,
				eh_dd_mul((eh_dd){slope, 0.0},
					(eh_dd){
						j == 0 && f->d->intercept ? 1.0 : -f->centre[j], 0.0}));
		}
		if (f->d->intercept)
			f->map[k] = ahead.hi;
	}
}

/*
 * eh_mixed_columns - make the basis, and gamma of the fit without effects.
 *
 *	beta	p0: that fit's coefficients
 *
 * EH_ENOCONV: a column is nothing beside those before it.  O(rows p^2).
 */
eh_status
eh_mixed_columns(eh_mixed_fit *f, const double *beta)
{
	int p = f->p;
	double *scaled = f->spare;
	eh_status status = scale_columns(f);

	eh_mixed_clear(scaled, p);
	scaled_coefficients(f, beta, scaled);
	eh_mixed_copy(f->gamma, scaled, p);
	if (status == EH_OK)
		status = weigh(f);
	eh_mixed_clear(f->root, (int64_t) p * p);
	for (int j = 0; j < p; j++)
	{
		double length;

		if (status == EH_OK)
			status = orthogonalise(f, j, f->move, &length);
		if (status != EH_OK)
			return status;
		f->root[(size_t) j * p + j] = length;
	}
	for (int k = 0; k < p; k++)
		f->gamma[k] =
			eh_mixed_dot(p - k, f->root + (size_t) k * p + k, scaled + k);
	find_map(f, f->spare);
	return EH_OK;
}
