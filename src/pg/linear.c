/*
 * linear.c - the final function of linear, from held rows to a stored fit.
 */
#include "fit_state.h"

#include "core/linear.h"
#include "fit_plan.h"
#include "fit_value.h"

static void
fit(const eh_fit_plan *plan, eh_linear_result *r)
{
	Size p = (Size) plan->p + 1;
	eh_control control = eh_fit_control();
	double *work;

	memset(r, 0, sizeof(*r));
	r->beta = palloc(sizeof(double) * p);
	r->relation = palloc0(sizeof(double) * p);
	r->cov = eh_fit_large(sizeof(double) * p * p);
	r->hc0 = eh_fit_large(sizeof(double) * p * p);
	if (plan->state->clusters.n > 0)
		r->cr0 = eh_fit_large(sizeof(double) * p * p);
	work = eh_fit_large(eh_linear_work(&plan->design));
	eh_fit_expect(
		eh_linear(&plan->design, &plan->rows, &control, work, r), "linear");
	pfree(work);
}

static void
header_of(const eh_fit_plan *plan, const eh_linear_result *r, eh_fit *h)
{
	eh_fit_plan_header(plan, r->culprit, h);
	h->model = EH_MODEL_LINEAR;
	h->status = (uint8) r->status;
	h->flags |= EH_FIT_ROBUST;
	if (r->cr0 != NULL)
		h->flags |= EH_FIT_CLUSTERED;
	h->sum_weights = h->sum_trials = r->sum_weights;
	h->log_lik = h->log_lik_kernel = r->log_lik;
	h->log_lik_null = r->log_lik_null;
	h->deviance = r->rss;
	h->null_deviance = r->tss;
	h->mss = r->mss;
	h->r2 = r->r2;
	h->sigma = r->sigma;
	h->df_model = r->df_model;
	h->df_residual = r->df_residual;
	h->condition = r->condition;
}

PG_FUNCTION_INFO_V1(eh_linear_final);
Datum
eh_linear_final(PG_FUNCTION_ARGS)
{
	eh_fit_plan plan;
	eh_linear_result r;
	eh_fit header;
	eh_fit_parts parts;
	eh_fit *f;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	eh_fit_plan_make((const eh_fit_state *) PG_GETARG_POINTER(0), &plan);
	fit(&plan, &r);
	header_of(&plan, &r, &header);
	f = eh_new_fit(&header);
	eh_fit_parts_of(f, &parts);
	eh_fit_plan_permute(&plan, r.beta, parts.beta);
	eh_fit_plan_permute(&plan, r.relation, parts.relation);
	eh_fit_plan_pack(&plan, r.cov, parts.cov);
	eh_fit_plan_pack(&plan, r.hc0, parts.hc0);
	if (parts.cr0 != NULL)
		eh_fit_plan_pack(&plan, r.cr0, parts.cr0);
	eh_fit_plan_names(&plan, &parts);
	PG_RETURN_POINTER(f);
}
