/*
 * change.h - what spend on children became, from a base year to now: growth,
 * change, and the gap to the base year's spend per child.
 *
 * G1  Amounts are in the pounds of one year already, or meant as cash.
 * G2  The gap is (base per child - now per child) x children now: what it
 *     would take, a year, to spend on each child of now what was spent on one
 *     in the base year.  Above nought where less is spent now.
 * G3  Over authorities there are three answers: the gap of their totals, the
 *     sum of their own gaps, and the sum of those above nought.  They differ,
 *     because children moved between authorities that spend differently and
 *     because what one gained does not fill what another lost.
 * G4  The same answers in any order of rows, to rounding; merging parts is
 *     adding the whole.
 */
#ifndef EH_CHANGE_H
#define EH_CHANGE_H

#include "status.h"

/* One authority, or any area: spend may be below nought (net lines are),
 * children may not be nought or below. */
typedef struct eh_change
{
	double spend_base;
	double children_base;
	double spend_now;
	double children_now;
} eh_change;

/* EH_EDOMAIN: an amount is not finite, or children are not above nought. */
extern eh_status eh_change_check(const eh_change *c);

/* G2; the change checked. */
extern double eh_change_gap(const eh_change *c);

/*
 * Sums over areas, as doubles alone so that the state can be an array: each
 * sum is a pair, the sum and what rounding took from it (Neumaier 1974).
 */
typedef enum eh_gaps_place
{
	EH_GAPS_AREAS,
	EH_GAPS_MISSING,
	EH_GAPS_SHORT, /* areas whose own gap is above nought */
	EH_GAPS_SPEND_BASE,
	EH_GAPS_CHILDREN_BASE = EH_GAPS_SPEND_BASE + 2,
	EH_GAPS_SPEND_NOW = EH_GAPS_CHILDREN_BASE + 2,
	EH_GAPS_CHILDREN_NOW = EH_GAPS_SPEND_NOW + 2,
	EH_GAPS_OWN = EH_GAPS_CHILDREN_NOW + 2,
	EH_GAPS_SHORTFALLS = EH_GAPS_OWN + 2,
	EH_GAPS_PLACES = EH_GAPS_SHORTFALLS + 2
} eh_gaps_place;

extern void eh_gaps_add(double gaps[EH_GAPS_PLACES], const eh_change *c);
extern void eh_gaps_merge(
	double gaps[EH_GAPS_PLACES], const double other[EH_GAPS_PLACES]);

/* The sum at a place. */
extern double eh_gaps_sum(const double gaps[EH_GAPS_PLACES], int place);

/* The totals as one area. */
extern eh_change eh_gaps_totals(const double gaps[EH_GAPS_PLACES]);

#endif
