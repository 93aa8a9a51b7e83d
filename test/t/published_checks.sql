/*
 * published_checks.sql - every published figure these files can reproduce.
 *
 * One SELECT over the tables of 10_tables.sql and the views of 30_views.sql,
 * all in the search path, with rows
 *
 *	name, got, expected, tolerance, why
 *
 * A row passes when got is not NULL and lies within tolerance of expected.
 * expected is the figure as printed, or as worked out elsewhere from the same
 * files where why says so; tolerance is half a unit of its last
 * digit unless why gives another reason, and 1e-10 more for binary rounding.
 * Every block keeps its rows when data are missing, so there are always 118.
 * Figures known to miss are not here; sql/demo/questions_real.sql shows them.
 */
SELECT name::text,
	   got::double precision,
	   expected::double precision,
	   (tolerance + 1e-10)::double precision AS tolerance,
	   why::text
FROM (

-- Early share, England: one definition at both ends, and the published pair,
-- which takes the first row and the last.
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT 100 * max(early_share)
				 FILTER (WHERE financial_year_end = 2011) AS outside_2011,
			 100 * max(early_share)
				 FILTER (WHERE financial_year_end = 2021) AS outside_2021,
			 100 * max(early_share_with_adoption)
				 FILTER (WHERE financial_year_end = 2011) AS inside_2011,
			 100 * max(early_share_with_adoption)
				 FILTER (WHERE financial_year_end = 2021) AS inside_2021
	  FROM early_late_spend_england) AS m,
LATERAL (VALUES
	('early share 2010-11, adoption outside late, %', m.outside_2011,
	 39.1, 0.05, 'Section 251, net; the 39% of Action for Children 2022'),
	('early share 2020-21, adoption outside late, %', m.outside_2021,
	 20.3, 0.05, 'DfE national table, net; the definition of the 39%'),
	('early share 2010-11, adoption inside late, %', m.inside_2011,
	 37.8, 0.05, 'Section 251, net; the definition of the 19%'),
	('early share 2020-21, adoption inside late, %', m.inside_2021,
	 19.0, 0.05, 'DfE national table, net; the 19% of Action for Children 2022')
) AS c(name, got, expected, tolerance, why)

UNION ALL
-- The same share from one row for each authority.
SELECT 'early share 2010-11 over 152 authorities, adoption outside late, %',
	   100 * earlyhelp.early_share(early, late), 39.1, 0.05,
	   'Section 251, net; must be the England figure, however it is grouped'
FROM (SELECT sum(net_gbp) FILTER (WHERE category IN ('sure_start_early_years',
				 'family_support', 'young_people')) AS early,
			 sum(net_gbp) FILTER (WHERE category IN ('looked_after',
				 'safeguarding')) AS late
	  FROM spend
	  WHERE financial_year_end = 2011
	  GROUP BY la_code) AS authority

UNION ALL
-- England in million pounds, youth justice counted as late.
SELECT p.year - 1 || '-' || right(p.year::text, 2) || ' ' || c.name,
	   c.got, c.expected, c.tolerance, c.why
FROM (VALUES (2016, 2133.07, 6068.86, 8291.76, 25.73, 26.01, 73.19),
			 (2019, 1863.53, 7153.18, 9117.86, 20.44, 20.67, 78.45),
			 (2020, 1845.78, 7623.76, 9591.59, 19.24, 19.49, 79.48),
			 (2021, 1883.91, 8182.73, 10165.88, 18.53, 18.71, 80.49)
	 ) AS p(year, early, late, total, early_total, early_share, late_total)
LEFT JOIN early_late_spend_england e ON e.financial_year_end = p.year,
LATERAL (VALUES
	('early, million pounds', e.early_gbp / 1000000, p.early, 0.015,
	 'DfE national table, net; three lines, each printed to 0.01 million'),
	('late with youth justice, million pounds',
	 e.late_with_youth_justice_gbp / 1000000, p.late, 0.015,
	 'DfE national table, net; three lines, each printed to 0.01 million'),
	('total without CERA, million pounds', e.total_gbp / 1000000, p.total,
	 0.005, 'DfE national table, net, line 5.0.2'),
	('early over total, %', 100 * e.early_gbp / e.total_gbp, p.early_total,
	 0.005, 'DfE national table, net'),
	('early over early and late with youth justice, %',
	 100 * e.early_share_with_youth_justice, p.early_share,
	 0.005, 'DfE national table, net'),
	('late with youth justice over total, %',
	 100 * e.late_share_of_total, p.late_total,
	 0.005, 'DfE national table, net')
) AS c(name, got, expected, tolerance, why)

UNION ALL
-- The billions of the press, which are 2019-20 cash with youth justice.
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT max(early_gbp) FILTER (WHERE financial_year_end = 2016)
				 / 1e9 AS early_2016,
			 max(late_with_youth_justice_gbp)
				 FILTER (WHERE financial_year_end = 2016) / 1e9 AS late_2016,
			 max(early_gbp) FILTER (WHERE financial_year_end = 2020)
				 / 1e9 AS early_2020,
			 max(late_with_youth_justice_gbp)
				 FILTER (WHERE financial_year_end = 2020) / 1e9 AS late_2020,
			 100 * max(early_share_with_youth_justice)
				 FILTER (WHERE financial_year_end = 2020) AS share_2020,
			 100 * max(late_share_of_total)
				 FILTER (WHERE financial_year_end = 2021) AS late_2021
	  FROM early_late_spend_england) AS m,
LATERAL (VALUES
	('early spend 2015-16, billion pounds', m.early_2016, 2.1, 0.05,
	 'National Children''s Bureau, of 2015-16'),
	('late spend 2015-16, billion pounds', m.late_2016, 6.1, 0.05,
	 'National Children''s Bureau, of 2015-16; with youth justice'),
	('early spend 2019-20, billion pounds', m.early_2020,
	 (SELECT published FROM published_figures WHERE figure = 'afc_early_2020'),
	 0.05, 'Action for Children 2022, as reported in the press'),
	('late spend 2019-20, billion pounds', m.late_2020,
	 (SELECT published FROM published_figures WHERE figure = 'afc_late_2020'),
	 0.05, 'Action for Children 2022, as reported; with youth justice'),
	('early share 2019-20 with youth justice, %', m.share_2020, 19, 0.5,
	 'Action for Children 2022, as reported; a second way to the 19%'),
	('late over total 2020-21, %', m.late_2021, 80, 0.5,
	 'published as 80%; with youth justice')
) AS c(name, got, expected, tolerance, why)

UNION ALL
-- Early help rate.
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT 100 * max(early_help_rate)
				 FILTER (WHERE financial_year_end = 2016) AS rate_2016,
			 100 * max(early_help_rate)
				 FILTER (WHERE financial_year_end = 2020) AS rate_2020
	  FROM early_help_rate_england) AS m,
LATERAL (VALUES
	('early help rate 2015-16, %', m.rate_2016, 3.07, 0.005,
	 '358,000 over ONS mid-2015 children 0 to 17'),
	('early help rate 2019-20, %', m.rate_2020, 4.30, 0.005,
	 '517,000 over ONS mid-2019 children 0 to 17'),
	('early help rate 2015-16 as published, %', m.rate_2016,
	 (SELECT published FROM published_figures
	  WHERE figure = 'afc_children_2016'),
	 0.05, 'Community Care, 1 March 2022'),
	('early help rate 2019-20 as published, %', m.rate_2020,
	 (SELECT published FROM published_figures
	  WHERE figure = 'afc_children_2020'),
	 0.05, 'Community Care, 1 March 2022')
) AS c(name, got, expected, tolerance, why)

UNION ALL
-- Prevention ratio on each basis.
SELECT 'prevention ratio, ' || p.year - 1 || '-' || right(p.year::text, 2)
	   || ', ' || p.basis,
	   v.prevention_ratio, p.expected, 0.0005, p.why
FROM (VALUES
	(2016, 'episodes at any point', .479,
	 'Community Care 2022 over DfE children in need, episodes'),
	(2020, 'episodes at any point', .680,
	 'Community Care 2022 over DfE children in need, episodes'),
	(2016, 'children at any point', .515,
	 'Community Care 2022 over DfE children in need, children'),
	(2020, 'children at any point', .731,
	 'Community Care 2022 over DfE children in need, children'),
	(2016, 'stock at 31 March: mismatched basis (flow over stock)', .909,
	 'a year''s flow over one day''s stock: not to be quoted'),
	(2020, 'stock at 31 March: mismatched basis (flow over stock)', 1.328,
	 'a year''s flow over one day''s stock: above 1, the message turned over')
	 ) AS p(year, basis, expected, why)
LEFT JOIN prevention_ratio_england v
	   ON v.financial_year_end = p.year AND v.basis = p.basis

UNION ALL
-- In words, 1 for yes.  The value of each is asserted above, because the same
-- two words stand for both.
SELECT 'prevention ratio 2019-20, ' || p.basis || ', in words is ' || p.words,
	   (v.in_words = p.words)::integer, 1, 0,
	   'Action for Children 2022: two in early help for three in need'
FROM (VALUES ('episodes at any point', '2:3'),
			 ('children at any point', '2:3'),
			 ('stock at 31 March: mismatched basis (flow over stock)', '4:3')
	 ) AS p(basis, words)
LEFT JOIN prevention_ratio_england v
	   ON v.financial_year_end = 2020 AND v.basis = p.basis

UNION ALL
SELECT 'children in early help for three in need, 2019-20',
	   3 * max(prevention_ratio),
	   (SELECT published FROM published_figures
		WHERE figure = 'afc_prevention_ratio'),
	   0.5, 'Action for Children 2022, a whole number; episodes'
FROM prevention_ratio_england
WHERE financial_year_end = 2020 AND basis = 'episodes at any point'

UNION ALL
-- London less West Midlands, early spend per child.
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT max(l.early_gross_per_child - w.early_gross_per_child)
				 FILTER (WHERE l.financial_year_end = 2016) AS gross_2016,
			 max(l.early_gross_per_child - w.early_gross_per_child)
				 FILTER (WHERE l.financial_year_end = 2020) AS gross_2020,
			 max(l.early_net_per_child - w.early_net_per_child)
				 FILTER (WHERE l.financial_year_end = 2019) AS net_2019
	  FROM spend_per_child_by_region l
	  JOIN spend_per_child_by_region w
		   ON w.financial_year_end = l.financial_year_end
	  WHERE l.region = 'London' AND w.region = 'West Midlands') AS m,
LATERAL (VALUES
	('London less West Midlands, gross cash, 2015-16, pounds a child',
	 m.gross_2016, 67.07, 0.005,
	 'Section 251; without City of London'),
	('London less West Midlands, gross cash, 2019-20, pounds a child',
	 m.gross_2020, 90.16, 0.005,
	 'Section 251, recovered; without City of London'),
	('London less West Midlands, gross cash, 2019-20, as published',
	 m.gross_2020,
	 (SELECT published FROM published_figures
	  WHERE figure = 'afc_gap_london_wm'),
	 0.5, 'Action for Children 2022, as reported in the press: 90 pounds'),
	('London less West Midlands, net cash, 2018-19, pounds a child',
	 m.net_2019, 81.99, 0.005,
	 'Section 251; without City of London')
) AS c(name, got, expected, tolerance, why)

UNION ALL
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT earlyhelp.spend_per_child(gross, children)
				 FILTER (WHERE year = 2020 AND region = 'London')
			 - earlyhelp.spend_per_child(gross, children)
				 FILTER (WHERE year = 2020 AND region = 'West Midlands')
				 AS gross_2020,
			 earlyhelp.spend_per_child(real, children)
				 FILTER (WHERE year = 2016 AND region = 'London')
			 - earlyhelp.spend_per_child(real, children)
				 FILTER (WHERE year = 2016 AND region = 'West Midlands')
				 AS real_2016,
			 earlyhelp.spend_per_child(net, children)
				 FILTER (WHERE year = 2019 AND region = 'London')
			 - earlyhelp.spend_per_child(net, children)
				 FILTER (WHERE year = 2019 AND region = 'West Midlands')
				 AS net_2019,
			 earlyhelp.spend_per_child(real, children)
				 FILTER (WHERE year = 2016) AS england_2016,
			 earlyhelp.spend_per_child(real, children)
				 FILTER (WHERE year = 2019) AS england_2019
	  FROM (SELECT s.financial_year_end AS year, a.region,
				   s.early_gross_gbp AS gross, s.early_net_gbp AS net,
				   s.early_net_gbp * 100 / s.gdp_deflator_2019_100 AS real,
				   s.children_0_17 AS children
			FROM spend_per_child s JOIN authorities a USING (la_code)
		   ) AS every_authority) AS m,
LATERAL (VALUES
	('London less West Midlands with City of London, gross cash, 2019-20',
	 m.gross_2020, 90.92, 0.005,
	 'Section 251, recovered'),
	('London less West Midlands with City of London, net cash, 2018-19',
	 m.net_2019, 82.65, 0.005, 'Section 251'),
	('London less West Midlands with City of London, net 2018-19 pounds, 2015-16',
	 m.real_2016, 64.47, 0.005,
	 'Section 251; the pair of 82.65, whose cash is 2018-19 pounds already'),
	('England, early net spend a child, 2015-16, 2018-19 pounds',
	 m.england_2016, 194.15, 0.005,
	 'Section 251, GDP deflator 94.08355; all 152 authorities'),
	('England, early net spend a child, 2018-19',
	 m.england_2019, 155.88, 0.005, 'Section 251; all 152 authorities')
) AS c(name, got, expected, tolerance, why)

UNION ALL
-- Preventative spend per child over the inspections of the published model,
-- worked out anew from spend, children and deflator.
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT count(each) AS n,
			 count(*) FILTER (WHERE small = 1) AS small,
			 min(each) AS lowest, max(each) AS highest,
			 percentile_cont(0.25) WITHIN GROUP (ORDER BY each) AS lower,
			 percentile_cont(0.75) WITHIN GROUP (ORDER BY each) AS upper,
			 max(abs(each - 100 * prevent_100)) AS apart
	  FROM (SELECT i.inspection_id, i.prevent_100,
				   a.excluded_small_authority AS small,
				   earlyhelp.spend_per_child(
					   s.prevent_webb_gross_gbp * 100 / s.gdp_deflator_2019_100,
					   s.children_0_17) AS each
			FROM inspection_model i
			JOIN authorities a USING (la_code)
			LEFT JOIN spend_per_child s
				   ON s.la_code = i.la_code AND s.financial_year_end = i.year
			GROUP BY i.inspection_id, i.prevent_100,
					 a.excluded_small_authority) AS inspection) AS m,
LATERAL (VALUES
	('inspections in the model', m.n,
	 (SELECT published FROM published_figures WHERE figure = 'webb_n'),
	 0, 'Webb, Bennett and Bywaters 2022; a count'),
	('inspections of small authorities among them', m.small, 0, 0,
	 'City of London and Isles of Scilly are left out; a count'),
	('largest distance from the table of the model, pounds a child',
	 m.apart, 0, 0.00005,
	 'inspection_model gives hundreds of pounds to six places'),
	('lowest preventative spend, 2018-19 pounds a child', m.lowest,
	 92.76, 0.005, 'Section 251; Staffordshire 2018-19'),
	('highest preventative spend, 2018-19 pounds a child', m.highest,
	 1030.66, 0.005,
	 'Section 251; Herefordshire 2010-11, over half of it capital (CERA)'),
	('lower quartile of preventative spend, 2018-19 pounds a child', m.lower,
	 227, 0.5, 'Section 251; between two inspections by linear interpolation'),
	('upper quartile of preventative spend, 2018-19 pounds a child', m.upper,
	 384, 0.5, 'Section 251; between two inspections by linear interpolation'),
	('lowest preventative spend, as published', m.lowest,
	 (SELECT published FROM published_figures WHERE figure = 'webb_spend_min'),
	 5, 'Webb, Bennett and Bywaters 2022; "about", so the nearest ten'),
	('highest preventative spend, as published', m.highest,
	 (SELECT published FROM published_figures WHERE figure = 'webb_spend_max'),
	 50, 'Webb, Bennett and Bywaters 2022; "about", so the nearest hundred'),
	('lower quartile of preventative spend, as published', m.lower,
	 (SELECT published FROM published_figures WHERE figure = 'webb_spend_q1'),
	 10, 'press, "220 to 380", read as quartiles cut down to ten'),
	('upper quartile of preventative spend, as published', m.upper,
	 (SELECT published FROM published_figures WHERE figure = 'webb_spend_q3'),
	 10, 'press, "220 to 380", read as quartiles cut down to ten')
) AS c(name, got, expected, tolerance, why)

UNION ALL
-- Authorities that cut early spend.
SELECT c.name, c.got, c.expected, 0, c.why
FROM (SELECT count(*) AS n,
			 count(*) * earlyhelp.share(change_cash_gbp < 0) AS cash,
			 count(*) * earlyhelp.share(change_real_2019gbp < 0) AS real,
			 count(*) * earlyhelp.share(change_per_child_2019gbp < 0)
				 AS real_each
	  FROM authorities_that_cut) AS m,
LATERAL (VALUES
	('authorities compared, 2015-16 and 2018-19', m.n, 152,
	 'Section 251, all authorities; a count'),
	('authorities that cut, cash', m.cash, 110,
	 'Section 251, net; a count'),
	('authorities that cut, 2018-19 pounds', m.real, 125,
	 'Section 251, net, GDP deflator; a count'),
	('authorities that cut, 2018-19 pounds a child', m.real_each, 131,
	 'Section 251, net, GDP deflator, ONS; a count')
) AS c(name, got, expected, why)

UNION ALL
-- Eight of the ten in print; here six, and six it must stay.
SELECT 'authorities of London among the ten highest, 2019-20',
	   count(*) FILTER (WHERE region = 'London'),
	   (SELECT reproduced FROM published_figures
		WHERE figure = 'afc_top10_london'),
	   0, 'gross, without City of London; 8 in print is not reproduced'
FROM (SELECT a.region
	  FROM spend_per_child s JOIN authorities a USING (la_code)
	  WHERE s.financial_year_end = 2020 AND a.excluded_small_authority = 0
	  GROUP BY a.la_code, a.region
	  ORDER BY earlyhelp.spend_per_child(s.early_gross_gbp, s.children_0_17)
			   DESC
	  LIMIT 10) AS highest

UNION ALL
-- The file's own reproduced column, six digits of it.  Left out: webb_spend_max,
-- _q1 and _q3 (1,033.1, 227.021 and 385.054), which none of the groupings,
-- population years and treatments of CERA tried on these files gives, while
-- the lowest, in a year no deflator touches, agrees: another deflator, most
-- likely; the mm_ rows, which need one some 0.6 per cent higher in 2010-11
-- than the one here; the odds ratios, which belong to the model.
SELECT c.figure || ' as reproduced in published_figures', c.got, f.reproduced,
	   c.tolerance, 'published_figures.csv, to its last digit'
FROM (SELECT max(early_gbp) FILTER (WHERE financial_year_end = 2011)
				 / 1e9 AS early_2011,
			 max(late_gbp) FILTER (WHERE financial_year_end = 2011)
				 / 1e9 AS late_2011,
			 max(early_share) FILTER (WHERE financial_year_end = 2011)
				 AS share_2011,
			 max(early_gbp) FILTER (WHERE financial_year_end = 2020)
				 / 1e9 AS early_2020,
			 max(late_with_adoption_gbp)
				 FILTER (WHERE financial_year_end = 2020) / 1e9 AS late_2020,
			 max(early_share_with_adoption)
				 FILTER (WHERE financial_year_end = 2021) AS share_2021
	  FROM early_late_spend_england) AS e,
	 (SELECT 100 * max(early_help_rate)
				 FILTER (WHERE financial_year_end = 2016) AS rate_2016,
			 100 * max(early_help_rate)
				 FILTER (WHERE financial_year_end = 2020) AS rate_2020
	  FROM early_help_rate_england) AS h,
	 (SELECT 3 * max(prevention_ratio) AS in_three
	  FROM prevention_ratio_england
	  WHERE financial_year_end = 2020 AND basis = 'episodes at any point') AS p,
LATERAL (VALUES
	('afc_early_2010', e.early_2011, 5e-6),
	('afc_late_2010', e.late_2011, 5e-6),
	('afc_share_2010', e.share_2011, 5e-7),
	('afc_early_2020', e.early_2020, 5e-6),
	('afc_late_2020', e.late_2020, 5e-6),
	('afc_share_2020', e.share_2021, 5e-7),
	('afc_children_2016', h.rate_2016, 5e-6),
	('afc_children_2020', h.rate_2020, 5e-6),
	('afc_prevention_ratio', p.in_three, 5e-6)
) AS c(figure, got, tolerance)
LEFT JOIN published_figures f USING (figure)

UNION ALL
SELECT c.figure || ' as published', c.got, f.published, 0.005,
	   'Action for Children 2022, as reported in the press'
FROM (SELECT max(early_share) FILTER (WHERE financial_year_end = 2011)
				 AS share_2011,
			 max(early_share_with_adoption)
				 FILTER (WHERE financial_year_end = 2021) AS share_2021
	  FROM early_late_spend_england) AS e,
LATERAL (VALUES
	('afc_share_2010', e.share_2011),
	('afc_share_2020', e.share_2021)
) AS c(figure, got)
LEFT JOIN published_figures f USING (figure)

UNION ALL
-- Re-referrals: all authority-years with both counts.
SELECT c.name, c.got, c.expected, c.tolerance, c.why
FROM (SELECT count(rereferral_share) AS n,
			 max(abs(100 * rereferral_share - published_pct)) AS apart,
			 count(*) FILTER (WHERE
				 round((100 * rereferral_share)::numeric, 1)
				 = published_pct::numeric) AS equal,
			 count(*) FILTER (WHERE conf_low <= rereferral_share
				 AND rereferral_share <= conf_high
				 AND conf_low >= 0 AND conf_high <= 1
				 AND conf_low < conf_high) AS limits
	  FROM rereferrals_by_authority) AS m,
LATERAL (VALUES
	('authority-years with both re-referral counts', m.n, 1773, 0,
	 'DfE, characteristics of children in need, 2010-11 to 2021-22; a count'),
	('largest distance from the published percentage', m.apart, 0, 0.05,
	 'DfE prints one decimal place'),
	('authority-years that round to the published percentage', m.equal, 1773,
	 0, 'DfE rounds half up; a count'),
	('authority-years whose Wilson limits hold the share', m.limits, 1773,
	 0, 'within 0 to 1, and never of no width, also for 0 of n')
) AS c(name, got, expected, tolerance, why)

UNION ALL
SELECT 'Bexley ' || p.year - 1 || '-' || right(p.year::text, 2) || ' '
	   || c.name, c.got, c.expected, c.tolerance,
	   'DfE, characteristics of children in need'
FROM (VALUES (2018, 719, 3270, 22.0), (2019, 611, 2803, 21.8),
			 (2020, 500, 2795, 17.9), (2021, 710, 3209, 22.1),
			 (2022, 752, 3620, 20.8)
	 ) AS p(year, rereferrals, referrals, pct)
LEFT JOIN rereferrals_by_authority r
	   ON r.financial_year_end = p.year AND r.authority = 'Bexley',
LATERAL (VALUES
	('re-referrals', r.rereferrals, p.rereferrals, 0),
	('referrals', r.referrals, p.referrals, 0),
	('re-referral share, %', 100 * r.rereferral_share, p.pct, 0.05)
) AS c(name, got, expected, tolerance)

UNION ALL
-- England, by referral and by child.
SELECT 'England ' || p.year - 1 || '-' || right(p.year::text, 2) || ' '
	   || p.what || ', %',
	   100 * m.share, p.expected, 0.05,
	   'DfE, characteristics of children in need; from counts rounded to ten'
FROM (VALUES
	(2016, 're-referral share of referrals', 'rereferrals_within_12_months',
	 'referrals', 22.5),
	(2020, 're-referral share of referrals', 'rereferrals_within_12_months',
	 'referrals', 22.6),
	(2022, 're-referral share of referrals', 'rereferrals_within_12_months',
	 'referrals', 21.5),
	(2016, 're-referred share of children referred', 'children_rereferred',
	 'children_referred', 20.8),
	(2020, 're-referred share of children referred', 'children_rereferred',
	 'children_referred', 21.3),
	(2022, 're-referred share of children referred', 'children_rereferred',
	 'children_referred', 20.2)
	 ) AS p(year, what, events, cases, expected),
LATERAL (SELECT earlyhelp.share(e.value::bigint, c.value::bigint) AS share
		 FROM need_national e JOIN need_national c USING (financial_year_end)
		 WHERE financial_year_end = p.year
			   AND e.measure = p.events AND c.measure = p.cases) AS m

UNION ALL
-- England from its authorities: a ratio needs both counts, so the three that
-- did not say who came back leave the denominator too.  The figure in print
-- keeps their referrals, as if none of them had come back.
SELECT 'England 2019-20 from its authorities, ' || c.what, c.got, c.expected,
	   c.tolerance, c.why
FROM (SELECT earlyhelp.share_state(rereferrals_within_12_months, referrals)
				 AS both,
			 sum(rereferrals_within_12_months)::float8 / sum(referrals) AS print
	  FROM need WHERE financial_year_end = 2020) AS m,
LATERAL (VALUES
	('re-referral share of those with both counts, %',
	 100 * earlyhelp.value(m.both), 22.8447, 0.00005,
	 '145,384 of 636,402'),
	('with both counts', earlyhelp.cases(m.both), 636402, 0,
	 'referrals of 148 authorities'),
	('without the second', earlyhelp.missing(m.both), 3, 0,
	 'Isles of Scilly, Dorset; Bournemouth, Christchurch and Poole'),
	('with the denominators of those that did not return, %',
	 100 * m.print, 22.6, 0.05, 'as printed: 145,384 of 642,976')
) AS c(what, got, expected, tolerance, why)

UNION ALL
SELECT 'England 2021-22 re-referral share, Wilson ' || p.level * 100
	   || '% limit, ' || p.what,
	   CASE p.what WHEN 'low' THEN l.conf_low ELSE l.conf_high END,
	   p.expected, 5e-10,
	   'Wilson''s formula in R, 139,500 of 650,270, to nine places'
FROM (SELECT earlyhelp.share_state(e.value::bigint, c.value::bigint) AS s
	  FROM need_national e JOIN need_national c USING (financial_year_end)
	  WHERE financial_year_end = 2022
			AND e.measure = 'rereferrals_within_12_months'
			AND c.measure = 'referrals') AS m,
	 (VALUES (0.95, 'low', 0.213530245), (0.95, 'high', 0.215525676),
			 (0.998, 'low', 0.212957394), (0.998, 'high', 0.216103538)
	 ) AS p(level, what, expected),
	 LATERAL earlyhelp.limits(m.s, level => p.level, method => 'wilson') AS l

) AS checks
ORDER BY name;
