/*
 * fit_build.h - a fit as a value, from its numbers, the names of its terms
 * and what is known of its rows.
 */
#ifndef EH_FIT_BUILD_H
#define EH_FIT_BUILD_H

#include "compat.h"

#include "utils/array.h"

#include "core/linear.h"
#include "core/logit.h"
#include "core/logit_pass.h"
#include "state/fit.h"

/* The predictors as the user wrote them.  A number is one parameter, a factor
 * one for each level but the reference.  Results come in the core's order,
 * numbers before levels (core/design.h); the value has the user's. */
typedef struct eh_fit_terms
{
	bool intercept;
	int nargs;
	char **name;    /* nargs */
	int *nlevels;   /* nargs: 0 for a number */
	char ***level;  /* nargs: of a factor its labels, in their order */
	int *reference; /* nargs: number of the reference level */
} eh_fit_terms;

/* What a value says of the rows. */
typedef struct eh_fit_rows
{
	eh_weight_kind weight_kind;
	bool grouped;
	bool has_offset;
	int64 rows;
	int64 missing;
} eh_fit_rows;

extern int eh_fit_terms_parameters(const eh_fit_terms *terms);
extern void eh_fit_terms_plain(
	eh_fit_terms *terms, bool intercept, int n, ArrayType *names);
extern void eh_fit_logit_room(int p, eh_logit_result *r);
extern void eh_fit_linear_room(int p, eh_linear_result *r);
extern eh_fit *eh_fit_of_logit(const eh_fit_terms *terms,
	const eh_fit_rows *rows, const eh_logit_result *r);
extern eh_fit *eh_fit_of_linear(const eh_fit_terms *terms,
	const eh_fit_rows *rows, const eh_linear_result *r);
extern eh_fit *eh_fit_of_pass(
	const eh_logit_pass *pass, const eh_fit_terms *terms);

#endif
