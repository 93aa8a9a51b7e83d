/*
 * logit_state_rows.h - states of made-up rows for the tests of them, and their
 * fits.
 */
#ifndef EH_LOGIT_STATE_ROWS_H
#define EH_LOGIT_STATE_ROWS_H

#include "state/logit_state.h"

#include "taylor_rows.h"

#define HOLD 4096 /* rows: so that sums come early */

/* What is allocated is kept to the end of a test, as in a server's context. */
static void *kept[1 << 16];
static int nkept;

static inline void *
get_memory(void *owner, size_t bytes)
{
	void *memory = malloc(bytes);

	(void) owner;
	memset(memory, 0xa5, bytes);
	if (nkept == (int) (sizeof(kept) / sizeof(*kept)))
		abort();
	return kept[nkept++] = memory;
}

static inline void
free_memory(void *owner, void *given)
{
	(void) owner;
	for (int i = nkept - 1; i >= 0; i--)
		if (kept[i] == given)
		{
			kept[i] = kept[--nkept];
			break;
		}
	free(given);
}

static inline void
free_all(void)
{
	while (nkept > 0)
		free(kept[--nkept]);
}

static const eh_arena arena = {get_memory, free_memory, NULL};
static const eh_control control = {200, NULL, NULL};

static inline eh_logit_state *
empty_state(void)
{
	eh_logit_state *s = get_memory(NULL, sizeof(*s));

	eh_logit_state_init(s);
	return s;
}

static inline int
flags_of(const struct taylor_model *m)
{
	return (m->grouped ? EH_ROWS_TRIALS | EH_ROWS_COUNTED : 0) |
		   (m->kind != EH_WEIGHT_NONE ? EH_ROWS_WEIGHT : 0) |
		   (m->has_offset ? EH_ROWS_OFFSET : 0) |
		   (m->intercept ? 0 : EH_LOGIT_STATE_NO_INTERCEPT);
}

/* Rows order[0 .. n - 1], or the first n, as a transition function takes them;
 * hold: when sums are first tried, 0 for when they are. */
static inline eh_logit_state *
add_all(eh_logit_state *s, const struct taylor_data *t, const int *order,
	int64_t n, int64_t hold)
{
	const struct logit_rows *r = &t->rows;

	for (int64_t k = 0; k < n; k++)
	{
		int64_t i = order ? order[k] : k;
		double x[LOGIT_ROWS_DENSE];
		eh_row_in row = {.dense = x,
			.success = r->success[i],
			.trials = r->trials ? r->trials[i] : 1.0,
			.weight = r->weight ? r->weight[i] : 1.0,
			.offset = r->offset ? r->offset[i] : 0.0};

		for (int j = 0; j < r->ndense; j++)
			x[j] = r->x[j * r->n + i];
		if (!eh_logit_state_begin(
				s, r->ndense, flags_of(&t->model), (int) t->model.kind))
			abort();
		if (hold > 0 && k == 0)
			s->act_at = hold;
		if (eh_logit_state_make_room(&s, 1, &arena, &control) != EH_OK)
			abort();
		eh_logit_state_put(s, &row);
	}
	return s;
}

static inline eh_logit_state *
state_of(const struct taylor_data *t, const int *order, int64_t n, int64_t hold)
{
	return eh_logit_state_at_rest(
		add_all(empty_state(), t, order, n, hold), &arena);
}

/* As fit() does. */
static inline eh_status
fit_state(const eh_logit_state *s, struct logit_fit *f, double *max_error)
{
	eh_design d = eh_logit_state_design(s);
	size_t p = (size_t) eh_design_parameters(&d);
	double *at = calloc(3 * p + 3 * p * p + 1, sizeof(double));
	eh_logit_state_reader reader;
	eh_rows source;
	double *work;
	eh_status status;

	f->numbers = at;
	f->result = (eh_logit_result){.relation = at,
		.beta = at + p,
		.margin = at + 2 * p,
		.cov = at + 3 * p,
		.hc0 = at + 3 * p + p * p,
		.margin_gradient = at + 3 * p + 2 * p * p};
	*max_error = 0.0;
	if (s->sums)
	{
		work = malloc(eh_taylor_work(s->ndense));
		status = eh_sums_fit(eh_logit_state_sums(s, &arena), &control, work,
			&f->result, max_error);
		free(work);
		return status;
	}
	work = malloc(eh_logit_work(&d));
	eh_logit_state_reader_init(
		&reader, s, get_memory(NULL, eh_logit_state_reader_bytes(s)), &source);
	status = eh_logit(&d, &source, &control, work, &f->result);
	free(work);
	return status;
}

static inline bool
same_bytes(const eh_logit_state *a, const eh_logit_state *b)
{
	return eh_logit_state_bytes(a) == eh_logit_state_bytes(b) &&
		   memcmp(a, b, eh_logit_state_bytes(a)) == 0;
}

static inline bool
valid(const eh_logit_state *s)
{
	const char *why = "";
	bool fine = eh_logit_state_check(s, eh_logit_state_bytes(s), &why) == EH_OK;

	if (!fine)
		printf("# %s\n", why);
	return fine;
}

#endif
