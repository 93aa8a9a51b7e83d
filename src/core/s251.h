/*
 * s251.h - the budget lines of Section 251 outturn, Table A1, and the groups
 * that publications make of them.
 *
 * S1  Years are financial years by the year they end in, 2011 to 2022: 2019
 *     is April 2018 to March 2019.
 * S2  In each year a scheme puts every leaf line into exactly one of its own
 *     groups; capital paid from revenue (CERA) into one of them or into
 *     capital.  Subtotals, totals and memorandum lines repeat money of leaf
 *     lines, and have groups of those names, which no scheme's own group is.
 * S3  So the amounts of a scheme's own groups, over whatever lines a file
 *     holds, count no pound twice.
 * S4  A line is known by its number.  Numbers changed in 2011-12, 2012-13,
 *     2013-14 and 2016-17; for 2015-16 both those of its own release (1 to 36)
 *     and those of later back series (3.0.1 to 8a.2) are known.
 * S5  Text after a number with a dot is left aside, as in "3.1.1 Residential
 *     care": the column of the department's files holds both.  A number
 *     without a dot must stand alone, because memorandum items are written
 *     "1 Substance misuse services" and "2 Teenage pregnancy services", and
 *     are not lines 1 and 2.
 */
#ifndef EH_S251_H
#define EH_S251_H

#include <stdbool.h>
#include <stddef.h>

#define EH_S251_FIRST 2011
#define EH_S251_LAST 2022

typedef enum eh_s251_category
{
	EH_S251_SURE_START,
	EH_S251_FAMILY,
	EH_S251_YOUNG,
	EH_S251_JUSTICE,
	EH_S251_OTHER,
	EH_S251_ADOPTION, /* and special guardianship */
	EH_S251_LOOKED_AFTER,
	EH_S251_SAFEGUARDING, /* and strategy, commissioning, partnership */
	EH_S251_CERA,
	EH_S251_MEMORANDUM,
	EH_S251_SUM_SURE_START, /* the section totals of the later layouts */
	EH_S251_SUM_FOSTERING,
	EH_S251_SUM_LOOKED_AFTER,
	EH_S251_SUM_SAFEGUARDING,
	EH_S251_SUM_FAMILY,
	EH_S251_SUM_YOUNG,
	EH_S251_TOTAL_WITHOUT, /* CERA */
	EH_S251_TOTAL_WITH
} eh_s251_category;

typedef struct eh_s251_line
{
	char number[8]; /* "3.1.10", padded with zeros */
	eh_s251_category category;
	const char *description;
} eh_s251_line;

typedef struct eh_s251_layout
{
	int first, last; /* years it is for */
	int n;
	const eh_s251_line *lines; /* in the order of the table */
} eh_s251_layout;

typedef enum eh_s251_scheme
{
	EH_S251_EARLY_LATE_NET,
	EH_S251_WITH_ADOPTION,
	EH_S251_WITHOUT_ADOPTION,
	EH_S251_PREVENTATIVE,
	EH_S251_SCHEMES /* how many; as an answer, none of them */
} eh_s251_scheme;

/* The layouts, oldest first; two of them share 2016. */
extern const eh_s251_layout eh_s251_layouts[];
extern const int eh_s251_layout_count;

extern eh_s251_scheme eh_s251_scheme_named(const char *name, size_t length);
extern const char *eh_s251_scheme_name(eh_s251_scheme scheme);
extern const char *eh_s251_scheme_says(eh_s251_scheme scheme);

/* A line by the text of its number, or NULL. */
extern const eh_s251_line *eh_s251_find(
	const char *text, size_t length, int year);

/* The group a scheme puts a category in, in a year of S1. */
extern const char *eh_s251_group(
	eh_s251_scheme scheme, eh_s251_category category, int year);

/*
 * The group of a line in the cut that a summary table prints: section totals,
 * and sections of one line.  NULL for other lines, for a section that the
 * scheme splits, and in layouts whose section totals have no known numbers.
 */
extern const char *eh_s251_summary_group(
	eh_s251_scheme scheme, const eh_s251_line *line, int year);

extern const char *eh_s251_category_name(eh_s251_category category);

#endif
