/*
 * firth.c - Firth's penalised-likelihood logistic regression.
 *
 * F1  beta maximises log_lik + log det I(beta) / 2, I the Fisher information
 *     of the user's columns.  It is finite whatever the outcomes are, if only
 *     no column is a combination of others.
 * F2  A row of weight w stands for w people; a row of t trials is t people
 *     with the same predictors.  Sampling weights have no likelihood:
 *     EH_EDOMAIN.
 * F3  Standard errors are of the Fisher information at beta, without the
 *     penalty, as in logistf and brglm2.
 *
 * Firth (1993), Biometrika 80, 27-38; Heinze and Schemper (2002), Statistics
 * in Medicine 21, 2409-2419.  Checked against R, brglm2 0.9, in
 * test/unit/firth.c.
 */
#include "firth.h"

#include <math.h>

#include <gsl/gsl_blas.h>

#include "climb.h"

/* of the squared distance to the top in standard errors */
#define TOLERANCE 1e-20

/* Bytes of work that eh_firth() needs. */
size_t
eh_firth_work(const eh_design *d)
{
	return eh_climb_work(d);
}

static void
nothing(int p, eh_firth_result *out)
{
	out->culprit = -1;
	for (int j = 0; j < p; j++)
	{
		out->relation[j] = NAN;
		out->beta[j] = NAN;
	}
	for (int j = 0; j < p * p; j++)
		out->cov[j] = NAN;
	out->sum_weights = out->sum_trials = NAN;
	out->log_lik = out->log_lik_penalized = out->gradient = NAN;
	out->iterations = 0;
}

/* F3: cov = map I^-1 map' */
static void
covariance(eh_climb *c, double *cov)
{
	int p = c->p;
	gsl_matrix_const_view l = gsl_matrix_const_view_array(c->factor, p, p);
	gsl_matrix_view half = gsl_matrix_view_array(c->metric, p, p);
	gsl_matrix_const_view map = gsl_matrix_const_view_array(c->map, p, p);
	gsl_matrix_view out = gsl_matrix_view_array(cov, p, p);

	gsl_matrix_memcpy(&half.matrix, &map.matrix);
	gsl_blas_dtrsm(CblasRight, CblasLower, CblasTrans, CblasNonUnit, 1.0,
		&l.matrix, &half.matrix);
	gsl_blas_dsyrk(
		CblasLower, CblasNoTrans, 1.0, &half.matrix, 0.0, &out.matrix);
	for (int j = 0; j < p; j++)
		for (int k = j + 1; k < p; k++)
			cov[(size_t) j * p + k] = cov[(size_t) k * p + j];
}

/* sqrt(score' I^-1 score) */
static double
gradient(eh_climb *c)
{
	gsl_matrix_const_view l =
		gsl_matrix_const_view_array(c->factor, c->p, c->p);
	gsl_vector_view score = gsl_vector_view_array(c->score, c->p);

	gsl_blas_dtrsv(
		CblasLower, CblasNoTrans, CblasNonUnit, &l.matrix, &score.vector);
	return gsl_blas_dnrm2(&score.vector);
}

/*
 * eh_firth - fit by the penalised likelihood.
 *
 *	work	eh_firth_work(d) bytes, contents lost
 *	out		see firth.h; not converged within ctl->max_iterations or
 *			aliased, its numbers are NaN
 *
 * EH_EDOMAIN: F2, or a value that is not finite, a negative weight, more
 * successes than trials.  EH_ECANCEL.  O(n p^2) a step, in two passes.
 */
eh_status
eh_firth(const eh_design *d, const eh_rows *rows, const eh_control *ctl,
	double *work, eh_firth_result *out)
{
	eh_climb c;
	eh_status status;

	nothing(eh_design_parameters(d), out);
	status = eh_climb_open(&c, d, rows, ctl, true, work, &out->status,
		&out->culprit, out->relation);
	if (status != EH_OK)
		return status;
	out->sum_weights = c.sum_weights;
	out->sum_trials = c.sum_trials;
	if (out->status != EH_FIT_OK)
		return EH_OK;

	status = eh_climb_settle(&c);
	if (status == EH_OK)
		status = eh_climb_up(&c, -1, TOLERANCE);
	out->iterations = c.steps;
	if (status == EH_ENOCONV)
		out->status = EH_FIT_NOT_CONVERGED;
	if (status != EH_OK)
		return status == EH_ENOCONV ? EH_OK : status;

	out->log_lik = c.log_lik + c.binomials;
	out->log_lik_penalized = c.objective + c.binomials;
	for (int j = 0; j < c.p; j++)
		out->beta[j] = eh_climb_beta(&c, j);
	covariance(&c, out->cov);
	out->gradient = gradient(&c);
	return EH_OK;
}
