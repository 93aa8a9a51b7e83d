/*
 * mixed_modes.c - the modes of the effects at given beta and sds, by Newton's
 * method (penalised iteratively reweighted least squares).
 *
 * The joint log-likelihood is strictly concave in u, and its third derivative
 * along a step is at most as much of its second as the step moves any row's
 * linear predictor, kappa.  A whole step therefore gains where kappa <= 1
 * (the rest of Taylor's series is below 0.72 of the second-order term), and
 * the part log(1 + kappa) / kappa of it always does (Sun and Tran-Dinh 2019,
 * Mathematical Programming 178, 145-213, section 2): no step needs to be
 * tried, however large the sd.  With one factor each level has a kappa of its
 * own.
 */
#include "mixed_internal.h"

#define MOST_STEPS 200

/* Steps that move no linear predictor by more are not taken; between the two
 * they are rounding if they shrink no more. */
#define SETTLED 1e-12
#define ROUNDING 1e-7

/* eta, mu and v of a block's rows at u */
static void
predict(eh_mixed_fit *f, int64_t b)
{
	double *eta = eh_mixed_column(f->eta, b);

	eh_mixed_copy(eta, eh_mixed_column(f->fixed, b), EH_BLOCK);
	for (int k = 0; k < f->factors; k++)
	{
		const int32_t *level = eh_mixed_levels(f, b, k);
		double sd = f->sd[k];

		for (int i = 0; i < EH_BLOCK; i++)
			eta[i] += sd * f->u[level[i]];
	}
	f->ops->logit_rows(eh_mixed_z(f, b), 0, EH_BLOCK, NULL, eta, eta,
		eh_mixed_column(f->mu, b), eh_mixed_column(f->v, b));
}

/* block += w sd sd', of the levels of the rest that a row has */
static void
add_pairs(eh_mixed_fit *f, int64_t b, const double *w)
{
	for (int k = 1; k < f->factors; k++)
		for (int e = k + 1; e < f->factors; e++)
		{
			const int32_t *upper = eh_mixed_levels(f, b, k);
			const int32_t *lower = eh_mixed_levels(f, b, e);
			double both = f->sd[k] * f->sd[e];

			for (int i = 0; i < EH_BLOCK; i++)
				eh_mixed_row(f, f->block,
					lower[i] - f->heads)[upper[i] - f->heads] += both * w[i];
		}
}

/* Sums over rows at u, by level, cell and pair of levels. */
static eh_status
sweep(eh_mixed_fit *f)
{
	eh_mixed_clear(f->sum_r, f->levels);
	eh_mixed_clear(f->sum_w, f->levels);
	if (f->rest > 0)
		eh_mixed_clear(f->cell_w, f->cell_first[f->heads]);
	for (int r = 0; r < f->rest; r++)
		eh_mixed_clear(eh_mixed_row(f, f->block, r), r + 1);
	for (int64_t b = 0; b < f->blocks; b++)
	{
		const double *size = eh_mixed_column(f->size, b);
		const double *hits = eh_mixed_column(f->hits, b);
		const double *mu = eh_mixed_column(f->mu, b);
		const double *v = eh_mixed_column(f->v, b);
		double r[EH_BLOCK];
		double w[EH_BLOCK];
		eh_status status = eh_mixed_spend(f, EH_BLOCK);

		if (status != EH_OK)
			return status;
		predict(f, b);
		for (int i = 0; i < EH_BLOCK; i++)
		{
			r[i] = hits[i] - size[i] * mu[i];
			w[i] = size[i] * v[i];
		}
		for (int k = 0; k < f->factors; k++)
		{
			const int32_t *level = eh_mixed_levels(f, b, k);

			for (int i = 0; i < EH_BLOCK; i++)
			{
				f->sum_r[level[i]] += r[i];
				f->sum_w[level[i]] += w[i];
			}
		}
		for (int k = 1; k < f->factors; k++)
		{
			const int32_t *cell = eh_mixed_cells(f, b, k);

			for (int i = 0; i < EH_BLOCK; i++)
				f->cell_w[cell[i]] += w[i];
		}
		if (f->factors > 2)
			add_pairs(f, b, w);
	}
	return EH_OK;
}

/* step = H^-1 (sd sum_r - u) */
static eh_status
newton_step(eh_mixed_fit *f)
{
	eh_status status = eh_mixed_factor(f);

	for (int l = 0; l < f->levels; l++)
		f->step[l] = f->spread[l] * f->sum_r[l] - f->u[l];
	return status == EH_OK ? eh_mixed_solve(f, f->step) : status;
}

/* The part of a step by kappa that gains. */
static double
part(double kappa)
{
	return kappa <= 1.0 ? 1.0 : log1p(kappa) / kappa;
}

/* The most that the step can move a row's linear predictor. */
static double
reach(const eh_mixed_fit *f)
{
	double all = 0.0;

	for (int k = 0; k < f->factors; k++)
	{
		int levels = f->groups->nlevels[f->factor[k]];
		double most = 0.0;

		for (int l = f->first[k]; l < f->first[k] + levels; l++)
			most = fmax(most, fabs(f->step[l]));
		all += f->sd[k] * most;
	}
	return all;
}

/* u += step, or the part of it that gains */
static void
advance(eh_mixed_fit *f, double kappa)
{
	if (f->factors > 1)
		eh_mixed_add(f->levels, part(kappa), f->step, f->u);
	else
		for (int l = 0; l < f->levels; l++)
			f->u[l] += part(f->sd[0] * fabs(f->step[l])) * f->step[l];
}

/*
 * eh_mixed_modes - find u from where it is, leaving sums and H of the place.
 *
 * The last step is taken though eta hardly feels it: of an sd as good as 0, u
 * is in proportion to the sd and would be another's.
 *
 * EH_ENOCONV: it does not settle, or the place is not of numbers.
 */
eh_status
eh_mixed_modes(eh_mixed_fit *f)
{
	double last = INFINITY;

	for (int step = 0; step < MOST_STEPS; step++)
	{
		double kappa;
		eh_status status = sweep(f);

		if (status == EH_OK)
			status = newton_step(f);
		if (status != EH_OK)
			return status;
		kappa = reach(f);
		if (!isfinite(kappa))
			return EH_ENOCONV;
		advance(f, kappa);
		if (kappa <= SETTLED || (kappa <= ROUNDING && kappa >= 0.5 * last))
			return EH_OK;
		last = kappa;
	}
	return EH_ENOCONV;
}

/*
 * eh_mixed_joint - the joint log-likelihood of outcomes and u, where the modes
 * have just been found, without the constants of either.
 *
 * log(1 + exp(eta)) is max(eta, 0) - log(larger of mu and 1 - mu), and of
 * factors between 1/2 and 1 many go into one logarithm.
 */
eh_status
eh_mixed_joint(eh_mixed_fit *f, double *value)
{
	eh_dd sum = {-0.5 * eh_mixed_dot(f->levels, f->u, f->u), 0.0};

	for (int64_t b = 0; b < f->blocks; b++)
	{
		const double *size = eh_mixed_column(f->size, b);
		const double *hits = eh_mixed_column(f->hits, b);
		const double *eta = eh_mixed_column(f->eta, b);
		const double *mu = eh_mixed_column(f->mu, b);
		const double *v = eh_mixed_column(f->v, b);
		double linear = 0.0;
		double logs = 0.0;
		double product = 1.0;
		eh_status status = eh_mixed_spend(f, EH_BLOCK);

		if (status != EH_OK)
			return status;

		for (int i = 0; i < EH_BLOCK; i++)
		{
			double larger = eta[i] < 0.0 ? v[i] / mu[i] : mu[i];

			linear += hits[i] * eta[i] - size[i] * fmax(eta[i], 0.0);
			if (!f->single)
				logs += size[i] * log(larger);
			else if (size[i] > 0.0)
				product *= larger;
		}
		sum = eh_dd_add_double(sum, linear + logs + log(product));
	}
	*value = sum.hi + sum.lo;
	return EH_OK;
}
