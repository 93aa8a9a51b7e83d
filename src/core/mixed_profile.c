/*
 * mixed_profile.c - limits of a standard deviation.
 *
 * P1  A limit is where twice the fall of the profile log-likelihood from its
 *     maximum is the chi-square quantile of the level on one degree of
 *     freedom, everything else refitted: to 1e-8 of a standard error.
 * P2  Where an sd of 0 falls short of that, the lower limit is 0; where an sd
 *     of EH_MIXED_MOST_SD does, there is no upper one.
 */
#include "mixed_internal.h"

/* Of the fall; and of squared standard errors, in a refit. */
#define TOLERANCE 1e-9
#define SETTLED 1e-14
#define MOST_STEPS 60

typedef struct profile
{
	eh_mixed_fit *f;
	int place;
	double top;
	double wanted; /* fall */
	double fall;   /* at the phi last looked at, */
	double rate;   /* and by phi there */
} profile;

/* eh_mixed_wald - limits of an sd by the normal law of its logarithm; NaN
 * where the sd is 0 or has no error.  EH_EDOMAIN: the level is none. */
eh_status
eh_mixed_wald(double sd, double log_sd_error, double level, eh_limits *limits)
{
	double times;

	if (!eh_level_valid(level))
		return EH_EDOMAIN;
	limits->low = limits->high = NAN;
	if (!(sd > 0.0) || !isfinite(log_sd_error))
		return EH_OK;
	times = exp(eh_normal_quantile(level) * log_sd_error);
	limits->low = sd / times;
	limits->high = sd * times;
	return EH_OK;
}

/* Refit with phi held, beginning with all else as it was last. */
static eh_status
hold(profile *p, double phi)
{
	eh_mixed_fit *f = p->f;
	int at = f->p + p->place;
	eh_status status;

	eh_mixed_copy(f->spare, f->x, f->m);
	f->spare[at] = phi;
	status = eh_mixed_look(f, f->spare);
	if (status == EH_OK)
		status = eh_mixed_climb(f, SETTLED);
	p->fall = 2.0 * (p->top - f->value);
	p->rate = -2.0 * f->gradient[at];
	return status;
}

/* Back at the maximum, with its curvature for a metric. */
static void
go_back(profile *p)
{
	eh_mixed_fit *f = p->f;

	eh_mixed_copy(f->x, f->best, f->m);
	eh_mixed_copy(f->u, f->kept, f->levels);
	eh_mixed_copy(f->metric, f->curve, (int64_t) f->m * f->m);
}

/*
 * The phi at which the fall is as wanted, between inside, where it is less,
 * and outside, where it is not, which has just been looked at.  Newton's
 * method on the root of the fall, nearly straight; never out of the bracket.
 */
static eh_status
cross(profile *p, double inside, double outside, double *phi)
{
	*phi = outside;
	for (int step = 0; step < MOST_STEPS; step++)
	{
		double excess = p->fall - p->wanted;
		double next;
		eh_status status;

		if (fabs(excess) <= TOLERANCE)
			return EH_OK;
		if (excess > 0.0)
			outside = *phi;
		else
			inside = *phi;
		next = 0.5 * (inside + outside);
		if (fabs(next - inside) <= 1e-15 * fabs(next))
			return EH_OK;
		if (p->fall > 0.0 && p->rate != 0.0)
		{
			double root = sqrt(p->fall);
			double newton =
				*phi + (sqrt(p->wanted) - root) * 2.0 * root / p->rate;

			if ((newton - inside) * (newton - outside) < 0.0)
				next = newton;
		}
		*phi = next;
		status = hold(p, next);
		if (status != EH_OK)
			return status;
	}
	return EH_ENOCONV;
}

static eh_status
lower(profile *p, double *sd, bool *open)
{
	eh_mixed_fit *f = p->f;
	double best = f->best[f->p + p->place];
	double phi;
	eh_status status;

	*sd = 0.0;
	*open = true;
	if (best == 0.0)
		return EH_OK;
	go_back(p);
	status = hold(p, 0.0);
	if (status != EH_OK || p->fall <= p->wanted)
		return status;
	*open = false;
	status = cross(p, best, 0.0, &phi);
	*sd = eh_mixed_sd(f, p->place, phi);
	return status;
}

/* How far out the fall should be as wanted, going by the maximum. */
static double
first_step(const profile *p)
{
	const eh_mixed_fit *f = p->f;
	int at = f->p + p->place;
	double bend = f->curve[(size_t) at * (f->m + 1)];

	if (f->best[at] == 0.0)
		return fmin(1.0, p->wanted / fmax(-2.0 * p->rate, p->wanted));
	return sqrt(p->wanted / bend);
}

static eh_status
upper(profile *p, double *sd, bool *open)
{
	eh_mixed_fit *f = p->f;
	double most = eh_mixed_phi(f, p->place, EH_MIXED_MOST_SD);
	double inside = f->best[f->p + p->place];
	double step = first_step(p);
	double phi;

	*sd = INFINITY;
	*open = true;
	go_back(p);
	for (phi = inside + step; phi <= most; phi = inside + step)
	{
		eh_status status = hold(p, phi);

		if (status != EH_OK)
			return status;
		if (p->fall >= p->wanted)
		{
			*open = false;
			status = cross(p, inside, phi, &phi);
			*sd = eh_mixed_sd(f, p->place, phi);
			return status;
		}
		inside = phi;
		step *= 1.5;
	}
	return EH_OK;
}

/* Both limits of the factor at a place. */
static eh_status
limit(profile *p, eh_limits *limits, eh_mixed_word *word)
{
	int at = p->f->p + p->place;
	bool low_open;
	bool high_open;
	eh_status status;

	p->f->held[at] = true;
	status = lower(p, &limits->low, &low_open);
	if (status == EH_OK)
		status = upper(p, &limits->high, &high_open);
	p->f->held[at] = false;
	if (status != EH_OK)
	{
		limits->low = limits->high = NAN;
		*word = EH_MIXED_NONE;
		return status == EH_ECANCEL ? status : EH_OK;
	}
	*word = low_open ? (high_open ? EH_MIXED_OPEN : EH_MIXED_LOW_OPEN)
					 : (high_open ? EH_MIXED_HIGH_OPEN : EH_MIXED_FINITE);
	return EH_OK;
}

/* What a fit is asked for though nobody reads it. */
static size_t
lay_out(const eh_design *d, const eh_mixed_groups *groups, double *base,
	eh_mixed_result *out)
{
	size_t p = (size_t) eh_design_parameters(d);
	size_t n = (size_t) groups->n;
	size_t levels = 0;

	for (int k = 0; k < groups->n; k++)
		levels += (size_t) groups->nlevels[k];
	*out = (eh_mixed_result){.both = (int64_t *) (void *) base};
	if (base != NULL)
	{
		out->relation = base + n;
		out->beta = out->relation + p;
		out->cov = out->beta + p;
		out->joint = out->cov + p * p;
		out->sd = out->joint + (p + n) * (p + n);
		out->variance = out->sd + n;
		out->sd_error = out->variance + n;
		out->log_sd_error = out->sd_error + n;
		out->mode = out->log_sd_error + n;
		out->mode_error = out->mode + levels;
	}
	return 5 * n + 2 * p + p * p + (p + n) * (p + n) + 2 * levels;
}

/* Bytes of work that eh_mixed_profile() needs; of a model not accepted, 0. */
size_t
eh_mixed_profile_work(const eh_design *d, const eh_mixed_groups *groups,
	const eh_mixed_options *options)
{
	eh_mixed_result out;
	size_t bytes = eh_mixed_work(d, groups, options);

	return bytes == 0 ? 0
					  : bytes + sizeof(double) * lay_out(d, groups, NULL, &out);
}

/*
 * eh_mixed_profile - profile limits of every sd.
 *
 *	level	strictly between 0 and 1
 *	work	eh_mixed_profile_work() bytes, contents lost
 *	limits	out: of each factor; NaN where there is no fit, or no profile
 *	words	out: which of them are limits
 *
 * The rest as eh_mixed() has it, which this begins with.  Some five refits a
 * limit.  EH_EDOMAIN as there, or the level is none.
 */
eh_status
eh_mixed_profile(const eh_design *d, const eh_mixed_groups *groups,
	const eh_mixed_options *options, const eh_rows *rows, const eh_control *ctl,
	double level, double *work, eh_limits *limits, eh_mixed_word *words)
{
	eh_mixed_fit f;
	eh_mixed_result out;
	profile p = {.f = &f};
	eh_status status;

	if (!eh_level_valid(level) || !eh_mixed_accepts(groups, options))
		return EH_EDOMAIN;
	for (int k = 0; k < groups->n; k++)
	{
		limits[k].low = limits[k].high = NAN;
		words[k] = EH_MIXED_NONE;
	}
	work += lay_out(d, groups, work, &out);
	status = eh_mixed_maximise(&f, d, groups, options, rows, ctl, work, &out);
	if (status != EH_OK || !eh_mixed_has_numbers(out.status))
		return status;
	p.top = f.value;
	p.wanted = eh_normal_quantile(level) * eh_normal_quantile(level);
	eh_mixed_copy(f.best, f.x, f.m);
	eh_mixed_copy(f.kept, f.u, f.levels);
	eh_mixed_copy(f.wide, f.gradient, f.m);
	for (int k = 0; status == EH_OK && k < f.factors; k++)
	{
		p.place = k;
		p.rate = f.wide[f.p + k];
		status = limit(&p, &limits[f.factor[k]], &words[f.factor[k]]);
	}
	return status;
}
