-- What sessions under load ask, what a quiet session answered, and what became
-- of each call.
CREATE EXTENSION IF NOT EXISTS earlyhelp;
CREATE SCHEMA load;
SET search_path = load, earlyhelp, public;
CREATE TABLE many AS SELECT i, hashint4(i) % 3 = 0 AS y, sin(i) AS x, cos(i * 1.7) AS z, 'g' || i % 40 AS g, i % 7 AS region,
	i % 9000 AS child, date '2018-04-01' + (hashint4(i) & 1023) AS day, i % 4 AS grade, 1 + i % 9 AS n FROM generate_series(1, 60000) AS i;
ANALYZE many;
CREATE TABLE kept AS SELECT region, logit_state(y, x, z) AS l, rereferrals_state(child, day) AS e, survival(n, y) AS d, share_state(y) AS p,
	variation_state(n) AS f, prevention_ratio_state(n, 10 - n) AS r, linear_state(x, z) AS s, logit_step(y, NULL::float8[], x, z) AS w FROM many GROUP BY region;

-- Numbers are rounded: workers add up in another order.
CREATE TABLE question (kind text, name text PRIMARY KEY, query text, answer text);
INSERT INTO question VALUES
	('fit', 'logit', 'SELECT string_agg(term || '' '' || round(estimate::numeric, 7), '', '') FROM (SELECT logit(y, x, z, g) AS f FROM many) AS q, tidy(q.f)'),
	('fit', 'logit by group', 'SELECT string_agg(region || '' '' || round(estimate::numeric, 7), '', '' ORDER BY region, term) FROM (SELECT region, logit(y, x, z) AS f FROM many GROUP BY region) AS q, tidy(q.f)'),
	('fit', 'ordinal', 'SELECT string_agg(term || '' '' || round(estimate::numeric, 6), '', '' ORDER BY term) FROM (SELECT ordinal_logit(grade, x, z) AS f FROM many) AS q, tidy(q.f)'),
	('fit', 'linear', 'SELECT string_agg(term || '' '' || round(estimate::numeric, 7), '', '') FROM (SELECT linear(x, z, g) AS f FROM many) AS q, tidy(q.f)'),
	('fit', 'mixed', 'SELECT string_agg(term || '' '' || round(estimate::numeric, 4), '', '' ORDER BY term) FROM (SELECT mixed_logit(y, ARRAY[g], x) AS f FROM many WHERE i <= 20000) AS q, tidy(q.f)'),
	('fit', 'profile', 'SELECT round((odds_ratio(f, ''x'', errors => ''profile'')).conf_low::numeric, 5)::text FROM (SELECT logit_profile(y, x) AS f FROM many) AS q'),
	('fit', 'scan', 'SELECT string_agg(term || '' '' || round(estimate::numeric, 7), '', '') FROM logit_scan(''SELECT y, x, z FROM load.many'') AS s, tidy(s.fit)'),
	('fit', 'formula', 'SELECT string_agg(term || '' '' || round(estimate::numeric, 7), '', '') FROM fit_formula(''y ~ x * z'', ''load.many'')'),
	('count', 'rereferrals', 'SELECT string_agg(r::text, '', '' ORDER BY region) FROM (SELECT region, rereferrals_state(child, day) AS e FROM many GROUP BY region) AS q, rereferrals(q.e) AS r'),
	('count', 'survival', 'SELECT md5(string_agg(c::text, '','')) FROM (SELECT survival(n, y) AS d FROM many) AS q, survival_curve(q.d) AS c'),
	('count', 'measures', 'SELECT string_agg(concat_ws('' '', region, prevention, shared), '', '' ORDER BY region) FROM (SELECT region, round(prevention_ratio(n, 10 - n)::numeric, 10) AS prevention, round(share(y)::numeric, 10) AS shared FROM many GROUP BY region) AS q'),
	('count', 'inequality', 'SELECT round(gini(n)::numeric, 8) || '' '' || round(theil(n)::numeric, 8) FROM many'),
	('chart', 'funnel', 'SELECT md5(svg(c)) FROM (SELECT funnel_chart(g, e, n) AS c FROM (SELECT g, sum(y::integer) AS e, count(*) AS n FROM many GROUP BY g ORDER BY g) AS q) AS k'),
	('chart', 'forest', 'SELECT (length(vega_lite(forest_chart(logit(y, x, z, g)))) > 1000)::text FROM many'),
	('chart', 'survival chart', 'SELECT md5(svg(survival_chart(survival(n, y)))) FROM many'),
	('merge', 'fits', 'SELECT string_agg(term || '' '' || round(estimate::numeric, 7), '', '') FROM (SELECT fit(rollup(l)) AS f FROM kept) AS q, tidy(q.f)'),
	('merge', 'logs', 'SELECT r::text FROM (SELECT rollup(e) AS e FROM kept) AS q, rereferrals(q.e) AS r'),
	('merge', 'rest', 'SELECT concat_ws('' '', round(value(rollup(p))::numeric, 10), round(value(rollup(r))::numeric, 10), missing(rollup(d)), missing(rollup(f)), missing(rollup(s)), missing(rollup(w))) FROM kept');

CREATE FUNCTION load.ask(query text) RETURNS text LANGUAGE plpgsql SET search_path = load, earlyhelp, public AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE query INTO answer;
	RETURN coalesce(answer, 'NULL');
END $$;

-- In a session alone, without workers and with memory enough.
SET max_parallel_workers_per_gather = 0;
SET work_mem = '64MB';
UPDATE question SET answer = load.ask(query);

CREATE TABLE call (kind text, name text, ended text, seconds float8);

-- One question of a kind: the quiet answer, another, a cancel, or an error.  A
-- second cancel, while the first is noted, ends the session's pgbench.
CREATE FUNCTION load.run(wanted text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	q load.question;
	began timestamptz := clock_timestamp();
	got text;
	ended text;
BEGIN
	BEGIN
		SELECT * INTO q FROM load.question WHERE kind = wanted ORDER BY random() LIMIT 1;
		got := load.ask(q.query);
		ended := CASE WHEN got = q.answer THEN 'same' ELSE 'other: ' || left(got, 200) END;
		INSERT INTO load.call VALUES (q.kind, q.name, ended, extract(epoch FROM clock_timestamp() - began));
		RETURN ended;
	EXCEPTION
		WHEN query_canceled THEN
			ended := 'cancelled';
		WHEN OTHERS THEN
			ended := format('error %s: %s', SQLSTATE, SQLERRM);
	END;
	INSERT INTO load.call VALUES (q.kind, q.name, ended, extract(epoch FROM clock_timestamp() - began));
	RETURN ended;
END $$;

-- Some session that runs a question, or none.
CREATE FUNCTION load.cancel() RETURNS integer LANGUAGE sql AS $$
	SELECT count(pg_cancel_backend(pid))::integer FROM (SELECT pid FROM pg_stat_activity
		WHERE query LIKE '%load.run%' AND state = 'active' AND pid <> pg_backend_pid() AND query_start < clock_timestamp() - interval '15 ms' AND backend_type IN ('client backend', 'parallel worker') ORDER BY random() LIMIT 1) AS s
$$;
