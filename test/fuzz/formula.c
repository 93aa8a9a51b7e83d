/*
 * formula.c - fuzz target: formulas.
 *
 * Whatever is read can be written, and what was written is read as the same;
 * whatever is refused has a reason and a place in the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/formula.h"

#include "fuzz.h"

#define ROOM (4 * EH_FORMULA_MOST_BYTES)

static eh_formula f;
static eh_formula again;
static char text[ROOM];
static char back[ROOM];

static void
check_fault(eh_status status, const eh_formula_fault *fault, size_t size)
{
	demand(status == EH_EFORMAT || status == EH_EDOMAIN || status == EH_ERANGE);
	demand(fault->why != NULL);
	demand(fault->at >= 0 && fault->length >= 0);
	demand((size_t) fault->at + (size_t) fault->length <= size);
}

/* An expression, alone in a formula. */
static void
use_expression(int node)
{
	static const char head[] = "another_one ~ I(";
	eh_formula_fault fault;
	eh_status status;
	size_t n = sizeof(head) - 1;

	if (f.node[node].kind == EH_FORMULA_NAME)
		return;
	memcpy(text, head, n);
	n += eh_formula_write(&f, node, text + n, ROOM - n - 2);
	demand(n < ROOM - 2);
	text[n++] = ')';
	status = eh_formula_read(text, n, &again, &fault);
	if (status != EH_OK)
	{
		/* one call more is over it */
		demand(status == EH_ERANGE);
		return;
	}
	demand(again.nvariables == 1 && again.nterms == 1);
	demand(eh_formula_write(&again, again.variable[0].node, back, ROOM) ==
		   n - (sizeof(head) - 1) + 2);
	demand(memcmp(back, text + sizeof(head) - 3, n - sizeof(head) + 3) == 0);
}

static void
use_formula(void)
{
	demand(f.nterms <= EH_FORMULA_MOST_TERMS);
	demand(f.ngroupings <= EH_FORMULA_MOST_GROUPINGS);
	for (int t = 0; t < f.nterms; t++)
	{
		size_t n = eh_formula_write_term(&f, &f.term[t], text, ROOM);

		demand(n > 0 && n < ROOM && strlen(text) == n);
		demand(t == 0 || f.term[t].n >= f.term[t - 1].n);
	}
	for (int v = 0; v < f.nvariables; v++)
		use_expression(f.variable[v].node);
	for (int g = 0; g < f.ngroupings; g++)
	{
		for (int i = 0; i < f.grouping[g].n; i++)
			demand(*eh_formula_text(&f, f.grouping[g].part[i]) != '\0');
	}
	for (int i = 0; i < f.noffsets; i++)
		use_expression(f.offset[i]);
	use_expression(f.response);
	if (f.failures >= 0)
		use_expression(f.failures);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	eh_formula_fault fault;
	char *source = malloc(size + 1); /* of its own: reading past it is seen */
	eh_status status;

	demand(source != NULL);
	memcpy(source, data, size);
	status = eh_formula_read(source, size, &f, &fault);
	if (status == EH_OK)
		use_formula();
	else
		check_fault(status, &fault, size);
	status = eh_formula_read_name(source, size, &f, &fault);
	if (status != EH_OK)
		check_fault(status, &fault, size);
	free(source);
	return 0;
}
