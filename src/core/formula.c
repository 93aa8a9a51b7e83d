/*
 * formula.c - a model's formula, as R writes it, read into a tree.
 *
 * F1  A formula is  response ~ right.
 * F2  The response is  cbind(successes, failures)  or an expression.
 * F3  right is parts with + between them.  A part is a term, 1 or 0, an
 *     offset(expression), or a grouping in parentheses; - stands before 1
 *     alone.  0 and - 1 leave the intercept out, 1 has it in: the last counts.
 * F4  A term is variables joined by : and *.  a*b stands for a + b + a:b, and
 *     so on; : binds closer.  Terms are in R's order: by how many variables
 *     they have, otherwise as written; what stands twice counts once.
 * F5  A variable is a name, a function of an expression (log, log10, log1p,
 *     exp, sqrt, abs, scale), I(expression), or a factor:  factor(name),
 *     as.factor(name), factor(name, reference = 'level'),
 *     relevel(name, ref = 'level'), relevel(factor(name), ref = 'level').
 *     A factor is a term alone.
 * F6  A grouping is  (1 | name),  (1 | a:b),  or  (1 | a/b), which stands for
 *     (1 | a) + (1 | a:b).
 * F7  An expression is numbers, names, functions and parentheses with
 *     + - * / ^ between them, which bind as in R.
 * F8  A name is plain, and in small letters then, or "quoted" or `quoted`,
 *     and then exact; the quote in a quoted name is doubled.  A name with a
 *     dot is quoted.  A value is in single or double quotes.
 * F9  What R has and this has not is refused with a reason (EH_EDOMAIN), what
 *     is neither with what was expected there (EH_EFORMAT), what is beyond
 *     the bounds of formula.h with the bound (EH_ERANGE): always with a place.
 * F10 Nothing is recursive beyond EH_FORMULA_MOST_DEPTH, and no memory is
 *     used but the caller's.
 */
#include "formula_internal.h"

/* --- groupings --------------------------------------------------------------
 */

/* Two groupings of the same names, in any order. */
static bool
same_grouping(
	const eh_formula *f, const eh_formula_joined *a, const eh_formula_joined *b)
{
	int met = 0;

	for (int i = 0; a->n == b->n && i < a->n; i++)
	{
		for (int j = 0; j < b->n; j++)
			met += eh_formula_same(f, a->part[i], b->part[j]);
	}
	return met == a->n;
}

static bool
add_grouping(eh_formula_reader *r, const eh_formula_joined *grouping)
{
	eh_formula *f = r->f;

	for (int i = 0; i < f->ngroupings; i++)
	{
		if (same_grouping(f, &f->grouping[i], grouping))
			return eh_formula_refuse(
				r, grouping->at, "The same grouping stands twice.", NULL);
	}
	if (f->ngroupings >= EH_FORMULA_MOST_GROUPINGS)
		return eh_formula_too_many(
			r, grouping->at, "A model has at most 8 groupings.");
	f->grouping[f->ngroupings++] = *grouping;
	return true;
}

/* One more name, which must not stand already. */
static bool
join_name(eh_formula_reader *r, eh_formula_joined *grouping)
{
	int32_t at = r->at;
	int16_t node;

	if (eh_formula_calls(r))
		return eh_formula_refuse(r, r->at, "A grouping is made of columns.",
			"Any column may group as it is; work others out in a query given "
			"as data.");
	if (!eh_formula_name(r, &node))
		return false;
	for (int i = 0; i < grouping->n; i++)
	{
		if (eh_formula_same(r->f, grouping->part[i], node))
			return eh_formula_refuse(
				r, at, "A grouping is not nested in itself.", NULL);
	}
	if (grouping->n >= EH_FORMULA_MOST_JOINED)
		return eh_formula_too_many(r, at, "A grouping has at most 6 columns.");
	grouping->part[grouping->n++] = node;
	return true;
}

/* a, a:b:c or a/b/c */
static bool
group(eh_formula_reader *r)
{
	eh_formula_joined grouping = {.at = r->at};
	bool nested = false;

	if (!join_name(r, &grouping))
		return false;
	while (eh_formula_sign(r, ':') || eh_formula_sign(r, '/'))
	{
		bool slash = eh_formula_sign(r, '/');

		if (grouping.n > 1 && slash != nested)
			return eh_formula_refuse(r, r->at,
				": and / do not mix in a grouping.",
				"Write them apart: (1 | a) + (1 | a:b)");
		nested = slash;
		if (nested && !add_grouping(r, &grouping))
			return false;
		eh_formula_advance(r);
		if (!join_name(r, &grouping))
			return false;
	}
	if (eh_formula_sign(r, '+') || eh_formula_sign(r, '*'))
		return eh_formula_refuse(r, r->at,
			"A grouping has names with : or / between them.",
			"Write crossed groupings apart: (1 | a) + (1 | b)");
	return add_grouping(r, &grouping) && eh_formula_take(r, ')', ":, / or )");
}

/* Does a bar stand in the parentheses that open here? */
static bool
bar_follows(const eh_formula_reader *r)
{
	eh_formula_reader ahead = *r;
	int depth = 0;

	do
	{
		depth += eh_formula_sign(&ahead, '(');
		depth -= eh_formula_sign(&ahead, ')');
		if (eh_formula_sign(&ahead, '|'))
			return true;
		eh_formula_advance(&ahead);
	} while (depth > 0 && ahead.token != EH_TOKEN_END);
	return false;
}

/* (1 | group); the parenthesis is at hand, and a bar follows. */
static bool
random_part(eh_formula_reader *r)
{
	static const char slope[] = "Random slopes are not offered: before the bar "
								"stands 1 alone.";
	static const char apart[] = "Write (1 | group); doc/mixed.md parts what is "
								"within a group from what is between groups.";

	eh_formula_advance(r);
	if (!eh_formula_is(r, "1"))
		return eh_formula_refuse(r, r->at, slope, apart);
	eh_formula_advance(r);
	if (!eh_formula_sign(r, '|'))
		return eh_formula_refuse(r, r->at, slope, apart);
	eh_formula_advance(r);
	if (eh_formula_sign(r, '|'))
		return eh_formula_refuse(r, r->at, slope, apart);
	return group(r);
}

/* --- the whole --------------------------------------------------------------
 */

static bool
offset_part(eh_formula_reader *r)
{
	eh_formula *f = r->f;
	int32_t at = r->at;

	eh_formula_advance(r);
	eh_formula_advance(r); /* its parenthesis */
	if (f->noffsets >= EH_FORMULA_MOST_OFFSETS)
		return eh_formula_too_many(r, at, "A formula has at most 8 offsets.");
	return eh_formula_expression(r, &f->offset[f->noffsets++]) &&
		   eh_formula_take(r, ')', "an operator or )");
}

/* What stands between + and +; taken: a minus stands before it. */
static bool
part(eh_formula_reader *r, bool taken)
{
	if (eh_formula_is(r, "1") || (!taken && eh_formula_is(r, "0")))
	{
		r->f->intercept = eh_formula_is(r, "1") && !taken;
		r->f->intercept_at = r->at;
		eh_formula_advance(r);
		return true;
	}
	if (taken)
		return eh_formula_refuse(r, r->at,
			"Only the intercept can be taken off, by - 1.",
			"Leave the term out, or write the terms of a*b out.");
	if (eh_formula_calls(r) && eh_formula_is(r, "offset"))
		return offset_part(r);
	if (eh_formula_sign(r, '(') && bar_follows(r))
		return random_part(r);
	return eh_formula_crossed(r);
}

/* Signs that R has between terms and this has not, or none at all. */
static bool
after_part(eh_formula_reader *r)
{
	if (r->token == EH_TOKEN_END)
		return true;
	if (eh_formula_sign(r, '/') || eh_formula_sign(r, '^') ||
		eh_formula_sign(r, '%'))
		return eh_formula_refuse(r, r->at, "Between terms stand +, : and *.",
			"Arithmetic stands in I(...); nested and crossed terms are "
			"written out: a + a:b");
	if (eh_formula_sign(r, ':') || eh_formula_sign(r, '*'))
		return eh_formula_refuse(r, r->at,
			"An intercept, an offset or a grouping is multiplied by nothing.",
			NULL);
	if (eh_formula_sign(r, '|'))
		return eh_formula_refuse(r, r->at, "A grouping stands in parentheses.",
			"Write + (1 | group).");
	if (eh_formula_sign(r, '~'))
		return eh_formula_refuse(
			r, r->at, "There is one ~ in a formula.", NULL);
	if (!eh_formula_sign(r, '+') && !eh_formula_sign(r, '-'))
		return eh_formula_expected(r, "+, :, * or the end");
	return true;
}

static bool
right_side(eh_formula_reader *r)
{
	bool taken = eh_formula_sign(r, '-');

	if (taken || eh_formula_sign(r, '+'))
		eh_formula_advance(r);
	if (!part(r, taken) || !after_part(r))
		return false;
	while (r->token != EH_TOKEN_END)
	{
		taken = eh_formula_sign(r, '-');
		eh_formula_advance(r);
		if (!part(r, taken) || !after_part(r))
			return false;
	}
	return true;
}

/* cbind(successes, failures); the word is at hand. */
static bool
counts(eh_formula_reader *r)
{
	eh_formula_advance(r);
	eh_formula_advance(r); /* its parenthesis */
	return eh_formula_expression(r, &r->f->response) &&
		   eh_formula_take(r, ',', ", between successes and failures") &&
		   eh_formula_expression(r, &r->f->failures) &&
		   eh_formula_take(r, ')', "an operator or )");
}

static bool
left_side(eh_formula_reader *r)
{
	bool fine;

	if (eh_formula_sign(r, '~'))
		return eh_formula_expected(r, "the response");
	if (eh_formula_calls(r) && eh_formula_is(r, "cbind"))
		fine = counts(r);
	else
		fine = eh_formula_expression(r, &r->f->response);
	if (fine && r->token != EH_TOKEN_END && !eh_formula_sign(r, '~') &&
		r->f->failures < 0)
		return eh_formula_expected(r, "an operator or ~");
	return fine && eh_formula_take(r, '~', "~ after the response");
}

/* By how many variables terms have, otherwise as written. */
static void
sort_terms(eh_formula *f)
{
	for (int i = 1; i < f->nterms; i++)
	{
		eh_formula_joined term = f->term[i];
		int j = i;

		for (; j > 0 && f->term[j - 1].n > term.n; j--)
			f->term[j] = f->term[j - 1];
		f->term[j] = term;
	}
}

/* The response must not explain itself. */
static bool
response_apart(eh_formula_reader *r)
{
	const eh_formula *f = r->f;

	for (int i = 0; i < f->nvariables; i++)
	{
		if (eh_formula_same(f, f->response, f->variable[i].node))
			return eh_formula_refuse(r, f->variable[i].at,
				"The response stands on the right as well.",
				"Leave it out there.");
	}
	return true;
}

/*
 * eh_formula_read - a formula into f, or its first fault.  EH_EFORMAT,
 * EH_EDOMAIN, EH_ERANGE: by F9.
 */
eh_status
eh_formula_read(
	const char *source, size_t length, eh_formula *f, eh_formula_fault *fault)
{
	eh_formula_reader r;

	eh_formula_begin(&r, source, length, f, fault);
	if (r.status == EH_OK && left_side(&r) && right_side(&r) &&
		response_apart(&r))
		sort_terms(f);
	return r.status;
}

/* eh_formula_read_name - a column's name alone, as f's response. */
eh_status
eh_formula_read_name(
	const char *source, size_t length, eh_formula *f, eh_formula_fault *fault)
{
	eh_formula_reader r;

	eh_formula_begin(&r, source, length, f, fault);
	if (r.status == EH_OK && eh_formula_name(&r, &f->response) &&
		r.token != EH_TOKEN_END)
		eh_formula_expected(&r, "the end of the name");
	return r.status;
}
