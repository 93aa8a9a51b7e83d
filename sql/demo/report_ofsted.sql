/* report_ofsted.sql - does early help spend go with better Ofsted grades? */
SELECT pg_temp.section('ofsted', 'Does early help spend go with better Ofsted grades?',
answer => $sql$
SELECT format('Over %s inspections each £100 per child goes with odds of Good or Outstanding ×%s (%s to %s) in the multilevel model of authorities and years; a plain fit, errors clustered by authority, gives ×%s (%s to %s).',
              m."Inspections", m."Odds ratio", m."From", m."To", p."Odds ratio", p."From", p."To")
FROM ofsted_fits AS m, ofsted_fits AS p
WHERE m."Fit" LIKE 'multilevel%' AND p."Fit" LIKE 'plain%'
$sql$,
tables => ARRAY[
['ofsted_fits', 'Odds of Good or Outstanding for each £100 of preventative spend per child', $sql$
SELECT m.fit AS "Fit", g.n AS "Inspections", round(m.odds_ratio::numeric, 3) AS "Odds ratio",
       round(m.conf_low::numeric, 3) AS "From", round(m.conf_high::numeric, 3) AS "To"
FROM (SELECT 1 AS line, 'plain, errors by authority' AS fit, odds_ratio, conf_low, conf_high
      FROM ofsted_plain_model WHERE term = 'prevent_100'
      UNION ALL
      SELECT 2, 'a term for each year', o.estimate, o.conf_low, o.conf_high
      FROM (SELECT earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code), prevent_100, safeguard_100,
                                   imd_decile, earlyhelp.factor(year)) AS f
            FROM inspection_model) AS l, earlyhelp.odds_ratio(l.f, 'prevent_100') AS o
      UNION ALL
      SELECT 3, 'multilevel: authorities and years', odds_ratio, conf_low, conf_high
      FROM ofsted_model WHERE term = 'prevent_100') AS m,
     (SELECT count(*) AS n FROM inspection_model) AS g
ORDER BY m.line
$sql$],
['ofsted_terms', 'The multilevel model', $sql$
SELECT CASE term WHEN 'prevent_100' THEN '£100 of preventative spend per child' WHEN 'safeguard_100' THEN '£100 of safeguarding per child'
                 WHEN 'imd_decile' THEN 'one decile of deprivation' ELSE term END AS "Term",
       round(odds_ratio::numeric, 3) AS "Odds ratio", round(conf_low::numeric, 3) AS "From", round(conf_high::numeric, 3) AS "To",
       round(p_value::numeric, 4) AS "p"
FROM ofsted_model
$sql$]],
charts => ARRAY[
['The same inspections in three fits. Years differ in how Ofsted graded; the plain fit leaves that out.', $sql$
SELECT earlyhelp.svg(earlyhelp.forest_chart("Fit", "Odds ratio", "From", "To"),
                     title => 'Odds of a good inspection for each £100 a child', subtitle => 'Preventative spend in three fits',
                     source => {source}, width => {width})
FROM ofsted_fits
$sql$],
['The terms of the multilevel model, each given the others, the authority and the year.', $sql$
SELECT earlyhelp.svg(earlyhelp.forest_chart("Term", "Odds ratio", "From", "To"),
                     title => 'The multilevel model', subtitle => 'Odds of Good or Outstanding, given authority and year',
                     source => {source}, width => {width})
FROM ofsted_terms
$sql$]],
sources => 'Ofsted; DfE, Section 251 outturn; ONS; deprivation: MHCLG, IMD 2019',
notes => ARRAY['An association, most of it between authorities, that depends on adjusting for year: it shows no cause, and nothing of the years after 2018-19.']
		 || CASE WHEN :'synthetic'::boolean THEN ARRAY['These inspections were drawn with the published odds, which the fit finds again.'] ELSE '{}' END,
print => ARRAY['webb_or_prevent', 'webb_or_prevent_low', 'webb_or_prevent_high', 'webb_or_imd', 'webb_n']);
