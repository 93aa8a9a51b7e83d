/*
 * areas.c - what stays comparable over a period.
 *
 * A1  A year is a financial year, called after the calendar year it ends in.
 *     A change of 1 April 2019 parts the years 2019 and 2020.
 * A2  Over a period, two authorities belong together if a chain of changes
 *     within it joins them.  The groups part the authorities of every year of
 *     the period: none is left out, none stands in two.
 * A3  A group covers the same land in each of its years, so counts add up
 *     over it whatever the kinds of its changes: where land moved between two
 *     authorities (Christchurch) both are in it.  Shifts of a boundary under
 *     a recode, a dozen dwellings in all, do not join (areas_facts.c).
 * A4  An authority that stands in no year of the period is in no group.
 * A5  A group is called by its authorities of the last year, in order:
 *     838+839.  Such a name is itself a list of codes that can be read.
 */
#include "areas.h"

#include <string.h>

#define LA_DIGITS 3
#define ONS_BYTES 9

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* -1 if it is not three digits. */
static int
la_slot(const char *code)
{
	if (!is_digit(code[0]) || !is_digit(code[1]) || !is_digit(code[2]))
		return -1;
	return (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
}

/* The slot of E06000058 is kind 0, number 58; -1 if it is of no kind here. */
static int
ons_slot(const char *code)
{
	static const char kinds[][7] = {"E06000", "E08000", "E09000", "E10000"};

	for (int k = 0; k < 4; k++)
	{
		if (memcmp(code, kinds[k], 6) == 0 && code[6] == '0' &&
			is_digit(code[7]) && is_digit(code[8]))
			return k * 100 + (code[7] - '0') * 10 + (code[8] - '0');
	}
	return -1;
}

void
eh_code_index_make(eh_code_index *index)
{
	memset(index, -1, sizeof(*index));
	for (int i = 0; i < EH_AUTHORITIES; i++)
	{
		const eh_authority *a = &eh_authorities[i];

		index->la[la_slot(a->la_code)] = (int16_t) i;
		index->ons[ons_slot(a->ons_code)] = (int16_t) i;
		if (a->ons_former != NULL)
			index->ons[ons_slot(a->ons_former)] = (int16_t) i;
	}
}

/*
 * The authority of a code, the department's or ONS's, present or former; -1
 * if there is none.  Blanks around it are of the column, not of the code.
 */
int
eh_authority_find(const eh_code_index *index, const char *code, size_t bytes)
{
	int slot;

	for (; bytes > 0 && is_blank(*code); bytes--)
		code++;
	while (bytes > 0 && is_blank(code[bytes - 1]))
		bytes--;
	if (bytes == LA_DIGITS)
	{
		slot = la_slot(code);
		return slot < 0 ? -1 : index->la[slot];
	}
	if (bytes != ONS_BYTES)
		return -1;
	slot = ons_slot(code);
	return slot < 0 ? -1 : index->ons[slot];
}

static bool
parts_codes(char c)
{
	return c == '/' || c == '+';
}

/*
 * The authorities of one code, or of a combined return such as "940 / 941";
 * their number, 0 if any of them is unknown.
 */
int
eh_authority_codes(const eh_code_index *index, const char *text, size_t bytes,
	int16_t *found, int room)
{
	const char *end = text + bytes;
	int n = 0;

	for (;;)
	{
		const char *stop = text;
		int authority;

		while (stop < end && !parts_codes(*stop))
			stop++;
		authority = eh_authority_find(index, text, (size_t) (stop - text));
		if (authority < 0 || n == room)
			return 0;
		found[n++] = (int16_t) authority;
		if (stop == end)
			return n;
		text = stop + 1;
	}
}

bool
eh_authority_in(int authority, int32_t year)
{
	const eh_authority *a = &eh_authorities[authority];

	return a->first <= year && year <= a->last;
}

const char *
eh_authority_ons(int authority, int32_t year)
{
	const eh_authority *a = &eh_authorities[authority];

	return a->ons_former != NULL && year < a->recoded ? a->ons_former
													  : a->ons_code;
}

static void
join(eh_areas *areas, int a, int b)
{
	int16_t keep = areas->group[a];
	int16_t give = areas->group[b];

	if (keep == give)
		return;
	for (int i = 0; i < EH_AUTHORITIES; i++)
	{
		if (areas->group[i] == give)
			areas->group[i] = keep;
	}
}

/* The groups over a period, given in either order.  EH_EDOMAIN: a year
 * outside those whose changes are known. */
eh_status
eh_areas_over(
	const eh_code_index *index, int32_t from, int32_t to, eh_areas *areas)
{
	areas->from = from < to ? from : to;
	areas->to = from < to ? to : from;
	if (areas->from < EH_AREA_FIRST || areas->to > EH_AREA_LAST)
		return EH_EDOMAIN;
	for (int i = 0; i < EH_AUTHORITIES; i++)
		areas->group[i] = (int16_t) i;
	for (int i = 0; i < eh_area_changes_n; i++)
	{
		const eh_area_change *c = &eh_area_changes[i];

		/* A1: the year that begins with it ends in the next */
		if (areas->from <= c->year && c->year + 1 <= areas->to)
			join(areas, index->la[la_slot(c->from)], index->la[la_slot(c->to)]);
	}
	for (int i = 0; i < EH_AUTHORITIES; i++)
	{
		if (eh_authorities[i].last < areas->from ||
			eh_authorities[i].first > areas->to)
			areas->group[i] = -1;
	}
	return EH_OK;
}

/*
 * Joins what the caller reports together: combined returns, parted by
 * semicolons: "314 / 318; 201 / 204".  Those outside the period are passed
 * over.  EH_EFORMAT: an unknown code.
 */
eh_status
eh_areas_together(
	eh_areas *areas, const eh_code_index *index, const char *text, size_t bytes)
{
	const char *end = text + bytes;

	while (text < end)
	{
		int16_t found[EH_AUTHORITIES];
		const char *stop = memchr(text, ';', (size_t) (end - text));
		int first = -1;
		int n;

		if (stop == NULL)
			stop = end;
		n = eh_authority_codes(
			index, text, (size_t) (stop - text), found, EH_AUTHORITIES);
		if (n == 0)
			return EH_EFORMAT;
		for (int i = 0; i < n; i++)
		{
			if (areas->group[found[i]] < 0)
				continue;
			if (first < 0)
				first = found[i];
			join(areas, first, found[i]);
		}
		text = stop + 1;
	}
	return EH_OK;
}

/* The group's authorities of the last year, parted; its length. */
static size_t
list(const eh_areas *areas, int group, bool names, const char *between,
	char *text)
{
	size_t n = 0;

	for (int i = 0; i < EH_AUTHORITIES; i++)
	{
		const char *item =
			names ? eh_authorities[i].name : eh_authorities[i].la_code;

		if (areas->group[i] != group || !eh_authority_in(i, areas->to))
			continue;
		if (n > 0)
		{
			memcpy(text + n, between, strlen(between));
			n += strlen(between);
		}
		memcpy(text + n, item, strlen(item));
		n += strlen(item);
	}
	text[n] = '\0';
	return n;
}

/* Both write to EH_AREA_TEXT bytes. */
size_t
eh_area_identifier(const eh_areas *areas, int group, char *text)
{
	return list(areas, group, false, "+", text);
}

size_t
eh_area_name(const eh_areas *areas, int group, char *text)
{
	return list(areas, group, true, " + ", text);
}
