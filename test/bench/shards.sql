-- shards.sql - a million rows in the database of shard n, or, where n is not
-- given, foreign tables over the three and the three million together in
-- table whole.  Wants the variable host: the server's socket folder.
CREATE EXTENSION earlyhelp;
\if :{?n}
CREATE UNLOGGED TABLE activity AS
SELECT :n AS shard, 50 * :n + i % 50 AS la, (hashint8extended(i, :n) & 1048575)::bigint AS child,
	date '2014-04-01' + (hashint8extended(i, 10 + :n) & 2047)::integer AS day,
	(i * 7919::bigint % 503)::integer AS helped, (503 + i * 104729::bigint % 1513)::integer AS cared,
	i % 4 = 0 AS again, 1 + (hashint8extended(i, 20 + :n) & 511)::double precision AS days,
	r < 1 / (1 + exp(0.5 - 0.8 * x1 + 0.4 * x2 - 0.3 * x3 - 0.2 * x4 + 0.1 * x5)) AS y, x1, x2, x3, x4, x5
FROM (SELECT i, random() AS r, random() * 2 - 1 AS x1, random() * 2 - 1 AS x2,
		random() * 3 AS x3, random() * random() * 4 AS x4, sqrt(random()) * 5 AS x5
	FROM (SELECT setseed(0.1 * :n)) AS seed, generate_series(1, 1000000) AS i) AS s;
VACUUM (FREEZE, ANALYZE) activity;
\else
CREATE EXTENSION postgres_fdw;
CREATE TABLE activity (shard integer, la integer, child bigint, day date, helped integer, cared integer,
	again boolean, days double precision, y boolean, x1 double precision, x2 double precision,
	x3 double precision, x4 double precision, x5 double precision) PARTITION BY LIST (shard);
SELECT format('CREATE SERVER shard_%1$s FOREIGN DATA WRAPPER postgres_fdw
		OPTIONS (host %2$L, dbname %3$L, extensions ''earlyhelp'', async_capable ''true'');
	CREATE USER MAPPING FOR CURRENT_USER SERVER shard_%1$s;
	CREATE FOREIGN TABLE activity_%1$s PARTITION OF activity FOR VALUES IN (%1$s)
		SERVER shard_%1$s OPTIONS (table_name ''activity'')', n, :'host', 'bench_shard_' || n)
FROM generate_series(1, 3) AS n \gexec
CREATE UNLOGGED TABLE whole AS SELECT * FROM activity;
VACUUM (FREEZE, ANALYZE) whole;
ANALYZE activity;
\endif
