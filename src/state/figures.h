/*
 * figures.h - the rows of numbers that a statistic of a small table is made
 * of.
 */
#ifndef EH_FIGURES_H
#define EH_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "core/status.h"
#include "limit.h"

/* What a row's numbers are, in order. */
typedef enum eh_figures_kind
{
	EH_FIGURES_NONE,         /* no rows: what nothing was added to */
	EH_FIGURES_RATE,         /* eh_rate_band */
	EH_FIGURES_RATIO,        /* eh_ratio_band */
	EH_FIGURES_SLOPE,        /* rank, population, value */
	EH_FIGURES_SLOPE_ERROR,  /* and the value's standard error */
	EH_FIGURES_SLOPE_LIMITS, /* or its limits at 95 per cent */
	EH_FIGURES_CASES,        /* x, n */
	EH_FIGURES_VALUES,       /* value */
	EH_FIGURES_WEIGHTED      /* value, weight */
} eh_figures_kind;

#define EH_FIGURES_KINDS 9
#define EH_FIGURES_WIDEST 5

typedef struct eh_figures
{
	uint8_t kind;
	int64_t missing;
	int64_t assumed; /* rows of a rate whose events were not given: none */
	double *number;
	size_t rows;
	size_t room; /* numbers */
} eh_figures;

#define EH_FIGURES_FORMAT 1

/* A larger state is refused: some 30 million single values. */
#define EH_FIGURES_MOST_BYTES ((size_t) 256 << 20)

/* Flat: this, and then the numbers, row after row. */
typedef struct eh_figures_flat
{
	int32_t vl_len_; /* the server's length word: not ours to touch */
	uint8_t format;
	uint8_t kind;
	uint8_t pad[2]; /* always 0 */
	int64_t missing;
	int64_t assumed;
	int64_t rows;
} eh_figures_flat;

static inline const double *
eh_figures_numbers(const eh_figures_flat *flat)
{
	return (const double *) (flat + 1);
}

extern size_t eh_figures_width(uint8_t kind);
extern bool eh_figures_row_valid(uint8_t kind, const double *row);
extern void eh_figures_init(eh_figures *f, eh_figures_kind kind);
extern eh_status eh_figures_add(
	eh_figures *f, const eh_arena *arena, const double *row);
extern eh_status eh_figures_miss(eh_figures *f);
extern eh_status eh_figures_merge(
	eh_figures *f, const eh_arena *arena, const eh_figures_flat *flat);
extern size_t eh_figures_size(const eh_figures *f);
extern void eh_figures_to_flat(const eh_figures *f, eh_figures_flat *flat);
extern eh_status eh_figures_check(
	const eh_figures_flat *flat, size_t bytes, const char **why);

#define EH_FIGURES_WIRE_HEADER 26

extern size_t eh_figures_wire_size(const eh_figures_flat *flat);
extern void eh_figures_to_wire(const eh_figures_flat *flat, uint8_t *wire);
extern eh_status eh_figures_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why);
extern eh_status eh_figures_from_wire(
	const uint8_t *wire, size_t bytes, eh_figures_flat *flat, const char **why);

#endif
