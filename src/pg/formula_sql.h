/*
 * formula_sql.h - a formula as a call of one of the fits.
 */
#ifndef EH_FORMULA_SQL_H
#define EH_FORMULA_SQL_H

#include "compat.h"

typedef enum eh_formula_model
{
	EH_FORMULA_LOGIT,
	EH_FORMULA_PROFILE,
	EH_FORMULA_FIRTH,
	EH_FORMULA_MIXED,
	EH_FORMULA_LINEAR,
	EH_FORMULA_ORDINAL
} eh_formula_model;

/* What the caller says; text is NULL where nothing is said. */
typedef struct eh_formula_call
{
	const char *formula;
	const char *data;
	const char *family;
	const char *weight;
	const char *weight_kind;
	const char *cluster;
	int quadrature_points;
	bool profile;         /* limits by profile likelihood */
	double profile_level; /* of standard deviations, at this level */
	bool has_profile_level;
} eh_formula_call;

extern const char *eh_formula_model_name(eh_formula_model model);
extern char *eh_formula_fit_sql(
	const eh_formula_call *call, eh_formula_model *model);

#endif
