-- Everything that the extension makes, so that a change of it is seen; and
-- what every object must have.
SELECT p.oid::regprocedure AS function, pg_get_function_result(p.oid) AS result,
       CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE l.lanname END AS kind
FROM pg_depend AS d
JOIN pg_proc AS p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
JOIN pg_language AS l ON l.oid = p.prolang
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'earlyhelp')
ORDER BY p.oid::regprocedure::text COLLATE "C";

SELECT t.typname AS type, t.typtype AS kind, t.typstorage AS storage, t.typalign AS align
FROM pg_depend AS d JOIN pg_type AS t ON d.classid = 'pg_type'::regclass AND d.objid = t.oid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND t.typelem = 0
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'earlyhelp')
ORDER BY t.typname COLLATE "C";

SELECT c.relname AS composite, a.attnum, a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
WHERE n.nspname = 'earlyhelp' AND c.relkind = 'c'
ORDER BY c.relname COLLATE "C", a.attnum;

-- No table, and nothing without a comment.
SELECT count(*) AS tables FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'earlyhelp' AND c.relkind <> 'c';
SELECT p.oid::regprocedure AS without_comment FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = 'earlyhelp' AND obj_description(p.oid, 'pg_proc') IS NULL;
SELECT t.typname AS without_comment FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
WHERE n.nspname = 'earlyhelp' AND t.typelem = 0 AND obj_description(t.oid, 'pg_type') IS NULL;

-- All parallel safe and immutable, but those that run queries themselves; no
-- security definer, and no SQL body that a search path could change.
SELECT p.oid::regprocedure AS runs_queries, p.provolatile AS volatile, p.proparallel AS parallel
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = 'earlyhelp' AND (p.proparallel <> 's' OR p.provolatile <> 'i')
ORDER BY p.oid::regprocedure::text COLLATE "C";
SELECT count(*) FILTER (WHERE p.prosecdef) AS security_definer,
       count(*) FILTER (WHERE l.lanname = 'sql' AND p.prosqlbody IS NULL) AS sql_by_string
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_language AS l ON l.oid = p.prolang
WHERE n.nspname = 'earlyhelp';

-- What set-returning and composite results are made of: types that a tool
-- knows.
SELECT DISTINCT format_type(a.atttypid, a.atttypmod) AS column_type
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
WHERE n.nspname = 'earlyhelp' AND c.relkind = 'c' ORDER BY 1;

-- Every aggregate can be split among workers, but those that need all of a log,
-- a series or a table in one place.
SELECT a.aggfnoid::regprocedure AS cannot_be_split FROM pg_aggregate AS a
JOIN pg_proc AS p ON p.oid = a.aggfnoid JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = 'earlyhelp' AND a.aggcombinefn = 0
ORDER BY a.aggfnoid::regprocedure::text COLLATE "C";
