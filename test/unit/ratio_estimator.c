/*
 * ratio_estimator.c - the error of a ratio of totals, against R's survey.
 */
#include "unit.h"

#include "state/ratio.h"

#include "ratio_estimator_expected.h"

static void
against_survey(const struct estimator_case *c)
{
	eh_ratio r = {0};
	eh_ratio_sums s;
	double value, std_error;

	eh_ratio_state_init(&r);
	for (int i = 0; i < c->n; i++)
		eh_ratio_state_add_double(&r, EH_RATIO_AMOUNTS, c->x[i], c->p[i]);
	eh_ratio_state_sums_of(&r, &s);
	ok(eh_ratio_state_value(&r, &value) == EH_OK, "%d units have a ratio",
		c->n);
	near(value, c->ratio, 1e-14, 0.0, "ratio");
	ok(eh_ratio_std_error(&s, c->population, &std_error) == EH_OK,
		"and a standard error");
	near(std_error, c->std_error, 1e-9, 0.0, "standard error");
}

int
main(void)
{
	eh_ratio_sums s = {.n = 1, .p = {5, 0}};
	double std_error;

	for (size_t i = 0; i < sizeof(estimator_cases) / sizeof(*estimator_cases);
		 i++)
		against_survey(&estimator_cases[i]);

	ok(eh_ratio_std_error(&s, INFINITY, &std_error) == EH_EDOMAIN, "one unit");
	s.n = 3;
	ok(eh_ratio_std_error(&s, 2, &std_error) == EH_EDOMAIN,
		"a population smaller than the sample");
	s.p = (eh_dd){0, 0};
	ok(eh_ratio_std_error(&s, 9, &std_error) == EH_EDOMAIN, "nothing below");
	return done();
}
