-- Missed opportunities: closures, early help, and who came back.
-- M1 to M8 are the promises of src/core/missed.c.
SET search_path = public, earlyhelp;

-- One child a story; the log covers April 2015 to March 2020.
CREATE TYPE happening AS ENUM ('referral', 'closed_no_action', 'closed_step_down', 'closed_other', 'early_help_start', 'turned_18', 'moved_away');
CREATE TABLE story (child text, day date, event text);
INSERT INTO story VALUES
	('missed', '2016-01-01', 'referral'), ('missed', '2016-02-01', 'closed_no_action'), ('missed', '2016-12-01', 'referral'),
	('not back', '2016-01-01', 'referral'), ('not back', '2016-02-01', 'closed_no_action'),
	('helped', '2016-01-01', 'referral'), ('helped', '2016-02-01', 'closed_no_action'), ('helped', '2016-03-01', 'early_help_start'), ('helped', '2016-12-01', 'referral'),
	('too late', '2016-01-01', 'referral'), ('too late', '2016-02-01', 'closed_no_action'), ('too late', '2016-02-20', 'referral'), ('too late', '2016-02-21', 'early_help_start'),
	('stepped down', '2016-01-01', 'referral'), ('stepped down', '2016-02-01', 'closed_step_down'), ('stepped down', '2016-02-09', 'early_help_start'),
	('no start', '2016-01-01', 'referral'), ('no start', '2016-02-01', 'closed_step_down'), ('no start', '2016-05-01', 'referral'),
	('grown up', '2016-01-01', 'referral'), ('grown up', '2016-02-01', 'closed_no_action'), ('grown up', '2016-10-01', 'turned_18'), ('grown up', '2016-11-01', 'referral'),
	('moved', '2016-01-01', 'referral'), ('moved', '2016-02-01', 'closed_no_action'), ('moved', '2016-02-15', 'moved_away'),
	('last year', '2019-05-01', 'referral'), ('last year', '2019-06-01', 'closed_no_action'), ('last year', '2019-09-01', 'referral'),
	('no referral', '2016-02-01', 'closed_no_action'), ('no referral', '2016-03-01', 'closed_other'),
	('same day', '2016-01-01', 'referral'), ('same day', '2016-02-01', 'closed_no_action'), ('same day', '2016-02-01', 'referral'),
	(NULL, '2016-02-01', 'referral'), ('nothing', NULL, 'referral'), ('nothing', '2016-02-01', NULL);

CREATE VIEW rule AS SELECT rereferral_rule(help_days => 60, observed_from => '2015-04-01', observed_to => '2020-03-31') AS rule;
SELECT m.* FROM (SELECT missed_opportunities_state(child, day, event) AS e FROM story) AS s, rule, missed_opportunities(s.e, rule) AS m \gx
SELECT year, closures, closures_known, closed_without_help, observed, missed_opportunities, censored, status, message
FROM (SELECT missed_opportunities_state(child, day, event) AS e FROM story) AS s, rule, missed_opportunities_by_year(s.e, rule) AS m;

-- An enum, an authority before the child, and one call: the same.
SELECT count(DISTINCT m) AS answers FROM (
	SELECT m::text FROM (SELECT missed_opportunities_state(child, day, event::happening) AS e FROM story) AS s, rule, missed_opportunities(s.e, rule) AS m UNION ALL
	SELECT m::text FROM (SELECT missed_opportunities_state('N'::text, child, day::timestamp, event) AS e FROM story) AS s, rule, missed_opportunities(s.e, rule) AS m UNION ALL
	SELECT missed_opportunities(child, day, event, rule)::text FROM story, rule UNION ALL
	SELECT missed_opportunities(7, child, day, event::happening, rule)::text FROM story, rule UNION ALL
	SELECT m::text FROM (SELECT missed_opportunities_state(child, day, event, rule) AS e FROM story, rule) AS s, missed_opportunities(s.e) AS m UNION ALL
	SELECT m::text FROM (SELECT rollup(e) AS e FROM (SELECT missed_opportunities_state(child, day, event) FROM story GROUP BY day) AS t(e)) AS s, rule, missed_opportunities(s.e, rule) AS m) AS t(m);
SELECT (m).closures, (m).rate, (m).status FROM (SELECT missed_opportunities(child, day, event, rule) AS m FROM story, rule WHERE false) AS t;

-- Every day of help_days matters; so it has no default.
SELECT k, m.closed_without_help, m.missed_opportunities, m.helped_rereferred, m.help_unknown
FROM (SELECT missed_opportunities_state(child, day, event) AS e FROM story) AS s, unnest(ARRAY[0, 19, 28, 29, 365]) AS k,
	missed_opportunities(s.e, rereferral_rule(help_days => k, observed_to => '2020-03-31')) AS m;
SELECT missed_opportunities(e) FROM (SELECT missed_opportunities_state(child, day, event) FROM story) AS t(e);
SELECT missed_opportunities(child, day, event, rereferral_rule()) FROM story;

-- The same log tells of re-referrals.
SELECT r.referrals, r.rereferrals, r.excluded FROM (SELECT missed_opportunities_state(child, day, event) AS e FROM story) AS s, rule, rereferrals(s.e, rule) AS r;

-- What cannot be.
SELECT missed_opportunities_state(child, day, 'closed'::text) FROM story;
SELECT missed_opportunities_state(child, day, 'Referral'::text) FROM story;
SELECT missed_opportunities_state(child, day, 8) FROM story;
SELECT missed_opportunities_state(child, 'infinity'::date, event) FROM story;
CREATE TYPE colour AS ENUM ('red');
SELECT missed_opportunities_state(child, day, 'red'::colour) FROM story;
DROP VIEW rule;
DROP TABLE story;
DROP TYPE happening, colour;
