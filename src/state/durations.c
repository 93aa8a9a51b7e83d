/*
 * durations.c - how long things took, or had taken when last seen.
 *
 * D1  What is kept is, for each time that occurs, how many events, ends
 *     without one and late entries it has.  That is all a curve needs, so a
 *     state is as large as its times are many, whatever the rows.
 * D2  Any order and any split of the rows gives the same state and bytes.
 * D3  A duration that is not finite, or an entry that is not before its
 *     duration's end, is EH_EDOMAIN.  Minus nought is nought.
 * D4  A row with a NULL is missing: counted, outside the curve.
 *
 * New ones are piled up until there are as many as there are times; then the
 * pile is sorted and laid into them, so that a row costs one sort in all.
 */
#include "durations.h"

#include <math.h>
#include <string.h>

#include "scan.h"

#define SIGN (UINT64_C(1) << 63)
#define FIRST_PILE 16

/* Second word of a key in the pile. */
enum
{
	AN_EVENT,
	AN_END,
	AN_ENTRY
};

_Static_assert(sizeof(eh_durations_flat) == 24, "the layout in doc/format.md");
_Static_assert(sizeof(eh_survival_point) == 32, "the same");

/* Numbers as keys of the same order. */
static uint64_t
key_of(double v)
{
	uint64_t bits;

	v += 0.0; /* not minus nought */
	memcpy(&bits, &v, sizeof(bits));
	return (bits & SIGN) != 0 ? ~bits : bits | SIGN;
}

static double
number_of(uint64_t key)
{
	uint64_t bits = (key & SIGN) != 0 ? key & ~SIGN : ~key;
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

void
eh_durations_init(eh_durations *d)
{
	memset(d, 0, sizeof(*d));
}

/* Another point at the time of the last, or the next. */
static eh_survival_point *
point_at(eh_survival_point *point, size_t *n, double time)
{
	if (*n == 0 || point[*n - 1].time != time)
		point[(*n)++] = (eh_survival_point){.time = time};
	return &point[*n - 1];
}

static void
add_key(eh_survival_point *to, const eh_wide_key *key)
{
	int64_t n = (int64_t) key->word[2];

	if (key->word[1] == AN_EVENT)
		to->events += n;
	else if (key->word[1] == AN_END)
		to->censored += n;
	else
		to->entered += n;
}

static void
add_point(eh_survival_point *to, const eh_survival_point *from)
{
	to->events += from->events;
	to->censored += from->censored;
	to->entered += from->entered;
}

/* Two lists of points in order, the second as keys, into one. */
static size_t
lay_in(const eh_survival_point *old, size_t n, const eh_wide_key *key,
	size_t keys, eh_survival_point *to)
{
	size_t at = 0, out = 0;

	for (size_t i = 0; i < keys; i++)
	{
		double time = number_of(key[i].word[0]);

		for (; at < n && old[at].time <= time; at++)
			add_point(point_at(to, &out, old[at].time), &old[at]);
		add_key(point_at(to, &out, time), &key[i]);
	}
	for (; at < n; at++)
		add_point(point_at(to, &out, old[at].time), &old[at]);
	return out;
}

/* Different times in a sorted pile. */
static size_t
times(const eh_wide_key *key, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += i == 0 || key[i].word[0] != key[i - 1].word[0];
	return k;
}

/* All that is piled up goes among the points. */
eh_status
eh_durations_settle(
	eh_durations *d, const eh_arena *arena, const eh_control *ctl)
{
	eh_survival_point *to;
	eh_wide_key *scratch;
	size_t most;
	eh_status status;

	if (d->piled == 0)
		return EH_OK;
	scratch = arena->alloc(arena->owner, sizeof(*scratch) * d->piled);
	status = eh_radix_sort_wide(d->pile, scratch, d->piled, ctl);
	arena->release(arena->owner, scratch);
	if (status != EH_OK)
		return status;
	most = d->points + times(d->pile, d->piled);
	if (most > EH_DURATIONS_MOST_BYTES / sizeof(*to))
		return EH_ERANGE;
	to = arena->alloc(arena->owner, sizeof(*to) * most);
	d->points = lay_in(d->point, d->points, d->pile, d->piled, to);
	if (d->point != NULL)
		arena->release(arena->owner, d->point);
	d->point = to;
	d->piled = 0;
	return EH_OK;
}

/* Room in the pile for two more. */
static eh_status
make_room(eh_durations *d, const eh_arena *arena, const eh_control *ctl)
{
	size_t room;

	if (d->piled + 2 <= d->room)
		return EH_OK;
	if (d->pile != NULL)
	{
		eh_status status = eh_durations_settle(d, arena, ctl);

		if (status != EH_OK || d->room >= d->points)
			return status;
		arena->release(arena->owner, d->pile);
	}
	room = d->room == 0 ? FIRST_PILE : 4 * d->room;
	d->pile = arena->alloc(arena->owner, sizeof(*d->pile) * room);
	d->room = room;
	return EH_OK;
}

/*
 * n of the same; entry NaN: seen from the beginning.  EH_EDOMAIN as D3;
 * EH_ERANGE: too many different times, or durations, for a state.
 */
eh_status
eh_durations_add(eh_durations *d, const eh_arena *arena, const eh_control *ctl,
	double entry, double time, bool event, int64_t n)
{
	eh_status status;

	if (!isfinite(time) || (!isnan(entry) && !(entry < time)) || isinf(entry) ||
		n < 0)
		return EH_EDOMAIN;
	if (n == 0)
		return EH_OK;
	if (n > EH_MOST_ROWS - d->n)
		return EH_ERANGE;
	status = make_room(d, arena, ctl);
	if (status != EH_OK)
		return status;
	d->n += n;
	d->pile[d->piled++] =
		(eh_wide_key){{key_of(time), event ? AN_EVENT : AN_END, (uint64_t) n}};
	if (!isnan(entry))
		d->pile[d->piled++] =
			(eh_wide_key){{key_of(entry), AN_ENTRY, (uint64_t) n}};
	return EH_OK;
}

/* D4 */
eh_status
eh_durations_miss(eh_durations *d, int64_t n)
{
	if (n < 0 || n > EH_MOST_ROWS - d->missing)
		return EH_ERANGE;
	d->missing += n;
	return EH_OK;
}

/* A state that has been checked is taken in. */
eh_status
eh_durations_merge(
	eh_durations *d, const eh_arena *arena, const eh_durations_flat *flat)
{
	const eh_survival_point *from = eh_durations_points(flat);
	size_t points = (size_t) flat->points;
	eh_survival_point *to;
	size_t at = 0, out = 0;
	int64_t n = 0;

	for (size_t i = 0; i < points; i++)
		n += from[i].events + from[i].censored;
	if (n > EH_MOST_ROWS - d->n || flat->missing > EH_MOST_ROWS - d->missing ||
		d->points + points > EH_DURATIONS_MOST_BYTES / sizeof(*to))
		return EH_ERANGE;
	d->n += n;
	d->missing += flat->missing;
	if (points == 0)
		return EH_OK;
	to = arena->alloc(arena->owner, sizeof(*to) * (d->points + points));
	for (size_t i = 0; i < points; i++)
	{
		for (; at < d->points && d->point[at].time <= from[i].time; at++)
			add_point(point_at(to, &out, d->point[at].time), &d->point[at]);
		add_point(point_at(to, &out, from[i].time), &from[i]);
	}
	for (; at < d->points; at++)
		add_point(point_at(to, &out, d->point[at].time), &d->point[at]);
	if (d->point != NULL)
		arena->release(arena->owner, d->point);
	d->point = to;
	d->points = out;
	return EH_OK;
}

/* --- the value, of one that has settled -------------------------------------
 */

size_t
eh_durations_size(const eh_durations *d)
{
	return sizeof(eh_durations_flat) + sizeof(eh_survival_point) * d->points;
}

void
eh_durations_to_flat(const eh_durations *d, eh_durations_flat *flat)
{
	int32_t length = flat->vl_len_;

	*flat = (eh_durations_flat){.vl_len_ = length,
		.format = EH_DURATIONS_FORMAT,
		.missing = d->missing,
		.points = (int64_t) d->points};
	if (d->points > 0)
		memcpy(flat + 1, d->point, sizeof(eh_survival_point) * d->points);
}

/* D1: what no rows can give. */
static const char *
points_impossible(const eh_survival_point *point, int64_t n)
{
	eh_survival curve;
	int64_t all = 0, entered = 0, at_risk;

	for (int64_t i = 0; i < n; i++)
	{
		const eh_survival_point *p = &point[i];

		if (!isfinite(p->time) || (i > 0 && !(p[-1].time < p->time)) ||
			(p->time == 0.0 && signbit(p->time)))
			return "its times are not in order";
		if (p->events < 0 || p->censored < 0 || p->entered < 0 ||
			p->events > EH_MOST_ROWS - all ||
			p->censored > EH_MOST_ROWS - all - p->events ||
			p->entered > EH_MOST_ROWS - entered ||
			(p->events | p->censored | p->entered) == 0)
			return "it has an impossible count";
		all += p->events + p->censored;
		entered += p->entered;
	}
	if (entered > all)
		return "more enter than leave";
	eh_survival_begin(point, (size_t) n, &curve);
	at_risk = curve.at_risk;
	for (int64_t i = 0; i < n; i++)
	{
		at_risk -= point[i].events + point[i].censored;
		if (at_risk < 0)
			return "more leave than are there";
		at_risk += point[i].entered;
	}
	return NULL;
}

/* The one gate for bytes from outside.  *why: a phrase that ends a sentence. */
eh_status
eh_durations_check(
	const eh_durations_flat *flat, size_t bytes, const char **why)
{
	if (bytes < sizeof(*flat))
		*why = "it is shorter than a state of durations";
	else if (flat->format != EH_DURATIONS_FORMAT)
		*why = "its format number is not known to this version";
	else if ((flat->pad[0] | flat->pad[1] | flat->pad[2]) != 0)
		*why = "its kind is unknown";
	else if (flat->missing < 0 || flat->missing > EH_MOST_ROWS)
		*why = "it has an impossible count";
	else if (flat->points < 0 ||
			 (uint64_t) flat->points !=
				 (bytes - sizeof(*flat)) / sizeof(eh_survival_point) ||
			 (bytes - sizeof(*flat)) % sizeof(eh_survival_point) != 0)
		*why = "it has more or fewer times than it says";
	else
	{
		const char *wrong =
			points_impossible(eh_durations_points(flat), flat->points);

		if (wrong == NULL)
			return EH_OK;
		*why = wrong;
	}
	return EH_EFORMAT;
}

/* --- the wire: format, missing, points; each time and its three counts ------
 */

size_t
eh_durations_wire_size(const eh_durations_flat *flat)
{
	return EH_DURATIONS_WIRE_HEADER +
		   EH_DURATIONS_WIRE_POINT * (size_t) flat->points;
}

void
eh_durations_to_wire(const eh_durations_flat *flat, uint8_t *wire)
{
	const eh_survival_point *p = eh_durations_points(flat);

	*wire++ = flat->format;
	eh_put_u64(&wire, (uint64_t) flat->missing);
	eh_put_u64(&wire, (uint64_t) flat->points);
	for (int64_t i = 0; i < flat->points; i++, p++)
	{
		uint64_t bits;

		memcpy(&bits, &p->time, sizeof(bits));
		eh_put_u64(&wire, bits);
		eh_put_u64(&wire, (uint64_t) p->events);
		eh_put_u64(&wire, (uint64_t) p->censored);
		eh_put_u64(&wire, (uint64_t) p->entered);
	}
}

/* Bytes of the value that a wire becomes. */
eh_status
eh_durations_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why)
{
	(void) wire;
	if (bytes < EH_DURATIONS_WIRE_HEADER ||
		(bytes - EH_DURATIONS_WIRE_HEADER) % EH_DURATIONS_WIRE_POINT != 0)
	{
		*why = "it is not as long as a state of durations";
		return EH_EFORMAT;
	}
	*flat_bytes = sizeof(eh_durations_flat) + bytes - EH_DURATIONS_WIRE_HEADER;
	return EH_OK;
}

/* flat holds what eh_durations_wire_length() said; its length word is kept. */
eh_status
eh_durations_from_wire(const uint8_t *wire, size_t bytes,
	eh_durations_flat *flat, const char **why)
{
	int32_t length = flat->vl_len_;
	eh_survival_point *p = (eh_survival_point *) (flat + 1);
	const uint8_t *end = wire + bytes;
	size_t flat_bytes;
	eh_status status = eh_durations_wire_length(wire, bytes, &flat_bytes, why);

	if (status != EH_OK)
		return status;
	*flat = (eh_durations_flat){.vl_len_ = length, .format = *wire++};
	flat->missing = (int64_t) eh_get_u64(&wire);
	flat->points = (int64_t) eh_get_u64(&wire);
	for (; wire < end; p++)
	{
		uint64_t bits = eh_get_u64(&wire);

		memcpy(&p->time, &bits, sizeof(bits));
		p->events = (int64_t) eh_get_u64(&wire);
		p->censored = (int64_t) eh_get_u64(&wire);
		p->entered = (int64_t) eh_get_u64(&wire);
	}
	return eh_durations_check(flat, flat_bytes, why);
}
