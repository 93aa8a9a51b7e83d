/*
 * ordinal.c - the final function of ordinal_logit, from held rows to a stored
 * fit with Brant's test.
 */
#include "fit_state.h"

#include <math.h>

#include "core/brant.h"
#include "core/ordinal.h"
#include "fit_plan.h"
#include "fit_value.h"

/* The test is left out where it would cost many times the fit: its passes
 * grow with the square of terms times cut points, its algebra with the cube. */
#define MOST_BRANT_WORK 2e10
#define MOST_BRANT_COLUMNS 600.0

static int
levels_of(const eh_fit_plan *plan)
{
	return plan->trailing + 1;
}

static void
fit(const eh_fit_plan *plan, eh_ordinal_result *r)
{
	Size m = (Size) (plan->p + plan->trailing) + 1;
	int levels = levels_of(plan);
	eh_control control = eh_fit_control();
	double *work;

	memset(r, 0, sizeof(*r));
	r->beta = palloc(sizeof(double) * m);
	r->cut = palloc(sizeof(double) * m);
	r->relation = palloc0(sizeof(double) * m);
	r->cov = eh_fit_large(sizeof(double) * m * m);
	r->hc0 = eh_fit_large(sizeof(double) * m * m);
	if (plan->state->clusters.n > 0)
		r->cr0 = eh_fit_large(sizeof(double) * m * m);
	work = eh_fit_large(eh_ordinal_work(&plan->design, levels));
	eh_fit_expect(
		eh_ordinal(&plan->design, levels, &plan->rows, &control, work, r),
		"ordinal_logit");
	pfree(work);
}

static bool
brant_affordable(const eh_fit_plan *plan)
{
	double columns = (double) (plan->p + 1) * plan->trailing;

	return columns <= MOST_BRANT_COLUMNS &&
		   columns * columns * (double) plan->design.nrows <= MOST_BRANT_WORK;
}

/* Brant's test where there is one; all NaN where there is none. */
static void
test_odds(const eh_fit_plan *plan, eh_fit_status fitted, eh_brant_result *b)
{
	Size p = (Size) plan->p + 1;
	int levels = levels_of(plan);
	eh_control control = eh_fit_control();
	double *work;

	memset(b, 0, sizeof(*b));
	b->chisq = b->df = b->p = b->df_of = NAN;
	b->chisq_of = palloc(sizeof(double) * p);
	b->p_of = palloc(sizeof(double) * p);
	for (Size j = 0; j < p; j++)
		b->chisq_of[j] = b->p_of[j] = NAN;
	if (fitted != EH_FIT_OK || levels < 3 || plan->p == 0 ||
		plan->design.weight_kind == EH_WEIGHT_PROBABILITY)
		return;
	work = eh_fit_large(eh_brant_work(&plan->design, levels));
	eh_fit_expect(
		eh_brant(&plan->design, levels, &plan->rows, &control, work, b),
		"ordinal_logit");
	pfree(work);
}

static void
put_brant(const eh_fit_plan *plan, const eh_brant_result *b, eh_fit_brant *row)
{
	row[0] = (eh_fit_brant){b->chisq, b->df, b->p};
	for (int j = 0; j < plan->p; j++)
	{
		int k = plan->from[j];

		row[1 + j] = (eh_fit_brant){b->chisq_of[k], b->df_of, b->p_of[k]};
	}
}

static void
header_of(const eh_fit_plan *plan, const eh_ordinal_result *r, eh_fit *h)
{
	eh_fit_plan_header(plan, r->culprit, h);
	h->model = EH_MODEL_ORDINAL;
	h->status = (uint8) r->status;
	h->flags |= EH_FIT_ROBUST;
	if (r->cr0 != NULL)
		h->flags |= EH_FIT_CLUSTERED;
	h->iterations = r->iterations;
	h->sum_weights = h->sum_trials = r->sum_weights;
	h->log_lik = h->log_lik_kernel = r->log_lik;
	h->log_lik_null = r->log_lik_null;
	h->deviance = r->deviance;
	h->gradient = r->gradient;
	h->condition = r->condition;
}

/* brant: NULL for none worked out */
static eh_fit *
value_of(const eh_fit_plan *plan, const eh_ordinal_result *r,
	const eh_brant_result *brant)
{
	Size cuts = sizeof(double) * (Size) plan->trailing;
	eh_fit header;
	eh_fit_parts parts;
	eh_fit *f;

	header_of(plan, r, &header);
	if (brant != NULL)
	{
		header.brant = 1 + plan->p;
		header.brant_status = brant->status;
	}
	f = eh_new_fit(&header);
	eh_fit_parts_of(f, &parts);
	eh_fit_plan_permute(plan, r->beta, parts.beta);
	memcpy(parts.beta + plan->p, r->cut, cuts);
	eh_fit_plan_permute(plan, r->relation, parts.relation);
	memcpy(parts.relation + plan->p, r->relation + plan->p, cuts);
	eh_fit_plan_pack(plan, r->cov, parts.cov);
	eh_fit_plan_pack(plan, r->hc0, parts.hc0);
	if (parts.cr0 != NULL)
		eh_fit_plan_pack(plan, r->cr0, parts.cr0);
	if (brant != NULL)
		put_brant(plan, brant, parts.brant);
	eh_fit_plan_names(plan, &parts);
	return f;
}

PG_FUNCTION_INFO_V1(eh_ordinal_final);
Datum
eh_ordinal_final(PG_FUNCTION_ARGS)
{
	eh_fit_plan plan;
	eh_ordinal_result r;
	eh_brant_result brant;
	bool tested;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	eh_fit_plan_make((const eh_fit_state *) PG_GETARG_POINTER(0), &plan);
	fit(&plan, &r);
	tested = brant_affordable(&plan);
	if (tested)
		test_odds(&plan, r.status, &brant);
	PG_RETURN_POINTER(value_of(&plan, &r, tested ? &brant : NULL));
}
