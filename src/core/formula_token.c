/*
 * formula_token.c - a formula's words and signs, one at a time.
 *
 * Bytes above 127 are letters, whatever the encoding: no encoding a server
 * may have uses the bytes of ASCII within its characters.
 */
#include "formula_internal.h"

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		   (unsigned char) c > 127;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The byte at a place, NUL past the end. */
static char
byte(const eh_formula_reader *r, int32_t at)
{
	return at < r->length ? r->source[at] : '\0';
}

static void
number_token(eh_formula_reader *r)
{
	int32_t exponent;

	while (digit(byte(r, r->next)))
		r->next++;
	if (byte(r, r->next) == '.')
		r->next++;
	while (digit(byte(r, r->next)))
		r->next++;
	exponent = r->next + 1;
	if (byte(r, exponent) == '+' || byte(r, exponent) == '-')
		exponent++;
	if ((byte(r, r->next) != 'e' && byte(r, r->next) != 'E') ||
		!digit(byte(r, exponent)))
		return;
	r->next = exponent;
	while (digit(byte(r, r->next)))
		r->next++;
}

/* To the closing quote; a doubled one is part of the text. */
static void
quoted_token(eh_formula_reader *r, char quote)
{
	r->token = quote == '\'' ? EH_TOKEN_STRING : EH_TOKEN_QUOTED;
	for (r->next++; r->next < r->length; r->next++)
	{
		if (r->source[r->next] != quote)
			continue;
		if (byte(r, r->next + 1) != quote)
		{
			r->next++;
			return;
		}
		r->next++;
	}
	r->token = EH_TOKEN_OPEN;
}

void
eh_formula_advance(eh_formula_reader *r)
{
	char c;

	while (r->next < r->length && space(r->source[r->next]))
		r->next++;
	r->at = r->next;
	if (r->at >= r->length)
	{
		r->token = EH_TOKEN_END;
		return;
	}
	c = r->source[r->at];
	if (letter(c))
	{
		r->token = EH_TOKEN_NAME;
		while (letter(byte(r, r->next)) || digit(byte(r, r->next)) ||
			   byte(r, r->next) == '.')
			r->next++;
	}
	else if (digit(c) || (c == '.' && digit(byte(r, r->at + 1))))
	{
		r->token = EH_TOKEN_NUMBER;
		number_token(r);
	}
	else if (c == '"' || c == '`' || c == '\'')
		quoted_token(r, c);
	else
	{
		r->token = EH_TOKEN_SIGN;
		r->next++;
	}
}

/* --- what is wrong ----------------------------------------------------------
 * The first fault stands; each gives false, for the caller to pass on.
 */

static bool
fault(eh_formula_reader *r, eh_status status, int32_t at, const char *why,
	const char *remedy)
{
	if (r->status != EH_OK)
		return false;
	r->status = status;
	r->fault->at = at;
	r->fault->length = at == r->at ? r->next - r->at : 0;
	r->fault->why = why;
	r->fault->remedy = remedy;
	return false;
}

bool
eh_formula_expected(eh_formula_reader *r, const char *what)
{
	if (r->token == EH_TOKEN_OPEN)
		return fault(r, EH_EFORMAT, r->at, "a closing quote",
			"A quote inside a quoted name is doubled.");
	return fault(r, EH_EFORMAT, r->at, what, NULL);
}

bool
eh_formula_refuse(
	eh_formula_reader *r, int32_t at, const char *why, const char *remedy)
{
	return fault(r, EH_EDOMAIN, at, why, remedy);
}

bool
eh_formula_too_many(eh_formula_reader *r, int32_t at, const char *why)
{
	return fault(r, EH_ERANGE, at, why,
		"Work parts of it out in a query given as data.");
}

/* --- what stands here -------------------------------------------------------
 */

bool
eh_formula_sign(const eh_formula_reader *r, char sign)
{
	return r->token == EH_TOKEN_SIGN && r->source[r->at] == sign;
}

bool
eh_formula_take(eh_formula_reader *r, char sign, const char *expected)
{
	if (!eh_formula_sign(r, sign))
		return eh_formula_expected(r, expected);
	eh_formula_advance(r);
	return true;
}

/* The token as it is written. */
bool
eh_formula_is(const eh_formula_reader *r, const char *name)
{
	size_t length = strlen(name);

	return (size_t) (r->next - r->at) == length &&
		   memcmp(r->source + r->at, name, length) == 0;
}

/* Is the name at hand that of a function? */
bool
eh_formula_calls(const eh_formula_reader *r)
{
	int32_t at = r->next;

	while (space(byte(r, at)))
		at++;
	return r->token == EH_TOKEN_NAME && byte(r, at) == '(';
}

/*
 * The token's text, kept: a plain name in small letters, as SQL has it, what
 * is quoted without its quotes.  There is room: a text is never longer than
 * its source, and each token is kept once.
 */
int32_t
eh_formula_keep(eh_formula_reader *r)
{
	int32_t start = r->f->ntext;
	bool quoted = r->token == EH_TOKEN_QUOTED || r->token == EH_TOKEN_STRING;
	char quote = r->source[r->at];
	char *out = r->f->text + start;

	for (int32_t i = r->at + quoted; i < r->next - quoted; i++)
	{
		char c = r->source[i];

		if (r->token == EH_TOKEN_NAME && c >= 'A' && c <= 'Z')
			c = (char) (c - 'A' + 'a');
		*out++ = c;
		if (quoted && c == quote)
			i++;
	}
	*out++ = '\0';
	r->f->ntext = (int32_t) (out - r->f->text);
	return start;
}

void
eh_formula_begin(eh_formula_reader *r, const char *source, size_t length,
	eh_formula *f, eh_formula_fault *fault_)
{
	memset(r, 0, sizeof(*r));
	memset(f, 0, sizeof(*f));
	memset(fault_, 0, sizeof(*fault_));
	r->source = source;
	r->f = f;
	r->fault = fault_;
	f->failures = -1;
	f->intercept = true;
	if (length > EH_FORMULA_MOST_BYTES)
	{
		eh_formula_too_many(
			r, EH_FORMULA_MOST_BYTES, "A formula has at most 8192 bytes.");
		return;
	}
	r->length = (int32_t) length;
	if (memchr(source, '\0', length) != NULL)
		r->length = (int32_t) strlen(source);
	eh_formula_advance(r);
}
