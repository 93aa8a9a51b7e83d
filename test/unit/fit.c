/*
 * fit.c - F1 to F4 of src/state/fit.c.
 */
#include "unit.h"

#include <stdlib.h>

#include "state/fit.h"

static const char names[] = "(Intercept)\0age\0region=North\0region=South\0"
							"age\0region\0"
							"East\0North\0South\0\0\0\0\0";

/* Room for four points; the profile of parameter j has three, or none. */
#define POINTS 4

static eh_fit_profile
made_profile(int j)
{
	eh_fit_profile profile = {.chisq = 1.5 * j, .p_value = 0.25 * j};

	for (int i = 0; i < EH_PROFILE_GRID; i++)
		profile.point[i] = i < 3 && j < 3 ? (eh_profile_point){i - 0.5, i - 1.0}
										  : (eh_profile_point){NAN, NAN};
	if (j == 0)
	{
		profile.point[0] = (eh_profile_point){-INFINITY, 0.0};
		profile.point[1].r = 1.0;
		profile.point[2].r = 3.0;
	}
	if (j == 3)
		profile.chisq = profile.p_value = NAN;
	return profile;
}

/* A made-up fit of a number and a factor of three levels. */
static eh_fit *
made(bool profiles)
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
		.grid = profiles ? EH_FIT_GRID(POINTS) : 0,
		.log_lik = -273.5,
		.auc = NAN};
	size_t bytes = eh_fit_size(&header);
	eh_fit *f = calloc(1, bytes);
	eh_fit_parts parts;

	*f = header;
	eh_fit_parts_of(f, &parts);
	for (double *d = f->body; d < (double *) parts.argument; d++)
		*d = (double) (d - f->body) / 7;
	for (int j = 0; profiles && j < 4; j++)
	{
		eh_fit_profile profile = made_profile(j);

		eh_fit_put_profile(f, j, &profile);
	}
	parts.argument[0] = (eh_fit_argument){0, 0, 1};
	parts.argument[1] = (eh_fit_argument){3, 0, 2};
	memcpy(parts.names, names, (size_t) header.name_bytes);
	return f;
}

/* F4: a profile that no fit can have. */
static void
refused(eh_fit *f, eh_fit_profile profile, const char *what)
{
	eh_fit_profile was = made_profile(1);
	const char *why = "";

	eh_fit_put_profile(f, 1, &profile);
	ok(eh_fit_check_profiles(f, &why) == EH_EFORMAT, "F4: %s", what);
	eh_fit_put_profile(f, 1, &was);
}

static void
refusals(eh_fit *f)
{
	eh_fit_profile p = made_profile(1);
	const char *why = "";

#define REFUSED(change, what) refused(f, (change, p), what), p = made_profile(1)
	REFUSED(p.point[1].b = -0.5, "values that do not rise");
	REFUSED(p.point[1].r = -1.5, "roots that fall");
	REFUSED(p.point[1].r = NAN, "a point without a root");
	REFUSED(p.point[2].r = INFINITY, "an infinite root");
	REFUSED(p.point[2].b = INFINITY, "infinity elsewhere than at the top");
	REFUSED(p.point[1].b = NAN, "points behind the last");
	REFUSED(p.point[3].r = 9.0, "a root behind the last");
	REFUSED(p.point[1] = p.point[2] = p.point[3], "one point alone");
	REFUSED(p.chisq = -1.0, "a chi-square below 0");
	REFUSED(p.p_value = 1.5, "a p above 1");
#undef REFUSED
	ok(eh_fit_check_profiles(f, &why) == EH_OK, "and as it was it is taken");
}

/* F2, F4: profiles lie where they should, and come back whole. */
static void
profiles(void)
{
	eh_fit *f = made(true);
	eh_fit *bare = made(false);
	size_t bytes = eh_fit_size(f);
	size_t wire_bytes = eh_fit_wire_size(f);
	uint8_t *wire = malloc(wire_bytes);
	eh_fit *back = calloc(1, bytes);
	eh_fit_profile want = made_profile(1);
	eh_fit_profile got;
	const char *why = "";

	ok(bytes - eh_fit_size(bare) == sizeof(double) * 4 * (2 + 2 * POINTS) &&
			strcmp(eh_fit_term(f, 3), "region=South") == 0,
		"room for four profiles, and names behind them");
	eh_fit_get_profile(f, 1, &got);
	ok(memcmp(&got, &want, sizeof(got)) == 0, "one of them as it was put");
	eh_fit_to_wire(f, wire);
	ok(eh_fit_from_wire(wire, wire_bytes, back, &why) == EH_OK &&
			memcmp(f, back, bytes) == 0,
		"F2: profiles on the wire, there and back");
	refusals(f);
	want.p_value = -1.0;
	eh_fit_put_profile(f, 1, &want);
	eh_fit_to_wire(f, wire);
	ok(eh_fit_from_wire(wire, wire_bytes, back, &why) == EH_EFORMAT,
		"F4: from the wire too");
	f->grid = EH_FIT_GRID(EH_PROFILE_GRID + 1);
	ok(eh_fit_size(f) == 0, "F1: more points than there can be");
	f->grid = 5;
	ok(eh_fit_size(f) == 0, "F1: half a point");
	free(f);
	free(bare);
	free(wire);
	free(back);
}

int
main(void)
{
	eh_fit *f = made(false);
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
	profiles();
	return done();
}
