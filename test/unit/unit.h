/*
 * unit.h - the little that a test without a server needs: TAP lines.
 */
#ifndef EH_UNIT_H
#define EH_UNIT_H

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int unit_count;
static int unit_failed;

/* One test; the name as printf() takes it. */
__attribute__((format(printf, 2, 3))) static inline bool
ok(bool passed, const char *name, ...)
{
	va_list args;

	unit_count++;
	unit_failed += !passed;
	printf("%sok %d - ", passed ? "" : "not ", unit_count);
	va_start(args, name);
	vprintf(name, args);
	va_end(args);
	putchar('\n');
	return passed;
}

/* got within rel * |want|, or abs, whichever is more */
static inline bool
near(double got, double want, double rel, double abs, const char *name)
{
	bool passed = fabs(got - want) <= fmax(rel * fabs(want), abs);

	if (!ok(passed, "%s", name))
		printf("# got %.17g\n# want %.17g\n", got, want);
	return passed;
}

static inline int
done(void)
{
	printf("1..%d\n", unit_count);
	return unit_failed != 0;
}

#endif
