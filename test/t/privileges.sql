-- A schema that has everything by the names of pg_catalog and of the extension,
-- made by a role that may do nothing else; whatever of it is called raises.
CREATE FUNCTION evil.called(text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	RAISE 'evil was called: %', $1;
END $$;

-- Each operator of pg_catalog between and before numbers, texts, booleans and
-- their arrays, those that are missing too.
DO $$
DECLARE
	o record;
	f text;
	n integer := 0;
BEGIN
	FOR o IN SELECT DISTINCT op.oprname, l.name AS l, r.name AS r
		FROM (SELECT DISTINCT oprname, oprkind FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprname IN
			('+', '-', '*', '/', '^', '%', '=', '<>', '<', '>', '<=', '>=', '||', '~', '~~', '@', '!~', '~*', '&&', '@>')) AS op,
			(VALUES ('double precision'), ('integer'), ('bigint'), ('numeric'), ('text'), ('boolean'), ('double precision[]'), ('text[]'), ('boolean[]')) AS l(name),
			(VALUES ('double precision'), ('integer'), ('bigint'), ('numeric'), ('text'), ('boolean'), ('double precision[]'), ('text[]'), ('boolean[]')) AS r(name) LOOP
		n := n + 1;
		f := format('evil.%I', 'operator_' || n);
		EXECUTE format('CREATE FUNCTION %s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', f, o.l, o.r,
			CASE WHEN o.oprname ~ '[<>=~@&!]' THEN 'boolean' WHEN o.oprname = '||' THEN 'text' ELSE o.l END,
			format('BEGIN RAISE %L; END', format('evil was called: %s %s %s', o.l, replace(o.oprname, '%', '%%'), o.r)));
		EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = %s, LEFTARG = %s, RIGHTARG = %s)', o.oprname, f, o.l, o.r);
	END LOOP;
	FOREACH f IN ARRAY ARRAY['double precision', 'integer', 'bigint', 'numeric'] LOOP
		n := n + 1;
		EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %2$s LANGUAGE plpgsql AS %L', 'operator_' || n, f, 'BEGIN RAISE ''evil was called: prefix -''; END');
		EXECUTE format('CREATE OPERATOR evil.- (FUNCTION = evil.%I, RIGHTARG = %s)', 'operator_' || n, f);
	END LOOP;
END $$;

-- Each function of the extension and each of pg_catalog that its SQL could
-- mean, with the same arguments.  Ours are copied while no argument is ours.
DO $$
DECLARE
	p record;
BEGIN
	FOR p IN SELECT DISTINCT ON (proname, proargtypes) proname, prokind, pg_get_function_identity_arguments(oid) AS arguments, proargtypes,
			ARRAY(SELECT format_type(t, NULL) FROM unnest(proargtypes) AS t) AS types
		FROM pg_proc WHERE (pronamespace = 'earlyhelp'::regnamespace OR pronamespace = 'pg_catalog'::regnamespace AND proname IN
			('replace', 'ln', 'log', 'exp', 'sqrt', 'abs', 'power', 'avg', 'stddev_samp', 'count', 'sum', 'unnest', 'array_agg', 'coalesce', 'quote_ident', 'quote_literal', 'format',
			'length', 'upper', 'lower', 'round', 'least', 'float8', 'text', 'int4', 'numeric', 'max', 'min', 'cardinality', 'array_length', 'generate_series', 'array_positions', 'array_append', 'concat', 'string_agg'))
			AND NOT proargtypes::oid[] && ARRAY['internal'::regtype, 'cstring'::regtype, '"any"'::regtype, 'anyelement'::regtype, 'anyarray'::regtype, 'anycompatible'::regtype, 'anycompatiblearray'::regtype]::oid[] LOOP
		EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS boolean LANGUAGE plpgsql AS %L', p.proname, array_to_string(p.types, ', '),
			format('BEGIN RAISE %L; END', 'evil was called: ' || p.proname));
	END LOOP;
END $$;

-- Types by the names that casts use.
CREATE DOMAIN evil.text AS pg_catalog.text CHECK (evil.called('type text'));
CREATE DOMAIN evil.float8 AS pg_catalog.float8 CHECK (evil.called('type float8'));
CREATE DOMAIN evil.int4 AS pg_catalog.int4 CHECK (evil.called('type int4'));
CREATE DOMAIN evil.bool AS pg_catalog.bool CHECK (evil.called('type bool'));
CREATE DOMAIN evil.numeric AS pg_catalog.numeric CHECK (evil.called('type numeric'));
CREATE DOMAIN evil.outcome AS pg_catalog.text CHECK (evil.called('type outcome'));
CREATE TYPE evil.logit_fit AS (x pg_catalog.int4);
CREATE TYPE evil.formula_term AS (x pg_catalog.int4);
