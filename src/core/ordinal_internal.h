/*
 * ordinal_internal.h - what the files of the ordinal fit share.
 *
 * The columns are those of the logit (logit_internal.h) with an intercept,
 * whose coefficient is nought: the cut points take its place.  The parameters
 * of the arithmetic are the first cut point, the gaps between one cut point
 * and the next, and then the coefficients of the basis, the intercept's left
 * out; so few people in a level, whose cut points all but meet, do no harm.
 *
 * With a = eta - cut_y and b = cut_(y-1) - eta a row of level y has
 *
 *	log P = -log(1 + e^a) - log(1 + e^b) + log(1 - e^-gap_y)
 *
 * without the first term in the top level, without the second in the lowest,
 * and the third only between: two binary rows and a number of the level.  All
 * three are concave in the parameters.
 */
#ifndef EH_ORDINAL_INTERNAL_H
#define EH_ORDINAL_INTERNAL_H

#include "logit_internal.h"
#include "ordinal.h"

/* What a pass over the rows is for. */
typedef enum eh_ordinal_pass
{
	EH_ORDINAL_NEWTON,  /* the information */
	EH_ORDINAL_BOUNDED, /* a curvature that no step overshoots by */
	EH_ORDINAL_FINAL    /* and the scores by row */
} eh_ordinal_pass;

typedef struct eh_ordinal_fit
{
	eh_logit_fit f;
	eh_design design; /* the caller's with an intercept */
	int levels;
	int cuts;
	int m;         /* parameters: cuts and columns without the intercept */
	double *count; /* levels: weight of each */

	double *coef;  /* m */
	double *good;  /* m: where the last step began */
	double *step;  /* m */
	double *score; /* m */
	double *spare; /* m + 1 */
	double *other; /* 2 m + 1 */
	double *cut;   /* cuts: the points themselves */
	double *unit;  /* m */
	int *place;    /* m: index in the result */

	eh_arrow info; /* over the m parameters */
	eh_arrow work;
	eh_arrow meat;
	double *room;      /* eh_arrow_room() */
	double *by_cut;    /* cuts x 2p: sum v z of the rows beside a cut */
	eh_dd *cut_sum;    /* cuts: d log_lik / d cut, gaps aside */
	double *bound;     /* levels + 1: cuts between two numbers of no meaning */
	double *bound_sum; /* levels + 1: as cut_sum, of the block at hand */
	double *at_bound;  /* levels + 1 columns: v of the rows beside it */
	double *widening;  /* levels: d log P / d gap by the width alone */
	double *slope_sum; /* 2p: sum r z */
	double *meat_side; /* cuts x 2p */
	double *meat_cuts; /* cuts (cuts + 1) / 2, packed */
	double *cluster;   /* nclusters x cuts score sums; NULL */

	/* the block at hand: columns of EH_BLOCK */
	int *level;
	double *above; /* weight where there is a cut above the row, else 0 */
	double *below;
	double *a;
	double *b;
	double *mu_a; /* of a and b */
	double *mu_b;
	double *v_a;
	double *v_b;

	/* where levels are separated: what is left out, and what that leaves */
	int nlimits;
	double *limit; /* EH_LOGIT_LIMITS directions of m + 1 */
	bool *wide;    /* levels: widens for ever */
	bool *dead;    /* m: does not move any more */
	bool *lost;    /* m, by place in the result: no estimate */

	double log_lik;
	double gradient;
	int iterations;
} eh_ordinal_fit;

/* ordinal_rows.c */
extern eh_status eh_ordinal_count(eh_ordinal_fit *o);
extern void eh_ordinal_level_rows(eh_ordinal_fit *o);
extern void eh_ordinal_add_products(
	eh_ordinal_fit *o, const double *v_a, const double *v_b);
extern void eh_ordinal_zero_products(eh_ordinal_fit *o);
extern void eh_ordinal_copy_columns(
	const eh_ordinal_fit *o, const eh_arrow *from, eh_arrow *to);
extern void eh_ordinal_put_side(const eh_ordinal_fit *o, int c,
	const double *side, double factor, eh_arrow *to);
extern void eh_ordinal_assemble(eh_ordinal_fit *o);
extern void eh_ordinal_spread(
	const eh_ordinal_fit *o, const double *coef, double *beta, double *cut);
extern eh_status eh_ordinal_pass_rows(
	eh_ordinal_fit *o, eh_ordinal_pass kind, double *log_lik);

/* ordinal_newton.c */
extern eh_status eh_ordinal_null(eh_ordinal_fit *o, double *log_lik);
extern eh_status eh_ordinal_newton(eh_ordinal_fit *o, eh_fit_status *status);

/* ordinal_separation.c */
extern eh_status eh_ordinal_separated(
	eh_ordinal_fit *o, bool *found, bool *complete, double *direction);
extern eh_status eh_ordinal_farthest(
	eh_ordinal_fit *o, const double *beta, const double *cut, double *most);
extern void eh_ordinal_direction(
	const eh_ordinal_fit *o, const double *direction, eh_ordinal_result *out);

/* ordinal_limit.c */
extern void eh_ordinal_leave_out(eh_ordinal_fit *o);
extern eh_status eh_ordinal_limit(
	eh_ordinal_fit *o, const double *direction, bool *known);

/* ordinal_result.c */
extern void eh_ordinal_extras_begin(eh_ordinal_fit *o);
extern void eh_ordinal_extras_add(eh_ordinal_fit *o);
extern void eh_ordinal_finish(eh_ordinal_fit *o, eh_ordinal_result *out);

#endif
