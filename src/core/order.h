/*
 * order.h - doubles as keys that sort as they do.
 */
#ifndef EH_ORDER_H
#define EH_ORDER_H

#include <stdint.h>
#include <string.h>

#define EH_SIGN_BIT (UINT64_C(1) << 63)

/* Not of a NaN.  Minus nought and nought have one key. */
static inline uint64_t
eh_order_key(double v)
{
	uint64_t bits;

	v += 0.0;
	memcpy(&bits, &v, sizeof(bits));
	return (bits & EH_SIGN_BIT) != 0 ? ~bits : bits | EH_SIGN_BIT;
}

static inline double
eh_order_value(uint64_t key)
{
	uint64_t bits = (key & EH_SIGN_BIT) != 0 ? key & ~EH_SIGN_BIT : ~key;
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

#endif
