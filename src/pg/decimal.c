/*
 * decimal.c - reading the server's numeric as a whole number of units.
 *
 * The server keeps the layout of numeric to itself, yet it cannot change it:
 * it is what lies on disk since version 9.1.  Reading it here costs some
 * nanoseconds; through numeric_send() it would cost more than the sum itself.
 * test/sql/decimal.sql holds this reader against the server's own output.
 */
#include "decimal.h"

#include <string.h>

#define NBASE 10000
#define MAX_DECIMALS EH_RATIO_MAX_GROUPS /* in groups of four */
#define MAX_TRAILING 10                  /* groups of zeros before the point */

#define SIGN_MASK 0xC000
#define SIGN_NEGATIVE 0x4000
#define SIGN_SHORT 0x8000
#define SIGN_SPECIAL 0xC000

#define SHORT_NEGATIVE 0x2000
#define SHORT_WEIGHT_SIGN 0x0040
#define SHORT_WEIGHT_MASK 0x003F

typedef struct numeric_parts
{
	bool negative;
	int weight; /* of the first digit: 10000^weight */
	int ndigits;
	const char *digits; /* uint16 each, at any alignment */
} numeric_parts;

static uint16
read_uint16(const char *at)
{
	uint16 v;

	memcpy(&v, at, sizeof(v));
	return v;
}

/* false for NaN and the infinities */
static bool
take_apart(const char *data, Size bytes, numeric_parts *n)
{
	uint16 header = read_uint16(data);
	Size head = sizeof(uint16);

	if ((header & SIGN_MASK) == SIGN_SPECIAL)
		return false;
	if ((header & SIGN_MASK) == SIGN_SHORT)
	{
		n->negative = (header & SHORT_NEGATIVE) != 0;
		n->weight = header & SHORT_WEIGHT_MASK;
		if ((header & SHORT_WEIGHT_SIGN) != 0)
			n->weight -= SHORT_WEIGHT_MASK + 1;
	}
	else
	{
		n->negative = (header & SIGN_MASK) == SIGN_NEGATIVE;
		n->weight = (int16) read_uint16(data + head);
		head += sizeof(int16);
	}
	n->ndigits = (int) ((bytes - head) / sizeof(uint16));
	n->digits = data + head;
	return true;
}

/* The digits as one whole number, and how many of them are decimals. */
static eh_status
gather(const numeric_parts *n, eh_decimal *out)
{
	int groups = n->ndigits - n->weight - 1;
	int trailing = groups < 0 ? -groups : 0; /* zeros the server left out */
	eh_int128 mantissa = 0;

	if (n->ndigits == 0)
	{
		*out = (eh_decimal){0, 0};
		return EH_OK;
	}
	if (groups > MAX_DECIMALS || trailing > MAX_TRAILING)
		return EH_ERANGE;
	for (int i = 0; i < n->ndigits + trailing; i++)
	{
		uint16 digit =
			i < n->ndigits ? read_uint16(n->digits + i * sizeof(uint16)) : 0;

		if (__builtin_mul_overflow(mantissa, (eh_int128) NBASE, &mantissa) ||
			__builtin_add_overflow(mantissa, (eh_int128) digit, &mantissa))
			return EH_ERANGE;
	}
	out->mantissa = n->negative ? -mantissa : mantissa;
	out->groups = groups < 0 ? 0 : groups;
	return EH_OK;
}

/*
 * EH_EDOMAIN: NaN or an infinity.  EH_ERANGE: more than 36 decimals, or more
 * digits than fit 127 bits once the decimals are filled up to a multiple of
 * four: 35 digits always do.
 */
eh_status
eh_decimal_from_numeric(Datum value, eh_decimal *out)
{
	struct varlena *original = (struct varlena *) DatumGetPointer(value);
	struct varlena *packed = pg_detoast_datum_packed(original);
	numeric_parts parts;
	eh_status status = EH_EDOMAIN;

	if (take_apart(VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed), &parts))
		status = gather(&parts, out);
	if (packed != original)
		pfree(packed);
	return status;
}
