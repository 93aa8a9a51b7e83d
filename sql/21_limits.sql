/*
 * 21_limits.sql - limits of the measures, and a population total from the
 * units that answered.
 */
CREATE FUNCTION earlyhelp.limits(state earlyhelp.proportion,
		level double precision DEFAULT 0.95,
		method text DEFAULT 'wilson')
	RETURNS earlyhelp.interval_estimate
	AS 'MODULE_PATHNAME', 'eh_proportion_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.limits(earlyhelp.proportion, double precision, text) IS
'Limits of a share at a level strictly between 0 and 1. method: wilson (Wilson 1927), wilson_cc (with continuity correction, Newcombe 1998), exact (Clopper and Pearson 1934; up to 1,000,000 cases, Wilson above).';

CREATE FUNCTION earlyhelp.limits(state earlyhelp.ratio,
		level double precision DEFAULT 0.95,
		method text DEFAULT NULL,
		population_size bigint DEFAULT NULL)
	RETURNS earlyhelp.interval_estimate
	AS 'MODULE_PATHNAME', 'eh_ratio_limits'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.limits(earlyhelp.ratio, double precision, text, bigint) IS
'Limits of a ratio of sums. There is no default method: name what varies. sample (the rows are units drawn from population_size; Cochran 1977, t with n - 1) | between_units (each row one independent unit) | for counts only: poisson (exact, Garwood 1936), byar (Breslow and Day 1987), phe (exact below 10 events, else Byar).';

CREATE FUNCTION earlyhelp.national_estimate(state earlyhelp.ratio,
		population_total double precision,
		population_size bigint,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.total_estimate
	AS 'MODULE_PATHNAME', 'eh_national_estimate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.national_estimate(earlyhelp.ratio, double precision, bigint, double precision) IS
'The ratio estimator of a total: the state''s ratio times population_total (the denominator over all population_size units), with finite population correction and t limits, n - 1 degrees of freedom. As if the units that answered were a random sample: non-response bias is not included. Cochran (1977), chapter 6.';
