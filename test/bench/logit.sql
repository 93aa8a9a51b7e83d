-- logit.sql - ten million rows for a fit of six parameters, and a hundred
-- thousand groups of a hundred; made once and kept.  The outcome follows a
-- logistic model of the five columns.
SELECT to_regclass('bench_logit') IS NULL AS make \gset
\if :make
CREATE UNLOGGED TABLE bench_logit AS
SELECT (i / 100)::integer AS block, (i % 100000)::integer AS spread,
	r < 1 / (1 + exp(0.5 - 0.8 * x1 + 0.4 * x2 - 0.3 * x3 - 0.2 * x4 + 0.1 * x5)) AS y,
	x1, x2, x3, x4, x5
FROM (SELECT i, random() AS r, random() * 2 - 1 AS x1, random() * 2 - 1 AS x2,
		random() * 3 AS x3, random() * random() * 4 AS x4, sqrt(random()) * 5 AS x5
	FROM (SELECT setseed(0.5)) AS seed, generate_series(0::bigint, 9999999) AS i) AS s;
VACUUM (FREEZE, ANALYZE) bench_logit;
CREATE UNLOGGED TABLE bench_factor AS
SELECT y, x1, x2, 'region ' || spread % 9 AS few, 'area ' || spread % 1000 AS many
FROM bench_logit LIMIT 2000000;
VACUUM (FREEZE, ANALYZE) bench_factor;
\endif
