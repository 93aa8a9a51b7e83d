/*
 * chart.c - the rows of a chart: while they come, and as a value.
 *
 * H1  A chart holds what is drawn and not the drawing: words and measures
 *     are given when it is read, and the same chart has many.
 * H2  A value that a kind cannot have (more events than trials, an odds
 *     ratio below 0, limits in the wrong order) is refused, when it comes
 *     and when bytes are read.
 * H3  Rows stay in the order they came; every kind but the forest sorts them
 *     when it is drawn.
 */
#include "chart.h"

#include <math.h>
#include <string.h>

#include "scan.h"

/* --- a row ------------------------------------------------------------------- */

static const char *
wrong_limits(const double *row, double least)
{
	if (isinf(row[0]))
		return "an estimate is infinite";
	if (row[0] < least || row[1] < least || row[2] < least)
		return "an odds ratio is negative";
	if (least == 0.0 && row[0] == 0.0)
		return "an odds ratio is 0";
	if (row[1] == INFINITY || row[2] == -INFINITY || row[1] > row[2])
		return "the lower limit is above the upper";
	return NULL;
}

static bool
is_whole(double v, double low, double high)
{
	return v >= low && v <= high && v == floor(v);
}

static bool
is_share(double v)
{
	return v >= 0.0 && v <= 1.0;
}

static const char *
wrong_step(const double *row)
{
	if (!is_whole(row[EH_CURVE], 0.0, EH_CURVES_MOST - 1.0) ||
		!is_whole(row[EH_AT_TICK], 0.0, 1.0) ||
		!is_whole(row[EH_AT_RISK], 0.0, 1e18))
		return "it has an impossible count";
	if (!(row[EH_DAYS] >= 0.0) || isinf(row[EH_DAYS]))
		return "a time is not finite";
	if (!is_share(row[EH_LEFT]) ||
		(!isnan(row[EH_LEFT_LOW]) && !is_share(row[EH_LEFT_LOW])) ||
		(!isnan(row[EH_LEFT_HIGH]) && !is_share(row[EH_LEFT_HIGH])))
		return "a share is not one";
	return NULL;
}

/* What no row of the kind can be, in words; NULL: it can. */
static const char *
wrong_row(eh_chart_kind kind, const double *row)
{
	switch (kind)
	{
		case EH_CHART_FOREST:
			return wrong_limits(row, 0.0);
		case EH_CHART_COEFFICIENTS:
		case EH_CHART_RATIO:
		case EH_CHART_EFFECTS:
			return wrong_limits(row, -INFINITY);
		case EH_CHART_FUNNEL:
			if (!(row[0] >= 0.0) || !(row[1] >= 0.0) || isinf(row[1]))
				return "a count is negative or not finite";
			return row[0] > row[1] ? "there are more events than cases" : NULL;
		case EH_CHART_SPEND:
			if (!is_whole(row[0], 1.0, 9999.0))
				return "a year is not between 1 and 9999";
			return isfinite(row[1]) && isfinite(row[2])
					   ? NULL
					   : "an amount is not finite";
		case EH_CHART_TILES:
			if (!is_whole(row[0], -1e9, 1e10))
				return "a code is not a whole number";
			return isfinite(row[1]) ? NULL : "a value is not finite";
		case EH_CHART_SURVIVAL:
			return wrong_step(row);
	}
	return "its kind is unknown";
}

/* --- while rows come ------------------------------------------------------------ */

void
eh_chart_rows_init(eh_chart_rows *c, eh_chart_kind kind)
{
	memset(c, 0, sizeof(*c));
	c->kind = kind;
	c->level = NAN;
}

static void *
grown(const eh_arena *arena, void *old, size_t used, size_t bytes)
{
	void *bigger = arena->alloc(arena->owner, bytes);

	if (old != NULL)
	{
		memcpy(bigger, old, used);
		arena->release(arena->owner, old);
	}
	return bigger;
}

/* EH_EDOMAIN: no such row, *why; EH_ERANGE: the chart has its most rows. */
eh_status
eh_chart_rows_add(eh_chart_rows *c, const eh_arena *arena, const double *row,
	const char *label, const char **why)
{
	size_t columns = (size_t) eh_chart_columns(c->kind);
	size_t n = strlen(label) + 1;

	*why = wrong_row(c->kind, row);
	if (*why != NULL)
		return EH_EDOMAIN;
	if (c->rows >= eh_chart_most_rows(c->kind))
		return EH_ERANGE;
	if (c->rows == c->room)
	{
		size_t used = sizeof(double) * columns * (size_t) c->rows;

		c->room = c->room == 0 ? 16 : 2 * c->room;
		c->value = grown(
			arena, c->value, used, sizeof(double) * columns * (size_t) c->room);
	}
	if (c->text_used + n > c->text_room)
	{
		c->text_room = 2 * c->text_room + n + 256;
		c->text = grown(arena, c->text, c->text_used, c->text_room);
	}
	memcpy(
		c->value + columns * (size_t) c->rows, row, sizeof(double) * columns);
	memcpy(c->text + c->text_used, label, n);
	c->text_used += n;
	c->rows++;
	return EH_OK;
}

eh_status
eh_chart_rows_miss(eh_chart_rows *c, int64_t n)
{
	if (n > EH_MOST_ROWS - c->missing)
		return EH_ERANGE;
	c->missing += n;
	return EH_OK;
}

/* The rows of a value behind one's own; its note is not taken. */
eh_status
eh_chart_rows_merge(
	eh_chart_rows *c, const eh_arena *arena, const eh_chart *flat)
{
	const char *label = eh_chart_words(flat);
	const char *why;

	for (int32_t i = 0; i < flat->rows; i++)
	{
		eh_status status = eh_chart_rows_add(
			c, arena, flat->value + (size_t) i * flat->columns, label, &why);

		if (status != EH_OK)
			return status;
		label += strlen(label) + 1;
	}
	return eh_chart_rows_miss(c, flat->missing);
}

/* --- as a value ---------------------------------------------------------------------- */

size_t
eh_chart_size(const eh_chart_rows *c, const char *note)
{
	return sizeof(eh_chart) +
		   sizeof(double) * (size_t) c->rows *
			   (size_t) eh_chart_columns(c->kind) +
		   c->text_used + strlen(note) + 1;
}

/* flat: eh_chart_size() bytes; its length word is the caller's */
void
eh_chart_to_flat(const eh_chart_rows *c, const char *note, eh_chart *flat)
{
	size_t columns = (size_t) eh_chart_columns(c->kind);
	size_t note_bytes = strlen(note) + 1;
	char *text;

	flat->format = EH_CHART_FORMAT;
	flat->kind = (uint8_t) c->kind;
	flat->columns = (uint8_t) columns;
	flat->pad = 0;
	flat->rows = c->rows;
	flat->text_bytes = (int32_t) (c->text_used + note_bytes);
	flat->missing = c->missing;
	flat->level = c->level;
	if (c->rows > 0)
	{
		memcpy(
			flat->value, c->value, sizeof(double) * columns * (size_t) c->rows);
		memcpy((char *) (flat->value + columns * (size_t) c->rows), c->text,
			c->text_used);
	}
	text = (char *) (flat->value + columns * (size_t) c->rows);
	memcpy(text + c->text_used, note, note_bytes);
}

/* The labels, one after another, and the note behind them. */
const char *
eh_chart_words(const eh_chart *flat)
{
	return (const char *) (flat->value + (size_t) flat->rows * flat->columns);
}

static bool
header_fits(const eh_chart *flat, size_t bytes)
{
	return flat->rows >= 0 &&
		   flat->rows <= eh_chart_most_rows((eh_chart_kind) flat->kind) &&
		   flat->text_bytes > 0 &&
		   bytes == sizeof(*flat) +
						sizeof(double) * (size_t) flat->rows * flat->columns +
						(size_t) flat->text_bytes;
}

static const char *
wrong_words(const eh_chart *flat)
{
	const char *text = eh_chart_words(flat);
	int32_t words = 0;

	if (text[flat->text_bytes - 1] != '\0')
		return "a word does not end";
	for (int32_t i = 0; i < flat->text_bytes; i++)
		words += text[i] == '\0';
	return words == flat->rows + 1 ? NULL
								   : "it has more or fewer words than rows";
}

/* Curves one after another from 0 on, days rising in each. */
static const char *
wrong_order(const eh_chart *flat)
{
	const double *last = NULL;

	for (int32_t i = 0; i < flat->rows; i++)
	{
		const double *row = flat->value + (size_t) i * flat->columns;
		double curve = last == NULL ? -1.0 : last[EH_CURVE];

		if (row[EH_CURVE] != curve && row[EH_CURVE] != curve + 1.0)
			return "its curves are out of order";
		if (row[EH_CURVE] == curve && row[EH_DAYS] < last[EH_DAYS])
			return "its days are out of order";
		last = row;
	}
	return NULL;
}

eh_status
eh_chart_check(const eh_chart *flat, size_t bytes, const char **why)
{
	*why = NULL;
	if (bytes < sizeof(*flat))
		*why = "it is shorter than a chart";
	else if (flat->format != EH_CHART_FORMAT)
		*why = "its format number is not known to this version";
	else if (flat->kind < 1 || flat->kind > EH_CHART_KINDS || flat->pad != 0 ||
			 flat->columns != eh_chart_columns((eh_chart_kind) flat->kind))
		*why = "its kind is unknown";
	else if (!header_fits(flat, bytes))
		*why = "it has more or fewer rows than it says";
	else if (flat->missing < 0 || flat->missing > EH_MOST_ROWS)
		*why = "it has an impossible count";
	else if (!isnan(flat->level) && !(flat->level > 0.0 && flat->level < 1.0))
		*why = "its level is not one";
	else
		*why = wrong_words(flat);
	for (int32_t i = 0; *why == NULL && i < flat->rows; i++)
		*why = wrong_row((eh_chart_kind) flat->kind,
			flat->value + (size_t) i * flat->columns);
	if (*why == NULL && flat->kind == EH_CHART_SURVIVAL)
		*why = wrong_order(flat);
	return *why == NULL ? EH_OK : EH_EFORMAT;
}

/* labels: room for rows of them */
void
eh_chart_data_of(const eh_chart *flat, const char **labels, eh_chart_data *data)
{
	const char *at = eh_chart_words(flat);

	for (int32_t i = 0; i < flat->rows; i++)
	{
		labels[i] = at;
		at += strlen(at) + 1;
	}
	data->kind = (eh_chart_kind) flat->kind;
	data->rows = flat->rows;
	data->columns = flat->columns;
	data->value = flat->value;
	data->label = labels;
	data->missing = flat->missing;
	data->level = flat->level;
	data->note = at;
}

/* --- the wire: format, kind, 0, 0; rows, bytes of words, missing, level;
 * values; words ----------------------------------------------------------------- */

#define WIRE_HEADER (4 + 4 + 4 + 8 + 8)

static void
put_double(uint8_t **at, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	eh_put_u64(at, bits);
}

static double
get_double(const uint8_t **at)
{
	uint64_t bits = eh_get_u64(at);
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

size_t
eh_chart_wire_size(const eh_chart *flat)
{
	return WIRE_HEADER + 8 * (size_t) flat->rows * flat->columns +
		   (size_t) flat->text_bytes;
}

void
eh_chart_to_wire(const eh_chart *flat, uint8_t *wire)
{
	size_t n = (size_t) flat->rows * flat->columns;

	*wire++ = flat->format;
	*wire++ = flat->kind;
	*wire++ = 0;
	*wire++ = 0;
	eh_put_u32(&wire, (uint32_t) flat->rows);
	eh_put_u32(&wire, (uint32_t) flat->text_bytes);
	eh_put_u64(&wire, (uint64_t) flat->missing);
	put_double(&wire, flat->level);
	for (size_t i = 0; i < n; i++)
		put_double(&wire, flat->value[i]);
	memcpy(wire, eh_chart_words(flat), (size_t) flat->text_bytes);
}

/* Bytes of the value that a wire holds. */
eh_status
eh_chart_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why)
{
	const uint8_t *at = wire + 4;
	size_t cells, words;

	*why = "it has more or fewer rows than it says";
	if (bytes < WIRE_HEADER || wire[1] < 1 || wire[1] > EH_CHART_KINDS)
		return EH_EFORMAT;
	cells = (size_t) eh_get_u32(&at) *
			(size_t) eh_chart_columns((eh_chart_kind) wire[1]);
	words = (size_t) eh_get_u32(&at);
	if (cells > bytes / 8 || words > bytes ||
		bytes != WIRE_HEADER + 8 * cells + words)
		return EH_EFORMAT;
	*flat_bytes = sizeof(eh_chart) + sizeof(double) * cells + words;
	return EH_OK;
}

/* flat: as many bytes as eh_chart_wire_length() says */
eh_status
eh_chart_from_wire(
	const uint8_t *wire, size_t bytes, eh_chart *flat, const char **why)
{
	const uint8_t *at = wire;
	size_t flat_bytes, n;

	if (eh_chart_wire_length(wire, bytes, &flat_bytes, why) != EH_OK)
		return EH_EFORMAT;
	flat->format = at[0];
	flat->kind = at[1];
	flat->pad = at[2] | at[3];
	flat->columns = (uint8_t) eh_chart_columns((eh_chart_kind) at[1]);
	at += 4;
	flat->rows = (int32_t) eh_get_u32(&at);
	flat->text_bytes = (int32_t) eh_get_u32(&at);
	flat->missing = (int64_t) eh_get_u64(&at);
	flat->level = get_double(&at);
	n = (flat_bytes - sizeof(eh_chart) - (size_t) flat->text_bytes) /
		sizeof(double);
	for (size_t i = 0; i < n; i++)
		flat->value[i] = get_double(&at);
	memcpy(flat->value + n, at, (size_t) flat->text_bytes);
	return eh_chart_check(flat, flat_bytes, why);
}
