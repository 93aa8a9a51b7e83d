/*
 * ssd.sql - the Standard Safeguarding Dataset's tables as a log of events,
 * for rereferrals_state() and missed_opportunities_state().
 *
 * Templates: run them in the schema of the dataset's own tables, as they are
 * (ids of VARCHAR(48), dates of TIMESTAMP, flags of CHAR(1)), and nothing is
 * cast.  One database holds one authority, so the child's id is key enough; to
 * merge authorities put each one's code before it:
 *
 *	rereferrals_state('E06000001'::text, child, referred_on)
 *
 * An end without a date is open.  Birthdays after the last referral are left
 * out, or they would be taken for the log's last days; say what the log covers,
 * observed_from and observed_to, wherever it is known.  An episode that has an end and a reason that
 * is none of RC1 to RC9 becomes an event that is NULL: the log counts it as
 * excluded.
 */

/* ssd_referrals - every referral: a row of cin_episodes. */
CREATE VIEW ssd_referrals AS
SELECT cine_person_id AS child,
	   cine_referral_date AS referred_on,
	   cine_close_date AS closed_on,
	   cine_referral_id AS referral_id
FROM ssd_cin_episodes;

/*
 * ssd_events - referrals, closures, starts of early help and 18th birthdays.
 *
 * A closure is the episode's own (RC8: after assessment, no further action;
 * RC9: case closed after assessment, referred to early help; else another).
 * Where an episode was left open although its assessment ended in no further
 * action, the day the assessment was authorised is its closure.
 */
CREATE VIEW ssd_events AS
SELECT cine_person_id AS child,
	   cine_referral_date AS happened_on,
	   'referral'::varchar(20) AS event
FROM ssd_cin_episodes
UNION ALL
SELECT cine_person_id,
	   cine_close_date,
	   CASE WHEN cine_close_reason = 'RC8' THEN 'closed_no_action'
			WHEN cine_close_reason = 'RC9' THEN 'closed_step_down'
			WHEN cine_close_reason IN ('RC1', 'RC2', 'RC3', 'RC4', 'RC5', 'RC6', 'RC7')
				THEN 'closed_other' END::varchar(20)
FROM ssd_cin_episodes
WHERE cine_close_date IS NOT NULL
UNION ALL
SELECT e.cine_person_id, a.authorised, 'closed_no_action'::varchar(20)
FROM ssd_cin_episodes AS e
JOIN (SELECT cina_referral_id, max(cina_assessment_auth_date) AS authorised
	  FROM ssd_cin_assessments
	  WHERE cina_assessment_outcome_nfa = 'Y' AND cina_assessment_auth_date IS NOT NULL
	  GROUP BY cina_referral_id) AS a ON a.cina_referral_id = e.cine_referral_id
WHERE e.cine_close_date IS NULL
UNION ALL
SELECT earl_person_id, earl_episode_start_date, 'early_help_start'::varchar(20)
FROM ssd_early_help_episodes
UNION ALL
SELECT pers_person_id, pers_dob + interval '18 years', 'turned_18'::varchar(20)
FROM ssd_person
WHERE pers_dob + interval '18 years' <= (SELECT max(cine_referral_date) FROM ssd_cin_episodes);
