/*
 * 11_proportion.sql - the type proportion (events of cases, and missing), and
 * the aggregate share.
 */
CREATE FUNCTION earlyhelp.proportion_in(cstring) RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_proportion_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.proportion_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.proportion_out(earlyhelp.proportion) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_proportion_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.proportion_out(earlyhelp.proportion) IS 'I/O';

CREATE FUNCTION earlyhelp.proportion_recv(internal) RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_proportion_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.proportion_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.proportion_send(earlyhelp.proportion) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_proportion_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.proportion_send(earlyhelp.proportion) IS 'I/O';

CREATE TYPE earlyhelp.proportion (
	INPUT = earlyhelp.proportion_in,
	OUTPUT = earlyhelp.proportion_out,
	RECEIVE = earlyhelp.proportion_recv,
	SEND = earlyhelp.proportion_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE earlyhelp.proportion IS
'State of a share: events, cases and missing cases. Storable; rollup() merges; value() and limits() read it.';

CREATE FUNCTION earlyhelp.proportion_merge(earlyhelp.proportion, earlyhelp.proportion)
	RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_proportion_merge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.proportion_merge(earlyhelp.proportion, earlyhelp.proportion) IS
'The state of both sets of cases together. Transition and combine function.';

CREATE FUNCTION earlyhelp.proportion_merge_inv(earlyhelp.proportion, earlyhelp.proportion)
	RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_proportion_unmerge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.proportion_merge_inv(earlyhelp.proportion, earlyhelp.proportion) IS
'The first state without the second, which was merged into it. Inverse transition function.';

CREATE AGGREGATE earlyhelp.rollup(state earlyhelp.proportion) (
	SFUNC = earlyhelp.proportion_merge,
	STYPE = earlyhelp.proportion,
	SSPACE = 32,
	INITCOND = '1: 0 of 0; missing 0',
	COMBINEFUNC = earlyhelp.proportion_merge,
	MSFUNC = earlyhelp.proportion_merge,
	MINVFUNC = earlyhelp.proportion_merge_inv,
	MSTYPE = earlyhelp.proportion,
	MSSPACE = 32,
	MINITCOND = '1: 0 of 0; missing 0',
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rollup(earlyhelp.proportion) IS
'Merges states: months into years, authorities into regions. The same as one state over all the cases.';

CREATE FUNCTION earlyhelp.proportion(events bigint, cases bigint)
	RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_proportion_make'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.proportion(bigint, bigint) IS
'A state from two counts: events of cases. Error: a negative count, more events than cases.';

CREATE FUNCTION earlyhelp.proportion(state earlyhelp.ratio)
	RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_proportion_of_ratio'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.proportion(earlyhelp.ratio) IS
'A ratio of counts read as events of cases, for Wilson limits; that every numerator is part of its denominator is for the caller to know. Error: amounts of money, parts of a count, more events than cases.';

CREATE FUNCTION earlyhelp.value(state earlyhelp.proportion) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_proportion_value'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.value(earlyhelp.proportion) IS
'Events over cases, between 0 and 1; NULL without cases.';

CREATE FUNCTION earlyhelp.events(state earlyhelp.proportion) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_proportion_events'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.events(earlyhelp.proportion) IS 'Cases that are events.';

CREATE FUNCTION earlyhelp.cases(state earlyhelp.proportion) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_proportion_cases'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.cases(earlyhelp.proportion) IS
'Cases that could be told, events or not.';

CREATE FUNCTION earlyhelp.missing(state earlyhelp.proportion) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_proportion_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.proportion) IS
'Rows left out because they were NULL.';

CREATE FUNCTION earlyhelp.share_accum(earlyhelp.proportion, boolean)
	RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_share_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.share_accum(earlyhelp.proportion, boolean) IS
'Transition function of share(boolean).';

CREATE FUNCTION earlyhelp.share_accum_inv(earlyhelp.proportion, boolean)
	RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_share_accum_inv'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.share_accum_inv(earlyhelp.proportion, boolean) IS
'Inverse transition function of share(boolean).';

CREATE FUNCTION earlyhelp.share_accum(earlyhelp.proportion, bigint, bigint)
	RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_share_counts_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.share_accum(earlyhelp.proportion, bigint, bigint) IS
'Transition function of share(events, cases).';

CREATE FUNCTION earlyhelp.share_accum_inv(earlyhelp.proportion, bigint, bigint)
	RETURNS earlyhelp.proportion
	AS 'MODULE_PATHNAME', 'eh_share_counts_accum_inv'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.share_accum_inv(earlyhelp.proportion, bigint, bigint) IS
'Inverse transition function of share(events, cases).';

CREATE AGGREGATE earlyhelp.share_state(event boolean) (
	SFUNC = earlyhelp.share_accum,
	STYPE = earlyhelp.proportion,
	SSPACE = 32,
	INITCOND = '1: 0 of 0; missing 0',
	COMBINEFUNC = earlyhelp.proportion_merge,
	MSFUNC = earlyhelp.share_accum,
	MINVFUNC = earlyhelp.share_accum_inv,
	MSTYPE = earlyhelp.proportion,
	MSSPACE = 32,
	MINITCOND = '1: 0 of 0; missing 0',
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.share_state(boolean) IS
'State of the share of rows that are true; NULL rows are missing.';

CREATE AGGREGATE earlyhelp.share(event boolean) (
	SFUNC = earlyhelp.share_accum,
	STYPE = earlyhelp.proportion,
	SSPACE = 32,
	FINALFUNC = earlyhelp.value,
	FINALFUNC_MODIFY = READ_ONLY,
	INITCOND = '1: 0 of 0; missing 0',
	COMBINEFUNC = earlyhelp.proportion_merge,
	MSFUNC = earlyhelp.share_accum,
	MINVFUNC = earlyhelp.share_accum_inv,
	MSTYPE = earlyhelp.proportion,
	MSSPACE = 32,
	MFINALFUNC = earlyhelp.value,
	MFINALFUNC_MODIFY = READ_ONLY,
	MINITCOND = '1: 0 of 0; missing 0',
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.share(boolean) IS
'Share of rows that are true, between 0 and 1; NULL rows are left out; NULL without rows.';

CREATE AGGREGATE earlyhelp.share_state(events bigint, cases bigint) (
	SFUNC = earlyhelp.share_accum,
	STYPE = earlyhelp.proportion,
	SSPACE = 32,
	INITCOND = '1: 0 of 0; missing 0',
	COMBINEFUNC = earlyhelp.proportion_merge,
	MSFUNC = earlyhelp.share_accum,
	MINVFUNC = earlyhelp.share_accum_inv,
	MSTYPE = earlyhelp.proportion,
	MSSPACE = 32,
	MINITCOND = '1: 0 of 0; missing 0',
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.share_state(bigint, bigint) IS
'State of a share counted before: sum of events of sum of cases; a row with a NULL is missing. Error: a negative count, more events than cases.';

CREATE AGGREGATE earlyhelp.share(events bigint, cases bigint) (
	SFUNC = earlyhelp.share_accum,
	STYPE = earlyhelp.proportion,
	SSPACE = 32,
	FINALFUNC = earlyhelp.value,
	FINALFUNC_MODIFY = READ_ONLY,
	INITCOND = '1: 0 of 0; missing 0',
	COMBINEFUNC = earlyhelp.proportion_merge,
	MSFUNC = earlyhelp.share_accum,
	MINVFUNC = earlyhelp.share_accum_inv,
	MSTYPE = earlyhelp.proportion,
	MSSPACE = 32,
	MFINALFUNC = earlyhelp.value,
	MFINALFUNC_MODIFY = READ_ONLY,
	MINITCOND = '1: 0 of 0; missing 0',
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.share(bigint, bigint) IS
'Sum of events over sum of cases, between 0 and 1; a row with a NULL is left out. Error: a negative count, more events than cases.';
