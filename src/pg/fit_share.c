/*
 * fit_share.c - states of a fit between workers and their leader.
 *
 * What is sent is the call (kinds and names: only a worker sees them), the
 * levels and clusters met, and the rows.  Workers meet different levels, so
 * numbers are translated by label as rows are merged.
 */
#include "error.h"
#include "fit_state.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/memutils.h"

#include "core/mixed.h"

static void
send_counted(StringInfo buf, const char *bytes, uint32 length)
{
	pq_sendint32(buf, length);
	pq_sendbytes(buf, bytes, (int) length);
}

static char *
receive_counted(StringInfo buf, uint32 *length)
{
	*length = pq_getmsgint(buf, 4);
	return unconstify(char *, pq_getmsgbytes(buf, (int) *length));
}

static char *
receive_name(StringInfo buf)
{
	uint32 length;
	char *name = receive_counted(buf, &length);

	return pnstrdup(name, length);
}

static void
send_call(StringInfo buf, const eh_fit_call *call)
{
	pq_sendint32(buf, (uint32) call->family);
	pq_sendbyte(buf, call->streams);
	pq_sendint32(buf, (uint32) call->settings.quadrature_points);
	pq_sendfloat8(buf, call->settings.profile_level);
	pq_sendint32(buf, (uint32) call->ngroupings);
	for (int i = 0; i < call->ngroupings; i++)
		send_counted(
			buf, call->grouping[i], (uint32) strlen(call->grouping[i]));
	pq_sendint32(buf, (uint32) call->nargs);
	pq_sendint32(buf, (uint32) call->response);
	for (int i = 0; i < call->nargs; i++)
	{
		pq_sendint32(buf, (uint32) call->kind[i]);
		send_counted(buf, call->name[i], (uint32) strlen(call->name[i]));
	}
}

static eh_fit_call *
receive_call(StringInfo buf)
{
	eh_fit_call *call = palloc0(sizeof(eh_fit_call));

	call->family = (eh_fit_family) pq_getmsgint(buf, 4);
	call->streams = pq_getmsgbyte(buf) != 0;
	call->settings.quadrature_points = (int32) pq_getmsgint(buf, 4);
	call->settings.profile_level = pq_getmsgfloat8(buf);
	call->ngroupings = (int32) pq_getmsgint(buf, 4);
	call->grouping = palloc(sizeof(char *) * EH_MIXED_MOST_GROUPS);
	for (int i = 0; i < call->ngroupings; i++)
		call->grouping[i] = receive_name(buf);
	call->nargs = (int) pq_getmsgint(buf, 4);
	call->response = (eh_argument_kind) pq_getmsgint(buf, 4);
	call->kind = palloc(sizeof(eh_argument_kind) * (Size) call->nargs + 8);
	call->name = palloc(sizeof(char *) * (Size) call->nargs + 8);
	for (int i = 0; i < call->nargs; i++)
	{
		call->kind[i] = (eh_argument_kind) pq_getmsgint(buf, 4);
		call->name[i] = receive_name(buf);
		if (eh_argument_is_factor(call->kind[i]))
			call->nfactors++;
		else
			call->ndense++;
	}
	return call;
}

static void
send_levels(StringInfo buf, const eh_levels *levels)
{
	pq_sendint32(buf, (uint32) levels->n);
	for (int32_t i = 0; i < levels->n; i++)
	{
		pq_sendfloat8(buf, levels->level[i]->order);
		send_counted(buf, levels->level[i]->text, levels->level[i]->length);
	}
}

static void
receive_levels(StringInfo buf, eh_levels *levels, const eh_arena *arena)
{
	int32_t n = (int32_t) pq_getmsgint(buf, 4);

	for (int32_t i = 0; i < n; i++)
	{
		double order = pq_getmsgfloat8(buf);
		uint32 length;
		char *text = receive_counted(buf, &length);

		(void) eh_levels_number(levels, arena, text, length, order);
	}
}

static void
send_row(StringInfo buf, const eh_fit_call *call, const eh_row_in *row)
{
	const double numbers[] = {
		row->success, row->trials, row->weight, row->offset};

	appendBinaryStringInfo(buf, (const char *) row->dense,
		(int) (sizeof(double) * (Size) call->ndense));
	appendBinaryStringInfo(buf, (const char *) row->code,
		(int) (sizeof(int32_t) * (Size) eh_fit_call_codes(call)));
	appendBinaryStringInfo(buf, (const char *) numbers, sizeof(numbers));
	appendBinaryStringInfo(
		buf, (const char *) &row->cluster, sizeof(row->cluster));
}

static void
receive_row(StringInfo buf, const eh_fit_call *call, double *dense,
	int32_t *code, eh_row_in *row)
{
	double numbers[4];

	pq_copymsgbytes(
		buf, (char *) dense, (int) (sizeof(double) * (Size) call->ndense));
	pq_copymsgbytes(buf, (char *) code,
		(int) (sizeof(int32_t) * (Size) eh_fit_call_codes(call)));
	pq_copymsgbytes(buf, (char *) numbers, sizeof(numbers));
	pq_copymsgbytes(buf, (char *) &row->cluster, sizeof(row->cluster));
	row->dense = dense;
	row->code = code;
	row->success = numbers[0];
	row->trials = numbers[1];
	row->weight = numbers[2];
	row->offset = numbers[3];
}

/* Of a few thousand numbers, in this machine's order, as blocks are. */
static void
send_stream(StringInfo buf, const eh_fit_state *state)
{
	Size bytes = state->stream != NULL ? eh_stream_bytes(state->stream) : 0;

	pq_sendint64(buf, (uint64) state->streamed);
	pq_sendint32(buf, (uint32) bytes);
	if (bytes > 0)
		appendBinaryStringInfo(
			buf, (const char *) state->stream->sums, (int) bytes);
}

static void
receive_stream(StringInfo buf, eh_fit_state *state)
{
	const char *sums;
	int bytes;

	state->streamed = pq_getmsgint64(buf);
	bytes = (int) pq_getmsgint(buf, 4);
	if (bytes == 0)
		return;
	sums = pq_getmsgbytes(buf, bytes);
	state->stream = eh_stream_of(sums, (size_t) bytes, &state->arena);
	if (state->stream == NULL)
		elog(ERROR, "a worker's sums are not as they should be");
}

static void
check_size(const eh_fit_state *state)
{
	double bytes = (double) state->rows.nrows *
				   (8.0 * state->call->ndense +
					   4.0 * eh_fit_call_codes(state->call) + 36.0);

	if (bytes > MaxAllocSize / 2.0)
		ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a worker's rows are too many to send to the leader"),
				errdetail(INT64_FORMAT " rows take %.0f MB.", state->rows.nrows,
					bytes / 1048576.0),
				errhint("Fit without workers: SET "
						"max_parallel_workers_per_gather = 0.")));
}

PG_FUNCTION_INFO_V1(eh_fit_serial);
Datum
eh_fit_serial(PG_FUNCTION_ARGS)
{
	const eh_fit_state *state = (const eh_fit_state *) PG_GETARG_POINTER(0);
	const eh_fit_call *call = state->call;
	int64 full = eh_held_rows_full_blocks(&state->rows);
	StringInfoData buf;

	check_size(state);
	pq_begintypsend(&buf);
	send_call(&buf, call);
	pq_sendint64(&buf, (uint64) state->missing);
	pq_sendbyte(&buf, state->begun);
	pq_sendbyte(&buf, state->flags);
	pq_sendbyte(&buf, state->weight_kind);
	for (int f = 0; f < eh_fit_call_codes(call); f++)
	{
		const eh_factor *factor = &state->factor[f];

		send_levels(&buf, &factor->label);
		pq_sendbyte(&buf, factor->reference != NULL);
		if (factor->reference != NULL)
			send_counted(&buf, factor->reference, factor->reference_length);
	}
	send_levels(&buf, &state->clusters);
	send_levels(&buf, &state->grades);
	send_stream(&buf, state);
	pq_sendint64(&buf, (uint64) state->rows.nrows);
	pq_sendint64(&buf, (uint64) full);
	for (int64 i = 0; i < full; i++)
		appendBinaryStringInfo(&buf, state->rows.block[i],
			(int) eh_held_rows_block_bytes(&state->rows.shape));
	for (int64 i = full * EH_BLOCK; i < state->rows.nrows; i++)
	{
		eh_row_in row;

		eh_held_rows_get(&state->rows, i, state->dense, state->code, &row);
		send_row(&buf, call, &row);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

PG_FUNCTION_INFO_V1(eh_fit_deserial);
Datum
eh_fit_deserial(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	StringInfoData buf = {.data = VARDATA_ANY(bytes),
		.len = (int) VARSIZE_ANY_EXHDR(bytes),
		.maxlen = (int) VARSIZE_ANY_EXHDR(bytes)};
	eh_fit_call *call = receive_call(&buf);
	eh_fit_state *state = eh_fit_state_new(call, CurrentMemoryContext);
	int64 nrows, full;
	uint8 flags, weight_kind;
	bool begun;

	state->missing = pq_getmsgint64(&buf);
	begun = pq_getmsgbyte(&buf) != 0;
	flags = (uint8) pq_getmsgbyte(&buf);
	weight_kind = (uint8) pq_getmsgbyte(&buf);
	for (int f = 0; f < eh_fit_call_codes(call); f++)
	{
		eh_factor *factor = &state->factor[f];

		receive_levels(&buf, &factor->label, &state->arena);
		if (pq_getmsgbyte(&buf) != 0)
		{
			char *reference = receive_counted(&buf, &factor->reference_length);

			factor->reference = pnstrdup(reference, factor->reference_length);
		}
	}
	receive_levels(&buf, &state->clusters, &state->arena);
	receive_levels(&buf, &state->grades, &state->arena);
	receive_stream(&buf, state);
	nrows = pq_getmsgint64(&buf);
	full = pq_getmsgint64(&buf);
	if (begun)
		eh_fit_state_begin(state, flags, weight_kind);
	for (int64 i = 0; i < full; i++)
		(void) eh_held_rows_append(&state->rows, &state->arena,
			pq_getmsgbytes(
				&buf, (int) eh_held_rows_block_bytes(&state->rows.shape)));
	for (int64 i = full * EH_BLOCK; i < nrows; i++)
	{
		eh_row_in row;

		receive_row(&buf, call, state->dense, state->code, &row);
		eh_held_rows_add(&state->rows, &state->arena, &row);
	}
	PG_RETURN_POINTER(state);
}

static eh_fit_call *
copy_call(const eh_fit_call *call)
{
	eh_fit_call *copy = palloc(sizeof(eh_fit_call));
	Size n = (Size) call->nargs;

	*copy = *call;
	copy->kind = palloc(sizeof(eh_argument_kind) * n + 8);
	memcpy(copy->kind, call->kind, sizeof(eh_argument_kind) * n);
	copy->name = palloc(sizeof(char *) * n + 8);
	for (Size i = 0; i < n; i++)
		copy->name[i] = pstrdup(call->name[i]);
	copy->grouping = palloc(sizeof(char *) * EH_MIXED_MOST_GROUPS);
	for (int i = 0; i < call->ngroupings; i++)
		copy->grouping[i] = pstrdup(call->grouping[i]);
	return copy;
}

/* to[i]: the number that from's level i has in into, where it is put */
static int32_t *
translate(eh_levels *into, const eh_arena *arena, const eh_levels *from)
{
	int32_t *to = palloc(sizeof(int32_t) * (Size) from->n + 8);

	for (int32_t i = 0; i < from->n; i++)
		to[i] = eh_levels_number(into, arena, from->level[i]->text,
			from->level[i]->length, from->level[i]->order);
	return to;
}

/* b's full blocks into a, with a's numbers for levels and clusters */
static void
merge_blocks(eh_fit_state *a, const eh_fit_state *b, int32_t *const *level,
	const int32_t *cluster, const int32_t *grade)
{
	int64 full = eh_held_rows_full_blocks(&b->rows);

	for (int64 i = 0; i < full; i++)
	{
		const eh_block_columns *c =
			eh_held_rows_append(&a->rows, &a->arena, b->rows.block[i]);

		for (int f = 0; f < eh_fit_call_codes(a->call); f++)
		{
			int32_t *code = c->code + (Size) f * EH_BLOCK;

			for (int k = 0; k < EH_BLOCK; k++)
				code[k] = level[f][code[k]];
		}
		if (c->cluster != NULL)
			for (int k = 0; k < EH_BLOCK; k++)
				c->cluster[k] = cluster[c->cluster[k]];
		if (a->call->family == EH_FAMILY_ORDINAL)
			for (int k = 0; k < EH_BLOCK; k++)
				c->counted[k] = grade[(int32_t) c->counted[k]];
		eh_fit_state_check_room(a);
	}
}

/* No row of a's had groups, so b's are what there is. */
static void
take_groupings(eh_fit_state *a, const eh_fit_call *call)
{
	MemoryContext before =
		MemoryContextSwitchTo((MemoryContext) a->arena.owner);

	a->call = copy_call(call);
	MemoryContextSwitchTo(before);
}

/* b's sums into a's; where only one has any, that one's take a's rows. */
static void
merge_streams(eh_fit_state *a, const eh_fit_state *b)
{
	if (b->stream == NULL)
		return;
	a->streamed += b->streamed;
	if (a->stream != NULL)
	{
		if (eh_stream_merge(a->stream, b->stream) != EH_OK)
			elog(ERROR, "a worker's sums are of another model");
		return;
	}
	a->stream =
		eh_stream_of(b->stream->sums, eh_stream_bytes(b->stream), &a->arena);
	a->streamed += a->rows.nrows;
	eh_stream_rows(a->stream, &a->rows, &a->arena);
	eh_held_rows_clear(&a->rows, &a->arena);
}

static void
merge(eh_fit_state *a, const eh_fit_state *b)
{
	int codes = eh_fit_call_codes(b->call);
	int32_t **level = palloc(sizeof(int32_t *) * (Size) codes + 8);
	int32_t *cluster = translate(&a->clusters, &a->arena, &b->clusters);
	int32_t *grade = translate(&a->grades, &a->arena, &b->grades);

	a->missing += b->missing;
	if (!b->begun)
		return;
	if (a->call->ngroupings < 0)
		take_groupings(a, b->call);
	if (!a->begun)
		eh_fit_state_begin(a, b->flags, b->weight_kind);
	else if (a->flags != b->flags || a->weight_kind != b->weight_kind)
		ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the options of outcome(...) change from row to row"),
				errhint("Write one call of outcome(...) for all the rows.")));
	for (int f = 0; f < codes; f++)
	{
		level[f] =
			translate(&a->factor[f].label, &a->arena, &b->factor[f].label);
		if (a->factor[f].reference == NULL && b->factor[f].reference != NULL)
		{
			a->factor[f].reference = a->arena.alloc(
				a->arena.owner, (size_t) b->factor[f].reference_length + 1);
			memcpy(a->factor[f].reference, b->factor[f].reference,
				b->factor[f].reference_length);
			a->factor[f].reference_length = b->factor[f].reference_length;
		}
	}
	eh_fit_state_check_grades(a);
	merge_streams(a, b);
	if (a->stream != NULL)
	{
		/* rows that can be sums have no levels to be translated */
		eh_stream_rows(a->stream, &b->rows, &a->arena);
		a->streamed += b->rows.nrows;
		return;
	}
	merge_blocks(a, b, level, cluster, grade);
	for (int64 i = eh_held_rows_full_blocks(&b->rows) * EH_BLOCK;
		 i < b->rows.nrows; i++)
	{
		eh_row_in row;

		eh_held_rows_get(&b->rows, i, a->dense, a->code, &row);
		for (int f = 0; f < codes; f++)
			a->code[f] = level[f][a->code[f]];
		if ((b->flags & EH_ROWS_CLUSTER) != 0)
			row.cluster = cluster[row.cluster];
		if (a->call->family == EH_FAMILY_ORDINAL)
			row.success = grade[(int32_t) row.success];
		eh_fit_state_add(a, &row);
	}
}

PG_FUNCTION_INFO_V1(eh_fit_combine);
Datum
eh_fit_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	eh_fit_state *a =
		PG_ARGISNULL(0) ? NULL : (eh_fit_state *) PG_GETARG_POINTER(0);
	const eh_fit_state *b;

	if (!AggCheckCallContext(fcinfo, &context))
		eh_error_not_aggregate();
	if (PG_ARGISNULL(1))
	{
		if (a == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(a);
	}
	b = (const eh_fit_state *) PG_GETARG_POINTER(1);
	if (a == NULL)
	{
		MemoryContext before = MemoryContextSwitchTo(context);

		a = eh_fit_state_new(copy_call(b->call), context);
		MemoryContextSwitchTo(before);
	}
	merge(a, b);
	PG_RETURN_POINTER(a);
}
