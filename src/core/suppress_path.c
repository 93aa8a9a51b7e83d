/*
 * suppress_path.c - a way round for one unit of a count.
 *
 * From a node of a row the way goes to a column by a cell that can take one
 * more, from a column to a row by a cell that can give one; a total does it
 * the other way about, since it stands on the other side of the equation.
 *
 * First a walk through hidden cells alone, which cost nothing: depth first,
 * since most tables with many small counts have many such ways.  Where there
 * is none, Dijkstra's algorithm: shown cells cost their count, totals more
 * than all counts together.
 */
#include "suppress_internal.h"

#include <math.h>

/*
 * Can a cell, hidden already or hidden from now on, be one more (up) or one
 * less than it is?  Small counts are known to be 1 to the threshold, others
 * to be above it, hidden totals to be not 0.
 */
bool
eh_cell_moves(const eh_network *w, const eh_count_cell *c, bool up)
{
	if (c->total || c->grand)
		return up || c->count > 1;
	if (c->hiding == EH_HIDDEN_SMALL)
		return up ? c->count < w->threshold : c->count > 1;
	return up || c->count > w->threshold + 1;
}

static double
cost_of(const eh_network *w, const eh_count_cell *c)
{
	if (c->hiding != EH_SHOWN)
		return 0.0;
	if (c->grand)
		return w->total_cost * (w->nodes + 1.0);
	return c->total ? w->total_cost + (double) c->count : (double) c->count;
}

static int32_t
other_end(const eh_network *w, int32_t node, const eh_count_cell *c)
{
	return node < w->rows ? w->rows + c->column : c->row;
}

/*
 * Can the others make up for one more (up) or one less in a cell by hidden
 * cells alone?  The walk begins at the cell's row, against the arrows if the
 * way leads there, and ends at its column; it stands in via[].
 */
bool
eh_network_walk(eh_network *w, int32_t cell, bool up)
{
	int32_t first = w->cell[cell].row;
	int32_t last = w->rows + w->cell[cell].column;
	bool against = up != w->cell[cell].total;
	int32_t node = first;

	w->search++;
	w->stamp[first] = w->search;
	w->via[first] = -1;
	w->cursor[first] = w->start[first];
	for (;;)
	{
		int32_t i;
		int32_t to;

		if (w->cursor[node] == w->start[node + 1])
		{
			if (node == first)
				return false;
			node = other_end(w, node, &w->cell[w->via[node]]);
			continue;
		}
		i = w->at[w->cursor[node]++];
		to = other_end(w, node, &w->cell[i]);
		if (i == cell || w->cell[i].hiding == EH_SHOWN ||
			w->stamp[to] == w->search ||
			!eh_cell_moves(w, &w->cell[i],
				((node < w->rows) != against) != w->cell[i].total))
			continue;
		w->stamp[to] = w->search;
		w->via[to] = i;
		w->cursor[to] = w->start[to];
		if (to == last)
			return true;
		node = to;
	}
}

/* --- the heap: least key first, then least node -----------------------------
 */

static bool
before(const eh_network *w, int32_t a, int32_t b)
{
	return w->key[a] < w->key[b] ||
		   (w->key[a] == w->key[b] && w->node[a] < w->node[b]);
}

static void
swap(eh_network *w, int32_t a, int32_t b)
{
	double key = w->key[a];
	int32_t node = w->node[a];

	w->key[a] = w->key[b];
	w->node[a] = w->node[b];
	w->key[b] = key;
	w->node[b] = node;
}

static void
push(eh_network *w, double key, int32_t node)
{
	int32_t i = w->heap++;

	w->key[i] = key;
	w->node[i] = node;
	for (; i > 0 && before(w, i, (i - 1) / 2); i = (i - 1) / 2)
		swap(w, i, (i - 1) / 2);
}

static void
pop(eh_network *w)
{
	int32_t i = 0;

	swap(w, 0, --w->heap);
	for (;;)
	{
		int32_t least = i;

		for (int32_t child = 2 * i + 1; child <= 2 * i + 2; child++)
		{
			if (child < w->heap && before(w, child, least))
				least = child;
		}
		if (least == i)
			return;
		swap(w, i, least);
		i = least;
	}
}

static void
reach(eh_network *w, int32_t node, double distance, int32_t via)
{
	if (w->stamp[node] == w->search && w->distance[node] <= distance)
		return;
	w->stamp[node] = w->search;
	w->distance[node] = distance;
	w->via[node] = via;
	push(w, distance, node);
}

static void
go_on_from(eh_network *w, int32_t node, int32_t without)
{
	bool from_row = node < w->rows;

	for (int32_t k = w->start[node]; k < w->start[node + 1]; k++)
	{
		int32_t i = w->at[k];
		const eh_count_cell *c = &w->cell[i];

		/* a count of none is shown as it is */
		if (i == without || c->count == 0 ||
			!eh_cell_moves(w, c, from_row != c->total))
			continue;
		reach(w, other_end(w, node, c), w->distance[node] + cost_of(w, c), i);
	}
}

/*
 * The cost of the cheapest way by which the others make up for one more (up)
 * or one less in a cell; infinite if it is not below what is asked for.  The
 * way stands in via[], from the end back.
 */
double
eh_network_path(eh_network *w, int32_t cell, bool up, double below)
{
	const eh_count_cell *c = &w->cell[cell];
	bool forward = up != c->total;
	int32_t from = forward ? w->rows + c->column : c->row;
	int32_t to = forward ? c->row : w->rows + c->column;

	w->search++;
	w->heap = 0;
	reach(w, from, 0.0, -1);
	while (w->heap > 0)
	{
		double distance = w->key[0];
		int32_t node = w->node[0];

		if (distance >= below)
			return INFINITY;
		if (node == to)
			return distance;
		pop(w);
		if (distance <= w->distance[node])
			go_on_from(w, node, cell);
	}
	return INFINITY;
}
