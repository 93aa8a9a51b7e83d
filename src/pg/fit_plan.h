/*
 * fit_plan.h - the model of held rows: its design, its terms in the order the
 * user wrote them, and the way there from the core's order.
 */
#ifndef EH_PG_FIT_PLAN_H
#define EH_PG_FIT_PLAN_H

#include "compat.h"

#include "lib/stringinfo.h"

#include "core/design.h"
#include "fit_state.h"
#include "state/fit.h"

/* Not to be copied: the reader points into it. */
typedef struct eh_fit_plan
{
	const eh_fit_state *state;
	eh_design design;
	int p;                  /* parameters of the design */
	int trailing;           /* cut points or standard deviations, after them */
	bool other_reference;   /* one that was asked for does not occur */
	int32_t **sorted;       /* of each factor: level numbers in sorted order */
	int32_t **sorted_group; /* the same of each grouping */
	int32_t *sorted_grade;  /* and of an ordinal response: those anybody has */
	int32_t ngrades;
	int *from; /* core's number of the user's parameter */
	eh_fit_argument *argument;
	StringInfoData names;
	eh_held_rows held;
	eh_row_reader reader;
	eh_rows rows; /* what the core reads */
} eh_fit_plan;

extern void *eh_fit_large(Size bytes);
extern void eh_fit_expect(eh_status status, const char *model);
extern void eh_fit_plan_make(const eh_fit_state *state, eh_fit_plan *plan);
extern void eh_fit_plan_header(const eh_fit_plan *plan, int culprit, eh_fit *h);
extern void eh_fit_plan_names(const eh_fit_plan *plan, eh_fit_parts *parts);
extern void eh_fit_plan_permute(
	const eh_fit_plan *plan, const double *core, double *user);
extern void eh_fit_plan_pack(
	const eh_fit_plan *plan, const double *square, double *packed);

#endif
