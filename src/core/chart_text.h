/*
 * chart_text.h - words of a chart: their characters, width and lines.
 */
#ifndef EH_CHART_TEXT_H
#define EH_CHART_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for a label that has been cut, and the most characters it keeps. */
#define EH_LABEL_CHARACTERS 60
#define EH_LABEL_BYTES (4 * EH_LABEL_CHARACTERS + 4)

extern uint32_t eh_text_next(const char **at);
extern double eh_text_width(const char *words, double size);
extern bool eh_text_cut(
	const char *words, double size, double room, char out[EH_LABEL_BYTES]);
extern size_t eh_text_line(
	const char *words, double size, double room, const char **begin);

#endif
