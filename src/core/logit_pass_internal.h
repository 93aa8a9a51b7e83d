/*
 * logit_pass_internal.h - what the files of a pass share.
 */
#ifndef EH_LOGIT_PASS_INTERNAL_H
#define EH_LOGIT_PASS_INTERNAL_H

#include "logit_internal.h"
#include "logit_pass.h"

/* Room of any of the functions: a logistic fit that has no rows of its own. */
typedef struct eh_logit_pass_room
{
	eh_design design;
	eh_block block; /* the one block a fit may be given; n is 0: none */
	bool given;
	eh_rows rows;
	double *zero;   /* p */
	double *column; /* 5 columns */
	double *copy;   /* a closed pass */
	double *fit;
	eh_logit_fit f;
} eh_logit_pass_room;

extern void eh_logit_pass_open_fit(const eh_logit_pass *pass, double *work,
	const eh_control *ctl, eh_logit_pass_room *room);

/* Centre and scale of one column from its range and mean; few digits, so that
 * whole numbers and days differ from it without rounding. */
static inline void
eh_logit_pass_frame_column(const eh_logit_pass *pass,
	const eh_logit_pass_parts *s, int j, double centre, double spread)
{
	double grain;

	s->scale[j] = eh_power_scale(spread);
	grain = ldexp(1.0 / s->scale[j], -8);
	if (spread > 0.0)
		centre = rint(centre / grain) * grain;
	s->centre[j] = (pass->flags & EH_PASS_INTERCEPT) != 0 ? centre : 0.0;
}

/* logit_pass_merge.c */
extern void eh_logit_pass_reframe(const eh_logit_pass_parts *from,
	const eh_logit_pass_parts *to, const eh_logit_pass *like);

#endif
