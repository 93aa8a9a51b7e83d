/*
 * suppress.c - U1 to U4 of src/core/suppress.c, by trying every other table.
 *
 * The check is the reader of U3.  It takes what is published of a small table
 * and tries all tables near the true one: those that agree with it show which
 * hidden counts have a second value.
 */
#include "unit.h"

#include <stdlib.h>

#include "core/suppress.h"

#define MOST 32

static uint32_t seed = 20;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t) (((uint64_t) seed * below) >> 32);
}

typedef struct table
{
	eh_count_cell cell[MOST];
	int n;
	int inner; /* the first ones are counts, totals follow */
	int rows;  /* without totals; 1 and 1 for a list */
	int columns;
	bool list;
	int64_t threshold;
} table;

static int64_t
line(const table *t, const int64_t *value, int row, int column)
{
	int64_t sum = 0;

	for (int i = 0; i < t->inner; i++)
	{
		if ((row < 0 || t->cell[i].row == row) &&
			(column < 0 || t->cell[i].column == column))
			sum += value[i];
	}
	return sum;
}

/* The counts a total is made of: all of a row (column -1), a column, both. */
static int64_t
total_of(const table *t, const int64_t *value, const eh_count_cell *c)
{
	int row = t->list || c->row == t->rows ? -1 : c->row;
	int column = t->list || c->column == t->columns ? -1 : c->column;

	return line(t, value, row, column);
}

static void
add_totals(table *t)
{
	int64_t value[MOST];

	for (int i = 0; i < t->inner; i++)
		value[i] = t->cell[i].count;
	t->n = t->inner;
	for (int r = 0; r <= t->rows && !t->list; r++)
	{
		for (int c = 0; c <= t->columns; c++)
		{
			bool grand = r == t->rows && c == t->columns;

			if (r < t->rows && c < t->columns)
				continue;
			t->cell[t->n++] = (eh_count_cell){
				.row = r, .column = c, .total = !grand, .grand = grand};
		}
	}
	if (t->list)
		t->cell[t->n++] = (eh_count_cell){.total = true};
	for (int i = t->inner; i < t->n; i++)
		t->cell[i].count = total_of(t, value, &t->cell[i]);
}

/* Does a table agree with all that is published?  U3 */
static bool
agrees(const table *t, const int64_t *value)
{
	for (int i = t->inner; i < t->n; i++)
	{
		int64_t total = total_of(t, value, &t->cell[i]);

		if (t->cell[i].hiding == EH_SHOWN ? total != t->cell[i].count
										  : total < 1)
			return false;
	}
	return true;
}

static bool
possible(const table *t, int i, int64_t value)
{
	if (t->cell[i].hiding == EH_SHOWN)
		return value == t->cell[i].count;
	if (t->cell[i].hiding == EH_HIDDEN_SMALL)
		return value >= 1 && value <= t->threshold;
	return value > t->threshold;
}

/* Marks the cells that differ in some table that agrees. */
static void
try_all(const table *t, int64_t *value, int from, bool *second)
{
	if (from == t->inner)
	{
		if (!agrees(t, value))
			return;
		for (int i = 0; i < t->n; i++)
			second[i] =
				second[i] ||
				(i < t->inner ? value[i] : total_of(t, value, &t->cell[i])) !=
					t->cell[i].count;
		return;
	}
	for (int step = -1; step <= 1; step++)
	{
		value[from] = t->cell[from].count + step;
		if (possible(t, from, value[from]))
			try_all(t, value, from + 1, second);
	}
}

static bool
holds(const table *t)
{
	bool second[MOST] = {false};
	int64_t value[MOST];

	try_all(t, value, 0, second);
	for (int i = 0; i < t->n; i++)
	{
		if (t->cell[i].hiding != EH_SHOWN && !second[i])
			return false;
	}
	return true;
}

static eh_status
suppress(table *t)
{
	static char work[65536];
	eh_control ctl = {0};
	int rows = t->list ? 1 : t->rows + 1;
	int columns = t->list ? 1 : t->columns + 1;

	if (eh_suppress_work(t->n, rows, columns) > sizeof(work))
		abort();
	return eh_suppress(t->cell, t->n, rows, columns, t->threshold, &ctl, work);
}

/* U1: small ones are hidden and counts of none are not */
static bool
small_hidden(const table *t)
{
	for (int i = 0; i < t->n; i++)
	{
		int64_t count = t->cell[i].count;
		bool small = count > 0 && count <= t->threshold;

		if (small != (t->cell[i].hiding == EH_HIDDEN_SMALL) ||
			(count == 0 && t->cell[i].hiding != EH_SHOWN))
			return false;
	}
	return true;
}

static void
fill(table *t, uint32_t most)
{
	t->inner = 0;
	for (int r = 0; r < t->rows; r++)
	{
		for (int c = 0; c < t->columns; c++)
			t->cell[t->inner++] =
				(eh_count_cell){.count = draw(4) == 0 ? 0 : draw(most),
					.row = t->list ? 0 : r,
					.column = t->list ? 0 : c};
	}
	add_totals(t);
}

static void
print_table(const table *t)
{
	for (int i = 0; i < t->n; i++)
		printf("# (%d, %d) %lld%s %d\n", t->cell[i].row, t->cell[i].column,
			(long long) t->cell[i].count, i < t->inner ? "" : " total",
			t->cell[i].hiding);
}

static void
tables(int rows, int columns, int n, uint32_t most, int64_t threshold)
{
	int fine = 0;

	for (int k = 0; k < n; k++)
	{
		table t = {.rows = rows, .columns = columns, .threshold = threshold};

		fill(&t, most);
		if (suppress(&t) == EH_OK && small_hidden(&t) && holds(&t))
			fine++;
		else if (fine == k)
			print_table(&t);
	}
	ok(fine == n, "%d tables of %d by %d, counts below %u, threshold %d", n,
		rows, columns, most, (int) threshold);
}

/* U4: the smallest count that serves, the first of equals; 0 if none need be,
 * -1 if none serves alone */
static int
best_extra(const table *t, int *which)
{
	int best = -1;
	table u = *t;

	for (int i = 0; i < u.n; i++)
	{
		if (u.cell[i].hiding == EH_HIDDEN_AS_WELL)
			u.cell[i].hiding = EH_SHOWN;
	}
	if (holds(&u))
		return 0;
	for (int i = 0; i < u.inner; i++)
	{
		if (u.cell[i].hiding != EH_SHOWN || u.cell[i].count == 0)
			continue;
		u.cell[i].hiding = EH_HIDDEN_AS_WELL;
		if (holds(&u) && (best < 0 || u.cell[i].count < u.cell[best].count))
			best = i;
		u.cell[i].hiding = EH_SHOWN;
	}
	*which = best;
	return best < 0 ? -1 : 1;
}

static void
lists(int n, uint32_t most, int64_t threshold)
{
	int fine = 0;
	int through_total = 0;

	for (int k = 0; k < n; k++)
	{
		table t = {.rows = 1,
			.columns = 1 + (int) draw(6),
			.list = true,
			.threshold = threshold};
		int extras = 0;
		int which = -1;
		int want;
		bool good;

		fill(&t, most);
		good = suppress(&t) == EH_OK && small_hidden(&t) && holds(&t);
		want = best_extra(&t, &which);
		for (int i = 0; i < t.n; i++)
			extras += t.cell[i].hiding == EH_HIDDEN_AS_WELL;
		good = good && (want == 0 ? extras == 0 : extras >= 1);
		if (want > 0)
			good = good && extras == 1 &&
				   t.cell[which].hiding == EH_HIDDEN_AS_WELL;
		if (want < 0)
			through_total += t.cell[t.inner].hiding != EH_SHOWN;
		if (!good && fine == k)
			print_table(&t);
		fine += good;
	}
	ok(fine == n, "%d lists, counts below %u, threshold %d, %d by the total", n,
		most, (int) threshold, through_total);
}

/* The check itself would notice: without what is hidden as well, or with one
 * count too few, there are tables it does not pass. */
static void
check_can_fail(void)
{
	table t = {.rows = 1, .columns = 4, .list = true, .threshold = 5};
	static const int64_t counts[] = {3, 40, 12, 12};

	for (int i = 0; i < 4; i++)
		t.cell[t.inner++] = (eh_count_cell){.count = counts[i]};
	add_totals(&t);
	ok(suppress(&t) == EH_OK && t.cell[2].hiding == EH_HIDDEN_AS_WELL &&
			t.cell[3].hiding == EH_SHOWN && t.cell[1].hiding == EH_SHOWN,
		"a 3 takes the first 12 with it");
	ok(holds(&t), "which protects it");
	t.cell[2].hiding = EH_SHOWN;
	ok(!holds(&t), "and without it, it can be worked out");
}

static bool
stop(void *arg)
{
	return ++*(int *) arg == 2;
}

static void
refusals(void)
{
	eh_count_cell cell[] = {{.count = 3}, {.count = 1}, {.count = 2},
		{.count = 4}, {.count = 10, .total = true}};
	int asked = 0;
	eh_control ctl = {0, stop, &asked};
	char work[4096];

	ok(eh_suppress(cell, 5, 1, 1, 1, &ctl, work) == EH_EDOMAIN,
		"a threshold of 1 tells what it hides");
	cell[1].count = -1;
	ok(eh_suppress(cell, 5, 1, 1, 5, &ctl, work) == EH_EDOMAIN,
		"a negative count");

	/* of 5 alone and no total neither direction has a way */
	cell[0].count = 5;
	ok(eh_suppress(cell, 1, 1, 1, 5, &(eh_control){0}, work) == EH_ENOCONV,
		"a count without a total is no list");

	/* none of 1, 1, 1 makes up for another, so each would ask */
	for (int i = 0; i < 3; i++)
		cell[i].count = 1;
	cell[3].count = 0;
	cell[4].count = 3;
	asked = 0;
	ok(eh_suppress(cell, 5, 1, 1, 2, &ctl, work) == EH_ECANCEL && asked == 2,
		"it stops when told to");
}

int
main(void)
{
	check_can_fail();
	lists(3000, 12, 5);
	lists(1000, 4, 5);
	lists(1000, 30, 2);
	tables(2, 2, 2000, 12, 5);
	tables(2, 3, 2000, 20, 5);
	tables(3, 3, 60, 15, 5);
	tables(3, 3, 40, 4, 3);
	tables(1, 4, 1000, 10, 5);
	tables(4, 2, 100, 9, 2);
	refusals();
	return done();
}
