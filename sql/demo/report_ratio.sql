/*
 * report_ratio.sql - for every three children in social care, how many get
 * early help?  By region and authority only in the synthetic England.
 */
SELECT $sql$
SELECT financial_year AS "Year", basis AS "Children in need counted as",
       early_help AS "In early help", in_need AS "In need",
       round(prevention_ratio::numeric, 3) AS "Ratio",
       round(3 * prevention_ratio::numeric, 2) AS "For every three", in_words AS "In words"
FROM prevention_ratio_england
ORDER BY basis LIKE 'stock%', basis DESC, financial_year
$sql$ AS england, $sql$
SELECT format('For every three children in need in %s, %s were in targeted early help, a ratio of %s; in %s it was %s, or %s.',
              b."Year", b."For every three", b."In words", a."Year", a."For every three", a."In words")
FROM ratio_england AS a JOIN ratio_england AS b USING ("Children in need counted as")
WHERE "Children in need counted as" = 'episodes at any point' AND a."Year" < b."Year"
ORDER BY b."Year" DESC LIMIT 1
$sql$ AS answer \gset
\if :synthetic
SELECT pg_temp.section('ratio', 'For every three children in social care, how many get early help?',
answer => :'answer',
tables => ARRAY[
['ratio_england', 'Children in targeted early help for each child in need, England', :'england'],
['ratio_region', 'Children in early help for every three in need, by region and year', $sql$
SELECT coalesce(region, 'England') AS "Region",
       round(3 * earlyhelp.prevention_ratio(helped, in_need) FILTER (WHERE year = 2016)::numeric, 2) AS "2015-16",
       round(3 * earlyhelp.prevention_ratio(helped, in_need) FILTER (WHERE year = 2017)::numeric, 2) AS "2016-17",
       round(3 * earlyhelp.prevention_ratio(helped, in_need) FILTER (WHERE year = 2018)::numeric, 2) AS "2017-18",
       round(3 * earlyhelp.prevention_ratio(helped, in_need) FILTER (WHERE year = 2019)::numeric, 2) AS "2018-19",
       round(3 * earlyhelp.prevention_ratio(helped, in_need) FILTER (WHERE year = 2020)::numeric, 2) AS "2019-20",
       round(3 * earlyhelp.prevention_ratio(helped, in_need) FILTER (WHERE year = 2021)::numeric, 2) AS "2020-21"
FROM (SELECT region, financial_year_end AS year, children_in_targeted_early_help AS helped,
             cin_any_point_episodes AS in_need
      FROM early_help_authority JOIN need USING (la_code, financial_year_end) JOIN authorities USING (la_code)) AS e
GROUP BY GROUPING SETS ((region), ())
ORDER BY grouping(region), 6 DESC
$sql$],
['ratio_authority', 'Children in early help for each in need, by authority, 2019-20', $sql$
SELECT name AS "Authority", region AS "Region", helped AS "In early help", in_need AS "In need",
       round(earlyhelp.prevention_ratio(helped, in_need)::numeric, 3) AS "Ratio",
       round(3 * earlyhelp.prevention_ratio(helped, in_need)::numeric, 2) AS "For every three"
FROM (SELECT name, region, children_in_targeted_early_help AS helped, cin_any_point_episodes AS in_need
      FROM early_help_authority JOIN need USING (la_code, financial_year_end) JOIN authorities USING (la_code)
      WHERE financial_year_end = 2020) AS e
GROUP BY name, region, helped, in_need
ORDER BY 5 DESC
$sql$]],
charts => ARRAY[
['A region is all its children in early help over all its children in need. The limits take its authorities as what varies. Left of the line fewer children are helped early than are in need.', $sql$
SELECT earlyhelp.svg(earlyhelp.ratio_chart(region, l.estimate, l.conf_low, l.conf_high),
                     title => 'Early help for each child in need',
                     subtitle => 'Regions, 2019-20', units => 'Ratio, with 95% limits',
                     source => {source}, width => {width})
FROM (SELECT region, earlyhelp.prevention_ratio_state(children_in_targeted_early_help, cin_any_point_episodes) AS s
      FROM early_help_authority JOIN need USING (la_code, financial_year_end) JOIN authorities USING (la_code)
      WHERE financial_year_end = 2020 GROUP BY region) AS t,
     earlyhelp.limits(t.s, method => 'between_units') AS l
$sql$]],
sources => 'synthetic',
notes => ARRAY['Children in need are episodes at any point in the year. The basis decides: a year of early help over the children in need on one day (the rows at 31 March) sets a flow against a stock, and turns the message over.',
			   'A child in both services in one year stands on both sides.'],
print => ARRAY['afc_prevention_ratio']);
\else
SELECT pg_temp.section('ratio', 'For every three children in social care, how many get early help?',
answer => :'answer',
tables => ARRAY[['ratio_england', 'Children in targeted early help for each child in need, England', :'england']],
charts => ARRAY[
['Right of the line more children are in early help than in need; only the mismatched basis, a year over one day, puts England there.', $sql$
SELECT earlyhelp.svg(earlyhelp.ratio_chart(financial_year || ', ' || split_part(basis, ':', 1), prevention_ratio, NULL, NULL),
                     title => 'Early help for each child in need', subtitle => 'England, by how children in need are counted',
                     units => 'Ratio', source => {source}, width => {width})
FROM prevention_ratio_england
$sql$]],
sources => 'Action for Children, by freedom of information, as reported by Community Care, 1 March 2022; DfE, Characteristics of children in need',
notes => ARRAY['England only: counts of early help by region or authority are not public. The report on the synthetic England shows both, with invented counts.',
			   'The basis decides: a year of early help over the children in need on one day (31 March) sets a flow against a stock, and turns the message over. A child in both services in one year stands on both sides.'],
print => ARRAY['afc_prevention_ratio']);
\endif
