-- Each public function and aggregate, called again and again in one query,
-- and what memory the session has meanwhile.  After samples.sql and
-- hostile.sql.
CREATE FUNCTION held(OUT contexts bigint, OUT resident bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	SELECT sum(total_bytes) INTO contexts FROM pg_backend_memory_contexts;
	resident := 1024 * substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s+(\d+)')::bigint;
END $$;

-- A call whose arguments the planner cannot take for constants, in a query
-- over generate_series(1, n) AS i.
CREATE FUNCTION repeated(c callable, arguments text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	call text;
	p pg_proc;
	varying text[] := '{}';
	one text;
BEGIN
	SELECT * INTO p FROM pg_proc WHERE oid = c.f;
	FOREACH one IN ARRAY arguments LOOP
		-- of what is only the outer query's, an aggregate would be one of that query
		varying := varying || regexp_replace(one, '^(VARIADIC )?(.*)$',
			format('\1CASE WHEN %s > 0 THEN \2 END', CASE WHEN p.prokind = 'f' THEN 'i' ELSE 'row_' END));
	END LOOP;
	call := format('earlyhelp.%I(%s)', p.proname, array_to_string(varying, ', '));
	RETURN CASE p.prokind
		WHEN 'a' THEN format('(SELECT %s AS v FROM generate_series(1, i - i + 3) AS row_)', call)
		WHEN 'w' THEN format('(SELECT %s OVER (ORDER BY row_) AS v FROM generate_series(1, i - i + 3) AS row_)', call)
		ELSE format('(SELECT v FROM %s AS v)', call) END;
END $$;

-- n calls: what the contexts hold more at the last than after a fifth of them.
CREATE FUNCTION growth(query text, n integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	bytes bigint[];
BEGIN
	EXECUTE format('SELECT array_agg((held()).contexts ORDER BY i) FILTER (WHERE i IN (%s, %s))
		FROM (SELECT i FROM generate_series(1, %2$s) AS i, LATERAL (SELECT count(v::text) FROM %s AS q OFFSET 0) AS c OFFSET 0) AS calls',
		n / 5, n, query) INTO bytes;
	RETURN bytes[2] - bytes[1];
END $$;

-- Calls of those that take none of the samples.
CREATE TABLE by_hand (name text, query text);
INSERT INTO by_hand VALUES
	('fit_formula', '(SELECT f AS v FROM earlyhelp.fit_formula(CASE WHEN i > 0 THEN ''y ~ x + g'' END, ''row_of'') AS f)'),
	('formula_sql', '(SELECT earlyhelp.formula_sql(CASE WHEN i > 0 THEN ''y ~ x + (1 | g)'' END, ''row_of'') AS v)'),
	('logit_formula', '(SELECT earlyhelp.logit_formula(CASE WHEN i > 0 THEN ''y ~ x + g'' END, ''row_of'') AS v)'),
	('linear_formula', '(SELECT earlyhelp.linear_formula(CASE WHEN i > 0 THEN ''x ~ z + g'' END, ''row_of'') AS v)'),
	('ordinal_formula', '(SELECT earlyhelp.ordinal_formula(CASE WHEN i > 0 THEN ''grade ~ x'' END, ''row_of'') AS v)'),
	('mixed_formula', '(SELECT earlyhelp.mixed_formula(CASE WHEN i > 0 THEN ''y ~ x + (1 | g)'' END, ''row_of'') AS v)'),
	('missed_opportunities_state', '(SELECT earlyhelp.missed_opportunities_state(child + i - i, day, ''referral''::text) AS v FROM row_of)'),
	('outcome', '(SELECT earlyhelp.outcome(i % 2 = 0, 1.5, ''probability'', 0.1, ''a''::text, true) AS v)'),
	('outcome_of', '(SELECT earlyhelp.outcome_of(i % 2, 2, 1.5, ''probability'', 0.1, ''a''::text, true) AS v)'),
	('rereferral_rule', '(SELECT earlyhelp.rereferral_rule(within => CASE WHEN i > 0 THEN interval ''6 months'' END) AS v)'),
	('suppress', '(SELECT earlyhelp.suppress(row_ * 3 + i - i, 5) OVER () AS v FROM generate_series(1, 4) AS row_)');

-- The first call of a callable that it takes: with its ordinary arguments as a
-- rule.
CREATE FUNCTION taken(c callable) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	arguments text[];
BEGIN
	FOR arguments IN SELECT a FROM calls_of(c) AS a UNION ALL SELECT '{}' WHERE cardinality(c.kinds) = 0 LOOP
		BEGIN
			EXECUTE format('SELECT count(v::text) FROM generate_series(1, 2) AS i, LATERAL %s AS q', repeated(c, arguments));
			RETURN repeated(c, arguments);
		EXCEPTION WHEN OTHERS THEN
			NULL;
		END;
	END LOOP;
	RETURN (SELECT query FROM by_hand WHERE c.f::text LIKE 'earlyhelp.' || name || '(%');
END $$;

-- Every callable, as often as fits in the time, 10,000 times at most.
CREATE FUNCTION grown(milliseconds float8) RETURNS TABLE (f text, calls integer, bytes bigint) LANGUAGE plpgsql AS $$
DECLARE
	c callable;
	arguments text[];
	query text;
	began timestamptz;
	each float8;
BEGIN
	FOR c IN SELECT * FROM callable AS k ORDER BY k.f::text LOOP
		query := taken(c);
		f := c.f::text;
		calls := 0;
		bytes := NULL;
		IF query IS NOT NULL THEN
			began := clock_timestamp();
			EXECUTE format('SELECT count(*) FROM generate_series(1, 20) AS i, LATERAL (SELECT count(v::text) FROM %s AS q OFFSET 0) AS c', query);
			each := extract(epoch FROM clock_timestamp() - began) * 1000 / 20;
			calls := greatest(50, least(10000, milliseconds / each))::integer;
			bytes := growth(query, calls);
		END IF;
		RETURN NEXT;
	END LOOP;
END $$;

-- Calls that end in an error, each in a subtransaction of its own.
CREATE TABLE refused (query text);
CREATE FUNCTION find_refused(n integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	query text;
BEGIN
	PERFORM setseed(0.25);
	FOR query IN SELECT 'SELECT count(v::text) FROM generate_series(1, 1) AS i, LATERAL ' || repeated(c, a) || ' AS q'
		FROM callable AS c, calls_of(c) AS a ORDER BY random() LIMIT 6 * n LOOP
		BEGIN
			EXECUTE query;
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO refused VALUES (query);
		END;
		EXIT WHEN (SELECT count(*) >= n FROM refused);
	END LOOP;
END $$;

CREATE FUNCTION refuse_all() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	query text;
	n integer := 0;
BEGIN
	FOR query IN SELECT r.query FROM refused AS r LOOP
		BEGIN
			EXECUTE query;
		EXCEPTION WHEN OTHERS THEN
			n := n + 1;
		END;
	END LOOP;
	RETURN n;
END $$;

CREATE TABLE many AS SELECT i, i % 3 = 0 AS y, sin(i) AS x, cos(i * 1.7) AS z, 'g' || i % 70 AS g,
	i % 90000 AS child, date '2018-04-01' + (hashint4(i) & 1023) AS day, i % 4 AS grade FROM generate_series(1, 200000) AS i;
ANALYZE many;
