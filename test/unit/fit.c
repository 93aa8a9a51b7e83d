/*
 * fit.c - F1 to F3 of src/state/fit.c.
 */
#include "unit.h"

#include <stdlib.h>

#include "state/fit.h"

static const char names[] = "(Intercept)\0age\0region=North\0region=South\0"
							"age\0region\0"
							"East\0North\0South\0\0\0\0\0";

/* A made-up fit of a number and a factor of three levels. */
static eh_fit *
made(void)
{
	eh_fit header = {.format = EH_FIT_FORMAT,
		.model = EH_MODEL_LOGIT,
		.status = EH_FIT_OK,
		.flags = EH_FIT_INTERCEPT | EH_FIT_ROBUST | EH_FIT_MARGINS,
		.parameters = 4,
		.arguments = 2,
		.name_bytes = sizeof(names) / 8 * 8,
		.rows = 400,
		.culprit = -1,
		.log_lik = -273.5,
		.auc = NAN};
	size_t bytes = eh_fit_size(&header);
	eh_fit *f = calloc(1, bytes);
	eh_fit_parts parts;

	*f = header;
	eh_fit_parts_of(f, &parts);
	for (double *d = f->body; d < (double *) parts.argument; d++)
		*d = (double) (d - f->body) / 7;
	parts.argument[0] = (eh_fit_argument){0, 0, 1};
	parts.argument[1] = (eh_fit_argument){3, 0, 2};
	memcpy(parts.names, names, (size_t) header.name_bytes);
	return f;
}

int
main(void)
{
	eh_fit *f = made();
	size_t bytes = eh_fit_size(f);
	size_t wire_bytes = eh_fit_wire_size(f);
	uint8_t *wire = malloc(wire_bytes);
	eh_fit *back = calloc(1, bytes);
	eh_fit_parts parts;
	const char *why = "";
	int refused = 0;

	if (!ok(eh_fit_check(f, bytes, &why) == EH_OK, "a fit is a fit"))
		printf("# %s\n", why);
	ok(strcmp(eh_fit_term(f, 0), "(Intercept)") == 0 &&
			strcmp(eh_fit_term(f, 3), "region=South") == 0 &&
			strcmp(eh_fit_argument_name(f, 1), "region") == 0 &&
			strcmp(eh_fit_level(f, 1, 0), "East") == 0 &&
			strcmp(eh_fit_level(f, 1, 2), "South") == 0,
		"its names are found");
	ok(strcmp(eh_fit_status_word(f), "ok") == 0, "and its status");
	eh_fit_to_wire(f, wire);
	ok(eh_fit_from_wire(wire, wire_bytes, back, &why) == EH_OK &&
			memcmp(f, back, bytes) == 0,
		"F2: wire, there and back");
	ok(eh_fit_check(f, bytes - 8, &why) == EH_EFORMAT, "F1: too short");
	ok(eh_fit_wire_header(wire, 20, back, &why) == EH_EFORMAT,
		"F1: not even a header");

	/* F1, F3: every byte of the wire damaged in turn; none may do harm */
	for (size_t i = 0; i < wire_bytes; i++)
	{
		eh_fit header = {0};
		uint8_t was = wire[i];

		wire[i] ^= 0x81;
		if (eh_fit_wire_header(wire, wire_bytes, &header, &why) != EH_OK)
			refused++;
		else if (eh_fit_from_wire(wire, wire_bytes, back, &why) != EH_OK)
			refused++;
		else
			(void) eh_fit_level(back, 1, 2);
		wire[i] = was;
	}
	ok(refused > 80, "%d of %zu damaged bytes are refused", refused,
		wire_bytes);

	eh_fit_parts_of(f, &parts);
	parts.argument[1].reference = 3;
	ok(eh_fit_check(f, bytes, &why) == EH_EFORMAT, "no such reference");
	parts.argument[1].reference = 0;
	parts.argument[1].levels = 4;
	ok(eh_fit_check(f, bytes, &why) == EH_EFORMAT,
		"more levels than parameters");
	parts.argument[1].levels = 3;
	memset(parts.names, 'x', (size_t) f->name_bytes);
	ok(eh_fit_check(f, bytes, &why) == EH_EFORMAT, "F3: no names");
	f->parameters = INT64_MAX / 2;
	ok(eh_fit_size(f) == 0, "F1: a size past all bounds");
	free(f);
	free(back);
	free(wire);
	return done();
}
