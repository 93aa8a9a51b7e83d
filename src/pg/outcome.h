/*
 * outcome.h - one row's response, with what else it carries, as an SQL value.
 */
#ifndef EH_OUTCOME_H
#define EH_OUTCOME_H

#include "compat.h"

#include "core/design.h"

/* flags beyond EH_ROWS_* of state/rows.h */
#define EH_OUTCOME_ENUM 0x20         /* success is an enum's OID */
#define EH_OUTCOME_MISSING 0x40      /* a part of it is NULL */
#define EH_OUTCOME_NO_INTERCEPT 0x80 /* the model is to have none */

typedef struct eh_outcome
{
	int32 vl_len_;
	uint8 flags;
	uint8 weight_kind; /* eh_weight_kind */
	uint8 pad[2];
	double success;
	double trials;
	double weight;
	double offset;
	char cluster[16]; /* the value itself, or its hash */
} eh_outcome;

/* How a mixed model is to be fitted. */
typedef struct eh_mixed_settings
{
	int32 quadrature_points;
	int32 pad;
	double profile_level; /* 0: no profile limits */
} eh_mixed_settings;

/* A factor's level, and the reference the caller wants. */
typedef struct eh_factor_level
{
	int32 vl_len_;
	int32 label_bytes;
	double order;
	char text[FLEXIBLE_ARRAY_MEMBER]; /* label, then reference if any */
} eh_factor_level;

#endif
