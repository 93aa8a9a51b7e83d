/*
 * figures.c - the rows of numbers that a statistic of a small table is made
 * of.
 *
 * U1  Rows are kept as they come; whoever reads them makes their order not
 *     matter.  Merging is laying one list behind the other.
 * U2  Every number is finite, and what its kind allows: EH_EDOMAIN else.
 * U3  Rows of two kinds do not go together: EH_EDOMAIN.  Of no kind is what
 *     has no rows, and it goes with any.
 */
#include "figures.h"

#include <math.h>
#include <string.h>

#include "core/funnel.h"
#include "core/standardise.h"
#include "scan.h"

#define FIRST_ROOM 64 /* numbers: a chunk of 512 bytes */

_Static_assert(sizeof(eh_figures_flat) == 32, "the layout in doc/format.md");

size_t
eh_figures_width(uint8_t kind)
{
	static const size_t width[EH_FIGURES_KINDS] = {
		0, EH_BAND_COLUMNS, EH_BAND_COLUMNS, 3, 4, 5, EH_CASE_COLUMNS, 1, 2};

	return kind < EH_FIGURES_KINDS ? width[kind] : 0;
}

static bool
rate_valid(const double *r)
{
	return r[0] >= 0.0 && r[1] > 0.0 && r[2] >= 0.0 &&
		   (r[3] == r[0] || (r[3] > r[0] && r[3] <= r[0] * r[0]));
}

/* U2 */
bool
eh_figures_row_valid(uint8_t kind, const double *row)
{
	for (size_t i = 0; i < eh_figures_width(kind); i++)
	{
		if (!isfinite(row[i]))
			return false;
	}
	switch (kind)
	{
		case EH_FIGURES_RATE:
			return rate_valid(row);
		case EH_FIGURES_RATIO:
			return row[0] >= 0.0 && row[1] >= 0.0 && row[2] >= 0.0 &&
				   row[3] > 0.0;
		case EH_FIGURES_SLOPE:
			return row[1] > 0.0;
		case EH_FIGURES_SLOPE_ERROR:
			return row[1] > 0.0 && row[3] >= 0.0;
		case EH_FIGURES_SLOPE_LIMITS:
			return row[1] > 0.0 && row[3] <= row[4];
		case EH_FIGURES_CASES:
			return row[0] >= 0.0 && row[1] > 0.0;
		case EH_FIGURES_VALUES:
			return true;
		case EH_FIGURES_WEIGHTED:
			return row[1] >= 0.0;
		default:
			return false;
	}
}

void
eh_figures_init(eh_figures *f, eh_figures_kind kind)
{
	memset(f, 0, sizeof(*f));
	f->kind = (uint8_t) kind;
}

/* Room for so many numbers more.  EH_ERANGE: past EH_FIGURES_MOST_BYTES. */
static eh_status
make_room(eh_figures *f, const eh_arena *arena, size_t more)
{
	size_t used = f->rows * eh_figures_width(f->kind);
	size_t room = f->room == 0 ? FIRST_ROOM : f->room;
	double *number;

	if (more <= f->room - used)
		return EH_OK;
	if (more > EH_FIGURES_MOST_BYTES / sizeof(double) - used)
		return EH_ERANGE;
	while (room - used < more)
		room *= 2;
	number = arena->alloc(arena->owner, room * sizeof(*number));
	if (f->number != NULL)
	{
		memcpy(number, f->number, used * sizeof(*number));
		arena->release(arena->owner, f->number);
	}
	f->number = number;
	f->room = room;
	return EH_OK;
}

eh_status
eh_figures_add(eh_figures *f, const eh_arena *arena, const double *row)
{
	size_t width = eh_figures_width(f->kind);
	eh_status status;

	if (!eh_figures_row_valid(f->kind, row))
		return EH_EDOMAIN;
	status = make_room(f, arena, width);
	if (status != EH_OK)
		return status;
	memcpy(f->number + f->rows * width, row, width * sizeof(*row));
	f->rows++;
	return EH_OK;
}

eh_status
eh_figures_miss(eh_figures *f)
{
	if (f->missing == EH_MOST_ROWS)
		return EH_ERANGE;
	f->missing++;
	return EH_OK;
}

/* A state that has been checked is taken in.  EH_EDOMAIN: U3. */
eh_status
eh_figures_merge(
	eh_figures *f, const eh_arena *arena, const eh_figures_flat *flat)
{
	size_t width = eh_figures_width(flat->kind);
	eh_status status;

	if (flat->missing > EH_MOST_ROWS - f->missing ||
		flat->assumed > EH_MOST_ROWS - f->assumed)
		return EH_ERANGE;
	if (flat->kind != EH_FIGURES_NONE)
	{
		if (f->kind == EH_FIGURES_NONE)
			f->kind = flat->kind;
		if (f->kind != flat->kind)
			return EH_EDOMAIN;
	}
	status = make_room(f, arena, (size_t) flat->rows * width);
	if (status != EH_OK)
		return status;
	if (flat->rows > 0)
		memcpy(f->number + f->rows * width, eh_figures_numbers(flat),
			(size_t) flat->rows * width * sizeof(double));
	f->rows += (size_t) flat->rows;
	f->missing += flat->missing;
	f->assumed += flat->assumed;
	return EH_OK;
}

size_t
eh_figures_size(const eh_figures *f)
{
	return sizeof(eh_figures_flat) +
		   f->rows * eh_figures_width(f->kind) * sizeof(double);
}

void
eh_figures_to_flat(const eh_figures *f, eh_figures_flat *flat)
{
	*flat = (eh_figures_flat){.vl_len_ = flat->vl_len_,
		.format = EH_FIGURES_FORMAT,
		.kind = f->kind,
		.missing = f->missing,
		.assumed = f->assumed,
		.rows = (int64_t) f->rows};
	if (f->rows > 0)
		memcpy(flat + 1, f->number,
			f->rows * eh_figures_width(f->kind) * sizeof(double));
}

static bool
count_possible(int64_t n)
{
	return n >= 0 && n <= EH_MOST_ROWS;
}

static bool
as_long_as_it_says(const eh_figures_flat *flat, size_t bytes)
{
	size_t row = eh_figures_width(flat->kind) * sizeof(double);

	if (row == 0)
		return flat->rows == 0 && bytes == 0;
	return (uint64_t) flat->rows == bytes / row && bytes % row == 0;
}

/* The one gate for bytes from outside.  *why: a phrase that ends a sentence. */
eh_status
eh_figures_check(const eh_figures_flat *flat, size_t bytes, const char **why)
{
	if (bytes < sizeof(*flat))
		*why = "it is shorter than a state of figures";
	else if (flat->format != EH_FIGURES_FORMAT)
		*why = "its format number is not known to this version";
	else if (flat->kind >= EH_FIGURES_KINDS ||
			 (flat->pad[0] | flat->pad[1]) != 0)
		*why = "its kind is unknown";
	else if (!count_possible(flat->missing) || !count_possible(flat->assumed) ||
			 flat->rows < 0 ||
			 (flat->assumed > 0 && flat->kind != EH_FIGURES_RATE))
		*why = "it has an impossible count";
	else if (!as_long_as_it_says(flat, bytes - sizeof(*flat)))
		*why = "it has more or fewer rows than it says";
	else
	{
		const double *row = eh_figures_numbers(flat);

		for (int64_t i = 0; i < flat->rows; i++)
		{
			if (!eh_figures_row_valid(flat->kind, row))
			{
				*why = "a row of it has an impossible number";
				return EH_EFORMAT;
			}
			row += eh_figures_width(flat->kind);
		}
		return EH_OK;
	}
	return EH_EFORMAT;
}

/* --- the wire: format, kind, missing, assumed, rows; the numbers ------------
 */

size_t
eh_figures_wire_size(const eh_figures_flat *flat)
{
	return EH_FIGURES_WIRE_HEADER +
		   (size_t) flat->rows * eh_figures_width(flat->kind) * sizeof(double);
}

void
eh_figures_to_wire(const eh_figures_flat *flat, uint8_t *wire)
{
	const double *number = eh_figures_numbers(flat);
	size_t n = (size_t) flat->rows * eh_figures_width(flat->kind);

	*wire++ = flat->format;
	*wire++ = flat->kind;
	eh_put_u64(&wire, (uint64_t) flat->missing);
	eh_put_u64(&wire, (uint64_t) flat->assumed);
	eh_put_u64(&wire, (uint64_t) flat->rows);
	for (size_t i = 0; i < n; i++)
	{
		uint64_t bits;

		memcpy(&bits, &number[i], sizeof(bits));
		eh_put_u64(&wire, bits);
	}
}

/* Bytes of the value that a wire becomes. */
eh_status
eh_figures_wire_length(
	const uint8_t *wire, size_t bytes, size_t *flat_bytes, const char **why)
{
	(void) wire;
	if (bytes < EH_FIGURES_WIRE_HEADER ||
		(bytes - EH_FIGURES_WIRE_HEADER) % sizeof(double) != 0)
	{
		*why = "it is not as long as a state of figures";
		return EH_EFORMAT;
	}
	*flat_bytes = sizeof(eh_figures_flat) + bytes - EH_FIGURES_WIRE_HEADER;
	return EH_OK;
}

/* flat holds what eh_figures_wire_length() said; its length word is kept. */
eh_status
eh_figures_from_wire(
	const uint8_t *wire, size_t bytes, eh_figures_flat *flat, const char **why)
{
	double *number = (double *) (flat + 1);
	const uint8_t *end = wire + bytes;
	size_t flat_bytes;
	eh_status status = eh_figures_wire_length(wire, bytes, &flat_bytes, why);

	if (status != EH_OK)
		return status;
	*flat = (eh_figures_flat){.vl_len_ = flat->vl_len_};
	flat->format = *wire++;
	flat->kind = *wire++;
	flat->missing = (int64_t) eh_get_u64(&wire);
	flat->assumed = (int64_t) eh_get_u64(&wire);
	flat->rows = (int64_t) eh_get_u64(&wire);
	while (wire < end)
	{
		uint64_t bits = eh_get_u64(&wire);

		memcpy(number++, &bits, sizeof(bits));
	}
	return eh_figures_check(flat, flat_bytes, why);
}
