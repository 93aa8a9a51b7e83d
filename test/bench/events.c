/*
 * events.c - nanoseconds of processor time an event of collecting a log of
 * referrals, putting it in order and counting, and the most bytes an event
 * that took.
 *
 *	make check-unit
 *	gcc -O2 -Isrc test/bench/events.c build/unit/plain/libeh.a \
 *		-lgsl -lgslcblas -lm -o build/bench_events && build/bench_events
 *
 * or build/bench_events EVENTS; 10 million if not given.  The rows lie ready
 * in an array of 12 bytes each, of which the reading is part of the time.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/rereferral.h"
#include "state/events.h"

#define TURNS 3

typedef enum way
{
	COUNTED, /* rows are collected and counted */
	PACKED,  /* collected and made a value */
	MERGED   /* two values, of every other row, merged and counted */
} way;

static const eh_control no_poll;
static size_t held;
static size_t peak;

/* Everything asked for is in a ring, so that a turn's can go at its end. */
typedef struct block
{
	struct block *before;
	struct block *after;
	size_t bytes;
	size_t pad;
} block;

static block ring = {&ring, &ring, 0, 0};

static void *
get_memory(void *owner, size_t bytes)
{
	block *b = malloc(sizeof(*b) + bytes);

	(void) owner;
	if (b == NULL)
		exit(EXIT_FAILURE);
	*b = (block){ring.before, &ring, bytes, 0};
	b->before->after = b;
	ring.before = b;
	held += bytes;
	if (held > peak)
		peak = held;
	return b + 1;
}

static void
give_memory(void *owner, void *memory)
{
	block *b = (block *) memory - 1;

	(void) owner;
	held -= b->bytes;
	b->before->after = b->after;
	b->after->before = b->before;
	free(b);
}

/* As when a query ends: the pages go back, and must be got anew. */
static void
give_all(void)
{
	while (ring.after != &ring)
		give_memory(NULL, ring.after + 1);
	malloc_trim(0);
}

static const eh_arena arena = {get_memory, give_memory, NULL};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return 1e9 * (double) t.tv_sec + (double) t.tv_nsec;
}

static uint64_t state = 88172645463325252u;

static uint64_t
number(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

typedef struct rows
{
	const char *name;
	int64_t n;
	int64_t *child;
	int32_t *day;
	eh_child_kind kind;
} rows;

static void
count(eh_event_source *source, int32_t first, int32_t last)
{
	static uint64_t work[400 * 400];
	static int32_t start[400];
	static eh_rereferral_counts year[400];
	eh_rereferral_result out = {.year = year};
	eh_years years = {.start = start};
	eh_rule rule;

	eh_rule_default(&rule);
	eh_rule_resolve(&rule, first, last);
	years.n = eh_rule_years(&rule, &years.first);
	eh_rule_year_starts(&rule, start);
	if (eh_rereferral(&rule, &years, source, &no_poll, work, &out) != EH_OK)
		exit(EXIT_FAILURE);
	printf(" %9lld", (long long) out.total.all.x);
}

static void
collect(eh_events *e, const rows *r, int64_t from, int64_t step)
{
	for (int64_t i = from; i < r->n; i += step)
	{
		eh_status status;

		if (r->kind == EH_CHILD_INTEGER)
			status = eh_events_add_integer(
				e, &arena, r->child[i], r->day[i], EH_REFERRAL);
		else
			status = eh_events_add(e, &arena, EH_CHILD_HASHED,
				eh_child_of_bytes(&r->child[i], sizeof(r->child[i])), r->day[i],
				EH_REFERRAL);
		if (status != EH_OK)
			exit(EXIT_FAILURE);
	}
}

static eh_events_flat *
flat_of(const rows *r, int64_t from, int64_t step, size_t *bytes)
{
	eh_events e;
	eh_events_packed packed;
	eh_events_flat *flat;

	eh_events_init(&e, NULL);
	collect(&e, r, from, step);
	if (eh_events_pack(&e, &arena, &no_poll, NULL, 0, SIZE_MAX, &packed) !=
		EH_OK)
		exit(EXIT_FAILURE);
	*bytes = packed.bytes;
	flat = get_memory(NULL, packed.bytes);
	eh_events_to_flat(&packed, flat);
	eh_events_clear(&e, &arena);
	return flat;
}

/* One turn: nanoseconds, and the bytes that are of interest. */
static double
turn(const rows *r, way how)
{
	double start = now(), middle;
	int32_t first, last;
	size_t bytes[2];
	eh_event_source source;
	eh_events e;

	eh_events_init(&e, NULL);
	held = peak = 0;
	if (how == PACKED)
	{
		(void) flat_of(r, 0, 1, bytes);
		printf(
			" %6.2f bytes a stored event,", (double) bytes[0] / (double) r->n);
		return now() - start;
	}
	if (how == MERGED)
	{
		for (int i = 0; i < 2; i++)
		{
			eh_events_flat *flat = flat_of(r, i, 2, &bytes[i]);

			if (i == 0)
				start = now(); /* the other worker's was at the same time */
			if (eh_events_absorb(&e, &arena, flat, bytes[i]) != EH_OK)
				exit(EXIT_FAILURE);
			give_memory(NULL, flat);
		}
	}
	else
		collect(&e, r, 0, 1);
	middle = now();
	eh_events_days(&e, &first, &last);
	eh_events_read(&e, &arena, &no_poll, NULL, 0, &source);
	count(&source, first, last);
	eh_events_read_end(&source, &arena);
	printf(" (%5.2f to collect)", (middle - start) / (double) r->n);
	return now() - start;
}

static void
report(const rows *r, way how)
{
	static const char *const names[] = {"counted", "packed", "merged"};

	for (int t = 0; t < TURNS; t++)
	{
		double spent;

		printf("%-30s %-8s", r->name, names[how]);
		spent = turn(r, how);
		printf(" %6.2f ns an event, %5.1f bytes at most\n",
			spent / (double) r->n, (double) peak / (double) r->n);
		fflush(stdout);
		give_all();
	}
}

static void
make(rows *r, const char *name, int64_t children, int64_t spread)
{
	r->name = name;
	for (int64_t i = 0; i < r->n; i++)
	{
		r->child[i] =
			(int64_t) (number() % (uint64_t) children) * spread + 1000000;
		r->day[i] = (int32_t) (number() % 1826) + 5570;
	}
}

static void
in_order(rows *r, const char *name)
{
	int32_t day = 7300;
	int64_t child = 1000000;

	r->name = name;
	for (int64_t i = 0; i < r->n; i++)
	{
		if (number() % 5 < 2)
		{
			child += 1 + (int64_t) (number() % 3);
			day = 5570 + (int32_t) (number() % 1000);
		}
		else
			day += (int32_t) (number() % 300);
		r->child[i] = child;
		r->day[i] = day;
	}
}

int
main(int argc, char **argv)
{
	int64_t n = argc > 1 ? atoll(argv[1]) : 10000000;
	rows r = {.n = n, .kind = EH_CHILD_INTEGER};

	r.child = malloc(sizeof(*r.child) * (size_t) n);
	r.day = malloc(sizeof(*r.day) * (size_t) n);
	if (r.child == NULL || r.day == NULL)
		return EXIT_FAILURE;
	make(&r, "random, 2.5 a child", n * 2 / 5, 1);
	report(&r, COUNTED);
	report(&r, PACKED);
	report(&r, MERGED);
	r.kind = EH_CHILD_HASHED;
	r.name = "the same, hashed";
	report(&r, COUNTED);
	report(&r, PACKED);
	r.kind = EH_CHILD_INTEGER;
	make(&r, "random, long numbers", n * 2 / 5, 2477);
	report(&r, COUNTED);
	make(&r, "random, a thousand children", 1000, 1);
	report(&r, COUNTED);
	make(&r, "random, too long numbers", n * 2 / 5, INT64_C(1) << 40);
	report(&r, COUNTED);
	in_order(&r, "in order");
	report(&r, COUNTED);
	report(&r, PACKED);
	return EXIT_SUCCESS;
}
