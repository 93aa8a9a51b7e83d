/*
 * stream.c - Z1 to Z3 of src/state/stream.c: rows that went by against the
 * same rows held, in orders that mislead.
 */
#include "unit.h"

#include <stdlib.h>

#include "state/stream.h"

#define ROWS 60000
#define FIRST 8192 /* rows held before summing is tried */
#define NDENSE 3
#define P (NDENSE + 1)

static void *
get_memory(void *owner, size_t bytes)
{
	(void) owner;
	return malloc(bytes);
}

static void
free_memory(void *owner, void *given)
{
	(void) owner;
	free(given);
}

static const eh_arena arena = {get_memory, free_memory, NULL};
static const eh_control control = {200, NULL, NULL};

typedef struct sample
{
	double x[NDENSE];
	double y;
} sample;

static sample rows[ROWS];

static double
uniform(void)
{
	return drand48() * 2.0 - 1.0;
}

/* Two populations, one after the other, drift: how far apart they are. */
static void
make(double drift)
{
	srand48(7);
	for (int i = 0; i < ROWS; i++)
	{
		double eta = -0.5 + (i < ROWS / 2 ? 0.0 : drift);

		for (int j = 0; j < NDENSE; j++)
		{
			rows[i].x[j] = 1e6 * j + uniform() * (j + 1);
			eta += (rows[i].x[j] - 1e6 * j) * (0.6 - 0.3 * j);
		}
		rows[i].y = drand48() < 1.0 / (1.0 + exp(-eta));
	}
}

static int
by_y(const void *a, const void *b)
{
	const sample *p = a;
	const sample *q = b;

	return (p->y > q->y) - (p->y < q->y);
}

static int
by_x(const void *a, const void *b)
{
	const sample *p = a;
	const sample *q = b;

	return (p->x[0] > q->x[0]) - (p->x[0] < q->x[0]);
}

static eh_design
design(int64_t n)
{
	return (eh_design){.intercept = true, .ndense = NDENSE, .nrows = n};
}

typedef struct answer
{
	double number[3 * P + 3 * P * P];
	eh_logit_result r;
	double max_error;
	int64_t summed;
} answer;

static void
point(answer *a)
{
	memset(a, 0, sizeof(*a));
	a->r = (eh_logit_result){.beta = a->number,
		.relation = a->number + P,
		.margin = a->number + 2 * P,
		.cov = a->number + 3 * P,
		.hc0 = a->number + 3 * P + P * P,
		.margin_gradient = a->number + 3 * P + 2 * P * P};
}

static void
fit_held(const eh_held_rows *held, answer *a)
{
	eh_design d = design(held->nrows);
	void *scratch = malloc(eh_held_rows_reader_bytes(&held->shape));
	double *work = malloc(eh_logit_work(&d));
	eh_row_reader reader;
	eh_rows source;

	eh_row_reader_init(&reader, held, scratch, &source);
	point(a);
	if (eh_logit(&d, &source, &control, work, &a->r) != EH_OK)
		abort();
	free(work);
	free(scratch);
}

/* What a transition function does with a row. */
static void
take(eh_held_rows *held, eh_stream **stream, const sample *s, int64_t *try_at)
{
	eh_row_in row = {.dense = s->x, .success = s->y, .trials = 1, .weight = 1};

	eh_held_rows_add(held, &arena, &row);
	if (held->nrows % EH_BLOCK != 0)
		return;
	if (*stream != NULL)
		eh_stream_last_block(*stream, held, &control);
	else if (held->nrows >= *try_at)
	{
		eh_design d = design(held->nrows);

		*try_at = 2 * held->nrows;
		eh_stream_begin(held, &d, &arena, &control, stream);
		if (*stream != NULL)
			eh_held_rows_clear(held, &arena);
	}
}

static void
release(eh_held_rows *held, eh_stream *s)
{
	eh_held_rows_clear(held, &arena);
	if (s == NULL)
		return;
	free(s->sums);
	free(s->work);
	free(s->room);
	free(s);
}

/* Rows from first to last, to the end; parts: as so many workers' sums. */
static void
fit_passing(int parts, answer *a)
{
	eh_row_shape shape = {NDENSE, 0, 0};
	eh_held_rows held[4];
	eh_stream *stream[4] = {NULL};
	eh_held_rows *rest = &held[0];

	for (int p = 0; p < parts; p++)
	{
		int64_t try_at = FIRST / parts;

		eh_held_rows_init(&held[p], &shape);
		for (int i = ROWS / parts * p; i < ROWS / parts * (p + 1); i++)
			take(&held[p], &stream[p], &rows[i], &try_at);
	}
	for (int p = 1; p < parts; p++)
	{
		/* as it is sent: a copy of its bytes */
		eh_stream *copy = stream[p] == NULL
							  ? NULL
							  : eh_stream_of(stream[p]->sums,
									eh_stream_bytes(stream[p]), &arena);

		if (copy != NULL && stream[0] != NULL)
			eh_stream_merge(stream[0], copy);
		if (stream[0] != NULL)
			eh_stream_rows(stream[0], &held[p], &arena);
		release(&held[p], stream[p]);
		if (copy != NULL)
			release(&(eh_held_rows){.shape = shape}, copy);
	}
	point(a);
	if (stream[0] == NULL)
	{
		fit_held(rest, a);
		release(rest, NULL);
		return;
	}
	eh_stream_rows(stream[0], rest, &arena);
	a->summed = stream[0]->sums->totals.rows;
	if (eh_taylor_finish(stream[0]->sums, &control, stream[0]->work, &a->r,
			&a->max_error) != EH_OK)
		abort();
	release(rest, stream[0]);
}

static double
apart(const answer *a, const answer *b)
{
	double most = 0.0;

	for (int j = 0; j < P; j++)
		most = fmax(most,
			fabs(a->r.beta[j] - b->r.beta[j]) / sqrt(b->r.cov[j * P + j]));
	return most;
}

static void
hold_all(answer *a)
{
	eh_row_shape shape = {NDENSE, 0, 0};
	eh_held_rows held;

	eh_held_rows_init(&held, &shape);
	for (int i = 0; i < ROWS; i++)
	{
		eh_row_in row = {
			.dense = rows[i].x, .success = rows[i].y, .trials = 1, .weight = 1};

		eh_held_rows_add(&held, &arena, &row);
	}
	fit_held(&held, a);
	release(&held, NULL);
}

/* Z3: never further off than it says, rounding aside. */
static void
compare(const char *order, bool sums)
{
	answer want, got;

	hold_all(&want);
	for (int parts = 1; parts <= 3; parts += 2)
	{
		double off;

		fit_passing(parts, &got);
		off = apart(&got, &want);
		ok((got.summed > 0) == (sums || parts > 1) || !sums,
			"%s, %d parts: %lld rows summed", order, parts,
			(long long) got.summed);
		ok(got.r.status != EH_FIT_OK || off <= got.max_error + 1e-9,
			"  %.1e standard errors off, %.1e said", off, got.max_error);
		if (sums)
			ok(got.r.status == EH_FIT_OK && got.max_error < 0.01,
				"  and that is little");
	}
}

int
main(void)
{
	eh_design d = design(10);
	int32_t nlevels = 3;
	int32_t reference = 0;

	ok(eh_stream_can(&d), "numbers can be summed");
	d.ndense = EH_TAYLOR_MOST + 1;
	ok(!eh_stream_can(&d), "too many cannot");
	d = (eh_design){.intercept = true,
		.ndense = 1,
		.nfactors = 1,
		.nlevels = &nlevels,
		.reference = &reference};
	ok(!eh_stream_can(&d), "nor can a factor");
	ok(eh_stream_of("none", 4, &arena) == NULL, "what is no sums is refused");

	make(0.0);
	compare("as they come", true);
	qsort(rows, ROWS, sizeof(*rows), by_x);
	compare("sorted by x", false);
	qsort(rows, ROWS, sizeof(*rows), by_y);
	compare("sorted by y", false);
	make(1.0);
	compare("another population halfway", false);
	make(8.0);
	compare("quite another", false);
	return done();
}
