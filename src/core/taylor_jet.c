/*
 * taylor_jet.c - a polynomial as its derivatives at a point: at another
 * point, in other variables.
 *
 * Neither loses anything: the polynomial stays what it is.
 */
#include "taylor_internal.h"

#include <string.h>

/* The indices of an entry, falling. */
typedef struct entry
{
	int order;
	int at[EH_JET_ORDERS];
} entry;

/* The first entry of all; next() goes through them as they are packed. */
static entry
first(int order)
{
	return (entry){.order = order};
}

static void
next(entry *e, int d)
{
	int k = e->order - 1;

	while (k > 0 && e->at[k] == e->at[k - 1])
		e->at[k--] = 0;
	if (k >= 0 && (k > 0 || e->at[0] < d))
		e->at[k]++;
}

static size_t
position(const entry *e)
{
	int at = 0;

	for (int k = 0; k < e->order; k++)
		at += eh_tensor_before(e->at[k], e->order - k);
	return (size_t) at;
}

/* The entry without its k-th index. */
static entry
without(const entry *e, int k)
{
	entry rest = {.order = e->order - 1};

	for (int i = 0; i < rest.order; i++)
		rest.at[i] = e->at[i < k ? i : i + 1];
	return rest;
}

/* out = sum over its first index of t times step */
static void
contract(int d, int order, const double *t, const double *step, double *out)
{
	size_t count = eh_jet_count(d, order);
	entry e = first(order);

	memset(out, 0, sizeof(double) * eh_jet_count(d, order - 1));
	for (size_t i = 0; i < count; i++, next(&e, d))
		for (int k = 0; k < order; k++)
		{
			entry rest;

			/* once for each different index */
			if (k + 1 < order && e.at[k + 1] == e.at[k])
				continue;
			rest = without(&e, k);
			out[position(&rest)] += t[i] * step[e.at[k]];
		}
}

static void
add(double *to, double *low, double x)
{
	eh_dd sum = eh_dd_two_sum(*to, x);

	*to = sum.hi;
	*low += sum.lo;
}

/* Derivatives of one order += factor part */
static void
add_order(const eh_jet *j, int order, const double *part, double factor)
{
	size_t count = eh_jet_count(j->d, order);

	for (size_t i = 0; i < count; i++)
	{
		if (j->digits && order < 2)
			add(&j->at[order][i], &j->digits[(size_t) order + i],
				factor * part[i]);
		else
			j->at[order][i] += factor * part[i];
	}
}

/* Numbers of room to shift a jet of that order. */
size_t
eh_jet_room(int d, int order)
{
	return 2 * eh_jet_count(d, order - 1);
}

/*
 * eh_jet_shift - the same polynomial's derivatives at the point a step on:
 * that of order k is the sum over i of D(k + i) step^i / i!.
 */
void
eh_jet_shift(const eh_jet *j, const double *step, double *room)
{
	double *even = room;
	double *odd = room + eh_jet_count(j->d, j->high - 1);

	/* upwards, so that each order is still as it was when it is drawn on */
	for (int order = j->low + 1; order <= j->high; order++)
	{
		const double *from = j->at[order];
		double factor = 1.0;

		for (int i = 1; order - i >= j->low; i++)
		{
			double *to = i % 2 == 0 ? even : odd;

			contract(j->d, order - i + 1, from, step, to);
			factor /= i;
			add_order(j, order - i, to, factor);
			from = to;
		}
	}
}

/* How often an entry has an index, and the place of the first. */
static int
times(const entry *e, int index, int *start)
{
	int count = 0;

	for (int k = e->order - 1; k >= 0; k--)
		if (e->at[k] == index)
		{
			count++;
			*start = k;
		}
	return count;
}

/*
 * What becomes of the entry e, of count indices from start on that are of the
 * column, when the column is replaced by grow times itself and turn times
 * column 0: a sum over how many of them stay.
 */
static double
mapped(const entry *e, int start, int count, const double *t, double turn,
	double grow)
{
	double ways = 1.0;
	double value = 0.0;

	for (int stay = count; stay >= 0; stay--)
	{
		entry from = {.order = e->order};
		double factor = ways;
		int to = 0;

		for (int k = 0; k < e->order; k++)
			if (k < start + stay || k >= start + count)
				from.at[to++] = e->at[k];
		for (int k = 0; k < count; k++)
			factor *= k < stay ? grow : turn;
		value += factor * t[position(&from)];
		ways = ways * stay / (count - stay + 1);
	}
	return value;
}

/*
 * eh_jet_map - derivatives along other columns: each column j > 0 of which
 * products were summed becomes grow[j] of itself and turn[j] of column 0.
 */
void
eh_jet_map(const eh_jet *j, const double *turn, const double *grow)
{
	for (int column = 1; column < j->d; column++)
	{
		for (int order = j->low; order <= j->high; order++)
		{
			size_t count = eh_jet_count(j->d, order);

			/* entries with the column oftenest draw on those with it less */
			for (int often = order; often > 0; often--)
			{
				entry e = first(order);

				for (size_t i = 0; i < count; i++, next(&e, j->d))
				{
					int start = 0;

					if (times(&e, column, &start) == often)
						j->at[order][i] = mapped(&e, start, often, j->at[order],
							turn[column], grow[column]);
				}
			}
		}
		if (j->digits)
			j->digits[1 + column] = grow[column] * j->digits[1 + column] +
									turn[column] * j->digits[1];
	}
}

/* The derivatives of a sum, both at one point. */
void
eh_jet_add(const eh_jet *into, const eh_jet *from)
{
	for (int order = into->low; order <= into->high; order++)
		add_order(into, order, from->at[order], 1.0);
	for (int k = 0; into->digits && k < 1 + into->d; k++)
		into->digits[k] += from->digits[k];
}
