/*
 * synthetic_checks.sql - the synthetic England against the published figures
 * it is calibrated to.  One SELECT: a row for each figure, wrong where
 * abs(got - expected) > tolerance or got is NULL.  The tables of synthetic.sql
 * are in the search path.
 *
 * AfC		Action for Children (2022), Too Little, Too Late, as reported
 * DfE CIN	DfE, Characteristics of children in need
 * ONS		ONS mid-year population estimates, ages 0 to 17
 * S251		DfE, Section 251 outturn, Table A1, net current expenditure
 */
WITH counts AS (
	SELECT financial_year_end AS year,
		   sum(children_0_17) AS children, sum(children_in_targeted_early_help) AS helped,
		   sum(cin_any_point_episodes) AS episodes, sum(cin_any_point_children) AS in_need,
		   sum(cin_at_31_march) AS stock,
		   sum(referrals) AS referrals, sum(rereferrals_within_12_months) AS rereferrals,
		   earlyhelp.early_help_rate(children_in_targeted_early_help, children_0_17) AS rate,
		   earlyhelp.prevention_ratio(children_in_targeted_early_help, cin_any_point_episodes) AS of_episodes,
		   earlyhelp.prevention_ratio(children_in_targeted_early_help, cin_any_point_children) AS of_children,
		   earlyhelp.prevention_ratio(children_in_targeted_early_help, cin_at_31_march) AS of_stock,
		   earlyhelp.share(rereferrals_within_12_months, referrals) AS rereferred,
		   earlyhelp.share(children_rereferred, children_referred) AS children_rereferred
	FROM need JOIN children USING (la_code, financial_year_end)
		 JOIN early_help_authority USING (la_code, financial_year_end)
	GROUP BY financial_year_end
), money AS (
	SELECT year, sum(early) AS early, sum(late + adoption + justice) AS late, sum(total) AS total,
		   earlyhelp.early_share(early, late) AS share_out,
		   earlyhelp.early_share(early, late + adoption) AS share_in,
		   earlyhelp.early_share(early, late + adoption + justice) AS share_justice,
		   sum((early + late + adoption + justice + other <> total)::integer) AS unequal
	FROM (SELECT la_code, financial_year_end AS year,
				 sum(net_gbp) FILTER (WHERE category IN ('sure_start_early_years', 'family_support',
														 'young_people')) AS early,
				 sum(net_gbp) FILTER (WHERE category IN ('looked_after', 'safeguarding')) AS late,
				 sum(net_gbp) FILTER (WHERE category = 'adoption_guardianship') AS adoption,
				 sum(net_gbp) FILTER (WHERE category = 'youth_justice') AS justice,
				 sum(net_gbp) FILTER (WHERE category = 'other_children_families') AS other,
				 sum(net_gbp) FILTER (WHERE category = 'total_excluding_cera') AS total
		  FROM spend GROUP BY la_code, financial_year_end) s
	GROUP BY year
), per_child AS (
	SELECT financial_year_end AS year,
		   earlyhelp.spend_per_child(100 * early_net_gbp / gdp_deflator_2019_100, children_0_17) AS real,
		   earlyhelp.spend_per_child(early_gross_gbp, children_0_17)
			   FILTER (WHERE region = 'London' AND excluded_small_authority = 0)
		   - earlyhelp.spend_per_child(early_gross_gbp, children_0_17)
			   FILTER (WHERE region = 'West Midlands') AS gap
	FROM spend_per_child JOIN authorities USING (la_code)
	GROUP BY financial_year_end
), spread AS (
	SELECT min(rate) AS low, max(rate) AS high
	FROM (SELECT earlyhelp.early_help_rate(children_in_targeted_early_help, children_0_17) AS rate
		  FROM early_help_authority JOIN children USING (la_code, financial_year_end)
			   JOIN authorities USING (la_code)
		  WHERE financial_year_end = 2020 AND excluded_small_authority = 0
		  GROUP BY la_code) r
), event AS (
	SELECT extract(year FROM referred_on + interval '9 months')::integer AS year, outcome,
		   count(*) OVER (child RANGE BETWEEN '12 months' PRECEDING AND '1 day' PRECEDING) > 0 AS again,
		   coalesce(min(referred_on) OVER (child RANGE BETWEEN '1 day' FOLLOWING AND UNBOUNDED FOLLOWING)
					<= closed_on + interval '12 months', false) AS came_back
	FROM referrals WHERE referred_on IS NOT NULL
	WINDOW child AS (PARTITION BY la_code, child_id ORDER BY referred_on)
), log AS (
	SELECT year, count(*) AS n, earlyhelp.share(again) AS again FROM event GROUP BY year
), closed AS (
	SELECT earlyhelp.share(outcome = 'closed_no_action') AS unreferred,
		   earlyhelp.share(came_back) FILTER (WHERE outcome = 'closed_no_action') AS came_back,
		   count(*) FILTER (WHERE outcome = 'closed_no_action' AND came_back) AS missed
	FROM event
	WHERE outcome IN ('closed_no_action', 'closed_step_down') AND year BETWEEN 2016 AND 2020
)
SELECT name || ', ' || year AS name, got::double precision, expected::double precision,
	   tolerance::double precision, why
FROM counts, LATERAL (VALUES
	('children 0-17', 2016, children, 11677860, 0, 'ONS, mid-2015'),
	('children 0-17', 2020, children, 12023570, 0, 'ONS, mid-2019'),
	('children in early help', 2016, helped, 358000, 0, 'AfC, in Community Care, 1 March 2022'),
	('children in early help', 2020, helped, 517000, 0, 'AfC, in Community Care, 1 March 2022'),
	('early help rate', 2016, rate, 0.0307, 0.00005, 'AfC: 3.1 per cent; 358,000 over ONS mid-2015'),
	('early help rate', 2020, rate, 0.0430, 0.00005, 'AfC: 4.3 per cent; 517,000 over ONS mid-2019'),
	('in need, episodes', 2016, episodes, 747490, 0, 'DfE CIN'),
	('in need, episodes', 2020, episodes, 760330, 0, 'DfE CIN'),
	('in need, children', 2016, in_need, 694590, 0, 'DfE CIN'),
	('in need, children', 2020, in_need, 706830, 0, 'DfE CIN'),
	('in need, 31 March', 2016, stock, 393910, 0, 'DfE CIN'),
	('in need, 31 March', 2020, stock, 389260, 0, 'DfE CIN'),
	('prevention ratio, episodes', 2016, of_episodes, 0.479, 0.0005, 'AfC over DfE CIN'),
	('prevention ratio, episodes', 2020, of_episodes, 0.680, 0.0005, 'AfC over DfE CIN: the published 2:3'),
	('prevention ratio, children', 2016, of_children, 0.515, 0.0005, 'AfC over DfE CIN'),
	('prevention ratio, children', 2020, of_children, 0.731, 0.0005, 'AfC over DfE CIN'),
	('prevention ratio, 31 March', 2016, of_stock, 0.909, 0.0005, 'AfC over DfE CIN; flow over stock, mismatched'),
	('prevention ratio, 31 March', 2020, of_stock, 1.328, 0.0005, 'AfC over DfE CIN; flow over stock, mismatched'),
	('referrals', 2016, referrals, 621470, 0, 'DfE CIN'),
	('referrals', 2020, referrals, 642980, 0, 'DfE CIN'),
	('re-referrals', 2016, rereferrals, 139900, 0, 'DfE CIN'),
	('re-referrals', 2020, rereferrals, 145390, 0, 'DfE CIN'),
	('re-referred share', 2016, rereferred, 0.225, 0.0005, 'DfE CIN'),
	('re-referred share', 2020, rereferred, 0.226, 0.0005, 'DfE CIN'),
	('children re-referred, share', 2016, children_rereferred, 0.208, 0.0005, 'DfE CIN'),
	('children re-referred, share', 2020, children_rereferred, 0.213, 0.0005, 'DfE CIN')
) AS c (name, at, got, expected, tolerance, why)
WHERE year = at
UNION ALL
SELECT name || ', ' || year, got, expected, tolerance, why
FROM money, LATERAL (VALUES
	('early, GBP million', 2016, early / 1e6, 2133.07, 0.005, 'S251'),
	('early, GBP million', 2019, early / 1e6, 1863.53, 0.005, 'S251'),
	('early, GBP million', 2020, early / 1e6, 1845.78, 0.005, 'S251; AfC: 1.8 billion'),
	('early, GBP million', 2021, early / 1e6, 1883.91, 0.005, 'S251'),
	('late with youth justice, GBP million', 2016, late / 1e6, 6068.86, 0.005, 'S251'),
	('late with youth justice, GBP million', 2019, late / 1e6, 7153.18, 0.005, 'S251'),
	('late with youth justice, GBP million', 2020, late / 1e6, 7623.76, 0.005, 'S251'),
	('late with youth justice, GBP million', 2021, late / 1e6, 8182.73, 0.005, 'S251'),
	('total without CERA, GBP million', 2016, total / 1e6, 8291.76, 0.005, 'S251'),
	('total without CERA, GBP million', 2019, total / 1e6, 9117.86, 0.005, 'S251'),
	('total without CERA, GBP million', 2020, total / 1e6, 9591.59, 0.005, 'S251'),
	('total without CERA, GBP million', 2021, total / 1e6, 10165.88, 0.005, 'S251'),
	('early share, adoption outside late', 2011, share_out, 0.391, 0.0005, 'AfC: 39 per cent'),
	('early share, adoption outside late', 2021, share_out, 0.203, 0.0005, 'S251, the definition of 2011'),
	('early share, adoption in late', 2011, share_in, 0.378, 0.0005, 'S251, the definition of 2021'),
	('early share, adoption in late', 2021, share_in, 0.190, 0.0005, 'AfC: 19 per cent'),
	('early share, late with youth justice', 2016, share_justice, 0.2601, 0.00005, 'S251'),
	('early share, late with youth justice', 2019, share_justice, 0.2067, 0.00005, 'S251'),
	('early share, late with youth justice', 2020, share_justice, 0.1949, 0.00005, 'S251'),
	('early share, late with youth justice', 2021, share_justice, 0.1871, 0.00005, 'S251')
) AS m (name, at, got, expected, tolerance, why)
WHERE year = at
UNION ALL
SELECT name || ', ' || year, got, expected, tolerance, why
FROM per_child, LATERAL (VALUES
	('early net per child, 2018-19 GBP', 2016, real, 194.15, 0.02, 'S251 over ONS, GDP deflator'),
	('early net per child, 2018-19 GBP', 2019, real, 155.88, 0.02, 'S251 over ONS mid-2018, GDP deflator'),
	('London less West Midlands, gross GBP', 2016, gap, 67.07, 0.5, 'S251 over ONS; region levels are set, then noise'),
	('London less West Midlands, gross GBP', 2020, gap, 90, 1, 'AfC: 90; region levels are set, then noise')
) AS p (name, at, got, expected, tolerance, why)
WHERE year = at
UNION ALL
SELECT 'event log, referrals again within 12 months, ' || year, again, 0.225, 0.010,
	   'DfE CIN: 22.5 and 22.6 per cent in 2016 and 2020; drawn by hash'
FROM log WHERE year >= 2016
UNION ALL
SELECT 'event log, referrals in ' || l.year, n, c.referrals / 10.0, 0.02 * c.referrals / 10,
	   'one for ten of the referrals in need'
FROM log l JOIN counts c USING (year) WHERE year IN (2016, 2020)
UNION ALL
SELECT name, got, expected, tolerance, why
FROM closed, spread, LATERAL (VALUES
	('lowest early help rate, 2020', low, 0.006, 0.0005, 'AfC: 0.6 per cent'),
	('highest early help rate, 2020', high, 0.154, 0.0005, 'AfC: 15.4 per cent'),
	('event log, closed below need and unreferred', unreferred, 0.85, 0.005, 'AfC: 85 per cent; drawn by hash'),
	('event log, unreferred and back in 12 months', came_back, 0.254, 0.005,
	 'AfC: 320,000 of 1.26 million; drawn by hash'),
	('event log, missed in five years', missed, 32000, 1000, 'AfC: 320,000; one for ten'),
	('event log, without a date of referral', (SELECT count(*) FROM referrals WHERE referred_on IS NULL), 220, 60,
	 'one in 2,000, by design'),
	('event log, child numbers over children',
	 (SELECT count(DISTINCT child_id)::double precision / count(DISTINCT (la_code, child_id)) FROM referrals),
	 0.02, 0.02, 'the same numbers stand in every authority, by design'),
	('authority-years whose categories miss their total', (SELECT sum(unequal) FROM money), 0, 0,
	 'they add up in S251 as well'),
	('national table, total without CERA, GBP million, 2021',
	 (SELECT net_gbp_million FROM spend_national WHERE financial_year_end = 2021 AND line = '5.0.2'),
	 10165.88, 0.005, 'S251'),
	('authorities', (SELECT count(*) FROM authorities), 152, 0, 'as many as England had in 2019'),
	('small authorities', (SELECT count(*) FROM authorities WHERE excluded_small_authority = 1), 2, 0, 'by design'),
	('regions', (SELECT count(DISTINCT region) FROM authorities), 9, 0, 'ONS'),
	('inspections', (SELECT count(*) FROM inspection_model), 374, 0, 'Webb, Bennett and Bywaters 2022'),
	('authorities inspected', (SELECT count(DISTINCT la_code) FROM inspection_model), 149, 0,
	 'Webb, Bennett and Bywaters 2022'),
	('years of inspection', (SELECT count(DISTINCT year) FROM inspection_model), 9, 0,
	 'Webb, Bennett and Bywaters 2022'),
	('tables without SYNTHETIC in their comment',
	 (SELECT count(*) FROM pg_class
	  WHERE relkind = 'r' AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'referrals'::regclass)
			AND coalesce(obj_description(oid, 'pg_class'), '') NOT LIKE 'SYNTHETIC: %'), 0, 0,
	 'whoever lists the tables sees it')
) AS v (name, got, expected, tolerance, why)
ORDER BY name;
