/*
 * dfe.c - D1 to D4 of src/core/dfe.c.  What each cell means is the rule as
 * written there, so the cells themselves are the expected values.
 */
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/dfe.h"

static void
number(const char *cell, const char *want)
{
	char got[64] = "";
	eh_dfe_kind kind = EH_DFE_LOW;
	eh_status status = eh_dfe_cell(cell, strlen(cell), &kind, got);

	if (!ok(status == EH_OK && kind == EH_DFE_NUMBER && strcmp(got, want) == 0,
			"\"%s\" is %s", cell, want))
		printf("# status %d, kind %d, got %s\n", (int) status, (int) kind, got);
}

static void
symbol(const char *cell, const char *want)
{
	char got[64];
	eh_dfe_kind kind = EH_DFE_NUMBER;
	eh_status status = eh_dfe_cell(cell, strlen(cell), &kind, got);

	ok(status == EH_OK && kind != EH_DFE_NUMBER &&
			strcmp(eh_dfe_word(kind), want) == 0,
		"\"%s\" means %s", cell, want);
}

static void
refused(const char *cell)
{
	char got[64];
	eh_dfe_kind kind;

	ok(eh_dfe_cell(cell, strlen(cell), &kind, got) == EH_EFORMAT,
		"\"%s\" is refused", cell);
}

static void
numbers(void)
{
	number("0", "0");
	number("1234", "1234");
	number("1,234", "1234");
	number("1,234,567.89", "1234567.89");
	number("\xC2\xA3"
		   "1,234.50",
		"1234.50");
	number("-\xC2\xA3"
		   "5",
		"-5");
	number("\xC2\xA3-5", "-5");
	number("12.3%", "12.3");
	number("12.3 %", "12.3");
	number(" 5 ", "5");
	number("\t5\r\n", "5");
	number("\xC2\xA0 5\xC2\xA0", "5");
	number("-3", "-3");
	number("\xE2\x88\x92"
		   "3",
		"-3");
	number("+3", "3");
	number(".5", ".5");
	number("1e+05", "1e05");
	number("2.5E-3", "2.5e-3");
	number("007", "007");
}

static void
symbols(void)
{
	symbol("c", "confidential");
	symbol("C", "confidential");
	symbol("[c]", "confidential");
	symbol(" x ", "unavailable");
	symbol("z", "not_applicable");
	symbol("[Z]", "not_applicable");
	symbol("low", "low");
	symbol("Low", "low");
	symbol("[low]", "low");
	symbol("k", "low");
	symbol("~", "low");
	symbol("u", "unreliable");
	symbol(":", "unavailable");
	symbol("..", "unavailable");
	symbol("N/A", "not_applicable");
	symbol("n/a", "not_applicable");
}

static void
others(void)
{
	static const char *const cells[] = {"", " ", "\xC2\xA0", "-", ".", "*",
		"NA", "1,23", "1,2345", ",234", "1234,567", "1,234,56", "1.", "1.2.3",
		"--3", "-+3", "-\xC2\xA3-3", "12%%",
		"\xC2\xA3"
		"5%",
		"%", "\xC2\xA3", "1 234", "(12)", "NaN", "Infinity", "1e", "1e+",
		"1e400", "1,000e3", "0x10", "five", "c1", "[5]", "[]", "[", "lowest",
		"1-2",
		"\xE2\x80\x93"
		"3",
		"\xC2", "5\xC2"};

	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		refused(cells[i]);
}

/* A cell is not a string: nothing is read past its end. */
static void
length(void)
{
	char got[64];
	eh_dfe_kind kind;

	ok(eh_dfe_cell("12345", 3, &kind, got) == EH_OK && strcmp(got, "123") == 0,
		"only the bytes of the cell are read");
	ok(eh_dfe_cell("1\0002", 3, &kind, got) == EH_EFORMAT, "nor past a zero");
	ok(eh_dfe_cell("c\000", 2, &kind, got) == EH_EFORMAT, "of a symbol");
}

/* Whatever bytes a cell has: what is read as a number is one to strtod() as
 * well, and fits the room it is given. */
static void
any_bytes(void)
{
	static const char *const pieces[] = {"1", "0", "23", "456", ",", ".", "-",
		"+", "e", "%", " ", "\xC2\xA3", "\xE2\x88\x92", "\xC2\xA0", "\xC2", "c",
		"[", "]", "low", "k", ":", "\xE2"};
	uint32_t seed = 65;
	int read = 0;
	int fine = 0;

	for (int k = 0; k < 200000; k++)
	{
		char cell[64] = "";
		char *got = malloc(64);
		char *end;
		eh_dfe_kind kind;
		size_t n;

		for (int i = 0; i < 6; i++)
		{
			seed = seed * 1664525u + 1013904223u;
			if (seed >> 31)
				strcat(cell, pieces[(seed >> 16) % 22]);
		}
		n = strlen(cell);
		got = realloc(got, n + 1); /* the sanitizer watches its end */
		if (eh_dfe_cell(cell, n, &kind, got) == EH_OK && kind == EH_DFE_NUMBER)
		{
			read++;
			(void) strtod(got, &end);
			fine += *end == '\0' && end > got;
		}
		free(got);
	}
	ok(read > 5000 && fine == read, "%d of any cells are numbers", read);
}

int
main(void)
{
	numbers();
	symbols();
	others();
	length();
	any_bytes();
	return done();
}
