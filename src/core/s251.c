/*
 * s251.c - which group of which scheme a budget line belongs to.
 */
#include "s251.h"

#include <string.h>

static const struct
{
	const char *name;
	const char *says;
} schemes[EH_S251_SCHEMES] = {
	[EH_S251_EARLY_LATE_NET] = {"early_late_net",
		"early: Sure Start and under-fives, family support, young people; "
		"late: looked after with adoption and guardianship, safeguarding, "
		"youth justice; other: other children and families services. "
		"On net current expenditure, the totals of the National Children's "
		"Bureau and others for 2015-16 to 2020-21"},
	[EH_S251_WITH_ADOPTION] = {"late_with_adoption",
		"the same with youth justice in other; early over early and late, "
		"net, falls from 37.8 per cent in 2010-11 to 19.0 in 2020-21"},
	[EH_S251_WITHOUT_ADOPTION] = {"late_without_adoption",
		"the same with youth justice, adoption and guardianship in other; "
		"from 39.1 per cent in 2010-11 to 20.3 in 2020-21"},
	[EH_S251_PREVENTATIVE] = {"preventative_safeguarding",
		"preventative: all but safeguarding and looked_after; adoption and "
		"guardianship are looked_after from 2012-13, CERA is preventative to "
		"2014-15, as in Webb, Bennett and Bywaters (2022), on gross "
		"expenditure"},
};

/* What the letters of a map stand for. */
static const char *
group_of_letter(char letter)
{
	switch (letter)
	{
		case 'e':
			return "early";
		case 'l':
			return "late";
		case 'o':
			return "other";
		case 'p':
			return "preventative";
		case 's':
			return "safeguarding";
		case 'a':
			return "looked_after";
		default:
			return "capital";
	}
}

/*
 * A letter for each category up to CERA: Sure Start, family support, young
 * people, youth justice, other, adoption, looked after, safeguarding, CERA.
 */
static const char *
map_of(eh_s251_scheme scheme, int year)
{
	switch (scheme)
	{
		case EH_S251_EARLY_LATE_NET:
			return "eeelolllc";
		case EH_S251_WITH_ADOPTION:
			return "eeeoolllc";
		case EH_S251_WITHOUT_ADOPTION:
			return "eeeooollc";
		default:
			if (year <= 2012)
				return "ppppppasp";
			return year <= 2015 ? "pppppaasp" : "pppppaasc";
	}
}

eh_s251_scheme
eh_s251_scheme_named(const char *name, size_t length)
{
	int i = 0;

	while (
		i < EH_S251_SCHEMES && (strlen(schemes[i].name) != length ||
								   memcmp(schemes[i].name, name, length) != 0))
		i++;
	return (eh_s251_scheme) i;
}

const char *
eh_s251_scheme_name(eh_s251_scheme scheme)
{
	return schemes[scheme].name;
}

const char *
eh_s251_scheme_says(eh_s251_scheme scheme)
{
	return schemes[scheme].says;
}

/* S5: without blanks around, and without the words after a number with a
 * dot. */
static void
number_of(const char **text, size_t *length)
{
	const char *blank;

	while (*length > 0 && **text == ' ')
	{
		(*text)++;
		(*length)--;
	}
	while (*length > 0 && (*text)[*length - 1] == ' ')
		(*length)--;
	blank = memchr(*text, ' ', *length);
	if (blank != NULL && memchr(*text, '.', (size_t) (blank - *text)) != NULL)
		*length = (size_t) (blank - *text);
}

const eh_s251_line *
eh_s251_find(const char *text, size_t length, int year)
{
	char number[8] = {0};

	number_of(&text, &length);
	if (length == 0 || length >= sizeof(number))
		return NULL;
	memcpy(number, text, length);
	for (int i = 0; i < eh_s251_layout_count; i++)
	{
		const eh_s251_layout *layout = &eh_s251_layouts[i];

		if (year < layout->first || year > layout->last)
			continue;
		for (int j = 0; j < layout->n; j++)
		{
			if (memcmp(layout->lines[j].number, number, sizeof(number)) == 0)
				return &layout->lines[j];
		}
	}
	return NULL;
}

const char *
eh_s251_group(eh_s251_scheme scheme, eh_s251_category category, int year)
{
	if (category <= EH_S251_CERA)
		return group_of_letter(map_of(scheme, year)[category]);
	if (category == EH_S251_MEMORANDUM)
		return "memorandum";
	return category < EH_S251_TOTAL_WITHOUT ? "subtotal" : "total";
}

/* The group of a section of one category or of several, if they share it. */
static const char *
section(eh_s251_scheme scheme, eh_s251_category a, eh_s251_category b, int year)
{
	const char *map = map_of(scheme, year);

	return map[a] == map[b] ? group_of_letter(map[a]) : NULL;
}

const char *
eh_s251_summary_group(eh_s251_scheme scheme, const eh_s251_line *line, int year)
{
	if (strchr(line->number, '.') == NULL)
		return NULL;
	switch (line->category)
	{
		case EH_S251_SUM_SURE_START:
			return section(
				scheme, EH_S251_SURE_START, EH_S251_SURE_START, year);
		case EH_S251_SUM_LOOKED_AFTER:
			return section(
				scheme, EH_S251_LOOKED_AFTER, EH_S251_ADOPTION, year);
		case EH_S251_SUM_SAFEGUARDING:
			return section(
				scheme, EH_S251_SAFEGUARDING, EH_S251_SAFEGUARDING, year);
		case EH_S251_SUM_FAMILY:
			return section(scheme, EH_S251_FAMILY, EH_S251_FAMILY, year);
		case EH_S251_SUM_YOUNG:
			return section(scheme, EH_S251_YOUNG, EH_S251_YOUNG, year);
		case EH_S251_OTHER:
		case EH_S251_JUSTICE:
			return section(scheme, line->category, line->category, year);
		default:
			return NULL;
	}
}

const char *
eh_s251_category_name(eh_s251_category category)
{
	static const char *const names[] = {
		[EH_S251_SURE_START] = "sure_start_early_years",
		[EH_S251_FAMILY] = "family_support",
		[EH_S251_YOUNG] = "young_people",
		[EH_S251_JUSTICE] = "youth_justice",
		[EH_S251_OTHER] = "other_children_families",
		[EH_S251_ADOPTION] = "adoption_guardianship",
		[EH_S251_LOOKED_AFTER] = "looked_after",
		[EH_S251_SAFEGUARDING] = "safeguarding",
		[EH_S251_CERA] = "cera",
		[EH_S251_MEMORANDUM] = "memorandum",
		[EH_S251_TOTAL_WITHOUT] = "total_excluding_cera",
		[EH_S251_TOTAL_WITH] = "total_including_cera",
	};

	return names[category] != NULL ? names[category] : "subtotal";
}
