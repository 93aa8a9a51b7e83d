/*
 * standardise.c - rate.c and standardise.c, N1 and N2, against R.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "core/standardise.h"

#include "standardise_expected.h"

static void
clustered(void)
{
	for (size_t i = 0; i < sizeof(clustered_cases) / sizeof(*clustered_cases);
		 i++)
	{
		const struct clustered_case *c = &clustered_cases[i];
		const double *want[] = {c->phe, c->byar, c->exact};
		static const char *const name[] = {"phe", "byar", "exact"};

		for (int m = 0; m < 3; m++)
		{
			eh_limits l;

			ok(eh_clustered_count_limits(c->x, c->squares, c->level,
				   (eh_count_method) m, &l) == EH_OK,
				"%s of %g events, squares %g, at %g", name[m], c->x, c->squares,
				c->level);
			near(l.low, want[m][0], 1e-8, 1e-12, "  low");
			near(l.high, want[m][1], 1e-8, 1e-12, "  high");
		}
	}
}

static void
refusals(void)
{
	eh_limits l;

	ok(eh_clustered_count_limits(5, 4, 0.95, EH_COUNT_PHE, &l) == EH_EDOMAIN,
		"fewer squares than events");
	ok(eh_clustered_count_limits(5, 26, 0.95, EH_COUNT_PHE, &l) == EH_EDOMAIN,
		"more than all events of one person");
	ok(eh_count_limits(-1, 0.95, EH_COUNT_BYAR, &l) == EH_EDOMAIN,
		"a negative count");
	ok(eh_count_limits(2e6, 0.95, EH_COUNT_EXACT, &l) == EH_ERANGE,
		"exact limits end at a million");
	ok(eh_count_limits(2e6, 0.95, EH_COUNT_PHE, &l) == EH_OK,
		"which the rule never meets");
}

static void
rate_is(const char *name, const eh_rate_band *band, size_t n,
	const double *want, double events)
{
	eh_standardised s;
	eh_limits l;

	ok(eh_standardised_rate(band, n, &s) == EH_OK, "%s", name);
	near(s.estimate, want[0], 1e-14, 0.0, "  rate");
	near(s.std_error, want[1], 1e-14, 0.0, "  standard error");
	near(s.events, events, 0.0, 0.0, "  events");
	near(s.weight, 100000.0, 0.0, 0.0, "  weight of the standard");
	ok(eh_standardised_rate_limits(&s, 0.95, &l) == EH_OK, "  limits");
	near(l.low, want[2], 1e-12, 0.0, "  low at 95");
	near(l.high, want[3], 1e-12, 0.0, "  high at 95");
	ok(eh_standardised_rate_limits(&s, 0.998, &l) == EH_OK, "  limits");
	near(l.low, want[4], 1e-12, 0.0, "  low at 99.8");
	near(l.high, want[5], 1e-12, 0.0, "  high at 99.8");
}

static void
direct(void)
{
	static const eh_rate_band one_person = {20, 1000, 1, 400};
	eh_rate_band band[19];
	eh_standardised s;
	eh_limits l;
	double events = 0.0;

	rate_is("the vignette's example", vignette, 19, vignette_rate, 88.0);
	for (int i = 0; i < 19; i++)
	{
		events += repeated[i].events;
		band[18 - i] = repeated[i];
	}
	rate_is("repeated events", repeated, 19, repeated_rate, events);
	rate_is("N1: from the last band", band, 19, repeated_rate, events);
	for (int i = 0; i < 19; i++)
		band[i].squares = band[i].events;
	rate_is("the same taken as single", band, 19, single_rate, events);

	ok(eh_standardised_rate(vignette, 5, &s) == EH_OK && s.events == 2.0 &&
			eh_standardised_rate_limits(&s, 0.95, &l) == EH_ERANGE,
		"N2: two events have no limits");
	ok(eh_standardised_rate(&one_person, 1, &s) == EH_OK &&
			eh_standardised_rate_limits(&s, 0.998, &l) == EH_OK && l.low == 0.0,
		"twenty events of one person: the lower limit stops at 0");
	ok(eh_standardised_rate(vignette, 0, &s) == EH_EDOMAIN, "no bands");
	band[3].population = 0.0;
	ok(eh_standardised_rate(band, 19, &s) == EH_EDOMAIN, "nobody in a band");
}

static void
ratio_is(
	const char *name, const eh_ratio_band *band, size_t n, const double *want)
{
	eh_standardised s;
	eh_limits l;

	ok(eh_indirect_ratio(band, n, &s) == EH_OK, "%s", name);
	near(s.estimate, want[0], 1e-14, 0.0, "  ratio");
	near(s.expected, want[1], 1e-14, 0.0, "  expected");
	ok(eh_indirect_ratio_limits(&s, 0.95, EH_COUNT_PHE, &l) == EH_OK, "  95");
	near(l.low, want[2], 1e-8, 0.0, "  low at 95");
	near(l.high, want[3], 1e-8, 0.0, "  high at 95");
	ok(eh_indirect_ratio_limits(&s, 0.998, EH_COUNT_PHE, &l) == EH_OK, "  99");
	near(l.low, want[4], 1e-8, 0.0, "  low at 99.8");
	near(l.high, want[5], 1e-8, 0.0, "  high at 99.8");
}

static void
by_reference(void)
{
	eh_ratio_band few[2] = {of_reference[0], of_reference[1]};
	eh_standardised s;

	few[0].events = 4;
	few[1].events = 3;
	ratio_is("indirect", of_reference, 19, indirect);
	ratio_is("indirect, seven events: exact", few, 2, indirect_few);
	few[0].reference_cases = few[1].reference_cases = 0;
	ok(eh_indirect_ratio(few, 2, &s) == EH_EDOMAIN, "nothing is expected");
}

int
main(void)
{
	gsl_set_error_handler_off();
	clustered();
	refusals();
	direct();
	by_reference();
	return done();
}
