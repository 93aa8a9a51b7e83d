/*
 * suppress_internal.h - a table as a network, and the cheapest way through.
 */
#ifndef EH_SUPPRESS_INTERNAL_H
#define EH_SUPPRESS_INTERNAL_H

#include "suppress.h"

/* Rows and columns are nodes, rows first; each cell joins its row and column.
 */
typedef struct eh_network
{
	eh_count_cell *cell;
	int32_t n;
	int32_t rows;
	int32_t nodes;
	int64_t threshold;
	double total_cost; /* of hiding a total: more than of all counts */
	int32_t *start;    /* nodes + 1: a node's cells in at[] */
	int32_t *at;       /* 2 n */

	/* one search */
	double *distance; /* nodes */
	int32_t *via;     /* nodes: the cell a node was reached by */
	int32_t *stamp;   /* nodes: the search that reached it */
	int32_t *cursor;  /* nodes: where a walk goes on from */
	int32_t search;
	double *key; /* a heap of nodes to go on from, 2 n + 1 */
	int32_t *node;
	int32_t heap;
} eh_network;

extern bool eh_cell_moves(const eh_network *w, const eh_count_cell *c, bool up);
extern bool eh_network_walk(eh_network *w, int32_t cell, bool up);
extern double eh_network_path(
	eh_network *w, int32_t cell, bool up, double below);

#endif
