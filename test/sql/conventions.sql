-- The conventions of official statistics: limits, rates, funnels, bands.
-- C1 to C3 are the promises of src/pg/conventions.c.
SET search_path = earlyhelp, public;

-- Reference: PHEindicatormethods 2.1.0, phe_proportion (Wilson) and phe_rate's
-- byars_lower, byars_upper; R 4.2.2, qchisq() for the exact ones.
SELECT abs(w.conf_low - .552544433) < 5e-10 AS low, abs(w.conf_high - .736357518) < 5e-10 AS high, w.estimate, w.conf_level, w.method
FROM wilson(65, 100) AS w;
SELECT w.conf_low = 0 AS low, abs(w.conf_high - .277532800) < 5e-10 AS high FROM wilson(0, 10) AS w;
SELECT abs(w.conf_low_95 - .213530245) < 5e-10 AS low_95, abs(w.conf_high_95 - .215525676) < 1e-9 AS high_95,
       abs(w.conf_low_998 - .212957394) < 5e-10 AS low_998, abs(w.conf_high_998 - .216103538) < 5e-10 AS high_998
FROM wilson_95_998(139500, 650270) AS w;
SELECT abs(b.conf_low - 50.16318771) < 5e-9 AS low, abs(b.conf_high - 82.84913855) < 5e-9 AS high, b.method FROM byar(65) AS b;
SELECT abs(g.conf_low - 1.62348639) < 5e-9 AS low, abs(g.conf_high - 11.66833208) < 5e-9 AS high, g.method FROM garwood(5) AS g;
SELECT g.conf_low = 0 AS low, abs(g.conf_high - 3.688879454) < 5e-10 AS high FROM garwood(0) AS g;

-- R 4.2.2, binom.test(65, 100).
SELECT abs(e.conf_low - 0.54815063817603038) < 1e-9 AS low, abs(e.conf_high - 0.74270622146854881) < 1e-9 AS high, e.method
FROM exact_limits(65, 100) AS e;

-- The rule: exact below ten events, else Byar.  5 of 10,000 are 50 per 100,000.
SELECT v.events, r.estimate, r.method, abs(r.conf_low * 0.1 - g.conf_low) < 1e-9 AS exact_low, abs(r.conf_high * 0.1 - b.conf_high) < 1e-9 AS byar_high
FROM (VALUES (5), (9), (10), (65)) AS v(events), rate_limits(v.events, 10000) AS r, garwood(v.events) AS g, byar(v.events) AS b
ORDER BY v.events;
SELECT r.method, abs(r.conf_low_95 - 16.2348639) < 5e-7 AS low, abs(r.conf_high_95 - 116.6833208) < 5e-7 AS high,
       r.conf_low_998 < r.conf_low_95 AND r.conf_high_998 > r.conf_high_95 AS wider
FROM rate_limits_95_998(5, 10000) AS r;

-- R 4.2.2: 65 + sqrt(90 / 65) (byar(65) - 65), test/oracle/standardise.R.
SELECT abs(c.conf_low - 47.541570296027579) < 1e-9 AS low, abs(c.conf_high - 86.003024403054241) < 1e-9 AS high, c.method
FROM clustered_rate_limits(65, 90, 1, per => 1) AS c;
SELECT c.method, (c.conf_low, c.conf_high) = (r.conf_low, r.conf_high) AS same
FROM clustered_rate_limits(65, 65, 1000) AS c, rate_limits(65, 1000) AS r;

-- C2
SELECT (exact_limits(500000, 2000000)).method AS share, (garwood(2000000)).method AS count, (exact_limits(0, 2000000)).method AS none;

-- C1
SELECT wilson(NULL, 10) IS NULL AS null_gives_null;
SELECT wilson(3, 2);
SELECT wilson(-1, 2);
SELECT wilson('NaN', 2);
SELECT exact_limits(0, 0);
SELECT wilson(1, 2, 95);
SELECT wilson(1, 2, 0.5);
SELECT byar(65, 1000);
SELECT byar(-5);
SELECT garwood(5, denominator => 0);
SELECT rate_limits(5, 0);
SELECT rate_limits(5, 100, per => 0);
SELECT rate_limits(5, 100, method => 'wald');
SELECT clustered_rate_limits(5, 4, 100);
SELECT clustered_rate_limits(5, 26, 100);

-- Funnels.  Reference: PHEindicatormethods 2.1.0, sigma_adjustment() at an
-- average of .215 and 1,000 people; its tests' testdata_funnel_ratio_outputs.csv,
-- bisected to 1e-7.
SELECT abs(f.conf_low_95 - .18953744) < 5e-9 AS low_95, abs(f.conf_high_95 - .24046256) < 5e-9 AS high_95,
       abs(f.conf_low_998 - .17485373) < 5e-9 AS low_998, abs(f.conf_high_998 - .25514627) < 5e-9 AS high_998, f.estimate, f.method
FROM funnel_limits(.215, 1000) AS f;
SELECT abs(f.conf_low_95 - 60.63002619) < 1e-4 AS low_95, abs(f.conf_high_95 - 178.6695284) < 1e-4 AS high_95,
       abs(f.conf_low_998 - 48.00982871) < 1e-4 AS low_998, abs(f.conf_high_998 - 258.8896113) < 1e-4 AS high_998, f.estimate, f.method
FROM funnel_ratio_limits(15, per => 100) AS f;
SELECT conf_low_95, conf_high_95, method FROM funnel_rate_limits(0.01, 0);
SELECT x, funnel_flag(x, 1000, .215) AS flag, funnel_words(funnel_flag(x, 1000, .215)) AS words
FROM (VALUES (174), (189), (190), (240), (241), (256)) AS v(x) ORDER BY x;
SELECT funnel_flag(256, 1000, .215, tau2 => 0.05 ^ 2) AS areas_differ_anyway,
       funnel_ratio_flag(507, 272.3024867) AS ratio, funnel_ratio_flag(8, 6.239860227) AS few,
       funnel_rate_flag(507, 272302.4867, 0.001) AS rate, funnel_words('none of these') IS NULL AS no_words;
SELECT funnel_limits(21.5, 1000);
SELECT funnel_limits(.215, 0);
SELECT funnel_limits(.215, 10, tau2 => -1);
SELECT funnel_rate_limits(0, 10);
SELECT funnel_flag(11, 10, .5);
SELECT funnel_ratio_flag(1, 0);

-- Bands: R 4.2.2, floor((k + 1) - ceiling(((m + 1) - rank) / (m / k))) with
-- rank(max(v) - v, ties.method = "min"), and rank(v): values 1 to 9 and 4 again.
SELECT v, quantile_band(v, 4) OVER () AS highest_first, quantile_band(v, 4, highest_first => false) OVER () AS lowest_first
FROM (VALUES (1), (2), (3), (4), (4), (5), (6), (7), (8), (9), (NULL)) AS t(v) ORDER BY v;
-- PARTITION BY, any ORDER BY of the window, and too few values.
SELECT year, string_agg(coalesce(band::text, '-'), ' ' ORDER BY v) AS bands
FROM (SELECT year, v, quantile_band(v, 5) OVER (PARTITION BY year ORDER BY v DESC) AS band
	FROM (SELECT 2019 AS year, v FROM generate_series(1, 12) AS v
		UNION ALL SELECT 2020, v FROM generate_series(1, 4) AS v) AS a) AS b
GROUP BY year ORDER BY year;
SELECT quantile_band(1, 0) OVER ();
SELECT quantile_band(1, NULL) OVER ();
SELECT quantile_band('Infinity', 1) OVER ();
