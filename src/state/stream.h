/*
 * stream.h - a logistic fit whose rows go by: the first are held and fitted,
 * then they and all that follow are sums (core/taylor.h).
 */
#ifndef EH_STREAM_H
#define EH_STREAM_H

#include "core/taylor.h"
#include "rows.h"

typedef struct eh_stream
{
	eh_taylor *sums;
	double *work;
	void *room;
	double *success; /* a column, on a cache line of the room */
	int64_t move_at; /* rows, at which the centre moves next */
} eh_stream;

extern bool eh_stream_can(const eh_design *d);
extern eh_status eh_sums_begin(const eh_rows *rows, const eh_design *d,
	const eh_arena *arena, const eh_control *ctl, eh_taylor **out);
extern eh_status eh_sums_move(
	eh_taylor *sums, const eh_control *ctl, double *work);
extern eh_status eh_sums_fit(const eh_taylor *sums, const eh_control *ctl,
	double *work, eh_logit_result *out, double *max_error);

extern eh_status eh_stream_begin(const eh_held_rows *rows, const eh_design *d,
	const eh_arena *arena, const eh_control *ctl, eh_stream **out);
extern eh_stream *eh_stream_of(
	const void *sums, size_t bytes, const eh_arena *arena);
extern size_t eh_stream_bytes(const eh_stream *s);
extern eh_status eh_stream_last_block(
	eh_stream *s, eh_held_rows *rows, const eh_control *ctl);
extern void eh_stream_rows(
	eh_stream *s, const eh_held_rows *rows, const eh_arena *arena);
extern eh_status eh_stream_merge(eh_stream *into, const eh_stream *from);

#endif
