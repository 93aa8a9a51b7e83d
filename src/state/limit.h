/*
 * limit.h - bounds that every state keeps.
 */
#ifndef EH_LIMIT_H
#define EH_LIMIT_H

/* Half the range of a bigint: one more row can always be counted. */
#define EH_MOST_ROWS (INT64_MAX / 2)

#endif
