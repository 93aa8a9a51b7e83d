/*
 * fit_labels.c - names of a caller's own for the terms of a fit.
 */
#include "fit_labels.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "fit_errors.h"

/* Those of terms, from the caller's array; a NULL keeps the name. */
static void
rename_terms(const eh_fit *f, ArrayType *array, int terms, char **labels)
{
	bool intercept = (f->flags & EH_FIT_INTERCEPT) != 0;
	Datum *element;
	bool *null;
	int n;

	deconstruct_array(
		array, TEXTOID, -1, false, TYPALIGN_INT, &element, &null, &n);
	if (n != terms)
		ereport(
			ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					   errmsg("terms must name every term of the fit"),
					   errdetail("The fit has %d terms; %d names are given.",
						   terms, n),
					   errhint("%stidy(fit) shows the order.",
						   intercept ? "The first is the intercept; " : "")));
	for (int i = 0; i < n; i++)
	{
		if (!null[i])
			labels[i] = TextDatumGetCString(element[i]);
	}
}

/*
 * eh_fit_labels - a name for each parameter.  terms, if not NULL, names all
 * but cut points, which are called after the grades.
 */
char **
eh_fit_labels(const eh_fit *f, ArrayType *terms)
{
	char **labels = palloc(sizeof(char *) * (Size) f->parameters + 8);

	for (int i = 0; i < f->parameters; i++)
		labels[i] = pstrdup(eh_fit_term(f, i));
	if (terms != NULL)
		rename_terms(f, terms,
			f->model == EH_MODEL_ORDINAL ? eh_fit_predictor_terms(f)
										 : (int) f->parameters,
			labels);
	return labels;
}

/*
 * eh_fit_label_cuts - "low|high" after the caller's names of the grades, the
 * lowest first.  Rows that lack some of the grades, as a group's may, do not
 * say which: their cut points keep the names they have.
 */
void
eh_fit_label_cuts(const eh_fit *f, ArrayType *levels, char **labels)
{
	int first = eh_fit_predictor_terms(f);
	int grades = (int) f->trailing + 1;
	Datum *element;
	bool *null;
	int n;

	deconstruct_array(
		levels, TEXTOID, -1, false, TYPALIGN_INT, &element, &null, &n);
	if (n < grades || array_contains_nulls(levels))
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("levels must name every grade of the fit"),
				errdetail("The rows have %d grades; %d names are given%s.",
					grades, n, n < grades ? "" : ", and one is NULL"),
				errhint("Name them from the lowest up, or cast the grade to an "
						"enum, whose names stay with it.")));
	for (int k = 0; n == grades && k < grades - 1; k++)
		labels[first + k] = psprintf("%s|%s", TextDatumGetCString(element[k]),
			TextDatumGetCString(element[k + 1]));
}
