/*
 * brant.h - Brant's test of proportional odds.
 */
#ifndef EH_BRANT_H
#define EH_BRANT_H

#include <stddef.h>

#include "logit.h"

/*
 * What the test gives; chisq_of and p_of (p numbers, p as in ordinal.h) are
 * the caller's.  Where there is no test its numbers are NaN, and status says
 * which binary logit has no answer, and why.
 */
typedef struct eh_brant_result
{
	eh_fit_status status; /* of the binary logits, the first that is not OK */
	int cut;              /* ... which of them: levels above this; -1 */

	double chisq; /* of all parameters, p (levels - 2) degrees of freedom */
	double df;
	double p;
	double *chisq_of; /* of each, levels - 2 degrees of freedom */
	double df_of;
	double *p_of;
} eh_brant_result;

extern size_t eh_brant_work(const eh_design *d, int levels);
extern eh_status eh_brant(const eh_design *d, int levels, const eh_rows *rows,
	const eh_control *ctl, double *work, eh_brant_result *out);

#endif
