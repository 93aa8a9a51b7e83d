/*
 * report_spend.sql - early against late spend, per child, in real terms, by
 * region; who cut, and what it would cost to restore.
 */
SELECT pg_temp.section('spend', 'How did early against late intervention spend move?',
answer => $sql$
SELECT format('Early help was %s%% of early and late spend in %s and %s%% in %s (with adoption counted as late at both ends, %s%% and %s%%); in 2018-19 pounds it went from £%sm in %s to £%sm in %s, a change of %s%%.',
              a."Early share, %", a."Year", z."Early share, %", z."Year", a."Share, adoption as late, %", z."Share, adoption as late, %",
              to_char(a."Early, 2018-19 £m", 'FM999,990'), a."Year", to_char(r."Early, 2018-19 £m", 'FM999,990'), r."Year",
              r."Early since the first year, %")
FROM (SELECT * FROM spend_england ORDER BY "Year" LIMIT 1) AS a,
     (SELECT * FROM spend_england ORDER BY "Year" DESC LIMIT 1) AS z,
     (SELECT * FROM spend_england WHERE "Early, 2018-19 £m" IS NOT NULL ORDER BY "Year" DESC LIMIT 1) AS r
$sql$,
tables => ARRAY[['spend_england', 'Early and late spend, England, net', $sql$
SELECT financial_year AS "Year", round(early_gbp / 1e6) AS "Early, £m", round(late_gbp / 1e6) AS "Late, £m",
       round(100 * early_share::numeric, 1) AS "Early share, %",
       round(100 * early_share_with_adoption::numeric, 1) AS "Share, adoption as late, %",
       round(real / 1e6) AS "Early, 2018-19 £m", round(late_real / 1e6) AS "Late, 2018-19 £m",
       round(100 * real / first_value(real) OVER (ORDER BY financial_year_end) - 100, 1) AS "Early since the first year, %"
FROM (SELECT *, CASE WHEN financial_year_end <= 2019 THEN earlyhelp.real_terms(early_gbp, financial_year_end, 2019) END AS real,
             CASE WHEN financial_year_end <= 2019 THEN earlyhelp.real_terms(late_gbp, financial_year_end, 2019) END AS late_real
      FROM early_late_spend_england) AS e
ORDER BY financial_year_end
$sql$]],
charts => ARRAY[
['In pounds of 2018-19, by the GDP deflator, which the extension has to that year.', $sql$
SELECT earlyhelp.svg(earlyhelp.spend_chart(financial_year_end, earlyhelp.real_terms(early_gbp, financial_year_end, 2019),
                                           earlyhelp.real_terms(late_gbp, financial_year_end, 2019)),
                     title => 'Early and late spend in real terms', units => '2018-19 £, net',
                     source => {source}, width => {width})
FROM early_late_spend_england WHERE financial_year_end <= 2019
$sql$],
['In cash, to the latest year. Cash is not to be set beside real pounds.', $sql$
SELECT earlyhelp.svg(earlyhelp.spend_chart(financial_year_end, early_gbp, late_gbp),
                     title => 'Early and late spend in cash', units => '£, cash, net',
                     source => {source}, width => {width})
FROM early_late_spend_england
$sql$]],
sources => 'DfE, Section 251 outturn and national table',
notes => ARRAY['Early: Sure Start and under-fives, family support, young people. Late: looked after and safeguarding.',
			   'The published fall compares two definitions: its beginning leaves adoption and special guardianship out of late, its end counts them in. The table has each definition at both ends.'],
print => ARRAY['afc_share_2010', 'afc_share_2020']);

SELECT pg_temp.section('regions', 'How much is spent on a child, region against region?',
answer => $sql$
SELECT format('In 2018-19 early help came to £%s per child in the highest region (%s) and £%s in the lowest (%s); the deepest change since 2010-11 was %s%% (%s), and London stood £%s a child above the West Midlands in %s and £%s in %s (gross, cash).',
              high."2018-19, £", high."Region", low."2018-19, £", low."Region",
              deep."Since 2010-11, %", deep."Region",
              before."Gap, gross, cash, £", before."Year", after."Gap, gross, cash, £", after."Year")
FROM (SELECT * FROM region_spend ORDER BY "2018-19, £" DESC LIMIT 1) AS high,
     (SELECT * FROM region_spend ORDER BY "2018-19, £" LIMIT 1) AS low,
     (SELECT * FROM region_spend ORDER BY "Since 2010-11, %" LIMIT 1) AS deep,
     (SELECT * FROM region_gap ORDER BY "Year" LIMIT 1) AS before,
     (SELECT * FROM region_gap ORDER BY "Year" DESC LIMIT 1) AS after
$sql$,
tables => ARRAY[['region_spend', 'Early help spend per child, net, in 2018-19 pounds', $sql$
SELECT region AS "Region",
       round(max(early_net_per_child_2019gbp) FILTER (WHERE financial_year_end = 2011)::numeric, 2) AS "2010-11, £",
       round(max(early_net_per_child_2019gbp) FILTER (WHERE financial_year_end = 2016)::numeric, 2) AS "2015-16, £",
       round(max(early_net_per_child_2019gbp) FILTER (WHERE financial_year_end = 2019)::numeric, 2) AS "2018-19, £",
       round((100 * max(early_net_per_child_2019gbp) FILTER (WHERE financial_year_end = 2019)
                  / max(early_net_per_child_2019gbp) FILTER (WHERE financial_year_end = 2011) - 100)::numeric, 1) AS "Since 2010-11, %",
       round(max(late_net_per_child_2019gbp) FILTER (WHERE financial_year_end = 2019)::numeric, 2) AS "Late, 2018-19, £"
FROM spend_per_child_by_region
GROUP BY region
ORDER BY 4 DESC
$sql$],
['region_gap', 'London against the West Midlands: early help spend per child', $sql$
SELECT financial_year AS "Year", round(l.early_gross_per_child::numeric, 2) AS "London, gross, cash, £",
       round(w.early_gross_per_child::numeric, 2) AS "West Midlands, gross, cash, £",
       round((l.early_gross_per_child - w.early_gross_per_child)::numeric, 2) AS "Gap, gross, cash, £",
       round((l.early_net_per_child_2019gbp - w.early_net_per_child_2019gbp)::numeric, 2) AS "Gap, net, 2018-19 £"
FROM spend_per_child_by_region AS l JOIN spend_per_child_by_region AS w USING (financial_year_end, financial_year)
WHERE l.region = 'London' AND w.region = 'West Midlands' AND financial_year_end BETWEEN 2016 AND 2020
ORDER BY financial_year_end
$sql$]],
charts => ARRAY[['Each region beside England: left of the line less is spent on a child than in England as a whole.', $sql$
SELECT earlyhelp.svg(earlyhelp.ratio_chart(r.region, r.early_net_per_child_2019gbp / e.each, NULL, NULL),
                     title => 'Early help spend per child, region over England', subtitle => '2018-19, net',
                     units => '1 is England', source => {source}, width => {width})
FROM spend_per_child_by_region AS r,
     (SELECT sum(early_net_gbp) / sum(children_0_17) AS each FROM spend_per_child_by_region WHERE financial_year_end = 2019) AS e
WHERE r.financial_year_end = 2019
$sql$]],
sources => 'DfE, Section 251 outturn; ONS mid-year estimates',
notes => ARRAY['A region is all its spend over all its children, not the mean of its authorities. The two smallest authorities (in England, City of London and Isles of Scilly) are left out, as in print. Net spend by authority, and the deflator, stop at 2018-19.'],
print => ARRAY['afc_gap_london_wm']);

SELECT pg_temp.section('cuts', 'Who cut early help spend between 2015-16 and 2018-19?',
answer => $sql$
SELECT format('%s of %s authorities (%s%%) spent less on early help per child in real terms; in cash it was %s of them, so the basis must be stated.',
              each."Cut", each."Of", each."%", cash."Cut")
FROM cuts AS each, cuts AS cash
WHERE each."Measured in" = '2018-19 pounds per child' AND cash."Measured in" = 'cash'
$sql$,
tables => ARRAY[
['cuts', 'Authorities that cut early help spend, net, 2015-16 to 2018-19', $sql$
SELECT d.basis AS "Measured in", count(*) FILTER (WHERE d.change < 0) AS "Cut", count(*) AS "Of",
       round(100 * earlyhelp.share(d.change < 0)::numeric) AS "%"
FROM authorities_that_cut,
     LATERAL (VALUES (1, 'cash', change_cash_gbp::double precision), (2, '2018-19 pounds', change_real_2019gbp),
                     (3, '2018-19 pounds per child', change_per_child_2019gbp)) AS d(line, basis, change)
GROUP BY d.line, d.basis
ORDER BY d.line
$sql$],
['cuts_authority', 'Early help spend per child, net, in 2018-19 pounds, by authority', $sql$
SELECT authority AS "Authority", region AS "Region",
       round(early_2016_per_child_2019gbp::numeric, 2) AS "2015-16, £", round(early_2019_per_child_2019gbp::numeric, 2) AS "2018-19, £",
       round(change_per_child_2019gbp::numeric, 2) AS "Change, £",
       round((100 * change_per_child_2019gbp / early_2016_per_child_2019gbp)::numeric) AS "Change, %"
FROM authorities_that_cut
WHERE excluded_small_authority = 0
ORDER BY change_per_child_2019gbp
$sql$]],
charts => ARRAY[['Each mark is an authority: its early help spend per child in 2018-19 for each pound of 2015-16, both in 2018-19 pounds. Left of the line is a cut.', $sql$
SELECT earlyhelp.svg(earlyhelp.ratio_chart(authority, early_2019_per_child_2019gbp / early_2016_per_child_2019gbp, NULL, NULL),
                     title => 'Early help spend per child, 2018-19 over 2015-16', subtitle => 'Authorities, in real terms',
                     units => '1 is as much as in 2015-16', source => {source}, width => {width})
FROM authorities_that_cut WHERE excluded_small_authority = 0
$sql$]],
sources => 'DfE, Section 251 outturn; ONS mid-year estimates',
notes => ARRAY['A line entered under another heading counts as a cut too. Ask an authority before naming it.'],
print => ARRAY['afc_cut_share']);

SELECT pg_temp.section('restore', 'What would it cost to restore early help?',
answer => $sql$
SELECT format('To spend on each child of 2018-19 what was spent in 2010-11 would take £%sm a year more in 2018-19 pounds, £%s for each child.',
              to_char("A year, £m", 'FM999,990'), "Gap, £ a child")
FROM restore WHERE "Region" = 'England'
$sql$,
tables => ARRAY[['restore', 'The gap to the early help spend per child of 2010-11, in 2018-19 pounds', $sql$
SELECT coalesce(region, 'England') AS "Region",
       round((earlyhelp.real_terms(spend_2011, 2011, 2019) / children_2011)::numeric, 2) AS "2010-11, £ a child",
       round((spend_2019 / children_2019)::numeric, 2) AS "2018-19, £ a child",
       round((gap / children_2019)::numeric, 2) AS "Gap, £ a child", round((gap / 1e6)::numeric) AS "A year, £m"
FROM (SELECT region, sum(early_net_gbp) FILTER (WHERE year = 2011) AS spend_2011,
             sum(children) FILTER (WHERE year = 2011) AS children_2011,
             sum(early_net_gbp) FILTER (WHERE year = 2019) AS spend_2019,
             sum(children) FILTER (WHERE year = 2019) AS children_2019
      FROM (SELECT region, financial_year_end AS year, early_net_gbp::double precision,
                   children_0_17::double precision AS children
            FROM spend_per_child JOIN authorities USING (la_code)) AS s
      GROUP BY GROUPING SETS ((region), ())) AS t,
     earlyhelp.funding_gap(spend_2011, children_2011, spend_2019, children_2019, 2011, 2019) AS gap
ORDER BY region IS NULL, gap DESC
$sql$]],
charts => ARRAY[['How many times the spend of 2018-19 it would take, in the pounds of that year.', $sql$
SELECT earlyhelp.svg(earlyhelp.ratio_chart("Region", "2010-11, £ a child" / "2018-19, £ a child", NULL, NULL),
                     title => 'What would restore the spend per child of 2010-11', subtitle => 'As a multiple of 2018-19, in real terms',
                     units => '1 is as much as in 2018-19', source => {source}, width => {width})
FROM restore
$sql$]],
sources => 'DfE, Section 251 outturn; ONS mid-year estimates',
notes => ARRAY['All authorities, by the GDP deflator. Published gaps differ by deflator, years and population, which are seldom stated.']);
