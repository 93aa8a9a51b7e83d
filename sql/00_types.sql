/*
 * 00_types.sql - the schema's use, and the types everything else is made of.
 */
GRANT USAGE ON SCHEMA earlyhelp TO PUBLIC;

CREATE TYPE earlyhelp.ratio;
CREATE TYPE earlyhelp.proportion;

CREATE TYPE earlyhelp.interval_estimate AS (
	estimate double precision,
	conf_low double precision,
	conf_high double precision,
	std_error double precision,
	conf_level double precision,
	method text,
	what_varies text,
	n bigint,
	missing bigint,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.interval_estimate IS
'A measure with its limits: estimate and limits in the measure''s own unit; std_error where the method has one; what_varies says what the limits are about; status is ok, no_data, zero_denominator, single_unit or out_of_range, and message explains it.';

CREATE TYPE earlyhelp.total_estimate AS (
	ratio double precision,
	ratio_std_error double precision,
	total double precision,
	std_error double precision,
	conf_low double precision,
	conf_high double precision,
	conf_level double precision,
	n bigint,
	population_size bigint,
	coverage double precision,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.total_estimate IS
'A population total estimated from the units that answered: std_error and limits are of the total; coverage is the share of the population''s denominator that the n units hold.';
