/* report_rereferrals.sql - how many referrals come back, by authority. */
SELECT $sql$
WITH ranked AS (
    SELECT r.* FROM rereferral_authority AS r JOIN authorities AS a ON a.name = r."Authority"
    WHERE "Re-referred, %" IS NOT NULL AND a.excluded_small_authority = 0
)
SELECT format('In %s %s%% of referrals in England came within 12 months of another of the same child, from %s%% in %s to %s%% in %s.',
              e."Year", e."Re-referred, %", low."Re-referred, %", low."Authority", high."Re-referred, %", high."Authority")
FROM (SELECT * FROM rereferral_years ORDER BY "Year" DESC LIMIT 1) AS e,
     (SELECT * FROM ranked ORDER BY "Re-referred, %" LIMIT 1) AS low,
     (SELECT * FROM ranked ORDER BY "Re-referred, %" DESC LIMIT 1) AS high
$sql$ AS answer, $sql$
SELECT s.year - 1 || '-' || right(s.year::text, 2) AS "Year", s.referrals AS "Referrals", s.again AS "Re-referrals",
       round(100 * earlyhelp.value(s.state)::numeric, 1) AS "Re-referred, %",
       earlyhelp.missing(s.state) AS "Authorities without figures"
FROM (SELECT financial_year_end AS year,
             sum(referrals) FILTER (WHERE rereferrals_within_12_months IS NOT NULL) AS referrals,
             sum(rereferrals_within_12_months) FILTER (WHERE referrals IS NOT NULL) AS again,
             earlyhelp.share_state(rereferrals_within_12_months, referrals) AS state
      FROM need WHERE financial_year_end >= 2016
      GROUP BY financial_year_end) AS s
ORDER BY s.year
$sql$ AS years, $sql$
SELECT authority AS "Authority", region AS "Region", referrals AS "Referrals", rereferrals AS "Re-referrals",
       round(100 * rereferral_share::numeric, 1) AS "Re-referred, %",
       round(100 * conf_low::numeric, 1) AS "From", round(100 * conf_high::numeric, 1) AS "To"
FROM rereferrals_by_authority
WHERE financial_year_end = (SELECT max(financial_year_end) FROM rereferrals_by_authority WHERE rereferral_share IS NOT NULL)
ORDER BY rereferral_share DESC NULLS LAST
$sql$ AS authorities, $sql$
SELECT earlyhelp.svg(earlyhelp.funnel_chart(authority, rereferrals, referrals),
                     title => 'Re-referrals within 12 months', subtitle => 'Authorities, ' || max(financial_year),
                     units => 'Share of referrals', source => {source}, width => {width})
FROM rereferrals_by_authority
WHERE financial_year_end = (SELECT max(financial_year_end) FROM rereferrals_by_authority WHERE rereferral_share IS NOT NULL)
$sql$ AS funnel, $sql$
SELECT earlyhelp.svg(earlyhelp.tile_map(la_code, 100 * rereferral_share),
                     title => 'Re-referrals within 12 months', subtitle => 'Authorities, ' || max(financial_year),
                     units => 'Per cent of referrals', source => {source}, width => {width})
FROM rereferrals_by_authority
WHERE financial_year_end = (SELECT max(financial_year_end) FROM rereferrals_by_authority WHERE rereferral_share IS NOT NULL)
$sql$ AS map,
'Each mark is an authority. Between the curves lies what chance alone would give an authority of that size; outside the outer ones fewer than 2 in 1,000 would lie.' AS legend \gset
SELECT pg_temp.section('rereferrals', 'How many referrals come back, authority by authority?',
answer => :'answer',
tables => ARRAY[['rereferral_years', 'Referrals within 12 months of another, England', :'years'],
				['rereferral_authority', 'The latest year by authority, with 95% limits (Wilson)', :'authorities']],
charts => CASE WHEN :'synthetic'::boolean THEN ARRAY[[:'legend', :'funnel']]
		  ELSE ARRAY[[:'legend', :'funnel'], ['A square for each authority, of one size and roughly in its place; each shade has a fifth of the authorities.', :'map']] END,
sources => 'DfE, Characteristics of children in need',
notes => ARRAY['England here is the sum of the authorities that have both counts. Limits take each referral as a separate event; brothers and sisters come together, so the truth is less certain. The two smallest authorities are in the table but not in the sentence.']
		 || CASE WHEN :'synthetic'::boolean THEN ARRAY['There is no map: invented authorities have no place on one. The report on official figures has it.'] ELSE '{}' END,
print => ARRAY['dfe_rereferral_2016', 'dfe_rereferral_2020']);
