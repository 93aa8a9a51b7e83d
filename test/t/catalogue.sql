-- All that the catalogue says of the extension, a line a fact, with names in
-- place of OIDs: two databases hold the same extension if their lines are the
-- same.  Columns are taken as they come, so that a server's new ones are too.
WITH member AS (
	SELECT classid, objid FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'earlyhelp')
), own AS (  -- with what a member brings along: array types, rows of composites
	SELECT classid, objid FROM member
	UNION
	SELECT d.classid, d.objid FROM pg_depend AS d
	JOIN member AS m ON d.refclassid = m.classid AND d.refobjid = m.objid AND d.deptype = 'i'
), fact AS (
	SELECT 'extension' AS kind, extname || ' ' || extversion AS object,
		jsonb_build_object('relocatable', extrelocatable, 'schema', extnamespace::regnamespace) AS says
	FROM pg_extension WHERE extname = 'earlyhelp'
	UNION ALL
	SELECT 'member', pg_describe_object(classid, objid, 0), '{}' FROM member
	UNION ALL
	SELECT 'function', p.oid::regprocedure::text,
		to_jsonb(p) - '{oid,proowner,pronamespace,prolang,prorettype,provariadic,prosupport,proargtypes,proallargtypes,proargdefaults,prosqlbody}'::text[]
			|| jsonb_build_object('language', l.lanname, 'owner', p.proowner::regrole, 'arguments', pg_get_function_arguments(p.oid),
				'result', pg_get_function_result(p.oid), 'body', pg_get_function_sqlbody(p.oid), 'support', p.prosupport::regproc)
	FROM own JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND p.oid = objid JOIN pg_language AS l ON l.oid = p.prolang
	UNION ALL
	SELECT 'aggregate', a.aggfnoid::regprocedure::text,
		to_jsonb(a) - '{aggfnoid,aggsortop,aggtranstype,aggmtranstype}'::text[]
			|| jsonb_build_object('sorts by', a.aggsortop::regoperator, 'state', a.aggtranstype::regtype, 'moving state', a.aggmtranstype::regtype)
	FROM own JOIN pg_aggregate AS a ON classid = 'pg_proc'::regclass AND a.aggfnoid = objid
	UNION ALL
	SELECT 'type', t.oid::regtype::text,
		to_jsonb(t) - '{oid,typowner,typnamespace,typrelid,typelem,typarray,typbasetype,typcollation}'::text[]
			|| jsonb_build_object('owner', t.typowner::regrole, 'element', t.typelem::regtype, 'base', t.typbasetype::regtype, 'collation', t.typcollation::regcollation,
				'attributes', (SELECT jsonb_agg(jsonb_build_array(attname, format_type(atttypid, atttypmod), attnotnull) ORDER BY attnum)
					FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped),
				'labels', (SELECT jsonb_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
	FROM own JOIN pg_type AS t ON classid = 'pg_type'::regclass AND t.oid = objid
	UNION ALL
	SELECT 'operator', o.oid::regoperator::text,
		to_jsonb(o) - '{oid,oprowner,oprnamespace,oprleft,oprright,oprresult,oprcom,oprnegate}'::text[]
			|| jsonb_build_object('result', o.oprresult::regtype, 'commutator', o.oprcom::regoperator, 'negator', o.oprnegate::regoperator)
	FROM own JOIN pg_operator AS o ON classid = 'pg_operator'::regclass AND o.oid = objid
	UNION ALL
	SELECT 'cast', pg_describe_object(classid, objid, 0),
		jsonb_build_object('function', c.castfunc::regprocedure, 'context', c.castcontext, 'method', c.castmethod)
	FROM own JOIN pg_cast AS c ON classid = 'pg_cast'::regclass AND c.oid = objid
	UNION ALL
	SELECT 'comment', pg_describe_object(d.classoid, d.objoid, d.objsubid), to_jsonb(d.description)
	FROM own JOIN pg_description AS d ON d.classoid = classid AND d.objoid = objid
	UNION ALL
	SELECT 'schema', nspname, jsonb_build_object('rights', nspacl) FROM pg_namespace WHERE nspname = 'earlyhelp'
	UNION ALL
	SELECT 'first rights', pg_describe_object(i.classoid, i.objoid, i.objsubid), to_jsonb(i.initprivs)
	FROM pg_init_privs AS i
	WHERE EXISTS (SELECT FROM own WHERE classid = i.classoid AND objid = i.objoid)
		OR i.classoid = 'pg_namespace'::regclass AND i.objoid = 'earlyhelp'::regnamespace
	UNION ALL
	SELECT 'dependence', pg_describe_object(d.classid, d.objid, d.objsubid),
		jsonb_build_object('how', d.deptype, 'on', pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid))
	FROM own JOIN pg_depend AS d ON d.classid = own.classid AND d.objid = own.objid
)
SELECT kind || ' ' || object || ': ' || says FROM fact ORDER BY 1;
