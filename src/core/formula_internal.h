/*
 * formula_internal.h - a formula while it is read.
 */
#ifndef EH_FORMULA_INTERNAL_H
#define EH_FORMULA_INTERNAL_H

#include <string.h>

#include "formula.h"

typedef enum eh_formula_token
{
	EH_TOKEN_END,
	EH_TOKEN_NAME,   /* plain: letters, digits, _ and . */
	EH_TOKEN_QUOTED, /* "..." or `...` */
	EH_TOKEN_STRING, /* '...' */
	EH_TOKEN_NUMBER,
	EH_TOKEN_SIGN, /* one character: the source's at its place */
	EH_TOKEN_OPEN  /* a quote that is never closed */
} eh_formula_token;

typedef struct eh_formula_reader
{
	const char *source;
	int32_t length;
	eh_formula *f;
	eh_formula_fault *fault;
	eh_status status;
	eh_formula_token token;
	int32_t at;   /* of the token */
	int32_t next; /* after it */
	int depth;
	bool scaling; /* inside scale(...) */
} eh_formula_reader;

extern void eh_formula_begin(eh_formula_reader *r, const char *source,
	size_t length, eh_formula *f, eh_formula_fault *fault);
extern void eh_formula_advance(eh_formula_reader *r);
extern bool eh_formula_expected(eh_formula_reader *r, const char *what);
extern bool eh_formula_refuse(
	eh_formula_reader *r, int32_t at, const char *why, const char *remedy);
extern bool eh_formula_too_many(
	eh_formula_reader *r, int32_t at, const char *why);
extern bool eh_formula_sign(const eh_formula_reader *r, char sign);
extern bool eh_formula_take(
	eh_formula_reader *r, char sign, const char *expected);
extern bool eh_formula_is(const eh_formula_reader *r, const char *name);
extern bool eh_formula_calls(const eh_formula_reader *r);

extern int32_t eh_formula_keep(eh_formula_reader *r);
extern bool eh_formula_name(eh_formula_reader *r, int16_t *node);
extern bool eh_formula_call(eh_formula_reader *r, int16_t *node);
extern bool eh_formula_expression(eh_formula_reader *r, int16_t *node);
extern bool eh_formula_crossed(eh_formula_reader *r);

#endif
