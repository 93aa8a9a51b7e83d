/*
 * inequality.c - Q1 to Q3 of src/core/inequality.c, against R.
 */
#include "unit.h"

#include <stdlib.h>

#include "core/inequality.h"

#include "inequality_expected.h"

static const eh_control none;
static void *work;

static void
against_r(void)
{
	eh_weighted w = {&weighted[0][0], 30, 2};
	double got;

	for (size_t i = 0; i < sizeof(plain_cases) / sizeof(*plain_cases); i++)
	{
		const struct plain_case *c = &plain_cases[i];
		eh_weighted v = {c->value, (size_t) c->n, 1};

		/* about 1e9 R's own formulas keep what 1e-15 of 1 leaves */
		ok(eh_gini(&v, &none, work, &got) == EH_OK, "case %zu, Gini", i);
		near(got, c->gini, 1e-12, 1e-15, "  value");
		ok(eh_theil(&v, &none, &got) == EH_OK, "  Theil");
		near(got, c->theil, 1e-12, 1e-15, "  value");
		ok(eh_coefficient_of_variation(&v, &none, &got) == EH_OK, "  CV");
		near(got, c->cv, 1e-12, 1e-15, "  value");
	}
	ok(eh_gini(&w, &none, work, &got) == EH_OK, "weighted Gini");
	near(got, weighted_gini, 1e-12, 0.0, "  as rows repeated");
	ok(eh_theil(&w, &none, &got) == EH_OK, "weighted Theil");
	near(got, weighted_theil, 1e-12, 0.0, "  as rows repeated");
	ok(eh_coefficient_of_variation(&w, &none, &got) == EH_OK, "weighted CV");
	near(got, weighted_cv, 1e-12, 0.0, "  as rows repeated");
}

/* Theil's T of 1e9 with unit spread is half the squared CV: 2e-18, say. */
static void
nearly_equal(void)
{
	static const double x[] = {1e9 - 1, 1e9 + 1};
	eh_weighted v = {x, 2, 1};
	double got;

	ok(eh_theil(&v, &none, &got) == EH_OK, "nearly equal");
	near(got, 5e-19, 1e-6, 0.0, "  T = (1/2) 1e-18 to first order");
	ok(eh_gini(&v, &none, work, &got) == EH_OK, "  and Gini");
	near(got, 5e-10, 1e-12, 0.0, "  (1/2) 1e-9");
}

static void
refusals(void)
{
	static const double negative[] = {-1, 5}, zero[] = {0, 0}, one[] = {3};
	static const double weightless[] = {1, 0, 2, 0};
	eh_weighted v = {negative, 2, 1};
	double got;

	ok(eh_gini(&v, &none, work, &got) == EH_EDOMAIN, "Q2: a negative value");
	ok(eh_theil(&v, &none, &got) == EH_EDOMAIN, "  for Theil too");
	ok(eh_coefficient_of_variation(&v, &none, &got) == EH_OK, "  but not CV");
	v.row = zero;
	ok(eh_gini(&v, &none, work, &got) == EH_EDOMAIN, "a mean of 0");
	ok(eh_coefficient_of_variation(&v, &none, &got) == EH_EDOMAIN, "  and CV");
	v = (eh_weighted){one, 1, 1};
	ok(eh_coefficient_of_variation(&v, &none, &got) == EH_EDOMAIN, "one area");
	ok(eh_gini(&v, &none, work, &got) == EH_OK && got == 0.0,
		"  equal to itself");
	v = (eh_weighted){weightless, 2, 2};
	ok(eh_theil(&v, &none, &got) == EH_EDOMAIN, "no weight");
}

int
main(void)
{
	work = malloc(eh_gini_work(149));
	against_r();
	nearly_equal();
	refusals();
	free(work);
	return done();
}
