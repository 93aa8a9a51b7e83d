-- Limits of proportions and ratios, and a total from a sample.
-- L1 to L4 are the promises of src/pg/limits.c.
SET search_path = earlyhelp, public;

-- Reference: PHEindicatormethods 2.1.0 test workbook, 65 of 100 at 95 and
-- 99.8 per cent: .553 to .736 and .495 to .778; 1045 of 5000: .198 to .220.
SELECT v.x, v.n, v.level, round(l.estimate::numeric, 4) AS estimate,
       round(l.conf_low::numeric, 3) AS low, round(l.conf_high::numeric, 3) AS high, l.method, l.status
FROM (VALUES (65, 100, 0.95), (65, 100, 0.998), (1045, 5000, 0.95), (0, 10, 0.95), (10, 10, 0.95))
     AS v(x, n, level), limits(proportion(v.x, v.n), v.level) AS l;

-- Reference: R 4.2.2, prop.test(65, 100) and binom.test(65, 100).
SELECT abs(c.conf_low - 0.54744397259978994) < 1e-12 AS cc_low,
       abs(c.conf_high - 0.74087651167417623) < 1e-12 AS cc_high,
       abs(e.conf_low - 0.54815063817603038) < 1e-9 AS exact_low,
       abs(e.conf_high - 0.74270622146854881) < 1e-9 AS exact_high
FROM limits(proportion(65, 100), method => 'wilson_cc') AS c,
     limits(proportion(65, 100), method => 'exact') AS e;

-- All the columns; no cases.
\x
SELECT * FROM limits(proportion(0, 10));
SELECT * FROM limits('1: 0 of 0; missing 3'::proportion);

-- L4: exact limits end at a million cases.
SELECT * FROM limits(proportion(500000, 2000000), method => 'exact');

-- L1: a ratio has no default.
SELECT * FROM limits(ratio(358000, 747490));

-- Three made-up areas.  Reference: R 4.2.2, survey 4.1-1, svyratio() without
-- weights or fpc: ratio 0.61538461538461542, standard error
-- 0.83721015050295366; qt(.975, 2) = 4.3026527297494637.
CREATE TABLE area (x integer, p integer);
INSERT INTO area VALUES (1, 10), (0, 3), (7, 0);
SELECT * FROM (SELECT prevention_ratio_state(x, p) FROM area) AS t(s),
	limits(t.s, method => 'between_units') AS l;
SELECT l.what_varies, abs(l.std_error - 0.83721015050295366) < 1e-12 AS as_survey,
       abs(l.conf_high - (0.61538461538461542 + 4.3026527297494637 * 0.83721015050295366)) < 1e-9 AS t_2
FROM (SELECT prevention_ratio_state(x, p) FROM area) AS t(s),
	limits(t.s, method => 'sample') AS l;
SELECT l.what_varies, abs(l.std_error - 0.83721015050295366 * sqrt(1 - 3 / 12.0)) < 1e-12 AS fpc
FROM (SELECT prevention_ratio_state(x, p) FROM area) AS t(s),
	limits(t.s, method => 'sample', population_size => 12) AS l;
SELECT l.conf_low = l.conf_high AS nothing_left_to_chance, l.message
FROM (SELECT prevention_ratio_state(x, p) FROM area) AS t(s),
	limits(t.s, method => 'sample', population_size => 3) AS l;

-- L3: where there are no limits, a word says why.
SELECT estimate, conf_low, status, message FROM limits(ratio(5, 7), method => 'between_units');
SELECT estimate, conf_low, status, message FROM limits(ratio(5, 0), method => 'between_units');
SELECT estimate, conf_low, n, missing, status, message
FROM limits('1 empty: 0 / 0; rows 0; missing 2; squares 0 0 0'::ratio, method => 'sample');
SELECT conf_low, conf_high, std_error, status, message
FROM limits(ratio_merge(ratio(1, 3), ratio(2, 6)), method => 'between_units');
\x

-- Counts over exposure.  Reference: PHEindicatormethods 2.1.0 test workbook,
-- 65 events: Byar 50.2 to 82.8; R 4.2.2, poisson.test(65): 50.16562772923427
-- to 82.84783581587158, poisson.test(5): 1.62348639 to 11.66833208.
SELECT v.x, v.method, round(100 * l.conf_low::numeric, 5) AS low, round(100 * l.conf_high::numeric, 5) AS high,
       l.method AS used
FROM (VALUES (65, 'byar'), (65, 'poisson'), (65, 'phe'), (5, 'poisson'), (5, 'phe'), (5, 'byar'), (0, 'poisson'), (0, 'byar'))
     AS v(x, method), limits(ratio(v.x, 100, counts => true), method => v.method) AS l;
SELECT method, message FROM limits(ratio(2000000, 5, counts => true), method => 'poisson');

-- L2: refused to money, also through merging, and to parts of a count.
SELECT * FROM limits(ratio(10, 2), method => 'poisson');
SELECT * FROM limits(ratio_merge(ratio(1, 2, true), ratio(1, 2)), method => 'byar');
SELECT * FROM limits(ratio(0.5, 2, counts => true), method => 'phe');

-- Bad levels, methods and sizes.
SELECT * FROM limits(proportion(1, 2), level => 95);
SELECT * FROM limits(proportion(1, 2), level => 0);
SELECT * FROM limits(proportion(1, 2), level => 'NaN');
SELECT * FROM limits(proportion(1, 2), method => 'wald');
SELECT * FROM limits(ratio(1, 2), level => 1, method => 'sample');
SELECT * FROM limits(ratio(1, 2), method => 'wilson');
SELECT * FROM limits(ratio(1, 2), method => 'sample', population_size => 0);
SELECT * FROM limits(ratio(1, 2), method => 'between_units', population_size => 5);
SELECT limits(NULL::proportion) IS NULL AS p, limits(NULL::ratio, method => 'sample') IS NULL AS r;

-- A total from the units that answered.  Reference: R 4.2.2, survey 4.1-1,
-- twelve made-up areas of 152: ratio 0.53340115293319779, standard error
-- 0.025202766542274435; qt(.975, 11) = 2.2009851600829489.
CREATE TABLE answer (helped integer, in_need integer);
INSERT INTO answer VALUES (120, 240), (95, 180), (310, 505), (42, 90), (77, 171), (205, 398),
	(18, 41), (260, 400), (133, 300), (54, 99), (88, 160), (171, 365);
SELECT abs(e.ratio - 0.53340115293319779) < 1e-14 AS ratio,
       abs(e.ratio_std_error - 0.025202766542274435) < 1e-13 AS ratio_std_error,
       abs(e.total - 40000 * 0.53340115293319779) < 1e-9 AS total,
       abs(e.std_error - 40000 * 0.025202766542274435) < 1e-8 AS std_error,
       abs(e.conf_low - 40000 * (0.53340115293319779 - 2.2009851600829489 * 0.025202766542274435)) < 1e-6 AS conf_low,
       abs(e.conf_high - 40000 * (0.53340115293319779 + 2.2009851600829489 * 0.025202766542274435)) < 1e-6 AS conf_high,
       e.conf_level, e.n, e.population_size, round(e.coverage::numeric, 6) AS coverage, e.status, e.message
FROM (SELECT prevention_ratio_state(helped, in_need) FROM answer) AS t(s), national_estimate(t.s, 40000, 152) AS e;
SELECT e.total, e.std_error, e.conf_low, e.message
FROM (SELECT prevention_ratio_state(helped, in_need) FROM answer) AS t(s), national_estimate(t.s, 2949, 12) AS e;
SELECT e.total, e.conf_low, e.n, e.status, e.message FROM national_estimate(ratio(3, 6), 100, 10) AS e;
SELECT l.method, l.n FROM limits(ratio(9007199254740993, 5, true), method => 'byar') AS l;
SELECT proportion(ratio(9007199254740993, 9007199254740995, true)) AS beyond_doubles;
SELECT e.total, e.n, e.status, e.message
FROM national_estimate('1 empty: 0 / 0; rows 0; missing 2; squares 0 0 0', 100, 10) AS e;
SELECT e.total, e.n, e.status, e.message FROM national_estimate(ratio(3, 0), 100, 10) AS e;
SELECT * FROM national_estimate(ratio(3, 6), 5, 10);
SELECT * FROM national_estimate(ratio(3, 6), 100, 1);
SELECT * FROM national_estimate(ratio(3, 6), 100, 0);
SELECT * FROM national_estimate(ratio(3, 6), 'NaN', 10);
SELECT * FROM national_estimate(ratio(3, 6), 100, 10, level => 2);

DROP TABLE area, answer;
