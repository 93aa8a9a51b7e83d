/*
 * terms.h - what the arguments of an aggregate call are called.
 */
#ifndef EH_TERMS_H
#define EH_TERMS_H

#include "compat.h"

extern char **eh_term_names(
	FunctionCallInfo fcinfo, int first, int n, MemoryContext keep);

#endif
