/*
 * chart_scale.c - from values to pixels, and where the ticks stand.
 *
 * A1  Linear ticks are multiples of 1, 2 or 5 times a power of ten, all
 *     within the range and at most as many as asked.
 * A2  Ticks of a log axis are powers of two (0.25 0.5 1 2 4), over a narrow
 *     range linear ticks, over a wide one powers of ten.
 * A3  A value past the range lies at its end: nothing is drawn outside.
 * A4  Ticks of a step have all the same decimals; no number is "-0".
 */
#include "chart_scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double
eh_scale_at(const eh_scale *s, double v)
{
	double low = s->log ? log(s->low) : s->low;
	double high = s->log ? log(s->high) : s->high;
	double part;

	if (s->log)
		v = v > 0.0 ? log(v) : -INFINITY;
	/* halves first: the range of two large numbers may pass a double's */
	part = (v / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
	part = fmin(1.0, fmax(0.0, part));
	return s->from + part * (s->to - s->from);
}

/* The step of 1, 2 or 5 times a power of ten that is not below least. */
static double
nice_step(double least)
{
	double ten = pow(10.0, floor(log10(least)));
	double step = ten;

	if (!(ten > 0.0))
		return least;
	if (step < least * (1.0 - 1e-9))
		step = 2.0 * ten;
	if (step < least * (1.0 - 1e-9))
		step = 5.0 * ten;
	if (step < least * (1.0 - 1e-9))
		step = 10.0 * ten;
	return step;
}

static void
multiples(double low, double high, double step, eh_ticks *out)
{
	double first = ceil(low / step - 1e-9);
	double last = floor(high / step + 1e-9);
	double inverse = round(1.0 / step);

	out->n = 0;
	out->step = step;
	for (double k = first; k <= last && out->n < EH_TICKS_MOST; k += 1.0)
	{
		/* a power of ten below 1 is not exact, its inverse is */
		out->at[out->n++] =
			step < 1.0 && inverse < 1e15 ? k / inverse : k * step;
		if (k + 1.0 == k)
			break;
	}
}

/* low < high, both finite */
void
eh_ticks_linear(double low, double high, int most, eh_ticks *out)
{
	double least = (high / most - low / most);

	if (most > EH_TICKS_MOST)
		most = EH_TICKS_MOST;
	for (int tries = 0; tries < 4; tries++)
	{
		double step = nice_step(least);

		multiples(low, high, step, out);
		if (out->n <= most)
			break;
		least = step * 1.01;
	}
}

/* Ticks at whole numbers alone: years, ranks. */
void
eh_ticks_whole(double low, double high, int most, eh_ticks *out)
{
	if (high - low <= (double) most)
		multiples(low, high, 1.0, out);
	else
		eh_ticks_linear(low, high, most, out);
	if (out->step < 1.0)
		multiples(low, high, 1.0, out);
}

/* 0 < low < high */
void
eh_ticks_log(double low, double high, int most, eh_ticks *out)
{
	double twos = log2(high) - log2(low);
	double tens = log10(high) - log10(low);
	double every = 1.0;
	double base = 2.0;
	double first, last;

	if (twos < 1.6)
	{
		eh_ticks_linear(low, high, most, out);
		return;
	}
	if (twos > (double) most)
	{
		base = 10.0;
		while (tens / every > (double) most)
			every += 1.0;
	}
	first = log(low) / log(base) / every;
	last = log(high) / log(base) / every;
	out->n = 0;
	out->step = 0.0;
	for (double k = ceil(first - 1e-9);
		 k <= floor(last + 1e-9) && out->n < EH_TICKS_MOST; k += 1.0)
		out->at[out->n++] = pow(base, k * every);
	if (out->n < 3 && tens < 1.0)
		eh_ticks_linear(low, high, most, out);
}

/* The same of counts: 1, 2 and 5 times powers of ten, or 1 alone. */
void
eh_ticks_counts(double low, double high, int most, eh_ticks *out)
{
	static const int digits[] = {1, 2, 5};

	for (int each = 3;; each -= 2)
	{
		out->n = 0;
		out->step = 0.0;
		for (double k = floor(log10(low)); k <= floor(log10(high)); k += 1.0)
		{
			for (int i = 0; i < each && out->n < EH_TICKS_MOST; i++)
			{
				double v = digits[i] * pow(10.0, k);

				if (v >= low && v <= high)
					out->at[out->n++] = v;
			}
		}
		if (out->n <= most || each == 1)
			return;
	}
}

/* From day 0: weeks, months of 30 days, years, whichever there are few of. */
void
eh_ticks_days(double high, int most, eh_ticks *out)
{
	static const double steps[] = {
		1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 7300};
	double step = 0.0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps) && step == 0.0; i++)
	{
		if (floor(high / steps[i] + 1e-9) + 1.0 <= (double) most)
			step = steps[i];
	}
	if (high < 1.0 || step == 0.0)
		eh_ticks_linear(0.0, high, most, out);
	else
		multiples(0.0, high, step, out);
}

/* Widens the range to whole steps, and sets the ticks. */
void
eh_scale_round(eh_scale *s, int most, eh_ticks *ticks)
{
	double low, high;

	eh_ticks_linear(s->low, s->high, most, ticks);
	if (!(ticks->step > 0.0))
		return;
	low = floor(s->low / ticks->step + 1e-9) * ticks->step;
	high = ceil(s->high / ticks->step - 1e-9) * ticks->step;
	if (!isfinite(low) || !isfinite(high))
		return;
	s->low = low;
	s->high = high;
	multiples(s->low, s->high, ticks->step, ticks);
}

/* Puts a comma between thousands. */
static void
group_thousands(const char *digits, char out[EH_NUMBER])
{
	size_t whole = strcspn(digits, ".");
	size_t sign = digits[0] == '-';
	size_t n = 0;

	for (size_t i = 0; digits[i] != '\0' && n + 2 < EH_NUMBER; i++)
	{
		if (i > sign && i < whole && (whole - i) % 3 == 0)
			out[n++] = ',';
		out[n++] = digits[i];
	}
	out[n] = '\0';
}

/* Zeros that end the decimals, and the sign of nought, go. */
static void
trim(char *digits)
{
	size_t n = strlen(digits);

	if (strchr(digits, '.') != NULL)
	{
		while (digits[n - 1] == '0')
			n--;
		if (digits[n - 1] == '.')
			n--;
		digits[n] = '\0';
	}
}

static void
fixed(double v, int decimals, const char *unit, char out[EH_NUMBER])
{
	char digits[EH_NUMBER];
	size_t n;

	snprintf(digits, sizeof(digits), "%.*f", decimals, v);
	if (strspn(digits, "-0.") == strlen(digits) && digits[0] == '-')
		memmove(digits, digits + 1, strlen(digits));
	group_thousands(digits, out);
	n = strlen(out);
	snprintf(out + n, EH_NUMBER - n, "%s", unit);
}

/*
 * eh_number - a number as a tick of a step; step 0: by itself, to three
 * digits at most.  From a million up in millions (m) or thousand millions
 * (bn).
 */
void
eh_number(double v, double step, char out[EH_NUMBER])
{
	double size = fmax(fabs(v), step);
	double unit = size < 1e6 ? 1.0 : size < 1e9 ? 1e6 : 1e9;
	const char *word = unit == 1.0 ? "" : unit == 1e6 ? "m" : "bn";
	int decimals = 0;

	if (step <= 0.0)
		eh_number_short(v, out);
	else if (size >= 1e15 || step < 1e-6)
		snprintf(out, EH_NUMBER, "%.6g", v);
	else if (v == 0.0)
		snprintf(out, EH_NUMBER, "0");
	else
	{
		while (decimals < 6 &&
			   fabs(step / unit * pow(10.0, decimals) -
					round(step / unit * pow(10.0, decimals))) > 1e-6)
			decimals++;
		fixed(v / unit, decimals, word, out);
	}
}

/* A number to three digits or so, whatever its size. */
void
eh_number_short(double v, char out[EH_NUMBER])
{
	double size = fabs(v);
	char digits[EH_NUMBER];
	double unit = size < 999500.0 ? 1.0 : size < 999.5e6 ? 1e6 : 1e9;

	if (v != 0.0 && (size < 1e-3 || size >= 1e15))
		snprintf(out, EH_NUMBER, "%.3g", v);
	else if (unit == 1.0 && size >= 1000.0)
		fixed(v, 0, "", out);
	else
	{
		double part = size / unit;
		int decimals = part >= 99.95    ? 0
					   : part >= 9.995  ? 1
					   : part >= 0.9995 ? 2
										: 3 + (part < 0.0995);

		snprintf(digits, sizeof(digits), "%.*f", decimals, v / unit);
		trim(digits);
		if (strcmp(digits, "-0") == 0)
			snprintf(digits, sizeof(digits), "0");
		group_thousands(digits, out);
		snprintf(out + strlen(out), EH_NUMBER - strlen(out), "%s",
			unit == 1.0   ? ""
			: unit == 1e6 ? "m"
						  : "bn");
	}
}
