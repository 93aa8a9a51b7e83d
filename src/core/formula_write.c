/*
 * formula_write.c - a formula's parts as text, as R writes them: spaces
 * around + - *, none around / and ^.
 */
#include "formula.h"

#include <string.h>

typedef struct writer
{
	char *out;
	size_t room;
	size_t length; /* that the text has or would have */
} writer;

static void
put(writer *w, char c)
{
	if (w->length + 1 < w->room)
		w->out[w->length] = c;
	w->length++;
}

static void
put_text(writer *w, const char *text)
{
	while (*text != '\0')
		put(w, *text++);
}

static bool
plain(const char *name)
{
	for (const char *c = name; *c != '\0'; c++)
	{
		bool letter =
			(*c >= 'a' && *c <= 'z') || *c == '_' || (unsigned char) *c > 127;

		if (!letter && !(c > name && *c >= '0' && *c <= '9'))
			return false;
	}
	return true;
}

/* In an expression a name that is not plain is quoted, so that two
 * expressions never look the same. */
static void
put_name(writer *w, const char *name)
{
	if (plain(name))
	{
		put_text(w, name);
		return;
	}
	put(w, '"');
	for (const char *c = name; *c != '\0'; c++)
	{
		if (*c == '"')
			put(w, '"');
		put(w, *c);
	}
	put(w, '"');
}

static void
put_binary_sign(writer *w, char sign)
{
	bool close = sign == '/' || sign == '^';

	if (!close)
		put(w, ' ');
	put(w, sign);
	if (!close)
		put(w, ' ');
}

static void
put_node(writer *w, const eh_formula *f, int node)
{
	static const char *const call[] = {
		"I", "log", "log10", "log1p", "exp", "sqrt", "abs", "scale"};
	const eh_formula_node *n = &f->node[node];

	switch ((eh_formula_kind) n->kind)
	{
		case EH_FORMULA_NUMBER:
			put_text(w, f->text + n->text);
			break;
		case EH_FORMULA_NAME:
			put_name(w, f->text + n->text);
			break;
		case EH_FORMULA_MINUS:
			put(w, '-');
			put_node(w, f, n->left);
			break;
		case EH_FORMULA_BINARY:
			put_node(w, f, n->left);
			put_binary_sign(w, (char) n->sign);
			put_node(w, f, n->right);
			break;
		case EH_FORMULA_CALL:
			put_text(w, call[n->call]);
			/* fall through */
		case EH_FORMULA_BRACKET:
			put(w, '(');
			put_node(w, f, n->left);
			put(w, ')');
			break;
	}
}

/* A column alone is called as it is, without quotes. */
static void
put_whole(writer *w, const eh_formula *f, int node)
{
	if (f->node[node].kind == EH_FORMULA_NAME)
		put_text(w, f->text + f->node[node].text);
	else
		put_node(w, f, node);
}

static size_t
finish(writer *w)
{
	if (w->room > 0)
		w->out[w->length < w->room ? w->length : w->room - 1] = '\0';
	return w->length;
}

/* The text of a node, cut to the room with the NUL that ends it; its length
 * in full. */
size_t
eh_formula_write(const eh_formula *f, int node, char *out, size_t room)
{
	writer w = {out, room, 0};

	put_whole(&w, f, node);
	return finish(&w);
}

/* The same of a term: its variables, joined. */
size_t
eh_formula_write_term(
	const eh_formula *f, const eh_formula_joined *term, char *out, size_t room)
{
	writer w = {out, room, 0};

	for (int i = 0; i < term->n; i++)
	{
		if (i > 0)
			put(&w, ':');
		put_whole(&w, f, f->variable[term->part[i]].node);
	}
	return finish(&w);
}

/* Do two nodes say the same?  One may stand elsewhere. */
bool
eh_formula_same(const eh_formula *f, int a, int b)
{
	const eh_formula_node *m = &f->node[a];
	const eh_formula_node *n = &f->node[b];

	if (a == b)
		return true;
	if (m->kind != n->kind || m->sign != n->sign || m->call != n->call ||
		m->height != n->height)
		return false;
	if (m->kind == EH_FORMULA_NUMBER || m->kind == EH_FORMULA_NAME)
		return strcmp(f->text + m->text, f->text + n->text) == 0;
	return eh_formula_same(f, m->left, n->left) &&
		   (m->kind != EH_FORMULA_BINARY ||
			   eh_formula_same(f, m->right, n->right));
}
