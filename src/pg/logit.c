/*
 * logit.c - the final functions, from held rows to a stored fit.
 */
#include "logit_value.h"

#include <math.h>

#include "core/firth.h"
#include "core/logit.h"
#include "core/profile.h"
#include "fit_errors.h"
#include "fit_value.h"

#define MOST_FOR_MARGINS 64

/* Memory for what a fit gives. */
static void
make_room(const eh_fit_plan *plan, eh_logit_result *r)
{
	Size p = (Size) plan->p + 1;

	memset(r, 0, sizeof(*r));
	r->beta = palloc(sizeof(double) * p);
	r->relation = palloc0(sizeof(double) * p);
	r->margin = palloc(sizeof(double) * p);
	r->cov = eh_fit_large(sizeof(double) * p * p);
	r->hc0 = eh_fit_large(sizeof(double) * p * p);
	r->margin_gradient = eh_fit_large(sizeof(double) * p * p);
	if (plan->state->clusters.n > 0)
		r->cr0 = eh_fit_large(sizeof(double) * p * p);
	r->culprit = -1;
}

/* Of the plan's rows. */
static void
fit_held(const eh_fit_plan *plan, eh_logit_result *r)
{
	eh_control control = eh_fit_control();
	double *work = eh_fit_large(eh_logit_work(&plan->design));

	make_room(plan, r);
	eh_fit_expect(
		eh_logit(&plan->design, &plan->rows, &control, work, r), "logit");
	pfree(work);
}

static void
fit_firth(const eh_fit_plan *plan, eh_firth_result *r)
{
	Size p = (Size) plan->p + 1;
	eh_control control = eh_fit_control();
	double *work;

	memset(r, 0, sizeof(*r));
	r->beta = palloc(sizeof(double) * p);
	r->relation = palloc0(sizeof(double) * p);
	r->cov = eh_fit_large(sizeof(double) * p * p);
	r->culprit = -1;
	work = eh_fit_large(eh_firth_work(&plan->design));
	eh_fit_expect(
		eh_firth(&plan->design, &plan->rows, &control, work, r), "firth_logit");
	pfree(work);
}

/* The profile of each parameter, the user's order; a fit that has none has
 * NaN in their place, so that all groups of a query are read the same way. */
static eh_fit_profile *
profiles(const eh_fit_plan *plan, bool penalised)
{
	Size p = (Size) plan->p + 1;
	eh_control control = eh_fit_control();
	double *work = eh_fit_large(eh_profile_work(&plan->design));
	eh_fit_profile *profile = eh_fit_large(sizeof(eh_fit_profile) * p);
	eh_profile_result r = {
		.grid = eh_fit_large(sizeof(eh_profile_point) * EH_PROFILE_GRID * p),
		.chisq = palloc(sizeof(double) * p),
		.p_value = palloc(sizeof(double) * p)};

	eh_fit_expect(
		eh_profile(&plan->design, &plan->rows, &control, penalised, work, &r),
		"logit");
	for (int j = 0; j < plan->p; j++)
	{
		int k = plan->from[j];

		memcpy(profile[j].point, r.grid + (size_t) k * EH_PROFILE_GRID,
			sizeof(profile[j].point));
		profile[j].chisq = r.chisq[k];
		profile[j].p_value = r.p_value[k];
	}
	pfree(r.grid);
	pfree(work);
	return profile;
}

/* Doubles for the longest of them. */
static int64
grid_of(const eh_fit_plan *plan, const eh_fit_profile *profile)
{
	int points = 0;

	for (int j = 0; profile != NULL && j < plan->p; j++)
	{
		while (points < EH_PROFILE_GRID && !isnan(profile[j].point[points].b))
			points++;
	}
	return profile != NULL ? EH_FIT_GRID(points) : 0;
}

static void
put_profiles(const eh_fit_plan *plan, const eh_fit_profile *profile, eh_fit *f)
{
	for (int j = 0; profile != NULL && j < plan->p; j++)
		eh_fit_put_profile(f, j, &profile[j]);
}

static void
logit_header(const eh_fit_plan *plan, const eh_logit_result *r, eh_fit *h)
{
	eh_fit_plan_header(plan, r->culprit, h);
	h->model = EH_MODEL_LOGIT;
	h->status = (uint8) r->status;
	h->flags |= EH_FIT_ROBUST;
	if (r->cr0 != NULL)
		h->flags |= EH_FIT_CLUSTERED;
	if (plan->p <= MOST_FOR_MARGINS)
		h->flags |= EH_FIT_MARGINS;
	h->iterations = r->iterations;
	h->sum_weights = r->sum_weights;
	h->sum_trials = r->sum_trials;
	h->log_lik = r->log_lik;
	h->log_lik_null = r->log_lik_null;
	h->log_lik_kernel = r->log_lik_kernel;
	h->deviance = r->deviance;
	h->null_deviance = r->null_deviance;
	h->gradient = r->gradient;
	h->condition = r->condition;
	h->auc = r->auc;
	h->tjur = r->tjur;
}

/* profile: NULL for none */
static eh_fit *
logit_value(const eh_fit_plan *plan, const eh_logit_result *r,
	const eh_fit_profile *profile)
{
	eh_fit header;
	eh_fit *f;
	eh_fit_parts parts;

	logit_header(plan, r, &header);
	header.grid = grid_of(plan, profile);
	f = eh_new_fit(&header);
	eh_fit_parts_of(f, &parts);
	eh_fit_plan_permute(plan, r->beta, parts.beta);
	eh_fit_plan_permute(plan, r->relation, parts.relation);
	eh_fit_plan_pack(plan, r->cov, parts.cov);
	eh_fit_plan_pack(plan, r->hc0, parts.hc0);
	if (parts.cr0 != NULL)
		eh_fit_plan_pack(plan, r->cr0, parts.cr0);
	if (parts.margin != NULL)
	{
		eh_fit_plan_permute(plan, r->margin, parts.margin);
		for (int j = 0; j < plan->p; j++)
			eh_fit_plan_permute(plan,
				r->margin_gradient + (size_t) plan->from[j] * (size_t) plan->p,
				parts.margin_gradient + (size_t) j * (size_t) plan->p);
	}
	put_profiles(plan, profile, f);
	eh_fit_plan_names(plan, &parts);
	return f;
}

/* The fit of a plan, whose rows are all there. */
eh_fit *
eh_logit_of_rows(const eh_fit_plan *plan)
{
	eh_logit_result r;

	fit_held(plan, &r);
	return logit_value(plan, &r, NULL);
}

/* The fit of a plan, whose rows are sums; work: eh_taylor_work(). */
eh_fit *
eh_logit_of_sums(const eh_fit_plan *plan, const eh_taylor *sums, double *work)
{
	eh_control control = eh_fit_control();
	eh_logit_result r;
	double max_error;
	eh_fit *f;

	make_room(plan, &r);
	eh_fit_expect(eh_sums_fit(sums, &control, work, &r, &max_error), "logit");
	f = logit_value(plan, &r, NULL);
	f->max_error = max_error;
	return f;
}

PG_FUNCTION_INFO_V1(eh_logit_final);
Datum
eh_logit_final(PG_FUNCTION_ARGS)
{
	const eh_stream *sums;
	eh_fit_plan plan;
	eh_arena arena;
	eh_stream *s;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	eh_fit_plan_make((const eh_fit_state *) PG_GETARG_POINTER(0), &plan);
	sums = plan.state->stream;
	if (sums == NULL)
		PG_RETURN_POINTER(eh_logit_of_rows(&plan));

	/* in a copy, since a final function may be called again */
	arena = plan.state->arena;
	arena.owner = CurrentMemoryContext;
	s = eh_stream_of(sums->sums, eh_stream_bytes(sums), &arena);
	eh_stream_rows(s, &plan.held, &arena);
	PG_RETURN_POINTER(eh_logit_of_sums(&plan, s->sums, s->work));
}

/* What has no likelihood of its own can be neither penalised nor profiled. */
static void
check_likelihood(const eh_fit_state *state, const char *aggregate,
	const char *whose, const char *remedy)
{
	if (state->weight_kind == EH_WEIGHT_PROBABILITY || state->clusters.n > 0)
		ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("%s takes neither sampling weights nor clusters",
					aggregate),
				errdetail(
					"%s defined for a likelihood of independent rows.", whose),
				errhint("%s", remedy)));
}

PG_FUNCTION_INFO_V1(eh_logit_profile_final);
Datum
eh_logit_profile_final(PG_FUNCTION_ARGS)
{
	const eh_fit_state *state;
	eh_fit_plan plan;
	eh_logit_result r;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const eh_fit_state *) PG_GETARG_POINTER(0);
	check_likelihood(state, "logit_profile", "Its limits are",
		"Use logit, whose errors allow for both.");
	eh_fit_plan_make(state, &plan);
	fit_held(&plan, &r);
	PG_RETURN_POINTER(logit_value(&plan, &r, profiles(&plan, false)));
}

static eh_fit *
firth_value(const eh_fit_plan *plan, const eh_firth_result *r,
	const eh_fit_profile *profile)
{
	eh_fit header;
	eh_fit_parts parts;
	eh_fit *f;

	eh_fit_plan_header(plan, r->culprit, &header);
	header.model = EH_MODEL_FIRTH;
	header.status = (uint8) r->status;
	header.iterations = r->iterations;
	header.sum_weights = r->sum_weights;
	header.sum_trials = r->sum_trials;
	header.log_lik = r->log_lik;
	header.log_lik_penalized = r->log_lik_penalized;
	header.gradient = r->gradient;
	header.grid = grid_of(plan, profile);
	f = eh_new_fit(&header);
	eh_fit_parts_of(f, &parts);
	eh_fit_plan_permute(plan, r->beta, parts.beta);
	eh_fit_plan_permute(plan, r->relation, parts.relation);
	eh_fit_plan_pack(plan, r->cov, parts.cov);
	put_profiles(plan, profile, f);
	eh_fit_plan_names(plan, &parts);
	return f;
}

PG_FUNCTION_INFO_V1(eh_firth_logit_final);
Datum
eh_firth_logit_final(PG_FUNCTION_ARGS)
{
	const eh_fit_state *state;
	eh_fit_plan plan;
	eh_firth_result r;
	eh_fit_profile *profile = NULL;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const eh_fit_state *) PG_GETARG_POINTER(0);
	check_likelihood(state, "firth_logit", "Its penalty is",
		"Use frequency weights, or logit with merged levels.");
	eh_fit_plan_make(state, &plan);
	fit_firth(&plan, &r);
	if ((double) plan.design.nrows * pow(plan.p, 3) <= EH_FIRTH_PROFILE_WORK)
		profile = profiles(&plan, true);
	PG_RETURN_POINTER(firth_value(&plan, &r, profile));
}
