/*
 * returns.h - how long children stay away before they are referred again.
 */
#ifndef EH_RETURNS_H
#define EH_RETURNS_H

#include "event.h"

/* Takes n durations alike, in days; one that ends without a referral is not
 * an event. */
typedef struct eh_return_taker
{
	eh_status (*take)(void *taker, int32_t days, bool event, int64_t n);
	void *taker;
} eh_return_taker;

typedef struct eh_return_counts
{
	int64_t starts;    /* as merged: durations there are */
	int64_t uncounted; /* as merged, outside the days counted */
	int64_t same_day;  /* after another of the child and day */
	int64_t outside;   /* starts where the log is not observed */
} eh_return_counts;

extern size_t eh_returns_work(const eh_rule *rule);
extern eh_status eh_returns(const eh_rule *rule, const eh_event_source *source,
	const eh_control *ctl, const eh_return_taker *taker, void *work,
	eh_return_counts *out);

#endif
