/*
 * ofsted_outcomes.sql - latest judgements of authorities' services for
 * children.
 *
 *	psql -d mydb -v file=FILE -f ofsted_outcomes.sql
 *
 * File: Ofsted, Local authority inspection outcomes as at 31 March, sheet
 * Inspections_as_at_31_March saved as CSV from its third row on (the first two
 * are a title and a note).  Columns read, as of the edition of 2025: Local
 * authority name, Inspection date and Publication date (31/12/2024, or "Not
 * yet inspected"), Overall effectiveness, The impact of leaders on social work
 * practice with children and families, The experiences and progress of
 * children who need help and protection, ... of children in care, ... of care
 * leavers (the word The was not there before).
 *
 * The file has names and no codes: they are matched to the table authorities
 * (sql/views/10_tables.sql) with & as and, without full stops, commas and
 * case; the aliases below are names the Department writes otherwise.  A name
 * that is not found stops the load, since the authority would be lost.
 * good is 1 for good or outstanding, the outcome of the published model.
 */
\ir stage.sql
CREATE TABLE IF NOT EXISTS ofsted_outcomes (
	la_code text NOT NULL,
	la_name text NOT NULL,
	inspection_date date NOT NULL,
	publication_date date,
	financial_year_published integer,    -- by the year it ends in
	overall text,
	good integer,
	leadership text,
	help_and_protection text,
	in_care text,
	care_leavers text,
	PRIMARY KEY (la_code, inspection_date)
);

SELECT pg_temp.column_named('local authority name', 'local authority') AS name,
	   pg_temp.column_named('inspection date') AS inspected,
	   pg_temp.column_named('publication date') AS published,
	   pg_temp.column_named('overall effectiveness') AS overall,
	   pg_temp.column_named('the impact of leaders on social work practice with children and families',
			'impact of leaders on social work practice with children and families') AS leaders,
	   pg_temp.column_named('the experiences and progress of children who need help and protection',
			'experiences and progress of children who need help and protection') AS help,
	   pg_temp.column_named('the experiences and progress of children in care',
			'experiences and progress of children in care') AS care,
	   pg_temp.column_named('the experiences and progress of care leavers',
			'experiences and progress of care leavers') AS leavers \gset

CREATE OR REPLACE FUNCTION pg_temp.plain(name text) RETURNS text
	LANGUAGE sql IMMUTABLE
	RETURN regexp_replace(replace(lower(btrim(name)), '&', 'and'), '[.,'']|\s+(?=\s)', '', 'g');

DROP TABLE IF EXISTS pg_temp.matched;
CREATE TEMPORARY TABLE matched AS
SELECT s.*, a.la_code AS authority
FROM (SELECT *, CASE pg_temp.plain(:"name")
			WHEN 'bristol' THEN 'bristol city of'
			WHEN 'durham' THEN 'county durham'
			WHEN 'herefordshire' THEN 'herefordshire county of'
			WHEN 'kingston upon hull' THEN 'kingston upon hull city of'
			WHEN 'hull' THEN 'kingston upon hull city of'
			ELSE pg_temp.plain(:"name") END AS plain_name
	  FROM staged) AS s
LEFT JOIN (SELECT la_code, pg_temp.plain(name) AS plain_name,
				  rank() OVER (PARTITION BY pg_temp.plain(name)
							   ORDER BY established DESC NULLS LAST) AS newest
		   FROM authorities) AS a
	   ON a.plain_name = s.plain_name AND a.newest = 1
WHERE s.:"inspected" ~ '\d';

SELECT count(*) > 0 AS lost,
	   string_agg(:"name", ', ') AS names
FROM matched WHERE authority IS NULL \gset
\if :lost
\warn 'not in the table authorities, so nothing was loaded:' :names
DO $$ BEGIN RAISE EXCEPTION 'an authority''s name was not found'
	USING HINT = 'Add it to the aliases in ofsted_outcomes.sql.'; END $$;
\endif

INSERT INTO ofsted_outcomes
SELECT authority, btrim(:"name"), inspected, published,
	   extract(year FROM published + interval '9 months'), lower(overall),
	   (lower(overall) IN ('good', 'outstanding'))::integer,
	   lower(nullif(btrim(leaders), '')), lower(nullif(btrim(help), '')),
	   lower(nullif(btrim(care), '')), lower(nullif(btrim(leavers), ''))
FROM matched,
LATERAL (SELECT to_date(btrim(:"inspected"), 'DD/MM/YYYY') AS inspected,
				to_date(nullif(btrim(:"published"), ''), 'DD/MM/YYYY') AS published,
				nullif(btrim(:"overall"), '') AS overall,
				:"leaders" AS leaders, :"help" AS help, :"care" AS care,
				:"leavers" AS leavers) AS d;
