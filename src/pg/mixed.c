/*
 * mixed.c - the final function of mixed_logit, from held rows to a stored fit.
 */
#include "fit_state.h"

#include <math.h>

#include "utils/memutils.h"

#include "core/mixed.h"
#include "fit_plan.h"
#include "fit_value.h"

/* A model, its result, and the limits of its standard deviations if they were
 * asked for.  Not to be copied. */
typedef struct mixed_model
{
	eh_fit_plan plan;
	int32_t nlevels[EH_MIXED_MOST_GROUPS];
	eh_mixed_groups groups;
	eh_mixed_options options;
	double profile_level; /* 0: none */
	int64 effects;
	eh_mixed_result r;
	eh_limits limits[EH_MIXED_MOST_GROUPS];
} mixed_model;

static double *
numbers(Size n)
{
	return eh_fit_large(sizeof(double) * (n + 1));
}

/* Rows of a sampling weight or of one cluster are not independent. */
static void
check_likelihood(const eh_fit_state *state)
{
	bool clusters = state->clusters.n > 0;

	if (state->weight_kind == EH_WEIGHT_PROBABILITY || clusters)
		ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("mixed_logit takes no %s",
					clusters ? "clusters" : "sampling weights"),
				errdetail("Its likelihood is of rows that are independent "
						  "given the groups they belong to."),
				errhint("%s", clusters
								  ? "Make what the rows share one of the "
									"groups: ARRAY[la_code, year::text]."
								  : "Use frequency weights, or logit, whose "
									"errors allow for sampling weights.")));
}

static void
check_accepted(const mixed_model *m)
{
	int32_t most = 0;

	if (eh_mixed_accepts(&m->groups, &m->options))
		return;
	for (int g = 0; g < m->groups.n; g++)
		most = Max(most, m->nlevels[g]);
	ereport(ERROR,
		(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("the groupings of a mixed model have too many levels"),
			errdetail("Beside the grouping with most levels the others "
					  "have " INT64_FORMAT "; the limit is %d.",
				m->effects - most, EH_MIXED_MOST_REMAINDER),
			errhint("Leave a grouping out, or group its levels.")));
}

/* A state that no row reached may not know its groupings: then one of a
 * single level stands in, and the fit has too few rows. */
static void
describe(const eh_fit_state *state, mixed_model *m)
{
	const eh_fit_call *call = state->call;

	eh_fit_plan_make(state, &m->plan);
	m->groups = (eh_mixed_groups){Max(call->ngroupings, 1), m->nlevels};
	m->options = (eh_mixed_options){
		.quadrature_points = call->settings.quadrature_points};
	m->profile_level = call->settings.profile_level;
	m->effects = 0;
	m->nlevels[0] = 1;
	for (int g = 0; g < call->ngroupings; g++)
	{
		const eh_levels *label = &state->factor[call->nfactors + g].label;

		m->nlevels[g] = Max(label->n, 1);
		m->effects += label->n;
	}
	check_accepted(m);
}

static void
fit(mixed_model *m)
{
	Size p = (Size) m->plan.p;
	Size n = (Size) m->groups.n;
	Size all = p + n;
	Size levels = (Size) m->effects + n;
	Size bytes = eh_mixed_work(&m->plan.design, &m->groups, &m->options);
	double *work = eh_fit_large(bytes);
	eh_control control = eh_fit_control();

	m->r = (eh_mixed_result){.relation = numbers(p),
		.beta = numbers(p),
		.cov = numbers(p * p),
		.joint = numbers(all * all),
		.sd = numbers(n),
		.variance = numbers(n),
		.sd_error = numbers(n),
		.log_sd_error = numbers(n),
		.both = palloc0(sizeof(int64_t) * n),
		.mode = numbers(levels),
		.mode_error = numbers(levels),
		.culprit = -1};
	eh_fit_expect(eh_mixed(&m->plan.design, &m->groups, &m->options,
					  &m->plan.rows, &control, work, &m->r),
		"mixed_logit");
	pfree(work);
}

static void
fit_limits(mixed_model *m)
{
	eh_mixed_word words[EH_MIXED_MOST_GROUPS];
	eh_control control = eh_fit_control();
	double *work;

	for (int g = 0; g < m->groups.n; g++)
		m->limits[g].low = m->limits[g].high = NAN;
	if (m->profile_level == 0.0 || !eh_mixed_has_numbers(m->r.status))
		return;
	work = eh_fit_large(
		eh_mixed_profile_work(&m->plan.design, &m->groups, &m->options));
	eh_fit_expect(
		eh_mixed_profile(&m->plan.design, &m->groups, &m->options,
			&m->plan.rows, &control, m->profile_level, work, m->limits, words),
		"mixed_logit");
	pfree(work);
}

static void
mixed_header(const mixed_model *m, eh_fit *h)
{
	const eh_mixed_result *r = &m->r;
	bool of_grouping =
		r->status == EH_FIT_UNREPLICATED || r->status == EH_FIT_UNBOUNDED;

	eh_fit_plan_header(&m->plan, r->culprit + (of_grouping ? m->plan.p : 0), h);
	h->model = EH_MODEL_MIXED;
	h->status = (uint8) r->status;
	h->groupings = m->plan.trailing;
	h->effects = m->effects;
	h->points = m->options.quadrature_points;
	h->iterations = r->iterations;
	h->sum_weights = r->sum_weights;
	h->sum_trials = r->sum_trials;
	h->log_lik = r->log_lik;
	h->log_lik_kernel = r->log_lik_kernel;
	h->log_lik_null = r->log_lik_null;
	h->log_lik_fixed = r->log_lik_fixed;
	h->gradient = r->gradient;
	if (m->profile_level > 0.0)
		h->profile_level = m->profile_level;
}

/* Modes in the order of the levels' names. */
static void
put_effects(const mixed_model *m, eh_fit_parts *parts)
{
	int64 at = 0;

	for (int g = 0; g < m->plan.trailing; g++)
	{
		const eh_levels *label =
			&m->plan.state->factor[m->plan.design.nfactors + g].label;

		for (int k = 0; k < label->n; k++)
		{
			int64 from = at + m->plan.sorted_group[g][k];

			parts->mode[at + k] = m->r.mode[from];
			parts->mode_error[at + k] = m->r.mode_error[from];
		}
		at += label->n;
		parts->grouping[g] = (eh_fit_grouping){.levels = label->n,
			.both = m->r.both[g],
			.low = m->limits[g].low,
			.high = m->limits[g].high};
	}
}

static eh_fit *
mixed_value(const mixed_model *m)
{
	eh_fit header;
	eh_fit_parts parts;
	eh_fit *f;

	mixed_header(m, &header);
	f = eh_new_fit(&header);
	eh_fit_parts_of(f, &parts);
	eh_fit_plan_permute(&m->plan, m->r.beta, parts.beta);
	eh_fit_plan_permute(&m->plan, m->r.relation, parts.relation);
	for (int g = 0; g < m->plan.trailing; g++)
		parts.beta[m->plan.p + g] = m->r.sd[g];
	if (m->plan.trailing > 0)
		eh_fit_plan_pack(&m->plan, m->r.joint, parts.cov);
	else
		eh_fit_plan_pack(&m->plan, m->r.cov, parts.cov);
	put_effects(m, &parts);
	eh_fit_plan_names(&m->plan, &parts);
	return f;
}

PG_FUNCTION_INFO_V1(eh_mixed_logit_final);
Datum
eh_mixed_logit_final(PG_FUNCTION_ARGS)
{
	const eh_fit_state *state;
	mixed_model m;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const eh_fit_state *) PG_GETARG_POINTER(0);
	check_likelihood(state);
	describe(state, &m);
	fit(&m);
	fit_limits(&m);
	PG_RETURN_POINTER(mixed_value(&m));
}
