/*
 * mixed_block.c - the Hessian of the effects: its root, solutions and the
 * entries of its inverse that a fit needs.
 *
 * The head is eliminated level by level, which touches only the levels of the
 * rest that it meets; what remains is dense.  Of nested factors it is not, and
 * zeros ahead of a row's first entry are stepped over.
 *
 * H is I and something that is never negative, so no pivot is below 1 but by
 * rounding.
 */
#include "mixed_internal.h"

static int64_t
cells_of(const eh_mixed_fit *f, int g)
{
	return f->cell_first[g + 1] - f->cell_first[g];
}

/* D, B over D, and block -= B' D^-1 B */
static eh_status
eliminate_head(eh_mixed_fit *f)
{
	for (int g = 0; g < f->heads; g++)
	{
		double sd = f->spread[g];
		double d = 1.0 + sd * sd * f->sum_w[g];
		int64_t from = f->cell_first[g];
		int64_t n = cells_of(f, g);
		const int32_t *rest = f->cell_rest + from;
		double *share = f->cell_v + from;
		eh_status status = eh_mixed_spend(f, 1 + n * n / 32);

		if (status != EH_OK)
			return status;
		f->diagonal[g] = d;
		for (int64_t c = 0; c < n; c++)
			share[c] =
				sd * f->spread[f->heads + rest[c]] * f->cell_w[from + c] / d;
		for (int64_t c = 0; c < n; c++)
		{
			double *row = eh_mixed_row(f, f->block, rest[c]);
			double own = share[c] * d;

			for (int64_t e = 0; e < n; e++)
				if (rest[e] <= rest[c])
					row[rest[e]] -= own * share[e];
		}
	}
	return EH_OK;
}

/* block = L, block = L L', by rows from each one's first entry */
static eh_status
root_of_rest(eh_mixed_fit *f)
{
	for (int i = 0; i < f->rest; i++)
	{
		double *row = eh_mixed_row(f, f->block, i);
		int start = 0;
		double pivot;
		eh_status status = eh_mixed_spend(f, 1 + (int64_t) i * i / 64);

		if (status != EH_OK)
			return status;
		while (start < i && row[start] == 0.0)
			start++;
		f->reach[i] = start;
		for (int j = start; j < i; j++)
		{
			const double *other = eh_mixed_row(f, f->block, j);
			int both = start > f->reach[j] ? start : f->reach[j];

			if (both < j)
				row[j] -= eh_mixed_dot(j - both, row + both, other + both);
			row[j] /= other[j];
		}
		pivot = row[i] - eh_mixed_dot(i - start, row + start, row + start);
		if (!(pivot > 0.0) || !isfinite(pivot))
			return EH_ENOCONV;
		row[i] = sqrt(pivot);
	}
	return EH_OK;
}

/* The logarithms of a vector's numbers, all at least 1, added up. */
static double
sum_logs(int n, const double *x)
{
	double sum = 0.0;
	double product = 1.0;

	for (int i = 0; i < n; i++)
	{
		product *= x[i];
		if (product > 1e200)
		{
			sum += log(product);
			product = 1.0;
		}
	}
	return sum + log(product);
}

/*
 * eh_mixed_factor - the root of H, and log_det, from sum_w, cell_w and, where
 * there are three factors or more, their products in block.
 *
 * EH_ENOCONV: rounding has left no root.
 */
eh_status
eh_mixed_factor(eh_mixed_fit *f)
{
	eh_status status;

	for (int r = 0; r < f->rest; r++)
	{
		int l = f->heads + r;

		eh_mixed_row(f, f->block, r)[r] +=
			1.0 + f->spread[l] * f->spread[l] * f->sum_w[l];
	}
	status = eliminate_head(f);
	if (status == EH_OK)
		status = root_of_rest(f);
	f->log_det = sum_logs(f->heads, f->diagonal);
	for (int r = 0; status == EH_OK && r < f->rest; r++)
		f->log_det += 2.0 * log(eh_mixed_row(f, f->block, r)[r]);
	return status;
}

/* x = (L L')^-1 x over the rest */
static void
solve_rest(const eh_mixed_fit *f, double *x)
{
	for (int i = 0; i < f->rest; i++)
	{
		const double *row = eh_mixed_row(f, f->block, i);
		int start = f->reach[i];

		x[i] -= eh_mixed_dot(i - start, row + start, x + start);
		x[i] /= row[i];
	}
	for (int i = f->rest - 1; i >= 0; i--)
	{
		const double *row = eh_mixed_row(f, f->block, i);
		int start = f->reach[i];

		x[i] /= row[i];
		eh_mixed_add(i - start, -x[i], row + start, x + start);
	}
}

/* x = H^-1 x, over the levels */
eh_status
eh_mixed_solve(eh_mixed_fit *f, double *x)
{
	double *rest = x + f->heads;

	for (int g = 0; f->rest > 0 && g < f->heads; g++)
		for (int64_t c = f->cell_first[g]; c < f->cell_first[g + 1]; c++)
			rest[f->cell_rest[c]] -= f->cell_v[c] * x[g];
	solve_rest(f, rest);
	for (int g = 0; g < f->heads; g++)
	{
		double sum = x[g] / f->diagonal[g];

		for (int64_t c = f->cell_first[g]; c < f->cell_first[g + 1]; c++)
			sum -= f->cell_v[c] * rest[f->cell_rest[c]];
		x[g] = sum;
	}
	return eh_mixed_spend(f, f->heads / 8 + (int64_t) f->rest * f->rest / 32);
}

/*
 * solved = (L L')^-1.  Row j of its upper half is first column j of L^-1; the
 * entry (i, j) of the product, j <= i, is written to the lower half when rows
 * before i are no longer asked for (i, i).
 */
static eh_status
invert_rest(eh_mixed_fit *f)
{
	for (int j = 0; j < f->rest; j++)
	{
		double *column = eh_mixed_row(f, f->solved, j);
		eh_status status =
			eh_mixed_spend(f, 1 + (int64_t) (f->rest - j) * f->rest / 64);

		if (status != EH_OK)
			return status;
		f->until[j] = j;
		column[j] = 1.0 / eh_mixed_row(f, f->block, j)[j];
		for (int i = j + 1; i < f->rest; i++)
		{
			const double *row = eh_mixed_row(f, f->block, i);
			int start = j > f->reach[i] ? j : f->reach[i];
			double sum = eh_mixed_dot(i - start, row + start, column + start);

			column[i] = -sum / row[i];
			if (sum != 0.0)
				f->until[j] = i;
		}
	}
	for (int i = 0; i < f->rest; i++)
	{
		double *own = eh_mixed_row(f, f->solved, i);
		eh_status status =
			eh_mixed_spend(f, 1 + (int64_t) (f->rest - i) * i / 64);

		if (status != EH_OK)
			return status;
		for (int j = 0; j <= i; j++)
		{
			const double *other = eh_mixed_row(f, f->solved, j);
			int until = f->until[i] < f->until[j] ? f->until[i] : f->until[j];

			own[j] = until < i
						 ? 0.0
						 : eh_mixed_dot(until + 1 - i, own + i, other + i);
		}
	}
	for (int i = 0; i < f->rest; i++)
		for (int j = 0; j < i; j++)
			eh_mixed_row(f, f->solved, j)[i] = eh_mixed_row(f, f->solved, i)[j];
	return EH_OK;
}

/*
 * eh_mixed_invert - of H^-1 the diagonal, the entry of each cell, and that of
 * the rest whole (in solved).
 */
eh_status
eh_mixed_invert(eh_mixed_fit *f)
{
	eh_status status = invert_rest(f);

	for (int r = 0; r < f->rest; r++)
		f->inverse[f->heads + r] = eh_mixed_row(f, f->solved, r)[r];
	for (int g = 0; status == EH_OK && g < f->heads; g++)
	{
		int64_t from = f->cell_first[g];
		int64_t n = cells_of(f, g);
		const int32_t *rest = f->cell_rest + from;
		const double *share = f->cell_v + from;
		double own = 1.0 / f->diagonal[g];

		for (int64_t c = 0; c < n; c++)
		{
			const double *row = eh_mixed_row(f, f->solved, rest[c]);
			double sum = 0.0;

			for (int64_t e = 0; e < n; e++)
				sum -= share[e] * row[rest[e]];
			f->cell_inverse[from + c] = sum;
			own -= share[c] * sum;
		}
		f->inverse[g] = own;
		status = eh_mixed_spend(f, 1 + n * n / 16);
	}
	return status;
}
