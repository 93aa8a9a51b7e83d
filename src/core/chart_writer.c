/*
 * chart_writer.c - text that grows, and words safe inside XML and JSON.
 *
 * W1  What is written is ASCII: other characters become references, so the
 *     text is the same in a database of any encoding and in a data: address.
 * W2  Words come out inert: markup, quotes and control characters cannot
 *     leave the place they were put in, and what XML 1.0 forbids is dropped.
 * W3  Past `most` bytes nothing more is written and the status is EH_ERANGE.
 */
#include "chart_writer.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart_text.h"

#define FIRST_ROOM 4096

static void
put(eh_writer *w, const char *bytes, size_t n)
{
	if (w->status != EH_OK)
		return;
	if (n > w->most || w->used > w->most - n)
	{
		w->status = EH_ERANGE;
		return;
	}
	if (w->used + n + 1 > w->room)
	{
		size_t room = w->room > 0 ? w->room : FIRST_ROOM;

		while (room < w->used + n + 1)
			room *= 2;
		w->text = w->grow(w->owner, w->text, room);
		w->room = room;
	}
	memcpy(w->text + w->used, bytes, n);
	w->used += n;
	w->text[w->used] = '\0';
}

void
eh_write(eh_writer *w, const char *text)
{
	put(w, text, strlen(text));
}

/* For short pieces that hold no words of a user's. */
void
eh_writef(eh_writer *w, const char *format, ...)
{
	char piece[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	if (n < 0 || (size_t) n >= sizeof(piece))
		w->status = EH_EDOMAIN;
	else
		put(w, piece, (size_t) n);
}

/* At most so many decimals, without trailing zeros; never "-0". */
void
eh_write_fixed(eh_writer *w, double v, int decimals)
{
	char piece[400];
	size_t n;

	snprintf(piece, sizeof(piece), "%.*f", decimals, v);
	n = strlen(piece);
	if (strchr(piece, '.') != NULL)
	{
		while (piece[n - 1] == '0')
			n--;
		if (piece[n - 1] == '.')
			n--;
	}
	piece[n] = '\0';
	eh_write(w, strcmp(piece, "-0") == 0 ? "0" : piece);
}

/* The shortest decimals that read back; null for what is no number. */
void
eh_write_exact(eh_writer *w, double v)
{
	char piece[32];

	if (!isfinite(v))
	{
		eh_write(w, "null");
		return;
	}
	for (int digits = 15; digits <= 17; digits++)
	{
		snprintf(piece, sizeof(piece), "%.*g", digits, v);
		if (strtod(piece, NULL) == v)
			break;
	}
	eh_write(w, piece);
}

void
eh_write_xml(eh_writer *w, const char *words)
{
	eh_write_xml_bytes(w, words, strlen(words));
}

/* The first n bytes of words, which end with a character. */
void
eh_write_xml_bytes(eh_writer *w, const char *words, size_t n)
{
	const char *end = words + n;
	uint32_t c;

	while (words < end && (c = eh_text_next(&words)) != 0 && words <= end)
	{
		char one = (char) c;

		if (c == '<')
			eh_write(w, "&lt;");
		else if (c == '>')
			eh_write(w, "&gt;");
		else if (c == '&')
			eh_write(w, "&amp;");
		else if (c == '"')
			eh_write(w, "&quot;");
		else if (c == '\'')
			eh_write(w, "&#39;");
		else if (c < 0x80)
			put(w, &one, 1);
		else
			eh_writef(w, "&#%lu;", (unsigned long) c);
	}
}

/* With its quotes. <, > and & as references too: a page may hold the JSON. */
void
eh_write_json(eh_writer *w, const char *words)
{
	eh_write_json_bytes(w, words, strlen(words));
}

/* The first n bytes of words, which end with a character. */
void
eh_write_json_bytes(eh_writer *w, const char *words, size_t n)
{
	const char *end = words + n;
	uint32_t c;

	eh_write(w, "\"");
	while (words < end && (c = eh_text_next(&words)) != 0 && words <= end)
	{
		char one = (char) c;

		if (c >= 0x10000)
			eh_writef(w, "\\u%04x\\u%04x",
				(unsigned) (0xD800 + ((c - 0x10000) >> 10)),
				(unsigned) (0xDC00 + ((c - 0x10000) & 0x3FF)));
		else if (c >= 0x80 || strchr("\"\\<>&'", (int) c) != NULL)
			eh_writef(w, "\\u%04x", (unsigned) c);
		else
			put(w, &one, 1);
	}
	eh_write(w, "\"");
}
