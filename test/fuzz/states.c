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

#include <gsl/gsl_errno.h>

#include "core/funnel.h"
#include "core/inequality.h"
#include "core/interval.h"
#include "core/profile.h"
#include "core/rational.h"
#include "core/slope_index.h"
#include "core/standardise.h"
#include "state/durations.h"
#include "state/events.h"
#include "state/figures.h"
#include "state/fit.h"
#include "state/logit_state.h"
#include "state/proportion.h"
#include "state/ratio.h"
#include "state/rule.h"

#include "fuzz.h"

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

/* A log of events from the wire, and all that can be done with it. */
static void
use_events(const uint8_t *wire, size_t bytes)
{
	static const eh_control no_poll;
	const char *why = NULL;
	eh_events_flat_reader reader;
	eh_event_source source;
	eh_event events[EH_EVENT_BLOCK];
	eh_events_flat *flat;
	uint8_t *again;
	char *text;
	size_t n, back_bytes;
	const uint8_t *back;
	int64_t total = 0, children = 0;
	int read;

	if (eh_events_wire_length(wire, bytes, &n, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	flat = calloc(1, n);
	if (eh_events_from_wire(wire, bytes, &no_poll, flat, &why) == EH_OK)
	{
		again = malloc(bytes);
		eh_events_to_wire(flat, n, again);
		demand(memcmp(again, wire, bytes) == 0);
		free(again);
		text = malloc(eh_events_text_size(flat, n));
		eh_events_to_text(flat, n, text);
		demand(eh_events_text_wire(text, &back, &back_bytes, &why) == EH_OK);
		demand(back_bytes == bytes && memcmp(back, wire, bytes) == 0);
		free(text);
		eh_events_read_flat(flat, n, &reader, &source);
		do
		{
			demand(source.next(source.source, events, &read) == EH_OK);
			total += read;
			for (int i = 0; i < read; i++)
				children += events[i].first;
		} while (read > 0);
		demand(total == flat->events && children == flat->children);
	}
	else
		demand(why != NULL);
	free(flat);
}

/* Durations from the wire: their curve can be read. */
static void
use_durations(const uint8_t *wire, size_t bytes)
{
	const char *why = NULL;
	eh_durations_flat *flat;
	eh_survival curve;
	eh_survival_row row;
	double last = 1.0;
	uint8_t *again;
	size_t n;

	if (eh_durations_wire_length(wire, bytes, &n, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	flat = calloc(1, n);
	if (eh_durations_from_wire(wire, bytes, flat, &why) == EH_OK)
	{
		again = malloc(bytes);
		eh_durations_to_wire(flat, again);
		demand(memcmp(again, wire, bytes) == 0);
		free(again);
		eh_survival_begin(
			eh_durations_points(flat), (size_t) flat->points, &curve);
		while (eh_survival_next(&curve, &row))
		{
			demand(row.n_event >= 1 && row.n_risk >= row.n_event);
			demand(row.surv >= 0.0 && row.surv <= last);
			last = row.surv;
		}
	}
	else
		demand(why != NULL);
	free(flat);
}

/* Figures that were taken, through what reads their kind. */
static void
read_figures(const eh_figures_flat *flat)
{
	const double *number = eh_figures_numbers(flat);
	size_t n = (size_t) flat->rows;
	const eh_weighted v = {
		number, n, flat->kind == EH_FIGURES_WEIGHTED ? 2 : 1};
	const eh_slope_rule rule = {.level = 0.95, .multiplier = 1.0};
	const eh_control none = {0};
	eh_slope_group group[EH_SLOPE_MOST];
	eh_slope_index slope;
	eh_overdispersion over;
	eh_standardised s;
	void *work = malloc(64 * (n + 1));
	double index;

	if (flat->kind == EH_FIGURES_RATE)
		(void) eh_standardised_rate((const eh_rate_band *) number, n, &s);
	else if (flat->kind == EH_FIGURES_RATIO)
		(void) eh_indirect_ratio((const eh_ratio_band *) number, n, &s);
	else if (flat->kind == EH_FIGURES_SLOPE_ERROR && n <= EH_SLOPE_MOST)
	{
		memcpy(group, number, n * sizeof(*group));
		(void) eh_slope_index_of(group, n, &rule, &none, NULL, &slope);
	}
	else if (flat->kind == EH_FIGURES_CASES)
		(void) eh_overdispersion_of((const eh_case *) number, n, EH_FUNNEL_RATE,
			NAN, 0.1, &none, work, &over);
	else if (flat->kind >= EH_FIGURES_VALUES)
	{
		(void) eh_gini(&v, &none, work, &index);
		(void) eh_theil(&v, &none, &index);
		(void) eh_coefficient_of_variation(&v, &none, &index);
	}
	free(work);
}

static void
use_figures(const uint8_t *wire, size_t bytes)
{
	const char *why = NULL;
	eh_figures_flat *flat;
	uint8_t *again;
	size_t n;

	if (eh_figures_wire_length(wire, bytes, &n, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	flat = calloc(1, n);
	if (eh_figures_from_wire(wire, bytes, flat, &why) == EH_OK)
	{
		again = malloc(bytes);
		eh_figures_to_wire(flat, again);
		demand(memcmp(again, wire, bytes) == 0);
		free(again);
		read_figures(flat);
	}
	else
		demand(why != NULL);
	free(flat);
}

static void
use_rule(char *text, const uint8_t *wire, size_t bytes)
{
	eh_rule_value v, back;
	char again[EH_RULE_TEXT];
	const char *why = NULL;

	if (eh_rule_from_text(text, &v, &why) != EH_OK &&
		eh_rule_from_wire(wire, bytes, &v, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	eh_rule_to_text(&v, again);
	demand(eh_rule_from_text(again, &back, &why) == EH_OK);
	demand(memcmp(&v, &back, sizeof(v)) == 0);
}

static void
use_events_text(char *text)
{
	const char *why = NULL;
	const uint8_t *wire;
	size_t bytes;

	if (eh_events_text_wire(text, &wire, &bytes, &why) == EH_OK)
		use_events(wire, bytes);
	else
		demand(why != NULL);
}

/* --- the rows of a logistic fit ---------------------------------------------
 */

static void *
get_memory(void *owner, size_t bytes)
{
	(void) owner;
	return calloc(1, bytes);
}

static void
free_memory(void *owner, void *given)
{
	(void) owner;
	free(given);
}

static const eh_arena arena = {get_memory, free_memory, NULL};

static const eh_control few_steps = {20, NULL, NULL};

/* Its fit, of few columns. */
static void
fit_logit_state(const eh_logit_state *s)
{
	eh_design d = eh_logit_state_design(s);
	size_t p = (size_t) eh_design_parameters(&d);
	double *number = calloc(3 * p + 3 * p * p + 1, sizeof(double));
	double *work =
		malloc(s->sums > 0 ? eh_taylor_work(s->ndense) : eh_logit_work(&d));
	void *scratch = malloc(eh_logit_state_reader_bytes(s));
	eh_logit_state_reader reader;
	eh_rows source;
	double max_error;
	eh_logit_result r = {.beta = number,
		.relation = number + p,
		.margin = number + 2 * p,
		.cov = number + 3 * p,
		.hc0 = number + 3 * p + p * p,
		.margin_gradient = number + 3 * p + 2 * p * p};

	if (s->sums > 0)
	{
		eh_taylor *sums = eh_logit_state_sums(s, &arena);

		demand(eh_sums_fit(sums, &few_steps, work, &r, &max_error) == EH_OK);
		free(sums);
	}
	else
	{
		eh_logit_state_reader_init(&reader, s, scratch, &source);
		demand(eh_logit(&d, &source, &few_steps, work, &r) == EH_OK);
	}
	free(scratch);
	free(work);
	free(number);
}

/* A state from the wire: written again it is the same; it can be fitted, take a
 * row, and be merged with itself. */
static void
use_logit_state(const uint8_t *wire, size_t bytes)
{
	const char *why = NULL;
	eh_logit_state *s;
	eh_logit_state *rest;
	eh_logit_state *both;
	uint8_t *again;
	size_t n;

	gsl_set_error_handler_off();
	if (eh_logit_state_wire_length(wire, bytes, &n, &why) != EH_OK)
	{
		demand(why != NULL);
		return;
	}
	s = calloc(1, n);
	if (eh_logit_state_from_wire(wire, bytes, s, &why) == EH_OK)
	{
		again = malloc(bytes);
		eh_logit_state_to_wire(s, again);
		demand(memcmp(again, wire, bytes) == 0);
		free(again);
		rest = eh_logit_state_at_rest(s, &arena);
		demand(eh_logit_state_bytes(rest) <= n);
		if (rest->ndense <= 8)
			fit_logit_state(rest);
		both = rest;
		if (eh_logit_state_merge(&both, s, &arena, &few_steps) == EH_OK)
			demand(both->summed + both->held >= rest->summed);
		if (both != rest)
			free(both);
		free(rest);
	}
	else
		demand(why != NULL);
	free(s);
}

/* First bytes from here on are for the rows of fits, ... */
#define ROWS 0xd0

/* ... and from here on for the decoders of logs. */
#define LOGS 0xe0
#define FIGURES 250 /* and this one figures */

static void
use_log(int which, char *text, const uint8_t *wire, size_t bytes)
{
	switch (which)
	{
		case 0:
			use_events(wire, bytes);
			break;
		case 1:
			use_events_text(text);
			break;
		case 2:
			use_durations(wire, bytes);
			break;
		default:
			use_rule(text, wire, bytes);
			break;
	}
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
	if (data[0] == FIGURES)
	{
		use_figures(data + 1, size - 1);
		return 0;
	}
	if (data[0] >= LOGS)
	{
		use_log(data[0] % 4, text, data + 1, size - 1);
		return 0;
	}
	if (data[0] >= ROWS)
	{
		use_logit_state(data + 1, size - 1);
		return 0;
	}
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
