/*
 * imd.sql - deprivation of upper-tier authorities.
 *
 *	psql -d mydb -v file=FILE -v edition=2019 -f imd.sql
 *
 * File: MHCLG, English Indices of Deprivation, upper-tier local authority
 * summaries (file 11 of 2019), sheet IMD saved as CSV.  Columns read: Upper
 * Tier Local Authority District code (YYYY), ... name (YYYY), and, with a
 * blank at the end that is trimmed here, IMD - Average score, IMD - Rank of
 * average score, IMD - Average rank, IMD - Proportion of LSOAs in most
 * deprived 10% nationally.
 *
 * decile: rank of average score over the number of authorities, cut in ten, 10
 * the most deprived, as the published model of inspections has it; rank 1 is
 * the most deprived.
 */
\ir stage.sql
CREATE TABLE IF NOT EXISTS imd (
	edition integer NOT NULL,
	ons_code text NOT NULL,
	name text,
	average_score double precision,
	rank_of_average_score integer,
	average_rank double precision,
	share_most_deprived_tenth double precision,
	decile integer,
	PRIMARY KEY (edition, ons_code)
);

SELECT max(attname) FILTER (WHERE attname LIKE 'upper tier local authority district code%') AS code,
	   max(attname) FILTER (WHERE attname LIKE 'upper tier local authority district name%') AS name
FROM pg_attribute WHERE attrelid = 'pg_temp.staged'::regclass AND attnum > 0 \gset
SELECT pg_temp.column_named('imd - average score') AS score,
	   pg_temp.column_named('imd - rank of average score') AS rank,
	   pg_temp.column_named('imd - average rank') AS average_rank,
	   pg_temp.column_named('imd - proportion of lsoas in most deprived 10% nationally') AS tenth \gset

INSERT INTO imd
SELECT :edition, :"code", :"name", pg_temp.number(:"score"),
	   pg_temp.number(:"rank"), pg_temp.number(:"average_rank"),
	   pg_temp.number(:"tenth"),
	   11 - ceil(10 * pg_temp.number(:"rank") / count(*) OVER ())
FROM staged
WHERE :"code" ~ '^E';
