-- seeds.sql - one line of hexadecimal for each seed: the byte by which states.c
-- picks a decoder, then what that is to read.
SET search_path = earlyhelp, public;
CREATE TEMP TABLE seed AS SELECT i % 3 = 0 OR i = 4 AS y, i::float8 AS x, chr(65 + i % 4) AS g FROM generate_series(1, 24) AS i;

SELECT '00' || encode(convert_to(prevention_ratio_state(x::integer, 9)::text, 'UTF8'), 'hex') FROM seed;
SELECT '00' || encode(convert_to(spend_per_child_state(x / 7, 9)::text, 'UTF8'), 'hex') FROM seed;
SELECT '01' || encode(ratio_send(prevention_ratio_state(x::integer, 9)), 'hex') FROM seed;
SELECT '02' || encode(convert_to(share_state(y)::text, 'UTF8'), 'hex') FROM seed;
SELECT '03' || encode(proportion_send(share_state(y)), 'hex') FROM seed;
SELECT '04' || encode(logit_fit_send(f), 'hex')
FROM (SELECT logit(y) AS f FROM seed UNION ALL SELECT logit(outcome(y, cluster => g), x) FROM seed
	UNION ALL SELECT logit(y, g) FROM seed UNION ALL SELECT logit_profile(y) FROM seed
	UNION ALL SELECT firth_logit(y) FROM seed) AS t;
SELECT '04' || encode(mixed_fit_send(f), 'hex')
FROM (SELECT mixed_logit(y, ARRAY[g]) AS f FROM seed UNION ALL SELECT mixed_logit(y, ARRAY[g], x) FROM seed
	UNION ALL SELECT mixed_logit(y, ARRAY[g, (x > 9)::text], mixed_options(1, 0.9)) FROM seed) AS t;
SELECT '04' || encode(linear_fit_send(f), 'hex')
FROM (SELECT linear(x) AS f FROM seed UNION ALL SELECT linear(x, g) FROM seed) AS t;
SELECT '04' || encode(ordinal_fit_send(f), 'hex')
FROM (SELECT ordinal_logit((x / 9)::integer, x * x) AS f FROM seed
	UNION ALL SELECT ordinal_logit(length(g) + y::integer, g) FROM seed) AS t;
-- rows of a fit, held and as sums
SELECT 'd0' || encode(logit_state_send(s), 'hex')
FROM (SELECT logit_state(y) AS s FROM seed UNION ALL SELECT logit_state(y, x, length(g)) FROM seed
	UNION ALL SELECT logit_state(outcome_of(y::integer, 2, x, 'probability', x / 9, intercept => false), x) FROM seed
	UNION ALL SELECT logit_state(NULL::boolean, x) FROM seed
	UNION ALL SELECT logit_state(i % 3 = 0) FROM generate_series(1, 524544) AS i
	UNION ALL SELECT logit_state(outcome(i % 3 = 0, i % 5, 'frequency', 0.1), i * 7 % 13) FROM generate_series(1, 524544) AS i) AS t;
