-- questions_real.sql - the analyst's first questions, asked of the official
-- figures.  The tables of 10_tables.sql, filled, and the views of
-- 30_views.sql are in the search path:
--
--	psql --no-psqlrc --quiet --echo-queries -f questions_real.sql
--
-- Nothing is changed.
\encoding UTF8
\set ON_ERROR_STOP on
\pset pager off
\pset footer off
\pset null '-'
\qecho 'Years are financial years: 2018-19 is April 2018 to March 2019.'

\qecho
\qecho '1. Has late intervention grown at the cost of early help?'
\qecho
\C 'Early and late spend, England: net, cash'
SELECT financial_year AS "year",
       round(early_gbp / 1000000) AS "early, £m",
       round(late_with_adoption_gbp / 1000000) AS "late, £m",
       round(100 * early_share_with_adoption::numeric, 1) AS "early share, %",
       round(100 * early_share::numeric, 1) AS "%, adoption left out of late"
FROM early_late_spend_england
ORDER BY financial_year_end;

\qecho
\qecho 'The published fall from 39% to 19% compares two definitions: the 39% leaves adoption'
\qecho 'and special guardianship out of late, the 19% counts them in.  The same at both ends:'
\qecho
\C 'Early share of early and late spend, England, %'
SELECT d.counted AS "counted as late",
       round(100 * earlyhelp.early_share(early_gbp, d.late)
             FILTER (WHERE financial_year = '2010-11')::numeric, 1) AS "2010-11",
       round(100 * earlyhelp.early_share(early_gbp, d.late)
             FILTER (WHERE financial_year = '2020-21')::numeric, 1) AS "2020-21"
FROM early_late_spend_england,
     LATERAL (VALUES (1, 'looked after and safeguarding', late_gbp),
                     (2, '... and adoption', late_with_adoption_gbp),
                     (3, '... and youth justice', late_with_youth_justice_gbp)
             ) AS d(line, counted, late)
GROUP BY d.line, d.counted
ORDER BY d.line;

\qecho
\qecho '2. How much is spent on a child in each region?'
\qecho
\qecho 'A region is all its spend over all its children, not the mean of its authorities.'
\qecho 'City of London and the Isles of Scilly are left out, as in print.'
\qecho
\C 'Spend per child, 2018-19: net'
SELECT region,
       round(earlyhelp.spend_per_child(early_net_gbp, children_0_17)::numeric, 2)
         AS "early, £ a child",
       round(earlyhelp.spend_per_child(late_net_gbp, children_0_17)::numeric, 2)
         AS "late, £ a child",
       round(100 * earlyhelp.early_share(early_net_gbp, late_net_gbp)::numeric, 1)
         AS "early share, %"
FROM spend_per_child JOIN authorities USING (la_code)
WHERE financial_year_end = 2019 AND excluded_small_authority = 0
GROUP BY region
ORDER BY 2 DESC;

\qecho
\C 'Early spend per child, net, 2018-19 pounds'
SELECT region,
       round(b.early_net_per_child_2019gbp::numeric, 2) AS "2015-16, £",
       round(a.early_net_per_child_2019gbp::numeric, 2) AS "2018-19, £",
       round((100 * a.early_net_per_child_2019gbp
                  / b.early_net_per_child_2019gbp - 100)::numeric) AS "change, %"
FROM spend_per_child_by_region b JOIN spend_per_child_by_region a USING (region)
WHERE b.financial_year = '2015-16' AND a.financial_year = '2018-19'
ORDER BY 4;

\qecho
\qecho '3. London against West Midlands'
\qecho
\qecho 'Net spend by authority, and the deflator, stop at 2018-19 in these files.'
\qecho
\C 'Early spend per child, London and West Midlands'
SELECT l.financial_year AS "year",
       round(l.early_gross_per_child::numeric, 2) AS "London, £",
       round(w.early_gross_per_child::numeric, 2) AS "West Midlands, £",
       round((l.early_gross_per_child - w.early_gross_per_child)::numeric, 2)
         AS "gap: gross, cash",
       round((l.early_net_per_child - w.early_net_per_child)::numeric, 2)
         AS "net, cash",
       round((l.early_net_per_child_2019gbp
              - w.early_net_per_child_2019gbp)::numeric, 2) AS "net, 2018-19 £"
FROM spend_per_child_by_region l
JOIN spend_per_child_by_region w USING (financial_year_end)
WHERE l.region = 'London' AND w.region = 'West Midlands'
      AND financial_year_end BETWEEN 2016 AND 2020
ORDER BY financial_year_end;

\qecho
\qecho '4. Who cut early help spend between 2015-16 and 2018-19?'
\qecho
\C 'Authorities that cut, net spend, 2015-16 to 2018-19'
SELECT d.basis AS "measured in",
       count(*) FILTER (WHERE d.change < 0) AS "cut",
       count(*) AS "of",
       round(100 * earlyhelp.share(d.change < 0)::numeric) AS "%"
FROM authorities_that_cut,
     LATERAL (VALUES (1, 'cash', change_cash_gbp::double precision),
                     (2, '2018-19 pounds', change_real_2019gbp),
                     (3, '2018-19 pounds a child', change_per_child_2019gbp)
             ) AS d(line, basis, change)
GROUP BY d.line, d.basis
ORDER BY d.line;

\qecho
\qecho 'A line entered under another heading counts as a cut too: Medway had £16.9m under'
\qecho 'Sure Start and under-fives in 2017-18 and £2.8m in 2018-19.  Ask before naming.'
\qecho
\C 'The ten largest cuts, net, 2018-19 pounds a child'
SELECT authority AS "authority", region AS "region",
       round(early_2016_per_child_2019gbp::numeric, 2) AS "2015-16, £",
       round(early_2019_per_child_2019gbp::numeric, 2) AS "2018-19, £",
       round(change_per_child_2019gbp::numeric, 2) AS "change, £",
       round((100 * change_per_child_2019gbp
                  / early_2016_per_child_2019gbp)::numeric) AS "%"
FROM authorities_that_cut
WHERE excluded_small_authority = 0
ORDER BY change_per_child_2019gbp
LIMIT 10;

\qecho
\qecho '5. How many children are in early help for each child in need?'
\qecho
\qecho 'At any point in the year on both sides, or the last line happens: a year of early help'
\qecho 'over one day of need turns the message over.  In words, .680 and .731 are both 2:3.'
\qecho
\C 'Prevention ratio, England'
SELECT s.year, s.basis AS "children in need counted as",
       s.early_help AS "in early help", s.in_need AS "in need",
       round(earlyhelp.value(s.r)::numeric, 3) AS "ratio",
       earlyhelp.in_words(s.r, max_denominator => 3) AS "in words"
FROM (SELECT financial_year AS year, basis, early_help, in_need,
             earlyhelp.prevention_ratio_state(early_help, in_need) AS r
      FROM prevention_ratio_england
      GROUP BY financial_year, basis, early_help, in_need) AS s
ORDER BY s.basis, s.year;

\qecho
\qecho '6. What share of all children is in targeted early help?'
\qecho
\qecho 'England only: no authority has published counts, so there is no map of this.'
\qecho
\C 'Early help rate, England'
SELECT financial_year AS "year", helped AS "in early help", children AS "children 0-17",
       round(100 * early_help_rate::numeric, 2) AS "rate, %",
       published_pct AS "as published, %"
FROM early_help_rate_england
ORDER BY financial_year_end;

\qecho
\qecho '7. How many referrals come back within 12 months?'
\qecho
\qecho 'Wilson limits, 95%.  They take each referral as a separate event; brothers and sisters'
\qecho 'come together, so the truth is less certain than the limits.'
\qecho
\C 'Re-referrals by region, 2021-22'
SELECT s.region, round(100 * l.estimate::numeric, 1) AS "re-referred, %",
       round(100 * l.conf_low::numeric, 1) AS "from",
       round(100 * l.conf_high::numeric, 1) AS "to",
       earlyhelp.missing(s.again) AS "authorities without figures"
FROM (SELECT region,
             earlyhelp.share_state(rereferrals_within_12_months, referrals) AS again
      FROM need JOIN authorities USING (la_code)
      WHERE financial_year_end = 2022
      GROUP BY region) AS s,
     earlyhelp.limits(s.again, level => 0.95, method => 'wilson') AS l
ORDER BY l.estimate DESC;

\qecho
\qecho 'A ratio needs both counts.  The figure in print has the referrals of all, those of the'
\qecho 'authorities that did not say who came back among them.'
\qecho
\C 'England 2019-20, from its authorities'
SELECT round(100 * earlyhelp.value(s)::numeric, 2) AS "both counts, %",
       earlyhelp.missing(s) AS "authorities without",
       round(100 * returned / referrals, 2) AS "all referrals, %", 22.6 AS "in print, %"
FROM (SELECT earlyhelp.share_state(rereferrals_within_12_months, referrals) AS s,
             sum(rereferrals_within_12_months)::numeric AS returned, sum(referrals) AS referrals
      FROM need WHERE financial_year_end = 2020) AS e;

\qecho
\C 'The five highest and the five lowest authorities, 2021-22'
SELECT authority AS "authority", referrals, rereferrals AS "re-referrals",
       round(100 * rereferral_share::numeric, 1) AS "re-referred, %",
       round(100 * conf_low::numeric, 1) AS "from",
       round(100 * conf_high::numeric, 1) AS "to"
FROM (SELECT *, rank() OVER (ORDER BY rereferral_share DESC) AS highest,
             rank() OVER (ORDER BY rereferral_share) AS lowest
      FROM rereferrals_by_authority
      WHERE financial_year = '2021-22' AND rereferral_share IS NOT NULL) AS r
WHERE highest <= 5 OR lowest <= 5
ORDER BY rereferral_share DESC;

\qecho
\qecho '8. Which published figures do these files not reproduce?'
\qecho
\C 'Published, and not reproduced'
WITH london AS (
    SELECT count(*) FILTER (WHERE region = 'London')::text AS in_ten
    FROM (SELECT region
          FROM spend_per_child JOIN authorities USING (la_code)
          WHERE financial_year_end = 2020 AND excluded_small_authority = 0
          GROUP BY la_code, region
          ORDER BY earlyhelp.spend_per_child(early_gross_gbp, children_0_17) DESC
          LIMIT 10) AS ten
), cut AS (
    SELECT round(100 * earlyhelp.share(change_per_child_2019gbp < 0)::numeric)
             || '%' AS share
    FROM authorities_that_cut
), gap AS (
    SELECT '£' || round(((earlyhelp.spend_per_child(real, children)
                            FILTER (WHERE year = 2011)
                          - earlyhelp.spend_per_child(real, children)
                            FILTER (WHERE year = 2019))
                         * sum(children) FILTER (WHERE year = 2019)
                         / 1000000000)::numeric, 2) || 'bn' AS lost
    FROM (SELECT financial_year_end AS year, children_0_17 AS children,
                 early_net_gbp * 100 / gdp_deflator_2019_100 AS real
          FROM spend_per_child) AS s
)
SELECT f.*
FROM london, cut, gap,
     LATERAL (VALUES
('of the ten highest early
spenders, in London', '8', london.in_ten,
 'Gross spend per child, 2019-20; 2020-21 has seven.  Net spend, or
targeted services alone, has six at most in 2015-16 to 2018-19.'),
('authorities that cut
early spend, 2015 to 2020', '9 in 10', cut.share,
 'Net spend by authority stops at 2018-19 in these files.  The
basis in print is not stated, and it decides: see question 4.'),
('spend per child lost, times
the children of today', '£1.93bn', gap.lost,
 'From 2010-11 to 2018-19, in 2018-19 pounds.  So near by chance:
the years, prices and population in print are not known, and
other deflators and counts of children give 1.86 to 1.99.'),
('early help rate, lowest
to highest authority', '0.6 to 15.4%', NULL,
 'The answers it was drawn from are not public, nor is any
other count of early help by authority.')
     ) AS f("figure", "in print", "here", "why");

\qecho
\qecho '9. What does a log of referrals tell?  (SYNTHETIC: no real one is public)'
\qecho
\ir question_rereferrals.sql

\qecho
\qecho '10. Does preventative spend go with better Ofsted grades?'
\qecho
\set shown ''
\ir question_ofsted.sql
\qecho 'This shows an association, most of it between authorities, that depends on adjusting for'
\qecho 'year; it shows no cause, and nothing of the years after 2019.'
