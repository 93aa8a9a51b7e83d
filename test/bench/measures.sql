-- measures.sql - ten million rows for the measures, each number as integer,
-- bigint, double precision and numeric; made once and kept.
SELECT to_regclass('bench_measures') IS NULL AS make \gset
\if :make
CREATE UNLOGGED TABLE bench_measures AS
SELECT i % 150 AS la,
	a AS a4, b AS b4, a::bigint AS a8, b::bigint AS b8,
	a::double precision AS af, b::double precision AS bf,
	(a + 0.25)::numeric(12,2) AS an, (b + 0.5)::numeric(12,2) AS bn,
	a % 4 = 0 AS t
FROM (SELECT i, (i * 7919 % 5003)::integer AS a,
		(5003 + i * 104729 % 15013)::integer AS b
	FROM generate_series(1::bigint, 10000000) i) s;
VACUUM (FREEZE, ANALYZE) bench_measures;
\endif
