/*
 * ratio_io.c - a ratio as text and on the wire, exactly.
 *
 *	1 counts: 358000 / 747490; rows 1; missing 0; squares 128... 267... 558...
 *	1 amounts: 12.5000 / 20.0000; rows 2; missing 1; squares ...
 *	1 amounts double: 0.1+5.5e-18 / 3; rows 2; missing 0; squares ...
 *	1 empty: 0 / 0; rows 0; missing 4; squares 0 0 0
 *
 * The layout is drawn in doc/format.md.
 */
#include "ratio.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "scan.h"

static const char *
content_word(uint8_t flags)
{
	if ((flags & EH_RATIO_COUNTS) != 0)
		return "counts";
	return (flags & EH_RATIO_AMOUNTS) != 0 ? "amounts" : "empty";
}

/* The five sums as text, in the order num, den, nn, nd, dd. */
static void
sums_to_text(const eh_ratio *r, char text[5][EH_WIDE_TEXT])
{
	int n = r->num_groups;
	int d = r->den_groups;

	if ((r->flags & EH_RATIO_DOUBLE) != 0)
	{
		eh_dd_to_text(r->sums.real.num, text[0]);
		eh_dd_to_text(r->sums.real.den, text[1]);
		eh_dd_to_text(r->sums.real.nn, text[2]);
		eh_dd_to_text(r->sums.real.nd, text[3]);
		eh_dd_to_text(r->sums.real.dd, text[4]);
	}
	else
	{
		eh_wide256 w;

		eh_wide256_from128(eh_wide128_get(&r->sums.exact.num), &w);
		eh_wide256_to_text(&w, n, text[0]);
		eh_wide256_from128(eh_wide128_get(&r->sums.exact.den), &w);
		eh_wide256_to_text(&w, d, text[1]);
		eh_wide256_to_text(&r->sums.exact.nn, 2 * n, text[2]);
		eh_wide256_to_text(&r->sums.exact.nd, n + d, text[3]);
		eh_wide256_to_text(&r->sums.exact.dd, 2 * d, text[4]);
	}
}

/* text holds EH_RATIO_TEXT bytes */
void
eh_ratio_state_to_text(const eh_ratio *r, char *text)
{
	char sums[5][EH_WIDE_TEXT];

	sums_to_text(r, sums);
	snprintf(text, EH_RATIO_TEXT,
		"%d %s%s: %s / %s; rows %" PRId64 "; missing %" PRId64
		"; squares %s %s %s",
		r->format, content_word(r->flags),
		(r->flags & EH_RATIO_DOUBLE) != 0 ? " double" : "", sums[0], sums[1],
		r->rows, r->missing, sums[2], sums[3], sums[4]);
}

static bool
scan_wide128(const char **text, uint8_t *groups, eh_wide128 *out)
{
	eh_wide256 w;
	eh_int128 v;
	int g;

	eh_scan_space(text);
	if (!eh_wide256_from_text(text, &g, &w) || !eh_wide256_to128(&w, &v) ||
		g > EH_RATIO_MAX_GROUPS)
		return false;
	*groups = (uint8_t) g;
	eh_wide128_set(out, v);
	return true;
}

static bool
scan_wide256(const char **text, int groups, eh_wide256 *out)
{
	int g;

	eh_scan_space(text);
	return eh_wide256_from_text(text, &g, out) && g == groups;
}

static bool
scan_totals(const char **text, eh_ratio *r)
{
	if ((r->flags & EH_RATIO_DOUBLE) != 0)
		return eh_scan_dd(text, &r->sums.real.num) && eh_scan_word(text, "/") &&
			   eh_scan_dd(text, &r->sums.real.den);
	return scan_wide128(text, &r->num_groups, &r->sums.exact.num) &&
		   eh_scan_word(text, "/") &&
		   scan_wide128(text, &r->den_groups, &r->sums.exact.den);
}

static bool
scan_squares(const char **text, eh_ratio *r)
{
	int n = r->num_groups;
	int d = r->den_groups;

	if ((r->flags & EH_RATIO_DOUBLE) != 0)
		return eh_scan_dd(text, &r->sums.real.nn) &&
			   eh_scan_dd(text, &r->sums.real.nd) &&
			   eh_scan_dd(text, &r->sums.real.dd);
	return scan_wide256(text, 2 * n, &r->sums.exact.nn) &&
		   scan_wide256(text, n + d, &r->sums.exact.nd) &&
		   scan_wide256(text, 2 * d, &r->sums.exact.dd);
}

static bool
scan_head(const char **text, eh_ratio *r, const char **why)
{
	int64_t format;

	if (!eh_scan_int64(text, &format))
	{
		*why = "it does not begin with a format number";
		return false;
	}
	if (format != EH_RATIO_FORMAT)
	{
		*why = "its format number is not known to this version";
		return false;
	}
	if (eh_scan_word(text, "counts"))
		r->flags = EH_RATIO_COUNTS;
	else if (eh_scan_word(text, "amounts"))
		r->flags = EH_RATIO_AMOUNTS;
	else if (!eh_scan_word(text, "empty"))
	{
		*why = "the word after the format number is none of counts, amounts "
			   "and empty";
		return false;
	}
	if (eh_scan_word(text, "double"))
		r->flags |= EH_RATIO_DOUBLE;
	return true;
}

eh_status
eh_ratio_state_from_text(const char *text, eh_ratio *r, const char **why)
{
	eh_ratio_state_init(r);
	if (!scan_head(&text, r, why))
		return EH_EFORMAT;
	if (!eh_scan_word(&text, ":") || !scan_totals(&text, r))
	{
		*why = "no numerator / denominator follows the first colon";
		return EH_EFORMAT;
	}
	if (!eh_scan_word(&text, ";") || !eh_scan_word(&text, "rows") ||
		!eh_scan_int64(&text, &r->rows) || !eh_scan_word(&text, ";") ||
		!eh_scan_word(&text, "missing") || !eh_scan_int64(&text, &r->missing))
	{
		*why = "no \"; rows n; missing m\" follows the denominator";
		return EH_EFORMAT;
	}
	if (!eh_scan_word(&text, ";") || !eh_scan_word(&text, "squares") ||
		!scan_squares(&text, r))
	{
		*why = "no \"; squares\" with three sums of the right decimals ends it";
		return EH_EFORMAT;
	}
	eh_scan_space(&text);
	if (*text != '\0')
	{
		*why = "there is more text after the sums of squares";
		return EH_EFORMAT;
	}
	return eh_ratio_state_check(r, sizeof(*r), why);
}

/* A low part of minus nought is nought: text has no sign for it. */
static void
plain_zeros(uint8_t flags, uint64_t *words)
{
	if ((flags & EH_RATIO_DOUBLE) == 0)
		return;
	for (int i = 1; i < 10; i += 2)
	{
		if (words[i] == UINT64_C(1) << 63)
			words[i] = 0;
	}
}

/* wire holds EH_RATIO_WIRE bytes; returns how many were written */
size_t
eh_ratio_state_to_wire(const eh_ratio *r, uint8_t *wire)
{
	uint64_t words[sizeof(r->sums) / sizeof(uint64_t)];

	memcpy(words, &r->sums, sizeof(words));
	plain_zeros(r->flags, words);
	*wire++ = r->format;
	*wire++ = r->flags;
	*wire++ = r->num_groups;
	*wire++ = r->den_groups;
	eh_put_u64(&wire, (uint64_t) r->rows);
	eh_put_u64(&wire, (uint64_t) r->missing);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		eh_put_u64(&wire, words[i]);
	return EH_RATIO_WIRE;
}

eh_status
eh_ratio_state_from_wire(
	const uint8_t *wire, size_t bytes, eh_ratio *r, const char **why)
{
	uint64_t words[sizeof(r->sums) / sizeof(uint64_t)];

	eh_ratio_state_init(r);
	if (bytes != EH_RATIO_WIRE)
	{
		*why = "its length is not that of a ratio";
		return EH_EFORMAT;
	}
	r->format = *wire++;
	r->flags = *wire++;
	r->num_groups = *wire++;
	r->den_groups = *wire++;
	r->rows = (int64_t) eh_get_u64(&wire);
	r->missing = (int64_t) eh_get_u64(&wire);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		words[i] = eh_get_u64(&wire);
	plain_zeros(r->flags, words);
	memcpy(&r->sums, words, sizeof(words));
	return eh_ratio_state_check(r, sizeof(*r), why);
}
