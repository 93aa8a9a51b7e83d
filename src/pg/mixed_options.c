/*
 * mixed_options.c - mixed_options(...): how a mixed model is to be fitted.
 */
#include "outcome.h"

#include "common/shortest_dec.h"
#include "core/interval.h"
#include "core/mixed.h"
#include "error.h"
#include "lib/stringinfo.h"

static bool
points_valid(int points)
{
	return points >= 1 && points <= EH_MIXED_MOST_POINTS;
}

/*
 * What eh_mixed_options_out() wrote, and no more: a constant travels to a
 * foreign server as its text.
 */
PG_FUNCTION_INFO_V1(eh_mixed_options_in);
Datum
eh_mixed_options_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	eh_mixed_settings *s = palloc0(sizeof(eh_mixed_settings));
	const char *noun = strncmp(text, "1 ", 2) == 0 ? "point" : "points";
	int read = 0;

	if (sscanf(text, "%9d quadrature %n", &s->quadrature_points, &read) != 1 ||
		read == 0 || strncmp(text + read, noun, strlen(noun)) != 0)
		eh_error_text(
			"mixed_options", text, "it does not begin with quadrature points");
	text += read + strlen(noun);
	read = 0;
	if (*text != '\0' &&
		(sscanf(text, "; profile limits at %lf%n", &s->profile_level, &read) !=
				1 ||
			text[read] != '\0' || !eh_level_valid(s->profile_level)))
		eh_error_text("mixed_options", PG_GETARG_CSTRING(0),
			"it does not end with the level of profile limits");
	if (!points_valid(s->quadrature_points))
		eh_error_text("mixed_options", PG_GETARG_CSTRING(0),
			"its quadrature points are out of bounds");
	PG_RETURN_POINTER(s);
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
		appendStringInfo(&text, "; profile limits at %s",
			double_to_shortest_decimal(s->profile_level));
	PG_RETURN_CSTRING(text.data);
}

/* mixed_options(quadrature_points, profile_level) */
PG_FUNCTION_INFO_V1(eh_mixed_options_make);
Datum
eh_mixed_options_make(PG_FUNCTION_ARGS)
{
	eh_mixed_settings *s = palloc0(sizeof(eh_mixed_settings));

	s->quadrature_points = PG_ARGISNULL(0) ? 1 : PG_GETARG_INT32(0);
	if (!points_valid(s->quadrature_points))
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
