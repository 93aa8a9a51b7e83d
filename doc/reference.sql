-- reference.sql - writes doc/reference.md from the catalogue of a database
-- that has the extension:  psql -XAtq -f doc/reference.sql
SET search_path = pg_catalog;

CREATE TEMP VIEW object AS
SELECT p.oid, p.proname::text AS name, p.prokind = 'a' AS aggregate,
       format('%s(%s) → %s', p.proname,
              replace(pg_get_function_arguments(p.oid), 'earlyhelp.', ''),
              replace(pg_get_function_result(p.oid), 'earlyhelp.', '')) AS call,
       obj_description(p.oid, 'pg_proc') AS comment,
       p.proname ~ '(_accum|_accum_inv|_merge|_merge_inv|_in|_out|_recv|_send|_combine|_serial|_deserial|_final)$' AS support
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = 'earlyhelp';

SELECT '# Reference

Every type and function of schema `earlyhelp`, as the catalogue has it
(`make docs` writes this page).

## Types
';
SELECT format(E'**%s**: %s\n', t.typname, obj_description(t.oid, 'pg_type'))
       || coalesce((SELECT E'\n' || string_agg(format('- `%s` %s', a.attname, format_type(a.atttypid, a.atttypmod)), E'\n' ORDER BY a.attnum) || E'\n'
                    FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0), '')
FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
WHERE n.nspname = 'earlyhelp' AND t.typelem = 0 ORDER BY t.typname COLLATE "C";

SELECT E'## Aggregates\n';
SELECT format(E'%s\n\n%s\n', string_agg(format('    %s', call), E'\n' ORDER BY call COLLATE "C"), comment)
FROM object WHERE aggregate GROUP BY name, comment ORDER BY name COLLATE "C", min(call) COLLATE "C";

SELECT E'## Functions\n';
SELECT format(E'%s\n\n%s\n', string_agg(format('    %s', call), E'\n' ORDER BY call COLLATE "C"), comment)
FROM object WHERE NOT aggregate AND NOT support GROUP BY name, comment ORDER BY name COLLATE "C", min(call) COLLATE "C";

SELECT E'## Behind them\n\nInput, output, transition and merge functions, not for calling by hand:\n'
       || string_agg(DISTINCT format('`%s`', name), ', ' ORDER BY format('`%s`', name)) || '.'
FROM object WHERE support;
