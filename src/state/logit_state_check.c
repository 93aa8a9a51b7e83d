/*
 * logit_state_check.c - is it a state?  The one gate for bytes from outside.
 */
#include <math.h>

#include "limit.h"
#include "logit_state.h"

static bool
head_possible(const eh_logit_state *s)
{
	int known = EH_ROWS_TRIALS | EH_ROWS_WEIGHT | EH_ROWS_OFFSET |
				EH_ROWS_COUNTED | EH_LOGIT_STATE_NO_INTERCEPT;
	bool trials = (s->flags & EH_ROWS_TRIALS) != 0;
	bool counted = (s->flags & EH_ROWS_COUNTED) != 0;
	bool weight = (s->flags & EH_ROWS_WEIGHT) != 0;

	return (s->flags & ~known) == 0 && trials == counted &&
		   weight == (s->weight_kind != EH_WEIGHT_NONE) &&
		   s->weight_kind <= EH_WEIGHT_PROBABILITY && s->pad == 0 &&
		   s->ndense >= -1 && s->ndense <= EH_LOGIT_STATE_MOST_DENSE;
}

static bool
counts_possible(const eh_logit_state *s)
{
	bool any = s->summed > 0 || s->held > 0;

	if (s->missing < 0 || s->missing > EH_MOST_ROWS || s->summed < 0 ||
		s->summed > EH_MOST_ROWS || s->held < 0 || s->held > s->room ||
		(s->sums != 0) != (s->summed > 0))
		return false;
	if (!any)
		return s->room == 0 && s->flags == 0;
	if (s->ndense < 0)
		return false;
	if (s->sums)
		return s->ndense <= EH_TAYLOR_MOST &&
			   s->sums == (int32_t) eh_taylor_bytes(s->ndense) &&
			   s->room <= EH_BLOCK && s->act_at > 0;
	return s->act_at >= s->room && s->act_at <= eh_logit_state_most_rows(s) &&
		   s->act_at % EH_BLOCK == 0;
}

static bool
sums_possible(const eh_logit_state *s)
{
	const eh_taylor *t = (const eh_taylor *) (const void *) s->body;
	eh_design d = eh_logit_state_design(s);

	return eh_taylor_valid(t, (size_t) s->sums) && t->ndense == s->ndense &&
		   t->weight_kind == s->weight_kind && t->intercept == d.intercept &&
		   t->grouped == d.grouped && t->has_offset == d.has_offset &&
		   t->totals.rows <= s->summed;
}

static bool
all_finite(const double *at, int n)
{
	double test = 0.0;

	for (int i = 0; i < n; i++)
		test += at[i] - at[i];
	return test == 0.0;
}

/* Is every low <= at, low 0 if NULL? */
static bool
none_below(const double *at, const double *low, int n)
{
	bool fine = true;

	for (int i = 0; i < n; i++)
		fine &= at[i] >= (low != NULL ? low[i] : 0.0);
	return fine;
}

/* Do the successes lie between 0 and the trials? */
static bool
successes_possible(const double *trials, const double *success, int n)
{
	return none_below(success, NULL, n) && none_below(trials, success, n);
}

static bool
rows_possible(const eh_logit_state *s)
{
	for (int64_t at = 0; at < s->held; at += EH_BLOCK)
	{
		eh_logit_state_block b = eh_logit_state_block_at(s, at / EH_BLOCK);
		int n = (int) (s->held - at < EH_BLOCK ? s->held - at : EH_BLOCK);
		int doubles = eh_logit_state_doubles(s);
		const double *extra = b.number + (size_t) s->ndense * b.stride;
		unsigned bits = 0;

		for (int j = 0; j < doubles; j++)
			if (!all_finite(b.number + (size_t) j * b.stride, n))
				return false;
		for (int i = 0; b.binary != NULL && i < n; i++)
			bits |= b.binary[i];
		if (bits > 1)
			return false;
		if (b.binary == NULL &&
			!successes_possible(
				extra, b.number + (size_t) (doubles - 1) * b.stride, n))
			return false;
		if ((s->flags & EH_ROWS_TRIALS) != 0)
			extra += b.stride;
		if ((s->flags & EH_ROWS_WEIGHT) != 0 && !none_below(extra, NULL, n))
			return false;
	}
	return true;
}

/* The one gate for bytes from outside.  *why: a phrase that ends a sentence. */
eh_status
eh_logit_state_check(const eh_logit_state *s, size_t bytes, const char **why)
{
	if (bytes < sizeof(*s))
		*why = "it is shorter than any";
	else if (s->format != EH_LOGIT_STATE_FORMAT)
		*why = "its format number is not known to this version";
	else if (!head_possible(s))
		*why = "what it says its rows have is not possible";
	else if (!counts_possible(s))
		*why = "it has an impossible number of rows";
	else if (bytes != eh_logit_state_bytes(s))
		*why = "its length is not that of its rows";
	else if (s->sums && !sums_possible(s))
		*why = "it has sums that no rows can give";
	else if (!rows_possible(s))
		*why = "it has a row that cannot be";
	else
		return EH_OK;
	return EH_EFORMAT;
}
