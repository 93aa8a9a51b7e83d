-- spend.sql - five million rows in the layout of Section 251: a line as the
-- department's file writes it and by its number, a year, an amount; made once
-- and kept.
SELECT to_regclass('bench_spend') IS NULL AS make \gset
\if :make
CREATE UNLOGGED TABLE bench_spend AS
SELECT l.line, l.line || ' ' || l.description AS text_of_line, l.year,
	(i * 7919 % 100003)::double precision AS gbp, (i * 7919 % 100003)::numeric(18,2) AS gbp_numeric,
	(1 + i % 977)::integer AS children
FROM generate_series(0::bigint, 4999999) AS i
JOIN (SELECT row_number() OVER () - 1 AS k, count(*) OVER () AS n, line, description, y AS year
	FROM generate_series(2017, 2019) AS y, earlyhelp.s251_lines('early_late_net', y)) AS l ON l.k = i % l.n;
CREATE TABLE bench_deflator AS
SELECT earlyhelp.deflator_series(year, 50 + year - 1990.0, 'bench') AS d FROM generate_series(1990, 2025) AS year;
VACUUM (FREEZE, ANALYZE) bench_spend;
\endif
