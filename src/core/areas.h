/*
 * areas.h - the authorities with children's services duties, how they
 * changed, and what stays comparable over a period.
 */
#ifndef EH_AREAS_H
#define EH_AREAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

#define EH_AUTHORITIES 160

/* Financial years ending, between which every change is known. */
#define EH_AREA_FIRST 2008
#define EH_AREA_LAST 2026
#define EH_AREA_YEARS (EH_AREA_LAST - EH_AREA_FIRST + 1)

/* Room for an identifier or a name, its zero included. */
#define EH_AREA_TEXT (EH_AUTHORITIES * 48)

typedef struct eh_authority
{
	const char *la_code;    /* three digits, the department's */
	const char *ons_code;   /* the latest */
	const char *ons_former; /* before it, or NULL */
	int16_t recoded; /* first year of ons_code, if there was one before */
	int16_t first;   /* years it was there, financial years ending; */
	int16_t last;    /* 0 and 9999 stand for always */
	const char *name;
} eh_authority;

typedef enum eh_area_kind
{
	EH_AREA_RECODE,
	EH_AREA_MERGE,
	EH_AREA_SPLIT,
	EH_AREA_TRANSFER
} eh_area_kind;

typedef struct eh_area_change
{
	eh_area_kind kind;
	const char *from; /* la_code, and the code of ONS before the change */
	const char *from_ons;
	const char *to;
	const char *to_ons;
	int16_t year; /* calendar year of the first of April it counts from */
	bool additive;
	const char *note;
} eh_area_change;

extern const eh_authority eh_authorities[EH_AUTHORITIES];
extern const eh_area_change eh_area_changes[];
extern const int eh_area_changes_n;

/* Which authorities belong together over a period: equal numbers do. */
typedef struct eh_areas
{
	int16_t group[EH_AUTHORITIES]; /* -1: in no year of the period */
	int32_t from;                  /* from <= to */
	int32_t to;
} eh_areas;

/* Where a code is found: three digits, and a hundred for each of ONS's kinds
 * 06, 08, 09, 10; -1 where there is no authority. */
typedef struct eh_code_index
{
	int16_t la[1000];
	int16_t ons[400];
} eh_code_index;

extern void eh_code_index_make(eh_code_index *index);
extern int eh_authority_find(
	const eh_code_index *index, const char *code, size_t bytes);
extern int eh_authority_codes(const eh_code_index *index, const char *text,
	size_t bytes, int16_t *found, int room);
extern bool eh_authority_in(int authority, int32_t year);
extern const char *eh_authority_ons(int authority, int32_t year);

extern eh_status eh_areas_over(
	const eh_code_index *index, int32_t from, int32_t to, eh_areas *areas);
extern eh_status eh_areas_together(eh_areas *areas, const eh_code_index *index,
	const char *text, size_t bytes);
extern size_t eh_area_identifier(const eh_areas *areas, int group, char *text);
extern size_t eh_area_name(const eh_areas *areas, int group, char *text);

#endif
