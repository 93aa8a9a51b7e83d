-- question_ofsted.sql - the last question of both demos, over inspection_model
-- of whichever data are loaded; shown is what a table's title begins with.
\qecho '374 inspections; odds of Good or Outstanding for each 100 pounds per child.  Years differ'
\qecho 'in how Ofsted graded, and a plain fit, errors clustered by authority, leaves that out:'
\qecho
\C :shown'preventative spend in plain logistic fits'
SELECT m.fit, round(o.estimate::numeric, 2) AS "odds ratio", round(o.conf_low::numeric, 2) AS "from",
       round(o.conf_high::numeric, 2) AS "to"
FROM (SELECT 'plain' AS fit, earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code), prevent_100,
                                             safeguard_100, imd_decile) AS f
      FROM inspection_model
      UNION ALL
      SELECT 'with a term for each year', earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code),
                                          prevent_100, safeguard_100, imd_decile, earlyhelp.factor(year))
      FROM inspection_model) AS m,
     earlyhelp.odds_ratio(m.f, 'prevent_100') AS o;

\qecho 'The published model gives each authority and each year an intercept of its own.  Webb,'
\qecho 'Bennett and Bywaters (2022) have 1.69 (1.275 to 2.24) for preventative spend, and 16% less'
\qecho 'for each decile of deprivation.  Below it, spend is split in two: what an authority spends'
\qecho 'on average over its inspections, and how far it was from that in the year of this one.'
\qecho
\C :shown'intercepts of authorities and years, and spend split within and between authorities'
SELECT m.model, t.term, round(t.estimate::numeric, 3) AS "odds ratio", round(t.conf_low::numeric, 3) AS "from",
       round(t.conf_high::numeric, 3) AS "to"
FROM (SELECT 'as published' AS model,
             earlyhelp.mixed_logit(good, ARRAY[la_code, year::text], prevent_100,
                                   safeguard_100, imd_decile) AS f,
             ARRAY[NULL, '£100 of preventative spend', '£100 of safeguarding', 'decile of deprivation',
                   NULL, NULL] AS terms
      FROM inspection_model
      UNION ALL
      SELECT 'spend split',
             earlyhelp.mixed_logit(good, ARRAY[la_code, year::text], prevent_100 - average, average,
                                   safeguard_100, imd_decile),
             ARRAY[NULL, '£100 above its own average', '£100 between averages', NULL, NULL, NULL, NULL]
      FROM (SELECT *, avg(prevent_100) OVER (PARTITION BY la_code) AS average
            FROM inspection_model) AS i) AS m,
     earlyhelp.tidy(m.f, terms => m.terms, exponentiate => true) AS t
WHERE t.term ~ '^(£|decile)';
\C
