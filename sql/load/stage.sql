/*
 * stage.sql - an official CSV file as a temporary table, staged, of text
 * columns named after its own header.  The loaders beside it begin with it:
 *
 *	psql -d mydb -v file=/path/to/file.csv -f s251_outturn.sql
 *
 * Releases move and rename columns, so nothing goes by position: names are
 * lowered, trimmed and cut to 63 bytes as the server cuts them, a byte-order
 * mark is taken off, and pg_temp.column_named() finds a column under any of
 * the names it has had.
 *
 *	file		CSV with a header in its first line, a comma between fields
 *	encoding	its encoding, UTF8 unless given; LATIN1 for some releases
 */
\set ON_ERROR_STOP on
\if :{?encoding}
\else
\set encoding UTF8
\endif
\set header `head -n 1 :'file' | tr -d '\r' | iconv -f :'encoding' -t UTF-8`
SET client_min_messages = warning;
DROP TABLE IF EXISTS pg_temp.staged;
SELECT format('CREATE TEMPORARY TABLE staged (%s)',
			  string_agg(format('%I text', CASE name WHEN '' THEN 'column_' || n
										   ELSE name END), ', ' ORDER BY n))
FROM (SELECT n, lower(btrim(replace(btrim(field, ' "'), '""', '"'))) AS name
	  FROM regexp_split_to_table(replace(:'header', chr(65279), ''),
			   ',(?=(?:[^"]*"[^"]*")*[^"]*$)')
		   WITH ORDINALITY AS h(field, n)) AS fields \gexec
\set load '\\copy staged FROM ' :'file' ' (FORMAT csv, HEADER, ENCODING ' :'encoding' ')'
:load

-- The first of the names that is a column of the file; an error if none is.
CREATE OR REPLACE FUNCTION pg_temp.column_named(VARIADIC names text[])
	RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	SELECT a.attname INTO found
	FROM unnest(names) WITH ORDINALITY AS n(name, place)
	JOIN pg_attribute a ON a.attname = lower(n.name)::name
	WHERE a.attrelid = 'pg_temp.staged'::regclass AND a.attnum > 0
	ORDER BY n.place LIMIT 1;
	IF found IS NULL THEN
		RAISE EXCEPTION 'the file has no column %', array_to_string(names, ' or ')
			USING DETAIL = 'It has ' || (SELECT string_agg(attname, ', ' ORDER BY attnum)
				FROM pg_attribute
				WHERE attrelid = 'pg_temp.staged'::regclass AND attnum > 0) || '.',
			HINT = 'Is this another table, or a release that renamed it? Add the name to the loader.';
	END IF;
	RETURN found;
END $$;

-- The number of a cell; NULL for an empty one, and for the symbols c, x, z,
-- low, k, u and the older :, .., N/A, whose meaning dfe_symbol() tells.
CREATE OR REPLACE FUNCTION pg_temp.number(cell text) RETURNS numeric
	LANGUAGE sql IMMUTABLE
	RETURN earlyhelp.dfe_number(nullif(btrim(cell), ''));

-- The year a period ends in: 202122 and 2021-22 are 2022, 2022 is 2022.
CREATE OR REPLACE FUNCTION pg_temp.year_ending(period text) RETURNS integer
	LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	IF period ~ '^\d{4}$' THEN
		RETURN period::integer;
	END IF;
	IF period !~ '^\d{4}[-/]?\d{2}$'
	   OR (left(period, 4)::integer + 1) % 100 <> right(period, 2)::integer THEN
		RAISE EXCEPTION 'this is not a year: "%"', period
			USING HINT = 'A financial year is 202122, 2021-22 or, by its end, 2022.';
	END IF;
	RETURN left(period, 4)::integer + 1;
END $$;
RESET client_min_messages;
