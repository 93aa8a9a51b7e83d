/*
 * s251.c - lines of Section 251 and their groups (S1 to S5 of s251.h).
 *
 * How many lines each section has: counted in the department's releases,
 * Section 251 outturn, Table A1, 2010-11 to 2018-19.  Which group is whose:
 * the definitions of the publications named in src/core/s251.c, written here
 * anew as words.
 */
#include "unit.h"

#include "core/s251.h"

/* By category, Sure Start to totals, the section totals left out. */
static const struct
{
	int year;
	int n[10];
} sections[] = {
	{2011, {3, 6, 6, 3, 2, 2, 10, 7, 1, 2}},
	{2012, {2, 6, 5, 1, 1, 2, 8, 4, 1, 3}},
	{2013, {3, 5, 2, 1, 1, 2, 8, 3, 1, 2}},
	{2014, {4, 5, 2, 1, 1, 2, 8, 3, 1, 2}},
	{2015, {4, 5, 2, 1, 1, 2, 8, 3, 1, 2}},
	{2016, {4, 5, 2, 1, 1, 2, 8, 3, 1, 2}},
	/* and 3.1.2a and b, empty in back series, as memorandum lines */
	{2018, {4, 5, 2, 1, 1, 2, 8, 3, 1, 4}},
	{2019, {4, 5, 2, 1, 1, 2, 9, 3, 1, 2}},
	{2022, {4, 5, 2, 1, 1, 2, 9, 3, 1, 2}},
};

static const eh_s251_layout *
first_layout(int year)
{
	for (int i = 0; i < eh_s251_layout_count; i++)
	{
		if (year >= eh_s251_layouts[i].first && year <= eh_s251_layouts[i].last)
			return &eh_s251_layouts[i];
	}
	return NULL;
}

static void
section_sizes(void)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
	{
		const eh_s251_layout *l = first_layout(sections[i].year);
		int n[EH_S251_TOTAL_WITH + 1] = {0};

		for (int j = 0; j < l->n; j++)
			n[l->lines[j].category]++;
		ok(memcmp(n, sections[i].n, sizeof(sections[i].n)) == 0 &&
				n[EH_S251_TOTAL_WITHOUT] == 1 && n[EH_S251_TOTAL_WITH] == 1,
			"sections of %d", sections[i].year);
	}
}

/* Every line is found by its number, in every year it is for. */
static void
found_by_number(void)
{
	bool found = true, padded = true;

	for (int i = 0; i < eh_s251_layout_count; i++)
	{
		const eh_s251_layout *l = &eh_s251_layouts[i];

		for (int year = l->first; year <= l->last; year++)
		{
			for (int j = 0; j < l->n; j++)
			{
				const char *number = l->lines[j].number;

				found &=
					eh_s251_find(number, strlen(number), year) == &l->lines[j];
				padded &= number[sizeof(l->lines[j].number) - 1] == '\0';
			}
		}
	}
	ok(found, "S4: each line by its number, and no number twice in a year");
	ok(padded, "numbers end within their field");
}

static const eh_s251_line *
line(const char *text, int year)
{
	return eh_s251_find(text, strlen(text), year);
}

static const char *
group(const char *text, int year, const char *scheme)
{
	return eh_s251_group(eh_s251_scheme_named(scheme, strlen(scheme)),
		line(text, year)->category, year);
}

static void
is(const char *got, const char *want, const char *name)
{
	ok(strcmp(got, want) == 0, "%s: %s", name, got);
}

static void
groups(void)
{
	const char *net = "early_late_net";
	const char *with = "late_with_adoption";
	const char *without = "late_without_adoption";
	const char *webb = "preventative_safeguarding";

	is(group("3.0.1", 2019, net), "early", "Sure Start");
	is(group("3.4.4", 2019, net), "early", "family support");
	is(group("3.5.1", 2019, net), "early", "young people");
	is(group("3.6.1", 2019, net), "late", "youth justice");
	is(group("3.6.1", 2019, with), "other", "youth justice");
	is(group("3.1.3", 2019, net), "late", "adoption");
	is(group("3.1.3", 2019, with), "late", "adoption");
	is(group("3.1.3", 2019, without), "other", "adoption");
	is(group("3.2.1", 2019, net), "other", "other services");
	is(group("3.3.1", 2019, without), "late", "social work");
	is(group("3.1.2", 2018, net), "late", "fostering, one line");
	is(group("3.1.2", 2019, net), "subtotal", "fostering, a total");
	is(group("3.1.2a", 2019, net), "late", "fostering, its parts");
	is(group("3.1.2a", 2018, net), "memorandum", "and before they were kept");
	is(group("3.6.1", 2019, webb), "preventative", "youth justice");
	is(group("31", 2011, webb), "preventative", "adoption to 2011-12");
	is(group("7", 2013, webb), "looked_after", "adoption from 2012-13");
	is(group("32", 2015, webb), "preventative", "CERA to 2014-15");
	is(group("32", 2016, webb), "capital", "CERA from 2015-16");
	is(group("4.0.1", 2016, net), "capital", "CERA");
	is(group("5.0.2", 2016, net), "total", "a total");
	is(group("8a.1", 2016, webb), "memorandum", "a memorandum line");
	is(group("6", 2016, net), "late", "2015-16 by its own number");
	is(group("3.1.1", 2016, net), "late", "and by later ones");
	ok(eh_s251_scheme_named("early", 5) == EH_S251_SCHEMES, "no such scheme");
}

static void
text_after_the_number(void)
{
	ok(line("3.1.11 Total Children Looked After", 2019) == line("3.1.11", 2019),
		"S5: text after a number with a dot");
	ok(line("  3.1.1  ", 2019) == line("3.1.1", 2019), "blanks around");
	ok(line("1 Substance misuse services", 2016) == NULL,
		"but not after a plain number");
	ok(line("3.1.1", 2015) == NULL, "a number of another year");
	ok(line("", 2019) == NULL, "nothing");
	ok(line(" ", 2019) == NULL, "blank");
	ok(line("3.1.1234567", 2019) == NULL, "too long");
	ok(line("3.1.1Residential", 2019) == NULL, "no blank between");
	ok(eh_s251_find("3.1.1\0x", 7, 2019) == NULL, "a zero within");
}

/* S2, S3: own groups are those of leaf lines alone. */
static void
own_groups(void)
{
	const char *apart[] = {"capital", "subtotal", "memorandum", "total"};
	bool kept_apart = true;

	for (int s = 0; s < EH_S251_SCHEMES; s++)
	{
		for (int c = 0; c <= EH_S251_TOTAL_WITH; c++)
		{
			const char *g =
				eh_s251_group((eh_s251_scheme) s, (eh_s251_category) c, 2019);
			bool own = true;

			for (int i = 0; i < 4; i++)
				own &= strcmp(g, apart[i]) != 0;
			kept_apart &= own == (c < EH_S251_CERA);
		}
	}
	ok(kept_apart, "S2: no repeated money in a scheme's own groups");
}

static const char *
summary(const char *text, const char *scheme)
{
	const char *g = eh_s251_summary_group(
		eh_s251_scheme_named(scheme, strlen(scheme)), line(text, 2020), 2020);

	return g == NULL ? "none" : g;
}

static void
summary_groups(void)
{
	is(summary("3.0.5", "early_late_net"), "early", "Sure Start, summed");
	is(summary("3.1.11", "early_late_net"), "late", "looked after, summed");
	is(summary("3.1.11", "late_without_adoption"), "none",
		"with adoption in it, which the scheme puts elsewhere");
	is(summary("3.1.1", "early_late_net"), "none", "a part of a section");
	is(summary("3.1.2", "early_late_net"), "none", "a total within a section");
	is(summary("3.6.1", "early_late_net"), "late", "a section of one line");
	is(summary("5.0.2", "early_late_net"), "none", "the grand total");
	is(summary("3.4.6", "preventative_safeguarding"), "preventative",
		"family support, summed");
}

int
main(void)
{
	section_sizes();
	found_by_number();
	groups();
	text_after_the_number();
	own_groups();
	summary_groups();
	is(eh_s251_category_name(EH_S251_SUM_YOUNG), "subtotal", "category");
	is(eh_s251_category_name(EH_S251_TOTAL_WITH), "total_including_cera",
		"category");
	return done();
}
