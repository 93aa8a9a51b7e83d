/*
 * states.h - states as SQL values: the one door in, for each type.
 *
 * A state that comes as an argument has been checked when the macro returns.
 * A transition function changes its state in place: eh_own_ratio() gives the
 * executor's copy inside an aggregate and a fresh one anywhere else.
 */
#ifndef EH_STATES_H
#define EH_STATES_H

#include "compat.h"

#include "nodes/execnodes.h"

#include "state/proportion.h"
#include "state/ratio.h"

extern const eh_ratio *eh_datum_ratio(Datum d);
extern const eh_proportion *eh_datum_proportion(Datum d);
extern eh_ratio *eh_new_ratio(void);
extern eh_proportion *eh_new_proportion(void);
extern eh_ratio *eh_copy_ratio(FunctionCallInfo fcinfo);
extern eh_proportion *eh_copy_proportion(FunctionCallInfo fcinfo);

/*
 * Argument 0 as a state that may be changed.  Inside an aggregate it is the
 * executor's own copy of INITCOND, made by these functions and of full size;
 * a direct call must leave its argument alone.  The test is that of
 * AggCheckCallContext(), without a call at every row.
 */
static inline bool
eh_in_aggregate(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL && (IsA(fcinfo->context, AggState) ||
										  IsA(fcinfo->context, WindowAggState));
}

static inline eh_ratio *
eh_own_ratio(FunctionCallInfo fcinfo)
{
	if (likely(eh_in_aggregate(fcinfo) && !PG_ARGISNULL(0)))
		return (eh_ratio *) PG_GETARG_POINTER(0);
	return eh_copy_ratio(fcinfo);
}

static inline eh_proportion *
eh_own_proportion(FunctionCallInfo fcinfo)
{
	if (likely(eh_in_aggregate(fcinfo) && !PG_ARGISNULL(0)))
		return (eh_proportion *) PG_GETARG_POINTER(0);
	return eh_copy_proportion(fcinfo);
}

#define PG_GETARG_EH_RATIO(n) eh_datum_ratio(PG_GETARG_DATUM(n))
#define PG_RETURN_EH_RATIO(r) PG_RETURN_POINTER(r)
#define PG_GETARG_EH_PROPORTION(n) eh_datum_proportion(PG_GETARG_DATUM(n))
#define PG_RETURN_EH_PROPORTION(p) PG_RETURN_POINTER(p)

#endif
