/*
 * question_rereferrals.sql - re-referrals, missed opportunities and the time
 * until a child comes back, over synthetic rows in the tables of the Standard
 * Safeguarding Dataset.
 */
SET client_min_messages = warning;
\ir ssd_tables.sql
\ir ssd_synthetic.sql
\ir ../views/ssd.sql
\qecho 'An authority of middling size in the tables of the Standard Safeguarding Dataset, read as'
\qecho 'they are.  A re-referral follows another of the child''s within 12 months; the first year'
\qecho 'has nothing before it to look back over, and says so.'
\qecho
\C 'SYNTHETIC: re-referrals by year, from one state'
SELECT y.year, y.referrals, y.rereferrals AS "re-referrals", round(100 * y.rate::numeric, 1) AS "%",
       round(100 * y.cluster_low::numeric, 1) AS "from", round(100 * y.cluster_high::numeric, 1) AS "to",
       round(100 * y.child_rate::numeric, 1) AS "of children, %", y.status
FROM (SELECT earlyhelp.rereferrals_state(child, referred_on) AS e FROM ssd_referrals) AS s,
     earlyhelp.rereferrals_by_year(s.e) AS y;

\qecho 'Limits allow for the referrals of one child going together.'
\qecho 'The same rows under other definitions, counted from April 2015:'
\qecho
\C 'SYNTHETIC: one log, five definitions'
SELECT v.name AS "definition", r.referrals, r.rereferrals AS "re-referrals", round(100 * r.rate::numeric, 2) AS "%"
FROM (SELECT earlyhelp.rereferrals_state(child, referred_on) AS e FROM ssd_referrals) AS s,
     (VALUES (1, '12 calendar months', earlyhelp.rereferral_rule(count_from => '2015-04-01')),
             (2, '365 days', earlyhelp.rereferral_rule(within => '365 days', count_from => '2015-04-01')),
             (3, 'the anniversary left out', earlyhelp.rereferral_rule(edge => 'out', count_from => '2015-04-01')),
             (4, '6 months', earlyhelp.rereferral_rule(within => '6 months', count_from => '2015-04-01')),
             (5, 'no look-back before April 2015', earlyhelp.rereferral_rule(observed_from => '2015-04-01'))
     ) AS v(i, name, rule),
     earlyhelp.rereferrals(s.e, v.rule) AS r
ORDER BY v.i;

\qecho 'A missed opportunity: closed with no action, no early help within 60 days, and back within'
\qecho '12 months of the closure.  Those not seen for so long are in no rate.'
\qecho
\C 'SYNTHETIC: closed without early help, and back'
SELECT m.closures, round(100 * m.share_without_help::numeric, 1) AS "without help, %",
       m.observed, m.missed_opportunities AS "missed opportunities", round(100 * m.rate::numeric, 1) AS "came back, %",
       round(100 * m.conf_low::numeric, 1) AS "from", round(100 * m.conf_high::numeric, 1) AS "to",
       round(100 * m.started_rate::numeric, 1) AS "after help, %", m.censored
FROM (SELECT earlyhelp.missed_opportunities_state(child, happened_on, event) AS e FROM ssd_events) AS s,
     earlyhelp.missed_opportunities(s.e, earlyhelp.rereferral_rule(help_days => 60, observed_from => '2014-04-01',
                                                                   observed_to => '2020-03-31')) AS m;

\qecho 'That fewer come back after help was put into the data: an assumption, no finding.'
\qecho
\C 'SYNTHETIC: closed cases that have come back, the last year''s among them (Kaplan-Meier)'
SELECT a.days AS "within days", round(100 * a.happened::numeric, 1) AS "%",
       round(100 * a.happened_low::numeric, 1) AS "from", round(100 * a.happened_high::numeric, 1) AS "to",
       a.n_risk AS "still seen"
FROM (SELECT earlyhelp.time_to_rereferral(child, closed_on, referred_on,
                                          earlyhelp.rereferral_rule(observed_to => '2020-03-31')) AS d
      FROM ssd_referrals) AS s,
     (VALUES (90), (180), (365), (730)) AS day(days),
     earlyhelp.survival_at(s.d, day.days) AS a
ORDER BY a.days;
\C
