-- Standardised rates and ratios, slope indices, overdispersion, variation.
-- B1 to B4, E1 to E3, V1 and V2 are the promises of src/pg/standardise.c,
-- slope_index.c and overdispersion.c.
SET search_path = earlyhelp, public;

-- The example of PHEindicatormethods' DSR vignette: people, deaths (none given
-- in three bands) and the European Standard Population of 2013.
CREATE TABLE band AS
SELECT a AS age, n, w, x
FROM unnest(ARRAY[0,5,10,15,20,25,30,35,40,45,50,55,60,65,70,75,80,85,90],
	ARRAY[30,35,35,35,40,40,45,50,50,50,60,60,70,75,70,60,20,20,15],
	ARRAY[5000,5500,5500,5500,6000,6000,6500,7000,7000,7000,7000,6500,6000,5500,5000,4000,2500,1500,1000],
	ARRAY[1,1,NULL,NULL,NULL,1,1,3,3,3,3,10,10,10,10,8,8,8,8]) AS t(a, n, w, x);

-- Reference: R 4.2.2, test/oracle/standardise.R, Dobson's formula.
SELECT abs(r.estimate / 100000 - 0.082830158730158726) < 1e-15 AS rate, r.method, r.status, r.events, r.bands, r.missing, r.message
FROM (SELECT (standardised_rate(x, n, w)).* FROM band) AS r;
SELECT round(r.estimate::numeric, 6) AS rate, round(r.conf_low_95::numeric, 6) AS low_95, round(r.conf_high_95::numeric, 6) AS high_95,
       round(r.conf_low_998::numeric, 6) AS low_998, round(r.conf_high_998::numeric, 6) AS high_998, r.conf_level, r.conf_low = r.conf_low_998 AS level_asked_for
FROM (SELECT standardised_rate_state(x, n, w) AS f FROM band) AS s, standardised_rate(s.f, per => 1000, level => 0.998) AS r;
-- No events in two of the bands is the same as none given.
SELECT a.estimate = b.estimate AND a.conf_low = b.conf_low AS same, a.missing, b.missing
FROM (SELECT (standardised_rate(x, n, w)).* FROM band) AS a, (SELECT (standardised_rate(coalesce(x, 0), n, w)).* FROM band) AS b;
-- Repeated events: sum_of_squares = events is as independent ones; more is wider.
SELECT r.method, r.estimate = i.estimate AS same_rate, r.conf_high > i.conf_high AS wider, e.conf_high = i.conf_high AS same_limits
FROM (SELECT (standardised_rate(x, n, w, x * x)).* FROM band) AS r, (SELECT (standardised_rate(x, n, w, x)).* FROM band) AS e,
     (SELECT (standardised_rate(x, n, w)).* FROM band) AS i;
-- B2, B4
SELECT r.estimate, r.conf_low, r.events, r.missing, r.status, r.message
FROM (SELECT (standardised_rate(x, NULLIF(n, 60), w)).* FROM band WHERE age < 55) AS r;
SELECT r.events, r.missing, r.status, r.message FROM (SELECT (standardised_rate(x, NULLIF(n, 60), w)).* FROM band) AS r;
SELECT r.estimate, r.status, r.message FROM (SELECT (standardised_rate(x, n, w)).* FROM band WHERE age > 90) AS r;
SELECT r.estimate, r.status FROM (SELECT (standardised_rate(x, n, 0)).* FROM band) AS r;
SELECT standardised_rate(x, 0, w) FROM band;
SELECT standardised_rate(-1, n, w) FROM band;
SELECT standardised_rate(x, n, w, x - 1) FROM band WHERE x > 1;
SELECT r.estimate FROM (SELECT standardised_rate_state(x, n, w) AS f FROM band) AS s, standardised_rate(s.f, level => 95) AS r;

-- Indirect: R 4.2.2, 7 events of 4 + 2 expected, qchisq(c(.025, .975), c(14, 16)) / 2 / 6.
SELECT r.estimate = 7.0 / 6 AS ratio, abs(r.conf_low - 2.8143631 / 6) < 1e-7 AS low, abs(r.conf_high - 14.4226754 / 6) < 1e-6 AS high, r.expected, r.method
FROM (SELECT (indirect_ratio(x, e)).* FROM (VALUES (5, 4), (2, 2), (NULL, 1)) AS v(x, e)) AS r;
SELECT r.estimate, r.expected, r.per, r.missing, r.message
FROM (SELECT indirect_ratio_state(x, n, xr, nr) AS f FROM (VALUES (5, 400, 100, 10000), (2, 100, 200, 10000), (1, NULL, 3, 4)) AS v(x, n, xr, nr)) AS s,
     indirect_ratio(s.f, per => 100) AS r;
SELECT r.estimate, r.status, r.message FROM (SELECT (indirect_ratio(x, 0)).* FROM (VALUES (1)) AS v(x)) AS r;
SELECT indirect_ratio(x, 10, 1, 0) FROM (VALUES (1)) AS v(x);

-- The first area of phe_sii()'s own example.  Reference: R 4.2.2,
-- lm(I(y * sqrt(a)) ~ I(sqrt(a)) + I(b * sqrt(a)) - 1), test/oracle/slope_index.R.
CREATE TABLE decile AS
SELECT * FROM unnest(ARRAY[1,2,3,4,5,6,7,8,9,10], ARRAY[7291,7997,6105,7666,5790,6934,5918,5974,7147,7534],
	ARRAY[75.9,78.3,83.8,83.6,80.5,81.1,81.7,84.2,80.6,86.3], ARRAY[1.64,1.58,1.51,1.78,1.7,1.56,1.37,1.4,2.43,1.57]) AS t(decile, people, value, se);
SELECT s.method, s.status, round(s.sii::numeric, 6) AS sii, round(s.rii::numeric, 6) AS rii, round(s.intercept::numeric, 5) AS intercept,
       round(s.sii_low::numeric, 6) AS sii_low, round(s.sii_high::numeric, 6) AS sii_high
FROM (SELECT slope_index_state(decile, people, value, se) AS f FROM decile) AS t, slope_index(t.f, method => 'analytic') AS s;
-- Simulated limits are near them, the same for a seed, and others for another.
SELECT abs(one.sii_low - exact.sii_low) < 0.1 AND abs(one.sii_high - exact.sii_high) < 0.1 AS near,
       one.sii_low = again.sii_low AND one.rii_high = again.rii_high AS same, one.sii_low <> two.sii_low AS others, one.repetitions
FROM (SELECT slope_index_state(decile, people, value, se) AS f FROM decile) AS t,
     slope_index(t.f, method => 'analytic') AS exact, slope_index(t.f) AS one,
     (SELECT (slope_index(decile, people, value, se ORDER BY decile DESC)).* FROM decile) AS again, slope_index(t.f, seed => 2) AS two;
-- Limits at 95 per cent in place of standard errors.
SELECT abs(a.sii_low - b.sii_low) < 1e-9 AS same
FROM (SELECT slope_index_state(decile, people, value, se) AS f, slope_index_state(decile, people, value, value - 1.959963984540054 * se, value + 1.959963984540054 * se) AS g FROM decile) AS t,
     slope_index(t.f, method => 'analytic') AS a, slope_index(t.g, method => 'analytic') AS b;
-- A negative multiplier turns both round.
SELECT abs(a.sii + b.sii) < 1e-9 AND abs(a.sii_low + b.sii_high) < 1e-9 AS sii, abs(a.rii * b.rii - 1) < 1e-12 AND abs(a.rii_low * b.rii_high - 1) < 1e-9 AS rii
FROM (SELECT slope_index_state(decile, people, value, se) AS f FROM decile) AS t,
     slope_index(t.f, method => 'analytic') AS a, slope_index(t.f, multiplier => -1, method => 'analytic') AS b;
-- E1 to E3
SELECT s.sii IS NOT NULL AS index, s.sii_low, s.status, s.message FROM (SELECT (slope_index(decile, people, value)).* FROM decile) AS s;
SELECT s.sii, s.missing, s.status, s.message FROM (SELECT (slope_index(decile, people, NULLIF(value, 83.8), se)).* FROM decile) AS s;
SELECT s.sii, s.status, s.message FROM (SELECT (slope_index(decile, people, value, se)).* FROM decile WHERE decile < 5) AS s;
SELECT s.sii, s.status, s.message FROM (SELECT (slope_index(i, 10, i, 1)).* FROM generate_series(1, 101) AS i) AS s;
SELECT s.rii, s.message FROM (SELECT (slope_index(i, 10, i - 6, 1)).* FROM generate_series(1, 11) AS i) AS s;
SELECT slope_index(decile / 2, people, value, se) FROM decile;
SELECT slope_index(decile, 0, value, se) FROM decile;
SELECT slope_index(decile, people, value, -se) FROM decile;
SELECT slope_index(s, kind => 'proportion') FROM (SELECT slope_index_state(decile, people, value, se) AS s FROM decile) AS t;
SELECT slope_index(s, kind => 'logarithm') FROM (SELECT slope_index_state(decile, people, value, se) AS s FROM decile) AS t;
SELECT slope_index(s, method => 'guess') FROM (SELECT slope_index_state(decile, people, value, se) AS s FROM decile) AS t;
SELECT slope_index(s, repetitions => 10) FROM (SELECT slope_index_state(decile, people, value, se) AS s FROM decile) AS t;
SELECT slope_index(s, multiplier => 0) FROM (SELECT slope_index_state(decile, people, value, se) AS s FROM decile) AS t;

-- Overdispersion.  Reference: R 4.2.2: x <- (1:10)^2; n <- x + 100; t <- sum(x) / sum(n);
-- z <- (x / n - t) / sqrt(t * (1 - t) / n); q <- quantile(z, c(.1, .9)); mean(pmin(pmax(z, q[1]), q[2])^2).
SELECT o.average = 385.0 / 1385 AS average, abs(o.phi - 16.20979900806887) < 1e-12 AS phi, abs(o.phi_raw - 18.91311883580746) < 1e-12 AS raw,
       abs(o.tau2 - 0.0248022165966624) < 1e-15 AS tau2, o.areas, o.missing, o.status
FROM (SELECT (overdispersion(x, n)).* FROM (SELECT i * i AS x, i * i + 100 AS n FROM generate_series(1, 10) AS i UNION ALL SELECT 1, NULL) AS v) AS o;
SELECT o.phi, o.status, o.message FROM (SELECT (overdispersion(x, 10)).* FROM (VALUES (0), (0)) AS v(x)) AS o;
SELECT o.phi, o.status, o.message FROM (SELECT (overdispersion(x, 10)).* FROM (VALUES (1)) AS v(x)) AS o;
SELECT overdispersion(x, 10) FROM (VALUES (1), (11)) AS v(x);
SELECT o.status FROM (SELECT overdispersion_state(x, 10) AS f FROM (VALUES (1), (11)) AS v(x)) AS t, overdispersion(t.f, 'ratio') AS o;
SELECT overdispersion(f, winsorise => 0.5) FROM (SELECT overdispersion_state(x, 10) AS f FROM (VALUES (1), (2)) AS v(x)) AS t;
SELECT overdispersion(f, average => 1) FROM (SELECT overdispersion_state(x, 10) AS f FROM (VALUES (1), (2)) AS v(x)) AS t;
SELECT overdispersion(f, 'odds') FROM (SELECT overdispersion_state(x, 10) AS f FROM (VALUES (1), (2)) AS v(x)) AS t;

-- Variation.  Reference: R 4.2.2, test/oracle/inequality.R: the example of ineq.
SELECT abs(gini(x) - 0.4620911) < 5e-8 AS gini, coefficient_of_variation(x) = coefficient_of_variation(variation_state(x)) AS cv,
       abs(stddev_samp(x) / avg(x) - coefficient_of_variation(x)) < 1e-14 AS as_sum, theil(x) = theil(x, 3) AS equal_weights, gini(x) = gini(x, 2) AS too
FROM unnest(ARRAY[541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]::double precision[]) AS x;
SELECT gini(x), theil(x), coefficient_of_variation(x) FROM (VALUES (NULL::double precision)) AS v(x);
SELECT gini(x), theil(x), coefficient_of_variation(x) FROM (VALUES (0), (0)) AS v(x);
SELECT gini(x) FROM (VALUES (-1), (5)) AS v(x);
SELECT coefficient_of_variation(x) FROM (VALUES (-1), (5)) AS v(x);
SELECT theil(x, -1) FROM (VALUES (1), (5)) AS v(x);
SELECT gini('NaN'::double precision) FROM (VALUES (1)) AS v(x);

-- Figures are stored, sent and merged; one kind reads its own only.
SELECT missing(f), f::text::figures::text = f::text AS there_and_back, gini(f) = (SELECT gini(x) FROM generate_series(1, 20) AS x) AS same
FROM (SELECT rollup(s) AS f FROM (SELECT variation_state(NULLIF(x, 21)) AS s FROM generate_series(1, 21) AS x GROUP BY x % 3) AS t) AS u;
SELECT rollup(s) FROM (SELECT variation_state(x) AS s FROM generate_series(1, 3) AS x UNION ALL SELECT variation_state(x, 1) FROM generate_series(1, 3) AS x) AS t;
SELECT theil(s) FROM (SELECT overdispersion_state(x, 10) AS s FROM generate_series(1, 3) AS x) AS t;
SELECT 'figures of nothing'::figures;
SELECT gini(s) IS NULL AS nothing, missing(s) FROM (SELECT rollup(NULL::figures) AS s) AS t;
DROP TABLE band, decile;
