/*
 * 50_events.sql - logs of what happened to children: re-referrals, missed
 * opportunities and the time until a child comes back.
 */
CREATE TYPE earlyhelp.rereferral_rule;
CREATE TYPE earlyhelp.events;
CREATE TYPE earlyhelp.durations;

-- --- the rule -----------------------------------------------------------------

CREATE FUNCTION earlyhelp.rereferral_rule_in(cstring) RETURNS earlyhelp.rereferral_rule
	AS 'MODULE_PATHNAME', 'eh_rereferral_rule_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferral_rule_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.rereferral_rule_out(earlyhelp.rereferral_rule) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_rereferral_rule_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferral_rule_out(earlyhelp.rereferral_rule) IS 'I/O';

CREATE FUNCTION earlyhelp.rereferral_rule_recv(internal) RETURNS earlyhelp.rereferral_rule
	AS 'MODULE_PATHNAME', 'eh_rereferral_rule_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferral_rule_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.rereferral_rule_send(earlyhelp.rereferral_rule) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_rereferral_rule_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferral_rule_send(earlyhelp.rereferral_rule) IS 'I/O';

CREATE TYPE earlyhelp.rereferral_rule (
	INPUT = earlyhelp.rereferral_rule_in,
	OUTPUT = earlyhelp.rereferral_rule_out,
	RECEIVE = earlyhelp.rereferral_rule_recv,
	SEND = earlyhelp.rereferral_rule_send,
	INTERNALLENGTH = 40,
	ALIGNMENT = int4,
	STORAGE = plain
);
COMMENT ON TYPE earlyhelp.rereferral_rule IS
'What a log of events is read by: the window, what counts as within it, the days observed and counted, days to the start of help. Made by rereferral_rule(...); storable.';

CREATE FUNCTION earlyhelp.rereferral_rule(within interval DEFAULT '12 months',
		edge text DEFAULT 'in',
		same_day text DEFAULT 'apart',
		anchor text DEFAULT 'later',
		clock text DEFAULT 'referral',
		observed_from date DEFAULT NULL,
		observed_to date DEFAULT NULL,
		count_from date DEFAULT NULL,
		count_to date DEFAULT NULL,
		help_days integer DEFAULT NULL,
		year_month integer DEFAULT 4)
	RETURNS earlyhelp.rereferral_rule
	AS 'MODULE_PATHNAME', 'eh_rereferral_rule_make'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferral_rule(interval, text, text, text, text, date, date, date, date, integer, integer) IS
'A rule, every argument named and defaulted. within: months and days. edge: in (exactly the window apart counts) or out. same_day: apart (none of one day comes before another), counted or merged. anchor: later (months are taken from the later day) or earlier (added to the earlier). clock: since referral or closure. observed_from, observed_to: what the log covers, its first and last day if left out. count_from, count_to: whose referrals or closures are counted. help_days: days after a closure by which help must start, no default. year_month: the month years begin in.';

-- --- the log ------------------------------------------------------------------

CREATE FUNCTION earlyhelp.events_in(cstring) RETURNS earlyhelp.events
	AS 'MODULE_PATHNAME', 'eh_events_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.events_out(earlyhelp.events) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_events_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_out(earlyhelp.events) IS 'I/O';

CREATE FUNCTION earlyhelp.events_recv(internal) RETURNS earlyhelp.events
	AS 'MODULE_PATHNAME', 'eh_events_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.events_send(earlyhelp.events) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_events_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_send(earlyhelp.events) IS 'I/O';

CREATE TYPE earlyhelp.events (
	INPUT = earlyhelp.events_in,
	OUTPUT = earlyhelp.events_out,
	RECEIVE = earlyhelp.events_recv,
	SEND = earlyhelp.events_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.events IS
'A log of events by child and day, in order and compact (2 to 8 bytes an event), to 256 MB. It holds child keys: personal data, not for publication. Storable; rollup() merges logs under any split of the rows; rereferrals(), missed_opportunities() and time_to_rereferral() read it.';

CREATE FUNCTION earlyhelp.rereferrals_accum(internal, "any", "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_referral_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferrals_accum(internal, "any", "any") IS
'Transition function: child, day.';

CREATE FUNCTION earlyhelp.rereferrals_accum(internal, "any", "any", earlyhelp.rereferral_rule) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_referral_rule_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferrals_accum(internal, "any", "any", earlyhelp.rereferral_rule) IS
'Transition function: child, day, rule.';

CREATE FUNCTION earlyhelp.rereferrals_accum(internal, "any", "any", "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_authority_referral_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferrals_accum(internal, "any", "any", "any") IS
'Transition function: authority, child, day.';

CREATE FUNCTION earlyhelp.rereferrals_accum(internal, "any", "any", "any", earlyhelp.rereferral_rule) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_authority_referral_rule_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferrals_accum(internal, "any", "any", "any", earlyhelp.rereferral_rule) IS
'Transition function: authority, child, day, rule.';

CREATE FUNCTION earlyhelp.missed_opportunities_accum(internal, "any", "any", "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_event_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missed_opportunities_accum(internal, "any", "any", "any") IS
'Transition function: child, day, event.';

CREATE FUNCTION earlyhelp.missed_opportunities_accum(internal, "any", "any", "any", earlyhelp.rereferral_rule) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_event_rule_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missed_opportunities_accum(internal, "any", "any", "any", earlyhelp.rereferral_rule) IS
'Transition function: child, day, event, rule.';

CREATE FUNCTION earlyhelp.missed_opportunities_accum(internal, "any", "any", "any", "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_authority_event_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missed_opportunities_accum(internal, "any", "any", "any", "any") IS
'Transition function: authority, child, day, event.';

CREATE FUNCTION earlyhelp.missed_opportunities_accum(internal, "any", "any", "any", "any", earlyhelp.rereferral_rule) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_authority_event_rule_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missed_opportunities_accum(internal, "any", "any", "any", "any", earlyhelp.rereferral_rule) IS
'Transition function: authority, child, day, event, rule.';

CREATE FUNCTION earlyhelp.time_to_rereferral_accum(internal, "any", "any", "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_case_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.time_to_rereferral_accum(internal, "any", "any", "any") IS
'Transition function: child, day closed, day referred.';

CREATE FUNCTION earlyhelp.time_to_rereferral_accum(internal, "any", "any", "any", earlyhelp.rereferral_rule) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_case_rule_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.time_to_rereferral_accum(internal, "any", "any", "any", earlyhelp.rereferral_rule) IS
'Transition function: child, day closed, day referred, rule.';

CREATE FUNCTION earlyhelp.time_to_rereferral_accum(internal, "any", "any", "any", "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_authority_case_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.time_to_rereferral_accum(internal, "any", "any", "any", "any") IS
'Transition function: authority, child, day closed, day referred.';

CREATE FUNCTION earlyhelp.time_to_rereferral_accum(internal, "any", "any", "any", "any", earlyhelp.rereferral_rule) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_authority_case_rule_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.time_to_rereferral_accum(internal, "any", "any", "any", "any", earlyhelp.rereferral_rule) IS
'Transition function: authority, child, day closed, day referred, rule.';

CREATE FUNCTION earlyhelp.events_merge_accum(internal, earlyhelp.events) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_events_merge_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_merge_accum(internal, earlyhelp.events) IS 'Transition function of rollup.';

CREATE FUNCTION earlyhelp.events_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_events_combine'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_combine(internal, internal) IS 'Combine function.';

CREATE FUNCTION earlyhelp.events_serial(internal) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_events_serial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_serial(internal) IS 'Serial function.';

CREATE FUNCTION earlyhelp.events_deserial(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_events_deserial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_deserial(bytea, internal) IS 'Deserial function.';

CREATE FUNCTION earlyhelp.events_final(internal) RETURNS earlyhelp.events
	AS 'MODULE_PATHNAME', 'eh_events_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events_final(internal) IS 'Final function: the state as a value.';

CREATE AGGREGATE earlyhelp.rereferrals_state(child "any", referred_on "any") (
	SFUNC = earlyhelp.rereferrals_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rereferrals_state("any", "any") IS
'The referrals of children as a log. child: a whole number, uuid, text, or a row of these; with authority before it both are the key. referred_on: a date or timestamp (with time zone: the day in England). Rows with a NULL are excluded: counted, and no event. Past work_mem it goes to temporary files. Error: a day before 1900 or after 2999, a rule that changes.';

CREATE AGGREGATE earlyhelp.rereferrals_state(child "any", referred_on "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.rereferrals_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rereferrals_state("any", "any", earlyhelp.rereferral_rule) IS
'The referrals of children as a log. child: a whole number, uuid, text, or a row of these; with authority before it both are the key. referred_on: a date or timestamp (with time zone: the day in England). Rows with a NULL are excluded: counted, and no event. Past work_mem it goes to temporary files. Error: a day before 1900 or after 2999, a rule that changes.';

CREATE AGGREGATE earlyhelp.rereferrals_state(authority "any", child "any", referred_on "any") (
	SFUNC = earlyhelp.rereferrals_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rereferrals_state("any", "any", "any") IS
'The referrals of children as a log. child: a whole number, uuid, text, or a row of these; with authority before it both are the key. referred_on: a date or timestamp (with time zone: the day in England). Rows with a NULL are excluded: counted, and no event. Past work_mem it goes to temporary files. Error: a day before 1900 or after 2999, a rule that changes.';

CREATE AGGREGATE earlyhelp.rereferrals_state(authority "any", child "any", referred_on "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.rereferrals_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rereferrals_state("any", "any", "any", earlyhelp.rereferral_rule) IS
'The referrals of children as a log. child: a whole number, uuid, text, or a row of these; with authority before it both are the key. referred_on: a date or timestamp (with time zone: the day in England). Rows with a NULL are excluded: counted, and no event. Past work_mem it goes to temporary files. Error: a day before 1900 or after 2999, a rule that changes.';

CREATE AGGREGATE earlyhelp.missed_opportunities_state(child "any", happened_on "any", event "any") (
	SFUNC = earlyhelp.missed_opportunities_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.missed_opportunities_state("any", "any", "any") IS
'What happened to children as a log. event is a text or an enum: referral, closed_no_action (RC8), closed_step_down (RC9), closed_other, early_help_start, turned_18, moved_away; any other is an error. The rest as rereferrals_state(); rereferrals() reads such a log too.';

CREATE AGGREGATE earlyhelp.missed_opportunities_state(child "any", happened_on "any", event "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.missed_opportunities_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.missed_opportunities_state("any", "any", "any", earlyhelp.rereferral_rule) IS
'What happened to children as a log. event is a text or an enum: referral, closed_no_action (RC8), closed_step_down (RC9), closed_other, early_help_start, turned_18, moved_away; any other is an error. The rest as rereferrals_state(); rereferrals() reads such a log too.';

CREATE AGGREGATE earlyhelp.missed_opportunities_state(authority "any", child "any", happened_on "any", event "any") (
	SFUNC = earlyhelp.missed_opportunities_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.missed_opportunities_state("any", "any", "any", "any") IS
'What happened to children as a log. event is a text or an enum: referral, closed_no_action (RC8), closed_step_down (RC9), closed_other, early_help_start, turned_18, moved_away; any other is an error. The rest as rereferrals_state(); rereferrals() reads such a log too.';

CREATE AGGREGATE earlyhelp.missed_opportunities_state(authority "any", child "any", happened_on "any", event "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.missed_opportunities_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.missed_opportunities_state("any", "any", "any", "any", earlyhelp.rereferral_rule) IS
'What happened to children as a log. event is a text or an enum: referral, closed_no_action (RC8), closed_step_down (RC9), closed_other, early_help_start, turned_18, moved_away; any other is an error. The rest as rereferrals_state(); rereferrals() reads such a log too.';

CREATE AGGREGATE earlyhelp.rollup(state earlyhelp.events) (
	SFUNC = earlyhelp.events_merge_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.events_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.events_combine,
	SERIALFUNC = earlyhelp.events_serial,
	DESERIALFUNC = earlyhelp.events_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rollup(earlyhelp.events) IS
'Merges logs: authorities or months into one, under any split of the rows. The same as one log over all of them. Error: children known by different keys, different rules.';

CREATE FUNCTION earlyhelp.missing(state earlyhelp.events) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_events_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.events) IS
'Rows left out because the child, the day or the event was NULL.';

CREATE FUNCTION earlyhelp.rows_used(state earlyhelp.events) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_events_rows'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rows_used(earlyhelp.events) IS
'Events in the log.';

-- --- re-referrals -------------------------------------------------------------

CREATE TYPE earlyhelp.rereferral_summary AS (
	year integer,
	from_day date,
	to_day date,
	referrals bigint,
	rereferrals bigint,
	rate double precision,
	conf_low double precision,
	conf_high double precision,
	std_error double precision,
	cluster_low double precision,
	cluster_high double precision,
	conf_level double precision,
	children bigint,
	children_rereferred bigint,
	child_rate double precision,
	initial_not_rereferred bigint,
	initial_later_rereferred bigint,
	observed_before bigint,
	rereferrals_observed bigint,
	rate_observed double precision,
	unobservable_before bigint,
	observed_after bigint,
	followed bigint,
	rate_followed double precision,
	unobservable_after bigint,
	status_after text,
	same_day bigint,
	uncounted bigint,
	outside bigint,
	excluded bigint,
	observed_from date,
	observed_to date,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.rereferral_summary IS
'Referrals counted, those that are re-referrals, and the rate: conf_low and conf_high are Wilson''s, cluster_low and cluster_high allow for the referrals of a child going together, and std_error is theirs. initial_not_rereferred, initial_later_rereferred and rereferrals are DfE''s three classes. The columns observed_before to unobservable_before leave out referrals with too little log before them; observed_after to unobservable_after look forward. same_day, uncounted, outside and excluded are of all of the log. status is ok, no_data, no_lead_in (rate is too low) or part_of_year; status_after is ok, no_follow_up, no_data or not_followed (the clock runs since closure).';

CREATE FUNCTION earlyhelp.rereferrals(state earlyhelp.events,
		rule earlyhelp.rereferral_rule DEFAULT NULL,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.rereferral_summary
	AS 'MODULE_PATHNAME', 'eh_rereferrals'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferrals(earlyhelp.events, earlyhelp.rereferral_rule, double precision) IS
'How many referrals come within the window of another of the same child, in one row. rule: the log''s own if left out, else 12 months back. level: of the limits.';

CREATE FUNCTION earlyhelp.rereferrals_by_year(state earlyhelp.events,
		rule earlyhelp.rereferral_rule DEFAULT NULL,
		level double precision DEFAULT 0.95)
	RETURNS SETOF earlyhelp.rereferral_summary
	AS 'MODULE_PATHNAME', 'eh_rereferrals_by_year'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION earlyhelp.rereferrals_by_year(earlyhelp.events, earlyhelp.rereferral_rule, double precision) IS
'The same for each year, called after the calendar year it ends in; every year looks back over all of the log. A year that the log has no lead-in for says so in status.';

CREATE FUNCTION earlyhelp.limits(state earlyhelp.events,
		level double precision DEFAULT 0.95,
		method text DEFAULT 'clustered',
		rule earlyhelp.rereferral_rule DEFAULT NULL)
	RETURNS earlyhelp.interval_estimate
	AS 'MODULE_PATHNAME', 'eh_events_limits'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.limits(earlyhelp.events, double precision, text, earlyhelp.rereferral_rule) IS
'Limits of the re-referral rate. method: clustered (children are what varies; linearised ratio, t with children less 1) or wilson (as if referrals were independent).';

CREATE FUNCTION earlyhelp.rereferral_rate_final(internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_rereferral_rate_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.rereferral_rate_final(internal) IS 'Final function of rereferral_rate.';

CREATE AGGREGATE earlyhelp.rereferral_rate(child "any", referred_on "any") (
	SFUNC = earlyhelp.rereferrals_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.rereferral_rate_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rereferral_rate("any", "any") IS
'The re-referral rate in one call: rate of rereferrals(rereferrals_state(...)), for a log of any size. It cannot say that the log has no lead-in: give count_from, a window after the log begins. NULL where no referral is counted. No combine function: workers do not share it.';

CREATE AGGREGATE earlyhelp.rereferral_rate(child "any", referred_on "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.rereferrals_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.rereferral_rate_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rereferral_rate("any", "any", earlyhelp.rereferral_rule) IS
'The re-referral rate in one call: rate of rereferrals(rereferrals_state(...)), for a log of any size. It cannot say that the log has no lead-in: give count_from, a window after the log begins. NULL where no referral is counted. No combine function: workers do not share it.';

CREATE AGGREGATE earlyhelp.rereferral_rate(authority "any", child "any", referred_on "any") (
	SFUNC = earlyhelp.rereferrals_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.rereferral_rate_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rereferral_rate("any", "any", "any") IS
'The re-referral rate in one call: rate of rereferrals(rereferrals_state(...)), for a log of any size. It cannot say that the log has no lead-in: give count_from, a window after the log begins. NULL where no referral is counted. No combine function: workers do not share it.';

CREATE AGGREGATE earlyhelp.rereferral_rate(authority "any", child "any", referred_on "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.rereferrals_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.rereferral_rate_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rereferral_rate("any", "any", "any", earlyhelp.rereferral_rule) IS
'The re-referral rate in one call: rate of rereferrals(rereferrals_state(...)), for a log of any size. It cannot say that the log has no lead-in: give count_from, a window after the log begins. NULL where no referral is counted. No combine function: workers do not share it.';

-- --- missed opportunities -----------------------------------------------------

CREATE TYPE earlyhelp.missed_summary AS (
	year integer,
	from_day date,
	to_day date,
	closures bigint,
	step_downs bigint,
	help_unknown bigint,
	closures_known bigint,
	closed_without_help bigint,
	share_without_help double precision,
	share_std_error double precision,
	share_conf_low double precision,
	share_conf_high double precision,
	children bigint,
	children_without_help bigint,
	observed bigint,
	missed_opportunities bigint,
	rate double precision,
	std_error double precision,
	conf_low double precision,
	conf_high double precision,
	conf_level double precision,
	children_observed bigint,
	children_missed bigint,
	censored bigint,
	helped_observed bigint,
	helped_rereferred bigint,
	helped_rate double precision,
	helped_censored bigint,
	not_started_observed bigint,
	not_started_rereferred bigint,
	not_started_rate double precision,
	not_started_censored bigint,
	started_observed bigint,
	started_rereferred bigint,
	started_rate double precision,
	started_censored bigint,
	help_days integer,
	same_day bigint,
	unopened bigint,
	uncounted bigint,
	outside bigint,
	excluded bigint,
	observed_from date,
	observed_to date,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.missed_summary IS
'Closures with no action (RC8) and step-downs to early help (RC9), occasions and children. share_without_help is of closures of which it is known: those with no action and no help in help_days. Of these, observed were seen for all of the window, and missed_opportunities came back within it: rate. censored were not seen for long enough, and are in no rate. helped_...: no action, but help started; not_started_...: a step-down whose help did not; started_...: one whose help did. Limits are clustered by child. unopened are closures with no referral on or before their day. status is ok, no_data, no_follow_up or part_of_year.';

CREATE FUNCTION earlyhelp.missed_opportunities(state earlyhelp.events,
		rule earlyhelp.rereferral_rule DEFAULT NULL,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.missed_summary
	AS 'MODULE_PATHNAME', 'eh_missed_opportunities'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missed_opportunities(earlyhelp.events, earlyhelp.rereferral_rule, double precision) IS
'Cases closed without early help, and how many came back within the window of their closure, in one row. The rule, or the log''s own, must state help_days. level: of the limits.';

CREATE FUNCTION earlyhelp.missed_opportunities_by_year(state earlyhelp.events,
		rule earlyhelp.rereferral_rule DEFAULT NULL,
		level double precision DEFAULT 0.95)
	RETURNS SETOF earlyhelp.missed_summary
	AS 'MODULE_PATHNAME', 'eh_missed_opportunities_by_year'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION earlyhelp.missed_opportunities_by_year(earlyhelp.events, earlyhelp.rereferral_rule, double precision) IS
'The same for each year, by the day of closure; called after the calendar year it ends in.';

CREATE FUNCTION earlyhelp.missed_opportunities_final(internal) RETURNS earlyhelp.missed_summary
	AS 'MODULE_PATHNAME', 'eh_missed_opportunities_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missed_opportunities_final(internal) IS 'Final function of missed_opportunities.';

CREATE AGGREGATE earlyhelp.missed_opportunities(child "any", happened_on "any", event "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.missed_opportunities_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.missed_opportunities_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.missed_opportunities("any", "any", "any", earlyhelp.rereferral_rule) IS
'missed_opportunities(missed_opportunities_state(...)) in one call, for a log of any size, at a level of 0.95. The rule must state help_days. No combine function: workers do not share it.';

CREATE AGGREGATE earlyhelp.missed_opportunities(authority "any", child "any", happened_on "any", event "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.missed_opportunities_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.missed_opportunities_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.missed_opportunities("any", "any", "any", "any", earlyhelp.rereferral_rule) IS
'missed_opportunities(missed_opportunities_state(...)) in one call, for a log of any size, at a level of 0.95. The rule must state help_days. No combine function: workers do not share it.';

-- --- survival -----------------------------------------------------------------

CREATE FUNCTION earlyhelp.durations_in(cstring) RETURNS earlyhelp.durations
	AS 'MODULE_PATHNAME', 'eh_durations_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.durations_out(earlyhelp.durations) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_durations_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_out(earlyhelp.durations) IS 'I/O';

CREATE FUNCTION earlyhelp.durations_recv(internal) RETURNS earlyhelp.durations
	AS 'MODULE_PATHNAME', 'eh_durations_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.durations_send(earlyhelp.durations) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_durations_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_send(earlyhelp.durations) IS 'I/O';

CREATE TYPE earlyhelp.durations (
	INPUT = earlyhelp.durations_in,
	OUTPUT = earlyhelp.durations_out,
	RECEIVE = earlyhelp.durations_recv,
	SEND = earlyhelp.durations_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.durations IS
'How long things took, or had taken when last seen: for each time that occurs, how many events, ends without one and late entries. Storable; rollup() merges; survival_curve(), survival_at() and survival_quantile() read it.';

CREATE FUNCTION earlyhelp.survival_accum(internal, double precision, boolean) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_survival_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.survival_accum(internal, double precision, boolean) IS
'Transition function: duration, event.';

CREATE FUNCTION earlyhelp.survival_accum(internal, double precision, boolean, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_survival_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.survival_accum(internal, double precision, boolean, double precision) IS
'Transition function: duration, event, day entered.';

CREATE FUNCTION earlyhelp.durations_merge_accum(internal, earlyhelp.durations) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_durations_merge_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_merge_accum(internal, earlyhelp.durations) IS 'Transition function of rollup.';

CREATE FUNCTION earlyhelp.durations_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_durations_combine'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_combine(internal, internal) IS 'Combine function.';

CREATE FUNCTION earlyhelp.durations_serial(internal) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_durations_serial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_serial(internal) IS 'Serial function.';

CREATE FUNCTION earlyhelp.durations_deserial(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_durations_deserial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_deserial(bytea, internal) IS 'Deserial function.';

CREATE FUNCTION earlyhelp.durations_final(internal) RETURNS earlyhelp.durations
	AS 'MODULE_PATHNAME', 'eh_durations_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.durations_final(internal) IS 'Final function: the state as a value.';

CREATE AGGREGATE earlyhelp.survival(duration_days double precision, event boolean) (
	SFUNC = earlyhelp.survival_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.durations_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.durations_combine,
	SERIALFUNC = earlyhelp.durations_serial,
	DESERIALFUNC = earlyhelp.durations_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.survival(double precision, boolean) IS
'Durations for a Kaplan-Meier curve: duration_days, whether the event happened then (else it was not seen any longer), and entered_days where a row was not seen from the beginning. At risk at t are those with entered_days < t <= duration_days. Rows with a NULL are missing. Error: a negative duration, an entry that is not before its end.';

CREATE AGGREGATE earlyhelp.survival(duration_days double precision, event boolean, entered_days double precision) (
	SFUNC = earlyhelp.survival_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.durations_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.durations_combine,
	SERIALFUNC = earlyhelp.durations_serial,
	DESERIALFUNC = earlyhelp.durations_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.survival(double precision, boolean, double precision) IS
'Durations for a Kaplan-Meier curve: duration_days, whether the event happened then (else it was not seen any longer), and entered_days where a row was not seen from the beginning. At risk at t are those with entered_days < t <= duration_days. Rows with a NULL are missing. Error: a negative duration, an entry that is not before its end.';

CREATE AGGREGATE earlyhelp.rollup(state earlyhelp.durations) (
	SFUNC = earlyhelp.durations_merge_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.durations_final,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = earlyhelp.durations_combine,
	SERIALFUNC = earlyhelp.durations_serial,
	DESERIALFUNC = earlyhelp.durations_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rollup(earlyhelp.durations) IS
'Merges durations: months into years, authorities into regions. The same as one state over all the rows.';

CREATE FUNCTION earlyhelp.missing(state earlyhelp.durations) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_durations_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.durations) IS
'Rows left out because something in them was NULL.';

CREATE TYPE earlyhelp.survival_step AS (
	days double precision,
	n_risk bigint,
	n_event bigint,
	n_censored bigint,
	survival double precision,
	std_error double precision,
	conf_low double precision,
	conf_high double precision,
	happened double precision,
	happened_low double precision,
	happened_high double precision,
	conf_level double precision,
	method text,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.survival_step IS
'A point of a Kaplan-Meier curve: those at risk on the day, events on it, those last seen from it on and before the next event; the share to whom it has not happened by then, with Greenwood''s standard error and limits, and the share to whom it has. status, of survival_at(), is ok, no_data or not_observed.';

CREATE TYPE earlyhelp.survival_time AS (
	p double precision,
	days double precision,
	conf_low double precision,
	conf_high double precision,
	conf_level double precision,
	method text,
	n bigint,
	events bigint,
	missing bigint,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.survival_time IS
'The first day by which the event has happened to a share p, with limits; status is ok, no_data or not_reached.';

CREATE FUNCTION earlyhelp.survival_curve(state earlyhelp.durations,
		level double precision DEFAULT 0.95,
		method text DEFAULT 'log')
	RETURNS SETOF earlyhelp.survival_step
	AS 'MODULE_PATHNAME', 'eh_survival_curve'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.survival_curve(earlyhelp.durations, double precision, text) IS
'The Kaplan-Meier curve: a row for each day with an event. method: of the limits, log or log_log.';

CREATE FUNCTION earlyhelp.survival_at(state earlyhelp.durations,
		days double precision,
		level double precision DEFAULT 0.95,
		method text DEFAULT 'log')
	RETURNS earlyhelp.survival_step
	AS 'MODULE_PATHNAME', 'eh_survival_at_days'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.survival_at(earlyhelp.durations, double precision, double precision, text) IS
'The curve on any day: happened is the share to whom it has happened within so many days. NULL past the last day that was observed.';

CREATE FUNCTION earlyhelp.survival_quantile(state earlyhelp.durations,
		p double precision DEFAULT 0.5,
		level double precision DEFAULT 0.95,
		method text DEFAULT 'log')
	RETURNS earlyhelp.survival_time
	AS 'MODULE_PATHNAME', 'eh_survival_quantile_days'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.survival_quantile(earlyhelp.durations, double precision, double precision, text) IS
'The first day by which the event has happened to a share p: the median, if p is left out. NULL where the curve does not get that far.';

CREATE FUNCTION earlyhelp.time_to_rereferral(state earlyhelp.events,
		since text DEFAULT 'closure',
		rule earlyhelp.rereferral_rule DEFAULT NULL)
	RETURNS earlyhelp.durations
	AS 'MODULE_PATHNAME', 'eh_events_time_to_rereferral'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.time_to_rereferral(earlyhelp.events, text, earlyhelp.rereferral_rule) IS
'How long children stay away: from each closure of any kind, or each referral (since), to the child''s first referral on a later day; censored where the child leaves or the log ends.';

CREATE FUNCTION earlyhelp.time_to_rereferral_final(internal) RETURNS earlyhelp.durations
	AS 'MODULE_PATHNAME', 'eh_time_to_rereferral_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.time_to_rereferral_final(internal) IS 'Final function of time_to_rereferral.';

CREATE AGGREGATE earlyhelp.time_to_rereferral(child "any", closed_on "any", referred_on "any") (
	SFUNC = earlyhelp.time_to_rereferral_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.time_to_rereferral_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.time_to_rereferral("any", "any", "any") IS
'How long children stay away, over one row a case: from the day it was closed to the child''s first referral on a later day, censored where the log ends. A case that is open has closed_on NULL, and ends others'' time. A row without child or referred_on is missing. Error: closed before it was referred.';

CREATE AGGREGATE earlyhelp.time_to_rereferral(child "any", closed_on "any", referred_on "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.time_to_rereferral_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.time_to_rereferral_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.time_to_rereferral("any", "any", "any", earlyhelp.rereferral_rule) IS
'How long children stay away, over one row a case: from the day it was closed to the child''s first referral on a later day, censored where the log ends. A case that is open has closed_on NULL, and ends others'' time. A row without child or referred_on is missing. Error: closed before it was referred.';

CREATE AGGREGATE earlyhelp.time_to_rereferral(authority "any", child "any", closed_on "any", referred_on "any") (
	SFUNC = earlyhelp.time_to_rereferral_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.time_to_rereferral_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.time_to_rereferral("any", "any", "any", "any") IS
'How long children stay away, over one row a case: from the day it was closed to the child''s first referral on a later day, censored where the log ends. A case that is open has closed_on NULL, and ends others'' time. A row without child or referred_on is missing. Error: closed before it was referred.';

CREATE AGGREGATE earlyhelp.time_to_rereferral(authority "any", child "any", closed_on "any", referred_on "any", rule earlyhelp.rereferral_rule) (
	SFUNC = earlyhelp.time_to_rereferral_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.time_to_rereferral_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.time_to_rereferral("any", "any", "any", "any", earlyhelp.rereferral_rule) IS
'How long children stay away, over one row a case: from the day it was closed to the child''s first referral on a later day, censored where the log ends. A case that is open has closed_on NULL, and ends others'' time. A row without child or referred_on is missing. Error: closed before it was referred.';
