/*
 * fit_build.c - a fit as a value, where no rows are held.
 */
#include "fit_build.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "fit_plan.h"
#include "fit_value.h"
#include "pass_value.h"

#define MOST_FOR_MARGINS 64

int
eh_fit_terms_parameters(const eh_fit_terms *terms)
{
	int p = terms->intercept ? 1 : 0;

	for (int i = 0; i < terms->nargs; i++)
		p += terms->nlevels[i] > 0 ? terms->nlevels[i] - 1 : 1;
	return p;
}

/* Names for n numbers: those given, without one for the intercept, or x1,
 * x2, ... */
void
eh_fit_terms_plain(eh_fit_terms *terms, bool intercept, int n, ArrayType *names)
{
	Datum *given = NULL;
	bool *null = NULL;
	int count = n;

	if (names != NULL)
		deconstruct_array(
			names, TEXTOID, -1, false, TYPALIGN_INT, &given, &null, &count);
	if (count != n)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("terms has %d names for %d predictors", count, n),
				errdetail("One name a predictor, without the intercept."),
				errhint("Leave terms out for x1, x2 and so on.")));
	memset(terms, 0, sizeof(*terms));
	terms->intercept = intercept;
	terms->nargs = n;
	terms->name = palloc(sizeof(char *) * ((Size) n + 1));
	terms->nlevels = palloc0(sizeof(int) * ((Size) n + 1));
	for (int i = 0; i < n; i++)
		terms->name[i] = given != NULL && !null[i]
							 ? TextDatumGetCString(given[i])
							 : psprintf("x%d", i + 1);
}

static void
add_name(StringInfo names, const char *name)
{
	appendBinaryStringInfo(names, name, (int) strlen(name) + 1);
}

/* Terms, arguments, levels: as state/fit.h has them. */
static void
lay_out(const eh_fit_terms *terms, eh_fit_argument *argument, StringInfo names)
{
	int64 at = terms->intercept ? 1 : 0;

	if (terms->intercept)
		add_name(names, "(Intercept)");
	for (int i = 0; i < terms->nargs; i++)
	{
		argument[i] = (eh_fit_argument){.first = at};
		if (terms->nlevels[i] == 0)
		{
			add_name(names, terms->name[i]);
			at++;
			continue;
		}
		argument[i].levels = terms->nlevels[i];
		argument[i].reference = terms->reference[i];
		at += terms->nlevels[i] - 1;
		for (int l = 0; l < terms->nlevels[i]; l++)
		{
			if (l == terms->reference[i])
				continue;
			appendStringInfo(names, "%s=", terms->name[i]);
			add_name(names, terms->level[i][l]);
		}
	}
	for (int i = 0; i < terms->nargs; i++)
		add_name(names, terms->name[i]);
	for (int i = 0; i < terms->nargs; i++)
		for (int l = 0; l < terms->nlevels[i]; l++)
			add_name(names, terms->level[i][l]);
	while (names->len % 8 != 0)
		appendStringInfoChar(names, '\0');
}

/* Numbers that a model does not set are NaN. */
static void
header_of(const eh_fit_terms *terms, const eh_fit_rows *rows, int name_bytes,
	eh_fit *h)
{
	memset(h, 0, sizeof(*h));
	h->format = EH_FIT_FORMAT;
	if (terms->intercept)
		h->flags |= EH_FIT_INTERCEPT;
	if (rows->grouped)
		h->flags |= EH_FIT_GROUPED;
	if (rows->has_offset)
		h->flags |= EH_FIT_OFFSET;
	h->parameters = eh_fit_terms_parameters(terms);
	h->arguments = terms->nargs;
	h->name_bytes = name_bytes;
	h->rows = rows->rows;
	h->missing = rows->missing;
	h->weight_kind = rows->weight_kind;
	h->culprit = -1;
	h->sum_weights = h->sum_trials = NAN;
	h->log_lik = h->log_lik_null = h->log_lik_kernel = NAN;
	h->log_lik_penalized = h->log_lik_fixed = NAN;
	h->deviance = h->null_deviance = h->gradient = h->condition = NAN;
	h->auc = h->tjur = h->mss = h->r2 = h->sigma = NAN;
	h->df_model = h->df_residual = h->profile_level = h->max_error = NAN;
}

/* The core's number of each of the user's parameters. */
static int *
core_order(const eh_fit_terms *terms)
{
	int *from =
		palloc(sizeof(int) * ((Size) eh_fit_terms_parameters(terms) + 1));
	int dense = terms->intercept ? 1 : 0;
	int level = dense;
	int at = 0;

	for (int i = 0; i < terms->nargs; i++)
		level += terms->nlevels[i] == 0;
	if (terms->intercept)
		from[at++] = 0;
	for (int i = 0; i < terms->nargs; i++)
	{
		if (terms->nlevels[i] == 0)
			from[at++] = dense++;
		for (int l = 1; l < terms->nlevels[i]; l++)
			from[at++] = level++;
	}
	return from;
}

static void
pack(int p, const int *from, const double *square, double *packed)
{
	for (int j = 0; j < p; j++)
		for (int k = 0; k <= j; k++)
			packed[EH_PACKED(j, k)] =
				square[(size_t) from[j] * (size_t) p + (size_t) from[k]];
}

static void
permute(int p, const int *from, const double *core, double *user)
{
	for (int j = 0; j < p; j++)
		user[j] = core[from[j]];
}

static int
users_number(int p, const int *from, int core)
{
	for (int j = 0; j < p; j++)
		if (from[j] == core)
			return j;
	return -1;
}

/* A value of this header, its predictors and names filled in. */
static eh_fit *
new_fit(const eh_fit *header, const eh_fit_argument *argument,
	const StringInfo names, eh_fit_parts *parts)
{
	eh_fit *f = eh_new_fit(header);

	eh_fit_parts_of(f, parts);
	memcpy(parts->argument, argument,
		sizeof(eh_fit_argument) * (Size) header->arguments);
	memcpy(parts->names, names->data, (Size) names->len);
	return f;
}

/* Memory for what a fit gives. */
void
eh_fit_logit_room(int p, eh_logit_result *r)
{
	Size n = (Size) p + 1;

	memset(r, 0, sizeof(*r));
	r->culprit = -1;
	r->beta = palloc(sizeof(double) * n);
	r->relation = palloc0(sizeof(double) * n);
	r->margin = palloc(sizeof(double) * n);
	r->cov = eh_fit_large(sizeof(double) * n * n);
	r->hc0 = eh_fit_large(sizeof(double) * n * n);
	r->margin_gradient = eh_fit_large(sizeof(double) * n * n);
}

void
eh_fit_linear_room(int p, eh_linear_result *r)
{
	Size n = (Size) p + 1;

	memset(r, 0, sizeof(*r));
	r->culprit = -1;
	r->beta = palloc(sizeof(double) * n);
	r->relation = palloc0(sizeof(double) * n);
	r->cov = eh_fit_large(sizeof(double) * n * n);
	r->hc0 = eh_fit_large(sizeof(double) * n * n);
}

/* A level's margin is no slope: sums that do not know of levels have none. */
static void
forget_level_margins(const eh_fit_terms *terms, int p, eh_fit_parts *parts)
{
	for (int i = 0; i < terms->nargs; i++)
		for (int l = 0; l < terms->nlevels[i] - 1; l++)
		{
			size_t k = (size_t) (parts->argument[i].first + l);

			parts->margin[k] = NAN;
			for (int j = 0; j < p; j++)
				parts->margin_gradient[k * (size_t) p + (size_t) j] = NAN;
		}
}

eh_fit *
eh_fit_of_logit(const eh_fit_terms *terms, const eh_fit_rows *rows,
	const eh_logit_result *r)
{
	int p = eh_fit_terms_parameters(terms);
	int *from = core_order(terms);
	eh_fit_argument *argument =
		palloc(sizeof(eh_fit_argument) * ((Size) terms->nargs + 1));
	StringInfoData names;
	eh_fit_parts parts;
	eh_fit h;
	eh_fit *f;

	initStringInfo(&names);
	lay_out(terms, argument, &names);
	header_of(terms, rows, names.len, &h);
	h.model = EH_MODEL_LOGIT;
	h.status = (uint8) r->status;
	h.flags |= EH_FIT_ROBUST;
	if (p <= MOST_FOR_MARGINS)
		h.flags |= EH_FIT_MARGINS;
	h.culprit = users_number(p, from, r->culprit);
	h.iterations = r->iterations;
	h.sum_weights = r->sum_weights;
	h.sum_trials = r->sum_trials;
	h.log_lik = r->log_lik;
	h.log_lik_null = r->log_lik_null;
	h.log_lik_kernel = r->log_lik_kernel;
	h.deviance = r->deviance;
	h.null_deviance = r->null_deviance;
	h.gradient = r->gradient;
	h.condition = r->condition;
	h.auc = r->auc;
	h.tjur = r->tjur;
	f = new_fit(&h, argument, &names, &parts);
	permute(p, from, r->beta, parts.beta);
	permute(p, from, r->relation, parts.relation);
	pack(p, from, r->cov, parts.cov);
	pack(p, from, r->hc0, parts.hc0);
	if (parts.margin != NULL)
	{
		permute(p, from, r->margin, parts.margin);
		for (int j = 0; j < p; j++)
			permute(p, from, r->margin_gradient + (size_t) from[j] * (size_t) p,
				parts.margin_gradient + (size_t) j * (size_t) p);
		forget_level_margins(terms, p, &parts);
	}
	return f;
}

eh_fit *
eh_fit_of_linear(const eh_fit_terms *terms, const eh_fit_rows *rows,
	const eh_linear_result *r)
{
	int p = eh_fit_terms_parameters(terms);
	int *from = core_order(terms);
	eh_fit_argument *argument =
		palloc(sizeof(eh_fit_argument) * ((Size) terms->nargs + 1));
	StringInfoData names;
	eh_fit_parts parts;
	eh_fit h;
	eh_fit *f;

	initStringInfo(&names);
	lay_out(terms, argument, &names);
	header_of(terms, rows, names.len, &h);
	h.model = EH_MODEL_LINEAR;
	h.status = (uint8) r->status;
	h.flags |= EH_FIT_ROBUST;
	h.culprit = users_number(p, from, r->culprit);
	h.sum_weights = h.sum_trials = r->sum_weights;
	h.log_lik = h.log_lik_kernel = r->log_lik;
	h.log_lik_null = r->log_lik_null;
	h.deviance = r->rss;
	h.null_deviance = r->tss;
	h.mss = r->mss;
	h.r2 = r->r2;
	h.sigma = r->sigma;
	h.df_model = r->df_model;
	h.df_residual = r->df_residual;
	h.condition = r->condition;
	f = new_fit(&h, argument, &names, &parts);
	permute(p, from, r->beta, parts.beta);
	permute(p, from, r->relation, parts.relation);
	pack(p, from, r->cov, parts.cov);
	pack(p, from, r->hc0, parts.hc0);
	return f;
}

/* pass: closed */
eh_fit *
eh_fit_of_pass(const eh_logit_pass *pass, const eh_fit_terms *terms)
{
	eh_control control = eh_fit_control();
	double *work = eh_pass_work(pass);
	eh_logit_result r;
	eh_fit_rows rows = {.weight_kind = (eh_weight_kind) pass->weight_kind,
		.grouped = (pass->flags & EH_PASS_GROUPED) != 0,
		.has_offset = (pass->flags & EH_PASS_OFFSET) != 0,
		.rows = pass->rows,
		.missing = pass->missing};

	eh_fit_logit_room(eh_logit_pass_parameters(pass), &r);
	eh_logit_pass_finish(pass, &control, work, &r);
	pfree(work);
	return eh_fit_of_logit(terms, &rows, &r);
}
