-- linear.sql - ten million rows for a linear fit of six parameters; made once
-- and kept.
SELECT to_regclass('bench_linear') IS NULL AS make \gset
\if :make
CREATE UNLOGGED TABLE bench_linear AS
SELECT 3 + 0.8 * x1 - 0.4 * x2 + 0.3 * x3 + 0.2 * x4 - 0.1 * x5 + r AS y, x1, x2, x3, x4, x5,
	width_bucket(x1 + r, 0, 2, 2)::double precision AS grade
FROM (SELECT random() + random() AS r, random() * 2 - 1 AS x1, random() * 2 - 1 AS x2,
		random() * 3 AS x3, random() * random() * 4 AS x4, sqrt(random()) * 5 AS x5
	FROM (SELECT setseed(0.5)) AS seed, generate_series(1, 10000000)) AS s;
VACUUM (FREEZE, ANALYZE) bench_linear;
\endif
