/*
 * 60_limits_official.sql - limits, funnels and bands by the conventions of
 * official statistics (PHE Technical Guide; PHEindicatormethods 2.1.0).
 */
CREATE TYPE earlyhelp.published_limits AS (
	estimate double precision,
	conf_low double precision,
	conf_high double precision,
	conf_level double precision,
	method text
);
COMMENT ON TYPE earlyhelp.published_limits IS
'A proportion, count or rate with its limits; method says which were worked out: wilson, exact, byar, or the last two with ", clustered".';

CREATE TYPE earlyhelp.published_limits_95_998 AS (
	estimate double precision,
	conf_low_95 double precision,
	conf_high_95 double precision,
	conf_low_998 double precision,
	conf_high_998 double precision,
	method text
);
COMMENT ON TYPE earlyhelp.published_limits_95_998 IS
'A proportion, rate or centre line of a funnel with its limits at 95 and at 99.8 per cent.';

-- --- proportions -------------------------------------------------------------

CREATE FUNCTION earlyhelp.wilson(x double precision, n double precision,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.published_limits
	AS 'MODULE_PATHNAME', 'eh_wilson_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.wilson(double precision, double precision, double precision) IS
'x of n with Wilson''s limits (Wilson 1927; phe_proportion). level: 0.9 or more and below 1. NULL gives NULL. Error: x negative or above n, n not above 0.';

CREATE FUNCTION earlyhelp.wilson_95_998(x double precision, n double precision)
	RETURNS earlyhelp.published_limits_95_998
	AS 'MODULE_PATHNAME', 'eh_wilson_95_998'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.wilson_95_998(double precision, double precision) IS
'x of n with Wilson''s limits at 95 and at 99.8 per cent. Errors as wilson().';

CREATE FUNCTION earlyhelp.exact_limits(x double precision, n double precision,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.published_limits
	AS 'MODULE_PATHNAME', 'eh_exact_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.exact_limits(double precision, double precision, double precision) IS
'x of n with exact limits (Clopper and Pearson 1934), up to 1,000,000 cases; Wilson''s above, as method then says. Errors as wilson(). Of a count: garwood().';

-- --- counts and rates --------------------------------------------------------

CREATE FUNCTION earlyhelp.byar(x double precision,
		level double precision DEFAULT 0.95,
		denominator double precision DEFAULT 1)
	RETURNS earlyhelp.published_limits
	AS 'MODULE_PATHNAME', 'eh_byar_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.byar(double precision, double precision, double precision) IS
'A count, or a count over a denominator taken as known, with Byar''s limits (Breslow and Day 1987). NULL gives NULL. Error: a negative count, a denominator not above 0.';

CREATE FUNCTION earlyhelp.garwood(x double precision,
		level double precision DEFAULT 0.95,
		denominator double precision DEFAULT 1)
	RETURNS earlyhelp.published_limits
	AS 'MODULE_PATHNAME', 'eh_garwood_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.garwood(double precision, double precision, double precision) IS
'A count, or a count over a denominator taken as known, with exact Poisson limits (Garwood 1936), up to 1,000,000 events; Byar''s above, as method then says. Errors as byar().';

CREATE FUNCTION earlyhelp.rate_limits(events double precision, population double precision,
		per double precision DEFAULT 100000,
		level double precision DEFAULT 0.95,
		method text DEFAULT 'phe')
	RETURNS earlyhelp.published_limits
	AS 'MODULE_PATHNAME', 'eh_rate_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rate_limits(double precision, double precision, double precision, double precision, text) IS
'A rate of events per so many people. method: phe (exact below 10 events, else Byar: phe_rate), byar, exact. Events are taken as independent. Error: events negative, population or per not above 0.';

CREATE FUNCTION earlyhelp.rate_limits_95_998(events double precision, population double precision,
		per double precision DEFAULT 100000,
		method text DEFAULT 'phe')
	RETURNS earlyhelp.published_limits_95_998
	AS 'MODULE_PATHNAME', 'eh_rate_limits_95_998'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rate_limits_95_998(double precision, double precision, double precision, text) IS
'rate_limits() at 95 and at 99.8 per cent in one call.';

CREATE FUNCTION earlyhelp.clustered_rate_limits(events double precision, sum_of_squares double precision,
		population double precision,
		per double precision DEFAULT 100000,
		level double precision DEFAULT 0.95,
		method text DEFAULT 'phe')
	RETURNS earlyhelp.published_limits
	AS 'MODULE_PATHNAME', 'eh_clustered_rate_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.clustered_rate_limits(double precision, double precision, double precision, double precision, double precision, text) IS
'A rate of events of which a person may have several: with k events of each person, events is sum(k) and sum_of_squares is sum(k * k). Limits are rate_limits()'' drawn out by sqrt(sum_of_squares / events) (PHE Technical Guide, non-independent events). Error: sum_of_squares below events or above their square.';

-- --- funnels -----------------------------------------------------------------

CREATE FUNCTION earlyhelp.funnel_limits(average double precision, n double precision,
		tau2 double precision DEFAULT 0)
	RETURNS earlyhelp.published_limits_95_998
	AS 'MODULE_PATHNAME', 'eh_funnel_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funnel_limits(double precision, double precision, double precision) IS
'The funnel of a proportion about its average, at n cases: where Wilson''s limits just reach the average (calculate_funnel_limits). tau2: of overdispersion(), a variance between areas beyond chance (Spiegelhalter 2005).';

CREATE FUNCTION earlyhelp.funnel_rate_limits(average double precision, events double precision,
		per double precision DEFAULT 1)
	RETURNS earlyhelp.published_limits_95_998
	AS 'MODULE_PATHNAME', 'eh_funnel_rate_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funnel_rate_limits(double precision, double precision, double precision) IS
'The funnel of a rate about its average, a head, at a number of events: that many events over the population that would put the average at an exact limit of them (calculate_funnel_limits). The upper lines at no events are NULL.';

CREATE FUNCTION earlyhelp.funnel_ratio_limits(observed double precision,
		per double precision DEFAULT 1)
	RETURNS earlyhelp.published_limits_95_998
	AS 'MODULE_PATHNAME', 'eh_funnel_ratio_limits'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funnel_ratio_limits(double precision, double precision) IS
'The funnel of observed over expected about 1, at a number observed. per: 100 for ratios that are published so. The upper lines at none observed are NULL.';

CREATE FUNCTION earlyhelp.funnel_flag(x double precision, n double precision, average double precision,
		tau2 double precision DEFAULT 0)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_funnel_flag_of_proportion'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funnel_flag(double precision, double precision, double precision, double precision) IS
'Where x of n lies in the funnel: Low (0.001), Low (0.025), Not significant, High (0.025) or High (0.001) (assign_funnel_significance). funnel_words() says it in plain words.';

CREATE FUNCTION earlyhelp.funnel_rate_flag(events double precision, population double precision, average double precision,
		tau2 double precision DEFAULT 0)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_funnel_flag_of_rate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funnel_rate_flag(double precision, double precision, double precision, double precision) IS
'The same of a rate: whether limits of the events (exact below 10, else Byar) leave population times average out. With tau2, in the square of a rate a head, normal limits.';

CREATE FUNCTION earlyhelp.funnel_ratio_flag(observed double precision, expected double precision,
		tau2 double precision DEFAULT 0)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_funnel_flag_of_ratio'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funnel_ratio_flag(double precision, double precision, double precision) IS
'The same of observed over expected, about 1.';

CREATE FUNCTION earlyhelp.funnel_words(flag text)
	RETURNS text
	LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE flag
		WHEN 'Low (0.001)' THEN 'far below average: by chance alone fewer than 1 area in 1,000 would be so low'
		WHEN 'Low (0.025)' THEN 'below average: by chance alone fewer than 1 area in 40 would be so low'
		WHEN 'Not significant' THEN 'no further from the average than chance may carry an area of this size'
		WHEN 'High (0.025)' THEN 'above average: by chance alone fewer than 1 area in 40 would be so high'
		WHEN 'High (0.001)' THEN 'far above average: by chance alone fewer than 1 area in 1,000 would be so high'
	END;
COMMENT ON FUNCTION earlyhelp.funnel_words(text) IS
'A funnel''s flag in plain words; NULL for a text that is none.';

-- --- bands -------------------------------------------------------------------

CREATE FUNCTION earlyhelp.quantile_band(value double precision, k integer,
		highest_first boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'eh_quantile_band'
	LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.quantile_band(double precision, integer, boolean) IS
'The band, 1 to k, of each row among those of its window''s partition: quantile_band(v, 5) OVER (PARTITION BY year). Band 1 holds the highest values, or with highest_first false the lowest; ties share the lowest rank (phe_quantile). NULL for a NULL value, and for all where there are fewer values than bands. k is that of the partition''s first row. Error: k below 1, a value that is not finite.';
