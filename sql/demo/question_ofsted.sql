-- question_ofsted.sql - the last question of both demos, over inspection_model
-- of whichever data are loaded; shown is what a table's title begins with.
\qecho '374 inspections; odds of Good or Outstanding for each 100 pounds per child, errors'
\qecho 'clustered by authority.  A plain fit, so not yet the published model: Webb, Bennett and'
\qecho 'Bywaters (2022) have 1.69 (1.275 to 2.24), with an intercept for each authority and each'
\qecho 'year.  Years differ in how Ofsted graded; with the years as a factor it shows:'
\qecho
\C :shown'plain logistic fit'
SELECT t.term, round(t.estimate::numeric, 2) AS "odds ratio", round(t.conf_low::numeric, 2) AS "from",
       round(t.conf_high::numeric, 2) AS "to"
FROM (SELECT earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code),
                             prevent_100, safeguard_100, imd_decile) AS f
      FROM inspection_model) AS m,
     earlyhelp.tidy(m.f, exponentiate => true) AS t;

\C :shown'the same with a term for each year'
SELECT t.term, round(t.estimate::numeric, 2) AS "odds ratio", round(t.conf_low::numeric, 2) AS "from",
       round(t.conf_high::numeric, 2) AS "to"
FROM (SELECT earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code), prevent_100, safeguard_100,
                             imd_decile, earlyhelp.factor(year)) AS f
      FROM inspection_model) AS m,
     earlyhelp.odds_ratio(m.f, 'prevent_100') AS t;
