/*
 * root.h - a root of a function of one variable between two bounds.
 */
#ifndef EH_ROOT_H
#define EH_ROOT_H

#include "status.h"

typedef double (*eh_function)(double x, void *arg);

extern eh_status eh_root(
	eh_function f, void *arg, double low, double high, double *root);

#endif
