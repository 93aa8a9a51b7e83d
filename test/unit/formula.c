/*
 * Formulas: terms and groupings as R reads them, what is refused and where,
 * bounds, and texts cut off anywhere.
 */
#include <stdlib.h>

#include "core/formula.h"
#include "formula_expected.h"
#include "unit.h"

static eh_formula f;
static eh_formula_fault fault;

static eh_status
read_formula(const char *text)
{
	return eh_formula_read(text, strlen(text), &f, &fault);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Terms as R lists them. */
static void
list_terms(char *out, size_t room)
{
	out[0] = '\0';
	for (int t = 0; t < f.nterms; t++)
	{
		char name[200];

		eh_formula_write_term(&f, &f.term[t], name, sizeof(name));
		snprintf(out + strlen(out), room - strlen(out), "%s%s",
			t > 0 ? "; " : "", name);
	}
}

/* Groupings by the alphabet, and each one's names. */
static void
list_groupings(char *out, size_t room)
{
	char group[EH_FORMULA_MOST_GROUPINGS][100];

	for (int g = 0; g < f.ngroupings; g++)
	{
		char name[EH_FORMULA_MOST_JOINED][20];
		int n = f.grouping[g].n;

		for (int i = 0; i < n; i++)
			snprintf(name[i], sizeof(name[i]), "%s",
				eh_formula_text(&f, f.grouping[g].part[i]));
		qsort(name, (size_t) n, sizeof(name[0]), by_text);
		group[g][0] = '\0';
		for (int i = 0; i < n; i++)
			snprintf(group[g] + strlen(group[g]),
				sizeof(group[g]) - strlen(group[g]), "%s%s", i > 0 ? ":" : "",
				name[i]);
	}
	qsort(group, (size_t) f.ngroupings, sizeof(group[0]), by_text);
	out[0] = '\0';
	for (int g = 0; g < f.ngroupings; g++)
		snprintf(out + strlen(out), room - strlen(out), "%s%s",
			g > 0 ? "; " : "", group[g]);
}

static void
as_r_reads(void)
{
	for (size_t i = 0; i < sizeof(read_by_r) / sizeof(*read_by_r); i++)
	{
		char terms[1000], groupings[1000];
		eh_status status = read_formula(read_by_r[i].formula);

		list_terms(terms, sizeof(terms));
		list_groupings(groupings, sizeof(groupings));
		if (!ok(status == EH_OK && f.intercept == read_by_r[i].intercept &&
					f.noffsets == read_by_r[i].offsets &&
					strcmp(terms, read_by_r[i].terms) == 0 &&
					strcmp(groupings, read_by_r[i].groupings) == 0,
				"%s", read_by_r[i].formula))
			printf("# got %d %d \"%s\" \"%s\" at %d: %s\n", f.intercept,
				f.noffsets, terms, groupings, fault.at,
				fault.why != NULL ? fault.why : "");
	}
}

/* --- names, factors, responses ----------------------------------------------
 */

/* The text of a node. */
static bool
writes(int node, const char *want)
{
	char got[300];

	eh_formula_write(&f, node, got, sizeof(got));
	if (strcmp(got, want) != 0)
		printf("# got %s, want %s\n", got, want);
	return strcmp(got, want) == 0;
}

static bool
factor_is(int v, const char *name, const char *reference)
{
	const eh_formula_variable *variable = &f.variable[v];

	return variable->factor && writes(variable->node, name) &&
		   (reference == NULL
				   ? variable->reference < 0
				   : variable->reference >= 0 &&
						 strcmp(f.text + variable->reference, reference) == 0);
}

static void
names_and_factors(void)
{
	static const char *const references[] = {
		"y ~ factor(region, reference = 'O''Neill')",
		"y ~ factor(region, ref = \"O'Neill\")",
		"y ~ relevel(region, ref = \"O'Neill\")",
		"y ~ relevel(factor(region), reference='O''Neill')",
		"y ~ relevel(as.factor(REGION), ref = 'O''Neill')"};

	ok(read_formula("Good ~ Spend + \"Spend\" + `My Col` + \"a\"\"b\"") ==
				EH_OK &&
			writes(f.response, "good") && writes(f.variable[0].node, "spend") &&
			writes(f.variable[1].node, "Spend") &&
			writes(f.variable[2].node, "My Col") &&
			writes(f.variable[3].node, "a\"b"),
		"plain names in small letters, quoted ones exact");
	ok(read_formula("y ~ spend + \"spend\"") == EH_OK && f.nvariables == 1,
		"a quoted name can be a plain one");
	ok(read_formula("y ~ log(\"My Col\") + log(my_col)") == EH_OK &&
			writes(f.variable[0].node, "log(\"My Col\")") &&
			writes(f.variable[1].node, "log(my_col)"),
		"in an expression a name that must be quoted is");
	ok(read_formula("y ~ \xc3\xa9t\xc3\xa9") == EH_OK &&
			writes(f.variable[0].node, "\xc3\xa9t\xc3\xa9"),
		"letters of any alphabet");
	for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++)
		ok(read_formula(references[i]) == EH_OK &&
				factor_is(0, "region", "O'Neill"),
			"%s", references[i]);
	ok(read_formula("y ~ year + factor(year) + as.factor(year)") == EH_OK &&
			f.nterms == 2 && factor_is(1, "year", NULL),
		"a column as a number and as a factor");
	ok(read_formula("cbind(won, played - won) ~ a") == EH_OK &&
			writes(f.response, "won") && writes(f.failures, "played - won"),
		"successes and failures");
	ok(read_formula("won / played ~ a") == EH_OK && f.failures < 0 &&
			writes(f.response, "won/played"),
		"successes of trials");
	ok(read_formula("y ~ a + offset(log(n) - 1)") == EH_OK &&
			writes(f.offset[0], "log(n) - 1"),
		"an offset");
	ok(read_formula("y ~ I(.5*a + 1e-3/b)") == EH_OK &&
			writes(f.variable[0].node, "I(.5 * a + 1e-3/b)"),
		"numbers as they are written");
	ok(read_formula("\t y\n~\r\n a ") == EH_OK && f.nterms == 1,
		"white space of any kind");
	ok(eh_formula_read_name(" \"My Col\" ", 10, &f, &fault) == EH_OK &&
			writes(f.response, "My Col"),
		"a name alone");
	ok(eh_formula_read_name("a b", 3, &f, &fault) == EH_EFORMAT &&
			fault.at == 2,
		"and nothing after it");
}

/* How R's signs bind: two spellings have one sign at the top, and one kind of
 * thing left of it, parentheses aside. */
static void
how_signs_bind(void)
{
	static const struct
	{
		const char *one, *other;
	} same[] = {{"-a^2", "-(a^2)"}, {"a^b^d", "a^(b^d)"}, {"2^-a", "2^(-a)"},
		{"a - b - d", "(a - b) - d"}, {"a/b*d", "(a/b)*d"},
		{"a + b*d", "a + (b*d)"}, {"-a*b", "(-a)*b"}};

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
	{
		char text[100];
		int top[2], left[2];

		for (int k = 0; k < 2; k++)
		{
			snprintf(text, sizeof(text), "y ~ I(%s)",
				k == 0 ? same[i].one : same[i].other);
			read_formula(text);
			top[k] = f.node[f.node[f.variable[0].node].left].sign;
			left[k] = f.node[f.node[f.node[f.variable[0].node].left].left].kind;
			if (left[k] == EH_FORMULA_BRACKET)
			{
				const eh_formula_node *n =
					&f.node[f.node[f.node[f.variable[0].node].left].left];

				left[k] = f.node[n->left].kind;
			}
		}
		ok(top[0] == top[1] && left[0] == left[1], "%s is %s", same[i].one,
			same[i].other);
	}
}

/* --- what is refused --------------------------------------------------------
 */

static const struct
{
	const char *formula;
	eh_status status;
	int at;
	const char *why; /* a part of it */
} refused[] = {{"", EH_EFORMAT, 0, "a name"}, {"y", EH_EFORMAT, 1, "~"},
	{"~ a", EH_EFORMAT, 0, "the response"}, {"y ~", EH_EFORMAT, 3, "a term"},
	{"y ~ a +", EH_EFORMAT, 7, "a term"},
	{"good ~ a + * b", EH_EFORMAT, 11, "a term"},
	{"y ~ a b", EH_EFORMAT, 6, "+"}, {"y ~ a ~ b", EH_EDOMAIN, 6, "one ~"},
	{"y = a", EH_EFORMAT, 2, "~"}, {"y ~ log(a", EH_EFORMAT, 9, ")"},
	{"y ~ log()", EH_EFORMAT, 8, "a name"},
	{"y ~ I(a +)", EH_EFORMAT, 9, "a name"},
	{"y ~ \"a", EH_EFORMAT, 4, "closing quote"},
	{"y ~ `a", EH_EFORMAT, 4, "closing quote"},
	{"y ~ \"\"", EH_EFORMAT, 4, "between the quotes"},
	{"y ~ 'a'", EH_EDOMAIN, 4, "Single quotes"},
	{"y ~ factor(a", EH_EFORMAT, 12, ")"},
	{"y ~ factor(a, b)", EH_EFORMAT, 14, "reference"},
	{"y ~ factor(a, reference = b)", EH_EFORMAT, 26, "quotes"},
	{"y ~ factor(a, reference = `b`)", EH_EFORMAT, 26, "quotes"},
	{"y ~ factor(log(a))", EH_EDOMAIN, 11, "of a column"},
	{"y ~ relevel(a)", EH_EFORMAT, 13, "ref"},
	{"y ~ as.factor(a, ref = 'b')", EH_EFORMAT, 15, ")"},
	{"cbind(a) ~ b", EH_EFORMAT, 7, ","},
	{"cbind(a, b ~ c", EH_EFORMAT, 11, ")"},
	{"cbind(a, b)/2 ~ c", EH_EFORMAT, 11, "~"},
	{"y ~ a %in% b", EH_EDOMAIN, 6, "Between terms"},
	{"y ~ a / b", EH_EDOMAIN, 6, "Between terms"},
	{"y ~ (a + b)^2", EH_EDOMAIN, 4, "parentheses"},
	{"y ~ (a)", EH_EDOMAIN, 4, "parentheses"},
	{"y ~ a - b", EH_EDOMAIN, 8, "intercept"},
	{"y ~ a - 0", EH_EDOMAIN, 8, "intercept"},
	{"y ~ 2", EH_EDOMAIN, 4, "1 and 0"},
	{"y ~ a + 1:b", EH_EDOMAIN, 9, "nothing"},
	{"y ~ .", EH_EDOMAIN, 4, "dot for all"},
	{"y ~ my.col", EH_EDOMAIN, 4, "dot must be quoted"},
	{"y ~ a.b(c)", EH_EDOMAIN, 4, "no such function"},
	{"y ~ lag(a)", EH_EDOMAIN, 4, "no such function"},
	{"y ~ poly(a, 2)", EH_EDOMAIN, 4, "poly"},
	{"y ~ log(ns(a))", EH_EDOMAIN, 8, "Splines"},
	{"y ~ log(a, 2)", EH_EDOMAIN, 9, "one argument"},
	{"y ~ I(a > 2)", EH_EDOMAIN, 8, "Comparisons"},
	{"y == 2 ~ a", EH_EDOMAIN, 2, "Comparisons"},
	{"y ~ I(a %% 2)", EH_EDOMAIN, 8, "signs of arithmetic"},
	{"y ~ I(a**2)", EH_EDOMAIN, 7, "**"},
	{"ordered(y) ~ a", EH_EDOMAIN, 0, "ordered"},
	{"y ~ I(factor(a))", EH_EDOMAIN, 6, "inside an expression"},
	{"y ~ scale(log(scale(a)))", EH_EDOMAIN, 14, "inside scale"},
	{"y ~ a:offset(b)", EH_EDOMAIN, 6, "part of a term"},
	{"y ~ factor(a):b", EH_EDOMAIN, 4, "interaction with a factor"},
	{"y ~ b + factor(a)*b", EH_EDOMAIN, 8, "interaction with a factor"},
	{"y ~ a + y", EH_EDOMAIN, 8, "right as well"},
	{"y ~ a | g", EH_EDOMAIN, 6, "in parentheses"},
	{"y ~ (a | g)", EH_EDOMAIN, 5, "slopes"},
	{"y ~ (1 + a | g)", EH_EDOMAIN, 7, "slopes"},
	{"y ~ (0 + a | g)", EH_EDOMAIN, 5, "slopes"},
	{"y ~ (1 || g)", EH_EDOMAIN, 8, "slopes"},
	{"y ~ (1 | g", EH_EFORMAT, 10, ")"}, {"y ~ (1 | )", EH_EFORMAT, 9, "name"},
	{"y ~ (1 | g + h)", EH_EDOMAIN, 11, "names with"},
	{"y ~ (1 | g/h:k)", EH_EDOMAIN, 12, "mix"},
	{"y ~ (1 | g:h/k)", EH_EDOMAIN, 12, "mix"},
	{"y ~ (1 | g/g)", EH_EDOMAIN, 11, "itself"},
	{"y ~ (1 | g:h) + (1 | h:g)", EH_EDOMAIN, 21, "twice"},
	{"y ~ (1 | factor(g))", EH_EDOMAIN, 9, "columns"},
	{"y ~ a; DROP TABLE b", EH_EFORMAT, 5, "+"},
	{"y ~ a -- b", EH_EDOMAIN, 7, "intercept"},
	{"y ~ a$b", EH_EFORMAT, 5, "+"}};

static void
refusals(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
	{
		eh_status status = read_formula(refused[i].formula);

		if (!ok(status == refused[i].status && fault.at == refused[i].at &&
					fault.why != NULL &&
					strstr(fault.why, refused[i].why) != NULL,
				"%s", refused[i].formula))
			printf("# status %d at %d: %s\n", (int) status, fault.at,
				fault.why != NULL ? fault.why : "");
	}
}

/* --- bounds -----------------------------------------------------------------
 */

static char text[4 * EH_FORMULA_MOST_BYTES];

/* "y ~ " and one thing so many times */
static eh_status
many(const char *first, const char *again, int n)
{
	strcpy(text, "y ~ ");
	strcat(text, first);
	for (int i = 0; i < n; i++)
		strcat(text, again);
	return read_formula(text);
}

static eh_status
distinct(const char *pattern, int n)
{
	char *end = text + sprintf(text, "y ~ 1");

	for (int i = 0; i < n; i++)
		end += sprintf(end, pattern, i);
	return read_formula(text);
}

static void
bounds(void)
{
	ok(many("a", " + a", 900) == EH_OK && f.nterms == 1, "900 names");
	ok(many("a", " + a", 1100) == EH_ERANGE, "1,100 names are too many");
	ok(many("a", "                    ", 500) == EH_ERANGE,
		"so are 10,000 bytes");
	ok(many("I(", "(", 5000) == EH_ERANGE, "and 5,000 parentheses");
	ok(many("I(", "-", 5000) == EH_ERANGE, "and 5,000 signs");
	ok(many("I(a", "^a", 1000) == EH_ERANGE, "and powers of powers");
	ok(many("I(a", " + a", 100) == EH_ERANGE, "and a sum of 101");
	ok(many("log(", "log(", 1000) == EH_ERANGE, "and logs of logs");
	ok(distinct(" + a%d", 97) == EH_OK && f.nterms == 97, "97 terms");
	ok(distinct(" + a%d", 98) == EH_ERANGE, "98 are too many");
	ok(distinct(" + (1 | a%d)", 8) == EH_OK && f.ngroupings == 8,
		"8 groupings");
	ok(distinct(" + (1 | a%d)", 9) == EH_ERANGE, "9 are too many");
	ok(distinct(" + offset(a%d)", 9) == EH_ERANGE, "so are 9 offsets");
	ok(read_formula("y ~ a:b:c:d:e:g") == EH_OK, "6 variables in a term");
	ok(read_formula("y ~ a:b:c:d:e:g:h") == EH_ERANGE, "7 are too many");
	ok(read_formula("y ~ a*b*c*d*e*g") == EH_OK && f.nterms == 63,
		"63 terms of 6 crossed");
	ok(read_formula("y ~ a*b*c*d*e*g*h") == EH_ERANGE, "not of 7");
	ok(read_formula("y ~ a:b:c:d*e:g:h:i") == EH_ERANGE, "nor of 4 and 4");
	ok(read_formula("y ~ (1 | a/b/c/d/e/g/h)") == EH_ERANGE,
		"nor 7 nested groupings");
}

/* Every beginning of what is known, cut from its own memory. */
static void
beginnings(void)
{
	int read = 0, texts = 0;

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
	{
		size_t length = strlen(refused[i].formula);

		for (size_t n = 0; n <= length; n++)
		{
			char *cut = malloc(n + 1);
			eh_status status;

			memcpy(cut, refused[i].formula, n);
			status = eh_formula_read(cut, n, &f, &fault);
			texts++;
			read += status == EH_OK ||
					(fault.why != NULL && fault.at >= 0 &&
						(size_t) fault.at + (size_t) fault.length <= n);
			free(cut);
		}
	}
	ok(read == texts, "%d beginnings are read, or refused at a place", texts);
	ok(eh_formula_read("y ~ a\0 + *", 10, &f, &fault) == EH_OK,
		"a NUL ends a formula");
}

static void
writing(void)
{
	char out[8];

	read_formula("y ~ log(spending)");
	memset(out, 'x', sizeof(out));
	ok(eh_formula_write(&f, f.variable[0].node, out, 5) == 13 &&
			strcmp(out, "log(") == 0 && out[5] == 'x',
		"a text is cut to its room, and its length is told");
	ok(eh_formula_write(&f, f.variable[0].node, NULL, 0) == 13,
		"with no room too");
}

int
main(void)
{
	as_r_reads();
	names_and_factors();
	how_signs_bind();
	refusals();
	bounds();
	beginnings();
	writing();
	return done();
}
