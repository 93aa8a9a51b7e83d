/*
 * terms.h - what the arguments of an aggregate call are called.
 */
#ifndef EH_TERMS_H
#define EH_TERMS_H

#include "compat.h"

extern char **eh_term_names(
	FunctionCallInfo fcinfo, int first, int n, MemoryContext keep);
extern char **eh_element_names(
	FunctionCallInfo fcinfo, int argument, int n, MemoryContext keep);

#endif
