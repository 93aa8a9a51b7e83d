/*
 * linear_state.h - the sums of a linear fit as SQL values.
 */
#ifndef EH_PG_LINEAR_STATE_H
#define EH_PG_LINEAR_STATE_H

#include "compat.h"

#include "fit_build.h"
#include "state/sums.h"

extern const eh_sums *eh_datum_sums(Datum d);
extern eh_sums *eh_new_sums(const eh_sums *header);
extern eh_fit *eh_fit_of_sums(const eh_sums *s, const eh_fit_terms *terms);

#define PG_GETARG_EH_SUMS(n) eh_datum_sums(PG_GETARG_DATUM(n))

#endif
