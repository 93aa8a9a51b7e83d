-- conventions.sql - a million areas for the functions of official statistics,
-- and ten thousand areas of nineteen bands; made once and kept.
SELECT to_regclass('bench_areas') IS NULL AS make \gset
\if :make
CREATE UNLOGGED TABLE bench_areas AS
SELECT (i * 7919 % 5003)::double precision AS x, (5003 + i * 104729 % 15013)::double precision AS n
FROM generate_series(1::bigint, 1000000) AS i;
VACUUM (FREEZE, ANALYZE) bench_areas;
CREATE UNLOGGED TABLE bench_bands AS
SELECT a AS area, b AS band, (a * b % 97)::double precision AS x, (2000 + a * b % 3001)::double precision AS n,
	(5000 + b * 100)::double precision AS w
FROM generate_series(1, 10000) AS a, generate_series(1, 19) AS b;
VACUUM (FREEZE, ANALYZE) bench_bands;
\endif
