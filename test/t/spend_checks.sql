/*
 * spend_checks.sql - spend by scheme, in real terms, and the claims made of
 * it, against figures in print.
 *
 * One SELECT over the tables of sql/views/10_tables.sql and sql/load/tidy.sql
 * and the views of sql/views, all in the search path, with rows
 *
 *	name, got, expected, tolerance, why
 *
 * as published_checks.sql has them.
 */
SELECT name::text, got::double precision, expected::double precision,
	   (tolerance + 1e-10)::double precision AS tolerance, why::text
FROM (

-- The cut a summary prints: to the printed digit.
SELECT p.year - 1 || '-' || right(p.year::text, 2) || ' early_late_net, '
	   || c.what AS name, c.got, c.expected, 0.005 AS tolerance,
	   'DfE national table, net; section totals and sections of one line' AS why
FROM (VALUES (2016, 2133.07, 6068.86, 8291.76, 25.73, 26.01, 73.19),
			 (2019, 1863.53, 7153.18, 9117.86, 20.44, 20.67, 78.45),
			 (2020, 1845.78, 7623.76, 9591.59, 19.24, 19.49, 79.48),
			 (2021, 1883.91, 8182.73, 10165.88, 18.53, 18.71, 80.49)
	 ) AS p(year, early, late, total, early_total, early_share, late_total),
LATERAL (
	SELECT sum(n.net_gbp_million) FILTER (WHERE l.summary_group = 'early') AS early,
		   sum(n.net_gbp_million) FILTER (WHERE l.summary_group = 'late') AS late,
		   sum(n.net_gbp_million) FILTER (WHERE l.category = 'total_excluding_cera') AS total
	FROM spend_national n
	JOIN earlyhelp.s251_lines('early_late_net', p.year) AS l USING (line)
	WHERE n.financial_year_end = p.year
) AS g,
LATERAL (VALUES
	('early, million pounds', g.early, p.early),
	('late, million pounds', g.late, p.late),
	('total, million pounds', g.total, p.total),
	('early over total, %', 100 * g.early / g.total, p.early_total),
	('early over early and late, %', 100 * g.early / (g.early + g.late),
	 p.early_share),
	('late over total, %', 100 * g.late / g.total, p.late_total)
) AS c(what, got, expected)

UNION ALL
-- The leaf cut of the same table: its own rounding apart.
SELECT financial_year_end || ' ' || line_group || ', lines against sections',
	   sum(m) FILTER (WHERE cut = 'lines'),
	   sum(m) FILTER (WHERE cut = 'sections'), 0.045,
	   'DfE national table: up to nine lines, each to 0.01 million'
FROM (SELECT n.financial_year_end, l.line_group, 'lines' AS cut,
			 n.net_gbp_million AS m
	  FROM spend_national n, earlyhelp.s251_lines('early_late_net',
		   n.financial_year_end) AS l
	  WHERE l.line = n.line
	  UNION ALL
	  SELECT n.financial_year_end, l.summary_group, 'sections',
			 n.net_gbp_million
	  FROM spend_national n, earlyhelp.s251_lines('early_late_net',
		   n.financial_year_end) AS l
	  WHERE l.line = n.line) AS c
WHERE line_group IN ('early', 'late', 'other')
GROUP BY financial_year_end, line_group

UNION ALL
-- No pound twice, none lost, in any authority-year.
SELECT s.scheme || ': ' || c.what, c.got, c.expected, c.tolerance, c.why
FROM (SELECT scheme, count(*) AS n, sum(unknown) AS unknown,
			 max(abs(own - CASE WHEN scheme = 'preventative_safeguarding'
									 AND financial_year_end <= 2015
								THEN with_cera ELSE without_cera END)) AS apart,
			 max(abs(own_net - CASE WHEN scheme = 'preventative_safeguarding'
										 AND financial_year_end <= 2015
									THEN with_net ELSE without_net END)) AS apart_net
	  FROM (SELECT scheme, la_code, financial_year_end,
				   sum(gross_gbp) FILTER (WHERE g <> 'capital') AS own,
				   sum(net_gbp) FILTER (WHERE g <> 'capital') AS own_net,
				   count(*) FILTER (WHERE g IS NULL) AS unknown
			FROM (SELECT s.scheme, l.*, earlyhelp.s251_group(l.line,
						 l.financial_year_end, s.scheme) AS g
				  FROM spend_lines l, earlyhelp.s251_schemes() AS s) AS line
			GROUP BY scheme, la_code, financial_year_end) AS o
	  JOIN (SELECT la_code, financial_year_end,
				   sum(gross_gbp) FILTER (WHERE category = 'total_excluding_cera') AS without_cera,
				   sum(gross_gbp) FILTER (WHERE category = 'total_including_cera') AS with_cera,
				   sum(net_gbp) FILTER (WHERE category = 'total_excluding_cera') AS without_net,
				   sum(net_gbp) FILTER (WHERE category = 'total_including_cera') AS with_net
			FROM spend GROUP BY la_code, financial_year_end) AS t
		   USING (la_code, financial_year_end)
	  GROUP BY scheme) AS s,
LATERAL (VALUES
	('authority-years of lines', s.n, 1368, 0,
	 'Section 251, 2010-11 to 2018-19; a count'),
	('lines without a group', s.unknown, 0, 0, 'every line is known'),
	('furthest from the published total, gross pounds', s.apart, 0, 4,
	 'official rounding of lines'),
	('furthest from the published total, net pounds', s.apart_net, 0, 4,
	 'official rounding of lines; negative net lines included')
) AS c(what, got, expected, tolerance, why)

UNION ALL
SELECT 'net lines below nought are there to be summed',
	   (count(*) > 20)::integer, 1, 0, 'Section 251'
FROM spend_lines WHERE net_gbp < 0

UNION ALL
-- The Ofsted study's groups.
SELECT 'preventative_safeguarding, furthest from the study''s '
	   || c.what, c.got, 0, 4, 'Webb, Bennett and Bywaters 2022, rebuilt; pounds'
FROM (SELECT max(abs(l.preventative - s.prevent_webb_gross_gbp)) AS preventative,
			 max(abs(l.safeguarding - s.safeguard_webb_gross_gbp)) AS safeguarding,
			 max(abs(l.looked_after - s.looked_after_webb_gross_gbp)) AS looked_after
	  FROM spend_per_child s
	  JOIN (SELECT la_code, financial_year_end,
				   sum(gross_gbp) FILTER (WHERE g = 'preventative') AS preventative,
				   sum(gross_gbp) FILTER (WHERE g = 'safeguarding') AS safeguarding,
				   sum(gross_gbp) FILTER (WHERE g = 'looked_after') AS looked_after
			FROM (SELECT *, earlyhelp.s251_group(line, financial_year_end,
						 'preventative_safeguarding') AS g
				  FROM spend_lines) AS line
			GROUP BY la_code, financial_year_end) AS l
		   USING (la_code, financial_year_end)) AS m,
LATERAL (VALUES ('preventative spend', m.preventative),
				('safeguarding', m.safeguarding),
				('looked after', m.looked_after)) AS c(what, got)

UNION ALL
-- One definition at both ends.
SELECT 'early share ' || p.year || ', ' || p.scheme || ', %',
	   100 * earlyhelp.early_share(e.net_gbp, l.net_gbp), p.expected, 0.05,
	   'Section 251, net; from 2019-20 DfE national table'
FROM (VALUES ('late_with_adoption', 2011, 37.8),
			 ('late_with_adoption', 2021, 19.0),
			 ('late_without_adoption', 2011, 39.1),
			 ('late_without_adoption', 2021, 20.3)
	 ) AS p(scheme, year, expected)
LEFT JOIN spend_by_scheme_england e
	   ON e.scheme = p.scheme AND e.financial_year_end = p.year
		  AND e.line_group = 'early'
LEFT JOIN spend_by_scheme_england l
	   ON l.scheme = p.scheme AND l.financial_year_end = p.year
		  AND l.line_group = 'late'
GROUP BY p.scheme, p.year, p.expected

UNION ALL
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT sum(net_gbp) FILTER (WHERE line IN ('5', '6', '7')) / 1e6 AS sure_start,
			 sum(net_gbp) FILTER (WHERE line IN ('24', '25', '26', '27', '28', '29')) / 1e6 AS family,
			 sum(net_gbp) FILTER (WHERE line IN ('41', '42', '43', '44', '45', '46')) / 1e6 AS young
	  FROM spend_lines WHERE financial_year_end = 2011) AS m,
LATERAL (VALUES
	('2010-11 Sure Start, million pounds', m.sure_start, 1245.651, 0.0005,
	 'Section 251, net'),
	('2010-11 family support, million pounds', m.family, 773.273, 0.0005,
	 'Section 251, net'),
	('2010-11 young people, million pounds', m.young, 1022.863, 0.0005,
	 'Section 251, net; 1,021.535 in the notes, from another edition')
) AS c(name, got, expected, tolerance, why)

UNION ALL
-- Gross turns the share.
SELECT 'early over total, gross, 2019-20, %',
	   100 * sum(gross_gbp_million) FILTER (WHERE summary_group = 'early')
	   / sum(gross_gbp_million) FILTER (WHERE category = 'total_excluding_cera'),
	   20.36, 0.005, 'DfE national table, gross: 19.24 net'
FROM spend_national JOIN earlyhelp.s251_lines('early_late_net', 2020) AS l USING (line)
WHERE financial_year_end = 2020

UNION ALL
-- The trap: totals in the group of young people.
SELECT '2015-16 early with the grand totals in it, billion pounds',
	   sum(net_gbp_million) FILTER (WHERE s251_group IN ('early', 'total')) / 1000,
	   18.8, 0.05, 'what a sum by the file''s sections gives'
FROM (SELECT net_gbp_million,
			 earlyhelp.s251_group(line, 2016, 'early_late_net') AS s251_group
	  FROM spend_national WHERE financial_year_end = 2016) AS n

UNION ALL
-- Real terms, by the built-in series.
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT earlyhelp.spend_per_child(real, children) FILTER (WHERE year = 2016) AS england_2016,
			 earlyhelp.spend_per_child(real, children) FILTER (WHERE year = 2019) AS england_2019,
			 earlyhelp.spend_per_child(real, children) FILTER (WHERE year = 2016 AND region = 'London')
			 - earlyhelp.spend_per_child(real, children) FILTER (WHERE year = 2016 AND region = 'West Midlands') AS gap_2016,
			 earlyhelp.spend_per_child(real, children) FILTER (WHERE year = 2019 AND region = 'London')
			 - earlyhelp.spend_per_child(real, children) FILTER (WHERE year = 2019 AND region = 'West Midlands') AS gap_2019,
			 max(abs(gbp - earlyhelp.real_terms(prevent, year, 2019) / children)) AS apart,
			 max(abs(earlyhelp.real_terms(prevent::double precision, year, 2019)
					 / earlyhelp.real_terms(prevent::numeric, year, 2019)::double precision - 1)) AS types_apart
	  FROM (SELECT s.financial_year_end AS year, a.region,
				   earlyhelp.real_terms(s.early_net_gbp::numeric, s.financial_year_end, 2019) AS real,
				   s.children_0_17 AS children, s.prevent_per_child_2019gbp AS gbp,
				   s.prevent_webb_gross_gbp::numeric AS prevent
			FROM spend_per_child s JOIN authorities a USING (la_code)
			WHERE s.financial_year_end <= 2019) AS authority) AS m,
LATERAL (VALUES
	('England, early net spend a child, 2015-16, real_terms', m.england_2016,
	 194.15, 0.005, 'Section 251; all 152 authorities'),
	('England, early net spend a child, 2018-19, real_terms', m.england_2019,
	 155.88, 0.005, 'Section 251; all 152 authorities'),
	('London less West Midlands, 2015-16, real_terms', m.gap_2016, 64.47,
	 0.005, 'with City of London; net, 2018-19 pounds'),
	('London less West Midlands, 2018-19, real_terms', m.gap_2019, 82.65,
	 0.005, 'with City of London; net'),
	('furthest real_terms a child from the study''s table', m.apart, 0, 0.00005,
	 'spend_per_child has four places; 1,368 authority-years'),
	('double precision and numeric apart', m.types_apart, 0, 1e-14, 'relative')
) AS c(name, got, expected, tolerance, why)

UNION ALL
-- The same amounts, three answers.
SELECT 'cut 2015-16 to 2018-19, ' || basis || ', ' || c.what, c.got, c.expected,
	   c.tolerance, 'Section 251, net; 152 authorities'
FROM (SELECT p.basis, p.expected, earlyhelp.share_that_cut(earlyhelp.spend_change(
				 p.basis, s0.early_net_gbp, s0.children_0_17, s1.early_net_gbp,
				 s1.children_0_17, 2016, 2019) < 0) AS s
	  FROM (VALUES ('cash', 110), ('real', 125), ('real_per_child', 131)) AS p(basis, expected)
	  LEFT JOIN spend_per_child s0 ON s0.financial_year_end = 2016
	  LEFT JOIN spend_per_child s1 ON s1.financial_year_end = 2019 AND s1.la_code = s0.la_code
	  GROUP BY p.basis, p.expected) AS m,
LATERAL (VALUES ('authorities', (s).authorities_that_cut::double precision, expected::double precision, 0),
				('of', (s).authorities, 152, 0),
				('share', (s).share, expected / 152.0, 1e-15)
		) AS c(what, got, expected, tolerance)

UNION ALL
-- The gap, over authorities and in all.
SELECT 'gap 2010-11 to 2018-19, ' || c.what, c.got, c.expected, c.tolerance, c.why
FROM (SELECT earlyhelp.funding_gap_summary(earlyhelp.real_terms(
				 s0.early_net_gbp, 2011, 2019), s0.children_0_17,
				 s1.early_net_gbp, s1.children_0_17) AS g,
			 earlyhelp.funding_gap(sum(s0.early_net_gbp), sum(s0.children_0_17),
				 sum(s1.early_net_gbp), sum(s1.children_0_17), 2011, 2019) AS scalar,
			 sum(earlyhelp.funding_gap(s0.early_net_gbp, s0.children_0_17,
				 s1.early_net_gbp, s1.children_0_17, 2011, 2019)) AS summed
	  FROM spend_per_child s0 JOIN spend_per_child s1 USING (la_code)
	  WHERE s0.financial_year_end = 2011 AND s1.financial_year_end = 2019) AS m,
LATERAL (VALUES
	('billion pounds', (g).gap_of_totals / 1e9, 1.93, 0.075,
	 'in print 1.93; 1.86 to 1.99 by deflator, years and population'),
	('the summary''s gap of totals is the scalar of sums', (g).gap_of_totals, scalar, 1,
	 'pounds'),
	('and its sum of gaps the sum of scalars', (g).sum_of_gaps, summed, 1, 'pounds'),
	('authorities', (g).authorities, 152, 0, 'a count'),
	('gap of totals below the sum of shortfalls',
	 ((g).gap_of_totals < (g).sum_of_shortfalls)::integer, 1, 0, 'one for yes')
) AS c(what, got, expected, tolerance, why)

UNION ALL
-- The claims, as the view has them.
SELECT p.claim || ': ' || p.basis, v.here, p.expected, 5 * 10.0 ^ -(p.places + 1),
	   'sql/views/40_spend.sql; in print ' || v.published
FROM (VALUES
	('late of all spend, 2010-11', 'late_without_adoption, net', 56.17, 2),
	('late of all spend, 2010-11', 'late_with_adoption, net', 59.37, 2),
	('late of all spend, 2010-11', 'early_late_net, net', 62.62, 2),
	('late of all spend, 2020-21', 'early_late_net, net', 80.49, 2),
	('early of early and late, 2010-11', 'late_without_adoption, net', 39.11, 2),
	('early of early and late, 2020-21', 'late_with_adoption, net', 19.00, 2),
	('early spend, 2010-11', 'late_without_adoption, net; CPIH', 3.61, 2),
	('late spend, 2010-11', 'late_without_adoption, net; CPIH', 5.63, 2),
	('early spend, 2019-20', 'early_late_net, net', 1.85, 2),
	('late spend, 2019-20', 'early_late_net, net', 7.62, 2),
	('early spend, 2015-16', 'early_late_net, net', 2.13, 2),
	('late spend, 2015-16', 'early_late_net, net', 6.07, 2),
	('gap to spend per child of 2010-11, 2018-19', 'GDP deflator, children of mid-2010', 1.92, 2),
	('gap to spend per child of 2010-11, 2018-19', 'CPIH, children of mid-2010', 1.99, 2),
	('gap to spend per child of 2010-11, 2018-19', 'GDP deflator, children of mid-2011', 1.82, 2),
	('gap to spend per child of 2010-11, 2018-19', 'CPIH, children of mid-2011', 1.89, 2),
	('London less West Midlands, early per child, 2019-20', 'gross; without City of London', 90.16, 2),
	('London less West Midlands, early per child, 2019-20', 'gross; with City of London', 90.92, 2),
	('London''s among the ten highest early spends per child, 2019-20', 'gross; without City of London', 6, 0),
	('authorities that cut early spend, 2014-15 to 2019-20', 'gross, real_per_child; 149 authorities', 91.3, 1),
	('authorities that cut early spend, 2015-16 to 2018-19', 'net, cash; 152 authorities', 72.4, 1),
	('spend per child explained by deprivation (R2), 2018-19', 'early, net, on IMD 2019 average score; 147 authorities', 0.073, 3),
	('spend per child explained by deprivation (R2), 2018-19', 'preventative, gross, on IMD 2015 decile; 150 authorities', 0.184, 3),
	('children in need per 10,000 explained by deprivation (R2), 2018-19', 'episodes at any point, on IMD 2019; 147 authorities', 0.450, 3)
	 ) AS p(claim, basis, expected, places)
LEFT JOIN published_claims v ON v.claim = p.claim AND v.basis = p.basis

UNION ALL
-- Ranks in place of values: the root of R2 is Spearman's correlation.
SELECT 'preventative spend and deprivation, rank correlation', sqrt(g.r2), 0.4666, 0.00005,
	   'Spearman''s, ties at their mean, worked out in Python from the same files; .473 in the notes'
FROM (SELECT earlyhelp.linear(y, x) AS f
	  FROM (SELECT rank() OVER (ORDER BY s.prevent_per_child_2019gbp) AS y,
				   rank() OVER (ORDER BY d.imd_decile_of_authorities)
				   + (count(*) OVER (PARTITION BY d.imd_decile_of_authorities) - 1) / 2.0 AS x
			FROM spend_per_child s JOIN deprivation d USING (la_code) JOIN authorities a USING (la_code)
			WHERE s.financial_year_end = 2019 AND d.imd_edition = 2015
				  AND a.excluded_small_authority = 0) AS ranks) AS m,
	 LATERAL earlyhelp.glance(m.f) AS g

UNION ALL
SELECT 'claims that agree but do not round to the figure in print', count(*), 0, 0,
	   'each yes is one that rounds'
FROM published_claims
WHERE agrees = 'yes'
	  AND abs(here - published) > CASE WHEN unit = 'billion pounds' THEN 0.05 ELSE 0.5 END

UNION ALL
-- A cash figure beside a real one would be a row that says neither.
SELECT 'claims', count(*), 39, 0, 'each with its prices: shares, cash, a year, or none'
FROM published_claims
WHERE prices IN ('shares', 'cash', 'none') OR prices ~ '^20\d\d-\d\d$'

UNION ALL
-- Multipliers of the published billions.
SELECT 'the 3.6 over its cash is a rise of prices of ' || c.what, c.got, c.expected, c.tolerance, c.why
FROM (SELECT 3.6 / (max(net_gbp) / 1e9) AS times
	  FROM spend_by_scheme_england
	  WHERE scheme = 'early_late_net' AND financial_year_end = 2011 AND line_group = 'early') AS m,
LATERAL (VALUES ('1.184', m.times, 1.184, 0.0005, 'published_figures.csv, afc_early_2010')
		) AS c(what, got, expected, tolerance, why)

) AS checks
ORDER BY name;
