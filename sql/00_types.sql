/*
 * 00_types.sql - the schema's use, and the types everything else is made of.
 */
DO $$
DECLARE
	found pg_catalog.text;
BEGIN
	-- Somebody's operator in our schema could be taken for one of the server's
	-- while the functions below are read.
	SELECT object INTO found
	FROM (SELECT pg_catalog.format('function %s', oid::pg_catalog.regprocedure) AS object
		  FROM pg_catalog.pg_proc WHERE pronamespace OPERATOR(pg_catalog.=) 'earlyhelp'::pg_catalog.regnamespace
		  UNION ALL
		  SELECT pg_catalog.format('operator %s', oid::pg_catalog.regoperator)
		  FROM pg_catalog.pg_operator WHERE oprnamespace OPERATOR(pg_catalog.=) 'earlyhelp'::pg_catalog.regnamespace
		  UNION ALL
		  SELECT pg_catalog.format('type %s', oid::pg_catalog.regtype)
		  FROM pg_catalog.pg_type WHERE typnamespace OPERATOR(pg_catalog.=) 'earlyhelp'::pg_catalog.regnamespace) AS objects
	LIMIT 1;
	IF found IS NOT NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'duplicate_schema',
			MESSAGE = 'schema earlyhelp is not empty',
			DETAIL = pg_catalog.concat('It has ', found, ' in it, which was not made by this extension.'),
			HINT = 'Rename that schema, or drop it, and create the extension again.';
	END IF;
END $$;

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
