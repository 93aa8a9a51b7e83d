/*
 * mixed_rows.h - memory for what a mixed fit gives, for tests and timings.
 */
#ifndef EH_MIXED_ROWS_H
#define EH_MIXED_ROWS_H

#include "core/mixed.h"

#include "logit_rows.h"

struct mixed_fit
{
	eh_mixed_result result;
	double *numbers;
	int64_t both[EH_MIXED_MOST_GROUPS];
};

/* work is of exactly the size asked for and starts off a cache line */
static inline eh_status
mixed_fit(const eh_design *d, const eh_mixed_groups *groups, int points,
	struct logit_rows *rows, struct mixed_fit *f)
{
	size_t p = (size_t) eh_design_parameters(d);
	size_t n = (size_t) groups->n;
	size_t levels = 0;
	eh_rows source = {logit_rows_rewind, logit_rows_next, rows};
	eh_control ctl = {50, logit_rows_poll, rows};
	eh_mixed_options options = {points};
	size_t bytes = eh_mixed_work(d, groups, &options);
	char *memory = malloc(bytes + sizeof(double));
	double *at;
	eh_status status;

	for (size_t k = 0; k < n; k++)
		levels += (size_t) groups->nlevels[k];
	f->numbers = calloc(
		2 * p + p * p + (p + n) * (p + n) + 4 * n + 2 * levels, sizeof(double));
	at = f->numbers;
	f->result = (eh_mixed_result){.relation = at,
		.beta = at + p,
		.cov = at + 2 * p,
		.joint = at + 2 * p + p * p};
	at += 2 * p + p * p + (p + n) * (p + n);
	f->result.sd = at;
	f->result.variance = at + n;
	f->result.sd_error = at + 2 * n;
	f->result.log_sd_error = at + 3 * n;
	f->result.mode = at + 4 * n;
	f->result.mode_error = at + 4 * n + levels;
	f->result.both = f->both;
	memset(memory, 0xa5, bytes < 100000000 ? bytes + sizeof(double) : 0);
	status = eh_mixed(d, groups, &options, &source, &ctl,
		(double *) (void *) (memory + sizeof(double)), &f->result);
	free(memory);
	return status;
}

static inline eh_status
mixed_limits(const eh_design *d, const eh_mixed_groups *groups, int points,
	struct logit_rows *rows, double level, eh_limits *limits,
	eh_mixed_word *words)
{
	eh_rows source = {logit_rows_rewind, logit_rows_next, rows};
	eh_control ctl = {50, logit_rows_poll, rows};
	eh_mixed_options options = {points};
	size_t bytes = eh_mixed_profile_work(d, groups, &options);
	char *memory = malloc(bytes + sizeof(double));
	eh_status status;

	memset(memory, 0xa5, bytes + sizeof(double));
	status = eh_mixed_profile(d, groups, &options, &source, &ctl, level,
		(double *) (void *) (memory + sizeof(double)), limits, words);
	free(memory);
	return status;
}

static inline void
mixed_fit_free(struct mixed_fit *f)
{
	free(f->numbers);
}

#endif
