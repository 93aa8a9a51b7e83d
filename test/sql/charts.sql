-- Charts: their structure, read back by xpath, and that nothing of the data is lost.
SET search_path = earlyhelp, public;
CREATE FUNCTION pg_temp.n(svg text, path text) RETURNS integer LANGUAGE sql AS
$$ SELECT (xpath('count(' || path || ')', svg::xml, ARRAY[ARRAY['s', 'http://www.w3.org/2000/svg']]))[1]::text::integer $$;
CREATE FUNCTION pg_temp.words(svg text, path text) RETURNS text LANGUAGE sql AS
$$ SELECT string_agg(w::text, ' / ') FROM unnest(xpath(path, svg::xml, ARRAY[ARRAY['s', 'http://www.w3.org/2000/svg']])) AS w $$;
CREATE TEMP TABLE authority AS
SELECT i AS code, 'Authority ' || i AS name, 200 + 37 * i % 4000 AS cases,
       round((200 + 37 * i % 4000) * (0.2 + 0.05 * sin(i)))::bigint AS events
FROM generate_series(1, 160) AS i;

-- C2: a picture with a title, a description and a role
SELECT s.svg IS DOCUMENT AS xml, pg_temp.n(s.svg::text, '/s:svg[@role="img"]/s:title') AS title, pg_temp.n(s.svg::text, '/s:svg/s:desc') AS description,
       pg_temp.n(s.svg::text, '//s:script | //s:style | //s:image | //s:foreignObject | //@href | //@onload') AS active
FROM (SELECT svg(funnel_chart(name, events, cases), title => 'Shares')::xml AS svg FROM authority) AS s;

-- forest: a mark and a name for each term, the figures of tidy() beside it
CREATE TEMP TABLE fits AS
SELECT logit(y, x, z) AS fit, linear(y + x, x, z) AS line, ordinal_logit(g, x, z) AS graded, mixed_logit(y, ARRAY[a], x, z) AS mixed
FROM (SELECT (sin(i * 1.7) + i % 7 / 7.0 > 0.4)::integer AS y, i % 7 AS x, i % 5 AS z, i % 3 + (sin(i * 1.7) > 0)::integer AS g, 'group ' || i % 12 AS a
      FROM generate_series(1, 300) AS i) AS d;
SELECT pg_temp.n(c.svg, '//s:circle/s:title') AS marks,
       pg_temp.words(c.svg, '//s:circle/s:title/text()') =
       (SELECT string_agg(format('%s: %s (%s to %s)', t.term, to_char(t.estimate, 'FM0.00'), to_char(t.conf_low, 'FM0.00'), to_char(t.conf_high, 'FM0.00')), ' / ')
        FROM (SELECT fit FROM fits) AS f, tidy(f.fit, level => 0.9, exponentiate => true) WITH ORDINALITY AS t WHERE t.ordinality > 1) AS as_tidy,
       c.svg LIKE '%Odds ratio, with 90\% limits (log scale)%' AS units
FROM (SELECT svg(forest_chart(fit, level => 0.9)) AS svg FROM fits) AS c;
SELECT pg_temp.n(svg(forest_chart(fit, terms => ARRAY['one', 'two', 'three'], intercept => true)), '//s:circle/s:title') AS with_intercept,
       pg_temp.words(svg(forest_chart(fit, terms => ARRAY['one', 'two', 'three'])), '//s:text[@text-anchor="end"][@font-size="12"]/text()') AS renamed,
       pg_temp.n(svg(forest_chart(line)), '//s:circle/s:title') AS linear,
       pg_temp.n(svg(forest_chart(graded)), '//s:circle/s:title') AS ordinal,
       pg_temp.n(svg(forest_chart(mixed)), '//s:circle/s:title') AS mixed,
       svg(forest_chart(line)) LIKE '%log scale%' AS linear_is_log
FROM fits;

-- a fit in trouble says so under its chart, and a term that is infinite has an arrow
SELECT c.svg LIKE '%The fit is separated%' AS told, c.svg LIKE '%Without an estimate%' OR c.svg LIKE '%An arrow%' AS no_estimate
FROM (SELECT svg(forest_chart(logit(i > 5, i))) AS svg FROM generate_series(1, 10) AS i) AS c;

-- effects: as many as effects() has, by size
SELECT pg_temp.n(c.svg, '//s:circle/s:title') AS marks, pg_temp.words(c.svg, '(//s:circle/s:title)[1]/text()') LIKE (top.level || ': %') AS highest_first
FROM (SELECT svg(effects_chart(mixed)) AS svg, mixed FROM fits) AS c,
     LATERAL (SELECT level FROM effects(c.mixed) ORDER BY rank, level LIMIT 1) AS top;
SELECT svg(effects_chart(mixed, 'nobody')) FROM fits;

-- F1: outside the limits are those whose Wilson interval leaves the average out
WITH average AS (SELECT sum(events) / sum(cases) AS p FROM authority),
     wilson AS (SELECT count(*) FILTER (WHERE p NOT BETWEEN b.conf_low AND b.conf_high) AS beyond,
                       count(*) FILTER (WHERE p NOT BETWEEN a.conf_low AND a.conf_high) AS outside
                FROM authority, average, limits(proportion(events, cases), 0.95) AS a, limits(proportion(events, cases), 0.998) AS b)
SELECT c.svg LIKE format('%%outside 99.8%%%% (%s)%%', beyond) AS beyond_ok,
       c.svg LIKE format('%%within 99.8%%%% (%s)%%', outside - beyond) AS outside_ok,
       pg_temp.n(c.svg, '//s:title') - 1 AS marks, length(c.svg) < 32766 AS for_power_bi
FROM wilson, (SELECT svg(funnel_chart(name, events, cases)) AS svg FROM authority) AS c;

-- the same picture in any order of the rows, and after dump and restore
SELECT svg(funnel_chart(name, events, cases ORDER BY code)) = svg(funnel_chart(name, events, cases ORDER BY code DESC)) AS funnel,
       svg(ratio_chart(name, events, NULL, cases ORDER BY code)) = svg(ratio_chart(name, events, NULL, cases ORDER BY code DESC)) AS ratio,
       svg(tile_map(200 + code, events ORDER BY code)) = svg(tile_map(200 + code, events ORDER BY code DESC)) AS tiles,
       svg(spend_chart(2000 + code % 9, events / 3.0, cases ORDER BY code)) = svg(spend_chart(2000 + code % 9, events / 3.0, cases ORDER BY code DESC)) AS spend,
       svg(funnel_chart(name, events, cases)::text::chart) = svg(funnel_chart(name, events, cases)) AS dumped
FROM authority;

-- and by workers
CREATE TABLE many AS SELECT i AS code, 'Row ' || i AS name, i % 90 AS events, 100 + i AS cases, CASE WHEN i % 50 > 0 THEN i END AS value FROM generate_series(1, 6000) AS i;
SET max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE alone AS SELECT svg(funnel_chart(name, events, cases)) AS funnel, svg(spend_chart(2000 + code % 9, value, cases)) AS spend FROM many;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT a.funnel = p.funnel AS funnel, a.spend = p.spend AS spend
FROM alone AS a, (SELECT svg(funnel_chart(name, events, cases)) AS funnel, svg(spend_chart(2000 + code % 9, value, cases)) AS spend FROM many) AS p;
RESET max_parallel_workers_per_gather; RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
DROP TABLE many;

-- no rows, one row, NULLs
SELECT svg(funnel_chart(name, events, cases)) LIKE '%There is nothing to draw%' AS funnel, svg(spend_chart(code, events, cases)) LIKE '%There is nothing to draw%' AS spend,
       svg(tile_map(code, events)) LIKE '%There is nothing to draw%' AS tiles, svg(ratio_chart(name, events, events, cases)) LIKE '%There is nothing to draw%' AS ratio,
       svg(survival_chart(survival(events, true))) LIKE '%There is nothing to draw%' AS survival, missing(funnel_chart(name, events, cases)) AS missing
FROM authority WHERE false;
SELECT missing(c) AS missing, svg(c) LIKE '%2 rows left out: a value is missing%' AS said, pg_temp.n(svg(c), '//s:circle/s:title') AS marks
FROM (SELECT funnel_chart(n, e, k) AS c FROM (VALUES ('a', 1, 10), ('b', NULL, 10), ('c', 2, NULL), (NULL, 3, 10)) AS v(n, e, k)) AS s;

-- ratios: a state has no limits, for those need a method
SELECT pg_temp.words(svg(c), '//s:circle/s:title/text()') AS said, svg(c) LIKE '%limits%' AS limits
FROM (SELECT ratio_chart(region, r) AS c FROM (VALUES ('north', ratio(3::bigint, 2::bigint)), ('south', ratio(1::bigint, 4::bigint))) AS v(region, r)) AS s;

-- spend: years added up, a gap, negative money
SELECT pg_temp.n(svg(c), '//s:title') - 1 AS marks, svg(c) LIKE '%cash or real: not said%' AS units_asked_for,
       svg(c) LIKE '%1 year without a share%' AS broken, svg(c) LIKE '%Early: 2010: 6m%' AS added_up, svg(c) LIKE '%A line breaks%' AS gap
FROM (SELECT spend_chart(y, e, l) AS c FROM (VALUES (2010, 5e6, 1e7), (2010, 1e6, 1e6), (2011, -2e6, 1.1e7), (2015, 3e6, 1e7)) AS v(y, e, l)) AS s;

-- survival: numbers at risk as survival_at() has them
SELECT pg_temp.words(svg(c.chart), '//s:text[@text-anchor="middle"][@fill="#595959"]/text()') AS ticks_then_at_risk,
       (SELECT string_agg(a.n_risk::text, ' / ' ORDER BY d) FROM generate_series(0, 180, 30) AS d, survival_at(c.state, d) AS a) AS at_risk
FROM (SELECT survival_chart(s.state) AS chart, s.state FROM (SELECT survival(i, i % 3 = 0) AS state FROM generate_series(1, 200) AS i) AS s) AS c;

-- T3: tiles drawn, codes listed
SELECT pg_temp.n(svg(c), '//s:path/s:title') AS squares, svg(c) LIKE '%Not on the map (2), code and value: S001 (4), 999 (3).%' AS listed,
       svg(c) LIKE '%another has the square; code and value: 201 (2%' AS twice
FROM (SELECT tile_map(code, value) AS c FROM (VALUES ('201', 1), ('201', 2), ('999', 3), ('S001', 4), ('909', 5)) AS v(code, value)) AS s;

SELECT count(*) AS places, count(*) FILTER (WHERE replaced_by IS NULL) AS today, count(DISTINCT (tile_column, tile_row)) AS squares,
       svg(tile_map(la_code, 1) FILTER (WHERE replaced_by IS NULL)) ~ 'no figure|Not on|Not drawn' AS any_without
FROM tile_places();

-- hostile words stay words
SELECT c.svg IS DOCUMENT AS xml, pg_temp.n(c.svg::text, '//s:script') AS scripts, pg_temp.words(c.svg::text, '/s:svg/s:title/text()') AS title,
       c.svg::text !~ '[^\n -~]' AS ascii, c.json::json -> 'title' -> 'text' ->> 0 AS json_title, c.json NOT LIKE '%<%' AS json_inert
FROM (SELECT svg(ratio_chart(l, 2, 1, 3), title => l)::xml AS svg, vega_lite(ratio_chart(l, 2, 1, 3), title => l) AS json
      FROM (VALUES (E'</title><script>alert("x")</script> ]]> & \x01\u202e' || repeat('long ', 50))) AS v(l) GROUP BY l) AS c;

-- Vega-Lite is JSON with the rows in it
SELECT json_array_length(vega_lite(forest_chart(fit))::json -> 'data' -> 'values') AS forest,
       (SELECT json_array_length(vega_lite(funnel_chart(name, events, cases))::json -> 'layer' -> 0 -> 'data' -> 'values') FROM authority) AS funnel
FROM fits;
SELECT left(svg_address(svg(c)), 30) AS address, svg_address(svg(c)) LIKE '%#%' AS fragment, length(svg_address(svg(c))) < 32766 AS for_power_bi
FROM (SELECT funnel_chart(name, events, cases) AS c FROM authority) AS s;

-- what cannot be drawn is refused, with the remedy
SELECT funnel_chart('a', 2, 1);
SELECT forest_chart('a', -0.3, -0.5, 0.1);
SELECT coefficient_chart('a', 1, 3, 2);
SELECT ratio_chart('a', 'NaN', 1, 2);
SELECT ratio_chart(i::text, i, i, i) FROM generate_series(1, 401) AS i;
SELECT svg(funnel_chart('a', 1, 2), width => 10);
SELECT svg(funnel_chart('a', 1, 2), title => repeat('x', 5000));
SELECT chart_with(funnel_chart('a', 1, 2), 95, NULL);
SELECT '1:00'::chart;
SELECT survival_chart(i::text, s) FROM generate_series(1, 7) AS i, (SELECT survival(1, true) AS s) AS d;
