-- questions_synthetic.sql - the analyst's first questions, asked of the
-- SYNTHETIC England of synthetic.sql, whose tables are in the search path:
--
--	psql --no-psqlrc --quiet --echo-queries -f questions_synthetic.sql
--
-- Two temporary tables are made; nothing else is changed.
\encoding UTF8
\set ON_ERROR_STOP on
\pset pager off
\pset footer off
\pset null '-'
\qecho 'SYNTHETIC ENGLAND.  No authority below exists and no row describes a child.'
\qecho 'England as a whole is set to published figures in 2015-16 and 2019-20 (spend: also'
\qecho '2018-19 and 2020-21); what stands below England, and the years between, is invented.'
\qecho 'Years are financial years: 2020 is April 2019 to March 2020.'

\qecho
\qecho '1. How many children are in early help for each child in need?  (SYNTHETIC)'
\qecho
\qecho 'Episodes in need at any point in the year.  England in 2020 is the published 2:3.'
\qecho
\C 'SYNTHETIC: prevention ratio, England'
SELECT s.year, earlyhelp.in_words(s.r) AS "in words",
       round(earlyhelp.value(s.r)::numeric, 3) AS "ratio",
       earlyhelp.missing(s.r) AS "authorities without an answer"
FROM (SELECT financial_year_end AS year,
             earlyhelp.prevention_ratio_state(children_in_targeted_early_help,
                                              cin_any_point_episodes) AS r
      FROM early_help_authority JOIN need USING (la_code, financial_year_end)
      GROUP BY financial_year_end) AS s
ORDER BY s.year;

\C 'SYNTHETIC: prevention ratio by region, 2020'
SELECT s.region, earlyhelp.in_words(s.r) AS "in words",
       round(earlyhelp.value(s.r)::numeric, 3) AS "ratio"
FROM (SELECT region,
             earlyhelp.prevention_ratio_state(children_in_targeted_early_help,
                                              cin_any_point_episodes) AS r
      FROM early_help_authority JOIN need USING (la_code, financial_year_end)
           JOIN authorities USING (la_code)
      WHERE financial_year_end = 2020
      GROUP BY region) AS s
ORDER BY earlyhelp.value(s.r);

\qecho 'The basis decides.  A year of early help over the children in need on one day'
\qecho '(the last column) sets a flow against a stock, and turns the message over.'
\qecho
\C 'SYNTHETIC: prevention ratio on three bases, England'
SELECT financial_year_end AS year,
       round(earlyhelp.prevention_ratio(children_in_targeted_early_help,
                                        cin_any_point_episodes)::numeric, 3) AS "episodes",
       round(earlyhelp.prevention_ratio(children_in_targeted_early_help,
                                        cin_any_point_children)::numeric, 3) AS "children",
       round(earlyhelp.prevention_ratio(children_in_targeted_early_help,
                                        cin_at_31_march)::numeric, 3) AS "at 31 March (mismatched)"
FROM early_help_authority JOIN need USING (la_code, financial_year_end)
WHERE financial_year_end IN (2016, 2020)
GROUP BY financial_year_end
ORDER BY financial_year_end;

\qecho
\qecho '2. Which authorities do least, and most?  (SYNTHETIC)'
\qecho
\C 'SYNTHETIC: the ten lowest and the ten highest prevention ratios, 2020'
SELECT rank, name AS "authority", round(ratio::numeric, 3) AS "ratio"
FROM (SELECT name, rank() OVER (ORDER BY ratio) AS rank, ratio
      FROM (SELECT name, earlyhelp.prevention_ratio(children_in_targeted_early_help,
                                                    cin_any_point_episodes) AS ratio
            FROM early_help_authority JOIN need USING (la_code, financial_year_end)
                 JOIN authorities USING (la_code)
            WHERE financial_year_end = 2020 AND excluded_small_authority = 0
            GROUP BY name) AS a) AS ranked
WHERE rank <= 10 OR rank > 140
ORDER BY rank;

\qecho
\qecho '3. What share of all children is in targeted early help?  (SYNTHETIC)'
\qecho
\C 'SYNTHETIC: early help rate, England and the range of its authorities, %'
SELECT year, round(100 * max(rate) FILTER (WHERE la_code IS NULL)::numeric, 2) AS "England",
       round(100 * min(rate)::numeric, 1) AS "lowest", round(100 * max(rate)::numeric, 1) AS "highest"
FROM (SELECT financial_year_end AS year, la_code,
             earlyhelp.early_help_rate(children_in_targeted_early_help, children_0_17) AS rate
      FROM early_help_authority JOIN children USING (la_code, financial_year_end)
      GROUP BY GROUPING SETS ((financial_year_end), (financial_year_end, la_code))) AS r
GROUP BY year
ORDER BY year;

\qecho
\qecho '4. Has late intervention grown at the cost of early help?  (SYNTHETIC)'
\qecho
\qecho 'The published fall from 39% to 19% compares two definitions: the 39% leaves adoption'
\qecho 'and special guardianship out of late, the 19% counts them in.'
\qecho
\C 'SYNTHETIC: early share of early and late spend, England: net, cash'
SELECT year, round(sum(early) / 1e6, 1) AS "early, £m",
       round(sum(late) / 1e6, 1) AS "late, £m",
       round(100 * earlyhelp.early_share(early, late)::numeric, 1) AS "early share, %",
       round(100 * earlyhelp.early_share(early, late + adoption)::numeric, 1)
         AS "%, adoption counted as late"
FROM (SELECT la_code, financial_year_end AS year,
             sum(net_gbp) FILTER (WHERE category IN ('sure_start_early_years', 'family_support',
                                                     'young_people')) AS early,
             sum(net_gbp) FILTER (WHERE category IN ('looked_after', 'safeguarding')) AS late,
             sum(net_gbp) FILTER (WHERE category = 'adoption_guardianship') AS adoption
      FROM spend
      GROUP BY la_code, financial_year_end) AS s
GROUP BY year
ORDER BY year;

\qecho
\qecho '5. How much is spent on a child, region against region?  (SYNTHETIC)'
\qecho
\qecho 'A region is all its spend over all its children, not the mean of its authorities.'
\qecho 'Real terms: 2018-19 pounds by the GDP deflator; the two small authorities left out.'
\qecho
\C 'SYNTHETIC: early spend per child, net, 2018-19 pounds'
SELECT region, round(pounds_2011::numeric, 2) AS "2011, £", round(pounds_2016::numeric, 2) AS "2016, £",
       round(pounds_2019::numeric, 2) AS "2019, £",
       round((100 * pounds_2019 / pounds_2011 - 100)::numeric) AS "2011 to 2019, %"
FROM (SELECT region,
             earlyhelp.spend_per_child(real, children_0_17) FILTER (WHERE financial_year_end = 2011) AS pounds_2011,
             earlyhelp.spend_per_child(real, children_0_17) FILTER (WHERE financial_year_end = 2016) AS pounds_2016,
             earlyhelp.spend_per_child(real, children_0_17) FILTER (WHERE financial_year_end = 2019) AS pounds_2019
      FROM (SELECT *, 100 * early_net_gbp / gdp_deflator_2019_100 AS real FROM spend_per_child) AS s
           JOIN authorities USING (la_code)
      WHERE excluded_small_authority = 0
      GROUP BY region) AS r
ORDER BY pounds_2019;

\C 'SYNTHETIC: early spend per child, gross, cash: London and the West Midlands'
SELECT year, round(london::numeric, 2) AS "London, £", round(midlands::numeric, 2) AS "West Midlands, £",
       round((london - midlands)::numeric, 2) AS "gap, £"
FROM (SELECT financial_year_end AS year,
             earlyhelp.spend_per_child(early_gross_gbp, children_0_17)
               FILTER (WHERE region = 'London') AS london,
             earlyhelp.spend_per_child(early_gross_gbp, children_0_17)
               FILTER (WHERE region = 'West Midlands') AS midlands
      FROM spend_per_child JOIN authorities USING (la_code)
      WHERE excluded_small_authority = 0 AND financial_year_end BETWEEN 2016 AND 2020
      GROUP BY financial_year_end) AS g
ORDER BY year;

\qecho
\qecho '6. Who cut early help spend between 2015-16 and 2018-19?  (SYNTHETIC)'
\qecho
\C 'SYNTHETIC: authorities that cut, net spend, 2016 to 2019'
WITH s AS (
    SELECT la_code, financial_year_end AS year, early_net_gbp AS cash, children_0_17 AS children,
           100 * early_net_gbp / gdp_deflator_2019_100 AS real
    FROM spend_per_child
)
SELECT d.basis AS "measured in", count(*) FILTER (WHERE d.change < 0) AS "cut", count(*) AS "of",
       round(100 * earlyhelp.share(d.change < 0)::numeric) AS "%"
FROM s AS a JOIN s AS b USING (la_code),
     LATERAL (VALUES (1, 'cash', a.cash - b.cash), (2, '2018-19 pounds', a.real - b.real),
                     (3, '2018-19 pounds a child', a.real / a.children - b.real / b.children)
             ) AS d(line, basis, change)
WHERE a.year = 2019 AND b.year = 2016
GROUP BY d.line, d.basis
ORDER BY d.line;

\qecho
\qecho '7. Of the referrals closed without help, how many children came back?  (SYNTHETIC)'
\qecho
\qecho 'Closed after assessment with no action (RC8) or passed to early help (RC9).  Back: the'
\qecho 'child''s next referral is within 12 months of the closure.  Not seen for 12 months more:'
\qecho 'censored, and in no rate.  A child''s number is its authority''s own: the key is both.'
\qecho 'This log, one for ten, has no starts of help, so every closure with no action is without.'
\qecho
CREATE TEMP TABLE happened AS
SELECT la_code, child_id, referred_on AS day, 'referral' AS event FROM referrals
UNION ALL
SELECT la_code, child_id, closed_on, outcome FROM referrals WHERE outcome IN ('closed_no_action', 'closed_step_down');
CREATE TEMP TABLE log_by_region AS
SELECT region, earlyhelp.missed_opportunities_state(la_code, child_id, day, event) AS log
FROM happened JOIN authorities USING (la_code) GROUP BY region;

\qecho
\C 'SYNTHETIC: closed below the threshold, not passed to early help; limits by child'
SELECT round(100 * m.share_without_help::numeric, 1) AS "unreferred, %",
       round(100 * m.share_conf_low::numeric, 2) AS "from", round(100 * m.share_conf_high::numeric, 2) AS "to",
       m.closures_known AS "closures", m.excluded AS "without a day"
FROM (SELECT earlyhelp.rollup(log) AS log FROM log_by_region) AS e,
     earlyhelp.missed_opportunities(e.log, earlyhelp.rereferral_rule(help_days => 0, observed_to => '2021-03-31')) AS m;

\qecho 'That fewer come back from early help was put into the data: an assumption, no finding.'
\qecho
\C 'SYNTHETIC: came back within 12 months of the closure'
SELECT o.outcome, round(100 * o.rate::numeric, 1) AS "came back, %", o.known, o.censored
FROM (SELECT earlyhelp.rollup(log) AS log FROM log_by_region) AS e,
     earlyhelp.missed_opportunities(e.log, earlyhelp.rereferral_rule(help_days => 0, observed_to => '2021-03-31')) AS m,
     LATERAL (VALUES ('no action', m.rate, m.observed, m.censored),
                     ('passed to early help', m.not_started_rate, m.not_started_observed, m.not_started_censored)
             ) AS o(outcome, rate, known, censored);

\qecho 'Five years: published 320,000 closures, so about 32,000 in a log of one for ten.'
\qecho
\C 'SYNTHETIC: no action, and back within 12 months, closed April 2015 to March 2020'
SELECT e.region, round(100 * m.rate::numeric, 1) AS "came back, %",
       round(100 * m.conf_low::numeric, 1) AS "from", round(100 * m.conf_high::numeric, 1) AS "to",
       m.missed_opportunities AS "closures, one for ten", m.children_missed AS "children, one for ten"
FROM (SELECT coalesce(region, 'England') AS region, grouping(region) AS line, earlyhelp.rollup(log) AS log
      FROM log_by_region GROUP BY GROUPING SETS ((region), ())) AS e,
     earlyhelp.missed_opportunities(e.log, earlyhelp.rereferral_rule(help_days => 0, observed_to => '2021-03-31',
                                        count_from => '2015-04-01', count_to => '2020-03-31')) AS m
ORDER BY e.line, 2;

\qecho
\qecho '8. What would England be, from the 59 authorities that answered?  (SYNTHETIC)'
\qecho
\qecho 'The 59 are taken by a hash of their code.  As if they were a random sample: that those'
\qecho 'who answer may differ from those who do not is in no limit.'
\qecho
\C 'SYNTHETIC: children in early help, 2020: estimate from 59, and the known total'
SELECT e.n AS "answered", e.population_size AS "of", round(100 * e.coverage::numeric, 1) AS "% of children",
       round(e.total::numeric, -2) AS "estimate", round(e.conf_low::numeric, -2) AS "from",
       round(e.conf_high::numeric, -2) AS "to", k.known
FROM (SELECT earlyhelp.early_help_rate_state(children_in_targeted_early_help, children_0_17) AS s
      FROM (SELECT * FROM early_help_authority JOIN children USING (la_code, financial_year_end)
            WHERE financial_year_end = 2020
            ORDER BY md5('who answers, ' || la_code) LIMIT 59) AS answers) AS t,
     (SELECT sum(children_0_17) AS children, count(*) AS authorities
      FROM children WHERE financial_year_end = 2020) AS p,
     (SELECT children_in_targeted_early_help AS known
      FROM early_help WHERE area = 'England' AND financial_year_end = 2020) AS k,
     earlyhelp.national_estimate(t.s, population_total => p.children,
                                 population_size => p.authorities) AS e;

\qecho
\qecho '9. Count once, ask often: months stored, years and regions rolled up.  (SYNTHETIC)'
\qecho
\qecho 'A log is a value: one for each authority and month, kept in a table.  A child''s referrals'
\qecho 'may lie in many of them; merged, they are one log again.  It holds the children''s keys'
\qecho 'and is personal data; here they are invented.'
\qecho
CREATE TEMP TABLE referrals_by_month AS
SELECT la_code, date_trunc('month', referred_on)::date AS month,
       earlyhelp.rereferrals_state(la_code, child_id, referred_on) AS log
FROM referrals GROUP BY la_code, date_trunc('month', referred_on);

\qecho
\C 'SYNTHETIC: what is kept'
SELECT count(*) AS "logs", sum(earlyhelp.rows_used(log)) AS "referrals",
       round(sum(pg_column_size(log)) / sum(earlyhelp.rows_used(log)), 1) AS "bytes a referral"
FROM referrals_by_month;

\C 'SYNTHETIC: referred again within 12 months, by year'
SELECT y.year, round(100 * y.rate::numeric, 1) AS "again, %",
       round(100 * y.cluster_low::numeric, 1) AS "from", round(100 * y.cluster_high::numeric, 1) AS "to",
       y.referrals AS "referrals, one for ten", y.status
FROM (SELECT earlyhelp.rollup(log) AS log FROM referrals_by_month) AS e,
     earlyhelp.rereferrals_by_year(e.log) AS y;

\C 'SYNTHETIC: the same logs by region, April 2015 to March 2021'
SELECT e.region, round(100 * r.rate::numeric, 1) AS "again, %",
       round(100 * r.cluster_low::numeric, 1) AS "from", round(100 * r.cluster_high::numeric, 1) AS "to"
FROM (SELECT region, earlyhelp.rollup(log) AS log
      FROM referrals_by_month JOIN authorities USING (la_code) GROUP BY region) AS e,
     earlyhelp.rereferrals(e.log, earlyhelp.rereferral_rule(count_from => '2015-04-01')) AS r
ORDER BY r.rate;
\C

\qecho
\qecho '10. What does an authority''s own case system tell?  (SYNTHETIC)'
\qecho
\ir question_rereferrals.sql

\qecho
\qecho '11. Does preventative spend go with better Ofsted grades?  (SYNTHETIC)'
\qecho
\set shown 'SYNTHETIC: '
\ir question_ofsted.sql
\qecho 'SYNTHETIC: drawn with odds of 1.69, which the fit finds again; it says nothing of England.'
\qecho 'On the real inspections such a table shows an association, most of it between authorities,'
\qecho 'that depends on adjusting for year: no cause, and nothing of the years after 2019.'
