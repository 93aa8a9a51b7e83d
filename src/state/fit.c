/*
 * fit.c - a fitted model of any kind as one flat value.
 *
 * F1  The length follows from the header; a value of any other length, or
 *     with counts out of bounds, is refused.
 * F2  Wire and text give back the very same value and carry the format: all
 *     but the names is 8-byte words, each most significant byte first.
 * F3  Every name ends within the name area, and there are as many as the
 *     header says: a reader never runs past the end.
 * F4  The points of a profile are as core/profile.h has them: they rise, what
 *     is infinite is an estimate, and the rest is NaN.
 */
#include "fit.h"

#include <math.h>
#include <string.h>

#include "scan.h"

/* The server takes 1,600 columns at most, and a value 1 GB. */
#define MOST_PARAMETERS 5000
#define MOST_ARGUMENTS 1600
#define MOST_GROUPINGS 8
#define MOST_EFFECTS (16 * 1024 * 1024)
#define MOST_NAME_BYTES (512 * 1024 * 1024)
#define HEAD_BYTES 4 /* on the wire: format, model, status, flags */

static size_t
packed(const eh_fit *h)
{
	return (size_t) h->parameters * ((size_t) h->parameters + 1) / 2;
}

/* Doubles of the body before the arguments. */
static size_t
body_doubles(const eh_fit *h)
{
	size_t p = (size_t) h->parameters;
	size_t n = 2 * p + packed(h);

	if ((h->flags & EH_FIT_ROBUST) != 0)
		n += packed(h);
	if ((h->flags & EH_FIT_CLUSTERED) != 0)
		n += packed(h);
	if ((h->flags & EH_FIT_MARGINS) != 0)
		n += p + p * p;
	n += p * (size_t) h->grid + 3 * (size_t) h->brant;
	return n + 2 * (size_t) h->effects;
}

/* 0 where the header's counts are out of bounds. */
size_t
eh_fit_size(const eh_fit *h)
{
	if (h->parameters < 0 || h->parameters > MOST_PARAMETERS ||
		h->arguments < 0 || h->arguments > MOST_ARGUMENTS ||
		h->name_bytes < 0 || h->name_bytes > MOST_NAME_BYTES ||
		h->name_bytes % 8 != 0 || h->grid < 0 || h->grid % 2 != 0 ||
		h->grid > EH_FIT_GRID(EH_PROFILE_GRID) || h->trailing < 0 ||
		h->trailing > h->parameters || h->brant < 0 ||
		h->brant > h->parameters + 1 || h->groupings < 0 ||
		h->groupings > MOST_GROUPINGS || h->effects < 0 ||
		h->effects > MOST_EFFECTS)
		return 0;
	return sizeof(eh_fit) + sizeof(double) * body_doubles(h) +
		   sizeof(eh_fit_argument) * (size_t) h->arguments +
		   sizeof(eh_fit_grouping) * (size_t) h->groupings +
		   (size_t) h->name_bytes;
}

void
eh_fit_parts_of(const eh_fit *f, eh_fit_parts *parts)
{
	size_t p = (size_t) f->parameters;
	double *d = (double *) f->body;

	memset(parts, 0, sizeof(*parts));
	parts->beta = d;
	d += p;
	parts->relation = d;
	d += p;
	parts->cov = d;
	d += packed(f);
	if ((f->flags & EH_FIT_ROBUST) != 0)
	{
		parts->hc0 = d;
		d += packed(f);
	}
	if ((f->flags & EH_FIT_CLUSTERED) != 0)
	{
		parts->cr0 = d;
		d += packed(f);
	}
	if ((f->flags & EH_FIT_MARGINS) != 0)
	{
		parts->margin = d;
		d += p;
		parts->margin_gradient = d;
		d += p * p;
	}
	if (f->grid > 0)
	{
		parts->grid = d;
		d += p * (size_t) f->grid;
	}
	if (f->brant > 0)
	{
		parts->brant = (eh_fit_brant *) d;
		d += 3 * (size_t) f->brant;
	}
	parts->mode = d;
	d += f->effects;
	parts->mode_error = d;
	d += f->effects;
	parts->argument = (eh_fit_argument *) d;
	parts->grouping = (eh_fit_grouping *) (parts->argument + f->arguments);
	parts->names = (char *) (parts->grouping + f->groupings);
}

/* How many names stand before those of the groupings' levels. */
static int64_t
names_before_effects(const eh_fit *f, const eh_fit_parts *parts)
{
	int64_t n = f->parameters + f->arguments;

	for (int64_t a = 0; a < f->arguments; a++)
		n += parts->argument[a].levels;
	return n;
}

static bool
arguments_possible(const eh_fit *f, const eh_fit_parts *parts)
{
	int64_t at = (f->flags & EH_FIT_INTERCEPT) != 0;

	for (int64_t a = 0; a < f->arguments; a++)
	{
		const eh_fit_argument *arg = &parts->argument[a];

		if (arg->levels < 0 || arg->levels > MOST_PARAMETERS ||
			arg->first != at || arg->reference < 0 ||
			(arg->levels > 0 ? arg->reference >= arg->levels
							 : arg->reference != 0))
			return false;
		at += arg->levels > 0 ? arg->levels - 1 : 1;
	}
	return at + f->trailing == f->parameters;
}

static bool
groupings_possible(const eh_fit *f, const eh_fit_parts *parts)
{
	int64_t n = 0;

	for (int64_t g = 0; g < f->groupings; g++)
	{
		const eh_fit_grouping *grouping = &parts->grouping[g];

		if (grouping->levels < 0 || grouping->levels > MOST_EFFECTS ||
			grouping->both < 0 || grouping->both > grouping->levels)
			return false;
		n += grouping->levels;
	}
	return n == f->effects &&
		   (f->groupings == 0 || f->groupings == f->trailing);
}

static bool
names_possible(const eh_fit *f, const eh_fit_parts *parts)
{
	int64_t n = 0;

	for (int64_t i = 0; i < f->name_bytes; i++)
		n += parts->names[i] == '\0';
	return n >= names_before_effects(f, parts) + f->effects;
}

/* A row for all predictors' terms, and one for each. */
static bool
brant_possible(const eh_fit *f)
{
	return (f->brant == 0 || f->brant == 1 + f->parameters - f->trailing) &&
		   f->brant_status >= 0 && f->brant_status <= EH_FIT_APPROXIMATE;
}

/* F4: point i of the n that a profile has. */
static bool
point_possible(const eh_profile_point *point, int i, int n)
{
	const eh_profile_point *here = point + i;

	if (i >= n)
		return isnan(here->b) && isnan(here->r);
	if (isinf(here->b) && ((i > 0 && i < n - 1) || here->r != 0.0))
		return false;
	if (i > 0 && !(here->b > here[-1].b && here->r >= here[-1].r))
		return false;
	return isfinite(here->r);
}

static bool
profile_possible(const eh_fit_profile *profile)
{
	int n = 0;

	while (n < EH_PROFILE_GRID && !isnan(profile->point[n].b))
		n++;
	for (int i = 0; i < EH_PROFILE_GRID; i++)
	{
		if (!point_possible(profile->point, i, n))
			return false;
	}
	return n != 1 && !(profile->chisq < 0.0) && !isinf(profile->chisq) &&
		   !(profile->p_value < 0.0) && !(profile->p_value > 1.0);
}

/* The one gate for bytes from outside, but for profiles: most readers leave
 * them alone.  *why: a phrase that ends a sentence. */
eh_status
eh_fit_check(const eh_fit *f, size_t bytes, const char **why)
{
	eh_fit_parts parts;

	if (bytes < sizeof(*f) || f->format != EH_FIT_FORMAT)
		*why = "its format number is not known to this version";
	else if (eh_fit_size(f) != bytes)
		*why = "its length is not what its header says";
	else if (f->model < EH_MODEL_LOGIT || f->model > EH_MODEL_MIXED ||
			 f->status > EH_FIT_APPROXIMATE || f->weight_kind < 0 ||
			 f->weight_kind > EH_WEIGHT_PROBABILITY || f->rows < 0 ||
			 f->missing < 0 || f->clusters < 0 || f->iterations < 0 ||
			 f->iterations > INT32_MAX || f->culprit < -1 ||
			 f->culprit >= f->parameters || f->points < 0 || f->streamed < 0 ||
			 !brant_possible(f))
		*why = "a field of its header is out of bounds";
	else
	{
		eh_fit_parts_of(f, &parts);
		if (arguments_possible(f, &parts) && groupings_possible(f, &parts) &&
			names_possible(f, &parts))
			return EH_OK;
		*why = "its predictors or their names do not go with its header";
	}
	return EH_EFORMAT;
}

/* F4, for those who read profiles. */
eh_status
eh_fit_check_profiles(const eh_fit *f, const char **why)
{
	for (int j = 0; f->grid > 0 && j < f->parameters; j++)
	{
		eh_fit_profile profile;

		eh_fit_get_profile(f, j, &profile);
		if (!profile_possible(&profile))
		{
			*why = "one of its profiles does not rise";
			return EH_EFORMAT;
		}
	}
	return EH_OK;
}

/* from: no more points than the value has room for */
void
eh_fit_put_profile(eh_fit *f, int j, const eh_fit_profile *from)
{
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	memcpy(parts.grid + (size_t) j * (size_t) f->grid, from,
		sizeof(double) * (size_t) f->grid);
}

void
eh_fit_get_profile(const eh_fit *f, int j, eh_fit_profile *to)
{
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	for (int i = 0; i < EH_PROFILE_GRID; i++)
		to->point[i].b = to->point[i].r = NAN;
	memcpy(to, parts.grid + (size_t) j * (size_t) f->grid,
		sizeof(double) * (size_t) f->grid);
}

/* The nth of the names, which a check has counted. */
static const char *
name(const eh_fit *f, int64_t n)
{
	eh_fit_parts parts;
	const char *s;

	eh_fit_parts_of(f, &parts);
	s = parts.names;
	while (n-- > 0)
		s += strlen(s) + 1;
	return s;
}

const char *
eh_fit_term(const eh_fit *f, int parameter)
{
	return name(f, parameter);
}

const char *
eh_fit_argument_name(const eh_fit *f, int argument)
{
	return name(f, f->parameters + argument);
}

const char *
eh_fit_level(const eh_fit *f, int argument, int level)
{
	eh_fit_parts parts;
	int64_t before = f->parameters + f->arguments + level;

	eh_fit_parts_of(f, &parts);
	for (int a = 0; a < argument; a++)
		before += parts.argument[a].levels;
	return name(f, before);
}

/* The first of the names of groupings' levels; one after another, each ends
 * in a zero byte. */
const char *
eh_fit_effects(const eh_fit *f)
{
	eh_fit_parts parts;

	eh_fit_parts_of(f, &parts);
	return name(f, names_before_effects(f, &parts));
}

const char *
eh_fit_word(eh_fit_status status)
{
	static const char *const words[] = {"ok", "separated", "quasi_separated",
		"aliased", "no_variation", "too_few_rows", "not_converged", "boundary",
		"unreplicated", "unbounded", "approximate"};

	return words[status];
}

const char *
eh_fit_status_word(const eh_fit *f)
{
	return eh_fit_word((eh_fit_status) f->status);
}

static size_t
word_bytes(const eh_fit *f)
{
	return eh_fit_size(f) - offsetof(eh_fit, parameters) -
		   (size_t) f->name_bytes;
}

size_t
eh_fit_wire_size(const eh_fit *f)
{
	return HEAD_BYTES + word_bytes(f) + (size_t) f->name_bytes;
}

void
eh_fit_to_wire(const eh_fit *f, uint8_t *wire)
{
	const char *words = (const char *) f + offsetof(eh_fit, parameters);
	size_t bytes = word_bytes(f);

	*wire++ = f->format;
	*wire++ = f->model;
	*wire++ = f->status;
	*wire++ = f->flags;
	for (size_t i = 0; i < bytes; i += 8)
	{
		uint64_t word;

		memcpy(&word, words + i, 8);
		eh_put_u64(&wire, word);
	}
	memcpy(wire, words + bytes, (size_t) f->name_bytes);
}

/* The header alone, from which eh_fit_size() says how much memory to get. */
eh_status
eh_fit_wire_header(
	const uint8_t *wire, size_t bytes, eh_fit *header, const char **why)
{
	size_t header_words = sizeof(eh_fit) - offsetof(eh_fit, parameters);
	char *words = (char *) header + offsetof(eh_fit, parameters);

	*why = "its length is not what its header says";
	if (bytes < HEAD_BYTES + header_words)
		return EH_EFORMAT;
	header->format = *wire++;
	header->model = *wire++;
	header->status = *wire++;
	header->flags = *wire++;
	for (size_t i = 0; i < header_words; i += 8)
	{
		uint64_t word = eh_get_u64(&wire);

		memcpy(words + i, &word, 8);
	}
	if (header->format != EH_FIT_FORMAT)
	{
		*why = "its format number is not known to this version";
		return EH_EFORMAT;
	}
	if (eh_fit_size(header) == 0 || eh_fit_wire_size(header) != bytes)
		return EH_EFORMAT;
	return EH_OK;
}

/* f: eh_fit_size() bytes by the header read before */
eh_status
eh_fit_from_wire(const uint8_t *wire, size_t bytes, eh_fit *f, const char **why)
{
	char *words;
	size_t length;

	if (eh_fit_wire_header(wire, bytes, f, why) != EH_OK)
		return EH_EFORMAT;
	words = (char *) f + offsetof(eh_fit, parameters);
	length = word_bytes(f);
	wire += HEAD_BYTES;
	for (size_t i = 0; i < length; i += 8)
	{
		uint64_t word = eh_get_u64(&wire);

		memcpy(words + i, &word, 8);
	}
	memcpy(words + length, wire, (size_t) f->name_bytes);
	if (eh_fit_check(f, eh_fit_size(f), why) != EH_OK)
		return EH_EFORMAT;
	return eh_fit_check_profiles(f, why);
}
