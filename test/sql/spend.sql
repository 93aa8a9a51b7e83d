-- Schemes of spend and real terms.
-- S1 to S5 are the promises of src/core/s251.h, R1 to R4 those of
-- src/pg/real_terms.c, G1 to G4 of src/core/change.h.
SET search_path = earlyhelp, public;

-- --- schemes -----------------------------------------------------------------

SELECT scheme, first_year, last_year FROM s251_schemes();

-- S2: lines by group.  Reference: counted in DfE, Section 251 outturn, Table
-- A1, by the definitions in the comments of src/core/s251.c.
SELECT y AS year, s.scheme, string_agg(g.line_group || ' ' || g.n, ', ' ORDER BY g.line_group) AS lines
FROM unnest(ARRAY[2011, 2013, 2019]) AS y, s251_schemes() AS s,
	LATERAL (SELECT line_group, count(*) AS n FROM s251_lines(s.scheme, y) GROUP BY line_group) AS g
GROUP BY y, s.scheme ORDER BY y, s.scheme;

-- The two doors agree, in every year and scheme; so does the file's text.
SELECT count(*) AS lines, bool_and(s251_group(l.line, y, s.scheme) = l.line_group) AS by_number,
       bool_and(l.line NOT LIKE '%.%' OR s251_group(l.line || ' ' || l.description, y, s.scheme) = l.line_group) AS by_text
FROM generate_series(2011, 2022) AS y, s251_schemes() AS s, s251_lines(s.scheme, y) AS l;

-- S3: no pound twice.  A file with sections, totals and a memorandum line:
-- 30 in all, whatever is summed.
SELECT s251_group(line, 2020, 'early_late_net') AS line_group, sum(net)
FROM (VALUES ('3.0.1 Spend on individual centres', 10), ('3.0.5 Total Sure Start', 10), ('3.1.1 Residential care', 12),
		('3.1.2a Fostering', 5), ('3.1.2b Fostering', 3), ('3.1.2 Total fostering services', 8),
		('3.1.11 Total Children Looked After', 20), ('8a.1 Substance misuse (included above)', 1),
		('4.0.1 CERA', 2), ('5.0.2 Total', 30), ('5.0.3 Total', 32), ('9.9.9 No such line', 99)) AS file(line, net)
GROUP BY 1 ORDER BY 1;

-- The cut that a summary prints.  3.1.11 holds adoption, which the second
-- scheme puts elsewhere.
SELECT a.line, a.summary_group AS early_late_net, b.summary_group AS late_without_adoption
FROM s251_lines('early_late_net', 2020) AS a JOIN s251_lines('late_without_adoption', 2020) AS b USING (line)
WHERE a.summary_group IS NOT NULL ORDER BY a.line;

-- Unknown and NULL lines have no group; unknown schemes and years are errors.
SELECT s251_group('3.1.1', 2011, 'early_late_net') AS of_another_year, s251_group(NULL, 2011, 'early_late_net') AS none,
       s251_group('3.1.1', 2016, 'early_late_net') AS of_2016, s251_group('6', 2016, 'early_late_net') AS of_2016_too;
\set VERBOSITY default
SELECT s251_group('3.1.1', 2019, 'early_late');
SELECT s251_group('3.1.1', 2023, 'early_late_net');
SELECT s251_lines('late', 2019);
SELECT s251_lines('late_with_adoption', 2010);

-- --- real terms --------------------------------------------------------------

-- Reference: test/oracle/change.py, 100 pounds of 2011 and of 2016 in those
-- of 2019.
SELECT abs(real_terms(100::double precision, 2011, 2019) - 114.80611399960105) < 1e-12 AS of_2011,
       abs(real_terms(100::double precision, 2016, 2019) - 106.28850633293493) < 1e-12 AS of_2016,
       round(real_terms(100.00, 2016, 2019), 12) AS in_numeric,
       real_terms(100, 2019, 2019) AS same_year, pg_typeof(real_terms(100, 2011, 2019)) AS of_integer,
       pg_typeof(real_terms(100.0, 2011, 2019)) AS of_numeric, real_terms(NULL::numeric, 2011, 2019) AS none,
       real_terms(-5::double precision, 2019, 2019) AS negative;
-- R3: exact before the quotient; a billion pounds keeps its pennies.
SELECT round(real_terms(9999999999999.99, 2011, 2019) * 87.103375 / 100, 2) AS back;
SELECT count(*), min(year), max(year), count(DISTINCT vintage) FROM gdp_deflator();

-- A series of one's own: from a table, from arrays; the vintage readable.
CREATE TABLE price_levels (year integer, level double precision, vintage text);
INSERT INTO price_levels VALUES (2020, 102.5, 'spring'), (2018, 98, 'spring'), (2019, 100, 'spring'), (2021, NULL, 'spring');
SELECT deflator_series(year, level, vintage) FROM price_levels;
SELECT (deflator_series(year, level, vintage)).vintage, (deflator_series(year, level)).vintage IS NULL AS unnamed FROM price_levels;
SELECT deflator_series(year, level) = deflator(ARRAY[2018, 2019, 2020], ARRAY[98, 100, 102.5]) AS same FROM price_levels;
SELECT real_terms(200.00, 2018, 2020, deflator => (SELECT deflator_series(year, level, vintage) FROM price_levels)) AS "numeric",
       real_terms(200::double precision, 2018, 2020, deflator => deflator(ARRAY[2020, 2018], ARRAY[102.5, 98])) AS "double";
-- As a stored value, and over rows.
CREATE TABLE series AS SELECT deflator_series(year, level, vintage) AS d FROM price_levels;
SELECT year, real_terms(98.0 * level, year, 2018, d) / level AS level_of_2018_over_own
FROM series, price_levels WHERE level IS NOT NULL ORDER BY year;

-- R1, R2: never the built-in series in place of none, nor outside the range.
SELECT real_terms(100, 2019, 2020);
SELECT real_terms(100.0, 2021, 2020, deflator => d) FROM series;
SELECT real_terms(100, 2018, 2020, deflator => (SELECT deflator_series(year, level) FROM price_levels WHERE false));
SELECT real_terms('NaN'::numeric, 2018, 2019);
SELECT real_terms('-Infinity'::numeric, 2018, 2019);
SELECT real_terms('Infinity'::double precision, 2018, 2019);
SELECT real_terms(1.7e308::double precision, 2011, 2019);
-- What is not a series.
SELECT deflator(ARRAY[2018, 2018], ARRAY[98, 99]);
SELECT deflator(ARRAY[2018, 2019], ARRAY[98, 0]);
SELECT deflator(ARRAY[2018, 2019], ARRAY[98]);
SELECT deflator(ARRAY[2018, NULL], ARRAY[98, 99]);
SELECT deflator('{}', '{}');
SELECT deflator_series(year, level) FROM (SELECT year, level FROM price_levels UNION ALL VALUES (2018, 97.0)) AS mixed;
SELECT deflator_series(year, level, vintage) FROM (TABLE price_levels UNION ALL VALUES (2017, 97.0, 'autumn')) AS mixed;
SELECT deflator_series(year, level, vintage) FROM (TABLE price_levels UNION ALL VALUES (2017, 97.0, NULL)) AS mixed;
-- By ROW(), past the constructor: checked where it is read.
SELECT real_terms(1, 2018, 2019, ROW('', ARRAY[2018, 2018, 2019], ARRAY[1, 2, 3]::double precision[])::deflator);
SELECT real_terms(1, 2018, 2019, ROW('', ARRAY[2018, 2019], ARRAY[1, 2, 3]::double precision[])::deflator);
SELECT real_terms(1, 2018, 2019, ROW('', NULL, NULL)::deflator);
SELECT real_terms(1, 2018, 2019, ROW('', ARRAY[2018, 2019], ARRAY['NaN', 1]::double precision[])::deflator);

-- --- changes -----------------------------------------------------------------

-- 90 pounds become 99: by a tenth in cash, by nought at a tenth's inflation,
-- and less a child when there are more children.
CREATE TABLE tenth AS SELECT deflator(ARRAY[2016, 2019], ARRAY[100, 110]) AS d;
SELECT b AS basis, round(spend_change(b, 90, 10, 99, 11, 2016, 2019, d)::numeric, 9) AS change
FROM tenth, unnest(ARRAY['cash', 'cash_per_child', 'real', 'real_per_child']) AS b;
SELECT round(real_growth(90, 99, 2016, 2019, d)::numeric, 12) AS none, real_growth(100, 99, 2016, 2019, d) AS "by a tenth",
       real_growth(0, 99, 2016, 2019, d) AS from_nothing, real_growth(-1, 99, 2016, 2019, d) AS from_below,
       real_growth(50, 50, 2019, 2019) AS same_year
FROM tenth;
-- R4: only what the basis needs.
SELECT spend_change('cash', 5, NULL, 4, NULL, NULL, NULL) AS cash, spend_change('real', 5, NULL, 4, NULL, 2016, 2019) < 0 AS real,
       spend_change('real_per_child', 5, NULL, 4, 1, 2016, 2019) AS unknown, spend_change('real', 5, 1, NULL, 1, 2016, 2019) AS unknown_too;
SELECT spend_change('nominal', 5, 1, 4, 1, 2016, 2019);
SELECT spend_change('real_per_child', 5, 0, 4, 1, 2016, 2019);
SELECT spend_change('real', 'NaN', 1, 4, 1, 2016, 2019);

-- How many cut: the same rows, four answers.
CREATE TABLE spend (la text, before numeric, children_before integer, after numeric, children_after integer);
INSERT INTO spend VALUES ('A', 100, 10, 104, 10), ('B', 100, 10, 109, 10), ('C', 100, 10, 120, 12), ('D', 100, 10, 90, 8),
	('E', 100, 10, NULL, 9), ('F', 100, 10, 120, 10);
SELECT b AS basis, c.authorities_that_cut AS cut, c.authorities AS "of", c.missing, round(c.share::numeric, 3) AS share,
       round(c.conf_low::numeric, 3) AS low, round(c.conf_high::numeric, 3) AS high
FROM (SELECT b, share_that_cut(spend_change(b, before, children_before, after, children_after, 2016, 2019, d) < 0) AS s
      FROM spend, tenth, unnest(ARRAY['cash', 'cash_per_child', 'real', 'real_per_child']) AS b GROUP BY b) AS t, LATERAL (SELECT (t.s).*) AS c
ORDER BY b;
SELECT (c).authorities, (c).share IS NULL AS no_share FROM (SELECT share_that_cut(NULL) AS c) AS t;

-- --- the gap -----------------------------------------------------------------

-- By hand: 90 pounds on 10 children are 99 in prices of now, 9.90 a child;
-- 88 on 11 are 8.00; 1.90 x 11 is 20.90, in prices of 2016 19.00.
SELECT round(funding_gap(90, 10, 88, 11, 2016, 2019, d)::numeric, 9) AS gap,
       round(funding_gap(90, 10, 88, 11, 2016, 2019, d, price_year => 2016)::numeric, 9) AS in_2016,
       round(funding_gap(90, 10, 99, 10, 2016, 2019, d)::numeric, 9) AS none,
       funding_gap(90, NULL, 88, 11, 2016, 2019, d) AS unknown,
       round((funding_gap(100, 10, 90, 10, 2016, 2019) - (real_terms(100, 2016, 2019) - 90))::numeric, 9) AS built_in,
       round((funding_gap(100, 10, 90, 10, 2016, 2019, 2016) - (100 - real_terms(90, 2019, 2016)))::numeric, 9) AS price_year
FROM tenth;
SELECT funding_gap(90, 10, 88, 0, 2016, 2019);
SELECT funding_gap(90, 10, 88, 11, 2016, 2020);
SELECT funding_gap(1e308, 1, 88, 11, 2016, 2019);

-- G3: two areas, by hand.  A spent 10 a child on 10 and now 8 on 20: 40 short.
-- B spent 20 on 10 and now 25 on 10: 50 over.  Together 15 a child, now
-- 410 / 30 = 13.667: 40 short.  Their own gaps sum to -10; shortfalls to 40.
SELECT g.authorities, g.missing, g.base_per_child, round(g.now_per_child::numeric, 6) AS now_per_child, g.children_now,
       round(g.gap_of_totals::numeric, 9) AS gap_of_totals, g.sum_of_gaps, g.authorities_short, g.sum_of_shortfalls, g.status
FROM (SELECT funding_gap_summary(spend_base, children_base, spend_now, children_now) AS s
      FROM (VALUES (100, 10, 160, 20), (200, 10, 250, 10), (NULL, 10, 5, 5)) AS v(spend_base, children_base, spend_now, children_now)) AS t,
     LATERAL (SELECT (t.s).*) AS g;
SELECT (g).authorities, (g).status, (g).gap_of_totals FROM (SELECT funding_gap_summary(1, NULL, 1, 1) AS g) AS t;
SELECT funding_gap_summary(1, 0, 1, 1);
SELECT funding_gap_summary('Infinity', 1, 1, 1);
-- Merged is whole, at any split; a call of a part leaves its argument alone.
SELECT funding_gap_final(funding_gap_merge(s, s)) = funding_gap_final(whole) AS merged, s = before AS untouched
FROM (SELECT funding_gap_accum(start, 3, 2, 1, 2) AS s, funding_gap_accum(start, 3, 2, 1, 2) AS before,
		funding_gap_accum(funding_gap_accum(start, 3, 2, 1, 2), 3, 2, 1, 2) AS whole
	FROM (SELECT array_fill(0::double precision, ARRAY[15]) AS start) AS zero) AS t;
SELECT funding_gap_accum('{1,2}', 3, 2, 1, 2);
SELECT funding_gap_accum(NULL, 3, 2, 1, 2);
SELECT funding_gap_final('{}');
-- As a moving frame, where the state is read more than once.
SELECT la, round((funding_gap_summary(before, children_before, after, children_after) OVER (ORDER BY la)).sum_of_gaps::numeric, 6) AS so_far
FROM spend ORDER BY la;
DROP TABLE price_levels, series, tenth, spend;
