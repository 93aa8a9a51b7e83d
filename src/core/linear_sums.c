/*
 * linear_sums.c - sums of squares and products in twice the digits.
 *
 * K1  Sums are about the first row: exact differences, exact products, and a
 *     total good to some 100 bits.  In what order rows come, or states are
 *     merged, shows in digits that no answer has.
 * K2  Rows of no weight add nothing but to the number of rows.
 * K3  The offset is taken from the response, exactly.
 */
#include "linear_sums.h"

#include <string.h>

#include "pile.h"

#define LANES 8

int
eh_sums_parameters(const eh_sums *s)
{
	return (int) s->ndense + ((s->flags & EH_SUMS_INTERCEPT) != 0);
}

static size_t
packed(size_t j, size_t k)
{
	return j * (j + 1) / 2 + k;
}

/* Numbers to be dealt out, or, from no base, only counted. */
static double *
deal(double *base, size_t *used, size_t count)
{
	double *piece = base ? base + *used : NULL;

	*used += count;
	return piece;
}

static size_t
lay_out(const eh_sums *h, double *body, eh_sums_parts *p)
{
	size_t used = 0;
	size_t m = (size_t) h->ndense + 2;

	p->shift = deal(body, &used, m);
	p->low = deal(body, &used, m);
	p->high = deal(body, &used, m);
	p->high_part = deal(body, &used, packed(m, 0));
	p->low_part = deal(body, &used, packed(m, 0));
	p->y = p->weight = p->offset = p->x = NULL;
	if ((h->flags & EH_SUMS_OPEN) == 0)
		return used;
	p->y = deal(body, &used, EH_BLOCK);
	if (h->weight_kind != EH_WEIGHT_NONE)
		p->weight = deal(body, &used, EH_BLOCK);
	if ((h->flags & EH_SUMS_OFFSET) != 0)
		p->offset = deal(body, &used, EH_BLOCK);
	p->x = deal(body, &used, (size_t) h->ndense * EH_BLOCK);
	return used;
}

void
eh_sums_parts_of(const eh_sums *s, eh_sums_parts *parts)
{
	lay_out(s, (double *) (uintptr_t) s->body, parts);
}

/* Bytes of a state of such a header. */
size_t
eh_sums_bytes(const eh_sums *header)
{
	eh_sums_parts parts;

	return sizeof(*header) + sizeof(double) * lay_out(header, NULL, &parts);
}

/*
 * eh_linear_sums_begin - a state without rows.
 *
 *	s		eh_sums_bytes() of what d and open say; s->vl_len_ stays
 *	d		intercept, ndense, weight_kind, has_offset
 */
void
eh_linear_sums_begin(eh_sums *s, const eh_design *d, bool open)
{
	int32_t length = s->vl_len_;
	eh_sums header = {.format = EH_SUMS_FORMAT,
		.weight_kind = (uint8_t) d->weight_kind,
		.ndense = d->ndense};
	eh_sums_parts p;

	if (d->intercept)
		header.flags |= EH_SUMS_INTERCEPT;
	if (d->has_offset)
		header.flags |= EH_SUMS_OFFSET;
	if (open)
		header.flags |= EH_SUMS_OPEN;
	memset(s, 0, eh_sums_bytes(&header));
	*s = header;
	s->vl_len_ = length;
	eh_sums_parts_of(s, &p);
	for (size_t k = 0; k < (size_t) d->ndense + 2; k++)
	{
		p.low[k] = INFINITY;
		p.high[k] = -INFINITY;
	}
}

/* A column of a block as differences from the shift, in two doubles, and the
 * first of these in two halves. */
typedef struct shifted
{
	double *hi;
	double *lo;
	double *left;
	double *right;
	bool exact; /* lo is 0 throughout */
} shifted;

typedef struct block_room
{
	shifted *column;  /* m */
	shifted *weighed; /* m: times the weight; column itself where none */
} block_room;

static size_t
lay_out_room(int ndense, char *base, block_room *room)
{
	eh_pile at = {base, 0};
	size_t m = (size_t) ndense + 2;
	size_t bytes = sizeof(double) * EH_BLOCK;

	room->column = eh_carve(&at, sizeof(shifted) * m);
	room->weighed = eh_carve(&at, sizeof(shifted) * m);
	for (size_t k = 0; k < 2 * m; k++)
	{
		shifted s = {eh_carve(&at, bytes), eh_carve(&at, bytes),
			eh_carve(&at, bytes), eh_carve(&at, bytes), true};

		if (base)
			(k < m ? room->column : room->weighed)[k % m] = s;
	}
	return at.used;
}

/* The halves of hi, and whether there is anything in lo. */
static void
prepare(shifted *c)
{
	double rest = 0.0;

	for (int i = 0; i < EH_BLOCK; i++)
	{
		eh_dd halves = eh_dd_split(c->hi[i]);

		c->left[i] = halves.hi;
		c->right[i] = halves.lo;
		rest += fabs(c->lo[i]);
	}
	c->exact = rest == 0.0;
}

static void
clear_from(shifted *c, int n)
{
	for (int i = n; i < EH_BLOCK; i++)
		c->hi[i] = c->lo[i] = 0.0;
}

/*
 * The sum of a b over a block: exact products, and a sum of them with its own
 * rounding summed beside it (Ogita, Rump and Oishi 2005, SIAM Journal on
 * Scientific Computing 26, 1955-1988, algorithm 5.3), in LANES side by side.
 */
static eh_dd
block_product(const shifted *a, const shifted *b)
{
	double sum[LANES] = {0};
	double rest[LANES] = {0};
	eh_dd all = {0.0, 0.0};

	for (int i = 0; i < EH_BLOCK; i += LANES)
		for (int l = 0; l < LANES; l++)
		{
			int r = i + l;
			double p = a->hi[r] * b->hi[r];
			double e =
				((a->left[r] * b->left[r] - p) + a->left[r] * b->right[r] +
					a->right[r] * b->left[r]) +
				a->right[r] * b->right[r];
			double s = sum[l] + p;
			double t = s - sum[l];

			rest[l] += ((sum[l] - (s - t)) + (p - t)) + e;
			sum[l] = s;
		}
	if (!a->exact || !b->exact)
		for (int i = 0; i < EH_BLOCK; i += LANES)
			for (int l = 0; l < LANES; l++)
				rest[l] +=
					a->hi[i + l] * b->lo[i + l] + a->lo[i + l] * b->hi[i + l];
	for (int l = 0; l < LANES; l++)
	{
		all = eh_dd_add_double(all, sum[l]);
		all = eh_dd_add_double(all, rest[l]);
	}
	return all;
}

/* Response i without its offset. */
static eh_dd
bare(const eh_sums_parts *p, int i)
{
	return p->offset ? eh_dd_two_sum(p->y[i], -p->offset[i])
					 : (eh_dd){p->y[i], 0.0};
}

/* The first row is what all others are taken from. */
static void
set_shift(eh_sums *to, const eh_sums *from, const eh_sums_parts *p)
{
	eh_sums_parts s;

	eh_sums_parts_of(to, &s);
	to->flags |= EH_SUMS_SHIFTED;
	if ((to->flags & EH_SUMS_INTERCEPT) == 0)
		return;
	for (int j = 0; j < from->ndense; j++)
		s.shift[1 + j] = p->x[(size_t) j * EH_BLOCK];
	s.shift[1 + from->ndense] = bare(p, 0).hi;
}

/* The columns of a block into the room. */
static void
spread(const eh_sums *from, const eh_sums_parts *p, const eh_sums_parts *s,
	block_room *room)
{
	int n = (int) from->held;
	int m = (int) from->ndense + 2;

	for (int k = 0; k < m; k++)
	{
		shifted *c = &room->column[k];
		const double *x = p->x + (size_t) (k > 0 ? k - 1 : 0) * EH_BLOCK;

		for (int i = 0; i < n; i++)
		{
			eh_dd u = k == 0       ? (eh_dd){1.0, 0.0}
					  : k == m - 1 ? eh_dd_add_double(bare(p, i), -s->shift[k])
								   : eh_dd_two_sum(x[i], -s->shift[k]);

			c->hi[i] = u.hi;
			c->lo[i] = u.lo;
		}
		clear_from(c, n);
		prepare(c);
		if (!p->weight)
		{
			room->weighed[k] = *c;
			continue;
		}
		for (int i = 0; i < n; i++)
		{
			eh_dd u = eh_dd_mul(
				(eh_dd){c->hi[i], c->lo[i]}, (eh_dd){p->weight[i], 0.0});

			room->weighed[k].hi[i] = u.hi;
			room->weighed[k].lo[i] = u.lo;
		}
		clear_from(&room->weighed[k], n);
		prepare(&room->weighed[k]);
	}
}

static void
measure(const eh_sums *from, const eh_sums_parts *p, const eh_sums_parts *s)
{
	int m = (int) from->ndense + 2;

	for (int k = 1; k < m; k++)
		for (int i = 0; i < from->held; i++)
		{
			double x = k == m - 1
						   ? bare(p, i).hi
						   : p->x[(size_t) (k - 1) * EH_BLOCK + (size_t) i];

			if (p->weight && !(p->weight[i] > 0.0))
				continue;
			s->low[k] = x < s->low[k] ? x : s->low[k];
			s->high[k] = x > s->high[k] ? x : s->high[k];
		}
}

/* The rows in the room of one state into the sums of another, or its own. */
static void
add_room(const eh_sums *from, eh_sums *to, double *work)
{
	size_t m = (size_t) from->ndense + 2;
	block_room room;
	eh_sums_parts p;
	eh_sums_parts s;

	if (from->held == 0)
		return;
	lay_out_room((int) from->ndense, eh_cache_aligned(work), &room);
	eh_sums_parts_of(from, &p);
	eh_sums_parts_of(to, &s);
	if ((to->flags & EH_SUMS_SHIFTED) == 0)
		set_shift(to, from, &p);
	spread(from, &p, &s, &room);
	measure(from, &p, &s);
	for (size_t k = 0; k < m; k++)
		for (size_t l = 0; l <= k; l++)
		{
			size_t at = packed(k, l);
			eh_dd sum = eh_dd_add((eh_dd){s.high_part[at], s.low_part[at]},
				block_product(&room.weighed[k], &room.column[l]));

			s.high_part[at] = sum.hi;
			s.low_part[at] = sum.lo;
		}
	to->rows += from->held;
	for (int i = 0; i < from->held; i++)
		to->weighed += !p.weight || p.weight[i] > 0.0;
}

/* Rows that were held go into the sums. */
void
eh_sums_flush(eh_sums *s, double *work)
{
	add_room(s, s, work);
	s->held = 0;
}

/* The same state without room, all rows in its sums. */
void
eh_sums_close(const eh_sums *s, eh_sums *out, double *work)
{
	int32_t length = out->vl_len_;
	eh_sums header = *s;

	header.flags &= (uint8_t) ~EH_SUMS_OPEN;
	memcpy(out, s, eh_sums_bytes(&header));
	out->vl_len_ = length;
	out->flags = header.flags;
	out->held = 0;
	add_room(s, out, work);
}

/* How far column k of from lies from that of into. */
static eh_dd
apart(const eh_sums_parts *into, const eh_sums_parts *from, size_t k)
{
	return eh_dd_two_sum(from->shift[k], -into->shift[k]);
}

static eh_dd
entry(const eh_sums_parts *p, size_t k, size_t l)
{
	size_t at = k >= l ? packed(k, l) : packed(l, k);

	return (eh_dd){p->high_part[at], p->low_part[at]};
}

/*
 * eh_sums_merge - both sets of rows.
 *
 *	from	no rows are held
 *
 * EH_EDOMAIN: they are of different models.
 */
eh_status
eh_sums_merge(eh_sums *into, const eh_sums *from, double *work)
{
	const int model = EH_SUMS_INTERCEPT | EH_SUMS_OFFSET;
	size_t m = (size_t) into->ndense + 2;
	eh_sums_parts s;
	eh_sums_parts t;

	if (into->ndense != from->ndense ||
		((into->flags ^ from->flags) & model) != 0 ||
		into->weight_kind != from->weight_kind)
		return EH_EDOMAIN;
	eh_sums_flush(into, work);
	eh_sums_parts_of(into, &s);
	eh_sums_parts_of(from, &t);
	into->rows += from->rows;
	into->weighed += from->weighed;
	into->missing += from->missing;
	if ((from->flags & EH_SUMS_SHIFTED) == 0)
		return EH_OK;
	if ((into->flags & EH_SUMS_SHIFTED) == 0)
	{
		memcpy(s.shift, t.shift, sizeof(double) * m);
		into->flags |= EH_SUMS_SHIFTED;
	}
	for (size_t k = 0; k < m; k++)
	{
		eh_dd a = apart(&s, &t, k);

		s.low[k] = fmin(s.low[k], t.low[k]);
		s.high[k] = fmax(s.high[k], t.high[k]);
		for (size_t l = 0; l <= k; l++)
		{
			eh_dd b = apart(&s, &t, l);
			eh_dd sum = eh_dd_add(entry(&s, k, l), entry(&t, k, l));

			sum = eh_dd_add(sum, eh_dd_mul(a, entry(&t, l, 0)));
			sum = eh_dd_add(sum, eh_dd_mul(b, entry(&t, k, 0)));
			sum = eh_dd_add(sum, eh_dd_mul(eh_dd_mul(a, b), entry(&t, 0, 0)));
			s.high_part[packed(k, l)] = sum.hi;
			s.low_part[packed(k, l)] = sum.lo;
		}
	}
	return EH_OK;
}

/* Bytes of work for eh_sums_flush() and eh_sums_merge(). */
size_t
eh_sums_block_work(int ndense)
{
	block_room room;

	return lay_out_room(ndense, NULL, &room) + EH_CACHE_LINE;
}
