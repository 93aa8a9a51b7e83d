/*
 * ordinal_rows.c - sums over the rows: log-likelihood, score, information.
 */
#include "ordinal_internal.h"

#include <math.h>
#include <string.h>

/*
 * eh_ordinal_count - the weight of each level.
 *
 * EH_EDOMAIN: a level is not a whole number below levels, or one does not
 * occur in a row of positive weight.
 */
eh_status
eh_ordinal_count(eh_ordinal_fit *o)
{
	const eh_rows *rows = o->f.rows;
	eh_block b;

	memset(o->count, 0, sizeof(double) * (size_t) o->levels);
	rows->rewind(rows->source);
	for (int blocks = 0; rows->next(rows->source, &b); blocks++)
	{
		if (blocks % 4 == 0 && eh_logit_poll(&o->f))
			return EH_ECANCEL;
		for (int i = 0; i < b.n; i++)
		{
			double y = b.success[i];

			if (!(y >= 0.0 && y < o->levels) || y != floor(y))
				return EH_EDOMAIN;
			o->count[(int) y] += b.weight ? b.weight[i] : 1.0;
		}
	}
	return EH_OK;
}

/* The level of each row of the block, and which binary rows it stands for. */
void
eh_ordinal_level_rows(eh_ordinal_fit *o)
{
	const eh_logit_fit *f = &o->f;

	for (int i = 0; i < f->n; i++)
	{
		double size = f->size ? f->size[i] : 1.0;

		o->level[i] = (int) f->block.success[i];
		o->above[i] = o->level[i] < o->cuts ? size : 0.0;
		o->below[i] = o->level[i] > 0 ? size : 0.0;
	}
	if (o->nlimits > 0)
		eh_ordinal_leave_out(o);
}

/* a and b of each row; some number where there is none */
static void
arguments(eh_ordinal_fit *o, const double *beta)
{
	eh_logit_fit *f = &o->f;
	double *eta = eh_logit_room(f, EH_ROOM_ETA);

	eh_logit_linear(f, beta, eta);
	for (int i = 0; i < f->n; i++)
	{
		int y = o->level[i];
		double at = eta[i] + (f->offset ? f->offset[i] : 0.0);

		o->a[i] = at - o->bound[y + 1];
		o->b[i] = o->bound[y] - at;
	}
}

/* mu and v at x, and the sum of size log(1 + e^x) */
static double
binary_rows(eh_ordinal_fit *o, const double *x, const double *size, double *mu,
	double *v)
{
	eh_logit_fit *f = &o->f;
	double *one = eh_logit_room(f, EH_ROOM_ONE);
	double *same = eh_logit_room(f, EH_ROOM_V);
	double none = 0.0;
	double unused = 0.0;

	f->ops->logit_rows(one, 1, f->n, &none, x, same, mu, v);
	return f->ops->logit_step(one, 1, f->n, &none, x, size, NULL, &unused);
}

/*
 * The curvature of the parabola that touches log(1 + e^x) from above
 * (Jaakkola and Jordan 2000), as for the logit.
 */
static void
bound(int n, const double *x, const double *mu, double *v)
{
	for (int i = 0; i < n; i++)
		v[i] = fabs(x[i]) > 1e-4 ? (mu[i] - 0.5) / x[i] : 0.25;
}

void
eh_ordinal_zero_products(eh_ordinal_fit *o)
{
	size_t p = (size_t) o->f.p;

	eh_arrow_zero(&o->f.info);
	memset(o->by_cut, 0, 2 * sizeof(double) * p * (size_t) o->cuts);
}

/*
 * eh_ordinal_add_products - the block at hand into sums of v z z', and for
 * each cut into the sum of v z of the binary rows at it.
 */
void
eh_ordinal_add_products(eh_ordinal_fit *o, const double *v_a, const double *v_b)
{
	eh_logit_fit *f = &o->f;
	double *v = eh_logit_room(f, EH_ROOM_A);

	memset(v, 0, sizeof(double) * EH_BLOCK);
	memset(o->at_bound, 0, sizeof(double) * EH_BLOCK * (size_t) (o->cuts + 2));
	for (int i = 0; i < f->n; i++)
	{
		double *at = o->at_bound + (ptrdiff_t) o->level[i] * EH_BLOCK + i;

		v[i] = v_a[i] + v_b[i];
		at[0] = v_b[i];
		at[EH_BLOCK] = v_a[i];
	}
	eh_logit_cross(f, v, &f->info);
	for (size_t c = 0; c < (size_t) o->cuts; c++)
		eh_logit_sum(f, o->at_bound + (c + 1) * EH_BLOCK,
			o->by_cut + 2 * c * (size_t) f->p);
}

/* The block at hand, at the coefficients; returns its log-likelihood. */
static double
add_block(eh_ordinal_fit *o, const double *beta, eh_ordinal_pass kind)
{
	eh_logit_fit *f = &o->f;
	double *r = eh_logit_room(f, EH_ROOM_MU);
	double log_lik;

	eh_ordinal_level_rows(o);
	arguments(o, beta);
	log_lik = -binary_rows(o, o->a, o->above, o->mu_a, o->v_a);
	log_lik -= binary_rows(o, o->b, o->below, o->mu_b, o->v_b);
	if (kind == EH_ORDINAL_BOUNDED)
	{
		bound(f->n, o->a, o->mu_a, o->v_a);
		bound(f->n, o->b, o->mu_b, o->v_b);
	}
	memset(r, 0, sizeof(double) * EH_BLOCK);
	memset(o->bound_sum, 0, sizeof(double) * (size_t) (o->cuts + 2));
	for (int i = 0; i < f->n; i++)
	{
		int y = o->level[i];
		double a = o->above[i] * o->mu_a[i];
		double b = o->below[i] * o->mu_b[i];

		r[i] = b - a;
		o->bound_sum[y] -= b;
		o->bound_sum[y + 1] += a;
		o->v_a[i] *= o->above[i];
		o->v_b[i] *= o->below[i];
	}
	for (int c = 0; c < o->cuts; c++)
		o->cut_sum[c] = eh_dd_add_double(o->cut_sum[c], o->bound_sum[c + 1]);
	eh_logit_sum(f, r, o->slope_sum);
	eh_ordinal_add_products(o, o->v_a, o->v_b);
	if (kind == EH_ORDINAL_FINAL)
		eh_ordinal_extras_add(o);
	return log_lik;
}

/* Products of columns, the intercept's left out, to where those of cuts end. */
void
eh_ordinal_copy_columns(
	const eh_ordinal_fit *o, const eh_arrow *from, eh_arrow *to)
{
	for (int k = 1; k < from->core; k++)
		memcpy(to->block + eh_packed(o->cuts + k - 1, o->cuts),
			from->block + eh_packed(k, 1), sizeof(double) * (size_t) k);
	for (int l = 0; l < to->head; l++)
		memcpy(to->side + (size_t) l * (size_t) to->core + (size_t) o->cuts,
			from->side + (size_t) l * (size_t) from->core + 1,
			sizeof(double) * (size_t) (from->core - 1));
	memcpy(to->diag, from->diag, sizeof(double) * (size_t) to->head);
}

/* Products of cut c, or its gap, and every column: factor times side. */
void
eh_ordinal_put_side(const eh_ordinal_fit *o, int c, const double *side,
	double factor, eh_arrow *to)
{
	const eh_logit_fit *f = &o->f;

	for (int k = 1; k < f->core; k++)
		to->block[eh_packed(o->cuts + k - 1, c)] = factor * side[k];
	for (int l = 0; l < to->head; l++)
		to->side[(size_t) l * (size_t) to->core + (size_t) c] =
			factor * side[f->core + l];
}

/*
 * The information from its sums.  cut_j is the first and all gaps up to j, so
 * what concerns a gap is the sum over the cuts beyond it.
 */
void
eh_ordinal_assemble(eh_ordinal_fit *o)
{
	const eh_logit_fit *f = &o->f;
	size_t p = (size_t) f->p;
	double *side = eh_logit_vector(f, EH_VECTOR_D);

	memset(side, 0, sizeof(double) * p);
	for (int c = o->cuts - 1; c >= 0; c--)
	{
		const double *own = o->by_cut + 2 * (size_t) c * p;

		for (size_t k = 0; k < p; k++)
			side[k] += own[k] + own[p + k];
		for (int k = 0; k <= c; k++)
			o->info.block[eh_packed(c, k)] = side[0];
		eh_ordinal_put_side(o, c, side, -1.0, &o->info);
	}
	eh_ordinal_copy_columns(o, &f->info, &o->info);
	for (int k = 0; k < o->m; k++)
	{
		if (!o->dead[k])
			continue;
		if (k < o->info.core)
			o->info.block[eh_packed(k, k)] = 0.0;
		else
			o->info.diag[k - o->info.core] = 0.0;
	}
}

/* Parameters as coefficients of the basis and as cut points. */
void
eh_ordinal_spread(
	const eh_ordinal_fit *o, const double *coef, double *beta, double *cut)
{
	beta[0] = 0.0;
	memcpy(beta + 1, coef + o->cuts, sizeof(double) * (size_t) (o->f.p - 1));
	for (int c = 0; c < o->cuts; c++)
		cut[c] = coef[c] + (c > 0 ? cut[c - 1] : 0.0);
}

/* What the widths of the levels add to the log-likelihood and its sums. */
static double
add_gaps(eh_ordinal_fit *o)
{
	double log_lik = 0.0;

	for (int c = 1; c < o->cuts; c++)
	{
		double gap = o->coef[c];
		double half = sinh(0.5 * gap);

		if (o->wide[c])
			continue;
		log_lik += o->count[c] * log(-expm1(-gap));
		o->score[c] += o->count[c] / expm1(gap);
		o->info.block[eh_packed(c, c)] += 0.25 * o->count[c] / (half * half);
	}
	return log_lik;
}

/*
 * eh_ordinal_pass_rows - log-likelihood, score and information at coef.
 */
eh_status
eh_ordinal_pass_rows(eh_ordinal_fit *o, eh_ordinal_pass kind, double *log_lik)
{
	eh_logit_fit *f = &o->f;
	size_t p = (size_t) f->p;
	double *beta = eh_logit_vector(f, EH_VECTOR_BETA);
	double *one = eh_logit_room(f, EH_ROOM_ONE);
	eh_dd sum = {0.0, 0.0};
	double beyond = 0.0;

	for (int i = 0; i < EH_BLOCK; i++)
		one[i] = 1.0;
	eh_ordinal_spread(o, o->coef, beta, o->cut);
	o->bound[0] = o->bound[o->cuts + 1] = 0.0;
	memcpy(o->bound + 1, o->cut, sizeof(double) * (size_t) o->cuts);
	eh_ordinal_zero_products(o);
	memset(o->slope_sum, 0, 2 * sizeof(double) * p);
	memset(o->cut_sum, 0, sizeof(eh_dd) * (size_t) o->cuts);
	if (kind == EH_ORDINAL_FINAL)
		eh_ordinal_extras_begin(o);
	eh_logit_rewind(f, -1);
	while (eh_logit_next(f))
		sum = eh_dd_add_double(sum, add_block(o, beta, kind));
	if (f->cancelled)
		return EH_ECANCEL;
	for (int c = o->cuts - 1; c >= 0; c--)
	{
		beyond += o->cut_sum[c].hi;
		o->score[c] = beyond;
	}
	for (size_t k = 1; k < p; k++)
		o->score[(size_t) o->cuts + k - 1] =
			o->slope_sum[k] + o->slope_sum[p + k];
	eh_ordinal_assemble(o);
	*log_lik = eh_dd_add_double(sum, add_gaps(o)).hi;
	return EH_OK;
}
