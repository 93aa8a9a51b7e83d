/*
 * report_cases.sql - what needs cases followed over time: closed without help
 * and back, and how long until a child comes back.  Synthetic on both kinds of
 * page: the synthetic England's log, one referral in ten, or beside official
 * figures one invented authority in the tables of the Standard Safeguarding
 * Dataset.
 */
\if :synthetic
SELECT $sql$
CREATE TEMP TABLE case_log AS
SELECT la_code AS authority, earlyhelp.missed_opportunities_state(la_code, child_id, day, event) AS log
FROM (SELECT la_code, child_id, referred_on AS day, 'referral' AS event FROM referrals
      UNION ALL
      SELECT la_code, child_id, closed_on, outcome FROM referrals
      WHERE outcome IN ('closed_no_action', 'closed_step_down')) AS happened
GROUP BY la_code
$sql$ AS log, $sql$
CREATE TEMP TABLE case_wait AS
SELECT earlyhelp.time_to_rereferral(la_code, child_id, closed_on, referred_on,
                                    earlyhelp.rereferral_rule(observed_to => '2021-03-31')) AS waits
FROM referrals
$sql$ AS waits \gset
\set help_days 0
\set observed_to 2021-03-31
\set times 10
\set last 2020
\set what 'The log is of the synthetic England, one referral for ten. It has no starts of help, so every closure with no action counts as without.'
\else
-- made as temporary tables and views: the first schema of the path takes them
SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), false) AS path \gset
\ir ssd_tables.sql
\ir ssd_synthetic.sql
\ir ../views/ssd.sql
SELECT $sql$
CREATE TEMP TABLE case_log AS
SELECT earlyhelp.missed_opportunities_state(child, happened_on, event) AS log FROM ssd_events
$sql$ AS log, $sql$
CREATE TEMP TABLE case_wait AS
SELECT earlyhelp.time_to_rereferral(child, closed_on, referred_on,
                                    earlyhelp.rereferral_rule(observed_to => '2020-03-31')) AS waits
FROM ssd_referrals
$sql$ AS waits \gset
\set help_days 60
\set observed_to 2020-03-31
\set times 1
\set last 2019
\set what 'Case-level data are not public for any authority, so these are invented cases of one authority of middling size, in the tables of the Standard Safeguarding Dataset, read by the views of sql/views/ssd.sql. On an authority''s own tables the same SQL gives its own answer.'
\endif
SELECT format(E'earlyhelp.rereferral_rule(help_days => %s, observed_to => %L,\n'
			  '                                  count_from => ''2015-04-01'', count_to => ''%s-03-31'')',
			  :help_days, :'observed_to', :'last') AS rule \gset

SELECT pg_temp.section('missed', 'Of referrals closed without help, how many children came back within 12 months?',
synthetic => true,
before => :'log',
answer => replace($sql$
SELECT format('Of %s cases closed without help and seen for 12 months, %s%% (%s to %s) were followed by another referral: %s missed opportunities of %s children, about %s a year{times}.',
              to_char("Closed without help, seen for 12 months", 'FM9,999,990'), "Came back, %", "From", "To",
              to_char("Missed opportunities", 'FM9,999,990'), to_char("Children", 'FM9,999,990'), to_char("A year", 'FM9,999,990'))
FROM missed_all
$sql$, '{times}', CASE :times WHEN 10 THEN ' once the one in ten is scaled up' ELSE ' in this one authority' END),
tables => ARRAY[
['missed_all', 'Closed with no action, no early help after: April 2015 to March ' || :'last', replace(replace(replace($sql$
SELECT 'All years' AS "Closed", m.observed AS "Closed without help, seen for 12 months",
       m.missed_opportunities AS "Missed opportunities", m.children_missed AS "Children",
       round(100 * m.rate::numeric, 1) AS "Came back, %", round(100 * m.conf_low::numeric, 1) AS "From",
       round(100 * m.conf_high::numeric, 1) AS "To", round({times} * m.missed_opportunities / {years}.0) AS "A year"
FROM (SELECT earlyhelp.rollup(log) AS log FROM case_log) AS s,
     earlyhelp.missed_opportunities(s.log,
       {rule}) AS m
$sql$, '{rule}', :'rule'), '{times}', :'times'), '{years}', (:last - 2015)::text)],
['missed_by_year', 'The same by year of closure', replace($sql$
SELECT m.year - 1 || '-' || right(m.year::text, 2) AS "Closed in", m.closed_without_help AS "Closed without help",
       round(100 * m.share_without_help::numeric, 1) AS "Of those known, %", m.observed AS "Seen for 12 months",
       m.missed_opportunities AS "Came back", m.children_missed AS "Children",
       round(100 * m.rate::numeric, 1) AS "%", round(100 * m.conf_low::numeric, 1) AS "From",
       round(100 * m.conf_high::numeric, 1) AS "To", m.censored AS "Not seen long enough"
FROM (SELECT earlyhelp.rollup(log) AS log FROM case_log) AS s,
     earlyhelp.missed_opportunities_by_year(s.log,
       {rule}) AS m
ORDER BY m.year
$sql$, '{rule}', :'rule')]],
charts => ARRAY[ARRAY[
CASE WHEN :'synthetic'::boolean THEN 'Each mark is an authority: of its cases closed without help, how many came back. Between the curves lies what chance alone would give.'
	ELSE 'Each mark is a year of one invented authority. Between the curves lies what chance alone would give.' END,
CASE WHEN :'synthetic'::boolean THEN replace($sql$
SELECT earlyhelp.svg(earlyhelp.funnel_chart(a.name, m.missed_opportunities, m.observed),
                     title => 'Closed without help, and back within 12 months',
                     subtitle => 'Authorities, closed April 2015 to March 2020, one case for ten', units => 'Share that came back',
                     source => {source}, width => {width})
FROM case_log AS s JOIN authorities AS a ON a.la_code = s.authority,
     earlyhelp.missed_opportunities(s.log,
       {rule}) AS m
$sql$, '{rule}', :'rule') ELSE $sql$
SELECT earlyhelp.svg(earlyhelp.funnel_chart("Closed in", "Came back", "Seen for 12 months"),
                     title => 'Closed without help, and back within 12 months',
                     subtitle => 'Years of one invented authority', units => 'Share that came back',
                     source => {source}, width => {width})
FROM missed_by_year
$sql$ END]],
sources => 'synthetic',
notes => ARRAY[:'what',
			   'Back: the child''s next referral is within 12 months of the closure. Closures not seen for so long are in no rate. Limits allow for one child''s closures going together. That fewer come back after help was put into the cases: an assumption, no finding.'],
print => ARRAY['afc_missed', 'afc_missed_year']);

SELECT pg_temp.section('wait', 'How long is it until a child comes back?',
synthetic => true,
before => :'waits',
answer => $sql$
SELECT format('Of closed cases, %s%% (%s to %s) are followed by another referral of the child within %s days, and %s%% within %s days.',
              a."Came back, %", a."From", a."To", a."Days", b."Came back, %", b."Days")
FROM wait_days AS a, wait_days AS b
WHERE a."Days" = 365 AND b."Days" = 730
$sql$,
tables => ARRAY[ARRAY['wait_days', 'Closed cases that have come back (Kaplan-Meier)', $sql$
SELECT day.days AS "Days", round(100 * a.happened::numeric, 1) AS "Came back, %",
       round(100 * a.happened_low::numeric, 1) AS "From", round(100 * a.happened_high::numeric, 1) AS "To",
       a.n_risk AS "Still seen"
FROM case_wait AS s,
     (VALUES (30), (90), (180), (365), (730)) AS day(days),
     earlyhelp.survival_at(s.waits, day.days) AS a
ORDER BY day.days
$sql$]],
charts => ARRAY[ARRAY['The curve falls as children come back. Cases that the log stops following leave it without counting as never: the numbers under the axis are those still followed.', $sql$
SELECT earlyhelp.svg(earlyhelp.survival_chart(waits),
                     title => 'Until a child comes back', subtitle => 'Days from closure', units => 'Not referred again',
                     source => {source}, width => {width})
FROM case_wait
$sql$]],
sources => 'synthetic',
notes => ARRAY[:'what']);
