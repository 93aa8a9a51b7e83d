/*
 * logit_rank.c - the columns: centred, scaled, and what is left of each
 * beside those before it.
 *
 * The sum of products shows cheaply which columns need a second look: a small
 * pivot.  Half the digits are gone by then, so what such a column keeps is
 * not read off the pivot but computed row by row (logit_rows.c: turned_column)
 * with coefficients from the products, twice if need be.  That is CholeskyQR2
 * (Yamamoto and others 2015, Electronic Transactions on Numerical Analysis
 * 44, 306-326) for the columns that need it and nothing for the others.
 */
#include "logit_internal.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Enough rows to guess a centre from: 64 blocks. */
#define GUESS_BLOCKS 64

/* A centre further off than this, in spreads, is guessed again. */
#define OFF_CENTRE 4.0

/* A pivot below this share of its column makes it suspicious. */
#define SUSPICIOUS 1e-3

#define MOST_ROUNDS 12

typedef struct range
{
	double low;
	double high;
} range;

static range *
ranges(const eh_logit_fit *f)
{
	/* two numbers a predictor, in vectors that stand side by side */
	return (range *) eh_logit_vector(f, EH_VECTOR_A);
}

/* Several rows side by side, where all of them count. */
static range
range_of(const double *x, int n, range r)
{
	enum
	{
		LANES = 8
	};
	double low[LANES];
	double high[LANES];
	int i = 0;

	for (int l = 0; l < LANES; l++)
	{
		low[l] = r.low;
		high[l] = r.high;
	}
	for (; i + LANES <= n; i += LANES)
		for (int l = 0; l < LANES; l++)
		{
			low[l] = x[i + l] < low[l] ? x[i + l] : low[l];
			high[l] = x[i + l] > high[l] ? x[i + l] : high[l];
		}
	for (; i < n; i++)
	{
		low[0] = x[i] < low[0] ? x[i] : low[0];
		high[0] = x[i] > high[0] ? x[i] : high[0];
	}
	for (int l = 0; l < LANES; l++)
	{
		r.low = low[l] < r.low ? low[l] : r.low;
		r.high = high[l] > r.high ? high[l] : r.high;
	}
	return r;
}

/* The smallest and largest of each dense predictor, of rows that count. */
static void
widen(eh_logit_fit *f)
{
	range *all = ranges(f);

	for (int j = 0; j < f->d->ndense; j++)
	{
		const double *x = f->block.x + (size_t) j * EH_BLOCK;
		if (!f->size)
		{
			all[j] = range_of(x, f->n, all[j]);
			continue;
		}
		for (int i = 0; i < f->n; i++)
			if (f->size[i] > 0.0)
				all[j] = range_of(x + i, 1, all[j]);
	}
}

/*
 * A centre of few digits: what differs from it by whole numbers, days or
 * tenths of a second then does so without rounding.
 */
static void
set_column(eh_logit_fit *f, int j, double centre, double spread)
{
	double grain = ldexp(1.0 / eh_power_scale(spread), -8);

	eh_logit_basis_changed(f);
	f->scale[j] = eh_power_scale(spread);
	if (spread > 0.0 && f->d->intercept)
		centre = rint(centre / grain) * grain;
	f->centre[j] = f->d->intercept ? centre : 0.0;
}

/*
 * eh_logit_columns - a first guess at centre and scale, from the first rows.
 *
 * Sums are about the first row: a column near 1e9 that varies by 1 keeps its
 * digits.  eh_logit_survey sees all rows and corrects a bad guess.
 */
eh_status
eh_logit_columns(eh_logit_fit *f)
{
	int nd = f->d->ndense;
	double *sum = eh_logit_vector(f, EH_VECTOR_C);
	double *origin = eh_logit_vector(f, EH_VECTOR_STEP);
	range *all = ranges(f);
	double rows = 0.0;

	for (int j = 0; j < nd; j++)
	{
		all[j] = (range){INFINITY, -INFINITY};
		sum[j] = 0.0;
		origin[j] = 0.0;
		f->centre[j] = 0.0;
		f->scale[j] = 1.0;
	}
	eh_logit_rewind(f, GUESS_BLOCKS);
	while (eh_logit_read(f))
	{
		widen(f);
		for (int j = 0; j < nd; j++)
		{
			const double *x = f->block.x + (size_t) j * EH_BLOCK;

			if (rows == 0.0)
				origin[j] = x[0];
			for (int i = 0; i < f->n; i++)
				sum[j] += x[i] - origin[j];
		}
		rows += f->n;
	}
	if (f->cancelled)
		return EH_ECANCEL;
	for (int j = 0; j < nd; j++)
	{
		double spread = f->d->intercept
							? 0.5 * all[j].high - 0.5 * all[j].low
							: fmax(fabs(all[j].low), fabs(all[j].high));

		set_column(f, j, rows > 0.0 ? origin[j] + sum[j] / rows : 0.0, spread);
	}
	return EH_OK;
}

/* Was the guess good?  If not, guess again by the sums over all rows. */
static bool
recentre(eh_logit_fit *f)
{
	int first = f->d->intercept ? 1 : 0;
	double size = f->totals.size;
	bool changed = false;

	for (int j = 0; j < f->d->ndense; j++)
	{
		int k = first + j;
		double mean = 0.0;
		double square = f->gram.block[eh_packed(k, k)] / size;
		double spread;

		if (f->d->intercept)
			mean = f->gram.block[eh_packed(k, 0)] / size;
		spread = sqrt(fmax(square - mean * mean, 0.0));
		if (f->constant[j] || (fabs(mean) <= OFF_CENTRE * spread &&
								  spread > 0x1p-30 && spread < 0x1p30))
			continue;

		/* far off, the spread is lost in the square; the range is not */
		if (!(spread > 1e-4 * fabs(mean)) || !isfinite(square))
			spread = (0.5 * ranges(f)[j].high - 0.5 * ranges(f)[j].low) *
					 f->scale[j];
		set_column(
			f, j, f->centre[j] + mean / f->scale[j], spread / f->scale[j]);
		changed = true;
	}
	return changed;
}

/* How far the columns go that are not the scaled ones. */
static void
stretch(eh_logit_fit *f)
{
	for (int k = 0; k < f->nz; k++)
		if (f->turned[k])
			for (int i = 0; i < f->n; i++)
				f->span[k] = fmax(
					f->span[k], fabs(f->z[(size_t) k * EH_BLOCK + (size_t) i]));
}

/* All rows into totals, sums of products and sum of hits. */
static eh_status
survey_pass(eh_logit_fit *f, bool first)
{
	double *one = eh_logit_room(f, EH_ROOM_ONE);
	range *all = ranges(f);

	eh_logit_totals_clear(&f->totals);
	memset(f->hit_sum, 0, 2 * sizeof(double) * (size_t) f->p);
	eh_arrow_zero(&f->gram);
	for (int j = 0; j < f->d->ndense; j++)
		all[j] = (range){INFINITY, -INFINITY};
	for (int i = 0; i < EH_BLOCK; i++)
		one[i] = 1.0;
	for (int k = 0; k < f->nz; k++)
		if (f->turned[k])
			f->span[k] = 0.0;
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
	{
		if (f->numbers)
			eh_logit_totals_add_numbers(
				&f->totals, &f->block, f->size, f->hits, first);
		else
			eh_logit_totals_add(&f->totals, &f->block, f->size, f->hits, first);
		widen(f);
		stretch(f);
		eh_logit_cross(f, f->size ? f->size : one, &f->gram);
		eh_logit_sum(f, f->hits, f->hit_sum);
	}
	return f->cancelled ? EH_ECANCEL : EH_OK;
}

/*
 * eh_logit_survey - totals, sums of products and of hits over all rows.
 *
 *	first	the rows as given: settle centre and scale, which columns never
 *			change, and the length of each; else rows that separate are left
 *			out and the columns stay as they are
 */
eh_status
eh_logit_survey(eh_logit_fit *f, bool first)
{
	for (int round = 0;; round++)
	{
		eh_status status = survey_pass(f, first);

		if (status != EH_OK || !first)
			return status;
		for (int j = 0; j < f->d->ndense; j++)
		{
			range r = ranges(f)[j];

			f->most[j] = fmax(fabs(r.low), fabs(r.high));
			f->constant[j] = f->d->intercept &&
							 r.high - r.low <= 4 * DBL_EPSILON * f->most[j];
		}
		if (f->totals.rows == 0 || round == 3 || !recentre(f))
			break;
	}
	for (int k = 0; k < f->p; k++)
		f->reach[k] = 1.0;
	for (int j = 0; j < f->d->ndense; j++)
	{
		int k = j + (f->d->intercept ? 1 : 0);
		range r = ranges(f)[j];

		if (f->constant[j])
			eh_logit_basis_changed(f);
		f->dead[k] = f->constant[j];
		f->reach[k] = f->scale[j] * fmax(fabs(r.low - f->centre[j]),
										fabs(r.high - f->centre[j]));
	}
	memcpy(f->span, f->reach, sizeof(double) * (size_t) f->p);
	for (int k = 0; k < f->nz; k++)
		f->length[k] = sqrt(f->gram.block[eh_packed(k, k)]);
	return EH_OK;
}

/* basis row k += factor times row l */
static void
turn(eh_logit_fit *f, int k, int l, double factor)
{
	double *to = f->basis + (size_t) k * (size_t) f->nz;
	const double *from = f->basis + (size_t) l * (size_t) f->nz;

	for (int i = 0; i <= l; i++)
		to[i] += factor * from[i];
}

/*
 * One look at sums of products, weighted or not: a suspicious column is
 * replaced by what the columns before it that are not leave of it.  Returns
 * how many were.  f->work is lost.
 */
static int
tighten(eh_logit_fit *f, const eh_arrow *products)
{
	const double *gram = products->block;
	double *root = f->work.block;
	double *share = eh_logit_vector(f, EH_VECTOR_C);
	bool *suspicious = f->suspicious;
	int count = 0;

	for (int k = 0; k < f->nz; k++)
	{
		double *row = root + eh_packed(k, 0);
		double length = sqrt(gram[eh_packed(k, k)]);
		double pivot;

		suspicious[k] = false;
		for (int l = 0; l < k; l++)
		{
			const double *other = root + eh_packed(l, 0);
			double cosine =
				gram[eh_packed(k, l)] / (length * sqrt(gram[eh_packed(l, l)]));

			row[l] = 0.0;
			if (!f->dead[k] && !f->dead[l] && !suspicious[l])
				row[l] = (cosine - eh_logit_dot(l, row, other)) / other[l];
		}
		row[k] = 1.0;
		if (f->dead[k])
			continue;
		pivot = 1.0 - eh_logit_dot(k, row, row);
		if (pivot > SUSPICIOUS)
		{
			row[k] = sqrt(pivot);
			continue;
		}
		suspicious[k] = true;
		count++;
		memcpy(share, row, sizeof(double) * (size_t) k);
		for (int l = k - 1; l >= 0; l--)
		{
			const double *other = root + eh_packed(l, 0);

			if (f->dead[l] || suspicious[l])
				continue;
			share[l] /= other[l];
			for (int i = 0; i < l; i++)
				share[i] -= other[i] * share[l];
			turn(f, k, l, -share[l] * length / sqrt(gram[eh_packed(l, l)]));
		}
		f->turned[k] = f->any_turned = true;
		memset(row, 0, sizeof(double) * (size_t) k);
	}
	if (count > 0)
		eh_logit_basis_changed(f);
	return count;
}

/*
 * How much the rounding of the predictors as given can leave of column k, for
 * each row and on the scale of u.
 */
static double
rounding(const eh_logit_fit *f, int k)
{
	const double *row = f->basis + (size_t) k * (size_t) f->nz;
	int first = f->d->intercept ? 1 : 0;
	double most = 0.0;

	for (int j = 0; j < f->d->ndense && first + j <= k; j++)
		most += fabs(row[first + j]) * f->most[j] * f->scale[j];
	return DBL_EPSILON * most;
}

/* Column k's row of the basis, products and hits times a power of two. */
static void
rescale(eh_logit_fit *f, int k, double factor)
{
	for (int i = 0; i <= k; i++)
	{
		f->basis[(size_t) k * (size_t) f->nz + (size_t) i] *= factor;
		f->gram.block[eh_packed(k, i)] *= factor;
	}
	for (int i = k; i < f->core; i++)
		f->gram.block[eh_packed(i, k)] *= factor;
	for (int l = 0; l < f->gram.head; l++)
		f->gram.side[(size_t) l * (size_t) f->core + (size_t) k] *= factor;
	f->span[k] *= factor;
	f->hit_sum[k] *= factor;
	f->hit_sum[f->p + k] *= factor;
}

/* The new length of a column that was turned: aliased, or made long again. */
static void
judge(eh_logit_fit *f, int k)
{
	double own = f->basis[(size_t) k * (size_t) f->nz + (size_t) k];
	double length = sqrt(f->gram.block[eh_packed(k, k)]);

	if (!(length > EH_LOGIT_ALIAS * own * f->length[k]) ||
		length <= rounding(f, k) * sqrt(f->totals.size))
		f->dead[k] = true;
	else
		rescale(f, k, eh_power_scale(length / f->length[k]));
}

/*
 * eh_logit_rank - a well-conditioned basis; columns with nothing in them left
 * out of it (f->dead), the later of those that depend on each other.
 */
eh_status
eh_logit_rank(eh_logit_fit *f, double *square)
{
	for (int k = 0; k < f->p; k++)
		if (!f->dead[k] && !(eh_arrow_diagonal(&f->gram, k) > 0.0))
		{
			f->dead[k] = true;
			eh_logit_basis_changed(f);
		}
	for (int round = 0; round < MOST_ROUNDS; round++)
	{
		eh_status status;

		if (tighten(f, &f->gram) == 0)
			break;
		status = survey_pass(f, f->nlimits == 0);
		if (status != EH_OK)
			return status;
		for (int k = 0; k < f->nz; k++)
			if (f->suspicious[k])
				judge(f, k);
		eh_logit_basis_changed(f);
	}
	if (f->head_factor >= 0)
	{
		bool found;
		eh_status status = eh_logit_alias_levels(f, square, &found);

		if (status == EH_OK && found)
			status = survey_pass(f, f->nlimits == 0);
		return status;
	}
	return EH_OK;
}

/*
 * eh_logit_turn - a basis that suits the information at beta.
 *
 *	beta	the basis' coefficients; out: those of the new one
 *	turned	out: false if there was no need; else all sums are out of date
 *
 * Where only few rows are still in doubt, the columns may be near enough to
 * collinear on those alone.
 */
eh_status
eh_logit_turn(eh_logit_fit *f, double *beta, bool *turned)
{
	double *by_column = eh_logit_vector(f, EH_VECTOR_D);
	eh_status status;

	memcpy(by_column, beta, sizeof(double) * (size_t) f->p);
	eh_logit_unscale(f, by_column);
	*turned = tighten(f, &f->info) > 0;
	if (!*turned)
		return EH_OK;
	status = survey_pass(f, f->nlimits == 0);
	if (status != EH_OK)
		return status;
	for (int k = 0; k < f->nz; k++)
		if (f->suspicious[k])
			rescale(f, k,
				eh_power_scale(
					sqrt(f->gram.block[eh_packed(k, k)]) / f->length[k]));
	eh_logit_basis_changed(f);

	/* T'beta is what it was */
	for (int k = f->nz - 1; k >= 0; k--)
	{
		double rest = by_column[k];

		for (int l = k + 1; l < f->nz; l++)
			rest -=
				f->basis[(size_t) l * (size_t) f->nz + (size_t) k] * beta[l];
		beta[k] = rest / f->basis[(size_t) k * (size_t) f->nz + (size_t) k];
	}
	return EH_OK;
}

/*
 * eh_logit_relation - how a dead column follows from the others: on the
 * user's scale, column = sum of relation(l) column l.  What is no more than
 * rounding is exactly 0.
 */
void
eh_logit_relation(const eh_logit_fit *f, int column, double *relation)
{
	const eh_design *d = f->d;
	const double *row =
		f->basis + (size_t) (column < f->nz ? column : 0) * (size_t) f->nz;
	int first = d->intercept ? 1 : 0;
	int own = column - first;
	double scale = own >= 0 && own < d->ndense ? f->scale[own] : 1.0;
	double most = 0.0;
	double terms;

	memset(relation, 0, sizeof(double) * (size_t) f->p);
	if (column >= f->nz && column == f->made_column)
		memcpy(relation, f->made_of, sizeof(double) * (size_t) f->p);
	if (column < f->nz)
	{
		for (int k = 0; k <= column; k++)
			most = fmax(most, fabs(row[k]) * f->length[k]);
		for (int k = 0; k < column; k++)
			if (fabs(row[k]) * f->length[k] > 1e-9 * most)
				relation[k] = -row[k] / row[column] / scale;
	}
	if (!d->intercept)
	{
		for (int j = 0; j < d->ndense; j++)
			relation[j] *= f->scale[j];
		return;
	}
	terms = fabs(relation[0]);
	if (own >= 0 && own < d->ndense)
	{
		relation[0] += f->centre[own];
		terms += fabs(f->centre[own]);
	}
	for (int j = 0; j < d->ndense; j++)
	{
		relation[first + j] *= f->scale[j];
		relation[0] -= relation[first + j] * f->centre[j];
		terms += fabs(relation[first + j] * f->centre[j]);
	}
	if (fabs(relation[0]) <= 1e-9 * terms)
		relation[0] = 0.0;
}
