-- recovery.sql - :sets data sets; log odds per unit of spend ln(1.69), an sd of
-- 0.9 between authorities and of 0.8 between years.  Spend is an authority's
-- own level, which falls over the years as they grow kinder, and a little noise.
SELECT FROM setseed(0.25) \gset
CREATE TEMP TABLE authority AS
SELECT k, a, spend, decile, sqrt(-2 * ln(u)) * cos(2 * pi() * v) AS effect
FROM (SELECT k, a, 3 + 1.2 * (random() + random() + random() - 1.5) AS spend, 1 + floor(10 * random()) AS decile,
		1 - random() AS u, random() AS v FROM generate_series(1, :sets) AS k, generate_series(1, 149) AS a) AS s;
CREATE TEMP TABLE year AS
SELECT k, t, sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) AS effect
FROM generate_series(1, :sets) AS k, generate_series(1, 9) AS t;
CREATE TEMP TABLE inspection AS
SELECT k, a, t, x, decile, random() < 1 / (1 + exp(0.6 - ln(1.69) * (x - 3) + 0.17 * (decile - 5.5)
		- 0.9 * authority.effect)) AS plain, random() < 1 / (1 + exp(0.6 - ln(1.69) * (x - 3)
		+ 0.17 * (decile - 5.5) - 0.9 * authority.effect - 0.8 * year.effect)) AS crossed
FROM (SELECT *, spend * (1.25 - 0.05 * t) + 0.5 * (random() - 0.5) AS x
	FROM (SELECT *, 3 * n - 2 + floor(3 * random())::integer AS t
		FROM authority, generate_series(1, 3) AS n WHERE n < 3 OR a <= 76) AS s) AS i
	JOIN authority USING (k, a, spend, decile) JOIN year USING (k, t);

CREATE TEMP TABLE fitted (how text, sds text, f earlyhelp.mixed_fit);
INSERT INTO fitted SELECT 'authority and year, Laplace', '0.9, 0.8', earlyhelp.mixed_logit(crossed, ARRAY[a::text, t::text], x, decile) FROM inspection GROUP BY k;
INSERT INTO fitted SELECT 'authority alone, Laplace', '0.9', earlyhelp.mixed_logit(plain, ARRAY[a::text], x, decile) FROM inspection GROUP BY k;
INSERT INTO fitted SELECT 'authority alone, 25 points', '0.9', earlyhelp.mixed_logit(plain, ARRAY[a::text], earlyhelp.mixed_options(25), x, decile) FROM inspection GROUP BY k;

\pset footer off
SELECT how AS fit, count(*) AS sets, count(*) FILTER (WHERE g.status = 'ok') AS ok, count(*) FILTER (WHERE g.status = 'boundary') AS boundary,
       round(100 * avg((t.conf_low <= ln(1.69) AND ln(1.69) <= t.conf_high)::integer), 1) AS "covered, %",
       round((avg(t.estimate) - ln(1.69))::numeric, 3) AS bias, round(stddev(t.estimate)::numeric, 3) AS "sd of estimates",
       round(avg(t.std_error)::numeric, 3) AS "mean std_error", sds AS "true sds",
       round((avg(v.first))::numeric, 2) AS "mean sd of authority", round(avg(v.second)::numeric, 2) AS "of year"
FROM fitted, earlyhelp.glance(f) AS g, earlyhelp.tidy(f) AS t,
     LATERAL (SELECT max(sd) FILTER (WHERE n = 1) AS first, max(sd) FILTER (WHERE n = 2) AS second
              FROM earlyhelp.variance_components(f) WITH ORDINALITY AS c (group_name, levels, sd, variance, icc, mor, both_, n)) AS v
WHERE t.term = 'x' GROUP BY how, sds ORDER BY how DESC;
