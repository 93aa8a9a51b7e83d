/*
 * dfe.c - a cell of a published table: a number, or a symbol in its place.
 *
 * D1  A symbol is one of a closed list, in either case, with or without the
 *     square brackets of the Analysis Function's guidance.
 * D2  A number is digits with an optional sign (a Unicode minus too), a pound
 *     sign before or a per cent sign after it, decimals after a point, and
 *     commas only where they part thousands: "1,23" is nobody's number.
 * D3  Per cent stays per cent: "12.3%" is 12.3.
 * D4  Whatever else a cell holds is EH_EFORMAT.  A cell is never read as
 *     nothing because it could not be read.
 *
 * Symbols: Explore Education Statistics, data guidance ("z", "x", "c",
 * "low / k", "u"), which gave ":" as the obsolete form of "x" and "~" of
 * "low"; ".." and "N/A" stand for unavailable and not applicable in the
 * department's older tables.
 */
#include "dfe.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST_SYMBOL 3

static const struct
{
	const char *text;
	eh_dfe_kind kind;
} symbols[] = {
	{"c", EH_DFE_CONFIDENTIAL},
	{"x", EH_DFE_UNAVAILABLE},
	{"z", EH_DFE_NOT_APPLICABLE},
	{"low", EH_DFE_LOW},
	{"k", EH_DFE_LOW},
	{"u", EH_DFE_UNRELIABLE},
	{":", EH_DFE_UNAVAILABLE},
	{"..", EH_DFE_UNAVAILABLE},
	{"~", EH_DFE_LOW},
	{"n/a", EH_DFE_NOT_APPLICABLE},
};

/* What is left of a cell, and where its number is written. */
typedef struct reader
{
	const char *at;
	const char *end;
	char *out;
} reader;

const char *
eh_dfe_word(eh_dfe_kind kind)
{
	static const char *const words[] = {[EH_DFE_NUMBER] = NULL,
		[EH_DFE_CONFIDENTIAL] = "confidential",
		[EH_DFE_UNAVAILABLE] = "unavailable",
		[EH_DFE_NOT_APPLICABLE] = "not_applicable",
		[EH_DFE_LOW] = "low",
		[EH_DFE_UNRELIABLE] = "unreliable"};

	return words[kind];
}

static bool
starts(const reader *r, const char *with)
{
	size_t n = strlen(with);

	return (size_t) (r->end - r->at) >= n && memcmp(r->at, with, n) == 0;
}

static bool
take(reader *r, const char *what)
{
	if (!starts(r, what))
		return false;
	r->at += strlen(what);
	return true;
}

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

/* Blanks at both ends, the no-break space of spreadsheets among them. */
static void
trim(reader *r)
{
	while (r->at < r->end && is_blank(*r->at))
		r->at++;
	if (take(r, "\xC2\xA0"))
		trim(r);
	while (r->end > r->at && is_blank(r->end[-1]))
		r->end--;
	if (r->end - r->at >= 2 && memcmp(r->end - 2, "\xC2\xA0", 2) == 0)
	{
		r->end -= 2;
		trim(r);
	}
}

static bool
symbol_of(reader r, eh_dfe_kind *kind)
{
	char lower[LONGEST_SYMBOL];
	size_t n;

	if (r.end - r.at > 2 && *r.at == '[' && r.end[-1] == ']')
	{
		r.at++;
		r.end--;
	}
	n = (size_t) (r.end - r.at);
	if (n == 0 || n > LONGEST_SYMBOL)
		return false;
	for (size_t i = 0; i < n; i++)
		lower[i] =
			(char) (r.at[i] >= 'A' && r.at[i] <= 'Z' ? r.at[i] + 32 : r.at[i]);
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
	{
		if (strlen(symbols[i].text) == n &&
			memcmp(lower, symbols[i].text, n) == 0)
		{
			*kind = symbols[i].kind;
			return true;
		}
	}
	return false;
}

/* A sign, once: false if this is a second. */
static bool
sign(reader *r, bool *signed_already)
{
	bool minus = take(r, "-") || take(r, "\xE2\x88\x92");

	if (!minus && !take(r, "+"))
		return true;
	if (*signed_already)
		return false;
	*signed_already = true;
	if (minus)
		*r->out++ = '-';
	return true;
}

static int
digits(reader *r)
{
	int n = 0;

	for (; r->at < r->end && is_digit(*r->at); n++)
		*r->out++ = *r->at++;
	return n;
}

/* D2: the whole part, which may be empty before a point. */
static bool
whole_part(reader *r, bool *grouped)
{
	int first = digits(r);

	*grouped = starts(r, ",");
	if (*grouped && (first < 1 || first > 3))
		return false;
	while (take(r, ","))
	{
		if (digits(r) != 3)
			return false;
	}
	return first > 0 || starts(r, ".");
}

/* 1e+05 is how some software writes a round hundred thousand. */
static bool
exponent(reader *r)
{
	int n;

	if (!take(r, "e") && !take(r, "E"))
		return true;
	*r->out++ = 'e';
	if (take(r, "-"))
		*r->out++ = '-';
	else
		(void) take(r, "+");
	n = digits(r);
	return n == 1 || n == 2;
}

static bool
number_of(reader r)
{
	bool signed_already = false;
	bool pounds;
	bool grouped;

	if (!sign(&r, &signed_already))
		return false;
	pounds = take(&r, "\xC2\xA3");
	if (!sign(&r, &signed_already) || !whole_part(&r, &grouped))
		return false;
	if (take(&r, "."))
	{
		*r.out++ = '.';
		if (digits(&r) == 0)
			return false;
	}
	if (!grouped && !exponent(&r))
		return false;
	trim(&r);
	if (!pounds)
		(void) take(&r, "%");
	*r.out = '\0';
	return r.at == r.end;
}

/*
 * Reads a cell in UTF-8.  A number is written to number as C writes numbers,
 * with a terminating zero; it has room for bytes + 1.
 */
eh_status
eh_dfe_cell(const char *text, size_t bytes, eh_dfe_kind *kind, char *number)
{
	reader r = {text, text + bytes, number};

	trim(&r);
	if (r.at == r.end)
		return EH_EFORMAT;
	if (symbol_of(r, kind))
		return EH_OK;
	*kind = EH_DFE_NUMBER;
	return number_of(r) ? EH_OK : EH_EFORMAT;
}
