/*
 * logit_rows.h - rows from arrays for tests of fits, in blocks and in any
 * order, and memory for what a fit gives.
 */
#ifndef EH_LOGIT_ROWS_H
#define EH_LOGIT_ROWS_H

#include <stdlib.h>
#include <string.h>

#include "core/logit.h"

#define LOGIT_ROWS_DENSE 64
#define LOGIT_ROWS_FACTORS 4

struct logit_rows
{
	int64_t n;
	int ndense;
	int nfactors;
	const double *x;
	const int32_t *code;
	const double *success;
	const double *trials;
	const double *weight;
	const double *offset;
	const int32_t *cluster;
	int order; /* 0 as given, 1 backwards, 2 in strides of 7 */

	int64_t at;
	int polls_left; /* poll says stop at the last; 0 never */
	int passes;
};

struct logit_block
{
	double x[LOGIT_ROWS_DENSE][EH_BLOCK] __attribute__((aligned(64)));
	double number[4][EH_BLOCK];
	int32_t code[LOGIT_ROWS_FACTORS][EH_BLOCK];
	int32_t cluster[EH_BLOCK];
};

static struct logit_block logit_block;

static inline void
logit_rows_rewind(void *source)
{
	struct logit_rows *r = source;

	r->at = 0;
	r->passes++;
}

static inline int64_t
logit_rows_index(const struct logit_rows *r, int64_t i)
{
	int64_t stride = r->n % 7 == 0 ? 11 : 7;

	if (r->order == 1)
		return r->n - 1 - i;
	return r->order == 2 ? i * stride % r->n : i;
}

static inline bool
logit_rows_next(void *source, eh_block *block)
{
	static const double *numbers[4];
	struct logit_rows *r = source;
	struct logit_block *b = &logit_block;

	if (r->at >= r->n)
		return false;
	numbers[0] = r->success;
	numbers[1] = r->trials;
	numbers[2] = r->weight;
	numbers[3] = r->offset;
	block->n = 0;
	for (; block->n < EH_BLOCK && r->at < r->n; r->at++, block->n++)
	{
		int64_t i = logit_rows_index(r, r->at);
		int to = block->n;

		for (int j = 0; j < r->ndense; j++)
			b->x[j][to] = r->x[j * r->n + i];
		for (int j = 0; j < r->nfactors; j++)
			b->code[j][to] = r->code[j * r->n + i];
		for (int j = 0; j < 4; j++)
			b->number[j][to] = numbers[j] ? numbers[j][i] : 0.0;
		b->cluster[to] = r->cluster ? r->cluster[i] : 0;
	}
	block->x = b->x[0];
	block->code = b->code[0];
	block->success = b->number[0];
	block->trials = r->trials ? b->number[1] : NULL;
	block->weight = r->weight ? b->number[2] : NULL;
	block->offset = r->offset ? b->number[3] : NULL;
	block->cluster = r->cluster ? b->cluster : NULL;
	return true;
}

static inline bool
logit_rows_poll(void *arg)
{
	struct logit_rows *r = arg;

	return r->polls_left > 0 && --r->polls_left == 0;
}

struct logit_fit
{
	eh_logit_result result;
	double *numbers;
};

/* work is of exactly the size asked for and starts off a cache line */
static inline eh_status
logit_fit(const eh_design *d, struct logit_rows *rows, int max_iterations,
	struct logit_fit *f)
{
	size_t p = (size_t) eh_design_parameters(d);
	eh_rows source = {logit_rows_rewind, logit_rows_next, rows};
	eh_control ctl = {max_iterations, logit_rows_poll, rows};
	size_t bytes = eh_logit_work(d);
	char *memory = malloc(bytes + sizeof(double));
	double *at;
	eh_status status;

	f->numbers = calloc(3 * p + 4 * p * p + 1, sizeof(double));
	at = f->numbers;
	f->result = (eh_logit_result){.relation = at,
		.beta = at + p,
		.margin = at + 2 * p,
		.cov = at + 3 * p,
		.hc0 = at + 3 * p + p * p,
		.margin_gradient = at + 3 * p + 2 * p * p,
		.cr0 = d->nclusters > 0 ? at + 3 * p + 3 * p * p : NULL};
	memset(memory, 0xa5, bytes + sizeof(double));
	status = eh_logit(d, &source, &ctl,
		(double *) (void *) (memory + sizeof(double)), &f->result);
	free(memory);
	return status;
}

static inline void
logit_fit_free(struct logit_fit *f)
{
	free(f->numbers);
}

#endif
