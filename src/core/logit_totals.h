/*
 * logit_totals.h - what is added up over the rows of a logistic model before
 * there is a coefficient.
 */
#ifndef EH_LOGIT_TOTALS_H
#define EH_LOGIT_TOTALS_H

#include "design.h"

/* Sums over all rows that count, those with a size above 0. */
typedef struct eh_logit_totals
{
	int64_t rows;
	double weight;      /* 1 a row where there are none */
	double size;        /* weight times trials */
	double hits;        /* weight times successes */
	double misses;      /* weight times failures */
	double hits_offset; /* hits times offset */
	double saturated;   /* log-likelihood of the saturated model */
	double binomial;    /* logarithms of the binomial coefficients */
	double offset_low;
	double offset_high;
} eh_logit_totals;

extern void eh_logit_totals_clear(eh_logit_totals *t);
extern void eh_logit_totals_add(eh_logit_totals *t, const eh_block *b,
	const double *size, const double *hits, bool first);
extern void eh_logit_totals_add_numbers(eh_logit_totals *t, const eh_block *b,
	const double *size, const double *hits, bool first);
extern void eh_logit_totals_merge(
	eh_logit_totals *into, const eh_logit_totals *from);

extern void eh_logit_sizes(const eh_block *b, double *size_room,
	double *hits_room, const double **size, const double **hits);

#endif
