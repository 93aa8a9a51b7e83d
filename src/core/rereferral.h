/*
 * rereferral.h - how many referrals come after another of the same child.
 */
#ifndef EH_REREFERRAL_H
#define EH_REREFERRAL_H

#include "event.h"

typedef struct eh_rereferral_counts
{
	eh_tally all;     /* referrals counted; x: re-referrals */
	eh_tally back;    /* those observable before; x: re-referrals */
	eh_tally forward; /* those observable after; x: followed by another */
	int64_t first;    /* followed, and no re-referrals themselves */
	int64_t alone;    /* neither */
} eh_rereferral_counts;

typedef struct eh_rereferral_result
{
	eh_rereferral_counts total;
	eh_rereferral_counts *year; /* years->n; by the referral's day */
	int64_t referrals;          /* in the log, where it is observed */
	int64_t uncounted;          /* as merged, outside the days counted */
	int64_t same_day;           /* of those, after another on its day */
	int64_t outside;            /* referrals where the log is not observed */
} eh_rereferral_result;

extern size_t eh_rereferral_work(const eh_rule *rule, const eh_years *years);
extern eh_status eh_rereferral(const eh_rule *rule, const eh_years *years,
	const eh_event_source *source, const eh_control *ctl, void *work,
	eh_rereferral_result *out);

#endif
