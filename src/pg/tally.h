/*
 * tally.h - a share of cases as columns, with limits.
 */
#ifndef EH_TALLY_H
#define EH_TALLY_H

#include "compat.h"

#include "core/event.h"
#include "core/interval.h"

typedef struct eh_share_limits
{
	double rate;
	eh_limits wilson;    /* the cases independent */
	eh_limits clustered; /* by child */
	double std_error;    /* the same */
} eh_share_limits;

extern void eh_tally_limits(
	const eh_tally *t, double level, eh_share_limits *out);
extern double eh_tally_rate(const eh_tally *t);

#endif
