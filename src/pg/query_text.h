/*
 * query_text.h - a query that a caller gives as text.
 */
#ifndef EH_QUERY_TEXT_H
#define EH_QUERY_TEXT_H

#include "compat.h"

extern char *eh_query_check(const char *query, const char *argument);

#endif
