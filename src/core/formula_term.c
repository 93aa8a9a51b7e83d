/*
 * formula_term.c - variables and the terms they make, by F4 and F5.
 */
#include "formula_internal.h"

/* --- variables --------------------------------------------------------------
 */

static bool
same_variable(const eh_formula *f, const eh_formula_variable *a,
	const eh_formula_variable *b)
{
	if (a->factor != b->factor || (a->reference < 0) != (b->reference < 0))
		return false;
	if (a->reference >= 0 &&
		strcmp(f->text + a->reference, f->text + b->reference) != 0)
		return false;
	return eh_formula_same(f, a->node, b->node);
}

/* Its number: that of the same one, if there was one. */
static bool
add_variable(
	eh_formula_reader *r, const eh_formula_variable *v, int16_t *number)
{
	eh_formula *f = r->f;

	for (*number = 0; *number < f->nvariables; ++*number)
	{
		if (same_variable(f, &f->variable[*number], v))
			return true;
	}
	if (f->nvariables >= EH_FORMULA_MOST_VARIABLES)
		return eh_formula_too_many(
			r, v->at, "A formula has at most 256 different variables.");
	f->variable[f->nvariables++] = *v;
	return true;
}

/* reference = 'level', or, as relevel() has it, ref = 'level' */
static bool
reference(eh_formula_reader *r, eh_formula_variable *v)
{
	if (!eh_formula_is(r, "reference") && !eh_formula_is(r, "ref"))
		return eh_formula_expected(r, "reference = 'level'");
	eh_formula_advance(r);
	if (!eh_formula_take(r, '=', "= after reference"))
		return false;
	if (r->token != EH_TOKEN_STRING && r->token != EH_TOKEN_QUOTED)
		return eh_formula_expected(r, "a level in quotes");
	if (r->source[r->at] == '`')
		return eh_formula_expected(r, "a level in quotes");
	v->reference = eh_formula_keep(r);
	eh_formula_advance(r);
	return true;
}

/* The name in factor(name ...), which must be a column's. */
static bool
factor_name(eh_formula_reader *r, eh_formula_variable *v)
{
	if (eh_formula_calls(r))
		return eh_formula_refuse(r, r->at, "A factor is made of a column.",
			"Work the levels out in a query given as data.");
	return eh_formula_name(r, &v->node);
}

/* factor(name) and its spellings; the word is at hand. */
static bool
factor(eh_formula_reader *r, eh_formula_variable *v)
{
	bool relevel = eh_formula_is(r, "relevel");
	bool may = !eh_formula_is(r, "as.factor");
	bool inner = false;

	v->factor = true;
	eh_formula_advance(r);
	eh_formula_advance(r); /* its parenthesis */
	if (relevel && eh_formula_calls(r) &&
		(eh_formula_is(r, "factor") || eh_formula_is(r, "as.factor")))
	{
		inner = true;
		eh_formula_advance(r);
		eh_formula_advance(r);
	}
	if (!factor_name(r, v) ||
		(inner && !eh_formula_take(r, ')', "the ) of factor")))
		return false;
	if (relevel && !eh_formula_sign(r, ','))
		return eh_formula_expected(r, ", ref = 'level'");
	if (may && eh_formula_sign(r, ','))
	{
		eh_formula_advance(r);
		if (!reference(r, v))
			return false;
	}
	return eh_formula_take(r, ')', may ? ", or )" : ")");
}

/* A sign that cannot stand where a term must. */
static bool
no_term(eh_formula_reader *r)
{
	if (eh_formula_sign(r, '.'))
		return eh_formula_refuse(r, r->at,
			"A dot for all other columns is not offered: keys, dates and the "
			"columns a table gains later would be predictors too.",
			"Name the columns.");
	if (eh_formula_sign(r, '('))
		return eh_formula_refuse(r, r->at,
			"Terms are not grouped by parentheses.",
			"Write the terms out: a*b + a*c; a grouping is (1 | group), "
			"arithmetic stands in I(...).");
	if (r->token == EH_TOKEN_NUMBER)
		return eh_formula_refuse(r, r->at,
			"The only numbers that are terms are 1 and 0, for the intercept.",
			"Arithmetic stands in I(...).");
	return eh_formula_expected(r, "a term");
}

static bool
variable(eh_formula_reader *r, int16_t *number)
{
	eh_formula_variable v = {.node = -1, .reference = -1, .at = r->at};
	bool fine;

	if (r->token == EH_TOKEN_SIGN || r->token == EH_TOKEN_END ||
		r->token == EH_TOKEN_NUMBER)
		return no_term(r);
	if (!eh_formula_calls(r))
		fine = eh_formula_name(r, &v.node);
	else if (eh_formula_is(r, "factor") || eh_formula_is(r, "as.factor") ||
			 eh_formula_is(r, "relevel"))
		fine = factor(r, &v);
	else if (eh_formula_is(r, "offset"))
		fine = eh_formula_refuse(r, r->at, "An offset is no part of a term.",
			"Let it stand alone: + offset(x)");
	else
		fine = eh_formula_call(r, &v.node);
	return fine && add_variable(r, &v, number);
}

/* --- terms ------------------------------------------------------------------
 */

static bool
has(const eh_formula_joined *term, int16_t part)
{
	for (int i = 0; i < term->n; i++)
	{
		if (term->part[i] == part)
			return true;
	}
	return false;
}

static bool
same_parts(const eh_formula_joined *a, const eh_formula_joined *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
	{
		if (!has(b, a->part[i]))
			return false;
	}
	return true;
}

/* In the order in which variables were met, as R has them. */
static bool
join(eh_formula_reader *r, eh_formula_joined *term, int16_t part)
{
	int i = term->n;

	if (has(term, part))
		return true;
	if (term->n >= EH_FORMULA_MOST_JOINED)
		return eh_formula_too_many(
			r, term->at, "A term has at most 6 variables.");
	for (; i > 0 && term->part[i - 1] > part; i--)
		term->part[i] = term->part[i - 1];
	term->part[i] = part;
	term->n++;
	return true;
}

/* A term, unless it stands already. */
static bool
add_term(eh_formula_reader *r, const eh_formula_joined *term)
{
	eh_formula *f = r->f;

	for (int i = 0; i < f->nterms; i++)
	{
		if (same_parts(&f->term[i], term))
			return true;
	}
	for (int i = 0; term->n > 1 && i < term->n; i++)
	{
		if (f->variable[term->part[i]].factor)
			return eh_formula_refuse(r, term->at,
				"An interaction with a factor is not offered.",
				"Make a column for each level in a query given as data: "
				"SELECT *, (region = 'London')::integer AS london FROM ...");
	}
	if (f->nterms >= EH_FORMULA_MOST_TERMS)
		return eh_formula_too_many(
			r, term->at, "A formula has at most 97 terms.");
	f->term[f->nterms++] = *term;
	return true;
}

/* a:b:c */
static bool
joined(eh_formula_reader *r, eh_formula_joined *term)
{
	int16_t part = 0;

	memset(term, 0, sizeof(*term));
	term->at = r->at;
	for (;;)
	{
		if (!variable(r, &part) || !join(r, term, part))
			return false;
		if (!eh_formula_sign(r, ':'))
			return true;
		eh_formula_advance(r);
	}
}

/* Each choice of what stands between stars, as a term. */
static bool
add_crossed(eh_formula_reader *r, const eh_formula_joined *factor_of, int n)
{
	for (unsigned choice = 1; choice < 1u << n; choice++)
	{
		eh_formula_joined term = {.at = factor_of[0].at};

		for (int i = 0; i < n; i++)
		{
			for (int j = 0; (choice >> i & 1) != 0 && j < factor_of[i].n; j++)
			{
				if (!join(r, &term, factor_of[i].part[j]))
					return false;
			}
		}
		if (!add_term(r, &term))
			return false;
	}
	return true;
}

/* a*b:c*d, its terms added */
bool
eh_formula_crossed(eh_formula_reader *r)
{
	eh_formula_joined part[EH_FORMULA_MOST_JOINED];
	int n = 0;

	for (;;)
	{
		if (n == EH_FORMULA_MOST_JOINED)
			return eh_formula_too_many(
				r, r->at, "A term has at most 6 variables.");
		if (!joined(r, &part[n++]))
			return false;
		if (!eh_formula_sign(r, '*'))
			return add_crossed(r, part, n);
		eh_formula_advance(r);
	}
}
