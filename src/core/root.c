/*
 * root.c - GSL's Brent solver in memory of our own.
 */
#include "root.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

#define MAX_STEPS 200

/* Larger than Brent's private state in any GSL 2; checked before use. */
#define SOLVER_BYTES 256

/*
 * eh_root - x in [low, high] with f(x) = 0, to a few units in the last place.
 *
 *	f		continuous, of opposite sign at the two bounds
 *	arg		handed on to f
 *	root	out
 *
 * EH_EDOMAIN: the bounds do not bracket a root, or f is not finite there.
 * EH_ENOCONV: no answer after MAX_STEPS steps.  On either root is untouched.
 *
 * Brent (1973), chapter 4, as GSL writes it.  gsl_root_fsolver_alloc() would
 * call malloc(), so the solver is put together here over the stack.
 */
eh_status
eh_root(eh_function f, void *arg, double low, double high, double *root)
{
	union
	{
		max_align_t align;
		char bytes[SOLVER_BYTES];
	} state;
	gsl_function function = {f, arg};
	gsl_root_fsolver solver = {
		gsl_root_fsolver_brent, &function, 0.0, low, high, state.bytes};

	if (gsl_root_fsolver_brent->size > sizeof(state))
		return EH_ENOCONV;
	if (gsl_root_fsolver_set(&solver, &function, low, high) != GSL_SUCCESS)
		return EH_EDOMAIN;

	for (int step = 0; step < MAX_STEPS; step++)
	{
		if (gsl_root_fsolver_iterate(&solver) != GSL_SUCCESS)
			return EH_EDOMAIN;
		if (solver.x_upper - solver.x_lower <=
			4.0 * DBL_EPSILON * fabs(solver.root) + DBL_MIN)
		{
			*root = solver.root;
			return EH_OK;
		}
	}
	return EH_ENOCONV;
}
