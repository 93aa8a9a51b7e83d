/*
 * linear_internal.h - what the files of least squares share.
 *
 * The columns are those of the logit (logit_internal.h): centred, scaled,
 * turned where they nearly depend on each other.  Its response, "hits", is
 * here the user's less offset and centre, times a power of two.
 */
#ifndef EH_LINEAR_INTERNAL_H
#define EH_LINEAR_INTERNAL_H

#include "linear.h"
#include "logit_internal.h"

/* The response as the fit reads it, and the rows as they come. */
typedef struct eh_linear_response
{
	const eh_rows *rows;
	double centre;
	double scale;
	bool constant; /* the same in every row; without an intercept, 0 */
	double *high;  /* EH_BLOCK: (response - offset - centre) * scale */
	double *low;   /* and the digits that do not fit */
} eh_linear_response;

/* Sums over the rows, on the scale of the response as read. */
typedef struct eh_linear_sums
{
	eh_dd residual; /* squares */
	eh_dd square;   /* of the response, with the offset off */
	eh_dd sum;
} eh_linear_sums;

typedef struct eh_linear_fit
{
	eh_logit_fit f;
	eh_design design; /* the caller's; the offset is in the response */
	eh_rows source;
	eh_linear_response response;
	eh_linear_sums sums;
	double *coef;      /* p: of the basis; and their lower digits */
	double *by_column; /* p: of the scaled columns; likewise */
	double *score;     /* p: sum weight residual z; likewise */
	double *raw_score; /* p: of the scaled columns; likewise */
	double *rest;      /* EH_BLOCK: residuals; and their lower digits */
	double *weighed;   /* EH_BLOCK: weight times residual; likewise */
	int passes;
} eh_linear_fit;

/* number k of n kept as n high parts and n low ones */
static inline eh_dd
eh_pair(const double *x, size_t n, size_t k)
{
	return (eh_dd){x[k], x[n + k]};
}

static inline void
eh_set_pair(double *x, size_t n, size_t k, eh_dd value)
{
	x[k] = value.hi;
	x[n + k] = value.lo;
}

/* linear_response.c */
extern eh_status eh_linear_response_open(eh_linear_fit *l);
extern void eh_linear_response_rewind(void *source);
extern bool eh_linear_response_next(void *source, eh_block *block);

/* linear_solve.c */
extern eh_status eh_linear_solve(eh_linear_fit *l);

/* linear_exact.c */
extern void eh_linear_exact_begin(eh_linear_fit *l);
extern void eh_linear_exact_block(eh_linear_fit *l);
extern void eh_linear_exact_end(eh_linear_fit *l);
extern void eh_linear_columns(eh_linear_fit *l);

/* linear_result.c */
extern void eh_linear_finish(
	eh_linear_fit *l, bool *unknown, eh_linear_result *out);

#endif
