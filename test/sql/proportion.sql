-- The type proportion and the aggregate share.
-- P1 to P4 are the promises of src/state/proportion.c.
SET search_path = earlyhelp, public;

CREATE TABLE referral (la text, again boolean, closed integer);
INSERT INTO referral
SELECT 'a' || i % 3, CASE WHEN i % 10 = 0 THEN NULL ELSE i % 4 = 0 END, i
FROM generate_series(1, 120) AS i;

-- NULL rows are missing: counted, outside the share.
SELECT la, round(share(again)::numeric, 4) AS share, share_state(again) AS state
FROM referral GROUP BY la ORDER BY la;
SELECT share(again) AS nothing, share_state(again) AS state FROM referral WHERE false;
SELECT share(NULL) AS nothing, share_state(NULL::boolean) AS state FROM referral;

-- P2: merging the parts is counting the whole.
SELECT rollup(s)::text = (SELECT share_state(again)::text FROM referral) AS same
FROM (SELECT share_state(again) AS s FROM referral GROUP BY la) AS t;
SELECT rollup(s) AS nothing FROM (SELECT NULL::proportion) AS t(s);

-- FILTER, DISTINCT, GROUPING SETS.
SELECT share_state(again) FILTER (WHERE closed <= 40) AS filtered,
       share_state(DISTINCT again) AS distinct FROM referral;
SELECT la, grouping(la), share_state(again) FROM referral
GROUP BY GROUPING SETS ((la), ()) ORDER BY 2, 1;

-- A moving frame takes rows back out, and gives what each frame alone gives.
SELECT bool_and(moving = alone) AS same, count(*)
FROM (SELECT share_state(again) OVER (ORDER BY closed ROWS BETWEEN 6 PRECEDING AND 3 FOLLOWING)::text AS moving,
             (SELECT share_state(b.again)::text FROM referral AS b
              WHERE b.closed BETWEEN a.closed - 6 AND a.closed + 3) AS alone
      FROM referral AS a) AS t;

-- Counted before: DfE, Characteristics of children in need, Bexley 2017-18 to
-- 2021-22: 719 of 3270, 611 of 2803, 500 of 2795, 710 of 3209, 752 of 3620,
-- printed as 22.0, 21.8, 17.9, 22.1 and 20.8 per cent.
CREATE TABLE bexley (year integer, rereferrals integer, referrals integer);
INSERT INTO bexley VALUES (2018, 719, 3270), (2019, 611, 2803), (2020, 500, 2795),
	(2021, 710, 3209), (2022, 752, 3620), (2023, NULL, 3000);
SELECT year, round(100 * share(rereferrals, referrals)::numeric, 1) AS pct
FROM bexley GROUP BY year ORDER BY year;
SELECT share_state(rereferrals, referrals), share_state(rereferrals::smallint, referrals::bigint) FROM bexley;
SELECT bool_and(moving::text = alone) AS same
FROM (SELECT share_state(rereferrals, referrals) OVER w AS moving,
             (SELECT share_state(b.rereferrals, b.referrals)::text FROM bexley AS b
              WHERE b.year BETWEEN a.year - 1 AND a.year) AS alone
      FROM bexley AS a WINDOW w AS (ORDER BY year ROWS 1 PRECEDING)) AS t;
SELECT share(5, 3);
SELECT share(-1, 3);
SELECT share_state(1, 9223372036854775807);

-- P3: text and wire, there and back.
SELECT p::text, proportion_send(p::text::proportion) = proportion_send(p) AS same, pg_column_size(p)
FROM (VALUES (proportion(65, 100)), (proportion(0, 0)), ('1: 0 of 0; missing 7'::proportion)) AS v(p);
SELECT '1: 3 of 2; missing 0'::proportion;
SELECT '1: -3 of 2; missing 0'::proportion;
SELECT '9: 1 of 2; missing 0'::proportion;
SELECT '1: 1 of 2; missing 0 and more'::proportion;
SELECT 'nonsense'::proportion;
SELECT proportion(3, 2);
SELECT value(proportion(0, 0)), value(NULL::proportion);
SELECT value(p), events(p), cases(p), missing(p)
FROM (SELECT share_state(again) FROM referral) AS t(p);

-- A ratio whose numerators are part of the denominators is a proportion.
SELECT proportion(early_help_rate_state(h, c)) AS p
FROM (VALUES (10, 100), (20, 200), (NULL, 300)) AS v(h, c);
SELECT proportion(spend_per_child_state(10, 100));
SELECT proportion(prevention_ratio_state(3, 2));
SELECT proportion(prevention_ratio_state(0.5, 2));

DROP TABLE referral, bexley;
