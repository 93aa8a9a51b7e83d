/*
 * taylor.h - the log-likelihood of a logistic model, kept as its derivatives
 * at a point in place of the rows it is of.
 *
 * About a centre that lies within some standard errors of the estimate, a
 * polynomial of degree 4 (or 3) stands for the rows so well that what it
 * lacks is less than the estimate's own rounding into print; it is a few
 * kilobytes whatever the number of rows, polynomials of parts add up to that
 * of the whole, and each says how far from the truth its maximum can be.
 *
 * The life of a state:
 *
 *	eh_taylor_open()	from the first rows, fitted by eh_logit()
 *	eh_taylor_add()		a block of further rows; or eh_taylor_merge() another
 *						state
 *	eh_taylor_solve(), eh_taylor_move()
 *						now and then, at best whenever the rows have doubled:
 *						nothing is lost by moving, and rows to come are summed
 *						nearer to the estimate
 *	eh_taylor_finish()	the estimate, and the most it can be off
 *
 * A state is one piece of memory without pointers, to be copied and stored as
 * bytes.  Dense predictors only: a factor's levels make the polynomial long.
 */
#ifndef EH_TAYLOR_H
#define EH_TAYLOR_H

#include <stddef.h>

#include "logit.h"
#include "logit_totals.h"

/* Numbers a row that a state can have; up to the first the order is 4. */
#define EH_TAYLOR_FOURTH 10
#define EH_TAYLOR_MOST 20

/* Centres whose rows are accounted for one by one (taylor_bound.c). */
#define EH_TAYLOR_PIECES 24

/*
 * The header; body is laid out as taylor_internal.h says.  Columns are
 * numbered as parameters are with an intercept; without one the first is
 * still there, its coefficient 0.
 */
typedef struct eh_taylor
{
	int32_t ndense;
	int32_t weight_kind; /* eh_weight_kind */
	uint8_t intercept;
	uint8_t grouped;
	uint8_t has_offset;
	uint8_t zero[5];
	int64_t pieces;
	eh_logit_totals totals;
	double null_centre; /* intercept of the model without predictors */
	double null_far;    /* (sum size |null_centre - that of the row|^5)^(1/5) */
	double widest;      /* largest kappa of a row (taylor_bound.c) */
	double body[];
} eh_taylor;

extern int eh_taylor_order(int ndense);
extern size_t eh_taylor_bytes(int ndense);
extern size_t eh_taylor_work(int ndense);

extern eh_status eh_taylor_begin(eh_taylor *t, const eh_design *d,
	const double *shift, const double *scale, const double *centre,
	const double *info, double null_centre);
extern eh_status eh_taylor_open(eh_taylor *t, const eh_design *d,
	const eh_rows *rows, const eh_control *ctl, const double *beta,
	double *work);
extern bool eh_taylor_valid(const eh_taylor *t, size_t bytes);

extern double eh_taylor_information(const eh_taylor *t);
extern void eh_taylor_add(eh_taylor *t, const eh_block *block, double *work);
extern eh_status eh_taylor_merge(
	eh_taylor *into, const eh_taylor *from, double *work);

extern eh_status eh_taylor_solve(const eh_taylor *t, const eh_control *ctl,
	double *work, double *step, double *decrement);
extern void eh_taylor_move(eh_taylor *t, const double *step, double *work);
extern eh_status eh_taylor_finish(const eh_taylor *t, const eh_control *ctl,
	double *work, eh_logit_result *out, double *max_error);

#endif
