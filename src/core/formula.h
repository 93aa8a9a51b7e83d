/*
 * formula.h - a model's formula, as R writes it, read into a tree.
 */
#ifndef EH_FORMULA_H
#define EH_FORMULA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

#define EH_FORMULA_MOST_BYTES 8192    /* of the text */
#define EH_FORMULA_MOST_NODES 1024    /* numbers, names, signs and calls */
#define EH_FORMULA_MOST_DEPTH 50      /* of one in another */
#define EH_FORMULA_MOST_VARIABLES 256 /* different ones */
#define EH_FORMULA_MOST_TERMS 97      /* a call has at most 100 arguments */
#define EH_FORMULA_MOST_JOINED 6      /* variables in one term, or grouping */
#define EH_FORMULA_MOST_GROUPINGS 8
#define EH_FORMULA_MOST_OFFSETS 8

typedef enum eh_formula_kind
{
	EH_FORMULA_NUMBER,
	EH_FORMULA_NAME,
	EH_FORMULA_MINUS,  /* of left */
	EH_FORMULA_BINARY, /* left sign right */
	EH_FORMULA_BRACKET,
	EH_FORMULA_CALL /* of left */
} eh_formula_kind;

typedef enum eh_formula_function
{
	EH_FORMULA_I, /* as it stands */
	EH_FORMULA_LOG,
	EH_FORMULA_LOG10,
	EH_FORMULA_LOG1P,
	EH_FORMULA_EXP,
	EH_FORMULA_SQRT,
	EH_FORMULA_ABS,
	EH_FORMULA_SCALE
} eh_formula_function;

/* A part of an expression.  at: bytes from the formula's start. */
typedef struct eh_formula_node
{
	uint8_t kind;   /* eh_formula_kind */
	uint8_t sign;   /* of a BINARY: one of + - * / ^ */
	uint8_t call;   /* of a CALL: eh_formula_function */
	uint8_t height; /* 1 for a number or name */
	int16_t left;
	int16_t right;
	int32_t at;
	int32_t text; /* of a NUMBER or NAME: where in eh_formula.text */
} eh_formula_node;

/* What a term is made of: an expression, or a column as a factor. */
typedef struct eh_formula_variable
{
	bool factor;
	int16_t node;
	int32_t reference; /* a factor's, in eh_formula.text; -1: none asked for */
	int32_t at;
} eh_formula_variable;

/* Variables, or the NAME nodes of a grouping, joined by a colon. */
typedef struct eh_formula_joined
{
	int16_t n;
	int16_t part[EH_FORMULA_MOST_JOINED];
	int32_t at;
} eh_formula_joined;

typedef struct eh_formula
{
	int16_t response;
	int16_t failures; /* cbind(response, failures); else -1 */
	bool intercept;
	int32_t intercept_at; /* where a 1 or 0 says so */
	int16_t nnodes;
	int16_t nvariables;
	int16_t nterms;
	int16_t ngroupings;
	int16_t noffsets;
	int32_t ntext;
	eh_formula_node node[EH_FORMULA_MOST_NODES];
	eh_formula_variable variable[EH_FORMULA_MOST_VARIABLES];
	eh_formula_joined term[EH_FORMULA_MOST_TERMS]; /* by degree, as R has it */
	eh_formula_joined grouping[EH_FORMULA_MOST_GROUPINGS];
	int16_t offset[EH_FORMULA_MOST_OFFSETS];
	char
		text[2 * EH_FORMULA_MOST_BYTES]; /* names and numbers, NUL after each */
} eh_formula;

/* Where reading stopped, and why.  The words are for good. */
typedef struct eh_formula_fault
{
	int32_t at;
	int32_t length;  /* of the word or sign there; 0: more than one, or none */
	const char *why; /* EH_EFORMAT: what was expected; else a sentence */
	const char *remedy; /* a sentence, or NULL */
} eh_formula_fault;

extern eh_status eh_formula_read(
	const char *source, size_t length, eh_formula *f, eh_formula_fault *fault);
extern eh_status eh_formula_read_name(
	const char *source, size_t length, eh_formula *f, eh_formula_fault *fault);

extern bool eh_formula_same(const eh_formula *f, int a, int b);
extern size_t eh_formula_write(
	const eh_formula *f, int node, char *out, size_t room);
extern size_t eh_formula_write_term(
	const eh_formula *f, const eh_formula_joined *term, char *out, size_t room);

static inline const char *
eh_formula_text(const eh_formula *f, int node)
{
	return f->text + f->node[node].text;
}

#endif
