/*
 * 64_areas.sql - authorities like for like: what stays comparable while
 * councils merge, split and change their codes.
 *
 * A year is a financial year, named by the calendar year it ends in: 2019 is
 * April 2018 to March 2019.  Changes take effect on a first of April, so that
 * of April 2019 parts the years 2019 and 2020.
 */
CREATE TYPE earlyhelp.authority_change AS (
	kind text,
	from_la_code text,
	from_ons_code text,
	from_name text,
	to_la_code text,
	to_ons_code text,
	to_name text,
	effective date,
	first_year integer,
	additive integer,
	note text
);
COMMENT ON TYPE earlyhelp.authority_change IS
'One authority becoming another, or part of it: kind is recode, merge, split or territory_transfer; first_year is the first financial year of the new pattern; additive is 1 if one of the two lies within the other, 0 if they share only a part, so that figures add up only over all of the authorities concerned.';

CREATE TYPE earlyhelp.like_for_like_member AS (
	year integer,
	la_code text,
	ons_code text,
	name text
);
COMMENT ON TYPE earlyhelp.like_for_like_member IS
'An authority that belongs to a like-for-like area in a year, with its codes in that year.';

CREATE TYPE earlyhelp.complete_total AS (
	value double precision,
	status text,
	expected bigint,
	found bigint
);
COMMENT ON TYPE earlyhelp.complete_total IS
'A sum over the authorities of like-for-like areas: value is NULL unless status is complete; else status names what is missing, counted twice or does not belong. expected and found count authorities, one for each year.';

-- --- facts --------------------------------------------------------------------

CREATE FUNCTION earlyhelp.authority_changes()
	RETURNS SETOF earlyhelp.authority_change
	AS 'MODULE_PATHNAME', 'eh_authority_changes'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION earlyhelp.authority_changes() IS
'Every change among the authorities with children''s services duties, April 2007 to March 2026. Sources: the Structural Changes Orders for Bedfordshire and Cheshire (2008), Bournemouth, Dorset and Poole (2018), Buckinghamshire (2019), Northamptonshire (2020), Cumbria, North Yorkshire and Somerset (2022); the Boundary Change Orders for Gateshead and Northumberland (2013), Barnsley and Sheffield (2024, the department''s list says 1 May 2025); codes of ONS, Code History Database.';

CREATE FUNCTION earlyhelp.is_authority(code text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'eh_is_authority'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.is_authority(text) IS
'Whether a code is of an authority with children''s services duties, now or since 2007: the department''s three digits or the nine characters of ONS; of a combined return (''940 / 941''), whether all are. Regions, England and districts are not.';

CREATE FUNCTION earlyhelp.is_authority(code text, year integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'eh_is_authority_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.is_authority(text, integer) IS
'Whether a code is of an authority that was there in a financial year; of a combined return, whether all were. An error: a year outside 2008 to 2026.';

CREATE FUNCTION earlyhelp.la_code(code text) RETURNS text
	AS 'MODULE_PATHNAME', 'eh_la_code'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.la_code(text) IS
'The department''s three digits for the code of an authority, of whichever kind and age; NULL for any other code.';

CREATE FUNCTION earlyhelp.ons_code(code text, year integer) RETURNS text
	AS 'MODULE_PATHNAME', 'eh_ons_code'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ons_code(text, integer) IS
'The code of ONS that an authority had in a financial year; NULL if the code is of none, or of one that was not there. An error: a year outside 2008 to 2026.';

-- --- areas --------------------------------------------------------------------

CREATE FUNCTION earlyhelp.like_for_like(la_code text,
		from_year integer,
		to_year integer,
		together text DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_like_for_like'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.like_for_like(text, integer, integer, text) IS
'The area that an authority belongs to over a period: the smallest union of authorities with the same bounds throughout, called by its codes of the last year (838+839). For GROUP BY. Takes the department''s or ONS codes, old or new, and combined returns (''940 / 941''). NULL for what is no authority of the period. together: what else to join, such as ''314 / 318; 201 / 204''. An error: years outside 2008 to 2026, a combined return over areas that nothing joins.';

CREATE FUNCTION earlyhelp.like_for_like_name(la_code text,
		from_year integer,
		to_year integer,
		together text DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_like_for_like_name'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.like_for_like_name(text, integer, integer, text) IS
'The name of the area like_for_like() gives: the names of its authorities in the last year, parted by " + ".';

CREATE FUNCTION earlyhelp.like_for_like_members(la_code text,
		from_year integer,
		to_year integer,
		together text DEFAULT NULL)
	RETURNS SETOF earlyhelp.like_for_like_member
	AS 'MODULE_PATHNAME', 'eh_like_for_like_members'
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION earlyhelp.like_for_like_members(text, integer, integer, text) IS
'Which authorities make up the area like_for_like() gives, in each year of the period, with their codes in that year.';

-- --- sums over areas ----------------------------------------------------------

CREATE FUNCTION earlyhelp.complete_sum_accum(internal, double precision, text, integer, integer, integer)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_complete_sum_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.complete_sum_accum(internal, double precision, text, integer, integer, integer) IS
'Transition function: value, la_code, year, from_year, to_year.';

CREATE FUNCTION earlyhelp.complete_sum_accum(internal, double precision, text, integer, integer, integer, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_complete_sum_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.complete_sum_accum(internal, double precision, text, integer, integer, integer, text) IS
'Transition function: value, la_code, year, from_year, to_year, together.';

CREATE FUNCTION earlyhelp.complete_sum_final(internal)
	RETURNS earlyhelp.complete_total
	AS 'MODULE_PATHNAME', 'eh_complete_sum_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.complete_sum_final(internal) IS
'Final function.';

CREATE AGGREGATE earlyhelp.complete_sum(value double precision, la_code text, year integer, from_year integer, to_year integer) (
	SFUNC = earlyhelp.complete_sum_accum,
	STYPE = internal,
	SSPACE = 900,
	FINALFUNC = earlyhelp.complete_sum_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.complete_sum(double precision, text, integer, integer, integer) IS
'The sum over authorities, given only if it is whole: of each like-for-like area of the period that has a row, and in each year that has one, every authority must have given one number. Otherwise value is NULL and status says what is missing ("missing: 836 in 2018"), counted twice, or does not belong.';

CREATE AGGREGATE earlyhelp.complete_sum(value double precision, la_code text, year integer, from_year integer, to_year integer, together text) (
	SFUNC = earlyhelp.complete_sum_accum,
	STYPE = internal,
	SSPACE = 900,
	FINALFUNC = earlyhelp.complete_sum_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.complete_sum(double precision, text, integer, integer, integer, text) IS
'The same, with authorities that are reported together, as in like_for_like().';
