/*
 * chart_writer.h - text that grows, and words safe inside XML and JSON.
 */
#ifndef EH_CHART_WRITER_H
#define EH_CHART_WRITER_H

#include <stddef.h>

#include "status.h"

typedef struct eh_writer
{
	char *text; /* ends in NUL once anything is written */
	size_t used;
	size_t room;
	size_t most; /* no longer than this, or EH_ERANGE */
	void *(*grow)(void *owner, void *text, size_t bytes); /* never NULL */
	void *owner;
	eh_status status; /* of all that was written so far */
} eh_writer;

extern void eh_write(eh_writer *w, const char *text);
extern void eh_writef(eh_writer *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
extern void eh_write_fixed(eh_writer *w, double v, int decimals);
extern void eh_write_exact(eh_writer *w, double v);
extern void eh_write_xml(eh_writer *w, const char *words);
extern void eh_write_xml_bytes(eh_writer *w, const char *words, size_t n);
extern void eh_write_json(eh_writer *w, const char *words);
extern void eh_write_json_bytes(eh_writer *w, const char *words, size_t n);

#endif
