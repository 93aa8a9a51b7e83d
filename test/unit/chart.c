/*
 * chart.c - pieces of a chart: ticks, scales, words, places (A1 to A4, X1 to
 * X4, W1 to W3, L1, L2 of src/core/chart_*.c).
 *
 * Ticks and places are held to what they promise, not to numbers.
 */
#include "unit.h"

#include <stdlib.h>

#include "core/chart_plot.h"

static void *
grow(void *owner, void *text, size_t bytes)
{
	(void) owner;
	return realloc(text, bytes);
}

static eh_writer
writer(size_t most)
{
	eh_writer w = {0};

	w.most = most;
	w.grow = grow;
	return w;
}

/* --- ticks ------------------------------------------------------------------ */

static bool
rising_within(const eh_ticks *t, double low, double high)
{
	double slack = 1e-9 * (high - low);

	for (int i = 0; i < t->n; i++)
	{
		if (t->at[i] < low - slack || t->at[i] > high + slack ||
			(i > 0 && t->at[i] <= t->at[i - 1]))
			return false;
	}
	return true;
}

/* 1, 2 or 5 times a power of ten */
static bool
is_nice(double step)
{
	double digit = step / pow(10.0, floor(log10(step) + 1e-9));

	return fabs(digit - 1.0) < 1e-6 || fabs(digit - 2.0) < 1e-6 ||
		   fabs(digit - 5.0) < 1e-6;
}

static void
linear_ticks(void)
{
	static const double sizes[] = {
		1e-300, 1e-9, 0.013, 1.0, 7.3, 999.0, 1e6, 1e15, 1e300};
	bool fine = true, enough = true, few = true;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		for (int part = -4; part <= 4; part++)
		{
			for (int most = 3; most <= 12; most++)
			{
				double low = sizes[i] * part / 3.0;
				double high = low + sizes[i];
				eh_ticks t;

				eh_ticks_linear(low, high, most, &t);
				few = few && t.n <= most;
				enough = enough && t.n >= 1;
				fine = fine && rising_within(&t, low, high) &&
					   (sizes[i] < 1e-299 || is_nice(t.step));
			}
		}
	}
	ok(fine, "A1: multiples of a nice step, within the range");
	ok(few, "A1: no more than as many as asked");
	ok(enough, "A1: and not none");
}

static void
log_ticks(void)
{
	static const double odds[] = {0.25, 0.5, 1, 2, 4};
	eh_ticks t;
	bool fine = true;

	eh_ticks_log(0.2, 5.0, 8, &t);
	ok(t.n == 5 && memcmp(t.at, odds, sizeof(odds)) == 0, "A2: 0.25 0.5 1 2 4");
	for (double low = 1e-12; low < 1e12; low *= 7.0)
	{
		for (double wide = 1.05; wide < 1e24; wide *= 3.0)
		{
			eh_ticks_log(low, low * wide, 8, &t);
			fine = fine && t.n >= 1 && t.n <= 10 &&
				   rising_within(&t, low, low * wide);
		}
	}
	ok(fine, "A2: one to ten of them over any range, within it");
	eh_ticks_counts(30.0, 20000.0, 10, &t);
	ok(t.n >= 4 && rising_within(&t, 30.0, 20000.0) && t.at[0] == 50.0,
		"counts have 50 100 200 ...");
	eh_ticks_days(1000.0, 8, &t);
	ok(t.at[0] == 0.0 && t.at[1] == 180.0, "days by the half year");
	eh_ticks_days(0.3, 8, &t);
	ok(t.n > 1 && rising_within(&t, 0.0, 0.3), "less than a day, by parts");
	eh_ticks_whole(2011.0, 2021.0, 20, &t);
	ok(t.n == 11 && t.at[10] == 2021.0, "each year where there is room");
	eh_ticks_whole(2011.0, 2013.0, 8, &t);
	ok(t.n == 3 && t.step == 1.0, "no half years");
}

static void
scales(void)
{
	const eh_scale linear = {false, 0, 10, 100, 200};
	const eh_scale falling = {false, -1e308, 1e308, 300, 0};
	const eh_scale odds = {true, 0.25, 4, 0, 100};
	eh_scale wide = {false, 3, 97, 0, 1};
	eh_ticks t;

	near(eh_scale_at(&linear, 5), 150, 1e-15, 0, "linear");
	near(eh_scale_at(&falling, 0), 150, 1e-12, 0,
		"a range that passes a double's");
	near(eh_scale_at(&odds, 1), 50, 1e-12, 0, "log");
	ok(eh_scale_at(&odds, 0) == 0 && eh_scale_at(&odds, -3) == 0 &&
			eh_scale_at(&odds, INFINITY) == 100 &&
			eh_scale_at(&linear, -INFINITY) == 100,
		"A3: what lies past the range is at its end");
	eh_scale_round(&wide, 6, &t);
	ok(wide.low == 0 && wide.high == 100 && t.at[0] == 0 &&
			t.at[t.n - 1] == 100,
		"a range widened to whole steps");
}

static void
numbers(void)
{
	static const struct
	{
		double v, step;
		const char *words;
	} cases[] = {{0.25, 0, "0.25"}, {0.125, 0, "0.125"}, {4, 0, "4"},
		{1e-9, 0, "1e-09"}, {0, 0, "0"}, {-0.0, 0, "0"}, {-0.0, 0.1, "0"},
		{1234, 0, "1,234"}, {999999, 0, "1m"}, {1234567, 0, "1.23m"},
		{8.03e9, 0, "8.03bn"}, {-1500, 500, "-1,500"}, {2e6, 5e5, "2.0m"},
		{0.30000000000000004, 0.1, "0.3"}, {1, 0.25, "1.00"},
		{-1e-17, 0.2, "0.0"}, {3e20, 0, "3e+20"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		char out[EH_NUMBER];

		if (cases[i].step > 0)
			eh_number(cases[i].v, cases[i].step, out);
		else
			eh_number_short(cases[i].v, out);
		if (!ok(strcmp(out, cases[i].words) == 0, "A4: %s", cases[i].words))
			printf("# got %s\n", out);
	}
}

/* --- words --------------------------------------------------------------------- */

static const char *
as_xml(const char *words)
{
	static char out[1000];
	eh_writer w = writer(900);

	eh_write(&w, "");
	eh_write_xml(&w, words);
	snprintf(out, sizeof(out), "%s", w.text);
	free(w.text);
	return out;
}

static void
escapes(void)
{
	static const struct
	{
		const char *words, *xml;
	} cases[] = {
		{"<script>alert(\"1\")</script>",
			"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"},
		{"]]> & 'q'", "]]&gt; &amp; &#39;q&#39;"},
		{"tab\tline\nnul\x01\x1b\x7f.", "tab line nul."},
		{"\xC2\xA3 \xF0\x9F\x98\x80", "&#163; &#128512;"},
		{"\xEF\xBF\xBE\xEF\xBF\xBF\xC2\x85.", "."}, /* U+FFFE, U+FFFF, U+85 */
		{"a\xE2\x80\xAE"
		 "b\xE2\x81\xA6"
		 "c",
			"abc"},                       /* turned direction */
		{"\xED\xA0\x80", "&#65533;"},     /* a surrogate, */
		{"\xC0\xBC", "&#65533;"},         /* too long for <, */
		{"\xFF\x80", "&#65533;&#65533;"}, /* and no UTF-8 */
		{"\xE2\x82", "&#65533;&#65533;"},
	};
	eh_writer w = writer(1000);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		if (!ok(strcmp(as_xml(cases[i].words), cases[i].xml) == 0,
				"W2, X1, X2: %s", cases[i].xml))
			printf("# got %s\n", as_xml(cases[i].words));
	}
	eh_write_json(&w, "</script>\"\\\n\x02\xF0\x9F\x98\x80");
	ok(strcmp(w.text,
		   "\"\\u003c/script\\u003e\\u0022\\u005c \\ud83d\\ude00\"") == 0,
		"W2: inert in JSON: %s", w.text);
	w.used = 0;
	eh_write_exact(&w, 0.1);
	eh_write(&w, " ");
	eh_write_exact(&w, 1e22 / 3);
	eh_write(&w, " ");
	eh_write_exact(&w, NAN);
	ok(strtod(w.text + 4, NULL) == 1e22 / 3 &&
			strncmp(w.text, "0.1 ", 4) == 0 && strstr(w.text, " null"),
		"numbers read back, and what is none is null");
	w.used = 0;
	eh_write_fixed(&w, -0.04, 1);
	eh_write(&w, " ");
	eh_write_fixed(&w, 12.30, 2);
	eh_write(&w, " ");
	eh_write_fixed(&w, 100.0, 0);
	ok(strcmp(w.text, "0 12.3 100") == 0, "short coordinates: %s", w.text);
	free(w.text);
	w = writer(10);
	eh_write(&w, "12345");
	eh_write(&w, "123456");
	ok(w.status == EH_ERANGE && w.used == 5, "W3: no longer than it may be");
	eh_write(&w, "1");
	ok(w.used == 5, "W3: and nothing after that");
	free(w.text);
}

static void
cuts(void)
{
	char out[EH_LABEL_BYTES];
	char words[1300];
	const char *next;

	ok(!eh_text_cut("Barnsley", 12, 200, out) && strcmp(out, "Barnsley") == 0,
		"X4: what has room is whole");
	ok(eh_text_cut("Kensington and Chelsea", 12, 90, out) &&
			eh_text_width(out, 12) <= 90 &&
			strcmp(out + strlen(out) - 3, "\xE2\x80\xA6") == 0,
		"X4: else it ends in an ellipsis, within the room: %s", out);
	memset(words, 'x', 1200);
	words[1200] = '\0';
	ok(eh_text_cut(words, 0.01, 1e9, out), "X4: at most so many characters");
	memset(words, 1, 1200);
	memcpy(words, "ab", 2);
	ok(!eh_text_cut(words, 12, 100, out) && strcmp(out, "ab") == 0,
		"X2: controls take no room in a label");
	for (size_t i = 0; i + 2 < 1200; i += 2)
		memcpy(words + i, "\xCC\x81", 2); /* marks without end */
	words[1200] = '\0';
	eh_text_cut(words, 12, 100, out);
	ok(strlen(out) < sizeof(out), "X4: nor do marks pass the end of it");
	eh_text_cut("e\xCC\x81"
				"e\xCC\x81"
				"e\xCC\x81"
				"e\xCC\x81",
		10, 24, out);
	ok(strcmp(out, "e\xCC\x81"
				   "e\xCC\x81\xE2\x80\xA6") == 0,
		"X4: a mark stays with its character: %s", out);
	ok(eh_text_line("one two three", 10, 45, &next) == 7 &&
			strcmp(next, "three") == 0,
		"a line breaks at a space");
	ok(eh_text_line("onetwothree", 10, 30, &next) > 0 && *next != '\0',
		"or anywhere, where there is none");
	ok(eh_text_line("WW", 100, 1, &next) == 1,
		"and has one character at least");
}

/* --- places ----------------------------------------------------------------------- */

static void
places(void)
{
	eh_boxes boxes = {.n = 0, .within = {0, 0, 400, 300}};
	eh_box placed[100];
	unsigned chance = 7;
	bool inside = true, apart = true;
	double at[] = {10, 11, 12, 50, 51, 99};
	double crowded[40];
	int n = 0;

	for (int i = 0; i < 100; i++)
	{
		double x, y;

		chance = chance * 1103515245u + 12345u;
		x = (chance >> 8) % 400;
		chance = chance * 1103515245u + 12345u;
		y = (chance >> 8) % 300;
		n += eh_place_beside(&boxes, x, y, 60, 12, 5, &placed[n]);
	}
	for (int i = 0; i < n; i++)
	{
		const eh_box *b = &placed[i];

		inside =
			inside && b->x1 >= 0 && b->x2 <= 400 && b->y1 >= 0 && b->y2 <= 300;
		for (int k = 0; k < i; k++)
			apart =
				apart && (b->x1 >= placed[k].x2 || placed[k].x1 >= b->x2 ||
							 b->y1 >= placed[k].y2 || placed[k].y1 >= b->y2);
	}
	ok(n > 50 && n < 100, "L1: %d of 100 labels have room", n);
	ok(inside && apart, "L1: within bounds, none on another");

	eh_spread(at, 6, 5, 0, 100);
	apart = true;
	for (int i = 1; i < 6; i++)
		apart = apart && at[i] - at[i - 1] >= 5 - 1e-9;
	ok(apart && at[0] >= 0 && at[5] <= 100, "L2: a least distance");
	near((at[0] + at[1] + at[2]) / 3, 11, 1e-12, 0,
		"L2: a block stays where its labels wanted to be, on average");
	near(at[5], 99, 1e-12, 0, "L2: and who has room does not move");
	for (int i = 0; i < 40; i++)
		crowded[i] = 90;
	eh_spread(crowded, 40, 2, 0, 100);
	apart = true;
	for (int i = 1; i < 40; i++)
		apart = apart && crowded[i] - crowded[i - 1] >= 2 - 1e-9;
	ok(apart && crowded[0] >= 0 && crowded[39] <= 100 + 1e-9,
		"L2: forty that want one place");
}

/* --- colours ----------------------------------------------------------------- */

/* Against white; WCAG 2.1, relative luminance and contrast ratio. */
static double
contrast(const char *colour)
{
	static const double weight[] = {0.0722, 0.7152, 0.2126};
	unsigned long rgb = strtoul(colour + 1, NULL, 16);
	double light = 0.0;

	for (int k = 0; k < 3; k++)
	{
		double c = (rgb >> (8 * k) & 255) / 255.0;

		light += weight[k] *
				 (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return 1.05 / (light + 0.05);
}

static void
colours(void)
{
	static const char *const lines[] = {
		EH_BLUE, EH_VERMILION, EH_GREEN, EH_PURPLE, EH_INK, EH_AXIS};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ok(contrast(lines[i]) >= 3.0, "%s can be seen on white", lines[i]);
	ok(contrast(EH_INK) >= 4.5 && contrast(EH_GREY) >= 4.5,
		"and words can be read (AA)");
}

int
main(void)
{
	linear_ticks();
	log_ticks();
	scales();
	numbers();
	escapes();
	cuts();
	places();
	colours();
	return done();
}
