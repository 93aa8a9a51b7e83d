/*
 * formula_expression.c - names, numbers and arithmetic in a formula.
 *
 * As in R: ^ binds closest and from the right, then the sign in front, then
 * * and /, then + and -.  -x^2 is -(x^2), 2^-1 is 2^(-1).
 */
#include "formula_internal.h"

static int
height_of(const eh_formula *f, int16_t node)
{
	return node < 0 ? 0 : f->node[node].height;
}

/* A node above its parts, which stand already; at: where it is written. */
static bool
add_node(eh_formula_reader *r, eh_formula_node node, int16_t *number)
{
	eh_formula *f = r->f;
	int left = height_of(f, node.left);
	int right = height_of(f, node.right);
	int height = 1 + (left > right ? left : right);

	if (f->nnodes >= EH_FORMULA_MOST_NODES)
		return eh_formula_too_many(
			r, node.at, "A formula has at most 1024 names, numbers and signs.");
	if (height > EH_FORMULA_MOST_DEPTH)
		return eh_formula_too_many(
			r, node.at, "An expression is at most 50 signs and brackets deep.");
	node.height = (uint8_t) height;
	f->node[f->nnodes] = node;
	*number = f->nnodes++;
	return true;
}

static bool
leaf(eh_formula_reader *r, eh_formula_kind kind, int16_t *node)
{
	eh_formula_node n = {
		.kind = (uint8_t) kind, .left = -1, .right = -1, .at = r->at};

	n.text = eh_formula_keep(r);
	eh_formula_advance(r);
	return add_node(r, n, node);
}

/* A column's name, plain or quoted. */
bool
eh_formula_name(eh_formula_reader *r, int16_t *node)
{
	if (r->token == EH_TOKEN_STRING)
		return eh_formula_refuse(r, r->at,
			"Single quotes are for values, and a name is expected.",
			"Put the name in double quotes.");
	if (r->token != EH_TOKEN_NAME && r->token != EH_TOKEN_QUOTED)
		return eh_formula_expected(r, "a column's name");
	if (r->token == EH_TOKEN_QUOTED && r->next - r->at == 2)
		return eh_formula_expected(r, "a name between the quotes");
	if (r->token == EH_TOKEN_NAME &&
		memchr(r->source + r->at, '.', (size_t) (r->next - r->at)) != NULL)
		return eh_formula_refuse(r, r->at,
			"A name with a dot must be quoted: in SQL the dot stands between a "
			"table and its column.",
			"Put the name in double quotes.");
	return leaf(r, EH_FORMULA_NAME, node);
}

static const struct
{
	const char *name;
	eh_formula_function function;
} functions[] = {{"I", EH_FORMULA_I}, {"log", EH_FORMULA_LOG},
	{"log10", EH_FORMULA_LOG10}, {"log1p", EH_FORMULA_LOG1P},
	{"exp", EH_FORMULA_EXP}, {"sqrt", EH_FORMULA_SQRT}, {"abs", EH_FORMULA_ABS},
	{"scale", EH_FORMULA_SCALE}};

/* What R has and this has not, with the way round. */
static const struct
{
	const char *name, *why, *remedy;
} refused[] = {{"poly", "poly() is not offered.",
				   "Write x + I(x^2): columns are centred and scaled inside."},
	{"ns", "Splines are not offered.",
		"Work the basis out in a query given as data."},
	{"bs", "Splines are not offered.",
		"Work the basis out in a query given as data."},
	{"s", "Smooth terms are not offered.",
		"Work a basis out in a query given as data."},
	{"ordered", "ordered() is not offered.",
		"A response is an enum or a whole number as it is; a predictor is "
		"factor(x), a term a level."},
	{"C", "Contrasts other than against a reference are not offered.",
		"Write factor(x, reference = 'level')."},
	{"cut", "cut() is not offered.",
		"Make the classes in a query given as data: CASE, or width_bucket()."},
	{"ifelse", "ifelse() is not offered.",
		"Write CASE ... END in a query given as data."},
	{"interaction", "interaction() is not offered.",
		"Paste the two columns together in a query given as data."},
	{"as.numeric", "as.numeric() is not offered.",
		"Cast the column in a query given as data."},
	{"factor", "A factor cannot stand inside an expression.",
		"Let it stand alone on the right; a response stands as it is."},
	{"offset", "An offset cannot stand inside an expression.",
		"Let it stand alone: y ~ x + offset(log(n))"},
	{"cbind", "cbind() can only be the whole response.",
		"Write cbind(successes, failures) ~ ..."}};

static bool
unknown_function(eh_formula_reader *r)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
	{
		if (eh_formula_is(r, refused[i].name))
			return eh_formula_refuse(
				r, r->at, refused[i].why, refused[i].remedy);
	}
	return eh_formula_refuse(r, r->at, "There is no such function.",
		"There are log, log10, log1p, exp, sqrt, abs, scale, I, factor, "
		"relevel and offset, and cbind for the response; work anything else "
		"out in a query given as data.");
}

/* A call of a function of one number; the name is at hand. */
bool
eh_formula_call(eh_formula_reader *r, int16_t *node)
{
	eh_formula_node n = {.kind = EH_FORMULA_CALL, .right = -1, .at = r->at};
	bool scaling = r->scaling;
	size_t i = 0;

	while (i < sizeof(functions) / sizeof(*functions) &&
		   !eh_formula_is(r, functions[i].name))
		i++;
	if (i == sizeof(functions) / sizeof(*functions))
		return unknown_function(r);
	n.call = (uint8_t) functions[i].function;
	if (n.call == EH_FORMULA_SCALE && scaling)
		return eh_formula_refuse(
			r, r->at, "scale() cannot stand inside scale().", NULL);
	r->scaling = scaling || n.call == EH_FORMULA_SCALE;
	eh_formula_advance(r);
	eh_formula_advance(r); /* the parenthesis, which the name's caller saw */
	if (!eh_formula_expression(r, &n.left))
		return false;
	r->scaling = scaling;
	if (eh_formula_sign(r, ','))
		return eh_formula_refuse(
			r, r->at, "A function takes one argument here.", NULL);
	return eh_formula_take(r, ')', "an operator or )") && add_node(r, n, node);
}

static bool
primary(eh_formula_reader *r, int16_t *node)
{
	eh_formula_node bracket = {
		.kind = EH_FORMULA_BRACKET, .right = -1, .at = r->at};

	if (r->token == EH_TOKEN_NUMBER)
		return leaf(r, EH_FORMULA_NUMBER, node);
	if (eh_formula_calls(r))
		return eh_formula_call(r, node);
	if (!eh_formula_sign(r, '('))
	{
		if (r->token == EH_TOKEN_SIGN || r->token == EH_TOKEN_END)
			return eh_formula_expected(r, "a name, a number or (");
		return eh_formula_name(r, node);
	}
	eh_formula_advance(r);
	return eh_formula_expression(r, &bracket.left) &&
		   eh_formula_take(r, ')', "an operator or )") &&
		   add_node(r, bracket, node);
}

static bool signed_power(eh_formula_reader *r, int16_t *node);

/* What stands right of a sign; the sign is at hand. */
static bool
binary(eh_formula_reader *r,
	bool (*operand)(eh_formula_reader *r, int16_t *node), int16_t *node)
{
	eh_formula_node n = {.kind = EH_FORMULA_BINARY,
		.sign = (uint8_t) r->source[r->at],
		.left = *node,
		.at = r->at};

	eh_formula_advance(r);
	if (eh_formula_sign(r, '*') && n.sign == '*')
		return eh_formula_refuse(
			r, n.at, "** is not offered.", "Write x^2 for a power.");
	return operand(r, &n.right) && add_node(r, n, node);
}

static bool
power(eh_formula_reader *r, int16_t *node)
{
	if (!primary(r, node))
		return false;
	return !eh_formula_sign(r, '^') || binary(r, signed_power, node);
}

/* Every way down passes here: the depth of the C stack is counted. */
static bool
signed_power(eh_formula_reader *r, int16_t *node)
{
	eh_formula_node n = {.kind = EH_FORMULA_MINUS, .right = -1, .at = r->at};
	bool done;

	if (r->depth >= EH_FORMULA_MOST_DEPTH)
		return eh_formula_too_many(
			r, r->at, "An expression is at most 50 signs and brackets deep.");
	r->depth++;
	if (eh_formula_sign(r, '-'))
	{
		eh_formula_advance(r);
		done = signed_power(r, &n.left) && add_node(r, n, node);
	}
	else
	{
		if (eh_formula_sign(r, '+'))
			eh_formula_advance(r);
		done = power(r, node);
	}
	r->depth--;
	return done;
}

static bool
product(eh_formula_reader *r, int16_t *node)
{
	if (!signed_power(r, node))
		return false;
	while (eh_formula_sign(r, '*') || eh_formula_sign(r, '/'))
	{
		if (!binary(r, signed_power, node))
			return false;
	}
	return true;
}

/* What R has between numbers and this has not. */
static bool
other_sign(eh_formula_reader *r)
{
	for (const char *sign = "<>=!&|"; *sign != '\0'; sign++)
	{
		/* = alone stands where ~ should, or names an argument */
		if (eh_formula_sign(r, *sign) &&
			(*sign != '=' ||
				(r->next < r->length && r->source[r->next] == '=')))
			return eh_formula_refuse(r, r->at,
				"Comparisons are not offered in a formula.",
				"Compare in a query given as data: SELECT ..., x > 3 AS "
				"large FROM ...");
	}
	if (eh_formula_sign(r, '%'))
		return eh_formula_refuse(r, r->at,
			"The signs of arithmetic are + - * / ^.",
			"Work anything else out in a query given as data.");
	return true;
}

bool
eh_formula_expression(eh_formula_reader *r, int16_t *node)
{
	if (!product(r, node))
		return false;
	while (eh_formula_sign(r, '+') || eh_formula_sign(r, '-'))
	{
		if (!binary(r, product, node))
			return false;
	}
	return other_sign(r);
}
