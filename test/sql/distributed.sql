-- What the catalogue must say for states to be made where the rows are.
-- Citus (13 and 14) makes parts of an aggregate on its workers when the
-- aggregate has a combine function and a state that is not a pseudo-type, and
-- moves a state by its type's text or binary form; arguments must be of fixed
-- types.  Over postgres_fdw whole calls travel, and a function must be
-- immutable.
CREATE TEMP VIEW aggregates AS
SELECT p.oid, p.proname COLLATE "C" AS aggregate, a.*, p.proargtypes, p.provariadic, p.prorettype, p.proparallel, t.typtype, t.typname
FROM pg_aggregate AS a
JOIN pg_proc AS p ON p.oid = a.aggfnoid
JOIN pg_type AS t ON t.oid = a.aggtranstype
WHERE p.pronamespace = 'earlyhelp'::regnamespace;

-- Those whose rows Citus pulls, all of them: states that grow, and fits in
-- one call.  Right, but not near the data; doc/distributed.md names them.
SELECT aggregate, count(*) AS signatures,
       bool_and(aggserialfn <> 0 AND aggdeserialfn <> 0) AS workers_of_one_node_share_it
FROM aggregates WHERE typtype = 'p' GROUP BY aggregate ORDER BY aggregate;

-- All others push down; no row here.
CREATE TEMP VIEW pushed AS SELECT * FROM aggregates WHERE typtype <> 'p';
SELECT oid::regprocedure AS aggregate, why
FROM pushed AS a
CROSS JOIN LATERAL (VALUES
	('no combine function', aggcombinefn = 0),
	('not parallel safe', proparallel <> 's'),
	('nothing to count by', cardinality(proargtypes) = 0),
	('an ordered-set aggregate', aggkind <> 'n'),
	('arguments of any type', provariadic = '"any"'::regtype OR EXISTS
		(SELECT FROM pg_type AS t WHERE t.oid = ANY (a.proargtypes) AND (t.typtype = 'p' OR t.oid = 'record'::regtype))),
	('a result of any type', (SELECT typtype FROM pg_type WHERE oid = prorettype) = 'p'),
	('a text argument: its constants do not ship', 'text'::regtype = ANY (proargtypes)),
	('takes up what a sort gives', aggsortop <> 0),
	('its final function wants the arguments', aggfinalextra)
) AS w(why, is_so)
WHERE is_so ORDER BY 1, 2;

-- There are some; a state comes out of each *_state and each rollup, and what
-- comes out of one call is read from the same state.
SELECT count(*) > 40 AS many,
       bool_and(prorettype = aggtranstype) FILTER (WHERE aggregate LIKE '%\_state' OR aggregate = 'rollup') AS states_come_out,
       count(DISTINCT aggtranstype) = count(DISTINCT aggcombinefn) AS one_merge_for_each_state
FROM pushed;
SELECT oid::regprocedure AS aggregate_without_a_state FROM pushed AS a
WHERE prorettype <> aggtranstype AND NOT EXISTS (SELECT FROM pushed AS s
	WHERE s.aggregate = a.aggregate || '_state' AND s.aggtransfn = a.aggtransfn
		AND s.agginitval IS NOT DISTINCT FROM a.agginitval);
SELECT typname AS state_without_rollup FROM pushed AS s
WHERE NOT EXISTS (SELECT FROM pushed AS r WHERE r.aggregate = 'rollup' AND r.aggtranstype = s.aggtranstype);

-- Every type of ours moves in text and in binary, aligned as its numbers are;
-- these live within a query, are made where the rows are and refuse to be read.
SELECT t.typname COLLATE "C" AS type_that_cannot_move
FROM pg_type AS t
WHERE t.typnamespace = 'earlyhelp'::regnamespace AND t.typtype = 'b' AND t.typelem = 0
	AND (t.typinput = 0 OR t.typoutput = 0 OR t.typreceive = 0 OR t.typsend = 0)
ORDER BY 1;
SELECT DISTINCT typname AS state_not_aligned
FROM (SELECT aggtranstype AS state FROM pushed UNION SELECT prorettype FROM aggregates WHERE aggregate LIKE '%\_state' OR aggregate = 'rollup') AS s
JOIN pg_type AS t ON t.oid = s.state WHERE t.typalign <> 'd';

-- Citus takes an aggregate without a combine function, if it has one of these
-- names, for the built-in one: wrong answers, no error.
SELECT DISTINCT aggregate AS name_of_a_built_in FROM aggregates
WHERE aggregate IN (SELECT proname FROM pg_proc WHERE prokind = 'a' AND pronamespace = 'pg_catalog'::regnamespace)
	OR aggregate ~ '^(any_value|every|(hll|topn)_(add|union)_agg)$';

-- Functions that are not immutable do not ship; they run queries, and those no
-- worker may.
SELECT DISTINCT proname COLLATE "C" AS runs_queries, provolatile AS volatile, proparallel AS parallel
FROM pg_proc WHERE pronamespace = 'earlyhelp'::regnamespace AND prokind = 'f' AND provolatile <> 'i'
ORDER BY 1;
