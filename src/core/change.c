/*
 * change.c - what spend on children became, by area and over areas.
 */
#include "change.h"

#include <math.h>

eh_status
eh_change_check(const eh_change *c)
{
	if (!isfinite(c->spend_base) || !isfinite(c->spend_now))
		return EH_EDOMAIN;
	if (!isfinite(c->children_base) || !isfinite(c->children_now))
		return EH_EDOMAIN;
	if (c->children_base <= 0.0 || c->children_now <= 0.0)
		return EH_EDOMAIN;
	return EH_OK;
}

double
eh_change_gap(const eh_change *c)
{
	return (c->spend_base / c->children_base - c->spend_now / c->children_now) *
		   c->children_now;
}

static void
add(double pair[2], double x)
{
	double sum = pair[0] + x;

	pair[1] +=
		fabs(pair[0]) >= fabs(x) ? (pair[0] - sum) + x : (x - sum) + pair[0];
	pair[0] = sum;
}

void
eh_gaps_add(double gaps[EH_GAPS_PLACES], const eh_change *c)
{
	double gap = eh_change_gap(c);

	gaps[EH_GAPS_AREAS] += 1.0;
	add(gaps + EH_GAPS_SPEND_BASE, c->spend_base);
	add(gaps + EH_GAPS_CHILDREN_BASE, c->children_base);
	add(gaps + EH_GAPS_SPEND_NOW, c->spend_now);
	add(gaps + EH_GAPS_CHILDREN_NOW, c->children_now);
	add(gaps + EH_GAPS_OWN, gap);
	if (gap > 0.0)
	{
		gaps[EH_GAPS_SHORT] += 1.0;
		add(gaps + EH_GAPS_SHORTFALLS, gap);
	}
}

void
eh_gaps_merge(double gaps[EH_GAPS_PLACES], const double other[EH_GAPS_PLACES])
{
	for (int i = 0; i < EH_GAPS_SPEND_BASE; i++)
		gaps[i] += other[i];
	for (int i = EH_GAPS_SPEND_BASE; i < EH_GAPS_PLACES; i += 2)
	{
		add(gaps + i, other[i]);
		add(gaps + i, other[i + 1]);
	}
}

double
eh_gaps_sum(const double gaps[EH_GAPS_PLACES], int place)
{
	return gaps[place] + gaps[place + 1];
}

eh_change
eh_gaps_totals(const double gaps[EH_GAPS_PLACES])
{
	return (eh_change){eh_gaps_sum(gaps, EH_GAPS_SPEND_BASE),
		eh_gaps_sum(gaps, EH_GAPS_CHILDREN_BASE),
		eh_gaps_sum(gaps, EH_GAPS_SPEND_NOW),
		eh_gaps_sum(gaps, EH_GAPS_CHILDREN_NOW)};
}
