/*
 * logit_pass.h - one Newton pass of a logistic fit as sums of fixed size.
 *
 * A pass has a frame (centre, scale and basis of its columns), coefficients
 * in that frame, and the sums over its rows that Newton's method asks for
 * there.  Passes over parts of the rows add up to that over all of them.
 *
 * The life of a fit:
 *
 *	eh_logit_pass_begin()	a first pass, without coefficients: a survey
 *	eh_logit_pass_add()		a block of rows, again and again;
 *	eh_logit_pass_merge()	or another part's pass
 *	eh_logit_pass_advance()	the next pass, empty: until it says converged
 *	eh_logit_pass_finish()	the fit, from the last pass that has its rows
 *
 * A pass is one piece of memory without pointers.  Dense predictors only.
 */
#ifndef EH_LOGIT_PASS_H
#define EH_LOGIT_PASS_H

#include <stddef.h>

#include "dd.h"
#include "logit.h"
#include "logit_totals.h"

#define EH_PASS_FORMAT 1

/* Predictors that a pass can have. */
#define EH_PASS_MOST 255

#define EH_PASS_INTERCEPT 0x01
#define EH_PASS_GROUPED 0x02
#define EH_PASS_OFFSET 0x04
#define EH_PASS_FRAMED 0x08 /* centre and scale are set */
#define EH_PASS_SURVEY 0x10 /* no coefficients: sums of squares and products */
#define EH_PASS_OPEN 0x20   /* room for a block of rows behind the sums */
#define EH_PASS_NEXT 0x40   /* made by advance: frame and coefficients given */
#define EH_PASS_GOOD 0x80   /* good_log_lik and good stand */

typedef struct eh_logit_pass
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t flags;
	uint8_t weight_kind; /* eh_weight_kind */
	uint8_t zero;

	int64_t ndense;
	int64_t held; /* rows in the room, not yet in the sums */
	int64_t rows; /* in the sums, those of no weight too */
	int64_t missing;
	int64_t passes;   /* this is the how manieth */
	int64_t halvings; /* of the step that led here */
	int64_t turns;    /* of the frame, so far */
	int64_t stalls;   /* last steps that did not shrink as Newton's do */
	int64_t measured; /* 1: low to square stand from an earlier pass, in the
	                   * same frame, and rows do not add to them */

	eh_logit_totals totals;
	eh_dd log_lik; /* kernel, at the coefficients */
	double size_offset;
	double slope; /* sum size mu (1 - mu) */
	double mu_hits;
	double mu_misses;
	double null_at; /* intercept of the model without predictors */
	double null_low;
	double null_high;
	eh_dd null_mu; /* sum size mu there */
	eh_dd null_log;
	double null_slope;
	double good_log_lik; /* of the best coefficients so far */
	double before;       /* decrement there; 0: none was */

	double body[];
} eh_logit_pass;

/* The numbers of a pass, in the order they lie; p parameters. */
typedef struct eh_logit_pass_parts
{
	double *centre; /* ndense */
	double *scale;  /* ndense */
	double *low;    /* ndense: smallest and largest x */
	double *high;
	double *beta;    /* p: the user's */
	double *gamma;   /* p: the frame's */
	double *good;    /* p: the best so far, the frame's */
	double *basis;   /* packed: row k is column k in terms of scaled x */
	double *dead;    /* p: 1 where a column is aliased */
	double *length;  /* p: of the scaled column; 0: not known yet */
	double *span;    /* p: largest |z| */
	double *plain;   /* p: sum size z */
	double *square;  /* p: sum size z^2 */
	double *hit_sum; /* 2 p: sum hits z, and lower digits */
	double *mu_sum;  /* 2 p: sum size mu z; of a survey mu is 1/2 */
	double *curve;   /* 2 p: sum size v (1 - 2 mu) z */
	double *info;    /* packed: sum size v z z'; of a survey v is 1/4 */
	double *meat;    /* packed: squared scores */

	/* EH_PASS_OPEN: columns of EH_BLOCK; those that rows have not are NULL */
	double *success;
	double *trials;
	double *weight;
	double *offset;
	double *x; /* ndense columns */
} eh_logit_pass_parts;

/* Where a fit stands, as a pass with all its rows says. */
typedef struct eh_logit_walk
{
	double log_lik;
	double decrement; /* length of the step, in standard errors; NaN: none */
	bool converged;
	bool halved; /* the likelihood fell: half the step */
	bool turned; /* the frame changed, the coefficients did not */
	bool lost;   /* Newton's method leads nowhere: separated, as a rule */
} eh_logit_walk;

extern size_t eh_logit_pass_bytes(const eh_logit_pass *header);
extern void eh_logit_pass_parts_of(
	const eh_logit_pass *pass, eh_logit_pass_parts *parts);
extern int eh_logit_pass_parameters(const eh_logit_pass *pass);
extern size_t eh_logit_pass_work(int ndense);

extern void eh_logit_pass_begin(
	eh_logit_pass *pass, const eh_design *d, const double *beta, bool open);
extern void eh_logit_pass_close(
	const eh_logit_pass *pass, eh_logit_pass *out, double *work);
extern void eh_logit_pass_add(
	eh_logit_pass *pass, const eh_block *block, double *work);
extern void eh_logit_pass_flush(eh_logit_pass *pass, double *work);
extern eh_status eh_logit_pass_merge(
	eh_logit_pass *into, const eh_logit_pass *from, double *work);

extern void eh_logit_pass_advance(
	eh_logit_pass *pass, double *work, eh_logit_walk *walk);
extern void eh_logit_pass_finish(const eh_logit_pass *pass,
	const eh_control *ctl, double *work, eh_logit_result *out);

#endif
