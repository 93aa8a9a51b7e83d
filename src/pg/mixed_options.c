/*
 * mixed_options.c - mixed_options(...): how a mixed model is to be fitted.
 */
#include "outcome.h"

#include "core/mixed.h"
#include "error.h"
#include "lib/stringinfo.h"

PG_FUNCTION_INFO_V1(eh_mixed_options_in);
Datum
eh_mixed_options_in(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	ereport(ERROR,
		(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("cannot accept a value of type mixed_options"),
			errdetail("Values of this type live within a query and are not "
					  "read back."),
			errhint("Make one with mixed_options(...).")));
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(eh_mixed_options_out);
Datum
eh_mixed_options_out(PG_FUNCTION_ARGS)
{
	const eh_mixed_settings *s =
		(const eh_mixed_settings *) PG_GETARG_POINTER(0);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "%d quadrature %s", s->quadrature_points,
		s->quadrature_points == 1 ? "point" : "points");
	if (s->profile_level > 0.0)
		appendStringInfo(&text, "; profile limits at %.15g", s->profile_level);
	PG_RETURN_CSTRING(text.data);
}

/* mixed_options(quadrature_points, profile_level) */
PG_FUNCTION_INFO_V1(eh_mixed_options_make);
Datum
eh_mixed_options_make(PG_FUNCTION_ARGS)
{
	eh_mixed_settings *s = palloc0(sizeof(eh_mixed_settings));

	s->quadrature_points = PG_ARGISNULL(0) ? 1 : PG_GETARG_INT32(0);
	if (s->quadrature_points < 1 || s->quadrature_points > EH_MIXED_MOST_POINTS)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("quadrature_points must lie between 1 and %d",
					EH_MIXED_MOST_POINTS),
				errdetail("The number given is %d.", s->quadrature_points),
				errhint("1 is Laplace's approximation; 25 are enough for most "
						"fits of one grouping.")));
	if (!PG_ARGISNULL(1))
	{
		s->profile_level = PG_GETARG_FLOAT8(1);
		eh_check_level(s->profile_level);
	}
	PG_RETURN_POINTER(s);
}
