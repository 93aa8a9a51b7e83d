/*
 * decimal.h - reading the server's numeric as a whole number of units.
 */
#ifndef EH_DECIMAL_H
#define EH_DECIMAL_H

#include "compat.h"

#include "core/status.h"
#include "state/ratio.h"

extern eh_status eh_decimal_from_numeric(Datum value, eh_decimal *out);

#endif
