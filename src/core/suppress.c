/*
 * suppress.c - which counts of a table to hide so that no small one shows.
 *
 * U1  Counts from 1 to the threshold are hidden, and totals that small; a
 *     count of none is shown.
 * U2  Others are hidden with them until every hidden count has two values at
 *     least that agree with all that is published.
 * U3  That is proven against a reader who has the table with its totals, who
 *     knows which hidden counts are small ones and so from 1 to the
 *     threshold, and the others above it, and that no hidden total is 0.  It
 *     is not proven against one who has another table of the same children,
 *     who reasons from which counts this algorithm would choose, or who is
 *     content with a narrow range.
 * U4  Hidden as well is the cheapest that serves: in a list the smallest
 *     count that can make up the difference, the first of equals; a total
 *     only if no counts do.
 *
 * The table is a network, rows and columns its nodes.  A hidden count has a
 * second value if one unit of it can go round the table through hidden cells
 * alone (whole values are enough: the constraints of a two-way table are
 * totally unimodular).  Hiding the cells of such a round makes all of it safe
 * at once, and hiding more never makes a safe cell unsafe, so one pass over
 * the small counts is enough.  There is always a round, at worst through the
 * totals.  After Cox (1995), Network models for complementary cell
 * suppression, Journal of the American Statistical Association 90.
 */
#include "suppress_internal.h"

#include <math.h>
#include <string.h>

/* Safe cells between two questions whether to stop. */
#define POLL_EVERY 1024

static size_t
aligned(size_t bytes)
{
	return (bytes + 7) / 8 * 8;
}

size_t
eh_suppress_work(int32_t n, int32_t rows, int32_t columns)
{
	size_t nodes = (size_t) rows + (size_t) columns;
	size_t ends = 2 * (size_t) n;

	return sizeof(double) * (nodes + ends + 1) +
		   aligned(sizeof(int32_t) * (nodes + 1)) +
		   aligned(sizeof(int32_t) * ends) +
		   3 * aligned(sizeof(int32_t) * nodes) +
		   aligned(sizeof(int32_t) * (ends + 1));
}

static void *
carve(char **work, size_t bytes)
{
	void *part = *work;

	*work += aligned(bytes);
	return part;
}

static void
index_those(eh_network *w, bool shown)
{
	for (int32_t i = w->n - 1; i >= 0; i--)
	{
		const eh_count_cell *c = &w->cell[i];

		if ((c->hiding == EH_SHOWN) != shown)
			continue;
		w->at[--w->start[c->row]] = i;
		w->at[--w->start[w->rows + c->column]] = i;
	}
}

/* Each node's cells in the order given, but small counts first: a walk wants
 * those. */
static void
index_cells(eh_network *w)
{
	memset(w->start, 0, sizeof(int32_t) * ((size_t) w->nodes + 1));
	for (int32_t i = 0; i < w->n; i++)
	{
		w->start[w->cell[i].row]++;
		w->start[w->rows + w->cell[i].column]++;
	}
	for (int32_t v = 0; v < w->nodes; v++)
		w->start[v + 1] += w->start[v];
	index_those(w, true);
	index_those(w, false);
}

static void
begin(eh_network *w, char *work)
{
	size_t nodes = (size_t) w->nodes;
	size_t ends = 2 * (size_t) w->n;

	w->distance = carve(&work, sizeof(double) * nodes);
	w->key = carve(&work, sizeof(double) * (ends + 1));
	w->start = carve(&work, sizeof(int32_t) * (nodes + 1));
	w->at = carve(&work, sizeof(int32_t) * ends);
	w->via = carve(&work, sizeof(int32_t) * nodes);
	w->stamp = carve(&work, sizeof(int32_t) * nodes);
	w->cursor = carve(&work, sizeof(int32_t) * nodes);
	w->node = carve(&work, sizeof(int32_t) * (ends + 1));
	memset(w->stamp, 0, sizeof(int32_t) * nodes);
	w->search = 0;
	index_cells(w);
}

/* U1 */
static bool
hide_small(eh_network *w)
{
	double sum = 1.0;

	for (int32_t i = 0; i < w->n; i++)
	{
		eh_count_cell *c = &w->cell[i];

		if (c->count < 0)
			return false;
		c->hiding = c->count > 0 && c->count <= w->threshold ? EH_HIDDEN_SMALL
															 : EH_SHOWN;
		c->safe = c->hiding == EH_SHOWN;
		if (!c->total && !c->grand)
			sum += (double) c->count;
	}
	w->total_cost = sum;
	return true;
}

/* Hides the way that was found, which makes it and the cell safe. */
static void
hide_way(eh_network *w, int32_t cell, int32_t end)
{
	w->cell[cell].safe = true;
	while (w->via[end] >= 0)
	{
		eh_count_cell *on = &w->cell[w->via[end]];

		if (on->hiding == EH_SHOWN)
			on->hiding = EH_HIDDEN_AS_WELL;
		on->safe = true;
		end = end < w->rows ? w->rows + on->column : on->row;
	}
}

/* U4: the cheaper of one more and one less. */
static bool
pay_for_way(eh_network *w, int32_t cell, bool can_up, bool can_down)
{
	const eh_count_cell *c = &w->cell[cell];
	double up = INFINITY;
	double down = INFINITY;
	bool go_up;

	if (can_up)
		up = eh_network_path(w, cell, true, INFINITY);
	if (can_down)
		down = eh_network_path(w, cell, false, up);
	if (fmin(up, down) == INFINITY)
		return false;
	go_up = !(down < up);
	/* the second search has written over the first */
	if (go_up && can_down)
		(void) eh_network_path(w, cell, true, INFINITY);
	hide_way(w, cell, go_up != c->total ? c->row : w->rows + c->column);
	return true;
}

/* U2 */
static bool
make_safe(eh_network *w, int32_t cell)
{
	const eh_count_cell *c = &w->cell[cell];
	bool up = eh_cell_moves(w, c, true);
	bool down = eh_cell_moves(w, c, false);

	if ((up && eh_network_walk(w, cell, true)) ||
		(down && eh_network_walk(w, cell, false)))
	{
		hide_way(w, cell, w->rows + c->column);
		return true;
	}
	return pay_for_way(w, cell, up, down);
}

/*
 * EH_EDOMAIN: a negative count, or a threshold under 2, which would tell what
 * it hides.  n, rows and columns are at least 1.
 */
eh_status
eh_suppress(eh_count_cell *cell, int32_t n, int32_t rows, int32_t columns,
	int64_t threshold, const eh_control *ctl, void *work)
{
	eh_network w = {.cell = cell,
		.n = n,
		.rows = rows,
		.nodes = rows + columns,
		.threshold = threshold};

	if (threshold < 2 || !hide_small(&w))
		return EH_EDOMAIN;
	begin(&w, work);
	for (int32_t i = 0; i < n; i++)
	{
		if ((!cell[i].safe || i % POLL_EVERY == 0) && ctl->poll != NULL &&
			ctl->poll(ctl->arg))
			return EH_ECANCEL;
		if (!cell[i].safe && !make_safe(&w, i))
			return EH_ENOCONV;
	}
	return EH_OK;
}
