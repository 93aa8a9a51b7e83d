/*
 * pass_value.h - passes of a logistic fit as SQL values.
 */
#ifndef EH_PASS_VALUE_H
#define EH_PASS_VALUE_H

#include "compat.h"

#include "state/pass.h"

extern const eh_logit_pass *eh_datum_pass(Datum d);
extern void eh_pass_expect(const eh_logit_pass *pass);
extern eh_logit_pass *eh_new_pass(const eh_logit_pass *header);
extern eh_logit_pass *eh_closed_pass(const eh_logit_pass *pass);
extern bool eh_pass_has_sums(const eh_logit_pass *pass);
extern eh_logit_pass *eh_next_pass(
	const eh_logit_pass *pass, eh_logit_walk *walk);
extern double *eh_pass_work(const eh_logit_pass *pass);

#define PG_GETARG_EH_PASS(n) eh_datum_pass(PG_GETARG_DATUM(n))

#endif
