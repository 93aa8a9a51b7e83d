/*
 * 30_views.sql - the analyst's first questions as views, over the tables of
 * 10_tables.sql and in the same schema.  Any tool that reads a view can chart
 * them: labels are varchar(n), money is numeric(18,2), every other number is
 * integer, bigint or double precision.
 *
 * In all of them financial_year_end 2019 is April 2018 to March 2019, shares
 * run from 0 to 1, and NULL means that the source has no figure.
 */

/*
 * early_late_spend_england - early against late spend, England, by year.
 *
 * Unit: pounds, cash.  Basis: net current expenditure, capital paid from
 * revenue (CERA) left out.  Early: Sure Start and under-fives, family support,
 * young people.  Late is given under three definitions, because publications
 * use all three and the share depends on which:
 *	late_gbp					looked after (without adoption and special
 *								guardianship) and safeguarding
 *	late_with_adoption_gbp		the same, with adoption and guardianship
 *	late_with_youth_justice_gbp	the same again, with youth justice
 * Each share is early over early plus that late, so other services for
 * children and families stand outside it; late_share_of_total is over the
 * whole published total, with youth justice counted as late.
 *
 * Source: DfE Section 251 outturn, Table A1, to 2018-19; from 2019-20 DfE, LA
 * and school expenditure, national table.  The split falls there because the
 * authority table has no net amounts after 2018-19, does not part adoption
 * from looked after, and has youth services about 3 per cent too high.  Before
 * it the two agree to 0.01 million pounds, line by line, in 2015-16, 2016-17
 * and 2018-19.  In 2017-18 the national table has exactly 60 million pounds
 * more for children looked after, all of it Newcastle upon Tyne, which would
 * have spent 88 million between 24 million the year before and 32 million the
 * year after; the authority table, without the 60, is believed.
 *
 * From 2010-11: Sure Start and youth services stood in another publication
 * before.  From 2019-20 amounts are lines rounded to 0.01 million pounds.
 */
CREATE VIEW early_late_spend_england AS
WITH amount AS (
	SELECT financial_year_end, category, net_gbp::numeric AS net_gbp,
		   'Section 251 by authority' AS source
	FROM spend
	WHERE financial_year_end BETWEEN 2011 AND 2019
	UNION ALL
	-- Line 3.1.11 holds adoption and guardianship: out of it, they leave
	-- looked_after meaning the same in both halves.
	SELECT n.financial_year_end, l.category,
		   l.sign * n.net_gbp_million * 1000000, 'national table'
	FROM spend_national n
	JOIN (VALUES ('3.0.5', 1, 'sure_start_early_years'),
				 ('3.4.6', 1, 'family_support'),
				 ('3.5.3', 1, 'young_people'),
				 ('3.1.11', 1, 'looked_after'),
				 ('3.1.3', -1, 'looked_after'),
				 ('3.1.4', -1, 'looked_after'),
				 ('3.1.3', 1, 'adoption_guardianship'),
				 ('3.1.4', 1, 'adoption_guardianship'),
				 ('3.3.4', 1, 'safeguarding'),
				 ('3.6.1', 1, 'youth_justice'),
				 ('5.0.2', 1, 'total_excluding_cera')
		 ) AS l(line, sign, category) USING (line)
	WHERE n.financial_year_end >= 2020
), england AS (
	SELECT financial_year_end, source,
		   sum(net_gbp) FILTER (WHERE category IN ('sure_start_early_years',
			   'family_support', 'young_people')) AS early,
		   sum(net_gbp) FILTER (WHERE category IN ('looked_after',
			   'safeguarding')) AS late,
		   sum(net_gbp) FILTER (WHERE category IN ('looked_after',
			   'safeguarding', 'adoption_guardianship')) AS late_adoption,
		   sum(net_gbp) FILTER (WHERE category IN ('looked_after',
			   'safeguarding', 'adoption_guardianship',
			   'youth_justice')) AS late_justice,
		   sum(net_gbp) FILTER (WHERE category =
			   'total_excluding_cera') AS total
	FROM amount
	GROUP BY financial_year_end, source
)
SELECT financial_year_end,
	   (financial_year_end - 1 || '-' || right(financial_year_end::text, 2)
		)::varchar(7) AS financial_year,
	   early::numeric(18,2) AS early_gbp,
	   late::numeric(18,2) AS late_gbp,
	   late_adoption::numeric(18,2) AS late_with_adoption_gbp,
	   late_justice::numeric(18,2) AS late_with_youth_justice_gbp,
	   total::numeric(18,2) AS total_gbp,
	   earlyhelp.early_share(early, late) AS early_share,
	   earlyhelp.early_share(early, late_adoption)
		   AS early_share_with_adoption,
	   earlyhelp.early_share(early, late_justice)
		   AS early_share_with_youth_justice,
	   (late_justice / total)::double precision AS late_share_of_total,
	   source::varchar(40) AS source
FROM england
GROUP BY financial_year_end, source, early, late, late_adoption,
		 late_justice, total;

/*
 * spend_per_child_by_region - early and late spend per child, by region.
 *
 * Unit: pounds per child aged 0 to 17, in cash, and in 2018-19 pounds by the
 * GDP deflator where there is one (to 2018-19).  Gross to 2021-22; net, after
 * income, to 2018-19, the last year with authority figures.  A region is the
 * sum of its authorities' spend over the sum of their children, not the mean
 * of their rates; London is Inner and Outer together.
 *
 * City of London and the Isles of Scilly are left out, as in publications:
 * the City has under 2,000 children, and would move London by 60 to 100 pence.
 * Population: ONS mid-year estimate at the start of the financial year.
 *
 * Late is looked after, adoption and guardianship, and safeguarding in every
 * year.  It is summed from spend, because the late columns of spend_per_child
 * take in adoption and guardianship only from 2012-13, and would show a rise
 * that year that nobody spent.
 *
 * Source: DfE Section 251 outturn; ONS.  Amounts from 2019-20 were recovered
 * from a research compilation, young people's services about 3 per cent high.
 */
CREATE VIEW spend_per_child_by_region AS
WITH late AS (
	SELECT la_code, financial_year_end,
		   sum(gross_gbp) AS late_gross_gbp, sum(net_gbp) AS late_net_gbp
	FROM spend
	WHERE category IN ('looked_after', 'adoption_guardianship',
					   'looked_after_incl_adoption', 'safeguarding')
	GROUP BY la_code, financial_year_end
), region AS (
	SELECT s.financial_year_end, a.region, s.gdp_deflator_2019_100 AS deflator,
		   count(*) AS authorities,
		   sum(s.children_0_17) AS children_0_17,
		   sum(s.early_gross_gbp) AS early_gross,
		   sum(l.late_gross_gbp) AS late_gross,
		   sum(s.early_net_gbp) AS early_net,
		   sum(l.late_net_gbp) AS late_net,
		   earlyhelp.spend_per_child(s.early_gross_gbp, s.children_0_17)
			   AS early_gross_each,
		   earlyhelp.spend_per_child(l.late_gross_gbp, s.children_0_17)
			   AS late_gross_each,
		   earlyhelp.spend_per_child(s.early_net_gbp, s.children_0_17)
			   AS early_net_each,
		   earlyhelp.spend_per_child(l.late_net_gbp, s.children_0_17)
			   AS late_net_each
	FROM spend_per_child s
	JOIN authorities a USING (la_code)
	LEFT JOIN late l USING (la_code, financial_year_end)
	WHERE a.excluded_small_authority = 0
	GROUP BY s.financial_year_end, a.region, s.gdp_deflator_2019_100
)
SELECT financial_year_end,
	   (financial_year_end - 1 || '-' || right(financial_year_end::text, 2)
		)::varchar(7) AS financial_year,
	   region::varchar(40) AS region,
	   authorities,
	   children_0_17::bigint AS children_0_17,
	   early_gross::numeric(18,2) AS early_gross_gbp,
	   late_gross::numeric(18,2) AS late_gross_gbp,
	   early_net::numeric(18,2) AS early_net_gbp,
	   late_net::numeric(18,2) AS late_net_gbp,
	   early_gross_each AS early_gross_per_child,
	   late_gross_each AS late_gross_per_child,
	   early_net_each AS early_net_per_child,
	   late_net_each AS late_net_per_child,
	   early_gross_each * 100 / deflator AS early_gross_per_child_2019gbp,
	   late_gross_each * 100 / deflator AS late_gross_per_child_2019gbp,
	   early_net_each * 100 / deflator AS early_net_per_child_2019gbp,
	   late_net_each * 100 / deflator AS late_net_per_child_2019gbp
FROM region;

/*
 * authorities_that_cut - early spend of each authority, 2015-16 to 2018-19.
 *
 * Unit: pounds.  Basis: net current expenditure on Sure Start and
 * under-fives, family support and young people.  The same authority may have
 * raised its cash and cut its spend per child, so the change is given three
 * ways: cash, 2018-19 pounds by the GDP deflator, and 2018-19 pounds per
 * child.  A change below zero is a cut.  Cash is exact; the others are worked
 * out in full and rounded only as shown.
 *
 * All 152 authorities, none of which changed its bounds between those years;
 * filter on excluded_small_authority to leave out City of London and the
 * Isles of Scilly.
 *
 * Source: DfE Section 251 outturn; ONS.
 */
CREATE VIEW authorities_that_cut AS
SELECT a.la_code::varchar(9) AS la_code,
	   a.name::varchar(60) AS authority,
	   a.region::varchar(40) AS region,
	   a.excluded_small_authority,
	   c.before_cash::numeric(18,2) AS early_2016_gbp,
	   c.after_cash::numeric(18,2) AS early_2019_gbp,
	   (c.after_cash - c.before_cash)::numeric(18,2) AS change_cash_gbp,
	   (c.after_real - c.before_real)::numeric(18,2) AS change_real_2019gbp,
	   c.before_each AS early_2016_per_child_2019gbp,
	   c.after_each AS early_2019_per_child_2019gbp,
	   c.after_each - c.before_each AS change_per_child_2019gbp
FROM (SELECT la_code,
			 sum(cash) FILTER (WHERE year = 2016) AS before_cash,
			 sum(cash) FILTER (WHERE year = 2019) AS after_cash,
			 sum(real) FILTER (WHERE year = 2016) AS before_real,
			 sum(real) FILTER (WHERE year = 2019) AS after_real,
			 earlyhelp.spend_per_child(real, children)
				 FILTER (WHERE year = 2016) AS before_each,
			 earlyhelp.spend_per_child(real, children)
				 FILTER (WHERE year = 2019) AS after_each
	  FROM (SELECT la_code, financial_year_end AS year,
				   early_net_gbp AS cash,
				   early_net_gbp * 100 / gdp_deflator_2019_100 AS real,
				   children_0_17 AS children
			FROM spend_per_child
			WHERE financial_year_end IN (2016, 2019)
				  AND early_net_gbp IS NOT NULL) AS both_years
	  GROUP BY la_code
	  HAVING count(*) = 2) AS c
JOIN authorities a USING (la_code);

/*
 * prevention_ratio_england - children in early help for each in need.
 *
 * Unit: children in targeted early help at any point in the year, over
 * children in need, on three bases: episodes and children at any point in the
 * year, and children at 31 March.  The last divides a year's flow by one
 * day's stock; it is here, under a name that says so, because it is met in
 * print and turns the message over.  Children in both services in one year
 * stand on both sides.
 *
 * Source: Action for Children from freedom-of-information answers (rounded to
 * thousands, as reported by Community Care, 1 March 2022); DfE,
 * Characteristics of children in need (rounded to tens).  England only, and
 * only 2015-16 and 2019-20: no authority's early-help count is public.
 */
CREATE VIEW prevention_ratio_england AS
SELECT s.financial_year_end,
	   (s.financial_year_end - 1 || '-' || right(s.financial_year_end::text, 2)
		)::varchar(7) AS financial_year,
	   s.basis::varchar(60) AS basis,
	   s.early_help,
	   s.in_need,
	   earlyhelp.value(s.r) AS prevention_ratio,
	   earlyhelp.in_words(s.r, max_denominator => 3)::varchar(16) AS in_words
FROM (SELECT e.financial_year_end, b.basis,
			 e.children_in_targeted_early_help AS early_help,
			 n.value::integer AS in_need,
			 earlyhelp.prevention_ratio_state(
				 e.children_in_targeted_early_help, n.value::integer) AS r
	  FROM early_help e
	  JOIN need_national n USING (financial_year_end)
	  JOIN (VALUES
			('cin_any_point_episodes', 'episodes at any point'),
			('cin_any_point_children', 'children at any point'),
			('cin_at_31_march',
			 'stock at 31 March: mismatched basis (flow over stock)')
		   ) AS b(measure, basis) USING (measure)
	  WHERE e.area = 'England'
	  GROUP BY e.financial_year_end, b.basis,
			   e.children_in_targeted_early_help, n.value) AS s;

/*
 * early_help_rate_england - children in targeted early help, as a share of
 * all children.
 *
 * Unit: children, over children aged 0 to 17 in the ONS mid-year estimate of
 * the calendar year in which the financial year starts, summed over
 * authorities.  Source: as prevention_ratio_england; ONS.
 */
CREATE VIEW early_help_rate_england AS
SELECT e.financial_year_end,
	   (e.financial_year_end - 1 || '-' || right(e.financial_year_end::text, 2)
		)::varchar(7) AS financial_year,
	   e.children_in_targeted_early_help AS helped,
	   c.children,
	   earlyhelp.early_help_rate(e.children_in_targeted_early_help, c.children)
		   AS early_help_rate,
	   e.share_of_children_pct_published::double precision AS published_pct
FROM early_help e
JOIN (SELECT financial_year_end, sum(children_0_17)::bigint AS children
	  FROM children
	  GROUP BY financial_year_end) AS c USING (financial_year_end)
WHERE e.area = 'England'
GROUP BY e.financial_year_end, e.children_in_targeted_early_help, c.children,
		 e.share_of_children_pct_published;

/*
 * rereferrals_by_authority - referrals within 12 months of an earlier one.
 *
 * Unit: referrals in the year that came within 12 months of a referral of the
 * same child, over all referrals in the year (DfE); every referral counts.
 * Limits: Wilson, 95 per cent.  They take each referral as one independent
 * event; brothers and sisters are referred together and some children often,
 * so the true limits are wider.
 *
 * From 2010-11, when the second count begins.  An authority whose counts were
 * not supplied, or suppressed as 1 to 5, keeps its row with NULL results:
 * 1,773 rows have both counts.
 *
 * Source: DfE, Characteristics of children in need.
 */
CREATE VIEW rereferrals_by_authority AS
SELECT s.financial_year_end,
	   (s.financial_year_end - 1 || '-' || right(s.financial_year_end::text, 2)
		)::varchar(7) AS financial_year,
	   s.la_code::varchar(9) AS la_code,
	   a.name::varchar(60) AS authority,
	   a.region::varchar(40) AS region,
	   s.referrals,
	   s.rereferrals,
	   l.estimate AS rereferral_share,
	   l.conf_low,
	   l.conf_high,
	   s.published_pct::double precision AS published_pct
FROM (SELECT la_code, financial_year_end, referrals,
			 rereferrals_within_12_months AS rereferrals,
			 rereferral_pct_published AS published_pct,
			 earlyhelp.share_state(rereferrals_within_12_months, referrals)
				 AS state
	  FROM need
	  WHERE financial_year_end >= 2011
	  GROUP BY la_code, financial_year_end) AS s
JOIN authorities a USING (la_code)
CROSS JOIN LATERAL earlyhelp.limits(s.state, level => 0.95,
									method => 'wilson') AS l;
