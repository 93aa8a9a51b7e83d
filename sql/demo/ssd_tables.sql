/*
 * ssd_tables.sql - the columns of the Standard Safeguarding Dataset that
 * sql/views/ssd.sql reads, declared anew with the types that its PostgreSQL
 * scripts give them.  For tests and for the demo; a real database has its own.
 */
CREATE TABLE ssd_person (
	pers_person_id varchar(48) PRIMARY KEY,
	pers_dob timestamp
);

CREATE TABLE ssd_cin_episodes (
	cine_referral_id varchar(48) PRIMARY KEY,
	cine_person_id varchar(48),
	cine_referral_date timestamp,
	cine_cin_primary_need_code varchar(3),
	cine_referral_outcome_json varchar(4000),
	cine_referral_nfa char(1),
	cine_close_reason varchar(100),
	cine_close_date timestamp
);

CREATE TABLE ssd_cin_assessments (
	cina_assessment_id varchar(48) PRIMARY KEY,
	cina_person_id varchar(48),
	cina_referral_id varchar(48),
	cina_assessment_start_date timestamp,
	cina_assessment_auth_date timestamp,
	cina_assessment_outcome_json varchar(4000),
	cina_assessment_outcome_nfa char(1)
);

CREATE TABLE ssd_early_help_episodes (
	earl_episode_id varchar(48) PRIMARY KEY,
	earl_person_id varchar(48),
	earl_episode_start_date timestamp,
	earl_episode_end_date timestamp,
	earl_episode_reason varchar(4000),
	earl_episode_end_reason varchar(4000)
);
