/*
 * s251_outturn.sql - Section 251 outturn, children's and young people's
 * services, by authority and budget line.
 *
 *	psql -d mydb -v file=FILE -v unit=1 -f s251_outturn.sql
 *
 * File: DfE, LA and school expenditure, the children's and young people's
 * services table in the layout of Explore Education Statistics: of the release
 * of 2021-22, s251_childrens_young_peoples_services_la_regional_national3.csv.
 * Columns read: time_period (202122), geographic_level, old_la_code, la_name,
 * category_of_expenditure (the section), description_of_expenditure (number
 * and name: "3.1.11 Total Children Looked After"), total_expenditure (gross),
 * and income and net_current_expenditure as Table A1 calls them; the names of
 * these two in the file could not be seen, so net_expenditure is taken too,
 * and where there is no net column it is gross less income, which is what
 * Table A1 means by net current expenditure.
 * The education table of the same release is refused: its line stands in
 * category_of_expenditure and none is a line of Table A1.
 *
 *	unit	pounds in one unit of the file: 1, or 1000000.  The release of
 *			2020-21 was in million pounds, that of 2021-22 in pounds: there
 *			is no default
 *
 * Sections, totals and memorandum lines are loaded as they are: sum by
 * earlyhelp.s251_group(line, financial_year, scheme), never all lines.
 */
\ir stage.sql
CREATE TABLE IF NOT EXISTS s251_outturn (
	la_code text NOT NULL,
	la_name text,
	financial_year integer NOT NULL,     -- by the year it ends in
	line text NOT NULL,
	section text,
	description text,
	gross_gbp numeric(18,2),
	income_gbp numeric(18,2),
	net_gbp numeric(18,2),               -- below nought is legal
	net_symbol text,                     -- why it is NULL, by dfe_symbol()
	PRIMARY KEY (la_code, financial_year, line)
);

SELECT pg_temp.column_named('time_period') AS period,
	   pg_temp.column_named('geographic_level') AS level,
	   pg_temp.column_named('old_la_code', 'la_number') AS la_code,
	   pg_temp.column_named('la_name') AS la_name,
	   pg_temp.column_named('category_of_expenditure') AS section,
	   pg_temp.column_named('description_of_expenditure') AS description,
	   pg_temp.column_named('total_expenditure', 'gross_expenditure') AS gross,
	   pg_temp.column_named('income') AS income \gset
SELECT count(*) > 0 AS has_net
FROM pg_attribute
WHERE attrelid = 'pg_temp.staged'::regclass
	  AND attname IN ('net_current_expenditure', 'net_expenditure') \gset
\if :has_net
SELECT pg_temp.column_named('net_current_expenditure', 'net_expenditure') AS net \gset
\set net_number 'pg_temp.number(' :"net" ')'
\else
\set net_number '(pg_temp.number(' :"gross" ') - pg_temp.number(' :"income" '))'
\set net :gross
\endif

INSERT INTO s251_outturn
SELECT :"la_code", :"la_name", pg_temp.year_ending(:"period"),
	   split_part(btrim(:"description"), ' ', 1), :"section",
	   btrim(substr(btrim(:"description"),
					strpos(btrim(:"description") || ' ', ' '))),
	   :unit * pg_temp.number(:"gross"), :unit * pg_temp.number(:"income"),
	   :unit * :net_number,
	   earlyhelp.dfe_symbol(nullif(btrim(:"net"), ''))
FROM staged
WHERE :"level" = 'Local authority';

-- What no scheme knows would be lost from every sum without a word.
\echo 'Lines that are not in Table A1 of their year (none, if all is well):'
SELECT financial_year, line, description, count(*) AS authorities
FROM s251_outturn
WHERE financial_year BETWEEN 2011 AND 2022
	  AND earlyhelp.s251_group(line, financial_year, 'early_late_net') IS NULL
GROUP BY financial_year, line, description
ORDER BY financial_year, line;
\echo 'Furthest from the printed total without CERA, pounds (rounding alone, if all is well):'
SELECT financial_year, count(*) AS authorities,
	   max(abs(leaves - total)) AS furthest_gross_gbp
FROM (SELECT la_code, financial_year,
			 sum(gross_gbp) FILTER (WHERE earlyhelp.s251_group(line,
				 financial_year, 'early_late_net') IN ('early', 'late', 'other'))
				 AS leaves,
			 sum(gross_gbp) FILTER (WHERE line = '5.0.2') AS total
	  FROM s251_outturn
	  WHERE financial_year BETWEEN 2011 AND 2022
	  GROUP BY la_code, financial_year) AS authority
GROUP BY financial_year
ORDER BY financial_year;
