-- Values of every type that an argument of ours may have: one that is ordinary,
-- and some that nobody means.  A new type needs its samples here; the tests
-- that read them look in the catalogue, and say which are missing.
CREATE TABLE sample (kind text, ordinary boolean, value text);  -- value: SQL
INSERT INTO sample VALUES
	('double precision', true, '0.95'), ('double precision', false, 'NULL'),
	('double precision', false, '''NaN'''), ('double precision', false, '''Infinity'''),
	('double precision', false, '''-Infinity'''), ('double precision', false, '0'),
	('double precision', false, '-1'), ('double precision', false, '1e308'),
	('double precision', false, '-1e308'), ('double precision', false, '5e-324'),
	('double precision', false, '2019'),
	('integer', true, '2019'), ('integer', false, 'NULL'), ('integer', false, '0'),
	('integer', false, '-1'), ('integer', false, '1'), ('integer', false, '2147483647'),
	('integer', false, '(-2147483648)'),
	('smallint', true, '3'), ('smallint', false, 'NULL'), ('smallint', false, '-32768'),
	('smallint', false, '0'), ('smallint', false, '32767'),
	('bigint', true, '7'), ('bigint', false, 'NULL'), ('bigint', false, '0'),
	('bigint', false, '9223372036854775807'), ('bigint', false, '(-9223372036854775808)'),
	('numeric', true, '12.5'), ('numeric', false, 'NULL'), ('numeric', false, '''NaN'''),
	('numeric', false, '''Infinity'''), ('numeric', false, '''-Infinity'''), ('numeric', false, '0'),
	('numeric', false, '-1'), ('numeric', false, '1e1000'), ('numeric', false, '1e-1000'),
	('text', true, '''x'''), ('text', false, 'NULL'), ('text', false, ''''''),
	('text', false, 'repeat(''é'', 10000)'), ('text', false, 'E''\x01'''),
	('text', false, '''%s%n'''), ('text', false, '''"; DROP TABLE sample; --'''),
	('text', false, '''hc0'''), ('text', false, '''y ~ x'''), ('text', false, '''SELECT 1'''),
	('text', false, '''(((((((((((((((((((('''),
	('boolean', true, 'true'), ('boolean', false, 'NULL'), ('boolean', false, 'false'),
	('date', true, '''2020-02-29'''), ('date', false, 'NULL'), ('date', false, '''infinity'''),
	('date', false, '''-infinity'''), ('date', false, '''4713-01-01 BC'''), ('date', false, '''5874897-12-31'''),
	('timestamp without time zone', true, '''2020-02-29 12:00'''), ('timestamp without time zone', false, 'NULL'),
	('timestamp without time zone', false, '''infinity'''),
	('timestamp with time zone', true, '''2020-02-29 12:00+00'''), ('timestamp with time zone', false, 'NULL'),
	('interval', true, '''12 months'''), ('interval', false, 'NULL'), ('interval', false, '''-1 day'''),
	('interval', false, '''178000000 years'''),
	('uuid', true, '''00000000-0000-0000-0000-000000000000'''), ('uuid', false, 'NULL'),
	('text[]', true, 'ARRAY[''a'', ''b'']'), ('text[]', false, 'NULL'), ('text[]', false, '''{}'''),
	('text[]', false, 'ARRAY[NULL, ''a'']'), ('text[]', false, '''{{a,b},{c,d}}'''),
	('text[]', false, 'array_fill(''x''::text, ARRAY[2000])'), ('text[]', false, '''[5:6]={a,b}'''),
	('double precision[]', true, 'ARRAY[1, 2]'), ('double precision[]', false, 'NULL'),
	('double precision[]', false, '''{}'''), ('double precision[]', false, 'ARRAY[NULL, 1]'),
	('double precision[]', false, '''{NaN,Infinity}'''), ('double precision[]', false, '''{{1,2},{3,4}}'''),
	('double precision[]', false, 'array_fill(1.0::float8, ARRAY[2000])'), ('double precision[]', false, '''[5:6]={1,2}'''),
	('integer[]', true, 'ARRAY[2019, 2020]'), ('integer[]', false, 'NULL'), ('integer[]', false, '''{}'''),
	('integer[]', false, 'ARRAY[NULL, 1]'), ('integer[]', false, '''{{1,2},{3,4}}'''),
	('boolean[]', true, 'ARRAY[true, false]'), ('boolean[]', false, 'NULL'), ('boolean[]', false, '''{}'''),
	('boolean[]', false, '''{NULL,t}'''), ('boolean[]', false, '''{{t},{f}}'''),
	('numeric[]', true, 'ARRAY[1.5, 2]'), ('numeric[]', false, 'NULL'), ('numeric[]', false, '''{}'''),
	('numeric[]', false, '''{NaN}''');
-- what takes any type is called with several
INSERT INTO sample
SELECT k, v = '3::bigint', v
FROM unnest(ARRAY['anyelement', '"any"', 'anyarray', 'anynonarray']) AS k,
	unnest(ARRAY['3::bigint', 'NULL::text', '''x''::text', '1.5::float8', '''NaN''::float8', 'true', 'NULL::boolean',
		'''2020-02-29''::date', '''infinity''::date', '''2020-02-29''::timestamp', 'ARRAY[1, 2]', 'ARRAY[''a'', ''b'']',
		'''{"a":1}''::json', 'ROW(1, 2)', '''00000000-0000-0000-0000-000000000000''::uuid', '1e300::numeric',
		'''\x00ff''::bytea', '''1 day''::interval', 'B''101''', '''(1,2)''::point']) AS v;

-- Values of our own types, made as a user makes them.
CREATE TABLE row_of AS
SELECT i, (i % 3 = 0)::integer AS y, sin(i) AS x, cos(i * 1.7) AS z, 'g' || i % 7 AS g, 'h' || i % 5 AS h,
	i % 40 AS child, date '2018-04-01' + (hashint4(i) & 1023) AS day, i % 4 AS grade
FROM generate_series(1, 200) AS i;

-- Samples of the types that are not in the table: stored by their text.
CREATE FUNCTION keep(kind text, query text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	value text;
BEGIN
	FOR value IN EXECUTE query LOOP
		INSERT INTO sample VALUES (kind, NOT EXISTS (SELECT FROM sample AS s WHERE s.kind = keep.kind AND ordinary), quote_literal(value));
	END LOOP;
	INSERT INTO sample VALUES (kind, false, 'NULL'), (kind, false, ''''''), (kind, false, '''1'''),
		(kind, false, '''1 2 3 4 5 6 7 8 9'''), (kind, false, 'repeat(''f'', 4096)');
END $$;

INSERT INTO sample VALUES
	('earlyhelp.outcome', true, 'earlyhelp.outcome(true)'), ('earlyhelp.outcome', false, 'NULL'),
	('earlyhelp.outcome', false, 'earlyhelp.outcome(1, weight => 1e300, weight_kind => ''probability'', cluster => ''a''::text)'),
	('earlyhelp.outcome', false, 'earlyhelp.outcome_of(0, 0)'),
	('earlyhelp.outcome', false, 'earlyhelp.outcome(0.5, exposure_offset => -1e300, intercept => false)'),
	('earlyhelp.outcome', false, 'earlyhelp.outcome(''b''::text)'),
	('earlyhelp.factor_level', true, 'earlyhelp.factor(''a''::text)'), ('earlyhelp.factor_level', false, 'NULL'),
	('earlyhelp.mixed_options', true, 'earlyhelp.mixed_options(7)'), ('earlyhelp.mixed_options', false, 'NULL');
SELECT keep('earlyhelp.ratio', $q$SELECT s::text FROM (VALUES
	(earlyhelp.ratio(2::bigint, 3::bigint)), (earlyhelp.ratio(0::bigint, 0::bigint, true)), (earlyhelp.ratio(1e150::float8, -1e150)),
	((SELECT earlyhelp.prevention_ratio_state(i, 200 - i) FROM row_of)),
	((SELECT earlyhelp.prevention_ratio_state(i, i) FROM row_of WHERE false))) AS v(s)$q$);
SELECT keep('earlyhelp.proportion', $q$SELECT s::text FROM (VALUES
	((SELECT earlyhelp.share_state(y = 1) FROM row_of)), ((SELECT earlyhelp.share_state(NULL::boolean) FROM row_of)),
	((SELECT earlyhelp.share_state(true) FROM row_of WHERE false))) AS v(s)$q$);
SELECT keep('earlyhelp.rereferral_rule', 'SELECT earlyhelp.rereferral_rule()::text UNION ALL SELECT earlyhelp.rereferral_rule(within => ''1 day'', same_day => ''merged'')::text');
SELECT keep('earlyhelp.events', $q$SELECT earlyhelp.rereferrals_state(child, day)::text FROM row_of
	UNION ALL SELECT earlyhelp.rereferrals_state(child, day)::text FROM row_of WHERE false
	UNION ALL SELECT earlyhelp.rereferrals_state(h, child, day)::text FROM row_of$q$);
SELECT keep('earlyhelp.durations', $q$SELECT earlyhelp.survival(child, y = 1)::text FROM row_of
	UNION ALL SELECT earlyhelp.survival(child + 1, y = 1, child / 2)::text FROM row_of
	UNION ALL SELECT earlyhelp.survival(child, y = 1)::text FROM row_of WHERE false$q$);
SELECT keep('earlyhelp.logit_fit', $q$SELECT earlyhelp.logit(y, x, z)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit(x > 0, x)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit(y)::text FROM row_of WHERE false
	UNION ALL SELECT earlyhelp.logit(earlyhelp.outcome(y, cluster => g), x, h, 2 * x)::text FROM row_of
	UNION ALL SELECT earlyhelp.firth_logit(y, x, g)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit_profile(y, x)::text FROM row_of$q$);
SELECT keep('earlyhelp.linear_fit', $q$SELECT earlyhelp.linear(x, z, g)::text FROM row_of
	UNION ALL SELECT earlyhelp.linear(x, z)::text FROM row_of WHERE i < 2
	UNION ALL SELECT earlyhelp.linear(1, z, 2 * z)::text FROM row_of$q$);
SELECT keep('earlyhelp.ordinal_fit', $q$SELECT earlyhelp.ordinal_logit(grade, x, z)::text FROM row_of
	UNION ALL SELECT earlyhelp.ordinal_logit(1, x)::text FROM row_of
	UNION ALL SELECT earlyhelp.ordinal_logit(grade, x)::text FROM row_of WHERE false$q$);
SELECT keep('earlyhelp.mixed_fit', $q$SELECT earlyhelp.mixed_logit(y, ARRAY[g, h], x)::text FROM row_of
	UNION ALL SELECT earlyhelp.mixed_logit(y, ARRAY[i::text], x)::text FROM row_of
	UNION ALL SELECT earlyhelp.mixed_logit(y, ARRAY[g])::text FROM row_of WHERE false$q$);
SELECT keep('earlyhelp.figures', $q$SELECT earlyhelp.standardised_rate_state(i % 17, 1000 + i, 5000)::text FROM row_of
	UNION ALL SELECT earlyhelp.variation_state(x)::text FROM row_of
	UNION ALL SELECT earlyhelp.variation_state(x)::text FROM row_of WHERE false
	UNION ALL SELECT earlyhelp.slope_index_state(grade, 100 + i, x, 0.1)::text FROM row_of$q$);
SELECT keep('earlyhelp.deflator', $q$SELECT earlyhelp.deflator(ARRAY[2019, 2020], ARRAY[100, 102.5], 'made')::text
	UNION ALL SELECT earlyhelp.deflator_series(year, level)::text FROM earlyhelp.gdp_deflator()$q$);
SELECT keep('earlyhelp.logit_state', $q$SELECT earlyhelp.logit_state(y = 1, x, z)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit_state(y = 1)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit_state(earlyhelp.outcome_of(y, 2, 0.5, 'probability', x), z)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit_state(y = 1, x)::text FROM row_of WHERE false
	UNION ALL SELECT earlyhelp.logit_state(i % 3 = 0, sin(i))::text FROM generate_series(1, 530000) AS i$q$);
SELECT keep('earlyhelp.chart', $q$SELECT earlyhelp.funnel_chart(g, y, 5 + i % 9)::text FROM row_of
	UNION ALL SELECT earlyhelp.spend_chart(2000 + i, i, 200 - i)::text FROM row_of WHERE i < 20
	UNION ALL SELECT earlyhelp.forest_chart(earlyhelp.logit(y, x, z))::text FROM row_of
	UNION ALL SELECT earlyhelp.survival_chart(earlyhelp.survival(child, y = 1))::text FROM row_of
	UNION ALL SELECT earlyhelp.tile_map(800 + i, x)::text FROM row_of$q$);
SELECT keep('earlyhelp.logit_pass', $q$SELECT earlyhelp.logit_step(y = 1, NULL::float8[], x, z)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit_step(y = 1, ARRAY[-0.7, 0.1, 0.1], x, z)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit_step(y = 1, '{}'::float8[], x)::text FROM row_of WHERE false
	UNION ALL SELECT earlyhelp.logit_step(r.y = 1, s, r.x, r.z)::text FROM row_of AS r, (SELECT earlyhelp.logit_step(y = 1, NULL::float8[], x, z) AS s FROM row_of) AS p
	UNION ALL SELECT earlyhelp.logit_step(earlyhelp.outcome_of(y, 2, 0.5, 'probability', x), ARRAY[0.1, -0.2], z)::text FROM row_of
	UNION ALL SELECT earlyhelp.logit_step(NULL::boolean, NULL::float8[], x)::text FROM row_of$q$);
SELECT keep('earlyhelp.linear_state', $q$SELECT earlyhelp.linear_state(x, z, i)::text FROM row_of
	UNION ALL SELECT earlyhelp.linear_state(x, z)::text FROM row_of WHERE false
	UNION ALL SELECT earlyhelp.linear_state(earlyhelp.outcome(x, weight => 2, weight_kind => 'frequency'), z)::text FROM row_of
	UNION ALL SELECT earlyhelp.linear_state(earlyhelp.outcome(x, i, 'frequency', 0.1), z)::text FROM row_of
	UNION ALL SELECT earlyhelp.linear_state(x, 1)::text FROM row_of WHERE false$q$);
