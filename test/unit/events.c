/*
 * events.c - L1 of src/state/events.c, N1 and N2 of src/state/run.c, and the
 * text and wire of src/state/events_io.c.
 */
#include "unit.h"

#include "events_rows.h"

#define PARTS 5

static row sorted[MOST];

/* --- what comes out ---------------------------------------------------------
 */

/* Are the events of the source the sorted rows? */
static bool
gives_rows(eh_event_source *source, int n)
{
	eh_event events[EH_EVENT_BLOCK];
	bool fine = true;
	int at = 0, got;

	do
	{
		if (source->next(source->source, events, &got) != EH_OK)
			return false;
		for (int i = 0; i < got && at < n; i++, at++)
		{
			bool first = at == 0 ||
						 sorted[at].child.high != sorted[at - 1].child.high ||
						 sorted[at].child.low != sorted[at - 1].child.low;

			fine &= events[i].day == sorted[at].day &&
					events[i].kind == sorted[at].kind &&
					events[i].first == first;
		}
	} while (got > 0 && at < n);
	if (got > 0 && source->next(source->source, events, &got) != EH_OK)
		return false;
	return fine && at == n && got == 0;
}

static bool
reads_in_order(int n, eh_child_kind kind)
{
	eh_event_source source;
	int32_t first, last;
	eh_events e;
	bool fine;

	eh_events_init(&e, NULL);
	for (int i = 0; i < n; i++)
		put(&e, &owned, &rows[i], kind);
	fine = eh_events_count(&e) == n;
	eh_events_days(&e, &first, &last);
	for (int i = 0; i < n; i++)
		fine &= first <= rows[i].day && last >= rows[i].day;
	eh_events_read(&e, &owned, &no_poll, NULL, 0, &source);
	fine &= gives_rows(&source, n);
	eh_events_read_end(&source, &owned);
	return fine;
}

/* L1: parts, packed and merged in some order, are the whole. */
static bool
merges(int n, eh_child_kind kind, const eh_events_flat *whole, size_t bytes)
{
	eh_events_flat *part[PARTS];
	size_t part_bytes[PARTS];
	size_t merged_bytes;
	eh_events_flat *merged;
	eh_events e;
	bool same;

	eh_events_init(&e, NULL);
	for (int p = 0, from = 0; p < PARTS; p++)
	{
		int to = p == PARTS - 1 ? n : from + pick(n - from + 1);

		part[p] = flat_of_rows(from, to, kind, &part_bytes[p]);
		from = to;
	}
	for (int p = PARTS - 1; p >= 0; p--)
	{
		if (eh_events_absorb(&e, &owned, part[p], part_bytes[p]) != EH_OK)
			abort();
		free(part[p]);
	}
	merged = flat_of(&e, &merged_bytes);
	same = merged_bytes == bytes && memcmp(merged, whole, bytes) == 0;
	free(merged);
	return same;
}

/* Spilled to memory as if to files, in several runs. */
typedef struct file
{
	uint8_t *byte;
	size_t n;
	size_t at;
} file;

static void
write_file(void *owner, const uint8_t *from, size_t bytes)
{
	file *f = owner;

	f->byte = realloc(f->byte, f->n + bytes);
	memcpy(f->byte + f->n, from, bytes);
	f->n += bytes;
}

static size_t
read_file(void *owner, uint8_t *to, size_t bytes)
{
	file *f = owner;

	if (bytes > f->n - f->at)
		bytes = f->n - f->at;
	memcpy(to, f->byte + f->at, bytes);
	f->at += bytes;
	return bytes;
}

static bool
spills(int n, eh_child_kind kind)
{
	file files[PARTS] = {{0}};
	eh_run_input inputs[PARTS];
	eh_event_source source;
	eh_events e;
	bool fine;
	int done = 0;

	eh_events_init(&e, NULL);
	for (int i = 0; i < n; i++)
	{
		put(&e, &owned, &rows[i], kind);
		if (done < PARTS && i % (n / PARTS + 1) == n / PARTS / 2)
		{
			eh_run_output out = {write_file, &files[done]};

			inputs[done] = (eh_run_input){read_file, &files[done], false};
			if (eh_events_spill(
					&e, &owned, &no_poll, &out, &inputs[done].kinds) != EH_OK)
				abort();
			done++;
		}
	}
	eh_events_read(&e, &owned, &no_poll, inputs, done, &source);
	fine = gives_rows(&source, n);
	eh_events_read_end(&source, &owned);
	for (int i = 0; i < PARTS; i++)
		free(files[i].byte);
	return fine;
}

/* Everything that can be done with rows, under every name. */
static void
all_ways(const char *name, int n, sort_of_child sort)
{
	eh_child_kind kind = kind_of(sort);
	eh_events_flat_reader reader;
	eh_event_source source;
	const char *why = NULL;
	eh_events_flat *flat;
	size_t bytes;

	memcpy(sorted, rows, sizeof(*rows) * (size_t) n);
	qsort(sorted, (size_t) n, sizeof(*sorted), compare);
	flat = flat_of_rows(0, n, kind, &bytes);
	eh_events_read_flat(flat, bytes, &reader, &source);
	ok(eh_events_check(flat, bytes, &no_poll, &why) == EH_OK &&
			flat->events == n && gives_rows(&source, n),
		"%s: %d events in %.2f bytes each", name, n,
		n == 0 ? 0.0 : (double) (bytes - sizeof(*flat)) / n);
	ok(reads_in_order(n, kind), "%s: they come out in order", name);
	ok(merges(n, kind, flat, bytes), "%s: the parts are the whole", name);
	ok(spills(n, kind), "%s: spilled, they come out the same", name);
	ok(there_and_back(flat, bytes), "%s: text and wire", name);
	free(flat);
	give_all();
}

static void
logs(void)
{
	static const char *const names[] = {
		"small integers", "mixed integers", "hashes", "close uuids"};
	char name[64];

	for (sort_of_child sort = SMALL; sort < SORTS; sort++)
	{
		static const int sizes[] = {0, 1, 2, 63, 700, 5000, 120000};

		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		{
			int n = sizes[i];

			make_rows(n, sort, n / 2 + 1, i % 2 == 0 ? 1826 : 200000,
				i % 3 == 0 ? 1 : EH_EVENT_KINDS);
			all_ways(names[sort], n, sort);
		}
	}
	for (sort_of_child sort = SMALL; sort < SORTS; sort++)
	{
		make_rows(200000, sort, 3, 20, 1);
		snprintf(name, sizeof(name), "%s, many alike", names[sort]);
		all_ways(name, 200000, sort);
	}
	make_rows(150000, SMALL, 60000, 1826, 3);
	qsort(rows, 150000, sizeof(*rows), compare);
	all_ways("in order", 150000, SMALL);
	rows[70000].day = 6000;
	all_ways("in order but for one", 150000, SMALL);
	make_rows(60000, SMALL, 60000, 1826, 1);
	rows[7].child = eh_child_of_integer(INT64_C(1) << 43);
	all_ways("one far away", 60000, SMALL);
}

/* N1: children and days at their limits. */
static void
limits(void)
{
	static const int64_t children[] = {0, INT64_MIN, INT64_MAX, -1, 1,
		(INT64_C(1) << 44) - 1, INT64_C(1) << 44, -(INT64_C(1) << 44),
		-(INT64_C(1) << 44) - 1};
	static const int32_t days[] = {EH_FIRST_DAY, EH_LAST_DAY, 0,
		EH_FIRST_DAY + 65535, EH_FIRST_DAY + 65536};
	int n = 0;

	for (int c = 0; c < 9; c++)
	{
		for (int d = 0; d < 5; d++)
			rows[n++] = (row){eh_child_of_integer(children[c]), days[d],
				(c + d) % EH_EVENT_KINDS};
	}
	all_ways("integers at their limits", n, MIXED);
	n = 0;
	for (uint64_t high = 0; high < 3; high++)
	{
		for (uint64_t low = 0; low < 3; low++)
			rows[n++] = (row){{high - 1, low - 1}, days[low], (int) high};
	}
	all_ways("uuids at their limits", n, CLOSE);
}

int
main(void)
{
	logs();
	limits();
	return done();
}
