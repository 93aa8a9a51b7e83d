/*
 * 61_standardise.sql - the type figures, and what is worked out of tables of
 * areas, bands and groups: standardised rates and ratios, slope indices of
 * inequality, overdispersion, indices of variation.
 */
CREATE TYPE earlyhelp.figures;

CREATE FUNCTION earlyhelp.figures_in(cstring) RETURNS earlyhelp.figures
	AS 'MODULE_PATHNAME', 'eh_figures_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.figures_out(earlyhelp.figures) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_figures_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_out(earlyhelp.figures) IS 'I/O';

CREATE FUNCTION earlyhelp.figures_recv(internal) RETURNS earlyhelp.figures
	AS 'MODULE_PATHNAME', 'eh_figures_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.figures_send(earlyhelp.figures) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_figures_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_send(earlyhelp.figures) IS 'I/O';

CREATE TYPE earlyhelp.figures (
	INPUT = earlyhelp.figures_in,
	OUTPUT = earlyhelp.figures_out,
	RECEIVE = earlyhelp.figures_recv,
	SEND = earlyhelp.figures_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.figures IS
'The rows that a statistic of a small table is made of, and which statistic''s they are. Storable; rollup() merges those of one kind; the function named as the aggregate that made it reads it.';

CREATE FUNCTION earlyhelp.figures_merge_accum(internal, earlyhelp.figures) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_figures_merge_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_merge_accum(internal, earlyhelp.figures) IS 'Transition function of rollup.';

CREATE FUNCTION earlyhelp.figures_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_figures_combine'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_combine(internal, internal) IS 'Combine function.';

CREATE FUNCTION earlyhelp.figures_serial(internal) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_figures_serial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_serial(internal) IS 'Serialisation for workers.';

CREATE FUNCTION earlyhelp.figures_deserial(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_figures_deserial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_deserial(bytea, internal) IS 'The reverse.';

CREATE FUNCTION earlyhelp.figures_final(internal) RETURNS earlyhelp.figures
	AS 'MODULE_PATHNAME', 'eh_figures_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.figures_final(internal) IS 'Final function: the state as a value.';

CREATE AGGREGATE earlyhelp.rollup(state earlyhelp.figures) (
	SFUNC = earlyhelp.figures_merge_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.rollup(earlyhelp.figures) IS
'Merges figures of one kind: the rows of all. Error: two kinds.';

CREATE FUNCTION earlyhelp.missing(state earlyhelp.figures) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_figures_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.figures) IS
'Rows left out because of a NULL.';

-- --- standardised rates and ratios -------------------------------------------

CREATE TYPE earlyhelp.standardised_estimate AS (
	estimate double precision,
	conf_low double precision,
	conf_high double precision,
	conf_level double precision,
	conf_low_95 double precision,
	conf_high_95 double precision,
	conf_low_998 double precision,
	conf_high_998 double precision,
	std_error double precision,
	per double precision,
	events double precision,
	population double precision,
	expected double precision,
	bands bigint,
	missing bigint,
	method text,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.standardised_estimate IS
'A standardised rate, or a ratio of observed to expected events, times per, with limits at conf_level and at 95 and 99.8 per cent. missing: bands with a NULL. status is ok, no_data, too_few_events (a rate of fewer than 10), no_standard or nothing_expected.';

CREATE FUNCTION earlyhelp.standardised_rate_accum(internal, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_standardised_rate_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.standardised_rate_accum(internal, double precision, double precision, double precision) IS
'Transition function: events, population, standard.';

CREATE FUNCTION earlyhelp.standardised_rate_accum(internal, double precision, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_standardised_rate_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.standardised_rate_accum(internal, double precision, double precision, double precision, double precision) IS
'Transition function: events, population, standard, sum of squares.';

CREATE FUNCTION earlyhelp.standardised_rate_final(internal) RETURNS earlyhelp.standardised_estimate
	AS 'MODULE_PATHNAME', 'eh_standardised_rate_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.standardised_rate_final(internal) IS 'Final function of standardised_rate.';

CREATE AGGREGATE earlyhelp.standardised_rate_state(events double precision, population double precision, standard double precision) (
	SFUNC = earlyhelp.standardised_rate_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.standardised_rate_state(double precision, double precision, double precision) IS
'State of a directly standardised rate. A row is a band of the population, of an age and sex, say, with its weight in the standard population. Events that are NULL were none, as calculate_dsr has it; a row without a population or standard is missing. Error: a negative number, a population not above 0.';

CREATE AGGREGATE earlyhelp.standardised_rate(events double precision, population double precision, standard double precision) (
	SFUNC = earlyhelp.standardised_rate_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.standardised_rate_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.standardised_rate(double precision, double precision, double precision) IS
'Directly standardised rate per 100,000 with Dobson''s limits (Dobson et al. 1991; calculate_dsr). A row is a band of the population, of an age and sex, say, with its weight in the standard population. Events that are NULL were none, as calculate_dsr has it; a row without a population or standard is missing. Error: a negative number, a population not above 0.';

CREATE AGGREGATE earlyhelp.standardised_rate_state(events double precision, population double precision, standard double precision, sum_of_squares double precision) (
	SFUNC = earlyhelp.standardised_rate_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.standardised_rate_state(double precision, double precision, double precision, double precision) IS
'State of a directly standardised rate. A row is a band of the population, of an age and sex, say, with its weight in the standard population. Events that are NULL were none, as calculate_dsr has it; a row without a population or standard is missing. Error: a negative number, a population not above 0. sum_of_squares: with k events of each person sum(k * k), where events, sum(k), are not independent.';

CREATE AGGREGATE earlyhelp.standardised_rate(events double precision, population double precision, standard double precision, sum_of_squares double precision) (
	SFUNC = earlyhelp.standardised_rate_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.standardised_rate_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.standardised_rate(double precision, double precision, double precision, double precision) IS
'Directly standardised rate per 100,000 with Dobson''s limits (Dobson et al. 1991; calculate_dsr). A row is a band of the population, of an age and sex, say, with its weight in the standard population. Events that are NULL were none, as calculate_dsr has it; a row without a population or standard is missing. Error: a negative number, a population not above 0. sum_of_squares: with k events of each person sum(k * k), where events, sum(k), are not independent.';

CREATE FUNCTION earlyhelp.standardised_rate(state earlyhelp.figures,
		per double precision DEFAULT 100000,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.standardised_estimate
	AS 'MODULE_PATHNAME', 'eh_standardised_rate_read'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.standardised_rate(earlyhelp.figures, double precision, double precision) IS
'A directly standardised rate of standardised_rate_state(): sum w x / n over sum w, with Dobson''s limits about Byar''s of the events. NULL with status too_few_events where there are fewer than 10.';

CREATE FUNCTION earlyhelp.indirect_ratio_accum(internal, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_indirect_ratio_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.indirect_ratio_accum(internal, double precision, double precision) IS
'Transition function: events, expected.';

CREATE FUNCTION earlyhelp.indirect_ratio_accum(internal, double precision, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_indirect_ratio_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.indirect_ratio_accum(internal, double precision, double precision, double precision, double precision) IS
'Transition function: events, population, reference events, reference population.';

CREATE FUNCTION earlyhelp.indirect_ratio_final(internal) RETURNS earlyhelp.standardised_estimate
	AS 'MODULE_PATHNAME', 'eh_indirect_ratio_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.indirect_ratio_final(internal) IS 'Final function of indirect_ratio.';

CREATE AGGREGATE earlyhelp.indirect_ratio_state(events double precision, expected double precision) (
	SFUNC = earlyhelp.indirect_ratio_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.indirect_ratio_state(double precision, double precision) IS
'State of an indirectly standardised ratio. A row is a band with the events it would have had at reference rates. A row with a NULL is missing. Error: a negative number, a reference population not above 0.';

CREATE AGGREGATE earlyhelp.indirect_ratio(events double precision, expected double precision) (
	SFUNC = earlyhelp.indirect_ratio_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.indirect_ratio_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.indirect_ratio(double precision, double precision) IS
'Observed over expected events, 1 where the area is as the reference, with limits exact below 10 events, else Byar''s (calculate_ISRatio). A row is a band with the events it would have had at reference rates. A row with a NULL is missing. Error: a negative number, a reference population not above 0.';

CREATE AGGREGATE earlyhelp.indirect_ratio_state(events double precision, population double precision, reference_events double precision, reference_population double precision) (
	SFUNC = earlyhelp.indirect_ratio_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.indirect_ratio_state(double precision, double precision, double precision, double precision) IS
'State of an indirectly standardised ratio. A row is a band with the reference population and its events. A row with a NULL is missing. Error: a negative number, a reference population not above 0.';

CREATE AGGREGATE earlyhelp.indirect_ratio(events double precision, population double precision, reference_events double precision, reference_population double precision) (
	SFUNC = earlyhelp.indirect_ratio_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.indirect_ratio_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.indirect_ratio(double precision, double precision, double precision, double precision) IS
'Observed over expected events, 1 where the area is as the reference, with limits exact below 10 events, else Byar''s (calculate_ISRatio). A row is a band with the reference population and its events. A row with a NULL is missing. Error: a negative number, a reference population not above 0.';

CREATE FUNCTION earlyhelp.indirect_ratio(state earlyhelp.figures,
		per double precision DEFAULT 1,
		level double precision DEFAULT 0.95,
		method text DEFAULT 'phe')
	RETURNS earlyhelp.standardised_estimate
	AS 'MODULE_PATHNAME', 'eh_indirect_ratio_read'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.indirect_ratio(earlyhelp.figures, double precision, double precision, text) IS
'An indirectly standardised ratio of indirect_ratio_state(). per: 100 for ratios that are published so; the reference population''s rate for an indirectly standardised rate. method: phe (exact below 10 events, else Byar), byar, exact.';

-- --- slope index of inequality -----------------------------------------------

CREATE TYPE earlyhelp.slope_index_estimate AS (
	sii double precision,
	sii_low double precision,
	sii_high double precision,
	rii double precision,
	rii_low double precision,
	rii_high double precision,
	intercept double precision,
	conf_level double precision,
	kind text,
	method text,
	repetitions bigint,
	population double precision,
	groups bigint,
	missing bigint,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.slope_index_estimate IS
'The slope index of inequality, from the most deprived end of the population to the least, and the relative index, the one end over the other, with limits; intercept is the line at the most deprived end. status is ok, no_data, incomplete, too_few_groups or too_many_groups.';

CREATE FUNCTION earlyhelp.slope_index_accum(internal, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_slope_index_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.slope_index_accum(internal, double precision, double precision, double precision) IS
'Transition function: rank, population, value.';

CREATE FUNCTION earlyhelp.slope_index_accum(internal, double precision, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_slope_index_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.slope_index_accum(internal, double precision, double precision, double precision, double precision) IS
'Transition function: rank, population, value, std error.';

CREATE FUNCTION earlyhelp.slope_index_accum(internal, double precision, double precision, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_slope_index_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.slope_index_accum(internal, double precision, double precision, double precision, double precision, double precision) IS
'Transition function: rank, population, value, conf low, conf high.';

CREATE FUNCTION earlyhelp.slope_index_final(internal) RETURNS earlyhelp.slope_index_estimate
	AS 'MODULE_PATHNAME', 'eh_slope_index_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.slope_index_final(internal) IS 'Final function of slope_index.';

CREATE AGGREGATE earlyhelp.slope_index_state(rank double precision, population double precision, value double precision) (
	SFUNC = earlyhelp.slope_index_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.slope_index_state(double precision, double precision, double precision) IS
'State of a slope index of inequality. A row is a group of an area''s population, of deprivation, say; rank 1 is the most deprived. Error: a population not above 0, two groups of one rank.';

CREATE AGGREGATE earlyhelp.slope_index(rank double precision, population double precision, value double precision) (
	SFUNC = earlyhelp.slope_index_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.slope_index_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.slope_index(double precision, double precision, double precision) IS
'Slope and relative index of inequality of plain values, with limits simulated by 100,000 draws (phe_sii; Low and Low 2004). A row is a group of an area''s population, of deprivation, say; rank 1 is the most deprived. Error: a population not above 0, two groups of one rank.';

CREATE AGGREGATE earlyhelp.slope_index_state(rank double precision, population double precision, value double precision, std_error double precision) (
	SFUNC = earlyhelp.slope_index_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.slope_index_state(double precision, double precision, double precision, double precision) IS
'State of a slope index of inequality. A row is a group of an area''s population, of deprivation, say; rank 1 is the most deprived. std_error: of the value; of its logarithm or logit where kind says rate or proportion. Error: a population not above 0, two groups of one rank.';

CREATE AGGREGATE earlyhelp.slope_index(rank double precision, population double precision, value double precision, std_error double precision) (
	SFUNC = earlyhelp.slope_index_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.slope_index_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.slope_index(double precision, double precision, double precision, double precision) IS
'Slope and relative index of inequality of plain values, with limits simulated by 100,000 draws (phe_sii; Low and Low 2004). A row is a group of an area''s population, of deprivation, say; rank 1 is the most deprived. std_error: of the value; of its logarithm or logit where kind says rate or proportion. Error: a population not above 0, two groups of one rank.';

CREATE AGGREGATE earlyhelp.slope_index_state(rank double precision, population double precision, value double precision, conf_low double precision, conf_high double precision) (
	SFUNC = earlyhelp.slope_index_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.slope_index_state(double precision, double precision, double precision, double precision, double precision) IS
'State of a slope index of inequality. A row is a group of an area''s population, of deprivation, say; rank 1 is the most deprived. conf_low, conf_high: the value''s limits at 95 per cent. Error: a population not above 0, two groups of one rank.';

CREATE AGGREGATE earlyhelp.slope_index(rank double precision, population double precision, value double precision, conf_low double precision, conf_high double precision) (
	SFUNC = earlyhelp.slope_index_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.slope_index_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.slope_index(double precision, double precision, double precision, double precision, double precision) IS
'Slope and relative index of inequality of plain values, with limits simulated by 100,000 draws (phe_sii; Low and Low 2004). A row is a group of an area''s population, of deprivation, say; rank 1 is the most deprived. conf_low, conf_high: the value''s limits at 95 per cent. Error: a population not above 0, two groups of one rank.';

CREATE FUNCTION earlyhelp.slope_index(state earlyhelp.figures,
		kind text DEFAULT 'plain',
		transform boolean DEFAULT false,
		level double precision DEFAULT 0.95,
		multiplier double precision DEFAULT 1,
		method text DEFAULT 'simulated',
		repetitions bigint DEFAULT 100000,
		seed bigint DEFAULT 1)
	RETURNS earlyhelp.slope_index_estimate
	AS 'MODULE_PATHNAME', 'eh_slope_index_read'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.slope_index(earlyhelp.figures, text, boolean, double precision, double precision, text, bigint, bigint) IS
'Slope and relative index of inequality of slope_index_state(). kind: plain, rate (errors even on the logarithm), proportion (on the logit). transform: the line is fitted on that scale. multiplier: of the slope index; a negative one turns both round. method: simulated (phe_sii; repetitions, seed) or analytic (the values'' errors carried to the line).';

-- --- overdispersion ----------------------------------------------------------

CREATE TYPE earlyhelp.overdispersion_estimate AS (
	average double precision,
	phi double precision,
	phi_raw double precision,
	tau2 double precision,
	statistic double precision,
	p_value double precision,
	winsorise double precision,
	areas bigint,
	missing bigint,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.overdispersion_estimate IS
'How much more areas differ than chance explains: phi is the mean square of z, 1 where chance explains all, tau2 the variance between areas that is left; both winsorised, phi_raw not. statistic is areas times phi, p_value its chi squared one with areas less 1. status is ok, no_data, single_area or no_variance.';

CREATE FUNCTION earlyhelp.overdispersion_accum(internal, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_overdispersion_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.overdispersion_accum(internal, double precision, double precision) IS
'Transition function: x, n.';

CREATE FUNCTION earlyhelp.overdispersion_final(internal) RETURNS earlyhelp.overdispersion_estimate
	AS 'MODULE_PATHNAME', 'eh_overdispersion_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.overdispersion_final(internal) IS 'Final function of overdispersion.';

CREATE AGGREGATE earlyhelp.overdispersion_state(x double precision, n double precision) (
	SFUNC = earlyhelp.overdispersion_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.overdispersion_state(double precision, double precision) IS
'State of overdispersion. A row is an area, x of n, x events over a population n, or x observed and n expected. A row with a NULL is missing. Error: x negative, n not above 0.';

CREATE AGGREGATE earlyhelp.overdispersion(x double precision, n double precision) (
	SFUNC = earlyhelp.overdispersion_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.overdispersion_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.overdispersion(double precision, double precision) IS
'Overdispersion of proportions about their average, a tenth of the areas at either end winsorised (Spiegelhalter 2005). A row is an area, x of n, x events over a population n, or x observed and n expected. A row with a NULL is missing. Error: x negative, n not above 0.';

CREATE FUNCTION earlyhelp.overdispersion(state earlyhelp.figures,
		kind text DEFAULT 'proportion',
		winsorise double precision DEFAULT 0.1,
		average double precision DEFAULT NULL)
	RETURNS earlyhelp.overdispersion_estimate
	AS 'MODULE_PATHNAME', 'eh_overdispersion_read'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.overdispersion(earlyhelp.figures, text, double precision, double precision) IS
'Overdispersion of overdispersion_state() (Spiegelhalter 2005). kind: proportion, rate, ratio (of observed to expected, about 1). winsorise: share of the areas at either end drawn in to the quantile there. average: that of the areas, if left out. tau2 goes into funnel_limits() and the flags.';

-- --- variation ---------------------------------------------------------------

CREATE FUNCTION earlyhelp.variation_accum(internal, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_variation_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.variation_accum(internal, double precision) IS
'Transition function: value.';

CREATE FUNCTION earlyhelp.variation_accum(internal, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_variation_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.variation_accum(internal, double precision, double precision) IS
'Transition function: value, weight.';

CREATE AGGREGATE earlyhelp.variation_state(value double precision) (
	SFUNC = earlyhelp.variation_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.variation_state(double precision) IS
'State of values, for gini(), theil() and coefficient_of_variation(). NULL rows are missing.';

CREATE AGGREGATE earlyhelp.variation_state(value double precision, weight double precision) (
	SFUNC = earlyhelp.variation_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.figures_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.variation_state(double precision, double precision) IS
'State of values with weights: how many a row stands for, children, say. A row with a NULL is missing. Error: a negative weight.';

CREATE FUNCTION earlyhelp.gini_final(internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_gini_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.gini_final(internal) IS 'Final function of gini.';

CREATE AGGREGATE earlyhelp.gini(value double precision) (
	SFUNC = earlyhelp.variation_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.gini_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.gini(double precision) IS
'Gini''s index, 0 where all are equal (ineq::Gini; Lerman and Yitzhaki 1989). NULL without rows or where the mean is 0. Error: a negative value.';

CREATE AGGREGATE earlyhelp.gini(value double precision, weight double precision) (
	SFUNC = earlyhelp.variation_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.gini_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.gini(double precision, double precision) IS
'Gini''s index, 0 where all are equal (ineq::Gini; Lerman and Yitzhaki 1989). A row stands for weight. NULL without rows or where the mean is 0. Error: a negative value.';

CREATE FUNCTION earlyhelp.gini(state earlyhelp.figures) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_gini_read'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.gini(earlyhelp.figures) IS
'Gini''s index, 0 where all are equal (ineq::Gini; Lerman and Yitzhaki 1989). Of variation_state(). Error: a negative value.';

CREATE FUNCTION earlyhelp.theil_final(internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_theil_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.theil_final(internal) IS 'Final function of theil.';

CREATE AGGREGATE earlyhelp.theil(value double precision) (
	SFUNC = earlyhelp.variation_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.theil_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.theil(double precision) IS
'Theil''s T, 0 where all are equal (Theil 1967); a value of 0 adds nothing. NULL without rows or where the mean is 0. Error: a negative value.';

CREATE AGGREGATE earlyhelp.theil(value double precision, weight double precision) (
	SFUNC = earlyhelp.variation_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.theil_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.theil(double precision, double precision) IS
'Theil''s T, 0 where all are equal (Theil 1967); a value of 0 adds nothing. A row stands for weight. NULL without rows or where the mean is 0. Error: a negative value.';

CREATE FUNCTION earlyhelp.theil(state earlyhelp.figures) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_theil_read'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.theil(earlyhelp.figures) IS
'Theil''s T, 0 where all are equal (Theil 1967); a value of 0 adds nothing. Of variation_state(). Error: a negative value.';

CREATE FUNCTION earlyhelp.coefficient_of_variation_final(internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_coefficient_of_variation_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.coefficient_of_variation_final(internal) IS 'Final function of coefficient_of_variation.';

CREATE AGGREGATE earlyhelp.coefficient_of_variation(value double precision) (
	SFUNC = earlyhelp.variation_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.coefficient_of_variation_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.coefficient_of_variation(double precision) IS
'The standard deviation over the mean: of a sample, n - 1, or weighted, of a population (Williamson 1965). NULL without rows or where the mean is 0.';

CREATE AGGREGATE earlyhelp.coefficient_of_variation(value double precision, weight double precision) (
	SFUNC = earlyhelp.variation_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.coefficient_of_variation_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.figures_combine,
	SERIALFUNC = earlyhelp.figures_serial,
	DESERIALFUNC = earlyhelp.figures_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.coefficient_of_variation(double precision, double precision) IS
'The standard deviation over the mean: of a sample, n - 1, or weighted, of a population (Williamson 1965). A row stands for weight. NULL without rows or where the mean is 0.';

CREATE FUNCTION earlyhelp.coefficient_of_variation(state earlyhelp.figures) RETURNS double precision
	AS 'MODULE_PATHNAME', 'eh_coefficient_of_variation_read'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.coefficient_of_variation(earlyhelp.figures) IS
'The standard deviation over the mean: of a sample, n - 1, or weighted, of a population (Williamson 1965). Of variation_state().';
