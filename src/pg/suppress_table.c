/*
 * suppress_table.c - suppress_table(): which cells of a two-way table to
 * hide, its totals among them.
 */
#include "suppress.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "row.h"

#define FIRST_ROOM 64

typedef struct named_count
{
	const char *row;
	const char *column;
	int64 count;
} named_count;

typedef struct count_table
{
	int32 threshold;
	int64 n;
	int64 room;
	named_count *count;
} count_table;

/* A table ready to be hidden and written out. */
typedef struct laid_out
{
	eh_count_cell *cell;
	int64 n; /* counts first, then totals of rows, of columns, of all */
	int64 counts;
	int32 rows; /* without that of the totals */
	int32 columns;
	const char **row;
	const char **column;
} laid_out;

static pg_noinline void
error_table(const char *message, const char *detail)
{
	ereport(
		ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", message),
				   errdetail("%s", detail),
				   errhint("Count by row and column first: SELECT row, column, "
						   "count(*) ... GROUP BY 1, 2.")));
}

/* suppress_table(row_key, column_key, count [, threshold]) */
PG_FUNCTION_INFO_V1(eh_suppress_table_accum);
Datum
eh_suppress_table_accum(PG_FUNCTION_ARGS)
{
	count_table *t =
		PG_ARGISNULL(0) ? NULL : (count_table *) PG_GETARG_POINTER(0);
	bool given = PG_NARGS() > 4;
	int32 threshold = !given            ? EH_SMALL_COUNT
					  : PG_ARGISNULL(4) ? 0
										: PG_GETARG_INT32(4);
	MemoryContext context;
	MemoryContext before;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "suppress_table_accum is called by an aggregate only");
	before = MemoryContextSwitchTo(context);
	if (t == NULL)
	{
		eh_check_small_count(0, threshold);
		t = palloc0(sizeof(*t));
		t->threshold = threshold;
		t->room = FIRST_ROOM;
		t->count = palloc(sizeof(*t->count) * (Size) t->room);
	}
	if (t->threshold != threshold)
		error_table("the threshold of suppress_table is one number",
			"It is not the same in every row.");
	if (!PG_ARGISNULL(3))
	{
		if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
			error_table(
				"suppress_table needs a row and a column for each count",
				"In one row a key is NULL.");
		eh_check_small_count(PG_GETARG_INT64(3), threshold);
		if (t->n == t->room)
		{
			t->room *= 2;
			t->count =
				repalloc_huge(t->count, sizeof(*t->count) * (Size) t->room);
		}
		t->count[t->n++] =
			(named_count){.row = text_to_cstring(PG_GETARG_TEXT_PP(1)),
				.column = text_to_cstring(PG_GETARG_TEXT_PP(2)),
				.count = PG_GETARG_INT64(3)};
	}
	MemoryContextSwitchTo(before);
	PG_RETURN_POINTER(t);
}

static int
by_row_and_column(const void *a, const void *b)
{
	const named_count *x = a;
	const named_count *y = b;
	int order = strcmp(x->row, y->row);

	return order != 0 ? order : strcmp(x->column, y->column);
}

static int
by_word(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* Numbers rows and columns in byte order, and leaves room for the totals. */
static void
lay_out(const count_table *t, laid_out *out)
{
	named_count *sorted = MemoryContextAllocHuge(
		CurrentMemoryContext, sizeof(*sorted) * (Size) t->n);
	Size words = sizeof(char *) * (Size) t->n;

	memcpy(sorted, t->count, sizeof(*sorted) * (Size) t->n);
	qsort(sorted, (size_t) t->n, sizeof(*sorted), by_row_and_column);
	out->row = MemoryContextAllocHuge(CurrentMemoryContext, words);
	out->column = MemoryContextAllocHuge(CurrentMemoryContext, words);
	out->rows = out->columns = 0;
	for (int64 i = 0; i < t->n; i++)
	{
		if (i > 0 && by_row_and_column(&sorted[i - 1], &sorted[i]) == 0)
			error_table("a cell of the table is given twice",
				psprintf("Row \"%.60s\", column \"%.60s\".", sorted[i].row,
					sorted[i].column));
		if (i == 0 || strcmp(sorted[i - 1].row, sorted[i].row) != 0)
			out->row[out->rows++] = sorted[i].row;
		out->column[i] = sorted[i].column;
	}
	qsort(out->column, (size_t) t->n, sizeof(char *), by_word);
	for (int64 i = 0; i < t->n; i++)
	{
		if (i == 0 ||
			strcmp(out->column[out->columns - 1], out->column[i]) != 0)
			out->column[out->columns++] = out->column[i];
	}

	out->counts = t->n;
	out->n = t->n + out->rows + out->columns + 1;
	out->cell = MemoryContextAllocHuge(
		CurrentMemoryContext, sizeof(*out->cell) * (Size) out->n);
	for (int64 i = 0, row = 0; i < t->n; i++)
	{
		const char **column = bsearch(&sorted[i].column, out->column,
			(size_t) out->columns, sizeof(char *), by_word);

		row += strcmp(out->row[row], sorted[i].row) != 0;
		out->cell[i] = (eh_count_cell){.count = sorted[i].count,
			.row = (int32) row,
			.column = (int32) (column - out->column)};
	}
	pfree(sorted);
}

static void
add_totals(laid_out *t)
{
	eh_count_cell *of_row = t->cell + t->counts;
	eh_count_cell *of_column = of_row + t->rows;
	eh_count_cell *grand = of_column + t->columns;

	for (int32 r = 0; r < t->rows; r++)
		of_row[r] =
			(eh_count_cell){.row = r, .column = t->columns, .total = true};
	for (int32 c = 0; c < t->columns; c++)
		of_column[c] =
			(eh_count_cell){.row = t->rows, .column = c, .total = true};
	*grand =
		(eh_count_cell){.row = t->rows, .column = t->columns, .grand = true};
	for (int64 i = 0; i < t->counts; i++)
	{
		const eh_count_cell *c = &t->cell[i];

		/* what fits the grand total fits the others */
		grand->count = eh_add_counts(grand->count, c->count);
		of_row[c->row].count += c->count;
		of_column[c->column].count += c->count;
	}
}

static Datum
cell_row(const laid_out *t, const eh_count_cell *c, TupleDesc desc)
{
	static const char *const reasons[] = {[EH_SHOWN] = NULL,
		[EH_HIDDEN_SMALL] = "small",
		[EH_HIDDEN_AS_WELL] = "protects_others"};
	eh_row row;

	eh_row_over(desc, &row);
	if (c->row < t->rows)
		eh_row_text(&row, "row_key", t->row[c->row]);
	if (c->column < t->columns)
		eh_row_text(&row, "column_key", t->column[c->column]);
	if (c->hiding == EH_SHOWN)
		eh_row_int8(&row, "count", c->count);
	eh_row_text(&row, "cell",
		c->hiding == EH_SHOWN ? psprintf(INT64_FORMAT, c->count)
							  : EH_CONFIDENTIAL);
	eh_row_int4(&row, "hidden", c->hiding != EH_SHOWN);
	eh_row_text(&row, "reason", reasons[c->hiding]);
	return eh_row_end(&row);
}

PG_FUNCTION_INFO_V1(eh_suppress_table_final);
Datum
eh_suppress_table_final(PG_FUNCTION_ARGS)
{
	Oid element = get_element_type(get_fn_expr_rettype(fcinfo->flinfo));
	const count_table *t =
		PG_ARGISNULL(0) ? NULL : (const count_table *) PG_GETARG_POINTER(0);
	TupleDesc desc;
	Datum *cells;
	laid_out out;

	if (t == NULL || t->n == 0)
		PG_RETURN_NULL();
	lay_out(t, &out);
	add_totals(&out);
	eh_hide_counts(
		out.cell, out.n, out.rows + 1, out.columns + 1, t->threshold);

	desc = lookup_rowtype_tupdesc_copy(element, -1);
	cells = MemoryContextAllocHuge(
		CurrentMemoryContext, sizeof(*cells) * (Size) out.n);
	for (int64 i = 0; i < out.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		cells[i] = cell_row(&out, &out.cell[i], desc);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(
		cells, (int) out.n, element, -1, false, TYPALIGN_DOUBLE));
}
