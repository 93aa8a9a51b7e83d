/*
 * figures.c - U1 to U3 of src/state/figures.c.
 */
#include "unit.h"

#include <stdlib.h>

#include "state/figures.h"

static void *
take(void *owner, size_t bytes)
{
	(void) owner;
	return malloc(bytes);
}

static void
give(void *owner, void *chunk)
{
	(void) owner;
	free(chunk);
}

static const eh_arena arena = {take, give, NULL};

static eh_figures_flat *
flat_of(const eh_figures *f)
{
	eh_figures_flat *flat = calloc(1, eh_figures_size(f));

	eh_figures_to_flat(f, flat);
	return flat;
}

/* One row of each kind that is good, and one that is not. */
static const struct example
{
	uint8_t kind;
	double good[EH_FIGURES_WIDEST];
	double bad[EH_FIGURES_WIDEST];
} examples[] = {
	{EH_FIGURES_RATE, {5, 100, 10, 9}, {5, 100, 10, 4}},
	{EH_FIGURES_RATE, {5, 100, 10, 25}, {5, 100, 10, 26}},
	{EH_FIGURES_RATE, {0.5, 100, 0, 0.5}, {5, 0, 10, 5}},
	{EH_FIGURES_RATIO, {5, 0, 0, 1}, {5, 100, 10, 0}},
	{EH_FIGURES_SLOPE, {1, 100, -3}, {1, 0, 3}},
	{EH_FIGURES_SLOPE_ERROR, {1, 100, 3, 0}, {1, 100, 3, -1}},
	{EH_FIGURES_SLOPE_LIMITS, {1, 100, 3, 2, 2}, {1, 100, 3, 4, 2}},
	{EH_FIGURES_CASES, {0, 1}, {0, 0}},
	{EH_FIGURES_VALUES, {-1}, {NAN}},
	{EH_FIGURES_WEIGHTED, {-1, 0}, {1, -1}},
};

static void
rows(void)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
	{
		const struct example *e = &examples[i];
		eh_figures_flat *flat, *back;
		const char *why;
		uint8_t *wire;
		size_t bytes, n;
		eh_figures f;

		eh_figures_init(&f, (eh_figures_kind) e->kind);
		ok(eh_figures_add(&f, &arena, e->bad) == EH_EDOMAIN && f.rows == 0,
			"U2: example %zu, a bad row", i);
		n = 1000;
		for (size_t k = 0; k < n; k++)
			(void) eh_figures_add(&f, &arena, e->good);
		(void) eh_figures_miss(&f);
		flat = flat_of(&f);
		bytes = eh_figures_size(&f);
		ok(flat->rows == 1000 && flat->missing == 1 &&
				eh_figures_check(flat, bytes, &why) == EH_OK,
			"  a thousand good ones");
		wire = malloc(eh_figures_wire_size(flat));
		eh_figures_to_wire(flat, wire);
		back = calloc(1, bytes);
		ok(eh_figures_from_wire(wire, eh_figures_wire_size(flat), back, &why) ==
					EH_OK &&
				memcmp(back, flat, bytes) == 0,
			"  come back from the wire");
		ok(eh_figures_check(flat, bytes - 8, &why) == EH_EFORMAT,
			"  cut short they are refused");
		memcpy((double *) (back + 1) + eh_figures_width(e->kind) * 7, e->bad,
			eh_figures_width(e->kind) * sizeof(double));
		ok(eh_figures_check(back, bytes, &why) == EH_EFORMAT,
			"  and with a bad one among them");
		ok(eh_figures_merge(&f, &arena, flat) == EH_OK && f.rows == 2000 &&
				f.missing == 2,
			"U1: merged with themselves");
		free(wire);
		free(back);
		free(flat);
		free(f.number);
	}
}

static void
kinds(void)
{
	static const double case_row[] = {1, 2}, value_row[] = {1};
	eh_figures a, b, none;
	eh_figures_flat *flat;
	const char *why;

	eh_figures_init(&a, EH_FIGURES_CASES);
	eh_figures_init(&b, EH_FIGURES_VALUES);
	eh_figures_init(&none, EH_FIGURES_NONE);
	(void) eh_figures_add(&a, &arena, case_row);
	(void) eh_figures_add(&b, &arena, value_row);
	flat = flat_of(&a);
	ok(eh_figures_merge(&b, &arena, flat) == EH_EDOMAIN && b.rows == 1,
		"U3: two kinds do not go together");
	ok(eh_figures_merge(&none, &arena, flat) == EH_OK && none.rows == 1 &&
			none.kind == EH_FIGURES_CASES,
		"U3: nothing takes any kind");
	free(flat);
	free(none.number);
	eh_figures_init(&none, EH_FIGURES_NONE);
	flat = flat_of(&none);
	ok(eh_figures_check(flat, sizeof(*flat), &why) == EH_OK &&
			eh_figures_merge(&a, &arena, flat) == EH_OK && a.rows == 1 &&
			a.kind == EH_FIGURES_CASES,
		"and changes none");
	flat->kind = EH_FIGURES_KINDS;
	ok(eh_figures_check(flat, sizeof(*flat), &why) == EH_EFORMAT,
		"an unknown kind");
	flat->kind = EH_FIGURES_VALUES;
	flat->assumed = 1;
	ok(eh_figures_check(flat, sizeof(*flat), &why) == EH_EFORMAT,
		"only rates assume");
	free(flat);
	free(a.number);
	free(b.number);
}

int
main(void)
{
	rows();
	kinds();
	return done();
}
