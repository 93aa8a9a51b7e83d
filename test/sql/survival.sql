-- Kaplan-Meier: the type durations, survival, and what reads it.
-- V1 to V6 are the promises of src/core/survival.c, D1 to D4 those of
-- src/state/durations.c.
SET search_path = public, earlyhelp;

-- Reference: R 4.2.2, survival 3.5-3, summary(survfit(Surv(time, event) ~ 1))
-- for time = 1 2 2 3 5 5 8 8, event = 1 1 0 1 0 1 0 0.
CREATE TABLE wait (place text, days integer, came boolean);
INSERT INTO wait VALUES ('a', 1, true), ('b', 2, true), ('a', 2, false), ('b', 3, true),
	('a', 5, false), ('b', 5, true), ('a', 8, false), ('b', 8, false), ('a', NULL, true), ('b', 4, NULL);
SELECT days, n_risk, n_event, n_censored, round(survival::numeric, 7) AS survival, round(std_error::numeric, 7) AS std_error,
	round(conf_low::numeric, 7) AS low, round(conf_high::numeric, 7) AS high, round(happened::numeric, 7) AS happened, method
FROM (SELECT survival(days, came) AS d FROM wait) AS s, survival_curve(s.d) AS c;
SELECT days, round(conf_low::numeric, 7) AS low, round(conf_high::numeric, 7) AS high
FROM (SELECT survival(days, came) AS d FROM wait) AS s, survival_curve(s.d, level => 0.9, method => 'log_log') AS c;
SELECT q.* FROM (SELECT survival(days, came) AS d FROM wait) AS s, survival_quantile(s.d) AS q \gx
SELECT q.p, q.days, q.status, q.message FROM (SELECT survival(days, came) AS d FROM wait) AS s, unnest(ARRAY[0.1, 0.25, 0.6]) AS p, survival_quantile(s.d, p) AS q;
SELECT a.days, a.n_risk, a.n_event, round(a.survival::numeric, 4) AS survival, round(a.happened::numeric, 4) AS happened,
	round(a.happened_low::numeric, 4) AS low, round(a.happened_high::numeric, 4) AS high, a.status, a.message
FROM (SELECT survival(days, came) AS d FROM wait) AS s, unnest(ARRAY[0, 0.5, 2, 4, 8, 9]) AS at, survival_at(s.d, at) AS a;

-- Late entry: at risk are those with entered_days < t <= duration_days.
SELECT days, n_risk, n_event, round(survival::numeric, 4) AS survival
FROM (SELECT survival(t, e, a) AS d FROM (VALUES (5, true, 0), (6, true, 5), (7, false, 2), (9, true, 6), (9, true, NULL)) AS v(t, e, a)) AS s, survival_curve(s.d);

-- D1, D2: any order and any split is the same state; a state is as large as
-- its times are many.
SELECT count(DISTINCT d) AS states, min(missing(d::durations)) AS missing FROM (
	SELECT survival(days, came)::text FROM wait UNION ALL
	SELECT survival(days, came ORDER BY days DESC)::text FROM wait UNION ALL
	SELECT rollup(d)::text FROM (SELECT survival(days, came) FROM wait GROUP BY place) AS t(d) UNION ALL
	SELECT d::text::durations::text FROM (SELECT survival(days, came) FROM wait) AS t(d)) AS t(d);
SELECT pg_column_size(survival(i % 365, i % 3 = 0)) AS bytes FROM generate_series(1, 100000) AS i;
SELECT durations_send(d) = durations_send(d::text::durations) AS wire FROM (SELECT survival(days, came) FROM wait) AS t(d);
SELECT count(*) FROM survival_curve((SELECT survival(1, true) FROM wait WHERE false));
SELECT status, message FROM survival_at((SELECT survival(days, came) FROM wait WHERE days IS NULL), 5);
SELECT days, status, message, missing FROM survival_quantile((SELECT survival(days, came) FROM wait WHERE days IS NULL));

-- What cannot be.
SELECT survival(-1, true);
SELECT survival('NaN', true);
SELECT survival('Infinity', true);
SELECT survival(5, true, 5);
SELECT survival(5, true, '-Infinity');
SELECT survival_at(survival(5, true), -1);
SELECT survival_quantile(survival(5, true), 50);
SELECT survival_curve(survival(5, true), method => 'plain');
SELECT survival_curve(survival(5, true), level => 95);
SELECT '1:01'::durations;
SELECT ('1:01' || repeat('0', 16) || lpad('1', 16, '0') || '4000000000000000' || repeat('0', 32) || lpad('1', 16, '0'))::durations;

-- Time until a child comes back: from cases, and from a log.  Child 1 came back
-- after 100 days; child 2 not by the last day of the log, 30 days on; child 3
-- is open; child 4 was closed and referred again on one day, which is no return.
CREATE TABLE cases (la text, child integer, referred date, closed date);
INSERT INTO cases VALUES ('N', 1, '2020-01-01', '2020-02-01'), ('N', 1, '2020-05-11', NULL),
	('N', 2, '2020-03-01', '2020-04-11'), ('N', 3, '2020-01-01', NULL),
	('N', 4, '2020-01-01', '2020-03-01'), ('N', 4, '2020-03-01', '2020-04-01'),
	('N', NULL, '2020-01-01', NULL), ('N', 5, NULL, '2020-01-01');
SELECT days, n_risk, n_event, n_censored, round(happened::numeric, 4) AS happened, missing(s.d)
FROM (SELECT time_to_rereferral(child, closed, referred) AS d FROM cases) AS s, survival_curve(s.d);
SELECT count(DISTINCT d::text) AS states FROM (
	SELECT time_to_rereferral(child, closed, referred) FROM cases UNION ALL
	SELECT time_to_rereferral(la, child, closed::timestamp, referred) FROM cases UNION ALL
	SELECT time_to_rereferral(e) FROM (SELECT missed_opportunities_state(child, day, event)
		FROM (SELECT child, referred AS day, 'referral' AS event FROM cases
			UNION ALL SELECT child, closed, 'closed_no_action' FROM cases WHERE closed IS NOT NULL AND referred IS NOT NULL) AS l) AS t(e)) AS t(d);
SELECT days, n_risk, n_event FROM (SELECT rereferrals_state(child, referred) AS e FROM cases) AS s, survival_curve(time_to_rereferral(s.e, since => 'referral'));
SELECT encode(substr(durations_send(time_to_rereferral(child, closed, referred, rereferral_rule(observed_to => '2021-03-31'))), 2, 16), 'hex') AS missing_and_times FROM cases;
SELECT time_to_rereferral(child, referred, closed) FROM cases WHERE closed IS NOT NULL AND referred IS NOT NULL;
SELECT time_to_rereferral(e, since => 'birth') FROM (SELECT rereferrals_state(child, referred) FROM cases) AS t(e);
DROP TABLE wait, cases;
