/*
 * chart_svg.c - whole charts: every kind, dressed and bare, of hostile and of
 * impossible data (C1 to C4 of src/core/chart_plot.c, F1, T3, H1, H2).
 */
#include "unit.h"

#include <stdlib.h>

#include "core/chart_plot.h"
#include "core/interval.h"
#include "state/chart.h"

static void *
grow(void *owner, void *text, size_t bytes)
{
	(void) owner;
	return realloc(text, bytes);
}

static void *
alloc(void *owner, size_t bytes)
{
	(void) owner;
	return malloc(bytes);
}

static void
release(void *owner, void *chunk)
{
	(void) owner;
	free(chunk);
}

static const eh_arena arena = {alloc, release, NULL};

/* As an XML parser sees it: tags nest, no attribute is open, all is ASCII
 * that XML allows.  Not a parser of XML in general, but of what we write. */
static bool
well_formed(const char *s)
{
	char open[32][16];
	int depth = 0;

	for (; *s != '\0'; s++)
	{
		if ((unsigned char) *s >= 0x7F || (*s < ' ' && *s != '\n'))
			return false;
		if (*s == '>')
			return false;
		if (*s == '&')
		{
			size_t n = strcspn(s + 1, ";<& ");

			if (s[1 + n] != ';' || n > 9)
				return false;
		}
		if (*s != '<')
			continue;
		if (s[1] == '/')
		{
			size_t n = strcspn(s + 2, ">");

			if (depth == 0 || strlen(open[depth - 1]) != n ||
				strncmp(open[depth - 1], s + 2, n) != 0)
				return false;
			depth--;
			s += n + 2;
			continue;
		}
		{
			size_t n = strcspn(s + 1, " />");
			bool quoted = false;

			if (n == 0 || n > 15 || depth == 32)
				return false;
			snprintf(open[depth++], 16, "%.*s", (int) n, s + 1);
			for (s += n + 1; *s != '\0' && (quoted || *s != '>'); s++)
			{
				if (*s == '"')
					quoted = !quoted;
				else if (*s == '<')
					return false;
			}
			if (*s == '\0')
				return false;
			if (s[-1] == '/')
				depth--;
		}
	}
	return depth == 0;
}

static int
count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

/* Draws it; the caller frees. */
static char *
draw_flat(const eh_chart *flat, const eh_dress *dress, bool vega)
{
	const char **labels = malloc(sizeof(char *) * ((size_t) flat->rows + 1));
	void *work = malloc(eh_chart_work(flat->rows));
	eh_writer w = {.most = 10000000, .grow = grow};
	eh_chart_data data;

	eh_chart_data_of(flat, labels, &data);
	if ((vega ? eh_chart_vega : eh_chart_svg)(&data, dress, work, &w) != EH_OK)
		printf("# a chart was not drawn\n");
	free(work);
	free(labels);
	return w.text;
}

static char *
draw(const eh_chart_rows *rows, const eh_dress *dress, bool vega)
{
	size_t bytes = eh_chart_size(rows, "a note <&>");
	eh_chart *flat = malloc(bytes);
	const char *why;
	char *text;

	eh_chart_to_flat(rows, "a note <&>", flat);
	if (eh_chart_check(flat, bytes, &why) != EH_OK)
		printf("# %s\n", why);
	text = draw_flat(flat, dress, vega);
	free(flat);
	return text;
}

static void
drop(eh_chart_rows *rows)
{
	free(rows->value);
	free(rows->text);
}

static const char hostile[] =
	"<script>alert(1)</script> ]]> \"'&\x01\x1b \xF0\x9F\x98\x80 \xD7\xA9 "
	"\xE2\x80\xAE\xFF a very long label that goes on and on and on and on and "
	"on and on and on and on and on and on and on and on and on and on and on";

/* Rows of a kind that try it: which says how. */
static void
add_rows(eh_chart_rows *c, eh_chart_kind kind, int n, int which)
{
	static const double limits[][3] = {{1.5, 1.1, 2.0}, {0.5, NAN, 0.9},
		{2, 1, INFINITY}, {1, NAN, NAN}, {NAN, NAN, NAN}, {NAN, 1.5, NAN},
		{1e-9, 0, 1e9}, {1, 1, 1}};
	const char *why;

	eh_chart_rows_init(c, kind);
	c->level = 0.95;
	c->missing = 2;
	for (int i = 0; i < n; i++)
	{
		double row[EH_CHART_MOST_COLUMNS] = {0};

		switch (kind)
		{
			case EH_CHART_FUNNEL:
				row[1] = which == 0 ? 100 + i : i * 50.0;
				row[0] = which == 0 ? 10 : floor(row[1] * (i % 7) / 7);
				break;
			case EH_CHART_SPEND:
				row[0] = 2011 + i % 11 + (i % 11 > 5);
				row[1] = which == 0 ? 1e6 : -1e9 * (i % 3);
				row[2] = which == 0 ? 0 : 1e12 / (i + 1.0);
				break;
			case EH_CHART_TILES:
				row[0] = which == 0 ? 201 + i : 900 + i;
				row[1] = which == 0 ? 7 : i * i - 50.0;
				break;
			case EH_CHART_SURVIVAL:
				row[EH_DAYS] = i;
				row[EH_LEFT] = 1 - i / (n + 1.0);
				row[EH_LEFT_LOW] = row[EH_LEFT_HIGH] =
					which == 0 ? NAN : row[EH_LEFT];
				row[EH_AT_RISK] = n - i;
				break;
			default:
				memcpy(row, limits[which == 0 ? 0 : i % 8], sizeof(limits[0]));
		}
		if (eh_chart_rows_add(c, &arena, row, which == 2 ? hostile : "Barnsley",
				&why) != EH_OK)
			printf("# refused: %s\n", why == NULL ? "too many" : why);
	}
}

static void
every_kind(void)
{
	static const int sizes[] = {0, 1, 2, 12, 41, 160};
	static const int widths[] = {0, 160, 360, 4000};
	bool svg_fine = true, json_fine = true, inert = true, spoken = true,
		 counted = true, short_enough = true;

	for (eh_chart_kind kind = 1; kind <= EH_CHART_KINDS; kind++)
	{
		for (size_t k = 0; k < 6 * 3 * 4; k++)
		{
			int n = sizes[k % 6];
			eh_dress dress = {.width = widths[k / 18]};
			eh_chart_rows rows;
			char *svg, *json;

			if (k / 6 % 3 == 2)
			{
				dress.title = dress.subtitle = dress.units = dress.source =
					hostile;
				dress.height = 300;
				dress.thin = true;
			}
			add_rows(&rows, kind, n, (int) (k / 6 % 3));
			svg = draw(&rows, &dress, false);
			json = draw(&rows, &dress, true);
			if (!well_formed(svg))
			{
				svg_fine = false;
				printf("# kind %d, %d rows, %d wide\n", kind, n, dress.width);
			}
			inert = inert && strstr(svg, "<script") == NULL &&
					strstr(json, "<") == NULL && strstr(svg, "nan\"") == NULL &&
					strstr(svg, " nan") == NULL && strstr(svg, "inf\"") == NULL;
			json_fine = json_fine && count(json, "{") == count(json, "}") &&
						(count(json, "[") == count(json, "]") || dress.thin) &&
						count(json, "\"") % 2 == 0;
			spoken = spoken && count(svg, "role=\"img\"") == 1 &&
					 count(svg, "<desc id=") == 1 &&
					 count(svg, "aria-labelledby=\"t") == 1;
			counted = counted && count(svg, "2 rows left out") == 1;
			if (n == 160 && k / 6 % 3 == 2 && kind >= EH_CHART_RATIO)
				short_enough = short_enough && strlen(svg) < 32766;
			free(svg);
			free(json);
			drop(&rows);
		}
	}
	ok(svg_fine, "C1: every kind, size and width is well formed");
	ok(inert, "C1: words stay words, and no number is nan or inf");
	ok(json_fine, "its Vega-Lite too");
	ok(spoken, "C2: title, description and role");
	ok(counted, "C3: rows left out are counted under it");
	ok(short_enough, "160 authorities of hostile names fit 32,766 characters");
}

/* F1: x / n on the limit, Wilson's interval just reaches the average. */
static void
funnel_limits(void)
{
	eh_chart_rows rows;
	const char *why;
	double row[2] = {0, 0};
	double n = 400, average = 0.225;
	double x[2];
	eh_dress dress = {0};
	char *svg;

	for (int k = 0; k < 2; k++)
	{
		eh_limits l;
		double low = average, high = 1;

		/* the share whose lower limit is the average, by bisection */
		for (int i = 0; i < 200; i++)
		{
			double mid = (low + high) / 2;

			eh_wilson(mid * n, n, k == 0 ? 0.95 : 0.998, &l);
			if (l.low < average)
				low = mid;
			else
				high = mid;
		}
		x[k] = n * low;
	}
	/* one just within and one just outside each, and enough others that they
	 * do not move the average */
	eh_chart_rows_init(&rows, EH_CHART_FUNNEL);
	for (int i = 0; i < 4; i++)
	{
		row[1] = n;
		row[0] = x[i / 2] * (i % 2 == 0 ? 1 - 1e-6 : 1 + 1e-6);
		eh_chart_rows_add(&rows, &arena, row, "x", &why);
	}
	row[1] = 1e12;
	row[0] = average * 1e12;
	eh_chart_rows_add(&rows, &arena, row, "all", &why);
	svg = draw(&rows, &dress, false);
	ok(strstr(svg, "within the limits (2)") != NULL &&
			strstr(svg, "within 99.8% (2)") != NULL &&
			strstr(svg, "outside 99.8% (1)") != NULL,
		"F1: the limits are where Wilson's interval reaches the average");
	free(svg);
	drop(&rows);
}

/* H2: what a kind cannot have; and bytes that no rows give. */
static void
refusals(void)
{
	static const struct
	{
		eh_chart_kind kind;
		double row[3];
	} bad[] = {{EH_CHART_FOREST, {-1, NAN, NAN}}, {EH_CHART_FOREST, {0, 0, 1}},
		{EH_CHART_FOREST, {1, 2, 1}}, {EH_CHART_FOREST, {INFINITY, 1, NAN}},
		{EH_CHART_RATIO, {1, INFINITY, NAN}}, {EH_CHART_FUNNEL, {2, 1, 0}},
		{EH_CHART_FUNNEL, {-1, 1, 0}}, {EH_CHART_FUNNEL, {NAN, 1, 0}},
		{EH_CHART_SPEND, {2010.5, 1, 1}}, {EH_CHART_SPEND, {2010, NAN, 1}},
		{EH_CHART_TILES, {201, INFINITY, 0}}, {EH_CHART_TILES, {0.5, 1, 0}}};
	eh_chart_rows rows;
	const char *why;
	bool found = true;
	size_t bytes, flat_bytes;
	eh_chart *flat, *back;
	uint8_t *wire;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
	{
		eh_status status;

		eh_chart_rows_init(&rows, bad[i].kind);
		status = eh_chart_rows_add(&rows, &arena, bad[i].row, "", &why);
		ok(status == EH_EDOMAIN && why != NULL, "H2: refused: %s", why);
		drop(&rows);
	}
	add_rows(&rows, EH_CHART_RATIO, 400, 0);
	ok(eh_chart_rows_add(&rows, &arena, rows.value, "one more", &why) ==
			EH_ERANGE,
		"no more rows than a kind draws");
	drop(&rows);

	add_rows(&rows, EH_CHART_SURVIVAL, 12, 1);
	bytes = eh_chart_size(&rows, "note");
	flat = malloc(bytes);
	memset(flat, 0, bytes);
	eh_chart_to_flat(&rows, "note", flat);
	wire = malloc(eh_chart_wire_size(flat));
	eh_chart_to_wire(flat, wire);
	ok(eh_chart_wire_length(
		   wire, eh_chart_wire_size(flat), &flat_bytes, &why) == EH_OK &&
			flat_bytes == bytes,
		"the wire says how large the value is");
	back = malloc(bytes);
	memset(back, 0, bytes);
	ok(eh_chart_from_wire(wire, eh_chart_wire_size(flat), back, &why) ==
				EH_OK &&
			memcmp(back, flat, bytes) == 0,
		"and gives it back");
	for (size_t n = 0; n < eh_chart_wire_size(flat); n++)
		found =
			found && eh_chart_wire_length(wire, n, &flat_bytes, &why) != EH_OK;
	ok(found, "H2: cut short anywhere, it is none");
	flat->value[EH_LEFT] = 1.5;
	ok(eh_chart_check(flat, bytes, &why) != EH_OK, "H2: impossible bytes");
	eh_chart_to_flat(&rows, "note", flat);
	flat->value[7 * 5] = 1;
	ok(eh_chart_check(flat, bytes, &why) != EH_OK, "H2: impossible bytes");
	eh_chart_to_flat(&rows, "note", flat);
	((char *) flat)[bytes - 1] = 'x';
	ok(eh_chart_check(flat, bytes, &why) != EH_OK, "H2: impossible bytes");
	free(flat);
	free(back);
	free(wire);
	drop(&rows);
}

static uint64_t
chance(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* H2: bytes changed by chance are refused, or are a chart that is drawn. */
static void
changed_bytes(void)
{
	uint64_t state = 20;
	const char *why;
	int read = 0;
	bool fine = true;

	for (int round = 0; round < 6000; round++)
	{
		eh_chart_kind kind = 1 + round % EH_CHART_KINDS;
		eh_chart_rows rows;
		size_t flat_bytes, n;
		eh_chart *flat;
		uint8_t *wire;

		add_rows(&rows, kind, 1 + round % 5, round % 3);
		flat = malloc(eh_chart_size(&rows, "n"));
		eh_chart_to_flat(&rows, "n", flat);
		n = eh_chart_wire_size(flat);
		wire = malloc(n);
		eh_chart_to_wire(flat, wire);
		free(flat);
		drop(&rows);
		for (int k = 0; k < 1 + round % 3; k++)
			wire[chance(&state) % n] ^= (uint8_t) (1u << chance(&state) % 8);
		if (eh_chart_wire_length(wire, n, &flat_bytes, &why) == EH_OK)
		{
			flat = malloc(flat_bytes);
			if (eh_chart_from_wire(wire, n, flat, &why) == EH_OK)
			{
				eh_dress dress = {.width = 160 + round % 500};
				char *svg = draw_flat(flat, &dress, false);
				char *json = draw_flat(flat, &dress, true);

				read++;
				fine = fine && well_formed(svg);
				if (!well_formed(svg))
					printf("# kind %d, round %d\n", flat->kind, round);
				free(svg);
				free(json);
			}
			free(flat);
		}
		free(wire);
	}
	ok(read > 500 && fine, "H2: of 6000 changed wires %d are charts", read);
}

/* T3: nothing is lost: tiles drawn and codes listed are all the rows. */
static void
tiles(void)
{
	eh_chart_rows rows;
	eh_dress dress = {0};
	const char *why;
	char *svg;
	int known = 0;

	eh_chart_rows_init(&rows, EH_CHART_TILES);
	for (int code = 200; code < 950; code++)
	{
		const double row[2] = {code, code};

		if (rows.rows < 1000)
			eh_chart_rows_add(&rows, &arena, row, "", &why);
	}
	svg = draw(&rows, &dress, false);
	known = count(svg, "</title></path>");
	/* 153 authorities of today, and Poole, whose square no other has */
	ok(known == 154, "T3: %d squares", known);
	ok(strstr(svg, "Not on the map") != NULL &&
			strstr(svg, "another has the square") != NULL &&
			count(svg, "no figure") == 0,
		"T3: the others are listed");
	free(svg);
	drop(&rows);
}

int
main(void)
{
	every_kind();
	funnel_limits();
	refusals();
	changed_bytes();
	tiles();
	return done();
}
