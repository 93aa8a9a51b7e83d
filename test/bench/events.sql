-- events.sql - ten million referrals of some four million children, unsorted
-- and in order of child and day; made once and kept.
SELECT to_regclass('bench_events') IS NULL AS make \gset
\if :make
CREATE UNLOGGED TABLE bench_events AS
SELECT hashint8(i) & 4194303 AS child4, (hashint8(i) & 4194303)::bigint AS child, 'C' || (hashint8(i) & 4194303) AS name,
	date '2014-04-01' + (hashint8extended(i, 7) & 2047)::integer AS day
FROM generate_series(1::bigint, 10000000) AS i;
CREATE UNLOGGED TABLE bench_events_ordered AS SELECT * FROM bench_events ORDER BY child, day;
VACUUM (FREEZE, ANALYZE) bench_events;
VACUUM (FREEZE, ANALYZE) bench_events_ordered;
\endif
