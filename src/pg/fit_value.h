/*
 * fit_value.h - the types of fits as SQL values.
 */
#ifndef EH_FIT_VALUE_H
#define EH_FIT_VALUE_H

#include "compat.h"

#include "fit_state.h"
#include "state/fit.h"

extern const eh_fit *eh_datum_fit(Datum d);
extern eh_fit *eh_new_fit(const eh_fit *header);
#define PG_GETARG_EH_FIT(n) eh_datum_fit(PG_GETARG_DATUM(n))

extern char *eh_fit_message(const eh_fit *f);

#endif
