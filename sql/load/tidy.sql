/*
 * tidy.sql - two more tables of tidied official figures beside those of
 * sql/views/10_tables.sql, and their files.  Start psql in the folder that
 * holds the files, with the schema of those tables in the search path.
 *
 * A financial year goes by the year it ends in.
 */

-- Section 251 outturn, Table A1, by authority and budget line: leaf lines and
-- CERA alone, lines of nought left out, cash pounds.
CREATE TABLE spend_lines (
	la_code text NOT NULL REFERENCES authorities,
	financial_year_end integer NOT NULL,
	line text NOT NULL,
	gross_gbp bigint,
	net_gbp bigint,
	PRIMARY KEY (la_code, financial_year_end, line)
);

-- English Indices of Deprivation, upper-tier summaries; rank 1 and decile 10
-- are the most deprived.
CREATE TABLE deprivation (
	imd_edition integer NOT NULL,
	la_code text NOT NULL,
	ons_code text,
	imd_average_score double precision,
	imd_rank_of_average_score integer,
	imd_decile_of_authorities integer,
	imd_average_rank double precision,
	imd_share_lsoas_most_deprived_10pct double precision,
	idaci_average_score double precision,
	idaci_rank_of_average_score integer,
	idaci_decile_of_authorities integer,
	income_average_score double precision,
	PRIMARY KEY (imd_edition, la_code)
);

\copy spend_lines FROM 'spend_lines.csv' (FORMAT csv, HEADER)
\copy deprivation FROM 'deprivation.csv' (FORMAT csv, HEADER)
