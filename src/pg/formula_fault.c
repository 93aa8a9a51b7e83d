/*
 * formula_fault.c - errors that point at their place in a formula.
 *
 *	good ~ a + * b
 *	           ^
 */
#include "formula_fault.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

/* Columns of the line shown, before and after the place. */
#define BEFORE 40
#define AFTER 32
#define LONGEST_WORD 40

static int
width(const char *c)
{
	return (unsigned char) *c < ' ' ? 1 : Max(pg_dsplen(c), 0);
}

/* A character; what would break the line is a space. */
static void
add_character(StringInfo line, const char *c)
{
	if ((unsigned char) *c < ' ')
		appendStringInfoChar(line, ' ');
	else
		appendBinaryStringInfo(line, c, pg_mblen(c));
}

/* Where to begin, so that the place is on the line. */
static const char *
begin_of(const char *text, int at)
{
	const char *begin = text;
	int before = 0;

	for (const char *c = text; c < text + at; c += pg_mblen(c))
		before += width(c);
	for (; before > BEFORE; begin += pg_mblen(begin))
		before -= width(begin);
	return begin;
}

/* The part of the source that the byte is in, and a caret below it. */
char *
eh_formula_place(const eh_formula_source *source, int at)
{
	const char *begin = begin_of(source->text, at);
	const char *c = begin;
	StringInfoData line;
	int indent = 0;
	int after = 0;

	initStringInfo(&line);
	if (begin > source->text)
	{
		appendStringInfoString(&line, "... ");
		indent = 4;
	}
	for (; c < source->text + at; c += pg_mblen(c))
	{
		indent += width(c);
		add_character(&line, c);
	}
	for (; *c != '\0' && after < AFTER; c += pg_mblen(c))
	{
		after += width(c);
		add_character(&line, c);
	}
	if (*c != '\0')
		appendStringInfoString(&line, " ...");
	appendStringInfo(&line, "\n%*s^", indent, "");
	return line.data;
}

/* Characters, not bytes, and from 1. */
static int
character(const eh_formula_source *source, int at)
{
	return pg_mbstrlen_with_len(source->text, at) + 1;
}

/* What stands at the fault, for "found ...". */
static char *
found(const eh_formula_source *source, const eh_formula_fault *fault)
{
	int length;

	if (source->text[fault->at] == '\0')
		return pstrdup("but it ends there");
	length = pg_mbcliplen(source->text + fault->at,
		Max(fault->length, pg_mblen(source->text + fault->at)), LONGEST_WORD);
	return psprintf("found \"%.*s\"", length, source->text + fault->at);
}

static const char general_remedy[] =
	"doc/formula.md says what may stand in a formula.";

/* A formula that could not be read: what eh_formula_read() says. */
void
eh_formula_error(const eh_formula_source *source, eh_status status,
	const eh_formula_fault *fault)
{
	const char *remedy = fault->remedy != NULL ? fault->remedy : general_remedy;
	const char *place = eh_formula_place(source, fault->at);

	if (status == EH_EDOMAIN)
		eh_formula_unfit(source, fault->at, fault->why, remedy);
	if (status == EH_ERANGE)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("%s is too large", source->what),
				errdetail("%s\n%s", fault->why, place), errhint("%s", remedy)));
	ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR),
					   errmsg("%s is not understood", source->what),
					   errdetail("At character %d: expected %s, %s.\n%s",
						   character(source, fault->at), fault->why,
						   found(source, fault), place),
					   errhint("%s", remedy)));
}

/* A column of a type that cannot stand there. */
void
eh_formula_mismatch(const eh_formula_source *source, int at, const char *why,
	const char *remedy)
{
	ereport(
		ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
				   errmsg("%s has a column of a type that cannot stand there",
					   source->what),
				   errdetail("At character %d: %s\n%s", character(source, at),
					   why, eh_formula_place(source, at)),
				   errhint("%s", remedy)));
}

/* What is understood, and cannot be done. */
void
eh_formula_unfit(const eh_formula_source *source, int at, const char *why,
	const char *remedy)
{
	ereport(
		ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				   errmsg("%s asks for what cannot be fitted", source->what),
				   errdetail("At character %d: %s\n%s", character(source, at),
					   why, eh_formula_place(source, at)),
				   errhint("%s", remedy)));
}
