/*
 * logit_alias.c - levels that follow from other columns, where factors have
 * too many to be expanded: a covariate that only varies between authorities
 * beside the authorities themselves, regions beside their authorities.
 *
 * Elimination takes the largest factor first, but it is the later parameter
 * that has no estimate.  So where the pivots show that something depends on
 * something, the products are taken apart once more in the order of the
 * parameters, and each level in doubt is checked on the rows.
 */
#include "logit_internal.h"

#include <math.h>
#include <string.h>

/* A pivot above this is no dependence: a 1e-5th of the column is its own. */
#define CLEAR 1e-10

/*
 * Less than this left, row by row, of a level in doubt is rounding: the
 * coefficients are good to the products' rounding, not to EH_LOGIT_ALIAS.
 */
#define LEFT 1e-8

/* A share smaller than this is none. */
#define NO_SHARE 1e-7

static double
product(const eh_arrow *a, int i, int j)
{
	int high = i > j ? i : j;
	int low = i > j ? j : i;

	if (high < a->core)
		return a->block[eh_packed(high, low)];
	if (low < a->core)
		return a
			->side[(size_t) (high - a->core) * (size_t) a->core + (size_t) low];
	return high == low ? a->diag[high - a->core] : 0.0;
}

/* What the rows keep of basis column k beside share'z of the others. */
static eh_status
left_over(eh_logit_fit *f, int k, double *share, double *left)
{
	double *rest = eh_logit_room(f, EH_ROOM_A);
	double square = 0.0;

	share[k] = -1.0;
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		eh_logit_linear(f, share, rest);
		for (int i = 0; i < f->n; i++)
			square += (f->size ? f->size[i] : 1.0) * rest[i] * rest[i];
	}
	share[k] = 0.0;
	*left = sqrt(square / eh_arrow_diagonal(&f->gram, k));
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/* Column k is dead: say so, and of what it is made. */
static void
bury(eh_logit_fit *f, int k, double *share)
{
	double most = 0.0;

	f->dead[k] = true;
	eh_logit_basis_changed(f);
	eh_logit_unscale(f, share);
	for (int i = 0; i < f->p; i++)
		most = fmax(most, fabs(share[i]) * f->reach[i]);
	for (int i = 0; i < f->p; i++)
	{
		if (fabs(share[i]) * f->reach[i] <= NO_SHARE * most)
			share[i] = 0.0;
		else if (f->nlimits > 0)
			f->lost[f->place[i]] = true;
	}
	if (f->nlimits > 0 || f->made_column >= 0)
		return;
	f->made_column = k;
	memset(f->made_of, 0, sizeof(double) * (size_t) f->p);
	for (int i = 0; i < f->p; i++)
		f->made_of[f->place[i]] = share[i];
}

/*
 * Row j of the root, by parameter; order(j) is its basis column.  Returns the
 * pivot.
 */
static double
eliminate(const eh_logit_fit *f, const int *order, int j, double *root)
{
	double *row = root + (size_t) j * (size_t) f->p;
	int k = order[j];
	double pivot;

	memset(row, 0, sizeof(double) * (size_t) f->p);
	if (f->dead[k])
		return 1.0;
	for (int i = 0; i < j; i++)
	{
		const double *other = root + (size_t) i * (size_t) f->p;

		if (other[i] > 0.0)
			row[i] = (product(&f->gram, k, order[i]) * f->unit[k] *
							 f->unit[order[i]] -
						 eh_logit_dot(i, row, other)) /
					 other[i];
	}
	pivot = 1.0 - eh_logit_dot(j, row, row);
	row[j] = pivot > CLEAR ? sqrt(pivot) : 0.0;
	return pivot;
}

/* Column order(j) as shares of the basis columns before it. */
static void
shares(const eh_logit_fit *f, const int *order, int j, const double *root,
	double *share)
{
	double *scaled = eh_logit_vector(f, EH_VECTOR_B);

	memset(share, 0, sizeof(double) * (size_t) f->p);
	memcpy(
		scaled, root + (size_t) j * (size_t) f->p, sizeof(double) * (size_t) j);
	for (int i = j - 1; i >= 0; i--)
	{
		const double *row = root + (size_t) i * (size_t) f->p;

		scaled[i] = row[i] > 0.0 ? scaled[i] / row[i] : 0.0;
		for (int l = 0; l < i; l++)
			scaled[l] -= row[l] * scaled[i];
		share[order[i]] = scaled[i] * f->unit[order[i]] / f->unit[order[j]];
	}
}

/*
 * eh_logit_alias_levels - find levels that are combinations of what stands
 * before them.
 *
 *	square	p x p, room
 *	found	out: some are dead now, and sums over the rows are out of date
 */
eh_status
eh_logit_alias_levels(eh_logit_fit *f, double *square, bool *found)
{
	double *share = eh_logit_vector(f, EH_VECTOR_A);
	int *order = f->order;

	*found = false;
	if (eh_arrow_factor(&f->gram, &f->work, f->unit, 0.0) > CLEAR)
		return EH_OK;
	for (int k = 0; k < f->p; k++)
		order[f->place[k]] = k;
	for (int j = 0; j < f->p; j++)
	{
		double *row = square + (size_t) j * (size_t) f->p;
		double left;
		eh_status status;

		if (eh_logit_poll(f))
			return EH_ECANCEL;
		if (eliminate(f, order, j, square) > CLEAR)
			continue;
		shares(f, order, j, square, share);
		status = left_over(f, order[j], share, &left);
		if (status != EH_OK)
			return status;
		if (left > LEFT)
		{
			row[j] = left;
			continue;
		}
		*found = true;
		bury(f, order[j], share);
		memset(row, 0, sizeof(double) * (size_t) f->p);
	}
	return EH_OK;
}
