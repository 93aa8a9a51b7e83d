/*
 * mixed_errors.c - the observed information, and what a fit says of itself.
 */
#include "mixed_internal.h"

/* Of a standard error: differences of the gradient over twice this lose its
 * square, times the third derivative of the gradient, to the curve. */
#define DIFFERENCE 2e-4

/* a = L L' in place, in the lower half; false where there is no such L. */
bool
eh_mixed_cholesky(int n, double *a)
{
	for (int i = 0; i < n; i++)
	{
		double *row = a + (size_t) i * n;
		double pivot;

		for (int j = 0; j < i; j++)
			row[j] = (row[j] - eh_mixed_dot(j, row, a + (size_t) j * n)) /
					 a[(size_t) j * n + j];
		pivot = row[i] - eh_mixed_dot(i, row, row);
		if (!(pivot > 1e-14 * row[i]) || !isfinite(pivot))
			return false;
		row[i] = sqrt(pivot);
	}
	return true;
}

/* x = L^-1 x */
static void
halfway(int n, const double *root, double *x)
{
	for (int i = 0; i < n; i++)
	{
		const double *row = root + (size_t) i * n;

		x[i] = (x[i] - eh_mixed_dot(i, row, x)) / row[i];
	}
}

/* x = (L L')^-1 x */
void
eh_mixed_back(int n, const double *root, double *x)
{
	halfway(n, root, x);
	for (int i = n - 1; i >= 0; i--)
	{
		const double *row = root + (size_t) i * n;

		x[i] /= row[i];
		eh_mixed_add(i, -x[i], row, x);
	}
}

/* The gradient so far from f->old along coordinate j, into to. */
static eh_status
gradient_at(eh_mixed_fit *f, int j, double by, double *to)
{
	double along = by;
	eh_status status;

	eh_mixed_copy(f->spare, f->old, f->m);
	f->spare[j] += by;
	if (j >= f->p)
		along = eh_mixed_sd(f, j - f->p, f->spare[j]) -
				eh_mixed_sd(f, j - f->p, f->old[j]);
	eh_mixed_copy(f->u, f->kept, f->levels);
	eh_mixed_add(f->levels, along, f->tangent + (int64_t) j * f->levels, f->u);
	status = eh_mixed_look(f, f->spare);
	eh_mixed_copy(to, f->gradient, f->m);
	return status;
}

/* Column j of the curve; of a phi no step leads below 0. */
static eh_status
curve_along(eh_mixed_fit *f, int j)
{
	int m = f->m;
	double step = DIFFERENCE / sqrt(f->metric[(size_t) j * (m + 1)]);
	eh_status status;

	if (j >= f->p)
		step = fmin(step, 0.5 * f->old[j]);
	status = gradient_at(f, j, step, f->old_gradient);
	if (status == EH_OK)
		status = gradient_at(f, j, -step, f->move);
	for (int i = 0; i < m; i++)
		f->curve[(size_t) j * m + i] =
			(f->move[i] - f->old_gradient[i]) / (2.0 * step);
	return status;
}

/*
 * eh_mixed_curvature - the negative Hessian by x, of what is not still, where
 * the fit has just looked; and look there again.
 */
eh_status
eh_mixed_curvature(eh_mixed_fit *f)
{
	int m = f->m;
	eh_status status = eh_mixed_tangents(f, f->factored);

	eh_mixed_copy(f->old, f->x, m);
	eh_mixed_copy(f->kept, f->u, f->levels);
	for (int j = 0; status == EH_OK && j < m; j++)
	{
		eh_mixed_clear(f->curve + (size_t) j * m, m);
		if (!f->still[j])
			status = curve_along(f, j);
	}
	if (status != EH_OK)
		return status;
	for (int i = 0; i < m; i++)
		for (int j = 0; j < i; j++)
		{
			double *a = &f->curve[(size_t) i * m + j];
			double *b = &f->curve[(size_t) j * m + i];

			*a = *b = 0.5 * (*a + *b);
		}
	eh_mixed_copy(f->u, f->kept, f->levels);
	return eh_mixed_look(f, f->old);
}

/* Row i of d (beta, sd) / d x, by the user's numbering; false of a number
 * that does not move. */
static bool
user_row(const eh_mixed_fit *f, int i, double *row)
{
	eh_mixed_clear(row, f->m);
	if (i < f->p0)
	{
		eh_mixed_copy(row, f->map + (size_t) i * f->p, f->p);
		return f->live[i] >= 0;
	}
	for (int k = 0; k < f->factors; k++)
		if (f->factor[k] == i - f->p0)
		{
			row[f->p + k] = eh_mixed_sd_slope(f, k, f->sd[k]);
			return !f->still[f->p + k];
		}
	return false;
}

/* joint = J (curve)^-1 J' */
static void
joint_covariance(eh_mixed_fit *f, double *joint)
{
	int all = f->p0 + f->factors;
	int m = f->m;

	for (int i = 0; i < all; i++)
	{
		double *own = f->wide + (size_t) i * m;
		bool known = user_row(f, i, own);

		halfway(m, f->factored, own);
		for (int j = 0; j <= i; j++)
			joint[(size_t) i * all + j] = joint[(size_t) j * all + i] =
				known ? eh_mixed_dot(m, own, f->wide + (size_t) j * m) : NAN;
		if (!known)
			for (int j = 0; j < m; j++)
				own[j] = NAN;
	}
}

static void
report_sds(const eh_mixed_fit *f, eh_mixed_result *out)
{
	int all = f->p0 + f->factors;

	for (int k = 0; k < f->factors; k++)
	{
		int number = f->factor[k];
		bool nought = f->x[f->p + k] == 0.0;
		double error = sqrt(out->joint[(size_t) (f->p0 + number) * (all + 1)]);

		out->sd[number] = nought ? 0.0 : f->sd[k];
		out->variance[number] = out->sd[number] * out->sd[number];
		out->sd_error[number] = error;
		out->log_sd_error[number] = error / out->sd[number];
	}
}

static void
report_modes(const eh_mixed_fit *f, eh_mixed_result *out)
{
	int64_t from = 0;

	for (int number = 0; number < f->factors; number++)
	{
		int place = 0;
		int levels = f->groups->nlevels[number];

		while (f->factor[place] != number)
			place++;
		for (int l = 0; l < levels; l++)
		{
			int at = f->first[place] + l;

			out->mode[from + l] = out->sd[number] * f->u[at];
			out->mode_error[from + l] = out->sd[number] * sqrt(f->inverse[at]);
		}
		from += levels;
	}
}

/*
 * eh_mixed_report - the numbers of a maximum that has been reached.
 */
eh_status
eh_mixed_report(eh_mixed_fit *f, eh_mixed_result *out)
{
	int all = f->p0 + f->factors;
	eh_status status = eh_mixed_invert(f);

	if (status != EH_OK)
		return status;
	for (int i = 0; i < f->p0; i++)
		out->beta[i] =
			f->live[i] < 0
				? NAN
				: eh_mixed_dot(f->p, f->map + (size_t) i * f->p, f->gamma);
	joint_covariance(f, out->joint);
	for (int i = 0; i < f->p0; i++)
		eh_mixed_copy(out->cov + (size_t) i * f->p0,
			out->joint + (size_t) i * all, f->p0);
	report_sds(f, out);
	report_modes(f, out);
	out->log_lik_kernel = f->value;
	out->log_lik = f->value + f->binomial;
	out->gradient = sqrt(fmax(f->decrement, 0.0));
	return EH_OK;
}
