/*
 * 40_spend.sql - spend by scheme, and the claims made of it, over the tables
 * of 10_tables.sql and of sql/load/tidy.sql in the search path.
 *
 * A financial year goes by the year it ends in: 2019 is April 2018 to March
 * 2019.
 */

/*
 * spend_by_scheme_england - England by year, scheme and group.
 *
 * Unit: pounds, cash.  One definition a scheme in all years: take a trend from
 * one scheme only.  Groups capital, subtotal, memorandum and total are left
 * out: the rest of a scheme and year sum to its total once.
 *
 * Source: to 2018-19 DfE, Section 251 outturn, Table A1, lines by authority;
 * from 2019-20 DfE, LA and school expenditure, 2021-22, national table, lines
 * printed to 0.01 million pounds.
 */
CREATE VIEW spend_by_scheme_england AS
SELECT s.scheme::varchar(40) AS scheme,
	   l.financial_year_end,
	   l.line_group::varchar(20) AS line_group,
	   sum(l.gross_gbp)::numeric(18,2) AS gross_gbp,
	   sum(l.net_gbp)::numeric(18,2) AS net_gbp,
	   l.source::varchar(40) AS source
FROM earlyhelp.s251_schemes() AS s,
LATERAL (
	SELECT financial_year_end, gross_gbp, net_gbp,
		   earlyhelp.s251_group(line, financial_year_end, s.scheme)
			   AS line_group,
		   'Section 251 by authority' AS source
	FROM spend_lines
	WHERE financial_year_end BETWEEN 2011 AND 2019
	UNION ALL
	SELECT financial_year_end, gross_gbp_million * 1000000,
		   net_gbp_million * 1000000,
		   earlyhelp.s251_group(line, financial_year_end, s.scheme),
		   'national table'
	FROM spend_national
	WHERE financial_year_end >= 2020
) AS l
WHERE l.line_group NOT IN ('capital', 'subtotal', 'memorandum', 'total')
GROUP BY s.scheme, l.financial_year_end, l.line_group, l.source;

/*
 * cpih_financial_year - consumer prices with housing costs by financial year:
 * three quarters of the calendar year it starts in and one of the next.
 *
 * Source: ONS, CPIH, series L522, 2015 = 100.  An average of calendar years,
 * not of the twelve months themselves, which differ by some 0.1 per cent.
 */
CREATE VIEW cpih_financial_year AS
SELECT b.year AS financial_year_end,
	   (0.75 * a.value + 0.25 * b.value)::double precision AS level,
	   'ONS CPIH (L522), financial years from calendar years'::varchar(80)
		   AS vintage
FROM deflator a
JOIN deflator b ON b.series = a.series AND b.year = a.year + 1
WHERE a.series = 'cpih_l522';

/*
 * published_claims - what was said in print, and what these figures give.
 *
 * One row a claim and basis.  agrees: yes, where what is here rounds to the
 * figure in print; no, where it does not, and why says what was tried; nearby,
 * where basis is a choice of ours among several the claim leaves open.
 * prices: never chart cash beside real pounds.
 *
 * Source of the figures in print: Action for Children (2022), Too Little, Too
 * Late, as the press reported it; National Children's Bureau and others on
 * 2015-16; LA-level fits of deprivation as in the notes of this project.
 */
CREATE VIEW published_claims AS
WITH england AS (
	SELECT scheme, financial_year_end AS year,
		   sum(net_gbp) FILTER (WHERE line_group = 'early') AS early,
		   sum(net_gbp) FILTER (WHERE line_group = 'late') AS late,
		   sum(net_gbp) AS total
	FROM spend_by_scheme_england
	GROUP BY scheme, financial_year_end
), cpih AS (
	SELECT earlyhelp.deflator_series(financial_year_end, level, vintage) AS d
	FROM cpih_financial_year
), children_of AS (
	SELECT financial_year_end AS year, sum(children_0_17) AS n
	FROM children GROUP BY financial_year_end
), early_share AS (
	SELECT scheme, year,
		   100 * earlyhelp.early_share(early, late) AS early_share,
		   (100 * late / total)::double precision AS late_of_total
	FROM england
	GROUP BY scheme, year, early, late, total
), changes AS (
	SELECT y.base, y.now, y.kind, b.basis,
		   earlyhelp.share_that_cut(earlyhelp.spend_change(b.basis,
			   CASE y.kind WHEN 'net' THEN s0.early_net_gbp
				   ELSE s0.early_gross_gbp END, s0.children_0_17,
			   CASE y.kind WHEN 'net' THEN s1.early_net_gbp
				   ELSE s1.early_gross_gbp END, s1.children_0_17,
			   y.base, y.now, y.d) < 0) AS cut
	FROM (SELECT 2016 AS base, 2019 AS now, 'net' AS kind,
				 (SELECT earlyhelp.deflator_series(year, level, vintage)
				  FROM earlyhelp.gdp_deflator()) AS d
		  UNION ALL SELECT 2016, 2020, 'gross', d FROM cpih
		  UNION ALL SELECT 2015, 2020, 'gross', d FROM cpih) AS y
	CROSS JOIN unnest(ARRAY['cash', 'real', 'real_per_child']) AS b(basis)
	JOIN spend_per_child s0 ON s0.financial_year_end = y.base
	JOIN spend_per_child s1 ON s1.financial_year_end = y.now
		 AND s1.la_code = s0.la_code
	GROUP BY y.base, y.now, y.kind, b.basis
), gaps AS (
	SELECT g.basis, g.prices, g.here / 1e9 AS here
	FROM cpih,
		 (SELECT early FROM england
		  WHERE scheme = 'early_late_net' AND year = 2011) AS b(spend),
		 (SELECT early FROM england
		  WHERE scheme = 'early_late_net' AND year = 2019) AS a(spend),
		 (SELECT n FROM children_of WHERE year = 2011) AS b0(n),
		 (SELECT n FROM children_of WHERE year = 2012) AS b1(n),
		 (SELECT n FROM children_of WHERE year = 2019) AS a0(n),
	LATERAL (VALUES
		('GDP deflator, children of mid-2010', '2018-19',
		 earlyhelp.funding_gap(b.spend, b0.n, a.spend, a0.n, 2011, 2019)),
		('CPIH, children of mid-2010', '2018-19',
		 earlyhelp.funding_gap(b.spend, b0.n, a.spend, a0.n, 2011, 2019,
			 cpih.d)),
		('GDP deflator, children of mid-2011', '2018-19',
		 earlyhelp.funding_gap(b.spend, b1.n, a.spend, a0.n, 2011, 2019)),
		('CPIH, children of mid-2011', '2018-19',
		 earlyhelp.funding_gap(b.spend, b1.n, a.spend, a0.n, 2011, 2019,
			 cpih.d))
	) AS g(basis, prices, here)
), ten AS (
	SELECT count(*) FILTER (WHERE region = 'London') AS in_london
	FROM (SELECT a.region
		  FROM spend_per_child s JOIN authorities a USING (la_code)
		  WHERE s.financial_year_end = 2020 AND a.excluded_small_authority = 0
		  GROUP BY a.la_code, a.region
		  ORDER BY earlyhelp.spend_per_child(s.early_gross_gbp,
				   s.children_0_17) DESC
		  LIMIT 10) AS highest
), apart AS (
	SELECT small, earlyhelp.spend_per_child(early_gross_gbp, children_0_17)
			   FILTER (WHERE region = 'London')
		   - earlyhelp.spend_per_child(early_gross_gbp, children_0_17)
			   FILTER (WHERE region = 'West Midlands') AS gap
	FROM (VALUES (0), (1)) AS v(small)
	JOIN (SELECT s.*, a.region, a.excluded_small_authority AS is_small
		  FROM spend_per_child s JOIN authorities a USING (la_code)
		  WHERE s.financial_year_end = 2020) AS s ON s.is_small <= v.small
	GROUP BY small
), explained AS (
	SELECT f.what, g.r2, g.nobs AS n
	FROM (SELECT v.what, earlyhelp.linear(v.y, v.deprived) AS fit
		  FROM deprivation d
		  JOIN authorities a USING (la_code)
		  JOIN spend_per_child s USING (la_code)
		  JOIN need n ON n.la_code = d.la_code
			   AND n.financial_year_end = s.financial_year_end,
		  LATERAL (VALUES
			('preventative', 2015, s.prevent_per_child_2019gbp::double precision,
			 d.imd_decile_of_authorities::double precision),
			('early', 2019, s.early_net_gbp::double precision / s.children_0_17,
			 d.imd_average_score),
			('need', 2019, 10000.0 * n.cin_any_point_episodes / s.children_0_17,
			 d.imd_average_score)
		  ) AS v(what, edition, y, deprived)
		  WHERE d.imd_edition = v.edition AND s.financial_year_end = 2019
				AND a.excluded_small_authority = 0
		  GROUP BY v.what) AS f,
	LATERAL earlyhelp.glance(f.fit) AS g
)
SELECT c.claim::varchar(80) AS claim, c.basis::varchar(120) AS basis,
	   c.prices::varchar(20) AS prices, c.unit::varchar(20) AS unit,
	   c.published::double precision AS published,
	   c.here::double precision AS here, c.agrees::varchar(10) AS agrees,
	   c.why::varchar(300) AS why
FROM (
-- 58 per cent late to 80
SELECT 'late of all spend, 2010-11' AS claim, scheme || ', net' AS basis,
	   'shares' AS prices, 'per cent' AS unit, 58 AS published,
	   late_of_total AS here, 'no' AS agrees,
	   'Three definitions give 56, 59 and 63; gross, with youth justice and '
	   'without adoption, gives 58.3: one definition in many would' AS why
FROM early_share
WHERE year = 2011 AND scheme <> 'preventative_safeguarding'
UNION ALL
SELECT 'late of all spend, 2020-21', scheme || ', net', 'shares', 'per cent',
	   80, late_of_total, CASE scheme WHEN 'early_late_net' THEN 'yes'
								 ELSE 'no' END,
	   'With youth justice counted as late; the total leaves out CERA'
FROM early_share
WHERE year = 2021 AND scheme <> 'preventative_safeguarding'
UNION ALL
-- 39 per cent early to 19
SELECT 'early of early and late, ' || year - 1 || '-' || right(year::text, 2),
	   scheme || ', net', 'shares', 'per cent',
	   CASE year WHEN 2011 THEN 39 ELSE 19 END, early_share,
	   CASE WHEN round(early_share) = CASE year WHEN 2011 THEN 39 ELSE 19 END
			THEN 'yes' ELSE 'no' END,
	   'The pair in print changes definition on the way: no scheme gives both'
FROM early_share
WHERE year IN (2011, 2021) AND scheme <> 'preventative_safeguarding'
UNION ALL
-- the billions
SELECT v.claim, e.scheme || ', net' || v.series, v.prices, 'billion pounds',
	   v.published, v.here / 1e9,
	   CASE WHEN round((v.here / 1e9)::numeric, 1) = v.published THEN 'yes'
			ELSE 'no' END, v.why
FROM england e, cpih,
LATERAL (VALUES
	(2011, 'late_without_adoption', 'early spend, 2010-11', '; CPIH',
	 '2019-20', 3.6, earlyhelp.real_terms(e.early, 2011, 2020, cpih.d),
	 'Cash is 3.04; in print it stands beside cash of later years'),
	(2011, 'late_without_adoption', 'late spend, 2010-11', '; CPIH',
	 '2019-20', 5.6, earlyhelp.real_terms(e.late, 2011, 2020, cpih.d),
	 'Cash is 4.74; without adoption, as the 39 per cent'),
	(2020, 'early_late_net', 'early spend, 2019-20', '', '2019-20', 1.8,
	 e.early, 'Cash of the year itself'),
	(2020, 'early_late_net', 'late spend, 2019-20', '', '2019-20', 7.6,
	 e.late, 'With adoption and youth justice, unlike the 5.6'),
	(2016, 'early_late_net', 'early spend, 2015-16', '', 'cash', 2.1, e.early,
	 'National Children''s Bureau and others'),
	(2016, 'early_late_net', 'late spend, 2015-16', '', 'cash', 6.1, e.late,
	 'National Children''s Bureau and others')
) AS v(year, scheme, claim, series, prices, published, here, why)
WHERE v.year = e.year AND v.scheme = e.scheme
UNION ALL
SELECT 'fall of early spend, 2010-11 to 2020-21', 'net; CPIH', p.prices,
	   'billion pounds', 1.9,
	   (earlyhelp.real_terms(b.early, 2011, p.year, cpih.d)
		- earlyhelp.real_terms(a.early, 2021, p.year, cpih.d)) / 1e9, 'no',
	   'Needs prices of 2020-21 to be 23 to 26 per cent over those of 2010-11; '
	   'CPIH rose 20. The GDP deflator here ends in 2018-19'
FROM cpih, england a, england b,
	 (VALUES (2020, '2019-20'), (2021, '2020-21')) AS p(year, prices)
WHERE a.scheme = 'early_late_net' AND b.scheme = a.scheme
	  AND a.year = 2021 AND b.year = 2011
UNION ALL
SELECT 'gap to spend per child of 2010-11, 2018-19', basis, prices,
	   'billion pounds', 1.93, here, 'nearby',
	   'Neither years, prices nor population are stated in print; the '
	   'estimates of mid-2010 are of the old census base'
FROM gaps
UNION ALL
-- places
SELECT 'London less West Midlands, early per child, 2019-20',
	   'gross' || CASE small WHEN 0 THEN '; without City of London'
						ELSE '; with City of London' END, 'cash', 'pounds',
	   90, gap, CASE small WHEN 0 THEN 'yes' ELSE 'no' END,
	   'Regions are sums over sums; the City has under 2,000 children'
FROM apart
UNION ALL
SELECT 'London''s among the ten highest early spends per child, 2019-20',
	   'gross; without City of London', 'cash', 'authorities', 8, in_london,
	   'no', 'In print the report''s own grouping, perhaps targeted early help '
	   'alone; net spend by authority ends in 2018-19 here'
FROM ten
UNION ALL
-- who cut
SELECT 'authorities that cut early spend, ' || base - 1 || '-'
	   || right(base::text, 2) || ' to ' || now - 1 || '-'
	   || right(now::text, 2),
	   kind || ', ' || basis || '; ' || (cut).authorities || ' authorities',
	   CASE basis WHEN 'cash' THEN 'cash'
			ELSE now - 1 || '-' || right(now::text, 2) END,
	   'per cent', 90, 100 * (cut).share,
	   CASE WHEN (cut).share BETWEEN 0.85 AND 0.95 THEN 'nearby' ELSE 'no' END,
	   '"Nine in ten, 2015 to 2020", basis not stated: it decides'
FROM changes
UNION ALL
-- deprivation
SELECT 'spend per child explained by deprivation (R2), 2018-19',
	   CASE what WHEN 'early' THEN 'early, net, on IMD 2019 average score; '
			ELSE 'preventative, gross, on IMD 2015 decile; ' END
	   || n || ' authorities',
	   'cash', 'share', 0.184, r2, CASE what WHEN 'early' THEN 'no' ELSE 'yes' END,
	   'In print for 149 authorities, with a rank correlation of .473: .467 '
	   'here. Which spend is meant decides'
FROM explained WHERE what <> 'need'
UNION ALL
SELECT 'children in need per 10,000 explained by deprivation (R2), 2018-19',
	   'episodes at any point, on IMD 2019; ' || n || ' authorities',
	   'none', 'share', 0.451, r2, 'nearby',
	   'To 0.002; by children it is .479, at 31 March .479'
FROM explained WHERE what = 'need'
) AS c;
