/*
 * chart_text.c - words of a chart: their characters, width and lines.
 *
 * X1  Words are UTF-8; bytes that are not come out as U+FFFD, one each.
 * X2  Characters that XML 1.0 forbids, other controls and those that turn
 *     the direction of what follows are left out; a tab or an end of line is
 *     a space.
 * X3  A width is an estimate and errs upward: that of DejaVu Sans, which is
 *     wider than what most systems set text in.
 * X4  Cut words keep whole characters with their marks, and end in an
 *     ellipsis.
 */
#include "chart_text.h"

#include <string.h>

#define REPLACEMENT 0xFFFD
#define ELLIPSIS "\xE2\x80\xA6"

/* One character as it is written; moves on by at least one byte. */
static uint32_t
decode(const char **at)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *s = (const unsigned char *) *at;
	int n = s[0] < 0x80             ? 1
			: (s[0] & 0xE0) == 0xC0 ? 2
			: (s[0] & 0xF0) == 0xE0 ? 3
			: (s[0] & 0xF8) == 0xF0 ? 4
									: 0;
	uint32_t c = n == 1 ? s[0] : n > 1 ? s[0] & (0xFFu >> (n + 1)) : 0;

	for (int i = 1; i < n; i++)
	{
		if ((s[i] & 0xC0) != 0x80)
			n = 0;
		else
			c = c << 6 | (s[i] & 0x3Fu);
	}
	*at += n > 0 ? n : 1;
	if (n == 0 || c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return REPLACEMENT;
	return c;
}

static bool
left_out(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c & 0xFFFE) == 0xFFFE ||
		   (c >= 0xFDD0 && c <= 0xFDEF) || c == 0x200E || c == 0x200F ||
		   (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
		   c == 0xFEFF;
}

/* The next character there is (X2); 0 at the end. */
uint32_t
eh_text_next(const char **at)
{
	while (**at != '\0')
	{
		uint32_t c = decode(at);

		if (c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
			return ' ';
		if (!left_out(c))
			return c;
	}
	return 0;
}

/* A mark or joiner that belongs to the character before it. */
static bool
is_mark(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36F) || (c >= 0x483 && c <= 0x489) ||
		   (c >= 0x591 && c <= 0x5BD) || (c >= 0x610 && c <= 0x61A) ||
		   (c >= 0x64B && c <= 0x65F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
		   (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
		   (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFE20 && c <= 0xFE2F) ||
		   (c >= 0x1F3FB && c <= 0x1F3FF) || c == 0x200D;
}

/* In parts of the size. */
static double
advance(uint32_t c)
{
	if (is_mark(c))
		return 0.0;
	if (c >= 0x1100)
		return c == 0x2026 ? 1.0 : c >= 0x2010 && c <= 0x2027 ? 0.6 : 1.05;
	if (c >= 0x80)
		return 0.68;
	if (strchr("ijlI'|.,:;!", (int) c) != NULL)
		return 0.34;
	if (strchr("frt()[]-/ \"", (int) c) != NULL)
		return 0.41;
	if (strchr("mwMW@%", (int) c) != NULL)
		return 0.96;
	if (c >= 'A' && c <= 'Z')
		return 0.73;
	return 0.63;
}

double
eh_text_width(const char *words, double size)
{
	double width = 0.0;
	uint32_t c;

	while ((c = eh_text_next(&words)) != 0)
		width += advance(c);
	return width * size;
}

/*
 * eh_text_cut - as much of the words as has room, in pixels and within
 * EH_LABEL_CHARACTERS; true where something is missing at the end.
 */
bool
eh_text_cut(
	const char *words, double size, double room, char out[EH_LABEL_BYTES])
{
	const char *start = words;
	const char *keep = words; /* up to here an ellipsis has room as well */
	const char *at = words;
	const char *end = words;
	double width = 0.0;
	int characters = 0;
	uint32_t c;
	size_t n;

	while ((c = eh_text_next(&at)) != 0)
	{
		width += advance(c) * size;
		characters++;
		if (width > room || characters > EH_LABEL_CHARACTERS ||
			(size_t) (at - start) >= EH_LABEL_BYTES - sizeof(ELLIPSIS))
		{
			n = (size_t) (keep - start);
			while (n > 0 && start[n - 1] == ' ')
				n--;
			memcpy(out, start, n);
			memcpy(out + n, ELLIPSIS, sizeof(ELLIPSIS));
			return true;
		}
		words = end = at;
		if (width + size <= room && !is_mark(eh_text_next(&words)) &&
			c != 0x200D)
			keep = at;
	}
	n = (size_t) (end - start);
	memcpy(out, start, n);
	out[n] = '\0';
	return false;
}

/*
 * eh_text_line - the bytes of the next line of words within room, broken at
 * a space where there is one; *begin moves to the line after it.
 */
size_t
eh_text_line(const char *words, double size, double room, const char **begin)
{
	const char *at = words;
	const char *space = NULL;
	double width = 0.0;

	for (;;)
	{
		const char *before = at;
		uint32_t c = eh_text_next(&at);

		if (c == 0)
		{
			*begin = before;
			return (size_t) (before - words);
		}
		width += advance(c) * size;
		if (c == ' ')
			space = before;
		if (width > room && before > words)
		{
			if (space == NULL)
			{
				*begin = before;
				return (size_t) (before - words);
			}
			*begin = space + 1;
			return (size_t) (space - words);
		}
	}
}
