-- Every public function and aggregate of the extension, called with values
-- that nobody means.  The catalogue says what there is to call, so that a new
-- function is covered by being there.  After samples.sql.
--
-- An error is right; an internal one (class XX), or a NaN or an infinity in a
-- row of columns, is not.
CREATE FUNCTION call_with(f regprocedure, arguments text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	p pg_proc;
	name text;
	query text;
	composite boolean;
	bad boolean;
BEGIN
	SELECT * INTO p FROM pg_proc WHERE oid = f;
	name := format('earlyhelp.%I', p.proname);
	SELECT typtype = 'c' INTO composite FROM pg_type WHERE oid = p.prorettype;
	query := format('%s(%s)', name, array_to_string(arguments, ', '));
	IF p.prokind = 'a' THEN
		query := format('SELECT q.v FROM (SELECT %s AS v FROM generate_series(1, 3)) AS q', query);
	ELSIF p.prokind = 'w' THEN
		query := format('SELECT q.v FROM (SELECT %s OVER (ORDER BY i) AS v FROM generate_series(1, 3) AS i) AS q', query);
	ELSE
		query := format('SELECT v FROM %s AS v', query);
	END IF;
	BEGIN
		EXECUTE format('SELECT coalesce(bool_or(%s), false) FROM (%s LIMIT 1000) AS q',
			CASE WHEN composite THEN 'q.v::text ~ ''NaN|Infinity''' ELSE 'length(q.v::text) < 0' END, query) INTO bad;
		RETURN CASE WHEN bad THEN 'NaN or infinity: ' || query END;
	EXCEPTION
		WHEN internal_error OR data_corrupted OR index_corrupted THEN
			RETURN format('%s: %s: %s', SQLSTATE, SQLERRM, query);
		WHEN query_canceled THEN
			RETURN 'too slow: ' || query;
		WHEN OTHERS THEN
			RETURN CASE WHEN SQLSTATE LIKE 'XX%' THEN format('%s: %s: %s', SQLSTATE, SQLERRM, query) END;
	END;
END $$;

-- The extension's functions that SQL can call, and the kinds of their arguments.
CREATE VIEW callable AS
SELECT p.oid::regprocedure AS f, p.provariadic <> 0 AS is_variadic,
	ARRAY(SELECT CASE WHEN t.typname IN ('any') THEN '"any"'
					  WHEN t.typtype = 'p' THEN t.typname::text
					  WHEN n.nspname = 'earlyhelp' THEN 'earlyhelp.' || t.typname
					  ELSE format_type(t.oid, NULL) END
		  FROM unnest(p.proargtypes) WITH ORDINALITY AS a(oid, n) JOIN pg_type AS t ON t.oid = a.oid JOIN pg_namespace AS n ON n.oid = t.typnamespace
		  ORDER BY a.n) AS kinds
FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'earlyhelp')
	AND NOT p.proargtypes::oid[] && ARRAY['internal'::regtype, 'cstring'::regtype]::oid[]
	AND p.prorettype NOT IN ('internal'::regtype, 'cstring'::regtype);

CREATE VIEW without_samples AS
SELECT DISTINCT kind FROM callable, unnest(kinds) AS kind WHERE kind NOT IN (SELECT kind FROM sample WHERE ordinary);

-- One argument at a time at each of its values, the others ordinary; then all
-- at random.
CREATE FUNCTION calls_of(c callable) RETURNS SETOF text[] LANGUAGE plpgsql AS $$
DECLARE
	typed text[] := '{}';
	arguments text[];
	n integer := cardinality(c.kinds);
	one text;
	last text := CASE WHEN c.is_variadic AND c.kinds[n] <> '"any"' THEN 'VARIADIC ' ELSE '' END;
BEGIN
	FOR i IN 1 .. n LOOP
		typed := typed || format('%s(%%s)%s', CASE WHEN i = n THEN last ELSE '' END,
			CASE WHEN c.kinds[i] IN (SELECT kind FROM sample WHERE value LIKE '%::bigint') THEN '' ELSE '::' || c.kinds[i] END);
	END LOOP;
	FOR i IN 0 .. n LOOP
		FOR one IN SELECT value FROM sample WHERE kind = c.kinds[i] OR i = 0 AND kind = 'boolean' AND ordinary LOOP
			arguments := '{}';
			FOR k IN 1 .. n LOOP
				arguments := arguments || format(typed[k],
					CASE WHEN i = k THEN one ELSE (SELECT value FROM sample WHERE kind = c.kinds[k] AND ordinary LIMIT 1) END);
			END LOOP;
			RETURN NEXT arguments;
		END LOOP;
	END LOOP;
	FOR i IN 1 .. CASE WHEN n > 1 THEN 40 ELSE 0 END LOOP
		arguments := '{}';
		FOR k IN 1 .. n LOOP
			arguments := arguments || format(typed[k], (SELECT value FROM sample WHERE kind = c.kinds[k] ORDER BY random() LIMIT 1));
		END LOOP;
		RETURN NEXT arguments;
	END LOOP;
END $$;
