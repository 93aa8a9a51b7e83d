/*
 * module.c - what happens when the server loads the library.
 */
#include "compat.h"

#include <gsl/gsl_errno.h>

PG_MODULE_MAGIC;

void _PG_init(void);

/*
 * GSL's default handler aborts the process, and with it every session on the
 * server: off, and each status read instead.
 */
void
_PG_init(void)
{
	gsl_set_error_handler_off();
}
