-- seeds.sql - one line for each seed: the target, and in hexadecimal the byte by
-- which it picks a decoder where it has several, then what that is to read.
SET search_path = earlyhelp, public;
CREATE TEMP TABLE seed AS SELECT i % 3 = 0 OR i = 4 AS y, i::float8 AS x, chr(65 + i % 4) AS g FROM generate_series(1, 24) AS i;

SELECT 'states 00' || encode(convert_to(prevention_ratio_state(x::integer, 9)::text, 'UTF8'), 'hex') FROM seed;
SELECT 'states 00' || encode(convert_to(spend_per_child_state(x / 7, 9)::text, 'UTF8'), 'hex') FROM seed;
SELECT 'states 01' || encode(ratio_send(prevention_ratio_state(x::integer, 9)), 'hex') FROM seed;
SELECT 'states 02' || encode(convert_to(share_state(y)::text, 'UTF8'), 'hex') FROM seed;
SELECT 'states 03' || encode(proportion_send(share_state(y)), 'hex') FROM seed;
SELECT 'states 04' || encode(logit_fit_send(f), 'hex')
FROM (SELECT logit(y) AS f FROM seed UNION ALL SELECT logit(outcome(y, cluster => g), x) FROM seed
	UNION ALL SELECT logit(y, g) FROM seed UNION ALL SELECT logit_profile(y) FROM seed
	UNION ALL SELECT firth_logit(y) FROM seed) AS t;
SELECT 'states 04' || encode(mixed_fit_send(f), 'hex')
FROM (SELECT mixed_logit(y, ARRAY[g]) AS f FROM seed UNION ALL SELECT mixed_logit(y, ARRAY[g], x) FROM seed
	UNION ALL SELECT mixed_logit(y, ARRAY[g, (x > 9)::text], mixed_options(1, 0.9)) FROM seed) AS t;
SELECT 'states 04' || encode(linear_fit_send(f), 'hex')
FROM (SELECT linear(x) AS f FROM seed UNION ALL SELECT linear(x, g) FROM seed) AS t;
SELECT 'states 04' || encode(ordinal_fit_send(f), 'hex')
FROM (SELECT ordinal_logit((x / 9)::integer, x * x) AS f FROM seed
	UNION ALL SELECT ordinal_logit(length(g) + y::integer, g) FROM seed) AS t;
SELECT 'states fa' || encode(figures_send(f), 'hex')
FROM (SELECT standardised_rate_state(x, 9, 2, x * x) AS f FROM seed UNION ALL SELECT indirect_ratio_state(x, 9) FROM seed
	UNION ALL SELECT slope_index_state(x, 9, x, 1) FROM seed UNION ALL SELECT slope_index_state(x, 9, x, 1, 2) FROM seed
	UNION ALL SELECT overdispersion_state(x, 30) FROM seed UNION ALL SELECT variation_state(x) FROM seed
	UNION ALL SELECT variation_state(x, 2) FROM seed UNION ALL SELECT rollup(NULL::figures)) AS t;
-- charts
SELECT 'charts ' || encode(chart_send(c), 'hex')
FROM (SELECT funnel_chart(g || x, y::integer, 9) AS c FROM seed UNION ALL SELECT funnel_chart(g, NULL, 9) FROM seed
	UNION ALL SELECT spend_chart(2000 + x::integer, x, 30 - x) FROM seed UNION ALL SELECT tile_map(800 + x::integer, x) FROM seed
	UNION ALL SELECT forest_chart(logit(y, x, g)) FROM seed UNION ALL SELECT forest_chart(linear(x, y, g)) FROM seed
	UNION ALL SELECT survival_chart(survival(x::integer, y)) FROM seed) AS t;
-- rows of a fit, held and as sums
SELECT 'states d0' || encode(logit_state_send(s), 'hex')
FROM (SELECT logit_state(y) AS s FROM seed UNION ALL SELECT logit_state(y, x, length(g)) FROM seed
	UNION ALL SELECT logit_state(outcome_of(y::integer, 2, x, 'probability', x / 9, intercept => false), x) FROM seed
	UNION ALL SELECT logit_state(NULL::boolean, x) FROM seed
	UNION ALL SELECT logit_state(i % 3 = 0) FROM generate_series(1, 524544) AS i
	UNION ALL SELECT logit_state(outcome(i % 3 = 0, i % 5, 'frequency', 0.1), i * 7 % 13) FROM generate_series(1, 524544) AS i) AS t;
-- passes: a survey, the step after it, and one that has converged
CREATE TEMP TABLE pass AS
WITH survey AS (SELECT logit_step(y, NULL::float8[], x, length(g)) AS s, logit_step(y, NULL::float8[], (x > 3)::integer) AS one,
	logit_step(outcome_of(y::integer, 2, x, 'probability', x / 9, intercept => false), NULL::float8[], x) AS three FROM seed),
first AS (SELECT logit_step(y, s, x, length(g)) AS s FROM seed, survey),
last AS (SELECT logit_step(y, s, x, length(g)) AS s FROM seed, first)
SELECT s FROM survey UNION ALL SELECT one FROM survey UNION ALL SELECT three FROM survey UNION ALL SELECT s FROM first
UNION ALL SELECT s FROM last UNION ALL SELECT logit_step(y, ARRAY[0.1, -0.2], x) FROM seed
UNION ALL SELECT logit_step(NULL::boolean, NULL::float8[], x) FROM seed;
SELECT 'passes 00' || encode(logit_pass_send(s), 'hex') FROM pass;
SELECT 'passes 01' || encode(linear_state_send(s), 'hex')
FROM (SELECT linear_state(x, 1) AS s FROM seed UNION ALL SELECT linear_state(x, x * x, length(g)) FROM seed
	UNION ALL SELECT linear_state(outcome(x, x, 'frequency', 0.1), sin(x)) FROM seed
	UNION ALL SELECT linear_state(x, x) FROM seed UNION ALL SELECT linear_state(NULL, x) FROM seed) AS t;
