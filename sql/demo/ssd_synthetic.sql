/*
 * ssd_synthetic.sql - synthetic rows for the tables of ssd_tables.sql.
 *
 *	psql -v referrals_a_year=4300 -f ssd_synthetic.sql
 *
 * 4,300 (the default) is an authority of middling size, 650,000 is England.
 * Six years of referrals, April 2014 to March 2020: the first is the lead-in
 * that a look-back of 12 months needs, so five can be counted.  Children's
 * histories begin two years earlier, and what was before 2014 is not kept.
 *
 * No row describes a child.  Rates are set, not found: 22 per cent of
 * referrals follow one of the 12 months before (DfE, 22.6 in 2019-20); 85 per
 * cent of cases closed below the threshold have no early help, and 25 per cent
 * of those come back (Action for Children 2022); one in ten of those helped
 * does.  Days are drawn by hashes of the child's number: the same rows on
 * every server.
 */
\if :{?referrals_a_year}
\else
\set referrals_a_year 4300
\endif

/* A number from 0 to 1 for a child's k-th referral and a purpose. */
CREATE FUNCTION pg_temp.drawn(child bigint, k integer, purpose integer) RETURNS double precision
	IMMUTABLE LANGUAGE sql
	RETURN (hashint8extended(child, 1000 * k + purpose) & 1073741823) / 1073741824.0::double precision;

CREATE TEMP TABLE ssd_case AS
WITH RECURSIVE referral AS (
	-- the 0th is none: it holds the day of the child's first
	SELECT child, 0 AS k, NULL::date AS referred, NULL AS outcome, NULL::boolean AS helped, NULL::date AS closed,
		   date '2012-04-01' + floor(2922 * pg_temp.drawn(child, 0, 0))::integer AS next_on
	FROM generate_series(1::bigint, (8 * 0.716 * :referrals_a_year)::bigint) AS child
	UNION ALL
	-- the next comes soon, or in the second year after, or not
	SELECT child, k, referred, outcome, helped, closed,
		   CASE WHEN again < soon AND outcome = 'RC7' THEN closed + 1 + floor((364 - (closed - referred)) * again / soon)::integer
				WHEN again < soon THEN closed + 1 + floor(364 * again / soon)::integer
				WHEN again < soon + 0.08 THEN closed + 366 + floor(365 * (again - soon) / 0.08)::integer END
	FROM (SELECT child, k, referred, outcome, helped, pg_temp.drawn(child, k, 3) AS again,
				 CASE WHEN helped THEN 0.10 WHEN outcome = 'RC7' THEN 0.222 ELSE 0.25 END AS soon,
				 referred + CASE outcome WHEN 'RC7' THEN 45 + floor(200 * pg_temp.drawn(child, k, 2))::integer
							ELSE 5 + floor(40 * pg_temp.drawn(child, k, 2))::integer END AS closed
		  FROM (SELECT child, k, referred, outcome,
					   pg_temp.drawn(child, k, 4) < CASE outcome WHEN 'RC8' THEN 0.025 WHEN 'RC9' THEN 0.80 ELSE 0 END AS helped
				FROM (SELECT child, k + 1 AS k, next_on AS referred,
							 CASE WHEN pg_temp.drawn(child, k + 1, 1) < 0.41 THEN 'RC8'
								  WHEN pg_temp.drawn(child, k + 1, 1) < 0.47 THEN 'RC9' ELSE 'RC7' END AS outcome
					  FROM referral WHERE next_on < '2020-04-01' OFFSET 0) AS o OFFSET 0) AS h OFFSET 0) AS c
)
SELECT child, k, referred, outcome, helped, closed,
	   CASE WHEN helped THEN closed + 1 + floor(40 * pg_temp.drawn(child, k, 5))::integer END AS help_on
FROM referral WHERE referred >= '2014-04-01';

INSERT INTO ssd_cin_episodes
SELECT 'R' || child || '-' || k, 'P' || child, referred + interval '9 hours', 'N1', NULL,
	   CASE WHEN outcome = 'RC8' THEN 'Y' ELSE 'N' END,
	   CASE WHEN closed < '2020-04-01' THEN outcome END,
	   CASE WHEN closed < '2020-04-01' THEN closed + interval '17 hours' END
FROM ssd_case
-- rows come in no order
ORDER BY hashint8extended(child, k);

INSERT INTO ssd_cin_assessments
SELECT 'A' || child || '-' || k, 'P' || child, 'R' || child || '-' || k, referred + interval '2 days',
	   CASE WHEN closed < '2020-04-01' THEN closed + interval '17 hours' END, NULL,
	   CASE WHEN outcome = 'RC8' THEN 'Y' ELSE 'N' END
FROM ssd_case;

INSERT INTO ssd_early_help_episodes
SELECT 'E' || child || '-' || k, 'P' || child, help_on + interval '10 hours', NULL, NULL, NULL
FROM ssd_case
WHERE help_on < '2020-04-01';

INSERT INTO ssd_person
SELECT 'P' || child, min(referred) - (365.25 * 17 * pg_temp.drawn(child, 0, 6))::integer
FROM ssd_case GROUP BY child;

DROP TABLE ssd_case;
COMMENT ON TABLE ssd_cin_episodes IS 'SYNTHETIC: invented; no row describes a child';
COMMENT ON TABLE ssd_cin_assessments IS 'SYNTHETIC: invented; no row describes a child';
COMMENT ON TABLE ssd_early_help_episodes IS 'SYNTHETIC: invented; no row describes a child';
COMMENT ON TABLE ssd_person IS 'SYNTHETIC: invented; no row describes a child';
ANALYZE ssd_cin_episodes, ssd_cin_assessments, ssd_early_help_episodes, ssd_person;
