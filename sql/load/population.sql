/*
 * population.sql - children aged 0 to 17, by authority and mid-year.
 *
 *	psql -d mydb -v file=FILE -v lookup=FILE -f population.sql
 *
 * File: ONS, Estimates of the population for England and Wales, detailed time
 * series, sheet MYEB1 saved as CSV from its second row on (the first is a
 * title).  Columns read: ladcodeYY, country, age, population_YYYY for each
 * year; one row for each district, sex and year of age.
 * lookup: ONS, Local authority district to county and unitary authority, any
 * edition with the districts of the file: LTLAyyCD or LADyyCD, and UTLAyyCD or
 * CTYUAyyCD.  Districts are not the authorities of children's services: those
 * of a county are summed.
 *
 * A financial year is set beside the mid-year it starts in: mid-2018 is
 * financial_year 2019.  Each edition revises the years before: keep the name
 * of the file with the figures (edition).
 */
\set population :file
\set file :lookup
\ir stage.sql
DROP TABLE IF EXISTS pg_temp.upper_tier;
SELECT format('CREATE TEMPORARY TABLE upper_tier AS SELECT DISTINCT %I AS district, %I AS ons_code FROM staged',
	max(attname) FILTER (WHERE attname ~ '^(ltla|lad)\d\dcd$'),
	max(attname) FILTER (WHERE attname ~ '^(utla|ctyua)\d\dcd$'))
FROM pg_attribute WHERE attrelid = 'pg_temp.staged'::regclass AND attnum > 0 \gexec

\set file :population
\ir stage.sql
CREATE TABLE IF NOT EXISTS children_mid_year (
	ons_code text NOT NULL,
	mid_year integer NOT NULL,
	financial_year integer NOT NULL,
	children_0_17 integer NOT NULL,
	edition text NOT NULL,
	PRIMARY KEY (ons_code, mid_year, edition)
);

SELECT max(attname) AS district
FROM pg_attribute
WHERE attrelid = 'pg_temp.staged'::regclass AND attname ~ '^ladcode\d\d$' \gset
SELECT count(*) > 0 AS lost, string_agg(DISTINCT s.:"district", ', ') AS names
FROM staged s LEFT JOIN upper_tier u ON u.district = s.:"district"
WHERE s.country = 'E' AND u.district IS NULL \gset
\if :lost
\warn 'districts that the lookup has not:' :names
DO $$ BEGIN RAISE EXCEPTION 'the lookup has not all districts of the file'
	USING HINT = 'Take the lookup of the year in the name of the column ladcode.'; END $$;
\endif

INSERT INTO children_mid_year
SELECT u.ons_code, y.mid_year, y.mid_year + 1,
	   sum(pg_temp.number(p.value)), regexp_replace(:'file', '^.*/', '')
FROM staged s
JOIN upper_tier u ON u.district = s.:"district"
CROSS JOIN LATERAL jsonb_each_text(to_jsonb(s)) AS p(key, value)
CROSS JOIN LATERAL (SELECT substring(p.key FROM '^population_(\d{4})$')::integer
						AS mid_year) AS y
WHERE s.country = 'E' AND s.age::integer < 18 AND y.mid_year IS NOT NULL
GROUP BY u.ons_code, y.mid_year;
