/*
 * interval.c - confidence limits of a proportion and of a count.
 *
 * I1  A level lies strictly between 0 and 1; anything else is EH_EDOMAIN.
 * I2  0 <= x <= n and n > 0 for a proportion, x >= 0 for a count; both whole.
 * I3  None of n has lower limit 0, all of n upper limit 1, exactly.
 * I4  Exact limits invert the forward distribution functions: GSL 2.7's own
 *     beta and gamma quantiles return NaN or a wrong value from n in the
 *     hundreds on, and one call may never return.
 */
#include "interval.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "root.h"

int
eh_level_valid(double level)
{
	return level > 0.0 && level < 1.0;
}

/* The z of a two-sided interval: 1.96 for a level of 0.95. */
double
eh_normal_quantile(double level)
{
	return gsl_cdf_ugaussian_Qinv(0.5 * (1.0 - level));
}

double
eh_t_quantile(double level, double df)
{
	return gsl_cdf_tdist_Qinv(0.5 * (1.0 - level), df);
}

static int
proportion_valid(double x, double n, double level)
{
	return eh_level_valid(level) && isfinite(n) && n > 0.0 && x >= 0.0 &&
		   x <= n;
}

/*
 * eh_wilson - the score interval.
 *
 *	(2x + z^2 -/+ z sqrt(z^2 + 4x(1 - x/n))) / (2 (n + z^2))
 *
 * Wilson (1927), Journal of the American Statistical Association 22, 209-212.
 * Checked against PHEindicatormethods 2.1.0, phe_proportion().
 */
eh_status
eh_wilson(double x, double n, double level, eh_limits *out)
{
	double z;
	double root;

	if (!proportion_valid(x, n, level))
		return EH_EDOMAIN;
	z = eh_normal_quantile(level);
	root = z * sqrt(z * z + 4.0 * x * (1.0 - x / n));
	out->low = x == 0.0 ? 0.0 : (2.0 * x + z * z - root) / (2.0 * (n + z * z));
	out->high = x == n ? 1.0 : (2.0 * x + z * z + root) / (2.0 * (n + z * z));
	return EH_OK;
}

/*
 * eh_wilson_cc - the score interval with continuity correction.
 *
 * Newcombe (1998), Statistics in Medicine 17, 857-872, method 4.  Checked
 * against R 4.2.2, prop.test(x, n).
 */
eh_status
eh_wilson_cc(double x, double n, double level, eh_limits *out)
{
	double z;
	double p;
	double q;
	double centre;

	if (!proportion_valid(x, n, level))
		return EH_EDOMAIN;
	z = eh_normal_quantile(level);
	p = x / n;
	q = (n - x) / n;
	centre = 2.0 * x + z * z;

	/* x = 1 with z small makes the first root's argument negative: 0 then */
	out->low = 0.0;
	if (x > 0.0)
	{
		double arg = z * z - 2.0 - 1.0 / n + 4.0 * p * (n * q + 1.0);

		out->low =
			(centre - 1.0 - z * sqrt(fmax(arg, 0.0))) / (2.0 * (n + z * z));
	}
	out->high = 1.0;
	if (x < n)
	{
		double arg = z * z + 2.0 - 1.0 / n + 4.0 * p * (n * q - 1.0);

		out->high =
			(centre + 1.0 + z * sqrt(fmax(arg, 0.0))) / (2.0 * (n + z * z));
	}
	out->low = fmax(out->low, 0.0);
	out->high = fmin(out->high, 1.0);
	return EH_OK;
}

typedef struct tail
{
	double a;      /* first shape */
	double b;      /* second shape; unused for the gamma */
	double target; /* the tail's probability */
} tail;

static double
beta_lower(double p, void *arg)
{
	const tail *t = arg;

	return gsl_cdf_beta_P(p, t->a, t->b) - t->target;
}

static double
beta_upper(double p, void *arg)
{
	const tail *t = arg;

	return gsl_cdf_beta_Q(p, t->a, t->b) - t->target;
}

static double
gamma_lower(double m, void *arg)
{
	const tail *t = arg;

	return gsl_cdf_gamma_P(m, t->a, 1.0) - t->target;
}

static double
gamma_upper(double m, void *arg)
{
	const tail *t = arg;

	return gsl_cdf_gamma_Q(m, t->a, 1.0) - t->target;
}

/*
 * eh_clopper_pearson - the limits at which x is as far out as the level says.
 *
 * Clopper and Pearson (1934), Biometrika 26, 404-413.  EH_ERANGE above
 * EH_EXACT_MAX cases, where GSL's distribution function loses digits, but for
 * none or all of n, which have a closed form.  Checked against R 4.2.2,
 * binom.test(x, n).
 */
eh_status
eh_clopper_pearson(double x, double n, double level, eh_limits *out)
{
	double half = 0.5 * (1.0 - level);
	double observed;
	eh_status status = EH_OK;

	if (!proportion_valid(x, n, level))
		return EH_EDOMAIN;
	if (n > EH_EXACT_MAX && x != 0.0 && x != n)
		return EH_ERANGE;
	observed = x / n;

	/*
	 * x / n brackets both: a whole mean is its own median, so either tail
	 * holds at least a half there.
	 */
	if (x == 0.0)
		out->low = 0.0;
	else if (x == n)
		out->low = exp(log(half) / n);
	else
	{
		tail t = {x, n - x + 1.0, half};

		status = eh_root(beta_lower, &t, 0.0, observed, &out->low);
	}
	if (status != EH_OK)
		return status;

	if (x == n)
		out->high = 1.0;
	else if (x == 0.0)
		out->high = -expm1(log(half) / n);
	else
	{
		tail t = {x + 1.0, n - x, half};

		status = eh_root(beta_upper, &t, observed, 1.0, &out->high);
	}
	return status;
}

static int
count_valid(double x, double level)
{
	return eh_level_valid(level) && isfinite(x) && x >= 0.0;
}

/* x (1 - 1/(9x) + z/(3 sqrt x))^3, not below 0 */
static double
byar_bound(double x, double z)
{
	double root;

	if (x == 0.0)
		return 0.0;
	root = 1.0 - 1.0 / (9.0 * x) + z / (3.0 * sqrt(x));
	return root > 0.0 ? x * root * root * root : 0.0;
}

/*
 * eh_byar - Byar's approximation to the exact limits of a Poisson mean.
 *
 * Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69.
 * The lower limit is 0 where the formula goes below it.  Checked against
 * PHEindicatormethods 2.1.0, byars_lower() and byars_upper().
 */
eh_status
eh_byar(double x, double level, eh_limits *out)
{
	double z;

	if (!count_valid(x, level))
		return EH_EDOMAIN;
	z = eh_normal_quantile(level);
	out->low = byar_bound(x, -z);
	out->high = byar_bound(x + 1.0, z);
	return EH_OK;
}

/*
 * eh_garwood - exact limits of a Poisson mean.
 *
 * Garwood (1936), Biometrika 28, 437-442.  EH_ERANGE above EH_EXACT_MAX
 * events.  Checked against R 4.2.2, poisson.test(x).
 */
eh_status
eh_garwood(double x, double level, eh_limits *out)
{
	double half = 0.5 * (1.0 - level);
	eh_limits start;
	eh_status status = EH_OK;

	if (!count_valid(x, level))
		return EH_EDOMAIN;
	if (x > EH_EXACT_MAX)
		return EH_ERANGE;
	if (x == 0.0)
	{
		out->low = 0.0;
		out->high = -log(half);
		return EH_OK;
	}

	{
		tail t = {x, 0.0, half};

		status = eh_root(gamma_lower, &t, 0.0, x, &out->low);
	}
	if (status != EH_OK)
		return status;

	/* Byar's limit is within a few per cent of it. */
	status = eh_byar(x, level, &start);
	if (status == EH_OK)
	{
		tail t = {x + 1.0, 0.0, half};

		status =
			eh_root(gamma_upper, &t, x, 1.1 * start.high + 1.0, &out->high);
	}
	return status;
}

/*
 * eh_phe - the rule of PHEindicatormethods: exact below ten events, else Byar.
 */
eh_status
eh_phe(double x, double level, eh_limits *out)
{
	return x < 10.0 ? eh_garwood(x, level, out) : eh_byar(x, level, out);
}
