/*
 * synthetic.sql - a synthetic England, made from nothing but this file, for
 * the tables of 10_tables.sql (run that first, with the same search_path).
 *
 * No authority here exists and no row describes a child.  What is real is the
 * national level: the totals below are calibrated to figures that were
 * published, each named where it stands, and the authorities add up to them
 * exactly.  How a total is spread over authorities is invented; so are the
 * years between two published ones (a straight line and a little noise).
 * Every table says SYNTHETIC in its comment.  The same rows on every server.
 *
 *	1  chance			a number between 0 and 1 from a name: no random()
 *	2  authorities		150, and two very small ones, in nine regions
 *	3  national totals	what is published, and the line between
 *	4  shares			who gets how much of each total
 *	5  tables			children, need, early help, spend, spend per child
 *	6  inspections		the shape of the published multilevel model
 *	7  events			a log of referrals, one row for each
 *	8  published		the headline figures, beside what this England gives
 */
SET jit = off;
SET work_mem = '64MB';

/*
 * 1  Chance.  The name of a stream and a key, hashed: 128 bits, read as eight
 * numbers between 0 and 1.
 */
CREATE FUNCTION pg_temp.bits(key text, stream text) RETURNS bytea IMMUTABLE
LANGUAGE sql AS $$ SELECT decode(md5(stream || ':' || key), 'hex') $$;

CREATE FUNCTION pg_temp.slice(h bytea, i integer) RETURNS double precision IMMUTABLE
LANGUAGE sql AS $$
	SELECT (get_byte(h, 2 * i) * 256 + get_byte(h, 2 * i + 1))::double precision / 65536
		   + 0.00000762939453125::double precision
$$;

CREATE FUNCTION pg_temp.chance(key text, stream text) RETURNS double precision IMMUTABLE
LANGUAGE sql AS $$ SELECT pg_temp.slice(pg_temp.bits(key, stream), 0) $$;

-- Nearly normal: mean 0, standard deviation 1, never beyond 3.5.
CREATE FUNCTION pg_temp.normal(h bytea) RETURNS double precision IMMUTABLE
LANGUAGE sql AS $$
	SELECT (pg_temp.slice(h, 0) + pg_temp.slice(h, 1) + pg_temp.slice(h, 2) + pg_temp.slice(h, 3) - 2) * sqrt(3)
$$;

CREATE FUNCTION pg_temp.chance_normal(key text, stream text) RETURNS double precision IMMUTABLE
LANGUAGE sql AS $$ SELECT pg_temp.normal(pg_temp.bits(key, stream)) $$;

-- A slow swing of an authority about its level, over 6 to 12 years.
CREATE FUNCTION pg_temp.swing(key text, stream text, year integer) RETURNS double precision IMMUTABLE
LANGUAGE sql AS $$
	SELECT sin(6.283185307179586 * ((year - 2011) / (6 + 6 * pg_temp.chance(key, stream || ' period'))
									+ pg_temp.chance(key, stream || ' phase')))
$$;

/*
 * 2  Authorities.  As many to a region as England had upper-tier authorities
 * (ONS), and about each region's share of the children.  early_* is a
 * region's gross early spend per child as a multiple of England's: London and
 * the West Midlands are set so that the gap between them is 67 pounds in
 * 2015-16 and 90 in 2019-20 (Action for Children 2022, from Section 251
 * outturn); the others are rounded.  imd is a level of deprivation.
 */
CREATE TEMP TABLE syn_region AS
SELECT * FROM (VALUES
	(1, 'E12000001', 'North East', NULL, 12, 4.4, 1.24, 1.14, 1.12, 0.7),
	(2, 'E12000002', 'North West', NULL, 23, 13.0, 1.18, 1.03, 1.16, 0.7),
	(3, 'E12000003', 'Yorkshire and The Humber', NULL, 15, 9.7, 1.22, 1.05, 1.19, 0.5),
	(4, 'E12000004', 'East Midlands', NULL, 9, 8.3, 0.92, 0.94, 0.87, 0.0),
	(5, 'E12000005', 'West Midlands', NULL, 14, 10.8, 0.89, 0.874, 0.733, 0.5),
	(6, 'E12000006', 'East of England', NULL, 11, 11.2, 0.82, 0.88, 0.99, -0.5),
	(7, 'E12000007', 'London', 'Inner London', 14, 6.3, 1.25, 1.165, 1.224, 0.8),
	(8, 'E12000007', 'London', 'Outer London', 19, 10.6, 1.25, 1.165, 1.224, 0.0),
	(9, 'E12000008', 'South East', NULL, 19, 16.4, 0.72, 0.92, 0.77, -0.9),
	(10, 'E12000009', 'South West', NULL, 16, 9.3, 0.84, 1.01, 1.01, -0.4)
) AS r (place, region_code, region, subregion, authorities, children_share, early_2011, early_2016, early_2020, imd);

CREATE TEMP TABLE syn_place AS
SELECT n.*,
	   CASE WHEN small THEN 0.01 ELSE exp(0.5 * pg_temp.chance_normal(la_code, 'size')) END AS size,
	   imd + pg_temp.chance_normal(la_code, 'deprivation') AS deprivation,
	   pg_temp.chance_normal(la_code, 'growth') AS growth,
	   pg_temp.chance_normal(la_code, 'early spend') AS early_spend,
	   pg_temp.chance_normal(la_code, 'late spend') AS late_spend,
	   pg_temp.chance_normal(la_code, 'need') AS need,
	   pg_temp.chance_normal(la_code, 'referrals') AS referrals,
	   pg_temp.chance_normal(la_code, 'rereferrals') AS rereferrals
FROM (SELECT 'S' || lpad((row_number() OVER (ORDER BY place, k))::text, 3, '0') AS la_code,
			 'Synthetic ' || region || ' '
				 || lpad((row_number() OVER (PARTITION BY region ORDER BY place, k))::text, 2, '0') AS name,
			 -- the first of Inner London and the last of the South West
			 (place = 7 AND k = 1) OR (place = 10 AND k = authorities) AS small,
			 r.*
	  FROM syn_region r, generate_series(1, authorities) AS k) n;

INSERT INTO authorities (la_code, name, region_code, region, subregion,
						 excluded_small_authority, first_spend_year, last_spend_year)
SELECT la_code, name, region_code, region, subregion, small::integer, 2011, 2021
FROM syn_place ORDER BY la_code;

/*
 * 3  National totals.  NULL: no figure taken, the line runs through.  wobble
 * is the largest noise in a year between.  Exact as published:
 *
 *	children		ONS mid-year estimates of mid-2015 and mid-2019, ages 0 to
 *					17, at the start of the financial year (2016 and 2020)
 *	early_help		Action for Children 2022 (Community Care, 1 March 2022)
 *	cin_*			DfE, Characteristics of children in need, 2016 and 2020
 *	referrals,		the same; children referred and re-referred are rounded
 *	rereferrals		and give the published 20.8 and 21.3 per cent
 *	early, late,	Section 251 outturn, net current expenditure in cash, 2016
 *	total			and 2019 to 2021 (DfE); late has youth justice.  2011: early
 *					as Action for Children 2022 groups it; late and total are
 *					rounded to give its 39.1 per cent (37.8 with adoption)
 *
 * All other figures are rounded to the size of the published ones.
 */
CREATE TEMP TABLE syn_anchor AS
SELECT series, unit::numeric, wobble, year, total
FROM (VALUES
	('children', 1, 0.000, 11260000, 11677860, 11955000, 12023570, 12093000),
	('early_help', 10, 0.010, 262000, 358000, NULL, 517000, 498000),
	('referrals', 10, 0.010, 615000, 621470, NULL, 642980, 598000),
	('rereferrals_within_12_months', 10, 0.010, 157000, 139900, NULL, 145390, 136000),
	('referrals_no_further_action', 10, 0.010, 95000, 61800, NULL, 40400, 36000),
	('referrals_assessed_not_in_need', 10, 0.010, 112000, 158000, NULL, 194000, 182000),
	('children_referred', 10, 0.010, 530000, 547300, NULL, 568600, 530000),
	('children_rereferred', 10, 0.010, 121000, 113800, NULL, 121100, 113000),
	('assessments_completed', 10, 0.010, 520000, 572000, NULL, 666000, 626000),
	('cin_any_point_episodes', 10, 0.008, 735000, 747490, NULL, 760330, 728000),
	('cin_any_point_children', 10, 0.008, 683000, 694590, NULL, 706830, 679000),
	('cin_started_episodes', 10, 0.008, 393000, 401000, NULL, 408000, 380000),
	('cin_at_31_march', 10, 0.008, 382000, 393910, NULL, 389260, 388000),
	('section47_enquiries', 10, 0.010, 112000, 172500, NULL, 201000, 199000),
	('initial_cp_conferences', 10, 0.010, 53000, 73000, NULL, 77500, 72600),
	('cpp_started', 10, 0.010, 49000, 63300, NULL, 66400, 63800),
	('cpp_at_31_march', 10, 0.010, 42700, 50300, NULL, 51500, 50000),
	('cla_at_31_march', 10, 0.003, 65500, 70400, NULL, 80100, 80800),
	('cla_started', 10, 0.010, 27500, 32000, NULL, 31000, 28500),
	('cla_ceased', 10, 0.010, 27000, 31500, NULL, 29700, 28100),
	-- money, in pounds
	('early', 1e4, 0.010, 3041790000, 2133070000, 1863530000, 1845780000, 1883910000),
	('late', 1e4, 0.005, 5280200000, 6068860000, 7153180000, 7623760000, 8182730000),
	('total', 1e4, 0.002, 8432200000, 8291760000, 9117860000, 9591590000, 10165880000),
	('cera', 1e4, 0.200, 17000000, 40000000, 17500000, 24000000, 14000000),
	-- per mille of early, and of late
	('sure_start_early_years', 1, 0.010, 410, 341, 273, 254, 237),
	('family_support', 1, 0.010, 254, 442, 548, 577, 591),
	('youth_justice', 1, 0.010, 52, 28, 21, 20, 18.5),
	('adoption_guardianship', 1, 0.010, 51, 80, 80, 78, 77),
	('safeguarding', 1, 0.010, 345, 352, 327, 324, 330)
) AS v (series, unit, wobble, y2011, y2016, y2019, y2020, y2021),
LATERAL (VALUES (2011, y2011), (2016, y2016), (2019, y2019), (2020, y2020), (2021, y2021)) AS y (year, total)
WHERE total IS NOT NULL;

CREATE TEMP TABLE syn_line AS
SELECT series, y.year,
	   CASE WHEN a.year = y.year THEN a.total
			ELSE round((a.total + (b.total - a.total) * (y.year - a.year) / (b.year - a.year))
					   * (1 + wobble * (2 * pg_temp.chance(series || y.year, 'wobble') - 1)) / unit) * unit
	   END AS total
FROM generate_series(2011, 2021) AS y (year)
JOIN syn_anchor a ON a.year <= y.year
CROSS JOIN LATERAL (SELECT year, total FROM syn_anchor n
					WHERE n.series = a.series AND n.year >= y.year ORDER BY year LIMIT 1) b
WHERE NOT EXISTS (SELECT FROM syn_anchor n
				  WHERE n.series = a.series AND n.year > a.year AND n.year <= y.year);

-- Early and late are cut into the categories of Table A1; the last is the rest.
CREATE TEMP TABLE syn_total AS
WITH part AS (
	SELECT whole, p.series, p.year, round(w.total * p.total / 1000) AS total
	FROM (VALUES ('early', 'sure_start_early_years'), ('early', 'family_support'), ('late', 'youth_justice'),
				 ('late', 'adoption_guardianship'), ('late', 'safeguarding')) AS k (whole, series)
	JOIN syn_line p ON p.series = k.series
	JOIN syn_line w ON w.series = whole AND w.year = p.year
), rest AS (
	SELECT series AS whole, year,
		   total - CASE series WHEN 'total' THEN (SELECT sum(total) FROM syn_line o
												  WHERE o.series IN ('early', 'late') AND o.year = l.year)
							   ELSE (SELECT sum(total) FROM part p WHERE p.whole = l.series AND p.year = l.year) END AS total
	FROM syn_line l WHERE series IN ('early', 'late', 'total')
)
SELECT whole AS kind, series, year, total FROM part
UNION ALL
SELECT CASE whole WHEN 'early' THEN whole ELSE 'late' END,
	   CASE whole WHEN 'early' THEN 'young_people' WHEN 'late' THEN 'looked_after' ELSE 'other_children_families' END,
	   year, total
FROM rest
UNION ALL
SELECT CASE WHEN series IN ('children', 'early_help') THEN series WHEN series = 'cera' THEN 'late'
			WHEN series LIKE '%referr%' OR series LIKE 'assess%' THEN 'referrals' ELSE 'need' END,
	   series, year, total
FROM syn_line
WHERE series NOT IN ('early', 'late', 'total') AND series NOT IN (SELECT series FROM part);

/*
 * 4  Shares.  An authority's weight is its children times its own level, which
 * swings slowly; its part of a total is what cumulative rounding gives it, so
 * that the parts add up to the total to the unit.
 *
 *	early		the region's level holds whatever the authorities in it do
 *	early_help	in 2020 from 0.6 to 15.4 per cent of children (Action for
 *				Children 2022), by rank along a skewed curve; the big spenders
 *				on early help tend to stand higher
 */
CREATE TEMP TABLE syn_level AS
WITH ranked AS (
	SELECT *,
		   (row_number() OVER (PARTITION BY small
							   ORDER BY 0.6 * early_spend + pg_temp.chance_normal(la_code, 'early help')) - 0.5)
		   / count(*) OVER (PARTITION BY small) AS place_in_line
	FROM syn_place
), base AS (
	SELECT la_code, region, year, rereferrals,
		   children_share * size / sum(size) OVER (PARTITION BY place, year)
		   * exp(0.004 * (year - 2016) * growth) AS children,
		   CASE WHEN year < 2016 THEN early_2011 + (early_2016 - early_2011) * (year - 2011) / 5
				ELSE early_2016 + (early_2020 - early_2016) * (least(year, 2020) - 2016) / 4 END AS region_early,
		   CASE WHEN subregion = 'Inner London' THEN 1.4 ELSE 1 END
		   * exp(0.26 * early_spend + 0.06 * deprivation
				 + 0.15 * pg_temp.swing(la_code, 'early spend', year)) AS own_early,
		   exp(0.20 * late_spend + 0.15 * deprivation + 0.08 * pg_temp.swing(la_code, 'late spend', year)) AS late,
		   exp(0.22 * need + 0.15 * deprivation + 0.06 * pg_temp.swing(la_code, 'need', year)) AS need,
		   exp(0.27 * referrals + 0.12 * deprivation + 0.08 * pg_temp.swing(la_code, 'referrals', year)) AS referrals,
		   exp(0.25 * rereferrals) AS return_rate,
		   CASE WHEN small THEN 4
				ELSE 4.15 * (place_in_line / (1 - place_in_line))
					 ^ CASE WHEN place_in_line < 0.5 THEN 0.339 ELSE 0.230 END END
		   * exp(0.3 * (pg_temp.swing(la_code, 'early help', year)
						- pg_temp.swing(la_code, 'early help', 2020))) AS early_help
	FROM ranked, generate_series(2011, 2021) AS year
)
SELECT la_code, year, children,
	   region_early * own_early * sum(children) OVER region / sum(children * own_early) OVER region AS early,
	   late, need, referrals, early_help,
	   return_rate * sum(children * referrals) OVER england
	   / sum(children * referrals * return_rate) OVER england AS return_rate
FROM base
WINDOW region AS (PARTITION BY region, year), england AS (PARTITION BY year);

CREATE TEMP TABLE syn_amount AS
SELECT la_code, year, kind, series,
	   (upto - coalesce(lag(upto) OVER (PARTITION BY series, year ORDER BY la_code), 0))::bigint AS amount
FROM (SELECT la_code, year, kind, series,
			 round(total * sum(weight) OVER (PARTITION BY series, year ORDER BY la_code)
				   / sum(weight) OVER (PARTITION BY series, year)) AS upto
	  FROM (SELECT l.la_code, t.year, t.kind, t.series, t.total,
				   l.children
				   * CASE t.kind WHEN 'early' THEN l.early WHEN 'late' THEN l.late WHEN 'need' THEN l.need
								 WHEN 'referrals' THEN l.referrals WHEN 'early_help' THEN l.early_help ELSE 1 END
				   * CASE WHEN t.series LIKE '%rereferr%' THEN l.return_rate ELSE 1 END
				   -- how an authority divides its spend, and a little noise each year
				   * CASE WHEN t.kind IN ('early', 'late')
						  THEN (0.75 + 0.5 * pg_temp.chance(l.la_code || t.series, 'category'))
							   * (0.93 + 0.14 * pg_temp.chance(l.la_code || t.series || t.year, 'year'))
						  WHEN t.kind = 'children' THEN 1
						  ELSE 0.985 + 0.03 * pg_temp.chance(l.la_code || t.series || t.year, 'year') END AS weight
			FROM syn_level l JOIN syn_total t USING (year)) w) c;
CREATE INDEX ON syn_amount (series, year, la_code);
ANALYZE syn_amount;

/*
 * 5  Tables.  A mid-year is the calendar year in which the financial year
 * starts.  Nothing is suppressed, however small.
 */
INSERT INTO children
SELECT la_code, year - 1, year, amount, 'synthetic'
FROM syn_amount WHERE series = 'children' ORDER BY la_code, year;

-- The series of need bear the names of its columns.
INSERT INTO need
SELECT n.*
FROM (SELECT jsonb_object_agg(series, amount)
			 || jsonb_build_object('la_code', la_code, 'financial_year_end', year) AS fields
	  FROM syn_amount WHERE kind IN ('need', 'referrals') GROUP BY la_code, year) j,
jsonb_populate_record(NULL::need, fields) n
ORDER BY la_code, financial_year_end;

-- The single assessment replaced two kinds in 2013-14.
UPDATE need SET
	rereferral_pct_published = round(100.0 * rereferrals_within_12_months / referrals, 1),
	assessments_completed = CASE WHEN financial_year_end >= 2014 THEN assessments_completed END,
	initial_assessments = CASE WHEN financial_year_end < 2014 THEN round(assessments_completed * 0.7) END,
	core_assessments = CASE WHEN financial_year_end < 2014 THEN round(assessments_completed * 0.3) END;

-- England as DfE prints it, to the nearest 10.
INSERT INTO need_national
SELECT financial_year_end, measure, round(sum(value::integer) / 10.0) * 10
FROM need n, jsonb_each_text(to_jsonb(n) - 'la_code' - 'financial_year_end'
							 - 'rereferral_pct_published') AS m (measure, value)
WHERE value IS NOT NULL
GROUP BY financial_year_end, measure
UNION ALL
SELECT financial_year_end, 'rereferral_pct_published',
	   round(100.0 * sum(rereferrals_within_12_months) / sum(referrals), 1)
FROM need GROUP BY financial_year_end;

INSERT INTO early_help VALUES
	('England', 2016, 358000, 3.1, 'Action for Children, as reported by Community Care, 1 March 2022'),
	('England', 2020, 517000, 4.3, 'Action for Children, as reported by Community Care, 1 March 2022');

-- By authority no such counts are public: this table exists here only.  A few
-- authorities gave no answer, in years that are not calibrated.
CREATE TABLE early_help_authority (
	la_code text NOT NULL REFERENCES authorities,
	financial_year_end integer NOT NULL,
	children_in_targeted_early_help integer,
	PRIMARY KEY (la_code, financial_year_end)
);
INSERT INTO early_help_authority
SELECT la_code, year,
	   CASE WHEN year IN (2016, 2020) OR pg_temp.chance(la_code || year, 'no answer') > 0.01 THEN amount END
FROM syn_amount WHERE series = 'early_help' ORDER BY la_code, year;

-- Net is what the totals fix; income and gross are only of the published size.
INSERT INTO spend
WITH leaf AS (
	SELECT la_code, year, series AS category, amount AS net,
		   round(amount * CASE series WHEN 'sure_start_early_years' THEN 0.185 WHEN 'family_support' THEN 0.140
									  WHEN 'young_people' THEN 0.195 WHEN 'youth_justice' THEN 0.850
									  WHEN 'adoption_guardianship' THEN 0.090 WHEN 'looked_after' THEN 0.050
									  WHEN 'safeguarding' THEN 0.075 ELSE 0.150 END
				 * (0.8 + 0.4 * pg_temp.chance(la_code || series || year, 'income')))::bigint AS income
	FROM syn_amount WHERE kind IN ('early', 'late')
)
SELECT la_code, year, category, net + income, income, net, 'synthetic' FROM leaf
UNION ALL
SELECT la_code, year, total, sum(net + income), sum(income), sum(net), 'synthetic'
FROM leaf JOIN (VALUES ('total_excluding_cera'), ('total_including_cera')) AS t (total)
	 ON total = 'total_including_cera' OR category <> 'cera'
GROUP BY la_code, year, total
ORDER BY 1, 2, 3;

INSERT INTO spend_national
SELECT financial_year_end, line, description, round(gross / 1e6, 2), round(income / 1e6, 2), round(net / 1e6, 2),
	   round(net / (SELECT sum(children_0_17) FROM children c WHERE c.financial_year_end = s.financial_year_end))
FROM (SELECT financial_year_end, line, description,
			 sum(gross_gbp * part) AS gross, sum(income_gbp * part) AS income, sum(net_gbp * part) AS net
	  FROM spend JOIN (VALUES
		('3.0.5', 'Sure Start and other under-fives', 'sure_start_early_years', 1),
		('3.1.3', 'Adoption', 'adoption_guardianship', 0.46),
		('3.1.4', 'Special guardianship', 'adoption_guardianship', 0.54),
		('3.1.11', 'Children looked after, adoption and guardianship in it', 'looked_after', 1),
		('3.1.11', 'Children looked after, adoption and guardianship in it', 'adoption_guardianship', 1),
		('3.2.1', 'Other children and families', 'other_children_families', 1),
		('3.3.4', 'Safeguarding', 'safeguarding', 1),
		('3.4.6', 'Family support', 'family_support', 1),
		('3.5.3', 'Young people', 'young_people', 1),
		('3.6.1', 'Youth justice', 'youth_justice', 1),
		('4.0.1', 'Capital expenditure from revenue (CERA)', 'cera', 1),
		('5.0.2', 'Total without CERA', 'total_excluding_cera', 1),
		('5.0.3', 'Total with CERA', 'total_including_cera', 1)) AS l (line, description, category, part) USING (category)
	  WHERE financial_year_end >= 2016
	  GROUP BY financial_year_end, line, description) s;

-- GDP deflator, year ending: the four values Webb's group used; the years
-- between are a straight line and say so.
INSERT INTO deflator
SELECT 'gdp_deflator', 'financial_year_end', y,
	   CASE WHEN y < 2013 THEN 87.103 + (90.254 - 87.103) * (y - 2011) / 2
			WHEN y < 2016 THEN 90.254 + (94.084 - 90.254) * (y - 2013) / 3
			ELSE 94.084 + (100 - 94.084) * (y - 2016) / 3 END,
	   CASE WHEN y IN (2011, 2013, 2016, 2019) THEN '2018-19 = 100'
			ELSE '2018-19 = 100; synthetic, on a straight line' END
FROM generate_series(2011, 2019) AS y;

/*
 * Spend as publications group it.  Webb's preventative spend is all but the
 * looked-after group and safeguarding; capital from revenue is in it to 2015,
 * adoption and guardianship leave it in 2013.
 */
INSERT INTO spend_per_child
SELECT la_code, financial_year_end,
	   prevent, safeguarding, looked_after, early_gross, late_gross, early_net, late_net, 'synthetic',
	   children_0_17, deflator,
	   100 * prevent / deflator / children_0_17, 100 * safeguarding / deflator / children_0_17
FROM (SELECT la_code, financial_year_end,
			 sum(gross_gbp) FILTER (WHERE category = CASE WHEN financial_year_end <= 2015 THEN 'total_including_cera'
																				   ELSE 'total_excluding_cera' END)
			 - sum(gross_gbp) FILTER (WHERE category IN ('looked_after', 'safeguarding')
									  OR (category = 'adoption_guardianship' AND financial_year_end >= 2013)) AS prevent,
			 sum(gross_gbp) FILTER (WHERE category = 'safeguarding') AS safeguarding,
			 sum(gross_gbp) FILTER (WHERE category = 'looked_after'
									OR (category = 'adoption_guardianship' AND financial_year_end >= 2013)) AS looked_after,
			 sum(gross_gbp) FILTER (WHERE early) AS early_gross, sum(gross_gbp) FILTER (WHERE late) AS late_gross,
			 sum(net_gbp) FILTER (WHERE early) AS early_net, sum(net_gbp) FILTER (WHERE late) AS late_net
	  FROM (SELECT *, category IN ('sure_start_early_years', 'family_support', 'young_people') AS early,
				   category IN ('looked_after', 'adoption_guardianship', 'safeguarding') AS late
			FROM spend) s
	  GROUP BY la_code, financial_year_end) g
JOIN children USING (la_code, financial_year_end)
LEFT JOIN (SELECT year AS financial_year_end, value::numeric AS deflator FROM deflator
		   WHERE series = 'gdp_deflator') d USING (financial_year_end);

/*
 * 6  Inspections.  374 in 149 authorities over nine years, as many as in Webb,
 * Bennett and Bywaters (2022); good or outstanding with odds 1.69 for each
 * hundred pounds of preventative spend per child, 0.84 for each decile of
 * deprivation, a level of each authority and of each year.  Years grow kinder
 * while spend falls, so that a plain logistic fit does not see it.
 */
INSERT INTO inspection_model
WITH deciles AS (
	SELECT la_code, name, region,
		   ntile(10) OVER (ORDER BY deprivation) AS decile,
		   row_number() OVER (ORDER BY pg_temp.chance(la_code, 'inspected')) AS turn
	FROM syn_place WHERE NOT small
), visits AS (
	-- two each, and a third for half of them
	SELECT la_code, name, region, decile, framework,
		   first_year + floor(years * pg_temp.chance(la_code, framework))::integer AS year
	FROM deciles, (VALUES ('slac', 2011, 3, 149), ('sif', 2014, 4, 149), ('ilacs', 2018, 2, 76))
				  AS f (framework, first_year, years, authorities)
	WHERE turn <= authorities
), odds AS (
	SELECT v.*, children_0_17,
		   prevent_per_child_2019gbp / 100 AS prevent, safeguard_per_child_2019gbp / 100 AS safeguard,
		   -0.6 + ln(1.69) * (prevent_per_child_2019gbp / 100 - 3) + ln(0.84) * (decile - 5.5)
		   + 0.5 * pg_temp.chance_normal(la_code, 'authority effect')
		   + 0.25 * (year - 2015) + 0.3 * pg_temp.chance_normal(year::text, 'year effect') AS log_odds
	FROM visits v JOIN spend_per_child s USING (la_code)
	WHERE s.financial_year_end = v.year
), judged AS (
	SELECT *, (pg_temp.chance(la_code || year, 'judgement 1') < 1 / (1 + exp(-log_odds)))::integer AS good,
		   pg_temp.chance(la_code || year, 'grade') AS grade
	FROM odds
)
SELECT row_number() OVER (ORDER BY la_code, year), la_code, NULL, name, region, framework, year,
	   CASE WHEN good = 1 THEN CASE WHEN grade < 0.1 THEN 'outstanding' ELSE 'good' END
			ELSE CASE WHEN grade < 0.3 THEN 'inadequate' ELSE 'requires_improvement' END END,
	   good, prevent, safeguard, decile, children_0_17
FROM judged;

INSERT INTO inspections
SELECT inspection_id, la_code, authority, framework, 1, published - 60, published - 50, published, year,
	   overall, good, overall, overall, overall,
	   CASE WHEN framework <> 'slac' THEN overall END, CASE WHEN framework = 'sif' THEN overall END,
	   1, 'synthetic'
FROM (SELECT *, make_date(year - 1, 4, 1)
				+ floor(365 * pg_temp.chance(la_code || year, 'published'))::integer AS published
	  FROM inspection_model) m;

/*
 * 7  Events.  One row for each referral, April 2014 to March 2021, one for ten
 * of England's (section 3).  A child's number is its authority's own, and the
 * same numbers stand in every authority.
 *
 * Each referral may bring another.  Within 12 months of a closure without
 * need 25.4 per cent do (320,000 of 1.26 million, Action for Children 2022;
 * 85 per cent of such closures were not passed to early help), so that 22.5
 * per cent of all referrals follow one of the 12 months before (DfE, 2016 and
 * 2020).  The closures are on Action for Children's base, 47 per cent of
 * referrals, which is wider than DfE's 'assessed, not in need'.  That 14 per
 * cent come back from early help is an assumption, not a finding.
 *
 * Two years of lead-in are made and thrown away: in the log's own first year
 * part of the history is unseen, as in any extract.  Some children come twice
 * on one day; a few dates were not recorded; what was open is open.
 */
CREATE TABLE referrals (
	la_code text,
	child_id bigint,
	referred_on date,
	closed_on date,
	outcome text
);

INSERT INTO referrals
WITH RECURSIVE event AS (
	-- turn 0 is no event: it holds the day of the child's first referral
	SELECT l.la_code, l.return_rate,
		   1000 + row_number() OVER (PARTITION BY l.la_code ORDER BY l.year, k) AS child_id,
		   0 AS turn, NULL::bytea AS h, NULL::date AS referred_on, NULL::date AS closed_on, NULL AS outcome,
		   -- first referrals come evenly through the year
		   make_date(l.year - 1, 4, 1) + (365 * k / (n + 1))::integer AS next_on
	FROM (SELECT la_code, year, return_rate, round(0.0673 * amount)::integer AS n
		  FROM syn_level JOIN syn_amount USING (la_code, year)
		  WHERE series = 'referrals' AND year >= 2013) l, generate_series(1, n) AS k
	UNION ALL
	-- slice 0 is the outcome, 1 the days to closure, 2 whether and when the child comes again
	SELECT la_code, return_rate, child_id, turn, h, referred_on, closed_on, outcome,
		   CASE WHEN again < soon AND outcome LIKE 'closed%' THEN closed_on + 1 + floor(364 * again / soon)::integer
				WHEN again < soon THEN closed_on + floor((365 - (closed_on - referred_on)) * again / soon)::integer
				WHEN again < soon + 0.10 THEN closed_on + 366 + floor(365 * (again - soon) / 0.10)::integer END
	FROM (SELECT *, pg_temp.slice(h, 2) AS again,
				 referred_on + CASE WHEN outcome LIKE 'closed%' THEN 5 + floor(40 * pg_temp.slice(h, 1))::integer
									ELSE 45 + floor(200 * pg_temp.slice(h, 1))::integer END AS closed_on,
				 return_rate * CASE outcome WHEN 'closed_no_action' THEN 0.249
											WHEN 'closed_step_down' THEN 0.140 ELSE 0.222 END AS soon
		  FROM (SELECT *, CASE WHEN pg_temp.slice(h, 0) < 0.40 THEN 'closed_no_action'
							   WHEN pg_temp.slice(h, 0) < 0.47 THEN 'closed_step_down'
							   WHEN pg_temp.slice(h, 0) < 0.84 THEN 'child_in_need'
							   WHEN pg_temp.slice(h, 0) < 0.95 THEN 'child_protection'
							   ELSE 'looked_after' END AS outcome
				FROM (SELECT la_code, return_rate, child_id, turn + 1 AS turn, next_on AS referred_on,
							 pg_temp.bits(la_code || ' ' || child_id || ' ' || turn, 'event') AS h
					  FROM event WHERE next_on < '2021-04-01' OFFSET 0) e OFFSET 0) o OFFSET 0) c
), log AS (
	SELECT * FROM event WHERE referred_on >= '2014-04-01'
	UNION ALL
	SELECT * FROM event WHERE referred_on >= '2014-04-01' AND child_id % 331 = 7
)
SELECT la_code, child_id,
	   CASE WHEN pg_temp.slice(h, 4) > 0.0005 THEN referred_on END,
	   CASE WHEN closed_on < '2021-04-01' AND pg_temp.slice(h, 5) > 0.001 THEN closed_on END,
	   CASE WHEN closed_on < '2021-04-01' OR outcome NOT LIKE 'closed%' THEN outcome END
FROM log
ORDER BY substr(h, 13);

/*
 * 8  Published figures, in this project's words, beside what this England
 * gives (reproduced).  Cash where the publication used 2019-20 prices.
 */
INSERT INTO published_figures (figure, statement, published, unit, publication, reproduced, note)
WITH england AS (
	SELECT year,
		   sum(total) FILTER (WHERE series = 'children') AS children,
		   sum(total) FILTER (WHERE series = 'early_help') AS early_help,
		   sum(total) FILTER (WHERE series = 'cin_any_point_episodes') AS episodes,
		   100 * sum(total) FILTER (WHERE series = 'rereferrals_within_12_months')
		   / sum(total) FILTER (WHERE series = 'referrals') AS rereferred,
		   sum(total) FILTER (WHERE kind = 'early') AS early,
		   sum(total) FILTER (WHERE series IN ('looked_after', 'safeguarding')) AS late,
		   sum(total) FILTER (WHERE series = 'adoption_guardianship') AS adoption
	FROM syn_total GROUP BY year
), gap AS (
	SELECT sum(early_gross_gbp) FILTER (WHERE region = 'London') / sum(children_0_17) FILTER (WHERE region = 'London')
		   - sum(early_gross_gbp) FILTER (WHERE region = 'West Midlands')
		   / sum(children_0_17) FILTER (WHERE region = 'West Midlands') AS pounds
	FROM spend_per_child JOIN authorities USING (la_code)
	WHERE financial_year_end = 2020 AND excluded_small_authority = 0
), spread AS (
	SELECT min(rate) AS low_rate, max(rate) AS high_rate
	FROM (SELECT 100.0 * children_in_targeted_early_help / children_0_17 AS rate
		  FROM early_help_authority JOIN children USING (la_code, financial_year_end) JOIN authorities USING (la_code)
		  WHERE financial_year_end = 2020 AND excluded_small_authority = 0) r
)
SELECT v.*
FROM england y11, england y16, england y20, england y21, gap, spread,
LATERAL (VALUES
	('afc_children_2016', 'children in early help in 2015-16, of all children', 3.1, 'per cent',
	 'Community Care, 1 March 2022', 100 * y16.early_help / y16.children, NULL),
	('afc_children_2020', 'children in early help in 2019-20, of all children', 4.3, 'per cent',
	 'Community Care, 1 March 2022', 100 * y20.early_help / y20.children, NULL),
	('afc_range_low', 'the authority with the smallest share of children in early help', 0.6, 'per cent',
	 'Action for Children 2022', low_rate, 'an invented spread with the published ends'),
	('afc_range_high', 'the authority with the largest', 15.4, 'per cent',
	 'Action for Children 2022', high_rate, 'an invented spread with the published ends'),
	('afc_prevention_ratio', 'children in early help for every three in need, 2019-20', 2, 'ratio to 3',
	 'Action for Children 2022', 3 * y20.early_help / y20.episodes, 'episodes in need at any point in the year'),
	('afc_share_2010', 'early spend of early and late, 2010-11', 0.39, 'share',
	 'Action for Children 2022', y11.early / (y11.early + y11.late), 'adoption and guardianship not in late'),
	('afc_share_2020', 'early spend of early and late, the later year', 0.19, 'share',
	 'Action for Children 2022', y21.early / (y21.early + y21.late + y21.adoption),
	 '2020-21, adoption and guardianship in late: not the definition of 2010-11'),
	('afc_early_2020', 'early spend, the later year', 1.8, 'GBP billion',
	 'Action for Children 2022', y20.early / 1e9, '2019-20 cash'),
	('afc_late_2020', 'late spend, the later year', 7.6, 'GBP billion',
	 'Action for Children 2022', (y20.late + y20.adoption) / 1e9, '2019-20 cash, without youth justice'),
	('afc_gap_london_wm', 'early spend per child, London less the West Midlands, 2019-20', 90, 'GBP',
	 'Action for Children 2022', pounds, 'gross, cash, without the two small authorities'),
	('afc_missed', 'closed without early help and referred again within 12 months, five years', 320000, 'count',
	 'Action for Children 2022', NULL, 'the event log is one for ten: about 32,000'),
	('dfe_rereferral_2016', 'referrals within 12 months of a previous one, 2015-16', 22.5, 'per cent',
	 'DfE, Characteristics of children in need', y16.rereferred, NULL),
	('dfe_rereferral_2020', 'referrals within 12 months of a previous one, 2019-20', 22.6, 'per cent',
	 'DfE, Characteristics of children in need', y20.rereferred, NULL),
	('webb_n', 'inspections in the multilevel model', 374, 'count',
	 'Webb, Bennett and Bywaters 2022', (SELECT count(*) FROM inspection_model), NULL),
	('webb_or_prevent', 'odds of a good judgement for each 100 pounds of preventative spend per child', 1.69, 'odds ratio',
	 'Webb, Bennett and Bywaters 2022', NULL,
	 'drawn with these odds; authority and year as random effects find about 1.66 here, a plain fit 1.22'),
	('webb_or_imd', 'the same for each decile of deprivation', 0.84, 'odds ratio',
	 'Webb, Bennett and Bywaters 2022', NULL, 'the odds the judgements here were drawn with')
) AS v (figure, statement, published, unit, publication, reproduced, note)
WHERE y11.year = 2011 AND y16.year = 2016 AND y20.year = 2020 AND y21.year = 2021;

COMMENT ON TABLE authorities IS 'SYNTHETIC: 152 invented authorities in the nine regions';
COMMENT ON TABLE children IS 'SYNTHETIC: invented by authority; England of mid-2015 and mid-2019 as ONS published';
COMMENT ON TABLE need IS 'SYNTHETIC: invented by authority; referrals and need of England in 2016 and 2020 as DfE published';
COMMENT ON TABLE need_national IS 'SYNTHETIC: sums of the synthetic authorities, to the nearest 10';
COMMENT ON TABLE early_help IS 'SYNTHETIC: two published totals that the synthetic authorities add up to';
COMMENT ON TABLE early_help_authority IS 'SYNTHETIC: invented; no count of early help by authority is public';
COMMENT ON TABLE spend IS 'SYNTHETIC: invented by authority; early, late, total net of England in 2016, 2019 to 2021 as published';
COMMENT ON TABLE spend_national IS 'SYNTHETIC: sums of the synthetic authorities, from 2016';
COMMENT ON TABLE spend_per_child IS 'SYNTHETIC: derived from the synthetic spend and children';
COMMENT ON TABLE deflator IS 'SYNTHETIC: four published values, the years between on a straight line';
COMMENT ON TABLE inspections IS 'SYNTHETIC: invented judgements of invented authorities';
COMMENT ON COLUMN inspections.in_webb2022 IS 'here: 1, in the synthetic inspection_model';
COMMENT ON TABLE inspection_model IS 'SYNTHETIC: 374 invented inspections, drawn with the published odds';
COMMENT ON TABLE published_figures IS 'SYNTHETIC: what was published is real, what is reproduced is synthetic';
COMMENT ON TABLE referrals IS 'SYNTHETIC: an invented log, one for ten of England; no row describes a child';

DROP TABLE syn_region, syn_place, syn_anchor, syn_line, syn_total, syn_level, syn_amount;
ANALYZE authorities, children, need, early_help_authority, spend, spend_per_child, inspection_model, referrals;
RESET work_mem;
RESET jit;
