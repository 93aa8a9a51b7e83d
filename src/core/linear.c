/*
 * linear.c - least squares: the fit as a whole.
 *
 * S1  Estimates are the least squares of the numbers as given to 1e-10 of a
 *     standard error or better, in any order of the rows; where columns
 *     nearly depend on each other, or almost nothing of the response is left,
 *     to the last digits of a double.
 * S2  Columns and response are centred and scaled inside.
 * S3  A column of which less than 1e-11 is left beside those before it is
 *     aliased, as in the logit: no estimate, and how it follows from the
 *     others; the rest is fitted as if it were not there.
 * S4  Weights that count people add as so many rows would, to the degrees of
 *     freedom as well; sampling weights count rows, and enter the robust
 *     errors squared.  Rows of no weight add nothing at all.
 * S5  The offset is taken from the response; R2 is about what is left of it.
 * S6  A response that never varies has its fit, the mean, and errors of 0,
 *     but no R2: EH_FIT_NO_VARIATION.  Fewer rows than parameters have none.
 * S7  Residuals no larger than the rounding of the response are 0, and there
 *     is no likelihood: perfect.  So it is with as many rows as parameters,
 *     and then there are no errors either unless weights count people.
 * S8  Three passes over the rows as a rule, one of them over the response
 *     alone.  All memory is the caller's; poll is asked at least every 1,024
 *     rows, and between the rows of a large matrix.
 */
#include "linear_internal.h"

#include <math.h>
#include <string.h>

#include "pile.h"

/* All memory of a fit from base, which lies on a cache line or is NULL. */
static size_t
lay_out(eh_linear_fit *l, const eh_design *d, char *base)
{
	eh_pile at = {base, 0};
	size_t column = sizeof(double) * EH_BLOCK;
	size_t pairs;

	l->design = *d;
	l->design.grouped = l->design.has_offset = false;
	l->f.numbers = true;
	at.used = eh_logit_lay_out(&l->f, &l->design, base);
	pairs = 2 * sizeof(double) * (size_t) l->f.p;
	l->coef = eh_carve(&at, pairs);
	l->by_column = eh_carve(&at, pairs);
	l->score = eh_carve(&at, pairs);
	l->raw_score = eh_carve(&at, pairs);
	l->rest = eh_carve(&at, 2 * column);
	l->weighed = eh_carve(&at, 2 * column);
	l->response.high = eh_carve(&at, column);
	l->response.low = eh_carve(&at, column);
	return at.used;
}

/* Bytes of work that eh_linear() needs. */
size_t
eh_linear_work(const eh_design *d)
{
	eh_linear_fit l = {.passes = 0};

	return lay_out(&l, d, NULL) + EH_CACHE_LINE;
}

static void
fill(double *x, size_t n, double value)
{
	for (size_t i = 0; x && i < n; i++)
		x[i] = value;
}

/* A result of nothing: no number exists. */
static void
clear(size_t p, eh_linear_result *out)
{
	out->status = EH_FIT_TOO_FEW;
	out->culprit = -1;
	out->perfect = false;
	out->passes = 0;
	fill(out->relation, p, 0.0);
	fill(out->beta, p, NAN);
	fill(out->cov, p * p, NAN);
	fill(out->hc0, p * p, NAN);
	fill(out->cr0, p * p, NAN);
	out->sum_weights = out->cases = 0.0;
	out->rss = out->tss = out->mss = out->r2 = NAN;
	out->df_model = out->df_residual = out->sigma = NAN;
	out->log_lik = out->log_lik_null = out->condition = NAN;
}

/*
 * eh_linear - least squares.
 *
 *	d		the design; every level of a factor occurs; not grouped
 *	rows	its rows, as often as they are asked for; "success" is the
 *			response, any finite number
 *	ctl		poll
 *	work	eh_linear_work(d) bytes, contents lost
 *	out		its arrays are the caller's; status says which numbers exist
 *
 * EH_EDOMAIN: a response is not finite.  EH_ECANCEL: poll said so; out is
 * unfinished.  O(rows p^2).
 *
 * Checked against NIST's reference problems and R lm() in test/unit/linear.c.
 */
eh_status
eh_linear(const eh_design *d, const eh_rows *rows, const eh_control *ctl,
	double *work, eh_linear_result *out)
{
	eh_linear_fit l = {.response.rows = rows};
	eh_logit_fit *f = &l.f;
	eh_status status;

	lay_out(&l, d, eh_cache_aligned(work));
	clear((size_t) f->p, out);
	l.source = (eh_rows){
		eh_linear_response_rewind, eh_linear_response_next, &l.response};
	f->rows = &l.source;
	f->ctl = ctl;
	f->ops = eh_kernel();
	eh_logit_start(f);
	memset(l.rest, 0, 2 * sizeof(double) * EH_BLOCK);
	status = eh_linear_response_open(&l);
	if (status == EH_OK)
		status = eh_logit_columns(f);
	if (status == EH_OK)
		status = eh_logit_survey(f, true);
	if (status != EH_OK)
		return status;

	out->sum_weights = f->totals.weight;
	out->cases = d->weight_kind == EH_WEIGHT_PROBABILITY
					 ? (double) f->totals.rows
					 : f->totals.weight;
	if (f->totals.rows == 0 || f->totals.rows < f->p)
		return EH_OK;
	status = eh_logit_rank(f, out->cov);
	if (status != EH_OK)
		return status;
	out->status = EH_FIT_OK;
	eh_logit_note_aliased(f, &out->culprit, out->relation);
	if (out->culprit >= 0)
		out->status = EH_FIT_ALIASED;
	if (l.response.constant)
		out->status = EH_FIT_NO_VARIATION;
	status = eh_linear_solve(&l);
	if (status != EH_OK)
		return status;
	eh_linear_finish(&l, f->unknown, out);
	return f->cancelled ? EH_ECANCEL : EH_OK;
}
