/*
 * rounding.h - rounding halves up, as the Department for Education does.
 */
#ifndef EH_ROUNDING_H
#define EH_ROUNDING_H

#include "status.h"

extern eh_status eh_round_half_up(double x, double nearest, double *out);

#endif
