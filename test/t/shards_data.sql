-- What the shards hold: cases(shard, n) makes the rows of one of them, the
-- same on every server.  Children turn up in several shards; the east is
-- another population, with other predictors and other effects.
CREATE FUNCTION public.u(i integer, shard text, salt integer)
	RETURNS double precision LANGUAGE sql IMMUTABLE
	RETURN (hashint8extended(i, salt + ascii(shard) * 1000) & 2147483647) / 2147483648.0::double precision;

CREATE FUNCTION public.cases(shard text, n integer)
	RETURNS TABLE (shard text, la_code text, child_id bigint, referred_on date,
		seen_at timestamptz, event text, early_help integer,
		social_care integer, spend numeric, net double precision,
		children integer, days double precision, ended boolean,
		prevent double precision, safeguard double precision, good boolean)
	LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
	SELECT shard, 'E' || (i + ascii(shard)) % 7,
		CASE WHEN i % 211 > 0 THEN i * 37 % (n / 3) END,
		date '2018-04-01' + (1400 * u(i, shard, 1))::integer,
		timestamptz '2018-04-01 00:30+01' + 1400 * u(i, shard, 2) * interval '1 day',
		(ARRAY['referral', 'closed_step_down', 'early_help_start'])[1 + i % 3],
		nullif(i % 13, 0), 1 + (20 * u(i, shard, 3))::integer,
		(1e5 * u(i, shard, 4) - 1e4)::numeric(12, 2), 1e5 * u(i, shard, 5) - 1e4,
		i % 11, 1 + floor(400 * u(i, shard, 6) * u(i, shard, 7)),
		CASE WHEN i % 97 > 0 THEN i % 3 > 0 END,
		x, z, u(i, shard, 8) < 1 / (1 + exp(a - b * x + 0.4 * z))
	FROM generate_series(1, n) AS i,
		LATERAL (SELECT
			CASE shard WHEN 'east' THEN 50 + 3 * u(i, shard, 9) ELSE u(i, shard, 9) END,
			4 * u(i, shard, 10) - 2,
			CASE shard WHEN 'east' THEN 40.5 ELSE 0.4 END,
			CASE shard WHEN 'east' THEN 0.8 ELSE 1.2 END) AS p(x, z, a, b);
END;

-- Many rows for a fit; drift moves predictors and effects.
CREATE FUNCTION public.sample(shard text, n integer, drift double precision)
	RETURNS TABLE (shard text, y boolean, x double precision, z double precision)
	LANGUAGE sql
BEGIN ATOMIC
	SELECT shard, random() < 1 / (1 + exp(0.3 - (0.9 - 0.5 * drift) * x + 0.4 * z)), x, z
	FROM (SELECT random() * 2 - 1 + drift AS x, random() * 3 AS z
		FROM (SELECT setseed(ascii(shard) / 200.0)) AS seed, generate_series(1, n) AS i OFFSET 0) AS t;
END;
