/*
 * states.c - fuzz target: the decoders of the states, by text and by wire.
 *
 * The first byte picks the decoder.  Whatever it takes must pass its own
 * check, be written and read back the same, and be fit for every reader.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/interval.h"
#include "core/profile.h"
#include "core/rational.h"
#include "state/fit.h"
#include "state/proportion.h"
#include "state/ratio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static void
use_ratio(const eh_ratio *r)
{
	char text[EH_RATIO_TEXT];
	uint8_t wire[EH_RATIO_WIRE];
	eh_ratio back = {0};
	eh_ratio twice = *r;
	eh_ratio_sums sums;
	const char *why = NULL;
	double value, std_error;
	int64_t p;
	int32_t q;

	demand(eh_ratio_state_check(r, sizeof(*r), &why) == EH_OK);
	eh_ratio_state_to_wire(r, wire);
	demand(eh_ratio_state_from_wire(wire, sizeof(wire), &back, &why) == EH_OK);
	demand(memcmp(&back, r, sizeof(back)) == 0);
	eh_ratio_state_to_text(r, text);
	memset(&back, 0, sizeof(back));
	demand(eh_ratio_state_from_text(text, &back, &why) == EH_OK);
	demand(memcmp(&back, r, sizeof(back)) == 0);
	eh_ratio_state_sums_of(r, &sums);
	if (eh_ratio_state_value(r, &value) == EH_OK)
	{
		(void) eh_ratio_std_error(&sums, INFINITY, &std_error);
		(void) eh_nearest_fraction(value, 3, &p, &q);
	}
	if (eh_ratio_state_merge(&twice, r) == EH_OK &&
		eh_ratio_state_unmerge(&twice, r) == EH_OK)
		demand(memcmp(&twice, r, sizeof(twice)) == 0);
	twice = *r;
	(void) eh_ratio_state_add_int(&twice, EH_RATIO_COUNTS, INT64_MAX, -7);
	(void) eh_ratio_state_add_decimal(
		&twice, EH_RATIO_AMOUNTS, (eh_decimal){12345, 3}, (eh_decimal){-9, 0});
	(void) eh_ratio_state_add_double(&twice, EH_RATIO_AMOUNTS, 0.1, -3e9);
}

static void
use_proportion(const eh_proportion *p)
{
	char text[EH_PROPORTION_TEXT];
	eh_proportion back = {0};
	eh_proportion twice = *p;
	eh_limits limits;
	const char *why = NULL;

	eh_proportion_state_to_text(p, text);
	demand(eh_proportion_state_from_text(text, &back, &why) == EH_OK);
	demand(memcmp(&back, p, sizeof(back)) == 0);
	if (eh_proportion_state_merge(&twice, p) == EH_OK)
		demand(eh_proportion_state_unmerge(&twice, p) == EH_OK &&
			   memcmp(&twice, p, sizeof(twice)) == 0);
	if (p->cases > 0)
		demand(eh_wilson((double) p->events, (double) p->cases, 0.95,
				   &limits) == EH_OK);
}

/* Any points can be read. */
static void
use_profile(const eh_fit *f, int j)
{
	eh_fit_profile profile;
	static const double levels[] = {0.1, 0.5, 0.95, 0.999, 0.9999};

	eh_fit_get_profile(f, j, &profile);
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
	{
		eh_limits l;
		eh_profile_word word;

		demand(eh_profile_limit(profile.point, levels[i], &l, &word) == EH_OK);
		demand(word != EH_PROFILE_BEYOND || isnan(l.low));
	}
}

/* The names of the groupings' levels, one after another. */
static void
use_effects(const eh_fit *f)
{
	const char *name = eh_fit_effects(f);
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	for (int64_t i = 0; i < f->effects; i++)
		name += strlen(name) + 1;
	demand(name <= parts.names + f->name_bytes);
}

/* A fit from the wire: every name it says it has can be read. */
static void
use_fit(const uint8_t *wire, size_t bytes)
{
	eh_fit header = {0};
	eh_fit_parts parts;
	const char *why = NULL;
	uint8_t *again;
	eh_fit *f;

	if (eh_fit_wire_header(wire, bytes, &header, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	f = calloc(1, eh_fit_size(&header));
	demand(f != NULL);
	if (eh_fit_from_wire(wire, bytes, f, &why) == EH_OK)
	{
		again = malloc(bytes);
		eh_fit_to_wire(f, again);
		demand(memcmp(again, wire, bytes) == 0);
		free(again);
		eh_fit_parts_of(f, &parts);
		for (int j = 0; j < f->parameters; j++)
			demand(strlen(eh_fit_term(f, j)) < bytes);
		for (int a = 0; a < f->arguments; a++)
		{
			for (int k = 0; k < parts.argument[a].levels; k++)
				demand(strlen(eh_fit_level(f, a, k)) < bytes);
		}
		for (int j = 0; f->grid > 0 && j < f->parameters; j++)
			use_profile(f, j);
		use_effects(f);
		demand(eh_fit_status_word(f) != NULL);
	}
	free(f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	eh_ratio r = {0};
	eh_proportion p = {0};
	const char *why = NULL;
	char text[4096];
	eh_status status;

	if (size < 1 || size >= sizeof(text))
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	switch (data[0] % 5)
	{
		case 0:
			status = eh_ratio_state_from_text(text, &r, &why);
			break;
		case 1:
			status = eh_ratio_state_from_wire(data + 1, size - 1, &r, &why);
			break;
		case 2:
			status = eh_proportion_state_from_text(text, &p, &why);
			break;
		case 3:
			status =
				eh_proportion_state_from_wire(data + 1, size - 1, &p, &why);
			break;
		default:
			use_fit(data + 1, size - 1);
			return 0;
	}
	demand(status == EH_OK || (status == EH_EFORMAT && why != NULL));
	if (status == EH_OK && data[0] % 5 < 2)
		use_ratio(&r);
	else if (status == EH_OK)
		use_proportion(&p);
	return 0;
}
