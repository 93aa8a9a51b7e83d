/*
 * fit_labels.c - names of a caller's own for the terms of a fit.
 */
#include "fit_labels.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

/* One for each parameter, from the caller's array; a NULL keeps the name. */
char **
eh_fit_labels(const eh_fit *f, ArrayType *array)
{
	Datum *element;
	bool *null;
	int n;
	char **labels;

	deconstruct_array(
		array, TEXTOID, -1, false, TYPALIGN_INT, &element, &null, &n);
	if (n != f->parameters)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("terms must name every term of the fit"),
				errdetail("The fit has " INT64_FORMAT
						  " terms; %d names are given.",
					f->parameters, n),
				errhint("The first is the intercept; tidy(fit) shows the "
						"order.")));
	labels = palloc(sizeof(char *) * (Size) n + 8);
	for (int i = 0; i < n; i++)
		labels[i] = null[i] ? pstrdup(eh_fit_term(f, i))
							: TextDatumGetCString(element[i]);
	return labels;
}
