/*
 * compat.h - what differs between the server versions 14 to 18.
 */
#ifndef EH_COMPAT_H
#define EH_COMPAT_H

#include "postgres.h"
#include "fmgr.h"

#if PG_VERSION_NUM < 140000
#error "earlyhelp needs PostgreSQL 14 or later"
#endif

/* 16 moved the varlena macros out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 18 has it, in front of the declaration, and has no pg_attribute_noreturn. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn __attribute__((noreturn))
#endif

/* 14 has no MERGE, and no node of it. */
#if PG_VERSION_NUM >= 150000
#define EH_IS_MERGE(node) IsA(node, MergeStmt)
#else
#define EH_IS_MERGE(node) false
#endif

#endif
