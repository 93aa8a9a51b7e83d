-- areas: authorities like for like.
\pset null '(null)'
SET search_path = earlyhelp;

-- the changes, as the orders named in src/core/areas_facts.c made them
SELECT kind, from_la_code, from_ons_code, to_la_code, to_ons_code, effective, first_year, additive FROM authority_changes();
SELECT DISTINCT from_name, to_name, note FROM authority_changes() WHERE note IS NOT NULL ORDER BY 1, 2;
SELECT from_name || ' to ' || to_name AS "only part of each is shared" FROM authority_changes() WHERE additive = 0;

-- A2, A5 of src/core/areas.c: either kind of code, old and new, and combined
-- returns; what is no authority of the period is in no area
SELECT code, like_for_like(code, 2018, 2022), like_for_like_name(code, 2018, 2022)
FROM unnest(ARRAY['837', '835', 'E06000058', '928', 'E06000061 / E06000062', '838+839', '301', 'E09000002', ' 301 ',
	'201', '420', 'E92000001', 'E12000007', '820', 'nowhere', NULL]) AS code;
-- A1: a change of 1 April 2019 parts 2019 and 2020; years in either order
SELECT like_for_like('836', 2018, 2019) AS before, like_for_like('836', 2019, 2020) AS across, like_for_like('836', 2020, 2019) AS back,
	like_for_like('839', 2020, 2026) AS after, like_for_like('836', 2020, 2026) AS gone;
SELECT like_for_like('820', 2009, 2010), like_for_like_name('E10000004', 2008, 2012), like_for_like('909', 2023, 2024),
	like_for_like('E08000016', 2025, 2026), like_for_like('E08000038', 2025, 2026);

SELECT * FROM like_for_like_members('836', 2018, 2020);
SELECT count(*) FROM like_for_like_members('E92000001', 2018, 2020);
SELECT la_code, ons_code, year FROM like_for_like_members('E06000065', 2022, 2024);

-- combined returns over authorities that stay apart need to be told
SELECT DISTINCT like_for_like(code, 2010, 2022, '314 / 318; 201 / 204; 420 / 908') FROM unnest(ARRAY['314', '318', '314 / 318', 'E09000001', '420']) AS code ORDER BY 1;
SELECT like_for_like('314 / 318', 2010, 2022);
SELECT like_for_like('E06000061 / E06000062', 2022, 2023);
SELECT like_for_like('314', 2010, 2022, '314 / 999');
SELECT like_for_like('314', 2007, 2022);
SELECT like_for_like('314', 2010, 2027);
SELECT like_for_like(NULL, 2010, 2027), like_for_like('314', NULL, 2020), like_for_like_name('314', 2010, NULL);
-- one call, many periods
SELECT year, like_for_like('928', 2019, year), like_for_like('928', 2019, year, '928 / 826') FROM generate_series(2019, 2023) AS year;

SELECT code, is_authority(code), is_authority(code, 2019), la_code(code), ons_code(code, 2013), ons_code(code, 2014)
FROM unnest(ARRAY['929', 'E06000048', '839', '940 / 941', 'E92000001', NULL]) AS code;
SELECT is_authority('929', 1974);
SELECT ons_code('929', 2050);

-- S1 to S3 of src/pg/area_sum.c
CREATE TEMPORARY TABLE counts (la_code text, year integer, n integer);
INSERT INTO counts VALUES ('835', 2019, 10), ('836', 2019, 20), ('837', 2019, 30), ('838', 2020, 25), ('839', 2020, 40),
	('928', 2019, 5), ('928', 2020, 7);
SELECT like_for_like(la_code, 2019, 2020) AS area, year, (complete_sum(n, la_code, year, 2019, 2020)).* FROM counts GROUP BY 1, 2 ORDER BY 1, 2;
-- S2: no row, and a row without a number
SELECT (s).* FROM (SELECT complete_sum(n, la_code, year, 2019, 2020) AS s FROM counts WHERE la_code <> '836') t;
SELECT (s).* FROM (SELECT complete_sum(nullif(n, 20), la_code, year, 2019, 2020) AS s FROM counts WHERE year = 2019) t;
-- S3
SELECT (s).* FROM (SELECT complete_sum(n, la_code, year, 2019, 2020) AS s FROM (TABLE counts UNION ALL VALUES ('E06000029', 2019, 20)) c) t;
SELECT (s).* FROM (SELECT complete_sum(n, la_code, year, 2019, 2020) AS s FROM (TABLE counts UNION ALL VALUES ('839', 2019, 60)) c) t;
SELECT (s).* FROM (SELECT complete_sum(n, la_code, year, 2019, 2020) AS s FROM (TABLE counts UNION ALL VALUES ('E92000001', 2019, 60)) c) t;
SELECT (s).* FROM (SELECT complete_sum(n, la_code, year, 2019, 2020) AS s FROM (TABLE counts UNION ALL VALUES ('301', 2021, 60)) c) t;
SELECT (s).* FROM (SELECT complete_sum(n, la_code, year, 2019, 2020) AS s FROM (TABLE counts UNION ALL VALUES (NULL, 2019, 60)) c) t;
-- of many missing, the first few by name; all years of London boroughs but one
SELECT (s).* FROM (SELECT complete_sum(1, '314 / 318', year, 2008, 2026, '314 / 318 / 301') AS s FROM generate_series(2008, 2026) AS year) t;
SELECT (s).* FROM (SELECT complete_sum(n, la_code, year, 2019, 2020) AS s FROM counts WHERE false) t;
-- ten tenths are one
SELECT (complete_sum(0.1, la, 2020, 2020, 2020)).value = 1 AS one FROM unnest(ARRAY['301', '302', '303', '304', '305', '306', '307', '308', '309', '310']) AS la;
SELECT complete_sum('NaN', la_code, year, 2019, 2020) FROM counts;
SELECT complete_sum(n, la_code, year, year, 2020) FROM counts;
SELECT complete_sum(n, la_code, year, NULL, 2020) FROM counts;
SELECT complete_sum(n, la_code, year, 2019, 2020, CASE WHEN n > 5 THEN '301 / 302' END) FROM counts;

-- every pair of years: each authority of either year is in one area, every
-- area has authorities in both, and none is lost from the sum of all
WITH authority AS (
	SELECT la.code::text AS la_code, year, 1000 + (la.code * 7919 + year * 104729) % 9973 AS children
	FROM generate_series(100, 999) AS la(code), generate_series(2008, 2026) AS year
	WHERE is_authority(la.code::text, year)
), pair AS (
	SELECT f, t FROM generate_series(2008, 2026) AS f, generate_series(2008, 2026) AS t WHERE f <= t
), area AS (
	SELECT f, t, year, like_for_like(la_code, f, t) AS area, complete_sum(children, la_code, year, f, t) AS s
	FROM pair JOIN authority ON year IN (f, t)
	GROUP BY f, t, year, area
), england AS (
	SELECT f, t, year, count(*) FILTER (WHERE (s).status = 'complete' AND area IS NOT NULL) = count(*) AS whole,
		sum((s).value) AS children, string_agg(area, ',' ORDER BY area) AS areas
	FROM area GROUP BY f, t, year
)
SELECT count(*) AS pairs, bool_and(a.whole AND b.whole) AS whole, bool_and(a.areas = b.areas) AS same_areas,
	bool_and(a.children = (SELECT sum(children) FROM authority WHERE year = a.f)) AS all_before,
	bool_and(b.children = (SELECT sum(children) FROM authority WHERE year = a.t)) AS all_after
FROM england a JOIN england b ON a.f = b.f AND a.t = b.t AND a.year = a.f AND b.year = b.t;
