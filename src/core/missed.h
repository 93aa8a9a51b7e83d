/*
 * missed.h - cases closed without early help, and how many came back.
 */
#ifndef EH_MISSED_H
#define EH_MISSED_H

#include "event.h"

/* Closures of one kind that help followed in time, or did not. */
typedef enum eh_missed_cell
{
	EH_NO_ACTION_NO_HELP, /* the missed opportunities, if they came back */
	EH_NO_ACTION_HELPED,
	EH_STEP_DOWN_NO_START, /* referred to help that did not start */
	EH_STEP_DOWN_HELPED,
	EH_MISSED_CELLS
} eh_missed_cell;

typedef struct eh_missed_counts
{
	int64_t closures; /* counted */
	int64_t step_downs;
	int64_t help_unknown; /* not observed until help must have started */
	eh_tally no_help;     /* the others; x: no action and no help */
	eh_tally back[EH_MISSED_CELLS];    /* observed for all of the window;
	                                 * x: re-referred within it */
	int64_t censored[EH_MISSED_CELLS]; /* not observed for all of it */
} eh_missed_counts;

typedef struct eh_missed_result
{
	eh_missed_counts total;
	eh_missed_counts *year; /* years->n; by the closure's day */
	int64_t closures;       /* in the log, where it is observed */
	int64_t uncounted;      /* as merged, outside the days counted */
	int64_t same_day;       /* of those, after another of kind and day */
	int64_t unopened;       /* of those, with no referral on or before */
	int64_t outside;        /* events where the log is not observed */
} eh_missed_result;

extern size_t eh_missed_work(const eh_rule *rule);
extern eh_status eh_missed(const eh_rule *rule, const eh_years *years,
	const eh_event_source *source, const eh_control *ctl, void *work,
	eh_missed_result *out);

#endif
