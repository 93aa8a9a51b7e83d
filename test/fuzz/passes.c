/*
 * passes.c - fuzz target: the decoders of what one pass over rows leaves, by
 * wire: the sums of a Newton step (first byte even) and of least squares.
 *
 * Whatever is taken must be written and read back the same, be merged with
 * itself, and be fit for every reader.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>

#include "state/pass.h"
#include "state/linear_state.h"

#include "fuzz.h"

static const eh_control few_steps = {20, NULL, NULL};

/* What readers ask before they go on from a pass (src/pg/pass_value.c). */
static int
has_sums(const eh_logit_pass *pass)
{
	const eh_logit_totals *t = &pass->totals;

	return t->rows > 0 && t->rows >= eh_logit_pass_parameters(pass) &&
		   ((pass->flags & EH_PASS_INTERCEPT) == 0 ||
			   (t->hits > 0.0 && t->misses > 0.0));
}

static void
finish_pass(const eh_logit_pass *pass, double *work)
{
	size_t p = (size_t) eh_logit_pass_parameters(pass);
	double *number = calloc(3 * p + 3 * p * p + 1, sizeof(double));
	eh_logit_result r = {.beta = number,
		.relation = number + p,
		.margin = number + 2 * p,
		.cov = number + 3 * p,
		.hc0 = number + 3 * p + p * p,
		.margin_gradient = number + 3 * p + 2 * p * p};

	eh_logit_pass_finish(pass, &few_steps, work, &r);
	demand(r.status >= EH_FIT_OK);
	free(number);
}

static void
use_pass(const eh_logit_pass *pass)
{
	size_t bytes = eh_logit_pass_bytes(pass);
	double *work = malloc(eh_logit_pass_work((int) pass->ndense));
	eh_logit_pass *twice = malloc(bytes);
	const char *why;
	eh_logit_walk walk;

	memcpy(twice, pass, bytes);
	if (eh_logit_pass_merge(twice, pass, work) == EH_OK)
		demand(twice->rows >= pass->rows && twice->missing >= pass->missing);
	memcpy(twice, pass, bytes);
	if (has_sums(pass))
	{
		/* forged sums can lead to no pass: readers ask */
		eh_logit_pass_advance(twice, work, &walk);
		if (eh_pass_check(twice, bytes, &why) == EH_OK)
			finish_pass(twice, work);
	}
	finish_pass(pass, work);
	free(twice);
	free(work);
}

static void
read_pass(const uint8_t *wire, size_t bytes)
{
	eh_logit_pass header;
	eh_logit_pass *pass;
	const char *why = NULL;
	uint8_t *again;

	if (eh_pass_wire_header(wire, bytes, &header, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	pass = calloc(1, eh_logit_pass_bytes(&header));
	if (eh_pass_from_wire(wire, bytes, pass, &why) == EH_OK)
	{
		again = malloc(bytes);
		eh_pass_to_wire(pass, again);
		demand(memcmp(again, wire, bytes) == 0);
		free(again);
		use_pass(pass);
	}
	else
		demand(why != NULL);
	free(pass);
}

static void
use_sums(const eh_linear_sums *s)
{
	size_t bytes = eh_linear_sums_bytes(s);
	size_t p = (size_t) eh_linear_sums_parameters(s);
	double *work = malloc(eh_linear_sums_work((int) s->ndense));
	double *number = calloc(2 * p + 2 * p * p + 1, sizeof(double));
	eh_linear_sums *twice = malloc(bytes);
	eh_linear_result r = {.beta = number,
		.relation = number + p,
		.cov = number + 2 * p,
		.hc0 = number + 2 * p + p * p};
	eh_status status;

	memcpy(twice, s, bytes);
	if (eh_linear_sums_merge(twice, s, work) == EH_OK)
		demand(twice->rows >= s->rows && twice->missing >= s->missing);
	status = eh_linear_sums_fit(s, &few_steps, work, &r);
	demand(status == EH_OK || status == EH_ERANGE);
	free(twice);
	free(number);
	free(work);
}

static void
read_sums(const uint8_t *wire, size_t bytes)
{
	eh_linear_sums header;
	eh_linear_sums *s;
	const char *why = NULL;
	uint8_t *again;

	if (eh_linear_sums_wire_header(wire, bytes, &header, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	s = calloc(1, eh_linear_sums_bytes(&header));
	if (eh_linear_sums_from_wire(wire, bytes, s, &why) == EH_OK)
	{
		again = malloc(bytes);
		eh_linear_sums_to_wire(s, again);
		demand(memcmp(again, wire, bytes) == 0);
		free(again);
		use_sums(s);
	}
	else
		demand(why != NULL);
	free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	gsl_set_error_handler_off();
	if (data[0] % 2 == 0)
		read_pass(data + 1, size - 1);
	else
		read_sums(data + 1, size - 1);
	return 0;
}
