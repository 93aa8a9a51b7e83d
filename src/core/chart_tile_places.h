/*
 * chart_tile_places.h - where authorities have their tiles.
 */
#ifndef EH_CHART_TILE_PLACES_H
#define EH_CHART_TILE_PLACES_H

#include <stdint.h>

#define EH_TILE_COLUMNS 15
#define EH_TILE_ROWS 20
#define EH_TILE_PLACES 160

typedef struct eh_tile_place
{
	int16_t code;
	int8_t column; /* from the west */
	int8_t row;    /* from the north */
	const char *brief;
	const char *name;
	int16_t replaced_by[2]; /* 0: still there */
} eh_tile_place;

extern const eh_tile_place eh_tile_places[EH_TILE_PLACES];

#endif
