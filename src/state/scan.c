/*
 * scan.c - reading the text of a state, piece by piece.
 *
 * Every reader moves *text past what it took and leaves it alone otherwise.
 * A space in a pattern stands for any run of spaces.
 */
#include "scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void
eh_scan_space(const char **text)
{
	while (is_space(**text))
		(*text)++;
}

/* The word, after any spaces. */
bool
eh_scan_word(const char **text, const char *word)
{
	const char *s = *text;
	size_t length = strlen(word);

	eh_scan_space(&s);
	if (strncmp(s, word, length) != 0)
		return false;
	*text = s + length;
	return true;
}

bool
eh_scan_int64(const char **text, int64_t *out)
{
	const char *s = *text;
	char *end;
	long long v;

	eh_scan_space(&s);
	if (*s != '-' && (*s < '0' || *s > '9'))
		return false;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno != 0 || end == s)
		return false;
	*out = v;
	*text = end;
	return true;
}

/* One finite decimal double; not the hexadecimal and NaN that strtod takes. */
static bool
scan_double(const char **text, double *out)
{
	const char *s = *text;
	char *end;

	if (*s == '+' || *s == '-')
		s++;
	if (*s < '0' || *s > '9' || s[1] == 'x' || s[1] == 'X')
		return false;
	*out = strtod(*text, &end);
	if (end == *text || !isfinite(*out))
		return false;
	*text = end;
	return true;
}

/* hi, or hi followed at once by +lo or -lo */
bool
eh_scan_dd(const char **text, eh_dd *out)
{
	const char *s = *text;

	eh_scan_space(&s);
	if (!scan_double(&s, &out->hi))
		return false;
	out->lo = 0.0;
	if ((*s == '+' || *s == '-') && !scan_double(&s, &out->lo))
		return false;
	if (out->lo == 0.0)
		out->lo = 0.0; /* not minus nought */
	if (out->hi + out->lo != out->hi)
		return false; /* not in normal form: the halves overlap */
	*text = s;
	return true;
}

/* The fewest digits that read back as the same double. */
static int
shortest(double v, char *text, size_t size)
{
	for (int digits = 15;; digits++)
	{
		int n = snprintf(text, size, "%.*g", digits, v);

		if (digits == 17 || strtod(text, NULL) == v)
			return n;
	}
}

void
eh_dd_to_text(eh_dd v, char *text)
{
	int n = shortest(v.hi, text, EH_DD_TEXT);

	if (v.lo > 0.0)
		text[n++] = '+';
	if (v.lo != 0.0)
		shortest(v.lo, text + n, EH_DD_TEXT - (size_t) n);
}

void
eh_put_u32(uint8_t **at, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*(*at)++ = (uint8_t) (v >> shift);
}

uint32_t
eh_get_u32(const uint8_t **at)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 8 | *(*at)++;
	return v;
}

void
eh_put_u64(uint8_t **at, uint64_t v)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		*(*at)++ = (uint8_t) (v >> shift);
}

uint64_t
eh_get_u64(const uint8_t **at)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = (v << 8) | *(*at)++;
	return v;
}

/* The wire may lie in the text's upper half, from n bytes past its header. */
void
eh_hex_to_text(const uint8_t *wire, size_t n, char *text)
{
	static const char digits[] = "0123456789abcdef";

	*text++ = '1';
	*text++ = ':';
	for (size_t i = 0; i < n; i++)
	{
		uint8_t byte = wire[i];

		*text++ = digits[byte >> 4];
		*text++ = digits[byte & 15];
	}
	*text = '\0';
}

static int
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The wire that a text is, which is written over it; EH_EFORMAT: it is none. */
eh_status
eh_hex_from_text(char *text, const uint8_t **wire, size_t *n, const char **why)
{
	uint8_t *to = (uint8_t *) text;
	const char *at = text;

	*n = 0;
	*wire = to;
	eh_scan_space(&at);
	if (at[0] != '1' || at[1] != ':')
	{
		*why = "it does not begin with a format number and a colon";
		return EH_EFORMAT;
	}
	for (at += EH_HEX_HEADER; digit_of(at[0]) >= 0; at += 2)
	{
		if (digit_of(at[1]) < 0)
			break;
		to[(*n)++] = (uint8_t) (digit_of(at[0]) << 4 | digit_of(at[1]));
	}
	eh_scan_space(&at);
	if (*at == '\0')
		return EH_OK;
	*why = "what follows is not an even number of hexadecimal digits";
	return EH_EFORMAT;
}
