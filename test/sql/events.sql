-- Logs of referrals: rereferral_rule, events, rereferrals, rereferral_rate.
-- E1 to E8 are the promises of src/core/rereferral.c, K1 to K4 those of
-- src/pg/log_key.c, L1 to L7 those of src/state/events.c.
SET search_path = public, earlyhelp;

-- A rule says what it is, and reads back the same.
SELECT rereferral_rule();
SELECT r AS rule, r::text::rereferral_rule::text = r::text AS same, encode(rereferral_rule_send(r), 'hex') AS wire
FROM (SELECT rereferral_rule(within => '365 days', edge => 'out', same_day => 'merged', anchor => 'earlier',
	clock => 'closure', observed_from => '2014-04-01', observed_to => '2020-03-31',
	count_from => '2015-04-01', count_to => '2019-12-31', help_days => 60, year_month => 1)) AS t(r);
SELECT rereferral_rule(edge => 'maybe');
SELECT rereferral_rule(within => '36 hours');
SELECT rereferral_rule(within => '-1 day');
SELECT rereferral_rule(within => NULL);
SELECT rereferral_rule(count_from => '2020-04-01', count_to => '2019-04-01');
SELECT rereferral_rule(observed_from => 'infinity');
SELECT rereferral_rule(help_days => -1);
SELECT rereferral_rule(year_month => 13);
SELECT rereferral_rule('12 months');
SELECT '1: within 12 months'::rereferral_rule;

-- Two children, four and two referrals; a row without a child, one without a
-- day.  Child 1 came back after 100 days, then after exactly a year.
CREATE TABLE referral_log (id integer, la text, child integer, day date);
INSERT INTO referral_log VALUES (1, 'N', 1, '2018-06-01'), (2, 'N', 1, '2018-09-09'), (3, 'N', 1, '2019-09-09'),
	(4, 'S', 1, '2019-09-09'), (5, 'S', 2, '2018-05-01'), (6, 'S', 2, '2019-05-02'),
	(7, 'S', NULL, '2019-05-02'), (8, 'S', 3, NULL);
SELECT r.* FROM (SELECT rereferrals_state(child, day) AS e FROM referral_log) AS s, rereferrals(s.e) AS r \gx
SELECT year, from_day, to_day, referrals, rereferrals, round(rate::numeric, 3) AS rate, status, message
FROM (SELECT rereferrals_state(child, day) AS e FROM referral_log) AS s, rereferrals_by_year(s.e);

-- The variants: of the same log, each with its own answer.
SELECT v.name, r.referrals, r.rereferrals
FROM (SELECT rereferrals_state(child, day) AS e FROM referral_log) AS s,
	(VALUES (1, 'default', rereferral_rule()), (2, 'edge out', rereferral_rule(edge => 'out')),
		(3, '365 days', rereferral_rule(within => '365 days')), (4, '364 days', rereferral_rule(within => '364 days')),
		(5, 'same day counted', rereferral_rule(same_day => 'counted')),
		(6, 'same day merged', rereferral_rule(same_day => 'merged')),
		(7, '366 days', rereferral_rule(within => '366 days')),
		(8, 'counted from September', rereferral_rule(count_from => '2018-09-01')),
		(9, 'observed from September', rereferral_rule(observed_from => '2018-09-01'))) AS v(i, name, rule),
	rereferrals(s.e, v.rule) AS r ORDER BY v.i;

-- E8: since closure, which needs a log with closures.
SELECT r.referrals, r.rereferrals, r.followed, r.status_after
FROM (SELECT missed_opportunities_state(1, day, event) AS e
	FROM (VALUES ('2018-06-01'::date, 'referral'), ('2018-12-01', 'closed_other'), ('2019-11-01', 'referral')) AS l(day, event)) AS s,
	rereferrals(s.e, rereferral_rule(clock => 'closure')) AS r;

-- K1: a child of any width, and text, varchar, char(n) and uuid.
SELECT count(DISTINCT e::text) AS integer_logs FROM (
	SELECT rereferrals_state(child, day) FROM referral_log UNION ALL
	SELECT rereferrals_state(child::bigint, day) FROM referral_log UNION ALL
	SELECT rereferrals_state(child::smallint, day) FROM referral_log) AS t(e);
SELECT count(DISTINCT e::text) AS text_logs FROM (
	SELECT rereferrals_state(child::text, day) FROM referral_log UNION ALL
	SELECT rereferrals_state(child::varchar(48), day) FROM referral_log UNION ALL
	SELECT rereferrals_state(child::char(9), day) FROM referral_log) AS t(e);
SELECT r.referrals, r.rereferrals FROM (SELECT rereferrals_state(lpad(child::text, 32, '0')::uuid, day) AS e FROM referral_log) AS s,
	rereferrals(s.e) AS r;
-- K2: authority and child, as two arguments and as one row.
SELECT count(DISTINCT e::text) AS logs, min(r.rereferrals) AS rereferrals, min(r.children) AS children FROM (
	SELECT rereferrals_state(la, child, day) FROM referral_log UNION ALL
	SELECT rereferrals_state((la, child), day) FROM referral_log UNION ALL
	SELECT rereferrals_state(la::varchar(9), child::bigint, day) FROM referral_log) AS t(e), rereferrals(t.e) AS r;
SELECT r.excluded FROM (SELECT rereferrals_state((la, NULL::text), day) AS e FROM referral_log) AS s, rereferrals(s.e) AS r;
-- K3: timestamps; one with a time zone is the day in England, not the session's.
SET timezone = 'Pacific/Auckland';
SELECT count(DISTINCT e::text) AS logs FROM (
	SELECT rereferrals_state(child, day) FROM referral_log UNION ALL
	SELECT rereferrals_state(child, day + time '23:59:59.999999') FROM referral_log UNION ALL
	SELECT rereferrals_state(child, (day + time '00:30') AT TIME ZONE 'Europe/London') FROM referral_log) AS t(e);
RESET timezone;
SELECT rereferrals_state(1, timestamp '1999-12-31 23:59:59')::text = rereferrals_state(1, date '1999-12-31')::text AS before_2000;
-- K4, and what cannot be.
SELECT rereferrals_state(child, 'infinity'::date) FROM referral_log;
SELECT rereferrals_state(child, '-infinity'::timestamptz) FROM referral_log;
SELECT rereferrals_state(child, '1899-12-31'::date) FROM referral_log;
SELECT rereferrals_state(child, '3000-01-01'::timestamp) FROM referral_log;
SELECT rereferrals_state(1.5, day) FROM referral_log;
SELECT rereferrals_state(child, id) FROM referral_log;
SELECT rereferrals_state(ROW(child, 1.5), day) FROM referral_log;
SELECT rereferrals_state(child, day, rereferral_rule(within => id * interval '1 day')) FROM referral_log;
SELECT rereferrals_state(child, day) OVER (ORDER BY day) FROM referral_log;

-- The one number, and over no rows.
SELECT round(rereferral_rate(child, day)::numeric, 4) AS rate,
	round(rereferral_rate(la, child, day)::numeric, 4) AS with_authority,
	round(rereferral_rate(child, day, rereferral_rule(within => '364 days'))::numeric, 4) AS days_364,
	round(rereferral_rate(la, child, day, rereferral_rule(same_day => 'merged'))::numeric, 4) AS merged,
	rereferral_rate(NULL::integer, day) AS nothing
FROM referral_log;
SELECT rereferral_rate(child, day) FROM referral_log WHERE false;
SELECT r.referrals, r.rate, r.status, r.message FROM (SELECT rereferrals_state(child, day) AS e FROM referral_log WHERE false) AS s, rereferrals(s.e) AS r;
SELECT count(*) FROM (SELECT rereferrals_state(child, day) AS e FROM referral_log WHERE false) AS s, rereferrals_by_year(s.e) AS r;
SELECT rereferrals(NULL), limits(NULL::events);

-- L1: any order and any split is the same log; rollup over none is an empty one.
SELECT count(DISTINCT e) AS logs FROM (
	SELECT rereferrals_state(child, day ORDER BY day)::text FROM referral_log UNION ALL
	SELECT rereferrals_state(child, day ORDER BY id DESC)::text FROM referral_log UNION ALL
	SELECT rollup(e)::text FROM (SELECT rereferrals_state(child, day) FROM referral_log GROUP BY la) AS t(e) UNION ALL
	SELECT rollup(e)::text FROM (SELECT rereferrals_state(child, day) FROM referral_log GROUP BY id UNION ALL SELECT NULL) AS t(e)) AS t(e);
SELECT missing(e), rows_used(e), pg_column_size(e) FROM (SELECT rollup(e) FROM (SELECT NULL::events) AS t(e)) AS t(e);
SELECT missing(e), rows_used(e) FROM (SELECT rereferrals_state(child, day) FROM referral_log) AS t(e);
-- L3
SELECT rollup(e) FROM (SELECT rereferrals_state(child, day) FROM referral_log UNION ALL SELECT rereferrals_state(child::text, day) FROM referral_log) AS t(e);
SELECT rollup(e) FROM (SELECT rereferrals_state(child, day) FROM referral_log
	UNION ALL SELECT rereferrals_state(child, day, rereferral_rule(edge => 'out')) FROM referral_log) AS t(e);
-- The log's own rule, and the reader's over it.
SELECT r.rereferrals, o.rereferrals AS other
FROM (SELECT rereferrals_state(child, day, rereferral_rule(within => '30 days')) AS e FROM referral_log) AS s,
	rereferrals(s.e) AS r, rereferrals(s.e, rereferral_rule()) AS o;

-- Text and wire, there and back, and what is refused.
SELECT e::text = e::text::events::text AS same, events_send(e) = events_send(e::text::events) AS wire
FROM (SELECT rereferrals_state(la, child, day, rereferral_rule()) FROM referral_log) AS t(e);
SELECT 'x'::events;
SELECT '1:00'::events;
SELECT '1:0101000000000000000000010000000000000000000000000000000100001d2100001d2100'::events;

-- Limits at a level: clustered by child wider than Wilson's where children
-- come again and again.  Reference: R 4.2.2, survey 4.1-1, svyratio() over one
-- row a child (40 children, n = 1 to 5 referrals, x = n - 1): 0.6666666667,
-- standard error 0.0251617119; with qt(0.95, 39), 0.6242723 to 0.7090610.
CREATE TABLE repeated AS SELECT c AS child, date '2020-01-01' + c + 10 * k AS day
FROM generate_series(0, 39) AS c, generate_series(0, c % 5) AS k;
SELECT l.method, round(l.estimate::numeric, 10) AS estimate, round(l.std_error::numeric, 10) AS std_error,
	round(l.conf_low::numeric, 6) AS low, round(l.conf_high::numeric, 6) AS high, l.n
FROM (SELECT rereferrals_state(child, day) AS e FROM repeated) AS s,
	(VALUES ('clustered'), ('wilson')) AS m(method), limits(s.e, level => 0.9, method => m.method) AS l;
SELECT limits(e, level => 95) FROM (SELECT rereferrals_state(child, day) FROM referral_log) AS t(e);
SELECT limits(e, method => 'exact') FROM (SELECT rereferrals_state(child, day) FROM referral_log) AS t(e);

-- The sector's known mistakes.
-- 1. Anchored on today: referrals in the 12 months before the day of asking,
--    less one.  Ours looks back from each referral, so the answer stays.
SELECT bool_and(n - 1 > 0) AS anchored_on_today, round(max(rate)::numeric, 4) AS ours
FROM (SELECT child, count(*) FILTER (WHERE day >= current_date - interval '12 months') AS n FROM repeated GROUP BY child) AS t,
	(SELECT rereferral_rate(child, day) AS rate FROM repeated) AS r;
-- 2. A child's number without its authority: numbers repeat.
SELECT rereferral_rate(child, day) AS child_alone, rereferral_rate(la, child, day) AS with_authority
FROM (VALUES ('N', 7, date '2020-01-01'), ('S', 7, '2020-02-01'), ('N', 8, '2020-01-01'), ('S', 8, '2020-03-01')) AS t(la, child, day);
-- 3. Referrals of one day counted twice: three ways, and never by accident.
SELECT v.same_day, r.referrals, r.rereferrals
FROM (SELECT rereferrals_state(1, day) AS e FROM (VALUES (date '2020-01-01'), ('2020-01-01'), ('2020-06-01'), ('2020-06-01')) AS t(day)) AS s,
	(VALUES ('apart'), ('counted'), ('merged')) AS v(same_day), rereferrals(s.e, rereferral_rule(same_day => v.same_day)) AS r;
-- 4. The censored last year: looking forward, those of the last 12 months are
--    left out, even those already known to have come back.
SELECT year, referrals, observed_after, followed, round(rate_followed::numeric, 2) AS rate, unobservable_after, status_after
FROM (SELECT rereferrals_state(c, day) AS e
	FROM generate_series(1, 60) AS c, LATERAL (VALUES (date '2018-04-01' + 30 * c), (date '2018-04-01' + 30 * c + 200)) AS d(day)
	WHERE day <= date '2018-04-01' + 30 * c OR c % 4 = 0) AS s, rereferrals_by_year(s.e) AS r;
-- 5. Leap days: 12 months back from 29 February reach 28 February, 366 days
--    before; 12 months on from it end on 28 February, 365 days after.
SELECT a.first, a.again, a.again - a.first AS days,
	(SELECT rereferrals FROM rereferrals(s.e)) AS back, (SELECT rereferrals FROM rereferrals(s.e, rereferral_rule(anchor => 'earlier'))) AS forward,
	(SELECT rereferrals FROM rereferrals(s.e, rereferral_rule(within => '365 days'))) AS days_365
FROM (VALUES (date '2019-02-28', date '2020-02-29'), ('2020-02-29', '2021-02-28'), ('2020-02-29', '2021-03-01'), ('2019-03-01', '2020-03-01')) AS a(first, again),
	LATERAL (SELECT rereferrals_state(1, d) AS e FROM unnest(ARRAY[a.first, a.again]) AS d) AS s;
-- 6. GROUP BY year in place of count_from: the look-back is thrown away.
SELECT t.year, round(rereferral_rate(child, day)::numeric, 3) AS by_group, min(round(r.rate::numeric, 3)) AS by_year
FROM (SELECT c AS child, date '2018-04-01' + c * 7 + k * 150 AS day, extract(year FROM date '2018-04-01' + c * 7 + k * 150 + interval '9 months')::integer AS year
	FROM generate_series(0, 99) AS c, generate_series(0, 3) AS k) AS t
JOIN (SELECT y.* FROM (SELECT rereferrals_state(c, date '2018-04-01' + c * 7 + k * 150) AS e
		FROM generate_series(0, 99) AS c, generate_series(0, 3) AS k) AS s, rereferrals_by_year(s.e) AS y) AS r USING (year)
GROUP BY t.year ORDER BY t.year;
DROP TABLE referral_log, repeated;
