-- areas.sql - three million cells of a published table; made once and kept.
SELECT to_regclass('bench_areas') IS NULL AS make \gset
\if :make
CREATE UNLOGGED TABLE bench_areas AS
SELECT (ARRAY['837', '301', '928', '815', '909', '204', '839', '373'])[1 + i % 8] AS la,
	(ARRAY['E06000028', 'E09000002', 'E10000021', 'E10000023', 'E10000006', 'E09000012', 'E06000058', 'E08000019'])[1 + i % 8] AS ons,
	CASE i % 10 WHEN 0 THEN 'c' ELSE to_char(i * 7919 % 100003, 'FM999,999') END AS cell,
	(i * 7919 % 100003) / 8.0::double precision AS x, (i * 7919 % 100003) / 8.0 AS n,
	(i * 7919 % 100003)::text AS plain, (2010 + i % 13)::integer AS year, (i * 7919 % 100003)::bigint AS k
FROM generate_series(1::bigint, 3000000) AS i;
VACUUM (FREEZE, ANALYZE) bench_areas;
\endif
