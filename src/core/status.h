/*
 * status.h - how arithmetic reports that it could not go on.
 *
 * Nothing below src/pg raises an error: it returns one of these, and
 * src/pg/error.c turns it into an SQLSTATE, a detail and a hint.
 */
#ifndef EH_STATUS_H
#define EH_STATUS_H

typedef enum eh_status
{
	EH_OK = 0,
	EH_EDOMAIN, /* an argument lies outside what the formula is for */
	EH_ERANGE,  /* a result does not fit its representation */
	EH_EFORMAT, /* bytes or text are not a value of the type */
	EH_ENOCONV, /* an iteration did not settle */
	EH_ECANCEL  /* the caller's poll said stop */
} eh_status;

#endif
