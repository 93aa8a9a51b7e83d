/*
 * indicators.sql - any measures of any file in the layout of Explore Education
 * Statistics, as rows: authority, period, indicator, value.
 *
 *	psql -d mydb -v file=csww_indicators_2017_to_2025.csv \
 *		 -v names='agency_rate_fte turnover_rate_fte caseload_fte' \
 *		 -f indicators.sql
 *
 * The example is DfE, Children's social work workforce: agency workers,
 * turnover, caseloads.  Columns read: time_period, geographic_level,
 * old_la_code, and those named.  Where a file breaks a measure down (by sex,
 * by need), keep the rows that are not broken down: filter is a condition on
 * the file's own columns, such as "category = 'Total'".
 *
 * A period is a year as the file has it, by its end: a census on 30 September
 * 2021 is 2021.  symbol says why a value is NULL (confidential, ...).
 */
\if :{?filter}
\else
\set filter true
\endif
\ir stage.sql
CREATE TABLE IF NOT EXISTS indicators (
	la_code text NOT NULL,
	period integer NOT NULL,
	indicator text NOT NULL,
	value double precision,
	symbol text,
	PRIMARY KEY (la_code, period, indicator)
);

INSERT INTO indicators
SELECT s.old_la_code, pg_temp.year_ending(s.time_period), c.name,
	   pg_temp.number(c.cell), earlyhelp.dfe_symbol(nullif(btrim(c.cell), ''))
FROM (SELECT * FROM staged WHERE :filter) AS s
CROSS JOIN LATERAL (
	SELECT n.name, to_jsonb(s) ->> pg_temp.column_named(n.name)
	FROM regexp_split_to_table(btrim(:'names'), '[ ,]+') AS n(name)
) AS c(name, cell)
WHERE s.geographic_level = 'Local authority';
