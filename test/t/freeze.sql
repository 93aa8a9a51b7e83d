-- Writes the values of samples.sql, kept by lifecycle.sql, as text, and what
-- the functions of one argument say of them, as the tables that 092 reads.
-- Drawings are left out, and functions that give another state or fit: the
-- first may change, the second are tested where they are made.
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION lines_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE query;
EXCEPTION WHEN OTHERS THEN
	RETURN NEXT to_json('error ' || SQLSTATE);
END $$;

CREATE TABLE stored AS
SELECT substr(kind, 11) AS kind, split_part(t, ' ', 1)::integer AS id, substr(t, strpos(t, ' ') + 1) AS value
FROM storable, lines_of(format('SELECT id || '' '' || v::text FROM %I WHERE length(v::text) < 100000', 'kept ' || kind)) AS t;

CREATE TABLE stored_answer AS
SELECT s.kind, s.id, p.proname AS function, answer
FROM stored AS s JOIN pg_proc AS p ON p.proargtypes[0] = ('earlyhelp.' || s.kind)::regtype AND p.pronargs - p.pronargdefaults = 1
	AND p.pronamespace = 'earlyhelp'::regnamespace AND p.prokind = 'f' AND p.proname !~ '_(out|send|final)$'
	AND p.proname NOT IN ('svg', 'vega_lite') AND 'earlyhelp.' || (p.prorettype::regtype::text) NOT IN (SELECT kind FROM storable)
	AND p.prorettype::regtype::text NOT IN (SELECT kind FROM storable),
	lines_of(format('SELECT to_json(array_agg(r))::text FROM (SELECT earlyhelp.%I(%L::earlyhelp.%I) AS r) AS s', p.proname, s.value, s.kind)) AS answer;

\echo 'CREATE TABLE stored (kind text, id integer, value text);'
\echo 'COPY stored FROM stdin;'
COPY (SELECT * FROM stored ORDER BY kind COLLATE "C", id) TO stdout;
\echo '\\.'
\echo
\echo 'CREATE TABLE stored_answer (kind text, id integer, function text, answer text);'
\echo 'COPY stored_answer FROM stdin;'
COPY (SELECT * FROM stored_answer ORDER BY kind COLLATE "C", id, function COLLATE "C") TO stdout;
\echo '\\.'
