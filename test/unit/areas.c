/*
 * areas.c - A1 to A5 of src/core/areas.c.
 *
 * The check does not know the algorithm.  It cuts England into parcels of
 * land that no change ever cuts, follows each from authority to authority,
 * and asks for the smallest unions that every parcel stays in.
 */
#include "unit.h"

#include "core/areas.h"

#define MOST_PARCELS (EH_AUTHORITIES + 64)

/* Land that belongs to one authority up to a year, to another after it. */
typedef struct parcel
{
	int before;
	int after;
	int last; /* financial year of before; 9999 if it never moves */
} parcel;

static parcel parcels[MOST_PARCELS];
static int n_parcels;
static eh_code_index idx;

static int
find(const char *code)
{
	return eh_authority_find(&idx, code, strlen(code));
}

static void
cut_england(void)
{
	for (int i = 0; i < EH_AUTHORITIES; i++)
	{
		bool moves = false;

		if (!eh_authority_in(i, EH_AREA_FIRST))
			continue;
		for (int c = 0; c < eh_area_changes_n; c++)
		{
			int to = find(eh_area_changes[c].to);

			if (find(eh_area_changes[c].from) != i || to == i)
				continue;
			parcels[n_parcels++] = (parcel){i, to, eh_area_changes[c].year};
			moves = true;
		}
		if (!moves)
			parcels[n_parcels++] = (parcel){i, i, 9999};
	}
}

static int
owner(const parcel *p, int year)
{
	return year <= p->last ? p->before : p->after;
}

/* Labels that spread over parcels until nothing changes: slow and plain. */
static void
spread(int from, int to, int *label)
{
	bool changed = true;

	for (int i = 0; i < EH_AUTHORITIES; i++)
		label[i] = -1;
	for (int k = 0; k < n_parcels; k++)
	{
		label[owner(&parcels[k], from)] = owner(&parcels[k], from);
		label[owner(&parcels[k], to)] = owner(&parcels[k], to);
	}
	while (changed)
	{
		changed = false;
		for (int k = 0; k < n_parcels; k++)
		{
			int *a = &label[owner(&parcels[k], from)];
			int *b = &label[owner(&parcels[k], to)];
			int low = *a < *b ? *a : *b;

			changed = changed || *a != *b;
			*a = *b = low;
		}
	}
}

/* A2, A3, A4: the groups are those of the parcels, neither finer nor coarser */
static bool
same_partition(const eh_areas *areas, const int *label)
{
	for (int i = 0; i < EH_AUTHORITIES; i++)
	{
		if ((areas->group[i] < 0) != (label[i] < 0))
			return false;
		for (int j = 0; j < i; j++)
		{
			if (label[i] >= 0 && label[j] >= 0 &&
				(areas->group[i] == areas->group[j]) != (label[i] == label[j]))
				return false;
		}
	}
	return true;
}

/* Children, a different number on each parcel, are as many in both years. */
static bool
same_children(const eh_areas *areas)
{
	long before[EH_AUTHORITIES] = {0};
	long after[EH_AUTHORITIES] = {0};

	for (int k = 0; k < n_parcels; k++)
	{
		before[areas->group[owner(&parcels[k], areas->from)]] += 1000 + 7 * k;
		after[areas->group[owner(&parcels[k], areas->to)]] += 1000 + 7 * k;
	}
	return memcmp(before, after, sizeof(before)) == 0;
}

static void
every_pair(void)
{
	int label[EH_AUTHORITIES];
	eh_areas areas;
	eh_areas back;

	for (int from = EH_AREA_FIRST; from <= EH_AREA_LAST; from++)
	{
		bool fine = true;

		for (int to = from; to <= EH_AREA_LAST; to++)
		{
			spread(from, to, label);
			fine = fine && eh_areas_over(&idx, from, to, &areas) == EH_OK &&
				   same_partition(&areas, label) && same_children(&areas) &&
				   eh_areas_over(&idx, to, from, &back) == EH_OK &&
				   memcmp(&areas, &back, sizeof(areas)) == 0;
		}
		ok(fine, "from %d to every later year: the smallest stable unions",
			from);
	}
}

static void
facts(void)
{
	int n = 0;

	for (int i = 0; i < EH_AUTHORITIES; i++)
	{
		const eh_authority *a = &eh_authorities[i];

		n += (i == 0 || strcmp(a[-1].la_code, a->la_code) < 0) &&
			 find(a->la_code) == i && find(a->ons_code) == i &&
			 (a->ons_former == NULL || find(a->ons_former) == i) &&
			 strlen(a->name) < 44;
	}
	ok(n == EH_AUTHORITIES, "every code finds its authority");
	n = 0;
	for (int i = 0; i < eh_area_changes_n; i++)
	{
		const eh_area_change *c = &eh_area_changes[i];
		int from = find(c->from);
		int to = find(c->to);

		n += from >= 0 && to >= 0 &&
			 strcmp(eh_authority_ons(from, c->year), c->from_ons) == 0 &&
			 strcmp(eh_authority_ons(to, c->year + 1), c->to_ons) == 0 &&
			 eh_authority_in(from, c->year) && eh_authority_in(to, c->year + 1);
	}
	ok(n == eh_area_changes_n, "every change is between codes of its time");

	/* authorities: 150 to March 2009, 152 after it, 151 in 2020 and 2021, 152
	 * in 2022 and 2023 (Characteristics of children in need), then 153 */
	for (int year = EH_AREA_FIRST; year <= EH_AREA_LAST; year++)
	{
		int want = year < 2010   ? 150
				   : year < 2020 ? 152
				   : year < 2022 ? 151
				   : year < 2024 ? 152
								 : 153;

		n = 0;
		for (int i = 0; i < EH_AUTHORITIES; i++)
			n += eh_authority_in(i, year);
		ok(n == want, "%d authorities in %d", n, year);
	}
}

static void
words(void)
{
	char text[EH_AREA_TEXT];
	int16_t found[4];
	eh_areas areas;

	ok(eh_areas_over(&idx, 2019, 2020, &areas) == EH_OK, "2019 to 2020");
	(void) eh_area_identifier(&areas, areas.group[find("835")], text);
	ok(strcmp(text, "838+839") == 0, "Dorset is in %s", text);
	ok(areas.group[find("E06000029")] == areas.group[find("838")],
		"and so is Poole");
	(void) eh_area_name(&areas, areas.group[find("928")], text);
	ok(strcmp(text, "Northamptonshire") == 0, "%s has not split yet", text);
	ok(areas.group[find("940")] == -1 && areas.group[find("820")] == -1,
		"what is to come, and what has been, is in no group");

	ok(eh_areas_together(&areas, &idx, "314 / 318; E09000001/204", 24) == EH_OK,
		"reported together");
	(void) eh_area_identifier(&areas, areas.group[find("318")], text);
	ok(strcmp(text, "314+318") == 0, "%s", text);
	ok(areas.group[find("201")] == areas.group[find("204")], "both of them");
	ok(eh_areas_together(&areas, &idx, "820 / 301", 9) == EH_OK &&
			areas.group[find("820")] == -1,
		"an authority of another time is passed over");
	ok(eh_areas_together(&areas, &idx, "314;", 4) == EH_OK, "one semicolon");
	ok(eh_areas_together(&areas, &idx, "314 / 999", 9) == EH_EFORMAT,
		"an unknown code is refused");
	ok(eh_areas_together(&areas, &idx, "314 ;; 318", 10) == EH_EFORMAT,
		"and none is");

	ok(eh_authority_codes(&idx, "E06000061 / E06000062", 21, found, 4) == 2,
		"a combined return");
	ok(eh_authority_codes(&idx, "838+839", 7, found, 4) == 2, "an identifier");
	ok(eh_authority_codes(&idx, "301/301/301/301/301", 19, found, 4) == 0,
		"more than there is room for");
	ok(eh_authority_codes(&idx, "301 / E92000001", 15, found, 4) == 0,
		"England is no part of one");
}

static void
strangers(void)
{
	static const char *const codes[] = {"", " ", "3", "3011", "999", "000",
		"E92000001", "E12000007", "E07000008", "E06000000", "E06000099",
		"E0600002", "E060000290", "e06000029", "W06000001", "abc", "E0600002a",
		"E06001029"};
	eh_areas areas;

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		ok(find(codes[i]) == -1, "\"%s\" is no authority", codes[i]);
	ok(find(" 301\t") == find("301"), "blanks are of the column");
	ok(eh_areas_over(&idx, 2007, 2020, &areas) == EH_EDOMAIN,
		"before what is known");
	ok(eh_areas_over(&idx, 2020, 2027, &areas) == EH_EDOMAIN, "after it");
}

int
main(void)
{
	eh_code_index_make(&idx);
	cut_england();
	facts();
	every_pair();
	words();
	strangers();
	return done();
}
